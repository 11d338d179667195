//! How the form looks: a line a row, and what is to be known of the row that has the keys.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use serde_json::Value;

use crate::domain::{
    ComponentType, DateText, Entry, Finding, FormRow, Kind, Named, Severity, Words, is_placeholder, rows_of,
    told_in_zones,
};
use crate::screens::Surroundings;
use crate::screens::columns::severity_style;
use crate::screens::library::Library;
use crate::screens::names::{NOWHERE, remark};
use crate::widgets::dialog::frame;
use crate::widgets::{clean, fit, fit_end, width};

use super::form::{Field, Form, Typing};
use super::popup::placement_of;

/// What a row shows: its value, and what is to be known of it beside.
struct Shown {
    value: String,
    /// Whether it is what belongs there.
    sound: bool,
    aside: String,
}

impl Shown {
    fn new(value: impl Into<String>) -> Shown {
        Shown { value: value.into(), sound: true, aside: String::new() }
    }

    fn odd(value: &Value, why: &str) -> Shown {
        Shown { value: value.to_string(), sound: false, aside: why.to_owned() }
    }

    fn aside(self, aside: impl Into<String>) -> Shown {
        Shown { aside: aside.into(), ..self }
    }
}

/// A finding with the place of the row in which it stands.
pub(super) type Found<'a> = (Option<usize>, &'a Finding);

/// The columns before the labels: the mark of the row that has the keys, and of what is found wrong.
const GUTTER: u16 = 4;
/// The blanks between a label and its value.
const GAP: u16 = 2;
/// What one level deeper is indented by.
const INDENT: usize = 2;
/// What is said of what should be a number.
const WHOLE: &str = "a whole number is wanted";
/// What stands where there is no value.
const NONE: &str = "–";

impl Form {
    /// Draws the rows; returns where the terminal's cursor goes.
    pub(super) fn draw(
        &self,
        (around, library): (&Surroundings, &Library),
        found: &[Found<'_>],
        area: Rect,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        let theme = &around.theme;
        let height = usize::from(area.height);
        // The row that has the keys stands in the middle, as far as the ends allow.
        let offset = self.focus.saturating_sub(height / 2).min(self.rows.len().saturating_sub(height));
        let mut worst: HashMap<usize, Severity> = HashMap::new();
        for (place, finding) in found.iter().filter_map(|(place, finding)| Some(((*place)?, finding))) {
            let worst = worst.entry(place).or_insert(finding.severity);
            *worst = finding.severity.min(*worst);
        }
        let values_at = self.values_at(area.width);
        let mut cursor = None;
        for (line, (place, row)) in area.rows().zip(self.rows.iter().enumerate().skip(offset)) {
            let focused = place == self.focus;
            let worst = worst.get(&place).copied();
            put(line, 0, buf, if focused { "▸ " } else { "  " }, theme.accent);
            if let Some(severity) = worst {
                put(line, 2, buf, severity.sign().encode_utf8(&mut [0; 4]), severity_style(severity, theme));
            }
            let label = format!("{}{}", " ".repeat(row.depth * INDENT), clean(&row.label));
            let style = match row.entry {
                _ if focused => theme.accent,
                Entry::Add(_) => theme.key,
                Entry::List | Entry::Element => theme.heading,
                _ => theme.dim,
            };
            let room = if matches!(row.entry, Entry::Add(_) | Entry::Element) { line.width } else { values_at - GAP };
            put(line, GUTTER, buf, &fit(&label, room.saturating_sub(GUTTER)), style);
            let value_area = from(line, values_at);
            if let (true, Some(Field::Line(input))) = (focused, self.typing.as_ref().map(Typing::field)) {
                cursor = input.render(value_area, buf, theme, "");
                if self.typed_unfit().is_some() {
                    let typed = u16::try_from(width(input.text())).unwrap_or(u16::MAX);
                    let aside_at = values_at.saturating_add(typed).saturating_add(GAP);
                    put(line, aside_at, buf, WHOLE, theme.dim);
                }
                continue;
            }
            let shown = self.shown(row, around, library);
            if focused && self.text_to_type(row).is_some() {
                let end = u16::try_from(width(&clean(&shown.value))).unwrap_or(u16::MAX);
                let column = if self.body.pointer(&row.pointer).is_some() { end } else { 0 };
                let column = column.min(value_area.width.saturating_sub(1));
                cursor = (!value_area.is_empty()).then_some(Position::new(value_area.x + column, value_area.y));
            }
            let style = if shown.sound { theme.base } else { theme.warn };
            let value = clean(&shown.value);
            put(line, values_at, buf, &fit(&value, value_area.width), style);
            let end = values_at.saturating_add(u16::try_from(width(&value)).unwrap_or(u16::MAX));
            let aside_at = if value.is_empty() { values_at } else { end.saturating_add(GAP) };
            // Ids begin alike and differ at their ends.
            let is_id = shown.sound && matches!(row.entry, Entry::One(_) | Entry::Rule(_));
            let cut = if is_id { fit_end } else { fit };
            put(line, aside_at, buf, &cut(&clean(&shown.aside), from(line, aside_at).width), theme.dim);
        }
        cursor
    }

    /// Draws what is open over the rows, if something is; returns where the terminal's cursor goes then.
    pub(super) fn draw_open(
        &self,
        (around, library): (&Surroundings, &Library),
        area: Rect,
        buf: &mut Buffer,
    ) -> Option<Option<Position>> {
        if let Some(popup) = &self.popup {
            // What is chosen stands in the place of the value, beside the label to which it belongs.
            let values = from(area, self.values_at(area.width) + 1);
            return Some(popup.draw(around, library, (area, values.x), buf));
        }
        let Field::Text(text) = self.typing.as_ref()?.field() else { return None };
        let theme = &around.theme;
        let title = self.row().map_or("", |row| row.label.as_str());
        let inner = frame(area, buf, theme, title, false);
        let [lines, foot] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(inner);
        put(foot, 0, buf, &fit("esc closes it; all that is typed is kept", foot.width), theme.dim);
        Some(text.render(lines, buf, theme, None, true))
    }

    /// Whether something is open over the rows.
    pub(super) fn has_open(&self) -> bool {
        self.popup.is_some() || self.has_text_open()
    }

    /// The columns from the left edge to the values; the labels never take more than half.
    fn values_at(&self, columns: u16) -> u16 {
        let labels = self.rows.iter().filter(|row| !matches!(row.entry, Entry::Add(_) | Entry::Element));
        let longest = labels.map(|row| row.depth * INDENT + width(&clean(&row.label))).max().unwrap_or(0);
        GUTTER + GAP + u16::try_from(longest).unwrap_or(u16::MAX).min(columns / 2)
    }

    /// What is to be known of the row that has the keys and may have found no room in its line.
    pub(super) fn told(&self, around: &Surroundings, library: &Library, columns: u16) -> Option<String> {
        let row = self.row().filter(|_| !self.has_open())?;
        let shown = self.shown(row, around, library);
        let room = usize::from(columns.saturating_sub(self.values_at(columns)));
        let fits = width(&clean(&shown.value)) + usize::from(GAP) + width(&clean(&shown.aside)) <= room;
        (!fits && !shown.aside.is_empty()).then_some(shown.aside)
    }

    /// The findings, each with the place of its row, where it has one.
    pub(super) fn placed<'a>(&self, findings: &'a [Finding]) -> Vec<Found<'a>> {
        let places = rows_of(&self.rows, findings.iter().map(|finding| finding.pointer.as_str()));
        places.into_iter().zip(findings).collect()
    }

    /// What is found wrong at the row that has the keys, and what is found wrong with no row of its own.
    pub(super) fn messages(&self, found: &[Found<'_>]) -> Vec<(Severity, String)> {
        let here = found.iter().filter(|(place, _)| place.is_none_or(|place| place == self.focus));
        here.map(|(_, finding)| (finding.severity, finding.message.clone())).collect()
    }

    fn shown(&self, row: &FormRow, around: &Surroundings, library: &Library) -> Shown {
        if matches!(row.entry, Entry::Add(_)) {
            return Shown::new("");
        }
        if let Some(text) = self.unfit_in(row) {
            return Shown { sound: false, ..Shown::new(text).aside(WHOLE) };
        }
        let Some(value) = self.body.pointer(&row.pointer) else { return self.shown_absent(row) };
        match (&row.entry, value) {
            (Entry::Nothing, value) => Shown::new(plain(value)).aside("it has no use here; enter shows it in the JSON"),
            (Entry::List, Value::Array(elements)) if elements.is_empty() => Shown::new("none"),
            (Entry::List, Value::Array(elements)) => Shown::new(elements.len().to_string()),
            (Entry::List, Value::Object(_)) | (Entry::Element, Value::Object(_)) => Shown::new(""),
            (Entry::List, value) => Shown::odd(value, "not a list"),
            (Entry::Element, value) => Shown::odd(value, "not an object"),
            (Entry::One(_) | Entry::Rule(_), Value::String(id)) if id.is_empty() => Shown::new(NONE),
            (Entry::Text | Entry::LongText, Value::String(text)) if text.is_empty() => Shown::new("").aside("empty"),
            (Entry::Text | Entry::LongText, Value::String(text)) => match text.lines().count() {
                0 | 1 => Shown::new(text),
                lines => Shown::new(text.replace('\n', " ⏎ ")).aside(format!("{lines} lines; enter opens it")),
            },
            (Entry::Number, Value::Number(number)) if number.is_i64() || number.is_u64() => {
                Shown::new(number.to_string())
            }
            (Entry::Number, value) => Shown::odd(value, WHOLE),
            (Entry::Switch, Value::Bool(on)) => Shown::new(if *on { "yes" } else { "no" }),
            (Entry::Switch, value) => Shown::odd(value, "neither yes nor no"),
            (Entry::Date, Value::String(text)) if DateText::read(text).is_some_and(|date| !date.has_zone()) => {
                Shown { sound: false, ..Shown::new(text).aside("no zone: enter opens the calendar, which reads UTC") }
            }
            (Entry::Date, Value::String(text)) => match told_in_zones(text, &around.zone).as_deref() {
                Some([first, others @ ..]) => Shown::new(first).aside(others.join(", ")),
                Some([]) | None => {
                    Shown { sound: false, ..Shown::new(text).aside("no date: enter opens the calendar") }
                }
            },
            (Entry::Texts, Value::Array(texts)) if texts.iter().all(Value::is_string) => {
                Shown::new(texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
            }
            (Entry::Texts, value) => Shown::odd(value, "not a list of texts"),
            (Entry::Word(words), Value::String(wire)) => Shown::new(words.shown(wire)),
            (Entry::Part(words, placement), Value::String(wire)) => {
                let shown = Shown::new(words.shown(wire));
                let placement = placement.as_deref().and_then(|id| placement_of(library, id));
                let taken = placement.and_then(|placement| placement.component_type.value().cloned());
                match taken.filter(|taken| *words == Words::ComponentType && ComponentType::from_wire(wire) != *taken) {
                    Some(taken) => shown.aside(format!("! the placement takes {taken}")),
                    None => shown,
                }
            }
            (Entry::One(kind), Value::String(id)) => shown_id(library, *kind, id),
            (Entry::Rule(_), Value::String(id)) => shown_id(library, Kind::Rule, id),
            (Entry::Many(kind), Value::Array(ids)) => shown_ids(library, *kind, ids),
            (Entry::Many(_), value) => Shown::odd(value, "not a list of ids"),
            (_, value) => Shown::odd(value, "not text"),
        }
    }

    /// Nothing is there. Where something else stands where the object around it should be, it is shown.
    fn shown_absent(&self, row: &FormRow) -> Shown {
        let mut pointer = row.pointer.as_str();
        while let Some((parent, _)) = pointer.rsplit_once('/') {
            match self.body.pointer(parent) {
                None => pointer = parent,
                Some(Value::Object(_) | Value::Array(_)) => break,
                Some(other) => return Shown::odd(other, "not an object: a value here takes its place"),
            }
        }
        Shown::new(if row.entry == Entry::List { "none" } else { NONE })
    }
}

fn shown_id(library: &Library, kind: Kind, id: &str) -> Shown {
    match library.catalogue().named(kind, id) {
        Named::Here(record) => Shown::new(record.title()).aside(id),
        _ if is_placeholder(id) => Shown { sound: false, ..Shown::new(id) },
        named => {
            let sound = !matches!(named, Named::Nowhere);
            let remark = remark(&named).map_or(String::new(), |(_, remark)| remark);
            Shown { sound, ..Shown::new(id).aside(remark) }
        }
    }
}

fn shown_ids(library: &Library, kind: Kind, ids: &[Value]) -> Shown {
    let mut sound = true;
    let catalogue = library.catalogue();
    let names = ids.iter().map(|id| match id.as_str().map(|id| (id, catalogue.named(kind, id))) {
        Some((_, Named::Here(record))) => record.title().to_owned(),
        Some((id, Named::NotRead(..))) => id.to_owned(),
        Some((id, Named::Nowhere)) if is_placeholder(id) => {
            sound = false;
            id.to_owned()
        }
        Some((id, Named::Nowhere)) => {
            sound = false;
            format!("{id} ({NOWHERE})")
        }
        None => {
            sound = false;
            id.to_string()
        }
    });
    let names: Vec<String> = names.collect();
    match names.len() {
        0 => Shown::new("none"),
        1 => Shown { sound, ..Shown::new(names.concat()) },
        len => Shown { sound, ..Shown::new(format!("{len}: {}", names.join(", "))) },
    }
}

/// A text as it is, anything else as compact JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The part of a line from a column on.
fn from(line: Rect, column: u16) -> Rect {
    let column = column.min(line.width);
    Rect { x: line.x + column, width: line.width - column, ..line }
}

fn put(line: Rect, column: u16, buf: &mut Buffer, text: &str, style: Style) {
    let area = from(line, column);
    buf.set_stringn(area.x, area.y, text, usize::from(area.width), style);
}
