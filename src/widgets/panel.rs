//! What a screen is put together from: a bordered panel, a paragraph, a row of tabs.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::{Block, BorderType, Widget},
};

use super::{
    lines::draw_line,
    paint,
    text::{clean, fit, width, wrap},
    theme::Theme,
};

/// The columns that a panel's border and the blanks beside it take.
pub const FRAME_COLUMNS: u16 = 4;

/// The rows that a panel's border takes.
pub const FRAME_ROWS: u16 = 2;

/// Draws a bordered panel with a title above and a foot below, both cleaned and cut, and returns what is inside: a
/// blank column on each side is left free.
pub fn framed(area: Rect, buf: &mut Buffer, theme: &Theme, title: &str, foot: &str, focused: bool) -> Rect {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return area;
    }
    let border = if focused { theme.border_focus } else { theme.border };
    // Both corners, and the blanks around the words.
    let room = area.width.saturating_sub(4);
    // Beside words that are cut stands a piece of the border, or the frame would seem to have a gap.
    let cut = |words: &str| {
        if width(words) > usize::from(room) { fit(words, room.saturating_sub(1)) } else { words.into() }.into_owned()
    };
    let mut block = Block::bordered().border_type(BorderType::Rounded).border_style(border);
    if !title.is_empty() {
        let title = clean(title);
        block = block.title(Span::styled(format!(" {} ", cut(&title)), theme.heading));
    }
    if !foot.is_empty() {
        let foot = clean(foot);
        let foot = Span::styled(format!(" {} ", cut(&foot)), theme.dim);
        block = block.title_bottom(Line::from(foot).right_aligned());
    }
    let inner = block.inner(area);
    block.render(area, buf);
    if inner.width < 4 { inner } else { Rect { x: inner.x + 1, width: inner.width - 2, ..inner } }
}

/// Draws a text, cleaned and wrapped; its own line breaks are kept.
pub fn paragraph(area: Rect, buf: &mut Buffer, style: Style, text: &str) {
    let area = area.intersection(buf.area);
    for (row, line) in area.rows().zip(wrap(text, area.width)) {
        paint::text(row, buf, &line, style);
    }
}

/// Draws a row of tabs, the active one set apart by brackets as well as by its style. Where not all fit, those around the
/// active one are drawn, and a sign says on which side there are more.
pub fn draw_tabs(area: Rect, buf: &mut Buffer, theme: &Theme, labels: &[&str], active: usize) {
    let widths: Vec<usize> = labels.iter().map(|label| width(label) + 2).collect();
    let room = usize::from(area.width);
    let (mut first, mut end) = (0, labels.len());
    if widths.iter().sum::<usize>() > room {
        let active = active.min(labels.len().saturating_sub(1));
        (first, end) = (active, active + 1);
        // A column on each side is for the sign.
        let mut used = widths.get(active).copied().unwrap_or(0) + 2;
        loop {
            let after = widths.get(end).filter(|width| used + **width <= room);
            let before =
                first.checked_sub(1).and_then(|place| widths.get(place)).filter(|width| used + **width <= room);
            match (after, before) {
                (Some(width), _) => (end, used) = (end + 1, used + width),
                (None, Some(width)) => (first, used) = (first - 1, used + width),
                (None, None) => break,
            }
        }
    }
    let mut spans = Vec::new();
    if first > 0 {
        spans.push(Span::styled("‹", theme.dim));
    }
    for (index, label) in labels.iter().enumerate().take(end).skip(first) {
        spans.push(if index == active {
            Span::styled(format!("[{label}]"), theme.accent)
        } else {
            Span::styled(format!(" {label} "), theme.dim)
        });
    }
    if end < labels.len() {
        spans.push(Span::styled("›", theme.dim));
    }
    draw_line(area, buf, &Line::from(spans));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::testing::{at_every_size, rows, screen};

    #[test]
    fn a_title_that_is_cut_leaves_no_gap_in_the_frame() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 3));
        framed(buf.area, &mut buf, &Theme::plain(), &"Ж".repeat(20), "", false);
        let top: String = (0..12).map(|x| buf[(x, 0)].symbol()).collect();
        assert_eq!(top, "╭ ЖЖЖЖЖЖ… ─╮");
    }

    #[test]
    fn a_panel_carries_its_title_and_foot() {
        let mut buf = screen(24, 3);
        let inner = framed(buf.area, &mut buf, &Theme::plain(), "Offers\u{1b}", "1 of 12", true);
        assert_eq!(inner, Rect::new(2, 1, 20, 1));
        assert_eq!(rows(&buf), ["╭ Offers␛ ─────────────╮", "│                      │", "╰───────────── 1 of 12 ╯"]);
    }

    #[test]
    fn the_active_tab_shows_without_colour() {
        let mut buf = screen(24, 1);
        draw_tabs(buf.area, &mut buf, &Theme::plain(), &["One", "Two"], 1);
        assert_eq!(rows(&buf).concat().trim_end(), " One [Two]");
    }

    #[test]
    fn the_active_tab_shows_however_narrow_it_is() {
        let labels = ["First", "Second", "Third", "Fourth"];
        for (active, columns, expected) in [
            (0, 32, "[First] Second  Third  Fourth"),
            (0, 20, "[First] Second ›"),
            (1, 20, "‹[Second] Third ›"),
            (2, 20, "‹[Third] Fourth"),
            (3, 20, "‹ Third [Fourth]"),
            (3, 10, "‹[Fourth]"),
        ] {
            let mut buf = screen(columns, 1);
            draw_tabs(buf.area, &mut buf, &Theme::plain(), &labels, active);
            assert_eq!(rows(&buf).concat().trim_end(), expected);
        }
    }

    #[test]
    fn draws_at_every_size() {
        at_every_size(|area, buf| {
            let inner = framed(area, buf, &Theme::coloured(), "春節優惠 and more", "of 12", false);
            paragraph(inner, buf, Style::new(), "one two three\n\nfour 春節優惠");
            draw_tabs(inner, buf, &Theme::plain(), &["One", "Two"], 0);
        });
    }
}
