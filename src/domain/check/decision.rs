//! The checks of a decision (contract sections 10, 12 and 13).

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;

use super::constraints::eligibility;
use super::{Report, status};
use crate::domain::record::Status;
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
        Some(_) => report.error(group, "this must be an object"),
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
    eligibility(report, &at(Criterion::EligibilityRule), &constraint);
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
