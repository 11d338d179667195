//! What refers to an object: found in the lists of the kinds that may.

use std::collections::BTreeSet;
use std::iter;
use std::sync::Arc;

use crate::domain::{Extent, Kind, Named, ObjectId, Record, Reference};
use crate::screens::delete::Users;
use crate::screens::dialogs::Dialog;
use crate::screens::library::pane_width;
use crate::screens::names::why_no_way;
use crate::screens::shelf::Load;
use crate::screens::used_by::UsedByScreen;
use crate::screens::{Notice, Screen};

use super::Effect;
use super::asking::read_list;
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
    if model.scope.is_none() || model.is_leaving() || model.library.is_all_asked_for() {
        return;
    }
    let kinds = match model.screens.last() {
        Some(screen @ (Screen::Detail(_) | Screen::Library)) => {
            let own_screen = matches!(screen, Screen::Detail(_));
            if pane_width(Frame::of(model).body, own_screen).is_none() {
                return;
            }
            let Some(record) = model.shown_record() else { return };
            let mentions = record.mentions().iter();
            mentions.flat_map(|mention| iter::once(mention.kind).chain(Kind::spoken_of(mention.id.as_str()))).collect()
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
    match (catalogue.way(kind, id), kind) {
        (Some(Named::Here(record)), _) => {
            let record = Arc::clone(record);
            super::going::show_detail(model, &record);
        }
        (Some(named), Some(kind)) => {
            let notice = why_no_way(&named, kind, id);
            model.tell(notice);
        }
        _ => model.tell(Notice::info(format!("What {id} is to be is not said, so there is no way there."))),
    }
}

/// Shows what refers to this object, having the lists read that tell.
pub(super) fn show(model: &mut Model, record: &Arc<Record>, effects: &mut Vec<Effect>) {
    read_lists(model, record.kind, effects);
    super::going::go_on(model, Screen::UsedBy(UsedByScreen::new(record)));
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

fn kinds(records: &[Arc<Record>]) -> BTreeSet<Kind> {
    records.iter().map(|record| record.kind).collect()
}

/// Whether others name some of these, and no list is to come that may tell of more.
pub(super) fn are_in_use(model: &Model, records: &[Arc<Record>]) -> bool {
    known_of(model, &kinds(records)) != Users::Sought && super::freeing::in_use(model, records) > 0
}

/// Brings the question before a delete into step with the lists: what turns out to be in use is not asked about any more.
fn refresh_question(model: &mut Model, effects: &mut Vec<Effect>) {
    let dialog = match model.dialogs.last() {
        Some(Dialog::Delete(dialog)) => dialog,
        Some(Dialog::Several(dialog)) if dialog.users.is_some() => {
            let doomed = dialog.doomed();
            if are_in_use(model, &doomed) {
                close_dialog(model);
                super::freeing::plan_several(model, doomed);
                return;
            }
            let users = known_of(model, &kinds(&doomed));
            if let Some(Dialog::Several(dialog)) = model.dialogs.last_mut() {
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
        catalogue.users(&record).into_iter().partition(|(_, how)| matches!(how, Reference::ById(_)));
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

/// Which of the lists that tell what uses objects of these kinds is not read whole, and why, if there is one.
fn unread(model: &Model, kinds: &BTreeSet<Kind>) -> Option<String> {
    let mut shelves = kinds.iter().flat_map(|kind| kind.entry().named_by).map(|by| model.library.shelf(*by));
    let shelf = shelves.find(|shelf| shelf.extent() != Extent::Whole)?;
    let title = shelf.kind.entry().title.to_lowercase();
    Some(match &shelf.load {
        Load::Failed(error) => format!("{title} are not read ({})", error.headline()),
        Load::Partial(why) => format!("{title} are not read whole ({why})"),
        Load::NotAsked | Load::Running | Load::Complete | Load::Stale(_) => format!("{title} are being read …"),
    })
}

/// What is known of those that use objects of these kinds, where nothing that is read names one.
fn known_of(model: &Model, kinds: &BTreeSet<Kind>) -> Users {
    let catalogue = model.library.catalogue();
    let mut lists = kinds.iter().flat_map(|kind| kind.entry().named_by);
    match unread(model, kinds) {
        None => Users::Nobody(0),
        Some(_) if lists.any(|by| catalogue.extent(*by) == Extent::Coming) => Users::Sought,
        Some(unread) => Users::NotKnown(unread),
    }
}

/// Leaves the screens on top that show what refers to an object that is gone by now, for they have nothing left to show.
pub(super) fn leave_gone(model: &mut Model) {
    while let Some(Screen::UsedBy(screen)) = model.screens.last() {
        let shelf = model.library.shelf(screen.kind);
        if shelf.extent() != Extent::Whole || shelf.get(&screen.id).is_some() || model.screens.len() == 1 {
            return;
        }
        let text = format!("\"{}\" is gone, and with it the list of what used it.", screen.name());
        model.tell(Notice::info(text));
        model.screens.pop();
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
    let unread = unread(model, &BTreeSet::from([kind]));
    if let Some(Screen::UsedBy(screen)) = model.screens.last_mut() {
        match users {
            Some(users) => screen.take(users, unread),
            None => screen.lost(),
        }
    }
}

/// What still points to the old id of an object that was created again, in words that stand behind a semicolon.
pub(super) fn told(model: &Model, kind: Kind, id: &ObjectId) -> String {
    let catalogue = model.library.catalogue();
    let whole = catalogue.knows_users_of(kind);
    let naming = catalogue.naming(id.as_str());
    let mut pointing: Vec<String> =
        naming.map(|record| format!("{} \"{}\"", record.kind.entry().noun, record.title())).collect();
    let in_trash = in_trash(model, id);
    if pointing.is_empty() {
        return if let Some(other) = kind.entry().used_outside {
            format!("whether {other} uses the old one, {id}, can't be seen from here")
        } else if let Some(in_trash) = in_trash {
            format!("to the old one, {id}, points {in_trash}")
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
    let in_trash = in_trash.map(|text| format!("; so does {text}")).unwrap_or_default();
    format!("to the old one, {id}, still point: {}{more}{in_trash}", pointing.join(", "))
}

/// What this run deleted and names this id: it gets the new one as it is restored.
fn in_trash(model: &Model, id: &ObjectId) -> Option<String> {
    let deleted = model.kept.deleted.iter().map(|(target, _)| target).filter(|target| model.is_here(&target.scope));
    let mut naming = deleted.filter(|target| target.record.mentions().iter().any(|mention| mention.id == *id));
    let first = &naming.next()?.record;
    let more = match naming.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let noun = first.kind.entry().noun;
    Some(format!("{noun} \"{}\"{more} in the trash, which gets the new id when z restores it", first.title()))
}
