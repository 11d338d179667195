//! A table of any length that asks only for the rows it shows.

use std::borrow::Cow;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    paint,
    text::{clean, width},
    theme::Theme,
    viewport::Viewport,
};

/// The columns left of the first cell: one for the sign of the selected row, one for the sign of a marked one.
const GUTTER: u16 = 2;
/// The blanks between two columns.
const GAP: u16 = 2;
/// Below this a filling column is of no use, and fixed ones make room for it.
const FILL_AT_LEAST: u16 = 8;

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// So many terminal columns.
    Fixed(u16),
    /// What the fixed columns leave, shared evenly.
    Fill,
}

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands in the head.
    pub title: &'static str,
    /// How wide the column is.
    pub width: Width,
    /// On which side its cells stand.
    pub align: Align,
    /// The width of the table below which the column is left out; 0 for never.
    pub hide_below: u16,
}

impl Column {
    /// A column that is shown at every width.
    #[must_use]
    pub const fn new(title: &'static str, width: Width, align: Align) -> Self {
        Self { title, width, align, hide_below: 0 }
    }
}

/// A row of a table: a cell for each column, those left out included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row<'a> {
    /// The cells; missing ones stay empty.
    pub cells: Vec<Cell<'a>>,
    /// The style under the cells' own.
    pub style: Style,
    /// Whether the user marked it.
    pub marked: bool,
}

impl<'a> Row<'a> {
    /// A row in no style of its own.
    #[must_use]
    pub fn new(cells: Vec<Cell<'a>>) -> Self {
        Self { cells, style: Style::new(), marked: false }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The text; cleaned and cut when it is drawn.
    pub text: Cow<'a, str>,
    /// The style over the row's.
    pub style: Style,
}

impl<'a> Cell<'a> {
    /// A cell in a style.
    pub fn new(text: impl Into<Cow<'a, str>>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Cell<'a> {
    fn from(text: T) -> Self {
        Self::new(text, Style::new())
    }
}

/// How many rows of a table fit an area: one line is the head's.
#[must_use]
fn body_height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(1))
}

/// Draws the head and those of the `len` rows that the viewport shows; `row` is asked for no other.
pub fn render_table<'a>(
    area: Rect,
    buf: &mut Buffer,
    theme: &Theme,
    columns: &[Column],
    view: &Viewport,
    len: usize,
    row: impl Fn(usize) -> Row<'a>,
) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let mut view = *view;
    view.follow(len, body_height(area));
    let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let body = paint::scrollbar(body, buf, theme, view.offset, len);
    // The head keeps the body's width, so that titles stand over their cells.
    let layout = lay_out(columns, body.width);

    let head = Rect { height: 1, width: body.width, ..area };
    for (index, slot) in &layout {
        if let Some(column) = columns.get(*index) {
            cell(head, buf, *slot, column.align, column.title, theme.heading);
        }
    }
    for (line, index) in body.rows().zip(view.offset..len) {
        let row = row(index);
        buf.set_style(line, row.style);
        for (index, slot) in &layout {
            if let (Some(column), Some(content)) = (columns.get(*index), row.cells.get(*index)) {
                cell(line, buf, *slot, column.align, &content.text, row.style.patch(content.style));
            }
        }
        if row.marked {
            let place = if index == view.selected { 1 } else { 0 };
            let sign = Rect { x: line.x.saturating_add(place), width: 1, ..line }.intersection(line);
            paint::text(sign, buf, "✓", theme.accent);
        }
        if index == view.selected {
            paint::text(line, buf, "▸", theme.accent);
            buf.set_style(line, theme.selected);
        }
    }
}

/// Draws one cell into its slot of a line, cleaned and cut.
fn cell(line: Rect, buf: &mut Buffer, slot: Slot, align: Align, text: &str, style: Style) {
    let free = match align {
        Align::Left => 0,
        Align::Right => slot.width.saturating_sub(u16::try_from(width(&clean(text))).unwrap_or(slot.width)),
    };
    let x = line.x.saturating_add(slot.x).saturating_add(free);
    let room = Rect { x, width: slot.width - free, ..line }.intersection(line);
    paint::text(room, buf, text, style);
}

/// A column's place, counted from the left of the table.
#[derive(Clone, Copy)]
struct Slot {
    x: u16,
    width: u16,
}

/// The columns that are shown at a width of the table, and their places.
fn lay_out(columns: &[Column], width: u16) -> Vec<(usize, Slot)> {
    let mut shown: Vec<(usize, &Column)> =
        columns.iter().enumerate().filter(|(_, column)| width >= column.hide_below).collect();
    let free = loop {
        let gaps = GAP.saturating_mul(u16::try_from(shown.len().saturating_sub(1)).unwrap_or(u16::MAX));
        let fixed = shown.iter().fold(GUTTER.saturating_add(gaps), |sum, (_, column)| match column.width {
            Width::Fixed(width) => sum.saturating_add(width),
            Width::Fill => sum,
        });
        let free = width.saturating_sub(fixed);
        let fills = fill_count(&shown);
        // The last fixed column goes while those that fill have no room.
        let last = shown.iter().rposition(|(_, column)| column.width != Width::Fill);
        match last {
            Some(last) if fills > 0 && free < FILL_AT_LEAST.saturating_mul(fills) => _ = shown.remove(last),
            _ => break free,
        }
    };
    let fills = fill_count(&shown);
    let mut x = GUTTER;
    let mut given = 0;
    let mut slots = Vec::with_capacity(shown.len());
    for (index, column) in shown {
        let width = match column.width {
            Width::Fixed(width) => width,
            Width::Fill => {
                given += 1;
                // What doesn't divide goes to the first.
                free / fills + u16::from(given <= free % fills)
            }
        };
        slots.push((index, Slot { x, width }));
        x = x.saturating_add(width).saturating_add(GAP);
    }
    slots
}

fn fill_count(columns: &[(usize, &Column)]) -> u16 {
    let count = columns.iter().filter(|(_, column)| column.width == Width::Fill).count();
    u16::try_from(count).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::testing::{at_every_size, rows, screen};
    use ratatui::style::{Color, Modifier};
    use std::cell::RefCell;

    const COLUMNS: [Column; 3] = [
        Column { title: "Name", width: Width::Fill, align: Align::Left, hide_below: 0 },
        Column { title: "Prio", width: Width::Fixed(4), align: Align::Right, hide_below: 0 },
        Column { title: "Changed", width: Width::Fixed(7), align: Align::Left, hide_below: 30 },
    ];

    fn offer(index: usize) -> Row<'static> {
        let name = if index == 1 { "春節優惠 \u{1b}買一送一".to_owned() } else { format!("Offer {index}") };
        Row::new(vec![name.into(), index.to_string().into(), "3 h ago".into()])
    }

    fn drawn(width: u16, height: u16, view: Viewport, len: usize) -> Buffer {
        let mut buf = screen(width, height);
        render_table(buf.area, &mut buf, &Theme::coloured(), &COLUMNS, &view, len, offer);
        buf
    }

    #[test]
    fn aligns_cuts_and_marks() {
        let buf = drawn(32, 4, Viewport { selected: 1, offset: 0 }, 3);
        assert_eq!(
            rows(&buf),
            [
                "  Name             Prio  Changed",
                "  Offer 0             0  3 h ago",
                "▸ 春節優惠 ␛買一…     1  3 h ago",
                "  Offer 2             2  3 h ago"
            ]
        );
        assert!(buf[(20, 2)].modifier.contains(Modifier::REVERSED));
        assert!(!buf[(20, 1)].modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn a_marked_row_says_so_beside_the_cursor() {
        let mut buf = screen(24, 4);
        let view = Viewport { selected: 1, offset: 0 };
        render_table(buf.area, &mut buf, &Theme::plain(), &COLUMNS[..1], &view, 3, |index| Row {
            marked: index < 2,
            ..Row::new(vec![format!("Offer {index}").into()])
        });
        assert_eq!(rows(&buf), ["  Name", "✓ Offer 0", "▸✓Offer 1", "  Offer 2"]);
    }

    #[test]
    fn a_narrow_table_leaves_columns_out() {
        assert_eq!(
            rows(&drawn(24, 2, Viewport::default(), 1)),
            ["  Name              Prio", "▸ Offer 0              0"]
        );
        assert_eq!(rows(&drawn(15, 2, Viewport::default(), 1)), ["  Name", "▸ Offer 0"]);
    }

    #[test]
    fn asks_only_for_the_rows_it_shows() {
        let asked = RefCell::new(Vec::new());
        let mut buf = screen(40, 5);
        let view = Viewport { selected: 99_999, offset: 0 };
        render_table(buf.area, &mut buf, &Theme::plain(), &COLUMNS, &view, 100_000, |index| {
            asked.borrow_mut().push(index);
            offer(index)
        });
        assert_eq!(asked.into_inner(), [99_996, 99_997, 99_998, 99_999]);
        let lines = rows(&buf);
        assert!(lines[4].starts_with("▸ Offer 99999") && lines[4].ends_with('┃'), "{lines:?}");
        assert!(lines[1].ends_with('│'), "{lines:?}");
    }

    #[test]
    fn the_row_style_lies_under_the_cells() {
        let mut buf = screen(40, 3);
        let dim = Style::new().add_modifier(Modifier::DIM);
        render_table(buf.area, &mut buf, &Theme::coloured(), &COLUMNS, &Viewport::default(), 2, |_| Row {
            style: dim,
            ..Row::new(vec![Cell::new("gone", Style::new().fg(Color::Red))])
        });
        assert_eq!((buf[(2, 2)].fg, buf[(2, 2)].modifier), (Color::Red, Modifier::DIM));
        assert_eq!(buf[(2, 1)].fg, Color::Reset, "the selected row is one even bar");
        assert_eq!(buf[(2, 1)].modifier, Modifier::REVERSED);
    }

    #[test]
    fn draws_at_every_size() {
        let many = [COLUMNS[0]; 40];
        at_every_size(|area, buf| {
            let view = Viewport { selected: 7, offset: 900 };
            render_table(area, buf, &Theme::coloured(), &COLUMNS, &view, 50, offer);
        });
        at_every_size(|area, buf| {
            render_table(area, buf, &Theme::coloured(), &many, &Viewport::default(), 3, |_| {
                Row::new(vec!["春節優惠".into(); 40])
            });
        });
        at_every_size(|area, buf| render_table(area, buf, &Theme::plain(), &[], &Viewport::default(), 0, offer));
    }
}
