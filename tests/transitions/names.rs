//! The names of those that an object names, and the way there and back.

use std::sync::Arc;

use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::request::{Cause, Request, Ticket};
use offerdeck::screens::Screen;
use serde_json::{Value, json};

use crate::bench::{Bench, failure, page, record};

fn of(kind: Kind, whole: &Value) -> Arc<Record> {
    Arc::new(Record::read(Generation::Dps, kind, &whole.to_string()).unwrap())
}

fn placement() -> Arc<Record> {
    of(Kind::Placement, &json!({"id": "p", "name": "Web hero"}))
}

/// A list of one offer, whose placement's list is asked for.
fn asked() -> (Bench, Ticket) {
    let bench = Bench::asking_names(&[record("a", "Alpha", "draft", 1)]);
    let names = bench.only_ticket();
    assert!(matches!(bench.only_request(), Request::List { kind: Kind::Placement, .. }), "{:?}", bench.open);
    (bench, names)
}

#[test]
fn an_id_stands_alone_until_its_list_is_read_and_then_has_its_name_beside_it() {
    let (mut bench, names) = asked();
    assert!(bench.screen().contains("p …"), "{}", bench.screen());
    bench.press("j k J enter esc");
    assert_eq!(bench.open.len(), 1, "it is asked for once: {:?}", bench.open);
    bench.answer(names, page(&[placement()]));
    assert!(bench.screen().contains("Web hero  p"), "{}", bench.screen());
}

#[test]
fn what_leads_nowhere_and_what_could_not_be_read_is_told_apart() {
    let (mut bench, names) = asked();
    bench.answer(names, page(&[of(Kind::Placement, &json!({"id": "another"}))]));
    assert!(bench.screen().contains("✗ p leads nowhere"), "{}", bench.screen());
    bench.press("enter tab enter");
    assert!(bench.notice().contains("there is no such placement"), "{}", bench.notice());

    let (mut bench, names) = asked();
    bench.answer(names, failure(Cause::Forbidden));
    assert!(bench.notice().contains("The list of placements could not be read"), "{}", bench.notice());
    assert!(bench.screen().contains("p (placements not read)"), "{}", bench.screen());
    bench.press("enter tab enter");
    assert!(bench.notice().contains("the list of placements is not read whole"), "{}", bench.notice());
    assert!(bench.open.is_empty(), "{:?}", bench.open);
}

#[test]
fn where_no_details_are_seen_nothing_is_read_for_them() {
    let mut bench = Bench::started();
    (bench.asks_names, bench.model.area.width) = (true, 80);
    bench.reply(page(&[record("a", "Alpha", "draft", 1)]));
    assert!(bench.open.is_empty(), "{:?}", bench.open);
    bench.press("enter");
    assert!(matches!(bench.only_request(), Request::List { kind: Kind::Placement, .. }));
}

#[test]
fn the_way_leads_there_and_back_to_the_same_line() {
    let (mut bench, names) = asked();
    bench.answer(names, page(&[placement()]));
    bench.model.area.height = 16;
    bench.press("enter enter");
    let Some(Screen::Detail(before)) = bench.model.screens().last().cloned() else { panic!("no details") };
    let screen = bench.screen();
    bench.press("enter");
    assert!(bench.screen().contains("╭ Web hero"), "{}", bench.screen());
    bench.press("esc");
    assert_eq!(bench.model.screens().last(), Some(&Screen::Detail(before)));
    assert_eq!(bench.screen(), screen);
    bench.press("enter");
    assert!(bench.screen().contains("╭ Web hero"), "the line is still chosen");
}

#[test]
fn objects_that_name_each_other_in_a_circle_fill_no_memory() {
    let mut bench = Bench::with_list(&[record("a", "Alpha", "draft", 1)]);
    bench.press("4");
    bench.reply(page(&[
        of(Kind::Collection, &json!({"id": "c1", "name": "One", "filterType": "offers", "ids": ["c2"]})),
        of(Kind::Collection, &json!({"id": "c2", "name": "Two", "filterType": "offers", "ids": ["c1"]})),
    ]));
    bench.press("enter");
    for round in 0..200 {
        let name = if round % 2 == 0 { "╭ One" } else { "╭ Two" };
        assert!(bench.screen().contains(name), "{}", bench.screen());
        bench.press("tab enter");
    }
    assert!(bench.model.screens().len() <= 51, "{}", bench.model.screens().len());
    for _ in 0..50 {
        bench.press("esc");
    }
    assert!(matches!(bench.model.screens(), [Screen::Library]));
}
