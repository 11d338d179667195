//! The emulator held to the documented exchanges, to RFC 6902, and to what only a real socket can show.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that finds something else than it expects is to fail"
)]

mod bench;
mod cast;
mod patch;
mod refusals;
mod replay;
mod shape;
mod sockets;
