//! The checks of offers of both kinds.

use jiff::Timestamp;
use serde_json::Value;

use super::constraints;
use super::contents::representations;
use super::{Bound, MAX_BYTES, Report, join, status};
use crate::domain::record::parse_time;
use crate::domain::standing::Status;
use crate::domain::vocabulary::{Field, Generation};

/// The most qualifiers on one offer.
const MAX_QUALIFIERS: usize = 20;
/// The most attributes on one offer.
const MAX_CHARACTERISTICS: usize = 30;
/// The most that they may weigh together, in bytes.
const MAX_CHARACTERISTICS_BYTES: usize = 1024;

pub(in crate::domain) fn personalized(report: &mut Report<'_>, now: Timestamp) {
    constraints::personalized(report, now);
    both(report);
}

pub(in crate::domain) fn fallback(report: &mut Report<'_>, _: Timestamp) {
    constraints::fallback(report);
    both(report);
}

fn both(report: &mut Report<'_>) {
    report.at_most("", report.bytes(), MAX_BYTES, "bytes");
    representations(report);
    let pointer = report.generation.pointer(Field::Qualifiers);
    let qualifiers = report.texts(pointer, "a collection qualifier's id");
    report.at_most(pointer, qualifiers, MAX_QUALIFIERS, "collection qualifiers");
    let pointer = report.generation.pointer(Field::Characteristics);
    match report.at(pointer) {
        None => {}
        Some(Value::Object(members)) => {
            report.at_most(pointer, members.len(), MAX_CHARACTERISTICS, "attributes");
            let bytes = serde_json::to_string(members).map_or(0, |text| text.len());
            report.measure_of(Bound::Disputed, pointer, bytes, MAX_CHARACTERISTICS_BYTES, "bytes of attributes");
            for (name, _) in members.iter().filter(|(_, value)| !value.is_string()) {
                report.warning(join(pointer, name), "an attribute's value should be text");
            }
        }
        Some(_) => report.error(pointer, "the attributes must be an object of names and texts"),
    }
}

/// What a change of an approved offer has for effects.
pub(in crate::domain) fn change(report: &mut Report<'_>, base: &Value) {
    let generation = report.generation;
    if status(generation, base) != Some(Status::Approved.as_str()) {
        return;
    }
    let mut same_dates = true;
    for field in [Field::StartDate, Field::EndDate] {
        let pointer = generation.pointer(field);
        if !same_time(base.pointer(pointer), report.body.pointer(pointer)) {
            same_dates = false;
            report.warning(pointer, "the offer is approved: with other dates its capping counters may begin anew");
        }
    }
    let to_draft = status(generation, report.body) == Some(Status::Draft.as_str());
    if same_dates && to_draft && resets(generation, base).flatten().next().is_some() {
        report.warning(
            generation.pointer(Field::Status),
            "the offer was approved with capping rules: the period after which one begins anew can't change any more",
        );
    }
    // A rule that goes or comes leaves the others as they are.
    let (mut gone, mut come): (Vec<_>, Vec<_>) =
        (resets(generation, base).collect(), resets(generation, report.body).collect());
    gone.retain(|reset| come.iter().position(|other| other == reset).map(|at| come.swap_remove(at)).is_none());
    if !gone.is_empty() && !come.is_empty() {
        report.warning(
            generation.pointer(Field::FrequencyCapping),
            "the offer is approved: the period after which a capping rule begins anew can't change any more",
        );
    }
}

/// The same point in time, however it is spelled; anything that is no time counts as written.
fn same_time(before: Option<&Value>, after: Option<&Value>) -> bool {
    let time = |value: Option<&Value>| value.and_then(Value::as_str).and_then(parse_time);
    before == after || time(before).is_some_and(|before| Some(before) == time(after))
}

/// The reset period of each capping rule; the older generation knows of none.
fn resets(generation: Generation, body: &Value) -> impl Iterator<Item = Option<&Value>> {
    let body = Some(body).filter(|_| generation == Generation::Dps);
    let rules = body.and_then(|body| body.pointer(generation.pointer(Field::FrequencyCapping)));
    rules.and_then(Value::as_array).into_iter().flatten().map(|rule| rule.get("repeat"))
}
