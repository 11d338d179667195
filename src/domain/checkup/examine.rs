//! The look through all lists: each object by itself, among the others, and all of them together.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::super::check::{Bound, CAPPING_RULES, Finding, Measure, Severity, Survey, survey};
use super::super::kind::{KINDS, Kind};
use super::super::number::thousands;
use super::super::record::{Record, Seen};
use super::super::references::{Catalogue, Extent};
use super::super::standing::{Product, Status};
use super::super::vocabulary::Field;
use super::figures::{Maxima, totals, verdict};
use super::fix::repeated;
use super::links::{MediaTypes, ends_soon, relations, same_name};
use super::reach::{Reach, shown, used};
use super::{Around, Checkup, Concern, Fix, Looked, Note, Notes, Policy, Remark, Snapshot, Subject, Unjudged};

/// Looks through all lists.
#[must_use]
pub fn examine(snapshot: &Snapshot, now: Timestamp, policy: &Policy) -> Checkup {
    let rows = snapshot.rows();
    let lists = |place: usize| (&rows[place], snapshot.lists[place].extent);
    let catalogue = Catalogue::new(std::array::from_fn(lists));
    let mut look = Look {
        catalogue,
        now,
        policy,
        reach: Reach::of(&catalogue),
        media: MediaTypes::of(&catalogue),
        names: names(&catalogue),
        maxima: Maxima::default(),
        capping: 0,
        others: 0,
        remarks: Vec::new(),
        unjudged: BTreeSet::new(),
    };
    for entry in KINDS {
        for record in catalogue.rows(entry.kind).all() {
            look.at(record);
        }
    }
    look.finish(snapshot)
}

/// By their names in lower case, the objects among which a name should be unique.
type Names<'a> = HashMap<(Kind, &'a str), Vec<&'a Record>>;

fn names<'a>(catalogue: &Catalogue<'a>) -> Names<'a> {
    let mut names = Names::new();
    for record in KINDS.iter().flat_map(|entry| catalogue.rows(entry.kind).all()) {
        if let Some((circle, name)) = circle_and_name(record) {
            names.entry((circle, name)).or_default().push(record);
        }
    }
    names
}

/// The first kind of those among which a name should be unique, and the name; `None` where there is no name.
fn circle_and_name(record: &Record) -> Option<(Kind, &str)> {
    let name = record.name_folded.trim();
    let circle = record.kind.entry().namesakes.first().copied()?;
    (!name.is_empty()).then_some((circle, name))
}

/// A look that is under way.
struct Look<'a> {
    catalogue: Catalogue<'a>,
    now: Timestamp,
    policy: &'a Policy,
    reach: Reach<'a>,
    media: MediaTypes,
    names: Names<'a>,
    maxima: Maxima,
    capping: usize,
    others: usize,
    remarks: Vec<Remark>,
    unjudged: BTreeSet<(Concern, Kind)>,
}

impl Look<'_> {
    /// Looks at one object.
    fn at(&mut self, record: &Arc<Record>) {
        let (kind, generation) = (record.kind, record.generation);
        let body = record.body();
        let Survey { findings, mut measures } = survey(kind, generation, &body, self.now);
        // What other products made is not judged, but the limits of the library as a whole hold for it, too.
        self.capping += configurations(record, &measures);
        if record.product != Product::Decisioning {
            self.others += 1;
            return;
        }
        let mut notes = Notes::default();
        let is_same = |finding: &Finding| finding.concern == Concern::SamePlacement;
        let repeated = if findings.iter().any(is_same) { repeated(generation, &body) } else { HashSet::new() };
        for finding in findings {
            let placement = body.pointer(&finding.pointer).and_then(Value::as_str);
            let mends = is_same(&finding) && placement.is_some_and(|placement| repeated.contains(placement));
            notes.found.push(Note { finding, fix: mends.then_some(Fix::DropRepeated) });
        }
        let over = notes.found.iter().any(|note| note.finding.concern == Concern::Expired);
        let subject = Subject { generation, kind, id: Some(&record.id), body: &body };
        relations(&mut Around { catalogue: &self.catalogue, media: &self.media, subject: &subject, notes: &mut notes });
        measures.append(&mut notes.measures);
        for measure in &measures {
            // What is counted in part may be more than is told.
            if measure.counted_in.is_none_or(|kind| self.catalogue.extent(kind) == Extent::Whole) {
                weigh(record, measure, &mut notes);
            }
        }
        if !over {
            shown(&self.catalogue, &self.reach, record, &mut notes);
            let released = matches!(record.status, Seen::Is(Status::Approved | Status::Live));
            ends_soon(record, released, self.now, self.policy.ends_soon_days, &mut notes);
        }
        used(&self.catalogue, record, &mut notes);
        if let Some(namesakes) = circle_and_name(record).and_then(|key| self.names.get(&key))
            && let Some(other) = namesakes.iter().find(|other| other.id != record.id)
        {
            let others = namesakes.len().saturating_sub(1);
            notes.note(Concern::DuplicateName, generation.pointer(Field::Name), same_name(other, others));
        }
        self.maxima.take(record, measures);
        self.unjudged.append(&mut notes.unjudged);
        for Note { finding, fix } in notes.found {
            self.remark(
                finding.concern,
                finding.severity,
                Some(Arc::clone(record)),
                finding.pointer,
                finding.message,
                fix,
            );
        }
    }

    fn remark(
        &mut self,
        concern: Concern,
        found: Severity,
        about: Option<Arc<Record>>,
        pointer: String,
        reason: String,
        fix: Option<Fix>,
    ) {
        // What is retired for good can't be mended any more, and shows nothing to anybody.
        let retired =
            about.as_ref().is_some_and(|record| matches!(record.status, Seen::Is(Status::Archived | Status::Complete)));
        if let Some(severity) = self.policy.severity(concern, found) {
            let severity = if retired { Severity::Hint } else { severity };
            self.remarks.push(Remark { concern, severity, about, pointer, reason, fix });
        }
    }

    /// Adds what is to be said of the library as a whole, and puts all in order.
    fn finish(mut self, snapshot: &Snapshot) -> Checkup {
        let mut figures = totals(&self.catalogue, self.capping);
        for figure in &figures {
            if let Some(concern) = figure.concern() {
                let severity = concern.entry().severity;
                let reason = format!("{} {}", figure.told(), figure.what);
                self.remark(concern, severity, None, String::new(), reason, None);
            }
        }
        figures.extend(std::mem::take(&mut self.maxima).figures(&self.catalogue));
        // Among equally bad ones the library as a whole comes first, then concern by concern the kinds and their lists.
        self.remarks.sort_by_key(|remark| {
            let kind = remark.about.as_ref().map(|record| record.kind);
            (remark.severity, kind.is_some(), remark.concern, kind)
        });
        let lists = || KINDS.iter().zip(&snapshot.lists);
        let missing =
            |kind: Kind| lists().find(|(entry, _)| entry.kind == kind).and_then(|(_, list)| list.missing.clone());
        let told = |concern: Concern| self.policy.severity(concern, concern.entry().severity).is_some();
        let unjudged = self.unjudged.iter().filter(|(concern, _)| told(*concern)).map(|(concern, kind)| Unjudged {
            concern: *concern,
            missing: *kind,
            why: missing(*kind).unwrap_or_default(),
        });
        let looked = lists().map(|(entry, list)| Looked {
            kind: entry.kind,
            count: list.records.len(),
            missing: list.missing.clone(),
        });
        Checkup {
            at: self.now,
            unjudged: unjudged.collect(),
            looked: looked.collect(),
            remarks: self.remarks,
            figures,
            others: self.others,
        }
    }
}

/// Tells of what is nearly used up. What is more than allowed is a finding of the body already, but for what the
/// product's documents do not agree on.
fn weigh(record: &Record, measure: &Measure, notes: &mut Notes) {
    let Measure { pointer, what, used, allowed, bound, counted_in: _ } = measure;
    let noun = record.kind.entry().noun;
    match (verdict(*used, *allowed), bound) {
        (Some(Concern::GuardrailNear), Bound::Firm) => {
            let message = format!("{} of {} {what} that a {noun} may have", thousands(*used), thousands(*allowed));
            notes.note(Concern::GuardrailNear, pointer.clone(), message);
        }
        (Some(Concern::Guardrail), Bound::Disputed) => {
            let message = format!(
                "{} {what}: one of the product's documents allows {}, another 300 KB for the whole {noun}",
                thousands(*used),
                thousands(*allowed)
            );
            notes.note(Concern::OfferSize, pointer.clone(), message);
        }
        _ => {}
    }
}

/// How many capping configurations an object makes: its rules, each for each placement that it has contents for.
fn configurations(record: &Record, measures: &[Measure]) -> usize {
    let rules = measures.iter().find(|measure| measure.what == CAPPING_RULES).map_or(0, |measure| measure.used);
    rules.saturating_mul(record.mentions_of(Kind::Placement).count())
}
