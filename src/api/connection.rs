//! Where the library is, who asks, and the way there.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;

use crate::domain::Generation;
use crate::profile::SecretSource;
use crate::secret::{Redactor, Secret};

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
#[derive(Clone, PartialEq, Eq)]
pub struct Route {
    /// How long to wait for a connection.
    pub connect: Duration,
    /// How long to wait for the first byte of an answer, from the beginning.
    pub first_byte: Duration,
    /// How long a request may take, to the last byte of its answer.
    pub whole: Duration,
    /// The proxy to go through, instead of the one that the environment names. This machine itself is reached without.
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

    /// The proxy's host and port, without the name and password that its URL may hold.
    pub(super) fn proxy_host(&self) -> Option<String> {
        let url = proxy_url(self.proxy.as_deref()?)?;
        Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
    }

    /// Has the proxy's password taken out of every text.
    pub(super) fn hide_password(&self, redactor: &Redactor) {
        if let Some(url) = self.proxy.as_deref().and_then(proxy_url)
            && let Some(password) = url.password()
        {
            redactor.learn(&Secret::from(password));
            redactor.learn(&Secret::new(percent_decoded(password)));
        }
    }
}

/// A proxy's URL, which may be a host alone; `None` where it is none that can be used.
pub(super) fn proxy_url(text: &str) -> Option<Url> {
    let text = text.trim();
    let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) };
    url.ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn percent_decoded(text: &str) -> String {
    // A query is decoded in the same way; its plus signs are kept as they are.
    let escaped = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let url = Url::parse(&format!("http://localhost/?{escaped}")).ok();
    let decoded = url.and_then(|url| url.query_pairs().next().map(|(name, _)| name.into_owned()));
    decoded.unwrap_or_default()
}

impl fmt::Debug for Route {
    /// A proxy's URL may hold a password: it shows by its host.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("connect", &self.connect)
            .field("first_byte", &self.first_byte)
            .field("whole", &self.whole)
            .field("proxy", &self.proxy_host())
            .field("ca_file", &self.ca_file)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let route = Route { proxy: Some("http://me:pass%2Bword1@proxy.example:3128".to_owned()), ..Route::default() };
        assert_eq!(route.proxy_host().as_deref(), Some("proxy.example:3128"));
        let shown = format!("{route:?}");
        assert!(shown.contains("proxy.example") && !shown.contains("word1"), "{shown}");
        let redactor = Redactor::default();
        route.hide_password(&redactor);
        assert_eq!(redactor.clean("a pass%2Bword1 b pass+word1"), "a (secret) b (secret)");
    }

    #[test]
    fn a_proxy_is_a_url_or_a_host_and_speaks_http() {
        for good in ["http://proxy:3128", "https://proxy", "proxy.example:3128", " 10.0.0.1:80 "] {
            assert!(proxy_url(good).is_some(), "{good}");
        }
        for bad in ["", "socks5://proxy:1080", "http://", "pr oxy"] {
            assert!(proxy_url(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_shorter_way_has_no_part_that_is_longer() {
        let route = Route::within(Duration::from_secs(2));
        assert!([route.connect, route.first_byte, route.whole].iter().all(|wait| *wait == Duration::from_secs(2)));
        assert_eq!(Route::within(Duration::from_secs(20)).connect, Route::default().connect);
    }
}
