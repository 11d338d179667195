//! What is written to the library, on its way to the journal and back.
//!
//! A write is noted before it leaves, and its outcome when it is known. A journal that can't be written stops no write.

use std::sync::Arc;

use serde_json::Value;

use crate::domain::{ObjectId, Record};
use crate::request::{Cause, Open, Reply, Request, RequestError, Ticket};
use crate::screens::history::HistoryScreen;
use crate::screens::{Creation, Notice, Screen};
use crate::store::{Diff, Entry, Filter, Intent, Outcome, StoreError, WriteKind, WriteResult};

use super::Effect;
use super::asking::send;
use super::disk::{Order, Unsure, Written, order};
use super::drafts::place;
use super::model::{Model, Purpose};

/// What the journal says of a write before it leaves; `None` where nothing is kept, or it is no write.
pub(super) fn intent(model: &Model, request: &Request, purpose: &Purpose) -> Option<Box<Intent>> {
    let (scope, kind) = match request {
        Request::Create { scope, kind, .. }
        | Request::Update { scope, kind, .. }
        | Request::Delete { scope, kind, .. } => (scope, *kind),
        _ => return None,
    };
    let place = place(model, scope, kind)?;
    let (operation, object, name, sent, before, difference) = match (request, purpose) {
        (Request::Create { body, .. }, Purpose::Create(creation)) => {
            let restored = model.kept.restoring.iter().find(|(editor, _)| *editor == creation.editor);
            let (operation, object) = match restored {
                Some((_, restores)) => (WriteKind::Restore, Some(restores.object.clone())),
                None => (WriteKind::Create, None),
            };
            let lines = Some(Arc::clone(&creation.difference));
            (operation, object, creation.name.clone(), body.to_string(), None, lines)
        }
        (Request::Update { patch, revision, .. }, Purpose::Update(change)) => {
            let prefix = change.base.generation.body_prefix();
            let sent = Value::Array(patch.iter().map(|operation| operation.to_json(prefix)).collect()).to_string();
            let taken_back = change.editor().is_some_and(|editor| model.kept.taking_back.contains(&editor));
            let operation = if taken_back { WriteKind::Undo } else { WriteKind::Update };
            let (base, lines) = (&change.base, Some(Arc::clone(&change.difference)));
            (operation, Some(base.id.clone()), base.title().to_owned(), sent, *revision, lines)
        }
        (Request::Delete { .. }, Purpose::Delete(target)) => {
            let record = &target.record;
            let name = record.title().to_owned();
            (WriteKind::Delete, Some(record.id.clone()), name, String::new(), record.revision, None)
        }
        _ => return None,
    };
    let diff = difference.map(Diff::of);
    Some(Box::new(Intent { at: model.now, place, operation, object, name, sent, before, diff }))
}

/// The write is noted, or can't be: it leaves.
pub(super) fn begun(model: &mut Model, ticket: Ticket, result: Result<(), StoreError>, effects: &mut Vec<Effect>) {
    // One that was dropped meanwhile stays here.
    let Some(request) = model.flight.release(ticket) else { return };
    if let Err(error) = result {
        model.tell(Notice::warning(format!(
            "This write can't be noted in the journal: {error}. It is sent all the same."
        )));
    }
    send(model, ticket, request, effects);
}

/// Notes what became of a write, as far as its answer tells.
pub(super) fn answered(
    model: &mut Model,
    open: &Open<Purpose>,
    answer: &Result<Reply, RequestError>,
    request: Option<String>,
    effects: &mut Vec<Effect>,
) {
    if model.settings.kept_under.is_none() || !open.request.is_write() {
        return;
    }
    let mut outcome = Outcome { at: model.now, result: WriteResult::Unknown, object: None, after: None, request };
    match answer {
        Ok(Reply::Created(receipt) | Reply::Updated(receipt)) => {
            outcome.result = WriteResult::Done;
            outcome.after = receipt.revision;
            outcome.object = receipt.id.clone().filter(|_| matches!(open.request, Request::Create { .. }));
        }
        // An acceptance is not a deletion, and anything else is no answer to a write: a look tells.
        Ok(_) => {}
        Err(error) if error.leaves_outcome_unknown() => {}
        // Gone is what a delete wants; whether by this one, a look can't tell either.
        Err(error) if error.cause == Cause::Gone && matches!(open.request, Request::Delete { .. }) => {}
        // A write is cancelled only as long as it has not left.
        Err(error)
            if error.signing_in || matches!(error.cause, Cause::NotSent | Cause::NoConnection | Cause::Cancelled) =>
        {
            outcome.result = WriteResult::NotSent;
        }
        Err(error) => {
            let status = error.status.map_or(String::new(), |status| format!("{status}: "));
            outcome.result = WriteResult::Refused(format!("{status}{}", error.message));
        }
    }
    let written = match (&open.request, &open.purpose) {
        (Request::Update { scope, kind, address, .. } | Request::Delete { scope, kind, address }, _) => {
            Some(Written::Object(scope.clone(), *kind, Arc::clone(address)))
        }
        (_, Purpose::Create(creation)) => Some(Written::New(creation.editor)),
        _ => None,
    };
    if let (WriteResult::Unknown, Some(written)) = (&outcome.result, written) {
        model.kept.unsure.push(Unsure { ticket: open.ticket, written, request: outcome.request.clone() });
    }
    order(model, Order::Settle(open.ticket, Box::new(outcome)), effects);
}

/// A look has told what became of a write that nobody was sure of; `seen` is the object as it found it.
pub(super) fn learned(
    model: &mut Model,
    written: &Written,
    result: WriteResult,
    seen: Option<&Record>,
    effects: &mut Vec<Effect>,
) {
    let Some(Unsure { ticket, request, .. }) = out_of_unsure(model, written) else { return };
    let object = seen.filter(|_| matches!(written, Written::New(_))).map(|record| record.id.clone());
    let after = seen.and_then(|record| record.revision);
    let outcome = Outcome { at: model.now, result, object, after, request };
    order(model, Order::Settle(ticket, Box::new(outcome)), effects);
}

/// A look has told what became of a create: one of this run, or, if its draft was left by an earlier one, of that.
pub(super) fn learned_of_create(
    model: &mut Model,
    creation: &Creation,
    result: WriteResult,
    seen: Option<&Record>,
    effects: &mut Vec<Effect>,
) {
    let written = Written::New(creation.editor);
    if model.kept.unsure.iter().any(|unsure| unsure.written == written) {
        learned(model, &written, result, seen, effects);
    } else if let Some(place) = place(model, &creation.scope, creation.kind) {
        let object = seen.map(|record| record.id.clone());
        let after = seen.and_then(|record| record.revision);
        let outcome = Box::new(Outcome { at: model.now, result, object, after, request: None });
        let body = Arc::clone(&creation.body);
        order(model, Order::SettleEarlier { place, body, outcome }, effects);
    }
}

/// The last look is over and could not tell what became of the write: it stays unknown in the journal, and no later look
/// at the same object speaks of it.
pub(super) fn never_learned(model: &mut Model, written: &Written, effects: &mut Vec<Effect>) {
    if let Some(Unsure { ticket, .. }) = out_of_unsure(model, written) {
        order(model, Order::LetGo(ticket), effects);
    }
}

fn out_of_unsure(model: &mut Model, written: &Written) -> Option<Unsure> {
    let index = model.kept.unsure.iter().rposition(|unsure| unsure.written == *written)?;
    Some(model.kept.unsure.remove(index))
}

/// Shows what was written: all of it, or what was written to one object.
pub(super) fn show(model: &mut Model, object: Option<(ObjectId, String)>, effects: &mut Vec<Effect>) {
    let Some(site) = model.settings.kept_under.clone() else {
        model.tell(Notice::info("Nothing is kept on disk here: there is no journal."));
        return;
    };
    model.screens.retain(|screen| !matches!(screen, Screen::History(_)));
    let (object, name) = object.unzip();
    model.screens.push(Screen::History(HistoryScreen::about(name)));
    order(model, Order::ReadJournal(Filter { site: Some(site), scope: None, object }), effects);
}

/// Takes the journal in.
pub(super) fn listed(model: &mut Model, read: Result<(Vec<Entry>, usize), StoreError>) {
    let (entries, unreadable) = match read {
        Ok(read) => read,
        Err(error) => {
            model.tell(Notice::error(format!("The journal can't be read: {error}.")));
            return;
        }
    };
    if unreadable > 0 {
        model.tell(Notice::warning(format!("{unreadable} lines of the journal can't be read and are left out.")));
    }
    for screen in &mut model.screens {
        if let Screen::History(history) = screen {
            history.take(entries);
            return;
        }
    }
}
