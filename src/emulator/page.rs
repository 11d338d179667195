//! Sorting, filtering and cursors (contract section 5).
//!
//! A cursor is made of the sort values of one object: on xcore of the last one on the page, which the next page leaves
//! out; on dps of the first one on the next page, which that page begins with. Nothing is remembered between pages,
//! so a list may change while it is read.

use std::cmp::Ordering;

use super::answer::{Cause, Problem};
use super::clock::{parse_date, zulu_date};
use super::filter::{Filter, passes_all};
use super::object::{Object, Place, parse_uuid, uuid};
use super::search::Search;
use super::shape::Form;
use super::shelf::Shelf;

/// How many objects a page holds when the request does not say.
pub(super) const DEFAULT_LIMIT: usize = 50;
/// How many objects a page holds at most.
const MAXIMUM_LIMIT: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SortField {
    Created,
    Modified,
    Name,
    Instance,
    Id,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SortKey {
    field: SortField,
    descending: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SortValue {
    Number(i64),
    Text(String),
    Instance(u128),
}

/// An order in which no two objects stand level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Order {
    keys: Vec<SortKey>,
    form: Form,
}

impl Order {
    /// Reads `orderby`: a comma list of fields, each with `-` for descending or `+` for ascending.
    pub fn parse(form: Form, text: &str) -> Result<Order, Problem> {
        let mut keys = Vec::new();
        for word in text.split(',') {
            let word = word.trim();
            let (descending, name) = match word.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, word.strip_prefix('+').unwrap_or(word)),
            };
            let field = match (form, name) {
                (Form::Dps, "created") | (Form::Xcore, "repo:createdDate") => SortField::Created,
                (Form::Dps, "modified") | (Form::Xcore, "repo:lastModifiedDate") => SortField::Modified,
                (Form::Dps, "name") | (Form::Xcore, "_instance.xdm:name" | "xdm:name") => SortField::Name,
                (Form::Dps, "id") | (Form::Xcore, "_instance.@id") => SortField::Id,
                (Form::Xcore, "instanceId") => SortField::Instance,
                _ => {
                    let detail = format!("orderby: {name:?} is not a field that lists can be sorted by");
                    return Err(Problem::new(Cause::BadQuery, detail));
                }
            };
            keys.push(SortKey { field, descending });
        }
        // Dates are distinct on dps; xcore writes the instance id behind every other value (contract section 5).
        let distinct = |key: &SortKey| match form {
            Form::Dps => key.field != SortField::Name,
            Form::Xcore => key.field == SortField::Instance,
        };
        if !keys.iter().any(distinct) {
            let field = if form == Form::Dps { SortField::Id } else { SortField::Instance };
            keys.push(SortKey { field, descending: false });
        }
        Ok(Order { keys, form })
    }

    fn values(&self, object: &Object) -> Vec<SortValue> {
        let value = |key: &SortKey| match key.field {
            SortField::Created => SortValue::Number(object.created),
            SortField::Modified => SortValue::Number(object.modified),
            SortField::Name => SortValue::Text(object.name.to_string()),
            SortField::Id => SortValue::Text(object.id.to_string()),
            SortField::Instance => SortValue::Instance(object.instance),
        };
        self.keys.iter().map(value).collect()
    }

    fn compare(&self, left: &[SortValue], right: &[SortValue]) -> Ordering {
        for (key, (left, right)) in self.keys.iter().zip(left.iter().zip(right)) {
            let ordering = if key.descending { right.cmp(left) } else { left.cmp(right) };
            if ordering.is_ne() {
                return ordering;
            }
        }
        Ordering::Equal
    }

    fn cursor(&self, object: &Object) -> String {
        let written = |value: SortValue| match (value, self.form) {
            (SortValue::Number(millis), Form::Dps) => zulu_date(millis),
            (SortValue::Number(millis), Form::Xcore) => millis.to_string(),
            (SortValue::Text(text), _) => text,
            (SortValue::Instance(instance), _) => uuid(instance),
        };
        self.values(object).into_iter().map(written).collect::<Vec<_>>().join(",")
    }

    fn parse_cursor(&self, cursor: &str) -> Result<Vec<SortValue>, Problem> {
        let refused = || Problem::new(Cause::BadQuery, format!("start: {cursor:?} is not a cursor of this list"));
        let mut parts: Vec<&str> = cursor.split(',').collect();
        // Only a name can hold commas: it gets all parts that are too many.
        let surplus = parts.len().checked_sub(self.keys.len()).ok_or_else(refused)?;
        let mut values = Vec::with_capacity(self.keys.len());
        let mut name_seen = false;
        for key in &self.keys {
            let takes = if key.field == SortField::Name && !name_seen { 1 + surplus } else { 1 };
            name_seen |= key.field == SortField::Name;
            if takes > parts.len() {
                return Err(refused());
            }
            let text = parts.drain(..takes).collect::<Vec<_>>().join(",");
            values.push(match (key.field, self.form) {
                (SortField::Created | SortField::Modified, Form::Dps) => {
                    SortValue::Number(parse_date(&text).ok_or_else(refused)?)
                }
                (SortField::Created | SortField::Modified, Form::Xcore) => {
                    SortValue::Number(text.parse().map_err(|_| refused())?)
                }
                (SortField::Name | SortField::Id, _) => SortValue::Text(text),
                (SortField::Instance, _) => SortValue::Instance(parse_uuid(&text).ok_or_else(refused)?),
            });
        }
        if parts.is_empty() { Ok(values) } else { Err(refused()) }
    }

    /// All objects of a shelf in this order.
    fn sorted(&self, shelf: &Shelf) -> Vec<u128> {
        let first = self.keys.first();
        let indexed: Option<Box<dyn DoubleEndedIterator<Item = u128> + '_>> = match first.map(|key| key.field) {
            Some(SortField::Created) => Some(Box::new(shelf.by_created())),
            Some(SortField::Modified) => Some(Box::new(shelf.by_modified())),
            Some(SortField::Instance) => Some(Box::new(shelf.by_instance())),
            _ => None,
        };
        match indexed {
            Some(ascending) if first.is_some_and(|key| key.descending) => ascending.rev().collect(),
            Some(ascending) => ascending.collect(),
            None => {
                let mut keyed: Vec<_> = shelf.objects().map(|o| (self.values(o), o.instance)).collect();
                keyed.sort_by(|(left, _), (right, _)| self.compare(left, right));
                keyed.into_iter().map(|(_, instance)| instance).collect()
            }
        }
    }
}

/// What a list is asked for.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub order: Order,
    pub start: Option<&'a str>,
    pub limit: usize,
    pub filters: Vec<Filter>,
    /// Only objects with one of these ids, where given.
    pub ids: Vec<&'a str>,
    /// Only objects of this name, where given; `*` stands for anything.
    pub name: Option<&'a str>,
    /// Only objects that a text search finds, where given; on xcore only.
    pub search: Option<Search>,
}

/// One page of a list.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub rows: Vec<&'a Object>,
    /// How many objects there are on all pages together.
    pub total: usize,
    /// How many objects stand before this page.
    pub before: usize,
    /// The cursor of the page behind this one.
    pub next: Option<String>,
    /// The cursor of the page before this one; on dps only.
    pub previous: Option<String>,
}

/// A page size as asked for: at least 1, and cut to what a page may hold.
pub(super) fn page_limit(asked: Option<usize>) -> Result<usize, Problem> {
    match asked {
        None => Ok(DEFAULT_LIMIT),
        Some(0) => Err(Problem::new(Cause::BadQuery, "limit must be at least 1")),
        Some(limit) => Ok(limit.min(MAXIMUM_LIMIT)),
    }
}

impl Listing<'_> {
    /// The page that is asked for.
    pub fn page<'s>(&self, shelf: &'s Shelf, place: &Place<'_>) -> Result<Page<'s>, Problem> {
        let mut sequence = self.order.sorted(shelf);
        let unfiltered = self.filters.is_empty() && self.ids.is_empty() && self.name.is_none() && self.search.is_none();
        if !unfiltered {
            sequence.retain(|instance| shelf.get(*instance).is_some_and(|object| self.admits(object, place)));
        }
        let from = match self.start {
            None => 0,
            Some(start) => {
                let cursor = self.order.parse_cursor(start)?;
                sequence.partition_point(|instance| {
                    let ordering = shelf.get(*instance).map(|o| self.order.compare(&self.order.values(o), &cursor));
                    match self.order.form {
                        Form::Dps => ordering == Some(Ordering::Less),
                        Form::Xcore => ordering != Some(Ordering::Greater),
                    }
                })
            }
        };
        let end = (from + self.limit).min(sequence.len());
        let object_at = |index: usize| sequence.get(index).and_then(|instance| shelf.get(*instance));
        let next_anchor = match self.order.form {
            Form::Dps => object_at(end),
            Form::Xcore if end < sequence.len() => end.checked_sub(1).and_then(object_at),
            Form::Xcore => None,
        };
        let previous_anchor = match self.order.form {
            Form::Dps if from > 0 => object_at(from.saturating_sub(self.limit)),
            _ => None,
        };
        Ok(Page {
            rows: (from..end).filter_map(object_at).collect(),
            total: sequence.len(),
            before: from,
            next: next_anchor.map(|object| self.order.cursor(object)),
            previous: previous_anchor.map(|object| self.order.cursor(object)),
        })
    }

    fn admits(&self, object: &Object, place: &Place<'_>) -> bool {
        (self.ids.is_empty() || self.ids.contains(&object.id.as_ref()))
            && self.name.is_none_or(|pattern| wildcard_match(pattern, &object.name))
            && passes_all(&self.filters, object, self.order.form, place)
            && self.search.as_ref().is_none_or(|search| search.finds(object, place))
    }
}

/// Whether a text is what a pattern describes, in which `*` stands for anything.
fn wildcard_match(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let tail = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = text.get(at + part.len()..).unwrap_or_default();
    }
    text.ends_with(tail)
}

#[cfg(test)]
mod tests;
