//! The program while it runs, and how it is spoken to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Output, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use offerdeck::emulator::{ACCESS_TOKEN, API_KEY, ORG_ID};
use serde_json::Value;

pub const OFFERS: &str = "/data/core/dps/offers?offer-type=personalized&limit=5";
/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offerdeck"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OFFERDECK_")) {
        command.env_remove(name);
    }
    command.arg("emulate").args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a program says that can't begin.
pub fn refused(arguments: &[&str]) -> Output {
    let output = command(arguments).output().unwrap();
    assert!(output.stdout.is_empty(), "{output:?}");
    output
}

/// A running program with what it printed, up to the line that says that it is ready.
pub struct Running {
    pub child: Child,
    pub card: Vec<String>,
    pub log: Option<JoinHandle<String>>,
}

impl Running {
    pub fn start(arguments: &[&str]) -> Running {
        let mut running = Running::begin(arguments);
        running.log = running.child.stderr.take().map(collect);
        running
    }

    /// One whose log nobody reads.
    pub fn start_unread() -> Running {
        Running::begin(&[])
    }

    pub fn begin(arguments: &[&str]) -> Running {
        let mut child = command(&[&["--port", "0"], arguments].concat()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut card = Vec::new();
        while card.last().is_none_or(|line| line != "# Ready.") {
            card.push(lines.next().expect("it ended before it was ready").unwrap());
        }
        Running { child, card, log: None }
    }

    /// The value of a setting that it printed for a shell.
    pub fn setting(&self, name: &str) -> &str {
        let found = self.card.iter().find_map(|line| line.strip_prefix(&format!("export {name}=")));
        found.unwrap_or_else(|| panic!("no {name} in {:#?}", self.card))
    }

    pub fn address(&self) -> &str {
        self.card[0].strip_prefix("# Offer Library: http://").unwrap()
    }

    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        exchange(self.address(), method, target, headers, body).unwrap()
    }

    /// A request with all that the gateway wants.
    pub fn call(&self, method: &str, target: &str) -> Reply {
        self.send(method, target, &credentials(&format!("Bearer {ACCESS_TOKEN}")), "")
    }

    pub fn control(&self, method: &str, path: &str, body: &str) -> Value {
        let reply = self.send(method, &format!("/_emulator{path}"), &[], body);
        assert_eq!(reply.status, 200, "{method} {path}: {}", reply.body);
        serde_json::from_str(&reply.body).unwrap()
    }

    pub fn signal(&self, name: &str) {
        let kill = format!("kill -s {name} {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; gives the status and all that was logged.
    pub fn end(&mut self) -> (ExitStatus, String) {
        (self.ended(), self.log.take().unwrap().join().unwrap())
    }

    /// Waits for the end.
    pub fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
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

pub fn collect(mut stderr: ChildStderr) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).unwrap();
        text
    })
}

pub fn credentials(bearer: &str) -> [(&str, &str); 4] {
    [("Authorization", bearer), ("x-api-key", API_KEY), ("x-gw-ims-org-id", ORG_ID), ("x-sandbox-name", "prod")]
}

/// An answer as it came over the wire.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

pub fn header_of<'a>(headers: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
}

pub fn open(address: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
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

pub fn receive(mut stream: TcpStream) -> std::io::Result<Reply> {
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

pub fn exchange(
    address: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> std::io::Result<Reply> {
    receive(open(address, method, target, headers, body))
}

pub fn token_form(secret: &str) -> String {
    format!("grant_type=client_credentials&client_id={API_KEY}&client_secret={secret}&scope=openid")
}

pub const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

/// A folder of its own for a test, gone at its end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
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
