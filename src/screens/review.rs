//! The review: what a save would send, as a readable difference and as the JSON Patch, before anything leaves.

use std::borrow::Cow;
use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use serde_json::Value;

use crate::domain::{Catalogue, DiffLine, Ids, Kind, Operation, json};
use crate::keys::Action;
use crate::widgets::{
    FRAME_COLUMNS, FRAME_ROWS, Scroll, Theme, clean, framed, render_lines, render_noted, text_line, wrap,
};

use super::movement::scroll;
use super::names::{Links, Spot};
use super::{Cargo, Change, Creation, Notice, Surroundings, Tone, Wish, members};

/// The review's state.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewScreen {
    cargo: Cargo,
    payload: String,
    /// How the change was put together with another, where it was.
    merged: Option<String>,
    warnings: Vec<String>,
    /// Whether it was typed, so that the way back leads to the text.
    typed: bool,
    show_payload: bool,
    scroll: Scroll,
    /// The ids that the object names, before or after.
    ids: Ids,
    /// Where they stand in the difference and in what is sent, and which of those that are shown is chosen.
    in_difference: Links,
    in_payload: Links,
    spot: Option<Spot>,
}

impl ReviewScreen {
    /// Reviews a change to a stored object.
    #[must_use]
    pub fn of_change(change: Change, warnings: Vec<String>) -> Self {
        let payload = payload(&change);
        let ids = ids(&change);
        let cargo = Cargo::Change(Box::new(change));
        ReviewScreen::of(cargo, payload, ids, warnings)
    }

    /// Says how the change was put together with another.
    pub fn say_merged(&mut self, told: String) {
        self.merged = Some(told);
    }

    /// Says that nobody typed the text: the way back does not lead to it.
    pub fn say_untyped(&mut self) {
        self.typed = false;
    }

    /// Leaves out the guards, for a server that does not take them.
    pub fn drop_guards(&mut self) {
        if let Cargo::Change(change) = &mut self.cargo {
            change.guards.clear();
            self.payload = payload(change);
            (self.in_payload, self.spot) = (Links::in_lines(self.payload.lines(), &self.ids), None);
        }
    }

    /// Reviews a new object with these ids in it; the text is what is sent.
    #[must_use]
    pub fn of_creation(creation: Creation, text: String, ids: Ids, warnings: Vec<String>) -> Self {
        ReviewScreen::of(Cargo::Creation(Box::new(creation)), text, ids, warnings)
    }

    fn of(cargo: Cargo, payload: String, ids: Ids, warnings: Vec<String>) -> Self {
        let (merged, show_payload, scroll) = (None, false, Scroll::default());
        let typed = cargo.editor().is_some();
        let in_difference = Links::in_difference(cargo.difference(), &ids);
        let (in_payload, spot) = (Links::in_lines(payload.lines(), &ids), None);
        ReviewScreen {
            cargo,
            payload,
            merged,
            warnings,
            typed,
            show_payload,
            scroll,
            ids,
            in_difference,
            in_payload,
            spot,
        }
    }

    /// Where others are named in what is shown.
    fn links(&self) -> &Links {
        if self.show_payload { &self.in_payload } else { &self.in_difference }
    }

    /// The kinds of those that the object names.
    #[must_use]
    pub fn named_kinds(&self) -> BTreeSet<Kind> {
        self.ids.kinds()
    }

    /// The change under review, if it is one.
    #[must_use]
    pub fn change(&self) -> Option<&Change> {
        match &self.cargo {
            Cargo::Change(change) => Some(change),
            Cargo::Creation(_) => None,
        }
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        match action {
            Action::Confirm => vec![Wish::Close, Wish::AskSend(self.cargo.clone())],
            Action::ToggleForm => {
                self.show_payload = !self.show_payload;
                (self.scroll, self.spot) = (Scroll::default(), None);
                Vec::new()
            }
            Action::Open | Action::NextLink | Action::PreviousLink => {
                let height = self.height(body);
                let links = if self.show_payload { &self.in_payload } else { &self.in_difference };
                links.act(action, &mut self.spot, &mut self.scroll, height)
            }
            Action::Back => vec![Wish::Close],
            Action::Edit => vec![match self.cargo.editor() {
                Some(editor) => Wish::EditText(editor),
                None => Wish::Tell(Notice::info("A step by status has no text of its own. esc goes back.")),
            }],
            other => {
                let lines =
                    if self.show_payload { self.payload.lines().count() } else { self.cargo.difference().len() };
                let height = self.height(body);
                scroll(&mut self.scroll, other, lines, height);
                Vec::new()
            }
        }
    }

    /// How many lines of what changes are seen.
    fn height(&self, body: Rect) -> usize {
        let inner = body.width.saturating_sub(FRAME_COLUMNS);
        let rows = body.height.saturating_sub(FRAME_ROWS);
        usize::from(rows - self.head_height(inner, rows))
    }

    /// The rows of summary, notes and warnings, and a blank one: at most half of what there is.
    fn head_height(&self, width: u16, height: u16) -> u16 {
        let lines = 2 + self.notes(width).len();
        u16::try_from(lines).unwrap_or(u16::MAX).min(height / 2)
    }

    /// How it was merged, the warnings, and beside the patch what its tests are for; in full, for what is to be weighed
    /// before sending must be read to its end.
    fn notes(&self, width: u16) -> Vec<(Tone, String)> {
        let merged = self.merged.iter().map(|told| (Tone::Good, format!("✓ {told}")));
        let warnings = self.warnings.iter().map(|warning| (Tone::Warning, format!("! {warning}")));
        let guards = self.change().filter(|change| self.show_payload && !change.guards.is_empty()).map(|_| {
            let text = "· The tests are guards: if one of these values has changed, the server refuses it all.";
            (Tone::Info, text.to_owned())
        });
        let notes = merged.chain(warnings).chain(guards);
        notes.flat_map(|(tone, text)| wrap(&text, width).into_iter().map(move |line| (tone, line))).collect()
    }

    /// Draws the review.
    pub fn draw(&self, around: &Surroundings, catalogue: Catalogue<'_>, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let (title, summary) = match &self.cargo {
            Cargo::Change(change) => {
                let what = describe(&change.patch);
                (format!("Review: {}", change.base.title()), format!("{what} · {}", change.scope.label()))
            }
            Cargo::Creation(creation) => (
                format!("Review: new {}", creation.kind.entry().noun),
                format!("A new object in {}", creation.scope.label()),
            ),
        };
        let form = match (&self.cargo, self.show_payload) {
            (Cargo::Change(_), true) => "the JSON Patch that is sent",
            (Cargo::Change(_), false) => "what changes",
            (Cargo::Creation(_), true) => "the JSON that is sent",
            (Cargo::Creation(_), false) => "what is created",
        };
        let foot = match (self.typed, self.cargo.editor()) {
            (true, _) => "y sends it · esc back to the text",
            (false, Some(_)) => "y sends it · e edits it · esc back",
            (false, None) => "y sends it · esc back",
        };
        let inner = framed(area, buf, theme, &title, foot, true);
        let head = self.head_height(inner.width, inner.height);
        let [top, rest] = Layout::vertical([Constraint::Length(head), Constraint::Fill(1)]).areas(inner);
        let mut lines = vec![Line::styled(format!("{} — {form}", clean(&summary)), theme.heading)];
        lines.extend(self.notes(inner.width).into_iter().map(|(tone, line)| {
            let style = match tone {
                Tone::Good => theme.good,
                Tone::Info => theme.dim,
                Tone::Warning | Tone::Error => theme.warn,
            };
            Line::styled(line, style)
        }));
        render_lines(top, buf, theme, &lines, Scroll::default());
        if self.show_payload {
            let shown = |number, line| self.links().json((number, line), rest.width, self.spot, catalogue, theme);
            let len = self.payload.lines().count();
            render_noted(rest, buf, theme, (len, self.scroll), self.payload.lines(), shown);
        } else {
            let lines = self.cargo.difference();
            let shown = |number, line: &DiffLine| {
                self.links().noted(
                    (number, || Cow::from(line.to_string())),
                    (diff_line(line, rest.width, theme), rest.width),
                    self.spot,
                    catalogue,
                    theme,
                )
            };
            render_noted(rest, buf, theme, (lines.len(), self.scroll), lines.iter(), shown);
        }
    }
}

/// The ids that an object names, before a change and after it.
pub(super) fn ids(change: &Change) -> Ids {
    let Change { base, edited, .. } = change;
    Ids::of(base).and(Ids::in_body(base.generation, base.kind, edited))
}

/// The JSON Patch as it is sent, its guards first.
pub(super) fn payload(change: &Change) -> String {
    let prefix = change.base.generation.body_prefix();
    let guards = change.guards.iter().map(|guard| guard.to_json(prefix));
    let operations = change.patch.iter().map(|operation| operation.to_json(prefix));
    json::pretty(&Value::Array(guards.chain(operations).collect()))
}

/// A line of a difference in so many columns, as every screen shows it.
pub(super) fn diff_line(line: &DiffLine, columns: u16, theme: &Theme) -> Line<'static> {
    let style = match line {
        DiffLine::Same(_) | DiffLine::Gap(_) => theme.dim,
        DiffLine::Removed(_) => theme.removed,
        DiffLine::Added(_) => theme.added,
    };
    match line.text() {
        Some(text) => text_line(line.sign(), text, style, columns),
        None => Line::styled(line.to_string(), style),
    }
}

/// The operations in a few words: `1 member set, 2 removed`.
fn describe(patch: &[Operation]) -> String {
    let removed = patch.iter().filter(|operation| matches!(operation, Operation::Remove { .. })).count();
    let set = patch.len() - removed;
    match (set, removed) {
        (set, 0) => format!("{set} {} set", members(set)),
        (0, removed) => format!("{removed} {} removed", members(removed)),
        (set, removed) => format!("{set} {} set, {removed} removed", members(set)),
    }
}
