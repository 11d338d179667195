//! A library with a clock that stands until it is moved, and short ways to ask it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::Value;

use crate::emulator::clock::Clock;
use crate::emulator::gateway::tokens::ACCESS_TOKEN;
use crate::emulator::gateway::{API_KEY, ORG_ID};
use crate::emulator::holdings::kind::Kind;
use crate::emulator::holdings::shape::Form;
use crate::emulator::holdings::store::OpenError;
use crate::emulator::library::Library;
use crate::emulator::settings::Settings;
use crate::http::{HttpRequest, HttpResponse, Method, header};

pub(super) const PERSONALIZED: &str = "https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5";
pub(super) const OFFERS: &str = "/data/core/dps/offers?offer-type=personalized";

/// A clock that a test moves.
#[derive(Clone)]
pub(super) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now_millis(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The library under test with its clock, on the first day of 2026.
pub(super) struct Bench {
    pub library: Library,
    pub clock: TestClock,
}

impl Bench {
    pub fn new() -> Bench {
        Bench::with(&Settings::default())
    }

    pub fn with(settings: &Settings) -> Bench {
        let clock = TestClock(Arc::new(AtomicI64::new(1_767_225_600_000)));
        Bench { library: Library::new(settings, clock.clone()).unwrap(), clock }
    }

    /// The library that is kept in a directory, with the clock of another bench or a new one.
    pub fn open(settings: &Settings, directory: &Path, clock: Option<&TestClock>) -> Result<Bench, OpenError> {
        let clock = clock.cloned().unwrap_or_else(|| TestClock(Arc::new(AtomicI64::new(1_767_225_600_000))));
        Ok(Bench { library: Library::open(settings, directory, clock.clone())?, clock })
    }

    pub fn send(&self, method: Method, target: &str, extra: &[(&str, &str)], body: &str) -> HttpResponse {
        self.library.answer(&request(method, target, extra, body)).response
    }

    pub fn get(&self, target: &str) -> (u16, Value) {
        parsed(&self.send(Method::Get, target, &[], ""))
    }

    /// GET that must succeed.
    pub fn read(&self, target: &str) -> Value {
        let (status, body) = self.get(target);
        assert_eq!(status, 200, "{target}: {body}");
        body
    }

    pub fn post(&self, body: &Value) -> (u16, Value) {
        let json = [("content-type", "application/json")];
        parsed(&self.send(Method::Post, OFFERS, &json, &body.to_string()))
    }

    pub fn patch(&self, id: &str, extra: &[(&str, &str)], body: &Value) -> (u16, Value) {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(extra);
        parsed(&self.send(Method::Patch, &item(id), &headers, &body.to_string()))
    }

    /// A write with its documented headers, through the generation that the target names.
    pub fn write(&self, method: Method, target: &str, kind: Kind, body: &Value) -> (u16, Value) {
        let schema = kind.schema(Form::Xcore);
        let media_type = match (target.contains("/xcore/"), method) {
            (false, _) => "application/json".to_owned(),
            (true, Method::Post) => format!("application/schema-instance+json; version=1;  schema=\"{schema}\""),
            (true, Method::Patch) => {
                format!("application/vnd.adobe.platform.xcore.patch.hal+json; version=1; schema=\"{schema}\"")
            }
            (true, _) => format!("application/vnd.adobe.platform.xcore.hal+json; schema=\"{schema}\""),
        };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        parsed(&self.send(method, target, &[("content-type", &media_type)], &body))
    }

    /// The id on dps of the first seeded object of a kind.
    pub fn first(&self, kind: Kind) -> String {
        let page = self.read(&format!("{}&limit=1", collection(kind)));
        page["results"][0]["id"].as_str().unwrap().to_owned()
    }

    pub fn container(&self) -> String {
        let home = self.read("/data/core/xcore/?product=acp&property=_instance.parentName==prod");
        home["_embedded"]["https://ns.adobe.com/experience/xcore/container"][0]["instanceId"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The xcore path of the instance with this `@id`.
    pub fn instance_path(&self, id: &str) -> String {
        let container = self.container();
        let found = self.read(&format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}&id={id}"));
        let instance = found["_embedded"]["results"][0]["instanceId"].as_str().unwrap();
        format!("/data/core/xcore/{container}/instances/{instance}")
    }

    /// A body that dps takes for a new personalized offer.
    pub fn new_offer(&self, name: &str) -> Value {
        let mut body = self.read(&format!("{OFFERS}&limit=1"))["results"][0].clone();
        for own in ["created", "modified", "etag", "schemas", "createdBy", "lastModifiedBy", "id"] {
            body.as_object_mut().unwrap().shift_remove(own).unwrap();
        }
        body["name"] = name.into();
        body["status"] = "draft".into();
        body
    }

    /// Creates an offer and gives its id.
    pub fn created(&self, name: &str) -> String {
        let (status, receipt) = self.post(&self.new_offer(name));
        assert_eq!(status, 201, "{receipt}");
        receipt["id"].as_str().unwrap().to_owned()
    }
}

/// The dps target of a kind's list, with a query that can be added to.
pub(super) fn collection(kind: Kind) -> String {
    let entry = kind.entry();
    format!("/data/core/dps/{}?offer-type={}", entry.dps_collection, entry.offer_type.unwrap_or("none"))
}

/// The dps target of an object of a kind.
pub(super) fn item_of(kind: Kind, id: &str) -> String {
    collection(kind).replace('?', &format!("/{id}?"))
}

/// The dps target of a personalized offer.
pub(super) fn item(id: &str) -> String {
    format!("/data/core/dps/offers/{id}?offer-type=personalized")
}

/// A request with everything that the gateway and dps want.
pub(super) fn request(method: Method, target: &str, extra: &[(&str, &str)], body: &str) -> HttpRequest {
    let bearer = format!("Bearer {ACCESS_TOKEN}");
    let usual = [
        ("Authorization", bearer.as_str()),
        ("x-api-key", API_KEY),
        ("x-gw-ims-org-id", ORG_ID),
        ("x-sandbox-name", "prod"),
    ];
    // What a test gives takes the place of the usual.
    let given = |name: &str| extra.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    let headers = usual.iter().filter(|(name, _)| !given(name)).chain(extra);
    HttpRequest {
        method,
        target: target.to_owned(),
        headers: headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.as_bytes().to_vec(),
    }
}

/// Status and body; a blank body is `null`.
pub(super) fn parsed(response: &HttpResponse) -> (u16, Value) {
    assert!(header(&response.headers, "x-request-id").is_some(), "every answer has a request id");
    let body = if response.body.is_empty() { Value::Null } else { serde_json::from_slice(&response.body).unwrap() };
    (response.status, body)
}
