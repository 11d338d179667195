//! The two generations' names for the same things: a field, and where it stands in an object's body.

use std::fmt;

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
            Field::GlobalCap => ["/cappingConstraint/globalCap", "/xdm:cappingConstraint/xdm:globalCap"],
            Field::ProfileCap => ["/cappingConstraint/profileCap", "/xdm:cappingConstraint/xdm:profileCap"],
            Field::FrequencyCapping => ["/frequencyCappingConstraints", "/xdm:frequencyCappingConstraints"],
            Field::Representations => ["/representations", "/xdm:representations"],
            Field::Qualifiers => ["/tags", "/xdm:tags"],
            Field::Characteristics => ["/characteristics", "/xdm:characteristics"],
            Field::Labels => ["/labels", "/xdm:labels"],
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
