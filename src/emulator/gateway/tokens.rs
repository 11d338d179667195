//! The access tokens that the gateway accepts: one that never ends, as if pasted from a console, and those that the
//! token service gave. They live as long as the process, whether the library is kept or not.

use std::collections::HashMap;

use crate::emulator::holdings::object::Ids;

/// The access token that is accepted for ever.
pub const ACCESS_TOKEN: &str = "emulator-access-token";
/// What every token begins with that the token service gave.
pub const ISSUED_PREFIX: &str = "emulator-token-";

/// Keeps the numbers of tokens apart from those of objects, which are mixed in the same way.
const TOKENS_OWN: u64 = 0x7f4a_41c6_4e6d_9d35;

/// The tokens that the token service gave.
#[derive(Debug)]
pub struct Tokens {
    issued: HashMap<String, Issued>,
    numbers: Ids,
    seed: u64,
}

#[derive(Debug)]
struct Issued {
    /// Milliseconds since 1970.
    ends: i64,
    /// How often a stage of faults had come into force when it was given.
    stage: u64,
}

/// By what a token is judged.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Milliseconds since 1970.
    pub now: i64,
    /// Whether tokens end.
    pub they_end: bool,
    /// How often a stage of faults came into force.
    pub stage: u64,
}

impl Tokens {
    /// None given yet. The seed decides what they will be.
    pub fn new(seed: u64) -> Tokens {
        Tokens { issued: HashMap::new(), numbers: Ids::default(), seed }
    }

    /// A new token.
    pub fn issue(&mut self, at: Moment, lifetime_millis: i64) -> String {
        if at.they_end {
            self.issued.retain(|_, issued| issued.ends > at.now);
        }
        let mut number = || self.numbers.next() ^ self.seed.rotate_left(32) ^ TOKENS_OWN;
        let token = format!("{ISSUED_PREFIX}{:016x}{:016x}", number(), number());
        let issued = Issued { ends: at.now.saturating_add(lifetime_millis), stage: at.stage };
        self.issued.insert(token.clone(), issued);
        token
    }

    /// Whether the gateway accepts a token.
    pub fn accepts(&self, token: &str, at: Moment) -> bool {
        let good = |issued: &Issued| !at.they_end || issued.ends > at.now;
        token == ACCESS_TOKEN || self.issued.get(token).is_some_and(good)
    }

    /// Whether a fault can end a token: it is good, and not younger than the fault. A token that was fetched because
    /// of the fault works, so that a client which fetches one goes on.
    pub fn can_be_ended(&self, token: &str, at: Moment) -> bool {
        let older = |issued: &Issued| issued.stage < at.stage;
        self.accepts(token, at) && self.issued.get(token).is_none_or(older)
    }

    /// Ends a token for good, if the token service gave it.
    pub fn end(&mut self, token: &str) {
        self.issued.remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment { now: 1000, they_end: true, stage: 1 };

    #[test]
    fn tokens_differ_and_end_by_the_clock() {
        let mut tokens = Tokens::new(0);
        let token = tokens.issue(NOON, 500);
        assert_ne!(tokens.issue(NOON, 500), token);
        assert_eq!(Tokens::new(0).issue(NOON, 500), token, "the same library gives the same tokens");
        assert_ne!(Tokens::new(1).issue(NOON, 500), token);
        assert!(tokens.accepts(&token, Moment { now: 1499, ..NOON }));
        assert!(!tokens.accepts(&token, Moment { now: 1500, ..NOON }));
        assert!(tokens.accepts(&token, Moment { now: 1500, they_end: false, ..NOON }));
        assert!(tokens.accepts(ACCESS_TOKEN, Moment { now: i64::MAX, ..NOON }));
        assert!(!tokens.accepts("", NOON) && !tokens.accepts(ISSUED_PREFIX, NOON));
    }

    #[test]
    fn a_fault_ends_the_tokens_that_are_older_than_itself() {
        let mut tokens = Tokens::new(0);
        let old = tokens.issue(NOON, 500);
        assert!(!tokens.can_be_ended(&old, NOON));
        let fault = Moment { stage: 2, ..NOON };
        assert!(tokens.can_be_ended(&old, fault) && tokens.can_be_ended(ACCESS_TOKEN, fault));
        tokens.end(&old);
        tokens.end(ACCESS_TOKEN);
        assert!(!tokens.accepts(&old, fault) && !tokens.can_be_ended(&old, fault));
        assert!(tokens.accepts(ACCESS_TOKEN, fault));
        let fresh = tokens.issue(fault, 500);
        assert!(tokens.accepts(&fresh, fault) && !tokens.can_be_ended(&fresh, fault));
    }
}
