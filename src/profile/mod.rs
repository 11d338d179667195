//! Profiles: how to reach one organisation's library, as people write it down. Pure: text in, values out; the files are
//! read and written elsewhere.

mod address;
#[cfg(test)]
mod arbitrary;
mod finding;
mod import;
mod layer;
mod name;
mod nearest;
mod read;
mod write;

use std::path::PathBuf;
use std::time::Duration;

use crate::domain::Generation;
use crate::secret::Secret;

pub use address::{check_proxy, check_server, is_loopback};
pub use finding::{Finding, Severity};
pub use import::{Imported, import};
pub use name::{is_typeable, is_variable, typeable};
pub use nearest::nearest;
pub use read::{Reading, read};
pub use write::with_profile;

/// Where a profile's requests go where it names no other platform.
pub const PLATFORM_URL: &str = "https://platform.adobe.io";

/// Where tokens come from where a profile names no other service.
pub const IMS_URL: &str = "https://ims-na1.adobelogin.com";

/// The scopes that are asked for where a profile names none (contract section 14).
pub const SCOPES: [&str; 5] =
    ["openid", "AdobeID", "read_organizations", "additional_info.projectedProductContext", "session"];

/// One way to reach a library. What it leaves out comes from the environment, the command line or the defaults.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Profile {
    /// Its name: what `--profile` and the picker call it.
    pub name: String,
    /// The organisation, `...@AdobeOrg`.
    pub organisation: Option<String>,
    /// The client id, which is also the API key.
    pub client_id: Option<String>,
    /// Where the client secret comes from.
    pub secret: Option<SecretSource>,
    /// Where a ready-made access token comes from, instead of asking for one with id and secret.
    pub access_token: Option<SecretSource>,
    /// The scopes to ask for; [`SCOPES`] where empty.
    pub scopes: Vec<String>,
    /// The generation of the API.
    pub api: Option<Generation>,
    /// The sandbox to begin in.
    pub sandbox: Option<String>,
    /// The container to begin in, on xcore.
    pub container: Option<String>,
    /// What may be written. Without one, a production sandbox is read-only and any other asks.
    pub mode: Option<Mode>,
    /// The colour of titles and keys.
    pub accent: Option<Accent>,
    /// Scheme and host of the platform.
    pub platform_url: Option<String>,
    /// Scheme and host of the token service.
    pub ims_url: Option<String>,
    /// The proxy to go through, instead of the one that the environment names.
    pub proxy: Option<String>,
    /// A PEM file of certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// How long to wait.
    pub timeouts: Timeouts,
}

/// Where a secret comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// An environment variable of this name.
    Env(String),
    /// The first line that this command prints, run by the system's shell.
    Command(String),
    /// The system's key store, under the profile's name.
    KeyStore,
    /// The file itself, or the command line.
    Plain(Secret),
}

/// How long to wait at most; `None` where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Option<Duration>,
    /// For the first byte of an answer, from the beginning.
    pub first_byte: Option<Duration>,
    /// For all of it.
    pub whole: Option<Duration>,
}

/// What may be written, from the safest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Nothing.
    ReadOnly,
    /// What is confirmed; in production by typing the sandbox's name.
    Ask,
    /// What is confirmed.
    Full,
}

impl Mode {
    /// All of them, the safest first.
    pub const ALL: [Mode; 3] = [Mode::ReadOnly, Mode::Ask, Mode::Full];

    /// The word for it, on screen, in files and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::ReadOnly => "read-only",
            Mode::Ask => "ask",
            Mode::Full => "full",
        }
    }

    /// The mode of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
}

/// A colour for titles and keys, one of those that the terminal's own palette has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the colours")]
pub enum Accent {
    Red,
    Green,
    Yellow,
    Blue,
    Magenta,
    Cyan,
}

impl Accent {
    /// All of them.
    pub const ALL: [Accent; 6] =
        [Accent::Red, Accent::Green, Accent::Yellow, Accent::Blue, Accent::Magenta, Accent::Cyan];

    /// Its name in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Accent::Red => "red",
            Accent::Green => "green",
            Accent::Yellow => "yellow",
            Accent::Blue => "blue",
            Accent::Magenta => "magenta",
            Accent::Cyan => "cyan",
        }
    }
}
