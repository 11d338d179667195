//! What the detail pane shows of one object: everything in its body, typed where the contract says how.
//!
//! Each member is taken out of the body as it is read; what is left in the end is what this version does not know, or
//! what is not of the type it should be. So nothing is ever lost from view.

mod capping;
pub(super) mod collection;
mod contents;
pub(super) mod decision;
pub(super) mod offer;
pub(super) mod placement;
pub(super) mod rule;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::record::{Record, Seen, seen_integer, seen_text, seen_time};
use super::vocabulary::{Field, Generation, first_member};
pub use collection::{Collection, Gathering};
pub(super) use contents::short_channel;
pub use contents::{Component, ComponentType, Representation};
pub use decision::{Decision, Terms};
pub use offer::{Capping, Eligibility, Offer};
pub use placement::Placement;
pub use rule::Rule;

/// A member that has no place of its own in the view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its name, with a dot or an index where it stands inside another: `segments`, `rank.order`, `tags[2]`.
    pub name: String,
    /// A text as it is, anything else as compact JSON.
    pub text: String,
}

/// What an object holds that only its kind has.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Own {
    /// An offer of either kind.
    Offer(Offer),
    /// A placement.
    Placement(Placement),
    /// A collection.
    Collection(Collection),
    /// A collection qualifier, which has nothing but its name and description.
    #[default]
    Qualifier,
    /// A decision rule.
    Rule(Rule),
    /// A decision.
    Decision(Decision),
}

/// The typed view of an object's body, beside what the [`Record`] holds already (name, status, what its list shows).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Details {
    /// The description.
    pub description: Seen<Box<str>>,
    /// What only its kind has.
    pub own: Own,
    /// The access labels.
    pub labels: Vec<Box<str>>,
    /// The schemas that the server names.
    pub schemas: Vec<Box<str>>,
    /// Everything else that is in the object.
    pub unknown: Vec<Unknown>,
}

/// What of an object nobody took yet.
pub(super) struct Rest {
    generation: Generation,
    body: Value,
    unknown: Vec<Unknown>,
}

impl Rest {
    /// Takes a field out of the body.
    fn take(&mut self, field: Field) -> Option<Value> {
        let pointer = self.generation.place(&self.body, field);
        take(&mut self.body, pointer)
    }

    fn text(&mut self, field: Field) -> Seen<Box<str>> {
        text(self.take(field))
    }

    fn integer(&mut self, field: Field) -> Seen<i64> {
        seen_integer(self.take(field).as_ref())
    }

    fn time(&mut self, field: Field) -> Seen<Timestamp> {
        seen_time(self.take(field).as_ref())
    }

    /// The strings of an array, which is called `name` where it or one of its elements is none.
    fn texts(&mut self, field: Field, name: &str) -> Vec<Box<str>> {
        let value = self.take(field);
        texts(value, name, &mut self.unknown)
    }

    /// A switch; what is none goes to `unknown`.
    fn switch(&mut self, field: Field, name: &str) -> Option<bool> {
        match self.take(field) {
            Some(Value::Bool(on)) => Some(on),
            other => keep(other, name, &mut self.unknown),
        }
    }
}

/// The members of an xcore envelope that the contract names (section 3); those that matter are in the record.
const XCORE_ENVELOPE: &[&str] =
    &["instanceId", "schemas", "productContexts", "_instance", "_links", "_score", "sandboxName"];

impl Details {
    /// Reads the whole object. To be called once for each object shown, as it parses all of it.
    #[must_use]
    pub fn of(record: &Record) -> Details {
        let generation = record.generation;
        let mut whole = record.whole();
        let mut unknown = Vec::new();
        let schemas = texts(whole.get_mut("schemas").map(Value::take), "schemas", &mut unknown);
        if let (Generation::Xcore, Value::Object(envelope)) = (generation, whole) {
            let known = |name: &str| XCORE_ENVELOPE.contains(&name) || name.starts_with("repo:");
            leave(envelope.into_iter().filter(|(name, _)| !known(name)), "", &mut unknown);
        }

        let entry = record.kind.entry();
        let mut rest = Rest { generation, body: record.body(), unknown };
        rest.take(Field::Name);
        if !entry.statuses.is_empty() {
            rest.take(Field::Status);
        }
        let mut details = Details {
            description: rest.text(Field::Description),
            own: (entry.details)(&mut rest),
            labels: rest.texts(Field::Labels, "labels"),
            schemas,
            unknown: Vec::new(),
        };
        details.unknown = rest.unknown;
        details.rest(generation, rest.body);
        details
    }

    /// Keeps what is left of the body: what stands in a group by the group's plain name, and no empty groups.
    fn rest(&mut self, generation: Generation, body: Value) {
        let Value::Object(members) = body else {
            // A body that is no object has no members to show, but it is there to be seen.
            return keep(Some(body).filter(|body| !body.is_null()), "body", &mut self.unknown);
        };
        for (name, value) in members {
            match (group(generation, &name), value) {
                (Some(group), Value::Object(inner)) => leave(inner, &format!("{group}."), &mut self.unknown),
                (_, value) => keep(Some(value), &name, &mut self.unknown),
            }
        }
    }
}

/// The plain name of a first-level object whose members are fields of their own.
fn group(generation: Generation, name: &str) -> Option<&'static str> {
    [Field::StartDate, Field::Priority, Field::GlobalCap, Field::ConditionValue].into_iter().find_map(|field| {
        let plain = first_member(Generation::Dps.pointer(field));
        (first_member(generation.pointer(field)) == name || plain == name).then_some(plain)
    })
}

/// Takes the member at a pointer out of the body. The pointers of the vocabulary hold no escapes.
pub(super) fn take(body: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, name) = pointer.rsplit_once('/')?;
    body.pointer_mut(parent)?.as_object_mut()?.shift_remove(name)
}

fn text(value: Option<Value>) -> Seen<Box<str>> {
    seen_text(value.as_ref())
}

/// The strings of an array; whatever else is there goes to `unknown` under its index.
fn texts(value: Option<Value>, name: &str, unknown: &mut Vec<Unknown>) -> Vec<Box<str>> {
    let text = |element| match element {
        Value::String(text) => Ok(text.into_boxed_str()),
        other => Err(other),
    };
    elements(value, name, unknown, text).into_iter().map(|(_, text)| text).collect()
}

/// The objects of an array, each with its index; whatever else is there goes to `unknown`.
fn objects(value: Option<Value>, name: &str, unknown: &mut Vec<Unknown>) -> Vec<(usize, Map<String, Value>)> {
    elements(value, name, unknown, |element| match element {
        Value::Object(members) => Ok(members),
        other => Err(other),
    })
}

/// The elements of an array that are what they should be, each with its index; the others go to `unknown`.
fn elements<T>(
    value: Option<Value>,
    name: &str,
    unknown: &mut Vec<Unknown>,
    take: impl Fn(Value) -> Result<T, Value>,
) -> Vec<(usize, T)> {
    let elements = match value {
        Some(Value::Array(elements)) => elements,
        other => return keep(other, name, unknown),
    };
    let mut found = Vec::with_capacity(elements.len());
    for (index, element) in elements.into_iter().enumerate() {
        match take(element) {
            Ok(element) => found.push((index, element)),
            Err(other) => keep(Some(other), &format!("{name}[{index}]"), unknown),
        }
    }
    found
}

/// Makes `null` of every object that holds nothing any more.
fn drop_empty(value: &mut Value) {
    if let Value::Object(members) = value {
        members.values_mut().for_each(drop_empty);
        members.retain(|_, inner| !inner.is_null());
        if members.is_empty() {
            *value = Value::Null;
        }
    }
}

/// Keeps a value that is not what its reader hoped for, which is left with nothing.
fn keep<T: Default>(value: Option<Value>, name: &str, unknown: &mut Vec<Unknown>) -> T {
    unknown.extend(value.map(|value| Unknown { name: name.to_owned(), text: plain(value) }));
    T::default()
}

/// Keeps members that nobody took.
fn leave(members: impl IntoIterator<Item = (String, Value)>, prefix: &str, unknown: &mut Vec<Unknown>) {
    unknown.extend(
        members.into_iter().map(|(name, value)| Unknown { name: format!("{prefix}{name}"), text: plain(value) }),
    );
}

/// A text as it is, anything else as compact JSON.
fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
