//! How it ends, and what is there afterwards.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use offerdeck::emulator::ACCESS_TOKEN;
use serde_json::Value;

use super::running::*;

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
    assert_eq!(running.ended().code(), Some(0));
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
