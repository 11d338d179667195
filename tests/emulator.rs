//! The emulator held to the documented exchanges, and to what only a real socket can show.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that finds something else than it expects is to fail"
)]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use offerdeck::emulator::{ACCESS_TOKEN, API_KEY, Clock, Emulator, Library, ORG_ID, Settings};
use offerdeck::http::{HttpRequest, HttpResponse, Method, header};
use serde_json::Value;

/// A clock that stands.
struct Noon;

impl Clock for Noon {
    fn now_millis(&self) -> i64 {
        1_767_268_800_000
    }
}

fn library() -> Library {
    Library::new(&Settings::default(), Noon).unwrap()
}

fn fixture_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire")
}

/// Every fixture by its name without `.json`.
fn fixtures() -> BTreeMap<String, Value> {
    let files = std::fs::read_dir(fixture_directory()).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        })
        .collect()
}

fn get(library: &Library, target: &str) -> Value {
    let response = library.answer(&request(Method::Get, target, &[], "")).response;
    assert_eq!(response.status, 200, "{target}: {}", String::from_utf8_lossy(&response.body));
    serde_json::from_slice(&response.body).unwrap()
}

fn request(method: Method, target: &str, extra: &[(&str, &str)], body: &str) -> HttpRequest {
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

/// The ids of the documents and what stands for each of them in the seeded library.
struct Cast {
    replacements: Vec<(String, String)>,
}

impl Cast {
    /// Picks objects of the production sandbox; the two offers are new, so that they can be deleted.
    fn of(library: &Library) -> Cast {
        let xcore = "/data/core/xcore";
        let home = get(library, &format!("{xcore}/?product=acp&property=_instance.parentName==prod"));
        let container = text(&home["_embedded"]["https://ns.adobe.com/experience/xcore/container"][0]["instanceId"]);
        let seeded = get(
            library,
            "/data/core/dps/offers?offer-type=personalized&limit=100&property=tags&property=selectionConstraint.eligibilityRule",
        );
        let pattern = &seeded["results"][0];
        let placements: Vec<String> = seeded["results"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|row| row["representations"].as_array().unwrap())
            .map(|representation| text(&representation["placement"]))
            .collect();
        let first = placements[0].clone();
        let second = placements.iter().find(|placement| **placement != first).unwrap().clone();
        let rule = text(&pattern["selectionConstraint"]["eligibilityRule"]);
        let tag = text(&pattern["tags"][0]);
        let mut replacements = Vec::new();
        let mut replace = |from: &str, to: &str| replacements.push((from.to_owned(), to.to_owned()));
        for (kind, spelled, instances) in [
            ("personalized", "personalizedOffer", ["0f4bc230-13df-11eb-bc55-c11be7252432", "{INSTANCE_ID}"]),
            ("fallback", "fallbackOffer", ["b3966680-13ec-11eb-9c20-8323709cfc65", "fallback has no other"]),
        ] {
            let template = format!("assets/templates/{kind}.dps.json");
            let template = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(template)).unwrap();
            let body = template
                .replace("\"name\": \"\"", "\"name\": \"Discount offer\", \"tags\": []")
                .replace("\"none\"", &format!("\"eligibilityRule\", \"eligibilityRule\": \"{rule}\""))
                .replace("PLACEMENT_ID", &first)
                .replace("START_DATE", "2026-01-01T00:00:00Z")
                .replace("END_DATE", "2026-02-01T00:00:00Z");
            let collection = format!("/data/core/dps/offers?offer-type={kind}");
            let json = [("content-type", "application/json")];
            let response = library.answer(&request(Method::Post, &collection, &json, &body)).response;
            assert_eq!(response.status, 201, "{}", String::from_utf8_lossy(&response.body));
            let id = text(&serde_json::from_slice::<Value>(&response.body).unwrap()["id"]);
            let schema = format!("https://ns.adobe.com/experience/offer-management/{kind}-offer");
            let found = get(library, &format!("{xcore}/{container}/instances?schema={schema}&id={id}"));
            let instance = text(&found["_embedded"]["results"][0]["instanceId"]);
            replace(&format!("{spelled}1234"), &id);
            instances.iter().for_each(|from| replace(from, &instance));
            if kind == "fallback" {
                replace("xcore:fallback-offer:122206064e0d98df", &id);
            }
        }
        let page = get(library, "/data/core/dps/offers?offer-type=personalized&orderby=-modified&limit=2");
        let next = text(&page["_links"]["next"]["href"]);
        let start = next.split("start=").nth(1).unwrap().split('&').next().unwrap();
        for (from, to) in [
            ("{{ACCESS_TOKEN}}", ACCESS_TOKEN),
            ("{{API_KEY}}", API_KEY),
            ("{{IMS_ORG}}", ORG_ID),
            ("{{SANDBOX_NAME}}", "prod"),
            ("{ACCESS_TOKEN}", ACCESS_TOKEN),
            ("{API_KEY}", API_KEY),
            ("{IMS_ORG}", ORG_ID),
            ("{SANDBOX_NAME}", "prod"),
            ("{CONTAINER_ID}", &container),
            ("{NEW_UUID}", "7d2b8c1e-0000-4000-8000-000000000001"),
            ("{TIMESTAMP}", start),
            ("e0bd8463-0913-4ca1-bd84-6309134ca1f6", &container),
            ("offerPlacement1234", &first),
            ("xcore:offer-placement:124e0be5699743d3", &second),
            ("xcore:offer-placement:e51944a87919861", &second),
            ("xcore:eligibility-rule:124e0faf5b8ee89b", &rule),
            ("xcore:eligibility-rule:f84c6b33cc63c65", &rule),
            ("xcore:tag:124e147572cd7866", &tag),
            ("xcore:tag:f66f677ad3c0ba7", &tag),
        ] {
            replace(from, to);
        }
        Cast { replacements }
    }

    fn fill(&self, text: &str) -> String {
        self.replacements.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }

    fn request(&self, fixture: &Value) -> HttpRequest {
        let documented = &fixture["request"];
        let method = [Method::Get, Method::Post, Method::Patch, Method::Delete]
            .into_iter()
            .find(|method| documented["method"] == method.as_str())
            .unwrap();
        let headers = documented["headers"].as_object().unwrap();
        let body =
            if documented["body"].is_null() { String::new() } else { self.fill(&documented["body"].to_string()) };
        HttpRequest {
            method,
            target: self.fill(documented["target"].as_str().unwrap()),
            headers: headers.iter().map(|(name, value)| (name.clone(), self.fill(value.as_str().unwrap()))).collect(),
            body: body.into_bytes(),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no string")).to_owned()
}

/// Members that not every offer or answer has.
const OPTIONAL: [&str; 12] = [
    "selectionConstraint",
    "rank",
    "cappingConstraint",
    "frequencyCappingConstraints",
    "labels",
    "description",
    "prev",
    "datasetId",
    "xdm:tags",
    "xdm:cappingConstraint",
    "xdm:characteristics",
    "xdm:rank",
];

/// Members that hold what is one offer's own: their type is compared, not what is inside.
const OWN: [&str; 6] = [
    "representations",
    "xdm:representations",
    "xdm:selectionConstraint",
    "xdm:cappingConstraint",
    "xdm:characteristics",
    "xdm:tags",
];

/// Every documented member is there, with a value of the documented type.
fn assert_shape(documented: &Value, found: &Value, at: &str) {
    let alike = std::mem::discriminant(documented) == std::mem::discriminant(found);
    assert!(alike || documented.is_null(), "{at}: {documented} is documented, {found} is answered");
    match (documented, found) {
        (Value::Object(documented), Value::Object(found)) => {
            for (member, value) in documented {
                let at = format!("{at}/{member}");
                match found.get(member) {
                    None => assert!(OPTIONAL.contains(&member.as_str()), "{at} is missing in {found:?}"),
                    Some(other) if OWN.contains(&member.as_str()) => {
                        assert_eq!(value.is_array(), other.is_array(), "{at}");
                        assert_eq!(value.is_object(), other.is_object(), "{at}");
                    }
                    Some(other) => assert_shape(value, other, &at),
                }
            }
        }
        (Value::Array(documented), Value::Array(found)) => {
            if let Some(first) = documented.first() {
                assert!(!found.is_empty(), "{at} is empty");
                found.iter().for_each(|item| assert_shape(first, item, &format!("{at}/*")));
            }
        }
        _ => {}
    }
}

#[test]
fn documented_exchanges_are_answered_as_documented() {
    // Not replayed, each for a reason.
    let left_out = [
        ("xcore-container-list-dma", "product contexts of the predecessor, which this library has none of"),
        ("xcore-personalized-delete-receipt", "the other documented answer to a delete (contract section 18, row 1)"),
        ("mixed-seed-002-fallback-create", "an xcore answer to a dps request (contract section 18, row 4)"),
        ("sandbox-list-all", "for administrators only; its refusal is tested where it is made"),
        ("error-aep-problem-sandbox", "from another service"),
        ("error-ode-scope-not-found", "from another service"),
    ];
    let all = fixtures();
    for (name, reason) in left_out {
        assert!(all.contains_key(name), "{name} is left out ({reason}) but not there");
    }
    let mut replayed = 0;
    for (name, fixture) in &all {
        if name.starts_with("error-") || left_out.iter().any(|(left_out, _)| left_out == name) {
            continue;
        }
        let library = library();
        let cast = Cast::of(&library);
        let mut request = cast.request(fixture);
        if name == "sandbox-list-available" {
            // The documents have more sandboxes than this library.
            request.target = request.target.replace("offset=1", "offset=0");
        }
        let response = library.answer(&request).response;
        let documented = &fixture["response"];
        let said = String::from_utf8_lossy(&response.body).into_owned();
        assert_eq!(response.status, documented["status"], "{name}: {said}");
        match &documented["body"] {
            Value::Null if fixture["call"] == "update" => assert!(!said.is_empty(), "{name}: updates have a receipt"),
            Value::Null => assert!(said.is_empty(), "{name}: {said}"),
            body => assert_shape(body, &serde_json::from_str(&said).unwrap(), name),
        }
        replayed += 1;
    }
    assert_eq!(replayed, 32, "fixtures replayed");
}

#[test]
fn documented_refusals_are_word_for_word() {
    let all = fixtures();
    let library = library();
    let cast = Cast::of(&library);
    let mut compared = 0;
    for (name, spoil) in [
        ("error-gateway-403010-missing-token", ("Authorization", None)),
        ("error-gateway-401013-invalid-token", ("Authorization", Some("Bearer expired"))),
        ("error-gateway-403000-missing-api-key", ("x-api-key", None)),
        ("error-gateway-403003-invalid-api-key", ("x-api-key", Some("other"))),
        ("error-gateway-400003-missing-org-header", ("x-gw-ims-org-id", None)),
        ("error-gateway-403025-profile-not-valid", ("x-gw-ims-org-id", Some("OTHER@AdobeOrg"))),
        ("error-gateway-429050-too-many-requests", ("none", None)),
    ] {
        let mut request = cast.request(&all[name]);
        request.headers.retain(|(header, _)| header != spoil.0);
        request.headers.extend(spoil.1.map(|value| (spoil.0.to_owned(), value.to_owned())));
        if name.contains("429") {
            library.set_fault("429 x1").unwrap();
        }
        let response = library.answer(&request).response;
        let documented = &all[name]["response"];
        assert_eq!(response.status, documented["status"], "{name}");
        assert_eq!(serde_json::from_slice::<Value>(&response.body).unwrap(), documented["body"], "{name}");
        compared += 1;
    }
    assert_eq!(compared, all.keys().filter(|name| name.starts_with("error-gateway-")).count());

    let mut request = cast.request(&all["error-aep-content-type"]);
    request.method = Method::Post;
    request.body = b"{}".to_vec();
    let response = library.answer(&request).response;
    let said: Value = serde_json::from_slice(&response.body).unwrap();
    let documented = &all["error-aep-content-type"]["response"];
    assert_eq!(response.status, documented["status"]);
    for member in ["status", "title", "detail"] {
        assert_eq!(said[member], documented["body"][member]);
    }
}

/// What came over the wire, up to the end of the connection.
fn exchange(address: &str, request: &HttpRequest) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut text =
        format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", request.method, request.target);
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n", request.body.len()));
    stream.write_all(text.as_bytes())?;
    stream.write_all(&request.body)?;
    let mut received = Vec::new();
    match stream.read_to_end(&mut received) {
        // A connection that died after some bytes: the bytes count.
        Err(error) if error.kind() != std::io::ErrorKind::ConnectionReset || received.is_empty() => Err(error),
        _ => Ok(received),
    }
}

fn read_response(received: &[u8]) -> HttpResponse {
    let split = received.windows(4).position(|window| window == b"\r\n\r\n").expect("a complete head");
    let head = String::from_utf8(received[..split].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    HttpResponse { status, headers, body: received[split + 4..].to_vec() }
}

fn address(emulator: &Emulator) -> String {
    emulator.base_url().strip_prefix("http://").unwrap().to_owned()
}

const OFFERS: &str = "/data/core/dps/offers?offer-type=personalized&limit=5";

#[test]
fn it_listens_at_once_and_stops_when_dropped() {
    let started = Instant::now();
    let emulator = Emulator::start(Settings { offers: Some(3000), ..Settings::default() }).unwrap();
    assert!(started.elapsed() < Duration::from_millis(100), "it builds its library on a thread of its own");
    assert_eq!((emulator.access_token(), emulator.api_key(), emulator.org_id()), (ACCESS_TOKEN, API_KEY, ORG_ID));
    let address = address(&emulator);
    let response = read_response(&exchange(&address, &request(Method::Get, OFFERS, &[], "")).unwrap());
    assert_eq!(response.status, 200);
    assert_eq!(serde_json::from_slice::<Value>(&response.body).unwrap()["total"], 3000);
    assert_eq!(header(&response.headers, "content-type"), Some("application/json"));
    drop(emulator);
    let deadline = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(&address).is_ok() {
        assert!(Instant::now() < deadline, "it still listens");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn connections_break_as_the_faults_say() {
    let emulator = Emulator::start(Settings::default()).unwrap();
    let address = address(&emulator);
    let list = request(Method::Get, OFFERS, &[], "");
    let whole = read_response(&exchange(&address, &list).unwrap());

    emulator.set_fault("cut x1").unwrap();
    let half = read_response(&exchange(&address, &list).unwrap());
    assert_eq!(header(&half.headers, "content-length"), Some(whole.body.len().to_string().as_str()));
    assert_eq!(half.body, whole.body[..whole.body.len() / 2]);

    for fault in ["drop x1", "lost-answer POST x1"] {
        emulator.set_fault(fault).unwrap();
        let method = if fault.starts_with("drop") { Method::Get } else { Method::Post };
        let received = exchange(&address, &request(method, OFFERS, &[], ""));
        assert!(received.as_ref().map_or(true, Vec::is_empty), "{fault}: {received:?}");
    }

    emulator.set_fault("slow:120 x1").unwrap();
    let started = Instant::now();
    assert_eq!(read_response(&exchange(&address, &list).unwrap()).body, whole.body);
    assert!(started.elapsed() >= Duration::from_millis(120));

    emulator.set_fault("hang x1").unwrap();
    let mut hanging = TcpStream::connect(&address).unwrap();
    hanging.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    hanging.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let error = hanging.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut), "{error}");
    assert_eq!(read_response(&exchange(&address, &list).unwrap()).status, 200, "others are served meanwhile");
}

#[test]
fn an_xcore_delete_takes_effect_after_the_delay_by_the_real_clock() {
    let emulator =
        Emulator::start(Settings { delete_delay: Duration::from_millis(300), ..Settings::default() }).unwrap();
    let address = address(&emulator);
    let send = |method: Method, target: &str, headers: &[(&str, &str)], body: &str| {
        read_response(&exchange(&address, &request(method, target, headers, body)).unwrap())
    };
    let read = |target: &str| serde_json::from_slice::<Value>(&send(Method::Get, target, &[], "").body).unwrap();
    let home = read("/data/core/xcore?product=acp&property=_instance.containerType==decisioning");
    let containers = &home["_embedded"]["https://ns.adobe.com/experience/xcore/container"];
    assert_eq!(containers.as_array().unwrap().len(), 2);
    let container = text(&containers[0]["instanceId"]);
    let schema = "https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5";
    let page = read(&format!("/data/core/xcore/{container}/instances?schema={schema}&limit=1"));
    let mut body = page["_embedded"]["results"][0]["_instance"].clone();
    body.as_object_mut().unwrap().remove("@id");
    let media_type = format!("application/schema-instance+json; version=1;  schema=\"{schema}\"");
    let instances = format!("/data/core/xcore/{container}/instances");
    let created = send(Method::Post, &instances, &[("content-type", &media_type)], &body.to_string());
    assert_eq!(created.status, 201);
    let path = format!("/data/core/xcore{}", header(&created.headers, "location").unwrap());
    let accepted = Instant::now();
    assert_eq!(send(Method::Delete, &path, &[], "").status, 202);
    while send(Method::Get, &path, &[], "").status == 200 {
        assert!(accepted.elapsed() < Duration::from_secs(10), "it is never gone");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(accepted.elapsed() >= Duration::from_millis(300));
}
