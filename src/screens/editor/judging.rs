//! What is found wrong in the editor's text: while it is typed, and by a save.

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::checkup::{Policy, Subject};
use crate::domain::{Finding, Kind, Severity, check, check_change, form_rows, json, place_named};

use super::{EditorScreen, Origin};

impl EditorScreen {
    /// Takes in which lists are read whole by now: if one has come, what the others tell is to be looked up anew.
    pub fn know_lists(&mut self, whole: Vec<Kind>) {
        self.has_list_come |= whole.iter().any(|kind| !self.whole_lists.contains(kind));
        self.whole_lists = whole;
    }

    /// Checks the text if it was changed since: by itself, and among the other objects, of which `among` tells. Where only
    /// a list has come since, only what the others tell.
    pub fn judge(&mut self, now: Timestamp, policy: &Policy, among: impl Fn(&Subject<'_>) -> Vec<Finding>) {
        let has_list_come = std::mem::take(&mut self.has_list_come);
        if let Some(body) = self.unjudged.take() {
            let found = self.look_among(&body, among);
            self.live = [self.check(&body, now, policy), found];
        } else if has_list_come
            && self.is_short()
            && let Ok(body) = json::parse(&self.area.text())
        {
            self.live[1] = self.look_among(&body, among);
        }
    }

    /// What the other objects tell of the body; what they tell of the stored one is kept beside it.
    fn look_among(&mut self, body: &Value, among: impl Fn(&Subject<'_>) -> Vec<Finding>) -> Vec<Finding> {
        let (generation, kind) = (self.generation, self.kind);
        let (id, stored) = match &self.origin {
            Origin::Stored(record) => (Some(&record.id), Some(record)),
            Origin::New => (None, None),
        };
        let found = among(&Subject { generation, kind, id, body });
        let has_errors = found.iter().any(|finding| finding.severity == Severity::Error);
        self.among_before = match stored.filter(|_| has_errors) {
            Some(record) => among(&Subject { generation, kind, id, body: &record.body() }),
            None => Vec::new(),
        };
        found
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

    /// What is wrong with the body, as bad as the user takes it. What the change does is told whatever the user takes it
    /// for: it is about this change, not about the library.
    pub(super) fn check(&self, edited: &Value, now: Timestamp, policy: &Policy) -> Vec<Finding> {
        let mut findings = policy.judged(check(self.kind, self.generation, edited, now));
        if let Origin::Stored(record) = &self.origin {
            findings.extend(check_change(self.kind, self.generation, &record.body(), edited));
        }
        self.name_places(&mut findings, edited);
        findings
    }

    /// The first of what was found that keeps a change from being sent: an error that the change brings. What the stored
    /// object had before must not stand in the way of a change elsewhere, and what the other objects tell does so only
    /// where the user takes it for an error: the server would not refuse it.
    pub(super) fn obstacle(&self, edited: &Value, now: Timestamp, policy: &Policy) -> Option<Finding> {
        let mut before = match &self.origin {
            Origin::Stored(record) => policy.judged(check(self.kind, self.generation, &record.body(), now)),
            Origin::New => Vec::new(),
        };
        self.name_places(&mut before, edited);
        let is_new_error =
            |finding: &&Finding, before: &[Finding]| finding.severity == Severity::Error && !before.contains(finding);
        let [_, among] = &self.live;
        let own = self.findings.iter().filter(|finding| !among.contains(finding));
        let own = own.filter(|finding| is_new_error(finding, &before));
        let among = among.iter().filter(|finding| policy.is_chosen_error(finding.concern));
        own.chain(among.filter(|finding| is_new_error(finding, &self.among_before))).next().cloned()
    }

    /// Says where it is what does not name it in its own words: beside a row of the form "this" can be seen, in the text it
    /// can't.
    fn name_places(&self, findings: &mut [Finding], body: &Value) {
        let is_nameless = |finding: &&mut Finding| finding.message.starts_with("this ") && !finding.pointer.is_empty();
        let mut nameless = findings.iter_mut().filter(is_nameless).peekable();
        if nameless.peek().is_none() {
            return;
        }
        let rows = form_rows(self.kind, self.generation, body);
        for finding in nameless {
            let place = place_named(&rows, &finding.pointer).unwrap_or_else(|| finding.pointer.clone());
            finding.message = format!("{place}: {}", finding.message);
        }
    }
}
