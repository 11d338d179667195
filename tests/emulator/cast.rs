//! What stands for the documents' ids and placeholders in the seeded library.

use std::collections::HashMap;

use offerdeck::emulator::{ACCESS_TOKEN, API_KEY, CLIENT_SECRET, ORG_ID};
use serde_json::Value;

/// The kinds: the word before the number in the stand-ins of the dps pages, the word in real ids, the name in the seed.
const KINDS: [(&str, &str, &str); 7] = [
    ("personalizedOffer", "personalized-offer", "personalized"),
    ("fallbackOffer", "fallback-offer", "fallback"),
    ("offerPlacement", "offer-placement", "placement"),
    ("offerCollection", "offer-filter", "collection"),
    ("tag", "tag", "qualifier"),
    ("offerRule", "eligibility-rule", "rule"),
    ("offerDecision", "offer-activity", "decision"),
];

/// What a placeholder in single or double braces stands for.
const PLACEHOLDERS: [(&str, &str); 9] = [
    ("ACCESS_TOKEN", ACCESS_TOKEN),
    ("API_KEY", API_KEY),
    ("CLIENT_ID", API_KEY),
    ("CLIENT_SECRET", CLIENT_SECRET),
    ("SCOPE", SCOPES),
    ("SCOPES", SCOPES),
    ("IMS_ORG", ORG_ID),
    ("SANDBOX_NAME", "prod"),
    ("NEW_UUID", "7d2b8c1e-0000-4000-8000-000000000001"),
];

/// The scopes that are usual for the platform.
const SCOPES: &str = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session";

/// The object that an exchange is about.
pub struct Own {
    /// `id` on dps, `@id` on xcore.
    pub id: String,
    /// The xcore instance id; on dps the id once more.
    pub address: String,
}

/// Objects of the seed for those that the documents refer to: for one and the same documented id always the same
/// object, for different ones different objects.
pub struct Cast {
    seeded: HashMap<&'static str, Vec<String>>,
    met: Vec<(&'static str, String)>,
}

impl Cast {
    /// Takes the seed's objects in their order, or the last one first: two casts that begin at different ends have
    /// nobody in common.
    pub fn new(last_first: bool) -> Cast {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/library/prod.json");
        let seed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let ids = |name: &str| {
            let entries = seed[name].as_array().unwrap().iter();
            let mut ids: Vec<String> = entries.map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
            if last_first {
                ids.reverse();
            }
            ids
        };
        Cast { seeded: KINDS.iter().map(|(_, _, name)| (*name, ids(name))).collect(), met: Vec::new() }
    }

    /// A documented text with its placeholders filled in; where it is an id, that of its stand-in.
    fn text(&mut self, text: &str) -> String {
        let Some(kind) = kind_of(text) else { return fill_placeholders(text) };
        let entry = (kind, text.to_owned());
        if !self.met.contains(&entry) {
            self.met.push(entry.clone());
        }
        let of_kind = self.met.iter().filter(|(other, _)| *other == kind);
        let place = of_kind.take_while(|known| **known != entry).count();
        self.seeded[kind].get(place).unwrap_or_else(|| panic!("the seed has no {place} for {text}")).clone()
    }

    /// A documented body with its placeholders and ids filled in.
    pub fn body(&mut self, body: &Value) -> Value {
        match body {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.body(item)).collect(),
            Value::Object(object) => {
                object.iter().map(|(member, value)| (member.clone(), self.body(value))).collect::<Value>()
            }
            other => other.clone(),
        }
    }
}

/// The kind of object that a documented id is of, if it is one.
fn kind_of(text: &str) -> Option<&'static str> {
    let known = |(dps, word, _): &&(&str, &str, &str)| {
        let number = text.strip_prefix(dps).is_some_and(|rest| !rest.is_empty() && is_all(rest, 10));
        let rest = text.strip_prefix("xcore:").or_else(|| text.strip_prefix("dps:"));
        let hex = rest.and_then(|rest| rest.strip_prefix(word)?.strip_prefix(':'));
        number || hex.is_some_and(|hex| is_all(hex, 16))
    };
    KINDS.iter().find(known).map(|(_, _, name)| *name)
}

fn is_all(text: &str, radix: u32) -> bool {
    text.chars().all(|character| character.is_digit(radix))
}

/// A text with its placeholders filled in.
pub fn fill_placeholders(text: &str) -> String {
    PLACEHOLDERS.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{{{name}}}}}"), value).replace(&format!("{{{name}}}"), value)
    })
}

/// A documented target with the container, the object itself and the page's cursor filled in.
pub fn fill_target(target: &str, container: &str, own: Option<&Own>, cursor: &str) -> String {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let mut segments: Vec<&str> = path.split('/').collect();
    // "", "data", "core", generation, then a container on xcore and in the runtime's `ode`, and a collection on dps, then
    // more on the way to an item.
    match segments.as_mut_slice() {
        [_, "data", "core", "xcore"] | [_, "data", "core", "xcore", ""] => {}
        [_, "data", "core", "xcore" | "ode", place, rest @ ..] => {
            *place = container;
            if let (["instances", item], Some(own)) = (rest, own) {
                *item = &own.address;
            }
        }
        [_, "data", "core", "dps", _, item] => {
            if let Some(own) = own {
                *item = &own.id;
            }
        }
        _ => {}
    }
    let path = segments.join("/");
    let Some(query) = query else { return path };
    let parameter = |text: &str| match (text.split_once('='), own) {
        (Some(("id", _)), Some(own)) => format!("id={}", own.id),
        (Some((name, "{TIMESTAMP}")), _) => format!("{name}={cursor}"),
        _ => fill_placeholders(text),
    };
    let query: Vec<String> = query.split('&').map(parameter).collect();
    format!("{path}?{}", query.join("&"))
}
