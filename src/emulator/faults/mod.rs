//! Faults on request: which are in force, and what they do to answers.

pub mod fault;
pub mod spoil;
