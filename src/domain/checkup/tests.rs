use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::domain::{Catalogue, Extent, KINDS, arbitrary};
use library::{GENERATIONS, Library, assert_found, reason, short, sound};

mod library;

#[test]
fn in_a_sound_library_nothing_is_found() {
    assert_found(&sound(), &[]);
}

#[test]
fn ids_that_lead_nowhere_or_elsewhere_are_found() {
    assert_found(&sound().with("o1", "/tags", json!(["t1", "t9"])), &["leads-nowhere o1"]);
    assert_found(&sound().with("c1", "/ids", json!(["o1", "o8", "o9"])), &["leads-nowhere c1"]);
    assert_found(&sound().with("d1", "/fallback", json!("f9")), &["leads-nowhere d1", "never-shown f1"]);
    assert_found(&sound().with("d1", "/fallback", json!("o1")), &["wrong-kind d1", "never-shown f1"]);
    let several = sound().with("c1", "/ids", json!(["a", "b", "c", "d", "o1"]));
    let told = reason(&several, Concern::LeadsNowhere);
    assert_eq!(told, "4 ids lead nowhere: personalized offers a, b, c and 1 more");
}

#[test]
fn the_ids_of_a_collection_that_finds_its_offers_in_an_unknown_way_are_not_judged() {
    let unknown = |ids: Value| sound().with("c2", "/filterType", json!("by-formula")).with("c2", "/ids", ids);
    for ids in [json!(["x9"]), json!(["t1"]), json!(["o1", "x9"])] {
        assert_found(&unknown(ids), &["body c2"]);
    }
    // It may well take what it names.
    let only = unknown(json!(["o1"])).without("c1").with(
        "d1",
        "/criteria",
        json!([
        {"placements": ["p1"], "optionSelection": {"filter": "c2"}}]),
    );
    assert_found(&only, &["body c2"]);
}

#[test]
fn what_is_over_soon_over_or_never_begins_is_found() {
    let ends = |at: &str| sound().with("o1", "/selectionConstraint/endDate", json!(at));
    assert_found(&ends("2026-11-21T11:59:59Z"), &["expired o1"]);
    assert_found(&ends("2026-11-28T11:59:59Z"), &["ends-soon o1"]);
    assert_found(&ends("2026-11-28T12:00:00Z"), &[]);
    assert_found(&ends("2025-11-28T12:00:00Z"), &["starts-after-end o1", "expired o1"]);
    assert_found(&ends("2026-11-21T11:59:59Z").with("o1", "/status", json!("draft")), &[]);
    assert_found(&sound().with("d1", "/endDate", json!("2026-11-22T12:00:00Z")), &["ends-soon d1"]);
    assert_found(&sound().with("d1", "/endDate", json!("2026-11-20T12:00:00Z")), &["expired d1"]);
}

#[test]
fn of_what_is_retired_all_is_a_hint() {
    let severities = |status: &str| {
        let library = sound().with("o1", "/tags", json!(["t9", "t1"])).with("o1", "/status", json!(status));
        let checkup = library.look(Generation::Dps, &[], &Policy::default());
        checkup.remarks.iter().map(|remark| remark.severity).collect::<Vec<_>>()
    };
    assert_eq!(severities("draft"), [Severity::Error]);
    assert_eq!(severities("archived"), [Severity::Hint]);
}

#[test]
fn an_offer_that_nothing_can_show_is_found() {
    let other = |tags: Value| {
        let mut offer = sound().0.into_iter().find(|(_, body)| body["id"] == "o1").unwrap().1;
        (offer["id"], offer["name"], offer["tags"]) = (json!("o2"), json!("Other"), tags);
        sound().and(Kind::Qualifier, json!({"id": "t2", "name": "Summer"})).and(Kind::Personalized, offer)
    };
    assert_found(&other(json!(["t1", "t2"])), &[]);
    assert_found(&other(json!(["t2"])), &["never-shown o2"]);
    assert_found(&other(json!(["t2"])).with("o2", "/status", json!("draft")), &[]);
    let in_unused = |how: &str| {
        other(json!(["t2"])).and(Kind::Collection, json!({"id": "c3", "name": "New", "filterType": how, "ids": ["t2"]}))
    };
    for how in ["any-tags", "all-tags"] {
        assert_found(&in_unused(how), &["never-shown o2", "unused c3"]);
        assert_eq!(
            reason(&in_unused(how), Concern::NeverShown),
            "collections take it, but no decision takes one of them"
        );
        assert_found(&in_unused(how).with("d1", "/criteria/0/optionSelection/filter", json!("c3")), &["unused c1"]);
    }
    let both = in_unused("all-tags").with("c3", "/ids", json!(["t1", "t2"]));
    assert_eq!(reason(&both, Concern::NeverShown), "no collection takes it", "it has only one of the two");
    // A decision that is not live shows nothing, but it may be meant to.
    for status in ["draft", "complete", "archived"] {
        let resting = sound().with("d1", "/status", json!(status));
        assert_found(&resting, &["never-shown o1", "never-shown f1"]);
        let told: Vec<String> = resting
            .look(Generation::Dps, &[], &Policy::default())
            .remarks
            .into_iter()
            .map(|remark| remark.reason)
            .collect();
        assert_eq!(
            told,
            ["only decisions that are not live take it", "only decisions that are not live fall back to it"]
        );
        let mut live = sound().0.into_iter().find(|(_, body)| body["id"] == "d1").unwrap().1;
        (live["id"], live["name"]) = (json!("d2"), json!("Second page"));
        assert_found(&resting.and(Kind::Decision, live), &[]);
    }
    assert_found(&sound().with("d1", "/status", json!("paused")), &["body d1"]);
    let fallback = sound().with("d1", "/fallback", json!("f2")).and(
        Kind::Fallback,
        json!({"id": "f2", "name": "Second", "status": "approved",
            "representations": sound().0.iter().find(|(_, body)| body["id"] == "f1").unwrap().1["representations"]}),
    );
    assert_found(&fallback, &["never-shown f1"]);
}

#[test]
fn a_fallback_offer_with_a_gap_is_found() {
    let placement = |id: &str| {
        json!({"id": id, "name": "Footer", "componentType": "html",
            "channel": "https://ns.adobe.com/xdm/channel-types/web"})
    };
    let library =
        sound().and(Kind::Placement, placement("p2")).with("d1", "/criteria/0/placements", json!(["p1", "p2"]));
    assert_found(&library, &["fallback-gap d1"]);
    let told = reason(&library, Concern::FallbackGap);
    assert_eq!(told, "the fallback offer \"Default\" has no representation for \"Footer\"");
    let mut aside = placement("p3");
    aside["name"] = json!("Aside");
    let several = library.and(Kind::Placement, aside).with("d1", "/criteria/0/placements", json!(["p1", "p2", "p3"]));
    let told = reason(&several, Concern::FallbackGap);
    assert_eq!(
        told, "the fallback offer \"Default\" has no representation for \"Aside\", \"Footer\"",
        "by their names"
    );
}

#[test]
fn contents_that_do_not_fit_their_placement_are_found() {
    let at = |pointer: &str, value: Value| sound().with("o1", &format!("/representations/0{pointer}"), value);
    assert_found(&at("/components/0/type", json!("imagelink")), &["misfit o1", "content o1"]);
    assert_found(&at("/components/0/type", json!("video")), &[]);
    assert_found(&at("/channel", json!("https://ns.adobe.com/xdm/channel-types/email")), &["misfit o1"]);
    assert_found(&at("/channel", json!("https://ns.adobe.com/xdm/channels/web")), &[]);
    let takes = |types: Value| sound().with("p1", "/contentTypes", types);
    assert_found(&takes(json!(["text/plain"])), &["misfit o1", "misfit f1"]);
    assert_found(&takes(json!(["text/*", "image/png"])), &[]);
    // A range is what a placement takes, and nothing's own type.
    let ranged = takes(json!(["text/*"])).with("o1", "/representations/0/components/0/format", json!("text/*"));
    assert_found(&ranged, &["misfit o1"]);
    let told = reason(&ranged, Concern::Misfit);
    assert_eq!(told, "the placement \"Hero\" takes text/*, and text/* is no media type but a range of them");
    // A template makes what its type says.
    let template = |component_type: &str, types: Value| {
        let component = json!({"type": component_type, "format": "text/template", "content": "x"});
        takes(types).with("o1", "/representations/0/components", json!([component]))
    };
    assert_found(&template("html", json!(["text/html"])), &[]);
    assert_found(&template("html", json!(["text/template", "text/html"])), &[]);
    let of_text = |types: Value| template("component-text", types).with("p1", "/componentType", json!("text"));
    assert_found(&of_text(json!(["text/plain"])), &["misfit f1"]);
    assert_found(&of_text(json!(["text/html"])), &["misfit o1", "misfit f1"]);
    let told = reason(&at("/components/0/type", json!("imagelink")), Concern::Misfit);
    assert_eq!(told, "the placement \"Hero\" takes html, the content is image link");
}

#[test]
fn two_representations_for_one_placement_are_found_and_equal_ones_mended() {
    let first = sound().0[0].1["representations"][0].clone();
    let mut second = first.clone();
    let library = |second: Value| sound().with("o1", "/representations", json!([first, second]));
    assert_found(&library(first.clone()), &["same-placement o1"]);
    let fix = |library: &Library| {
        let checkup = library.look(Generation::Dps, &[], &Policy::default());
        checkup.remarks.into_iter().find_map(|remark| Some((remark.about?, remark.fix?)))
    };
    let (record, mend) = fix(&library(first.clone())).unwrap();
    assert_eq!(mend.apply(Generation::Dps, &record.body()).unwrap()["representations"], json!([first]));
    second["components"][0]["content"] = json!("<p>Another</p>");
    assert_found(&library(second.clone()), &["same-placement o1"]);
    assert_eq!(fix(&library(second)), None, "which of the two is meant, nobody knows");
}

#[test]
fn ids_that_lead_nowhere_are_taken_out_and_nothing_else() {
    for generation in GENERATIONS {
        let library = sound().with("c1", "/ids", json!(["x", "o1", "y"])).with("o1", "/tags", json!(["z", "t1"]));
        let checkup = library.look(generation, &[], &Policy::default());
        let mended: Vec<Value> = checkup
            .remarks
            .iter()
            .filter_map(|remark| remark.fix.as_ref()?.apply(generation, &remark.about.as_ref()?.body()))
            .collect();
        let [ids, tags] = match generation {
            Generation::Dps => ["/ids", "/tags"],
            Generation::Xcore => ["/xdm:ids", "/xdm:tags"],
        };
        assert_eq!(mended.len(), 2, "{:?}", checkup.remarks);
        assert!(mended.iter().any(|body| body.pointer(ids) == Some(&json!(["o1"]))), "{mended:?}");
        assert!(mended.iter().any(|body| body.pointer(tags) == Some(&json!(["t1"]))), "{mended:?}");
        let fix = checkup.remarks[0].fix.clone().unwrap();
        assert_eq!(fix.apply(generation, &mended[0]), None, "it is mended");
    }
    // With one qualifier less, it would take more offers.
    let wants_all = sound().with("c1", "/filterType", json!("all-tags")).with("c1", "/ids", json!(["t1", "t9"]));
    let checkup = wants_all.look(Generation::Dps, &[], &Policy::default());
    let dangling = checkup.remarks.iter().find(|remark| remark.concern == Concern::LeadsNowhere).unwrap();
    assert_eq!(dangling.fix, None);
    let decision = sound().with("d1", "/criteria/0/placements", json!(["p1", "p9"]));
    let checkup = decision.look(Generation::Dps, &[], &Policy::default());
    assert!(checkup.remarks.iter().all(|remark| remark.fix.is_none()), "{:?}", checkup.remarks);
}

#[test]
fn contents_that_are_not_sound_are_found() {
    let faults = |component_type: &str, format: &str, text: &str| -> Vec<String> {
        let component = json!({"type": component_type, "format": format, "content": text});
        let library = sound().with("o1", "/representations/0/components", json!([component]));
        let remarks = library.look(Generation::Dps, &[], &Policy::default()).remarks.into_iter();
        remarks.filter(|remark| remark.concern == Concern::Content).map(|remark| remark.reason).collect()
    };
    let unclosed = "<p><b>Hello</p>";
    let told = ["the HTML is not sound: line 1, column 12: </p> comes before <b> is closed"];
    assert_eq!(faults("html", "text/html", unclosed), told);
    assert_eq!(faults("json", "application/json", "{\"a\": }").len(), 1);
    assert_eq!(faults("json", "application/json", "{\"a\": {{profile.age}}}"), [""; 0]);
    assert_eq!(faults("component-text", "text/plain", unclosed), [""; 0]);
    // As it is shown: its type counts before its format, of which parameters and the case of letters say nothing.
    assert_eq!(faults("text", "text/html", unclosed), [""; 0]);
    assert_eq!(faults("html", "text/template", unclosed), told);
    assert_eq!(faults("other", "Text/HTML; charset=utf-8", unclosed), told);
}

#[test]
fn an_empty_collection_is_found() {
    assert_found(&sound().with("c1", "/ids", json!([])), &["empty-collection c1"]);
    let tag = |how: &str, ids: Value| {
        sound().and(Kind::Qualifier, json!({"id": "t2", "name": "Summer"})).with("c1", "/ids", ids).with(
            "c1",
            "/filterType",
            json!(how),
        )
    };
    assert_found(&tag("any-tags", json!(["t2"])), &["empty-collection c1"]);
    assert_found(&tag("any-tags", json!(["t2", "t1"])), &[]);
    assert_found(&tag("all-tags", json!(["t2", "t1"])), &["empty-collection c1"]);
    assert_found(&tag("all-tags", json!(["t1"])), &["unused t2"]);
}

#[test]
fn the_same_name_is_found_whatever_its_case() {
    assert_found(&sound().with("c1", "/name", json!("BY TAG ")), &["duplicate-name c1", "duplicate-name c2"]);
    let offers = sound().with("f1", "/name", json!("spring SALE"));
    assert_found(&offers, &["duplicate-name o1", "duplicate-name f1"]);
    assert_eq!(reason(&offers, Concern::DuplicateName), "the fallback offer f1 has the same name");
    assert_found(&sound().with("r1", "/name", json!("Spring")), &[]);
}

#[test]
fn what_nobody_uses_is_found() {
    assert_found(&sound().and(Kind::Qualifier, json!({"id": "t2", "name": "Summer"})), &["unused t2"]);
    let placement = json!({"id": "p2", "name": "Footer", "componentType": "html",
        "channel": "https://ns.adobe.com/xdm/channel-types/web"});
    assert_found(&sound().and(Kind::Placement, placement), &["unused p2"]);
    let rule = json!({"id": "r2", "name": "Children", "condition": {"type": "PQL", "format": "pql/text", "value": "age < 18"}});
    assert_found(&sound().and(Kind::Rule, rule.clone()), &["unused r2"]);
    let mut of_successor = rule;
    of_successor["exdRule"] = json!(true);
    assert_found(&sound().and(Kind::Rule, of_successor), &[]);
    let mut in_app = sound().0[0].1.clone();
    (in_app["id"], in_app["createdBy"], in_app["tags"]) = (json!("o2"), json!("Mobile_Sheliak"), json!([]));
    assert_found(&sound().and(Kind::Personalized, in_app), &["duplicate-name o1"]);
}

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
fn what_is_being_typed_is_looked_at_among_the_others() {
    let library = sound();
    let rows = library.rows(Generation::Dps);
    let catalogue = Catalogue::new(std::array::from_fn(|kind| (&rows[kind], Extent::Whole)));
    let body = json!({"name": "spring sale", "tags": ["t9"], "representations": [{"placement": "p1",
        "components": [{"type": "json", "format": "application/json"}]}]});
    let subject = |id| Subject { generation: Generation::Dps, kind: Kind::Personalized, id, body: &body };
    let found = look(&catalogue, &subject(None), &Policy::default());
    let told: Vec<(Severity, &str)> =
        found.iter().map(|finding| (finding.severity, finding.concern.entry().name)).collect();
    let warned = |name| (Severity::Warning, name);
    assert_eq!(
        told,
        [(Severity::Error, "leads-nowhere"), warned("misfit"), warned("duplicate-name")],
        "as bad as in a look through the library"
    );
    let own = ObjectId::from("o1");
    let found = look(&catalogue, &subject(Some(&own)), &Policy::default());
    assert_eq!(found.len(), 2, "its own name is its own");
    let mut policy = Policy::default();
    policy.choose(Concern::Misfit, Some(Severity::Error));
    policy.choose(Concern::LeadsNowhere, None);
    let found = look(&catalogue, &subject(Some(&own)), &policy);
    let told: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
    assert_eq!(told, [Severity::Error], "whoever takes it for an error is told so");
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
    assert_eq!(json["remarks"][0]["fix"], "take the id out");
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
