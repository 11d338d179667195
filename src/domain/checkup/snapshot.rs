//! The lists as they are at one moment, to be looked through elsewhere and at leisure.

use std::sync::Arc;

use super::super::kind::{KINDS, Kind};
use super::super::record::Record;
use super::super::references::{Catalogue, Extent};
use super::super::rows::Rows;

/// One list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List {
    pub(super) records: Vec<Arc<Record>>,
    pub(super) extent: Extent,
    /// Why it is not whole, where it is not: `not read (not allowed)`.
    pub(super) missing: Option<String>,
}

/// All lists of a place at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// In the order of [`KINDS`].
    pub(super) lists: Vec<List>,
}

impl Snapshot {
    /// The lists as they are now, and for those that are not whole, why.
    #[must_use]
    pub fn of(catalogue: &Catalogue<'_>, why: impl Fn(Kind) -> String) -> Snapshot {
        let list = |kind: Kind| {
            let extent = catalogue.extent(kind);
            let missing = (extent != Extent::Whole).then(|| why(kind));
            List { records: catalogue.rows(kind).all().to_vec(), extent, missing }
        };
        Snapshot { lists: KINDS.iter().map(|entry| list(entry.kind)).collect() }
    }

    /// Whether the lists are still those very ones.
    #[must_use]
    pub fn is_still(&self, catalogue: &Catalogue<'_>) -> bool {
        self.lists.iter().zip(KINDS).all(|(list, entry)| {
            let now = catalogue.rows(entry.kind).all();
            let same = |(one, other): (&Arc<Record>, &Arc<Record>)| Arc::ptr_eq(one, other);
            catalogue.extent(entry.kind) == list.extent
                && now.len() == list.records.len()
                && now.iter().zip(&list.records).all(same)
        })
    }

    /// The same with who names whom.
    pub(super) fn rows(&self) -> Vec<Rows> {
        let rows = |list: &List| {
            let mut rows = Rows::default();
            for record in &list.records {
                rows.put(Arc::clone(record));
            }
            rows
        };
        self.lists.iter().map(rows).collect()
    }
}
