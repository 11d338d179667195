//! The rows of a form, as a body has them.

use std::collections::HashMap;

use serde_json::Value;

use super::table::{FormField, Known, Takes};
use super::words::Words;
use crate::domain::details::Gathering;
use crate::domain::kind::Kind;
use crate::domain::patch::escape;
use crate::domain::vocabulary::{Field, Generation};

/// A row of a form: a place in the body, and what may be filled in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRow {
    /// How deep it stands: rows of a list's elements stand deeper than the list.
    pub depth: usize,
    /// What stands before its value.
    pub label: String,
    /// Where its value stands in the body, as a JSON pointer.
    pub pointer: String,
    /// What may be filled in.
    pub entry: Entry,
    /// Whether an object without it is refused.
    pub required: bool,
    /// Whether somebody gave it its name: emptied, it stays.
    pub named: bool,
}

/// What may be filled into a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nothing: it heads the rows of a list.
    List,
    /// Nothing: it heads the rows of one element of a list, which can be taken out.
    Element,
    /// Another element at the end of the list.
    Add(Addition),
    /// Text.
    Text,
    /// Text that may have many lines: its place in the JSON is a key away.
    LongText,
    /// A whole number.
    Number,
    /// True or false.
    Switch,
    /// A moment.
    Date,
    /// Several texts.
    Texts,
    /// One of these words.
    Word(Words),
    /// One of these words, as far as the placement of this id takes them.
    Part(Words, Option<String>),
    /// The id of an object of this kind.
    One(Kind),
    /// The ids of objects of this kind.
    Many(Kind),
    /// The id of a decision rule; where a body says what decides who qualifies, the other pointer leads there.
    Rule(Option<String>),
    /// Nothing: it is shown, no more.
    Nothing,
}

impl Entry {
    /// The kind of the objects whose ids stand here, or whose nature decides what may.
    #[must_use]
    pub fn names(&self) -> Option<Kind> {
        match self {
            Entry::One(kind) | Entry::Many(kind) => Some(*kind),
            Entry::Rule(_) => Some(Kind::Rule),
            Entry::Part(..) | Entry::Add(Addition::Representation) => Some(Kind::Placement),
            _ => None,
        }
    }
}

/// What can be added to a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addition {
    /// What is shown in one more placement, which is asked for.
    Representation,
    /// One more piece of content, for the placement of this id.
    Component(Option<String>),
    /// One more rule of how often the offer may be shown.
    CappingRule,
    /// One more audience, whose id stands under this name.
    Audience(&'static str),
    /// One more criterion of a decision.
    Criterion,
    /// One more attribute, whose name is asked for.
    Attribute,
}

impl Addition {
    /// Its name in a sentence.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        match self {
            Addition::Representation => "representation",
            Addition::Component(_) => "component",
            Addition::CappingRule => "capping rule",
            Addition::Audience(_) => "audience",
            Addition::Criterion => "criterion",
            Addition::Attribute => "attribute",
        }
    }
}

/// The rows of the form of an object of this kind with this body.
#[must_use]
pub fn form_rows(kind: Kind, generation: Generation, body: &Value) -> Vec<FormRow> {
    let mut rows = Rows { generation, body, depth: 0, rows: Vec::new() };
    for field in kind.entry().form {
        rows.field(field);
    }
    rows.rows
}

/// The rows in which places of the body stand: of each its own, else the innermost one around it, else the first within
/// it. The whole body stands in none.
#[must_use]
pub fn rows_of<'a>(rows: &[FormRow], pointers: impl IntoIterator<Item = &'a str>) -> Vec<Option<usize>> {
    let (mut own, mut within) = (HashMap::new(), HashMap::new());
    for (place, row) in shown(rows) {
        own.entry(row.pointer.as_str()).or_insert(place);
        for outer in places_around(&row.pointer).skip(1) {
            within.entry(outer).or_insert(place);
        }
    }
    let row_of = |pointer: &str| {
        let around = row_around(pointer, |place| own.get(place).copied());
        around.or_else(|| within.get(pointer).copied())
    };
    pointers.into_iter().map(row_of).collect()
}

/// What people call a place of the body: the name of its row or of the innermost one around it, and the elements of lists
/// in which that stands.
#[must_use]
pub fn place_named(rows: &[FormRow], pointer: &str) -> Option<String> {
    let place = row_around(pointer, |place| shown(rows).find(|(_, row)| row.pointer == place).map(|(place, _)| place))?;
    let (before, row) = (rows.get(..place)?, rows.get(place)?);
    let (mut name, mut depth) = (row.label.clone(), row.depth);
    for outer in before.iter().rev() {
        if outer.depth < depth {
            depth = outer.depth;
            if outer.entry == Entry::Element {
                name = format!("{name} of {}", outer.label);
            }
        }
    }
    Some(name)
}

/// The row of a place, else the innermost one around it, by who knows which row has a place for its own.
fn row_around(pointer: &str, row_at: impl Fn(&str) -> Option<usize>) -> Option<usize> {
    places_around(pointer).find_map(row_at)
}

/// A place of the body and those around it, from the innermost on; the whole body is none of them.
fn places_around(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |place| place.rsplit_once('/').map(|(outer, _)| outer))
        .take_while(|place| !place.is_empty())
}

/// The rows that stand for a place of their own.
fn shown(rows: &[FormRow]) -> impl Iterator<Item = (usize, &FormRow)> {
    rows.iter().enumerate().filter(|(_, row)| !matches!(row.entry, Entry::Add(_)))
}

pub(super) struct Rows<'a> {
    pub(super) generation: Generation,
    pub(super) body: &'a Value,
    depth: usize,
    rows: Vec<FormRow>,
}

impl Rows<'_> {
    pub(super) fn push(&mut self, label: impl Into<String>, pointer: impl Into<String>, entry: Entry, required: bool) {
        let (depth, label, pointer) = (self.depth, label.into(), pointer.into());
        self.rows.push(FormRow { depth, label, pointer, entry, required, named: false });
    }

    pub(super) fn optional(&mut self, label: &str, pointer: String, entry: Entry) {
        self.push(label, pointer, entry, false);
    }

    /// The rows of what stands deeper.
    pub(super) fn within(&mut self, rows: impl FnOnce(&mut Self)) {
        self.depth += 1;
        rows(self);
        self.depth -= 1;
    }

    pub(super) fn is_there(&self, pointer: &str) -> bool {
        self.body.pointer(pointer).is_some()
    }

    pub(super) fn text(&self, pointer: &str) -> Option<String> {
        self.body.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
    }

    fn field(&mut self, field: &FormField) {
        let usual = self.generation.place(self.body, field.field);
        let is_plain = field.plain_when_new && !self.is_there(usual);
        let pointer = if is_plain { Generation::Dps.pointer(field.field) } else { usual };
        let documented = match field.known {
            Known::Everywhere => true,
            Known::In(generation) => generation == self.generation,
            Known::Nowhere => match field.takes {
                Takes::Audiences(declares) => self.is_for_audiences(self.generation.pointer(declares)),
                _ => false,
            },
        };
        if !documented && !self.is_there(pointer) {
            return;
        }
        let entry = match field.takes {
            Takes::Text => Entry::Text,
            Takes::LongText => Entry::LongText,
            Takes::Number => Entry::Number,
            Takes::Switch => Entry::Switch,
            Takes::Date => Entry::Date,
            Takes::Word(words) => Entry::Word(words),
            Takes::Texts => Entry::Texts,
            Takes::One(kind) => Entry::One(kind),
            Takes::Many(kind) => Entry::Many(kind),
            Takes::Gathered => Entry::Many(self.gathered()),
            Takes::Rule(declares) => Entry::Rule(self.declared(self.generation.pointer(declares))),
            Takes::Nothing => Entry::Nothing,
            Takes::Switches => return self.members(field, pointer, Entry::Switch),
            Takes::NamedTexts => return self.members(field, pointer, Entry::Text),
            Takes::Audiences(_) => return self.audiences(pointer),
            Takes::Representations => return self.representations(field, pointer),
            Takes::CappingRules => return self.capping_rules(field, pointer),
            Takes::Criteria => return self.criteria(field, pointer),
        };
        self.push(field.label, pointer, entry, field.required);
    }

    /// Whether this generation says of a rule that it decides (contract section 10).
    pub(super) fn declares(&self) -> bool {
        self.generation == Generation::Dps
    }

    /// The place that says what decides who qualifies, where one does: on xcore only where it is there.
    pub(super) fn declared(&self, pointer: &str) -> Option<String> {
        (self.declares() || self.is_there(pointer)).then(|| pointer.to_owned())
    }

    fn gathered(&self) -> Kind {
        let how = self.text(self.generation.place(self.body, Field::FilterType));
        how.as_deref().and_then(gathered).unwrap_or(Kind::Personalized)
    }

    /// A row for each member of an object, those that are documented first.
    fn members(&mut self, field: &FormField, pointer: &str, entry: Entry) {
        self.push(field.label, pointer, Entry::List, false);
        let members = self.body.pointer(pointer).and_then(Value::as_object);
        let there: Vec<String> = members.into_iter().flatten().map(|(name, _)| name.clone()).collect();
        let switches = entry == Entry::Switch;
        let known = if switches { RETURNED } else { &[] };
        // The older generation puts its prefix before these, too; where one is there without it, that is the one.
        let spelled = |name: &str| match self.generation {
            Generation::Xcore if !there.iter().any(|there| there == name) => format!("xdm:{name}"),
            Generation::Dps | Generation::Xcore => name.to_owned(),
        };
        let documented: Vec<(String, &str)> = known.iter().map(|(name, label)| (spelled(name), *label)).collect();
        let is_other = |name: &&String| documented.iter().all(|(known, _)| known != *name);
        let others = there.iter().filter(is_other).map(|name| (name.clone(), name.as_str()));
        self.within(|rows| {
            for (name, label) in documented.iter().cloned().chain(others) {
                rows.optional(label, join(pointer, &name), entry.clone());
                if let Some(row) = rows.rows.last_mut() {
                    row.named = !switches;
                }
            }
            if !switches {
                rows.push("+ attribute", pointer, Entry::Add(Addition::Attribute), false);
            }
        });
    }

    /// The rows of a list: its head, those of each element, and one to add another.
    pub(super) fn list(
        &mut self,
        (label, pointer): (&str, &str),
        required: bool,
        addition: Addition,
        element: impl Fn(&mut Self, &str),
    ) {
        self.push(label, pointer, Entry::List, required);
        let count = self.body.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
        let noun = addition.noun();
        self.within(|rows| {
            for index in 0..count {
                let place = format!("{pointer}/{index}");
                rows.push(format!("{noun} {}", index + 1), place.as_str(), Entry::Element, false);
                if rows.body.pointer(&place).is_some_and(Value::is_object) {
                    rows.within(|rows| element(rows, &place));
                }
            }
            rows.push(format!("+ {noun}"), pointer, Entry::Add(addition), false);
        });
    }
}

/// The kind of what a collection is made of by this word.
pub(super) fn gathered(word: &str) -> Option<Kind> {
    match Gathering::from_wire(word) {
        Gathering::AnyQualifier | Gathering::AllQualifiers => Some(Kind::Qualifier),
        Gathering::Offers => Some(Kind::Personalized),
        Gathering::Other(_) => None,
    }
}

/// What an answer may hold beside the content (contract section 10).
const RETURNED: &[(&str, &str)] = &[
    ("decisionName", "Decision name"),
    ("offerName", "Offer name"),
    ("offerAttributes", "Offer attributes"),
    ("offerPriority", "Offer priority"),
    ("placementName", "Placement name"),
    ("channelType", "Channel type"),
    ("contentType", "Content type"),
];

/// How people call what an answer may hold beside the content, documented or not.
#[must_use]
pub fn returned_shown(name: &str) -> String {
    let known = RETURNED.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| name.to_owned(), |(_, shown)| shown.to_lowercase())
}

pub(super) fn join(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", escape(name))
}
