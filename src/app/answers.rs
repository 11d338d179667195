//! What becomes of an answer: by what it is for, never by which screen happens to be on top.

use std::sync::Arc;

use crate::domain::{Record, SandboxType};
use crate::request::{Cause, Lane, Open, PageFrom, Reply, Request, RequestError};
use crate::screens::editor::EditorScreen;
use crate::screens::shelf::Load;
use crate::screens::{EditorId, Notice, Screen, Tone};

use super::asking::ask;
use super::model::{Model, Purpose};
use super::telling::{another_kind, failure, reason_and};
use super::{Effect, deleting, saving};

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
        Purpose::AfterSave { saved, told } => {
            saving::after_save(model, &open.request, saved, told, record(answer), effects)
        }
        Purpose::BeforeDelete(target) => deleting::before(model, target, record(answer), effects),
        Purpose::Delete(target) => deleting::answered(model, target, open.since, answer, effects),
        Purpose::IsItGone(look) => deleting::is_it_gone(model, look, record(answer), effects),
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
    let in_front = model.library.kind == *kind;
    let shelf = model.library.shelf_mut(*kind);
    match result {
        Ok(page) => {
            if let Some(link) = shelf.take_page(page) {
                let request = Request::List { scope: scope.clone(), kind: *kind, from: PageFrom::Link(link) };
                ask(model, Lane::List(*kind), request, Purpose::Page, effects);
            } else if let Load::Partial(reason) = &shelf.load {
                let text = if in_front {
                    format!("The list is not complete: {reason}. r reads it again.")
                } else {
                    format!("The list of {} is not complete: {reason}.", kind.entry().title.to_lowercase())
                };
                model.tell(Notice::warning(text));
            } else if shelf.unreadable > 0 {
                let count = shelf.unreadable;
                let text = format!("{count} rows carry no id and are left out. :log shows the request.");
                model.tell(Notice::warning(text));
            }
        }
        Err(error) => {
            shelf.fail(error.clone());
            // One that is read for the names in it, while another is in front, is called by its name.
            let list = if in_front {
                "The list".to_owned()
            } else {
                format!("The list of {}", kind.entry().title.to_lowercase())
            };
            let what = match shelf.load {
                Load::Stale(_) => format!("{list} was not refreshed"),
                Load::Partial(_) => format!("{list} is not complete"),
                _ => format!("{list} could not be read"),
            };
            // A list that is read again, or for the names in it, beside something that failed must not talk over that; its
            // head says the rest.
            let beside = !in_front || matches!(shelf.load, Load::Stale(_));
            let something_failed = model.notice.as_ref().is_some_and(|notice| notice.tone == Tone::Error);
            if !(beside && something_failed) {
                model.tell(failure(&what, &error));
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
            not_read(model, asked, "It could not be read", &error);
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
            not_read(model, asked, "It could not be read for editing", &error);
        }
    }
}

/// Tells why an object could not be read, and takes it out of its list if the error says that it is gone.
fn not_read(model: &mut Model, record: &Arc<Record>, tried: &str, error: &RequestError) {
    model.tell(failure(tried, error));
    if error.cause == Cause::Gone {
        model.library.shelf_mut(record.kind).remove(&record.id);
        if error.culprit.is_none() {
            let why = reason_and(error, "it was deleted elsewhere, and is taken out of its list");
            model.tell(Notice::error(format!("{tried}: {why}")));
        }
    }
}
