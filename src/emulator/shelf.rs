//! All objects of one kind in one sandbox, findable by either id and sorted every way that lists are.

use std::collections::{BTreeMap, HashMap};

use super::object::{InstanceId, Object};

/// The objects of one kind.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    objects: BTreeMap<InstanceId, Box<Object>>,
    by_id: HashMap<Box<str>, InstanceId>,
    by_created: BTreeMap<i64, InstanceId>,
    by_modified: BTreeMap<i64, InstanceId>,
}

impl Shelf {
    pub fn get(&self, instance: InstanceId) -> Option<&Object> {
        self.objects.get(&instance).map(Box::as_ref)
    }

    pub fn find(&self, id: &str) -> Option<&Object> {
        self.by_id.get(id).and_then(|instance| self.get(*instance))
    }

    pub fn len(&self) -> usize {
        self.objects.len()
    }

    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.objects.values().map(Box::as_ref)
    }

    /// All instance ids, in their own order.
    pub fn by_instance(&self) -> impl DoubleEndedIterator<Item = InstanceId> {
        self.objects.keys().copied()
    }

    /// All instance ids, the oldest first.
    pub fn by_created(&self) -> impl DoubleEndedIterator<Item = InstanceId> {
        self.by_created.values().copied()
    }

    /// All instance ids, those longest unchanged first.
    pub fn by_modified(&self) -> impl DoubleEndedIterator<Item = InstanceId> {
        self.by_modified.values().copied()
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
        self.objects.insert(object.instance, Box::new(object));
    }

    pub fn remove(&mut self, instance: InstanceId) -> Option<Object> {
        let object = *self.objects.remove(&instance)?;
        self.by_id.remove(&object.id);
        self.by_created.remove(&object.created);
        self.by_modified.remove(&object.modified);
        Some(object)
    }
}
