//! The names of those that an object names, and the way there and back.

use std::sync::Arc;

use offerdeck::app::{Msg, Told};
use offerdeck::domain::{DiffLine, Generation, Kind, ObjectId, Record, Scope};
use offerdeck::request::{Cause, Request, Ticket};
use offerdeck::screens::Screen;
use offerdeck::store::{Diff, Entry, Id, Intent, Place, WriteKind};
use serde_json::{Value, json};

use crate::bench::kept::tell;
use crate::bench::{Bench, failure, found, page, record, record_with, scope, site};

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
fn where_one_id_stands_in_two_lists_name_and_way_are_those_of_the_kind_that_is_meant() {
    let mut bench = Bench::asking_names(&[record("a", "Alpha", "draft", 1), record("p", "Another", "draft", 1)]);
    bench.answer(bench.only_ticket(), page(&[placement()]));
    assert!(bench.screen().contains("Web hero  p"), "{}", bench.screen());
    bench.press("enter i");
    assert!(bench.screen().contains("← Web hero"), "{}", bench.screen());
    bench.press("tab enter");
    assert!(bench.screen().contains("╭ placement · Web hero"), "{}", bench.screen());
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
    assert!(bench.screen().contains("p (not read: placements)"), "{}", bench.screen());
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
    assert!(bench.screen().contains("· Web hero"), "{}", bench.screen());
    bench.press("esc");
    assert_eq!(bench.model.screens().last(), Some(&Screen::Detail(before)));
    assert_eq!(bench.screen(), screen);
    bench.press("enter");
    assert!(bench.screen().contains("· Web hero"), "the line is still chosen");
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
        let name = if round % 2 == 0 { "╭ collection · One" } else { "╭ collection · Two" };
        assert!(bench.screen().contains(name), "{}", bench.screen());
        bench.press("tab enter");
    }
    assert!(bench.model.screens().len() <= 51, "{}", bench.model.screens().len());
    for _ in 0..50 {
        bench.press("esc");
    }
    assert!(matches!(bench.model.screens(), [Screen::Library]));
}

fn qualifier() -> Arc<Record> {
    of(Kind::Qualifier, &json!({"id": "t", "name": "Summer"}))
}

/// The kinds whose lists are asked for.
fn asked_for(bench: &Bench) -> Vec<Kind> {
    let lists = bench.open.values().filter_map(|request| match request {
        Request::List { kind, .. } => Some(*kind),
        _ => None,
    });
    lists.collect()
}

/// A way to a screen on which the qualifier `t` is named, its list asked for and nothing else.
type Way = fn() -> Bench;

const WAYS: &[(&str, Way)] = &[
    ("json", json_view),
    ("editor", editor),
    ("review", review),
    ("patch", patch),
    ("history", history),
    ("merge", merge),
];

fn is_of(kind: Kind) -> impl Fn(&Request) -> bool {
    move |request| matches!(request, Request::List { kind: asked, .. } if *asked == kind)
}

fn tagged(revision: u64, tags: &str) -> Arc<Record> {
    record_with("a", "Alpha", "draft", revision, &format!("\"tags\":[{tags}],"))
}

/// A terminal without room for details beside the list, in which one offer is read.
fn narrow(offer: Arc<Record>) -> Bench {
    let mut bench = Bench::started();
    (bench.asks_names, bench.model.area.width) = (true, 80);
    bench.reply(page(&[offer]));
    bench
}

fn without_placements(mut bench: Bench) -> Bench {
    let placements = bench.ticket_of(is_of(Kind::Placement));
    bench.answer(placements, page(&[placement()]));
    bench
}

fn json_view() -> Bench {
    let mut bench = narrow(tagged(3, "\"t\""));
    bench.press("enter i");
    without_placements(bench)
}

/// The text names no qualifier before it is typed.
fn editor() -> Bench {
    let mut bench = narrow(record("a", "Alpha", "draft", 3));
    bench.press("e");
    bench.reply(found(&record("a", "Alpha", "draft", 3)));
    assert_eq!(asked_for(&bench), [Kind::Placement], "what the text names, once it is open");
    let mut bench = without_placements(bench);
    bench.press("end");
    bench.happen(Msg::Paste("\n  \"tags\": [\"t\"],".to_owned()));
    bench
}

fn review() -> Bench {
    let mut bench = editor();
    bench.press("ctrl-s");
    bench
}

fn patch() -> Bench {
    let mut bench = review();
    bench.press("p");
    bench
}

fn merge() -> Bench {
    let mut bench = review();
    bench.press("y");
    let read = bench.ticket_of(|request| matches!(request, Request::Read { .. }));
    bench.answer(read, found(&record_with("a", "Alpha", "draft", 4, r#""tags":"none","#)));
    bench.ring();
    bench.press("y");
    assert_eq!(
        bench.model.screens().last().map(|top| matches!(top, Screen::Merge(_))),
        Some(true),
        "{}",
        bench.screen()
    );
    bench
}

fn history_in(scope: Scope) -> Bench {
    let mut bench = narrow(record("a", "Alpha", "draft", 3));
    bench.model.settings.kept_under = Some(site());
    bench.command("history");
    let place = Place { profile: None, site: site(), generation: Generation::Dps, scope, kind: Kind::Personalized };
    let lines = [DiffLine::Same("{".to_owned()), DiffLine::Added("  \"tags\": [\"t\"],".to_owned())];
    let intent = Intent {
        at: bench.model.now,
        place,
        operation: WriteKind::Update,
        object: Some(ObjectId::from("a")),
        name: "Alpha".to_owned(),
        sent: r#"[{"op":"add","path":"/tags","value":["t"]}]"#.to_owned(),
        before: Some(2),
        diff: Some(Diff::of(lines.into())),
    };
    let entry = Entry { id: Id::parse("00000000002a-0000000000000001").unwrap(), intent, outcome: None };
    tell(&mut bench, Told::Journal(Ok((vec![entry], 0))));
    bench.press("enter");
    bench
}

fn history() -> Bench {
    let mut bench = history_in(scope());
    for kind in [Kind::Placement, Kind::Rule] {
        let ticket = bench.ticket_of(is_of(kind));
        bench.answer(ticket, page(&[]));
    }
    bench
}

#[test]
fn every_screen_asks_for_the_names_in_it_and_shows_them() {
    for (way, begin) in WAYS {
        let mut bench = begin();
        assert_eq!(asked_for(&bench), [Kind::Qualifier], "{way}");
        assert!(!bench.screen().contains("leads nowhere"), "{way}: {}", bench.screen());
        let ticket = bench.ticket_of(is_of(Kind::Qualifier));
        bench.answer(ticket, page(&[qualifier(), of(Kind::Qualifier, &json!({"id": "u", "name": "Winter"}))]));
        assert!(bench.screen().contains("Summer"), "{way}: {}", bench.screen());
        assert!(!bench.screen().contains("leads nowhere") && bench.open.is_empty(), "{way}: {}", bench.screen());
    }
}

#[test]
fn every_screen_tells_what_leads_nowhere_from_what_could_not_be_read() {
    for (way, begin) in WAYS {
        let mut bench = begin();
        let ticket = bench.ticket_of(is_of(Kind::Qualifier));
        bench.answer(ticket, page(&[]));
        assert!(bench.screen().contains("✗ leads nowhere"), "{way}: {}", bench.screen());

        let mut bench = begin();
        let ticket = bench.ticket_of(is_of(Kind::Qualifier));
        bench.answer(ticket, failure(Cause::Forbidden));
        assert!(bench.screen().contains("(not read: collection"), "{way}: {}", bench.screen());
        assert!(!bench.screen().contains("leads nowhere"), "{way}: {}", bench.screen());
        assert!(bench.open.is_empty(), "it is asked once: {way}: {:?}", bench.open);
    }
}

#[test]
fn every_screen_leads_there_and_back() {
    for (way, begin) in WAYS {
        let mut bench = begin();
        let ticket = bench.ticket_of(is_of(Kind::Qualifier));
        bench.answer(ticket, page(&[qualifier()]));
        let go: &[&str] = match *way {
            "json" => &["tab", "enter"],
            "editor" => &["ctrl-o"],
            _ => &["o", "enter"],
        };
        let (last, choosing) = go.split_last().unwrap();
        choosing.iter().for_each(|key| _ = bench.press(key));
        let before = bench.screen();
        bench.press(last);
        assert!(bench.screen().contains("· Summer"), "{way}: {}", bench.screen());
        bench.press("esc");
        assert_eq!(bench.screen(), before, "{way}");
        assert!(bench.open.is_empty(), "{way}: nothing was sent: {:?}", bench.open);
    }
}

#[test]
fn the_way_from_the_editor_keeps_text_and_cursor_and_lets_nobody_forget_them() {
    let mut bench = editor();
    let ticket = bench.ticket_of(is_of(Kind::Qualifier));
    bench.answer(ticket, page(&[qualifier()]));
    let before = bench.editor().unwrap().clone();
    bench.press("ctrl-o");
    bench.command("fallback");
    assert!(bench.notice().contains("The editor holds text that was not sent"), "{}", bench.notice());
    bench.press("esc");
    assert_eq!(bench.editor(), Some(&before));
    assert!(matches!(bench.model.screens().last(), Some(Screen::Editor(_))));
    bench.press("up ctrl-o");
    assert!(bench.notice().contains("No other object is named here"), "{}", bench.notice());
}

#[test]
fn what_was_written_elsewhere_is_not_judged_by_the_lists_of_this_place() {
    let mut bench = history_in(Scope { sandbox: "elsewhere".to_owned(), container: None });
    assert!(bench.open.is_empty(), "{:?}", bench.open);
    assert!(bench.screen().contains("\"t\"") && !bench.screen().contains('←'), "{}", bench.screen());
    bench.press("o");
    assert!(bench.notice().contains("names no other object"), "{}", bench.notice());
}

#[test]
fn the_ids_of_a_collection_that_does_not_say_what_they_are_have_names_but_lead_nowhere_only_for_sure() {
    let mut bench = Bench::asking_names(&[record("a", "Alpha", "draft", 1)]);
    let placements = bench.ticket_of(is_of(Kind::Placement));
    bench.answer(placements, page(&[placement()]));
    bench.press("4");
    let odd = json!({"id": "c", "name": "Odd", "filterType": "by-magic", "ids": ["a", "gone"]});
    let ticket = bench.ticket_of(is_of(Kind::Collection));
    bench.answer(ticket, page(&[of(Kind::Collection, &odd)]));
    for view in ["enter", "i"] {
        bench.press(view);
        let screen = bench.screen();
        assert!(screen.contains("Alpha") && screen.contains("gone") && !screen.contains("nowhere"), "{screen}");
    }
    bench.press("tab tab enter");
    assert!(bench.notice().contains("What gone is to be is not said"), "{}", bench.notice());
}

#[test]
fn an_id_has_its_name_as_soon_as_the_list_comes_that_it_speaks_of_or_any_that_holds_it() {
    let fallback = "dps:fallback-offer:f1";
    for (kind, id) in [(Kind::Fallback, fallback), (Kind::Decision, "d1")] {
        let mut bench = Bench::asking_names(&[]);
        bench.press("4");
        let whole = json!({"id": "c", "name": "Some", "filterType": "offers", "ids": [id]});
        let is_of =
            |wanted: Kind| move |request: &Request| matches!(request, Request::List { kind, .. } if *kind == wanted);
        bench.answer(bench.ticket_of(is_of(Kind::Collection)), page(&[of(Kind::Collection, &whole)]));
        if kind == Kind::Decision {
            bench.press("7 4");
        }
        bench.answer(bench.ticket_of(is_of(kind)), page(&[of(kind, &json!({"id": id, "name": "Found by now"}))]));
        assert!(bench.screen().contains("Found by now"), "{id}: {}", bench.screen());
    }
}
