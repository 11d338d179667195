//! Keys, pastes and resizes from the terminal, as the application knows them.

use std::io;
use std::sync::mpsc::Sender;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use crossterm::terminal::size;

use crate::app::Msg;
use crate::keys::{Key, Stroke};

/// Starts the thread that reads the terminal. It sleeps until there is something.
pub(super) fn spawn(sender: Sender<Msg>) -> io::Result<()> {
    super::start("input", move || {
        // From the first look on, a resize is noticed; one that came before it was not, so the size is told again.
        let _ = poll(Duration::ZERO);
        if let Ok((columns, rows)) = size()
            && sender.send(Msg::Resize(columns, rows)).is_err()
        {
            return;
        }
        loop {
            let msg = match read() {
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
    })
}

/// The exit code of a program that lost its terminal: 128 and the number of SIGHUP.
const HANGUP: u8 = 129;

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
