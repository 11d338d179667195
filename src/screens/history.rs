//! The history: every write that left, newest first, and of each what it changed and what was sent.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::iter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use serde_json::Value;

use crate::domain::{Catalogue, DiffLine, Ids, KINDS, Kind, Scope, absolute, json, relative};
use crate::keys::Action;
use crate::store::{Entry, Place, WriteKind, WriteResult};
use crate::widgets::{Align, Cell, Column, Row, Scroll, Theme, Width, clean, framed, render_noted, text_line};

use super::kept::KeptList;
use super::movement::{rows_inside, scroll};
use super::names::{Links, Spot};
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
#[derive(Clone, Debug, PartialEq, Default)]
struct Opened {
    /// What was sent instead of the lines that it changed.
    as_sent: bool,
    scroll: Scroll,
    /// What was sent, line by line: it is parsed once and not at each frame.
    sent: Vec<(Ink, String)>,
    /// The ids in what was sent; none where it was sent to another place, whose names are not known.
    ids: Ids,
    /// Which of those that are shown is chosen.
    spot: Option<Spot>,
}

/// How a line of what was sent is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ink {
    Base,
    Dim,
    Added,
    Removed,
}

/// A line of an entry.
enum Shown<'a> {
    Told(Line<'static>),
    Changed(&'a DiffLine),
    Sent(&'a (Ink, String)),
}

impl Shown<'_> {
    /// How it reads.
    fn text(&self) -> Cow<'_, str> {
        match self {
            Shown::Told(line) => Cow::from(line.to_string()),
            Shown::Changed(line) => Cow::from(line.to_string()),
            Shown::Sent((_, text)) => Cow::from(text),
        }
    }

    /// How it is drawn in so many columns.
    fn line(&self, columns: u16, theme: &Theme) -> Line<'static> {
        match self {
            Shown::Told(line) => line.clone(),
            Shown::Changed(line) => diff_line(line, columns, theme),
            Shown::Sent((ink, text)) => {
                let style = match ink {
                    Ink::Base => theme.base,
                    Ink::Dim => theme.dim,
                    Ink::Added => theme.added,
                    Ink::Removed => theme.removed,
                };
                text_line("", text, style, columns)
            }
        }
    }
}

impl Opened {
    /// Where others are named in these lines: by ids that were sent, and by those that the lists know by now, since of
    /// what was taken out the patch does not tell the ids.
    fn links<'a>(
        &self,
        lines: impl Iterator<Item = &'a str>,
        entry: &Entry,
        (here, catalogue): (Option<&Scope>, Catalogue<'_>),
    ) -> Links {
        if !is_here(entry, here) {
            return Links::default();
        }
        Links::told_by(lines, |text| {
            let known = || catalogue.find(text).filter(|record| entry.objects().all(|own| *own != record.id));
            self.ids.kind_of(text).or_else(|| known().map(|record| Some(record.kind)))
        })
    }
}

/// Whether a write went to the place where the user works, so that the lists tell the names in it.
fn is_here(entry: &Entry, here: Option<&Scope>) -> bool {
    here == Some(&entry.intent.place.scope)
}

/// The ids in what was sent.
fn sent_ids(entry: &Entry) -> Ids {
    let Place { generation, kind, .. } = entry.intent.place;
    match json::parse(&entry.intent.sent) {
        Ok(Value::Array(operations)) => Ids::in_patch(generation, kind, &operations),
        Ok(body) => Ids::in_body(generation, kind, &body),
        Err(_) => Ids::default(),
    }
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

    /// Makes of an action what this screen makes of it; the lists are those of the place where the user works.
    pub fn act(&mut self, action: Action, body: Rect, lists: (Option<&Scope>, Catalogue<'_>)) -> Vec<Wish> {
        let selected = self.entries.selected();
        match (action, &mut self.open, selected) {
            (Action::Back, Some(_), _) => self.open = None,
            (Action::Back, None, _) => return vec![Wish::Close],
            (Action::Open, None, Some(entry)) => {
                self.open = Some(Opened { sent: sent(entry), ids: sent_ids(entry), ..Opened::default() });
            }
            (Action::ToggleForm, Some(open), _) => {
                (open.as_sent, open.scroll, open.spot) = (!open.as_sent, Scroll::default(), None);
            }
            (Action::Open | Action::NextLink | Action::PreviousLink, Some(open), Some(entry)) => {
                let lines = lines(entry, open, &Theme::plain());
                let texts: Vec<Cow<'_, str>> = lines.iter().map(Shown::text).collect();
                let links = open.links(texts.iter().map(|text| &**text), entry, lists);
                return links.act(action, &mut open.spot, &mut open.scroll, rows_inside(body));
            }
            (other, Some(open), _) => {
                let lines = selected.map_or(0, |entry| lines(entry, open, &Theme::plain()).len());
                scroll(&mut open.scroll, other, lines, rows_inside(body));
            }
            (other, None, _) => self.entries.step(other, body),
        }
        Vec::new()
    }

    /// The kinds of those whom the open entry may name, if it went to the place where the user works.
    #[must_use]
    pub fn named_kinds(&self, here: Option<&Scope>) -> BTreeSet<Kind> {
        let open = self.open.as_ref().and_then(|_| self.entries.selected()).filter(|entry| is_here(entry, here));
        let may_name = |kind: Kind| {
            let entries = KINDS.iter().filter(move |entry| entry.named_by.contains(&kind));
            entries.map(|entry| entry.kind)
        };
        open.into_iter().flat_map(|entry| may_name(entry.intent.place.kind)).collect()
    }

    /// Draws the list, or the entry that is open.
    pub fn draw(&self, around: &Surroundings, lists: (Option<&Scope>, Catalogue<'_>), area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        if let (Some(open), Some(entry)) = (&self.open, self.entries.selected()) {
            let title = format!("{} {}", word(entry.intent.operation), entry.intent.name);
            let inner = framed(area, buf, theme, &title, "esc back to the history", true);
            let lines = lines(entry, open, theme);
            let shown = |number, line: &Shown<'_>| {
                let text = line.text();
                let links = open.links(iter::once(&*text), entry, lists).moved(number);
                let drawn = line.line(inner.width, theme);
                links.noted((number, || Cow::from(&*text)), (drawn, inner.width), open.spot, lists.1, theme)
            };
            render_noted(inner, buf, theme, (lines.len(), open.scroll), lines.iter(), shown);
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
fn lines<'a>(entry: &'a Entry, open: &'a Opened, theme: &Theme) -> Vec<Shown<'a>> {
    let told = |text: &str, style| Shown::Told(Line::styled(text.to_owned(), style));
    let mut lines: Vec<Shown<'a>> = facts(entry, theme).into_iter().map(Shown::Told).collect();
    lines.push(Shown::Told(Line::default()));
    match (&entry.intent.diff, why_no_lines(entry)) {
        (Some(diff), _) if !open.as_sent => {
            let is_done = *entry.result() == WriteResult::Done;
            lines.push(told(if is_done { "What it changed" } else { "What it was to change" }, theme.heading));
            lines.extend(diff.lines.iter().map(Shown::Changed));
            if diff.left_out > 0 {
                let text = format!("  ⋯ {} more lines are not kept here; what was sent is kept whole", diff.left_out);
                lines.push(told(&text, theme.dim));
            }
        }
        (None, Some(why)) => lines.push(told(why, theme.base)),
        _ => {
            let is_sent = *entry.result() != WriteResult::NotSent;
            lines.push(told(if is_sent { "What was sent" } else { "What was to be sent" }, theme.heading));
            lines.extend(open.sent.iter().map(Shown::Sent));
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
fn sent(entry: &Entry) -> Vec<(Ink, String)> {
    let mut lines = Vec::new();
    let sent = &entry.intent.sent;
    match json::parse(sent) {
        Ok(Value::Array(operations)) => {
            for operation in operations {
                let member = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or("");
                let (sign, ink) = if member("op") == "remove" { ('-', Ink::Removed) } else { ('+', Ink::Added) };
                lines.push((ink, format!("{sign} {}", clean(member("path")))));
                if let Some(value) = operation.get("value") {
                    let text = json::pretty(value);
                    lines.extend(text.lines().map(|line| (ink, format!("    {}", clean(line)))));
                }
            }
        }
        Ok(body) => {
            let text = json::pretty(&body);
            lines.extend(text.lines().map(|line| (Ink::Base, clean(line).into_owned())));
        }
        Err(_) => lines.extend(sent.lines().map(|line| (Ink::Dim, clean(line).into_owned()))),
    }
    lines
}
