//! How values that know nothing of files are written in them: each as one word, which later versions read too.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

use crate::domain::{Generation, KINDS, Kind, ObjectId};

/// What is written as a word. For members with `#[serde(with = "words")]`.
pub(super) trait Word: Sized {
    /// What a wrong word is not: `a time`.
    const WHAT: &'static str;

    /// The word for it.
    fn word(&self) -> Cow<'_, str>;

    /// What the word stands for.
    fn of(word: String) -> Option<Self>;
}

impl Word for Timestamp {
    const WHAT: &'static str = "a time";

    fn word(&self) -> Cow<'_, str> {
        self.to_string().into()
    }

    fn of(word: String) -> Option<Timestamp> {
        word.parse().ok()
    }
}

impl Word for Generation {
    const WHAT: &'static str = "a generation of the API";

    fn word(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn of(word: String) -> Option<Generation> {
        [Generation::Dps, Generation::Xcore].into_iter().find(|generation| generation.as_str() == word)
    }
}

impl Word for Kind {
    const WHAT: &'static str = "a kind of object";

    fn word(&self) -> Cow<'_, str> {
        self.entry().command.into()
    }

    fn of(word: String) -> Option<Kind> {
        KINDS.iter().find(|entry| entry.command == word).map(|entry| entry.kind)
    }
}

impl Word for ObjectId {
    const WHAT: &'static str = "an id";

    fn word(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn of(word: String) -> Option<ObjectId> {
        Some(ObjectId::from(word.as_str()))
    }
}

impl Word for Arc<str> {
    const WHAT: &'static str = "a text";

    fn word(&self) -> Cow<'_, str> {
        self.as_ref().into()
    }

    fn of(word: String) -> Option<Arc<str>> {
        Some(word.into())
    }
}

pub(super) fn serialize<T: Word, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.word())
}

pub(super) fn deserialize<'de, T: Word, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let word = String::deserialize(deserializer)?;
    T::of(word).ok_or_else(|| D::Error::custom(format_args!("a word is not {}", T::WHAT)))
}

/// The same for members that may be absent: `#[serde(with = "words::maybe")]`, and `default` beside it.
pub(super) mod maybe {
    use super::*;

    pub fn serialize<T: Word, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_some(&value.word()),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, T: Word, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let Some(word) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        T::of(word).map(Some).ok_or_else(|| D::Error::custom(format_args!("a word is not {}", T::WHAT)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back_to_what_it_stands_for() {
        for entry in KINDS {
            assert_eq!(Kind::of(entry.kind.word().into_owned()), Some(entry.kind));
        }
        for generation in [Generation::Dps, Generation::Xcore] {
            assert_eq!(Generation::of(generation.word().into_owned()), Some(generation));
        }
        let time: Timestamp = "2026-11-28T08:00:00.123456789Z".parse().unwrap();
        assert_eq!(Timestamp::of(time.word().into_owned()), Some(time));
        assert_eq!(Timestamp::of("yesterday".to_owned()), None);
        assert_eq!(Kind::of("Personalized".to_owned()), None);
    }

    #[test]
    fn words_that_are_in_files_already_stay_as_they_are() {
        assert_eq!(Kind::Personalized.word(), "personalized");
        assert_eq!(Kind::Fallback.word(), "fallback");
    }
}
