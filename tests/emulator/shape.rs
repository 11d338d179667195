//! Whether an answer is made as the documented one is.

use serde_json::Value;

/// Members that are documented and not answered, by where they stand.
const NOT_ANSWERED: [(&str, &str); 4] = [
    (
        "xcore-diagnostics-errors/xdm:operations/xdm:decisioningPackageUpdate/xdm:errors/*/xdm:causes/*/xdm:causes/*/xdm:causes/*/xdm:causes/*/xdm:details",
        "what is wrong inside a rule is not found out here: its query is not compiled",
    ),
    (
        "xcore-diagnostics-errors/xdm:operations/xdm:decisioningPackageUpdate/xdm:errors/*/xdm:causes/*/xdm:causes/*/xdm:causes/*/xdm:causes/*/xdm:causes",
        "for the same reason",
    ),
    ("dps-fallback-update/datasetId", "in this one receipt of all; no other write has it"),
    ("sandbox-list-all/_links/next", "this library has two sandboxes, and the request asks for four"),
];

/// Lists of which the pages print nothing but the fact that they are lists.
const SHORTENED: [&str; 3] = [
    "dps-personalized-list-page1/results",
    "dps-personalized-list-page2/results",
    "dps-personalized-list-prev/results",
];

/// Every documented member is there, with a value of the documented type; what is documented as empty is empty.
pub fn assert_shape(documented: &Value, found: &Value, at: &str) {
    let alike = std::mem::discriminant(documented) == std::mem::discriminant(found);
    assert!(alike || documented.is_null(), "{at}: {documented} is documented, {found} is answered");
    match (documented, found) {
        (Value::Object(documented), Value::Object(found)) => {
            assert!(!documented.is_empty() || found.is_empty(), "{at} holds {found:?}");
            for (member, value) in documented {
                let at = format!("{at}/{member}");
                let is_left_out = NOT_ANSWERED.iter().any(|(known, _)| *known == at);
                assert_eq!(found.contains_key(member), !is_left_out, "whether {at} is in {found:?}");
                if let Some(other) = found.get(member) {
                    assert_shape(value, other, &at);
                }
            }
        }
        (Value::Array(documented), Value::Array(found)) => {
            let Some(first) = documented.first() else {
                return assert!(found.is_empty() || SHORTENED.contains(&at), "{at} holds {found:?}");
            };
            assert!(!found.is_empty(), "{at} is empty");
            found.iter().for_each(|item| assert_shape(first, item, &format!("{at}/*")));
        }
        _ => {}
    }
}
