//! What is wrong with a change rather than with the body it leads to.

use serde_json::Value;

use super::{Finding, Report, status};
use crate::domain::kind::Kind;
use crate::domain::lifecycle::Transition;
use crate::domain::record::{Record, Seen};
use crate::domain::standing::{Product, Status};
use crate::domain::vocabulary::{Field, Generation};

/// Checks an edit of an object that exists: what its lifecycle allows, and what the change has for effects
/// (contract section 12). In the same order as [`check`](super::check()).
#[must_use]
pub fn check_change(kind: Kind, generation: Generation, base: &Value, edited: &Value) -> Vec<Finding> {
    let entry = kind.entry();
    let mut report = Report::new(entry, generation, edited);
    let (before, after) = (status(generation, base), status(generation, edited));
    let pointer = generation.pointer(Field::Status);
    let knows = |status: &Status, word: Option<&str>| entry.statuses.contains(status) && word == Some(status.as_str());
    if before != after {
        let taken = entry.transitions.iter().find(|step| after == Some(step.to.as_str()) && step.one_way.is_some());
        if let Some(told) = taken.and_then(Transition::no_way_back) {
            // Of the whole object, so that it is told first and beside every row of the form.
            report.warning("", told);
        }
        if knows(&Status::Archived, before) {
            report.error(pointer, format!("archived is for good: duplicate the {} instead", entry.noun));
        } else if knows(&Status::Complete, before) && !knows(&Status::Archived, after) {
            report.error(pointer, format!("complete is for good: archive or duplicate the {} instead", entry.noun));
        } else if knows(&Status::Complete, after) && !knows(&Status::Live, before) {
            report.warning(pointer, "the product completes only what is live");
        }
    }
    (entry.check_change)(&mut report, base);
    report.sorted()
}

/// What is to be known before a body is sent that is another product's (contract section 1): one that changes an object of
/// it, or that bears its mark.
#[must_use]
pub fn check_owner(kind: Kind, generation: Generation, base: Option<&Record>, edited: &Value) -> Option<Finding> {
    let made_by = base.map_or(Product::Decisioning, |base| base.product);
    let remark = made_by.remark().or_else(|| Product::of(generation, edited, &Seen::Absent).remark())?;
    let entry = kind.entry();
    let mut report = Report::new(entry, generation, edited);
    report.warning("", format!("the {} is {remark}", entry.noun));
    report.sorted().pop()
}
