//! How long a token is good, by two clocks that may disagree.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use crate::secret::Secret;
use crate::store::tokens::CachedToken;

use super::jwt;

/// How long before its end a token is renewed at the earliest.
const EARLY: Duration = Duration::from_secs(5 * 60);

/// Now, by the wall clock, which people and other machines move, and by the clock that only runs, which stands still
/// while the machine sleeps. Neither alone tells how much time went by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) wall: Timestamp,
    pub(super) run: Instant,
}

impl Moment {
    pub(super) fn now() -> Moment {
        Moment { wall: Timestamp::now(), run: Instant::now() }
    }
}

/// An access token, and what is known of its end.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) secret: Secret,
    term: Option<Term>,
}

/// The time that a token is good.
#[derive(Clone, Copy, Debug)]
struct Term {
    /// All of it.
    life: Duration,
    /// Its end by the wall clock.
    ends: Timestamp,
    /// How much was left when we learnt of the token.
    left: Duration,
    /// When that was.
    since: Instant,
}

impl Token {
    /// A token that was just given, good for so long.
    pub(super) fn granted(secret: Secret, life: Duration, at: Moment) -> Token {
        let ends = SignedDuration::try_from(life).ok().and_then(|life| at.wall.checked_add(life).ok());
        let ends = ends.unwrap_or(Timestamp::MAX);
        Token { secret, term: Some(Term { life, ends, left: life, since: at.run }) }
    }

    /// A token that was given earlier, maybe to another process.
    pub(super) fn cached(cached: CachedToken, at: Moment) -> Token {
        let until = |from: Timestamp| Duration::try_from(cached.ends.duration_since(from)).unwrap_or_default();
        let (life, left) = (until(cached.obtained), until(at.wall));
        // The wall clock may have been moved back since: more than its whole life is never left.
        let term = Term { life, ends: cached.ends, left: left.min(life), since: at.run };
        Token { secret: cached.token, term: Some(term) }
    }

    /// A ready-made token, which may tell its end itself.
    pub(super) fn pasted(secret: Secret, at: Moment) -> Token {
        let term = jwt::ends(secret.expose()).map(|ends| {
            let left = Duration::try_from(ends.duration_since(at.wall)).unwrap_or_default();
            Term { life: left, ends, left, since: at.run }
        });
        Token { secret, term }
    }

    /// When it ends, where that is known.
    pub(super) fn ends(&self) -> Option<Timestamp> {
        self.term.map(|term| term.ends)
    }

    /// How much time is left by the clock that allows less; `None` where the end is not known.
    fn left(&self, at: Moment) -> Option<Duration> {
        let term = self.term?;
        let by_wall = Duration::try_from(term.ends.duration_since(at.wall)).unwrap_or_default();
        let by_run = term.left.saturating_sub(at.run.saturating_duration_since(term.since));
        Some(by_wall.min(by_run))
    }

    /// Whether it is good still, as far as anybody knows.
    pub(super) fn is_alive(&self, at: Moment) -> bool {
        self.left(at).is_none_or(|left| !left.is_zero())
    }

    /// Whether it is time for another: five minutes before the end, or at half of a life shorter than ten.
    pub(super) fn is_due(&self, at: Moment) -> bool {
        let early = self.term.map_or(EARLY, |term| EARLY.min(term.life / 2));
        self.left(at).is_some_and(|left| left < early)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn noon() -> Moment {
        Moment { wall: "2026-01-01T12:00:00Z".parse().unwrap(), run: Instant::now() }
    }

    /// A moment by both clocks, each by so much later.
    fn later(at: Moment, wall: SignedDuration, run: Duration) -> Moment {
        Moment { wall: at.wall + wall, run: at.run + run }
    }

    fn signed(duration: Duration) -> SignedDuration {
        SignedDuration::try_from(duration).unwrap()
    }

    fn granted(life: Duration, at: Moment) -> Token {
        Token::granted(Secret::from("t"), life, at)
    }

    #[test]
    fn a_token_is_due_five_minutes_before_its_end_or_at_half_a_short_life() {
        let start = noon();
        for (life, due) in [(DAY, DAY - 5 * MINUTE), (10 * MINUTE, 5 * MINUTE), (2 * MINUTE, MINUTE)] {
            let token = granted(life, start);
            let second = Duration::from_secs(1);
            let at = |after: Duration| later(start, signed(after), after);
            assert!(!token.is_due(at(due)), "{life:?}");
            assert!(token.is_due(at(due + second)) && token.is_alive(at(due + second)), "{life:?}");
            assert!(token.is_alive(at(life - second)) && !token.is_alive(at(life)), "{life:?}");
        }
    }

    #[test]
    fn a_wall_clock_that_was_moved_back_keeps_no_dead_token() {
        let start = noon();
        let token = granted(DAY, start);
        assert!(!token.is_alive(later(start, -signed(DAY), DAY)));
        assert!(token.is_due(later(start, -signed(DAY), DAY - MINUTE)));
    }

    #[test]
    fn a_machine_that_slept_keeps_no_dead_token() {
        let start = noon();
        assert!(!granted(DAY, start).is_alive(later(start, signed(DAY), MINUTE)));
    }

    #[test]
    fn a_wall_clock_that_was_moved_ahead_costs_one_renewal_and_not_one_a_request() {
        let start = noon();
        let moved = later(start, signed(30 * DAY), MINUTE);
        assert!(granted(DAY, start).is_due(moved));
        assert!(!granted(DAY, moved).is_due(moved));
        assert!(!granted(DAY, moved).is_due(later(moved, signed(MINUTE), MINUTE)));
    }

    #[test]
    fn a_cached_token_is_as_old_as_it_is() {
        let start = noon();
        let cached = |ago: Duration| {
            let obtained = start.wall - signed(ago);
            CachedToken { token: Secret::from("t"), obtained, ends: obtained + signed(DAY) }
        };
        assert!(!Token::cached(cached(MINUTE), start).is_due(start));
        let old = Token::cached(cached(DAY - MINUTE), start);
        assert!(old.is_due(start) && old.is_alive(start));
        assert!(!Token::cached(cached(2 * DAY), start).is_alive(start));
    }

    #[test]
    fn a_pasted_token_is_good_for_as_long_as_it_says_or_as_nobody_says_otherwise() {
        let start = noon();
        assert_eq!(Token::pasted(Secret::from("opaque"), start).ends(), None);
        assert!(Token::pasted(Secret::from("opaque"), start).is_alive(later(start, signed(30 * DAY), 30 * DAY)));
        let ended = crate::api::testing::jwt(&format!(r#"{{"exp":{}}}"#, start.wall.as_second() - 1));
        assert!(!Token::pasted(Secret::from(ended.as_str()), start).is_alive(start));
    }
}
