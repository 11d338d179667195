use serde_json::json;

use super::*;
use crate::domain::vocabulary::{Criterion, Part};
use crate::domain::{KINDS, Kind};

fn record(generation: Generation, whole: &Value) -> Record {
    Record::read(generation, Kind::Personalized, &whole.to_string()).unwrap()
}

fn dps(mut body: Value) -> Record {
    body["id"] = json!("dps:personalized-offer:1");
    record(Generation::Dps, &body)
}

fn xcore(instance: &Value) -> Record {
    record(Generation::Xcore, &json!({"instanceId": "i", "repo:etag": 1, "_links": {}, "_instance": instance}))
}

/// A documented exchange.
fn exchange(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/wire/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A documented answer's body.
fn fixture(name: &str) -> Value {
    exchange(name)["response"]["body"].clone()
}

fn offer(details: &Details) -> &Offer {
    let Own::Offer(offer) = &details.own else { panic!("{details:?}") };
    offer
}

fn boxed(texts: &[&str]) -> Vec<Box<str>> {
    texts.iter().map(|text| Box::from(*text)).collect()
}

fn unknown(name: &str, text: &str) -> Unknown {
    Unknown { name: name.to_owned(), text: text.to_owned() }
}

#[test]
fn the_documented_dps_offer_is_known_in_full() {
    let details = Details::of(&record(Generation::Dps, &fixture("dps-personalized-lookup")));
    let component = Component {
        component_type: Seen::Is(ComponentType::Html),
        format: Seen::Is("text/html".into()),
        languages: boxed(&["en-us"]),
        content: Seen::Is("Hello You qualify for our Discount of 60%".into()),
        ..Component::default()
    };
    let offer = Offer {
        starts: Seen::Is("2022-07-27T05:00:00Z".parse().unwrap()),
        ends: Seen::Is("2023-07-29T05:00:00Z".parse().unwrap()),
        priority: Seen::Is(0),
        eligibility: Eligibility { rule: Seen::Absent, constraint: Seen::Is("none".into()), audiences: Vec::new() },
        capping: Capping {
            rules: vec!["at most 1 in all, per offer, from 2023-05-15 until 2023-05-25 (off)".to_owned()],
            ..Capping::default()
        },
        representations: vec![Representation {
            channel: Seen::Is("web".into()),
            placement: Seen::Is("offerPlacement1234".into()),
            components: vec![component],
            unknown: vec![],
        }],
        ..Offer::default()
    };
    let expected = Details {
        own: Own::Offer(offer),
        schemas: boxed(&["https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.15"]),
        ..Details::default()
    };
    assert_eq!(details, expected);
}

#[test]
fn the_documented_xcore_offer_keeps_its_asset_reference_as_unknown() {
    let page = fixture("xcore-personalized-list");
    let details = Details::of(&record(Generation::Xcore, &page["_embedded"]["results"][0]));
    assert_eq!(offer(&details).eligibility.rule, Seen::Is("xcore:eligibility-rule:124f4f57259caba5".into()));
    assert_eq!(offer(&details).capping.global, Seen::Is(1000));
    assert_eq!(offer(&details).qualifiers, boxed(&["xcore:tag:124f4e5c8a00cd92", "xcore:tag:1229cf47455177b1"]));
    assert_eq!(offer(&details).characteristics[1], ("offer_code".into(), "CHECK200".into()));
    assert_eq!(details.unknown, []);
    let [image, html] = &offer(&details).representations[..] else { panic!("{details:?}") };
    assert_eq!((&image.channel, &html.channel), (&Seen::Is("offline".into()), &Seen::Is("web".into())));
    let image = &image.components[0];
    assert_eq!(image.component_type, Seen::Is(ComponentType::ImageLink));
    assert_eq!(image.delivery_url, Seen::Is("".into()));
    let names: Vec<_> = image.unknown.iter().map(|unknown| unknown.name.as_str()).collect();
    assert_eq!(names, ["repo:id", "repo:resolveURL", "repo:name"]);
    assert_eq!(html.components[0].content, Seen::Is("{\n\"foo\": \"bar\"\n}".into()));
}

#[test]
fn audiences_are_read_in_either_spelling_and_what_is_odd_in_them_stays() {
    let found = |generation, constraint: &str, audiences: Value| {
        let details = Details::of(&record(
            generation,
            &match generation {
                Generation::Dps => json!({"id": "x", constraint: {"segmentIdentities": audiences}}),
                Generation::Xcore => json!({"instanceId": "x", "_instance": {"@id": "x",
                format!("xdm:{constraint}"): {"xdm:segmentIdentities": audiences}}}),
            },
        ));
        (offer(&details).eligibility.audiences.clone(), details.unknown)
    };
    let plain = json!([{"_id": "a", "namespace": {"code": "AEP"}}, {"_id": "b"}]);
    for generation in [Generation::Dps, Generation::Xcore] {
        assert_eq!(found(generation, "selectionConstraint", plain.clone()), (boxed(&["a (AEP)", "b"]), Vec::new()));
    }
    let older = json!([{"@id": "a", "xdm:namespace": {"xdm:code": "AEP"}}]);
    assert_eq!(found(Generation::Xcore, "selectionConstraint", older), (boxed(&["a (AEP)"]), Vec::new()));
    let odd = json!([7, {"_id": "a", "xid": "y", "namespace": {"code": "AEP", "more": 1}}, {"_id": 1}]);
    assert_eq!(
        found(Generation::Dps, "selectionConstraint", odd),
        (
            boxed(&["a"]),
            vec![
                unknown("segmentIdentities[0]", "7"),
                unknown("segmentIdentities[1].xid", "y"),
                unknown("segmentIdentities[1].namespace", r#"{"code":"AEP","more":1}"#),
                unknown("segmentIdentities[2]._id", "1"),
            ]
        )
    );
}

#[test]
fn every_documented_object_leaves_nothing_unknown_but_asset_references_and_builder_states() {
    let mut seen = 0;
    for (kind, word) in [
        (Kind::Personalized, "personalized"),
        (Kind::Fallback, "fallback"),
        (Kind::Placement, "placement"),
        (Kind::Collection, "collection"),
        (Kind::Qualifier, "qualifier"),
        (Kind::Rule, "rule"),
        (Kind::Decision, "decision"),
    ] {
        let mut rows = vec![(Generation::Dps, fixture(&format!("dps-{word}-lookup")))];
        rows.extend(list(&format!("dps-{word}-list"), "/results").into_iter().map(|row| (Generation::Dps, row)));
        for name in [format!("xcore-{word}-lookup"), format!("xcore-{word}-list")] {
            rows.extend(list(&name, "/_embedded/results").into_iter().map(|row| (Generation::Xcore, row)));
        }
        assert!(rows.len() >= 4, "{word}: {}", rows.len());
        for (generation, row) in rows {
            let details = Details::of(&Record::read(generation, kind, &row.to_string()).unwrap());
            let names: Vec<&str> = details.unknown.iter().map(|unknown| unknown.name.as_str()).collect();
            assert!(names.iter().all(|name| *name == "segmentModel"), "{word} {names:?}");
            if let Own::Offer(offer) = &details.own {
                for component in offer.representations.iter().flat_map(|representation| &representation.components) {
                    assert!(component.unknown.iter().all(|unknown| unknown.name.starts_with("repo:")), "{component:?}");
                }
            }
            if let Own::Decision(decision) = &details.own {
                assert!(decision.criteria.iter().all(|terms| terms.unknown.is_empty()), "{decision:?}");
                assert!(!decision.criteria.is_empty());
            }
            seen += 1;
        }
    }
    assert!(seen >= 30, "{seen}");
}

/// The rows of a documented page.
fn list(name: &str, rows: &str) -> Vec<Value> {
    fixture(name).pointer(rows).and_then(Value::as_array).cloned().unwrap()
}

/// An object of this body, in the least of envelopes.
fn enveloped(generation: Generation, kind: Kind, body: &Value) -> Record {
    let whole = match generation {
        Generation::Dps => {
            let mut whole = body.clone();
            whole["id"] = json!("x");
            whole
        }
        Generation::Xcore => json!({"instanceId": "i", "_instance": body}),
    };
    Record::read(generation, kind, &whole.to_string()).unwrap()
}

fn read(generation: Generation, kind: Kind, body: &Value) -> Details {
    Details::of(&enveloped(generation, kind, body))
}

#[test]
fn a_placement_says_what_it_takes_and_what_it_answers() {
    let details = read(Generation::Dps, Kind::Placement, &exchange("dps-placement-create")["request"]["body"]);
    let Own::Placement(placement) = details.own else { panic!("{details:?}") };
    assert_eq!(placement.component_type, Seen::Is(ComponentType::Html));
    assert_eq!((placement.channel, placement.items), (Seen::Is("email".into()), Seen::Is(1)));
    assert_eq!((placement.duplicates, placement.returned.as_slice()), (Some(false), &*boxed(&["content"])));
    assert_eq!(placement.left_out.len(), 7);
    let odd = json!({"returnContent": "yes", "returnMetaData": {"offerName": 1, "channelType": true}});
    let details = read(Generation::Dps, Kind::Placement, &odd);
    assert_eq!(details.unknown, [unknown("returnContent", "yes"), unknown("returnMetaData.offerName", "1")]);
}

#[test]
fn a_rule_is_read_in_each_spelling() {
    let expected = Rule {
        language: Seen::Is("PQL".into()),
        format: Seen::Is("pql/text".into()),
        expression: Seen::Is("profile.person.name.firstName.equals(\"Joe\", false)".into()),
        schema: Seen::Is("https://ns.adobe.com/xdm/context/profile_union, version 1".into()),
        attributes: boxed(&["person.name.firstName"]),
        ..Rule::default()
    };
    for (generation, name) in [
        (Generation::Dps, "dps-rule-create"),
        (Generation::Xcore, "xcore-rule-create"),
        (Generation::Xcore, "xcore-rule-create-xdm-condition"),
    ] {
        let details = read(generation, Kind::Rule, &exchange(name)["request"]["body"]);
        assert_eq!(details.description, Seen::Is("Decisioning rule for sales".into()), "{name}");
        assert_eq!((details.own, details.unknown), (Own::Rule(expected.clone()), vec![]), "{name}");
    }
    let odd = json!({"condition": {"value": "x", "future": 1}, "definedOn": {"profile": {"other": 2}, "event": []}});
    let details = read(Generation::Xcore, Kind::Rule, &odd);
    assert_eq!(
        details.unknown,
        [unknown("condition.future", "1"), unknown("definedOn", r#"{"profile":{"other":2},"event":[]}"#)]
    );
    let details = read(Generation::Dps, Kind::Rule, &odd);
    assert_eq!(
        details.unknown,
        [
            unknown("definedOn.profile", r#"{"other":2}"#),
            unknown("definedOn.event", "[]"),
            unknown("condition.future", "1")
        ]
    );
}

#[test]
fn a_decision_is_read_in_each_form() {
    let details = read(Generation::Dps, Kind::Decision, &exchange("dps-decision-create")["request"]["body"]);
    let Own::Decision(decision) = details.own else { panic!("{details:?}") };
    assert_eq!(decision.fallback, Seen::Is("fallbackOffer1234".into()));
    let [terms] = &decision.criteria[..] else { panic!("{decision:?}") };
    let expected = Terms {
        placements: boxed(&["offerPlacement1234", "offerPlacement5678"]),
        collection: Seen::Is("offerCollection1234".into()),
        priority: Seen::Is(0),
        evaluation: Seen::Is("ranking-strategy".into()),
        strategy: Seen::Is("123456789123".into()),
        constraint: Seen::Is("none".into()),
        ..Terms::default()
    };
    assert_eq!(terms, &expected);
    let oldest = json!({"xdm:placement": "p", "xdm:filter": "c", "xdm:fallback": "f"});
    let details = read(Generation::Xcore, Kind::Decision, &oldest);
    let Own::Decision(decision) = details.own else { panic!("{details:?}") };
    let expected = Terms { placements: boxed(&["p"]), collection: Seen::Is("c".into()), ..Terms::default() };
    assert_eq!(decision.criteria, [expected]);
}

#[test]
fn equal_objects_are_equal_in_both_generations() {
    let new = json!({
        "name": "A", "status": "draft", "description": "d", "rank": {"priority": 1, "order": {"x": 1}},
        "selectionConstraint": {"startDate": "2022-07-27T05:00:00.000+00:00", "endDate": "2023-07-29T05:00:00.000+00:00",
            "eligibilityRule": "rule-1", "profileConstraintType": "eligibilityRule"},
        "cappingConstraint": {"globalCap": 5, "profileCap": 2},
        "frequencyCappingConstraints": [{"limit": 3, "scope": "profile", "entity": "placement",
            "repeat": {"enabled": true, "unit": "week", "unitCount": 2}}],
        "representations": [{"channel": "https://ns.adobe.com/xdm/channel-types/email", "placement": "p-1",
            "components": [{"type": "component-text", "format": "text/plain", "language": ["en", 5], "content": "hi",
                "deliveryURL": "https://a", "linkURL": "https://b", "future": [1]}]}],
        "tags": ["t-1"], "characteristics": {"k": "v", "n": 1}, "labels": ["core/C1"], "future": {"a": 1.10},
    });
    let old = json!({
        "xdm:name": "A", "xdm:status": "draft", "xdm:description": "d", "xdm:rank": {"xdm:priority": 1, "order": {"x": 1}},
        "xdm:selectionConstraint": {"xdm:startDate": "2022-07-27T05:00:00Z", "xdm:endDate": "2023-07-29T05:00:00Z",
            "xdm:eligibilityRule": "rule-1", "xdm:profileConstraintType": "eligibilityRule"},
        "xdm:cappingConstraint": {"xdm:globalCap": 5, "xdm:profileCap": 2},
        "xdm:frequencyCappingConstraints": [{"xdm:limit": 3, "xdm:scope": "profile", "xdm:entity": "placement",
            "xdm:repeat": {"xdm:enabled": true, "xdm:unit": "week", "xdm:unitCount": 2}}],
        "xdm:representations": [{"xdm:channel": "https://ns.adobe.com/xdm/channels/email", "xdm:placement": "p-1",
            "xdm:components": [{"@type": "https://ns.adobe.com/experience/offer-management/content-component-text",
                "dc:format": "text/plain", "dc:language": ["en", 5], "xdm:content": "hi",
                "xdm:deliveryURL": "https://a", "xdm:linkURL": "https://b", "future": [1]}]}],
        "xdm:tags": ["t-1"], "xdm:characteristics": {"k": "v", "n": 1}, "xdm:labels": ["core/C1"], "future": {"a": 1.10},
    });
    let details = Details::of(&dps(new));
    assert_eq!(details, Details::of(&xcore(&old)));
    assert_eq!(offer(&details).capping.rules, ["at most 3 every 2 weeks per profile, per placement"]);
    assert_eq!(details.unknown, [unknown("rank.order", r#"{"x":1}"#), unknown("future", r#"{"a":1.1}"#)]);
    let component = &offer(&details).representations[0].components[0];
    assert_eq!(component.unknown, [unknown("language[1]", "5"), unknown("future", "[1]")]);
    assert_eq!(offer(&details).characteristics[1], ("n".into(), "1".into()));
}

#[test]
fn xcore_descriptions_are_read_without_their_prefix_too() {
    let details = Details::of(&xcore(&json!({"description": "plain"})));
    assert_eq!((details.description, details.unknown), (Seen::Is("plain".into()), vec![]));
    let details = Details::of(&xcore(&json!({"description": "plain", "xdm:description": "prefixed"})));
    assert_eq!(details.description, Seen::Is("prefixed".into()));
    assert_eq!(details.unknown, [unknown("description", "plain")]);
}

#[test]
fn capping_rules_are_sentences_and_keep_what_has_no_word() {
    let rule = |rule: Value| {
        let details = Details::of(&dps(json!({"frequencyCappingConstraints": [rule]})));
        (offer(&details).capping.rules.join("|"), details.unknown)
    };
    let month = json!({"enabled": true, "unit": "month", "unitCount": 1});
    assert_eq!(
        rule(json!({"enabled": true, "limit": 1, "scope": "profile", "entity": "placement", "repeat": month})),
        ("at most 1 a month per profile, per placement".to_owned(), vec![])
    );
    let place = |name: &str| format!("frequencyCappingConstraints[0]{name}");
    assert_eq!(
        rule(json!({"limit": 5, "scope": "galaxy", "events": ["click"], "repeat": {"unit": 7}})),
        (
            "at most 5".to_owned(),
            vec![
                unknown(&place(".scope"), "galaxy"),
                unknown(&place(".events"), r#"["click"]"#),
                unknown(&place(".repeat"), r#"{"unit":7}"#),
            ]
        )
    );
    assert_eq!(rule(json!({"limit": "5"})), (String::new(), vec![unknown(&place(""), r#"{"limit":"5"}"#)]));
    assert_eq!(rule(json!("text")), (String::new(), vec![unknown(&place(""), "text")]));
}

#[test]
fn content_that_is_no_text_is_kept_whole() {
    let content = json!({"items": vec!["an element"; 20]});
    let details = Details::of(&dps(json!({"representations": [{"components": [{"content": content}]}]})));
    let component = &offer(&details).representations[0].components[0];
    assert!(matches!(&component.content, Seen::Odd(text) if text.ends_with('…')), "{component:?}");
    assert_eq!(component.unknown, [unknown("content", &content.to_string())]);
}

#[test]
fn component_types_are_known_in_each_spelling() {
    for (spelling, expected) in [
        ("html", ComponentType::Html),
        ("component-text", ComponentType::Text),
        ("https://ns.adobe.com/experience/offer-management/content-component-json", ComponentType::Json),
        ("https://ns.adobe.com/experience/offer-management/content-component-imagelink", ComponentType::ImageLink),
        ("content-component-html-template", ComponentType::Other("html-template".into())),
        ("component-", ComponentType::Other("".into())),
        ("vídeo", ComponentType::Other("vídeo".into())),
    ] {
        assert_eq!(ComponentType::from_wire(spelling), expected, "{spelling}");
    }
}

/// Puts `value` at a pointer, making the objects on the way.
fn put(body: &mut Value, pointer: &str, value: &Value) {
    let mut place = body;
    for name in pointer.split('/').skip(1) {
        place = &mut place[name];
    }
    *place = value.clone();
}

#[test]
fn whatever_stands_anywhere_is_to_be_seen() {
    use Field::*;
    const FIELDS: [Field; 37] = [
        Name,
        Description,
        Status,
        Priority,
        StartDate,
        EndDate,
        EligibilityRule,
        ProfileConstraint,
        Audiences,
        GlobalCap,
        ProfileCap,
        FrequencyCapping,
        Representations,
        Qualifiers,
        Characteristics,
        Labels,
        Channel,
        Field::ComponentType,
        ContentTypes,
        ItemCount,
        AllowDuplicates,
        ReturnContent,
        ReturnMetaData,
        FilterType,
        Ids,
        ConditionType,
        ConditionFormat,
        ConditionValue,
        DefinedOn,
        SegmentModel,
        ExdRule,
        ValidFrom,
        ValidUntil,
        Fallback,
        Criteria,
        OnePlacement,
        OneCollection,
    ];
    const CRITERIA: [Criterion; 9] = [
        Criterion::Placements,
        Criterion::Collection,
        Criterion::Priority,
        Criterion::Evaluation,
        Criterion::Function,
        Criterion::Strategy,
        Criterion::ProfileConstraint,
        Criterion::Audiences,
        Criterion::EligibilityRule,
    ];
    const PARTS: [Part; 9] = [
        Part::Channel,
        Part::Placement,
        Part::Components,
        Part::Type,
        Part::Format,
        Part::Language,
        Part::Content,
        Part::DeliveryUrl,
        Part::LinkUrl,
    ];
    let shapes = [
        json!("MARK"),
        json!(["MARK"]),
        json!([["MARK"]]),
        json!({"MARK": 1}),
        json!([{"x": "MARK"}]),
        json!([1, "MARK"]),
    ];
    for generation in [Generation::Dps, Generation::Xcore] {
        let mut bodies = Vec::new();
        for shape in &shapes {
            for field in FIELDS {
                let pointer = generation.pointer(field);
                // At the field itself, and in the place of the object that should hold it.
                for pointer in [pointer, pointer.rsplit_once('/').map_or("", |(parent, _)| parent)] {
                    if !pointer.is_empty() {
                        let mut body = json!({});
                        put(&mut body, pointer, shape);
                        bodies.push(body);
                    }
                }
            }
            for field in CRITERIA {
                let mut criterion = json!({});
                put(&mut criterion, generation.in_criterion(field), shape);
                let mut body = json!({});
                put(&mut body, generation.pointer(Criteria), &json!([criterion]));
                bodies.push(body);
            }
            for part in PARTS {
                let member = json!({generation.member(part): shape});
                let inner = json!({generation.member(Part::Components): [member.clone()]});
                for representation in [member, inner] {
                    let mut body = json!({});
                    put(&mut body, generation.pointer(Representations), &json!([representation]));
                    bodies.push(body);
                }
            }
        }
        for (body, entry) in bodies.iter().flat_map(|body| KINDS.iter().map(move |entry| (body, entry))) {
            let record = enveloped(generation, entry.kind, body);
            let seen = format!("{:?} {:?}", Details::of(&record), (&record.name, &record.status));
            assert!(seen.contains("MARK"), "{} {} {seen}", entry.noun, record.raw);
        }
    }
}

#[test]
fn unknown_members_of_the_envelope_are_seen_in_both_generations() {
    let whole = json!({"instanceId": "i", "future": 1, "schemas": ["s", 2], "_instance": {}});
    let details = Details::of(&record(Generation::Xcore, &whole));
    assert_eq!(details.schemas, boxed(&["s"]));
    assert_eq!(details.unknown, [unknown("schemas[1]", "2"), unknown("future", "1")]);
    let details = Details::of(&record(Generation::Dps, &json!({"id": "i", "future": 1, "schemas": ["s", 2]})));
    assert_eq!(details.unknown, [unknown("schemas[1]", "2"), unknown("future", "1")]);
}
