//! A calendar, in which a day is chosen and a time typed.

use jiff::civil::Time;
use jiff::{Span, Timestamp, ToSpan};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::Value;

use crate::domain::{DateText, told_in_zones};
use crate::keys::{Action, Key, Stroke};
use crate::screens::Surroundings;
use crate::widgets::calendar::{MONTH_COLUMNS, MONTH_ROWS, draw_month};
use crate::widgets::dialog::{centred, frame};
use crate::widgets::{FRAME_COLUMNS, FRAME_ROWS, clean, fit, fit_end, width, wrap};

use super::Outcome;

/// The calendar's state.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::screens::editor) struct Calendar {
    title: String,
    date: DateText,
    /// Which digit of the time is typed next.
    digit: usize,
    /// The digits that were typed one after another: they may begin a whole date.
    digits: String,
    /// A whole date, while one is typed.
    written: Option<String>,
    /// What stood here before the first letter of either.
    before: DateText,
}

/// Where the six digits of a time stand in `00:00:00`.
const DIGITS: [u16; 6] = [0, 1, 3, 4, 6, 7];

/// What the keys do, as it is said beside the month.
const KEYS: [&str; 4] =
    ["arrows day, week · t today", "pgup pgdn month", "type a time or a whole date", "enter takes it"];

/// How a whole date is written.
const FORMS: [&str; 2] = ["as 2027-02-28 or", "2027-02-28 10:00"];

/// The most letters of a whole date.
const LONGEST: usize = 60;

/// So many digits has the year that a written date begins with.
const YEAR: usize = 4;

/// The rows more than those of the month, for what is told beside it.
const BELOW: u16 = 2;

/// The columns beside the month.
const BESIDE: u16 = 27;

impl Calendar {
    /// Opens on a written moment; where there is none, on midnight of today.
    pub(super) fn new(title: &str, text: Option<&str>, now: Timestamp) -> Calendar {
        let date = text.and_then(DateText::read).unwrap_or_else(|| {
            let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
            DateText::midnight(today)
        });
        Calendar { title: title.to_owned(), before: date.clone(), date, digit: 0, digits: String::new(), written: None }
    }

    pub(super) fn act(&mut self, action: Action) -> Outcome {
        if action == Action::Open && self.is_unreadable() {
            return Outcome::Stay;
        }
        match action {
            Action::Open => return Outcome::Take(Value::from(self.date.clone().zoned().to_string())),
            Action::PreviousButton => self.go(-1.day()),
            Action::NextButton => self.go(1.day()),
            Action::Up => self.go(-1.week()),
            Action::Down => self.go(1.week()),
            Action::PageUp => self.go(-1.month()),
            Action::PageDown => self.go(1.month()),
            _ => {}
        }
        Outcome::Stay
    }

    fn go(&mut self, far: Span) {
        (self.digits, self.written) = (String::new(), None);
        // Beyond the ends of the calendar the day stays.
        self.date.at = self.date.at.checked_add(far).unwrap_or(self.date.at);
    }

    pub(super) fn type_stroke(&mut self, stroke: Stroke, now: Timestamp) {
        match (&mut self.written, stroke.key, stroke.typed()) {
            (Some(written), Key::Backspace, _) => {
                written.pop();
                self.read_written();
            }
            (Some(_), _, Some(letter)) => self.write(letter.encode_utf8(&mut [0; 4])),
            (Some(_), ..) => {}
            // No time is written so: a date has begun, and its year's digits are none of the time.
            (None, _, Some(letter @ ('-' | '/' | '.'))) if !self.digits.is_empty() => {
                let digits = std::mem::take(&mut self.digits);
                let (time, year) = digits.split_at(digits.len().saturating_sub(YEAR));
                (self.date, self.digit) = (self.before.clone(), 0);
                time.bytes().for_each(|digit| self.type_digit(i8::try_from(digit - b'0').unwrap_or_default()));
                self.write(&format!("{year}{letter}"));
            }
            (None, Key::Backspace, _) => {
                self.digit = self.digit.saturating_sub(1);
                self.digits.pop();
            }
            (None, _, Some('t')) => {
                self.digits.clear();
                let today = self.date.today(now);
                self.date.at = today.to_datetime(self.date.at.time());
            }
            (None, _, Some(letter)) => {
                if let Some(digit) = letter.to_digit(10).and_then(|digit| i8::try_from(digit).ok()) {
                    if self.digits.is_empty() {
                        self.before = self.date.clone();
                    }
                    self.digits.push(letter);
                    self.type_digit(digit);
                }
            }
            (None, _, None) => {}
        }
    }

    /// Takes a paste in: it is read as a whole date.
    pub(super) fn paste(&mut self, text: &str) {
        self.write(text.trim());
    }

    /// Writes on at a whole date.
    fn write(&mut self, text: &str) {
        if self.written.is_none() {
            self.before = self.date.clone();
        }
        let written = self.written.get_or_insert_default();
        let room = LONGEST.saturating_sub(written.chars().count());
        written.extend(text.chars().filter(|letter| !letter.is_control()).take(room));
        self.read_written();
    }

    /// Goes to the date that is written, where it is one by now.
    fn read_written(&mut self) {
        self.digits.clear();
        self.written = self.written.take().filter(|written| !written.is_empty());
        let date = self.written.as_deref().and_then(|written| self.before.rewritten(written));
        self.date = date.unwrap_or_else(|| self.before.clone());
    }

    /// Whether something is written that is no date.
    fn is_unreadable(&self) -> bool {
        self.written.as_deref().is_some_and(|written| self.before.rewritten(written).is_none())
    }

    /// Puts a digit in its place, if that makes a time. A 2 before a 7 makes the 7 a 0.
    fn type_digit(&mut self, digit: i8) {
        let old = self.date.at.time();
        let pair = |number: i8| [number / 10, number % 10];
        let mut digits = [pair(old.hour()), pair(old.minute()), pair(old.second())].concat();
        let Some(place) = digits.get_mut(self.digit) else { return };
        *place = digit;
        if self.digit == 0
            && digit == 2
            && let Some(second) = digits.get_mut(1).filter(|second| **second > 3)
        {
            *second = 0;
        }
        let numbers: Vec<i8> =
            digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum * 10 + digit)).collect();
        let &[hour, minute, second] = &numbers[..] else { return };
        if let Ok(new) = Time::new(hour, minute, second, 0) {
            self.date.set_time(new);
            self.digit = (self.digit + 1) % DIGITS.len();
        }
    }

    pub(super) fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let theme = &around.theme;
        let at = self.date.at;
        let title = format!("{} · {}", self.title, at.strftime("%B %Y"));
        let panel = centred(area, MONTH_COLUMNS + 2 + BESIDE + FRAME_COLUMNS, MONTH_ROWS + BELOW + FRAME_ROWS);
        let inner = frame(panel, buf, theme, &title, false);
        draw_month(inner, buf, theme, at.date(), self.date.today(around.now));
        let left = MONTH_COLUMNS + 2;
        if inner.width <= left {
            return None;
        }
        let beside = Rect { x: inner.x + left, width: inner.width - left, ..inner };
        let mut lines = vec![match &self.written {
            Some(written) => (theme.base, fit_end(&clean(written), beside.width.saturating_sub(1)).into_owned()),
            None => (theme.base, format!("{} {}", at.strftime("%H:%M:%S"), self.date.zone())),
        }];
        if self.is_unreadable() {
            lines.extend(FORMS.map(|line| (theme.warn, line.to_owned())));
        } else {
            let told = told_in_zones(&self.date.to_string(), &around.zone).unwrap_or_default();
            let told = told.iter().flat_map(|line| wrap(line, beside.width));
            lines.extend(told.map(|line| (theme.dim, line)));
        }
        lines.push((theme.base, String::new()));
        lines.extend(KEYS.map(|line| (theme.dim, line.to_owned())));
        for (row, (style, line)) in beside.rows().zip(&lines) {
            buf.set_stringn(row.x, row.y, fit(line, row.width), usize::from(row.width), *style);
        }
        let column = match (&self.written, lines.first()) {
            (Some(_), Some((_, shown))) => u16::try_from(width(shown)).unwrap_or(u16::MAX),
            _ => *DIGITS.get(self.digit)?,
        };
        let column = beside.x.saturating_add(column);
        (column < beside.right() && !beside.is_empty()).then_some(Position::new(column, beside.y))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn calendar(text: &str) -> Calendar {
        Calendar::new("Ends", Some(text), "2026-11-21T12:00:00Z".parse().unwrap())
    }

    fn type_text(calendar: &mut Calendar, text: &str) {
        for letter in text.chars() {
            calendar.type_stroke(Stroke::plain(Key::Char(letter)), "2026-11-21T12:00:00Z".parse().unwrap());
        }
    }

    #[test]
    fn days_weeks_and_months_are_steps_and_the_end_of_time_is_the_end() {
        let mut calendar = calendar("2026-01-31T10:00:00Z");
        for (action, at) in [
            (Action::PageDown, "2026-02-28T10:00:00Z"),
            (Action::NextButton, "2026-03-01T10:00:00Z"),
            (Action::Down, "2026-03-08T10:00:00Z"),
            (Action::Up, "2026-03-01T10:00:00Z"),
            (Action::PreviousButton, "2026-02-28T10:00:00Z"),
            (Action::PageUp, "2026-01-28T10:00:00Z"),
        ] {
            assert_eq!(calendar.act(action), Outcome::Stay);
            assert_eq!(calendar.date.to_string(), at);
        }
        let mut last = self::calendar("9999-12-31T23:59:59Z");
        last.act(Action::NextButton);
        assert_eq!(last.act(Action::Open), Outcome::Take(Value::from("9999-12-31T23:59:59Z")));
    }

    #[test]
    fn digits_type_the_time_and_never_one_that_is_none() {
        let mut calendar = calendar("2026-12-01T17:45:00.123+00:00");
        type_text(&mut calendar, "2");
        assert_eq!(calendar.date.at.time(), time(20, 45, 0, 0));
        type_text(&mut calendar, "9x3600");
        assert_eq!(calendar.date.at.time(), time(23, 0, 0, 0), "29 and 60 are no hours and minutes");
        type_text(&mut calendar, "t");
        assert_eq!(calendar.date.to_string(), "2026-11-21T23:00:00.000+00:00");
        calendar.type_stroke(Stroke::plain(Key::Backspace), Timestamp::UNIX_EPOCH);
        assert_eq!(calendar.digit, 3);
    }

    #[test]
    fn a_whole_date_is_read_as_one() {
        for (typed, at) in [
            ("2027-02-28", "2027-02-28T17:45:00.123+02:00"),
            ("2027-02-28 10:00", "2027-02-28T10:00:00+02:00"),
            ("2027-02-28T10:00:30", "2027-02-28T10:00:30+02:00"),
            ("2027-02-28 10:00:30Z", "2027-02-28T10:00:30Z"),
            ("2027-02-28 10:00 -05:00", "2027-02-28T10:00:00-05:00"),
            ("2027-02-28 10:00+0100", "2027-02-28T10:00:00+0100"),
        ] {
            let mut typing = calendar("2026-12-01T17:45:00.123+02:00");
            type_text(&mut typing, typed);
            let mut pasting = calendar("2026-12-01T17:45:00.123+02:00");
            pasting.paste(&format!(" {typed}\n"));
            for mut calendar in [typing, pasting] {
                assert_eq!(calendar.act(Action::Open), Outcome::Take(Value::from(at)), "{typed}");
            }
        }
    }

    #[test]
    fn what_is_typed_and_is_no_date_is_not_taken() {
        for typed in [
            "2027-02-29 10:00",
            "28.02.2027",
            "2027-02-28 25:00",
            "2027-02-28 1",
            "2027-2",
            "2027-02-28 10",
            "2027-02-28 10+02:00",
            "2027-02-28 10:00+01",
            "2027-02-28 10:00+01:00[Europe/Berlin]",
        ] {
            let mut calendar = calendar("2026-12-01T17:45:00+02:00");
            type_text(&mut calendar, typed);
            assert_eq!(calendar.act(Action::Open), Outcome::Stay, "{typed}");
            assert!(calendar.is_unreadable());
            for _ in typed.chars() {
                calendar.type_stroke(Stroke::plain(Key::Backspace), Timestamp::UNIX_EPOCH);
            }
            assert_eq!(calendar.written, None);
            type_text(&mut calendar, "0930");
            assert_eq!(calendar.date.at.time(), time(9, 30, 0, 0), "{typed}");
        }
        let mut typed = calendar("2026-12-01T17:45:00Z");
        type_text(&mut typed, "09302027-02-28");
        assert_eq!(typed.act(Action::Open), Outcome::Take(Value::from("2027-02-28T09:30:00Z")), "the time comes first");
        for _ in "2027-02-28".chars() {
            typed.type_stroke(Stroke::plain(Key::Backspace), Timestamp::UNIX_EPOCH);
        }
        assert_eq!(typed.act(Action::Open), Outcome::Take(Value::from("2026-12-01T09:30:00Z")), "nothing is written");
        let mut calendar = calendar("2026-12-01T17:45:00Z");
        type_text(&mut calendar, "2027-02-29");
        calendar.act(Action::NextButton);
        assert_eq!(calendar.act(Action::Open), Outcome::Take(Value::from("2026-12-02T17:45:00Z")), "arrows begin anew");
    }
}
