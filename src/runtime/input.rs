//! Keys, pastes and resizes from the terminal, as the application knows them.

use std::io;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use crossterm::terminal::size;

use crate::app::Msg;
use crate::keys::{Key, Stroke};

/// The thread that reads the terminal. It sleeps until there is something.
pub(super) struct Input {
    gate: Arc<Gate>,
}

impl Input {
    /// Starts the thread.
    pub(super) fn spawn(sender: Sender<Msg>) -> io::Result<Input> {
        let gate = Arc::new(Gate::default());
        let input = Input { gate: Arc::clone(&gate) };
        super::start("input", move || {
            // From the first look on, a resize is noticed; one that came before it was not, so the size is told again.
            let _ = poll(Duration::ZERO);
            if let Ok((columns, rows)) = size()
                && sender.send(Msg::Resize(columns, rows)).is_err()
            {
                return;
            }
            loop {
                let read = read();
                if gate.wait_if_asked() {
                    // What came last came before the pause, or was made up to wake us.
                    continue;
                }
                let msg = match read {
                    Ok(event) => translate(event),
                    // The terminal is gone (a closed window or connection): end as the signal for it would.
                    Err(_) => Some(Msg::Terminate(HANGUP)),
                };
                let end = matches!(msg, Some(Msg::Terminate(_)));
                if let Some(msg) = msg
                    && (sender.send(msg).is_err() || end)
                {
                    return;
                }
            }
        })?;
        Ok(input)
    }

    /// Has the thread leave the terminal alone, and what it has read be forgotten. It does within a moment, or is in the
    /// middle of a sequence of which the rest is missing.
    pub(super) fn pause(&self) {
        if self.gate.close() {
            wake_reader();
            self.gate.wait_for_pause();
        }
    }

    /// Has the thread read again.
    pub(super) fn go_on(&self) {
        self.gate.open();
    }
}

/// How long it may take the thread to leave the terminal alone.
const PATIENCE: Duration = Duration::from_millis(500);

/// Wakes whoever reads the terminal: a change of its size is the only thing for which a reader wakes beside what is typed,
/// and one that is told without need does no harm.
#[cfg(unix)]
fn wake_reader() {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::WINCH);
}

/// Nobody has to be woken where nothing can be suspended.
#[cfg(not(unix))]
fn wake_reader() {}

/// What the thread is to do, or does.
#[derive(Clone, Copy, Default, PartialEq)]
enum Turn {
    #[default]
    ToRead,
    ToPause,
    Paused,
}

/// Where the thread can be held up between two events.
#[derive(Default)]
struct Gate {
    turn: Mutex<Turn>,
    turned: Condvar,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the thread to pause; false if it does already.
    fn close(&self) -> bool {
        let mut turn = self.lock();
        let reads = *turn != Turn::Paused;
        if reads {
            *turn = Turn::ToPause;
        }
        reads
    }

    fn open(&self) {
        *self.lock() = Turn::ToRead;
        self.turned.notify_all();
    }

    fn wait_for_pause(&self) {
        let wait = self.turned.wait_timeout_while(self.lock(), PATIENCE, |turn| *turn == Turn::ToPause);
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits as long as nothing is to be read; whether it had to.
    fn wait_if_asked(&self) -> bool {
        if *self.lock() == Turn::ToRead {
            return false;
        }
        // What was typed ahead was meant for whoever has the terminal next.
        while poll(Duration::ZERO).is_ok_and(|more| more) && read().is_ok() {}
        let mut turn = self.lock();
        if *turn == Turn::ToPause {
            *turn = Turn::Paused;
            self.turned.notify_all();
        }
        drop(self.turned.wait_while(turn, |turn| *turn != Turn::ToRead).unwrap_or_else(PoisonError::into_inner));
        true
    }
}

/// The exit code of a program that lost its terminal: 128 and the number of SIGHUP.
pub(super) const HANGUP: u8 = 129;

fn translate(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => stroke(key).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        Event::Key(_) | Event::Mouse(_) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn stroke(event: KeyEvent) -> Option<Stroke> {
    let (key, shift) = match event.code {
        KeyCode::Char(c) => (Key::Char(c), false),
        KeyCode::Enter => (Key::Enter, event.modifiers.contains(KeyModifiers::SHIFT)),
        KeyCode::BackTab => (Key::Tab, true),
        other => {
            let key = match other {
                KeyCode::Esc => Key::Esc,
                KeyCode::Tab => Key::Tab,
                KeyCode::Backspace => Key::Backspace,
                KeyCode::Delete => Key::Delete,
                KeyCode::Up => Key::Up,
                KeyCode::Down => Key::Down,
                KeyCode::Left => Key::Left,
                KeyCode::Right => Key::Right,
                KeyCode::Home => Key::Home,
                KeyCode::End => Key::End,
                KeyCode::PageUp => Key::PageUp,
                KeyCode::PageDown => Key::PageDown,
                KeyCode::F(number) => Key::F(number),
                _ => return None,
            };
            (key, event.modifiers.contains(KeyModifiers::SHIFT))
        }
    };
    Some(Stroke {
        key,
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event.modifiers.contains(KeyModifiers::ALT),
        shift,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_to_pause_says_so_and_waits_until_it_may_go_on() {
        let gate = Arc::new(Gate::default());
        assert!(!gate.wait_if_asked(), "nobody asked");
        assert!(gate.close());
        let held = Arc::clone(&gate);
        let reader = std::thread::spawn(move || held.wait_if_asked());
        drop(gate.turned.wait_while(gate.lock(), |turn| *turn != Turn::Paused).unwrap());
        assert!(!gate.close(), "it pauses already");
        gate.open();
        assert!(reader.join().unwrap());
    }

    #[test]
    fn strokes_carry_the_names_of_the_table() {
        let name = |code, modifiers| stroke(KeyEvent::new(code, modifiers)).map(|stroke| stroke.to_string());
        assert_eq!(name(KeyCode::Char('s'), KeyModifiers::CONTROL).as_deref(), Some("ctrl-s"));
        assert_eq!(name(KeyCode::Char('G'), KeyModifiers::SHIFT).as_deref(), Some("G"));
        assert_eq!(name(KeyCode::BackTab, KeyModifiers::SHIFT).as_deref(), Some("shift-tab"));
        assert_eq!(name(KeyCode::F(1), KeyModifiers::NONE).as_deref(), Some("f1"));
        assert_eq!(name(KeyCode::CapsLock, KeyModifiers::NONE), None);
    }

    #[test]
    fn a_key_that_is_let_go_is_no_second_press() {
        let mut event = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE);
        event.kind = KeyEventKind::Release;
        assert_eq!(translate(Event::Key(event)), None);
    }
}
