//! The thread that waits for the world: requests, timers, signals. It owns the only asynchronous runtime of the client.

use std::collections::HashMap;
use std::io;
use std::sync::mpsc::Sender;
use std::time::Instant;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::api::Client;
use crate::app::{Effect, Msg};
use crate::request::{Cause, Request, RequestError, Ticket};

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

/// Starts the worker.
pub(super) fn spawn(client: Client, sender: Sender<Msg>) -> io::Result<Worker> {
    let (effects, incoming) = unbounded_channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    super::start("worker", move || runtime.block_on(serve(&client, &sender, incoming)))?;
    Ok(Worker { effects })
}

/// A question that is under way.
struct Asked {
    request: Request,
    since: Instant,
    task: JoinHandle<()>,
}

async fn serve(client: &Client, sender: &Sender<Msg>, mut effects: UnboundedReceiver<Effect>) {
    tokio::spawn(signals(sender.clone()));
    let mut asked: HashMap<Ticket, Asked> = HashMap::new();
    while let Some(effect) = effects.recv().await {
        match effect {
            Effect::Ask(ticket, request) => {
                asked.retain(|_, asked| !asked.task.is_finished());
                let (client, sender, question) = (client.clone(), sender.clone(), request.clone());
                let task = tokio::spawn(async move {
                    let answer = client.ask(&question).await;
                    let _ = sender.send(Msg::Answered { ticket, result: answer.result, exchanges: answer.exchanges });
                });
                asked.insert(ticket, Asked { request, since: Instant::now(), task });
            }
            Effect::Forget(ticket) => {
                if let Some(forgotten) = asked.remove(&ticket).filter(|asked| !asked.task.is_finished()) {
                    forgotten.task.abort();
                    // The ticket is dead: this answer is entered in the log and touches nothing else.
                    let exchanges = vec![client.unanswered(&forgotten.request, forgotten.since.elapsed())];
                    let result = Err(RequestError::without_answer(Cause::Cancelled, "cancelled"));
                    let _ = sender.send(Msg::Answered { ticket, result, exchanges });
                }
            }
            Effect::Wake(id, after) => {
                let sender = sender.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(after).await;
                    let _ = sender.send(Msg::Timer(id));
                });
            }
            // Carried out by the loop itself.
            Effect::Fault(_) | Effect::Quit(_) => {}
        }
    }
}

/// Waits for the system to ask the program to end.
#[cfg(unix)]
async fn signals(sender: Sender<Msg>) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut hangup), Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::hangup()), signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return;
    };
    // The exit codes are those a shell gives a program that ended by the signal: 128 and its number.
    let code = tokio::select! {
        _ = hangup.recv() => 129,
        _ = interrupt.recv() => 130,
        _ = terminate.recv() => 143,
    };
    let _ = sender.send(Msg::Terminate(code));
}

/// Waits for the system to ask the program to end.
#[cfg(not(unix))]
async fn signals(sender: Sender<Msg>) {
    if tokio::signal::ctrl_c().await.is_ok() {
        let _ = sender.send(Msg::Terminate(130));
    }
}
