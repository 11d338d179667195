//! The last question before a write in a production sandbox, where the mode asks. It holds what will be sent, taken when
//! it opened.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::SandboxType;
use crate::widgets::{Question, clean, fit};

use super::assent::{Assent, typed_place};
use super::{Cargo, Surroundings, Wish};

/// The longest name that is shown, in columns: it must not push out what else is to be known.
const LONGEST_SHOWN: u16 = 120;

/// The dialog's state.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductionDialog {
    /// What will be sent.
    pub cargo: Cargo,
    /// What kind of sandbox it goes to.
    pub sandbox_type: SandboxType,
    pub(super) assent: Assent,
}

const BUTTONS: &[&str] = &["Cancel", "Send"];

impl ProductionDialog {
    /// Opens the question about this write.
    #[must_use]
    pub fn new(cargo: Cargo, sandbox_type: SandboxType) -> Self {
        let assent = Assent::by_typing(typed_place(cargo.scope().label()));
        ProductionDialog { cargo, sandbox_type, assent }
    }

    /// What is wished once it is answered with yes.
    pub(super) fn yes(&self) -> Vec<Wish> {
        vec![self.cargo.clone().send()]
    }

    /// Draws the dialog; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let place = self.cargo.scope().label();
        let shown_place = format!("{place}  {}", self.sandbox_type.mark());
        let name = clean(self.cargo.name());
        let name = fit(&name, LONGEST_SHOWN);
        let facts = [("Name", name.as_ref()), ("In", shown_place.as_str()), ("Kind", self.cargo.kind().entry().noun)];
        let (title, what) = match self.cargo {
            Cargo::Change(_) => ("Change this in production?", "It counts for visitors"),
            Cargo::Creation(_) => ("Create this in production?", "It may count for visitors"),
        };
        let text = format!("{what} at once. Type {} to send it:", typed_place(place));
        let layout = Question {
            title,
            danger: true,
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
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Kind, Scope};
    use crate::keys::Action;
    use crate::screens::dialogs::Dialog;
    use crate::screens::{Creation, EditorId, Outcome};

    fn creation() -> Box<Creation> {
        Box::new(Creation {
            editor: EditorId(1),
            scope: Scope { sandbox: "prod".to_owned(), container: None },
            kind: Kind::Personalized,
            name: "Spring sale".to_owned(),
            body: Arc::from("{}"),
            difference: Arc::from([]),
        })
    }

    #[test]
    fn what_is_sent_is_what_it_was_opened_with_once_the_name_of_the_sandbox_is_typed() {
        let mut dialog =
            Dialog::Production(ProductionDialog::new(Cargo::Creation(creation()), SandboxType::Production));
        dialog.type_text("prod");
        dialog.arm();
        assert_eq!(dialog.act(Action::Confirm), Outcome::Stay, "y is a letter here");
        dialog.act(Action::NextButton);
        assert_eq!(dialog.act(Action::Press), Outcome::Stay, "what was typed ahead does not count");
        dialog.type_text("prod");
        assert_eq!(dialog.act(Action::Press), Outcome::Close(vec![Wish::Create(creation())]));
    }

    #[test]
    fn cancelling_sends_nothing() {
        for action in [Action::Press, Action::Back] {
            let mut dialog =
                Dialog::Production(ProductionDialog::new(Cargo::Creation(creation()), SandboxType::Production));
            dialog.arm();
            assert_eq!(dialog.act(action), Outcome::Close(Vec::new()));
        }
    }
}
