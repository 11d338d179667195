//! When a pasted access token ends, read from the token itself. Nothing here judges a token: whoever takes it does.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::secret::LONGEST;

/// When the token ends, where it is a JWT that says so: Adobe's by `created_at` and `expires_in`, texts of
/// milliseconds; any other by `exp`, in seconds.
pub(super) fn ends(token: &str) -> Option<Timestamp> {
    if token.len() > LONGEST {
        return None;
    }
    let payload = token.trim().split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let whole = |name: &str| match claims.get(name)? {
        Value::String(text) => text.trim().parse::<i64>().ok(),
        Value::Number(number) => number.as_i64(),
        _ => None,
    };
    if let (Some(created), Some(lasts)) = (whole("created_at"), whole("expires_in")) {
        let created = Timestamp::from_millisecond(created).ok()?;
        return created.checked_add(SignedDuration::from_millis(lasts)).ok();
    }
    Timestamp::from_second(whole("exp")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::testing::jwt as token;

    #[test]
    fn both_ways_of_saying_when_a_token_ends_are_read() {
        let noon: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        let (millis, seconds) = (noon.as_millisecond() - 86_400_000, noon.as_second());
        for payload in [
            format!(r#"{{"created_at":"{millis}","expires_in":"86400000"}}"#),
            format!(r#"{{"created_at":{millis},"expires_in":86400000,"exp":1}}"#),
            format!(r#"{{"exp":{seconds}}}"#),
            format!(r#"{{"exp":"{seconds}","created_at":"soon"}}"#),
        ] {
            assert_eq!(ends(&token(&payload)), Some(noon), "{payload}");
        }
    }

    #[test]
    fn what_can_not_be_read_says_nothing() {
        let far = i64::MAX;
        for text in [
            String::new(),
            "..".to_owned(),
            "emulator-access-token".to_owned(),
            "a.%%%.c".to_owned(),
            token("no json"),
            token("[]"),
            token(r#"{"exp":null}"#),
            token(r#"{"exp":1.5e300}"#),
            token(&format!(r#"{{"exp":{far}}}"#)),
            token(&format!(r#"{{"created_at":"0","expires_in":"{far}"}}"#)),
            token(&format!(r#"{{"created_at":"{far}","expires_in":"1"}}"#)),
            "x".repeat(LONGEST + 1),
        ] {
            assert_eq!(ends(&text), None, "{}", &text[..text.len().min(80)]);
        }
    }
}
