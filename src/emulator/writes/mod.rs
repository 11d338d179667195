//! Writes: what changes an object, and what is checked before it does.

pub mod check;
pub mod literal;
pub mod patch;
pub mod write;
