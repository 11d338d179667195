//! One object in full: as a pane beside the list, or on a screen of its own where the terminal is narrow.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::{Catalogue, Named, ObjectId, Record, json};
use crate::keys::Action;
use crate::widgets::{Scroll, Theme, framed, render_json, render_lines};

use super::facts::{Link, fact_lines};
use super::movement::scroll;
use super::picture::Pictures;
use super::{Kind, Notice, Surroundings, Wish};

/// What a pane shows.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// The facts, as lines made for a width, and which of them name another object.
    Facts(Vec<Line<'static>>, Vec<Link>),
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
    /// Where in it the user is.
    pub place: Place,
}

/// Where the user is in an object's details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Place {
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// Which of the lines that name another object is chosen.
    link: Option<usize>,
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
        let content = if raw {
            let text = json::pretty(&record.whole());
            let lines = text.lines().count();
            Content::Json(text, lines)
        } else {
            let (lines, links) = fact_lines(record, &view);
            Content::Facts(lines, links)
        };
        *pane = Some(Pane { record: Arc::clone(record), raw, source, width, minute, edition, content, place });
    }

    /// Has the lines made anew: something that they tell of has changed.
    pub fn renew(&mut self) {
        self.minute = i64::MIN;
    }

    /// Scrolls, `height` rows being seen.
    pub fn step(&mut self, action: Action, height: usize) {
        let lines = match &self.content {
            Content::Facts(lines, _) => lines.len(),
            Content::Json(_, lines) => *lines,
        };
        scroll(&mut self.place.scroll, action, lines, height);
    }

    /// Chooses the next of the lines that name another object, or the one before, round and round; the first time one that
    /// is seen, if there is one. `height` rows are seen.
    fn choose_link(&mut self, action: Action, height: usize) {
        let Content::Facts(_, links) = &self.content else { return };
        let Some(last) = links.len().checked_sub(1) else { return };
        let offset = self.place.scroll.offset;
        let next = match (self.place.link.filter(|place| *place <= last), action) {
            (Some(place), Action::PreviousLink) => place.checked_sub(1).unwrap_or(last),
            (Some(place), _) => (place + 1) % links.len(),
            (None, Action::PreviousLink) => links.iter().rposition(|link| link.line < offset + height).unwrap_or(last),
            (None, _) => links.iter().position(|link| link.line >= offset).unwrap_or_default(),
        };
        self.place.link = Some(next);
        if let Some(link) = links.get(next) {
            let highest = (link.line + 1).saturating_sub(height);
            self.place.scroll.offset = offset.clamp(highest, link.line.max(highest));
        }
    }

    /// The line that is chosen of those that name another object.
    fn chosen(&self) -> Option<&Link> {
        match &self.content {
            Content::Facts(_, links) => links.get(self.place.link?),
            Content::Json(..) => None,
        }
    }

    /// Whether any of its lines names another object.
    fn has_links(&self) -> bool {
        matches!(&self.content, Content::Facts(_, links) if !links.is_empty())
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
            Content::Facts(lines, _) => render_lines(inner, buf, theme, lines, self.place.scroll),
            Content::Json(text, _) => render_json(inner, buf, theme, text, self.place.scroll),
        }
        if let Some(row) = self.chosen().and_then(|link| link.line.checked_sub(self.place.scroll.offset))
            && let Ok(row) = u16::try_from(row)
            && row < inner.height
        {
            // The column of the scrollbar stays its own.
            let line = Rect { y: inner.y + row, width: inner.width.saturating_sub(1), height: 1, ..inner };
            buf.set_style(line.intersection(buf.area), theme.selected);
        }
    }
}

/// Goes to the object that the chosen line names; where none is chosen, chooses one.
fn follow(pane: &mut Pane, catalogue: Catalogue<'_>, height: usize) -> Vec<Wish> {
    let Some(link) = pane.chosen() else {
        if !pane.has_links() {
            return vec![Wish::Tell(Notice::info("It names no other object."))];
        }
        pane.choose_link(Action::NextLink, height);
        return Vec::new();
    };
    let entry = link.kind.entry();
    vec![match catalogue.named(link.kind, &link.id) {
        Named::Here(record) => Wish::ShowDetail(Arc::clone(record)),
        Named::Nowhere => {
            Wish::Tell(Notice::warning(format!("{} leads nowhere: there is no such {}.", link.id, entry.noun)))
        }
        Named::NotRead(_) => Wish::Tell(Notice::info(format!(
            "Where {} leads is not known: the list of {} is not read whole.",
            link.id,
            entry.title.to_lowercase()
        ))),
    }]
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
    pub fn act(
        &self,
        action: Action,
        record: &Arc<Record>,
        pane: Option<&mut Pane>,
        catalogue: Catalogue<'_>,
        height: usize,
    ) -> Vec<Wish> {
        match action {
            Action::Open => pane.map_or_else(Vec::new, |pane| follow(pane, catalogue, height)),
            Action::NextLink | Action::PreviousLink => {
                match pane {
                    Some(pane) if pane.has_links() => pane.choose_link(action, height),
                    _ => return vec![Wish::Tell(Notice::info("It names no other object."))],
                }
                Vec::new()
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
