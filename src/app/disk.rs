//! What is asked of the disk and what it answers, as data; and what the router knows of the disk.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::{Kind, Record, Scope};
use crate::request::Ticket;
use crate::screens::{Doomed, EditorId};
use crate::store::{
    Draft, DraftTarget, Entry, Filter, FoundDraft, FoundTrash, Id, Intent, Listing, Outcome, Place, Restores, Site,
    StoreError, TrashState,
};

use super::Effect;

/// What the disk is to do. Orders are carried out one after the other, as they were given.
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
    /// Note what became of it.
    Settle(Ticket, Box<Outcome>),
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
    /// What was written, newest first, and how many lines can't be read.
    Journal(Result<(Vec<Entry>, usize), StoreError>),
    /// Something was not done that nobody waits for: in these words.
    NotDone(String),
}

/// What the router knows of the disk.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Kept {
    /// The editors of which something is kept, or about to be.
    pub drafts: Vec<EditorId>,
    /// Why the last text was not kept, as long as none was since.
    pub trouble: Option<StoreError>,
    /// The deletes that wait until the object is in the trash, by their numbers.
    pub dooming: Vec<(u64, Doomed)>,
    /// What went into the trash for deletes that are not over.
    pub bin: Vec<(Doomed, Id)>,
    /// What can be taken back.
    pub last: Option<Last>,
    /// The editors with objects of the trash.
    pub restoring: Vec<(EditorId, Restores)>,
    /// The editors that take an edit back.
    pub taking_back: Vec<EditorId>,
    /// The writes of which nobody knows yet whether they were carried out.
    pub unsure: Vec<Unsure>,
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
    /// An object of this kind, by the id in its URL.
    Object(Kind, Arc<str>),
    /// What this editor made: nobody knows its id yet.
    New(EditorId),
}

/// The last delete or edit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Last {
    /// A delete of what is in the trash now.
    Delete(Id),
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
pub(super) fn order(effects: &mut Vec<Effect>, order: Order) {
    effects.push(Effect::Disk(Box::new(order)));
}
