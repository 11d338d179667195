//! What becomes of a change that met another one, and of the tests that guard a patch.

use crate::request::{Cause, RequestError};
use crate::screens::review::ReviewScreen;
use crate::screens::{Change, Rebase, Screen};

use super::Effect;
use super::granting::grant_all;
use super::model::Model;
use super::saving::send;

/// Shows what a save would send to this server.
pub(super) fn show_review(model: &mut Model, mut review: Box<ReviewScreen>) {
    if model.refuses_tests {
        review.drop_guards();
    }
    model.screens.push(Screen::Review(review));
}

/// Puts the merged text into its editor, and shows the review of what is left to send.
pub(super) fn rebase(model: &mut Model, rebase: Rebase, effects: &mut Vec<Effect>) {
    if let Some((editor, aids)) = model.editor_and_aids(rebase.editor) {
        let wishes = editor.rebase(rebase, &aids);
        grant_all(model, wishes, effects);
    }
}

/// Whether the server refused a guarded patch in words about its operations: because a test failed, or because it takes
/// no tests. It refused it whole, so nothing was applied; which of the two it was, a look at the object tells better
/// than the words.
pub(super) fn speaks_of_tests(change: &Change, error: &RequestError) -> bool {
    let refused = match error.cause {
        Cause::Conflict => true,
        Cause::Refused => matches!(error.status, Some(400 | 422)),
        _ => false,
    };
    let said = [Some(error.message.as_str()), error.code.as_deref()].into_iter().flatten();
    let mut words = said.flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
    let is_about_tests = |word: &str| {
        ["op", "ops", "operation", "operations", "test", "tests"].iter().any(|known| word.eq_ignore_ascii_case(known))
    };
    refused && !change.guards.is_empty() && words.any(is_about_tests)
}

/// The object is as it was, so it is the tests that the server does not take: the change is sent once more without them.
/// Where it refused their kind and not their outcome, the next ones are sent without from the start.
pub(super) fn send_without_tests(
    model: &mut Model,
    mut change: Box<Change>,
    refusal: &RequestError,
    revision: Option<u64>,
    effects: &mut Vec<Effect>,
) {
    model.refuses_tests |= refusal.cause == Cause::Refused;
    change.guards.clear();
    send(model, change, revision, effects);
}
