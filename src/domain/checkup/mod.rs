//! A look through the whole library: what is wrong with its objects, with how they hang together, and how far it is from
//! the product's guardrails (contract sections 10, 12 and 13).
//!
//! What can't be known because a list is not read is not guessed: it is named as not judged.

mod concern;
mod examine;
mod export;
mod figures;
mod fix;
mod links;
mod reach;
mod snapshot;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

pub use super::check::Severity;
use super::check::{Amount, Finding, Measure};
use super::kind::Kind;
use super::number::thousands;
use super::record::{ObjectId, Record};
use super::references::Catalogue;
use super::vocabulary::Generation;
pub use concern::{CONCERNS, Concern, Policy};
pub use examine::examine;
pub use export::{Format, Heading};
pub use figures::{Figure, Limit};
pub use fix::Fix;
use links::MediaTypes;
pub use links::look;
pub(super) use links::{contents, fallback, nothing, takes_html};
pub(super) use reach::holdings;
pub use snapshot::Snapshot;

/// One thing worth telling.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// Under which heading it falls.
    pub concern: Concern,
    /// How bad it is.
    pub severity: Severity,
    /// The object as it was looked at, unless it is about the library as a whole.
    pub about: Option<Arc<Record>>,
    /// Where in the object's body, as a JSON pointer; empty where it is about all of it.
    pub pointer: String,
    /// What is wrong, in a sentence without its end.
    pub reason: String,
    /// What mends it, where that is safe.
    pub fix: Option<Fix>,
}

/// A question that could not be answered, for a list is not read whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unjudged {
    /// The concern.
    pub concern: Concern,
    /// The kind whose list is missing.
    pub missing: Kind,
    /// Why it is missing.
    pub why: String,
}

/// How much of a kind's list was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The kind.
    pub kind: Kind,
    /// How many objects.
    pub count: usize,
    /// Why that is not all of them, where it is not.
    pub missing: Option<String>,
}

/// What a look through the library found.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkup {
    /// When it was begun.
    pub at: Timestamp,
    /// What was found, the worst first.
    pub remarks: Vec<Remark>,
    /// The guardrails with what is used and allowed.
    pub figures: Vec<Figure>,
    /// What could not be judged.
    pub unjudged: Vec<Unjudged>,
    /// What was looked at, by kind.
    pub looked: Vec<Looked>,
    /// How many objects belong to other products: they count for the guardrails and are not judged.
    pub others: usize,
}

impl Checkup {
    /// How many remarks are this bad.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.remarks.iter().filter(|remark| remark.severity == severity).count()
    }

    /// What is left out, for it belongs to other products; `None` where nothing is.
    #[must_use]
    pub fn left_out(&self) -> Option<String> {
        match self.others {
            0 => None,
            1 => Some("1 object belongs to another product and was not judged.".to_owned()),
            count => Some(format!("{} objects belong to other products and were not judged.", thousands(count))),
        }
    }

    /// `3 errors, 1 warning, 0 hints`.
    #[must_use]
    pub fn counts(&self) -> String {
        let parts = Severity::ALL.map(|severity| {
            let number = self.count(severity);
            format!("{} {}{}", thousands(number), severity.as_str(), if number == 1 { "" } else { "s" })
        });
        parts.join(", ")
    }

    /// Which lists are missing, in few words, those that are missing for one reason together.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for Looked { kind, missing, .. } in &self.looked {
            let (Some(why), plural) = (missing.as_deref(), kind.entry().title) else { continue };
            match reasons.iter_mut().find(|(reason, _)| *reason == why) {
                Some((_, kinds)) => kinds.push(plural),
                None => reasons.push((why, vec![plural])),
            }
        }
        let told = |(why, kinds): (&str, Vec<&str>)| format!("{why}: {}", kinds.join(", ").to_lowercase());
        reasons.into_iter().map(told).collect()
    }

    /// What could not be judged and why, a sentence for each list that is missing.
    #[must_use]
    pub fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        for Looked { kind, missing, .. } in &self.looked {
            let Some(why) = missing else { continue };
            let concerned: Vec<&str> = self
                .unjudged
                .iter()
                .filter(|unjudged| unjudged.missing == *kind)
                .map(|unjudged| unjudged.concern.entry().title)
                .collect();
            let concerned =
                if concerned.is_empty() { String::new() } else { format!(" Not judged: {}.", concerned.join(", ")) };
            gaps.push(format!("{} are {why}.{concerned}", kind.entry().title));
        }
        gaps
    }
}

/// An object that is looked at, stored or just being typed.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The generation of its body.
    pub generation: Generation,
    /// What it is.
    pub kind: Kind,
    /// Its id; a new object has none.
    pub id: Option<&'a ObjectId>,
    /// Its editable body.
    pub body: &'a Value,
}

/// An object among the others, and what is noted of it.
pub(super) struct Around<'a> {
    catalogue: &'a Catalogue<'a>,
    media: &'a MediaTypes,
    subject: &'a Subject<'a>,
    notes: &'a mut Notes,
}

/// Something found about one object.
#[derive(Clone, Debug)]
struct Note {
    finding: Finding,
    fix: Option<Fix>,
}

/// What was found about one object, what was counted among the others, and what could not be judged.
#[derive(Clone, Debug, Default)]
struct Notes {
    found: Vec<Note>,
    measures: Vec<Measure>,
    unjudged: BTreeSet<(Concern, Kind)>,
}

impl Notes {
    fn note(&mut self, concern: Concern, pointer: impl Into<String>, message: impl Into<String>) {
        self.note_with(concern, pointer, message, Amount::One, None);
    }

    /// The same of some ids, and what mends it.
    fn note_ids(
        &mut self,
        concern: Concern,
        pointer: impl Into<String>,
        message: String,
        ids: impl IntoIterator<Item = ObjectId>,
        fix: Option<Fix>,
    ) {
        self.note_with(concern, pointer, message, Amount::Ids(ids.into_iter().collect()), fix);
    }

    fn note_with(
        &mut self,
        concern: Concern,
        pointer: impl Into<String>,
        message: impl Into<String>,
        amount: Amount,
        fix: Option<Fix>,
    ) {
        let severity = concern.entry().severity;
        let (pointer, message) = (pointer.into(), message.into());
        let finding = Finding { concern, severity, pointer, message, says_this: false, amount };
        self.found.push(Note { finding, fix });
    }
}

#[cfg(test)]
mod tests;
