use serde_json::{Value, json};

use super::*;
use crate::emulator::settings::Settings;
use crate::emulator::strictness::Check;
use crate::emulator::strictness::Strictness;
use crate::emulator::testing::{Bench, OFFERS, item, parsed};

/// What is answered to a caller who brings nothing that the gateway wants.
fn ask(bench: &Bench, method: Method, path: &str, body: &str) -> (u16, Value) {
    let bare = [("authorization", ""), ("x-api-key", ""), ("x-gw-ims-org-id", "")];
    parsed(&bench.send(method, &format!("{BASE}{path}"), &bare, body))
}

#[test]
fn the_state_tells_what_there_is_and_what_is_in_force() {
    let bench = Bench::with(&Settings { offers: Some(7), ..Settings::default() });
    bench.clock.advance(2500);
    for path in ["", "/", "?x=1"] {
        let (status, state) = ask(&bench, Method::Get, path, "");
        assert_eq!(status, 200);
        assert_eq!((&state["version"], &state["uptime"]), (&json!(env!("CARGO_PKG_VERSION")), &json!(2)));
        assert_eq!((&state["sandboxes"][0]["name"], &state["sandboxes"][1]["name"]), (&json!("prod"), &json!("dev")));
        assert_eq!(state["sandboxes"][0]["objects"]["personalized-offer"], 7);
        assert_eq!(state["sandboxes"][0]["container"], bench.container());
        assert!(state["checks"]["on"].as_array().unwrap().contains(&json!("members")));
        assert!(state["checks"]["off"].as_array().unwrap().contains(&json!("strict-replace")));
        assert_eq!((&state["fault"]["fault"], &state["requests"]), (&json!("off"), &json!(0)));
    }
}

#[test]
fn faults_are_set_read_and_cleared_and_do_not_strike_here() {
    let bench = Bench::new();
    let (status, set) = ask(&bench, Method::Put, "/fault", " 500 x2 then slow:5\n");
    assert_eq!((status, &set["fault"]), (200, &json!("500 x2 then slow:5")));
    assert_eq!(bench.get(OFFERS).0, 500);
    assert_eq!(ask(&bench, Method::Get, "/fault", "").1["fault"], "500 x1 then slow:5");
    let (status, problem) = ask(&bench, Method::Put, "/fault", "explode");
    assert_eq!((status, &problem["type"]), (400, &json!("https://ns.adobe.com/aep/errors/EMU-1901-400")));
    assert_eq!(ask(&bench, Method::Delete, "/fault", "").1["says"], "No fault is in force.");
    assert_eq!(bench.get(OFFERS).0, 200);
}

#[test]
fn checks_are_turned_on_and_off() {
    let bench = Bench::new();
    let anonymous = || bench.send(Method::Get, OFFERS, &[("authorization", "")], "").status;
    assert_eq!(anonymous(), 403);
    assert_eq!(
        ask(&bench, Method::Delete, "/checks/credentials", ""),
        (200, json!({"check": "credentials", "on": false}))
    );
    assert_eq!(anonymous(), 200);
    assert_eq!(ask(&bench, Method::Put, "/checks/credentials", "").1["on"], true);
    assert_eq!(anonymous(), 403);
    let (status, problem) = ask(&bench, Method::Put, "/checks/everything", "");
    assert!(status == 404 && problem["detail"].as_str().unwrap().contains("strict-replace"));
}

#[test]
fn a_reset_makes_everything_as_it_was() {
    let strictness = Strictness::default().with(Check::Members, false);
    let bench = Bench::with(&Settings { strictness, ..Settings::default() });
    bench.library.faults().begin_with(&["slow:1".to_owned()]).unwrap();
    let state = ask(&bench, Method::Get, "", "").1;
    let list = format!("{OFFERS}&limit=100");
    let offers = bench.read(&list);
    let id = bench.created("New");
    let first = offers["results"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(bench.patch(&first, &[], &json!([{"op": "replace", "path": "/name", "value": "Changed"}])).0, 200);
    ask(&bench, Method::Put, "/checks/members", "");
    ask(&bench, Method::Put, "/clock", "+60");
    ask(&bench, Method::Put, "/fault", "500");
    let (status, after) = ask(&bench, Method::Post, "/reset", "");
    assert_eq!((status, after), (200, state));
    assert_eq!(bench.get(&item(&id)).0, 404);
    assert_eq!(bench.read(&list), offers);
    assert_eq!(bench.created("New"), id, "what follows is the same each time");
}

#[test]
fn the_clock_moves_forward_only() {
    let bench = Bench::new();
    let ahead = |text: &str| ask(&bench, Method::Put, "/clock", text);
    assert_eq!(ahead("+60").1, json!({"now": "2026-01-01T00:01:00.000Z", "ahead": 60}));
    assert_eq!(ahead("+86400\n").1["now"], "2026-01-02T00:01:00.000Z");
    for wrong in ["", "60", "-60", "+", "+-1", "++1", "+1.5", "+99999999999999999999", "+9223372036854775807"] {
        assert_eq!(ahead(wrong).0, 400, "{wrong}");
    }
    assert_eq!(ahead("+3155673600").0, 400, "more than a century in all");
    let id = bench.created("Tomorrow");
    assert!(bench.read(&item(&id))["created"].as_str().unwrap().starts_with("2026-01-02T00:01:00"));
}

#[test]
fn pages_and_what_there_is_not_are_refused() {
    let bench = Bench::new();
    let page = [("Origin", "https://example.com"), ("authorization", "")];
    for (method, path) in [(Method::Get, ""), (Method::Post, "/reset"), (Method::Get, "/nothing")] {
        assert_eq!(bench.send(method, &format!("{BASE}{path}"), &page, "").status, 403, "{path}");
    }
    for path in ["/nothing", "/fault/x", "/checks", "/checks/a/b", "//"] {
        let found = ask(&bench, Method::Get, path, "");
        let wanted = if path == "//" { 200 } else { 404 };
        assert_eq!(found.0, wanted, "{path}");
    }
    for (method, path, allowed) in [
        (Method::Post, "", "GET"),
        (Method::Post, "/fault", "GET, PUT, DELETE"),
        (Method::Get, "/checks/members", "PUT, DELETE"),
        (Method::Get, "/reset", "POST"),
        (Method::Put, "/requests", "GET, DELETE"),
        (Method::Delete, "/clock", "PUT"),
    ] {
        let response = bench.send(method, &format!("{BASE}{path}"), &[], "");
        assert_eq!((response.status, header(&response.headers, "allow")), (405, Some(allowed)), "{path}");
    }
    let (status, problem) = parsed(&bench.send(Method::Get, "/_emulators", &[], ""));
    assert!(status == 404 && problem["detail"].as_str().unwrap().contains("/_emulators"), "that is the library's");
}
