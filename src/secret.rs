//! Secrets as values that can't be shown by accident, and the one who takes them out of texts that come from elsewhere.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::{ExposeSecret, SecretString};

/// The longest secret that is taken for one, in bytes: real tokens have a few thousand.
pub const LONGEST: usize = 64 << 10;

/// Secrets shorter than this are not taken out of texts: they are found in any sentence, and guard nothing.
const SHORTEST: usize = 8;

/// A secret: an access token, a client secret. `Debug` shows that there is one and nothing of it; memory is wiped when
/// it goes.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(SecretString::from(text.into()))
    }

    /// The secret itself, to be sent or compared, never to be shown or written.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Secret {
        Secret::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

/// Knows every secret that is in use and takes them out of words that others chose: a server's, a command's, a panic's.
/// Clones share what they know.
#[derive(Clone, Debug, Default)]
pub struct Redactor(Arc<RwLock<Vec<Secret>>>);

impl Redactor {
    /// Takes a secret in, to be taken out of every text from now on.
    pub fn learn(&self, secret: &Secret) {
        if secret.expose().len() < SHORTEST {
            return;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !known.contains(secret) {
            known.push(secret.clone());
        }
    }

    /// The text without any secret, as it stands or as a form, a URL or JSON writes it.
    #[must_use]
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut forms: Vec<String> = known.iter().flat_map(|secret| forms(secret.expose())).collect();
        // One may be the beginning of another, whose rest would stay.
        forms.sort_by_key(|form| Reverse(form.len()));
        let mut cleaned = Cow::Borrowed(text);
        for form in forms {
            if cleaned.contains(&form) {
                cleaned = Cow::Owned(cleaned.replace(&form, "(secret)"));
            }
        }
        cleaned
    }
}

/// A secret as it may stand in a text: itself, percent-encoded in either case of the digits, quoted for JSON.
fn forms(secret: &str) -> Vec<String> {
    let encoded = |upper: bool| {
        let mut text = String::with_capacity(secret.len());
        for byte in secret.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else if upper {
                text.push_str(&format!("%{byte:02X}"));
            } else {
                text.push_str(&format!("%{byte:02x}"));
            }
        }
        text
    };
    let quoted = serde_json::Value::from(secret).to_string();
    let mut forms = vec![secret.to_owned(), encoded(true), encoded(false), quoted.trim_matches('"').to_owned()];
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", Secret::from("p8e-very-secret")), "Secret(…)");
    }

    #[test]
    fn a_known_secret_is_taken_out_in_every_form() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::from("p8e-a/b+c\"d"));
        for text in ["x p8e-a/b+c\"d y", "s=p8e-a%2Fb%2Bc%22d", "s=p8e-a%2fb%2bc%22d", r#"{"s":"p8e-a/b+c\"d"}"#] {
            let cleaned = redactor.clean(text);
            assert!(cleaned.contains("(secret)") && !cleaned.contains("p8e"), "{cleaned}");
        }
        assert_eq!(redactor.clean("nothing here"), "nothing here");
    }

    #[test]
    fn of_a_secret_that_begins_with_another_nothing_is_left() {
        for known in [["p8e-secret", "p8e-secret-and-more"], ["p8e-secret-and-more", "p8e-secret"]] {
            let redactor = Redactor::default();
            known.iter().for_each(|secret| redactor.learn(&Secret::from(*secret)));
            assert_eq!(redactor.clean("a p8e-secret-and-more b p8e-secret"), "a (secret) b (secret)");
        }
    }

    #[test]
    fn what_is_too_short_to_be_a_secret_mangles_no_sentence() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::from("the"));
        redactor.learn(&Secret::from(""));
        assert_eq!(redactor.clean("the others"), "the others");
    }
}
