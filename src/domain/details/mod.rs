//! What the detail pane shows of one object: everything in its body, typed where the contract says how.
//!
//! Each member is taken out of the body as it is read; what is left in the end is what this version does not know, or
//! what is not of the type it should be. So nothing is ever lost from view.

mod capping;
mod contents;

use serde_json::{Map, Value};

use super::record::{Record, Seen, seen_integer, seen_text};
use super::vocabulary::{Field, Generation};
pub use contents::{Component, ComponentType, Representation};

/// A member that has no place of its own in the view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its name, with a dot or an index where it stands inside another: `segments`, `rank.order`, `tags[2]`.
    pub name: String,
    /// A text as it is, anything else as compact JSON.
    pub text: String,
}

/// How it is decided who qualifies.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Eligibility {
    /// The decision rule's id.
    pub rule: Seen<Box<str>>,
    /// What decides: `none`, `eligibilityRule`, `anySegments`, ... (dps).
    pub constraint: Seen<Box<str>>,
}

/// How often an offer may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Capping {
    /// To all profiles together.
    pub global: Seen<i64>,
    /// To one profile.
    pub profile: Seen<i64>,
    /// The capping rules of the newer generation, each as a sentence.
    pub rules: Vec<String>,
}

/// The typed view of an object's body, beside what the [`Record`] holds already (name, status, priority, dates).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Details {
    /// The description.
    pub description: Seen<Box<str>>,
    /// Who qualifies.
    pub eligibility: Eligibility,
    /// How often it may be shown.
    pub capping: Capping,
    /// What is shown, one for each placement.
    pub representations: Vec<Representation>,
    /// The ids of its collection qualifiers.
    pub qualifiers: Vec<Box<str>>,
    /// The free attributes, in their order.
    pub characteristics: Vec<(Box<str>, Box<str>)>,
    /// The access labels.
    pub labels: Vec<Box<str>>,
    /// The schemas that the server names.
    pub schemas: Vec<Box<str>>,
    /// Everything else that is in the object.
    pub unknown: Vec<Unknown>,
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

        let mut body = record.body();
        let mut take = |field| take(&mut body, generation.pointer(field));
        for field in [Field::Name, Field::Status, Field::Priority, Field::StartDate, Field::EndDate] {
            take(field);
        }
        let mut details = Details {
            description: text(take(Field::Description)),
            eligibility: Eligibility {
                rule: text(take(Field::EligibilityRule)),
                constraint: text(take(Field::ProfileConstraint)),
            },
            capping: Capping {
                global: seen_integer(take(Field::GlobalCap).as_ref()),
                profile: seen_integer(take(Field::ProfileCap).as_ref()),
                rules: capping::rules(generation, take(Field::FrequencyCapping), &mut unknown),
            },
            representations: contents::representations(generation, take(Field::Representations), &mut unknown),
            qualifiers: texts(take(Field::Qualifiers), "tags", &mut unknown),
            characteristics: match take(Field::Characteristics) {
                Some(Value::Object(members)) => {
                    members.into_iter().map(|(name, value)| (name.into(), plain(value).into())).collect()
                }
                other => keep(other, "characteristics", &mut unknown),
            },
            labels: texts(take(Field::Labels), "labels", &mut unknown),
            schemas,
            unknown,
        };
        if details.description == Seen::Absent {
            // Also xcore spells it without a prefix in places (contract section 18, row 9).
            details.description = text(self::take(&mut body, "/description"));
        }
        details.rest(generation, body);
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
    [Field::StartDate, Field::Priority, Field::GlobalCap].into_iter().find_map(|field| {
        let first = |generation: Generation| generation.pointer(field).split('/').nth(1);
        (first(generation) == Some(name)).then(|| first(Generation::Dps)).flatten()
    })
}

/// Takes the member at a pointer out of the body. The pointers of the vocabulary hold no escapes.
fn take(body: &mut Value, pointer: &str) -> Option<Value> {
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
