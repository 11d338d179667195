//! What is asked of the world: questions into the flight, timers among the timers, each with its effect.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Kind, Record, Scope};
use crate::profile::Mode;
use crate::request::{Cause, Lane, Locator, Open, PageFrom, Request, RequestError, Ticket};
use crate::screens::dialogs::Dialog;

use super::disk::{Order, order};
use super::mode::forbidden;
use super::model::{Model, Purpose, Timer};
use super::{Effect, TimerId};

/// Enters a question and has it asked.
///
/// Every question of the program begins here.
pub(super) fn ask(model: &mut Model, lane: Lane, request: Request, purpose: Purpose, effects: &mut Vec<Effect>) {
    let intent = super::history::intent(model, &request, &purpose);
    let (ticket, superseded) = model.flight.send(lane, request.clone(), purpose, model.now);
    forget(&superseded, effects);
    match intent {
        // It leaves once it is noted.
        Some(intent) => {
            model.flight.hold(ticket);
            order(model, Order::Begin(ticket, intent), effects);
        }
        None => send(model, ticket, request, effects),
    }
}

/// Has an open question leave, for the first time or again.
///
/// Every request of the program leaves from here, so the mode is looked at once more: it, or what is known of the
/// sandbox, may have changed since the write was confirmed. The mode is that of the place where the user is; it says
/// nothing of a write that was confirmed in another one. Once the system has asked the program to end, no write leaves.
pub(super) fn send(model: &mut Model, ticket: Ticket, request: Request, effects: &mut Vec<Effect>) {
    let concerned = request.is_write() && request.scope().is_some_and(|scope| model.is_here(scope));
    let refusal = if request.is_write() && model.is_leaving() {
        Some(RequestError::without_answer(Cause::Cancelled, "the program ends"))
    } else if concerned && model.mode() == Mode::ReadOnly {
        Some(forbidden(model))
    } else {
        None
    };
    match refusal {
        None => effects.push(Effect::Ask(ticket, request)),
        Some(refusal) => {
            if let Some(open) = model.flight.settle(ticket) {
                super::retrying::finish(model, open, Err(refusal), None, effects);
            }
        }
    }
}

/// Nobody waits any more for the answers to these questions. Those that waited to be sent again just are not.
pub(super) fn forget(questions: &[Open<Purpose>], effects: &mut Vec<Effect>) {
    let under_way = questions.iter().filter(|open| open.pause.is_none() && !open.held);
    effects.extend(under_way.map(|open| Effect::Forget(open.ticket)));
}

/// The look before a write is not waited for any more: the write is not sent.
pub(super) fn look_cancelled(model: &mut Model, open: &Open<Purpose>, effects: &mut Vec<Effect>) {
    match &open.purpose {
        Purpose::BeforeUpdate(change) => super::saving::cancelled(model, change, effects),
        Purpose::BeforeDelete(target) => super::deleting::cancelled(model, target, effects),
        _ => {}
    }
}

/// Reads this kind's list from its first page.
pub(super) fn read_list(model: &mut Model, kind: Kind, effects: &mut Vec<Effect>) {
    let Some(scope) = model.scope.clone() else { return };
    model.library.shelf_mut(kind).begin();
    let request = Request::List { scope, kind, from: PageFrom::Start };
    ask(model, Lane::List(kind), request, Purpose::Page, effects);
}

/// Reads an object again, to show or to edit it.
pub(super) fn read(model: &mut Model, record: &Arc<Record>, purpose: Purpose, effects: &mut Vec<Effect>) {
    let Some(scope) = model.scope.clone() else { return };
    let lane = Lane::Object(record.kind, Arc::clone(&record.address));
    ask(model, lane, read_request(&scope, record), purpose, effects);
}

/// The question for an object as it is now.
pub(super) fn read_request(scope: &Scope, record: &Record) -> Request {
    let at = Locator::Address(Arc::clone(&record.address));
    Request::Read { scope: scope.clone(), kind: record.kind, at }
}

/// A write to an object of this kind has settled: every open read that covers it may have left before the write and is
/// asked again.
pub(super) fn supersede_reads(model: &mut Model, kind: Kind, address: Option<&str>, effects: &mut Vec<Effect>) {
    for open in model.flight.supersede(kind, address) {
        forget(std::slice::from_ref(&open), effects);
        ask(model, open.lane, open.request, open.purpose, effects);
    }
}

/// How long after a dialog opened its keys begin to count: what was typed ahead must not answer it.
const TYPE_AHEAD: Duration = Duration::from_millis(250);

/// Opens a dialog whose keys count only once it has been seen.
pub(super) fn open_dialog(model: &mut Model, dialog: Dialog, effects: &mut Vec<Effect>) {
    let depth = model.dialogs.len();
    model.dialogs.push(dialog);
    wake(model, TYPE_AHEAD, Timer::ArmDialog(depth), effects);
}

/// Starts a timer.
pub(super) fn wake(model: &mut Model, after: Duration, timer: Timer, effects: &mut Vec<Effect>) {
    let id = TimerId(model.number());
    model.timers.push((id, timer));
    effects.push(Effect::Wake(id, after));
}
