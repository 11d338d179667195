//! Why no answer came, or not the whole of one, in words that say what to do.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use crate::request::{Cause, Culprit, RequestError};

use super::LARGEST_BODY;
use crate::api::connection::Route;
use crate::api::platform::Platform;
use crate::api::proxy::Proxy;

/// Why a body did not come whole.
pub(super) enum BrokenOff {
    TooLarge,
    Lost(reqwest::Error),
}

/// The answer did not begin in time.
pub(super) fn no_first_byte(route: &Route, server: &Platform) -> RequestError {
    let message = format!("no answer from {} within {:?} (timeout first_byte)", server.origin(), route.first_byte);
    RequestError::without_answer(Cause::NoAnswer, message)
}

/// The answer did not begin at all.
pub(super) fn no_answer(
    route: &Route,
    proxy: Option<&Proxy>,
    server: &Platform,
    error: &reqwest::Error,
) -> RequestError {
    let host = server.origin();
    let failed = RequestError::without_answer;
    if error.is_builder() {
        return failed(Cause::NotSent, format!("the request to {host} can't be built: {}", innermost(error)));
    }
    if error.is_timeout() && error.is_connect() {
        let way = proxy.map_or_else(String::new, |proxy| format!(" through {}", proxy.called));
        let message = format!("no connection to {host}{way} within {:?} (timeout connect)", route.connect);
        let culprit = proxy.map(|_| Culprit::Proxy);
        return RequestError { culprit, ..failed(Cause::NoConnection, message) };
    }
    if error.is_timeout() {
        return failed(Cause::NoAnswer, format!("no answer from {host} within {:?} (timeout whole)", route.whole));
    }
    if !error.is_connect() {
        return failed(Cause::NoAnswer, format!("no answer from {host}: {}", innermost(error)));
    }
    let (why, culprit) = no_connection(proxy, error);
    RequestError { culprit, ..failed(Cause::NoConnection, format!("no connection to {host}: {why}")) }
}

/// Why there is no connection, and what is to be mended.
fn no_connection(proxy: Option<&Proxy>, error: &reqwest::Error) -> (String, Option<Culprit>) {
    match found::<rustls::Error>(error) {
        Some(rustls::Error::InvalidCertificate(wrong)) => {
            let (why, culprit) = bad_certificate(wrong);
            return (why, Some(culprit));
        }
        Some(rustls::Error::InvalidMessage(_)) if proxy.is_some_and(|proxy| proxy.over_tls) => {
            let called = proxy.map_or("", |proxy| &proxy.called);
            return (
                format!("{called} does not speak TLS: its address may have to begin with http://"),
                Some(Culprit::Proxy),
            );
        }
        Some(rustls::Error::InvalidMessage(_)) => {
            return ("what answers there does not speak TLS".to_owned(), Some(Culprit::Address));
        }
        _ => {}
    }
    let reason = innermost(error);
    let in_tunnel = reason.starts_with("tunnel error") || reason.starts_with("proxy");
    let called = match proxy {
        Some(proxy) => Some(proxy.called.as_str()),
        None => in_tunnel.then_some("the proxy that the system names"),
    };
    if let Some(called) = called {
        let why = if reason.contains("proxy authorization required") {
            format!("{called} wants a user name and a password")
        } else {
            format!("{called} leads nowhere: {reason}")
        };
        return (why, Some(Culprit::Proxy));
    }
    if error.is_dns() {
        return (format!("the name is not known to this network ({reason})"), Some(Culprit::Address));
    }
    (reason, None)
}

fn bad_certificate(wrong: &CertificateError) -> (String, Culprit) {
    match wrong {
        CertificateError::UnknownIssuer => {
            ("its certificate is from an issuer that this machine does not trust".to_owned(), Culprit::Issuer)
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            ("its certificate has expired".to_owned(), Culprit::Clock)
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("its certificate is not valid yet".to_owned(), Culprit::Clock)
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ("its certificate is for a server of another name".to_owned(), Culprit::Address)
        }
        other => (format!("its certificate is not accepted ({other})"), Culprit::Issuer),
    }
}

/// The answer broke off.
pub(super) fn broken(route: &Route, server: &Platform, end: &BrokenOff) -> RequestError {
    let host = server.origin();
    match end {
        BrokenOff::TooLarge => {
            let message = format!("the answer from {host} is larger than {} MB: not read", LARGEST_BODY >> 20);
            RequestError::without_answer(Cause::Malformed, message)
        }
        BrokenOff::Lost(error) if error.is_timeout() => {
            let message = format!("the answer from {host} was not complete within {:?} (timeout whole)", route.whole);
            RequestError::without_answer(Cause::NoAnswer, message)
        }
        BrokenOff::Lost(error) => {
            let message = format!("the answer from {host} broke off: {}", innermost(error));
            RequestError::without_answer(Cause::CutAnswer, message)
        }
    }
}

/// What lies beneath an error: its source, or what an error of the system was made from, which is no source of it.
fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| error.source())
}

/// The first error of a type, from the top.
fn found<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    std::iter::successors(Some(error), |error| beneath(*error)).find_map(|error| error.downcast_ref())
}

/// The reason at the bottom of an error, which is the one that helps: `Connection refused`, not `error sending request`.
pub(in crate::api) fn innermost(error: &(dyn Error + 'static)) -> String {
    let last = std::iter::successors(Some(error), |error| beneath(*error)).last();
    last.map(ToString::to_string).unwrap_or_default()
}
