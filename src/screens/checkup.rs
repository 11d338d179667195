//! What is wrong in the library, and the way to each object; and what is used of what the guardrails allow.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;

use crate::domain::checkup::{Figure, Remark};
use crate::domain::{Checkup, Concern, KINDS, Kind, Record, Severity, Snapshot, form_rows, place_named, thousands};
use crate::keys::Action;
use crate::widgets::{
    Align, Cell, Column, Row, Theme, Viewport, Width, clean, fit, fit_end, framed, paragraph, render_table, width, wrap,
};

use super::columns::severity_style;
use super::movement::{inside, move_cursor};
use super::prompt::Prompt;
use super::shelf::{Load, Shelf};
use super::{Notice, Surroundings, Wish, capitalized};

/// How far the look is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// These lists are on their way.
    Reading(Vec<Kind>),
    /// They are being looked through, under this number.
    Looking(u64, Arc<Snapshot>),
    /// It is over.
    Done {
        /// What was looked through.
        snapshot: Arc<Snapshot>,
        /// Whether the lists have changed since.
        changed: bool,
        /// The edition of the lists that it was compared with last.
        edition: u64,
    },
}

/// The screen's state.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckupScreen {
    /// How far the look is.
    pub stage: Stage,
    /// Whether it was asked for once more while it was under way.
    once_more: bool,
    /// What was found last.
    pub found: Option<Arc<Checkup>>,
    /// Whether the guardrails are shown instead of the remarks.
    guardrails: bool,
    filter: String,
    /// Which of the remarks, or of the guardrails, the filter leaves.
    shown: Vec<usize>,
    view: Viewport,
    /// Where the selected remark's place is, with its number among all: to tell it, the object is parsed.
    place: Option<(usize, String)>,
}

impl Default for CheckupScreen {
    fn default() -> Self {
        CheckupScreen {
            stage: Stage::Reading(Vec::new()),
            once_more: false,
            found: None,
            guardrails: false,
            filter: String::new(),
            shown: Vec::new(),
            view: Viewport::default(),
            place: None,
        }
    }
}

/// The most lines above the table that tell what could not be judged.
const GAP_LINES: u16 = 2;
/// What the guardrails say nothing about, and what their sign means.
const UNSEEN: &str = "Not seen from here: ranking formulas, AI models, and what delivery bounds (requests a second, offers in \
                      a response, rules in a request). ?: the product's documents disagree. ≥: not all was read.";
/// So many columns of an id tell it from others where there is little room.
const SHORT_ID: u16 = 10;
/// The most lines below the table that tell of the selected remark in full.
const DETAIL_LINES: u16 = 3;

impl CheckupScreen {
    /// Looks from now on, or once more at the end of the look that is under way: what was found before stays until there
    /// is something new.
    pub fn look_again(&mut self) {
        match self.stage {
            Stage::Looking(..) => self.once_more = true,
            Stage::Reading(_) | Stage::Done { .. } => self.stage = Stage::Reading(Vec::new()),
        }
    }

    /// Takes in what was found. The cursor stays on its remark, if that is still there.
    pub fn take(&mut self, found: Checkup, snapshot: Arc<Snapshot>) {
        let selected = self.remark().cloned();
        self.stage = if std::mem::take(&mut self.once_more) {
            Stage::Reading(Vec::new())
        } else {
            Stage::Done { snapshot, changed: false, edition: 0 }
        };
        self.found = Some(Arc::new(found));
        self.place = None;
        self.show_all();
        self.sift();
        let is_it = |remark: &Remark| {
            selected.as_ref().is_some_and(|before| {
                let id = |remark: &Remark| remark.about.as_ref().map(|record| record.id.clone());
                (remark.concern, &remark.pointer, id(remark)) == (before.concern, &before.pointer, id(before))
            })
        };
        if let Some(place) = (0..self.shown.len()).find(|place| self.remark_at(*place).is_some_and(is_it)) {
            self.view.set(place);
        }
    }

    /// Shows only what holds these words.
    pub fn filter_by(&mut self, text: &str) {
        // Each letter more leaves a part of what is shown: only that is looked through.
        let narrows = text.starts_with(&self.filter);
        text.clone_into(&mut self.filter);
        self.view = Viewport::default();
        if !narrows {
            self.show_all();
        }
        self.sift();
    }

    /// Shows all, whatever the filter says.
    fn show_all(&mut self) {
        let count = self
            .found
            .as_ref()
            .map_or(0, |found| if self.guardrails { found.figures.len() } else { found.remarks.len() });
        self.shown = (0..count).collect();
    }

    /// Leaves of what is shown what holds the words of the filter.
    fn sift(&mut self) {
        let Some(found) = &self.found else { return };
        if self.filter.trim().is_empty() {
            return;
        }
        let words: Vec<String> = self.filter.split_whitespace().map(str::to_lowercase).collect();
        let guardrails = self.guardrails;
        self.shown.retain(|index| {
            if guardrails {
                found.figures.get(*index).is_some_and(|figure| {
                    let holder = figure.holder.as_ref().map_or("", |record| record.title());
                    let text = format!("{} {holder}", figure.what).to_lowercase();
                    words.iter().all(|word| text.contains(word))
                })
            } else {
                found.remarks.get(*index).is_some_and(|remark| {
                    let text = searched(remark).to_lowercase();
                    words.iter().all(|word| text.contains(word) || is_whole_id(remark, word))
                })
            }
        });
    }

    fn remark_at(&self, place: usize) -> Option<&Remark> {
        let index = *self.shown.get(place)?;
        self.found.as_ref().filter(|_| !self.guardrails)?.remarks.get(index)
    }

    fn remark(&self) -> Option<&Remark> {
        self.remark_at(self.view.selected)
    }

    fn figure_at(&self, place: usize) -> Option<&Figure> {
        let index = *self.shown.get(place)?;
        self.found.as_ref().filter(|_| self.guardrails)?.figures.get(index)
    }

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

    /// The selected remark in full, below the table.
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
            (None, true) => UNSEEN.to_owned(),
            (None, false) => return Vec::new(),
        };
        cut_lines(wrap(&clean(&text), width), DETAIL_LINES, " …", width)
    }

    /// The parts inside the frame: what is not known, the table, the selected remark in full.
    fn parts(&self, inner: Rect) -> [Rect; 3] {
        let count = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
        let above = count(self.gaps(inner.width).len()).min(inner.height / 3);
        let below = if self.found.is_some() { DETAIL_LINES.min(inner.height / 4) } else { 0 };
        Layout::vertical([Constraint::Length(above), Constraint::Fill(1), Constraint::Length(below)]).areas(inner)
    }

    fn rows(&self, body: Rect) -> usize {
        let [_, table, _] = self.parts(inside(body));
        usize::from(table.height.saturating_sub(1))
    }

    /// Keeps the cursor in view on a body of this height, and the selected remark's place at hand.
    pub fn fit(&mut self, body: Rect) {
        let rows = self.rows(body);
        self.view.follow(self.shown.len(), rows);
        let selected = self.shown.get(self.view.selected).copied();
        if self.place.as_ref().map(|(index, _)| *index) != selected {
            self.place = selected.zip(self.remark().map(place_of));
        }
    }

    /// The object that the selected line is about.
    fn record(&self) -> Option<&Arc<Record>> {
        let of_remark = self.remark().and_then(|remark| remark.about.as_ref());
        of_remark.or_else(|| self.figure_at(self.view.selected)?.holder.as_ref())
    }

    /// Whether an action has something to act on as things are.
    #[must_use]
    pub fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open | Action::UsedBy => self.record().is_some(),
            Action::Mend => self.remark().is_some_and(|remark| remark.fix.is_some()),
            Action::ToggleForm | Action::Filter | Action::Export => self.found.is_some(),
            _ => true,
        }
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        match action {
            Action::Open => match self.record().cloned() {
                Some(record) => vec![Wish::ShowDetail(record)],
                None if self.remark().is_some() => {
                    vec![Wish::Tell(Notice::info("This is about the library as a whole."))]
                }
                None => Vec::new(),
            },
            Action::UsedBy => self.record().cloned().map(Wish::ShowUsedBy).into_iter().collect(),
            Action::Mend => match self.remark().map(|remark| (&remark.about, &remark.fix)) {
                Some((Some(record), Some(fix))) => vec![Wish::Mend(Arc::clone(record), fix.clone())],
                Some(_) => {
                    let text = "There is no safe fix for this: enter goes to the object, e edits it there.";
                    vec![Wish::Tell(Notice::info(text))]
                }
                None => Vec::new(),
            },
            Action::ToggleForm => {
                self.guardrails = !self.guardrails;
                self.filter.clear();
                self.view = Viewport::default();
                self.show_all();
                Vec::new()
            }
            Action::Filter => vec![Wish::Prompt(Prompt::filter(&self.filter))],
            Action::Refresh => vec![Wish::CheckAgain],
            Action::Export => vec![Wish::AskExport],
            Action::Back if !self.filter.is_empty() => {
                self.filter_by("");
                Vec::new()
            }
            Action::Back => vec![Wish::Close],
            other => {
                let rows = self.rows(body);
                move_cursor(&mut self.view, other, self.shown.len(), rows);
                Vec::new()
            }
        }
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
        for (row, line) in above.rows().zip(self.gaps(inner.width)) {
            buf.set_stringn(row.x, row.y, fit(&line, row.width), usize::from(row.width), theme.warn);
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

/// Where in its object a remark's place is, as its form calls it; as a pointer where that has no row.
fn place_of(remark: &Remark) -> String {
    let Some(record) = remark.about.as_ref().filter(|_| !remark.pointer.is_empty()) else { return String::new() };
    let rows = form_rows(record.kind, record.generation, &record.body());
    format!(" ({})", place_named(&rows, &remark.pointer).unwrap_or_else(|| remark.pointer.clone()))
}

/// All of a remark in which the words of a filter are looked for: what is seen of it. Of ids a part tells nothing.
fn searched(remark: &Remark) -> String {
    let about = remark.about.as_ref().map_or_else(
        || "the library".to_owned(),
        |record| format!("{} {} {}", record.kind.entry().noun, record.kind.entry().short, record.title()),
    );
    let fix = if remark.fix.is_some() { "fix" } else { "" };
    let is_id = |word: &str| remark.about.as_ref().is_some_and(|record| names_id(record, word));
    let reason: Vec<&str> = remark.reason.split(' ').filter(|word| !is_id(word)).collect();
    let entry = remark.concern.entry();
    format!("{} {} {} {about} {} {fix}", remark.severity.as_str(), entry.name, entry.title, reason.join(" "))
}

/// Whether a word of a filter is the whole id of the object that a remark is about, or one that it names.
fn is_whole_id(remark: &Remark, word: &str) -> bool {
    let is_it = |id: &str| id.eq_ignore_ascii_case(word);
    remark.about.as_ref().is_some_and(|record| is_it(record.id.as_str()))
        || remark.reason.split(' ').any(|part| is_it(part.trim_end_matches(',')))
}

/// Whether a word of a remark, without the comma behind it, is an id that the object names.
fn names_id(record: &Record, word: &str) -> bool {
    let word = word.trim_end_matches(',');
    KINDS.iter().any(|entry| record.mentions_of(entry.kind).any(|id| id == word))
}

/// What is wrong, for so many columns: where they do not suffice, of each id the end, which tells most.
fn reason_within(remark: &Remark, columns: u16) -> String {
    let Some(record) = remark.about.as_ref().filter(|_| width(&remark.reason) > usize::from(columns)) else {
        return remark.reason.clone();
    };
    let short = |word| if names_id(record, word) { fit_end(word, SHORT_ID).into_owned() } else { String::from(word) };
    remark.reason.split(' ').map(short).collect::<Vec<_>>().join(" ")
}

/// Why a list is not whole, in words that stand behind its name.
#[must_use]
pub fn why_missing(shelf: &Shelf) -> String {
    match &shelf.load {
        Load::Failed(error) => format!("not read ({})", error.headline()),
        Load::Partial(reason) => format!("read in part only ({reason})"),
        Load::NotAsked | Load::Running | Load::Complete | Load::Stale(_) => "not read yet".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Generation;

    #[test]
    fn a_filter_matches_what_is_seen_and_an_id_only_as_a_whole() {
        let (own, named) = ("dps:personalized-offer:a4", "dps:tag:8e1bf5f814a71773");
        let raw = format!(r#"{{"id":"{own}","name":"Winter","tags":["{named}"]}}"#);
        let record = Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap();
        let remark = Remark {
            concern: Concern::LeadsNowhere,
            severity: Severity::Error,
            about: Some(Arc::new(record)),
            pointer: "/tags/0".to_owned(),
            reason: format!("an id leads nowhere: collection qualifier {named}"),
            fix: None,
        };
        let finds = |word: &str| searched(&remark).to_lowercase().contains(word) || is_whole_id(&remark, word);
        for word in ["winter", "nowhere", "error", "leads-nowhere", own, named] {
            assert!(finds(word), "{word}");
        }
        for word in ["a4", "8e1b", "dps:tag"] {
            assert!(!finds(word), "{word} is a part of an id");
        }
        assert_eq!(reason_within(&remark, 200), remark.reason);
        assert_eq!(reason_within(&remark, 60), "an id leads nowhere: collection qualifier …814a71773");
    }
}
