//! The checks of a collection (contract sections 10 and 13).

use jiff::Timestamp;
use serde_json::Value;

use super::Report;
use crate::domain::details::Gathering;
use crate::domain::vocabulary::{Field, Generation};

/// The most offers in one collection.
const MAX_OFFERS: usize = 500;
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
        Some(Value::Array(ids)) if ids.is_empty() => report.warning(pointer, "the collection is empty"),
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
