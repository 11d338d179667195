//! The rows of a form, as a body has them.

use serde_json::Value;

use super::table::{FormField, Known, Takes};
use super::words::Words;
use crate::domain::details::Gathering;
use crate::domain::kind::Kind;
use crate::domain::patch::escape;
use crate::domain::vocabulary::{Criterion, Field, Generation, Part};

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
    /// The id of a decision rule; on dps the other pointer leads to what says that a rule decides.
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

/// The row in which a place of the body stands: its own, else the innermost one around it, else the first within it. The
/// whole body stands in none.
#[must_use]
pub fn row_of(rows: &[FormRow], pointer: &str) -> Option<usize> {
    if pointer.is_empty() {
        return None;
    }
    let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    let shown = || rows.iter().enumerate().filter(|(_, row)| !matches!(row.entry, Entry::Add(_)));
    let own = shown().find(|(_, row)| row.pointer == pointer);
    let around = || {
        let around = shown().filter(|(_, row)| within(pointer, &row.pointer));
        around.max_by_key(|(_, row)| row.pointer.len())
    };
    let inside = || shown().find(|(_, row)| within(&row.pointer, pointer));
    own.or_else(around).or_else(inside).map(|(place, _)| place)
}

struct Rows<'a> {
    generation: Generation,
    body: &'a Value,
    depth: usize,
    rows: Vec<FormRow>,
}

impl Rows<'_> {
    fn push(&mut self, label: impl Into<String>, pointer: impl Into<String>, entry: Entry, required: bool) {
        let (depth, label, pointer) = (self.depth, label.into(), pointer.into());
        self.rows.push(FormRow { depth, label, pointer, entry, required, named: false });
    }

    fn optional(&mut self, label: &str, pointer: String, entry: Entry) {
        self.push(label, pointer, entry, false);
    }

    /// The rows of what stands deeper.
    fn within(&mut self, rows: impl FnOnce(&mut Self)) {
        self.depth += 1;
        rows(self);
        self.depth -= 1;
    }

    fn is_there(&self, pointer: &str) -> bool {
        self.body.pointer(pointer).is_some()
    }

    fn text(&self, pointer: &str) -> Option<String> {
        self.body.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
    }

    fn field(&mut self, field: &FormField) {
        let pointer = self.generation.place(self.body, field.field);
        let documented = match field.known {
            Known::Everywhere => true,
            Known::In(generation) => generation == self.generation,
            Known::Nowhere => false,
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
            Takes::Rule(declares) => Entry::Rule(self.declares().then(|| self.generation.pointer(declares).to_owned())),
            Takes::Nothing => Entry::Nothing,
            Takes::Switches => return self.members(field, pointer, Entry::Switch),
            Takes::NamedTexts => return self.members(field, pointer, Entry::Text),
            Takes::Representations => return self.representations(field, pointer),
            Takes::CappingRules => return self.capping_rules(field, pointer),
            Takes::Criteria => return self.criteria(field, pointer),
        };
        self.push(field.label, pointer, entry, field.required);
    }

    /// Whether this generation says of a rule that it decides (contract section 10).
    fn declares(&self) -> bool {
        self.generation == Generation::Dps
    }

    fn gathered(&self) -> Kind {
        let how = self.text(self.generation.place(self.body, Field::FilterType));
        match how.as_deref().map(Gathering::from_wire) {
            Some(Gathering::AnyQualifier | Gathering::AllQualifiers) => Kind::Qualifier,
            _ => Kind::Personalized,
        }
    }

    /// A row for each member of an object, those that are documented first.
    fn members(&mut self, field: &FormField, pointer: &str, entry: Entry) {
        self.push(field.label, pointer, Entry::List, false);
        let members = self.body.pointer(pointer).and_then(Value::as_object);
        let there: Vec<String> = members.into_iter().flatten().map(|(name, _)| name.clone()).collect();
        let switches = entry == Entry::Switch;
        let documented = if switches { RETURNED } else { &[] };
        let others = there.iter().map(String::as_str).filter(|name| !documented.contains(name));
        self.within(|rows| {
            for name in documented.iter().copied().chain(others) {
                rows.optional(name, join(pointer, name), entry.clone());
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
    fn list(
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

    fn representations(&mut self, field: &FormField, pointer: &str) {
        self.list((field.label, pointer), field.required, Addition::Representation, |rows, place| {
            let at = |part| join(place, rows.generation.member(part));
            let [placement, channel, components] = [Part::Placement, Part::Channel, Part::Components].map(at);
            let id = rows.text(&placement);
            rows.push("Placement", placement, Entry::One(Kind::Placement), true);
            rows.optional("Channel", channel, Entry::Word(Words::Channel));
            rows.components(&components, id);
        });
    }

    /// The rows of the components; a single one needs no head of its own.
    fn components(&mut self, pointer: &str, placement: Option<String>) {
        let (count, single) = match self.body.pointer(pointer) {
            Some(Value::Array(elements)) => (elements.len(), matches!(&elements[..], [Value::Object(_)])),
            Some(_) => {
                self.push("Components", pointer, Entry::List, true);
                (0, false)
            }
            None => (0, false),
        };
        for index in 0..count {
            let place = format!("{pointer}/{index}");
            if single {
                self.component(&place, placement.as_ref());
                continue;
            }
            self.push(format!("component {}", index + 1), place.as_str(), Entry::Element, false);
            if self.body.pointer(&place).is_some_and(Value::is_object) {
                self.within(|rows| rows.component(&place, placement.as_ref()));
            }
        }
        self.push("+ component", pointer, Entry::Add(Addition::Component(placement)), false);
    }

    fn component(&mut self, place: &str, placement: Option<&String>) {
        let at = |part| join(place, self.generation.member(part));
        let [kind, format, language, content, delivery, link] =
            [Part::Type, Part::Format, Part::Language, Part::Content, Part::DeliveryUrl, Part::LinkUrl].map(at);
        self.push("Type", kind, Entry::Part(Words::ComponentType, placement.cloned()), true);
        self.push("Format", format, Entry::Part(Words::Format, placement.cloned()), true);
        self.optional("Languages", language, Entry::Texts);
        self.optional("Content", content, Entry::LongText);
        self.optional("Delivery URL", delivery, Entry::Text);
        self.optional("Link URL", link, Entry::Text);
    }

    /// The older generation documents no capping rules, so their members' names are not known there.
    fn capping_rules(&mut self, field: &FormField, pointer: &str) {
        if self.generation == Generation::Xcore {
            self.push(field.label, pointer, Entry::Nothing, false);
            return;
        }
        self.list((field.label, pointer), field.required, Addition::CappingRule, |rows, place| {
            let at = |name: &str| format!("{place}/{name}");
            rows.optional("Enabled", at("enabled"), Entry::Switch);
            rows.push("Limit", at("limit"), Entry::Number, true);
            rows.optional("Scope", at("scope"), Entry::Word(Words::Scope));
            rows.optional("Entity", at("entity"), Entry::Word(Words::Entity));
            rows.optional("Resets", at("repeat/enabled"), Entry::Switch);
            rows.optional("Every", at("repeat/unitCount"), Entry::Number);
            rows.optional("Unit", at("repeat/unit"), Entry::Word(Words::Unit));
            rows.optional("Starts", at("startDate"), Entry::Date);
            rows.optional("Ends", at("endDate"), Entry::Date);
        });
    }

    fn criteria(&mut self, field: &FormField, pointer: &str) {
        self.list((field.label, pointer), field.required, Addition::Criterion, |rows, place| {
            let at = |criterion| format!("{place}{}", rows.generation.in_criterion(criterion));
            let [placements, collection, priority, constraint, rule] = [
                Criterion::Placements,
                Criterion::Collection,
                Criterion::Priority,
                Criterion::ProfileConstraint,
                Criterion::EligibilityRule,
            ]
            .map(at);
            let declared = rows.declares();
            rows.push("Placements", placements, Entry::Many(Kind::Placement), true);
            rows.push("Collection", collection, Entry::One(Kind::Collection), true);
            // Documented on dps alone; elsewhere they have rows where they are there.
            if declared || rows.is_there(&priority) {
                rows.optional("Priority", priority, Entry::Number);
            }
            if declared {
                rows.optional("Eligibility", constraint.clone(), Entry::Word(Words::Constraint));
            }
            if declared || rows.is_there(&rule) {
                rows.optional("Rule", rule, Entry::Rule(declared.then_some(constraint)));
            }
        });
    }
}

/// What an answer may hold beside the content (contract section 10).
const RETURNED: &[&str] =
    &["decisionName", "offerName", "offerAttributes", "offerPriority", "placementName", "channelType", "contentType"];

fn join(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", escape(name))
}
