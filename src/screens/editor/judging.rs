//! What is found wrong in the editor's text: while it is typed, and by a save.

use serde_json::Value;

use crate::domain::checkup::{Subject, look};
use crate::domain::{Finding, Kind, Severity, brought, check, check_change, check_owner, form_rows, json, place_named};

use super::{Aids, EditorScreen, Origin};

impl EditorScreen {
    /// Takes in which lists are read whole by now: if one has come, what the others tell is to be looked up anew.
    pub fn know_lists(&mut self, whole: Vec<Kind>) {
        self.has_list_come |= whole.iter().any(|kind| !self.whole_lists.contains(kind));
        self.whole_lists = whole;
    }

    /// Checks the text if it was changed since: by itself, and among the other objects. Where only a list has come since,
    /// only what the others tell.
    pub fn judge(&mut self, aids: &Aids<'_>) {
        let has_list_come = std::mem::take(&mut self.has_list_come);
        if let Some(body) = self.unjudged.take() {
            self.live = [self.named(self.check(&body, aids), &body), self.look_among(&body, aids)];
        } else if has_list_come
            && self.is_short()
            && let Ok(body) = json::parse(&self.area.text())
        {
            self.live[1] = self.look_among(&body, aids);
        }
    }

    /// What the other objects tell of a body, the edited one or the stored one.
    pub(super) fn look_among(&self, body: &Value, aids: &Aids<'_>) -> Vec<Finding> {
        let id = match &self.origin {
            Origin::Stored(record) => Some(&record.id),
            Origin::New => None,
        };
        let subject = Subject { generation: self.generation, kind: self.kind, id, body };
        look(&aids.library.catalogue(), &subject, aids.policy)
    }

    /// What was found while typing, in a few words: how much, and the first of it.
    pub(super) fn live_words(&self) -> Option<String> {
        let all = || self.live.iter().flatten();
        let first = all().min_by_key(|finding| finding.severity)?;
        let counts = Severity::ALL.into_iter().filter_map(|severity| {
            let count = all().filter(|finding| finding.severity == severity).count();
            (count > 0).then(|| format!("{} {count}", severity.sign()))
        });
        Some(format!("{} {}", counts.collect::<Vec<_>>().join(" "), first.message))
    }

    /// What is wrong with the body, as bad as the user takes it. What the change does and whose the object is are told
    /// whatever the user takes them for: they are about this change, not about the library.
    pub(super) fn check(&self, edited: &Value, aids: &Aids<'_>) -> Vec<Finding> {
        let mut findings = aids.policy.judged(check(self.kind, self.generation, edited, aids.now));
        if let Origin::Stored(record) = &self.origin {
            findings.extend(check_change(self.kind, self.generation, &record.body(), edited));
        }
        let base = match &self.origin {
            Origin::Stored(record) => Some(&**record),
            Origin::New => None,
        };
        findings.extend(check_owner(self.kind, self.generation, base, edited));
        findings
    }

    /// The first of what was found that keeps a change from being sent: an error that the change brings. What the stored
    /// object had before must not stand in the way of a change elsewhere, and what the other objects tell does so only
    /// where the user takes it for an error: the server would not refuse it.
    pub(super) fn obstacle(&self, own: &[Finding], among: &[Finding], aids: &Aids<'_>) -> Option<Finding> {
        let is_chosen = |finding: &&Finding| aids.policy.is_chosen_error(finding.concern);
        let errors = own.iter().chain(among.iter().filter(is_chosen));
        let mut errors = errors.filter(|finding| finding.severity == Severity::Error).peekable();
        // What is sound needs no look at what it was.
        errors.peek()?;
        brought(&self.found_before(aids), errors).first().map(|finding| (*finding).clone())
    }

    /// What was wrong with the stored object.
    fn found_before(&self, aids: &Aids<'_>) -> Vec<Finding> {
        let Origin::Stored(record) = &self.origin else { return Vec::new() };
        let body = record.body();
        let mut before = aids.policy.judged(check(self.kind, self.generation, &body, aids.now));
        before.extend(self.look_among(&body, aids));
        before
    }

    /// Says where it is what does not name it in its own words: beside a row of the form "this" can be seen, in the text it
    /// can't.
    pub(super) fn named(&self, mut findings: Vec<Finding>, body: &Value) -> Vec<Finding> {
        let is_nameless = |finding: &&mut Finding| finding.says_this && !finding.pointer.is_empty();
        let mut nameless = findings.iter_mut().filter(is_nameless).peekable();
        if nameless.peek().is_none() {
            return findings;
        }
        let rows = form_rows(self.kind, self.generation, body);
        for finding in nameless {
            let place = place_named(&rows, &finding.pointer).unwrap_or_else(|| finding.pointer.clone());
            finding.message = format!("{place}: {}", finding.message);
        }
        findings
    }
}
