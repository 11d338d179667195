//! The question before a plan about several objects. It holds the complete plan, made when it opened, and shows each of
//! its objects; yes is said by typing how many they are, or, in production, where.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Kind, Record, SandboxType, Scope, Seen};
use crate::keys::Action;
use crate::profile::Mode;
use crate::widgets::{Question, Viewport, clean, fit, wrap};

use super::assent::{Assent, typed_place};
use super::columns::marked_title;
use super::delete::Users;
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
    /// What is known of those that use them, where they are to be deleted. None of them is named by another.
    pub users: Option<Users>,
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
        let delete = |record: Arc<Record>| Planned {
            stage: record.kind.depth(),
            deed: Deed::Delete(Doomed { scope: scope.clone(), record }),
        };
        let mut deeds: Vec<Planned> = records.into_iter().map(delete).collect();
        deeds.sort_by_key(|planned| planned.stage);
        let end = end(has_trash);
        let kinds = kinds(&deeds);
        let (nouns, outcome) = match &kinds[..] {
            [kind] => (kind.entry().title.to_lowercase(), end.to_owned()),
            _ => ("objects".to_owned(), format!("{}{end}", order(&deeds))),
        };
        let plan = Plan { intent: format!("Delete {count} {nouns}"), deeds };
        let dialog = Self::new(plan, sandbox_type, mode, (format!("Delete these {count}?"), outcome, "delete"));
        SeveralDialog { users: Some(Users::NotKnown("not all lists are read".to_owned())), ..dialog }
    }

    /// Opens the question whether to carry out a plan that deletes several objects once others have let go of them.
    #[must_use]
    pub fn freeing(mut plan: Plan, sandbox_type: SandboxType, mode: Mode, has_trash: bool) -> Self {
        plan.deeds.sort_by_key(|planned| planned.stage);
        let is_delete = |planned: &&Planned| matches!(planned.deed, Deed::Delete(_));
        let deletes: Vec<Planned> = plan.deeds.iter().filter(is_delete).cloned().collect();
        let changes = match plan.deeds.len() - deletes.len() {
            1 => "1 object".to_owned(),
            changes => format!("{changes} objects"),
        };
        let title = format!("Change {changes}, then delete {}?", deletes.len());
        let outcome = format!("Where one is not changed, none is deleted. {}{}", order(&deletes), end(has_trash));
        Self::new(plan, sandbox_type, mode, (title, outcome, "carry out"))
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
        SeveralDialog { plan, sandbox_type, hidden: 0, users: None, title, outcome, verb, wanted, view, assent }
    }

    /// Whether there is more than one object to move over.
    pub(super) fn lists_several(&self) -> bool {
        self.plan.deeds.len() > 1
    }

    /// Moves over the objects, if the action is a movement.
    pub(super) fn step(&mut self, action: Action) {
        move_cursor(&mut self.view, action, self.plan.deeds.len(), SEEN_AT_ONCE);
    }

    /// What is wished once it is answered with yes.
    pub(super) fn yes(&self) -> Vec<Wish> {
        vec![Wish::Do(self.plan.clone())]
    }

    /// The objects that it asks to delete; none, where it asks for changes.
    #[must_use]
    pub fn doomed(&self) -> Vec<Arc<Record>> {
        let doomed = self.plan.deeds.iter().filter_map(|planned| match &planned.deed {
            Deed::Delete(target) => Some(Arc::clone(&target.record)),
            Deed::Change(_) => None,
        });
        doomed.collect()
    }

    /// Draws the dialog; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let count = self.plan.deeds.len();
        let place = format!("{}  {}", place(&self.plan), self.sandbox_type.mark()).trim_end().to_owned();
        let beside = |text: &str| {
            let lines = wrap(text, area.width.saturating_sub(4)).len();
            usize::from(area.height.saturating_sub(ROWS_BESIDE)).saturating_sub(lines)
        };
        let columns = area.width.saturating_sub(COLUMNS_BESIDE).min(LONGEST_SHOWN);
        let selected = self.view.selected;
        let mut text = self.text();
        let mut fitting = beside(&text).min(SEEN_AT_ONCE);
        if fitting == 0 {
            (text, fitting) = (self.cramped_text(columns), 1);
        }
        // They are turned like pages, so that the one that the arrows are at is always seen.
        let page = selected - selected % fitting;
        let seen: Vec<(String, String)> = (page..count.min(page + fitting))
            .filter_map(|at| self.plan.deeds.get(at).map(|one| self.line(&one.deed, at == selected, columns)))
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
        let at = format!("{} of {}, the arrows show each. ", self.view.selected + 1, self.plan.deeds.len());
        let hidden = match self.hidden {
            0 => String::new(),
            1 => "1 is not shown now. ".to_owned(),
            hidden => format!("{hidden} are not shown now. "),
        };
        let end = if self.outcome.is_empty() { "" } else { " " };
        format!("{at}{hidden}{}{}{end}{}", self.used_by(), self.outcome, self.request())
    }

    /// What is known of those that use them, unless that is nothing.
    fn used_by(&self) -> String {
        match &self.users {
            Some(Users::Sought) => "What uses them is being looked for: a yes counts after that. ".to_owned(),
            Some(Users::NotKnown(unread)) => format!("Whether others use them is not known: {unread}. "),
            Some(Users::Nobody(_)) | None => String::new(),
        }
    }

    /// The text where there is no room for it and for one of the objects: that one is named in it, and what follows from
    /// a yes is said with the first.
    fn cramped_text(&self, columns: u16) -> String {
        let selected = self.view.selected;
        let name = self.plan.deeds.get(selected).map_or(String::new(), |one| self.name(one.deed.record(), columns));
        let outcome = if selected == 0 { format!("{}{} ", self.used_by(), self.outcome) } else { String::new() };
        format!("{} of {}: {name}. {outcome}{}", selected + 1, self.plan.deeds.len(), self.request())
    }

    fn request(&self) -> String {
        format!("Type {} to {} all {}:", self.wanted, self.verb, self.plan.deeds.len())
    }

    /// Status and name of an object, or, where some are changed and some deleted, which is done.
    fn line(&self, deed: &Deed, selected: bool, columns: u16) -> (String, String) {
        let record = deed.record();
        let deletes = self.plan.deeds.iter().filter(|planned| matches!(planned.deed, Deed::Delete(_))).count();
        let is_mixed = (1..self.plan.deeds.len()).contains(&deletes);
        let status = match &record.status {
            _ if is_mixed && matches!(deed, Deed::Delete(_)) => "delete".to_owned(),
            _ if is_mixed => "change".to_owned(),
            Seen::Is(status) => format!("{} {}", status.symbol(), status.as_str()),
            Seen::Odd(text) => format!("? {}", fit(&clean(text), 10)),
            Seen::Absent => "–".to_owned(),
        };
        let sign = if selected { "▸ " } else { "  " };
        (status, format!("{sign}{}", self.name(record, columns)))
    }

    /// The name of an object, with its kind where there are several, no wider than its line.
    fn name(&self, record: &Record, columns: u16) -> String {
        let mixed = kinds(&self.plan.deeds).len() > 1;
        let kind = if mixed { format!("{}: ", record.kind.entry().noun) } else { String::new() };
        fit(&clean(&format!("{kind}{}", marked_title(record))), columns).into_owned()
    }
}

/// What can be done afterwards about those that were deleted.
fn end(has_trash: bool) -> &'static str {
    if has_trash { "From the trash they can be created again, with new ids." } else { "This can't be undone." }
}

/// Where the objects are.
fn place(plan: &Plan) -> &str {
    plan.deeds.first().map_or("", |planned| planned.deed.scope().label())
}

/// The kinds of the objects, in their order.
fn kinds(deeds: &[Planned]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for planned in deeds {
        let kind = planned.deed.record().kind;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// In which order objects of several kinds are deleted.
fn order(deeds: &[Planned]) -> String {
    let mut stages: Vec<(u8, Vec<String>)> = Vec::new();
    for kind in kinds(deeds) {
        let title = kind.entry().title.to_lowercase();
        match stages.last_mut() {
            Some((stage, titles)) if *stage == kind.depth() => titles.push(title),
            _ => stages.push((kind.depth(), vec![title])),
        }
    }
    let stages: Vec<String> = stages.into_iter().map(|(_, titles)| titles.join(" and ")).collect();
    match &stages[..] {
        [_] => String::new(),
        _ => format!("In this order: {}. If one stays, those of later kinds do, too. ", stages.join(", then ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Generation;
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
    fn every_one_of_them_can_be_seen_however_much_there_is_to_be_said() {
        let outcome = "There is no way back: archived is final; only duplicate or delete. The decision is live: journeys \
                       that use it must be published again to follow the change.";
        for (columns, rows) in [(80, 24), (40, 12), (60, 13)] {
            let mut dialog = dialog(7);
            let Dialog::Several(several) = &mut dialog else { panic!("{dialog:?}") };
            several.outcome = outcome.to_owned();
            for number in 1..=7 {
                let screen = drawn(&dialog, columns, rows);
                for seen in [&format!("Offer {number}"), "[ Cancel ]", "› "] {
                    assert!(screen.contains(seen), "{seen} at {columns}x{rows}: {screen}");
                }
                assert!(number > 1 || screen.contains("There is no"), "{screen}");
                dialog.act(Action::Down);
            }
        }
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
