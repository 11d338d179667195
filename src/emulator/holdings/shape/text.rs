//! The other spelling of a body that stays text: what [`super::translate`] does, without a tree in between.

use std::borrow::Cow;

use serde_json::Value;

use super::{Form, Inner, Member, respell};
use crate::emulator::holdings::raw;

/// A body's text in the other spelling.
pub fn translate_text<'a>(body: &'a str, members: &[Member], from: Form, to: Form) -> Cow<'a, str> {
    if from == to {
        return Cow::Borrowed(body);
    }
    let mut text = String::with_capacity(body.len() + body.len() / 4);
    object(body, members, to, Level::Body(None), &mut text);
    Cow::Owned(text)
}

/// One member of a body in a generation's spelling; the name is spelled as in that generation.
pub fn member_text<'a>(body: &'a str, members: &[Member], from: Form, to: Form, name: &str) -> Option<Cow<'a, str>> {
    if from == to {
        return raw::members(body).find(|(own, _)| *own == name).map(|(_, value)| Cow::Borrowed(value));
    }
    let mut text = String::new();
    object(body, members, to, Level::Body(Some(name)), &mut text);
    raw::members(&text).next().map(|(_, value)| Cow::Owned(value.to_owned()))
}

/// Where in a body an object stands.
#[derive(Clone, Copy)]
enum Level<'a> {
    /// It is the body, of which one member may be all that is wanted.
    Body(Option<&'a str>),
    Inside,
}

fn value(text: &str, members: &[Member], to: Form, into: &mut String) {
    match text.as_bytes().first() {
        Some(b'{') => object(text, members, to, Level::Inside, into),
        Some(b'[') => {
            let mut mark = '[';
            for element in raw::elements(text) {
                into.push(mark);
                value(element, members, to, into);
                mark = ',';
            }
            into.push_str(if mark == '[' { "[]" } else { "]" });
        }
        _ => into.push_str(text),
    }
}

fn object(text: &str, members: &[Member], to: Form, level: Level<'_>, into: &mut String) {
    // Which of the members stand there already: where both spellings of one are given, the first one wins.
    let mut written = 0_u64;
    let mut mark = '{';
    for (name, old) in raw::members(text) {
        let own = members.iter().position(|member| member.spelled(to.other()) == name);
        let place = own.or_else(|| members.iter().position(|member| member.spelled(to) == name));
        let bit = place.map_or(0, |place| 1 << (place % 64));
        let new_name = own.and_then(|place| members.get(place)).map_or(name, |member| member.spelled(to));
        let wanted = !matches!(level, Level::Body(Some(only)) if only != new_name);
        if written & bit != 0 || !wanted {
            continue;
        }
        written |= bit;
        into.push(mark);
        mark = ',';
        into.push('"');
        into.push_str(new_name);
        into.push_str("\":");
        let before = into.len();
        match own.and_then(|place| members.get(place)) {
            None => into.push_str(old),
            Some(member) => match member.inner {
                Inner::Plain => into.push_str(old),
                Inner::Members(inner) => value(old, inner, to, into),
                Inner::Constraint(inner) => {
                    value(old, inner, to, into);
                    declare_rule(into, before, to);
                }
                _ => into.push_str(&by_tree(name, old, members, to)),
            },
        }
    }
    into.push_str(if mark == '{' { "{}" } else { "}" });
}

/// A value whose translation is not a matter of names.
fn by_tree(name: &str, text: &str, members: &[Member], to: Form) -> String {
    let tree =
        Value::Object(std::iter::once((name.to_owned(), serde_json::from_str(text).unwrap_or_default())).collect());
    match respell(tree, members, to) {
        Value::Object(object) => object.values().next().map(Value::to_string).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Declares the type of a constraint that names a rule, as [`super::translate`] does.
fn declare_rule(text: &mut String, start: usize, to: Form) {
    let constraint = text.get(start..).unwrap_or_default();
    let has = |wanted: &str| raw::members(constraint).any(|(name, _)| name == wanted);
    if to == Form::Dps && has("eligibilityRule") && !has("profileConstraintType") {
        text.pop();
        text.push_str(r#","profileConstraintType":"eligibilityRule"}"#);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        COLLECTION, DECISION, FALLBACK_OFFER, PERSONALIZED_OFFER, PLACEMENT, QUALIFIER, RULE, translate,
    };
    use super::*;
    use crate::emulator::holdings::kind::KINDS;
    use proptest::prelude::*;
    use serde_json::{Map, json};

    const FORMS: [Form; 2] = [Form::Dps, Form::Xcore];
    const TABLES: [&[Member]; KINDS.len()] =
        [PERSONALIZED_OFFER, FALLBACK_OFFER, PLACEMENT, COLLECTION, QUALIFIER, RULE, DECISION];

    /// All names that a table's members have, at whatever depth.
    fn spellings(members: &'static [Member], found: &mut Vec<&'static str>) {
        for member in members {
            found.extend(FORMS.map(|form| member.spelled(form)));
            spellings(member.inner.members(), found);
        }
    }

    fn assert_same(body: &Value) {
        for members in TABLES {
            for (from, to) in FORMS.into_iter().flat_map(|from| FORMS.map(|to| (from, to))) {
                let tree = translate(body.clone(), members, from, to);
                let text = body.to_string();
                assert_eq!(translate_text(&text, members, from, to), tree.to_string(), "{from:?} to {to:?}");
                for (name, value) in tree.as_object().unwrap() {
                    let inside = raw::quoted(name);
                    let name = inside.trim_matches('"');
                    let found = member_text(&text, members, from, to, name);
                    assert_eq!(found.as_deref(), Some(value.to_string().as_str()), "{name} {from:?} to {to:?}");
                }
                assert_eq!(member_text(&text, members, from, to, "absent"), None);
            }
        }
    }

    #[test]
    fn text_and_tree_translate_alike() {
        assert_same(&json!({}));
        assert_same(&json!({"name": "dps", "xdm:name": "xcore", "status": null, "xdm:tags": [], "rank": 3}));
        assert_same(&json!({
            "representations": [{"components": [{"type": "html", "@type": "x"}, {"type": 5}], "xdm:channel": "c"}, [], 7],
            "xdm:representations": [{"xdm:components": [{"@type": "https://ns.adobe.com/experience/offer-management/content-component-text"}]}],
            "custom": {"name": "kept", "type": "html"},
        }));
        for constraint in [
            json!({"xdm:eligibilityRule": "r"}),
            json!({"eligibilityRule": "r", "profileConstraintType": "none"}),
            json!({"eligibilityRule": "r"}),
            json!({}),
            json!([{"eligibilityRule": "r"}]),
        ] {
            assert_same(&json!({"xdm:selectionConstraint": constraint.clone(), "z": 1}));
            assert_same(&json!({"xdm:criteria": [{"xdm:profileConstraint": constraint.clone(), "z": 1}, 7]}));
            assert_same(&json!({"xdm:criteria": {"xdm:profileConstraint": constraint.clone()}, "z": 1}));
            assert_same(
                &json!({"criteria": [{"profileConstraint": constraint.clone()}], "profileConstraint": constraint.clone()}),
            );
            assert_same(
                &json!({"selectionConstraint": constraint.clone(), "custom": {"selectionConstraint": constraint}}),
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_body_is_translated_as_the_tree_is(
            parts in prop::collection::vec((any::<prop::sample::Index>(), 0..8_usize), 0..12)
        ) {
            let mut names = vec!["custom", "a\"b"];
            TABLES.iter().for_each(|members| spellings(members, &mut names));
            let mut body = json!({});
            for (name, shape) in parts {
                let inner = body.clone();
                let value = match shape {
                    0 => json!("html"),
                    6 => json!("any-tags"),
                    7 => json!("allTags"),
                    1 => json!(12.50),
                    2 => json!([inner, "x"]),
                    3 => inner,
                    4 => json!([]),
                    _ => Value::Null,
                };
                let mut outer = Map::new();
                outer.insert("xdm:status".to_owned(), json!("draft"));
                if let Value::Object(members) = &body {
                    outer.extend(members.clone());
                }
                outer.insert((*name.get(&names)).to_owned(), value);
                body = Value::Object(outer);
                if body.to_string().len() > 3000 {
                    break;
                }
            }
            assert_same(&body);
        }
    }
}
