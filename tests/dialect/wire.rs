//! The documented exchanges, and a server that plays one of them.

use std::collections::BTreeMap;
use std::time::Duration;

use offerdeck::api::{Answer, Client, Connection, Credentials, Route};
use offerdeck::domain::{Generation, Scope};
use offerdeck::request::{Reply, Request, RequestError};
use offerdeck::secret::Redactor;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// One documented exchange.
pub struct Golden(Value);

/// What our request has otherwise than the documented one, and why is said where it is filled in.
#[derive(Default)]
pub struct Differs<'a> {
    pub query_dropped: Vec<&'a str>,
    pub query_added: Vec<(&'a str, &'a str)>,
    pub headers_dropped: Vec<&'a str>,
    pub headers_added: Vec<(&'a str, &'a str)>,
    pub body: Option<Value>,
}

/// A request as it arrived.
pub struct Sent {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/wire");

/// Headers that HTTP itself needs or allows at any time.
const OF_HTTP: [&str; 4] = ["host", "user-agent", "accept-encoding", "content-length"];

/// The names of the documented exchanges whose kind passes the filter, sorted. Errors have no kind.
pub fn names(of: impl Fn(Option<&str>) -> bool) -> Vec<String> {
    let files = std::fs::read_dir(DIRECTORY).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = files.filter_map(|file| file.strip_suffix(".json").map(str::to_owned)).collect();
    names.retain(|name| of(Golden::load(name).0["kind"].as_str()));
    names.sort();
    names
}

/// A text inside a JSON value that must be there.
pub fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {value}")).to_owned()
}

impl Golden {
    pub fn load(name: &str) -> Golden {
        let file = std::fs::read_to_string(format!("{DIRECTORY}/{name}.json")).unwrap();
        Golden(serde_json::from_str(&file).unwrap())
    }

    pub fn request(&self) -> &Value {
        &self.0["request"]
    }

    pub fn response(&self) -> &Value {
        &self.0["response"]
    }

    /// The documented answer's body.
    pub fn answer(&self) -> &Value {
        &self.0["response"]["body"]
    }

    pub fn respond_with(&mut self, body: Value) {
        self.0["response"]["body"] = body;
    }

    /// Puts a slip in the documented target right.
    pub fn mend_target(&mut self, slip: &str, right: &str) {
        let target = self.target();
        assert!(target.starts_with(slip), "{target}");
        self.0["request"]["target"] = Value::from(target.replacen(slip, right, 1));
    }

    fn target(&self) -> String {
        text(self.request(), "/target")
    }

    /// The documented headers with lower-case names, the two slips put right.
    fn headers(&self) -> BTreeMap<String, String> {
        let headers = self.request()["headers"].as_object().unwrap();
        let mended = |value: &Value| {
            let value = value.as_str().unwrap().replace("Bearer  ", "Bearer ");
            value.strip_prefix("Content-Type: ").unwrap_or(&value).to_owned()
        };
        headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), mended(value))).collect()
    }

    /// The scope that the documented request names.
    pub fn scope(&self) -> Scope {
        let target = self.target();
        let container = target.strip_prefix("/data/core/xcore/").and_then(|rest| rest.split('/').next());
        Scope { sandbox: self.headers()["x-sandbox-name"].clone(), container: container.map(str::to_owned) }
    }

    /// The id at the end of the documented path.
    pub fn last_segment(&self) -> String {
        let target = self.target();
        let path = target.split('?').next().unwrap();
        path.rsplit('/').next().unwrap().to_owned()
    }
}

impl Sent {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

/// Asks, and holds what arrived against the documented request.
pub async fn ask(
    golden: &Golden,
    generation: Generation,
    request: Request,
    differs: &Differs<'_>,
) -> Result<Reply, RequestError> {
    let (sent, answer) = send(golden, generation, request).await;
    let documented = golden.target();
    assert_eq!(sent.method, golden.request()["method"]);
    assert_eq!(decoded(path(&sent.target)), path(&documented));

    let mut query: Vec<_> = pairs(&documented);
    query.retain(|(name, _)| !differs.query_dropped.contains(&name.as_str()));
    query.extend(differs.query_added.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    query.sort();
    let mut sent_query = pairs(&sent.target);
    sent_query.sort();
    assert_eq!(sent_query, query, "{}", sent.target);

    let mut headers = golden.headers();
    headers.retain(|name, _| !differs.headers_dropped.contains(&name.as_str()));
    headers.extend(differs.headers_added.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let any = |(name, value): &&(String, String)| name == "accept" && value == "*/*";
    let own = sent.headers.iter().filter(|line| !OF_HTTP.contains(&line.0.as_str()) && !any(line));
    assert_eq!(own.cloned().collect::<BTreeMap<_, _>>(), headers);

    match differs.body.as_ref().unwrap_or(&golden.request()["body"]) {
        Value::Null => assert_eq!(String::from_utf8_lossy(&sent.body), ""),
        body => assert_eq!(&serde_json::from_slice::<Value>(&sent.body).unwrap(), body),
    }
    answer.result
}

/// Asks with the credentials of the documented request, and answers with the documented answer.
pub async fn send(golden: &Golden, generation: Generation, request: Request) -> (Sent, Answer) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let platform_url = format!("http://{}", listener.local_addr().unwrap());
    let response = response(golden);
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let sent = receive(&mut stream).await;
        stream.write_all(&response).await.unwrap();
        sent
    });
    let headers = golden.headers();
    let token = headers["authorization"].strip_prefix("Bearer ").unwrap();
    let connection = Connection {
        platform_url,
        generation,
        credentials: Credentials::token(token),
        api_key: headers["x-api-key"].clone(),
        org_id: headers["x-gw-ims-org-id"].clone(),
        route: Route::within(Duration::from_secs(10)),
    };
    let client = Client::new(connection, Redactor::default());
    let answer = client.ask(&request).await;
    let [exchange] = &answer.exchanges[..] else { panic!("{:?}", answer.exchanges) };
    assert_ne!(exchange.target, "", "not sent: {:?}", answer.result);
    let sent = server.await.unwrap();
    assert_eq!(exchange.method.as_str(), sent.method);
    assert_eq!(exchange.target, sent.target);
    (sent, answer)
}

fn response(golden: &Golden) -> Vec<u8> {
    let body = if golden.answer().is_null() { String::new() } else { golden.answer().to_string() };
    let headers = golden.response()["headers"].as_object().unwrap();
    let lines: String =
        headers.iter().map(|(name, value)| format!("{name}: {}\r\n", value.as_str().unwrap())).collect();
    let status = &golden.response()["status"];
    format!("HTTP/1.1 {status} -\r\n{lines}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
        .into_bytes()
}

async fn receive(stream: &mut tokio::net::TcpStream) -> Sent {
    let mut received = Vec::new();
    let end = loop {
        if let Some(end) = received.windows(4).position(|end| end == b"\r\n\r\n") {
            break end;
        }
        assert_ne!(stream.read_buf(&mut received).await.unwrap(), 0, "the request broke off");
    };
    let head = String::from_utf8(received[..end].to_vec()).unwrap();
    let (first, lines) = head.split_once("\r\n").unwrap();
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let line = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap();
    let mut sent =
        Sent { method, target, headers: lines.split("\r\n").map(line).collect(), body: received.split_off(end + 4) };
    let length: usize = sent.header("content-length").map_or(0, |length| length.parse().unwrap());
    while sent.body.len() < length {
        assert_ne!(stream.read_buf(&mut sent.body).await.unwrap(), 0, "the body broke off");
    }
    sent
}

fn path(target: &str) -> &str {
    target.split('?').next().unwrap()
}

/// The query's parameters, decoded. Separated by `&` alone: a `;` belongs to the schema.
fn pairs(target: &str) -> Vec<(String, String)> {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').map(|(name, value)| (decoded(name), decoded(value))).unwrap()).collect()
}

fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}
