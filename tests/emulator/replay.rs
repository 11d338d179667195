//! Every documented exchange of every kind in both generations, replayed: the request as it is printed, for an object
//! that is the documented one, must be answered as documented.
//!
//! What an object holds is compared to the last member; what the library makes (ids, dates, authors) by its type; links
//! by their whole text but the cursor. Nothing is left out but what [`LEFT_OUT`] names.

use std::collections::BTreeMap;
use std::panic::catch_unwind;

use offerdeck::emulator::{Check, Library, Settings, Strictness};
use offerdeck::http::{HttpRequest, HttpResponse, Method, header};
use serde_json::{Value, json};

use super::bench::{DPS, XCORE, container, create, fixtures, json, library, read, request, text};
use super::cast::{Cast, Own, fill_placeholders, fill_target};
use super::shape::assert_shape;

/// Exchanges that are not replayed, each for a reason.
const LEFT_OUT: [(&str, &str); 2] = [
    ("error-aep-problem-sandbox", "from the service that resets sandboxes"),
    ("error-ode-scope-not-found", "from the runtime that delivers offers"),
];

/// Exchanges that some check would not let happen as printed.
const ADJUSTED: [(&str, Check, bool, &str); 4] = [
    ("xcore-personalized-create-end-before-start", Check::Members, false, "an offer must start before it ends"),
    ("xcore-diagnostics-errors", Check::InUse, false, "something must be lost before there is an error"),
    ("sandbox-list-all", Check::Administrator, false, "the documented caller is an administrator"),
    ("xcore-personalized-delete-receipt", Check::DeleteReceipt, true, "the other documented answer to a delete"),
];

/// Requests that can't work as printed: what is wrong and how it reads when mended. As printed they are answered 404.
const MENDED: [(&str, &str, &str, &str); 1] =
    [("dps-decision-create", "/data/core/", "/data/core/dps/", "contract section 18, row 13")];

/// Answers that are those of another exchange.
const ANSWERED_AS: [(&str, &str, &str); 1] =
    [("mixed-seed-002-fallback-create", "dps-fallback-create", "an xcore answer to a dps request (section 18, row 4)")];

/// Links that read otherwise than documented.
const LINKS_DIFFER: [(&str, &str); 3] = [
    ("xcore-personalized-list", "the documented one has an order that nobody asked for (section 18, row 28)"),
    ("dps-rule-list-exd", "the documented ones lose the request's filter (section 18, row 16)"),
    ("xcore-container-list-dma", "the documented one loses the request's query"),
];

/// What a dps object carries besides its own members.
const ENVELOPE: [&str; 7] = ["created", "modified", "etag", "schemas", "createdBy", "lastModifiedBy", "id"];

#[test]
fn documented_exchanges_are_answered_as_documented() {
    let all = fixtures("wire");
    let tables = LEFT_OUT.iter().chain(&LINKS_DIFFER).map(|(name, _)| name);
    let tables = tables.chain(ADJUSTED.iter().map(|(name, ..)| name)).chain(MENDED.iter().map(|(name, ..)| name));
    for name in tables.chain(ANSWERED_AS.iter().map(|(name, ..)| name)) {
        assert!(all.contains_key(*name), "there is no {name}");
    }
    let (mut replayed, mut failed) = (0, Vec::new());
    for name in all.keys() {
        // The refusals of the gateway want a request that is spoilt; `refusals` compares them word for word.
        let refused = name.starts_with("error-gateway-") || name == "error-aep-content-type";
        if refused || LEFT_OUT.iter().any(|(left_out, _)| left_out == name) {
            continue;
        }
        replayed += 1;
        // One that fails does not hide the others.
        if catch_unwind(|| Exchange::prepare(&all, name).replay()).is_err() {
            failed.push(name);
        }
    }
    assert_eq!(failed, [""; 0], "not answered as documented");
    assert_eq!(replayed, 97, "exchanges replayed");
}

/// One documented exchange, and the library in which it is about to happen.
struct Exchange<'a> {
    name: &'a str,
    fixture: &'a Value,
    /// The documented answer's body.
    documented: &'a Value,
    library: Library,
    container: String,
    own: Option<Own>,
    /// What the documented objects hold, with ids that exist.
    expected: Vec<Value>,
    cursor: String,
}

impl<'a> Exchange<'a> {
    /// Makes the library and puts into it what the exchange is about.
    fn prepare(all: &'a BTreeMap<String, Value>, name: &'a str) -> Exchange<'a> {
        let fixture = &all[name];
        let answered_as = ANSWERED_AS.iter().find(|(own, ..)| *own == name).map_or(name, |(_, other, _)| *other);
        let documented = &all[answered_as]["response"]["body"];
        // With a single offer there is a single page, as documented.
        let offers = (name == "dps-personalized-list").then_some(0);
        let adjusted = ADJUSTED.iter().filter(|(own, ..)| *own == name);
        let strictness = adjusted.fold(Strictness::default(), |all, (_, check, on, _)| all.with(*check, *on));
        let library = library(&Settings { offers, strictness, ..Settings::default() });
        let container = container(&library);
        let mut exchange = Exchange {
            name,
            fixture,
            documented,
            library,
            container,
            own: None,
            expected: Vec::new(),
            cursor: String::new(),
        };
        exchange.cursor = exchange.find_cursor();
        let mut cast = Cast::new(false);
        let create = &all.get(&format!("{}-{}-create", exchange.word("generation"), exchange.word("kind")));
        match (exchange.word("call"), create) {
            ("list" | "lookup", Some(create)) => {
                let rows = exchange.rows(documented);
                exchange.expected = rows.iter().map(|row| cast.body(&exchange.own_members(row))).collect();
                if let Some(last) = exchange.expected.last().filter(|_| documented.pointer("/_links/next").is_some()) {
                    let mut further = last.clone();
                    further[exchange.name_member()] = "One for the next page".into();
                    exchange.create(create, &further);
                }
                // What is changed last stands first on dps.
                for body in exchange.expected.clone().iter().rev() {
                    exchange.own = Some(exchange.create(create, body));
                }
            }
            ("update" | "delete", Some(create)) => {
                let body = cast.body(&create["request"]["body"]);
                exchange.own = Some(exchange.create(create, &body));
            }
            ("diagnostics", _) => exchange.arrange_decisions(),
            _ => {}
        }
        exchange
    }

    /// Brings the live decisions into the state that the documented diagnostics tell of.
    fn arrange_decisions(&self) {
        let live = read(&self.library, &format!("{DPS}/offer-decisions?property=status==live&limit=100"));
        let live = live["results"].as_array().unwrap();
        match self.name {
            "xcore-diagnostics-empty" => live.iter().for_each(|decision| {
                let patch = json!([{"op": "replace", "path": "/status", "value": "draft"}]);
                self.write(Method::Patch, &format!("{DPS}/offer-decisions/{}", text(&decision["id"])), &patch);
            }),
            "xcore-diagnostics-errors" => {
                let fallback = text(&live[0]["fallback"]);
                self.write(Method::Delete, &format!("{DPS}/offers/{fallback}?offer-type=fallback"), &Value::Null);
            }
            _ => {}
        }
    }

    /// A write on dps that must succeed.
    fn write(&self, method: Method, target: &str, body: &Value) {
        let request = request(method, target, &[("content-type", "application/json")], &body.to_string());
        assert_eq!(self.library.answer(&request).response.status, 200, "{target}");
    }

    /// `generation`, `kind` or `call`.
    fn word(&self, member: &str) -> &'a str {
        self.fixture[member].as_str().unwrap_or_default()
    }

    fn is_xcore(&self) -> bool {
        self.word("generation") == "xcore"
    }

    fn name_member(&self) -> &'static str {
        if self.is_xcore() { "xdm:name" } else { "name" }
    }

    /// Creates an object as the kind's documented creation does.
    fn create(&self, documented: &Value, body: &Value) -> Own {
        let mut target = text(&documented["request"]["target"]);
        for (_, printed, mended, _) in MENDED.iter().filter(|(name, ..)| name.ends_with("-create")) {
            if !target.starts_with(mended) && !self.is_xcore() {
                target = target.replace(printed, mended);
            }
        }
        let target = fill_target(&target, &self.container, None, "");
        let receipt = create(&self.library, &target, &text(&documented["request"]["headers"]["Content-Type"]), body);
        let (id, address) = if self.is_xcore() { ("@id", "instanceId") } else { ("id", "id") };
        Own { id: text(&receipt[id]), address: text(&receipt[address]) }
    }

    /// The cursor that a documented page begins at: that of the second page of two offers.
    fn find_cursor(&self) -> String {
        let page = read(&self.library, &format!("{DPS}/offers?offer-type=personalized&limit=2"));
        let next = page["_links"]["next"]["href"].as_str().unwrap_or_default().to_owned();
        next.split(['?', '&']).find_map(|part| part.strip_prefix("start=")).unwrap_or_default().to_owned()
    }

    fn replay(&self) {
        let printed = self.request();
        let request = match MENDED.iter().find(|(name, ..)| *name == self.name) {
            Some((_, printed_part, mended_part, reason)) => {
                assert_eq!(self.library.answer(&printed).response.status, 404, "{}: {reason}", self.name);
                HttpRequest { target: printed.target.replace(printed_part, mended_part), ..printed }
            }
            None => printed,
        };
        self.compare(&self.library.answer(&request).response);
    }

    fn request(&self) -> HttpRequest {
        let documented = &self.fixture["request"];
        let method = [Method::Get, Method::Post, Method::Patch, Method::Delete]
            .into_iter()
            .find(|method| documented["method"] == method.as_str())
            .unwrap();
        let headers = documented["headers"].as_object().unwrap();
        let body = match &documented["body"] {
            Value::Null => String::new(),
            Value::String(form) => fill_placeholders(form),
            // Other objects than those which the changed one names already: a patch may add one to them.
            body => Cast::new(true).body(body).to_string(),
        };
        HttpRequest {
            method,
            target: fill_target(&text(&documented["target"]), &self.container, self.own.as_ref(), &self.cursor),
            headers: headers.iter().map(|(name, value)| (name.clone(), fill_placeholders(&text(value)))).collect(),
            body: body.into_bytes(),
        }
    }

    fn compare(&self, response: &HttpResponse) {
        let name = self.name;
        let documented = &self.fixture["response"];
        assert_eq!(response.status, documented["status"], "{name}: {}", String::from_utf8_lossy(&response.body));
        for header_name in documented["headers"].as_object().unwrap().keys() {
            assert!(header(&response.headers, header_name).is_some(), "{name}: no {header_name}");
        }
        let found = json(response);
        match self.documented {
            Value::Null if self.word("call") == "update" => {
                assert!(found.is_object(), "{name}: updates have a receipt")
            }
            Value::Null => assert_eq!(found, Value::Null, "{name}"),
            body => assert_shape(&self.without_own_members(body), &self.without_own_members(&found), name),
        }
        self.compare_links(&found);
        self.compare_rows(&found);
    }

    /// Each documented link is there with the documented text, and no way on where there is none.
    fn compare_links(&self, found: &Value) {
        let (Some(links), false) = (self.documented["_links"].as_object(), self.word("generation").is_empty()) else {
            return;
        };
        assert!(links.contains_key("next") || found["_links"]["next"].is_null(), "{}: {found}", self.name);
        if LINKS_DIFFER.iter().any(|(name, _)| *name == self.name) {
            return;
        }
        // Neither a link that the page leaves out nor one that it prints a placeholder for has a text to compare.
        let printed = links.iter().filter_map(|(name, link)| Some((name, link["href"].as_str()?)));
        for (name, documented) in printed.filter(|(_, href)| !href.contains("_HREF}")) {
            let base = if self.is_xcore() { XCORE } else { DPS };
            let wanted = fill_target(&format!("{base}{documented}"), &self.container, self.own.as_ref(), "");
            let href = format!("{base}{}", text(&found["_links"][name]["href"]));
            assert_eq!(without_cursor(&href), without_cursor(&wanted), "{}", self.name);
        }
    }

    /// The documented objects come back, to the last member.
    fn compare_rows(&self, found: &Value) {
        let name = self.name;
        if let Some(documented) = self.documented.get("_embedded").filter(|_| self.word("call") == "lookup") {
            assert_eq!(found["_embedded"]["count"], documented["count"], "{name}");
            assert_eq!(found["_embedded"]["total"], documented["total"], "{name}");
        }
        let own = |found: &Value| -> Vec<Value> { self.rows(found).iter().map(|row| self.own_members(row)).collect() };
        if !(self.is_xcore() && self.word("call") == "list") {
            if self.word("call") == "lookup" || !self.expected.is_empty() {
                assert_eq!(own(found), self.expected, "{name}");
            }
            return;
        }
        // On xcore objects stand in the order of their instance ids: ours are somewhere on the way through all pages.
        let (mut rows, mut next) = (own(found), found["_links"]["next"]["href"].as_str().map(str::to_owned));
        while let Some(href) = next {
            let page = read(&self.library, &format!("{XCORE}{href}"));
            rows.extend(own(&page));
            next = page["_links"]["next"]["href"].as_str().map(str::to_owned);
            assert!(rows.len() < 1000, "{name}: the pages never end");
        }
        for expected in &self.expected {
            assert!(rows.contains(expected), "{name}: {expected} is on no page");
        }
    }

    /// The objects in an answer; an item on dps is its own row.
    fn rows(&self, answer: &Value) -> Vec<Value> {
        let listed = answer.pointer("/results").or_else(|| answer.pointer("/_embedded/results"));
        match listed.and_then(Value::as_array) {
            Some(rows) => rows.clone(),
            None if self.word("call") == "lookup" => vec![answer.clone()],
            None => Vec::new(),
        }
    }

    /// What a row holds of its object's own.
    fn own_members(&self, row: &Value) -> Value {
        let (mut own, given): (_, &[&str]) =
            if self.is_xcore() { (row["_instance"].clone(), &["@id"]) } else { (row.clone(), &ENVELOPE) };
        own.as_object_mut().unwrap().retain(|member, _| !given.contains(&member.as_str()));
        own
    }

    /// An answer with nothing in its rows but what the library gives every object.
    fn without_own_members(&self, answer: &Value) -> Value {
        let mut answer = answer.clone();
        let bare = |row: &mut Value| {
            if self.is_xcore() {
                row["_instance"] = json!({"@id": row["_instance"]["@id"]});
            } else if let Some(row) = row.as_object_mut() {
                row.retain(|member, _| ENVELOPE.contains(&member.as_str()));
            }
        };
        for place in ["/results", "/_embedded/results"] {
            if let Some(Value::Array(rows)) = answer.pointer_mut(place) {
                rows.iter_mut().for_each(bare);
            }
        }
        if self.word("call") == "lookup" && !self.is_xcore() {
            bare(&mut answer);
        }
        answer
    }
}

/// A link with a star for the cursor.
fn without_cursor(href: &str) -> String {
    let parts: Vec<&str> =
        href.split('&').map(|part| if part.starts_with("start=") { "start=*" } else { part }).collect();
    let text = parts.join("&");
    match text.split_once("?start=") {
        Some((path, query)) => format!("{path}?start=*{}", query.find('&').map_or("", |at| &query[at..])),
        None => text,
    }
}
