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
mod strictness;
mod target;
mod writes;

#[cfg(test)]
mod testing;

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::runtime;
use tokio::sync::oneshot;

pub use answer::{Answer, Delivery};
pub use clock::{Clock, SystemClock};
pub use faults::fault::FaultSpecError;
use faults::fault::Faults;
pub use gateway::ims::CLIENT_SECRET;
pub use gateway::tokens::ACCESS_TOKEN;
pub use gateway::{API_KEY, ORG_ID};
pub use holdings::seed::SeedError;
pub use holdings::store::OpenError;
pub use library::Library;
use log::Log;
pub use service::{Service, ServiceError};
pub use strictness::{CHECKS, Check, CheckEntry, Strictness, UnknownCheck};

/// How the emulator is to behave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many personalized offers the production sandbox holds; as many as the seed has if `None`.
    pub offers: Option<usize>,
    /// Varies what is generated beyond the seed; the same number makes the same library.
    pub seed: u64,
    /// How long after its acceptance an xcore delete takes effect.
    pub delete_delay: Duration,
    /// How long after its making every answer leaves, but for those of the control endpoint.
    pub latency: Duration,
    /// How many seconds a token of the token service is good.
    pub token_lifetime: u64,
    /// What is checked.
    pub strictness: Strictness,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            offers: None,
            seed: 0,
            delete_delay: Duration::from_millis(150),
            latency: Duration::ZERO,
            token_lifetime: 86_399,
            strictness: Strictness::default(),
        }
    }
}

/// A running emulator. It stops when it is dropped.
#[derive(Debug)]
pub struct Emulator {
    base_url: String,
    faults: Arc<Faults>,
    stop: Option<oneshot::Sender<()>>,
}

impl Emulator {
    /// Binds a free port of this computer and returns; a thread of its own then builds the library and serves it.
    /// Requests that come before it is ready wait.
    ///
    /// # Errors
    ///
    /// If no port can be bound or no thread started.
    pub fn start(settings: Settings) -> io::Result<Emulator> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let faults = Arc::new(Faults::default());
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&faults);
        thread::Builder::new().name("emulator".to_owned()).spawn(move || {
            // The seed is built in and a test reads it: without a library there is nobody to tell, and the port closes.
            let Ok(library) = Library::with_faults(&settings, SystemClock, shared, Log::default()) else { return };
            // A sender that is gone stops the server as a message does. If it fails, the port closes.
            let stop = async { drop(stopped.await) };
            let _ = runtime.block_on(server::serve(listener, library, stop));
        })?;
        Ok(Emulator { base_url, faults, stop: Some(stop) })
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The access token that it accepts.
    #[must_use]
    pub fn access_token(&self) -> &str {
        ACCESS_TOKEN
    }

    /// The API key that it accepts.
    #[must_use]
    pub fn api_key(&self) -> &str {
        API_KEY
    }

    /// The organisation that it accepts.
    #[must_use]
    pub fn org_id(&self) -> &str {
        ORG_ID
    }

    /// Puts faults in force and says which: `NAME[:ARG][ METHOD][ xN]`, several with commas between, stages with
    /// `then` between, or `off`.
    ///
    /// # Errors
    ///
    /// If the text names no fault; the error lists all there are.
    pub fn set_fault(&self, spec: &str) -> Result<String, FaultSpecError> {
        self.faults.set(spec)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // If the server is gone already there is nothing to stop.
            let _ = stop.send(());
        }
    }
}
