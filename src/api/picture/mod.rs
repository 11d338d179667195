//! Fetching a picture from where an offer says that it lies.
//!
//! Anybody may have written that address. So the request goes to public addresses only, carries nothing of ours, and has a
//! client of its own. Names are looked up here and the connection goes to what was found and looked at, so that a second
//! look-up, with another outcome, can't lead elsewhere. For the same reason no proxy is used: it would look names up
//! itself. Each redirect is treated as the first address was.

mod decode;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, LOCATION};

use crate::http::Method;
use crate::request::{Exchange, FetchedPicture, PictureAddress};

use super::transport::{innermost, install_provider};

/// The largest file that is read, in bytes.
const LARGEST: usize = 8_000_000;

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 3;

/// Fetches the picture that lies there, from addresses of which `may_ask` is true.
pub async fn fetch(address: &PictureAddress, may_ask: fn(IpAddr) -> bool) -> FetchedPicture {
    let mut exchange = Exchange::new(Method::Get, address.url().as_str());
    let started = Instant::now();
    let file = match tokio::time::timeout(PATIENCE, receive(address, may_ask, &mut exchange)).await {
        Ok(file) => file,
        Err(_) => Err(format!("it did not come within {} s", PATIENCE.as_secs())),
    };
    exchange.elapsed = started.elapsed();
    exchange.error = file.as_ref().err().cloned();
    // A large picture takes a while, for which nobody else is to wait.
    let result = match file {
        Ok(file) => tokio::task::spawn_blocking(move || decode::decode(&file).map(Arc::new))
            .await
            .unwrap_or_else(|_| Err("it could not be read".to_owned())),
        Err(why) => Err(why),
    };
    FetchedPicture { result, exchange }
}

/// The file, or why there is none, as a clause.
async fn receive(
    address: &PictureAddress,
    may_ask: fn(IpAddr) -> bool,
    exchange: &mut Exchange,
) -> Result<Vec<u8>, String> {
    let mut address = address.clone();
    for _ in 0..=MOST_REDIRECTS {
        let host = address.host().to_owned();
        let request = client(&address, may_ask).await?.get(address.url().clone()).header(ACCEPT, "image/*");
        let no_answer = |error: reqwest::Error| format!("there was no answer from {host}: {}", innermost(&error));
        let mut answer = request.send().await.map_err(no_answer)?;
        exchange.status = Some(answer.status().as_u16());
        if answer.status().is_redirection() {
            let location = answer.headers().get(LOCATION).and_then(|location| location.to_str().ok());
            let location = location.ok_or_else(|| format!("{host} sends on without saying where to"))?;
            let next = address.redirected(location);
            address = next.map_err(|why| format!("{host} sends on to an address that {why}"))?;
            continue;
        }
        if !answer.status().is_success() {
            return Err(format!("{host} answered {}", answer.status()));
        }
        let too_large = || format!("it is larger than {} MB", LARGEST / 1_000_000);
        let announced = answer.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        if announced > LARGEST {
            return Err(too_large());
        }
        let mut file = Vec::with_capacity(announced);
        while let Some(chunk) = answer.chunk().await.map_err(no_answer)? {
            if file.len() + chunk.len() > LARGEST {
                return Err(too_large());
            }
            file.extend_from_slice(&chunk);
            exchange.bytes = file.len();
        }
        return Ok(file);
    }
    Err(format!("it was sent on more than {MOST_REDIRECTS} times"))
}

/// A client for this one request, which connects to addresses that were looked at and to no other.
async fn client(address: &PictureAddress, may_ask: fn(IpAddr) -> bool) -> Result<reqwest::Client, String> {
    let host = address.host();
    let addresses = look_up(address).await?;
    if let Some(other) = addresses.iter().find(|found| !may_ask(found.ip())) {
        let at = if written_out(host).is_some() { String::new() } else { format!(" is at {}, which", other.ip()) };
        return Err(format!("{host}{at} is no public address, so it was not asked"));
    }
    install_provider();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("offerdeck/", env!("CARGO_PKG_VERSION")))
        .no_proxy()
        .referer(false)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .resolve_to_addrs(host, &addresses);
    // Reading the machine's certificates takes a while, and for plain http nobody would look at them.
    let builder = if address.url().scheme() == "http" { builder.tls_certs_only([]) } else { builder };
    builder.build().map_err(|error| format!("the HTTP client can't be set up: {}", innermost(&error)))
}

/// The address that stands in the place of a name.
fn written_out(host: &str) -> Option<IpAddr> {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host).parse().ok()
}

/// Where the host is.
async fn look_up(address: &PictureAddress) -> Result<Vec<SocketAddr>, String> {
    let host = address.host();
    let port = address.url().port_or_known_default().unwrap_or(443);
    if let Some(written) = written_out(host) {
        return Ok(vec![SocketAddr::new(written, port)]);
    }
    let found: Vec<SocketAddr> = tokio::net::lookup_host((host, port)).await.map_or(Vec::new(), Iterator::collect);
    if found.is_empty() { Err(format!("the name {host} is not known")) } else { Ok(found) }
}

#[cfg(test)]
mod tests;
