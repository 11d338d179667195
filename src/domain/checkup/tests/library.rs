//! A library in which nothing is wrong, and what makes it another one.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::*;
use crate::domain::{Catalogue, Extent, KINDS, Rows};

pub const GENERATIONS: [Generation; 2] = [Generation::Dps, Generation::Xcore];

pub fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// A body of dps as xcore has it: its names with their prefixes.
fn as_xcore(value: &Value, in_component: bool) -> Value {
    match value {
        Value::Object(members) => {
            let renamed = members.iter().map(|(name, member)| {
                let prefixed = match (name.as_str(), in_component) {
                    ("type", true) => "@type".to_owned(),
                    ("format" | "language", true) => format!("dc:{name}"),
                    ("segmentModel", _) => "offerui:segmentModel".to_owned(),
                    ("exdRule", _) => name.clone(),
                    _ => format!("xdm:{name}"),
                };
                (prefixed, as_xcore(member, name == "components"))
            });
            Value::Object(renamed.collect())
        }
        Value::Array(elements) => elements.iter().map(|element| as_xcore(element, in_component)).collect(),
        Value::String(word) if word == "any-tags" => json!("anyTags"),
        Value::String(word) if word == "all-tags" => json!("allTags"),
        other => other.clone(),
    }
}

/// The objects of a library, each with its kind, as dps has them.
#[derive(Clone)]
pub struct Library(pub Vec<(Kind, Value)>);

/// A library in which nothing is wrong.
pub fn sound() -> Library {
    let contents = json!([{"placement": "p1", "channel": "https://ns.adobe.com/xdm/channel-types/web",
        "components": [{"type": "html", "format": "text/html", "content": "<p>Hello</p>"}]}]);
    let dates = |members: Value| {
        let mut body = json!({"startDate": "2026-01-01T00:00:00Z", "endDate": "2027-12-31T00:00:00Z"});
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        body
    };
    Library(vec![
        (
            Kind::Personalized,
            json!({"id": "o1", "name": "Spring sale", "status": "approved", "representations": contents,
                "selectionConstraint": dates(json!({"profileConstraintType": "eligibilityRule", "eligibilityRule": "r1"})),
                "rank": {"priority": 1}, "tags": ["t1"]}),
        ),
        (Kind::Fallback, json!({"id": "f1", "name": "Default", "status": "approved", "representations": contents})),
        (
            Kind::Placement,
            json!({"id": "p1", "name": "Hero", "componentType": "html",
                "channel": "https://ns.adobe.com/xdm/channel-types/web"}),
        ),
        (Kind::Collection, json!({"id": "c1", "name": "Picked", "filterType": "offers", "ids": ["o1"]})),
        (Kind::Collection, json!({"id": "c2", "name": "By tag", "filterType": "any-tags", "ids": ["t1"]})),
        (Kind::Qualifier, json!({"id": "t1", "name": "Spring"})),
        (
            Kind::Rule,
            json!({"id": "r1", "name": "Adults", "condition": {"type": "PQL", "format": "pql/text", "value": "age > 17"}}),
        ),
        (
            Kind::Decision,
            dates(json!({"id": "d1", "name": "Home page", "status": "live", "fallback": "f1", "criteria": [
                {"placements": ["p1"], "optionSelection": {"filter": "c1"}},
                {"placements": ["p1"], "optionSelection": {"filter": "c2"}}]})),
        ),
    ])
}

impl Library {
    /// The same with a value put into the object of this id, at a pointer.
    pub fn with(mut self, id: &str, pointer: &str, value: Value) -> Library {
        let body = self.0.iter_mut().find(|(_, body)| body["id"] == id).map(|(_, body)| body).unwrap();
        let patch = [crate::domain::Operation::Add { path: pointer.to_owned(), value }];
        *body = crate::domain::apply(body, &patch).unwrap();
        self
    }

    pub fn and(mut self, kind: Kind, body: Value) -> Library {
        self.0.push((kind, body));
        self
    }

    pub fn without(mut self, id: &str) -> Library {
        self.0.retain(|(_, body)| body["id"] != id);
        self
    }

    pub fn rows(&self, generation: Generation) -> Vec<Rows> {
        let mut rows: Vec<Rows> = KINDS.iter().map(|_| Rows::default()).collect();
        for (kind, body) in &self.0 {
            let raw = match generation {
                Generation::Dps => body.clone(),
                Generation::Xcore => {
                    let mut members = body.as_object().unwrap().clone();
                    let id = members.remove("id").unwrap();
                    let by = members.remove("createdBy").unwrap_or(Value::Null);
                    let Value::Object(mut instance) = as_xcore(&Value::Object(members), false) else { unreachable!() };
                    instance.insert("@id".to_owned(), id.clone());
                    json!({"instanceId": id, "repo:createdBy": by, "_instance": instance})
                }
            };
            rows[*kind as usize].put(Arc::new(Record::read(generation, *kind, &raw.to_string()).unwrap()));
        }
        rows
    }

    /// What a look finds, where the lists of these kinds are missing.
    pub fn look(&self, generation: Generation, missing: &[Kind], policy: &Policy) -> Checkup {
        let rows = self.rows(generation);
        let extent = |kind: usize| {
            let missing = missing.iter().any(|one| *one as usize == kind);
            (&rows[kind], if missing { Extent::Part } else { Extent::Whole })
        };
        let catalogue = Catalogue::new(std::array::from_fn(extent));
        examine(&Snapshot::of(&catalogue, |_| "not read (not allowed)".to_owned()), now(), policy)
    }
}

/// The remarks as `name id`.
pub fn short(checkup: &Checkup) -> Vec<String> {
    let id = |remark: &Remark| remark.about.as_ref().map_or("library", |record| record.id.as_str()).to_owned();
    checkup.remarks.iter().map(|remark| format!("{} {}", remark.concern.entry().name, id(remark))).collect()
}

/// Holds what is found in a library against what is to be found, in both generations.
pub fn assert_found(library: &Library, expected: &[&str]) {
    for generation in GENERATIONS {
        let checkup = library.look(generation, &[], &Policy::default());
        assert_eq!(short(&checkup), expected, "{generation}: {:?}", checkup.remarks);
        assert_eq!(checkup.unjudged, []);
    }
}

pub fn reason(library: &Library, concern: Concern) -> String {
    let checkup = library.look(Generation::Dps, &[], &Policy::default());
    let remark = checkup.remarks.iter().find(|remark| remark.concern == concern);
    remark.unwrap_or_else(|| panic!("{concern:?}: {:?}", checkup.remarks)).reason.clone()
}
