//! Text from elsewhere, made a secret or fit to be shown.

use super::VaultError;
use crate::profile::is_variable;
use crate::secret::Secret;

/// How many characters of a foreign text are shown.
const LONGEST: usize = 200;

/// A secret without the blanks and line breaks around it.
pub(super) fn tidy(origin: &str, text: &str) -> Result<Secret, VaultError> {
    let text = text.trim();
    if text.is_empty() {
        Err(VaultError::Empty(origin.to_owned()))
    } else if text.contains(char::is_control) {
        Err(VaultError::Unfit(origin.to_owned()))
    } else {
        Ok(Secret::from(text))
    }
}

/// The first line with anything in it, its beginning, every character that would not be seen written out.
pub(super) fn shown(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let mut shown = String::new();
    let mut room = LONGEST;
    for letter in line.chars() {
        let written = match letter {
            '"' | '\'' | '\\' => letter.to_string(),
            letter => letter.escape_debug().to_string(),
        };
        let Some(rest) = room.checked_sub(written.chars().count()) else {
            shown.push('…');
            break;
        };
        room = rest;
        shown.push_str(&written);
    }
    shown
}

/// A variable, by its name if that is one: people mistake the name for the place of the secret itself.
pub(super) fn variable(name: &str) -> String {
    if is_variable(name) {
        format!("the environment variable {name}")
    } else {
        "the environment variable of the profile, whose name has more than letters, digits and underscores,".to_owned()
    }
}

/// A command, by its program if that is a plain name with arguments: what follows may hold a secret, and a single word
/// may be the secret itself, put in the wrong place.
pub(super) fn command(command: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+".contains(&byte);
    match command.trim().split_once(char::is_whitespace) {
        Some((program, _)) if program.bytes().all(is_plain) => format!("the profile's command `{program} …`"),
        _ => "the profile's command".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_around_a_secret_go_and_control_characters_within_are_refused() {
        assert_eq!(tidy("x", "\u{a0}\t s3 cret \r\n\n"), Ok(Secret::from("s3 cret")));
        assert_eq!(tidy("x", "\n"), Err(VaultError::Empty("x".to_owned())));
        for text in ["a\nb", "a\tb", "a\0b", "a\u{1b}[0m", "a\u{85}b"] {
            assert_eq!(tidy("x", text), Err(VaultError::Unfit("x".to_owned())), "{text:?}");
        }
    }

    #[test]
    fn of_foreign_words_the_beginning_is_shown_with_nothing_that_acts_on_a_terminal() {
        assert_eq!(shown("\n  it's \"locked\" – C:\\x \nmore"), "it's \"locked\" – C:\\x");
        assert_eq!(shown("a\u{1b}[31mb\tc\u{202e}"), "a\\u{1b}[31mb\\tc\\u{202e}");
        assert_eq!(shown(&"ä".repeat(200)), "ä".repeat(200));
        assert_eq!(shown(&"ä".repeat(201)), "ä".repeat(200) + "…");
        assert_eq!(shown(&"\u{1b}".repeat(100)).chars().count(), 33 * 6 + 1);
        assert_eq!(shown(" \n"), "");
    }

    #[test]
    fn no_secret_in_the_wrong_place_is_shown() {
        assert_eq!(variable("_A1"), "the environment variable _A1");
        for name in ["p8e-secret", "1A", "", "A B", "A=b"] {
            assert!(variable(name).starts_with("the environment variable of the profile"), "{name}");
        }
        assert_eq!(command(" op read op://work/adobe/secret "), "the profile's command `op …`");
        assert_eq!(command("/usr/bin/pass show adobe"), "the profile's command `/usr/bin/pass …`");
        for text in ["p8e-secret", "TOKEN=p8e-secret op read x", "'p8e secret' x", ""] {
            assert_eq!(command(text), "the profile's command", "{text}");
        }
    }
}
