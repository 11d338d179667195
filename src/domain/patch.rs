//! The change between two bodies, as JSON Patch (RFC 6902).

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
