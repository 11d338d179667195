//! The question before more may be written than before. To allow less takes none.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::profile::Mode;
use crate::widgets::Question;

use super::assent::{Assent, typed_place};
use super::{Surroundings, Wish};

/// Whether this change allows more than before, and so has to be confirmed.
#[must_use]
pub fn loosens(from: Mode, to: Mode) -> bool {
    let place = |mode| Mode::ALL.iter().position(|other| *other == mode);
    place(to) > place(from)
}

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
    /// Whether the place is, or counts as, a production sandbox.
    pub production: bool,
    pub(super) assent: Assent,
}

const BUTTONS: &[&str] = &["Cancel", "Change the mode"];

impl ModeDialog {
    /// Opens the question. In production the place's name has to be typed.
    #[must_use]
    pub fn new(from: Mode, to: Mode, place: String, production: bool) -> Self {
        let assent = if production { Assent::by_typing(typed_place(&place)) } else { Assent::by_key() };
        ModeDialog { from, to, place, production, assent }
    }

    /// What is wished once it is answered with yes.
    pub(super) fn yes(&self) -> Vec<Wish> {
        vec![Wish::SetMode(self.to)]
    }

    /// Draws the dialog; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let place = if self.production { format!("{}  ▲ production", self.place) } else { self.place.clone() };
        let facts = [("In", place.as_str()), ("Now", allows(self.from)), ("Then", allows(self.to))];
        let text = if self.production {
            format!("It holds until the program ends. Type {} to allow it:", typed_place(&self.place))
        } else {
            "It holds until the program ends. Press y to allow it, esc to leave all as it is.".to_owned()
        };
        let layout = Question {
            title: &format!("Change the mode to {}?", self.to.as_str()),
            danger: self.production,
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
    fn only_a_step_towards_more_has_to_be_confirmed() {
        assert!(loosens(Mode::ReadOnly, Mode::Ask) && loosens(Mode::Ask, Mode::Full));
        assert!(
            !loosens(Mode::Full, Mode::Ask) && !loosens(Mode::Ask, Mode::ReadOnly) && !loosens(Mode::Ask, Mode::Ask)
        );
    }

    #[test]
    fn outside_of_production_y_changes_the_mode() {
        let mut dialog = Dialog::Mode(ModeDialog::new(Mode::Ask, Mode::Full, "dev".to_owned(), false));
        assert_eq!(dialog.act(Action::Confirm), Outcome::Stay, "typed ahead");
        dialog.arm();
        assert_eq!(dialog.act(Action::Confirm), Outcome::Close(vec![Wish::SetMode(Mode::Full)]));
    }

    #[test]
    fn in_production_the_name_of_the_place_is_typed() {
        let mut dialog = Dialog::Mode(ModeDialog::new(Mode::ReadOnly, Mode::Ask, "prod".to_owned(), true));
        dialog.arm();
        assert_eq!(dialog.act(Action::Confirm), Outcome::Stay, "y is a letter here");
        dialog.type_text("prod");
        assert_eq!(dialog.act(Action::Press), Outcome::Close(vec![Wish::SetMode(Mode::Ask)]));
    }

    #[test]
    fn a_place_whose_name_nobody_can_type_is_called_production() {
        let mut dialog = Dialog::Mode(ModeDialog::new(Mode::ReadOnly, Mode::Ask, "a\u{1b}b".to_owned(), true));
        dialog.arm();
        dialog.type_text("production");
        assert_eq!(dialog.act(Action::Press), Outcome::Close(vec![Wish::SetMode(Mode::Ask)]));
    }
}
