//! Whether an answer is made as the documented one is.

use serde_json::Value;

/// Members that are documented and not answered, by where they stand.
const NOT_ANSWERED: [(&str, &str); 2] = [
    ("dps-fallback-update/datasetId", "in this one receipt of all; no other write has it"),
    ("sandbox-list-all/_links/next", "this library has two sandboxes, and the request asks for four"),
];

/// Every documented member is there, with a value of the documented type.
pub fn assert_shape(documented: &Value, found: &Value, at: &str) {
    let alike = std::mem::discriminant(documented) == std::mem::discriminant(found);
    assert!(alike || documented.is_null(), "{at}: {documented} is documented, {found} is answered");
    match (documented, found) {
        (Value::Object(documented), Value::Object(found)) => {
            for (member, value) in documented {
                let at = format!("{at}/{member}");
                match found.get(member) {
                    Some(other) => assert_shape(value, other, &at),
                    None => assert!(NOT_ANSWERED.iter().any(|(known, _)| *known == at), "{at} is missing in {found:?}"),
                }
            }
        }
        (Value::Array(documented), Value::Array(found)) => {
            if let Some(first) = documented.first() {
                assert!(!found.is_empty(), "{at} is empty");
                found.iter().for_each(|item| assert_shape(first, item, &format!("{at}/*")));
            }
        }
        _ => {}
    }
}
