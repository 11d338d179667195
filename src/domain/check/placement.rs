//! The checks of a placement (contract section 10).

use jiff::Timestamp;
use serde_json::Value;

use super::{Bound, Report, join};
use crate::domain::details::{ComponentType, short_channel};
use crate::domain::vocabulary::Field;

/// The most offers that a placement shows at once.
const MAX_ITEMS: usize = 30;

pub(in crate::domain) fn check(report: &mut Report<'_>, _: Timestamp) {
    let generation = report.generation;
    let pointer = generation.pointer(Field::ComponentType);
    if let Some(word) = report.required_text(pointer, "what the placement takes")
        && let ComponentType::Other(word) = ComponentType::from_wire(word)
    {
        report.warning(pointer, format!("{word:?} is none of html, text, json, imagelink"));
    }
    let pointer = generation.pointer(Field::Channel);
    if let Some(uri) = report.required_text(pointer, "a channel")
        && short_channel(uri) == uri
    {
        report.warning(pointer, "a channel is a URI such as https://ns.adobe.com/xdm/channel-types/web");
    }
    report.texts(generation.pointer(Field::ContentTypes), "a media type");
    let pointer = generation.pointer(Field::ItemCount);
    if let Some(count) = report.integer(pointer, "the number of items", 1) {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        report.measure_of(Bound::Choice, pointer, count, MAX_ITEMS, "items");
        if count > MAX_ITEMS {
            report.error(pointer, format!("a placement shows {MAX_ITEMS} offers at most"));
        }
    }
    report.switch(generation.pointer(Field::AllowDuplicates));
    report.switch(generation.pointer(Field::ReturnContent));
    let pointer = generation.pointer(Field::ReturnMetaData);
    report.object(pointer, "what is returned");
    if let Some(Value::Object(switches)) = report.at(pointer) {
        for name in switches.keys() {
            report.switch(&join(pointer, name));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::in_sound;
    use crate::domain::{Generation, Kind};

    fn with(path: &str, value: Value) -> Vec<String> {
        in_sound(Kind::Placement, Generation::Dps, path, Some(value))
    }

    #[test]
    fn what_it_takes_and_where_are_required() {
        for generation in [Generation::Dps, Generation::Xcore] {
            for field in [crate::domain::Field::ComponentType, crate::domain::Field::Channel] {
                let pointer = generation.pointer(field);
                for value in [None, Some(json!("")), Some(json!(7))] {
                    assert_eq!(in_sound(Kind::Placement, generation, pointer, value), [format!("E {pointer}")]);
                }
                assert_eq!(
                    in_sound(Kind::Placement, generation, pointer, Some(json!("pigeon"))),
                    [format!("W {pointer}")],
                    "a word that nobody documented"
                );
            }
        }
        assert_eq!(with("/componentType", json!("component-text")), [""; 0]);
        assert_eq!(with("/channel", json!("https://ns.adobe.com/xdm/channels/web")), [""; 0]);
    }

    #[test]
    fn numbers_switches_and_lists_are_what_they_should_be() {
        for (value, expected) in [(json!(0), 1), (json!(1), 0), (json!(30), 0), (json!(31), 1), (json!("3"), 1)] {
            assert_eq!(with("/itemCount", value.clone()).len(), expected, "{value}");
        }
        for switch in
            ["/allowDuplicatePlacements", "/returnContent", "/returnMetaData/offerName", "/returnMetaData/new"]
        {
            assert_eq!(with(switch, json!("yes")), [format!("E {switch}")]);
            assert_eq!(with(switch, json!(true)), [""; 0]);
        }
        assert_eq!(with("/returnMetaData", json!([])), ["E /returnMetaData"]);
        assert_eq!(with("/contentTypes", json!(["text/html", 1])), ["E /contentTypes/1"]);
    }
}
