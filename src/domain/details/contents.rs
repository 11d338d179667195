//! The contents of an offer: its representations and their components.

use std::fmt;

use serde_json::{Map, Value};

use super::{Unknown, keep, leave, objects, text, texts};
use crate::domain::record::{Seen, seen_text};
use crate::domain::vocabulary::{Generation, Part};

/// What is shown in one placement.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Representation {
    /// The channel by its short name (`web`, `email`, `offline`), or the whole URI where it is another.
    pub channel: Seen<Box<str>>,
    /// The placement's id.
    pub placement: Seen<Box<str>>,
    /// The pieces of content.
    pub components: Vec<Component>,
    /// Everything else that is in it.
    pub unknown: Vec<Unknown>,
}

/// One piece of content.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Component {
    /// What it is.
    pub component_type: Seen<ComponentType>,
    /// Its media type.
    pub format: Seen<Box<str>>,
    /// Its languages.
    pub languages: Vec<Box<str>>,
    /// Text, HTML or JSON, whole.
    pub content: Seen<Box<str>>,
    /// Where an image lies.
    pub delivery_url: Seen<Box<str>>,
    /// Where a click leads.
    pub link_url: Seen<Box<str>>,
    /// Everything else that is in it.
    pub unknown: Vec<Unknown>,
}

/// A component's type, the same for both generations' spellings (contract section 10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComponentType {
    /// HTML.
    Html,
    /// Plain text.
    Text,
    /// JSON, written as a string.
    Json,
    /// An image by its address, with or without a click target.
    ImageLink,
    /// Another word, without the prefix that the generations put before it.
    Other(Box<str>),
}

impl ComponentType {
    /// The type behind a spelling such as `html`, `component-text` or `https://.../content-component-imagelink`.
    #[must_use]
    pub fn from_wire(spelling: &str) -> Self {
        let word = match spelling.rfind("component-") {
            Some(at) => spelling.get(at + "component-".len()..).unwrap_or(spelling),
            None => spelling,
        };
        match word {
            "html" => ComponentType::Html,
            "text" => ComponentType::Text,
            "json" => ComponentType::Json,
            "imagelink" => ComponentType::ImageLink,
            other => ComponentType::Other(Box::from(other)),
        }
    }
}

impl fmt::Display for ComponentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ComponentType::Html => "html",
            ComponentType::Text => "text",
            ComponentType::Json => "json",
            ComponentType::ImageLink => "image link",
            ComponentType::Other(word) => word,
        })
    }
}

/// Before the short name in a channel's URI; the second is an older spelling (contract section 10).
const CHANNELS: [&str; 2] = ["https://ns.adobe.com/xdm/channel-types/", "https://ns.adobe.com/xdm/channels/"];

/// A channel by its short name, where it is one of the documented ones.
pub(in crate::domain) fn short_channel(uri: &str) -> &str {
    CHANNELS.iter().find_map(|prefix| uri.strip_prefix(prefix)).unwrap_or(uri)
}

pub(super) fn representations(
    generation: Generation,
    value: Option<Value>,
    unknown: &mut Vec<Unknown>,
) -> Vec<Representation> {
    let read = |(_, mut members): (usize, Map<String, Value>)| {
        let mut unknown = Vec::new();
        let mut take = |part| members.shift_remove(generation.member(part));
        let representation = Representation {
            channel: text(take(Part::Channel)).map(|uri| Box::from(short_channel(&uri))),
            placement: text(take(Part::Placement)),
            components: components(generation, take(Part::Components), &mut unknown),
            unknown: Vec::new(),
        };
        leave(members, "", &mut unknown);
        Representation { unknown, ..representation }
    };
    objects(value, "representations", unknown).into_iter().map(read).collect()
}

fn components(generation: Generation, value: Option<Value>, unknown: &mut Vec<Unknown>) -> Vec<Component> {
    let read = |(_, mut members): (usize, Map<String, Value>)| {
        let mut unknown = Vec::new();
        let mut take = |part| members.shift_remove(generation.member(part));
        let component = Component {
            component_type: text(take(Part::Type)).map(|spelling| ComponentType::from_wire(&spelling)),
            format: text(take(Part::Format)),
            languages: texts(take(Part::Language), "language", &mut unknown),
            content: whole_text(take(Part::Content), "content", &mut unknown),
            delivery_url: text(take(Part::DeliveryUrl)),
            link_url: text(take(Part::LinkUrl)),
            unknown: Vec::new(),
        };
        leave(members, "", &mut unknown);
        Component { unknown, ..component }
    };
    objects(value, "components", unknown).into_iter().map(read).collect()
}

/// Content that is no text (JSON that was not written as a string) is kept whole as unknown, where `Odd` cuts it.
pub(super) fn whole_text(value: Option<Value>, name: &str, unknown: &mut Vec<Unknown>) -> Seen<Box<str>> {
    match value {
        Some(Value::String(text)) => Seen::Is(text.into_boxed_str()),
        other => {
            let seen = seen_text(other.as_ref());
            keep::<()>(other, name, unknown);
            seen
        }
    }
}
