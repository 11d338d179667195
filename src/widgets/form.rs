//! A form: labelled fields below each other, one of which has the focus.

#[cfg(test)]
mod tests;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::keys::Stroke;
use crate::secret::Secret;

use super::{
    input::Input,
    masked::Masked,
    paint,
    text::{clean, pad, width, wrap},
    theme::Theme,
};

/// The columns left of the labels, where the field with the focus is marked.
const GUTTER: u16 = 2;

/// The blanks between a label and its value.
const GAP: u16 = 2;

/// Below this width sentences stand below the labels, not beside them.
const NARROW: u16 = 50;

/// What is filled in.
#[derive(Clone, Debug, PartialEq)]
enum Entry {
    /// A line of text.
    Line(Input),
    /// A line of text that nobody may see.
    Masked(Masked),
    /// One of these words.
    Choice { options: Vec<&'static str>, chosen: usize },
}

/// A field of a form, found by its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<Id> {
    id: Id,
    label: &'static str,
    entry: Entry,
    /// What stands in a line while it is blank.
    blank: &'static str,
    hint: &'static str,
    problem: Option<String>,
    shown: bool,
}

impl<Id> Field<Id> {
    fn new(id: Id, label: &'static str, entry: Entry) -> Self {
        Field { id, label, entry, blank: "", hint: "", problem: None, shown: true }
    }

    /// A line of text.
    #[must_use]
    pub fn line(id: Id, label: &'static str) -> Self {
        Field::new(id, label, Entry::Line(Input::default()))
    }

    /// A line of text that nobody may see.
    #[must_use]
    pub fn masked(id: Id, label: &'static str) -> Self {
        Field::new(id, label, Entry::Masked(Masked::default()))
    }

    /// A choice of one word, at first the first.
    #[must_use]
    pub fn choice(id: Id, label: &'static str, options: Vec<&'static str>) -> Self {
        Field::new(id, label, Entry::Choice { options, chosen: 0 })
    }

    /// The field with a text that helps while it has the focus.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Field { hint, ..self }
    }

    /// The field with a text that stands in it while it is blank.
    #[must_use]
    pub fn blank(self, blank: &'static str) -> Self {
        Field { blank, ..self }
    }
}

/// A form's state. Without a focus, the keys are for what stands below the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Form<Id> {
    fields: Vec<Field<Id>>,
    focus: Option<Id>,
}

/// What a row of the screen shows.
enum Row<'a, Id> {
    Field(&'a Field<Id>),
    Hint(String),
    Problem(String),
}

impl<Id: Copy + PartialEq> Form<Id> {
    /// A form of these fields, the focus on the first.
    #[must_use]
    pub fn new(fields: Vec<Field<Id>>) -> Self {
        let focus = fields.first().map(|field| field.id);
        Form { fields, focus }
    }

    fn field(&self, id: Id) -> Option<&Field<Id>> {
        self.fields.iter().find(|field| field.id == id)
    }

    fn field_mut(&mut self, id: Id) -> Option<&mut Field<Id>> {
        self.fields.iter_mut().find(|field| field.id == id)
    }

    fn shown(&self) -> impl DoubleEndedIterator<Item = &Field<Id>> {
        self.fields.iter().filter(|field| field.shown)
    }

    /// The field with the focus.
    #[must_use]
    pub fn focus(&self) -> Option<Id> {
        self.focus
    }

    /// Gives the focus to this field, or takes it from all.
    pub fn set_focus(&mut self, focus: Option<Id>) {
        self.focus = focus;
    }

    /// The focus goes to the next field; from the last to none, and from none to the first.
    pub fn next(&mut self) {
        self.focus = following(self.shown().map(|field| field.id), self.focus);
    }

    /// The focus goes to the field before; from the first to none, and from none to the last.
    pub fn previous(&mut self) {
        self.focus = following(self.shown().rev().map(|field| field.id), self.focus);
    }

    /// Whether the focus is on the first field.
    #[must_use]
    pub fn is_at_start(&self) -> bool {
        self.focus.is_some() && self.focus == self.shown().next().map(|field| field.id)
    }

    /// The text of a line, without the blanks around it.
    #[must_use]
    pub fn text(&self, id: Id) -> &str {
        match self.field(id).map(|field| &field.entry) {
            Some(Entry::Line(input)) => input.text().trim(),
            _ => "",
        }
    }

    /// Puts a text into a line.
    pub fn set_text(&mut self, id: Id, text: &str) {
        if let Some(Field { entry: Entry::Line(input), problem, .. }) = self.field_mut(id) {
            *input = Input::new(text);
            *problem = None;
        }
    }

    /// The text of a masked line.
    #[must_use]
    pub fn secret(&self, id: Id) -> Secret {
        match self.field(id).map(|field| &field.entry) {
            Some(Entry::Masked(masked)) => masked.secret(),
            _ => Secret::from(""),
        }
    }

    /// Puts a text into a masked line.
    pub fn set_secret(&mut self, id: Id, secret: Secret) {
        if let Some(Field { entry: Entry::Masked(masked), problem, .. }) = self.field_mut(id) {
            masked.set(secret);
            *problem = None;
        }
    }

    /// The place of the chosen word.
    #[must_use]
    pub fn chosen(&self, id: Id) -> usize {
        match self.field(id).map(|field| &field.entry) {
            Some(Entry::Choice { chosen, .. }) => *chosen,
            _ => 0,
        }
    }

    /// Chooses the word at this place.
    pub fn choose(&mut self, id: Id, place: usize) {
        if let Some(Field { entry: Entry::Choice { chosen, options }, .. }) = self.field_mut(id) {
            *chosen = place.min(options.len().saturating_sub(1));
        }
    }

    /// Shows a field or leaves it out. What it holds is kept.
    pub fn show(&mut self, id: Id, shown: bool) {
        if let Some(field) = self.field_mut(id) {
            field.shown = shown;
        }
    }

    /// Changes what helps at a field.
    pub fn set_hint(&mut self, id: Id, hint: &'static str) {
        if let Some(field) = self.field_mut(id) {
            field.hint = hint;
        }
    }

    /// Says at a field what is wrong with it. The next change of the field takes it back.
    pub fn complain(&mut self, id: Id, problem: impl Into<String>) {
        if let Some(field) = self.field_mut(id) {
            field.problem = Some(problem.into());
        }
    }

    /// Takes back what was said to be wrong.
    pub fn clear_problems(&mut self) {
        self.fields.iter_mut().for_each(|field| field.problem = None);
    }

    /// Types or pastes a text into the field with the focus; a blank changes a choice. False if it changes nothing.
    pub fn type_text(&mut self, text: &str) -> bool {
        let mut fits = true;
        let changed = self.change(|entry| match entry {
            Entry::Line(input) => {
                input.paste(text);
                true
            }
            Entry::Masked(masked) => {
                fits = masked.paste(text);
                fits
            }
            Entry::Choice { .. } => text == " " && step(entry, 1),
        });
        if let (false, Some(id)) = (fits, self.focus) {
            self.complain(id, "It is too long for a secret: nothing was taken.");
        }
        changed
    }

    /// Takes a stroke that types nothing in. False if it changes nothing.
    pub fn edit(&mut self, stroke: Stroke) -> bool {
        self.change(|entry| match entry {
            Entry::Line(input) => {
                let before = input.text().len();
                input.edit(stroke) && input.text().len() != before
            }
            Entry::Masked(masked) => masked.edit(stroke),
            Entry::Choice { .. } => false,
        })
    }

    /// To the right: the next word of a choice, the next letter of a line. False if it changes nothing.
    pub fn right(&mut self) -> bool {
        self.change(|entry| match entry {
            Entry::Line(input) => {
                input.right();
                false
            }
            Entry::Masked(_) => false,
            Entry::Choice { .. } => step(entry, 1),
        })
    }

    /// To the left, likewise.
    pub fn left(&mut self) -> bool {
        self.change(|entry| match entry {
            Entry::Line(input) => {
                input.left();
                false
            }
            Entry::Masked(_) => false,
            Entry::Choice { options, .. } => {
                let back = options.len().saturating_sub(1);
                step(entry, back)
            }
        })
    }

    fn change(&mut self, change: impl FnOnce(&mut Entry) -> bool) -> bool {
        let Some(field) = self.focus.and_then(|id| self.field_mut(id)) else { return false };
        let changed = change(&mut field.entry);
        if changed {
            field.problem = None;
        }
        changed
    }

    /// The columns from the left edge to the values. Hidden fields count, so that nothing moves when one is shown.
    fn values_at(&self, columns: u16) -> u16 {
        let longest = self.fields.iter().map(|field| width(&clean(field.label))).max().unwrap_or(0);
        // The labels never take more than half.
        let labels = u16::try_from(longest).unwrap_or(u16::MAX).min(columns / 2);
        GUTTER.saturating_add(labels).saturating_add(GAP)
    }

    /// The columns from the left edge to what is said about a field: below its value, or below its label where the room
    /// beside the labels is too narrow for sentences.
    fn notes_at(&self, columns: u16) -> u16 {
        if columns < NARROW { GUTTER + GAP } else { self.values_at(columns) }
    }

    fn rows(&self, width: u16) -> Vec<Row<'_, Id>> {
        // A column is left to the scrollbar.
        let room = width.saturating_sub(self.notes_at(width)).saturating_sub(1).max(1);
        let mut rows = Vec::new();
        for field in self.shown() {
            rows.push(Row::Field(field));
            if let Some(problem) = &field.problem {
                rows.extend(wrap(&format!("✗ {problem}"), room).into_iter().map(Row::Problem));
            }
            if self.focus == Some(field.id) && !field.hint.is_empty() {
                rows.extend(wrap(field.hint, room).into_iter().map(Row::Hint));
            }
        }
        rows
    }

    /// The first row shown: the field with the focus stands in the middle, as far as the ends allow.
    fn offset(&self, rows: &[Row<'_, Id>], height: usize) -> usize {
        let at = |row: &Row<'_, Id>| matches!(row, Row::Field(field) if Some(field.id) == self.focus);
        let focused = rows.iter().position(at).unwrap_or(0);
        focused.saturating_sub(height / 2).min(rows.len().saturating_sub(height))
    }

    /// Draws the form; returns where the terminal's cursor goes, if a line has the focus.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        let rows = self.rows(area.width);
        let offset = self.offset(&rows, usize::from(area.height));
        let (values_at, notes_at) = (self.values_at(area.width), self.notes_at(area.width));
        let area = paint::scrollbar(area, buf, theme, offset, rows.len());
        let mut cursor = None;
        for (line, row) in area.rows().zip(rows.iter().skip(offset)) {
            let from = |columns: u16| {
                let columns = columns.min(line.width);
                Rect { x: line.x + columns, width: line.width - columns, ..line }
            };
            match row {
                Row::Field(field) => {
                    let label_room = values_at.saturating_sub(GUTTER + GAP);
                    let focused = self.focus == Some(field.id);
                    let (mark, style) = if focused { ("▸ ", theme.accent) } else { ("  ", theme.dim) };
                    let label = format!("{mark}{}", pad(&clean(field.label), label_room));
                    paint::text(line, buf, &label, style);
                    cursor = draw_value(field, focused, from(values_at), buf, theme).or(cursor);
                }
                Row::Hint(text) => paint::text(from(notes_at), buf, text, theme.dim),
                Row::Problem(text) => paint::text(from(notes_at), buf, text, theme.bad),
            }
        }
        cursor
    }
}

/// What follows this one; the first where there is none, and none after the last.
fn following<Id: PartialEq>(mut ids: impl Iterator<Item = Id>, of: Option<Id>) -> Option<Id> {
    match of {
        None => ids.next(),
        Some(id) => ids.skip_while(|other| *other != id).nth(1),
    }
}

/// Steps a choice on by so many words, around the end.
fn step(entry: &mut Entry, by: usize) -> bool {
    let Entry::Choice { options, chosen } = entry else { return false };
    *chosen = (*chosen + by) % options.len().max(1);
    true
}

/// Draws what is filled in; returns where the terminal's cursor goes if it is typed here.
fn draw_value<Id>(field: &Field<Id>, focused: bool, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
    match &field.entry {
        Entry::Line(input) if focused => return input.render(area, buf, theme, ""),
        Entry::Masked(masked) if focused => return masked.render(area, buf, theme, ""),
        Entry::Line(input) if input.is_empty() => paint::text(area, buf, field.blank, theme.dim),
        Entry::Line(input) => paint::text(area, buf, input.text(), theme.base),
        Entry::Masked(masked) if masked.secret().is_empty() => paint::text(area, buf, field.blank, theme.dim),
        Entry::Masked(masked) => _ = masked.render(area, buf, theme, ""),
        Entry::Choice { options, chosen } => {
            let word = options.get(*chosen).copied().unwrap_or_default();
            let style = if focused { theme.selected } else { theme.base };
            paint::text(area, buf, &format!("‹ {word} ›"), style);
        }
    }
    None
}
