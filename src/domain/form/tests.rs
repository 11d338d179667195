//! What a form has of a body, and what its edits leave alone.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::arbitrary;
use crate::domain::details::Placement;
use crate::domain::json;
use crate::domain::kind::{KINDS, Kind};
use crate::domain::template::new_text;
use crate::domain::vocabulary::{Field, Generation};
use crate::domain::{ComponentType, Seen};

use Generation::{Dps, Xcore};

mod anew;
mod eligibility;

fn row(kind: Kind, generation: Generation, body: &Value, label: &str) -> FormRow {
    let found = form_rows(kind, generation, body).into_iter().find(|row| row.label == label);
    found.unwrap_or_else(|| panic!("no row {label}"))
}

fn set(kind: Kind, generation: Generation, body: &Value, label: &str, value: Value) -> Value {
    let mut edited = body.clone();
    row(kind, generation, body, label).set(generation, &mut edited, &mut Made::new(), value);
    edited
}

fn labels(kind: Kind, generation: Generation, body: &Value) -> Vec<String> {
    form_rows(kind, generation, body).into_iter().map(|row| row.label).collect()
}

#[test]
fn both_generations_have_a_row_for_what_both_know() {
    for entry in KINDS {
        for generation in [Dps, Xcore] {
            let now = "2026-11-21T12:00:00Z".parse().unwrap();
            let text = new_text(entry.kind, generation, now, None);
            let body: Value = serde_json::from_str(&text).unwrap();
            let rows = form_rows(entry.kind, generation, &body);
            assert_eq!(rows[0].label, "Name", "{} {generation}", entry.noun);
            for row in &rows {
                assert!(row.label.chars().count() <= 18, "{}", row.label);
            }
            let shown: Vec<&FormRow> = rows.iter().filter(|row| body.pointer(&row.pointer).is_some()).collect();
            let required = rows.iter().filter(|row| row.required && !matches!(row.entry, Entry::List));
            for row in required {
                assert!(shown.contains(&row), "{} {generation}: a new one lacks {}", entry.noun, row.label);
            }
        }
    }
}

#[test]
fn what_is_documented_elsewhere_has_a_row_where_it_is_there() {
    let offer = json!({"name": "A"});
    assert!(labels(Kind::Personalized, Dps, &offer).contains(&"Eligibility".to_owned()));
    assert!(!labels(Kind::Personalized, Xcore, &offer).contains(&"Eligibility".to_owned()));
    assert!(!labels(Kind::Fallback, Dps, &offer).contains(&"Priority".to_owned()));
    let with_rank = json!({"rank": {"priority": 7}});
    assert_eq!(row(Kind::Fallback, Dps, &with_rank, "Priority").entry, Entry::Nothing);
    let oldest = json!({"placement": "p", "filter": "c"});
    assert_eq!(row(Kind::Decision, Dps, &oldest, "Placement").entry, Entry::One(Kind::Placement));
    assert_eq!(row(Kind::Rule, Xcore, &json!({"condition": {}}), "Expression").pointer, "/condition/value");
    let gathered = |how: &str| row(Kind::Collection, Dps, &json!({"filterType": how}), "Members").entry;
    assert_eq!(gathered("offers"), Entry::Many(Kind::Personalized));
    assert_eq!(gathered("all-tags"), Entry::Many(Kind::Qualifier));
}

#[test]
fn a_rule_says_on_dps_that_it_decides_and_no_longer_when_it_is_gone() {
    let body = json!({"selectionConstraint": {"startDate": "x", "profileConstraintType": "none"}});
    let with_rule = set(Kind::Personalized, Dps, &body, "Rule", json!("r"));
    let expected = json!({"startDate": "x", "profileConstraintType": "eligibilityRule", "eligibilityRule": "r"});
    assert_eq!(with_rule["selectionConstraint"], expected);
    let (mut without, mut made) = (with_rule.clone(), Made::new());
    row(Kind::Personalized, Dps, &with_rule, "Rule").clear(Dps, &mut without, &mut made);
    assert_eq!(without, body);

    let mut by_audience =
        json!({"selectionConstraint": {"profileConstraintType": "anySegments", "eligibilityRule": "r"}});
    row(Kind::Personalized, Dps, &by_audience, "Rule").clear(Dps, &mut by_audience, &mut made);
    assert_eq!(by_audience, json!({"selectionConstraint": {"profileConstraintType": "anySegments"}}));

    let older = set(Kind::Personalized, Xcore, &json!({}), "Rule", json!("r"));
    assert_eq!(older, json!({"xdm:selectionConstraint": {"xdm:eligibilityRule": "r"}}));
    let decision = json!({"criteria": [{}]});
    let decision = set(Kind::Decision, Dps, &decision, "Rule", json!("r"));
    let expected = json!({"eligibilityRule": "r", "profileConstraintType": "eligibilityRule"});
    assert_eq!(decision["criteria"][0]["profileConstraint"], expected);
}

#[test]
fn what_decides_no_longer_goes_out_and_that_is_told() {
    let both = json!({"profileConstraintType": "rules", "eligibilityRule": "r", "segmentIdentities": [{"_id": "a"}]});
    let chosen = |word: &str| {
        let mut body = json!({"selectionConstraint": both, "criteria": [{"profileConstraint": both}]});
        let told =
            row(Kind::Personalized, Dps, &body, "Eligibility").set(Dps, &mut body, &mut Made::new(), json!(word));
        row(Kind::Decision, Dps, &body, "Eligibility").set(Dps, &mut body, &mut Made::new(), json!(word));
        assert_eq!(body["selectionConstraint"], body["criteria"][0]["profileConstraint"], "{word}");
        let names = body["selectionConstraint"].as_object().unwrap().keys().skip(1).cloned().collect::<Vec<_>>();
        (names.join(" "), told.unwrap_or_default())
    };
    assert_eq!(chosen("rules"), ("eligibilityRule segmentIdentities".to_owned(), String::new()));
    for (word, left, gone) in [
        ("none", "", "the decision rule and the audiences"),
        ("eligibilityRule", "eligibilityRule", "the audiences"),
        ("anySegments", "segmentIdentities", "the decision rule"),
        ("allSegments", "segmentIdentities", "the decision rule"),
    ] {
        let (names, told) = chosen(word);
        assert_eq!(names, left, "{word}");
        assert!(told.contains(&format!(": {gone}.")), "{word}: {told}");
    }
}

#[test]
fn members_of_the_other_kind_go_out_with_what_a_collection_was_made_of() {
    for (generation, [any, all], [how, ids]) in [
        (Dps, ["any-tags", "all-tags"], ["filterType", "ids"]),
        (Xcore, ["anyTags", "allTags"], ["xdm:filterType", "xdm:ids"]),
    ] {
        let chosen = |from: &str, to: &str| {
            let mut body = json!({how: from, ids: ["t1", "t2"]});
            let row = row(Kind::Collection, generation, &body, "Made of");
            let told = row.set(generation, &mut body, &mut Made::new(), json!(to));
            assert_eq!(body[how], to);
            (body[ids].as_array().unwrap().len(), told.unwrap_or_default())
        };
        let (left, told) = chosen(any, "offers");
        assert_eq!(left, 0);
        assert!(told.contains("2 of the collection qualifiers"), "{told}");
        assert_eq!(chosen("offers", all).0, 0);
        assert_eq!(chosen(any, all), (2, String::new()));
        assert_eq!(chosen("dice", "offers"), (2, String::new()), "nobody knows of which kind they are");
    }
}

#[test]
fn audiences_have_rows_where_they_decide() {
    let offer = |word: &str| json!({"selectionConstraint": {"profileConstraintType": word}});
    assert!(!labels(Kind::Personalized, Dps, &offer("eligibilityRule")).contains(&"Audiences".to_owned()));
    let mut body = offer("anySegments");
    let add = row(Kind::Personalized, Dps, &body, "+ audience");
    let Entry::Add(addition) = &add.entry else { panic!() };
    add.add(&mut body, &mut Made::new(), addition.element(Dps, None, None));
    for (label, value) in [("Id", "audience-1"), ("Namespace", "ups"), ("Cross id", "x")] {
        body = set(Kind::Personalized, Dps, &body, label, json!(value));
    }
    let expected = json!([{"_id": "audience-1", "namespace": {"code": "ups"}, "xid": "x"}]);
    assert_eq!(body["selectionConstraint"]["segmentIdentities"], expected);

    let older = json!({"xdm:selectionConstraint": {"xdm:segmentIdentities": [{"@id": "a", "future": 1.10}]}});
    let older = set(Kind::Personalized, Xcore, &older, "Namespace", json!("ups"));
    let expected = json!([{"@id": "a", "future": 1.10, "xdm:namespace": {"xdm:code": "ups"}}]);
    assert_eq!(older["xdm:selectionConstraint"]["xdm:segmentIdentities"], expected);

    let plain = json!({"xdm:selectionConstraint": {"xdm:segmentIdentities": [{"_id": "a"}]}});
    let plain = set(Kind::Personalized, Xcore, &plain, "Namespace", json!("ups"));
    let expected = json!([{"_id": "a", "namespace": {"code": "ups"}}]);
    assert_eq!(plain["xdm:selectionConstraint"]["xdm:segmentIdentities"], expected, "the spelling that is there");

    for (there, added) in [
        (json!([{"_id": "a"}]), json!({"_id": ""})),
        (json!([{"future": 1}, {"xdm:xid": "x"}]), json!({"@id": ""})),
        (json!([{}]), json!({"_id": ""})),
    ] {
        let mut body = json!({"xdm:selectionConstraint": {"xdm:segmentIdentities": there}});
        let add = row(Kind::Personalized, Xcore, &body, "+ audience");
        let Entry::Add(addition) = &add.entry else { panic!() };
        add.add(&mut body, &mut Made::new(), addition.element(Xcore, None, None));
        let audiences = body["xdm:selectionConstraint"]["xdm:segmentIdentities"].as_array().unwrap();
        assert_eq!(audiences.last(), Some(&added), "spelled like the others: {body}");
    }

    let decision = json!({"criteria": [{"profileConstraint": {"profileConstraintType": "allSegments"}}, {}]});
    let rows = form_rows(Kind::Decision, Dps, &decision);
    let audiences: Vec<&str> =
        rows.iter().filter(|row| row.label == "Audiences").map(|row| row.pointer.as_str()).collect();
    assert_eq!(audiences, ["/criteria/0/profileConstraint/segmentIdentities"]);
}

#[test]
fn a_criterion_ranks_by_priority_by_a_formula_or_by_a_model() {
    let decision = |order: Value| json!({"criteria": [{"rank": {"order": order}}]});
    let ranked = |order| {
        let labels = labels(Kind::Decision, Dps, &decision(order));
        ["Formula", "AI model"].map(|label| labels.contains(&label.to_owned()))
    };
    assert_eq!(ranked(json!({"orderEvaluationType": "static"})), [false, false]);
    assert_eq!(ranked(json!({"orderEvaluationType": "scoring-function"})), [true, false]);
    assert_eq!(ranked(json!({"orderEvaluationType": "rankingStrategy"})), [false, true], "in either spelling");
    assert_eq!(ranked(json!({"function": "f"})), [true, false], "what is there is shown");
    let by_model = decision(json!({"orderEvaluationType": "ranking-strategy"}));
    let by_model = set(Kind::Decision, Dps, &by_model, "AI model", json!("m"));
    let expected = json!({"orderEvaluationType": "ranking-strategy", "rankingStrategy": "m"});
    assert_eq!(by_model["criteria"][0]["rank"]["order"], expected);
    assert!(!labels(Kind::Decision, Xcore, &json!({"xdm:criteria": [{}]})).contains(&"Ranked by".to_owned()));
    let older = json!({"xdm:criteria": [{"xdm:rank": {"xdm:order": {"xdm:orderEvaluationType": "static"}}}]});
    let ranking = row(Kind::Decision, Xcore, &older, "Ranked by");
    let Entry::Word(words) = ranking.entry else { panic!() };
    let wires: Vec<String> = words.all(Kind::Decision, Xcore).into_iter().map(|word| word.wire).collect();
    assert_eq!(wires, ["static", "scoringFunction", "rankingStrategy"]);
    for word in words.all(Kind::Decision, Dps) {
        assert_ne!(words.shown(&word.wire), word.wire, "people read another word");
    }
    assert_eq!(words.shown("dice"), "dice");
}

#[test]
fn capping_rules_have_the_names_of_their_generation() {
    assert!(!labels(Kind::Personalized, Xcore, &json!({})).contains(&"Capping rules".to_owned()));
    let mut body = json!({"xdm:frequencyCappingConstraints": []});
    let add = row(Kind::Personalized, Xcore, &body, "+ capping rule");
    let Entry::Add(addition) = &add.entry else { panic!() };
    add.add(&mut body, &mut Made::new(), addition.element(Xcore, None, None));
    let body = set(Kind::Personalized, Xcore, &body, "Every", json!(2));
    let expected = json!([{"xdm:limit": 1, "xdm:scope": "profile", "xdm:entity": "offer",
        "xdm:repeat": {"xdm:enabled": true, "xdm:unit": "day", "xdm:unitCount": 2}}]);
    assert_eq!(body["xdm:frequencyCappingConstraints"], expected);
    let newer = Addition::CappingRule.element(Dps, None, None);
    let expected = json!({"enabled": true, "limit": 1, "scope": "profile", "entity": "offer",
        "repeat": {"enabled": true, "unit": "day", "unitCount": 1}});
    assert_eq!(newer, expected);
    let counting_clicks = json!({"frequencyCappingConstraints": [{"limit": 1, "events": ["click"]}]});
    assert_eq!(row(Kind::Personalized, Dps, &counting_clicks, "Events").entry, Entry::Texts);
}

#[test]
fn what_an_answer_holds_besides_has_the_names_of_its_generation() {
    let placement = json!({"xdm:returnMetaData": {"xdm:offerName": true, "channelType": false, "future": true}});
    let at = |label| row(Kind::Placement, Xcore, &placement, label).pointer;
    assert_eq!(at("Offer name"), "/xdm:returnMetaData/xdm:offerName");
    assert_eq!(at("Content type"), "/xdm:returnMetaData/xdm:contentType");
    let rows = form_rows(Kind::Placement, Xcore, &placement);
    let within: Vec<&FormRow> = rows.iter().filter(|row| row.depth == 1).collect();
    assert_eq!(within.len(), 8, "each once: {within:?}");
    assert!(within.iter().any(|row| row.pointer == "/xdm:returnMetaData/channelType" && row.label == "Channel type"));
    assert_eq!(row(Kind::Placement, Dps, &json!({}), "Offer name").pointer, "/returnMetaData/offerName");
}

#[test]
fn the_format_follows_the_type_unless_it_was_set() {
    let offer = |component: Value| json!({"representations": [{"components": [component]}]});
    let change = |component, to: &str| {
        let body = set(Kind::Personalized, Dps, &offer(component), "Type", json!(to));
        body["representations"][0]["components"][0].clone()
    };
    let changed = change(json!({"type": "html", "format": "text/html", "content": "x"}), "json");
    assert_eq!(changed, json!({"type": "json", "format": "application/json", "content": "x"}));
    let changed = change(json!({"type": "html", "format": "text/template"}), "json");
    assert_eq!(changed, json!({"type": "json", "format": "text/template"}));
    assert_eq!(change(json!({}), "imagelink"), json!({"type": "imagelink", "format": "image/png"}));
    let odd = change(json!({"type": 7, "format": ["x"]}), "text");
    assert_eq!(odd, json!({"type": "text", "format": ["x"]}), "what is no format is nobody's to replace");
}

#[test]
fn a_representation_begins_with_what_its_placement_takes() {
    let placement = Placement {
        component_type: Seen::Is(ComponentType::ImageLink),
        channel: Seen::Is("email".into()),
        content_types: vec!["image/jpeg".into()],
        ..Placement::default()
    };
    let (mut body, mut made) = (json!({"xdm:representations": "none"}), Made::new());
    let add = row(Kind::Personalized, Xcore, &body, "+ representation");
    let Entry::Add(addition) = &add.entry else { panic!() };
    add.add(&mut body, &mut made, addition.element(Xcore, Some("p"), Some(&placement)));
    let expected = json!({"xdm:representations": [{
        "xdm:channel": "https://ns.adobe.com/xdm/channel-types/email", "xdm:placement": "p",
        "xdm:components": [{
            "@type": "https://ns.adobe.com/experience/offer-management/content-component-imagelink",
            "dc:format": "image/jpeg", "xdm:deliveryURL": ""
        }]
    }]});
    assert_eq!(body, expected);
    let unknown = Addition::Representation.element(Dps, Some("p"), None);
    assert_eq!(unknown["components"], json!([{"type": "html", "format": "text/html", "content": ""}]));

    let words = |words: Words, placement: &Placement| {
        let taken = words.taken_by(Kind::Personalized, Dps, placement);
        taken.into_iter().map(|word| word.wire).collect::<Vec<_>>()
    };
    assert_eq!(words(Words::ComponentType, &placement), ["imagelink"]);
    assert_eq!(words(Words::Format, &placement), ["image/jpeg"]);
    assert_eq!(words(Words::ComponentType, &Placement::default()).len(), 4);
    let odd = Placement { component_type: Seen::Is(ComponentType::Other("hologram".into())), ..Placement::default() };
    assert_eq!(words(Words::ComponentType, &odd).len(), 4);
}

#[test]
fn each_place_of_a_body_has_its_row() {
    let body = json!({"tags": ["t"], "criteria": [], "representations": [{"components": [{"type": 1}, {"type": 2}]}]});
    let rows = form_rows(Kind::Personalized, Dps, &body);
    let label = |pointer: &str| rows_of(&rows, [pointer])[0].map(|place| rows[place].label.as_str());
    assert_eq!(label("/tags/0"), Some("Qualifiers"));
    assert_eq!(label("/representations"), Some("Representations"));
    assert_eq!(label("/representations/0/components/1/type"), Some("Type"));
    assert_eq!(label("/representations/0/components/1/future"), Some("component 2"));
    assert_eq!(label("/representations/0/components"), Some("representation 1"));
    assert_eq!(label("/selectionConstraint"), Some("Starts"));
    assert_eq!(label("/future"), None);
    assert_eq!(label(""), None, "what is wrong with all of it is no row's");
    let named = |pointer: &str| place_named(&rows, pointer);
    assert_eq!(named("/tags/0").as_deref(), Some("Qualifiers"));
    assert_eq!(
        named("/representations/0/components/1/type").as_deref(),
        Some("Type of component 2 of representation 1")
    );
    assert_eq!(named("/representations/0/future").as_deref(), Some("representation 1"));
    assert_eq!(named("/selectionConstraint"), None, "it is not its start");
}

#[test]
fn an_object_goes_with_its_last_member_where_the_form_made_it() {
    let (mut body, mut made) = (json!({"rank": {}, "future": [1.10]}), Made::new());
    let before = body.clone();
    let cap = row(Kind::Personalized, Dps, &body, "Cap in total");
    cap.set(Dps, &mut body, &mut made, json!(5));
    assert_eq!(body["cappingConstraint"], json!({"globalCap": 5}));
    cap.clear(Dps, &mut body, &mut made);
    assert_eq!(body, before, "made for the cap, so it goes with it");
    let priority = row(Kind::Personalized, Dps, &body, "Priority");
    priority.set(Dps, &mut body, &mut made, json!(1));
    priority.clear(Dps, &mut body, &mut made);
    assert_eq!(body, before, "it was there, so it stays");
}

#[test]
fn elements_are_taken_out_of_their_list() {
    let (mut body, mut made) = (json!({"criteria": [{"a": 1}, "odd", {"b": 2}]}), Made::new());
    row(Kind::Decision, Dps, &body, "criterion 2").take_out(&mut body, &mut made);
    assert_eq!(body, json!({"criteria": [{"a": 1}, {"b": 2}]}));
    let stale = row(Kind::Decision, Dps, &body, "criterion 2");
    stale.take_out(&mut body, &mut made);
    stale.take_out(&mut body, &mut made);
    assert_eq!(body, json!({"criteria": [{"a": 1}]}));
}

/// What a new object lacks and the form has rows for: audiences, how a criterion ranks, capping rules.
fn more_of(generation: Generation) -> Value {
    match generation {
        Dps => json!({
            "selectionConstraint": {"profileConstraintType": "anySegments",
                "segmentIdentities": [{"_id": "a", "namespace": {"code": "ups"}, "future": 1.10}]},
            "frequencyCappingConstraints": [{"limit": 1, "events": ["click"], "index": 1, "repeat": {"unit": "day"}}],
            "criteria": [{"rank": {"order": {"orderEvaluationType": "static", "function": "f", "future": 0.10}},
                "profileConstraint": {"profileConstraintType": "allSegments", "segmentIdentities": [{"_id": "a"}]}}],
        }),
        Xcore => json!({
            "xdm:selectionConstraint": {"xdm:segmentIdentities": [{"@id": "a", "xdm:namespace": {"future": 1.10}}]},
            "xdm:frequencyCappingConstraints": [{"xdm:limit": 1, "xdm:repeat": {"xdm:unit": "day", "future": 0.10}}],
            "xdm:criteria": [{"xdm:rank": {"xdm:order": {"xdm:rankingStrategy": "m"}},
                "xdm:profileConstraint": {"xdm:segmentIdentities": [{"@id": "a"}, 7]}}],
        }),
    }
}

/// A body with members of the form's names among others, any of which may hold anything.
fn body() -> impl Strategy<Value = (Kind, Generation, Value)> {
    let kind = prop::sample::select(KINDS.iter().map(|entry| entry.kind).collect::<Vec<Kind>>());
    let generation = prop::sample::select(vec![Dps, Xcore]);
    let odd = prop::collection::vec((any::<prop::sample::Index>(), arbitrary::value()), 0..6);
    (kind, generation, any::<bool>(), arbitrary::body(), odd).prop_map(|(kind, generation, more, others, odd)| {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut body: Value = serde_json::from_str(&new_text(kind, generation, now, None)).unwrap();
        let members = body.as_object_mut().unwrap();
        members.extend(others.as_object().cloned().unwrap());
        if more {
            members.extend(more_of(generation).as_object().cloned().unwrap());
        }
        for (pick, value) in odd {
            let pointers: Vec<String> = form_rows(kind, generation, &body).into_iter().map(|row| row.pointer).collect();
            let pointer = pick.get(&pointers);
            if let Some(place) = body.pointer_mut(pointer) {
                *place = value;
            }
        }
        (kind, generation, body)
    })
}

/// Whether two bodies are the same but for what stands at these places and on the way to them.
fn same_apart_from(before: &Value, after: &Value, place: &str, touched: &[String]) -> Result<(), TestCaseError> {
    let on_the_way = |place: &str| touched.iter().any(|touched| touched.starts_with(&format!("{place}/")));
    if touched.iter().any(|touched| touched == place) {
        return Ok(());
    }
    match (before, after) {
        _ if !on_the_way(place) => prop_assert_eq!(before.to_string(), after.to_string(), "{}", place),
        (Value::Object(before), Value::Object(after)) => {
            let kept = |name: &&String| before.contains_key(*name);
            let at = |name: &str| format!("{place}/{}", crate::domain::patch::escape(name));
            let order: Vec<&String> = after.keys().filter(kept).collect();
            let stay = |name: &&String| after.contains_key(*name) || !touched.contains(&at(name));
            prop_assert_eq!(before.keys().filter(stay).collect::<Vec<_>>(), order, "{}", place);
            for (name, value) in after {
                let pointer = at(name);
                match before.get(name) {
                    Some(before) => same_apart_from(before, value, &pointer, touched)?,
                    None => prop_assert!(touched.contains(&pointer) || on_the_way(&pointer), "{} came", pointer),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            prop_assert_eq!(before.len(), after.len());
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                same_apart_from(before, after, &format!("{place}/{index}"), touched)?;
            }
        }
        // Something else stood where an object was needed.
        _ => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_edit_changes_its_place_and_nothing_else((kind, generation, body) in body(), value in arbitrary::value()) {
        for row in form_rows(kind, generation, &body) {
            let mut touched = vec![row.pointer.clone()];
            match &row.entry {
                Entry::Rule(Some(declared)) => {
                    let parent = declared.rsplit_once('/').unwrap().0;
                    let audiences = ["segmentIdentities", "xdm:segmentIdentities"];
                    touched.push(declared.clone());
                    touched.extend(audiences.map(|name| format!("{parent}/{name}")));
                }
                Entry::Part(Words::ComponentType, _) => {
                    let parent = row.pointer.rsplit_once('/').unwrap().0;
                    touched.extend(["format", "dc:format"].map(|name| format!("{parent}/{name}")));
                }
                _ => {}
            }
            let (mut edited, mut made) = (body.clone(), Made::new());
            row.set(generation, &mut edited, &mut made, value.clone());
            prop_assert_eq!(edited.pointer(&row.pointer), Some(&value));
            same_apart_from(&body, &edited, "", &touched)?;
            let reread = json::parse(&json::pretty(&edited)).unwrap();
            prop_assert_eq!(reread.to_string(), edited.to_string(), "the text says what the form made");

            let mut cleared = body.clone();
            row.clear(generation, &mut cleared, &mut made);
            prop_assert_eq!(cleared.pointer(&row.pointer).filter(|_| !row.pointer.ends_with(|c: char| c.is_ascii_digit())), None);
        }
    }

    #[test]
    fn no_body_is_too_odd_for_rows((kind, generation, body) in body(), value in arbitrary::value()) {
        for odd in [&body, &value] {
            for row in form_rows(kind, generation, odd) {
                prop_assert!(row.pointer.starts_with('/'), "{:?}", row);
            }
        }
        let name = form_rows(kind, generation, &body).into_iter().next().unwrap();
        prop_assert_eq!(name.pointer, generation.pointer(Field::Name));
    }
}
