//! The dialogs. One stack of them drives drawing order, key routing and the cursor; each swallows every other key.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Record, Seen, absolute};
use crate::keys::Action;
use crate::widgets::Question;

use super::delete::DeleteDialog;
use super::movement::cycle;
use super::{Change, Outcome, Surroundings, Wish};

/// A dialog. The safe answer is always the first button and has the focus.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Delete this?
    Delete(DeleteDialog),
    /// Leave the editor and drop what was typed?
    Leave {
        /// The button that has the focus.
        focus: usize,
    },
    /// The object was changed elsewhere while it was edited here.
    Elsewhere {
        /// The change that was to be sent.
        change: Box<Change>,
        /// The object as it is now.
        theirs: Arc<Record>,
        /// The button that has the focus.
        focus: usize,
        /// Whether keys count yet: it opens unasked, and what was typed ahead must not answer it.
        armed: bool,
    },
    /// Quit although something would be lost or left open?
    Quit {
        /// What would be, in words.
        reason: String,
        /// The button that has the focus.
        focus: usize,
    },
}

const LEAVE: &[&str] = &["Keep editing", "Drop the text"];
const ELSEWHERE: &[&str] = &["Back to my text", "Go on from their version"];
const QUIT: &[&str] = &["Stay", "Quit"];

impl Dialog {
    /// Whether letters are text here and not keys.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        match self {
            Dialog::Delete(dialog) => dialog.takes_text(),
            Dialog::Leave { .. } | Dialog::Elsewhere { .. } | Dialog::Quit { .. } => false,
        }
    }

    /// Takes typed or pasted text in.
    pub fn type_text(&mut self, text: &str) {
        match self {
            Dialog::Delete(dialog) => dialog.type_text(text),
            Dialog::Leave { .. } | Dialog::Elsewhere { .. } | Dialog::Quit { .. } => {}
        }
    }

    /// Lets keys count from now on, in those dialogs that wait for it.
    pub fn arm(&mut self) {
        match self {
            Dialog::Delete(dialog) => dialog.arm(),
            Dialog::Elsewhere { armed, .. } => *armed = true,
            Dialog::Leave { .. } | Dialog::Quit { .. } => {}
        }
    }

    /// Takes back the last letter.
    pub fn backspace(&mut self) {
        match self {
            Dialog::Delete(dialog) => dialog.backspace(),
            Dialog::Leave { .. } | Dialog::Elsewhere { .. } | Dialog::Quit { .. } => {}
        }
    }

    /// Makes of an action what this dialog makes of it.
    pub fn act(&mut self, action: Action) -> Outcome {
        let (focus, buttons) = match self {
            Dialog::Delete(dialog) => return dialog.act(action),
            Dialog::Leave { focus, .. } => (focus, LEAVE),
            Dialog::Elsewhere { armed: false, .. } if action != Action::Back => return Outcome::Stay,
            Dialog::Elsewhere { focus, .. } => (focus, ELSEWHERE),
            Dialog::Quit { focus, .. } => (focus, QUIT),
        };
        match action {
            Action::NextButton | Action::PreviousButton => {
                *focus = cycle(*focus, buttons.len(), action);
                Outcome::Stay
            }
            Action::Press if *focus == 0 => Outcome::Close(Vec::new()),
            Action::Press | Action::Confirm => Outcome::Close(self.yes()),
            Action::Back | Action::Interrupt => Outcome::Close(Vec::new()),
            _ => Outcome::Stay,
        }
    }

    fn yes(&self) -> Vec<Wish> {
        match self {
            Dialog::Delete(_) => Vec::new(),
            Dialog::Leave { .. } => vec![Wish::CloseEditor],
            Dialog::Elsewhere { change, theirs, .. } => vec![Wish::Rebase(change.clone(), Arc::clone(theirs))],
            Dialog::Quit { .. } => vec![Wish::QuitNow],
        }
    }

    /// Draws the dialog; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let theme = &around.theme;
        let layout = |title, facts, text, buttons, focus| Question {
            title,
            danger: false,
            facts,
            text,
            input: None,
            buttons,
            focus,
        };
        match self {
            Dialog::Delete(dialog) => dialog.draw(around, area, buf),
            Dialog::Leave { focus, .. } => {
                let text = "What you typed was not sent. y drops it, esc keeps you editing.";
                layout("Leave the editor?", &[], text, LEAVE, *focus).draw(area, buf, theme)
            }
            Dialog::Elsewhere { change, theirs, focus, .. } => {
                let revision = |record: &Record| record.revision.map_or("?".to_owned(), |number| number.to_string());
                let by = theirs.audit.modified_by.value().map_or("somebody", |name| name);
                let when = match &theirs.audit.modified {
                    Seen::Is(at) => absolute(*at),
                    Seen::Odd(text) => text.to_string(),
                    Seen::Absent => "unknown".to_owned(),
                };
                let revisions = format!("{} when you began, {} now", revision(&change.base), revision(theirs));
                let facts = [
                    ("Name", theirs.title()),
                    ("Revision", revisions.as_str()),
                    ("Changed by", by),
                    ("Changed", when.as_str()),
                ];
                let text = "Your text is kept. You can go on from their version: what does not \
                            touch their change is carried over, the rest you see in the review before anything is sent.";
                layout("Changed elsewhere", &facts, text, ELSEWHERE, *focus).draw(area, buf, theme)
            }
            Dialog::Quit { reason, focus } => layout("Quit?", &[], reason, QUIT, *focus).draw(area, buf, theme),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_safe_answer_has_the_focus_and_the_other_needs_a_deliberate_key() {
        let mut dialog = Dialog::Leave { focus: 0 };
        assert_eq!(dialog.act(Action::Press), Outcome::Close(Vec::new()));
        assert_eq!(dialog.act(Action::Back), Outcome::Close(Vec::new()));
        assert_eq!(dialog.act(Action::NextButton), Outcome::Stay);
        assert_eq!(dialog.act(Action::Press), Outcome::Close(vec![Wish::CloseEditor]));
        assert_eq!(dialog.act(Action::PreviousButton), Outcome::Stay);
        assert_eq!(dialog.act(Action::Press), Outcome::Close(Vec::new()));
        assert_eq!(dialog.act(Action::Confirm), Outcome::Close(vec![Wish::CloseEditor]));
    }
}
