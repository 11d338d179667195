//! What an object of the library is, with no wire and no screen.

#[cfg(test)]
mod arbitrary;
pub mod check;
pub mod checkup;
pub mod content;
pub mod details;
pub mod fact;
pub mod filter;
pub mod form;
mod freeing;
pub mod guard;
pub mod json;
pub mod kind;
pub mod lifecycle;
mod mentions;
pub mod merge;
mod number;
pub mod patch;
pub mod record;
mod references;
pub mod relative;
mod rows;
pub mod scope;
pub mod standing;
pub mod template;
pub mod text_diff;
pub mod vocabulary;

pub use check::{Amount, Finding, Severity, brought, check, check_change, is_placeholder};
pub use checkup::{Checkup, Concern, Policy, Snapshot};
pub use details::{
    Collection, Component, ComponentType, Decision, Details, Gathering, Offer, Own, Placement, Representation, Rule,
    Terms, Unknown,
};
pub use fact::Fact;
pub use filter::Filter;
pub use form::{
    Addition, DateText, Entry, FormRow, Made, Word, Words, form_rows, place_named, returned_shown, row_of,
    told_in_zones,
};
pub use freeing::{Freed, Refusal, free};
pub use guard::{Guard, guards};
pub use json::JsonError;
pub use kind::{KINDS, Kind, KindEntry};
pub use lifecycle::Transition;
pub use mentions::Ids;
pub use merge::{Clash, Merge, Side, merge};
pub use number::thousands;
pub use patch::{Operation, Patch, apply, diff};
pub use record::{ObjectId, Record, Seen};
pub use references::{Catalogue, Extent, Named, Reference};
pub use relative::{absolute, relative};
pub use rows::Rows;
pub use scope::{SandboxType, Scope, ScopeEntry};
pub use standing::{Product, Status};
pub use template::{Examples, duplicate_text, new_text};
pub use text_diff::{DiffLine, line_diff};
pub use vocabulary::{Field, Generation};

#[cfg(test)]
mod tests;
