//! JSON Patch (RFC 6902) as far as the documents show it: no `move` (contract section 7).

use serde_json::Value;

use super::answer::{Cause, Problem};
use super::shape::Form;

/// How large a document may grow while a patch is applied; `copy` can double it with every operation.
const GROWTH_LIMIT: usize = 1024 * 1024;

/// One operation, its path taken apart and free of the generation's prefix.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operation {
    /// The path as sent, for messages.
    pointer: String,
    path: Vec<String>,
    act: Act,
}

#[derive(Clone, Debug, PartialEq)]
enum Act {
    Add(Value),
    Replace(Value),
    Remove,
    Copy(Vec<String>),
    Test(Value),
}

/// Whether a member on top of an object is the repository's own and not for clients to write.
pub(super) fn is_protected(member: &str, form: Form) -> bool {
    match form {
        Form::Dps => {
            matches!(member, "id" | "etag" | "modified" | "schemas" | "sandboxId" | "instanceId")
                || ["created", "lastModified", "repo:"].iter().any(|prefix| member.starts_with(prefix))
        }
        Form::Xcore => member == "@id" || member == "instanceId" || member.starts_with("repo:"),
    }
}

/// Reads a patch. On xcore every path begins with `/_instance`.
pub(super) fn parse(body: &Value, form: Form) -> Result<Vec<Operation>, Problem> {
    let bad = |why: String| Problem::new(Cause::BadJson, why);
    let Value::Array(items) = body else { return Err(bad("a JSON Patch is an array of operations".to_owned())) };
    if items.is_empty() {
        return Err(bad("the patch holds no operation".to_owned()));
    }
    let mut operations = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let text = |member: &str| item.get(member).and_then(Value::as_str);
        let op = text("op").ok_or_else(|| bad(format!("operation {index} has no op")))?;
        let pointer = text("path").ok_or_else(|| bad(format!("operation {index} has no path")))?;
        let value = || item.get("value").cloned().ok_or_else(|| bad(format!("operation {index} ({op}) has no value")));
        let act = match op {
            "add" => Act::Add(value()?),
            "replace" => Act::Replace(value()?),
            "remove" => Act::Remove,
            "test" => Act::Test(value()?),
            "copy" => {
                let from = text("from").ok_or_else(|| bad(format!("operation {index} (copy) has no from")))?;
                Act::Copy(editable_path(from, form)?)
            }
            other => return Err(bad(format!("operation {index}: {other:?} is not supported"))),
        };
        operations.push(Operation { pointer: pointer.to_owned(), path: editable_path(pointer, form)?, act });
    }
    Ok(operations)
}

/// A pointer's segments below the object's body, if that may be edited.
fn editable_path(pointer: &str, form: Form) -> Result<Vec<String>, Problem> {
    let not_editable = || Problem::new(Cause::NotEditable, format!("{pointer:?} is not editable"));
    let mut segments = match pointer.strip_prefix('/') {
        Some(rest) => rest.split('/').map(unescape).collect::<Option<Vec<_>>>(),
        None if pointer.is_empty() => Some(Vec::new()),
        None => None,
    }
    .ok_or_else(|| Problem::new(Cause::BadJson, format!("{pointer:?} is not a JSON pointer")))?;
    if form == Form::Xcore {
        if segments.first().is_none_or(|first| first != "_instance") {
            return Err(not_editable());
        }
        segments.remove(0);
    }
    match segments.first() {
        Some(first) if !is_protected(first, form) => Ok(segments),
        _ => Err(not_editable()),
    }
}

/// Undoes `~1` and `~0`; any other `~` is an error.
fn unescape(segment: &str) -> Option<String> {
    let mut text = String::with_capacity(segment.len());
    let mut characters = segment.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '~' => match characters.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            other => other,
        });
    }
    Some(text)
}

/// The document with all operations applied, or nothing of it where one fails.
pub(super) fn apply(document: &Value, operations: &[Operation], form: Form) -> Result<Value, Problem> {
    let mut result = document.clone();
    for operation in operations {
        let failed = |why: &str| Problem::new(Cause::PatchFailed, format!("{:?}: {why}", operation.pointer));
        match &operation.act {
            Act::Test(wanted) => {
                let found = look_up(&result, &operation.path);
                if !found.is_some_and(|found| same(found, wanted)) {
                    let detail = format!("{:?} is not what the patch's test expects", operation.pointer);
                    return Err(Problem::new(Cause::TestFailed, detail));
                }
            }
            Act::Add(value) => add(&mut result, &operation.path, value.clone()).map_err(failed)?,
            Act::Copy(from) => {
                let value = look_up(&result, from).cloned().ok_or_else(|| failed("the source is absent"))?;
                add(&mut result, &operation.path, value).map_err(failed)?;
                if result.to_string().len() > GROWTH_LIMIT {
                    return Err(failed("the object grows too large"));
                }
            }
            Act::Replace(value) => replace(&mut result, &operation.path, value.clone(), form).map_err(failed)?,
            Act::Remove => remove(&mut result, &operation.path).map_err(failed)?,
        }
    }
    Ok(result)
}

fn look_up<'a>(document: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(document, |value, segment| match value {
        Value::Object(object) => object.get(segment),
        Value::Array(items) => items.get(index_of(segment)?),
        _ => None,
    })
}

/// What holds the path's last segment, and that segment.
fn parent<'a, 'p>(document: &'a mut Value, path: &'p [String]) -> Result<(&'a mut Value, &'p str), &'static str> {
    let (last, way) = path.split_last().ok_or("the whole object can't be changed at once")?;
    let holder = way.iter().try_fold(document, |value, segment| match value {
        Value::Object(object) => object.get_mut(segment),
        Value::Array(items) => items.get_mut(index_of(segment)?),
        _ => None,
    });
    Ok((holder.ok_or("the member around it is absent")?, last))
}

/// An array index: digits without a leading zero.
fn index_of(segment: &str) -> Option<usize> {
    let digits = segment.bytes().all(|byte| byte.is_ascii_digit()) && (segment == "0" || !segment.starts_with('0'));
    if digits { segment.parse().ok() } else { None }
}

fn add(document: &mut Value, path: &[String], value: Value) -> Result<(), &'static str> {
    let (holder, last) = parent(document, path)?;
    match holder {
        Value::Object(object) => {
            object.insert(last.to_owned(), value);
        }
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => {
            let index = index_of(last).filter(|index| *index <= items.len()).ok_or("no such place in the array")?;
            items.insert(index, value);
        }
        _ => return Err("what is around it holds no members"),
    }
    Ok(())
}

/// dps takes `replace` of an absent member as `add`, as its documented updates do (contract section 18, row 15).
fn replace(document: &mut Value, path: &[String], value: Value, form: Form) -> Result<(), &'static str> {
    let (holder, last) = parent(document, path)?;
    match holder {
        Value::Object(object) if form == Form::Dps || object.contains_key(last) => {
            object.insert(last.to_owned(), value);
            return Ok(());
        }
        Value::Array(items) => {
            if let Some(place) = index_of(last).and_then(|index| items.get_mut(index)) {
                *place = value;
                return Ok(());
            }
        }
        _ => {}
    }
    Err("there is nothing to replace")
}

fn remove(document: &mut Value, path: &[String]) -> Result<(), &'static str> {
    let (holder, last) = parent(document, path)?;
    let removed = match holder {
        Value::Object(object) => object.shift_remove(last),
        Value::Array(items) => index_of(last).filter(|index| *index < items.len()).map(|index| items.remove(index)),
        _ => None,
    };
    removed.map(|_| ()).ok_or("there is nothing to remove")
}

/// Equality as RFC 6902 has it: numbers by value, members in any order.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn patched(document: Value, patch: Value, form: Form) -> Result<Value, Cause> {
        let operations = parse(&patch, form).map_err(|problem| problem.cause)?;
        apply(&document, &operations, form).map_err(|problem| problem.cause)
    }

    #[test]
    fn escaped_segments_reach_their_members() {
        let document = json!({"characteristics": {"a/b": 1, "m~n": 2, "~1": 3}});
        let patch = json!([
            {"op": "replace", "path": "/characteristics/a~1b", "value": 10},
            {"op": "remove", "path": "/characteristics/m~0n"},
            {"op": "test", "path": "/characteristics/~01", "value": 3.0}
        ]);
        assert_eq!(patched(document, patch, Form::Dps), Ok(json!({"characteristics": {"a/b": 10, "~1": 3}})));
        for pointer in ["/a~2", "/a~", "name"] {
            let patch = json!([{"op": "remove", "path": pointer}]);
            assert_eq!(patched(json!({}), patch, Form::Dps), Err(Cause::BadJson), "{pointer}");
        }
    }

    #[test]
    fn arrays_take_values_at_both_ends_and_nowhere_beyond() {
        let add = |at: &str| patched(json!({"a": [1, 2]}), json!([{"op": "add", "path": at, "value": 9}]), Form::Dps);
        assert_eq!(add("/a/-"), Ok(json!({"a": [1, 2, 9]})));
        assert_eq!(add("/a/2"), Ok(json!({"a": [1, 2, 9]})));
        assert_eq!(add("/a/0"), Ok(json!({"a": [9, 1, 2]})));
        for beyond in ["/a/3", "/a/01", "/a/+1", "/a/x", "/b/-", "/b/c"] {
            assert_eq!(add(beyond), Err(Cause::PatchFailed), "{beyond}");
        }
        let patch = json!([{"op": "remove", "path": "/a/-"}]);
        assert_eq!(patched(json!({"a": [1]}), patch, Form::Dps), Err(Cause::PatchFailed));
    }

    #[test]
    fn a_failing_operation_undoes_those_before_it() {
        let document = json!({"name": "before", "status": "draft"});
        let operations = parse(
            &json!([
                {"op": "replace", "path": "/name", "value": "after"},
                {"op": "test", "path": "/status", "value": "approved"}
            ]),
            Form::Dps,
        )
        .unwrap();
        assert_eq!(apply(&document, &operations, Form::Dps).unwrap_err().cause, Cause::TestFailed);
        assert_eq!(document["name"], "before");
    }

    #[test]
    fn replacing_what_is_absent_adds_on_dps_and_fails_on_xcore() {
        let dps = json!([{"op": "replace", "path": "/description", "value": "x"}]);
        assert_eq!(patched(json!({"name": "n"}), dps, Form::Dps), Ok(json!({"name": "n", "description": "x"})));
        let xcore = json!([{"op": "replace", "path": "/_instance/description", "value": "x"}]);
        assert_eq!(patched(json!({"xdm:name": "n"}), xcore, Form::Xcore), Err(Cause::PatchFailed));
    }

    #[test]
    fn removal_keeps_the_order_of_the_rest() {
        let patch = json!([{"op": "remove", "path": "/z"}, {"op": "copy", "from": "/m", "path": "/b"}]);
        let result = patched(json!({"z": 0, "m": 1, "a": 2, "k": 3}), patch, Form::Dps).unwrap();
        assert_eq!(result.to_string(), r#"{"m":1,"a":2,"k":3,"b":1}"#);
    }

    #[test]
    fn the_repositorys_own_members_are_not_for_patching() {
        for path in ["", "/id", "/etag", "/created", "/createdBy", "/repo:etag", "/schemas/0", "/modified"] {
            let patch = json!([{"op": "add", "path": path, "value": 1}]);
            assert_eq!(patched(json!({}), patch, Form::Dps), Err(Cause::NotEditable), "{path}");
        }
        for path in ["", "/_instance", "/_instance/@id", "/instanceId", "/repo:etag", "/xdm:name", "/_instance/repo:x"]
        {
            let patch = json!([{"op": "add", "path": path, "value": 1}]);
            assert_eq!(patched(json!({}), patch, Form::Xcore), Err(Cause::NotEditable), "{path}");
        }
    }

    #[test]
    fn what_is_no_patch_is_refused() {
        for patch in [
            json!({}),
            json!([]),
            json!([1]),
            json!([{"op": "add", "path": "/a"}]),
            json!([{"op": "copy", "path": "/a"}]),
            json!([{"op": "move", "from": "/a", "path": "/b"}]),
            json!([{"path": "/a", "value": 1}]),
        ] {
            assert_eq!(patched(json!({"a": 1}), patch.clone(), Form::Dps), Err(Cause::BadJson), "{patch}");
        }
    }

    #[test]
    fn copies_of_copies_come_to_an_end() {
        let mut operations = vec![json!({"op": "add", "path": "/a", "value": ["x".repeat(1000)]})];
        operations.extend((0..30).map(|_| json!({"op": "copy", "from": "/a", "path": "/a/-"})));
        assert_eq!(patched(json!({}), Value::Array(operations), Form::Dps), Err(Cause::PatchFailed));
    }
}
