//! A library without a socket, short ways to ask it, and the fixtures.

use std::collections::BTreeMap;
use std::path::PathBuf;

use offerdeck::emulator::{ACCESS_TOKEN, API_KEY, Clock, Library, ORG_ID, Settings};
use offerdeck::http::{HttpRequest, HttpResponse, Method};
use serde_json::Value;

/// Where the older generation stands.
pub const XCORE: &str = "/data/core/xcore";
/// Where the current generation stands.
pub const DPS: &str = "/data/core/dps";

/// A clock that stands.
struct Noon;

impl Clock for Noon {
    fn now_millis(&self) -> i64 {
        1_767_268_800_000
    }
}

/// A library on the first day of 2026.
pub fn library(settings: &Settings) -> Library {
    Library::new(settings, Noon).unwrap()
}

/// The JSON files of a directory of fixtures by their names without `.json`.
pub fn fixtures(directory: &str) -> BTreeMap<String, Value> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(directory);
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        })
        .collect()
}

/// A request with everything that the gateway and dps want.
pub fn request(method: Method, target: &str, extra: &[(&str, &str)], body: &str) -> HttpRequest {
    let bearer = format!("Bearer {ACCESS_TOKEN}");
    let usual = [("Authorization", bearer.as_str()), ("x-api-key", API_KEY), ("x-gw-ims-org-id", ORG_ID)];
    let headers = usual.iter().chain(&[("x-sandbox-name", "prod")]).chain(extra);
    HttpRequest {
        method,
        target: target.to_owned(),
        headers: headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.as_bytes().to_vec(),
    }
}

/// A body as JSON; a blank one is `null`.
pub fn json(response: &HttpResponse) -> Value {
    if response.body.is_empty() { Value::Null } else { serde_json::from_slice(&response.body).unwrap() }
}

/// GET that must succeed.
pub fn read(library: &Library, target: &str) -> Value {
    let response = library.answer(&request(Method::Get, target, &[], "")).response;
    assert_eq!(response.status, 200, "{target}: {}", String::from_utf8_lossy(&response.body));
    json(&response)
}

/// POST that must succeed; gives the receipt.
pub fn create(library: &Library, target: &str, content_type: &str, body: &Value) -> Value {
    let request = request(Method::Post, target, &[("content-type", content_type)], &body.to_string());
    let response = library.answer(&request).response;
    assert_eq!(response.status, 201, "{body}: {}", String::from_utf8_lossy(&response.body));
    json(&response)
}

/// The xcore container of the production sandbox.
pub fn container(library: &Library) -> String {
    let home = read(library, &format!("{XCORE}/?product=acp&property=_instance.parentName==prod"));
    text(&home["_embedded"]["https://ns.adobe.com/experience/xcore/container"][0]["instanceId"])
}

/// A text that must be one.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no string")).to_owned()
}
