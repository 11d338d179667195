//! JSON text read where it stands, without making a tree of it.
//!
//! This is for text that the library has written itself: valid JSON without blanks between its parts. A tree of every
//! offer that a list sorts or filters would cost ten times as much as reading the one member that is asked for.

/// A text as JSON writes it.
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// The members of an object, each with its name as it stands between the quotation marks; none of what is no object.
pub fn members(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = if text.starts_with('{') { text } else { "" };
    std::iter::from_fn(move || {
        let (name, behind) = first_value(rest.strip_prefix(['{', ','])?)?;
        let (value, behind) = first_value(behind.strip_prefix(':')?)?;
        rest = behind;
        Some((name.get(1..name.len() - 1)?, value))
    })
}

/// The elements of an array; none of what is no array.
pub fn elements(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = if text.starts_with('[') { text } else { "" };
    std::iter::from_fn(move || {
        let (value, behind) = first_value(rest.strip_prefix(['[', ','])?)?;
        rest = behind;
        Some(value)
    })
}

/// Shows what stands at a path; in an array, what stands there in each element. A path's segments are spelled as JSON
/// spells them between quotation marks.
pub fn visit(text: &str, path: &[String], found: &mut dyn FnMut(&str)) {
    match (text.as_bytes().first(), path) {
        (Some(b'['), _) => elements(text).for_each(|element| visit(element, path, found)),
        (_, []) => found(text),
        (Some(b'{'), [first, rest @ ..]) => {
            if let Some((_, value)) = members(text).find(|(name, _)| name == first) {
                visit(value, rest, found);
            }
        }
        _ => {}
    }
}

/// The value that a text begins with, and what follows it.
fn first_value(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let end = match bytes.first()? {
        b'"' => string_end(bytes, 0),
        b'{' | b'[' => {
            let (mut depth, mut at) = (0_usize, 0);
            loop {
                match bytes.get(at)? {
                    b'"' => {
                        at = string_end(bytes, at);
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    break at;
                }
            }
        }
        b'}' | b']' | b',' | b':' => return None,
        _ => bytes.iter().position(|byte| matches!(byte, b',' | b'}' | b']')).unwrap_or(bytes.len()),
    };
    text.split_at_checked(end)
}

/// Where a string ends that begins at a quotation mark.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn at(value: &Value, path: &str) -> Vec<String> {
        let segments: Vec<String> = path.split('.').map(str::to_owned).collect();
        let mut found = Vec::new();
        visit(&value.to_string(), &segments, &mut |text| found.push(text.to_owned()));
        found
    }

    #[test]
    fn a_path_leads_into_objects_and_through_arrays() {
        let value = json!({"a": {"b": [{"c": 1}, {"c": "x,]}\"\\"}, {"d": 2}]}, "e": [], "f": {}, "g": -1.5});
        assert_eq!(at(&value, "a.b.c"), ["1", r#""x,]}\"\\""#]);
        assert_eq!(at(&value, "a.b.d"), ["2"]);
        assert_eq!(at(&value, "g"), ["-1.5"]);
        assert_eq!(at(&value, "f"), ["{}"]);
        for nothing in ["e", "a.c", "g.x", "h", ""] {
            assert_eq!(at(&value, nothing), Vec::<String>::new(), "{nothing}");
        }
    }

    #[test]
    fn text_that_is_no_json_is_walked_without_harm() {
        for text in
            ["", "{", "[", "{\"", "{\"a", "{\"a\"", "{\"a\":", "[1", "[[", "{\"a\":\"\\", "}", "é", "[,]", "{:}"]
        {
            assert!(members(text).count() < 2, "{text}");
            assert!(elements(text).count() < 2, "{text}");
        }
    }

    /// Any JSON, with keys and texts that hold what could lead astray.
    fn any_json() -> impl Strategy<Value = Value> {
        let text = "[a-c\"\\\\{}\\[\\],:é\n]{0,4}";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_filter("JSON has only finite numbers", |number| number.is_finite()).prop_map(Value::from),
            text.prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((text, inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_parts_are_those_of_the_tree(value in any_json()) {
            let text = value.to_string();
            let of_tree: Vec<(String, String)> = value.as_object().into_iter().flatten()
                .map(|(name, value)| (quoted(name), value.to_string())).collect();
            let of_text: Vec<(String, String)> =
                members(&text).map(|(name, value)| (format!("\"{name}\""), value.to_owned())).collect();
            prop_assert_eq!(of_text, of_tree);
            let of_tree: Vec<String> = value.as_array().into_iter().flatten().map(Value::to_string).collect();
            prop_assert_eq!(elements(&text).collect::<Vec<_>>(), of_tree);
        }
    }
}
