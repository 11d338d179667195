//! Cutting HTML into tags and text. Any text at all is cut, in one walk from its beginning to its end: no tree is built,
//! and nothing is looked for twice, so that no content, however hostile, takes long.

use super::entities::reference;
use super::expression::expression;

/// Elements whose contents are no text to be read.
const UNREAD: [&str; 10] =
    ["script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp", "svg", "math"];

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text, its references not yet read.
    Text(&'a str),
    /// An expression of a template, as it is written.
    Expression(&'a str),
    /// The beginning of an element.
    Open(Tag<'a>),
    /// The end of an element, by its name.
    Close(String),
}

/// The beginning of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The element's name in small letters.
    pub(super) name: String,
    attributes: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute, its references read.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            // An equals sign at the beginning is part of a name, whoever writes such a thing.
            let first = rest.chars().next()?.len_utf8();
            let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '=');
            let end = rest.get(first..)?.find(ends).map_or(rest.len(), |at| at + first);
            let (name, after) = rest.split_at(end);
            rest = after.trim_ascii_start();
            let mut value = "";
            if let Some(assigned) = rest.strip_prefix('=') {
                let assigned = assigned.trim_ascii_start();
                (value, rest) = match assigned.chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        let inner = assigned.get(1..).unwrap_or_default();
                        inner.split_once(quote).unwrap_or((inner, ""))
                    }
                    _ => assigned.split_at(assigned.find(|c: char| c.is_ascii_whitespace()).unwrap_or(assigned.len())),
                };
            }
            if name.eq_ignore_ascii_case(wanted) {
                return Some(decoded(value));
            }
        }
    }
}

/// The text with its references read.
pub(super) fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, after) = rest.split_at(at);
        decoded.push_str(before);
        let (character, length) = reference(after).unwrap_or(('&', 1));
        decoded.push(character);
        rest = after.get(length..).unwrap_or_default();
    }
    decoded.push_str(rest);
    decoded
}

/// The pieces of a text.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (piece, length) = first_piece(rest)?;
            rest = rest.get(length..).unwrap_or_default();
            match piece {
                Some(Piece::Open(tag)) if UNREAD.contains(&tag.name.as_str()) => {
                    // Only in drawings and formulas does a slash end what it begins.
                    let is_whole = tag.attributes.ends_with('/') && matches!(tag.name.as_str(), "svg" | "math");
                    let end = if is_whole { 0 } else { end_of(&tag.name, rest) };
                    rest = rest.get(end..).unwrap_or_default();
                }
                Some(piece) => return Some(piece),
                None => {}
            }
        }
    })
}

/// The piece at the beginning, none where it is a comment or the like, and its length; nothing at the end of the text.
fn first_piece(rest: &str) -> Option<(Option<Piece<'_>>, usize)> {
    let behind = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    let mut characters = rest.chars();
    let (first, second, third) = (characters.next()?, characters.next(), characters.next());
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    Some(match (first, second) {
        ('<', Some('!')) if rest.starts_with("<!-->") => (None, 5),
        ('<', Some('!')) if rest.starts_with("<!--") => (None, behind("-->")),
        ('<', Some('!' | '?')) => (None, behind(">")),
        ('<', Some('/')) if is_letter(third) => {
            let (tag, length) = tag(rest, 2);
            (Some(Piece::Close(tag.name)), length)
        }
        ('<', Some('/')) => (None, behind(">")),
        ('<', second) if is_letter(second) => {
            let (tag, length) = tag(rest, 1);
            (Some(Piece::Open(tag)), length)
        }
        _ => {
            let expression = expression(rest);
            let after = first.len_utf8();
            let tail = rest.get(after..).unwrap_or_default();
            let length = expression.or_else(|| Some(tail.find(['<', '{'])? + after)).unwrap_or(rest.len());
            let text = rest.get(..length).unwrap_or_default();
            (Some(if expression.is_some() { Piece::Expression(text) } else { Piece::Text(text) }), length)
        }
    })
}

/// The tag at the beginning, its name standing at `from`, and its length. A tag without an end goes to the text's.
fn tag(rest: &str, from: usize) -> (Tag<'_>, usize) {
    let inner = rest.get(from..).unwrap_or_default();
    let name = inner.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(name);
    let (mut quote, mut assigned) = (None, false);
    let ends = |byte: u8| {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return true,
            (None, b'"' | b'\'') if assigned => (quote, assigned) = (Some(byte), false),
            (None, b'=') => assigned = true,
            (None, byte) => assigned &= byte.is_ascii_whitespace(),
        }
        false
    };
    let end = attributes.bytes().position(ends);
    let attributes = attributes.get(..end.unwrap_or(attributes.len())).unwrap_or_default();
    let length = from + name.len() + attributes.len() + usize::from(end.is_some());
    (Tag { name: name.to_ascii_lowercase(), attributes }, length)
}

/// Where the end of this element begins.
fn end_of(name: &str, rest: &str) -> usize {
    let is_end = |at: &usize| {
        let after = rest.as_bytes().get(at + 2..).unwrap_or_default();
        after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && after.get(name.len()).is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
    };
    rest.match_indices("</").map(|(at, _)| at).find(is_end).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces as one text: names in angle brackets, expressions in round ones.
    fn cut(text: &str) -> String {
        pieces(text)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Expression(text) => format!("({text})"),
                Piece::Open(tag) => format!("<{}>", tag.name),
                Piece::Close(name) => format!("</{name}>"),
            })
            .collect()
    }

    #[test]
    fn tags_are_told_from_text() {
        assert_eq!(cut("a<B class='x>y' id=\"</p>\">b</B >c"), "a<b>b</b>c");
        assert_eq!(cut("1 < 2 <3 a<<i>b"), "1 < 2 <3 a<<i>b");
        assert_eq!(cut("<!DOCTYPE html><?x?></ >a<!-- <b> --><!-->b<!-- c"), "ab");
        assert_eq!(cut("<p a=b/>c<br/>d<p title='never ends>"), "<p>c<br>d<p>");
        assert_eq!(cut("<"), "<");
        assert_eq!(cut("</p"), "</p>");
    }

    #[test]
    fn what_is_not_read_is_left_out() {
        assert_eq!(cut("a<script>if (1 < 2) '</scripts><p>'</SCRIPT >b"), "a</script>b");
        assert_eq!(cut("a<style>p{}"), "a");
        assert_eq!(cut("a<script src='x'/>y()</script>b"), "a</script>b");
        assert_eq!(cut("a<svg viewBox='0'/>b<svg><text>c</text></svg>d"), "ab</svg>d");
    }

    #[test]
    fn expressions_stay_whole() {
        assert_eq!(
            cut("Dear {{profile.name}}, {% if a < b %}x{% endif %}"),
            "Dear ({{profile.name}}), ({% if a < b %})x({% endif %})"
        );
        assert_eq!(cut("<b><%= a > b %></b><% x"), "<b>(<%= a > b %>)</b><% x");
        assert_eq!(cut("{{{a}}} {b} {{ no end"), "({{{a}})} {b} {{ no end");
        let far = format!("{{{{ {} <p>}}}}", "x".repeat(1_100));
        assert!(cut(&far).ends_with("<p>}}"));
    }

    #[test]
    fn attributes_are_found() {
        let tag = |text| match pieces(text).next() {
            Some(Piece::Open(tag)) => tag,
            other => panic!("{other:?}"),
        };
        let link = tag("<a data-href=1 disabled HREF = 'https://x.example/?a=1&amp;b=2' href=other>");
        assert_eq!(link.attribute("href").as_deref(), Some("https://x.example/?a=1&b=2"));
        assert_eq!(link.attribute("disabled").as_deref(), Some(""));
        assert_eq!(link.attribute("title"), None);
        assert_eq!(tag("<img alt=\"春 & x\"src=a.png>").attribute("src").as_deref(), Some("a.png"));
        assert_eq!(tag("<a =x href=y>").attribute("href").as_deref(), Some("y"));
        assert_eq!(tag("<a href='open>").attribute("href").as_deref(), Some("open>"));
    }
}
