//! The emulator inside another program, behind an address of this computer.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use tokio::runtime;
use tokio::sync::oneshot;

use crate::emulator::clock::SystemClock;
use crate::emulator::faults::fault::{FaultSpecError, Faults};
use crate::emulator::gateway::ims::CLIENT_SECRET;
use crate::emulator::gateway::tokens::ACCESS_TOKEN;
use crate::emulator::gateway::{API_KEY, ORG_ID};
use crate::emulator::library::Library;
use crate::emulator::log::Log;
use crate::emulator::server;
use crate::emulator::settings::Settings;

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
            let Ok(library) = Library::begin(&settings, None, SystemClock, shared, Log::default()) else { return };
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

    /// The client secret that its token service accepts, for the API key as client id.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        CLIENT_SECRET
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
