//! Carrying one request to a server and its response back, by reqwest.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Url};

use crate::http::{HttpRequest, HttpResponse, Method, percent_decoded};
use crate::request::{Cause, Culprit, Exchange, RequestError};
use crate::secret::{Redactor, Secret};

use super::connection::{Connection, Route};
use super::dialect::{request_id, server_time};
use super::platform::Platform;
use super::proxy::{Proxies, proxy_url};

mod failing;

use failing::BrokenOff;
pub(super) use failing::innermost;

/// The largest body that is read, unpacked, in bytes: a hundred offers of 300 KB each come to half of it.
const LARGEST_BODY: usize = 64 << 20;

/// The largest file of certificates that is read, in bytes: a system's whole collection has a few hundred thousand.
const LARGEST_CA_FILE: u64 = 8 << 20;

/// The HTTP clients, each built at the first request that needs it.
pub(super) struct Transport {
    route: Route,
    proxies: Proxies,
    built: Mutex<[Option<reqwest::Client>; 3]>,
}

/// The three sorts of way, for each of which there is a client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Plain http, which stays on this machine: no certificates, no proxy.
    Plain,
    /// TLS on this machine: no proxy.
    Here,
    /// TLS to elsewhere.
    Outward,
}

impl Way {
    fn to(server: &Platform) -> Way {
        match (server.is_plain(), server.is_loopback()) {
            (true, _) => Way::Plain,
            (false, true) => Way::Here,
            (false, false) => Way::Outward,
        }
    }
}

/// A request with all that it carries. It holds secrets and has no `Debug`.
pub(super) struct Outgoing<'a> {
    method: Method,
    target: &'a str,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl<'a> Outgoing<'a> {
    /// A request to the library, with the three headers that say who asks (contract section 2).
    pub(super) fn signed(
        connection: &Connection,
        token: &Secret,
        asked: &'a HttpRequest,
    ) -> Result<Outgoing<'a>, RequestError> {
        let headers = headers(connection, token, asked)?;
        Ok(Outgoing { method: asked.method, target: &asked.target, headers, body: asked.body.clone() })
    }

    /// A request for nothing, which tells nobody who asks.
    pub(super) fn knock() -> Outgoing<'static> {
        Outgoing { method: Method::Get, target: "/", headers: HeaderMap::new(), body: Vec::new() }
    }

    /// A form, which holds a secret.
    pub(super) fn form(target: &'a str, form: &Secret) -> Outgoing<'a> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        Outgoing { method: Method::Post, target, headers, body: form.expose().as_bytes().to_vec() }
    }
}

impl Transport {
    /// A transport that has done nothing yet: certificates are loaded and connections opened at the first request.
    pub(super) fn new(route: Route) -> Transport {
        Transport { proxies: Proxies::of(&route), route, built: Mutex::default() }
    }

    /// The proxies on the way out.
    pub(super) fn proxies(&self) -> &Proxies {
        &self.proxies
    }

    /// Has a proxy's password taken out of every text.
    pub(super) fn hide_password(&self, redactor: &Redactor) {
        self.proxies.hide_password(redactor);
    }

    /// Sends a request and receives the response whole, noting in `exchange` what becomes known on the way.
    pub(super) async fn send(
        &self,
        server: &Platform,
        outgoing: Outgoing<'_>,
        exchange: &mut Exchange,
    ) -> Result<HttpResponse, RequestError> {
        let started = Instant::now();
        let result = self.carry(server, outgoing, exchange).await;
        exchange.elapsed = started.elapsed();
        result
    }

    async fn carry(
        &self,
        server: &Platform,
        outgoing: Outgoing<'_>,
        exchange: &mut Exchange,
    ) -> Result<HttpResponse, RequestError> {
        let url = url(server, outgoing.target)?;
        let client = self.client(Way::to(server))?;
        let mut request = client.request(method(outgoing.method), url).headers(outgoing.headers);
        if !outgoing.body.is_empty() {
            request = request.body(outgoing.body);
        }
        let answer = match tokio::time::timeout(self.route.first_byte, request.send()).await {
            Ok(answer) => answer.map_err(|error| {
                failing::no_answer(&self.route, self.proxies.before(server).as_ref(), server, &error)
            })?,
            Err(_) => return Err(failing::no_first_byte(&self.route, server)),
        };
        exchange.status = Some(answer.status().as_u16());
        let mut response = HttpResponse {
            status: answer.status().as_u16(),
            headers: answer.headers().iter().map(text_header).collect(),
            body: Vec::new(),
        };
        exchange.request_id = request_id(&response.headers);
        exchange.skew = server_time(&response.headers).map(|server| server.duration_since(Timestamp::now()));
        let end = receive(answer, &mut response.body, LARGEST_BODY).await;
        exchange.bytes = response.body.len();
        match end {
            Ok(()) => Ok(response),
            // The status of a failure tells enough, with as much of its explanation as came.
            Err(_) if response.status >= 400 => Ok(response),
            Err(end) => Err(RequestError {
                status: Some(response.status),
                request_id: exchange.request_id.clone(),
                ..failing::broken(&self.route, server, &end)
            }),
        }
    }

    /// The client for a way. What can't be built is tried again: the file that was missing may be there by then.
    fn client(&self, way: Way) -> Result<reqwest::Client, RequestError> {
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        let place = &mut built[way as usize];
        if let Some(client) = place {
            return Ok(client.clone());
        }
        let client = build(&self.route, way)?;
        Ok(place.insert(client).clone())
    }
}

impl fmt::Debug for Transport {
    /// What is inside may show a proxy's password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("route", &self.route).finish_non_exhaustive()
    }
}

fn not_sent(message: impl Into<String>) -> RequestError {
    RequestError::without_answer(Cause::NotSent, message)
}

/// Makes known who does the cryptography of TLS, before a client is built.
pub(super) fn install_provider() {
    // Fails where a provider is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn build(route: &Route, way: Way) -> Result<reqwest::Client, RequestError> {
    install_provider();
    let builder = || {
        reqwest::Client::builder()
            .user_agent(concat!("offerdeck/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(route.connect)
            .timeout(route.whole)
            .gzip(true)
            // A redirect would carry the access token to a place that nobody configured.
            .redirect(reqwest::redirect::Policy::none())
            // Repeating a request is for those who know what it does.
            .retry(reqwest::retry::never())
    };
    let unbuilt = |error: reqwest::Error| not_sent(format!("the HTTP client can't be set up: {}", innermost(&error)));
    if way == Way::Plain {
        // Reading the machine's certificates takes a while, and nothing here would look at them.
        return builder().no_proxy().tls_certs_only([]).build().map_err(unbuilt);
    }
    let proxied = |builder: reqwest::ClientBuilder| match &route.proxy {
        _ if way == Way::Here => Ok(builder.no_proxy()),
        Some(proxy) => {
            let proxy = proxy_url(proxy).and_then(|url| reqwest::Proxy::all(url).ok()).ok_or_else(|| {
                not_sent("the proxy can't be used: it must be a URL that begins with http:// or https://")
                    .blaming(Culprit::Proxy)
            })?;
            Ok(builder.proxy(proxy))
        }
        None => Ok(builder),
    };
    if let Some(path) = &route.ca_file {
        let built = proxied(builder().tls_certs_merge(authorities(path)?))?.build();
        return built.map_err(|error| ca_file(path, &format!("can't be used: {}", innermost(&error))));
    }
    // On a machine without any certificates building fails. Without certificates it does not, and requests fail with a
    // reason of their own.
    match proxied(builder())?.build() {
        Ok(client) => Ok(client),
        Err(_) => proxied(builder().tls_certs_only([]))?.build().map_err(unbuilt),
    }
}

/// The certificates of a file, to be trusted beside the system's.
fn authorities(path: &Path) -> Result<Vec<Certificate>, RequestError> {
    let unreadable = |error: std::io::Error| ca_file(path, &format!("can't be read: {error}"));
    let file = std::fs::metadata(path).map_err(unreadable)?;
    if !file.is_file() {
        return Err(ca_file(path, "is no file"));
    }
    if file.len() > LARGEST_CA_FILE {
        return Err(ca_file(path, "is too large for one"));
    }
    let text = std::fs::read(path).map_err(unreadable)?;
    match Certificate::from_pem_bundle(&text) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(ca_file(path, "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)")),
        Err(_) => Err(ca_file(path, "is damaged: its PEM form can't be read")),
    }
}

fn ca_file(path: &Path, what: &str) -> RequestError {
    not_sent(format!("the file of certificates {} {what}", path.display())).blaming(Culprit::CaFile)
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
fn url(server: &Platform, target: &str) -> Result<Url, RequestError> {
    let whole = format!("{}{target}", server.origin());
    let url = Url::parse(&whole).map_err(|error| not_sent(format!("the URL {whole} can't be sent: {error}")))?;
    let below_host = target.starts_with('/') && url.fragment().is_none();
    if below_host && percent_decoded(url.as_str()) == percent_decoded(&whole) {
        Ok(url)
    } else {
        Err(not_sent(format!("the URL {whole} can't be sent as it stands")))
    }
}

/// The headers of the dialect with the three that say who asks (contract section 2).
fn headers(connection: &Connection, token: &Secret, asked: &HttpRequest) -> Result<HeaderMap, RequestError> {
    let mut headers = HeaderMap::new();
    let bearer = format!("Bearer {}", token.expose());
    let mut bearer = value(&bearer, "the access token", Some(Culprit::Token))?;
    bearer.set_sensitive(true);
    headers.insert(AUTHORIZATION, bearer);
    headers.insert("x-api-key", value(&connection.api_key, "the API key", Some(Culprit::ApiKey))?);
    let organisation = value(&connection.org_id, "the organisation's id", Some(Culprit::Organisation))?;
    headers.insert("x-gw-ims-org-id", organisation);
    for (name, text) in &asked.headers {
        let (what, culprit) = match name.as_str() {
            "x-sandbox-name" => ("the sandbox's name", Some(Culprit::Sandbox)),
            name => (name, None),
        };
        let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| not_sent(format!("{name} is no header")))?;
        headers.append(known, value(text, what, culprit)?);
    }
    Ok(headers)
}

/// A header's value. Characters beyond ASCII could be sent, but mean no one thing to those who read headers.
fn value(text: &str, what: &str, culprit: Option<Culprit>) -> Result<HeaderValue, RequestError> {
    HeaderValue::from_str(text).ok().filter(|_| text.is_ascii()).ok_or_else(|| {
        let message = format!("{what} holds characters that no header can carry, a line break maybe");
        RequestError { culprit, ..not_sent(message) }
    })
}

fn text_header((name, value): (&HeaderName, &HeaderValue)) -> (String, String) {
    (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
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

#[cfg(test)]
mod tests;
