//! What is deleted, on its way to the trash and back; and the last edit, taken back.

use std::sync::Arc;

use serde_json::Value;

use crate::domain::{Generation, Kind, ObjectId, Record, Severity, check_change, json};
use crate::request::RequestError;
use crate::screens::editor::{EditorScreen, Origin};
use crate::screens::trash::TrashScreen;
use crate::screens::{Creation, Doomed, EditorId, Notice, Screen};
use crate::store::{FoundTrash, Id, Listing, Restores, StoreError, TrashState};

use super::asking::read;
use super::deleting::Fate;
use super::disk::{Dooming, Last, Order, order};
use super::drafts::place;
use super::going::text_is_in_the_way;
use super::granting::grant_all;
use super::mode::may_write;
use super::model::{Model, Purpose};
use super::saving::is_unchanged;
use super::telling::failure;
use super::{Effect, deeds, deleting};

/// What is said where something else was opened before the answer came.
const ELSEWHERE: &str = "It is read, but something else is open by now: close that and ask for it again.";

/// Has an object put into the trash, where there is one, and then deleted.
pub(super) fn doom(model: &mut Model, target: Doomed, effects: &mut Vec<Effect>) {
    let Some(place) = place(model, &target.scope, target.record.kind) else {
        deleting::send(model, target, effects);
        return;
    };
    let number = model.number();
    model.kept.dooming.push(Dooming { number, since: model.now, target: target.clone() });
    order(model, Order::Trash { number, at: model.now, place, record: target.record }, effects);
}

/// The body is in the trash, and the delete leaves; or it is not, and nothing is deleted.
pub(super) fn trashed(model: &mut Model, number: u64, result: Result<Id, StoreError>, effects: &mut Vec<Effect>) {
    let Some(index) = model.kept.dooming.iter().position(|waiting| waiting.number == number) else { return };
    let Dooming { target, .. } = model.kept.dooming.remove(index);
    match result {
        Ok(id) => {
            model.kept.bin.push((target.clone(), id));
            deleting::send(model, target, effects);
        }
        Err(error) => {
            deeds::stop(model, "the trash takes no more");
            let why = format!("it can't be put into the trash. {error}.");
            deleting::end(model, &target, Fate::NotDeleted(why), effects);
        }
    }
}

/// Takes the note out of what went to the trash for this delete.
fn out_of_bin(model: &mut Model, target: &Doomed) -> Option<Id> {
    let same = |other: &Doomed| other.is_the_same_as(target);
    let index = model.kept.bin.iter().rposition(|(doomed, _)| same(doomed))?;
    Some(model.kept.bin.remove(index).1)
}

/// The object was not deleted: it needs no place in the trash.
pub(super) fn not_deleted(model: &mut Model, target: &Doomed, effects: &mut Vec<Effect>) {
    if let Some(id) = out_of_bin(model, target) {
        order(model, Order::TakeOutOfTrash(id), effects);
    }
}

/// The last look is over and could not tell: the object stays in the trash as one of which nothing is known.
pub(super) fn never_known(model: &mut Model, target: &Doomed) {
    _ = out_of_bin(model, target);
}

/// The object is gone. True if it can be had back.
pub(super) fn deleted(model: &mut Model, target: &Doomed, effects: &mut Vec<Effect>) -> bool {
    let Some(id) = out_of_bin(model, target) else { return false };
    order(model, Order::SettleTrash(id.clone(), TrashState::Deleted), effects);
    model.kept.deleted.push((target.clone(), id));
    model.kept.last = None;
    true
}

/// Takes the last delete or edit of this run back, whichever was last, and goes on with the deletes before it.
pub(super) fn take_back(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.scope.is_none() || !may_write(model) {
        return;
    }
    match model.kept.last.clone() {
        // What was deleted last is had back first: it is what the others may name.
        None => match model.kept.deleted.last().map(|(_, id)| id.clone()) {
            Some(id) => order(model, Order::ReadTrash(id), effects),
            None => model.tell(Notice::info(
                "Nothing that was deleted or edited in this run is left to take back. :trash lists what was deleted.",
            )),
        },
        Some(Last::Changes) => model.tell(Notice::info(
            "Several were changed together, which z does not take back: H on each shows what it was.",
        )),
        Some(Last::Edit { scope, after, .. }) if !model.is_here(&scope) => {
            let text = format!("\"{}\" was edited in \"{}\": go there to take it back.", after.title(), scope.label());
            model.tell(Notice::warning(text));
        }
        Some(Last::Edit { before, after, .. }) => {
            if let Some(why) = why_for_good(&before, &after) {
                let name = after.title();
                model.tell(Notice::warning(format!("What was done to \"{name}\" can't be taken back: {why}.")));
                return;
            }
            let purpose = Purpose::TakeBack { before, after: Arc::clone(&after) };
            read(model, &after, purpose, effects);
        }
    }
}

/// Whether the last that was done is a change of this object that can be taken back.
pub(super) fn goes_back(model: &Model, record: &Record) -> bool {
    match &model.kept.last {
        Some(Last::Edit { before, after, .. }) => {
            (after.kind, &after.id) == (record.kind, &record.id) && why_for_good(before, after).is_none()
        }
        _ => false,
    }
}

/// Why the way from one state of an object to another can't be gone back, where its lifecycle says so.
fn why_for_good(before: &Record, after: &Record) -> Option<String> {
    let back = check_change(after.kind, after.generation, &after.body(), &before.body());
    back.into_iter().find(|finding| finding.severity == Severity::Error).map(|finding| finding.message)
}

/// Shows the way back from the last edit, as long as nobody changed the object since.
pub(super) fn taken_back(
    model: &mut Model,
    (before, after): (&Arc<Record>, &Arc<Record>),
    answer: Result<Arc<Record>, RequestError>,
    effects: &mut Vec<Effect>,
) {
    match answer {
        Ok(now) if !is_unchanged(after, &now) => {
            let text = format!("\"{}\" was changed since your edit, which is not taken back.", now.title());
            model.tell(Notice::warning(text));
        }
        Ok(_) if !model.is_browsing() => model.tell(Notice::info(ELSEWHERE)),
        Ok(now) => {
            let text = json::pretty(&before.body());
            let editor = review(model, (now.kind, now.generation), Origin::Stored(now), &text, effects);
            model.kept.taking_back.extend(editor);
        }
        Err(error) => model.tell(failure("The last edit is not taken back", &error)),
    }
}

/// Opens the editor on a text and asks at once for the review of what it would send.
fn review(
    model: &mut Model,
    (kind, generation): (Kind, Generation),
    origin: Origin,
    text: &str,
    effects: &mut Vec<Effect>,
) -> Option<EditorId> {
    let scope = model.scope.clone()?;
    let id = EditorId(model.number());
    let mut editor = EditorScreen::restored(id, kind, generation, scope, origin, text);
    let wishes = editor.review_unasked(&model.aids());
    model.screens.push(Screen::Editor(Box::new(editor)));
    grant_all(model, wishes, effects);
    Some(id)
}

/// Shows the trash of the place.
pub(super) fn show(model: &mut Model, effects: &mut Vec<Effect>) {
    let (Some(site), Some(scope)) = (model.settings.kept_under.clone(), model.scope.clone()) else {
        model.tell(Notice::info("There is no trash here: choose a place first; the demo keeps none."));
        return;
    };
    model.screens.retain(|screen| !matches!(screen, Screen::Trash(_)));
    model.screens.push(Screen::Trash(TrashScreen::default()));
    order(model, Order::ListTrash(site, scope), effects);
}

/// Takes the list in.
pub(super) fn listed(model: &mut Model, listing: Result<Listing<FoundTrash>, StoreError>) {
    let Listing { found, unreadable } = match listing {
        Ok(listing) => listing,
        Err(error) => {
            model.tell(Notice::error(format!("The trash can't be listed: {error}.")));
            return;
        }
    };
    if let Some(error) = unreadable.first() {
        let count = unreadable.len();
        model.tell(Notice::warning(format!("{count} objects in the trash can't be read. The first: {error}.")));
    }
    for screen in &mut model.screens {
        if let Screen::Trash(trash) = screen {
            trash.take(found);
            return;
        }
    }
}

/// Shows what it takes to make an object of the trash again.
pub(super) fn found(model: &mut Model, read: Result<Box<(FoundTrash, String)>, StoreError>, effects: &mut Vec<Effect>) {
    let (found, body) = match read {
        Ok(read) => *read,
        Err(error) => {
            model.tell(Notice::error(format!("It can't be had back from the trash: {error}.")));
            return;
        }
    };
    let place = &found.trashed.place;
    if let TrashState::Restored { new_id } = &found.state {
        model.kept.deleted.retain(|(_, id)| *id != found.trashed.id);
        model.tell(Notice::info(format!("\"{}\" was created again already, as {new_id}.", found.trashed.name)));
        return;
    }
    let kept_here = model.settings.kept_under.as_ref() == Some(&place.site);
    if !kept_here || !model.is_here(&place.scope) || place.generation != model.settings.generation {
        let (name, label, api) = (&found.trashed.name, place.scope.label(), place.generation.as_str());
        let text = format!("\"{name}\" was deleted in \"{label}\" by the API {api}: go there to have it back.");
        model.tell(Notice::warning(text));
        return;
    }
    if !may_write(model) {
        return;
    }
    let record = match Record::read(place.generation, place.kind, &body) {
        Ok(record) => record,
        Err(error) => {
            model.tell(Notice::error(format!("It can't be had back from the trash: {error}.")));
            return;
        }
    };
    let from_the_trash =
        model.dialogs.is_empty() && model.prompt.is_none() && matches!(model.screens.last(), Some(Screen::Trash(_)));
    if from_the_trash {
        // Its editor opens over whatever lies below, which it must not hide from whoever left text there.
        if text_is_in_the_way(model) {
            return;
        }
    } else if !model.is_browsing() {
        model.tell(Notice::info(ELSEWHERE));
        return;
    }
    let mut body = record.body();
    let mended = model.kept.renewed.iter().map(|(old, new)| rename(&mut body, old, new)).sum::<usize>();
    let text = json::pretty(&body);
    if let Some(editor) = review(model, (place.kind, place.generation), Origin::New, &text, effects) {
        super::pointing::read_lists(model, place.kind, effects);
        let restores = Restores { trash: found.trashed.id.clone(), object: found.trashed.object.clone() };
        model.kept.restoring.push((editor, restores));
        if found.state == TrashState::Pending {
            model.tell(Notice::warning(
                "Whether its delete was carried out was never known: look for it in the list before you send this.",
            ));
        } else if mended > 0 {
            let ids = if mended == 1 {
                "1 id in it is the new one".to_owned()
            } else {
                format!("{mended} ids in it are the new ones")
            };
            model.tell(Notice::info(format!("{ids} of what was restored before.")));
        }
    }
}

/// The trash from which this editor's text came is not gone back to: it lists what is there no more.
fn leave_trash(model: &mut Model, editor: EditorId) {
    let place = model.screens.iter().position(|screen| matches!(screen, Screen::Editor(open) if open.id == editor));
    let below = place.and_then(|place| place.checked_sub(1));
    if let Some(below) = below.filter(|below| matches!(model.screens.get(*below), Some(Screen::Trash(_)))) {
        model.screens.remove(below);
    }
}

/// Has a body name an object by its new id; returns how often it named the old one.
fn rename(value: &mut Value, old: &ObjectId, new: &ObjectId) -> usize {
    match value {
        Value::String(text) if text == old.as_str() => {
            *text = new.as_str().to_owned();
            1
        }
        Value::Array(elements) => elements.iter_mut().map(|element| rename(element, old, new)).sum(),
        Value::Object(members) => members.values_mut().map(|member| rename(member, old, new)).sum(),
        _ => 0,
    }
}

/// A new object is made: what to tell if it is one of the trash.
pub(super) fn restored(
    model: &mut Model,
    creation: &Creation,
    new_id: Option<&ObjectId>,
    effects: &mut Vec<Effect>,
) -> Option<String> {
    let index = model.kept.restoring.iter().position(|(editor, _)| *editor == creation.editor)?;
    leave_trash(model, creation.editor);
    let (_, Restores { trash, object }) = model.kept.restoring.remove(index);
    model.kept.deleted.retain(|(_, id)| *id != trash);
    let name = &creation.name;
    let Some(new_id) = new_id else { return Some(format!("Restored \"{name}\" with a new id")) };
    order(model, Order::SettleTrash(trash, TrashState::Restored { new_id: new_id.clone() }), effects);
    let pointing = super::pointing::told(model, creation.kind, &object);
    model.kept.renewed.push((object, new_id.clone()));
    let left = match model.kept.deleted.len() {
        0 => String::new(),
        _ if model.kept.last.is_some() => String::new(),
        left => format!("; z goes on with the next, {left} to go"),
    };
    Some(format!("Restored \"{name}\" with the new id {new_id}; {pointing}{left}"))
}
