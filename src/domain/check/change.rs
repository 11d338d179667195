//! What is wrong with a change rather than with the body it leads to.

use serde_json::Value;

use super::{Finding, Report, status};
use crate::domain::record::{Status, parse_time};
use crate::domain::vocabulary::{Field, Generation};

/// Checks an edit of an object that exists: what its lifecycle allows, and what the change has for effects
/// (contract section 12). In the same order as [`check`](super::check()).
#[must_use]
pub fn check_change(generation: Generation, base: &Value, edited: &Value) -> Vec<Finding> {
    let mut report = Report::new(generation, edited);
    let before = status(generation, base);
    let archived = Some(Status::Archived.as_str());
    if before == archived && status(generation, edited) != archived {
        report.error(generation.pointer(Field::Status), "archived is for good: duplicate the offer instead");
    }
    if before == Some(Status::Approved.as_str()) {
        for field in [Field::StartDate, Field::EndDate] {
            let pointer = generation.pointer(field);
            if !same_time(base.pointer(pointer), edited.pointer(pointer)) {
                report.warning(pointer, "the offer is approved: with other dates its capping counters may begin anew");
            }
        }
        if resets(generation, base).zip(resets(generation, edited)).any(|(old, new)| old != new) {
            report.warning(
                generation.pointer(Field::FrequencyCapping),
                "the offer is approved: the period after which a capping rule begins anew can't change any more",
            );
        }
    }
    report.sorted()
}

/// The same point in time, however it is spelled; anything that is no time counts as written.
fn same_time(before: Option<&Value>, after: Option<&Value>) -> bool {
    let time = |value: Option<&Value>| value.and_then(Value::as_str).and_then(parse_time);
    before == after || time(before).is_some_and(|before| Some(before) == time(after))
}

/// The reset period of each capping rule.
fn resets(generation: Generation, body: &Value) -> impl Iterator<Item = Option<&Value>> {
    let rules = body.pointer(generation.pointer(Field::FrequencyCapping)).and_then(Value::as_array);
    rules.into_iter().flatten().map(|rule| rule.get("repeat"))
}
