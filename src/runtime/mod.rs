//! The shell around the pure core: the loop, the terminal, the clock, and the carrying out of effects.
//!
//! Four threads, none of which ever waits for another's work: this one updates and draws; one reads keys; one runs the
//! network, the timers and the signals; one writes and reads what is kept on disk. They meet in one queue, and when nothing
//! happens all of them sleep. Only at the end, and before the program stops, the disk is waited for, and not for long.

mod disk;
mod ending;
mod export;
mod input;
mod outside;
mod panics;
mod profiles;
mod signals;
mod suspension;
mod terminal;
mod worker;

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use jiff::Timestamp;

use crate::app::{Effect, Event, Model, Msg, update, view};

pub use disk::Disk;
pub use export::write_new;
pub use outside::{Connect, Connected, FaultHandle, Outside, Paths};
pub use panics::end_on_panic;
pub use terminal::restore;

use disk::Keeper;
use input::Input;
use suspension::{suspend, take_terminal};
use worker::Means;

/// The exit code of a normal end at which something could not be kept on disk.
pub const UNKEPT: u8 = 3;

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
    let input = Input::spawn(sender.clone())?;
    let keeper = Keeper::spawn(paths.state.as_deref(), &redactor, sender.clone())?;
    let worker = worker::spawn(Means { client, connect, paths, redactor: redactor.clone() }, sender.clone())?;
    let hands = Hands { input, worker, keeper, fault, sender };
    let ended = follow(terminal, &mut model, &queue, &hands);
    if ended.is_err() {
        // However it ended: what was typed goes on its way to the disk.
        handle(&mut model, Msg::Terminate(1), &hands);
    }
    // The terminal is given back before the disk is waited for, which may take a moment.
    let restored = terminal::restore();
    let unkept = ending::wait_for_disk(&mut model, &queue);
    ending::report(&unkept, &redactor);
    match ended? {
        0 if !unkept.is_empty() => Ok(UNKEPT),
        code => restored.map(|()| code),
    }
}

/// Those who carry effects out.
struct Hands {
    input: Input,
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
    let mut waiting = VecDeque::from([Msg::Start]);
    loop {
        while let Some(msg) = waiting.pop_front().or_else(|| queue.try_recv().ok()) {
            match handle(model, msg, hands) {
                None => {}
                Some(Own::Quit(code)) => return Ok(code),
                Some(Own::Suspend(words)) => waiting = suspend(&words, waiting, queue, hands)?,
                Some(Own::TakeTerminal) => waiting.push_front(take_terminal(terminal, hands)),
            }
        }
        if let Some(resized) = untold_size(terminal, model) {
            waiting.push_back(resized);
            continue;
        }
        let drawn = terminal.draw(|buf| view(model, buf));
        // Whoever leaves because the terminal is gone has nothing to draw on, and waits for a write all the same.
        if !model.is_leaving() {
            drawn?;
        }
        match queue.recv() {
            Ok(msg) => waiting.push_back(msg),
            // All senders are gone, which can only be if their threads died: the terminal is lost to us.
            Err(_) => return Err(io::Error::other("the input ended")),
        }
    }
}

/// The terminal's size, if it is another than the model knows of: where a key and a new size come at the same moment, the
/// terminal library may tell of the key alone.
fn untold_size(terminal: &terminal::Terminal, model: &Model) -> Option<Msg> {
    let size = terminal.size().ok()?;
    let is_new = (size.width, size.height) != (model.area.width, model.area.height);
    is_new.then_some(Msg::Resize(size.width, size.height))
}

/// The effects that the loop carries out itself, once all others of the same message are on their way.
enum Own {
    Quit(u8),
    Suspend(String),
    TakeTerminal,
}

/// Takes one message in and carries out what follows, but for what the loop does itself.
fn handle(model: &mut Model, msg: Msg, hands: &Hands) -> Option<Own> {
    let mut own = None;
    for effect in update(model, Event { at: Timestamp::now(), msg }) {
        match effect {
            Effect::Quit(code) => own = Some(Own::Quit(code)),
            Effect::Suspend(words) => own = Some(Own::Suspend(words)),
            Effect::TakeTerminal => own = Some(Own::TakeTerminal),
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
    own
}

/// A named thread.
fn start(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}
