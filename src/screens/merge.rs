//! Where two changes of one object clash: each place with what both began with, what is on the server and what was
//! typed here, and a choice at each.
//!
//! The text in the editor below is not touched before all is chosen, so leaving this screen loses nothing.

mod view;
mod whole;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use ratatui::layout::Rect;

use serde_json::Value;

use crate::domain::patch::unescape;
use crate::domain::{Clash, Ids, Kind, Merge, Record, Side, json};
use crate::keys::Action;
use crate::widgets::FRAME_COLUMNS;

use super::movement::{rows_inside, scroll};
use super::names::Links;
use super::review::ids;
use super::{Change, EditorId, Notice, Rebase, Wish};
use whole::Whole;

/// The screen's state.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeScreen {
    /// The editor to which the choice goes.
    editor: EditorId,
    change: Box<Change>,
    theirs: Arc<Record>,
    merge: Merge,
    places: Vec<Place>,
    /// The place that the cursor is on.
    selected: usize,
    /// Its values to their ends, while they are shown whole.
    whole: Option<Whole>,
    /// The ids that the object names on any side.
    ids: Ids,
    /// Which of those that the selected place names is chosen.
    named: Option<usize>,
}

/// One clash as it is shown.
#[derive(Clone, Debug, PartialEq)]
struct Place {
    /// Where it is, as people read it.
    name: String,
    /// The values as JSON, in the order of [`SIDES`]; `None` where there is none.
    texts: [Option<Text>; 3],
    /// How many bytes at their beginning need not be shown to see where they differ.
    alike: usize,
    /// The ids in them, each once.
    named: Vec<(Option<Kind>, Box<str>)>,
    choice: Option<Side>,
}

/// A value as JSON.
#[derive(Clone, Debug, PartialEq)]
struct Text {
    /// On one line.
    line: String,
    /// Indented, a member to a line.
    whole: String,
    /// The ids in it, each once.
    named: Vec<(Option<Kind>, Box<str>)>,
}

/// The sides in the order of their keys, each with its name.
const SIDES: [(Side, &str); 3] = [(Side::Base, "base"), (Side::Theirs, "theirs"), (Side::Mine, "mine")];

impl MergeScreen {
    /// Shows where this change clashes with what is on the server.
    #[must_use]
    pub fn new(editor: EditorId, change: Box<Change>, theirs: Arc<Record>, merge: Merge) -> Self {
        let ids = ids(&change).and(Ids::of(&theirs));
        let text = |value: &Value| {
            let line = value.to_string();
            let named = each_once(
                Links::in_lines(std::iter::once(line.as_str()), &ids).0.into_iter().map(|link| (link.kind, link.id)),
            );
            Text { line, whole: json::pretty(value), named }
        };
        let place = |clash: &Clash| {
            let texts = SIDES.map(|(side, _)| clash.side(side).map(text));
            let named = each_once(texts.iter().flatten().flat_map(|text| text.named.iter().cloned()));
            Place { name: readable(&clash.pointer), alike: alike(&texts), texts, named, choice: None }
        };
        let places = merge.clashes.iter().map(place).collect();
        MergeScreen { editor, change, theirs, merge, places, selected: 0, whole: None, ids, named: None }
    }

    /// How many places wait for a choice.
    #[must_use]
    pub fn open(&self) -> usize {
        self.places.iter().filter(|place| place.choice.is_none()).count()
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        match action {
            Action::ChooseBase => self.choose(Side::Base),
            Action::ChooseTheirs => self.choose(Side::Theirs),
            Action::ChooseMine => self.choose(Side::Mine),
            Action::AllTheirs => self.choose_all(Side::Theirs),
            Action::AllMine => self.choose_all(Side::Mine),
            Action::Save => return self.finish(),
            Action::NextLink | Action::PreviousLink => return self.choose_named(action),
            Action::Open if self.named.is_some() => {
                return self.chosen().map(|(kind, id)| Wish::Follow(*kind, id.clone())).into_iter().collect();
            }
            Action::Open if self.whole.is_some() => self.whole = None,
            Action::Open => {
                self.whole = self.places.get(self.selected).map(|place| Whole::of(place, width_inside(body)));
            }
            Action::Back if self.named.is_some() => self.named = None,
            Action::Back if self.whole.is_some() => self.whole = None,
            Action::Back => return vec![Wish::Close],
            movement => self.go(movement, body),
        }
        Vec::new()
    }

    /// Lays the values that are shown whole out anew where a body of this size is of another width.
    pub fn fit(&mut self, body: Rect) {
        let width = width_inside(body);
        if let (Some(whole), Some(place)) = (&mut self.whole, self.places.get(self.selected))
            && whole.width != width
        {
            *whole = Whole { scroll: whole.scroll, ..Whole::of(place, width) };
        }
    }

    /// The ids of those that the selected place names, on all sides, each once.
    fn named_here(&self) -> &[(Option<Kind>, Box<str>)] {
        self.places.get(self.selected).map_or(&[], |place| &place.named)
    }

    /// The one of them that is chosen.
    fn chosen(&self) -> Option<&(Option<Kind>, Box<str>)> {
        self.named_here().get(self.named?)
    }

    fn choose_named(&mut self, action: Action) -> Vec<Wish> {
        let count = self.named_here().len();
        let Some(last) = count.checked_sub(1) else {
            return vec![Wish::Tell(Notice::info("This place names no other object."))];
        };
        self.named = Some(match (self.named, action) {
            (Some(named), Action::PreviousLink) => named.checked_sub(1).unwrap_or(last),
            (None, Action::PreviousLink) => last,
            (named, _) => named.map_or(0, |named| (named + 1) % count),
        });
        Vec::new()
    }

    /// The kinds of those that the object names on any side.
    #[must_use]
    pub fn named_kinds(&self) -> BTreeSet<Kind> {
        self.ids.kinds()
    }

    fn go(&mut self, movement: Action, body: Rect) {
        self.named = None;
        let last = self.places.len().saturating_sub(1);
        if let Some(whole) = &mut self.whole {
            scroll(&mut whole.scroll, movement, whole.lines.len(), rows_inside(body));
            return;
        }
        self.selected = match movement {
            Action::Down => self.selected.saturating_add(1).min(last),
            Action::Up => self.selected.saturating_sub(1),
            Action::First => 0,
            Action::Last => last,
            _ => self.selected,
        };
    }

    fn choose(&mut self, side: Side) {
        if let Some(place) = self.places.get_mut(self.selected) {
            place.choice = Some(side);
        }
    }

    fn choose_all(&mut self, side: Side) {
        for place in &mut self.places {
            place.choice = Some(side);
        }
    }

    /// On to the review, once all is chosen; else to the first place that is open.
    fn finish(&mut self) -> Vec<Wish> {
        let chosen: Option<Vec<Side>> = self.places.iter().map(|place| place.choice).collect();
        let Some(chosen) = chosen else {
            self.selected = self.places.iter().position(|place| place.choice.is_none()).unwrap_or(0);
            (self.whole, self.named) = (None, None);
            let text = match self.open() {
                1 => "One place is open: choose 1, 2 or 3 there first.".to_owned(),
                open => format!("{open} places are open: choose 1, 2 or 3 at each first."),
            };
            return vec![Wish::Tell(Notice::warning(text))];
        };
        let of = |wanted: Side| chosen.iter().filter(|side| **side == wanted).count();
        let rebase = Rebase {
            editor: self.editor,
            theirs: Arc::clone(&self.theirs),
            body: self.merge.choose(&chosen),
            told: format!(
                "Merged {}: of what you both changed, {} mine, {} theirs, {} as it was.",
                onto(&self.theirs),
                of(Side::Mine),
                of(Side::Theirs),
                of(Side::Base)
            ),
        };
        vec![Wish::Close, Wish::Rebase(Box::new(rebase))]
    }
}

/// The columns inside a panel of this size.
fn width_inside(panel: Rect) -> u16 {
    panel.width.saturating_sub(FRAME_COLUMNS)
}

fn each_once(named: impl Iterator<Item = (Option<Kind>, Box<str>)>) -> Vec<(Option<Kind>, Box<str>)> {
    let mut seen = HashSet::new();
    named.filter(|(_, id)| seen.insert(id.clone())).collect()
}

/// How much of the beginning of long values is the same in all of them, less what is shown for orientation.
fn alike(texts: &[Option<Text>; 3]) -> usize {
    let mut lines = texts.iter().flatten().map(|text| text.line.as_str());
    let Some(first) = lines.next() else { return 0 };
    let shared = lines.fold(first, |shared, line| {
        let same = shared.char_indices().zip(line.chars()).take_while(|((_, one), other)| one == other);
        let end = same.last().map_or(0, |((at, letter), _)| at + letter.len_utf8());
        shared.get(..end).unwrap_or_default()
    });
    // A few letters are not worth leaving out.
    let kept = shared.char_indices().rev().nth(ORIENTATION).map_or(0, |(at, _)| at);
    if kept > ORIENTATION { kept } else { 0 }
}

/// How many letters before the first difference are shown.
const ORIENTATION: usize = 24;

/// Onto what a change is merged, in words.
pub(super) fn onto(theirs: &Record) -> String {
    theirs.revision.map_or("onto their version".to_owned(), |revision| format!("onto revision {revision}"))
}

/// A JSON pointer as people read it: `selectionConstraint › startDate`.
pub(super) fn readable(pointer: &str) -> String {
    match pointer.strip_prefix('/') {
        Some(path) => path.split('/').map(unescape).collect::<Vec<_>>().join(" › "),
        None => "the whole object".to_owned(),
    }
}

#[cfg(test)]
mod tests;
