//! A model played from outside: keys go in, questions come out, and hand-made answers settle them. The clock stands.

pub mod library;
pub mod offers;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use offerdeck::api::Platform;
use offerdeck::api::dialect::encode;
use offerdeck::app::{Effect, Errand, Event, Model, Msg, Settings, TimerId, update, view};
use offerdeck::domain::checkup::examine;
use offerdeck::domain::{Generation, Kind, Record, Scope, ScopeEntry, Seen, json};
use offerdeck::http::Method;
use offerdeck::keys::{Key, Stroke};
use offerdeck::profile::Mode;
use offerdeck::request::{Cause, Exchange, FetchedPicture, Page, Picture, Reply, Request, RequestError, Ticket};
use offerdeck::screens::Screen;
use offerdeck::widgets::width;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

/// When everything happens.
pub fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// The model with what it has asked for and not yet got.
pub struct Stage {
    pub model: Model,
    open: Vec<(Ticket, Request)>,
    /// Lists that are read for the names in them: they wait until theirs is the kind in front.
    beside: Vec<(Ticket, Request)>,
    timers: Vec<TimerId>,
    /// The picture that was asked for last.
    picture: Option<Errand>,
}

impl Stage {
    /// The program started in a place, its list asked for.
    pub fn new(generation: Generation, size: (u16, u16)) -> Stage {
        let container = (generation == Generation::Xcore).then(|| "e0bd8463-0913-4ca1-bd84-6309134ca1f6".to_owned());
        let mut stage = Stage::start(generation, Some(Scope { sandbox: "prod".to_owned(), container }), size);
        stage.tell_type("development");
        stage
    }

    /// The program started without a place: the picker asks.
    pub fn without_place(generation: Generation, size: (u16, u16)) -> Stage {
        Stage::start(generation, None, size)
    }

    fn start(generation: Generation, scope: Option<Scope>, size: (u16, u16)) -> Stage {
        Stage::start_in(generation, scope, Some(Mode::Full), size)
    }

    fn start_in(
        generation: Generation,
        scope: Option<Scope>,
        mode: Option<Mode>,
        (columns, rows): (u16, u16),
    ) -> Stage {
        let settings = Settings { scope, mode, ..Settings::new(generation, "platform.adobe.io") };
        let model = Model::new(settings, now(), columns, rows);
        let mut stage = Stage { model, open: Vec::new(), beside: Vec::new(), timers: Vec::new(), picture: None };
        stage.send(Msg::Start);
        stage
    }

    /// Answers what the program asks beside the list: of what type the sandbox is.
    fn tell_type(&mut self, category: &str) {
        let asks = |(_, request): &(Ticket, Request)| matches!(request, Request::ListSandboxes { .. });
        let beside = self.open.iter().position(asks).unwrap();
        let entry = ScopeEntry {
            scope: Scope { sandbox: "prod".to_owned(), container: None },
            name: "prod".to_owned(),
            category: category.to_owned(),
            region: String::new(),
            changed: Seen::Absent,
        };
        self.settle(beside, Ok(Reply::Scopes { entries: vec![entry], next: None }));
    }

    /// The first list in a sandbox of this type, with the mode that follows from it.
    pub fn loaded_in(category: &str, generation: Generation, size: (u16, u16)) -> Stage {
        let scope = Some(Scope { sandbox: "prod".to_owned(), container: None });
        let mut stage = Stage::start_in(generation, scope, None, size);
        stage.tell_type(category);
        stage.answer_page(offers::shop(generation), None, None);
        stage
    }

    /// The first list, whole.
    pub fn loaded(generation: Generation, size: (u16, u16)) -> Stage {
        let mut stage = Stage::new(generation, size);
        stage.answer_page(offers::shop(generation), None, None);
        stage
    }

    fn send(&mut self, msg: Msg) {
        let mut found = Vec::new();
        for effect in update(&mut self.model, Event { at: now(), msg }) {
            match effect {
                Effect::Ask(ticket, request) if self.is_beside(&request) => self.beside.push((ticket, request)),
                Effect::Examine(errand, examination) => {
                    let checkup = examine(&examination.snapshot, examination.at, &examination.policy);
                    found.push(Msg::Examined(errand, Box::new(checkup)));
                }
                Effect::Ask(ticket, request) => self.open.push((ticket, request)),
                Effect::Forget(ticket) => {
                    self.open.retain(|(open, _)| *open != ticket);
                    self.beside.retain(|(open, _)| *open != ticket);
                }
                Effect::Wake(timer, _) => self.timers.push(timer),
                Effect::FetchPicture(errand, _) => self.picture = Some(errand),
                _ => {}
            }
        }
        let kind = self.model.kind();
        let (front, beside) = std::mem::take(&mut self.beside)
            .into_iter()
            .partition(|(_, request)| matches!(request, Request::List { kind: asked, .. } if *asked == kind));
        self.beside = beside;
        self.open.extend::<Vec<_>>(front);
        found.into_iter().for_each(|msg| self.send(msg));
    }

    fn is_beside(&self, request: &Request) -> bool {
        let for_all = matches!(self.model.screens().last(), Some(Screen::UsedBy(_) | Screen::Checkup(_)));
        matches!(request, Request::List { kind, .. } if !for_all && *kind != self.model.kind())
    }

    /// Answers the lists that tell what uses objects of the kind in front: nothing does.
    pub fn nobody_uses_them(&mut self) {
        for kind in self.model.kind().entry().named_by {
            let asks = |(_, request): &(Ticket, Request)| matches!(request, Request::List { kind: asked, .. } if asked == kind);
            if self.open.iter().chain(&self.beside).any(asks) {
                self.answer_list(*kind, Vec::new());
            }
        }
    }

    /// Answers the question for a kind's list, whatever it is read for.
    pub fn answer_list(&mut self, kind: Kind, records: Vec<std::sync::Arc<Record>>) {
        self.open.append(&mut self.beside);
        let asks =
            |(_, request): &(Ticket, Request)| matches!(request, Request::List { kind: asked, .. } if *asked == kind);
        let place = self.open.iter().position(asks).unwrap_or_else(|| panic!("{kind:?} is not asked for"));
        let total = Some(records.len() as u64);
        self.settle(place, Ok(Reply::Page(Page { records, unreadable: 0, total, next: None })));
    }

    /// Answers every list that is read for the names in it with a page of these.
    pub fn answer_names(&mut self, records: &[std::sync::Arc<Record>]) {
        self.open.append(&mut self.beside);
        while let Some(place) = self.open.iter().position(|(_, request)| self.is_beside(request)) {
            let Request::List { kind, .. } = self.open[place].1 else { continue };
            let records: Vec<_> = records.iter().filter(|record| record.kind == kind).cloned().collect();
            let total = Some(records.len() as u64);
            self.settle(place, Ok(Reply::Page(Page { records, unreadable: 0, total, next: None })));
        }
    }

    /// Presses keys by their names, separated by blanks.
    pub fn press(&mut self, names: &str) {
        for name in names.split(' ') {
            self.send(Msg::Key(Stroke::parse(name).unwrap_or_else(|| panic!("{name} is no key"))));
        }
    }

    /// Types a text letter by letter.
    pub fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.send(Msg::Key(Stroke::plain(Key::Char(letter))));
        }
    }

    /// In the editor: finds a piece of text, takes so many letters off its line's end and types others.
    pub fn retype(&mut self, found: &str, letters: usize, instead: &str) {
        self.press("ctrl-f ctrl-u");
        self.type_text(found);
        self.press("enter end");
        for _ in 0..letters {
            self.press("backspace");
        }
        self.type_text(instead);
    }

    /// Gives the terminal another size.
    /// The offer under the cursor.
    pub fn selected(&self) -> std::sync::Arc<Record> {
        self.model.library.selected().unwrap().clone()
    }

    /// How many offers are shown.
    pub fn shown(&self) -> usize {
        self.model.library.front().shown_len()
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.send(Msg::Resize(columns, rows));
    }

    /// Lets every timer run out.
    pub fn ring(&mut self) {
        for timer in std::mem::take(&mut self.timers) {
            self.send(Msg::Timer(timer));
        }
    }

    /// Answers the oldest open question.
    pub fn answer(&mut self, reply: Reply) {
        self.settle(0, Ok(reply));
    }

    /// Has the picture come that was asked for last, or has it not.
    pub fn answer_picture(&mut self, result: Result<Picture, &str>) {
        let errand = self.picture.take().expect("a picture was asked for");
        let exchange = Exchange::new(Method::Get, "https://img.example/");
        let result = result.map(Arc::new).map_err(str::to_owned);
        self.send(Msg::Picture(errand, Box::new(FetchedPicture { result, exchange })));
    }

    /// Answers the oldest open question with one object.
    pub fn answer_record(&mut self, record: &std::sync::Arc<Record>) {
        self.answer(Reply::Record(record.clone()));
    }

    /// Answers the oldest open question with a page.
    pub fn answer_page(&mut self, records: Vec<std::sync::Arc<Record>>, total: Option<u64>, next: Option<&str>) {
        let total = total.or(Some(records.len() as u64));
        self.answer(Reply::Page(Page { records, unreadable: 0, total, next: next.map(str::to_owned) }));
    }

    /// Answers every open question for a list with these rows of its kind.
    pub fn answer_lists(&mut self, rows: impl Fn(Kind) -> Vec<std::sync::Arc<Record>>) {
        let kind = |(_, request): &(Ticket, Request)| match request {
            Request::List { kind, .. } => Some(*kind),
            _ => None,
        };
        self.open.append(&mut self.beside);
        while let Some((place, kind)) = self.open.iter().enumerate().find_map(|(at, open)| Some((at, kind(open)?))) {
            let records = rows(kind);
            let total = Some(records.len() as u64);
            self.settle(place, Ok(Reply::Page(Page { records, unreadable: 0, total, next: None })));
        }
    }

    /// Whether this stands on the screen.
    pub fn reads(&self, text: &str) -> bool {
        picture(&self.draw()).contains(text)
    }

    /// Answers the oldest open question with an error.
    pub fn fail(&mut self, cause: Cause, status: Option<u16>, message: &str) {
        let request_id = status.map(|_| "7d2b8c1e-43f0-4a10-9d5c-0a6f2b1c9e77".to_owned());
        let error = RequestError { status, request_id, ..RequestError::without_answer(cause, message) };
        self.settle(0, Err(error));
    }

    /// Answers the oldest open question with an error, and its repeats too.
    pub fn fail_for_good(&mut self, cause: Cause, status: Option<u16>, message: &str) {
        let ticket = self.open[0].0;
        while self.open.iter().any(|(open, _)| *open == ticket) {
            self.fail(cause, status, message);
            self.ring();
        }
    }

    /// Answers the oldest open question with a server that wants to be left alone for some seconds.
    pub fn put_off(&mut self, cause: Cause, status: u16, seconds: u64) {
        let error = RequestError::without_answer(cause, "the server's own words");
        let retry_after = Some(Duration::from_secs(seconds));
        self.settle(0, Err(RequestError { status: Some(status), retry_after, ..error }));
    }

    fn settle(&mut self, place: usize, result: Result<Reply, RequestError>) {
        assert!(place < self.open.len(), "nothing was asked");
        let (ticket, request) = self.open.remove(place);
        let platform = Platform::parse("https://platform.adobe.io").unwrap();
        let asked = encode(self.model.settings.generation, &platform, &request).unwrap();
        let error = result.as_ref().err();
        let exchange = Exchange {
            status: error.map_or(Some(200), |error| error.status),
            elapsed: Duration::from_millis(87),
            bytes: error.map_or(41_200, |error| error.message.len()),
            error: error.map(|error| error.message.clone()),
            request_id: error.and_then(|error| error.request_id.clone()),
            ..Exchange::new(asked.method, asked.target)
        };
        self.send(Msg::Answered { ticket, result, exchanges: vec![exchange] });
    }

    /// The screen as it is now, and where the cursor is.
    pub fn draw(&self) -> (Buffer, Option<Position>) {
        let mut buf = Buffer::empty(Rect { x: 0, y: 0, ..self.model.area });
        let cursor = view(&self.model, &mut buf);
        (buf, cursor)
    }
}

/// One row as it reads, the hidden second halves of wide characters left out, blanks at its end cut.
fn row(buf: &Buffer, y: u16) -> String {
    let mut text = String::new();
    let mut x = 0;
    while x < buf.area.width {
        let symbol = buf[(x, y)].symbol();
        text.push_str(symbol);
        x += u16::try_from(width(symbol).max(1)).unwrap();
    }
    text.trim_end().to_owned()
}

/// The screen as text under a line that tells its size and the cursor's place.
pub fn picture((buf, cursor): &(Buffer, Option<Position>)) -> String {
    let cursor = cursor.map_or(String::new(), |place| format!(", cursor at column {}, row {}", place.x, place.y));
    let rows: Vec<String> = (0..buf.area.height).map(|y| row(buf, y)).collect();
    format!("{} by {}{cursor}\n{}\n", buf.area.width, buf.area.height, rows.join("\n"))
}

/// The styles of the screen, a letter a cell: the colour's first, a capital where it is bold, `d` dim, `#` reversed,
/// `_` underlined, `.` a symbol in no style of its own.
pub fn style_map(buf: &Buffer) -> String {
    let letter = |x: u16, y: u16| {
        let cell = &buf[(x, y)];
        let style: Style = cell.style();
        let colour = match style.fg {
            Some(Color::Cyan) => 'c',
            Some(Color::Green) => 'g',
            Some(Color::Yellow) => 'y',
            Some(Color::Red) => 'r',
            Some(Color::Magenta) => 'm',
            Some(Color::Reset) | None => 'b',
            Some(other) => panic!("{other} is no colour of the theme"),
        };
        let has = |modifier| style.add_modifier.contains(modifier);
        match colour {
            _ if has(Modifier::REVERSED) => '#',
            _ if cell.symbol() == " " => ' ',
            _ if has(Modifier::UNDERLINED) => '_',
            'b' if has(Modifier::DIM) => 'd',
            'b' if !has(Modifier::BOLD) => '.',
            colour if has(Modifier::BOLD) => colour.to_ascii_uppercase(),
            colour => colour,
        }
    };
    let rows = (0..buf.area.height).map(|y| (0..buf.area.width).map(|x| letter(x, y)).collect::<String>());
    rows.map(|row| format!("{}\n", row.trim_end())).collect()
}

/// A personalized offer from its JSON.
pub fn record(generation: Generation, whole: &serde_json::Value) -> std::sync::Arc<Record> {
    record_of(generation, Kind::Personalized, whole)
}

/// A record from its JSON.
pub fn record_of(generation: Generation, kind: Kind, whole: &serde_json::Value) -> std::sync::Arc<Record> {
    std::sync::Arc::new(Record::read(generation, kind, &json::pretty(whole)).unwrap())
}
