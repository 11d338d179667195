use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::arbitrary;

/// The fault of `text`, as `line:column message`.
fn fault(text: &str) -> String {
    let error = parse(text).unwrap_err();
    format!("{}:{} {}", error.line, error.column, error.message)
}

#[test]
fn each_common_fault_is_told_with_its_place() {
    for (text, expected) in [
        ("", "1:1 the text holds nothing but space: a value is missing"),
        (" \n ", "2:2 the text holds nothing but space: a value is missing"),
        ("{\"a\": 1,\n}", "1:8 a comma too many: nothing follows it"),
        ("[1, 2,]", "1:6 a comma too many: nothing follows it"),
        ("{,}", "1:2 a comma too many: there is no member before it"),
        ("[1,,2]", "1:4 a value is missing here"),
        ("{\"a\": }", "1:7 a value is missing here"),
        ("{\"a\": 1\n \"b\": 2}", "1:8 a comma is missing here"),
        ("[\"é春\" 2]", "1:6 a comma is missing here"),
        ("{\"a\" 1}", "1:6 a colon is missing after the name \"a\""),
        ("{name: 1}", "1:2 a member's name stands in double quotes"),
        ("{'a': 1}", "1:2 strings and names stand in straight double quotes (\")"),
        ("{\"a\": ‘b’}", "1:7 strings and names stand in straight double quotes (\")"),
        ("[\"a]\n", "1:5 the line ends inside a string: close it, or write the line end as \\n"),
        ("[\"a", "1:2 this string is never closed: a double quote is missing"),
        ("[\"a\\x\"]", "1:4 a single backslash: write two, or one of \\n \\t \\\" \\u0000"),
        ("[\"\\u12\"]", "1:2 this string holds a \\u that stands for no character"),
        ("[\"a\tb\"]", "1:4 a tab inside a string is written as \\t"),
        ("[\"a\u{1}b\"]", "1:4 an invisible control character inside a string"),
        ("{\n  \"a\": [1\n", "2:10 the text ends, and a ] is missing for what opens at line 2, column 8"),
        ("{\n  \"a\": 1\n\n", "2:9 the text ends, and a } is missing for what opens at line 1, column 1"),
        ("[1}", "1:3 a ] is expected here to close what is open"),
        ("{\"a\": \"b\": 1}", "1:10 a colon can only follow a name: is a quote or a bracket missing before it?"),
        ("[1] // one", "1:5 the value is complete before this: nothing may follow it"),
        ("[1 // one\n]", "1:4 JSON knows no comments"),
        ("{} }", "1:4 there is nothing left for this bracket to close"),
        ("[True]", "1:2 write true in small letters"),
        ("[None]", "1:2 JSON has no None: write null"),
        ("[draft]", "1:2 draft is no value: a string stands in double quotes"),
        ("[01]", "1:2 01 is no number as JSON writes them"),
        ("[1.]", "1:2 1. is no number as JSON writes them"),
        ("[10%]", "1:4 a comma is missing here"),
        ("[.5]", "1:2 a number begins with a digit or a minus sign"),
        ("[\u{feff}1]", "1:2 \\u{feff} can't begin a value"),
    ] {
        assert_eq!(fault(text), expected, "{text:?}");
    }
}

#[test]
fn a_name_that_stands_twice_is_a_fault_where_it_stands_again() {
    assert_eq!(fault("{\"a\": {\"x\": 1,\n  \"x\": 2}}"), "2:3 the name \"x\" stands twice in this object");
    assert_eq!(fault(r#"{"a": 1, "\u0061": 2}"#), "1:10 the name \"a\" stands twice in this object");
    assert!(parse(r#"{"a": {"x": 1}, "b": {"x": 1}}"#).is_ok());
}

#[test]
fn deep_nesting_is_refused_and_never_overflows() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(127)).is_ok());
    assert_eq!(fault(&nested(128)), "1:128 this nests too deep");
    assert!(parse(&"[".repeat(200_000)).is_err());
    assert_eq!(serde_json::from_str::<Value>(&nested(127)).is_ok(), parse(&nested(127)).is_ok());
    assert_eq!(serde_json::from_str::<Value>(&nested(128)).is_ok(), parse(&nested(128)).is_ok());
}

#[test]
fn pretty_puts_short_lists_on_one_line() {
    let value = json!({
        "name": "A", "language": ["en-us"], "none": [], "empty": {}, "mixed": [1, "two", null],
        "many": [1, 2, 3, 4, 5], "long": ["x".repeat(60)], "nested": [[1]], "objects": [{"a": 1}],
    });
    let expected = format!(
        r#"{{
  "name": "A",
  "language": ["en-us"],
  "none": [],
  "empty": {{}},
  "mixed": [1, "two", null],
  "many": [
    1,
    2,
    3,
    4,
    5
  ],
  "long": [
    "{}"
  ],
  "nested": [
    [1]
  ],
  "objects": [
    {{
      "a": 1
    }}
  ]
}}"#,
        "x".repeat(60)
    );
    assert_eq!(pretty(&value), expected);
}

#[test]
fn numbers_keep_their_digits() {
    let text = r#"[1.10, 12345678901234567890123, -0.0]"#;
    assert_eq!(pretty(&parse(text).unwrap()), text);
}

#[test]
fn a_value_is_located_or_else_its_nearest_parent() {
    let text = "{\n  \"é\": {\"a/b\": 1, \"list\": [10,\n    {\"x\": 2}]},\n  \"x\": 0\n}";
    for (pointer, expected) in [
        ("", (1, 1)),
        ("/é", (2, 8)),
        ("/é/a~1b", (2, 16)),
        ("/é/list/0", (2, 28)),
        ("/é/list/1/x", (3, 11)),
        ("/é/list/2", (2, 27)),
        ("/é/list/1/missing/deeper", (3, 5)),
        ("/x", (4, 8)),
        ("/x/y", (4, 8)),
        ("/missing", (1, 1)),
    ] {
        assert_eq!(locate(text, pointer), Some(expected), "{pointer}");
    }
    assert_eq!(locate("  ", "/x"), None);
    assert_eq!(locate("{\"a\": [1, oops", "/a/0"), Some((1, 8)));
}

#[test]
fn what_a_server_sent_is_read_in_spite_of_what_a_person_is_told_about() {
    assert_eq!(read(r#"{"a": 1, "b": 2, "\u0061": 3}"#).unwrap().to_string(), r#"{"a":3,"b":2}"#);
    assert_eq!(read(r#"["\ud800", "\ud83d\ude00"]"#), Ok(json!(["\u{fffd}", "😀"])));
    let magic = r#"{"$serde_json::private::RawValue":"[[]]"}"#;
    assert_eq!(read(magic).map(|value| value.to_string()), Ok(magic.to_owned()));
    for faulty in ["", "[1,]", r#"["\u12"]"#, r#"["\ud800\u12"]"#, r#"["\ud800\"]"#, r#"["\ud800\é"]"#] {
        assert!(read(faulty).is_err(), "{faulty}");
    }
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(127)).is_ok() && read(&nested(128)).is_err() && read(&"[".repeat(200_000)).is_err());
}

/// Each of these names holds the text of the next one, so that a reader who follows them nests as deep as they go.
#[test]
fn a_name_that_serde_json_follows_leads_nowhere() {
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(100), "]".repeat(100));
    let mut text = deep("");
    for _ in 0..8 {
        text = deep(&format!(r#"{{"$serde_json::private::RawValue":{}}}"#, Value::from(text)));
    }
    let depth = |text: &str| text.bytes().take_while(|byte| *byte == b'[').count();
    assert_eq!(read(&text).map(|value| depth(&value.to_string())), Ok(100));
    assert_eq!(read(&text).map(|value| value.to_string()), Ok(text));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_server_s_text_is_read_as_serde_json_reads_it(value in arbitrary::value(), escaped in any::<bool>()) {
        let mut text = pretty(&value);
        if escaped {
            // An escape somewhere has the text read without the help of `serde_json`.
            text = format!(r#"[{text}, "\u0061"]"#);
        }
        prop_assert_eq!(read(&text).ok(), serde_json::from_str::<Value>(&text).ok());
    }

    #[test]
    fn pretty_text_reads_back_as_the_same_value(value in arbitrary::value()) {
        let text = pretty(&value);
        let again = parse(&text);
        prop_assert_eq!(again.as_ref(), Ok(&value));
        prop_assert_eq!(pretty(&value), pretty(&again.unwrap()));
        prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    /// Texts that are nearly JSON are taken or refused as `serde_json` does it, but for names that stand twice.
    #[test]
    fn faulty_texts_are_judged_as_serde_json_does(
        value in arbitrary::value(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(
            prop::sample::select("{}[]:,\"\\01.-+eEtn/ \n\t\u{1}u'é".chars().collect::<Vec<_>>()))), 1..4),
    ) {
        let mut characters: Vec<char> = pretty(&value).chars().collect();
        for (pick, inserted) in edits {
            let at = pick.index(characters.len() + 1);
            match inserted {
                Some(c) => characters.insert(at, c),
                None => drop(characters.drain(at..(at + 1).min(characters.len()))),
            }
        }
        let text: String = characters.into_iter().collect();
        match (parse(&text), serde_json::from_str::<Value>(&text)) {
            (Ok(ours), theirs) => prop_assert_eq!(Some(ours), theirs.ok(), "{}", text),
            (Err(error), theirs) => {
                prop_assert!(theirs.is_err() || error.message.contains("stands twice"), "{} {}", error, text);
                prop_assert!((1..=text.lines().count() + 1).contains(&error.line));
            }
        }
    }

    #[test]
    fn what_is_located_begins_where_its_value_begins(body in arbitrary::body(), pick in any::<prop::sample::Index>()) {
        let mut pointers = vec![String::new()];
        arbitrary::member_pointers(&body, "", &mut pointers);
        let pointer = pick.get(&pointers);
        let text = pretty(&body);
        let (line, column) = locate(&text, pointer).unwrap();
        let rest: String = text.split_inclusive('\n').skip(line - 1).collect::<String>().chars().skip(column - 1).collect();
        let found = serde_json::Deserializer::from_str(&rest).into_iter::<Value>().next().unwrap().unwrap();
        prop_assert_eq!(Some(&found), body.pointer(pointer));
    }
}
