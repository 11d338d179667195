//! A model of the disk as plain values: what it holds, the orders that it was given and has not carried out, and what it
//! has said and nobody heard yet. A crash takes all of that but what it holds.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use offerdeck::app::{Order, Told, Typed};
use offerdeck::request::Ticket;
use offerdeck::screens::EditorId;
use offerdeck::store::{
    Draft, Entry, Filter, FoundDraft, FoundTrash, Holder, Id, Listing, Outcome, StoreError, TrashState, Trashed,
    WriteResult,
};

/// Why an order is not carried out.
#[derive(Clone, Copy, Debug)]
pub enum Refusal {
    Full,
    Unreadable,
    Gone,
}

/// How the disk goes about its orders.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Manner {
    /// It carries each out at once.
    Prompt,
    /// The same, and refuses to write.
    Full,
    /// It does nothing unless a step says so.
    Slow,
}

/// A line of the journal, with the ticket of the run that wrote it.
#[derive(Clone)]
pub struct Noted {
    pub ticket: Ticket,
    pub entry: Entry,
    /// Whether the disk refused to note what became of it.
    pub refused: bool,
}

#[derive(Clone)]
pub struct Disk {
    pub drafts: BTreeMap<Id, Draft>,
    pub trash: BTreeMap<Id, (Trashed, String, TrashState)>,
    pub journal: Vec<Noted>,
    pub manner: Manner,
    orders: VecDeque<Order>,
    said: VecDeque<Told>,
    /// Under which ids this run has its drafts.
    editors: BTreeMap<u64, Id>,
    /// Where in the journal the writes of this run stand.
    writes: BTreeMap<Ticket, usize>,
    /// What the deletes of this run put into the trash.
    doomed: BTreeMap<u64, Id>,
    last_id: u64,
}

impl Disk {
    pub fn new() -> Disk {
        Disk {
            drafts: BTreeMap::new(),
            trash: BTreeMap::new(),
            journal: Vec::new(),
            manner: Manner::Prompt,
            orders: VecDeque::new(),
            said: VecDeque::new(),
            editors: BTreeMap::new(),
            writes: BTreeMap::new(),
            doomed: BTreeMap::new(),
            last_id: 0,
        }
    }

    pub fn give(&mut self, order: Order) {
        self.orders.push_back(order);
    }

    /// Everything but what is on the disk is gone.
    pub fn crash(&mut self) {
        self.orders.clear();
        self.said.clear();
        self.editors.clear();
        self.writes.clear();
        self.doomed.clear();
    }

    /// Carries the next order out, or refuses it; what it says of it is heard later. False if there is none.
    pub fn work(&mut self, refusal: Option<Refusal>) -> bool {
        let Some(order) = self.orders.pop_front() else { return false };
        let told = self.carry_out(order, refusal);
        self.said.push_back(told);
        true
    }

    /// Whether it has said something since that nobody heard yet.
    pub fn is_ahead(&self) -> bool {
        !self.said.is_empty()
    }

    /// The next of what it has said.
    pub fn hear(&mut self) -> Option<Told> {
        self.said.pop_front()
    }

    /// The text that it holds of an editor of this run.
    pub fn text_of(&self, editor: EditorId) -> Option<&str> {
        Some(&self.drafts.get(self.editors.get(&editor.0)?)?.text)
    }

    /// Whether an editor of this run has this draft.
    pub fn is_open(&self, id: &Id) -> bool {
        self.editors.values().any(|open| open == id)
    }

    /// Whether it has a text of an editor to write, or has written it and nobody heard of it.
    pub fn is_at(&self, editor: EditorId) -> bool {
        let mut orders = self.orders.iter();
        let mut said = self.said.iter();
        orders.any(|order| matches!(order, Order::KeepDraft(typed) if typed.editor == editor))
            || said.any(|told| matches!(told, Told::DraftKept(kept, _) if *kept == editor))
    }

    /// What this run noted of a write.
    pub fn noted(&self, ticket: Ticket) -> Option<&Noted> {
        self.journal.get(*self.writes.get(&ticket)?)
    }

    fn id(&mut self) -> Id {
        self.last_id += 1;
        Id::parse(&format!("00000000002a-{:016x}", self.last_id)).unwrap()
    }

    fn carry_out(&mut self, order: Order, refusal: Option<Refusal>) -> Told {
        let path = PathBuf::from("/state/file");
        let refuse = |writes: bool| match refusal {
            None => Ok(()),
            Some(Refusal::Full) if writes => Err(StoreError::NoRoom(path.clone())),
            Some(_) if writes => Err(StoreError::NotWritten(path.clone(), "it was".to_owned())),
            Some(Refusal::Gone) => Err(StoreError::Gone(path.clone())),
            Some(_) => Err(StoreError::NotRead(path.clone(), "it was".to_owned())),
        };
        let done = |result: Result<(), StoreError>| Told::Done(result.map_err(|error| error.to_string()));
        match order {
            Order::KeepDraft(typed) => {
                let Typed { editor, at: written, place, target, text, sent, restores } = *typed;
                let id = self.editors.get(&editor.0).cloned().unwrap_or_else(|| self.id());
                self.editors.insert(editor.0, id.clone());
                let kept = refuse(true);
                if kept.is_ok() {
                    self.drafts.insert(id.clone(), Draft { id, written, place, target, text, sent, restores });
                }
                Told::DraftKept(editor, kept)
            }
            Order::DropDraft(editor) => {
                let id = self.editors.remove(&editor.0);
                let removed = refuse(true);
                if let (Some(id), Ok(())) = (id, &removed) {
                    self.drafts.remove(&id);
                }
                done(removed)
            }
            Order::ListDrafts => Told::Drafts(refuse(false).map(|()| {
                let holder = |id: &Id| if self.is_open(id) { Holder::Us } else { Holder::Nobody };
                let found = self.drafts.values().rev();
                let found = found.map(|draft| FoundDraft { draft: draft.clone(), holder: holder(&draft.id) });
                Listing { found: found.collect(), unreadable: Vec::new() }
            })),
            Order::ClaimDraft(editor, id) => {
                let draft = match self.drafts.get(&id) {
                    _ if self.is_open(&id) => Err(StoreError::OpenHere),
                    Some(draft) => refuse(false).map(|()| Box::new(draft.clone())),
                    None => Err(StoreError::Gone(path)),
                };
                if draft.is_ok() {
                    self.editors.insert(editor.0, id);
                }
                Told::DraftClaimed(editor, draft)
            }
            Order::ReleaseDraft(editor) => {
                self.editors.remove(&editor.0);
                Told::Done(Ok(()))
            }
            Order::ThrowDraftAway(id) => {
                let thrown = if self.is_open(&id) { Err(StoreError::OpenHere) } else { refuse(true) };
                if thrown.is_ok() {
                    self.drafts.remove(&id);
                }
                Told::DraftThrownAway(thrown)
            }
            Order::Trash { number, at, place, record } => {
                let id = self.id();
                let put = refuse(true).map(|()| {
                    let (object, address) = (record.id.clone(), Arc::clone(&record.address));
                    let (name, revision) = (record.title().to_owned(), record.revision);
                    let trashed = Trashed { id: id.clone(), at, place, object, address, name, revision };
                    self.trash.insert(id.clone(), (trashed, record.raw.to_string(), TrashState::Pending));
                    self.doomed.insert(number, id.clone());
                    id
                });
                Told::Trashed(number, put)
            }
            Order::UndoTrash(number) => {
                let removed = refuse(true);
                if let (Some(id), Ok(())) = (self.doomed.remove(&number), &removed) {
                    self.trash.remove(&id);
                }
                done(removed)
            }
            Order::SettleTrash(id, state) => {
                let noted = refuse(true);
                if let (Some(kept), Ok(())) = (self.trash.get_mut(&id), &noted) {
                    kept.2 = state;
                }
                done(noted)
            }
            Order::SettleEarlier { place, body, outcome } => {
                let noted = refuse(true);
                let is_it = |noted: &&mut Noted| {
                    let intent = &noted.entry.intent;
                    intent.place == place && *intent.sent == *body && *noted.entry.result() == WriteResult::Unknown
                };
                if noted.is_ok()
                    && let Some(line) = self.journal.iter_mut().rev().find(is_it)
                {
                    line.entry.outcome = Some(*outcome);
                }
                done(noted)
            }
            Order::TakeOutOfTrash(id) => {
                let removed = refuse(true);
                if removed.is_ok() {
                    self.trash.remove(&id);
                }
                done(removed)
            }
            Order::ListTrash(site, scope) => Told::Trash(refuse(false).map(|()| {
                let here = self.trash.values().filter(|kept| kept.0.place.site == site && kept.0.place.scope == scope);
                let found = here.map(|kept| FoundTrash { trashed: kept.0.clone(), state: kept.2.clone() });
                Listing { found: found.collect(), unreadable: Vec::new() }
            })),
            Order::ReadTrash(id) => Told::TrashRead(refuse(false).and_then(|()| {
                let (trashed, body, state) = self.trash.get(&id).cloned().ok_or(StoreError::Gone(path.clone()))?;
                Ok(Box::new((FoundTrash { trashed, state }, body)))
            })),
            Order::Begin(ticket, intent) => {
                let noted = refuse(true);
                if noted.is_ok() {
                    let entry = Entry { id: self.id(), intent: *intent, outcome: None };
                    self.writes.insert(ticket, self.journal.len());
                    self.journal.push(Noted { ticket, entry, refused: false });
                }
                Told::Begun(ticket, noted)
            }
            Order::Settle(ticket, outcome) => Told::Settled(ticket, self.settle(ticket, *outcome, refuse(true))),
            Order::LetGo(_) => Told::Done(Ok(())),
            Order::ReadJournal(filter) => Told::Journal(refuse(false).map(|()| {
                let Filter { object, .. } = filter;
                let about =
                    |entry: &&Noted| object.is_none() || entry.entry.objects().any(|id| Some(id) == object.as_ref());
                (self.journal.iter().rev().filter(about).map(|noted| noted.entry.clone()).collect(), 0)
            })),
        }
    }

    fn settle(&mut self, ticket: Ticket, outcome: Outcome, may: Result<(), StoreError>) -> Result<(), StoreError> {
        // One whose beginning was not noted has no end, either.
        let Some(noted) = self.writes.get(&ticket).and_then(|place| self.journal.get_mut(*place)) else {
            return Ok(());
        };
        match may {
            Ok(()) => (noted.entry.outcome, noted.refused) = (Some(outcome), false),
            Err(_) => noted.refused = true,
        }
        may
    }
}
