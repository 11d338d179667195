//! What becomes of an answer: by what it is for, never by which screen happens to be on top.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Record, SandboxType};
use crate::request::{Cause, Lane, Open, Page, PageFrom, Reply, Request, RequestError};
use crate::screens::editor::EditorScreen;
use crate::screens::shelf::{Load, Mark};
use crate::screens::{Doomed, EditorId, Notice, Screen, Tone};
use crate::store::WriteResult;

use super::Effect;
use super::asking::{ask, look_whether_gone, supersede_reads, wake};
use super::disk::Written;
use super::model::{Look, Model, Purpose, Timer};
use super::saving;
use super::telling::{another_kind, failure};

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

type Answer = Result<Reply, RequestError>;

/// Takes the answer to an open question in.
pub(super) fn take(model: &mut Model, open: Open<Purpose>, answer: Answer, effects: &mut Vec<Effect>) {
    match open.purpose {
        Purpose::Scopes(first) => scopes(model, first, answer, effects),
        Purpose::SandboxType(followed) => sandbox_type(model, followed, answer, effects),
        Purpose::Page => page(model, &open.request, answer, effects),
        Purpose::Show(asked) => shown(model, &asked, answer),
        Purpose::Edit(asked) => edit(model, &open.request, &asked, answer),
        Purpose::DraftBase(editor, base) => super::drafts::compared(model, editor, &base, record(answer)),
        Purpose::TakeBack { before, after } => {
            super::trash::taken_back(model, (&before, &after), record(answer), effects);
        }
        Purpose::BeforeUpdate(change) => saving::before_update(model, change, record(answer), effects),
        Purpose::Update(change) => saving::updated(model, change, answer, effects),
        Purpose::Theirs(change, refusal) => saving::theirs(model, change, &refusal, record(answer), effects),
        Purpose::WasItUpdated(change, failed) => {
            saving::was_it_updated(model, change, &failed, record(answer), effects)
        }
        Purpose::Create(creation) => saving::created(model, creation, open.since, answer, effects),
        Purpose::WasItCreated(sought) => super::seeking::found(model, sought, answer, effects),
        Purpose::AfterSave { editor, edit, told } => {
            let edit = edit.as_ref().map(|(base, edited)| (base, edited));
            saving::after_save(model, &open.request, editor, edit, &told, record(answer));
        }
        Purpose::Delete(target) => deleted(model, target, answer, effects),
        Purpose::IsItGone(look) => is_it_gone(model, look, record(answer), effects),
    }
}

/// An answer that must be a record.
fn record(answer: Answer) -> Result<Arc<Record>, RequestError> {
    match answer {
        Ok(Reply::Record(record)) => Ok(record),
        Ok(_) => Err(another_kind()),
        Err(error) => Err(error),
    }
}

fn scopes(model: &mut Model, first: bool, answer: Answer, effects: &mut Vec<Effect>) {
    let result = match answer {
        Ok(Reply::Scopes { entries, next }) => Ok((entries, next)),
        Ok(_) => Err(another_kind()),
        Err(error) => Err(error),
    };
    match result {
        Ok((entries, next)) => {
            if let Some(here) = &model.scope
                && let Some(entry) = entries.iter().find(|entry| entry.scope == *here)
                && let known @ (SandboxType::Production | SandboxType::Development) =
                    SandboxType::named(&entry.category)
            {
                model.sandbox_type = known;
            }
            let preferred = model.settings.preferred_sandbox.clone();
            let Some(screen) = model.picker_mut() else { return };
            let next = screen.take(entries, first, next);
            screen.begin_at(preferred.as_deref());
            if let Some(link) = next {
                let request = Request::ListScopes { from: PageFrom::Link(link) };
                ask(model, Lane::Scopes, request, Purpose::Scopes(false), effects);
            }
        }
        Err(error) => {
            let notice = failure("The list could not be read", &error);
            if let Some(screen) = model.picker_mut() {
                screen.fail(error);
            }
            model.tell(notice);
        }
    }
}

/// Learns from the list of sandboxes of what type the present one is. A failure changes nothing: the log has it.
fn sandbox_type(model: &mut Model, mut followed: Vec<String>, answer: Answer, effects: &mut Vec<Effect>) {
    let Ok(Reply::Scopes { entries, next }) = answer else { return };
    let here = model.scope.as_ref().map(|scope| scope.sandbox.as_str());
    match (entries.iter().find(|entry| Some(entry.scope.sandbox.as_str()) == here), next) {
        (Some(entry), _) => model.sandbox_type = SandboxType::named(&entry.category),
        (None, Some(link)) if !followed.contains(&link) => {
            followed.push(link.clone());
            let request = Request::ListSandboxes { from: PageFrom::Link(link) };
            ask(model, Lane::SandboxType, request, Purpose::SandboxType(followed), effects);
        }
        (None, _) => {}
    }
}

fn page(model: &mut Model, request: &Request, answer: Answer, effects: &mut Vec<Effect>) {
    let Request::List { scope, kind, .. } = request else { return };
    let result = match answer {
        Ok(Reply::Page(page)) => Ok(page),
        Ok(_) => Err(another_kind()),
        Err(error) => Err(error),
    };
    let shelf = model.library.shelf_mut(*kind);
    match result {
        Ok(page) => {
            let Page { unreadable, .. } = page;
            if let Some(link) = shelf.take_page(page) {
                let request = Request::List { scope: scope.clone(), kind: *kind, from: PageFrom::Link(link) };
                ask(model, Lane::List(*kind), request, Purpose::Page, effects);
            } else if let Load::Partial(reason) = &shelf.load {
                let text = format!("The list is not complete: {reason}. r reads it again.");
                model.tell(Notice::warning(text));
            } else if unreadable > 0 {
                let count = shelf.unreadable;
                let text = format!("{count} rows carry no id and are left out. :log shows the request.");
                model.tell(Notice::warning(text));
            }
        }
        Err(error) => {
            shelf.fail(error.clone());
            let what = match shelf.load {
                Load::Stale(_) => "The list was not refreshed",
                Load::Partial(_) => "The list is not complete",
                _ => "The list could not be read",
            };
            // A list that is read again beside something that failed must not talk over that; its head says the rest.
            let refreshed_only = matches!(shelf.load, Load::Stale(_));
            let something_failed = model.notice.as_ref().is_some_and(|notice| notice.tone == Tone::Error);
            if !(refreshed_only && something_failed) {
                model.tell(failure(what, &error));
            }
        }
    }
}

fn shown(model: &mut Model, asked: &Arc<Record>, answer: Answer) {
    match record(answer) {
        Ok(record) => {
            model.library.shelf_mut(record.kind).put(record);
            model.tell(Notice::info("Read again."));
        }
        Err(error) => {
            gone(model, asked, &error);
            model.tell(failure("It could not be read", &error));
        }
    }
}

fn edit(model: &mut Model, request: &Request, asked: &Arc<Record>, answer: Answer) {
    let Request::Read { scope, .. } = request else { return };
    match record(answer) {
        Ok(record) => {
            model.library.shelf_mut(record.kind).put(Arc::clone(&record));
            if !model.is_browsing() {
                model.tell(Notice::info(format!("\"{}\" is read: press e on it to edit.", record.title())));
                return;
            }
            let id = EditorId(model.number());
            model.screens.push(Screen::Editor(Box::new(EditorScreen::stored(id, scope.clone(), record))));
        }
        Err(error) => {
            gone(model, asked, &error);
            model.tell(failure("It could not be read for editing", &error));
        }
    }
}

/// Takes an object out of its list if the error says that it is gone.
fn gone(model: &mut Model, record: &Arc<Record>, error: &RequestError) {
    if error.cause == Cause::Gone {
        model.library.shelf_mut(record.kind).remove(&record.id);
    }
}

fn deleted(model: &mut Model, target: Doomed, answer: Answer, effects: &mut Vec<Effect>) {
    let record = Arc::clone(&target.record);
    supersede_reads(model, record.kind, Some(&record.address), effects);
    match answer {
        Ok(_) => look_whether_gone(model, Look { target, times: 0, failed: None }, effects),
        Err(error) if error.cause == Cause::Gone || error.leaves_outcome_unknown() => {
            // Gone already, or nobody knows: the same look tells both.
            look_whether_gone(model, Look { target, times: 0, failed: Some(error) }, effects);
        }
        Err(error) => {
            super::trash::not_deleted(model, &target, effects);
            if model.is_here(&target.scope) {
                model.library.shelf_mut(record.kind).mark(&record.id, None);
            }
            let mut notice = failure(&format!("\"{}\" was not deleted", record.title()), &error);
            if error.status == Some(IN_USE) {
                let words = &error.message;
                notice = Notice::error(format!(
                    "\"{}\" was not deleted: {words}. What uses it must let go of it first.",
                    record.title()
                ));
            }
            model.tell(notice);
        }
    }
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

fn is_it_gone(model: &mut Model, look: Look, answer: Result<Arc<Record>, RequestError>, effects: &mut Vec<Effect>) {
    let Look { target, times, failed } = look;
    let (kind, id) = (target.record.kind, target.record.id.clone());
    let here = model.is_here(&target.scope);
    let name = target.record.title().to_owned();
    let written = Written::Object(kind, Arc::clone(&target.record.address));
    match (answer, LOOK_AGAIN.get(times)) {
        (Err(error), _) if error.cause == Cause::Gone => {
            supersede_reads(model, kind, Some(&target.record.address), effects);
            super::history::learned(model, &written, WriteResult::Done, None, effects);
            if here {
                model.library.shelf_mut(kind).remove(&id);
            }
            let back = if super::trash::deleted(model, &target, effects) { " z takes it back." } else { "" };
            model.tell(Notice::good(format!("Deleted \"{name}\": the server no longer has it.{back}")));
        }
        (answer, Some(pause)) if is_worth_another(&answer, times) => {
            let asked = answer.err().and_then(|error| error.retry_after).unwrap_or_default();
            wake(model, asked.max(*pause), Timer::LookAgain(Look { target, times: times + 1, failed }), effects);
        }
        (answer, _) => {
            super::history::never_learned(model, &written);
            super::trash::never_known(model, &target);
            if here {
                model.library.shelf_mut(kind).mark(&id, Some(Mark::StillThere));
            }
            model.tell(match (answer, failed) {
                (Ok(_), Some(failed)) => failure(&format!("\"{name}\" is still there"), &failed),
                (Ok(_), None) => Notice::warning(format!(
                    "The delete of \"{name}\" was sent, but it is still there. It may be in use by a collection or a \
                     decision, or the server may be slow: r reads the list again."
                )),
                (Err(error), _) => failure(&format!("Whether \"{name}\" is deleted can't be told"), &error),
            });
        }
    }
}
