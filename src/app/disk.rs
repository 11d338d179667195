//! What is asked of the disk and what it answers, as data; and what the router knows of the disk.

use std::sync::Arc;

use jiff::Timestamp;

use crate::screens::EditorId;
use crate::store::{Draft, DraftTarget, FoundDraft, Id, Listing, Place, StoreError};

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
}

/// Gives an order.
pub(super) fn order(effects: &mut Vec<Effect>, order: Order) {
    effects.push(Effect::Disk(Box::new(order)));
}
