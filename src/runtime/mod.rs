//! The shell around the pure core: the loop, the terminal, the clock, and the carrying out of effects.
//!
//! Four threads, none of which ever waits for another's work: this one updates and draws; one reads keys; one runs the
//! network, the timers and the signals; one writes and reads what is kept on disk. They meet in one queue, and when nothing
//! happens all of them sleep. Only at the end the disk is waited for.

mod disk;
mod input;
mod outside;
mod profiles;
mod terminal;
mod worker;

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use jiff::Timestamp;

use crate::app::{Effect, Event, Model, Msg, update, view};

pub use disk::Disk;
pub use outside::{Connect, Connected, FaultHandle, Outside, Paths};
pub use terminal::restore;

use disk::Keeper;
use worker::Means;

/// Runs the application until it ends; returns the exit code.
///
/// # Errors
/// Where the terminal can't be entered or written to.
pub fn run(connected: Connected, outside: Outside) -> io::Result<u8> {
    let mut terminal = terminal::enter()?;
    let result = run_in(&mut terminal, connected, outside);
    let restored = terminal::restore();
    result.and_then(|code| restored.map(|()| code))
}

fn run_in(terminal: &mut terminal::Terminal, connected: Connected, outside: Outside) -> io::Result<u8> {
    let Outside { fault, connect, paths, redactor } = outside;
    let Connected { settings, client, profiles, prefill, notice } = connected;
    let (sender, queue) = channel();
    let size = terminal.size()?;
    let mut model =
        Model::new(settings, Timestamp::now(), size.width, size.height).with_profiles(profiles, prefill, notice);
    // The first frame stands before anything is asked of anybody.
    terminal.draw(|buf| view(&model, buf))?;
    input::spawn(sender.clone())?;
    let keeper = Keeper::spawn(paths.state.as_deref(), &redactor, sender.clone())?;
    let worker = worker::spawn(Means { client, connect, paths, redactor }, sender.clone())?;
    let hands = Hands { worker, keeper, fault, sender };
    let ended = match handle(&mut model, Msg::Start, &hands) {
        Some(code) => Ok(code),
        None => terminal.draw(|buf| view(&model, buf)).and_then(|()| follow(terminal, &mut model, &queue, &hands)),
    };
    // However it ended: what was typed is on its way to the disk.
    hands.keeper.finish();
    ended
}

/// Those who carry effects out.
struct Hands {
    worker: worker::Worker,
    keeper: Keeper,
    fault: Option<FaultHandle>,
    sender: Sender<Msg>,
}

/// The loop: takes everything that is waiting, then draws once.
fn follow(
    terminal: &mut terminal::Terminal,
    model: &mut Model,
    queue: &Receiver<Msg>,
    hands: &Hands,
) -> io::Result<u8> {
    while let Ok(first) = queue.recv() {
        for msg in std::iter::once(first).chain(queue.try_iter()) {
            if let Some(code) = handle(model, msg, hands) {
                return Ok(code);
            }
        }
        if let Some(resized) = untold_size(terminal, model)
            && let Some(code) = handle(model, resized, hands)
        {
            return Ok(code);
        }
        let drawn = terminal.draw(|buf| view(model, buf));
        // Whoever leaves because the terminal is gone has nothing to draw on, and waits for a write all the same.
        if !model.is_leaving() {
            drawn?;
        }
    }
    // Both senders are gone, which can only be if their threads died: the terminal is lost to us.
    Err(io::Error::other("the input ended"))
}

/// The terminal's size, if it is another than the model knows of: where a key and a new size come at the same moment, the
/// terminal library may tell of the key alone.
fn untold_size(terminal: &terminal::Terminal, model: &Model) -> Option<Msg> {
    let size = terminal.size().ok()?;
    let is_new = (size.width, size.height) != (model.area.width, model.area.height);
    is_new.then_some(Msg::Resize(size.width, size.height))
}

/// Takes one message in and carries out what follows; the exit code, if the program is to end.
fn handle(model: &mut Model, msg: Msg, hands: &Hands) -> Option<u8> {
    let mut code = None;
    for effect in update(model, Event { at: Timestamp::now(), msg }) {
        match effect {
            Effect::Quit(with) => code = Some(with),
            Effect::Fault(spec) => {
                let result = match &hands.fault {
                    Some(set) => set(&spec),
                    None => Err("Faults are for the demo's server only.".to_owned()),
                };
                // The queue's other end is ours: it is open as long as we are here.
                let _ = hands.sender.send(Msg::FaultSet(result));
            }
            Effect::Disk(order) => hands.keeper.carry_out(*order),
            other => hands.worker.carry_out(other),
        }
    }
    code
}

/// A named thread.
fn start(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}
