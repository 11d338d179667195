//! What is known of the objects whose ids stand in a body.

use crate::domain::{Details, Kind, ObjectId, Own, Placement};
use crate::screens::library::Library;
use crate::screens::shelf::Load;

/// What an id says to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// It is that of the object with this name.
    Known(String),
    /// It is that of none in the list, which is whole.
    Nobodys,
    /// The list is not here, or not whole.
    NotRead,
}

/// The name behind an id.
pub(super) fn name_of(library: &Library, kind: Kind, id: &str) -> Name {
    let shelf = library.shelf(kind);
    match shelf.get(&ObjectId::from(id)) {
        Some(record) => Name::Known(record.title().to_owned()),
        None if shelf.load == Load::Complete => Name::Nobodys,
        None => Name::NotRead,
    }
}

/// What is known of the placement with this id.
pub(super) fn placement_of(library: &Library, id: &str) -> Option<Placement> {
    let record = library.shelf(Kind::Placement).get(&ObjectId::from(id))?;
    match Details::of(record).own {
        Own::Placement(placement) => Some(placement),
        _ => None,
    }
}
