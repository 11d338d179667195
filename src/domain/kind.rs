//! The kinds of object in the library. A kind is one entry in [`KINDS`]: adding one starts there.

use jiff::Timestamp;
use serde_json::Value;

use super::check::{self, Report};
use super::checkup::{self, Around, Limit};
use super::details::{self, Own, Rest};
use super::form::{FormField, table};
use super::freeing::{self, Release};
use super::lifecycle::{self, Transition};
use super::mentions::{self, Search};
use super::standing::Status;
use super::vocabulary::{Field, Generation};

/// A kind of library object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An offer made to those who qualify.
    Personalized,
    /// What is shown when nobody qualifies for anything else.
    Fallback,
    /// A place in which offers are shown.
    Placement,
    /// Offers taken together, one by one or by their qualifiers.
    Collection,
    /// A word by which collections find their offers; a tag on the wire.
    Qualifier,
    /// Who qualifies, as an expression over profiles.
    Rule,
    /// Which offers compete for which placements, and what is shown if none wins; an activity on xcore.
    Decision,
}

/// All that sets a kind apart: its words on screen, its address in both generations (contract sections 4 and 11), what
/// its list shows and what its body holds.
#[derive(Debug)]
pub struct KindEntry {
    /// The kind described.
    pub kind: Kind,
    /// Its tab: `Personalized`.
    pub tab: &'static str,
    /// The heading of its list: `Personalized offers`.
    pub title: &'static str,
    /// One of them in a sentence: `personalized offer`.
    pub noun: &'static str,
    /// One of them in a column: `personalized`.
    pub short: &'static str,
    /// What one is to those that name it: a collection's `offer`.
    pub role: &'static str,
    /// Its word on the command palette: `personalized`.
    pub command: &'static str,
    /// dps: the collection below the API base, without slashes.
    pub dps_collection: &'static str,
    /// dps: the value of `offer-type`, for those kinds that share a collection.
    pub dps_offer_type: Option<&'static str>,
    /// xcore: the schema that requests name, version included.
    pub xcore_schema: &'static str,
    /// The stages of its life, the one of a new object first; none for kinds without a status (contract section 12).
    pub statuses: &'static [Status],
    /// The steps between them.
    pub transitions: &'static [Transition],
    /// The kinds whose objects may name one of these by its id (contract section 11).
    pub named_by: &'static [Kind],
    /// What may use one from outside of the library, where nobody sees it: `a journey`.
    pub used_outside: Option<&'static str>,
    /// What its list shows beside name, status and the last change, in the order of the columns.
    pub columns: &'static [Field],
    /// What its body holds under names that are documented for both generations and differ in them.
    pub named: &'static [Field],
    /// Finds whom its body names.
    pub(super) mentions: fn(&mut Search<'_>),
    /// Takes one of those that it names out of its body.
    pub(super) let_go: fn(&mut Release<'_>),
    /// How its details are read: takes what it knows out of the rest.
    pub(super) details: fn(&mut Rest) -> Own,
    /// The checks of its body (contract sections 10 and 13), besides those of every kind.
    pub(super) check: fn(&mut Report<'_>, Timestamp),
    /// The checks of a change, given the body from before it.
    pub(super) check_change: fn(&mut Report<'_>, &Value),
    /// What its objects tell of among the others, besides what is told of every kind.
    pub(super) check_among: fn(&mut Around<'_>),
    /// The kinds among whose objects a name should be unique.
    pub(super) namesakes: &'static [Kind],
    /// What is said of one to which nothing refers, of kinds that are there to be referred to.
    pub(super) unused: Option<&'static str>,
    /// When it is over, of kinds that end.
    pub(super) ends: Option<Field>,
    /// How many there may be (contract section 13).
    pub(super) limits: &'static [Limit],
    /// The rows of its form.
    pub form: &'static [FormField],
    /// A new object's body in each generation, from the contract's documented creates.
    templates: [&'static str; 2],
}

const OFFER_STATUSES: &[Status] = &[Status::Draft, Status::Approved, Status::Archived];
const DECISION_STATUSES: &[Status] = &[Status::Draft, Status::Live, Status::Complete, Status::Archived];

/// What both kinds of offer hold. Their constraints mean nothing on a fallback offer, but they are kept there too
/// (contract section 18, row 19).
const OFFER_FIELDS: &[Field] = &[
    Field::Name,
    Field::Status,
    Field::Priority,
    Field::StartDate,
    Field::EndDate,
    Field::EligibilityRule,
    Field::ProfileConstraint,
    Field::GlobalCap,
    Field::ProfileCap,
    Field::Representations,
    Field::Qualifiers,
    Field::Characteristics,
];

/// Offers of both kinds share what is theirs.
const OFFERS: &[Kind] = &[Kind::Personalized, Kind::Fallback];

/// Both generations' template of a kind.
macro_rules! templates {
    ($kind:literal) => {
        [
            include_str!(concat!("../../assets/templates/", $kind, ".dps.json")),
            include_str!(concat!("../../assets/templates/", $kind, ".xcore.json")),
        ]
    };
}

/// Every kind, in the order of the tabs.
pub const KINDS: &[KindEntry] = &[
    KindEntry {
        kind: Kind::Personalized,
        tab: "Personalized",
        title: "Personalized offers",
        noun: "personalized offer",
        short: "personalized",
        role: "offer",
        command: "personalized",
        dps_collection: "offers",
        dps_offer_type: Some("personalized"),
        xcore_schema: "https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5",
        statuses: OFFER_STATUSES,
        transitions: lifecycle::OFFER,
        named_by: &[Kind::Collection],
        used_outside: None,
        columns: &[Field::Priority, Field::StartDate, Field::EndDate],
        named: OFFER_FIELDS,
        mentions: mentions::of_offer,
        let_go: freeing::offer,
        details: details::offer::read,
        check: check::offer::personalized,
        check_change: check::offer::change,
        check_among: checkup::contents,
        namesakes: OFFERS,
        unused: None,
        ends: Some(Field::EndDate),
        limits: &[
            Limit { beside: &[Kind::Fallback], ..Limit::new("offers", 10_000) },
            Limit {
                beside: &[Kind::Fallback],
                status: Some(&Status::Approved),
                ..Limit::new("approved offers", 10_000)
            },
        ],
        form: table::PERSONALIZED,
        templates: templates!("personalized"),
    },
    KindEntry {
        kind: Kind::Fallback,
        tab: "Fallback",
        title: "Fallback offers",
        noun: "fallback offer",
        short: "fallback",
        role: "fallback",
        command: "fallback",
        dps_collection: "offers",
        dps_offer_type: Some("fallback"),
        xcore_schema: "https://ns.adobe.com/experience/offer-management/fallback-offer;version=0.1",
        statuses: OFFER_STATUSES,
        transitions: lifecycle::OFFER,
        named_by: &[Kind::Decision],
        used_outside: None,
        columns: &[Field::Representations],
        named: OFFER_FIELDS,
        mentions: mentions::of_offer,
        let_go: freeing::offer,
        details: details::offer::read,
        check: check::offer::fallback,
        check_change: check::offer::change,
        check_among: checkup::contents,
        namesakes: OFFERS,
        unused: None,
        ends: None,
        limits: &[],
        form: table::FALLBACK,
        templates: templates!("fallback"),
    },
    KindEntry {
        kind: Kind::Placement,
        tab: "Placements",
        title: "Placements",
        noun: "placement",
        short: "placement",
        role: "placement",
        command: "placements",
        dps_collection: "placements",
        dps_offer_type: None,
        xcore_schema: "https://ns.adobe.com/experience/offer-management/offer-placement;version=0.4",
        statuses: &[],
        transitions: &[],
        named_by: &[Kind::Personalized, Kind::Fallback, Kind::Decision],
        used_outside: None,
        columns: &[Field::Channel, Field::ComponentType],
        named: &[Field::Name, Field::ComponentType, Field::Channel],
        mentions: mentions::none,
        let_go: freeing::nothing,
        details: details::placement::read,
        check: check::placement::check,
        check_change: check::any_change,
        check_among: checkup::nothing,
        namesakes: &[Kind::Placement],
        unused: Some("no offer and no decision is for it"),
        ends: None,
        limits: &[Limit::new("placements", 1_000)],
        form: table::PLACEMENT,
        templates: templates!("placement"),
    },
    KindEntry {
        kind: Kind::Collection,
        tab: "Collections",
        title: "Collections",
        noun: "collection",
        short: "collection",
        role: "collection",
        command: "collections",
        dps_collection: "offer-collections",
        dps_offer_type: None,
        xcore_schema: "https://ns.adobe.com/experience/offer-management/offer-filter;version=0.1",
        statuses: &[],
        transitions: &[],
        named_by: &[Kind::Decision],
        used_outside: None,
        columns: &[Field::FilterType, Field::Ids],
        named: &[Field::Name, Field::FilterType],
        mentions: mentions::of_collection,
        let_go: freeing::collection,
        details: details::collection::read,
        check: check::collection::check,
        check_change: check::any_change,
        check_among: checkup::holdings,
        namesakes: &[Kind::Collection],
        unused: Some("no decision takes it"),
        ends: None,
        limits: &[Limit::new("collections", 10_000)],
        form: table::COLLECTION,
        templates: templates!("collection"),
    },
    KindEntry {
        kind: Kind::Qualifier,
        tab: "Qualifiers",
        title: "Collection qualifiers",
        noun: "collection qualifier",
        short: "qualifier",
        role: "qualifier",
        command: "qualifiers",
        dps_collection: "tags",
        dps_offer_type: None,
        xcore_schema: "https://ns.adobe.com/experience/offer-management/tag;version=0.1",
        statuses: &[],
        transitions: &[],
        named_by: &[Kind::Personalized, Kind::Fallback, Kind::Collection],
        used_outside: None,
        columns: &[Field::Description],
        named: &[Field::Name],
        mentions: mentions::none,
        let_go: freeing::nothing,
        details: details::collection::read_qualifier,
        check: check::qualifier,
        check_change: check::any_change,
        check_among: checkup::nothing,
        namesakes: &[Kind::Qualifier],
        unused: Some("no offer has it, and no collection asks for it"),
        ends: None,
        limits: &[Limit::new("collection qualifiers", 1_000)],
        form: table::QUALIFIER,
        templates: templates!("qualifier"),
    },
    KindEntry {
        kind: Kind::Rule,
        tab: "Rules",
        title: "Decision rules",
        noun: "decision rule",
        short: "rule",
        role: "rule",
        command: "rules",
        dps_collection: "offer-rules",
        dps_offer_type: None,
        xcore_schema: "https://ns.adobe.com/experience/offer-management/eligibility-rule;version=0.3",
        statuses: &[],
        transitions: &[],
        named_by: &[Kind::Personalized, Kind::Fallback, Kind::Decision],
        used_outside: None,
        columns: &[Field::ConditionValue],
        named: &[Field::Name, Field::DefinedOn, Field::SegmentModel],
        mentions: mentions::none,
        let_go: freeing::nothing,
        details: details::rule::read,
        check: check::rule::check,
        check_change: check::rule::change,
        check_among: checkup::nothing,
        namesakes: &[Kind::Rule],
        unused: Some("no offer and no decision asks for it"),
        ends: None,
        limits: &[Limit::new("decision rules, ranking formulas not counted", 10_000)],
        form: table::RULE,
        templates: templates!("rule"),
    },
    KindEntry {
        kind: Kind::Decision,
        tab: "Decisions",
        title: "Decisions",
        noun: "decision",
        short: "decision",
        role: "decision",
        command: "decisions",
        dps_collection: "offer-decisions",
        dps_offer_type: None,
        xcore_schema: "https://ns.adobe.com/experience/offer-management/offer-activity;version=0.5",
        statuses: DECISION_STATUSES,
        transitions: lifecycle::DECISION,
        named_by: &[],
        used_outside: Some("a journey"),
        columns: &[Field::Criteria, Field::ValidFrom, Field::ValidUntil],
        named: &[
            Field::Name,
            Field::Status,
            Field::ValidFrom,
            Field::ValidUntil,
            Field::Fallback,
            Field::Criteria,
            Field::OnePlacement,
            Field::OneCollection,
        ],
        mentions: mentions::of_decision,
        let_go: freeing::decision,
        details: details::decision::read,
        check: check::decision::check,
        check_change: check::decision::change,
        check_among: checkup::fallback,
        namesakes: &[Kind::Decision],
        unused: None,
        ends: Some(Field::ValidUntil),
        limits: &[
            Limit::new("decisions", 10_000),
            Limit { status: Some(&Status::Live), ..Limit::new("live decisions", 1_000) },
        ],
        form: table::DECISION,
        templates: templates!("decision"),
    },
];

impl Kind {
    /// This kind's entry in [`KINDS`]. The table's order is the enum's order (held by a test).
    #[must_use]
    pub fn entry(self) -> &'static KindEntry {
        &KINDS[self as usize]
    }

    /// The kind that an id speaks of, in either generation: `dps:fallback-offer:…`. Not every id does.
    #[must_use]
    pub fn spoken_of(id: &str) -> Option<Kind> {
        let word = id.split(':').nth(1)?;
        let speaks = |entry: &&KindEntry| {
            let (_, name) = entry.xcore_schema.rsplit_once('/').unwrap_or_default();
            name.split(';').next() == Some(word)
        };
        KINDS.iter().find(speaks).map(|entry| entry.kind)
    }

    /// How far this kind is from those that nobody names. Several objects are deleted in this order, so that each goes
    /// after all that may name it.
    #[must_use]
    pub fn depth(self) -> u8 {
        self.depth_within(KINDS.len())
    }

    /// No way from kind to kind is longer than there are kinds.
    fn depth_within(self, steps: usize) -> u8 {
        let Some(left) = steps.checked_sub(1) else { return 0 };
        self.entry().named_by.iter().map(|by| by.depth_within(left).saturating_add(1)).max().unwrap_or(0)
    }

    /// The text a new object starts from, with placeholders for dates and ids.
    #[must_use]
    pub fn template(self, generation: Generation) -> &'static str {
        self.entry().templates[generation as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        for (index, entry) in KINDS.iter().enumerate() {
            assert_eq!(entry.kind as usize, index, "{}", entry.noun);
        }
    }

    #[test]
    fn what_may_name_another_kind_stands_before_it() {
        for entry in KINDS {
            for by in entry.named_by {
                assert!(by.depth() < entry.kind.depth(), "{} by {}", entry.noun, by.entry().noun);
            }
        }
        let depths = KINDS.iter().map(|entry| entry.kind.depth());
        assert_eq!(depths.collect::<Vec<_>>(), [2, 1, 3, 1, 3, 3, 0]);
    }

    #[test]
    fn names_are_unique_among_the_same_kinds_seen_from_each_of_them() {
        for entry in KINDS {
            assert!(entry.namesakes.contains(&entry.kind), "{}", entry.noun);
            for other in entry.namesakes {
                assert_eq!(other.entry().namesakes, entry.namesakes, "{}", entry.noun);
            }
        }
    }

    #[test]
    fn of_each_kind_there_may_be_so_many() {
        for entry in KINDS {
            let along = |other: &KindEntry| other.limits.iter().any(|limit| limit.beside.contains(&entry.kind));
            assert!(!entry.limits.is_empty() || KINDS.iter().any(along), "{}", entry.noun);
        }
    }

    #[test]
    fn templates_are_json_and_as_new_as_can_be() {
        for entry in KINDS {
            for generation in [Generation::Dps, Generation::Xcore] {
                let template: Value = serde_json::from_str(entry.kind.template(generation)).unwrap();
                assert_eq!(template.pointer(generation.pointer(Field::Name)).unwrap(), "", "{}", entry.noun);
                let status = template.pointer(generation.pointer(Field::Status));
                let first = entry.statuses.first().map(Status::as_str);
                assert_eq!(status.and_then(Value::as_str), first, "{}", entry.noun);
            }
        }
    }

    #[test]
    fn words_are_used_once() {
        let words: [fn(&KindEntry) -> &str; 5] =
            [|one| one.tab, |one| one.command, |one| one.noun, |one| one.short, |one| one.title];
        for word in words {
            let mut words: Vec<&str> = KINDS.iter().map(word).collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), KINDS.len());
        }
    }
}
