//! The guard before a delete: what is in use is not deleted, and the plan that would free it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::{Extent, Freed, Kind, ObjectId, Record, free};
use crate::screens::delete::DeleteDialog;
use crate::screens::dialogs::Dialog;
use crate::screens::plan::{PlanScreen, Step};
use crate::screens::several::SeveralDialog;
use crate::screens::{Author, Change, Doomed, Notice, Plan, Screen, Wish};

use super::Effect;
use super::asking::open_dialog;
use super::granting::grant;
use super::mode::may_write;
use super::model::Model;

/// The most objects that a plan changes: nobody reviews more. The next plan goes on with the others.
const MOST_CHANGES: usize = 100;

/// What names this object, in the order of the kinds and of their lists.
pub(super) fn naming(model: &Model, record: &Record) -> Vec<Arc<Record>> {
    model.library.catalogue().naming(record.id.as_str()).cloned().collect()
}

/// Whether others name this object, as far as the lists tell.
pub(super) fn is_named(model: &Model, record: &Record) -> bool {
    model.library.catalogue().naming(record.id.as_str()).next().is_some()
}

/// Those of several that nothing else names, as far as the lists tell, which are asked for.
pub(super) fn not_in_use(model: &mut Model, records: Vec<Arc<Record>>, effects: &mut Vec<Effect>) -> Vec<Arc<Record>> {
    for record in &records {
        super::pointing::read_lists(model, record.kind, effects);
    }
    let mut left = records;
    // What stays keeps in use what it names.
    loop {
        let ids: HashSet<(Kind, ObjectId)> = left.iter().map(|record| (record.kind, record.id.clone())).collect();
        let goes_too = |user: &Arc<Record>| ids.contains(&(user.kind, user.id.clone()));
        let before = left.len();
        let free = left.iter().filter(|record| naming(model, record).iter().all(goes_too));
        left = free.cloned().collect();
        if left.len() == before {
            return left;
        }
    }
}

/// Shows the plan that frees an object from what names it, and then deletes it.
pub(super) fn plan(model: &mut Model, kind: Kind, id: &ObjectId, effects: &mut Vec<Effect>) {
    let Some(scope) = model.scope.clone() else { return };
    let Some(record) = model.library.shelf(kind).get(id).cloned() else { return };
    if !may_write(model) {
        return;
    }
    let users = naming(model, &record);
    if users.is_empty() {
        grant(model, Wish::AskDelete(record), effects);
        return;
    }
    if super::deeds::is_in_the_way(model, users.get(..MOST_CHANGES).unwrap_or(&users)) {
        return;
    }
    let catalogue = model.library.catalogue();
    if kind.entry().named_by.iter().any(|by| catalogue.extent(*by) == Extent::Coming) {
        model.tell(Notice::info("The lists that tell what uses it are still being read. Wait a moment."));
        return;
    }
    let steps = users.iter().take(MOST_CHANGES).map(|user| {
        let (change, remarks) = match free(user, &record) {
            Ok(Freed { body, .. }) if body == user.body() => {
                (Err("names it where another kind is meant: change that by hand first".to_owned()), Vec::new())
            }
            Ok(Freed { body, remarks }) => {
                let change = Change::new(Author::Deed("changed"), scope.clone(), Arc::clone(user), body);
                (Ok(Box::new(change)), remarks)
            }
            Err(why) => (Err(why), Vec::new()),
        };
        Step { name: format!("{} \"{}\"", user.kind.entry().noun, user.title()), change, remarks }
    });
    let steps = steps.collect();
    let whole = catalogue.knows_users_of(kind);
    let target = Doomed { scope: scope.clone(), record };
    let screen = PlanScreen::new(target, steps, whole, users.len().saturating_sub(MOST_CHANGES));
    super::going::go_on(model, Screen::Plan(Box::new(screen)));
}

/// Asks whether to carry out the plan that frees this target, as the mode of this moment wants it asked. It is deleted in
/// the end, unless so many others use it that are left to the next plan.
pub(super) fn ask(model: &mut Model, (target, plan, rest): (Doomed, Plan, usize), effects: &mut Vec<Effect>) {
    if !may_write(model) {
        return;
    }
    let (sandbox_type, mode) = (model.sandbox_type, model.mode());
    let dialog = if rest > 0 {
        let outcome = format!("It is not deleted yet: {rest} others use it as well.");
        Dialog::Several(SeveralDialog::changing(plan, sandbox_type, mode, outcome))
    } else {
        let mut dialog = DeleteDialog::of_plan(target, plan, sandbox_type, mode);
        dialog.has_trash = model.settings.kept_under.is_some();
        Dialog::Delete(dialog)
    };
    open_dialog(model, dialog, effects);
}
