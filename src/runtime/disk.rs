//! The one who carries the orders to the disk out, one after the other, on a thread of its own: a slow disk holds up
//! neither a key nor an answer.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use jiff::Timestamp;

use crate::app::{Msg, Order, Told, Typed};
use crate::request::Ticket;
use crate::screens::EditorId;
use crate::secret::Redactor;
use crate::store::{
    Draft, Drafts, Entry, Filter, Id, Journal, Outcome, Place, StoreError, Trash, Trashed, WriteResult,
};

/// How many entries of the journal are shown: the command prints them all.
const SHOWN: usize = 500;

/// What is said of the journal where the outcome of a write can't be noted.
const NOT_NOTED: &str = "What became of a write can't be noted in the journal";

/// What is said of the trash where it can't be tidied up.
const NOT_DELETED: &str = "An object that was not deleted is still in the trash";

/// What is kept below a folder, and under which ids this run has it there.
#[derive(Debug)]
pub struct Disk {
    drafts: Drafts,
    trash: Trash,
    journal: Journal,
    editors: HashMap<u64, Id>,
    writes: HashMap<Ticket, Id>,
    /// What deletes put into the trash, by their numbers.
    doomed: HashMap<u64, Id>,
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
            doomed: HashMap::new(),
        }
    }

    /// Carries an order out; returns the answer.
    pub fn carry_out(&mut self, order: Order) -> Told {
        match order {
            Order::KeepDraft(typed) => {
                let Typed { editor, at, place, target, restores, text, sent } = *typed;
                let id = self.editors.entry(editor.0).or_insert_with(|| Id::new(at)).clone();
                let draft = Draft { id, written: at, place, target, restores, text, sent };
                Told::DraftKept(editor, self.drafts.put(&draft))
            }
            Order::DropDraft(editor) => {
                let removed = self.editors.get(&editor.0).map_or(Ok(()), |id| self.drafts.remove(id));
                match (&removed, self.editors.get(&editor.0)) {
                    // Whoever finds it in the list may want it or throw it away; and should the editor be typed in
                    // again, it goes on in it.
                    (Err(_), Some(id)) => self.drafts.release(id),
                    _ => _ = self.editors.remove(&editor.0),
                }
                done("A draft that is no longer needed is still there", removed)
            }
            Order::ListDrafts => Told::Drafts(self.drafts.list()),
            Order::ClaimDraft(editor, id) => Told::DraftClaimed(editor, self.claim(editor, id)),
            Order::ReleaseDraft(editor) => {
                if let Some(id) = self.editors.remove(&editor.0) {
                    self.drafts.release(&id);
                }
                Told::Done(Ok(()))
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
                let put = self.trash.put(&trashed, &record.raw).map(|()| trashed.id);
                if let Ok(id) = &put {
                    self.doomed.insert(number, id.clone());
                }
                Told::Trashed(number, put)
            }
            Order::UndoTrash(number) => {
                let removed = self.doomed.remove(&number).map_or(Ok(()), |id| self.trash.remove(&id));
                done(NOT_DELETED, removed)
            }
            Order::SettleTrash(id, state) => {
                self.doomed.retain(|_, doomed| *doomed != id);
                done("What became of an object can't be noted in the trash", self.trash.settle(&id, &state))
            }
            Order::TakeOutOfTrash(id) => {
                self.doomed.retain(|_, doomed| *doomed != id);
                done(NOT_DELETED, self.trash.remove(&id))
            }
            Order::ListTrash(site, scope) => Told::Trash(self.trash.list(&site, &scope)),
            Order::ReadTrash(id) => Told::TrashRead(self.trash.read(&id).map(Box::new)),
            Order::Begin(ticket, intent) => {
                let noted = self.journal.begin(&intent).map(|id| _ = self.writes.insert(ticket, id));
                Told::Begun(ticket, noted)
            }
            // One whose beginning could not be noted was told of then.
            Order::Settle(ticket, outcome) => {
                let Some(id) = self.writes.remove(&ticket) else { return Told::Settled(ticket, Ok(())) };
                let noted = self.journal.settle(&id, &outcome);
                if outcome.result == WriteResult::Unknown {
                    // A look may tell more.
                    self.writes.insert(ticket, id);
                }
                Told::Settled(ticket, noted)
            }
            Order::SettleEarlier { place, body, outcome } => {
                let is_it = |entry: &Entry| {
                    let intent = &entry.intent;
                    // The profile may have another name by now.
                    let there = Place { profile: intent.place.profile.clone(), ..place.clone() };
                    intent.place == there && *intent.sent == *body && *entry.result() == WriteResult::Unknown
                };
                done(NOT_NOTED, self.settle_earlier(is_it, &outcome))
            }
            Order::LetGo(ticket) => {
                self.writes.remove(&ticket);
                Told::Done(Ok(()))
            }
            Order::ReadJournal(filter) => Told::Journal(self.newest(&filter)),
            // It was opened after its end was asked for.
            Order::ThrowDraftAway(id) if self.drafts.is_ours(&id) => Told::DraftThrownAway(Err(StoreError::OpenHere)),
            Order::ThrowDraftAway(id) => Told::DraftThrownAway(self.drafts.remove(&id)),
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

    /// Settles the last of those entries, if there is one.
    fn settle_earlier(&self, is_it: impl Fn(&Entry) -> bool, outcome: &Outcome) -> Result<(), StoreError> {
        let entries = self.journal.read(&Filter::default())?.filter_map(Result::ok);
        match entries.filter(|entry| is_it(entry)).last() {
            Some(entry) => self.journal.settle(&entry.id, outcome),
            None => Ok(()),
        }
    }

    fn claim(&mut self, editor: EditorId, id: Id) -> Result<Box<Draft>, StoreError> {
        if self.drafts.is_ours(&id) {
            return Err(StoreError::OpenHere);
        }
        let mut draft = self.drafts.claim(&id)?;
        // An editor that left it behind, because it could not be deleted, has no part in it any more.
        self.editors.retain(|_, left| *left != id);
        self.editors.insert(editor.0, id);
        // What was had back by another way, or is no longer kept, is not to be had back once more.
        draft.restores = draft.restores.filter(|restores| self.trash.holds(&restores.trash));
        Ok(Box::new(draft))
    }
}

/// The answer to an order that nobody waits for: a failure in words.
fn done(what: &str, result: Result<(), StoreError>) -> Told {
    Told::Done(result.map_err(|error| format!("{what}: {error}.")))
}

/// How long whoever wants the shell waits for the disk: what is ordered is carried out later all the same.
const SHORT_PATIENCE: Duration = Duration::from_secs(2);

/// What the thread of the disk is given.
enum Given {
    /// Something to do.
    Order(Order),
    /// Somebody who wants to know when all before is done.
    Waiting(Sender<()>),
}

/// Hands orders to the thread of the disk.
pub(super) struct Keeper {
    orders: Option<Sender<Given>>,
}

impl Keeper {
    /// Starts the thread. Without a folder there is none, and nobody gives orders.
    pub(super) fn spawn(state: Option<&Path>, redactor: &Redactor, sender: Sender<Msg>) -> io::Result<Keeper> {
        let Some(state) = state else { return Ok(Keeper { orders: None }) };
        let (orders, incoming) = channel();
        let (state, redactor) = (state.to_path_buf(), redactor.clone());
        super::start("disk", move || {
            let mut disk = Disk::open(&state, &redactor);
            while let Ok(given) = incoming.recv() {
                // If nobody listens any more, the program is ending: what is left is done all the same.
                match given {
                    Given::Order(order) => _ = sender.send(Msg::Disk(Box::new(disk.carry_out(order)))),
                    Given::Waiting(waiting) => _ = waiting.send(()),
                }
            }
        })?;
        Ok(Keeper { orders: Some(orders) })
    }

    /// Has an order carried out.
    pub(super) fn carry_out(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // If the thread is gone the program is ending.
            let _ = orders.send(Given::Order(order));
        }
    }

    /// Waits a little until every order so far is carried out; false if the disk takes longer.
    pub(super) fn catch_up(&self) -> bool {
        let Some(orders) = &self.orders else { return true };
        let (waiting, done) = channel();
        orders.send(Given::Waiting(waiting)).is_ok() && done.recv_timeout(SHORT_PATIENCE).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::domain::{Generation, Kind, Record, Scope};
    use crate::store::{Holder, Intent, Site, TrashState, WriteKind};

    fn place() -> Place {
        Place {
            profile: None,
            site: Site::new("https://example.test", "ACME@AdobeOrg"),
            generation: Generation::Dps,
            scope: Scope { sandbox: "dev".to_owned(), container: None },
            kind: Kind::Personalized,
        }
    }

    fn begin(ticket: Ticket) -> Order {
        Order::Begin(
            ticket,
            Box::new(Intent {
                at: Timestamp::UNIX_EPOCH,
                place: place(),
                operation: WriteKind::Delete,
                object: Some("x-1".into()),
                name: "Coffee".to_owned(),
                sent: String::new(),
                before: None,
                diff: None,
            }),
        )
    }

    fn settle(ticket: Ticket, result: WriteResult) -> Order {
        let outcome = Outcome { at: Timestamp::UNIX_EPOCH, result, object: None, after: None, request: None };
        Order::Settle(ticket, Box::new(outcome))
    }

    fn keep(editor: EditorId) -> Order {
        Order::KeepDraft(Box::new(Typed {
            editor,
            at: Timestamp::UNIX_EPOCH,
            place: place(),
            target: None,
            restores: None,
            text: "typed".into(),
            sent: None,
        }))
    }

    /// The only draft, and who holds it.
    fn only_draft(disk: &mut Disk) -> (Id, Holder) {
        let Told::Drafts(Ok(listing)) = disk.carry_out(Order::ListDrafts) else { panic!("no list") };
        let [found] = &listing.found[..] else { panic!("{listing:?}") };
        (found.draft.id.clone(), found.holder)
    }

    /// Lets the file of a draft be one that can't be deleted as long as this is carried out.
    fn undeletable(state: &Path, id: &Id, meanwhile: impl FnOnce()) {
        let path = state.join(format!("drafts/{id}.json"));
        let text = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        meanwhile();
        fs::remove_dir(&path).unwrap();
        fs::write(&path, text).unwrap();
    }

    #[test]
    fn a_draft_that_can_not_be_deleted_is_free_for_whoever_wants_it() {
        let state = tempfile::tempdir().unwrap();
        let mut disk = Disk::open(state.path(), &Redactor::default());
        disk.carry_out(keep(EditorId(1)));
        let (id, holder) = only_draft(&mut disk);
        assert_eq!(holder, Holder::Us);
        undeletable(state.path(), &id, || {
            assert!(matches!(disk.carry_out(Order::DropDraft(EditorId(1))), Told::Done(Err(_))));
        });
        assert_eq!(only_draft(&mut disk), (id.clone(), Holder::Nobody));
        undeletable(state.path(), &id, || {
            assert!(matches!(disk.carry_out(Order::ThrowDraftAway(id.clone())), Told::DraftThrownAway(Err(_))));
        });
        assert_eq!(only_draft(&mut disk), (id.clone(), Holder::Nobody));
        let claimed = disk.carry_out(Order::ClaimDraft(EditorId(2), id.clone()));
        assert!(matches!(claimed, Told::DraftClaimed(_, Ok(_))), "{claimed:?}");
        let again = disk.carry_out(Order::ClaimDraft(EditorId(3), id.clone()));
        assert_eq!(again, Told::DraftClaimed(EditorId(3), Err(StoreError::OpenHere)));
        let thrown = disk.carry_out(Order::ThrowDraftAway(id.clone()));
        assert_eq!(thrown, Told::DraftThrownAway(Err(StoreError::OpenHere)), "somebody types in it");
        // The first editor had it, and has it no more.
        disk.carry_out(keep(EditorId(1)));
        let Told::Drafts(Ok(listing)) = disk.carry_out(Order::ListDrafts) else { panic!("no list") };
        assert_eq!(listing.found.len(), 2);
    }

    #[test]
    fn an_editor_whose_draft_can_not_be_deleted_goes_on_in_the_same_draft() {
        let state = tempfile::tempdir().unwrap();
        let mut disk = Disk::open(state.path(), &Redactor::default());
        disk.carry_out(keep(EditorId(1)));
        let (id, _) = only_draft(&mut disk);
        undeletable(state.path(), &id, || _ = disk.carry_out(Order::DropDraft(EditorId(1))));
        assert_eq!(disk.carry_out(keep(EditorId(1))), Told::DraftKept(EditorId(1), Ok(())));
        assert_eq!(only_draft(&mut disk), (id, Holder::Us));
    }

    #[test]
    fn what_an_earlier_run_sent_is_settled_by_what_was_sent_and_where() {
        let state = tempfile::tempdir().unwrap();
        let create = |ticket, body: &str| {
            let Order::Begin(ticket, intent) = begin(ticket) else { unreachable!() };
            let intent = Intent { operation: WriteKind::Create, object: None, sent: body.to_owned(), ..*intent };
            Order::Begin(ticket, Box::new(intent))
        };
        let mut disk = Disk::open(state.path(), &Redactor::default());
        for (ticket, body) in [(1, "{}"), (2, "{1}"), (3, "{1}"), (4, "{2}")] {
            disk.carry_out(create(Ticket(ticket), body));
        }
        let mut disk = Disk::open(state.path(), &Redactor::default());
        let settle = |sandbox: &str| Order::SettleEarlier {
            place: Place { scope: Scope { sandbox: sandbox.to_owned(), container: None }, ..place() },
            body: "{1}".into(),
            outcome: Box::new(Outcome {
                at: Timestamp::UNIX_EPOCH,
                result: WriteResult::Done,
                object: Some("n".into()),
                after: Some(1),
                request: None,
            }),
        };
        for sandbox in ["elsewhere", "dev"] {
            assert_eq!(disk.carry_out(settle(sandbox)), Told::Done(Ok(())));
        }
        let entries: Vec<_> = disk.journal.read(&Filter::default()).unwrap().map(Result::unwrap).collect();
        let done: Vec<bool> = entries.iter().map(|entry| *entry.result() == WriteResult::Done).collect();
        assert_eq!(done, [false, false, true, false], "the last one of this body");
        assert_eq!(entries[2].objects().last().map(|id| id.as_str()), Some("n"));
    }

    #[test]
    fn a_write_is_held_in_memory_until_its_last_word() {
        let state = tempfile::tempdir().unwrap();
        let mut disk = Disk::open(state.path(), &Redactor::default());
        for ticket in (1..20).map(Ticket) {
            disk.carry_out(begin(ticket));
            assert_eq!(disk.carry_out(settle(ticket, WriteResult::Unknown)), Told::Settled(ticket, Ok(())));
            assert_eq!(disk.writes.len(), 1, "a look may tell more");
            assert_eq!(disk.carry_out(settle(ticket, WriteResult::Done)), Told::Settled(ticket, Ok(())));
            assert!(disk.writes.is_empty(), "{ticket:?}");
        }
        // Where no look could tell, there is no last word.
        disk.carry_out(begin(Ticket(20)));
        disk.carry_out(settle(Ticket(20), WriteResult::Unknown));
        assert_eq!(disk.carry_out(Order::LetGo(Ticket(20))), Told::Done(Ok(())));
        assert!(disk.writes.is_empty());
        let entries: Vec<_> = disk.journal.read(&Filter::default()).unwrap().map(Result::unwrap).collect();
        let done = entries.iter().filter(|entry| *entry.result() == WriteResult::Done);
        assert_eq!((entries.len(), done.count()), (20, 19));
    }

    #[test]
    fn a_place_in_the_trash_is_held_in_memory_until_its_delete_is_over() {
        let state = tempfile::tempdir().unwrap();
        let mut disk = Disk::open(state.path(), &Redactor::default());
        let record =
            Arc::new(Record::read(Generation::Dps, Kind::Personalized, r#"{"id":"x-1","name":"Coffee"}"#).unwrap());
        for number in 1..4 {
            let put = Order::Trash { number, at: Timestamp::UNIX_EPOCH, place: place(), record: Arc::clone(&record) };
            let Told::Trashed(_, Ok(id)) = disk.carry_out(put) else { panic!("it is not in the trash") };
            assert_eq!(disk.doomed.len(), 1);
            disk.carry_out(match number {
                1 => Order::UndoTrash(number),
                2 => Order::TakeOutOfTrash(id),
                _ => Order::SettleTrash(id, TrashState::Deleted),
            });
            assert!(disk.doomed.is_empty(), "{number}");
        }
    }
}
