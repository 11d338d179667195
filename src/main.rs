//! The command `offerdeck`.

use std::io::{self, Write};
use std::panic;
use std::process::ExitCode;
use std::time::Duration;

use color_eyre::eyre::{Result, WrapErr};
use offerdeck::api::{Client, Connection, Credentials, Route};
use offerdeck::app::Settings;
use offerdeck::cli::{Cli, Command, Emulate};
use offerdeck::emulator::{self, Check, Emulator, Service, ServiceError, Strictness};
use offerdeck::runtime::{self, FaultHandle};
use offerdeck::secret::Redactor;
use offerdeck::widgets::Theme;

/// The exit code of a program that can't begin because something was not set; the command line's own errors share it.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    match start() {
        Ok(code) => ExitCode::from(code),
        Err(report) => {
            eprintln!("offerdeck: {report:#}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<u8> {
    let cli = Cli::read();
    if let Some(Command::Emulate(asked)) = &cli.command {
        return Ok(emulate(asked));
    }
    install_hooks()?;
    let (connection, fault): (Connection, Option<FaultHandle>) = if cli.demo {
        let offers = cli.demo_offers.and_then(|number| usize::try_from(number).ok());
        let settings = emulator::Settings { offers, ..emulator::Settings::default() };
        let emulator = Emulator::start(settings).wrap_err("the demo's server can't listen on this machine")?;
        let connection = Connection {
            platform_url: emulator.base_url().to_owned(),
            generation: cli.api.into(),
            credentials: Credentials::token(emulator.access_token()),
            api_key: emulator.api_key().to_owned(),
            org_id: emulator.org_id().to_owned(),
            route: Route::within(Duration::from_secs(10)),
        };
        let set = move |spec: &str| emulator.set_fault(spec).map_err(|error| error.to_string());
        (connection, Some(Box::new(set)))
    } else {
        match cli.connection() {
            Ok(connection) => (connection, None),
            Err(message) => {
                eprintln!("{message}");
                return Ok(USAGE);
            }
        }
    };
    let settings = Settings {
        generation: connection.generation,
        demo: cli.demo,
        scope: cli.scope(),
        preferred_sandbox: cli.sandbox.clone(),
        host: connection.host(),
        theme: Theme::from_env(std::env::var_os("NO_COLOR").as_deref()),
    };
    runtime::run(settings, Client::new(connection, Redactor::default()), fault)
        .wrap_err("the screen can't be started or kept up")
}

/// Serves the local library until a signal ends it. Returns the exit code.
fn emulate(asked: &Emulate) -> u8 {
    let (message, code) = match service(asked).and_then(|service| service.run()) {
        Ok(()) => return 0,
        Err(ServiceError::Asked(message)) => (message, USAGE),
        Err(ServiceError::Failed(message)) => (message, 1),
    };
    // Nobody may be there to read it.
    let _ = writeln!(io::stderr(), "offerdeck: {message}");
    code
}

/// The service that the command line describes.
fn service(asked: &Emulate) -> Result<Service, ServiceError> {
    let settings = emulator::Settings {
        offers: asked.offers.and_then(|number| usize::try_from(number).ok()),
        seed: asked.seed,
        latency: Duration::from_millis(asked.latency),
        token_lifetime: asked.token_lifetime,
        strictness: strictness(asked)?,
        ..emulator::Settings::default()
    };
    let (data, faults) = (asked.data.clone(), asked.fault.clone());
    Ok(Service { address: asked.bind, port: asked.port, data, settings, faults })
}

fn strictness(asked: &Emulate) -> Result<Strictness, ServiceError> {
    let mut strictness = if asked.lenient { Strictness::lenient() } else { Strictness::default() };
    for (names, on) in [(&asked.with, true), (&asked.without, false)] {
        for name in names {
            let check = Check::named(name).map_err(|error| ServiceError::Asked(error.to_string()))?;
            if !on && asked.with.contains(name) {
                return Err(ServiceError::Asked(format!("the check {name:?} is asked for and left out at once")));
            }
            strictness = strictness.with(check, on);
        }
    }
    Ok(strictness)
}

/// Has a panic, on whatever thread, give the terminal back before it is reported, and end the program: a program that
/// lost one of its threads would only look alive.
fn install_hooks() -> Result<()> {
    let (report, _) = color_eyre::config::HookBuilder::default().into_hooks();
    let hook = report.into_panic_hook();
    panic::set_hook(Box::new(move |info| {
        let _ = runtime::restore();
        hook(info);
        std::process::exit(101);
    }));
    Ok(())
}
