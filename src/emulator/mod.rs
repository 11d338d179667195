//! A faithful local Offer Library behind real HTTP: both generations of the API over one library.
//!
//! It serves the demo and the tests. It is written from the same contract as the client and shares no code with it but
//! [`crate::http`], since shared code would hide shared faults. Where the contract leaves something open, the
//! emulator takes the stricter reading.
//!
//! [`Library`] is the whole of it without a socket; [`Emulator`] puts one behind an address of this computer for as long
//! as it is kept; [`Service`] is a program of its own around one.

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
