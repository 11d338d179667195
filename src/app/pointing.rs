//! What refers to an object: found in the lists of the kinds that may.

use std::sync::Arc;

use crate::domain::{Kind, ObjectId, Record, Reference, Referred};
use crate::screens::Screen;
use crate::screens::shelf::Load;
use crate::screens::used_by::UsedByScreen;

use super::Effect;
use super::asking::read_list;
use super::model::Model;

/// How many of them are named in a sentence.
const NAMED: usize = 3;

/// Has the lists read whose objects may refer to one of this kind, as far as nobody asked for them yet.
pub(super) fn read_lists(model: &mut Model, kind: Kind, effects: &mut Vec<Effect>) {
    need_lists(model, kind.entry().named_by, effects);
}

/// Has the lists of these kinds read, as far as nobody asked for them yet.
pub(super) fn need_lists(model: &mut Model, kinds: &[Kind], effects: &mut Vec<Effect>) {
    for kind in kinds {
        if model.library.shelf(*kind).load == Load::NotAsked {
            read_list(model, *kind, effects);
        }
    }
}

/// Whether every list whose objects may refer to one of this kind is read whole.
fn is_whole(model: &Model, kind: Kind) -> bool {
    kind.entry().named_by.iter().all(|by| model.library.shelf(*by).load == Load::Complete)
}

/// What refers to this object, in the order of the kinds and of their lists.
fn users(model: &Model, record: &Record) -> Vec<(Arc<Record>, Reference)> {
    let referred = Referred::new(record);
    let all = record.kind.entry().named_by.iter().flat_map(|by| model.library.shelf(*by).all());
    all.filter_map(|other| Some((Arc::clone(other), referred.by(other)?))).collect()
}

/// Shows what refers to this object, having the lists read that tell.
pub(super) fn show(model: &mut Model, record: &Arc<Record>, effects: &mut Vec<Effect>) {
    read_lists(model, record.kind, effects);
    model.screens.push(Screen::UsedBy(UsedByScreen::new(record)));
    refresh(model);
}

/// Brings the screen on top into step with the lists.
pub(super) fn refresh(model: &mut Model) {
    let Some(Screen::UsedBy(screen)) = model.screens.last() else { return };
    let (kind, id) = (screen.kind, screen.id.clone());
    let record = model.library.shelf(kind).get(&id).cloned();
    let users = record.map(|record| users(model, &record));
    let whole = is_whole(model, kind);
    if let Some(Screen::UsedBy(screen)) = model.screens.last_mut() {
        match users {
            Some(users) => screen.take(users, whole),
            None => screen.lost(),
        }
    }
}

/// What still points to the old id of an object that was created again, in words that stand behind a semicolon.
pub(super) fn told(model: &Model, kind: Kind, id: &ObjectId) -> String {
    let referred = Referred::by_id(id);
    let mut pointing = Vec::new();
    for by in kind.entry().named_by {
        let names = model.library.shelf(*by).all().filter(|record| referred.by(record).is_some());
        pointing.extend(names.map(|record| format!("{} \"{}\"", by.entry().noun, record.title())));
    }
    if pointing.is_empty() {
        return if kind == Kind::Decision {
            format!("whether a journey uses the old one, {id}, can't be seen from here")
        } else if is_whole(model, kind) {
            format!("nothing points to the old one, {id}")
        } else {
            format!("what pointed to the old one, {id}, still does")
        };
    }
    let more = pointing.len().saturating_sub(NAMED);
    pointing.truncate(NAMED);
    let more = match (more, is_whole(model, kind)) {
        (0, true) => String::new(),
        (more, true) => format!(" and {more} more"),
        (_, false) => " and maybe more, for not all lists are read".to_owned(),
    };
    format!("to the old one, {id}, still point: {}{more}", pointing.join(", "))
}
