//! The log: every request with its answer, newest last, and the server's error body below those that failed.

use std::collections::VecDeque;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::keys::Action;
use crate::request::Exchange;
use crate::widgets::{FRAME_COLUMNS, Theme, clean, framed, paragraph, render_lines, wrap};

use super::page::TextPage;
use super::{Surroundings, Wish};

/// How far what belongs to a request stands to the right of it.
const INDENT: u16 = 11;

/// How many requests are kept.
const KEPT: usize = 2_000;

/// How many bytes of their addresses and of the server's words are kept, however many requests that are.
const KEPT_BYTES: usize = 1 << 20;

/// The requests that were made.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Log {
    entries: VecDeque<(Timestamp, Exchange)>,
    /// How many bytes of text they hold.
    bytes: usize,
}

impl Log {
    /// Enters a request that came to its end at this time.
    pub fn enter(&mut self, at: Timestamp, exchange: Exchange) {
        self.bytes += text_bytes(&exchange);
        self.entries.push_back((at, exchange));
        while self.entries.len() > KEPT || (self.bytes > KEPT_BYTES && self.entries.len() > 1) {
            if let Some((_, oldest)) = self.entries.pop_front() {
                self.bytes -= text_bytes(&oldest);
            }
        }
    }

    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn lines(&self, filter: &str, theme: &Theme, width: u16) -> Vec<Line<'static>> {
        let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        let mut lines = Vec::new();
        for (at, exchange) in &self.entries {
            let status = exchange.status.map_or("–".to_owned(), |status| status.to_string());
            let failed = exchange.error.is_some();
            let head = format!(
                "{} {} {:<6} {status:>3} {:>6} ms {:>9}  ",
                at.strftime("%H:%M:%S"),
                if failed { '✗' } else { '✓' },
                exchange.method.as_str(),
                exchange.elapsed.as_millis(),
                size(exchange.bytes),
            );
            let error = exchange.error.as_deref().unwrap_or("");
            let searched = format!("{head}{} {error}", exchange.target).to_lowercase();
            if !words.iter().all(|word| searched.contains(word)) {
                continue;
            }
            let style = if failed { theme.bad } else { theme.base };
            let room = usize::from(width).saturating_sub(head.chars().count() + 1);
            if exchange.target.len() <= room {
                lines.push(Line::styled(format!("{head}{}", clean(&exchange.target)), style));
            } else {
                // A long path has the lines below to itself.
                lines.push(Line::styled(head, style));
                lines.extend(indented(&exchange.target, width).map(|line| Line::styled(line, style)));
            }
            if failed {
                let id = exchange.request_id.as_deref().map(|id| format!("request id {id}"));
                let said = error.lines().map(str::to_owned).chain(id);
                for line in said {
                    lines.extend(indented(&line, width).map(|line| Line::styled(line, theme.dim)));
                }
            }
        }
        lines
    }
}

/// How many bytes of text a request holds.
fn text_bytes(exchange: &Exchange) -> usize {
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

/// The log screen's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct LogScreen {
    page: TextPage,
}

impl LogScreen {
    /// Opens the log at its end, where the newest stands.
    #[must_use]
    pub fn at_end(log: &Log, theme: &Theme, body: Rect) -> Self {
        let mut screen = LogScreen::default();
        screen.act(Action::Last, log, theme, body);
        screen
    }

    /// Shows only what holds these words.
    pub fn filter_by(&mut self, text: &str) {
        self.page.filter_by(text);
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, log: &Log, theme: &Theme, body: Rect) -> Vec<Wish> {
        let width = body.width.saturating_sub(FRAME_COLUMNS);
        self.page.act(action, body, |filter| log.lines(filter, theme, width).len())
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
        render_lines(inner, buf, theme, &log.lines(&self.page.filter, theme, inner.width), self.page.scroll);
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
        let text: Vec<String> = log.lines("", &Theme::plain(), 100).iter().map(ToString::to_string).collect();
        assert!(text[0].contains("GET") && text[0].contains("200") && text[0].contains("12 ms"), "{}", text[0]);
        assert!(text[0].contains("12 kB") && text[0].contains("/data/core/dps/offers"), "{}", text[0]);
        assert!(text[2].contains("<html>␛[2J"), "{}", text[2]);
        assert!(text[3].contains("r-1"));
        assert_eq!(log.lines("503", &Theme::plain(), 100).len(), 3);
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
            LogScreen::at_end(&log, &theme, area).draw(&log, &around, area, &mut buf);
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
        let kept: usize = log.entries.iter().filter_map(|(_, exchange)| exchange.error.as_ref().map(String::len)).sum();
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
