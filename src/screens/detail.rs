//! One object in full: as a pane beside the list, or on a screen of its own where the terminal is narrow.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::{ObjectId, Record, json};
use crate::keys::Action;
use crate::widgets::{Scroll, Theme, framed, render_json, render_lines};

use super::facts::fact_lines;
use super::movement::scroll;
use super::picture::Pictures;
use super::{Kind, Surroundings, Wish};

/// What a pane shows.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// The facts, as lines made for a width.
    Facts(Vec<Line<'static>>),
    /// The JSON as received, and how many lines it has.
    Json(String, usize),
}

/// How an object is to be shown.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// Whether as JSON.
    pub raw: bool,
    /// Whether its content as its source.
    pub source: bool,
    /// The pictures of which the figures are known.
    pub pictures: &'a Pictures,
}

/// What is shown of one object: made when the object, the form or the width changes, not at each frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Pane {
    /// The object shown.
    pub record: Arc<Record>,
    raw: bool,
    source: bool,
    width: u16,
    minute: i64,
    content: Content,
    /// How far it is scrolled.
    pub scroll: Scroll,
}

impl Pane {
    /// Shows this object, making the lines anew only if something changed. The scroll is kept for the same object.
    pub fn show(
        pane: &mut Option<Pane>,
        record: &Arc<Record>,
        reading: Reading<'_>,
        width: u16,
        theme: &Theme,
        now: Timestamp,
    ) {
        let Reading { raw, source, .. } = reading;
        let minute = now.as_second() / 60;
        let scroll = match pane {
            Some(old)
                if Arc::ptr_eq(&old.record, record)
                    && (old.raw, old.source, old.width, old.minute) == (raw, source, width, minute) =>
            {
                return;
            }
            Some(old) if old.record.id == record.id && old.raw == raw => old.scroll,
            _ => Scroll::default(),
        };
        let content = if raw {
            let text = json::pretty(&record.whole());
            let lines = text.lines().count();
            Content::Json(text, lines)
        } else {
            Content::Facts(fact_lines(record, reading, theme, width, now))
        };
        *pane = Some(Pane { record: Arc::clone(record), raw, source, width, minute, content, scroll });
    }

    /// Has the lines made anew: something that they tell of has changed.
    pub fn renew(&mut self) {
        self.minute = i64::MIN;
    }

    /// Scrolls, `height` rows being seen.
    pub fn step(&mut self, action: Action, height: usize) {
        let lines = match &self.content {
            Content::Facts(lines) => lines.len(),
            Content::Json(_, lines) => *lines,
        };
        scroll(&mut self.scroll, action, lines, height);
    }

    /// Draws the pane in its frame.
    pub fn draw(&self, theme: &Theme, area: Rect, buf: &mut Buffer, focused: bool) {
        let form = match (self.raw, self.source) {
            (true, _) => "JSON as received",
            (false, true) => "content as its source",
            (false, false) => "",
        };
        let inner = framed(area, buf, theme, self.record.title(), form, focused);
        match &self.content {
            Content::Facts(lines) => render_lines(inner, buf, theme, lines, self.scroll),
            Content::Json(text, _) => render_json(inner, buf, theme, text, self.scroll),
        }
    }
}

/// One object on a screen of its own. The object itself is looked up in its list, so that it is always the newest.
#[derive(Clone, Debug, PartialEq)]
pub struct DetailScreen {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: ObjectId,
}

impl DetailScreen {
    /// Makes of an action what this screen makes of it; `record` is the object as it is now.
    #[must_use]
    pub fn act(&self, action: Action, record: &Arc<Record>) -> Vec<Wish> {
        match action {
            Action::Edit => vec![Wish::Edit(Arc::clone(record))],
            Action::Duplicate => vec![Wish::Duplicate(Arc::clone(record))],
            Action::UsedBy => vec![Wish::ShowUsedBy(Arc::clone(record))],
            Action::Picture => vec![Wish::AskPicture(Arc::clone(record))],
            Action::Delete => vec![Wish::AskDelete(Arc::clone(record))],
            Action::Refresh => vec![Wish::ReadRecord(Arc::clone(record))],
            Action::Back => vec![Wish::Close],
            _ => Vec::new(),
        }
    }

    /// Draws the screen; without a pane the object is gone.
    pub fn draw(&self, pane: Option<&Pane>, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        match pane {
            Some(pane) => pane.draw(&around.theme, area, buf, true),
            None => {
                let inner = framed(area, buf, &around.theme, "Details", "", true);
                crate::widgets::paragraph(inner, buf, around.theme.dim, "It is no longer in the list. esc goes back.");
            }
        }
    }
}
