//! What is used of what the guardrails allow.

use serde_json::json;

use super::super::*;
use super::library::{Library, assert_found, reason, short, sound};

#[test]
fn the_guardrails_of_an_object_are_told_with_their_figures() {
    let tags = |count: usize| {
        let ids: Vec<String> = (1..=count).map(|number| format!("t{number}")).collect();
        let mut library = sound().with("o1", "/tags", json!(ids));
        for number in 2..=count {
            library =
                library.and(Kind::Qualifier, json!({"id": format!("t{number}"), "name": format!("Tag {number}")}));
        }
        library
    };
    assert_found(&tags(17), &[]);
    assert_found(&tags(18), &["guardrail-near o1"]);
    assert_eq!(
        reason(&tags(18), Concern::GuardrailNear),
        "18 of 20 collection qualifiers that a personalized offer may have"
    );
    assert_found(&tags(20), &["guardrail-near o1"]);
    assert_found(&tags(21), &["guardrail o1"]);
    let long = sound().with("r1", "/condition/value", json!("x".repeat(15 * 1024 + 1)));
    assert_found(&long, &["guardrail r1"]);
    let wordy = sound().with("o1", "/representations/0/components/0/content", json!("x".repeat(2_000)));
    assert_found(&wordy, &["offer-size o1"]);
}

#[test]
fn what_may_be_chosen_up_to_a_guardrail_is_told_with_its_figure_and_no_hint() {
    let repeat = json!([{"limit": 1, "repeat": {"unit": "week", "unitCount": 104}},
        {"limit": 1, "repeat": {"unit": "day", "unitCount": 2}}]);
    let library = sound().with("o1", "/frequencyCappingConstraints", repeat).with("p1", "/itemCount", json!(30));
    let checkup = library.look(Generation::Dps, &[], &Policy::default());
    assert_eq!(short(&checkup), [""; 0]);
    let told = |what: &str| checkup.figures.iter().find(|figure| figure.what == what).unwrap().told();
    assert_eq!(told("days in a capping period of a personalized offer"), "728 of 731");
    assert_eq!(told("items of a placement"), "30 of 30");
}

#[test]
fn what_a_collection_finds_is_counted_like_what_it_names() {
    let holding = |count: usize, how: &str| {
        let offer = sound().0.into_iter().find(|(_, body)| body["id"] == "o1").unwrap().1;
        (2..=count).fold(sound().with("c2", "/filterType", json!(how)), |library, number| {
            let mut offer = offer.clone();
            (offer["id"], offer["name"]) = (json!(format!("o{number}")), json!(format!("Offer {number}")));
            library.and(Kind::Personalized, offer)
        })
    };
    for how in ["any-tags", "all-tags"] {
        assert_found(&holding(449, how), &[]);
        assert_found(&holding(450, how), &["guardrail-near c2"]);
        assert_found(&holding(501, how), &["guardrail c2"]);
        let told = reason(&holding(501, how), Concern::Guardrail);
        assert_eq!(told, "501 personalized offers have its qualifier: a collection may have 500");
    }
    // One that has both of two qualifiers is found once.
    let both = holding(450, "any-tags").and(Kind::Qualifier, json!({"id": "t2", "name": "Summer"}));
    let both = both.with("c2", "/ids", json!(["t1", "t2"])).with("o2", "/tags", json!(["t1", "t2"]));
    let checkup = both.look(Generation::Dps, &[], &Policy::default());
    let figure = checkup.figures.iter().find(|figure| figure.what == "offers of a collection").unwrap();
    assert_eq!((figure.used, figure.holder.as_ref().unwrap().id.as_str()), (450, "c2"));
}

#[test]
fn what_a_collection_finds_in_a_part_of_the_offers_is_at_least_that() {
    let figure = |library: &Library, missing: &[Kind]| {
        let checkup = library.look(Generation::Dps, missing, &Policy::default());
        checkup.figures.into_iter().find(|figure| figure.what == "offers of a collection").unwrap()
    };
    assert_eq!(figure(&sound(), &[]).told(), "1 of 500");
    assert_eq!(figure(&sound(), &[Kind::Personalized]).told(), "at least 1 of 500");
    let named = sound().without("c2");
    assert_eq!(figure(&named, &[Kind::Personalized]).told(), "1 of 500", "what it names stands in it");
}

#[test]
fn capping_of_other_products_counts_like_their_offers() {
    let capped = sound().with("o1", "/frequencyCappingConstraints", json!([{"limit": 1}, {"limit": 2}]));
    let mut other = capped.0[0].1.clone();
    (other["id"], other["name"]) = (json!("o2"), json!("Another"));
    other["createdBy"] = json!("Mobile_Sheliak");
    let library = capped.and(Kind::Personalized, other);
    let checkup = library.look(Generation::Dps, &[], &Policy::default());
    let used = |what: &str| checkup.figures.iter().find(|figure| figure.what == what).unwrap().used;
    assert_eq!((checkup.others, used("offers"), used("capping configurations")), (1, 3, 4));
    let told = checkup.left_out();
    assert_eq!(told.as_deref(), Some("1 object belongs to another product and was not judged."));
}

#[test]
fn the_guardrails_of_the_library_are_told_with_their_figures() {
    let mut library = sound();
    for number in 2..=1_034 {
        library = library.and(Kind::Qualifier, json!({"id": format!("t{number}"), "name": format!("Tag {number}")}));
    }
    let checkup = library.look(Generation::Dps, &[], &Policy::default());
    let about_library: Vec<&str> =
        checkup.remarks.iter().filter(|remark| remark.about.is_none()).map(|remark| &*remark.reason).collect();
    assert_eq!(about_library, ["1,034 of 1,000 collection qualifiers"]);
    assert!(checkup.remarks.first().is_some_and(|remark| remark.about.is_none()), "it comes first");
    let figure = |what: &str| checkup.figures.iter().find(|figure| figure.what == what).unwrap();
    assert_eq!(figure("live decisions").told(), "1 of 1,000");
    assert_eq!(figure("offers").told(), "2 of 10,000");
    let most = figure("placements of a decision");
    assert_eq!((most.told().as_str(), most.holder.as_ref().unwrap().id.as_str()), ("1 of 30", "d1"));
    let capped = sound().with("o1", "/frequencyCappingConstraints", json!([{"limit": 1}, {"limit": 2}]));
    let checkup = capped.look(Generation::Dps, &[], &Policy::default());
    let used = |what: &str| checkup.figures.iter().find(|figure| figure.what == what).unwrap().used;
    assert_eq!(used("capping configurations"), 2);
    assert_eq!(used("capping rules of a personalized offer"), 2);
    // What counts are the placements, not the representations.
    let first = capped.0[0].1["representations"][0].clone();
    let nowhere = json!({"components": []});
    let checkup = capped.with("o1", "/representations", json!([first, first, nowhere])).look(
        Generation::Dps,
        &[],
        &Policy::default(),
    );
    let figure = |what: &str| checkup.figures.iter().find(|figure| figure.what == what).unwrap();
    assert_eq!(figure("capping configurations").used, 2);
}
