//! A piece of content as lines: as it reads, or its source.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::domain::content::html::{self, Look, Paragraph};
use crate::domain::content::{Form, Json};
use crate::domain::json;
use crate::widgets::{Theme, clean, pad, untabbed, width as columns_of, wrap, wrap_pieces, wrapped_json};

/// The narrowest that a paragraph is set, however far it is set in.
const NARROWEST: u16 = 8;

/// The largest table whose columns are aligned: all of it is measured first.
const MOST_ROWS: usize = 500;
const MOST_COLUMNS: usize = 12;

/// The content as lines of at most the width: as it reads, or, where `source` says so, as it was sent.
pub(super) fn content_lines(text: &str, form: Form, source: bool, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let width = width.max(NARROWEST);
    match form {
        Form::Html if source => plain(text, theme.base, width),
        Form::Html if text.len() > html::LONGEST => {
            let remark = format!("! The HTML is longer than {} kB: this is its source.", html::LONGEST / 1000);
            with_remark(&remark, text, theme, width)
        }
        Form::Html => readable(text, theme, width),
        Form::Json if source => wrapped_json(text, theme, width),
        Form::Json => match Json::of(text) {
            Json::Plain(value) => wrapped_json(&json::pretty(&value), theme, width),
            Json::Template => {
                let mut lines = plain("The expressions in this JSON are not replaced yet.", theme.dim, width);
                lines.extend(wrapped_json(text, theme, width));
                lines
            }
            Json::Lenient(value, error) => {
                let remark = format!(
                    "! Readers take this JSON in different ways: {error}. Set out is what a lenient one reads; s shows the source."
                );
                let mut lines = plain(&remark, theme.warn, width);
                lines.extend(wrapped_json(&json::pretty(&value), theme, width));
                lines
            }
            Json::Faulty(error) => with_remark(&format!("! This is no valid JSON: {error}"), text, theme, width),
        },
        Form::Text => plain(text, theme.base, width),
    }
}

fn plain(text: &str, style: Style, width: u16) -> Vec<Line<'static>> {
    text.lines().flat_map(|line| wrap(&clean(&untabbed(line)), width)).map(|line| Line::styled(line, style)).collect()
}

/// The text as it was sent, under a word about why.
fn with_remark(remark: &str, text: &str, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let mut lines = plain(remark, theme.warn, width);
    lines.extend(plain(text, theme.base, width));
    lines
}

fn readable(text: &str, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let read = html::read(text);
    if read.paragraphs.is_empty() {
        return plain("Nothing in the HTML is text to be read.", theme.dim, width);
    }
    let is_row = |one: &Paragraph, other: &Paragraph| one.cells.is_empty() == other.cells.is_empty();
    let groups = read.paragraphs.chunk_by(is_row);
    let mut lines: Vec<Line<'static>> = groups
        .flat_map(|group| {
            let columns = columns(group, width);
            group.iter().flat_map(move |paragraph| match &columns {
                Some(columns) => set(&aligned(paragraph, columns), theme, width),
                None => set(paragraph, theme, width),
            })
        })
        .collect();
    if !read.links.is_empty() {
        lines.push(Line::default());
    }
    for (number, link) in (1..).zip(&read.links) {
        lines.extend(plain(&format!("[{number}] {}", clean(link)), theme.dim, width));
    }
    lines
}

/// How wide the columns of a table's rows are, if they are rows and as wide as that they fit side by side. A cell that is
/// alone in its row stands across all columns.
fn columns(rows: &[Paragraph], room: u16) -> Option<Vec<usize>> {
    let is_row = |row: &&Paragraph| row.cells.len() > 1;
    if rows.len() > MOST_ROWS || rows.iter().any(|row| row.cells.len() > MOST_COLUMNS) {
        return None;
    }
    let mut columns: Vec<usize> = Vec::new();
    for row in rows.iter().filter(is_row) {
        for (place, cell) in row.in_cells().enumerate() {
            let wide: usize = cell.iter().map(|(text, _)| columns_of(&clean(text))).sum();
            match columns.get_mut(place) {
                Some(column) => *column = wide.max(*column),
                None => columns.push(wide),
            }
        }
    }
    let indent = rows.iter().filter(is_row).map(|row| row.indent).max()?;
    let borders = columns_of(html::BORDER) * columns.len().saturating_sub(1);
    (indent + borders + columns.iter().sum::<usize>() <= usize::from(room)).then_some(columns)
}

/// A row of a table with its cells under those of the others.
fn aligned(row: &Paragraph, columns: &[usize]) -> Paragraph {
    if row.cells.len() < 2 {
        return row.clone();
    }
    let mut pieces: Vec<(String, Look)> = Vec::new();
    for (place, (cell, column)) in row.in_cells().zip(columns).enumerate() {
        if place > 0 {
            pieces.push((html::BORDER.to_owned(), Look::Border));
        }
        pieces.extend_from_slice(cell);
        if place + 1 < row.cells.len() {
            let taken: usize = cell.iter().map(|(text, _)| columns_of(&clean(text))).sum();
            pieces.push((" ".repeat(column.saturating_sub(taken)), Look::Plain));
        }
    }
    Paragraph { pieces, ..row.clone() }
}

/// A paragraph, set in as it wants to be and its mark before its first line.
fn set(paragraph: &Paragraph, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let indent = u16::try_from(paragraph.indent).unwrap_or(width).min(width.saturating_sub(NARROWEST));
    let pieces = paragraph.pieces.iter().map(|(text, look)| (text.as_str(), style(*look, theme)));
    let mut lines = wrap_pieces(pieces, width - indent);
    let mut mark = format!("{:>1$}", paragraph.mark, usize::from(indent).saturating_sub(1));
    for line in &mut lines {
        if indent > 0 {
            line.spans.insert(0, Span::styled(pad(&std::mem::take(&mut mark), indent), theme.dim));
        }
    }
    lines
}

fn style(look: Look, theme: &Theme) -> Style {
    match look {
        Look::Plain => theme.base,
        Look::Strong => theme.base.add_modifier(Modifier::BOLD),
        Look::Emphasis => theme.base.add_modifier(Modifier::ITALIC),
        Look::Struck => theme.dim.add_modifier(Modifier::CROSSED_OUT),
        Look::Heading => theme.heading,
        Look::Code => theme.json_string,
        Look::Link => theme.accent.add_modifier(Modifier::UNDERLINED),
        Look::Expression => theme.json_number,
        Look::Sign | Look::Border => theme.dim,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, form: Form, source: bool, width: u16) -> Vec<String> {
        content_lines(text, form, source, &Theme::plain(), width).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn html_is_set_to_the_width_and_its_links_stand_below() {
        let html = "<ul><li>Sneakers, <a href='https://a.example/x'>all sizes</a></li></ul>";
        assert_eq!(
            lines(html, Form::Html, false, 16),
            ["• Sneakers, all", "  sizes[1]", "", "[1]", "https://a.exampl", "e/x"]
        );
        assert_eq!(lines("<p>a</p>\n", Form::Html, true, 20), ["<p>a</p>"]);
        assert_eq!(lines("<style>p{}</style>", Form::Html, false, 60), ["Nothing in the HTML is text to be read."]);
    }

    #[test]
    fn the_numbers_of_a_list_stand_whole_before_its_text() {
        let html = "<ol start=99><li>a<li>b b b b<li>c</ol>";
        assert_eq!(lines(html, Form::Html, false, 14), [" 99. a", "100. b b b b", "101. c"]);
        assert_eq!(lines("<ol start=1000><li>a", Form::Html, false, 14), ["1000. a"]);
        assert_eq!(lines("<ol><li>a", Form::Html, false, 14), [" 1. a"]);
    }

    #[test]
    fn the_columns_of_a_table_are_aligned_where_it_fits() {
        let html = "<table><tr><th colspan=2>Plans</th></tr><tr><th>Plan</th><th>Price</th><th>Note</th></tr>\
                    <tr><td>Gold with a 長 name</td><td>50 €</td></tr><tr><td></td><td><s>9</s> 8</td><td>x</td></tr></table>";
        assert_eq!(
            lines(html, Form::Html, false, 40),
            [
                "Plans",
                "Plan                │ Price │ Note",
                "Gold with a 長 name │ 50 €",
                "                    │ 9 8   │ x",
            ]
        );
        let narrow = lines(html, Form::Html, false, 33);
        assert_eq!(narrow[1..], ["Plan │ Price │ Note", "Gold with a 長 name │ 50 €", "9 8 │ x"]);
    }

    #[test]
    fn a_tab_is_blanks_up_to_the_next_stop() {
        assert_eq!(lines("a\tb\n\tc", Form::Text, false, 20), ["a   b", "    c"]);
        assert_eq!(lines("{\t\"a\":{{b}}}", Form::Json, false, 60)[1], "{   \"a\":{{b}}}");
    }

    #[test]
    fn html_that_is_too_long_is_shown_as_its_source() {
        let html = "<div>".repeat(100_000);
        let shown = lines(&html, Form::Html, false, 100);
        assert_eq!(shown[0], "! The HTML is longer than 300 kB: this is its source.");
        assert_eq!(shown.len(), 1 + 5_000);
    }

    #[test]
    fn however_deep_and_narrow_it_fits() {
        let html = format!("{}deep down 春節優惠", "<ul><li>".repeat(30_000));
        for width in (1..40).step_by(6) {
            let lines = content_lines(&html, Form::Html, false, &Theme::plain(), width);
            assert!(lines.iter().all(|line| line.width() <= usize::from(width.max(NARROWEST))), "{width}");
        }
    }

    #[test]
    fn json_is_set_out_and_what_is_none_says_so() {
        assert_eq!(lines(r#"{"a":[1,{"b":"c"}]}"#, Form::Json, true, 60), [r#"{"a":[1,{"b":"c"}]}"#]);
        let pretty = lines(r#"{"a":1.50,"b":"c"}"#, Form::Json, false, 60);
        assert_eq!(pretty, ["{", r#"  "a": 1.50,"#, r#"  "b": "c""#, "}"]);
        let template = lines("{\"a\": {{name}}}", Form::Json, false, 99);
        assert_eq!(template, ["The expressions in this JSON are not replaced yet.", "{\"a\": {{name}}}"]);
        let twice = lines("{\"a\": 1, \"a\": 2}", Form::Json, false, 200);
        assert!(twice[0].contains("the name \"a\" stands twice"), "{twice:?}");
        assert_eq!(twice[1..], ["{", "  \"a\": 2", "}"]);
        let broken = lines("{\"a\": {{name}}", Form::Json, false, 99);
        assert!(broken[0].starts_with("! This is no valid JSON: "), "{broken:?}");
        assert_eq!(broken[1..], ["{\"a\": {{name}}"]);
    }

    #[test]
    fn text_is_wrapped_and_cleaned() {
        assert_eq!(lines("one two\u{1b}\nthree", Form::Text, false, 8), ["one two␛", "three"]);
    }
}
