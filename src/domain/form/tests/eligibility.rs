//! Who qualifies: a rule that is chosen or taken out, and what says that it decides.

use super::*;

/// An offer's body and a decision's with the same constraint, and the pointers to it.
fn constrained(generation: Generation, constraint: &Value) -> [(Kind, Value, &'static str); 2] {
    match generation {
        Dps => [
            (Kind::Personalized, json!({"selectionConstraint": constraint}), "/selectionConstraint"),
            (Kind::Decision, json!({"criteria": [{"profileConstraint": constraint}]}), "/criteria/0/profileConstraint"),
        ],
        Xcore => [
            (Kind::Personalized, json!({"xdm:selectionConstraint": constraint}), "/xdm:selectionConstraint"),
            (
                Kind::Decision,
                json!({"xdm:criteria": [{"xdm:profileConstraint": constraint}]}),
                "/xdm:criteria/0/xdm:profileConstraint",
            ),
        ],
    }
}

/// What becomes of a constraint, the same in offers and decisions, and what is said of it.
fn edited(
    generation: Generation,
    constraint: &Value,
    edit: impl Fn(&FormRow, &mut Value) -> Option<String>,
) -> (Value, String) {
    let [offer, decision] = constrained(generation, constraint).map(|(kind, mut body, pointer)| {
        let told = edit(&row(kind, generation, &body, "Rule"), &mut body);
        (body.pointer(pointer).cloned().unwrap_or_default(), told.unwrap_or_default())
    });
    assert_eq!(offer, decision);
    offer
}

fn chosen(generation: Generation, constraint: &Value) -> (Value, String) {
    edited(generation, constraint, |row, body| row.set(generation, body, &mut Made::new(), json!("r")))
}

fn cleared(generation: Generation, constraint: &Value) -> (Value, String) {
    edited(generation, constraint, |row, body| row.clear(generation, body, &mut Made::new()))
}

#[test]
fn a_rule_that_is_chosen_decides_in_place_of_the_audiences() {
    let (left, told) =
        chosen(Dps, &json!({"profileConstraintType": "anySegments", "segmentIdentities": [{"_id": "a"}]}));
    assert_eq!(left, json!({"profileConstraintType": "eligibilityRule", "eligibilityRule": "r"}));
    assert!(told.contains(": the audiences."), "{told}");
    let (left, told) = chosen(Dps, &json!({"profileConstraintType": "none"}));
    assert_eq!(left, json!({"profileConstraintType": "eligibilityRule", "eligibilityRule": "r"}));
    assert_eq!(told, "");
}

#[test]
fn with_the_rule_that_decided_goes_what_was_left_of_audiences() {
    let all = json!({"profileConstraintType": "eligibilityRule", "eligibilityRule": "r", "segmentIdentities": [1]});
    let (left, told) = cleared(Dps, &all);
    assert_eq!(left, json!({"profileConstraintType": "none"}));
    assert!(told.contains(": the audiences."), "the rule itself was asked to go: {told}");
    let by_audience = json!({"profileConstraintType": "allSegments", "eligibilityRule": "r", "segmentIdentities": [1]});
    let (left, told) = cleared(Dps, &by_audience);
    assert_eq!(left, json!({"profileConstraintType": "allSegments", "segmentIdentities": [1]}));
    assert_eq!(told, "");
}

#[test]
fn where_xcore_says_what_decides_the_rule_is_said_to() {
    let any = json!({"xdm:profileConstraintType": "anySegments", "xdm:segmentIdentities": [{"_id": "a"}]});
    let (left, told) = chosen(Xcore, &any);
    let by_rule = json!({"xdm:profileConstraintType": "eligibilityRule", "xdm:eligibilityRule": "r"});
    assert_eq!(left, by_rule);
    assert!(told.contains(": the audiences."), "{told}");
    assert_eq!(cleared(Xcore, &by_rule), (json!({"xdm:profileConstraintType": "none"}), String::new()));
    // Where it is not said, a rule decides by being there.
    let (left, told) = chosen(Xcore, &json!({"xdm:eligibilityRule": "other"}));
    assert_eq!((left, told), (json!({"xdm:eligibilityRule": "r"}), String::new()));
}
