//! How much an object and a sandbox may hold (contract section 13).

use std::collections::HashSet;

use serde_json::Value;

use super::{Checked, Judge, Violation};
use crate::emulator::answer::Cause;
use crate::emulator::holdings::kind::Kind;
use crate::emulator::holdings::references::references;

/// The largest object. The documents say it of an offer with its representations; here it holds for every kind.
const OBJECT_BYTES: usize = 300 * 1024;
/// As many collection qualifiers as an offer may carry or a collection name.
const QUALIFIERS: usize = 20;
const ATTRIBUTES: usize = 30;
const CAPPING_RULES: usize = 10;
/// The longest period after which a cap begins anew, in days.
const RESET_DAYS: i64 = 2 * 366;
const OFFERS_IN_COLLECTION: usize = 500;
/// Placements of a decision, and collections of a decision.
const DECISION_PARTS: usize = 30;
const PQL_BYTES: usize = 15 * 1024;
const PQL_LEVELS: usize = 30;
const PROFILE_ATTRIBUTES: usize = 25;
const CONTEXT_ATTRIBUTES: usize = 30;
const LIVE_DECISIONS: usize = 1000;

/// Checks one object by itself.
pub(super) fn check_object(object: &Value, kind: Kind, length: usize) -> Checked {
    if length > OBJECT_BYTES {
        return Err(beyond("", format!("the object holds {length} bytes; {OBJECT_BYTES} are allowed")));
    }
    let count = |pointer: &str| match object.pointer(pointer) {
        Some(Value::Array(items)) => items.len(),
        Some(Value::Object(members)) => members.len(),
        _ => 0,
    };
    let at_most = |pointer: &str, limit: usize, what: &str| {
        let found = count(pointer);
        if found > limit { Err(beyond(pointer, format!("{found} {what}; {limit} are allowed"))) } else { Ok(()) }
    };
    match kind {
        Kind::Personalized | Kind::Fallback => {
            at_most("/tags", QUALIFIERS, "collection qualifiers")?;
            at_most("/characteristics", ATTRIBUTES, "attributes")?;
            at_most("/frequencyCappingConstraints", CAPPING_RULES, "capping rules")?;
            check_reset_periods(object)
        }
        Kind::Collection if object.get("filterType").is_some_and(|filter| filter == "offers") => {
            at_most("/ids", OFFERS_IN_COLLECTION, "offers")
        }
        Kind::Collection => at_most("/ids", QUALIFIERS, "collection qualifiers"),
        Kind::Rule => {
            at_most("/definedOn/profile/referencePaths", PROFILE_ATTRIBUTES, "profile attributes")?;
            check_context(object)?;
            check_pql(object)
        }
        Kind::Decision => check_decision(object),
        Kind::Placement | Kind::Qualifier => Ok(()),
    }
}

fn beyond(pointer: impl Into<String>, why: impl Into<String>) -> Violation {
    Violation { cause: Cause::Guardrail, pointer: pointer.into(), why: why.into() }
}

fn check_reset_periods(offer: &Value) -> Checked {
    let Some(Value::Array(rules)) = offer.get("frequencyCappingConstraints") else { return Ok(()) };
    for (index, rule) in rules.iter().enumerate() {
        let repeat = |member: &str| rule.get("repeat").and_then(|repeat| repeat.get(member));
        let days = match repeat("unit").and_then(Value::as_str) {
            Some("week") => 7,
            Some("month") => 30,
            _ => 1,
        };
        let units = repeat("unitCount").and_then(Value::as_i64).unwrap_or(1);
        if units.saturating_mul(days) > RESET_DAYS {
            let pointer = format!("/frequencyCappingConstraints/{index}/repeat/unitCount");
            return Err(beyond(pointer, "the reset period is at most two years"));
        }
    }
    Ok(())
}

/// Whatever a rule is defined on beside the profile is context. No document shows such a root, so none says that a
/// generation spells its members in a way of its own: they come as they were sent.
fn check_context(rule: &Value) -> Checked {
    let roots = rule.get("definedOn").and_then(Value::as_object).into_iter().flatten();
    let paths = roots.filter(|(root, _)| *root != "profile").flat_map(|(_, root)| {
        let lists = ["referencePaths", "xdm:referencePaths"].into_iter().filter_map(|name| root.get(name));
        lists.filter_map(Value::as_array).map(Vec::len)
    });
    let found: usize = paths.sum();
    if found > CONTEXT_ATTRIBUTES {
        return Err(beyond("/definedOn", format!("{found} context attributes; {CONTEXT_ATTRIBUTES} are allowed")));
    }
    Ok(())
}

fn check_pql(rule: &Value) -> Checked {
    let Some(pql) = rule.pointer("/condition/value").and_then(Value::as_str) else { return Ok(()) };
    let pointer = "/condition/value";
    if pql.len() > PQL_BYTES {
        return Err(beyond(pointer, format!("holds {} bytes of PQL; {PQL_BYTES} are allowed", pql.len())));
    }
    let mut level = 0_usize;
    for character in pql.chars() {
        match character {
            '(' => level += 1,
            ')' => level = level.saturating_sub(1),
            _ => {}
        }
        if level > PQL_LEVELS {
            return Err(beyond(pointer, format!("is nested more than {PQL_LEVELS} levels deep")));
        }
    }
    Ok(())
}

fn check_decision(decision: &Value) -> Checked {
    for (kind, what) in [(Kind::Placement, "placements"), (Kind::Collection, "collections")] {
        let named = references(Kind::Decision, decision);
        let distinct: HashSet<&str> = named.iter().filter(|one| one.kind == kind).map(|one| one.id).collect();
        if distinct.len() > DECISION_PARTS {
            let why = format!("{} {what}; {DECISION_PARTS} are allowed", distinct.len());
            return Err(beyond("/criteria", why));
        }
    }
    Ok(())
}

/// Checks that the sandbox has room. A library that is beyond a limit already may grow: it was asked to be so large.
pub(super) fn check_totals(object: &Value, judge: &Judge<'_>) -> Checked {
    let (kind, sandbox) = (judge.kind, judge.sandbox);
    if judge.instance.is_none() {
        let held = match kind {
            Kind::Personalized | Kind::Fallback => {
                sandbox.shelf(Kind::Personalized).len() + sandbox.shelf(Kind::Fallback).len()
            }
            _ => sandbox.shelf(kind).len(),
        };
        let limit = kind.entry().limit;
        if held == limit {
            return Err(beyond("", format!("the sandbox holds {limit} of them already, which are all it may")));
        }
    }
    if kind == Kind::Decision && object.get("status").is_some_and(|status| status == "live") {
        let live = || sandbox.shelf(kind).objects().filter(|held| *held.status == *"live");
        let is_one_more = !live().any(|held| Some(held.instance) == judge.instance);
        if is_one_more && live().count() == LIVE_DECISIONS {
            let why = format!("{LIVE_DECISIONS} decisions are live already, which are all that may");
            return Err(beyond("/status", why));
        }
    }
    Ok(())
}
