//! All objects of one kind in one sandbox, findable by either id and sorted by what lists are sorted by most.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::object::{InstanceId, Object};

/// How many sequences a shelf remembers: enough for some lists that are read at the same time.
const REMEMBERED: usize = 4;

/// The objects of one kind.
#[derive(Debug, Default)]
pub struct Shelf {
    objects: BTreeMap<InstanceId, Box<Object>>,
    by_id: BTreeMap<Box<str>, InstanceId>,
    by_created: BTreeMap<i64, InstanceId>,
    by_modified: BTreeMap<i64, InstanceId>,
    /// Names may be shared. The ids are in order.
    by_name: BTreeMap<Box<str>, Vec<InstanceId>>,
    /// The sequences of lists that no index gives, the newest last; forgotten as soon as anything changes.
    remembered: Mutex<Vec<(String, Arc<[InstanceId]>)>>,
}

/// From where on an index is read. Each end is included.
#[derive(Clone, Copy, Debug)]
pub enum Run<'a> {
    Created(Option<i64>),
    Modified(Option<i64>),
    Instance(Option<InstanceId>),
    Id(Option<&'a str>),
    Name(Option<&'a str>),
}

type Objects<'a> = Box<dyn Iterator<Item = &'a Object> + 'a>;

impl Shelf {
    pub fn get(&self, instance: InstanceId) -> Option<&Object> {
        self.objects.get(&instance).map(Box::as_ref)
    }

    pub fn find(&self, id: &str) -> Option<&Object> {
        self.by_id.get(id).and_then(|instance| self.get(*instance))
    }

    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.objects.values().map(Box::as_ref)
    }

    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// The objects in the order of an index, upwards or downwards, from a point on. Objects of one name come in the
    /// order that `ties` puts them in.
    pub fn run<'s>(&'s self, run: Run<'_>, downwards: bool, ties: impl Fn(&mut [&'s Object]) + 's) -> Objects<'s> {
        match run {
            Run::Created(from) => self.ids(from.as_ref(), downwards, &self.by_created),
            Run::Modified(from) => self.ids(from.as_ref(), downwards, &self.by_modified),
            Run::Id(from) => self.ids(from, downwards, &self.by_id),
            Run::Instance(from) => {
                Box::new(range(&self.objects, from.as_ref(), downwards).map(|(_, object)| object.as_ref()))
            }
            Run::Name(from) => Box::new(range(&self.by_name, from, downwards).flat_map(move |(_, instances)| {
                let mut objects: Vec<&Object> = instances.iter().filter_map(|instance| self.get(*instance)).collect();
                if objects.len() > 1 {
                    ties(&mut objects);
                }
                objects
            })),
        }
    }

    fn ids<'s, Q, K>(&'s self, from: Option<&Q>, downwards: bool, index: &'s BTreeMap<K, InstanceId>) -> Objects<'s>
    where
        K: Ord + std::borrow::Borrow<Q>,
        Q: Ord + ?Sized,
    {
        Box::new(range(index, from, downwards).filter_map(|(_, instance)| self.get(*instance)))
    }

    /// What a list's objects are in its order: as remembered under the list's name, or else as made now.
    pub fn sequence(&self, name: &str, make: impl FnOnce() -> Vec<InstanceId>) -> Arc<[InstanceId]> {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = remembered.iter().position(|(other, _)| other == name) {
            let found = remembered.remove(at);
            let sequence = Arc::clone(&found.1);
            remembered.push(found);
            return sequence;
        }
        let sequence: Arc<[InstanceId]> = make().into();
        if remembered.len() == REMEMBERED {
            remembered.remove(0);
        }
        remembered.push((name.to_owned(), Arc::clone(&sequence)));
        sequence
    }

    /// Puts an object in, or back after a change. A date that another object has moves on to the next free
    /// millisecond: a dps cursor is a date alone and must point at one object.
    pub fn put(&mut self, mut object: Object) {
        self.remove(object.instance);
        while self.by_created.contains_key(&object.created) {
            object.created += 1;
        }
        object.modified = object.modified.max(object.created);
        while self.by_modified.contains_key(&object.modified) {
            object.modified += 1;
        }
        self.by_id.insert(object.id.clone(), object.instance);
        self.by_created.insert(object.created, object.instance);
        self.by_modified.insert(object.modified, object.instance);
        let namesakes = self.by_name.entry(object.name.clone()).or_default();
        let at = namesakes.partition_point(|other| *other < object.instance);
        namesakes.insert(at, object.instance);
        self.objects.insert(object.instance, Box::new(object));
        self.forget();
    }

    /// Puts many objects on an empty shelf: as [`Shelf::put`] would, but with each index built at one go.
    pub fn fill(&mut self, mut objects: Vec<Object>) {
        objects.sort_unstable_by_key(|object| (object.created, object.instance));
        make_distinct(&mut objects, |object| &mut object.created);
        for object in &mut objects {
            object.modified = object.modified.max(object.created);
        }
        self.by_created = objects.iter().map(|object| (object.created, object.instance)).collect();
        objects.sort_unstable_by_key(|object| (object.modified, object.instance));
        make_distinct(&mut objects, |object| &mut object.modified);
        self.by_modified = objects.iter().map(|object| (object.modified, object.instance)).collect();
        self.by_id = objects.iter().map(|object| (object.id.clone(), object.instance)).collect();
        objects.sort_unstable_by_key(|object| object.instance);
        for object in &objects {
            self.by_name.entry(object.name.clone()).or_insert_with(|| Vec::with_capacity(1)).push(object.instance);
        }
        self.objects = objects.into_iter().map(|object| (object.instance, Box::new(object))).collect();
        self.forget();
    }

    pub fn remove(&mut self, instance: InstanceId) -> Option<Object> {
        let object = *self.objects.remove(&instance)?;
        self.by_id.remove(&object.id);
        self.by_created.remove(&object.created);
        self.by_modified.remove(&object.modified);
        if let Some(namesakes) = self.by_name.get_mut(&object.name) {
            namesakes.retain(|other| *other != instance);
            if namesakes.is_empty() {
                self.by_name.remove(&object.name);
            }
        }
        self.forget();
        Some(object)
    }

    fn forget(&mut self) {
        self.remembered.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The entries of an index in either direction, from a point on.
fn range<'m, K, V, Q>(
    map: &'m BTreeMap<K, V>,
    from: Option<&Q>,
    downwards: bool,
) -> Box<dyn Iterator<Item = (&'m K, &'m V)> + 'm>
where
    K: Ord + std::borrow::Borrow<Q>,
    Q: Ord + ?Sized,
{
    use std::ops::Bound::{Included, Unbounded};
    let end = from.map_or(Unbounded, Included);
    if downwards { Box::new(map.range((Unbounded, end)).rev()) } else { Box::new(map.range((end, Unbounded))) }
}

/// Moves each date that is not later than the one before it to the next millisecond. The objects stand in the order of
/// their dates.
fn make_distinct(objects: &mut [Object], date: fn(&mut Object) -> &mut i64) {
    let mut last = i64::MIN;
    for object in objects {
        let date = date(object);
        last = (*date).max(last.saturating_add(1));
        *date = last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::holdings::kind::Kind;
    use crate::emulator::holdings::object::Ids;
    use crate::emulator::holdings::seed;

    fn everything(shelf: &Shelf) -> Vec<String> {
        let fields = |object: &Object| format!("{object:?}");
        let all = |run| shelf.run(run, false, |_| {}).map(fields).collect::<Vec<_>>();
        [Run::Created(None), Run::Modified(None), Run::Instance(None), Run::Id(None), Run::Name(None)]
            .into_iter()
            .flat_map(all)
            .collect()
    }

    #[test]
    fn a_shelf_filled_at_one_go_is_the_shelf_filled_one_by_one() {
        let sandboxes = seed::sandboxes(Some(500), 0, &mut Ids::default()).unwrap();
        let shelf = sandboxes[0].shelf(Kind::Personalized);
        let (mut at_once, mut one_by_one) = (Shelf::default(), Shelf::default());
        at_once.fill(shelf.objects().cloned().collect());
        shelf.objects().cloned().for_each(|object| one_by_one.put(object));
        assert_eq!(at_once.len(), 500);
        assert_eq!(everything(&at_once), everything(&one_by_one));
    }

    #[test]
    fn shared_dates_become_distinct_when_a_shelf_is_filled() {
        let sandboxes = seed::sandboxes(Some(5), 0, &mut Ids::default()).unwrap();
        let mut objects: Vec<Object> = sandboxes[0].shelf(Kind::Personalized).objects().cloned().collect();
        for object in &mut objects {
            (object.created, object.modified) = (7, 3);
        }
        let mut shelf = Shelf::default();
        shelf.fill(objects);
        let dates = |date: fn(&Object) -> i64| {
            let mut dates: Vec<i64> = shelf.objects().map(date).collect();
            dates.sort_unstable();
            dates
        };
        assert_eq!(dates(|object| object.created), [7, 8, 9, 10, 11]);
        assert_eq!(dates(|object| object.modified), [7, 8, 9, 10, 11]);
    }

    #[test]
    fn a_sequence_is_remembered_until_something_changes_or_newer_ones_push_it_out() {
        let sandboxes = seed::sandboxes(Some(3), 0, &mut Ids::default()).unwrap();
        let mut shelf = Shelf::default();
        shelf.fill(sandboxes[0].shelf(Kind::Personalized).objects().cloned().collect());
        let made = |shelf: &Shelf, name: &str, new: InstanceId| shelf.sequence(name, || vec![new])[0];
        assert_eq!(made(&shelf, "a", 1), 1);
        assert_eq!(made(&shelf, "a", 2), 1, "remembered");
        for (number, name) in ["b", "c", "d"].into_iter().enumerate() {
            assert_eq!(made(&shelf, name, number as u128), number as u128);
        }
        assert_eq!(made(&shelf, "a", 3), 1, "still remembered, and now the newest");
        assert_eq!(made(&shelf, "e", 4), 4);
        assert_eq!(made(&shelf, "b", 5), 5, "pushed out");
        let first = shelf.objects().next().unwrap().clone();
        shelf.put(first);
        assert_eq!(made(&shelf, "e", 6), 6, "forgotten");
        let instance = shelf.objects().next().unwrap().instance;
        shelf.remove(instance);
        assert_eq!(made(&shelf, "e", 7), 7, "forgotten again");
    }
}
