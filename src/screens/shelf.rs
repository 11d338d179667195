//! One kind's list as far as it is loaded: rows unique by id, what the filter shows of them, and where the cursor is.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{Extent, Filter, Kind, ObjectId, Product, Record, Rows};
use crate::request::{Page, RequestError};
use crate::widgets::Viewport;

/// How far a list is loaded.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Load {
    /// Nobody asked for it yet.
    #[default]
    NotAsked,
    /// Pages are coming.
    Running,
    /// Every page is here.
    Complete,
    /// It stopped before the end: the reason, to stand beside the list so that nobody takes a part for the whole.
    Partial(String),
    /// It is whole, but as it was: reading it again stopped for this reason.
    Stale(String),
    /// Not even the first page came.
    Failed(RequestError),
}

/// What is being done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// The delete was sent or is being verified.
    Deleting,
    /// The delete was sent, but the object is still there.
    StillThere,
    /// A change is on its way.
    Saving,
}

/// One kind's list.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelf {
    /// What it holds.
    pub kind: Kind,
    /// How far it is loaded.
    pub load: Load,
    /// How many objects the server says there are.
    pub total: Option<u64>,
    /// How many rows of the answers could not be held, for want of an id.
    pub unreadable: usize,
    /// What is typed as a filter.
    pub filter_text: String,
    /// The cursor among the shown rows.
    pub view: Viewport,
    filter: Filter,
    /// Whether what other products made is left out.
    hides_others: bool,
    /// How many rows are left out for that.
    hidden: usize,
    rows: Rows,
    /// While a refresh runs: the rows that came so far. They take the place of `rows` when all are here, so that a
    /// refresh neither empties the screen nor moves the cursor.
    fresh: Option<Rows>,
    /// Whether the rows are, or before this run were, the whole list.
    whole: bool,
    /// Links already followed in this run, so that a server that sends us in circles is noticed.
    followed: Vec<String>,
    shown: Vec<usize>,
    selected: Option<ObjectId>,
    doings: HashMap<ObjectId, Doing>,
    /// What the user marked, shown or not.
    marked: HashSet<ObjectId>,
    /// What was marked last: where a range begins.
    marked_last: Option<ObjectId>,
    /// Counts what was done to the list: another number, another list.
    edition: u64,
}

impl Shelf {
    /// An empty shelf that nobody asked for yet.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Shelf {
            kind,
            load: Load::NotAsked,
            total: None,
            unreadable: 0,
            filter_text: String::new(),
            view: Viewport::default(),
            filter: Filter::parse(kind, ""),
            hides_others: false,
            hidden: 0,
            rows: Rows::default(),
            fresh: None,
            whole: false,
            followed: Vec::new(),
            shown: Vec::new(),
            selected: None,
            doings: HashMap::new(),
            marked: HashSet::new(),
            marked_last: None,
            edition: 0,
        }
    }

    /// Another number for another list: rows came or went, or it is known otherwise how much of it is read.
    #[must_use]
    pub fn edition(&self) -> u64 {
        self.edition
    }

    /// Begins to load, or to load again: what is on screen stays until the new rows are complete.
    pub fn begin(&mut self) {
        self.edition += 1;
        self.fresh = if self.rows.all().is_empty() { None } else { Some(Rows::default()) };
        // Where nothing stays on screen, rows come into the list page by page, and it is a part until the last.
        self.whole &= self.fresh.is_some();
        self.load = Load::Running;
        self.unreadable = 0;
        self.followed.clear();
    }

    /// Takes a page in; returns the link to follow next, if there is one.
    pub fn take_page(&mut self, page: Page) -> Option<String> {
        self.edition += 1;
        self.unreadable += page.unreadable;
        if self.followed.is_empty() {
            // Later pages may count from themselves on (contract section 5).
            self.total = page.total;
        }
        let empty = page.records.is_empty() && page.unreadable == 0;
        let before = self.loaded();
        for record in page.records {
            if let Some(fresh) = &mut self.fresh {
                fresh.put(record);
            } else if let Some(index) = self.rows.put(Arc::clone(&record)) {
                self.hidden += usize::from(self.hides(&record));
                if self.shows(index, &record) {
                    self.shown.push(index);
                }
            }
        }
        let brought = self.loaded() - before + page.unreadable;
        if self.selected.is_none() {
            self.remember();
        }
        let next = page.next.filter(|_| !empty);
        match next {
            Some(link) if self.followed.contains(&link) => {
                self.stop("the server's links go in a circle");
                None
            }
            // Fresh links over the same rows would be followed for ever.
            Some(_) if brought == 0 => {
                self.stop("the server repeats itself");
                None
            }
            Some(link) => {
                self.followed.push(link.clone());
                Some(link)
            }
            None => {
                self.finish();
                None
            }
        }
    }

    /// Takes the run for its end: what came is the list, whole if it is as long as the server said.
    fn finish(&mut self) {
        if let Some(fresh) = self.fresh.take() {
            self.rows = fresh;
            self.marked.retain(|id| self.rows.index(id.as_str()).is_some());
            self.sift();
        }
        self.doings.retain(|_, doing| *doing != Doing::StillThere);
        let came = (self.rows.all().len() + self.unreadable) as u64;
        self.load = match self.total {
            Some(total) if came < total => Load::Partial(format!("the server says {total}")),
            _ => Load::Complete,
        };
        self.whole = self.load == Load::Complete;
    }

    /// Ends loading before the end. What a refresh had brought is dropped: the older list stays, whole or in part.
    pub fn stop(&mut self, reason: &str) {
        if self.load != Load::Running {
            return;
        }
        self.edition += 1;
        let again = self.fresh.take().is_some();
        self.load = if again && self.whole { Load::Stale(reason.to_owned()) } else { Load::Partial(reason.to_owned()) };
    }

    /// Ends loading with an error: the first page's leaves nothing to show, a later one's leaves a part.
    pub fn fail(&mut self, error: RequestError) {
        self.edition += 1;
        if self.rows.all().is_empty() {
            self.load = Load::Failed(error);
        } else {
            self.stop(error.headline());
        }
    }

    /// Whether pages are still coming.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.load == Load::Running
    }

    /// How many rows are loaded: of the run that is under way, else in all.
    #[must_use]
    pub fn loaded(&self) -> usize {
        self.fresh.as_ref().map_or(self.rows.all().len(), |fresh| fresh.all().len())
    }

    /// Every record of the list, shown or not.
    #[must_use]
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// How much of the list is read.
    #[must_use]
    pub fn extent(&self) -> Extent {
        match self.load {
            Load::Complete | Load::Stale(_) => Extent::Whole,
            // A list that is read again is still whole as it was.
            Load::Running if self.whole => Extent::Whole,
            Load::NotAsked | Load::Running => Extent::Coming,
            Load::Partial(_) | Load::Failed(_) => Extent::Part,
        }
    }

    /// How many rows the list holds, filtered out or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.all().len()
    }

    /// Whether the list holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.all().is_empty()
    }

    /// How many rows the filter shows.
    #[must_use]
    pub fn shown_len(&self) -> usize {
        self.shown.len()
    }

    /// The record at a place among the shown rows.
    #[must_use]
    pub fn shown_at(&self, place: usize) -> Option<&Arc<Record>> {
        self.shown.get(place).and_then(|index| self.rows.at(*index))
    }

    /// The record under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&Arc<Record>> {
        self.shown_at(self.view.selected)
    }

    /// The record with this id, shown or not.
    #[must_use]
    pub fn get(&self, id: &ObjectId) -> Option<&Arc<Record>> {
        self.rows.get(id.as_str())
    }

    /// What is being done to a row.
    #[must_use]
    pub fn doing(&self, id: &ObjectId) -> Option<Doing> {
        self.doings.get(id).copied()
    }

    /// Notes what is being done to a row, or that nothing is any more.
    pub fn set_doing(&mut self, id: &ObjectId, doing: Option<Doing>) {
        match doing {
            Some(doing) => self.doings.insert(id.clone(), doing),
            None => self.doings.remove(id),
        };
    }

    /// Marks the selected object, or takes its mark away.
    pub fn mark(&mut self) {
        let Some(id) = self.selected.clone() else { return };
        if !self.marked.remove(&id) {
            self.marked.insert(id.clone());
        }
        self.marked_last = Some(id);
    }

    /// Marks all that are shown from the one marked last to the selected one.
    pub fn mark_range(&mut self) {
        let begin = self.marked_last.as_ref().filter(|id| self.marked.contains(*id));
        let from = begin.and_then(|id| self.place_of(id)).unwrap_or(self.view.selected);
        let (first, last) = (from.min(self.view.selected), from.max(self.view.selected));
        let ids: Vec<ObjectId> =
            (first..=last).filter_map(|place| self.shown_at(place)).map(|r| r.id.clone()).collect();
        self.marked.extend(ids);
        self.marked_last.clone_from(&self.selected);
    }

    /// Marks all that are shown, or, where all are marked, takes their marks away.
    pub fn mark_shown(&mut self) {
        let shown = (0..self.shown_len()).filter_map(|place| self.shown_at(place));
        let ids: Vec<ObjectId> = shown.map(|record| record.id.clone()).collect();
        if ids.iter().all(|id| self.marked.contains(id)) {
            for id in &ids {
                self.marked.remove(id);
            }
        } else {
            self.marked.extend(ids);
        }
    }

    /// Takes all marks away.
    pub fn unmark(&mut self) {
        self.marked.clear();
        self.marked_last = None;
    }

    /// Takes the mark of this object away, if it has one.
    pub fn unmark_one(&mut self, id: &ObjectId) {
        self.marked.remove(id);
    }

    /// Whether the user marked this object.
    #[must_use]
    pub fn is_marked(&self, id: &ObjectId) -> bool {
        self.marked.contains(id)
    }

    /// How many objects the user marked.
    #[must_use]
    pub fn marked_len(&self) -> usize {
        self.marked.len()
    }

    /// What the user marked, in the order of the list, and how many of them are not shown.
    #[must_use]
    pub fn marked(&self) -> (Vec<Arc<Record>>, usize) {
        let is_marked = |(_, record): &(usize, &Arc<Record>)| self.marked.contains(&record.id);
        let marked: Vec<_> = self.rows.all().iter().enumerate().filter(is_marked).collect();
        let hidden = marked.iter().filter(|(index, record)| !self.shows(*index, record)).count();
        (marked.into_iter().map(|(_, record)| Arc::clone(record)).collect(), hidden)
    }

    /// Leaves out what other products made, or shows it again.
    pub fn set_hiding(&mut self, hides_others: bool) {
        self.hides_others = hides_others;
        self.sift();
    }

    /// How many rows are left out because other products made them.
    #[must_use]
    pub fn hidden_len(&self) -> usize {
        self.hidden
    }

    fn hides(&self, record: &Record) -> bool {
        self.hides_others && record.product != Product::Decisioning
    }

    /// Whether the list holds this object and neither the filter nor hiding leaves it out.
    #[must_use]
    pub fn is_shown(&self, id: &ObjectId) -> bool {
        let index = self.rows.index(id.as_str());
        index.is_some_and(|index| self.rows.at(index).is_some_and(|record| self.shows(index, record)))
    }

    fn shows(&self, index: usize, record: &Record) -> bool {
        !self.hides(record) && self.rows.keeps(&self.filter, index)
    }

    /// What is wrong with the filter, if anything.
    #[must_use]
    pub fn filter_problem(&self) -> Option<&str> {
        self.filter.problem()
    }

    /// Sets the filter and shows what it matches; the cursor stays on its object if that is still shown.
    pub fn set_filter(&mut self, text: String) {
        let filter = Filter::parse(self.kind, &text);
        self.filter_text = text;
        if filter == self.filter {
            return;
        }
        let narrower = filter.refines(&self.filter);
        self.filter = filter;
        if narrower {
            // A further letter, as a rule: only what is shown can go.
            let (rows, filter) = (&self.rows, &self.filter);
            self.shown.retain(|index| rows.keeps(filter, *index));
            self.follow_selected();
        } else {
            self.sift();
        }
    }

    /// Puts in a record that was read by itself: over the old one, or first in the list if it is new.
    pub fn put(&mut self, record: Arc<Record>) {
        self.edition += 1;
        if let Some(fresh) = &mut self.fresh {
            fresh.put_first(Arc::clone(&record));
        }
        if self.rows.index(record.id.as_str()).is_none() {
            self.total = self.total.map(|total| total + 1);
        }
        self.rows.put_first(record);
        self.sift();
    }

    /// Takes a record out; the cursor moves to its neighbour.
    pub fn remove(&mut self, id: &ObjectId) {
        self.edition += 1;
        if let Some(fresh) = &mut self.fresh {
            fresh.remove(id);
        }
        if self.rows.index(id.as_str()).is_some() {
            self.total = self.total.map(|total| total.saturating_sub(1));
        }
        self.doings.remove(id);
        self.marked.remove(id);
        if let Some(index) = self.rows.remove(id) {
            // The others are shown or not as they were: no filter is asked.
            self.shown.retain(|shown| *shown != index);
            for shown in self.shown.iter_mut().filter(|shown| **shown > index) {
                *shown -= 1;
            }
            self.follow_selected();
        }
    }

    /// Puts the cursor on this object, if it is shown.
    pub fn select(&mut self, id: &ObjectId) {
        if let Some(place) = self.place_of(id) {
            self.view.selected = place;
        }
        self.remember();
    }

    /// Moves the cursor by the viewport's own rules and remembers the object that it stands on.
    pub fn moved(&mut self, movement: impl FnOnce(&mut Viewport, usize)) {
        movement(&mut self.view, self.shown.len());
        self.remember();
    }

    fn place_of(&self, id: &ObjectId) -> Option<usize> {
        let index = self.rows.index(id.as_str())?;
        self.shown.iter().position(|shown| *shown == index)
    }

    fn remember(&mut self) {
        self.selected = self.selected().map(|record| record.id.clone());
    }

    /// Works out anew which rows are shown, and keeps the cursor on its object or, where that is gone, on its neighbour.
    fn sift(&mut self) {
        self.hidden = self.rows.all().iter().filter(|record| self.hides(record)).count();
        self.shown = if self.filter.is_empty() && self.hidden == 0 {
            (0..self.rows.all().len()).collect()
        } else {
            let shows = |(index, record): (usize, &Arc<Record>)| self.shows(index, record).then_some(index);
            self.rows.all().iter().enumerate().filter_map(shows).collect()
        };
        self.follow_selected();
    }

    fn follow_selected(&mut self) {
        let place = self.selected.clone().and_then(|id| self.place_of(&id));
        self.view.selected = place.unwrap_or(self.view.selected).min(self.shown.len().saturating_sub(1));
        self.remember();
    }
}

#[cfg(test)]
mod tests;
