//! The two spellings of one object: which member is called what in which generation (contract section 10).
//!
//! An object is kept in the spelling of its last writer, so that a generation reads back exactly what it wrote;
//! only a read by the other generation translates. Members that neither column names pass through untouched.

mod text;

use serde_json::{Map, Value};

pub use text::{member_text, translate_text};

/// A generation's way of writing an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Dps,
    Xcore,
}

/// A member that the generations spell differently.
#[derive(Debug)]
pub struct Member {
    dps: &'static str,
    xcore: &'static str,
    inner: Inner,
    /// Whether xcore takes the dps spelling as well (contract section 18, row 9).
    both: bool,
}

/// What a member's value holds. Arrays hold the same in every element.
#[derive(Debug)]
enum Inner {
    /// The same in both generations.
    Plain,
    /// An object, or an array of objects, with spellings of its own.
    Members(&'static [Member]),
    /// Who qualifies, an object: what says so, and the rule or the audiences.
    Constraint(&'static [Member]),
    /// A component type: a short word on dps, a URI on xcore.
    ComponentType,
    /// How a collection finds its offers: `any-tags` on dps, `anyTags` on xcore.
    FilterType,
}

const fn plain(dps: &'static str, xcore: &'static str) -> Member {
    Member { dps, xcore, inner: Inner::Plain, both: false }
}

const fn nested(dps: &'static str, xcore: &'static str, members: &'static [Member]) -> Member {
    Member { dps, xcore, inner: Inner::Members(members), both: false }
}

impl Inner {
    /// The members of what is an object, or an array of such.
    fn members(&self) -> &'static [Member] {
        match self {
            Inner::Members(members) | Inner::Constraint(members) => members,
            Inner::Plain | Inner::ComponentType | Inner::FilterType => &[],
        }
    }
}

impl Member {
    /// The same member where xcore takes both spellings.
    const fn in_both_spellings(self) -> Member {
        Member { dps: self.dps, xcore: self.xcore, inner: self.inner, both: true }
    }
}

const NAME: Member = plain("name", "xdm:name");
const DESCRIPTION: Member = plain("description", "xdm:description").in_both_spellings();
const STATUS: Member = plain("status", "xdm:status");
const REPRESENTATIONS: Member = nested("representations", "xdm:representations", REPRESENTATION);
const TAGS: Member = plain("tags", "xdm:tags");
const CHARACTERISTICS: Member = plain("characteristics", "xdm:characteristics");
const LABELS: Member = plain("labels", "xdm:labels");
const SELECTION: Member = Member {
    dps: "selectionConstraint",
    xcore: "xdm:selectionConstraint",
    inner: Inner::Constraint(SELECTION_CONSTRAINT),
    both: false,
};
const RANK: Member = nested("rank", "xdm:rank", &[plain("priority", "xdm:priority")]);

/// A personalized offer.
pub const PERSONALIZED_OFFER: &[Member] = &[
    NAME,
    DESCRIPTION,
    STATUS,
    REPRESENTATIONS,
    TAGS,
    CHARACTERISTICS,
    LABELS,
    SELECTION,
    RANK,
    nested(
        "cappingConstraint",
        "xdm:cappingConstraint",
        &[plain("globalCap", "xdm:globalCap"), plain("profileCap", "xdm:profileCap")],
    ),
    nested("frequencyCappingConstraints", "xdm:frequencyCappingConstraints", FREQUENCY_CAPPING),
];

/// A fallback offer. Constraint and rank mean nothing on it but are accepted and kept (contract section 18, row 19).
pub const FALLBACK_OFFER: &[Member] =
    &[NAME, DESCRIPTION, STATUS, REPRESENTATIONS, TAGS, CHARACTERISTICS, LABELS, SELECTION, RANK];

/// A placement.
pub const PLACEMENT: &[Member] = &[
    NAME,
    DESCRIPTION,
    Member { dps: "componentType", xcore: "xdm:componentType", inner: Inner::ComponentType, both: false },
    plain("channel", "xdm:channel"),
    plain("contentTypes", "xdm:contentTypes"),
    plain("itemCount", "xdm:itemCount"),
    plain("allowDuplicatePlacements", "xdm:allowDuplicatePlacements"),
    plain("returnContent", "xdm:returnContent"),
    nested("returnMetaData", "xdm:returnMetaData", RETURNED),
];

/// A collection.
pub const COLLECTION: &[Member] = &[
    NAME,
    DESCRIPTION,
    Member { dps: "filterType", xcore: "xdm:filterType", inner: Inner::FilterType, both: false },
    plain("ids", "xdm:ids").in_both_spellings(),
    LABELS,
];

/// A collection qualifier.
pub const QUALIFIER: &[Member] = &[NAME, DESCRIPTION];

/// A decision rule.
pub const RULE: &[Member] = &[
    NAME,
    DESCRIPTION,
    nested(
        "condition",
        "xdm:condition",
        &[plain("type", "xdm:type"), plain("format", "xdm:format"), plain("value", "xdm:value")],
    )
    .in_both_spellings(),
    nested(
        "definedOn",
        "xdm:definedOn",
        &[nested(
            "profile",
            "profile",
            &[nested("schema", "xdm:schema", &[plain("ref", "$ref")]), plain("referencePaths", "xdm:referencePaths")],
        )],
    ),
    plain("segmentModel", "offerui:segmentModel"),
];

/// A decision. `placement` and `filter` on top are the oldest form, without criteria.
pub const DECISION: &[Member] = &[
    NAME,
    DESCRIPTION,
    STATUS,
    plain("startDate", "xdm:startDate"),
    plain("endDate", "xdm:endDate"),
    plain("fallback", "xdm:fallback"),
    nested("criteria", "xdm:criteria", CRITERION),
    plain("placement", "xdm:placement"),
    plain("filter", "xdm:filter"),
];

const RETURNED: &[Member] = &[
    plain("decisionName", "xdm:decisionName"),
    plain("offerName", "xdm:offerName"),
    plain("offerAttributes", "xdm:offerAttributes"),
    plain("offerPriority", "xdm:offerPriority"),
    plain("placementName", "xdm:placementName"),
    plain("channelType", "xdm:channelType"),
    plain("contentType", "xdm:contentType"),
];

const CRITERION: &[Member] = &[
    plain("placements", "xdm:placements"),
    nested("optionSelection", "xdm:optionSelection", &[plain("filter", "xdm:filter")]),
    nested(
        "rank",
        "xdm:rank",
        &[
            plain("priority", "xdm:priority"),
            nested(
                "order",
                "xdm:order",
                &[
                    plain("orderEvaluationType", "xdm:orderEvaluationType"),
                    plain("rankingStrategy", "xdm:rankingStrategy"),
                    plain("function", "xdm:function"),
                ],
            ),
        ],
    ),
    Member {
        dps: "profileConstraint",
        xcore: "xdm:profileConstraint",
        inner: Inner::Constraint(&[
            plain("profileConstraintType", "xdm:profileConstraintType"),
            plain("eligibilityRule", "xdm:eligibilityRule"),
            plain("segmentIdentities", "xdm:segmentIdentities"),
        ]),
        both: false,
    },
];

const REPRESENTATION: &[Member] = &[
    plain("channel", "xdm:channel"),
    plain("placement", "xdm:placement"),
    nested("components", "xdm:components", COMPONENT),
];

const COMPONENT: &[Member] = &[
    Member { dps: "type", xcore: "@type", inner: Inner::ComponentType, both: false },
    plain("format", "dc:format"),
    plain("language", "dc:language"),
    plain("content", "xdm:content"),
    plain("deliveryURL", "xdm:deliveryURL"),
    plain("linkURL", "xdm:linkURL"),
];

const SELECTION_CONSTRAINT: &[Member] = &[
    plain("startDate", "xdm:startDate"),
    plain("endDate", "xdm:endDate"),
    plain("eligibilityRule", "xdm:eligibilityRule"),
    plain("profileConstraintType", "xdm:profileConstraintType"),
    plain("segmentIdentities", "xdm:segmentIdentities"),
];

const FREQUENCY_CAPPING: &[Member] = &[
    plain("enabled", "xdm:enabled"),
    plain("limit", "xdm:limit"),
    plain("startDate", "xdm:startDate"),
    plain("endDate", "xdm:endDate"),
    plain("scope", "xdm:scope"),
    plain("entity", "xdm:entity"),
    nested(
        "repeat",
        "xdm:repeat",
        &[plain("enabled", "xdm:enabled"), plain("unit", "xdm:unit"), plain("unitCount", "xdm:unitCount")],
    ),
    plain("events", "xdm:events"),
    plain("customQuery", "xdm:customQuery"),
    plain("index", "xdm:index"),
];

/// Before a component type's own word on xcore.
const COMPONENT_BASE: &str = "https://ns.adobe.com/experience/offer-management/content-component-";

impl Member {
    fn spelled(&self, form: Form) -> &'static str {
        match form {
            Form::Dps => self.dps,
            Form::Xcore => self.xcore,
        }
    }
}

impl Form {
    fn other(self) -> Form {
        match self {
            Form::Dps => Form::Xcore,
            Form::Xcore => Form::Dps,
        }
    }
}

/// An object's body in the other spelling.
pub fn translate(body: Value, members: &[Member], from: Form, to: Form) -> Value {
    if from == to {
        return body;
    }
    respell(body, members, to)
}

fn respell(value: Value, members: &[Member], to: Form) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| respell(item, members, to)).collect(),
        Value::Object(object) => {
            let mut respelled = Map::with_capacity(object.len());
            for (key, value) in object {
                let Some(member) = members.iter().find(|member| member.spelled(to.other()) == key) else {
                    // Where both spellings of one member stand side by side, the first one wins.
                    respelled.entry(key).or_insert(value);
                    continue;
                };
                let value = match member.inner {
                    Inner::Plain => value,
                    Inner::Members(inner) => respell(value, inner, to),
                    Inner::Constraint(inner) => constraint(respell(value, inner, to), to),
                    Inner::ComponentType => component_type(value, to),
                    Inner::FilterType => filter_type(value, to),
                };
                respelled.entry(member.spelled(to)).or_insert(value);
            }
            Value::Object(respelled)
        }
        other => other,
    }
}

/// xcore says that a rule decides by naming one; dps says so in a member of its own and refuses a rule without it.
fn constraint(mut value: Value, to: Form) -> Value {
    if let (Form::Dps, Value::Object(constraint)) = (to, &mut value)
        && constraint.contains_key("eligibilityRule")
        && !constraint.contains_key("profileConstraintType")
    {
        constraint.insert("profileConstraintType".to_owned(), "eligibilityRule".into());
    }
    value
}

/// `html` or `component-text` on dps, a URI on xcore; what is neither stays as it is.
fn component_type(value: Value, to: Form) -> Value {
    let Value::String(text) = &value else { return value };
    match to {
        Form::Xcore if text.contains(':') => value,
        Form::Xcore => format!("{COMPONENT_BASE}{}", text.strip_prefix("component-").unwrap_or(text)).into(),
        Form::Dps => match text.strip_prefix(COMPONENT_BASE) {
            Some("text") => "component-text".into(),
            Some(word) => word.into(),
            None => value,
        },
    }
}

/// `any-tags` on dps, `anyTags` on xcore; what is neither, `offers` among it, stays as it is.
fn filter_type(value: Value, to: Form) -> Value {
    let pairs = [("any-tags", "anyTags"), ("all-tags", "allTags")];
    let found = pairs.iter().find_map(|(dps, xcore)| match to {
        Form::Dps => (value == *xcore).then_some(*dps),
        Form::Xcore => (value == *dps).then_some(*xcore),
    });
    found.map_or(value, Value::from)
}

/// A member spelled as the other generation spells it: where it stands, and how it should read.
///
/// The generations are never mixed (contract section 18, row 4), but xcore takes some members both ways (row 9).
pub fn foreign_member(body: &Value, members: &[Member], own: Form) -> Option<(String, &'static str)> {
    match body {
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            foreign_member(item, members, own).map(|(pointer, wanted)| (format!("/{index}{pointer}"), wanted))
        }),
        Value::Object(object) => object.iter().find_map(|(key, value)| {
            if let Some(member) = members.iter().find(|member| member.spelled(own) == key) {
                return foreign_member(value, member.inner.members(), own)
                    .map(|(rest, wanted)| (format!("/{key}{rest}"), wanted));
            }
            let member = members.iter().find(|member| member.spelled(own.other()) == key)?;
            // Either spelling is taken, not both at once.
            let taken = member.both && own == Form::Xcore && !object.contains_key(member.xcore);
            (!taken).then(|| (format!("/{key}"), member.spelled(own)))
        }),
        _ => None,
    }
}

/// A pointer into the dps spelling, as the given generation would write it.
pub fn pointer_in(form: Form, mut members: &'static [Member], dps_pointer: &str) -> String {
    let mut pointer = String::new();
    for segment in dps_pointer.split('/').skip(1) {
        pointer.push('/');
        match members.iter().find(|member| member.dps == segment) {
            Some(member) => {
                pointer.push_str(member.spelled(form));
                members = member.inner.members();
            }
            None => pointer.push_str(segment),
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn dps_offer() -> Value {
        json!({
            "name": "Größe", "status": "draft", "custom": {"name": "kept"},
            "representations": [{"channel": "c", "placement": "p", "components": [
                {"type": "html", "format": "text/html", "content": "x", "repo:id": "urn:1"},
                {"type": "component-text", "format": "text/plain"}
            ]}],
            "selectionConstraint": {"startDate": "a", "endDate": "b", "profileConstraintType": "none"},
            "rank": {"priority": 1}, "characteristics": {"name": "a user's own key"},
            "frequencyCappingConstraints": [{"limit": 1, "repeat": {"unit": "day"}}]
        })
    }

    #[test]
    fn the_other_spelling_and_back_is_where_it_began() {
        let xcore = translate(dps_offer(), PERSONALIZED_OFFER, Form::Dps, Form::Xcore);
        assert_eq!(xcore["xdm:name"], "Größe");
        assert_eq!(xcore["custom"]["name"], "kept");
        assert_eq!(xcore["xdm:characteristics"]["name"], "a user's own key");
        let components = &xcore["xdm:representations"][0]["xdm:components"];
        assert_eq!(components[0]["@type"], format!("{COMPONENT_BASE}html"));
        assert_eq!(components[0]["repo:id"], "urn:1");
        assert_eq!(components[1]["@type"], format!("{COMPONENT_BASE}text"));
        assert_eq!(xcore["xdm:frequencyCappingConstraints"][0]["xdm:repeat"]["xdm:unit"], "day");
        assert_eq!(translate(xcore, PERSONALIZED_OFFER, Form::Xcore, Form::Dps), dps_offer());
    }

    #[test]
    fn a_rule_read_through_dps_declares_its_type() {
        let xcore = json!({"xdm:selectionConstraint": {"xdm:eligibilityRule": "r"}});
        let dps = translate(xcore, PERSONALIZED_OFFER, Form::Xcore, Form::Dps);
        assert_eq!(dps["selectionConstraint"]["profileConstraintType"], "eligibilityRule");
        let xcore = json!({"xdm:criteria": [{"xdm:profileConstraint": {"xdm:eligibilityRule": "r"}}, {}, 7]});
        let dps = translate(xcore, DECISION, Form::Xcore, Form::Dps);
        let expected = json!({"eligibilityRule": "r", "profileConstraintType": "eligibilityRule"});
        assert_eq!(dps["criteria"], json!([{"profileConstraint": expected}, {}, 7]));
    }

    #[test]
    fn mixed_spellings_are_found_wherever_they_stand() {
        let clean = dps_offer();
        assert_eq!(foreign_member(&clean, PERSONALIZED_OFFER, Form::Dps), None);
        let found = foreign_member(&clean, PERSONALIZED_OFFER, Form::Xcore);
        assert_eq!(found, Some(("/name".to_owned(), "xdm:name")));
        let deep = json!({"representations": [{"components": [{"@type": "x"}]}]});
        let found = foreign_member(&deep, PERSONALIZED_OFFER, Form::Dps);
        assert_eq!(found, Some(("/representations/0/components/0/@type".to_owned(), "type")));
        let both = json!({"description": "x", "xdm:name": "y"});
        assert_eq!(foreign_member(&both, PERSONALIZED_OFFER, Form::Xcore), None);
    }

    #[test]
    fn a_pointer_is_spelled_as_its_reader_spells_it() {
        let pointer = pointer_in(Form::Xcore, PERSONALIZED_OFFER, "/representations/0/components/1/type");
        assert_eq!(pointer, "/xdm:representations/0/xdm:components/1/@type");
        assert_eq!(pointer_in(Form::Dps, PERSONALIZED_OFFER, "/name"), "/name");
    }
}
