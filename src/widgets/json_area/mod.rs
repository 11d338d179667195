//! The JSON editor: a text area with the colours of JSON, the place of an error, and words for every move.
//!
//! The text, the cursor, the history and the search are the text area crate's. The drawing is ours, from the text, the
//! cursor and the area alone: only what is seen is coloured, a character is never cut in half, and no control character
//! reaches the terminal.

mod view;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use regex::escape;
use tui_textarea::{CursorMove, TextArea};

use super::{grapheme, paint};

/// What one more level of nesting is indented by.
const INDENT: &str = "  ";

/// How many changes can be taken back.
const HISTORY: usize = 10_000;

/// What the text is written in, for its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Json,
    Pql,
    /// In none: it has no colours.
    Prose,
}

/// The state of a JSON editor. Two are equal if their texts and cursors are.
#[derive(Clone, Debug)]
pub struct JsonArea {
    area: TextArea<'static>,
    language: Language,
    /// The column on screen that moves up and down try to keep, while there are only such moves.
    column: Option<usize>,
    /// The two steps of each text that was put in place of another, to know them for one when they are taken back. A
    /// form puts in many: what is kept of each is small.
    replacements: HashMap<Steps, Place>,
}

/// How the text area puts lines in place of others: the mark of the text from which they are gone, and of that in which
/// the new ones stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Steps {
    without: u64,
    with: u64,
}

/// A row and a column, both from 0, the column in characters.
type Place = (usize, usize);

impl PartialEq for JsonArea {
    fn eq(&self, other: &Self) -> bool {
        self.cursor() == other.cursor() && self.lines() == other.lines()
    }
}

impl JsonArea {
    /// An editor of a text, the cursor at its beginning. `\r\n` and `\r` become `\n`; all else is kept.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(unix_newlines(text).split('\n').map(str::to_owned).collect());
        area.set_max_histories(HISTORY);
        Self { area, column: None, replacements: HashMap::new(), language: Language::Json }
    }

    /// An editor of a text that is no JSON.
    #[must_use]
    pub fn prose(text: &str) -> Self {
        Self { language: Language::Prose, ..Self::new(text) }
    }

    /// An editor of an expression, in the colours of the language of decision rules.
    #[must_use]
    pub fn pql(text: &str) -> Self {
        Self { language: Language::Pql, ..Self::new(text) }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// The text's lines; there is one at least.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// The cursor's line and how many characters are before it there, both from 0.
    #[must_use]
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// Moves to a line and column, both from 1, the column in characters. A place that doesn't exist becomes the nearest
    /// one, and so does one past the 65,535th column or line, which is as far as the text area can be sent.
    pub fn jump(&mut self, line: usize, column: usize) {
        self.send(line.saturating_sub(1), column.saturating_sub(1));
        self.column = None;
    }

    /// Sends the cursor to a row and a column, both from 0, or as near as the text area can be sent; there to the
    /// beginning of the character as people see it.
    ///
    /// All moves go this way. The text area's own steps count in columns of the screen and stand still before a
    /// character that has none.
    fn send(&mut self, row: usize, column: usize) {
        let bounded = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(bounded(row), bounded(column)));
        let (line, at) = (self.line(), self.at());
        let start = grapheme::graphemes(line).map(|(start, _)| start).take_while(|start| *start <= at).last();
        if let Some(start) = start
            && start < at
            && at < line.len()
        {
            let column = line.get(..start).unwrap_or_default().chars().count();
            self.area.move_cursor(CursorMove::Jump(bounded(row), bounded(column)));
        }
    }

    /// Sends the cursor to a byte offset of its line; past the reach of [`send`](Self::send) by the text area's own
    /// step.
    fn send_in_line(&mut self, at: usize, step: CursorMove) {
        let column = self.line().get(..at).unwrap_or_default().chars().count();
        if column > usize::from(u16::MAX) {
            self.area.move_cursor(step);
        } else {
            self.send(self.cursor().0, column);
        }
        self.column = None;
    }

    fn line(&self) -> &str {
        self.lines().get(self.cursor().0).map_or("", String::as_str)
    }

    /// The byte offset of the cursor in its line.
    fn at(&self) -> usize {
        let (line, column) = (self.line(), self.cursor().1);
        line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
    }

    fn go(&mut self, step: CursorMove) {
        self.area.move_cursor(step);
        self.column = None;
    }

    /// Types a character.
    pub fn insert_char(&mut self, typed: char) {
        self.insert_str(typed.encode_utf8(&mut [0; 4]));
    }

    /// Inserts a text as one step. `\r\n` and `\r` become `\n`; all else is kept, and shown as symbols where it must be.
    pub fn insert_str(&mut self, text: &str) {
        self.area.insert_str(unix_newlines(text));
        self.column = None;
    }

    /// Puts another text in place of this one, as one step. Lines before and after what differs stay, so that a step is no
    /// larger than what it changes. The cursor stays in its line.
    pub fn replace(&mut self, text: &str) {
        let (row, column) = self.cursor();
        let text = unix_newlines(text);
        let new: Vec<&str> = text.split('\n').collect();
        let old = self.lines();
        // A line of both is put in at least. Farther than the cursor can be sent all of them are.
        let most = if old.len() > usize::from(u16::MAX) { 0 } else { old.len().min(new.len()) - 1 };
        let same = |(old, new): &(&String, &&str)| old == new;
        let before = old.iter().zip(&new).take(most).take_while(same).count();
        let after = old.iter().rev().zip(new.iter().rev()).take(most - before).take_while(same).count();
        let (from, to) = (old.get(before).map_or("", String::as_str), new.get(before).copied().unwrap_or_default());
        let differs_at = (before, from.chars().zip(to.chars()).take_while(|(from, to)| from == to).count());
        let taken_out = old.get(before..old.len() - after).unwrap_or_default();
        let letters = taken_out.iter().map(|line| line.chars().count() + 1).sum::<usize>().saturating_sub(1);
        let put_in = new.get(before..new.len() - after).unwrap_or_default().join("\n");

        self.send(before, 0);
        let is_taken_out = self.area.delete_str(letters);
        let without = self.mark();
        let is_put_in = self.area.insert_str(put_in);
        if is_taken_out && is_put_in {
            self.replacements.insert(Steps { without, with: self.mark() }, differs_at);
        }
        self.jump(row + 1, column + 1);
    }

    /// Begins a new line, indented as the one before, and one level deeper after an opening brace or bracket.
    pub fn newline(&mut self) {
        let before = self.line().get(..self.at()).unwrap_or_default();
        let indent = before.len() - before.trim_start_matches([' ', '\t']).len();
        let indent = before.get(..indent).unwrap_or_default();
        let deeper = if before.trim_end().ends_with(['{', '[']) { INDENT } else { "" };
        self.insert_str(&format!("\n{indent}{deeper}"));
    }

    /// Deletes the character before the cursor; at the beginning of a line, joins it to the one before.
    pub fn backspace(&mut self) {
        let (line, at) = (self.line(), self.at());
        let before = grapheme::before(line, at);
        let cluster = line.get(before..at).map_or(0, |cluster| cluster.chars().count());
        if cluster <= 1 {
            self.area.delete_char();
        } else {
            self.send_in_line(before, CursorMove::Back);
            self.area.delete_str(cluster);
        }
        self.column = None;
    }

    /// Deletes the character at the cursor; at the end of a line, joins the next one to it.
    pub fn delete(&mut self) {
        let (line, at) = (self.line(), self.at());
        let cluster = line.get(at..grapheme::after(line, at)).map_or(0, |cluster| cluster.chars().count());
        if cluster == 0 {
            self.area.delete_next_char();
        } else {
            self.area.delete_str(cluster);
        }
        self.column = None;
    }

    /// Deletes back to the beginning of the word.
    pub fn delete_word(&mut self) {
        self.area.delete_word();
        self.column = None;
    }

    /// Takes the last change back. False if there is none.
    pub fn undo(&mut self) -> bool {
        self.column = None;
        let with = self.mark();
        let undone = self.area.undo();
        if let Some(place) = self.replacements.get(&Steps { without: self.mark(), with }).copied() {
            // The text area took the old lines away and then put the new ones in.
            self.area.undo();
            self.send(place.0, place.1);
        }
        undone
    }

    /// Does again what was taken back. False if there is nothing.
    pub fn redo(&mut self) -> bool {
        self.column = None;
        let redone = self.area.redo();
        let without = self.mark();
        if redone && self.replacements.keys().any(|steps| steps.without == without) && self.area.redo() {
            match self.replacements.get(&Steps { without, with: self.mark() }).copied() {
                Some(place) => self.send(place.0, place.1),
                None => _ = self.area.undo(),
            }
        }
        redone
    }

    /// A number that hardly any other text has.
    fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.lines().hash(&mut hasher);
        hasher.finish()
    }

    /// Moves one character to the left, over the beginning of a line too.
    pub fn left(&mut self) {
        let (at, row) = (self.at(), self.cursor().0);
        if at > 0 {
            self.send_in_line(grapheme::before(self.line(), at), CursorMove::Back);
        } else if row > 0 {
            self.send(row - 1, 0);
            self.line_end();
        }
    }

    /// Moves one character to the right, over the end of a line too.
    pub fn right(&mut self) {
        let (at, row) = (self.at(), self.cursor().0);
        if at < self.line().len() {
            self.send_in_line(grapheme::after(self.line(), at), CursorMove::Forward);
        } else if row + 1 < self.lines().len() {
            self.send(row + 1, 0);
            self.column = None;
        }
    }

    /// Moves to the beginning of the word, or to the end of the line before.
    pub fn word_left(&mut self) {
        self.go(CursorMove::WordBack);
    }

    /// Moves to the next word, or to the beginning of the next line.
    pub fn word_right(&mut self) {
        self.go(CursorMove::WordForward);
    }

    /// Moves up, keeping the column where the lines are long enough.
    pub fn up(&mut self, lines: usize) {
        self.vertical(self.cursor().0.saturating_sub(lines));
    }

    /// Moves down, keeping the column where the lines are long enough.
    pub fn down(&mut self, lines: usize) {
        self.vertical(self.cursor().0.saturating_add(lines));
    }

    fn vertical(&mut self, row: usize) {
        let column = self.column.unwrap_or_else(|| paint::column_of(self.line(), self.at()));
        let row = row.min(self.lines().len().saturating_sub(1));
        let line = self.lines().get(row).map_or("", String::as_str);
        let before = line.get(..paint::offset_at(line, column).0).unwrap_or_default().chars().count();
        self.send(row, before);
        self.column = Some(column);
    }

    /// Moves to the beginning of the line.
    pub fn line_start(&mut self) {
        self.go(CursorMove::Head);
    }

    /// Moves to the end of the line.
    pub fn line_end(&mut self) {
        self.go(CursorMove::End);
    }

    /// Moves to the beginning of the text.
    pub fn top(&mut self) {
        self.go(CursorMove::Top);
        self.line_start();
    }

    /// Moves to the end of the text.
    pub fn bottom(&mut self) {
        self.go(CursorMove::Bottom);
        self.line_end();
    }

    /// Searches for a text, whatever the case of its letters, from the cursor on and round the end. Returns whether it
    /// is there; the cursor moves only then.
    pub fn search(&mut self, wanted: &str) -> bool {
        let pattern = if wanted.is_empty() { String::new() } else { format!("(?i){}", escape(wanted)) };
        self.area.set_search_pattern(pattern).is_ok() && self.found(|area| area.search_forward(true))
    }

    /// Moves to the next place of what was searched for.
    pub fn search_next(&mut self) -> bool {
        self.found(|area| area.search_forward(false))
    }

    /// Moves to the place before of what was searched for.
    pub fn search_previous(&mut self) -> bool {
        self.found(|area| area.search_back(false))
    }

    fn found(&mut self, search: impl FnOnce(&mut TextArea<'static>) -> bool) -> bool {
        let found = search(&mut self.area);
        self.column = None;
        found
    }
}

/// The text with `\n` for every newline.
fn unix_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests;
