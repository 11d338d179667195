//! The application as values: the [`Model`], the [`Msg`]s that change it, the [`Effect`]s that it asks for, and the
//! one router between them. No IO, no clock, no randomness: any run can be replayed and any interleaving tested.

mod acting;
mod answers;
mod asking;
mod awaiting;
mod checkup;
mod deeds;
mod deleting;
mod disk;
mod drafts;
mod freeing;
mod going;
mod granting;
mod history;
mod leaving;
mod merging;
mod mode;
mod model;
mod picturing;
mod pointing;
mod profiles;
mod retrying;
mod saving;
mod seeking;
mod session;
mod suspending;
mod telling;
mod trash;
mod typing;
mod update;
mod view;

pub use disk::{Order, Told, Typed};
pub use model::{Model, Settings, Start, Timer};
pub use update::update;
pub use view::view;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::checkup::{Format, Heading};
use crate::domain::{Checkup, Policy, Snapshot};
use crate::keys::Stroke;
use crate::profile::Imported;
use crate::request::{Exchange, FetchedPicture, PictureAddress, Probe, Reply, Request, RequestError, Session, Ticket};
use crate::screens::profiles::ProfileLine;
use crate::screens::setup::SetupDraft;
use crate::secret::Secret;

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
    /// What is known of the access token changed.
    Session(Session),
    /// The connection of another profile is ready, or can't be made.
    Prepared(Errand, Result<Box<Prepared>, String>),
    /// A download of the Developer Console was read.
    Imported(Result<Imported, String>),
    /// One step of this test of a connection is done.
    Probed(Errand, Probe),
    /// The test is done.
    Tested(Errand),
    /// The profile was written to this file, or not.
    ProfileSaved(Errand, Result<String, String>),
    /// The library was looked through.
    Examined(Errand, Box<Checkup>),
    /// What was found was written to a file of this name, or not.
    Exported(Result<String, String>),
    /// The demo's server took a fault, or did not know it.
    FaultSet(Result<String, String>),
    /// A picture was fetched, or not.
    Picture(Errand, Box<FetchedPicture>),
    /// The disk has something to tell.
    Disk(Box<Told>),
    /// The system asks the program to end: the exit code to end with.
    Terminate(u8),
    /// The system asks the program to stop until it lets it go on.
    Suspend,
    /// The program can't be stopped here, and why.
    NotSuspended(String),
    /// The program goes on after it was stopped, asked or not. Anything may stand on the terminal.
    Continued,
}

/// What is needed to go over to another profile; its connection waits in the runtime.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// What stands fixed with it.
    pub settings: Settings,
    /// All profiles, as the file has them now.
    pub profiles: Vec<ProfileLine>,
    /// What the file is to be warned of.
    pub notice: Option<String>,
}

/// What is to be written to a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The file's name as it was typed.
    pub file: String,
    /// In which format.
    pub format: Format,
    /// Of which library.
    pub heading: Heading,
    /// What was found.
    pub checkup: Arc<Checkup>,
}

/// What is to be looked through, and for what.
#[derive(Clone, Debug, PartialEq)]
pub struct Examination {
    /// The lists.
    pub snapshot: Arc<Snapshot>,
    /// When.
    pub at: Timestamp,
    /// What is to be told of.
    pub policy: Policy,
}

/// The identity of something that the shell was sent for, so that what comes back late is told from what is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Errand(pub u64);

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
    /// Make the connection of this profile ready and answer with [`Msg::Prepared`].
    Connect(Errand, String),
    /// From now on ask through the connection that was made ready by this errand.
    Switch(Errand),
    /// From now on ask with this access token.
    UseToken(Secret),
    /// Read a download of the Developer Console and answer with [`Msg::Imported`].
    ReadImport(String),
    /// Try what the form describes: [`Msg::Probed`] for each step, [`Msg::Tested`] at the end.
    Test(Errand, Box<SetupDraft>),
    /// Write the profile that the form describes and answer with [`Msg::ProfileSaved`].
    SaveProfile(Errand, Box<SetupDraft>),
    /// Look through these lists and answer with [`Msg::Examined`].
    Examine(Errand, Box<Examination>),
    /// Write what was found to a new file and answer with [`Msg::Exported`].
    Export(Box<Export>),
    /// Put a fault on the demo's server and answer with [`Msg::FaultSet`].
    Fault(String),
    /// Fetch the picture that lies there, if that is a public address, and answer with [`Msg::Picture`].
    FetchPicture(Errand, PictureAddress),
    /// Nobody waits for this picture any more.
    ForgetPicture(Errand),
    /// Have the disk do this.
    Disk(Box<Order>),
    /// End the program with this exit code.
    Quit(u8),
    /// Once the disk has what was ordered, give the terminal back, leave these words on it, and stop. When it goes on
    /// again, answer with [`Msg::Continued`], else with [`Msg::NotSuspended`].
    Suspend(String),
    /// Take the terminal anew and answer with [`Msg::Resize`].
    TakeTerminal,
}
