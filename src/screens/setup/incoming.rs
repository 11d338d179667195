//! JSON that arrives as keys, from a terminal that does not mark pasted text: it holds a secret, so it is gathered unseen
//! and goes into no field.

use crate::secret::Secret;

/// The longest text that is gathered, in bytes: the console's files have a few thousand.
const LONGEST: usize = 1 << 20;

/// How much is gathered before it is put to the rest, in bytes: each letter writes only so much anew.
const PIECE: usize = 1 << 10;

/// A text that has begun with `{` and is not yet closed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Incoming {
    pieces: Vec<Secret>,
    bytes: usize,
    letters: usize,
    /// How many braces are open.
    depth: usize,
    /// Whether what comes stands within a string, and whether the last letter there was a backslash.
    in_string: bool,
    escaped: bool,
}

/// What a letter made of it.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// There is more to come.
    Open,
    /// The first brace is closed: this is all of it.
    Closed(Secret),
    /// It is longer than anything that could be meant.
    TooLong,
}

impl Incoming {
    /// How many letters have come.
    pub(super) fn letters(&self) -> usize {
        self.letters
    }

    /// Takes a letter in.
    pub(super) fn take(&mut self, letter: char) -> Step {
        if self.bytes + letter.len_utf8() > LONGEST {
            return Step::TooLong;
        }
        self.keep(letter);
        match letter {
            _ if self.escaped => self.escaped = false,
            '\\' if self.in_string => self.escaped = true,
            '"' => self.in_string = !self.in_string,
            '{' if !self.in_string => self.depth += 1,
            '}' if !self.in_string => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Step::Closed(self.whole());
                }
            }
            _ => {}
        }
        Step::Open
    }

    fn keep(&mut self, letter: char) {
        let letter = letter.encode_utf8(&mut [0; 4]).to_owned();
        self.bytes += letter.len();
        self.letters += 1;
        match self.pieces.last_mut() {
            Some(piece) if piece.expose().len() < PIECE => *piece = Secret::new([piece.expose(), &letter].concat()),
            _ => self.pieces.push(Secret::new(letter)),
        }
    }

    fn whole(&self) -> Secret {
        Secret::new(self.pieces.iter().map(Secret::expose).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(text: &str) -> (Incoming, Vec<Step>) {
        let mut incoming = Incoming::default();
        let steps = text.chars().map(|letter| incoming.take(letter)).collect();
        (incoming, steps)
    }

    #[test]
    fn it_ends_with_the_brace_that_closes_the_first_and_at_no_other() {
        let long = format!(r#"{{"a": "{}"}}"#, "é".repeat(5000));
        for text in [r#"{}"#, r#"{"a": {"b": ["}"]}, "c": "\\"}"#, r#"{"a": "\"}"}"#, "{\n \"a\": 1\n}", long.as_str()]
        {
            let (_, mut steps) = take(text);
            assert_eq!(steps.pop(), Some(Step::Closed(Secret::from(text))), "{text}");
            assert!(steps.iter().all(|step| *step == Step::Open), "{text}");
        }
    }

    #[test]
    fn what_is_too_long_is_given_up() {
        let (mut incoming, steps) = take(&format!("{{{}", "x".repeat(LONGEST - 1)));
        assert!(steps.iter().all(|step| *step == Step::Open));
        assert_eq!(incoming.take('x'), Step::TooLong);
    }

    #[test]
    fn nobody_sees_it() {
        assert!(!format!("{:?}", take(r#"{"s": "p8e-x"#).0).contains("p8e"));
    }
}
