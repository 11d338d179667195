use serde_json::json;

use super::*;
use crate::domain::Kind;
use crate::domain::vocabulary::Part;

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

/// A documented answer's body.
fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/wire/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let exchange: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    exchange["response"]["body"].clone()
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
    let expected = Details {
        eligibility: Eligibility { rule: Seen::Absent, constraint: Seen::Is("none".into()) },
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
        schemas: boxed(&["https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.15"]),
        ..Details::default()
    };
    assert_eq!(details, expected);
}

#[test]
fn the_documented_xcore_offer_keeps_its_asset_reference_as_unknown() {
    let page = fixture("xcore-personalized-list");
    let details = Details::of(&record(Generation::Xcore, &page["_embedded"]["results"][0]));
    assert_eq!(details.eligibility.rule, Seen::Is("xcore:eligibility-rule:124f4f57259caba5".into()));
    assert_eq!(details.capping.global, Seen::Is(1000));
    assert_eq!(details.qualifiers, boxed(&["xcore:tag:124f4e5c8a00cd92", "xcore:tag:1229cf47455177b1"]));
    assert_eq!(details.characteristics[1], ("offer_code".into(), "CHECK200".into()));
    assert_eq!(details.unknown, []);
    let [image, html] = &details.representations[..] else { panic!("{details:?}") };
    assert_eq!((&image.channel, &html.channel), (&Seen::Is("offline".into()), &Seen::Is("web".into())));
    let image = &image.components[0];
    assert_eq!(image.component_type, Seen::Is(ComponentType::ImageLink));
    assert_eq!(image.delivery_url, Seen::Is("".into()));
    let names: Vec<_> = image.unknown.iter().map(|unknown| unknown.name.as_str()).collect();
    assert_eq!(names, ["repo:id", "repo:resolveURL", "repo:name"]);
    assert_eq!(html.components[0].content, Seen::Is("{\n\"foo\": \"bar\"\n}".into()));
}

#[test]
fn every_documented_offer_leaves_nothing_unknown_but_asset_references() {
    let mut seen = 0;
    for name in ["dps-personalized-lookup", "dps-fallback-lookup"] {
        let details = Details::of(&record(Generation::Dps, &fixture(name)));
        assert_eq!(details.unknown, [], "{name}");
        seen += 1;
    }
    for name in ["dps-personalized-list", "dps-fallback-list", "dps-personalized-list-page1"] {
        for row in fixture(name)["results"].as_array().unwrap() {
            assert_eq!(Details::of(&record(Generation::Dps, row)).unknown, [], "{name}");
            seen += 1;
        }
    }
    for name in ["xcore-personalized-lookup", "xcore-fallback-lookup", "xcore-personalized-list", "xcore-fallback-list"]
    {
        for row in fixture(name)["_embedded"]["results"].as_array().unwrap() {
            let details = Details::of(&record(Generation::Xcore, row));
            assert_eq!(details.unknown, [], "{name}");
            for component in details.representations.iter().flat_map(|representation| &representation.components) {
                assert!(component.unknown.iter().all(|unknown| unknown.name.starts_with("repo:")), "{component:?}");
            }
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen}");
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
    assert_eq!(details.capping.rules, ["at most 3 every 2 weeks per profile, per placement"]);
    assert_eq!(details.unknown, [unknown("rank.order", r#"{"x":1}"#), unknown("future", r#"{"a":1.1}"#)]);
    let component = &details.representations[0].components[0];
    assert_eq!(component.unknown, [unknown("language[1]", "5"), unknown("future", "[1]")]);
    assert_eq!(details.characteristics[1], ("n".into(), "1".into()));
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
        (details.capping.rules.join("|"), details.unknown)
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
    let component = &details.representations[0].components[0];
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
    const FIELDS: [Field; 15] = [
        Name,
        Description,
        Status,
        Priority,
        StartDate,
        EndDate,
        EligibilityRule,
        ProfileConstraint,
        GlobalCap,
        ProfileCap,
        FrequencyCapping,
        Representations,
        Qualifiers,
        Characteristics,
        Labels,
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
        for body in bodies {
            let record = match generation {
                Generation::Dps => dps(body),
                Generation::Xcore => xcore(&body),
            };
            let seen = format!(
                "{:?} {:?}",
                Details::of(&record),
                (&record.name, &record.status, &record.priority, &record.start, &record.end)
            );
            assert!(seen.contains("MARK"), "{} {seen}", record.raw);
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
