//! The question before several deletes. It holds the complete targets, taken when it opened, and shows each of them;
//! yes is said by typing how many they are, or, in production, where.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Record, SandboxType, Seen};
use crate::keys::Action;
use crate::profile::Mode;
use crate::widgets::{Question, Viewport, clean, fit, wrap};

use super::assent::{Assent, typed_place};
use super::movement::move_cursor;
use super::{Doomed, Surroundings, Wish};

/// How many of the targets are seen at once at most, and how many a page moves over.
const SEEN_AT_ONCE: usize = 8;

/// The columns that are not the name's in a target's line, and as wide as a name gets.
const COLUMNS_BESIDE: u16 = 22;
const LONGEST_SHOWN: u16 = 50;

/// What the dialog needs beside the targets and its text: the frame, the place, the line to type in, the buttons, and a
/// blank line before each of the last three.
const ROWS_BESIDE: u16 = 7;

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
    /// What is to be typed: their number, or, where production is asked about, the place.
    wanted: String,
    view: Viewport,
    pub(super) assent: Assent,
}

impl DeleteSeveralDialog {
    /// Opens the question about these objects. Where writes are asked about in production, the place has to be typed.
    #[must_use]
    pub fn new(targets: Vec<Doomed>, sandbox_type: SandboxType, mode: Mode, hidden: usize) -> Self {
        let place = targets.first().map_or("", |target| target.scope.label());
        let wanted = if sandbox_type.counts_as_production() && mode == Mode::Ask {
            typed_place(place).to_owned()
        } else {
            targets.len().to_string()
        };
        let assent = Assent::by_typing(&wanted);
        let view = Viewport::default();
        DeleteSeveralDialog { targets, sandbox_type, hidden, has_trash: false, wanted, view, assent }
    }

    /// Moves over the targets, if the action is a movement.
    pub(super) fn step(&mut self, action: Action) {
        move_cursor(&mut self.view, action, self.targets.len(), SEEN_AT_ONCE);
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
        let text = self.text();
        let lines = u16::try_from(wrap(&text, area.width.saturating_sub(4)).len()).unwrap_or(u16::MAX);
        let fitting = usize::from(area.height.saturating_sub(lines.saturating_add(ROWS_BESIDE)));
        let fitting = fitting.clamp(1, SEEN_AT_ONCE);
        // They are turned like pages, so that the one that the arrows are at is always seen.
        let selected = self.view.selected;
        let page = selected - selected % fitting;
        let columns = area.width.saturating_sub(COLUMNS_BESIDE).min(LONGEST_SHOWN);
        let seen: Vec<(String, String)> = (page..count.min(page + fitting))
            .filter_map(|place| self.targets.get(place).map(|target| line(&target.record, place == selected, columns)))
            .collect();
        let mut facts = vec![("In", place.as_str())];
        facts.extend(seen.iter().map(|(status, name)| (status.as_str(), name.as_str())));
        let layout = Question {
            title: &format!("Delete these {count}?"),
            danger: true,
            facts: &facts,
            text: &text,
            input: self.assent.input(),
            buttons: BUTTONS,
            focus: self.assent.focus(),
        };
        layout.draw(area, buf, &around.theme)
    }

    fn text(&self) -> String {
        let count = self.targets.len();
        let at = format!("{} of {count}, the arrows show each. ", self.view.selected + 1);
        let hidden = match self.hidden {
            0 => String::new(),
            1 => "1 is not shown now. ".to_owned(),
            hidden => format!("{hidden} are not shown now. "),
        };
        let end = if self.has_trash {
            "From the trash they can be created again, with new ids."
        } else {
            "This can't be undone."
        };
        let wanted = &self.wanted;
        format!("{at}{hidden}{end} Type {wanted} to delete all {count}:")
    }
}

/// Status and name of a target, no wider than its line.
fn line(record: &Record, selected: bool, columns: u16) -> (String, String) {
    let status = match &record.status {
        Seen::Is(status) => format!("{} {}", status.symbol(), status.as_str()),
        Seen::Odd(text) => format!("? {}", fit(&clean(text), 10)),
        Seen::Absent => "–".to_owned(),
    };
    let sign = if selected { "▸ " } else { "  " };
    (status, format!("{sign}{}", fit(&clean(record.title()), columns)))
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
        Dialog::DeleteSeveral(DeleteSeveralDialog::new(targets, SandboxType::Development, Mode::Ask, 0))
    }

    fn drawn(dialog: &Dialog, columns: u16, rows: u16) -> String {
        let around = Surroundings {
            now: "2025-12-01T00:00:00Z".parse().unwrap(),
            generation: Generation::Dps,
            theme: Theme::plain(),
            zone: jiff::tz::TimeZone::UTC,
        };
        let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
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
    fn every_one_of_them_can_be_seen_at_every_size() {
        for (columns, rows) in [(80, 24), (140, 45), (40, 12), (60, 15)] {
            for count in [2, 7, 12] {
                let mut dialog = dialog(count);
                for number in 1..=count {
                    let screen = drawn(&dialog, columns, rows);
                    let seen = screen.contains(&format!("▸ Offer {number} "));
                    assert!(seen && screen.contains("[ Cancel ]"), "{number} of {count} at {columns}x{rows}: {screen}");
                    dialog.act(Action::Down);
                }
            }
        }
    }
}
