//! The kinds of object in the library. A kind is one entry in [`KINDS`]: adding one starts there.

use super::vocabulary::Generation;

/// A kind of library object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An offer made to those who qualify.
    Personalized,
    /// What is shown when nobody qualifies for anything else.
    Fallback,
}

/// All that sets a kind apart: its words on screen and its address in both generations (contract sections 4 and 11).
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
    /// Its word on the command palette: `personalized`.
    pub command: &'static str,
    /// dps: the collection below the API base, without slashes.
    pub dps_collection: &'static str,
    /// dps: the value of `offer-type`, for those kinds that share a collection.
    pub dps_offer_type: Option<&'static str>,
    /// xcore: the schema that requests name, version included.
    pub xcore_schema: &'static str,
    /// A new object's body in each generation, from the contract's documented creates.
    templates: [&'static str; 2],
}

/// Every kind, in the order of the tabs.
pub const KINDS: &[KindEntry] = &[
    KindEntry {
        kind: Kind::Personalized,
        tab: "Personalized",
        title: "Personalized offers",
        noun: "personalized offer",
        command: "personalized",
        dps_collection: "offers",
        dps_offer_type: Some("personalized"),
        xcore_schema: "https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5",
        templates: [
            include_str!("../../assets/templates/personalized.dps.json"),
            include_str!("../../assets/templates/personalized.xcore.json"),
        ],
    },
    KindEntry {
        kind: Kind::Fallback,
        tab: "Fallback",
        title: "Fallback offers",
        noun: "fallback offer",
        command: "fallback",
        dps_collection: "offers",
        dps_offer_type: Some("fallback"),
        xcore_schema: "https://ns.adobe.com/experience/offer-management/fallback-offer;version=0.1",
        templates: [
            include_str!("../../assets/templates/fallback.dps.json"),
            include_str!("../../assets/templates/fallback.xcore.json"),
        ],
    },
];

impl Kind {
    /// This kind's entry in [`KINDS`]. The table's order is the enum's order (held by a test).
    #[must_use]
    pub fn entry(self) -> &'static KindEntry {
        &KINDS[self as usize]
    }

    /// The text a new object starts from. It holds the placeholders `START_DATE`, `END_DATE` and `PLACEMENT_ID`.
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
    fn templates_are_json_with_the_placeholders_that_new_fills_in() {
        for entry in KINDS {
            for generation in [Generation::Dps, Generation::Xcore] {
                let template = entry.kind.template(generation);
                assert!(serde_json::from_str::<serde_json::Value>(template).is_ok(), "{}", entry.noun);
                assert!(template.contains("PLACEMENT_ID"), "{}", entry.noun);
            }
        }
    }
}
