use serde_json::{Value, json};

use crate::emulator::settings::Settings;
use crate::emulator::strictness::{Check, Strictness};
use crate::emulator::testing::{Bench, OFFERS, PERSONALIZED, item, parsed};
use crate::http::{Method, header};

const XCORE_PATCH: &str = "application/vnd.adobe.platform.xcore.patch.hal+json; version=1; \
schema=\"https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5\"";
const XCORE_INSTANCE: &str = "application/schema-instance+json; version=1;  \
schema=\"https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5\"";

fn detail(problem: &Value) -> &str {
    problem["detail"].as_str().unwrap()
}

/// An offer that a static collection names.
fn used_offer(bench: &Bench) -> String {
    let rows = bench.read(&format!("{OFFERS}&limit=100"));
    let ids = rows["results"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned());
    let used = ids.into_iter().find(|id| bench.send(Method::Delete, &item(id), &[], "").status == 409);
    used.expect("the seed has offers in use")
}

#[test]
fn what_was_created_is_read_back_as_it_was_sent() {
    let bench = Bench::new();
    let mut offer = bench.new_offer("Ünïcode \"quoted\" 🎁");
    offer["unknownMember"] = json!({"b": [1, null, "x"], "a": true});
    let exact: Value = serde_json::from_str("1.10").unwrap();
    offer["unknownNumber"] = exact;
    let (status, receipt) = bench.post(&offer);
    assert_eq!((status, receipt["etag"].as_u64()), (201, Some(1)));
    let mut read = bench.read(&item(receipt["id"].as_str().unwrap()));
    assert_eq!(read["createdBy"], receipt["createdBy"]);
    assert_eq!(read["created"].as_str().unwrap().replace("+00:00", "Z"), receipt["createdDate"].as_str().unwrap());
    for own in ["created", "modified", "etag", "schemas", "createdBy", "lastModifiedBy", "id"] {
        read.as_object_mut().unwrap().shift_remove(own).unwrap();
    }
    assert_eq!(read.to_string(), offer.to_string());
}

#[test]
fn each_generation_reads_what_the_other_wrote() {
    let bench = Bench::new();
    let mut offer = bench.new_offer("Written by dps");
    offer["unknownMember"] = json!({"name": "kept"});
    let (_, receipt) = bench.post(&offer);
    let id = receipt["id"].as_str().unwrap();
    let path = bench.instance_path(id);
    let envelope = bench.read(&path);
    let instance = &envelope["_instance"];
    assert_eq!(instance["@id"], *id);
    assert_eq!(instance["xdm:name"], "Written by dps");
    assert_eq!(instance["unknownMember"]["name"], "kept");
    assert_eq!(instance["xdm:selectionConstraint"]["xdm:startDate"], offer["selectionConstraint"]["startDate"]);

    let patch = json!([{"op": "replace", "path": "/_instance/xdm:name", "value": "Changed by xcore"},
        {"op": "add", "path": "/_instance/xdm:custom", "value": 1}]);
    let (status, answer) =
        parsed(&bench.send(Method::Patch, &path, &[("content-type", XCORE_PATCH)], &patch.to_string()));
    assert_eq!((status, &answer["repo:etag"]), (200, &json!(2)), "{answer}");
    let read = bench.read(&item(id));
    assert_eq!(read["name"], "Changed by xcore");
    assert_eq!(read["xdm:custom"], 1, "an unknown member survives");
    assert_eq!(read["representations"], offer["representations"]);
    assert_eq!((&read["etag"], &read["unknownMember"]), (&json!(2), &offer["unknownMember"]));

    let instance = json!({"_instance": bench.read(&path)["_instance"].clone(), "_links": {}});
    let mut wrapped = instance.clone();
    wrapped["_instance"].as_object_mut().unwrap().shift_remove("@id");
    let instances = format!("/data/core/xcore/{}/instances", bench.container());
    for body in [&wrapped, &wrapped["_instance"]] {
        let response = bench.send(Method::Post, &instances, &[("content-type", XCORE_INSTANCE)], &body.to_string());
        let location = header(&response.headers, "location").unwrap().to_owned();
        let base = header(&response.headers, "content-base").unwrap();
        assert!(base.ends_with("/data/core/xcore/"), "{base}");
        let (status, receipt) = parsed(&response);
        assert_eq!(status, 201);
        assert_eq!(bench.read(&format!("/data/core/xcore{location}"))["_instance"]["@id"], receipt["@id"]);
        assert_eq!(bench.read(&item(receipt["@id"].as_str().unwrap()))["name"], "Changed by xcore");
    }
    let (status, problem) =
        parsed(&bench.send(Method::Post, &instances, &[("content-type", XCORE_INSTANCE)], &instance.to_string()));
    assert_eq!((status, detail(&problem)), (422, "/@id: is set by the repository alone"));
}

#[test]
fn what_is_no_offer_is_refused_where_it_is_wrong() {
    let bench = Bench::new();
    let placement = bench.new_offer("x")["representations"][0]["placement"].clone();
    let date = "/selectionConstraint/endDate";
    for (pointer, value, status, where_) in [
        ("/name", json!(""), 422, "/name"),
        ("/name", json!(7), 422, "/name"),
        ("/status", json!("live"), 422, "/status"),
        ("/description", json!(1), 422, "/description"),
        ("/representations", json!({}), 422, "/representations"),
        ("/representations/0/placement", json!("dps:offer-placement:no"), 422, "/representations/0/placement"),
        ("/representations/0/components/0/type", json!(""), 422, "/representations/0/components/0/type"),
        ("/representations/0/components", json!([{"type": "html"}]), 422, "/representations/0/components/0/format"),
        (
            "/representations",
            json!([{"placement": placement}, {"placement": placement}]),
            422,
            "/representations/1/placement",
        ),
        (date, json!("soon"), 422, date),
        (date, json!("2001-01-01T00:00:00Z"), 422, date),
        ("/selectionConstraint/profileConstraintType", json!("all"), 422, "/selectionConstraint/profileConstraintType"),
        (
            "/selectionConstraint",
            json!({"startDate": "2026-01-01T00:00:00Z", "endDate": "2027-01-01T00:00:00Z",
            "eligibilityRule": "r"}),
            400,
            "/selectionConstraint/eligibilityRule",
        ),
        (
            "/selectionConstraint",
            json!({"startDate": "2026-01-01T00:00:00Z", "endDate": "2027-01-01T00:00:00Z",
            "profileConstraintType": "eligibilityRule", "eligibilityRule": "r"}),
            422,
            "/selectionConstraint/eligibilityRule",
        ),
        ("/rank", json!({"priority": -1}), 422, "/rank/priority"),
        ("/rank", json!({"priority": 1.5}), 422, "/rank/priority"),
        ("/cappingConstraint", json!({"globalCap": 0}), 422, "/cappingConstraint/globalCap"),
        ("/cappingConstraint", json!({"profileCap": "3"}), 422, "/cappingConstraint/profileCap"),
        ("/id", json!("mine"), 422, "/id"),
        ("/xdm:name", json!("mixed"), 422, "/xdm:name"),
    ] {
        let mut offer = bench.new_offer("Nearly right");
        let (holder, member) = pointer.rsplit_once('/').unwrap();
        offer.pointer_mut(holder).unwrap()[member] = value.clone();
        let (found, problem) = bench.post(&offer);
        assert_eq!(found, status, "{pointer} = {value}: {problem}");
        assert!(detail(&problem).starts_with(&format!("{where_}: ")), "{pointer} = {value}: {problem}");
    }
    for (member, value, status) in [
        ("tags", json!(["dps:tag:no"]), 400),
        ("tags", json!("x"), 422),
        ("characteristics", json!({"a": 1}), 422),
        ("labels", json!([1]), 422),
        ("frequencyCappingConstraints", json!([{"limit": 0}]), 422),
        ("frequencyCappingConstraints", json!([{"scope": "all"}]), 422),
    ] {
        let mut offer = bench.new_offer("Nearly right");
        offer[member] = value;
        assert_eq!(bench.post(&offer).0, status, "{offer}");
    }
    let total = bench.read(OFFERS)["total"].clone();
    assert_eq!(total, 150, "nothing of all this was created");
}

#[test]
fn bodies_and_media_types_must_be_what_they_claim() {
    let bench = Bench::new();
    let json = [("content-type", "application/json; charset=utf-8")];
    let post = |headers: &[(&str, &str)], body: &str| bench.send(Method::Post, OFFERS, headers, body).status;
    let good = bench.new_offer("Good").to_string();
    assert_eq!(post(&json, &good), 201);
    assert_eq!(post(&json, "{\"name\": "), 400);
    assert_eq!(post(&json, "[]"), 400);
    assert_eq!(post(&json, &format!("{}1{}", "[".repeat(500), "]".repeat(500))), 400);
    assert_eq!(post(&[], &good), 400);
    assert_eq!(post(&[("content-type", "text/plain")], &good), 415);
    assert_eq!(post(&[("content-type", "application/json-patch+json")], &good), 415);
    let mut large = bench.new_offer("Large");
    large["description"] = "x".repeat(300 * 1024).into();
    assert_eq!(post(&json, &large.to_string()), 422);
    large["description"] = "x".repeat(1024 * 1024).into();
    assert_eq!(post(&json, &large.to_string()), 413);

    let id = bench.created("Patched");
    let patch = json!([{"op": "add", "path": "/description", "value": "x"}]).to_string();
    let patched = |media: &str| bench.send(Method::Patch, &item(&id), &[("content-type", media)], &patch).status;
    assert_eq!(patched("application/json-patch+json"), 200);
    assert_eq!(patched("application/merge-patch+json"), 415);
    let grown = json!([{"op": "add", "path": "/description", "value": "x".repeat(301 * 1024)}]);
    assert_eq!(bench.patch(&id, &[], &grown).0, 422);

    let path = bench.instance_path(&id);
    let patch = json!([{"op": "add", "path": "/_instance/xdm:description", "value": "x"}]).to_string();
    let patched = |media: &str| bench.send(Method::Patch, &path, &[("content-type", media)], &patch).status;
    assert_eq!(patched(XCORE_PATCH), 200);
    assert_eq!(patched(&format!("Content-Type: {XCORE_PATCH}")), 200, "one document doubles the header's name");
    assert_eq!(patched(&XCORE_PATCH.replace('"', "'")), 200);
    assert_eq!(patched(XCORE_INSTANCE), 415);
    assert_eq!(patched("application/json"), 415);
    assert_eq!(patched("application/vnd.adobe.platform.xcore.patch.hal+json"), 415);
    assert_eq!(patched(&XCORE_PATCH.replace("personalized", "fallback")), 422);
    assert_eq!(patched(&XCORE_PATCH.replace("personalized-offer", "tag")), 422);
    assert_eq!(patched(&XCORE_PATCH.replace("personalized-offer", "ranking")), 400, "no kind of the library");
}

#[test]
fn a_patch_is_applied_as_a_whole_and_checked_as_a_whole() {
    let bench = Bench::new();
    let id = bench.created("Before");
    let before = bench.read(&item(&id));
    for (patch, status) in [
        (json!([{"op": "replace", "path": "/name", "value": "After"}, {"op": "remove", "path": "/nothing"}]), 422),
        (
            json!([{"op": "replace", "path": "/name", "value": "After"}, {"op": "test", "path": "/status", "value": "x"}]),
            409,
        ),
        (
            json!([{"op": "replace", "path": "/name", "value": "After"}, {"op": "remove", "path": "/representations"}]),
            422,
        ),
        (
            json!([{"op": "replace", "path": "/name", "value": "After"}, {"op": "replace", "path": "/etag", "value": 9}]),
            422,
        ),
        (json!({"name": "After"}), 400),
    ] {
        assert_eq!(bench.patch(&id, &[], &patch).0, status, "{patch}");
        assert_eq!(bench.read(&item(&id)), before, "{patch}");
    }
    // Wrong in between and right in the end.
    let detour = json!([{"op": "remove", "path": "/name"}, {"op": "add", "path": "/name", "value": "After"}]);
    bench.clock.advance(1);
    let (status, receipt) = bench.patch(&id, &[], &detour);
    assert_eq!((status, receipt["etag"].as_u64()), (200, Some(2)));
    let after = bench.read(&item(&id));
    assert_eq!((&after["name"], &after["created"]), (&json!("After"), &before["created"]));
    assert!(after["modified"].as_str() > before["modified"].as_str());
    // A deeper nesting than any document that is read can have.
    let deep = |levels: usize| serde_json::from_str::<Value>(&format!("{}1{}", "[".repeat(levels), "]".repeat(levels)));
    let way = "/0".repeat(79);
    let patch = json!([{"op": "add", "path": "/deep", "value": deep(80).unwrap()},
        {"op": "add", "path": format!("/deep{way}/0"), "value": deep(80).unwrap()}]);
    let (status, problem) = bench.patch(&id, &[], &patch);
    assert_eq!((status, detail(&problem).ends_with("the object is nested too deeply")), (422, true), "{problem}");
    // The deepest that is read back; the body around it is one level more.
    let nested = |levels: usize| {
        let inner =
            json!({"op": "add", "path": format!("/deep{}", "/0".repeat(100)), "value": deep(levels - 100).unwrap()});
        bench.patch(&id, &[], &json!([{"op": "add", "path": "/deep", "value": deep(100).unwrap()}, inner]))
    };
    for levels in [127, 128] {
        let (status, problem) = nested(levels);
        assert_eq!((status, detail(&problem).ends_with("the object is nested too deeply")), (422, true), "{problem}");
    }
    assert_eq!(nested(126).0, 200);
    bench.read(&item(&id));
}

#[test]
fn no_patch_nests_deeper_than_a_document_may_on_its_way() {
    let bench = Bench::new();
    let id = bench.created("Before");
    let before = bench.read(&item(&id));
    let refused = |patch: Vec<Value>| {
        let patch = Value::Array(patch);
        let (status, problem) = bench.patch(&id, &[], &patch);
        assert_eq!((status, detail(&problem).ends_with("the object is nested too deeply")), (422, true), "{problem}");
        assert_eq!(bench.read(&item(&id)), before);
    };
    // Each copy goes into its own deepest place, so that every one doubles the depth.
    let mut patch = vec![json!({"op": "add", "path": "/a", "value": [[]]})];
    patch.extend((0..16).map(|n| json!({"op": "copy", "from": "/a", "path": format!("/a{}", "/0".repeat(1 << n))})));
    // What is deep may not stay, either: it is taken out again in the end.
    patch.push(json!({"op": "remove", "path": "/a"}));
    refused(patch);
    let deep = || serde_json::from_str::<Value>(&format!("{}{}", "[".repeat(80), "]".repeat(80))).unwrap();
    for op in ["add", "replace"] {
        let mut patch = vec![json!({"op": "add", "path": "/a", "value": [deep()]})];
        patch.push(json!({"op": op, "path": format!("/a{}", "/0".repeat(60)), "value": deep()}));
        patch.push(json!({"op": "remove", "path": "/a"}));
        refused(patch);
    }
}

#[test]
fn a_change_names_its_author_and_a_patch_has_its_limits() {
    let bench = Bench::new();
    let seeded = bench.read(OFFERS)["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["createdBy"] != row["lastModifiedBy"])
        .unwrap()
        .clone();
    let id = seeded["id"].as_str().unwrap();
    let (status, receipt) = bench.patch(id, &[], &json!([{"op": "replace", "path": "/name", "value": "New name"}]));
    assert_eq!((status, &receipt["createdBy"]), (200, &seeded["createdBy"]));
    let own = bench.read(&item(&bench.created("Own")))["createdBy"].clone();
    assert_eq!(bench.read(&item(id))["lastModifiedBy"], own);
    assert_ne!(seeded["lastModifiedBy"], own);

    let filler = "x".repeat(2 * 1024 * 1024);
    assert_eq!(bench.patch(id, &[], &json!([{"op": "test", "path": "/name", "value": filler}])).0, 413);
    let mut doubling = vec![json!({"op": "add", "path": "/a", "value": ["x".repeat(1000)]})];
    doubling.extend((0..12).map(|_| json!({"op": "copy", "from": "/a", "path": "/a/-"})));
    let (status, problem) = bench.patch(id, &[], &Value::Array(doubling));
    assert_eq!((status, detail(&problem).contains("grows too large")), (422, true), "{problem}");
}

#[test]
fn archived_is_final() {
    let bench = Bench::new();
    let id = bench.created("Short life");
    let to = |status: &str| bench.patch(&id, &[], &json!([{"op": "add", "path": "/status", "value": status}])).0;
    for (status, answer) in [
        ("approved", 200),
        ("draft", 200),
        ("approved", 200),
        ("archived", 200),
        ("draft", 422),
        ("approved", 422),
        ("archived", 200),
    ] {
        assert_eq!(to(status), answer, "{status}");
    }
    assert_eq!(bench.read(&item(&id))["status"], "archived");
}

#[test]
fn writes_from_another_revision_are_refused() {
    let bench = Bench::new();
    let id = bench.created("Contended");
    let path = bench.instance_path(&id);
    let dps = json!([{"op": "add", "path": "/description", "value": "x"}]);
    assert_eq!(bench.patch(&id, &[("If-Match", "\"1\"")], &dps).0, 200);
    assert_eq!(bench.patch(&id, &[("If-Match", "\"1\"")], &dps).0, 412);
    assert_eq!(bench.patch(&id, &[("if-match", "2")], &dps).0, 200);
    let xcore = json!([{"op": "add", "path": "/_instance/xdm:description", "value": "x"}]).to_string();
    let patch = |etag: &str| {
        let headers = [("content-type", XCORE_PATCH), ("If-Match", etag)];
        bench.send(Method::Patch, &path, &headers, &xcore).status
    };
    assert_eq!((patch("\"2\""), patch("\"3\"")), (409, 200));
    assert_eq!(bench.send(Method::Delete, &path, &[("If-Match", "\"3\"")], "").status, 409);
    assert_eq!(bench.send(Method::Delete, &item(&id), &[("If-Match", "\"3\"")], "").status, 412);
    let read = |etag: &str| bench.send(Method::Get, &path, &[("If-None-Match", etag)], "");
    assert_eq!((read("\"4\"").status, read("\"3\"").status), (304, 200));
    assert!(read("\"4\"").body.is_empty());
}

#[test]
fn dps_deletes_at_once_and_refuses_what_is_in_use() {
    let bench = Bench::new();
    let id = bench.created("Gone soon");
    let response = bench.send(Method::Delete, &item(&id), &[], "");
    assert_eq!((response.status, response.body.len()), (200, 0));
    assert_eq!(bench.get(&item(&id)).0, 404);
    assert_eq!(bench.send(Method::Delete, &item(&id), &[], "").status, 404);

    let used = used_offer(&bench);
    let (status, problem) = parsed(&bench.send(Method::Delete, &item(&used), &[], ""));
    assert_eq!(status, 409);
    assert!(detail(&problem).contains("it is used by collection \""), "{problem}");

    let fallbacks = bench.read("/data/core/dps/offers?offer-type=fallback");
    let refused = fallbacks["results"].as_array().unwrap().iter().find_map(|row| {
        let target = format!("/data/core/dps/offers/{}?offer-type=fallback", row["id"].as_str().unwrap());
        let (status, problem) = parsed(&bench.send(Method::Delete, &target, &[], ""));
        (status == 409).then_some(problem)
    });
    assert!(detail(&refused.unwrap()).contains("it is used by decision \""));
}

#[test]
fn xcore_accepts_a_delete_and_carries_it_out_later_or_not_at_all() {
    let bench = Bench::new();
    let id = bench.created("Gone later");
    let path = bench.instance_path(&id);
    let response = bench.send(Method::Delete, &path, &[], "");
    assert_eq!((response.status, response.body.len()), (202, 0));
    bench.clock.advance(149);
    assert_eq!(bench.get(&path).0, 200);
    bench.clock.advance(1);
    assert_eq!(bench.get(&path).0, 404);
    assert_eq!(bench.get(&item(&id)).0, 404);
    let container = bench.container();
    let page = bench.read(&format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}&id={id}"));
    assert_eq!(page["_embedded"]["total"], 0);

    let used = bench.instance_path(&used_offer(&bench));
    assert_eq!(bench.send(Method::Delete, &used, &[], "").status, 202);
    bench.clock.advance(60_000);
    assert_eq!(bench.get(&used).0, 200, "an offer in use stays");
}

#[test]
fn a_small_library_has_no_collections_of_missing_offers() {
    let bench = Bench::with(&Settings { offers: Some(10), ..Settings::default() });
    let rows = bench.read(OFFERS);
    assert_eq!(rows["total"], 10);
    for row in rows["results"].as_array().unwrap() {
        assert!([200, 409].contains(&bench.send(Method::Delete, &item(row["id"].as_str().unwrap()), &[], "").status));
    }
    let empty = Bench::with(&Settings { offers: Some(0), ..Settings::default() });
    assert_eq!(empty.read(OFFERS)["results"], json!([]));
}

#[test]
fn the_outcome_of_a_delete_can_be_polled_where_receipts_are_asked_for() {
    let strictness = Strictness::default().with(Check::DeleteReceipt, true);
    let bench = Bench::with(&Settings { strictness, ..Settings::default() });
    let used = used_offer(&bench);
    for (id, said) in [(used, "rejected"), (bench.created("Unused"), "accepted")] {
        let response = bench.send(Method::Delete, &bench.instance_path(&id), &[], "");
        let location = format!("/data/core/xcore{}", header(&response.headers, "location").unwrap());
        let (status, receipt) = parsed(&response);
        assert_eq!((status, receipt["@id"].as_str()), (202, Some(id.as_str())));
        assert_eq!(bench.get(&location), (202, Value::Null));
        bench.clock.advance(200);
        assert_eq!(bench.read(&location)["outcome"], said);
    }
    let container = bench.container();
    assert_eq!(bench.get(&format!("/data/core/xcore/{container}/outcomes/nothing")).0, 404);
    let plain = Bench::new();
    assert_eq!(plain.get(&format!("/data/core/xcore/{container}/outcomes/nothing")).0, 404);
}
