//! How the look is drawn: what is not known, the table of remarks or guardrails, the selected remark in full.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;

use crate::domain::checkup::{Figure, Remark};
use crate::domain::{Checkup, Concern, Severity, thousands};
use crate::screens::columns::severity_style;
use crate::screens::{Surroundings, capitalized};
use crate::widgets::{
    Align, Cell, Column, Row, Theme, Width, clean, fit, fit_end, framed, paragraph, render_table, width, wrap,
};

use super::{CheckupScreen, Stage, names_id};

/// The most lines above the table that tell what could not be judged.
const GAP_LINES: u16 = 2;
/// What the signs of the guardrails mean, and what they say nothing about.
const UNSEEN: &str = "?: the product's documents disagree. ≥: not all was read. Not seen from here: ranking formulas, AI \
                      models, and what delivery bounds (requests a second, offers in a response, rules in a request).";
/// So many columns of an id tell it from others where there is little room.
const SHORT_ID: u16 = 10;
/// The most lines below the table that tell of the selected remark in full.
const DETAIL_LINES: u16 = 3;
/// The most of them that tell of the selected guardrail; what holds for all guardrails stands in [`DETAIL_LINES`] more.
const FIGURE_LINES: u16 = 2;

impl CheckupScreen {
    /// What is not known, above the table.
    fn gaps(&self, width: u16) -> Vec<String> {
        let Some(found) = &self.found else { return Vec::new() };
        let missing = found.missing();
        if missing.is_empty() {
            return Vec::new();
        }
        let text = format!("! {}. What hangs on them is not judged.", capitalized(&missing.join("; ")));
        cut_lines(wrap(&clean(&text), width), GAP_LINES, " … x writes all", width)
    }

    /// What is left out, for it belongs to other products, above the table.
    fn left_out(&self, width: u16) -> Option<String> {
        let text = self.found.as_ref()?.left_out()?;
        let text = if self.guardrails { format!("{text} Totals count all.") } else { text };
        Some(fit(&text, width).into_owned())
    }

    /// The selected remark or guardrail in full, below the table.
    fn detail(&self, width: u16) -> Vec<String> {
        let text = match (self.remark(), self.guardrails) {
            (Some(remark), _) => {
                let entry = remark.concern.entry();
                let about = remark.about.as_ref().map_or_else(
                    || "The library".to_owned(),
                    |record| format!("The {} \"{}\"", record.kind.entry().noun, record.title()),
                );
                let place = self.place.as_ref().map_or("", |(_, place)| place);
                let advice = match &remark.fix {
                    Some(fix) => format!("f: {}", fix.told()),
                    None => entry.advice.to_owned(),
                };
                format!("{about}: {}{place} → {advice} · check: {}", remark.reason, entry.name)
            }
            (None, true) => {
                let figure = self.figure_at(self.view.selected).map(figure_told).unwrap_or_default();
                let mut lines = cut_lines(wrap(&clean(&figure), width), FIGURE_LINES, " …", width);
                lines.extend(wrap(UNSEEN, width));
                return cut_lines(lines, self.detail_lines(), " …", width);
            }
            (None, false) => return Vec::new(),
        };
        cut_lines(wrap(&clean(&text), width), DETAIL_LINES, " …", width)
    }

    /// The parts inside the frame: what is not known, the table, the selected remark in full.
    pub(super) fn parts(&self, inner: Rect) -> [Rect; 3] {
        let count = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
        let above = self.gaps(inner.width).len() + usize::from(self.left_out(inner.width).is_some());
        let above = count(above).min(inner.height / 3);
        let below = if self.found.is_some() { self.detail_lines().min(inner.height / 4) } else { 0 };
        Layout::vertical([Constraint::Length(above), Constraint::Fill(1), Constraint::Length(below)]).areas(inner)
    }

    fn detail_lines(&self) -> u16 {
        if self.guardrails { FIGURE_LINES + DETAIL_LINES } else { DETAIL_LINES }
    }

    fn title(&self) -> String {
        let mut title = match (&self.found, self.guardrails) {
            (Some(_), true) => "Guardrails: used of allowed".to_owned(),
            (Some(found), false) if !self.filter.is_empty() => format!("Check: {}", self.counts_shown(found)),
            (Some(found), false) => format!("Check: {}", found.counts()),
            (None, _) => "Check of the library".to_owned(),
        };
        if !self.filter.is_empty() {
            title.push_str(&format!(" ── filter: {}", self.filter));
        }
        title
    }

    /// The counts while a filter leaves a part: `1 of 12 errors, 0 of 3 warnings, 2 of 2 hints`.
    fn counts_shown(&self, found: &Checkup) -> String {
        let parts = Severity::ALL.map(|severity| {
            let of = |place: &usize| self.remark_at(*place).is_some_and(|remark| remark.severity == severity);
            let shown = (0..self.shown.len()).filter(of).count();
            let total = found.count(severity);
            let ending = if total == 1 { "" } else { "s" };
            format!("{} of {} {}{ending}", thousands(shown), thousands(total), severity.as_str())
        });
        parts.join(", ")
    }

    fn foot(&self) -> String {
        let mut parts = Vec::new();
        if !self.shown.is_empty() {
            parts.push(format!("{} of {}", self.view.selected + 1, self.shown.len()));
        }
        if let Some(found) = &self.found {
            parts.push(format!("as of {}", found.at.strftime("%H:%M UTC")));
        }
        match &self.stage {
            Stage::Reading(_) | Stage::Looking(..) if self.found.is_some() => parts.push("looking again …".to_owned()),
            Stage::Done { changed: true, .. } => parts.push("! changed since, r looks again".to_owned()),
            _ => {}
        }
        parts.join(" · ")
    }

    /// What stands in the place of the table where there is nothing in it.
    fn nothing(&self, theme: &Theme) -> (Style, String) {
        match (&self.stage, &self.found) {
            (_, Some(_)) if !self.filter.is_empty() => {
                (theme.dim, "Nothing here holds the words of the filter. esc clears it.".to_owned())
            }
            (_, Some(found)) if found.missing().is_empty() => (theme.good, "✓ Nothing was found.".to_owned()),
            (_, Some(_)) => (theme.base, "Nothing was found in what could be judged.".to_owned()),
            (Stage::Reading(kinds), None) if !kinds.is_empty() => {
                let nouns: Vec<String> = kinds.iter().map(|kind| kind.entry().title.to_lowercase()).collect();
                (theme.dim, format!("Reading from the server: {} …", nouns.join(", ")))
            }
            (_, None) => (theme.dim, "Looking through the library …".to_owned()),
        }
    }

    /// Draws the remarks or the guardrails.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let inner = framed(area, buf, theme, &self.title(), &self.foot(), true);
        let [above, table, below] = self.parts(inner);
        let gaps = self.gaps(inner.width).into_iter().map(|line| (line, theme.warn));
        let left_out = self.left_out(inner.width).into_iter().map(|line| (line, theme.dim));
        for (row, (line, style)) in above.rows().zip(gaps.chain(left_out)) {
            buf.set_stringn(row.x, row.y, fit(&line, row.width), usize::from(row.width), style);
        }
        if self.shown.is_empty() {
            let (style, text) = self.nothing(theme);
            paragraph(table, buf, style, &text);
            return;
        }
        if self.guardrails {
            self.draw_figures(theme, table, buf);
        } else {
            self.draw_remarks(theme, table, buf);
        }
        for (row, line) in below.rows().zip(self.detail(inner.width)) {
            buf.set_stringn(row.x, row.y, fit(&line, row.width), usize::from(row.width), theme.dim);
        }
    }

    fn draw_remarks(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let columns = [
            Column::new("Severity", Width::Fixed(9), Align::Left),
            Column { hide_below: 100, ..Column::new("Kind", Width::Fixed(12), Align::Left) },
            Column { hide_below: 56, ..Column::new("Object", Width::Fixed(24), Align::Left) },
            Column::new("What", Width::Fill, Align::Left),
        ];
        // What the other columns, the gaps between them and the signs at both ends leave.
        let others = columns.iter().filter(|column| area.width > column.hide_below);
        let taken = others.fold(3, |sum: u16, column| match column.width {
            Width::Fixed(columns) => sum + columns + 2,
            Width::Fill => sum,
        });
        let room = area.width.saturating_sub(taken);
        render_table(area, buf, theme, &columns, &self.view, self.shown.len(), |place| {
            let Some(remark) = self.remark_at(place) else { return Row::default() };
            let word = format!("{} {}", remark.severity.sign(), remark.severity.as_str());
            let (kind, name) = match &remark.about {
                Some(record) => (record.kind.entry().short, record.title().to_owned()),
                None => ("–", "the library".to_owned()),
            };
            Row::new(vec![
                Cell::new(word, severity_style(remark.severity, theme)),
                Cell::new(kind, theme.dim),
                Cell::from(name),
                Cell::from(reason_within(remark, room)),
            ])
        });
    }

    fn draw_figures(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let columns = [
            Column::new("What", Width::Fill, Align::Left),
            Column::new("Used", Width::Fixed(20), Align::Right),
            Column { hide_below: 56, ..Column::new("Share", Width::Fixed(7), Align::Right) },
            Column { hide_below: 90, ..Column::new("Most of all", Width::Fixed(28), Align::Left) },
        ];
        render_table(area, buf, theme, &columns, &self.view, self.shown.len(), |place| {
            let Some(figure) = self.figure_at(place) else { return Row::default() };
            let style = match figure.concern() {
                Some(Concern::Guardrail) if figure.undisputed => theme.bad,
                Some(_) => theme.warn,
                None => theme.base,
            };
            let sign = if figure.undisputed { "" } else { "? " };
            Row::new(vec![
                Cell::from(figure.what.clone()),
                Cell::new(figure.told_shortly(), style),
                Cell::new(format!("{sign}{}", figure.share()), style),
                Cell::new(
                    figure.holder.as_ref().map_or_else(String::new, |record| record.title().to_owned()),
                    theme.dim,
                ),
            ])
        });
    }
}

/// A guardrail in full, and which object has most of it.
fn figure_told(figure: &Figure) -> String {
    match &figure.holder {
        Some(record) => {
            let (noun, name) = (record.kind.entry().noun, record.title());
            format!("Most of all in the {noun} \"{name}\": {} {}.", figure.told(), figure.what)
        }
        None => format!("{}: {}.", capitalized(&figure.what), figure.told()),
    }
}

/// No more than so many lines; where that is not all, the last one ends in a word for it, within the width.
fn cut_lines(mut lines: Vec<String>, most: u16, word: &str, columns: u16) -> Vec<String> {
    if lines.len() > usize::from(most) {
        lines.truncate(usize::from(most));
        if let Some(last) = lines.last_mut() {
            let room = columns.saturating_sub(u16::try_from(width(word)).unwrap_or(columns));
            *last = format!("{}{word}", fit(last, room));
        }
    }
    lines
}

/// What is wrong, for so many columns: where they do not suffice, of each id the end, which tells most.
pub(super) fn reason_within(remark: &Remark, columns: u16) -> String {
    let Some(record) = remark.about.as_ref().filter(|_| width(&remark.reason) > usize::from(columns)) else {
        return remark.reason.clone();
    };
    let short = |word| if names_id(record, word) { fit_end(word, SHORT_ID).into_owned() } else { String::from(word) };
    remark.reason.split(' ').map(short).collect::<Vec<_>>().join(" ")
}
