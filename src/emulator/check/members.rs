//! The members that each kind must have, their types and their known values (contract section 10).

use serde_json::Value;

use super::{Checked, Violation, offer, wrong};
use crate::emulator::clock::parse_date;
use crate::emulator::kind::Kind;

/// How the profiles that may see an offer are told.
pub(super) const PROFILE_CONSTRAINT_TYPES: [&str; 5] =
    ["none", "eligibilityRule", "anySegments", "allSegments", "rules"];

/// A place in an object, whether or not anything stands there.
#[derive(Clone, Debug)]
pub(super) struct Spot<'a> {
    value: Option<&'a Value>,
    pointer: String,
}

impl<'a> Spot<'a> {
    pub fn root(object: &'a Value) -> Spot<'a> {
        Spot { value: Some(object), pointer: String::new() }
    }

    pub fn member(&self, name: &str) -> Spot<'a> {
        Spot { value: self.value.and_then(|value| value.get(name)), pointer: format!("{}/{name}", self.pointer) }
    }

    pub fn value(&self) -> Option<&'a Value> {
        self.value
    }

    pub fn refuse(&self, why: impl Into<String>) -> Violation {
        wrong(self.pointer.clone(), why)
    }

    /// A string, where there is anything.
    pub fn text(&self) -> Result<Option<&'a str>, Violation> {
        match self.value {
            None => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or_else(|| self.refuse("must be a string")),
        }
    }

    /// A string that is there and not blank.
    pub fn required_text(&self) -> Result<&'a str, Violation> {
        match self.value.map(Value::as_str) {
            Some(Some(text)) if text.trim().is_empty() => Err(self.refuse("must not be empty")),
            Some(Some(text)) => Ok(text),
            _ => Err(self.refuse("is required and must be a string")),
        }
    }

    /// One of the words given, where there is anything.
    pub fn one_of(&self, words: &[&str]) -> Checked {
        match self.value {
            Some(value) if !value.as_str().is_some_and(|word| words.contains(&word)) => {
                Err(self.refuse(format!("must be one of {}", words.join(", "))))
            }
            _ => Ok(()),
        }
    }

    pub fn required_one_of(&self, words: &[&str]) -> Checked {
        if self.value.and_then(Value::as_str).is_some_and(|word| words.contains(&word)) {
            return Ok(());
        }
        Err(self.refuse(format!("is required and must be one of {}", words.join(", "))))
    }

    /// The elements of an array; none where there is nothing.
    pub fn items(&self) -> Result<Vec<Spot<'a>>, Violation> {
        match self.value {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let spot = |(index, item)| Spot { value: Some(item), pointer: format!("{}/{index}", self.pointer) };
                Ok(items.iter().enumerate().map(spot).collect())
            }
            Some(_) => Err(self.refuse("must be an array")),
        }
    }

    pub fn required_items(&self) -> Result<Vec<Spot<'a>>, Violation> {
        match self.value {
            Some(Value::Array(_)) => self.items(),
            _ => Err(self.refuse("is required and must be an array")),
        }
    }

    /// An array of strings, where there is anything.
    pub fn texts(&self) -> Checked {
        match self.value {
            Some(value) if !value.as_array().is_some_and(|items| items.iter().all(Value::is_string)) => {
                Err(self.refuse("must be an array of strings"))
            }
            _ => Ok(()),
        }
    }

    /// An object, where there is anything.
    pub fn object(&self) -> Checked {
        match self.value {
            Some(value) if !value.is_object() => Err(self.refuse("must be an object")),
            _ => Ok(()),
        }
    }

    /// `true` or `false`, where there is anything.
    pub fn flag(&self) -> Checked {
        match self.value {
            Some(value) if !value.is_boolean() => Err(self.refuse("must be true or false")),
            _ => Ok(()),
        }
    }

    /// A whole number as JSON writes it, where there is anything; `1.0` and `1e3` are none.
    pub fn whole(&self, least: i64) -> Checked {
        match self.value {
            Some(value) if value.as_i64().is_none_or(|number| number < least) => {
                Err(self.refuse(format!("must be a whole number, {least} or more")))
            }
            _ => Ok(()),
        }
    }

    /// A date in milliseconds since 1970, where there is anything.
    pub fn date(&self) -> Result<Option<i64>, Violation> {
        match self.value {
            None => Ok(None),
            Some(_) => self.required_date().map(Some),
        }
    }

    pub fn required_date(&self) -> Result<i64, Violation> {
        let date = self.value.and_then(Value::as_str).and_then(parse_date);
        date.ok_or_else(|| self.refuse("is required and must be an RFC 3339 date"))
    }
}

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
    constraint.member("profileConstraintType").one_of(&PROFILE_CONSTRAINT_TYPES)?;
    constraint.member("eligibilityRule").text().map(|_| ())
}
