//! Cutting a line of JSON into tokens, for colour only: anything at all is cut, right or wrong.
//!
//! A JSON string can't span lines, so that each line stands for itself.

use ratatui::style::Style;

use super::theme::Theme;

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// A string before a colon.
    Key,
    /// Any other string, one without an end included.
    String,
    /// Something that begins like a number.
    Number,
    /// `true`, `false`, `null`.
    Word,
    /// Braces, brackets, commas, colons.
    Punct,
    /// Blanks, and what is no JSON.
    Other,
}

impl Token {
    /// How the token looks.
    #[must_use]
    pub fn style(self, theme: &Theme) -> Style {
        match self {
            Token::Key => theme.json_key,
            Token::String => theme.json_string,
            Token::Number => theme.json_number,
            Token::Word => theme.json_word,
            Token::Punct => theme.json_punct,
            Token::Other => theme.base,
        }
    }
}

/// The tokens of a line and where each ends; the first begins at 0, each other where the one before it ends.
pub fn tokens(line: &str) -> impl Iterator<Item = (usize, Token)> {
    let bytes = line.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..)?;
        let first = *rest.first()?;
        let (length, token) = match first {
            b'"' => string(rest),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => (1, Token::Punct),
            b'-' | b'0'..=b'9' => {
                (run(rest, |byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')), Token::Number)
            }
            b'a'..=b'z' | b'A'..=b'Z' => {
                let length = run(rest, |byte| byte.is_ascii_alphanumeric());
                let known = matches!(rest.get(..length), Some(b"true" | b"false" | b"null"));
                (length, if known { Token::Word } else { Token::Other })
            }
            _ => (run(rest, |byte| !is_start(*byte)).max(1), Token::Other),
        };
        at += length;
        Some((at, token))
    })
}

/// Whether a byte begins another token than [`Token::Other`].
fn is_start(byte: u8) -> bool {
    matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b',' | b':' | b'-') || byte.is_ascii_alphanumeric()
}

/// How many bytes at the beginning are of a kind.
pub(super) fn run(bytes: &[u8], inside: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| inside(byte)).count()
}

/// Where the string at the beginning ends: the place of its second quote, if it has one.
pub(super) fn closing_quote(rest: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        at += run(rest.get(at..).unwrap_or_default(), |byte| *byte != quote && *byte != b'\\');
        match rest.get(at)? {
            // What is escaped is no end; where it is longer than a byte, the rest of it is none either.
            b'\\' => at += 2,
            _ => return Some(at),
        }
    }
}

/// The length of the string at the beginning, and whether a colon makes it a key.
fn string(rest: &[u8]) -> (usize, Token) {
    let Some(at) = closing_quote(rest, b'"') else { return (rest.len(), Token::String) };
    let follows = rest.iter().skip(at + 1).find(|byte| !byte.is_ascii_whitespace());
    (at + 1, if follows == Some(&b':') { Token::Key } else { Token::String })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::testing::pieces;
    use proptest::prelude::*;

    fn cut(line: &str) -> Vec<(&str, Token)> {
        pieces(line, tokens(line))
    }

    #[test]
    fn tells_keys_from_strings() {
        use Token::{Key, Number, Punct, String, Word};
        assert_eq!(
            cut(r#"  {"na\"me" : "a:b", "n": -1.5e+3, "t": true}"#),
            [
                ("{", Punct),
                (r#""na\"me""#, Key),
                (":", Punct),
                (r#""a:b""#, String),
                (",", Punct),
                (r#""n""#, Key),
                (":", Punct),
                ("-1.5e+3", Number),
                (",", Punct),
                (r#""t""#, Key),
                (":", Punct),
                ("true", Word),
                ("}", Punct),
            ]
        );
    }

    #[test]
    fn what_is_no_json_is_cut_too() {
        use Token::{Number, Other, Punct, String};
        assert_eq!(cut(r#"nul "春節 \"#), [("nul", Other), ("\"春節 \\", String)]);
        assert_eq!(cut("春 1;}"), [("春 ", Other), ("1", Number), (";", Other), ("}", Punct)]);
    }

    proptest! {
        #[test]
        fn tokens_cover_the_line(line in "([\"\\\\{}:,0-9a-z 春]|\\PC){0,40}") {
            let mut start = 0;
            for (end, _) in tokens(&line) {
                prop_assert!(end > start && line.is_char_boundary(end));
                start = end;
            }
            prop_assert_eq!(start, line.len());
        }
    }
}
