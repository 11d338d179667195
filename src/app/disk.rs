//! What is asked of the disk and what it answers, as data; and what the router knows of the disk.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::{Kind, ObjectId, Record, Scope};
use crate::request::Ticket;
use crate::screens::{Doomed, EditorId};
use crate::store::{
    Draft, DraftTarget, Entry, Filter, FoundDraft, FoundTrash, Id, Intent, Listing, Outcome, Place, Restores, Sent,
    Site, StoreError, TrashState,
};

use super::Effect;
use super::model::Model;

/// What the disk is to do. Orders are carried out one after the other, as they were given, and each is answered once; where
/// nothing else is said, with [`Told::Done`].
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Keep what is typed in an editor, in place of what was kept of it before; answered with [`Told::DraftKept`].
    KeepDraft(Box<Typed>),
    /// Delete what is kept of an editor: it was saved, or dropped as confirmed.
    DropDraft(EditorId),
    /// List all drafts; answered with [`Told::Drafts`].
    ListDrafts,
    /// Take a draft for an editor that is to open on it; answered with [`Told::DraftClaimed`].
    ClaimDraft(EditorId, Id),
    /// Leave the draft of an editor to whoever wants it: the editor did not open.
    ReleaseDraft(EditorId),
    /// Put an object into the trash; answered with [`Told::Trashed`] under the same number.
    Trash {
        /// The number of the delete that waits for it.
        number: u64,
        /// When.
        at: Timestamp,
        /// Where the object is.
        place: Place,
        /// The object.
        record: Arc<Record>,
    },
    /// Take out again what this delete put into the trash, if it did: it was dropped before it left.
    UndoTrash(u64),
    /// Note what became of an object in the trash.
    SettleTrash(Id, TrashState),
    /// Take an object out of the trash: it was not deleted.
    TakeOutOfTrash(Id),
    /// List what was deleted in this library, in this place; answered with [`Told::Trash`].
    ListTrash(Site, Scope),
    /// Read an object in the trash; answered with [`Told::TrashRead`].
    ReadTrash(Id),
    /// Note a write that is about to leave; answered with [`Told::Begun`].
    Begin(Ticket, Box<Intent>),
    /// Note what became of it; answered with [`Told::Settled`].
    Settle(Ticket, Box<Outcome>),
    /// Note what became of the create of this body in this place, which an earlier run sent and never saw answered.
    SettleEarlier {
        /// Where, and of which kind.
        place: Place,
        /// What was sent.
        body: Arc<str>,
        /// What became of it.
        outcome: Box<Outcome>,
    },
    /// No more will be known of what became of this write: it stays as it is noted.
    LetGo(Ticket),
    /// Read the journal; answered with [`Told::Journal`].
    ReadJournal(Filter),
    /// Delete a draft that nobody works on; answered with [`Told::DraftThrownAway`].
    ThrowDraftAway(Id),
}

/// What is typed in an editor. Under which id it is kept, the disk knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// In which editor.
    pub editor: EditorId,
    /// When.
    pub at: Timestamp,
    /// Where the object is, or is to be.
    pub place: Place,
    /// The object that is edited, where it is one.
    pub target: Option<DraftTarget>,
    /// What of the trash the text makes again, where it does.
    pub restores: Option<Restores>,
    /// The text.
    pub text: Arc<str>,
    /// The create that was sent of it and of which nobody knows yet whether it arrived.
    pub sent: Option<Sent>,
}

/// What the disk has to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Whether what is typed in an editor is kept.
    DraftKept(EditorId, Result<(), StoreError>),
    /// All drafts.
    Drafts(Result<Listing<FoundDraft>, StoreError>),
    /// The draft for this editor.
    DraftClaimed(EditorId, Result<Box<Draft>, StoreError>),
    /// Whether a draft was deleted.
    DraftThrownAway(Result<(), StoreError>),
    /// Whether an object is in the trash.
    Trashed(u64, Result<Id, StoreError>),
    /// What is in the trash.
    Trash(Result<Listing<FoundTrash>, StoreError>),
    /// An object of the trash with its body.
    TrashRead(Result<Box<(FoundTrash, String)>, StoreError>),
    /// Whether a write is noted.
    Begun(Ticket, Result<(), StoreError>),
    /// Whether what became of a write is noted.
    Settled(Ticket, Result<(), StoreError>),
    /// What was written, newest first, and how many lines can't be read.
    Journal(Result<(Vec<Entry>, usize), StoreError>),
    /// Whether something was done that nobody waits for: if not, in these words.
    Done(Result<(), String>),
}

/// What an order is answered by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Awaited {
    /// [`Told::DraftKept`] of this editor.
    Draft(EditorId),
    /// [`Told::Drafts`].
    Drafts,
    /// [`Told::DraftClaimed`] of this editor.
    Claimed(EditorId),
    /// [`Told::DraftThrownAway`].
    ThrownAway,
    /// [`Told::Trashed`] of this number.
    Trashed(u64),
    /// [`Told::Trash`].
    Trash,
    /// [`Told::TrashRead`].
    TrashRead,
    /// [`Told::Begun`] of this ticket.
    Begun(Ticket),
    /// [`Told::Settled`] of this ticket.
    Settled(Ticket),
    /// [`Told::Journal`].
    Journal,
    /// [`Told::Done`], to an order of this sort.
    Done(Chore),
}

/// What is done that nobody waits for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Chore {
    /// A draft is deleted.
    DropDraft,
    /// Something leaves the trash that was not deleted.
    TidyTrash,
    /// It is noted what became of an object in the trash.
    SettleTrash,
    /// It is noted what became of a write of an earlier run.
    SettleEarlier,
    /// Something is let go that ends with the program anyway.
    LetGo,
}

impl Order {
    fn awaits(&self) -> Awaited {
        match self {
            Order::KeepDraft(typed) => Awaited::Draft(typed.editor),
            Order::ListDrafts => Awaited::Drafts,
            Order::ClaimDraft(editor, _) => Awaited::Claimed(*editor),
            Order::ThrowDraftAway(_) => Awaited::ThrownAway,
            Order::Trash { number, .. } => Awaited::Trashed(*number),
            Order::ListTrash(..) => Awaited::Trash,
            Order::ReadTrash(_) => Awaited::TrashRead,
            Order::Begin(ticket, _) => Awaited::Begun(*ticket),
            Order::Settle(ticket, _) => Awaited::Settled(*ticket),
            Order::ReadJournal(_) => Awaited::Journal,
            Order::DropDraft(_) => Awaited::Done(Chore::DropDraft),
            Order::UndoTrash(_) | Order::TakeOutOfTrash(_) => Awaited::Done(Chore::TidyTrash),
            Order::SettleEarlier { .. } => Awaited::Done(Chore::SettleEarlier),
            Order::SettleTrash(..) => Awaited::Done(Chore::SettleTrash),
            Order::ReleaseDraft(_) | Order::LetGo(_) => Awaited::Done(Chore::LetGo),
        }
    }
}

impl Awaited {
    /// Whether nothing is kept by it: somebody only asked to see something, or something is let go.
    pub(super) fn keeps_nothing(self) -> bool {
        match self {
            Awaited::Drafts
            | Awaited::Claimed(_)
            | Awaited::Trash
            | Awaited::TrashRead
            | Awaited::Journal
            | Awaited::Done(Chore::LetGo) => true,
            Awaited::Draft(_)
            | Awaited::ThrownAway
            | Awaited::Trashed(_)
            | Awaited::Begun(_)
            | Awaited::Settled(_)
            | Awaited::Done(Chore::DropDraft | Chore::TidyTrash | Chore::SettleTrash | Chore::SettleEarlier) => false,
        }
    }

    /// Whether this is the answer.
    pub(super) fn is_answered_by(self, told: &Told) -> bool {
        match told {
            Told::DraftKept(editor, _) => self == Awaited::Draft(*editor),
            Told::Drafts(_) => self == Awaited::Drafts,
            Told::DraftClaimed(editor, _) => self == Awaited::Claimed(*editor),
            Told::DraftThrownAway(_) => self == Awaited::ThrownAway,
            Told::Trashed(number, _) => self == Awaited::Trashed(*number),
            Told::Trash(_) => self == Awaited::Trash,
            Told::TrashRead(_) => self == Awaited::TrashRead,
            Told::Begun(ticket, _) => self == Awaited::Begun(*ticket),
            Told::Settled(ticket, _) => self == Awaited::Settled(*ticket),
            Told::Journal(_) => self == Awaited::Journal,
            Told::Done(_) => matches!(self, Awaited::Done(_)),
        }
    }
}

impl Told {
    /// Whether this only shows what somebody asked to see. At the end nobody sees it any more, and nothing is to open.
    #[must_use]
    pub fn only_shows(&self) -> bool {
        match self {
            Told::Drafts(_) | Told::DraftClaimed(..) | Told::Trash(_) | Told::TrashRead(_) | Told::Journal(_) => true,
            Told::DraftKept(..)
            | Told::DraftThrownAway(_)
            | Told::Trashed(..)
            | Told::Begun(..)
            | Told::Settled(..)
            | Told::Done(_) => false,
        }
    }

    /// What the disk refused to do, in a sentence. A text that it refused is told of with its editor, and where it refused
    /// a place in the trash, nothing is deleted.
    #[must_use]
    pub fn refused(&self) -> Option<String> {
        match self {
            Told::DraftThrownAway(Err(error)) => Some(format!("The draft is not thrown away: {error}.")),
            Told::Begun(_, Err(error)) => Some(format!("A write can't be noted in the journal: {error}.")),
            Told::Settled(_, Err(error)) => {
                Some(format!("What became of a write can't be noted in the journal: {error}."))
            }
            Told::Done(Err(words)) => Some(words.clone()),
            _ => None,
        }
    }
}

/// What the router knows of the disk.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Kept {
    /// The editors of which something is kept, or about to be.
    pub drafts: Vec<EditorId>,
    /// The editors whose last text the disk did not take, and why.
    pub unkept: Vec<(EditorId, StoreError)>,
    /// What the disk has not answered yet, in the order in which it was given, each under a number of its own.
    pub awaited: Vec<(u64, Awaited)>,
    /// The order that the disk is at for longer than it should be.
    pub late: Option<u64>,
    /// The deletes that wait until the object is in the trash.
    pub dooming: Vec<Dooming>,
    /// What went into the trash for deletes that are not over.
    pub bin: Vec<(Doomed, Id)>,
    /// What this run deleted and can be had back, the newest last.
    pub deleted: Vec<(Doomed, Id)>,
    /// The old ids of what this run created again from the trash, and the new ones, the newest last.
    pub renewed: Vec<(ObjectId, ObjectId)>,
    /// What was changed since the last delete, and so is to be taken back first.
    pub last: Option<Last>,
    /// The editors with objects of the trash.
    pub restoring: Vec<(EditorId, Restores)>,
    /// The editors that take an edit back.
    pub taking_back: Vec<EditorId>,
    /// The writes of which nobody knows yet whether they were carried out.
    pub unsure: Vec<Unsure>,
}

/// A delete that waits until the object is in the trash.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dooming {
    /// The number under which it was ordered.
    pub number: u64,
    /// Since when it waits.
    pub since: Timestamp,
    /// The object.
    pub target: Doomed,
}

/// A write of which nobody knows yet whether it was carried out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unsure {
    /// Its ticket, under which it is noted.
    pub ticket: Ticket,
    /// What was written.
    pub written: Written,
    /// The id of the request, where there is one.
    pub request: Option<String>,
}

/// What a write is about, as whoever looks for its outcome knows it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Written {
    /// An object of this kind in this place, by the id in its URL.
    Object(Scope, Kind, Arc<str>),
    /// What this editor made: nobody knows its id yet.
    New(EditorId),
}

impl Written {
    /// What is written to this object.
    pub fn object(scope: &Scope, record: &Record) -> Written {
        Written::Object(scope.clone(), record.kind, Arc::clone(&record.address))
    }
}

/// The last change.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Last {
    /// Several changes that were confirmed together.
    Changes,
    /// An edit.
    Edit {
        /// Where.
        scope: Scope,
        /// The object before.
        before: Arc<Record>,
        /// The object after.
        after: Arc<Record>,
    },
}

/// Gives an order.
pub(super) fn order(model: &mut Model, order: Order, effects: &mut Vec<Effect>) {
    let number = model.number();
    model.kept.awaited.push((number, order.awaits()));
    effects.push(Effect::Disk(Box::new(order)));
}
