//! What is wrong with a body before it is sent: errors that the server surely refuses, and warnings worth a look.
//!
//! Unknown members are never a finding: the contract is not all that the server knows.

mod change;
mod constraints;
mod contents;
mod names;

use jiff::Timestamp;
use serde_json::Value;

use super::kind::Kind;
use super::patch::unescape;
use super::record::{Status, parse_forever};
use super::vocabulary::{Field, Generation};
pub use change::check_change;

/// How bad a finding is. Errors sort before warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The server will refuse it.
    Error,
    /// It can be sent, but it is hardly what was meant.
    Warning,
}

/// One thing found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Where in the body, as a JSON pointer; of a missing member, where it should be.
    pub pointer: String,
    /// What is wrong, in a sentence.
    pub message: String,
}

/// The most that an offer may weigh with its representations, in bytes (contract section 13).
const MAX_BYTES: usize = 300 * 1024;
/// The most qualifiers on one offer.
const MAX_QUALIFIERS: usize = 20;
/// The most attributes on one offer.
const MAX_CHARACTERISTICS: usize = 30;

/// Checks the editable body of an object. Errors come first, then in the order of the body.
#[must_use]
pub fn check(kind: Kind, generation: Generation, body: &Value, now: Timestamp) -> Vec<Finding> {
    let mut report = Report::new(generation, body);
    if !body.is_object() {
        report.error("", "an offer is a JSON object");
        return report.findings;
    }
    names::placeholders(&mut report, body, &mut String::new());
    if names::other_generation(&mut report) {
        // With the other generation's names, all that is required would be missing too: one fault, told once.
        return report.sorted();
    }
    name_and_status(&mut report);
    match kind {
        Kind::Personalized => constraints::personalized(&mut report, now),
        Kind::Fallback => constraints::fallback(&mut report),
    }
    contents::representations(&mut report);
    attributes(&mut report);
    if body.to_string().len() > MAX_BYTES {
        report.error("", "the offer is larger than 300 KB");
    }
    report.sorted()
}

fn name_and_status(report: &mut Report<'_>) {
    let pointer = report.generation.pointer(Field::Name);
    match report.at(pointer) {
        None => report.error(pointer, "a name is required"),
        Some(Value::String(name)) if name.trim().is_empty() => report.error(pointer, "the name is empty"),
        Some(Value::String(_)) => {}
        Some(_) => report.error(pointer, "the name must be text"),
    }
    report.text(report.generation.pointer(Field::Description), "the description");
    let pointer = report.generation.pointer(Field::Status);
    match report.at(pointer) {
        None => report.warning(pointer, "without a status the offer may never be shown"),
        Some(Value::String(word)) => match word.as_str() {
            "draft" | "approved" | "archived" => {}
            // The schema knows these two as well, though nobody has seen them in use (contract section 12).
            "pending" | "rejected" => {
                report.warning(pointer, "in use are only the statuses draft, approved and archived");
            }
            _ => report.error(pointer, "the status must be draft, approved or archived"),
        },
        Some(_) => report.error(pointer, "the status must be draft, approved or archived"),
    }
}

/// Qualifiers, characteristics and labels.
fn attributes(report: &mut Report<'_>) {
    let pointer = report.generation.pointer(Field::Qualifiers);
    let qualifiers = report.texts(pointer, "a collection qualifier's id");
    if qualifiers > MAX_QUALIFIERS {
        report.warning(pointer, format!("{qualifiers} collection qualifiers: an offer may have {MAX_QUALIFIERS}"));
    }
    report.texts(report.generation.pointer(Field::Labels), "a label");
    let pointer = report.generation.pointer(Field::Characteristics);
    match report.at(pointer) {
        None => {}
        Some(Value::Object(members)) => {
            if members.len() > MAX_CHARACTERISTICS {
                let message = format!("{} attributes: an offer may have {MAX_CHARACTERISTICS}", members.len());
                report.warning(pointer, message);
            }
            for (name, _) in members.iter().filter(|(_, value)| !value.is_string()) {
                report.warning(join(pointer, name), "an attribute's value should be text");
            }
        }
        Some(_) => report.error(pointer, "the attributes must be an object of names and texts"),
    }
}

/// The findings so far, and the body they are about.
struct Report<'a> {
    generation: Generation,
    body: &'a Value,
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    fn new(generation: Generation, body: &'a Value) -> Self {
        Report { generation, body, findings: Vec::new() }
    }

    /// The value at a pointer. A `null` counts as absent: no source says that the server minds it.
    fn at(&self, pointer: &str) -> Option<&'a Value> {
        self.body.pointer(pointer).filter(|value| !value.is_null())
    }

    fn error(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding { severity: Severity::Error, pointer: pointer.into(), message: message.into() });
    }

    fn warning(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding { severity: Severity::Warning, pointer: pointer.into(), message: message.into() });
    }

    /// An optional member that must be text.
    fn text(&mut self, pointer: &str, what: &str) -> Option<&'a str> {
        let value = self.at(pointer)?;
        if !value.is_string() {
            self.error(pointer, format!("{what} must be text"));
        }
        value.as_str()
    }

    /// An optional array of texts; how many elements it has.
    fn texts(&mut self, pointer: &str, what: &str) -> usize {
        match self.at(pointer) {
            None => 0,
            Some(Value::Array(elements)) => {
                for (index, _) in elements.iter().enumerate().filter(|(_, element)| !element.is_string()) {
                    self.error(format!("{pointer}/{index}"), format!("{what} must be text"));
                }
                elements.len()
            }
            Some(_) => {
                self.error(pointer, "this must be an array of texts");
                0
            }
        }
    }

    /// An optional integer of at least `least`.
    fn integer(&mut self, pointer: &str, what: &str, least: i64) -> Option<i64> {
        let value = self.at(pointer)?;
        let number = value.as_i64().filter(|number| *number >= least);
        if number.is_none() {
            self.error(pointer, format!("{what} must be a whole number from {least}"));
        }
        number
    }

    /// An optional date-time. One without a zone is refused too: what is sent must be RFC 3339 (contract section 2).
    fn time(&mut self, pointer: &str, what: &str) -> Option<Timestamp> {
        let value = self.at(pointer)?;
        let text = value.as_str().unwrap_or_default();
        let time = text.parse().ok().or_else(|| parse_forever(text));
        // A placeholder has its own finding already.
        if time.is_none() && !names::is_placeholder(text) {
            self.error(pointer, format!("{what} must be a date and time with a zone, such as 2026-11-21T00:00:00Z"));
        }
        time
    }

    /// Whether the status is `approved`.
    fn is_approved(&self) -> bool {
        status(self.generation, self.body) == Some(Status::Approved.as_str())
    }

    /// Errors first, then in the order in which their places stand in the body, missing members last in their object.
    fn sorted(mut self) -> Vec<Finding> {
        let body = self.body;
        self.findings.sort_by_cached_key(|finding| (finding.severity, position(body, &finding.pointer)));
        self.findings
    }
}

fn status(generation: Generation, body: &Value) -> Option<&str> {
    body.pointer(generation.pointer(Field::Status))?.as_str()
}

/// Where a pointer leads, as the places of its segments among their siblings.
fn position(body: &Value, pointer: &str) -> Vec<usize> {
    let mut place = Some(body);
    let mut positions = Vec::new();
    for segment in pointer.split('/').skip(1) {
        let name = unescape(segment);
        let next = match place {
            Some(Value::Object(members)) => members
                .iter()
                .enumerate()
                .find(|(_, (member, _))| **member == *name)
                .map(|(at, (_, inner))| (at, inner)),
            Some(Value::Array(elements)) => {
                name.parse().ok().and_then(|index: usize| elements.get(index).map(|inner| (index, inner)))
            }
            _ => None,
        };
        positions.push(next.map_or(usize::MAX, |(at, _)| at));
        place = next.map(|(_, inner)| inner);
    }
    positions
}

fn join(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", super::patch::escape(name))
}

#[cfg(test)]
mod tests;
