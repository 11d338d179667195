//! Objects at their worst, as a server may send them: whatever one of their members holds, it is shown, and an edit of
//! another member leaves it alone.

use serde_json::{Value, json};

use super::json::{parse, pretty};
use super::{Generation, Kind, Operation, Record, apply, diff, merge};

/// An object as it is received, with the given member in its body.
fn received(generation: Generation, member: &str) -> String {
    match generation {
        Generation::Dps => format!(r#"{{"id":"o","etag":3,"name":"A",{member},"rank":{{"priority":1}}}}"#),
        Generation::Xcore => format!(
            r#"{{"instanceId":"i","repo:etag":3,"_instance":{{"@id":"o","xdm:name":"A",{member},"xdm:rank":{{"xdm:priority":1}}}}}}"#
        ),
    }
}

/// Goes the way of an edit: what is received is read, shown as text, changed in the text at the name, and read again.
/// Nothing but the name may come out as changed. Returns what was shown.
fn shown_and_left_alone(member: &str) -> String {
    let mut shown = String::new();
    for generation in [Generation::Dps, Generation::Xcore] {
        let raw = received(generation, member);
        let record = Record::read(generation, Kind::Personalized, &raw).unwrap();
        assert_eq!(&*record.raw, raw, "the text is kept as received");
        let base = record.body();
        let (name, priority) = match generation {
            Generation::Dps => ("name", "/rank/priority"),
            Generation::Xcore => ("xdm:name", "/xdm:rank/xdm:priority"),
        };
        shown = pretty(&base);
        let typed = shown.replacen(&format!("\"{name}\": \"A\""), &format!("\"{name}\": \"B\""), 1);
        let edited = parse(&typed).unwrap();
        let patch = diff(&base, &edited);
        assert_eq!(patch, [Operation::Add { path: format!("/{name}"), value: json!("B") }]);
        assert_eq!(apply(&base, &patch).unwrap().to_string(), edited.to_string());
        // Changed elsewhere meanwhile, it is still left alone.
        let mut theirs = base.clone();
        *theirs.pointer_mut(priority).unwrap() = json!(7);
        let merge = merge(&base, &theirs, &edited);
        assert_eq!(merge.clashes, []);
        assert_eq!(diff(&theirs, &merge.merged), patch);
        assert_eq!(pretty(&merge.merged), typed.replacen("priority\": 1", "priority\": 7", 1));
    }
    shown
}

#[test]
fn names_that_stand_twice_survive_an_edit_beside_them() {
    assert!(shown_and_left_alone(r#""odd":{"x":1,"y":0,"x":[2]}"#).contains("\"x\": [2],\n    \"y\": 0"));
    assert!(shown_and_left_alone(r#""odd":1,"odd":2,"\u006fdd":3"#).contains("\"odd\": 3"));
    let raw = r#"{"id":"o","name":"first","name":"A"}"#;
    let record = Record::read(Generation::Dps, Kind::Personalized, raw).unwrap();
    assert_eq!((record.title(), record.body()["name"].as_str()), ("A", Some("A")));
}

#[test]
fn numbers_that_no_float_holds_keep_their_digits() {
    for digits in [
        "9007199254740993",
        "-9007199254740993",
        "123456789012345678901234567890",
        "0.10000000000000000000000000001",
        "1.10",
        "-0",
        "-0.0",
        "1e+400",
        "5e-999",
    ] {
        assert!(shown_and_left_alone(&format!(r#""odd":{digits}"#)).contains(&format!("\"odd\": {digits},")));
        assert!(shown_and_left_alone(&format!(r#""odd":[{digits},0]"#)).contains(&format!("[{digits}, 0]")));
    }
    // Of an exponent the digits are kept, but not how it is spelled.
    assert!(shown_and_left_alone(r#""odd":[1E400,1e5]"#).contains("[1e+400, 1e+5]"));
}

#[test]
fn a_hundred_levels_survive_an_edit_beside_them() {
    let arrays = format!(r#""odd":{}1{}"#, "[".repeat(100), "]".repeat(100));
    let objects = format!(r#""odd":{}1{}"#, r#"{"odd":"#.repeat(100), "}".repeat(100));
    for member in [arrays, objects] {
        assert!(shown_and_left_alone(&member).lines().count() > 200);
    }
}

#[test]
fn names_and_texts_of_a_megabyte_survive_an_edit_beside_them() {
    let long = "é~/".repeat(1 << 18);
    assert!(shown_and_left_alone(&format!(r#""{long}":{{"{long}":"{long}"}}"#)).len() > 3 * long.len());
    let raw = format!(r#"{{"id":"o","name":"{long}","status":"draft"}}"#);
    let record = Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap();
    let mut edited = record.body();
    edited["status"] = json!("approved");
    assert_eq!(diff(&record.body(), &edited).len(), 1);
}

#[test]
fn halves_of_surrogate_pairs_are_shown_as_unreadable_and_left_alone() {
    for (sent, shown) in [
        (r"\ud800", "\u{fffd}"),
        (r"\uDFFF and on", "\u{fffd} and on"),
        (r"\ud800\u0041", "\u{fffd}A"),
        (r"\ud800\ud83d\ude00", "\u{fffd}😀"),
        (r"\udc00\ud800", "\u{fffd}\u{fffd}"),
        (r"\\ud800 \ud800", "\\\\ud800 \u{fffd}"),
        (r"\ud800\n", "\u{fffd}\\n"),
    ] {
        let text = shown_and_left_alone(&format!(r#""odd":"{sent}","more{sent}":["{sent}"]"#));
        assert!(text.contains(&format!("\"odd\": \"{shown}\"")), "{text}");
        assert!(text.contains(&format!("\"more{shown}\": [\"{shown}\"]")), "{text}");
    }
}

#[test]
fn bytes_that_are_no_utf_8_are_left_alone() {
    let bytes = [&b"\"odd\":\"a\xff\xc3(\xed\xa0\x80\",\"\xf0\x9f\":1"[..]].concat();
    let member = String::from_utf8_lossy(&bytes);
    assert!(shown_and_left_alone(&member).contains("\"odd\": \"a\u{fffd}\u{fffd}("));
}

#[test]
fn control_characters_are_left_alone() {
    let shown = shown_and_left_alone(r#""odd":"\u0000\u001b[2J\u007f\u0085\u202e","\u001b":1"#);
    assert!(shown.contains(r#""odd": "\u0000\u001b[2J"#), "{shown:?}");
}

#[test]
fn names_that_mean_something_to_serde_json_are_names_like_any_other() {
    for member in [
        r#""odd":{"$serde_json::private::Number":"1"}"#,
        r#""odd":{"$serde_json::private::Number":"one"}"#,
        r#""odd":{"$serde_json::private::RawValue":"[1]"}"#,
        r#""odd":{"$serde_json::private::RawValue":"["}"#,
        r#""odd":{"\u0024serde_json::private::RawValue":"[1]"}"#,
    ] {
        let shown: Value = parse(&shown_and_left_alone(member)).unwrap();
        assert!(shown["odd"].is_object(), "{shown}");
    }
}
