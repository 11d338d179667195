//! The JSON editor: a text, a cursor, undo without end to speak of, and search.
//!
//! Offerdeck has its own rather than a crate's because an editor of library objects must reach every column of a body
//! that is one line of 200 KB, undo within bounds of memory and not of steps, and draw from a shared reference with no
//! hidden state. What is shown follows from the text, the cursor and the area alone.

mod document;
mod view;

use regex::{Regex, RegexBuilder, escape};

use self::document::{Document, Place};
use super::{grapheme, paint};

/// What one more level of nesting is indented by.
const INDENT: &str = "  ";

/// The state of a JSON editor. Two are equal if their texts and cursors are.
#[derive(Clone, Debug)]
pub struct JsonArea {
    document: Document,
    cursor: Place,
    /// The column that moves up and down try to keep, while there are only such moves.
    column: Option<usize>,
    /// What was searched for last.
    pattern: String,
}

impl PartialEq for JsonArea {
    fn eq(&self, other: &Self) -> bool {
        self.cursor == other.cursor && self.lines() == other.lines()
    }
}

impl JsonArea {
    /// An editor of a text, the cursor at its beginning. `\r\n` and `\r` become `\n`; all else is kept.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { document: Document::new(text), cursor: Place::default(), column: None, pattern: String::new() }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// The text's lines; there is one at least.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        self.document.lines()
    }

    /// The cursor's line and how many characters are before it there, both from 0.
    #[must_use]
    pub fn cursor(&self) -> (usize, usize) {
        let before = self.line().get(..self.cursor.at).unwrap_or_default();
        (self.cursor.row, before.chars().count())
    }

    /// Moves to a line and column as a JSON parser reports them: both from 1, the column in bytes. A place that
    /// doesn't exist becomes the nearest one.
    pub fn jump(&mut self, line: usize, column: usize) {
        self.go(Place { row: line.saturating_sub(1), at: column.saturating_sub(1) });
    }

    fn line(&self) -> &str {
        self.document.line(self.cursor.row)
    }

    fn go(&mut self, place: Place) {
        self.cursor = self.document.clamp(place);
        self.column = None;
    }

    fn replace(&mut self, start: Place, end: Place, text: &str) {
        let end = self.document.replace(start, end, text, self.cursor);
        self.go(end);
    }

    /// Types a character.
    pub fn insert_char(&mut self, typed: char) {
        self.insert_str(typed.encode_utf8(&mut [0; 4]));
    }

    /// Inserts a text as one step. `\r\n` and `\r` become `\n`; all else is kept, and shown as symbols where it must be.
    pub fn insert_str(&mut self, text: &str) {
        self.replace(self.cursor, self.cursor, text);
    }

    /// Begins a new line, indented as the one before, and one level deeper after an opening brace or bracket.
    pub fn newline(&mut self) {
        let before = self.line().get(..self.cursor.at).unwrap_or_default();
        let indent = before.len() - before.trim_start_matches([' ', '\t']).len();
        let indent = before.get(..indent).unwrap_or_default();
        let deeper = if before.trim_end().ends_with(['{', '[']) { INDENT } else { "" };
        self.insert_str(&format!("\n{indent}{deeper}"));
    }

    /// Deletes the character before the cursor; at the beginning of a line, joins it to the one before.
    pub fn backspace(&mut self) {
        self.replace(self.document.before(self.cursor), self.cursor, "");
    }

    /// Deletes the character at the cursor; at the end of a line, joins the next one to it.
    pub fn delete(&mut self) {
        self.replace(self.cursor, self.document.after(self.cursor), "");
    }

    /// Takes the last change back: a word typed, a deletion, a paste.
    pub fn undo(&mut self) {
        if let Some(cursor) = self.document.undo() {
            self.go(cursor);
        }
    }

    /// Does again what was taken back.
    pub fn redo(&mut self) {
        if let Some(cursor) = self.document.redo() {
            self.go(cursor);
        }
    }

    /// Moves one character to the left, over the beginning of a line too.
    pub fn left(&mut self) {
        self.go(self.document.before(self.cursor));
    }

    /// Moves one character to the right, over the end of a line too.
    pub fn right(&mut self) {
        self.go(self.document.after(self.cursor));
    }

    /// Moves to the beginning of the word, or to the end of the line before.
    pub fn word_left(&mut self) {
        if self.cursor.at == 0 {
            self.left();
        } else {
            self.go(Place { at: grapheme::word_before(self.line(), self.cursor.at), ..self.cursor });
        }
    }

    /// Moves to the next word, or to the beginning of the next line.
    pub fn word_right(&mut self) {
        if self.cursor.at == self.line().len() {
            self.right();
        } else {
            self.go(Place { at: grapheme::word_after(self.line(), self.cursor.at), ..self.cursor });
        }
    }

    /// Moves up, keeping the column where the lines are long enough.
    pub fn up(&mut self, lines: usize) {
        self.vertical(self.cursor.row.saturating_sub(lines));
    }

    /// Moves down, keeping the column where the lines are long enough.
    pub fn down(&mut self, lines: usize) {
        self.vertical(self.cursor.row.saturating_add(lines));
    }

    /// Moves up by a screen of a height.
    pub fn page_up(&mut self, height: usize) {
        self.up(height.saturating_sub(1).max(1));
    }

    /// Moves down by a screen of a height.
    pub fn page_down(&mut self, height: usize) {
        self.down(height.saturating_sub(1).max(1));
    }

    fn vertical(&mut self, row: usize) {
        let column = self.column.unwrap_or_else(|| paint::column_of(self.line(), self.cursor.at));
        let row = row.min(self.document.last_row());
        self.go(Place { row, at: paint::offset_at(self.document.line(row), column).0 });
        self.column = Some(column);
    }

    /// Moves to the beginning of the line.
    pub fn line_start(&mut self) {
        self.go(Place { at: 0, ..self.cursor });
    }

    /// Moves to the end of the line.
    pub fn line_end(&mut self) {
        self.go(self.document.end_of(self.cursor.row));
    }

    /// Moves to the beginning of the text.
    pub fn top(&mut self) {
        self.go(Place::default());
    }

    /// Moves to the end of the text.
    pub fn bottom(&mut self) {
        self.go(self.document.end_of(self.document.last_row()));
    }

    /// Searches for a text, whatever the case of its letters, from the cursor on and round the end. Returns whether it
    /// is there; the cursor moves only then.
    pub fn search(&mut self, pattern: &str) -> bool {
        pattern.clone_into(&mut self.pattern);
        self.find_forward(self.cursor)
    }

    /// Moves to the next place of what was searched for.
    pub fn search_next(&mut self) -> bool {
        let after = self.document.after(self.cursor);
        // At the very end there is no place after.
        self.find_forward(if after == self.cursor { Place::default() } else { after })
    }

    /// Moves to the place before of what was searched for.
    pub fn search_previous(&mut self) -> bool {
        let Some(pattern) = self.compiled() else { return false };
        let Place { row, at } = self.cursor;
        let rows = self.lines().len();
        let found = (0..=rows).find_map(|back| {
            let row = (row + rows - back) % rows;
            // This line is looked at twice: first before the cursor, at the end of the round as a whole.
            let limit = if back == 0 { at } else { usize::MAX };
            let starts = pattern.find_iter(self.document.line(row)).map(|found| found.start());
            starts.take_while(|start| *start < limit).last().map(|at| Place { row, at })
        });
        found.map(|place| self.go(place)).is_some()
    }

    fn find_forward(&mut self, from: Place) -> bool {
        let Some(pattern) = self.compiled() else { return false };
        let rows = self.lines().len();
        let found = (0..=rows).find_map(|ahead| {
            let row = (from.row + ahead) % rows;
            let at = if ahead == 0 { from.at } else { 0 };
            pattern.find_at(self.document.line(row), at).map(|found| Place { row, at: found.start() })
        });
        found.map(|place| self.go(place)).is_some()
    }

    /// The pattern, ready to search; none if there is nothing to search for, or far too much.
    fn compiled(&self) -> Option<Regex> {
        let wanted = Some(self.pattern.as_str()).filter(|pattern| !pattern.is_empty())?;
        RegexBuilder::new(&escape(wanted)).case_insensitive(true).build().ok()
    }
}

#[cfg(test)]
mod tests;
