//! What is wrong in the library, and the way to each object; and what is used of what the guardrails allow.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;

use crate::domain::checkup::{Figure, Remark};
use crate::domain::{Checkup, Concern, Kind, Severity, Snapshot, thousands};
use crate::keys::Action;
use crate::widgets::{
    Align, Cell, Column, Row, Theme, Viewport, Width, clean, fit, framed, paragraph, render_table, wrap,
};

use super::movement::{inside, move_cursor};
use super::prompt::Prompt;
use super::shelf::{Load, Shelf};
use super::{Notice, Surroundings, Wish};

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
    },
}

/// The screen's state.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckupScreen {
    /// How far the look is.
    pub stage: Stage,
    /// What was found last.
    pub found: Option<Arc<Checkup>>,
    /// Whether the guardrails are shown instead of the remarks.
    guardrails: bool,
    filter: String,
    /// Which of the remarks, or of the guardrails, the filter leaves.
    shown: Vec<usize>,
    view: Viewport,
}

impl Default for CheckupScreen {
    fn default() -> Self {
        CheckupScreen {
            stage: Stage::Reading(Vec::new()),
            found: None,
            guardrails: false,
            filter: String::new(),
            shown: Vec::new(),
            view: Viewport::default(),
        }
    }
}

/// The most lines above the table that tell what could not be judged.
const GAP_LINES: u16 = 4;
/// What the guardrails say nothing about, and what their sign means.
const UNSEEN: &str = "Ranking formulas and AI models can't be seen from here, nor which attributes of a rule come from \
                      the context. Where a ? stands, the product's documents disagree about what is allowed.";
/// The most lines below the table that tell of the selected remark in full.
const DETAIL_LINES: u16 = 3;

impl CheckupScreen {
    /// Looks from now on: what was found before stays until there is something new.
    pub fn begin(&mut self) {
        self.stage = Stage::Reading(Vec::new());
    }

    /// Takes in what was found. The cursor stays on its remark, if that is still there.
    pub fn take(&mut self, found: Checkup, snapshot: Arc<Snapshot>) {
        let selected = self.remark().cloned();
        self.stage = Stage::Done { snapshot, changed: false };
        self.found = Some(Arc::new(found));
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
        let holds = |text: String| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let guardrails = self.guardrails;
        self.shown.retain(|index| {
            let text = if guardrails {
                found.figures.get(*index).map(|figure| {
                    format!("{} {}", figure.what, figure.holder.as_ref().map_or("", |record| record.title()))
                })
            } else {
                found.remarks.get(*index).map(searched)
            };
            text.is_some_and(&holds)
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
        let mut lines: Vec<String> =
            found.gaps().iter().flat_map(|gap| wrap(&format!("! {}", clean(gap)), width)).collect();
        if lines.len() > usize::from(GAP_LINES) {
            lines.truncate(usize::from(GAP_LINES));
            if let Some(last) = lines.last_mut() {
                last.push_str(" … x writes all of it");
            }
        }
        lines
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
                let place = if remark.pointer.is_empty() { String::new() } else { format!(" at {}", remark.pointer) };
                let advice = match &remark.fix {
                    Some(fix) => format!("f: {}", fix.told()),
                    None => entry.advice.to_owned(),
                };
                format!("{about}: {} [{}{place}] → {advice}", remark.reason, entry.name)
            }
            (None, true) => UNSEEN.to_owned(),
            (None, false) => return Vec::new(),
        };
        let mut lines = wrap(&clean(&text), width);
        if lines.len() > usize::from(DETAIL_LINES) {
            lines.truncate(usize::from(DETAIL_LINES));
            if let Some(last) = lines.last_mut() {
                *last = format!("{} …", fit(last, width.saturating_sub(2)));
            }
        }
        lines
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

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        let rows = self.rows(body);
        self.view.follow(self.shown.len(), rows);
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        let record = || {
            let of_remark = self.remark().and_then(|remark| remark.about.clone());
            of_remark.or_else(|| self.figure_at(self.view.selected)?.holder.clone())
        };
        match action {
            Action::Open => match record() {
                Some(record) => vec![Wish::ShowDetail(record)],
                None if self.remark().is_some() => {
                    vec![Wish::Tell(Notice::info("This is about the library as a whole."))]
                }
                None => Vec::new(),
            },
            Action::UsedBy => record().map(Wish::ShowUsedBy).into_iter().collect(),
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
            (Some(found), false) => {
                let counts = Severity::ALL.map(|severity| {
                    let count = found.count(severity);
                    let number = thousands(count);
                    format!("{number} {}{}", severity.as_str(), if count == 1 { "" } else { "s" })
                });
                format!("Check: {}", counts.join(", "))
            }
            (None, _) => "Check of the library".to_owned(),
        };
        if !self.filter.is_empty() {
            title.push_str(&format!(" ── filter: {}", self.filter));
        }
        title
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
            (_, Some(found)) if found.gaps().is_empty() => (theme.good, "✓ Nothing was found.".to_owned()),
            (_, Some(_)) => (theme.base, "Nothing was found in what could be judged.".to_owned()),
            (Stage::Reading(kinds), None) => {
                let nouns: Vec<String> = kinds.iter().map(|kind| kind.entry().title.to_lowercase()).collect();
                (theme.dim, format!("Reading from the server: {} …", nouns.join(", ")))
            }
            (Stage::Looking(..) | Stage::Done { .. }, None) => (theme.dim, "Looking through the library …".to_owned()),
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
            Column::new("How bad", Width::Fixed(9), Align::Left),
            Column { hide_below: 100, ..Column::new("Kind", Width::Fixed(12), Align::Left) },
            Column { hide_below: 56, ..Column::new("Object", Width::Fixed(24), Align::Left) },
            Column::new("What", Width::Fill, Align::Left),
        ];
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
                Cell::from(remark.reason.clone()),
            ])
        });
    }

    fn draw_figures(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let columns = [
            Column::new("What", Width::Fill, Align::Left),
            Column::new("Used", Width::Fixed(18), Align::Right),
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
                Cell::new(figure.told(), style),
                Cell::new(format!("{sign}{} %", figure.percent()), style),
                Cell::new(
                    figure.holder.as_ref().map_or_else(String::new, |record| record.title().to_owned()),
                    theme.dim,
                ),
            ])
        });
    }
}

/// All of a remark in which the words of a filter are looked for.
fn searched(remark: &Remark) -> String {
    let about = remark.about.as_ref().map_or_else(
        || "the library".to_owned(),
        |record| format!("{} {} {}", record.kind.entry().noun, record.title(), record.id),
    );
    let fix = if remark.fix.is_some() { "fix" } else { "" };
    format!("{} {} {about} {} {fix}", remark.severity.as_str(), remark.concern.entry().name, remark.reason)
}

/// Why a list is not whole, in words that stand behind its name.
#[must_use]
pub fn why_missing(shelf: &Shelf) -> String {
    match &shelf.load {
        Load::Failed(error) => format!("are not read ({})", error.headline()),
        Load::Partial(reason) => format!("are read in part only ({reason})"),
        Load::NotAsked | Load::Running | Load::Complete | Load::Stale(_) => "are not read yet".to_owned(),
    }
}

/// The colour of a severity; its sign and word say the same.
fn severity_style(severity: Severity, theme: &Theme) -> Style {
    match severity {
        Severity::Error => theme.bad,
        Severity::Warning => theme.warn,
        Severity::Hint => theme.dim,
    }
}
