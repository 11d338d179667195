//! What a collection holds: offers, or the qualifiers by which it finds them.

use std::fmt;

use super::{Own, Rest};
use crate::domain::record::Seen;
use crate::domain::vocabulary::{Field, Generation};
use serde_json::Value;

/// Offers taken together.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Collection {
    /// How it finds its offers.
    pub gathering: Seen<Gathering>,
    /// The ids of the offers, or of the qualifiers by which it finds them.
    pub ids: Vec<Box<str>>,
}

/// How a collection finds its offers, the same for both generations' spellings (contract section 10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gathering {
    /// They are named one by one.
    Offers,
    /// All that have one of its qualifiers.
    AnyQualifier,
    /// All that have each of its qualifiers.
    AllQualifiers,
    /// Another word.
    Other(Box<str>),
}

impl Gathering {
    /// The way behind a spelling such as `any-tags` or `anyTags`.
    #[must_use]
    pub fn from_wire(spelling: &str) -> Self {
        match spelling {
            "offers" => Gathering::Offers,
            "any-tags" | "anyTags" => Gathering::AnyQualifier,
            "all-tags" | "allTags" => Gathering::AllQualifiers,
            other => Gathering::Other(other.into()),
        }
    }
}

impl Gathering {
    /// How a collection with this body finds its offers; `None` where it does not say so in a word.
    pub(in crate::domain) fn of(generation: Generation, body: &Value) -> Option<Self> {
        generation.at(body, Field::FilterType).and_then(Value::as_str).map(Gathering::from_wire)
    }

    /// The way behind the words that a list shows for it: those of its `Display`.
    pub(in crate::domain) fn from_words(words: &str) -> Self {
        match words {
            "offers" => Gathering::Offers,
            "any qualifier" => Gathering::AnyQualifier,
            "all qualifiers" => Gathering::AllQualifiers,
            other => Gathering::Other(other.into()),
        }
    }
}

impl fmt::Display for Gathering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Gathering::Offers => "offers",
            Gathering::AnyQualifier => "any qualifier",
            Gathering::AllQualifiers => "all qualifiers",
            Gathering::Other(word) => word,
        })
    }
}

pub(in crate::domain) fn read(rest: &mut Rest) -> Own {
    Own::Collection(Collection {
        gathering: rest.text(Field::FilterType).map(|spelling| Gathering::from_wire(&spelling)),
        ids: rest.texts(Field::Ids, "ids"),
    })
}

/// A collection qualifier has nothing of its own.
pub(in crate::domain) fn read_qualifier(_: &mut Rest) -> Own {
    Own::Qualifier
}
