use std::time::Duration;

use serde_json::{Value, json};

use crate::emulator::answer::Delivery;
use crate::emulator::gateway::API_KEY;
use crate::emulator::gateway::ims::CLIENT_SECRET;
use crate::emulator::gateway::tokens::ACCESS_TOKEN;
use crate::emulator::settings::Settings;
use crate::emulator::testing::{Bench, OFFERS, PERSONALIZED, item, parsed, request};
use crate::http::{Method, header};

fn force(bench: &Bench, spec: &str) {
    bench.library.set_fault(spec).unwrap();
}

#[test]
fn refusals_have_their_status_and_change_nothing() {
    let bench = Bench::new();
    let id = bench.created("Stays");
    for status in [400, 401, 403, 404, 409, 412, 418, 422, 429, 451, 500, 502, 503, 599] {
        force(&bench, &format!("{status} x1"));
        let response = bench.send(Method::Delete, &item(&id), &[], "");
        assert_eq!(response.status, status);
        assert_eq!(bench.get(&item(&id)).0, 200, "{status}");
        match status {
            503 => assert!(response.body.starts_with(b"<html>")),
            401 => assert_eq!(parsed(&response).1["error_code"], "401013"),
            403 => assert_eq!(parsed(&response).1["error_code"], "403025"),
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
        ("slow:40", Delivery::Whole, true),
        ("cut", Delivery::Cut, true),
        ("lost-answer", Delivery::Drop, true),
        ("drop", Delivery::Drop, false),
        ("hang", Delivery::Hang, false),
    ] {
        let id = bench.created(spec);
        force(&bench, &format!("{spec} DELETE x1"));
        let answer = bench.library.answer(&request(Method::Delete, &item(&id), &[], ""));
        assert_eq!((answer.delivery, answer.fault.as_deref()), (delivery, Some(spec)));
        assert_eq!(answer.wait, Duration::from_millis(if spec == "slow:40" { 40 } else { 0 }));
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
    force(&bench, "loop x1");
    let first = bench.read(&format!("{OFFERS}&limit=5"));
    assert!(first["_links"]["next"]["href"].as_str().unwrap().contains("start="));
    assert_eq!(bench.library.faults().in_force().0, "loop x1", "the first page is as it is, and does not count");
    force(&bench, "loop");
    for (base, target) in [("/data/core/dps", format!("{OFFERS}&limit=5")), ("/data/core/xcore", xcore)] {
        let followed = bench.read(&target)["_links"]["next"]["href"].as_str().unwrap().to_owned();
        let second = bench.read(&format!("{base}{followed}"));
        assert_eq!(second["_links"]["next"]["href"], *followed);
    }
}

#[test]
fn a_gateways_page_is_html_of_any_status() {
    let bench = Bench::new();
    for (spec, status, title) in [("html", 502, "502 Bad Gateway"), ("html:404", 404, "404 Not Found")] {
        force(&bench, spec);
        let response = bench.send(Method::Get, OFFERS, &[], "");
        assert_eq!((response.status, header(&response.headers, "content-type")), (status, Some("text/html")));
        assert!(String::from_utf8(response.body).unwrap().contains(&format!("<title>{title}</title>")));
    }
}

#[test]
fn latency_adds_to_every_answer_and_to_every_fault() {
    let bench = Bench::with(&Settings { latency: Duration::from_millis(7), ..Settings::default() });
    let wait = |target: &str| bench.library.answer(&request(Method::Get, target, &[], "")).wait;
    assert_eq!(wait(OFFERS), Duration::from_millis(7));
    assert_eq!(wait("/ims/token/v3"), Duration::from_millis(7));
    assert_eq!(wait("/_emulator"), Duration::ZERO);
    force(&bench, "slow:5, 500");
    assert_eq!(wait(OFFERS), Duration::from_millis(12));
}

#[test]
fn faults_of_several_classes_strike_together() {
    let bench = Bench::new();
    force(&bench, "slow:300, cut, no-total x1, odd-rows");
    let answer = bench.library.answer(&request(Method::Get, OFFERS, &[], ""));
    assert_eq!((answer.delivery, answer.wait), (Delivery::Cut, Duration::from_millis(300)));
    assert_eq!(answer.fault.as_deref(), Some("slow:300, no-total, cut"));
    let body: Value = serde_json::from_slice(&answer.response.body).unwrap();
    assert!(body.get("total").is_none() && body["results"][0]["name"].is_string());
    let odd = bench.library.answer(&request(Method::Get, OFFERS, &[], "")).response;
    assert!(serde_json::from_slice::<Value>(&odd.body).unwrap()["results"][0]["name"].is_null());
}

#[test]
fn what_is_not_carried_out_counts_for_no_other_fault() {
    let bench = Bench::new();
    let id = bench.created("Stays");
    force(&bench, "500 x2, deletes-stay x1, odd-rows x1, lost-answer x1 then pass");
    assert_eq!(bench.send(Method::Delete, &item(&id), &[], "").status, 500);
    assert_eq!(bench.get(OFFERS).0, 500);
    assert_eq!(bench.library.faults().in_force().0, "deletes-stay x1, odd-rows x1, lost-answer x1 then pass");
    force(&bench, "drop x1, 500 x1, slow x1 then pass");
    assert_eq!(bench.library.answer(&request(Method::Get, OFFERS, &[], "")).delivery, Delivery::Drop);
    assert_eq!(bench.library.faults().in_force().0, "500 x1, slow x1 then pass");
}

fn fetched_token(bench: &Bench) -> String {
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("grant_type=client_credentials&client_id={API_KEY}&client_secret={CLIENT_SECRET}&scope=openid");
    let response = bench.send(Method::Post, "/ims/token/v3", &form, &body);
    parsed(&response).1["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn a_token_ends_and_the_one_fetched_after_it_works() {
    let bench = Bench::new();
    let status = |token: &str| {
        let response = bench.send(Method::Get, OFFERS, &[("authorization", &format!("Bearer {token}"))], "");
        assert!(response.status == 200 || parsed(&response).1["error_code"] == "401013");
        response.status
    };
    let old = fetched_token(&bench);
    force(&bench, "expired-token");
    assert_eq!((status(&old), status(ACCESS_TOKEN), status("unknown")), (401, 401, 401));
    let fresh = fetched_token(&bench);
    assert_eq!((status(&fresh), status(&old)), (200, 401));
    force(&bench, "off");
    assert_eq!(
        (status(&old), status(&fresh), status(ACCESS_TOKEN)),
        (401, 200, 200),
        "for good, but for the fixed one"
    );
    force(&bench, "pass x1 then expired-token x1");
    assert_eq!(
        (status(&fresh), status("unknown"), status(&fresh), status(&fetched_token(&bench))),
        (200, 401, 401, 200)
    );
    assert_eq!(bench.library.faults().in_force().0, "off");
}

/// Every row's id and the total of every page, read as links lead; and where each list is read from.
fn walk(bench: &Bench, base: &str, first: &str) -> (Vec<String>, Vec<usize>, Vec<String>) {
    let (mut ids, mut totals, mut targets) = (Vec::new(), Vec::new(), vec![first.to_owned()]);
    while let Some(target) = targets.last().filter(|_| targets.len() < 50) {
        let body = bench.read(target);
        let holder = if body.get("results").is_some() { &body } else { &body["_embedded"] };
        totals.push(usize::try_from(holder["total"].as_u64().unwrap()).unwrap());
        let id = |row: &Value| row.get("id").unwrap_or(&row["_instance"]["@id"]).as_str().unwrap().to_owned();
        ids.extend(holder["results"].as_array().unwrap().iter().map(id));
        match body["_links"]["next"]["href"].as_str() {
            Some(href) => targets.push(format!("{base}{href}")),
            None => break,
        }
    }
    (ids, totals, targets)
}

/// A list of each generation, with a page of ten and a filter: the base of its links, and its target.
fn filtered_lists(bench: &Bench) -> [(&'static str, String); 2] {
    let container = bench.container();
    let xcore = format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}&limit=10");
    [
        ("/data/core/dps", format!("{OFFERS}&limit=10&property=status!=live")),
        ("/data/core/xcore", format!("{xcore}&property=_instance.xdm:status!=live")),
    ]
}

#[test]
fn short_pages_hold_half_and_lose_nothing() {
    let bench = Bench::new();
    for (base, target) in filtered_lists(&bench) {
        let (usual, totals, _) = walk(&bench, base, &target);
        force(&bench, "short-pages");
        let (ids, short_totals, targets) = walk(&bench, base, &target);
        assert_eq!(ids, usual, "{base}");
        assert!(
            targets.len() >= 2 * totals.len() - 1 && short_totals.iter().all(|total| *total == totals[0]),
            "{base}"
        );
        assert!(targets.iter().all(|target| target.contains("limit=10")), "links say what was asked for");
        force(&bench, "short-pages x1");
        assert_eq!(bench.get("/data/foundation/sandbox-management/").0, 200);
        assert_eq!(bench.library.faults().in_force().0, "short-pages x1", "no page of objects, nothing to shorten");
        force(&bench, "off");
    }
}

#[test]
fn totals_can_count_from_the_page_on() {
    let bench = Bench::new();
    for (base, target) in filtered_lists(&bench) {
        let (ids, usual, _) = walk(&bench, base, &target);
        force(&bench, "total-from-here");
        let (_, totals, _) = walk(&bench, base, &target);
        let wanted: Vec<usize> = (0..usual.len()).map(|page| ids.len() - 10 * page).collect();
        assert_eq!(totals, wanted, "{base}");
        force(&bench, "off");
    }
}

#[test]
fn links_can_lack_their_filters() {
    let bench = Bench::new();
    for (base, target) in filtered_lists(&bench) {
        force(&bench, "bare-links x1");
        bench.read(target.split("&property").next().unwrap());
        assert_eq!(bench.library.faults().in_force().0, "bare-links x1", "without a filter there is nothing to lack");
        let body = bench.read(&target);
        let href = body["_links"]["next"]["href"].as_str().unwrap();
        assert!(!href.contains("property") && href.contains("limit=10") && href.contains("start="), "{href}");
        assert!(bench.read(&target)["_links"]["next"]["href"].as_str().unwrap().contains("property="));
        assert!(bench.get(&format!("{base}{href}")).0 == 200);
    }
}

#[test]
fn a_shrinking_list_loses_the_last_object_of_each_page_that_no_other_names() {
    let bench = Bench::new();
    for (base, target) in filtered_lists(&bench) {
        let (usual, _, _) = walk(&bench, base, &target);
        force(&bench, "shrinking x2");
        let (ids, totals, _) = walk(&bench, base, &target);
        assert_eq!(ids, usual, "every object was there when its page was made");
        assert_eq!((totals[0], totals[1], totals[2]), (usual.len(), usual.len() - 1, usual.len() - 2));
        let (left, _, _) = walk(&bench, base, &target);
        assert_eq!(left.len(), usual.len() - 2, "{base}");
        assert!(left.iter().all(|id| usual.contains(id)));
        assert_eq!(bench.library.faults().in_force().0, "off");
    }
}

#[test]
fn a_fault_that_finds_nothing_to_do_is_not_used_up() {
    let bench = Bench::new();
    let here = || item(&bench.created("Here"));
    let gone = item("dps:personalized-offer:0");
    let json = [("content-type", "application/json")];
    let patch = r#"[{"op": "replace", "path": "/name", "value": "x"}]"#;
    let none = format!("{OFFERS}&property=name==nothing");
    for (spec, method, idle, busy) in [
        ("other-writer x1", Method::Patch, gone.as_str(), here()),
        ("late-delete:50 x1", Method::Delete, &gone, here()),
        ("deletes-stay x1", Method::Delete, &gone, here()),
        ("empty x1", Method::Get, &none, OFFERS.to_owned()),
        ("odd-rows x1", Method::Get, &none, OFFERS.to_owned()),
        ("no-total x1", Method::Get, "/data/foundation/sandbox-management/", OFFERS.to_owned()),
    ] {
        force(&bench, spec);
        let body = if method == Method::Patch { patch } else { "" };
        bench.send(method, idle, &json, body);
        assert_eq!(bench.library.faults().in_force().0, spec);
        bench.send(method, &busy, &json, body);
        assert_eq!(bench.library.faults().in_force().0, "off", "{spec}");
        bench.clock.advance(1000);
    }
}

#[test]
fn what_another_object_names_is_not_lost_by_a_shrinking_list() {
    let bench = Bench::new();
    let list = "/data/core/dps/placements?limit=100";
    let before = bench.read(list);
    force(&bench, "shrinking");
    bench.read(list);
    force(&bench, "off");
    let left: Vec<&Value> = before["results"].as_array().unwrap().iter().collect();
    let after = bench.read(list);
    for row in left {
        let is_left = after["results"].as_array().unwrap().iter().any(|other| other["id"] == row["id"]);
        let target = format!("/data/core/dps/placements/{}", row["id"].as_str().unwrap());
        assert!(is_left || bench.get(&target).0 == 404);
    }
    let named = bench.new_offer("x")["representations"][0]["placement"].clone();
    assert!(after["results"].as_array().unwrap().iter().any(|row| row["id"] == named));
}
