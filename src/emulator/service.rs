//! The emulator as a program of its own: it says how to reach it, serves, logs, and stops when it is told to.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime;

use crate::emulator::clock::SystemClock;
use crate::emulator::faults::fault::Faults;
use crate::emulator::gateway::ims::CLIENT_SECRET;
use crate::emulator::gateway::tokens::ACCESS_TOKEN;
use crate::emulator::gateway::{API_KEY, ORG_ID};
use crate::emulator::library::Library;
use crate::emulator::lines::Lines;
use crate::emulator::log::{Log, shown};
use crate::emulator::routes::control;
use crate::emulator::server;
use crate::emulator::settings::Settings;
use crate::emulator::strictness::{CHECKS, Strictness};

/// How long the last lines have to be written when the program ends.
const LAST_LINES: Duration = Duration::from_secs(1);

/// What the program is to serve, and where.
#[derive(Clone, Debug)]
pub struct Service {
    /// The address to listen on.
    pub address: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The folder that keeps the library.
    pub data: Option<PathBuf>,
    /// How the library is to behave.
    pub settings: Settings,
    /// The faults to begin with, those of one text in force together with those of the others.
    pub faults: Vec<String>,
}

/// Why the program can't serve.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Something was asked for that there is not.
    #[error("{0}")]
    Asked(String),
    /// Something did not work.
    #[error("{0}")]
    Failed(String),
}

impl Service {
    /// Serves until a signal ends it. Writes to the standard output how to reach it, in a form that a shell reads, and a
    /// line for each request to the standard error output.
    ///
    /// # Errors
    ///
    /// If it can't begin, or can't go on.
    pub fn run(&self) -> Result<(), ServiceError> {
        let faults = Arc::new(Faults::default());
        faults.begin_with(&self.faults).map_err(|error| ServiceError::Asked(error.to_string()))?;
        let listener = self.listen()?;
        let failed = |what: &str, error: io::Error| ServiceError::Failed(format!("{what}: {error}"));
        let address = listener.local_addr().map_err(|error| failed("the address is not known", error))?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| failed("the server can't start", error))?;
        let told = runtime.block_on(async { Signals::listen() });
        let told = told.map_err(|error| failed("signals can't be listened to", error))?;
        let lines = Lines::to(io::stderr());
        let log = Log::with_lines(lines.clone());
        let (library, kept) = self.library(Arc::clone(&faults), log)?;
        if !address.ip().is_loopback() {
            lines.write(&format!(
                "warning: {address} is not for this computer alone; whoever reaches it can read and change the library"
            ));
        }
        // Whoever started it may not care to read this.
        let mut output = io::stdout().lock();
        let _ = output.write_all(self.card(address, &library, &kept, &faults).as_bytes()).and_then(|()| output.flush());
        drop(output);
        let (name, named) = tokio::sync::oneshot::channel();
        let stop = async move {
            // Nobody else holds the other end but this function, which waits for it.
            let _ = name.send(told.next().await);
        };
        runtime
            .block_on(server::serve(listener, library, stop))
            .map_err(|error| failed("the server can't go on", error))?;
        let why = runtime.block_on(named).unwrap_or("no signal");
        lines.write(&format!("offerdeck: stopped by {why}"));
        lines.finish(LAST_LINES);
        Ok(())
    }

    /// The library, and whether it is new or kept, in words.
    fn library(&self, faults: Arc<Faults>, log: Log) -> Result<(Library, String), ServiceError> {
        let library = Library::begin(&self.settings, self.data.as_deref(), SystemClock, faults, log);
        let library = library.map_err(|error| ServiceError::Failed(error.to_string()))?;
        let Some(folder) = &self.data else { return Ok((library, "new, and gone with the program".to_owned())) };
        let folder = shown(&folder.display().to_string());
        let kept = match library.found() {
            Some(objects) if self.settings.offers.is_some() => {
                format!("of {objects} objects, kept in {folder}; --offers counts for a reset alone")
            }
            Some(objects) => format!("of {objects} objects, kept in {folder}"),
            None => format!("new, kept in {folder}"),
        };
        Ok((library, kept))
    }

    fn listen(&self) -> Result<TcpListener, ServiceError> {
        let address = SocketAddr::new(self.address, self.port);
        let listener = TcpListener::bind(address).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        listener.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => ServiceError::Failed(format!(
                "port {} of {} is taken; choose another with --port, or let --port 0 take a free one",
                self.port, self.address
            )),
            _ => ServiceError::Failed(format!("{address} can't be listened on: {error}")),
        })
    }

    /// How to reach the library: a shell takes it in as it stands, for all but the settings are comments.
    fn card(&self, address: SocketAddr, library: &Library, kept: &str, faults: &Faults) -> String {
        let url = format!("http://{}", reachable(address));
        let places = library.places();
        let place = |(name, container): &(String, String)| format!("{name} (container {container})");
        let mut card = format!("# Offer Library: {url}\n");
        let rows = [
            ("token service", format!("{url}/ims/token/v3")),
            ("access token", format!("{ACCESS_TOKEN} (never ends)")),
            ("client id", format!("{API_KEY} (the API key)")),
            ("client secret", CLIENT_SECRET.to_owned()),
            ("organisation", ORG_ID.to_owned()),
            ("sandboxes", places.iter().map(place).collect::<Vec<_>>().join(", ")),
            ("library", kept.to_owned()),
            ("checks", unusual(&self.settings.strictness)),
            ("faults", faults.in_force().0),
            ("control", format!("{url}{}", control::BASE)),
        ];
        for (what, value) in rows {
            // Writing to a string does not fail.
            let _ = writeln!(card, "# {:<15} {value}", format!("{what}:"));
        }
        card.push_str("# For a shell (in PowerShell: $env:NAME = \"value\"), first for offerdeck, then for others:\n");
        let (sandbox, container) = places.first().cloned().unwrap_or_default();
        for (name, value) in [
            ("OFFERDECK_PLATFORM_URL", url.as_str()),
            ("OFFERDECK_IMS_URL", &url),
            ("OFFERDECK_ACCESS_TOKEN", ACCESS_TOKEN),
            ("OFFERDECK_API_KEY", API_KEY),
            ("OFFERDECK_ORG_ID", ORG_ID),
            ("PLATFORM_URL", &url),
            ("IMS_URL", &url),
            ("ACCESS_TOKEN", ACCESS_TOKEN),
            ("API_KEY", API_KEY),
            ("CLIENT_SECRET", CLIENT_SECRET),
            ("ORG_ID", ORG_ID),
            ("SANDBOX_NAME", &sandbox),
            ("CONTAINER_ID", &container),
        ] {
            let _ = writeln!(card, "export {name}={value}");
        }
        card.push_str("# Ready.\n");
        card
    }
}

/// The address by which programs of this computer reach the server.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Which checks are not as they are by default.
fn unusual(strictness: &Strictness) -> String {
    let differ = CHECKS.iter().filter(|entry| strictness.holds(entry.check) != entry.default);
    let named = |on: bool| -> Vec<&str> {
        differ.clone().filter(|entry| strictness.holds(entry.check) == on).map(|entry| entry.name).collect()
    };
    match (named(true).as_slice(), named(false).as_slice()) {
        ([], []) => "as by default".to_owned(),
        (on, []) => format!("with {}", on.join(", ")),
        ([], off) => format!("without {}", off.join(", ")),
        (on, off) => format!("with {}; without {}", on.join(", "), off.join(", ")),
    }
}

/// The signals that end the program.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for a signal, and names it.
    async fn next(mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.hangup.recv() => "SIGHUP",
        }
    }
}

/// The key that ends the program.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Signals> {
        Ok(Signals)
    }

    /// Waits for the key, and names it.
    async fn next(self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "ctrl-c",
            Err(_) => "an error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::Check;

    #[test]
    fn only_what_differs_from_the_default_is_said_of_the_checks() {
        let default = Strictness::default();
        assert_eq!(unusual(&default), "as by default");
        let changed = default.with(Check::Members, false).with(Check::StrictReplace, true);
        assert_eq!(unusual(&changed), "with strict-replace; without members");
    }

    #[test]
    fn an_address_for_everybody_is_reached_by_loopback() {
        assert_eq!(reachable("0.0.0.0:8".parse().unwrap()).to_string(), "127.0.0.1:8");
        assert_eq!(reachable("[::]:8".parse().unwrap()).to_string(), "[::1]:8");
        assert_eq!(reachable("192.0.2.1:8".parse().unwrap()).to_string(), "192.0.2.1:8");
    }
}
