//! Reads JSON by hand, because its faults are to be told to people: `serde_json` neither sees a name that stands twice
//! nor says where a value begins.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};

/// How deep objects and arrays may nest: the same as in `serde_json`, and enough to keep the stack safe.
const MAX_DEPTH: usize = 127;

/// What is wrong, and where it is in bytes.
pub struct Fault {
    pub at: usize,
    pub message: String,
}

type Scan<T> = Result<T, Fault>;

fn fault<T>(at: usize, message: impl Into<String>) -> Scan<T> {
    Err(Fault { at, message: message.into() })
}

/// The way to a value, followed while scanning.
struct Search<'a> {
    way: &'a [String],
    /// How many segments of the way have been found.
    matched: usize,
    /// Where the value begins that the last of them leads to.
    found: Option<usize>,
}

pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    search: Search<'a>,
    /// Whether names may stand twice, and strings may hold halves of surrogate pairs.
    lenient: bool,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Scanner { text, at: 0, depth: 0, search: Search { way: &[], matched: 0, found: None }, lenient: false }
    }

    /// Takes what a person is told about but a server is forgiven.
    pub fn lenient(text: &'a str) -> Self {
        Scanner { lenient: true, ..Scanner::new(text) }
    }

    /// The whole text as one value.
    pub fn document(mut self) -> Scan<Value> {
        let value = self.root()?;
        self.skip_space();
        match self.peek() {
            None => Ok(value),
            Some(b',') => fault(self.at, "the value is complete before this comma: take the comma away"),
            Some(b'}' | b']') => fault(self.at, "there is nothing left for this bracket to close"),
            Some(_) => fault(self.at, "the value is complete before this: nothing may follow it"),
        }
    }

    /// Where the value begins that `way` leads to, or the nearest value on that way. A fault ends the search early.
    pub fn find(mut self, way: &'a [String]) -> Option<usize> {
        self.search.way = way;
        let _ = self.root();
        self.search.found
    }

    fn root(&mut self) -> Scan<Value> {
        self.skip_space();
        if self.peek().is_some() {
            self.search.found = Some(self.at);
        }
        self.value("the text holds nothing but space: a value is missing")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// One value, at which the scanner stands already; `at_end` is what to say where the text has ended.
    fn value(&mut self, at_end: &str) -> Scan<Value> {
        match self.peek() {
            None => fault(self.at, at_end),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.word(),
        }
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Scan<Value>) -> Scan<Value> {
        if self.depth == MAX_DEPTH {
            return fault(self.at, "this nests too deep");
        }
        self.depth += 1;
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Scan<Value> {
        let opening = self.at;
        let mut members = Map::new();
        self.at += 1;
        let mut comma = None;
        loop {
            self.skip_space();
            match (self.peek(), comma) {
                (None, _) => return self.unclosed(opening, '}'),
                (Some(b'}'), None) => break,
                (Some(b'}'), Some(comma)) => return fault(comma, TRAILING_COMMA),
                _ => {}
            }
            let name_at = self.at;
            let name = self.name()?;
            self.skip_space();
            match self.peek() {
                Some(b':') => self.at += 1,
                None => return self.unclosed(opening, '}'),
                Some(_) => return fault(self.at, format!("a colon is missing after the name {name:?}")),
            }
            if !self.lenient && members.contains_key(&name) {
                return fault(name_at, format!("the name {name:?} stands twice in this object"));
            }
            let value = self.child(&name, "the text ends where a value is expected")?;
            members.insert(name, value);
            match self.separator(opening, '}')? {
                Some(at) => comma = Some(at),
                None => break,
            }
        }
        self.at += 1;
        Ok(Value::Object(members))
    }

    fn array(&mut self) -> Scan<Value> {
        let opening = self.at;
        let mut elements = Vec::new();
        self.at += 1;
        let mut comma = None;
        loop {
            self.skip_space();
            match (self.peek(), comma) {
                (None, _) => return self.unclosed(opening, ']'),
                (Some(b']'), None) => break,
                (Some(b']'), Some(comma)) => return fault(comma, TRAILING_COMMA),
                _ => {}
            }
            let value = self.child(&elements.len().to_string(), "the text ends where a value is expected")?;
            elements.push(value);
            match self.separator(opening, ']')? {
                Some(at) => comma = Some(at),
                None => break,
            }
        }
        self.at += 1;
        Ok(Value::Array(elements))
    }

    /// A value inside an object or array, noted if it lies on the way that is searched for.
    fn child(&mut self, segment: &str, at_end: &str) -> Scan<Value> {
        self.skip_space();
        // The depth is that of the parent from 1, so `depth - 1` segments lead to the parent.
        if self.search.matched + 1 == self.depth
            && self.search.way.get(self.search.matched).is_some_and(|wanted| wanted == segment)
        {
            self.search.matched += 1;
            self.search.found = Some(self.at);
        }
        self.value(at_end)
    }

    /// After a value: passes a comma and says where it was, or stops before the closing bracket.
    fn separator(&mut self, opening: usize, closing: char) -> Scan<Option<usize>> {
        let end_of_value = self.at;
        self.skip_space();
        match self.peek() {
            None => self.unclosed(opening, closing),
            Some(b',') => {
                self.at += 1;
                Ok(Some(self.at - 1))
            }
            Some(byte) if char::from(byte) == closing => Ok(None),
            Some(b'}' | b']') => fault(self.at, format!("a {closing} is expected here to close what is open")),
            Some(b':') => fault(self.at, "a colon can only follow a name: is a quote or a bracket missing before it?"),
            Some(b'/' | b'#') => fault(self.at, NO_COMMENTS),
            Some(_) => fault(end_of_value, "a comma is missing here"),
        }
    }

    fn unclosed<T>(&self, opening: usize, closing: char) -> Scan<T> {
        let (line, column) = super::place(self.text, opening);
        fault(
            self.text.trim_end().len(),
            format!("the text ends, and a {closing} is missing for what opens at line {line}, column {column}"),
        )
    }

    fn name(&mut self) -> Scan<String> {
        match self.rest().chars().next() {
            Some('"') => self.string(),
            Some('\'' | '“' | '”' | '„' | '‘' | '’') => fault(self.at, STRAIGHT_QUOTES),
            Some('/' | '#') => fault(self.at, NO_COMMENTS),
            Some(',') => fault(self.at, "a comma too many: there is no member before it"),
            Some(first) if first.is_alphanumeric() || "_$@".contains(first) => {
                fault(self.at, "a member's name stands in double quotes")
            }
            _ => fault(self.at, "the name of a member is expected here, in double quotes"),
        }
    }

    fn string(&mut self) -> Scan<String> {
        let opening = self.at;
        let text = self.text.as_bytes();
        self.at += 1;
        loop {
            match self.peek() {
                None => return fault(opening, "this string is never closed: a double quote is missing"),
                Some(b'"') => break,
                Some(b'\n' | b'\r') => {
                    return fault(self.at, "the line ends inside a string: close it, or write the line end as \\n");
                }
                Some(b'\t') => return fault(self.at, "a tab inside a string is written as \\t"),
                Some(0..0x20) => return fault(self.at, "an invisible control character inside a string"),
                Some(b'\\') => match text.get(self.at + 1) {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u') => self.at += 2,
                    _ => return fault(self.at, "a single backslash: write two, or one of \\n \\t \\\" \\u0000"),
                },
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        // What remains to go wrong are the hexadecimal digits and the pairing of \u escapes.
        let slice = self.text.get(opening..self.at).unwrap_or_default();
        let read = match serde_json::from_str(slice) {
            Err(_) if self.lenient => serde_json::from_str(&without_half_pairs(slice)),
            read => read,
        };
        read.or_else(|_| fault(opening, "this string holds a \\u that stands for no character"))
    }

    fn number(&mut self) -> Scan<Value> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_')) {
            self.at += 1;
        }
        let slice = self.text.get(start..self.at).unwrap_or_default();
        match serde_json::from_str::<Number>(slice) {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) => fault(start, format!("{} is no number as JSON writes them", shown(slice))),
        }
    }

    /// `true`, `false`, `null`, or something that people write in the place of a value.
    fn word(&mut self) -> Scan<Value> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let value = match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            "" => {
                let message = match rest.chars().next() {
                    Some('\'' | '“' | '”' | '„' | '‘' | '’') => STRAIGHT_QUOTES.to_owned(),
                    Some('/' | '#') => NO_COMMENTS.to_owned(),
                    Some(',' | '}' | ']' | ':') => "a value is missing here".to_owned(),
                    Some('.' | '+') => "a number begins with a digit or a minus sign".to_owned(),
                    Some(other) => format!("{} can't begin a value", other.escape_debug()),
                    None => "a value is missing here".to_owned(),
                };
                return fault(self.at, message);
            }
            _ => {
                let lower = word.to_lowercase();
                let message = match lower.as_str() {
                    "true" | "false" | "null" => format!("write {lower} in small letters"),
                    "none" | "nil" | "undefined" => format!("JSON has no {}: write null", shown(word)),
                    _ => format!("{} is no value: a string stands in double quotes", shown(word)),
                };
                return fault(self.at, message);
            }
        };
        self.at += end;
        Ok(value)
    }
}

/// A string as JSON writes it, with the sign for what can't be read in the place of each `\u` escape that is one half
/// of a surrogate pair without the other.
fn without_half_pairs(string: &str) -> String {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::with_capacity(string.len());
    let mut rest = string;
    while let Some((plain, escaped)) = rest.find('\\').map(|at| rest.split_at(at)) {
        mended.push_str(plain);
        let after = escaped.get(6..).unwrap_or_default();
        let (length, half) = match unit(escaped) {
            Some(0xD800..0xDC00) if matches!(unit(after), Some(0xDC00..0xE000)) => (12, false),
            Some(0xD800..0xE000) => (6, true),
            _ => (2, false),
        };
        let (escape, after) = escaped.split_at_checked(length).unwrap_or((escaped, ""));
        mended.push_str(if half { "\\ufffd" } else { escape });
        rest = after;
    }
    mended.push_str(rest);
    mended
}

const TRAILING_COMMA: &str = "a comma too many: nothing follows it";
const NO_COMMENTS: &str = "JSON knows no comments";
const STRAIGHT_QUOTES: &str = "strings and names stand in straight double quotes (\")";

/// A typed word for a message, cut to a readable length.
fn shown(word: &str) -> Cow<'_, str> {
    match word.char_indices().nth(24) {
        Some((end, _)) => Cow::Owned(format!("{}…", &word[..end])),
        None => Cow::Borrowed(word),
    }
}
