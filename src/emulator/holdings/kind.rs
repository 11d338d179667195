//! The kinds of object in the library, and where each stands in both generations (contract sections 4 and 11).

use super::shape::{
    COLLECTION, DECISION, FALLBACK_OFFER, Form, Member, PERSONALIZED_OFFER, PLACEMENT, QUALIFIER, RULE,
};

/// Before every schema's own name.
const SCHEMA_BASE: &str = "https://ns.adobe.com/experience/offer-management/";

/// A kind of library object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Personalized,
    Fallback,
    Placement,
    Collection,
    Qualifier,
    Rule,
    Decision,
}

/// What sets a kind apart.
#[derive(Debug)]
pub struct KindEntry {
    pub kind: Kind,
    /// One of them in a sentence.
    pub noun: &'static str,
    /// The word that stands in ids and schemas.
    pub word: &'static str,
    /// Its collection below the dps base.
    pub dps_collection: &'static str,
    /// The `offer-type` of those kinds that share a collection.
    pub offer_type: Option<&'static str>,
    /// The schema versions that read objects carry: dps, xcore.
    versions: [&'static str; 2],
    /// What dps calls its id in messages (contract section 16).
    pub id_name: &'static str,
    /// As many as a sandbox may hold (contract section 13). Offers of both kinds are counted together.
    pub limit: usize,
    /// The members that are spelled differently in the two generations.
    pub members: &'static [Member],
}

/// Every kind, in the order of the enum.
pub const KINDS: [KindEntry; 7] = [
    KindEntry {
        kind: Kind::Personalized,
        noun: "personalized offer",
        word: "personalized-offer",
        dps_collection: "offers",
        offer_type: Some("personalized"),
        versions: ["0.15", "0.5"],
        id_name: "offerId",
        limit: 10_000,
        members: PERSONALIZED_OFFER,
    },
    KindEntry {
        kind: Kind::Fallback,
        noun: "fallback offer",
        word: "fallback-offer",
        dps_collection: "offers",
        offer_type: Some("fallback"),
        versions: ["0.8", "0.5"],
        id_name: "offerId",
        limit: 10_000,
        members: FALLBACK_OFFER,
    },
    KindEntry {
        kind: Kind::Placement,
        noun: "placement",
        word: "offer-placement",
        dps_collection: "placements",
        offer_type: None,
        versions: ["0.5", "0.4"],
        id_name: "placementId",
        limit: 1_000,
        members: PLACEMENT,
    },
    KindEntry {
        kind: Kind::Collection,
        noun: "collection",
        word: "offer-filter",
        dps_collection: "offer-collections",
        offer_type: None,
        versions: ["0.4", "0.3"],
        id_name: "collectionId",
        limit: 10_000,
        members: COLLECTION,
    },
    KindEntry {
        kind: Kind::Qualifier,
        noun: "collection qualifier",
        word: "tag",
        dps_collection: "tags",
        offer_type: None,
        versions: ["0.1", "0.1"],
        id_name: "tagId",
        limit: 1_000,
        members: QUALIFIER,
    },
    KindEntry {
        kind: Kind::Rule,
        noun: "decision rule",
        word: "eligibility-rule",
        dps_collection: "offer-rules",
        offer_type: None,
        versions: ["0.3", "0.3"],
        id_name: "ruleId",
        limit: 10_000,
        members: RULE,
    },
    KindEntry {
        kind: Kind::Decision,
        noun: "decision",
        word: "offer-activity",
        dps_collection: "offer-decisions",
        offer_type: None,
        versions: ["0.8", "0.5"],
        id_name: "decisionId",
        limit: 10_000,
        members: DECISION,
    },
];

impl Kind {
    /// This kind's entry. The table's order is the enum's order (held by a test).
    pub fn entry(self) -> &'static KindEntry {
        &KINDS[self as usize]
    }

    /// The kind that a schema names, with or without a version: only the base URI counts (contract section 18, row 11).
    pub fn of_schema(schema: &str) -> Option<Kind> {
        let base = schema.split(';').next()?.trim();
        let word = base.strip_prefix(SCHEMA_BASE)?;
        KINDS.iter().find(|entry| entry.word == word).map(|entry| entry.kind)
    }

    /// The schema, version included, that a read object carries.
    pub fn schema(self, form: Form) -> String {
        let entry = self.entry();
        format!("{SCHEMA_BASE}{};version={}", entry.word, entry.versions[form as usize])
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
    fn a_schema_names_its_kind_whatever_its_version() {
        let base = "https://ns.adobe.com/experience/offer-management/fallback-offer";
        for schema in [base.to_owned(), format!("{base};version=0.1"), format!("{base}; version=9")] {
            assert_eq!(Kind::of_schema(&schema), Some(Kind::Fallback), "{schema}");
        }
        assert_eq!(Kind::of_schema("https://example.com/fallback-offer"), None);
        assert_eq!(Kind::Fallback.schema(Form::Xcore), format!("{base};version=0.5"));
        assert_eq!(Kind::Fallback.schema(Form::Dps), format!("{base};version=0.8"));
    }
}
