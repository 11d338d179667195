//! The ways to another place, back to the screen below, and out of the program.

use crate::domain::{SandboxType, Scope};
use crate::request::{Lane, PageFrom, Request};
use crate::screens::dialogs::Dialog;
use crate::screens::{Notice, Screen, Wish};

use super::Effect;
use super::asking::{ask, forget};
use super::granting::grant;
use super::model::{Model, Purpose};

/// Closes the screen on top; the last one stays.
pub(super) fn close(model: &mut Model, effects: &mut Vec<Effect>) {
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
        forget(&model.flight.leave(), effects);
        let left = std::mem::take(&mut model.library);
        model.library.kind = left.kind;
        if left.hides_others() {
            model.library.toggle_others();
        }
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

/// Asks of what type the sandbox is, where it was not picked from the list that tells.
pub(super) fn ask_sandbox_type(model: &mut Model, effects: &mut Vec<Effect>) {
    let request = Request::ListSandboxes { from: PageFrom::Start };
    ask(model, Lane::SandboxType, request, Purpose::SandboxType(Vec::new()), effects);
}

/// Ends the program, or asks first: what was typed and what is being written are not left unasked.
pub(super) fn quit(model: &mut Model, effects: &mut Vec<Effect>) {
    let unsaved = model.screens.iter().any(|screen| match screen {
        Screen::Editor(editor) => editor.has_unsaved_text(),
        Screen::Setup(setup) => setup.has_unsaved_text(),
        _ => false,
    });
    let kept = model.settings.kept_under.is_some() && model.kept.trouble.is_none();
    if let Some(bulk) = model.bulk.as_ref().filter(|bulk| !bulk.is_over()) {
        let (left, unsaved) =
            (bulk.waiting() + bulk.under_way(), if unsaved { " Typed text was not sent." } else { "" });
        let reason = format!("{left} are being deleted. Quitting drops those that were not sent yet.{unsaved}");
        ask_to_quit(model, reason);
        return;
    }
    let waiting = model.flight.paused().filter(|(open, _)| open.request.is_write()).count();
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
        (false, writes) if writes == waiting => {
            "A write was not taken by the server and waits to be sent again. Quitting drops it.".to_owned()
        }
        (false, _) => "A write was sent and is not yet confirmed. Quitting leaves it to itself.".to_owned(),
        (true, _) if kept => {
            "A write is not yet confirmed. What you typed in the editor is kept as a draft.".to_owned()
        }
        (true, _) => "A write is not yet confirmed, and what you typed in the editor would be dropped.".to_owned(),
    };
    ask_to_quit(model, reason);
}

fn ask_to_quit(model: &mut Model, reason: String) {
    if !model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Quit { .. })) {
        model.dialogs.push(Dialog::Quit { reason, focus: 0 });
    }
}
