//! The question before a plan about several objects. It holds the complete plan, made when it opened, and shows each of
//! its objects; yes is said by typing how many they are, or, in production, where.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Record, SandboxType, Scope, Seen};
use crate::keys::Action;
use crate::profile::Mode;
use crate::widgets::{Question, Viewport, clean, fit, wrap};

use super::assent::{Assent, typed_place};
use super::movement::move_cursor;
use super::{Deed, Doomed, Plan, Planned, Surroundings, Wish, capitalized};

/// How many of the objects are seen at once at most, and how many a page moves over.
const SEEN_AT_ONCE: usize = 8;

/// The columns that are not the name's in an object's line, and as wide as a name gets.
const COLUMNS_BESIDE: u16 = 22;
const LONGEST_SHOWN: u16 = 50;

/// What the dialog needs beside the objects and its text: the frame, the place, the line to type in, the buttons, and a
/// blank line before each of the last three.
const ROWS_BESIDE: u16 = 7;

/// The dialog's state.
#[derive(Clone, Debug, PartialEq)]
pub struct SeveralDialog {
    /// What will be done: at least two deeds, in one place, in the order of their stages.
    pub plan: Plan,
    /// What kind of sandbox the objects are in.
    pub sandbox_type: SandboxType,
    /// How many of them are not shown in the list.
    pub hidden: usize,
    title: String,
    /// What follows from a yes, in sentences.
    outcome: String,
    /// The word on the button, which does it to `all`.
    verb: &'static str,
    /// What is to be typed: their number, or, where production is asked about, the place.
    wanted: String,
    view: Viewport,
    pub(super) assent: Assent,
}

impl SeveralDialog {
    /// Opens the question whether to delete these objects, which go to the trash first where there is one.
    #[must_use]
    pub fn deleting(
        scope: &Scope,
        records: Vec<Arc<Record>>,
        sandbox_type: SandboxType,
        mode: Mode,
        has_trash: bool,
    ) -> Self {
        let count = records.len();
        let kind = records.first().map(|record| record.kind);
        let nouns = kind.map_or(String::new(), |kind| kind.entry().title.to_lowercase());
        let delete = |record| Planned { stage: 0, deed: Deed::Delete(Doomed { scope: scope.clone(), record }) };
        let plan = Plan { intent: format!("Delete {count} {nouns}"), deeds: records.into_iter().map(delete).collect() };
        let outcome = if has_trash {
            "From the trash they can be created again, with new ids.".to_owned()
        } else {
            "This can't be undone.".to_owned()
        };
        Self::new(plan, sandbox_type, mode, (format!("Delete these {count}?"), outcome, "delete"))
    }

    /// Opens the question about changes of several objects, of which this is to be known.
    #[must_use]
    pub fn changing(plan: Plan, sandbox_type: SandboxType, mode: Mode, outcome: String) -> Self {
        let title = format!("{}?", plan.intent);
        Self::new(plan, sandbox_type, mode, (title, outcome, "send"))
    }

    /// Where writes are asked about in production, the place has to be typed.
    fn new(plan: Plan, sandbox_type: SandboxType, mode: Mode, words: (String, String, &'static str)) -> Self {
        let (title, outcome, verb) = words;
        let wanted = if sandbox_type.counts_as_production() && mode == Mode::Ask {
            typed_place(place(&plan)).to_owned()
        } else {
            plan.deeds.len().to_string()
        };
        let assent = Assent::by_typing(&wanted);
        let view = Viewport::default();
        SeveralDialog { plan, sandbox_type, hidden: 0, title, outcome, verb, wanted, view, assent }
    }

    /// Moves over the objects, if the action is a movement.
    pub(super) fn step(&mut self, action: Action) {
        move_cursor(&mut self.view, action, self.plan.deeds.len(), SEEN_AT_ONCE);
    }

    /// What is wished once it is answered with yes.
    pub(super) fn yes(&self) -> Vec<Wish> {
        vec![Wish::Do(self.plan.clone())]
    }

    /// Draws the dialog; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let count = self.plan.deeds.len();
        let place = format!("{}  {}", place(&self.plan), self.sandbox_type.mark()).trim_end().to_owned();
        let text = self.text();
        let lines = u16::try_from(wrap(&text, area.width.saturating_sub(4)).len()).unwrap_or(u16::MAX);
        let fitting = usize::from(area.height.saturating_sub(lines.saturating_add(ROWS_BESIDE)));
        let fitting = fitting.clamp(1, SEEN_AT_ONCE);
        // They are turned like pages, so that the one that the arrows are at is always seen.
        let selected = self.view.selected;
        let page = selected - selected % fitting;
        let columns = area.width.saturating_sub(COLUMNS_BESIDE).min(LONGEST_SHOWN);
        let seen: Vec<(String, String)> = (page..count.min(page + fitting))
            .filter_map(|at| self.plan.deeds.get(at).map(|one| line(one.deed.record(), at == selected, columns)))
            .collect();
        let mut facts = vec![("In", place.as_str())];
        facts.extend(seen.iter().map(|(status, name)| (status.as_str(), name.as_str())));
        let button = format!("{} all", capitalized(self.verb));
        let layout = Question {
            title: &self.title,
            danger: true,
            facts: &facts,
            text: &text,
            input: self.assent.input(),
            buttons: &["Cancel", &button],
            focus: self.assent.focus(),
        };
        layout.draw(area, buf, &around.theme)
    }

    fn text(&self) -> String {
        let count = self.plan.deeds.len();
        let at = format!("{} of {count}, the arrows show each. ", self.view.selected + 1);
        let hidden = match self.hidden {
            0 => String::new(),
            1 => "1 is not shown now. ".to_owned(),
            hidden => format!("{hidden} are not shown now. "),
        };
        let SeveralDialog { outcome, wanted, verb, .. } = self;
        format!("{at}{hidden}{outcome} Type {wanted} to {verb} all {count}:")
    }
}

/// Where the objects are.
fn place(plan: &Plan) -> &str {
    plan.deeds.first().map_or("", |planned| planned.deed.scope().label())
}

/// Status and name of an object, no wider than its line.
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
    use super::*;
    use crate::domain::{Generation, Kind};
    use crate::screens::Outcome;
    use crate::screens::dialogs::Dialog;
    use crate::widgets::Theme;

    fn dialog(count: usize) -> Dialog {
        let target = |number: usize| {
            let raw =
                serde_json::json!({"id": format!("o{number}"), "name": format!("Offer {number}"), "status": "draft"});
            Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw.to_string()).unwrap())
        };
        let records = (1..=count).map(target).collect();
        let scope = Scope { sandbox: "dev".to_owned(), container: None };
        Dialog::Several(SeveralDialog::deleting(&scope, records, SandboxType::Development, Mode::Ask, false))
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
        let Dialog::Several(dialog) = dialog else { panic!("{dialog:?}") };
        assert_eq!(dialog.plan.deeds.len(), 12);
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
