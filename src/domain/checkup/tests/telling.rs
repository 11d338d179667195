//! How it is told: in what order, how bad, what could not be judged, and the reports.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::super::*;
use super::library::{GENERATIONS, Library, assert_found, short, sound};
use crate::domain::{KINDS, arbitrary};

#[test]
fn what_a_missing_list_would_tell_is_named_and_not_guessed() {
    // Everything would be unused, never shown and without an end if the lists that are missing were taken for empty.
    for missing in KINDS {
        for generation in GENERATIONS {
            let kind = missing.kind;
            let ids: Vec<Value> =
                sound().0.iter().filter(|(own, _)| *own == kind).map(|(_, body)| body["id"].clone()).collect();
            let library = ids.iter().fold(sound(), |library, id| library.without(id.as_str().unwrap()));
            let checkup = library.look(generation, &[kind], &Policy::default());
            assert_eq!(short(&checkup), [""; 0], "without {}", missing.title);
            let gaps = checkup.gaps();
            assert!(matches!(&gaps[..], [gap] if gap.contains("are not read (not allowed).")), "{gaps:?}");
            assert!(checkup.unjudged.iter().all(|unjudged| unjudged.missing == kind), "{:?}", checkup.unjudged);
            // Of decisions nothing else consists, so only what they would use can't be judged.
            assert!(!checkup.unjudged.is_empty(), "{}", missing.title);
        }
    }
    let checkup = sound().without("d1").look(Generation::Dps, &[Kind::Decision], &Policy::default());
    let gap = "Decisions are not read (not allowed). Not judged: offers that are never shown, what nothing refers to.";
    assert_eq!(checkup.gaps(), [gap]);
    let figure = checkup.figures.iter().find(|figure| figure.what == "decisions").unwrap();
    assert_eq!((figure.told().as_str(), figure.told_shortly().as_str()), ("not known", "not known"));
    assert_eq!(figure.share(), "–");
    assert_eq!(checkup.missing(), ["not read (not allowed): decisions"]);
    let missing = [Kind::Placement, Kind::Decision];
    let checkup = sound().without("d1").without("p1").look(Generation::Dps, &missing, &Policy::default());
    assert_eq!(checkup.missing(), ["not read (not allowed): placements, decisions"]);
}

#[test]
fn the_settings_say_what_is_told_and_how_bad_it_is() {
    let library = sound().and(Kind::Qualifier, json!({"id": "t2", "name": "Summer"}));
    let mut policy = Policy::default();
    policy.choose(Concern::Unused, Some(Severity::Error));
    assert_eq!(library.look(Generation::Dps, &[], &policy).count(Severity::Error), 1);
    policy.choose(Concern::Unused, None);
    let checkup = library.without("d1").look(Generation::Dps, &[Kind::Decision], &policy);
    assert_eq!(short(&checkup), [""; 0]);
    assert!(checkup.unjudged.iter().all(|unjudged| unjudged.concern != Concern::Unused), "{:?}", checkup.unjudged);
    policy.ends_soon_days = 0;
    let soon = sound().with("o1", "/selectionConstraint/endDate", json!("2026-11-21T13:00:00Z"));
    assert_eq!(short(&soon.look(Generation::Dps, &[], &policy)), [""; 0]);
}

#[test]
fn the_worst_is_told_first() {
    let library = sound()
        .and(Kind::Qualifier, json!({"id": "t2", "name": "Spring"}))
        .with("c1", "/ids", json!(["o9"]))
        .with("o1", "/selectionConstraint/endDate", json!("2026-11-01T00:00:00Z"));
    let expected = ["leads-nowhere c1", "expired o1", "duplicate-name t1", "duplicate-name t2", "unused t2"];
    assert_found(&library, &expected);
}

#[test]
fn reports_hold_all_of_it_and_no_name_is_markup() {
    let library = sound().with("o1", "/name", json!("A|b `c` <d>\n# e")).with("o1", "/tags", json!(["t1", "t9"]));
    let checkup = library.look(Generation::Dps, &[Kind::Rule], &Policy::default());
    let heading = Heading { place: "prod".to_owned(), generation: "dps", host: "example.test".to_owned() };
    let json: Value = serde_json::from_str(&Format::Json.write(&checkup, &heading)).unwrap();
    assert_eq!(json["counts"]["error"], 1);
    assert_eq!(json["complete"], false);
    assert_eq!(json["remarks"][0]["check"], "leads-nowhere");
    assert_eq!(json["remarks"][0]["object"]["id"], "o1");
    assert_eq!(json["remarks"][0]["fix"], "take the id out, unless labels hide its object from you");
    assert_eq!(json["guardrails"].as_array().unwrap().len(), checkup.figures.len());
    let markdown = Format::Markdown.write(&checkup, &heading);
    assert!(markdown.contains(r"personalized offer A\|b \`c\` \<d\> \# e"), "{markdown}");
    assert!(markdown.contains("## Guardrails") && markdown.contains("are not read"), "{markdown}");
    let text = Format::Text.write(&checkup, &heading);
    assert!(text.starts_with("error: personalized offer "), "{text}");
    assert!(text.ends_with("1 error, 0 warnings, 0 hints\n"), "{text}");
    for (file, format) in
        [("a.json", Some(Format::Json)), ("a.b.MD", Some(Format::Markdown)), ("a", None), ("md", None)]
    {
        assert_eq!(Format::of_file(file), format);
    }
}

proptest! {
    #[test]
    fn no_library_is_too_odd(
        bodies in prop::collection::vec((0..KINDS.len(), arbitrary::body()), 0..12),
        offers in prop::collection::vec(arbitrary::value(), 0..3),
        missing in 0..=KINDS.len(),
    ) {
        let mut library = Library(Vec::new());
        for (number, (kind, body)) in bodies.into_iter().enumerate() {
            let mut members: Map<String, Value> = body.as_object().unwrap().clone();
            for (name, value) in ["representations", "ids", "tags", "criteria", "name"].iter().zip(&offers) {
                members.insert((*name).to_owned(), value.clone());
            }
            members.insert("id".to_owned(), json!(format!("x{number}")));
            library.0.push((KINDS[kind].kind, Value::Object(members)));
        }
        let missing: Vec<Kind> = KINDS.get(missing).map(|entry| entry.kind).into_iter().collect();
        for generation in GENERATIONS {
            let checkup = library.look(generation, &missing, &Policy::default());
            let heading = Heading { place: String::new(), generation: "dps", host: String::new() };
            // Whatever stands in them, each remark is a line, and the whole stays what it is to be.
            let (remarks, figures) = (checkup.remarks.len(), checkup.figures.len());
            let json: Value = serde_json::from_str(&Format::Json.write(&checkup, &heading)).unwrap();
            prop_assert_eq!(json["remarks"].as_array().map(Vec::len), Some(remarks));
            let rows = |line: &&str| line.starts_with("| ") && line.ends_with(" |");
            let headings = if remarks > 0 { 2 } else { 1 };
            let markdown = Format::Markdown.write(&checkup, &heading);
            prop_assert_eq!(markdown.lines().filter(rows).count(), remarks + figures + headings);
            let text = Format::Text.write(&checkup, &heading);
            prop_assert_eq!(text.lines().count(), remarks + checkup.gaps().len() + 1);
            for remark in &checkup.remarks {
                if let (Some(record), Some(fix)) = (&remark.about, &remark.fix) {
                    prop_assert!(fix.apply(generation, &record.body()).is_some());
                }
            }
        }
    }
}
