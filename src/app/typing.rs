//! What a key or a paste does: it goes to what lies on top, a dialog, the line being typed, or the screen.

use crate::keys::{Action, Context, Key, Stroke, lookup};
use crate::request::{Cause, Request, RequestError};
use crate::screens::movement::rows_inside;
use crate::screens::prompt::{self, Prompt};
use crate::screens::{Notice, Outcome, Screen, Tone, Wish};

use super::Effect;
use super::asking::forget;
use super::going::quit;
use super::granting::{grant, grant_all};
use super::model::{Model, Timer, aids};
use super::retrying;
use super::view::{Frame, too_small};

fn context(model: &Model) -> Context {
    if !model.dialogs.is_empty() {
        return Context::Dialog;
    }
    if model.prompt.is_some() {
        return Context::Prompt;
    }
    model.screen_context()
}

pub(super) fn key(model: &mut Model, stroke: Stroke, effects: &mut Vec<Effect>) {
    let context = context(model);
    let action = lookup(context, stroke);
    if let Some(code) = model.leaving {
        // Nobody sees any more what a key would begin.
        if action == Some(Action::Interrupt) {
            super::leaving::begin(model, code, effects);
        }
        return;
    }
    if action == Some(Action::Suspend) {
        super::suspending::begin(model, effects);
        return;
    }
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
        // What can't be seen must not be acted on; only leaving works blind.
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
pub(super) fn close_dialog(model: &mut Model) -> bool {
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
            let wishes = editor.type_stroke(stroke, &aids(&model.library, model.now, &model.settings));
            grant_all(model, wishes, effects);
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
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Wish> {
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
            let library = &mut model.library;
            if action == Action::ToggleSource {
                let record = library.shelf(detail.kind).get(&detail.id).cloned();
                return record.map_or_else(Vec::new, |record| library.toggle_source(&record));
            }
            let mut pane = library.pane.take();
            let wishes = match (library.shelf(detail.kind).get(&detail.id), action) {
                (Some(record), _) => detail.act(action, record, pane.as_mut(), rows_inside(body)),
                (None, Action::Back) => vec![Wish::Close],
                (None, _) => Vec::new(),
            };
            library.pane = pane;
            wishes
        }
        Some(Screen::Editor(editor)) => editor.act(action, &aids(&model.library, model.now, &model.settings)),
        Some(Screen::Review(review)) => review.act(action, body),
        Some(Screen::Merge(merge)) => merge.act(action, body),
        Some(Screen::Setup(setup)) => setup.act(action, body),
        Some(Screen::Profiles(profiles)) => profiles.act(action, body),
        Some(Screen::Drafts(drafts)) => drafts.act(action, body),
        Some(Screen::Trash(trash)) => trash.act(action, body),
        Some(Screen::History(history)) => history.act(action, body, (model.scope.as_ref(), model.library.catalogue())),
        Some(Screen::UsedBy(screen)) => screen.act(action, body),
        Some(Screen::Plan(plan)) => plan.act(action, body),
        Some(Screen::Checkup(screen)) => screen.act(action, body),
        Some(Screen::Picture(screen)) => screen.act(action),
        Some(Screen::Bulk(screen)) => model.bulk.as_ref().map_or_else(Vec::new, |bulk| screen.act(action, bulk, body)),
        Some(Screen::Help(help)) => help.act(action, theme, body),
        Some(Screen::Log(log)) => log.act(action, body),
        None => Vec::new(),
    }
}

pub(super) fn paste(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    if too_small(model.area) || model.is_leaving() {
        return;
    }
    if let Some(dialog) = model.dialogs.last_mut() {
        dialog.type_text(text);
    } else if let Some(prompt) = &mut model.prompt {
        let wishes = prompt.type_text(text);
        grant_all(model, wishes, effects);
    } else if let Some(Screen::Editor(editor)) = model.screens.last_mut() {
        let wishes = editor.paste(text);
        grant_all(model, wishes, effects);
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
    let several = model.bulk.as_ref().is_some_and(|bulk| !bulk.is_over());
    super::deeds::stop(model, "cancelled");
    let picture = super::picturing::forget(model, effects);
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
        super::asking::look_cancelled(model, open, effects);
    }
    super::pointing::refresh(model, effects);
    let again = "Press ctrl-c again to quit.";
    let given_up = retrying::give_up(model, effects);
    let dropped = super::awaiting::drop_writes(model, effects);
    let unseen = super::deleting::give_up_looking(model, effects);
    let unanswered = super::saving::wait_no_longer(model, effects);
    if several {
        super::deeds::tell_stopped(model, again);
        return;
    }
    if unanswered {
        model.tell(Notice::warning(format!("Not waited for any longer: looking whether it arrived. {again}")));
        return;
    }
    if (given_up || dropped || unseen)
        && let Some(notice) = &mut model.notice
    {
        notice.text.push_str(&format!(" {again}"));
        return;
    }
    model.tell(if cancelled.is_empty() && !picture {
        Notice::info(again)
    } else {
        Notice::warning(format!("Cancelled. {again}"))
    });
}
