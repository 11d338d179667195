//! The history: every write that left, newest first, and of each what it changed and what was sent.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::{absolute, json, relative};
use crate::keys::Action;
use crate::store::{Entry, WriteKind, WriteResult};
use crate::widgets::{Align, Cell, Column, Row, Scroll, Theme, Width, clean, framed, render_lines};

use super::kept::KeptList;
use super::movement::{rows_inside, scroll};
use super::review::diff_line;
use super::{Surroundings, Wish};

/// The screen's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct HistoryScreen {
    /// The name of the object that it is about, if it is about one.
    about: Option<String>,
    entries: KeptList<Entry>,
    /// How the selected entry is shown, while it is open.
    open: Option<Opened>,
}

/// How an entry is shown.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Opened {
    /// What was sent instead of the lines that it changed.
    as_sent: bool,
    scroll: Scroll,
}

/// The word for what a write is to do.
fn word(operation: WriteKind) -> &'static str {
    match operation {
        WriteKind::Create => "create",
        WriteKind::Update => "edit",
        WriteKind::Delete => "delete",
        WriteKind::Restore => "restore",
        WriteKind::Undo => "take back",
    }
}

impl HistoryScreen {
    /// The history of all that was written, or of the object of this name.
    #[must_use]
    pub fn about(name: Option<String>) -> Self {
        HistoryScreen { about: name, ..HistoryScreen::default() }
    }

    /// Takes the entries in, newest first.
    pub fn take(&mut self, entries: Vec<Entry>) {
        self.entries.take(entries);
    }

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        self.entries.fit(body);
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        let selected = self.entries.selected();
        match (action, &mut self.open) {
            (Action::Back, Some(_)) => self.open = None,
            (Action::Back, None) => return vec![Wish::Close],
            (Action::Open, None) if selected.is_some() => self.open = Some(Opened::default()),
            (Action::ToggleForm, Some(open)) => *open = Opened { as_sent: !open.as_sent, ..Opened::default() },
            (other, Some(open)) => {
                let lines = selected.map_or(0, |entry| lines(entry, open.as_sent, &Theme::plain()).len());
                scroll(&mut open.scroll, other, lines, rows_inside(body));
            }
            (other, None) => self.entries.step(other, body),
        }
        Vec::new()
    }

    /// Draws the list, or the entry that is open.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        if let (Some(open), Some(entry)) = (self.open, self.entries.selected()) {
            let title = format!("{} {}", word(entry.intent.operation), entry.intent.name);
            let inner = framed(area, buf, theme, &title, "esc back to the history", true);
            render_lines(inner, buf, theme, &lines(entry, open.as_sent, theme), open.scroll);
            return;
        }
        let title = self.about.as_ref().map_or("History".to_owned(), |name| format!("History of {name}"));
        let columns = [
            Column::new("When", Width::Fixed(9), Align::Left),
            Column::new("What", Width::Fixed(9), Align::Left),
            Column::new("Object", Width::Fill, Align::Left),
            Column { hide_below: 100, ..Column::new("Where", Width::Fixed(12), Align::Left) },
            Column::new("Result", Width::Fixed(22), Align::Left),
        ];
        self.entries.draw((around, area, buf), (&title, "Nothing was written."), &columns, |entry| {
            let style = match entry.result() {
                WriteResult::Done => theme.good,
                WriteResult::Refused(_) => theme.bad,
                WriteResult::Unknown | WriteResult::NotSent => theme.warn,
            };
            Row::new(vec![
                Cell::new(relative(entry.intent.at, around.now), theme.dim),
                Cell::from(word(entry.intent.operation)),
                Cell::from(entry.intent.name.as_str()),
                Cell::from(entry.intent.place.scope.label()),
                Cell::new(entry.result().to_string(), style),
            ])
        });
    }
}

/// Why there are no lines of what a write changed, where a sentence tells it.
#[must_use]
pub fn why_no_lines(entry: &Entry) -> Option<&'static str> {
    match (entry.intent.operation, entry.result()) {
        (WriteKind::Delete, WriteResult::Done) => {
            Some("The whole body went into the trash first: :trash creates it again as long as it is kept there.")
        }
        (WriteKind::Delete, WriteResult::Unknown) => {
            Some("The whole body went into the trash first. Whether it was deleted is not known.")
        }
        (WriteKind::Delete, WriteResult::Refused(_) | WriteResult::NotSent) => Some("It was not deleted."),
        _ => None,
    }
}

/// All that is known of a write, and what it changed or what was sent.
fn lines(entry: &Entry, as_sent: bool, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = facts(entry, theme);
    lines.push(Line::default());
    match (&entry.intent.diff, why_no_lines(entry)) {
        (Some(diff), _) if !as_sent => {
            let is_done = *entry.result() == WriteResult::Done;
            let heading = if is_done { "What it changed" } else { "What it was to change" };
            lines.push(Line::styled(heading, theme.heading));
            lines.extend(diff.lines.iter().map(|line| diff_line(line, theme)));
            if diff.left_out > 0 {
                let text = format!("  ⋯ {} more lines are not kept here; what was sent is kept whole", diff.left_out);
                lines.push(Line::styled(text, theme.dim));
            }
        }
        (None, Some(why)) => lines.push(Line::styled(why, theme.base)),
        _ => {
            let is_sent = *entry.result() != WriteResult::NotSent;
            lines.push(Line::styled(if is_sent { "What was sent" } else { "What was to be sent" }, theme.heading));
            lines.extend(sent(entry, theme));
        }
    }
    lines
}

fn facts(entry: &Entry, theme: &Theme) -> Vec<Line<'static>> {
    let revision = |number: Option<u64>| number.map_or("–".to_owned(), |number| number.to_string());
    let intent = &entry.intent;
    let outcome = entry.outcome.as_ref();
    let ids: Vec<&str> = entry.objects().map(crate::domain::ObjectId::as_str).collect();
    let facts = [
        ("When", absolute(intent.at)),
        ("Where", format!("{} · {}", intent.place.scope.label(), intent.place.site)),
        ("Profile", intent.place.profile.clone().unwrap_or_else(|| "–".to_owned())),
        ("Object", ids.join(" → ")),
        ("Result", entry.result().to_string()),
        ("Revision", format!("{} → {}", revision(intent.before), revision(outcome.and_then(|outcome| outcome.after)))),
        ("Request", outcome.and_then(|outcome| outcome.request.clone()).unwrap_or_else(|| "–".to_owned())),
    ];
    facts.iter().map(|(what, text)| Line::styled(format!("{what:<10}{}", clean(text)), theme.base)).collect()
}

/// What was sent: a patch operation by operation, a body as JSON.
fn sent(entry: &Entry, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let sent = &entry.intent.sent;
    match json::parse(sent) {
        Ok(serde_json::Value::Array(operations)) => {
            for operation in operations {
                let member = |name: &str| operation.get(name).and_then(serde_json::Value::as_str).unwrap_or("");
                let (sign, style) = if member("op") == "remove" { ('-', theme.removed) } else { ('+', theme.added) };
                lines.push(Line::styled(format!("{sign} {}", clean(member("path"))), style));
                if let Some(value) = operation.get("value") {
                    let text = json::pretty(value);
                    lines.extend(text.lines().map(|line| Line::styled(format!("    {}", clean(line)), style)));
                }
            }
        }
        Ok(body) => {
            let text = json::pretty(&body);
            lines.extend(text.lines().map(|line| Line::styled(clean(line).into_owned(), theme.base)));
        }
        Err(_) => lines.extend(sent.lines().map(|line| Line::styled(clean(line).into_owned(), theme.dim))),
    }
    lines
}
