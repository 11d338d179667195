//! The thread that waits for the world: requests, timers, signals, and what profiles need. It owns the only asynchronous
//! runtime of the client.

use std::collections::HashMap;
use std::io;
use std::sync::mpsc::Sender;
use std::time::Instant;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::api::Client;
use crate::api::picture;
use crate::app::{Effect, Errand, Examination, Export, Msg, Prepared};
use crate::domain::checkup::examine;
use crate::domain::content::is_public;
use crate::http::Method;
use crate::request::{Cause, Exchange, FetchedPicture, Request, RequestError, Session, Ticket};

use super::export;
use super::outside::{Connect, Paths};
use super::profiles;
use super::signals::Signals;
use crate::secret::Redactor;

/// Hands effects to the worker's thread.
pub(super) struct Worker {
    effects: UnboundedSender<Effect>,
}

impl Worker {
    /// Has an effect carried out.
    pub(super) fn carry_out(&self, effect: Effect) {
        // If the worker is gone the program is ending.
        let _ = self.effects.send(effect);
    }
}

/// What the worker works with.
pub(super) struct Means {
    /// The connection; none before a profile is chosen.
    pub(super) client: Option<Client>,
    /// Makes the connection of a profile.
    pub(super) connect: Connect,
    /// Where the files are.
    pub(super) paths: Paths,
    /// Knows every secret in use.
    pub(super) redactor: Redactor,
}

/// Starts the worker.
pub(super) fn spawn(means: Means, sender: Sender<Msg>) -> io::Result<Worker> {
    let (effects, incoming) = unbounded_channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // They are heard from here on: a signal that came before anybody listens would have its way with the program.
    let signals = {
        let _context = runtime.enter();
        Signals::listen()?
    };
    super::start("worker", move || runtime.block_on(serve(means, signals, &sender, incoming)))?;
    Ok(Worker { effects })
}

/// A question that is under way, and who was asked.
struct Asked {
    request: Request,
    client: Client,
    since: Instant,
    task: JoinHandle<()>,
}

/// A picture that is being fetched, and what is entered in the log if nobody waits for it any more.
struct Fetched {
    exchange: Exchange,
    since: Instant,
    task: JoinHandle<()>,
}

async fn serve(mut means: Means, signals: Signals, sender: &Sender<Msg>, mut effects: UnboundedReceiver<Effect>) {
    tokio::spawn(signals.pass_on(sender.clone()));
    let mut asked: HashMap<Ticket, Asked> = HashMap::new();
    let mut pictures: HashMap<Errand, Fetched> = HashMap::new();
    // The connection that was made ready last, until it is used.
    let mut ready: Option<(Errand, Client)> = None;
    while let Some(effect) = effects.recv().await {
        match effect {
            Effect::Ask(ticket, request) => {
                asked.retain(|_, asked| !asked.task.is_finished());
                let Some(client) = means.client.clone() else {
                    let error = RequestError::without_answer(Cause::NotSent, "no profile is in use");
                    let _ = sender.send(Msg::Answered { ticket, result: Err(error), exchanges: Vec::new() });
                    continue;
                };
                let task = tokio::spawn(ask(client.clone(), sender.clone(), ticket, request.clone()));
                asked.insert(ticket, Asked { request, client, since: Instant::now(), task });
            }
            Effect::Forget(ticket) => {
                if let Some(forgotten) = asked.remove(&ticket).filter(|asked| !asked.task.is_finished()) {
                    forgotten.task.abort();
                    // The ticket is dead: this answer is entered in the log and touches nothing else.
                    let exchange = forgotten.client.unanswered(&forgotten.request, forgotten.since.elapsed());
                    let result = Err(RequestError::without_answer(Cause::Cancelled, "cancelled"));
                    let _ = sender.send(Msg::Answered { ticket, result, exchanges: vec![exchange] });
                }
            }
            Effect::Wake(id, after) => {
                let sender = sender.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(after).await;
                    let _ = sender.send(Msg::Timer(id));
                });
            }
            Effect::Connect(errand, name) => {
                // A small file is read; no secret is fetched before the first request needs it.
                let prepared = (means.connect)(&name).map(|connected| {
                    ready = connected.client.map(|client| (errand, client));
                    let (settings, profiles, notice) = (connected.settings, connected.profiles, connected.notice);
                    Box::new(Prepared { settings, profiles, notice })
                });
                let _ = sender.send(Msg::Prepared(errand, prepared));
            }
            Effect::Switch(errand) => {
                if let Some((_, client)) = ready.take_if(|(waited, _)| *waited == errand) {
                    means.client = Some(client);
                }
            }
            Effect::UseToken(token) => {
                if let Some(client) = means.client.clone() {
                    client.use_token(token);
                    tell_session(&client, sender, None);
                }
            }
            Effect::ReadImport(path) => {
                let sender = sender.clone();
                tokio::task::spawn_blocking(move || {
                    let _ = sender.send(Msg::Imported(profiles::read_import(&path)));
                });
            }
            Effect::Examine(errand, examination) => {
                let sender = sender.clone();
                tokio::task::spawn_blocking(move || {
                    let Examination { snapshot, at, policy } = *examination;
                    let found = examine(&snapshot, at, &policy);
                    let _ = sender.send(Msg::Examined(errand, Box::new(found)));
                });
            }
            Effect::Export(asked) => {
                let sender = sender.clone();
                tokio::task::spawn_blocking(move || {
                    let Export { file, format, heading, checkup } = *asked;
                    let written = export::write_new(&file, &format.write(&checkup, &heading));
                    let _ = sender.send(Msg::Exported(written));
                });
            }
            Effect::Test(errand, draft) => {
                tokio::spawn(profiles::test(errand, *draft, means.redactor.clone(), sender.clone()));
            }
            Effect::SaveProfile(errand, draft) => {
                let (path, redactor, sender) = (means.paths.profiles.clone(), means.redactor.clone(), sender.clone());
                tokio::spawn(async move {
                    let saved = profiles::save(*draft, &path, &redactor).await;
                    let _ = sender.send(Msg::ProfileSaved(errand, saved));
                });
            }
            Effect::FetchPicture(errand, address) => {
                pictures.retain(|_, fetched| !fetched.task.is_finished());
                let asked = Exchange::new(Method::Get, address.url().as_str());
                let sender = sender.clone();
                let task = tokio::spawn(async move {
                    let fetched = picture::fetch(&address, is_public).await;
                    let _ = sender.send(Msg::Picture(errand, Box::new(fetched)));
                });
                pictures.insert(errand, Fetched { exchange: asked, since: Instant::now(), task });
            }
            Effect::ForgetPicture(errand) => {
                if let Some(Fetched { exchange, since, task }) =
                    pictures.remove(&errand).filter(|fetched| !fetched.task.is_finished())
                {
                    task.abort();
                    // Nobody waits for it: this is for the log alone.
                    let error = Some("cancelled".to_owned());
                    let exchange = Exchange { elapsed: since.elapsed(), error, ..exchange };
                    let fetched = FetchedPicture { result: Err("it was cancelled".to_owned()), exchange };
                    let _ = sender.send(Msg::Picture(errand, Box::new(fetched)));
                }
            }
            // Carried out by the loop itself.
            Effect::Fault(_) | Effect::Disk(_) | Effect::Suspend(_) | Effect::TakeTerminal | Effect::Quit(_) => {}
        }
    }
}

/// Asks a question to its end and tells what came, and what is known of the token where that changed on the way.
async fn ask(client: Client, sender: Sender<Msg>, ticket: Ticket, request: Request) {
    let before = client.session();
    let answer = client.ask(&request).await;
    tell_session(&client, &sender, before);
    let _ = sender.send(Msg::Answered { ticket, result: answer.result, exchanges: answer.exchanges });
}

fn tell_session(client: &Client, sender: &Sender<Msg>, before: Option<Session>) {
    let now = client.session();
    if let Some(session) = now.filter(|_| now != before) {
        let _ = sender.send(Msg::Session(session));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::request::PictureAddress;

    #[test]
    fn a_picture_that_nobody_waits_for_is_fetched_no_further_and_entered_in_the_log_once() {
        let means = Means {
            client: None,
            connect: Box::new(|_| Err("there is none".to_owned())),
            paths: Paths { profiles: "none".into(), state: None },
            redactor: Redactor::default(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (effects, incoming) = unbounded_channel();
        let (sender, told) = mpsc::channel();
        let address = PictureAddress::parse("https://img.invalid/one.png").unwrap();
        effects.send(Effect::FetchPicture(Errand(1), address)).unwrap();
        effects.send(Effect::ForgetPicture(Errand(1))).unwrap();
        effects.send(Effect::ForgetPicture(Errand(1))).unwrap();
        drop(effects);
        let signals = {
            let _context = runtime.enter();
            Signals::listen().unwrap()
        };
        runtime.block_on(serve(means, signals, &sender, incoming));
        let Ok(Msg::Picture(Errand(1), fetched)) = told.try_recv() else { panic!("nothing is told") };
        assert_eq!(fetched.exchange.error.as_deref(), Some("cancelled"));
        assert_eq!(fetched.exchange.target, "https://img.invalid/one.png");
        drop(runtime);
        assert_eq!(told.try_recv().err(), Some(mpsc::TryRecvError::Empty));
    }
}
