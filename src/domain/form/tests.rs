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
    row(Kind::Personalized, Dps, &with_rule, "Rule").clear(&mut without, &mut made);
    assert_eq!(without, body);

    let mut by_audience =
        json!({"selectionConstraint": {"profileConstraintType": "anySegments", "eligibilityRule": "r"}});
    row(Kind::Personalized, Dps, &by_audience, "Rule").clear(&mut by_audience, &mut made);
    assert_eq!(by_audience, json!({"selectionConstraint": {"profileConstraintType": "anySegments"}}));

    let older = set(Kind::Personalized, Xcore, &json!({}), "Rule", json!("r"));
    assert_eq!(older, json!({"xdm:selectionConstraint": {"xdm:eligibilityRule": "r"}}));
    let decision = json!({"criteria": [{}]});
    let decision = set(Kind::Decision, Dps, &decision, "Rule", json!("r"));
    let expected = json!({"eligibilityRule": "r", "profileConstraintType": "eligibilityRule"});
    assert_eq!(decision["criteria"][0]["profileConstraint"], expected);
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
    let label = |pointer: &str| row_of(&rows, pointer).map(|place| rows[place].label.as_str());
    assert_eq!(label("/tags/0"), Some("Qualifiers"));
    assert_eq!(label("/representations"), Some("Representations"));
    assert_eq!(label("/representations/0/components/1/type"), Some("Type"));
    assert_eq!(label("/representations/0/components/1/future"), Some("component 2"));
    assert_eq!(label("/representations/0/components"), Some("representation 1"));
    assert_eq!(label("/selectionConstraint"), Some("Starts"));
    assert_eq!(label("/future"), None);
    assert_eq!(label(""), None, "what is wrong with all of it is no row's");
}

#[test]
fn an_object_goes_with_its_last_member_where_the_form_made_it() {
    let (mut body, mut made) = (json!({"rank": {}, "future": [1.10]}), Made::new());
    let before = body.clone();
    let cap = row(Kind::Personalized, Dps, &body, "Cap in total");
    cap.set(Dps, &mut body, &mut made, json!(5));
    assert_eq!(body["cappingConstraint"], json!({"globalCap": 5}));
    cap.clear(&mut body, &mut made);
    assert_eq!(body, before, "made for the cap, so it goes with it");
    let priority = row(Kind::Personalized, Dps, &body, "Priority");
    priority.set(Dps, &mut body, &mut made, json!(1));
    priority.clear(&mut body, &mut made);
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

/// A body with members of the form's names among others, any of which may hold anything.
fn body() -> impl Strategy<Value = (Kind, Generation, Value)> {
    let kind = prop::sample::select(KINDS.iter().map(|entry| entry.kind).collect::<Vec<Kind>>());
    let generation = prop::sample::select(vec![Dps, Xcore]);
    let odd = prop::collection::vec((any::<prop::sample::Index>(), arbitrary::value()), 0..6);
    (kind, generation, arbitrary::body(), odd).prop_map(|(kind, generation, others, odd)| {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut body: Value = serde_json::from_str(&new_text(kind, generation, now, None)).unwrap();
        let members = body.as_object_mut().unwrap();
        members.extend(others.as_object().cloned().unwrap());
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
            let order: Vec<&String> = after.keys().filter(kept).collect();
            prop_assert_eq!(before.keys().collect::<Vec<_>>(), order, "{}", place);
            for (name, value) in after {
                let pointer = format!("{place}/{}", crate::domain::patch::escape(name));
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
                Entry::Rule(Some(declared)) => touched.push(declared.clone()),
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
            row.clear(&mut cleared, &mut made);
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
