//! What the tests of the widgets share.

use ratatui::{buffer::Buffer, layout::Rect};

use super::text::{clean, width};

/// An empty screen of a size.
pub(super) fn screen(width: u16, height: u16) -> Buffer {
    Buffer::empty(Rect::new(0, 0, width, height))
}

/// One row of the screen as it reads, the hidden second halves of wide characters left out.
pub(super) fn row(buf: &Buffer, y: u16) -> String {
    let mut text = String::new();
    let mut x = 0;
    while x < buf.area.width {
        let symbol = buf[(x, y)].symbol();
        text.push_str(symbol);
        x += u16::try_from(width(symbol).max(1)).unwrap();
    }
    text
}

/// All rows, blanks at their ends cut.
pub(super) fn rows(buf: &Buffer) -> Vec<String> {
    (0..buf.area.height).map(|y| row(buf, y).trim_end().to_owned()).collect()
}

/// The pieces of a line that are not blank, each with its token.
pub(super) fn pieces<T>(line: &str, tokens: impl Iterator<Item = (usize, T)>) -> Vec<(&str, T)> {
    let mut start = 0;
    let pieces = tokens.map(|(end, token)| {
        let piece = &line[start..end];
        start = end;
        (piece, token)
    });
    pieces.filter(|(piece, _)| !piece.trim().is_empty()).collect()
}

/// Draws at every size from nothing to 60x20, and into an area that reaches beyond the screen; nothing may panic, no
/// control character may be in a cell, no character may hang over the right edge, and nothing outside the area may be
/// touched.
pub(super) fn at_every_size(draw: impl Fn(Rect, &mut Buffer)) {
    for height in 0..=20 {
        for width in 0..=60 {
            let mut buf = screen(width, height);
            draw(buf.area, &mut buf);
            assert_sound(&buf);
        }
    }
    let mut buf = screen(30, 8);
    draw(Rect::new(25, 6, 40, 40), &mut buf);
    assert_sound(&buf);
    let mut buf = screen(40, 12);
    let area = Rect::new(7, 3, 22, 6);
    draw(area, &mut buf);
    assert_sound(&buf);
    for position in buf.area.positions().filter(|position| !area.contains(*position)) {
        assert_eq!(buf[position].symbol(), " ", "{position:?} outside {area:?} was drawn on");
    }
}

fn assert_sound(buf: &Buffer) {
    for y in 0..buf.area.height {
        for x in 0..buf.area.width {
            let symbol = buf[(x, y)].symbol();
            if symbol == " " {
                continue;
            }
            assert_eq!(clean(symbol), symbol, "raw character at {x},{y} of {:?}", buf.area);
            assert!(usize::from(x) + width(symbol) <= usize::from(buf.area.width), "{symbol} hangs over at {x},{y}");
        }
    }
}
