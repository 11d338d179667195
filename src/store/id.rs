//! Ids for what is kept: unique over all instances that ever ran, and fit to be the name of a file.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::process;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The id of a draft, of an object in the trash, or of a write in the journal: the time in milliseconds and 64 random
/// bits, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Id(Arc<str>);

impl Id {
    /// A new one, which nobody else has.
    #[must_use]
    pub fn new(now: Timestamp) -> Id {
        let time = now.as_millisecond().max(0);
        // The standard library's random numbers: keys from the system, and others at each call.
        let chance = RandomState::new().hash_one(process::id());
        Id(format!("{time:012x}-{chance:016x}").into())
    }

    /// The id that a text is; `None` where it is none. No id leads out of its folder.
    #[must_use]
    pub fn parse(text: &str) -> Option<Id> {
        let (time, chance) = text.split_once('-')?;
        let digits = |part: &str| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (time.len() == 12 && chance.len() == 16 && digits(time) && digits(chance)).then(|| Id(text.into()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Id> for String {
    fn from(id: Id) -> String {
        id.0.as_ref().to_owned()
    }
}

impl TryFrom<String> for Id {
    type Error = String;

    fn try_from(text: String) -> Result<Id, String> {
        Id::parse(&text).ok_or_else(|| format!("{text:?} is no id"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread;

    use super::*;

    #[test]
    fn no_two_are_the_same_even_in_the_same_millisecond_and_on_several_threads() {
        let now = Timestamp::UNIX_EPOCH;
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(move || (0..500).map(|_| Id::new(now)).collect())).collect();
        let ids: Vec<Vec<Id>> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert_eq!(ids.into_iter().flatten().collect::<HashSet<Id>>().len(), 2000);
    }

    #[test]
    fn later_ones_stand_behind_earlier_ones() {
        let at = |text: &str| Id::new(text.parse().unwrap());
        assert!(at("1960-01-01T00:00:00Z") < at("2026-11-28T08:00:00Z"));
        assert!(at("2026-11-28T08:00:00Z") < at("2026-11-28T08:00:00.001Z"));
    }

    #[test]
    fn what_was_shown_is_read_and_nothing_else() {
        let id = Id::new(Timestamp::now());
        assert_eq!(Id::parse(id.as_str()), Some(id.clone()));
        let upper = id.as_str().to_uppercase();
        let longer = format!("{id}0");
        for text in ["", "-", "../../etc/passwd", "00000000000g-0000000000000000", &upper[..12], &longer] {
            assert_eq!(Id::parse(text), None, "{text}");
        }
        assert!(serde_json::from_str::<Id>("\"../x\"").is_err());
        assert_eq!(serde_json::from_str::<Id>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
    }
}
