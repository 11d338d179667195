//! The client against the documented exchanges in `tests/fixtures/wire`: each is asked for through the public client, a
//! small server compares what arrived with the documented request and replays the documented answer.
//!
//! What differs on purpose from a documented request is written down beside it, in [`Differs`]; two slips of the
//! documents are put right first: two spaces after `Bearer`, and `Content-Type: ` said twice. No documented exchange of
//! what the client knows is left out (`every_documented_exchange_is_held_against_the_client`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that meets what it does not expect must fail")]

mod covered;
mod wire;
mod writes;

use offerdeck::domain::{Fact, Field, Generation, Kind, ObjectId, Record, Scope, Seen, Status};
use offerdeck::request::{Cause, Locator, Page, PageFrom, Reply, Request};
use serde_json::{Value, json};

use wire::{Differs, Golden, ask, text};

const DPS: Generation = Generation::Dps;
const XCORE: Generation = Generation::Xcore;
const KINDS: [(Kind, &str); 7] = [
    (Kind::Personalized, "personalized"),
    (Kind::Fallback, "fallback"),
    (Kind::Placement, "placement"),
    (Kind::Collection, "collection"),
    (Kind::Qualifier, "qualifier"),
    (Kind::Rule, "rule"),
    (Kind::Decision, "decision"),
];

fn list(golden: &Golden, kind: Kind, from: PageFrom) -> Request {
    Request::List { scope: golden.scope(), kind, from }
}

fn page(reply: Reply) -> Page {
    match reply {
        Reply::Page(page) => page,
        other => panic!("no page but {other:?}"),
    }
}

/// The rows of a documented result page.
fn rows(golden: &Golden) -> Vec<Value> {
    let rows = golden.answer().pointer("/results").or_else(|| golden.answer().pointer("/_embedded/results"));
    rows.and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Each record is the documented object, to the last unknown member and in the documented order.
fn assert_verbatim(records: &[std::sync::Arc<Record>], rows: &[Value]) {
    let held: Vec<_> = records.iter().map(|record| record.raw.to_string()).collect();
    let documented: Vec<_> = rows.iter().map(Value::to_string).collect();
    assert_eq!(held, documented);
}

/// What the documents ask of xcore's answers in one spelling, and for some kinds in another (contract section 18, row 10).
const RESULTS: &str =
    "*,application/vnd.adobe.platform.xcore.hal+json; schema=\"https://ns.adobe.com/experience/xcore/hal/results\"";

/// We ask for larger pages than the examples, and always for an order (contract section 18, rows 7 and 28).
fn list_differs(generation: Generation) -> Differs<'static> {
    let orderby = if generation == DPS { "-modified" } else { "-repo:createdDate" };
    Differs {
        query_dropped: vec!["limit"],
        query_added: vec![("orderby", orderby), ("limit", "100")],
        ..Differs::default()
    }
}

#[tokio::test]
async fn lists() {
    for generation in [DPS, XCORE] {
        for (kind, word) in KINDS {
            let golden = Golden::load(&format!("{generation}-{word}-list"));
            let mut differs = list_differs(generation);
            if (generation, kind) == (XCORE, Kind::Placement) {
                differs.headers_dropped.push("accept");
                differs.headers_added.push(("accept", RESULTS));
            }
            let reply = ask(&golden, generation, list(&golden, kind, PageFrom::Start), &differs).await;
            let page = page(reply.unwrap());
            assert_verbatim(&page.records, &rows(&golden));
            assert!(!page.records.is_empty() && page.unreadable == 0);
            let counts = golden.answer().get("_embedded").unwrap_or(golden.answer());
            assert_eq!(page.total, counts["total"].as_u64());
            let next = golden.answer().pointer("/_links/next/href").and_then(Value::as_str);
            assert_eq!(page.next.as_deref(), next, "verbatim");
        }
    }
}

/// The list of the successor product's pages filters for its own rules; ours does not, and tells them apart by the mark
/// that they carry.
#[tokio::test]
async fn rules_of_the_successor_product_are_rows_like_any_other() {
    let golden = Golden::load("dps-rule-list-exd");
    let mut differs = list_differs(DPS);
    differs.query_dropped.push("property");
    let page = page(ask(&golden, DPS, list(&golden, Kind::Rule, PageFrom::Start), &differs).await.unwrap());
    assert_verbatim(&page.records, &rows(&golden));
    assert_eq!((page.records.len(), page.total), (2, Some(229)));
}

#[tokio::test]
async fn links_to_further_pages_are_followed_as_they_are() {
    let first = Golden::load("dps-personalized-list-page1");
    let reply = ask(&first, DPS, list(&first, Kind::Personalized, PageFrom::Start), &list_differs(DPS)).await;
    let next = PageFrom::Link(page(reply.unwrap()).next.unwrap());

    let second = Golden::load("dps-personalized-list-page2");
    let reply = ask(&second, DPS, list(&second, Kind::Personalized, next.clone()), &Differs::default()).await;
    // The documented second page links to itself, because the example has the same stand-in for both cursors.
    assert_eq!(page(reply.unwrap()).next.map(PageFrom::Link), Some(next.clone()), "verbatim");

    let last = Golden::load("dps-personalized-list-prev");
    let reply = ask(&last, DPS, list(&last, Kind::Personalized, next), &Differs::default()).await;
    let page_of_last = page(reply.unwrap());
    assert_eq!((page_of_last.next, page_of_last.total), (None, Some(43)), "a way back is no way on");

    for (kind, word) in KINDS {
        let golden = Golden::load(&format!("xcore-{word}-list"));
        let href = golden.answer().pointer("/_links/next/href").and_then(Value::as_str).unwrap().to_owned();
        let sent = wire::send(&golden, XCORE, list(&golden, kind, PageFrom::Link(href.clone()))).await.0;
        assert_eq!(sent.target, format!("/data/core/xcore{href}"), "byte for byte");
    }
}

fn read(golden: &Golden, kind: Kind, at: Locator) -> Request {
    Request::Read { scope: golden.scope(), kind, at }
}

fn record(reply: Reply) -> std::sync::Arc<Record> {
    match reply {
        Reply::Record(record) => record,
        other => panic!("no record but {other:?}"),
    }
}

#[tokio::test]
async fn lookups() {
    for (kind, word) in KINDS {
        // On dps the two ids are one, and both find the item itself.
        let golden = Golden::load(&format!("dps-{word}-lookup"));
        let id = text(golden.answer(), "/id");
        for at in [Locator::Address(id.as_str().into()), Locator::Id(ObjectId::from(id.as_str()))] {
            let reply = ask(&golden, DPS, read(&golden, kind, at), &Differs::default()).await;
            assert_verbatim(&[record(reply.unwrap())], &[golden.answer().clone()]);
        }

        // On xcore the documented look-ups are by `@id` or by name. We never look up by name, which is no identifier:
        // there the object is asked for by its `@id`, and the rest must be as documented, quotes of one kind apart.
        let golden = Golden::load(&format!("xcore-{word}-lookup"));
        let id = text(&rows(&golden)[0], "/_instance/@id");
        let mut differs =
            Differs { headers_dropped: vec!["accept"], headers_added: vec![("accept", RESULTS)], ..Differs::default() };
        if matches!(kind, Kind::Personalized | Kind::Placement | Kind::Qualifier | Kind::Rule) {
            differs.query_dropped.push("name");
            differs.query_added.push(("id", &id));
        }
        let request = read(&golden, kind, Locator::Id(ObjectId::from(id.as_str())));
        let found = record(ask(&golden, XCORE, request, &differs).await.unwrap());
        assert_verbatim(std::slice::from_ref(&found), &rows(&golden));
        assert!(found.raw.contains("\"_score\":0"), "unknown members survive");
    }
}

/// The tutorial has a page without a row for what is not there, with an older header and a schema without its version.
#[tokio::test]
async fn an_empty_page_says_that_the_object_is_gone() {
    let golden = Golden::load("xcore-decision-lookup-empty");
    let schema = "https://ns.adobe.com/experience/offer-management/offer-activity;version=0.5";
    let differs = Differs {
        query_dropped: vec!["schema"],
        query_added: vec![("schema", schema)],
        headers_dropped: vec!["accept", "x-request-id"],
        headers_added: vec![("accept", RESULTS)],
        ..Differs::default()
    };
    let at = Locator::Id(ObjectId::from("xcore:offer-activity:fa24f9e8fc15c73"));
    let answer = ask(&golden, XCORE, read(&golden, Kind::Decision, at), &differs).await;
    assert_eq!(answer.unwrap_err().cause, Cause::Gone);
}

/// The item itself on xcore has no recorded exchange, only a description (contract section 3): it is spelled out here,
/// and the recorded row is its answer.
#[tokio::test]
async fn an_xcore_instance_is_read_by_its_address() {
    let mut golden = Golden::load("xcore-fallback-lookup");
    let row = rows(&golden)[0].clone();
    let address = text(&row, "/instanceId");
    golden.respond_with(row.clone());
    let (sent, answer) =
        wire::send(&golden, XCORE, read(&golden, Kind::Fallback, Locator::Address(address.as_str().into()))).await;
    assert_eq!(sent.method, "GET");
    assert_eq!(sent.target, format!("/data/core/xcore/e0bd8463-0913-4ca1-bd84-6309134ca1f6/instances/{address}"));
    let accept = "*, application/vnd.adobe.platform.xcore.hal+json; schema=\"https://ns.adobe.com/experience/offer-management/fallback-offer;version=0.1\"";
    assert_eq!(sent.header("accept"), Some(accept));
    assert_verbatim(&[record(answer.result.unwrap())], &[row]);
}

#[tokio::test]
async fn containers() {
    let request = Request::ListScopes { from: PageFrom::Start };
    // The type of the home page is asked for, as the tutorial does; no sandbox is sent, as none is chosen yet.
    let home = ("accept", "application/vnd.adobe.platform.xcore.home.hal+json");
    let differs = Differs { headers_dropped: vec!["x-sandbox-name"], headers_added: vec![home], ..Differs::default() };
    let golden = Golden::load("xcore-container-list");
    let Ok(Reply::Scopes { entries, next }) = ask(&golden, XCORE, request.clone(), &differs).await else { panic!() };
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(next, None);
    assert_eq!(entry.scope, Scope { sandbox: "{PARENT_NAME}".to_owned(), container: Some("{INSTANCE_ID}".to_owned()) });
    assert_eq!(
        (entry.name.as_str(), entry.category.as_str(), entry.region.as_str()),
        ("{REPO_NAME}", "decisioning", "{DATA_CENTER}")
    );
    assert_eq!(entry.changed, Seen::Is("2020-09-16T07:54:32.098139Z".parse().unwrap()));

    // The tutorial asks for the containers of an older product as well, and has no type to filter by; its answer must be
    // understood all the same.
    let golden = Golden::load("xcore-container-list-dma");
    let differs = Differs {
        query_dropped: vec!["product"],
        query_added: vec![("product", "acp"), ("property", "_instance.containerType==decisioning")],
        headers_dropped: vec!["x-sandbox-name", "x-request-id"],
        ..Differs::default()
    };
    let Ok(Reply::Scopes { entries, .. }) = ask(&golden, XCORE, request, &differs).await else { panic!() };
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((entry.name.as_str(), entry.region.as_str()), ("My Organization's container", "VA7"));
    assert_eq!(entry.scope.label(), "82d1f250-85b6-11e9-ac80-99ba4655b277", "it names no sandbox");
}

#[tokio::test]
async fn sandboxes() {
    let request = Request::ListScopes { from: PageFrom::Start };
    let golden = Golden::load("sandbox-list-available");
    let differs = Differs {
        query_dropped: vec!["limit", "offset"],
        query_added: vec![("limit", "50"), ("offset", "0")],
        ..Differs::default()
    };
    let Ok(Reply::Scopes { entries, next }) = ask(&golden, DPS, request.clone(), &differs).await else { panic!() };
    let seen: Vec<_> =
        entries.iter().map(|entry| (entry.scope.label(), entry.name.as_str(), entry.category.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("prod", "Production", "production"),
            ("dev", "Development", "development"),
            ("stage", "Staging", "development"),
        ]
    );
    assert_eq!(next, None, "without a next link there is no next page");
    assert!(entries.iter().all(|entry| entry.region == "VA7" && entry.scope.container.is_none()));
    assert_eq!(entries[1].changed, Seen::Is("2019-09-03T22:27:48Z".parse().unwrap()));

    // The list of all sandboxes is for administrators and never asked for; its answer has what the other leaves open.
    let golden = Golden::load("sandbox-list-all");
    let Ok(Reply::Scopes { entries, next }) = wire::send(&golden, DPS, request).await.1.result else { panic!() };
    assert_eq!(entries.len(), 3, "one of the four is still being created");
    let next = next.expect("there is a next link, though a template");
    let (sent, _) = wire::send(&golden, DPS, Request::ListScopes { from: PageFrom::Link(next) }).await;
    assert_eq!(sent.target, "/data/foundation/sandbox-management/?limit=50&offset=4");
}

#[tokio::test]
async fn errors() {
    let type_of =
        |id: &str| Some(format!("http{}://ns.adobe.com/aep/errors/{id}", if id.starts_with("SMS") { "" } else { "s" }));
    let gateway = |code: &str| Some(code.to_owned());
    for (name, cause, code, message) in [
        (
            "error-gateway-400003-missing-org-header",
            Cause::Refused,
            gateway("400003"),
            "Missing header (the organisation is missing)",
        ),
        ("error-gateway-401013-invalid-token", Cause::SignIn, gateway("401013"), "Oauth token is not valid"),
        ("error-gateway-403000-missing-api-key", Cause::Forbidden, gateway("403000"), "Api Key is required"),
        ("error-gateway-403003-invalid-api-key", Cause::Forbidden, gateway("403003"), "Api Key is invalid"),
        ("error-gateway-403010-missing-token", Cause::SignIn, gateway("403010"), "Oauth token is missing."),
        (
            "error-gateway-403025-profile-not-valid",
            Cause::Forbidden,
            gateway("403025"),
            "Profile is not valid (the token is not entitled for this organisation)",
        ),
        ("error-gateway-429050-too-many-requests", Cause::SlowDown, gateway("429050"), "Too many requests"),
        (
            "error-aep-content-type",
            Cause::Refused,
            Some("/placeholder/type/uri".to_owned()),
            "BadRequestError: A valid content-type must be specified",
        ),
        (
            "error-aep-problem-sandbox",
            Cause::Refused,
            type_of("SMS-2074-400"),
            "Sandbox `{SANDBOX_NAME}` cannot be reset. The identity graph hosted in this sandbox is also being used by Adobe Analytics for the Cross Device Analytics (CDA) feature.",
        ),
        (
            "error-ode-scope-not-found",
            Cause::Gone,
            type_of("ODE-0001-404"),
            "the list of personalized offers is not there: this server does not know the route or the scope: Not Found: The following scope was not found: xcore:offer-activity:1111111111111111/xcore:offer-placement:1111111111111111",
        ),
    ] {
        let golden = Golden::load(name);
        let (_, answer) = wire::send(&golden, DPS, list(&golden, Kind::Personalized, PageFrom::Start)).await;
        let error = answer.result.unwrap_err();
        assert_eq!((error.cause, error.code, error.message.as_str()), (cause, code, message), "{name}");
        assert_eq!(u64::from(error.status.unwrap()), golden.response()["status"].as_u64().unwrap());
        assert_eq!(
            answer.exchanges[0].error.as_deref(),
            Some(golden.answer().to_string().as_str()),
            "logged as it came"
        );
    }
}

/// The recorded dps offer, and the same offer under the names of xcore, are one and the same to the rest of the program.
#[tokio::test]
async fn both_generations_give_the_same_values() {
    let dps = Golden::load("dps-personalized-lookup");
    let id = text(dps.answer(), "/id");
    let at = Locator::Address(id.as_str().into());
    let a = record(wire::send(&dps, DPS, read(&dps, Kind::Personalized, at.clone())).await.1.result.unwrap());

    let mut xcore = Golden::load("xcore-personalized-lookup");
    xcore.respond_with(renamed(dps.answer()));
    let b = record(wire::send(&xcore, XCORE, read(&xcore, Kind::Personalized, at)).await.1.result.unwrap());

    assert_eq!((&a.id, &a.address, a.revision, &a.audit), (&b.id, &b.address, b.revision, &b.audit));
    assert_eq!((&a.name, &a.status), (&b.name, &b.status));
    for field in [Field::Priority, Field::StartDate, Field::EndDate] {
        assert_eq!(a.fact(field), b.fact(field));
    }
    assert_eq!(a.status, Seen::Is(Status::Draft));
    assert_eq!(a.revision, Some(2));
    assert_eq!(a.fact(Field::StartDate), &Seen::Is(Fact::Time("2022-07-27T05:00:00Z".parse().unwrap())));
    assert_eq!(a.audit.modified, Seen::Is("2023-05-15T14:38:26.691Z".parse().unwrap()));
}

/// A flat dps object as an xcore envelope (contract section 10), for the fields that a record reads.
fn renamed(flat: &Value) -> Value {
    let constraint = &flat["selectionConstraint"];
    json!({
        "instanceId": flat["id"],
        "repo:etag": flat["etag"],
        "repo:createdDate": flat["created"],
        "repo:lastModifiedDate": flat["modified"],
        "repo:createdBy": flat["createdBy"],
        "repo:lastModifiedBy": flat["lastModifiedBy"],
        "_instance": {
            "@id": flat["id"],
            "xdm:name": flat["name"],
            "xdm:status": flat["status"],
            "xdm:rank": {"xdm:priority": flat["rank"]["priority"]},
            "xdm:selectionConstraint": {"xdm:startDate": constraint["startDate"], "xdm:endDate": constraint["endDate"]},
        },
    })
}
