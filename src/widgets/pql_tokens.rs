//! Cutting a line of PQL, the language of decision rules, into tokens, for colour only: anything at all is cut, right or
//! wrong. Each line stands for itself.

use ratatui::style::Style;

use super::json_tokens::{closing_quote, run};
use super::theme::Theme;

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word of the language.
    Keyword,
    /// A function, or a method of a path.
    Call,
    /// A path to a member, or a name.
    Path,
    /// A string, one without an end included.
    String,
    /// A number.
    Number,
    /// Comparisons, sums, brackets.
    Operator,
    /// Blanks, and what is no PQL.
    Other,
}

impl Token {
    /// How the token looks: as its like does in JSON.
    #[must_use]
    pub fn style(self, theme: &Theme) -> Style {
        match self {
            Token::Keyword => theme.json_word,
            Token::Call => theme.accent,
            Token::String => theme.json_string,
            Token::Number => theme.json_number,
            Token::Operator => theme.json_punct,
            Token::Path | Token::Other => theme.base,
        }
    }
}

/// The words of the language, those of its dates among them. It does not tell small letters from capitals.
const KEYWORDS: [&str; 44] = [
    "and",
    "or",
    "not",
    "xor",
    "in",
    "select",
    "from",
    "where",
    "with",
    "if",
    "then",
    "else",
    "exists",
    "forall",
    "occurs",
    "before",
    "after",
    "between",
    "on",
    "at",
    "now",
    "today",
    "yesterday",
    "tomorrow",
    "this",
    "last",
    "next",
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "true",
    "false",
    "null",
];

/// The tokens of a line and where each ends; the first begins at 0, each other where the one before it ends.
pub fn tokens(line: &str) -> impl Iterator<Item = (usize, Token)> {
    let bytes = line.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..)?;
        let (length, token) = match rest.first()? {
            quote @ (b'"' | b'\'') => (string(rest, *quote), Token::String),
            b'0'..=b'9' => (run(rest, |byte| byte.is_ascii_alphanumeric() || *byte == b'.'), Token::Number),
            byte if begins_name(byte) => name(rest),
            byte if is_operator(byte) => (run(rest, is_operator), Token::Operator),
            _ => (run(rest, |byte| !is_start(byte)).max(1), Token::Other),
        };
        at += length;
        Some((at, token))
    })
}

fn begins_name(byte: &u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'@' | b'$') || !byte.is_ascii()
}

fn is_operator(byte: &u8) -> bool {
    matches!(
        byte,
        b'(' | b')'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b','
            | b'.'
            | b':'
            | b'='
            | b'<'
            | b'>'
            | b'!'
            | b'+'
            | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'|'
    )
}

/// Whether a byte begins another token than [`Token::Other`].
fn is_start(byte: &u8) -> bool {
    matches!(byte, b'"' | b'\'') || byte.is_ascii_digit() || begins_name(byte) || is_operator(byte)
}

/// The length of the string at the beginning.
fn string(rest: &[u8], quote: u8) -> usize {
    closing_quote(rest, quote).map_or(rest.len(), |at| at + 1)
}

/// The length of the word or path at the beginning, and what it is. The name before a bracket is a token of its own.
fn name(rest: &[u8]) -> (usize, Token) {
    let in_name = |byte: &u8| begins_name(byte) || byte.is_ascii_digit();
    let length = run(rest, |byte| in_name(byte) || *byte == b'.');
    let path = rest.get(..length).unwrap_or_default();
    let calls = rest.iter().skip(length).find(|byte| !byte.is_ascii_whitespace()) == Some(&b'(');
    let last = path.iter().rposition(|byte| *byte == b'.').map_or(0, |dot| dot + 1);
    match path {
        word if KEYWORDS.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes())) => (length, Token::Keyword),
        _ if calls && last == 0 => (length, Token::Call),
        _ if calls => (last, Token::Path),
        _ => (length, Token::Path),
    }
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
    fn words_paths_and_calls_are_told_apart() {
        use Token::{Call, Keyword, Number, Operator, Path, String};
        assert_eq!(
            cut(
                r#"exists(select e from xEvent where e.type.equals("a\"b", true) AND e.at occurs <= 90 days before now)"#
            ),
            [
                ("exists", Keyword),
                ("(", Operator),
                ("select", Keyword),
                ("e", Path),
                ("from", Keyword),
                ("xEvent", Path),
                ("where", Keyword),
                ("e.type.", Path),
                ("equals", Call),
                ("(", Operator),
                (r#""a\"b""#, String),
                (",", Operator),
                ("true", Keyword),
                (")", Operator),
                ("AND", Keyword),
                ("e.at", Path),
                ("occurs", Keyword),
                ("<=", Operator),
                ("90", Number),
                ("days", Keyword),
                ("before", Keyword),
                ("now", Keyword),
                (")", Operator),
            ]
        );
    }

    #[test]
    fn what_is_no_pql_is_cut_too() {
        use Token::{Operator, Other, Path, String};
        assert_eq!(cut("# _x.@id;"), [("# ", Other), ("_x.@id", Path), (";", Other)]);
        assert_eq!(cut("名.前 = '春 \\"), [("名.前", Path), ("=", Operator), ("'春 \\", String)]);
    }

    proptest! {
        #[test]
        fn tokens_cover_the_line(line in "([\"'\\\\().,=<0-9a-z_ 春#]|\\PC){0,40}") {
            let mut start = 0;
            for (end, _) in tokens(&line) {
                prop_assert!(end > start && line.is_char_boundary(end));
                start = end;
            }
            prop_assert_eq!(start, line.len());
        }
    }
}
