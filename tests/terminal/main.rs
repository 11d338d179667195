//! The real program in a real terminal: what a person sees, and the state in which the terminal is left.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that finds something else than it expects is to fail"
)]

mod checking;
mod desk;
mod ending;
mod keeping;
#[allow(dead_code, reason = "shared with the suite of endurance")]
mod pty;
mod signing;
mod silence;
mod suspending;
mod using;
