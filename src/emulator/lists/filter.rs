//! The `property` expressions of both generations (contract section 6).

use regex::{Regex, RegexBuilder};
use serde_json::Value;

use crate::emulator::answer::{Cause, Problem};
use crate::emulator::clock::parse_date;
use crate::emulator::holdings::object::{Object, Place};
use crate::emulator::holdings::raw::{self, quoted};
use crate::emulator::holdings::shape::Form;

/// The operators, longer ones before those they begin with.
const OPERATORS: [(&str, Operator); 7] = [
    ("==", Operator::Equal),
    ("!=", Operator::Unequal),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Below),
    (">", Operator::Above),
    ("~", Operator::Matches),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    AtMost,
    AtLeast,
    Below,
    Above,
    Matches,
}

#[derive(Debug)]
enum Test {
    Present,
    Compare(Operator, Wanted),
    /// Against the whole value, whatever its case.
    Pattern(Regex),
}

/// What values are compared with: as text, and as what else it can be read.
#[derive(Debug)]
struct Wanted {
    text: String,
    number: Option<f64>,
    date: Option<i64>,
}

/// One expression: `[!]field[op value]`.
#[derive(Debug)]
pub struct Filter {
    /// The expression as it was given.
    pub text: String,
    path: String,
    /// The path's segments, spelled as JSON spells them between quotation marks.
    segments: Vec<String>,
    negated: bool,
    test: Test,
}

impl Filter {
    pub fn parse(expression: &str) -> Result<Filter, Problem> {
        let refused = |why: &str| Problem::new(Cause::BadQuery, format!("property {expression:?}: {why}"));
        let (negated, rest) = match expression.trim().strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, expression.trim()),
        };
        let found = (0..rest.len()).find_map(|at| {
            let tail = rest.get(at..)?;
            OPERATORS.iter().find(|(sign, _)| tail.starts_with(sign)).map(|(sign, operator)| (at, sign, *operator))
        });
        let (path, test) = match found {
            None => (rest, Test::Present),
            Some((at, sign, operator)) => {
                let (path, value) =
                    (rest.get(..at).unwrap_or_default(), rest.get(at + sign.len()..).unwrap_or_default());
                let test = if operator == Operator::Matches {
                    // A pattern must be one by itself, so that none breaks out of the whole value.
                    let whole = format!("^(?:{value})$");
                    let pattern =
                        Regex::new(value).and_then(|_| RegexBuilder::new(&whole).case_insensitive(true).build());
                    Test::Pattern(pattern.map_err(|_| refused("the pattern is not a regular expression"))?)
                } else {
                    let (number, date) = (value.parse().ok(), parse_date(value));
                    Test::Compare(operator, Wanted { text: value.to_owned(), number, date })
                };
                (path, test)
            }
        };
        if path.is_empty() {
            return Err(refused("no field is named"));
        }
        if path.contains(|character: char| "=!<>~".contains(character) || character.is_whitespace()) {
            return Err(refused("the operators are ==, !=, <=, >=, <, > and ~"));
        }
        let (text, segments) = (expression.to_owned(), segments(path));
        Ok(Filter { text, path: path.to_owned(), segments, negated, test })
    }

    /// Whether a JSON value passes.
    pub fn passes(&self, value: &Value) -> bool {
        let text = value.to_string();
        self.judge(|found| raw::visit(&text, &self.segments, found))
    }

    /// Whether an object passes, read as a generation reads it. Only what stands at the path is parsed.
    pub fn admits(&self, object: &Object, form: Form, place: &Place<'_>) -> bool {
        // Name and status stand beside the body, as far as they are strings that say anything.
        let beside = match (form, self.path.as_str()) {
            (Form::Dps, "name") | (Form::Xcore, "_instance.xdm:name" | "xdm:name") => &object.name,
            (Form::Dps, "status") | (Form::Xcore, "_instance.xdm:status" | "xdm:status") => &object.status,
            _ => "",
        };
        if beside.is_empty() {
            return self.judge(|found| object.visit(form, place, &self.segments, found));
        }
        let value = Value::String(beside.to_owned());
        (self.test.passes(&value) != self.test.is_unequal()) != self.negated
    }

    /// Judges the values that a visit shows.
    fn judge(&self, visit: impl FnOnce(&mut dyn FnMut(&str))) -> bool {
        let mut met = false;
        visit(&mut |text| met = met || serde_json::from_str(text).is_ok_and(|value| self.test.passes(&value)));
        (met != self.test.is_unequal()) != self.negated
    }
}

impl Test {
    /// Whether one value meets the test; that of `!=` is the opposite of `==`. An unequal value is one that is not
    /// equal, so absence counts, as `!field==value` does.
    fn passes(&self, value: &Value) -> bool {
        match self {
            Test::Present => !value.is_null(),
            Test::Compare(Operator::Unequal, wanted) => compare(value, Operator::Equal, wanted),
            Test::Compare(operator, wanted) => compare(value, *operator, wanted),
            Test::Pattern(pattern) => scalar(value).is_some_and(|text| pattern.is_match(&text)),
        }
    }

    fn is_unequal(&self) -> bool {
        matches!(self, Test::Compare(Operator::Unequal, _))
    }
}

/// The segments of a dotted path, spelled as JSON spells them between quotation marks.
pub fn segments(path: &str) -> Vec<String> {
    let inside = |quoted: String| quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned();
    path.split('.').map(|segment| inside(quoted(segment))).collect()
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// Numbers compare as numbers, dates as dates, the rest as text.
fn compare(value: &Value, operator: Operator, wanted: &Wanted) -> bool {
    let Some(text) = scalar(value) else { return false };
    let ordering = if let Some((left, right)) = value.as_f64().zip(wanted.number) {
        left.partial_cmp(&right)
    } else if let Some((left, right)) = wanted.date.and_then(|right| Some((parse_date(&text)?, right))) {
        Some(left.cmp(&right))
    } else {
        Some(text.cmp(&wanted.text))
    };
    ordering.is_some_and(|ordering| match operator {
        Operator::Equal | Operator::Matches => ordering.is_eq(),
        Operator::Unequal => ordering.is_ne(),
        Operator::AtMost => ordering.is_le(),
        Operator::AtLeast => ordering.is_ge(),
        Operator::Below => ordering.is_lt(),
        Operator::Above => ordering.is_gt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn passes(expression: &str) -> bool {
        let object = json!({
            "name": "Summer sale (final)", "status": "approved", "rank": {"priority": 10}, "exdRule": true,
            "modified": "2023-05-15T14:35:16.781+00:00", "tags": ["a", "b"], "nothing": null,
            "representations": [{"placement": "p1"}, {"placement": "p2"}],
        });
        Filter::parse(expression).unwrap().passes(&object)
    }

    #[test]
    fn every_operator_tells_right_from_wrong() {
        for expression in [
            "status==approved",
            "status!=draft",
            "rank.priority>=10",
            "rank.priority<=10.0",
            "rank.priority>9",
            "rank.priority<100",
            "name~.*SALE.*",
            r"name~summer sale \(final\)",
            "tags==b",
            "representations.placement==p2",
            "exdRule==true",
            "modified>2023-05-15T14:35:16.780Z",
            "description!=x",
            "name",
            "!description",
            "!nothing",
            "!status==draft",
        ] {
            assert!(passes(expression), "{expression}");
        }
        for expression in [
            "status==Approved",
            "status!=approved",
            "rank.priority>10",
            "name~sale",
            "name~summer sale (final)",
            "tags==c",
            "description",
            "!name",
            "rank==10",
            "modified<2023-05-15T14:35:16.781Z",
        ] {
            assert!(!passes(expression), "{expression}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for expression in
            ["", "==x", "!", "name~(", "~x", "status=approved", "name=~x", "name=<3", "a b", "name~a)|(?:b"]
        {
            assert_eq!(Filter::parse(expression).unwrap_err().cause, Cause::BadQuery, "{expression}");
        }
    }
}
