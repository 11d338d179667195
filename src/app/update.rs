//! The only router: an event changes the model and yields effects.

use std::sync::Arc;

use crate::domain::{Kind, Record, SandboxType, Scope, duplicate_text, new_text};
use crate::keys::{Action, Context, Key, Stroke, lookup};
use crate::profile;
use crate::request::{Cause, Lane, PageFrom, Request, RequestError};
use crate::screens::delete::DeleteDialog;
use crate::screens::detail::DetailScreen;
use crate::screens::dialogs::{Dialog, Left};
use crate::screens::editor::EditorScreen;
use crate::screens::help::HelpScreen;
use crate::screens::library::Library;
use crate::screens::log::LogScreen;
use crate::screens::movement::rows_inside;
use crate::screens::production::ProductionDialog;
use crate::screens::prompt::{self, Prompt};
use crate::screens::scopes::ScopesScreen;
use crate::screens::shelf::{Load, Mark};
use crate::screens::{Doomed, EditorId, Notice, Outcome, Screen, Tone, Wish};

use super::asking::{ask, forget, look_whether_gone, open_dialog, read, read_list};
use super::disk::{Order, Told, order};
use super::mode::{ask_mode, may_write, set_mode};
use super::model::{Model, Purpose, Timer};
use super::view::{Frame, too_small};
use super::{Effect, Event, Msg, retrying, seeking};

/// Takes an event in.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    model.now = event.at;
    let mut effects = Vec::new();
    match event.msg {
        Msg::Start => super::profiles::begin(model, &mut effects),
        Msg::Key(stroke) => key(model, stroke, &mut effects),
        Msg::Paste(text) => paste(model, &text, &mut effects),
        Msg::Resize(columns, rows) => {
            (model.area.width, model.area.height) = (columns, rows);
        }
        Msg::Answered { ticket, result, exchanges } => {
            for exchange in &exchanges {
                super::session::compare_clocks(model, exchange);
            }
            let request_id = exchanges.last().and_then(|exchange| exchange.request_id.clone());
            for exchange in exchanges {
                model.log.enter(model.now, exchange);
            }
            if let Some(open) = model.flight.settle(ticket) {
                retrying::take(model, open, result, request_id, &mut effects);
            }
        }
        Msg::Timer(id) => {
            if let Some(place) = model.timers.iter().position(|(running, _)| *running == id) {
                match model.timers.remove(place).1 {
                    Timer::ArmDialog(depth) => {
                        if let Some(dialog) = model.dialogs.get_mut(depth) {
                            dialog.arm();
                        }
                    }
                    Timer::TokenEnds => super::session::tell_end(model, &mut effects),
                    Timer::LookAgain(look) => look_whether_gone(model, look, &mut effects),
                    Timer::Repeat(ticket) => retrying::repeat(model, ticket, &mut effects),
                    // Time went on, which shows in the countdown.
                    Timer::Countdown => {}
                    Timer::SeekAgain(sought) => seeking::seek(model, sought, &mut effects),
                    Timer::Leave => super::leaving::finish(model, &mut effects),
                    Timer::KeepDrafts => super::drafts::keep_all(model, &mut effects),
                }
            }
        }
        Msg::Session(session) => super::session::take(model, session, &mut effects),
        Msg::Prepared(errand, prepared) => super::profiles::go_over(model, errand, prepared, &mut effects),
        Msg::Imported(found) => super::profiles::imported(model, found, &mut effects),
        Msg::Probed(errand, probe) => super::profiles::probed(model, errand, probe),
        Msg::Tested(errand) => super::profiles::tested(model, errand),
        Msg::ProfileSaved(errand, saved) => super::profiles::saved(model, errand, saved, &mut effects),
        Msg::FaultSet(Ok(text)) => model.tell(Notice::warning(text)),
        Msg::FaultSet(Err(text)) => model.tell(Notice::error(text)),
        Msg::Disk(told) => disk_told(model, *told, &mut effects),
        Msg::Terminate(code) => super::leaving::begin(model, code, &mut effects),
    }
    retrying::keep_timers(model, &mut effects);
    super::drafts::watch(model, &mut effects);
    super::leaving::watch(model, &mut effects);
    fit(model);
    effects
}

/// Takes in what the disk has to tell.
fn disk_told(model: &mut Model, told: Told, effects: &mut Vec<Effect>) {
    match told {
        Told::DraftKept(editor, result) => super::drafts::kept(model, editor, result),
        Told::Drafts(listing) => super::drafts::listed(model, listing),
        Told::DraftClaimed(editor, draft) => super::drafts::claimed(model, editor, draft, effects),
        Told::DraftThrownAway(result) => super::drafts::thrown_away(model, result, effects),
        Told::Trashed(number, result) => super::trash::trashed(model, number, result, effects),
        Told::Trash(listing) => super::trash::listed(model, listing),
        Told::TrashRead(read) => super::trash::found(model, read, effects),
        Told::Begun(ticket, result) => super::history::begun(model, ticket, result, effects),
        Told::Journal(read) => super::history::listed(model, read),
        Told::NotDone(words) => model.tell(Notice::warning(words)),
    }
}

/// Brings what depends on the layout into step with it: which rows are in view, whose details are shown.
fn fit(model: &mut Model) {
    let frame = Frame::of(model);
    let shown = model.shown_record();
    let own_screen = matches!(model.screens.last(), Some(Screen::Detail(_)));
    model.library.fit(frame.body, shown, own_screen, &model.settings.theme, model.now);
    match model.screens.last_mut() {
        Some(Screen::Scopes(scopes)) => scopes.fit(frame.body),
        Some(Screen::Profiles(profiles)) => profiles.fit(frame.body),
        Some(Screen::Drafts(drafts)) => drafts.fit(frame.body),
        Some(Screen::Trash(trash)) => trash.fit(frame.body),
        Some(Screen::History(history)) => history.fit(frame.body),
        _ => {}
    }
}

fn context(model: &Model) -> Context {
    if !model.dialogs.is_empty() {
        return Context::Dialog;
    }
    if model.prompt.is_some() {
        return Context::Prompt;
    }
    model.screen_context()
}

fn key(model: &mut Model, stroke: Stroke, effects: &mut Vec<Effect>) {
    let context = context(model);
    let action = lookup(context, stroke);
    if model
        .notice
        .as_ref()
        .is_some_and(|notice| notice.tone != Tone::Error || !action.is_some_and(Action::is_movement))
    {
        model.notice = None;
    }
    if action == Some(Action::Interrupt) {
        interrupt(model, effects);
        return;
    }
    model.interrupted = false;
    if too_small(model.area) {
        // What can't be seen must not be acted on; only quitting works blind.
        if action == Some(Action::Quit) {
            quit(model, effects);
        }
        return;
    }
    match context {
        Context::Dialog => dialog_key(model, stroke, action, effects),
        Context::Prompt => prompt_key(model, stroke, action, effects),
        _ => screen_key(model, stroke, action, effects),
    }
}

fn dialog_key(model: &mut Model, stroke: Stroke, action: Option<Action>, effects: &mut Vec<Effect>) {
    let Some(dialog) = model.dialogs.last_mut() else { return };
    if dialog.takes_text() {
        if let Some(letter) = stroke.typed() {
            dialog.type_text(letter.encode_utf8(&mut [0; 4]));
            return;
        }
        if stroke.key == Key::Backspace {
            dialog.backspace();
            return;
        }
    }
    if let Some(action) = action
        && let Outcome::Close(wishes) = dialog.act(action)
    {
        close_dialog(model);
        grant_all(model, wishes, effects);
    }
}

/// Closes the dialog on top. A timer that was to arm it must not arm the next one.
fn close_dialog(model: &mut Model) -> bool {
    let closed = model.dialogs.pop();
    let open = model.dialogs.len();
    model.timers.retain(|(_, timer)| !matches!(timer, Timer::ArmDialog(depth) if *depth >= open));
    closed.is_some()
}

fn prompt_key(model: &mut Model, stroke: Stroke, action: Option<Action>, effects: &mut Vec<Effect>) {
    let (generation, demo) = (model.settings.generation, model.settings.demo);
    let Some(prompt) = &mut model.prompt else { return };
    let wishes = match (action, stroke.typed()) {
        (Some(action), _) => match prompt.act(action, generation, demo) {
            prompt::Outcome::Stay => Vec::new(),
            prompt::Outcome::Close(wishes) => {
                model.prompt = None;
                wishes
            }
            prompt::Outcome::Behind(action) => act(model, action),
        },
        (None, Some(letter)) => prompt.type_text(letter.encode_utf8(&mut [0; 4])),
        (None, None) => prompt.edit(stroke),
    };
    grant_all(model, wishes, effects);
}

fn screen_key(model: &mut Model, stroke: Stroke, action: Option<Action>, effects: &mut Vec<Effect>) {
    match (action, model.screens.last_mut()) {
        (None, Some(Screen::Editor(editor))) => {
            editor.type_stroke(stroke);
        }
        (None, Some(Screen::Setup(setup))) => {
            let wishes = setup.type_stroke(stroke);
            grant_all(model, wishes, effects);
        }
        (Some(Action::Palette), _) => model.prompt = Some(Prompt::palette()),
        (Some(Action::History), _) => {
            let object = model.shown_record().map(|record| (record.id.clone(), record.title().to_owned()));
            super::history::show(model, object, effects);
        }
        (Some(Action::TakeBack), _) => super::trash::take_back(model, effects),
        (Some(Action::Help), _) => grant(model, Wish::ShowHelp, effects),
        (Some(Action::Quit), _) => {
            let wish = if model.screens.len() > 1 { Wish::Close } else { Wish::Quit };
            grant(model, wish, effects);
        }
        (Some(Action::Refresh), _) => grant(model, Wish::Refresh, effects),
        (Some(action), _) => {
            let wishes = act(model, action);
            grant_all(model, wishes, effects);
        }
        (None, _) => {}
    }
}

/// Hands an action to the screen on top.
fn act(model: &mut Model, action: Action) -> Vec<Wish> {
    let body = Frame::of(model).body;
    let theme = &model.settings.theme;
    match model.screens.last_mut() {
        Some(Screen::Scopes(scopes)) => scopes.act(action, body),
        Some(Screen::Library) => model.library.act(action, body),
        Some(Screen::Detail(detail)) => {
            if action == Action::ToggleRaw {
                model.library.raw = !model.library.raw;
                return Vec::new();
            }
            let record = model.library.shelf(detail.kind).get(&detail.id);
            match (record, action) {
                (Some(record), _) => {
                    let wishes = detail.act(action, record);
                    if let (true, Some(pane)) = (wishes.is_empty(), &mut model.library.pane) {
                        pane.step(action, rows_inside(body));
                    }
                    wishes
                }
                (None, Action::Back) => vec![Wish::Close],
                (None, _) => Vec::new(),
            }
        }
        Some(Screen::Editor(editor)) => editor.act(action, model.now),
        Some(Screen::Review(review)) => review.act(action, body),
        Some(Screen::Merge(merge)) => merge.act(action, body),
        Some(Screen::Setup(setup)) => setup.act(action, body),
        Some(Screen::Profiles(profiles)) => profiles.act(action, body),
        Some(Screen::Drafts(drafts)) => drafts.act(action, body),
        Some(Screen::Trash(trash)) => trash.act(action, body),
        Some(Screen::History(history)) => history.act(action, body),
        Some(Screen::Help(help)) => help.act(action, theme, body),
        Some(Screen::Log(log)) => log.act(action, &model.log, theme, body),
        None => Vec::new(),
    }
}

fn paste(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    if too_small(model.area) {
        return;
    }
    if let Some(dialog) = model.dialogs.last_mut() {
        dialog.type_text(text);
    } else if let Some(prompt) = &mut model.prompt {
        let wishes = prompt.type_text(text);
        grant_all(model, wishes, effects);
    } else if let Some(Screen::Editor(editor)) = model.screens.last_mut() {
        editor.paste(text);
    } else if let Some(Screen::Setup(setup)) = model.screens.last_mut() {
        let wishes = setup.paste(text);
        grant_all(model, wishes, effects);
    } else {
        // Pasted text is text: it never runs as keys.
        model.tell(Notice::info("There is nothing here to paste into."));
    }
}

/// Ctrl-c: closes what lies on top, else cancels what runs, and the second time in a row quits.
fn interrupt(model: &mut Model, effects: &mut Vec<Effect>) {
    if close_dialog(model) {
        return;
    }
    if let Some(prompt) = model.prompt.take() {
        if prompt.purpose == prompt::Purpose::Filter {
            grant(model, Wish::FilterBy(String::new()), effects);
        }
        return;
    }
    if model.interrupted {
        quit(model, effects);
        return;
    }
    model.interrupted = true;
    let cancelled = model.flight.cancel_reads();
    forget(&cancelled, effects);
    for open in &cancelled {
        match &open.request {
            Request::List { kind, .. } => model.library.shelf_mut(*kind).stop("cancelled"),
            Request::ListScopes { .. } => {
                if let Some(scopes) = model.picker_mut() {
                    scopes.fail(RequestError::without_answer(Cause::Cancelled, "the list was not read"));
                }
            }
            _ => {}
        }
        if let Purpose::BeforeUpdate(change) = &open.purpose {
            super::saving::released(model, change);
        }
    }
    let again = "Press ctrl-c again to quit.";
    if retrying::give_up(model, effects)
        && let Some(notice) = &mut model.notice
    {
        notice.text.push_str(&format!(" {again}"));
        return;
    }
    model.tell(if cancelled.is_empty() { Notice::info(again) } else { Notice::warning(format!("Cancelled. {again}")) });
}

fn quit(model: &mut Model, effects: &mut Vec<Effect>) {
    let unsaved = model.screens.iter().any(|screen| match screen {
        Screen::Editor(editor) => editor.has_unsaved_text(),
        Screen::Setup(setup) => setup.has_unsaved_text(),
        _ => false,
    });
    let kept = model.settings.kept_under.is_some() && model.kept.trouble.is_none();
    let reason = match (unsaved, model.open_writes()) {
        (false, 0) => {
            effects.push(Effect::Quit(0));
            return;
        }
        (true, 0) if matches!(model.screens.last(), Some(Screen::Setup(_))) => {
            "What you typed in the form was not saved. Quitting drops it.".to_owned()
        }
        (true, 0) if kept => {
            "What you typed in the editor was not sent. It is kept: :drafts offers it next time.".to_owned()
        }
        (true, 0) => "What you typed in the editor was not sent. Quitting drops it.".to_owned(),
        (false, _) => "A write was sent and is not yet confirmed. Quitting leaves it to itself.".to_owned(),
        (true, _) if kept => {
            "A write is not yet confirmed. What you typed in the editor is kept as a draft.".to_owned()
        }
        (true, _) => "A write is not yet confirmed, and what you typed in the editor would be dropped.".to_owned(),
    };
    if !model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Quit { .. })) {
        model.dialogs.push(Dialog::Quit { reason, focus: 0 });
    }
}

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
        Wish::ReadList(kind) => read_list(model, kind, effects),
        Wish::ShowDetail(record) => {
            model.screens.push(Screen::Detail(DetailScreen { kind: record.kind, id: record.id.clone() }));
        }
        // An edit that waits for this very object reads it too.
        Wish::ReadRecord(record) if model.is_read_for_editing(&record) => {}
        Wish::ReadRecord(record) => read(model, &record, Purpose::Show(Arc::clone(&record)), effects),
        Wish::Edit(record) => {
            if may_write(model) && !is_being_written(model, &record) {
                read(model, &record, Purpose::Edit(Arc::clone(&record)), effects);
            }
        }
        Wish::New(kind, placement) => {
            if !may_write(model) {
                return;
            }
            let text = new_text(kind, model.settings.generation, model.now, placement.as_deref());
            open_new_editor(model, kind, text);
        }
        Wish::Duplicate(record) => {
            if may_write(model) {
                open_new_editor(model, record.kind, duplicate_text(&record));
            }
        }
        Wish::AskDelete(record) => {
            let Some(scope) = model.scope.clone() else { return };
            if !may_write(model) || is_being_written(model, &record) {
                return;
            }
            let mut dialog = DeleteDialog::new(Doomed { scope, record }, model.sandbox_type, model.mode());
            dialog.has_trash = model.settings.kept_under.is_some();
            open_dialog(model, Dialog::Delete(dialog), effects);
        }
        Wish::Delete(target) => super::trash::delete(model, target, effects),
        Wish::ShowHistory => super::history::show(model, None, effects),
        Wish::ShowTrash => super::trash::show(model, effects),
        Wish::Restore(id) => order(effects, Order::ReadTrash(id)),
        Wish::Review(review) => super::merging::show_review(model, review),
        Wish::AskSend(cargo) => {
            if model.asks_twice() {
                open_dialog(model, Dialog::Production(ProductionDialog::new(cargo, model.sandbox_type)), effects);
            } else {
                grant(model, cargo.send(), effects);
            }
        }
        Wish::ShowDrafts => super::drafts::show(model, effects),
        Wish::OpenDraft(found) => super::drafts::open(model, &found, effects),
        Wish::ThrowDraftAway(id) => order(effects, Order::ThrowDraftAway(id)),
        Wish::Ask(dialog) => model.dialogs.push(*dialog),
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
                model.screens.push(Screen::Help(HelpScreen::default()));
            }
        }
        Wish::ShowLog => {
            let screen = LogScreen::at_end(&model.log, &model.settings.theme, Frame::of(model).body);
            model.screens.retain(|screen| !matches!(screen, Screen::Log(_)));
            model.screens.push(Screen::Log(screen));
        }
        Wish::Fault(spec) => effects.push(Effect::Fault(spec)),
        Wish::Quit => quit(model, effects),
        Wish::QuitNow => {
            super::drafts::keep_all(model, effects);
            effects.push(Effect::Quit(0));
        }
    }
}

/// Closes the screen on top; the last one stays.
fn close(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.screens.len() > 1 {
        let closed = model.screens.pop();
        if let Some(Screen::Scopes(_)) = closed {
            forget(&model.flight.cancel(&Lane::Scopes), effects);
        }
    } else {
        model.tell(Notice::info("This is the first screen. q quits."));
    }
}

/// Whether an editor below holds what going elsewhere would lose; if so, says it.
pub(super) fn text_is_in_the_way(model: &mut Model) -> bool {
    let in_the_way = model.screens.iter().find_map(|screen| match screen {
        Screen::Editor(editor) if !editor.may_close() => {
            Some("The editor holds text that was not sent, or a save is on its way.")
        }
        Screen::Setup(setup) if setup.has_unsaved_text() => Some("The form holds what was not saved."),
        _ => None,
    });
    if let Some(what) = in_the_way {
        model.tell(Notice::warning(format!("{what} Go back with esc, and end that first.")));
    }
    in_the_way.is_some()
}

/// Goes to work in another place: what was asked about the old one is forgotten; what was written there goes on.
pub(super) fn enter(model: &mut Model, scope: Scope, category: Option<&str>, effects: &mut Vec<Effect>) {
    if text_is_in_the_way(model) {
        return;
    }
    let unchanged = model.is_here(&scope);
    if !unchanged {
        forget(&model.flight.cancel_reads(), effects);
        let kind = model.library.kind;
        model.library = Library::default();
        model.library.kind = kind;
        model.scope = Some(scope);
        model.chosen_mode = None;
    }
    let sandbox_type = category.map_or_else(SandboxType::default, SandboxType::named);
    if !unchanged || sandbox_type != SandboxType::Unknown {
        model.sandbox_type = sandbox_type;
    }
    model.screens = vec![Screen::Library];
    let kind = model.library.kind;
    grant(model, Wish::ShowKind(kind), effects);
    if model.sandbox_type == SandboxType::Unknown {
        ask_sandbox_type(model, effects);
    }
}

/// Whether a write to this object is under way; if so, says it.
fn is_being_written(model: &mut Model, record: &Record) -> bool {
    let mark = model.library.shelf(record.kind).mark_of(&record.id);
    let written = matches!(mark, Some(Mark::Deleting | Mark::Saving));
    if written {
        model.tell(Notice::warning("It is being written just now. Wait for the answer."));
    }
    written
}

/// Asks of what type the sandbox is, where it was not picked from the list that tells.
pub(super) fn ask_sandbox_type(model: &mut Model, effects: &mut Vec<Effect>) {
    let request = Request::ListSandboxes { from: PageFrom::Start };
    ask(model, Lane::SandboxType, request, Purpose::SandboxType(Vec::new()), effects);
}

fn open_new_editor(model: &mut Model, kind: Kind, text: String) {
    let Some(scope) = model.scope.clone() else { return };
    let id = EditorId(model.number());
    let editor = EditorScreen::new(id, kind, model.settings.generation, scope, text);
    model.screens.push(Screen::Editor(Box::new(editor)));
}
