//! The hosts that requests go to, the platform and the token service: an access token or a client secret travels with
//! each of them, so they are checked before anything else.

use reqwest::Url;

use crate::http;
use crate::profile::{check_server, is_loopback};

/// A URL that was found fit to carry a secret to: the platform's, or the token service's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    origin: String,
    loopback: bool,
}

impl Platform {
    /// Checks a platform URL: scheme, host and maybe a port; `https`, or `http` to this very machine.
    ///
    /// # Errors
    /// Says in a sentence what is wrong with the URL.
    pub fn parse(text: &str) -> Result<Platform, String> {
        Platform::called("the platform URL", text)
    }

    /// Checks the URL of the token service in the same way.
    ///
    /// # Errors
    /// Says in a sentence what is wrong with the URL.
    pub fn of_token_service(text: &str) -> Result<Platform, String> {
        Platform::called("the token service's URL", text)
    }

    fn called(what: &str, text: &str) -> Result<Platform, String> {
        check_server(text).map_err(|fault| format!("{what} {fault}"))?;
        let url = Url::parse(text.trim()).map_err(|error| format!("{what} can't be read: {error}"))?;
        let origin = http::origin(text).ok_or_else(|| format!("{what} names no host"))?;
        Ok(Platform { origin, loopback: is_loopback(&url) })
    }

    /// Scheme, host and port, without a slash at the end: what a target is put after.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host's name or address, as an address is looked up.
    #[must_use]
    pub fn host(&self) -> String {
        let host = Url::parse(&self.origin).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        host.trim_matches(['[', ']']).to_owned()
    }

    /// The port, the scheme's own where none is named.
    #[must_use]
    pub fn port(&self) -> u16 {
        Url::parse(&self.origin).ok().and_then(|url| url.port_or_known_default()).unwrap_or_default()
    }

    /// Whether it is plain http, which goes no further than this machine.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.origin.starts_with("http:")
    }

    /// Whether the host is this very machine, which no proxy stands before.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether an absolute URL leads to this platform, the default port spelled out or not.
    #[must_use]
    pub fn serves(&self, absolute: &str) -> bool {
        Url::parse(absolute).is_ok_and(|url| {
            url.origin().ascii_serialization() == self.origin && url.username().is_empty() && url.password().is_none()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_of_the_url_that_it_is_wrong_with() {
        let platform = Platform::parse("http://platform.adobe.io").unwrap_err();
        assert!(platform.starts_with("the platform URL must begin with https://"), "{platform}");
        let service = Platform::of_token_service("https://ims.adobelogin.com/ims").unwrap_err();
        assert_eq!(service, "the token service's URL must end after the host or port");
    }

    #[test]
    fn a_url_is_served_only_by_its_own_scheme_host_and_port() {
        let platform = Platform::parse("https://Platform.adobe.io/").unwrap();
        assert_eq!(platform.origin(), "https://platform.adobe.io");
        assert!(platform.serves("https://platform.adobe.io:443/offers?start=1"));
        assert!(platform.serves("https://PLATFORM.ADOBE.IO/offers"));
        for other in [
            "http://platform.adobe.io/",
            "https://platform.adobe.io:8443/",
            "https://platform.adobe.io.example.com/",
            "https://platform.adobe.io@example.com/",
            "https://me@platform.adobe.io/",
            "/offers",
        ] {
            assert!(!platform.serves(other), "{other}");
        }
    }
}
