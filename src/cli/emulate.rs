//! The command that serves the local library.

use std::io::{self, Write};
use std::time::Duration;

use crate::emulator::{self, Check, Service, ServiceError, Strictness};

use super::{Emulate, USAGE};

/// Serves the local library until a signal ends it. Returns the exit code.
#[must_use]
pub fn emulate(asked: &Emulate) -> u8 {
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
