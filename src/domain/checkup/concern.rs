//! What the library is looked through for: one entry in one table for each concern. The settings, the screen, the exports
//! and the README's list read it.

use super::super::check::Severity;

/// Something that a look through the library tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Concern {
    /// What an object's body says by itself.
    Body,
    /// An id that leads nowhere.
    LeadsNowhere,
    /// An id that leads to an object of another kind.
    WrongKind,
    /// It ends before it starts.
    StartsAfterEnd,
    /// It is released, but over.
    Expired,
    /// It is released, but nothing can show it.
    NeverShown,
    /// A decision's fallback offer has nothing for one of its placements.
    FallbackGap,
    /// A content is of another sort than its placement takes.
    Misfit,
    /// An offer has two representations for one placement.
    SamePlacement,
    /// A content is not the JSON or the HTML that it says to be.
    Content,
    /// A collection holds no offers.
    EmptyCollection,
    /// Two objects have the same name.
    DuplicateName,
    /// There is more of something than the product allows.
    Guardrail,
    /// There is nearly as much of something as the product allows.
    GuardrailNear,
    /// An offer is larger than one of the product's documents allows.
    OfferSize,
    /// Nothing refers to it.
    Unused,
    /// It is over soon.
    EndsSoon,
}

/// All that is to be known of a concern.
#[derive(Debug)]
pub struct ConcernEntry {
    /// The concern described.
    pub concern: Concern,
    /// Its name in settings, filters and exports.
    pub name: &'static str,
    /// How bad it is where the settings say nothing else. What is found in a body may be worse, or less bad.
    pub severity: Severity,
    /// What it is, in a sentence.
    pub about: &'static str,
}

const fn entry(concern: Concern, name: &'static str, severity: Severity, about: &'static str) -> ConcernEntry {
    ConcernEntry { concern, name, severity, about }
}

/// Every concern, in the order of the enum, which is the order in which they are told among equally bad ones.
pub const CONCERNS: &[ConcernEntry] = &[
    entry(Concern::Body, "body", Severity::Error, "the server would refuse the body, or it is hardly what was meant"),
    entry(Concern::LeadsNowhere, "leads-nowhere", Severity::Error, "an id leads to no object"),
    entry(Concern::WrongKind, "wrong-kind", Severity::Error, "an id leads to an object of another kind than is meant"),
    entry(
        Concern::StartsAfterEnd,
        "starts-after-end",
        Severity::Error,
        "an offer, a decision or a rule of its capping ends before it starts",
    ),
    entry(Concern::Expired, "expired", Severity::Warning, "an approved offer or a live decision is over"),
    entry(
        Concern::NeverShown,
        "never-shown",
        Severity::Warning,
        "an approved offer that no collection or no decision takes",
    ),
    entry(
        Concern::FallbackGap,
        "fallback-gap",
        Severity::Warning,
        "a fallback offer has no representation for a placement of its decision",
    ),
    entry(
        Concern::Misfit,
        "misfit",
        Severity::Warning,
        "a representation's content or channel does not fit its placement",
    ),
    entry(Concern::SamePlacement, "same-placement", Severity::Warning, "two representations are for one placement"),
    entry(Concern::Content, "content", Severity::Warning, "a content is not valid JSON or HTML"),
    entry(Concern::EmptyCollection, "empty-collection", Severity::Warning, "a collection holds no offers"),
    entry(Concern::DuplicateName, "duplicate-name", Severity::Warning, "two objects of a kind have the same name"),
    entry(Concern::Guardrail, "guardrail", Severity::Warning, "there is more of something than the product allows"),
    entry(
        Concern::GuardrailNear,
        "guardrail-near",
        Severity::Hint,
        "nine tenths or more of what the product allows are used",
    ),
    entry(
        Concern::OfferSize,
        "offer-size",
        Severity::Hint,
        "representations or attributes are larger than 1 KB, which one of two documents allows",
    ),
    entry(
        Concern::Unused,
        "unused",
        Severity::Hint,
        "nothing refers to a placement, a rule, a qualifier or a collection",
    ),
    entry(Concern::EndsSoon, "ends-soon", Severity::Hint, "an approved offer or a live decision is over in a few days"),
];

impl Concern {
    /// This concern's entry in [`CONCERNS`]. The table's order is the enum's order (held by a test).
    #[must_use]
    pub fn entry(self) -> &'static ConcernEntry {
        &CONCERNS[self as usize]
    }

    /// The concern of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Concern> {
        CONCERNS.iter().find(|entry| entry.name == name).map(|entry| entry.concern)
    }
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

    /// The word for it, on screen, in settings and in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }

    /// The sign that stands before the word, so that it never shows by colour alone.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Severity::Error => '✗',
            Severity::Warning => '!',
            Severity::Hint => '·',
        }
    }
}

/// What the user wants to be told of, and how bad it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What the settings say of a concern; `None` where it is not to be told of.
    chosen: Vec<(Concern, Option<Severity>)>,
    /// How many days before its end something is over soon.
    pub ends_soon_days: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Policy { chosen: Vec::new(), ends_soon_days: 7 }
    }
}

impl Policy {
    /// Takes a concern this seriously, or not at all.
    pub fn choose(&mut self, concern: Concern, severity: Option<Severity>) {
        self.chosen.retain(|(chosen, _)| *chosen != concern);
        self.chosen.push((concern, severity));
    }

    /// How bad a concern is that was found to be this bad; `None` where it is not to be told of.
    #[must_use]
    pub fn severity(&self, concern: Concern, found: Severity) -> Option<Severity> {
        let chosen = self.chosen.iter().find(|(chosen, _)| *chosen == concern);
        chosen.map_or(Some(found), |(_, severity)| *severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum_and_its_names_lead_back() {
        for (index, entry) in CONCERNS.iter().enumerate() {
            assert_eq!(entry.concern as usize, index, "{}", entry.name);
            assert_eq!(Concern::named(entry.name), Some(entry.concern));
        }
    }

    #[test]
    fn what_was_chosen_last_counts() {
        let mut policy = Policy::default();
        assert_eq!(policy.severity(Concern::Unused, Severity::Hint), Some(Severity::Hint));
        policy.choose(Concern::Unused, Some(Severity::Error));
        policy.choose(Concern::Unused, None);
        assert_eq!(policy.severity(Concern::Unused, Severity::Hint), None);
        assert_eq!(policy.severity(Concern::Body, Severity::Warning), Some(Severity::Warning));
    }
}
