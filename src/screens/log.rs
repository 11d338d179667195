//! The log: every request with its answer, newest last, and the server's error body below those that failed. Between them
//! stand the notices that were too long for their lines.

use std::collections::VecDeque;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::keys::Action;
use crate::request::Exchange;
use crate::widgets::{FRAME_COLUMNS, Theme, clean, framed, paragraph, render_some, wrap};

use super::page::TextPage;
use super::{Surroundings, Wish};

/// How far what belongs to a request stands to the right of it.
const INDENT: u16 = 11;

/// How many requests are kept.
const KEPT: usize = 2_000;

/// How many bytes of their addresses and of the server's words are kept, however many requests that are.
const KEPT_BYTES: usize = 1 << 20;

/// What is entered in the log.
#[derive(Clone, Debug, PartialEq)]
enum Entry {
    /// A request that came to its end.
    Request(Exchange),
    /// A notice.
    Notice(String),
}

/// The requests that were made.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Log {
    entries: VecDeque<(Timestamp, Entry)>,
    /// How many bytes of text they hold.
    bytes: usize,
    /// Counts what was entered: another number, another log.
    edition: u64,
}

impl Log {
    /// Enters a request that came to its end at this time.
    pub fn enter(&mut self, at: Timestamp, exchange: Exchange) {
        self.push(at, Entry::Request(exchange));
    }

    /// Enters a notice that is too long for its lines, once for as long as it stands there.
    pub fn note(&mut self, at: Timestamp, text: &str) {
        let last = self.entries.iter().rev().find_map(|(_, entry)| match entry {
            Entry::Notice(text) => Some(text.as_str()),
            Entry::Request(_) => None,
        });
        if last != Some(text) {
            self.push(at, Entry::Notice(text.to_owned()));
        }
    }

    fn push(&mut self, at: Timestamp, entry: Entry) {
        self.edition += 1;
        self.bytes += text_bytes(&entry);
        self.entries.push_back((at, entry));
        while self.entries.len() > KEPT || (self.bytes > KEPT_BYTES && self.entries.len() > 1) {
            if let Some((_, oldest)) = self.entries.pop_front() {
                self.bytes -= text_bytes(&oldest);
            }
        }
    }

    /// How many requests are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.iter().filter(|(_, entry)| matches!(entry, Entry::Request(_))).count()
    }

    /// Whether nothing is entered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Whether an entry holds all of these words, which are in small letters.
fn holds(at: Timestamp, entry: &Entry, words: &[String]) -> bool {
    let searched = match entry {
        Entry::Request(exchange) => {
            format!("{}{} {}", head(at, exchange), exchange.target, exchange.error.as_deref().unwrap_or(""))
        }
        Entry::Notice(text) => text.clone(),
    };
    let searched = searched.to_lowercase();
    words.iter().all(|word| searched.contains(word))
}

/// What stands before the address of a request.
fn head(at: Timestamp, exchange: &Exchange) -> String {
    let status = exchange.status.map_or("–".to_owned(), |status| status.to_string());
    format!(
        "{} {} {:<6} {status:>3} {:>6} ms {:>9}  ",
        at.strftime("%H:%M:%S"),
        if exchange.error.is_some() { '✗' } else { '✓' },
        exchange.method.as_str(),
        exchange.elapsed.as_millis(),
        size(exchange.bytes),
    )
}

/// The lines of an entry.
fn lines_of(at: Timestamp, entry: &Entry, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let exchange = match entry {
        Entry::Request(exchange) => exchange,
        Entry::Notice(text) => {
            lines.push(Line::styled(format!("{} · a notice in full:", at.strftime("%H:%M:%S")), theme.dim));
            lines.extend(indented(&clean(text), width).map(|line| Line::styled(line, theme.base)));
            return lines;
        }
    };
    let head = head(at, exchange);
    let style = if exchange.error.is_some() { theme.bad } else { theme.base };
    let room = usize::from(width).saturating_sub(head.chars().count() + 1);
    if exchange.target.len() <= room {
        lines.push(Line::styled(format!("{head}{}", clean(&exchange.target)), style));
    } else {
        // A long path has the lines below to itself.
        lines.push(Line::styled(head, style));
        lines.extend(indented(&exchange.target, width).map(|line| Line::styled(line, style)));
    }
    if let Some(error) = &exchange.error {
        let id = exchange.request_id.as_deref().map(|id| format!("request id {id}"));
        let said = error.lines().map(str::to_owned).chain(id);
        for line in said {
            lines.extend(indented(&line, width).map(|line| Line::styled(line, theme.dim)));
        }
    }
    lines
}

/// How many bytes of text an entry holds.
fn text_bytes(entry: &Entry) -> usize {
    let exchange = match entry {
        Entry::Request(exchange) => exchange,
        Entry::Notice(text) => return text.len(),
    };
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    exchange.target.len() + length(&exchange.error) + length(&exchange.request_id)
}

/// A text wrapped below the head of its request.
fn indented(text: &str, width: u16) -> impl Iterator<Item = String> {
    let indent = " ".repeat(usize::from(INDENT));
    wrap(text, width.saturating_sub(INDENT + 1)).into_iter().map(move |line| format!("{indent}{line}"))
}

/// A size in bytes as people read it.
fn size(bytes: usize) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// Where the entries stand that a filter leaves. It is known of all, so that only those in view are made into lines.
#[derive(Clone, Debug, PartialEq, Default)]
struct Measured {
    /// What was measured: the log's edition, the columns, the filter.
    of: (u64, u16, String),
    /// The places of the entries in the log, each with its first line.
    entries: Vec<(usize, usize)>,
    /// How many lines there are.
    lines: usize,
}

impl Measured {
    fn of(log: &Log, width: u16, filter: &str) -> Measured {
        let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        let mut measured = Measured { of: (log.edition, width, filter.to_owned()), ..Measured::default() };
        for (place, (at, entry)) in log.entries.iter().enumerate() {
            if words.is_empty() || holds(*at, entry, &words) {
                measured.entries.push((place, measured.lines));
                measured.lines += lines_of(*at, entry, &Theme::plain(), width).len();
            }
        }
        measured
    }

    /// So many lines from this one on.
    fn lines(&self, log: &Log, theme: &Theme, from: usize, count: usize) -> Vec<Line<'static>> {
        let first = self.entries.partition_point(|(_, begins)| *begins <= from).saturating_sub(1);
        let seen = self.entries.get(first..).unwrap_or_default();
        let above = seen.first().map_or(0, |(_, begins)| from - begins);
        let entries = seen.iter().filter_map(|(place, _)| log.entries.get(*place));
        let lines = entries.flat_map(|(at, entry)| lines_of(*at, entry, theme, self.of.1));
        lines.skip(above).take(count).collect()
    }
}

/// The log screen's state. Two are equal if their pages are: what was measured follows from the log.
#[derive(Clone, Debug, Default)]
pub struct LogScreen {
    page: TextPage,
    measured: Measured,
}

impl PartialEq for LogScreen {
    fn eq(&self, other: &Self) -> bool {
        self.page == other.page
    }
}

impl LogScreen {
    /// Opens the log at its end, where the newest stands.
    #[must_use]
    pub fn at_end(log: &Log, body: Rect) -> Self {
        let mut screen = LogScreen::default();
        screen.fit(log, body);
        screen.act(Action::Last, body);
        screen
    }

    /// Shows only what holds these words.
    pub fn filter_by(&mut self, text: &str) {
        self.page.filter_by(text);
    }

    /// Brings what is known of the log into step with it.
    pub fn fit(&mut self, log: &Log, body: Rect) {
        let width = body.width.saturating_sub(FRAME_COLUMNS);
        let (edition, columns, filter) = &self.measured.of;
        if (*edition, *columns, filter) != (log.edition, width, &self.page.filter) {
            self.measured = Measured::of(log, width, &self.page.filter);
        }
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        self.page.act(action, body, |_| self.measured.lines)
    }

    /// Draws the log.
    pub fn draw(&self, log: &Log, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let count = format!("{} requests", log.len());
        let foot = if self.page.filter.is_empty() { count } else { format!("{count} · filter: {}", self.page.filter) };
        let inner = framed(area, buf, theme, "Log", &foot, true);
        if log.is_empty() {
            paragraph(inner, buf, theme.dim, "No request was made yet.");
            return;
        }
        let made = |from, count| self.measured.lines(log, theme, from, count);
        render_some(inner, buf, theme, (self.measured.lines, self.page.scroll), made);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::Method;

    fn exchange(status: Option<u16>, error: Option<&str>) -> Exchange {
        Exchange {
            status,
            elapsed: Duration::from_millis(12),
            bytes: 12_345,
            error: error.map(str::to_owned),
            request_id: Some("r-1".to_owned()),
            ..Exchange::new(Method::Get, "/data/core/dps/offers?limit=100")
        }
    }

    #[test]
    fn a_request_stands_with_all_that_was_asked_for_and_errors_with_their_body() {
        let mut log = Log::default();
        log.enter(Timestamp::UNIX_EPOCH, exchange(Some(200), None));
        log.enter(Timestamp::UNIX_EPOCH, exchange(Some(503), Some("<html>\u{1b}[2J")));
        let lines = |filter| {
            let measured = Measured::of(&log, 100, filter);
            let lines = measured.lines(&log, &Theme::plain(), 0, 100);
            assert_eq!(lines.len(), measured.lines);
            lines.iter().map(ToString::to_string).collect::<Vec<String>>()
        };
        let text = lines("");
        assert!(text[0].contains("GET") && text[0].contains("200") && text[0].contains("12 ms"), "{}", text[0]);
        assert!(text[0].contains("12 kB") && text[0].contains("/data/core/dps/offers"), "{}", text[0]);
        assert!(text[2].contains("<html>␛[2J"), "{}", text[2]);
        assert!(text[3].contains("r-1"));
        assert_eq!(lines("503").len(), 3);
    }

    #[test]
    fn from_whichever_line_on_it_is_shown_as_all_of_it_would_be() {
        let mut log = Log::default();
        for number in 0..9 {
            log.enter(Timestamp::UNIX_EPOCH, exchange(Some(200), None));
            log.enter(Timestamp::UNIX_EPOCH, exchange(Some(503), Some(&format!("error {number}\n").repeat(number))));
            log.note(Timestamp::UNIX_EPOCH, &format!("notice {number} ").repeat(number));
        }
        for filter in ["", "503", "notice", "error 7", "nothing"] {
            let measured = Measured::of(&log, 60, filter);
            let all = measured.lines(&log, &Theme::plain(), 0, usize::MAX);
            assert_eq!(all.len(), measured.lines, "{filter}");
            for from in 0..all.len() {
                let end = all.len().min(from + 7);
                assert_eq!(measured.lines(&log, &Theme::plain(), from, 7), all[from..end], "{filter} {from}");
            }
        }
    }

    #[test]
    fn a_notice_is_entered_once_and_is_no_request() {
        let mut log = Log::default();
        for _ in 0..3 {
            log.note(Timestamp::UNIX_EPOCH, "a long one");
            log.enter(Timestamp::UNIX_EPOCH, exchange(Some(200), None));
        }
        let notices = log.entries.iter().filter(|(_, entry)| matches!(entry, Entry::Notice(_))).count();
        assert_eq!((notices, log.len()), (1, 3));
    }

    #[test]
    fn it_opens_at_the_last_line_of_the_newest_error() {
        let mut log = Log::default();
        let long = "what the server says about it ".repeat(30);
        (0..9).for_each(|_| log.enter(Timestamp::UNIX_EPOCH, exchange(Some(503), Some(&long))));
        let theme = Theme::plain();
        for width in [60, 80, 81] {
            let area = Rect::new(0, 0, width, 10);
            let mut buf = Buffer::empty(area);
            let around = Surroundings {
                now: Timestamp::UNIX_EPOCH,
                generation: crate::domain::Generation::Dps,
                theme,
                zone: jiff::tz::TimeZone::UTC,
            };
            LogScreen::at_end(&log, area).draw(&log, &around, area, &mut buf);
            let last: String = (0..width).map(|x| buf[(x, 8)].symbol()).collect();
            assert!(last.contains("request id r-1"), "{last}");
        }
    }

    #[test]
    fn the_log_does_not_grow_without_end() {
        let mut log = Log::default();
        for _ in 0..KEPT + 10 {
            log.enter(Timestamp::UNIX_EPOCH, exchange(Some(200), None));
        }
        assert_eq!(log.len(), KEPT);
    }

    #[test]
    fn long_words_of_a_server_push_the_oldest_requests_out_of_the_log() {
        let mut log = Log::default();
        let long = "x".repeat(2_000);
        for _ in 0..KEPT {
            log.enter(Timestamp::UNIX_EPOCH, exchange(Some(503), Some(&long)));
        }
        let kept: usize = log.entries.iter().map(|(_, entry)| text_bytes(entry)).sum();
        assert!(kept <= KEPT_BYTES && kept > KEPT_BYTES / 2, "{kept}");
        // One that is too long by itself is the only one, and makes room for the next.
        log.enter(Timestamp::UNIX_EPOCH, exchange(Some(503), Some(&"x".repeat(KEPT_BYTES))));
        assert_eq!(log.len(), 1);
        log.enter(Timestamp::UNIX_EPOCH, exchange(Some(200), None));
        assert_eq!(log.len(), 1);
        log.enter(Timestamp::UNIX_EPOCH, exchange(Some(200), None));
        assert_eq!(log.len(), 2);
    }
}
