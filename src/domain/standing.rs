//! How an object stands: in its lifecycle, and among the products that share the library.

use serde_json::Value;

use super::record::{Seen, clip};
use super::vocabulary::{Field, Generation};

/// Where an object stands in its lifecycle (contract section 12).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Being worked on; never shown to anybody.
    Draft,
    /// An offer that is released: considered at run time.
    Approved,
    /// A decision that answers.
    Live,
    /// A decision that has answered for the last time.
    Complete,
    /// Retired for good: only duplicate or delete remain.
    Archived,
    /// Waiting for somebody's word; in the schema, not in the product.
    Pending,
    /// Sent back; in the schema, not in the product.
    Rejected,
    /// A word this version does not know, kept as sent.
    Other(Box<str>),
}

impl Status {
    /// The word on the wire and on screen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Status::Draft => "draft",
            Status::Approved => "approved",
            Status::Live => "live",
            Status::Complete => "complete",
            Status::Archived => "archived",
            Status::Pending => "pending",
            Status::Rejected => "rejected",
            Status::Other(word) => word,
        }
    }

    /// The sign that stands before the word, so that status never shows by colour alone.
    #[must_use]
    pub fn symbol(&self) -> char {
        match self {
            Status::Draft => '○',
            Status::Approved | Status::Live => '●',
            Status::Complete => '◆',
            Status::Archived => '▪',
            Status::Pending => '◌',
            Status::Rejected => '×',
            Status::Other(_) => '?',
        }
    }

    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "draft" => Status::Draft,
            "approved" => Status::Approved,
            "live" => Status::Live,
            "complete" => Status::Complete,
            "archived" => Status::Archived,
            "pending" => Status::Pending,
            "rejected" => Status::Rejected,
            other => Status::Other(clip(other)),
        }
    }
}

/// The product that an object belongs to: the library is shared (contract section 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// Decision management, whose library this is.
    Decisioning,
    /// In-app messages, which make offers and decisions for themselves.
    InApp,
    /// Decision management's successor.
    Successor,
}

impl Product {
    /// The product that made an object: in-app messages sign as the creator, the successor marks its rules.
    pub(super) fn of(generation: Generation, body: &Value, created_by: &Seen<Box<str>>) -> Product {
        if created_by.value().is_some_and(|name| &**name == IN_APP) {
            Product::InApp
        } else if generation.at(body, Field::ExdRule) == Some(&Value::Bool(true)) {
            Product::Successor
        } else {
            Product::Decisioning
        }
    }

    /// The word for it in filters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Product::Decisioning => "decisioning",
            Product::InApp => "in-app",
            Product::Successor => "successor",
        }
    }

    /// What is to be known of an object of another product.
    #[must_use]
    pub fn remark(self) -> Option<&'static str> {
        match self {
            Product::Decisioning => None,
            Product::InApp => Some("made by in-app messages, for themselves"),
            Product::Successor => Some("of the successor product, which shares the library"),
        }
    }
}

/// In whose name in-app messages create what they need (contract section 1).
const IN_APP: &str = "Mobile_Sheliak";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, Record};

    #[test]
    fn what_another_product_made_is_known_in_both_generations() {
        let product = |generation, raw: &str| Record::read(generation, Kind::Rule, raw).unwrap().product;
        assert_eq!(product(Generation::Dps, r#"{"id":"a","createdBy":"Mobile_Sheliak"}"#), Product::InApp);
        assert_eq!(product(Generation::Dps, r#"{"id":"a","exdRule":true}"#), Product::Successor);
        assert_eq!(product(Generation::Dps, r#"{"id":"a","exdRule":false,"createdBy":7}"#), Product::Decisioning);
        let xcore = r#"{"instanceId":"i","repo:createdBy":"Mobile_Sheliak","_instance":{}}"#;
        assert_eq!(product(Generation::Xcore, xcore), Product::InApp);
        let xcore = r#"{"instanceId":"i","_instance":{"exdRule":true}}"#;
        assert_eq!(product(Generation::Xcore, xcore), Product::Successor);
    }
}
