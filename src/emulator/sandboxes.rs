//! The sandbox management API as far as a caller without administrator's rights sees it (contract section 15).

use serde_json::{Map, Value, json};

use super::answer::{Cause, Problem, json_response};
use super::call::{Call, no_such_path, wrong_method};
use super::sandbox::SandboxFacts;
use super::state::State;
use super::strictness::Check;
use crate::http::{HttpResponse, Method};

const BASE: &str = "/data/foundation/sandbox-management";
const DEFAULT_LIMIT: usize = 50;

/// Answers a request for what stands below the sandbox management base.
pub(super) fn serve(state: &State, call: &Call<'_>, path: &[&str]) -> Result<HttpResponse, Problem> {
    match path {
        [] | ["sandboxes"] if call.request.method != Method::Get => Err(wrong_method(call)),
        ["sandboxes"] if call.checks(Check::Administrator) => {
            Err(Problem::new(Cause::AdministratorsOnly, "only sandbox administrators may list all sandboxes"))
        }
        [] | ["sandboxes"] => list(state, call),
        _ => Err(no_such_path(call)),
    }
}

fn list(state: &State, call: &Call<'_>) -> Result<HttpResponse, Problem> {
    let limit = call.query(call.target.number("limit"), || None)?;
    let offset = call.query(call.target.number("offset"), || None)?;
    if limit.is_some() != offset.is_some() {
        return Err(Problem::new(Cause::BadQuery, "limit and offset go together"));
    }
    let (limit, offset) = (limit.unwrap_or(DEFAULT_LIMIT), offset.unwrap_or(0));
    if limit == 0 {
        return Err(Problem::new(Cause::BadQuery, "limit must be at least 1"));
    }
    let rows: Vec<Value> = state.sandboxes.iter().skip(offset).take(limit).map(|s| describe(&s.facts)).collect();
    let url = |query: &str| format!("{}{BASE}/?{query}", call.origin());
    let page_at = |offset: usize| json!({"href": url(&format!("limit={limit}&offset={offset}")), "templated": null});
    let mut links = Map::new();
    if offset.saturating_add(limit) < state.sandboxes.len() {
        links.insert("next".to_owned(), page_at(offset + limit));
    }
    if offset > 0 {
        links.insert("prev".to_owned(), page_at(offset.saturating_sub(limit)));
    }
    links.insert("page".to_owned(), json!({"href": url("limit={limit}&offset={offset}"), "templated": true}));
    let body = json!({"sandboxes": rows, "_page": {"limit": limit, "count": rows.len()}, "_links": links});
    Ok(json_response(200, "application/json", &body))
}

fn describe(facts: &SandboxFacts) -> Value {
    json!({
        "name": facts.name,
        "title": facts.title,
        "state": "active",
        "type": facts.purpose,
        "region": facts.region,
        "isDefault": facts.is_default,
        "eTag": facts.e_tag,
        "createdDate": facts.created_date,
        "lastModifiedDate": facts.created_date,
        "createdBy": "platform_provisioning",
        "modifiedBy": "platform_provisioning",
    })
}
