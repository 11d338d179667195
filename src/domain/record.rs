//! One object of the library: what Offerdeck reads out of it, beside the whole of it exactly as received.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::fact::{self, Fact};
use super::json;
use super::kind::Kind;
use super::mentions::{Mention, mentions};
use super::standing::{Product, Status};
use super::vocabulary::{Field, Generation};

/// The id by which other objects refer to this one: `@id` on xcore, `id` on dps. An opaque string (contract section 11).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub Arc<str>);

impl ObjectId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ObjectId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ObjectId {
    fn from(text: &str) -> Self {
        ObjectId(Arc::from(text))
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A member as a tolerant reader sees it: the server may leave it out or send something of another type.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Seen<T> {
    /// The member is not there.
    #[default]
    Absent,
    /// The member is there and of the expected type.
    Is(T),
    /// The member is there, but not what the contract says: its JSON text, cut to a readable length.
    Odd(Box<str>),
}

impl<T> Seen<T> {
    /// The value, where it is of the expected type.
    pub fn value(&self) -> Option<&T> {
        match self {
            Seen::Is(value) => Some(value),
            Seen::Absent | Seen::Odd(_) => None,
        }
    }

    /// The same with a reference to the value.
    #[must_use]
    pub fn as_ref(&self) -> Seen<&T> {
        match self {
            Seen::Absent => Seen::Absent,
            Seen::Is(value) => Seen::Is(value),
            Seen::Odd(text) => Seen::Odd(text.clone()),
        }
    }

    /// The same with another value, where there is one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Seen<U> {
        match self {
            Seen::Absent => Seen::Absent,
            Seen::Is(value) => Seen::Is(change(value)),
            Seen::Odd(text) => Seen::Odd(text),
        }
    }
}

/// Who changed an object and when (contract section 10, envelope). Members are [`Seen::Absent`] where not sent.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Audit {
    /// When it was created.
    pub created: Seen<Timestamp>,
    /// When it was last changed.
    pub modified: Seen<Timestamp>,
    /// Who created it.
    pub created_by: Seen<Box<str>>,
    /// Who changed it last.
    pub modified_by: Seen<Box<str>>,
}

/// One object: its metadata, the fields that a list shows, and its text exactly as received (unknown members survive).
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The generation it was read through, which decides the names in its body.
    pub generation: Generation,
    /// What it is.
    pub kind: Kind,
    /// The id that other objects use for it.
    pub id: ObjectId,
    /// The id that URLs use for it: `instanceId` on xcore, the same as `id` on dps.
    pub address: Arc<str>,
    /// The server's revision counter (`etag`), where it is an integer (contract section 8).
    pub revision: Option<u64>,
    /// Who and when.
    pub audit: Audit,
    /// The name.
    pub name: Seen<Box<str>>,
    /// The name in lower case, made once, because filtering reads it at each key press.
    pub name_folded: Box<str>,
    /// The lifecycle status, for kinds that have one.
    pub status: Seen<Status>,
    /// The product that it belongs to.
    pub product: Product,
    /// What its list shows of it, in the order of its kind's columns.
    facts: Box<[Seen<Fact>]>,
    /// Whom it names.
    mentions: Box<[Mention]>,
    /// The whole object exactly as received: flat on dps, with its envelope on xcore.
    pub raw: Arc<str>,
}

/// The members of a dps object that belong to the envelope and are no part of the editable body (contract section 4).
const DPS_ENVELOPE: &[&str] = &[
    "id",
    "etag",
    "created",
    "modified",
    "createdDate",
    "lastModifiedDate",
    "createdBy",
    "lastModifiedBy",
    "createdByClientId",
    "lastModifiedByClientId",
    "schemas",
    "sandboxId",
    "datasetId",
    "_links",
];

/// Why a row of an answer can't be held as a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The text is not a JSON object.
    #[error("not a JSON object: {0}")]
    NotAnObject(String),
    /// Without an id nothing can be done with it.
    #[error("it has no {0}")]
    NoId(&'static str),
}

impl Record {
    /// Reads one object as it stands in an answer. Only a missing id is an error; all else is taken as it comes.
    ///
    /// # Errors
    /// Where the text is no JSON object, or carries no id to know it by.
    pub fn read(generation: Generation, kind: Kind, raw: &str) -> Result<Record, RecordError> {
        let whole = json::read(raw).map_err(|error| RecordError::NotAnObject(error.to_string()))?;
        if !whole.is_object() {
            return Err(RecordError::NotAnObject("another type".to_owned()));
        }
        let (body, id_name, names) = match generation {
            Generation::Dps => (
                &whole,
                "id",
                ["etag", "created", "modified", "createdDate", "lastModifiedDate", "createdBy", "lastModifiedBy"],
            ),
            Generation::Xcore => (
                whole.get("_instance").unwrap_or(&Value::Null),
                "@id",
                [
                    "repo:etag",
                    "repo:createdDate",
                    "repo:lastModifiedDate",
                    "repo:createdDate",
                    "repo:lastModifiedDate",
                    "repo:createdBy",
                    "repo:lastModifiedBy",
                ],
            ),
        };
        let [etag, created, modified, created_alias, modified_alias, created_by, modified_by] = names;
        let instance = whole.get("instanceId").and_then(Value::as_str).filter(|id| !id.is_empty());
        let own = body.get(id_name).and_then(Value::as_str).filter(|id| !id.is_empty());
        let (id, address) = match generation {
            Generation::Dps => {
                let id = own.ok_or(RecordError::NoId("id"))?;
                (id, id)
            }
            Generation::Xcore => {
                let address = instance.ok_or(RecordError::NoId("instanceId"))?;
                (own.unwrap_or(address), address)
            }
        };
        let entry = kind.entry();
        let at = |field| generation.at(body, field);
        // Who writes `null` gives no name.
        let name = seen_text(at(Field::Name).filter(|name| !name.is_null()));
        let created_by = seen_text(whole.get(created_by));
        let product = Product::of(generation, body, &created_by);
        Ok(Record {
            generation,
            kind,
            id: ObjectId::from(id),
            address: Arc::from(address),
            revision: whole.get(etag).and_then(Value::as_u64),
            audit: Audit {
                created: seen_time(whole.get(created).or_else(|| whole.get(created_alias))),
                modified: seen_time(whole.get(modified).or_else(|| whole.get(modified_alias))),
                created_by,
                modified_by: seen_text(whole.get(modified_by)),
            },
            name_folded: name.value().map(|name| name.to_lowercase().into_boxed_str()).unwrap_or_default(),
            name,
            status: match entry.statuses {
                [] => Seen::Absent,
                _ => seen_text(at(Field::Status)).map(|word| Status::from_word(&word)),
            },
            product,
            facts: entry.columns.iter().map(|field| fact::read(generation, body, *field)).collect(),
            mentions: mentions(generation, kind, body),
            raw: Arc::from(raw),
        })
    }

    /// What its list shows of it in the column of a field; [`Seen::Absent`] where its kind has no such column.
    #[must_use]
    pub fn fact(&self, field: Field) -> &Seen<Fact> {
        let columns = self.kind.entry().columns.iter();
        columns.zip(&self.facts).find_map(|(column, fact)| (*column == field).then_some(fact)).unwrap_or(&Seen::Absent)
    }

    /// The other objects that it names, in the order of kinds and ids, each once.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The ids of those of a kind that it names.
    pub fn mentions_of(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.mentions.iter().filter(move |mention| mention.kind == kind).map(|mention| mention.id.as_str())
    }

    /// The whole object as received, parsed. `Null` only if the text was no JSON, which [`Record::read`] rules out.
    #[must_use]
    pub fn whole(&self) -> Value {
        json::read(&self.raw).unwrap_or(Value::Null)
    }

    /// The part that people edit: the object without its envelope (dps), the instance without its `@id` (xcore).
    #[must_use]
    pub fn body(&self) -> Value {
        let mut whole = self.whole();
        match self.generation {
            Generation::Dps => {
                if let Some(members) = whole.as_object_mut() {
                    members.retain(|name, _| !DPS_ENVELOPE.contains(&name.as_str()));
                }
                whole
            }
            Generation::Xcore => {
                let mut instance = whole.get_mut("_instance").map(Value::take).unwrap_or(Value::Null);
                if let Some(members) = instance.as_object_mut() {
                    members.shift_remove("@id");
                }
                instance
            }
        }
    }

    /// The name to show: as sent, or what stands in its place.
    #[must_use]
    pub fn title(&self) -> &str {
        match &self.name {
            Seen::Is(name) if !name.trim().is_empty() => name,
            Seen::Odd(text) => text,
            Seen::Is(_) | Seen::Absent => "(no name)",
        }
    }
}

/// The longest text kept of a member that is not what it should be, in bytes.
const ODD_LENGTH: usize = 60;

pub(super) fn clip(text: &str) -> Box<str> {
    if text.len() <= ODD_LENGTH {
        return Box::from(text);
    }
    let mut end = ODD_LENGTH;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end]).into_boxed_str()
}

pub(super) fn odd<T>(value: &Value) -> Seen<T> {
    Seen::Odd(clip(&value.to_string()))
}

/// An integer as a tolerant reader takes it.
pub(super) fn seen_integer(value: Option<&Value>) -> Seen<i64> {
    match value {
        None => Seen::Absent,
        Some(value) => value.as_i64().map_or_else(|| odd(value), Seen::Is),
    }
}

/// A text as a tolerant reader takes it.
pub(super) fn seen_text(value: Option<&Value>) -> Seen<Box<str>> {
    match value {
        None => Seen::Absent,
        Some(Value::String(text)) => Seen::Is(Box::from(text.as_str())),
        Some(other) => odd(other),
    }
}

/// A date-time in any of the forms that the sources show: with a zone, spelled with or without a colon (contract
/// section 2), or without one, as the sandboxes' dates are; those are taken as UTC (section 15).
#[must_use]
pub fn parse_time(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| parse_forever(text)).or_else(|| {
        let local: DateTime = text.contains(':').then(|| text.parse().ok())??;
        TimeZone::UTC.to_timestamp(local).ok()
    })
}

/// The end of the year 9999, which people write for "for ever", lies beyond what a timestamp holds: the last moment that
/// it does hold stands for it.
pub(super) fn parse_forever(text: &str) -> Option<Timestamp> {
    let (seconds, rest) = text.split_at_checked("9999-12-31T23:59:59".len())?;
    let local: DateTime = seconds.parse().ok()?;
    let has_zone = rest.ends_with('Z') || rest.contains(['+', '-']);
    (local.year() == 9999 && has_zone).then_some(Timestamp::MAX)
}

/// A date-time as a tolerant reader takes it.
pub(super) fn seen_time(value: Option<&Value>) -> Seen<Timestamp> {
    match value {
        None => Seen::Absent,
        Some(Value::String(text)) => parse_time(text).map_or_else(|| Seen::Odd(clip(text)), Seen::Is),
        Some(other) => odd(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_generations_give_the_same_fields() {
        let dps = r#"{"id":"dps:personalized-offer:1","etag":3,"created":"2023-05-15T14:35:16.781+00:00","modified":"2023-05-15T14:38:26.691Z","name":"A","status":"approved","rank":{"priority":7},"selectionConstraint":{"startDate":"2022-07-27T05:00:00.000+00:00","endDate":"2023-07-29T05:00:00.000+0000"},"future":{"kept":true}}"#;
        let xcore = r#"{"instanceId":"i-1","repo:etag":3,"repo:createdDate":"2023-05-15T14:35:16.781000Z","repo:lastModifiedDate":"2023-05-15T14:38:26.691Z","_instance":{"@id":"xcore:personalized-offer:1","xdm:name":"A","xdm:status":"approved","xdm:rank":{"xdm:priority":7},"xdm:selectionConstraint":{"xdm:startDate":"2022-07-27T05:00:00Z","xdm:endDate":"2023-07-29T05:00:00Z"},"future":{"kept":true}}}"#;
        let a = Record::read(Generation::Dps, Kind::Personalized, dps).unwrap();
        let b = Record::read(Generation::Xcore, Kind::Personalized, xcore).unwrap();
        assert_eq!((&a.name, &a.status, &a.facts), (&b.name, &b.status, &b.facts));
        assert_eq!(a.fact(Field::Priority), &Seen::Is(Fact::Number(7)));
        assert_eq!(a.fact(Field::StartDate), &Seen::Is(Fact::Time("2022-07-27T05:00:00Z".parse().unwrap())));
        assert_eq!(a.fact(Field::Ids), &Seen::Absent, "no column of its kind");
        assert_eq!((a.revision, &a.audit), (b.revision, &b.audit));
        assert_eq!(a.status, Seen::Is(Status::Approved));
        assert_eq!(&*b.address, "i-1");
        assert_eq!(b.id.as_str(), "xcore:personalized-offer:1");
        assert_eq!(a.body()["future"]["kept"], Value::Bool(true));
        assert_eq!(a.body().get("etag"), None);
        assert_eq!(b.body().get("@id"), None);
        assert_eq!(b.body()["xdm:name"], "A");
    }

    #[test]
    fn wrong_types_are_shown_and_never_refused() {
        let raw = r#"{"id":"x","name":5,"status":7,"rank":{"priority":1e99},"selectionConstraint":{"startDate":"soon","endDate":5}}"#;
        let record = Record::read(Generation::Dps, Kind::Personalized, raw).unwrap();
        assert_eq!(record.name, Seen::Odd("5".into()));
        assert_eq!(record.status, Seen::Odd("7".into()));
        assert!(matches!(record.fact(Field::Priority), Seen::Odd(_)));
        assert_eq!(record.fact(Field::StartDate), &Seen::Odd("soon".into()));
        assert_eq!(record.fact(Field::EndDate), &Seen::Odd("5".into()));
        assert_eq!(record.title(), "5");
        let big = r#"{"id":"x","rank":{"priority":1152921504606846976}}"#;
        let record = Record::read(Generation::Dps, Kind::Personalized, big).unwrap();
        assert_eq!(record.fact(Field::Priority), &Seen::Is(Fact::Number(1 << 60)));
    }

    #[test]
    fn null_is_no_name() {
        for (generation, raw) in [
            (Generation::Dps, r#"{"id":"x","name":null}"#),
            (Generation::Xcore, r#"{"instanceId":"x","_instance":{"xdm:name":null}}"#),
        ] {
            let record = Record::read(generation, Kind::Rule, raw).unwrap();
            assert_eq!((&record.name, record.title()), (&Seen::Absent, "(no name)"));
        }
    }

    #[test]
    fn every_documented_form_of_a_time_is_read() {
        let expected = "2023-05-15T14:35:16.781Z".parse().ok();
        for text in [
            "2023-05-15T14:35:16.781+00:00",
            "2023-05-15T14:35:16.781+0000",
            "2023-05-15T14:35:16.781000Z",
            "2023-05-15T16:35:16.781+02:00",
            "2023-05-15 14:35:16.781",
        ] {
            assert_eq!(parse_time(text), expected, "{text}");
        }
        assert_eq!(parse_time("9999-12-31T23:59:59Z"), Some(Timestamp::MAX), "for ever");
        assert_eq!(parse_time("9999-12-31T23:59:59.000+00:00"), Some(Timestamp::MAX));
        assert_eq!(parse_time("2019-09-04 04:57:24"), "2019-09-04T04:57:24Z".parse().ok());
        for text in
            ["", "soon", "2019-09-04", "04:57:24", "2019-13-04T00:00:00Z", "2023-05-15T14:35:16.781 Europe/Rome"]
        {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn without_an_id_there_is_no_record() {
        assert_eq!(Record::read(Generation::Dps, Kind::Fallback, r#"{"name":"A"}"#), Err(RecordError::NoId("id")));
        assert!(Record::read(Generation::Xcore, Kind::Fallback, r#"{"_instance":{"@id":"a"}}"#).is_err());
        assert!(Record::read(Generation::Dps, Kind::Fallback, "[]").is_err());
    }
}
