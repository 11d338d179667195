//! The application without a terminal: model, client and emulator, and words to work them with.

mod faults;
mod library;

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use offerdeck::api::dialect::decode;
use offerdeck::api::{Client, Connection, Credentials, Route, picture};
use offerdeck::app::{Effect, Event, Model, Msg, Settings, update, view};
use offerdeck::domain::checkup::examine;
use offerdeck::domain::content::is_public;
use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::emulator::{self, Emulator, Strictness};
use offerdeck::http::Method;
use offerdeck::keys::{Key, Stroke};
use offerdeck::profile::{Mode, SCOPES, SecretSource};
use offerdeck::request::{Request, Ticket};
use offerdeck::runtime::Disk;
use offerdeck::secret::{Redactor, Secret};
use offerdeck::store::Site;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{AbortHandle, JoinSet};
use unicode_width::UnicodeWidthStr;

use faults::{kind_of, refusal};
pub use library::priority_of;

/// The longest that a timer of the application really runs here: what it separates still happens one after the other.
const SHORTENED: Duration = Duration::from_millis(15);
/// How soon the emulator carries out an xcore delete: within the first of those timers.
const DELETE_DELAY: Duration = Duration::from_millis(5);
/// Long enough for any answer that comes at all.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the client waits for an answer that is known not to come.
const IMPATIENCE: Duration = Duration::from_millis(300);

/// The client secret that the emulator takes.
const CLIENT_SECRET: &str = "emulator-client-secret";

/// The terminal's size to begin with.
pub const COLUMNS: u16 = 140;
/// The terminal's size to begin with.
pub const ROWS: u16 = 28;

/// Runs a flow in both generations. A failure shows the screen, whose header names the generation.
pub fn in_both_generations(flow: impl Fn(Generation)) {
    flow(Generation::Dps);
    flow(Generation::Xcore);
}

/// How many requests the log says there were: on xcore the sandbox's type takes one of its own.
pub fn requests(on_dps: usize, generation: Generation) -> String {
    let more = usize::from(generation == Generation::Xcore);
    format!("{} requests", on_dps + more)
}

/// The application at work on an emulator of its own.
pub struct Deck {
    model: Model,
    queue: VecDeque<Msg>,
    underway: JoinSet<Msg>,
    asked: HashMap<Ticket, AbortHandle>,
    runtime: Runtime,
    client: Client,
    /// A client that does not wait for an answer that never comes.
    impatient: Client,
    /// The method of requests that hang, if one does; and whether only the next one does.
    hanging: Option<(Option<Method>, bool)>,
    /// The kinds of which every request is refused.
    forbidden: Vec<Kind>,
    /// Where things are kept between runs, and who keeps them there in this one; most flows keep nothing.
    state: Option<TempDir>,
    disk: Option<Disk>,
    emulator: Emulator,
    /// The screen as last drawn, and the same without line breaks; `None` once something happened.
    drawn: Option<(String, String)>,
    /// The writes that left, in their order.
    pub writes: Vec<Request>,
    /// The exit code, once the application asked to end.
    pub ended: Option<u8>,
}

impl Deck {
    /// Starts the application; the list of places is read.
    pub fn start(generation: Generation) -> Deck {
        Deck::start_with(generation, None, None, Strictness::default())
    }

    /// Starts the application with a client's id and secret in place of a token.
    pub fn start_as_client(generation: Generation) -> Deck {
        Deck::start_with_secret(generation, CLIENT_SECRET)
    }

    /// Starts the application with a client's id and this secret.
    pub fn start_with_secret(generation: Generation, secret: &str) -> Deck {
        Deck::start_with(generation, None, Some(secret), Strictness::default())
    }

    /// Starts the application on a library whose first sandbox holds few offers, quick to read time and again.
    pub fn start_small(generation: Generation) -> Deck {
        Deck::start_with(generation, Some(5), None, Strictness::default())
    }

    /// Goes into that sandbox.
    pub fn in_small(generation: Generation) -> Deck {
        let mut deck = Deck::start_small(generation);
        deck.press("enter").until_idle().sees("5 personalized");
        deck
    }

    fn start_with(generation: Generation, offers: Option<usize>, secret: Option<&str>, strictness: Strictness) -> Deck {
        let settings =
            emulator::Settings { offers, strictness, delete_delay: DELETE_DELAY, ..emulator::Settings::default() };
        let emulator = Emulator::start(settings).expect("a free port");
        let credentials = match secret {
            None => Credentials::token(emulator.access_token()),
            Some(secret) => Credentials::Client {
                ims_url: emulator.base_url().to_owned(),
                client_id: emulator.api_key().to_owned(),
                secret: SecretSource::Plain(Secret::from(secret)),
                account: "default".to_owned(),
                scopes: SCOPES.map(str::to_owned).to_vec(),
                cache: None,
            },
        };
        let connection = Connection {
            platform_url: emulator.base_url().to_owned(),
            generation,
            credentials,
            api_key: emulator.api_key().to_owned(),
            org_id: emulator.org_id().to_owned(),
            route: Route::within(PATIENCE),
        };
        let settings = Settings { demo: true, mode: Some(Mode::Full), ..Settings::new(generation, connection.host()) };
        let mut deck = Deck {
            model: Model::new(settings, Timestamp::now(), COLUMNS, ROWS),
            queue: VecDeque::from([Msg::Start]),
            underway: JoinSet::new(),
            asked: HashMap::new(),
            runtime: Builder::new_current_thread().enable_all().build().expect("a runtime"),
            impatient: Client::new(
                Connection { route: Route { first_byte: IMPATIENCE, ..Route::default() }, ..connection.clone() },
                Redactor::default(),
            ),
            client: Client::new(connection, Redactor::default()),
            hanging: None,
            forbidden: Vec::new(),
            state: None,
            disk: None,
            emulator,
            drawn: None,
            writes: Vec::new(),
            ended: None,
        };
        deck.until_idle();
        deck
    }

    /// Starts the application with a folder for what outlives it, and goes into the small sandbox.
    pub fn keeping(generation: Generation) -> Deck {
        let mut deck = Deck::start_small(generation);
        deck.state = Some(TempDir::new().expect("a folder"));
        deck.model.settings.kept_under = Some(Site::new("http://emulator.test", "ACME@AdobeOrg"));
        deck.start_again();
        deck.press("enter").until_idle().sees("5 personalized");
        deck
    }

    /// The program is gone without a word, as after `kill -9`, and starts again on the same folder.
    pub fn start_again(&mut self) -> &mut Self {
        self.underway.abort_all();
        self.underway = JoinSet::new();
        self.asked.clear();
        self.queue = VecDeque::from([Msg::Start]);
        self.ended = None;
        // The locks of the old one are gone before the new one looks.
        self.disk = None;
        self.disk = Some(Disk::open(self.state_folder(), &Redactor::default()));
        self.model = Model::new(self.model.settings.clone(), Timestamp::now(), COLUMNS, ROWS);
        self.until_idle()
    }

    /// Where the library is.
    pub fn base_url(&self) -> &str {
        self.emulator.base_url()
    }

    /// The folder of what is kept.
    pub fn state_folder(&self) -> &Path {
        self.state.as_ref().expect("a deck that keeps").path()
    }

    /// Starts the application and goes into the sandbox `dev`, whose lists are one page each.
    pub fn in_dev(generation: Generation) -> Deck {
        Deck::in_dev_of(generation, Strictness::default())
    }

    /// The same with a library that checks other things.
    pub fn in_dev_of(generation: Generation, strictness: Strictness) -> Deck {
        let mut deck = Deck::start_with(generation, None, None, strictness);
        deck.press("j").press("enter").until_idle().sees("89 personalized");
        deck
    }

    /// Presses a key.
    pub fn press(&mut self, stroke: &str) -> &mut Self {
        let stroke = Stroke::parse(stroke).unwrap_or_else(|| panic!("{stroke} is no key"));
        self.queue.push_back(Msg::Key(stroke));
        self.drain();
        self
    }

    /// Presses keys, one after the other.
    pub fn press_each(&mut self, strokes: &[&str]) -> &mut Self {
        for stroke in strokes {
            self.press(stroke);
        }
        self
    }

    /// Types a text, letter by letter.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            self.queue.push_back(Msg::Key(Stroke::plain(Key::Char(letter))));
            self.drain();
        }
        self
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.queue.push_back(Msg::Resize(columns, rows));
        self.drain();
        self
    }

    /// Runs a command of the palette.
    pub fn command(&mut self, text: &str) -> &mut Self {
        self.press(":").type_text(text).press("enter").until_idle()
    }

    /// Filters the list in front and keeps the filter.
    pub fn filter(&mut self, text: &str) -> &mut Self {
        self.press_each(&["/", "ctrl-u"]).type_text(text).press("enter")
    }

    /// In the editor: puts one text in place of another, found by search.
    pub fn replace(&mut self, old: &str, new: &str) -> &mut Self {
        self.press_each(&["ctrl-f", "ctrl-u"]).type_text(old).press("enter").lacks("is nowhere in the text");
        for _ in old.chars() {
            self.press("del");
        }
        self.type_text(new)
    }

    /// In the editor's form: goes on to the next row with this label, or stays on it.
    pub fn row(&mut self, label: &str) -> &mut Self {
        for _ in 0..100 {
            let focused = self.screen().lines().find_map(|line| line.split_once("▸").map(|(_, row)| row.to_owned()));
            let row = focused.unwrap_or_default();
            if row.trim_start_matches([' ', '✗', '!']).starts_with(label) {
                return self;
            }
            self.press("down");
        }
        panic!("there is no row {label:?} further down:\n{}", self.screen());
    }

    /// In the editor: saves and confirms the review.
    pub fn save(&mut self) -> &mut Self {
        self.press("ctrl-s").sees("y sends it").press("y").until_idle()
    }

    /// Lets everything run to its end: no message waits, no question is open, no timer runs.
    pub fn until_idle(&mut self) -> &mut Self {
        self.drain();
        while !self.model.is_idle() {
            self.step();
        }
        self
    }

    /// Lets things run until a text is on screen, and not a step further.
    pub fn until_sees(&mut self, text: &str) -> &mut Self {
        self.drain();
        while !self.drawn().1.contains(text) {
            assert!(!self.model.is_idle(), "{text:?} never came on screen:\n{}", self.screen());
            self.step();
        }
        self
    }

    /// Waits for the next thing that happens.
    fn step(&mut self) {
        match self.runtime.block_on(self.underway.join_next()) {
            Some(Ok(msg)) => self.queue.push_back(msg),
            Some(Err(end)) if end.is_cancelled() => {}
            Some(Err(end)) => panic!("{end}"),
            None => panic!("something is open that nobody carries out\n{}", self.screen()),
        }
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(msg) = self.queue.pop_front() {
            self.drawn = None;
            let event = Event { at: Timestamp::now(), msg };
            for effect in update(&mut self.model, event) {
                self.carry_out(effect);
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Ask(ticket, request) => {
                if request.is_write() {
                    self.writes.push(request.clone());
                }
                if kind_of(&request).is_some_and(|kind| self.forbidden.contains(&kind)) {
                    let result = decode(self.model.settings.generation, &request, &refusal());
                    self.queue.push_back(Msg::Answered { ticket, result, exchanges: Vec::new() });
                    return;
                }
                let client = self.client_for(&request);
                let question = async move {
                    let answer = client.ask(&request).await;
                    Msg::Answered { ticket, result: answer.result, exchanges: answer.exchanges }
                };
                self.asked.insert(ticket, self.underway.spawn_on(question, self.runtime.handle()));
            }
            Effect::Forget(ticket) => {
                if let Some(question) = self.asked.remove(&ticket) {
                    question.abort();
                }
            }
            Effect::Wake(id, after) => {
                let timer = async move {
                    tokio::time::sleep(after.min(SHORTENED)).await;
                    Msg::Timer(id)
                };
                self.underway.spawn_on(timer, self.runtime.handle());
            }
            Effect::Examine(errand, examination) => {
                let found = examine(&examination.snapshot, examination.at, &examination.policy);
                self.queue.push_back(Msg::Examined(errand, Box::new(found)));
            }
            Effect::Fault(spec) => {
                let set = self.emulator.set_fault(&spec).map_err(|error| error.to_string());
                self.queue.push_back(Msg::FaultSet(set));
            }
            Effect::FetchPicture(errand, address) => {
                let fetch = async move { Msg::Picture(errand, Box::new(picture::fetch(&address, is_public).await)) };
                self.underway.spawn_on(fetch, self.runtime.handle());
            }
            Effect::Disk(order) => {
                let disk = self.disk.as_mut().expect("nothing is to be kept without a folder");
                self.queue.push_back(Msg::Disk(Box::new(disk.carry_out(*order))));
            }
            Effect::Quit(code) => self.ended = Some(code),
            Effect::Suspend(_) | Effect::TakeTerminal => unreachable!("no flow is suspended"),
            Effect::Connect(..)
            | Effect::Switch(_)
            | Effect::UseToken(_)
            | Effect::ReadImport(_)
            | Effect::Test(..)
            | Effect::SaveProfile(..) => unreachable!("no flow goes over to another profile"),
            Effect::ForgetPicture(_) => unreachable!("no flow waits no longer for a picture"),
            Effect::Export(..) => unreachable!("no flow writes a file"),
        }
    }

    /// The screen, row by row.
    pub fn screen(&mut self) -> String {
        self.drawn().0.clone()
    }

    fn drawn(&mut self) -> &(String, String) {
        if self.drawn.is_none() {
            let screen = self.draw();
            let flat = screen.split_whitespace().collect::<Vec<_>>().join(" ");
            self.drawn = Some((screen, flat));
        }
        self.drawn.as_ref().expect("it was just drawn")
    }

    fn draw(&self) -> String {
        let area = Rect::new(0, 0, COLUMNS, ROWS);
        let mut buf = Buffer::empty(area);
        view(&self.model, &mut buf);
        let mut text = String::new();
        for y in area.rows().map(|row| row.y) {
            let mut covered = 0;
            for x in 0..area.width {
                let symbol = buf[(x, y)].symbol();
                if covered == 0 {
                    text.push_str(symbol);
                    covered = symbol.width();
                }
                covered = covered.saturating_sub(1);
            }
            let _ = writeln!(text);
        }
        text
    }

    /// Asserts that a text is on screen; blanks and line breaks count as one blank.
    pub fn sees(&mut self, text: &str) -> &mut Self {
        let (screen, flat) = self.drawn();
        assert!(flat.contains(text), "{text:?} is not on screen:\n{screen}");
        self
    }

    /// Asserts that a text is not on screen.
    pub fn lacks(&mut self, text: &str) -> &mut Self {
        let (screen, flat) = self.drawn();
        assert!(!flat.contains(text), "{text:?} is on screen:\n{screen}");
        self
    }

    /// Clears fault and filter, reads the list again and sees it complete: the application works on.
    pub fn works_on(&mut self, complete: &str) -> &mut Self {
        self.fault("off").filter("").press("r").until_idle();
        self.sees(complete).lacks("shown").lacks("partial").lacks("not refreshed").lacks("✗")
    }

    /// The object under the cursor.
    pub fn selected(&self) -> Arc<Record> {
        self.model.library.selected().cloned().expect("a row under the cursor")
    }
}
