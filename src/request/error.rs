//! Why a request failed, named by what the user can do about it.

use std::time::Duration;

use super::Culprit;

/// The reasons, each with one thing to do (contract section 16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// 401: the token is missing, wrong or at its end.
    SignIn,
    /// 403: the key, the organisation or a permission is missing.
    Forbidden,
    /// 404: the object, or the route, is not there. A missing place is no such thing, but [`Cause::Refused`].
    Gone,
    /// 409 or 412: changed elsewhere, or still in use.
    Conflict,
    /// 400, 415, 422 and the rest of 4xx: the server will not take this.
    Refused,
    /// 429: too many requests.
    SlowDown,
    /// 5xx: the server is in trouble.
    Unavailable,
    /// No connection: nothing left this machine.
    NoConnection,
    /// No answer in time, or the connection broke before one.
    NoAnswer,
    /// The answer broke off.
    CutAnswer,
    /// The answer came whole but can't be read.
    Malformed,
    /// The user, or a newer request, did not wait for the answer.
    Cancelled,
    /// The request never left: it could not be built, or the link leads to another host.
    NotSent,
}

/// A failed request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RequestError {
    /// What kind of failure it is.
    pub cause: Cause,
    /// The status, where there was an answer.
    pub status: Option<u16>,
    /// The server's own code or type (`401013`, `https://ns.adobe.com/aep/errors/...`), where it gave one.
    pub code: Option<String>,
    /// The server's own words, or ours where it said nothing.
    pub message: String,
    /// The server's request id, where it gave one.
    pub request_id: Option<String>,
    /// How long the server asks to wait (`Retry-After`).
    pub retry_after: Option<Duration>,
    /// What is to be mended, where that is known.
    pub culprit: Option<Culprit>,
    /// Whether signing in failed: what was asked for never left.
    pub signing_in: bool,
}

/// How often a question is asked again where the server answered that it can't serve it now.
pub const MOST_REPEATS: u32 = 5;

/// How often a question is asked again that got no answer, none that can be read, or an error of the service itself.
const UNANSWERED_REPEATS: u32 = 2;

impl RequestError {
    /// A failure without an answer.
    #[must_use]
    pub fn without_answer(cause: Cause, message: impl Into<String>) -> Self {
        RequestError {
            cause,
            status: None,
            code: None,
            message: message.into(),
            request_id: None,
            retry_after: None,
            culprit: None,
            signing_in: false,
        }
    }

    /// The same failure with what is to be mended.
    #[must_use]
    pub fn blaming(self, culprit: Culprit) -> Self {
        RequestError { culprit: Some(culprit), ..self }
    }

    /// Whether a write that failed so may all the same have been carried out: the caller must look before trying again.
    /// A 5xx counts: a gateway that gives up says nothing about the service behind it.
    #[must_use]
    pub fn leaves_outcome_unknown(&self) -> bool {
        if self.signing_in {
            return false;
        }
        match self.cause {
            Cause::NoAnswer | Cause::CutAnswer | Cause::Malformed | Cause::Unavailable => true,
            Cause::SignIn
            | Cause::Forbidden
            | Cause::Gone
            | Cause::Conflict
            | Cause::Refused
            | Cause::SlowDown
            | Cause::NoConnection
            | Cause::Cancelled
            | Cause::NotSent => false,
        }
    }

    /// How often a read that failed so is worth asking again.
    #[must_use]
    pub fn repeats_of_read(&self) -> u32 {
        match self.cause {
            Cause::SlowDown => MOST_REPEATS,
            Cause::Unavailable if matches!(self.status, Some(502..=504)) || self.culprit == Some(Culprit::Gateway) => {
                MOST_REPEATS
            }
            // A plain 500 may be the service's last word on this question.
            Cause::Unavailable if self.status == Some(500) => UNANSWERED_REPEATS,
            Cause::NoConnection | Cause::NoAnswer | Cause::CutAnswer | Cause::Malformed => UNANSWERED_REPEATS,
            Cause::Unavailable
            | Cause::SignIn
            | Cause::Forbidden
            | Cause::Gone
            | Cause::Conflict
            | Cause::Refused
            | Cause::Cancelled
            | Cause::NotSent => 0,
        }
    }

    /// What went wrong in a word or two.
    #[must_use]
    pub fn headline(&self) -> &'static str {
        match self.cause {
            Cause::SignIn => "not signed in",
            Cause::Forbidden => "not allowed",
            Cause::Gone => "not found",
            // The place was not found in which the object may well be.
            Cause::Refused if self.status == Some(404) => "not found",
            Cause::Conflict => "conflict",
            Cause::Refused => "refused",
            Cause::SlowDown => "too many requests",
            Cause::Unavailable => "server in trouble",
            Cause::NoConnection => "no connection",
            Cause::NoAnswer => "no answer",
            Cause::Cancelled => "cancelled",
            Cause::CutAnswer => "answer cut off",
            Cause::Malformed => "unreadable answer",
            Cause::NotSent => "not sent",
        }
    }

    /// What went wrong, in a word or two and then in the server's words or ours, without a full stop.
    #[must_use]
    pub fn account(&self) -> String {
        let status = self.status.map_or(String::new(), |status| format!(" ({status})"));
        // The words may be the server's or ours, a sentence or not; ours for a missing answer begin with the headline.
        let words = self.message.trim_end().trim_end_matches('.');
        if words.starts_with(self.headline()) {
            words.to_owned()
        } else {
            format!("{}{status}: {words}", self.headline())
        }
    }

    /// What to do next: where to mend what is wrong, as far as that is known.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        if let Some(culprit) = self.culprit {
            return culprit.advice(self.cause);
        }
        match self.cause {
            Cause::SignIn => Culprit::Token.advice(self.cause),
            Cause::Forbidden => Culprit::Permission.advice(self.cause),
            Cause::Gone => "refresh the list with r: it may have been deleted elsewhere",
            Cause::Conflict => "read it again: it was changed or is used elsewhere",
            Cause::Refused => "mend what the server names and try again",
            Cause::SlowDown => "wait a moment, then try again",
            Cause::Unavailable => "try again in a while",
            Cause::NoConnection | Cause::NoAnswer => "check the network, then try again",
            Cause::Cancelled => "try again when you like",
            Cause::CutAnswer => "try again: the connection broke off",
            Cause::Malformed => "try again; if it stays so, send the request id to your administrator",
            Cause::NotSent => "check the connection settings",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_was_never_sent_leaves_no_doubt() {
        let silent = RequestError::without_answer(Cause::NoAnswer, "no answer from the token service");
        assert!(silent.leaves_outcome_unknown());
        assert!(!RequestError { signing_in: true, ..silent }.leaves_outcome_unknown());
    }

    #[test]
    fn what_is_to_be_mended_decides_the_advice() {
        let refused = RequestError::without_answer(Cause::Forbidden, "no");
        assert!(refused.advice().contains("Manage offers"));
        assert!(refused.blaming(Culprit::ApiKey).advice().contains("OFFERDECK_API_KEY"));
    }
}
