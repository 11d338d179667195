//! The question before several deletes. It holds the complete targets, taken when it opened, and shows each of them;
//! yes is said by typing how many they are.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Record, SandboxType, Seen};
use crate::keys::Action;
use crate::widgets::{Question, Scroll, clean, fit};

use super::assent::Assent;
use super::movement::scroll;
use super::{Doomed, Surroundings, Wish};

/// How many of the targets are seen at once.
const SEEN_AT_ONCE: usize = 8;

/// The longest name that is shown, in columns, so that each target takes one line.
const LONGEST_SHOWN: u16 = 54;

const BUTTONS: &[&str] = &["Cancel", "Delete all"];

/// The dialog's state.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteSeveralDialog {
    /// What will be deleted: at least two, in one place.
    pub targets: Vec<Doomed>,
    /// What kind of sandbox they are in.
    pub sandbox_type: SandboxType,
    /// How many of them are not shown in the list.
    pub hidden: usize,
    /// Whether their bodies go to the trash first.
    pub has_trash: bool,
    scroll: Scroll,
    pub(super) assent: Assent,
}

impl DeleteSeveralDialog {
    /// Opens the question about these objects.
    #[must_use]
    pub fn new(targets: Vec<Doomed>, sandbox_type: SandboxType, hidden: usize, has_trash: bool) -> Self {
        let assent = Assent::by_typing(&targets.len().to_string());
        DeleteSeveralDialog { targets, sandbox_type, hidden, has_trash, scroll: Scroll::default(), assent }
    }

    /// Moves over the targets, if the action is a movement.
    pub(super) fn step(&mut self, action: Action) {
        scroll(&mut self.scroll, action, self.targets.len(), SEEN_AT_ONCE);
    }

    /// What is wished once it is answered with yes.
    pub(super) fn yes(&self) -> Vec<Wish> {
        vec![Wish::DeleteSeveral(self.targets.clone())]
    }

    /// Draws the dialog; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let count = self.targets.len();
        let place = self.targets.first().map_or("", |target| target.scope.label());
        let place = format!("{place}  {}", self.sandbox_type.mark()).trim_end().to_owned();
        let seen: Vec<(String, String)> = self
            .targets
            .iter()
            .skip(self.scroll.offset)
            .take(SEEN_AT_ONCE)
            .map(|target| line(&target.record))
            .collect();
        let mut facts = vec![("In", place.as_str())];
        facts.extend(seen.iter().map(|(status, name)| (status.as_str(), name.as_str())));
        let seen_to = (self.scroll.offset + SEEN_AT_ONCE).min(count);
        let more = if count > SEEN_AT_ONCE {
            format!("Shown: {} to {seen_to} of {count}, the arrows show the others. ", self.scroll.offset + 1)
        } else {
            String::new()
        };
        let hidden = match self.hidden {
            0 => String::new(),
            hidden => format!("{hidden} of them are not shown now. "),
        };
        let end = if self.has_trash {
            "From the trash they can be created again, with new ids"
        } else {
            "This can't be undone"
        };
        let layout = Question {
            title: &format!("Delete these {count}?"),
            danger: true,
            facts: &facts,
            text: &format!("{more}{hidden}{end}. Type their number, {count}, to delete all of them:"),
            input: self.assent.input(),
            buttons: BUTTONS,
            focus: self.assent.focus(),
        };
        layout.draw(area, buf, &around.theme)
    }
}

/// Status and name of a target, no wider than its line.
fn line(record: &Record) -> (String, String) {
    let status = match &record.status {
        Seen::Is(status) => format!("{} {}", status.symbol(), status.as_str()),
        Seen::Odd(text) => format!("? {}", fit(&clean(text), 10)),
        Seen::Absent => "–".to_owned(),
    };
    (status, fit(&clean(record.title()), LONGEST_SHOWN).into_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Generation, Kind, Scope};
    use crate::screens::Outcome;
    use crate::screens::dialogs::Dialog;
    use crate::widgets::Theme;

    fn dialog(count: usize) -> Dialog {
        let target = |number: usize| {
            let raw =
                serde_json::json!({"id": format!("o{number}"), "name": format!("Offer {number}"), "status": "draft"});
            let record = Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw.to_string()).unwrap());
            Doomed { scope: Scope { sandbox: "dev".to_owned(), container: None }, record }
        };
        let targets = (1..=count).map(target).collect();
        Dialog::DeleteSeveral(DeleteSeveralDialog::new(targets, SandboxType::Development, 0, true))
    }

    fn drawn(dialog: &Dialog) -> String {
        let around = Surroundings {
            now: "2025-12-01T00:00:00Z".parse().unwrap(),
            generation: Generation::Dps,
            theme: Theme::plain(),
        };
        let mut buf = Buffer::empty(Rect::new(0, 0, 80, 24));
        dialog.draw(&around, buf.area, &mut buf);
        buf.content().iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn only_their_number_deletes_them() {
        for wrong in ["", "y", "11", "1", "121"] {
            let mut dialog = dialog(12);
            dialog.arm();
            dialog.type_text(wrong);
            assert_ne!(dialog.act(Action::Confirm), Outcome::Close(dialog_yes(&dialog)), "{wrong}");
            dialog.act(Action::NextButton);
            assert_eq!(dialog.act(Action::Press), Outcome::Stay, "{wrong}");
        }
        let mut dialog = dialog(12);
        dialog.type_text("12");
        dialog.arm();
        assert_eq!(dialog.act(Action::Press), Outcome::Close(Vec::new()), "what was typed ahead does not count");
        dialog.type_text("12");
        assert_eq!(dialog.act(Action::Press), Outcome::Close(dialog_yes(&dialog)));
    }

    fn dialog_yes(dialog: &Dialog) -> Vec<Wish> {
        let Dialog::DeleteSeveral(dialog) = dialog else { panic!("{dialog:?}") };
        assert_eq!(dialog.targets.len(), 12);
        dialog.yes()
    }

    #[test]
    fn every_one_of_them_can_be_seen() {
        let mut dialog = dialog(12);
        let first = drawn(&dialog);
        assert!(first.contains("Offer 1 ") && first.contains("Offer 8 ") && !first.contains("Offer 9 "), "{first}");
        dialog.act(Action::PageDown);
        let last = drawn(&dialog);
        assert!(last.contains("Offer 12 ") && last.contains("5 to 12 of 12"), "{last}");
    }
}
