//! The dialogs. One stack of them drives drawing order, key routing and the cursor; each swallows every other key.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::keys::Action;
use crate::widgets::{Question, clean};

use super::actions::ActionsDialog;
use super::assent::{Answer, Assent};
use super::delete::{DeleteDialog, Users};
use super::elsewhere::ElsewhereDialog;
use super::mode::ModeDialog;
use super::movement::cycle;
use super::picture::PictureDialog;
use super::production::ProductionDialog;
use super::several::SeveralDialog;
use super::{Outcome, Surroundings, Wish};

/// A dialog. The safe answer is always the first button and has the focus.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Delete this?
    Delete(DeleteDialog),
    /// Do this to several?
    Several(SeveralDialog),
    /// What shall become of this by its status?
    Actions(ActionsDialog),
    /// Allow more to be written than before?
    Mode(ModeDialog),
    /// Send this in production?
    Production(ProductionDialog),
    /// Leave and drop what was typed?
    Leave {
        /// Where it was typed.
        left: Left,
        /// The button that has the focus.
        focus: usize,
    },
    /// The object was changed elsewhere while it was edited here.
    Elsewhere(ElsewhereDialog),
    /// Fetch this picture?
    Picture(PictureDialog),
    /// Is that meant?
    Sure {
        /// The question.
        title: &'static str,
        /// What it is about; may hold text from the server.
        name: String,
        /// What follows from a yes.
        text: &'static str,
        /// The word on the second button.
        yes: &'static str,
        /// What is wished then.
        wish: Box<Wish>,
        /// The button that has the focus.
        focus: usize,
    },
    /// Quit although something would be lost or left open?
    Quit {
        /// What would be, in words.
        reason: String,
        /// The button that has the focus.
        focus: usize,
    },
}

/// Where something was typed that would be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// In the editor.
    Editor,
    /// In the form of a connection.
    Setup,
}

const LEAVE: &[&str] = &["Keep editing", "Drop the text"];
/// The second one has a word of its own.
const SURE: &[&str] = &["Cancel", "Yes"];
const QUIT: &[&str] = &["Stay", "Quit"];

impl Dialog {
    /// What it takes to say yes, in those dialogs that are about what can't be undone.
    fn assent(&self) -> Option<&Assent> {
        match self {
            Dialog::Delete(dialog) => Some(&dialog.assent),
            Dialog::Several(dialog) => Some(&dialog.assent),
            Dialog::Mode(dialog) => Some(&dialog.assent),
            Dialog::Production(dialog) => Some(&dialog.assent),
            Dialog::Actions(_)
            | Dialog::Leave { .. }
            | Dialog::Elsewhere(_)
            | Dialog::Picture(_)
            | Dialog::Sure { .. }
            | Dialog::Quit { .. } => None,
        }
    }

    fn assent_mut(&mut self) -> Option<&mut Assent> {
        match self {
            Dialog::Delete(dialog) => Some(&mut dialog.assent),
            Dialog::Several(dialog) => Some(&mut dialog.assent),
            Dialog::Mode(dialog) => Some(&mut dialog.assent),
            Dialog::Production(dialog) => Some(&mut dialog.assent),
            Dialog::Actions(_)
            | Dialog::Leave { .. }
            | Dialog::Elsewhere(_)
            | Dialog::Picture(_)
            | Dialog::Sure { .. }
            | Dialog::Quit { .. } => None,
        }
    }

    /// Whether a yes does not count yet, because what uses the objects is still being looked for.
    fn waits_for_users(&self) -> bool {
        match self {
            Dialog::Delete(dialog) => !dialog.is_of_plan() && dialog.users == Users::Sought,
            Dialog::Several(dialog) => dialog.users == Some(Users::Sought),
            _ => false,
        }
    }

    /// Whether letters are text here and not keys.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.assent().is_some_and(Assent::takes_text)
    }

    /// Whether an action has something to act on as things are.
    #[must_use]
    pub fn offers(&self, action: Action) -> bool {
        match action {
            Action::Confirm => !self.takes_text() && !matches!(self, Dialog::Actions(_)),
            Action::Up | Action::Down => match self {
                Dialog::Actions(dialog) => dialog.lists_several(),
                Dialog::Several(dialog) => dialog.lists_several(),
                _ => false,
            },
            Action::Override => matches!(self, Dialog::Actions(dialog) if dialog.can_override()),
            _ => true,
        }
    }

    /// Takes typed or pasted text in.
    pub fn type_text(&mut self, text: &str) {
        if let Some(assent) = self.assent_mut() {
            assent.type_text(text);
        }
    }

    /// Lets keys count from now on, in those dialogs that wait for it.
    pub fn arm(&mut self) {
        if let Some(assent) = self.assent_mut() {
            assent.arm();
        } else if let Dialog::Elsewhere(dialog) = self {
            dialog.armed = true;
        }
    }

    /// Takes back the last letter.
    pub fn backspace(&mut self) {
        if let Some(assent) = self.assent_mut() {
            assent.backspace();
        }
    }

    /// Makes of an action what this dialog makes of it.
    pub fn act(&mut self, action: Action) -> Outcome {
        if let Dialog::Several(dialog) = self {
            dialog.step(action);
        }
        if let Some(assent) = self.assent_mut() {
            return match assent.act(action) {
                Answer::Open => Outcome::Stay,
                Answer::No => Outcome::Close(Vec::new()),
                Answer::Yes if self.waits_for_users() => Outcome::Stay,
                Answer::Yes => Outcome::Close(self.yes()),
            };
        }
        let (focus, buttons) = match self {
            Dialog::Actions(dialog) => return dialog.act(action),
            Dialog::Elsewhere(dialog) if !dialog.armed && action != Action::Back => return Outcome::Stay,
            Dialog::Elsewhere(dialog) => {
                let buttons = dialog.buttons();
                (&mut dialog.focus, buttons)
            }
            Dialog::Picture(dialog) => {
                if let Some(wishes) = dialog.other_image().filter(|_| action == Action::Press) {
                    return Outcome::Close(wishes);
                }
                let buttons = dialog.buttons();
                (&mut dialog.focus, buttons)
            }
            Dialog::Leave { focus, .. } => (focus, LEAVE),
            Dialog::Sure { focus, .. } => (focus, SURE),
            Dialog::Quit { focus, .. } => (focus, QUIT),
            Dialog::Delete(_) | Dialog::Several(_) | Dialog::Mode(_) | Dialog::Production(_) => {
                return Outcome::Stay;
            }
        };
        match action {
            Action::NextButton | Action::PreviousButton => {
                *focus = cycle(*focus, buttons.len(), action);
                Outcome::Stay
            }
            Action::Press if *focus == 0 => Outcome::Close(Vec::new()),
            Action::Press | Action::Confirm => Outcome::Close(self.yes()),
            Action::Back => Outcome::Close(Vec::new()),
            _ => Outcome::Stay,
        }
    }

    fn yes(&self) -> Vec<Wish> {
        match self {
            Dialog::Delete(dialog) => dialog.yes(),
            Dialog::Several(dialog) => dialog.yes(),
            Dialog::Mode(dialog) => dialog.yes(),
            Dialog::Production(dialog) => dialog.yes(),
            Dialog::Elsewhere(dialog) => dialog.yes(),
            // It answers for itself.
            Dialog::Actions(_) => Vec::new(),
            Dialog::Picture(dialog) => dialog.yes(),
            Dialog::Leave { .. } => vec![Wish::CloseEditor],
            Dialog::Sure { wish, .. } => vec![*wish.clone()],
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
            Dialog::Several(dialog) => dialog.draw(around, area, buf),
            Dialog::Actions(dialog) => dialog.draw(around, area, buf),
            Dialog::Mode(dialog) => dialog.draw(around, area, buf),
            Dialog::Production(dialog) => dialog.draw(around, area, buf),
            Dialog::Leave { left, focus } => {
                let (title, text) = match left {
                    Left::Editor => {
                        ("Leave the editor?", "What you typed was not sent. y drops it, esc keeps you editing.")
                    }
                    Left::Setup => {
                        ("Leave the form?", "What you typed was not saved. y drops it, esc keeps you editing.")
                    }
                };
                layout(title, &[], text, LEAVE, *focus).draw(area, buf, theme)
            }
            Dialog::Elsewhere(dialog) => dialog.draw(around, area, buf),
            Dialog::Picture(dialog) => dialog.draw(around, area, buf),
            Dialog::Sure { title, name, text, yes, focus, .. } => {
                layout(title, &[("Name", clean(name).as_ref())], text, &[SURE[0], yes], *focus).draw(area, buf, theme)
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
        let mut dialog = Dialog::Leave { left: Left::Editor, focus: 0 };
        assert_eq!(dialog.act(Action::Press), Outcome::Close(Vec::new()));
        assert_eq!(dialog.act(Action::Back), Outcome::Close(Vec::new()));
        assert_eq!(dialog.act(Action::NextButton), Outcome::Stay);
        assert_eq!(dialog.act(Action::Press), Outcome::Close(vec![Wish::CloseEditor]));
        assert_eq!(dialog.act(Action::PreviousButton), Outcome::Stay);
        assert_eq!(dialog.act(Action::Press), Outcome::Close(Vec::new()));
        assert_eq!(dialog.act(Action::Confirm), Outcome::Close(vec![Wish::CloseEditor]));
    }
}
