//! The current generation: plain JSON below `/data/core/dps` (contract section 4).

use serde_json::{Map, Value, json};

use super::answer::{Cause, Problem, blank_response, json_response, rows_response, text_response};
use super::call::{Call, no_such_path, wrong_method};
use super::filter::Filter;
use super::kind::{KINDS, Kind};
use super::object::{member, merge};
use super::page::{Listing, Order, Page, page_limit};
use super::sandbox::Sandbox;
use super::shape::Form;
use super::state::{Address, State};
use super::target::encode;
use super::write;
use crate::http::{HttpResponse, Method, header};

const JSON: &str = "application/json";
const JSON_PATCH: &str = "application/json-patch+json";
/// The order of lists that are asked for none.
const DEFAULT_ORDER: &str = "-modified";

/// Answers a request for what stands below the dps base.
pub(super) fn serve(state: &mut State, call: &Call<'_>, path: &[&str]) -> Result<HttpResponse, Problem> {
    let sandbox = sandbox_index(state, call)?;
    let (collection, id) = match path {
        [collection] => (*collection, None),
        [collection, id] => (*collection, Some(*id)),
        _ => return Err(no_such_path(call)),
    };
    let mut entries = KINDS.iter().filter(|entry| entry.dps_collection == collection).peekable();
    let Some(first) = entries.peek() else { return Err(no_such_path(call)) };
    if first.members.is_none() {
        let detail = format!("{}s are in this library, but it does not serve them yet", first.noun);
        return Err(Problem::new(Cause::KindNotServed, detail));
    }
    let known = match id {
        None => matches!(call.request.method, Method::Get | Method::Post),
        Some(_) => matches!(call.request.method, Method::Get | Method::Patch | Method::Delete),
    };
    if !known {
        return Err(wrong_method(call));
    }
    let kind = offer_kind(call)?;
    match id {
        None if call.request.method == Method::Get => list(state, call, sandbox, kind),
        None => create(state, call, sandbox, kind),
        Some(id) => item(state, call, sandbox, kind, id),
    }
}

/// The sandbox that the header names.
fn sandbox_index(state: &State, call: &Call<'_>) -> Result<usize, Problem> {
    let Some(name) = header(&call.request.headers, "x-sandbox-name").map(str::trim).filter(|name| !name.is_empty())
    else {
        return Err(Problem::new(Cause::SandboxMissing, "the header x-sandbox-name is required"));
    };
    let found = state.sandboxes.iter().position(|sandbox| sandbox.facts.name == name);
    found.ok_or_else(|| Problem::new(Cause::SandboxUnknown, format!("there is no sandbox {name:?}")))
}

/// The kind that `offer-type` names, whatever its case (contract section 18, row 17).
fn offer_kind(call: &Call<'_>) -> Result<Kind, Problem> {
    let Some(offer_type) = call.target.get("offer-type") else {
        return Err(Problem::new(Cause::BadQuery, "the parameter offer-type is required"));
    };
    let found = KINDS.iter().find(|entry| entry.offer_type.is_some_and(|known| known.eq_ignore_ascii_case(offer_type)));
    found.map(|entry| entry.kind).ok_or_else(|| {
        Problem::new(Cause::BadQuery, format!("offer-type must be personalized or fallback, not {offer_type:?}"))
    })
}

fn list(state: &State, call: &Call<'_>, sandbox: usize, kind: Kind) -> Result<HttpResponse, Problem> {
    let Some(sandbox) = state.sandboxes.get(sandbox) else { return Err(no_such_path(call)) };
    let order_text = call.target.get("orderby").unwrap_or(DEFAULT_ORDER);
    let expressions = call.target.property_expressions()?;
    let listing = Listing {
        order: Order::parse(Form::Dps, order_text)?,
        start: call.target.get("start"),
        limit: page_limit(call.target.number("limit")?)?,
        filters: expressions.iter().map(|text| Filter::parse(text)).collect::<Result<_, _>>()?,
        ids: Vec::new(),
        name: None,
    };
    let page = listing.page(sandbox.shelf(kind), &sandbox.place())?;
    let mut body = member("results", json!([]));
    let counts = json!({"count": page.rows.len(), "total": page.total, "_links": links(call, &page, order_text)});
    merge(&mut body, counts);
    Ok(rows_response(JSON, &body, page.rows.iter().map(|object| object.dps_view())))
}

fn links(call: &Call<'_>, page: &Page<'_>, order: &str) -> Value {
    let link = |start: Option<&str>| json!({"href": href(call, order, start), "type": JSON});
    let mut links = Map::new();
    links.insert("self".to_owned(), link(call.target.get("start")));
    if let Some(start) = &page.next {
        links.insert("next".to_owned(), link(Some(start)));
    }
    if let Some(start) = &page.previous {
        links.insert("prev".to_owned(), link(Some(start)));
    }
    Value::Object(links)
}

/// `/offers?orderby=-modified&limit=2&start=...&offer-type=PERSONALIZED`: the documented order, then what else the
/// request had (contract section 5).
fn href(call: &Call<'_>, order: &str, start: Option<&str>) -> String {
    let mut parts = vec![format!("orderby={}", encode(order, ","))];
    if let Some(limit) = call.target.get("limit") {
        parts.push(format!("limit={}", encode(limit, "")));
    }
    if let Some(start) = start {
        parts.push(format!("start={}", encode(start, ":")));
    }
    for parameter in &call.target.parameters {
        match parameter.name.to_ascii_lowercase().as_str() {
            "orderby" | "limit" | "start" => {}
            "offer-type" => parts.push(format!("offer-type={}", encode(&parameter.value.to_ascii_uppercase(), ""))),
            _ => parts.push(parameter.raw.clone()),
        }
    }
    format!("/offers?{}", parts.join("&"))
}

fn create(state: &mut State, call: &Call<'_>, sandbox: usize, kind: Kind) -> Result<HttpResponse, Problem> {
    let media_type = call.content_type()?;
    if !media_type.is(JSON) {
        return Err(media_type.refused(&[JSON]));
    }
    let sandbox_id = sandbox_id(state, sandbox);
    let object = write::create(state, call, sandbox, kind, Form::Dps)?;
    Ok(json_response(201, JSON, &object.dps_receipt(&sandbox_id)))
}

fn item(state: &mut State, call: &Call<'_>, sandbox: usize, kind: Kind, id: &str) -> Result<HttpResponse, Problem> {
    if id.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err(Problem::new(Cause::BadId, format!("Invalid [offerId] id: {id:?}")));
    }
    let found = state.sandboxes.get(sandbox).and_then(|sandbox| sandbox.shelf(kind).find(id));
    let Some(object) = found else {
        return Err(Problem::new(Cause::NotFound, format!("there is no {} with the id {id:?}", kind.entry().noun)));
    };
    let at = Address { sandbox, kind, instance: object.instance };
    match call.request.method {
        Method::Patch => {
            let media_type = call.content_type()?;
            if !media_type.is(JSON) && !media_type.is(JSON_PATCH) {
                return Err(media_type.refused(&[JSON, JSON_PATCH]));
            }
            let sandbox_id = sandbox_id(state, sandbox);
            let object = write::patch(state, call, at, Form::Dps)?;
            Ok(json_response(200, JSON, &object.dps_receipt(&sandbox_id)))
        }
        Method::Delete => {
            write::delete(state, call, at, Form::Dps)?;
            Ok(blank_response(200))
        }
        _ => Ok(text_response(200, JSON, object.dps_view())),
    }
}

fn sandbox_id(state: &State, sandbox: usize) -> String {
    state.sandboxes.get(sandbox).map(|sandbox: &Sandbox| sandbox.facts.sandbox_id.clone()).unwrap_or_default()
}
