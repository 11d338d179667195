//! The proxy that stands before a server: the profile's, else the one that the environment names.

use reqwest::Url;

use crate::http::percent_decoded;
use crate::secret::{Redactor, Secret};

use super::connection::Route;
use super::platform::Platform;

/// What is known of the proxies on the way out. The HTTP client reads the environment by the same rules, but does not
/// tell what it found there; a system's settings beside the environment are known to it alone.
pub(super) struct Proxies {
    proxy: Option<Url>,
    of_environment: bool,
    /// The hosts that are reached without it, separated by commas.
    except: String,
}

/// A proxy on the way to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proxy {
    /// What to call it, without the name and password that its URL may hold.
    pub(super) called: String,
    /// Whether it is itself spoken to over TLS.
    pub(super) over_tls: bool,
}

impl Proxies {
    /// Reads the environment, if the route does not name a proxy.
    pub(super) fn of(route: &Route) -> Proxies {
        Proxies::found(route, |name| std::env::var(name).ok())
    }

    fn found(route: &Route, variable: impl Fn(&str) -> Option<String>) -> Proxies {
        if let Some(proxy) = &route.proxy {
            return Proxies { proxy: proxy_url(proxy), of_environment: false, except: String::new() };
        }
        let first = |names: [&str; 2]| names.into_iter().find_map(&variable).unwrap_or_default();
        // Everything that leaves this machine is https. A web server's script has this variable set, and its caller
        // could name a proxy.
        let named = || url(&first(["HTTPS_PROXY", "https_proxy"])).or_else(|| url(&first(["ALL_PROXY", "all_proxy"])));
        let proxy = if variable("REQUEST_METHOD").is_some() { None } else { named() };
        Proxies { proxy, of_environment: true, except: first(["NO_PROXY", "no_proxy"]) }
    }

    /// The proxy on the way to a server. This machine itself is reached without.
    pub(super) fn before(&self, server: &Platform) -> Option<Proxy> {
        let proxy = self.proxy.as_ref().filter(|_| !server.is_loopback() && !self.leaves_out(&server.host()))?;
        let place = format!("{}:{}", proxy.host_str()?, proxy.port_or_known_default().unwrap_or(1080));
        let which = if self.of_environment { " that the environment names" } else { "" };
        Some(Proxy { called: format!("the proxy {place}{which}"), over_tls: proxy.scheme() == "https" })
    }

    /// Whether a host is reached without the proxy: by its name, by a domain that it is in, by an address.
    fn leaves_out(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.except.split(',').map(|entry| entry.trim().to_ascii_lowercase()).any(|entry| {
            let domain = entry.strip_prefix('.').unwrap_or(&entry);
            let within = |before: &str| before.is_empty() || before.ends_with('.');
            entry == "*" || (!domain.is_empty() && host.strip_suffix(domain).is_some_and(within))
        })
    }

    /// Has the proxy's password taken out of every text.
    pub(super) fn hide_password(&self, redactor: &Redactor) {
        if let Some(password) = self.proxy.as_ref().and_then(Url::password) {
            redactor.learn(&Secret::from(password));
            redactor.learn(&Secret::new(String::from_utf8_lossy(&percent_decoded(password)).into_owned()));
        }
    }
}

/// A profile's proxy, which is a URL; `None` where it is none that can be used.
pub(super) fn proxy_url(text: &str) -> Option<Url> {
    Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The environment's proxy, which may be a host alone.
fn url(text: &str) -> Option<Url> {
    let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) };
    url.ok().filter(|url| {
        matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h") && url.has_host()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Proxies {
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_string());
        Proxies::found(&Route::default(), value)
    }

    fn before(proxies: &Proxies, server: &str) -> Option<String> {
        proxies.before(&Platform::parse(server).unwrap()).map(|proxy| proxy.called)
    }

    #[test]
    fn the_environments_proxy_is_found_where_the_http_client_finds_it() {
        let proxy = "the proxy p.example:3128 that the environment names";
        for (variables, expected) in [
            (&[("HTTPS_PROXY", "http://p.example:3128")][..], Some(proxy)),
            (&[("https_proxy", "p.example:3128")], Some(proxy)),
            (&[("ALL_PROXY", "http://me:pass-word@p.example:3128/")], Some(proxy)),
            (&[("HTTPS_PROXY", ""), ("https_proxy", "other:1"), ("all_proxy", "p.example:3128")], Some(proxy)),
            (&[("HTTPS_PROXY", "p.example:3128"), ("REQUEST_METHOD", "GET")], None),
            (&[("HTTP_PROXY", "http://p.example:3128")], None),
            (&[("HTTPS_PROXY", "ftp://p.example:3128")], None),
            (&[], None),
        ] {
            assert_eq!(
                before(&environment(variables), "https://platform.adobe.io").as_deref(),
                expected,
                "{variables:?}"
            );
        }
    }

    #[test]
    fn a_host_that_the_environment_leaves_out_is_reached_without_and_so_is_this_machine() {
        for (except, server, without) in [
            ("adobe.io", "https://platform.adobe.io", true),
            ("x, .Adobe.io", "https://platform.adobe.io", true),
            ("platform.adobe.io", "https://platform.adobe.io:8443", true),
            ("*", "https://platform.adobe.io", true),
            ("10.0.0.1", "https://10.0.0.1", true),
            ("dobe.io", "https://platform.adobe.io", false),
            (",", "https://platform.adobe.io", false),
            ("adobe.io.example", "https://platform.adobe.io", false),
            ("", "https://127.0.0.1:8443", true),
            ("", "http://localhost:8080", true),
        ] {
            let proxies = environment(&[("HTTPS_PROXY", "p:1"), ("no_proxy", except)]);
            assert_eq!(before(&proxies, server).is_none(), without, "{except} {server}");
        }
    }

    #[test]
    fn a_profiles_proxy_puts_the_environment_out_of_force() {
        let route = Route { proxy: Some("https://p.example".to_owned()), ..Route::default() };
        let proxies = Proxies::found(&route, |_| Some("other.example".to_owned()));
        let proxy = proxies.before(&Platform::parse("https://other.example").unwrap()).unwrap();
        assert_eq!(proxy, Proxy { called: "the proxy p.example:443".to_owned(), over_tls: true });
    }

    #[test]
    fn the_environments_password_is_taken_out_of_every_text() {
        let redactor = Redactor::default();
        environment(&[("HTTPS_PROXY", "http://me:pass%2Bword!@p:1")]).hide_password(&redactor);
        assert_eq!(redactor.clean("a pass%2Bword! b pass+word! c"), "a (secret) b (secret) c");
    }

    #[test]
    fn a_proxy_is_a_url_and_speaks_http() {
        for (text, sound) in [
            ("http://proxy:3128", true),
            ("https://proxy", true),
            ("proxy.example:3128", false),
            ("socks5://proxy:1080", false),
            ("http://", false),
            ("pr oxy", false),
        ] {
            assert_eq!(proxy_url(text).is_some(), sound, "{text}");
        }
    }
}
