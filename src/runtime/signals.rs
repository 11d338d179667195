//! What the system asks of the program: to end, to stop, to go on.

use std::io;
use std::sync::mpsc::Sender;

use crate::app::Msg;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that are heard.
#[cfg(unix)]
pub(super) struct Signals {
    hangup: Signal,
    interrupt: Signal,
    terminate: Signal,
    stop: Signal,
    go_on: Signal,
}

#[cfg(unix)]
impl Signals {
    /// Begins to hear them; within the context of the asynchronous runtime.
    pub(super) fn listen() -> io::Result<Signals> {
        use rustix::process::Signal as Number;
        let numbered = |number: Number| signal(SignalKind::from_raw(number.as_raw()));
        Ok(Signals {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            stop: numbered(Number::TSTP)?,
            go_on: numbered(Number::CONT)?,
        })
    }

    /// Passes on what is heard, as long as anybody takes it.
    pub(super) async fn pass_on(mut self, sender: Sender<Msg>) {
        // The exit codes are those a shell gives a program that ended by the signal: 128 and its number. The first may
        // have to wait for a write, the second does not.
        loop {
            // A program that is let go on only to end must know of its end first.
            let msg = tokio::select! {
                biased;
                _ = self.hangup.recv() => Msg::Terminate(129),
                _ = self.interrupt.recv() => Msg::Terminate(130),
                _ = self.terminate.recv() => Msg::Terminate(143),
                _ = self.stop.recv() => Msg::Suspend,
                _ = self.go_on.recv() => Msg::Continued,
            };
            if sender.send(msg).is_err() {
                return;
            }
        }
    }
}

/// The signals that are heard.
#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Nothing has to be prepared.
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
    pub(super) fn listen() -> io::Result<Signals> {
        Ok(Signals)
    }

    /// Waits for the system to ask the program to end.
    pub(super) async fn pass_on(self, sender: Sender<Msg>) {
        if tokio::signal::ctrl_c().await.is_ok() {
            let _ = sender.send(Msg::Terminate(130));
        }
    }
}
