//! The change between two bodies, as JSON Patch (RFC 6902).

use std::borrow::Cow;

use serde_json::{Value, json};

/// One operation. Only `add` and `remove` are ever made: `add` sets a member whether or not it is there, and `remove`
/// is used for members of the last read alone (contract section 7). Both generations document both.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// Sets the member at the pointer, or appends to an array where the pointer ends in `/-`.
    Add {
        /// A JSON pointer into the editable body, escaped as RFC 6901 says.
        path: String,
        /// The new value.
        value: Value,
    },
    /// Removes the member at the pointer.
    Remove {
        /// A JSON pointer into the editable body, escaped as RFC 6901 says.
        path: String,
    },
}

impl Operation {
    /// The pointer that the operation touches.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Operation::Add { path, .. } | Operation::Remove { path } => path,
        }
    }

    /// The operation as RFC 6902 writes it, with `prefix` before the path (xcore: `/_instance`; dps: nothing).
    #[must_use]
    pub fn to_json(&self, prefix: &str) -> Value {
        match self {
            Operation::Add { path, value } => json!({"op": "add", "path": format!("{prefix}{path}"), "value": value}),
            Operation::Remove { path } => json!({"op": "remove", "path": format!("{prefix}{path}")}),
        }
    }
}

/// A change, in the order in which it is applied. Empty where nothing changed.
pub type Patch = Vec<Operation>;

/// The operations that turn `base` into `edited`, and touch nothing else: what others wrote meanwhile survives.
///
/// - Objects are compared member by member, however deep; the order of members is no difference.
/// - An array that only grew at its end is appended to; any other change of an array sets the whole of it, because
///   indices can move under concurrent edits (contract section 7). So no path leads through an array's index.
/// - Numbers are compared as written: `1.0` and `1.00` differ, since what was typed is what is sent.
/// - Two bodies that are not both objects differ as a whole: one `add` at the root (an empty path), which no server
///   takes. [`check`](super::check()) refuses such a body before it comes to this.
#[must_use]
pub fn diff(base: &Value, edited: &Value) -> Patch {
    let mut patch = Patch::new();
    compare(base, edited, &mut String::new(), &mut patch);
    patch
}

/// Adds what differs at `path` to `patch`; `path` is lent for extending and comes back as it was.
fn compare(base: &Value, edited: &Value, path: &mut String, patch: &mut Patch) {
    match (base, edited) {
        (Value::Object(before), Value::Object(after)) => {
            for (name, old) in before {
                let length = within(path, name);
                match after.get(name) {
                    Some(new) => compare(old, new, path, patch),
                    None => patch.push(Operation::Remove { path: path.clone() }),
                }
                path.truncate(length);
            }
            for (name, new) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
                patch.push(Operation::Add { path: format!("{path}/{}", escape(name)), value: new.clone() });
            }
        }
        (Value::Array(before), Value::Array(after)) if after.starts_with(before) => {
            for value in &after[before.len()..] {
                patch.push(Operation::Add { path: format!("{path}/-"), value: value.clone() });
            }
        }
        _ if base == edited => {}
        _ => patch.push(Operation::Add { path: path.clone(), value: edited.clone() }),
    }
}

/// Extends a pointer by one member or element. Returns the length to cut it to on the way back.
pub(super) fn within(path: &mut String, name: &str) -> usize {
    let length = path.len();
    path.push('/');
    path.push_str(&escape(name));
    length
}

/// A member's name as one segment of a JSON pointer (RFC 6901).
#[must_use]
pub fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { Cow::Owned(name.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(name) }
}

/// The name that a segment of a JSON pointer stands for (RFC 6901).
#[must_use]
pub fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// Why a patch does not fit a body: something it builds on is gone or has become something else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// What should hold the member is not there, or can't hold one.
    #[error("nothing at {0} can hold a member")]
    NoParent(String),
    /// The member to remove is not there.
    #[error("there is no {0} to remove")]
    NoMember(String),
    /// An array can only be appended to.
    #[error("{0} names an element of an array; only appending is supported")]
    Element(String),
}

/// The body after the operations; the order of the members that stay is kept.
///
/// # Errors
/// Where `base` lacks what an operation builds on. Nothing is applied by half: `base` itself is never changed.
pub fn apply(base: &Value, patch: &[Operation]) -> Result<Value, ApplyError> {
    let mut body = base.clone();
    for operation in patch {
        let path = operation.path();
        let Some((parent, segment)) = path.rsplit_once('/') else {
            match operation {
                Operation::Add { value, .. } if path.is_empty() => body = value.clone(),
                _ => return Err(ApplyError::NoParent(path.to_owned())),
            }
            continue;
        };
        let name = unescape(segment);
        match (body.pointer_mut(parent), operation) {
            (Some(Value::Object(members)), Operation::Add { value, .. }) => {
                members.insert(name.into_owned(), value.clone());
            }
            (Some(Value::Object(members)), Operation::Remove { .. }) => {
                members.shift_remove(&*name).ok_or_else(|| ApplyError::NoMember(path.to_owned()))?;
            }
            (Some(Value::Array(elements)), Operation::Add { value, .. }) if segment == "-" => {
                elements.push(value.clone());
            }
            (Some(Value::Array(_)), _) => return Err(ApplyError::Element(path.to_owned())),
            _ => return Err(ApplyError::NoParent(parent.to_owned())),
        }
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::arbitrary;

    fn add(path: &str, value: Value) -> Operation {
        Operation::Add { path: path.to_owned(), value }
    }

    fn remove(path: &str) -> Operation {
        Operation::Remove { path: path.to_owned() }
    }

    #[test]
    fn members_are_set_and_removed_one_by_one() {
        let base = json!({"name": "A", "rank": {"priority": 0, "future": 1}, "gone": [1], "same": null});
        let edited = json!({"same": null, "rank": {"priority": 5, "future": 1}, "name": "A", "new": {"a/b~": 1}});
        assert_eq!(
            diff(&base, &edited),
            [add("/rank/priority", json!(5)), remove("/gone"), add("/new", json!({"a/b~": 1}))]
        );
    }

    #[test]
    fn names_are_escaped_on_the_way_in_and_out() {
        let (base, edited) = (json!({"a/b": {"~1": 0}}), json!({"a/b": {"~1": 1}}));
        let patch = diff(&base, &edited);
        assert_eq!(patch, [add("/a~1b/~01", json!(1))]);
        assert_eq!(apply(&base, &patch), Ok(edited));
    }

    #[test]
    fn an_array_is_appended_to_or_set_whole() {
        let base = json!({"tags": ["a", "b"]});
        assert_eq!(
            diff(&base, &json!({"tags": ["a", "b", "c", "d"]})),
            [add("/tags/-", json!("c")), add("/tags/-", json!("d"))]
        );
        for other in [json!(["b"]), json!(["b", "a"]), json!([]), json!(["x", "a", "b"])] {
            assert_eq!(diff(&base, &json!({"tags": other})), [add("/tags", other.clone())]);
        }
        let deep = json!({"r": [{"c": [{"content": "old"}]}]});
        let edited = json!({"r": [{"c": [{"content": "new"}]}]});
        assert_eq!(diff(&deep, &edited), [add("/r", edited["r"].clone())]);
    }

    #[test]
    fn numbers_differ_as_they_are_written() {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(diff(&read(r#"{"n":1.0}"#), &read(r#"{"n":1.0}"#)), []);
        assert_eq!(diff(&read(r#"{"n":1.0}"#), &read(r#"{"n":1.00}"#)).len(), 1);
        assert_eq!(diff(&read(r#"{"n":1}"#), &read(r#"{"n":12345678901234567890123}"#)).len(), 1);
    }

    #[test]
    fn a_body_that_is_no_object_differs_as_a_whole() {
        assert_eq!(diff(&json!({"a": 1}), &json!("text")), [add("", json!("text"))]);
        assert_eq!(diff(&json!(null), &json!(null)), []);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_path() {
        let base = json!({"a": {"z": 1, "y": 2, "x": 3}, "list": [1], "text": ""});
        assert_eq!(apply(&base, &[remove("/a/gone")]), Err(ApplyError::NoMember("/a/gone".to_owned())));
        assert_eq!(apply(&base, &[add("/b/c", json!(1))]), Err(ApplyError::NoParent("/b".to_owned())));
        assert_eq!(apply(&base, &[add("/text/c", json!(1))]), Err(ApplyError::NoParent("/text".to_owned())));
        assert_eq!(apply(&base, &[add("/list/0", json!(1))]), Err(ApplyError::Element("/list/0".to_owned())));
        assert_eq!(apply(&base, &[remove("/list/-")]), Err(ApplyError::Element("/list/-".to_owned())));
        assert_eq!(apply(&base, &[add("a", json!(1))]), Err(ApplyError::NoParent("a".to_owned())));
        assert_eq!(apply(&base, &[remove("")]), Err(ApplyError::NoParent(String::new())));
        let kept = apply(&base, &[remove("/a/z")]).unwrap();
        assert_eq!(kept["a"].to_string(), r#"{"y":2,"x":3}"#);
    }

    /// Whether a path of a patch for `base` goes through an element of an array, `-` at the very end excepted.
    fn goes_through_an_array(base: &Value, path: &str) -> bool {
        path.match_indices('/').any(|(at, _)| {
            let (parent, rest) = path.split_at(at);
            rest != "/-" && base.pointer(parent).is_some_and(Value::is_array)
        })
    }

    // How many cases are tried is up to the variable `PROPTEST_CASES`.
    proptest! {
        #[test]
        fn applying_the_difference_gives_the_edited_body_and_the_reverse_takes_it_back(
            (a, b) in arbitrary::two_bodies(),
        ) {
            let (there, back) = (apply(&a, &diff(&a, &b)), apply(&b, &diff(&b, &a)));
            prop_assert_eq!((there, back), (Ok(b), Ok(a)));
        }

        #[test]
        fn a_body_does_not_differ_from_itself(a in arbitrary::body()) {
            prop_assert_eq!(diff(&a, &a), []);
        }

        #[test]
        fn paths_keep_out_of_arrays_and_removals_name_what_is_there((a, b) in arbitrary::two_bodies()) {
            for operation in diff(&a, &b) {
                prop_assert!(!goes_through_an_array(&a, operation.path()), "{}", operation.path());
                if let Operation::Remove { path } = operation {
                    prop_assert!(a.pointer(&path).is_some(), "{}", path);
                }
            }
        }

        #[test]
        fn changing_one_member_gives_one_operation(a in arbitrary::body(), pick in any::<prop::sample::Index>()) {
            let mut pointers = Vec::new();
            arbitrary::member_pointers(&a, "", &mut pointers);
            prop_assume!(!pointers.is_empty());
            let pointer = pick.get(&pointers);
            let mut b = a.clone();
            *b.pointer_mut(pointer).unwrap() = json!("a text that no generated body holds");
            prop_assert_eq!(diff(&a, &b), [add(pointer, json!("a text that no generated body holds"))]);
        }
    }
}
