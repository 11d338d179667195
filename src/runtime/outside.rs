//! What the shell is given from outside to work with.

use std::path::PathBuf;

use crate::api::Client;
use crate::app::Settings;
use crate::profile::Profile;
use crate::screens::profiles::ProfileLine;
use crate::secret::Redactor;

/// Puts a fault on the demo's server: what is now in force, or why not.
pub type FaultHandle = Box<dyn Fn(&str) -> Result<String, String> + Send>;

/// Makes the connection of a profile, by its name: or says why it can't be made.
pub type Connect = Box<dyn Fn(&str) -> Result<Connected, String> + Send>;

/// A connection with what belongs to it.
pub struct Connected {
    /// What stands fixed with it.
    pub settings: Settings,
    /// The client; none where nothing is connected yet.
    pub client: Option<Client>,
    /// All profiles that there are.
    pub profiles: Vec<ProfileLine>,
    /// What a new profile begins with.
    pub prefill: Profile,
    /// What the file of profiles is to be warned of.
    pub notice: Option<String>,
}

/// Where the files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The file of profiles.
    pub profiles: PathBuf,
    /// The folder of what is kept between runs; none where the system has no place for it.
    pub state: Option<PathBuf>,
}

/// What the shell is given.
pub struct Outside {
    /// The demo's server, where there is one.
    pub fault: Option<FaultHandle>,
    /// Makes connections.
    pub connect: Connect,
    /// Where the files are.
    pub paths: Paths,
    /// Knows every secret in use.
    pub redactor: Redactor,
}
