//! What an object of the library is, with no wire and no screen.

pub mod kind;
pub mod patch;
pub mod record;
pub mod scope;
pub mod vocabulary;

pub use kind::{KINDS, Kind};
pub use patch::{Operation, Patch};
pub use record::{Audit, ObjectId, Record, Seen, Status};
pub use scope::{Scope, ScopeEntry};
pub use vocabulary::{Field, Generation};
