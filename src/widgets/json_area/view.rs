//! How the JSON editor is drawn.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{JsonArea, Language};
use crate::widgets::{
    grapheme::{self, graphemes},
    json_tokens, paint, pql_tokens,
    theme::Theme,
};

/// Below this the text needs the columns of the line numbers.
const TEXT_AT_LEAST: u16 = 12;

impl JsonArea {
    /// Draws the text with line numbers and colours, the cursor's line in the middle where the text is longer than the
    /// area, and returns where the terminal's cursor belongs if the editor has the focus.
    ///
    /// An error's place, a line and column as for [`jump`](Self::jump), is marked at the line's number and the column.
    pub fn render(
        &self,
        area: Rect,
        buf: &mut Buffer,
        theme: &Theme,
        error: Option<(usize, usize)>,
        focused: bool,
    ) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        let digits = self.lines().len().to_string().len();
        let gutter = u16::try_from(digits + 2).unwrap_or(u16::MAX);
        let gutter = if area.width >= gutter.saturating_add(TEXT_AT_LEAST) { gutter } else { 0 };
        let text = Rect { x: area.x + gutter, width: area.width - gutter, ..area };

        let height = usize::from(area.height);
        let (row, _) = self.cursor();
        let top = row.saturating_sub(height / 2).min(self.lines().len().saturating_sub(height));
        let column = paint::column_of(self.line(), self.at());
        // The last column is left to the mark of a line that goes on.
        let left = paint::left_edge(column, usize::from(text.width.saturating_sub(1).max(1)));

        for ((index, line), y) in self.lines().iter().enumerate().skip(top).zip(area.top()..) {
            if y >= area.bottom() {
                break;
            }
            let strip = Rect { y, height: 1, ..text };
            // What lies left of the area is not drawn, so that a line's length costs little.
            let (from, start) = paint::offset_at(line, left);
            let skipped = left.saturating_sub(start);
            let (json, pql) = (json_tokens::tokens(line), pql_tokens::tokens(line));
            match self.language {
                Language::Json => {
                    let tokens = json.map(|(end, token)| (end, token.style(theme)));
                    paint::draw(strip, buf, skipped, coloured(line, from, theme.base, tokens));
                }
                Language::Pql => {
                    let tokens = pql.map(|(end, token)| (end, token.style(theme)));
                    paint::draw(strip, buf, skipped, coloured(line, from, theme.base, tokens));
                }
                Language::Prose => {
                    paint::draw(strip, buf, skipped, coloured(line, from, theme.base, std::iter::empty()));
                }
            }
            let wrong = error.filter(|(line, _)| line.saturating_sub(1) == index);
            if gutter > 0 {
                let (mark, style) = if wrong.is_some() { ("✗", theme.bad) } else { (" ", theme.line_number) };
                let number = format!("{:>digits$}{mark}", index + 1);
                buf.set_stringn(area.x, y, number, usize::from(gutter), style);
            }
            if let Some((_, column)) = wrong {
                underline(strip, buf, theme, line, column, left);
            }
        }
        if !focused {
            return None;
        }
        let x = u16::try_from(column.saturating_sub(left)).ok()?;
        let y = u16::try_from(row.saturating_sub(top)).ok()?;
        Some(Position::new(text.x.saturating_add(x), text.y.saturating_add(y)))
    }
}

/// The clusters of a line from an offset on, in the colours of their tokens.
fn coloured(
    line: &str,
    from: usize,
    base: Style,
    mut tokens: impl Iterator<Item = (usize, Style)>,
) -> impl Iterator<Item = (&str, Style)> {
    let mut current = None;
    graphemes(line.get(from..).unwrap_or_default()).map(move |(at, cluster)| {
        while current.is_none_or(|(end, _)| end <= from + at) {
            match tokens.next() {
                Some(next) => current = Some(next),
                None => break,
            }
        }
        (cluster, current.map_or(base, |(_, style)| style))
    })
}

/// Marks the character at a column, counted in characters from 1, if it is in sight.
fn underline(row: Rect, buf: &mut Buffer, theme: &Theme, line: &str, column: usize, left: usize) {
    let at = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    let start = paint::column_of(line, at);
    let cluster = line.get(at..grapheme::after(line, at)).unwrap_or_default();
    let columns = if cluster.is_empty() { 1 } else { paint::shown(cluster).1 };
    for column in start..start + columns {
        let Some(x) = column.checked_sub(left).and_then(|x| u16::try_from(x).ok()) else { continue };
        if x < row.width {
            buf[(row.x + x, row.y)].set_style(theme.error_mark);
        }
    }
}
