//! `offerdeck emulate`, the real program: what it prints, what it logs, how it is steered, and how it ends.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that finds something else than it expects is to fail"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Output, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use offerdeck::emulator::{ACCESS_TOKEN, API_KEY, CLIENT_SECRET, ORG_ID};
use offerdeck::http::header;
use serde_json::Value;

const OFFERS: &str = "/data/core/dps/offers?offer-type=personalized&limit=5";
/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offerdeck"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OFFERDECK_")) {
        command.env_remove(name);
    }
    command.arg("emulate").args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a program says that can't begin.
fn refused(arguments: &[&str]) -> Output {
    let output = command(arguments).output().unwrap();
    assert!(output.stdout.is_empty(), "{output:?}");
    output
}

/// A running program with what it printed, up to the line that says that it is ready.
struct Running {
    child: Child,
    card: Vec<String>,
    log: Option<JoinHandle<String>>,
}

impl Running {
    fn start(arguments: &[&str]) -> Running {
        let mut running = Running::begin(arguments);
        running.log = running.child.stderr.take().map(collect);
        running
    }

    /// One whose log nobody reads.
    fn start_unread() -> Running {
        Running::begin(&[])
    }

    fn begin(arguments: &[&str]) -> Running {
        let mut child = command(&[&["--port", "0"], arguments].concat()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut card = Vec::new();
        while card.last().is_none_or(|line| line != "# Ready.") {
            card.push(lines.next().expect("it ended before it was ready").unwrap());
        }
        Running { child, card, log: None }
    }

    /// The value of a setting that it printed for a shell.
    fn setting(&self, name: &str) -> &str {
        let found = self.card.iter().find_map(|line| line.strip_prefix(&format!("export {name}=")));
        found.unwrap_or_else(|| panic!("no {name} in {:#?}", self.card))
    }

    fn address(&self) -> &str {
        self.card[0].strip_prefix("# Offer Library: http://").unwrap()
    }

    fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        exchange(self.address(), method, target, headers, body).unwrap()
    }

    /// A request with all that the gateway wants.
    fn call(&self, method: &str, target: &str) -> Reply {
        self.send(method, target, &credentials(&format!("Bearer {ACCESS_TOKEN}")), "")
    }

    fn control(&self, method: &str, path: &str, body: &str) -> Value {
        let reply = self.send(method, &format!("/_emulator{path}"), &[], body);
        assert_eq!(reply.status, 200, "{method} {path}: {}", reply.body);
        serde_json::from_str(&reply.body).unwrap()
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -s {name} {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; gives the status and all that was logged.
    fn end(&mut self) -> (ExitStatus, String) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, self.log.take().unwrap().join().unwrap());
            }
            assert!(Instant::now() < deadline, "it does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(mut stderr: ChildStderr) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).unwrap();
        text
    })
}

fn credentials(bearer: &str) -> [(&str, &str); 4] {
    [("Authorization", bearer), ("x-api-key", API_KEY), ("x-gw-ims-org-id", ORG_ID), ("x-sandbox-name", "prod")]
}

/// An answer as it came over the wire.
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

fn header_of<'a>(headers: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
}

fn open(address: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut text = format!("{method} {target} HTTP/1.1\r\nconnection: close\r\n");
    if header_of(headers, "host").is_none() {
        text.push_str(&format!("host: {address}\r\n"));
    }
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

fn receive(mut stream: TcpStream) -> std::io::Result<Reply> {
    let mut received = String::new();
    stream.read_to_string(&mut received)?;
    let Some((head, body)) = received.split_once("\r\n\r\n") else {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    };
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    Ok(Reply { status, headers, body: body.to_owned() })
}

fn exchange(address: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> std::io::Result<Reply> {
    receive(open(address, method, target, headers, body))
}

fn token_form(secret: &str) -> String {
    format!("grant_type=client_credentials&client_id={API_KEY}&client_secret={secret}&scope=openid")
}

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

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
fn signals_end_it_in_order_whatever_is_open() {
    for name in ["TERM", "INT", "HUP"] {
        let mut running = Running::start(&["--fault", "hang x1"]);
        let hanging = open(running.address(), "GET", OFFERS, &[], "");
        let idle = TcpStream::connect(running.address()).unwrap();
        while running.control("GET", "", "")["requests"] != 1 {
            thread::sleep(Duration::from_millis(5));
        }
        let told = Instant::now();
        running.signal(name);
        let (status, log) = running.end();
        assert_eq!(status.code(), Some(0), "{log}");
        assert!(told.elapsed() < PATIENCE / 2);
        assert_eq!(log.lines().last().unwrap(), format!("offerdeck: stopped by SIG{name}"));
        assert!(receive(hanging).is_err(), "a request that hangs is never answered");
        drop(idle);
    }
}

#[test]
fn a_request_that_is_open_when_it_stops_is_answered() {
    let mut running = Running::start(&["--fault", "slow:700 x1"]);
    let address = running.address().to_owned();
    let slow = open(&address, "GET", OFFERS, &credentials(&format!("Bearer {ACCESS_TOKEN}")), "");
    while running.control("GET", "", "")["requests"] != 1 {
        thread::sleep(Duration::from_millis(5));
    }
    running.signal("TERM");
    let reply = receive(slow).unwrap();
    assert_eq!(reply.status, 200);
    assert!(serde_json::from_str::<Value>(&reply.body).is_ok(), "it is complete");
    assert_eq!(running.end().0.code(), Some(0));
    assert!(TcpStream::connect(&address).is_err());
}

#[test]
fn it_goes_on_when_nobody_reads_what_it_says() {
    let mut child = command(&["--port", "0"]).spawn().unwrap();
    let mut first = String::new();
    BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    drop(child.stderr.take());
    let address = first.trim().strip_prefix("# Offer Library: http://").unwrap();
    let served = (0..3).all(|_| exchange(address, "GET", "/_emulator", &[], "").is_ok_and(|reply| reply.status == 200));
    let ended = child.try_wait().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(served && ended.is_none());
}

#[test]
fn it_goes_on_and_ends_in_order_while_its_lines_wait_to_be_read() {
    let mut running = Running::start_unread();
    // More than a pipe holds.
    let target = format!("/_emulator/{}", "x".repeat(2000));
    for _ in 0..100 {
        assert_eq!(running.send("GET", &target, &[], "").status, 404);
    }
    running.signal("TERM");
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = running.child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < deadline, "it does not end");
        thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(status.code(), Some(0));
}

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

/// A folder of its own for a test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
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

#[test]
fn a_library_in_a_folder_outlives_the_program() {
    let folder = Folder::new("data");
    let data = folder.0.join("library").to_str().unwrap().to_owned();
    let arguments = ["--data", data.as_str(), "--offers", "5"];
    let kept = |running: &Running| {
        let found = running.card.iter().find_map(|line| line.strip_prefix("# library:        "));
        found.unwrap().to_owned()
    };
    let exists = |running: &Running, id: &str| {
        let target = format!("/data/core/dps/offers/{id}?offer-type=personalized");
        running.call("GET", &target).status == 200
    };
    let mut running = Running::start(&arguments);
    assert_eq!(kept(&running), format!("new, kept in {data}"));
    let id = serde_json::from_str::<Value>(&running.call("GET", OFFERS).body).unwrap()["results"][0]["id"].clone();
    let id = id.as_str().unwrap();
    running.control("DELETE", "/checks/in-use", "");
    running.control("PUT", "/fault", "shrinking x1");
    running.call("GET", &OFFERS.replace("limit=5", "limit=1"));
    assert!(!exists(&running, id), "what a fault does to the library is kept, too");
    let other = refused(&["--port", "0", "--data", &data]);
    let said = String::from_utf8(other.stderr).unwrap();
    assert_eq!((other.status.code(), said.lines().count()), (Some(1), 1), "{said}");

    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let mut running = Running::start(&arguments);
    assert!(
        kept(&running).starts_with("of ") && kept(&running).contains(&format!(" objects, kept in {data}; --offers "))
    );
    assert!(!exists(&running, id));
    running.control("POST", "/reset", "");
    assert!(exists(&running, id));
    running.signal("TERM");
    assert_eq!(running.end().0.code(), Some(0));
    assert!(exists(&Running::start(&arguments), id));

    let file = folder.0.join("file");
    std::fs::write(&file, "no folder").unwrap();
    let output = refused(&["--port", "0", "--data", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
}
