//! The question before a delete. It holds the complete target, taken when it opened: the list behind may change, the
//! target cannot. Cancel has the focus; Enter alone never deletes; the sterner the case, the more is asked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Record, SandboxType, Seen, Status};
use crate::profile::Mode;
use crate::widgets::{Question, clean, fit};

use super::assent::{Assent, can_be_typed, typed_place};
use super::{Doomed, Plan, Surroundings, Wish};

/// What is to be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typed {
    /// Nothing: `y` suffices, or the Delete button.
    Nothing,
    /// The name.
    Name,
    /// The place: in production others are changed with it.
    Place,
    /// The id, because the name can't be: it is empty, endless, not text, or holds what no keyboard has.
    Id,
}

/// What is known of those that use the object. None of them names it, or the question would not be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Users {
    /// It is still looked for them.
    Sought,
    /// The lists that tell could not all be read: one of them and why, in words that stand behind a colon.
    NotKnown(String),
    /// Nothing names it; so many collections find it by its qualifiers.
    Nobody(usize),
}

/// The dialog's state.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteDialog {
    /// What will be deleted.
    pub target: Doomed,
    /// What kind of sandbox it is in.
    pub sandbox_type: SandboxType,
    /// Whether its body goes to the trash first.
    pub has_trash: bool,
    /// What is known of those that use it.
    pub users: Users,
    /// The plan whose last deed this delete is, if it is one.
    plan: Option<Plan>,
    typed: Typed,
    pub(super) assent: Assent,
}

/// The longest name that is shown, in columns: it must not push out what else is to be known of the target.
const LONGEST_SHOWN: u16 = 120;

const BUTTONS: &[&str] = &["Cancel", "Delete"];

/// Whether it is of so little weight that a key may delete it: nobody is shown a draft, nor what is archived. What has no
/// status is never so light, for others may depend on it.
fn is_light(record: &Record) -> bool {
    matches!(record.status, Seen::Is(Status::Draft | Status::Archived))
}

impl DeleteDialog {
    /// Opens the question about this object. Where writes are asked about in production, nothing goes by a mere key.
    #[must_use]
    pub fn new(target: Doomed, sandbox_type: SandboxType, mode: Mode) -> Self {
        let record = &target.record;
        let typed = match &record.name {
            _ if is_light(record) && !(sandbox_type.counts_as_production() && mode == Mode::Ask) => Typed::Nothing,
            Seen::Is(name) if can_be_typed(name) => Typed::Name,
            _ => Typed::Id,
        };
        let assent = match typed {
            Typed::Nothing | Typed::Place => Assent::by_key(),
            Typed::Name => Assent::by_typing(record.title()),
            Typed::Id => Assent::by_typing(record.id.as_str()),
        };
        let (has_trash, users, plan) = (false, Users::NotKnown("not all lists are read".to_owned()), None);
        DeleteDialog { target, sandbox_type, has_trash, users, plan, typed, assent }
    }

    /// Opens the question about an object that others have to let go of first, by this plan. Several are written, so its
    /// name is to be typed whatever it is, or, where production is asked about, the place.
    #[must_use]
    pub fn of_plan(target: Doomed, plan: Plan, sandbox_type: SandboxType, mode: Mode) -> Self {
        let mut dialog = DeleteDialog::new(target, sandbox_type, mode);
        let record = &dialog.target.record;
        (dialog.typed, dialog.assent) = if sandbox_type.counts_as_production() && mode == Mode::Ask {
            (Typed::Place, Assent::by_typing(typed_place(dialog.target.scope.label())))
        } else if matches!(&record.name, Seen::Is(name) if can_be_typed(name)) {
            (Typed::Name, Assent::by_typing(record.title()))
        } else {
            (Typed::Id, Assent::by_typing(record.id.as_str()))
        };
        DeleteDialog { plan: Some(plan), ..dialog }
    }

    /// Whether it is about a plan, which frees the object first.
    #[must_use]
    pub fn is_of_plan(&self) -> bool {
        self.plan.is_some()
    }

    /// What is wished once it is answered with yes.
    pub(super) fn yes(&self) -> Vec<Wish> {
        match &self.plan {
            Some(plan) => vec![Wish::Do(plan.clone())],
            None => vec![Wish::Delete(self.target.clone())],
        }
    }

    /// What is known of those that use it, in words; nothing where nothing can, or where the plan tells it.
    fn used_by(&self) -> Option<String> {
        if self.plan.is_some() || self.target.record.kind.entry().named_by.is_empty() {
            return None;
        }
        Some(match &self.users {
            Users::Sought => "being looked for …, a yes counts after that".to_owned(),
            Users::NotKnown(unread) => format!("not known: {unread}"),
            Users::Nobody(0) => "nothing in this library".to_owned(),
            Users::Nobody(1) => "nothing, but a collection finds it by its qualifiers".to_owned(),
            Users::Nobody(count) => format!("nothing, but {count} collections find it by its qualifiers"),
        })
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
        let place = format!("{place}  {}", self.sandbox_type.mark()).trim_end().to_owned();
        let name = clean(record.title());
        let name = fit(&name, LONGEST_SHOWN);
        // On a small screen only the first ones are seen: what is to be typed, and where it is.
        let id = ("Id", record.id.as_str());
        let mut facts = vec![("Name", name.as_ref()), ("In", place.as_str())];
        if !entry.statuses.is_empty() {
            facts.push(("Status", status.as_str()));
        }
        let used_by = self.used_by();
        facts.extend(used_by.as_ref().map(|users| ("Used by", users.as_str())));
        facts.extend([id, ("Kind", entry.noun)]);
        facts.extend(record.product.remark().map(|remark| ("Note", remark)));
        if self.typed == Typed::Id {
            let first = facts.iter().position(|fact| *fact == id).unwrap_or_default();
            facts.swap(0, first);
        }
        let why = match &record.status {
            _ if self.plan.is_some() => "Others are changed first",
            _ if is_light(record) => "This counts as production",
            _ if entry.statuses.is_empty() => "Others may depend on it",
            _ => "It is not a draft",
        };
        let end = if self.has_trash {
            "From the trash it can be created again, with a new id"
        } else {
            "This can't be undone"
        };
        let how = match self.typed {
            Typed::Nothing => format!("{end}. Press y to delete it, esc to keep it."),
            Typed::Name => format!("{end}. {why}: type its name to delete it."),
            Typed::Place => {
                let place = typed_place(self.target.scope.label());
                format!("{end}. {why}: type {place} to carry it out there.")
            }
            Typed::Id => format!("{end}. {why}: type its id to delete it."),
        };
        let title = match &self.plan {
            None => format!("Delete this {}?", entry.noun),
            Some(plan) => match plan.deeds.len().saturating_sub(1) {
                1 => format!("Change 1 object, then delete this {}?", entry.noun),
                others => format!("Change {others} objects, then delete this {}?", entry.noun),
            },
        };
        let layout = Question {
            title: &title,
            danger: true,
            facts: &facts,
            text: &how,
            input: self.assent.input(),
            buttons: BUTTONS,
            focus: self.assent.focus(),
        };
        layout.draw(area, buf, theme)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Generation, Kind, Scope};
    use crate::keys::Action;
    use crate::screens::Outcome;
    use crate::screens::dialogs::Dialog;

    fn dialog_in(name: &str, status: &str, sandbox_type: SandboxType, mode: Mode) -> Dialog {
        let raw = serde_json::json!({"id": "dps:personalized-offer:1", "name": name, "status": status}).to_string();
        let record = Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap());
        let scope = Scope { sandbox: "dev".to_owned(), container: None };
        Dialog::Delete(DeleteDialog::new(Doomed { scope, record }, sandbox_type, mode))
    }

    fn dialog(name: &str, status: &str) -> Dialog {
        dialog_in(name, status, SandboxType::Development, Mode::Ask)
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
    fn what_has_no_status_wants_its_name_typed() {
        let raw = r#"{"id":"p","name":"Web hero","status":"draft"}"#;
        let record = Arc::new(Record::read(Generation::Dps, Kind::Placement, raw).unwrap());
        let scope = Scope { sandbox: "dev".to_owned(), container: None };
        let target = Doomed { scope, record };
        let mut dialog = Dialog::Delete(DeleteDialog::new(target, SandboxType::Development, Mode::Full));
        dialog.arm();
        assert!(!deletes(&dialog.act(Action::Confirm)));
        dialog.type_text("Web hero");
        assert!(deletes(&dialog.act(Action::Press)));
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

    #[test]
    fn a_draft_wants_its_name_typed_where_production_is_asked_about_and_nowhere_else() {
        use SandboxType::{Development, Production, Unknown};
        for (sandbox_type, mode, by_name) in [
            (Production, Mode::Ask, true),
            (Unknown, Mode::Ask, true),
            (Production, Mode::Full, false),
            (Development, Mode::Ask, false),
            (Development, Mode::Full, false),
        ] {
            let mut dialog = dialog_in("Spring", "draft", sandbox_type, mode);
            dialog.arm();
            assert_eq!(dialog.takes_text(), by_name, "{sandbox_type:?} {mode:?}");
            assert_eq!(deletes(&dialog.act(Action::Confirm)), !by_name, "{sandbox_type:?} {mode:?}");
            dialog.type_text("Spring");
            assert_eq!(deletes(&dialog.act(Action::Press)), by_name, "{sandbox_type:?} {mode:?}");
        }
    }
}
