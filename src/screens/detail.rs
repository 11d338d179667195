//! One object in full: as a pane beside the list, or on a screen of its own where the terminal is narrow.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::{
    Component, Details, ObjectId, Record, Representation, Seen, Status, Unknown, absolute, json, relative,
};
use crate::keys::Action;
use crate::widgets::{Scroll, Theme, clean, fit, framed, pad, render_json, render_lines, width, wrap};

use super::movement::scroll;
use super::{Kind, Surroundings, Wish};

/// What a pane shows.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// The facts, as lines made for a width.
    Facts(Vec<Line<'static>>),
    /// The JSON as received, and how many lines it has.
    Json(String, usize),
}

/// What is shown of one object: made when the object, the form or the width changes, not at each frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Pane {
    /// The object shown.
    pub record: Arc<Record>,
    raw: bool,
    width: u16,
    minute: i64,
    content: Content,
    /// How far it is scrolled.
    pub scroll: Scroll,
}

impl Pane {
    /// Shows this object, making the lines anew only if something changed. The scroll is kept for the same object.
    pub fn show(pane: &mut Option<Pane>, record: &Arc<Record>, raw: bool, width: u16, theme: &Theme, now: Timestamp) {
        let minute = now.as_second() / 60;
        let scroll = match pane {
            Some(old)
                if Arc::ptr_eq(&old.record, record) && (old.raw, old.width, old.minute) == (raw, width, minute) =>
            {
                return;
            }
            Some(old) if old.record.id == record.id && old.raw == raw => old.scroll,
            _ => Scroll::default(),
        };
        let content = if raw {
            let text = json::pretty(&record.whole());
            let lines = text.lines().count();
            Content::Json(text, lines)
        } else {
            Content::Facts(fact_lines(record, theme, width, now))
        };
        *pane = Some(Pane { record: Arc::clone(record), raw, width, minute, content, scroll });
    }

    /// Scrolls, `height` rows being seen.
    pub fn step(&mut self, action: Action, height: usize) {
        let lines = match &self.content {
            Content::Facts(lines) => lines.len(),
            Content::Json(_, lines) => *lines,
        };
        scroll(&mut self.scroll, action, lines, height);
    }

    /// Draws the pane in its frame.
    pub fn draw(&self, theme: &Theme, area: Rect, buf: &mut Buffer, focused: bool) {
        let form = if self.raw { "JSON as received" } else { "" };
        let inner = framed(area, buf, theme, self.record.title(), form, focused);
        match &self.content {
            Content::Facts(lines) => render_lines(inner, buf, theme, lines, self.scroll),
            Content::Json(text, _) => render_json(inner, buf, theme, text, self.scroll),
        }
    }
}

/// One object on a screen of its own. The object itself is looked up in its list, so that it is always the newest.
#[derive(Clone, Debug, PartialEq)]
pub struct DetailScreen {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: ObjectId,
}

impl DetailScreen {
    /// Makes of an action what this screen makes of it; `record` is the object as it is now.
    #[must_use]
    pub fn act(&self, action: Action, record: &Arc<Record>) -> Vec<Wish> {
        match action {
            Action::Edit => vec![Wish::Edit(Arc::clone(record))],
            Action::Duplicate => vec![Wish::Duplicate(Arc::clone(record))],
            Action::Delete => vec![Wish::AskDelete(Arc::clone(record))],
            Action::Refresh => vec![Wish::ReadRecord(Arc::clone(record))],
            Action::Back => vec![Wish::Close],
            _ => Vec::new(),
        }
    }

    /// Draws the screen; without a pane the object is gone.
    pub fn draw(&self, pane: Option<&Pane>, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        match pane {
            Some(pane) => pane.draw(&around.theme, area, buf, true),
            None => {
                let inner = framed(area, buf, &around.theme, "Details", "", true);
                crate::widgets::paragraph(inner, buf, around.theme.dim, "It is no longer in the list. esc goes back.");
            }
        }
    }
}

/// Makes lines of facts: a label and a value, the value cleaned and wrapped to the width.
struct Facts<'a> {
    theme: &'a Theme,
    width: u16,
    lines: Vec<Line<'static>>,
}

/// How wide the labels' column is.
const LABELS: u16 = 13;

impl Facts<'_> {
    fn fact(&mut self, label: &str, value: &str) {
        let room = self.width.saturating_sub(LABELS).max(8);
        let mut label = label;
        if width(label) >= usize::from(LABELS) {
            // A member's name can be long: then it stands above its value.
            let above = fit(label, self.width).into_owned();
            self.lines.push(Line::styled(above, self.theme.dim));
            label = "";
        }
        for part in wrap(&clean(value), room) {
            let label = Span::styled(pad(std::mem::take(&mut label), LABELS), self.theme.dim);
            self.lines.push(Line::from(vec![label, Span::styled(part, self.theme.base)]));
        }
    }

    fn some(&mut self, label: &str, value: &Seen<Box<str>>) {
        match value {
            Seen::Is(text) if !text.is_empty() => self.fact(label, text),
            Seen::Odd(text) => self.fact(label, &format!("{text} (unexpected)")),
            Seen::Is(_) | Seen::Absent => {}
        }
    }

    fn heading(&mut self, text: &str) {
        self.lines.push(Line::default());
        let text = clean(text).into_owned();
        let rule = usize::from(self.width).saturating_sub(width(&text) + 4);
        self.lines.push(Line::from(vec![
            Span::styled("── ", self.theme.border),
            Span::styled(text, self.theme.heading),
            Span::styled(format!(" {}", "─".repeat(rule)), self.theme.border),
        ]));
    }

    fn unknown(&mut self, members: &[Unknown]) {
        for Unknown { name, text } in members {
            self.fact(&clean(name), text);
        }
    }

    fn prose(&mut self, text: &str) {
        for part in text.lines().flat_map(|line| wrap(&clean(line), self.width.max(8))) {
            self.lines.push(Line::styled(part, self.theme.base));
        }
    }
}

fn fact_lines(record: &Record, theme: &Theme, width: u16, now: Timestamp) -> Vec<Line<'static>> {
    let details = Details::of(record);
    let mut facts = Facts { theme, width, lines: Vec::new() };
    facts.lines.push(status_line(record, theme));
    let date = |seen: &Seen<Timestamp>| match seen {
        Seen::Is(at) => format!("{} ({})", absolute(*at), relative(*at, now)),
        Seen::Odd(text) => format!("{text} (no date)"),
        Seen::Absent => String::new(),
    };
    for (label, seen) in [("Starts", &record.start), ("Ends", &record.end)] {
        if *seen != Seen::Absent {
            facts.fact(label, &date(seen));
        }
    }
    facts.some("Description", &details.description);
    facts.some("Eligibility", &details.eligibility.constraint);
    facts.some("Rule", &details.eligibility.rule);
    for (label, cap) in [("in all", &details.capping.global), ("per profile", &details.capping.profile)] {
        match cap {
            Seen::Is(1) => facts.fact("Capping", &format!("at most once {label}")),
            Seen::Is(limit) => facts.fact("Capping", &format!("at most {limit} times {label}")),
            Seen::Odd(text) => facts.fact("Capping", &format!("{label}: {text} (no whole number)")),
            Seen::Absent => {}
        }
    }
    for sentence in &details.capping.rules {
        facts.fact("Capping", sentence);
    }
    for (label, values) in [("Qualifiers", &details.qualifiers), ("Labels", &details.labels)] {
        if !values.is_empty() {
            facts.fact(label, &values.join(", "));
        }
    }
    for representation in &details.representations {
        represent(&mut facts, representation);
    }
    if !details.characteristics.is_empty() {
        facts.heading("Characteristics");
        for (name, value) in &details.characteristics {
            facts.fact(&clean(name), value);
        }
    }
    if !details.unknown.is_empty() {
        facts.heading("Other members");
        facts.unknown(&details.unknown);
    }
    facts.heading("Record");
    facts.fact("Id", record.id.as_str());
    if record.address.as_ref() != record.id.as_str() {
        facts.fact("Instance", &record.address);
    }
    facts.fact("Revision", &record.revision.map_or("none given".to_owned(), |revision| revision.to_string()));
    for (label, seen) in [("Created", &record.audit.created), ("Changed", &record.audit.modified)] {
        if *seen != Seen::Absent {
            facts.fact(label, &date(seen));
        }
    }
    facts.some("Created by", &record.audit.created_by);
    facts.some("Changed by", &record.audit.modified_by);
    for schema in &details.schemas {
        facts.fact("Schema", schema);
    }
    facts.lines
}

fn status_line(record: &Record, theme: &Theme) -> Line<'static> {
    let status = match &record.status {
        Seen::Is(status) => {
            Span::styled(format!("{} {}", status.symbol(), clean(status.as_str())), status_style(status, theme))
        }
        Seen::Odd(text) => Span::styled(format!("? {}", clean(text)), theme.warn),
        Seen::Absent => Span::styled("no status", theme.dim),
    };
    let priority = match &record.priority {
        Seen::Is(priority) => format!("   priority {priority}"),
        Seen::Odd(text) => format!("   priority {} (no whole number)", clean(text)),
        Seen::Absent => String::new(),
    };
    Line::from(vec![status, Span::styled(priority, theme.base)])
}

fn represent(facts: &mut Facts<'_>, representation: &Representation) {
    let channel = representation.channel.value().map_or("", |channel| channel);
    let types: Vec<String> = representation.components.iter().filter_map(type_word).collect();
    let types = types.join(", ");
    let parts: Vec<&str> = [channel, &types].into_iter().filter(|part| !part.is_empty()).collect();
    facts.heading(&if parts.is_empty() { "representation".to_owned() } else { parts.join(" · ") });
    facts.some("Placement", &representation.placement);
    for component in &representation.components {
        facts.some("Format", &component.format);
        if !component.languages.is_empty() {
            facts.fact("Language", &component.languages.join(", "));
        }
        facts.some("Image", &component.delivery_url);
        facts.some("Link", &component.link_url);
        match &component.content {
            Seen::Is(text) if !text.trim().is_empty() => facts.prose(text),
            Seen::Odd(text) => facts.fact("Content", &format!("{text} (unexpected)")),
            Seen::Is(_) | Seen::Absent => {}
        }
        facts.unknown(&component.unknown);
    }
    facts.unknown(&representation.unknown);
}

fn type_word(component: &Component) -> Option<String> {
    match &component.component_type {
        Seen::Is(word) => Some(word.to_string()),
        Seen::Odd(text) => Some(text.to_string()),
        Seen::Absent => None,
    }
}

/// The colour of a status; its symbol and word say the same.
#[must_use]
pub fn status_style(status: &Status, theme: &Theme) -> Style {
    match status {
        Status::Approved => theme.good,
        Status::Draft | Status::Pending | Status::Rejected => theme.base,
        Status::Archived => theme.dim,
        Status::Other(_) => theme.warn,
    }
}
