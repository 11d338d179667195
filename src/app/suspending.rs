//! Out of the way for a while: the shell gets the terminal back, and the program stops until the shell goes on with it.

use jiff::SignedDuration;

use crate::screens::Notice;

use super::model::Model;
use super::{Effect, drafts, retrying};

/// Begins to stop. What was typed is ordered to the disk before.
pub(super) fn begin(model: &mut Model, effects: &mut Vec<Effect>) {
    drafts::keep_all(model, effects);
    model.suspended = Some(model.now);
    let mut words = "offerdeck is suspended; type fg to come back.".to_owned();
    if model.open_writes() > 0 {
        words.push_str(" A write is still under way.");
    }
    effects.push(Effect::Suspend(words));
}

/// The program can't be stopped here.
pub(super) fn refused(model: &mut Model, why: String) {
    model.suspended = None;
    model.tell(Notice::warning(why));
}

/// Goes on where it stopped. Whoever was stopped without being asked does not know for how long.
pub(super) fn go_on(model: &mut Model, effects: &mut Vec<Effect>) {
    let now = model.now;
    let stopped = model.suspended.take().map_or(SignedDuration::ZERO, |since| now.duration_since(since));
    retrying::go_on(model, stopped);
    // The first of two presses of ctrl-c is forgotten by now.
    model.interrupted = false;
    effects.push(Effect::TakeTerminal);
}
