//! The promises that are held after each event.

use std::collections::{BTreeMap, BTreeSet};

use offerdeck::app::{Effect, Msg};
use offerdeck::domain::{KINDS, Seen, Status};
use offerdeck::keys::Key;
use offerdeck::request::{Cause, Locator, Reply, Request, Ticket};
use offerdeck::screens::Doomed;
use offerdeck::screens::dialogs::Dialog;
use offerdeck::widgets::clean;

use crate::server::error;

use super::{Asked, Before, Watch};

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
        let mut writes: Vec<(Ticket, &Request)> =
            asked.iter().filter(|(_, request)| request.is_write()).copied().collect();
        assert!(writes.len() <= 1, "two writes at once: {writes:?}");
        if let (Msg::Timer(_), [(ticket, request)]) = (msg, &writes[..]) {
            let turned_away = self.turned_away.remove(ticket);
            assert_eq!(turned_away.as_ref(), Some(*request), "a write was repeated that the server may have taken");
            writes.clear();
        }
        let writes: Vec<&Request> = writes.into_iter().map(|(_, request)| request).collect();
        let stroke = match msg {
            Msg::Key(stroke) => stroke.to_string(),
            _ => String::new(),
        };
        let review_confirmed = before.large_enough
            && before.review
            && before.dialog.is_none()
            && matches!(stroke.as_str(), "y" | "ctrl-s");
        match writes.first() {
            None => {}
            Some(Request::Delete { scope, kind, address }) => {
                let is_target = |target: &Doomed| {
                    (&target.scope, target.record.kind, &target.record.address) == (scope, *kind, address)
                };
                // What was confirmed last counts: an earlier delete may have ended because the object had changed.
                let target = self.doomed.iter().rfind(|target| is_target(target)).cloned();
                let target = target.expect("a delete that nobody confirmed");
                self.doomed.retain(|target| !is_target(target));
                let Msg::Answered { result: Ok(Reply::Record(now)), .. } = msg else { panic!("{msg:?}") };
                assert_eq!(now.revision, target.record.revision, "what somebody changed since is deleted");
            }
            Some(Request::Create { .. }) => assert!(review_confirmed, "a create without a review: {msg:?}"),
            Some(Request::Update { patch, address, scope, .. }) => {
                let look = answered.and_then(|ticket| self.confirmed.remove(&ticket));
                let change = look.expect("an update follows on the look that a confirmed review asked for");
                assert_eq!((patch, address, scope), (&change.patch, &change.base.address, &change.scope));
                let Msg::Answered { result: Ok(Reply::Record(now)), .. } = msg else { panic!("{msg:?}") };
                assert_eq!(now.revision, change.base.revision, "somebody's change is overwritten");
            }
            Some(_) => {}
        }
        if let (true, [(ticket, Request::Read { .. })]) = (review_confirmed, &asked[..])
            && let Some(change) = &before.reviewed
        {
            self.confirmed.insert(*ticket, change.clone());
        }
    }

    /// Takes in what was confirmed for deletion by this message, if anything: then the objects are looked at.
    pub(super) fn deletes_were_confirmed(&mut self, before: &Before, msg: &Msg, effects: &[Effect]) {
        let looked_at = |target: &Doomed| {
            effects.iter().any(|effect| match effect {
                Effect::Ask(_, Request::Read { at: Locator::Address(address), .. }) => {
                    *address == target.record.address
                }
                _ => false,
            })
        };
        let Msg::Key(stroke) = msg else { return };
        let stroke = stroke.to_string();
        match &before.dialog {
            Some(Dialog::DeleteSeveral(dialog)) if dialog.targets.first().is_some_and(looked_at) => {
                assert_eq!(stroke, "enter");
                assert!(before.large_enough, "a dialog that could not be seen deleted");
                self.doomed.extend(dialog.targets.iter().cloned());
            }
            Some(Dialog::Delete(dialog)) if looked_at(&dialog.target) => {
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
                self.doomed.push(shown.target);
            }
            _ => {}
        }
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
                    let interrupted = matches!(msg, Msg::Key(stroke) if stroke.to_string() == "ctrl-c");
                    let given_up = interrupted && !self.put_off.is_empty();
                    let untouched = *may_close && matches!(msg, Msg::Key(_));
                    assert!(left || read_back || saved || given_up || untouched, "{msg:?} dropped the text");
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
        if let (Some(ticket), Msg::Answered { result: Err(_), .. }) = (answered, msg)
            && self.read_backs.contains(&ticket)
        {
            self.put_off.insert(ticket);
        }
        for effect in effects {
            match effect {
                Effect::Ask(ticket, request) => {
                    self.put_off.remove(ticket);
                    let now =
                        if request.is_write() { Err(error(Cause::NoAnswer)) } else { self.server.answer(request) };
                    self.when_asked.insert(*ticket, now);
                    if acknowledged && matches!(request, Request::Read { .. }) {
                        self.read_backs.insert(*ticket);
                    }
                }
                // Other timers arm dialogs, and repeat other questions that failed.
                Effect::Wake(id, _) if answered.is_some_and(|ticket| self.verifying.contains_key(&ticket)) => {
                    self.looks.insert(id.0);
                }
                _ => {}
            }
        }
        if let Msg::Timer(id) = msg {
            self.looks.remove(&id.0);
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
                    Effect::Wake(id, _) => Some(*id),
                    _ => None,
                });
                assert!(timer.is_some(), "a delete dialog opened without a pause for what was typed ahead");
                self.asked = Some(Asked { target, timer, typed: String::new() });
            }
        }
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
