//! The members that each kind must have, their types and their known values (contract section 10).

use serde_json::Value;

use super::Checked;
use super::offer;
use super::spot::Spot;
use crate::emulator::holdings::kind::Kind;

/// Checks an object of a kind.
pub(super) fn check(object: &Value, kind: Kind) -> Checked {
    let object = Spot::root(object);
    object.member("name").required_text()?;
    object.member("description").text()?;
    match kind {
        Kind::Personalized => offer::check_personalized(&object),
        Kind::Fallback => offer::check_fallback(&object),
        Kind::Placement => check_placement(&object),
        Kind::Collection => check_collection(&object),
        Kind::Qualifier => Ok(()),
        Kind::Rule => check_rule(&object),
        Kind::Decision => check_decision(&object),
    }
}

fn check_placement(placement: &Spot<'_>) -> Checked {
    placement.member("componentType").required_text()?;
    placement.member("channel").required_text()?;
    placement.member("contentTypes").texts()?;
    let count = placement.member("itemCount");
    count.whole(1)?;
    if count.value().and_then(Value::as_i64).is_some_and(|count| count > 30) {
        return Err(count.refuse("must be 30 or less"));
    }
    placement.member("allowDuplicatePlacements").flag()?;
    placement.member("returnContent").flag()?;
    let returned = placement.member("returnMetaData");
    returned.object()?;
    for name in returned.value().and_then(Value::as_object).into_iter().flat_map(|members| members.keys()) {
        returned.member(name).flag()?;
    }
    Ok(())
}

fn check_collection(collection: &Spot<'_>) -> Checked {
    collection.member("filterType").required_one_of(&["any-tags", "all-tags", "offers"])?;
    collection.member("ids").required_items()?;
    collection.member("ids").texts()?;
    collection.member("labels").texts()
}

fn check_rule(rule: &Spot<'_>) -> Checked {
    let condition = rule.member("condition");
    if condition.value().is_none() {
        return Err(condition.refuse("is required and must be an object"));
    }
    condition.object()?;
    condition.member("type").required_one_of(&["PQL"])?;
    condition.member("format").required_one_of(&["pql/text"])?;
    condition.member("value").required_text()?;
    let defined_on = rule.member("definedOn");
    defined_on.object()?;
    defined_on.member("profile").object()?;
    defined_on.member("profile").member("schema").object()?;
    defined_on.member("profile").member("referencePaths").texts()?;
    rule.member("segmentModel").object()?;
    rule.member("exdRule").flag()
}

fn check_decision(decision: &Spot<'_>) -> Checked {
    decision.member("status").required_one_of(&["draft", "live", "complete", "archived"])?;
    let (start, end) = (decision.member("startDate"), decision.member("endDate"));
    if let (Some(from), Some(to)) = (start.date()?, end.date()?)
        && from >= to
    {
        return Err(end.refuse("must be later than the start date"));
    }
    decision.member("fallback").required_text()?;
    let criteria = decision.member("criteria");
    // The oldest form names one placement and one collection on top (contract section 10).
    if criteria.value().is_none() && decision.member("placement").value().is_some() {
        decision.member("placement").required_text()?;
        decision.member("filter").required_text()?;
        return Ok(());
    }
    let criteria_items = criteria.required_items()?;
    if criteria_items.is_empty() {
        return Err(criteria.refuse("at least one criterion is required"));
    }
    criteria_items.iter().try_for_each(check_criterion)
}

fn check_criterion(criterion: &Spot<'_>) -> Checked {
    let placements = criterion.member("placements");
    if placements.required_items()?.is_empty() {
        return Err(placements.refuse("at least one placement is required"));
    }
    placements.texts()?;
    criterion.member("optionSelection").member("filter").required_text()?;
    let rank = criterion.member("rank");
    rank.object()?;
    rank.member("priority").whole(0)?;
    let order = rank.member("order");
    order.object()?;
    order.member("orderEvaluationType").text()?;
    order.member("rankingStrategy").text()?;
    let constraint = criterion.member("profileConstraint");
    constraint.object()?;
    offer::check_profile_constraint(&constraint)
}
