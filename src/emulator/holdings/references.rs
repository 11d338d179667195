//! Which object names which (contract sections 9 and 10), read from bodies in the dps spelling.

use serde_json::Value;

use super::kind::{KINDS, Kind};
use super::object::Object;
use super::sandbox::Sandbox;
use super::shape::Form;

/// An id that an object names, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// A pointer in the dps spelling.
    pub pointer: String,
    /// The kind of the object that is meant.
    pub kind: Kind,
    pub id: &'a str,
}

/// Where the ids stand, kind by kind: each step is a member, `*` every element of an array.
const PLACES: [(Kind, &str, Kind); 11] = [
    (Kind::Personalized, "representations/*/placement", Kind::Placement),
    (Kind::Personalized, "tags/*", Kind::Qualifier),
    (Kind::Personalized, "selectionConstraint/eligibilityRule", Kind::Rule),
    (Kind::Fallback, "representations/*/placement", Kind::Placement),
    (Kind::Fallback, "tags/*", Kind::Qualifier),
    (Kind::Decision, "fallback", Kind::Fallback),
    (Kind::Decision, "criteria/*/placements/*", Kind::Placement),
    (Kind::Decision, "criteria/*/optionSelection/filter", Kind::Collection),
    (Kind::Decision, "criteria/*/profileConstraint/eligibilityRule", Kind::Rule),
    (Kind::Decision, "placement", Kind::Placement),
    (Kind::Decision, "filter", Kind::Collection),
];

/// All ids that an object's body names.
pub fn references(kind: Kind, body: &Value) -> Vec<Reference<'_>> {
    let mut found = Vec::new();
    for (_, place, target) in PLACES.iter().filter(|(owner, ..)| *owner == kind) {
        let steps: Vec<&str> = place.split('/').collect();
        gather(body, &steps, String::new(), *target, &mut found);
    }
    if kind == Kind::Collection {
        gather(body, &["ids", "*"], String::new(), collected(body), &mut found);
    }
    found
}

/// What a collection's ids are: offers where it is static, else the qualifiers by which it finds its offers.
fn collected(body: &Value) -> Kind {
    if body.get("filterType").is_some_and(|filter| filter == "offers") { Kind::Personalized } else { Kind::Qualifier }
}

fn gather<'a>(value: &'a Value, steps: &[&str], pointer: String, kind: Kind, found: &mut Vec<Reference<'a>>) {
    match (steps, value) {
        ([], Value::String(id)) => found.push(Reference { pointer, kind, id }),
        (["*", rest @ ..], Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                gather(item, rest, format!("{pointer}/{index}"), kind, found);
            }
        }
        ([member, rest @ ..], Value::Object(object)) => {
            if let Some(inner) = object.get(*member) {
                gather(inner, rest, format!("{pointer}/{member}"), kind, found);
            }
        }
        _ => {}
    }
}

/// The objects that name this one, each as it can stand in a sentence. A collection that finds its offers by their
/// qualifiers names the qualifiers and holds none of the offers back.
pub fn users_of(sandbox: &Sandbox, kind: Kind, id: &str) -> Vec<String> {
    // A body is searched as text before it is parsed: among a hundred thousand offers few hold the id.
    let written = Value::from(id).to_string();
    let names = |object: &&Object| {
        object.body.contains(&written)
            && references(object.kind, &object.body_in(Form::Dps)).iter().any(|one| one.kind == kind && one.id == id)
    };
    let referring = KINDS.iter().map(|entry| entry.kind).filter(|owner| {
        *owner == Kind::Collection || PLACES.iter().any(|(other, _, target)| other == owner && *target == kind)
    });
    let users = referring.flat_map(|owner| sandbox.shelf(owner).objects().filter(names));
    users.map(|object| format!("{} \"{}\"", object.kind.entry().noun, object.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn named(kind: Kind, body: &Value) -> Vec<(String, Kind, String)> {
        references(kind, body).into_iter().map(|one| (one.pointer, one.kind, one.id.to_owned())).collect()
    }

    fn one(pointer: &str, kind: Kind, id: &str) -> (String, Kind, String) {
        (pointer.to_owned(), kind, id.to_owned())
    }

    #[test]
    fn an_offer_names_placements_qualifiers_and_its_rule() {
        let offer = json!({
            "representations": [{"placement": "p1"}, {"placement": 7}, {"placement": "p2"}],
            "tags": ["t"], "selectionConstraint": {"eligibilityRule": "r"}, "fallback": "not an offer's"
        });
        let expected = [
            one("/representations/0/placement", Kind::Placement, "p1"),
            one("/representations/2/placement", Kind::Placement, "p2"),
            one("/tags/0", Kind::Qualifier, "t"),
        ];
        assert_eq!(named(Kind::Fallback, &offer), expected);
        let rule = one("/selectionConstraint/eligibilityRule", Kind::Rule, "r");
        assert_eq!(named(Kind::Personalized, &offer).last(), Some(&rule));
    }

    #[test]
    fn a_collection_names_offers_or_qualifiers() {
        for (filter, kind) in
            [("offers", Kind::Personalized), ("any-tags", Kind::Qualifier), ("all-tags", Kind::Qualifier)]
        {
            let collection = json!({"filterType": filter, "ids": ["a", "b"]});
            assert_eq!(named(Kind::Collection, &collection), [one("/ids/0", kind, "a"), one("/ids/1", kind, "b")]);
        }
    }

    #[test]
    fn a_decision_names_what_its_criteria_and_its_oldest_form_name() {
        let decision = json!({
            "fallback": "f", "placement": "p0", "filter": "c0",
            "criteria": [{"placements": ["p1"], "optionSelection": {"filter": "c1"},
                "profileConstraint": {"profileConstraintType": "eligibilityRule", "eligibilityRule": "r"}}]
        });
        let expected = [
            one("/fallback", Kind::Fallback, "f"),
            one("/criteria/0/placements/0", Kind::Placement, "p1"),
            one("/criteria/0/optionSelection/filter", Kind::Collection, "c1"),
            one("/criteria/0/profileConstraint/eligibilityRule", Kind::Rule, "r"),
            one("/placement", Kind::Placement, "p0"),
            one("/filter", Kind::Collection, "c0"),
        ];
        assert_eq!(named(Kind::Decision, &decision), expected);
        for kind in [Kind::Placement, Kind::Qualifier, Kind::Rule] {
            assert_eq!(named(kind, &decision), []);
        }
    }
}
