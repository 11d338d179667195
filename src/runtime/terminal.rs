//! Entering and leaving the terminal: exact mirrors, shared by the normal end, errors, signals and panics.

use std::io::{self, Stdout, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// The terminal that is drawn on.
pub(super) type Terminal = ratatui::Terminal<CrosstermBackend<Stdout>>;

/// Whether the terminal is ours, so that leaving twice does nothing the second time.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Takes the terminal: raw mode, the alternate screen, bracketed paste.
pub(super) fn enter() -> io::Result<Terminal> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    let entered = execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)
        .and_then(|()| Terminal::new(CrosstermBackend::new(stdout())));
    if entered.is_err() {
        let _ = restore();
    }
    entered
}

/// Gives the terminal back as it was found. Every step is tried, whatever became of the others; the first error is told.
///
/// # Errors
/// Where one of the steps failed.
pub fn restore() -> io::Result<()> {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let paste = execute!(stdout(), EndSynchronizedUpdate, DisableBracketedPaste);
    let screen = execute!(stdout(), LeaveAlternateScreen, cursor::Show);
    let raw = disable_raw_mode();
    paste.and(screen).and(raw)
}

/// Draws one frame, all of it or nothing: the terminal shows it when it is whole.
pub(super) fn draw(terminal: &mut Terminal, view: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
    queue!(stdout(), BeginSynchronizedUpdate)?;
    let drawn = terminal.draw(|frame| {
        if let Some(position) = view(frame.buffer_mut()) {
            frame.set_cursor_position(position);
        }
    });
    queue!(stdout(), EndSynchronizedUpdate)?;
    stdout().flush()?;
    drawn.map(drop)
}
