//! The form of an object: the rows that its body has for people who do not read JSON, and what an edit of a row makes of
//! the body.
//!
//! The form of a kind is a table of [`FormField`]s in `table.rs`, named by the kind's entry. What no row stands for is
//! never touched: it keeps its place among the members and its digits.

mod date;
mod edit;
mod lists;
mod rows;
pub(super) mod table;
mod words;

pub use date::{DateText, told_in_zones};
pub use edit::Made;
pub use rows::{Addition, Entry, FormRow, form_rows, place_named, returned_shown, rows_of};
pub use table::FormField;
pub(in crate::domain) use words::formats;
pub use words::{Word, Words};

#[cfg(test)]
mod tests;
