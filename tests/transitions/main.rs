//! What follows on what, by example: each test plays the user, the server and the clock, in an order of its choice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets what it does not expect must fail"
)]

#[path = "../bench/mod.rs"]
mod bench;

mod actions;
mod checkup;
mod conflicts;
mod deletes;
mod drafts;
mod failures;
mod freeing;
mod journal;
mod large;
mod large_forms;
mod leaving;
mod lists;
mod memory;
mod modes;
mod names;
mod pictures;
mod places;
mod retries;
mod saves;
mod sessions;
mod several;
mod silence;
mod suspending;
mod trash;
mod used_by;
