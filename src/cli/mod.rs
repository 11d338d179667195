//! The command line and the environment: what is asked of the program, and how to reach a library.

mod begin;
mod check;
mod doctor;
mod emulate;
mod journal;
mod profiles;
mod reach;

use clap::builder::OsStringValueParser;
use clap::parser::ValueSource;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use crate::domain::Severity;

pub use begin::{Beginning, begin};
pub use check::check;
pub use doctor::doctor;
pub use emulate::emulate;
pub use journal::journal;
pub use profiles::profile;
pub use reach::Reach;

/// The exit code of a program that can't begin because something was not set; the command line's own errors share it.
pub const USAGE: u8 = 2;

/// Work with Adobe's Offer Library from the terminal.
#[derive(Debug, Parser)]
#[command(name = "offerdeck", version, about, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What else to do than to open the screen.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Start on an embedded library with example offers; nothing leaves this machine unasked
    #[arg(long)]
    pub demo: bool,

    /// With --demo: how many personalized offers the first sandbox holds
    #[arg(long, value_name = "N", requires = "demo", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub demo_offers: Option<u32>,

    /// How to reach the library.
    #[command(flatten)]
    pub reach: Reach,
}

/// What the program does other than to open the screen.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a local Offer Library over HTTP, for tests and for trying things out
    Emulate(Emulate),
    /// The profiles: import, list, show, check
    Profile(ProfileCommand),
    /// Check what stands between this machine and the library, step by step
    Doctor(Doctor),
    /// Look through a whole library for what is wrong in it; exit code 1 if something is
    Check(CheckCommand),
    /// Print what was written to libraries, oldest first
    Journal(JournalCommand),
}

/// What to do with profiles.
#[derive(Debug, Args)]
pub struct ProfileCommand {
    /// What to do.
    #[command(subcommand)]
    pub act: ProfileAct,
}

/// What can be done with profiles.
#[derive(Debug, Subcommand)]
pub enum ProfileAct {
    /// Make a profile of the JSON that the Developer Console offers for download
    Import(Import),
    /// List the profiles
    List(Config),
    /// Show a profile as it counts, without its secrets
    Show(Reach),
    /// Check the file, and how far the profile reaches; the same as doctor
    Check(Doctor),
}

/// Where the profiles are.
#[derive(Debug, Args)]
pub struct Config {
    /// The file of profiles, instead of the one in your configuration folder
    #[arg(long, env = "OFFERDECK_CONFIG", value_name = "FILE", value_parser = OsStringValueParser::new())]
    pub config: Option<OsString>,
}

impl Config {
    /// The file that is named, where one is.
    #[must_use]
    pub fn named(&self) -> Option<&Path> {
        self.config.as_deref().filter(|path| !path.is_empty()).map(Path::new)
    }
}

/// What to import and how to keep it.
#[derive(Debug, Args)]
pub struct Import {
    /// The JSON from the Developer Console: a project's download, or an OAuth server-to-server credential's
    pub file: PathBuf,

    /// What to call the profile; without it, by the project's name
    #[arg(long)]
    pub name: Option<String>,

    /// Where the client secret goes
    #[arg(long, value_enum, default_value = "keystore")]
    pub secret: Keep,

    /// The sandbox to begin in
    #[arg(long)]
    pub sandbox: Option<String>,

    /// Replace a profile of the same name
    #[arg(long)]
    pub replace: bool,

    /// Where the profiles are.
    #[command(flatten)]
    pub config: Config,
}

/// Where a client secret is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Keep {
    /// In the system's key store.
    Keystore,
    /// In the file of profiles, which only you may read.
    File,
    /// Nowhere: the environment variable OFFERDECK_CLIENT_SECRET brings it.
    Env,
}

/// How to print the journal.
#[derive(Debug, Args)]
pub struct JournalCommand {
    /// Print a line of JSON for each write, with what was sent and the lines that it changed
    #[arg(long)]
    pub json: bool,

    /// Print below each write the lines that it changed
    #[arg(long, conflicts_with = "json")]
    pub diff: bool,
}

/// What to check.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Print the steps as JSON, for support
    #[arg(long)]
    pub json: bool,

    /// How to reach the library.
    #[command(flatten)]
    pub reach: Reach,
}

/// What to look through, and how to tell of it.
#[derive(Debug, Args)]
pub struct CheckCommand {
    /// How to print what was found; without it, as the name of --output ends, else as text
    #[arg(long, value_enum)]
    pub format: Option<CheckFormat>,

    /// Write to this file, which must not be there yet, instead of printing
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Exit with 1 where something is at least this bad
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY")]
    pub fail_on: FailOn,

    /// How to reach the library.
    #[command(flatten)]
    pub reach: Reach,
}

/// How what was found in a library is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum CheckFormat {
    /// A line for each remark
    Text,
    /// Tables of remarks and guardrails
    Markdown,
    /// All of it, for programs
    Json,
}

/// What is not to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// All that is found
    Hint,
}

impl From<FailOn> for Severity {
    fn from(worst: FailOn) -> Self {
        match worst {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Hint => Severity::Hint,
        }
    }
}

/// How the local library is to be served.
#[derive(Debug, Args)]
pub struct Emulate {
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8787)]
    pub port: u16,

    /// The address to listen on; another than this computer's own lets others in
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub bind: IpAddr,

    /// Keep the library in this folder; without one it is gone with the program
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// How many personalized offers a new library's first sandbox holds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub offers: Option<u32>,

    /// Varies what a new library holds beyond the example offers; the same number makes the same library
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,

    /// By how many milliseconds every answer is late
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,

    /// A fault to begin with, such as "429:1 x2 then cut"; repeated, they are in force together
    #[arg(long, value_name = "SPEC")]
    pub fault: Vec<String>,

    /// How many seconds a token of the token service is good
    #[arg(long, value_name = "SECONDS", default_value_t = 86_399, value_parser = clap::value_parser!(u64).range(1..))]
    pub token_lifetime: u64,

    /// Check nothing but what --with names
    #[arg(long)]
    pub lenient: bool,

    /// Make this check; an unknown name lists them all
    #[arg(long, value_name = "CHECK")]
    pub with: Vec<String>,

    /// Leave this check out
    #[arg(long, value_name = "CHECK")]
    pub without: Vec<String>,
}

impl Cli {
    /// Reads the command line and the environment. Ends the program with help, version or what is wrong, as asked.
    #[must_use]
    pub fn read() -> Cli {
        let matches = Cli::command().get_matches();
        match Cli::from_arg_matches(&matches) {
            Ok(cli) => cli.for_demo(|name| matches.value_source(name) == Some(ValueSource::CommandLine)),
            Err(error) => error.exit(),
        }
    }

    /// The demo has sandboxes of its own, and needs no safeguards against itself: a place or a mode that the environment
    /// names belongs to a real library and is left alone, one on the command line is meant.
    fn for_demo(mut self, meant: impl Fn(&str) -> bool) -> Cli {
        if self.demo {
            let reach = &mut self.reach;
            reach.sandbox = reach.sandbox.take().filter(|_| meant("sandbox"));
            reach.container = reach.container.take().filter(|_| meant("container"));
            reach.mode.0 = reach.mode.0.filter(|_| meant("mode"));
        }
        self
    }
}

/// Runs something asynchronous to its end.
fn wait_for<T>(work: impl Future<Output = T>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("offerdeck: this can't be run: {error}"))?;
    let result = runtime.block_on(work);
    // A key store that does not answer must not hold the end up.
    runtime.shutdown_background();
    Ok(result)
}
