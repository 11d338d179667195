//! The checks of a decision rule (contract sections 10 and 13).

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::{Report, join};
use crate::domain::number::thousands;
use crate::domain::pql::of_profile;
use crate::domain::vocabulary::{Field, Generation, first_member};

/// The longest expression, in bytes.
const MAX_BYTES: usize = 15 * 1024;
/// The deepest nesting of an expression.
const MAX_LEVELS: usize = 30;
/// The most attributes of the profile that a rule looks at.
const MAX_OF_PROFILE: usize = 25;
/// The most attributes that a rule takes from what is known at the moment, such as events.
const MAX_OF_CONTEXT: usize = 30;

pub(in crate::domain) fn check(report: &mut Report<'_>, _: Timestamp) {
    let pointer = report.place(Field::ConditionValue);
    let group = format!("/{}", first_member(pointer));
    match report.at(&group) {
        None => report.error(group, "a condition is required"),
        Some(Value::Object(_)) => {
            let language = report.place(Field::ConditionType);
            known(report, language, "the language", "PQL");
            let format = report.place(Field::ConditionFormat);
            known(report, format, "the format of the language", "pql/text");
            if let Some(expression) = report.required_text(pointer, "the expression") {
                weigh(report, pointer, expression);
            }
        }
        Some(_) => report.error(group, "the condition must be an object"),
    }
    attributes(report);
    report.object(report.generation.pointer(Field::SegmentModel), "the rule builder's state");
    report.switch(report.generation.pointer(Field::ExdRule));
}

/// What an expression is defined on: its roots, each with its attributes. The profile's has that name or, in rules of the
/// successor product, an empty one; all others are the context's.
fn attributes(report: &mut Report<'_>) {
    let pointer = report.generation.pointer(Field::DefinedOn);
    report.object(pointer, "what the rule is defined on");
    let paths = match report.generation {
        Generation::Dps => "referencePaths",
        Generation::Xcore => "xdm:referencePaths",
    };
    let (mut listed, mut listed_of_context) = (0, 0);
    let mut names = BTreeSet::new();
    for root in report.at(pointer).and_then(Value::as_object).into_iter().flat_map(|roots| roots.keys()) {
        let at = join(&join(pointer, root), paths);
        let count = report.texts(&at, "an attribute");
        if matches!(root.as_str(), "profile" | "") {
            listed += count;
            let elements = report.at(&at).and_then(Value::as_array).into_iter().flatten();
            names.extend(elements.filter_map(Value::as_str).map(|name| name.strip_prefix("profile.").unwrap_or(name)));
        } else {
            listed_of_context += count;
        }
    }
    let condition = report.place(Field::ConditionValue);
    let expression = report.at(condition).and_then(Value::as_str).unwrap_or_default();
    let named = not_yet_among(names, of_profile(expression));
    let place = if named == 0 { pointer } else { condition };
    report.at_most(place, listed + named, MAX_OF_PROFILE, "profile attributes");
    report.at_most(pointer, listed_of_context, MAX_OF_CONTEXT, "listed context attributes");
}

/// How many of the named attributes are not listed. An object and its members may each stand for the other, so they count
/// once: what is counted is never more than there is.
fn not_yet_among<'a>(listed: BTreeSet<&'a str>, named: BTreeSet<&'a str>) -> usize {
    let mut known = listed;
    let mut count = 0;
    // Members come behind their object, so from behind they are known before it.
    for name in named.into_iter().rev() {
        let inside = format!("{name}.");
        let has_member = known.range(inside.as_str()..).next().is_some_and(|other| other.starts_with(&inside));
        let is_member =
            name.match_indices('.').any(|(at, _)| name.get(..at).is_some_and(|object| known.contains(object)));
        if known.insert(name) && !has_member && !is_member {
            count += 1;
        }
    }
    count
}

/// A word of which only one is documented.
fn known(report: &mut Report<'_>, pointer: &str, what: &str, documented: &str) {
    if let Some(word) = report.required_text(pointer, what)
        && word != documented
    {
        report.warning(pointer, format!("{what} is {documented} in all that is documented"));
    }
}

fn weigh(report: &mut Report<'_>, pointer: &str, expression: &str) {
    let bytes = expression.len();
    report.measure(pointer, bytes, MAX_BYTES, "bytes of expression");
    if bytes > MAX_BYTES {
        let message = format!("{} bytes: an expression may have {}", thousands(bytes), thousands(MAX_BYTES));
        report.too_much(pointer, bytes, "bytes of expression", message);
    }
    let mut level = 0_usize;
    let mut deepest = 0;
    for character in expression.chars() {
        match character {
            '(' => level += 1,
            ')' => level = level.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(level);
    }
    report.measure(pointer, deepest, MAX_LEVELS, "levels of brackets");
    if deepest > MAX_LEVELS {
        let message = format!("{} levels of brackets: an expression may have {MAX_LEVELS}", thousands(deepest));
        report.too_much(pointer, deepest, "levels of brackets", message);
    }
}

/// The rule builder's own state is not made anew from an expression that was edited here.
pub(in crate::domain) fn change(report: &mut Report<'_>, base: &Value) {
    let generation = report.generation;
    let [expression, model] = [Field::ConditionValue, Field::SegmentModel]
        .map(|field| (base.pointer(generation.place(base, field)), report.body.pointer(report.place(field))));
    if expression.0 != expression.1 && model.1.is_some() && model.0 == model.1 {
        let pointer = generation.pointer(Field::SegmentModel);
        report
            .warning(pointer, "the rule builder's state is that of the old expression: the product may show that one");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::{in_change, in_sound};
    use crate::domain::{Generation, Kind};

    fn with(path: &str, value: Value) -> Vec<String> {
        in_sound(Kind::Rule, Generation::Dps, path, Some(value))
    }

    #[test]
    fn a_condition_has_language_format_and_expression() {
        assert_eq!(in_sound(Kind::Rule, Generation::Dps, "/condition", None), ["E /condition"]);
        assert_eq!(with("/condition", json!("always")), ["E /condition"]);
        for member in ["type", "format", "value"] {
            let path = format!("/condition/{member}");
            assert_eq!(in_sound(Kind::Rule, Generation::Dps, &path, None), [format!("E {path}")]);
            assert_eq!(with(&path, json!(" ")), [format!("E {path}")]);
            assert_eq!(with(&path, json!(7)), [format!("E {path}")]);
        }
        assert_eq!(with("/condition/format", json!("pql/json")), ["W /condition/format"]);
        assert_eq!(with("/definedOn", json!([])), ["E /definedOn"]);
        assert_eq!(with("/definedOn", json!({})), [""; 0]);
        assert_eq!(with("/segmentModel", json!("x")), ["E /segmentModel"]);
        assert_eq!(with("/exdRule", json!("true")), ["E /exdRule"]);
    }

    #[test]
    fn an_expression_may_be_so_long_and_so_deep() {
        let value = "/condition/value";
        assert_eq!(with(value, json!("x".repeat(15 * 1024))), [""; 0]);
        assert_eq!(with(value, json!("x".repeat(15 * 1024 + 1))), [format!("W {value}")]);
        let nested = |levels: usize| json!(format!("{}x{}", "(".repeat(levels), ")".repeat(levels)));
        assert_eq!(with(value, nested(30)), [""; 0]);
        assert_eq!(with(value, nested(31)), [format!("W {value}")]);
        let paths = "/definedOn/profile/referencePaths";
        assert_eq!(with(paths, json!(vec!["a"; 25])), [""; 0]);
        assert_eq!(with(paths, json!(vec!["a"; 26])), ["W /definedOn"]);
    }

    #[test]
    fn attributes_of_the_profile_and_of_the_context_are_counted_apart() {
        for (generation, pointer, paths) in [
            (Generation::Dps, "/definedOn", "referencePaths"),
            (Generation::Xcore, "/xdm:definedOn", "xdm:referencePaths"),
        ] {
            let found = |counts: &[(&str, usize)]| {
                let roots = counts.iter().map(|(root, count)| ((*root).to_owned(), json!({paths: vec!["a"; *count]})));
                in_sound(Kind::Rule, generation, pointer, Some(Value::Object(roots.collect())))
            };
            assert_eq!(found(&[("profile", 25), ("xEvent", 20), ("cart", 10)]), [""; 0]);
            assert_eq!(found(&[("profile", 26), ("xEvent", 30)]), [format!("W {pointer}")]);
            assert_eq!(found(&[("profile", 20), ("", 6)]), [format!("W {pointer}")], "both are the profile");
            assert_eq!(found(&[("xEvent", 20), ("cart", 11)]), [format!("W {pointer}")]);
            assert_eq!(found(&[("xEvent", 31), ("", 26)]), [format!("W {pointer}"), format!("W {pointer}")]);
        }
        assert_eq!(
            with("/definedOn", json!({"xEvent": {"referencePaths": [1]}})),
            ["E /definedOn/xEvent/referencePaths/0"]
        );
    }

    #[test]
    fn attributes_that_only_the_expression_names_count_too_and_each_once() {
        let names = |from: usize, to: usize| (from..to).map(|number| format!("a.b{number}")).collect::<Vec<_>>();
        let expression = |names: &[String]| {
            let tests: Vec<String> = names.iter().map(|name| format!("profile.{name}.equals(\"x\", false)")).collect();
            tests.join(" and ")
        };
        for (generation, prefix) in [(Generation::Dps, ""), (Generation::Xcore, "xdm:")] {
            let found = |listed: &[String], named: &[String]| {
                let mut body = json!({"condition": {"type": "PQL", "format": "pql/text", "value": expression(named)}});
                body[format!("{prefix}name")] = json!("A");
                body[format!("{prefix}definedOn")] = json!({"profile": {format!("{prefix}referencePaths"): listed}});
                super::super::tests::findings(Kind::Rule, generation, &body)
            };
            assert_eq!(found(&[], &names(0, 25)), [""; 0]);
            assert_eq!(found(&[], &names(0, 26)), ["W /condition/value"]);
            assert_eq!(found(&names(0, 25), &names(0, 25)), [""; 0], "each once");
            assert_eq!(found(&names(0, 20), &names(15, 26)), ["W /condition/value"]);
            assert_eq!(found(&names(0, 26), &names(0, 1)), [format!("W /{prefix}definedOn")]);
        }
    }

    #[test]
    fn an_object_and_its_members_count_once() {
        let count = |listed: &[&'static str], named: &[&'static str]| {
            super::not_yet_among(listed.iter().copied().collect(), named.iter().copied().collect())
        };
        assert_eq!(count(&["a.b"], &["a", "a.b.c", "a.b"]), 0);
        assert_eq!(count(&[], &["a", "a.b", "a.c", "ab"]), 3);
        assert_eq!(count(&["x"], &["a.b.c", "a.b", "y"]), 2);
    }

    #[test]
    fn xcore_has_the_condition_in_either_spelling() {
        let found = |body: Value| super::super::tests::findings(Kind::Rule, Generation::Xcore, &body);
        let plain = json!({"type": "PQL", "format": "pql/text", "value": ""});
        assert_eq!(found(json!({"xdm:name": "A", "condition": plain})), ["E /condition/value"]);
        let prefixed = json!({"xdm:type": "PQL", "xdm:format": "pql/text", "xdm:value": ""});
        assert_eq!(found(json!({"xdm:name": "A", "xdm:condition": prefixed})), ["E /xdm:condition/xdm:value"]);
        assert_eq!(found(json!({"xdm:name": "A"})), ["E /xdm:condition"]);
    }

    #[test]
    fn an_expression_that_leaves_the_builder_behind_is_told_of() {
        let rule = |value: &str, model: Option<&str>| {
            let mut body = json!({"condition": {"value": value}});
            if let Some(model) = model {
                body["segmentModel"] = json!({"name": model});
            }
            body
        };
        let change = |base: &Value, edited: &Value| in_change(Kind::Rule, Generation::Dps, base, edited);
        let base = rule("a", Some("m"));
        assert_eq!(change(&base, &rule("b", Some("m"))), ["W /segmentModel"]);
        assert_eq!(change(&base, &rule("b", Some("n"))), [""; 0]);
        assert_eq!(change(&base, &rule("b", None)), [""; 0]);
        assert_eq!(change(&base, &rule("a", Some("m"))), [""; 0]);
        assert_eq!(change(&rule("a", None), &rule("b", None)), [""; 0]);
    }
}
