//! The text of an editor: lines, one way to change them, and the way back.

use std::collections::VecDeque;

use crate::widgets::grapheme;

/// How many steps can be undone.
const STEPS: usize = 10_000;
/// How many bytes the steps may hold together; the last one is kept whatever its size.
const HELD_BYTES: usize = 8 * 1024 * 1024;

/// A place in the text: a line, and a byte offset between two of its characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The line, from 0.
    pub row: usize,
    /// The byte offset in the line.
    pub at: usize,
}

/// A replacement, with all that is needed to do it again or to take it back.
#[derive(Clone, Debug)]
struct Step {
    /// Where the replacement begins.
    start: Place,
    removed: String,
    inserted: String,
    /// Where the cursor was before.
    cursor: Place,
}

/// Lines of text with their history. There is always one line at least; newlines are `\n`.
#[derive(Clone, Debug)]
pub(super) struct Document {
    lines: Vec<String>,
    done: VecDeque<Step>,
    undone: Vec<Step>,
    /// The bytes that `done` holds.
    held: usize,
}

impl Document {
    /// A text with no history.
    pub fn new(text: &str) -> Self {
        let lines = unix_newlines(text).split('\n').map(str::to_owned).collect();
        Self { lines, done: VecDeque::new(), undone: Vec::new(), held: 0 }
    }

    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// One line; empty past the end.
    pub fn line(&self, row: usize) -> &str {
        self.lines.get(row).map_or("", String::as_str)
    }

    pub fn last_row(&self) -> usize {
        self.lines.len().saturating_sub(1)
    }

    /// The nearest place that exists.
    pub fn clamp(&self, place: Place) -> Place {
        let row = place.row.min(self.last_row());
        Place { row, at: grapheme::floor(self.line(row), place.at) }
    }

    /// The place before, over a line's beginning too.
    pub fn before(&self, place: Place) -> Place {
        if place.at > 0 {
            Place { at: grapheme::before(self.line(place.row), place.at), ..place }
        } else if place.row > 0 {
            self.end_of(place.row - 1)
        } else {
            place
        }
    }

    /// The place after, over a line's end too.
    pub fn after(&self, place: Place) -> Place {
        if place.at < self.line(place.row).len() {
            Place { at: grapheme::after(self.line(place.row), place.at), ..place }
        } else if place.row < self.last_row() {
            Place { row: place.row + 1, at: 0 }
        } else {
            place
        }
    }

    /// The end of a line.
    pub fn end_of(&self, row: usize) -> Place {
        Place { row, at: self.line(row).len() }
    }

    /// Replaces what lies between two places and returns the end of what was inserted. What is typed letter by letter
    /// becomes one step for each word.
    pub fn replace(&mut self, start: Place, end: Place, text: &str, cursor: Place) -> Place {
        let inserted = unix_newlines(text);
        let start = self.clamp(start);
        let (removed, end) = self.splice(start, self.clamp(end).max(start), &inserted);
        if removed.is_empty() && inserted.is_empty() {
            return end;
        }
        self.undone.clear();
        self.held += removed.len() + inserted.len();
        match self.done.back_mut() {
            Some(last) if removed.is_empty() && last.goes_on_with(start, &inserted) => {
                last.inserted.push_str(&inserted)
            }
            _ => self.done.push_back(Step { start, removed, inserted, cursor }),
        }
        while self.done.len() > STEPS || (self.held > HELD_BYTES && self.done.len() > 1) {
            if let Some(forgotten) = self.done.pop_front() {
                self.held -= forgotten.size();
            }
        }
        end
    }

    /// Takes the last step back and returns where the cursor was before it.
    pub fn undo(&mut self) -> Option<Place> {
        let step = self.done.pop_back()?;
        self.held -= step.size();
        self.splice(step.start, end_of(step.start, &step.inserted), &step.removed);
        let cursor = step.cursor;
        self.undone.push(step);
        Some(cursor)
    }

    /// Does again what was taken back last and returns the place behind it.
    pub fn redo(&mut self) -> Option<Place> {
        let step = self.undone.pop()?;
        self.held += step.size();
        let (_, end) = self.splice(step.start, end_of(step.start, &step.removed), &step.inserted);
        self.done.push_back(step);
        Some(end)
    }

    /// Replaces without a record; returns what was there and the end of what is there now.
    fn splice(&mut self, start: Place, end: Place, text: &str) -> (String, Place) {
        let head = self.line(start.row).get(..start.at).unwrap_or_default();
        let tail = self.line(end.row).get(end.at..).unwrap_or_default();
        let fresh: Vec<String> = format!("{head}{text}{tail}").split('\n').map(str::to_owned).collect();
        let (head, tail) = (head.len(), tail.len());
        let old = self.lines.splice(start.row..=end.row, fresh).collect::<Vec<_>>().join("\n");
        let removed = old.get(head..old.len() - tail).unwrap_or_default().to_owned();
        (removed, end_of(start, text))
    }
}

impl Step {
    fn size(&self) -> usize {
        self.removed.len() + self.inserted.len()
    }

    /// Whether a further insertion belongs to the word that this step typed.
    fn goes_on_with(&self, start: Place, inserted: &str) -> bool {
        let mut typed = inserted.chars();
        self.removed.is_empty()
            && end_of(self.start, &self.inserted) == start
            && typed.next().is_some_and(|first| !first.is_whitespace())
            && typed.next().is_none()
            && !self.inserted.contains(char::is_whitespace)
    }
}

/// Where a text that begins at a place ends.
fn end_of(start: Place, text: &str) -> Place {
    match text.rsplit_once('\n') {
        Some((before, last)) => Place { row: start.row + before.matches('\n').count() + 1, at: last.len() },
        None => Place { at: start.at + text.len(), ..start },
    }
}

/// The text with `\n` for every newline.
fn unix_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(document: &Document) -> String {
        document.lines().join("\n")
    }

    fn place(row: usize, at: usize) -> Place {
        Place { row, at }
    }

    #[test]
    fn replaces_across_lines() {
        let mut document = Document::new("one\r\ntwo\rthree");
        assert_eq!(document.lines(), ["one", "two", "three"]);
        assert_eq!(document.replace(place(0, 2), place(2, 1), "X\nYZ", place(0, 0)), place(1, 2));
        assert_eq!(text(&document), "onX\nYZhree");
        assert_eq!(document.undo(), Some(place(0, 0)));
        assert_eq!(text(&document), "one\ntwo\nthree");
        assert_eq!(document.redo(), Some(place(1, 2)));
        assert_eq!(text(&document), "onX\nYZhree");
        assert_eq!(document.redo(), None);
    }

    #[test]
    fn typing_is_undone_by_words() {
        let mut document = Document::new("");
        let mut cursor = place(0, 0);
        for typed in ["a", "b", " ", "c", "d"] {
            cursor = document.replace(cursor, cursor, typed, cursor);
        }
        let mut left = Vec::new();
        while document.undo().is_some() {
            left.push(text(&document));
        }
        assert_eq!(left, ["ab ", "ab", ""]);
    }

    #[test]
    fn history_is_deep_but_bounded() {
        let mut document = Document::new("");
        let large = "x".repeat(HELD_BYTES / 4);
        for _ in 0..6 {
            document.replace(place(0, 0), document.end_of(0), &large, place(0, 0));
        }
        assert!(document.held <= HELD_BYTES && !document.done.is_empty());
        let mut document = Document::new("");
        for _ in 0..STEPS + 5 {
            document.replace(place(0, 0), document.end_of(0), "a ", place(0, 0));
        }
        assert_eq!(document.done.len(), STEPS);
        let huge = "x".repeat(HELD_BYTES * 2);
        document.replace(place(0, 0), document.end_of(0), &huge, place(0, 0));
        document.undo();
        assert_eq!(text(&document), "a ", "the last step is kept whatever its size");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn undo_and_redo_retrace_every_step(
            start in "[a春\\n]{0,12}",
            edits in proptest::collection::vec((0usize..5, 0usize..9, 0usize..5, 0usize..9, "[b é\\n\\r]{0,4}"), 1..16),
        ) {
            let mut document = Document::new(&start);
            let original = text(&document);
            for (row, at, to_row, to_at, inserted) in edits {
                let end = document.replace(place(row, at), place(to_row, to_at), &inserted, place(0, 0));
                prop_assert_eq!(document.clamp(end), end);
                prop_assert_eq!(document.held, document.done.iter().map(Step::size).sum::<usize>());
            }
            let last = text(&document);
            while document.undo().is_some() {}
            prop_assert_eq!(text(&document), original);
            prop_assert_eq!(document.held, 0);
            while document.redo().is_some() {}
            prop_assert_eq!(text(&document), last);
        }
    }
}
