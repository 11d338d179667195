//! The way of a plan: deeds that were confirmed together, stage after stage, and a few of a stage at a time. A deed goes
//! the way of one delete or of one change; what becomes of it comes back here, also where it was confirmed alone.

use std::sync::Arc;

use crate::domain::{Record, Scope};
use crate::request::{Cause, RequestError};
use crate::screens::bulk::{Bulk, BulkScreen, Progress};
use crate::screens::shelf::Doing;
use crate::screens::{Change, Deed, Notice, Plan, Planned, Screen};

use super::disk::Last;
use super::model::{Model, Purpose, Saved, Timer};
use super::{Effect, deleting, saving};

/// How many deeds are on their way at once: as many as the client sends at once.
const AT_ONCE: usize = 4;

/// How a change ended for which no editor waits. The words stand behind a colon.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    /// It is made. How that is known, in a sentence without its end, and what else is to be known.
    Made { told: String, remark: Option<String> },
    /// Nothing was changed.
    NotMade(String),
    /// Nobody knows.
    Unknown(String),
}

/// Carries a plan out that was confirmed. One deed alone needs no screen: it is told of like any delete or save.
pub(super) fn begin(model: &mut Model, plan: Plan, effects: &mut Vec<Effect>) {
    let records: Vec<Arc<Record>> = plan.deeds.iter().map(|planned| Arc::clone(planned.deed.record())).collect();
    // The screen of a plan that has to wait stays, so that it can be confirmed again.
    if is_in_the_way(model, &records) {
        return;
    }
    model.screens.retain(|screen| !matches!(screen, Screen::Plan(_)));
    if let [Planned { deed, .. }] = &plan.deeds[..] {
        begin_one(model, deed.clone(), effects);
        return;
    }
    for Planned { deed, .. } in &plan.deeds {
        mark_row(model, deed);
    }
    model.bulk = Some(Bulk::new(plan));
    show(model);
    go_on(model, effects);
}

/// Whether a write to one of these objects is under way, or, if they are several, another plan; if so, says it.
pub(super) fn is_in_the_way(model: &mut Model, records: &[Arc<Record>]) -> bool {
    let under_way = model.bulk.as_ref().filter(|bulk| records.len() > 1 && !bulk.is_over());
    let why = if let Some(bulk) = under_way {
        format!("{}: that is under way just now, :bulk shows it. Wait for its end.", bulk.intent)
    } else if let Some(record) = records.iter().find(|record| is_being_written(model, record)) {
        format!("\"{}\" is being written just now. Wait for the answer.", record.title())
    } else {
        return false;
    };
    model.tell(Notice::warning(why));
    true
}

/// Whether a write to this object is under way or waits.
fn is_being_written(model: &Model, record: &Record) -> bool {
    matches!(model.library.shelf(record.kind).doing(&record.id), Some(Doing::Deleting | Doing::Saving))
}

/// Shows what became of the last plan.
pub(super) fn show(model: &mut Model) {
    if model.bulk.is_none() {
        model.tell(Notice::info("Nothing was done together in this run: space marks objects, d deletes them."));
        return;
    }
    model.screens.retain(|screen| !matches!(screen, Screen::Bulk(_)));
    model.screens.push(Screen::Bulk(BulkScreen::default()));
}

fn begin_one(model: &mut Model, deed: Deed, effects: &mut Vec<Effect>) {
    match deed {
        Deed::Delete(target) => deleting::begin(model, target, effects),
        Deed::Change(change) => saving::begin_update(model, change, effects),
    }
}

/// Begins with as many as may be on their way at once.
fn go_on(model: &mut Model, effects: &mut Vec<Effect>) {
    while let Some(deed) = model.bulk.as_mut().and_then(|bulk| bulk.next(AT_ONCE)) {
        begin_one(model, deed, effects);
    }
}

/// Begins with none of those that wait, for this reason.
pub(super) fn stop(model: &mut Model, why: &str) {
    let Some(bulk) = &mut model.bulk else { return };
    let dropped = bulk.stop(why);
    let_go(model, &dropped);
}

/// A deed failed for this reason: begins with none of those that wait, if it would hold for them as well.
pub(super) fn stop_for(model: &mut Model, error: &RequestError) {
    if matches!(error.cause, Cause::SignIn | Cause::NoConnection | Cause::NotSent) {
        stop(model, error.headline());
    }
}

fn let_go(model: &mut Model, dropped: &[Deed]) {
    for deed in dropped {
        row(model, deed.scope(), deed.record(), None);
    }
}

/// Notes what became of the deed that is on its way with this object, and goes on with the others. False if none is: it
/// was confirmed alone.
pub(super) fn settle(
    model: &mut Model,
    (scope, record): (&Scope, &Record),
    settled: Progress,
    effects: &mut Vec<Effect>,
) -> bool {
    let is_done = matches!(settled, Progress::Done(_));
    let Some(dropped) = model.bulk.as_mut().and_then(|bulk| bulk.settle(scope, record, settled)) else { return false };
    if is_done && model.is_here(scope) {
        model.library.shelf_mut(record.kind).unmark_one(&record.id);
    }
    let_go(model, &dropped);
    go_on(model, effects);
    tell(model);
    true
}

/// A change is over for which no editor waits: its row says so, and the user is told, of a plan once all of it is over.
pub(super) fn changed(model: &mut Model, change: &Change, fate: Fate, effects: &mut Vec<Effect>) {
    let (name, done) = (change.base.title(), change.done());
    let (progress, notice) = match fate {
        Fate::Made { told, remark: None } => {
            let back = if super::trash::goes_back(model, &change.base) { " z takes it back." } else { "" };
            (Progress::Done(None), Notice::good(format!("{told}.{back}")))
        }
        Fate::Made { told, remark: Some(remark) } => {
            let notice = Notice::error(format!("{told}, but {remark}"));
            (Progress::Done(Some(remark)), notice)
        }
        Fate::NotMade(why) => {
            let notice = Notice::error(format!("\"{name}\" was not {done}: {why}"));
            (Progress::Failed(format!("not {done}: {why}")), notice)
        }
        Fate::Unknown(why) => {
            let notice = Notice::error(format!("Whether \"{name}\" is {done} can't be told: {why}"));
            (Progress::Failed(format!("can't be told: {why}")), notice)
        }
    };
    if !settle(model, (&change.scope, &change.base), progress, effects) {
        model.tell(notice);
    }
}

/// Tells what became of a plan once all of it is over.
fn tell(model: &mut Model) {
    let Some(bulk) = model.bulk.as_ref().filter(|bulk| bulk.is_over()) else { return };
    let (intent, done, gone, all) = (&bulk.intent, bulk.done().count(), bulk.gone_already(), bulk.len());
    let deleted = bulk.done().filter(|deed| matches!(deed, Deed::Delete(_))).count();
    let stay_marked = bulk.failed().any(|deed| is_marked(model, deed));
    let mut text = match &bulk.stopped {
        Some(why) => format!("Stopped ({why}). "),
        None => String::new(),
    };
    if done == all {
        text.push_str(&format!("{intent}: all {all} done"));
    } else {
        text.push_str(&format!("{intent}: {done} of {all} done"));
    }
    if gone > 0 {
        text.push_str(&format!("; {gone} were gone already"));
    }
    text.push('.');
    if done + gone < all {
        text.push_str(if stay_marked { " The others stay marked, :bulk tells why." } else { " :bulk tells why." });
    }
    let has_trash = model.settings.kept_under.is_some();
    match (deleted, done - deleted) {
        (0, 0 | 1) => {}
        (0, _) => model.kept.last = Some(Last::Changes),
        (1, 0) if has_trash => text.push_str(" z has it back."),
        (_, 0) if has_trash => text.push_str(" z has them back, one after the other."),
        (_, 0) => {}
        _ if has_trash => text.push_str(" z has what was deleted back; what was changed stays."),
        _ => model.kept.last = Some(Last::Changes),
    }
    model.tell(if done + gone == all { Notice::good(text) } else { Notice::warning(text) });
}

fn is_marked(model: &Model, deed: &Deed) -> bool {
    let record = deed.record();
    model.is_here(deed.scope()) && model.library.shelf(record.kind).is_marked(&record.id)
}

/// Tells what an interrupt made of a plan: all of it is over, or some was sent and goes on.
pub(super) fn tell_stopped(model: &mut Model, again: &str) {
    let under_way = model.bulk.as_ref().map_or(0, Bulk::under_way);
    if under_way == 0 {
        tell(model);
        if let Some(notice) = &mut model.notice {
            notice.text.push_str(&format!(" {again}"));
        }
    } else {
        model.tell(Notice::warning(format!("Stopped; {under_way} were sent and go on to their end. {again}")));
    }
}

/// Has the rows of this place say which of them are being written: the lists are new to it.
pub(super) fn mark_rows(model: &mut Model) {
    let asked = model.flight.iter().filter_map(|open| match &open.purpose {
        Purpose::BeforeDelete(target) | Purpose::Delete(target) => Some(Deed::Delete(target.clone())),
        Purpose::IsItGone(look) => Some(Deed::Delete(look.target.clone())),
        Purpose::BeforeUpdate(change)
        | Purpose::Update(change)
        | Purpose::Theirs(change, _)
        | Purpose::WasItUpdated(change, _)
        | Purpose::AfterSave { saved: Saved::Change(change), .. } => Some(Deed::Change(change.clone())),
        _ => None,
    });
    let timers = model.timers.iter().filter_map(|(_, timer)| match timer {
        Timer::LookAgain(look) => Some(Deed::Delete(look.target.clone())),
        _ => None,
    });
    let dooming = model.kept.dooming.iter().map(|dooming| Deed::Delete(dooming.target.clone()));
    let planned = model.bulk.iter().flat_map(Bulk::open).cloned();
    let deeds: Vec<Deed> = asked.chain(timers).chain(dooming).chain(planned).collect();
    for deed in &deeds {
        mark_row(model, deed);
    }
}

fn mark_row(model: &mut Model, deed: &Deed) {
    let doing = match deed {
        Deed::Delete(_) => Doing::Deleting,
        Deed::Change(_) => Doing::Saving,
    };
    row(model, deed.scope(), deed.record(), Some(doing));
}

/// Has the row of an object say what is being done to it.
pub(super) fn row(model: &mut Model, scope: &Scope, record: &Record, doing: Option<Doing>) {
    if model.is_here(scope) {
        model.library.shelf_mut(record.kind).set_doing(&record.id, doing);
    }
}

#[cfg(test)]
mod tests;
