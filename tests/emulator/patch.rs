//! JSON Patch, case by case (`tests/fixtures/json-patch`), on both generations: the document of a case is a member of an
//! offer, is patched below that member, and is read back as a whole.

use std::collections::BTreeMap;

use offerdeck::emulator::{Check, Library, Settings, Strictness};
use offerdeck::http::{HttpResponse, Method};
use serde_json::{Value, json};

use super::bench::{DPS, XCORE, container, create, fixtures, json, library, read, request, text};
use super::cast::Cast;

/// The member that holds the document of a case: one that neither generation knows.
const MEMBER: &str = "sandpit";

/// What a case can say, so that no slip in a file is taken for a case that passes.
const WORDS: [&str; 11] =
    ["says", "document", "patch", "text", "result", "gone", "refused", "dps", "xcore", "checks", "remark"];

/// Where a generation keeps an offer, and how it is patched there.
struct Side {
    generation: &'static str,
    /// Where a new offer goes, and its media type.
    collection: (String, &'static str),
    /// A new offer without the document.
    offer: Value,
    media_type: &'static str,
    /// The document's pointer in a patch, and in the offer as it is read.
    at: &'static str,
    revision: &'static str,
}

/// One offer on its side.
struct Offer<'a> {
    library: &'a Library,
    side: &'a Side,
    target: String,
}

fn sides(library: &Library) -> [Side; 2] {
    let wire = fixtures("wire");
    let offer = |name: &str| Cast::new(false).body(&wire[name]["request"]["body"]);
    let instances = format!("{XCORE}/{}/instances", container(library));
    [
        Side {
            generation: "dps",
            collection: (format!("{DPS}/offers?offer-type=fallback"), "application/json"),
            offer: offer("dps-fallback-create"),
            media_type: "application/json-patch+json",
            at: "/sandpit",
            revision: "/etag",
        },
        Side {
            generation: "xcore",
            collection: (
                instances,
                "application/schema-instance+json; schema=\"https://ns.adobe.com/experience/offer-management/fallback-offer\"",
            ),
            offer: offer("xcore-fallback-create"),
            media_type: "application/vnd.adobe.platform.xcore.patch.hal+json; schema=\"https://ns.adobe.com/experience/offer-management/fallback-offer\"",
            at: "/_instance/sandpit",
            revision: "/repo:etag",
        },
    ]
}

impl<'a> Offer<'a> {
    /// A new offer that holds the document.
    fn with(library: &'a Library, side: &'a Side, document: &Value) -> Offer<'a> {
        let mut offer = side.offer.clone();
        offer[MEMBER] = document.clone();
        let (collection, media_type) = &side.collection;
        let receipt = create(library, collection, media_type, &offer);
        let id = receipt.get("instanceId").unwrap_or(&receipt["id"]);
        let (path, query) = collection.split_once('?').unwrap_or((collection, ""));
        Offer { library, side, target: format!("{path}/{}?{query}", text(id)) }
    }

    fn read(&self) -> Value {
        read(self.library, &self.target)
    }

    fn patch(&self, patch: &str) -> HttpResponse {
        let headers = [("content-type", self.side.media_type)];
        self.library.answer(&request(Method::Patch, &self.target, &headers, patch)).response
    }
}

/// A patch with the document's own pointer before each path.
fn placed(patch: &Value, at: &str) -> Value {
    let mut patch = patch.clone();
    for operation in patch.as_array_mut().into_iter().flatten() {
        for member in ["path", "from"] {
            if let Some(Value::String(path)) = operation.get_mut(member)
                && (path.is_empty() || path.starts_with('/'))
            {
                path.insert_str(0, at);
            }
        }
    }
    patch
}

/// What is wrong with the outcome of a case, if anything.
fn failure(library: &Library, side: &Side, case: &Value) -> Option<String> {
    let offer = Offer::with(library, side, &case["document"]);
    let before = offer.read();
    let patch = match &case["text"] {
        Value::String(text) => text.replace("{at}", side.at),
        _ => placed(&case["patch"], side.at).to_string(),
    };
    let response = offer.patch(&patch);
    let after = offer.read();
    let outcome = case.get(side.generation).unwrap_or(case);
    let said = || format!("{} {}", response.status, String::from_utf8_lossy(&response.body));
    if let Some(status) = outcome.get("refused") {
        // Equality here is digit for digit, revision and dates included.
        return if response.status != *status {
            Some(format!("{status} is due, not {}", said()))
        } else {
            (after != before).then(|| format!("refused, yet {after}"))
        };
    }
    if response.status != 200 {
        return Some(said());
    }
    let revision = |offer: &Value| offer.pointer(side.revision).and_then(Value::as_u64).unwrap();
    // A patch that does nothing but test, if anything, leaves the revision as it is.
    let writes = case["patch"].as_array().is_some_and(|patch| patch.iter().any(|operation| operation["op"] != "test"));
    if revision(&after) != revision(&before) + u64::from(writes) {
        return Some(format!("revision {} after {}", revision(&after), revision(&before)));
    }
    let found = after.pointer(side.at);
    let wanted = outcome.get("result");
    assert!(wanted.is_some() != outcome.get("gone").is_some(), "a case has one outcome: {case}");
    (found != wanted).then(|| found.map_or_else(|| "gone".to_owned(), Value::to_string))
}

/// Turns the checks that a case names.
fn strictness(case: &Value) -> Strictness {
    let checks = case["checks"].as_object().into_iter().flatten();
    checks.fold(Strictness::default(), |strictness, (name, on)| {
        strictness.with(Check::named(name).unwrap(), on.as_bool().unwrap())
    })
}

#[test]
fn patches_do_what_the_rfc_says() {
    let mut libraries: BTreeMap<String, (Library, [Side; 2])> = BTreeMap::new();
    let (mut tried, mut failures) = (0, Vec::new());
    for (file, cases) in fixtures("json-patch") {
        for case in cases.as_array().unwrap() {
            assert!(case.as_object().unwrap().keys().all(|word| WORDS.contains(&word.as_str())), "{case}");
            let (library, sides) = libraries.entry(case["checks"].to_string()).or_insert_with(|| {
                let library = library(&Settings { strictness: strictness(case), ..Settings::default() });
                let sides = sides(&library);
                (library, sides)
            });
            for side in &*sides {
                tried += 1;
                if let Some(why) = failure(library, side, case) {
                    failures.push(format!("{file}, {:?} on {}: {why}", text(&case["says"]), side.generation));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(tried, 402, "cases on two generations");
}

#[test]
fn the_object_as_a_whole_is_not_for_patching() {
    let library = library(&Settings::default());
    for side in &sides(&library) {
        let offer = Offer::with(&library, side, &json!({"bucket": "red"}));
        let before = offer.read();
        let roots: &[&str] = if side.generation == "dps" { &[""] } else { &["", "/_instance"] };
        for root in roots {
            for patch in [
                json!([{"op": "replace", "path": root, "value": {}}]),
                json!([{"op": "add", "path": root, "value": {}}]),
                json!([{"op": "remove", "path": root}]),
                json!([{"op": "copy", "from": side.at, "path": root}]),
            ] {
                let response = offer.patch(&patch.to_string());
                assert_eq!(response.status, 422, "{patch}: {}", json(&response));
                assert_eq!(offer.read(), before, "{patch}");
            }
        }
    }
}
