//! What opens over a form's rows: a list of words, a calendar, a picker over the objects that are loaded, a name.

mod calendar;
mod choice;
mod naming;
mod picker;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::Value;

use crate::domain::{Addition, Details, Entry, FormRow, Kind, Named, Own, Placement};
use crate::keys::{Action, Stroke};
use crate::screens::Surroundings;
use crate::screens::library::Library;

use super::Aids;
use super::form::Form;
use calendar::Calendar;
use choice::Choice;
use naming::Naming;
use picker::Picker;

/// What is open.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Popup {
    /// A list of words.
    Choice(Choice),
    /// A calendar.
    Calendar(Calendar),
    /// A picker over objects.
    Picker(Picker),
    /// A name to type.
    Naming(Naming),
}

/// What becomes of it after a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// It stays open.
    Stay,
    /// It closes.
    Close,
    /// It closes, and the row gets this value.
    Take(Value),
}

impl Popup {
    /// What the row has to choose from.
    pub(super) fn open(form: &Form, row: &FormRow, aids: &Aids<'_>) -> Option<Popup> {
        let value = form.body.pointer(&row.pointer);
        let text = value.and_then(Value::as_str);
        let title = row.label.as_str();
        match &row.entry {
            Entry::Word(words) => {
                let all = words.all(form.kind, form.generation);
                Some(Popup::Choice(Choice::new(title, *words, all, text, None)))
            }
            Entry::Part(words, placement) => {
                let known = placement.as_deref().and_then(|id| placement_of(aids.library, id));
                let (all, note) = match &known {
                    Some(known) => (words.taken_by(form.kind, form.generation, known), "what its placement takes"),
                    None => (words.all(form.kind, form.generation), "what its placement takes is not known here"),
                };
                Some(Popup::Choice(Choice::new(title, *words, all, text, Some(note))))
            }
            Entry::Add(Addition::Attribute) => Some(Popup::Naming(Naming::default())),
            Entry::Date => Some(Popup::Calendar(Calendar::new(title, text, aids.now))),
            entry => {
                let kind = entry.names()?;
                let several = matches!(entry, Entry::Many(_));
                Some(Popup::Picker(Picker::new(kind, several, value, aids.library).beside(form.placements_beside(row))))
            }
        }
    }

    /// Makes of an action what it makes of it.
    pub(super) fn act(&mut self, action: Action, aids: &Aids<'_>) -> Outcome {
        match (action, self) {
            (Action::Back, _) => Outcome::Close,
            (_, Popup::Choice(choice)) => choice.act(action),
            (_, Popup::Calendar(calendar)) => calendar.act(action),
            (_, Popup::Picker(picker)) => picker.act(action, aids.library),
            (_, Popup::Naming(naming)) => naming.act(action),
        }
    }

    /// Takes a stroke in that means nothing of its own.
    pub(super) fn type_stroke(&mut self, stroke: Stroke, aids: &Aids<'_>) {
        match self {
            Popup::Choice(choice) => choice.type_stroke(stroke),
            Popup::Calendar(calendar) => calendar.type_stroke(stroke, aids.now),
            Popup::Picker(picker) => picker.type_stroke(stroke, aids.library),
            Popup::Naming(naming) => naming.type_stroke(stroke),
        }
    }

    /// Takes a paste in.
    pub(super) fn paste(&mut self, text: &str) {
        match self {
            Popup::Picker(picker) => picker.paste(text),
            Popup::Naming(naming) => naming.paste(text),
            Popup::Calendar(calendar) => calendar.paste(text),
            Popup::Choice(_) => {}
        }
    }

    /// Draws it over the rows, whose values begin at a column; returns where the terminal's cursor goes.
    pub(super) fn draw(
        &self,
        around: &Surroundings,
        library: &Library,
        (area, values_at): (Rect, u16),
        buf: &mut Buffer,
    ) -> Option<Position> {
        match self {
            Popup::Choice(choice) => {
                choice.draw(around, (area, values_at), buf);
                None
            }
            Popup::Calendar(calendar) => calendar.draw(around, area, buf),
            Popup::Picker(picker) => picker.draw(around, library, area, buf),
            Popup::Naming(naming) => naming.draw(around, area, buf),
        }
    }
}

/// What is known of the placement with this id.
pub(super) fn placement_of(library: &Library, id: &str) -> Option<Placement> {
    let Named::Here(record) = library.catalogue().named(Kind::Placement, id) else { return None };
    match Details::of(record).own {
        Own::Placement(placement) => Some(placement),
        _ => None,
    }
}
