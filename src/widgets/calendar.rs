//! A month as a grid of days, weeks beginning on Monday.

use jiff::civil::Date;
use ratatui::{buffer::Buffer, layout::Rect};

use super::{paint, theme::Theme};

/// The columns that a month takes.
pub const MONTH_COLUMNS: u16 = 7 * DAY - 1;
/// The most rows that a month takes: the names of the days, and six weeks.
pub const MONTH_ROWS: u16 = 7;

/// The columns of a day with the blank behind it.
const DAY: u16 = 3;

const NAMES: &str = "Mo Tu We Th Fr Sa Su";

/// Draws the month of the selected day. Today is marked where it lies in that month.
pub fn draw_month(area: Rect, buf: &mut Buffer, theme: &Theme, selected: Date, today: Date) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    paint::text(area, buf, NAMES, theme.dim);
    let mut column = u16::try_from(selected.first_of_month().weekday().to_monday_zero_offset()).unwrap_or(0);
    let mut row = 1;
    for day in 1..=selected.days_in_month() {
        let style = match (day == selected.day(), day == today.day() && same_month(selected, today)) {
            (true, _) => theme.selected,
            (false, true) => theme.heading,
            (false, false) => theme.base,
        };
        let (x, y) = (area.x + column * DAY, area.y.saturating_add(row));
        let cell = Rect { x, y, width: DAY - 1, height: 1 };
        if cell.intersection(area) == cell {
            paint::text(cell, buf, &format!("{day:>2}"), style);
        }
        column += 1;
        if column == 7 {
            (column, row) = (0, row + 1);
        }
    }
}

fn same_month(one: Date, other: Date) -> bool {
    (one.year(), one.month()) == (other.year(), other.month())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::widgets::testing::{at_every_size, rows, screen};

    #[test]
    fn weeks_begin_on_monday_and_the_longest_month_fits() {
        let mut buf = screen(MONTH_COLUMNS, MONTH_ROWS);
        draw_month(buf.area, &mut buf, &Theme::plain(), date(2026, 11, 21), date(2026, 11, 2));
        assert_eq!(
            rows(&buf),
            [
                "Mo Tu We Th Fr Sa Su",
                "                   1",
                " 2  3  4  5  6  7  8",
                " 9 10 11 12 13 14 15",
                "16 17 18 19 20 21 22",
                "23 24 25 26 27 28 29",
                "30"
            ]
        );
        assert_eq!(buf[(15, 4)].style().add_modifier, Theme::plain().selected.add_modifier, "the selected day");
        assert_eq!(buf[(1, 2)].style().add_modifier, Theme::plain().heading.add_modifier, "today");
    }

    #[test]
    fn the_ends_of_time_are_drawn_at_every_size() {
        for day in [Date::MIN, Date::MAX, date(2024, 2, 29)] {
            at_every_size(|area, buf| draw_month(area, buf, &Theme::coloured(), day, day));
        }
    }
}
