//! A moment as it is written: what a calendar changes of it, and what stays as somebody wrote it.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::record::parse_time;

/// A written moment taken apart. The sign before the time, the digits of the second's fraction and the zone are kept as
/// they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateText {
    /// Date and time, to the second, in the zone in which it is written.
    pub at: DateTime,
    separator: char,
    /// With its point; empty where seconds are whole.
    fraction: String,
    zone: String,
}

impl DateText {
    /// A moment at midnight of this day, in UTC.
    #[must_use]
    pub fn midnight(day: Date) -> DateText {
        DateText {
            at: day.to_datetime(Time::midnight()),
            separator: 'T',
            fraction: String::new(),
            zone: "Z".to_owned(),
        }
    }

    /// Takes a text apart; none where it is no moment, or is written in another way.
    #[must_use]
    pub fn read(text: &str) -> Option<DateText> {
        parse_time(text)?;
        let date: Date = text.get(..10)?.parse().ok()?;
        // A shorter time would be read with what belongs to the zone.
        let colons = (text.get(13..14)?, text.get(16..17)?);
        if colons != (":", ":") {
            return None;
        }
        let separator = text.get(10..)?.chars().next().filter(|letter| matches!(letter, 'T' | 't' | ' '))?;
        let time: Time = text.get(11..19)?.parse().ok()?;
        let rest = text.get(19..)?;
        let zone_at = rest.find(|letter: char| letter != '.' && !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (fraction, zone) = rest.split_at_checked(zone_at)?;
        let whole = date.to_datetime(Time::new(time.hour(), time.minute(), time.second(), 0).ok()?);
        Some(DateText { at: whole, separator, fraction: fraction.to_owned(), zone: zone.to_owned() })
    }

    /// The same with a zone, for the server refuses a moment without one. It was read as UTC, so it is UTC.
    #[must_use]
    pub fn zoned(self) -> DateText {
        let zone = if self.zone.is_empty() { "Z".to_owned() } else { self.zone };
        DateText { zone, ..self }
    }

    /// Whether it says in which zone it is.
    #[must_use]
    pub fn has_zone(&self) -> bool {
        !self.zone.is_empty()
    }

    /// The zone as it is written, UTC by its name.
    #[must_use]
    pub fn zone(&self) -> &str {
        if matches!(&*self.zone, "" | "Z" | "z" | "+00:00" | "+0000") { "UTC" } else { &self.zone }
    }

    /// The moment that somebody writes in place of this one: a day, with a time or without one, with a zone or without one.
    /// What they leave out stays as it is. None where it is no such moment.
    #[must_use]
    pub fn rewritten(&self, text: &str) -> Option<DateText> {
        let text = text.trim();
        let date: Date = text.get(..10)?.parse().ok()?;
        let rest = text.get(10..)?;
        if rest.is_empty() {
            return Some(DateText { at: date.to_datetime(self.at.time()), ..self.clone() });
        }
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let is_of_time = |letter: char| letter.is_ascii_digit() || matches!(letter, ':' | '.');
        let zone_at = rest.find(|letter| !is_of_time(letter)).unwrap_or(rest.len());
        let (time, zone) = rest.split_at_checked(zone_at)?;
        let seconds = if time.len() == "00:00".len() { ":00" } else { "" };
        let zone = match zone.trim() {
            "" => &self.zone,
            "UTC" => "Z",
            zone if is_zone(zone) => zone,
            _ => return None,
        };
        DateText::read(&format!("{date}T{time}{seconds}{zone}"))
    }

    /// Puts another time of day in place of this one; the second is a whole one then.
    pub fn set_time(&mut self, time: Time) {
        self.at = self.at.date().to_datetime(time);
        self.fraction = self.fraction.chars().map(|letter| if letter == '.' { '.' } else { '0' }).collect();
    }

    /// How far its zone is ahead of UTC.
    fn ahead(&self) -> SignedDuration {
        let told = parse_time(&self.to_string());
        let plain = TimeZone::UTC.to_timestamp(self.at).ok();
        let ahead = plain.zip(told).map(|(plain, told)| plain.duration_since(told));
        // The fraction is no part of it.
        SignedDuration::from_mins(ahead.map_or(0, |ahead| ahead.as_secs().div_euclid(60)))
    }

    /// The day that it is now in its zone.
    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        let there = now.checked_add(self.ahead()).unwrap_or(now);
        there.to_zoned(TimeZone::UTC).date()
    }
}

/// Whether this is a zone as the documents write one: `Z`, `+01:00` or `+0100`.
fn is_zone(text: &str) -> bool {
    let shape: String = text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
    matches!(&*shape, "Z" | "z" | "+00:00" | "-00:00" | "+0000" | "-0000")
}

impl fmt::Display for DateText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DateText { at, separator, fraction, zone } = self;
        write!(f, "{}{separator}{}{fraction}{zone}", at.date(), at.strftime("%H:%M:%S"))
    }
}

/// What a written moment is in UTC and on the user's clock, where that is another: each with its zone.
#[must_use]
pub fn told_in_zones(text: &str, zone: &TimeZone) -> Option<Vec<String>> {
    let at = parse_time(text)?;
    if at == Timestamp::MAX {
        return Some(vec!["the end of 9999".to_owned()]);
    }
    let utc = at.to_zoned(TimeZone::UTC);
    let local = at.to_zoned(zone.clone());
    let mut told = vec![utc.strftime("%-d %b %Y %H:%M UTC").to_string()];
    if utc.datetime() != local.datetime() {
        let form = if utc.date() == local.date() { "%H:%M" } else { "%-d %b %H:%M" };
        let name = zone.iana_name().map_or_else(|| local.offset().to_string(), str::to_owned);
        told.push(format!("{} local ({name})", local.strftime(form)));
    }
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateText {
        DateText::read(text).unwrap()
    }

    #[test]
    fn what_a_calendar_does_not_change_stays_as_it_is_written() {
        for text in [
            "2026-12-01T00:00:00Z",
            "2026-12-01T00:00:00.000+00:00",
            "2026-12-01T23:59:59.999-0800",
            "2026-12-01 07:08:09",
            "9999-12-31T23:59:59Z",
        ] {
            assert_eq!(at(text).to_string(), text);
        }
        for text in ["", "soon", "2026-12-01", "2026-12-01T00:00Z", "2026-02-30T00:00:00Z", "２０２６-12-01T00:00:00Z"]
        {
            assert_eq!(DateText::read(text), None, "{text}");
        }
        let mut date = at("2026-12-01T23:59:59.999+02:00");
        date.at = date.at.date().tomorrow().unwrap().to_datetime(date.at.time());
        assert_eq!(date.to_string(), "2026-12-02T23:59:59.999+02:00");
        date.set_time(Time::constant(8, 30, 0, 0));
        assert_eq!(date.to_string(), "2026-12-02T08:30:00.000+02:00");
        assert_eq!(DateText::midnight(date.at.date()).to_string(), "2026-12-02T00:00:00Z");
    }

    #[test]
    fn the_day_is_that_of_its_own_zone() {
        let now = "2026-11-21T23:30:00Z".parse().unwrap();
        for (text, day) in [
            ("2026-12-01T00:00:00Z", "2026-11-21"),
            ("2026-12-01T00:00:00.750+02:00", "2026-11-22"),
            ("2026-12-01T00:00:00-0930", "2026-11-21"),
        ] {
            assert_eq!(at(text).today(now).to_string(), day, "{text}");
        }
    }

    #[test]
    fn a_moment_is_told_in_utc_and_on_the_users_clock() {
        let berlin = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let told = |text, zone| told_in_zones(text, zone).map(|parts| parts.join(", "));
        let told = |text| told(text, &berlin).unwrap_or_default();
        assert_eq!(told("2026-12-01T00:00:00Z"), "1 Dec 2026 00:00 UTC, 01:00 local (+01)");
        assert_eq!(told("2026-07-01T00:00:00+02:00"), "30 Jun 2026 22:00 UTC, 1 Jul 00:00 local (+02)");
        assert_eq!(told("9999-12-31T23:59:59Z"), "the end of 9999");
        assert_eq!(told("soon"), "");
        let utc = told_in_zones("2026-12-01T00:00:00Z", &TimeZone::UTC);
        assert_eq!(utc, Some(vec!["1 Dec 2026 00:00 UTC".to_owned()]));
    }
}
