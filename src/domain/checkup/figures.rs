//! The guardrails with what is used and what is allowed (contract section 13).

use std::sync::Arc;

use super::super::check::Measure;
use super::super::kind::Kind;
use super::super::number::thousands;
use super::super::record::{Record, Seen};
use super::super::references::{Catalogue, Extent};
use super::super::standing::Status;
use super::Concern;

/// How much is used of what a guardrail allows.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What is counted: `personalized and fallback offers`.
    pub what: String,
    /// How many there are; of what each object may have so many of, the most that one has.
    pub used: usize,
    /// How many there may be.
    pub allowed: usize,
    /// Whether there may be more than were counted, for a list is not read whole.
    pub at_least: bool,
    /// Whether the product's documents agree on what is allowed.
    pub undisputed: bool,
    /// The object that has the most, where it is about each of them.
    pub holder: Option<Arc<Record>>,
}

impl Figure {
    /// `10,012 of 10,000`.
    #[must_use]
    pub fn told(&self) -> String {
        let at_least = if self.at_least { "at least " } else { "" };
        format!("{at_least}{} of {}", number(self.used), number(self.allowed))
    }

    /// How much is used of what is allowed, in hundredths: of what is too much, more than a hundred.
    #[must_use]
    pub fn percent(&self) -> usize {
        let (used, allowed) = (self.used.saturating_mul(100), self.allowed.max(1));
        if self.used > self.allowed { used.div_ceil(allowed) } else { used / allowed }
    }

    /// Under which concern it falls, where it does.
    #[must_use]
    pub fn concern(&self) -> Option<Concern> {
        verdict(self.used, self.allowed)
    }
}

/// Whether so many of so many are too much, or nearly so.
pub(super) fn verdict(used: usize, allowed: usize) -> Option<Concern> {
    if used > allowed {
        Some(Concern::Guardrail)
    } else if used.saturating_mul(10) >= allowed.saturating_mul(9) {
        Some(Concern::GuardrailNear)
    } else {
        None
    }
}

fn number(count: usize) -> String {
    thousands(count)
}

/// The figures of the library as a whole. Objects of other products count, for the limits are the sandbox's.
pub(super) fn totals(catalogue: &Catalogue<'_>, capping_configurations: usize) -> Vec<Figure> {
    let both = [Kind::Personalized, Kind::Fallback];
    let count = |kinds: &[Kind], counts: &dyn Fn(&Record) -> bool| {
        let all = kinds.iter().flat_map(|kind| catalogue.rows(*kind).all());
        all.filter(|record| counts(record)).count()
    };
    let figure = |what: &str, kinds: &[Kind], used: usize, allowed: usize| Figure {
        what: what.to_owned(),
        used,
        allowed,
        at_least: kinds.iter().any(|kind| catalogue.extent(*kind) != Extent::Whole),
        undisputed: true,
        holder: None,
    };
    let of = |what: &str, kinds: &[Kind], allowed: usize| figure(what, kinds, count(kinds, &|_| true), allowed);
    let with = |what: &str, kinds: &[Kind], status: Status, allowed: usize| {
        figure(what, kinds, count(kinds, &|record| record.status == Seen::Is(status.clone())), allowed)
    };
    vec![
        of("offers", &both, 10_000),
        with("approved offers", &both, Status::Approved, 10_000),
        of("collections", &[Kind::Collection], 10_000),
        of("collection qualifiers", &[Kind::Qualifier], 1_000),
        of("placements", &[Kind::Placement], 1_000),
        of("decision rules, ranking formulas not counted", &[Kind::Rule], 10_000),
        of("decisions", &[Kind::Decision], 10_000),
        with("live decisions", &[Kind::Decision], Status::Live, 1_000),
        figure("capping configurations", &[Kind::Personalized], capping_configurations, 20_000),
    ]
}

/// The most that one object has of each thing, in the order in which they were first counted.
#[derive(Debug, Default)]
pub(super) struct Maxima(Vec<(Measure, Arc<Record>)>);

impl Maxima {
    /// Takes in what was counted for an object.
    pub(super) fn take(&mut self, record: &Arc<Record>, measures: Vec<Measure>) {
        for measure in measures {
            match self.0.iter_mut().find(|(most, holder)| holder.kind == record.kind && is_same(most, &measure)) {
                Some((most, _)) if most.used >= measure.used => {}
                Some(entry) => *entry = (measure, Arc::clone(record)),
                None => self.0.push((measure, Arc::clone(record))),
            }
        }
    }

    /// The figures, by kinds.
    pub(super) fn figures(self, catalogue: &Catalogue<'_>) -> Vec<Figure> {
        let mut all = self.0;
        all.sort_by_key(|(_, holder)| holder.kind);
        let figure = |(measure, holder): (Measure, Arc<Record>)| Figure {
            what: format!("{} of a {}", measure.what, holder.kind.entry().noun),
            used: measure.used,
            allowed: measure.allowed,
            at_least: catalogue.extent(holder.kind) != Extent::Whole,
            undisputed: measure.undisputed,
            holder: Some(holder).filter(|_| measure.used > 0),
        };
        all.into_iter().map(figure).collect()
    }
}

fn is_same(one: &Measure, other: &Measure) -> bool {
    (one.what, one.allowed) == (other.what, other.allowed)
}
