//! The pages of lists (contract section 5).
//!
//! A cursor is made of the sort values of one object: on xcore of the last one on the page, which the next page leaves
//! out; on dps of the first one on the next page, which that page begins with. A cursor needs nothing that is remembered
//! between pages, so a list may change while it is read forwards; backwards, where a cursor can only say where a page
//! begins, a row may then be skipped or come twice. What is remembered saves time: a whole sequence that took a
//! look at every object.

use std::sync::Arc;

use super::filter::Filter;
pub use super::order::Order;
use super::order::SortValue;
use super::search::Search;
use crate::emulator::answer::{Cause, Problem};
use crate::emulator::holdings::object::{InstanceId, Object, Place};
use crate::emulator::holdings::shape::Form;
use crate::emulator::holdings::shelf::Shelf;

/// How many objects a page holds when the request does not say.
pub const DEFAULT_LIMIT: usize = 50;
/// How many objects a page holds at most.
const MAXIMUM_LIMIT: usize = 100;

/// What a list is asked for.
#[derive(Debug)]
pub struct Listing<'a> {
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
    /// Whether a cursor that can't be read is as if there were none.
    pub forgiving: bool,
}

/// One page of a list.
pub struct Page<'a> {
    pub rows: Vec<&'a Object>,
    /// How many objects there are on all pages together.
    pub total: usize,
    /// The cursor of the page behind this one.
    pub next: Option<String>,
    /// The cursor of the page before this one; on dps only.
    pub previous: Option<String>,
    /// Counts the objects before this page.
    before: Box<dyn Fn() -> usize + 'a>,
}

impl Page<'_> {
    /// How many objects stand before this page. Counting them can mean walking past them all.
    pub fn before(&self) -> usize {
        (self.before)()
    }
}

/// A page size as asked for: at least 1, and cut to what a page may hold.
pub fn page_limit(asked: Option<usize>) -> Result<usize, Problem> {
    match asked {
        None => Ok(DEFAULT_LIMIT),
        Some(0) => Err(Problem::new(Cause::BadQuery, "limit must be at least 1")),
        Some(limit) => Ok(limit.min(MAXIMUM_LIMIT)),
    }
}

impl Listing<'_> {
    /// The page that is asked for.
    pub fn page<'s>(&self, shelf: &'s Shelf, place: &Place<'_>) -> Result<Page<'s>, Problem> {
        let cursor = match self.start.map(|start| self.order.parse_cursor(start)).transpose() {
            Err(_) if self.forgiving => None,
            cursor => cursor?,
        };
        let all = self.filters.is_empty() && self.ids.is_empty() && self.name.is_none() && self.search.is_none();
        if all && let Some(ahead) = self.order.run(shelf, cursor.as_deref(), false) {
            return Ok(self.indexed_page(shelf, place, cursor, ahead));
        }
        let sequence = self.sequence(shelf, place);
        let from = cursor.map_or(0, |cursor| {
            sequence.partition_point(|instance| {
                shelf.get(*instance).is_some_and(|object| self.stands_before(object, &cursor, place))
            })
        });
        let end = (from + self.limit).min(sequence.len());
        let object_at = |index: usize| sequence.get(index).and_then(|instance| shelf.get(*instance));
        let following = object_at(end);
        let previous = (from > 0).then(|| object_at(from.saturating_sub(self.limit))).flatten();
        let rows: Vec<&Object> = (from..end).filter_map(object_at).collect();
        Ok(self.assembled(rows, following, previous, sequence.len(), place, Box::new(move || from)))
    }

    /// A page of all objects in an order that an index gives: nothing is looked at but the page and its neighbours.
    fn indexed_page<'s>(
        &self,
        shelf: &'s Shelf,
        place: &Place<'_>,
        cursor: Option<Vec<SortValue>>,
        ahead: impl Iterator<Item = &'s Object>,
    ) -> Page<'s> {
        let before = |object: &&Object| cursor.as_ref().is_some_and(|cursor| self.stands_before(object, cursor, place));
        let mut ahead = ahead.skip_while(before);
        let rows: Vec<&Object> = ahead.by_ref().take(self.limit).collect();
        let following = ahead.next();
        let behind = cursor.as_ref().and_then(|cursor| self.order.run(shelf, Some(cursor), true));
        let mut behind = behind.into_iter().flatten().skip_while(|object| !before(object));
        let previous = behind.by_ref().take(self.limit).last();
        let (order, first) = (self.order.clone(), rows.first().copied());
        let count = move || {
            // With no row on the page, all stand before it.
            let Some(first) = first else { return shelf.len() };
            let ahead = order.run(shelf, None, false).into_iter().flatten();
            ahead.take_while(|object| object.instance != first.instance).count()
        };
        self.assembled(rows, following, previous, shelf.len(), place, Box::new(count))
    }

    fn assembled<'s>(
        &self,
        rows: Vec<&'s Object>,
        following: Option<&Object>,
        previous: Option<&Object>,
        total: usize,
        place: &Place<'_>,
        before: Box<dyn Fn() -> usize + 's>,
    ) -> Page<'s> {
        // The next page begins with the object at the cursor on dps, and behind it on xcore.
        let next = match self.order.form {
            Form::Dps => following,
            Form::Xcore => following.and(rows.last().copied()),
        };
        let previous = previous.filter(|_| self.order.form == Form::Dps);
        let cursor = |object: &Object| self.order.cursor(object, place);
        Page { next: next.map(cursor), previous: previous.map(cursor), rows, total, before }
    }

    /// Whether an object stands before the page that a cursor begins.
    fn stands_before(&self, object: &Object, cursor: &[SortValue], place: &Place<'_>) -> bool {
        let ordering = self.order.compare(&self.order.values(object, place), cursor);
        match self.order.form {
            Form::Dps => ordering.is_lt(),
            Form::Xcore => ordering.is_le(),
        }
    }

    /// The whole list, from memory if it was read before and nothing has changed since.
    fn sequence(&self, shelf: &Shelf, place: &Place<'_>) -> Arc<[InstanceId]> {
        let filters: Vec<&str> = self.filters.iter().map(|filter| filter.text.as_str()).collect();
        let name = format!("{:?}", (&self.order, filters, &self.ids, self.name, &self.search));
        shelf.sequence(&name, || {
            let admitted = |object: &&Object| self.admits(object, place);
            if let Some(run) = self.order.run(shelf, None, false) {
                return run.filter(admitted).map(|object| object.instance).collect();
            }
            let keyed = |object: &Object| (self.order.values(object, place), object.instance);
            let mut sorted: Vec<_> = shelf.objects().filter(admitted).map(keyed).collect();
            sorted.sort_unstable_by(|(left, _), (right, _)| self.order.compare(left, right));
            sorted.into_iter().map(|(_, instance)| instance).collect()
        })
    }

    fn admits(&self, object: &Object, place: &Place<'_>) -> bool {
        (self.ids.is_empty() || self.ids.contains(&object.id.as_ref()))
            && self.name.is_none_or(|pattern| wildcard_match(pattern, &object.name))
            && self.filters.iter().all(|filter| filter.admits(object, self.order.form, place))
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
