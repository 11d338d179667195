//! A scrolling pane of styled lines: help, log, details, differences, and JSON to be read.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use super::{grapheme::graphemes, json_tokens::tokens, paint, theme::Theme, viewport::Scroll};

/// Draws the lines that the scroll shows, cleaned and cut to the width, with a scrollbar where they are more than fit.
pub fn render_lines(area: Rect, buf: &mut Buffer, theme: &Theme, lines: &[Line<'_>], scroll: Scroll) {
    let (body, offset) = begin(area, buf, theme, lines.len(), scroll);
    for (row, line) in body.rows().zip(lines.iter().skip(offset)) {
        draw_line(row, buf, line);
    }
}

/// Draws a JSON text to be read, coloured. Only the lines that are shown are looked at, and only as far as they are
/// shown.
pub fn render_json(area: Rect, buf: &mut Buffer, theme: &Theme, text: &str, scroll: Scroll) {
    let (body, offset) = begin(area, buf, theme, text.lines().count(), scroll);
    for (row, line) in body.rows().zip(text.lines().skip(offset)) {
        let clusters =
            pieces(line, theme).flat_map(|(piece, style)| graphemes(piece).map(move |(_, cluster)| (cluster, style)));
        paint::draw(row, buf, 0, clusters);
    }
}

/// A JSON text as coloured lines, to be mixed with others or cut to a range before it is drawn.
#[must_use]
pub fn json_lines<'a>(text: &'a str, theme: &Theme) -> Vec<Line<'a>> {
    let spans = |line| pieces(line, theme).map(|(piece, style)| Span::styled(piece, style)).collect::<Vec<_>>();
    text.lines().map(|line| Line::from(spans(line))).collect()
}

/// Draws one line into the first row of the area, cleaned and cut to the width.
pub fn draw_line(area: Rect, buf: &mut Buffer, line: &Line<'_>) {
    let clusters = line.spans.iter().flat_map(|span| {
        let style = line.style.patch(span.style);
        graphemes(&span.content).map(move |(_, cluster)| (cluster, style))
    });
    paint::draw(area, buf, 0, clusters);
}

/// The area left of the scrollbar, and the first line shown.
fn begin(area: Rect, buf: &mut Buffer, theme: &Theme, len: usize, mut scroll: Scroll) -> (Rect, usize) {
    let area = area.intersection(buf.area);
    scroll.follow(len, usize::from(area.height));
    (paint::scrollbar(area, buf, theme, scroll.offset, len), scroll.offset)
}

/// The tokens of a line in their colours.
fn pieces<'a>(line: &'a str, theme: &Theme) -> impl Iterator<Item = (&'a str, Style)> {
    let mut start = 0;
    tokens(line).map(move |(end, token)| {
        let piece = line.get(start..end).unwrap_or_default();
        start = end;
        (piece, token.style(theme))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::testing::{at_every_size, rows, screen};

    #[test]
    fn shows_the_lines_from_the_offset_on() {
        let lines: Vec<Line> = (0..9).map(|index| Line::from(format!("line {index}\u{1b}[m"))).collect();
        let mut buf = screen(12, 3);
        render_lines(buf.area, &mut buf, &Theme::plain(), &lines, Scroll { offset: 100 });
        assert_eq!(rows(&buf), ["line 6␛[m  │", "line 7␛[m  │", "line 8␛[m  ┃"]);
    }

    #[test]
    fn spans_keep_their_styles_when_a_line_is_cut() {
        let theme = Theme::coloured();
        let line = Line::from(vec![Span::styled("good ", theme.good), Span::styled("bad news", theme.bad)]);
        let mut buf = screen(9, 1);
        draw_line(buf.area, &mut buf, &line);
        assert_eq!(rows(&buf), ["good bad…"]);
        assert_eq!((buf[(0, 0)].style().fg, buf[(8, 0)].style().fg), (theme.good.fg, theme.bad.fg));
    }

    #[test]
    fn json_is_coloured_alike_in_both_ways() {
        let theme = Theme::coloured();
        let text = "{\n  \"name\": \"春節\",\n  \"priority\": 50\n}";
        let mut one = screen(20, 4);
        render_json(one.area, &mut one, &theme, text, Scroll::default());
        let mut other = screen(20, 4);
        render_lines(other.area, &mut other, &theme, &json_lines(text, &theme), Scroll::default());
        assert_eq!(one, other);
        assert_eq!(one[(2, 1)].style().fg, theme.json_key.fg);
        assert_eq!(one[(10, 1)].style().fg, theme.json_string.fg);
        assert_eq!(one[(14, 2)].style().fg, theme.json_number.fg);
    }

    #[test]
    fn draws_at_every_size() {
        let theme = Theme::coloured();
        let text = "{\n\t\"春節優惠\": \"a\u{9b}b\u{7}\",\r\n \"x\": [1, 2, true]}\n".repeat(5);
        at_every_size(|area, buf| render_json(area, buf, &theme, &text, Scroll { offset: 3 }));
        let lines = json_lines(&text, &theme);
        at_every_size(|area, buf| render_lines(area, buf, &theme, &lines, Scroll { offset: 3 }));
    }
}
