//! All that requests change: the sandboxes and what is in them, and the deletes that are still to be carried out.

use std::sync::Arc;

use super::answer::{Cause, Problem};
use super::kind::Kind;
use super::object::{Author, Ids, InstanceId, Object};
use super::references::users_of;
use super::sandbox::Sandbox;

/// One object's address in the library.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address {
    /// The sandbox's place in the list of sandboxes.
    pub sandbox: usize,
    pub kind: Kind,
    pub instance: InstanceId,
}

/// All that requests change.
pub(super) struct State {
    pub sandboxes: Vec<Sandbox>,
    pub ids: Ids,
    /// The author of everything written through the API.
    pub caller: Arc<Author>,
    pending: Vec<PendingDelete>,
    last_stamp: i64,
}

/// A delete that was accepted and is still to be carried out.
struct PendingDelete {
    due: i64,
    at: Address,
}

impl State {
    /// The sandboxes as they begin, and who writes through the API.
    pub fn new(sandboxes: Vec<Sandbox>, ids: Ids, caller: Author, now: i64) -> State {
        State { sandboxes, ids, caller: Arc::new(caller), pending: Vec::new(), last_stamp: now }
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
        if let Some(sandbox) = self.sandboxes.get_mut(sandbox) {
            sandbox.shelf_mut(object.kind).put(object);
        }
    }

    pub fn remove(&mut self, at: Address) {
        if let Some(sandbox) = self.sandboxes.get_mut(at.sandbox) {
            sandbox.shelf_mut(at.kind).remove(at.instance);
        }
    }

    /// A moment for a write: now, but later than every earlier write.
    pub fn stamp(&mut self, now: i64) -> i64 {
        self.last_stamp = now.max(self.last_stamp.saturating_add(1));
        self.last_stamp
    }

    /// Accepts a delete that takes effect later.
    pub fn delete_later(&mut self, due: i64, at: Address) {
        self.pending.push(PendingDelete { due, at });
    }

    /// Carries out the deletes that are due. Where references count, an object that something
    /// refers to simply stays (contract section 9).
    pub fn carry_out_deletes(&mut self, now: i64, spare_used: bool) {
        let due: Vec<Address> =
            self.pending.extract_if(.., |delete| delete.due <= now).map(|delete| delete.at).collect();
        for at in due {
            let Some(sandbox) = self.sandboxes.get(at.sandbox) else { continue };
            let used = |object: &Object| !users_of(sandbox, at.kind, &object.id).is_empty();
            if self.object(at).is_some_and(|object| !(spare_used && used(object))) {
                self.remove(at);
            }
        }
    }
}
