//! All that requests change: the sandboxes and what is in them, and the deletes that are still to be carried out.
//!
//! What a request changes is noted with what was there before, so that it can be kept as a whole or taken back.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::object::{Address, Author, Ids, InstanceId, Object};
use super::references::users_of;
use super::sandbox::Sandbox;
use super::store::{Counts, Entry, Found, Store};
use crate::emulator::answer::{Cause, Problem};

/// All that requests change.
pub struct State {
    pub sandboxes: Vec<Sandbox>,
    pub ids: Ids,
    /// The author of everything written through the API.
    pub caller: Arc<Author>,
    /// The deletes that were accepted and are still to be carried out, and when each is due.
    pending: BTreeMap<Address, i64>,
    /// What became of the latest of them. It is not kept on disk.
    outcomes: VecDeque<(Address, Outcome)>,
    last_stamp: i64,
    /// What the request under way has changed, in order.
    changes: Vec<Change>,
    /// Where everything is kept, if it is to outlive the process.
    store: Option<Store>,
}

/// How many outcomes of deletes are remembered.
const OUTCOMES: usize = 1000;

/// What became of a delete that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is still to be carried out.
    Pending,
    Deleted,
    /// Something names the object.
    Rejected,
}

/// What stood at an address before it was changed.
enum Change {
    Object(Address, Option<Object>),
    Delete(Address, Option<i64>),
}

impl State {
    /// The sandboxes as they begin, and who writes through the API.
    pub fn new(sandboxes: Vec<Sandbox>, ids: Ids, caller: Author, now: i64) -> State {
        let (caller, pending, changes) = (Arc::new(caller), BTreeMap::new(), Vec::new());
        State { sandboxes, ids, caller, pending, outcomes: VecDeque::new(), last_stamp: now, changes, store: None }
    }

    /// The state that was found on disk.
    pub fn found(found: Found, caller: Author) -> State {
        let Found { sandboxes, deletes, counts, .. } = found;
        let ids = Ids::new(counts.seed, counts.ids);
        // They were accepted by a clock that may have been moved, and that is not kept: all of them are due.
        let pending = deletes.into_iter().map(|at| (at, i64::MIN)).collect();
        State { pending, ..State::new(sandboxes, ids, caller, counts.stamp) }
    }

    /// The state with a place where it is kept from now on. What it holds is there already.
    pub fn kept_in(self, store: Store) -> State {
        State { store: Some(store), ..self }
    }

    pub fn object(&self, at: Address) -> Option<&Object> {
        self.sandboxes.get(at.sandbox)?.shelf(at.kind).get(at.instance)
    }

    /// The object, or 404.
    pub fn existing(&self, at: Address) -> Result<&Object, Problem> {
        self.object(at).ok_or_else(|| Problem::new(Cause::NotFound, format!("this {} is gone", at.kind.entry().noun)))
    }

    /// Puts an object in, or back after a change.
    pub fn put(&mut self, sandbox: usize, object: Object) {
        let at = Address { sandbox, kind: object.kind, instance: object.instance };
        if let Some(sandbox) = self.sandboxes.get_mut(sandbox) {
            let shelf = sandbox.shelf_mut(at.kind);
            let before = shelf.remove(at.instance);
            shelf.put(object);
            self.changes.push(Change::Object(at, before));
        }
    }

    pub fn remove(&mut self, at: Address) {
        let removed = self.sandboxes.get_mut(at.sandbox).and_then(|s| s.shelf_mut(at.kind).remove(at.instance));
        if removed.is_some() {
            self.changes.push(Change::Object(at, removed));
        }
    }

    /// A moment for a write: now, but later than every earlier write.
    pub fn stamp(&mut self, now: i64) -> i64 {
        self.last_stamp = now.max(self.last_stamp.saturating_add(1));
        self.last_stamp
    }

    /// Accepts a delete that takes effect later; one that was accepted before keeps its time.
    pub fn delete_later(&mut self, due: i64, at: Address) {
        if !self.pending.contains_key(&at) {
            self.change_pending(at, Some(due));
        }
    }

    fn change_pending(&mut self, at: Address, due: Option<i64>) {
        let before = match due {
            Some(due) => self.pending.insert(at, due),
            None => self.pending.remove(&at),
        };
        self.changes.push(Change::Delete(at, before));
    }

    /// Carries out the deletes that are due. Where references count, an object that something refers to simply stays
    /// (contract section 9).
    pub fn carry_out_deletes(&mut self, now: i64, spare_used: bool) {
        let due: Vec<Address> = self.pending.iter().filter(|(_, due)| **due <= now).map(|(at, _)| *at).collect();
        for at in due {
            self.change_pending(at, None);
            let Some(sandbox) = self.sandboxes.get(at.sandbox) else { continue };
            let used = |object: &Object| !users_of(sandbox, at.kind, &object.id).is_empty();
            let spared = spare_used && self.object(at).is_some_and(used);
            if !spared {
                self.remove(at);
            }
            self.outcomes.truncate(OUTCOMES - 1);
            self.outcomes.push_front((at, if spared { Outcome::Rejected } else { Outcome::Deleted }));
        }
    }

    /// What became of the latest delete of an instance, if one is remembered.
    pub fn outcome(&self, sandbox: usize, instance: InstanceId) -> Option<Outcome> {
        let meant = |at: &Address| (at.sandbox, at.instance) == (sandbox, instance);
        if self.pending.keys().any(meant) {
            return Some(Outcome::Pending);
        }
        self.outcomes.iter().find(|(at, _)| meant(at)).map(|(_, outcome)| *outcome)
    }

    /// Writes what was changed since the last time to where everything is kept. If that fails, memory is put back as it
    /// was. Numbers and dates that were given out stay given out.
    pub fn keep(&mut self) -> Result<(), Problem> {
        let changes = std::mem::take(&mut self.changes);
        if changes.is_empty() {
            return Ok(());
        }
        let counts = self.counts();
        let State { sandboxes, pending, store, .. } = self;
        let Some(store) = store else { return Ok(()) };
        let changed = changes.iter().map(|change| match change {
            Change::Object(at, _) | Change::Delete(at, _) => *at,
        });
        let addresses: BTreeSet<Address> = changed.chain(store.doubtful()).collect();
        let entry = |at: &Address| {
            let object = sandboxes.get(at.sandbox).and_then(|sandbox| sandbox.shelf(at.kind).get(at.instance));
            Entry { at: *at, object, is_going: pending.contains_key(at) }
        };
        let entries: Vec<Entry<'_>> = addresses.iter().map(entry).collect();
        let kept = store.commit(&entries, counts);
        if kept.is_err() {
            changes.into_iter().rev().for_each(|change| self.undo(change));
        }
        kept.map_err(not_kept)
    }

    /// Becomes another state, on disk too. If that fails, everything stays as it was.
    pub fn become_other(&mut self, other: State) -> Result<(), Problem> {
        if let Some(store) = &mut self.store {
            store.replace(&self.sandboxes, &other.sandboxes, other.counts()).map_err(not_kept)?;
        }
        let store = self.store.take();
        *self = State { store, ..other };
        Ok(())
    }

    fn undo(&mut self, change: Change) {
        match change {
            Change::Object(at, before) => {
                let Some(sandbox) = self.sandboxes.get_mut(at.sandbox) else { return };
                sandbox.shelf_mut(at.kind).remove(at.instance);
                before.into_iter().for_each(|object| sandbox.shelf_mut(at.kind).put(object));
            }
            Change::Delete(at, Some(due)) => {
                self.pending.insert(at, due);
            }
            Change::Delete(at, None) => {
                self.pending.remove(&at);
            }
        }
    }

    /// The deletes that are still to be carried out.
    #[cfg(test)]
    pub fn pending(&self) -> &BTreeMap<Address, i64> {
        &self.pending
    }

    /// The disk under everything, watched.
    #[cfg(test)]
    pub fn watch(&mut self) -> Option<super::store::Disk> {
        self.store.as_mut().map(Store::watch)
    }

    /// What is kept beside the objects.
    pub fn counts(&self) -> Counts {
        Counts { seed: self.ids.seed(), ids: self.ids.made(), stamp: self.last_stamp }
    }
}

fn not_kept(why: String) -> Problem {
    Problem::new(Cause::NotKept, format!("the change could not be kept: {why}"))
}
