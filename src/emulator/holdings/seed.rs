//! The library that the emulator starts with: an international shop and a bank, never out of date.
//!
//! The files under `assets/library` give dates as minutes before the start (`created`, `modified`) and, inside bodies,
//! as days from the day of the start: `"@+14"` is midnight (UTC) a fortnight ahead.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::generate::{Generator, midnight, replace_dates};
use super::kind::Kind;
use super::object::{Author, Ids, Object, parse_uuid};
use super::sandbox::{Sandbox, SandboxFacts};
use super::shape::Form;

const FILES: [&str; 2] =
    [include_str!("../../../assets/library/prod.json"), include_str!("../../../assets/library/dev.json")];
/// The client id of Adobe's own screens, by which the seed was "written".
const SCREENS: &str = "exc_app";
const MINUTE: i64 = 60_000;

/// The seed that is built in can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// It is not JSON of the right shape.
    #[error("the seed can't be read: {0}")]
    Json(#[from] serde_json::Error),
    /// An entry names what is not there.
    #[error("the seed's entry {0} is broken")]
    Entry(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sandbox: SandboxFacts,
    people: Vec<String>,
    placement: Vec<Entry>,
    qualifier: Vec<Entry>,
    rule: Vec<Entry>,
    personalized: Vec<Entry>,
    fallback: Vec<Entry>,
    collection: Vec<Entry>,
    decision: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    id: String,
    instance_id: String,
    created: i64,
    modified: i64,
    etag: u64,
    /// Who created it and who changed it last, as places in the list of people.
    by: [usize; 2],
    /// The service that wrote it instead of them.
    #[serde(default)]
    service: Option<String>,
    body: Value,
}

/// The sandboxes with all they hold. The first, production, gets exactly `offers` personalized offers where that is given.
pub fn sandboxes(offers: Option<usize>, start: i64, ids: &mut Ids) -> Result<Vec<Sandbox>, SeedError> {
    let mut sandboxes = Vec::with_capacity(FILES.len());
    for (index, text) in FILES.iter().enumerate() {
        let file: File = serde_json::from_str(text)?;
        let wanted = if index == 0 { offers } else { None };
        sandboxes.push(fill(file, wanted, start, ids)?);
    }
    Ok(sandboxes)
}

fn fill(mut file: File, offers: Option<usize>, start: i64, ids: &mut Ids) -> Result<Sandbox, SeedError> {
    let author = |user: String| Arc::new(Author { user, client: SCREENS.to_owned() });
    let people: Vec<Arc<Author>> = file.people.into_iter().map(author).collect();
    let mut sandbox = Sandbox::new(file.sandbox);
    let wanted = offers.unwrap_or(file.personalized.len());
    let seeded = file.personalized.len();
    let bodies = file.personalized.iter().map(|entry| entry.body.clone());
    let mut generator = Generator::new(bodies, start, &people, author(String::new()));
    let generated: Vec<Object> = (seeded..wanted).map(|number| generator.offer(number, ids)).collect();
    sandbox.shelf_mut(Kind::Personalized).fill(generated);
    file.personalized.truncate(wanted);
    for (kind, entries) in [
        (Kind::Placement, file.placement),
        (Kind::Qualifier, file.qualifier),
        (Kind::Rule, file.rule),
        (Kind::Personalized, file.personalized),
        (Kind::Fallback, file.fallback),
        (Kind::Collection, file.collection),
        (Kind::Decision, file.decision),
    ] {
        for mut entry in entries {
            if kind == Kind::Collection {
                keep_existing_offers(&mut entry.body, &sandbox);
            }
            let object = object(entry, kind, start, &people)?;
            sandbox.shelf_mut(kind).put(object);
        }
    }
    Ok(sandbox)
}

/// A static collection names only offers that a smaller library still has.
fn keep_existing_offers(body: &mut Value, sandbox: &Sandbox) {
    let is_static = body.get("filterType").is_some_and(|filter| filter == "offers");
    if let Some(Value::Array(ids)) = body.get_mut("ids").filter(|_| is_static) {
        let exists = |id: &str| sandbox.shelf(Kind::Personalized).find(id).is_some();
        ids.retain(|id| id.as_str().is_some_and(exists));
    }
}

fn object(entry: Entry, kind: Kind, start: i64, people: &[Arc<Author>]) -> Result<Object, SeedError> {
    let broken = || SeedError::Entry(entry.id.clone());
    let instance = parse_uuid(&entry.instance_id).ok_or_else(broken)?;
    let service = entry.service.map(|user| Arc::new(Author { user, client: SCREENS.to_owned() }));
    let [creator, changer] = entry.by.map(|index| service.clone().or_else(|| people.get(index).cloned()));
    // Seconds and milliseconds of the object's own, so that not every change happened on the minute.
    let within_minute = i64::try_from(instance % 60_000).unwrap_or_default();
    let moment = |minutes_before: i64| start - minutes_before * MINUTE - within_minute;
    let mut object = Object {
        kind,
        id: entry.id.clone().into_boxed_str(),
        instance,
        form: Form::Dps,
        body: Box::default(),
        name: Box::default(),
        status: Box::default(),
        created: moment(entry.created),
        modified: moment(entry.modified),
        etag: entry.etag,
        created_by: creator.ok_or_else(broken)?,
        modified_by: changer.ok_or_else(broken)?,
    };
    let mut body = entry.body;
    replace_dates(&mut body, &|days| midnight(start, days));
    object.set_body(&body, Form::Dps);
    Ok(object)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::emulator::clock::DAY;
    use crate::emulator::clock::parse_date;
    use crate::emulator::holdings::kind::KINDS;
    use crate::emulator::holdings::references::users_of;
    use crate::emulator::strictness::Strictness;
    use crate::emulator::writes::check::Judge;

    const START: i64 = 1_767_225_600_000;

    fn library(offers: Option<usize>) -> Vec<Sandbox> {
        sandboxes(offers, START, &mut Ids::default()).unwrap()
    }

    fn all(sandbox: &Sandbox) -> impl Iterator<Item = &Object> {
        KINDS.iter().flat_map(|entry| sandbox.shelf(entry.kind).objects())
    }

    #[test]
    fn every_seeded_object_is_one_that_the_library_takes() {
        let strictness = Strictness::default();
        for sandbox in library(Some(2000)) {
            for object in all(&sandbox) {
                for form in [Form::Dps, Form::Xcore] {
                    let instance = Some(object.instance);
                    let judge = Judge { sandbox: &sandbox, strictness: &strictness, kind: object.kind, form, instance };
                    let admitted = judge.admit(object.body_in(form));
                    assert_eq!(admitted, Ok(object.body_in(form)), "{} {}", object.id, object.name);
                }
            }
        }
    }

    #[test]
    fn ids_names_and_dates_are_distinct_and_the_dates_are_past() {
        for sandbox in library(Some(3000)) {
            let ids: HashSet<&str> = all(&sandbox).map(|object| object.id.as_ref()).collect();
            assert_eq!(ids.len(), all(&sandbox).count());
            let names: HashSet<&str> = sandbox.shelf(Kind::Personalized).objects().map(|o| o.name.as_ref()).collect();
            assert_eq!(names.len(), sandbox.shelf(Kind::Personalized).objects().count());
            for entry in &KINDS {
                let shelf = sandbox.shelf(entry.kind);
                let moments: HashSet<i64> = shelf.objects().map(|object| object.modified).collect();
                assert_eq!(moments.len(), shelf.objects().count());
                // A shared date may have moved on by some milliseconds.
                let past = |object: &Object| object.created <= object.modified && object.modified < START + 1000;
                assert!(shelf.objects().all(past));
                let two_years = |object: &Object| object.created > START - 731 * DAY;
                assert!(shelf.objects().all(two_years));
            }
        }
    }

    #[test]
    fn the_seed_is_rich_enough_to_show_everything() {
        let sandboxes = library(None);
        let counts: Vec<Vec<usize>> = sandboxes
            .iter()
            .map(|sandbox| KINDS.iter().map(|entry| sandbox.shelf(entry.kind).objects().count()).collect())
            .collect();
        assert_eq!(counts, [[150, 14, 7, 9, 12, 16, 7], [89, 10, 5, 6, 8, 11, 5]]);
        for sandbox in &sandboxes {
            let offers: Vec<&Object> = sandbox.shelf(Kind::Personalized).objects().collect();
            for status in ["draft", "approved", "archived"] {
                assert!(offers.iter().any(|offer| *offer.status == *status), "{status}");
            }
            let end = |offer: &Object| {
                parse_date(offer.body_in(Form::Dps)["selectionConstraint"]["endDate"].as_str().unwrap()).unwrap()
            };
            assert!(offers.iter().any(|offer| end(offer) < START));
            assert!(offers.iter().any(|offer| end(offer) > START));
            assert!(offers.iter().any(|offer| users_of(sandbox, offer.kind, &offer.id).is_empty()));
            assert!(offers.iter().any(|offer| !users_of(sandbox, offer.kind, &offer.id).is_empty()));
            for member in ["tags", "characteristics", "labels", "description", "frequencyCappingConstraints"] {
                assert!(offers.iter().any(|offer| offer.body_in(Form::Dps).get(member).is_some()), "{member}");
            }
        }
    }

    #[test]
    fn references_in_the_seed_lead_somewhere() {
        for sandbox in library(Some(100)) {
            let known: HashSet<&str> = all(&sandbox).map(|object| object.id.as_ref()).collect();
            for kind in [Kind::Collection, Kind::Decision] {
                for object in sandbox.shelf(kind).objects() {
                    for id in
                        object.body.split('"').filter(|text| text.starts_with("dps:") || text.starts_with("xcore:"))
                    {
                        assert!(known.contains(id), "{} names {id}", object.name);
                    }
                }
            }
        }
    }

    #[test]
    fn generated_offers_are_as_many_as_asked_for_and_as_large_as_real_ones() {
        let sandboxes = library(Some(1000));
        let sizes: Vec<usize> = sandboxes[0].shelf(Kind::Personalized).objects().map(|o| o.body.len()).collect();
        assert_eq!(sizes.len(), 1000);
        let mean = sizes.iter().sum::<usize>() / sizes.len();
        assert!((750..=1100).contains(&mean), "{mean} bytes");
        assert_eq!(sandboxes[1].shelf(Kind::Personalized).objects().count(), 89, "the other sandbox is as seeded");
    }

    /// A number that any other library would not have.
    fn digest(sandboxes: &[Sandbox]) -> u64 {
        let offers = sandboxes[0].shelf(Kind::Personalized).objects();
        let text =
            offers.map(|o| format!("{} {} {} {} {} {}", o.id, o.instance, o.created, o.modified, o.etag, o.body));
        let text = text.collect::<String>();
        text.bytes()
            .fold(0xcbf2_9ce4_8422_2325, |digest, byte| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// Of what seed 0 has always made.
    const DIGEST: u64 = 0x550b_6213_83de_e6de;

    #[test]
    fn the_same_seed_makes_the_same_library_and_another_seed_another_one() {
        let generated = |seed: u64| sandboxes(Some(1500), START, &mut Ids::new(seed, 0)).unwrap();
        assert_eq!(digest(&generated(0)), DIGEST, "the library of seed 0 is as it ever was");
        assert_eq!(digest(&generated(7)), digest(&generated(7)));
        let ids = |seed: u64| -> HashSet<String> {
            generated(seed)[0].shelf(Kind::Personalized).objects().map(|object| object.id.to_string()).collect()
        };
        let (seven, eight) = (ids(7), ids(8));
        assert_eq!((seven.len(), eight.len()), (1500, 1500));
        assert_eq!(seven.intersection(&eight).count(), 150, "only what the files hold is in both");
    }
}
