//! What people do with the application, from the key to the library and back, as sentences: without a terminal, but
//! over real HTTP, in both generations.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that finds something else than it expects is to fail"
)]

mod actions;
mod browse;
mod checkup;
mod deck;
mod delete;
mod drafts;
mod faulty_reads;
mod faulty_writes;
mod forms;
mod journal;
mod kinds;
mod large;
mod pictures;
mod signing;
mod trash;
mod write;
