//! What faults do to answers.

use std::cell::OnceCell;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::fault::{Class, Effect, RowEffect, Strikes};
use crate::emulator::answer::{Cause, Problem};
use crate::emulator::gateway;
use crate::emulator::holdings::kind::KINDS;
use crate::emulator::holdings::object::Address;
use crate::emulator::holdings::references::users_of;
use crate::emulator::holdings::sandbox::SandboxFacts;
use crate::emulator::holdings::state::State;
use crate::http::{HttpRequest, HttpResponse, header};

/// The answer of a fault that refuses a request before it is carried out.
pub fn refusal(effect: Effect) -> HttpResponse {
    match effect {
        Effect::TooMany(seconds) => gateway::too_many_requests(seconds),
        Effect::ExpiredToken | Effect::Status(401) => gateway::token_not_valid(),
        Effect::Status(403) => gateway::profile_not_valid(),
        // Where the service is away, its load balancer answers.
        Effect::Status(503) => html_page(503),
        Effect::Html(status) => html_page(status),
        Effect::Status(status) => {
            Problem::new(Cause::Injected(status), "this answer was asked for with a fault").response()
        }
        _ => Problem::new(Cause::Injected(500), "this answer was asked for with a fault").response(),
    }
}

/// The page that a gateway or a load balancer writes by itself.
fn html_page(status: u16) -> HttpResponse {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let reason = if status == 503 { "Service Temporarily Unavailable" } else { reason.unwrap_or("Error") };
    let title = format!("{status} {reason}");
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    HttpResponse { status, headers: vec![("content-type".to_owned(), "text/html".to_owned())], body: page.into_bytes() }
}

/// Makes a body into what claims to be JSON and is not.
pub fn garble(response: &mut HttpResponse) {
    response.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    response.headers.push(("content-type".to_owned(), "application/json".to_owned()));
    response.body = b"{\"results\": [{\"name\": \"half an off".to_vec();
}

/// Has a fault for lists strike, if the answer is a list that it touches. `acted_out` is the one that the service had
/// before its eyes when it made the list.
pub fn list(
    state: &mut State,
    request: &HttpRequest,
    response: &mut HttpResponse,
    acted_out: Option<RowEffect>,
    strikes: &mut Strikes<'_>,
) {
    let Some(list) = List::parse(response) else { return };
    // Who names an object takes a look at all others.
    let found = OnceCell::new();
    let last = || *found.get_or_init(|| list.owners(request).into_iter().find_map(|owner| unused(state, &owner)));
    let touches = |effect| match effect {
        Effect::Rows(effect @ (RowEffect::Short | RowEffect::TotalFromHere)) => {
            acted_out == Some(effect) && list.has_objects()
        }
        Effect::Rows(RowEffect::BareLinks) => list.has_filtered_link(),
        Effect::Rows(RowEffect::Shrinking) => last().is_some(),
        Effect::Rows(effect) => list.spoiled(effect, request) != list.body,
        _ => false,
    };
    let Some(Effect::Rows(effect)) = strikes.take(Class::Rows, touches) else { return };
    match effect {
        RowEffect::Shrinking => found.into_inner().flatten().into_iter().for_each(|at| state.remove(at)),
        // The list was made so.
        RowEffect::Short | RowEffect::TotalFromHere => {}
        _ => response.body = list.spoiled(effect, request).to_string().into_bytes(),
    }
}

/// Where the object of a row stands, unless another one names it and holds it back.
fn unused(state: &State, owner: &RowOwner) -> Option<Address> {
    let named = |facts: &SandboxFacts| match &owner.sandbox {
        Some(name) => facts.name == *name,
        None => facts.is_default,
    };
    let index = state.sandboxes.iter().position(|sandbox| named(&sandbox.facts))?;
    let sandbox = state.sandboxes.get(index)?;
    let object = KINDS.iter().find_map(|entry| sandbox.shelf(entry.kind).find(&owner.id))?;
    let is_used = !users_of(sandbox, object.kind, &object.id).is_empty();
    (!is_used).then_some(Address { sandbox: index, kind: object.kind, instance: object.instance })
}

/// A list as it was answered.
struct List {
    body: Value,
}

/// Whose row it is.
struct RowOwner {
    /// `id` or `@id`.
    id: String,
    /// The sandbox's name; none if neither the row nor the request tells it.
    sandbox: Option<String>,
}

impl List {
    /// The list in an answer, if it is one.
    fn parse(response: &HttpResponse) -> Option<List> {
        let mut body = serde_json::from_slice(&response.body).ok()?;
        rows_of(&mut body).is_some().then_some(List { body })
    }

    /// Whether it is a list of the library's objects, not of sandboxes or containers.
    fn has_objects(&self) -> bool {
        self.objects().is_some()
    }

    fn objects(&self) -> Option<&Vec<Value>> {
        ["/results", "/_embedded/results"].into_iter().find_map(|place| self.body.pointer(place)?.as_array())
    }

    /// The objects in the rows, the last one first.
    fn owners(&self, request: &HttpRequest) -> Vec<RowOwner> {
        let named = header(&request.headers, "x-sandbox-name").map(|name| name.trim().to_owned());
        let owner = |row: &Value| {
            let id = row.get("id").or_else(|| row.get("_instance")?.get("@id"))?.as_str()?.to_owned();
            let sandbox = row.get("sandboxName").and_then(Value::as_str).map(str::to_owned);
            Some(RowOwner { id, sandbox: sandbox.or_else(|| named.clone()) })
        };
        self.objects().into_iter().flatten().rev().filter_map(owner).collect()
    }

    fn next_link(&self) -> Option<&str> {
        self.body.pointer("/_links/next/href")?.as_str()
    }

    /// Whether a link in it leads to a next page with filters.
    fn has_filtered_link(&self) -> bool {
        self.next_link().is_some_and(|href| without_filters(href) != href)
    }

    /// The body as the fault has it. What the service itself acts out is there already.
    fn spoiled(&self, effect: RowEffect, request: &HttpRequest) -> Value {
        let mut body = self.body.clone();
        match effect {
            RowEffect::Empty => empty(&mut body),
            RowEffect::NoTotal => forget_total(&mut body),
            RowEffect::Loop => lead_back(&mut body, &request.target),
            RowEffect::BareLinks => {
                if let Some(bare) = self.next_link().map(without_filters) {
                    body["_links"]["next"]["href"] = bare.into();
                }
            }
            RowEffect::Odd => {
                for (index, row) in rows_of(&mut body).into_iter().flatten().enumerate() {
                    make_odd(row, index);
                }
            }
            RowEffect::Short | RowEffect::TotalFromHere | RowEffect::Shrinking => {}
        }
        body
    }
}

/// A link without its `property` parameters.
fn without_filters(href: &str) -> String {
    let Some((path, query)) = href.split_once('?') else { return href.to_owned() };
    let is_filter = |parameter: &str| parameter.split('=').next().is_some_and(|n| n.eq_ignore_ascii_case("property"));
    let kept: Vec<&str> = query.split('&').filter(|parameter| !is_filter(parameter)).collect();
    format!("{path}?{}", kept.join("&"))
}

/// The rows of a list of any API.
fn rows_of(body: &mut Value) -> Option<&mut Vec<Value>> {
    let places = [
        "/results",
        "/_embedded/results",
        "/_embedded/https:~1~1ns.adobe.com~1experience~1xcore~1container",
        "/sandboxes",
    ];
    let place = places.into_iter().find(|place| body.pointer(place).is_some_and(Value::is_array))?;
    body.pointer_mut(place)?.as_array_mut()
}

/// Where a list keeps its counts.
fn counts_of(body: &mut Value, change: impl Fn(&mut Map<String, Value>)) {
    if let Some(top) = body.as_object_mut() {
        change(top);
    }
    for place in ["_embedded", "_page"] {
        if let Some(Value::Object(holder)) = body.get_mut(place) {
            change(holder);
        }
    }
}

fn empty(body: &mut Value) {
    if let Some(rows) = rows_of(body) {
        rows.clear();
    }
    counts_of(body, |holder| {
        for count in ["count", "total"] {
            if let Some(count) = holder.get_mut(count) {
                *count = 0.into();
            }
        }
    });
    if let Some(Value::Object(links)) = body.get_mut("_links") {
        links.shift_remove("next");
        links.shift_remove("prev");
    }
}

fn forget_total(body: &mut Value) {
    counts_of(body, |holder| {
        holder.shift_remove("total");
    });
}

/// On every page but the first, the next page becomes the link that led here.
fn lead_back(body: &mut Value, target: &str) {
    if !target.contains("start=") {
        return;
    }
    let followed = ["/data/core/dps", "/data/core/xcore"].iter().find_map(|base| target.strip_prefix(base));
    if let Some(Value::Object(links)) = body.get_mut("_links") {
        let mut link = links.get("self").cloned().unwrap_or_else(|| json!({}));
        link["href"] = followed.unwrap_or(target).into();
        links.insert("next".to_owned(), link);
    }
}

/// Gives a row one of the things that no row should hold, in turn.
fn make_odd(row: &mut Value, index: usize) {
    let instance = if row.get("_instance").is_some() { &mut row["_instance"] } else { &mut *row };
    if !instance.is_object() {
        return;
    }
    let prefix = if instance.get("xdm:name").is_some() { "xdm:" } else { "" };
    let name = ["xdm:name", "repo:name"].into_iter().find(|key| instance.get(key).is_some()).unwrap_or("name");
    let member = |word: &str| format!("{prefix}{word}");
    match index % 7 {
        0 => instance[name] = Value::Null,
        1 => instance[member("rank")] = json!({member("priority"): 1_u64 << 60}),
        2 => instance[member("rank")] = json!({member("priority"): 1e99}),
        3 => {
            let dates = json!({member("startDate"): "soon", member("endDate"): "2026-02-31T25:61:00Z"});
            instance[member("selectionConstraint")] = dates;
            for date in ["modified", "repo:lastModifiedDate", "lastModifiedDate"] {
                if let Some(written) = row.get_mut(date) {
                    *written = "yesterday".into();
                }
            }
        }
        4 => {
            instance[name] =
                "\u{1b}[31mred\u{1b}[0m \u{1b}]0;title\u{7} \u{9b}2J bell\u{7} nul\u{0} line\r\nnext\tend".into()
        }
        5 => instance[name] = "\u{202e}tnuocsid\u{202c} \u{2066}isolated\u{2069} \u{200f}mark\u{feff}".into(),
        _ => instance[name] = "long ".repeat(1000).into(),
    }
}

#[cfg(test)]
mod tests;
