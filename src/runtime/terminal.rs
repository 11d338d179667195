//! Entering and leaving the terminal: exact mirrors, shared by the normal end, errors, signals and panics.

use std::cell::RefCell;
use std::io::{self, Write, stdout};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Position, Size};
use unicode_width::UnicodeWidthStr;

/// The terminal that is drawn on.
pub(super) struct Terminal {
    terminal: ratatui::Terminal<CrosstermBackend<Frame>>,
    frame: Frame,
    /// Where the second halves of wide characters stood in the last frame.
    halves: Vec<Position>,
}

/// Whether the terminal is ours, so that leaving twice does nothing the second time.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Takes the terminal: raw mode, the alternate screen, bracketed paste.
pub(super) fn enter() -> io::Result<Terminal> {
    check_for_terminal()?;
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    let frame = Frame::default();
    let entered = execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)
        .and_then(|()| ratatui::Terminal::new(CrosstermBackend::new(frame.clone())));
    if entered.is_err() {
        let _ = restore();
    }
    entered.map(|terminal| Terminal { terminal, frame, halves: Vec::new() })
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

/// Refuses input or output that is a file or a pipe: raw mode would fall back to the terminal behind them, and the
/// frames would go into the file.
fn check_for_terminal() -> io::Result<()> {
    use std::io::IsTerminal;
    let what = match (io::stdin().is_terminal(), stdout().is_terminal()) {
        (true, true) => return Ok(()),
        (false, _) => "input",
        (true, false) => "output",
    };
    Err(io::Error::other(format!("standard {what} is not a terminal but a file or a pipe")))
}

/// Waits until the shell has the program in front, for only then the terminal is its own, and drops what was typed before.
///
/// This is the first thing to do to a terminal of which somebody else may be the master: whoever changes it from behind
/// is stopped by the system, and only then may its modes be looked at.
fn wait_for_the_front() -> io::Result<()> {
    #[cfg(unix)]
    rustix::termios::tcflush(rustix::stdio::stdin(), rustix::termios::QueueSelector::IFlush)?;
    Ok(())
}

impl Terminal {
    /// Takes the terminal again after the program was stopped: nothing of what it showed is counted on.
    pub(super) fn enter_again(&mut self) -> io::Result<Size> {
        wait_for_the_front()?;
        // Whoever was stopped without being asked did not give it back.
        restore()?;
        *self = enter()?;
        self.size()
    }

    /// The terminal's columns and rows.
    pub(super) fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Draws one frame, all of it or nothing: the terminal shows it when it is whole.
    pub(super) fn draw(&mut self, view: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        queue!(self.frame, BeginSynchronizedUpdate)?;
        let (halves, mut bytes) = (&mut self.halves, self.frame.clone());
        let drawn = self.terminal.draw(|frame| {
            let cursor = view(frame.buffer_mut());
            let now = second_halves(frame.buffer_mut());
            // They are blanked before anything else is written, so that at no moment half a character stands alone.
            for half in stale_halves(frame.buffer_mut(), halves, &now) {
                // What is gathered in memory takes every byte.
                let _ = queue!(bytes, cursor::MoveTo(half.x, half.y), Print(' '));
            }
            *halves = now;
            if let Some(position) = cursor {
                frame.set_cursor_position(position);
            }
        });
        drawn.map(drop)?;
        queue!(self.frame, EndSynchronizedUpdate)?;
        self.frame.send()
    }
}

/// Gathers the bytes of a frame, so that it reaches the terminal in one piece however often its parts are flushed. The
/// backend and the one who sends hold the same frame.
#[derive(Clone, Default)]
struct Frame(Rc<RefCell<Vec<u8>>>);

impl Frame {
    fn send(&self) -> io::Result<()> {
        let bytes = self.0.take();
        let mut out = stdout().lock();
        out.write_all(&bytes)?;
        out.flush()
    }
}

impl Write for Frame {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where the second halves of wide characters stand, row by row.
fn second_halves(buf: &Buffer) -> Vec<Position> {
    // No wide character is shorter than three bytes, and most cells are.
    let wide = |position: &Position| {
        buf.cell(*position).is_some_and(|cell| cell.symbol().len() > 2 && cell.symbol().width() > 1)
    };
    buf.area.positions().filter(wide).map(|first| Position::new(first.x + 1, first.y)).collect()
}

/// The second halves of the last frame that are none in this one, each with its cell set to be written.
///
/// The buffer held a blank behind the wide character, so that a blank in its place would not be written; but not every
/// terminal clears the second half when the first is written over.
fn stale_halves(buf: &mut Buffer, before: &[Position], now: &[Position]) -> Vec<Position> {
    let stale: Vec<Position> = before.iter().filter(|half| !now.contains(half)).copied().collect();
    for position in &stale {
        if let Some(cell) = buf.cell_mut(*position) {
            cell.set_diff_option(CellDiffOption::AlwaysUpdate);
        }
    }
    stale
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn the_second_half_of_a_wide_character_is_written_over_too() {
        let area = Rect::new(0, 0, 4, 1);
        let (mut before, mut after) = (Buffer::empty(area), Buffer::empty(area));
        before.set_string(0, 0, "春節", Style::new());
        let halves = second_halves(&before);
        assert_eq!(halves, [Position::new(1, 0), Position::new(3, 0)]);
        after.set_string(0, 0, "a ", Style::new());
        after.set_string(2, 0, "節", Style::new());
        let now = second_halves(&after);
        assert_eq!(stale_halves(&mut after, &halves, &now), [Position::new(1, 0)]);
        let written: Vec<u16> = before.diff(&after).iter().map(|(x, _, _)| *x).collect();
        assert_eq!(written, [0, 1], "the character that stays is left alone");
    }
}
