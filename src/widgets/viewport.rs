//! Where a person is in something longer than the screen: a cursor over rows, and a plain scroll.
//!
//! Both are numbers only. They saturate, and are brought in line with the real length and height by `follow`, which an
//! update calls when it knows them; the renderers call it on a copy, so that a stale value draws soundly too.

/// A cursor over rows and the first row that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Viewport {
    /// The row the cursor is on.
    pub selected: usize,
    /// The first row shown.
    pub offset: usize,
}

impl Viewport {
    /// Moves the cursor up.
    pub fn up(&mut self, rows: usize) {
        self.selected = self.selected.saturating_sub(rows);
    }

    /// Moves the cursor down, at most to the last of `len` rows.
    pub fn down(&mut self, rows: usize, len: usize) {
        self.selected = self.selected.saturating_add(rows).min(len.saturating_sub(1));
    }

    /// Moves the cursor up by a screen.
    pub fn page_up(&mut self, height: usize) {
        self.up(page(height));
    }

    /// Moves the cursor down by a screen.
    pub fn page_down(&mut self, height: usize, len: usize) {
        self.down(page(height), len);
    }

    /// Moves the cursor up by half a screen.
    pub fn half_page_up(&mut self, height: usize) {
        self.up(half(height));
    }

    /// Moves the cursor down by half a screen.
    pub fn half_page_down(&mut self, height: usize, len: usize) {
        self.down(half(height), len);
    }

    /// Moves the cursor to the first row.
    pub fn home(&mut self) {
        self.selected = 0;
    }

    /// Moves the cursor to the last row.
    pub fn end(&mut self, len: usize) {
        self.selected = len.saturating_sub(1);
    }

    /// Puts the cursor on a row.
    pub fn set(&mut self, selected: usize) {
        self.selected = selected;
    }

    /// Brings the cursor onto one of `len` rows and into the `height` that is shown; scrolls no further than needed,
    /// and never past the last row.
    pub fn follow(&mut self, len: usize, height: usize) {
        let height = height.max(1);
        self.selected = self.selected.min(len.saturating_sub(1));
        let lowest = self.selected.saturating_sub(height - 1);
        self.offset = self.offset.clamp(lowest, self.selected).min(len.saturating_sub(height));
    }
}

/// The first line shown of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    /// The first line shown.
    pub offset: usize,
}

impl Scroll {
    /// Scrolls towards the beginning.
    pub fn up(&mut self, lines: usize) {
        self.offset = self.offset.saturating_sub(lines);
    }

    /// Scrolls towards the end, until the last of `len` lines is at the bottom of the `height`.
    pub fn down(&mut self, lines: usize, len: usize, height: usize) {
        self.offset = self.offset.saturating_add(lines);
        self.follow(len, height);
    }

    /// Scrolls up by a screen.
    pub fn page_up(&mut self, height: usize) {
        self.up(page(height));
    }

    /// Scrolls down by a screen.
    pub fn page_down(&mut self, len: usize, height: usize) {
        self.down(page(height), len, height);
    }

    /// Scrolls up by half a screen.
    pub fn half_page_up(&mut self, height: usize) {
        self.up(half(height));
    }

    /// Scrolls down by half a screen.
    pub fn half_page_down(&mut self, len: usize, height: usize) {
        self.down(half(height), len, height);
    }

    /// Scrolls to the beginning.
    pub fn home(&mut self) {
        self.offset = 0;
    }

    /// Scrolls to the end.
    pub fn end(&mut self, len: usize, height: usize) {
        self.offset = len.saturating_sub(height);
    }

    /// Keeps the end of `len` lines from leaving the bottom of the `height`.
    pub fn follow(&mut self, len: usize, height: usize) {
        self.offset = self.offset.min(len.saturating_sub(height));
    }
}

/// A screen, less the one row that carries the eye over.
fn page(height: usize) -> usize {
    height.saturating_sub(1).max(1)
}

fn half(height: usize) -> usize {
    (height / 2).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_window_moves_only_when_the_cursor_leaves_it() {
        let mut view = Viewport::default();
        view.down(4, 100);
        view.follow(100, 5);
        assert_eq!(view, Viewport { selected: 4, offset: 0 });
        view.down(1, 100);
        view.follow(100, 5);
        assert_eq!(view, Viewport { selected: 5, offset: 1 });
        view.up(3);
        view.follow(100, 5);
        assert_eq!(view, Viewport { selected: 2, offset: 1 });
        view.page_down(5, 100);
        view.follow(100, 5);
        assert_eq!(view, Viewport { selected: 6, offset: 2 });
        view.end(100);
        view.follow(100, 5);
        assert_eq!(view, Viewport { selected: 99, offset: 95 });
    }

    #[test]
    fn a_list_that_shrinks_leaves_no_empty_rows_below() {
        let mut view = Viewport { selected: 50, offset: 48 };
        view.follow(10, 8);
        assert_eq!(view, Viewport { selected: 9, offset: 2 });
        view.follow(0, 8);
        assert_eq!(view, Viewport::default());
    }

    #[test]
    fn a_text_stops_with_its_last_line_at_the_bottom() {
        let mut scroll = Scroll::default();
        scroll.page_down(12, 5);
        assert_eq!(scroll.offset, 4);
        scroll.page_down(12, 5);
        assert_eq!(scroll.offset, 7);
        scroll.half_page_up(5);
        assert_eq!(scroll.offset, 5);
        scroll.end(3, 5);
        assert_eq!(scroll.offset, 0);
    }

    fn amount() -> impl Strategy<Value = usize> {
        prop_oneof![0usize..40, Just(usize::MAX)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn the_cursor_is_always_a_row_on_the_screen(
            moves in proptest::collection::vec((0u8..9, amount(), amount(), amount()), 0..20),
        ) {
            let mut view = Viewport::default();
            let mut scroll = Scroll::default();
            for (kind, n, len, height) in moves {
                match kind {
                    0 => view.up(n),
                    1 => view.down(n, len),
                    2 => view.page_up(height),
                    3 => view.page_down(height, len),
                    4 => view.half_page_up(height),
                    5 => view.half_page_down(height, len),
                    6 => view.home(),
                    7 => view.end(len),
                    _ => view.set(n),
                }
                scroll.down(n, len, height);
                prop_assert!(scroll.offset == 0 || scroll.offset + height <= len);
                view.follow(len, height);
                prop_assert!(view.selected < len.max(1));
                prop_assert!(view.offset <= view.selected);
                prop_assert!(view.selected - view.offset < height.max(1));
                prop_assert!(view.offset == 0 || view.offset + height.max(1) <= len);
            }
        }
    }
}
