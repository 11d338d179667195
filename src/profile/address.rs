//! Addresses as a profile names them. What is wrong with one is told without the address: it may hold a password.

use std::net::IpAddr;

use reqwest::Url;

/// Checks the address of a server that tokens or secrets are sent to: scheme, host and maybe a port; `https`, or `http`
/// to this very machine.
///
/// # Errors
/// Says what is wrong, to be put after the name of what the address is for: "must begin with ...".
pub fn check_server(text: &str) -> Result<(), String> {
    let url = Url::parse(text.trim()).map_err(|error| format!("can't be read as a URL: {error}"))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err("must begin with https://: over http a secret would travel in the clear".to_owned()),
        _ => return Err("must begin with https://".to_owned()),
    }
    check_nothing_after_the_host(&url, "must hold no user name and no password")
}

/// Checks the address of a proxy. Name and password for it can't stand in a profile, which is shown to people.
///
/// # Errors
/// Says what is wrong, as [`check_server`] does.
pub fn check_proxy(text: &str) -> Result<(), String> {
    let fault = "must begin with http:// or https://";
    let url = Url::parse(text.trim()).map_err(|_| fault.to_owned())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(fault.to_owned());
    }
    check_nothing_after_the_host(
        &url,
        "must hold no user name and no password: leave it out, and set the environment variable HTTPS_PROXY to an \
         address with both",
    )
}

fn check_nothing_after_the_host(url: &Url, no_user: &str) -> Result<(), String> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(no_user.to_owned());
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("must end after the host or port".to_owned());
    }
    Ok(())
}

/// Whether a URL leads to this very machine, which no proxy stands before.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_reached_by_https_or_stands_on_this_machine() {
        for good in [
            "https://platform.adobe.io",
            "https://platform.adobe.io/",
            " https://platform.adobe.io:443/\n",
            "http://127.0.0.1:8080",
            "http://localhost:8080/",
            "http://[::1]:8080",
        ] {
            assert_eq!(check_server(good), Ok(()), "{good}");
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
            assert!(check_server(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_proxy_is_an_http_address_without_a_user() {
        for good in ["http://proxy.acme.example:3128", "https://proxy.acme.example/", "http://10.0.0.1:8080"] {
            assert_eq!(check_proxy(good), Ok(()), "{good}");
        }
        for bad in ["", "proxy.acme.example:3128", "socks5://proxy:1080", "http://me:word@proxy:3128", "http://p/x"] {
            let fault = check_proxy(bad).unwrap_err();
            assert!(!fault.contains("word@"), "{fault}");
        }
    }
}
