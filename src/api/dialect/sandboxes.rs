//! The sandboxes open to the caller: the scopes of dps, which has no list of its own, and on either generation what
//! tells which of them are production (contract section 15).

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::domain::record::parse_time;
use crate::domain::{Scope, ScopeEntry, json};
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::request::{PageFrom, Reply, RequestError};

use super::super::platform::Platform;
use super::body::{elements, malformed, members, next_link, text, time, word};
use super::target::follow;

const BASE: &str = "/data/foundation/sandbox-management";

/// How many sandboxes a page is asked to hold: the documented default.
const LIMIT: usize = 50;

/// The offset at which paging ends whatever the server says: far more sandboxes than any organisation has.
const LAST_OFFSET: usize = 5000;

fn page_at(offset: usize) -> String {
    format!("/?limit={LIMIT}&offset={offset}")
}

pub(super) fn encode(platform: &Platform, from: &PageFrom) -> Result<HttpRequest, RequestError> {
    let target = match from {
        PageFrom::Start => format!("{BASE}{}", page_at(0)),
        PageFrom::Link(href) => follow(platform, BASE, href, None)?,
    };
    Ok(HttpRequest { method: Method::Get, target, headers: Vec::new(), body: Vec::new() })
}

pub(super) fn decode(followed: Option<&str>, response: &HttpResponse) -> Result<Reply, RequestError> {
    let text = text(&response.body);
    let page = members(&text, response)?;
    let rows = page.get("sandboxes").ok_or_else(|| malformed(response, "the answer holds no sandboxes"))?;
    let rows = elements(rows, "sandboxes", response)?;
    // A next link may be absolute with a port, or a template with nothing filled in; its presence is what counts. The
    // offset follows from what was received, as `_page.count` is unreliable. It only grows, so paging comes to an end.
    let offset = offset_of(followed) + rows.len();
    let more = next_link(&page).is_some() && !rows.is_empty() && offset < LAST_OFFSET;
    Ok(Reply::Scopes {
        entries: rows.iter().filter_map(|row| entry(&json::read(row.get()).ok()?)).collect(),
        next: more.then(|| page_at(offset)),
    })
}

fn offset_of(followed: Option<&str>) -> usize {
    let query = followed.and_then(|href| href.split_once('?')).map_or("", |(_, query)| query);
    let offset = query.split('&').find_map(|pair| pair.strip_prefix("offset="));
    offset.and_then(|offset| offset.parse().ok()).unwrap_or(0).min(LAST_OFFSET)
}

/// One sandbox as a scope; `None` for one that can't be worked in: no name, or in another state than active.
fn entry(sandbox: &Value) -> Option<ScopeEntry> {
    let name = word(sandbox, "/name");
    let state = word(sandbox, "/state");
    if name.is_empty() || !(state.is_empty() || state.eq_ignore_ascii_case("active")) {
        return None;
    }
    let title = word(sandbox, "/title");
    Some(ScopeEntry {
        name: if title.trim().is_empty() { name.clone() } else { title },
        scope: Scope { sandbox: name, container: None },
        category: word(sandbox, "/type"),
        region: word(sandbox, "/region"),
        changed: time(sandbox.get("lastModifiedDate"), sandbox_time),
    })
}

/// The sandbox API writes times without a zone, `2019-09-04 04:57:24`: taken as UTC, like all the platform's others.
fn sandbox_time(text: &str) -> Option<jiff::Timestamp> {
    let zoneless = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp());
    parse_time(text).or_else(zoneless)
}
