//! The columns of the lists: name, status for kinds that have one, what the kind's entry names, and the last change.

use jiff::Timestamp;
use ratatui::style::Style;

use crate::domain::{Fact, Field, Kind, Product, Record, Seen, Severity, Status, relative};
use crate::widgets::{Align, Cell, Column, Row, Theme, Width};

use super::Surroundings;
use super::shelf::{Doing, Shelf};

/// Below this width of the list, columns that tell the least give their room to the names.
const ROOMY: u16 = 66;
/// Below this width, a column of numbers that the others could do without does so too.
const NARROW: u16 = 50;

/// The sign before the name of what another product made.
pub(super) const OTHERS: char = '◇';

/// An object's name, behind the sign of other products where one of them made it.
pub(super) fn marked_title(record: &Record) -> String {
    match record.product {
        Product::Decisioning => record.title().to_owned(),
        Product::InApp | Product::Successor => format!("{OTHERS} {}", record.title()),
    }
}

/// The colour of a severity; its sign and word say the same.
pub(super) fn severity_style(severity: Severity, theme: &Theme) -> Style {
    match severity {
        Severity::Error => theme.bad,
        Severity::Warning => theme.warn,
        Severity::Hint => theme.dim,
    }
}

/// A kind's columns, from the left.
pub(super) fn columns(kind: Kind) -> Vec<Column> {
    let entry = kind.entry();
    let mut columns = vec![Column::new("Name", Width::Fill, Align::Left)];
    if !entry.statuses.is_empty() {
        columns.push(Column::new("Status", Width::Fixed(10), Align::Left));
    }
    columns.extend(entry.columns.iter().map(|field| column(*field)));
    // Where there is no status, what is being done to a row stands here, and takes ten columns.
    let changed = if entry.statuses.is_empty() { 10 } else { 8 };
    columns.push(Column::new("Changed", Width::Fixed(changed), Align::Right));
    columns
}

/// The column of a field.
pub(super) fn column(field: Field) -> Column {
    let text = |title, width| Column::new(title, Width::Fixed(width), Align::Left);
    let number = |title, width| Column::new(title, Width::Fixed(width), Align::Right);
    match field {
        Field::Priority => number("Prio", 4),
        Field::StartDate | Field::ValidFrom => Column { hide_below: ROOMY, ..number("Starts", 8) },
        Field::EndDate | Field::ValidUntil => number("Ends", 8),
        Field::Representations => number("Contents", 8),
        Field::Channel => text("Channel", 8),
        Field::ComponentType => text("Takes", 10),
        Field::FilterType => text("Made of", 14),
        Field::Ids => number("Names", 13),
        Field::Criteria => Column { hide_below: NARROW, ..number("Placements", 10) },
        Field::ConditionValue => Column { hide_below: ROOMY, ..Column::new("Expression", Width::Fill, Align::Left) },
        Field::Description => Column { hide_below: ROOMY, ..Column::new("Description", Width::Fill, Align::Left) },
        // No kind's entry names another.
        _ => text("", 0),
    }
}

/// An object's row: a cell for each of its kind's columns.
pub(super) fn row(record: &Record, shelf: &Shelf, around: &Surroundings) -> Row<'static> {
    let theme = &around.theme;
    let entry = record.kind.entry();
    let doing = shelf.doing(&record.id);
    let name = match (&record.name, record.product) {
        (Seen::Is(_), Product::Decisioning) => Cell::from(record.title().to_owned()),
        (_, Product::Decisioning) => Cell::new(record.title().to_owned(), theme.warn),
        (_, Product::InApp | Product::Successor) => Cell::new(marked_title(record), theme.dim),
    };
    let mut cells = vec![name];
    if !entry.statuses.is_empty() {
        cells.push(status(record, theme));
    }
    cells.extend(entry.columns.iter().map(|field| match (field, record.fact(*field)) {
        (Field::Ids, Seen::Is(Fact::Number(count))) => Cell::from(named(record, *count)),
        (field, seen) => fact(*field, seen, around),
    }));
    cells.push(time(&record.audit.modified, None, around));
    if let Some((text, style)) = doing.map(|doing| told(doing, theme)) {
        // The status gives way; where there is none, the last change, which is about to be another.
        let place = if entry.statuses.is_empty() { cells.len() - 1 } else { 1 };
        if let Some(cell) = cells.get_mut(place) {
            *cell = Cell::new(text, style);
        }
    }
    let row = Row { marked: shelf.is_marked(&record.id), ..Row::new(cells) };
    if doing == Some(Doing::Deleting) { Row { style: theme.dim, ..row } } else { row }
}

/// How many a collection names, and of what.
fn named(record: &Record, count: i64) -> String {
    let noun = match record.fact(Field::FilterType) {
        Seen::Is(Fact::Text(way)) if &**way == "offers" => "offer",
        Seen::Is(Fact::Text(way)) if way.ends_with("qualifier") || way.ends_with("qualifiers") => "qualifier",
        _ => "id",
    };
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn told(doing: Doing, theme: &Theme) -> (&'static str, Style) {
    match doing {
        Doing::Deleting => ("✗ deleting", theme.bad),
        Doing::StillThere => ("! not gone", theme.warn),
        Doing::Saving => ("… saving", theme.accent),
    }
}

/// The status of an object: symbol and word.
pub(super) fn status(record: &Record, theme: &Theme) -> Cell<'static> {
    match &record.status {
        Seen::Is(status) => Cell::new(format!("{} {}", status.symbol(), status.as_str()), status_style(status, theme)),
        Seen::Odd(text) => Cell::new(format!("? {text}"), theme.warn),
        Seen::Absent => Cell::new("–", theme.dim),
    }
}

/// What a field's column shows.
pub(super) fn fact(field: Field, fact: &Seen<Fact>, around: &Surroundings) -> Cell<'static> {
    let past = matches!(field, Field::EndDate | Field::ValidUntil).then_some("ended");
    match fact {
        Seen::Is(Fact::Number(number)) => Cell::from(number.to_string()),
        Seen::Is(Fact::Time(at)) => time(&Seen::Is(*at), past, around),
        Seen::Is(Fact::Text(text)) => Cell::from(text.to_string()),
        Seen::Odd(_) => Cell::new("? odd", around.theme.warn),
        Seen::Absent => Cell::new("–", around.theme.dim),
    }
}

fn time(seen: &Seen<Timestamp>, past: Option<&'static str>, around: &Surroundings) -> Cell<'static> {
    let theme = &around.theme;
    match (seen, past) {
        (Seen::Is(at), Some(past)) if *at < around.now => Cell::new(past, theme.dim),
        (Seen::Is(at), _) => Cell::from(relative(*at, around.now)),
        (Seen::Odd(_), _) => Cell::new("? odd", theme.warn),
        (Seen::Absent, _) => Cell::new("–", theme.dim),
    }
}

/// The colour of a status; its symbol and word say the same.
#[must_use]
pub fn status_style(status: &Status, theme: &Theme) -> Style {
    match status {
        Status::Approved | Status::Live => theme.good,
        Status::Draft | Status::Pending | Status::Rejected => theme.base,
        Status::Complete | Status::Archived => theme.dim,
        Status::Other(_) => theme.warn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Generation, KINDS};

    #[test]
    fn every_column_has_a_title_and_every_row_a_cell_for_each() {
        let around = Surroundings {
            now: Timestamp::UNIX_EPOCH,
            generation: Generation::Dps,
            theme: Theme::plain(),
            zone: jiff::tz::TimeZone::UTC,
        };
        for entry in KINDS {
            let columns = columns(entry.kind);
            assert!(columns.iter().all(|column| !column.title.is_empty()), "{}", entry.noun);
            let record = Record::read(Generation::Dps, entry.kind, r#"{"id":"x"}"#).unwrap();
            let mut shelf = Shelf::new(entry.kind);
            assert_eq!(row(&record, &shelf, &around).cells.len(), columns.len());
            shelf.set_doing(&record.id, Some(Doing::Deleting));
            let words: Vec<_> = row(&record, &shelf, &around).cells.into_iter().map(|cell| cell.text).collect();
            assert!(words.iter().any(|word| word == "✗ deleting"), "{words:?}");
        }
    }
}
