//! The look for a new object whose create got no clear answer. Whatever comes of it, nothing is sent a second time.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::domain::{Record, Seen, diff, json};
use crate::request::{Lane, Reply, Request, RequestError};
use crate::screens::Notice;
use crate::screens::editor::Stage;
use crate::store::WriteResult;

use super::Effect;
use super::asking::{ask, read_list, read_request, wake};
use super::disk::Written;
use super::model::{Model, Purpose, Saved, Sought, Timer};
use super::saving::{DID_NOT_ARRIVE, after_save, stage};
use super::telling::{another_kind, failure};

/// Where it is not there at once, it is looked for again after each of these times: a server that was too slow for an
/// answer may still be at work.
const SEEK_AGAIN: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// How far the server's clock may be behind ours.
const CLOCKS_MAY_DIFFER: Duration = Duration::from_secs(600);

/// Asks for the objects of the new one's name.
pub(super) fn seek(model: &mut Model, sought: Sought, effects: &mut Vec<Effect>) {
    let creation = &sought.creation;
    stage(model, creation.editor, Stage::Saving("No answer: looking whether it arrived"));
    let request = Request::Find { scope: creation.scope.clone(), kind: creation.kind, name: creation.name.clone() };
    ask(model, Lane::Write, request, Purpose::WasItCreated(sought), effects);
}

/// What the objects of a name tell of the one that was sent.
enum Trace {
    /// This is it. False where the server does not say when it was made.
    Arrived(Arc<Record>, bool),
    /// One of its name is new but says something else: it may be ours, as the server has it, or another's.
    Unclear,
    Nothing,
}

fn trace(found: &[Arc<Record>], sought: &Sought) -> Trace {
    let sent: Value = json::read(&sought.creation.body).unwrap_or_default();
    let since = sought.sent.checked_sub(CLOCKS_MAY_DIFFER).unwrap_or(sought.sent);
    let is_new = |record: &Record| !matches!(&record.audit.created, Seen::Is(at) if *at < since);
    let candidates =
        found.iter().filter(|record| record.name.value().map(|name| &**name) == Some(&*sought.creation.name));
    let candidates: Vec<&Arc<Record>> = candidates.filter(|record| is_new(record)).collect();
    match candidates.iter().find(|record| diff(&record.body(), &sent).is_empty()) {
        Some(record) => Trace::Arrived(Arc::clone(record), record.audit.created.value().is_some()),
        None if candidates.is_empty() => Trace::Nothing,
        None => Trace::Unclear,
    }
}

/// Takes in what was found.
pub(super) fn found(model: &mut Model, sought: Sought, answer: Result<Reply, RequestError>, effects: &mut Vec<Effect>) {
    let page = match answer {
        Ok(Reply::Page(page)) => Ok(page),
        Ok(_) => Err(another_kind()),
        Err(error) => Err(error),
    };
    let name = &sought.creation.name;
    let written = Written::New(sought.creation.editor);
    match page.map(|page| trace(&page.records, &sought)) {
        Ok(Trace::Arrived(record, dated)) => {
            let answer = match sought.failed.status {
                Some(status) => format!("The answer was {status}"),
                None => "There was no answer".to_owned(),
            };
            let sure = if dated { "arrived" } else { "probably arrived: one that says the same is there" };
            let mut told = format!("{answer}, but \"{name}\" {sure}");
            if dated {
                super::history::learned_of_create(model, &sought.creation, WriteResult::Done, Some(&record), effects);
                if let Some(restored) = super::trash::restored(model, &sought.creation, Some(&record.id), effects) {
                    told.push_str(&format!(". {restored}"));
                }
            } else {
                // What says the same may have been there before: neither the journal nor the trash takes it for ours.
                super::history::never_learned(model, &written, effects);
            }
            if let Some(editor) =
                model.editor_mut(sought.creation.editor).filter(|editor| !editor.says(&sought.creation.body))
            {
                editor.become_edit_of(Arc::clone(&record));
                told.push_str(". What you typed since is kept as an edit of it: ctrl-s shows it.");
                model.tell(Notice::warning(told));
                if model.is_here(&sought.creation.scope) {
                    model.library.shelf_mut(record.kind).put(record);
                }
                return;
            }
            let request = read_request(&sought.creation.scope, &record);
            after_save(model, &request, Saved::New(sought.creation.editor), told, Ok(record), effects);
        }
        Ok(Trace::Nothing) => match SEEK_AGAIN.get(sought.times) {
            Some(pause) => wake(model, *pause, Timer::SeekAgain(Sought { times: sought.times + 1, ..sought }), effects),
            None => {
                let result = WriteResult::Refused(DID_NOT_ARRIVE.to_owned());
                super::history::learned_of_create(model, &sought.creation, result, None, effects);
                super::drafts::not_sent(model, sought.creation.editor);
                stage(model, sought.creation.editor, Stage::Editing);
                let tried = format!("\"{name}\" did not arrive; your text is kept");
                let mut notice = failure(&tried, &sought.failed);
                notice.text.push_str(" Send it again with ctrl-s when you like.");
                model.tell(notice);
            }
        },
        Ok(Trace::Unclear) => {
            let tried = format!("A new \"{name}\" is there, but says something else; your text is kept");
            can_not_be_told(model, &sought, &tried, &sought.failed, effects);
        }
        Err(error) => {
            let tried = format!("Whether \"{name}\" was created can't be told; your text is kept");
            can_not_be_told(model, &sought, &tried, &error, effects);
        }
    }
}

/// Nobody knows: the list is read again, and the editor warns before it sends once more.
fn can_not_be_told(model: &mut Model, sought: &Sought, tried: &str, error: &RequestError, effects: &mut Vec<Effect>) {
    super::history::never_learned(model, &Written::New(sought.creation.editor), effects);
    if let Some(editor) = model.editor_mut(sought.creation.editor) {
        editor.stage = Stage::Editing;
    }
    let mut notice = failure(tried, error);
    notice.text.push_str(" The list is read again: look there before you save once more.");
    model.tell(notice);
    if model.is_here(&sought.creation.scope) {
        read_list(model, sought.creation.kind, effects);
    }
}
