//! The texts that new objects start from.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use super::checkup::takes_html;
use super::json::pretty;
use super::kind::Kind;
use super::record::Record;
use super::references::{Catalogue, Extent, Named};
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

/// The channel in the templates of offers; a placement that is filled in brings its own.
const WEB: &str = "https://ns.adobe.com/xdm/channel-types/web";

/// How long a new offer runs unless told otherwise.
const DAYS_SHOWN: i64 = 30;

/// What a new object may name without being told.
#[derive(Clone, Copy, Debug)]
pub struct Examples<'a> {
    /// Another object of its kind: what that names is a guess that saves typing.
    pub like: Option<&'a Record>,
    /// The lists as far as they are read: only what is in them is named.
    pub catalogue: Catalogue<'a>,
}

/// The placeholders, and what kind of object each stands for.
const PLACEHOLDERS: [(&str, Kind); 4] = [
    (PLACEMENT_ID, Kind::Placement),
    (COLLECTION_ID, Kind::Collection),
    (QUALIFIER_ID, Kind::Qualifier),
    (FALLBACK_ID, Kind::Fallback),
];

/// A new object's text: it runs from the beginning of today (UTC) for 30 days, and names what the examples give it to
/// name. For what they do not know a placeholder stays, which the checks tell of.
#[must_use]
pub fn new_text(kind: Kind, generation: Generation, now: Timestamp, examples: Option<Examples<'_>>) -> String {
    let today = now.to_zoned(TimeZone::UTC).date();
    let mut text = kind
        .template(generation)
        .replace(START_DATE, &midnight(generation, today))
        .replace(END_DATE, &midnight(generation, today.saturating_add(DAYS_SHOWN.days())));
    let Some(examples) = examples else { return text };
    for (placeholder, named) in PLACEHOLDERS {
        let placeholder = format!("\"{placeholder}\"");
        if !text.contains(&placeholder) {
            continue;
        }
        // An id is an opaque string: whatever it holds is quoted as JSON wants it.
        let quoted = |id: &str| Value::from(id).to_string();
        if let Some(chosen) = examples.choose(kind, named) {
            text = text.replace(&placeholder, &quoted(chosen.id.as_str()));
            let channel = chosen.body().pointer(chosen.generation.pointer(Field::Channel)).cloned();
            if let Some(channel @ Value::String(_)) = channel.filter(|_| named == Kind::Placement) {
                text = text.replace(&format!("\"{WEB}\""), &channel.to_string());
            }
        } else if let Some(id) = examples.unread(named) {
            text = text.replace(&placeholder, &quoted(id));
        } else if named == Kind::Qualifier && examples.catalogue.extent(named) == Extent::Whole {
            // There is none to be named, and a collection may begin empty.
            text = text.replace(&placeholder, "");
        }
    }
    text
}

impl<'a> Examples<'a> {
    /// The object of this kind that a new one of `kind` names: one that the example names, if it is there and of that kind.
    /// An offer needs any placement that takes its content, and a collection any qualifier, best one that offers have; what
    /// a decision puts together is the user's to choose.
    fn choose(&self, kind: Kind, named: Kind) -> Option<&'a Arc<Record>> {
        let (rows, offers) = (self.catalogue.rows(named), self.catalogue.rows(Kind::Personalized));
        let examples = self.like.into_iter().flat_map(|like| like.mentions_of(named)).filter_map(|id| rows.get(id));
        let any = if kind == Kind::Decision { &[] } else { rows.all() };
        let in_use = any.iter().filter(|record| offers.is_named(record.id.as_str()));
        let is_offer = matches!(kind, Kind::Personalized | Kind::Fallback);
        let fits = |record: &&Arc<Record>| !(is_offer && named == Kind::Placement) || takes_html(record);
        examples.chain(in_use).chain(any).find(fits)
    }

    /// An id that the example names, as long as nobody can tell whether it leads to an object of this kind: whoever begins
    /// a new object before all lists are read gets what the example has.
    fn unread(&self, named: Kind) -> Option<&'a str> {
        let mut ids = self.like.into_iter().flat_map(|like| like.mentions_of(named));
        ids.find(|id| matches!(self.catalogue.named(named, id), Named::NotRead(..)))
    }
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
    use crate::domain::Rows;
    use crate::domain::json::parse;
    use crate::domain::kind::KINDS;

    fn now() -> Timestamp {
        "2026-11-20T23:30:00-02:00".parse().unwrap()
    }

    /// A library of these objects, of which these lists are read whole.
    struct Library(Vec<Rows>, Vec<Kind>);

    impl Library {
        fn new(generation: Generation, objects: &[(Kind, Value)], whole: &[Kind]) -> Self {
            let mut rows: Vec<Rows> = KINDS.iter().map(|_| Rows::default()).collect();
            for (kind, whole) in objects {
                rows[*kind as usize].put(Arc::new(Record::read(generation, *kind, &whole.to_string()).unwrap()));
            }
            Library(rows, whole.to_vec())
        }

        fn examples<'a>(&'a self, like: Option<&'a Record>) -> Option<Examples<'a>> {
            let extent = |kind: usize| match self.1.contains(&KINDS[kind].kind) {
                true => Extent::Whole,
                false => Extent::Coming,
            };
            let catalogue = Catalogue::new(std::array::from_fn(|kind| (&self.0[kind], extent(kind))));
            Some(Examples { like, catalogue })
        }
    }

    fn html(id: &str) -> (Kind, Value) {
        (Kind::Placement, json!({"id": id, "name": id, "componentType": "html", "channel": "mine"}))
    }

    fn text(id: &str) -> (Kind, Value) {
        (Kind::Placement, json!({"id": id, "name": id, "componentType": "component-text", "channel": WEB}))
    }

    fn dps(kind: Kind, whole: &Value) -> Record {
        Record::read(Generation::Dps, kind, &whole.to_string()).unwrap()
    }

    #[test]
    fn dates_and_placement_are_filled_in_and_the_layout_is_kept() {
        let like = dps(Kind::Personalized, &json!({"id": "x", "representations": [{"placement": "p2"}]}));
        let library = Library::new(Generation::Dps, &[html("p1"), html("p2")], &[]);
        let dps = new_text(Kind::Personalized, Generation::Dps, now(), library.examples(Some(&like)));
        assert!(dps.contains(r#""startDate": "2026-11-21T00:00:00.000+00:00","#), "{dps}");
        assert!(dps.contains(r#""endDate": "2026-12-21T00:00:00.000+00:00","#), "{dps}");
        assert!(dps.contains(r#""placement": "p2","#) && dps.contains(r#""channel": "mine""#), "{dps}");
        assert_eq!(dps.lines().count(), Kind::Personalized.template(Generation::Dps).lines().count());
        let xcore = new_text(Kind::Personalized, Generation::Xcore, now(), None);
        assert!(xcore.contains(r#""xdm:startDate": "2026-11-21T00:00:00Z","#), "{xcore}");
        assert!(xcore.contains(r#""xdm:endDate": "2026-12-21T00:00:00Z""#), "{xcore}");
        assert!(xcore.contains(r#""xdm:placement": "PLACEMENT_ID","#), "{xcore}");
    }

    #[test]
    fn an_offer_begins_with_a_placement_that_takes_what_the_template_holds() {
        let like = dps(Kind::Fallback, &json!({"id": "x", "representations": [{"placement": "p1"}]}));
        let new = |objects: &[(Kind, Value)]| {
            let library = Library::new(Generation::Dps, objects, &[Kind::Placement]);
            new_text(Kind::Fallback, Generation::Dps, now(), library.examples(Some(&like)))
        };
        assert!(new(&[text("p1"), html("p2")]).contains(r#""placement": "p2""#));
        assert!(new(&[text("p1")]).contains(r#""placement": "PLACEMENT_ID""#), "none is better than one that misfits");
        assert!(new(&[]).contains(r#""placement": "PLACEMENT_ID""#));

        let xcore = |types: &[&str]| {
            let placement = json!({"instanceId": "i", "_instance": {"@id": "p", "xdm:contentTypes": types,
                "xdm:componentType": "https://ns.adobe.com/experience/offer-management/content-component-html"}});
            let library = Library::new(Generation::Xcore, &[(Kind::Placement, placement)], &[Kind::Placement]);
            new_text(Kind::Personalized, Generation::Xcore, now(), library.examples(None))
        };
        assert!(xcore(&["text/*"]).contains(r#""xdm:placement": "p""#));
        assert!(xcore(&["image/png"]).contains("PLACEMENT_ID"));
    }

    #[test]
    fn a_decision_names_only_what_is_there_and_of_the_kind_that_is_meant() {
        let decision = |fallback: &str, collection: &str| {
            let criterion = json!({"placements": ["p2"], "optionSelection": {"filter": collection}});
            json!({"id": "d", "fallback": fallback, "criteria": [criterion]})
        };
        let objects = [
            html("p1"),
            html("p2"),
            (Kind::Fallback, json!({"id": "f"})),
            (Kind::Collection, json!({"id": "c"})),
            (Kind::Decision, json!({"id": "d"})),
        ];
        let read: Vec<Kind> = KINDS.iter().map(|entry| entry.kind).collect();
        let library = Library::new(Generation::Dps, &objects, &read);
        let new = |fallback, collection| {
            let like = dps(Kind::Decision, &decision(fallback, collection));
            new_text(Kind::Decision, Generation::Dps, now(), library.examples(Some(&like)))
        };
        let sound = new("f", "c");
        for named in [r#""fallback": "f""#, r#""filter": "c""#, r#"["p2"]"#] {
            assert!(sound.contains(named), "{named}: {sound}");
        }
        let broken = new("d", "gone");
        for placeholder in [FALLBACK_ID, COLLECTION_ID] {
            assert!(broken.contains(placeholder), "{placeholder}: {broken}");
        }
    }

    #[test]
    fn as_long_as_a_list_is_not_read_the_example_is_believed() {
        let like = dps(Kind::Personalized, &json!({"id": "x", "representations": [{"placement": "p9"}]}));
        let new = |objects: &[(Kind, Value)], whole: &[Kind]| {
            let library = Library::new(Generation::Dps, objects, whole);
            new_text(Kind::Personalized, Generation::Dps, now(), library.examples(Some(&like)))
        };
        let all = KINDS.iter().map(|entry| entry.kind).collect::<Vec<_>>();
        assert!(new(&[], &[]).contains(r#""placement": "p9""#));
        assert!(new(&[], &all).contains(r#""placement": "PLACEMENT_ID""#), "it leads nowhere");
        assert!(new(&[text("p9")], &[]).contains(r#""placement": "PLACEMENT_ID""#), "it does not take the content");
        assert!(new(&[html("p1")], &[]).contains(r#""placement": "p1""#), "one that is read is surer");
    }

    #[test]
    fn a_collection_begins_with_a_qualifier_that_is_there_or_with_none() {
        let like = dps(Kind::Collection, &json!({"id": "c", "filterType": "any-tags", "ids": ["gone"]}));
        let with = |like: Option<&Record>, objects: &[(Kind, Value)], whole: &[Kind]| {
            let library = Library::new(Generation::Dps, objects, whole);
            new_text(Kind::Collection, Generation::Dps, now(), library.examples(like))
        };
        let new = |objects: &[(Kind, Value)], whole: &[Kind]| with(Some(&like), objects, whole);
        let mut objects = vec![(Kind::Qualifier, json!({"id": "t"})), (Kind::Qualifier, json!({"id": "u"}))];
        assert!(new(&objects, &[]).contains(r#""ids": ["t"]"#));
        objects.push((Kind::Personalized, json!({"id": "o", "tags": ["u"]})));
        assert!(new(&objects, &[]).contains(r#""ids": ["u"]"#), "an offer has this one");
        assert!(new(&[], &[Kind::Qualifier]).contains(r#""ids": []"#));
        assert!(with(None, &[], &[]).contains(r#""ids": ["QUALIFIER_ID"]"#), "nobody knows yet");
    }

    #[test]
    fn ids_are_taken_from_another_of_the_kind_whatever_they_hold() {
        let odd = "a \"quoted\" \\ id";
        let placeholders = PLACEHOLDERS.map(|(placeholder, _)| placeholder);
        for entry in KINDS {
            for generation in [Generation::Dps, Generation::Xcore] {
                let template = entry.kind.template(generation);
                let whole = |mut body: Value| match generation {
                    Generation::Dps => {
                        body["id"] = json!(odd);
                        body
                    }
                    Generation::Xcore => {
                        body["@id"] = json!(odd);
                        json!({"instanceId": "i", "_instance": body})
                    }
                };
                let mut like = whole(parse(template).unwrap()).to_string();
                for placeholder in placeholders {
                    like = like.replace(&format!("\"{placeholder}\""), &json!(odd).to_string());
                }
                let like = Record::read(generation, entry.kind, &like).unwrap();
                let mut objects = vec![(Kind::Placement, whole(parse(Kind::Placement.template(generation)).unwrap()))];
                objects.extend(PLACEHOLDERS[1..].iter().map(|(_, kind)| (*kind, whole(json!({})))));
                let library = Library::new(generation, &objects, &[]);
                for at in [Timestamp::MIN, Timestamp::MAX] {
                    let text = new_text(entry.kind, generation, at, library.examples(Some(&like)));
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
