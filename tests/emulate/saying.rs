//! What it prints, what it logs, and what it says when something is wrong.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use offerdeck::emulator::{ACCESS_TOKEN, CLIENT_SECRET};
use serde_json::Value;

use super::running::*;

#[test]
fn what_it_prints_is_for_people_and_for_shells() {
    let running = Running::start(&["--without", "members", "--with", "strict-replace", "--fault", "slow:1"]);
    let url = format!("http://{}", running.address());
    for (what, value) in [
        ("token service", format!("{url}/ims/token/v3")),
        ("access token", format!("{ACCESS_TOKEN} (never ends)")),
        ("client secret", CLIENT_SECRET.to_owned()),
        ("library", "new, and gone with the program".to_owned()),
        ("checks", "with strict-replace; without members".to_owned()),
        ("faults", "slow:1".to_owned()),
        ("control", format!("{url}/_emulator")),
    ] {
        let wanted = format!("# {:<15} {value}", format!("{what}:"));
        assert!(running.card.contains(&wanted), "{wanted} in {:#?}", running.card);
    }
    let script = format!("{}\necho $PLATFORM_URL $OFFERDECK_PLATFORM_URL $OFFERDECK_IMS_URL", running.card.join("\n"));
    let said = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8(said.stdout).unwrap(), format!("{url} {url} {url}\n"));
    let bearer = format!("Bearer {}", running.setting("OFFERDECK_ACCESS_TOKEN"));
    let headers = [
        ("authorization", bearer.as_str()),
        ("x-api-key", running.setting("OFFERDECK_API_KEY")),
        ("x-gw-ims-org-id", running.setting("OFFERDECK_ORG_ID")),
        ("x-sandbox-name", running.setting("SANDBOX_NAME")),
    ];
    assert_eq!(running.send("GET", OFFERS, &headers, "").status, 200);
    let schema = "https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5";
    let instances = format!("/data/core/xcore/{}/instances?schema={schema}", running.setting("CONTAINER_ID"));
    assert_eq!(running.send("GET", &instances, &headers, "").status, 200);
}

#[test]
fn every_request_has_a_line_and_no_line_a_secret() {
    let mut running = Running::start(&[]);
    let reply = running.send("POST", "/ims/token/v3", &FORM, &token_form(CLIENT_SECRET));
    let answer: Value = serde_json::from_str(&reply.body).unwrap();
    let issued = answer["access_token"].as_str().unwrap().to_owned();
    running.send("POST", &format!("/ims/token/v2?{}", token_form(CLIENT_SECRET)), &[], "");
    running.send("POST", "/ims/token/v3", &FORM, &token_form("some-other-secret"));
    running.call("GET", OFFERS);
    for target in [format!("/data/{ACCESS_TOKEN}?a={issued}"), "/data?client_secret=my-own-secret".to_owned()] {
        running.send("GET", &target, &credentials(&format!("Bearer {issued}")), "");
    }
    running.send("GET", "/data/\u{9b}2J", &credentials("Bearer some-other-token"), "");
    running.control("PUT", "/fault", "500 x1 then drop x1");
    running.call("PATCH", OFFERS);
    assert!(
        exchange(running.address(), "GET", OFFERS, &[], "").is_err(),
        "the connection dies before anything is answered"
    );
    let kept = running.control("GET", "/requests", "").to_string();
    running.signal("TERM");
    let (_, log) = running.end();
    for line in [
        "POST /ims/token/v3 200 ",
        "POST /ims/token/v2?*** 200 ",
        "invalid_client",
        "GET /data/core/dps/offers?offer-type=personalized&limit=5 200 ",
        "GET /data/***?a=*** 404 ",
        "GET /data?client_secret=*** 404 ",
        "401013",
        "\\u{9b}2J",
        "EMU-1900-500 [fault 500]\n",
        "GET /data/core/dps/offers?offer-type=personalized&limit=5 - 0 bytes ",
        "[fault drop]\n",
        "PUT /_emulator/fault 200 ",
    ] {
        assert!(log.contains(line), "{line} in {log}");
    }
    assert_eq!(log.lines().count(), 12, "{log}");
    for secret in
        [ACCESS_TOKEN, CLIENT_SECRET, &issued, "my-own-secret", "some-other-secret", "some-other-token", "\u{9b}"]
    {
        assert!(!log.contains(secret) && !kept.contains(secret), "{secret} in {log}\n{kept}");
    }
}

#[test]
fn the_last_requests_can_be_looked_at() {
    let running = Running::start(&[]);
    let id = [("x-request-id", "7d2b8c1e-0000-4000-8000-000000000001")];
    running.send("GET", "/data/core/dps/offers", &id, "");
    let kept = running.control("GET", "/requests", "");
    assert_eq!(kept.as_array().unwrap().len(), 1, "{kept}");
    for (member, value) in [
        ("method", Value::from("GET")),
        ("target", "/data/core/dps/offers".into()),
        ("status", 403.into()),
        ("code", "403010".into()),
        ("requestId", id[0].1.into()),
        ("fault", Value::Null),
    ] {
        assert_eq!(kept[0][member], value, "{member}");
    }
    assert_eq!(running.control("DELETE", "/requests", ""), Value::Array(Vec::new()));
    assert_eq!(running.control("GET", "", "")["requests"], 1);
}

#[test]
fn what_is_asked_wrongly_or_does_not_work_is_said_in_a_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, code, words) in [
        (&["--port", &port][..], 1, "is taken"),
        (&["--bind", "192.0.2.1", "--port", "0"], 1, "192.0.2.1"),
        (&["--with", "everything"], 2, "strict-replace"),
        (&["--without", "everything"], 2, "strict-replace"),
        (&["--with", "members", "--without", "members"], 2, "members"),
        (&["--fault", "explode"], 2, "lost-answer"),
        (&["--fault", "500 x1 then cut", "--fault", "slow"], 2, "only --fault"),
    ] {
        let output = refused(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.starts_with("offerdeck: ") && said.contains(words), "{arguments:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
    }
    for arguments in [
        &["--bind", "nowhere"][..],
        &["--port", "65536"],
        &["--offers", "1000001"],
        &["--demo"],
        &["--demo-offers", "5"],
        &["--sandbox", "prod"],
    ] {
        assert_eq!(refused(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn another_address_than_this_computers_own_is_warned_of() {
    let mut running = Running::start(&["--bind", "0.0.0.0"]);
    assert!(running.address().starts_with("127.0.0.1:"));
    assert_eq!(running.call("GET", OFFERS).status, 200);
    running.signal("TERM");
    let (_, log) = running.end();
    assert!(log.lines().next().unwrap().starts_with("warning: 0.0.0.0:"), "{log}");
    let mut running = Running::start(&[]);
    running.signal("TERM");
    assert_eq!(running.end().1, "offerdeck: stopped by SIGTERM\n");
}

#[test]
fn the_session_in_the_readme_goes_as_it_stands() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("there is no curl to try the README's session with");
        return;
    }
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, session) = readme.split_once("<!-- session -->\n```sh\n").expect("the README has lost its session");
    let (session, _) = session.split_once("```\n<!-- /session -->").unwrap();
    let program = format!("{:?} emulate --port 0", env!("CARGO_BIN_EXE_offerdeck"));
    let session = session.replace("offerdeck emulate", &program);
    assert!(session.contains(&program), "the session does not start it");
    let folder = Folder::new("session");
    let run = Command::new("sh").args(["-eu", "-c", &session]).current_dir(&folder.0).output().unwrap();
    let said = String::from_utf8(run.stdout).unwrap();
    let answers: Vec<&str> = said.lines().collect();
    assert!(run.status.success(), "{said}");
    for (place, words) in [
        &["\"count\":2", "\"status\":\"approved\""][..],
        &["\"name\":\"Free delivery\"", "\"etag\":1"],
        &["\"etag\":2"],
        &["200"],
        &["\"status\":404"],
        &["\"fault\":\"503 x1\""],
    ]
    .into_iter()
    .enumerate()
    {
        for word in words {
            assert!(answers.get(place).is_some_and(|answer| answer.contains(word)), "{place}: {word} in {said}");
        }
    }
    assert!(said.contains("\n503\n") && said.contains("\"requests\":"), "{said}");
    assert!(answers.last().unwrap().contains("\"token_type\":\"bearer\""), "{said}");
}
