//! What nobody foresaw, at random: answers, texts, bodies, keys and pastes. Each target is tried with a few hundred
//! cases, or with as many as one likes, and prints their number:
//!
//! `OFFERDECK_FUZZ_SECONDS=600 cargo test --release --test fuzz -- --nocapture decode`, or `PROPTEST_CASES=100000`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets what it does not expect must fail, and says how much it tried"
)]

mod answers;
#[path = "../../src/domain/arbitrary.rs"]
#[allow(dead_code, reason = "shared with the tests of the module itself, which use more of it")]
mod arbitrary;
#[path = "../bench/mod.rs"]
mod bench;
mod bodies;
mod long;
mod texts;
mod typing;

// Where `arbitrary` looks for it.
use offerdeck::domain::patch;
