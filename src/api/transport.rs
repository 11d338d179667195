//! Carrying one request to the platform and its response back, by reqwest.

use std::error::Error;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::ExposeSecret;

use crate::http::{HttpRequest, HttpResponse, Method};
use crate::request::{Cause, Exchange, RequestError};

use super::Connection;
use super::dialect::request_id;
use super::platform::Platform;

/// How long connecting may take, however long the answer may.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The largest body that is read, unpacked, in bytes: a hundred offers of 300 KB each come to half of it.
const LARGEST_BODY: usize = 64 << 20;

/// The HTTP client, built at the first request.
#[derive(Debug, Default)]
pub(super) struct Transport {
    client: OnceLock<Result<reqwest::Client, String>>,
}

impl Transport {
    /// Sends a request and receives the response whole, noting in `exchange` what becomes known on the way.
    pub(super) async fn send(
        &self,
        connection: &Connection,
        platform: &Platform,
        asked: &HttpRequest,
        exchange: &mut Exchange,
    ) -> Result<HttpResponse, RequestError> {
        let url = url(platform, &asked.target)?;
        let headers = headers(connection, asked)?;
        let client = self
            .client
            .get_or_init(|| build(connection, platform))
            .as_ref()
            .map_err(|error| not_sent(format!("the HTTP client can't be set up: {error}")))?;
        let mut request = client.request(method(asked.method), url).headers(headers);
        if !asked.body.is_empty() {
            request = request.body(asked.body.clone());
        }
        let answer = request.send().await.map_err(|error| no_answer(connection, platform, &error))?;
        exchange.status = Some(answer.status().as_u16());
        let mut response = HttpResponse {
            status: answer.status().as_u16(),
            headers: answer.headers().iter().map(text_header).collect(),
            body: Vec::new(),
        };
        exchange.request_id = request_id(&response.headers);
        let end = receive(answer, &mut response.body, LARGEST_BODY).await;
        exchange.bytes = response.body.len();
        match end {
            Ok(()) => Ok(response),
            // The status of a failure tells enough, with as much of its explanation as came.
            Err(_) if response.status >= 400 => Ok(response),
            Err(end) => Err(RequestError {
                status: Some(response.status),
                request_id: exchange.request_id.clone(),
                ..broken(connection, platform, &end)
            }),
        }
    }
}

fn not_sent(message: impl Into<String>) -> RequestError {
    RequestError::without_answer(Cause::NotSent, message)
}

fn build(connection: &Connection, platform: &Platform) -> Result<reqwest::Client, String> {
    // Fails where a provider is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("offerdeck/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(connection.timeout)
            .gzip(true)
            // A redirect would carry the access token to a place that nobody configured.
            .redirect(reqwest::redirect::Policy::none())
            // Repeating a request is for those who know what it does.
            .retry(reqwest::retry::never());
        // Plain http is for this machine alone: a proxy would see the token.
        if platform.is_loopback() { builder.no_proxy() } else { builder }
    };
    if platform.origin().starts_with("http:") {
        // Reading the machine's certificates takes a while, and nothing here would look at them.
        return builder().tls_certs_only([]).build().map_err(|error| innermost(&error));
    }
    // On a machine without any certificates building fails, even for plain http to this machine. Without certificates
    // that still works, and https fails with a reason of its own.
    builder().build().or_else(|_| builder().tls_certs_only([]).build()).map_err(|error| innermost(&error))
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// The URL of a target. It must reach the server as it stands. The URL parser writes a few characters of a query
/// percent-encoded (`'` and `"` among them), which every reader of a query decodes again; whatever it would change
/// beyond that (a path with dots climbs, a `#` cuts off) is refused.
fn url(platform: &Platform, target: &str) -> Result<Url, RequestError> {
    let whole = format!("{}{target}", platform.origin());
    let url = Url::parse(&whole).map_err(|error| not_sent(format!("the URL {whole} can't be sent: {error}")))?;
    let below_host = target.starts_with('/') && url.fragment().is_none();
    if below_host && percent_decoded(url.as_str()) == percent_decoded(&whole) {
        Ok(url)
    } else {
        Err(not_sent(format!("the URL {whole} can't be sent as it stands")))
    }
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let encoded = after.get(..2).filter(|_| *first == b'%').and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
            u8::from_str_radix(digits, 16).ok()
        });
        decoded.push(encoded.unwrap_or(*first));
        rest = if encoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    decoded
}

/// The headers of the dialect with the three that say who asks (contract section 2).
fn headers(connection: &Connection, asked: &HttpRequest) -> Result<HeaderMap, RequestError> {
    let mut headers = HeaderMap::new();
    let bearer = format!("Bearer {}", connection.access_token.expose_secret());
    let mut bearer = value(&bearer, "the access token")?;
    bearer.set_sensitive(true);
    headers.insert(AUTHORIZATION, bearer);
    headers.insert("x-api-key", value(&connection.api_key, "the API key")?);
    headers.insert("x-gw-ims-org-id", value(&connection.org_id, "the organisation's id")?);
    for (name, text) in &asked.headers {
        let what = if name == "x-sandbox-name" { "the sandbox's name" } else { name };
        let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| not_sent(format!("{name} is no header")))?;
        headers.append(known, value(text, what)?);
    }
    Ok(headers)
}

/// A header's value. Characters beyond ASCII could be sent, but mean no one thing to those who read headers.
fn value(text: &str, what: &str) -> Result<HeaderValue, RequestError> {
    let value = HeaderValue::from_str(text).ok().filter(|_| text.is_ascii());
    value.ok_or_else(|| not_sent(format!("{what} holds characters that no header can carry, a line break maybe")))
}

fn text_header((name, value): (&HeaderName, &HeaderValue)) -> (String, String) {
    (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Why a body did not come whole.
enum BrokenOff {
    TooLarge,
    Lost(reqwest::Error),
}

async fn receive(mut answer: reqwest::Response, body: &mut Vec<u8>, largest: usize) -> Result<(), BrokenOff> {
    while let Some(chunk) = answer.chunk().await.map_err(BrokenOff::Lost)? {
        if body.len() + chunk.len() > largest {
            return Err(BrokenOff::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(())
}

fn no_answer(connection: &Connection, platform: &Platform, error: &reqwest::Error) -> RequestError {
    let host = platform.origin();
    let message = if error.is_timeout() && error.is_connect() {
        format!("no connection to {host} within {:?}", connection.timeout.min(CONNECT_TIMEOUT))
    } else if error.is_timeout() {
        format!("no answer from {host} within {:?}", connection.timeout)
    } else if error.is_connect() {
        format!("no connection to {host}: {}", innermost(error))
    } else {
        format!("no answer from {host}: {}", innermost(error))
    };
    let cause = if error.is_builder() {
        Cause::NotSent
    } else if error.is_connect() {
        Cause::NoConnection
    } else {
        Cause::NoAnswer
    };
    RequestError::without_answer(cause, message)
}

fn broken(connection: &Connection, platform: &Platform, end: &BrokenOff) -> RequestError {
    let host = platform.origin();
    match end {
        BrokenOff::TooLarge => {
            let message = format!("the answer from {host} is larger than {} MB: not read", LARGEST_BODY >> 20);
            RequestError::without_answer(Cause::Malformed, message)
        }
        BrokenOff::Lost(error) if error.is_timeout() => {
            let message = format!("the answer from {host} was not complete within {:?}", connection.timeout);
            RequestError::without_answer(Cause::NoAnswer, message)
        }
        BrokenOff::Lost(error) => {
            let message = format!("the answer from {host} broke off: {}", innermost(error));
            RequestError::without_answer(Cause::CutAnswer, message)
        }
    }
}

/// The reason at the bottom of an error, which is the one that helps: `Connection refused`, not `error sending request`.
fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests;
