//! The way of a delete: a look whether the object is still what was confirmed, its body into the trash, the delete, and
//! looks whether it is gone. Each of several that were confirmed together goes the same way (`deeds.rs`).

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{Kind, Record};
use crate::request::{Cause, Lane, Reply, Request, RequestError};
use crate::screens::bulk::Progress;
use crate::screens::shelf::Doing;
use crate::screens::{Doomed, Notice};
use crate::store::WriteResult;

use super::asking::{ask, read_request, supersede_reads, wake};
use super::disk::Written;
use super::model::{Look, Model, Purpose, Timer};
use super::retrying::ends_too_late;
use super::saving::is_unchanged;
use super::telling::reason;
use super::{Effect, deeds, freeing, history, trash};

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

/// Nobody waits any more for the look before this delete: nothing is deleted.
pub(super) fn cancelled(model: &mut Model, target: &Doomed, effects: &mut Vec<Effect>) {
    row(model, target, None);
    let cancelled = Progress::Failed("not deleted: cancelled".to_owned());
    deeds::settle(model, (&target.scope, &target.record), cancelled, effects);
}

/// The object as it is just before its delete.
pub(super) fn before(
    model: &mut Model,
    target: Doomed,
    answer: Result<Arc<Record>, RequestError>,
    effects: &mut Vec<Effect>,
) {
    match answer {
        Ok(now)
            if is_unchanged(&target.record, &now) && model.is_here(&target.scope) && freeing::is_named(model, &now) =>
        {
            let why = "it is in use: u shows by what, and d the plan that frees it.".to_owned();
            end(model, &target, Fate::NotDeleted(why), effects);
        }
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
                (Ok(_), None) => Fate::StillThere(still_there(target.record.kind)),
                (Err(error), _) => Fate::Unknown(reason(&error)),
            };
            end(model, &target, fate, effects);
        }
    }
}

/// What may be the cause where the server says nothing of one.
fn still_there(kind: Kind) -> String {
    let users: Vec<String> = kind.entry().named_by.iter().map(|by| format!("a {}", by.entry().noun)).collect();
    let cause = match &users[..] {
        [] => "The".to_owned(),
        [one] => format!("It may be in use by {one}, or the"),
        [others @ .., last] => format!("It may be in use by {} or {last}, or the", others.join(", ")),
    };
    format!("the delete was sent. {cause} server may be slow: r reads the list again.")
}

/// A delete did not happen, perhaps for a reason that holds for all that were confirmed with it.
fn failed(model: &mut Model, target: &Doomed, error: &RequestError, effects: &mut Vec<Effect>) {
    deeds::stop_for(model, error);
    end(model, target, Fate::NotDeleted(reason(error)), effects);
}

/// A delete is over: its row says so, and the user is told, of a plan once all of it is over.
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
        Fate::Gone => Progress::Done(None),
        Fate::GoneAlready => Progress::GoneAlready,
        Fate::NotDeleted(why) => Progress::Failed(format!("not deleted: {why}")),
        Fate::StillThere(why) => Progress::Failed(format!("still there: {why}")),
        Fate::Unknown(why) => Progress::Failed(format!("can't be told: {why}")),
    };
    if deeds::settle(model, (&target.scope, &target.record), progress, effects) {
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

fn row(model: &mut Model, target: &Doomed, doing: Option<Doing>) {
    deeds::row(model, &target.scope, &target.record, doing);
}
