//! Stopping: the terminal goes back to the shell and the program sleeps until the shell goes on with it.

use std::collections::VecDeque;
use std::io::{self, Write, stdout};
use std::sync::mpsc::Receiver;

use crate::app::Msg;

use super::Hands;
use super::input::HANGUP;
use super::terminal::{Terminal, restore};

/// Stops, and returns when the program goes on: with what is to be taken in then, in its order. `waiting` is what had come
/// before.
pub(super) fn suspend(
    words: &str,
    waiting: VecDeque<Msg>,
    queue: &Receiver<Msg>,
    hands: &Hands,
) -> io::Result<VecDeque<Msg>> {
    let mut waiting = waiting;
    if !has_shell() {
        waiting.push_front(Msg::NotSuspended("There is no shell to go back to: nothing can be suspended here.".into()));
        return Ok(waiting);
    }
    let written = hands.keeper.catch_up();
    hands.input.pause();
    restore()?;
    let warning = if written { "" } else { " The disk is slow: what you typed may not be on it yet." };
    writeln!(stdout(), "{words}{warning}")?;
    stop()?;
    // The signal that goes on with us is heard by another thread. Until it tells so, we may not have been stopped yet.
    for msg in queue {
        let goes_on = msg == Msg::Continued;
        waiting.push_back(msg);
        if goes_on {
            break;
        }
    }
    Ok(in_order(waiting))
}

/// In which order to take in what came until the program went on: that it is to end, for then it needs no terminal; that it
/// goes on; and the rest, without what was typed out of sight.
fn in_order(waiting: VecDeque<Msg>) -> VecDeque<Msg> {
    let (ends, rest): (VecDeque<Msg>, VecDeque<Msg>) =
        waiting.into_iter().partition(|msg| matches!(msg, Msg::Terminate(_)));
    let unsaid = |msg: &Msg| !matches!(msg, Msg::Key(_) | Msg::Paste(_) | Msg::Suspend | Msg::Continued);
    ends.into_iter().chain([Msg::Continued]).chain(rest.into_iter().filter(unsaid)).collect()
}

/// Takes the terminal again; what follows from it. Without a terminal the program ends as the signal for that would have it.
pub(super) fn take_terminal(terminal: &mut Terminal, hands: &Hands) -> Msg {
    hands.input.pause();
    match terminal.enter_again() {
        Ok(size) => {
            hands.input.go_on();
            Msg::Resize(size.width, size.height)
        }
        Err(_) => Msg::Terminate(HANGUP),
    }
}

/// Whether somebody is there who can go on with a program that stopped: a shell with job control. Where the terminal or a
/// container began the program without one, stopping would be for ever.
#[cfg(unix)]
fn has_shell() -> bool {
    use rustix::process::{getpgrp, getppid, getsid};
    // Such a shell gives each job a group of its own, which is not the one of the session's first process. It is a parent
    // in the same session, unless it ended and left us to another.
    getsid(None).is_ok_and(|session| {
        getpgrp() != session && getppid().is_some_and(|parent| getsid(Some(parent)) == Ok(session))
    })
}

/// Elsewhere no shell knows how to.
#[cfg(not(unix))]
fn has_shell() -> bool {
    false
}

/// Stops the whole job, for the shell waits until all of it has stopped: a script that began us, and what we are piped to.
#[cfg(unix)]
fn stop() -> io::Result<()> {
    // We hear the signal that asks to stop, and so it does not stop us. This one can't be heard.
    Ok(rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?)
}

/// Nothing that could be stopped.
#[cfg(not(unix))]
fn stop() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use crate::keys::{Key, Stroke};

    use super::*;

    #[test]
    fn the_end_comes_first_and_nothing_that_was_typed_out_of_sight_comes_at_all() {
        let came = [
            Msg::Key(Stroke::plain(Key::Char('d'))),
            Msg::Continued,
            Msg::Resize(1, 2),
            Msg::Suspend,
            Msg::Paste("q".to_owned()),
            Msg::Terminate(143),
            Msg::FaultSet(Ok(String::new())),
            Msg::Continued,
        ];
        let wanted = [Msg::Terminate(143), Msg::Continued, Msg::Resize(1, 2), Msg::FaultSet(Ok(String::new()))];
        assert_eq!(in_order(came.into()), wanted);
    }
}
