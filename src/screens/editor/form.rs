//! The form over an editor's text: the same object as rows, each of which is one place in the JSON.
//!
//! The text stays the one truth. An edit of a row makes another body, which the editor writes in place of the text as
//! one step of undoing; the form is made anew from every text.

use std::cmp::Reverse;

use serde_json::{Number, Value};

use crate::domain::{Addition, Entry, FormRow, Generation, Kind, Made, form_rows, json};
use crate::keys::{Action, Stroke};
use crate::screens::{Notice, Wish};
use crate::widgets::Input;

use super::Aids;
use super::names::placement_of;
use super::popup::{Outcome, Popup};

/// What became of the text by a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reaction {
    /// Nothing.
    Still,
    /// Nothing, but this is wished.
    Wish(Vec<Wish>),
    /// The body changed.
    Changed(Step),
    /// The place at this pointer is to be shown in the JSON.
    Jump(String),
    /// The editor is to be left.
    Leave,
}

/// How a change stands among the steps that can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is one of its own.
    New,
    /// It is the last one going on: one more letter of what is typed in a row.
    Further,
    /// It takes the last one back: all that was typed in the row is gone again.
    Back,
}

/// The form's state.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    pub(super) kind: Kind,
    pub(super) generation: Generation,
    /// The body that the text says.
    pub(super) body: Value,
    pub(super) rows: Vec<FormRow>,
    /// The place of the row that has the keys.
    pub(super) focus: usize,
    pub(super) typing: Option<Typing>,
    /// What is open over the rows.
    pub(super) popup: Option<Popup>,
    made: Made,
}

/// A row in which somebody types.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typing {
    pub(super) input: Input,
    /// The body from before the first letter.
    before: (Value, Made),
    /// Whether the text has another body by now.
    stepped: bool,
}

/// How many rows a page key moves.
const PAGE: usize = 10;

/// The most bytes that are searched for the places of the rows, in all.
const SEARCHED: usize = 4_000_000;

/// The longest text that is typed in a row, in bytes.
const LONGEST: usize = 2000;

impl Form {
    /// The form of a body.
    pub(super) fn new(kind: Kind, generation: Generation, body: Value) -> Form {
        let rows = form_rows(kind, generation, &body);
        Form { kind, generation, body, rows, focus: 0, typing: None, popup: None, made: Made::new() }
    }

    /// The kinds of the objects whose ids stand in it.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.rows.iter().filter_map(|row| named_kind(&row.entry)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Takes in another body that the text says by now. Nothing that was open goes on.
    pub(super) fn read(&mut self, body: Value) {
        self.end_typing();
        self.popup = None;
        self.made.clear();
        self.body = body;
        self.renew();
    }

    /// Makes the rows anew. The focus stays on its row, where there is still such a row.
    fn renew(&mut self) {
        let old = self.row().cloned();
        self.rows = form_rows(self.kind, self.generation, &self.body);
        let same =
            |row: &FormRow| old.as_ref().is_some_and(|old| (&old.pointer, &old.label) == (&row.pointer, &row.label));
        if !self.row().is_some_and(same) {
            let place = self.rows.iter().position(same);
            self.focus = place.unwrap_or(self.focus).min(self.rows.len().saturating_sub(1));
        }
    }

    /// The row that has the keys.
    pub(super) fn row(&self) -> Option<&FormRow> {
        self.rows.get(self.focus)
    }

    /// Gives the keys to the row in which this place stands. False if there is none.
    pub(super) fn focus_on(&mut self, pointer: &str) -> bool {
        let place = row_of(&self.rows, pointer);
        self.go(place.unwrap_or(self.focus));
        place.is_some()
    }

    /// Gives the keys to the row whose place in the text is the last one up to a line and a column.
    pub(super) fn focus_near(&mut self, text: &str, at: (usize, usize)) {
        if text.len().saturating_mul(self.rows.len()) > SEARCHED {
            return;
        }
        let shown = self.rows.iter().enumerate().filter(|(_, row)| self.body.pointer(&row.pointer).is_some());
        let places = shown.filter_map(|(place, row)| Some((json::locate(text, &row.pointer)?, place)));
        // Of rows at one place the first one: the head of a list, not the row that adds to it.
        let near = places.filter(|(there, _)| *there <= at).max_by_key(|(there, place)| (*there, Reverse(*place)));
        self.go(near.map_or(0, |(_, place)| place));
    }

    fn go(&mut self, place: usize) {
        self.end_typing();
        self.focus = place.min(self.rows.len().saturating_sub(1));
    }

    fn end_typing(&mut self) {
        self.typing = None;
    }

    /// Makes of an action what the form makes of it.
    pub(super) fn act(&mut self, action: Action, aids: &Aids<'_>) -> Reaction {
        if let Some(popup) = &mut self.popup {
            let outcome = popup.act(action, aids);
            return self.close_popup(outcome, aids);
        }
        match action {
            Action::Up => self.go(self.focus.saturating_sub(1)),
            Action::Down => self.go(self.focus + 1),
            Action::PageUp => self.go(self.focus.saturating_sub(PAGE)),
            Action::PageDown => self.go(self.focus + PAGE),
            Action::PreviousButton | Action::NextButton => {
                if let Some(typing) = self.begin_typing() {
                    if action == Action::NextButton {
                        typing.input.right()
                    } else {
                        typing.input.left()
                    };
                }
            }
            Action::Open => return self.open(aids),
            Action::Delete => return self.delete(),
            Action::Back => return Reaction::Leave,
            _ => {}
        }
        Reaction::Still
    }

    /// Opens what the row that has the keys has to choose from, or does what it is for.
    fn open(&mut self, aids: &Aids<'_>) -> Reaction {
        self.end_typing();
        let Some(row) = self.row().cloned() else { return Reaction::Still };
        match &row.entry {
            Entry::LongText | Entry::Nothing => return Reaction::Jump(row.pointer),
            Entry::Text if self.text_to_type(&row).is_none() => return Reaction::Jump(row.pointer),
            Entry::Text | Entry::Number | Entry::Texts | Entry::List | Entry::Element => self.go(self.focus + 1),
            Entry::Switch => return self.toggle(&row),
            Entry::Add(addition @ Addition::Component(placement)) => {
                return self.add(&row, addition, placement.as_deref(), aids);
            }
            Entry::Add(addition @ (Addition::CappingRule | Addition::Criterion)) => {
                return self.add(&row, addition, None, aids);
            }
            Entry::Add(Addition::Representation)
            | Entry::Date
            | Entry::Word(_)
            | Entry::Part(..)
            | Entry::One(_)
            | Entry::Many(_)
            | Entry::Rule(_) => {
                self.popup = Popup::open(self, &row, aids);
                return match named_kind(&row.entry) {
                    Some(kind) => Reaction::Wish(vec![Wish::NeedLists(vec![kind])]),
                    None => Reaction::Still,
                };
            }
        }
        Reaction::Still
    }

    /// No, yes, and where it may be left out, nothing.
    fn toggle(&mut self, row: &FormRow) -> Reaction {
        match self.body.pointer(&row.pointer) {
            Some(Value::Bool(true)) => self.fill(row, Value::Bool(false)),
            Some(Value::Bool(false)) if !row.required => self.clear(row),
            _ => self.fill(row, Value::Bool(true)),
        }
    }

    fn fill(&mut self, row: &FormRow, value: Value) -> Reaction {
        if self.body.pointer(&row.pointer) == Some(&value) {
            return Reaction::Still;
        }
        row.set(self.generation, &mut self.body, &mut self.made, value);
        self.changed(Step::New)
    }

    fn clear(&mut self, row: &FormRow) -> Reaction {
        let before = self.body.clone();
        row.clear(&mut self.body, &mut self.made);
        if self.body == before { Reaction::Still } else { self.changed(Step::New) }
    }

    fn changed(&mut self, step: Step) -> Reaction {
        self.renew();
        Reaction::Changed(step)
    }

    fn close_popup(&mut self, outcome: Outcome, aids: &Aids<'_>) -> Reaction {
        if outcome == Outcome::Stay {
            return Reaction::Still;
        }
        self.popup = None;
        let (Outcome::Take(value), Some(row)) = (outcome, self.row().cloned()) else { return Reaction::Still };
        match &row.entry {
            Entry::Add(addition) => self.add(&row, addition, value.as_str(), aids),
            _ => self.fill(&row, value),
        }
    }

    /// Puts one more element into the row's list; what it is for may be the placement of this id.
    fn add(&mut self, row: &FormRow, addition: &Addition, placement: Option<&str>, aids: &Aids<'_>) -> Reaction {
        let known = placement.and_then(|id| placement_of(aids.library, id));
        let element = addition.element(self.generation, placement, known.as_ref());
        row.add(&mut self.body, &mut self.made, element);
        let last = self.body.pointer(&row.pointer).and_then(Value::as_array).map_or(0, Vec::len).saturating_sub(1);
        self.renew();
        self.focus_on(&format!("{}/{last}", row.pointer));
        Reaction::Changed(Step::New)
    }

    /// Clears the row, or takes the element out of its list. Where the cursor stands before a letter, the key means that.
    fn delete(&mut self) -> Reaction {
        if let Some(typing) = self.typing.as_mut().filter(|typing| typing.input.cursor() < typing.input.text().len()) {
            typing.input.delete();
            return self.typed();
        }
        let Some(row) = self.row().cloned() else { return Reaction::Still };
        self.end_typing();
        match row.entry {
            Entry::Element => {
                row.take_out(&mut self.body, &mut self.made);
                self.changed(Step::New)
            }
            Entry::Add(_) | Entry::Nothing => Reaction::Still,
            _ if row.required => {
                let text = format!("{} can't be left out. Type or choose another value.", row.label);
                Reaction::Wish(vec![Wish::Tell(Notice::info(text))])
            }
            _ => self.clear(&row),
        }
    }

    /// What is typed in a row, where it takes typing: the text as it stands, or nothing in place of what is no text. `None`
    /// where the text is too long for a row or has several lines.
    pub(super) fn text_to_type(&self, row: &FormRow) -> Option<String> {
        let value = self.body.pointer(&row.pointer);
        let text = match (&row.entry, value) {
            (Entry::Texts, Some(Value::Array(texts))) => texts
                .iter()
                .map(Value::as_str)
                .collect::<Option<Vec<&str>>>()
                .map_or(String::new(), |texts| texts.join(", ")),
            (Entry::Number, Some(Value::Number(number))) => number.to_string(),
            (Entry::Text | Entry::LongText | Entry::Date, Some(Value::String(text))) => text.clone(),
            (Entry::Text | Entry::LongText | Entry::Date | Entry::Texts | Entry::Number, _) => String::new(),
            _ => return None,
        };
        (text.len() <= LONGEST && !text.contains(char::is_control)).then_some(text)
    }

    /// The line in which the row's text is typed; none where it takes no typing.
    fn begin_typing(&mut self) -> Option<&mut Typing> {
        if self.typing.is_none() {
            let text = self.text_to_type(self.row()?)?;
            let before = (self.body.clone(), self.made.clone());
            self.typing = Some(Typing { input: Input::new(&text), before, stepped: false });
        }
        self.typing.as_mut()
    }

    /// Takes a stroke in that means nothing of its own.
    pub(super) fn type_stroke(&mut self, stroke: Stroke, aids: &Aids<'_>) -> Reaction {
        if let Some(popup) = &mut self.popup {
            popup.type_stroke(stroke, aids);
            return Reaction::Still;
        }
        match (self.row().map(|row| row.entry.clone()), stroke.typed()) {
            (Some(Entry::Switch | Entry::Word(_) | Entry::Part(..)), Some(' ')) => self.open(aids),
            (Some(Entry::Number), Some(letter)) if !letter.is_ascii_digit() => {
                Reaction::Wish(vec![Wish::Tell(Notice::info("Only digits belong here: a whole number."))])
            }
            (Some(Entry::Text | Entry::LongText | Entry::Number | Entry::Texts | Entry::Date), typed) => {
                let Some(typing) = self.begin_typing() else { return self.refuse_typing() };
                match typed {
                    Some(letter) => typing.input.insert(letter),
                    None => _ = typing.input.edit(stroke),
                }
                self.typed()
            }
            (Some(Entry::Word(_) | Entry::Part(..) | Entry::One(_) | Entry::Many(_) | Entry::Rule(_)), Some(_)) => {
                let reaction = self.open(aids);
                if let Some(popup) = &mut self.popup {
                    popup.type_stroke(stroke, aids);
                }
                reaction
            }
            _ => Reaction::Still,
        }
    }

    fn refuse_typing(&self) -> Reaction {
        let text = "It has several lines or is long: enter shows it in the JSON.";
        Reaction::Wish(vec![Wish::Tell(Notice::info(text))])
    }

    /// Takes a paste in. Several lines take the place of a long text as they are: in a line they would lose their ends.
    pub(super) fn paste(&mut self, text: &str) -> Reaction {
        if let Some(popup) = &mut self.popup {
            popup.paste(text);
            return Reaction::Still;
        }
        let Some(row) = self.row().cloned() else { return Reaction::Still };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if row.entry == Entry::LongText && (text.contains('\n') || text.len() > LONGEST) {
            self.end_typing();
            return self.fill(&row, Value::from(text));
        }
        if row.entry == Entry::Number && !text.trim().bytes().all(|byte| byte.is_ascii_digit()) {
            return Reaction::Wish(vec![Wish::Tell(Notice::info("Only digits belong here: a whole number."))]);
        }
        let Some(typing) = self.begin_typing() else { return self.refuse_typing() };
        typing.input.paste(text.trim());
        self.typed()
    }

    /// Brings the body into step with what is typed in the row.
    fn typed(&mut self) -> Reaction {
        let (Some(row), Some(typing)) = (self.row().cloned(), self.typing.clone()) else { return Reaction::Still };
        (self.body, self.made) = typing.before.clone();
        match typed_value(&row, typing.input.text()) {
            Some(value) if self.body.pointer(&row.pointer) == Some(&value) => {}
            Some(value) => row.set(self.generation, &mut self.body, &mut self.made, value),
            None => row.clear(&mut self.body, &mut self.made),
        }
        let differs = self.body != typing.before.0;
        let step = match (typing.stepped, differs) {
            (false, false) => return Reaction::Still,
            (false, true) => Step::New,
            (true, true) => Step::Further,
            (true, false) => Step::Back,
        };
        if let Some(typing) = &mut self.typing {
            typing.stepped = differs;
        }
        self.changed(step)
    }
}

/// The value of what is typed in a row; none where nothing is typed and the row may be left out.
fn typed_value(row: &FormRow, text: &str) -> Option<Value> {
    let empty = text.trim().is_empty();
    match row.entry {
        Entry::Number if empty => None,
        Entry::Number => {
            let digits = text.trim_start_matches('0');
            let digits = if digits.is_empty() { "0" } else { digits };
            digits.parse::<Number>().ok().map(Value::Number)
        }
        Entry::Texts if empty && !row.required => None,
        Entry::Texts => {
            let texts = text.split(',').map(str::trim).filter(|text| !text.is_empty());
            Some(texts.map(Value::from).collect())
        }
        _ if text.is_empty() && !row.required => None,
        _ => Some(Value::from(text)),
    }
}

/// The kind of the objects whose ids stand in a row.
pub(super) fn named_kind(entry: &Entry) -> Option<Kind> {
    match entry {
        Entry::One(kind) | Entry::Many(kind) => Some(*kind),
        Entry::Rule(_) => Some(Kind::Rule),
        Entry::Part(..) | Entry::Add(Addition::Representation) => Some(Kind::Placement),
        _ => None,
    }
}

/// The row in which a place of the body stands: its own, else the innermost one around it, else the first within it.
pub(super) fn row_of(rows: &[FormRow], pointer: &str) -> Option<usize> {
    let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    let shown = || rows.iter().enumerate().filter(|(_, row)| !matches!(row.entry, Entry::Add(_)));
    let own = shown().find(|(_, row)| row.pointer == pointer);
    let around = || {
        let around = shown().filter(|(_, row)| within(pointer, &row.pointer));
        around.max_by_key(|(_, row)| row.pointer.len())
    };
    let inside = || shown().find(|(_, row)| within(&row.pointer, pointer));
    own.or_else(around).or_else(inside).map(|(place, _)| place)
}

#[cfg(test)]
mod tests;
