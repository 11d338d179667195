//! The checks of a collection (contract sections 10 and 13).

use jiff::Timestamp;
use serde_json::Value;

use super::{Report, Severity};
use crate::domain::checkup::Concern;
use crate::domain::details::Gathering;
use crate::domain::vocabulary::{Field, Generation};

/// The most offers in one collection.
pub(in crate::domain) const MAX_OFFERS: usize = 500;
/// The most qualifiers by which one collection finds its offers.
const MAX_QUALIFIERS: usize = 20;

pub(in crate::domain) fn check(report: &mut Report<'_>, _: Timestamp) {
    let pointer = report.generation.pointer(Field::FilterType);
    let gathering = report.required_text(pointer, "how the collection finds its offers").map(Gathering::from_wire);
    if let Some(Gathering::Other(word)) = &gathering {
        let words = match report.generation {
            Generation::Dps => "offers, any-tags, all-tags",
            Generation::Xcore => "offers, anyTags, allTags",
        };
        report.error(pointer, format!("{word:?} is none of {words}"));
    }
    let pointer = report.place(Field::Ids);
    match report.at(pointer) {
        None => report.error(pointer, "the ids are required, of offers or of qualifiers"),
        Some(Value::Array(ids)) if ids.is_empty() => {
            report.find(Concern::EmptyCollection, Severity::Warning, pointer, "the collection is empty");
        }
        Some(_) => {}
    }
    let ids = report.texts(pointer, "an id");
    match gathering {
        Some(Gathering::Offers) => report.at_most(pointer, ids, MAX_OFFERS, "offers"),
        Some(Gathering::AnyQualifier | Gathering::AllQualifiers) => {
            report.at_most(pointer, ids, MAX_QUALIFIERS, "collection qualifiers");
        }
        Some(Gathering::Other(_)) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::{findings, in_sound};
    use crate::domain::{Generation, Kind};

    fn with(path: &str, value: Value) -> Vec<String> {
        in_sound(Kind::Collection, Generation::Dps, path, Some(value))
    }

    #[test]
    fn it_says_how_and_of_what() {
        assert_eq!(in_sound(Kind::Collection, Generation::Dps, "/filterType", None), ["E /filterType"]);
        assert_eq!(in_sound(Kind::Collection, Generation::Dps, "/ids", None), ["E /ids"]);
        assert_eq!(with("/filterType", json!("by-hand")), ["E /filterType"]);
        assert_eq!(with("/filterType", json!("all-tags")), [""; 0]);
        assert_eq!(with("/ids", json!([])), ["W /ids"]);
        assert_eq!(with("/ids", json!(["t", 1])), ["E /ids/1"]);
        assert_eq!(with("/ids", json!("t")), ["E /ids"]);
        assert_eq!(with("/labels", json!(["core/C1", null])), ["E /labels/1"]);
    }

    #[test]
    fn it_may_name_so_many() {
        assert_eq!(with("/ids", json!(vec!["t"; 20])), [""; 0]);
        assert_eq!(with("/ids", json!(vec!["t"; 21])), ["W /ids"]);
        let picked = |count| json!({"name": "A", "filterType": "offers", "ids": vec!["o"; count]});
        assert_eq!(findings(Kind::Collection, Generation::Dps, &picked(500)), [""; 0]);
        assert_eq!(findings(Kind::Collection, Generation::Dps, &picked(501)), ["W /ids"]);
    }

    #[test]
    fn xcore_has_the_ids_in_either_spelling() {
        let body = |name: &str, ids: Value| json!({"xdm:name": "A", "xdm:filterType": "anyTags", name: ids});
        let found = |name, ids| findings(Kind::Collection, Generation::Xcore, &body(name, ids));
        for name in ["ids", "xdm:ids"] {
            assert_eq!(found(name, json!(["t"])), [""; 0]);
            assert_eq!(found(name, json!([1])), [format!("E /{name}/0")]);
        }
        assert_eq!(found("other", json!([])), ["E /xdm:ids"]);
    }
}
