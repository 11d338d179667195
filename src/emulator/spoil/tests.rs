use std::time::Duration;

use serde_json::{Value, json};

use super::super::answer::Delivery;
use super::super::testing::{Bench, OFFERS, PERSONALIZED, item, parsed, request};
use crate::http::{Method, header};

fn force(bench: &Bench, spec: &str) {
    bench.library.set_fault(spec).unwrap();
}

#[test]
fn refusals_have_their_status_and_change_nothing() {
    let bench = Bench::new();
    let id = bench.created("Stays");
    for status in [401, 403, 404, 409, 412, 422, 429, 500, 503] {
        force(&bench, &format!("{status} x1"));
        let response = bench.send(Method::Delete, &item(&id), &[], "");
        assert_eq!(response.status, status);
        assert_eq!(bench.get(&item(&id)).0, 200, "{status}");
        match status {
            503 => assert!(response.body.starts_with(b"<html>")),
            401 => assert_eq!(parsed(&response).1["error_code"], "401013"),
            429 => assert_eq!(header(&response.headers, "retry-after"), Some("1")),
            _ => assert!(parsed(&response).1.is_object()),
        }
    }
    force(&bench, "429:30 x1");
    assert_eq!(header(&bench.send(Method::Get, OFFERS, &[], "").headers, "retry-after"), Some("30"));
}

#[test]
fn deliveries_meet_their_fate_and_only_some_requests_are_carried_out() {
    let bench = Bench::new();
    for (spec, delivery, carried_out) in [
        ("slow:40", Delivery::After(Duration::from_millis(40)), true),
        ("cut", Delivery::Cut, true),
        ("lost-answer", Delivery::Drop, true),
        ("drop", Delivery::Drop, false),
        ("hang", Delivery::Hang, false),
    ] {
        let id = bench.created(spec);
        force(&bench, &format!("{spec} DELETE x1"));
        assert_eq!(bench.library.answer(&request(Method::Delete, &item(&id), &[], "")).delivery, delivery);
        assert_eq!(bench.get(&item(&id)).0, if carried_out { 404 } else { 200 }, "{spec}");
    }
    force(&bench, "lost-answer");
    assert_eq!(bench.get(OFFERS).0, 200, "a read has nothing to lose");
}

#[test]
fn malformed_answers_are_not_json() {
    let bench = Bench::new();
    force(&bench, "malformed");
    let response = bench.send(Method::Get, OFFERS, &[], "");
    assert_eq!(header(&response.headers, "content-type"), Some("application/json"));
    assert!(serde_json::from_slice::<Value>(&response.body).is_err());
}

#[test]
fn another_writer_comes_between() {
    let bench = Bench::new();
    let id = bench.created("Mine");
    let patch = json!([{"op": "add", "path": "/description", "value": "x"}]);
    force(&bench, "other-writer x1");
    assert_eq!(bench.patch(&id, &[("if-match", "1")], &patch).0, 412);
    let read = bench.read(&item(&id));
    assert_eq!((&read["etag"], &read["name"]), (&json!(2), &json!("Mine (changed by somebody else)")));
    assert!(read.get("description").is_none() || read["description"] != "x");
    assert_eq!(bench.patch(&id, &[("if-match", "2")], &patch).0, 200, "once only");
    force(&bench, "other-writer");
    assert_eq!(bench.patch(&id, &[], &patch).0, 200, "without a condition the last writer wins");
    assert_eq!(bench.read(&item(&id))["etag"], 5);
}

#[test]
fn deletes_can_be_late_or_never_come() {
    let bench = Bench::new();
    let id = bench.created("Late");
    force(&bench, "late-delete:500");
    assert_eq!(bench.send(Method::Delete, &item(&id), &[], "").status, 200);
    bench.clock.advance(499);
    assert_eq!(bench.get(&item(&id)).0, 200);
    bench.clock.advance(1);
    assert_eq!(bench.get(&item(&id)).0, 404);

    let id = bench.created("Stays");
    let path = bench.instance_path(&id);
    force(&bench, "deletes-stay");
    assert_eq!(bench.send(Method::Delete, &path, &[], "").status, 202);
    assert_eq!(bench.send(Method::Delete, &item(&id), &[], "").status, 200);
    bench.clock.advance(1_000_000);
    assert_eq!(bench.get(&item(&id)).0, 200);
}

#[test]
fn every_kind_of_list_can_be_empty_or_odd() {
    let bench = Bench::new();
    let container = bench.container();
    for (target, rows) in [
        (OFFERS.to_owned(), "/results"),
        (format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}"), "/_embedded/results"),
        ("/data/core/xcore/?product=acp".to_owned(), "/_embedded/https:~1~1ns.adobe.com~1experience~1xcore~1container"),
        ("/data/foundation/sandbox-management/".to_owned(), "/sandboxes"),
    ] {
        let usual = bench.read(&target);
        force(&bench, "empty x1");
        let body = bench.read(&target);
        assert_eq!(body.pointer(rows), Some(&json!([])), "{target}");
        assert!(body["_links"].get("next").is_none(), "{target}");
        force(&bench, "odd-rows x1");
        let odd = bench.read(&target);
        assert_eq!(
            odd.pointer(rows).unwrap().as_array().unwrap().len(),
            usual.pointer(rows).unwrap().as_array().unwrap().len()
        );
        assert_ne!(odd, usual, "{target}");
        assert_eq!(bench.read(&target).pointer(rows), usual.pointer(rows), "{target}: once only");
    }
    force(&bench, "empty x1");
    let id = usual_id(&bench);
    assert_eq!(id, None);
}

fn usual_id(bench: &Bench) -> Option<String> {
    bench.read(OFFERS)["results"][0]["id"].as_str().map(str::to_owned)
}

#[test]
fn odd_rows_hold_what_no_row_should() {
    let bench = Bench::new();
    let container = bench.container();
    force(&bench, "odd-rows");
    let dps = bench.read(OFFERS)["results"].clone();
    assert_eq!(dps[0]["name"], Value::Null);
    assert_eq!(dps[1]["rank"]["priority"].to_string(), "1152921504606846976");
    assert_eq!(dps[2]["rank"]["priority"].to_string(), "1e99".parse::<serde_json::Number>().unwrap().to_string());
    assert_eq!(
        (&dps[3]["selectionConstraint"]["startDate"], &dps[3]["modified"]),
        (&json!("soon"), &json!("yesterday"))
    );
    assert!(dps[4]["name"].as_str().unwrap().contains("\u{1b}[31m"));
    assert!(dps[5]["name"].as_str().unwrap().contains('\u{202e}'));
    assert_eq!(dps[6]["name"].as_str().unwrap().len(), 5000);
    let target = format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}");
    let xcore = bench.read(&target)["_embedded"]["results"].clone();
    assert_eq!(xcore[0]["_instance"]["xdm:name"], Value::Null);
    assert_eq!(xcore[1]["_instance"]["xdm:rank"]["xdm:priority"].to_string(), "1152921504606846976");
    assert_eq!(xcore[3]["repo:lastModifiedDate"], "yesterday");
    let id = dps[0]["id"].as_str().unwrap();
    assert!(bench.read(&item(id))["name"].is_string(), "a single object is as it is");
}

#[test]
fn totals_vanish_and_links_lead_back() {
    let bench = Bench::new();
    let container = bench.container();
    let xcore = format!("/data/core/xcore/{container}/queries/core/search?schema={PERSONALIZED}&limit=5");
    force(&bench, "no-total");
    assert!(bench.read(OFFERS).get("total").is_none());
    assert!(bench.read(&xcore)["_embedded"].get("total").is_none());
    force(&bench, "loop");
    for (base, target) in [("/data/core/dps", format!("{OFFERS}&limit=5")), ("/data/core/xcore", xcore)] {
        let followed = bench.read(&target)["_links"]["next"]["href"].as_str().unwrap().to_owned();
        let second = bench.read(&format!("{base}{followed}"));
        assert_eq!(second["_links"]["next"]["href"], *followed);
    }
}
