//! A line of text that a person types.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::keys::{Key, Stroke};

use super::{
    grapheme::{self, graphemes},
    paint,
    text::{clean, fit, width},
    theme::Theme,
};

/// A line of text and the place in it where typing happens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// A byte offset, always between two characters.
    cursor: usize,
}

/// The longest line that is held, in bytes; a paste is cut there. Each letter has the whole line looked at.
const LONGEST: usize = 4096;

impl Input {
    /// An input with a text, the cursor at its end. Newlines become blanks.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut input = Self::default();
        input.paste(text);
        input
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where typing happens, as a byte offset.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Whether nothing is typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Types a character; a newline becomes a blank.
    pub fn insert(&mut self, typed: char) {
        let typed = if matches!(typed, '\n' | '\r') { ' ' } else { typed };
        self.text.insert(self.cursor, typed);
        self.cursor += typed.len_utf8();
    }

    /// Inserts a text; newlines at its end are left out, all others become blanks.
    pub fn paste(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.text.len());
        let text = text.get(..grapheme::floor(text, room)).unwrap_or_default();
        let line = text.trim_end_matches(['\n', '\r']).replace("\r\n", " ").replace(['\n', '\r'], " ");
        self.text.insert_str(self.cursor, &line);
        self.cursor += line.len();
    }

    /// Deletes the character before the cursor.
    pub fn backspace(&mut self) {
        self.delete_from(grapheme::before(&self.text, self.cursor));
    }

    /// Deletes the character at the cursor.
    pub fn delete(&mut self) {
        self.text.replace_range(self.cursor..grapheme::after(&self.text, self.cursor), "");
    }

    /// Deletes the word before the cursor.
    pub fn delete_word(&mut self) {
        self.delete_from(grapheme::word_before(&self.text, self.cursor));
    }

    /// Deletes all before the cursor.
    fn delete_to_start(&mut self) {
        self.delete_from(0);
    }

    fn delete_from(&mut self, start: usize) {
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    /// Moves one character to the left.
    pub fn left(&mut self) {
        self.cursor = grapheme::before(&self.text, self.cursor);
    }

    /// Moves one character to the right.
    pub fn right(&mut self) {
        self.cursor = grapheme::after(&self.text, self.cursor);
    }

    /// Moves to the beginning of the word.
    pub fn word_left(&mut self) {
        self.cursor = grapheme::word_before(&self.text, self.cursor);
    }

    /// Moves to the next word.
    pub fn word_right(&mut self) {
        self.cursor = grapheme::word_after(&self.text, self.cursor);
    }

    /// Moves to the beginning.
    pub fn home(&mut self) {
        self.cursor = 0;
    }

    /// Moves to the end.
    pub fn end(&mut self) {
        self.cursor = self.text.len();
    }

    /// Takes a stroke that types nothing in: deleting and moving within the line. False if it means nothing here.
    pub fn edit(&mut self, stroke: Stroke) -> bool {
        match (stroke.key, stroke.ctrl) {
            (Key::Backspace, false) => self.backspace(),
            (Key::Backspace, true) | (Key::Char('w'), true) => self.delete_word(),
            (Key::Char('u'), true) => self.delete_to_start(),
            (Key::Delete, _) => self.delete(),
            (Key::Left, false) => self.left(),
            (Key::Right, false) => self.right(),
            (Key::Left, true) => self.word_left(),
            (Key::Right, true) => self.word_right(),
            (Key::Home, _) => self.home(),
            (Key::End, _) => self.end(),
            _ => return false,
        }
        true
    }

    /// Draws the prompt and the text into the area's first line, moved so that the cursor is seen, and returns where
    /// the terminal's cursor belongs.
    pub fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme, prompt: &str) -> Option<Position> {
        let area = behind_prompt(area, buf, theme, prompt)?;
        let column = paint::column_of(&self.text, self.cursor);
        let left = paint::left_edge(column, usize::from(area.width.saturating_sub(1).max(1)));
        paint::draw(area, buf, left, graphemes(&self.text).map(|(_, cluster)| (cluster, theme.base)));
        let x = u16::try_from(column.saturating_sub(left)).ok()?;
        Some(Position::new(area.x.saturating_add(x), area.y))
    }
}

/// Draws what stands before a line that is typed; returns where the text goes, which keeps half of the line at least, or
/// `None` if nothing of the area is on screen.
pub(super) fn behind_prompt(area: Rect, buf: &mut Buffer, theme: &Theme, prompt: &str) -> Option<Rect> {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return None;
    }
    let prompt = clean(prompt);
    let prompt = fit(&prompt, area.width / 2);
    let taken = u16::try_from(width(&prompt)).unwrap_or(0);
    paint::text(Rect { height: 1, ..area }, buf, &prompt, theme.accent);
    Some(Rect { x: area.x + taken, width: area.width - taken, height: 1, ..area })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::testing::{at_every_size, rows, screen};
    use proptest::prelude::*;

    #[test]
    fn edits_by_whole_characters() {
        let mut input = Input::new("a👨‍👩‍👧é");
        input.left();
        input.backspace();
        assert_eq!((input.text(), input.cursor()), ("aé", 1));
        input.delete();
        input.insert('\n');
        assert_eq!((input.text(), input.cursor()), ("a ", 2));
    }

    #[test]
    fn words() {
        let mut input = Input::new("status:approved black fr");
        input.delete_word();
        assert_eq!(input.text(), "status:approved black ");
        input.word_left();
        input.word_left();
        assert_eq!(input.cursor(), 7);
        input.delete_to_start();
        assert_eq!((input.text(), input.cursor()), ("approved black ", 0));
        input.word_right();
        assert_eq!(input.cursor(), 9);
    }

    #[test]
    fn a_paste_stays_on_one_line() {
        let mut input = Input::new("<>");
        input.left();
        input.paste("a\r\nb\nc\rd\r\n");
        assert_eq!((input.text(), input.cursor()), ("<a b c d>", 8));
    }

    #[test]
    fn the_cursor_is_always_in_sight() {
        let theme = Theme::plain();
        let mut input = Input::new("black friday\u{1b} 春節優惠");
        let mut buf = screen(12, 1);
        assert_eq!(input.render(buf.area, &mut buf, &theme, "/ "), Some(Position::new(8, 0)));
        assert_eq!(rows(&buf), ["/ 節優惠"]);
        input.home();
        let mut buf = screen(12, 1);
        assert_eq!(input.render(buf.area, &mut buf, &theme, "/ "), Some(Position::new(2, 0)));
        assert_eq!(rows(&buf), ["/ black fri…"]);
    }

    #[test]
    fn draws_at_every_size() {
        let input = Input::new("black\tfriday\u{1b} 春節優惠 買一送一 and so on and on");
        at_every_size(|area, buf| {
            let cursor = input.render(area, buf, &Theme::coloured(), "春節 filter ");
            let seen = area.intersection(buf.area);
            assert_eq!(cursor.is_some(), !seen.is_empty());
            assert!(cursor.is_none_or(|cursor| seen.contains(cursor)));
        });
    }

    #[test]
    fn a_paste_of_any_size_leaves_a_line_of_bounded_length() {
        let mut input = Input::new("ab");
        input.paste(&"春 ".repeat(100_000));
        assert!(input.text().len() <= LONGEST && input.text().starts_with("ab春 "));
        input.paste("more");
        assert!(input.text().len() <= LONGEST);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn nothing_breaks_it(keys in proptest::collection::vec((0u8..12, "(\\PC|[\\u{301}\\u{200d}\\n\\t👨🇩]){0,4}"), 0..24)) {
            let mut input = Input::default();
            for (key, text) in keys {
                match key {
                    0 => input.backspace(),
                    1 => input.delete(),
                    2 => input.delete_word(),
                    3 => input.left(),
                    4 => input.right(),
                    5 => input.word_left(),
                    6 => input.word_right(),
                    7 => input.home(),
                    8 => input.end(),
                    9 => text.chars().for_each(|typed| input.insert(typed)),
                    _ => input.paste(&text),
                }
                prop_assert!(input.text().is_char_boundary(input.cursor()));
                prop_assert!(!input.text().contains(['\n', '\r']));
                let mut buf = screen(9, 1);
                let cursor = input.render(buf.area, &mut buf, &Theme::plain(), ":");
                prop_assert!(cursor.is_some_and(|cursor| buf.area.contains(cursor)));
            }
        }
    }
}
