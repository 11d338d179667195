//! What a decision holds: which offers compete for which placements, and what is shown if none wins.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::offer::audiences;
use super::{Own, Rest, Unknown, drop_empty, leave, objects, take, text, texts};
use crate::domain::record::{Seen, seen_integer};
use crate::domain::vocabulary::{Criterion, Field, Generation};

/// Which offers compete where.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Decision {
    /// From when it answers.
    pub starts: Seen<Timestamp>,
    /// Until when it answers.
    pub ends: Seen<Timestamp>,
    /// The id of the fallback offer.
    pub fallback: Seen<Box<str>>,
    /// Its criteria. The placement and the collection of the oldest form stand here as one.
    pub criteria: Vec<Terms>,
}

/// The terms of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Terms {
    /// The ids of the placements.
    pub placements: Vec<Box<str>>,
    /// The id of the collection whose offers compete.
    pub collection: Seen<Box<str>>,
    /// Which criterion comes first where several would do.
    pub priority: Seen<i64>,
    /// How the offers are ranked.
    pub evaluation: Seen<Box<str>>,
    /// The id of the formula that ranks them.
    pub function: Seen<Box<str>>,
    /// The id of the model that ranks them.
    pub strategy: Seen<Box<str>>,
    /// How eligibility is decided.
    pub constraint: Seen<Box<str>>,
    /// The audiences that decide who qualifies.
    pub audiences: Vec<Box<str>>,
    /// The id of the rule that decides who qualifies.
    pub rule: Seen<Box<str>>,
    /// Everything else that is in it.
    pub unknown: Vec<Unknown>,
}

pub(in crate::domain) fn read(rest: &mut Rest) -> Own {
    let (starts, ends) = (rest.time(Field::ValidFrom), rest.time(Field::ValidUntil));
    let fallback = rest.text(Field::Fallback);
    let criteria = rest.take(Field::Criteria);
    let mut criteria: Vec<Terms> = objects(criteria, "criteria", &mut rest.unknown)
        .into_iter()
        .map(|(_, one)| terms(rest.generation, one))
        .collect();
    let (placement, collection) = (rest.text(Field::OnePlacement), rest.text(Field::OneCollection));
    if placement != Seen::Absent || collection != Seen::Absent {
        let (placements, unknown) = match placement {
            Seen::Is(id) => (vec![id], Vec::new()),
            Seen::Odd(text) => (Vec::new(), vec![Unknown { name: "placement".to_owned(), text: text.into() }]),
            Seen::Absent => (Vec::new(), Vec::new()),
        };
        criteria.push(Terms { placements, collection, unknown, ..Terms::default() });
    }
    Own::Decision(Decision { starts, ends, fallback, criteria })
}

fn terms(generation: Generation, members: Map<String, Value>) -> Terms {
    let mut unknown = Vec::new();
    let mut body = Value::Object(members);
    let mut at = |field| take(&mut body, generation.in_criterion(field));
    let terms = Terms {
        placements: texts(at(Criterion::Placements), "placements", &mut unknown),
        collection: text(at(Criterion::Collection)),
        priority: seen_integer(at(Criterion::Priority).as_ref()),
        evaluation: text(at(Criterion::Evaluation)),
        function: text(at(Criterion::Function)),
        strategy: text(at(Criterion::Strategy)),
        constraint: text(at(Criterion::ProfileConstraint)),
        audiences: audiences(at(Criterion::Audiences), &mut unknown),
        rule: text(at(Criterion::EligibilityRule)),
        unknown: Vec::new(),
    };
    drop_empty(&mut body);
    if let Value::Object(members) = body {
        leave(members, "", &mut unknown);
    }
    Terms { unknown, ..terms }
}
