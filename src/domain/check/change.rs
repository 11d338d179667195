//! What is wrong with a change rather than with the body it leads to.

use serde_json::Value;

use super::{Finding, Report, status};
use crate::domain::kind::Kind;
use crate::domain::standing::Status;
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
