//! What is in use is not deleted; the plan that frees it is reviewed and carried out in order.

use std::sync::Arc;

use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::profile::Mode;
use offerdeck::request::{Cause, Locator, Receipt, Reply, Request};
use offerdeck::screens::Screen;
use offerdeck::screens::dialogs::Dialog;
use serde_json::{Value, json};

use crate::bench::{Bench, failure, found, gone, is_read, page, record_with};

fn of(kind: Kind, whole: &Value) -> Arc<Record> {
    Arc::new(Record::read(Generation::Dps, kind, &whole.to_string()).unwrap())
}

fn offer() -> Arc<Record> {
    record_with("a", "Alpha", "draft", 1, "")
}

fn collection(id: &str, name: &str, revision: u64, ids: &[&str]) -> Arc<Record> {
    of(Kind::Collection, &json!({"id": id, "etag": revision, "name": name, "filterType": "offers", "ids": ids}))
}

/// `d` was pressed on an offer that these collections may name, and their list is on its way.
fn asked() -> Bench {
    let mut bench = Bench::with_list(&[offer()]);
    bench.asks_names = true;
    bench.press("d");
    bench.ring();
    bench
}

fn is_collections(request: &Request) -> bool {
    matches!(request, Request::List { kind: Kind::Collection, .. })
}

/// The collections came in after `d`: two of them name the offer.
fn in_use() -> Bench {
    let mut bench = asked();
    let collections = [
        collection("c1", "One", 1, &["a", "b"]),
        collection("c2", "Two", 1, &["a"]),
        collection("c3", "Three", 1, &["b"]),
    ];
    bench.answer(bench.ticket_of(is_collections), page(&collections));
    bench
}

#[test]
fn the_question_says_what_is_known_of_those_that_use_it() {
    let mut bench = asked();
    assert!(bench.screen().contains("being looked for"), "{}", bench.screen());
    bench.answer(bench.ticket_of(is_collections), failure(Cause::Forbidden));
    assert!(bench.screen().contains("not known: collections are not read (not allowed)"), "{}", bench.screen());
    let mut bench = asked();
    bench.answer(bench.ticket_of(is_collections), page(&[collection("c3", "Three", 1, &["b"])]));
    assert!(bench.screen().contains("Used by") && bench.screen().contains("nothing"), "{}", bench.screen());
}

#[test]
fn what_turns_out_to_be_in_use_is_not_deleted_and_what_uses_it_is_shown() {
    let mut bench = in_use();
    assert!(bench.model.dialogs().is_empty() && bench.timers.is_empty(), "the question is gone");
    let screen = bench.screen();
    assert!(screen.contains("Used by: Alpha") && screen.contains("One") && screen.contains("Two"), "{screen}");
    assert!(!screen.contains("Three") && bench.notice().contains("is in use and is not deleted"), "{screen}");
    bench.press("y enter");
    assert!(bench.screen().contains("· One") && bench.open.is_empty(), "the way to each: {}", bench.screen());
    bench.press("esc esc d");
    assert!(bench.screen().contains("Used by: Alpha"), "asked again it is known at once: {}", bench.screen());
}

#[test]
fn the_plan_frees_it_first_and_deletes_it_only_then() {
    let mut bench = in_use();
    bench.press("d");
    let screen = bench.screen();
    for text in [
        "Free and delete: Alpha",
        "collection \"One\"",
        "-   \"ids\": [\"a\", \"b\"]",
        "collection \"Two\"",
        "is then empty",
    ] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    bench.press("p");
    assert!(bench.screen().contains("\"op\": \"test\""), "{}", bench.screen());
    bench.press("y");
    assert!(bench.screen().contains("Change 2 objects, then delete this personalized offer?"), "{}", bench.screen());
    bench.press("enter");
    assert!(bench.open.is_empty() && matches!(bench.model.screens().last(), Some(Screen::Plan(_))), "enter cancels");
    bench.press("y");
    bench.ring();
    bench.type_text("Alpha");
    bench.press("enter");
    // Both collections are looked at and changed; the offer waits.
    for (id, name, after) in [("c1", "One", vec!["b"]), ("c2", "Two", vec![])] {
        let address = |request: &Request| matches!(request, Request::Read { kind: Kind::Collection, at, .. } if format!("{at:?}").contains(id));
        let before = if id == "c1" { vec!["a", "b"] } else { vec!["a"] };
        bench.answer(bench.ticket_of(address), found(&collection(id, name, 1, &before)));
        let patch = bench.ticket_of(|request| matches!(request, Request::Update { address, .. } if &**address == id));
        bench.answer(patch, Ok(Reply::Updated(Receipt::default())));
        assert!(!bench.open.values().any(|request| matches!(request, Request::Delete { .. })), "{:?}", bench.open);
        bench.answer(bench.ticket_of(address), found(&collection(id, name, 2, &after)));
    }
    bench.reply(found(&offer()));
    assert!(matches!(bench.only_request(), Request::Delete { address, .. } if &**address == "a"), "{:?}", bench.open);
    bench.reply(Ok(Reply::DeleteAccepted));
    bench.reply(gone());
    assert!(bench.notice().contains("Free and delete \"Alpha\": all 3 done"), "{}", bench.notice());
    assert_eq!(bench.shown(), Vec::<String>::new());
    bench.press("esc");
    assert_eq!(bench.model.screens().len(), 1, "what used it is not shown any more: {}", bench.screen());
    assert!(bench.notice().contains("\"Alpha\" is gone"), "{}", bench.notice());
}

#[test]
fn the_plan_says_what_a_change_of_a_live_decision_has_for_effects() {
    let mut bench = Bench::asking_names(&[]);
    bench.press("4");
    bench.answer(
        bench.ticket_of(is_collections),
        page(&[collection("c1", "One", 1, &[]), collection("c2", "Two", 1, &[])]),
    );
    let criterion = |id: &str| json!({"placements": ["p"], "optionSelection": {"filter": id}});
    let decision = json!({"id": "d", "etag": 1, "name": "Home", "status": "live", "fallback": "f",
        "criteria": [criterion("c1"), criterion("c2")]});
    bench.press("u");
    let decisions = bench.ticket_of(|request| matches!(request, Request::List { kind: Kind::Decision, .. }));
    bench.answer(decisions, page(&[of(Kind::Decision, &decision)]));
    bench.press("d");
    let screen = bench.screen();
    assert!(screen.contains("loses 1 of its 2 criteria") && screen.contains("journeys"), "{screen}");
}

#[test]
fn the_plan_follows_the_lists_that_change_below_it() {
    let mut bench = in_use();
    bench.press("r d");
    assert!(bench.screen().contains("Free and delete: Alpha") && !bench.screen().contains("x9"), "{}", bench.screen());
    let now = [collection("c1", "One", 2, &["a", "x9"]), collection("c3", "Three", 1, &["b"])];
    bench.answer(bench.ticket_of(is_collections), page(&now));
    let screen = bench.screen();
    assert!(screen.contains("x9") && !screen.contains("collection \"Two\""), "{screen}");
}

#[test]
fn after_the_first_that_does_not_let_go_no_other_is_changed() {
    let mut bench = asked();
    let collections: Vec<_> = (0..6).map(|n| collection(&format!("c{n}"), &format!("C{n}"), 1, &["a", "b"])).collect();
    bench.answer(bench.ticket_of(is_collections), page(&collections));
    bench.press("d y");
    bench.ring();
    bench.type_text("Alpha");
    bench.press("enter");
    let tickets: Vec<_> = bench.open.keys().copied().collect();
    assert_eq!(tickets.len(), 4);
    bench.answer(tickets[0], failure(Cause::Forbidden));
    assert_eq!(bench.open.len(), 3, "those on their way end, and none begins: {:?}", bench.open);
    for (ticket, before) in tickets.iter().zip(&collections).skip(1) {
        bench.answer(*ticket, found(before));
        let address = &before.address;
        let patch = bench.ticket_of(|request| matches!(request, Request::Update { address: of, .. } if of == address));
        bench.answer(patch, Ok(Reply::Updated(Receipt::default())));
        let name = before.title();
        let read_back =
            |request: &Request| matches!(request, Request::Read { at: Locator::Address(of), .. } if of == address);
        bench.answer(bench.ticket_of(read_back), found(&collection(before.id.as_str(), name, 2, &["b"])));
    }
    assert!(bench.open.is_empty(), "{:?}", bench.open);
    assert!(bench.notice().contains("3 of 7 done"), "{}", bench.notice());
    assert_eq!(bench.screen().matches("not begun: \"C0\" was not changed").count(), 3, "{}", bench.screen());
}

#[test]
fn where_one_does_not_let_go_it_is_not_deleted() {
    let mut bench = in_use();
    bench.press("d y");
    bench.ring();
    bench.type_text("Alpha");
    bench.press("enter");
    let tickets: Vec<_> = bench.open.keys().copied().collect();
    assert_eq!(tickets.len(), 2);
    for ticket in tickets {
        bench.answer(ticket, failure(Cause::Forbidden));
    }
    assert!(bench.open.is_empty(), "{:?}", bench.open);
    assert!(bench.notice().contains("0 of 3 done"), "{}", bench.notice());
    assert_eq!(bench.shown(), ["a"]);
}

#[test]
fn what_somebody_has_to_choose_is_no_part_of_a_plan() {
    let mut bench = Bench::with_list(&[offer()]);
    bench.press("2");
    let fallback = of(Kind::Fallback, &json!({"id": "f", "etag": 1, "name": "Fall", "status": "approved"}));
    bench.reply(page(&[fallback]));
    bench.asks_names = true;
    bench.press("u");
    let decision =
        of(Kind::Decision, &json!({"id": "d", "etag": 1, "name": "Home", "status": "live", "fallback": "f"}));
    bench.reply(page(&[decision]));
    bench.press("d");
    assert!(bench.screen().contains("choose another fallback offer there first"), "{}", bench.screen());
    bench.press("y");
    assert!(bench.model.dialogs().is_empty() && bench.notice().contains("Nothing was sent"), "{}", bench.notice());
}

#[test]
fn others_that_came_to_use_it_after_the_question_keep_it_from_being_deleted() {
    let mut bench = Bench::with_list(&[offer()]);
    bench.press("d");
    bench.ring();
    bench.press("y");
    let look = bench.ticket_of(is_read);
    // Meanwhile the list of collections is read again.
    bench.press("4 r");
    bench.answer(bench.ticket_of(is_collections), page(&[collection("c1", "One", 1, &["a"])]));
    bench.answer(look, found(&offer()));
    assert!(bench.open.is_empty(), "{:?}", bench.open);
    assert!(bench.notice().contains("it is in use"), "{}", bench.notice());
}

/// Three offers, two of which collections name, and the collections, one of which names both.
fn several_in_use() -> Bench {
    let offers = ["a", "b", "c"].map(|id| record_with(id, &format!("Offer {id}"), "draft", 1, ""));
    let mut bench = Bench::with_list(&offers);
    bench.press("4");
    bench.reply(page(&[collection("c1", "One", 1, &["a", "b", "x"]), collection("c2", "Two", 1, &["b"])]));
    bench.press("1");
    bench
}

/// The objects of the plan that is asked about, and the stage of each.
fn deeds(bench: &Bench) -> Vec<(String, u8)> {
    let [Dialog::Several(dialog)] = bench.model.dialogs() else { panic!("{}", bench.screen()) };
    let deeds = dialog.plan.deeds.iter();
    deeds.map(|planned| (planned.deed.record().title().to_owned(), planned.stage)).collect()
}

#[test]
fn one_plan_frees_all_of_several_with_one_patch_for_each_that_uses_them() {
    let mut bench = several_in_use();
    bench.press("* d");
    assert!(bench.notice().contains("2 of 3 are in use and are not deleted before"), "{}", bench.notice());
    let screen = bench.screen();
    for text in [
        "Free and delete: 3 objects",
        "2 objects let go of them first",
        "+   \"ids\": [\"x\"]",
        "is then empty",
        "then these 3 are deleted, in this order",
        "personalized offer \"Offer c\" (○ draft)",
    ] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    assert_eq!(screen.matches("collection \"One\"").count(), 1, "{screen}");
    bench.press("y");
    assert!(bench.screen().contains("Change 2 objects, then delete 3?"), "{}", bench.screen());
    bench.ring();
    bench.type_text("5");
    bench.press("enter");
    // The collections are changed first; the offers wait for both.
    for (before, after) in
        [(collection("c1", "One", 1, &["a", "b", "x"]), vec!["x"]), (collection("c2", "Two", 1, &["b"]), vec![])]
    {
        assert!(
            bench.open.values().all(|request| !format!("{request:?}").contains("Personalized")),
            "{:?}",
            bench.open
        );
        let address = Arc::clone(&before.address);
        let read =
            |request: &Request| matches!(request, Request::Read { at: Locator::Address(of), .. } if *of == address);
        bench.answer(bench.ticket_of(read), found(&before));
        let patch = bench.ticket_of(|request| matches!(request, Request::Update { address: of, .. } if *of == address));
        bench.answer(patch, Ok(Reply::Updated(Receipt::default())));
        bench.answer(bench.ticket_of(read), found(&collection(before.id.as_str(), before.title(), 2, &after)));
    }
    for id in ["a", "b", "c"] {
        let offer = record_with(id, &format!("Offer {id}"), "draft", 1, "");
        let read = |request: &Request| matches!(request, Request::Read { at: Locator::Address(of), .. } if &**of == id);
        bench.answer(bench.ticket_of(read), found(&offer));
        let delete = bench.ticket_of(|request| matches!(request, Request::Delete { address, .. } if &**address == id));
        bench.answer(delete, Ok(Reply::DeleteAccepted));
        bench.answer(bench.ticket_of(read), gone());
    }
    assert!(bench.notice().contains("Free and delete 3 objects: all 5 done"), "{}", bench.notice());
    assert_eq!(bench.shown(), Vec::<String>::new());
}

#[test]
fn what_is_deleted_itself_is_not_changed_before_and_goes_before_what_it_names() {
    let mut bench = several_in_use();
    bench.press("4 space 1 * d");
    let screen = bench.screen();
    assert!(!screen.contains("collection \"One\"\n") && screen.contains("1 object lets go of them first"), "{screen}");
    bench.press("y");
    let (depth, offers) = (1 + Kind::Collection.depth(), 1 + Kind::Personalized.depth());
    let expected = [("Two", 0), ("One", depth), ("Offer a", offers), ("Offer b", offers), ("Offer c", offers)];
    assert_eq!(deeds(&bench), expected.map(|(name, stage)| (name.to_owned(), stage)));
    assert!(bench.screen().contains("In this order: collections, then personalized offers."), "{}", bench.screen());
}

#[test]
fn what_somebody_has_to_choose_for_stays_and_is_let_go_of_by_nobody() {
    let mut bench = several_in_use();
    bench.press("7");
    let decision = of(
        Kind::Decision,
        &json!({"id": "d", "etag": 1, "name": "Home", "status": "live", "fallback": "f",
            "criteria": [{"placements": ["p"], "optionSelection": {"filter": "c1"}}]}),
    );
    bench.reply(page(&[decision]));
    bench.press("4 * 1 * d");
    let screen = bench.screen();
    for text in [
        "1 of 5 stays: 1 object must be changed by hand first",
        "decision \"Home\"",
        "has no criterion left without \"One\": give it another one first",
        "so these stay",
        "1 object lets go of the others first",
        "then these 4 are deleted, in this order",
    ] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    bench.press("y");
    let names: Vec<String> = deeds(&bench).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["One", "Two", "Offer a", "Offer b", "Offer c"], "what stays lets go of what goes");
}

#[test]
fn where_all_of_several_have_to_wait_for_somebody_nothing_can_be_sent() {
    let mut bench = Bench::with_list(&[offer()]);
    bench.press("2");
    let fallback = |id: &str| of(Kind::Fallback, &json!({"id": id, "etag": 1, "name": id, "status": "approved"}));
    bench.reply(page(&[fallback("f1"), fallback("f2")]));
    bench.asks_names = true;
    bench.press("* d");
    assert!(bench.screen().contains("What uses them is being looked for"), "{}", bench.screen());
    let decision =
        |id: &str| of(Kind::Decision, &json!({"id": id, "etag": 1, "name": id, "fallback": id.replace('d', "f")}));
    bench.reply(page(&[decision("d1"), decision("d2")]));
    let screen = bench.screen();
    assert!(screen.contains("2 of 2 stay: 2 objects must be changed by hand first"), "{screen}");
    assert!(screen.contains("d on them makes the plan anew"), "{screen}");
    bench.press("y");
    assert!(bench.model.dialogs().is_empty() && bench.notice().contains("Nothing was sent"), "{}", bench.notice());
}

#[test]
fn what_is_left_of_several_and_in_use_by_nobody_is_asked_about_like_any_other() {
    let mut bench = several_in_use();
    bench.press("2");
    let fallback = of(Kind::Fallback, &json!({"id": "f", "etag": 1, "name": "Fall", "status": "approved"}));
    bench.reply(page(&[fallback]));
    bench.press("7");
    let decision = of(Kind::Decision, &json!({"id": "d", "etag": 1, "name": "Home", "fallback": "f"}));
    bench.reply(page(&[decision]));
    bench.press("2 space 1 G space d");
    let screen = bench.screen();
    assert!(
        screen.contains("Nothing that is read uses the others") && screen.contains("\"Offer c\" is deleted"),
        "{screen}"
    );
    bench.press("y");
    let [Dialog::Delete(dialog)] = bench.model.dialogs() else { panic!("{}", bench.screen()) };
    assert!(dialog.target.record.title() == "Offer c" && !dialog.is_of_plan());
}

#[test]
fn of_those_that_are_left_the_question_says_how_many_are_not_shown() {
    let mut bench = several_in_use();
    bench.press("2");
    let fallback = |id: &str| of(Kind::Fallback, &json!({"id": id, "etag": 1, "name": id, "status": "draft"}));
    bench.reply(page(&[fallback("f"), fallback("g"), fallback("h")]));
    bench.press("7");
    let decision = of(Kind::Decision, &json!({"id": "d", "etag": 1, "name": "Home", "fallback": "f"}));
    bench.reply(page(&[decision]));
    bench.press("2 * 1 G space d y");
    let screen = bench.screen();
    for text in ["Delete these 3?", "2 are not shown now. "] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
}

#[test]
fn of_several_that_too_many_use_none_is_deleted_before_the_next_plan() {
    let mut bench = several_in_use();
    bench.press("4 r");
    let users = (0..103).map(|n| collection(&format!("u{n}"), &format!("U{n}"), 1, &[["a", "b"][n % 2], "x"]));
    bench.reply(page(&users.collect::<Vec<_>>()));
    bench.press("1 * d");
    let screen = bench.screen();
    for text in ["100 objects let go of them first", "3 others use them as well"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    bench.press("y");
    assert_eq!(deeds(&bench).len(), 100);
    assert!(bench.screen().contains("They are not deleted yet: 3 others use"), "{}", bench.screen());
}

#[test]
fn a_plan_says_which_lists_are_not_read_and_follows_them_once_they_are() {
    let placement = of(Kind::Placement, &json!({"id": "p", "etag": 1, "name": "Hero"}));
    let mut bench = Bench::asking_names(&[offer()]);
    bench.reply(page(&[placement]));
    bench.press("3 u");
    let list = |kind: Kind| move |request: &Request| matches!(request, Request::List { kind: of, .. } if *of == kind);
    for kind in [Kind::Fallback, Kind::Decision] {
        bench.answer(bench.ticket_of(list(kind)), failure(Cause::Forbidden));
    }
    let told = "fallback offers and decisions are not read (not allowed)";
    assert!(bench.screen().contains(&format!("! {told}; r reads them again")), "{}", bench.screen());
    bench.press("d");
    let screen = bench.screen();
    assert!(screen.contains(&format!("! Not all is known: {told}; r reads them again")), "{screen}");
    bench.press("r");
    assert!(bench.screen().contains("fallback offers and decisions are being read …"), "{}", bench.screen());
    bench.press("y");
    assert!(bench.model.dialogs().is_empty() && bench.notice().contains("still being read"), "{}", bench.notice());
    bench.answer(bench.ticket_of(list(Kind::Decision)), page(&[]));
    assert!(bench.screen().contains("fallback offers are being read …"), "{}", bench.screen());
    let fallback = json!({"id": "f", "etag": 1, "name": "Fall", "representations": [{"placement": "p"}]});
    bench.answer(bench.ticket_of(list(Kind::Fallback)), page(&[of(Kind::Fallback, &fallback)]));
    let screen = bench.screen();
    assert!(!screen.contains("Not all is known") && screen.contains("2 objects let go of it first"), "{screen}");
    assert!(screen.contains("fallback offer \"Fall\"") && !screen.contains("r refresh"), "{screen}");
}

#[test]
fn a_yes_counts_only_once_it_is_known_what_uses_it() {
    let mut bench = asked();
    bench.press("y");
    assert_eq!(bench.open.len(), 1, "no look leaves, only the list is asked for: {:?}", bench.open);
    bench.answer(bench.ticket_of(is_collections), page(&[]));
    bench.press("y");
    assert!(is_read(bench.only_request()), "{:?}", bench.open);

    let mut bench = Bench::with_list(&[offer(), record_with("b", "Beta", "draft", 1, "")]);
    bench.asks_names = true;
    bench.press("* d");
    bench.ring();
    bench.type_text("2");
    bench.press("enter");
    assert!(bench.screen().contains("is being looked for"), "{}", bench.screen());
    assert_eq!(bench.open.len(), 1, "{:?}", bench.open);
    bench.answer(bench.ticket_of(is_collections), failure(Cause::Forbidden));
    assert!(bench.screen().contains("Whether others use them is not known"), "{}", bench.screen());
    bench.press("enter");
    assert_eq!(bench.open.values().filter(|request| is_read(request)).count(), 2, "{:?}", bench.open);
}

#[test]
fn in_production_the_plan_wants_the_place_typed() {
    let mut bench = in_use();
    bench.model.settings.mode = Some(Mode::Ask);
    bench.press("d y");
    bench.ring();
    assert!(bench.screen().contains("type dev"), "{}", bench.screen());
    bench.type_text("Alpha");
    bench.press("enter");
    assert!(bench.open.is_empty(), "{:?}", bench.open);
}

#[test]
fn the_plan_is_asked_about_in_the_mode_of_the_moment_and_not_in_that_of_its_opening() {
    let mut bench = in_use();
    bench.press("d");
    bench.model.settings.mode = Some(Mode::Ask);
    bench.press("y");
    assert!(bench.screen().contains("type dev"), "{}", bench.screen());

    let mut bench = in_use();
    bench.press("d");
    bench.model.settings.mode = Some(Mode::ReadOnly);
    bench.press("y");
    assert!(bench.model.dialogs().is_empty(), "{}", bench.screen());
    assert!(bench.notice().contains("is read-only"), "{}", bench.notice());
    let Some(Screen::Plan(_)) = bench.model.screens().last() else { panic!("the plan stays: {}", bench.screen()) };
}

#[test]
fn who_names_it_where_another_kind_is_meant_has_to_be_changed_by_hand() {
    let mut bench = Bench::with_list(&[offer()]);
    bench.press("4");
    bench.reply(page(&[collection("c1", "One", 1, &["x"])]));
    bench.asks_names = true;
    bench.press("u");
    let decision = of(
        Kind::Decision,
        &json!({"id": "d", "etag": 1, "name": "Home", "status": "live", "fallback": "f",
        "criteria": [{"placements": ["c1", "p"], "optionSelection": {"filter": "c2"}}]}),
    );
    bench.reply(page(&[decision]));
    bench.press("d");
    assert!(bench.screen().contains("names \"One\" where another kind is meant"), "{}", bench.screen());
    bench.press("y");
    assert!(bench.model.dialogs().is_empty(), "{}", bench.screen());
}

#[test]
fn a_plan_that_has_to_wait_for_another_one_stays_to_be_confirmed_again() {
    let mut bench = Bench::with_list(&[offer(), record_with("b", "Beta", "draft", 1, "")]);
    bench.asks_names = true;
    bench.press("d");
    bench.ring();
    bench.answer(
        bench.ticket_of(is_collections),
        page(&[collection("c1", "One", 1, &["a"]), collection("c2", "Two", 1, &["b"])]),
    );
    for name in ["Alpha", "Beta"] {
        bench.press("d y");
        bench.ring();
        bench.type_text(name);
        bench.press("enter");
        if name == "Alpha" {
            // The plan that is carried out, then what used it.
            bench.press("esc esc j d");
        }
    }
    assert!(bench.notice().contains("that is under way just now"), "{}", bench.notice());
    let screen = bench.screen();
    assert!(screen.contains("Free and delete: Beta") && screen.contains("y carry out"), "{screen}");
}

#[test]
fn of_more_than_a_plan_holds_the_first_are_freed_and_the_next_plan_goes_on() {
    let mut bench = asked();
    let users = |count: usize| -> Vec<_> {
        (0..count).map(|n| collection(&format!("c{n}"), &format!("C{n}"), 1, &["a", "b"])).collect()
    };
    bench.answer(bench.ticket_of(is_collections), page(&users(103)));
    bench.press("d");
    let screen = bench.screen();
    for text in ["100 objects let go of it first", "3 others use it as well", "d on it goes on with the next"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    bench.press("y");
    let [Dialog::Several(dialog)] = bench.model.dialogs() else { panic!("{:?}", bench.model.dialogs()) };
    assert_eq!(dialog.plan.deeds.len(), 100);
    assert!(dialog.doomed().is_empty(), "nothing is deleted yet");
    assert!(bench.screen().contains("It is not deleted yet: 3 others use it"), "{}", bench.screen());
    bench.ring();
    bench.type_text("100");
    bench.press("enter");
    assert_eq!(bench.open.len(), 4, "{:?}", bench.open);
}
