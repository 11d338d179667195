//! A faithful local Offer Library behind real HTTP: both generations of the API over one library.
//!
//! It serves the demo and the tests. It is written from the same contract as the client and shares no code with it but
//! [`crate::http`], since shared code would hide shared faults. Where the contract leaves something open, the
//! emulator takes the stricter reading.
//!
//! [`Library`] is the whole of it without a socket; [`Emulator`] puts one behind an address of this computer for as long
//! as it is kept; [`Service`] is a program of its own around one.
//!
//! | room | its duty |
//! |---|---|
//! | `service.rs`, `embedded.rs`, `settings.rs` | the program `offerdeck emulate`; the demo's and the tests' emulator; how either is to behave |
//! | `server.rs`, `log.rs`, `lines.rs` | HTTP by axum; one line a request, and a thread that writes it, for which no request waits |
//! | `library.rs`, `library/answering.rs` | the whole library behind one function, `answer`: a request in, an answer out, no socket |
//! | `answer.rs`, `call.rs`, `target.rs`, `clock.rs` | what goes in and out: an answer and how it travels, a request with the rules that judge it, an address taken apart, the time handed in |
//! | `gateway/` | token, key and organisation; the token service |
//! | `routes/` | one file for each API: dps, xcore, sandboxes, the runtime's diagnostics, the emulator's own control endpoint |
//! | `writes/` | create, patch, replace, delete; what is checked before; JSON Patch |
//! | `lists/` | filters, search, orders, pages and cursors |
//! | `holdings/` | objects, the two spellings of every kind (`shape.rs`), who names whom, what changes (`state.rs`), the disk (`store.rs`), the seed |
//! | `faults/` | which faults are in force, and what they do to answers |
//! | `strictness.rs` | every check by its name: the one table that the flags, the README and the code read |

mod answer;
mod call;
mod clock;
mod embedded;
mod faults;
mod gateway;
mod holdings;
mod library;
mod lines;
mod lists;
mod log;
mod routes;
mod server;
mod service;
mod settings;
mod strictness;
mod target;
mod writes;

#[cfg(test)]
mod testing;

pub use answer::{Answer, Delivery};
pub use clock::{Clock, SystemClock};
pub use embedded::Emulator;
pub use faults::fault::FaultSpecError;
pub use gateway::ims::CLIENT_SECRET;
pub use gateway::tokens::ACCESS_TOKEN;
pub use gateway::{API_KEY, ORG_ID};
pub use holdings::seed::SeedError;
pub use holdings::store::OpenError;
pub use library::Library;
pub use service::{Service, ServiceError};
pub use settings::Settings;
pub use strictness::{CHECKS, Check, CheckEntry, Strictness, UnknownCheck};
