//! The older generation: containers and HAL below `/data/core/xcore` (contract section 3).

use serde_json::{Map, Value, json};

use crate::emulator::answer::{Cause, Problem, blank_response, json_response, rows_response, text_response};
use crate::emulator::call::{Call, MediaType, no_such_path, wrong_method};
use crate::emulator::clock::xcore_date;
use crate::emulator::holdings::kind::{KINDS, Kind};
use crate::emulator::holdings::object::{Address, member, merge, parse_uuid, uuid};
use crate::emulator::holdings::sandbox::Sandbox;
use crate::emulator::holdings::shape::Form;
use crate::emulator::holdings::state::{Outcome, State};
use crate::emulator::lists::page::{Listing, Order};
use crate::emulator::lists::search::Search;
use crate::emulator::strictness::Check;
use crate::emulator::target::encode;
use crate::emulator::writes::write;
use crate::http::{HttpResponse, Method};

const CONTAINERS: &str = "https://ns.adobe.com/experience/xcore/container";
const RESULTS: &str = "https://ns.adobe.com/experience/xcore/hal/results";
const RESULTS_TYPE: &str =
    "application/vnd.adobe.platform.xcore.hal+json; schema=\"https://ns.adobe.com/experience/xcore/hal/results\"";
const HOME_TYPE: &str = "application/vnd.adobe.platform.xcore.home.hal+json";
const HAL: &str = "application/vnd.adobe.platform.xcore.hal+json";
const RECEIPT: &str = "application/vnd.adobe.platform.xcore.xdm.receipt+json; version=1";
const INSTANCE: &str = "application/schema-instance+json";
const PATCH: &str = "application/vnd.adobe.platform.xcore.patch.hal+json";
/// The container of the predecessor product (contract section 3).
const PREDECESSOR: &str = "7f0c1a20-85b6-11e9-9c41-77ba4655b211";
/// The order of lists that are asked for none (contract section 18, row 28).
const DEFAULT_ORDER: &str = "instanceId";
/// What stands raw in links (contract section 5).
const RAW_IN_SCHEMA: &str = ":/;=";

/// Answers a request for what stands below the xcore base.
pub fn serve(state: &mut State, call: &Call<'_>, path: &[&str]) -> Result<HttpResponse, Problem> {
    let method = call.request.method;
    let [container, rest @ ..] = path else {
        return if method == Method::Get { containers(state, call) } else { Err(wrong_method(call, "GET")) };
    };
    if *container == "containers" {
        return Err(no_such_path(call));
    }
    let Some(sandbox) = state.sandboxes.iter().position(|sandbox| sandbox.facts.container == *container) else {
        let detail = format!("the container {container:?} does not exist or is not yours");
        return Err(Problem::new(Cause::ContainerUnknown, detail));
    };
    match (rest, method) {
        (["queries", "core", "search"], Method::Get) => list(state, call, sandbox, "queries/core/search"),
        (["instances"], Method::Get) => list(state, call, sandbox, "instances"),
        (["instances"], Method::Post) => create(state, call, sandbox),
        (["instances", instance], Method::Get | Method::Patch | Method::Put | Method::Delete) => {
            item(state, call, sandbox, instance)
        }
        (["outcomes", instance], Method::Get) if call.checks(Check::DeleteReceipt) => {
            outcome(state, call, sandbox, instance)
        }
        (["queries", "core", "search"], _) => Err(wrong_method(call, "GET")),
        (["instances"], _) => Err(wrong_method(call, "GET, POST")),
        (["instances", _], _) => Err(wrong_method(call, "GET, PATCH, PUT, DELETE")),
        _ => Err(no_such_path(call)),
    }
}

/// The home page: the containers of the products asked for, filtered by `property`.
fn containers(state: &State, call: &Call<'_>) -> Result<HttpResponse, Problem> {
    let filters = call.filters()?;
    let products: Vec<&str> = call.target.all("product").collect();
    let all = std::iter::once(predecessor_container()).chain(state.sandboxes.iter().map(describe_container));
    let of_product = |container: &Value| products.iter().any(|product| container["productContexts"][0] == *product);
    let found: Vec<Value> = all
        .filter(|container| of_product(container) && filters.iter().all(|filter| filter.passes(container)))
        .collect();
    let query = if call.target.raw_query.is_empty() { String::new() } else { format!("?{}", call.target.raw_query) };
    let body = json!({
        "_embedded": {CONTAINERS: found},
        "_links": {"self": {"href": format!("/{query}"), "@type": "https://ns.adobe.com/experience/xcore/hal/home"}},
    });
    Ok(json_response(200, HOME_TYPE, &body))
}

/// The container that an organisation had before there were sandboxes: listed under its own product, and not for reading.
fn predecessor_container() -> Value {
    let date = "2019-06-03T04:17:33.684Z";
    let instance = json!({"repo:name": "Offers before sandboxes", "dataCenter": "VA7"});
    container(PREDECESSOR, "dma_offers", "0.1", 1, date, instance)
}

fn describe_container(sandbox: &Sandbox) -> Value {
    let facts = &sandbox.facts;
    // The sandbox's creation as the sandbox API has it, in xcore's spelling.
    let date = format!("{}.319959Z", facts.created_date.replace(' ', "T"));
    let instance = json!({
        "containerType": "decisioning",
        "repo:name": facts.container_name,
        "dataCenter": facts.region,
        "parentName": facts.name,
        "parentId": facts.sandbox_id,
    });
    container(&facts.container, "acp", "0.5", facts.e_tag, &date, instance)
}

/// A container as the home page shows it (contract section 3).
fn container(id: &str, product: &str, version: &str, etag: u64, date: &str, instance: Value) -> Value {
    let mut view = json!({
        "instanceId": id,
        "schemas": [format!("https://ns.adobe.com/experience/xcore/container;version={version}")],
        "productContexts": [product],
        "repo:etag": etag,
        "repo:createdDate": date,
        "repo:lastModifiedDate": date,
    });
    for author in ["repo:createdBy", "repo:lastModifiedBy", "repo:createdByClientId", "repo:lastModifiedByClientId"] {
        view[author] = "platform_provisioning".into();
    }
    view["_instance"] = instance;
    view["_links"] = json!({"self": {"href": format!("/containers/{id}")}});
    view
}

/// The kind that a schema names.
fn known_kind(schema: &str) -> Result<Kind, Problem> {
    let unknown = || Problem::new(Cause::BadQuery, format!("{schema:?} is not a schema of the Offer Library"));
    Kind::of_schema(schema).ok_or_else(unknown)
}

fn list(state: &State, call: &Call<'_>, sandbox: usize, route: &str) -> Result<HttpResponse, Problem> {
    let Some(sandbox) = state.sandboxes.get(sandbox) else { return Err(no_such_path(call)) };
    let Some(schema) = call.target.get("schema") else {
        return Err(Problem::new(Cause::BadQuery, "the parameter schema is required"));
    };
    let kind = known_kind(schema)?;
    let ids: Vec<&str> = call.target.all("id").collect();
    let name = call.target.get("name");
    if !ids.is_empty() && name.is_some() {
        return Err(Problem::new(Cause::BadQuery, "id and name can't be asked for together"));
    }
    let search = match call.target.get("q") {
        Some(text) => {
            let (operator, fields) = (call.target.get("qop"), call.target.all("field"));
            let parsed = Search::parse(text, operator, fields, call.checks(Check::SearchText));
            call.query(parsed, || None)?
        }
        None => None,
    };
    let looked_up = !ids.is_empty() || name.is_some();
    let asked = call.target.get("orderby").unwrap_or(DEFAULT_ORDER);
    let order = match Order::parse(Form::Xcore, asked) {
        Err(_) if !call.checks(Check::Query) => Order::parse(Form::Xcore, DEFAULT_ORDER)?,
        order => order?,
    };
    let listing = Listing {
        order,
        start: call.target.get("start"),
        limit: call.limit()?,
        filters: call.filters()?,
        ids,
        name,
        search,
        forgiving: !call.checks(Check::Query),
    };
    let place = sandbox.place();
    let page = listing.page(sandbox.shelf(kind), &place)?;
    let base = format!("/{}/{route}", place.container);
    let mut links = Map::new();
    let link = |query: Vec<String>| json!({"href": format!("{base}?{}", query.join("&")), "@type": RESULTS});
    links.insert("self".to_owned(), link(own_query(call)));
    if let Some(start) = &page.next {
        links.insert("next".to_owned(), link(next_query(call, start)));
    }
    let mut body = json!({
        "containerId": place.container,
        "schemaNs": schema,
        "requestTime": xcore_date(call.now, 0),
    });
    let mut embedded = member("results", json!([]));
    merge(&mut embedded, json!({"total": call.said_total(&page), "count": page.rows.len()}));
    merge(&mut body, member("_embedded", embedded));
    merge(&mut body, member("_links", Value::Object(links)));
    Ok(rows_response(RESULTS_TYPE, &body, page.rows.iter().map(|object| object.xcore_view(&place, looked_up))))
}

/// The request's own parameters, the schema with its raw characters.
fn own_query(call: &Call<'_>) -> Vec<String> {
    let written = call.target.parameters.iter().map(|parameter| match parameter.name.as_str() {
        "schema" => format!("schema={}", encode(&parameter.value, RAW_IN_SCHEMA)),
        _ => parameter.raw.clone(),
    });
    written.collect()
}

/// `start` first, then the order if the request had none, then the request's parameters; an order other than the
/// default one gets the instance id behind it (contract section 5).
fn next_query(call: &Call<'_>, start: &str) -> Vec<String> {
    let mut parts = vec![format!("start={}", encode(start, ""))];
    if call.target.get("orderby").is_none() {
        parts.push(format!("orderby={DEFAULT_ORDER}"));
    }
    for (parameter, own) in call.target.parameters.iter().zip(own_query(call)) {
        match parameter.name.to_ascii_lowercase().as_str() {
            "start" => {}
            "orderby" => {
                let complete =
                    parameter.value.split(',').any(|key| key.trim().trim_start_matches(['+', '-']) == "instanceId");
                let order = if complete { parameter.value.clone() } else { format!("{},instanceId", parameter.value) };
                parts.push(format!("orderby={}", encode(&order, "")));
            }
            _ => parts.push(own),
        }
    }
    parts
}

/// The schema that the media type names; without one the repository can't know what comes.
fn schema_kind(media_type: &MediaType) -> Result<Kind, Problem> {
    let Some(schema) = media_type.schema() else {
        return Err(Problem::new(Cause::WrongMediaType, "the content type must name a schema"));
    };
    known_kind(schema)
}

fn create(state: &mut State, call: &Call<'_>, sandbox: usize) -> Result<HttpResponse, Problem> {
    let media_type = call.expect_media_type(&[INSTANCE, HAL])?;
    let kind = schema_kind(&media_type)?;
    let container = state.sandboxes.get(sandbox).map(|sandbox| sandbox.facts.container.clone()).unwrap_or_default();
    let object = write::create(state, call, sandbox, kind, Form::Xcore)?;
    let mut response = text_response(201, RECEIPT, object.xcore_receipt());
    let location = format!("/{container}/instances/{}", uuid(object.instance));
    response.headers.push(("location".to_owned(), location));
    response.headers.push(("content-base".to_owned(), format!("{}/data/core/xcore/", call.origin())));
    Ok(response)
}

/// The media type of a change, whose schema must be the instance's own.
fn expect_schema_of(call: &Call<'_>, at: Address, wanted: &str) -> Result<(), Problem> {
    let media_type = call.expect_media_type(&[wanted])?;
    if call.checks(Check::MediaType) && schema_kind(&media_type)? != at.kind {
        let noun = at.kind.entry().noun;
        let detail = format!("the instance is a {noun}, not what the content type's schema says");
        return Err(Problem::new(Cause::Invalid, detail));
    }
    Ok(())
}

fn item(state: &mut State, call: &Call<'_>, sandbox: usize, text: &str) -> Result<HttpResponse, Problem> {
    let not_found = || Problem::new(Cause::NotFound, format!("there is no instance {text:?}"));
    // An `@id` in the path is no instance id and is not found either (contract section 18, row 18).
    let instance = parse_uuid(text).ok_or_else(not_found)?;
    let mut places = KINDS.iter().map(|entry| Address { sandbox, kind: entry.kind, instance });
    let at = places.find(|at| state.object(*at).is_some()).ok_or_else(not_found)?;
    match call.request.method {
        Method::Patch => {
            expect_schema_of(call, at, PATCH)?;
            let object = write::patch(state, call, at, Form::Xcore)?;
            Ok(text_response(200, RECEIPT, object.xcore_receipt()))
        }
        Method::Put => {
            expect_schema_of(call, at, HAL)?;
            let object = write::replace(state, call, at, Form::Xcore)?;
            Ok(text_response(200, RECEIPT, object.xcore_receipt()))
        }
        Method::Delete => delete(state, call, at),
        _ => {
            let (Some(object), Some(sandbox)) = (state.object(at), state.sandboxes.get(sandbox)) else {
                return Err(not_found());
            };
            let mut response = if call.not_modified(object.etag) {
                blank_response(304)
            } else {
                let media_type = format!("{HAL}; schema=\"{}\"", at.kind.schema(Form::Xcore));
                text_response(200, &media_type, object.xcore_view(&sandbox.place(), false))
            };
            response.headers.push(("etag".to_owned(), format!("\"{}\"", object.etag)));
            Ok(response)
        }
    }
}

/// 202 and nothing else, as the Offer Library's documents say; or the receipt of the repository behind it, with the
/// place that tells the outcome (contract section 18, row 1).
fn delete(state: &mut State, call: &Call<'_>, at: Address) -> Result<HttpResponse, Problem> {
    let receipt = state.existing(at)?.xcore_receipt();
    write::delete(state, call, at, Form::Xcore)?;
    if !call.checks(Check::DeleteReceipt) {
        return Ok(blank_response(202));
    }
    let container = state.sandboxes.get(at.sandbox).map(|sandbox| sandbox.facts.container.as_str()).unwrap_or_default();
    let mut response = text_response(202, RECEIPT, receipt);
    response.headers.push(("location".to_owned(), format!("/{container}/outcomes/{}", uuid(at.instance))));
    Ok(response)
}

/// What became of a delete: 202 until it is carried out, then 200. The document says no more than that the body tells
/// acceptance or rejection; its members are made up.
fn outcome(state: &State, call: &Call<'_>, sandbox: usize, text: &str) -> Result<HttpResponse, Problem> {
    let unknown = || Problem::new(Cause::NotFound, format!("no delete of the instance {text:?} is known"));
    let found = parse_uuid(text).and_then(|instance| state.outcome(sandbox, instance)).ok_or_else(unknown)?;
    let (word, detail) = match found {
        Outcome::Pending => return Ok(blank_response(202)),
        Outcome::Deleted => ("accepted", "the instance is deleted"),
        Outcome::Rejected => ("rejected", "the instance is still referenced"),
    };
    let body = json!({"instanceId": text, "outcome": word, "detail": detail, "requestTime": xcore_date(call.now, 0)});
    Ok(json_response(200, "application/json", &body))
}
