//! The checks of a placement (contract section 10).

use jiff::Timestamp;
use serde_json::Value;

use super::{Report, join};
use crate::domain::details::{ComponentType, short_channel};
use crate::domain::vocabulary::Field;

/// The most offers that a placement shows at once.
const MAX_ITEMS: i64 = 30;

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
    if report.integer(pointer, "the number of items", 1).is_some_and(|count| count > MAX_ITEMS) {
        report.error(pointer, format!("a placement shows {MAX_ITEMS} offers at most"));
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
