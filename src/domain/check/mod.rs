//! What is wrong with a body before it is sent: errors that the server surely refuses, and warnings worth a look.
//!
//! Unknown members are never a finding: the contract is not all that the server knows.

mod brought;
mod change;
pub(super) mod collection;
mod constraints;
mod contents;
pub(super) mod decision;
mod names;
pub(super) mod offer;
pub(super) mod placement;
pub(super) mod rule;

use std::cell::OnceCell;

use jiff::Timestamp;
use serde_json::Value;

use super::checkup::Concern;
use super::kind::{Kind, KindEntry};
use super::number::thousands;
use super::patch::unescape;
use super::record::parse_forever;
use super::relative::absolute;
use super::standing::Status;
use super::vocabulary::{Field, Generation};
pub use brought::{Amount, brought};
pub use change::check_change;
pub(super) use collection::MAX_OFFERS;
pub(super) use constraints::CAPPING_RULES;
pub use names::is_placeholder;

/// How bad a finding is. Errors sort first, hints last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The server will refuse it.
    Error,
    /// It can be sent, but it is hardly what was meant.
    Warning,
    /// It may well be meant, and is worth a look.
    Hint,
}

/// One thing found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Under which heading it falls.
    pub concern: Concern,
    /// How bad it is.
    pub severity: Severity,
    /// Where in the body, as a JSON pointer; of a missing member, where it should be.
    pub pointer: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// How much of it there is.
    pub amount: Amount,
}

/// How much there is of something that a guardrail bounds, whether or not it is too much (contract section 13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Where in the body it was counted.
    pub pointer: String,
    /// What was counted.
    pub what: &'static str,
    /// How many there are.
    pub used: usize,
    /// How many there may be.
    pub allowed: usize,
    /// What it is to come near to that.
    pub bound: Bound,
    /// The kind in whose list they were counted, where it was not in the body itself.
    pub counted_in: Option<Kind>,
}

/// What a number is that bounds something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// What grows by and by comes nearer to it, which is worth a word.
    Firm,
    /// The product's documents do not agree on it.
    Disputed,
    /// The end of what can be chosen: to choose it is fine.
    Choice,
}

/// All that can be told of a body by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Survey {
    /// What is wrong with it, in the order of [`check`].
    pub findings: Vec<Finding>,
    /// What its guardrails were held against.
    pub measures: Vec<Measure>,
}

/// The most that an offer may weigh with its representations, in bytes (contract section 13). What else one may weigh, no
/// source says; the limit is told and not enforced, for another document names another one (section 18, row 21).
const MAX_BYTES: usize = 300 * 1024;

/// Checks the editable body of an object. Errors come first, then in the order of the body.
#[must_use]
pub fn check(kind: Kind, generation: Generation, body: &Value, now: Timestamp) -> Vec<Finding> {
    survey(kind, generation, body, now).findings
}

/// Checks the editable body of an object, and keeps what was counted for it.
pub(super) fn survey(kind: Kind, generation: Generation, body: &Value, now: Timestamp) -> Survey {
    let entry = kind.entry();
    let mut report = Report::new(entry, generation, body);
    if !body.is_object() {
        report.error("", format!("a {} is a JSON object", entry.noun));
        return report.survey();
    }
    names::placeholders(&mut report, body, &mut String::new());
    if names::other_generation(&mut report) {
        // With the other generation's names, all that is required would be missing too: one fault, told once.
        return report.survey();
    }
    name_and_status(&mut report);
    (entry.check)(&mut report, now);
    report.texts(generation.pointer(Field::Labels), "a label");
    report.survey()
}

fn name_and_status(report: &mut Report<'_>) {
    let pointer = report.generation.pointer(Field::Name);
    match report.at(pointer) {
        None => report.error(pointer, "a name is required"),
        Some(Value::String(name)) if name.trim().is_empty() => report.error(pointer, "the name is empty"),
        Some(Value::String(_)) => {}
        Some(_) => report.error(pointer, "the name must be text"),
    }
    report.text(report.place(Field::Description), "the description");
    let known = report.entry.statuses;
    let [others @ .., last] = known else { return };
    let others: Vec<&str> = others.iter().map(Status::as_str).collect();
    let words = format!("{} or {}", others.join(", "), last.as_str());
    let pointer = report.generation.pointer(Field::Status);
    match report.at(pointer).map(Value::as_str) {
        None => report.warning(pointer, format!("without a status the {} may never be used", report.entry.noun)),
        Some(Some(word)) if known.iter().any(|status| status.as_str() == word) => {}
        // The schema of offers knows these two as well, though nobody has seen them in use (contract section 12).
        Some(Some(word @ ("pending" | "rejected"))) if known.contains(&Status::Approved) => {
            report.warning(pointer, format!("the status {word:?} is not in use; in use are {words}"));
        }
        Some(_) => report.error(pointer, format!("the status must be {words}")),
    }
}

/// A qualifier has nothing of its own to check.
pub(super) fn qualifier(_: &mut Report<'_>, _: Timestamp) {}

/// A change with which nothing is wrong but what its body says.
pub(super) fn any_change(_: &mut Report<'_>, _: &Value) {}

/// The findings so far, and the body they are about.
pub(super) struct Report<'a> {
    entry: &'static KindEntry,
    generation: Generation,
    body: &'a Value,
    /// What the body weighs, once it was asked for.
    bytes: OnceCell<usize>,
    findings: Vec<Finding>,
    measures: Vec<Measure>,
}

impl<'a> Report<'a> {
    fn new(entry: &'static KindEntry, generation: Generation, body: &'a Value) -> Self {
        Report { entry, generation, body, bytes: OnceCell::new(), findings: Vec::new(), measures: Vec::new() }
    }

    /// What the body weighs, in bytes.
    fn bytes(&self) -> usize {
        *self.bytes.get_or_init(|| self.body.to_string().len())
    }

    /// Where a field stands in this body, or should stand.
    fn place(&self, field: Field) -> &'static str {
        self.generation.place(self.body, field)
    }

    /// The value at a pointer. A `null` counts as absent: no source says that the server minds it.
    fn at(&self, pointer: &str) -> Option<&'a Value> {
        self.body.pointer(pointer).filter(|value| !value.is_null())
    }

    fn error(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.find(Concern::Body, Severity::Error, pointer, message);
    }

    fn warning(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.find(Concern::Body, Severity::Warning, pointer, message);
    }

    fn find(&mut self, concern: Concern, severity: Severity, pointer: impl Into<String>, message: impl Into<String>) {
        let (pointer, message) = (pointer.into(), message.into());
        self.findings.push(Finding { concern, severity, pointer, message, amount: Amount::One });
    }

    /// More than the guardrails allow, of what was counted in this unit.
    fn too_much(&mut self, pointer: &str, count: usize, unit: &'static str, message: String) {
        self.findings.push(Finding {
            concern: Concern::Guardrail,
            severity: Severity::Warning,
            pointer: pointer.to_owned(),
            message,
            amount: Amount::Count(count, unit),
        });
    }

    /// Keeps how much there is of something that a guardrail bounds.
    fn measure(&mut self, pointer: impl Into<String>, used: usize, allowed: usize, what: &'static str) {
        self.measure_of(Bound::Firm, pointer, used, allowed, what);
    }

    /// The same with a bound of another sort.
    fn measure_of(
        &mut self,
        bound: Bound,
        pointer: impl Into<String>,
        used: usize,
        allowed: usize,
        what: &'static str,
    ) {
        self.measures.push(Measure { pointer: pointer.into(), what, used, allowed, bound, counted_in: None });
    }

    /// An optional member that must be text.
    fn text(&mut self, pointer: &str, what: &str) -> Option<&'a str> {
        let value = self.at(pointer)?;
        if !value.is_string() {
            self.error(pointer, format!("{what} must be text"));
        }
        value.as_str()
    }

    /// A member that must be text and not empty.
    fn required_text(&mut self, pointer: &str, what: &str) -> Option<&'a str> {
        match self.at(pointer) {
            None => self.error(pointer, format!("{what} is required")),
            Some(Value::String(text)) if text.trim().is_empty() => self.error(pointer, format!("{what} is required")),
            Some(Value::String(text)) => return Some(text),
            Some(_) => self.error(pointer, format!("{what} must be text")),
        }
        None
    }

    /// An optional text; a word that is none of those documented is worth a look, no more.
    fn one_of(&mut self, pointer: &str, words: &[&str]) -> Option<&'a str> {
        let word = self.text(pointer, "this")?;
        if !words.contains(&word) {
            self.warning(pointer, format!("{word:?} is none of {}", words.join(", ")));
        }
        Some(word)
    }

    /// An optional object.
    fn object(&mut self, pointer: &str, what: &str) {
        if self.at(pointer).is_some_and(|value| !value.is_object()) {
            self.error(pointer, format!("{what} must be an object"));
        }
    }

    /// An optional switch.
    fn switch(&mut self, pointer: &str) {
        if self.at(pointer).is_some_and(|value| !value.is_boolean()) {
            self.error(pointer, "this must be true or false");
        }
    }

    /// A number beyond what the guardrails allow is worth a look: they are what the product says, not what the server
    /// was seen to check.
    fn at_most(&mut self, pointer: &str, count: usize, limit: usize, what: &'static str) {
        self.measure(pointer, count, limit, what);
        if count > limit {
            let noun = self.entry.noun;
            let message = format!("{} {what}: a {noun} may have {}", thousands(count), thousands(limit));
            self.too_much(pointer, count, what, message);
        }
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

    /// Two moments, the second of which must be later, of something that the status `released` puts to use.
    fn span(&mut self, start_at: &str, end_at: &str, released: &Status, now: Timestamp) {
        let start = self.time(start_at, "the start date");
        let end = self.time(end_at, "the end date");
        let noun = self.entry.noun;
        if start.zip(end).is_some_and(|(start, end)| start >= end) {
            let message = format!("the {noun} must end after it starts");
            self.find(Concern::StartsAfterEnd, Severity::Error, end_at, message);
        }
        if end.is_some_and(|end| end <= now) && status(self.generation, self.body) == Some(released.as_str()) {
            let since = end.map(absolute).unwrap_or_default();
            let message = format!("{} but over since {since}: the {noun} is never used", released.as_str());
            self.find(Concern::Expired, Severity::Warning, end_at, message);
        }
    }

    /// All that was found and counted.
    fn survey(mut self) -> Survey {
        let measures = std::mem::take(&mut self.measures);
        Survey { findings: self.sorted(), measures }
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
