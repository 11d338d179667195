//! The application as values: the [`Model`], the [`Msg`]s that change it, the [`Effect`]s that it asks for, and the
//! one router between them. No IO, no clock, no randomness: any run can be replayed and any interleaving tested.

mod answers;
mod asking;
mod model;
mod saving;
mod telling;
mod update;
mod view;

pub use model::{Model, Settings, Timer};
pub use update::update;
pub use view::view;

use std::time::Duration;

use jiff::Timestamp;

use crate::keys::Stroke;
use crate::request::{Exchange, Reply, Request, RequestError, Ticket};

/// Something that happened, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When it happened; the model's only clock.
    pub at: Timestamp,
    /// What happened.
    pub msg: Msg,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The program starts; sent once, first.
    Start,
    /// A key was pressed.
    Key(Stroke),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// A question came to its end.
    Answered {
        /// Which.
        ticket: Ticket,
        /// How.
        result: Result<Reply, RequestError>,
        /// What to enter in the log: the requests that were made for it, in their order.
        exchanges: Vec<Exchange>,
    },
    /// A timer ran out.
    Timer(TimerId),
    /// The demo's server took a fault, or did not know it.
    FaultSet(Result<String, String>),
    /// The system asks the program to end: the exit code to end with.
    Terminate(u8),
}

/// The identity of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId(pub u64);

/// What the runtime is to do. Data only: the runtime alone carries it out.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the library and answer with [`Msg::Answered`].
    Ask(Ticket, Request),
    /// Nobody waits for this answer any more.
    Forget(Ticket),
    /// Answer with [`Msg::Timer`] after this time.
    Wake(TimerId, Duration),
    /// Put a fault on the demo's server and answer with [`Msg::FaultSet`].
    Fault(String),
    /// End the program with this exit code.
    Quit(u8),
}
