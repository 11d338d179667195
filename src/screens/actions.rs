//! What may become of an object, or of all that are marked, by its status: every step that its kind knows, those that are
//! not allowed with the reason. Choosing one sends nothing: it leads to the review, or to the question that names all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::domain::{Record, Scope, Seen, Transition};
use crate::keys::Action;
use crate::widgets::dialog::{buttons, centred, frame};
use crate::widgets::{Scroll, clean, fit, pad, paragraph, render_lines, width, wrap};

use super::movement::cycle;
use super::{Outcome, Surroundings, Wish, capitalized};

/// As wide as the dialog is where there is room, and as wide as it gets for facts that are longer.
const USUAL: u16 = 76;
const WIDEST: u16 = 120;

/// The columns of what stands before a fact.
const LABEL: u16 = 8;

/// The columns of a verb, with what stands before it and behind it.
const VERB: u16 = 15;

/// Enter chooses: that sends nothing yet.
const BUTTONS: &[&str] = &["Cancel", "Choose"];
const CHOOSE: usize = 1;

/// A step and to which of the objects it is open.
#[derive(Clone, Debug, PartialEq)]
struct Choice {
    transition: &'static Transition,
    open_to: Vec<Arc<Record>>,
    /// The one object it is about, where the lifecycle alone stands against the step.
    forced_on: Option<Arc<Record>>,
    /// What it would do, or why it does nothing.
    words: String,
}

/// The dialog's state.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionsDialog {
    scope: Scope,
    /// What it is about, and how it stands.
    facts: [String; 2],
    choices: Vec<Choice>,
    selected: usize,
    focus: usize,
}

impl ActionsDialog {
    /// Shows what may become of these objects of one kind, of which so many are not shown in the list.
    #[must_use]
    pub fn new(scope: Scope, records: &[Arc<Record>], hidden: usize) -> Self {
        let transitions = records.first().map_or(&[][..], |record| record.kind.entry().transitions);
        let choices: Vec<Choice> = transitions.iter().map(|transition| choice(transition, records)).collect();
        let selected = choices.iter().position(|choice| !choice.open_to.is_empty()).unwrap_or_default();
        let facts = match records {
            [record] => {
                let remark = record.product.remark().map_or(String::new(), |remark| format!(" · {remark}"));
                let noun = record.kind.entry().noun;
                [record.title().to_owned(), format!("{noun} · {}{remark}", standing(record))]
            }
            _ => {
                let hidden = if hidden == 0 { String::new() } else { format!(", {hidden} not shown now") };
                [format!("the {} that are marked{hidden}", records.len()), counts(records)]
            }
        };
        ActionsDialog { scope, facts, choices, selected, focus: CHOOSE }
    }

    /// Whether there is more than one step to choose from.
    pub(super) fn lists_several(&self) -> bool {
        self.choices.len() > 1
    }

    /// Whether the lifecycle alone stands against the step that is chosen.
    pub(super) fn can_override(&self) -> bool {
        self.choices.get(self.selected).is_some_and(|choice| choice.forced_on.is_some())
    }

    /// Makes of an action what this dialog makes of it.
    pub(super) fn act(&mut self, action: Action) -> Outcome {
        match action {
            Action::Down => self.selected = (self.selected + 1).min(self.choices.len().saturating_sub(1)),
            Action::Up => self.selected = self.selected.saturating_sub(1),
            Action::NextButton | Action::PreviousButton => self.focus = cycle(self.focus, BUTTONS.len(), action),
            Action::Press if self.focus == CHOOSE => {
                return match self.choices.get(self.selected) {
                    Some(Choice { transition, open_to, .. }) if !open_to.is_empty() => {
                        Outcome::Close(vec![Wish::Act(transition, self.scope.clone(), open_to.clone())])
                    }
                    _ => Outcome::Stay,
                };
            }
            Action::Override => {
                if let Some(Choice { transition, forced_on: Some(record), .. }) = self.choices.get(self.selected) {
                    let records = vec![Arc::clone(record)];
                    return Outcome::Close(vec![Wish::Act(transition, self.scope.clone(), records)]);
                }
            }
            Action::Press | Action::Back => return Outcome::Close(Vec::new()),
            _ => {}
        }
        Outcome::Stay
    }

    /// Draws the dialog. Where the height does not suffice, the facts give way first, then what is to be known of a step.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let theme = &around.theme;
        let longest = self.facts.iter().map(|fact| rows(width(&clean(fact)))).max().unwrap_or_default();
        let width = longest.saturating_add(LABEL + 4).clamp(USUAL, WIDEST).min(area.width);
        let inside = width.saturating_sub(4);
        let note = self.choices.get(self.selected).map_or(String::new(), Choice::note);
        let note_rows = rows(wrap(&note, inside).len());
        let choices: Vec<Line> =
            self.choices.iter().enumerate().map(|(at, choice)| self.line(at, choice, inside, around)).collect();
        let facts: Vec<Line> = ["What", "Status"]
            .iter()
            .zip(&self.facts)
            .map(|(label, fact)| {
                let value = fit(&clean(fact), inside.saturating_sub(LABEL)).into_owned();
                Line::from(vec![Span::styled(pad(label, LABEL), theme.dim), Span::styled(value, theme.base)])
            })
            .collect();
        let height = rows(choices.len() + facts.len()).saturating_add(note_rows).saturating_add(6);
        let inner = frame(centred(area, width, height), buf, theme, "Actions", false);
        // The buttons and a blank row before them; then the steps; then the note; what is left are the facts.
        let mut left = inner.height.saturating_sub(2);
        let mut take = |wanted: u16| {
            let taken = wanted.min(left);
            left -= taken;
            taken
        };
        let for_choices = take(rows(choices.len()));
        let for_note = take(note_rows.saturating_add(1));
        let for_facts = take(rows(facts.len()) + 1);
        let at = |y: u16, height: u16| Rect { y: inner.y.saturating_add(y), height, ..inner }.intersection(inner);
        render_lines(at(0, for_facts.saturating_sub(1)), buf, theme, &facts, Scroll::default());
        let first = (self.selected + 1).saturating_sub(usize::from(for_choices));
        let scroll = Scroll { offset: first };
        render_lines(at(for_facts, for_choices), buf, theme, &choices, scroll);
        paragraph(at(for_facts + for_choices + 1, for_note.saturating_sub(1)), buf, theme.warn, &note);
        buttons(at(inner.height.saturating_sub(1), 1), buf, theme, BUTTONS, self.focus);
        None
    }

    fn line(&self, at: usize, choice: &Choice, columns: u16, around: &Surroundings) -> Line<'static> {
        let theme = &around.theme;
        let (verb, words) = match (at == self.selected, choice.open_to.is_empty()) {
            (true, false) => (theme.selected, theme.base),
            (false, false) => (theme.heading, theme.base),
            (_, true) => (theme.dim, theme.dim),
        };
        let sign = if at == self.selected { "▸ " } else { "  " };
        let shown = fit(&clean(&choice.words), columns.saturating_sub(VERB + 2)).into_owned();
        Line::from(vec![
            Span::styled(sign, theme.accent),
            Span::styled(choice.transition.verb, verb),
            Span::raw(pad("", VERB.saturating_sub(rows(choice.transition.verb.len())))),
            Span::styled(shown, words),
        ])
    }
}

impl Choice {
    /// What is to be known of the step before it is chosen.
    fn note(&self) -> String {
        match (&self.open_to[..], self.transition.one_way) {
            ([], _) if self.forced_on.is_some() => {
                format!("Not allowed: {}. o asks the server for it all the same, after a review.", self.words)
            }
            ([], _) => format!("{}.", capitalized(&self.words)),
            (_, Some(one_way)) => format!("There is no way back: {one_way}."),
            // Of several, the list has no room for all that may be said.
            ([_, ..], None) if self.words.contains(';') => format!("{}.", capitalized(&self.words)),
            (_, None) => String::new(),
        }
    }
}

/// A step as it is for these objects.
fn choice(transition: &'static Transition, records: &[Arc<Record>]) -> Choice {
    let (open, closed): (Vec<_>, Vec<_>) =
        records.iter().cloned().partition(|record| transition.allowed(record).is_ok());
    let reasons: BTreeSet<String> = closed.iter().filter_map(|record| transition.allowed(record).err()).collect();
    let reason = reasons.first().filter(|_| reasons.len() == 1);
    let words = match (records, &open[..], reason) {
        (_, [], Some(reason)) => reason.clone(),
        ([record], ..) => format!("{} → {}", standing(record), transition.to.as_str()),
        (all, open, _) if open.len() == all.len() => format!("all {}", all.len()),
        (all, [], _) => format!("none of {}; {}", all.len(), counts(&closed)),
        (all, open, _) => format!("{} of {}; not for {}", open.len(), all.len(), counts(&closed)),
    };
    let forced_on = match records {
        [record] if transition.can_be_forced(record) => Some(Arc::clone(record)),
        _ => None,
    };
    Choice { transition, open_to: open, forced_on, words }
}

/// How one object stands, in a word.
fn standing(record: &Record) -> String {
    match &record.status {
        Seen::Is(status) => status.as_str().to_owned(),
        Seen::Odd(text) => format!("? {text}"),
        Seen::Absent => "without a status".to_owned(),
    }
}

/// How several stand: `2 archived, 1 draft`.
fn counts(records: &[Arc<Record>]) -> String {
    let mut by_status: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        *by_status.entry(standing(record)).or_default() += 1;
    }
    by_status.iter().map(|(status, count)| format!("{count} {status}")).collect::<Vec<_>>().join(", ")
}

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
