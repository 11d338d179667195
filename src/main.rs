//! The command `offerdeck`.

use std::panic;
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
    match &cli.command {
        Some(Command::Emulate(asked)) => return Ok(cli::emulate(asked)),
        Some(Command::Profile(asked)) => return Ok(cli::profile(&asked.act, redactor)),
        Some(Command::Doctor(asked)) => return Ok(cli::doctor(asked, redactor)),
        Some(Command::Journal(asked)) => return Ok(cli::journal(asked, redactor)),
        None => install_hooks(redactor),
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

/// Has a panic, on whatever thread, give the terminal back before it is reported without any secret, and end the
/// program: a program that lost one of its threads would only look alive.
fn install_hooks(redactor: &Redactor) {
    let (report, _) = color_eyre::config::HookBuilder::default().into_hooks();
    let redactor = redactor.clone();
    panic::set_hook(Box::new(move |info| {
        let _ = runtime::restore();
        eprintln!("{}", redactor.clean(&report.panic_report(info).to_string()));
        std::process::exit(101);
    }));
}
