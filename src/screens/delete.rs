//! The question before a delete. It holds the complete target, taken when it opened: the list behind may change, the
//! target cannot. Cancel has the focus; Enter alone never deletes; the sterner the case, the more is asked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Seen, Status};
use crate::keys::Action;
use crate::widgets::{Input, Question, clean, fit, width};

use super::movement::cycle;
use super::{Doomed, Outcome, Surroundings, Wish};

/// What it takes to say yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assent {
    /// `y`, or the Delete button.
    Key,
    /// The name, typed.
    Name,
    /// The id, typed, because the name can't be: it is empty, endless, not text, or holds what no keyboard has.
    Id,
}

/// The dialog's state.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteDialog {
    /// What will be deleted.
    pub target: Doomed,
    /// Whether the sandbox is known to be a production one.
    pub production: bool,
    assent: Assent,
    typed: Input,
    focus: usize,
    armed: bool,
}

/// The longest name that anybody is asked to type, in columns.
const LONGEST_TYPED: usize = 60;

/// The longest name that is shown, in columns: it must not push out what else is to be known of the target.
const LONGEST_SHOWN: u16 = 120;

fn can_be_typed(name: &str) -> bool {
    !name.trim().is_empty() && clean(name) == name && width(name) <= LONGEST_TYPED
}

const CANCEL: usize = 0;
const DELETE: usize = 1;
const BUTTONS: &[&str] = &["Cancel", "Delete"];

impl DeleteDialog {
    /// Opens the question about this object.
    #[must_use]
    pub fn new(target: Doomed, production: bool) -> Self {
        let assent = match (&target.record.status, &target.record.name) {
            (Seen::Is(Status::Draft | Status::Archived), _) => Assent::Key,
            (_, Seen::Is(name)) if can_be_typed(name) => Assent::Name,
            _ => Assent::Id,
        };
        DeleteDialog { target, production, assent, typed: Input::default(), focus: CANCEL, armed: false }
    }

    /// Lets keys count from now on: what was typed ahead of the dialog must not answer it.
    pub fn arm(&mut self) {
        self.armed = true;
    }

    /// Takes a typed or pasted text in, where one is asked for.
    pub fn type_text(&mut self, text: &str) {
        if self.armed && self.assent != Assent::Key {
            self.typed.paste(text);
            self.follow_typing();
        }
    }

    /// Whether letters are text here and not keys.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.assent != Assent::Key
    }

    /// Takes back the last letter.
    pub fn backspace(&mut self) {
        if self.armed {
            self.typed.backspace();
            self.follow_typing();
        }
    }

    /// Makes of an action what this dialog makes of it.
    pub fn act(&mut self, action: Action) -> Outcome {
        match action {
            Action::Back | Action::Interrupt => Outcome::Close(Vec::new()),
            _ if !self.armed => Outcome::Stay,
            Action::Confirm if self.assent == Assent::Key => self.delete(),
            Action::NextButton | Action::PreviousButton => {
                self.focus = cycle(self.focus, BUTTONS.len(), action);
                Outcome::Stay
            }
            Action::Press if self.focus == CANCEL => Outcome::Close(Vec::new()),
            Action::Press if self.allowed() => self.delete(),
            _ => Outcome::Stay,
        }
    }

    fn delete(&self) -> Outcome {
        Outcome::Close(vec![Wish::Delete(self.target.clone())])
    }

    fn wanted(&self) -> &str {
        match self.assent {
            Assent::Key => "",
            Assent::Name => self.target.record.title(),
            Assent::Id => self.target.record.id.as_str(),
        }
    }

    fn allowed(&self) -> bool {
        self.assent == Assent::Key || self.typed.text().trim() == self.wanted().trim()
    }

    /// The focus goes to Delete when what is asked for stands there, and back to Cancel when it no longer does.
    fn follow_typing(&mut self) {
        self.focus = if self.allowed() { DELETE } else { CANCEL };
    }

    /// Draws the dialog; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let theme = &around.theme;
        let record = &self.target.record;
        let entry = record.kind.entry();
        let status = match &record.status {
            Seen::Is(status) => format!("{} {}", status.symbol(), status.as_str()),
            Seen::Odd(text) => text.to_string(),
            Seen::Absent => "none".to_owned(),
        };
        let place = self.target.scope.label();
        let place = if self.production { format!("{place}  ▲ production") } else { place.to_owned() };
        let name = clean(record.title());
        let name = fit(&name, LONGEST_SHOWN);
        // On a small screen only the first ones are seen: what is to be typed, and where it is.
        let mut facts = [
            ("Name", name.as_ref()),
            ("In", place.as_str()),
            ("Status", status.as_str()),
            ("Id", record.id.as_str()),
            ("Kind", entry.noun),
        ];
        if self.assent == Assent::Id {
            facts.swap(0, 3);
        }
        let how = match self.assent {
            Assent::Key => "This can't be undone. Press y to delete it, esc to keep it.".to_owned(),
            Assent::Name => "This can't be undone, and it is not a draft. Type its name to delete it:".to_owned(),
            Assent::Id => "This can't be undone, and it is not a draft. Type its id to delete it:".to_owned(),
        };
        let layout = Question {
            title: &format!("Delete this {}?", entry.noun),
            danger: true,
            facts: &facts,
            text: &how,
            input: self.takes_text().then_some(&self.typed),
            buttons: BUTTONS,
            focus: self.focus,
        };
        layout.draw(area, buf, theme)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Generation, Kind, Record, Scope};

    fn dialog(name: &str, status: &str) -> DeleteDialog {
        let raw = serde_json::json!({"id": "dps:personalized-offer:1", "name": name, "status": status}).to_string();
        let record = Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap());
        let scope = Scope { sandbox: "dev".to_owned(), container: None };
        DeleteDialog::new(Doomed { scope, record }, false)
    }

    fn deletes(outcome: &Outcome) -> bool {
        matches!(outcome, Outcome::Close(wishes) if matches!(wishes[..], [Wish::Delete(_)]))
    }

    #[test]
    fn enter_alone_never_deletes() {
        for status in ["draft", "approved", "archived", "strange"] {
            let mut dialog = dialog("A", status);
            dialog.arm();
            assert_eq!(dialog.act(Action::Press), Outcome::Close(Vec::new()), "{status}");
        }
    }

    #[test]
    fn a_draft_takes_y_and_only_once_the_dialog_has_been_seen() {
        let mut dialog = dialog("A", "draft");
        assert_eq!(dialog.act(Action::Confirm), Outcome::Stay, "typed ahead");
        dialog.arm();
        assert!(deletes(&dialog.act(Action::Confirm)));
    }

    #[test]
    fn what_is_approved_wants_its_name_typed() {
        let mut dialog = dialog("Sommer Ärger", "approved");
        dialog.type_text("Sommer Ärger");
        dialog.arm();
        assert!(!deletes(&dialog.act(Action::Confirm)), "y is a letter here");
        dialog.act(Action::NextButton);
        assert_eq!(dialog.act(Action::Press), Outcome::Stay, "what was typed ahead does not count");
        dialog.type_text("Sommer Ärger");
        assert!(deletes(&dialog.act(Action::Press)));
        dialog.backspace();
        assert!(!deletes(&dialog.act(Action::Press)));
    }

    #[test]
    fn a_name_that_nobody_can_type_is_replaced_by_the_id() {
        for name in ["", "  ", "a\u{1b}[2Jb", &"endless ".repeat(20)] {
            let mut dialog = dialog(name, "approved");
            dialog.arm();
            dialog.type_text("dps:personalized-offer:1");
            assert!(deletes(&dialog.act(Action::Press)), "{name:?}");
        }
    }
}
