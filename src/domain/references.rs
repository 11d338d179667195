//! Which objects hang on which: by the ids that stand in their bodies, and by the qualifiers that offers and collections
//! share.

use super::details::{Collection, Details, Gathering, Offer, Own};
use super::kind::Kind;
use super::record::{ObjectId, Record, Seen};

/// How an object refers to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The other's id stands in its body.
    ById,
    /// It is a collection that finds the other, an offer, by its qualifiers.
    ByQualifiers,
}

/// What refers to one object: asked of many others, so the object is looked at once.
#[derive(Clone, Debug)]
pub struct Referred {
    /// The id as it stands in a body. Ids hold nothing that JSON would spell otherwise, or they are not found.
    quoted: String,
    /// Of an offer, its qualifiers.
    qualifiers: Option<Vec<Box<str>>>,
}

impl Referred {
    /// Looks at an object to find what refers to it.
    #[must_use]
    pub fn new(record: &Record) -> Self {
        let qualifiers = match Details::of(record).own {
            Own::Offer(Offer { qualifiers, .. }) if !qualifiers.is_empty() => Some(qualifiers),
            _ => None,
        };
        Referred { qualifiers, ..Referred::by_id(&record.id) }
    }

    /// The same for an object of which only the id is left.
    #[must_use]
    pub fn by_id(id: &ObjectId) -> Self {
        Referred { quoted: format!("\"{id}\""), qualifiers: None }
    }

    /// How another object refers to it, if it does.
    #[must_use]
    pub fn by(&self, other: &Record) -> Option<Reference> {
        if other.raw.contains(&self.quoted) {
            return Some(Reference::ById);
        }
        let qualifiers = self.qualifiers.as_ref().filter(|_| other.kind == Kind::Collection)?;
        // Most share none, which their texts tell without being parsed.
        if !qualifiers.iter().any(|id| other.raw.contains(&**id)) {
            return None;
        }
        let Own::Collection(Collection { gathering: Seen::Is(gathering), ids }) = Details::of(other).own else {
            return None;
        };
        let finds = match gathering {
            Gathering::AnyQualifier => ids.iter().any(|id| qualifiers.contains(id)),
            Gathering::AllQualifiers => !ids.is_empty() && ids.iter().all(|id| qualifiers.contains(id)),
            Gathering::Offers | Gathering::Other(_) => false,
        };
        finds.then_some(Reference::ByQualifiers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Generation;

    fn record(kind: Kind, raw: &str) -> Record {
        Record::read(Generation::Dps, kind, raw).unwrap()
    }

    #[test]
    fn an_object_is_referred_to_by_its_id_whole_and_not_by_a_part_of_it() {
        let placement = Referred::new(&record(Kind::Placement, r#"{"id":"p:1","name":"Hero"}"#));
        for (placement_id, expected) in [("p:1", Some(Reference::ById)), ("p:11", None), ("xp:1", None)] {
            let raw = format!(r#"{{"id":"o","representations":[{{"placement":"{placement_id}"}}]}}"#);
            assert_eq!(placement.by(&record(Kind::Personalized, &raw)), expected, "{placement_id}");
        }
    }

    #[test]
    fn a_collection_finds_offers_by_their_qualifiers() {
        let offer = |tags: &str| Referred::new(&record(Kind::Personalized, &format!(r#"{{"id":"o","tags":{tags}}}"#)));
        let collection = |how: &str, ids: &str| {
            record(Kind::Collection, &format!(r#"{{"id":"c","filterType":"{how}","ids":{ids}}}"#))
        };
        let found = Some(Reference::ByQualifiers);
        for (tags, how, ids, expected) in [
            (r#"["a","b"]"#, "any-tags", r#"["x","b"]"#, found),
            (r#"["a","b"]"#, "all-tags", r#"["a","b"]"#, found),
            (r#"["a"]"#, "all-tags", r#"["a","b"]"#, None),
            (r#"["a"]"#, "any-tags", r#"["b"]"#, None),
            (r#"["a"]"#, "all-tags", "[]", None),
            (r#"["a"]"#, "offers", r#"["a"]"#, None),
            ("[]", "any-tags", r#"["a"]"#, None),
        ] {
            assert_eq!(offer(tags).by(&collection(how, ids)), expected, "{tags} {how} {ids}");
        }
        assert_eq!(offer("[]").by(&collection("offers", r#"["o"]"#)), Some(Reference::ById));
    }
}
