//! What may become of an object by its status: the choice, and the change that it makes, reviewed like any other.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::checkup::{Subject, look};
use crate::domain::{Record, Scope, Severity, Status, Transition, brought, check, check_change, check_owner};
use crate::screens::actions::ActionsDialog;
use crate::screens::dialogs::Dialog;
use crate::screens::review::ReviewScreen;
use crate::screens::several::SeveralDialog;
use crate::screens::{Author, Change, Deed, Notice, Plan, Planned, capitalized};

use super::asking::open_dialog;
use super::mode::may_write;
use super::model::Model;
use super::{Effect, deeds, merging};

/// Asks what shall become of these objects of one kind, of which so many are not shown.
pub(super) fn ask(model: &mut Model, records: &[Arc<Record>], hidden: usize, effects: &mut Vec<Effect>) {
    let (Some(scope), Some(record)) = (model.scope.clone(), records.first()) else { return };
    let entry = record.kind.entry();
    if entry.transitions.is_empty() {
        let nouns = entry.title.to_lowercase();
        model.tell(Notice::info(format!("There are no actions here: {nouns} are without a status.")));
        return;
    }
    if may_write(model) && !deeds::is_in_the_way(model, records) {
        model.dialogs.push(Dialog::Actions(ActionsDialog::new(scope, records, hidden)));
        // What they name is looked at before they are put to use.
        let named = records.iter().flat_map(|record| record.mentions()).map(|mention| mention.kind);
        super::pointing::need_lists(model, named, effects);
    }
}

/// How many warnings stand in the question about several: it must be read to its end.
const MOST_WARNINGS: usize = 3;

/// The most objects that take a step together: each is checked and set side by side with what it was, on a key.
const MOST_STEPS: usize = 500;

/// Shows what it takes that these objects take this step: of one the change, of several all of them.
pub(super) fn choose(
    model: &mut Model,
    transition: &'static Transition,
    scope: &Scope,
    records: Vec<Arc<Record>>,
    effects: &mut Vec<Effect>,
) {
    if records.len() > MOST_STEPS {
        let text = format!("{} are marked: no more than {MOST_STEPS} take a step together.", records.len());
        model.tell(Notice::warning(text));
        return;
    }
    let changes: Vec<Change> = records.into_iter().filter_map(|record| change(transition, scope, record)).collect();
    let Some(entry) = changes.first().map(|change| change.base.kind.entry()) else { return };
    let warnings = warnings(model, transition, &changes);
    match <[Change; 1]>::try_from(changes) {
        Ok([change]) => {
            // Whoever overrides the lifecycle is told once more what they do.
            let override_of = transition.allowed(&change.base).err();
            let overridden = override_of.map(|why| format!("not allowed: {why}. The server may refuse it"));
            let warnings = warnings.into_iter().map(|(warning, _)| warning);
            let warnings = overridden.into_iter().chain(warnings).collect();
            merging::show_review(model, Box::new(ReviewScreen::of_change(change, warnings)));
        }
        Err(changes) => {
            let count = changes.len();
            let of_so_many = |(warning, of): (String, usize)| {
                let which = if of == count { "each".to_owned() } else { of.to_string() };
                format!("For {which} of them: {warning}.")
            };
            // That there is no way back stands before all that is told of some.
            let no_way_back = transition.no_way_back();
            let others: Vec<_> = warnings.into_iter().filter(|(told, _)| no_way_back.as_ref() != Some(told)).collect();
            let more = others.len().saturating_sub(MOST_WARNINGS);
            let one_way = no_way_back.map(|told| format!("{}.", capitalized(&told)));
            let told = others.into_iter().take(MOST_WARNINGS).map(of_so_many);
            let mut outcome: Vec<String> = one_way.into_iter().chain(told).collect();
            if more > 0 {
                outcome.push(format!("And {more} more to be known of single ones: a on each alone tells it."));
            }
            let planned = |change| Planned { stage: 0, deed: Deed::Change(Box::new(change)) };
            let deeds = changes.into_iter().map(planned).collect();
            let intent = format!("{} {count} {}", transition.heading, entry.title.to_lowercase());
            let plan = Plan { intent, deeds };
            let dialog = SeveralDialog::changing(plan, model.sandbox_type, model.mode(), outcome.join(" "));
            open_dialog(model, Dialog::Several(dialog), effects);
        }
    }
}

fn change(transition: &'static Transition, scope: &Scope, record: Arc<Record>) -> Option<Change> {
    let edited = transition.applied_to(&record)?;
    Some(Change::new(Author::Deed(transition.done), scope.clone(), record, edited))
}

/// What is to be known before the step is taken, each with the number of changes that it is about: what a change has for
/// effects, what is wrong with an object only from then on, and, where it is put to use, what is wrong with it among the
/// others.
fn warnings(model: &Model, transition: &Transition, changes: &[Change]) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut note = |warning: String, count: usize| {
        let place = *places.entry(warning.clone()).or_insert(all.len());
        match all.get_mut(place) {
            Some((_, noted)) => *noted += count,
            None => all.push((warning, count)),
        }
    };
    let catalogue = model.library.catalogue();
    let is_used_from_then_on = matches!(transition.to, Status::Approved | Status::Live);
    for Change { base, edited, .. } in changes {
        let (kind, generation, before) = (base.kind, base.generation, base.body());
        let told = |body| model.settings.checks.judged(check(kind, generation, body, model.now));
        let (wrong_before, wrong) = (told(&before), told(edited));
        let new = brought(&wrong_before, &wrong).into_iter().cloned();
        let effects = check_change(kind, generation, &before, edited);
        let effects = effects.into_iter().filter(|finding| finding.severity == Severity::Warning);
        let subject = Subject { generation, kind, id: Some(&base.id), body: edited };
        let among = is_used_from_then_on.then(|| look(&catalogue, &subject, &model.settings.checks));
        let owner = check_owner(kind, generation, Some(base), edited);
        for finding in effects.chain(owner).chain(new).chain(among.into_iter().flatten()) {
            note(finding.message, 1);
        }
    }
    all
}
