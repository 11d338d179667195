//! Whether contents are sound. JSON is, if it is once its expressions are replaced. HTML is, if its tags end and its
//! elements close in their order: tolerant as browsers and mail programs are, what they close by themselves needs no end
//! tag, and what is in scripts, styles and comments is nobody's business.

use std::fmt;

use serde_json::Value;

use super::super::json::{self, JsonError};
use super::expression::{expression, filled, has_branches};

/// A text that is to be JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// It is, and this is its value.
    Plain(Value),
    /// It is or may be, once the expressions in it are replaced.
    Template,
    /// It is, but for what a lenient reader passes over, as a name that stands twice: what that reads of it.
    Lenient(Value, JsonError),
    /// It is not, and never will be.
    Faulty(JsonError),
}

impl Json {
    /// Reads a text.
    #[must_use]
    pub fn of(text: &str) -> Json {
        match json::parse(text) {
            Ok(value) => Json::Plain(value),
            Err(_) if filled(text).is_some_and(|filled| has_branches(text) || json::parse(&filled).is_ok()) => {
                Json::Template
            }
            Err(error) => match json::read(text) {
                Ok(value) => Json::Lenient(value, error),
                Err(_) => Json::Faulty(error),
            },
        }
    }
}

/// What is wrong with an HTML text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HtmlFault {
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
    /// What is wrong.
    message: String,
}

impl fmt::Display for HtmlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

/// Elements that hold nothing.
const VOID: [&str; 16] = [
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Elements that close by themselves where another begins or their parent ends.
const CLOSING_THEMSELVES: [&str; 19] = [
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rb", "rp", "rt", "tbody", "td",
    "tfoot", "th", "thead", "tr",
];
/// Elements whose content is text, whatever it looks like.
const RAW: [&str; 5] = ["script", "style", "textarea", "title", "xmp"];

/// How many elements may be open at once in what is judged: nobody writes that many, and looking through them takes time.
const DEEPEST: usize = 1_000;

/// A piece of markup.
enum Tag<'a> {
    /// A start tag: its name, and whether it ends the element as well.
    Start(&'a str, bool),
    /// An end tag.
    End(&'a str),
}

/// The first fault of an HTML text; `None` where it is sound, or where a template decides which of its tags are shown.
pub(super) fn html_fault(text: &str) -> Option<HtmlFault> {
    let at_fault = |at: usize, message: String| {
        let before = text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some(HtmlFault { line, column, message })
    };
    if has_branches(text) {
        return None;
    }
    // The elements that are open, each with its place.
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut at = 0;
    // Nothing but these begins a tag or an expression: what stands between is passed over.
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['<', '{'])) {
        at += found;
        let Some(rest) = text.get(at..) else { break };
        if let Some(length) = expression(rest) {
            at += length;
            continue;
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            match comment.find("-->") {
                Some(end) => at += end + "<!---->".len(),
                None => return at_fault(at, "a comment does not end".to_owned()),
            }
            continue;
        }
        let Some((tag, length)) = tag(rest) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let Some(length) = length else { return at_fault(at, "a tag does not end".to_owned()) };
        match tag {
            Some(Tag::Start(name, ended)) => {
                let name = name.to_lowercase();
                if RAW.contains(&name.as_str()) && !ended {
                    let inside = rest.get(length..).unwrap_or_default();
                    match end_of_raw(inside, &name) {
                        Some(end) => at += end,
                        None => return at_fault(at, format!("<{name}> is not closed")),
                    }
                } else if !ended && !VOID.contains(&name.as_str()) {
                    if open.len() == DEEPEST {
                        return None;
                    }
                    open.push((name, at));
                }
            }
            Some(Tag::End(name)) => {
                let name = name.to_lowercase();
                let holds = |(open, _): &(String, usize)| *open == name;
                let Some(place) = open.iter().rposition(holds) else {
                    // A browser makes an empty element of these two.
                    if matches!(name.as_str(), "br" | "p") {
                        at += length;
                        continue;
                    }
                    return at_fault(at, format!("</{name}> closes nothing"));
                };
                let crossed = open.iter().skip(place + 1).find(|(inner, _)| !closes_itself(inner));
                if let Some((inner, _)) = crossed {
                    return at_fault(at, format!("</{name}> comes before <{inner}> is closed"));
                }
                open.truncate(place);
            }
            None => {}
        }
        at += length;
    }
    let left = open.iter().rfind(|(name, _)| !closes_itself(name));
    left.and_then(|(name, at)| at_fault(*at, format!("<{name}> is not closed")))
}

fn closes_itself(name: &str) -> bool {
    CLOSING_THEMSELVES.contains(&name)
}

/// How far the text of an element goes whose content is text alone.
fn end_of_raw(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find("</")?;
        let after = text.get(at + 2..)?;
        if after.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name)) {
            return Some(at + 2 + after.find('>').map_or(after.len(), |end| end + 1));
        }
        from = at + 2;
    }
}

/// The markup at the beginning of a text and its length, which is `None` where it does not end; of declarations and the
/// like there is only a length. `None` where a `<` is just a letter.
fn tag(text: &str) -> Option<(Option<Tag<'_>>, Option<usize>)> {
    let inside = text.strip_prefix('<')?;
    if inside.starts_with(['!', '?']) {
        return Some((None, text.find('>').map(|end| end + 1)));
    }
    let (ends, named) = match inside.strip_prefix('/') {
        Some(named) => (true, named),
        None => (false, inside),
    };
    let length =
        named.find(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '>' | '<')).unwrap_or(named.len());
    let name = named.get(..length).filter(|name| name.starts_with(|first: char| first.is_ascii_alphabetic()))?;
    let start = text.len() - named.len() + length;
    let end = end_of_tag(text, start);
    let ended = end.is_some_and(|end| text.get(..end - 1).is_some_and(|tag| tag.ends_with('/')));
    Some((Some(if ends { Tag::End(name) } else { Tag::Start(name, ended) }), end))
}

/// The next letter that is not within an expression, and where the text goes on behind it.
fn next_letter(text: &str, mut at: usize) -> Option<(char, usize)> {
    loop {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        match expression(rest) {
            Some(length) => at += length,
            None => return rest.chars().next().map(|letter| (letter, at + letter.len_utf8())),
        }
    }
}

/// Where a tag ends: at its `>`, past quoted values and expressions.
fn end_of_tag(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let letter;
        (letter, at) = next_letter(text, at)?;
        match letter {
            '>' => return Some(at),
            // The next tag begins: this one never ended.
            '<' => return None,
            // A value ends at its own quote; expressions within it may hold others.
            '"' | '\'' if is_value(text, at - 1) => at = end_of_value(text, at, letter)?,
            _ => {}
        }
    }
}

/// Whether the quote at this place opens a value.
fn is_value(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.trim_end().ends_with('='))
}

fn end_of_value(text: &str, start: usize, quote: char) -> Option<usize> {
    let mut at = start;
    loop {
        let letter;
        (letter, at) = next_letter(text, at)?;
        if letter == quote {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(text: &str) -> String {
        html_fault(text).map(|fault| fault.to_string()).unwrap_or_default()
    }

    #[test]
    fn json_is_judged_with_its_expressions_filled_in() {
        for (text, expected) in [
            (r#"{"a": {"b": {}}}"#, "plain"),
            (r#"{"a": "{{profile.name}}"}"#, "plain"),
            (r#"{"a": {{profile.points}}}"#, "template"),
            (r#"{"a": <%= points %>}"#, "template"),
            (r#"{"a": [{% for x in y %}{{x}},{% endfor %}]}"#, "template"),
            (r#"{"a": }"#, "faulty"),
            (r#"{"a": 1, "a": 2}"#, "lenient"),
            (r#"{"a": 1, "a": }"#, "faulty"),
            (r#"{"a": {{b}}"#, "faulty"),
            (r#"{"a": {{b"#, "faulty"),
            ("{{", "faulty"),
            ("hello", "faulty"),
        ] {
            let word = match Json::of(text) {
                Json::Plain(_) => "plain",
                Json::Template => "template",
                Json::Lenient(..) => "lenient",
                Json::Faulty(_) => "faulty",
            };
            assert_eq!(word, expected, "{text}");
        }
    }

    #[test]
    fn sound_html_passes() {
        for text in [
            "",
            "plain text, 1 < 2 & 3 > 2, a < b",
            "<p>One<p>Two",
            "<ul><li>a<li>b</ul>",
            "<table><tr><td>x<td>y</table>",
            "<div class='a>b' data-x=\"<p>\"><br><img src=x></div>",
            "<BR/><svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
            "<!DOCTYPE html><html><head><title>a <b></title></head><body>x</body></html>",
            "<!-- <div> --><script>if (a < b) { '<div>' }</script><style>a > b {}</style>",
            "<a href=\"{{ url | default: \"x>\" }}\">{{ a < b }}</a>",
            "<p>a</p></p><br></br>",
            "{% if a %}<div>{% else %}<div class='b'>{% endif %}</div>",
            "<STRONG>x</strong>",
            "<p>春節<b>é</b></p>",
        ] {
            assert_eq!(told(text), "", "{text}");
        }
    }

    #[test]
    fn what_is_not_sound_is_told_with_its_place() {
        for (text, expected) in [
            ("<div>", "line 1, column 1: <div> is not closed"),
            ("a\né<b>x", "line 2, column 2: <b> is not closed"),
            ("<b><i>x</b></i>", "line 1, column 8: </b> comes before <i> is closed"),
            ("x</div>", "line 1, column 2: </div> closes nothing"),
            ("<a href='x>y</a>", "line 1, column 1: a tag does not end"),
            ("<div <p>x</p></div>", "line 1, column 1: a tag does not end"),
            ("2 <b", "line 1, column 3: a tag does not end"),
            ("<!-- x", "line 1, column 1: a comment does not end"),
            ("<style>a{}", "line 1, column 1: <style> is not closed"),
            ("<ul><li>x</ul></div>", "line 1, column 15: </div> closes nothing"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_nests_without_end_is_not_judged() {
        assert_eq!(told(&"<b>".repeat(DEEPEST)), "line 1, column 2998: <b> is not closed");
        assert_eq!(told(&format!("{}{}", "<b>".repeat(50_000), "</p>".repeat(37_000))), "");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[<>/!a-c\"'={}%\\- é春\n-]{0,40}", any in any::<String>()) {
            let _ = (html_fault(&text), html_fault(&any), Json::of(&text));
        }
    }
}
