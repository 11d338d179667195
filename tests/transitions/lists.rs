//! Lists: their pages, their ends, the cursor, the filter.

use std::sync::Arc;

use offerdeck::app::Effect;
use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::request::{Cause, Page, PageFrom, Reply, Request};

use crate::bench::{Bench, failure, found, page, page_of, record};

fn offers(ids: &[&str]) -> Vec<Arc<Record>> {
    ids.iter().map(|id| record(id, &format!("Offer {id}"), "draft", 1)).collect()
}

/// The first page of a list of four is here.
fn first_page() -> Bench {
    let mut bench = Bench::started();
    bench.reply(page_of(&offers(&["a", "b"]), 4, "/2"));
    bench
}

#[test]
fn pages_follow_their_links_and_the_header_counts() {
    let mut bench = first_page();
    assert_eq!(bench.shown(), ["a", "b"], "the first page is shown at once");
    assert!(bench.screen().contains("loading 2 of 4 personalized"), "{}", bench.screen());
    let Request::List { from: PageFrom::Link(link), .. } = bench.only_request() else { panic!("no page is asked for") };
    assert_eq!(link, "/2");
    bench.reply(page(&offers(&["c", "d"])));
    assert_eq!(bench.shown(), ["a", "b", "c", "d"]);
    assert!(bench.screen().contains("4 personalized") && !bench.screen().contains("loading"), "{}", bench.screen());
    assert!(bench.model.is_idle());
}

#[test]
fn ctrl_c_stops_the_pages_and_the_list_says_that_it_is_a_part() {
    let mut bench = first_page();
    let second = bench.only_ticket();
    assert_eq!(bench.press("ctrl-c"), [Effect::Forget(second)]);
    assert!(bench.screen().contains("partial: 2 of 4"), "{}", bench.screen());
    bench.answer(second, page(&offers(&["c", "d"])));
    assert_eq!(bench.shown(), ["a", "b"], "a late page of a cancelled list");
    assert_eq!(bench.press("ctrl-c"), [Effect::Quit(0)], "twice in a row quits");
    bench.press("r");
    assert!(bench.screen().contains("loading"));
}

#[test]
fn a_page_that_fails_leaves_a_part_that_says_so() {
    let mut bench = first_page();
    bench.reply(failure(Cause::Unavailable));
    assert_eq!(bench.shown(), ["a", "b"]);
    assert!(bench.screen().contains("partial: 2 of 4"), "{}", bench.screen());
    assert!(bench.notice().contains("not complete"), "{}", bench.notice());
}

#[test]
fn links_in_a_circle_come_to_an_end() {
    let mut bench = first_page();
    bench.reply(page_of(&offers(&["c"]), 4, "/3"));
    bench.reply(page_of(&offers(&["d"]), 4, "/2"));
    assert!(bench.model.is_idle(), "{:?}", bench.open);
    assert_eq!(bench.shown(), ["a", "b", "c", "d"]);
    assert!(bench.notice().contains("circle"), "{}", bench.notice());
}

#[test]
fn a_refresh_keeps_the_list_and_the_cursor() {
    let mut bench = Bench::with_list(&offers(&["a", "b", "c"]));
    bench.press("j r");
    assert_eq!(bench.shown(), ["a", "b", "c"]);
    bench.reply(page(&offers(&["new", "c", "b"])));
    assert_eq!((bench.shown().len(), bench.selected()), (3, Some("b".into())));
}

#[test]
fn a_newer_refresh_supersedes_the_older() {
    let mut bench = Bench::with_list(&offers(&["a"]));
    bench.press("r");
    let older = bench.only_ticket();
    assert!(bench.press("r").contains(&Effect::Forget(older)));
    bench.reply(page(&offers(&["b"])));
    bench.answer(older, page(&offers(&["a"])));
    assert_eq!(bench.shown(), ["b"]);
}

#[test]
fn the_filter_filters_as_one_types_and_esc_takes_it_back() {
    let mut bench = Bench::with_list(&offers(&["alpha", "beta", "gamma"]));
    bench.press("G /");
    bench.type_text("eta");
    assert_eq!((bench.shown(), bench.selected()), (vec!["beta".to_owned()], Some("beta".into())));
    assert!(bench.screen().contains("1 shown"), "{}", bench.screen());
    bench.press("enter r");
    bench.reply(page(&offers(&["beta", "zeta", "gamma"])));
    assert_eq!(bench.shown(), ["beta", "zeta"], "the filter outlives a refresh");
    bench.press("/");
    bench.type_text("x");
    assert_eq!((bench.shown().len(), bench.selected()), (0, None));
    assert!(bench.screen().contains("match the filter"), "{}", bench.screen());
    bench.press("esc");
    assert_eq!(bench.shown().len(), 3);
}

#[test]
fn each_kind_has_its_own_list() {
    let mut bench = Bench::with_list(&offers(&["a", "b"]));
    bench.press("tab");
    assert!(matches!(bench.only_request(), Request::List { kind: Kind::Fallback, .. }));
    bench.press("shift-tab");
    assert_eq!(bench.shown(), ["a", "b"]);
    bench.reply(page(&[]));
    assert_eq!(bench.shown(), ["a", "b"], "an answer goes to its own list");
}

#[test]
fn an_object_that_comes_while_something_else_is_in_front_opens_no_editor() {
    let mut bench = Bench::with_list(&offers(&["a", "b"]));
    bench.press("e d");
    bench.reply(found(&record("a", "Offer a", "draft", 2)));
    assert!(bench.editor().is_none() && bench.model.dialogs().len() == 1);
    bench.press("esc e ?");
    bench.reply(found(&record("a", "Offer a", "draft", 2)));
    assert!(bench.editor().is_none(), "{}", bench.screen());
}

#[test]
fn content_is_shown_as_its_source_only_of_the_object_it_was_asked_for() {
    let source = |bench: &Bench| bench.screen().contains("content as its source");
    let bare = Record::read(Generation::Dps, Kind::Personalized, r#"{"id":"c","etag":1,"name":"Gamma"}"#).unwrap();
    let mut bench =
        Bench::with_list(&[record("a", "Alpha", "draft", 1), record("b", "Beta", "draft", 1), Arc::new(bare)]);
    bench.press("s");
    assert!(source(&bench), "{}", bench.screen());
    bench.press("j");
    assert!(!source(&bench), "{}", bench.screen());
    bench.press("j s");
    assert!(!source(&bench) && bench.notice().contains("no content"), "{}", bench.screen());
    bench.press("g");
    assert!(source(&bench), "it is the one it was pressed on: {}", bench.screen());
    bench.press("enter");
    assert!(source(&bench), "{}", bench.screen());
    bench.press("s esc");
    assert!(!source(&bench), "{}", bench.screen());
}

#[test]
fn rows_without_an_id_are_told_of_on_whichever_page_they_came() {
    for (first, second) in [(2, 0), (0, 2), (1, 1)] {
        let mut bench = Bench::started();
        let page = |ids: &[&str], unreadable, next: Option<&str>| {
            let next = next.map(str::to_owned);
            Ok(Reply::Page(Page { records: offers(ids), unreadable, total: Some(4), next }))
        };
        bench.reply(page(&["a"], first, Some("/2")));
        bench.reply(page(&["b"], second, None));
        assert!(bench.notice().contains("2 rows carry no id"), "{first} and {second}: {}", bench.notice());
    }
}
