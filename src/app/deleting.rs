//! The way of a delete: a look whether the object is still what was confirmed, its body into the trash, the delete, and
//! looks whether it is gone. Several that were confirmed together go the same way, a few at a time.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::Record;
use crate::request::{Cause, Lane, Reply, Request, RequestError};
use crate::screens::bulk::{Bulk, BulkScreen, Progress};
use crate::screens::shelf::Doing;
use crate::screens::{Doomed, Notice, Screen};
use crate::store::WriteResult;

use super::asking::{ask, read_request, supersede_reads, wake};
use super::disk::{Last, Written};
use super::model::{Look, Model, Purpose, Timer};
use super::retrying::ends_too_late;
use super::saving::is_unchanged;
use super::telling::reason;
use super::{Effect, history, trash};

/// After an accepted delete the object is looked for at once, and then again after each of these times, before the
/// row says that it is still there. The older generation carries a delete out only after it has accepted it.
const LOOK_AGAIN: [Duration; 5] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// The status of a delete that is refused because something uses the object (contract section 9).
const IN_USE: u16 = 409;

/// How many of those that were confirmed together are on their way at once: as many as the client sends at once.
const AT_ONCE: usize = 4;

/// How a delete ended. The words stand behind a colon.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    /// The server no longer has the object.
    Gone,
    /// The server had it no more before the delete was sent.
    GoneAlready,
    /// Nothing was deleted.
    NotDeleted(String),
    /// It was sent, and the object is still there.
    StillThere(String),
    /// Nobody knows.
    Unknown(String),
}

/// Deletes an object as confirmed. First it is looked at: what goes to the trash is the body of this moment, and what
/// somebody changed since is not what was confirmed.
pub(super) fn begin(model: &mut Model, target: Doomed, effects: &mut Vec<Effect>) {
    row(model, &target, Some(Doing::Deleting));
    // Nothing is written yet: this read may be cancelled.
    ask(model, Lane::Look, read_request(&target.scope, &target.record), Purpose::BeforeDelete(target), effects);
}

/// Deletes several objects as confirmed, a few at a time.
pub(super) fn begin_several(model: &mut Model, targets: Vec<Doomed>, effects: &mut Vec<Effect>) {
    for target in &targets {
        row(model, target, Some(Doing::Deleting));
    }
    model.bulk = Some(Bulk::new(targets));
    show_several(model);
    go_on(model, effects);
}

/// Shows what became of those that were deleted together.
pub(super) fn show_several(model: &mut Model) {
    if model.bulk.is_none() {
        model.tell(Notice::info("Nothing was deleted together in this run: space marks objects, d deletes them."));
        return;
    }
    model.screens.retain(|screen| !matches!(screen, Screen::Bulk(_)));
    model.screens.push(Screen::Bulk(BulkScreen::default()));
}

/// Begins with as many of the several as may be on their way at once.
fn go_on(model: &mut Model, effects: &mut Vec<Effect>) {
    while let Some(target) = model.bulk.as_mut().and_then(|bulk| bulk.next(AT_ONCE)) {
        begin(model, target, effects);
    }
}

/// Begins with none of the several that wait, for this reason.
pub(super) fn stop_several(model: &mut Model, why: &str) {
    let Some(bulk) = &mut model.bulk else { return };
    for target in bulk.stop(why) {
        row(model, &target, None);
    }
}

/// Nobody waits any more for the look before this delete: nothing is deleted.
pub(super) fn cancelled(model: &mut Model, target: &Doomed) {
    row(model, target, None);
    if let Some(bulk) = &mut model.bulk {
        bulk.settle(target, Progress::Failed("not deleted: cancelled".to_owned()));
    }
}

/// The object as it is just before its delete.
pub(super) fn before(
    model: &mut Model,
    target: Doomed,
    answer: Result<Arc<Record>, RequestError>,
    effects: &mut Vec<Effect>,
) {
    match answer {
        Ok(now) if is_unchanged(&target.record, &now) => trash::doom(model, Doomed { record: now, ..target }, effects),
        Ok(now) => {
            if model.is_here(&target.scope) {
                model.library.shelf_mut(now.kind).put(now);
            }
            let why = "it was changed since it was listed. Look at it as it is now, then delete it".to_owned();
            end(model, &target, Fate::NotDeleted(format!("{why}.")), effects);
        }
        Err(error) if error.cause == Cause::Gone => {
            supersede_reads(model, target.record.kind, Some(&target.record.address), effects);
            end(model, &target, Fate::GoneAlready, effects);
        }
        Err(error) => failed(model, &target, &error, effects),
    }
}

/// Has the delete itself sent.
pub(super) fn send(model: &mut Model, target: Doomed, effects: &mut Vec<Effect>) {
    let (scope, kind, address) = (target.scope.clone(), target.record.kind, Arc::clone(&target.record.address));
    ask(model, Lane::Write, Request::Delete { scope, kind, address }, Purpose::Delete(target), effects);
}

/// The answer to the delete, which was sent then.
pub(super) fn answered(
    model: &mut Model,
    target: Doomed,
    sent: Timestamp,
    answer: Result<Reply, RequestError>,
    effects: &mut Vec<Effect>,
) {
    supersede_reads(model, target.record.kind, Some(&target.record.address), effects);
    match answer {
        Ok(_) => look(model, Look { target, sent, times: 0, failed: None, put_off: None }, effects),
        // Gone already, or nobody knows: the same look tells both.
        Err(error) if error.cause == Cause::Gone || error.leaves_outcome_unknown() => {
            look(model, Look { target, sent, times: 0, failed: Some(error), put_off: None }, effects);
        }
        Err(error) => {
            trash::not_deleted(model, &target, effects);
            if error.status == Some(IN_USE) {
                let why = format!("{}. What uses it must let go of it first.", error.message);
                end(model, &target, Fate::NotDeleted(why), effects);
            } else {
                failed(model, &target, &error, effects);
            }
        }
    }
}

/// Looks no more for those objects that the server wants to be asked for later only: the user will not wait any longer.
/// False if there are none.
pub(super) fn give_up_looking(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    let is_put_off = |timer: &Timer| matches!(timer, Timer::LookAgain(look) if look.put_off.is_some());
    let (put_off, stay): (Vec<_>, Vec<_>) =
        std::mem::take(&mut model.timers).into_iter().partition(|(_, timer)| is_put_off(timer));
    model.timers = stay;
    let any = !put_off.is_empty();
    for (_, timer) in put_off {
        if let Timer::LookAgain(Look { target, put_off: Some(error), .. }) = timer {
            let written = Written::object(&target.scope, &target.record);
            history::never_learned(model, &written, effects);
            end(model, &target, Fate::Unknown(reason(&error)), effects);
        }
    }
    any
}

/// Asks whether an object is gone.
pub(super) fn look(model: &mut Model, look: Look, effects: &mut Vec<Effect>) {
    ask(model, Lane::Write, read_request(&look.target.scope, &look.target.record), Purpose::IsItGone(look), effects);
}

/// Whether looking again can tell more: not where we may not look, and not often where each look waits out its time.
fn is_worth_another(answer: &Result<Arc<Record>, RequestError>, times: usize) -> bool {
    match answer {
        Ok(_) => true,
        Err(error) => match error.cause {
            Cause::SignIn | Cause::Forbidden => false,
            Cause::NoAnswer | Cause::NoConnection => times < 2,
            _ => true,
        },
    }
}

/// What a look after the delete found.
pub(super) fn is_it_gone(
    model: &mut Model,
    look: Look,
    answer: Result<Arc<Record>, RequestError>,
    effects: &mut Vec<Effect>,
) {
    let Look { target, sent, times, failed, .. } = look;
    let written = Written::object(&target.scope, &target.record);
    let asked = answer.as_ref().err().and_then(|error| error.retry_after).unwrap_or_default();
    match (answer, LOOK_AGAIN.get(times)) {
        (Err(error), _) if error.cause == Cause::Gone => {
            supersede_reads(model, target.record.kind, Some(&target.record.address), effects);
            history::learned(model, &written, WriteResult::Done, None, effects);
            end(model, &target, Fate::Gone, effects);
        }
        (answer, Some(pause))
            if is_worth_another(&answer, times) && (asked <= *pause || !ends_too_late(model, sent, asked)) =>
        {
            let put_off = answer.err().filter(|_| asked > *pause);
            let next = Look { target, sent, times: times + 1, failed, put_off };
            wake(model, asked.max(*pause), Timer::LookAgain(next), effects);
        }
        (answer, _) => {
            history::never_learned(model, &written, effects);
            let fate = match (answer, failed) {
                (Ok(_), Some(failed)) => Fate::StillThere(reason(&failed)),
                (Ok(_), None) => Fate::StillThere(
                    "the delete was sent. It may be in use by a collection or a decision, or the server may be slow: \
                     r reads the list again."
                        .to_owned(),
                ),
                (Err(error), _) => Fate::Unknown(reason(&error)),
            };
            end(model, &target, fate, effects);
        }
    }
}

/// A delete did not happen for a reason that may hold for all that were confirmed with it.
fn failed(model: &mut Model, target: &Doomed, error: &RequestError, effects: &mut Vec<Effect>) {
    if matches!(error.cause, Cause::SignIn | Cause::NoConnection | Cause::NotSent) {
        stop_several(model, error.headline());
    }
    end(model, target, Fate::NotDeleted(reason(error)), effects);
}

/// A delete is over: its row says so, and the user is told, of several together once all are over.
pub(super) fn end(model: &mut Model, target: &Doomed, fate: Fate, effects: &mut Vec<Effect>) {
    let restorable = fate == Fate::Gone && trash::deleted(model, target, effects);
    match &fate {
        Fate::Gone | Fate::GoneAlready if model.is_here(&target.scope) => {
            model.library.shelf_mut(target.record.kind).remove(&target.record.id);
        }
        Fate::Gone | Fate::GoneAlready => {}
        Fate::NotDeleted(_) => row(model, target, None),
        Fate::StillThere(_) | Fate::Unknown(_) => {
            trash::never_known(model, target);
            row(model, target, Some(Doing::StillThere));
        }
    }
    let progress = match &fate {
        Fate::Gone => Progress::Done,
        Fate::GoneAlready => Progress::GoneAlready,
        Fate::NotDeleted(why) => Progress::Failed(format!("not deleted: {why}")),
        Fate::StillThere(why) => Progress::Failed(format!("still there: {why}")),
        Fate::Unknown(why) => Progress::Failed(format!("can't be told: {why}")),
    };
    if model.bulk.as_mut().is_some_and(|bulk| bulk.settle(target, progress)) {
        go_on(model, effects);
        tell_several(model);
        return;
    }
    let name = target.record.title();
    model.tell(match fate {
        Fate::Gone => {
            let back = if restorable { " z takes it back." } else { "" };
            Notice::good(format!("Deleted \"{name}\": the server no longer has it.{back}"))
        }
        Fate::GoneAlready => Notice::info(format!("\"{name}\" was gone already: somebody else deleted it.")),
        Fate::NotDeleted(why) => Notice::error(format!("\"{name}\" was not deleted: {why}")),
        Fate::StillThere(why) => Notice::warning(format!("\"{name}\" is still there: {why}")),
        Fate::Unknown(why) => Notice::error(format!("Whether \"{name}\" is deleted can't be told: {why}")),
    });
}

/// Tells what became of several once all are over.
fn tell_several(model: &mut Model) {
    let Some(bulk) = model.bulk.as_ref().filter(|bulk| bulk.is_over()) else { return };
    let (done, gone, all) = (bulk.done(), bulk.gone_already(), bulk.len());
    let stay_marked = bulk.failed().any(|target| is_marked(model, target));
    let stopped = bulk.stopped.as_ref().map_or(String::new(), |why| format!("Stopped ({why}): "));
    let mut text = match done {
        _ if done == all => format!("Deleted all {all}"),
        _ if stopped.is_empty() => format!("Deleted {done} of {all}"),
        _ => format!("{stopped}deleted {done} of {all}"),
    };
    if gone > 0 {
        text.push_str(&format!("; {gone} were gone already"));
    }
    text.push('.');
    if done + gone < all {
        text.push_str(if stay_marked { " The others stay marked, :bulk tells why." } else { " :bulk tells why." });
    }
    if model.settings.kept_under.is_some() && done > 0 {
        text.push_str(" z has them back.");
        if done > 1 {
            model.kept.last = Some(Last::Several);
        }
    }
    model.tell(if done + gone == all { Notice::good(text) } else { Notice::warning(text) });
}

fn is_marked(model: &Model, target: &Doomed) -> bool {
    model.is_here(&target.scope) && model.library.shelf(target.record.kind).is_marked(&target.record.id)
}

/// Tells what an interrupt made of several: all of them are over, or some were sent and go on.
pub(super) fn tell_stopped(model: &mut Model, again: &str) {
    let under_way = model.bulk.as_ref().map_or(0, Bulk::under_way);
    if under_way == 0 {
        tell_several(model);
        if let Some(notice) = &mut model.notice {
            notice.text.push_str(&format!(" {again}"));
        }
    } else {
        model.tell(Notice::warning(format!("Stopped; {under_way} were sent and go on to their end. {again}")));
    }
}

/// The objects whose delete is under way or waits, in this place or another.
fn under_way(model: &Model) -> Vec<Doomed> {
    let asked = model.flight.iter().filter_map(|open| match &open.purpose {
        Purpose::BeforeDelete(target) | Purpose::Delete(target) => Some(target),
        Purpose::IsItGone(look) => Some(&look.target),
        _ => None,
    });
    let timers = model.timers.iter().filter_map(|(_, timer)| match timer {
        Timer::LookAgain(look) => Some(&look.target),
        _ => None,
    });
    let dooming = model.kept.dooming.iter().map(|dooming| &dooming.target);
    let several = model.bulk.iter().flat_map(Bulk::open);
    asked.chain(timers).chain(dooming).chain(several).cloned().collect()
}

/// Has the rows of this place say which of them are being deleted: the lists are new to it.
pub(super) fn mark_rows(model: &mut Model) {
    for target in under_way(model) {
        row(model, &target, Some(Doing::Deleting));
    }
}

fn row(model: &mut Model, target: &Doomed, doing: Option<Doing>) {
    if model.is_here(&target.scope) {
        model.library.shelf_mut(target.record.kind).set_doing(&target.record.id, doing);
    }
}
