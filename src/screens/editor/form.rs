//! The form over an editor's text: the same object as rows, each of which is one place in the JSON.
//!
//! The text stays the one truth. An edit of a row makes another body, which the editor writes in place of the text as
//! one step of undoing; the form is made anew from every text.

mod typing;

use std::cmp::Reverse;

use serde_json::Value;

use crate::domain::{Addition, Entry, FormRow, Generation, Kind, Made, form_rows, json, rows_of};
use crate::keys::Action;
use crate::screens::{Notice, Wish};

use super::Aids;
use super::popup::{Outcome, Popup, placement_of};
pub(super) use typing::{Field, Typing};

/// What became of the text by a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reaction {
    /// Nothing.
    Still,
    /// Nothing, but this is wished.
    Wish(Vec<Wish>),
    /// The body changed.
    Changed(Step),
    /// The body changed, and this is to be said of it.
    Told(Step, String),
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
    /// What was typed into the rows of numbers and makes none, by the places of the rows. It is in no body.
    unfit: Vec<(String, String)>,
}

/// How many rows a page key moves.
const PAGE: usize = 10;

/// The most bytes that are searched for the places of the rows, in all.
const SEARCHED: usize = 4_000_000;

impl Form {
    /// The form of a body.
    pub(super) fn new(kind: Kind, generation: Generation, body: Value) -> Form {
        let rows = form_rows(kind, generation, &body);
        Form { kind, generation, body, rows, focus: 0, typing: None, popup: None, made: Made::new(), unfit: Vec::new() }
    }

    /// The kinds of the objects whose ids stand in it.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.rows.iter().filter_map(|row| row.entry.names()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Takes in another body that the text says by now. Nothing that was open goes on. What makes no number stays to be
    /// mended where its row and the number in the body are still the same.
    pub(super) fn read(&mut self, body: Value) {
        self.end_typing();
        self.popup = None;
        self.made.clear();
        let before = std::mem::replace(&mut self.body, body);
        self.renew();
        let Form { unfit, body, rows, .. } = self;
        let is_number = |pointer: &str| rows.iter().any(|row| row.pointer == pointer && row.entry == Entry::Number);
        unfit.retain(|(pointer, _)| before.pointer(pointer) == body.pointer(pointer) && is_number(pointer));
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

    /// Where the row asks for a placement, the ids of those for which there is something in other rows.
    pub(super) fn placements_beside(&self, row: &FormRow) -> Vec<String> {
        let asks = matches!(row.entry, Entry::One(Kind::Placement) | Entry::Add(Addition::Representation));
        let others =
            self.rows.iter().filter(|other| other.entry == Entry::One(Kind::Placement) && other.pointer != row.pointer);
        let ids = others.filter_map(|other| self.body.pointer(&other.pointer).and_then(Value::as_str));
        ids.filter(|_| asks).map(str::to_owned).collect()
    }

    /// The row that has the keys.
    pub(super) fn row(&self) -> Option<&FormRow> {
        self.rows.get(self.focus)
    }

    /// Gives the keys to the row in which this place stands. False if there is none.
    pub(super) fn focus_on(&mut self, pointer: &str) -> bool {
        let place = rows_of(&self.rows, [pointer]).into_iter().next().flatten();
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

    /// Lets go of what makes no number in this row.
    fn forget_unfit(&mut self, row: &FormRow) {
        self.unfit.retain(|(pointer, _)| *pointer != row.pointer);
    }

    /// Whether what makes no number in that form stands in this one, too, in the same elements of the same lists.
    pub(super) fn keeps(&self, before: &Form) -> bool {
        let is_as_long = |list: &str| {
            let length = |body: &Value| body.pointer(list).and_then(Value::as_array).map(Vec::len);
            length(&self.body) == length(&before.body)
        };
        let lists = |pointer: &str| pointer.match_indices('/').all(|(at, _)| pointer.get(..at).is_none_or(is_as_long));
        let kept = self.unfit_findings();
        before.unfit_findings().iter().all(|finding| kept.contains(finding) && lists(&finding.pointer))
    }

    /// Takes back what makes no number in the row that has the keys; whether there was something of that.
    pub(super) fn take_back_unfit(&mut self) -> bool {
        let Some(row) = self.row().cloned() else { return false };
        let is_unfit = self.typed_unfit().is_some() || self.unfit_in(&row).is_some();
        if is_unfit {
            self.typing = None;
            self.forget_unfit(&row);
        }
        is_unfit
    }

    /// What makes no number in an element goes with it; the elements behind it move up.
    fn follow_taken_out(&mut self, element: &FormRow) {
        let Some((list, taken)) = element.pointer.rsplit_once('/') else { return };
        let Ok(taken) = taken.parse::<usize>() else { return };
        self.unfit.retain_mut(|(pointer, _)| {
            let within = pointer.strip_prefix(list).and_then(|rest| rest.strip_prefix('/'));
            let Some((index, rest)) = within.and_then(|within| within.split_once('/')) else { return true };
            match index.parse::<usize>() {
                Ok(index) if index > taken => *pointer = format!("{list}/{}/{rest}", index - 1),
                Ok(index) => return index < taken,
                Err(_) => {}
            }
            true
        });
    }

    /// Makes of an action what the form makes of it.
    pub(super) fn act(&mut self, action: Action, aids: &Aids<'_>) -> Reaction {
        if let Some(popup) = &mut self.popup {
            let outcome = popup.act(action, aids);
            return self.close_popup(outcome, aids);
        }
        if self.has_text_open() {
            return self.act_on_text(action);
        }
        match action {
            Action::Up => self.go(self.focus.saturating_sub(1)),
            Action::Down => self.go(self.focus + 1),
            Action::PageUp => self.go(self.focus.saturating_sub(PAGE)),
            Action::PageDown => self.go(self.focus + PAGE),
            Action::PreviousButton | Action::NextButton => {
                if let Some(line) = self.begin_line() {
                    if action == Action::NextButton {
                        line.right()
                    } else {
                        line.left()
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
            Entry::Nothing => return Reaction::Jump(row.pointer),
            Entry::LongText => self.open_text(&row),
            Entry::Text if self.text_to_type(&row).is_none() => self.open_text(&row),
            Entry::Text | Entry::Number | Entry::Texts | Entry::List | Entry::Element => self.go(self.focus + 1),
            Entry::Switch => return self.toggle(&row),
            Entry::Add(addition @ Addition::Component(placement)) => {
                return self.add(&row, addition, placement.as_deref(), aids);
            }
            Entry::Add(addition @ (Addition::CappingRule | Addition::Audience(_) | Addition::Criterion)) => {
                return self.add(&row, addition, None, aids);
            }
            Entry::Add(Addition::Representation | Addition::Attribute)
            | Entry::Date
            | Entry::Word(_)
            | Entry::Part(..)
            | Entry::One(_)
            | Entry::Many(_)
            | Entry::Rule(_) => {
                self.popup = Popup::open(self, &row, aids);
                return match row.entry.names() {
                    Some(kind) => Reaction::Wish(vec![Wish::NeedLists(vec![kind])]),
                    None => Reaction::Still,
                };
            }
        }
        Reaction::Still
    }

    /// What enter does in the row that has the keys, in a word.
    pub(super) fn enter_means(&self) -> Option<&'static str> {
        if self.has_text_open() {
            return Some("new line");
        }
        let row = self.row()?;
        Some(match &row.entry {
            Entry::Nothing => "JSON",
            Entry::LongText => "open",
            Entry::Text if self.text_to_type(row).is_none() => "open",
            Entry::Text | Entry::Number | Entry::Texts | Entry::List | Entry::Element => "next",
            Entry::Switch => "yes/no",
            Entry::Date => "calendar",
            Entry::Add(_) => "add",
            Entry::Word(_) | Entry::Part(..) | Entry::One(_) | Entry::Many(_) | Entry::Rule(_) => "choose",
        })
    }

    /// Yes or no. What takes it out is another key, so two of these lead back to what it was.
    fn toggle(&mut self, row: &FormRow) -> Reaction {
        match self.body.pointer(&row.pointer) {
            Some(Value::Bool(true)) => self.fill(row, Value::Bool(false)),
            _ => self.fill(row, Value::Bool(true)),
        }
    }

    fn fill(&mut self, row: &FormRow, value: Value) -> Reaction {
        if self.body.pointer(&row.pointer) == Some(&value) {
            return Reaction::Still;
        }
        let told = row.set(self.generation, &mut self.body, &mut self.made, value);
        let changed = self.changed(Step::New);
        told.map_or(changed, |told| Reaction::Told(Step::New, told))
    }

    fn clear(&mut self, row: &FormRow) -> Reaction {
        let before = self.body.clone();
        let told = row.clear(self.generation, &mut self.body, &mut self.made);
        if self.body == before {
            return Reaction::Still;
        }
        let changed = self.changed(Step::New);
        told.map_or(changed, |told| Reaction::Told(Step::New, told))
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
            Entry::Add(Addition::Attribute) => self.name(&row, value.as_str().unwrap_or_default()),
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

    /// Puts an attribute of this name beside the others, or goes to the one that there is.
    fn name(&mut self, row: &FormRow, name: &str) -> Reaction {
        let attribute = row.member(name);
        let reaction = match self.body.pointer(&attribute.pointer) {
            Some(_) => Reaction::Still,
            None => self.fill(&attribute, Value::from("")),
        };
        self.focus_on(&attribute.pointer);
        reaction
    }

    /// Clears the row, or takes the element out of its list. Where the cursor stands before a letter, the key means that.
    fn delete(&mut self) -> Reaction {
        if let Some(line) = self.line_mut().filter(|line| line.cursor() < line.text().len()) {
            line.delete();
            return self.typed();
        }
        let Some(row) = self.row().cloned() else { return Reaction::Still };
        self.end_typing();
        self.forget_unfit(&row);
        match row.entry {
            Entry::Element => {
                self.follow_taken_out(&row);
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
}

#[cfg(test)]
mod tests;
