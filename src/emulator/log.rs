//! What was asked: a line for each request, and the last of them for tests to look at. No token or secret gets in.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::emulator::gateway::ims::CLIENT_SECRET;
use crate::emulator::gateway::tokens::{ACCESS_TOKEN, ISSUED_PREFIX};
use crate::emulator::lines::Lines;

/// How many requests are kept.
const KEPT: usize = 1000;
/// How many characters of a target, a method or a request id are kept.
const LONGEST: usize = 2000;
/// What stands in the place of what must not be seen.
const HIDDEN: &str = "***";

/// A request and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub time: Timestamp,
    pub method: String,
    /// As it may be shown.
    pub target: String,
    /// None if no answer ever leaves.
    pub status: Option<u16>,
    /// How many bytes of a body leave.
    pub bytes: usize,
    /// The faults that struck.
    pub fault: Option<String>,
    /// The refusal's own code.
    pub code: Option<String>,
    pub request_id: String,
}

impl Entry {
    /// As tests read it.
    pub fn json(&self) -> Value {
        json!({
            "time": self.time.to_string(),
            "method": self.method,
            "target": self.target,
            "status": self.status,
            "requestId": self.request_id,
            "fault": self.fault,
            "code": self.code,
        })
    }

    /// The line for people.
    fn line(&self, took: Duration) -> String {
        let time = self.time.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string();
        let status = self.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        let millis = took.as_secs_f64() * 1000.0;
        let mut line = format!("{time} {} {} {status} {} bytes {millis:.1} ms", self.method, self.target, self.bytes);
        if let Some(code) = &self.code {
            line.push_str(&format!(" {code}"));
        }
        if let Some(fault) = &self.fault {
            line.push_str(&format!(" [fault {fault}]"));
        }
        line
    }
}

/// What was asked.
#[derive(Default)]
pub(super) struct Log {
    kept: Mutex<VecDeque<Entry>>,
    count: AtomicU64,
    lines: Option<Lines>,
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("count", &self.count).finish_non_exhaustive()
    }
}

impl Log {
    /// A log that writes its lines, too.
    pub fn with_lines(lines: Lines) -> Log {
        Log { lines: Some(lines), ..Log::default() }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts and keeps a request.
    pub fn keep(&self, entry: Entry) {
        self.count.fetch_add(1, Ordering::Relaxed);
        let mut kept = self.lock();
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(entry);
    }

    /// Writes a request's line.
    pub fn write(&self, entry: &Entry, took: Duration) {
        if let Some(lines) = &self.lines {
            lines.write(&entry.line(took));
        }
    }

    /// The requests that are kept, the oldest first.
    pub fn kept(&self) -> Vec<Entry> {
        self.lock().iter().cloned().collect()
    }

    /// Forgets the requests that are kept.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// How many requests there were.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }
}

/// A text from outside as it may be shown: no token, no secret, and every control character visible.
pub(super) fn shown(text: &str) -> String {
    let mut hidden = text.replace(ACCESS_TOKEN, HIDDEN).replace(CLIENT_SECRET, HIDDEN);
    while let Some(at) = hidden.find(ISSUED_PREFIX) {
        let after = hidden.get(at + ISSUED_PREFIX.len()..).unwrap_or_default();
        let digits = after.bytes().take_while(u8::is_ascii_hexdigit).count();
        hidden.replace_range(at..at + ISSUED_PREFIX.len() + digits, HIDDEN);
    }
    let mut visible = String::with_capacity(hidden.len());
    for character in hidden.chars().take(LONGEST) {
        if character.is_alphanumeric() || character.is_ascii_punctuation() || character == ' ' {
            visible.push(character);
        } else {
            visible.extend(character.escape_default());
        }
    }
    if hidden.chars().nth(LONGEST).is_some() {
        visible.push('…');
    }
    visible
}

/// A target as it may be shown: the token service's query not at all, and no value that is named as a secret.
pub(super) fn shown_target(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else { return shown(target) };
    if path.to_ascii_lowercase().split('/').any(|segment| segment == "ims") {
        return format!("{}?{HIDDEN}", shown(path));
    }
    let parameter = |text: &str| match text.split_once('=') {
        Some((name, _)) if names_a_secret(name) => format!("{name}={HIDDEN}"),
        _ => text.to_owned(),
    };
    let query: Vec<String> = query.split('&').map(parameter).collect();
    shown(&format!("{path}?{}", query.join("&")))
}

fn names_a_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["token", "secret", "password", "authorization", "assertion"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use super::*;

    fn entry(number: usize) -> Entry {
        Entry {
            time: Timestamp::UNIX_EPOCH,
            method: "GET".to_owned(),
            target: format!("/{number}"),
            status: Some(404),
            bytes: 17,
            fault: Some("slow:5".to_owned()),
            code: Some("EMU-1004-404".to_owned()),
            request_id: "r".to_owned(),
        }
    }

    #[test]
    fn the_last_thousand_requests_are_kept_and_all_are_counted() {
        let log = Log::default();
        (0..=KEPT).for_each(|number| log.keep(entry(number)));
        let kept = log.kept();
        assert_eq!((kept.len(), kept[0].target.as_str(), log.count()), (KEPT, "/1", KEPT as u64 + 1));
        log.clear();
        assert!(log.kept().is_empty());
        assert_eq!(log.count(), KEPT as u64 + 1);
    }

    /// Where a test reads what was written.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_tells_what_was_asked_and_what_came_of_it() {
        let written = Written::default();
        let lines = Lines::to(written.clone());
        let log = Log::with_lines(lines.clone());
        log.write(&entry(1), Duration::from_micros(1250));
        log.write(&Entry { status: None, code: None, ..entry(2) }, Duration::ZERO);
        lines.finish(Duration::from_secs(20));
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        let (first, second) = text.split_once('\n').unwrap();
        assert!(first.ends_with(" GET /1 404 17 bytes 1.2 ms EMU-1004-404 [fault slow:5]"), "{first}");
        assert!(second.ends_with(" GET /2 - 17 bytes 0.0 ms [fault slow:5]\n"), "{second}");
    }

    #[test]
    fn nothing_secret_and_nothing_invisible_is_shown() {
        for (target, wanted) in [
            ("/ims/token/v2?client_secret=x&client_id=y", "/ims/token/v2?***"),
            ("//IMS/token?code=x", "//IMS/token?***"),
            ("/a?access_token=abc&limit=1&Client_Secret=x", "/a?access_token=***&limit=1&Client_Secret=***"),
            ("/a/emulator-access-token?x=emulator-client-secret", "/a/***?x=***"),
            ("/a/emulator-token-00ff/emulator-token-x", "/a/***/***x"),
            ("/a\u{1b}[2J\u{202e}\u{7f}\n\"é", "/a\\u{1b}[2J\\u{202e}\\u{7f}\\n\"é"),
        ] {
            assert_eq!(shown_target(target), wanted);
        }
        let long = shown_target(&format!("/{}", "a".repeat(70_000)));
        assert!(long.ends_with("a…") && long.chars().count() == LONGEST + 1);
    }
}
