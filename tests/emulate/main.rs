//! `offerdeck emulate`, the real program: what it prints, what it logs, how it is steered, and how it ends.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that finds something else than it expects is to fail"
)]

mod ending;
mod running;
mod saying;
mod serving;
