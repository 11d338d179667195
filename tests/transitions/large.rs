//! Objects as large as the guardrails allow, and larger: they are shown, moved through and checked like any others.

use std::sync::Arc;

use offerdeck::domain::{Generation, Kind, Record};
use serde_json::{Value, json};

use crate::bench::{Bench, page, record};

fn of(kind: Kind, whole: &Value) -> Arc<Record> {
    Arc::new(Record::read(Generation::Dps, kind, &whole.to_string()).unwrap())
}

/// The details of the only object of a kind, whose tab has this number, beside an offer `o0`.
fn details(tab: &str, object: Arc<Record>) -> Bench {
    let mut bench = Bench::with_list(&[record("o0", "Offer 0", "draft", 1)]);
    bench.press(tab);
    bench.reply(page(&[object]));
    bench.press("enter");
    bench
}

#[test]
fn a_collection_of_five_hundred_offers_is_read_to_its_end_and_each_leads_somewhere() {
    let ids: Vec<String> = (0..500).map(|number| format!("o{number}")).collect();
    let collection = json!({"id": "c", "name": "All", "filterType": "offers", "ids": ids});
    let mut bench = details("4", of(Kind::Collection, &collection));
    assert!(bench.screen().contains("Offers · 500") && bench.screen().contains("Offer 0  o0"), "{}", bench.screen());
    bench.press("tab enter");
    assert!(bench.screen().contains("· Offer 0"), "{}", bench.screen());
    bench.press("esc shift-tab enter");
    assert!(bench.notice().contains("o499 leads nowhere"), "{}", bench.notice());
}

#[test]
fn a_decision_with_thirty_placements_names_each() {
    let placements: Vec<String> = (0..30).map(|number| format!("p{number}")).collect();
    let decision = json!({"id": "d", "name": "Home", "status": "live", "fallback": "f",
        "criteria": [{"placements": placements, "optionSelection": {"filter": "c"}}]});
    let mut bench = details("7", of(Kind::Decision, &decision));
    // The fallback offer comes first.
    for _ in 0..31 {
        bench.press("tab");
    }
    bench.press("enter");
    assert!(bench.notice().contains("p29 leads nowhere"), "{}", bench.notice());
}

#[test]
fn a_rule_of_fifteen_kilobytes_is_shown_to_its_last_word() {
    let expression = format!("{} and last.one = \"here\"", "profile.loyalty.tier = \"gold\" and ".repeat(470));
    assert!(expression.len() > 15_000);
    let rule =
        json!({"id": "r", "name": "Long", "condition": {"type": "PQL", "format": "pql/text", "value": expression}});
    let mut bench = details("6", of(Kind::Rule, &rule));
    for _ in 0..300 {
        if bench.screen().contains("last.one") {
            return;
        }
        bench.press("pgdn");
    }
    panic!("its last word is nowhere: {}", bench.screen());
}

#[test]
fn a_key_scrolls_at_once_after_what_is_shown_has_become_shorter() {
    let content: Vec<String> = (0..3000).map(|number| format!("\"k{number}\":{number}")).collect();
    let component =
        json!({"type": "json", "format": "application/json", "content": format!("{{{}}}", content.join(","))});
    let offer = json!({"id": "o", "name": "Long", "status": "draft",
        "representations": [{"placement": "p", "components": [component]}]});
    let mut bench = Bench::with_list(&[of(Kind::Personalized, &offer)]);
    bench.press("enter G s");
    let end = bench.screen();
    bench.press("k");
    assert_ne!(bench.screen(), end);
}

#[test]
fn the_source_of_a_rule_that_is_written_as_json_is_a_key_away() {
    let written = r#"{"nodeType":"fnApply","fnName":"and"}"#;
    let rule = json!({"id": "r", "name": "R", "condition": {"type": "PQL", "format": "pql/json", "value": written}});
    let mut bench = details("6", of(Kind::Rule, &rule));
    let is_source = |bench: &Bench| bench.screen().contains(written);
    assert!(bench.screen().contains("s source") && !is_source(&bench), "{}", bench.screen());
    bench.press("s");
    assert!(is_source(&bench), "{}", bench.screen());
    bench.press("s");
    assert!(!is_source(&bench), "{}", bench.screen());
}
