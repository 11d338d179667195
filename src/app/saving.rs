//! The way of a save, from the confirmed review to the object read back. At each turn the text that was typed is kept;
//! only a write that the server acknowledged, or that was seen to have arrived, closes the editor. A change for which no
//! editor waits goes the same way, and each of its ends leads to `deeds::changed`.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::{Record, diff};
use crate::request::{Cause, Lane, Locator, Open, Reply, Request, RequestError};
use crate::screens::bulk::Progress;
use crate::screens::dialogs::Dialog;
use crate::screens::editor::Stage;
use crate::screens::elsewhere::ElsewhereDialog;
use crate::screens::shelf::Doing;
use crate::screens::{Change, Creation, EditorId, Notice, Screen, capitalized};
use crate::store::WriteResult;

use super::asking::{ask, forget, open_dialog, read_list, read_request, supersede_reads};
use super::deeds::{self, Fate};
use super::disk::{Last, Written};
use super::merging::{send_without_tests, speaks_of_tests};
use super::model::{Model, Purpose, Saved, Sought};
use super::retrying::finish;
use super::telling::{another_kind, failure, reason};
use super::{Effect, history};

/// What the journal says of a write that a look has not found.
pub(super) const DID_NOT_ARRIVE: &str = "it did not arrive";

/// Asks for the object as it is now, so that nobody's change is overwritten unseen.
pub(super) fn begin_update(model: &mut Model, change: Box<Change>, effects: &mut Vec<Effect>) {
    at(model, &change, Stage::Saving("Reading what is there now"));
    deeds::row(model, &change.scope, &change.base, Some(Doing::Saving));
    // Nothing is written yet: this read may be cancelled.
    let request = read_request(&change.scope, &change.base);
    ask(model, Lane::Look, request, Purpose::BeforeUpdate(change), effects);
}

/// Sends a new object.
pub(super) fn begin_create(model: &mut Model, creation: Box<Creation>, effects: &mut Vec<Effect>) {
    stage(model, creation.editor, Stage::Saving("Sending it"));
    super::drafts::sending(model, &creation, effects);
    let request =
        Request::Create { scope: creation.scope.clone(), kind: creation.kind, body: Arc::clone(&creation.body) };
    ask(model, Lane::Write, request, Purpose::Create(creation), effects);
}

pub(super) fn before_update(
    model: &mut Model,
    change: Box<Change>,
    answer: Result<Arc<Record>, RequestError>,
    effects: &mut Vec<Effect>,
) {
    match answer {
        Ok(now) if is_unchanged(&change.base, &now) => {
            send(model, change, now.revision, effects);
        }
        Ok(theirs) => changed_elsewhere(model, change, theirs, effects),
        Err(error) => not_saved(model, &change, &error, effects),
    }
}

/// Sends the change, to be made of this revision.
pub(super) fn send(model: &mut Model, mut change: Box<Change>, revision: Option<u64>, effects: &mut Vec<Effect>) {
    if model.refuses_tests {
        change.guards.clear();
    }
    at(model, &change, Stage::Saving("Sending the change"));
    let request = Request::Update {
        scope: change.scope.clone(),
        kind: change.base.kind,
        address: Arc::clone(&change.base.address),
        patch: change.patch.clone(),
        guards: change.guards.clone(),
        revision,
    };
    ask(model, Lane::Write, request, Purpose::Update(change), effects);
}

pub(super) fn updated(
    model: &mut Model,
    change: Box<Change>,
    answer: Result<Reply, RequestError>,
    effects: &mut Vec<Effect>,
) {
    supersede_reads(model, change.base.kind, Some(&change.base.address), effects);
    let result = match answer {
        Ok(Reply::Updated(_)) => Ok(()),
        Ok(_) => Err(another_kind()),
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => {
            at(model, &change, Stage::Saving("Reading it back"));
            let told = format!("{} \"{}\"", capitalized(change.done()), change.title());
            read(model, &change.clone(), Purpose::AfterSave { saved: Saved::Change(change), told }, effects);
        }
        Err(error) if error.cause == Cause::Conflict || speaks_of_tests(&change, &error) => {
            read(model, &change.clone(), Purpose::Theirs(change, error), effects);
        }
        Err(error) if error.leaves_outcome_unknown() => {
            at(model, &change, Stage::Saving("No answer: looking whether the change arrived"));
            read(model, &change.clone(), Purpose::WasItUpdated(change, error), effects);
        }
        Err(error) => not_saved(model, &change, &error, effects),
    }
}

/// After a refusal with a conflict, or one for the tests in the patch: another revision, or, where the object is as it
/// was, whatever the server named.
pub(super) fn theirs(
    model: &mut Model,
    change: Box<Change>,
    refusal: &RequestError,
    answer: Result<Arc<Record>, RequestError>,
    effects: &mut Vec<Effect>,
) {
    match answer {
        Ok(now) if is_unchanged(&change.base, &now) => {
            if speaks_of_tests(&change, refusal) {
                send_without_tests(model, change, refusal, now.revision, effects);
            } else {
                not_saved(model, &change, refusal, effects);
            }
        }
        Ok(theirs) => changed_elsewhere(model, change, theirs, effects),
        Err(error) => not_saved(model, &change, &error, effects),
    }
}

/// Waits no longer for the answers to what editors sent: whether it arrived is looked for, as after any lost answer. False
/// if nothing was waited for.
pub(super) fn wait_no_longer(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    if model.is_leaving() {
        return false;
    }
    let is_sent = |open: &Open<Purpose>| match &open.purpose {
        Purpose::Update(change) => change.editor().is_some() && open.pause.is_none() && !open.held,
        Purpose::Create(_) => open.pause.is_none() && !open.held,
        _ => false,
    };
    let sent = model.flight.take(is_sent);
    forget(&sent, effects);
    let any = !sent.is_empty();
    for open in sent {
        let unanswered = RequestError::without_answer(Cause::NoAnswer, "the answer was not waited for any longer");
        finish(model, open, Err(unanswered), None, effects);
    }
    any
}

/// After a change without an answer: the object itself tells whether it was carried out.
pub(super) fn was_it_updated(
    model: &mut Model,
    change: Box<Change>,
    failed: &RequestError,
    answer: Result<Arc<Record>, RequestError>,
    effects: &mut Vec<Effect>,
) {
    let written = Written::object(&change.scope, &change.base);
    match answer {
        Ok(now) if diff(&now.body(), &change.edited).is_empty() => {
            let answer = match failed.status {
                Some(status) => format!("The answer was {status}"),
                None => "There was no answer".to_owned(),
            };
            history::learned(model, &written, WriteResult::Done, Some(&now), effects);
            let told = format!("{answer}, but the change to \"{}\" arrived", now.title());
            let request = read_request(&change.scope, &change.base);
            after_save(model, &request, Saved::Change(change), told, Ok(now), effects);
        }
        Ok(now) if is_unchanged(&change.base, &now) => {
            let result = WriteResult::Refused(DID_NOT_ARRIVE.to_owned());
            history::learned(model, &written, result, Some(&now), effects);
            released(model, &change);
            if change.editor().is_none() {
                let why = format!("the change did not arrive, the object is as it was: {}", reason(failed));
                return deeds::changed(model, &change, Fate::NotMade(why), effects);
            }
            let mut notice = failure("The change did not arrive, the object is as it was; your text is kept", failed);
            notice.text.push_str(" Save again with ctrl-s.");
            model.tell(notice);
        }
        Ok(theirs) => {
            history::never_learned(model, &written, effects);
            changed_elsewhere(model, change, theirs, effects);
        }
        Err(error) => {
            history::never_learned(model, &written, effects);
            released(model, &change);
            if change.editor().is_none() {
                return deeds::changed(model, &change, Fate::Unknown(reason(&error)), effects);
            }
            model.tell(failure("Whether the change arrived can't be told; your text is kept", &error));
        }
    }
}

pub(super) fn created(
    model: &mut Model,
    creation: Box<Creation>,
    sent: Timestamp,
    answer: Result<Reply, RequestError>,
    effects: &mut Vec<Effect>,
) {
    supersede_reads(model, creation.kind, None, effects);
    let result = match answer {
        Ok(Reply::Created(receipt)) => Ok(receipt),
        Ok(_) => Err(another_kind()),
        Err(error) => Err(error),
    };
    match result {
        Ok(receipt) => {
            let told = super::trash::restored(model, &creation, receipt.id.as_ref(), effects)
                .unwrap_or_else(|| format!("Created \"{}\"", creation.name));
            let at = match (receipt.address, receipt.id) {
                (Some(address), _) => Some(Locator::Address(address)),
                (None, Some(id)) => Some(Locator::Id(id)),
                (None, None) => None,
            };
            if let Some(at) = at {
                stage(model, creation.editor, Stage::Saving("Reading it back"));
                let request = Request::Read { scope: creation.scope.clone(), kind: creation.kind, at };
                let purpose = Purpose::AfterSave { saved: Saved::New(creation.editor), told };
                ask(model, Lane::Write, request, purpose, effects);
            } else {
                close_editor(model, creation.editor);
                model.tell(Notice::good(format!("{told}. The server named no id: the list is read again.")));
                if model.is_here(&creation.scope) {
                    read_list(model, creation.kind, effects);
                }
            }
        }
        Err(failed) if failed.leaves_outcome_unknown() => {
            super::seeking::seek(model, Sought { creation, sent, failed, times: 0 }, effects);
        }
        Err(error) => {
            super::drafts::not_sent(model, creation.editor);
            stage(model, creation.editor, Stage::Editing);
            let tried = format!("\"{}\" was not created; your text is kept", creation.name);
            model.tell(failure(&tried, &error));
        }
    }
}

/// The object read back after its write.
pub(super) fn after_save(
    model: &mut Model,
    request: &Request,
    saved: Saved,
    told: String,
    answer: Result<Arc<Record>, RequestError>,
    effects: &mut Vec<Effect>,
) {
    let Request::Read { scope, .. } = request else { return };
    let (editor, change) = match saved {
        Saved::New(editor) => (Some(editor), None),
        Saved::Change(change) => (change.editor(), Some(change)),
    };
    if let Some(editor) = editor {
        close_editor(model, editor);
    }
    if let Some(change) = &change {
        no_longer_saving(model, change);
    }
    let (told, unread) = match answer {
        Ok(record) => {
            if let Some(change) = &change {
                // Where somebody else wrote in between, taking back would take back theirs, too.
                let ours = diff(&record.body(), &change.edited).is_empty();
                let (before, after) = (Arc::clone(&change.base), Arc::clone(&record));
                model.kept.last = ours.then(|| Last::Edit { scope: scope.clone(), before, after });
            }
            if model.is_here(scope) {
                let shelf = model.library.shelf_mut(record.kind);
                shelf.put(Arc::clone(&record));
                if editor.is_some() {
                    shelf.select(&record.id);
                }
            }
            (format!("{told}{}", revision(&record)), None)
        }
        Err(error) => {
            if change.is_some() {
                model.kept.last = None;
            }
            let stale = "The list may show it as it was: r reads it again.";
            (told, Some(format!("it could not be read back: {} {stale}", reason(&error))))
        }
    };
    match (change.filter(|change| change.editor().is_none()), unread) {
        (Some(change), remark) => deeds::changed(model, &change, Fate::Made { told, remark }, effects),
        (None, None) => model.tell(Notice::good(format!("{told}."))),
        (None, Some(unread)) => model.tell(Notice::error(format!("{told}, but {unread}"))),
    }
}

/// The revision of an object as a notice ends with it.
fn revision(record: &Record) -> String {
    record.revision.map_or(String::new(), |revision| format!(" · revision {revision}"))
}

/// Whether an object is still what an edit began from. Without a revision the bodies tell.
pub(super) fn is_unchanged(base: &Record, now: &Record) -> bool {
    match (base.revision, now.revision) {
        (Some(then), Some(now)) => then == now,
        _ => diff(&base.body(), &now.body()).is_empty(),
    }
}

fn changed_elsewhere(model: &mut Model, change: Box<Change>, theirs: Arc<Record>, effects: &mut Vec<Effect>) {
    released(model, &change);
    if model.is_here(&change.scope) {
        model.library.shelf_mut(theirs.kind).put(Arc::clone(&theirs));
    }
    match change.editor() {
        Some(editor) => open_dialog(model, Dialog::Elsewhere(ElsewhereDialog::new(editor, change, theirs)), effects),
        None => {
            let why = "it was changed since it was listed. Look at it as it is now, then do it again.".to_owned();
            deeds::changed(model, &change, Fate::NotMade(why), effects);
        }
    }
}

fn not_saved(model: &mut Model, change: &Change, error: &RequestError, effects: &mut Vec<Effect>) {
    released(model, change);
    let is_gone = error.cause == Cause::Gone;
    if is_gone && model.is_here(&change.scope) {
        model.library.shelf_mut(change.base.kind).remove(&change.base.id);
    }
    let name = change.base.title();
    match change.editor() {
        None if is_gone => {
            deeds::changed(model, change, Fate::NotMade("it was deleted elsewhere.".to_owned()), effects);
        }
        None => {
            deeds::stop_for(model, error);
            deeds::changed(model, change, Fate::NotMade(reason(error)), effects);
        }
        Some(editor) if is_gone => {
            if let Some(editor) = model.editor_mut(editor) {
                editor.become_new();
            }
            model.tell(Notice::error(format!(
                "\"{name}\" was deleted elsewhere. Your text is kept: ctrl-s now makes a new object of it."
            )));
        }
        Some(_) => model.tell(failure(&format!("\"{name}\" was not saved; your text is kept"), error)),
    }
}

/// Nobody waits any more for the look before this change: nothing is changed.
pub(super) fn cancelled(model: &mut Model, change: &Change, effects: &mut Vec<Effect>) {
    released(model, change);
    if change.editor().is_none() {
        let cancelled = Progress::Failed(format!("not {}: cancelled", change.done()));
        deeds::settle(model, (&change.scope, &change.base), cancelled, effects);
    }
}

/// The write is over: the editor takes typing again and the row says nothing of a save any more.
fn released(model: &mut Model, change: &Change) {
    at(model, change, Stage::Editing);
    no_longer_saving(model, change);
}

/// A row is not being saved any more; whatever else is being done to it is not ours to end.
fn no_longer_saving(model: &mut Model, change: &Change) {
    let record = &change.base;
    if model.library.shelf(record.kind).doing(&record.id) == Some(Doing::Saving) {
        deeds::row(model, &change.scope, record, None);
    }
}

/// The change is so far: its editor says so, where one waits.
fn at(model: &mut Model, change: &Change, reached: Stage) {
    if let Some(editor) = change.editor() {
        stage(model, editor, reached);
    }
}

pub(super) fn stage(model: &mut Model, editor: EditorId, stage: Stage) {
    if let Some(editor) = model.editor_mut(editor) {
        editor.take_on();
        editor.stage = stage;
    }
}

fn close_editor(model: &mut Model, editor: EditorId) {
    model.screens.retain(|screen| !matches!(screen, Screen::Editor(open) if open.id == editor));
}

fn read(model: &mut Model, change: &Change, purpose: Purpose, effects: &mut Vec<Effect>) {
    ask(model, Lane::Write, read_request(&change.scope, &change.base), purpose, effects);
}
