//! Which objects name another one by its id: found in the lists of their kinds.

use crate::domain::{Kind, ObjectId};
use crate::screens::shelf::Load;

use super::Effect;
use super::asking::read_list;
use super::model::Model;

/// How many of them are named in a sentence.
const NAMED: usize = 3;

/// Has the lists read whose objects may name one of this kind, as far as nobody asked for them yet.
pub(super) fn read_lists(model: &mut Model, kind: Kind, effects: &mut Vec<Effect>) {
    for by in kind.entry().named_by {
        if model.library.shelf(*by).load == Load::NotAsked {
            read_list(model, *by, effects);
        }
    }
}

/// What points to this object, in words that stand behind a semicolon.
pub(super) fn told(model: &Model, kind: Kind, id: &ObjectId) -> String {
    let shelves = || kind.entry().named_by.iter().map(|by| model.library.shelf(*by));
    // As it stands in a body: ids hold nothing that JSON would spell otherwise, or they are not found.
    let quoted = format!("\"{id}\"");
    let mut pointing = Vec::new();
    for shelf in shelves() {
        let names = shelf.all().filter(|record| record.raw.contains(&quoted));
        pointing.extend(names.map(|record| format!("{} \"{}\"", shelf.kind.entry().noun, record.title())));
    }
    if pointing.is_empty() {
        return if shelves().all(|shelf| shelf.load == Load::Complete) {
            format!("nothing points to the old one, {id}")
        } else {
            format!("what pointed to the old one, {id}, still does")
        };
    }
    let more = pointing.len().saturating_sub(NAMED);
    pointing.truncate(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("to the old one, {id}, still point: {}{more}", pointing.join(", "))
}
