//! Random JSON for the property tests of this module.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Any JSON value, its objects' names drawn from a few so that two bodies share many.
pub fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec!["1.0", "1.00", "-0", "2e+10", "12345678901234567890123", "0.1e-7"])
            .prop_map(|text| serde_json::from_str(text).unwrap()),
        "[a-c \"\\\\/é春\n\u{7f}]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            members(inner).prop_map(Value::Object),
        ]
    })
}

fn members(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let name = prop::sample::select(vec!["a", "b", "c", "xdm:d", "a/b", "~", "~1", "", "0", "-", "\"é"]);
    prop::collection::vec((name.prop_map(str::to_owned), inner), 0..5).prop_map(Map::from_iter)
}

/// Any JSON object.
pub fn body() -> impl Strategy<Value = Value> {
    members(value()).prop_map(Value::Object)
}

/// Two objects: unrelated ones, or one and what a few edits deep inside made of it.
pub fn two_bodies() -> impl Strategy<Value = (Value, Value)> {
    prop_oneof![
        (body(), body()),
        (body(), edits()).prop_map(|(before, edits)| {
            let after = edited(&before, edits);
            (before, after)
        }),
    ]
}

/// A base and what two sides made of it: unrelated objects, a few edits on each side, or objects whose arrays hold
/// elements that can be told apart.
pub fn three_bodies() -> impl Strategy<Value = (Value, Value, Value)> {
    prop_oneof![
        1 => (body(), body(), body()),
        3 => (body(), edits(), edits()).prop_map(|(base, theirs, mine)| {
            let (theirs, mine) = (edited(&base, theirs), edited(&base, mine));
            (base, theirs, mine)
        }),
        2 => (offer(), offer(), offer()),
        2 => (offer(), edits(), edits()).prop_map(|(base, theirs, mine)| {
            let (theirs, mine) = (edited(&base, theirs), edited(&base, mine));
            (base, theirs, mine)
        }),
    ]
}

/// An object with arrays as an offer has them, all of them so small that two of them often agree.
fn offer() -> impl Strategy<Value = Value> {
    let tags = prop::sample::subsequence(vec!["a", "b", "c", "d"], 0..=4).prop_shuffle();
    let placements = prop::sample::subsequence(vec!["p", "q", "r"], 0..=3).prop_shuffle();
    let contents = prop::collection::vec((0..2_u8, prop::collection::vec(0..2_u8, 0..3)), 3);
    (tags, placements, contents).prop_map(|(tags, placements, contents)| {
        let representations: Vec<Value> = placements
            .into_iter()
            .zip(contents)
            .map(|(placement, (channel, components))| {
                json!({"placement": placement, "channel": channel, "components": components})
            })
            .collect();
        json!({"tags": tags, "representations": representations})
    })
}

type Edit = (prop::sample::Index, Option<Value>);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(value())), 0..4)
}

fn edited(body: &Value, edits: Vec<Edit>) -> Value {
    let mut body = body.clone();
    for (pick, new) in edits {
        edit(&mut body, pick, new);
    }
    body
}

/// Sets, removes or (in an array) appends one thing somewhere in `body`.
fn edit(body: &mut Value, pick: prop::sample::Index, new: Option<Value>) {
    let mut pointers = Vec::new();
    all_pointers(body, "", &mut pointers);
    let pointer = pick.get(&pointers).as_str();
    let Some(place) = body.pointer_mut(pointer) else { return };
    match (place, new) {
        (Value::Object(members), None) => {
            if let Some(name) = members.keys().next().cloned() {
                members.shift_remove(&name);
            }
        }
        (Value::Array(elements), None) => {
            elements.pop();
        }
        (Value::Object(members), Some(new)) => {
            members.insert("new".to_owned(), new);
        }
        (Value::Array(elements), Some(new)) => elements.push(new),
        (place, new) => *place = new.unwrap_or(Value::Null),
    }
    if !body.is_object() {
        *body = Value::Object(Map::new());
    }
}

fn all_pointers(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, inner)| all_pointers(inner, &join(path, name), found));
        }
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, inner)| {
                all_pointers(inner, &format!("{path}/{index}"), found);
            });
        }
        _ => {}
    }
}

/// The pointers of all members that are reached without going through an array.
pub fn member_pointers(value: &Value, path: &str, found: &mut Vec<String>) {
    for (name, inner) in value.as_object().into_iter().flatten() {
        let pointer = join(path, name);
        member_pointers(inner, &pointer, found);
        found.push(pointer);
    }
}

fn join(path: &str, name: &str) -> String {
    format!("{path}/{}", super::patch::escape(name))
}
