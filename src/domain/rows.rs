//! The objects of one list: in the server's order, unique by id, and found by whom they name.

mod folded;

use std::collections::HashMap;
use std::slice;
use std::sync::Arc;

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::filter::Filter;
use super::record::{ObjectId, Record};
use folded::Folded;

/// Records in the server's order, unique by id. Who names whom is kept along, so that nothing is searched for it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Rows {
    records: Vec<Arc<Record>>,
    /// Their names, for filters.
    names: Folded,
    by_id: HashMap<ObjectId, usize>,
    /// For each id that is named here, those that name it. A map that keeps the hashes grows without reading all ids again:
    /// ten thousand collections can name two hundred thousand.
    naming: IndexMap<ObjectId, Users>,
}

/// The ids of those that name another one: mostly a single one, for which nothing is allocated.
#[derive(Clone, Debug, PartialEq)]
enum Users {
    One(ObjectId),
    Several(Vec<ObjectId>),
}

impl Users {
    fn as_slice(&self) -> &[ObjectId] {
        match self {
            Users::One(id) => slice::from_ref(id),
            Users::Several(ids) => ids,
        }
    }

    fn add(&mut self, id: &ObjectId) {
        match self {
            Users::One(first) => *self = Users::Several(vec![first.clone(), id.clone()]),
            Users::Several(ids) => ids.push(id.clone()),
        }
    }

    /// Takes an id out; says whether another one is left.
    fn remove(&mut self, id: &ObjectId) -> bool {
        match self {
            Users::One(only) => only != id,
            Users::Several(ids) => {
                if let Some(place) = ids.iter().position(|own| own == id) {
                    ids.swap_remove(place);
                }
                if let [only] = ids.as_slice() {
                    *self = Users::One(only.clone());
                }
                true
            }
        }
    }
}

impl Rows {
    /// All of them, in the server's order.
    #[must_use]
    pub fn all(&self) -> &[Arc<Record>] {
        &self.records
    }

    /// The one at this index.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&Arc<Record>> {
        self.records.get(index)
    }

    /// The index of the one with this id.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The one with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Record>> {
        self.index(id).and_then(|index| self.at(index))
    }

    /// Whether a filter keeps the one at this index. Called for all of them at each letter.
    #[must_use]
    pub fn keeps(&self, filter: &Filter, index: usize) -> bool {
        self.at(index).is_some_and(|record| filter.matches_named(self.names.at(index), record))
    }

    /// Those that name this id, in the server's order.
    #[must_use]
    pub fn naming(&self, id: &str) -> Vec<&Arc<Record>> {
        let mut places: Vec<usize> = self.ids_naming(id).iter().filter_map(|id| self.index(id.as_str())).collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.at(place)).collect()
    }

    /// The ids of those that name this id, in no order.
    #[must_use]
    pub fn ids_naming(&self, id: &str) -> &[ObjectId] {
        self.naming.get(id).map_or(&[], Users::as_slice)
    }

    /// How many of them name one of these ids at least.
    #[must_use]
    pub fn count_naming_any(&self, ids: &[&str]) -> usize {
        // Whatever names several has one text for its id wherever it stands here: where that lies tells it from others,
        // and is compared much faster than what it says.
        let texts = ids.iter().flat_map(|id| self.ids_naming(id)).map(|id| id.as_str().as_ptr());
        let mut texts: Vec<*const u8> = texts.collect();
        texts.sort_unstable();
        texts.dedup();
        texts.len()
    }

    /// Whether any of them names this id.
    #[must_use]
    pub fn is_named(&self, id: &str) -> bool {
        self.naming.contains_key(id)
    }

    /// Puts a record in its place: over the one with its id, else at the end. Returns its index if it is new.
    pub fn put(&mut self, record: Arc<Record>) -> Option<usize> {
        match self.index(record.id.as_str()) {
            Some(index) => {
                self.replace(index, record);
                None
            }
            None => {
                self.link(&record);
                self.by_id.insert(record.id.clone(), self.records.len());
                self.names.insert(self.records.len(), &record.name_folded);
                self.records.push(record);
                Some(self.records.len() - 1)
            }
        }
    }

    /// Puts a record in its place: over the one with its id, else before all others.
    pub fn put_first(&mut self, record: Arc<Record>) {
        if let Some(index) = self.index(record.id.as_str()) {
            self.replace(index, record);
            return;
        }
        self.link(&record);
        for place in self.by_id.values_mut() {
            *place += 1;
        }
        self.by_id.insert(record.id.clone(), 0);
        self.names.insert(0, &record.name_folded);
        self.records.insert(0, record);
    }

    /// Takes a record out; returns the index that it had.
    pub fn remove(&mut self, id: &ObjectId) -> Option<usize> {
        let index = self.by_id.remove(id)?;
        let record = self.records.remove(index);
        self.names.remove(index);
        self.unlink(&record);
        for place in self.by_id.values_mut().filter(|place| **place > index) {
            *place -= 1;
        }
        Some(index)
    }

    fn replace(&mut self, index: usize, record: Arc<Record>) {
        let Some(place) = self.records.get_mut(index) else { return };
        let before = std::mem::replace(place, Arc::clone(&record));
        self.names.replace(index, &record.name_folded);
        // Most changes leave alone whom an object names.
        if before.mentions() != record.mentions() {
            self.unlink(&before);
            self.link(&record);
        }
    }

    fn link(&mut self, record: &Record) {
        for mention in record.mentions() {
            match self.naming.entry(mention.id.clone()) {
                Entry::Vacant(entry) => _ = entry.insert(Users::One(record.id.clone())),
                // The same id may be mentioned as of two kinds.
                Entry::Occupied(entry) if entry.get().as_slice().last() == Some(&record.id) => {}
                Entry::Occupied(mut entry) => entry.get_mut().add(&record.id),
            }
        }
    }

    fn unlink(&mut self, record: &Record) {
        for mention in record.mentions() {
            if self.naming.get_mut(&mention.id).is_some_and(|users| !users.remove(&record.id)) {
                self.naming.swap_remove(&mention.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Generation, Kind};

    fn offer(id: u8, tags: &[u8]) -> Arc<Record> {
        let name = "春A".repeat(tags.len());
        let raw = serde_json::json!({"id": format!("o{id}"), "name": name, "tags": tags.iter().map(|tag| format!("t{tag}")).collect::<Vec<_>>()});
        Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw.to_string()).unwrap())
    }

    #[derive(Clone, Debug)]
    enum Step {
        Put(u8, Vec<u8>),
        PutFirst(u8, Vec<u8>),
        Remove(u8),
    }

    fn step() -> impl Strategy<Value = Step> {
        let tags = || prop::collection::vec(0..4_u8, 0..4);
        prop_oneof![
            (0..6_u8, tags()).prop_map(|(id, tags)| Step::Put(id, tags)),
            (0..6_u8, tags()).prop_map(|(id, tags)| Step::PutFirst(id, tags)),
            (0..6_u8).prop_map(Step::Remove),
        ]
    }

    proptest! {
        /// Whatever came and went, the index says what a search of all bodies would.
        #[test]
        fn who_names_whom_is_what_the_bodies_say(steps in prop::collection::vec(step(), 0..40)) {
            let mut rows = Rows::default();
            for step in steps {
                match step {
                    Step::Put(id, tags) => _ = rows.put(offer(id, &tags)),
                    Step::PutFirst(id, tags) => rows.put_first(offer(id, &tags)),
                    Step::Remove(id) => _ = rows.remove(&ObjectId::from(format!("o{id}").as_str())),
                }
                for (index, record) in rows.all().iter().enumerate() {
                    prop_assert_eq!(rows.index(record.id.as_str()), Some(index));
                    prop_assert_eq!(rows.names.at(index), &*record.name_folded);
                    for filter in ["", "a春", "!春a春", "id:o1"].map(|text| Filter::parse(Kind::Personalized, text)) {
                        prop_assert_eq!(rows.keeps(&filter, index), filter.matches(record));
                    }
                }
                for tag in 0..4 {
                    let tag = format!("t{tag}");
                    let names = |record: &&Arc<Record>| record.raw.contains(&format!("\"{tag}\""));
                    let expected: Vec<&Arc<Record>> = rows.all().iter().filter(names).collect();
                    prop_assert_eq!(rows.is_named(&tag), !expected.is_empty());
                    prop_assert_eq!(rows.naming(&tag), expected);
                }
                let any = ["t0", "t1", "t3"];
                let names_any = |record: &&Arc<Record>| any.iter().any(|tag| record.raw.contains(tag));
                prop_assert_eq!(rows.count_naming_any(&any), rows.all().iter().filter(names_any).count());
            }
        }
    }
}
