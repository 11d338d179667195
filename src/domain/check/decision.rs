//! The checks of a decision (contract sections 10, 12 and 13).

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;

use super::constraints::eligibility;
use super::{Report, status};
use crate::domain::standing::Status;
use crate::domain::vocabulary::{Criterion, Field};

/// The most placements, and the most collections, of one decision.
const MAX_PARTS: usize = 30;

pub(in crate::domain) fn check(report: &mut Report<'_>, now: Timestamp) {
    let generation = report.generation;
    let [start, end] = [Field::ValidFrom, Field::ValidUntil].map(|field| generation.pointer(field));
    report.span(start, end, &Status::Live, now);
    report.required_text(generation.pointer(Field::Fallback), "a fallback offer's id");
    let pointer = generation.pointer(Field::Criteria);
    let [placement, collection] = [Field::OnePlacement, Field::OneCollection].map(|field| generation.pointer(field));
    match report.at(pointer) {
        // The oldest form names one placement and one collection instead (contract section 10).
        None if report.at(placement).is_some() => {
            report.required_text(placement, "a placement's id");
            report.required_text(collection, "a collection's id");
        }
        None => report.error(pointer, "at least one criterion is required"),
        Some(Value::Array(criteria)) if criteria.is_empty() => {
            report.error(pointer, "at least one criterion is required");
        }
        Some(Value::Array(criteria)) => {
            for (index, criterion) in criteria.iter().enumerate() {
                let place = format!("{pointer}/{index}");
                if criterion.is_object() {
                    check_criterion(report, &place);
                } else {
                    report.error(place, "a criterion must be an object");
                }
            }
            parts(report, pointer, criteria);
        }
        Some(_) => report.error(pointer, "the criteria must be an array"),
    }
}

fn check_criterion(report: &mut Report<'_>, place: &str) {
    let generation = report.generation;
    let at = |field| format!("{place}{}", generation.in_criterion(field));
    let parent = |pointer: &str| pointer.rsplit_once('/').map_or(String::new(), |(parent, _)| parent.to_owned());
    let placements = at(Criterion::Placements);
    match report.at(&placements) {
        None => report.error(placements.as_str(), "at least one placement is required"),
        Some(Value::Array(ids)) if ids.is_empty() => {
            report.error(placements.as_str(), "at least one placement is required");
        }
        Some(_) => {}
    }
    report.texts(&placements, "a placement's id");
    let collection = at(Criterion::Collection);
    let group = parent(&collection);
    match report.at(&group) {
        None => report.error(group, "the choice of a collection is required"),
        Some(Value::Object(_)) => _ = report.required_text(&collection, "a collection's id"),
        Some(_) => report.error_in_this(group, "must be an object"),
    }
    let (priority, constraint) = (at(Criterion::Priority), at(Criterion::ProfileConstraint));
    let order = parent(&at(Criterion::Evaluation));
    for (group, what) in
        [(parent(&priority), "the rank"), (order, "the order"), (parent(&constraint), "the profile constraint")]
    {
        report.object(&group, what);
    }
    report.integer(&priority, "the priority", 0);
    report.text(&at(Criterion::Evaluation), "how offers are ranked");
    report.text(&at(Criterion::Function), "the formula's id");
    report.text(&at(Criterion::Strategy), "the strategy's id");
    eligibility(report, &constraint, &at(Criterion::EligibilityRule), &at(Criterion::Audiences));
}

/// How many placements and collections the criteria name together.
fn parts(report: &mut Report<'_>, pointer: &str, criteria: &[Value]) {
    let generation = report.generation;
    let named = |field| criteria.iter().filter_map(move |one| one.pointer(generation.in_criterion(field)));
    let placements = named(Criterion::Placements).filter_map(Value::as_array).flatten();
    let placements: HashSet<&str> = placements.filter_map(Value::as_str).collect();
    report.at_most(pointer, placements.len(), MAX_PARTS, "placements");
    let collections: HashSet<&str> = named(Criterion::Collection).filter_map(Value::as_str).collect();
    report.at_most(pointer, collections.len(), MAX_PARTS, "collections");
}

/// What any change of a live decision has for an effect.
pub(in crate::domain) fn change(report: &mut Report<'_>, base: &Value) {
    if base != report.body && status(report.generation, base) == Some(Status::Live.as_str()) {
        report.warning("", "the decision is live: journeys that use it must be published again to follow the change");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::{findings, in_change, in_sound, sound};
    use crate::domain::{Generation, Kind};

    fn with(path: &str, value: Value) -> Vec<String> {
        in_sound(Kind::Decision, Generation::Dps, path, Some(value))
    }

    fn without(path: &str) -> Vec<String> {
        in_sound(Kind::Decision, Generation::Dps, path, None)
    }

    #[test]
    fn dates_may_be_left_out_but_not_be_the_wrong_way_round() {
        assert_eq!(without("/startDate"), [""; 0]);
        assert_eq!(without("/endDate"), [""; 0]);
        assert_eq!(with("/endDate", json!("soon")), ["E /endDate"]);
        assert_eq!(with("/startDate", json!("2030-01-01T00:00:00Z")), ["E /endDate"]);
        let mut over = sound(Kind::Decision, Generation::Dps);
        over["startDate"] = json!("2020-01-01T00:00:00Z");
        over["endDate"] = json!("2020-02-01T00:00:00Z");
        assert_eq!(findings(Kind::Decision, Generation::Dps, &over), [""; 0]);
        over["status"] = json!("live");
        assert_eq!(findings(Kind::Decision, Generation::Dps, &over), ["W /endDate"]);
    }

    #[test]
    fn it_names_a_fallback_and_what_competes_where() {
        assert_eq!(without("/fallback"), ["E /fallback"]);
        assert_eq!(with("/fallback", json!("")), ["E /fallback"]);
        assert_eq!(without("/criteria"), ["E /criteria"]);
        for value in [json!([]), json!("all"), json!(null)] {
            assert_eq!(with("/criteria", value), ["E /criteria"]);
        }
        assert_eq!(with("/criteria", json!([7])), ["E /criteria/0"]);
        assert_eq!(without("/criteria/0/placements"), ["E /criteria/0/placements"]);
        assert_eq!(with("/criteria/0/placements", json!([])), ["E /criteria/0/placements"]);
        assert_eq!(with("/criteria/0/placements", json!([1])), ["E /criteria/0/placements/0"]);
        assert_eq!(without("/criteria/0/optionSelection"), ["E /criteria/0/optionSelection"]);
        assert_eq!(with("/criteria/0/optionSelection", json!("c")), ["E /criteria/0/optionSelection"]);
        assert_eq!(without("/criteria/0/optionSelection/filter"), ["E /criteria/0/optionSelection/filter"]);
        assert_eq!(with("/criteria/0/rank/priority", json!(-1)), ["E /criteria/0/rank/priority"]);
        assert_eq!(with("/criteria/0/rank", json!([])), ["E /criteria/0/rank"]);
        assert_eq!(with("/criteria/0/rank/order", json!("static")), ["E /criteria/0/rank/order"]);
        let constraint = "/criteria/0/profileConstraint/profileConstraintType";
        assert_eq!(with(constraint, json!("nobody")), [format!("W {constraint}")]);
        let rule = "/criteria/0/profileConstraint/eligibilityRule";
        assert_eq!(with(rule, json!("r")), [format!("W {constraint}")], "a rule that nothing declares");
        assert_eq!(with("/criteria/0/future", json!([1])), [""; 0]);
    }

    #[test]
    fn the_oldest_form_is_one_too() {
        let oldest = json!({"name": "A", "status": "draft", "fallback": "f", "placement": "p", "filter": "c"});
        assert_eq!(findings(Kind::Decision, Generation::Dps, &oldest), [""; 0]);
        let half = json!({"name": "A", "status": "draft", "fallback": "f", "placement": "p"});
        assert_eq!(findings(Kind::Decision, Generation::Dps, &half), ["E /filter"]);
    }

    #[test]
    fn it_may_name_so_many() {
        let criteria = |count: usize| -> Value {
            let one = |number| json!({"placements": [format!("p{number}"), "p0"], "optionSelection": {"filter": "c"}});
            (0..count).map(one).collect()
        };
        assert_eq!(with("/criteria", criteria(30)), [""; 0]);
        assert_eq!(with("/criteria", criteria(31)), ["W /criteria"]);
    }

    #[test]
    fn a_change_of_what_is_live_is_told_of() {
        let change = |status: &str, name: &str| {
            let body = |name: &str| json!({"status": status, "name": name});
            in_change(Kind::Decision, Generation::Dps, &body("A"), &body(name))
        };
        assert_eq!(change("live", "B"), ["W "]);
        assert_eq!(change("live", "A"), [""; 0]);
        assert_eq!(change("draft", "B"), [""; 0]);
    }
}
