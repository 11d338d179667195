//! What may become of an object by its status (contract section 12), as data: the kinds link to it in their table.

use serde_json::Value;

use super::record::{Record, Seen};
use super::standing::Status;
use super::vocabulary::Field;

/// A step from one status to another.
#[derive(Debug, PartialEq, Eq)]
pub struct Transition {
    /// What it is called: `approve`.
    pub verb: &'static str,
    /// How a heading begins that names several objects of it: `Approve`.
    pub heading: &'static str,
    /// What an object is once it is taken: `approved`.
    pub done: &'static str,
    /// Where it may begin.
    pub from: &'static [Status],
    /// Where it leads.
    pub to: Status,
    /// What to know before it, where there is no way back.
    pub one_way: Option<&'static str>,
}

const ARCHIVED: &str = "archived is final; only duplicate or delete";
const COMPLETE: &str = "complete is final; only duplicate, delete or archive";

/// The steps of both kinds of offer.
pub(super) const OFFER: &[Transition] = &[
    Transition {
        verb: "approve",
        heading: "Approve",
        done: "approved",
        from: &[Status::Draft],
        to: Status::Approved,
        one_way: None,
    },
    Transition {
        verb: "undo approve",
        heading: "Undo approve of",
        done: "put back to draft",
        from: &[Status::Approved],
        to: Status::Draft,
        one_way: None,
    },
    Transition {
        verb: "archive",
        heading: "Archive",
        done: "archived",
        from: &[Status::Draft, Status::Approved],
        to: Status::Archived,
        one_way: Some(ARCHIVED),
    },
];

/// The steps of decisions.
pub(super) const DECISION: &[Transition] = &[
    Transition {
        verb: "activate",
        heading: "Activate",
        done: "activated",
        from: &[Status::Draft],
        to: Status::Live,
        one_way: None,
    },
    Transition {
        verb: "deactivate",
        heading: "Deactivate",
        done: "deactivated",
        from: &[Status::Live],
        to: Status::Draft,
        one_way: None,
    },
    Transition {
        verb: "complete",
        heading: "Complete",
        done: "completed",
        from: &[Status::Live],
        to: Status::Complete,
        one_way: Some(COMPLETE),
    },
    Transition {
        verb: "archive",
        heading: "Archive",
        done: "archived",
        from: &[Status::Draft, Status::Live, Status::Complete],
        to: Status::Archived,
        one_way: Some(ARCHIVED),
    },
];

impl Transition {
    /// Whether an object may take this step; if not, why.
    ///
    /// # Errors
    ///
    /// The reason, in words that may stand behind a colon.
    pub fn allowed(&self, record: &Record) -> Result<(), String> {
        let status = match &record.status {
            Seen::Is(status) => status,
            Seen::Odd(text) => return Err(format!("the status is no text: {text}")),
            Seen::Absent => return Err("without a status".to_owned()),
        };
        match status {
            status if self.from.contains(status) => Ok(()),
            status if *status == self.to => Err(format!("{} already", status.as_str())),
            Status::Archived => Err(ARCHIVED.to_owned()),
            Status::Complete => Err(COMPLETE.to_owned()),
            Status::Other(word) => Err(format!("this version does not know the status \"{word}\"")),
            _ => {
                let from: Vec<&str> = self.from.iter().map(Status::as_str).collect();
                Err(format!("only what is {} can be {}", from.join(" or "), self.done))
            }
        }
    }

    /// What to know before it where there is no way back, as a whole remark.
    #[must_use]
    pub fn no_way_back(&self) -> Option<String> {
        self.one_way.map(|why| format!("there is no way back: {why}"))
    }

    /// Whether an object that may not take this step could be given its status all the same, if the server lets it: not
    /// where it has that already, and not where it has none that is a word.
    #[must_use]
    pub fn can_be_forced(&self, record: &Record) -> bool {
        matches!(&record.status, Seen::Is(status) if *status != self.to) && self.allowed(record).is_err()
    }

    /// The body of an object after this step; `None` where it has no place for a status.
    #[must_use]
    pub fn applied_to(&self, record: &Record) -> Option<Value> {
        let mut body = record.body();
        *body.pointer_mut(record.generation.pointer(Field::Status))? = Value::from(self.to.as_str());
        Some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Generation, KINDS, Kind};

    fn record(kind: Kind, status: &str) -> Record {
        Record::read(Generation::Dps, kind, &format!(r#"{{"id":"a","status":{status}}}"#)).unwrap()
    }

    /// The verbs that are allowed from this status.
    fn allowed(kind: Kind, status: &str) -> Vec<&'static str> {
        let record = record(kind, status);
        let transitions = kind.entry().transitions.iter();
        transitions.filter(|one| one.allowed(&record).is_ok()).map(|one| one.verb).collect()
    }

    fn refused(kind: Kind, verb: &str, status: &str) -> String {
        let transition = kind.entry().transitions.iter().find(|one| one.verb == verb).unwrap();
        transition.allowed(&record(kind, status)).unwrap_err()
    }

    #[test]
    fn each_status_leads_where_the_product_lets_it() {
        for kind in [Kind::Personalized, Kind::Fallback] {
            assert_eq!(allowed(kind, r#""draft""#), ["approve", "archive"]);
            assert_eq!(allowed(kind, r#""approved""#), ["undo approve", "archive"]);
            assert_eq!(allowed(kind, r#""archived""#), [""; 0]);
        }
        assert_eq!(allowed(Kind::Decision, r#""draft""#), ["activate", "archive"]);
        assert_eq!(allowed(Kind::Decision, r#""live""#), ["deactivate", "complete", "archive"]);
        assert_eq!(allowed(Kind::Decision, r#""complete""#), ["archive"]);
        assert_eq!(allowed(Kind::Decision, r#""archived""#), [""; 0]);
    }

    #[test]
    fn what_is_not_allowed_says_why() {
        let offer = Kind::Personalized;
        assert_eq!(refused(offer, "approve", r#""archived""#), "archived is final; only duplicate or delete");
        assert_eq!(refused(offer, "archive", r#""archived""#), "archived already");
        assert_eq!(refused(offer, "undo approve", r#""draft""#), "draft already");
        assert_eq!(refused(offer, "undo approve", r#""pending""#), "only what is approved can be put back to draft");
        assert_eq!(refused(offer, "approve", r#""paused""#), "this version does not know the status \"paused\"");
        assert_eq!(refused(offer, "approve", "7"), "the status is no text: 7");
        let none = Record::read(Generation::Dps, offer, r#"{"id":"a"}"#).unwrap();
        assert_eq!(OFFER[0].allowed(&none), Err("without a status".to_owned()));
        let complete = "complete is final; only duplicate, delete or archive";
        assert_eq!(refused(Kind::Decision, "activate", r#""complete""#), complete);
        assert_eq!(refused(Kind::Decision, "complete", r#""draft""#), "only what is live can be completed");
    }

    #[test]
    fn what_is_not_allowed_can_be_forced_unless_it_would_change_nothing() {
        let forced = |status: &str| {
            let record = record(Kind::Personalized, status);
            OFFER.iter().filter(|one| one.can_be_forced(&record)).map(|one| one.verb).collect::<Vec<_>>()
        };
        assert_eq!(forced(r#""archived""#), ["approve", "undo approve"]);
        assert_eq!(forced(r#""draft""#), [""; 0]);
        assert_eq!(forced(r#""paused""#), ["approve", "undo approve", "archive"]);
        assert_eq!(forced("7"), [""; 0]);
    }

    #[test]
    fn every_kind_with_a_status_has_steps_between_those_it_knows_and_no_other_has_any() {
        for entry in KINDS {
            assert_eq!(entry.transitions.is_empty(), entry.statuses.is_empty(), "{}", entry.noun);
            for transition in entry.transitions {
                let mut named = transition.from.iter().chain([&transition.to]);
                assert!(named.all(|status| entry.statuses.contains(status)), "{} {}", entry.noun, transition.verb);
            }
        }
    }

    #[test]
    fn a_step_changes_the_status_and_nothing_else() {
        for generation in [Generation::Dps, Generation::Xcore] {
            let template = Kind::Decision.template(generation);
            let mut whole: Value = serde_json::from_str(template).unwrap();
            let raw = match generation {
                Generation::Dps => {
                    whole["id"] = Value::from("a");
                    whole
                }
                Generation::Xcore => serde_json::json!({"instanceId": "a", "_instance": whole}),
            };
            let record = Record::read(generation, Kind::Decision, &raw.to_string()).unwrap();
            let after = DECISION[0].applied_to(&record).unwrap();
            let patch = crate::domain::diff(&record.body(), &after);
            assert_eq!(patch.len(), 1, "{patch:?}");
            assert_eq!(after.pointer(generation.pointer(Field::Status)).unwrap(), "live");
        }
    }
}
