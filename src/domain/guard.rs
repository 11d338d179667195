//! What a patch builds on, as `test` operations before it: where the server takes them, it refuses the whole patch if
//! what the patch replaces or removes has become something else meanwhile.

use serde_json::{Value, json};

use super::patch::Operation;

/// The longest value that is tested, in bytes of its JSON text: a patch must not outgrow what it changes.
const LONGEST_TESTED: usize = 1024;

/// One `test` operation: what is there must be what the change was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Guard {
    /// A JSON pointer into the editable body, escaped as RFC 6901 says.
    pub path: String,
    /// What was there when the edit began.
    pub value: Value,
}

impl Guard {
    /// The operation as RFC 6902 writes it, with `prefix` before the path as in
    /// [`Operation::to_json`](super::patch::Operation::to_json).
    #[must_use]
    pub fn to_json(&self, prefix: &str) -> Value {
        json!({"op": "test", "path": format!("{prefix}{}", self.path), "value": self.value})
    }
}

/// The guards of a patch made from `base`: one for each member that it replaces or removes, but for long values. What
/// is added or appended replaces nothing.
#[must_use]
pub fn guards(base: &Value, patch: &[Operation]) -> Vec<Guard> {
    let guard = |operation: &Operation| {
        let value = base.pointer(operation.path())?;
        let short = value.to_string().len() <= LONGEST_TESTED;
        short.then(|| Guard { path: operation.path().to_owned(), value: value.clone() })
    };
    patch.iter().filter_map(guard).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diff;

    fn guarded(base: &Value, edited: &Value) -> Vec<(String, Value)> {
        guards(base, &diff(base, edited)).into_iter().map(|guard| (guard.path, guard.value)).collect()
    }

    #[test]
    fn what_is_replaced_or_removed_is_tested_and_what_is_new_is_not() {
        let base = json!({"a/b": 1, "gone": {"x": null}, "tags": ["t"], "list": [1, 2], "same": true});
        let edited = json!({"a/b": 2, "tags": ["t", "u"], "list": [2], "same": true, "new": 0});
        assert_eq!(
            guarded(&base, &edited),
            [
                ("/a~1b".to_owned(), json!(1)),
                ("/gone".to_owned(), json!({"x": null})),
                ("/list".to_owned(), json!([1, 2])),
            ]
        );
    }

    #[test]
    fn what_is_longer_than_a_kilobyte_is_not_tested() {
        // The quotation marks count.
        let (fits, too_long) = ("x".repeat(1022), "x".repeat(1023));
        let base = json!({"fits": fits, "long": too_long, "list": [too_long]});
        let edited = json!({"fits": "", "long": "", "list": []});
        assert_eq!(guarded(&base, &edited), [("/fits".to_owned(), json!(fits))]);
    }

    #[test]
    fn a_guard_is_written_like_any_other_operation() {
        let guard = Guard { path: "/xdm:name".to_owned(), value: json!("A") };
        let written = json!({"op": "test", "path": "/_instance/xdm:name", "value": "A"});
        assert_eq!(guard.to_json("/_instance"), written);
    }
}
