//! Names that are out of place: the other generation's members, and placeholders that were never filled in.

use std::collections::HashSet;

use serde_json::Value;

use super::{Report, join};
use crate::domain::template::{COLLECTION_ID, END_DATE, FALLBACK_ID, PLACEMENT_ID, QUALIFIER_ID, START_DATE};
use crate::domain::vocabulary::{Criterion, Field, Generation, Part};

const IN_REPRESENTATION: [Part; 3] = [Part::Channel, Part::Placement, Part::Components];
const IN_COMPONENT: [Part; 6] =
    [Part::Type, Part::Format, Part::Language, Part::Content, Part::DeliveryUrl, Part::LinkUrl];
const IN_CRITERION: [Criterion; 2] = [Criterion::Placements, Criterion::Collection];

/// Reports every member that has the other generation's name, in the objects that have this generation's. Whether
/// there was one.
pub(super) fn other_generation(report: &mut Report<'_>) -> bool {
    let before = report.findings.len();
    let ours = report.generation;
    let theirs = match ours {
        Generation::Dps => Generation::Xcore,
        Generation::Xcore => Generation::Dps,
    };
    let mut told = HashSet::new();
    for field in report.entry.named {
        foreign_path(report, "", ours.pointer(*field), theirs.pointer(*field), &mut told);
    }
    let criteria = ours.pointer(Field::Criteria);
    for index in 0..length(report, criteria) {
        let place = format!("{criteria}/{index}");
        for field in IN_CRITERION {
            foreign_path(report, &place, ours.in_criterion(field), theirs.in_criterion(field), &mut told);
        }
    }
    let representations = ours.pointer(Field::Representations);
    for index in 0..length(report, representations) {
        let place = format!("{representations}/{index}");
        for part in IN_REPRESENTATION {
            foreign_member(report, &place, theirs.member(part), ours.member(part));
        }
        let components = join(&place, ours.member(Part::Components));
        for index in 0..length(report, &components) {
            for part in IN_COMPONENT {
                foreign_member(report, &format!("{components}/{index}"), theirs.member(part), ours.member(part));
            }
        }
    }
    report.findings.len() > before
}

fn length(report: &Report<'_>, pointer: &str) -> usize {
    report.at(pointer).and_then(Value::as_array).map_or(0, Vec::len)
}

/// Looks for each member of a path in the object that its parents lead to, and tells of each place once.
fn foreign_path(report: &mut Report<'_>, from: &str, ours: &str, theirs: &str, told: &mut HashSet<String>) {
    let mut place = from.to_owned();
    for (name, foreign) in ours.split('/').zip(theirs.split('/')).skip(1) {
        let pointer = join(&place, foreign);
        if name != foreign && told.insert(pointer) {
            foreign_member(report, &place, foreign, name);
        }
        place = join(&place, name);
    }
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
        Value::String(text) => {
            if let Some(what) = stands_for(text) {
                report.error(pointer.as_str(), format!("{text} stands here for {what}: put the real one in its place"));
            }
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
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    stands_for(text).is_some()
}

fn stands_for(text: &str) -> Option<&'static str> {
    Some(match text {
        PLACEMENT_ID => "a placement's id",
        COLLECTION_ID => "a collection's id",
        QUALIFIER_ID => "a collection qualifier's id",
        FALLBACK_ID => "a fallback offer's id",
        START_DATE | END_DATE => "a date",
        _ => return None,
    })
}
