//! The current generation: plain JSON, one collection for each kind, the sandbox in a header (contract section 4).

use std::sync::Arc;

use crate::domain::{Generation, Kind, Record, Scope};
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::request::{Locator, PageFrom, Reply, Request, RequestError};

use super::super::platform::Platform;
use super::body::{alone, elements, malformed, members, next_link, page, pick, receipt, text};
use super::target::{follow, segment};
use super::{PAGE_LIMIT, followed, if_match, line, named, not_sent, patch_body, sandboxes};

const BASE: &str = "/data/core/dps";

pub(super) fn encode(platform: &Platform, request: &Request) -> Result<HttpRequest, RequestError> {
    let (method, scope, target, own, body) = match request {
        Request::ListScopes { from } | Request::ListSandboxes { from } => return sandboxes::encode(platform, from),
        Request::List { scope, kind, from } => {
            (Method::Get, scope, list_target(platform, *kind, from)?, vec![accept()], Vec::new())
        }
        Request::Find { scope, kind, name } => {
            let target = format!("{}{}", list_target(platform, *kind, &PageFrom::Start)?, named("name", name));
            (Method::Get, scope, target, vec![accept()], Vec::new())
        }
        Request::Read { scope, kind, at } => {
            let id = match at {
                Locator::Address(address) => address,
                Locator::Id(id) => &id.0,
            };
            (Method::Get, scope, item(*kind, id)?, vec![accept()], Vec::new())
        }
        Request::Create { scope, kind, body } => {
            (Method::Post, scope, collection(*kind), vec![content_type()], body.as_bytes().to_vec())
        }
        Request::Update { scope, kind, address, patch, guards, revision } => {
            let headers = [Some(content_type()), if_match(*revision)].into_iter().flatten().collect();
            (Method::Patch, scope, item(*kind, address)?, headers, patch_body(guards, patch, Generation::Dps))
        }
        // A content type although there is no content: so the documents have it.
        Request::Delete { scope, kind, address } => {
            (Method::Delete, scope, item(*kind, address)?, vec![content_type()], Vec::new())
        }
    };
    let mut headers = own;
    headers.push(sandbox(scope)?);
    Ok(HttpRequest { method, target, headers, body })
}

fn accept() -> (String, String) {
    line("Accept", "*,application/json")
}

fn content_type() -> (String, String) {
    line("Content-Type", "application/json")
}

fn sandbox(scope: &Scope) -> Result<(String, String), RequestError> {
    if scope.sandbox.is_empty() {
        return Err(not_sent("no sandbox was chosen"));
    }
    Ok(line("x-sandbox-name", &scope.sandbox))
}

/// `?offer-type=fallback`, for the kinds that share a collection.
fn offer_type(kind: Kind) -> String {
    kind.entry().dps_offer_type.map(|offer_type| format!("?offer-type={offer_type}")).unwrap_or_default()
}

fn collection(kind: Kind) -> String {
    format!("{BASE}/{}{}", kind.entry().dps_collection, offer_type(kind))
}

fn item(kind: Kind, id: &str) -> Result<String, RequestError> {
    Ok(format!("{BASE}/{}/{}{}", kind.entry().dps_collection, segment(id)?, offer_type(kind)))
}

fn list_target(platform: &Platform, kind: Kind, from: &PageFrom) -> Result<String, RequestError> {
    match from {
        PageFrom::Start => {
            let collection = collection(kind);
            let joint = if collection.contains('?') { '&' } else { '?' };
            Ok(format!("{collection}{joint}orderby=-modified&limit={PAGE_LIMIT}"))
        }
        PageFrom::Link(href) => {
            let filter = kind.entry().dps_offer_type.map(|offer_type| ("offer-type", offer_type));
            follow(platform, BASE, href, filter)
        }
    }
}

pub(super) fn decode(request: &Request, response: &HttpResponse) -> Result<Reply, RequestError> {
    match request {
        Request::ListScopes { .. } | Request::ListSandboxes { .. } => sandboxes::decode(followed(request), response),
        Request::List { kind, .. } | Request::Find { kind, .. } => {
            let text = text(&response.body);
            let answer = members(&text, response)?;
            let rows = answer.get("results").ok_or_else(|| malformed(response, "the answer holds no results"))?;
            let rows = elements(rows, "results", response)?;
            let next = next_link(&answer);
            Ok(Reply::Page(page(Generation::Dps, *kind, &rows, answer.get("total").copied(), next)))
        }
        Request::Read { kind, at, .. } => object(*kind, at, response).map(Reply::Record),
        Request::Create { .. } => receipt(Generation::Dps, response).map(Reply::Created),
        Request::Update { .. } => receipt(Generation::Dps, response).map(Reply::Updated),
        Request::Delete { .. } => receipt(Generation::Dps, response).map(|_| Reply::DeleteAccepted),
    }
}

/// The object itself, or the page that holds it.
fn object(kind: Kind, at: &Locator, response: &HttpResponse) -> Result<Arc<Record>, RequestError> {
    let text = text(&response.body);
    let unreadable = match Record::read(Generation::Dps, kind, text.trim()) {
        Ok(record) => return alone(record, at, response),
        Err(error) => error,
    };
    let answer = members(&text, response)?;
    let Some(rows) = answer.get("results") else {
        return Err(malformed(response, format!("the answer is no {}: {unreadable}", kind.entry().noun)));
    };
    let rows = elements(rows, "results", response)?;
    pick(kind, at, page(Generation::Dps, kind, &rows, None, None), response)
}
