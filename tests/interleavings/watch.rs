//! The watch over a session: it carries steps out, and after each holds the application against its promises.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use offerdeck::app::{Effect, Msg, TimerId};
use offerdeck::domain::{KINDS, Kind, Patch, Seen, Status};
use offerdeck::keys::{Key, Stroke};
use offerdeck::request::{Cause, Locator, PageFrom, Reply, Request, RequestError, Ticket};
use offerdeck::screens::dialogs::Dialog;
use offerdeck::screens::{Doomed, EditorId, Screen};
use offerdeck::widgets::clean;

use crate::bench::{Bench, exchange};
use crate::server::{Place, Server, error, scope};
use crate::steps::{How, Step};

type Answer = Result<Reply, RequestError>;

/// How things stood before something happened.
struct Before {
    /// The texts in the editors, and whether each could be closed without asking.
    texts: Vec<(EditorId, String, bool)>,
    /// The dialog on top.
    dialog: Option<Dialog>,
    /// Whether a review is on top of the screens, and the patch under review.
    review: bool,
    reviewed: Option<Patch>,
    /// Whether there is room enough to see what is asked.
    large_enough: bool,
    /// Whether a write is not yet confirmed by the server.
    writes_open: bool,
}

/// The delete dialog as the user sees it.
struct Asked {
    target: Doomed,
    /// The timer that lets its keys count, as long as that did not run out.
    timer: Option<TimerId>,
    /// What was typed since it counted.
    typed: String,
}

pub struct Watch {
    bench: Bench,
    /// How many things happened.
    events: usize,
    server: Server,
    /// What the server would have answered when a question was asked.
    when_asked: BTreeMap<Ticket, Answer>,
    /// The look before an update, and the patch that was confirmed.
    confirmed: BTreeMap<Ticket, Patch>,
    /// The read that follows on a write that was acknowledged.
    read_backs: BTreeSet<Ticket>,
    asked: Option<Asked>,
    /// The timers after which a delete is looked after again.
    looks: BTreeSet<u64>,
    /// The looks after a delete.
    verifying: BTreeMap<Ticket, Place>,
    /// What a delete of ours ended: a look after it got a 404 that was true.
    deleted: HashSet<Place>,
}

impl Watch {
    pub fn new(begins_in_picker: bool) -> Watch {
        let mut watch = Watch {
            bench: Bench::new((!begins_in_picker).then(|| scope("alpha"))),
            events: 0,
            server: Server::new(),
            when_asked: BTreeMap::new(),
            confirmed: BTreeMap::new(),
            read_backs: BTreeSet::new(),
            asked: None,
            looks: BTreeSet::new(),
            verifying: BTreeMap::new(),
            deleted: HashSet::new(),
        };
        watch.happen(Msg::Resize(104, 24));
        watch.happen(Msg::Start);
        watch.answer_all();
        watch
    }

    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Press(names) => self.press(names),
            Step::Type(text) => self.type_text(text),
            Step::Paste(text) => self.happen(Msg::Paste(text.clone())),
            Step::Resize(columns, rows) => self.happen(Msg::Resize(*columns, *rows)),
            Step::Answer(pick, how) => {
                let open: Vec<Ticket> = self.bench.open.keys().copied().collect();
                if !open.is_empty() {
                    self.answer(open[pick % open.len()], *how);
                }
            }
            Step::AnswerAll => self.answer_all(),
            Step::Foreign(number, cause) => {
                let answer = match cause {
                    Some(cause) => Err(error(*cause)),
                    None => self.server.answer(&list()),
                };
                if !self.bench.open.contains_key(&Ticket(*number)) {
                    self.foreign(Ticket(*number), answer);
                }
            }
            Step::Ring(pick) => {
                if !self.bench.timers.is_empty() {
                    let (id, _) = self.bench.timers[pick % self.bench.timers.len()];
                    self.happen(Msg::Timer(id));
                }
            }
            Step::ForeignRing(number) => {
                if !self.bench.timers.iter().any(|(id, _)| id.0 == *number) {
                    let before = self.bench.model.clone();
                    self.happen(Msg::Timer(TimerId(*number)));
                    assert_eq!(before, self.bench.model, "a timer that does not run changed something");
                }
            }
            Step::Meddle(what, pick) => self.server.meddle(*what, *pick),
            Step::Settle => self.server.settle(),
            Step::Describe(number) => {
                if matches!(self.bench.model.screens().last(), Some(Screen::Editor(_))) {
                    self.press("ctrl-home");
                    self.press("end");
                    self.happen(Msg::Paste(format!("\n  \"description\": \"{number}\",")));
                }
            }
            Step::TypeWanted => self.type_wanted(),
            Step::Home => self.go_home(),
            Step::Circular(circular) => self.server.circular = *circular,
            Step::Terminate => self.happen(Msg::Terminate(143)),
        }
    }

    /// Answers all that is open and rings all that runs until nothing is, reads the list again, and compares.
    pub fn come_to_rest(&mut self) {
        self.server.circular = false;
        self.happen(Msg::Resize(120, 36));
        for _ in 0..200 {
            self.answer_all();
            self.server.settle();
            match self.bench.timers.first() {
                Some((id, _)) => {
                    let id = *id;
                    self.happen(Msg::Timer(id));
                }
                None => break,
            }
        }
        assert!(self.bench.model.is_idle(), "something never comes to an end: {:?}", self.bench.open);
        if let (Some(place), Some(Screen::Library), [], "") = (
            self.bench.model.scope.clone(),
            self.bench.model.screens().last(),
            self.bench.model.dialogs(),
            self.bench.model.library.front().filter_text.as_str(),
        ) {
            // A line may be open; esc closes it, and nothing else here that matters.
            let kind = self.bench.model.kind();
            self.press("ctrl-c");
            self.press("r");
            self.answer_all();
            if matches!(self.bench.model.screens().last(), Some(Screen::Library)) {
                let shown: BTreeSet<String> = self.bench.shown().into_iter().collect();
                assert_eq!(shown, self.server.ids(&place, kind), "at rest the list is the server's");
            }
        }
    }

    /// Leaves whatever is open, as somebody would who knows the keys.
    fn go_home(&mut self) {
        self.happen(Msg::Resize(104, 24));
        self.press("esc");
        for _ in 0..8 {
            match (self.bench.model.dialogs().last(), self.bench.model.screens().len()) {
                (Some(Dialog::Leave { .. }), _) => self.press("y"),
                (None, 1) => return,
                _ => self.press("esc"),
            }
        }
    }

    fn press(&mut self, names: &str) {
        for name in names.split_whitespace() {
            self.happen(Msg::Key(Stroke::parse(name).unwrap()));
        }
    }

    fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.happen(Msg::Key(Stroke::plain(Key::Char(letter))));
        }
    }

    fn type_wanted(&mut self) {
        if let Some(Dialog::Delete(dialog)) = self.bench.model.dialogs().last() {
            let record = dialog.target.record.clone();
            let wanted = match &record.name {
                Seen::Is(name) if !name.trim().is_empty() && clean(name) == **name => name.to_string(),
                _ => record.id.to_string(),
            };
            self.happen(Msg::Paste(wanted));
        }
    }

    fn answer_all(&mut self) {
        for _ in 0..200 {
            match self.bench.open.keys().next() {
                Some(&ticket) => self.answer(ticket, How::Now),
                None => return,
            }
        }
        panic!("questions without end: {:?}", self.bench.open);
    }

    fn answer(&mut self, ticket: Ticket, how: How) {
        let request = self.bench.open[&ticket].clone();
        let answer = match how {
            How::Now | How::Twice => self.server.answer(&request),
            How::AsWhenAsked if request.is_write() => self.server.answer(&request),
            How::AsWhenAsked => self.when_asked[&ticket].clone(),
            How::Fails(cause) => Err(error(cause)),
            How::FailsAfterwards(cause) => {
                let _ = self.server.answer(&request);
                Err(error(cause))
            }
            How::Astray => match request {
                Request::Delete { .. } => self.server.answer(&list()),
                _ => Ok(Reply::DeleteAccepted),
            },
        };
        if let (Some(place), Err(error)) = (self.verifying.get(&ticket), &answer)
            && error.cause == Cause::Gone
            && !self.server.has(place)
        {
            self.deleted.insert(place.clone());
        }
        self.happen(Msg::Answered { ticket, result: answer.clone(), exchange: exchange() });
        if matches!(how, How::Twice) {
            self.foreign(ticket, answer);
        }
    }

    /// An answer that nobody waits for may enter the log and nothing else.
    fn foreign(&mut self, ticket: Ticket, answer: Answer) {
        let before = self.bench.model.clone();
        self.happen(Msg::Answered { ticket, result: answer, exchange: exchange() });
        let mut after = self.bench.model.clone();
        assert_eq!(after.log.len(), before.log.len() + 1);
        after.log = before.log.clone();
        assert_eq!(before, after, "an answer that nobody waits for changed something");
    }

    fn before(&self) -> Before {
        let model = &self.bench.model;
        let texts = model.screens().iter().filter_map(|screen| match screen {
            Screen::Editor(editor) => Some((editor.id, editor.text(), editor.may_close())),
            _ => None,
        });
        Before {
            texts: texts.collect(),
            dialog: model.dialogs().last().cloned(),
            review: self.bench.review().is_some(),
            reviewed: self.bench.review().and_then(|review| review.change()).map(|change| change.patch.clone()),
            large_enough: model.area.width >= 40 && model.area.height >= 12,
            writes_open: self.bench.open.values().any(Request::is_write) || !self.looks.is_empty(),
        }
    }

    /// Lets something happen, and holds everything against what must be.
    fn happen(&mut self, msg: Msg) {
        let before = self.before();
        self.follow_the_dialog(&msg);
        let answered = match &msg {
            Msg::Answered { ticket, .. } if self.bench.open.contains_key(ticket) => Some(*ticket),
            _ => None,
        };
        let after_delete = match &msg {
            Msg::Answered { ticket, .. } => matches!(self.bench.open.get(ticket), Some(Request::Delete { .. })),
            Msg::Timer(id) => self.looks.contains(&id.0),
            _ => false,
        };
        let effects = self.bench.happen(msg.clone());
        self.questions_are_accounted_for();
        self.writes_were_confirmed(&before, &msg, answered, &effects);
        self.texts_are_kept(&before, &msg, answered);
        self.quitting_loses_nothing(&before, &msg, &effects);
        self.remember(&msg, answered, &effects);
        // The look is asked for last, after the reads that the delete supersedes.
        if let (true, Some(Effect::Ask(ticket, Request::Read { scope, kind, at: Locator::Address(id) }))) =
            (after_delete, effects.last())
        {
            self.verifying.insert(*ticket, (scope.clone(), *kind, id.to_string()));
        }
        self.lists_are_sound();
        self.events += 1;
        // Drawing takes most of the time; every size is drawn, and every third event.
        if self.events.is_multiple_of(3) || matches!(msg, Msg::Resize(..)) {
            self.the_screen_is_sound();
        }
    }

    /// Follows, from outside, whether the keys of the delete dialog count and what is typed into it.
    fn follow_the_dialog(&mut self, msg: &Msg) {
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

    fn questions_are_accounted_for(&self) {
        let open: BTreeMap<Ticket, &Request> = self.bench.model.open_requests().collect();
        let sent: BTreeMap<Ticket, &Request> =
            self.bench.open.iter().map(|(ticket, request)| (*ticket, request)).collect();
        assert_eq!(open, sent, "what the model waits for is what was asked");
    }

    fn writes_were_confirmed(&mut self, before: &Before, msg: &Msg, answered: Option<Ticket>, effects: &[Effect]) {
        let asked: Vec<(Ticket, &Request)> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ask(ticket, request) => Some((*ticket, request)),
                _ => None,
            })
            .collect();
        let writes: Vec<&Request> = asked.iter().map(|(_, request)| *request).filter(|r| r.is_write()).collect();
        assert!(writes.len() <= 1, "two writes at once: {writes:?}");
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
                let shown = self.asked.take().expect("a delete without a dialog");
                assert!(matches!(before.dialog, Some(Dialog::Delete(_))), "the dialog was not on top");
                let target = &shown.target;
                assert_eq!((scope, *kind, address), (&target.scope, target.record.kind, &target.record.address));
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
            }
            Some(Request::Create { .. }) => assert!(review_confirmed, "a create without a review: {msg:?}"),
            Some(Request::Update { patch, .. }) => {
                let ticket = answered.expect("an update follows on the look before it");
                let confirmed = self.confirmed.remove(&ticket);
                assert_eq!(confirmed.as_ref(), Some(patch), "what is sent was not confirmed");
            }
            Some(_) => {}
        }
        if let (true, [(ticket, Request::Read { .. })]) = (review_confirmed, &asked[..])
            && let Some(patch) = &before.reviewed
        {
            self.confirmed.insert(*ticket, patch.clone());
        }
    }

    fn texts_are_kept(&self, before: &Before, msg: &Msg, answered: Option<Ticket>) {
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
                    assert!(left || read_back || saved || untouched, "{msg:?} dropped the text");
                }
            }
        }
    }

    /// The session goes on after an end that was due: the more can be tried.
    fn quitting_loses_nothing(&self, before: &Before, msg: &Msg, effects: &[Effect]) {
        if !effects.iter().any(|effect| matches!(effect, Effect::Quit(_))) {
            return;
        }
        let confirmed = match (msg, &before.dialog) {
            (Msg::Key(stroke), Some(Dialog::Quit { .. })) => matches!(stroke.to_string().as_str(), "y" | "enter"),
            _ => false,
        };
        let nothing_open = !before.writes_open && before.texts.iter().all(|(_, _, may_close)| *may_close);
        assert!(matches!(msg, Msg::Terminate(_)) || confirmed || nothing_open, "{msg:?} quit");
    }

    /// Keeps account of what the next steps are held against.
    fn remember(&mut self, msg: &Msg, answered: Option<Ticket>, effects: &[Effect]) {
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
                Effect::Wake(id, _) => {
                    if !matches!(msg, Msg::Key(_)) {
                        self.looks.insert(id.0);
                    }
                }
                Effect::Forget(_) | Effect::Fault(_) | Effect::Quit(_) => {}
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

    fn lists_are_sound(&self) {
        let library = &self.bench.model.library;
        for entry in KINDS {
            let shelf = library.shelf(entry.kind);
            let ids: Vec<_> = (0..shelf.shown_len()).map(|place| shelf.shown_at(place).unwrap().id.clone()).collect();
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "twice in a list: {ids:?}");
            assert_eq!(shelf.selected().is_some(), !ids.is_empty(), "a cursor stands exactly where rows are");
            assert!(shelf.shown_len() <= shelf.len());
            if let Some(place) = &self.bench.model.scope {
                for id in ids {
                    let dead = (place.clone(), entry.kind, id.to_string());
                    assert!(!self.deleted.contains(&dead), "{id} is back though the server said that it is gone");
                }
            }
        }
        assert!(!self.bench.model.screens().is_empty());
    }

    fn the_screen_is_sound(&self) {
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

/// A question whose answer fits none of the others.
fn list() -> Request {
    Request::List { scope: scope("alpha"), kind: Kind::Personalized, from: PageFrom::Start }
}
