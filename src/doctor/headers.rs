//! Whether each of the headers that say who asks was taken (contract sections 2 and 16).

use crate::domain::ScopeEntry;
use crate::request::{Cause, Culprit, Probe, Reply, RequestError};

use super::{Tell, bad, good, skipped};

/// The headers in the order in which the gateway looks at them, each with the culprit that its refusal names.
const HEADERS: [(&str, Culprit); 3] =
    [("authorization", Culprit::Token), ("x-api-key", Culprit::ApiKey), ("x-gw-ims-org-id", Culprit::Organisation)];

/// Tells from one answer which headers the gateway took: it looks at one after the other, and names the first that is
/// wrong. Returns whether it refused none, as far as the answer tells.
pub(super) fn header_probes(answer: &Result<Vec<ScopeEntry>, RequestError>, tell: Tell<'_>) -> bool {
    let tried = "sent it with the list of sandboxes";
    let culprit = match answer {
        Ok(_) => None,
        Err(error) => match (error.culprit, error.cause) {
            (Some(Culprit::Token | Culprit::FreshToken), _) => Some(Culprit::Token),
            (Some(culprit @ (Culprit::ApiKey | Culprit::Organisation)), _) => Some(culprit),
            // An answer of the service behind the gateway: the headers were taken.
            (Some(Culprit::Permission | Culprit::Sandbox), _)
            | (None, Cause::Refused | Cause::Gone | Cause::Forbidden | Cause::Conflict) => None,
            _ => {
                for (name, _) in HEADERS {
                    tell(skipped(name, tried, &format!("no answer told: {}", error.message)));
                }
                return true;
            }
        },
    };
    let wrong = HEADERS.iter().position(|(_, header)| Some(*header) == culprit);
    for (place, (name, _)) in HEADERS.into_iter().enumerate() {
        match (wrong, answer) {
            (Some(wrong), Err(error)) if place == wrong => {
                let code = error.code.as_deref().map_or(String::new(), |code| format!(" [{code}]"));
                tell(bad(name, tried, format!("{}{code}", error.message), error.advice()));
            }
            (Some(wrong), _) if place > wrong => tell(skipped(name, tried, "the gateway stopped before it")),
            _ => tell(good(name, tried, "taken")),
        }
    }
    wrong.is_none()
}

/// Tells from a list of one generation that names the sandbox in a header whether that header was taken.
pub(super) fn sandbox_probe(answer: &Result<Reply, RequestError>) -> Probe {
    let (name, tried) = ("x-sandbox-name", "sent it with the first list");
    match answer {
        Ok(_) => good(name, tried, "taken"),
        Err(error) if error.culprit == Some(Culprit::Sandbox) => {
            bad(name, tried, error.message.clone(), error.advice())
        }
        Err(error) => skipped(name, tried, &format!("no answer told: {}", error.message)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Verdict;

    fn verdicts(answer: Result<Vec<ScopeEntry>, RequestError>) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        header_probes(&answer, &mut |probe| verdicts.push(probe.verdict));
        verdicts
    }

    fn refused(culprit: Option<Culprit>, cause: Cause) -> Result<Vec<ScopeEntry>, RequestError> {
        Err(RequestError { culprit, ..RequestError::without_answer(cause, "no") })
    }

    #[test]
    fn the_first_wrong_header_is_named_those_before_it_were_taken() {
        use Verdict::{Bad, Good, Skipped};
        assert_eq!(verdicts(Ok(Vec::new())), [Good, Good, Good]);
        assert_eq!(verdicts(refused(Some(Culprit::Token), Cause::SignIn)), [Bad, Skipped, Skipped]);
        assert_eq!(verdicts(refused(Some(Culprit::ApiKey), Cause::Forbidden)), [Good, Bad, Skipped]);
        assert_eq!(verdicts(refused(Some(Culprit::Organisation), Cause::Forbidden)), [Good, Good, Bad]);
        assert_eq!(verdicts(refused(Some(Culprit::Permission), Cause::Forbidden)), [Good, Good, Good]);
        assert_eq!(verdicts(refused(Some(Culprit::FreshToken), Cause::SignIn)), [Bad, Skipped, Skipped]);
        for (culprit, cause) in [(None, Cause::NoAnswer), (Some(Culprit::Gateway), Cause::Forbidden)] {
            assert_eq!(verdicts(refused(culprit, cause)), [Skipped, Skipped, Skipped]);
        }
    }
}
