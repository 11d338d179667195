//! JSON Patch to the letter of RFC 6902, but for what contract section 7 says otherwise.
//!
//! Of our own making although libraries exist: numbers are kept digit for digit here and must still compare by value,
//! a removal must not reorder the members that stay, dps takes `replace` of an absent member as `add`, and a patch must
//! not grow an object without bounds. Each of these would have to be bent around a library.

use serde_json::Value;

use super::check::is_protected;
use super::literal::worth;
use crate::emulator::answer::{Cause, Problem};
use crate::emulator::holdings::shape::Form;
use crate::emulator::strictness::{Check, Strictness};

/// How large a document may grow while a patch is applied; `copy` can double it with every operation.
const GROWTH_LIMIT: usize = 1024 * 1024;

/// How deep a document may nest while a patch is applied, about as deep as any text that is read. What walks through one
/// that is much deeper, be it to let go of it, runs out of stack; and `copy` can double the depth with every operation.
const DEPTH_LIMIT: usize = 128;

/// One operation, its path taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
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
    Move(Vec<String>),
    Test(Value),
}

/// By what rules a patch is read and applied.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    pub form: Form,
    pub strictness: &'a Strictness,
}

impl Rules<'_> {
    /// Whether a client may write at a path: below the object's own members, on xcore those of `_instance`.
    fn may_write(&self, path: &[String]) -> bool {
        let own = match (self.form, path) {
            (Form::Dps, [member, ..]) => member,
            (Form::Xcore, [instance, member, ..]) if instance == "_instance" => member,
            _ => return false,
        };
        !is_protected(own)
    }

    /// dps takes `replace` of an absent member as `add`, as its documented updates do (contract section 18, row 15).
    fn replace_may_add(&self) -> bool {
        self.form == Form::Dps && !self.strictness.holds(Check::StrictReplace)
    }
}

/// Reads a patch. An operation that would write what is not the client's is refused, or else left out.
pub fn parse(body: &Value, rules: Rules<'_>) -> Result<Vec<Operation>, Problem> {
    let bad = |why: String| Problem::new(Cause::BadJson, why);
    let Value::Array(items) = body else { return Err(bad("a JSON Patch is an array of operations".to_owned())) };
    let mut operations = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let text = |member: &str| item.get(member).and_then(Value::as_str);
        let op = text("op").ok_or_else(|| bad(format!("operation {index} has no op")))?;
        let pointer = text("path").ok_or_else(|| bad(format!("operation {index} has no path")))?;
        let value = || item.get("value").cloned().ok_or_else(|| bad(format!("operation {index} ({op}) has no value")));
        let source = || segments(text("from").ok_or_else(|| bad(format!("operation {index} ({op}) has no from")))?);
        let act = match op {
            "add" => Act::Add(value()?),
            "replace" => Act::Replace(value()?),
            "remove" => Act::Remove,
            "test" if !rules.strictness.holds(Check::PatchTests) => Act::Test(value()?),
            "copy" => Act::Copy(source()?),
            "move" if !rules.strictness.holds(Check::PatchOperations) => Act::Move(source()?),
            other => return Err(bad(format!("operation {index}: {other:?} is not supported"))),
        };
        let path = segments(pointer)?;
        let allowed = match &act {
            Act::Test(_) => true,
            Act::Move(from) => rules.may_write(&path) && rules.may_write(from),
            Act::Add(_) | Act::Replace(_) | Act::Remove | Act::Copy(_) => rules.may_write(&path),
        };
        if allowed {
            operations.push(Operation { pointer: pointer.to_owned(), path, act });
        } else if rules.strictness.holds(Check::ReadOnly) {
            return Err(Problem::new(Cause::NotEditable, format!("operation {index}: {pointer:?} is not editable")));
        }
    }
    Ok(operations)
}

/// A pointer taken apart.
fn segments(pointer: &str) -> Result<Vec<String>, Problem> {
    let segments = match pointer.strip_prefix('/') {
        Some(rest) => rest.split('/').map(unescape).collect(),
        None if pointer.is_empty() => Some(Vec::new()),
        None => None,
    };
    segments.ok_or_else(|| Problem::new(Cause::BadJson, format!("{pointer:?} is not a JSON pointer")))
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

impl Operation {
    /// Whether it changes anything.
    pub fn writes(&self) -> bool {
        !matches!(self.act, Act::Test(_))
    }
}

/// The object as it is read with all operations applied, or nothing of it where one fails.
pub fn apply(document: &Value, operations: &[Operation], rules: Rules<'_>) -> Result<Value, Problem> {
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
            Act::Move(from) => {
                if operation.path.len() > from.len() && operation.path.starts_with(from) {
                    return Err(failed("nothing can be moved into itself"));
                }
                let value = look_up(&result, from).cloned().ok_or_else(|| failed("the source is absent"))?;
                remove(&mut result, from).map_err(failed)?;
                add(&mut result, &operation.path, value).map_err(failed)?;
            }
            Act::Replace(value) => {
                replace(&mut result, &operation.path, value.clone(), rules.replace_may_add()).map_err(failed)?;
            }
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

/// Whether a value may stand at a path, as deep as it is itself.
fn check_depth(path: &[String], value: &Value) -> Result<(), &'static str> {
    if path.len() + depth(value) > DEPTH_LIMIT { Err("the object is nested too deeply") } else { Ok(()) }
}

/// How many objects and arrays stand one in the other, at most.
fn depth(value: &Value) -> usize {
    match value {
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn add(document: &mut Value, path: &[String], value: Value) -> Result<(), &'static str> {
    check_depth(path, &value)?;
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

fn replace(document: &mut Value, path: &[String], value: Value, may_add: bool) -> Result<(), &'static str> {
    check_depth(path, &value)?;
    let (holder, last) = parent(document, path)?;
    match holder {
        Value::Object(object) if may_add || object.contains_key(last) => {
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
        (Value::Number(left), Value::Number(right)) => worth(left) == worth(right),
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

    fn patched_by(strictness: &Strictness, document: Value, patch: Value, form: Form) -> Result<Value, Cause> {
        let rules = Rules { form, strictness };
        let operations = parse(&patch, rules).map_err(|problem| problem.cause)?;
        let view = if form == Form::Xcore { json!({"_instance": document}) } else { document };
        let mut changed = apply(&view, &operations, rules).map_err(|problem| problem.cause)?;
        Ok(if form == Form::Xcore { changed["_instance"].take() } else { changed })
    }

    fn patched(document: Value, patch: Value, form: Form) -> Result<Value, Cause> {
        patched_by(&Strictness::default(), document, patch, form)
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
        let patch = json!([
            {"op": "replace", "path": "/name", "value": "after"},
            {"op": "test", "path": "/status", "value": "approved"}
        ]);
        let strictness = Strictness::default();
        let rules = Rules { form: Form::Dps, strictness: &strictness };
        let operations = parse(&patch, rules).unwrap();
        assert_eq!(apply(&document, &operations, rules).unwrap_err().cause, Cause::TestFailed);
        assert_eq!(document["name"], "before");
    }

    #[test]
    fn replacing_what_is_absent_adds_on_dps_and_fails_on_xcore() {
        let dps = json!([{"op": "replace", "path": "/description", "value": "x"}]);
        assert_eq!(patched(json!({"name": "n"}), dps, Form::Dps), Ok(json!({"name": "n", "description": "x"})));
        let xcore = json!([{"op": "replace", "path": "/_instance/description", "value": "x"}]);
        assert_eq!(patched(json!({"xdm:name": "n"}), xcore, Form::Xcore), Err(Cause::PatchFailed));
        let strict = Strictness::default().with(Check::StrictReplace, true);
        let dps = json!([{"op": "replace", "path": "/description", "value": "x"}]);
        assert_eq!(patched_by(&strict, json!({"name": "n"}), dps, Form::Dps), Err(Cause::PatchFailed));
    }

    #[test]
    fn moving_is_taken_only_where_the_documented_operations_are_not_insisted_on() {
        let rfc = Strictness::default().with(Check::PatchOperations, false);
        let moved = |from: &str, path: &str| {
            let document = json!({"a": {"b": 1}, "c": [1, 2, 3]});
            patched_by(&rfc, document, json!([{"op": "move", "from": from, "path": path}]), Form::Dps)
        };
        assert_eq!(moved("/a/b", "/d"), Ok(json!({"a": {}, "c": [1, 2, 3], "d": 1})));
        assert_eq!(moved("/c/0", "/c/2"), Ok(json!({"a": {"b": 1}, "c": [2, 3, 1]})));
        assert_eq!(moved("/a", "/a"), Ok(json!({"c": [1, 2, 3], "a": {"b": 1}})));
        for (from, path) in [("/a", "/a/b"), ("/x", "/y"), ("/a", "/x/y")] {
            assert_eq!(moved(from, path), Err(Cause::PatchFailed), "{from} {path}");
        }
    }

    #[test]
    fn operations_on_the_repositorys_own_members_can_be_overlooked_instead() {
        let overlooking = Strictness::default().with(Check::ReadOnly, false);
        let patch = json!([{"op": "add", "path": "/etag", "value": 9}, {"op": "add", "path": "/name", "value": "n"}]);
        assert_eq!(patched_by(&overlooking, json!({}), patch, Form::Dps), Ok(json!({"name": "n"})));
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
    fn what_the_repository_sets_can_be_tested_and_copied_from() {
        let document = json!({"id": "i", "etag": 3, "name": "n"});
        let patch =
            json!([{"op": "test", "path": "/etag", "value": 3}, {"op": "copy", "from": "/id", "path": "/name"}]);
        let changed = json!({"id": "i", "etag": 3, "name": "i"});
        assert_eq!(patched(document.clone(), patch, Form::Dps), Ok(changed));
        let overlooking = Strictness::default().with(Check::ReadOnly, false);
        for strictness in [&Strictness::default(), &overlooking] {
            let patch = json!([{"op": "test", "path": "/etag", "value": 4}, {"op": "remove", "path": "/name"}]);
            assert_eq!(patched_by(strictness, document.clone(), patch, Form::Dps), Err(Cause::TestFailed));
        }
        assert_eq!(patched(document.clone(), json!([]), Form::Dps), Ok(document));
    }

    #[test]
    fn what_is_no_patch_is_refused() {
        for patch in [
            json!({}),
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
        operations.extend((0..12).map(|_| json!({"op": "copy", "from": "/a", "path": "/a/-"})));
        assert_eq!(patched(json!({}), Value::Array(operations), Form::Dps), Err(Cause::PatchFailed));
    }
}
