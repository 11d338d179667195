//! What is typed, on its way to the disk and back: written a moment after the key, deleted when the editor closes,
//! offered at the next start.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Kind, Record};
use crate::request::{Cause, Lane, RequestError};
use crate::screens::drafts::DraftsScreen;
use crate::screens::editor::{EditorScreen, Origin};
use crate::screens::{Creation, EditorId, Notice, Screen};
use crate::store::{Draft, DraftTarget, FoundDraft, Holder, Listing, Place, Sent, StoreError};

use super::Effect;
use super::asking::{ask, read_request, wake};
use super::awaiting::awaits;
use super::disk::{Awaited, Order, Typed, order};
use super::model::{Model, Purpose, Sought, Timer};
use super::saving::is_unchanged;
use super::telling::failure;

/// How long after a key the text is written: soon enough to be on disk within a second, seldom enough for long texts.
const PAUSE: Duration = Duration::from_millis(500);
/// How long after a failure the disk is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Where an object of this kind is, as it is written down; `None` where nothing is kept on disk.
pub(super) fn place(model: &Model, scope: &crate::domain::Scope, kind: Kind) -> Option<Place> {
    Some(Place {
        profile: model.settings.profile.clone(),
        site: model.settings.kept_under.clone()?,
        generation: model.settings.generation,
        scope: scope.clone(),
        kind,
    })
}

/// After each event: drafts of editors that are closed go, and what was typed is written soon.
///
/// An editor closes only after a save that was acknowledged, after a confirmed yes, or with nothing in it to lose.
pub(super) fn watch(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.settings.kept_under.is_none() {
        return;
    }
    let open: Vec<EditorId> = model.editors().map(|editor| editor.id).collect();
    let (stay, closed) = std::mem::take(&mut model.kept.drafts).into_iter().partition(|editor| open.contains(editor));
    model.kept.drafts = stay;
    for editor in closed {
        order(model, Order::DropDraft(editor), effects);
    }
    model.kept.unkept.retain(|(editor, _)| open.contains(editor));
    model.kept.taking_back.retain(|editor| open.contains(editor));
    model.kept.restoring.retain(|(editor, _)| open.contains(editor));
    let refused = |editor| model.kept.unkept.iter().any(|(unkept, _)| *unkept == editor);
    let again = due(model).all(refused);
    if !again {
        // What was not refused yet does not wait for what was.
        model.timers.retain(|(_, timer)| *timer != Timer::KeepDrafts { again: true });
    }
    let runs = model.timers.iter().any(|(_, timer)| matches!(timer, Timer::KeepDrafts { .. }));
    if !runs && due(model).next().is_some() {
        wake(model, if again { TRY_AGAIN } else { PAUSE }, Timer::KeepDrafts { again }, effects);
    }
}

/// The editors whose text is to be written: of each the disk has one text to write at a time.
fn due(model: &Model) -> impl Iterator<Item = EditorId> {
    let due = model.editors().filter(|editor| editor.unwritten && !awaits(model, &Awaited::Draft(editor.id)));
    due.map(|editor| editor.id)
}

/// Has what was typed written, as soon as the disk is done with what it has of it.
pub(super) fn keep_due(model: &mut Model, effects: &mut Vec<Effect>) {
    let due = due(model).collect();
    keep(model, due, effects);
}

/// Has everything written that was typed and is not on disk yet: there may be no later.
pub(super) fn keep_all(model: &mut Model, effects: &mut Vec<Effect>) {
    let unwritten = model.editors().filter(|editor| editor.unwritten).map(|editor| editor.id).collect();
    keep(model, unwritten, effects);
}

fn keep(model: &mut Model, editors: Vec<EditorId>, effects: &mut Vec<Effect>) {
    for id in editors {
        let now = model.now;
        let Some(editor) = model.editor_mut(id) else { continue };
        editor.unwritten = false;
        if !editor.has_unsaved_text() && editor.sent.is_none() {
            // Typed and taken back: there is nothing to lose.
            if let Some(index) = model.kept.drafts.iter().position(|kept| *kept == id) {
                model.kept.drafts.remove(index);
                order(model, Order::DropDraft(id), effects);
            }
            continue;
        }
        let target = match &editor.origin {
            Origin::New => None,
            Origin::Stored(record) => Some(DraftTarget {
                id: record.id.clone(),
                address: Arc::clone(&record.address),
                name: record.title().to_owned(),
                revision: record.revision,
                body: Arc::clone(&record.raw),
            }),
        };
        let (scope, kind, text, sent) =
            (editor.scope.clone(), editor.kind, Arc::from(editor.text()), editor.sent.clone());
        let restoring = model.kept.restoring.iter().find(|(editor, _)| *editor == id);
        let restores = restoring.map(|(_, restores)| restores.clone());
        let Some(place) = place(model, &scope, kind) else { return };
        if !model.kept.drafts.contains(&id) {
            model.kept.drafts.push(id);
        }
        order(
            model,
            Order::KeepDraft(Box::new(Typed { editor: id, at: now, place, target, restores, text, sent })),
            effects,
        );
    }
}

/// This create is about to be sent: should the program end before its answer, the draft tells of it.
pub(super) fn sending(model: &mut Model, creation: &Creation, effects: &mut Vec<Effect>) {
    let sent = Sent { at: model.now, body: Arc::clone(&creation.body) };
    if let Some(editor) = model.editor_mut(creation.editor) {
        editor.sent = Some(sent);
        editor.unwritten = true;
    }
    keep_all(model, effects);
}

/// The create of this text did not arrive.
pub(super) fn not_sent(model: &mut Model, editor: EditorId) {
    if let Some(editor) = model.editor_mut(editor) {
        editor.sent = None;
        editor.unwritten = true;
    }
}

/// Takes in whether a text was written. A failure is told once, until it changes.
pub(super) fn kept(model: &mut Model, editor: EditorId, result: Result<(), StoreError>) {
    let before = model.kept.unkept.iter().position(|(unkept, _)| *unkept == editor);
    let before = before.map(|index| model.kept.unkept.remove(index).1);
    // What was saved or dropped meanwhile needs no draft.
    let Some(open) = model.editor_mut(editor) else { return };
    match result {
        Ok(()) => {
            if before.is_some() && model.kept.unkept.is_empty() {
                model.tell(Notice::good("What you type is kept on disk again."));
            }
        }
        Err(error) => {
            open.unwritten = true;
            if before.as_ref() != Some(&error) {
                model.tell(Notice::error(format!(
                    "What you type can't be kept on disk: {error}. It is in memory only, and it is tried again."
                )));
            }
            model.kept.unkept.push((editor, error));
        }
    }
}

/// Asks which drafts there are.
pub(super) fn list(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.settings.kept_under.is_some() {
        order(model, Order::ListDrafts, effects);
    }
}

/// Shows the drafts.
pub(super) fn show(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.settings.kept_under.is_none() {
        model.tell(Notice::info("Nothing is kept on disk here: there are no drafts."));
        return;
    }
    model.screens.retain(|screen| !matches!(screen, Screen::Drafts(_)));
    model.screens.push(Screen::Drafts(DraftsScreen::default()));
    list(model, effects);
}

/// Takes the list of drafts in: into the screen that shows it, else into a word on how many wait.
pub(super) fn listed(model: &mut Model, listing: Result<Listing<FoundDraft>, StoreError>) {
    let Listing { mut found, unreadable } = match listing {
        Ok(listing) => listing,
        Err(error) => {
            model.tell(Notice::error(format!("The drafts can't be listed: {error}.")));
            return;
        }
    };
    found.retain(|found| Some(&found.draft.place.site) == model.settings.kept_under.as_ref());
    let waiting = found.iter().filter(|found| found.holder == Holder::Nobody);
    let sent = waiting.clone().filter(|found| found.draft.sent.is_some()).count();
    let waiting = waiting.count();
    let screen = model.screens.iter_mut().find_map(|screen| match screen {
        Screen::Drafts(drafts) => Some(drafts),
        _ => None,
    });
    let waits = match (screen, waiting) {
        (Some(screen), _) => {
            screen.take(found);
            None
        }
        (None, 0) => None,
        (None, _) if sent > 0 => Some(Notice::warning(
            "A new object was sent and its answer never came: open its draft in :drafts, which looks for it.",
        )),
        (None, 1) => Some(Notice::info("1 draft waits: :drafts")),
        (None, count) => Some(Notice::info(format!("{count} drafts wait: :drafts"))),
    };
    let damaged = unreadable.first().map(|error| {
        let count = unreadable.len();
        Notice::warning(format!("{count} of the drafts can't be read. The first: {error}."))
    });
    match (waits, damaged) {
        (Some(waits), Some(damaged)) => model.tell(Notice::warning(format!("{} {}", damaged.text, waits.text))),
        (Some(notice), None) | (None, Some(notice)) => model.tell(notice),
        (None, None) => {}
    }
}

/// Begins to open a draft.
pub(super) fn open(model: &mut Model, found: &FoundDraft, effects: &mut Vec<Effect>) {
    let draft = &found.draft;
    match found.holder {
        Holder::Another => {
            model.tell(Notice::warning("Another running offerdeck has this draft open."));
            return;
        }
        Holder::Us => {
            model.tell(Notice::info("This draft is open in the editor: esc leads back to it."));
            return;
        }
        Holder::Nobody => {}
    }
    if draft.place.generation != model.settings.generation {
        let api = draft.place.generation.as_str();
        model.tell(Notice::warning(format!(
            "This draft speaks the API {api}: go over to a profile of that API with :profile."
        )));
        return;
    }
    let editor = EditorId(model.number());
    order(model, Order::ClaimDraft(editor, draft.id.clone()), effects);
}

/// Opens the editor on a draft that is ours now.
pub(super) fn claimed(
    model: &mut Model,
    editor: EditorId,
    draft: Result<Box<Draft>, StoreError>,
    effects: &mut Vec<Effect>,
) {
    let draft = match draft {
        Ok(draft) => draft,
        Err(error) => {
            model.tell(Notice::error(format!("The draft can't be opened: {error}.")));
            list(model, effects);
            return;
        }
    };
    let place = &draft.place;
    if model.settings.kept_under.as_ref() != Some(&place.site) || model.settings.generation != place.generation {
        order(model, Order::ReleaseDraft(editor), effects);
        model.tell(Notice::warning("This draft belongs to another library than the one that is open by now."));
        return;
    }
    let origin = match &draft.target {
        None => Ok(Origin::New),
        Some(target) => {
            Record::read(place.generation, place.kind, &target.body).map(|base| Origin::Stored(base.into()))
        }
    };
    let shown = model.dialogs.is_empty() && matches!(model.screens.last(), Some(Screen::Drafts(_)));
    let elsewhere = !model.is_here(&place.scope);
    let origin = match origin {
        Ok(origin) if shown && !(elsewhere && super::going::text_is_in_the_way(model)) => origin,
        other => {
            if let Err(error) = other {
                model.tell(Notice::error(format!(
                    "The draft can't be opened: what it began from can't be read, {error}."
                )));
            }
            order(model, Order::ReleaseDraft(editor), effects);
            return;
        }
    };
    model.screens.pop();
    if elsewhere {
        super::going::enter(model, place.scope.clone(), None, effects);
    }
    let base = match &origin {
        Origin::Stored(base) => Some(Arc::clone(base)),
        Origin::New => None,
    };
    let mut screen =
        EditorScreen::restored(editor, place.kind, place.generation, place.scope.clone(), origin, &draft.text);
    screen.sent.clone_from(&draft.sent);
    let unanswered = screen.unanswered();
    model.screens.push(Screen::Editor(Box::new(screen)));
    model.kept.drafts.push(editor);
    if let Some(base) = base {
        let request = read_request(&place.scope, &base);
        // Nobody waits for it: the save looks again.
        ask(
            model,
            Lane::Object(base.kind, Arc::clone(&base.address)),
            request,
            Purpose::DraftBase(editor, base),
            effects,
        );
    }
    let told = match &draft.restores {
        None => "This is your draft. It stays on disk until it is saved or thrown away.",
        Some(restores) => {
            model.kept.restoring.push((editor, restores.clone()));
            "This is your draft of an object from the trash: ctrl-s creates it again. It stays on disk until it is saved \
             or thrown away."
        }
    };
    model.tell(Notice::info(told));
    if let Some((creation, sent)) = unanswered {
        let creation = Box::new(creation);
        let failed = RequestError::without_answer(Cause::NoAnswer, "the program ended before the answer came");
        super::seeking::seek(model, Sought { creation, sent, failed, times: 0 }, effects);
    }
}

/// Compares what a draft began from with what is there now.
pub(super) fn compared(
    model: &mut Model,
    editor: EditorId,
    base: &Arc<Record>,
    answer: Result<Arc<Record>, RequestError>,
) {
    let Some(screen) = model.editor_mut(editor) else { return };
    match answer {
        Ok(now) if is_unchanged(base, &now) => {}
        Ok(now) => {
            let revision = now.revision.map_or(String::new(), |revision| format!(" (revision {revision} now)"));
            model.tell(Notice::warning(format!(
                "\"{}\" was changed since you typed this{revision}. Your text is as you left it: ctrl-s shows both.",
                now.title()
            )));
        }
        Err(error) if error.cause == Cause::Gone => {
            screen.become_new();
            model.tell(Notice::warning(format!(
                "\"{}\" was deleted since you typed this. Your text is kept: ctrl-s makes a new object of it.",
                base.title()
            )));
        }
        Err(error) => {
            model.tell(failure("Whether it was changed since you typed this can't be told; your text is here", &error));
        }
    }
}

/// Takes in whether a draft was thrown away.
pub(super) fn thrown_away(model: &mut Model, result: Result<(), StoreError>, effects: &mut Vec<Effect>) {
    match result {
        Ok(()) => model.tell(Notice::good("The draft is thrown away.")),
        Err(error) => model.tell(Notice::error(format!("The draft is not thrown away: {error}."))),
    }
    list(model, effects);
}
