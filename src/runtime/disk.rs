//! The one who carries the orders to the disk out, one after the other, on a thread of its own: a slow disk holds up
//! neither a key nor an answer.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use jiff::Timestamp;

use crate::app::{Msg, Order, Told, Typed};
use crate::request::Ticket;
use crate::screens::EditorId;
use crate::secret::Redactor;
use crate::store::{Draft, Drafts, Entry, Filter, Id, Journal, StoreError, Trash, Trashed, WriteResult};

/// How many entries of the journal are shown: the command prints them all.
const SHOWN: usize = 500;

/// What is kept below a folder, and under which ids this run has it there.
#[derive(Debug)]
pub struct Disk {
    drafts: Drafts,
    trash: Trash,
    journal: Journal,
    editors: HashMap<u64, Id>,
    writes: HashMap<Ticket, Id>,
}

impl Disk {
    /// What is kept below this folder. No secret that the redactor knows gets into the journal.
    #[must_use]
    pub fn open(state: &Path, redactor: &Redactor) -> Disk {
        let trash = Trash::open(state);
        // What can't be deleted now is tried at the next start.
        let _ = trash.prune(Timestamp::now());
        Disk {
            drafts: Drafts::open(state),
            trash,
            journal: Journal::open(state, redactor.clone()),
            editors: HashMap::new(),
            writes: HashMap::new(),
        }
    }

    /// Carries an order out; returns what there is to tell.
    pub fn carry_out(&mut self, order: Order) -> Option<Told> {
        match order {
            Order::KeepDraft(typed) => {
                let Typed { editor, at, place, target, text } = *typed;
                let id = self.editors.entry(editor.0).or_insert_with(|| Id::new(at)).clone();
                let draft = Draft { id, written: at, place, target, text };
                Some(Told::DraftKept(editor, self.drafts.put(&draft)))
            }
            Order::DropDraft(editor) => {
                let id = self.editors.remove(&editor.0)?;
                not_done("A draft that is no longer needed is still there", self.drafts.remove(&id))
            }
            Order::ListDrafts => Some(Told::Drafts(self.drafts.list())),
            Order::ClaimDraft(editor, id) => Some(Told::DraftClaimed(editor, self.claim(editor, id))),
            Order::ReleaseDraft(editor) => {
                if let Some(id) = self.editors.remove(&editor.0) {
                    self.drafts.release(&id);
                }
                None
            }
            Order::Trash { number, at, place, record } => {
                let trashed = Trashed {
                    id: Id::new(at),
                    at,
                    place,
                    object: record.id.clone(),
                    address: Arc::clone(&record.address),
                    name: record.title().to_owned(),
                    revision: record.revision,
                };
                Some(Told::Trashed(number, self.trash.put(&trashed, &record.raw).map(|()| trashed.id)))
            }
            Order::SettleTrash(id, state) => {
                not_done("What became of an object can't be noted in the trash", self.trash.settle(&id, &state))
            }
            Order::TakeOutOfTrash(id) => {
                not_done("An object that was not deleted is still in the trash", self.trash.remove(&id))
            }
            Order::ListTrash(host, scope) => Some(Told::Trash(self.trash.list(&host, &scope))),
            Order::ReadTrash(id) => Some(Told::TrashRead(self.trash.read(&id).map(Box::new))),
            Order::Begin(ticket, intent) => {
                let noted = self.journal.begin(&intent).map(|id| _ = self.writes.insert(ticket, id));
                Some(Told::Begun(ticket, noted))
            }
            // One whose beginning could not be noted was told of then.
            Order::Settle(ticket, outcome) => {
                let id = self.writes.remove(&ticket)?;
                let noted = self.journal.settle(&id, &outcome);
                if outcome.result == WriteResult::Unknown {
                    // A look may tell more.
                    self.writes.insert(ticket, id);
                }
                not_done("What became of a write can't be noted in the journal", noted)
            }
            Order::ReadJournal(filter) => Some(Told::Journal(self.newest(&filter))),
            Order::ThrowDraftAway(id) => Some(Told::DraftThrownAway(self.drafts.remove(&id))),
        }
    }

    /// The newest entries, newest first, and how many lines can't be read.
    fn newest(&self, filter: &Filter) -> Result<(Vec<Entry>, usize), StoreError> {
        let entries = self.journal.read(filter)?;
        let unreadable = entries.unreadable();
        let mut newest = VecDeque::new();
        for entry in entries {
            newest.push_front(entry?);
            newest.truncate(SHOWN);
        }
        Ok((newest.into(), unreadable))
    }

    fn claim(&mut self, editor: EditorId, id: Id) -> Result<Box<Draft>, StoreError> {
        if self.editors.values().any(|open| *open == id) {
            return Err(StoreError::OpenHere);
        }
        let draft = self.drafts.claim(&id)?;
        self.editors.insert(editor.0, id);
        Ok(Box::new(draft))
    }
}

/// A failure that nobody waits for, in words.
fn not_done(what: &str, result: Result<(), StoreError>) -> Option<Told> {
    result.err().map(|error| Told::NotDone(format!("{what}: {error}.")))
}

/// How long the end of the program waits for the disk: one that hangs must not hold the terminal for ever.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hands orders to the thread of the disk.
pub(super) struct Keeper {
    orders: Option<Sender<Order>>,
    /// Ends when the thread does.
    ended: Option<Receiver<()>>,
}

impl Keeper {
    /// Starts the thread. Without a folder there is none, and nobody gives orders.
    pub(super) fn spawn(state: Option<&Path>, redactor: &Redactor, sender: Sender<Msg>) -> io::Result<Keeper> {
        let Some(state) = state else { return Ok(Keeper { orders: None, ended: None }) };
        let (orders, incoming) = channel();
        let (working, ended) = channel();
        let (state, redactor) = (state.to_path_buf(), redactor.clone());
        super::start("disk", move || {
            let _working: Sender<()> = working;
            let mut disk = Disk::open(&state, &redactor);
            while let Ok(order) = incoming.recv() {
                if let Some(told) = disk.carry_out(order) {
                    // If nobody listens any more, the program is ending: what is left is done all the same.
                    let _ = sender.send(Msg::Disk(Box::new(told)));
                }
            }
        })?;
        Ok(Keeper { orders: Some(orders), ended: Some(ended) })
    }

    /// Has an order carried out.
    pub(super) fn carry_out(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // If the thread is gone the program is ending.
            let _ = orders.send(order);
        }
    }

    /// Waits until every order is carried out.
    pub(super) fn finish(self) {
        drop(self.orders);
        if let Some(ended) = self.ended {
            // Nothing is ever sent: the channel closes when the last order is carried out.
            let _ = ended.recv_timeout(PATIENCE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Generation, Kind, Scope};
    use crate::store::{Intent, Outcome, Place, WriteKind};

    fn begin(ticket: Ticket) -> Order {
        let place = Place {
            profile: None,
            host: "https://example.test".to_owned(),
            generation: Generation::Dps,
            scope: Scope { sandbox: "dev".to_owned(), container: None },
            kind: Kind::Personalized,
        };
        Order::Begin(
            ticket,
            Box::new(Intent {
                at: Timestamp::UNIX_EPOCH,
                place,
                operation: WriteKind::Delete,
                object: Some("x-1".into()),
                name: "Coffee".to_owned(),
                sent: String::new(),
                before: None,
            }),
        )
    }

    fn settle(ticket: Ticket, result: WriteResult) -> Order {
        let outcome = Outcome { at: Timestamp::UNIX_EPOCH, result, object: None, after: None, request: None };
        Order::Settle(ticket, Box::new(outcome))
    }

    #[test]
    fn a_write_is_held_in_memory_until_its_last_word() {
        let state = tempfile::tempdir().unwrap();
        let mut disk = Disk::open(state.path(), &Redactor::default());
        for ticket in (1..20).map(Ticket) {
            disk.carry_out(begin(ticket));
            assert_eq!(disk.carry_out(settle(ticket, WriteResult::Unknown)), None);
            assert_eq!(disk.writes.len(), 1, "a look may tell more");
            assert_eq!(disk.carry_out(settle(ticket, WriteResult::Done)), None);
            assert!(disk.writes.is_empty(), "{ticket:?}");
        }
        let entries: Vec<_> = disk.journal.read(&Filter::default()).unwrap().map(Result::unwrap).collect();
        assert!(entries.len() == 19 && entries.iter().all(|entry| *entry.result() == WriteResult::Done));
    }
}
