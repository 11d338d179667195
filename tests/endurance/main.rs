//! The real program for as long as one likes: at random keys against a library with every fault, and killed at random
//! moments of a write. Without being asked for more, both last some seconds, so that they don't rot.
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

mod chance;
mod desk;
mod kills;
#[path = "../terminal/pty.rs"]
#[allow(dead_code, reason = "shared with a suite that uses more of it")]
mod pty;
#[path = "../emulate/running.rs"]
#[allow(dead_code, reason = "shared with a suite that uses more of it")]
mod running;
mod soak;
