//! Questions that failed and are asked again by themselves: reads after failures that pass, writes only where the server
//! said that it did not take them. The wait shows, and can be cut short.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::request::{Cause, Lane, MOST_REPEATS, Open, Pause, Reply, RequestError, Ticket};
use crate::screens::Screen;

use super::Effect;
use super::asking::{send, wake};
use super::model::{Model, Purpose, Timer};

/// From its first sending on, no question is asked again after this time; and what was confirmed and has not left by then
/// does not leave any more.
const DEADLINE: Duration = Duration::from_secs(120);

/// Why such a write is dropped.
const TOO_LONG_AGO: &str = "confirmed too long ago";

/// The wait before the first repeat, where the server names none; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest wait that is of our own choice.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How often a countdown goes on.
const SECOND: Duration = Duration::from_secs(1);

/// Takes the answer to an open question in, or has the question wait to be asked again.
pub(super) fn take(
    model: &mut Model,
    open: Open<Purpose>,
    answer: Result<Reply, RequestError>,
    request_id: Option<String>,
    effects: &mut Vec<Effect>,
) {
    let failed = match answer {
        Err(failed) => failed,
        answered => return finish(model, open, answered, request_id, effects),
    };
    let most = most_repeats(&open, &failed);
    let pause = failed.retry_after.unwrap_or_default().max(backoff(open.ticket, open.repeats));
    // At the end of the program nobody will be there to send it again.
    let ending = model.is_leaving() && leads_to_a_write(&open);
    if ending || open.repeats >= most || ends_too_late(model, open.since, pause) {
        return finish(model, open, Err(failed), request_id, effects);
    }
    let until = model.now.checked_add(pause).unwrap_or(model.now);
    let ticket = open.ticket;
    model.flight.pause(open, Pause { until, failed, most });
    wake(model, pause, Timer::Repeat(ticket), effects);
}

/// How long ago something began.
fn age(now: Timestamp, since: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since)).unwrap_or_default()
}

/// Whether a wait would end too late for what was sent at that time.
pub(super) fn ends_too_late(model: &Model, sent: Timestamp, wait: Duration) -> bool {
    age(model.now, sent).saturating_add(wait) >= DEADLINE
}

/// Takes an answer in that is the last one to its question: it is noted what became of a write.
pub(super) fn finish(
    model: &mut Model,
    open: Open<Purpose>,
    answer: Result<Reply, RequestError>,
    request_id: Option<String>,
    effects: &mut Vec<Effect>,
) {
    super::history::answered(model, &open, &answer, request_id, effects);
    super::answers::take(model, open, answer, effects);
}

/// How often a question is asked again that failed so.
fn most_repeats(open: &Open<Purpose>, failed: &RequestError) -> u32 {
    if open.request.is_write() {
        return if failed.cause == Cause::SlowDown { MOST_REPEATS } else { 0 };
    }
    if matches!(open.purpose, Purpose::IsItGone(_)) {
        // It has pauses of its own, for it waits for a state and not only for an answer.
        return 0;
    }
    failed.repeats_of_read()
}

/// How long to wait before a repeat: twice as long each time, less up to half of it, so that many who failed together
/// do not come back together. The ticket chooses how much, for the core knows no chance.
fn backoff(ticket: Ticket, repeats: u32) -> Duration {
    let whole = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(repeats)).min(LONGEST_PAUSE);
    let mixed = (ticket.0 ^ (u64::from(repeats) << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let thousandths = u32::try_from(mixed % 1000).unwrap_or_default();
    whole - whole / 2 * thousandths / 1000
}

/// Asks a question again, if it still waits for that.
pub(super) fn repeat(model: &mut Model, ticket: Ticket, effects: &mut Vec<Effect>) {
    if let Some(request) = model.flight.resume(ticket) {
        send(model, ticket, request, effects);
    }
}

/// Asks at once what waits behind the screen in front; false if nothing does.
pub(super) fn ask_at_once(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    let waiting: Vec<Ticket> = model
        .flight
        .paused()
        .filter(|(open, _)| open.lane != Lane::Look && open.lane != Lane::Write && concerns_front(model, &open.lane))
        .map(|(open, _)| open.ticket)
        .collect();
    for ticket in &waiting {
        repeat(model, *ticket, effects);
    }
    !waiting.is_empty()
}

/// Whether the user, looking at the screen in front, waits for what is asked in this lane.
fn concerns_front(model: &Model, lane: &Lane) -> bool {
    match (lane, model.screens.last()) {
        (Lane::Look | Lane::Write, _) => true,
        (Lane::Scopes, Some(Screen::Scopes(_))) | (Lane::Object(..), Some(Screen::Library | Screen::Detail(_))) => true,
        (Lane::List(kind), Some(Screen::Library)) => *kind == model.library.kind,
        _ => false,
    }
}

/// Ends the wait of what belongs to a write: it is told how it failed. Reads are cancelled as they are. False if nothing
/// waited.
pub(super) fn give_up(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    let given_up = model.flight.take(|open| open.lane == Lane::Write && open.pause.is_some());
    fail(model, given_up, "cancelled", effects)
}

/// Ends the wait of writes that the server did not take, because nobody will be there to send them: each is told, and
/// noted, as it failed.
pub(super) fn drop_untaken(model: &mut Model, effects: &mut Vec<Effect>) {
    let untaken = model.flight.take(|open| open.request.is_write() && open.pause.is_some());
    fail(model, untaken, "cancelled", effects);
}

/// What was confirmed longer ago than this is not written any more: whoever said yes to it did not mean any time.
fn is_overdue(now: Timestamp, since: Timestamp) -> bool {
    age(now, since) > DEADLINE
}

/// Whether a question is a write, or one whose answer may send a write that was confirmed before.
fn leads_to_a_write(open: &Open<Purpose>) -> bool {
    open.request.is_write() || open.lane == Lane::Look || matches!(open.purpose, Purpose::Theirs(..))
}

/// Before each event: what is overdue and has not left never does, whether the program was stopped, the machine slept or
/// the disk hung. Each is told, and noted, as it failed, or as cancelled. What was sent goes on to its end. The event
/// before was then: while a plan is carried out, as much happens that a long silence can be nothing but a stop.
pub(super) fn drop_overdue(model: &mut Model, before: Timestamp, effects: &mut Vec<Effect>) {
    let now = model.now;
    let not_sent = |open: &Open<Purpose>| open.pause.is_some() || open.held || !open.request.is_write();
    // A look that is under way is not forgotten: its answer may be what has just come, and belongs into the log.
    let overdue = model.flight.take(|open| leads_to_a_write(open) && not_sent(open) && is_overdue(now, open.since));
    let (doomed, stay): (Vec<_>, Vec<_>) =
        std::mem::take(&mut model.kept.dooming).into_iter().partition(|doomed| is_overdue(now, doomed.since));
    model.kept.dooming = stay;
    if !overdue.is_empty() || !doomed.is_empty() || is_overdue(now, before) {
        super::deeds::stop(model, TOO_LONG_AGO);
    }
    super::awaiting::drop_doomed(model, doomed, TOO_LONG_AGO, effects);
    fail(model, overdue, TOO_LONG_AGO, effects);
}

/// After the program was stopped for so long: that time is not held against a read.
pub(super) fn go_on(model: &mut Model, stopped: SignedDuration) {
    model.flight.excuse(|open| !leads_to_a_write(open), stopped);
}

/// These questions were taken out: each is told, and noted, as it failed; one that did not, as cancelled for this reason.
/// False if there are none.
pub(super) fn fail(model: &mut Model, taken: Vec<Open<Purpose>>, why: &str, effects: &mut Vec<Effect>) -> bool {
    let any = !taken.is_empty();
    for mut open in taken {
        let failed = match open.pause.take() {
            Some(pause) => pause.failed,
            None => RequestError::without_answer(Cause::Cancelled, why),
        };
        let request_id = failed.request_id.clone();
        finish(model, open, Err(failed), request_id, effects);
    }
    any
}

/// Drops the timers of what waits no longer, and lets a countdown run as long as something does.
pub(super) fn keep_timers(model: &mut Model, effects: &mut Vec<Effect>) {
    let waiting: Vec<Ticket> = model.flight.paused().map(|(open, _)| open.ticket).collect();
    model.timers.retain(|(_, timer)| match timer {
        Timer::Repeat(ticket) => waiting.contains(ticket),
        Timer::Countdown => !waiting.is_empty(),
        _ => true,
    });
    if !waiting.is_empty() && !model.timers.iter().any(|(_, timer)| *timer == Timer::Countdown) {
        wake(model, SECOND, Timer::Countdown, effects);
    }
}

/// What is told of a question that waits, where the user waits for it too.
pub(super) fn countdown(model: &Model) -> Option<String> {
    let (open, pause) = model.flight.paused().find(|(open, _)| concerns_front(model, &open.lane))?;
    let what = match &open.purpose {
        Purpose::Scopes(_) | Purpose::SandboxType(_) | Purpose::Page => "the list",
        Purpose::Show(_) | Purpose::Edit(_) | Purpose::DraftBase(..) | Purpose::TakeBack { .. } => "the object",
        Purpose::BeforeUpdate(_) | Purpose::Theirs(..) | Purpose::WasItUpdated(..) | Purpose::WasItCreated(_) => {
            "the look"
        }
        Purpose::Update(_) | Purpose::Create(_) => "the save",
        Purpose::AfterSave { .. } => "reading it back",
        Purpose::BeforeDelete(_) => "the look before the delete",
        Purpose::Delete(_) | Purpose::IsItGone(_) => "the delete",
    };
    let status = pause.failed.status.map_or(String::new(), |status| format!(" ({status})"));
    let left = Duration::try_from(pause.until.duration_since(model.now)).unwrap_or_default();
    // The last part of a second counts as one.
    let seconds = left.as_millis().div_ceil(1000).max(1);
    let way_out = match open.lane {
        Lane::Look => "ctrl-c cancels",
        Lane::Write => "ctrl-c gives up",
        _ => "r now",
    };
    Some(format!(
        "{}{status}: {what} again in {seconds} s ({} of {}) · {way_out}",
        pause.failed.headline(),
        open.repeats + 1,
        pause.most
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_a_minute_and_lose_no_more_than_half() {
        let wholes = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000].map(Duration::from_millis);
        for ticket in (1..200).map(Ticket) {
            for (repeats, whole) in (0..).zip(wholes) {
                let pause = backoff(ticket, repeats);
                assert!(pause <= whole && pause >= whole / 2, "{pause:?} of {whole:?}");
            }
        }
    }

    #[test]
    fn questions_that_failed_together_come_back_one_by_one() {
        let pauses: std::collections::BTreeSet<Duration> = (1..=20).map(|ticket| backoff(Ticket(ticket), 0)).collect();
        assert!(pauses.len() > 15, "{pauses:?}");
        assert_eq!(backoff(Ticket(7), 3), backoff(Ticket(7), 3), "a session can be replayed");
    }
}
