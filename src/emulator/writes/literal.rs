//! What JSON says that is lost when it is read into plain numbers and maps: all digits of a number, and members that
//! are said twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Number;
use serde_json::value::RawValue;

/// What a number is worth, whatever its size and however it is written: whether it is negative, its digits without
/// noughts at either end, and the power of ten of the last of them. Nought has no digits.
pub fn worth(number: &Number) -> (bool, String, i64) {
    let text = number.to_string().to_ascii_lowercase();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    // An exponent beyond 64 bits is as far away as one can be.
    let exponent = exponent.parse().unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX });
    let moved = significant.len() as i64 - whole.len() as i64;
    match significant.trim_start_matches('0') {
        "" => (false, String::new(), 0),
        significant => (negative, significant.to_owned(), exponent.saturating_sub(moved)),
    }
}

/// In a list of objects, the first that says a member twice, and which member that is.
pub fn repeated_member(list: &[u8]) -> Option<(usize, String)> {
    // What is no list of objects is for the reader of the whole to refuse.
    let items: Vec<&RawValue> = serde_json::from_slice(list).ok()?;
    items.iter().enumerate().find_map(|(index, item)| {
        let Names(mut names) = serde_json::from_str(item.get()).ok()?;
        names.sort_unstable();
        let twice = names.windows(2).find(|pair| pair[0] == pair[1])?;
        Some((index, twice[0].clone()))
    })
}

/// The names of an object's members, as often as they are said.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Names, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_same_worth_are_told_from_all_others() {
        let worth_of = |text: &str| worth(&serde_json::from_str(text).unwrap());
        for same in [&["1", "1.0", "1e0", "10E-1", "0.1e+1"][..], &["0", "-0", "0.0", "0e99"], &["1e400", "10e399"]] {
            assert!(same.iter().all(|text| worth_of(text) == worth_of(same[0])), "{same:?}");
        }
        for [left, right] in [["1", "-1"], ["1", "10"], ["0.1", "0.01"], ["9007199254740993", "9007199254740992"]] {
            assert_ne!(worth_of(left), worth_of(right));
        }
    }

    #[test]
    fn members_said_twice_are_found_at_the_top_of_each_object_only() {
        let found = |list: &str| repeated_member(list.as_bytes());
        assert_eq!(found(r#"[{"op": 1}, {"path": 1, "p\u0061th": 2}]"#), Some((1, "path".to_owned())));
        for without in [r#"[{"value": {"a": 1, "a": 2}}]"#, r#"{"a": 1, "a": 2}"#, "[1, null]", "[", ""] {
            assert_eq!(found(without), None, "{without}");
        }
    }
}
