//! The real program for as long as one likes: at random keys against a library with every fault, in one long run whose
//! memory is watched and in many short ones that end in every way, and killed at random moments of a write. Without being
//! asked for more, each lasts some seconds, so that it doesn't rot.
//!
//! `OFFERDECK_SOAK=SECONDS`, `OFFERDECK_KILLS=NUMBER`, `OFFERDECK_SEED=NUMBER`, `OFFERDECK_PROGRAM=PATH` (of another
//! build): `OFFERDECK_SOAK=900 cargo test --test endurance -- --nocapture soak`.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that finds something else than it expects is to fail, and says by which seed"
)]

mod agreement;
mod chance;
mod desk;
mod ending;
mod kills;
#[path = "../terminal/pty.rs"]
#[allow(dead_code, reason = "shared with a suite that uses more of it")]
mod pty;
mod random;
#[path = "../emulate/running.rs"]
#[allow(dead_code, reason = "shared with a suite that uses more of it")]
mod running;
mod soak;
