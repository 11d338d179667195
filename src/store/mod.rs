//! What outlives the process, and the files that hold it: folders, private reading and atomic writing, cached tokens,
//! what was typed, what was deleted, and what was done.

mod cabinet;
pub mod drafts;
pub mod error;
pub mod folders;
pub mod id;
pub mod journal;
pub mod place;
pub mod private;
pub mod site;
pub mod tokens;
pub mod trash;
mod words;

pub use cabinet::Listing;
pub use drafts::{Draft, DraftTarget, Drafts, FoundDraft, Holder, Restores, Sent};
pub use error::StoreError;
pub use folders::Folders;
pub use id::Id;
pub use journal::{Diff, Entry, Filter, Intent, Journal, Outcome, WriteKind, WriteResult};
pub use place::Place;
pub use private::ReadError;
pub use site::Site;
pub use trash::{FoundTrash, Trash, TrashState, Trashed};
