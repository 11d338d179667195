//! What refers to an object, and the way there and back.

use std::sync::Arc;

use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::request::{Cause, Request};
use offerdeck::screens::Screen;

use crate::bench::{Bench, failure, page, record_with};

fn collection(id: &str, name: &str, how: &str, ids: &[&str]) -> Arc<Record> {
    let raw = serde_json::json!({"id": id, "etag": 1, "name": name, "filterType": how, "ids": ids}).to_string();
    Arc::new(Record::read(Generation::Dps, Kind::Collection, &raw).unwrap())
}

fn offers() -> Vec<Arc<Record>> {
    vec![record_with("a", "Alpha", "draft", 1, r#""tags":["t1","t2"],"#), record_with("b", "Beta", "draft", 1, "")]
}

fn collections() -> Vec<Arc<Record>> {
    vec![
        collection("c1", "By name", "offers", &["x", "a"]),
        collection("c2", "By one tag", "any-tags", &["t2", "t9"]),
        collection("c3", "By all tags", "all-tags", &["t1", "t9"]),
        collection("c4", "Another", "offers", &["aa"]),
    ]
}

fn is_collections(request: &Request) -> bool {
    matches!(request, Request::List { kind: Kind::Collection, .. })
}

/// `u` was pressed on the first offer, and the list that tells is on its way.
fn asked() -> Bench {
    let mut bench = Bench::with_list(&offers());
    bench.press("u");
    bench
}

#[test]
fn the_lists_that_tell_are_read_and_what_refers_to_it_appears() {
    let mut bench = asked();
    assert!(bench.screen().contains("collections are being read …"), "{}", bench.screen());
    bench.answer(bench.ticket_of(is_collections), page(&collections()));
    let screen = bench.screen();
    for text in ["Used by: Alpha", "By name", "as offer", "By one tag", "by qualifiers", "1 of 2"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    assert!(
        !screen.contains("By all tags") && !screen.contains("Another") && !screen.contains("being read"),
        "{screen}"
    );
}

#[test]
fn the_way_leads_there_and_back() {
    let mut bench = asked();
    bench.answer(bench.ticket_of(is_collections), page(&collections()));
    bench.press("j enter");
    assert!(bench.screen().contains("By one tag") && matches!(bench.model.screens().last(), Some(Screen::Detail(_))));
    bench.press("u");
    assert!(bench.screen().contains("Used by: By one tag"), "{}", bench.screen());
    let decisions = bench.ticket_of(|request| matches!(request, Request::List { kind: Kind::Decision, .. }));
    bench.answer(decisions, page(&[]));
    assert!(bench.screen().contains("Nothing refers to it."), "{}", bench.screen());
    bench.press("esc esc");
    assert!(bench.screen().contains("Used by: Alpha") && bench.screen().contains("2 of 2"), "{}", bench.screen());
    bench.press("esc");
    assert!(matches!(bench.model.screens(), [Screen::Library]));
}

#[test]
fn a_list_that_is_not_read_is_not_asked_for_twice_and_what_is_missing_is_said() {
    let mut bench = asked();
    bench.answer(bench.ticket_of(is_collections), failure(Cause::Forbidden));
    assert!(bench.screen().contains("collections are not read (not allowed)"), "{}", bench.screen());
    bench.press("esc u");
    assert!(bench.open.is_empty(), "r in its list reads it again");
}

#[test]
fn our_own_writes_are_seen() {
    let mut bench = asked();
    bench.answer(bench.ticket_of(is_collections), page(&collections()));
    bench.press("enter r");
    let read = bench.ticket_of(crate::bench::is_read);
    bench.answer(read, crate::bench::found(&collection("c1", "By name", "offers", &["x"])));
    bench.press("esc");
    assert!(bench.screen().contains("1 of 1") && !bench.screen().contains("By name"), "{}", bench.screen());
}

#[test]
fn a_filter_shows_only_what_holds_its_words_and_esc_takes_it_away_first() {
    let mut bench = asked();
    bench.answer(bench.ticket_of(is_collections), page(&collections()));
    bench.press("/");
    bench.type_text("one TAG");
    bench.press("enter");
    let screen = bench.screen();
    assert!(screen.contains("1 of 1") && screen.contains("By one tag") && !screen.contains("By name"), "{screen}");
    bench.press("enter");
    assert!(matches!(bench.model.screens().last(), Some(Screen::Detail(_))), "{}", bench.screen());
    bench.press("esc esc");
    assert!(bench.screen().contains("1 of 2"), "{}", bench.screen());
    bench.press("esc");
    assert!(matches!(bench.model.screens(), [Screen::Library]));
}

#[test]
fn what_names_it_where_another_kind_is_meant_uses_it_too_and_keeps_it_from_being_deleted() {
    let mut bench = Bench::with_list(&offers());
    bench.press("7");
    let raw = r#"{"id":"d","etag":1,"name":"Home","status":"draft","fallback":"a"}"#;
    let decision = Arc::new(Record::read(Generation::Dps, Kind::Decision, raw).unwrap());
    bench.answer(bench.ticket_of(|request| matches!(request, Request::List { .. })), page(&[decision]));
    bench.press("1 g d");
    let screen = bench.screen();
    for text in ["Used by: Alpha", "Home", "! as fallback", "names it where a fallback offer is meant"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    assert!(bench.model.dialogs().is_empty() && bench.notice().contains("is in use"), "{}", bench.notice());
}

#[test]
fn the_way_back_has_an_end_though_objects_lead_to_each_other_in_circles() {
    let mut bench = Bench::with_list(&offers());
    bench.press("u");
    bench.answer(bench.ticket_of(is_collections), page(&[collection("c1", "By name", "offers", &["a"])]));
    for _ in 0..100 {
        // To the collection, to the offer that it names, and to what refers to that: or to the plan that would free it.
        bench.press("enter tab enter u");
        bench.press("enter tab enter u d tab");
    }
    let length = bench.model.screens().len();
    assert!(length < 60, "{length}");
    assert!(matches!(bench.model.screens(), [Screen::Library, ..]), "the list stays below all");
}

#[test]
fn what_another_product_made_bears_its_sign_and_the_plan_says_what_its_changes_are_for() {
    let mut bench = Bench::with_list(&[record_with("a", "Alpha", "draft", 1, "")]);
    bench.press("u");
    let raw = r#"{"id":"c1","etag":1,"name":"Theirs","filterType":"offers","ids":["a"],"exdRule":true}"#;
    let theirs = Arc::new(Record::read(Generation::Dps, Kind::Collection, raw).unwrap());
    bench.answer(bench.ticket_of(is_collections), page(&[theirs]));
    assert!(bench.screen().contains("◇ Theirs"), "{}", bench.screen());
    bench.press("d");
    assert!(bench.screen().contains("the collection is of the successor product"), "{}", bench.screen());
}

#[test]
fn what_a_collection_of_an_unknown_way_means_by_an_id_is_not_called_wrong() {
    let mut bench = Bench::with_list(&[record_with("b", "Beta", "draft", 1, "")]);
    bench.press("5");
    let raw = r#"{"id":"t","etag":1,"name":"Tag"}"#;
    let tag = Arc::new(Record::read(Generation::Dps, Kind::Qualifier, raw).unwrap());
    bench.answer(bench.ticket_of(|request| matches!(request, Request::List { .. })), page(&[tag]));
    bench.press("u");
    bench.answer(bench.ticket_of(is_collections), page(&[collection("c1", "Odd", "by-magic", &["t"])]));
    let screen = bench.screen();
    assert!(screen.contains("Odd") && !screen.contains("! as"), "{screen}");
}
