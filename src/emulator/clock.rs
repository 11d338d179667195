//! The time of day, handed in so that tests can set it.

use jiff::Timestamp;

/// Where the emulator gets the time from.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970.
    fn now_millis(&self) -> i64;
}

/// A day in milliseconds.
pub(super) const DAY: i64 = 24 * 60 * 60_000;

/// The computer's own clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_millis(&self) -> i64 {
        Timestamp::now().as_millisecond()
    }
}

fn timestamp(millis: i64) -> Timestamp {
    // Out of range only some nine thousand years from 1970.
    Timestamp::from_millisecond(millis).unwrap_or_default()
}

/// As dps writes the dates of a read object: `2023-05-15T14:35:16.781+00:00`.
pub(super) fn dps_date(millis: i64) -> String {
    timestamp(millis).strftime("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string()
}

/// As dps writes the dates of receipts and cursors: `2023-05-31T15:09:11.771Z`.
pub(super) fn zulu_date(millis: i64) -> String {
    timestamp(millis).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// As xcore writes dates, with microseconds: `2020-10-22T19:38:35.489354Z`.
pub(super) fn xcore_date(millis: i64, micros: u64) -> String {
    format!("{}{:03}Z", timestamp(millis).strftime("%Y-%m-%dT%H:%M:%S%.3f"), micros % 1000)
}

/// An RFC 3339 date-time in milliseconds since 1970.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_each_document_shows_them() {
        let millis = 1_684_161_316_781;
        assert_eq!(dps_date(millis), "2023-05-15T14:35:16.781+00:00");
        assert_eq!(zulu_date(millis), "2023-05-15T14:35:16.781Z");
        assert_eq!(xcore_date(millis, 1_000_042), "2023-05-15T14:35:16.781042Z");
        for written in [dps_date(millis), zulu_date(millis), xcore_date(millis, 999)] {
            assert_eq!(parse_date(&written), Some(millis), "{written}");
        }
        assert_eq!(dps_date(1_684_161_316_000), "2023-05-15T14:35:16.000+00:00");
        assert_eq!(parse_date("tomorrow"), None);
        assert_eq!(parse_date("2023-05-15T14:35:16"), None, "a date-time without a zone is not RFC 3339");
    }
}
