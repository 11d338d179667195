//! A picker over the objects of a kind that are loaded: one of them is taken, or several are marked.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use serde_json::Value;

use crate::domain::{Field, Filter, KINDS, Kind, KindEntry, ObjectId, Record, Rows, is_placeholder};
use crate::keys::{Action, Stroke};
use crate::screens::Surroundings;
use crate::screens::columns::{column, fact, marked_title, status};
use crate::screens::library::Library;
use crate::screens::movement::move_cursor;
use crate::screens::names::NOWHERE;
use crate::screens::shelf::{Load, Shelf};
use crate::widgets::dialog::{centred, frame};
use crate::widgets::{Align, Cell, Column, Input, Row, Theme, Viewport, Width, fit, fit_end, paragraph, render_table};

use super::Outcome;

/// The picker's state. The objects stand in the library, where more may come in while it is open.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::screens::editor) struct Picker {
    kind: Kind,
    several: bool,
    /// What the row has.
    value: Value,
    /// The ids that are marked, in the order in which they stand or were marked.
    marked: Vec<String>,
    /// The ids that stand in the row and not in the list, as it was when the picker opened.
    strays: Vec<String>,
    filter: Input,
    /// The id of the one under the cursor.
    at: Option<String>,
    /// Whether a mark was set or taken away.
    touched: bool,
    /// The ids that stand in other rows of the same sort already.
    beside: Vec<String>,
}

/// What the filter leaves: what is listed, and what stands in the row and not in the list. Of a list of a hundred
/// thousand it is made anew at each key, so it holds places and copies nothing.
struct Found<'a> {
    strays: Vec<&'a str>,
    /// Whether the strays stand before what is listed. Where something is typed, a name that holds it comes before them.
    strays_first: bool,
    /// Places among the rows, in their order.
    listed: Vec<usize>,
    rows: &'a Rows,
}

impl<'a> Found<'a> {
    fn len(&self) -> usize {
        self.strays.len() + self.listed.len()
    }

    /// The object at a place; none where its id stands in the row and not in the list.
    fn record(&self, place: usize) -> Option<&'a Arc<Record>> {
        self.rows.at(*self.listed.get(place.checked_sub(self.before_listed())?)?)
    }

    fn before_listed(&self) -> usize {
        if self.strays_first { self.strays.len() } else { 0 }
    }

    fn before_strays(&self) -> usize {
        if self.strays_first { 0 } else { self.listed.len() }
    }

    fn id(&self, place: usize) -> Option<&'a str> {
        let stray = place.checked_sub(self.before_strays()).and_then(|place| self.strays.get(place)).copied();
        stray.or_else(|| self.record(place).map(|record| record.id.as_str()))
    }

    fn place(&self, id: &str) -> Option<usize> {
        let stray = || Some(self.before_strays() + self.strays.iter().position(|stray| *stray == id)?);
        let listed = || Some(self.before_listed() + self.listed.binary_search(&self.rows.index(id)?).ok()?);
        stray().or_else(listed)
    }
}

/// The most columns and rows that it takes.
const LARGEST: (u16, u16) = (90, 24);

impl Picker {
    /// Opens on the objects of a kind, of which the row has these.
    pub(super) fn new(kind: Kind, several: bool, value: Option<&Value>, library: &Library) -> Picker {
        let ids: Vec<&str> = match value {
            Some(Value::Array(elements)) if several => elements.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(id)) if !several => vec![id],
            _ => Vec::new(),
        };
        // A template's placeholder is nobody's id: whatever is picked takes its place.
        let ids: Vec<String> =
            ids.into_iter().filter(|id| !id.is_empty() && !is_placeholder(id)).map(str::to_owned).collect();
        let is_stray = |id: &&String| library.shelf(kind).get(&ObjectId::from(id.as_str())).is_none();
        Picker {
            kind,
            several,
            value: value.cloned().unwrap_or_default(),
            strays: ids.iter().filter(is_stray).cloned().collect(),
            at: ids.first().cloned(),
            marked: ids,
            filter: Input::default(),
            touched: false,
            beside: Vec::new(),
        }
    }

    /// The same, where these stand in other rows already.
    pub(super) fn beside(self, beside: Vec<String>) -> Picker {
        Picker { beside, ..self }
    }

    fn found<'a>(&'a self, shelf: &'a Shelf) -> Found<'a> {
        let filter = Filter::parse(self.kind, self.filter.text());
        let rows = shelf.rows();
        let strays = self.strays.iter().map(String::as_str).filter(|id| rows.get(id).is_none());
        Found {
            strays: strays.filter(|id| id.contains(self.filter.text())).collect(),
            strays_first: self.filter.is_empty(),
            listed: (0..shelf.len()).filter(|place| rows.keeps(&filter, *place)).collect(),
            rows,
        }
    }

    fn view(&self, found: &Found<'_>) -> Viewport {
        let place = self.at.as_ref().and_then(|id| found.place(id));
        Viewport { selected: place.unwrap_or(0), offset: 0 }
    }

    pub(super) fn act(&mut self, action: Action, library: &Library) -> Outcome {
        if action == Action::Delete {
            self.filter.delete();
            self.filtered();
            return Outcome::Stay;
        }
        let found = self.found(library.shelf(self.kind));
        let mut view = self.view(&found);
        if action == Action::Open {
            if found.len() == 0
                && let Some(id) = self.typed_id(library.shelf(self.kind)).map(str::to_owned)
            {
                self.marked.push(id.clone());
                return self.take(Some(&id));
            }
            return self.take(found.id(view.selected));
        }
        move_cursor(&mut view, action, found.len(), PAGE);
        if let Some(id) = found.id(view.selected).map(str::to_owned) {
            self.at = Some(id);
        }
        Outcome::Stay
    }

    /// The id that is typed where a name is searched, if it may be that of one that is not listed.
    fn typed_id(&self, shelf: &Shelf) -> Option<&str> {
        let typed = self.filter.text().trim();
        let is_id = typed.contains(':') && !typed.contains(char::is_whitespace);
        // What still comes may be the one that bears it as a name.
        let may_come = matches!(shelf.load, Load::Running) && Kind::spoken_of(typed).is_none();
        (is_id && !may_come && loading(shelf).is_some()).then_some(typed)
    }

    /// What is picked: the one under the cursor, or all that are marked. Where none is marked, the one under the cursor
    /// is meant there, too.
    fn take(&self, under_cursor: Option<&str>) -> Outcome {
        if !self.several {
            return under_cursor.map_or(Outcome::Stay, |id| Outcome::Take(Value::from(id)));
        }
        let marked: Vec<&str> = match under_cursor {
            Some(id) if self.marked.is_empty() && !self.touched => vec![id],
            _ => self.marked.iter().map(String::as_str).collect(),
        };
        let stays = |element: &&Value| element.as_str().is_none_or(|id| marked.contains(&id));
        let mut ids: Vec<Value> = self.value.as_array().into_iter().flatten().filter(stays).cloned().collect();
        let added: Vec<Value> = marked.iter().map(|id| Value::from(*id)).filter(|id| !ids.contains(id)).collect();
        ids.extend(added);
        Outcome::Take(Value::from(ids))
    }

    /// Types in the filter. Where several can be picked, a blank marks the one under the cursor.
    pub(super) fn type_stroke(&mut self, stroke: Stroke, library: &Library) {
        match stroke.typed() {
            Some(' ') if self.several => return self.mark(library),
            Some(letter) => self.filter.insert(letter),
            None => _ = self.filter.edit(stroke),
        }
        self.filtered();
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.filtered();
    }

    /// The cursor goes to the first that is found; where nothing is typed, to the first that the row has.
    fn filtered(&mut self) {
        self.at = self.marked.first().filter(|_| self.filter.is_empty()).cloned();
    }

    fn mark(&mut self, library: &Library) {
        let found = self.found(library.shelf(self.kind));
        let place = self.view(&found).selected;
        let Some(id) = found.id(place).map(str::to_owned) else { return };
        let next = found.id(place + 1).map_or_else(|| id.clone(), str::to_owned);
        self.touched = true;
        match self.marked.iter().position(|marked| *marked == id) {
            Some(place) => _ = self.marked.remove(place),
            None => self.marked.push(id),
        }
        self.at = Some(next);
    }

    pub(super) fn draw(
        &self,
        around: &Surroundings,
        library: &Library,
        area: Rect,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let theme = &around.theme;
        let shelf = library.shelf(self.kind);
        let panel = centred(area, LARGEST.0, LARGEST.1);
        let entry = self.kind.entry();
        let title = if self.several { entry.title.to_owned() } else { format!("Choose a {}", entry.noun) };
        let inner = frame(panel, buf, theme, &title, false);
        let [line, list, foot] =
            Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)]).areas(inner);
        let cursor = self.filter.render(line, buf, theme, "filter: ");
        let found = self.found(shelf);
        let loading = loading(shelf);
        let keys = if self.several { "space marks · enter takes" } else { "enter takes" };
        let count = if self.several { format!("{} marked · ", self.marked.len()) } else { String::new() };
        let said = match &loading {
            Some(said) => format!("{said} · {count}{keys}"),
            None => format!("{count}{keys}"),
        };
        buf.set_stringn(foot.x, foot.y, fit(&said, foot.width), usize::from(foot.width), theme.dim);
        if found.len() == 0 {
            let nouns = entry.title.to_lowercase();
            let mut text = match (&loading, shelf.is_empty()) {
                (Some(_), true) => String::new(),
                (None, true) => format!("There are no {nouns} here."),
                (_, false) => format!("None of the {} {nouns} match the filter.", shelf.len()),
            };
            if self.typed_id(shelf).is_some() {
                text.push_str(" The list is not whole: enter takes the id as it is typed.");
            } else if matches!(shelf.load, Load::Failed(_) | Load::Partial(_)) {
                text.push_str(" The list is not whole: what it lacks can be typed or pasted here by its id.");
            }
            let text = text.trim_start();
            paragraph(list, buf, theme.dim, text);
            return cursor;
        }
        let mut columns = vec![Column::new("Name", Width::Fill, Align::Left)];
        if !entry.statuses.is_empty() {
            columns.push(Column::new("Status", Width::Fixed(10), Align::Left));
        }
        columns.extend(self.told_of().iter().map(|field| column(*field)));
        if !self.beside.is_empty() {
            columns.push(Column::new("There", Width::Fixed(7), Align::Left));
        }
        let (ids, ids_from) = if self.told_of().is_empty() { (IDS, 60) } else { (SHORT_IDS, 80) };
        columns.push(Column { hide_below: ids_from, ..Column::new("Id", Width::Fixed(ids), Align::Left) });
        let ids = (list.width >= ids_from).then_some(ids);
        let view = self.view(&found);
        render_table(list, buf, theme, &columns, &view, found.len(), |place| {
            let Some(id) = found.id(place) else { return Row::default() };
            let mut cells = match found.record(place) {
                Some(record) => self.cells(record, around),
                None => self.stray_cells(id, ids.is_some(), library, theme),
            };
            if !self.beside.is_empty() {
                let is_there = self.beside.iter().any(|beside| beside == id);
                cells.push(Cell::new(if is_there { "already" } else { "" }, theme.dim));
            }
            // Ids begin alike and differ at their ends.
            cells.push(Cell::new(fit_end(id, ids.unwrap_or(0)).into_owned(), theme.dim));
            Row { marked: self.marked.iter().any(|marked| marked == id), ..Row::new(cells) }
        });
        cursor
    }

    /// What is to be known of one before it is chosen.
    fn told_of(&self) -> Vec<Field> {
        let tell = |field: &&Field| matches!(field, Field::ComponentType | Field::Channel | Field::FilterType);
        self.kind.entry().columns.iter().filter(tell).copied().collect()
    }

    fn cells(&self, record: &Record, around: &Surroundings) -> Vec<Cell<'static>> {
        let theme = &around.theme;
        let mut cells = vec![match record.product.remark() {
            Some(_) => Cell::new(marked_title(record), theme.dim),
            None => Cell::from(record.title().to_owned()),
        }];
        cells.extend((!self.kind.entry().statuses.is_empty()).then(|| status(record, theme)));
        cells.extend(self.told_of().iter().map(|field| fact(*field, record.fact(*field), around)));
        cells
    }

    /// Of what stands in the row and not in the list: in place of a name why it is not there.
    fn stray_cells(&self, id: &str, has_id: bool, library: &Library, theme: &Theme) -> Vec<Cell<'static>> {
        let is_of = |entry: &&KindEntry| library.shelf(entry.kind).get(&ObjectId::from(id)).is_some();
        let why = match (KINDS.iter().find(is_of), &library.shelf(self.kind).load) {
            (Some(entry), _) => format!("another kind: {}", entry.noun),
            (None, Load::Complete | Load::Stale(_)) => NOWHERE.to_owned(),
            (None, Load::NotAsked | Load::Running) => "not read yet".to_owned(),
            (None, Load::Failed(_) | Load::Partial(_)) => "not read".to_owned(),
        };
        let why = if has_id { why } else { format!("{why}: {id}") };
        let mut cells = vec![Cell::new(why, theme.warn)];
        cells.extend((!self.kind.entry().statuses.is_empty()).then(Cell::default));
        cells.extend(self.told_of().iter().map(|_| Cell::default()));
        cells
    }
}

/// The columns that ids take, and those that they take where more is told.
const IDS: u16 = 36;
const SHORT_IDS: u16 = 24;

/// How many rows a page key moves.
const PAGE: usize = 10;

/// What keeps the list from being whole.
fn loading(shelf: &Shelf) -> Option<String> {
    match &shelf.load {
        Load::NotAsked | Load::Running => Some(format!("reading … {} so far", shelf.loaded())),
        Load::Failed(error) => Some(format!("! not read: {}", error.headline())),
        Load::Partial(reason) => Some(format!("! not read whole: {reason}")),
        Load::Complete | Load::Stale(_) => None,
    }
}
