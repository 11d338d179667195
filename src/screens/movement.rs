//! What the movement actions do to a list's cursor, a text's scroll and a dialog's buttons: the same everywhere.

use ratatui::layout::Rect;

use crate::keys::Action;
use crate::widgets::{FRAME_COLUMNS, FRAME_ROWS, Scroll, Viewport};

/// What is inside the frame of a panel.
#[must_use]
pub fn inside(panel: Rect) -> Rect {
    Rect { width: panel.width.saturating_sub(FRAME_COLUMNS), height: panel.height.saturating_sub(FRAME_ROWS), ..panel }
}

/// The rows inside a panel of this size.
pub fn rows_inside(panel: Rect) -> usize {
    usize::from(panel.height.saturating_sub(FRAME_ROWS))
}

/// The rows of a table that fill a panel of this size, below the table's head.
pub fn table_rows(panel: Rect) -> usize {
    rows_inside(panel).saturating_sub(1)
}

/// Moves a cursor over `len` rows of which `height` are seen.
pub fn move_cursor(view: &mut Viewport, action: Action, len: usize, height: usize) {
    match action {
        Action::Up => view.up(1),
        Action::Down => view.down(1, len),
        Action::PageUp => view.page_up(height),
        Action::PageDown => view.page_down(height, len),
        Action::HalfPageUp => view.half_page_up(height),
        Action::HalfPageDown => view.half_page_down(height, len),
        Action::First => view.home(),
        Action::Last => view.end(len),
        _ => {}
    }
    view.follow(len, height);
}

/// Scrolls over `len` lines of which `height` are seen.
pub fn scroll(scroll: &mut Scroll, action: Action, len: usize, height: usize) {
    // There may have been more of them, or fewer seen, when it scrolled last.
    scroll.follow(len, height);
    match action {
        Action::Up => scroll.up(1),
        Action::Down => scroll.down(1, len, height),
        Action::PageUp => scroll.page_up(height),
        Action::PageDown => scroll.page_down(len, height),
        Action::HalfPageUp => scroll.half_page_up(height),
        Action::HalfPageDown => scroll.half_page_down(len, height),
        Action::First => scroll.home(),
        Action::Last => scroll.end(len, height),
        _ => {}
    }
}

/// The focus after a step among `count` buttons.
#[must_use]
pub fn cycle(focus: usize, count: usize, action: Action) -> usize {
    let step = if action == Action::PreviousButton { count.saturating_sub(1) } else { 1 };
    (focus + step) % count.max(1)
}
