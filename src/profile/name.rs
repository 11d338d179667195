//! Names: those of profiles are typed on the command line and in the program, so they are made of what every keyboard
//! has; those of environment variables, of what every system takes.

/// The longest name.
const LONGEST: usize = 64;

/// The longest name that is made of a project's.
const LONGEST_SUGGESTION: usize = 40;

/// Whether a profile can bear this name: letters from a to z, digits, `-`, `_` and `.`, with a letter or a digit first,
/// so that no command line takes it for an option.
#[must_use]
pub fn is_typeable(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let begins_well = name.starts_with(|first: char| first.is_ascii_alphanumeric());
    begins_well && name.len() <= LONGEST && name.bytes().all(allowed)
}

/// A name that can be typed, made of words that somebody chose for people to read: `Acme Offers (EMEA)` becomes
/// `acme-offers-emea`. `None` where no letter of it can be kept.
#[must_use]
pub fn typeable(words: &str) -> Option<String> {
    let mut name = String::new();
    for letter in words.chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        if name.len() >= LONGEST_SUGGESTION {
            break;
        }
    }
    let name = name.trim_end_matches('-');
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether an environment variable can bear this name on every system: letters from a to z, digits and `_`, no digit
/// first.
#[must_use]
pub fn is_variable(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit()) && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_what_every_keyboard_has() {
        for good in ["a", "acme-dev", "Acme_2.1", "0", "x".repeat(64).as_str()] {
            assert!(is_typeable(good), "{good}");
        }
        for bad in ["", " ", "-a", ".", "..", "_a", "a b", "a/b", "müller", "a\n", "x".repeat(65).as_str()] {
            assert!(!is_typeable(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_variables_name_has_letters_digits_and_underscores_and_no_digit_first() {
        for (name, sound) in [("_A1", true), ("a", true), ("", false), ("1A", false), ("A-B", false), ("Ä", false)] {
            assert_eq!(is_variable(name), sound, "{name}");
        }
    }

    #[test]
    fn a_title_becomes_a_name_that_can_be_typed() {
        for (title, name) in [
            ("Acme Offers (EMEA)", Some("acme-offers-emea")),
            ("  123AmberLynx ", Some("123amberlynx")),
            ("オファー", None),
            ("オファー 2", Some("2")),
            ("", None),
            ("---", None),
        ] {
            assert_eq!(typeable(title).as_deref(), name, "{title}");
        }
        let long = typeable(&"ab ".repeat(100)).unwrap();
        assert!(is_typeable(&long) && long.len() <= LONGEST_SUGGESTION, "{long}");
    }
}
