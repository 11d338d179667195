//! What a placement holds: what it takes, and what an answer for it says.

use serde_json::Value;

use super::contents::{ComponentType, short_channel};
use super::{Own, Rest, Unknown, keep};
use crate::domain::record::Seen;
use crate::domain::vocabulary::Field;

/// A place in which offers are shown.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Placement {
    /// What it takes.
    pub component_type: Seen<ComponentType>,
    /// The channel by its short name, or the whole URI where it is another.
    pub channel: Seen<Box<str>>,
    /// The media types that it takes.
    pub content_types: Vec<Box<str>>,
    /// How many offers it shows at once.
    pub items: Seen<i64>,
    /// Whether an offer that it shows may stand in another placement too.
    pub duplicates: Option<bool>,
    /// What an answer holds, by the names of the switches that are on.
    pub returned: Vec<Box<str>>,
    /// What an answer could hold and does not.
    pub left_out: Vec<Box<str>>,
}

pub(in crate::domain) fn read(rest: &mut Rest) -> Own {
    let mut placement = Placement {
        component_type: rest.text(Field::ComponentType).map(|spelling| ComponentType::from_wire(&spelling)),
        channel: rest.text(Field::Channel).map(|uri| Box::from(short_channel(&uri))),
        content_types: rest.texts(Field::ContentTypes, "contentTypes"),
        items: rest.integer(Field::ItemCount),
        duplicates: rest.switch(Field::AllowDuplicates, "allowDuplicatePlacements"),
        ..Placement::default()
    };
    let content = rest.switch(Field::ReturnContent, "returnContent").map(|on| ("content".to_owned(), Value::Bool(on)));
    let others = match rest.take(Field::ReturnMetaData) {
        Some(Value::Object(members)) => members,
        other => keep(other, "returnMetaData", &mut rest.unknown),
    };
    for (name, value) in content.into_iter().chain(others) {
        let short = name.strip_prefix("xdm:").unwrap_or(&name);
        match value {
            Value::Bool(true) => placement.returned.push(short.into()),
            Value::Bool(false) => placement.left_out.push(short.into()),
            other => rest.unknown.push(Unknown { name: format!("returnMetaData.{name}"), text: other.to_string() }),
        }
    }
    Own::Placement(placement)
}
