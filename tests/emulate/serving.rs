//! What its clients meet beside the library itself: the control endpoint, tokens, and what HTTP allows.

use offerdeck::emulator::{ACCESS_TOKEN, CLIENT_SECRET};
use offerdeck::http::header;
use serde_json::Value;

use super::running::*;

#[test]
fn a_test_steers_it_by_the_control_endpoint() {
    let running = Running::start(&["--offers", "20", "--latency", "1"]);
    let total = || serde_json::from_str::<Value>(&running.call("GET", OFFERS).body).unwrap()["total"].clone();
    assert_eq!(total(), 20);
    running.control("PUT", "/fault", "429:1 x2 then pass x1 then shrinking x1");
    let statuses: Vec<u16> = (0..5).map(|_| running.call("GET", OFFERS).status).collect();
    assert_eq!(statuses, [429, 429, 200, 200, 200]);
    assert_eq!(total(), 19);
    assert_eq!(running.control("GET", "/fault", "")["fault"], "off");
    running.control("DELETE", "/checks/credentials", "");
    assert_eq!(running.send("GET", OFFERS, &[("x-sandbox-name", "prod")], "").status, 200);
    assert!(!running.control("GET", "/requests", "").as_array().unwrap().is_empty());
    let state = running.control("POST", "/reset", "");
    assert_eq!(running.control("GET", "/requests", ""), serde_json::json!([]));
    assert_eq!(state["sandboxes"][0]["objects"]["personalized-offer"], 20);
    assert_eq!(running.send("GET", OFFERS, &[("x-sandbox-name", "prod")], "").status, 403);
    let page = running.send("POST", "/_emulator/reset", &[("origin", "http://127.0.0.1")], "");
    assert_eq!(page.status, 403);
    let problem: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(problem["status"], 403);
}

#[test]
fn a_token_is_fetched_and_ends() {
    let running = Running::start(&["--token-lifetime", "600"]);
    let fetched = || {
        let reply = running.send("POST", "/ims/token/v3", &FORM, &token_form(CLIENT_SECRET));
        assert_eq!((reply.status, header(&reply.headers, "cache-control")), (200, Some("no-store")));
        let answer: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!((&answer["token_type"], &answer["expires_in"]), (&"bearer".into(), &600.into()));
        answer["access_token"].as_str().unwrap().to_owned()
    };
    let status = |token: &str| running.send("GET", OFFERS, &credentials(&format!("Bearer {token}")), "").status;
    let first = fetched();
    assert_eq!(status(&first), 200);
    running.control("PUT", "/clock", "+601");
    assert_eq!(status(&first), 401);
    let second = fetched();
    assert_eq!(status(&second), 200);
    running.control("PUT", "/fault", "expired-token x1");
    assert_eq!(status(&second), 401);
    assert_eq!((status(&second), status(&fetched()), status(ACCESS_TOKEN)), (401, 200, 200));
    assert_eq!(running.send("POST", "/ims/token/v3", &FORM, &token_form("wrong")).status, 401);
}

#[test]
fn what_is_refused_before_the_library_sees_it_is_a_problem_too() {
    let running = Running::start(&[]);
    for method in ["HEAD", "OPTIONS", "TRACE", "BREW"] {
        let reply = running.send(method, OFFERS, &[("x-request-id", "mine")], "");
        assert_eq!((reply.status, header(&reply.headers, "x-request-id")), (405, Some("mine")), "{method}");
        assert_eq!(header(&reply.headers, "content-type"), Some("application/problem+json"), "{method}");
        assert!(header(&reply.headers, "allow").is_some_and(|allowed| allowed.contains("PATCH")), "{method}");
        if method == "HEAD" {
            assert_eq!(reply.body, "");
        } else {
            assert_eq!(serde_json::from_str::<Value>(&reply.body).unwrap()["status"], 405);
        }
    }
    let reply = running.send("GET", "/_emulator", &[("host", "a.page.example:80")], "");
    assert_eq!(reply.status, 403, "a name that leads here is not this computer's");
    for host in ["localhost:1", "127.0.0.1", "[::1]:80"] {
        assert_eq!(running.send("GET", "/_emulator", &[("host", host)], "").status, 200, "{host}");
    }
    let reply = running.send("POST", OFFERS, &[], &"x".repeat(5 * 1024 * 1024));
    assert_eq!(reply.status, 413);
    assert!(header(&reply.headers, "x-request-id").is_some());
    assert_eq!(serde_json::from_str::<Value>(&reply.body).unwrap()["status"], 413);
}

#[test]
fn addresses_are_taken_as_people_type_them() {
    let running = Running::start(&["--without", "credentials"]);
    let found = |filter: &str| {
        let target = format!("/data/core/dps/offers?offer-type=personalized&limit=1&property={filter}");
        let reply = running.send("GET", &target, &[("x-sandbox-name", "prod")], "");
        assert_eq!(reply.status, 200, "{filter}: {}", reply.body);
        serde_json::from_str::<Value>(&reply.body).unwrap()["total"].as_u64().unwrap()
    };
    let (above, below) = (found("rank.priority>50"), found("rank.priority<=50"));
    assert!(above > 0 && below > 0 && above + below == found("rank.priority"));
    assert_eq!((above, below), (found("rank.priority%3E50"), found("rank.priority%3C%3D50")));
    assert_eq!(found("name==Yoga mat and block set"), 1);
}
