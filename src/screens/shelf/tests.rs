//! What a list does while pages come, fail and repeat themselves.

use super::*;
use crate::domain::Generation;
use crate::request::Cause;

fn record(id: &str, name: &str) -> Arc<Record> {
    let raw = format!(r#"{{"id":"{id}","name":"{name}"}}"#);
    Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap())
}

fn page(ids: &[&str], next: Option<&str>) -> Page {
    Page {
        records: ids.iter().map(|id| record(id, &format!("offer {id}"))).collect(),
        unreadable: 0,
        total: None,
        next: next.map(str::to_owned),
    }
}

fn shown(shelf: &Shelf) -> Vec<String> {
    (0..shelf.shown_len()).map(|place| shelf.shown_at(place).unwrap().id.to_string()).collect()
}

fn loaded(ids: &[&str]) -> Shelf {
    let mut shelf = Shelf::new(Kind::Personalized);
    shelf.begin();
    assert_eq!(shelf.take_page(page(ids, None)), None);
    assert_eq!(shelf.load, Load::Complete);
    shelf
}

#[test]
fn rows_are_unique_by_id_over_all_pages() {
    let mut shelf = Shelf::new(Kind::Personalized);
    shelf.begin();
    assert_eq!(shelf.take_page(page(&["a", "b"], Some("/2"))).as_deref(), Some("/2"));
    assert!(shelf.is_loading());
    assert_eq!(shelf.take_page(page(&["b", "c"], None)), None);
    assert_eq!(shown(&shelf), ["a", "b", "c"]);
}

#[test]
fn typing_on_shows_what_the_whole_filter_shows() {
    let mut typed = loaded(&["a", "ab", "abc", "b"]);
    typed.moved(|view, _| view.selected = 2);
    for (text, expected, selected) in [
        ("offer a", &["a", "ab", "abc"][..], "abc"),
        ("offer ab", &["ab", "abc"], "abc"),
        ("offer ab !abc", &["ab"], "ab"),
        ("offer a !abc", &["a", "ab"], "ab"),
        ("", &["a", "ab", "abc", "b"], "ab"),
    ] {
        typed.set_filter(text.to_owned());
        assert_eq!(shown(&typed), expected, "{text}");
        assert_eq!(typed.selected().unwrap().id.as_str(), selected, "{text}");
    }
}

#[test]
fn links_that_go_in_a_circle_end_the_list_and_mark_it() {
    let mut shelf = Shelf::new(Kind::Personalized);
    shelf.begin();
    assert!(shelf.take_page(page(&["a"], Some("/2"))).is_some());
    assert_eq!(shelf.take_page(page(&["b"], Some("/2"))), None);
    assert!(matches!(&shelf.load, Load::Partial(reason) if reason.contains("circle")));
    let mut shelf = Shelf::new(Kind::Personalized);
    shelf.begin();
    assert_eq!(shelf.take_page(page(&[], Some("/2"))), None, "an empty page is the last");
    assert_eq!(shelf.load, Load::Complete);
}

#[test]
fn a_list_shorter_than_its_total_is_not_called_whole_and_later_totals_do_not_count() {
    let mut shelf = Shelf::new(Kind::Personalized);
    shelf.begin();
    shelf.take_page(Page { total: Some(3), ..page(&["a", "b"], Some("/2")) });
    shelf.take_page(Page { total: Some(1), ..page(&["c"], None) });
    assert_eq!((shelf.total, &shelf.load), (Some(3), &Load::Complete));
    shelf.begin();
    shelf.take_page(Page { total: Some(4), ..page(&["a", "b"], None) });
    assert!(matches!(&shelf.load, Load::Partial(reason) if reason.contains('4')));
}

#[test]
fn a_refresh_that_ends_no_longer_says_of_a_row_that_it_is_still_there() {
    let mut shelf = loaded(&["a"]);
    shelf.set_doing(&"a".into(), Some(Doing::StillThere));
    shelf.begin();
    shelf.take_page(page(&["a"], None));
    assert_eq!(shelf.doing(&"a".into()), None);
}

#[test]
fn a_refresh_keeps_the_cursor_on_its_object_and_drops_what_is_gone() {
    let mut shelf = loaded(&["a", "b", "c"]);
    shelf.select(&"b".into());
    shelf.begin();
    assert!(shelf.take_page(page(&["x", "c"], Some("/2"))).is_some());
    assert_eq!(shown(&shelf), ["a", "b", "c"], "the old list stays until the new one is whole");
    assert_eq!(shelf.loaded(), 2);
    shelf.take_page(page(&["b"], None));
    assert_eq!(shown(&shelf), ["x", "c", "b"]);
    assert_eq!(shelf.selected().unwrap().id.as_str(), "b");
}

#[test]
fn an_interrupted_refresh_leaves_the_whole_list_in_place() {
    let mut shelf = loaded(&["a", "b", "c"]);
    shelf.begin();
    shelf.take_page(page(&["a"], Some("/2")));
    shelf.fail(RequestError::without_answer(Cause::NoAnswer, "gone"));
    assert_eq!(shown(&shelf), ["a", "b", "c"]);
    assert_eq!(shelf.load, Load::Stale("no answer".to_owned()));
}

#[test]
fn a_part_stays_a_part_when_its_refresh_is_interrupted() {
    let mut shelf = Shelf::new(Kind::Personalized);
    shelf.begin();
    shelf.take_page(page(&["a"], Some("/2")));
    shelf.stop("cancelled");
    shelf.begin();
    shelf.stop("cancelled");
    assert_eq!(shelf.load, Load::Partial("cancelled".to_owned()));
}

#[test]
fn fresh_links_over_the_same_rows_end_the_list() {
    let mut shelf = Shelf::new(Kind::Personalized);
    shelf.begin();
    assert!(shelf.take_page(page(&["a"], Some("/2"))).is_some());
    assert_eq!(shelf.take_page(page(&["a"], Some("/3"))), None);
    assert!(matches!(&shelf.load, Load::Partial(reason) if reason.contains("repeats")));
}

#[test]
fn what_was_deleted_meanwhile_stays_deleted_and_the_cursor_goes_to_its_neighbour() {
    let mut shelf = loaded(&["a", "b", "c"]);
    shelf.select(&"b".into());
    shelf.begin();
    shelf.take_page(page(&["a", "b"], Some("/2")));
    shelf.remove(&"b".into());
    assert_eq!(shelf.selected().unwrap().id.as_str(), "c");
    shelf.take_page(page(&["c"], None));
    assert_eq!(shown(&shelf), ["a", "c"]);
    shelf.remove(&"a".into());
    shelf.remove(&"c".into());
    assert_eq!(shelf.selected(), None);
}

#[test]
fn a_filter_shows_what_matches_and_keeps_the_cursor() {
    let mut shelf = loaded(&["a", "b", "ab"]);
    shelf.select(&"ab".into());
    shelf.set_filter("offer a".to_owned());
    assert_eq!(shown(&shelf), ["a", "ab"]);
    assert_eq!(shelf.selected().unwrap().id.as_str(), "ab");
    shelf.put(record("z", "something else"));
    assert_eq!(shown(&shelf), ["a", "ab"]);
    shelf.set_filter(String::new());
    assert_eq!(shown(&shelf), ["z", "a", "b", "ab"]);
    assert_eq!(shelf.selected().unwrap().id.as_str(), "ab");
}

#[test]
fn the_first_page_failing_is_an_error_and_a_later_one_a_partial_list() {
    let error = RequestError::without_answer(Cause::NoAnswer, "gone");
    let mut shelf = Shelf::new(Kind::Personalized);
    shelf.begin();
    shelf.fail(error.clone());
    assert_eq!(shelf.load, Load::Failed(error.clone()));
    let mut shelf = Shelf::new(Kind::Personalized);
    shelf.begin();
    shelf.take_page(page(&["a"], Some("/2")));
    shelf.fail(error);
    assert!(matches!(shelf.load, Load::Partial(_)));
    assert_eq!(shown(&shelf), ["a"]);
}

#[test]
fn what_other_products_made_is_left_out_and_counted() {
    let rule = |id: &str, members: &str| {
        let raw = format!(r#"{{"id":"{id}","name":"rule {id}"{members}}}"#);
        Arc::new(Record::read(Generation::Dps, Kind::Rule, &raw).unwrap())
    };
    let mut shelf = Shelf::new(Kind::Rule);
    shelf.begin();
    let records = vec![rule("a", ""), rule("b", r#","exdRule":true"#)];
    shelf.take_page(Page { records, unreadable: 0, total: None, next: Some("/2".to_owned()) });
    assert_eq!((shown(&shelf), shelf.hidden_len()), (vec!["a".to_owned(), "b".to_owned()], 0));
    shelf.set_hiding(true);
    assert_eq!((shown(&shelf), shelf.hidden_len(), shelf.len()), (vec!["a".to_owned()], 1, 2));
    // Later pages keep to it, and so do filters and what is put in by itself.
    let records = vec![rule("c", r#","createdBy":"Mobile_Sheliak""#), rule("d", "")];
    shelf.take_page(Page { records, unreadable: 0, total: None, next: None });
    assert_eq!((shown(&shelf), shelf.hidden_len()), (vec!["a".to_owned(), "d".to_owned()], 2));
    shelf.set_filter("rule".to_owned());
    shelf.set_filter("rule d".to_owned());
    shelf.set_filter("rule".to_owned());
    shelf.put(rule("e", r#","exdRule":true"#));
    assert_eq!((shown(&shelf), shelf.hidden_len()), (vec!["a".to_owned(), "d".to_owned()], 3));
    shelf.mark_shown();
    assert_eq!((shelf.marked_len(), shelf.marked().1), (2, 0), "what is hidden is not marked");
    shelf.set_hiding(false);
    assert_eq!((shelf.shown_len(), shelf.hidden_len()), (5, 0));
}

#[test]
fn a_list_that_was_empty_is_not_whole_while_it_is_read_again_nor_once_that_stops() {
    let mut shelf = loaded(&[]);
    assert_eq!(shelf.extent(), Extent::Whole);
    for _ in 0..2 {
        shelf.begin();
        assert_ne!(shelf.extent(), Extent::Whole, "more may come than was there");
        shelf.take_page(Page { total: Some(300), ..page(&["a"], Some("/2")) });
        assert_eq!((shelf.extent(), shelf.len()), (Extent::Coming, 1));
        shelf.fail(RequestError::without_answer(Cause::NoAnswer, "x"));
        assert_eq!(shelf.extent(), Extent::Part);
        assert!(matches!(shelf.load, Load::Partial(_)), "{:?}", shelf.load);
        // What is here in part stays so, though a further run begins and stops before its end.
        shelf.begin();
        shelf.stop("cancelled");
        assert_eq!(shelf.extent(), Extent::Part);
        shelf = loaded(&["a"]);
        shelf.remove(&record("a", "").id);
    }
}
