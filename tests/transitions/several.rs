//! Marks, and what acts on several.

use std::sync::Arc;

use offerdeck::app::{Effect, Msg, Order, Told};
use offerdeck::domain::{Generation, Kind, Record, SandboxType};
use offerdeck::profile::Mode;
use offerdeck::request::{Cause, Locator, Reply, Request};
use offerdeck::screens::dialogs::Dialog;
use offerdeck::store::{Id, StoreError};

use crate::bench::kept::{tell, trash_number};
use crate::bench::{Bench, failure, found, gone, is_read, orders, page, record, writes};

/// So many drafts: `o0`, `o1`, ...
fn drafts(count: usize) -> Vec<Arc<Record>> {
    (0..count).map(|number| record(&format!("o{number}"), &format!("Offer {number}"), "draft", 1)).collect()
}

/// All of so many drafts are marked and their delete is confirmed.
pub fn confirmed(count: usize) -> Bench {
    let mut bench = Bench::with_list(&drafts(count));
    bench.press("* d");
    bench.ring();
    bench.type_text(&count.to_string());
    bench.press("enter");
    bench
}

/// The address of the oldest open question of this sort.
fn next(bench: &Bench, wanted: fn(&Request) -> bool) -> Option<(offerdeck::request::Ticket, String)> {
    let (ticket, request) = bench.open.iter().find(|(_, request)| wanted(request))?;
    let address = match request {
        Request::Read { at: Locator::Address(address), .. } | Request::Delete { address, .. } => address,
        other => panic!("{other:?}"),
    };
    Some((*ticket, address.to_string()))
}

/// Answers looks and deletes as a server would that deletes at once, until nothing is open.
fn until_idle(bench: &mut Bench) {
    let mut deleted = Vec::new();
    while let Some((ticket, request)) = bench.open.iter().next().map(|(ticket, request)| (*ticket, request.clone())) {
        let answer = match &request {
            Request::Read { at: Locator::Address(address), .. } if deleted.contains(address) => gone(),
            Request::Read { at: Locator::Address(address), .. } => {
                let number = address.trim_start_matches('o');
                found(&record(address, &format!("Offer {number}"), "draft", 1))
            }
            Request::Delete { address, .. } => {
                deleted.push(Arc::clone(address));
                Ok(Reply::DeleteAccepted)
            }
            other => panic!("{other:?}"),
        };
        bench.answer(ticket, answer);
    }
}

#[test]
fn marks_are_set_and_taken_away_one_by_one_as_a_range_and_all_at_once() {
    let mut bench = Bench::with_list(&drafts(6));
    bench.press("space");
    assert_eq!(bench.selected(), Some("o1".into()), "on to the next");
    assert!(bench.screen().contains("1 marked") && bench.screen().contains("✓ Offer 0"), "{}", bench.screen());
    bench.press("j j V");
    assert_eq!(bench.selected(), Some("o3".into()));
    assert!(bench.screen().contains("4 marked"), "from the first to the fourth: {}", bench.screen());
    bench.press("g space");
    assert!(bench.screen().contains("3 marked"), "{}", bench.screen());
    bench.press("*");
    assert!(bench.screen().contains("6 marked"), "{}", bench.screen());
    bench.press("*");
    assert!(!bench.screen().contains("marked"), "{}", bench.screen());
    bench.press("V");
    assert!(bench.screen().contains("1 marked"), "{}", bench.screen());
}

#[test]
fn esc_takes_the_filter_first_and_then_the_marks() {
    let mut bench = Bench::with_list(&drafts(3));
    bench.press("space /");
    bench.type_text("Offer 2");
    bench.press("enter esc");
    assert!(bench.screen().contains("1 marked") && bench.shown().len() == 3);
    bench.press("esc");
    assert!(!bench.screen().contains("marked"), "{}", bench.screen());
    assert_eq!(bench.model.screens().len(), 1, "and not yet to the picker");
}

#[test]
fn one_that_is_marked_is_asked_about_wherever_the_cursor_is() {
    let mut bench = Bench::with_list(&drafts(3));
    bench.press("space G d");
    let [Dialog::Delete(dialog)] = bench.model.dialogs() else { panic!("{:?}", bench.model.dialogs()) };
    assert_eq!(dialog.target.record.id.as_str(), "o0");
}

#[test]
fn the_question_names_all_even_those_that_the_filter_hides() {
    let mut bench = Bench::with_list(&drafts(3));
    bench.press("space space /");
    bench.type_text("Offer 1");
    bench.press("enter d");
    let screen = bench.screen();
    for text in ["Delete these 2?", "Offer 0", "Offer 1", "1 is not shown now"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
}

#[test]
fn several_are_deleted_four_at_a_time_until_all_are_gone() {
    let mut bench = confirmed(10);
    assert_eq!(bench.open.values().filter(|request| is_read(request)).count(), 4);
    assert!(bench.screen().contains("Delete 10 personalized offers: 10 to go"), "{}", bench.screen());
    until_idle(&mut bench);
    assert!(bench.shown().is_empty());
    assert_eq!(bench.notice(), "Delete 10 personalized offers: all 10 done.");
    assert!(bench.screen().contains("Delete 10 personalized offers: 10 of 10 done"), "{}", bench.screen());
    assert!(bench.model.is_idle());
}

#[test]
fn never_more_than_four_are_on_their_way() {
    let mut bench = confirmed(9);
    while let Some((ticket, address)) = next(&bench, is_read) {
        assert!(bench.open.len() <= 4, "{:?}", bench.open);
        bench.answer(ticket, found(&record(&address, "Changed", "draft", 2)));
    }
    assert!(bench.notice().contains("0 of 9 done"), "{}", bench.notice());
}

#[test]
fn one_that_fails_stops_none_of_the_others_stays_marked_and_tells_why() {
    let mut bench = confirmed(6);
    let (ticket, address) = next(&bench, is_read).unwrap();
    assert_eq!(address, "o0");
    bench.answer(ticket, failure(Cause::Forbidden));
    until_idle(&mut bench);
    assert_eq!(bench.shown(), ["o0"]);
    assert!(bench.notice().contains("5 of 6 done. The others stay marked"), "{}", bench.notice());
    assert!(bench.screen().contains("✗ not deleted"), "{}", bench.screen());
    bench.press("g enter");
    assert!(bench.notice().contains("the server's own words"), "{}", bench.notice());
    bench.press("esc");
    assert!(bench.screen().contains("1 marked"), "{}", bench.screen());
    bench.press("d");
    assert!(matches!(bench.model.dialogs(), [Dialog::Delete(_)]), "it can be tried again");
}

#[test]
fn what_would_fail_for_all_stops_those_that_have_not_begun() {
    for cause in [Cause::SignIn, Cause::NotSent] {
        let mut bench = confirmed(10);
        let (ticket, _) = next(&bench, is_read).unwrap();
        bench.answer(ticket, failure(cause));
        until_idle(&mut bench);
        assert_eq!(bench.shown().len(), 7, "three were under way beside it: {cause:?}");
        assert!(bench.notice().starts_with("Stopped"), "{cause:?}: {}", bench.notice());
        assert!(!bench.screen().contains("waits"), "{}", bench.screen());
    }
}

#[test]
fn ctrl_c_before_anything_was_sent_ends_it_all_and_says_so() {
    let mut bench = confirmed(10);
    bench.press("ctrl-c");
    assert!(bench.open.is_empty());
    assert!(bench.notice().contains("0 of 10 done"), "{}", bench.notice());
    assert!(!bench.notice().contains("go on"), "{}", bench.notice());
    assert!(bench.notice().ends_with("Press ctrl-c again to quit."), "{}", bench.notice());
}

#[test]
fn what_somebody_else_deleted_is_told_apart() {
    let mut bench = confirmed(2);
    for _ in 0..2 {
        let (ticket, _) = next(&bench, is_read).unwrap();
        bench.answer(ticket, gone());
    }
    assert_eq!(bench.notice(), "Delete 2 personalized offers: 0 of 2 done; 2 were gone already.");
    assert!(bench.screen().contains("gone already"), "{}", bench.screen());
}

#[test]
fn a_disk_that_refuses_one_body_stops_the_others() {
    let mut bench = Bench::keeping(&drafts(9));
    bench.press("* d");
    let (arm, _) = *bench.timers.last().unwrap();
    bench.happen(Msg::Timer(arm));
    bench.type_text("9");
    bench.press("enter");
    let (ticket, address) = next(&bench, is_read).unwrap();
    let effects = bench.answer(ticket, found(&record(&address, "Offer", "draft", 1)));
    let full = StoreError::NoRoom("/state/trash/1.json".into());
    tell(&mut bench, Told::Trashed(trash_number(&effects), Err(full)));
    assert_eq!(bench.open.values().filter(|request| is_read(request)).count(), 3, "no further one begins");
}

#[test]
fn in_production_several_want_the_name_of_the_sandbox() {
    let mut bench = Bench::with_list(&drafts(3));
    bench.model.settings.mode = Some(Mode::Ask);
    bench.model.sandbox_type = SandboxType::Production;
    bench.press("* d");
    bench.ring();
    bench.type_text("3");
    assert!(bench.press("tab enter").is_empty(), "the number is not enough");
    bench.press("backspace");
    bench.type_text("dev");
    bench.press("enter");
    assert_eq!(bench.open.values().filter(|request| is_read(request)).count(), 3);
}

#[test]
fn ctrl_c_stops_what_has_not_begun_and_what_was_sent_is_seen_to_its_end() {
    let mut bench = confirmed(10);
    let (ticket, address) = next(&bench, is_read).unwrap();
    let effects = bench.answer(ticket, found(&record(&address, "Offer 0", "draft", 1)));
    assert_eq!(writes(&effects).len(), 1);
    bench.press("ctrl-c");
    assert!(bench.notice().contains("Stopped"), "{}", bench.notice());
    until_idle(&mut bench);
    assert_eq!(bench.shown().len(), 9, "only what was sent is gone");
    assert!(bench.notice().contains("1 of 10 done"), "{}", bench.notice());
    bench.press("esc");
    assert!(bench.screen().contains("9 marked"), "{}", bench.screen());
}

#[test]
fn quitting_asks_and_the_end_by_a_signal_begins_with_no_more() {
    let mut bench = confirmed(10);
    bench.press("esc q");
    assert!(matches!(bench.model.dialogs(), [Dialog::Quit { .. }]));
    assert!(bench.screen().contains("Delete 10 personalized offers: 10 to go. Quitting drops"), "{}", bench.screen());
    let mut bench = confirmed(10);
    let (ticket, address) = next(&bench, is_read).unwrap();
    bench.answer(ticket, found(&record(&address, "Offer 0", "draft", 1)));
    assert!(!bench.happen(Msg::Terminate(143)).contains(&Effect::Quit(143)), "one delete was sent");
    let write = bench.ticket_of(Request::is_write);
    bench.answer(write, Ok(Reply::DeleteAccepted));
    let effects = bench.reply(gone());
    assert!(effects.contains(&Effect::Quit(143)), "{effects:?}");
    assert_eq!(bench.shown().len(), 9);
}

#[test]
fn a_second_lot_waits_for_the_first() {
    let mut bench = confirmed(10);
    bench.press("esc d");
    assert!(bench.model.dialogs().is_empty());
    assert!(bench.notice().contains("Delete 10 personalized offers: that is under way just now"), "{}", bench.notice());
}

#[test]
fn each_body_is_in_the_trash_before_its_delete_leaves_and_all_can_be_had_back() {
    let mut bench = Bench::keeping(&drafts(2));
    bench.press("* d");
    let (arm, _) = *bench.timers.last().unwrap();
    bench.happen(Msg::Timer(arm));
    bench.type_text("2");
    bench.press("enter");
    for number in 0..2 {
        let (ticket, address) = next(&bench, is_read).unwrap();
        let effects = bench.answer(ticket, found(&record(&address, "Offer", "draft", 1)));
        let id = Id::parse(&format!("00000000002a-00000000000000f{number}")).unwrap();
        let effects = tell(&mut bench, Told::Trashed(trash_number(&effects), Ok(id)));
        let [Order::Begin(begun, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
        assert_eq!(writes(&tell(&mut bench, Told::Begun(*begun, Ok(())))).len(), 1);
    }
    until_idle(&mut bench);
    assert_eq!(bench.notice(), "Delete 2 personalized offers: all 2 done. z has them back, one after the other.");
    let effects = bench.press("z");
    let first = Order::ReadTrash(Id::parse("00000000002a-00000000000000f1").unwrap());
    assert_eq!(orders(&effects), [&first], "the notice says so where it stands");
}

/// Two offers and two collections, of which both offers are marked and the collection that names one of them.
fn marked_of_two_kinds() -> Bench {
    let mut bench = Bench::with_list(&drafts(2));
    bench.press("* 4");
    let collection = |(id, offer): (&str, &str)| {
        let raw =
            format!(r#"{{"id":"{id}","etag":1,"name":"Collection {id}","filterType":"offers","ids":["{offer}"]}}"#);
        Arc::new(Record::read(Generation::Dps, Kind::Collection, &raw).unwrap())
    };
    bench.reply(page(&[("c0", "o0"), ("c1", "o9")].map(collection)));
    bench.press("space");
    bench
}

#[test]
fn marks_of_all_kinds_count_together_and_what_may_name_others_goes_first() {
    let mut bench = marked_of_two_kinds();
    bench.press("d");
    let screen = bench.screen();
    for text in ["Delete these 3?", "▸ collection: Collection c0", "personalized offer: Offer 1", "2 are not shown now"]
    {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    assert!(screen.contains("In this order:") && screen.contains("collections, then personalized offers."), "{screen}");
    bench.ring();
    bench.type_text("3");
    bench.press("enter");
    let (ticket, address) = next(&bench, is_read).unwrap();
    assert_eq!((bench.open.len(), address.as_str()), (1, "c0"), "the offers wait for the collection");
    bench.answer(ticket, failure(Cause::Forbidden));
    assert!(bench.open.is_empty());
    assert!(bench.notice().contains("Delete 3 objects: 0 of 3 done"), "{}", bench.notice());
    assert!(bench.screen().contains("not begun: \"Collection c0\" was not deleted"), "{}", bench.screen());
}

#[test]
fn marks_of_other_lists_are_told_of_and_no_key_takes_the_row_under_the_cursor_in_their_place() {
    let mut bench = marked_of_two_kinds();
    assert!(bench.screen().contains("3 marked (2 in Personalized)"), "{}", bench.screen());
    bench.press("g space");
    assert!(bench.screen().contains("2 marked (2 in Personalized)"), "{}", bench.screen());
    bench.press("d");
    assert!(bench.screen().contains("Free and delete: 2 objects"), "{}", bench.screen());
    assert!(bench.notice().contains("1 of 2 is in use and is not deleted before"), "{}", bench.notice());
    bench.press("esc a");
    assert!(bench.model.dialogs().is_empty());
    assert!(bench.notice().contains("Nothing is marked in this list, but 2 in Personalized"), "{}", bench.notice());
}

#[test]
fn esc_takes_the_marks_of_the_list_and_then_those_of_the_others_and_says_so() {
    let mut bench = marked_of_two_kinds();
    bench.press("esc");
    assert!(bench.notice().contains("Still marked: 2 in Personalized"), "{}", bench.notice());
    assert!(bench.screen().contains("2 marked (2 in Personalized)"), "{}", bench.screen());
    bench.press("esc");
    assert_eq!(bench.notice(), "No longer marked: 2 in Personalized.");
    assert_eq!(bench.model.library.marked_len(), 0);
    assert_eq!(bench.model.screens().len(), 1, "and not yet to the picker");
}
