//! The application on a bench: events go in by hand, effects come out as values, nothing else moves.

#![allow(dead_code, reason = "each test file uses its own part of the bench")]

pub mod kept;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use offerdeck::app::{Effect, Event, Model, Msg, Order, Settings, Timer, TimerId, Told, update, view};
use offerdeck::domain::{Generation, Kind, ObjectId, Record, Scope};
use offerdeck::http::Method;
use offerdeck::keys::{Key, Stroke};
use offerdeck::profile::Mode;
use offerdeck::request::{Cause, Exchange, Page, Reply, Request, RequestError, Ticket};
use offerdeck::screens::Screen;
use offerdeck::screens::editor::EditorScreen;
use offerdeck::screens::review::ReviewScreen;
use offerdeck::store::{Listing, Site};
use ratatui::buffer::Buffer;

pub const CAUSES: [Cause; 11] = [
    Cause::SignIn,
    Cause::Forbidden,
    Cause::Gone,
    Cause::Conflict,
    Cause::Refused,
    Cause::SlowDown,
    Cause::Unavailable,
    Cause::NoAnswer,
    Cause::CutAnswer,
    Cause::Malformed,
    Cause::NotSent,
];

/// Under which library the bench keeps what it keeps.
pub fn site() -> Site {
    Site::new("https://example.test", "ACME@AdobeOrg")
}

/// The model, and what is open in the world outside of it.
pub struct Bench {
    pub model: Model,
    /// The questions that were asked and neither answered nor forgotten.
    pub open: BTreeMap<Ticket, Request>,
    /// The timers that were started and did not run out.
    pub timers: Vec<(TimerId, Duration)>,
    /// The time of the order that the disk is at, apart from the other timers.
    pub disk: Option<TimerId>,
    /// Whether the lists that are read for the names in them are open questions like others. Else each is answered at once:
    /// there is nothing in it.
    pub asks_names: bool,
}

impl Bench {
    /// A program that begins in this place, or in the picker.
    pub fn new(scope: Option<Scope>) -> Bench {
        let settings =
            Settings { demo: true, scope, mode: Some(Mode::Full), ..Settings::new(Generation::Dps, "example.test") };
        let now = "2025-12-01T00:00:00Z".parse().unwrap();
        Bench {
            model: Model::new(settings, now, 120, 36),
            open: BTreeMap::new(),
            timers: Vec::new(),
            disk: None,
            asks_names: false,
        }
    }

    /// A program that keeps what is typed, deleted and done, and has read these personalized offers.
    pub fn keeping(records: &[Arc<Record>]) -> Bench {
        let mut bench = Bench::new(Some(scope()));
        bench.model.settings.kept_under = Some(site());
        bench.happen(Msg::Start);
        kept::tell(&mut bench, Told::Drafts(Ok(Listing { found: Vec::new(), unreadable: Vec::new() })));
        let category = bench.ticket_of(|request| matches!(request, Request::ListSandboxes { .. }));
        bench.answer(category, failure(Cause::Forbidden));
        bench.reply(page(records));
        bench
    }

    /// A program that reads the list of the place that was configured. Whether that is a production sandbox, it was
    /// not allowed to ask.
    pub fn started() -> Bench {
        let mut bench = Bench::new(Some(scope()));
        bench.happen(Msg::Start);
        let category = bench.ticket_of(|request| matches!(request, Request::ListSandboxes { .. }));
        bench.answer(category, failure(Cause::Forbidden));
        bench
    }

    /// A program that has read these personalized offers.
    pub fn with_list(records: &[Arc<Record>]) -> Bench {
        let mut bench = Bench::started();
        bench.reply(page(records));
        bench
    }

    /// The offer "Alpha" was renamed to "Beta" in the editor and the change was confirmed: its PATCH is under way.
    pub fn renaming_alpha() -> Bench {
        let before = record("a", "Alpha", "draft", 3);
        let mut bench = Bench::with_list(std::slice::from_ref(&before));
        bench.press("e");
        bench.reply(found(&before));
        bench.press("ctrl-f");
        bench.type_text("Alpha");
        bench.press("enter del del del del del");
        bench.type_text("Beta");
        bench.press("ctrl-s y");
        bench.reply(found(&before));
        bench
    }

    /// A program that has read these offers, where the lists that are read for the names in them are open questions like
    /// others.
    pub fn asking_names(records: &[Arc<Record>]) -> Bench {
        let mut bench = Bench::started();
        bench.asks_names = true;
        bench.reply(page(records));
        bench
    }

    /// Lets something happen, and keeps account of what is open.
    pub fn happen(&mut self, msg: Msg) -> Vec<Effect> {
        self.happen_after(Duration::ZERO, msg)
    }

    /// The same, when nothing has happened for so long.
    pub fn happen_after(&mut self, long: Duration, msg: Msg) -> Vec<Effect> {
        match &msg {
            Msg::Answered { ticket, .. } => {
                self.open.remove(ticket);
            }
            Msg::Timer(id) => self.timers.retain(|(running, _)| running != id),
            _ => {}
        }
        let at = self.model.now.checked_add(long).unwrap();
        let mut effects = update(&mut self.model, Event { at, msg });
        if !self.asks_names {
            self.answer_names(&mut effects);
        }
        for effect in &effects {
            match effect {
                Effect::Ask(ticket, request) => {
                    assert!(self.open.insert(*ticket, request.clone()).is_none(), "{ticket:?} was given twice");
                }
                Effect::Forget(ticket) => {
                    assert!(self.open.remove(ticket).is_some(), "{ticket:?} is forgotten, but is not open");
                }
                Effect::Wake(id, _) if self.is_of_disk(*id) => self.disk = Some(*id),
                Effect::Wake(id, after) => self.timers.push((*id, *after)),
                _ => {}
            }
        }
        effects
    }

    /// Answers what is asked for names, and takes it out of the effects.
    fn answer_names(&mut self, effects: &mut Vec<Effect>) {
        let is_for_names = |request: &Request| match request {
            Request::List { kind, .. } => {
                *kind != self.model.kind()
                    && !matches!(self.model.screens().last(), Some(Screen::UsedBy(_) | Screen::Checkup(_)))
            }
            _ => false,
        };
        let (names, others): (Vec<_>, Vec<_>) = std::mem::take(effects)
            .into_iter()
            .partition(|effect| matches!(effect, Effect::Ask(_, request) if is_for_names(request)));
        *effects = others;
        for effect in names {
            let Effect::Ask(ticket, _) = effect else { continue };
            let (at, msg) = (self.model.now, Msg::Answered { ticket, result: page(&[]), exchanges: Vec::new() });
            effects.extend(update(&mut self.model, Event { at, msg }));
        }
    }

    fn is_of_disk(&self, id: TimerId) -> bool {
        self.model.timers().iter().any(|(running, timer)| *running == id && matches!(timer, Timer::DiskIsLate(_)))
    }

    /// Lets the time run out that the disk has for what it is at.
    pub fn ring_disk(&mut self) -> Vec<Effect> {
        let id = self.disk.take().expect("the disk is at something");
        self.happen(Msg::Timer(id))
    }

    /// Presses keys, named as the table of bindings names them.
    pub fn press(&mut self, names: &str) -> Vec<Effect> {
        let strokes = names.split_whitespace().map(|name| Stroke::parse(name).unwrap());
        let strokes: Vec<Stroke> = strokes.collect();
        strokes.into_iter().flat_map(|stroke| self.happen(Msg::Key(stroke))).collect()
    }

    /// Types a text, letter by letter.
    pub fn type_text(&mut self, text: &str) -> Vec<Effect> {
        text.chars().flat_map(|letter| self.happen(Msg::Key(Stroke::plain(Key::Char(letter))))).collect()
    }

    /// Types a command into the palette.
    pub fn command(&mut self, command: &str) -> Vec<Effect> {
        self.press(":");
        self.type_text(command);
        self.press("enter")
    }

    /// Answers an open question.
    pub fn answer(&mut self, ticket: Ticket, result: Result<Reply, RequestError>) -> Vec<Effect> {
        self.happen(Msg::Answered { ticket, result, exchanges: vec![exchange()] })
    }

    /// Answers the only question that is open.
    pub fn reply(&mut self, result: Result<Reply, RequestError>) -> Vec<Effect> {
        let ticket = self.only_ticket();
        self.answer(ticket, result)
    }

    /// Lets the only timer that runs run out.
    pub fn ring(&mut self) -> Vec<Effect> {
        assert_eq!(self.timers.len(), 1, "{:?}", self.timers);
        let (id, _) = self.timers[0];
        self.happen(Msg::Timer(id))
    }

    pub fn only_ticket(&self) -> Ticket {
        assert_eq!(self.open.len(), 1, "{:?}", self.open);
        *self.open.keys().next().unwrap()
    }

    /// The only question that is open.
    pub fn only_request(&self) -> &Request {
        &self.open[&self.only_ticket()]
    }

    /// The open question of which this is true.
    pub fn ticket_of(&self, wanted: impl Fn(&Request) -> bool) -> Ticket {
        let found: Vec<_> = self.open.iter().filter(|(_, request)| wanted(request)).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        *found[0].0
    }

    /// What is on screen, line by line.
    pub fn screen(&self) -> String {
        let buf = self.draw();
        let row =
            |y| (0..buf.area.width).map(|x| buf[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
        (0..buf.area.height).map(row).collect()
    }

    pub fn draw(&self) -> Buffer {
        let mut buf = Buffer::empty(self.model.area);
        view(&self.model, &mut buf);
        buf
    }

    pub fn notice(&self) -> &str {
        self.model.notice().map_or("", |notice| &notice.text)
    }

    pub fn editor(&self) -> Option<&EditorScreen> {
        self.model.screens().iter().find_map(|screen| match screen {
            Screen::Editor(editor) => Some(&**editor),
            _ => None,
        })
    }

    pub fn review(&self) -> Option<&ReviewScreen> {
        match self.model.screens().last() {
            Some(Screen::Review(review)) => Some(review),
            _ => None,
        }
    }

    /// The ids shown of the kind in front, from the top.
    pub fn shown(&self) -> Vec<String> {
        let shelf = self.model.library.front();
        (0..shelf.shown_len()).map(|place| shelf.shown_at(place).unwrap().id.to_string()).collect()
    }

    /// The id under the cursor.
    pub fn selected(&self) -> Option<ObjectId> {
        self.model.library.selected().map(|record| record.id.clone())
    }
}

pub fn scope() -> Scope {
    Scope { sandbox: "dev".to_owned(), container: None }
}

/// An offer that passes every check, as the server would send it.
pub fn record(id: &str, name: &str, status: &str, revision: u64) -> Arc<Record> {
    record_with(id, name, status, revision, "")
}

/// The same with more members, each with a comma at its end.
pub fn record_with(id: &str, name: &str, status: &str, revision: u64, members: &str) -> Arc<Record> {
    let name = serde_json::Value::from(name);
    let raw = format!(
        r#"{{"id":"{id}","etag":{revision},"name":{name},"status":"{status}",{members}"rank":{{"priority":1}},
        "representations":[{{"channel":"web","placement":"p","components":
        [{{"type":"html","format":"text/html","content":"x"}}]}}],
        "selectionConstraint":{{"startDate":"2026-01-01T00:00:00Z","endDate":"2026-02-01T00:00:00Z",
        "profileConstraintType":"none"}}}}"#
    );
    Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap())
}

/// A whole list of one page.
pub fn page(records: &[Arc<Record>]) -> Result<Reply, RequestError> {
    let total = Some(records.len() as u64);
    Ok(Reply::Page(Page { records: records.to_vec(), unreadable: 0, total, next: None }))
}

/// A page with more behind it.
pub fn page_of(records: &[Arc<Record>], total: u64, next: &str) -> Result<Reply, RequestError> {
    let next = Some(next.to_owned());
    Ok(Reply::Page(Page { records: records.to_vec(), unreadable: 0, total: Some(total), next }))
}

pub fn found(record: &Arc<Record>) -> Result<Reply, RequestError> {
    Ok(Reply::Record(Arc::clone(record)))
}

/// A failure with the server's own words.
pub fn failure(cause: Cause) -> Result<Reply, RequestError> {
    Err(RequestError::without_answer(cause, "the server's own words"))
}

pub fn gone() -> Result<Reply, RequestError> {
    failure(Cause::Gone)
}

/// Whether this asks for a page of a list.
pub fn is_list(request: &Request) -> bool {
    matches!(request, Request::List { .. })
}

/// Whether this asks for one object.
pub fn is_read(request: &Request) -> bool {
    matches!(request, Request::Read { .. })
}

/// The orders to the disk among effects.
pub fn orders(effects: &[Effect]) -> Vec<&Order> {
    let orders = effects.iter().filter_map(|effect| match effect {
        Effect::Disk(order) => Some(&**order),
        _ => None,
    });
    orders.collect()
}

/// The writes among effects.
pub fn writes(effects: &[Effect]) -> Vec<&Request> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Ask(_, request) => Some(request),
        _ => None,
    });
    asked.filter(|request| request.is_write()).collect()
}

pub fn exchange() -> Exchange {
    let elapsed = Duration::from_millis(12);
    Exchange { status: Some(200), elapsed, bytes: 345, ..Exchange::new(Method::Get, "/data/core") }
}
