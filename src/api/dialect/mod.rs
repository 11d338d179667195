//! The two generations' ways of asking and answering, as pure functions between [`Request`], HTTP and [`Reply`].
//!
//! A dialect knows nothing of the connection: credentials are added by the transport, and the platform is needed only
//! to tell whether a link stays on its host.

mod body;
mod dps;
mod failure;
mod sandboxes;
mod target;
mod xcore;

use serde_json::Value;

use crate::domain::{Generation, Guard, Kind, Patch};
use crate::http::{HttpRequest, HttpResponse};
use crate::request::{Cause, PageFrom, Reply, Request, RequestError};

use super::platform::Platform;

pub(super) use body::{cut, is_page, request_id, text, words};
pub(super) use failure::{retry_after, server_time, silence};

/// How many rows a page is asked to hold. A hint: servers give fewer or more (contract section 5).
const PAGE_LIMIT: u32 = 100;

/// The longest piece of a server's words that is kept, in bytes (contract section 16).
pub(super) const WORDS_LIMIT: usize = 2048;

/// The HTTP request that asks `request`, complete but for the credentials.
///
/// # Errors
/// [`Cause::NotSent`] where it can't be asked: no scope was chosen, an id fits in no path, a link leads elsewhere.
pub fn encode(generation: Generation, platform: &Platform, request: &Request) -> Result<HttpRequest, RequestError> {
    match generation {
        Generation::Dps => dps::encode(platform, request),
        Generation::Xcore => xcore::encode(platform, request),
    }
}

/// What an HTTP response says in answer to `request`.
///
/// # Errors
/// Every status but 2xx, by its cause; and [`Cause::Malformed`] or [`Cause::Gone`] for a 2xx that holds no answer.
pub fn decode(generation: Generation, request: &Request, response: &HttpResponse) -> Result<Reply, RequestError> {
    if !(200..300).contains(&response.status) {
        return Err(failure::read(request, response));
    }
    match generation {
        Generation::Dps => dps::decode(request, response),
        Generation::Xcore => xcore::decode(request, response),
    }
}

/// One header.
fn line(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn not_sent(message: impl Into<String>) -> RequestError {
    RequestError::without_answer(Cause::NotSent, message)
}

/// A change as the body of a PATCH, what guards it first.
fn patch_body(guards: &[Guard], patch: &Patch, generation: Generation) -> Vec<u8> {
    let prefix = generation.body_prefix();
    let tests = guards.iter().map(|guard| guard.to_json(prefix));
    let operations = patch.iter().map(|operation| operation.to_json(prefix));
    Value::Array(tests.chain(operations).collect()).to_string().into_bytes()
}

/// `If-Match: "3"` (contract section 8): documented on xcore, harmless on dps.
fn if_match(revision: Option<u64>) -> Option<(String, String)> {
    revision.map(|revision| line("If-Match", format!("\"{revision}\"")))
}

/// The parameter that asks for the objects of a name (contract section 6). Where a server could read more than one value
/// in the name there is none: then the newest objects are asked for, whatever their names.
fn named(field: &str, name: &str) -> String {
    let is_one_value = !name.is_empty() && name.trim() == name && !name.contains(',');
    if is_one_value { format!("&property={}", target::escape(&format!("{field}=={name}"))) } else { String::new() }
}

/// The question in a few words, for messages: `the list of fallback offers`.
fn subject(request: &Request) -> String {
    let noun = |kind: &Kind| kind.entry().noun;
    match request {
        Request::ListScopes { .. } => "the list of scopes".to_owned(),
        Request::ListSandboxes { .. } => "the list of sandboxes".to_owned(),
        Request::List { kind, .. } | Request::Find { kind, .. } => format!("the list of {}s", noun(kind)),
        Request::Read { kind, .. }
        | Request::Create { kind, .. }
        | Request::Update { kind, .. }
        | Request::Delete { kind, .. } => format!("the {}", noun(kind)),
    }
}

/// The link that a request followed, if it followed one.
fn followed(request: &Request) -> Option<&str> {
    match request {
        Request::ListScopes { from: PageFrom::Link(href) }
        | Request::ListSandboxes { from: PageFrom::Link(href) }
        | Request::List { from: PageFrom::Link(href), .. } => Some(href),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
