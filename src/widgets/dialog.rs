//! The parts of a dialog: its place, its frame, its facts and its buttons.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
    text::{Line, Span},
    widgets::{Block, BorderType, Clear, Widget},
};

use super::{
    lines::draw_line,
    text::{clean, fit, pad, width, wrap},
    theme::Theme,
};

/// More columns than any one character takes.
const WIDEST_CLUSTER: u16 = 8;

/// A rectangle of the size in the middle of the area, no larger than the area.
#[must_use]
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x.saturating_add((area.width - width) / 2),
        y: area.y.saturating_add((area.height - height) / 2),
        width,
        height,
    }
}

/// Clears the area, draws a border with the title, and returns what is inside, a blank column on each side left free. A
/// dangerous dialog says so by `!` in its title and by its colour.
pub fn frame(area: Rect, buf: &mut Buffer, theme: &Theme, title: &str, danger: bool) -> Rect {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return area;
    }
    Clear.render(area, buf);
    uncover(area, buf);
    let (mark, style) = if danger { ("! ", theme.bad) } else { ("", theme.border_focus) };
    let title = format!(" {mark}{} ", clean(title));
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(style)
        .title(Span::styled(fit(&title, area.width.saturating_sub(2)), style.add_modifier(Modifier::BOLD)));
    let inner = block.inner(area);
    block.render(area, buf);
    if inner.width < 4 { inner } else { Rect { x: inner.x + 1, width: inner.width - 2, ..inner } }
}

/// Blanks the wide characters left of the area that reach into it: a terminal would show them over the border.
fn uncover(area: Rect, buf: &mut Buffer) {
    for y in area.top()..area.bottom() {
        for x in area.x.saturating_sub(WIDEST_CLUSTER).max(buf.area.x)..area.x {
            if width(buf[(x, y)].symbol()) > usize::from(area.x - x) {
                buf[(x, y)].set_symbol(" ");
            }
        }
    }
}

/// Draws a row of buttons in the middle of the area's first line. The one with the focus stands in brackets; where not
/// all fit, it stands alone.
pub fn buttons(area: Rect, buf: &mut Buffer, theme: &Theme, labels: &[&str], focus: usize) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let mut drawn: Vec<(String, Style)> = labels
        .iter()
        .enumerate()
        .map(|(index, label)| {
            let label = clean(label);
            if index == focus { (format!("[ {label} ]"), theme.selected) } else { (format!("  {label}  "), theme.base) }
        })
        .collect();
    let total = |drawn: &[(String, Style)]| drawn.iter().map(|(label, _)| width(label)).sum::<usize>();
    if total(&drawn) > usize::from(area.width) {
        drawn = drawn.into_iter().skip(focus).take(1).collect();
    }
    let used = u16::try_from(total(&drawn)).unwrap_or(area.width);
    let line = Line::from(drawn.into_iter().map(|(label, style)| Span::styled(label, style)).collect::<Vec<_>>());
    draw_line(centred(Rect { height: 1, ..area }, used, 1), buf, &line);
}

/// Lines of `label  value`, the values standing in a column of their own, cleaned and wrapped to the width.
#[must_use]
pub fn fact_lines(theme: &Theme, facts: &[(&str, &str)], width: u16) -> Vec<Line<'static>> {
    let longest = facts.iter().map(|(label, _)| self::width(&clean(label))).max().unwrap_or(0);
    // The labels never take more than half.
    let label_width = u16::try_from(longest).unwrap_or(u16::MAX).min(width / 2);
    let value_width = width.saturating_sub(label_width.saturating_add(2)).max(1);
    let mut lines = Vec::new();
    for (label, value) in facts {
        for (index, part) in wrap(value, value_width).into_iter().enumerate() {
            let label = if index == 0 { clean(label) } else { "".into() };
            let label = format!("{}  ", pad(&label, label_width));
            lines.push(Line::from(vec![Span::styled(label, theme.dim), Span::styled(part, theme.base)]));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::lines::render_lines;
    use crate::widgets::paint;
    use crate::widgets::panel::paragraph;
    use crate::widgets::testing::{at_every_size, rows, screen};
    use crate::widgets::viewport::Scroll;
    use proptest::prelude::*;

    #[test]
    fn a_wide_character_does_not_reach_over_the_border() {
        let mut buf = screen(12, 3);
        paint::text(Rect::new(0, 1, 12, 1), &mut buf, "a春節優惠", Style::new());
        frame(Rect::new(4, 0, 8, 3), &mut buf, &Theme::plain(), "x", false);
        assert_eq!(rows(&buf), ["    ╭ x ───╮", "a春 │      │", "    ╰──────╯"]);
    }

    #[test]
    fn a_frame_covers_what_is_below() {
        let mut buf = screen(24, 5);
        paint::text(Rect::new(0, 2, 24, 1), &mut buf, &"x".repeat(24), Style::new());
        let inner = frame(Rect::new(2, 0, 20, 5), &mut buf, &Theme::coloured(), "Delete\u{1b}[2J?", true);
        assert_eq!(inner, Rect::new(4, 1, 16, 3));
        assert_eq!(rows(&buf)[0], "  ╭ ! Delete␛[2J? ───╮");
        assert_eq!(rows(&buf)[2], "xx│                  │xx");
    }

    #[test]
    fn the_focused_button_is_in_brackets_and_never_lost() {
        let drawn = |width, focus| {
            let mut buf = screen(width, 1);
            buttons(buf.area, &mut buf, &Theme::plain(), &["Cancel", "Delete"], focus);
            rows(&buf).concat()
        };
        assert_eq!(drawn(24, 0), "  [ Cancel ]  Delete");
        assert_eq!(drawn(24, 1), "    Cancel  [ Delete ]");
        assert_eq!(drawn(12, 1), " [ Delete ]");
        assert_eq!(drawn(6, 1), "[ Del…");
    }

    #[test]
    fn facts_are_aligned_and_wrapped() {
        let mut buf = screen(20, 4);
        let lines = fact_lines(&Theme::plain(), &[("name", "Black Friday −40 %"), ("id", "a\nb")], buf.area.width);
        assert_eq!(lines.len(), 4);
        render_lines(buf.area, &mut buf, &Theme::plain(), &lines, Scroll::default());
        assert_eq!(rows(&buf), ["name  Black Friday", "      −40 %", "id    a", "      b"]);
    }

    #[test]
    fn draws_at_every_size() {
        at_every_size(|area, buf| {
            let theme = Theme::coloured();
            let inner = frame(centred(area, 40, 12), buf, &theme, "春節優惠 買一送一 and more", false);
            let facts = [("name", "春節優惠 \u{9b}買一送一"), ("收藏", "\u{202e}abc\tdef")];
            let lines = fact_lines(&theme, &facts, inner.width);
            render_lines(inner, buf, &theme, &lines, Scroll::default());
            let used = u16::try_from(lines.len()).unwrap().min(inner.height);
            let rest = Rect { y: inner.y + used, height: inner.height - used, ..inner };
            paragraph(rest, buf, theme.base, "It is gone for good.\n\nSure?");
            let used = 3.min(rest.height);
            buttons(
                Rect { y: rest.y + used, height: rest.height - used, ..rest },
                buf,
                &theme,
                &["取消", "Delete\u{7}"],
                1,
            );
        });
    }

    proptest! {
        #[test]
        fn centred_lies_within(x in 0u16..9, y in 0u16..9, w: u16, h: u16, width: u16, height: u16) {
            let area = Rect::new(x, y, w.min(5000), h.min(5000));
            let inner = centred(area, width, height);
            prop_assert_eq!(inner.intersection(area), inner);
            prop_assert_eq!((inner.width, inner.height), (width.min(area.width), height.min(area.height)));
        }
    }
}
