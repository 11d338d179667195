//! A scrolling pane of styled lines: help, log, details, differences, and JSON to be read.

use std::ops::Range;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use super::{
    grapheme::graphemes, json_tokens::tokens, paint, pql_tokens, text::beginning, text::clean, text::untabbed,
    text::width, text::wrap, theme::Theme, viewport::Scroll,
};

/// Draws the lines that the scroll shows, cleaned and cut to the width, with a scrollbar where they are more than fit.
pub fn render_lines(area: Rect, buf: &mut Buffer, theme: &Theme, lines: &[Line<'_>], scroll: Scroll) {
    let (body, offset) = begin(area, buf, theme, lines.len(), scroll);
    for (row, line) in body.rows().zip(lines.iter().skip(offset)) {
        draw_line(row, buf, line);
    }
}

/// Draws those of `len` lines that the scroll shows. Only they are made: `made` is told which is the first, and how many
/// are seen.
pub fn render_some<'a>(
    area: Rect,
    buf: &mut Buffer,
    theme: &Theme,
    (len, scroll): (usize, Scroll),
    made: impl FnOnce(usize, usize) -> Vec<Line<'a>>,
) {
    let (body, offset) = begin(area, buf, theme, len, scroll);
    for (row, line) in body.rows().zip(made(offset, usize::from(body.height))) {
        draw_line(row, buf, &line);
    }
}

/// A line with what is to be known of it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Noted<'a> {
    /// The line.
    pub line: Line<'a>,
    /// What stands behind it; a long line gives way to it.
    pub note: Option<Line<'a>>,
    /// The columns of the line that are chosen.
    pub chosen: Option<Range<u16>>,
}

impl<'a> From<Line<'a>> for Noted<'a> {
    fn from(line: Line<'a>) -> Self {
        Noted { line, ..Noted::default() }
    }
}

/// Draws those of `len` lines that the scroll shows, with their notes. Only what is shown is made; `shown` is told the
/// number of the line, too.
pub fn render_noted<'a, T>(
    area: Rect,
    buf: &mut Buffer,
    theme: &Theme,
    (len, scroll): (usize, Scroll),
    lines: impl Iterator<Item = T>,
    shown: impl Fn(usize, T) -> Noted<'a>,
) {
    let (body, offset) = begin(area, buf, theme, len, scroll);
    for (row, (number, line)) in body.rows().zip((offset..).zip(lines.skip(offset))) {
        draw_noted(row, buf, theme, &shown(number, line));
    }
}

/// The part of a row that a note has where a line would fill it all: one of so many.
const NOTE: u16 = 3;

/// What stands between a line and its note.
const BEFORE_NOTE: &str = "  ← ";

fn draw_noted(row: Rect, buf: &mut Buffer, theme: &Theme, Noted { line, note, chosen }: &Noted<'_>) {
    let mut room = row.width;
    if let Some(note) = note {
        let before = u16::try_from(width(BEFORE_NOTE)).unwrap_or_default();
        let wanted = columns(note, row.width).saturating_add(before);
        let line_end = columns(line, row.width);
        room = line_end.min(row.width - wanted.min(row.width / NOTE));
        let rest = Rect { x: row.x + room, width: row.width - room, ..row };
        let mut spans = vec![Span::styled(BEFORE_NOTE, theme.dim)];
        spans.extend(note.spans.iter().cloned());
        draw_line(rest, buf, &Line::from(spans));
    }
    let text = Rect { width: room, ..row };
    draw_line(text, buf, line);
    if let Some(chosen) = chosen {
        let end = chosen.end.min(room);
        let start = chosen.start.min(end);
        let area = Rect { x: row.x + start, width: end - start, ..row };
        buf.set_style(area.intersection(buf.area), theme.selected);
    }
}

/// How many columns a line takes, of so many.
fn columns(line: &Line<'_>, most: u16) -> u16 {
    let mut used = 0;
    for span in &line.spans {
        used += beginning(&span.content, usize::from(most).saturating_sub(used)).1;
        if used >= usize::from(most) {
            return most;
        }
    }
    u16::try_from(used).unwrap_or(most)
}

/// One line of a JSON text in its colours, to be drawn in so many columns. What would stand behind their end is neither
/// looked at nor taken along: a whole object can stand in one line.
#[must_use]
pub fn json_line(line: &str, columns: u16, theme: &Theme) -> Line<'static> {
    let (mut used, most) = (0, usize::from(columns));
    let mut spans = Vec::new();
    for (piece, style) in pieces(line, theme) {
        let (shown, taken) = beginning(piece, most.saturating_sub(used));
        spans.push(Span::styled(shown.to_owned(), style));
        used += taken;
        if used > most {
            break;
        }
    }
    Line::from(spans)
}

/// One line of a text in one style, behind a sign, to be drawn in so many columns. As in [`json_line`], what would stand
/// behind their end is neither looked at nor taken along.
#[must_use]
pub fn text_line(sign: &str, text: &str, style: Style, columns: u16) -> Line<'static> {
    let (shown, _) = beginning(text, usize::from(columns));
    Line::styled(format!("{sign}{}", clean(shown)), style)
}

/// A JSON text as coloured lines of at most the width.
#[must_use]
pub fn wrapped_json(text: &str, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    text.lines().flat_map(|line| wrap_pieces(pieces(&untabbed(line), theme), width)).collect()
}

/// A PQL expression as coloured lines of at most the width.
#[must_use]
pub fn wrapped_pql(text: &str, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    text.lines()
        .flat_map(|line| {
            let line = &*untabbed(line);
            let mut start = 0;
            let pieces = pql_tokens::tokens(line).map(move |(end, token)| {
                let piece = line.get(start..end).unwrap_or_default();
                start = end;
                (piece, token.style(theme))
            });
            wrap_pieces(pieces, width)
        })
        .collect()
}

/// One line of pieces, each in its style, cleaned and broken as [`wrap`] breaks it: a style goes on behind a break.
#[must_use]
pub fn wrap_pieces<'a>(pieces: impl Iterator<Item = (&'a str, Style)>, width: u16) -> Vec<Line<'static>> {
    let (mut text, mut ends) = (String::new(), Vec::new());
    for (piece, style) in pieces {
        // A break of its own would end the line.
        text.push_str(&clean(piece));
        ends.push((text.len(), style));
    }
    let (mut at, mut ends) = (0, ends.into_iter().peekable());
    let mut lines = Vec::new();
    for line in wrap(&text, width) {
        // The blank at a break is in no line.
        if !lines.is_empty() && text.get(at..).is_some_and(|rest| rest.starts_with(' ')) {
            at += 1;
        }
        let end = at + line.len();
        let mut spans = Vec::new();
        while at < end {
            while ends.next_if(|(ended, _)| *ended <= at).is_some() {}
            let (until, style) = ends.peek().map_or((end, Style::new()), |(until, style)| (end.min(*until), *style));
            spans.push(Span::styled(text.get(at..until).unwrap_or_default().to_owned(), style));
            at = until;
        }
        lines.push(Line::from(spans));
    }
    lines
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
    use proptest::prelude::*;

    #[test]
    fn shows_the_lines_from_the_offset_on() {
        let lines: Vec<Line> = (0..9).map(|index| Line::from(format!("line {index}\u{1b}[m"))).collect();
        let mut buf = screen(12, 3);
        render_lines(buf.area, &mut buf, &Theme::plain(), &lines, Scroll { offset: 100 });
        assert_eq!(rows(&buf), ["line 6␛[m  │", "line 7␛[m  │", "line 8␛[m  ┃"]);
    }

    #[test]
    fn a_note_stands_behind_its_line_and_a_long_line_leaves_it_some_room() {
        let lines = ["ab", "abcdefghijklmnopqrstuvwxyz", "a"];
        let drawn = |columns| {
            let mut buf = screen(columns, 2);
            let shown = |number, text: &'static str| Noted {
                note: (number > 0).then(|| Line::from("春節 note")),
                chosen: (number == 1).then_some(1..30),
                ..Noted::from(Line::from(text))
            };
            let theme = Theme::coloured();
            render_noted(buf.area, &mut buf, &theme, (3, Scroll { offset: 1 }), lines.into_iter(), shown);
            buf
        };
        let buf = drawn(25);
        assert_eq!(rows(&buf), ["abcdefghijklmno…  ← 春… │", "a  ← 春節 note          ┃"]);
        let is_like_the_next = |column| buf[(column, 0)].style() == buf[(column + 1, 0)].style();
        assert_eq!([0, 1, 14, 15].map(is_like_the_next), [false, true, true, false]);
        assert_eq!(
            rows(&drawn(50)).first().map(|row| row.trim_end_matches([' ', '│'])),
            Some("abcdefghijklmnopqrstuvwxyz  ← 春節 note")
        );
        at_every_size(|area, buf| {
            let shown = |_, text: &'static str| Noted {
                note: Some(Line::from("春節 note")),
                chosen: Some(3..9),
                ..Noted::from(Line::from(text))
            };
            render_noted(area, buf, &Theme::plain(), (3, Scroll::default()), lines.into_iter(), shown);
        });
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
    fn json_has_its_colours_with_and_without_room_for_notes() {
        let theme = Theme::coloured();
        let text = "{\n  \"name\": \"春節\",\n  \"priority\": 50\n}";
        let mut one = screen(20, 4);
        let shown = |_, line| Noted::from(json_line(line, 20, &theme));
        render_noted(one.area, &mut one, &theme, (4, Scroll::default()), text.lines(), shown);
        let mut other = screen(20, 4);
        let lines: Vec<Line> = text.lines().map(|line| json_line(line, 20, &theme)).collect();
        render_lines(other.area, &mut other, &theme, &lines, Scroll::default());
        assert_eq!(one, other);
        assert_eq!(one[(2, 1)].style().fg, theme.json_key.fg);
        assert_eq!(one[(10, 1)].style().fg, theme.json_string.fg);
        assert_eq!(one[(14, 2)].style().fg, theme.json_number.fg);
    }

    #[test]
    fn of_a_long_line_of_json_no_more_is_made_than_is_drawn() {
        let theme = Theme::coloured();
        for text in [format!("[{}]", "12, ".repeat(10_000)), format!("[\"{}\"]", "春".repeat(10_000))] {
            let line = json_line(&text, 20, &theme);
            assert!(line.spans.len() <= 21 && line.to_string().chars().count() <= 22, "{line:?}");
            let (mut short, mut long) = (screen(20, 1), screen(20, 1));
            draw_line(short.area, &mut short, &line);
            draw_line(long.area, &mut long, &json_line(&text, u16::MAX, &theme));
            assert_eq!(short, long);
        }
    }

    #[test]
    fn of_a_long_line_no_more_is_made_than_is_drawn() {
        for text in ["ab".repeat(10_000), "春\u{1b}".repeat(10_000)] {
            let drawn = |columns| {
                let line = text_line("+ ", &text, Style::new(), columns);
                let mut buf = screen(20, 1);
                draw_line(buf.area, &mut buf, &line);
                (buf, line.width())
            };
            let (cut, whole) = (drawn(20), drawn(u16::MAX));
            assert_eq!(cut.0, whole.0);
            assert!(cut.1 < 40 && whole.1 > 10_000, "{} {}", cut.1, whole.1);
        }
    }

    #[test]
    fn a_style_goes_on_behind_a_break() {
        let theme = Theme::coloured();
        let pieces =
            [("  one ", theme.base), ("two threefour", theme.good), (" ", theme.base), ("春節\u{1b}", theme.bad)];
        let lines = wrap_pieces(pieces.into_iter(), 7);
        let shown =
            |line: &Line| line.spans.iter().map(|span| (span.content.to_string(), span.style)).collect::<Vec<_>>();
        assert_eq!(
            lines.iter().map(shown).collect::<Vec<_>>(),
            [
                vec![("  one".to_owned(), theme.base)],
                vec![("two".to_owned(), theme.good)],
                vec![("threefo".to_owned(), theme.good)],
                vec![("ur".to_owned(), theme.good)],
                vec![("春節␛".to_owned(), theme.bad)],
            ]
        );
        assert_eq!(wrap_pieces([("", theme.base)].into_iter(), 7), [Line::default()]);
    }

    #[test]
    fn an_expression_keeps_its_colours_when_it_is_wrapped() {
        let theme = Theme::coloured();
        let lines = wrapped_pql("person.name = \"a long name\"\nand x", &theme, 16);
        let text: Vec<String> = lines.iter().map(ToString::to_string).collect();
        assert_eq!(text, ["person.name = \"a", "long name\"", "and x"]);
        assert_eq!(lines[1].spans[0].style, theme.json_string);
        assert_eq!(lines[2].spans[0].style, theme.json_word);
    }

    proptest! {
        #[test]
        fn a_line_of_json_is_drawn_as_if_all_of_it_were_there(line in "([\\[\\]{}:, \"a春👨\u{301}\u{7}\u{200d}1-]|\\PC){0,30}", width in 0u16..12) {
            let theme = Theme::coloured();
            let drawn = |columns| {
                let mut buf = screen(width, 1);
                draw_line(buf.area, &mut buf, &json_line(&line, columns, &theme));
                buf
            };
            prop_assert_eq!(drawn(width), drawn(u16::MAX));
        }

        #[test]
        fn pieces_are_broken_as_their_text_is(
            words in proptest::collection::vec("([ab 春👨\u{301}\n]|\\PC){0,9}", 0..9),
            width in 1u16..12,
        ) {
            let lines = wrap_pieces(words.iter().map(|word| (word.as_str(), Style::new())), width);
            let broken: Vec<String> = lines.iter().map(ToString::to_string).collect();
            prop_assert_eq!(broken, wrap(&clean(&words.concat()), width));
        }
    }

    #[test]
    fn draws_at_every_size() {
        let theme = Theme::coloured();
        let text = "{\n\t\"春節優惠\": \"a\u{9b}b\u{7}\",\r\n \"x\": [1, 2, true]}\n".repeat(5);
        let extent = (text.lines().count(), Scroll { offset: 3 });
        at_every_size(|area, buf| {
            let shown = |_, line| Noted::from(json_line(line, area.width, &theme));
            render_noted(area, buf, &theme, extent, text.lines(), shown);
        });
        let lines: Vec<Line> = text.lines().map(|line| json_line(line, 9, &theme)).collect();
        at_every_size(|area, buf| render_lines(area, buf, &theme, &lines, Scroll { offset: 3 }));
    }
}
