//! What an offer holds: who sees what, how often.

use jiff::Timestamp;
use serde_json::Value;

use super::contents::{Representation, representations};
use super::{Own, Rest, Unknown, capping, keep, leave, objects, plain};
use crate::domain::record::Seen;
use crate::domain::vocabulary::Field;

/// How it is decided who qualifies.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Eligibility {
    /// The decision rule's id.
    pub rule: Seen<Box<str>>,
    /// What decides: `none`, `eligibilityRule`, `anySegments`, ... (dps).
    pub constraint: Seen<Box<str>>,
    /// The audiences, each by its id and, where it is given, its namespace.
    pub audiences: Vec<Box<str>>,
}

/// Reads audiences. Whatever is there beside id and namespace goes to `unknown`, and so does what has no id.
pub(super) fn audiences(value: Option<Value>, unknown: &mut Vec<Unknown>) -> Vec<Box<str>> {
    let name = "segmentIdentities";
    let mut found = Vec::new();
    for (index, mut members) in objects(value, name, unknown) {
        // The generations and their schemas spell these names differently.
        let id = ["_id", "@id"].into_iter().find(|id| members.get(*id).is_some_and(Value::is_string));
        let id = id.and_then(|id| members.shift_remove(id));
        let space = [("namespace", "/code"), ("xdm:namespace", "/xdm:code")].into_iter().find_map(|(name, code)| {
            let space = members.get(name)?;
            let alone = space.as_object().is_some_and(|space| space.len() == 1);
            let code = space.pointer(code)?.as_str().filter(|_| alone)?.to_owned();
            members.shift_remove(name);
            Some(code)
        });
        match (id, space) {
            (Some(Value::String(id)), Some(space)) => found.push(format!("{id} ({space})").into()),
            (Some(Value::String(id)), None) => found.push(id.into()),
            (_, space) => {
                unknown.extend(space.map(|text| Unknown { name: format!("{name}[{index}].namespace"), text }))
            }
        }
        leave(members, &format!("{name}[{index}]."), unknown);
    }
    found
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
            audiences: audiences(rest.take(Field::Audiences), &mut rest.unknown),
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
