//! Contents are templates: expressions stand in them that somebody replaces before anybody sees them.

/// What opens an expression, and what closes it.
const EXPRESSIONS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("<%", "%>")];

/// As far as the end of an expression is looked for, in bytes: so that no text, however hostile, takes long.
const LONGEST: usize = 1_000;

/// The length of the expression at the beginning of a text, if there is one. What has no end nearby is none.
pub(super) fn expression(text: &str) -> Option<usize> {
    let (open, close) = EXPRESSIONS.iter().find(|(open, _)| text.starts_with(open))?;
    let near = text.as_bytes().get(open.len()..text.len().min(LONGEST))?;
    let inside = near.windows(close.len()).position(|end| end == close.as_bytes())?;
    Some(open.len() + inside + close.len())
}

/// Whether an expression stands in a text.
pub(in crate::domain) fn has_expression(text: &str) -> bool {
    text.char_indices().any(|(at, _)| text.get(at..).is_some_and(|rest| expression(rest).is_some()))
}

/// Whether pieces of a text may be left out or repeated, so that what stands in it is not what is shown. An expression that
/// is only replaced by its value (`{%= %}`, `<%= %>`) does neither.
pub(super) fn has_branches(text: &str) -> bool {
    text.match_indices(['{', '<']).any(|(at, _)| {
        let rest = text.get(at..).unwrap_or_default();
        let inside = rest.strip_prefix("{%").or_else(|| rest.strip_prefix("<%"));
        rest.starts_with("{{#") || inside.is_some_and(|inside| !inside.starts_with('='))
    })
}

/// The text with a number in the place of each expression, which may stand in a text as well as by itself; `None` where
/// there is no expression in it.
pub(super) fn filled(text: &str) -> Option<String> {
    let mut filled = String::with_capacity(text.len());
    let (mut rest, mut any) = (text, false);
    while let Some(letter) = rest.chars().next() {
        let taken = match expression(rest) {
            Some(length) => {
                any = true;
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
    any.then_some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_all_three_sorts_end_where_they_are_closed() {
        for (text, expected) in [
            ("{{a}} b", Some(5)),
            ("{{}}", Some(4)),
            ("{% if a < b %}x", Some(14)),
            ("<%= é %>x", Some(9)),
            ("{{ no end", None),
            ("{a}", None),
            ("a {{b}}", None),
            ("", None),
        ] {
            assert_eq!(expression(text), expected, "{text}");
        }
        let of_length = |length: usize| format!("{{{{{}}}}} and more", "é".repeat(length / 2 - 2));
        assert_eq!(expression(&of_length(LONGEST)), Some(LONGEST));
        assert_eq!(expression(&of_length(LONGEST + 2)), None, "its end is too far away");
    }

    #[test]
    fn what_only_gives_a_value_leaves_nothing_out() {
        for (text, expected) in [
            ("<%= x %>", false),
            ("{{x}} < {y}", false),
            ("{%= profile.name %}", false),
            ("{% if a %}x{% endif %}", true),
            ("<% if (a) { %>x<% } %>", true),
            ("é{{#each a}}x{{/each}}", true),
        ] {
            assert_eq!(has_branches(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_stands_for_each_expression() {
        assert_eq!(filled("a {{b}}{%c%} é <%d%>").as_deref(), Some("a 00 é 0"));
        assert_eq!(filled("{{a"), None);
    }
}
