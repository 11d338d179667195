//! What is found, and what is mended.

use serde_json::{Value, json};

use super::*;
use crate::domain::{Catalogue, Extent};
use library::{GENERATIONS, Library, assert_found, reason, sound};

mod guardrails;
mod library;
mod telling;

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
    // Where it does not say so, it takes what goes with its type.
    let format = |format: &str| at("/components/0/format", json!(format)).with("p1", "/contentTypes", json!([]));
    for fitting in ["text/html; charset=utf-8", "text/template", "application/xhtml+xml", "text/x-anything"] {
        assert_found(&format(fitting), &[]);
    }
    assert_found(&format("image/png"), &["misfit o1"]);
    let told = reason(&format("image/png"), Concern::Misfit);
    assert_eq!(told, "the placement \"Hero\" takes html, the content is image/png");
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
    assert_eq!(fix(&library(second.clone())), None, "which of the two is meant, nobody knows");

    // Beside such a pair, two others are the same: only what tells of these can be mended.
    let mut other = first.clone();
    other["placement"] = json!("p9");
    let both = sound().with("o1", "/representations", json!([first, second, other, other]));
    let checkup = both.look(Generation::Dps, &[], &Policy::default());
    let told: Vec<_> = checkup.remarks.iter().filter(|remark| remark.concern == Concern::SamePlacement).collect();
    let mends = told.iter().map(|remark| (remark.pointer.as_str(), remark.fix.is_some())).collect::<Vec<_>>();
    assert_eq!(mends, [("/representations/1/placement", false), ("/representations/3/placement", true)]);
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
