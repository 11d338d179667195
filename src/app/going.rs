//! The ways to another place, back to the screen below, and out of the program.

use crate::domain::{Record, SandboxType, Scope};
use crate::request::{Lane, PageFrom, Request};
use crate::screens::detail::DetailScreen;
use crate::screens::dialogs::Dialog;
use crate::screens::{Notice, Screen, Wish};

use super::Effect;
use super::asking::{ask, forget};
use super::awaiting::{held_writes, is_kept, why_not_kept};
use super::granting::grant;
use super::model::{Model, Purpose};

/// Closes the screen on top; the last one stays.
pub(super) fn close(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.screens.len() > 1 {
        let closed = model.screens.pop();
        if let Some(Screen::Scopes(_)) = closed {
            forget(&model.flight.cancel(&Lane::Scopes), effects);
        }
        super::pointing::leave_gone(model);
        super::pointing::refresh(model, effects);
    } else {
        model.tell(Notice::info("This is the first screen. q quits."));
    }
}

/// After each event: an editor that nobody opened goes once the review before it is left and nothing was sent.
pub(super) fn drop_unasked(model: &mut Model, effects: &mut Vec<Effect>) {
    let is_left = matches!(model.screens.last(), Some(Screen::Editor(editor)) if editor.is_unasked());
    if is_left && model.dialogs.is_empty() {
        close(model, effects);
    }
}

/// How many steps the way back has at most: objects that lead to each other in circles must not fill the memory.
const LONGEST_WAY: usize = 50;

/// Goes on to a screen over what is on top, from where esc leads back. The first steps of a long way are forgotten.
pub(super) fn go_on(model: &mut Model, screen: Screen) {
    // On these nothing is lost: each shows what is asked for anew in a moment.
    let is_step = |screen: &Screen| matches!(screen, Screen::Detail(_) | Screen::UsedBy(_) | Screen::Plan(_));
    if model.screens.iter().filter(|screen| is_step(screen)).count() >= LONGEST_WAY
        && let Some(first) = model.screens.iter().position(is_step)
    {
        model.screens.remove(first);
    }
    model.screens.push(screen);
}

/// Shows an object on a screen of its own, over what is on top.
pub(super) fn show_detail(model: &mut Model, record: &Record) {
    go_on(model, Screen::Detail(DetailScreen::new(record)));
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
        super::deeds::mark_rows(model);
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
    if why_ask(model).is_none() {
        effects.push(Effect::Quit(0));
        return;
    }
    // What was typed last is on its way to the disk while the user reads.
    super::drafts::keep_all(model, effects);
    if !model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Quit { .. })) {
        let reason = why_ask(model).unwrap_or_default();
        model.dialogs.push(Dialog::Quit { reason, focus: 0 });
    }
}

/// After each event: the question whether to quit says what is true by now.
pub(super) fn reconsider(model: &mut Model) {
    if !model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Quit { .. })) {
        return;
    }
    let now = why_ask(model).unwrap_or_else(|| "Everything is done that this was about.".to_owned());
    for dialog in &mut model.dialogs {
        if let Dialog::Quit { reason, .. } = dialog {
            reason.clone_from(&now);
        }
    }
}

/// What becomes of what was typed and not sent, if the program ends.
enum Fate {
    Kept,
    OnItsWay,
    Lost(Option<String>),
}

/// The worst fate of all texts that were not sent; `None` if there are none.
fn fate(model: &Model) -> Option<Fate> {
    let mut fate = None;
    for editor in model.editors().filter(|editor| editor.has_unsaved_text()) {
        if model.settings.kept_under.is_none() {
            return Some(Fate::Lost(None));
        }
        if let Some(why) = why_not_kept(model, editor.id) {
            return Some(Fate::Lost(Some(why)));
        }
        if !is_kept(model, editor.id) {
            fate = Some(Fate::OnItsWay);
        }
        fate = fate.or(Some(Fate::Kept));
    }
    fate
}

/// Why quitting is asked about; `None` where it needs no question.
fn why_ask(model: &Model) -> Option<String> {
    let held = held_writes(model);
    let untaken = model.flight.paused().filter(|(open, _)| open.request.is_write()).count();
    let looks = model.looks_before_deeds();
    let writes = model.open_writes();
    let in_form = model.screens.iter().any(|screen| matches!(screen, Screen::Setup(form) if form.has_unsaved_text()));
    if let Some(bulk) = model.bulk.as_ref().filter(|bulk| !bulk.is_over()) {
        let (intent, left) = (&bulk.intent, bulk.left());
        let typed = match fate(model) {
            None => "",
            Some(Fate::Kept) => " What you typed in the editor is kept as a draft.",
            Some(Fate::OnItsWay) => " What you typed in the editor is on its way to the disk.",
            Some(Fate::Lost(_)) => " What you typed in the editor would be dropped.",
        };
        let form = if in_form { " What you typed in the form would be dropped." } else { "" };
        let ends = "Quitting drops those that were not sent yet.";
        return Some(format!("{intent}: {left} to go. {ends}{typed}{form}"));
    }
    let reason = match (fate(model), writes) {
        (_, 0) if in_form => "What you typed in the form was not saved. Quitting drops it.".to_owned(),
        (None, 0) => return None,
        (Some(Fate::Kept), 0) => {
            "What you typed in the editor was not sent. It is kept: :drafts offers it next time.".to_owned()
        }
        (Some(Fate::OnItsWay), 0) => {
            "What you typed in the editor was not sent. It is on its way to the disk.".to_owned()
        }
        (Some(Fate::Lost(Some(why))), 0) => {
            format!("What you typed in the editor was not sent and can't be kept: {why}. Quitting drops it.")
        }
        (Some(Fate::Lost(None)), 0) => "What you typed in the editor was not sent. Quitting drops it.".to_owned(),
        (None, _) if in_form => {
            "A write is not yet confirmed, and what you typed in the form would be dropped.".to_owned()
        }
        (None, writes) if writes == held => {
            "A write waits for the disk and was not sent. Quitting drops it.".to_owned()
        }
        (None, writes) if writes == looks => {
            "What you confirmed is looked at first, nothing was sent. Quitting drops it.".to_owned()
        }
        (None, writes) if writes == untaken => {
            "A write was not taken by the server and waits to be sent again. Quitting drops it.".to_owned()
        }
        (None, _) => "A write was sent and is not yet confirmed. Quitting leaves it to itself.".to_owned(),
        (Some(Fate::Kept), _) => {
            "A write is not yet confirmed. What you typed in the editor is kept as a draft.".to_owned()
        }
        (Some(Fate::OnItsWay), _) => {
            "A write is not yet confirmed. What you typed in the editor is on its way to the disk.".to_owned()
        }
        (Some(Fate::Lost(_)), _) => {
            "A write is not yet confirmed, and what you typed in the editor would be dropped.".to_owned()
        }
    };
    Some(reason)
}
