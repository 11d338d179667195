//! The command line and the environment: how to reach a library, and what to say where something is missing.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use secrecy::SecretString;

use crate::api::{Connection, Credentials, Route, check_platform_url};
use crate::domain::{Generation, Scope};

/// The generation as the command line spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Api {
    /// The current API.
    Dps,
    /// The older API of containers and xdm: names.
    Xcore,
}

impl From<Api> for Generation {
    fn from(api: Api) -> Self {
        match api {
            Api::Dps => Generation::Dps,
            Api::Xcore => Generation::Xcore,
        }
    }
}

/// Work with Adobe's Offer Library from the terminal.
#[derive(Debug, Parser)]
#[command(name = "offerdeck", version, about, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What else to do than to open the screen.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Start on an embedded library with example offers; nothing leaves this machine
    #[arg(long)]
    pub demo: bool,

    /// With --demo: how many personalized offers the first sandbox holds
    #[arg(long, value_name = "N", requires = "demo", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub demo_offers: Option<u32>,

    /// The generation of the API
    #[arg(long, env = "OFFERDECK_API", value_enum, default_value = "dps")]
    pub api: Api,

    /// Where the platform is
    #[arg(long, env = "OFFERDECK_PLATFORM_URL", value_name = "URL", default_value = "https://platform.adobe.io")]
    pub platform_url: String,

    /// Where access tokens come from; named in messages, for tokens are not fetched yet
    #[arg(long, env = "OFFERDECK_IMS_URL", value_name = "URL", default_value = "https://ims-na1.adobelogin.com")]
    pub ims_url: String,

    /// The access token; better set in the environment, where other users of this machine can't read it
    #[arg(long, env = "OFFERDECK_ACCESS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub access_token: Option<SecretString>,

    /// The API key, also called client id
    #[arg(long, env = "OFFERDECK_API_KEY", value_name = "KEY", hide_env_values = true)]
    pub api_key: Option<String>,

    /// The organisation, ending in @AdobeOrg
    #[arg(long, env = "OFFERDECK_ORG_ID", value_name = "ID")]
    pub org_id: Option<String>,

    /// The sandbox to work in; without one, a list asks. On xcore the list of containers begins at this sandbox's
    #[arg(long, env = "OFFERDECK_SANDBOX", value_name = "NAME")]
    pub sandbox: Option<String>,

    /// The container to work in, on xcore only; without one, a list asks
    #[arg(long, env = "OFFERDECK_CONTAINER", value_name = "ID")]
    pub container: Option<String>,
}

/// What the program does other than to open the screen.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a local Offer Library over HTTP, for tests and for trying things out
    Emulate(Emulate),
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

/// A setting as text, where it is set to more than blanks.
fn set(value: Option<&String>) -> Option<String> {
    value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Cli {
    /// Reads the command line and the environment. Ends the program with help, version or what is wrong, as asked.
    #[must_use]
    pub fn read() -> Cli {
        let matches = Cli::command().get_matches();
        match Cli::from_arg_matches(&matches) {
            Ok(cli) => cli.for_demo(&matches),
            Err(error) => error.exit(),
        }
    }

    /// The demo has sandboxes of its own: a place that the environment names belongs to a real library and is left
    /// alone, a place on the command line is meant.
    fn for_demo(mut self, matches: &ArgMatches) -> Cli {
        if self.demo {
            let meant = |name| matches.value_source(name) == Some(ValueSource::CommandLine);
            self.sandbox = self.sandbox.filter(|_| meant("sandbox"));
            self.container = self.container.filter(|_| meant("container"));
        }
        self
    }

    /// How to reach the library that the settings name.
    ///
    /// # Errors
    /// One message that names everything that is missing or wrong, with the way to set it.
    pub fn connection(&self) -> Result<Connection, String> {
        use secrecy::ExposeSecret;
        let mut missing = Vec::new();
        let token =
            self.access_token.as_ref().map(|token| token.expose_secret().trim()).filter(|token| !token.is_empty());
        if token.is_none() {
            missing.push(("an access token", "OFFERDECK_ACCESS_TOKEN", "--access-token"));
        }
        let api_key = set(self.api_key.as_ref());
        if api_key.is_none() {
            missing.push(("the API key", "OFFERDECK_API_KEY", "--api-key"));
        }
        let org_id = set(self.org_id.as_ref());
        if org_id.is_none() {
            missing.push(("the organisation", "OFFERDECK_ORG_ID", "--org-id"));
        }
        if let (Some(access_token), Some(api_key), Some(org_id)) = (token, api_key, org_id) {
            let platform_url = self.platform_url.trim().to_owned();
            check_platform_url(&platform_url)?;
            let (generation, credentials) = (self.api.into(), Credentials::token(access_token));
            return Ok(Connection { platform_url, generation, credentials, api_key, org_id, route: Route::default() });
        }
        let mut text = String::from("offerdeck can't reach a library yet. Missing:\n");
        for (what, variable, flag) in missing {
            text.push_str(&format!("  {what:<17} set {variable} or pass {flag}\n"));
        }
        text.push_str(&format!(
            "The access token comes from the Adobe Developer Console or {}; the key and the organisation stand in the \
             console too.\nTo look around without any of them: offerdeck --demo",
            self.ims_url
        ));
        Err(text)
    }

    /// The place to begin in, where the settings name one. Never assumed.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        let sandbox = set(self.sandbox.as_ref());
        match self.api {
            Api::Dps => sandbox.map(|sandbox| Scope { sandbox, container: None }),
            Api::Xcore => set(self.container.as_ref())
                .map(|container| Scope { sandbox: sandbox.unwrap_or_default(), container: Some(container) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cli(args: &[&str]) -> Cli {
        // Every setting is given, so that the environment of whoever runs the tests plays no part.
        let all = ["offerdeck", "--api", "dps", "--platform-url", "https://platform.adobe.io"];
        let blanks = ["--access-token", "", "--api-key", "", "--org-id", "", "--sandbox", "", "--container", ""];
        let mut given: Vec<&str> = all.to_vec();
        for pair in blanks.chunks(2) {
            if !args.contains(&pair[0]) {
                given.extend(pair);
            }
        }
        given.retain(|arg| !(*arg == "--api" && args.contains(&"--api")));
        if args.contains(&"--api") {
            given.retain(|arg| *arg != "dps");
        }
        given.extend(args);
        Cli::try_parse_from(given).unwrap()
    }

    #[test]
    fn everything_that_is_missing_is_named_at_once_with_the_way_to_set_it() {
        let message = cli(&[]).connection().unwrap_err();
        for word in ["OFFERDECK_ACCESS_TOKEN", "--api-key", "OFFERDECK_ORG_ID", "--demo"] {
            assert!(message.contains(word), "{message}");
        }
        let message = cli(&["--access-token", "secret-1", "--api-key", "k"]).connection().unwrap_err();
        assert!(message.contains("OFFERDECK_ORG_ID") && !message.contains("OFFERDECK_API_KEY"), "{message}");
        assert!(!message.contains("secret-1"));
    }

    #[test]
    fn no_place_is_assumed() {
        assert_eq!(cli(&[]).scope(), None);
        assert_eq!(cli(&["--sandbox", "dev"]).scope(), Some(Scope { sandbox: "dev".to_owned(), container: None }));
        assert_eq!(
            cli(&["--api", "xcore", "--sandbox", "dev"]).scope(),
            None,
            "a container is not guessed from a sandbox"
        );
        let scope = cli(&["--api", "xcore", "--container", "c"]).scope().unwrap();
        assert_eq!((scope.sandbox.as_str(), scope.container.as_deref()), ("", Some("c")));
    }

    #[test]
    fn the_token_never_shows() {
        let cli = cli(&["--access-token", "secret-1", "--api-key", "k", "--org-id", "o@AdobeOrg"]);
        assert!(!format!("{cli:?}").contains("secret-1"));
        assert!(cli.connection().is_ok());
    }

    #[test]
    fn blanks_around_a_setting_are_no_part_of_it() {
        use crate::profile::SecretSource;
        let cli = cli(&["--access-token", " secret-1\n", "--api-key", "k ", "--org-id", "o@AdobeOrg\n"]);
        let connection = cli.connection().unwrap();
        let Credentials::Token { source: SecretSource::Plain(token), .. } = &connection.credentials else { panic!() };
        assert_eq!(token.expose(), "secret-1");
        assert_eq!((connection.api_key.as_str(), connection.org_id.as_str()), ("k", "o@AdobeOrg"));
    }
}
