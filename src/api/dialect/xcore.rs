//! The older generation: a repository of containers, HAL pages, vendor media types (contract section 3).

use std::sync::Arc;

use serde_json::Value;

use crate::domain::record::parse_time;
use crate::domain::{Generation, Kind, Record, Scope, ScopeEntry, json};
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::request::{Locator, Page, PageFrom, Reply, Request, RequestError};

use super::super::platform::Platform;
use super::body::{Members, alone, elements, malformed, members, next_link, page, pick, receipt, text, time, word};
use super::target::{escape, follow, segment};
use super::{PAGE_LIMIT, followed, if_match, line, named, not_sent, patch_body, sandboxes};

const BASE: &str = "/data/core/xcore";

/// The types of the answers, spelled as documented, `*,` and all: it is no valid media range, but it is what is asked
/// for (contract section 18, row 10).
const RESULTS: &str =
    "*,application/vnd.adobe.platform.xcore.hal+json; schema=\"https://ns.adobe.com/experience/xcore/hal/results\"";
const RECEIPT: &str = "application/vnd.adobe.platform.xcore.xdm.receipt+json; version=1";
const HOME: &str = "application/vnd.adobe.platform.xcore.home.hal+json";

/// The member of the home page under which the containers stand.
const CONTAINERS: &str = "https://ns.adobe.com/experience/xcore/container";

pub(super) fn encode(platform: &Platform, request: &Request) -> Result<HttpRequest, RequestError> {
    let (method, scope, target, own, body) = match request {
        Request::ListScopes { from } => return containers_request(platform, from),
        Request::ListSandboxes { from } => return sandboxes::encode(platform, from),
        Request::List { scope, kind, from } => {
            (Method::Get, scope, list_target(platform, scope, *kind, from)?, vec![accept(RESULTS)], Vec::new())
        }
        Request::Find { scope, kind, name } => {
            // Not by the search, which may learn late of what is new.
            let order = format!("orderby=-repo:createdDate&limit={PAGE_LIMIT}");
            let filter = named("_instance.xdm:name", name);
            let target = format!("{}?schema={}&{order}{filter}", instances(scope)?, schema(*kind));
            (Method::Get, scope, target, vec![accept(RESULTS)], Vec::new())
        }
        Request::Read { scope, kind, at: Locator::Address(address) } => {
            let envelope = format!("*, application/vnd.adobe.platform.xcore.hal+json; schema=\"{}\"", schema(*kind));
            (Method::Get, scope, instance(scope, address)?, vec![accept(&envelope)], Vec::new())
        }
        Request::Read { scope, kind, at: Locator::Id(id) } => {
            let target = format!("{}?schema={}&id={}", instances(scope)?, schema(*kind), escape(id.as_str()));
            (Method::Get, scope, target, vec![accept(RESULTS)], Vec::new())
        }
        Request::Create { scope, kind, body } => {
            // Two spaces before `schema`, as in every documented create of an offer.
            let bare = format!("application/schema-instance+json; version=1;  schema=\"{}\"", schema(*kind));
            let headers = vec![accept(RECEIPT), line("Content-Type", bare)];
            (Method::Post, scope, instances(scope)?, headers, body.as_bytes().to_vec())
        }
        Request::Update { scope, kind, address, patch, guards, revision } => {
            let change =
                format!("application/vnd.adobe.platform.xcore.patch.hal+json; version=1; schema=\"{}\"", schema(*kind));
            let headers = [Some(accept(RECEIPT)), Some(line("Content-Type", change)), if_match(*revision)];
            let headers = headers.into_iter().flatten().collect();
            (Method::Patch, scope, instance(scope, address)?, headers, patch_body(guards, patch, Generation::Xcore))
        }
        Request::Delete { scope, address, .. } => {
            (Method::Delete, scope, instance(scope, address)?, vec![accept(RECEIPT)], Vec::new())
        }
    };
    let mut headers = own;
    // The container fixes the sandbox; the header is sent where the sandbox is known (contract section 18, row 24).
    if !scope.sandbox.is_empty() {
        headers.push(line("x-sandbox-name", &scope.sandbox));
    }
    Ok(HttpRequest { method, target, headers, body })
}

fn accept(media_type: &str) -> (String, String) {
    line("Accept", media_type)
}

fn schema(kind: Kind) -> &'static str {
    kind.entry().xcore_schema
}

fn container(scope: &Scope) -> Result<String, RequestError> {
    match scope.container.as_deref() {
        None | Some("") => Err(not_sent("no container was chosen")),
        Some(container) => Ok(format!("{BASE}/{}", segment(container)?)),
    }
}

fn instances(scope: &Scope) -> Result<String, RequestError> {
    Ok(format!("{}/instances", container(scope)?))
}

fn instance(scope: &Scope, address: &str) -> Result<String, RequestError> {
    Ok(format!("{}/{}", instances(scope)?, segment(address)?))
}

/// An order is always asked for: without one, pages differ in theirs (contract section 18, row 28). The schema stands
/// raw in the query, as in the server's own links.
fn list_target(platform: &Platform, scope: &Scope, kind: Kind, from: &PageFrom) -> Result<String, RequestError> {
    let schema = schema(kind);
    match from {
        PageFrom::Start => Ok(format!(
            "{}/queries/core/search?schema={schema}&orderby=-repo:createdDate&limit={PAGE_LIMIT}",
            container(scope)?
        )),
        PageFrom::Link(href) => follow(platform, BASE, href, Some(("schema", schema))),
    }
}

fn containers_request(platform: &Platform, from: &PageFrom) -> Result<HttpRequest, RequestError> {
    let target = match from {
        PageFrom::Start => format!("{BASE}/?product=acp&property=_instance.containerType==decisioning"),
        PageFrom::Link(href) => follow(platform, BASE, href, None)?,
    };
    Ok(HttpRequest { method: Method::Get, target, headers: vec![accept(HOME)], body: Vec::new() })
}

pub(super) fn decode(request: &Request, response: &HttpResponse) -> Result<Reply, RequestError> {
    match request {
        Request::ListScopes { .. } => {
            let text = text(&response.body);
            let answer = members(&text, response)?;
            // HAL leaves out a relation that leads nowhere: without the member there are no containers.
            let rows = match embedded(&answer, response)?.get(CONTAINERS) {
                Some(rows) => elements(rows, "the list of containers", response)?,
                None => Vec::new(),
            };
            let entries = rows.iter().filter_map(|row| entry(&json::read(row.get()).ok()?)).collect();
            Ok(Reply::Scopes { entries, next: next_link(&answer) })
        }
        Request::ListSandboxes { .. } => sandboxes::decode(followed(request), response),
        Request::List { kind, .. } | Request::Find { kind, .. } => {
            let text = text(&response.body);
            let answer = members(&text, response)?;
            result_page(*kind, &answer, next_link(&answer), response).map(Reply::Page)
        }
        Request::Read { kind, at, .. } => object(*kind, at, response).map(Reply::Record),
        Request::Create { .. } => receipt(Generation::Xcore, response).map(Reply::Created),
        Request::Update { .. } => receipt(Generation::Xcore, response).map(Reply::Updated),
        Request::Delete { .. } => receipt(Generation::Xcore, response).map(|_| Reply::DeleteAccepted),
    }
}

/// The members of `_embedded`, in which a HAL page holds its rows.
fn embedded<'a>(answer: &Members<'a>, response: &HttpResponse) -> Result<Members<'a>, RequestError> {
    let members = answer.get("_embedded").and_then(|embedded| serde_json::from_str(embedded.get()).ok());
    members.ok_or_else(|| malformed(response, "the answer holds no object _embedded"))
}

/// One page of a result. An empty page is documented with an empty list in it (contract section 6), so a page without
/// the list is not taken for one: that would make every object look deleted.
fn result_page(
    kind: Kind,
    answer: &Members<'_>,
    next: Option<String>,
    response: &HttpResponse,
) -> Result<Page, RequestError> {
    let embedded = embedded(answer, response)?;
    let rows = embedded.get("results").ok_or_else(|| malformed(response, "the answer holds no results"))?;
    let rows = elements(rows, "results", response)?;
    Ok(page(Generation::Xcore, kind, &rows, embedded.get("total").copied(), next))
}

/// The envelope itself, or the page that holds it.
fn object(kind: Kind, at: &Locator, response: &HttpResponse) -> Result<Arc<Record>, RequestError> {
    let text = text(&response.body);
    let unreadable = match Record::read(Generation::Xcore, kind, text.trim()) {
        Ok(record) => return alone(record, at, response),
        Err(error) => error,
    };
    let answer = members(&text, response)?;
    if !answer.contains_key("_embedded") {
        return Err(malformed(response, format!("the answer is no {}: {unreadable}", kind.entry().noun)));
    }
    pick(kind, at, result_page(kind, &answer, None, response)?, response)
}

/// One container as a scope; `None` for one without an id.
fn entry(container: &Value) -> Option<ScopeEntry> {
    let id = word(container, "/instanceId");
    if id.is_empty() {
        return None;
    }
    let sandbox = word(container, "/_instance/parentName");
    let named = [word(container, "/_instance/repo:name"), sandbox.clone(), id.clone()];
    Some(ScopeEntry {
        name: named.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default(),
        scope: Scope { sandbox, container: Some(id) },
        category: word(container, "/_instance/containerType"),
        region: word(container, "/_instance/dataCenter"),
        changed: time(container.get("repo:lastModifiedDate"), parse_time),
    })
}
