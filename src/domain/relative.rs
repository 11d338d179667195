//! Points in time for people: how far away, and exactly when.

use jiff::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;
const YEAR: i64 = 365 * DAY;

/// How far `at` lies from `now`, in at most eight characters: `in 12 d`, `3 h ago`, `now`, `1 y ago`.
/// Rounded towards now, in the largest unit that has passed in full; days run to 99 and weeks to a year, since months
/// differ in length.
#[must_use]
pub fn relative(at: Timestamp, now: Timestamp) -> String {
    let seconds = at.duration_since(now).as_secs();
    let (count, unit) = match seconds.abs() {
        distance if distance < MINUTE => return "now".to_owned(),
        distance if distance < HOUR => (distance / MINUTE, "m"),
        distance if distance < DAY => (distance / HOUR, "h"),
        distance if distance < 100 * DAY => (distance / DAY, "d"),
        distance if distance < YEAR => (distance / WEEK, "w"),
        distance if distance < 100 * YEAR => (distance / YEAR, "y"),
        _ => return if seconds < 0 { "long ago" } else { "far off" }.to_owned(),
    };
    if seconds < 0 { format!("{count} {unit} ago") } else { format!("in {count} {unit}") }
}

/// The minute of `at` with its zone: `2026-11-20 23:00 UTC`. The last moment there is stands for every later one.
#[must_use]
pub fn absolute(at: Timestamp) -> String {
    if at == Timestamp::MAX {
        return "the end of 9999".to_owned();
    }
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T23:00:30Z".parse().unwrap()
    }

    #[test]
    fn distances_are_told_in_the_largest_full_unit() {
        for (seconds, ahead, behind) in [
            (0, "now", "now"),
            (59, "now", "now"),
            (60, "in 1 m", "1 m ago"),
            (HOUR - 1, "in 59 m", "59 m ago"),
            (HOUR, "in 1 h", "1 h ago"),
            (DAY - 1, "in 23 h", "23 h ago"),
            (12 * DAY + HOUR, "in 12 d", "12 d ago"),
            (100 * DAY - 1, "in 99 d", "99 d ago"),
            (100 * DAY, "in 14 w", "14 w ago"),
            (YEAR - 1, "in 52 w", "52 w ago"),
            (YEAR, "in 1 y", "1 y ago"),
            (100 * YEAR, "far off", "long ago"),
        ] {
            let distance = SignedDuration::from_secs(seconds);
            assert_eq!(relative(now() + distance, now()), ahead);
            assert_eq!(relative(now() - distance, now()), behind);
        }
    }

    #[test]
    fn the_exact_minute_is_told_in_utc() {
        assert_eq!(absolute(now()), "2026-11-20 23:00 UTC");
        assert_eq!(absolute("2026-11-21T00:30:00+02:00".parse().unwrap()), "2026-11-20 22:30 UTC");
        assert!(absolute(Timestamp::MIN).ends_with(" UTC"));
    }

    proptest! {
        #[test]
        fn no_distance_takes_more_than_eight_characters(
            a in Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
            b in Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
        ) {
            let text = relative(Timestamp::from_second(a).unwrap(), Timestamp::from_second(b).unwrap());
            prop_assert!(text.chars().count() <= 8, "{}", text);
        }
    }
}
