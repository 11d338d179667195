//! The sandbox management API: the list that every caller sees, and the administrators' (contract section 15).

use serde_json::{Map, Value, json};

use crate::emulator::answer::{Cause, Problem, json_response};
use crate::emulator::call::{Call, no_such_path, wrong_method};
use crate::emulator::holdings::sandbox::SandboxFacts;
use crate::emulator::holdings::state::State;
use crate::emulator::strictness::Check;
use crate::http::{HttpResponse, Method};

const BASE: &str = "/data/foundation/sandbox-management";
const DEFAULT_LIMIT: usize = 50;

/// Answers a request for what stands below the sandbox management base.
pub fn serve(state: &State, call: &Call<'_>, path: &[&str]) -> Result<HttpResponse, Problem> {
    match path {
        [] | ["sandboxes"] if call.request.method != Method::Get => Err(wrong_method(call, "GET")),
        ["sandboxes"] if call.checks(Check::Administrator) => {
            Err(Problem::new(Cause::AdministratorsOnly, "only sandbox administrators may list all sandboxes"))
        }
        [] => list(state, call, ""),
        ["sandboxes"] => list(state, call, "sandboxes"),
        _ => Err(no_such_path(call)),
    }
}

/// The list of one of the two routes; the administrators' takes `property` and `orderBy` as well.
fn list(state: &State, call: &Call<'_>, route: &str) -> Result<HttpResponse, Problem> {
    let (limit, offset) = call.query(window(call), || (DEFAULT_LIMIT, 0))?;
    let mut rows: Vec<Value> = state.sandboxes.iter().map(|sandbox| describe(&sandbox.facts)).collect();
    if !route.is_empty() {
        let filters = call.filters()?;
        rows.retain(|row| filters.iter().all(|filter| filter.passes(row)));
        if let Some(order) = call.target.get("orderby") {
            let (descending, member) = order.strip_prefix('-').map_or((false, order), |member| (true, member));
            rows.sort_by_key(|row| row.get(member).map(Value::to_string));
            if descending {
                rows.reverse();
            }
        }
    }
    let total = rows.len();
    let rows: Vec<Value> = rows.into_iter().skip(offset).take(limit).collect();
    let url = |query: &str| format!("{}{BASE}/{route}?{query}", call.origin());
    let page_at = |offset: usize| json!({"href": url(&format!("limit={limit}&offset={offset}")), "templated": null});
    let mut links = Map::new();
    if offset.saturating_add(limit) < total {
        links.insert("next".to_owned(), page_at(offset + limit));
    }
    if offset > 0 {
        links.insert("prev".to_owned(), page_at(offset.saturating_sub(limit)));
    }
    links.insert("page".to_owned(), json!({"href": url("limit={limit}&offset={offset}"), "templated": true}));
    let body = json!({"sandboxes": rows, "_page": {"limit": limit, "count": rows.len()}, "_links": links});
    Ok(json_response(200, "application/json", &body))
}

/// How many rows are asked for, and from which on. Both are given or neither.
fn window(call: &Call<'_>) -> Result<(usize, usize), Problem> {
    match (call.target.number("limit")?, call.target.number("offset")?) {
        (None, None) => Ok((DEFAULT_LIMIT, 0)),
        (Some(0), _) => Err(Problem::new(Cause::BadQuery, "limit must be at least 1")),
        (Some(limit), Some(offset)) => Ok((limit, offset)),
        _ => Err(Problem::new(Cause::BadQuery, "limit and offset go together")),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::settings::Settings;
    use crate::emulator::strictness::Strictness;
    use crate::emulator::testing::Bench;

    #[test]
    fn lists_are_cut_by_limit_and_offset_and_the_administrators_also_by_property() {
        let strictness = Strictness::default().with(Check::Administrator, false);
        let bench = Bench::with(&Settings { strictness, ..Settings::default() });
        let names = |query: &str| {
            let list = bench.read(&format!("{BASE}/{query}"));
            let names =
                list["sandboxes"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned());
            (names.collect::<Vec<_>>(), list["_links"]["next"]["href"].as_str().map(str::to_owned))
        };
        assert_eq!(names("").0, ["prod", "dev"]);
        let (first, next) = names("?limit=1&offset=0");
        assert_eq!(first, ["prod"]);
        assert!(next.unwrap().ends_with("/?limit=1&offset=1"));
        assert_eq!(names("?limit=1&offset=1"), (vec!["dev".to_owned()], None));
        assert_eq!(names("sandboxes?property=type==development").0, ["dev"]);
        assert_eq!(names("sandboxes?orderBy=name").0, ["dev", "prod"]);
        assert_eq!(names("sandboxes?orderBy=-name").0, ["prod", "dev"]);
        for wrong in ["?limit=0&offset=0", "?offset=1", "?limit=x&offset=0"] {
            assert_eq!(bench.get(&format!("{BASE}/{wrong}")).0, 400, "{wrong}");
        }
    }
}
