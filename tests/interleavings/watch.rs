//! The watch over a session: it carries steps out, and after each holds the application against its promises.

mod kept;
mod promises;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use offerdeck::app::{Effect, Msg, Timer, TimerId};
use offerdeck::domain::{Kind, Seen};
use offerdeck::keys::{Key, Stroke};
use offerdeck::request::{Cause, Locator, PageFrom, Reply, Request, RequestError, Ticket};
use offerdeck::screens::dialogs::Dialog;
use offerdeck::screens::{Change, Doomed, EditorId, Screen};
use offerdeck::widgets::clean;

use crate::bench::{Bench, exchange, site};
use crate::disk::{Disk, Manner};
use crate::server::{Place, Server, error, scope};
use crate::steps::{How, Step};
use kept::Account;

type Answer = Result<Reply, RequestError>;

/// How things stood before something happened.
struct Before {
    /// The texts in the editors, and whether each could be closed without asking.
    texts: Vec<(EditorId, String, bool)>,
    /// The dialog on top.
    dialog: Option<Dialog>,
    /// Whether a review is on top of the screens, and the change under review, if it is one.
    review: bool,
    reviewed: Option<Change>,
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
    /// The look before an update, and the change that was confirmed.
    confirmed: BTreeMap<Ticket, Change>,
    /// The read that follows on a write that was acknowledged.
    read_backs: BTreeSet<Ticket>,
    /// The editors whose save was acknowledged and is read back.
    acknowledged: HashSet<EditorId>,
    asked: Option<Asked>,
    /// What was confirmed for deletion and not deleted yet.
    doomed: Vec<Doomed>,
    /// What was confirmed together for changing and not changed yet.
    planned: Vec<Change>,
    /// The timers after which a delete is looked after again.
    looks: BTreeSet<u64>,
    /// The writes that the server did not take because they were too many: these may be sent again.
    turned_away: BTreeMap<Ticket, Request>,
    /// The looks after a delete.
    verifying: BTreeMap<Ticket, Place>,
    /// What a delete of ours ended: a look after it got a 404 that was true.
    deleted: HashSet<Place>,
    /// Whether the system asked for the end.
    leaving: bool,
    begins_in_picker: bool,
    /// The disk, where the program keeps something.
    disk: Option<Disk>,
    /// What was confirmed of writes that wait for the disk.
    account: Account,
    /// The writes of this run that were sent.
    writes_that_left: BTreeSet<Ticket>,
}

impl Watch {
    pub fn new(begins_in_picker: bool, keeps: bool) -> Watch {
        let mut watch = Watch::before_the_start(begins_in_picker, Server::new(), keeps.then(Disk::new));
        watch.start();
        watch
    }

    fn before_the_start(begins_in_picker: bool, server: Server, disk: Option<Disk>) -> Watch {
        let mut bench = Bench::new((!begins_in_picker).then(|| scope("alpha")));
        bench.model.settings.kept_under = disk.as_ref().map(|_| site());
        Watch {
            bench,
            events: 0,
            server,
            when_asked: BTreeMap::new(),
            confirmed: BTreeMap::new(),
            read_backs: BTreeSet::new(),
            acknowledged: HashSet::new(),
            asked: None,
            doomed: Vec::new(),
            planned: Vec::new(),
            looks: BTreeSet::new(),
            turned_away: BTreeMap::new(),
            verifying: BTreeMap::new(),
            deleted: HashSet::new(),
            leaving: false,
            begins_in_picker,
            disk,
            account: Account::default(),
            writes_that_left: BTreeSet::new(),
        }
    }

    fn start(&mut self) {
        self.happen(Msg::Resize(104, 24));
        self.happen(Msg::Start);
        self.answer_all();
    }

    /// The program is killed, and starts again. What it had asked the server to write arrives or does not.
    fn crash(&mut self, arrives: bool) {
        for request in self.bench.open.values().filter(|request| arrives && request.is_write()) {
            let _ = self.server.answer(request);
        }
        let mut disk = self.disk.take();
        if let Some(disk) = &mut disk {
            disk.crash();
        }
        let (server, deleted, events) = (self.server.clone(), std::mem::take(&mut self.deleted), self.events);
        *self = Watch { deleted, events, ..Watch::before_the_start(self.begins_in_picker, server, disk) };
        self.start();
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
                if !self.bench.model.timers().iter().any(|(id, _)| id.0 == *number) {
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
            Step::Stop => {
                self.happen(Msg::Suspend);
                self.happen(Msg::Continued);
            }
            Step::Terminate => self.happen(Msg::Terminate(143)),
            Step::Disk(manner) => {
                if let Some(disk) = &mut self.disk {
                    disk.manner = *manner;
                    self.let_the_disk_work();
                }
            }
            Step::Work(times) => (0..*times).for_each(|_| self.work(None)),
            Step::WorkUnheard => _ = self.disk.as_mut().map(|disk| disk.work(None)),
            Step::Refuse(refusal) => self.work(Some(*refusal)),
            Step::Late => self.the_disk_is_late(),
            Step::Write => {
                let mut timers = self.bench.model.timers().iter();
                if let Some((id, _)) = timers.find(|(_, timer)| matches!(timer, Timer::KeepDrafts { .. })) {
                    let id = *id;
                    self.happen(Msg::Timer(id));
                }
            }
            Step::Crash(arrives) => self.crash(*arrives),
        }
    }

    /// Answers all that is open and rings all that runs until nothing is, reads the list again, and compares.
    pub fn come_to_rest(&mut self) {
        self.server.circular = false;
        self.take(&Step::Disk(Manner::Prompt));
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
        self.the_journal_is_complete();
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
                let held = self.server.ids(&place, kind);
                match self.bench.model.library.front().hidden_len() {
                    0 => assert_eq!(shown, held, "at rest the list is the server's"),
                    hidden => {
                        assert!(shown.is_subset(&held), "{shown:?} {held:?}");
                        assert_eq!(shown.len() + hidden, held.len(), "what is hidden is counted");
                    }
                }
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
        if let Some(Dialog::Several(dialog)) = self.bench.model.dialogs().last() {
            let count = dialog.plan.deeds.len().to_string();
            self.happen(Msg::Paste(count));
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
        self.happen(Msg::Answered { ticket, result: answer.clone(), exchanges: vec![exchange()] });
        if matches!(how, How::Twice) {
            self.foreign(ticket, answer);
        }
    }

    /// An answer that nobody waits for may enter the log and nothing else.
    fn foreign(&mut self, ticket: Ticket, answer: Answer) {
        let before = self.bench.model.clone();
        self.happen(Msg::Answered { ticket, result: answer, exchanges: vec![exchange()] });
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
            reviewed: self.bench.review().and_then(|review| review.change()).cloned(),
            large_enough: model.area.width >= 40 && model.area.height >= 12,
            writes_open: self.bench.open.values().any(Request::is_write)
                || !self.looks.is_empty()
                || self.account.holds_something(),
        }
    }

    /// Lets something happen, and holds everything against what must be.
    fn happen(&mut self, msg: Msg) {
        let before = self.before();
        self.follow_the_dialog(&msg);
        if let Msg::Answered { ticket, result: Err(error), .. } = &msg
            && error.cause == Cause::SlowDown
            && let Some(request) = self.bench.open.get(ticket).filter(|request| request.is_write())
        {
            self.turned_away.insert(*ticket, request.clone());
        }
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
        self.deeds_were_confirmed(&before, &msg, &effects);
        self.writes_were_confirmed(&before, &msg, answered, &effects);
        self.outcomes_are_noted(&msg, answered, &effects);
        self.texts_are_kept(&before, &msg, answered);
        self.leaving |= matches!(msg, Msg::Terminate(_));
        self.quitting_loses_nothing(&before, &msg, &effects);
        self.remember(&msg, answered, &effects);
        self.give_orders(&before, &msg, &effects);
        self.what_is_typed_is_kept();
        self.ends_are_honest(&effects);
        // The look is asked for last, after the reads that the delete supersedes.
        let last = effects.iter().rfind(|effect| matches!(effect, Effect::Ask(..)));
        if let (true, Some(Effect::Ask(ticket, Request::Read { scope, kind, at: Locator::Address(id) }))) =
            (after_delete, last)
        {
            self.verifying.insert(*ticket, (scope.clone(), *kind, id.to_string()));
        }
        self.lists_are_sound();
        self.events += 1;
        // Drawing takes most of the time; every size is drawn, and every third event.
        if self.events.is_multiple_of(3) || matches!(msg, Msg::Resize(..)) {
            self.the_screen_is_sound();
        }
        self.let_the_disk_work();
    }
}

/// A question whose answer fits none of the others.
fn list() -> Request {
    Request::List { scope: scope("alpha"), kind: Kind::Personalized, from: PageFrom::Start }
}
