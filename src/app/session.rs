//! What is told of the access token's end and of a clock that is wrong.

use std::time::Duration;

use crate::request::{Exchange, Session, TOLERATED_SKEW};
use crate::screens::Notice;
use crate::secret::Secret;

use super::Effect;
use super::asking::wake;
use super::model::{Model, Start, Timer};

/// How long before its end a token that can't renew itself is told of, and again.
const TOLD_BEFORE: [Duration; 4] =
    [Duration::from_secs(30 * 60), Duration::from_secs(5 * 60), Duration::from_secs(60), Duration::ZERO];

/// Takes in what is known of the token now.
pub(super) fn take(model: &mut Model, session: Session, effects: &mut Vec<Effect>) {
    model.session = Some(session);
    model.timers.retain(|(_, timer)| !matches!(timer, Timer::TokenEnds));
    await_end(model, effects);
}

/// Starts the timer for the next moment at which the token's end is worth a word.
fn await_end(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(left) = time_left(model) else { return };
    if let Some(before) = TOLD_BEFORE.iter().find(|before| left > **before) {
        wake(model, left - *before, Timer::TokenEnds, effects);
    }
}

/// How long the token is still good, where that is known and it does not renew itself. Nothing is left of one that ended.
fn time_left(model: &Model) -> Option<Duration> {
    let session = model.session.filter(|session| !session.renews)?;
    let left = session.ends?.duration_since(model.now);
    Some(Duration::try_from(left).unwrap_or_default())
}

/// Tells that the token is at its end, or soon will be.
pub(super) fn tell_end(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(left) = time_left(model) else { return };
    model.tell(if left.is_zero() {
        Notice::error("The access token is at its end. :token takes a new one; nothing that you typed is lost.")
    } else {
        let text = format!("The access token ends in {}. :token takes a new one in time.", minutes(left));
        Notice::warning(text)
    });
    await_end(model, effects);
}

fn minutes(left: Duration) -> String {
    match left.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

/// What the header says of the token: nothing, as long as there is nothing to do.
pub(super) fn in_header(model: &Model) -> Option<String> {
    let left = time_left(model).filter(|left| *left <= TOLD_BEFORE[0])?;
    Some(if left.is_zero() { "! token ended".to_owned() } else { format!("! token ends in {}", minutes(left)) })
}

/// Works on with another access token.
pub(super) fn use_token(model: &mut Model, token: Secret, effects: &mut Vec<Effect>) {
    if token.is_empty() {
        return;
    }
    if model.settings.start != Start::Library {
        model.tell(Notice::warning("Choose a profile first."));
        return;
    }
    if model.session.is_some_and(|session| session.renews) {
        model.tell(Notice::info("This connection renews its tokens itself, so the one you gave is not used."));
        return;
    }
    effects.push(Effect::UseToken(token));
    model.tell(Notice::info("The next request goes out with the new token. r reads the list again."));
}

/// Compares the clocks, and tells once where they differ.
pub(super) fn compare_clocks(model: &mut Model, exchange: &Exchange) {
    let Some(skew) = exchange.skew.filter(|_| !model.skew_told) else { return };
    let ahead = -skew.as_secs();
    if Duration::from_secs(ahead.unsigned_abs()) <= TOLERATED_SKEW {
        return;
    }
    model.skew_told = true;
    let by = minutes(Duration::from_secs(ahead.unsigned_abs()));
    let direction = if ahead > 0 { "ahead of" } else { "behind" };
    model.tell(Notice::warning(format!(
        "This machine's clock is {by} {direction} the server's: what is told as \"in 3 d\" or \"2 h ago\" is off by that."
    )));
}
