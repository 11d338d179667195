//! What faults do to answers.

use serde_json::{Map, Value, json};

use super::answer::{Cause, Problem};
use super::fault::{Effect, Faults, RowEffect};
use super::gateway;
use crate::http::{HttpRequest, HttpResponse, Method};

/// The page of a load balancer whose service is away.
const UNAVAILABLE: &str = "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n\
<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// The answer of a fault that refuses a request before it is carried out.
pub(super) fn refusal(status: u16) -> HttpResponse {
    match status {
        401 => gateway::token_not_valid(),
        403 => gateway::profile_not_valid(),
        503 => HttpResponse {
            status,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: UNAVAILABLE.as_bytes().to_vec(),
        },
        _ => Problem::new(Cause::Injected(status), "this answer was asked for with a fault").response(),
    }
}

/// Makes a body into what claims to be JSON and is not.
pub(super) fn garble(response: &mut HttpResponse) {
    response.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    response.headers.push(("content-type".to_owned(), "application/json".to_owned()));
    response.body = b"{\"results\": [{\"name\": \"half an off".to_vec();
}

/// Changes a list if a fault for lists is in force.
pub(super) fn rows(response: &mut HttpResponse, request: &HttpRequest, faults: &Faults) {
    if request.method != Method::Get || response.status != 200 {
        return;
    }
    let Some(Effect::Rows(effect)) =
        faults.take(Method::Get, |effect| matches!(effect, Effect::Rows(_)) && parse_list(response).is_some())
    else {
        return;
    };
    let Some(mut body) = parse_list(response) else { return };
    match effect {
        RowEffect::Empty => empty(&mut body),
        RowEffect::NoTotal => forget_total(&mut body),
        RowEffect::Loop => lead_back(&mut body, &request.target),
        RowEffect::Odd => {
            for (index, row) in rows_of(&mut body).into_iter().flatten().enumerate() {
                make_odd(row, index);
            }
        }
    }
    response.body = body.to_string().into_bytes();
}

fn parse_list(response: &HttpResponse) -> Option<Value> {
    let mut body = serde_json::from_slice(&response.body).ok()?;
    rows_of(&mut body).is_some().then_some(body)
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
