//! What an offer holds: who sees what, how often.

use jiff::Timestamp;
use serde_json::Value;

use super::contents::{Representation, representations};
use super::{Own, Rest, capping, keep, plain};
use crate::domain::record::Seen;
use crate::domain::vocabulary::Field;

/// How it is decided who qualifies.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Eligibility {
    /// The decision rule's id.
    pub rule: Seen<Box<str>>,
    /// What decides: `none`, `eligibilityRule`, `anySegments`, ... (dps).
    pub constraint: Seen<Box<str>>,
}

/// How often an offer may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Capping {
    /// To all profiles together.
    pub global: Seen<i64>,
    /// To one profile.
    pub profile: Seen<i64>,
    /// The capping rules of the newer generation, each as a sentence.
    pub rules: Vec<String>,
}

/// An offer of either kind.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Offer {
    /// From when it may be shown.
    pub starts: Seen<Timestamp>,
    /// Until when it may be shown.
    pub ends: Seen<Timestamp>,
    /// Which of several offers is shown first.
    pub priority: Seen<i64>,
    /// Who qualifies.
    pub eligibility: Eligibility,
    /// How often it may be shown.
    pub capping: Capping,
    /// What is shown, one for each placement.
    pub representations: Vec<Representation>,
    /// The ids of its collection qualifiers.
    pub qualifiers: Vec<Box<str>>,
    /// The free attributes, in their order.
    pub characteristics: Vec<(Box<str>, Box<str>)>,
}

pub(in crate::domain) fn read(rest: &mut Rest) -> Own {
    let generation = rest.generation;
    let capping_rules = rest.take(Field::FrequencyCapping);
    let contents = rest.take(Field::Representations);
    Own::Offer(Offer {
        starts: rest.time(Field::StartDate),
        ends: rest.time(Field::EndDate),
        priority: rest.integer(Field::Priority),
        eligibility: Eligibility {
            rule: rest.text(Field::EligibilityRule),
            constraint: rest.text(Field::ProfileConstraint),
        },
        capping: Capping {
            global: rest.integer(Field::GlobalCap),
            profile: rest.integer(Field::ProfileCap),
            rules: capping::rules(generation, capping_rules, &mut rest.unknown),
        },
        representations: representations(generation, contents, &mut rest.unknown),
        qualifiers: rest.texts(Field::Qualifiers, "tags"),
        characteristics: match rest.take(Field::Characteristics) {
            Some(Value::Object(members)) => {
                members.into_iter().map(|(name, value)| (name.into(), plain(value).into())).collect()
            }
            other => keep(other, "characteristics", &mut rest.unknown),
        },
    })
}
