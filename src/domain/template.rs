//! The texts that new objects start from.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use super::details::{Details, Gathering, Own};
use super::json::pretty;
use super::kind::Kind;
use super::record::{Record, Seen};
use super::vocabulary::{Field, Generation};

/// What stands in a template where a placement's id belongs, as long as none is known.
pub const PLACEMENT_ID: &str = "PLACEMENT_ID";
/// The same for a collection.
pub const COLLECTION_ID: &str = "COLLECTION_ID";
/// The same for a collection qualifier.
pub const QUALIFIER_ID: &str = "QUALIFIER_ID";
/// The same for a fallback offer.
pub const FALLBACK_ID: &str = "FALLBACK_ID";
/// What stands in a template where the day belongs on which an offer begins to be shown.
pub const START_DATE: &str = "START_DATE";
/// What stands in a template where the day belongs on which an offer ceases to be shown.
pub const END_DATE: &str = "END_DATE";

/// How long a new offer runs unless told otherwise.
const DAYS_SHOWN: i64 = 30;

/// A new object's text: it runs from the beginning of today (UTC) for 30 days, and names what `like` names, another
/// object of its kind.
#[must_use]
pub fn new_text(kind: Kind, generation: Generation, now: Timestamp, like: Option<&Record>) -> String {
    let today = now.to_zoned(TimeZone::UTC).date();
    let mut text = kind
        .template(generation)
        .replace(START_DATE, &midnight(generation, today))
        .replace(END_DATE, &midnight(generation, today.saturating_add(DAYS_SHOWN.days())));
    for (placeholder, id) in like.map(named_by).unwrap_or_default() {
        // An id is an opaque string: whatever it holds is quoted as JSON wants it.
        text = text.replace(&format!("\"{placeholder}\""), &Value::from(&*id).to_string());
    }
    text
}

/// The ids that an object names first, by the placeholders in whose places they may stand in a new one.
fn named_by(record: &Record) -> Vec<(&'static str, Box<str>)> {
    let mut found = Vec::new();
    let mut note = |placeholder, id: Option<&Box<str>>| found.extend(id.map(|id| (placeholder, id.clone())));
    match Details::of(record).own {
        Own::Offer(offer) => {
            let first = offer.representations.first();
            note(PLACEMENT_ID, first.and_then(|representation| representation.placement.value()));
        }
        Own::Collection(collection) if collection.gathering != Seen::Is(Gathering::Offers) => {
            note(QUALIFIER_ID, collection.ids.first());
        }
        Own::Decision(decision) => {
            let terms = decision.criteria.first();
            note(PLACEMENT_ID, terms.and_then(|terms| terms.placements.first()));
            note(COLLECTION_ID, terms.and_then(|terms| terms.collection.value()));
            note(FALLBACK_ID, decision.fallback.value());
        }
        Own::Collection(_) | Own::Placement(_) | Own::Qualifier | Own::Rule(_) => {}
    }
    found
}

/// The beginning of a day in the form that each generation's documents show (contract section 2).
fn midnight(generation: Generation, day: Date) -> String {
    match generation {
        Generation::Dps => format!("{day}T00:00:00.000+00:00"),
        Generation::Xcore => format!("{day}T00:00:00Z"),
    }
}

/// The text of a copy of `record`: under the name with ` (copy)` behind it, where its life begins if it has a status
/// (contract section 12), without ids, everything else kept.
#[must_use]
pub fn duplicate_text(record: &Record) -> String {
    let mut body = record.body();
    if let Some(members) = body.as_object_mut() {
        // Both stand on the first level of the body, so a pointer without its slash is the member's name.
        let [name, status] =
            [Field::Name, Field::Status].map(|field| record.generation.pointer(field).trim_start_matches('/'));
        if let Some(Value::String(name)) = members.get_mut(name) {
            name.push_str(" (copy)");
        }
        if let Some(first) = record.kind.entry().statuses.first() {
            members.insert(status.to_owned(), Value::from(first.as_str()));
        }
    }
    pretty(&body)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::json::parse;
    use crate::domain::kind::KINDS;

    fn now() -> Timestamp {
        "2026-11-20T23:30:00-02:00".parse().unwrap()
    }

    #[test]
    fn dates_and_placement_are_filled_in_and_the_layout_is_kept() {
        let like = r#"{"id":"x","representations":[{"placement":"dps:offer-placement:1"}]}"#;
        let like = Record::read(Generation::Dps, Kind::Personalized, like).unwrap();
        let dps = new_text(Kind::Personalized, Generation::Dps, now(), Some(&like));
        assert!(dps.contains(r#""startDate": "2026-11-21T00:00:00.000+00:00","#), "{dps}");
        assert!(dps.contains(r#""endDate": "2026-12-21T00:00:00.000+00:00","#), "{dps}");
        assert!(dps.contains(r#""placement": "dps:offer-placement:1","#), "{dps}");
        assert_eq!(dps.lines().count(), Kind::Personalized.template(Generation::Dps).lines().count());
        let xcore = new_text(Kind::Personalized, Generation::Xcore, now(), None);
        assert!(xcore.contains(r#""xdm:startDate": "2026-11-21T00:00:00Z","#), "{xcore}");
        assert!(xcore.contains(r#""xdm:endDate": "2026-12-21T00:00:00Z""#), "{xcore}");
        assert!(xcore.contains(r#""xdm:placement": "PLACEMENT_ID","#), "{xcore}");
    }

    #[test]
    fn ids_are_taken_from_another_of_the_kind_whatever_they_hold() {
        let odd = "a \"quoted\" \\ id";
        let placeholders = [PLACEMENT_ID, COLLECTION_ID, QUALIFIER_ID, FALLBACK_ID];
        for entry in KINDS {
            for generation in [Generation::Dps, Generation::Xcore] {
                let template = entry.kind.template(generation);
                let mut body = parse(template).unwrap();
                if generation == Generation::Xcore {
                    body = json!({"instanceId": "i", "_instance": body});
                }
                body["id"] = json!("x");
                let mut like = body.to_string();
                for placeholder in placeholders {
                    like = like.replace(&format!("\"{placeholder}\""), &json!(odd).to_string());
                }
                let like = Record::read(generation, entry.kind, &like).unwrap();
                for at in [Timestamp::MIN, Timestamp::MAX] {
                    let text = new_text(entry.kind, generation, at, Some(&like));
                    assert!(parse(&text).is_ok(), "{text}");
                    for placeholder in placeholders {
                        assert!(!text.contains(placeholder), "{} {generation}: {text}", entry.noun);
                    }
                    assert_eq!(text.matches("quoted").count(), template.matches("_ID\"").count(), "{text}");
                }
            }
        }
    }

    #[test]
    fn templates_are_laid_out_as_pretty_lays_out() {
        for entry in KINDS {
            for generation in [Generation::Dps, Generation::Xcore] {
                let template = entry.kind.template(generation);
                assert_eq!(pretty(&parse(template).unwrap()), template.trim_end(), "{} {generation}", entry.noun);
            }
        }
    }

    #[test]
    fn a_copy_is_a_draft_without_ids_and_with_everything_else() {
        let dps = r#"{"id":"x","etag":3,"created":"2023-05-15T14:35:16.781+00:00","name":"A","status":"approved","future":{"n":1.10}}"#;
        let record = Record::read(Generation::Dps, Kind::Personalized, dps).unwrap();
        let expected = r#"{"name":"A (copy)","status":"draft","future":{"n":1.10}}"#;
        assert_eq!(duplicate_text(&record), pretty(&parse(expected).unwrap()));
        let xcore = r#"{"instanceId":"i","repo:etag":3,"_instance":{"xdm:name":"A","future":[1],"@id":"x"}}"#;
        let record = Record::read(Generation::Xcore, Kind::Fallback, xcore).unwrap();
        let expected = r#"{"xdm:name":"A (copy)","future":[1],"xdm:status":"draft"}"#;
        assert_eq!(duplicate_text(&record), pretty(&parse(expected).unwrap()));
    }

    #[test]
    fn a_copy_of_what_has_no_status_gets_none() {
        let record = Record::read(Generation::Dps, Kind::Placement, r#"{"id":"x","name":"A"}"#).unwrap();
        assert_eq!(parse(&duplicate_text(&record)).unwrap(), json!({"name": "A (copy)"}));
    }

    #[test]
    fn a_name_that_is_no_text_is_left_for_the_checks() {
        let record = Record::read(Generation::Dps, Kind::Fallback, r#"{"id":"x","name":7}"#).unwrap();
        assert_eq!(parse(&duplicate_text(&record)).unwrap()["name"], 7);
    }
}
