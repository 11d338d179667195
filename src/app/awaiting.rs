//! What is awaited from the disk. One that does not answer is told of, and the writes that wait for it can be dropped:
//! they have not left, and whatever the disk does for them later is taken back.

use std::time::Duration;

use crate::request::{Cause, Request, RequestError};
use crate::screens::EditorId;
use crate::screens::editor::Origin;

use super::Effect;
use super::asking::wake;
use super::deleting::Fate;
use super::disk::{Awaited, Chore, Dooming, Order, Told, order};
use super::model::{Model, Purpose, Timer};
use super::telling::reason;

/// How long the disk may be at one order before that is told.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why something is not kept that the disk was to keep.
const SILENT: &str = "the disk does not answer";

/// Takes in that an order is carried out.
pub(super) fn answered(model: &mut Model, told: &Told) {
    if let Some(index) = model.kept.awaited.iter().position(|(_, awaited)| awaited.is_answered_by(told)) {
        model.kept.awaited.remove(index);
    }
}

/// After each event: the order that the disk is at has its time.
pub(super) fn watch(model: &mut Model, effects: &mut Vec<Effect>) {
    let at = model.kept.awaited.first().map(|(number, _)| *number);
    if model.kept.late != at {
        model.kept.late = None;
    }
    model.timers.retain(|(_, timer)| !matches!(timer, Timer::DiskIsLate(number) if Some(*number) != at));
    let runs = model.timers.iter().any(|(_, timer)| matches!(timer, Timer::DiskIsLate(_)));
    if let (Some(number), None, false) = (at, model.kept.late, runs) {
        wake(model, PATIENCE, Timer::DiskIsLate(number), effects);
    }
}

/// The time of an order is over: if the disk is still at it, it is late from now on, until it answers.
pub(super) fn time_is_over(model: &mut Model, number: u64) {
    if model.kept.awaited.first().is_some_and(|(at, _)| *at == number) {
        model.kept.late = Some(number);
    }
}

/// Why what was typed in this editor is not on the disk, where that is a failure; on its way there it is none.
pub(super) fn why_not_kept(model: &Model, editor: EditorId) -> Option<String> {
    if let Some((_, error)) = model.kept.unkept.iter().find(|(unkept, _)| *unkept == editor) {
        return Some(error.to_string());
    }
    (model.kept.late.is_some() && !is_kept(model, editor)).then(|| SILENT.to_owned())
}

/// Whether the disk has said that it has the last text of this editor.
pub(super) fn is_kept(model: &Model, editor: EditorId) -> bool {
    let open = model.editors().find(|open| open.id == editor);
    open.is_some_and(|open| !open.unwritten)
        && model.kept.drafts.contains(&editor)
        && !awaits(model, &Awaited::Draft(editor))
        && !model.kept.unkept.iter().any(|(unkept, _)| *unkept == editor)
}

/// Whether the answer to such an order is awaited.
pub(super) fn awaits(model: &Model, what: &Awaited) -> bool {
    model.kept.awaited.iter().any(|(_, open)| open == what)
}

/// How many confirmed writes wait for the disk and have not left.
pub(super) fn held_writes(model: &Model) -> usize {
    model.kept.dooming.len() + model.flight.held().count()
}

/// Drops the writes that wait for the disk: none of them leaves, and each is told and noted as not sent. False if nothing
/// waited.
pub(super) fn drop_writes(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    let doomed = std::mem::take(&mut model.kept.dooming);
    let held = model.flight.take(|open| open.held);
    let why = "cancelled before it was sent";
    let any = drop_doomed(model, doomed, why, effects);
    super::retrying::fail(model, held, why, effects) || any
}

/// Drops deletes that waited for the trash, for this reason: their bodies leave it, if they get there. False if there are
/// none.
pub(super) fn drop_doomed(model: &mut Model, doomed: Vec<Dooming>, why: &str, effects: &mut Vec<Effect>) -> bool {
    let any = !doomed.is_empty();
    for Dooming { number, target, .. } in doomed {
        order(model, Order::UndoTrash(number), effects);
        let dropped = RequestError::without_answer(Cause::Cancelled, why);
        super::deleting::end(model, &target, Fate::NotDeleted(reason(&dropped)), effects);
    }
    any
}

/// What is told of a disk that does not answer, as long as it does not: first of what matters most.
pub(super) fn line(model: &Model) -> Option<String> {
    model.kept.late?;
    if let Some(doomed) = model.kept.dooming.first() {
        let name = doomed.target.record.title();
        return Some(sentence(&format!("the delete of \"{name}\" waits for its place in the trash · ctrl-c drops it")));
    }
    if let Some(open) = model.flight.held().next() {
        let (what, name) = match (&open.request, &open.purpose) {
            (Request::Delete { .. }, Purpose::Delete(target)) => ("delete", target.record.title()),
            (_, Purpose::Update(change)) => ("save", change.base.title()),
            (_, Purpose::Create(creation)) => ("save", &*creation.name),
            _ => ("write", ""),
        };
        return Some(sentence(&format!("the {what} of \"{name}\" waits to be noted in the journal · ctrl-c drops it")));
    }
    if model.editors().any(|editor| editor.has_unsaved_text() && !is_kept(model, editor.id)) {
        return Some(sentence("what you type is in memory only"));
    }
    let what = match model.kept.awaited.first().map(|(_, awaited)| awaited)? {
        Awaited::Drafts | Awaited::Claimed(_) => "the drafts are waited for",
        Awaited::Trash | Awaited::TrashRead => "the trash is waited for",
        Awaited::Journal => "the history is waited for",
        Awaited::ThrownAway => "the draft is not thrown away yet",
        Awaited::Settled(_) => "what became of a write is not noted yet",
        Awaited::Draft(_) | Awaited::Trashed(_) | Awaited::Begun(_) | Awaited::Done(_) => {
            return Some("The disk does not answer.".to_owned());
        }
    };
    Some(sentence(what))
}

/// What it means if the disk never does this; `None` where nothing is lost, or an editor's own sentence says it.
fn undone(awaited: Awaited) -> Option<&'static str> {
    match awaited {
        Awaited::ThrownAway => Some("A draft that was thrown away may still be there"),
        Awaited::Done(Chore::DropDraft) => Some("A draft that is no longer needed may still be there"),
        Awaited::Trashed(_) | Awaited::Done(Chore::TidyTrash) => {
            Some("An object that was not deleted may be in the trash")
        }
        Awaited::Done(Chore::SettleEarlier) => Some("What became of a write may not be noted in the journal"),
        Awaited::Done(Chore::SettleTrash) => Some("What became of an object may not be noted in the trash"),
        Awaited::Begun(_) | Awaited::Settled(_) => Some("What became of a write may not be noted"),
        Awaited::Draft(_)
        | Awaited::Drafts
        | Awaited::Claimed(_)
        | Awaited::Trash
        | Awaited::TrashRead
        | Awaited::Journal
        | Awaited::Done(Chore::LetGo) => None,
    }
}

fn sentence(what: &str) -> String {
    format!("The disk does not answer: {what}")
}

/// What the header says as long as what is typed is not kept, or the disk does not answer.
pub(super) fn in_header(model: &Model) -> Option<String> {
    let mut editors = model.editors();
    let any = editors.any(|editor| why_not_kept(model, editor.id).is_some() && editor.has_unsaved_text());
    match (any, model.kept.late) {
        (true, _) => Some("! not kept on disk".to_owned()),
        (false, Some(_)) => Some("! disk silent".to_owned()),
        (false, None) => None,
    }
}

impl Model {
    /// Whether the disk has something to do yet that an end must not leave undone: it is not only asked for something.
    #[must_use]
    pub fn awaits_disk(&self) -> bool {
        self.kept.awaited.iter().any(|(_, awaited)| !awaited.keeps_nothing())
    }

    /// What an end now would lose, though the disk was to keep it, each in a sentence.
    #[must_use]
    pub fn unkept(&self) -> Vec<String> {
        if self.settings.kept_under.is_none() {
            return Vec::new();
        }
        let lost = self.editors().filter(|editor| editor.has_unsaved_text() && !is_kept(self, editor.id));
        let mut sentences: Vec<String> = lost
            .map(|editor| {
                let what = match &editor.origin {
                    Origin::Stored(record) => format!("in \"{}\"", record.title()),
                    Origin::New => format!("for a new {}", editor.kind.entry().noun),
                };
                let why = why_not_kept(self, editor.id).unwrap_or_else(|| SILENT.to_owned());
                format!("What you typed {what} is not kept: {why}.")
            })
            .collect();
        for what in self.kept.awaited.iter().filter_map(|(_, awaited)| undone(*awaited)) {
            let sentence = format!("{what}: {SILENT}.");
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        sentences
    }
}
