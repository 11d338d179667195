//! The guardrails with what is used and what is allowed (contract section 13).

use std::iter;
use std::sync::Arc;

use super::super::check::{Bound, Measure};
use super::super::kind::{KINDS, Kind, KindEntry};
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
    /// `10,012 of 10,000`, or `at least 12 of 10,000`; `not known` where nothing was read of it.
    #[must_use]
    pub fn told(&self) -> String {
        self.after("at least ")
    }

    /// The same where there is little room: `≥ 12 of 10,000`.
    #[must_use]
    pub fn told_shortly(&self) -> String {
        self.after("≥ ")
    }

    fn after(&self, at_least: &str) -> String {
        if !self.is_known() {
            return "not known".to_owned();
        }
        let at_least = if self.at_least { at_least } else { "" };
        format!("{at_least}{} of {}", thousands(self.used), thousands(self.allowed))
    }

    /// Whether anything was counted: of a list that is missing, nothing is no count.
    fn is_known(&self) -> bool {
        self.used > 0 || !self.at_least
    }

    /// How much is used of what is allowed, in whole hundredths, rounded down: `<1 %` where that leaves nothing of
    /// something, `>100 %` where it hides that it is too much.
    #[must_use]
    pub fn share(&self) -> String {
        let percent = self.used.saturating_mul(100) / self.allowed.max(1);
        match percent {
            _ if !self.is_known() => "–".to_owned(),
            0 if self.used > 0 => "<1 %".to_owned(),
            100 if self.used > self.allowed => ">100 %".to_owned(),
            percent => format!("{} %", thousands(percent)),
        }
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

/// How many there may be of a kind in a sandbox: an entry of the table of kinds.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// What is counted.
    pub(in crate::domain) what: &'static str,
    /// The kinds that are counted along with it.
    pub(in crate::domain) beside: &'static [Kind],
    /// Which of them count, where it is not all.
    pub(in crate::domain) status: Option<&'static Status>,
    /// How many there may be.
    pub(in crate::domain) allowed: usize,
}

impl Limit {
    /// So many of this kind alone.
    pub(in crate::domain) const fn new(what: &'static str, allowed: usize) -> Limit {
        Limit { what, beside: &[], status: None, allowed }
    }
}

/// The figures of the library as a whole. Objects of other products count, for the limits are the sandbox's.
pub(super) fn totals(catalogue: &Catalogue<'_>, capping_configurations: usize) -> Vec<Figure> {
    let figure = |what: &str, kinds: &[Kind], used: usize, allowed: usize| Figure {
        what: what.to_owned(),
        used,
        allowed,
        at_least: kinds.iter().any(|kind| catalogue.extent(*kind) != Extent::Whole),
        undisputed: true,
        holder: None,
    };
    let of_kind = |entry: &'static KindEntry| {
        entry.limits.iter().map(move |limit| {
            let kinds: Vec<Kind> = iter::once(entry.kind).chain(limit.beside.iter().copied()).collect();
            let counts = |status: &Seen<Status>| limit.status.is_none() || status.value() == limit.status;
            let records = kinds.iter().flat_map(|kind| catalogue.rows(*kind).all());
            figure(limit.what, &kinds, records.filter(|record| counts(&record.status)).count(), limit.allowed)
        })
    };
    let mut totals: Vec<Figure> = KINDS.iter().flat_map(of_kind).collect();
    totals.push(figure("capping configurations", &[Kind::Personalized], capping_configurations, 20_000));
    totals
}

/// The most that one object has of each thing, in the order in which they were first counted.
#[derive(Debug, Default)]
pub(super) struct Maxima(Vec<(Measure, Arc<Record>)>);

impl Maxima {
    /// Takes in what was counted for an object.
    pub(super) fn take(&mut self, record: &Arc<Record>, measures: Vec<Measure>) {
        for measure in measures {
            match self.0.iter_mut().find(|(most, holder)| holder.kind == record.kind && is_same(most, &measure)) {
                Some((most, holder)) => {
                    // Another one may have more than this, as far as one of them was counted in a list.
                    let counted_in = most.counted_in.or(measure.counted_in);
                    if measure.used > most.used {
                        (*most, *holder) = (measure, Arc::clone(record));
                    }
                    most.counted_in = counted_in;
                }
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
            at_least: iter::once(holder.kind)
                .chain(measure.counted_in)
                .any(|kind| catalogue.extent(kind) != Extent::Whole),
            undisputed: measure.bound != Bound::Disputed,
            holder: Some(holder).filter(|_| measure.used > 0),
        };
        all.into_iter().map(figure).collect()
    }
}

fn is_same(one: &Measure, other: &Measure) -> bool {
    (one.what, one.allowed) == (other.what, other.allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_down_and_never_hide_what_is_there_or_too_much() {
        let share = |used, allowed, at_least| {
            Figure { what: String::new(), used, allowed, at_least, undisputed: true, holder: None }.share()
        };
        assert_eq!(share(0, 10_000, false), "0 %");
        assert_eq!(share(1, 10_000, false), "<1 %");
        assert_eq!(share(9_999, 10_000, false), "99 %");
        assert_eq!(share(10_000, 10_000, false), "100 %");
        assert_eq!(share(10_012, 10_000, false), ">100 %");
        assert_eq!(share(16_500, 15_360, false), "107 %");
        assert_eq!(share(0, 10_000, true), "–", "nothing is known of it");
        assert_eq!(share(616, 1_000, true), "61 %");
    }
}
