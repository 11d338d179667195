//! The capping rules of the newer generation as sentences.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::{Unknown, leave, objects};
use crate::domain::record::parse_time;
use crate::domain::relative::absolute;
use crate::domain::vocabulary::Generation;

/// One sentence a rule. Members that a sentence has no word for go to `unknown`; a rule without a whole-numbered limit
/// makes no sentence and goes there altogether.
pub(super) fn rules(generation: Generation, value: Option<Value>, unknown: &mut Vec<Unknown>) -> Vec<String> {
    let name = "frequencyCappingConstraints";
    let mut sentences = Vec::new();
    for (index, mut members) in objects(value, name, unknown) {
        let place = format!("{name}[{index}]");
        match sentence(generation, &mut members) {
            Some(sentence) => {
                sentences.push(sentence);
                leave(members, &format!("{place}."), unknown);
            }
            None => unknown.push(Unknown { name: place, text: Value::Object(members).to_string() }),
        }
    }
    sentences
}

/// `at most 1 a month per profile, per placement (off)`: takes from the rule what it says.
fn sentence(generation: Generation, rule: &mut Map<String, Value>) -> Option<String> {
    // The older generation documents no such rules; should it ever send them, then with the prefix it puts everywhere.
    let prefix = match generation {
        Generation::Dps => "",
        Generation::Xcore => "xdm:",
    };
    let named = |name: &str| format!("{prefix}{name}");
    let limit = rule.get(&named("limit"))?.as_i64()?;
    rule.shift_remove(&named("limit"));

    let mut sentence = format!("at most {limit}");
    if let Some(period) = period(rule, &named) {
        sentence.push_str(&period);
    }
    let phrase = |word: &str| match word {
        "global" => Some(" in all"),
        "profile" => Some(" per profile"),
        _ => None,
    };
    sentence.push_str(take_word(rule, &named("scope"), phrase).unwrap_or_default());
    let phrase = |word: &str| match word {
        "offer" => Some(", per offer"),
        "placement" => Some(", per placement"),
        _ => None,
    };
    sentence.push_str(take_word(rule, &named("entity"), phrase).unwrap_or_default());
    for (name, preposition) in [("startDate", ", from"), ("endDate", " until")] {
        let at = rule.get(&named(name)).and_then(Value::as_str).and_then(parse_time);
        if let Some(at) = at {
            rule.shift_remove(&named(name));
            sentence.push_str(&format!("{preposition} {}", day_or_minute(at)));
        }
    }
    if let Some(enabled) = take_bool(rule, &named("enabled")) {
        sentence.push_str(if enabled { "" } else { " (off)" });
    }
    Some(sentence)
}

/// The day, where it begins at this moment in UTC; else the minute with its zone.
fn day_or_minute(at: Timestamp) -> String {
    let in_utc = at.to_zoned(TimeZone::UTC);
    if in_utc.time() == Time::midnight() { in_utc.date().to_string() } else { absolute(at) }
}

/// ` a month`, ` every 2 weeks`; nothing where the count never starts anew. Untouched where anything in it is odd.
fn period(rule: &mut Map<String, Value>, named: &impl Fn(&str) -> String) -> Option<String> {
    let repeat = rule.get(&named("repeat"))?.as_object()?;
    let member = |name: &str| repeat.get(&named(name));
    let known = ["enabled", "unit", "unitCount"].map(named);
    if !repeat.keys().all(|name| known.contains(name)) {
        return None;
    }
    let enabled = match member("enabled") {
        None => true,
        Some(value) => value.as_bool()?,
    };
    let unit = member("unit")?.as_str()?;
    let count = match member("unitCount") {
        None => 1,
        Some(value) => value.as_u64()?,
    };
    let text = match (enabled, count) {
        (false, _) => String::new(),
        (true, 1) => format!(" a {unit}"),
        (true, count) => format!(" every {count} {unit}s"),
    };
    rule.shift_remove(&named("repeat"));
    Some(text)
}

fn take_word(
    rule: &mut Map<String, Value>,
    name: &str,
    phrase: impl Fn(&str) -> Option<&'static str>,
) -> Option<&'static str> {
    let found = phrase(rule.get(name)?.as_str()?)?;
    rule.shift_remove(name);
    Some(found)
}

fn take_bool(rule: &mut Map<String, Value>, name: &str) -> Option<bool> {
    let found = rule.get(name)?.as_bool()?;
    rule.shift_remove(name);
    Some(found)
}
