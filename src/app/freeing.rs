//! The guard before a delete: what is in use is not deleted, and the plan that would free it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{Extent, Freed, Kind, ObjectId, Record, Scope, check_change, check_owner, free};
use crate::screens::delete::DeleteDialog;
use crate::screens::dialogs::Dialog;
use crate::screens::plan::{ByHand, Freeing, PlanScreen, Step};
use crate::screens::several::SeveralDialog;
use crate::screens::{Author, Change, Deed, Doomed, Notice, Plan, Screen, Wish};

use super::Effect;
use super::asking::open_dialog;
use super::granting::{ask_delete_several, grant};
use super::mode::may_write;
use super::model::Model;

/// The most objects that a plan changes: nobody reviews more. The next plan goes on with the others.
const MOST_CHANGES: usize = 100;

/// Whether others name this object, as far as the lists tell.
pub(super) fn is_named(model: &Model, record: &Record) -> bool {
    model.library.catalogue().naming(record.id.as_str()).next().is_some()
}

/// How many of these are named by others than these, as far as the lists tell.
pub(super) fn in_use(model: &Model, records: &[Arc<Record>]) -> usize {
    let catalogue = model.library.catalogue();
    let own = keys(records);
    let is_used = |record: &&Arc<Record>| catalogue.naming(record.id.as_str()).any(|user| !own.contains(&key(user)));
    records.iter().filter(is_used).count()
}

fn key(record: &Record) -> (Kind, &ObjectId) {
    (record.kind, &record.id)
}

fn keys(records: &[Arc<Record>]) -> HashSet<(Kind, &ObjectId)> {
    records.iter().map(|record| key(record)).collect()
}

/// Shows the plan that frees this object from what names it, and then deletes it.
pub(super) fn plan(model: &mut Model, kind: Kind, id: &ObjectId, effects: &mut Vec<Effect>) {
    let Some(record) = model.library.shelf(kind).get(id).cloned() else { return };
    if !may_write(model) {
        return;
    }
    if !is_named(model, &record) {
        grant(model, Wish::AskDelete(record), effects);
        return;
    }
    if !is_still_being_read(model, [kind]) {
        show(model, vec![record]);
    }
}

/// Whether lists are on their way that tell what uses objects of these kinds; if so, says it.
fn is_still_being_read(model: &mut Model, kinds: impl IntoIterator<Item = Kind>) -> bool {
    let catalogue = model.library.catalogue();
    let mut lists = kinds.into_iter().flat_map(|kind| kind.entry().named_by);
    let is_coming = lists.any(|by| catalogue.extent(*by) == Extent::Coming);
    if is_coming {
        model.tell(Notice::info("The lists that tell what uses it are still being read. Wait a moment."));
    }
    is_coming
}

/// Shows the plan that frees those of several that are in use, and then deletes all of them.
pub(super) fn plan_several(model: &mut Model, records: Vec<Arc<Record>>) {
    let (used, all) = (in_use(model, &records), records.len());
    if show(model, records) {
        let (are, them) = if used == 1 { ("is", "it") } else { ("are", "them") };
        let text =
            format!("{used} of {all} {are} in use and {are} not deleted before what uses {them} lets go of {them}.");
        model.tell(Notice::warning(text));
    }
}

/// Shows the plan for these, unless something that it would change is being written; whether it does.
fn show(model: &mut Model, records: Vec<Arc<Record>>) -> bool {
    let Some(scope) = model.scope.clone() else { return false };
    let freeing = make(model, &scope, records);
    let changed: Vec<Arc<Record>> = freeing.steps.iter().map(|step| Arc::clone(&step.change.base)).collect();
    if super::deeds::is_in_the_way(model, &changed) {
        return false;
    }
    super::going::go_on(model, Screen::Plan(Box::new(PlanScreen::new(freeing, model.library.edition()))));
    true
}

/// What it takes that these are deleted. One patch for each that names some of them; what a patch can't free stays, and
/// then has to be let go of like any other user by what is deleted all the same.
fn make(model: &Model, scope: &Scope, records: Vec<Arc<Record>>) -> Freeing {
    let (mut going, mut stay, mut by_hand) = (records, Vec::new(), Vec::new());
    loop {
        let users = users(model, &going);
        let (mut freed, mut kept) = (Vec::new(), HashSet::new());
        for (user, of) in users.iter().take(MOST_CHANGES) {
            match free(user, of) {
                Ok(done) => freed.push((*user, done)),
                Err(refusal) => {
                    note(&mut by_hand, user, refusal.why);
                    kept.extend(refusal.of);
                }
            }
        }
        if kept.is_empty() {
            let step = |(user, Freed { body, mut remarks }): (&Arc<Record>, Freed)| {
                let (kind, generation) = (user.kind, user.generation);
                let effects = check_change(kind, generation, &user.body(), &body);
                let owner = check_owner(kind, generation, Some(user), &body);
                remarks.extend(effects.into_iter().chain(owner).map(|finding| finding.message));
                let change = Change::new(Author::Deed("changed"), scope.clone(), Arc::clone(user), body);
                Step { change: Box::new(change), remarks }
            };
            let steps: Vec<Step> = freed.into_iter().map(step).collect();
            let rest = users.len().saturating_sub(MOST_CHANGES);
            let kinds = going.iter().chain(&stay).map(|record| record.kind).collect();
            let unread = super::pointing::unread(model, &kinds);
            let targets = going.into_iter().map(|record| Doomed { scope: scope.clone(), record }).collect();
            return Freeing { targets, steps, stay, by_hand, rest, unread };
        }
        let (keeps, goes): (Vec<_>, Vec<_>) = going.into_iter().partition(|record| kept.contains(&record.id));
        going = goes;
        stay.extend(keeps);
    }
}

/// Makes the plan on top anew where the lists have changed since.
pub(super) fn refresh(model: &mut Model) {
    let Some(Screen::Plan(plan)) = model.screens.last() else { return };
    let Some(scope) = model.scope.clone() else { return };
    let edition = model.library.edition();
    if plan.edition == edition {
        return;
    }
    let here = |record: &Arc<Record>| model.library.shelf(record.kind).get(&record.id).cloned();
    let records: Vec<Arc<Record>> = plan.asked().filter_map(here).collect();
    if records.is_empty() {
        model.screens.pop();
        model.tell(Notice::info("What was to be freed is gone."));
        return;
    }
    let freeing = make(model, &scope, records);
    if let Some(Screen::Plan(plan)) = model.screens.last_mut() {
        plan.take(freeing, edition);
    }
}

/// Notes why somebody has to change this one by hand.
fn note(by_hand: &mut Vec<ByHand>, user: &Arc<Record>, why: String) {
    match by_hand.iter_mut().find(|one| key(&one.user) == key(user)) {
        Some(one) => one.why.push(why),
        None => by_hand.push(ByHand { user: Arc::clone(user), why: vec![why] }),
    }
}

/// What names some of these and is none of them, each once, with those that it names.
fn users<'a>(model: &'a Model, records: &'a [Arc<Record>]) -> Vec<(&'a Arc<Record>, Vec<&'a Record>)> {
    let catalogue = model.library.catalogue();
    let own = keys(records);
    let mut users: Vec<(&Arc<Record>, Vec<&Record>)> = Vec::new();
    let mut places: HashMap<(Kind, &ObjectId), usize> = HashMap::new();
    for record in records {
        for user in catalogue.naming(record.id.as_str()).filter(|user| !own.contains(&key(user))) {
            let place = *places.entry(key(user)).or_insert(users.len());
            match users.get_mut(place) {
                Some((_, of)) => of.push(record),
                None => users.push((user, vec![record])),
            }
        }
    }
    users
}

/// Asks whether to carry out the plan that frees these targets, as the mode of this moment wants it asked. They are deleted
/// in the end, unless so many others use them that are left to the next plan.
pub(super) fn ask(model: &mut Model, targets: Vec<Doomed>, (plan, rest): (Plan, usize), effects: &mut Vec<Effect>) {
    if !may_write(model) || is_still_being_read(model, targets.iter().map(|target| target.record.kind)) {
        return;
    }
    if plan.deeds.iter().all(|planned| matches!(planned.deed, Deed::Delete(_))) {
        // Nothing has to let go of them: they are asked about like any others.
        ask_delete_several(model, targets.into_iter().map(|target| target.record).collect(), effects);
        return;
    }
    let (sandbox_type, mode) = (model.sandbox_type, model.mode());
    let has_trash = model.settings.kept_under.is_some();
    let dialog = match <[Doomed; 1]>::try_from(targets) {
        Ok([target]) if rest == 0 => {
            let mut dialog = DeleteDialog::of_plan(target, plan, sandbox_type, mode);
            dialog.has_trash = has_trash;
            Dialog::Delete(dialog)
        }
        Err(_) if rest == 0 => Dialog::Several(SeveralDialog::freeing(plan, sandbox_type, mode, has_trash)),
        targets => {
            let they = if targets.is_ok() { ("It is", "it") } else { ("They are", "them") };
            let outcome = format!("{} not deleted yet: {rest} others use {} as well.", they.0, they.1);
            Dialog::Several(SeveralDialog::changing(plan, sandbox_type, mode, outcome))
        }
    };
    open_dialog(model, dialog, effects);
}
