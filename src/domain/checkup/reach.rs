//! Which offers can be shown at all, and what nobody uses.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::super::details::Gathering;
use super::super::kind::Kind;
use super::super::mentions::mentions;
use super::super::record::{Record, Seen};
use super::super::references::{Catalogue, gathering};
use super::super::standing::Status;
use super::super::vocabulary::Field;
use super::links::is_whole;
use super::{Concern, Notes, Subject};

/// How near an offer is to being shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// A collection takes it, which no decision does.
    Collected,
    /// A collection takes it that a decision takes.
    Decided,
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
            let step = if decisions.is_named(collection.id.as_str()) { Step::Decided } else { Step::Collected };
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
    match record.kind {
        Kind::Personalized => match reach.step(record) {
            Some(Step::Decided) => {}
            Some(Step::Collected) if is_whole(catalogue, Kind::Decision, concern, notes) => {
                if is_whole(catalogue, Kind::Collection, concern, notes) {
                    notes.note(concern, "", "collections take it, but no decision takes one of them");
                }
            }
            None if is_whole(catalogue, Kind::Collection, concern, notes) => {
                notes.note(concern, "", "no collection takes it");
            }
            Some(Step::Collected) | None => {}
        },
        Kind::Fallback
            if !catalogue.rows(Kind::Decision).is_named(record.id.as_str())
                && is_whole(catalogue, Kind::Decision, concern, notes) =>
        {
            notes.note(concern, "", "no decision falls back to it");
        }
        _ => {}
    }
}

/// Whether anything refers to an object of a kind that is there to be referred to.
pub(super) fn used(catalogue: &Catalogue<'_>, record: &Record, notes: &mut Notes) {
    if !matches!(record.kind, Kind::Placement | Kind::Rule | Kind::Qualifier | Kind::Collection) {
        return;
    }
    let users = record.kind.entry().named_by;
    if users.iter().any(|kind| catalogue.rows(*kind).is_named(record.id.as_str())) {
        return;
    }
    // All are asked, so that each list that is missing is named.
    let whole = users.iter().filter(|kind| is_whole(catalogue, **kind, Concern::Unused, notes)).count();
    if whole == users.len() {
        let message = match record.kind {
            Kind::Collection => "no decision takes it",
            Kind::Placement => "no offer and no decision is for it",
            Kind::Qualifier => "no offer has it, and no collection asks for it",
            _ => "no offer and no decision asks for it",
        };
        notes.note(Concern::Unused, "", message);
    }
}

/// Whether a collection that finds its offers by qualifiers finds any. One that names none is told of by its own check.
pub(super) fn emptiness(catalogue: &Catalogue<'_>, subject: &Subject<'_>, notes: &mut Notes) {
    let body = subject.body;
    let how = body.pointer(subject.generation.pointer(Field::FilterType)).and_then(Value::as_str);
    let all = match how.map(Gathering::from_wire) {
        Some(Gathering::AnyQualifier) => false,
        Some(Gathering::AllQualifiers) => true,
        _ => return,
    };
    let mentions = mentions(subject.generation, subject.kind, body);
    let qualifiers: Vec<&str> =
        mentions.iter().filter(|one| one.kind == Kind::Qualifier).map(|one| one.id.as_str()).collect();
    let offers = catalogue.rows(Kind::Personalized);
    let has = |offer: &Record, id: &str| offer.mentions_of(Kind::Qualifier).any(|own| own == id);
    let found = if all {
        let first = qualifiers.first().map(|id| offers.naming(id)).unwrap_or_default();
        first.iter().any(|offer| qualifiers.iter().all(|id| has(offer, id)))
    } else {
        qualifiers.iter().any(|id| offers.is_named(id))
    };
    if !qualifiers.is_empty() && !found && is_whole(catalogue, Kind::Personalized, Concern::EmptyCollection, notes) {
        let which = match (qualifiers.len(), all) {
            (1, _) => "its qualifier",
            (_, true) => "all of its qualifiers",
            (_, false) => "one of its qualifiers",
        };
        let pointer = subject.generation.place(body, Field::Ids);
        notes.note(Concern::EmptyCollection, pointer, format!("no personalized offer has {which}: it is empty"));
    }
}
