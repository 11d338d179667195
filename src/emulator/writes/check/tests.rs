use serde_json::{Value, json};

use crate::emulator::holdings::kind::{KINDS, Kind};
use crate::emulator::holdings::shape::{Form, translate};
use crate::emulator::settings::Settings;
use crate::emulator::strictness::CheckEntry;
use crate::emulator::strictness::{CHECKS, Check, Strictness};
use crate::emulator::testing::{Bench, collection, item_of};
use crate::emulator::writes::literal::repeated_member;
use crate::http::Method;

fn bench(strictness: Strictness) -> Bench {
    Bench::with(&Settings { strictness, ..Settings::default() })
}

/// A body in the dps spelling that the library takes for a new object of a kind.
fn valid(bench: &Bench, kind: Kind) -> Value {
    match kind {
        Kind::Personalized => bench.new_offer("New offer"),
        Kind::Fallback => json!({
            "name": "New fallback", "status": "draft",
            "representations": [{"placement": bench.first(Kind::Placement), "components": []}]
        }),
        Kind::Placement => json!({
            "name": "New placement", "componentType": "html",
            "channel": "https://ns.adobe.com/xdm/channel-types/web", "itemCount": 1,
            "returnMetaData": {"decisionName": true}
        }),
        Kind::Collection => {
            json!({"name": "New collection", "filterType": "any-tags", "ids": [bench.first(Kind::Qualifier)]})
        }
        Kind::Qualifier => json!({"name": "New qualifier"}),
        Kind::Rule => json!({
            "name": "New rule", "condition": {"type": "PQL", "format": "pql/text", "value": "loyalty.tier = \"Gold\""},
            "definedOn": {"profile": {"schema": {"ref": "https://ns.adobe.com/xdm/context/profile_union",
                "version": "1"}, "referencePaths": ["loyalty.tier"]}}
        }),
        Kind::Decision => json!({
            "name": "New decision", "status": "draft", "fallback": bench.first(Kind::Fallback),
            "startDate": "2026-01-01T00:00:00Z", "endDate": "2026-02-01T00:00:00Z",
            "criteria": [{"placements": [bench.first(Kind::Placement)],
                "optionSelection": {"filter": bench.first(Kind::Collection)}, "rank": {"priority": 0}}]
        }),
    }
}

/// A valid body with the value at a pointer replaced, or taken away where it is `null`.
fn with(mut body: Value, pointer: &str, value: &Value) -> Value {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Object(object) if value.is_null() => {
            object.shift_remove(last).unwrap();
        }
        Value::Object(object) => {
            object.insert(last.to_owned(), value.clone());
        }
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = value.clone(),
        _ => unreachable!(),
    }
    body
}

fn code(problem: &Value) -> &str {
    problem["type"].as_str().unwrap_or_default().trim_start_matches("https://ns.adobe.com/aep/errors/EMU-")
}

fn detail(problem: &Value) -> &str {
    problem["detail"].as_str().unwrap_or_default()
}

/// The kinds with what is wrong about a body: where, instead of what, and how it is refused.
fn wrongs(bench: &Bench) -> Vec<(Kind, &'static str, Value, &'static str)> {
    let many = |count: usize| Value::from((0..count).map(|n| format!("x{n}")).collect::<Vec<_>>());
    let (rule, live) = (bench.first(Kind::Rule), bench.first(Kind::Decision));
    vec![
        (Kind::Placement, "/name", Value::Null, "1015-422"),
        (Kind::Placement, "/name", json!(" "), "1015-422"),
        (Kind::Placement, "/description", json!(7), "1015-422"),
        (Kind::Placement, "/componentType", Value::Null, "1015-422"),
        (Kind::Placement, "/channel", json!(["web"]), "1015-422"),
        (Kind::Placement, "/itemCount", json!(0), "1015-422"),
        (Kind::Placement, "/itemCount", json!(31), "1015-422"),
        (Kind::Placement, "/itemCount", json!("1"), "1015-422"),
        (Kind::Placement, "/returnContent", json!("yes"), "1015-422"),
        (Kind::Placement, "/returnMetaData/decisionName", json!(1), "1015-422"),
        (Kind::Placement, "/contentTypes", json!("text/html"), "1015-422"),
        (Kind::Collection, "/filterType", json!("anyTag"), "1015-422"),
        (Kind::Collection, "/ids", Value::Null, "1015-422"),
        (Kind::Collection, "/ids/0", json!(1), "1015-422"),
        (Kind::Collection, "/ids/0", json!("dps:tag:0"), "1015-422"),
        (Kind::Collection, "/ids", many(21), "1025-422"),
        (Kind::Qualifier, "/name", Value::Null, "1015-422"),
        (Kind::Rule, "/condition", Value::Null, "1015-422"),
        (Kind::Rule, "/condition/type", json!("SQL"), "1015-422"),
        (Kind::Rule, "/condition/format", Value::Null, "1015-422"),
        (Kind::Rule, "/condition/value", json!(""), "1015-422"),
        (Kind::Rule, "/condition/value", json!("x".repeat(15 * 1024 + 1)), "1025-422"),
        (Kind::Rule, "/condition/value", json!(format!("{}1{}", "(".repeat(31), ")".repeat(31))), "1025-422"),
        (Kind::Rule, "/definedOn/profile", json!("union"), "1015-422"),
        (Kind::Rule, "/definedOn/profile/referencePaths", many(26), "1025-422"),
        (Kind::Rule, "/definedOn/cart", json!({"referencePaths": many(31)}), "1025-422"),
        (Kind::Rule, "/exdRule", json!("true"), "1015-422"),
        (Kind::Decision, "/status", json!("approved"), "1015-422"),
        (Kind::Decision, "/fallback", Value::Null, "1015-422"),
        (Kind::Decision, "/fallback", json!(rule), "1015-422"),
        (Kind::Decision, "/criteria", json!([]), "1015-422"),
        (Kind::Decision, "/criteria/0/placements", json!([]), "1015-422"),
        (Kind::Decision, "/criteria/0/placements/0", json!("dps:offer-placement:0"), "1015-422"),
        (Kind::Decision, "/criteria/0/optionSelection", Value::Null, "1015-422"),
        (Kind::Decision, "/criteria/0/optionSelection/filter", json!(live), "1015-422"),
        (Kind::Decision, "/criteria/0/rank/priority", json!(-1), "1015-422"),
        (Kind::Decision, "/criteria/0/placements", many(31), "1025-422"),
        (Kind::Decision, "/endDate", json!("2025-12-31T00:00:00Z"), "1015-422"),
        (Kind::Decision, "/startDate", json!("soon"), "1015-422"),
        (
            Kind::Personalized,
            "/frequencyCappingConstraints",
            json!([{"enabled": true, "limit": 1, "repeat": {"enabled": true, "unit": "month", "unitCount": 25}}]),
            "1025-422",
        ),
        (Kind::Decision, "/endDate", json!("2026-01-01T00:00:00Z"), "1015-422"),
        (
            Kind::Personalized,
            "/selectionConstraint/endDate",
            bench.new_offer("x")["selectionConstraint"]["startDate"].clone(),
            "1015-422",
        ),
        (Kind::Fallback, "/tags", json!(["dps:tag:0"]), "1016-400"),
        (Kind::Fallback, "/tags", many(21), "1025-422"),
        (Kind::Fallback, "/characteristics", json!({"a": 1}), "1015-422"),
        (Kind::Personalized, "/selectionConstraint/eligibilityRule", json!("dps:eligibility-rule:0"), "1015-422"),
    ]
}

#[test]
fn what_is_wrong_is_refused_where_it_is_wrong_in_either_generation() {
    let bench = Bench::new();
    let instances = format!("/data/core/xcore/{}/instances", bench.container());
    for (kind, pointer, value, refusal) in wrongs(&bench) {
        let mut body = valid(&bench, kind);
        if pointer.ends_with("eligibilityRule") {
            body["selectionConstraint"]["profileConstraintType"] = "eligibilityRule".into();
        }
        let body = with(body, pointer, &value);
        let (_, problem) = bench.write(Method::Post, &collection(kind), kind, &body);
        assert_eq!(code(&problem), refusal, "{kind:?} {pointer}: {problem}");
        let named = detail(&problem).split(':').next().unwrap();
        assert!(pointer.starts_with(named) || named.starts_with(pointer), "{pointer}: {problem}");
        let body = translate(body, kind.entry().members, Form::Dps, Form::Xcore);
        let (_, problem) = bench.write(Method::Post, &instances, kind, &body);
        assert_eq!(code(&problem), refusal, "{kind:?} {pointer} on xcore: {problem}");
    }
}

#[test]
fn every_kind_is_created_changed_replaced_and_deleted_in_either_generation_and_read_in_both() {
    let bench = Bench::new();
    let instances = format!("/data/core/xcore/{}/instances", bench.container());
    for kind in KINDS.iter().map(|entry| entry.kind) {
        let body = valid(&bench, kind);
        let members = kind.entry().members;
        for form in [Form::Dps, Form::Xcore] {
            let sent = translate(body.clone(), members, Form::Dps, form);
            let target = if form == Form::Dps { collection(kind) } else { instances.clone() };
            let (status, receipt) = bench.write(Method::Post, &target, kind, &sent);
            assert_eq!(status, 201, "{kind:?} {form:?}: {receipt}");
            let id = receipt[if form == Form::Dps { "id" } else { "@id" }].as_str().unwrap();
            assert!(id.starts_with(&format!("dps:{}:", kind.entry().word)), "{id}");
            let flat = item_of(kind, id);
            let read = bench.read(&flat);
            for (member, value) in body.as_object().unwrap() {
                assert_eq!(&read[member], value, "{kind:?} written by {form:?}: {member}");
            }
            let schema = kind.schema(Form::Xcore);
            let found = bench.read(&format!("{instances}?schema={schema}&id={id}"));
            let envelope = &found["_embedded"]["results"][0];
            let in_xcore = translate(body.clone(), members, Form::Dps, Form::Xcore);
            for (member, value) in in_xcore.as_object().unwrap() {
                assert_eq!(&envelope["_instance"][member], value, "{kind:?} written by {form:?}: {member}");
            }
            let instance = format!("{instances}/{}", envelope["instanceId"].as_str().unwrap());
            let (patched, replaced, path) = match form {
                Form::Dps => (&flat, &instance, "/name"),
                Form::Xcore => (&instance, &flat, "/_instance/xdm:name"),
            };
            let patch = json!([{"op": "replace", "path": path, "value": "Patched"}]);
            assert_eq!(bench.write(Method::Patch, patched, kind, &patch).0, 200, "{kind:?} {form:?}");
            assert_eq!(bench.read(&flat)["name"], "Patched");
            let whole = match form {
                Form::Dps => json!({"_instance": with(in_xcore, "/xdm:name", &json!("Replaced")), "_links": {}}),
                Form::Xcore => with(bench.read(&flat), "/name", &json!("Replaced")),
            };
            let (status, receipt) = bench.write(Method::Put, replaced, kind, &whole);
            assert_eq!(status, 200, "{kind:?} {form:?}: {receipt}");
            let read = bench.read(&flat);
            assert_eq!((&read["name"], &read["etag"]), (&json!("Replaced"), &json!(3)));
            let (status, _) = bench.write(Method::Delete, patched, kind, &Value::Null);
            assert_eq!(status, if form == Form::Dps { 200 } else { 202 });
            bench.clock.advance(200);
            assert_eq!(bench.get(&flat).0, 404, "{kind:?} {form:?}");
        }
    }
}

#[test]
fn a_replacement_drops_what_it_leaves_out_and_may_not_touch_what_the_repository_sets() {
    let bench = Bench::new();
    let (_, receipt) = bench.write(
        Method::Post,
        &collection(Kind::Qualifier),
        Kind::Qualifier,
        &json!({"name": "Described", "description": "at first"}),
    );
    let target = item_of(Kind::Qualifier, receipt["id"].as_str().unwrap());
    let put = |body: Value| bench.write(Method::Put, &target, Kind::Qualifier, &body);
    assert_eq!(put(json!({"name": "Bare"})).0, 200);
    let read = bench.read(&target);
    assert_eq!(read.get("description"), None);
    assert_eq!(put(with(read.clone(), "/etag", &json!(99))).1["status"], 422);
    assert_eq!(put(with(read, "/name", &json!("As read"))).0, 200);
}

#[test]
fn members_that_the_documents_spell_both_ways_are_kept_as_they_were_sent() {
    let bench = Bench::new();
    let instances = format!("/data/core/xcore/{}/instances", bench.container());
    let tag = bench.first(Kind::Qualifier);
    let condition = json!({"type": "PQL", "format": "pql/text", "value": "true"});
    for (kind, body, member) in [
        (Kind::Rule, json!({"xdm:name": "R", "description": "d", "condition": condition}), "condition"),
        (
            Kind::Rule,
            json!({"xdm:name": "R", "xdm:description": "d",
                "xdm:condition": {"xdm:type": "PQL", "xdm:format": "pql/text", "xdm:value": "true"}}),
            "xdm:condition",
        ),
        (Kind::Collection, json!({"xdm:name": "C", "xdm:filterType": "allTags", "ids": [tag]}), "ids"),
        (Kind::Collection, json!({"xdm:name": "C", "xdm:filterType": "allTags", "xdm:ids": [tag]}), "xdm:ids"),
    ] {
        let (status, receipt) = bench.write(Method::Post, &instances, kind, &body);
        assert_eq!(status, 201, "{member}: {receipt}");
        let instance = receipt["instanceId"].as_str().unwrap();
        let read = bench.read(&format!("{instances}/{instance}"));
        assert_eq!(read["_instance"][member], body[member]);
        let flat = bench.read(&item_of(kind, receipt["@id"].as_str().unwrap()));
        match kind {
            Kind::Rule => assert_eq!((&flat["condition"], &flat["description"]), (&condition, &json!("d"))),
            _ => assert_eq!((&flat["ids"], &flat["filterType"]), (&json!([tag]), &json!("all-tags"))),
        }
    }
}

#[test]
fn no_object_shows_a_member_twice_whatever_was_sent() {
    for strictness in [Strictness::default(), Strictness::lenient().with(Check::MediaType, true)] {
        let bench = bench(strictness);
        let instances = format!("/data/core/xcore/{}/instances", bench.container());
        for (target, name) in [(collection(Kind::Qualifier), "name"), (instances.clone(), "xdm:name")] {
            for member in
                ["id", "@id", "etag", "created", "modifiedBy", "schemas", "createdBy", "repo:etag", "instanceId"]
            {
                let mut body = json!({name: format!("{member} through {name}")});
                body[member] = "forged".into();
                let (status, receipt) = bench.write(Method::Post, &target, Kind::Qualifier, &body);
                let id = receipt.get("id").or(receipt.get("@id"));
                let Some(id) = id.and_then(Value::as_str) else {
                    assert_eq!(status, 422, "{member}: {receipt}");
                    continue;
                };
                let flat = bench.send(Method::Get, &item_of(Kind::Qualifier, id), &[], "").body;
                let schema = Kind::Qualifier.schema(Form::Xcore);
                let found = format!("{instances}?schema={schema}&id={id}");
                let envelope = bench.send(Method::Get, &found, &[], "").body;
                for text in [flat, envelope] {
                    assert_eq!(repeated_member(&text), None, "{}", String::from_utf8_lossy(&text));
                    let forged = String::from_utf8_lossy(&text).contains("forged");
                    assert_eq!(forged, member == "modifiedBy", "{member} is not the repository's own");
                }
            }
        }
    }
}

#[test]
fn one_spelling_of_a_member_at_a_time() {
    let bench = Bench::new();
    let instances = format!("/data/core/xcore/{}/instances", bench.container());
    let tag = bench.first(Kind::Qualifier);
    for (kind, body) in [
        (Kind::Collection, json!({"xdm:name": "C", "xdm:filterType": "anyTags", "ids": [], "xdm:ids": [tag]})),
        (Kind::Qualifier, json!({"xdm:name": "Q", "description": "one", "xdm:description": "two"})),
    ] {
        let (status, problem) = bench.write(Method::Post, &instances, kind, &body);
        assert_eq!((status, code(&problem)), (422, "1015-422"), "{kind:?}");
    }
    for text in [r#"{"name": "a", "name": "b"}"#, r#"{"name": "a", "x": {"$serde_json::private::Number": "1"}}"#] {
        let json = [("content-type", "application/json")];
        assert_eq!(bench.send(Method::Post, &collection(Kind::Qualifier), &json, text).status, 400, "{text}");
    }
}

#[test]
fn a_decision_lives_as_its_lifecycle_allows() {
    let bench = Bench::new();
    let kind = Kind::Decision;
    let (_, receipt) = bench.write(Method::Post, &collection(kind), kind, &valid(&bench, kind));
    let target = item_of(kind, receipt["id"].as_str().unwrap());
    for (status, answer) in [
        ("complete", 422),
        ("live", 200),
        ("draft", 200),
        ("live", 200),
        ("complete", 200),
        ("draft", 422),
        ("live", 422),
        ("archived", 200),
        ("live", 422),
        ("complete", 422),
        ("archived", 200),
    ] {
        let patch = json!([{"op": "replace", "path": "/status", "value": status}]);
        assert_eq!(bench.write(Method::Patch, &target, kind, &patch).0, answer, "{status}");
    }
}

#[test]
fn whatever_something_names_is_not_deleted() {
    let bench = Bench::new();
    let offer = bench.created("Names all");
    let (_, made) =
        bench.write(Method::Post, &collection(Kind::Decision), Kind::Decision, &valid(&bench, Kind::Decision));
    let decision = bench.read(&item_of(Kind::Decision, made["id"].as_str().unwrap()));
    let named = bench.read(&item_of(Kind::Personalized, &offer));
    let criterion = &decision["criteria"][0];
    for (kind, id, user) in [
        (Kind::Placement, &named["representations"][0]["placement"], "personalized offer"),
        (Kind::Placement, &criterion["placements"][0], "decision \"New decision\""),
        (Kind::Collection, &criterion["optionSelection"]["filter"], "decision \"New decision\""),
        (Kind::Fallback, &decision["fallback"], "decision"),
    ] {
        let (status, problem) = bench.write(Method::Delete, &item_of(kind, id.as_str().unwrap()), kind, &Value::Null);
        assert_eq!((status, code(&problem)), (409, "1023-409"), "{kind:?}");
        assert!(detail(&problem).contains(user) || detail(&problem).contains("more"), "{user}: {problem}");
    }
    assert_eq!(
        bench
            .write(Method::Delete, &item_of(Kind::Decision, made["id"].as_str().unwrap()), Kind::Decision, &Value::Null)
            .0,
        200,
        "nothing names a decision"
    );
}

#[test]
fn a_sandbox_holds_no_more_than_its_guardrail_says() {
    let bench = Bench::new();
    let create = |n: usize| {
        bench.write(Method::Post, &collection(Kind::Qualifier), Kind::Qualifier, &json!({"name": format!("Q{n}")}))
    };
    let held = bench.read(&collection(Kind::Qualifier))["total"].as_u64().unwrap() as usize;
    for n in held..1000 {
        assert_eq!(create(n).0, 201, "{n}");
    }
    let (status, problem) = create(1000);
    assert_eq!((status, code(&problem)), (422, "1025-422"));
}

#[test]
fn a_thousand_decisions_are_live_and_each_of_them_may_be_changed() {
    let bench = Bench::new();
    let kind = Kind::Decision;
    let mut body = valid(&bench, kind);
    body["status"] = "live".into();
    let live = bench.read(&format!("{}&property=status==live", collection(kind)))["total"].as_u64().unwrap();
    for n in live..1000 {
        body["name"] = format!("Live {n}").into();
        assert_eq!(bench.write(Method::Post, &collection(kind), kind, &body).0, 201, "{n}");
    }
    let (status, problem) = bench.write(Method::Post, &collection(kind), kind, &body);
    assert_eq!((status, code(&problem)), (422, "1025-422"));
    let rename = json!([{"op": "replace", "path": "/name", "value": "Still live"}]);
    let first = bench.read(&format!("{}&property=status==live&limit=1", collection(kind)));
    let target = item_of(kind, first["results"][0]["id"].as_str().unwrap());
    assert_eq!(bench.write(Method::Patch, &target, kind, &rename).0, 200, "it counts once");
    let idle = bench.read(&format!("{}&property=status==draft&limit=1", collection(kind)));
    let target_of_idle = item_of(kind, idle["results"][0]["id"].as_str().unwrap());
    let activate = json!([{"op": "replace", "path": "/status", "value": "live"}]);
    assert_eq!(bench.write(Method::Patch, &target_of_idle, kind, &activate).0, 422, "it would be one more");

    // A library that is beyond the limit already may grow, and what is live in it be changed.
    bench.library.turn(Check::Totals, false);
    assert_eq!(bench.write(Method::Patch, &target_of_idle, kind, &activate).0, 200);
    bench.library.turn(Check::Totals, true);
    assert_eq!(bench.write(Method::Patch, &target, kind, &rename).0, 200, "it is live already");
    assert_eq!(bench.write(Method::Post, &collection(kind), kind, &body).0, 201);
}

#[test]
fn a_rule_decides_in_a_criterion_on_xcore_by_being_named() {
    let bench = Bench::new();
    let kind = Kind::Decision;
    let body = with(
        valid(&bench, kind),
        "/criteria/0/profileConstraint",
        &json!({"eligibilityRule": bench.first(Kind::Rule)}),
    );
    let (_, problem) = bench.write(Method::Post, &collection(kind), kind, &body);
    assert_eq!(code(&problem), "1017-400", "dps wants the type: {problem}");
    let body = translate(body, kind.entry().members, Form::Dps, Form::Xcore);
    let instances = format!("/data/core/xcore/{}/instances", bench.container());
    let (status, receipt) = bench.write(Method::Post, &instances, kind, &body);
    assert_eq!(status, 201, "{receipt}");
    let read = bench.read(&item_of(kind, receipt["@id"].as_str().unwrap()));
    assert_eq!(read["criteria"][0]["profileConstraint"]["profileConstraintType"], "eligibilityRule");
}

/// A request that only one check refuses, and what comes when it is not made.
struct Probe {
    check: Check,
    method: Method,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Value,
    /// The status while the check is made.
    on: u16,
    /// The status while it is not.
    off: u16,
}

fn probes(bench: &Bench) -> Vec<Probe> {
    let json = || vec![("content-type", "application/json".to_owned())];
    let offers = collection(Kind::Personalized);
    let tags = collection(Kind::Qualifier);
    let offer = item_of(Kind::Personalized, &bench.first(Kind::Personalized));
    let probe = |check, method, target: &str, headers, body, on, off| Probe {
        check,
        method,
        target: target.to_owned(),
        headers,
        body,
        on,
        off,
    };
    let archived = bench.read(&format!("{offers}&property=status==archived&limit=1"))["results"][0]["id"].clone();
    let archived = item_of(Kind::Personalized, archived.as_str().unwrap());
    let used = item_of(Kind::Placement, bench.new_offer("x")["representations"][0]["placement"].as_str().unwrap());
    let taken = bench.read(&tags)["results"][0]["name"].clone();
    let new_offer = |pointer: &str, value: Value| with(bench.new_offer("x"), pointer, &value);
    let patch = |op: &str, path: &str, value: &str| json!([{"op": op, "path": path, "value": value, "from": "/name"}]);
    let doubled = vec![("content-type", "Content-Type: application/json".to_owned())];
    let if_match = || vec![("content-type", "application/json".to_owned()), ("if-match", "\"999\"".to_owned())];
    let attributes: serde_json::Map<String, Value> = (0..31).map(|n| (format!("a{n}"), "x".into())).collect();
    let (get, post, change, delete) = (Method::Get, Method::Post, Method::Patch, Method::Delete);
    vec![
        probe(
            Check::Credentials,
            get,
            &offers,
            vec![("authorization", "Bearer other".to_owned())],
            Value::Null,
            401,
            200,
        ),
        probe(Check::SandboxHeader, get, &offers, vec![("x-sandbox-name", String::new())], Value::Null, 400, 200),
        probe(
            Check::Administrator,
            get,
            "/data/foundation/sandbox-management/sandboxes",
            vec![],
            Value::Null,
            403,
            200,
        ),
        probe(Check::MediaType, post, &offers, vec![], bench.new_offer("x"), 400, 201),
        probe(Check::DoubledContentType, post, &offers, doubled, bench.new_offer("x"), 415, 201),
        probe(
            Check::Query,
            get,
            &format!("{offers}&limit=none&orderby=,&property=~x&start=?"),
            vec![],
            Value::Null,
            400,
            200,
        ),
        probe(Check::IdForm, get, "/data/core/dps/tags/a%20b", vec![], Value::Null, 400, 404),
        probe(Check::Members, post, &offers, json(), json!({"anything": 1}), 422, 201),
        probe(Check::Spelling, post, &tags, json(), json!({"name": "x", "xdm:name": "y"}), 422, 201),
        probe(Check::ReadOnly, post, &tags, json(), json!({"name": "x", "etag": 9}), 422, 201),
        probe(Check::References, post, &offers, json(), new_offer("/tags", json!(["dps:tag:0"])), 400, 201),
        probe(Check::InUse, delete, &used, json(), Value::Null, 409, 200),
        probe(Check::Lifecycle, change, &archived, json(), patch("replace", "/status", "draft"), 422, 200),
        probe(Check::Guardrails, post, &offers, json(), new_offer("/characteristics", attributes.into()), 422, 201),
        probe(Check::UniqueNames, post, &tags, json(), json!({"name": taken}), 422, 201),
        probe(Check::Revisions, change, &offer, if_match(), patch("replace", "/name", "x"), 412, 200),
        probe(Check::PatchOperations, change, &offer, json(), patch("move", "/description", "x"), 400, 422),
        probe(Check::StrictReplace, change, &offer, json(), patch("replace", "/absent", "x"), 422, 200),
        probe(Check::PatchTests, change, &offer, json(), patch("test", "/status", "approved"), 400, 200),
        probe(Check::DpsConflict, change, &offer, if_match(), patch("replace", "/name", "x"), 409, 412),
    ]
}

#[test]
fn every_check_can_be_turned_off_and_then_lets_through_what_it_refused() {
    let send = |check: Check, on: bool| {
        let bench = bench(Strictness::default().with(check, on));
        let probe = probes(&Bench::new()).into_iter().find(|probe| probe.check == check).unwrap();
        let headers: Vec<(&str, &str)> = probe.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = if probe.body.is_null() { String::new() } else { probe.body.to_string() };
        let response = bench.send(probe.method, &probe.target, &headers, &body);
        (response.status, if on { probe.on } else { probe.off }, String::from_utf8_lossy(&response.body).into_owned())
    };
    let probed: Vec<Check> = probes(&Bench::new()).iter().map(|probe| probe.check).collect();
    for check in &probed {
        for on in [true, false] {
            let (status, expected, said) = send(*check, on);
            assert_eq!(status, expected, "{} {on}: {said}", check.entry().name);
        }
    }
    // The others have tests of their own: they need time, many objects, xcore or more than one request.
    let elsewhere = [Check::TokenExpiry, Check::SearchText, Check::Totals, Check::DeleteReceipt];
    let all = |entry: &CheckEntry| probed.contains(&entry.check) || elsewhere.contains(&entry.check);
    assert!(CHECKS.iter().all(all));
}
