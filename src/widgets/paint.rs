//! The one way text gets into a buffer cluster by cluster: cleaned, clipped at both ends, never half a character.

use std::borrow::Cow;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    grapheme::{graphemes, is_plain},
    text::{clean, cluster_width, width},
    theme::Theme,
};

/// What one cluster is drawn as, and its columns. Everything takes a column at least, so that the cursor can stand on
/// it; a tab is drawn as an arrow and a blank.
pub(super) fn shown(cluster: &str) -> (Cow<'_, str>, usize) {
    match cluster.as_bytes() {
        [byte] if is_plain(*byte) => return (Cow::Borrowed(cluster), 1),
        b"\t" => return (Cow::Borrowed("→ "), 2),
        _ => {}
    }
    let cleaned = clean(cluster);
    let columns = match &cleaned {
        Cow::Borrowed(cluster) => cluster_width(cluster),
        // With its hidden parts shown, it may be several.
        Cow::Owned(several) => width(several),
    };
    if columns == 0 { (Cow::Borrowed("\u{fffd}"), 1) } else { (cleaned, columns) }
}

/// The column at which the offset of a line is drawn, as [`draw`] draws it.
pub(super) fn column_of(line: &str, at: usize) -> usize {
    let plain = plain_start(line).min(at);
    let rest = line.get(plain..).unwrap_or_default();
    let before = graphemes(rest).take_while(|(start, cluster)| plain + start + cluster.len() <= at);
    plain + before.map(|(_, cluster)| shown(cluster).1).sum::<usize>()
}

/// The offset of the cluster that is drawn over the column, and the column where it begins; past the end of the line,
/// the line's own.
pub(super) fn offset_at(line: &str, column: usize) -> (usize, usize) {
    let plain = plain_start(line).min(column);
    let rest = line.get(plain..).unwrap_or_default();
    let mut start = plain;
    for (at, cluster) in graphemes(rest) {
        let end = start + shown(cluster).1;
        if end > column {
            return (plain + at, start);
        }
        start = end;
    }
    (line.len(), start)
}

/// How many bytes at the beginning of the line are a cluster and a column each: a long line is mostly of this kind, and
/// is not walked so far.
fn plain_start(line: &str) -> usize {
    let plain = line.bytes().take_while(|byte| is_plain(*byte)).count();
    // The last one may be the base of what follows.
    if plain < line.len() { plain.saturating_sub(1) } else { plain }
}

/// Draws clusters into the first row of the area, leaving out the first `left` columns. Where the text goes on beyond
/// the area, its last column becomes `…`.
pub(super) fn draw<'a>(area: Rect, buf: &mut Buffer, left: usize, clusters: impl Iterator<Item = (&'a str, Style)>) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let right = left + usize::from(area.width);
    let mut column = 0;
    let mut last = area.x;
    for (cluster, style) in clusters {
        let (symbols, columns) = shown(cluster);
        let start = column;
        column += columns;
        if start < left {
            continue;
        }
        // At most the area's width, by `right`.
        let x = area.x + u16::try_from(start - left).unwrap_or(area.width);
        if column > right {
            // The dots take the place of the last cluster only where no column is free after it.
            let dots = if start < right { x } else { last };
            for x in dots..area.right() {
                buf[(x, area.y)].set_symbol(" ");
            }
            buf.set_stringn(dots, area.y, "…", 1, style);
            return;
        }
        if columns == 1 {
            // The usual case, and the buffer need not measure it again.
            buf[(x, area.y)].set_symbol(&symbols).set_style(style);
        } else {
            buf.set_stringn(x, area.y, &symbols, columns, style);
        }
        last = x;
    }
}

/// Draws a cleaned text into the first row of the area. A tab in it is a sign like any other: nothing is set out by it.
pub(super) fn text(area: Rect, buf: &mut Buffer, content: &str, style: Style) {
    draw(area, buf, 0, graphemes(&clean(content)).map(|(_, cluster)| (cluster, style)));
}

/// How far a line must be moved to the left for the column to be seen. It moves by half a screen, so that the text
/// rests while somebody types.
pub(super) fn left_edge(column: usize, width: usize) -> usize {
    let step = (width / 2).max(1);
    (column + 1).saturating_sub(width).div_ceil(step) * step
}

/// A slim scrollbar in the area's last column, where the content is longer than the area. Returns the area that is
/// left for the content.
pub(super) fn scrollbar(area: Rect, buf: &mut Buffer, theme: &Theme, offset: usize, len: usize) -> Rect {
    let height = usize::from(area.height);
    if len <= height || area.width < 2 || height == 0 {
        return area;
    }
    let thumb = (height * height / len).max(1);
    let free = height - thumb;
    let last = len - height;
    let start = offset.min(last).saturating_mul(free) / last;
    let x = area.right() - 1;
    for (index, y) in (area.top()..area.bottom()).enumerate() {
        let (symbol, style) =
            if (start..start + thumb).contains(&index) { ("┃", theme.base) } else { ("│", theme.dim) };
        buf.set_stringn(x, y, symbol, 1, style);
    }
    Rect { width: area.width - 1, ..area }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::testing::{row, screen};
    use proptest::prelude::*;

    fn drawn(line: &str, width: u16, left: usize) -> String {
        let mut buf = screen(width, 1);
        draw(buf.area, &mut buf, left, graphemes(line).map(|(_, cluster)| (cluster, Style::new())));
        row(&buf, 0)
    }

    #[test]
    fn clips_at_both_ends() {
        assert_eq!(drawn("abcdef", 6, 0), "abcdef");
        assert_eq!(drawn("abcdef", 4, 0), "abc…");
        assert_eq!(drawn("abcdef", 4, 2), "cdef");
        assert_eq!(drawn("春節優惠", 7, 0), "春節優…");
        assert_eq!(drawn("春節優惠", 6, 0), "春節… ");
        assert_eq!(drawn("春節優惠", 7, 1), " 節優惠");
        assert_eq!(drawn("a\u{1b}b\tc", 9, 0), "a␛b→ c   ");
    }

    #[test]
    fn offsets_and_columns_agree() {
        let line = "\"名\": \t1";
        assert_eq!(column_of(line, line.len()), 9);
        assert_eq!(column_of(line, 4), 3);
        assert_eq!(offset_at(line, 2), (1, 1));
        assert_eq!(offset_at(line, 99), (line.len(), 9));
    }

    #[test]
    fn the_scrollbar_shows_where_and_how_much() {
        let bar = |offset, len| {
            let mut buf = screen(3, 4);
            let left = scrollbar(buf.area, &mut buf, &Theme::plain(), offset, len);
            assert_eq!(left.width, if len > 4 { 2 } else { 3 });
            (0..4).map(|y| buf[(2, y)].symbol().to_owned()).collect::<String>()
        };
        assert_eq!(bar(0, 4), "    ");
        assert_eq!(bar(0, 8), "┃┃││");
        assert_eq!(bar(4, 8), "││┃┃");
        assert_eq!(bar(usize::MAX, 1 << 40), "│││┃");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn the_left_edge_keeps_the_column_in_sight(column in 0usize..5000, width in 1usize..200) {
            let left = left_edge(column, width);
            prop_assert!(left <= column && column < left + width);
        }

        #[test]
        fn what_is_drawn_at_an_offset_is_that_cluster(line in "([a春👨\\t\u{301}\u{1b}]|\\PC){0,16}", at in 0usize..16) {
            let Some((at, cluster)) = graphemes(&line).nth(at) else { return Ok(()) };
            let column = column_of(&line, at);
            prop_assert_eq!(offset_at(&line, column), (at, column));
            let mut buf = screen(64, 1);
            draw(buf.area, &mut buf, 0, graphemes(&line).map(|(_, cluster)| (cluster, Style::new())));
            let first = graphemes(&shown(cluster).0).next().map(|(_, first)| first.to_owned()).unwrap_or_default();
            prop_assert_eq!(buf[(u16::try_from(column).unwrap(), 0)].symbol(), first);
        }
    }
}
