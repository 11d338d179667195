//! The granting of wishes: what a screen or a dialog wants becomes a change of the model, or effects.

use std::sync::Arc;

use crate::domain::{Examples, Kind, Record, duplicate_text, new_text};
use crate::keys::Action;
use crate::profile;
use crate::request::{Lane, PageFrom, Request};
use crate::screens::delete::DeleteDialog;
use crate::screens::dialogs::{Dialog, Left};
use crate::screens::editor::EditorScreen;
use crate::screens::help::HelpScreen;
use crate::screens::log::LogScreen;
use crate::screens::production::ProductionDialog;
use crate::screens::scopes::ScopesScreen;
use crate::screens::several::SeveralDialog;
use crate::screens::shelf::Load;
use crate::screens::{Doomed, EditorId, Notice, Screen, Wish};

use super::asking::{ask, open_dialog, read, read_list};
use super::disk::{Order, order};
use super::going::{self, close, enter, quit, text_is_in_the_way};
use super::mode::{ask_mode, may_write, set_mode};
use super::model::{Model, Purpose};
use super::typing::act;
use super::view::Frame;
use super::{Effect, deeds, deleting, retrying};

pub(super) fn grant_all(model: &mut Model, wishes: Vec<Wish>, effects: &mut Vec<Effect>) {
    for wish in wishes {
        grant(model, wish, effects);
    }
}

/// Grants one wish.
pub(super) fn grant(model: &mut Model, wish: Wish, effects: &mut Vec<Effect>) {
    match wish {
        Wish::Tell(notice) => model.tell(notice),
        Wish::ReadScopes => {
            if let Some(scopes) = model.picker_mut() {
                scopes.begin();
            }
            ask(model, Lane::Scopes, Request::ListScopes { from: PageFrom::Start }, Purpose::Scopes(true), effects);
        }
        Wish::ShowScopes => {
            // There is one picker at most, for the answers go to the one that is found.
            match model.screens.iter().position(|screen| matches!(screen, Screen::Scopes(_))) {
                Some(_) if text_is_in_the_way(model) => return,
                Some(place) => model.screens.truncate(place + 1),
                None => model.screens.push(Screen::Scopes(ScopesScreen::default())),
            }
            grant(model, Wish::ReadScopes, effects);
        }
        Wish::Enter(scope, category) => enter(model, scope, category.as_deref(), effects),
        Wish::ShowKind(kind) => {
            if model.scope.is_none() {
                model.tell(Notice::warning("Choose a sandbox or container first."));
                return;
            }
            if text_is_in_the_way(model) {
                return;
            }
            model.screens = vec![Screen::Library];
            model.library.kind = kind;
            if model.library.shelf(kind).load == Load::NotAsked {
                grant(model, Wish::ReadList(kind), effects);
            }
        }
        Wish::Refresh if retrying::ask_at_once(model, effects) => {}
        Wish::Refresh => {
            let wishes = act(model, Action::Refresh);
            if wishes.is_empty() {
                model.tell(Notice::info("There is nothing here to read again."));
            }
            grant_all(model, wishes, effects);
        }
        Wish::HideOthers => {
            let what = "What in-app messages and the successor product made";
            let text = if model.library.toggle_others() {
                format!("{what} is hidden. :hide shows it again.")
            } else {
                format!("{what} is shown again.")
            };
            model.tell(Notice::info(text));
        }
        Wish::ReadList(kind) => read_list(model, kind, effects),
        Wish::NeedLists(kinds) => super::pointing::need_lists(model, kinds, effects),
        Wish::ShowDetail(record) => going::show_detail(model, &record),
        Wish::Follow(kind, id) => super::pointing::follow(model, kind, &id),
        // An edit that waits for this very object reads it too.
        Wish::ReadRecord(record) if model.is_read_for_editing(&record) => {}
        Wish::ReadRecord(record) => read(model, &record, Purpose::Show(Arc::clone(&record)), effects),
        Wish::Edit(record) => {
            if may_write(model) && !deeds::is_in_the_way(model, std::slice::from_ref(&record)) {
                read(model, &record, Purpose::Edit(Arc::clone(&record)), effects);
            }
        }
        Wish::New(kind, like) => {
            if !may_write(model) {
                return;
            }
            let examples = Examples { like: like.as_deref(), catalogue: model.library.catalogue() };
            let text = new_text(kind, model.settings.generation, model.now, Some(examples));
            open_new_editor(model, kind, text);
        }
        Wish::Duplicate(record) => {
            if may_write(model) {
                open_new_editor(model, record.kind, duplicate_text(&record));
            }
        }
        Wish::AskDelete(record) => {
            let Some(scope) = model.scope.clone() else { return };
            if !may_write(model) || deeds::is_in_the_way(model, std::slice::from_ref(&record)) {
                return;
            }
            if super::pointing::is_in_use(model, &record, effects) {
                return;
            }
            let mut dialog = DeleteDialog::new(Doomed { scope, record }, model.sandbox_type, model.mode());
            dialog.has_trash = model.settings.kept_under.is_some();
            open_dialog(model, Dialog::Delete(dialog), effects);
            super::pointing::refresh(model, effects);
        }
        Wish::Delete(target) => deleting::begin(model, target, effects),
        Wish::AskDeleteSeveral(records) => ask_delete_several(model, records, effects),
        Wish::AskActions(records, hidden) => super::acting::ask(model, &records, hidden, effects),
        Wish::Act(transition, scope, records) => super::acting::choose(model, transition, &scope, records, effects),
        Wish::Do(plan) => deeds::begin(model, plan, effects),
        Wish::AskPicture(record, place) => super::picturing::ask(model, &record, place),
        Wish::FetchPicture(wanted) => super::picturing::fetch(model, *wanted, effects),
        Wish::ShowUsedBy(record) => super::pointing::show(model, &record, effects),
        Wish::ReadUsers(kind) => {
            for by in kind.entry().named_by {
                read_list(model, *by, effects);
            }
        }
        Wish::ReadMissing(kinds) => super::pointing::read_missing(model, &kinds, effects),
        Wish::PlanDelete(kind, id) => super::freeing::plan(model, kind, &id, effects),
        Wish::ShowCheckup => super::checkup::show(model, effects),
        Wish::CheckAgain => super::checkup::again(model, effects),
        Wish::AskExport => super::checkup::ask_export(model),
        Wish::ExportCheckup(file) => super::checkup::export(model, file, effects),
        Wish::Mend(record, fix) => super::checkup::mend(model, &record, &fix, effects),
        Wish::ShowBulk => deeds::show(model),
        Wish::ShowHistory => super::history::show(model, None, effects),
        Wish::ShowTrash => super::trash::show(model, effects),
        Wish::Restore(id) => order(model, Order::ReadTrash(id), effects),
        Wish::Review(review) => super::merging::show_review(model, review),
        Wish::EditText(editor) => {
            if let Some(editor) = model.editor_mut(editor) {
                editor.take_on();
            }
            close(model, effects);
        }
        Wish::AskSend(cargo) => {
            if model.asks_twice() {
                open_dialog(model, Dialog::Production(ProductionDialog::new(cargo, model.sandbox_type)), effects);
            } else {
                grant(model, cargo.send(), effects);
            }
        }
        Wish::ShowDrafts => super::drafts::show(model, effects),
        Wish::OpenDraft(found) => super::drafts::open(model, &found, effects),
        Wish::ThrowDraftAway(id) => order(model, Order::ThrowDraftAway(id), effects),
        Wish::Ask(dialog) => model.dialogs.push(*dialog),
        Wish::AskPlan(targets, plan, rest) => super::freeing::ask(model, targets, (plan, rest), effects),
        Wish::ShowProfiles => super::profiles::show(model),
        Wish::UseProfile(name) => super::profiles::change(model, name, effects),
        Wish::ShowSetup => super::profiles::set_up(model),
        Wish::ImportText(text) => super::profiles::imported(model, profile::import(text.expose()), effects),
        Wish::ImportFile(path) => effects.push(Effect::ReadImport(path)),
        Wish::TestSetup(draft) => super::profiles::test(model, draft, effects),
        Wish::SaveSetup(draft) => super::profiles::save(model, draft, effects),
        Wish::UseToken(token) => super::session::use_token(model, token, effects),
        Wish::AskMode(asked) => ask_mode(model, &asked, effects),
        Wish::SetMode(mode) => set_mode(model, mode),
        // An editor waits for its own save; nobody else's must be under way.
        Wish::Update(change)
            if change.editor().is_none() && deeds::is_in_the_way(model, std::slice::from_ref(&change.base)) => {}
        Wish::Update(change) => super::saving::begin_update(model, change, effects),
        Wish::Create(creation) => super::saving::begin_create(model, creation, effects),
        Wish::ShowMerge(merge) => model.screens.push(Screen::Merge(merge)),
        Wish::Rebase(rebase) => super::merging::rebase(model, *rebase, effects),
        Wish::Prompt(prompt) => model.prompt = Some(prompt),
        Wish::SearchFor(text) => {
            if let Some(Screen::Editor(editor)) = model.screens.last_mut() {
                let wishes = editor.search_for(text);
                grant_all(model, wishes, effects);
            }
        }
        Wish::FilterBy(text) => match model.screens.last_mut() {
            Some(Screen::Help(help)) => help.filter_by(&text),
            Some(Screen::Log(log)) => log.filter_by(&text),
            Some(Screen::Checkup(screen)) => screen.filter_by(&text),
            Some(Screen::UsedBy(screen)) => screen.filter_by(&text),
            _ => {
                let kind = model.library.kind;
                model.library.shelf_mut(kind).set_filter(text);
            }
        },
        Wish::AskLeave => {
            let left = match model.screens.last() {
                Some(Screen::Setup(_)) => Left::Setup,
                _ => Left::Editor,
            };
            model.dialogs.push(Dialog::Leave { left, focus: 0 });
        }
        Wish::Close => close(model, effects),
        Wish::CloseEditor => match model.screens.last() {
            Some(Screen::Setup(_)) if model.screens.len() == 1 => effects.push(Effect::Quit(0)),
            Some(Screen::Editor(_) | Screen::Setup(_)) => _ = model.screens.pop(),
            _ => {}
        },
        Wish::ShowHelp => {
            if !matches!(model.screens.last(), Some(Screen::Help(_))) {
                let asked_in = model.screen_context();
                model.screens.retain(|screen| !matches!(screen, Screen::Help(_)));
                model.screens.push(Screen::Help(HelpScreen::of(asked_in)));
            }
        }
        Wish::ShowLog => {
            let screen = LogScreen::at_end(&model.log, Frame::of(model).body);
            model.screens.retain(|screen| !matches!(screen, Screen::Log(_)));
            model.screens.push(Screen::Log(screen));
        }
        Wish::Fault(spec) => effects.push(Effect::Fault(spec)),
        Wish::Suspend => super::suspending::begin(model, effects),
        Wish::Quit => quit(model, effects),
        Wish::QuitNow => {
            super::retrying::drop_untaken(model, effects);
            super::awaiting::drop_writes(model, effects);
            super::drafts::keep_all(model, effects);
            effects.push(Effect::Quit(0));
        }
    }
}

/// Asks whether to delete these. Once it is known that some of them are in use, the plan that frees them is shown instead.
pub(super) fn ask_delete_several(model: &mut Model, records: Vec<Arc<Record>>, effects: &mut Vec<Effect>) {
    let Some(scope) = model.scope.clone() else { return };
    if !may_write(model) || deeds::is_in_the_way(model, &records) {
        return;
    }
    if let [only] = &records[..] {
        grant(model, Wish::AskDelete(Arc::clone(only)), effects);
        return;
    }
    super::pointing::need_lists(
        model,
        records.iter().flat_map(|record| record.kind.entry().named_by).copied(),
        effects,
    );
    if super::pointing::are_in_use(model, &records) {
        super::freeing::plan_several(model, records);
        return;
    }
    let has_trash = model.settings.kept_under.is_some();
    let hidden = model.library.not_shown(&records);
    let mut dialog = SeveralDialog::deleting(&scope, records, model.sandbox_type, model.mode(), has_trash);
    dialog.hidden = hidden;
    open_dialog(model, Dialog::Several(dialog), effects);
    super::pointing::refresh(model, effects);
}

fn open_new_editor(model: &mut Model, kind: Kind, text: String) {
    let Some(scope) = model.scope.clone() else { return };
    let id = EditorId(model.number());
    let editor = EditorScreen::new(id, kind, model.settings.generation, scope, text);
    model.screens.push(Screen::Editor(Box::new(editor)));
}
