//! How failures are told: what was tried, what went wrong in whose words, what to do.

use crate::request::{Cause, RequestError};
use crate::screens::Notice;

/// A reply to another question than was asked; the client's decoder rules it out, and nothing depends on that.
pub(super) fn another_kind() -> RequestError {
    RequestError::without_answer(Cause::Malformed, "the answer belongs to another question")
}

/// A failure as a notice: what was tried, what went wrong, what to do.
pub(super) fn failure(tried: &str, error: &RequestError) -> Notice {
    Notice::error(format!("{tried}: {}", reason(error)))
}

/// What went wrong and what to do, in a sentence that stands behind a colon.
pub(super) fn reason(error: &RequestError) -> String {
    reason_and(error, error.advice())
}

/// The same with another word on what to do, where more is known than the error tells.
pub(super) fn reason_and(error: &RequestError, advice: &str) -> String {
    let wait = error.retry_after.map_or(String::new(), |wait| format!(" (it asks for {} s)", wait.as_secs()));
    // The end of a code that is an address says what it is. The request id is what an administrator asks for where the
    // server is at fault; the log has it for every failure.
    let code = error.code.as_deref().and_then(|code| code.rsplit('/').next()).map(str::to_owned);
    let servers_fault = matches!(error.cause, Cause::Unavailable | Cause::Malformed);
    let id = error.request_id.as_deref().filter(|_| servers_fault).map(|id| format!("request:{id}"));
    let marks: Vec<String> = code.into_iter().chain(id).collect();
    let marks = if marks.is_empty() { String::new() } else { format!(" [{}]", marks.join(" · ")) };
    format!("{} — {advice}{wait}.{marks}", error.account())
}
