//! Which objects hang on which: by the ids that stand in their bodies, and by the qualifiers that offers and collections
//! share.

use std::collections::HashSet;
use std::iter;
use std::sync::Arc;

use super::details::Gathering;
use super::fact::Fact;
use super::kind::{KINDS, Kind};
use super::record::{Record, Seen};
use super::rows::Rows;
use super::vocabulary::Field;

/// How an object refers to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The other's id stands in its body, where an object of this kind is meant.
    ById(Kind),
    /// It is a collection that finds the other, an offer, by its qualifiers.
    ByQualifiers,
}

/// How much of a list is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// It was not asked for, or is on its way.
    Coming,
    /// A part of it or nothing, and no more is coming.
    Part,
}

/// Where an id leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Named<'a> {
    /// To this object.
    Here(&'a Arc<Record>),
    /// Nowhere: there is no such object.
    Nowhere,
    /// That can't be told: the list of this kind, in which it may be, is not read whole.
    NotRead(Kind, Extent),
}

/// The lists of a place as far as they are read, and who refers to whom over all of them.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue<'a> {
    /// In the order of the kinds.
    lists: [(&'a Rows, Extent); KINDS.len()],
}

impl<'a> Catalogue<'a> {
    /// These lists, in the order of [`KINDS`].
    #[must_use]
    pub fn new(lists: [(&'a Rows, Extent); KINDS.len()]) -> Self {
        Catalogue { lists }
    }

    /// The objects of a kind.
    #[must_use]
    pub fn rows(&self, kind: Kind) -> &'a Rows {
        self.lists[kind as usize].0
    }

    /// How much of a kind's list is read.
    #[must_use]
    pub fn extent(&self, kind: Kind) -> Extent {
        self.lists[kind as usize].1
    }

    /// Where an id leads that is to be one of this kind. What is of another kind is found, too, so it leads nowhere only
    /// where it is not in the list either of the kind that it speaks of itself.
    #[must_use]
    pub fn named(&self, kind: Kind, id: &str) -> Named<'a> {
        if let Some(record) = self.rows(kind).get(id).or_else(|| self.find(id)) {
            return Named::Here(record);
        }
        let mut unread = iter::once(kind).chain(Kind::spoken_of(id)).filter(|kind| self.extent(*kind) != Extent::Whole);
        unread.next().map_or(Named::Nowhere, |kind| Named::NotRead(kind, self.extent(kind)))
    }

    /// Where an id leads that is to be one of this kind, if any is meant; `None` where none is and nothing has the id. One
    /// of the kind that is meant comes first, for one id can stand in several lists.
    #[must_use]
    pub fn way(&self, meant: Option<Kind>, id: &str) -> Option<Named<'a>> {
        match meant {
            Some(kind) => Some(self.named(kind, id)),
            None => self.find(id).map(Named::Here),
        }
    }

    /// The object with this id, of whatever kind.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&'a Arc<Record>> {
        self.lists.iter().find_map(|(rows, _)| rows.get(id))
    }

    /// Whether every list whose objects may refer to one of this kind is read whole.
    #[must_use]
    pub fn knows_users_of(&self, kind: Kind) -> bool {
        kind.entry().named_by.iter().all(|by| self.extent(*by) == Extent::Whole)
    }

    /// What refers to this object, in the order of the kinds and of their lists.
    #[must_use]
    pub fn users(&self, record: &Record) -> Vec<(&'a Arc<Record>, Reference)> {
        let id = record.id.as_str();
        let by_id = |user: &'a Arc<Record>| {
            let is_meant = user.mentions_of(record.kind).any(|named| named == id);
            let other = || user.mentions().iter().find(|mention| mention.id == record.id).map(|mention| mention.kind);
            let meant = if is_meant { record.kind } else { other().unwrap_or(record.kind) };
            (user, Reference::ById(meant))
        };
        let mut users: Vec<_> = self.naming(id).map(by_id).collect();
        if record.kind == Kind::Personalized {
            users.extend(self.finding(record).into_iter().map(|user| (user, Reference::ByQualifiers)));
            users.sort_by_key(|(user, _)| user.kind);
        }
        users
    }

    /// The others that name this id, also where an object of another kind is meant, in the order of the kinds and of
    /// their lists.
    pub fn naming(&self, id: &str) -> impl Iterator<Item = &'a Arc<Record>> {
        self.lists.iter().flat_map(move |(rows, _)| rows.naming(id)).filter(move |user| user.id.as_str() != id)
    }

    /// The collections that find this offer by its qualifiers, in the order of their list.
    fn finding(&self, offer: &Record) -> Vec<&'a Arc<Record>> {
        let own: HashSet<&str> = offer.mentions_of(Kind::Qualifier).collect();
        let collections = self.rows(Kind::Collection);
        let mut found: Vec<&Arc<Record>> = own.iter().flat_map(|id| collections.naming(id)).collect();
        found.retain(|collection| match gathering(collection) {
            Some(Gathering::AnyQualifier) => true,
            Some(Gathering::AllQualifiers) => collection.mentions_of(Kind::Qualifier).all(|id| own.contains(id)),
            Some(Gathering::Offers | Gathering::Other(_)) | None => false,
        });
        found.sort_unstable_by_key(|collection| collections.index(collection.id.as_str()));
        found.dedup_by_key(|collection| &collection.id);
        found
    }

    /// The offers that a collection holds, as far as they are read, in the order of their list.
    #[must_use]
    pub fn offers_of(&self, collection: &Record) -> Vec<&'a Arc<Record>> {
        let offers = self.rows(Kind::Personalized);
        match gathering(collection) {
            Some(Gathering::AnyQualifier) => {
                let mut found: Vec<&Arc<Record>> =
                    collection.mentions_of(Kind::Qualifier).flat_map(|id| offers.naming(id)).collect();
                found.sort_unstable_by_key(|offer| offers.index(offer.id.as_str()));
                found.dedup_by_key(|offer| &offer.id);
                found
            }
            Some(Gathering::AllQualifiers) => {
                let mut wanted = collection.mentions_of(Kind::Qualifier);
                let Some(first) = wanted.next() else { return Vec::new() };
                let mut found = offers.naming(first);
                for id in wanted {
                    found.retain(|offer| offer.mentions_of(Kind::Qualifier).any(|own| own == id));
                }
                found
            }
            Some(Gathering::Offers | Gathering::Other(_)) | None => {
                collection.mentions_of(Kind::Personalized).filter_map(|id| offers.get(id)).collect()
            }
        }
    }
}

/// How a collection finds its offers: as its list shows it, so that no body is read for it.
pub(super) fn gathering(collection: &Record) -> Option<Gathering> {
    match collection.fact(Field::FilterType) {
        Seen::Is(Fact::Text(words)) => Some(Gathering::from_words(words)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Generation;

    /// The objects of a library, by kind.
    struct Library(Vec<Rows>);

    impl Library {
        fn new(objects: &[(Kind, &str)]) -> Self {
            let mut rows: Vec<Rows> = KINDS.iter().map(|_| Rows::default()).collect();
            for (kind, raw) in objects {
                rows[*kind as usize].put(record(*kind, raw));
            }
            Library(rows)
        }

        fn catalogue(&self) -> Catalogue<'_> {
            Catalogue::new(std::array::from_fn(|kind| (&self.0[kind], Extent::Whole)))
        }
    }

    fn record(kind: Kind, raw: &str) -> Arc<Record> {
        Arc::new(Record::read(Generation::Dps, kind, raw).unwrap())
    }

    fn ids<'a>(records: impl IntoIterator<Item = &'a Arc<Record>>) -> Vec<&'a str> {
        records.into_iter().map(|record| record.id.as_str()).collect()
    }

    #[test]
    fn an_object_is_referred_to_by_its_id_whole_and_not_by_a_part_of_it() {
        let library = Library::new(&[
            (Kind::Personalized, r#"{"id":"o1","representations":[{"placement":"p:1"}]}"#),
            (Kind::Personalized, r#"{"id":"o2","representations":[{"placement":"p:11"}]}"#),
            (Kind::Fallback, r#"{"id":"f","representations":[{"placement":"p:1"}]}"#),
            (Kind::Decision, r#"{"id":"d","criteria":[{"placements":["xp:1"]}]}"#),
        ]);
        let placement = record(Kind::Placement, r#"{"id":"p:1","name":"Hero"}"#);
        let users = library.catalogue().users(&placement);
        assert_eq!(ids(users.iter().map(|(user, _)| *user)), ["o1", "f"]);
        assert!(users.iter().all(|(_, how)| *how == Reference::ById(Kind::Placement)));
    }

    #[test]
    fn an_object_is_referred_to_also_where_one_of_another_kind_is_meant() {
        let library = Library::new(&[
            (Kind::Decision, r#"{"id":"d","fallback":"o","criteria":[{"optionSelection":{"filter":"d2"}}]}"#),
            (Kind::Decision, r#"{"id":"d2"}"#),
        ]);
        for (kind, id, meant) in [(Kind::Personalized, "o", Kind::Fallback), (Kind::Decision, "d2", Kind::Collection)] {
            let named = record(kind, &format!(r#"{{"id":"{id}"}}"#));
            let users: Vec<_> =
                library.catalogue().users(&named).into_iter().map(|(user, how)| (user.id.as_str(), how)).collect();
            assert_eq!(users, [("d", Reference::ById(meant))]);
        }
    }

    #[test]
    fn an_id_that_speaks_of_another_kind_leads_nowhere_only_once_the_list_of_that_is_read() {
        let library = Library::new(&[]);
        let mut catalogue = library.catalogue();
        for id in ["dps:fallback-offer:1", "xcore:fallback-offer:1"] {
            catalogue.lists[Kind::Fallback as usize].1 = Extent::Coming;
            assert_eq!(catalogue.named(Kind::Personalized, id), Named::NotRead(Kind::Fallback, Extent::Coming));
            catalogue.lists[Kind::Fallback as usize].1 = Extent::Whole;
            assert_eq!(catalogue.named(Kind::Personalized, id), Named::Nowhere);
        }
    }

    #[test]
    fn collections_find_offers_by_their_qualifiers_and_offers_know_it() {
        let found = Some(Reference::ByQualifiers);
        for (tags, how, qualifiers, expected) in [
            (r#"["a","b"]"#, "any-tags", r#"["x","b"]"#, found),
            (r#"["a","b"]"#, "all-tags", r#"["a","b"]"#, found),
            (r#"["a","b"]"#, "any-tags", r#"["a","b"]"#, found),
            (r#"["a"]"#, "all-tags", r#"["a","b"]"#, None),
            (r#"["a"]"#, "any-tags", r#"["b"]"#, None),
            (r#"["a"]"#, "all-tags", "[]", None),
            (r#"["a"]"#, "offers", r#"["a"]"#, None),
            ("[]", "any-tags", r#"["a"]"#, None),
            ("[]", "offers", r#"["o"]"#, Some(Reference::ById(Kind::Personalized))),
        ] {
            let library = Library::new(&[
                (Kind::Personalized, &format!(r#"{{"id":"o","tags":{tags}}}"#)),
                (Kind::Collection, &format!(r#"{{"id":"c","filterType":"{how}","ids":{qualifiers}}}"#)),
            ]);
            let catalogue = library.catalogue();
            let offer = catalogue.rows(Kind::Personalized).get("o").unwrap();
            let collection = catalogue.rows(Kind::Collection).get("c").unwrap();
            let users: Vec<Reference> = catalogue.users(offer).into_iter().map(|(_, how)| how).collect();
            assert_eq!(users, expected.into_iter().collect::<Vec<_>>(), "{tags} {how} {qualifiers}");
            let holds = ids(catalogue.offers_of(collection)) == ["o"];
            assert_eq!(holds, expected.is_some(), "{tags} {how} {qualifiers}");
        }
    }

    #[test]
    fn an_id_of_several_leads_to_the_one_of_the_kind_that_is_meant() {
        let library = Library::new(&[(Kind::Placement, r#"{"id":"x"}"#), (Kind::Rule, r#"{"id":"x"}"#)]);
        let catalogue = library.catalogue();
        let kind = |meant, id| match catalogue.way(meant, id) {
            Some(Named::Here(record)) => Some(record.kind),
            _ => None,
        };
        for meant in [Kind::Placement, Kind::Rule] {
            assert_eq!(kind(Some(meant), "x"), Some(meant));
        }
        assert!(kind(Some(Kind::Decision), "x").is_some() && kind(None, "x").is_some());
        assert_eq!((catalogue.way(Some(Kind::Rule), "y"), catalogue.way(None, "y")), (Some(Named::Nowhere), None));
    }

    #[test]
    fn an_id_leads_to_an_object_or_nowhere_or_that_is_not_known_yet() {
        let library = Library::new(&[(Kind::Rule, r#"{"id":"r"}"#)]);
        let mut catalogue = library.catalogue();
        let rule = catalogue.rows(Kind::Rule).get("r").unwrap();
        assert_eq!(catalogue.named(Kind::Rule, "r"), Named::Here(rule));
        assert_eq!(catalogue.named(Kind::Placement, "r"), Named::Here(rule), "of another kind than is meant");
        assert_eq!(catalogue.named(Kind::Placement, "p"), Named::Nowhere);
        assert_eq!((catalogue.find("r"), catalogue.find("rr")), (Some(rule), None));
        catalogue.lists[Kind::Placement as usize].1 = Extent::Part;
        assert_eq!(catalogue.named(Kind::Placement, "p"), Named::NotRead(Kind::Placement, Extent::Part));
        assert!(catalogue.knows_users_of(Kind::Rule));
        catalogue.lists[Kind::Decision as usize].1 = Extent::Coming;
        assert!(!catalogue.knows_users_of(Kind::Rule));
    }
}
