//! The members of offers (contract section 10).

use std::collections::HashSet;

use serde_json::Value;

use super::spot::Spot;
use super::{Checked, Violation};
use crate::emulator::answer::Cause;

/// How the profiles that may see an offer are told.
const PROFILE_CONSTRAINT_TYPES: [&str; 5] = ["none", "eligibilityRule", "anySegments", "allSegments", "rules"];

const STATUSES: [&str; 5] = ["draft", "approved", "archived", "pending", "rejected"];

pub(super) fn check_personalized(offer: &Spot<'_>) -> Checked {
    check_fallback(offer)?;
    check_selection(&offer.member("selectionConstraint"))?;
    offer.member("rank").object()?;
    offer.member("rank").member("priority").whole(0)?;
    let capping = offer.member("cappingConstraint");
    capping.object()?;
    capping.member("globalCap").whole(1)?;
    capping.member("profileCap").whole(1)?;
    offer.member("frequencyCappingConstraints").items()?.iter().try_for_each(check_capping_rule)
}

/// What all offers have. A fallback has neither constraints nor rank; sent all the same, they are kept and mean nothing
/// (contract section 18, row 19).
pub(super) fn check_fallback(offer: &Spot<'_>) -> Checked {
    offer.member("status").required_one_of(&STATUSES)?;
    let mut placements = HashSet::new();
    for representation in offer.member("representations").required_items()? {
        let placement = representation.member("placement");
        if !placements.insert(placement.required_text()?) {
            return Err(placement.refuse("two representations name this placement"));
        }
        representation.member("channel").text()?;
        representation.member("components").items()?.iter().try_for_each(check_component)?;
    }
    offer.member("tags").items()?;
    offer.member("tags").texts()?;
    let characteristics = offer.member("characteristics");
    let of_strings = |value: &Value| value.as_object().is_some_and(|members| members.values().all(Value::is_string));
    if characteristics.value().is_some_and(|value| !of_strings(value)) {
        return Err(characteristics.refuse("must be an object of strings"));
    }
    offer.member("labels").texts()
}

fn check_component(component: &Spot<'_>) -> Checked {
    component.member("type").required_text()?;
    component.member("format").required_text()?;
    for member in ["content", "deliveryURL", "linkURL"] {
        component.member(member).text()?;
    }
    component.member("language").texts()
}

fn check_selection(constraint: &Spot<'_>) -> Checked {
    let end = constraint.member("endDate");
    if constraint.member("startDate").required_date()? >= end.required_date()? {
        return Err(end.refuse("must be later than the start date"));
    }
    check_profile_constraint(constraint)
}

/// How the profiles are told that may see an offer, in an offer or in a decision's criterion.
pub(super) fn check_profile_constraint(constraint: &Spot<'_>) -> Checked {
    let declared = constraint.member("profileConstraintType");
    let is_declared = declared.value().is_some_and(|value| !value.is_null());
    if is_declared {
        declared.one_of(&PROFILE_CONSTRAINT_TYPES)?;
    }
    let rule = constraint.member("eligibilityRule");
    if rule.text()?.is_some() && !is_declared {
        return Err(Violation {
            cause: Cause::RuleWithoutType,
            ..rule.refuse("Cannot specify eligibilityRule without a declared profileConstraintType")
        });
    }
    Ok(())
}

fn check_capping_rule(rule: &Spot<'_>) -> Checked {
    rule.object()?;
    rule.member("enabled").flag()?;
    rule.member("limit").whole(1)?;
    rule.member("scope").one_of(&["global", "profile"])?;
    rule.member("entity").one_of(&["offer", "placement"])?;
    let repeat = rule.member("repeat");
    repeat.object()?;
    repeat.member("enabled").flag()?;
    repeat.member("unit").one_of(&["day", "week", "month"])?;
    repeat.member("unitCount").whole(1)?;
    rule.member("startDate").date()?;
    rule.member("endDate").date().map(|_| ())
}
