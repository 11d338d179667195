//! What only a real socket can show: how it starts and stops, how connections break, and a delay by the real clock.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use offerdeck::emulator::{ACCESS_TOKEN, API_KEY, Emulator, ORG_ID, Settings};
use offerdeck::http::{HttpRequest, HttpResponse, Method, header};
use serde_json::Value;

use super::bench::{request, text};

/// What came over the wire, up to the end of the connection.
fn exchange(address: &str, request: &HttpRequest) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut text =
        format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", request.method, request.target);
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n", request.body.len()));
    stream.write_all(text.as_bytes())?;
    stream.write_all(&request.body)?;
    let mut received = Vec::new();
    match stream.read_to_end(&mut received) {
        // A connection that died after some bytes: the bytes count.
        Err(error) if error.kind() != std::io::ErrorKind::ConnectionReset || received.is_empty() => Err(error),
        _ => Ok(received),
    }
}

fn read_response(received: &[u8]) -> HttpResponse {
    let split = received.windows(4).position(|window| window == b"\r\n\r\n").expect("a complete head");
    let head = String::from_utf8(received[..split].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    HttpResponse { status, headers, body: received[split + 4..].to_vec() }
}

fn address(emulator: &Emulator) -> String {
    emulator.base_url().strip_prefix("http://").unwrap().to_owned()
}

const OFFERS: &str = "/data/core/dps/offers?offer-type=personalized&limit=5";

#[test]
fn it_listens_at_once_and_stops_when_dropped() {
    let started = Instant::now();
    let emulator = Emulator::start(Settings { offers: Some(3000), ..Settings::default() }).unwrap();
    assert!(started.elapsed() < Duration::from_millis(100), "it builds its library on a thread of its own");
    assert_eq!((emulator.access_token(), emulator.api_key(), emulator.org_id()), (ACCESS_TOKEN, API_KEY, ORG_ID));
    let address = address(&emulator);
    let response = read_response(&exchange(&address, &request(Method::Get, OFFERS, &[], "")).unwrap());
    assert_eq!(response.status, 200);
    assert_eq!(serde_json::from_slice::<Value>(&response.body).unwrap()["total"], 3000);
    assert_eq!(header(&response.headers, "content-type"), Some("application/json"));
    drop(emulator);
    let deadline = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(&address).is_ok() {
        assert!(Instant::now() < deadline, "it still listens");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn connections_break_as_the_faults_say() {
    let emulator = Emulator::start(Settings::default()).unwrap();
    let address = address(&emulator);
    let list = request(Method::Get, OFFERS, &[], "");
    let whole = read_response(&exchange(&address, &list).unwrap());

    emulator.set_fault("cut x1").unwrap();
    let half = read_response(&exchange(&address, &list).unwrap());
    assert_eq!(header(&half.headers, "content-length"), Some(whole.body.len().to_string().as_str()));
    assert_eq!(half.body, whole.body[..whole.body.len() / 2]);

    for fault in ["drop x1", "lost-answer POST x1"] {
        emulator.set_fault(fault).unwrap();
        let method = if fault.starts_with("drop") { Method::Get } else { Method::Post };
        let received = exchange(&address, &request(method, OFFERS, &[], ""));
        assert!(received.as_ref().map_or(true, Vec::is_empty), "{fault}: {received:?}");
    }

    emulator.set_fault("slow:120 x1").unwrap();
    let started = Instant::now();
    assert_eq!(read_response(&exchange(&address, &list).unwrap()).body, whole.body);
    assert!(started.elapsed() >= Duration::from_millis(120));

    emulator.set_fault("hang x1").unwrap();
    let mut hanging = TcpStream::connect(&address).unwrap();
    hanging.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    hanging.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let error = hanging.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut), "{error}");
    assert_eq!(read_response(&exchange(&address, &list).unwrap()).status, 200, "others are served meanwhile");
}

#[test]
fn an_xcore_delete_takes_effect_after_the_delay_by_the_real_clock() {
    let emulator =
        Emulator::start(Settings { delete_delay: Duration::from_millis(300), ..Settings::default() }).unwrap();
    let address = address(&emulator);
    let send = |method: Method, target: &str, headers: &[(&str, &str)], body: &str| {
        read_response(&exchange(&address, &request(method, target, headers, body)).unwrap())
    };
    let read = |target: &str| serde_json::from_slice::<Value>(&send(Method::Get, target, &[], "").body).unwrap();
    let home = read("/data/core/xcore?product=acp&property=_instance.containerType==decisioning");
    let containers = &home["_embedded"]["https://ns.adobe.com/experience/xcore/container"];
    assert_eq!(containers.as_array().unwrap().len(), 2);
    let container = text(&containers[0]["instanceId"]);
    let schema = "https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5";
    let page = read(&format!("/data/core/xcore/{container}/instances?schema={schema}&limit=1"));
    let mut body = page["_embedded"]["results"][0]["_instance"].clone();
    body.as_object_mut().unwrap().remove("@id");
    let media_type = format!("application/schema-instance+json; version=1;  schema=\"{schema}\"");
    let instances = format!("/data/core/xcore/{container}/instances");
    let created = send(Method::Post, &instances, &[("content-type", &media_type)], &body.to_string());
    assert_eq!(created.status, 201);
    let path = format!("/data/core/xcore{}", header(&created.headers, "location").unwrap());
    let accepted = Instant::now();
    assert_eq!(send(Method::Delete, &path, &[], "").status, 202);
    while send(Method::Get, &path, &[], "").status == 200 {
        assert!(accepted.elapsed() < Duration::from_secs(10), "it is never gone");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(accepted.elapsed() >= Duration::from_millis(300));
}
