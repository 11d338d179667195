//! The lists of objects: one shelf a kind, kinds as tabs, the details in a pane beside the list where there is room.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;

use crate::domain::{Catalogue, KINDS, Kind, ObjectId, Record, thousands};
use crate::keys::Action;
use crate::request::{Cause, Picture};
use crate::widgets::{FRAME_COLUMNS, Row, Theme, draw_tabs, framed, paragraph, render_table};

use super::columns::{columns, row};
use super::detail::{Pane, Place, View, has_source};
use super::movement::{move_cursor, rows_inside, table_rows};
use super::picture::Pictures;
use super::prompt::Prompt;
use super::shelf::{Load, Shelf};
use super::{Notice, Surroundings, Wish};

/// The width from which the details stand beside the list.
const PANE_FROM: u16 = 100;

/// All shelves, and which of them is in front.
#[derive(Clone, Debug, PartialEq)]
pub struct Library {
    /// The kind in front.
    pub kind: Kind,
    /// Whether the details are shown as JSON.
    pub raw: bool,
    /// The object whose content is shown as its source.
    source: Option<ObjectId>,
    /// The pictures that were fetched last.
    pub pictures: Pictures,
    /// The details of the selected object; kept by [`Library::fit`].
    pub pane: Option<Pane>,
    hides_others: bool,
    shelves: Vec<Shelf>,
}

/// Where the parts of the library stand in its body.
struct Areas {
    tabs: Rect,
    list: Rect,
    pane: Option<Rect>,
}

fn areas(body: Rect) -> Areas {
    let [tabs, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(body);
    if body.width < PANE_FROM {
        return Areas { tabs, list: rest, pane: None };
    }
    let [list, pane] = Layout::horizontal([Constraint::Percentage(62), Constraint::Fill(1)]).areas(rest);
    Areas { tabs, list, pane: Some(pane) }
}

/// How wide the details are, where they are shown.
#[must_use]
pub fn pane_width(body: Rect, own_screen: bool) -> Option<u16> {
    if own_screen { Some(body.width) } else { areas(body).pane.map(|pane| pane.width) }
}

impl Default for Library {
    fn default() -> Self {
        let kind = Kind::Personalized;
        let shelves = KINDS.iter().map(|entry| Shelf::new(entry.kind)).collect();
        Library {
            kind,
            raw: false,
            source: None,
            pictures: Pictures::default(),
            pane: None,
            hides_others: false,
            shelves,
        }
    }
}

impl Library {
    /// The shelf of a kind.
    #[must_use]
    pub fn shelf(&self, kind: Kind) -> &Shelf {
        // There is a shelf for each entry of KINDS, in its order, from the day the library is made.
        &self.shelves[kind as usize]
    }

    /// The shelf of a kind, to change it.
    pub fn shelf_mut(&mut self, kind: Kind) -> &mut Shelf {
        &mut self.shelves[kind as usize]
    }

    /// Another number for other lists: something was done to one of them.
    #[must_use]
    pub fn edition(&self) -> u64 {
        self.shelves.iter().map(Shelf::edition).sum()
    }

    /// All lists as far as they are read, and who refers to whom.
    #[must_use]
    pub fn catalogue(&self) -> Catalogue<'_> {
        let list = |place: usize| &self.shelves[place];
        Catalogue::new(std::array::from_fn(|place| (list(place).rows(), list(place).extent())))
    }

    /// Whether somebody asked for each of the lists.
    #[must_use]
    pub fn is_all_asked_for(&self) -> bool {
        self.shelves.iter().all(|shelf| shelf.load != Load::NotAsked)
    }

    /// Leaves out of all lists what other products made, or shows it again; returns whether it is left out now.
    pub fn toggle_others(&mut self) -> bool {
        self.hides_others = !self.hides_others;
        for shelf in &mut self.shelves {
            shelf.set_hiding(self.hides_others);
        }
        self.hides_others
    }

    /// Whether what other products made is left out.
    #[must_use]
    pub fn hides_others(&self) -> bool {
        self.hides_others
    }

    /// Remembers the picture behind a link.
    pub fn keep_picture(&mut self, link: Box<str>, picture: Arc<Picture>) {
        self.pictures.keep(link, picture);
        if let Some(pane) = &mut self.pane {
            pane.renew();
        }
    }

    /// The shelf in front.
    #[must_use]
    pub fn front(&self) -> &Shelf {
        self.shelf(self.kind)
    }

    /// The object under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&Arc<Record>> {
        self.front().selected()
    }

    /// Keeps the cursor in view and the details those of `shown`, on a body of this size.
    ///
    /// `own_screen` is where the user is or was in the details, where they are a screen of their own.
    pub fn fit(
        &mut self,
        body: Rect,
        shown: Option<Arc<Record>>,
        own_screen: Option<Place>,
        theme: &Theme,
        now: Timestamp,
    ) {
        let list = areas(body).list;
        self.shelf_mut(self.kind).moved(|view, len| view.follow(len, table_rows(list)));
        let mut pane = self.pane.take();
        if let (Some(width), Some(record)) = (pane_width(body, own_screen.is_some()), shown) {
            // What it names may stand in any list, whichever is meant, and a collection tells how many offers it finds.
            let edition = self.edition();
            // Beside the frame and its blanks, a column is left to the scrollbar and one free.
            let width = width.saturating_sub(FRAME_COLUMNS + 2);
            let source = self.source.as_ref() == Some(&record.id);
            let (raw, catalogue) = (self.raw, self.catalogue());
            let pictures = &self.pictures;
            let view = View { raw, source, pictures, width, catalogue, edition, theme, now };
            Pane::show(&mut pane, &record, own_screen.unwrap_or_default(), view);
            self.pane = pane;
        }
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        let areas = areas(body);
        let selected = self.selected().cloned();
        let on_selected = |wish: fn(Arc<Record>) -> Wish| selected.clone().map(wish).into_iter().collect();
        match action {
            Action::Open => on_selected(Wish::ShowDetail),
            Action::Edit => on_selected(Wish::Edit),
            Action::Duplicate => on_selected(Wish::Duplicate),
            Action::UsedBy => on_selected(Wish::ShowUsedBy),
            Action::Delete => match self.marked() {
                marked if marked.len() > 1 => vec![Wish::AskDeleteSeveral(marked)],
                marked => marked.into_iter().next().or(selected).map(Wish::AskDelete).into_iter().collect(),
            },
            Action::Actions => match self.front().marked() {
                (marked, _) if marked.is_empty() && self.marked_elsewhere().is_some() => {
                    let where_else = self.marked_elsewhere().unwrap_or_default();
                    vec![Wish::Tell(Notice::warning(format!(
                        "Nothing is marked in this list, but {where_else}: a is for the marked of one list. esc takes \
                         those marks away."
                    )))]
                }
                (marked, _) if marked.is_empty() => on_selected(|record| Wish::AskActions(vec![record], 0)),
                (marked, hidden) => vec![Wish::AskActions(marked, hidden)],
            },
            Action::Mark => {
                let kind = self.kind;
                let shelf = self.shelf_mut(kind);
                shelf.mark();
                shelf.moved(|view, len| move_cursor(view, Action::Down, len, table_rows(areas.list)));
                Vec::new()
            }
            Action::MarkRange => {
                self.shelf_mut(self.kind).mark_range();
                Vec::new()
            }
            Action::MarkShown => {
                self.shelf_mut(self.kind).mark_shown();
                Vec::new()
            }
            Action::New => vec![Wish::New(self.kind, selected)],
            Action::Filter => vec![Wish::Prompt(Prompt::filter(&self.front().filter_text))],
            Action::Refresh => vec![Wish::ReadList(self.kind)],
            Action::NextKind => vec![Wish::ShowKind(self.neighbour(1))],
            Action::PreviousKind => vec![Wish::ShowKind(self.neighbour(KINDS.len() - 1))],
            Action::KindAt(place) => {
                let entry = KINDS.get(usize::from(place).saturating_sub(1));
                entry.map(|entry| Wish::ShowKind(entry.kind)).into_iter().collect()
            }
            Action::ToggleRaw => {
                self.raw = !self.raw;
                Vec::new()
            }
            Action::ToggleSource => selected.map_or_else(Vec::new, |record| self.toggle_source(&record)),
            Action::PaneUp | Action::PaneDown => {
                if let (Some(pane), Some(area)) = (&mut self.pane, areas.pane) {
                    let step = if action == Action::PaneUp { Action::Up } else { Action::Down };
                    pane.step(step, rows_inside(area));
                }
                Vec::new()
            }
            Action::Back if !self.front().filter_text.is_empty() => vec![Wish::FilterBy(String::new())],
            Action::Back if self.front().marked_len() > 0 => {
                self.shelf_mut(self.kind).unmark();
                let left = self.marked_elsewhere();
                let told = left.map(|left| format!("Still marked: {left}. esc once more takes those marks away, too."));
                told.map(|text| Wish::Tell(Notice::info(text))).into_iter().collect()
            }
            Action::Back if self.marked_len() > 0 => {
                let left = self.marked_elsewhere().unwrap_or_default();
                self.shelves.iter_mut().for_each(Shelf::unmark);
                vec![Wish::Tell(Notice::info(format!("No longer marked: {left}.")))]
            }
            Action::Back => vec![Wish::ShowScopes],
            other => {
                let kind = self.kind;
                self.shelf_mut(kind).moved(|view, len| move_cursor(view, other, len, table_rows(areas.list)));
                Vec::new()
            }
        }
    }

    /// Shows the content of this object as its source, or as it reads again.
    pub fn toggle_source(&mut self, record: &Record) -> Vec<Wish> {
        if !has_source(record) {
            return vec![Wish::Tell(Notice::info("It holds no content, so there is no source of it."))];
        }
        let is_shown = self.source.as_ref() == Some(&record.id);
        self.source = (!is_shown).then(|| record.id.clone());
        Vec::new()
    }

    /// Whether an action has something to act on as things are.
    #[must_use]
    pub fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open | Action::Edit | Action::Duplicate | Action::UsedBy | Action::Mark => {
                self.selected().is_some()
            }
            Action::Delete => self.selected().is_some() || self.marked_len() > 0,
            Action::Actions => {
                let has_steps = !self.kind.entry().transitions.is_empty();
                has_steps && (self.selected().is_some() || self.marked_len() > 0)
            }
            _ => true,
        }
    }

    /// What is marked of the kind in front, then of all others.
    fn marked(&self) -> Vec<Arc<Record>> {
        let (mut marked, _) = self.front().marked();
        for shelf in self.shelves.iter().filter(|shelf| shelf.kind != self.kind) {
            marked.extend(shelf.marked().0);
        }
        marked
    }

    /// How many of these are not shown: they are left out of the list in front, or of another kind.
    #[must_use]
    pub fn not_shown(&self, records: &[Arc<Record>]) -> usize {
        records.iter().filter(|record| record.kind != self.kind || !self.front().is_shown(&record.id)).count()
    }

    /// How many are marked in all lists.
    #[must_use]
    pub fn marked_len(&self) -> usize {
        self.shelves.iter().map(Shelf::marked_len).sum()
    }

    /// How many are marked in which lists beside the one in front, if any are: `1 in Qualifiers, 2 in Rules`.
    #[must_use]
    pub fn marked_elsewhere(&self) -> Option<String> {
        let others = self.shelves.iter().filter(|shelf| shelf.kind != self.kind && shelf.marked_len() > 0);
        let parts: Vec<String> =
            others.map(|shelf| format!("{} in {}", thousands(shelf.marked_len()), shelf.kind.entry().tab)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn neighbour(&self, step: usize) -> Kind {
        let place = (self.kind as usize + step) % KINDS.len();
        KINDS.get(place).map_or(self.kind, |entry| entry.kind)
    }

    /// Draws tabs, list and, where there is room, the details.
    pub fn draw(&self, around: &Surroundings, body: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let areas = areas(body);
        let tabs: Vec<&str> = KINDS.iter().map(|entry| entry.tab).collect();
        draw_tabs(areas.tabs, buf, theme, &tabs, self.kind as usize);
        self.draw_list(around, areas.list, buf);
        if let Some(area) = areas.pane {
            match &self.pane {
                Some(pane) => pane.draw(theme, self.catalogue(), area, buf, false),
                None => {
                    framed(area, buf, theme, "Details", "", false);
                }
            }
        }
    }

    fn draw_list(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let shelf = self.front();
        let mut title = self.kind.entry().title.to_owned();
        if !shelf.filter_text.is_empty() {
            title = format!("{title} ── filter: {}", shelf.filter_text);
        }
        let foot = match shelf.shown_len() {
            0 => String::new(),
            shown => format!("{} of {shown}", shelf.view.selected + 1),
        };
        let inner = framed(area, buf, theme, &title, &foot, true);
        if shelf.shown_len() == 0 {
            let (style, text) = nothing_to_show(shelf, theme);
            paragraph(inner, buf, style, &text);
            return;
        }
        let columns = columns(self.kind);
        let row = |place: usize| shelf.shown_at(place).map_or_else(Row::default, |record| row(record, shelf, around));
        render_table(inner, buf, theme, &columns, &shelf.view, shelf.shown_len(), row);
    }
}

/// The words in an empty list's place: what happened, and what to do next.
fn nothing_to_show(shelf: &Shelf, theme: &Theme) -> (Style, String) {
    let nouns = shelf.kind.entry().title.to_lowercase();
    match &shelf.load {
        Load::Running | Load::NotAsked => (theme.dim, "Reading from the server …".to_owned()),
        Load::Failed(error) => {
            let advice = match error.cause {
                Cause::Gone => "esc goes back to choose another place",
                _ => error.advice(),
            };
            // What to do stands before the server's words, which may be longer than the screen.
            let text = format!("✗ {}\nWhat to do: {advice}. r reads again.\n\n{}", error.headline(), error.message);
            (theme.bad, text)
        }
        Load::Partial(_) | Load::Stale(_) | Load::Complete if !shelf.is_empty() => {
            let text = match shelf.filter_problem() {
                Some(problem) => format!("The filter shows nothing: {problem}"),
                None if shelf.filter_text.is_empty() => {
                    format!("The {nouns} here belong to other products and are hidden. :hide shows them.")
                }
                None => format!("None of the {} loaded {nouns} match the filter. esc clears it.", shelf.len()),
            };
            (theme.dim, text)
        }
        Load::Partial(reason) | Load::Stale(reason) => {
            (theme.warn, format!("Nothing was read: {reason}. r reads again."))
        }
        Load::Complete => (theme.dim, format!("There are no {nouns} here. n makes one.")),
    }
}
