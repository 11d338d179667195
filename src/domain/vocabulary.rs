//! The two generations' names for the same things: a field, and where it stands in an object's body.

use std::fmt;

use serde_json::Value;

/// A generation of the HTTP API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Generation {
    /// The current persistence API: plain JSON, a sandbox header.
    #[default]
    Dps,
    /// The older repository API: containers, HAL, `xdm:` names.
    Xcore,
}

impl Generation {
    /// The name used in configuration and on screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Generation::Dps => "dps",
            Generation::Xcore => "xcore",
        }
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A field of an object's body that Offerdeck knows by meaning. Everything else is kept untouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// What people call the object; required, not an identifier.
    Name,
    /// Free text; seen on dps only, read on both.
    Description,
    /// Where the object stands in its lifecycle.
    Status,
    /// The rank's priority, an integer from 0.
    Priority,
    /// From when the offer may be shown.
    StartDate,
    /// Until when the offer may be shown.
    EndDate,
    /// The id of the decision rule that decides who qualifies.
    EligibilityRule,
    /// How eligibility is decided: `none`, `eligibilityRule`, `anySegments`, ...
    ProfileConstraint,
    /// The audiences of whom any or all decide who qualifies, an array.
    Audiences,
    /// How often the offer may be shown to all together.
    GlobalCap,
    /// How often the offer may be shown to one profile.
    ProfileCap,
    /// The capping rules of the newer generation, an array.
    FrequencyCapping,
    /// The contents, one for each placement, an array.
    Representations,
    /// The ids of the collection qualifiers, an array.
    Qualifiers,
    /// Free string attributes, an object.
    Characteristics,
    /// Access labels, an array.
    Labels,
    /// A placement's channel, a URI.
    Channel,
    /// What a placement takes: text, HTML, JSON or an image's link.
    ComponentType,
    /// The media types that a placement takes, an array; known from xcore.
    ContentTypes,
    /// How many offers a placement shows at once; known from dps, as are the next three.
    ItemCount,
    /// Whether one offer may stand in several placements of an answer.
    AllowDuplicates,
    /// Whether an answer holds the content.
    ReturnContent,
    /// What else an answer holds, an object of switches.
    ReturnMetaData,
    /// How a collection finds its offers.
    FilterType,
    /// What a collection finds them by: offers or qualifiers, an array of ids.
    Ids,
    /// A rule's language.
    ConditionType,
    /// How a rule's language is written.
    ConditionFormat,
    /// A rule's expression.
    ConditionValue,
    /// The schema and the attributes that a rule looks at, an object.
    DefinedOn,
    /// What the product's own rule builder keeps of a rule.
    SegmentModel,
    /// Marks a rule of the successor product (contract section 1).
    ExdRule,
    /// From when a decision answers.
    ValidFrom,
    /// Until when a decision answers.
    ValidUntil,
    /// The id of the offer that a decision falls back to.
    Fallback,
    /// Which offers compete where, an array.
    Criteria,
    /// The placement of a decision in its oldest form, which has no criteria.
    OnePlacement,
    /// The collection of a decision in its oldest form.
    OneCollection,
}

/// A field of one representation or of one of its components.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The representation's channel, a URI.
    Channel,
    /// The representation's placement id.
    Placement,
    /// The representation's components, an array.
    Components,
    /// The component's type.
    Type,
    /// The component's media type.
    Format,
    /// The component's languages, an array.
    Language,
    /// The component's content, a string.
    Content,
    /// The component's delivery URL.
    DeliveryUrl,
    /// The component's click target.
    LinkUrl,
}

/// A field of one of a decision's criteria.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Criterion {
    /// The ids of the placements, an array.
    Placements,
    /// The id of the collection whose offers compete.
    Collection,
    /// Which criterion comes first where several would do.
    Priority,
    /// How the offers are ranked: `static`, `ranking-strategy`, ...
    Evaluation,
    /// The formula that ranks them.
    Function,
    /// The model that ranks them.
    Strategy,
    /// How eligibility is decided.
    ProfileConstraint,
    /// The audiences of whom any or all decide who qualifies, an array.
    Audiences,
    /// The id of the decision rule that decides who qualifies.
    EligibilityRule,
}

impl Generation {
    /// Where a field stands in an object's editable body, as a JSON pointer (contract section 10).
    #[must_use]
    pub fn pointer(self, field: Field) -> &'static str {
        let [dps, xcore] = match field {
            Field::Name => ["/name", "/xdm:name"],
            Field::Description => ["/description", "/xdm:description"],
            Field::Status => ["/status", "/xdm:status"],
            Field::Priority => ["/rank/priority", "/xdm:rank/xdm:priority"],
            Field::StartDate => ["/selectionConstraint/startDate", "/xdm:selectionConstraint/xdm:startDate"],
            Field::EndDate => ["/selectionConstraint/endDate", "/xdm:selectionConstraint/xdm:endDate"],
            Field::EligibilityRule => {
                ["/selectionConstraint/eligibilityRule", "/xdm:selectionConstraint/xdm:eligibilityRule"]
            }
            Field::ProfileConstraint => {
                ["/selectionConstraint/profileConstraintType", "/xdm:selectionConstraint/xdm:profileConstraintType"]
            }
            Field::Audiences => {
                ["/selectionConstraint/segmentIdentities", "/xdm:selectionConstraint/xdm:segmentIdentities"]
            }
            Field::GlobalCap => ["/cappingConstraint/globalCap", "/xdm:cappingConstraint/xdm:globalCap"],
            Field::ProfileCap => ["/cappingConstraint/profileCap", "/xdm:cappingConstraint/xdm:profileCap"],
            Field::FrequencyCapping => ["/frequencyCappingConstraints", "/xdm:frequencyCappingConstraints"],
            Field::Representations => ["/representations", "/xdm:representations"],
            Field::Qualifiers => ["/tags", "/xdm:tags"],
            Field::Characteristics => ["/characteristics", "/xdm:characteristics"],
            Field::Labels => ["/labels", "/xdm:labels"],
            Field::Channel => ["/channel", "/xdm:channel"],
            Field::ComponentType => ["/componentType", "/xdm:componentType"],
            Field::ContentTypes => ["/contentTypes", "/xdm:contentTypes"],
            Field::ItemCount => ["/itemCount", "/xdm:itemCount"],
            Field::AllowDuplicates => ["/allowDuplicatePlacements", "/xdm:allowDuplicatePlacements"],
            Field::ReturnContent => ["/returnContent", "/xdm:returnContent"],
            Field::ReturnMetaData => ["/returnMetaData", "/xdm:returnMetaData"],
            Field::FilterType => ["/filterType", "/xdm:filterType"],
            Field::Ids => ["/ids", "/xdm:ids"],
            Field::ConditionType => ["/condition/type", "/xdm:condition/xdm:type"],
            Field::ConditionFormat => ["/condition/format", "/xdm:condition/xdm:format"],
            Field::ConditionValue => ["/condition/value", "/xdm:condition/xdm:value"],
            Field::DefinedOn => ["/definedOn", "/xdm:definedOn"],
            Field::SegmentModel => ["/segmentModel", "/offerui:segmentModel"],
            Field::ExdRule => ["/exdRule", "/exdRule"],
            Field::ValidFrom => ["/startDate", "/xdm:startDate"],
            Field::ValidUntil => ["/endDate", "/xdm:endDate"],
            Field::Fallback => ["/fallback", "/xdm:fallback"],
            Field::Criteria => ["/criteria", "/xdm:criteria"],
            Field::OnePlacement => ["/placement", "/xdm:placement"],
            Field::OneCollection => ["/filter", "/xdm:filter"],
        };
        self.pick(dps, xcore)
    }

    /// Where a field stands in this very body. xcore has a few spelled without their prefixes too (contract section 18,
    /// row 9): those are read, and asked for, in the spelling that is there.
    #[must_use]
    pub fn place(self, body: &Value, field: Field) -> &'static str {
        let usual = self.pointer(field);
        let plain = match field {
            Field::Description | Field::Ids | Field::ConditionType | Field::ConditionFormat | Field::ConditionValue => {
                Generation::Dps.pointer(field)
            }
            _ => return usual,
        };
        let stands = |pointer| body.get(first_member(pointer)).is_some();
        if !stands(usual) && stands(plain) { plain } else { usual }
    }

    /// What stands in this very body where a field has its place.
    #[must_use]
    pub fn at(self, body: &Value, field: Field) -> Option<&Value> {
        follow(body, self.place(body, field))
    }

    /// Where a field stands in one of a decision's criteria, as a JSON pointer.
    #[must_use]
    pub fn in_criterion(self, field: Criterion) -> &'static str {
        let [dps, xcore] = match field {
            Criterion::Placements => ["/placements", "/xdm:placements"],
            Criterion::Collection => ["/optionSelection/filter", "/xdm:optionSelection/xdm:filter"],
            Criterion::Priority => ["/rank/priority", "/xdm:rank/xdm:priority"],
            Criterion::Evaluation => ["/rank/order/orderEvaluationType", "/xdm:rank/xdm:order/xdm:orderEvaluationType"],
            Criterion::Function => ["/rank/order/function", "/xdm:rank/xdm:order/xdm:function"],
            Criterion::Strategy => ["/rank/order/rankingStrategy", "/xdm:rank/xdm:order/xdm:rankingStrategy"],
            Criterion::ProfileConstraint => {
                ["/profileConstraint/profileConstraintType", "/xdm:profileConstraint/xdm:profileConstraintType"]
            }
            Criterion::Audiences => {
                ["/profileConstraint/segmentIdentities", "/xdm:profileConstraint/xdm:segmentIdentities"]
            }
            Criterion::EligibilityRule => {
                ["/profileConstraint/eligibilityRule", "/xdm:profileConstraint/xdm:eligibilityRule"]
            }
        };
        self.pick(dps, xcore)
    }

    /// Where the editable body stands in what a patch addresses (contract section 7).
    #[must_use]
    pub fn body_prefix(self) -> &'static str {
        self.pick("", "/_instance")
    }

    /// The member name of a part of a representation or component (contract section 10).
    #[must_use]
    pub fn member(self, part: Part) -> &'static str {
        let [dps, xcore] = match part {
            Part::Channel => ["channel", "xdm:channel"],
            Part::Placement => ["placement", "xdm:placement"],
            Part::Components => ["components", "xdm:components"],
            Part::Type => ["type", "@type"],
            Part::Format => ["format", "dc:format"],
            Part::Language => ["language", "dc:language"],
            Part::Content => ["content", "xdm:content"],
            Part::DeliveryUrl => ["deliveryURL", "xdm:deliveryURL"],
            Part::LinkUrl => ["linkURL", "xdm:linkURL"],
        };
        self.pick(dps, xcore)
    }

    fn pick(self, dps: &'static str, xcore: &'static str) -> &'static str {
        match self {
            Generation::Dps => dps,
            Generation::Xcore => xcore,
        }
    }
}

/// The word by which a rule decides who qualifies (contract section 10).
pub(super) const RULE_DECIDES: &str = "eligibilityRule";
/// The words by which one of the audiences does, or each.
pub(super) const AUDIENCES_DECIDE: [&str; 2] = ["anySegments", "allSegments"];
/// The word by which everybody does.
pub(super) const NOBODY_DECIDES: &str = "none";

/// What stands where a pointer of this vocabulary leads. Such pointers hold no escapes and lead through no array, so
/// nothing is allocated on the way: a dozen are followed for each object that arrives.
pub(super) fn follow<'a>(body: &'a Value, pointer: &str) -> Option<&'a Value> {
    pointer.split('/').skip(1).try_fold(body, |value, name| value.get(name))
}

/// The first-level member to which a pointer of this vocabulary leads. Such pointers hold no escapes.
pub(super) fn first_member(pointer: &str) -> &str {
    pointer.split('/').nth(1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_pointer_leads_to_is_found() {
        let body = json!({"name": "A", "rank": {"priority": 7}, "tags": ["t"], "selectionConstraint": "odd"});
        let at = |field| Generation::Dps.at(&body, field);
        assert_eq!([at(Field::Name), at(Field::Priority)], [Some(&json!("A")), Some(&json!(7))]);
        assert_eq!([at(Field::Qualifiers), at(Field::Fallback)], [Some(&json!(["t"])), None]);
        assert_eq!([at(Field::StartDate), Generation::Dps.at(&json!(null), Field::Name)], [None, None]);
        assert_eq!(Generation::Xcore.at(&json!({"ids": [1]}), Field::Ids), Some(&json!([1])));
    }

    #[test]
    fn on_xcore_a_field_is_where_its_first_member_stands_in_either_spelling() {
        let at = |body: Value, field| Generation::Xcore.place(&body, field);
        assert_eq!(at(json!({"condition": {}}), Field::ConditionValue), "/condition/value");
        assert_eq!(at(json!({"xdm:condition": {}, "condition": {}}), Field::ConditionType), "/xdm:condition/xdm:type");
        assert_eq!(at(json!({}), Field::Ids), "/xdm:ids");
        assert_eq!(at(json!({"ids": 1}), Field::Ids), "/ids");
        assert_eq!(at(json!({"status": "draft"}), Field::Status), "/xdm:status", "of others there is one spelling");
        assert_eq!(Generation::Dps.place(&json!({"xdm:ids": []}), Field::Ids), "/ids");
    }
}
