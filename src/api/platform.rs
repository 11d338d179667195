//! The hosts that requests go to, the platform and the token service: an access token or a client secret travels with
//! each of them, so they are checked before anything else.

use std::net::IpAddr;

use reqwest::Url;

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
        let url = Url::parse(text.trim()).map_err(|error| format!("{what} can't be read: {error}"))?;
        let loopback = is_loopback(url.host_str().unwrap_or(""));
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => {
                return Err(format!("{what} must begin with https://: over http a secret would travel in the clear"));
            }
            other => return Err(format!("{what} must begin with https://, not with {other}:")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(format!("{what} must hold no user name and no password"));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(format!("{what} must end after the host or port: the paths are added"));
        }
        Ok(Platform { origin: url.origin().ascii_serialization(), loopback })
    }

    /// Scheme, host and port, without a slash at the end: what a target is put after.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
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

fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_http_no_further_than_this_machine() {
        for good in [
            "https://platform.adobe.io",
            "https://platform.adobe.io/",
            " https://platform.adobe.io:443\n",
            "http://127.0.0.1:8080",
            "http://localhost:8080/",
            "http://[::1]:8080",
        ] {
            assert!(Platform::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "platform.adobe.io",
            "ftp://platform.adobe.io",
            "http://platform.adobe.io",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "https://me:word@platform.adobe.io",
            "https://platform.adobe.io/data/core/dps",
            "https://platform.adobe.io?x=1",
        ] {
            assert!(Platform::parse(bad).is_err(), "{bad}");
        }
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
