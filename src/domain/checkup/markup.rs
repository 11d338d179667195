//! Contents are templates: expressions stand in them that somebody replaces before anybody sees them.

use super::super::json::{self, JsonError};

/// What opens an expression, and what closes it.
const EXPRESSIONS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("<%", "%>")];

/// The length of the template's expression at the beginning of a text, if there is one. One that does not end runs to the
/// end of the text.
pub(super) fn expression(text: &str) -> Option<usize> {
    let (open, close) = EXPRESSIONS.iter().find(|(open, _)| text.starts_with(open))?;
    let inside = text.get(open.len()..)?;
    Some(inside.find(close).map_or(text.len(), |at| open.len() + at + close.len()))
}

/// Whether pieces of a text may be left out or repeated, so that what stands in it is not what is shown.
pub(super) fn has_branches(text: &str) -> bool {
    text.contains("{%") || text.contains("<%") || text.contains("{{#")
}

/// Why a content is no JSON; `None` where it is, or may be once the expressions in it are replaced.
pub(in crate::domain) fn json_fault(text: &str) -> Option<JsonError> {
    let error = json::parse(text).err()?;
    let has_expressions = EXPRESSIONS.iter().any(|(open, _)| text.contains(open));
    if has_expressions && (has_branches(text) || json::parse(&filled(text)).is_ok()) {
        return None;
    }
    Some(error)
}

/// The text with a number in the place of each expression: it may stand in a text as well as by itself.
fn filled(text: &str) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let taken = match expression(rest) {
            Some(length) => {
                filled.push('0');
                length
            }
            None => {
                filled.push(letter);
                letter.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_judged_with_its_expressions_filled_in() {
        for (text, sound) in [
            (r#"{"a": {"b": {}}}"#, true),
            (r#"{"a": "{{profile.name}}"}"#, true),
            (r#"{"a": {{profile.points}}}"#, true),
            (r#"{"a": [{% for x in y %}{{x}},{% endfor %}]}"#, true),
            (r#"{"a": }"#, false),
            (r#"{"a": {{b}}"#, false),
            (r#"{"a": {{b"#, false),
            ("{{", true),
            ("hello", false),
        ] {
            assert_eq!(json_fault(text).is_none(), sound, "{text}");
        }
    }
}
