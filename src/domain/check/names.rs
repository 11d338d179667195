//! Names that are out of place: the other generation's members, and placeholders that were never filled in.

use serde_json::Value;

use super::{Report, join};
use crate::domain::template::{END_DATE, PLACEMENT_ID, START_DATE};
use crate::domain::vocabulary::{Field, Generation, Part};

/// The fields whose names differ and are documented for both generations. A description stands without a prefix on
/// xcore too (contract section 18, row 9), and the rest is known from one generation alone.
const FIELDS: [Field; 12] = [
    Field::Name,
    Field::Status,
    Field::Priority,
    Field::StartDate,
    Field::EndDate,
    Field::EligibilityRule,
    Field::ProfileConstraint,
    Field::GlobalCap,
    Field::ProfileCap,
    Field::Representations,
    Field::Qualifiers,
    Field::Characteristics,
];

const IN_REPRESENTATION: [Part; 3] = [Part::Channel, Part::Placement, Part::Components];
const IN_COMPONENT: [Part; 6] =
    [Part::Type, Part::Format, Part::Language, Part::Content, Part::DeliveryUrl, Part::LinkUrl];

/// Reports every member that has the other generation's name, in the objects that have this generation's. Whether
/// there was one.
pub(super) fn other_generation(report: &mut Report<'_>) -> bool {
    let before = report.findings.len();
    let ours = report.generation;
    let theirs = match ours {
        Generation::Dps => Generation::Xcore,
        Generation::Xcore => Generation::Dps,
    };
    let mut told = Vec::new();
    for field in FIELDS {
        let mut place = String::new();
        for (name, foreign) in ours.pointer(field).split('/').zip(theirs.pointer(field).split('/')).skip(1) {
            let pointer = join(&place, foreign);
            if !told.contains(&pointer) {
                foreign_member(report, &place, foreign, name);
                told.push(pointer);
            }
            place = join(&place, name);
        }
    }
    let representations = ours.pointer(Field::Representations);
    for index in 0..report.at(representations).and_then(Value::as_array).map_or(0, Vec::len) {
        let place = format!("{representations}/{index}");
        for part in IN_REPRESENTATION {
            foreign_member(report, &place, theirs.member(part), ours.member(part));
        }
        let components = join(&place, ours.member(Part::Components));
        for index in 0..report.at(&components).and_then(Value::as_array).map_or(0, Vec::len) {
            for part in IN_COMPONENT {
                foreign_member(report, &format!("{components}/{index}"), theirs.member(part), ours.member(part));
            }
        }
    }
    report.findings.len() > before
}

fn foreign_member(report: &mut Report<'_>, place: &str, foreign: &str, name: &str) {
    let Some(Value::Object(members)) = report.at(place) else { return };
    // Where both are there, the foreign one is just an unknown member.
    if members.contains_key(foreign) && !members.contains_key(name) {
        let message = format!("{} calls this {name:?}, not {foreign:?}", report.generation);
        report.error(join(place, foreign), message);
    }
}

/// Reports every text that is one of the templates' placeholders.
pub(super) fn placeholders(report: &mut Report<'_>, value: &Value, pointer: &mut String) {
    let length = pointer.len();
    match value {
        Value::String(text) if is_placeholder(text) => {
            let what = if text == PLACEMENT_ID { "a placement's id" } else { "a date" };
            report.error(pointer.as_str(), format!("{text} stands here for {what}: put the real one in its place"));
        }
        Value::Object(members) => {
            for (name, inner) in members {
                pointer.push_str(&join("", name));
                placeholders(report, inner, pointer);
                pointer.truncate(length);
            }
        }
        Value::Array(elements) => {
            for (index, inner) in elements.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                placeholders(report, inner, pointer);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// Whether a text is nothing but one of the templates' placeholders.
pub(super) fn is_placeholder(text: &str) -> bool {
    [PLACEMENT_ID, START_DATE, END_DATE].contains(&text)
}
