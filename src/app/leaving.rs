//! The end of the program, asked for by the system: what was typed is written, an open write is waited for.

use std::time::Duration;

use crate::request::Lane;
use crate::screens::Notice;

use super::Effect;
use super::asking::{forget, look_cancelled, wake};
use super::model::{Model, Timer};

/// How long an open write is waited for: whoever ends a program by a signal does not wait for long, either.
const PATIENCE: Duration = Duration::from_secs(3);

/// Begins to leave with this exit code. Asked for again, it leaves at once.
pub(super) fn begin(model: &mut Model, code: u8, effects: &mut Vec<Effect>) {
    // What was confirmed and has not begun is not begun any more.
    super::deeds::stop(model, "the program ended");
    let looks = model.flight.cancel(&Lane::Look);
    forget(&looks, effects);
    for look in &looks {
        look_cancelled(model, look, effects);
    }
    // What waits to be sent again was not taken, and what waits for the disk has not left: nobody will send it any more.
    super::retrying::drop_untaken(model, effects);
    super::awaiting::drop_writes(model, effects);
    super::drafts::keep_all(model, effects);
    if model.open_writes() == 0 || model.leaving.is_some() {
        model.leaving = None;
        effects.push(Effect::Quit(code));
        return;
    }
    model.leaving = Some(code);
    model.tell(Notice::warning("Ending: a write was sent, its answer is waited for. ctrl-c ends at once."));
    wake(model, PATIENCE, Timer::Leave, effects);
}

/// After each event: leaves once no write is open.
pub(super) fn watch(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.open_writes() == 0 {
        finish(model, effects);
    }
}

/// Leaves, if that was begun.
pub(super) fn finish(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(code) = model.leaving.take() {
        model.timers.retain(|(_, timer)| !matches!(timer, Timer::Leave));
        super::awaiting::drop_writes(model, effects);
        super::drafts::keep_all(model, effects);
        effects.push(Effect::Quit(code));
    }
}

impl Model {
    /// Whether the system asked the program to end, and it is about to.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_some()
    }
}
