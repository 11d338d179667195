//! Faults on request: what may go wrong between a client and the Offer Library, one at a time.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::http::Method;

/// Every fault: its name, its effect with the argument it has when none is given, and the effect in words.
const FAULTS: [(&str, Effect, &str); 22] = [
    ("401", Effect::Status(401), "requests are refused: the token is not valid"),
    ("403", Effect::Status(403), "requests are refused: the profile is not valid"),
    ("404", Effect::Status(404), "requests are answered 404"),
    ("409", Effect::Status(409), "requests are answered 409"),
    ("412", Effect::Status(412), "requests are answered 412"),
    ("422", Effect::Status(422), "requests are answered 422"),
    ("429", Effect::TooMany(1), "requests are answered 429"),
    ("500", Effect::Status(500), "requests are answered 500"),
    ("503", Effect::Status(503), "requests are answered 503, as a load balancer does"),
    ("hang", Effect::Hang, "requests are never answered"),
    ("slow", Effect::Slow(2000), "answers are late"),
    ("cut", Effect::Cut, "answers break off half-way"),
    ("drop", Effect::Drop, "connections die before the request is carried out"),
    ("lost-answer", Effect::LostAnswer, "writes are carried out, then the connection dies"),
    ("malformed", Effect::Malformed, "answers are not JSON"),
    ("odd-rows", Effect::Rows(RowEffect::Odd), "rows in lists hold what no row should"),
    ("other-writer", Effect::OtherWriter, "somebody else changes an object just before a PATCH is applied"),
    ("late-delete", Effect::LateDelete(3000), "deletes take effect late"),
    ("deletes-stay", Effect::DeletesStay, "deletes are accepted and never carried out"),
    ("empty", Effect::Rows(RowEffect::Empty), "lists are empty"),
    ("no-total", Effect::Rows(RowEffect::NoTotal), "lists do not say their total"),
    ("loop", Effect::Rows(RowEffect::Loop), "a list's next page is the page itself"),
];

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The request is answered with this status and not carried out.
    Status(u16),
    /// 429 with these seconds to wait.
    TooMany(u64),
    Hang,
    /// The answer comes after these milliseconds.
    Slow(u64),
    Cut,
    Drop,
    LostAnswer,
    Malformed,
    OtherWriter,
    /// Deletes take effect after these milliseconds.
    LateDelete(u64),
    DeletesStay,
    Rows(RowEffect),
}

/// What a fault does to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowEffect {
    Odd,
    Empty,
    NoTotal,
    Loop,
}

/// A fault's text that can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FaultSpecError(String);

/// A fault with its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    effect: Effect,
    says: &'static str,
    method: Option<Method>,
    remaining: Option<u32>,
}

/// The fault in force, if any.
#[derive(Debug, Default)]
pub(super) struct Faults {
    current: Mutex<Option<Fault>>,
}

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Option<Fault>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a fault in force, or none, and says which.
    pub fn set(&self, spec: &str) -> Result<String, FaultSpecError> {
        let fault = parse(spec)?;
        let sentence = fault.as_ref().map_or_else(|| "No fault is in force.".to_owned(), Fault::to_string);
        *self.lock() = fault;
        Ok(sentence)
    }

    /// The effect on a request, which counts against the fault's limit if the effect can touch that request.
    pub fn take(&self, method: Method, touches: impl Fn(Effect) -> bool) -> Option<Effect> {
        let mut current = self.lock();
        let fault = current.as_mut()?;
        if fault.method.is_some_and(|only| only != method) || !touches(fault.effect) {
            return None;
        }
        let effect = fault.effect;
        if let Some(remaining) = &mut fault.remaining {
            *remaining -= 1;
            if *remaining == 0 {
                *current = None;
            }
        }
        Some(effect)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "In force: {}", self.says)?;
        match self.effect {
            Effect::TooMany(seconds) => write!(f, ", to be tried again after {seconds} s")?,
            Effect::Slow(millis) | Effect::LateDelete(millis) => write!(f, ", by {millis} ms")?,
            _ => {}
        }
        if let Some(method) = self.method {
            write!(f, "; {method} only")?;
        }
        match self.remaining {
            Some(1) => f.write_str("; the next request only."),
            Some(count) => write!(f, "; the next {count} requests."),
            None => f.write_str("; until \"off\"."),
        }
    }
}

/// Reads `NAME[:ARG][ METHOD][ xN]`; `None` is `off`.
fn parse(spec: &str) -> Result<Option<Fault>, FaultSpecError> {
    let mut words = spec.split_whitespace();
    let first = words.next().unwrap_or_default();
    if first == "off" && spec.trim() == "off" {
        return Ok(None);
    }
    let (name, argument) = match first.split_once(':') {
        Some((name, argument)) => (name, Some(argument)),
        None => (first, None),
    };
    let Some((_, effect, says)) = FAULTS.iter().find(|(known, ..)| *known == name) else {
        let names: Vec<&str> = FAULTS.iter().map(|(name, ..)| *name).collect();
        return Err(FaultSpecError(format!("no fault {name:?}; there are {} and off", names.join(", "))));
    };
    let mut fault = Fault { effect: *effect, says, method: None, remaining: None };
    if let Some(argument) = argument {
        let number = argument.parse::<u64>().ok();
        fault.effect = match (effect, number) {
            (Effect::TooMany(_), Some(seconds)) => Effect::TooMany(seconds),
            (Effect::Slow(_), Some(millis)) => Effect::Slow(millis),
            (Effect::LateDelete(_), Some(millis)) => Effect::LateDelete(millis),
            (Effect::TooMany(_) | Effect::Slow(_) | Effect::LateDelete(_), None) => {
                return Err(FaultSpecError(format!("{argument:?} behind {name} is not a whole number")));
            }
            _ => return Err(FaultSpecError(format!("{name} takes nothing behind a colon"))),
        };
    }
    for word in words {
        if let Some(count) = word.strip_prefix('x').and_then(|count| count.parse::<u32>().ok()).filter(|n| *n > 0) {
            fault.remaining = Some(count);
            continue;
        }
        let methods = [Method::Get, Method::Post, Method::Patch, Method::Delete];
        let Some(method) = methods.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(word)) else {
            let detail = format!("{word:?} is neither GET, POST, PATCH or DELETE nor a count such as x3");
            return Err(FaultSpecError(detail));
        };
        fault.method = Some(method);
    }
    Ok(Some(fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spec_says_what_it_puts_in_force() {
        let faults = Faults::default();
        let says = |spec: &str| faults.set(spec).unwrap();
        assert_eq!(says("slow:300 GET x2"), "In force: answers are late, by 300 ms; GET only; the next 2 requests.");
        assert_eq!(says("429:7"), "In force: requests are answered 429, to be tried again after 7 s; until \"off\".");
        assert_eq!(says("off"), "No fault is in force.");
        for (name, ..) in &FAULTS {
            assert!(says(&format!("{name} patch x1")).ends_with("; PATCH only; the next request only."), "{name}");
        }
    }

    #[test]
    fn an_unknown_spec_lists_the_names_and_changes_nothing() {
        let faults = Faults::default();
        faults.set("500").unwrap();
        let error = faults.set("explode").unwrap_err().to_string();
        assert!(error.contains("lost-answer") && error.contains("loop") && error.contains("off"), "{error}");
        for wrong in ["", "slow:x", "cut:3", "500 PUT", "500 x0", "500 x", "off GET", "slow:-1"] {
            assert!(faults.set(wrong).is_err(), "{wrong}");
        }
        assert_eq!(faults.take(Method::Get, |_| true), Some(Effect::Status(500)));
    }

    #[test]
    fn limits_count_only_the_requests_that_are_touched() {
        let faults = Faults::default();
        faults.set("500 PATCH x2").unwrap();
        assert_eq!(faults.take(Method::Get, |_| true), None);
        assert_eq!(faults.take(Method::Patch, |_| false), None);
        assert!(faults.take(Method::Patch, |_| true).is_some());
        assert!(faults.take(Method::Patch, |_| true).is_some());
        assert_eq!(faults.take(Method::Patch, |_| true), None);
    }
}
