//! What is measured with: the emulator's library, its answers as the client reads them, and models filled with them.

#![allow(dead_code, reason = "each group of measurements uses a part of it")]

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use offerdeck::api::Platform;
use offerdeck::api::dialect::{decode, encode};
use offerdeck::app::{Effect, Event, Model, Msg, Settings, update, view};
use offerdeck::domain::{Generation, Kind, Scope};
use offerdeck::emulator::{self, ACCESS_TOKEN, API_KEY, Clock, Delivery, Library, ORG_ID};
use offerdeck::http::{HttpResponse, Method};
use offerdeck::keys::Stroke;
use offerdeck::request::{Exchange, PageFrom, Reply, Request, Ticket};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A clock that stands.
struct Noon;

impl Clock for Noon {
    fn now_millis(&self) -> i64 {
        now().as_millisecond()
    }
}

/// When everything happens.
pub fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// A library with so many personalized offers.
pub fn library(offers: usize) -> Library {
    let settings = emulator::Settings { offers: Some(offers), ..emulator::Settings::default() };
    Library::new(&settings, Noon).unwrap()
}

/// The same, kept in a directory, or as it is there.
pub fn kept(offers: usize, directory: &Path) -> Library {
    let settings = emulator::Settings { offers: Some(offers), ..emulator::Settings::default() };
    Library::open(&settings, directory, Noon).unwrap()
}

/// The sandbox in which the offers are.
pub fn scope(library: &Library, generation: Generation) -> Scope {
    let (asked, response) = answer(library, generation, Request::ListScopes { from: PageFrom::Start });
    let Ok(Reply::Scopes { entries, .. }) = decode(generation, &asked, &response) else { panic!("no places") };
    entries.into_iter().map(|entry| entry.scope).find(|scope| scope.sandbox == "prod").unwrap()
}

/// The library's answer to a question, and the question.
pub fn answer(library: &Library, generation: Generation, request: Request) -> (Request, HttpResponse) {
    let platform = Platform::parse("https://platform.adobe.io").unwrap();
    let mut asked = encode(generation, &platform, &request).unwrap();
    for (name, value) in [
        ("Authorization", format!("Bearer {ACCESS_TOKEN}").as_str()),
        ("x-api-key", API_KEY),
        ("x-gw-ims-org-id", ORG_ID),
    ] {
        asked.headers.push((name.to_owned(), value.to_owned()));
    }
    let answer = library.answer(&asked);
    assert_eq!((answer.response.status, answer.delivery), (200, Delivery::Whole), "{}", asked.target);
    (request, answer.response)
}

/// The question for a page of personalized offers.
pub fn list(scope: &Scope, from: PageFrom) -> Request {
    Request::List { scope: scope.clone(), kind: Kind::Personalized, from }
}

/// The library's answer as the client reads it.
pub fn reply(library: &Library, generation: Generation, request: Request) -> Reply {
    let (request, response) = answer(library, generation, request);
    decode(generation, &request, &response).unwrap()
}

/// The program at 140 by 45 on this library, and the question that it asks first.
pub fn start(library: &Library) -> (Model, Vec<Effect>) {
    let scope = Some(scope(library, Generation::Dps));
    let settings = Settings { scope, ..Settings::new(Generation::Dps, "platform.adobe.io") };
    let mut model = Model::new(settings, now(), 140, 45);
    let effects = send(&mut model, Msg::Start);
    (model, effects)
}

/// Sends a message to the model.
pub fn send(model: &mut Model, msg: Msg) -> Vec<Effect> {
    update(model, Event { at: now(), msg })
}

/// Presses a key by its name.
pub fn press(model: &mut Model, name: &str) -> Vec<Effect> {
    send(model, Msg::Key(Stroke::parse(name).unwrap()))
}

/// Draws the model.
pub fn draw(model: &Model) -> Buffer {
    let mut buf = Buffer::empty(Rect { x: 0, y: 0, ..model.area });
    view(model, &mut buf);
    buf
}

/// An answer on its way to the model.
pub fn answered(ticket: Ticket, reply: Reply) -> Msg {
    let exchange = Exchange {
        status: Some(200),
        elapsed: Duration::from_millis(87),
        bytes: 100_000,
        ..Exchange::new(Method::Get, "/data/core/dps/offers?offer-type=personalized&orderby=-modified&limit=100")
    };
    Msg::Answered { ticket, result: Ok(reply), exchanges: vec![exchange] }
}

/// Answers all that the model asks for until only `left` rows are missing; returns what it then asks.
pub fn load(library: &Library, model: &mut Model, mut effects: Vec<Effect>, left: usize) -> Option<(Ticket, Request)> {
    loop {
        let (ticket, request) = effects.into_iter().find_map(|effect| match effect {
            Effect::Ask(ticket, request) => Some((ticket, request)),
            _ => None,
        })?;
        let shelf = model.library.front();
        if left > 0 && shelf.total.is_some_and(|total| shelf.loaded() + left >= usize::try_from(total).unwrap()) {
            return Some((ticket, request));
        }
        let reply = reply(library, Generation::Dps, request);
        effects = send(model, answered(ticket, reply));
    }
}
