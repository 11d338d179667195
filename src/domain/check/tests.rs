use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::{KINDS, Operation, Record, apply, arbitrary, new_text};

const GENERATIONS: [Generation; 2] = [Generation::Dps, Generation::Xcore];

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// A body without findings.
pub(super) fn sound(kind: Kind, generation: Generation) -> Value {
    let mut text = new_text(kind, generation, now(), None);
    for placeholder in ["PLACEMENT_ID", "COLLECTION_ID", "QUALIFIER_ID", "FALLBACK_ID"] {
        text = text.replace(placeholder, "id-1");
    }
    let mut body: Value = serde_json::from_str(&text).unwrap();
    body[generation.pointer(Field::Name).trim_start_matches('/')] = json!("A");
    if kind == Kind::Rule {
        *body.pointer_mut(generation.pointer(Field::ConditionValue)).unwrap() = json!("a = b");
    }
    body
}

/// The findings as `E pointer` and `W pointer`.
pub(super) fn findings(kind: Kind, generation: Generation, body: &Value) -> Vec<String> {
    check(kind, generation, body, now()).iter().map(short).collect()
}

fn short(finding: &Finding) -> String {
    format!("{} {}", if finding.severity == Severity::Error { "E" } else { "W" }, finding.pointer)
}

/// The findings in a sound body of a kind with one member set, or removed where there is no value.
pub(super) fn in_sound(kind: Kind, generation: Generation, path: &str, value: Option<Value>) -> Vec<String> {
    let path = path.to_owned();
    let change = value
        .map_or_else(|| Operation::Remove { path: path.clone() }, |value| Operation::Add { path: path.clone(), value });
    findings(kind, generation, &apply(&sound(kind, generation), &[change]).unwrap())
}

/// The findings in a change of a body.
pub(super) fn in_change(kind: Kind, generation: Generation, base: &Value, edited: &Value) -> Vec<String> {
    check_change(kind, generation, base, edited).iter().map(short).collect()
}

/// The findings in a sound personalized dps offer with one member set.
fn with(path: &str, value: Value) -> Vec<String> {
    let patch = [Operation::Add { path: path.to_owned(), value }];
    findings(Kind::Personalized, Generation::Dps, &apply(&sound(Kind::Personalized, Generation::Dps), &patch).unwrap())
}

/// The findings in a sound personalized dps offer with one member removed.
fn without(path: &str) -> Vec<String> {
    let patch = [Operation::Remove { path: path.to_owned() }];
    findings(Kind::Personalized, Generation::Dps, &apply(&sound(Kind::Personalized, Generation::Dps), &patch).unwrap())
}

fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/wire/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_filled_in_template_is_sound_and_an_empty_one_names_each_gap() {
    for generation in GENERATIONS {
        for entry in KINDS {
            assert_eq!(findings(entry.kind, generation, &sound(entry.kind, generation)), [""; 0]);
        }
    }
    let raw = serde_json::from_str(Kind::Personalized.template(Generation::Dps)).unwrap();
    assert_eq!(
        findings(Kind::Personalized, Generation::Dps, &raw),
        [
            "E /name",
            "E /representations/0/placement",
            "E /selectionConstraint/startDate",
            "E /selectionConstraint/endDate"
        ]
    );
}

#[test]
fn the_documented_creates_have_no_errors() {
    for (kind, word) in [
        (Kind::Personalized, "personalized-create"),
        (Kind::Fallback, "fallback-create"),
        (Kind::Placement, "placement-create"),
        (Kind::Collection, "collection-create"),
        (Kind::Qualifier, "qualifier-create"),
        (Kind::Rule, "rule-create"),
        (Kind::Decision, "decision-create"),
    ] {
        for generation in GENERATIONS {
            let exchange = fixture(&format!("{generation}-{word}"));
            let found = check(kind, generation, &exchange["request"]["body"], now());
            assert!(found.iter().all(|finding| finding.severity == Severity::Warning), "{generation}-{word} {found:?}");
        }
    }
    let body = &fixture("dps-fallback-create")["request"]["body"];
    assert_eq!(findings(Kind::Fallback, Generation::Dps, body), ["W /selectionConstraint", "W /rank"]);
}

#[test]
fn a_body_is_an_object() {
    for body in [json!(null), json!([]), json!("text")] {
        assert_eq!(findings(Kind::Fallback, Generation::Dps, &body), ["E "]);
    }
}

#[test]
fn name_and_status() {
    for value in [json!(""), json!("  "), json!(null), json!(7)] {
        assert_eq!(with("/name", value), ["E /name"]);
    }
    assert_eq!(without("/name"), ["E /name"]);
    assert_eq!(with("/description", json!(1)), ["E /description"]);
    for status in ["live", "Draft", ""] {
        assert_eq!(with("/status", json!(status)), ["E /status"]);
    }
    assert_eq!(with("/status", json!(1)), ["E /status"]);
    assert_eq!(with("/status", json!("pending")), ["W /status"]);
    assert_eq!(with("/status", json!("archived")), [""; 0]);
    assert_eq!(without("/status"), ["W /status"]);
}

#[test]
fn dates() {
    let [start, end] = ["/selectionConstraint/startDate", "/selectionConstraint/endDate"];
    assert_eq!(without(start), [format!("E {start}")]);
    assert_eq!(without("/selectionConstraint"), ["E /selectionConstraint"]);
    assert_eq!(with("/selectionConstraint", json!([])), ["E /selectionConstraint"]);
    for value in
        [json!("soon"), json!("2026-11-21"), json!("2026-11-21T00:00:00"), json!(5), json!("2026-02-30T00:00:00Z")]
    {
        assert_eq!(with(start, value), [format!("E {start}")]);
    }
    assert_eq!(with(start, json!("2026-11-21T00:00:00+0100")), [""; 0]);
    assert_eq!(with(end, json!("2026-11-20T23:00:00.000-01:00")), [format!("E {end}")]);
    assert_eq!(with(start, json!("2027-01-01T00:00:00Z")), [format!("E {end}")]);
    let over = json!({"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-11-21T12:00:00Z"});
    assert_eq!(with("/selectionConstraint", over.clone()), [""; 0]);
    let mut body = sound(Kind::Personalized, Generation::Dps);
    body["selectionConstraint"] = over;
    body["status"] = json!("approved");
    assert_eq!(findings(Kind::Personalized, Generation::Dps, &body), [format!("W {end}")]);
}

#[test]
fn eligibility() {
    let rule = "/selectionConstraint/eligibilityRule";
    let kind = "/selectionConstraint/profileConstraintType";
    assert_eq!(with(rule, json!("dps:eligibility-rule:1")), [format!("W {kind}")]);
    assert_eq!(with(rule, json!(1)), [format!("E {rule}")]);
    assert_eq!(with(kind, json!("eligibilityrule")), [format!("W {kind}")]);
    let audiences = "/selectionConstraint/segmentIdentities";
    for word in ["anySegments", "allSegments"] {
        assert_eq!(with(kind, json!(word)), [format!("W {audiences}")], "audiences decide, and there is none");
        let group = |audiences: Value| {
            let dates = sound(Kind::Personalized, Generation::Dps)["selectionConstraint"].clone();
            let [start, end] = ["startDate", "endDate"].map(|name| dates[name].clone());
            json!({"startDate": start, "endDate": end, "profileConstraintType": word, "segmentIdentities": audiences})
        };
        assert_eq!(with("/selectionConstraint", group(json!([]))), [format!("W {audiences}")]);
        assert_eq!(with("/selectionConstraint", group(json!([{"_id": "a"}]))), [""; 0]);
    }
    assert_eq!(with(kind, json!("eligibilityRule")), [format!("W {rule}")], "a rule decides, and there is none");
    assert_eq!(with(kind, json!(false)), [format!("E {kind}")]);
    let mut old = sound(Kind::Personalized, Generation::Xcore);
    old["xdm:selectionConstraint"]["xdm:eligibilityRule"] = json!("xcore:eligibility-rule:1");
    assert_eq!(findings(Kind::Personalized, Generation::Xcore, &old), [""; 0]);
    old["xdm:selectionConstraint"]["xdm:profileConstraintType"] = json!("none");
    let declared = "W /xdm:selectionConstraint/xdm:profileConstraintType";
    assert_eq!(findings(Kind::Personalized, Generation::Xcore, &old), [declared], "where it is said, it counts");
}

#[test]
fn null_counts_as_absent() {
    for pointer in ["/rank", "/rank/priority", "/description", "/tags", "/cappingConstraint/globalCap"] {
        assert_eq!(with(pointer, json!(null)), [""; 0], "{pointer}");
    }
    assert_eq!(with("/selectionConstraint/endDate", json!(null)), ["E /selectionConstraint/endDate"]);
}

#[test]
fn whole_numbers() {
    for value in [json!(-1), json!(1.5), json!("1"), json!([])] {
        assert_eq!(with("/rank/priority", value), ["E /rank/priority"]);
    }
    assert_eq!(with("/rank/priority", json!(1_i64 << 40)), [""; 0]);
    assert_eq!(with("/rank", json!(7)), ["E /rank"]);
    for cap in ["/cappingConstraint/globalCap", "/cappingConstraint/profileCap"] {
        assert_eq!(with(cap, json!(0)), [format!("E {cap}")]);
        assert_eq!(with(cap, json!(1)), [""; 0]);
    }
}

#[test]
fn capping_rules() {
    let at = "/frequencyCappingConstraints";
    let rule = |changes: Value| {
        let mut rule = fixture("dps-personalized-create")["request"]["body"]["frequencyCappingConstraints"][0].clone();
        for (name, value) in changes.as_object().unwrap() {
            rule[name] = value.clone();
        }
        with(at, json!([rule]))
    };
    assert_eq!(rule(json!({})), [""; 0]);
    assert_eq!(rule(json!({"limit": 0})), ["E /frequencyCappingConstraints/0/limit"]);
    assert_eq!(rule(json!({"startDate": "x"})), ["E /frequencyCappingConstraints/0/startDate"]);
    assert_eq!(rule(json!({"endDate": "2023-01-01T00:00:00Z"})), ["E /frequencyCappingConstraints/0/endDate"]);
    assert_eq!(rule(json!({"enabled": "yes"})), ["E /frequencyCappingConstraints/0/enabled"]);
    assert_eq!(rule(json!({"scope": "all"})), ["W /frequencyCappingConstraints/0/scope"]);
    assert_eq!(rule(json!({"entity": []})), ["E /frequencyCappingConstraints/0/entity"]);
    assert_eq!(rule(json!({"repeat": []})), ["E /frequencyCappingConstraints/0/repeat"]);
    let period = |unit: &str, count: i64| rule(json!({"repeat": {"unit": unit, "unitCount": count}}));
    assert_eq!(period("month", 24), [""; 0]);
    assert_eq!(period("month", 25), ["W /frequencyCappingConstraints/0/repeat/unitCount"]);
    assert_eq!(period("year", 1), ["W /frequencyCappingConstraints/0/repeat/unit"]);
    assert_eq!(period("day", 0), ["E /frequencyCappingConstraints/0/repeat/unitCount"]);
    assert_eq!(with(at, json!([{}])), ["E /frequencyCappingConstraints/0/limit"]);
    assert_eq!(with(at, json!([1])), ["E /frequencyCappingConstraints/0"]);
    assert_eq!(with(at, json!({})), ["E /frequencyCappingConstraints"]);
    assert_eq!(with(at, json!(vec![json!({"limit": 1}); 10])), [""; 0]);
    assert_eq!(with(at, json!(vec![json!({"limit": 1}); 11])), ["W /frequencyCappingConstraints"]);
}

#[test]
fn representations() {
    let at = "/representations";
    assert_eq!(without(at), ["W /representations"]);
    assert_eq!(with(at, json!([])), ["W /representations"]);
    assert_eq!(with(at, json!({})), ["E /representations"]);
    assert_eq!(with(at, json!([1])), ["E /representations/0"]);
    assert_eq!(with(at, json!([{}])), ["E /representations/0/placement", "E /representations/0/components"]);
    assert_eq!(
        with(at, json!([{"placement": "", "channel": 1, "components": {}}])),
        ["E /representations/0/placement", "E /representations/0/channel", "E /representations/0/components"]
    );
    let twice = json!([{"placement": "p", "components": []}, {"placement": "p", "components": []}]);
    assert_eq!(with(at, twice), ["W /representations/1/placement"]);
    let component = |component: Value| with(at, json!([{"placement": "p", "components": [component]}]));
    let place = |severity: &str, member: &str| format!("{severity} /representations/0/components/0{member}");
    assert_eq!(component(json!(1)), [place("E", "")]);
    assert_eq!(component(json!({})), [place("E", "/type"), place("E", "/format")]);
    let mut json_component = json!({"type": "json", "format": "application/json", "content": "{\"a\": 1}"});
    assert_eq!(component(json_component.clone()), [""; 0]);
    json_component["content"] = json!("");
    assert_eq!(component(json_component.clone()), [""; 0]);
    json_component["content"] = json!("{a: 1}");
    assert_eq!(component(json_component.clone()), [place("W", "/content")]);
    json_component["content"] = json!({"a": 1});
    assert_eq!(component(json_component.clone()), [place("E", "/content")]);
    let odd = json!({"type": 1, "format": "f", "language": ["en", 1], "deliveryURL": 1, "linkURL": 1, "future": 1});
    assert_eq!(
        component(odd),
        [place("E", "/type"), place("E", "/language/1"), place("E", "/deliveryURL"), place("E", "/linkURL")]
    );
}

#[test]
fn guardrails() {
    assert_eq!(with("/tags", json!(vec!["t"; 20])), [""; 0]);
    assert_eq!(with("/tags", json!(vec!["t"; 21])), ["W /tags"]);
    assert_eq!(with("/tags", json!(["t", 1])), ["E /tags/1"]);
    assert_eq!(with("/labels", json!("core/C1")), ["E /labels"]);
    let attributes = |count: usize| (0..count).map(|at| (at.to_string(), json!("x"))).collect::<Value>();
    assert_eq!(with("/characteristics", attributes(30)), [""; 0]);
    assert_eq!(with("/characteristics", attributes(31)), ["W /characteristics"]);
    assert_eq!(with("/characteristics", json!({"a/b": 1})), ["W /characteristics/a~1b"]);
    assert_eq!(with("/characteristics", json!([])), ["E /characteristics"]);
    assert_eq!(with("/description", json!("x".repeat(299 * 1024))), [""; 0]);
    assert_eq!(with("/description", json!("x".repeat(300 * 1024))), ["W "]);
}

#[test]
fn the_other_generations_names_are_told_and_nothing_else() {
    for (ours, theirs) in [(Generation::Dps, Generation::Xcore), (Generation::Xcore, Generation::Dps)] {
        let found = check(Kind::Personalized, ours, &sound(Kind::Personalized, theirs), now());
        let expected = [Field::Name, Field::Status, Field::Representations]
            .map(|field| theirs.pointer(field).to_owned())
            .into_iter()
            .chain(["selectionConstraint", "rank", "cappingConstraint"].map(|name| match theirs {
                Generation::Dps => format!("/{name}"),
                Generation::Xcore => format!("/xdm:{name}"),
            }));
        assert_eq!(
            found.iter().map(|finding| finding.pointer.clone()).collect::<Vec<_>>(),
            expected.collect::<Vec<_>>()
        );
        assert!(found.iter().all(|finding| finding.message.contains(ours.as_str())), "{found:?}");
    }
    assert_eq!(with("/rank/xdm:priority", json!(1)), [""; 0], "an unknown member beside the known one");
    assert_eq!(with("/rank", json!({"xdm:priority": 1})), ["E /rank/xdm:priority"]);
    let component = json!([{"placement": "p", "components": [{"@type": "x", "format": "text/html"}]}]);
    assert_eq!(with("/representations", component), ["E /representations/0/components/0/@type"]);
    let mut old = sound(Kind::Fallback, Generation::Xcore);
    old["description"] = json!("xcore has it without a prefix");
    assert_eq!(findings(Kind::Fallback, Generation::Xcore, &old), [""; 0]);
}

#[test]
fn placeholders_are_told_wherever_they_are_the_whole_text() {
    assert_eq!(with("/future", json!({"a/b": ["x", "PLACEMENT_ID"]})), ["E /future/a~1b/1"]);
    assert_eq!(with("/future", json!("the PLACEMENT_ID stands here")), [""; 0]);
}

#[test]
fn errors_come_first_and_each_in_the_order_of_the_body() {
    let body = json!({
        "tags": vec!["t"; 21], "rank": {"priority": -1}, "selectionConstraint": {"endDate": "x"}, "status": "pending",
        "representations": [{"components": []}, 1],
    });
    assert_eq!(
        findings(Kind::Personalized, Generation::Dps, &body),
        [
            "E /rank/priority",
            "E /selectionConstraint/endDate",
            "E /selectionConstraint/startDate",
            "E /representations/0/placement",
            "E /representations/1",
            "E /name",
            "W /tags",
            "W /status",
        ]
    );
}

#[test]
fn archived_is_for_good() {
    let change = |before: &str, after: &str| {
        check_change(Kind::Personalized, Generation::Dps, &json!({"status": before}), &json!({"status": after}))
            .iter()
            .map(short)
            .collect::<Vec<_>>()
    };
    for after in ["draft", "approved"] {
        assert_eq!(change("archived", after), ["E /status"]);
        assert_eq!(change(after, "archived"), ["W "], "there is no way back");
    }
    assert_eq!(change("archived", "archived"), [""; 0]);
    assert_eq!(change("approved", "draft"), [""; 0]);
    let removed = check_change(Kind::Personalized, Generation::Xcore, &json!({"xdm:status": "archived"}), &json!({}));
    assert_eq!(removed.iter().map(short).collect::<Vec<_>>(), ["E /xdm:status"]);
}

#[test]
fn complete_is_for_good_too_and_follows_on_live() {
    let change = |kind, before: &str, after: &str| {
        in_change(kind, Generation::Dps, &json!({"status": before}), &json!({"status": after}))
    };
    for (before, after, expected) in [
        ("complete", "live", &["E /status"][..]),
        ("complete", "draft", &["E /status"]),
        ("archived", "complete", &["E /status", "W "]),
        ("draft", "complete", &["W ", "W /status"]),
        ("draft", "live", &[]),
        ("complete", "archived", &["W "]),
        ("draft", "archived", &["W "]),
        ("live", "complete", &["W ", "W "]),
    ] {
        assert_eq!(change(Kind::Decision, before, after), expected, "{before} {after}");
    }
    let told =
        check_change(Kind::Decision, Generation::Dps, &json!({"status": "live"}), &json!({"status": "complete"}));
    let told: Vec<&str> = told.iter().map(|finding| finding.message.as_str()).collect();
    assert!(told.contains(&"there is no way back: complete is final; only duplicate, delete or archive"), "{told:?}");
    assert_eq!(change(Kind::Placement, "archived", "draft"), [""; 0], "a member that its kind does not know");
}

#[test]
fn what_another_product_owns_is_told_of_before_it_is_sent() {
    let read = |raw: Value| Record::read(Generation::Dps, Kind::Rule, &raw.to_string()).unwrap();
    let told = |base: Option<&Record>, edited: Value| {
        check_owner(Kind::Rule, Generation::Dps, base, &edited).map(|finding| (finding.severity, finding.message))
    };
    let of_successor = "the decision rule is of the successor product, which shares the library";
    let in_app = "the decision rule is made by in-app messages, for themselves";
    let [ours, theirs, made] =
        [json!({"id": "a"}), json!({"id": "a", "exdRule": true}), json!({"id": "a", "createdBy": "Mobile_Sheliak"})]
            .map(read);
    assert_eq!(told(Some(&ours), json!({})), None);
    assert_eq!(told(Some(&theirs), json!({"exdRule": true})), Some((Severity::Warning, of_successor.to_owned())));
    assert_eq!(
        told(Some(&theirs), json!({})),
        Some((Severity::Warning, of_successor.to_owned())),
        "without its mark, too"
    );
    assert_eq!(told(Some(&made), json!({})), Some((Severity::Warning, in_app.to_owned())));
    assert_eq!(told(None, json!({"exdRule": true})), Some((Severity::Warning, of_successor.to_owned())), "a copy");
    assert_eq!(told(None, json!({})), None);
}

#[test]
fn the_status_of_each_kind_is_one_of_its_own() {
    for (kind, wrong) in [(Kind::Personalized, "live"), (Kind::Fallback, "complete"), (Kind::Decision, "approved")] {
        assert_eq!(in_sound(kind, Generation::Dps, "/status", Some(json!(wrong))), ["E /status"]);
        assert_eq!(in_sound(kind, Generation::Dps, "/status", None), ["W /status"]);
    }
    assert_eq!(in_sound(Kind::Decision, Generation::Dps, "/status", Some(json!("pending"))), ["E /status"]);
    assert_eq!(in_sound(Kind::Rule, Generation::Dps, "/status", Some(json!("strange"))), [""; 0]);
}

#[test]
fn the_other_generations_names_are_told_for_each_kind() {
    for entry in KINDS {
        for (ours, theirs) in [(Generation::Dps, Generation::Xcore), (Generation::Xcore, Generation::Dps)] {
            let found = findings(entry.kind, ours, &sound(entry.kind, theirs));
            assert!(found.contains(&format!("E {}", theirs.pointer(Field::Name))), "{} {found:?}", entry.noun);
            assert!(found.iter().all(|finding| finding.starts_with('E')), "{} {found:?}", entry.noun);
        }
    }
    let criteria = json!([{"xdm:placements": ["p"], "optionSelection": {"xdm:filter": "c"}}]);
    assert_eq!(
        in_sound(Kind::Decision, Generation::Dps, "/criteria", Some(criteria)),
        ["E /criteria/0/xdm:placements", "E /criteria/0/optionSelection/xdm:filter"]
    );
}

#[test]
fn new_dates_on_an_approved_offer_are_worth_a_look() {
    let offer = |status: &str, start: &str, count: i64| {
        json!({"status": status, "selectionConstraint": {"startDate": start},
            "frequencyCappingConstraints": [{"limit": 1, "repeat": {"unit": "day", "unitCount": count}}]})
    };
    let change = |before: &Value, after: &Value| {
        check_change(Kind::Personalized, Generation::Dps, before, after).iter().map(short).collect::<Vec<_>>()
    };
    let base = offer("approved", "2026-01-01T00:00:00Z", 1);
    assert_eq!(change(&base, &base), [""; 0]);
    assert_eq!(change(&base, &offer("approved", "2026-01-01T01:00:00.000+0100", 1)), [""; 0], "only spelled otherwise");
    assert_eq!(
        change(&base, &offer("draft", "2026-01-02T00:00:00Z", 2)),
        ["W /selectionConstraint/startDate", "W /frequencyCappingConstraints"]
    );
    assert_eq!(
        change(&offer("approved", "soon", 1), &offer("approved", "later", 1)),
        ["W /selectionConstraint/startDate"],
        "what is no date is compared as written"
    );
    assert_eq!(change(&base, &offer("draft", "2026-01-01T00:00:00Z", 1)), ["W /status"], "on the way to other dates");
    assert_eq!(change(&base, &offer("archived", "2026-01-01T00:00:00Z", 1)), ["W "], "for good, and no more");
    assert_eq!(change(&json!({"status": "approved"}), &json!({"status": "draft"})), [""; 0], "it is not capped");
    let plainly = |status: &str| {
        json!({"status": status, "cappingConstraint": {"globalCap": 7},
        "frequencyCappingConstraints": [{"limit": 1}]})
    };
    assert_eq!(change(&plainly("approved"), &plainly("draft")), [""; 0], "no cap of it begins anew");
    let old = |status: &str| {
        json!({"xdm:status": status, "xdm:cappingConstraint": {"xdm:globalCap": 7},
        "xdm:frequencyCappingConstraints": [{"limit": 1, "repeat": {"unit": "day", "unitCount": 1}}]})
    };
    let in_old = in_change(Kind::Personalized, Generation::Xcore, &old("approved"), &old("draft"));
    assert_eq!(in_old, [""; 0], "the older generation knows of no reset period");
    let draft = offer("draft", "2026-01-01T00:00:00Z", 1);
    assert_eq!(change(&draft, &offer("approved", "2026-01-02T00:00:00Z", 2)), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever stands in a known place, each finding leads somewhere and they stand in their order.
    #[test]
    fn any_body_can_be_checked(value in arbitrary::value(), pick in any::<prop::sample::Index>(), old in any::<bool>()) {
        let generation = GENERATIONS[usize::from(old)];
        for entry in KINDS {
            let mut body = sound(entry.kind, generation);
            let inside = [Field::Representations, Field::Criteria].map(|field| format!("{}/0", generation.pointer(field)));
            let mut pointers: Vec<String> = inside.into_iter().filter(|pointer| body.pointer(pointer).is_some()).collect();
            arbitrary::member_pointers(&body, "", &mut pointers);
            *body.pointer_mut(pick.get(&pointers).as_str()).unwrap() = value.clone();
            let found = check(entry.kind, generation, &body, now());
            prop_assert!(found.is_sorted_by_key(|finding| finding.severity));
            for finding in found {
                let parent = finding.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
                prop_assert!(body.pointer(parent).is_some(), "{finding:?}");
            }
        }
    }
}

#[test]
fn what_speaks_of_this_says_so_and_nothing_else_does() {
    let offer = json!({"name": 7, "status": "new", "selectionConstraint": {"startDate": "x"},
        "representations": [{"placement": "p", "components": []}, {"placement": "p", "components": []}],
        "frequencyCappingConstraints": [{"scope": 1, "enabled": "yes", "repeat": 2}], "tags": [1]});
    let decision = json!({"criteria": [{"placements": 1, "optionSelection": 2}]});
    let mut said = Vec::new();
    for (kind, body) in [(Kind::Personalized, offer), (Kind::Decision, decision)] {
        for finding in check(kind, Generation::Dps, &body, now()) {
            assert_eq!(finding.says_this, finding.message.starts_with("this "), "{finding:?}");
            said.extend(finding.says_this.then_some(finding.message));
        }
    }
    said.sort_unstable();
    said.dedup();
    assert!(said.len() > 3, "{said:?}");
}
