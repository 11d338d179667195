//! Lists and look-ups, and what a record makes of either generation.

use std::sync::Arc;

use offerdeck::domain::{Generation, Kind, ObjectId, Record, Seen, Status};
use offerdeck::request::{Locator, Page, PageFrom, Reply, Request};
use serde_json::{Value, json};

use crate::wire::{self, Differs, Golden, ask, text};
use crate::{DPS, KINDS, XCORE, list, rows};

fn page(reply: Reply) -> Page {
    match reply {
        Reply::Page(page) => page,
        other => panic!("no page but {other:?}"),
    }
}

/// Each record is the documented object, to the last unknown member and in the documented order.
fn assert_verbatim(records: &[Arc<Record>], rows: &[Value]) {
    let held: Vec<_> = records.iter().map(|record| record.raw.to_string()).collect();
    let documented: Vec<_> = rows.iter().map(Value::to_string).collect();
    assert_eq!(held, documented);
}

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
            let reply = ask(&golden, generation, list(&golden, kind, PageFrom::Start), &list_differs(generation)).await;
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

fn record(reply: Reply) -> Arc<Record> {
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

        // On xcore the documented look-ups are by `@id` (fallback) and by name (personalized). We never look up by name,
        // which is no identifier: there the object is asked for by its `@id`, and the rest must be as documented.
        let golden = Golden::load(&format!("xcore-{word}-lookup"));
        let id = text(&rows(&golden)[0], "/_instance/@id");
        let by_name = Differs { query_dropped: vec!["name"], query_added: vec![("id", &id)], ..Differs::default() };
        let differs = if kind == Kind::Personalized { by_name } else { Differs::default() };
        let request = read(&golden, kind, Locator::Id(ObjectId::from(id.as_str())));
        let found = record(ask(&golden, XCORE, request, &differs).await.unwrap());
        assert_verbatim(std::slice::from_ref(&found), &rows(&golden));
        assert!(found.raw.contains("\"_score\":0"), "unknown members survive");
    }
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
    assert_eq!((&a.name, &a.status, &a.priority), (&b.name, &b.status, &b.priority));
    assert_eq!((&a.start, &a.end), (&b.start, &b.end));
    assert_eq!(a.status, Seen::Is(Status::Draft));
    assert_eq!(a.revision, Some(2));
    assert_eq!(a.start, Seen::Is("2022-07-27T05:00:00Z".parse().unwrap()));
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
