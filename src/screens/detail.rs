//! One object in full: as a pane beside the list, or on a screen of its own where the terminal is narrow.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::{Catalogue, Details, Ids, ObjectId, Own, Record, json};
use crate::keys::Action;
use crate::widgets::{Scroll, Theme, framed, render_lines, render_noted};

use super::facts::fact_lines;
use super::movement::scroll;
use super::names::{Links, Spot};
use super::picture::{Pictures, image_links};
use super::{Kind, Surroundings, Wish};

/// What a pane shows.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// The facts, as lines made for a width.
    Facts(Vec<Line<'static>>),
    /// The JSON as received, and how many lines it has.
    Json(String, usize),
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
    edition: u64,
    content: Content,
    /// Whether there is something of which the source can be shown, and whether there is a picture.
    holds: (bool, bool),
    /// Where it names others.
    links: Links,
    /// Where in it the user is.
    pub place: Place,
}

/// Where the user is in an object's details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Place {
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// Which of the names of others is chosen.
    spot: Option<Spot>,
}

/// All that the lines of a pane depend on, beside the object.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Whether the JSON is shown.
    pub raw: bool,
    /// Whether content is shown as its source.
    pub source: bool,
    /// The pictures of which the figures are known.
    pub pictures: &'a Pictures,
    /// The columns that there are.
    pub width: u16,
    /// The lists in which the names of others stand.
    pub catalogue: Catalogue<'a>,
    /// The edition of these lists: another number, other names.
    pub edition: u64,
    /// The styles.
    pub theme: &'a Theme,
    /// The time.
    pub now: Timestamp,
}

impl Pane {
    /// Shows this object, making the lines anew only if something changed. The place is kept for the same object; in
    /// another one it is `place`.
    pub fn show(pane: &mut Option<Pane>, record: &Arc<Record>, place: Place, view: View<'_>) {
        let View { raw, source, width, edition, now, .. } = view;
        let minute = now.as_second() / 60;
        let place = match pane {
            Some(old)
                if Arc::ptr_eq(&old.record, record)
                    && (old.raw, old.source, old.width, old.minute, old.edition)
                        == (raw, source, width, minute, edition) =>
            {
                return;
            }
            Some(old) if old.record.id == record.id && old.raw == raw => old.place,
            Some(old) if old.record.id == record.id => Place::default(),
            _ => place,
        };
        let (content, links) = if raw {
            let text = json::pretty(&record.whole());
            let links = Links::in_lines(text.lines(), &Ids::of(record));
            let lines = text.lines().count();
            (Content::Json(text, lines), links)
        } else {
            let (lines, links) = fact_lines(record, &view);
            (Content::Facts(lines), links)
        };
        let holds = (has_source(record), !image_links(record).is_empty());
        let record = Arc::clone(record);
        *pane = Some(Pane { record, raw, source, width, minute, edition, content, holds, links, place });
    }

    /// Whether an action has something to act on as things are.
    #[must_use]
    pub fn offers(&self, action: Action) -> bool {
        let (source, picture) = self.holds;
        match action {
            Action::NextLink => !self.links.is_empty(),
            Action::Open => self.links.chosen(self.place.spot).is_some(),
            Action::ToggleSource => source && !self.raw,
            Action::Picture => picture,
            Action::Actions => !self.record.kind.entry().transitions.is_empty(),
            _ => true,
        }
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
        scroll(&mut self.place.scroll, action, lines, height);
    }

    /// Draws the pane in its frame.
    pub fn draw(&self, theme: &Theme, catalogue: Catalogue<'_>, area: Rect, buf: &mut Buffer, focused: bool) {
        let form = match (self.raw, self.source) {
            (true, _) => "JSON as received",
            (false, true) => "content as its source",
            (false, false) => "",
        };
        let title = format!("{} · {}", self.record.kind.entry().noun, self.record.title());
        let inner = framed(area, buf, theme, &title, form, focused);
        let Place { scroll, spot } = self.place;
        match &self.content {
            Content::Facts(lines) => {
                render_lines(inner, buf, theme, lines, scroll);
                if let Some(row) = self.links.chosen(spot).and_then(|link| link.line.checked_sub(scroll.offset))
                    && let Ok(row) = u16::try_from(row)
                    && row < inner.height
                {
                    // The column of the scrollbar stays its own.
                    let line = Rect { y: inner.y + row, width: inner.width.saturating_sub(1), height: 1, ..inner };
                    buf.set_style(line.intersection(buf.area), theme.selected);
                }
            }
            Content::Json(text, len) => {
                let shown = |number, line| self.links.json((number, line), inner.width, spot, catalogue, theme);
                render_noted(inner, buf, theme, (*len, scroll), text.lines(), shown);
            }
        }
    }
}

/// Whether an object holds something that is shown otherwise than it is written.
pub(super) fn has_source(record: &Record) -> bool {
    match Details::of(record).own {
        Own::Offer(offer) => {
            let mut components = offer.representations.iter().flat_map(|representation| &representation.components);
            components.any(|component| component.content.value().is_some_and(|text| !text.trim().is_empty()))
        }
        Own::Rule(rule) => rule.expression.value().is_some_and(|text| text.trim_start().starts_with('{')),
        Own::Placement(_) | Own::Collection(_) | Own::Qualifier | Own::Decision(_) => false,
    }
}

/// One object on a screen of its own. The object itself is looked up in its list, so that it is always the newest.
#[derive(Clone, Debug, PartialEq)]
pub struct DetailScreen {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: ObjectId,
    /// Where in it the user is, or was before going on from it.
    pub place: Place,
}

impl DetailScreen {
    /// Opens on an object, at its beginning.
    #[must_use]
    pub fn new(record: &Record) -> Self {
        DetailScreen { kind: record.kind, id: record.id.clone(), place: Place::default() }
    }

    /// Makes of an action what this screen makes of it; `record` is the object as it is now, and `height` of its lines
    /// are seen.
    #[must_use]
    pub fn act(&self, action: Action, record: &Arc<Record>, pane: Option<&mut Pane>, height: usize) -> Vec<Wish> {
        match action {
            Action::Open | Action::NextLink | Action::PreviousLink => {
                let Some(Pane { links, place, .. }) = pane else { return Vec::new() };
                links.act(action, &mut place.spot, &mut place.scroll, height)
            }
            Action::Edit => vec![Wish::Edit(Arc::clone(record))],
            Action::Duplicate => vec![Wish::Duplicate(Arc::clone(record))],
            Action::UsedBy => vec![Wish::ShowUsedBy(Arc::clone(record))],
            Action::Actions => vec![Wish::AskActions(vec![Arc::clone(record)], 0)],
            Action::Picture => vec![Wish::AskPicture(Arc::clone(record), None)],
            Action::Delete => vec![Wish::AskDelete(Arc::clone(record))],
            Action::Refresh => vec![Wish::ReadRecord(Arc::clone(record))],
            Action::Back => vec![Wish::Close],
            other => {
                if let Some(pane) = pane {
                    pane.step(other, height);
                }
                Vec::new()
            }
        }
    }

    /// Draws the screen; without a pane the object is gone.
    pub fn draw(
        &self,
        pane: Option<&Pane>,
        around: &Surroundings,
        catalogue: Catalogue<'_>,
        area: Rect,
        buf: &mut Buffer,
    ) {
        match pane {
            Some(pane) => pane.draw(&around.theme, catalogue, area, buf, true),
            None => {
                let inner = framed(area, buf, &around.theme, "Details", "", true);
                crate::widgets::paragraph(inner, buf, around.theme.dim, "It is no longer in the list. esc goes back.");
            }
        }
    }
}
