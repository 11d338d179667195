//! Which others an object names: their ids as they stand in its body, each with the kind of object that is meant
//! (contract section 10).

use serde_json::Value;

use super::details::Gathering;
use super::kind::Kind;
use super::record::ObjectId;
use super::vocabulary::{Criterion, Field, Generation, Part};

/// Another object, as it is named in a body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The kind that is meant.
    pub kind: Kind,
    /// Its id.
    pub id: ObjectId,
}

/// A body that is being searched, and what was found in it.
pub(super) struct Search<'a> {
    generation: Generation,
    body: &'a Value,
    found: Vec<Mention>,
}

impl<'a> Search<'a> {
    fn at(&self, field: Field) -> Option<&'a Value> {
        self.body.pointer(self.generation.place(self.body, field))
    }

    fn elements(&self, field: Field) -> impl Iterator<Item = &'a Value> + use<'a> {
        self.at(field).and_then(Value::as_array).into_iter().flatten()
    }

    /// Notes what stands there, if it is an id.
    fn note(&mut self, kind: Kind, value: Option<&Value>) {
        if let Some(id) = value.and_then(Value::as_str).filter(|id| !id.trim().is_empty()) {
            self.found.push(Mention { kind, id: ObjectId::from(id) });
        }
    }

    fn note_all(&mut self, kind: Kind, value: Option<&Value>) {
        for element in value.and_then(Value::as_array).into_iter().flatten() {
            self.note(kind, Some(element));
        }
    }
}

/// Whom a body of this kind names, in the order of kinds and ids, each once.
pub(super) fn mentions(generation: Generation, kind: Kind, body: &Value) -> Box<[Mention]> {
    let mut search = Search { generation, body, found: Vec::new() };
    (kind.entry().mentions)(&mut search);
    search.found.sort_unstable();
    search.found.dedup();
    search.found.into_boxed_slice()
}

/// Kinds that name nobody.
pub(super) fn none(_: &mut Search<'_>) {}

/// An offer names the placements that it has contents for, who qualifies, and its qualifiers.
pub(super) fn of_offer(search: &mut Search<'_>) {
    let placement = search.generation.member(Part::Placement);
    for representation in search.elements(Field::Representations) {
        search.note(Kind::Placement, representation.get(placement));
    }
    search.note(Kind::Rule, search.at(Field::EligibilityRule));
    search.note_all(Kind::Qualifier, search.at(Field::Qualifiers));
}

/// A collection names its offers or its qualifiers. Where it does not say which, they are taken for offers.
pub(super) fn of_collection(search: &mut Search<'_>) {
    let way = search.at(Field::FilterType).and_then(Value::as_str).map(Gathering::from_wire);
    let kind = match way {
        Some(Gathering::AnyQualifier | Gathering::AllQualifiers) => Kind::Qualifier,
        Some(Gathering::Offers | Gathering::Other(_)) | None => Kind::Personalized,
    };
    search.note_all(kind, search.at(Field::Ids));
}

/// A decision names its fallback offer, and in its criteria placements, collections and rules.
pub(super) fn of_decision(search: &mut Search<'_>) {
    search.note(Kind::Fallback, search.at(Field::Fallback));
    search.note(Kind::Placement, search.at(Field::OnePlacement));
    search.note(Kind::Collection, search.at(Field::OneCollection));
    let generation = search.generation;
    for criterion in search.elements(Field::Criteria) {
        let at = |field| criterion.pointer(generation.in_criterion(field));
        search.note_all(Kind::Placement, at(Criterion::Placements));
        search.note(Kind::Collection, at(Criterion::Collection));
        search.note(Kind::Rule, at(Criterion::EligibilityRule));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{KINDS, Record};

    fn named(generation: Generation, kind: Kind, body: &Value) -> Vec<(Kind, String)> {
        let found = mentions(generation, kind, body);
        found.iter().map(|mention| (mention.kind, mention.id.to_string())).collect()
    }

    #[test]
    fn both_generations_name_the_same() {
        let owned = |list: &[(Kind, &str)]| list.iter().map(|(kind, id)| (*kind, (*id).to_owned())).collect::<Vec<_>>();
        for (kind, dps, xcore, expected) in [
            (
                Kind::Personalized,
                json!({"representations": [{"placement": "p"}, {"placement": "p"}, {"placement": ""}, 7],
                    "selectionConstraint": {"eligibilityRule": "r"}, "tags": ["t2", "t1", null]}),
                json!({"xdm:representations": [{"xdm:placement": "p"}],
                    "xdm:selectionConstraint": {"xdm:eligibilityRule": "r"}, "xdm:tags": ["t1", "t2"]}),
                owned(&[(Kind::Placement, "p"), (Kind::Qualifier, "t1"), (Kind::Qualifier, "t2"), (Kind::Rule, "r")]),
            ),
            (
                Kind::Collection,
                json!({"filterType": "offers", "ids": ["o"]}),
                json!({"xdm:filterType": "offers", "ids": ["o"]}),
                owned(&[(Kind::Personalized, "o")]),
            ),
            (
                Kind::Collection,
                json!({"filterType": "any-tags", "ids": ["t"]}),
                json!({"xdm:filterType": "allTags", "xdm:ids": ["t"]}),
                owned(&[(Kind::Qualifier, "t")]),
            ),
            (
                Kind::Decision,
                json!({"fallback": "f", "criteria": [{"placements": ["p"], "optionSelection": {"filter": "c"},
                    "profileConstraint": {"eligibilityRule": "r"}}, null]}),
                json!({"xdm:fallback": "f", "xdm:placement": "p", "xdm:filter": "c",
                    "xdm:criteria": [{"xdm:profileConstraint": {"xdm:eligibilityRule": "r"}}]}),
                owned(&[(Kind::Fallback, "f"), (Kind::Placement, "p"), (Kind::Collection, "c"), (Kind::Rule, "r")]),
            ),
        ] {
            assert_eq!(named(Generation::Dps, kind, &dps), expected, "{dps}");
            assert_eq!(named(Generation::Xcore, kind, &xcore), expected, "{xcore}");
        }
        assert_eq!(named(Generation::Dps, Kind::Decision, &json!("no object")), []);
    }

    #[test]
    fn whom_a_kind_names_knows_to_be_named_by_it() {
        let everything = json!({"representations": [{"placement": "p"}], "tags": ["t"], "filterType": "offers", "ids": ["o"],
            "selectionConstraint": {"eligibilityRule": "r"}, "fallback": "f", "criteria": [{"placements": ["p"],
            "optionSelection": {"filter": "c"}, "profileConstraint": {"eligibilityRule": "r"}}], "id": "x"});
        let by_qualifiers = json!({"filterType": "all-tags", "ids": ["t"], "id": "x"});
        for entry in KINDS {
            let of = |body: &Value| Record::read(Generation::Dps, entry.kind, &body.to_string()).unwrap();
            for record in [of(&everything), of(&by_qualifiers)] {
                for mention in record.mentions() {
                    assert!(mention.kind.entry().named_by.contains(&entry.kind), "{} {mention:?}", entry.noun);
                }
            }
        }
    }
}
