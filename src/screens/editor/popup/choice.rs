//! A list of words, one of which is taken.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::Value;

use crate::domain::{Word, Words};
use crate::keys::{Action, Stroke};
use crate::screens::Surroundings;
use crate::screens::movement::move_cursor;
use crate::widgets::dialog::{centred, frame};
use crate::widgets::{FRAME_COLUMNS, FRAME_ROWS, Viewport, fit, pad, width, wrap};

use super::Outcome;

/// The list's state.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::screens::editor) struct Choice {
    title: String,
    words: Vec<Word>,
    /// Of what sort they are, where that is to be said.
    note: Option<&'static str>,
    /// The place of the word that the row has.
    current: Option<usize>,
    view: Viewport,
}

impl Choice {
    /// Opens on these words, of which the row has one.
    pub(super) fn new(
        title: &str,
        set: Words,
        words: Vec<Word>,
        current: Option<&str>,
        note: Option<&'static str>,
    ) -> Choice {
        // Another spelling of the same is the same.
        let shown = current.map(|wire| set.shown(wire));
        let current = words.iter().position(|word| Some(&word.shown) == shown.as_ref());
        let view = Viewport { selected: current.unwrap_or(0), offset: 0 };
        Choice { title: title.to_owned(), words, note, current, view }
    }

    pub(super) fn act(&mut self, action: Action) -> Outcome {
        match action {
            Action::Open if self.current == Some(self.view.selected) => Outcome::Close,
            Action::Open => match self.words.get(self.view.selected) {
                Some(word) => Outcome::Take(Value::from(word.wire.as_str())),
                None => Outcome::Close,
            },
            action => {
                move_cursor(&mut self.view, action, self.words.len(), self.words.len());
                Outcome::Stay
            }
        }
    }

    /// A letter goes to the next word that begins with it, a blank to the next word.
    pub(super) fn type_stroke(&mut self, stroke: Stroke) {
        let Some(letter) = stroke.typed() else { return };
        let from = self.view.selected + 1;
        let begins = |word: &&Word| letter == ' ' || word.wire.starts_with(letter) || word.shown.starts_with(letter);
        let mut places = (from..self.words.len()).chain(0..from.min(self.words.len()));
        let next = places.find(|place| self.words.get(*place).as_ref().is_some_and(begins));
        self.view.selected = next.unwrap_or(self.view.selected);
    }

    pub(super) fn draw(&self, around: &Surroundings, (area, values_at): (Rect, u16), buf: &mut Buffer) {
        let theme = &around.theme;
        let columns = |text: &str| u16::try_from(width(text)).unwrap_or(u16::MAX);
        let words = self.words.iter().map(|word| columns(&word.shown)).max().unwrap_or(0);
        let notes = self.words.iter().map(|word| columns(word.note)).max().unwrap_or(0);
        let title = columns(&self.title).max(self.note.map_or(0, columns)).saturating_add(2);
        let wanted = words.saturating_add(notes).saturating_add(4).max(title).saturating_add(FRAME_COLUMNS);
        let across = wanted.min(area.width);
        let said = self.note.map(|note| wrap(note, across.saturating_sub(FRAME_COLUMNS))).unwrap_or_default();
        let rows = self.words.len() + said.len();
        let down = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(FRAME_ROWS);
        let panel = Rect { x: values_at.min(area.right().saturating_sub(across)), ..centred(area, across, down) };
        let inner = frame(panel, buf, theme, &self.title, false);
        for (row, line) in inner.rows().zip(&said) {
            buf.set_stringn(row.x, row.y, fit(line, row.width), usize::from(row.width), theme.dim);
        }
        let mut view = self.view;
        view.follow(self.words.len(), usize::from(inner.height).saturating_sub(said.len()));
        let shown = self.words.iter().enumerate().skip(view.offset);
        for (row, (place, word)) in inner.rows().skip(said.len()).zip(shown) {
            let mark = if self.current == Some(place) { '✓' } else { ' ' };
            let style = if place == view.selected { theme.selected } else { theme.base };
            let line = format!("{mark} {}  {}", pad(&word.shown, words), word.note);
            buf.set_stringn(row.x, row.y, pad(&line, row.width), usize::from(row.width), style);
        }
    }
}
