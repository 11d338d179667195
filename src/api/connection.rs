//! Where the library is, who asks, and the way there.

use std::path::PathBuf;
use std::time::Duration;

use crate::domain::Generation;
use crate::profile::SecretSource;
use crate::secret::Secret;

/// Where the library is and who asks.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Scheme and host, maybe a port: `https://platform.adobe.io`.
    pub platform_url: String,
    /// Which of the two APIs is spoken.
    pub generation: Generation,
    /// How an access token is come by.
    pub credentials: Credentials,
    /// The API key, which is the client id of the project in the developer console.
    pub api_key: String,
    /// The organisation, `...@AdobeOrg`.
    pub org_id: String,
    /// The way there.
    pub route: Route,
}

impl Connection {
    /// The host that is asked, for people to see: the URL without its scheme.
    #[must_use]
    pub fn host(&self) -> String {
        self.platform_url.split_once("://").map_or(self.platform_url.as_str(), |(_, host)| host).to_owned()
    }
}

/// How an access token is come by.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// It is ready-made.
    Token {
        /// Where it comes from.
        source: SecretSource,
        /// Under whose name the key store has it.
        account: String,
    },
    /// It is asked for, by client id and secret.
    Client {
        /// Scheme and host of the token service.
        ims_url: String,
        /// The client id.
        client_id: String,
        /// Where the client secret comes from.
        secret: SecretSource,
        /// Under whose name the key store has it.
        account: String,
        /// The scopes to ask for.
        scopes: Vec<String>,
        /// The folder in which tokens are kept for the next time; without one they are not.
        cache: Option<PathBuf>,
    },
}

impl Credentials {
    /// A ready-made token, as it stands.
    #[must_use]
    pub fn token(text: impl Into<String>) -> Credentials {
        Credentials::Token { source: SecretSource::Plain(Secret::new(text)), account: String::new() }
    }
}

/// The way to a library: how long to wait, what to go through, whom to trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// How long to wait for a connection.
    pub connect: Duration,
    /// How long to wait for the first byte of an answer, from the beginning.
    pub first_byte: Duration,
    /// How long a request may take, to the last byte of its answer.
    pub whole: Duration,
    /// The proxy to go through, instead of the one that the environment names: a URL without a name and a password for
    /// it. This machine itself is reached without.
    pub proxy: Option<String>,
    /// A file of PEM certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
}

impl Default for Route {
    fn default() -> Route {
        Route {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(30),
            whole: Duration::from_secs(60),
            proxy: None,
            ca_file: None,
        }
    }
}

impl Route {
    /// The usual way, on which nothing takes longer than this.
    #[must_use]
    pub fn within(longest: Duration) -> Route {
        let usual = Route::default();
        Route { connect: usual.connect.min(longest), first_byte: longest, whole: longest, ..usual }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shorter_way_has_no_part_that_is_longer() {
        let route = Route::within(Duration::from_secs(2));
        assert!([route.connect, route.first_byte, route.whole].iter().all(|wait| *wait == Duration::from_secs(2)));
        assert_eq!(Route::within(Duration::from_secs(20)).connect, Route::default().connect);
    }
}
