//! What JSON says that is lost when it is read into plain numbers and maps: all digits of a number, and members that
//! are said twice.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

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

/// A member that an object of the text, however deep, says twice.
pub fn repeated_member(text: &[u8]) -> Option<String> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let mut repeated = None;
    // What is no JSON is for the reader of the whole to refuse.
    let _ = Members { repeated: &mut repeated }.deserialize(&mut reader);
    repeated
}

/// Reads any value, and notes the first member that stands twice in its object.
struct Members<'r> {
    repeated: &'r mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Members { repeated: self.repeated })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if names.contains(&name) {
                self.repeated.get_or_insert_with(|| name.clone());
            }
            names.insert(name);
            members.next_value_seed(Members { repeated: self.repeated })?;
        }
        Ok(())
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
    fn members_said_twice_are_found_however_deep() {
        let found = |text: &str| repeated_member(text.as_bytes());
        assert_eq!(found(r#"[{"op": 1}, {"path": 1, "p\u0061th": 2}]"#).as_deref(), Some("path"));
        assert_eq!(found(r#"[{"value": {"a": [{"b": 1, "c": null, "b": 1.5}]}}]"#).as_deref(), Some("b"));
        for without in [r#"{"a": {"a": 1}, "b": {"a": 12345678901234567890123}}"#, "[1, null, true, -1, 1e9]", "[", ""]
        {
            assert_eq!(found(without), None, "{without}");
        }
    }
}
