//! JSON as people type it: text to value with the place of every fault, and value to text that reads well.

mod scanner;

use std::fmt::Write as _;

use serde_json::Value;

use super::patch::unescape;
use scanner::{Fault, Scanner};

/// What is wrong with a text that should be JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct JsonError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, in a sentence for the person who typed it.
    pub message: String,
}

/// Reads a JSON text that a person typed. Stricter than `serde_json` in one thing: a name that stands twice in one object is an error,
/// where `serde_json` would drop the first of the two without a word. Numbers keep their digits.
///
/// # Errors
/// Where the text is not JSON: the first fault and its place.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    Scanner::new(text).document().map_err(|fault| told(text, fault))
}

/// Reads a JSON text that a server sent, and takes what [`parse`] refuses: of equal names the last counts, in the place
/// of the first, and half of a surrogate pair becomes the sign for what can't be read. Numbers keep their digits.
///
/// # Errors
/// Where the text is not JSON: the first fault and its place.
pub fn read(text: &str) -> Result<Value, JsonError> {
    // `serde_json` is faster, but gives some names a meaning of its own: what stands under them is no object then, and
    // may nest without a bound. Where such a name may stand, written plainly or in escapes, it is not asked.
    if !(text.contains("$serde_json::private::") || text.contains("\\u00"))
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(value);
    }
    Scanner::lenient(text).document().map_err(|fault| told(text, fault))
}

fn told(text: &str, fault: Fault) -> JsonError {
    let (line, column) = place(text, fault.at);
    JsonError { line, column, message: fault.message }
}

/// The line and column (from 1, in characters) of the value at a JSON pointer; where there is none, of the nearest
/// parent that is there. `None` only where the text is at fault before anything on the pointer's way was found.
#[must_use]
pub fn locate(text: &str, pointer: &str) -> Option<(usize, usize)> {
    let way: Vec<String> = pointer.split('/').skip(1).map(|segment| unescape(segment).into_owned()).collect();
    Scanner::new(text).find(&way).map(|at| place(text, at))
}

/// The line and column (from 1, in characters) of a place given in bytes.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The widest array that stands on one line, in bytes of its text.
const INLINE_WIDTH: usize = 60;
/// The most elements that stand on one line.
const INLINE_ELEMENTS: usize = 4;

/// The value as text for people: two spaces a level, short arrays of plain values on one line, numbers digit for digit.
#[must_use]
pub fn pretty(value: &Value) -> String {
    let mut text = String::new();
    write_pretty(value, 0, &mut text);
    text
}

fn write_pretty(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            out.push('{');
            for (index, (name, inner)) in members.iter().enumerate() {
                new_line(index, depth + 1, out);
                write_plain(&Value::from(name.as_str()), out);
                out.push_str(": ");
                write_pretty(inner, depth + 1, out);
            }
            new_line(0, depth, out);
            out.push('}');
        }
        Value::Array(elements) if !elements.is_empty() => match inline(elements) {
            Some(line) => out.push_str(&line),
            None => {
                out.push('[');
                for (index, inner) in elements.iter().enumerate() {
                    new_line(index, depth + 1, out);
                    write_pretty(inner, depth + 1, out);
                }
                new_line(0, depth, out);
                out.push(']');
            }
        },
        plain => write_plain(plain, out),
    }
}

/// Ends the line, with a comma before all but the first of its kind, and indents the next.
fn new_line(index: usize, depth: usize, out: &mut String) {
    out.push_str(if index == 0 { "\n" } else { ",\n" });
    out.extend(std::iter::repeat_n("  ", depth));
}

fn write_plain(value: &Value, out: &mut String) {
    // Writing to a `String` can't fail.
    let _ = write!(out, "{value}");
}

fn inline(elements: &[Value]) -> Option<String> {
    if elements.len() > INLINE_ELEMENTS || elements.iter().any(|value| value.is_array() || value.is_object()) {
        return None;
    }
    let texts: Vec<String> = elements.iter().map(Value::to_string).collect();
    let line = format!("[{}]", texts.join(", "));
    (line.len() <= INLINE_WIDTH).then_some(line)
}

#[cfg(test)]
mod tests;
