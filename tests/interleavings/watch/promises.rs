//! The promises that are held after each event.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use offerdeck::app::{Effect, Msg, Timer, TimerId};
use offerdeck::domain::{KINDS, Kind, Record, Scope, Seen, Status};
use offerdeck::keys::Key;
use offerdeck::request::{Cause, Locator, Reply, Request, Ticket};
use offerdeck::screens::dialogs::Dialog;
use offerdeck::screens::editor::Stage;
use offerdeck::screens::{Change, Deed, Doomed, EditorId, Screen};
use offerdeck::widgets::clean;

use crate::server::error;

use super::kept::Decided;
use super::{Asked, Before, Watch};

fn stroke(msg: &Msg) -> String {
    match msg {
        Msg::Key(stroke) => stroke.to_string(),
        _ => String::new(),
    }
}

fn review_confirmed(before: &Before, msg: &Msg) -> bool {
    before.large_enough && before.review && before.dialog.is_none() && matches!(stroke(msg).as_str(), "y" | "ctrl-s")
}

pub(super) fn create_confirmed(before: &Before, msg: &Msg) -> Decided {
    assert!(review_confirmed(before, msg), "a create without a review: {msg:?}");
    Decided::Create
}

impl Watch {
    /// Follows, from outside, whether the keys of the delete dialog count and what is typed into it.
    pub(super) fn follow_the_dialog(&mut self, msg: &Msg) {
        let on_top = matches!(self.bench.model.dialogs().last(), Some(Dialog::Delete(_)));
        let large_enough = self.before().large_enough;
        let Some(asked) = &mut self.asked else { return };
        match msg {
            Msg::Timer(id) if asked.timer == Some(*id) => asked.timer = None,
            Msg::Key(stroke) if on_top && large_enough && asked.timer.is_none() => {
                if let Some(letter) = stroke.typed() {
                    asked.typed.push(letter);
                } else if stroke.key == Key::Backspace {
                    asked.typed = "\u{0}changed".to_owned();
                }
            }
            Msg::Paste(text) if on_top && large_enough && asked.timer.is_none() => asked.typed.push_str(text),
            _ => {}
        }
    }

    pub(super) fn questions_are_accounted_for(&self) {
        let open: BTreeMap<Ticket, &Request> = self.bench.model.open_requests().collect();
        let sent: BTreeMap<Ticket, &Request> =
            self.bench.open.iter().map(|(ticket, request)| (*ticket, request)).collect();
        assert_eq!(open, sent, "what the model waits for is what was asked");
    }

    pub(super) fn writes_were_confirmed(
        &mut self,
        before: &Before,
        msg: &Msg,
        answered: Option<Ticket>,
        effects: &[Effect],
    ) {
        let asked: Vec<(Ticket, &Request)> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ask(ticket, request) => Some((*ticket, request)),
                _ => None,
            })
            .collect();
        let writes: Vec<(Ticket, &Request)> = asked.iter().filter(|(_, request)| request.is_write()).copied().collect();
        assert!(writes.len() <= 1, "two writes at once: {writes:?}");
        match (msg, &writes[..]) {
            (_, []) => {}
            (Msg::Timer(_), [(ticket, request)]) => {
                let turned_away = self.turned_away.remove(ticket);
                assert_eq!(turned_away.as_ref(), Some(*request), "a write was repeated that the server may have taken");
            }
            (_, [(ticket, request)]) if self.disk.is_some() => self.it_was_noted(*ticket, request, msg),
            (_, [(_, request)]) => _ = self.confirmed(before, msg, answered, request),
            (_, _) => {}
        }
        self.confirmed_and_noted(before, msg, answered, effects);
        if let (true, [(ticket, Request::Read { .. })]) = (review_confirmed(before, msg), &asked[..])
            && let Some(change) = &before.reviewed
        {
            self.confirmed.insert(*ticket, change.clone());
        }
    }

    /// Takes in what was confirmed by a dialog with this message, if anything: then the objects are looked at.
    pub(super) fn deeds_were_confirmed(&mut self, before: &Before, msg: &Msg, effects: &[Effect]) {
        let looked_at = |record: &Record| {
            effects.iter().any(|effect| match effect {
                Effect::Ask(_, Request::Read { at: Locator::Address(address), .. }) => *address == record.address,
                _ => false,
            })
        };
        // A timer may have one of them read again for another reason.
        let Msg::Key(stroke) = msg else { return };
        let stroke = stroke.to_string();
        match &before.dialog {
            Some(Dialog::Several(dialog))
                if dialog.plan.deeds.first().is_some_and(|first| looked_at(first.deed.record())) =>
            {
                assert_eq!(stroke, "enter");
                assert!(before.large_enough, "a dialog that could not be seen was answered");
                for planned in &dialog.plan.deeds {
                    match &planned.deed {
                        Deed::Delete(target) => self.doom(target),
                        Deed::Change(change) => self.plan(change),
                    }
                }
            }
            Some(Dialog::Delete(dialog)) if looked_at(&dialog.target.record) => {
                let shown = self.asked.take().expect("a delete without a dialog");
                let target = &shown.target;
                assert_eq!(*target, dialog.target);
                assert_eq!(shown.timer, None, "a key typed ahead deleted");
                assert!(before.large_enough, "a dialog that could not be seen deleted");
                if matches!(target.record.status, Seen::Is(Status::Draft | Status::Archived)) {
                    assert!(matches!(stroke.as_str(), "y" | "enter"), "{stroke} deleted");
                } else {
                    assert_eq!(stroke, "enter");
                    let typed = shown.typed.trim();
                    let (name, id) = (target.record.title().trim(), target.record.id.as_str());
                    let changed = typed.starts_with('\u{0}');
                    assert!(changed || typed == name || typed == id, "{typed:?} deleted {name:?} {id}");
                }
                self.doom(&shown.target);
            }
            _ => {}
        }
    }

    /// What was confirmed last counts: an earlier yes may have come to nothing.
    fn doom(&mut self, target: &Doomed) {
        self.doomed.retain(|other| other.scope != target.scope || other.record.id != target.record.id);
        self.doomed.push(target.clone());
    }

    /// The same for a change that no review showed alone.
    fn plan(&mut self, change: &Change) {
        self.planned.retain(|other| other.scope != change.scope || other.base.id != change.base.id);
        self.planned.push(change.clone());
    }

    /// Holds a write against what was confirmed.
    fn confirmed(&mut self, before: &Before, msg: &Msg, answered: Option<Ticket>, request: &Request) -> Decided {
        match request {
            Request::Delete { scope, kind, address } => self.delete_confirmed(msg, (scope, *kind, address)),
            Request::Create { .. } => create_confirmed(before, msg),
            Request::Update { .. } => {
                let decided = self.update_confirmed(msg, answered);
                decided.is_this(request);
                decided
            }
            other => panic!("{other:?} is no write"),
        }
    }

    /// Holds a delete against what was confirmed: the look before it found the object as the dialog showed it.
    pub(super) fn delete_confirmed(&mut self, msg: &Msg, (scope, kind, address): (&Scope, Kind, &Arc<str>)) -> Decided {
        let is_target =
            |target: &Doomed| (&target.scope, target.record.kind, &target.record.address) == (scope, kind, address);
        let place = self.doomed.iter().position(is_target).expect("a delete that nobody confirmed");
        let target = self.doomed.remove(place);
        let Msg::Answered { result: Ok(Reply::Record(now)), .. } = msg else { panic!("{msg:?}") };
        assert_eq!(now.revision, target.record.revision, "what somebody changed since is deleted");
        Decided::Delete(Box::new(target))
    }

    pub(super) fn update_confirmed(&mut self, msg: &Msg, answered: Option<Ticket>) -> Decided {
        let Msg::Answered { result: Ok(Reply::Record(now)), .. } = msg else { panic!("{msg:?}") };
        let look = answered.and_then(|ticket| self.confirmed.remove(&ticket));
        let planned = self.planned.iter().position(|change| change.base.id == now.id);
        let change = look.or_else(|| planned.map(|place| self.planned.remove(place)));
        let change = change.expect("an update follows on the look that a confirmed review or plan asked for");
        assert_eq!(now.revision, change.base.revision, "somebody's change is overwritten");
        Decided::Update(Box::new(change))
    }

    pub(super) fn texts_are_kept(&self, before: &Before, msg: &Msg, answered: Option<Ticket>) {
        let now = self.before().texts;
        for (id, text, may_close) in &before.texts {
            match now.iter().find(|(other, ..)| other == id) {
                Some((_, after, _)) => {
                    let by_hand = matches!(msg, Msg::Key(_) | Msg::Paste(_));
                    assert!(by_hand || after == text, "{msg:?} changed the text");
                }
                None => {
                    let left = matches!((msg, &before.dialog), (Msg::Key(_), Some(Dialog::Leave { .. })));
                    let read_back = answered.is_some_and(|ticket| self.read_backs.contains(&ticket));
                    let saved = matches!(msg, Msg::Answered { result: Ok(_), .. });
                    let untouched = *may_close && matches!(msg, Msg::Key(_));
                    // Whoever waits no longer for the read-back has saved all the same.
                    let given_up = self.acknowledged.contains(id);
                    assert!(left || read_back || saved || untouched || given_up, "{msg:?} dropped the text");
                }
            }
        }
    }

    /// The session goes on after an end that was due: the more can be tried.
    pub(super) fn quitting_loses_nothing(&mut self, before: &Before, msg: &Msg, effects: &[Effect]) {
        if !effects.iter().any(|effect| matches!(effect, Effect::Quit(_))) {
            return;
        }
        let confirmed = match (msg, &before.dialog) {
            (Msg::Key(stroke), Some(Dialog::Quit { .. })) => matches!(stroke.to_string().as_str(), "y" | "enter"),
            _ => false,
        };
        let nothing_open = !before.writes_open && before.texts.iter().all(|(_, _, may_close)| *may_close);
        assert!(self.leaving || confirmed || nothing_open, "{msg:?} quit");
        self.leaving = self.bench.model.is_leaving();
    }

    /// Keeps account of what the next steps are held against.
    pub(super) fn remember(&mut self, msg: &Msg, answered: Option<Ticket>, effects: &[Effect]) {
        let acknowledged = matches!(msg, Msg::Answered { result: Ok(Reply::Updated(_) | Reply::Created(_)), .. })
            && answered.is_some();
        for effect in effects {
            match effect {
                Effect::Ask(ticket, request) => {
                    let now =
                        if request.is_write() { Err(error(Cause::NoAnswer)) } else { self.server.answer(request) };
                    self.when_asked.insert(*ticket, now);
                    if acknowledged && matches!(request, Request::Read { .. }) {
                        self.read_backs.insert(*ticket);
                    }
                }
                Effect::Wake(id, _) if matches!(self.timer(*id), Some(Timer::LookAgain(_))) => {
                    self.looks.insert(id.0);
                }
                _ => {}
            }
        }
        if let Msg::Timer(id) = msg {
            self.looks.remove(&id.0);
        }
        let reads_back = self.bench.model.screens().iter().filter_map(|screen| match screen {
            Screen::Editor(editor) if editor.stage == Stage::Saving("Reading it back") => Some(editor.id),
            _ => None,
        });
        let reads_back: HashSet<EditorId> = reads_back.collect();
        self.acknowledged.retain(|editor| reads_back.contains(editor));
        if acknowledged {
            self.acknowledged.extend(reads_back);
        }
        let shown = self.bench.model.dialogs().iter().find_map(|dialog| match dialog {
            Dialog::Delete(dialog) => Some(dialog.target.clone()),
            _ => None,
        });
        match (shown, &self.asked) {
            (None, _) => self.asked = None,
            (Some(target), Some(asked)) => assert_eq!(target, asked.target, "the dialog's target changed"),
            (Some(target), None) => {
                let timer = effects.iter().find_map(|effect| match effect {
                    Effect::Wake(id, _) if matches!(self.timer(*id), Some(Timer::ArmDialog(_))) => Some(*id),
                    _ => None,
                });
                assert!(timer.is_some(), "a delete dialog opened without a pause for what was typed ahead");
                self.asked = Some(Asked { target, timer, typed: String::new() });
            }
        }
    }

    /// What a timer is for that runs.
    fn timer(&self, id: TimerId) -> Option<&Timer> {
        self.bench.model.timers().iter().find_map(|(running, timer)| (*running == id).then_some(timer))
    }

    pub(super) fn lists_are_sound(&self) {
        let library = &self.bench.model.library;
        for entry in KINDS {
            let shelf = library.shelf(entry.kind);
            let ids: Vec<_> = (0..shelf.shown_len()).map(|place| shelf.shown_at(place).unwrap().id.clone()).collect();
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "twice in a list: {ids:?}");
            assert_eq!(shelf.selected().is_some(), !ids.is_empty(), "a cursor stands exactly where rows are");
            assert!(shelf.shown_len() <= shelf.len());
            if let Some(place) = &self.bench.model.scope {
                for id in ids {
                    let home = self.server.home(id.as_str());
                    assert_eq!(home, Some(place.sandbox.as_str()), "{id} is shown in another place");
                    let dead = (place.clone(), entry.kind, id.to_string());
                    assert!(!self.deleted.contains(&dead), "{id} is back though the server said that it is gone");
                }
            }
        }
        assert!(!self.bench.model.screens().is_empty());
    }

    pub(super) fn the_screen_is_sound(&self) {
        let buf = self.bench.draw();
        assert_eq!(buf.area, self.bench.model.area);
        for cell in &buf.content {
            let symbol = cell.symbol();
            // Most cells hold a plain letter; `clean` would take most of this test's time on them.
            let plain = matches!(symbol.as_bytes(), [b' '..=b'~']);
            assert!(plain || clean(symbol) == symbol, "raw {symbol:?} on screen");
        }
    }
}
