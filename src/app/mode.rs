//! What may be written, where: the mode that the user chose, else the profile's, else what the sandbox's type asks for.

use crate::domain::SandboxType;
use crate::profile::Mode;
use crate::request::{Cause, Culprit, RequestError};
use crate::screens::dialogs::Dialog;
use crate::screens::mode::ModeDialog;
use crate::screens::{Notice, Wish};

use super::Effect;
use super::asking::open_dialog;
use super::granting::grant;
use super::model::Model;

impl Model {
    /// What may be written in the place where the user works.
    #[must_use]
    pub fn mode(&self) -> Mode {
        let by_type = || if self.sandbox_type.counts_as_production() { Mode::ReadOnly } else { Mode::Ask };
        self.chosen_mode.or(self.settings.mode).unwrap_or_else(by_type)
    }

    /// Whether a write wants the sandbox's name typed.
    pub(super) fn asks_twice(&self) -> bool {
        self.mode() == Mode::Ask && self.sandbox_type.counts_as_production()
    }

    /// Why the mode is what it is, for somebody whom it stopped.
    fn why_read_only(&self) -> String {
        let place = self.scope.as_ref().map_or("here", |scope| scope.label());
        let why = match (self.chosen_mode.or(self.settings.mode), self.sandbox_type) {
            (Some(_), _) => "as you chose".to_owned(),
            (None, SandboxType::Production) => "as it is a production sandbox".to_owned(),
            (None, _) => "as its type is not known".to_owned(),
        };
        format!("\"{place}\" is read-only, {why}")
    }
}

/// Whether something may be written; if not, says why and how to change that.
pub(super) fn may_write(model: &mut Model) -> bool {
    let allowed = model.mode() != Mode::ReadOnly;
    if !allowed {
        let why = model.why_read_only();
        model.tell(Notice::warning(format!("{why}. :mode ask lets you write, as long as you work here.")));
    }
    allowed
}

/// The failure of a write that the mode forbids at the moment of sending.
pub(super) fn forbidden(model: &Model) -> RequestError {
    RequestError::without_answer(Cause::NotSent, model.why_read_only()).blaming(Culprit::Mode)
}

/// Tells the mode, or begins to change it: at once where that makes it stricter, else after a question.
pub(super) fn ask_mode(model: &mut Model, asked: &str, effects: &mut Vec<Effect>) {
    let from = model.mode();
    let names = Mode::ALL.map(Mode::as_str).join(", ");
    let Some(to) = Mode::named(asked) else {
        model.tell(if asked.is_empty() {
            Notice::info(format!("The mode is {}. :mode with one of {names} changes it.", from.as_str()))
        } else {
            Notice::error(format!("There is no mode \"{asked}\". There are {names}."))
        });
        return;
    };
    if to <= from {
        grant(model, Wish::SetMode(to), effects);
        return;
    }
    let Some(scope) = model.scope.clone() else {
        model.tell(Notice::warning("Choose a sandbox or container first: the mode belongs to the place."));
        return;
    };
    let dialog = ModeDialog::new(from, to, scope.label().to_owned(), model.sandbox_type);
    open_dialog(model, Dialog::Mode(dialog), effects);
}

/// Sets the mode for as long as the user works in this place.
pub(super) fn set_mode(model: &mut Model, mode: Mode) {
    model.chosen_mode = Some(mode);
    let meaning = match mode {
        Mode::ReadOnly => "nothing is written",
        Mode::Ask if model.sandbox_type.counts_as_production() => {
            "each write is confirmed by typing: the sandbox's name, or, for one delete, the object's"
        }
        Mode::Ask | Mode::Full => "what you confirm is written",
    };
    model.tell(Notice::good(format!("The mode is {} as long as you work here: {meaning}.", mode.as_str())));
}
