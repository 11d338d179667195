//! What the journal says of one write.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::ObjectId;
use crate::store::id::Id;
use crate::store::place::Place;
use crate::store::words;

use super::diff::Diff;

/// A write that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// When it leaves.
    #[serde(with = "words")]
    pub at: Timestamp,
    /// Where the object is, or is to be.
    #[serde(flatten)]
    pub place: Place,
    /// What the write is to do.
    pub operation: WriteKind,
    /// The object's id; `None` where it has none yet. Of a restored object, the one that it had.
    #[serde(default, with = "words::maybe")]
    pub object: Option<ObjectId>,
    /// The object's name.
    pub name: String,
    /// The body or the patch exactly as sent, but for secrets; empty where nothing is.
    pub sent: String,
    /// The revision that it starts from, where that is known.
    pub before: Option<u64>,
    /// The lines that it changes, of a new object all; `None` for a delete, whose object goes to the trash, and in the
    /// lines of older versions.
    #[serde(default)]
    pub diff: Option<Diff>,
}

/// What a write is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteKind {
    /// Make a new object.
    Create,
    /// Change an object.
    Update,
    /// Delete an object.
    Delete,
    /// Make an object from the trash again.
    Restore,
    /// Take the last change of an object back.
    Undo,
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// When that was known.
    #[serde(with = "words")]
    pub at: Timestamp,
    /// What it was.
    pub result: WriteResult,
    /// The id of the object that was made, where one was.
    #[serde(default, with = "words::maybe")]
    pub object: Option<ObjectId>,
    /// The revision since, where that is known.
    pub after: Option<u64>,
    /// The id that the server gave the request.
    pub request: Option<String>,
}

/// What became of a write, in a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum WriteResult {
    /// The server has it.
    Done,
    /// The server does not take it, for this reason.
    Refused(String),
    /// There was no answer, or nobody was left to hear it.
    Unknown,
    /// It never left.
    NotSent,
}

/// How a result begins that is a refusal.
const REFUSED: &str = "refused: ";

impl fmt::Display for WriteResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteResult::Done => f.write_str("done"),
            WriteResult::Refused(reason) => write!(f, "{REFUSED}{reason}"),
            WriteResult::Unknown => f.write_str("unknown"),
            WriteResult::NotSent => f.write_str("not sent"),
        }
    }
}

impl From<WriteResult> for String {
    fn from(result: WriteResult) -> String {
        result.to_string()
    }
}

impl TryFrom<String> for WriteResult {
    type Error = &'static str;

    fn try_from(text: String) -> Result<WriteResult, &'static str> {
        match text.as_str() {
            "done" => Ok(WriteResult::Done),
            "unknown" => Ok(WriteResult::Unknown),
            "not sent" => Ok(WriteResult::NotSent),
            other => match other.strip_prefix(REFUSED) {
                Some(reason) => Ok(WriteResult::Refused(reason.to_owned())),
                None => Err("a word is not the result of a write"),
            },
        }
    }
}

/// One line of the journal: of the write before it left, or of its outcome. Both have the id of the write.
#[derive(Serialize, Deserialize)]
pub(super) struct Line {
    pub id: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<Intent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// A write with its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The id of the write.
    pub id: Id,
    /// What left, or was about to.
    pub intent: Intent,
    /// What became of it; `None` where it is still open, or nobody was left to note it.
    pub outcome: Option<Outcome>,
}

impl Entry {
    /// What became of the write: unknown where nobody noted it.
    #[must_use]
    pub fn result(&self) -> &WriteResult {
        self.outcome.as_ref().map_or(&WriteResult::Unknown, |outcome| &outcome.result)
    }

    /// The ids of the object that was written: the one that it had and the one that it got.
    pub fn objects(&self) -> impl Iterator<Item = &ObjectId> {
        self.intent.object.iter().chain(self.outcome.iter().flat_map(|outcome| &outcome.object))
    }

    /// The entry as one line of JSON, without the line's end: the result, the write, its outcome.
    ///
    /// # Errors
    ///
    /// Never in practice: all that is in an entry can be said in JSON.
    pub fn to_json(&self) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Printed<'a> {
            id: &'a Id,
            result: &'a WriteResult,
            intent: &'a Intent,
            outcome: &'a Option<Outcome>,
        }
        let Entry { id, intent, outcome } = self;
        serde_json::to_string(&Printed { id, result: self.result(), intent, outcome })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_is_read_as_it_was_written() {
        let refused = WriteResult::Refused("409: someone else was \"first\"\n".to_owned());
        for result in [WriteResult::Done, WriteResult::Unknown, WriteResult::NotSent, refused] {
            let text = serde_json::to_string(&result).unwrap();
            assert_eq!(serde_json::from_str::<WriteResult>(&text).unwrap(), result);
        }
        assert!(serde_json::from_str::<WriteResult>("\"refused\"").is_err());
        assert!(serde_json::from_str::<WriteResult>("\"Done\"").is_err());
    }
}
