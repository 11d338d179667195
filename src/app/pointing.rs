//! What refers to an object: found in the lists of the kinds that may.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::{Extent, Kind, ObjectId, Record, Reference};
use crate::screens::delete::Users;
use crate::screens::dialogs::Dialog;
use crate::screens::library::pane_width;
use crate::screens::names::why_no_way;
use crate::screens::shelf::Load;
use crate::screens::used_by::UsedByScreen;
use crate::screens::{Notice, Screen};

use super::Effect;
use super::asking::read_list;
use super::granting::ask_delete_several;
use super::model::Model;
use super::typing::close_dialog;
use super::view::Frame;

/// How many of them are named in a sentence.
const NAMED: usize = 3;

/// Has the lists read whose objects may refer to one of this kind, as far as nobody asked for them yet.
pub(super) fn read_lists(model: &mut Model, kind: Kind, effects: &mut Vec<Effect>) {
    need_lists(model, kind.entry().named_by.iter().copied(), effects);
}

/// Has the lists of these kinds read, as far as nobody asked for them yet.
pub(super) fn need_lists(model: &mut Model, kinds: impl IntoIterator<Item = Kind>, effects: &mut Vec<Effect>) {
    for kind in kinds {
        if model.library.shelf(kind).load == Load::NotAsked {
            read_list(model, kind, effects);
        }
    }
}

/// Has the lists read in which the names stand of those whose ids are in view, as far as nobody asked for them yet.
pub(super) fn read_named(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.scope.is_none() || model.is_leaving() {
        return;
    }
    let kinds = match model.screens.last() {
        Some(screen @ (Screen::Detail(_) | Screen::Library)) => {
            let own_screen = matches!(screen, Screen::Detail(_));
            if pane_width(Frame::of(model).body, own_screen).is_none() {
                return;
            }
            let Some(record) = model.shown_record() else { return };
            record.mentions().iter().map(|mention| mention.kind).collect()
        }
        Some(Screen::Editor(editor)) => editor.named_kinds(),
        Some(Screen::Merge(merge)) => merge.named_kinds(),
        Some(Screen::History(history)) => history.named_kinds(model.scope.as_ref()),
        Some(Screen::Review(review)) => review.named_kinds(),
        Some(Screen::Plan(plan)) => plan.named_kinds(),
        _ => return,
    };
    need_lists(model, kinds, effects);
}

/// Goes to the object with this id, or says why there is no way there.
pub(super) fn follow(model: &mut Model, kind: Option<Kind>, id: &str) {
    let catalogue = model.library.catalogue();
    match (catalogue.find(id).cloned(), kind) {
        (Some(record), _) => super::going::show_detail(model, &record),
        (None, Some(kind)) => {
            let notice = why_no_way(&catalogue.named(kind, id), kind, id);
            model.tell(notice);
        }
        (None, None) => model.tell(Notice::info(format!("What {id} is to be is not said, so there is no way there."))),
    }
}

/// Shows what refers to this object, having the lists read that tell.
pub(super) fn show(model: &mut Model, record: &Arc<Record>, effects: &mut Vec<Effect>) {
    read_lists(model, record.kind, effects);
    model.screens.push(Screen::UsedBy(UsedByScreen::new(record)));
    refresh(model, effects);
}

/// Whether others name this object, as far as the lists tell, which are asked for; if so, shows them: it is not deleted.
pub(super) fn is_in_use(model: &mut Model, record: &Arc<Record>, effects: &mut Vec<Effect>) -> bool {
    read_lists(model, record.kind, effects);
    if !super::freeing::is_named(model, record) {
        return false;
    }
    let is_this = |screen: &UsedByScreen| (screen.kind, &screen.id) == (record.kind, &record.id);
    if !matches!(model.screens.last(), Some(Screen::UsedBy(screen)) if is_this(screen)) {
        show(model, record, effects);
    }
    model.tell(Notice::warning(format!(
        "\"{}\" is in use and is not deleted before these let go of it. d shows the plan for that.",
        record.title()
    )));
    true
}

/// Brings the question before a delete into step with the lists: what turns out to be in use is not asked about any more.
fn refresh_question(model: &mut Model, effects: &mut Vec<Effect>) {
    let dialog = match model.dialogs.last() {
        Some(Dialog::Delete(dialog)) => dialog,
        Some(Dialog::Several(dialog)) => {
            let (doomed, hidden) = (dialog.doomed(), dialog.hidden);
            let count = doomed.len();
            if count > 0 && super::freeing::not_in_use(model, doomed.clone(), effects).len() < count {
                close_dialog(model);
                ask_delete_several(model, doomed, hidden, effects);
                return;
            }
            let kinds = doomed.iter().map(|record| record.kind).collect::<BTreeSet<Kind>>();
            let users = known_of(model, &kinds);
            if let Some(Dialog::Several(dialog)) = model.dialogs.last_mut()
                && dialog.users.is_some()
            {
                dialog.users = Some(users);
            }
            return;
        }
        _ => return,
    };
    if dialog.is_of_plan() || !model.is_here(&dialog.target.scope) {
        return;
    }
    let record = Arc::clone(&dialog.target.record);
    let catalogue = model.library.catalogue();
    let (by_id, found): (Vec<_>, Vec<_>) =
        catalogue.users(&record).into_iter().partition(|(_, how)| *how == Reference::ById);
    let found = found.len();
    let is_used = !by_id.is_empty();
    let users = match known_of(model, &BTreeSet::from([record.kind])) {
        Users::Nobody(_) => Users::Nobody(found),
        other => other,
    };
    if is_used {
        close_dialog(model);
        is_in_use(model, &record, effects);
    } else if let Some(Dialog::Delete(dialog)) = model.dialogs.last_mut() {
        dialog.users = users;
    }
}

/// What is known of those that use objects of these kinds, where nothing that is read names one.
fn known_of(model: &Model, kinds: &BTreeSet<Kind>) -> Users {
    let catalogue = model.library.catalogue();
    let lists = || kinds.iter().flat_map(|kind| kind.entry().named_by);
    if lists().all(|by| catalogue.extent(*by) == Extent::Whole) {
        Users::Nobody(0)
    } else if lists().any(|by| catalogue.extent(*by) == Extent::Coming) {
        Users::Sought
    } else {
        Users::NotKnown
    }
}

/// Brings the screen or the question on top into step with the lists.
pub(super) fn refresh(model: &mut Model, effects: &mut Vec<Effect>) {
    refresh_question(model, effects);
    let Some(Screen::UsedBy(screen)) = model.screens.last() else { return };
    let (kind, id) = (screen.kind, screen.id.clone());
    let catalogue = model.library.catalogue();
    let users = model.library.shelf(kind).get(&id).map(|record| {
        let users = catalogue.users(record).into_iter();
        users.map(|(user, how)| (Arc::clone(user), how)).collect()
    });
    let whole = catalogue.knows_users_of(kind);
    if let Some(Screen::UsedBy(screen)) = model.screens.last_mut() {
        match users {
            Some(users) => screen.take(users, whole),
            None => screen.lost(),
        }
    }
}

/// What still points to the old id of an object that was created again, in words that stand behind a semicolon.
pub(super) fn told(model: &Model, kind: Kind, id: &ObjectId) -> String {
    let catalogue = model.library.catalogue();
    let whole = catalogue.knows_users_of(kind);
    let naming = catalogue.naming(kind, id.as_str());
    let mut pointing: Vec<String> =
        naming.map(|record| format!("{} \"{}\"", record.kind.entry().noun, record.title())).collect();
    if pointing.is_empty() {
        return if let Some(other) = kind.entry().used_outside {
            format!("whether {other} uses the old one, {id}, can't be seen from here")
        } else if whole {
            format!("nothing points to the old one, {id}")
        } else {
            format!("what pointed to the old one, {id}, still does")
        };
    }
    let more = pointing.len().saturating_sub(NAMED);
    pointing.truncate(NAMED);
    let more = match (more, whole) {
        (0, true) => String::new(),
        (more, true) => format!(" and {more} more"),
        (_, false) => " and maybe more, for not all lists are read".to_owned(),
    };
    format!("to the old one, {id}, still point: {}{more}", pointing.join(", "))
}
