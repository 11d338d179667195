//! The command `offerdeck`.

use std::process::ExitCode;

use color_eyre::eyre::{Result, WrapErr};
use offerdeck::cli::{self, Beginning, Cli, Command};
use offerdeck::runtime;
use offerdeck::secret::Redactor;

fn main() -> ExitCode {
    let redactor = Redactor::default();
    match start(&redactor) {
        Ok(code) => ExitCode::from(code),
        Err(report) => {
            eprintln!("offerdeck: {}", redactor.clean(&format!("{report:#}")));
            ExitCode::FAILURE
        }
    }
}

fn start(redactor: &Redactor) -> Result<u8> {
    let cli = Cli::read();
    // A server goes on when one request fails, and the emulator's secrets are known to everybody.
    if !matches!(cli.command, Some(Command::Emulate(_))) {
        runtime::end_on_panic(redactor);
    }
    match &cli.command {
        Some(Command::Emulate(asked)) => return Ok(cli::emulate(asked)),
        Some(Command::Profile(asked)) => return Ok(cli::profile(&asked.act, redactor)),
        Some(Command::Doctor(asked)) => return Ok(cli::doctor(asked, redactor)),
        Some(Command::Check(asked)) => return Ok(cli::check(asked, redactor)),
        Some(Command::Journal(asked)) => return Ok(cli::journal(asked, redactor)),
        None => {}
    }
    match cli::begin(&cli, redactor)? {
        Beginning::Screen(connected, outside) => {
            runtime::run(*connected, *outside).wrap_err("the screen can't be started or kept up")
        }
        Beginning::Refused(message) => {
            eprintln!("{}", redactor.clean(&message));
            Ok(cli::USAGE)
        }
    }
}
