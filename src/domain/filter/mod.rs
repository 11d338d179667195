//! The filter line: what is typed, and which rows it keeps.
//!
//! | typed | keeps |
//! |---|---|
//! | `black fr` | names with both words, in any case |
//! | `"black friday"` | names with the words together, as they stand |
//! | `status:app` | a status that begins so |
//! | `priority:5`, `:>5`, `:>=5`, `:<5`, `:<=5`, `:5..10`, `:5..`, `:..10` | a priority in that range, both ends included |
//! | `id:124c` | ids with that text in them |
//! | `from:in-app`, `from:successor` | what another product made, by the beginning of its word |
//! | `!word` | all that `word` would not keep |
//!
//! What the kind does not have (a status, a priority) is no filter for it: that is a problem, told in words.

use std::ops::RangeInclusive;

use super::fact::Fact;
use super::kind::Kind;
use super::record::{Record, Seen};
use super::vocabulary::Field;

/// A filter as typed. Every term must hold; an empty filter keeps everything.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Filter {
    terms: Vec<Term>,
    problem: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    negated: bool,
    test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    /// The folded name has this in it.
    Name(String),
    /// One of the ids has this in it; small and capital ASCII letters are the same.
    Id(String),
    /// The status begins with this; small and capital ASCII letters are the same.
    Status(String),
    /// The word of the product begins with this; small and capital ASCII letters are the same.
    Product(String),
    /// The priority is there and lies in the range.
    Priority(RangeInclusive<i64>),
    /// Holds for nothing: what was typed makes no sense.
    Never,
}

impl Filter {
    /// Reads a filter for objects of a kind. Nothing typed is an error: a term that makes no sense keeps nothing, and
    /// [`Filter::problem`] says why.
    #[must_use]
    pub fn parse(kind: Kind, text: &str) -> Filter {
        let mut filter = Filter::default();
        for word in words(text) {
            match term(kind, &word) {
                Ok(term) => filter.terms.extend(term),
                Err(problem) => {
                    // Not negated, so that it keeps nothing in any case.
                    filter.terms.push(Term { negated: false, test: Test::Never });
                    filter.problem.get_or_insert(problem);
                }
            }
        }
        filter
    }

    /// Whether the filter keeps every row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What is wrong with the first term that makes no sense.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Whether the filter keeps this row. Called for every row at each key press: nothing is allocated.
    #[must_use]
    pub fn matches(&self, record: &Record) -> bool {
        self.matches_named(&record.name_folded, record)
    }

    /// The same, where the record's folded name is at hand: the record is looked at only for what else is asked.
    pub(super) fn matches_named(&self, name_folded: &str, record: &Record) -> bool {
        self.terms.iter().all(|term| term.test.holds(name_folded, record) != term.negated)
    }

    /// Whether every row that this filter keeps is surely kept by `earlier` too, so that only the rows now shown need
    /// testing. `false` means no more than that it is not plain to see.
    #[must_use]
    pub fn refines(&self, earlier: &Filter) -> bool {
        earlier.terms.iter().all(|old| self.terms.iter().any(|new| new.implies(old)))
    }
}

impl Term {
    /// Whether each row for which this term holds is one for which `other` holds.
    fn implies(&self, other: &Term) -> bool {
        match (self.negated, other.negated) {
            (false, false) => self.test.implies(&other.test),
            (true, true) => other.test.implies(&self.test),
            // A test that never holds implies everything; the other way round nothing is plain to see.
            (false, true) => self.test == Test::Never,
            (true, false) => false,
        }
    }
}

impl Test {
    fn holds(&self, name_folded: &str, record: &Record) -> bool {
        match self {
            Test::Name(part) => name_folded.contains(part.as_str()),
            Test::Id(part) => contains(record.id.as_str(), part) || contains(&record.address, part),
            Test::Status(start) => record.status.value().is_some_and(|status| starts_with(status.as_str(), start)),
            Test::Product(start) => starts_with(record.product.as_str(), start),
            Test::Priority(range) => {
                matches!(record.fact(Field::Priority), Seen::Is(Fact::Number(priority)) if range.contains(priority))
            }
            Test::Never => false,
        }
    }

    fn implies(&self, other: &Test) -> bool {
        match (self, other) {
            (Test::Name(new), Test::Name(old)) => new.contains(old.as_str()),
            (Test::Id(new), Test::Id(old)) => contains(new, old),
            (Test::Status(new), Test::Status(old)) | (Test::Product(new), Test::Product(old)) => starts_with(new, old),
            (Test::Priority(new), Test::Priority(old)) => {
                new.is_empty() || (old.start() <= new.start() && new.end() <= old.end())
            }
            (Test::Never, _) => true,
            _ => false,
        }
    }
}

fn contains(text: &str, part: &str) -> bool {
    let part = part.as_bytes();
    part.is_empty() || text.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}

/// A word of the filter line as typed.
#[derive(Default)]
struct Word {
    negated: bool,
    /// It began with a quote: only text to look for, whatever it looks like.
    literal: bool,
    text: String,
}

/// Splits at space outside quotes. A quote that is never closed runs to the end, as it does while it is being typed.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let mut word = Word::default();
        if let Some(after) = rest.strip_prefix('!') {
            word.negated = true;
            rest = after;
        }
        word.literal = rest.starts_with('"');
        let mut quoted = false;
        let mut end = rest.len();
        for (at, character) in rest.char_indices() {
            match character {
                '"' => quoted = !quoted,
                _ if character.is_whitespace() && !quoted => {
                    end = at;
                    break;
                }
                _ => word.text.push(character),
            }
        }
        rest = rest.get(end..).unwrap_or_default().trim_start();
        words.push(word);
    }
    words
}

/// The term that a word stands for; `None` where nothing is asked yet (`!`, `status:`), as happens while typing.
fn term(kind: Kind, word: &Word) -> Result<Option<Term>, String> {
    let entry = kind.entry();
    let lacks = |what: &str| Err(format!("{} have no {what}", entry.title.to_lowercase()));
    let field = if word.literal { None } else { word.text.split_once(':') };
    let (test, asked) = match field {
        Some(("status", _)) if entry.statuses.is_empty() => return lacks("status"),
        Some(("priority", _)) if !entry.columns.contains(&Field::Priority) => return lacks("priority"),
        Some(("status", start)) => (Test::Status(start.to_owned()), start),
        Some(("from", start)) => (Test::Product(start.to_owned()), start),
        Some(("id", part)) => (Test::Id(part.to_owned()), part),
        Some(("priority", "")) => (Test::Never, ""),
        Some(("priority", range)) => {
            let test = priorities(range)
                .ok_or_else(|| format!("priority:{range} is no range of whole numbers, such as 5, >5, <=5 or 5..10"))?;
            (Test::Priority(test), range)
        }
        _ => (Test::Name(word.text.to_lowercase()), word.text.as_str()),
    };
    Ok((!asked.is_empty()).then_some(Term { negated: word.negated, test }))
}

fn priorities(text: &str) -> Option<RangeInclusive<i64>> {
    let number = |text: &str| text.parse::<i64>().ok();
    if let Some(text) = text.strip_prefix(">=") {
        return Some(number(text)?..=i64::MAX);
    }
    if let Some(text) = text.strip_prefix("<=") {
        return Some(i64::MIN..=number(text)?);
    }
    if let Some(text) = text.strip_prefix('>') {
        return Some(number(text)?.checked_add(1)?..=i64::MAX);
    }
    if let Some(text) = text.strip_prefix('<') {
        return Some(i64::MIN..=number(text)?.checked_sub(1)?);
    }
    match text.split_once("..") {
        Some(("", "")) => None,
        Some((from, "")) => Some(number(from)?..=i64::MAX),
        Some(("", to)) => Some(i64::MIN..=number(to)?),
        Some((from, to)) => Some(number(from)?..=number(to)?),
        None => number(text).map(|priority| priority..=priority),
    }
}

#[cfg(test)]
mod tests;
