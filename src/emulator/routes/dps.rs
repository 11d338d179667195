//! The current generation: plain JSON below `/data/core/dps` (contract section 4).

use serde_json::{Map, Value, json};

use crate::emulator::answer::{Cause, Problem, blank_response, json_response, rows_response, text_response};
use crate::emulator::call::{Call, no_such_path, wrong_method};
use crate::emulator::holdings::kind::{KINDS, Kind};
use crate::emulator::holdings::object::{Address, member, merge};
use crate::emulator::holdings::sandbox::Sandbox;
use crate::emulator::holdings::shape::Form;
use crate::emulator::holdings::state::State;
use crate::emulator::lists::page::{Listing, Order, Page};
use crate::emulator::strictness::Check;
use crate::emulator::target::encode;
use crate::emulator::writes::write;
use crate::http::{HttpResponse, Method, header};

const JSON: &str = "application/json";
const JSON_PATCH: &str = "application/json-patch+json";
/// The order of lists that are asked for none.
const DEFAULT_ORDER: &str = "-modified";

/// Answers a request for what stands below the dps base.
pub fn serve(state: &mut State, call: &Call<'_>, path: &[&str]) -> Result<HttpResponse, Problem> {
    let sandbox = sandbox_index(state, call)?;
    let (collection, id) = match path {
        [collection] => (*collection, None),
        [collection, id] => (*collection, Some(*id)),
        _ => return Err(no_such_path(call)),
    };
    let Some(entry) = KINDS.iter().find(|entry| entry.dps_collection == collection) else {
        return Err(no_such_path(call));
    };
    match (id, call.request.method) {
        (None, Method::Get | Method::Post) => {}
        (None, _) => return Err(wrong_method(call, "GET, POST")),
        (Some(_), Method::Post) => return Err(wrong_method(call, "GET, PATCH, PUT, DELETE")),
        (Some(_), _) => {}
    }
    let kind = if entry.offer_type.is_some() { offer_kind(call)? } else { entry.kind };
    match id {
        None if call.request.method == Method::Get => list(state, call, sandbox, kind),
        None => create(state, call, sandbox, kind),
        Some(id) => item(state, call, sandbox, kind, id),
    }
}

/// The sandbox that the header names.
fn sandbox_index(state: &State, call: &Call<'_>) -> Result<usize, Problem> {
    let named = header(&call.request.headers, "x-sandbox-name").map(str::trim).filter(|name| !name.is_empty());
    let Some(name) = named else {
        let default = state.sandboxes.iter().position(|sandbox| sandbox.facts.is_default);
        return default
            .filter(|_| !call.checks(Check::SandboxHeader))
            .ok_or_else(|| Problem::new(Cause::SandboxMissing, "the header x-sandbox-name is required"));
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
    let asked = call.target.get("orderby").unwrap_or(DEFAULT_ORDER);
    let (order, order_text) = match Order::parse(Form::Dps, asked) {
        Err(_) if !call.checks(Check::Query) => (Order::parse(Form::Dps, DEFAULT_ORDER)?, DEFAULT_ORDER),
        order => (order?, asked),
    };
    let listing = Listing {
        order,
        start: call.target.get("start"),
        limit: call.limit()?,
        filters: call.filters()?,
        ids: Vec::new(),
        name: None,
        search: None,
        forgiving: !call.checks(Check::Query),
    };
    let page = listing.page(sandbox.shelf(kind), &sandbox.place())?;
    let mut body = member("results", json!([]));
    let links = links(call, kind, &page, order_text);
    merge(&mut body, json!({"count": page.rows.len(), "total": call.said_total(&page), "_links": links}));
    Ok(rows_response(JSON, &body, page.rows.iter().map(|object| object.dps_view())))
}

fn links(call: &Call<'_>, kind: Kind, page: &Page<'_>, order: &str) -> Value {
    let link = |start: Option<&str>| json!({"href": href(call, kind, order, start), "type": JSON});
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
fn href(call: &Call<'_>, kind: Kind, order: &str, start: Option<&str>) -> String {
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
    format!("/{}?{}", kind.entry().dps_collection, parts.join("&"))
}

fn create(state: &mut State, call: &Call<'_>, sandbox: usize, kind: Kind) -> Result<HttpResponse, Problem> {
    call.expect_media_type(&[JSON])?;
    let sandbox_id = sandbox_id(state, sandbox);
    let object = write::create(state, call, sandbox, kind, Form::Dps)?;
    Ok(json_response(201, JSON, &object.dps_receipt(&sandbox_id)))
}

fn item(state: &mut State, call: &Call<'_>, sandbox: usize, kind: Kind, id: &str) -> Result<HttpResponse, Problem> {
    let blank = |character: char| character.is_whitespace() || character.is_control();
    if call.checks(Check::IdForm) && id.chars().any(blank) {
        return Err(Problem::new(Cause::BadId, format!("Invalid [{}] id: {id:?}", kind.entry().id_name)));
    }
    let found = state.sandboxes.get(sandbox).and_then(|sandbox| sandbox.shelf(kind).find(id));
    let Some(object) = found else {
        return Err(Problem::new(Cause::NotFound, format!("there is no {} with the id {id:?}", kind.entry().noun)));
    };
    let at = Address { sandbox, kind, instance: object.instance };
    let sandbox_id = sandbox_id(state, sandbox);
    match call.request.method {
        Method::Patch => {
            call.expect_media_type(&[JSON, JSON_PATCH])?;
            let object = write::patch(state, call, at, Form::Dps)?;
            Ok(json_response(200, JSON, &object.dps_receipt(&sandbox_id)))
        }
        Method::Put => {
            call.expect_media_type(&[JSON])?;
            let object = write::replace(state, call, at, Form::Dps)?;
            Ok(json_response(200, JSON, &object.dps_receipt(&sandbox_id)))
        }
        Method::Delete => {
            write::delete(state, call, at, Form::Dps)?;
            Ok(blank_response(200))
        }
        Method::Get | Method::Post => Ok(text_response(200, JSON, state.existing(at)?.dps_view())),
    }
}

fn sandbox_id(state: &State, sandbox: usize) -> String {
    state.sandboxes.get(sandbox).map(|sandbox: &Sandbox| sandbox.facts.sandbox_id.clone()).unwrap_or_default()
}
