//! The orders of lists, and the cursors that point into them (contract section 5).
//!
//! A list can be sorted by whatever stands at a path of its objects. What is sorted by most has an index.

use std::cmp::Ordering;

use super::filter::segments;
use crate::emulator::answer::{Cause, Problem};
use crate::emulator::clock::{parse_date, zulu_date};
use crate::emulator::holdings::object::{Object, Place, parse_uuid, uuid};
use crate::emulator::holdings::raw::quoted;
use crate::emulator::holdings::shape::Form;
use crate::emulator::holdings::shelf::{Run, Shelf};

#[derive(Clone, Debug, PartialEq, Eq)]
enum SortField {
    Created,
    Modified,
    Name,
    Instance,
    Id,
    /// Anything else, as the segments of its path.
    Path(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SortKey {
    field: SortField,
    descending: bool,
}

/// What an object is sorted by. In ascending order truths come before numbers, numbers before texts, and what has no
/// value comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue {
    Truth(bool),
    Millis(i64),
    Real(Real),
    Text(String),
    Instance(u128),
    Missing,
}

/// A number that can be sorted.
#[derive(Clone, Copy, Debug)]
pub struct Real(f64);

impl Ord for Real {
    fn cmp(&self, other: &Real) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Real {
    fn partial_cmp(&self, other: &Real) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Real {
    fn eq(&self, other: &Real) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Real {}

/// An order in which no two objects stand level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    keys: Vec<SortKey>,
    pub form: Form,
}

impl Order {
    /// Reads `orderby`: a comma list of paths, each with `-` for descending or `+` for ascending.
    pub fn parse(form: Form, text: &str) -> Result<Order, Problem> {
        let mut keys = Vec::new();
        for word in text.split(',') {
            let word = word.trim();
            let (descending, name) = match word.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, word.strip_prefix('+').unwrap_or(word)),
            };
            if name.split('.').any(str::is_empty) {
                let detail = format!("orderby: {name:?} is not a path that lists can be sorted by");
                return Err(Problem::new(Cause::BadQuery, detail));
            }
            let field = match (form, name) {
                (Form::Dps, "created") | (Form::Xcore, "repo:createdDate") => SortField::Created,
                (Form::Dps, "modified") | (Form::Xcore, "repo:lastModifiedDate") => SortField::Modified,
                (Form::Dps, "name") | (Form::Xcore, "_instance.xdm:name" | "xdm:name") => SortField::Name,
                (Form::Dps, "id") | (Form::Xcore, "_instance.@id") => SortField::Id,
                (Form::Xcore, "instanceId") => SortField::Instance,
                _ => SortField::Path(segments(name)),
            };
            keys.push(SortKey { field, descending });
        }
        // Dates are distinct on dps; xcore writes the instance id behind every other value (contract section 5).
        let distinct = |key: &SortKey| match form {
            Form::Dps => matches!(key.field, SortField::Created | SortField::Modified | SortField::Id),
            Form::Xcore => key.field == SortField::Instance,
        };
        match keys.iter().position(distinct) {
            // What stands behind a distinct value decides nothing.
            Some(last) => keys.truncate(last + 1),
            None => {
                let field = if form == Form::Dps { SortField::Id } else { SortField::Instance };
                keys.push(SortKey { field, descending: false });
            }
        }
        Ok(Order { keys, form })
    }

    /// What an object is sorted by, for each key.
    pub fn values(&self, object: &Object, place: &Place<'_>) -> Vec<SortValue> {
        let value = |key: &SortKey| match &key.field {
            SortField::Created => SortValue::Millis(object.created),
            SortField::Modified => SortValue::Millis(object.modified),
            SortField::Name => SortValue::Text(object.name.to_string()),
            SortField::Id => SortValue::Text(object.id.to_string()),
            SortField::Instance => SortValue::Instance(object.instance),
            SortField::Path(path) => {
                let mut value = SortValue::Missing;
                object.visit(self.form, place, path, &mut |text| {
                    if value == SortValue::Missing {
                        value = scalar(text);
                    }
                });
                value
            }
        };
        self.keys.iter().map(value).collect()
    }

    /// How the values of two objects, or of an object and a cursor, stand to each other.
    pub fn compare(&self, left: &[SortValue], right: &[SortValue]) -> Ordering {
        for (key, (left, right)) in self.keys.iter().zip(left.iter().zip(right)) {
            let ordering = if key.descending { right.cmp(left) } else { left.cmp(right) };
            if ordering.is_ne() {
                return ordering;
            }
        }
        Ordering::Equal
    }

    /// The cursor that points at an object: its values, separated by commas; a comma inside a value gets a backslash.
    pub fn cursor(&self, object: &Object, place: &Place<'_>) -> String {
        let written = |(value, key): (SortValue, &SortKey)| match value {
            SortValue::Millis(millis) if self.form == Form::Dps => zulu_date(millis),
            SortValue::Millis(millis) => millis.to_string(),
            SortValue::Instance(instance) => uuid(instance),
            // At a path anything may stand, so texts are told by their quotation marks.
            SortValue::Text(text) if matches!(key.field, SortField::Path(_)) => escaped(&quoted(&text)),
            SortValue::Text(text) => escaped(&text),
            SortValue::Real(Real(number)) => number.to_string(),
            SortValue::Truth(truth) => truth.to_string(),
            SortValue::Missing => "null".to_owned(),
        };
        self.values(object, place).into_iter().zip(&self.keys).map(written).collect::<Vec<_>>().join(",")
    }

    /// The values in a cursor.
    pub fn parse_cursor(&self, cursor: &str) -> Result<Vec<SortValue>, Problem> {
        let read = |(key, text): (&SortKey, String)| match (&key.field, self.form) {
            (SortField::Created | SortField::Modified, Form::Dps) => parse_date(&text).map(SortValue::Millis),
            (SortField::Created | SortField::Modified, Form::Xcore) => text.parse().ok().map(SortValue::Millis),
            (SortField::Name | SortField::Id, _) => Some(SortValue::Text(text)),
            (SortField::Instance, _) => parse_uuid(&text).map(SortValue::Instance),
            (SortField::Path(_), _) if text == "null" => Some(SortValue::Missing),
            (SortField::Path(_), _) => Some(scalar(&text)).filter(|value| *value != SortValue::Missing),
        };
        let parts = unescaped_parts(cursor).filter(|parts| parts.len() == self.keys.len());
        let values = parts.and_then(|parts| self.keys.iter().zip(parts).map(read).collect());
        values.ok_or_else(|| Problem::new(Cause::BadQuery, format!("start: {cursor:?} is not a cursor of this list")))
    }

    /// The index that gives this order, and whether it is read downwards. Behind a distinct value the instance id
    /// decides nothing; behind a name it must rise, as the index has it.
    fn index(&self) -> Option<(&SortField, bool)> {
        let (first, rest) = self.keys.split_first()?;
        let usable = match (&first.field, rest) {
            (SortField::Path(_), _) => false,
            (SortField::Name, [ties]) => !ties.descending && matches!(ties.field, SortField::Id | SortField::Instance),
            (SortField::Name, _) => false,
            (_, []) => true,
            (_, [ties]) => ties.field == SortField::Instance,
            _ => false,
        };
        usable.then_some((&first.field, first.descending))
    }

    /// The objects of a shelf by an index, if one gives this order: from a cursor on in order, or before it in the
    /// opposite order.
    pub fn run<'s>(
        &self,
        shelf: &'s Shelf,
        cursor: Option<&[SortValue]>,
        backwards: bool,
    ) -> Option<Box<dyn Iterator<Item = &'s Object> + 's>> {
        let (field, descending) = self.index()?;
        let from = cursor.and_then(<[SortValue]>::first);
        let run = match (field, from) {
            (SortField::Created, Some(SortValue::Millis(date))) => Run::Created(Some(*date)),
            (SortField::Created, _) => Run::Created(None),
            (SortField::Modified, Some(SortValue::Millis(date))) => Run::Modified(Some(*date)),
            (SortField::Modified, _) => Run::Modified(None),
            (SortField::Instance, Some(SortValue::Instance(instance))) => Run::Instance(Some(*instance)),
            (SortField::Instance, _) => Run::Instance(None),
            (SortField::Id, Some(SortValue::Text(id))) => Run::Id(Some(id)),
            (SortField::Id, _) => Run::Id(None),
            (SortField::Name, Some(SortValue::Text(name))) => Run::Name(Some(name)),
            (SortField::Name, _) => Run::Name(None),
            (SortField::Path(_), _) => return None,
        };
        let form = self.form;
        Some(shelf.run(run, descending != backwards, move |objects| {
            if form == Form::Dps {
                objects.sort_unstable_by(|left, right| left.id.cmp(&right.id));
            }
            if backwards {
                objects.reverse();
            }
        }))
    }
}

/// What a JSON text is sorted by; objects, arrays and `null` are no value.
fn scalar(text: &str) -> SortValue {
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map_or(SortValue::Missing, SortValue::Text),
        Some(b't') if text == "true" => SortValue::Truth(true),
        Some(b'f') if text == "false" => SortValue::Truth(false),
        Some(b'-' | b'0'..=b'9') => text.parse().map_or(SortValue::Missing, |number| SortValue::Real(Real(number))),
        _ => SortValue::Missing,
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(',', "\\,")
}

/// The parts between the commas that have no backslash before them.
fn unescaped_parts(text: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ',' => parts.push(String::new()),
            '\\' => parts.last_mut()?.push(characters.next()?),
            other => parts.last_mut()?.push(other),
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_path_is_no_order() {
        for form in [Form::Dps, Form::Xcore] {
            for text in ["", "-", "+", "name,", ",name", "a..b", ".", "a.", "name, ,id"] {
                assert_eq!(Order::parse(form, text).unwrap_err().cause, Cause::BadQuery, "{text:?}");
            }
        }
    }

    #[test]
    fn values_of_different_kinds_have_their_places() {
        let texts = ["false", "true", "-1e3", "-2", "0.5", "10", "1e400", "\"\"", "\"10\"", "\"9\"", "\"é\"", "null"];
        let values: Vec<SortValue> = texts.into_iter().map(scalar).collect();
        assert!(values.is_sorted(), "{values:?}");
        assert_eq!(values.last(), Some(&SortValue::Missing));
        for nothing in ["{}", "[]", "nonsense", ""] {
            assert_eq!(scalar(nothing), SortValue::Missing);
        }
    }

    proptest! {
        #[test]
        fn parts_are_what_was_joined(parts in prop::collection::vec("[a,\\\\\"]{0,5}", 1..5)) {
            let joined = parts.iter().map(|part| escaped(part)).collect::<Vec<_>>().join(",");
            prop_assert_eq!(unescaped_parts(&joined), Some(parts));
        }
    }
}
