//! What lists show of objects, besides name, status and the last change: each fact read out of one field, once, when
//! the object arrives.

use jiff::Timestamp;
use serde_json::Value;

use super::details::{ComponentType, Gathering, short_channel};
use super::record::{Seen, odd, seen_integer, seen_text, seen_time};
use super::vocabulary::{Criterion, Field, Generation, follow};

/// What a column shows of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A number, or how many there are.
    Number(i64),
    /// A moment.
    Time(Timestamp),
    /// A short text, or the beginning of a long one.
    Text(Box<str>),
}

/// The longest beginning of a text that is kept, in characters: no column is wider.
const BEGINNING: usize = 120;

/// Reads what a field's column shows.
pub(super) fn read(generation: Generation, body: &Value, field: Field) -> Seen<Fact> {
    let value = generation.at(body, field);
    match field {
        Field::Priority => seen_integer(value).map(Fact::Number),
        Field::StartDate | Field::EndDate | Field::ValidFrom | Field::ValidUntil => seen_time(value).map(Fact::Time),
        Field::Ids | Field::Representations => count(value).map(Fact::Number),
        Field::Criteria => placements(generation, body, value).map(Fact::Number),
        Field::Channel => seen_text(value).map(|uri| Fact::Text(short_channel(&uri).into())),
        Field::ComponentType => {
            seen_text(value).map(|word| Fact::Text(ComponentType::from_wire(&word).to_string().into()))
        }
        Field::FilterType => seen_text(value).map(|word| Fact::Text(Gathering::from_wire(&word).to_string().into())),
        _ => seen_text(value).map(|text| Fact::Text(beginning(&text))),
    }
}

fn number(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn count(value: Option<&Value>) -> Seen<i64> {
    match value {
        None => Seen::Absent,
        Some(Value::Array(elements)) => Seen::Is(number(elements.len())),
        Some(other) => odd(other),
    }
}

/// How many placements a decision's criteria name. Its oldest form names one without criteria.
fn placements(generation: Generation, body: &Value, criteria: Option<&Value>) -> Seen<i64> {
    let elements = match criteria {
        None if generation.at(body, Field::OnePlacement).is_some() => return Seen::Is(1),
        None => return Seen::Absent,
        Some(Value::Array(elements)) => elements,
        Some(other) => return odd(other),
    };
    let place = generation.in_criterion(Criterion::Placements);
    let named = elements.iter().filter_map(|criterion| follow(criterion, place).and_then(Value::as_array));
    let mut ids: Vec<&str> = named.flatten().filter_map(Value::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    Seen::Is(number(ids.len()))
}

/// The beginning of a text as one line.
fn beginning(text: &str) -> Box<str> {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        if length >= BEGINNING {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
            length += 1;
        }
        for letter in word.chars().take(BEGINNING.saturating_sub(length)) {
            line.push(letter);
            length += 1;
        }
    }
    line.into_boxed_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn dps(field: Field, body: &Value) -> Seen<Fact> {
        read(Generation::Dps, body, field)
    }

    #[test]
    fn placements_are_counted_once_over_all_criteria() {
        let body = json!({"criteria": [{"placements": ["a", "b"]}, {"placements": ["b", 7]}, {}, null]});
        assert_eq!(dps(Field::Criteria, &body), Seen::Is(Fact::Number(2)));
        assert_eq!(dps(Field::Criteria, &json!({"placement": "a", "filter": "c"})), Seen::Is(Fact::Number(1)));
        assert_eq!(dps(Field::Criteria, &json!({})), Seen::Absent);
        assert_eq!(dps(Field::Criteria, &json!({"criteria": "all"})), Seen::Odd("\"all\"".into()));
    }

    #[test]
    fn long_texts_are_shown_by_their_beginning_in_one_line() {
        let body = json!({"condition": {"value": "select  a\n\tfrom b"}});
        assert_eq!(dps(Field::ConditionValue, &body), Seen::Is(Fact::Text("select a from b".into())));
        let long = json!({"condition": {"value": "春節 ".repeat(10_000)}});
        let Seen::Is(Fact::Text(text)) = dps(Field::ConditionValue, &long) else { panic!() };
        assert_eq!(text.chars().count(), BEGINNING);
        let endless = json!({"condition": {"value": "x".repeat(10_000)}});
        let Seen::Is(Fact::Text(text)) = dps(Field::ConditionValue, &endless) else { panic!() };
        assert_eq!(text.len(), BEGINNING);
    }

    #[test]
    fn both_generations_say_the_same() {
        for (field, dps_body, xcore_body, expected) in [
            (
                Field::Channel,
                json!({"channel": "https://ns.adobe.com/xdm/channel-types/web"}),
                json!({"xdm:channel": "https://ns.adobe.com/xdm/channels/web"}),
                "web",
            ),
            (
                Field::ComponentType,
                json!({"componentType": "imagelink"}),
                json!({"xdm:componentType": "https://ns.adobe.com/experience/offer-management/content-component-imagelink"}),
                "image link",
            ),
            (
                Field::FilterType,
                json!({"filterType": "any-tags"}),
                json!({"xdm:filterType": "anyTags"}),
                "any qualifier",
            ),
            (
                Field::ConditionValue,
                json!({"condition": {"value": "a = b"}}),
                json!({"condition": {"value": "a = b"}}),
                "a = b",
            ),
        ] {
            let expected = Seen::Is(Fact::Text(expected.into()));
            assert_eq!(dps(field, &dps_body), expected);
            assert_eq!(read(Generation::Xcore, &xcore_body, field), expected);
        }
    }
}
