//! Which others an object names: their ids as they stand in its body, each with the kind of object that is meant
//! (contract section 10).

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::check::is_placeholder;
use super::details::Gathering;
use super::kind::Kind;
use super::patch::unescape;
use super::record::{ObjectId, Record};
use super::references::gathering;
use super::vocabulary::{Criterion, Field, Generation, Part, follow};

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
        self.generation.at(self.body, field)
    }

    fn elements(&self, field: Field) -> impl Iterator<Item = &'a Value> + use<'a> {
        self.at(field).and_then(Value::as_array).into_iter().flatten()
    }

    /// Notes what stands there, if it is an id: a template's placeholder is nobody's.
    fn note(&mut self, kind: Kind, value: Option<&Value>) {
        let is_id = |text: &&str| !text.chars().all(char::is_whitespace) && !is_placeholder(text);
        if let Some(id) = value.and_then(Value::as_str).filter(is_id) {
            self.found.push(Mention { kind, id: ObjectId::from(id) });
        }
    }

    fn note_all(&mut self, kind: Kind, value: Option<&Value>) {
        let Some(Value::Array(elements)) = value else { return };
        self.found.reserve(elements.len());
        for element in elements {
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

/// The ids that objects name, to tell them in a text from all else, each with the kind that is meant; `None` where the
/// object does not say which. In the order of the ids, each once.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Ids(Box<[(Arc<str>, Option<Kind>)]>);

impl Ids {
    /// Those that an object names.
    #[must_use]
    pub fn of(record: &Record) -> Ids {
        let says = record.kind != Kind::Collection || gathering(record).is_some_and(|way| says_which(&way));
        Ids::from_mentions(record.mentions().iter().cloned(), says)
    }

    /// Those that a body of this kind names.
    #[must_use]
    pub fn in_body(generation: Generation, kind: Kind, body: &Value) -> Ids {
        let way = || Gathering::of(generation, body);
        let says = kind != Kind::Collection || way().is_some_and(|way| says_which(&way));
        Ids::from_mentions(mentions(generation, kind, body).into_iter(), says)
    }

    /// Those that a JSON Patch puts into a body of this kind, the pointers as they are on the wire.
    #[must_use]
    pub fn in_patch(generation: Generation, kind: Kind, operations: &[Value]) -> Ids {
        let added = operations.iter().filter_map(|operation| {
            let pointer = operation.get("path")?.as_str()?;
            let body = around(pointer.strip_prefix(generation.body_prefix())?, operation.get("value")?.clone());
            Some(Ids::in_body(generation, kind, &body))
        });
        Ids::all(added)
    }

    /// These and the others.
    #[must_use]
    pub fn and(self, others: Ids) -> Ids {
        Ids::all([self, others])
    }

    /// All of these. Of those that stand in several, the first that says a kind tells it.
    #[must_use]
    pub fn all(parts: impl IntoIterator<Item = Ids>) -> Ids {
        Ids::sorted(parts.into_iter().flat_map(|Ids(ids)| ids))
    }

    fn sorted(ids: impl Iterator<Item = (Arc<str>, Option<Kind>)>) -> Ids {
        let mut ids: Vec<_> = ids.collect();
        ids.sort_by(|(one, _), (other, _)| one.cmp(other));
        ids.dedup_by(|(later, kind), (id, known)| {
            let is_same = later == id;
            if is_same {
                *known = known.or(*kind);
            }
            is_same
        });
        Ids(ids.into_boxed_slice())
    }

    /// Of which kind the object with this id is to be, if it is one of the ids.
    #[must_use]
    pub fn kind_of(&self, id: &str) -> Option<Option<Kind>> {
        let place = self.0.binary_search_by(|(own, _)| (**own).cmp(id)).ok()?;
        self.0.get(place).map(|(_, kind)| *kind)
    }

    /// The kinds that are meant, and those that the ids speak of.
    #[must_use]
    pub fn kinds(&self) -> BTreeSet<Kind> {
        self.0.iter().flat_map(|(id, kind)| kind.iter().copied().chain(kind.and(Kind::spoken_of(id)))).collect()
    }

    fn from_mentions(mentions: impl Iterator<Item = Mention>, says_kind: bool) -> Ids {
        Ids::sorted(mentions.map(|mention| (mention.id.0, says_kind.then_some(mention.kind))))
    }
}

/// Whether it is known what a collection names that finds its offers this way.
fn says_which(way: &Gathering) -> bool {
    !matches!(way, Gathering::Other(_))
}

/// The smallest body in which this value stands at the pointer, but for its place in an array.
fn around(pointer: &str, value: Value) -> Value {
    pointer.rsplit('/').filter(|token| !token.is_empty()).fold(value, |inner, token| {
        if token == "-" || token.bytes().all(|byte| byte.is_ascii_digit()) {
            Value::Array(vec![inner])
        } else {
            Value::Object(Map::from_iter([(unescape(token).into_owned(), inner)]))
        }
    })
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
    let kind = match Gathering::of(search.generation, search.body) {
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
        let at = |field| follow(criterion, generation.in_criterion(field));
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
                json!({"representations": [{"placement": "p"}, {"placement": "p"}, {"placement": ""}, {"placement": "PLACEMENT_ID"}, 7],
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
    fn ids_are_told_with_the_kind_that_is_meant_where_it_is_said() {
        let body = json!({"filterType": "offers", "ids": ["o"], "name": "o, too"});
        let ids = Ids::in_body(Generation::Dps, Kind::Collection, &body);
        assert_eq!((ids.kind_of("o"), ids.kind_of("o, too")), (Some(Some(Kind::Personalized)), None));
        for way in [json!("by-magic"), json!(null)] {
            let odd = json!({"id": "c", "filterType": way, "ids": ["o"]});
            let ids = Ids::in_body(Generation::Dps, Kind::Collection, &odd);
            assert_eq!((ids.kind_of("o"), ids.kinds().len()), (Some(None), 0), "{odd}");
            let record = Record::read(Generation::Dps, Kind::Collection, &odd.to_string()).unwrap();
            assert_eq!(Ids::of(&record), ids);
            assert_eq!(ids.and(Ids::in_body(Generation::Dps, Kind::Collection, &body)).kinds().len(), 1);
        }
    }

    #[test]
    fn a_patch_tells_the_ids_that_it_puts_in() {
        let dps = [
            json!({"op": "replace", "path": "/criteria/0/placements/3", "value": "p"}),
            json!({"op": "add", "path": "/fallback", "value": "f"}),
            json!({"op": "remove", "path": "/name"}),
            json!({"op": "add", "path": "/name", "value": "p, but no id"}),
            json!({"op": "add", "path": 7, "value": "x"}),
        ];
        let ids = Ids::in_patch(Generation::Dps, Kind::Decision, &dps);
        assert_eq!(ids.kind_of("p"), Some(Some(Kind::Placement)));
        assert_eq!(ids.kinds(), BTreeSet::from([Kind::Fallback, Kind::Placement]));
        let xcore = [json!({"op": "add", "path": "/_instance/xdm:tags/-", "value": "t"})];
        let ids = Ids::in_patch(Generation::Xcore, Kind::Personalized, &xcore);
        assert_eq!(ids.kind_of("t"), Some(Some(Kind::Qualifier)));
        let whole = [json!({"op": "replace", "path": "", "value": {"tags": ["t"]}})];
        assert_eq!(Ids::in_patch(Generation::Dps, Kind::Fallback, &whole).kinds(), BTreeSet::from([Kind::Qualifier]));
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
