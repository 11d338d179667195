//! What is wrong in the library, and the way to each object; and what is used of what the guardrails allow.

mod view;

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::domain::checkup::{Figure, Remark};
use crate::domain::{Checkup, Kind, Record, Snapshot, form_rows, place_named};
use crate::keys::Action;
use crate::widgets::Viewport;

use super::movement::{inside, move_cursor};
use super::prompt::Prompt;
use super::shelf::{Load, Shelf};
use super::{Notice, Wish};

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
    /// What the filter looks through of each remark, from the first filter on.
    texts: Vec<String>,
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
            texts: Vec::new(),
            shown: Vec::new(),
            view: Viewport::default(),
            place: None,
        }
    }
}

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
        self.texts.clear();
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
        text.clone_into(&mut self.filter);
        self.view = Viewport::default();
        self.sift();
    }

    /// Shows what holds the words of the filter. All is looked through anew at each letter: a word that has become a whole
    /// id finds what its beginning did not.
    fn sift(&mut self) {
        let found = self.found.as_deref();
        let count = found.map_or(0, |found| if self.guardrails { found.figures.len() } else { found.remarks.len() });
        self.shown = (0..count).collect();
        let Some(found) = found.filter(|_| !self.filter.trim().is_empty()) else { return };
        if self.texts.is_empty() {
            self.texts = found.remarks.iter().map(|remark| searched(remark).to_lowercase()).collect();
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
                found.remarks.get(*index).zip(self.texts.get(*index)).is_some_and(|(remark, text)| {
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
                self.sift();
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
    record.mentions().iter().any(|mention| mention.id.as_str() == word)
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
    use super::view::reason_within;
    use super::*;
    use crate::domain::{Concern, Generation, Severity};

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
