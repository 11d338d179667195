//! Which offers can be shown at all, and what nobody uses.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::check::{Bound, MAX_OFFERS, Measure};
use super::super::details::Gathering;
use super::super::kind::Kind;
use super::super::mentions::mentions;
use super::super::number::thousands;
use super::super::record::{Record, Seen};
use super::super::references::{Catalogue, gathering};
use super::super::rows::Rows;
use super::super::standing::Status;
use super::super::vocabulary::Field;
use super::links::is_whole;
use super::{Around, Concern, Notes};

/// How near an offer is to being shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// A collection takes it, which no decision does.
    Collected,
    /// A collection takes it that only decisions take that are not live.
    Decided,
    /// A collection takes it that a live decision takes.
    Live,
}

/// How near offers are to being shown, worked out once for all of them.
#[derive(Debug, Default)]
pub(super) struct Reach<'a> {
    /// By their ids, for collections that name them.
    named: HashMap<&'a str, Step>,
    /// By a qualifier, for collections that take all offers with one of theirs.
    by_any: HashMap<&'a str, Step>,
    /// By the first qualifier of collections that take all offers with each of theirs: all their qualifiers.
    by_all: HashMap<&'a str, Vec<(Vec<&'a str>, Step)>>,
}

impl<'a> Reach<'a> {
    /// That of all collections that are read.
    pub(super) fn of(catalogue: &Catalogue<'a>) -> Reach<'a> {
        let mut reach = Reach::default();
        let decisions = catalogue.rows(Kind::Decision);
        for collection in catalogue.rows(Kind::Collection).all() {
            let step = match is_live(&decisions.naming(collection.id.as_str())) {
                None => Step::Collected,
                Some(false) => Step::Decided,
                Some(true) => Step::Live,
            };
            match gathering(collection) {
                Some(Gathering::AnyQualifier) => {
                    for id in collection.mentions_of(Kind::Qualifier) {
                        raise(&mut reach.by_any, id, step);
                    }
                }
                Some(Gathering::AllQualifiers) => {
                    let qualifiers: Vec<&str> = collection.mentions_of(Kind::Qualifier).collect();
                    if let Some(first) = qualifiers.first() {
                        reach.by_all.entry(first).or_default().push((qualifiers, step));
                    }
                }
                Some(Gathering::Offers | Gathering::Other(_)) | None => {
                    for id in collection.mentions_of(Kind::Personalized) {
                        raise(&mut reach.named, id, step);
                    }
                }
            }
        }
        reach
    }

    fn step(&self, offer: &Record) -> Option<Step> {
        let own: HashSet<&str> = offer.mentions_of(Kind::Qualifier).collect();
        let named = self.named.get(offer.id.as_str()).copied();
        let by_any = own.iter().filter_map(|id| self.by_any.get(id).copied()).max();
        let collections = own.iter().filter_map(|id| self.by_all.get(id)).flatten();
        let by_all = collections.filter(|(all, _)| all.iter().all(|id| own.contains(id))).map(|(_, step)| *step).max();
        named.max(by_any).max(by_all)
    }
}

/// Whether one of these decisions is live, or may be, for its status is not one of those that are documented; `None` where
/// there are none.
fn is_live(decisions: &[&Arc<Record>]) -> Option<bool> {
    let rests = |status: &Seen<Status>| matches!(status, Seen::Is(Status::Draft | Status::Complete | Status::Archived));
    (!decisions.is_empty()).then(|| decisions.iter().any(|decision| !rests(&decision.status)))
}

fn raise<'a>(steps: &mut HashMap<&'a str, Step>, id: &'a str, step: Step) {
    let known = steps.entry(id).or_insert(step);
    *known = step.max(*known);
}

/// Whether an approved offer can be shown.
pub(super) fn shown(catalogue: &Catalogue<'_>, reach: &Reach<'_>, record: &Record, notes: &mut Notes) {
    if record.status != Seen::Is(Status::Approved) {
        return;
    }
    let concern = Concern::NeverShown;
    let is_whole = |kind, notes: &mut Notes| is_whole(catalogue, kind, concern, notes);
    let message = match record.kind {
        Kind::Personalized => match reach.step(record) {
            Some(Step::Live) => return,
            // All that are missing are named.
            Some(step) if is_whole(Kind::Decision, notes) & is_whole(Kind::Collection, notes) => match step {
                Step::Collected => "collections take it, but no decision takes one of them",
                Step::Decided | Step::Live => "only decisions that are not live take it",
            },
            None if is_whole(Kind::Collection, notes) => "no collection takes it",
            Some(_) | None => return,
        },
        Kind::Fallback => match is_live(&catalogue.rows(Kind::Decision).naming(record.id.as_str())) {
            Some(true) => return,
            Some(false) if is_whole(Kind::Decision, notes) => "only decisions that are not live fall back to it",
            None if is_whole(Kind::Decision, notes) => "no decision falls back to it",
            Some(false) | None => return,
        },
        _ => return,
    };
    notes.note(concern, "", message);
}

/// Whether anything refers to an object of a kind that is there to be referred to.
pub(super) fn used(catalogue: &Catalogue<'_>, record: &Record, notes: &mut Notes) {
    let entry = record.kind.entry();
    let Some(message) = entry.unused else { return };
    if entry.named_by.iter().any(|kind| catalogue.rows(*kind).is_named(record.id.as_str())) {
        return;
    }
    // All are asked, so that each list that is missing is named.
    let whole = entry.named_by.iter().filter(|kind| is_whole(catalogue, **kind, Concern::Unused, notes)).count();
    if whole == entry.named_by.len() {
        notes.note(Concern::Unused, "", message);
    }
}

/// How many offers a collection finds that finds them by qualifiers. One that names none is told of by its own check.
pub(in crate::domain) fn holdings(around: &mut Around<'_>) {
    let Around { catalogue, subject, notes, .. } = around;
    let all = match Gathering::of(subject.generation, subject.body) {
        Some(Gathering::AnyQualifier) => false,
        Some(Gathering::AllQualifiers) => true,
        _ => return,
    };
    let mentions = mentions(subject.generation, subject.kind, subject.body);
    let qualifiers: Vec<&str> =
        mentions.iter().filter(|one| one.kind == Kind::Qualifier).map(|one| one.id.as_str()).collect();
    if qualifiers.is_empty() {
        return;
    }
    let which = match (qualifiers.len(), all) {
        (1, _) => "its qualifier",
        (_, true) => "all of its qualifiers",
        (_, false) => "one of its qualifiers",
    };
    let pointer = subject.generation.place(subject.body, Field::Ids);
    let found = finds(catalogue.rows(Kind::Personalized), &qualifiers, all);
    if found == 0 && is_whole(catalogue, Kind::Personalized, Concern::EmptyCollection, notes) {
        notes.note(Concern::EmptyCollection, pointer, format!("no personalized offer has {which}: it is empty"));
    }
    if found > MAX_OFFERS {
        let found = thousands(found);
        let message = format!("{found} personalized offers have {which}: a collection may have {MAX_OFFERS}");
        notes.note(Concern::Guardrail, pointer, message);
    } else {
        is_whole(catalogue, Kind::Personalized, Concern::Guardrail, notes);
    }
    notes.measures.push(Measure {
        pointer: pointer.to_owned(),
        what: "offers",
        used: found,
        allowed: MAX_OFFERS,
        bound: Bound::Firm,
        counted_in: Some(Kind::Personalized),
    });
}

/// How many of these offers have all of the qualifiers, or one of them.
fn finds(offers: &Rows, qualifiers: &[&str], all: bool) -> usize {
    let has = |offer: &Record, id: &str| offer.mentions_of(Kind::Qualifier).any(|own| own == id);
    match qualifiers {
        [one] => offers.ids_naming(one).len(),
        [first, others @ ..] if all => {
            let of_first = offers.ids_naming(first).iter().filter_map(|id| offers.get(id.as_str()));
            of_first.filter(|offer| others.iter().all(|id| has(offer, id))).count()
        }
        several => offers.count_naming_any(several),
    }
}
