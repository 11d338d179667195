//! The checks of a personalized offer's constraints: when, to whom, in which rank and how often it is shown.

use jiff::Timestamp;
use serde_json::Value;

use super::{Bound, Report, Severity};
use crate::domain::checkup::Concern;
use crate::domain::form::Words;
use crate::domain::standing::Status;
use crate::domain::vocabulary::{AUDIENCES_DECIDE, Field, Generation, RULE_DECIDES};

/// The most capping rules on one offer (contract section 13).
const MAX_CAPPING_RULES: usize = 10;

/// After so many days at the latest a capping rule begins anew: two years, one of which may be a leap year.
const MAX_DAYS: usize = 731;

/// What they are called where they are counted.
pub(in crate::domain) const CAPPING_RULES: &str = "capping rules";

pub(super) fn personalized(report: &mut Report<'_>, now: Timestamp) {
    let generation = report.generation;
    for (field, what) in [
        (Field::StartDate, "the selection constraint"),
        (Field::Priority, "the rank"),
        (Field::GlobalCap, "the capping constraint"),
    ] {
        report.object(group(generation, field), what);
    }
    dates(report, now);
    let at = |field| generation.pointer(field);
    eligibility(report, at(Field::ProfileConstraint), at(Field::EligibilityRule), at(Field::Audiences));
    report.integer(generation.pointer(Field::Priority), "the priority", 0);
    report.integer(generation.pointer(Field::GlobalCap), "the cap", 1);
    report.integer(generation.pointer(Field::ProfileCap), "the cap", 1);
    capping_rules(report);
}

/// Fallback offers have none of these; where they are sent, the server keeps them (contract section 18, row 19).
pub(super) fn fallback(report: &mut Report<'_>) {
    for (field, what) in [
        (Field::StartDate, "dates and eligibility"),
        (Field::Priority, "a rank"),
        (Field::GlobalCap, "caps"),
        (Field::FrequencyCapping, "capping rules"),
    ] {
        let group = group(report.generation, field);
        if report.at(group).is_some() {
            report.warning(group, format!("a fallback offer has no use for {what}"));
        }
    }
}

/// The first-level member in which a field stands.
fn group(generation: Generation, field: Field) -> &'static str {
    let pointer = generation.pointer(field);
    let end = pointer.match_indices('/').nth(1).map_or(pointer.len(), |(at, _)| at);
    pointer.get(..end).unwrap_or(pointer)
}

fn dates(report: &mut Report<'_>, now: Timestamp) {
    let [start_at, end_at] = [Field::StartDate, Field::EndDate].map(|field| report.generation.pointer(field));
    let group = group(report.generation, Field::StartDate);
    match report.at(group) {
        None => report.error(group, "the dates are required, from when and until when the offer is shown"),
        Some(Value::Object(_)) => {
            for (pointer, what) in [(start_at, "a start date"), (end_at, "an end date")] {
                if report.at(pointer).is_none() {
                    report.error(pointer, format!("{what} is required"));
                }
            }
        }
        Some(_) => {}
    }
    report.span(start_at, end_at, &Status::Approved, now);
}

/// Who qualifies: what says that a rule or audiences decide, and those.
pub(super) fn eligibility(report: &mut Report<'_>, pointer: &str, rule_at: &str, audiences_at: &str) {
    let generation = report.generation;
    let rule = report.text(rule_at, "the decision rule's id").is_some();
    let constraint = report.text(pointer, "the profile constraint");
    let words = Words::Constraint.all(report.entry.kind, generation);
    if let Some(word) = constraint.filter(|word| words.iter().all(|known| known.wire != *word)) {
        let words: Vec<String> = words.into_iter().map(|word| format!("{} ({})", word.shown, word.wire)).collect();
        report.warning(pointer, format!("{word:?} says of nobody that they qualify; known are {}", words.join(", ")));
    }
    // No source says that the server minds: it can be sent, but nobody is known to qualify by it.
    let is_blank = |value: Option<&Value>| value.is_none_or(|value| value.as_str().is_some_and(str::is_empty));
    if constraint == Some(RULE_DECIDES) && is_blank(report.at(rule_at)) {
        report.warning(rule_at, "a decision rule decides who qualifies, but none is chosen");
    }
    let is_empty = |value: Option<&Value>| value.is_none_or(|value| value.as_array().is_some_and(Vec::is_empty));
    if constraint.is_some_and(|word| AUDIENCES_DECIDE.contains(&word)) && is_empty(report.at(audiences_at)) {
        report.warning(audiences_at, "audiences decide who qualifies, but there is none");
    }
    // The server was seen to refuse a rule whose type is not declared (contract section 16). xcore documents no types, but
    // one that is there is believed.
    let declared = report.at(pointer).is_some() && constraint != Some("none");
    if (generation == Generation::Dps || report.at(pointer).is_some()) && rule && !declared {
        report.warning(pointer, "the decision rule counts only where it says that one decides (eligibilityRule)");
    }
}

fn capping_rules(report: &mut Report<'_>) {
    let pointer = report.generation.pointer(Field::FrequencyCapping);
    let rules = match report.at(pointer) {
        None => return report.at_most(pointer, 0, MAX_CAPPING_RULES, CAPPING_RULES),
        Some(Value::Array(rules)) => rules,
        Some(_) => return report.error(pointer, "the capping rules must be an array"),
    };
    report.at_most(pointer, rules.len(), MAX_CAPPING_RULES, CAPPING_RULES);
    // The older generation documents no capping rules, so their inner names are not known there.
    if report.generation == Generation::Xcore {
        return;
    }
    for (index, rule) in rules.iter().enumerate() {
        let place = format!("{pointer}/{index}");
        if rule.is_object() {
            capping_rule(report, &place);
        } else {
            report.error(place, "a capping rule must be an object");
        }
    }
}

fn capping_rule(report: &mut Report<'_>, place: &str) {
    let limit = format!("{place}/limit");
    if report.at(&limit).is_none() {
        report.error(limit, "a limit is required");
    } else {
        report.integer(&limit, "the limit", 1);
    }
    let start = report.time(&format!("{place}/startDate"), "the start date");
    let end_at = format!("{place}/endDate");
    let end = report.time(&end_at, "the end date");
    if start.zip(end).is_some_and(|(start, end)| start >= end) {
        let message = "the capping rule must end after it starts";
        report.find(Concern::StartsAfterEnd, Severity::Error, end_at, message);
    }
    report.one_of(&format!("{place}/scope"), &["global", "profile"]);
    report.one_of(&format!("{place}/entity"), &["offer", "placement"]);
    let repeat = format!("{place}/repeat");
    if report.at(&repeat).is_some_and(|value| !value.is_object()) {
        report.error_in_this(repeat.as_str(), "must be an object");
    }
    report.switch(&format!("{place}/enabled"));
    report.switch(&format!("{repeat}/enabled"));
    let unit = report.one_of(&format!("{repeat}/unit"), &["day", "week", "month"]);
    let count_at = format!("{repeat}/unitCount");
    let count = report.integer(&count_at, "the number of units", 1);
    let Some((days, count)) = days_in(unit).zip(count) else { return };
    let days = usize::try_from(count.saturating_mul(days.0) / days.1).unwrap_or(usize::MAX);
    report.measure_of(Bound::Choice, count_at.as_str(), days, MAX_DAYS, "days in a capping period");
    if days > MAX_DAYS {
        let message =
            format!("{count} {}s: after two years at most a capping rule begins anew", unit.unwrap_or_default());
        report.too_much(&count_at, days, "days in a capping period", message);
    }
}

/// How many days there are in so many units, of which both are told.
fn days_in(unit: Option<&str>) -> Option<(i64, i64)> {
    match unit? {
        "day" => Some((1, 1)),
        "week" => Some((7, 1)),
        "month" => Some((731, 24)),
        _ => None,
    }
}
