//! The question before more may be written than before. To allow less takes none.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::SandboxType;
use crate::profile::Mode;
use crate::widgets::Question;

use super::assent::{Assent, typed_place};
use super::{Surroundings, Wish};

/// What may be done in a mode, in a few words.
fn allows(mode: Mode) -> &'static str {
    match mode {
        Mode::ReadOnly => "read-only: nothing is written",
        Mode::Ask => "ask: each write is confirmed, in production by a typed name",
        Mode::Full => "full: each write is confirmed by a key",
    }
}

/// The dialog's state.
#[derive(Clone, Debug, PartialEq)]
pub struct ModeDialog {
    /// The mode so far.
    pub from: Mode,
    /// The mode that is asked for.
    pub to: Mode,
    /// What the place is called.
    pub place: String,
    /// What kind of sandbox the place is.
    pub sandbox_type: SandboxType,
    pub(super) assent: Assent,
}

const BUTTONS: &[&str] = &["Cancel", "Change the mode"];

impl ModeDialog {
    /// Opens the question. In production the place's name has to be typed.
    #[must_use]
    pub fn new(from: Mode, to: Mode, place: String, sandbox_type: SandboxType) -> Self {
        let production = sandbox_type.counts_as_production();
        let assent = if production { Assent::by_typing(typed_place(&place)) } else { Assent::by_key() };
        ModeDialog { from, to, place, sandbox_type, assent }
    }

    /// What is wished once it is answered with yes.
    pub(super) fn yes(&self) -> Vec<Wish> {
        vec![Wish::SetMode(self.to)]
    }

    /// Draws the dialog; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let production = self.sandbox_type.counts_as_production();
        let place = format!("{}  {}", self.place, self.sandbox_type.mark());
        let facts = [("In", place.trim_end()), ("Now", allows(self.from)), ("Then", allows(self.to))];
        let text = if production {
            format!("It holds as long as you work here. Type {} to allow it:", typed_place(&self.place))
        } else {
            "It holds as long as you work here. Press y to allow it, esc to leave all as it is.".to_owned()
        };
        let layout = Question {
            title: &format!("Change the mode to {}?", self.to.as_str()),
            danger: production,
            facts: &facts,
            text: &text,
            input: self.assent.input(),
            buttons: BUTTONS,
            focus: self.assent.focus(),
        };
        layout.draw(area, buf, &around.theme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Action;
    use crate::screens::Outcome;
    use crate::screens::dialogs::Dialog;

    #[test]
    fn outside_of_production_y_changes_the_mode() {
        let mut dialog =
            Dialog::Mode(ModeDialog::new(Mode::Ask, Mode::Full, "dev".to_owned(), SandboxType::Development));
        assert_eq!(dialog.act(Action::Confirm), Outcome::Stay, "typed ahead");
        dialog.arm();
        assert_eq!(dialog.act(Action::Confirm), Outcome::Close(vec![Wish::SetMode(Mode::Full)]));
    }

    #[test]
    fn in_production_the_name_of_the_place_is_typed() {
        let mut dialog =
            Dialog::Mode(ModeDialog::new(Mode::ReadOnly, Mode::Ask, "prod".to_owned(), SandboxType::Production));
        dialog.arm();
        assert_eq!(dialog.act(Action::Confirm), Outcome::Stay, "y is a letter here");
        dialog.type_text("prod");
        assert_eq!(dialog.act(Action::Press), Outcome::Close(vec![Wish::SetMode(Mode::Ask)]));
    }

    #[test]
    fn a_place_whose_name_nobody_can_type_is_called_production() {
        let mut dialog =
            Dialog::Mode(ModeDialog::new(Mode::ReadOnly, Mode::Ask, "a\u{1b}b".to_owned(), SandboxType::Unknown));
        dialog.arm();
        dialog.type_text("production");
        assert_eq!(dialog.act(Action::Press), Outcome::Close(vec![Wish::SetMode(Mode::Ask)]));
    }
}
