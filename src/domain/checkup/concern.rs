//! What the library is looked through for: one entry in one table for each concern. The settings, the screen, the exports
//! and the README's list read it.

use super::super::check::{Finding, Severity};

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
    /// A content is not the JSON or the HTML that it says to be, or there is none in what is approved.
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
    /// What it is about, as people say it.
    pub title: &'static str,
    /// How bad it is where the settings say nothing else. What is found in a body may be worse, or less bad.
    pub severity: Severity,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// What to do about it, in a few words.
    pub advice: &'static str,
}

/// Every concern, in the order of the enum, which is the order in which they are told among equally bad ones.
pub const CONCERNS: &[ConcernEntry] = &[
    ConcernEntry {
        concern: Concern::Body,
        name: "body",
        title: "bodies by themselves",
        severity: Severity::Error,
        about: "the server would refuse the body, or it is hardly what was meant",
        advice: "edit it",
    },
    ConcernEntry {
        concern: Concern::LeadsNowhere,
        name: "leads-nowhere",
        title: "ids that lead nowhere",
        severity: Severity::Error,
        about: "an id leads to no object",
        advice: "take the id out, or put another in its place",
    },
    ConcernEntry {
        concern: Concern::WrongKind,
        name: "wrong-kind",
        title: "ids of another kind",
        severity: Severity::Error,
        about: "an id leads to an object of another kind than is meant",
        advice: "put the id of the kind that is meant in its place",
    },
    ConcernEntry {
        concern: Concern::StartsAfterEnd,
        name: "starts-after-end",
        title: "dates in the wrong order",
        severity: Severity::Error,
        about: "an offer, a decision or a rule of its capping ends before it starts",
        advice: "change one of the dates",
    },
    ConcernEntry {
        concern: Concern::Expired,
        name: "expired",
        title: "what is over",
        severity: Severity::Warning,
        about: "an approved offer or a live decision is over",
        advice: "undo the approval, or let it end later; to archive it is for good",
    },
    ConcernEntry {
        concern: Concern::NeverShown,
        name: "never-shown",
        title: "offers that are never shown",
        severity: Severity::Warning,
        about: "an approved offer that no collection takes, or no live decision",
        advice: "put it into a collection that a live decision takes, or undo the approval",
    },
    ConcernEntry {
        concern: Concern::FallbackGap,
        name: "fallback-gap",
        title: "gaps of fallback offers",
        severity: Severity::Warning,
        about: "a fallback offer has no representation for a placement of its decision",
        advice: "give the fallback offer one, or the decision another fallback",
    },
    ConcernEntry {
        concern: Concern::Misfit,
        name: "misfit",
        title: "contents that do not fit",
        severity: Severity::Warning,
        about: "a representation's content or channel does not fit its placement",
        advice: "change the content, or choose another placement",
    },
    ConcernEntry {
        concern: Concern::SamePlacement,
        name: "same-placement",
        title: "placements used twice",
        severity: Severity::Warning,
        about: "two representations are for one placement",
        advice: "keep one of them",
    },
    ConcernEntry {
        concern: Concern::Content,
        name: "content",
        title: "unsound contents",
        severity: Severity::Warning,
        about: "a content is not valid JSON or HTML, or is empty though its offer is approved; an image has no address that others reach",
        advice: "mend the content or the address",
    },
    ConcernEntry {
        concern: Concern::EmptyCollection,
        name: "empty-collection",
        title: "empty collections",
        severity: Severity::Warning,
        about: "a collection holds no offers",
        advice: "put offers in, give offers its qualifiers, or delete it",
    },
    ConcernEntry {
        concern: Concern::DuplicateName,
        name: "duplicate-name",
        title: "equal names",
        severity: Severity::Warning,
        about: "two objects of a kind have the same name",
        advice: "rename one of them, or delete it",
    },
    ConcernEntry {
        concern: Concern::Guardrail,
        name: "guardrail",
        title: "guardrails",
        severity: Severity::Warning,
        about: "there is more of something than the product allows",
        advice: "delete or split what is too much",
    },
    ConcernEntry {
        concern: Concern::GuardrailNear,
        name: "guardrail-near",
        title: "guardrails nearly reached",
        severity: Severity::Hint,
        about: "nine tenths or more of what the product allows are used",
        advice: "think of it before you add more",
    },
    ConcernEntry {
        concern: Concern::OfferSize,
        name: "offer-size",
        title: "large offers",
        severity: Severity::Hint,
        about: "representations or attributes are larger than 1 KB, which one of two documents allows",
        advice: "if delivery cuts it, shorten it",
    },
    ConcernEntry {
        concern: Concern::Unused,
        name: "unused",
        title: "what nothing refers to",
        severity: Severity::Hint,
        about: "nothing refers to a placement, a rule, a qualifier or a collection",
        advice: "delete it if nobody wants it",
    },
    ConcernEntry {
        concern: Concern::EndsSoon,
        name: "ends-soon",
        title: "what ends soon",
        severity: Severity::Hint,
        about: "an approved offer or a live decision is over in a few days",
        advice: "let it end later, if that is not meant",
    },
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

    /// Whether the settings say themselves that a concern is an error.
    #[must_use]
    pub fn is_chosen_error(&self, concern: Concern) -> bool {
        self.chosen.contains(&(concern, Some(Severity::Error)))
    }

    /// What is to be told of these findings, each as bad as it is taken, the worst first.
    #[must_use]
    pub fn judged(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let taken = |finding: Finding| {
            let severity = self.severity(finding.concern, finding.severity)?;
            Some(Finding { severity, ..finding })
        };
        let mut judged: Vec<Finding> = findings.into_iter().filter_map(taken).collect();
        judged.sort_by_key(|finding| finding.severity);
        judged
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
