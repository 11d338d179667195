//! The promises about what the disk holds. They are held after each event, so a crash at any moment finds them fulfilled.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use offerdeck::app::{Effect, Event, Model, Msg, Order, Timer, Told, update, view};
use offerdeck::request::{Cause, Request, Ticket};
use offerdeck::screens::dialogs::Dialog;
use offerdeck::screens::editor::EditorScreen;
use offerdeck::screens::{Change, Doomed, EditorId, Screen};
use offerdeck::store::{TrashState, WriteKind, WriteResult};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::disk::{Disk, Manner, Refusal};

use super::promises::create_confirmed;
use super::{Before, Watch};

/// How soon what is typed is to be on its way to the disk.
const A_SECOND: Duration = Duration::from_secs(1);

/// A write that was confirmed.
pub enum Decided {
    Create,
    Update(Box<Change>),
    Delete(Box<Doomed>),
}

impl Decided {
    /// Asserts that this is what leaves.
    pub fn is_this(&self, request: &Request) {
        match (self, request) {
            (Decided::Create, Request::Create { .. }) => {}
            (Decided::Update(change), Request::Update { patch, address, scope, .. }) => {
                assert_eq!((patch, address, scope), (&change.patch, &change.base.address, &change.scope));
            }
            (Decided::Delete(target), Request::Delete { scope, kind, address }) => {
                let record = &target.record;
                assert_eq!((scope, *kind, address), (&target.scope, record.kind, &record.address));
            }
            (_, request) => panic!("{request:?} was not confirmed"),
        }
    }
}

/// What was confirmed of writes that wait for the disk.
#[derive(Default)]
pub struct Account {
    /// Deletes that wait for the trash.
    doomed: BTreeMap<u64, Decided>,
    /// Writes that wait for the journal.
    noting: BTreeMap<Ticket, Decided>,
    /// Writes that were dropped before they left.
    dropped: BTreeSet<Ticket>,
    /// The editors whose last text the disk refused.
    refused: HashSet<EditorId>,
    /// Whether the disk has been at one order for too long.
    silent: bool,
}

impl Account {
    pub fn holds_something(&self) -> bool {
        !self.doomed.is_empty() || !self.noting.is_empty()
    }
}

impl Watch {
    /// What was confirmed goes to the disk first.
    pub(super) fn confirmed_and_noted(
        &mut self,
        before: &Before,
        msg: &Msg,
        answered: Option<Ticket>,
        effects: &[Effect],
    ) {
        for order in effects.iter().filter_map(order) {
            match order {
                Order::Trash { number, place, record, .. } => {
                    let decided = self.delete_confirmed(msg, (&place.scope, record.kind, &record.address));
                    self.account.doomed.insert(*number, decided);
                }
                Order::UndoTrash(number) => {
                    self.account.doomed.remove(number).expect("what is dropped did wait");
                }
                Order::Begin(ticket, intent) => {
                    let decided = match (intent.operation, msg) {
                        (WriteKind::Create | WriteKind::Restore, _) => create_confirmed(before, msg),
                        (WriteKind::Update | WriteKind::Undo, _) => self.update_confirmed(msg, answered),
                        (WriteKind::Delete, Msg::Disk(told)) => match &**told {
                            Told::Trashed(number, Ok(_)) => {
                                self.account.doomed.remove(number).expect("a delete that nobody confirmed")
                            }
                            other => panic!("a delete after {other:?}"),
                        },
                        (WriteKind::Delete, other) => panic!("a delete after {other:?}"),
                    };
                    self.account.noting.insert(*ticket, decided);
                }
                Order::Settle(ticket, outcome) if self.account.noting.remove(ticket).is_some() => {
                    assert_ne!(outcome.result, WriteResult::Done, "it never left");
                    self.account.dropped.insert(*ticket);
                }
                _ => {}
            }
        }
        if let Msg::Disk(told) = msg
            && let Told::Trashed(number, Err(_)) = &**told
        {
            self.account.doomed.remove(number);
        }
    }

    /// A write leaves: the disk has answered for it, and its body, if it is a delete, is in the trash.
    pub(super) fn it_was_noted(&mut self, ticket: Ticket, request: &Request, msg: &Msg) {
        let disk = self.disk.as_ref().expect("a disk");
        let Msg::Disk(told) = msg else { panic!("a write left after {msg:?}") };
        let Told::Begun(begun, noted) = &**told else { panic!("a write left after {told:?}") };
        assert_eq!(*begun, ticket);
        assert!(!self.account.dropped.contains(&ticket), "what was dropped left");
        self.account.noting.remove(&ticket).expect("a write that was not confirmed").is_this(request);
        assert_eq!(disk.noted(ticket).is_some(), noted.is_ok(), "the journal has a line of it");
        if let Request::Delete { scope, address, .. } = request {
            let mut bodies = disk.trash.values();
            let has_it = bodies.any(|(trashed, body, state)| {
                trashed.address == *address
                    && trashed.place.scope == *scope
                    && *state == TrashState::Pending
                    && body.contains(trashed.object.as_str())
            });
            assert!(has_it, "{address} is not in the trash");
        }
    }

    /// What became of a write is noted when its answer comes.
    pub(super) fn outcomes_are_noted(&self, msg: &Msg, answered: Option<Ticket>, effects: &[Effect]) {
        let (Some(_), Some(ticket), Msg::Answered { result, .. }) = (&self.disk, answered, msg) else { return };
        let was_write = self.writes_that_left.contains(&ticket);
        let turned_away = result.as_ref().is_err_and(|error| error.cause == Cause::SlowDown);
        if was_write && !turned_away {
            let noted =
                effects.iter().filter_map(order).any(|order| matches!(order, Order::Settle(of, _) if *of == ticket));
            assert!(noted, "what became of {ticket:?} is not noted: {effects:?}");
        }
    }

    /// At rest every line of this run has its end, unless the disk refused it.
    pub(super) fn the_journal_is_complete(&self) {
        let Some(disk) = &self.disk else { return };
        assert!(!self.bench.model.awaits_disk(), "the disk owes nothing");
        assert!(!self.account.holds_something(), "nothing waits for it");
        for ticket in &self.writes_that_left {
            if let Some(noted) = disk.noted(*ticket) {
                assert_eq!(noted.ticket, *ticket);
                assert!(noted.refused || noted.entry.outcome.is_some(), "{ticket:?} has no end: {:?}", noted.entry);
            }
        }
        for ticket in &self.account.dropped {
            if let Some(noted) = disk.noted(*ticket) {
                let result = noted.entry.result();
                assert!(noted.refused || *result == WriteResult::NotSent, "{ticket:?} was dropped: {result:?}");
            }
        }
    }

    /// Hands the orders among effects to the disk, each of which must be in order.
    pub(super) fn give_orders(&mut self, before: &Before, msg: &Msg, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Disk(given) => {
                    let disk = self.disk.as_mut().expect("without a disk nothing is ordered");
                    match &**given {
                        Order::DropDraft(editor) => {
                            let open = editors(&self.bench.model).find(|open| open.id == *editor);
                            let lost = open.is_some_and(EditorScreen::has_unsaved_text);
                            assert!(!lost, "the draft of a text is dropped that is not saved");
                        }
                        Order::ThrowDraftAway(id) => {
                            let stroke = if let Msg::Key(stroke) = msg { stroke.to_string() } else { String::new() };
                            let sure = matches!(before.dialog, Some(Dialog::Sure { .. })) && before.large_enough;
                            assert!(sure && matches!(stroke.as_str(), "y" | "enter"), "{stroke} threw a draft away");
                            assert!(!disk.is_open(id), "a draft that is open is thrown away");
                        }
                        _ => {}
                    }
                    disk.give((**given).clone());
                }
                Effect::Ask(ticket, request) if request.is_write() => _ = self.writes_that_left.insert(*ticket),
                _ => {}
            }
        }
    }

    /// The disk carries an order out, or refuses it, and says so.
    pub(super) fn work(&mut self, refusal: Option<Refusal>) {
        let Some(disk) = &mut self.disk else { return };
        if let Some(told) = disk.hear() {
            self.hear(told);
        } else if disk.work(refusal) {
            let told = disk.hear().expect("an answer to each order");
            self.hear(told);
        }
    }

    /// Has a disk work that does so by itself.
    pub(super) fn let_the_disk_work(&mut self) {
        loop {
            let Some(disk) = &mut self.disk else { return };
            let refusal = match disk.manner {
                Manner::Prompt => None,
                Manner::Full => Some(Refusal::Full),
                Manner::Slow => return,
            };
            let told = disk.hear().or_else(|| if disk.work(refusal) { disk.hear() } else { None });
            let Some(told) = told else { return };
            // It works again after each event, so that what follows is done by then.
            self.hear(told);
        }
    }

    /// The time is over that the disk has for what it is at.
    pub(super) fn the_disk_is_late(&mut self) {
        let Some(id) = self.bench.disk.take() else { return };
        self.account.silent |= self.bench.model.timers().iter().any(|(running, _)| *running == id);
        self.happen(Msg::Timer(id));
    }

    fn hear(&mut self, told: Told) {
        self.account.silent = false;
        match &told {
            Told::DraftKept(editor, Ok(())) => _ = self.account.refused.remove(editor),
            Told::DraftKept(editor, Err(_)) => _ = self.account.refused.insert(*editor),
            _ => {}
        }
        let waiting = match (&told, &self.disk) {
            (Told::Drafts(Ok(listing)), Some(disk)) => {
                assert!(disk.is_ahead() || listing.found.len() == disk.drafts.len(), "the list is not whole");
                listing.found.iter().any(|found| !disk.is_open(&found.draft.id))
            }
            _ => false,
        };
        self.happen(Msg::Disk(Box::new(told)));
        let model = &self.bench.model;
        let shown = model.screens().iter().any(|screen| matches!(screen, Screen::Drafts(_)));
        if waiting && !shown {
            let offered = model.notice().is_some_and(|notice| notice.text.contains(":drafts"));
            assert!(offered, "drafts wait, and nobody is told");
        }
    }

    /// What is typed is on the disk, on its way there within a second, or the failure is on screen.
    pub(super) fn what_is_typed_is_kept(&self) {
        let Some(disk) = &self.disk else { return };
        let model = &self.bench.model;
        if self.account.silent {
            let screen = large(model);
            // The words of the palette stand in the place of the line.
            let told =
                ["The disk does not answer", "! disk silent", "! not kept"].iter().any(|words| screen.contains(words));
            assert!(told, "nobody is told that the disk is silent");
        }
        for editor in editors(model).filter(|editor| editor.has_unsaved_text()) {
            let held = disk.text_of(editor.id).is_some_and(|held| held == editor.text());
            let refused = self.account.refused.contains(&editor.id);
            if refused || !held && !self.is_on_its_way(editor) {
                let screen = large(model);
                let told = screen.contains("! not kept on disk");
                assert!(told, "what is typed in {:?} is not kept, and nobody is told:\n{screen}", editor.id);
            }
            for dialog in model.dialogs() {
                if let Dialog::Quit { reason, .. } = dialog
                    && (reason.contains("It is kept") || reason.contains("is kept as a draft"))
                {
                    assert!(held, "{reason:?}, but it is not: {:?}", editor.id);
                }
            }
        }
    }

    /// Whether a text will be written within a second, or the disk is at it and still has time.
    fn is_on_its_way(&self, editor: &EditorScreen) -> bool {
        let soon = self.bench.model.timers().iter().any(|(id, timer)| {
            let after = self.bench.timers.iter().find(|(running, _)| running == id).map(|(_, after)| *after);
            matches!(timer, Timer::KeepDrafts { .. }) && after.is_some_and(|after| after <= A_SECOND)
        });
        let mut timers = self.bench.model.timers().iter();
        let in_time = timers.any(|(_, timer)| matches!(timer, Timer::DiskIsLate(_)));
        let is_at_it = self.disk.as_ref().is_some_and(|disk| disk.is_at(editor.id));
        (editor.unwritten && soon) || (is_at_it && in_time)
    }

    /// Where the program ends now, what was typed is on the disk then, or it is said that it is not.
    pub(super) fn ends_are_honest(&self, effects: &[Effect]) {
        let (true, Some(disk)) = (effects.iter().any(|effect| matches!(effect, Effect::Quit(_))), &self.disk) else {
            return;
        };
        for manner in [Manner::Prompt, Manner::Full, Manner::Slow] {
            let (mut model, mut disk) = (self.bench.model.clone(), disk.clone());
            end(&mut model, &mut disk, manner);
            let unkept = model.unkept();
            let unsaved = editors(&model).filter(|editor| editor.has_unsaved_text());
            let lost = unsaved.filter(|editor| disk.text_of(editor.id).is_none_or(|held| held != editor.text()));
            let said = unkept.iter().filter(|sentence| sentence.starts_with("What you typed")).count();
            assert!(lost.count() <= said, "a text is lost without a word on a disk that is {manner:?}: {unkept:?}");
            assert!(manner != Manner::Prompt || unkept.is_empty(), "{unkept:?}");
        }
    }
}

/// Lets the disk do what it does at the end, and the model hear of it.
fn end(model: &mut Model, disk: &mut Disk, manner: Manner) {
    let refusal = match manner {
        Manner::Prompt => None,
        Manner::Full => Some(Refusal::Full),
        Manner::Slow => return,
    };
    while let Some(told) = disk.hear().or_else(|| if disk.work(refusal) { disk.hear() } else { None }) {
        if told.only_shows() {
            continue;
        }
        let at = model.now;
        let _ = update(model, Event { at, msg: Msg::Disk(Box::new(told)) });
    }
}

fn order(effect: &Effect) -> Option<&Order> {
    match effect {
        Effect::Disk(order) => Some(order),
        _ => None,
    }
}

fn editors(model: &Model) -> impl Iterator<Item = &EditorScreen> {
    model.screens().iter().filter_map(|screen| match screen {
        Screen::Editor(editor) => Some(&**editor),
        _ => None,
    })
}

/// The screen as a terminal shows it that is large enough.
fn large(model: &Model) -> String {
    let mut model = model.clone();
    model.area = Rect::new(0, 0, 120, 36);
    let mut buf = Buffer::empty(model.area);
    view(&model, &mut buf);
    let row = |y| (0..120).map(|x| buf[(x, y)].symbol()).collect::<String>() + "\n";
    (0..36).map(row).collect()
}
