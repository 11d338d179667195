//! The way of a delete.

use std::time::Duration;

use offerdeck::app::{Effect, Msg};
use offerdeck::domain::Kind;
use offerdeck::request::{Cause, Locator, Reply, Request};
use offerdeck::screens::dialogs::Dialog;

use crate::bench::{Bench, CAUSES, failure, found, gone, is_list, is_read, page, record, scope, writes};
use crate::places::sandbox;
use crate::retries::busy;

const ACCEPTED: Reply = Reply::DeleteAccepted;

fn delete_of(address: &str) -> Request {
    Request::Delete { scope: scope(), kind: Kind::Personalized, address: address.into() }
}

/// The objects that are looked at, by their addresses: what follows on the yes to a delete.
fn looked_at(effects: &[Effect]) -> Vec<&str> {
    let address = |effect| match effect {
        &Effect::Ask(_, Request::Read { at: Locator::Address(ref address), .. }) => Some(&**address),
        _ => None,
    };
    effects.iter().filter_map(address).collect()
}

/// Three drafts with the cursor on the second.
fn three() -> Bench {
    let mut bench = Bench::with_list(&[
        record("a", "Alpha", "draft", 1),
        record("b", "Beta", "draft", 1),
        record("c", "Gamma", "draft", 1),
    ]);
    bench.press("j");
    bench
}

/// The delete of the second is confirmed.
fn confirmed() -> Bench {
    let mut bench = three();
    bench.press("d");
    bench.ring();
    assert!(writes(&bench.press("y")).is_empty(), "it is looked at first");
    assert!(bench.screen().contains("deleting"));
    assert!(is_read(bench.only_request()));
    bench
}

/// The delete of the second is sent.
fn sent() -> Bench {
    let mut bench = confirmed();
    assert_eq!(writes(&bench.reply(found(&record("b", "Beta", "draft", 1)))), [&delete_of("b")]);
    bench
}

#[test]
fn what_was_changed_since_it_was_listed_is_not_deleted() {
    let mut bench = confirmed();
    let effects = bench.reply(found(&record("b", "Beta, of another mind", "draft", 2)));
    assert!(writes(&effects).is_empty(), "{effects:?}");
    assert!(bench.notice().contains("\"Beta\" was not deleted: it was changed"), "{}", bench.notice());
    assert!(bench.screen().contains("Beta, of another mind"), "{}", bench.screen());
    assert!(!bench.screen().contains("deleting"));
    assert!(bench.model.is_idle());
}

#[test]
fn what_is_gone_before_its_delete_leaves_the_list() {
    let mut bench = confirmed();
    assert!(writes(&bench.reply(gone())).is_empty());
    assert_eq!(bench.shown(), ["a", "c"]);
    assert!(bench.notice().contains("\"Beta\" was gone already"), "{}", bench.notice());
}

#[test]
fn a_delete_that_is_under_way_is_seen_again_by_who_comes_back() {
    let mut bench = sent();
    bench.reply(Ok(ACCEPTED));
    let go = |bench: &mut Bench, keys: &str| {
        bench.command("sandboxes");
        let list = bench.ticket_of(|request| matches!(request, Request::ListScopes { .. }));
        let entries = ["dev", "other"].map(|name| sandbox(name, "development")).to_vec();
        bench.answer(list, Ok(Reply::Scopes { entries, next: None }));
        bench.press(keys);
    };
    go(&mut bench, "G enter");
    go(&mut bench, "g enter");
    let list = bench.ticket_of(|request| matches!(request, Request::List { scope, .. } if scope.sandbox == "dev"));
    bench.answer(list, page(&[record("b", "Beta", "draft", 1)]));
    assert!(bench.screen().contains("✗ deleting"), "{}", bench.screen());
    bench.press("d");
    assert!(bench.model.dialogs().is_empty(), "not twice");
    assert!(bench.notice().contains("being written"), "{}", bench.notice());
}

#[test]
fn what_can_not_be_looked_at_is_not_deleted() {
    for cause in [Cause::SignIn, Cause::Forbidden, Cause::Unavailable] {
        let mut bench = confirmed();
        assert!(writes(&bench.reply(failure(cause))).is_empty(), "{cause:?}");
        assert!(bench.notice().contains("\"Beta\" was not deleted"), "{cause:?}: {}", bench.notice());
        assert_eq!(bench.shown(), ["a", "b", "c"]);
        assert!(bench.model.is_idle(), "{cause:?}");
    }
}

#[test]
fn ctrl_c_stops_a_delete_that_was_not_sent() {
    let mut bench = confirmed();
    let look = bench.ticket_of(is_read);
    assert!(bench.press("ctrl-c").contains(&Effect::Forget(look)));
    assert!(!bench.screen().contains("deleting"), "{}", bench.screen());
    assert!(bench.model.is_idle());
}

#[test]
fn going_elsewhere_does_not_drop_a_delete_that_was_confirmed() {
    let mut bench = confirmed();
    let look = bench.ticket_of(is_read);
    bench.command("sandboxes");
    let list = bench.ticket_of(|request| matches!(request, Request::ListScopes { .. }));
    let entries = ["dev", "other"].map(|name| sandbox(name, "development")).to_vec();
    bench.answer(list, Ok(Reply::Scopes { entries, next: None }));
    bench.press("j enter");
    assert_eq!(bench.model.scope.as_ref().map(|scope| scope.sandbox.as_str()), Some("other"));
    let effects = bench.answer(look, found(&record("b", "Beta", "draft", 1)));
    assert_eq!(writes(&effects), [&delete_of("b")]);
}

#[test]
fn the_row_goes_when_the_server_no_longer_has_it() {
    let mut bench = sent();
    bench.reply(Ok(ACCEPTED));
    assert_eq!(bench.shown(), ["a", "b", "c"], "accepted is not gone");
    for pause in [250, 500, 1_000] {
        assert!(is_read(bench.only_request()));
        bench.reply(found(&record("b", "Beta", "draft", 1)));
        assert_eq!(bench.timers[0].1, Duration::from_millis(pause));
        assert_eq!(bench.shown(), ["a", "b", "c"]);
        bench.ring();
    }
    bench.reply(gone());
    assert_eq!(bench.shown(), ["a", "c"]);
    assert_eq!(bench.selected(), Some("c".into()), "the cursor is on the neighbour");
    assert!(bench.notice().contains("Deleted \"Beta\""), "{}", bench.notice());
    assert!(bench.model.is_idle());
}

#[test]
fn what_is_still_there_after_all_looks_says_so() {
    let mut bench = sent();
    bench.reply(Ok(ACCEPTED));
    let mut looks = 0;
    loop {
        looks += 1;
        bench.reply(found(&record("b", "Beta", "draft", 1)));
        if bench.timers.is_empty() {
            break;
        }
        bench.ring();
    }
    assert_eq!(looks, 6);
    assert!(bench.notice().contains("still there"), "{}", bench.notice());
    assert!(bench.screen().contains("! not gone"), "{}", bench.screen());
    bench.press("d");
    assert!(matches!(bench.model.dialogs(), [Dialog::Delete(_)]), "it can be tried again");
}

#[test]
fn a_refused_delete_leaves_the_row_and_shows_the_reason() {
    for cause in [Cause::SignIn, Cause::Forbidden, Cause::Conflict, Cause::Refused, Cause::NotSent] {
        let mut bench = sent();
        bench.reply(failure(cause));
        assert_eq!(bench.shown(), ["a", "b", "c"]);
        assert!(bench.notice().contains("the server's own words"), "{cause:?}: {}", bench.notice());
        assert!(!bench.screen().contains("deleting"), "{cause:?}");
        assert!(bench.model.is_idle(), "{cause:?}");
    }
}

#[test]
fn a_delete_without_a_clear_answer_is_looked_after() {
    for cause in [Cause::NoAnswer, Cause::CutAnswer, Cause::Malformed, Cause::Unavailable, Cause::Gone] {
        let mut bench = sent();
        assert_eq!(writes(&bench.reply(failure(cause))), Vec::<&Request>::new(), "never sent twice");
        assert!(is_read(bench.only_request()), "{cause:?}");
        bench.reply(gone());
        assert_eq!(bench.shown(), ["a", "c"], "{cause:?}");
    }
}

#[test]
fn where_no_look_succeeds_it_says_that_it_cannot_tell() {
    for cause in CAUSES.into_iter().filter(|cause| *cause != Cause::Gone) {
        let mut bench = sent();
        bench.reply(Ok(ACCEPTED));
        while !bench.open.is_empty() {
            bench.reply(failure(cause));
            if !bench.timers.is_empty() {
                bench.ring();
            }
        }
        assert_eq!(bench.shown(), ["a", "b", "c"]);
        assert!(bench.notice().contains("can't be told"), "{cause:?}: {}", bench.notice());
    }
}

#[test]
fn a_list_asked_for_before_the_delete_does_not_bring_the_row_back() {
    let all = [record("a", "Alpha", "draft", 1), record("b", "Beta", "draft", 1), record("c", "Gamma", "draft", 1)];
    let mut bench = three();
    bench.press("r d");
    bench.ring();
    bench.press("y");
    let before = bench.ticket_of(is_list);
    let look = bench.ticket_of(is_read);
    bench.answer(look, found(&all[1]));
    let write = bench.ticket_of(Request::is_write);
    let effects = bench.answer(write, Ok(ACCEPTED));
    assert!(effects.contains(&Effect::Forget(before)), "it may have left before the delete");
    let meanwhile = bench.ticket_of(is_list);
    bench.answer(before, page(&all));
    let look = bench.ticket_of(is_read);
    bench.answer(look, gone());
    assert_eq!(bench.shown(), ["a", "c"]);
    let after = bench.ticket_of(is_list);
    assert_ne!(meanwhile, after, "asked once more, for the older generation deletes after it has accepted");
    bench.answer(meanwhile, page(&all));
    assert_eq!(bench.shown(), ["a", "c"]);
    bench.answer(after, page(&[all[0].clone(), all[2].clone()]));
    assert_eq!(bench.shown(), ["a", "c"]);
    assert!(bench.model.is_idle());
}

#[test]
fn what_is_deleted_is_what_the_dialog_showed() {
    let mut bench = three();
    bench.press("r d");
    bench.ring();
    bench.reply(page(&[record("x", "Other", "draft", 1), record("y", "Another", "draft", 1)]));
    assert_eq!(bench.shown(), ["x", "y"]);
    assert!(bench.screen().contains("Beta"), "the dialog still names its target");
    assert_eq!(looked_at(&bench.press("y")), ["b"]);
}

#[test]
fn keys_typed_ahead_do_not_answer_the_dialog() {
    let mut bench = three();
    assert!(bench.press("d y y enter d").iter().all(|effect| matches!(effect, Effect::Wake(..))));
    let mut bench = three();
    bench.press("d tab tab tab y");
    assert_eq!(bench.model.dialogs().len(), 1, "keys before the timer are ignored");
    bench.ring();
    assert_eq!(looked_at(&bench.press("y")), ["b"]);
}

#[test]
fn the_timer_of_an_earlier_dialog_does_not_arm_a_later_one() {
    let mut bench = three();
    bench.press("d esc j d");
    let [(first, _), (second, _)] = bench.timers[..] else { panic!("{:?}", bench.timers) };
    bench.happen(Msg::Timer(first));
    assert!(bench.press("y").is_empty());
    bench.happen(Msg::Timer(second));
    assert_eq!(looked_at(&bench.press("y")), ["c"]);
}

#[test]
fn what_is_approved_wants_its_name_typed_or_pasted() {
    let mut bench = Bench::with_list(&[record("a", "Sommer Ärger", "approved", 1)]);
    bench.press("d");
    bench.type_text("Sommer Ärger");
    bench.ring();
    assert!(
        looked_at(&bench.press("y tab enter")).is_empty(),
        "what was typed ahead does not count, and y is a letter"
    );
    bench.press("esc d");
    let (latest, _) = *bench.timers.last().unwrap();
    bench.happen(Msg::Timer(latest));
    bench.happen(Msg::Paste("Sommer Ärger".to_owned()));
    assert_eq!(looked_at(&bench.press("enter")), ["a"]);
}

#[test]
fn one_delete_at_a_time() {
    let mut bench = sent();
    bench.press("d");
    assert!(bench.model.dialogs().is_empty());
    assert!(bench.notice().contains("being written"), "{}", bench.notice());
    bench.press("e");
    assert!(bench.notice().contains("being written"), "{}", bench.notice());
}

#[test]
fn quitting_before_a_delete_is_confirmed_asks() {
    let mut bench = sent();
    bench.reply(Ok(ACCEPTED));
    bench.reply(found(&record("b", "Beta", "draft", 1)));
    assert!(bench.open.is_empty(), "only a timer runs");
    assert!(bench.press("q").is_empty());
    assert!(matches!(bench.model.dialogs(), [Dialog::Quit { .. }]));
    assert_eq!(bench.press("y"), [Effect::Quit(0)]);
}

#[test]
fn a_look_that_is_refused_ends_the_looking() {
    for cause in [Cause::SignIn, Cause::Forbidden] {
        let mut bench = sent();
        bench.reply(Ok(Reply::DeleteAccepted));
        bench.reply(failure(cause));
        assert!(bench.model.is_idle(), "{cause:?}: looking again can't tell more");
        assert!(bench.screen().contains("! not gone"), "{}", bench.screen());
        assert!(bench.notice().contains("can't be told"), "{}", bench.notice());
    }
}

#[test]
fn looking_again_waits_as_long_as_the_server_asks_but_not_past_two_minutes() {
    let mut bench = sent();
    bench.reply(Ok(ACCEPTED));
    bench.reply(busy(429, Some(100)));
    assert_eq!(bench.timers[0].1, Duration::from_secs(100));
    bench.model.now = bench.model.now.checked_add(Duration::from_secs(100)).unwrap();
    bench.ring();
    bench.reply(busy(429, Some(21)));
    assert!(bench.model.is_idle(), "100 and 21 seconds are more than two minutes: {:?}", bench.timers);
    assert!(bench.notice().contains("Whether \"Beta\" is deleted can't be told"), "{}", bench.notice());
    assert!(bench.screen().contains("! not gone"), "{}", bench.screen());

    let mut bench = sent();
    bench.reply(Ok(ACCEPTED));
    bench.reply(busy(503, Some(24 * 3600)));
    assert!(bench.model.is_idle(), "{:?}", bench.timers);
    // What counts is when the delete was sent, not when it was answered.
    let mut bench = sent();
    bench.model.now = bench.model.now.checked_add(Duration::from_secs(30)).unwrap();
    bench.reply(Ok(ACCEPTED));
    bench.reply(busy(429, Some(100)));
    assert!(bench.model.is_idle(), "{:?}", bench.timers);
}

#[test]
fn ctrl_c_ends_a_wait_that_the_server_asked_for() {
    let mut bench = sent();
    bench.reply(Ok(ACCEPTED));
    bench.reply(busy(429, Some(100)));
    assert!(bench.screen().contains("1 write open"), "{}", bench.screen());
    let (timer, _) = bench.timers[0];
    bench.press("ctrl-c");
    assert!(bench.notice().contains("Whether \"Beta\" is deleted can't be told"), "{}", bench.notice());
    assert!(bench.notice().ends_with("Press ctrl-c again to quit."), "{}", bench.notice());
    assert!(bench.model.is_idle());
    assert_eq!(bench.happen(Msg::Timer(timer)), []);

    // The short waits of our own are seen to their end.
    let mut bench = sent();
    bench.reply(Ok(ACCEPTED));
    bench.reply(found(&record("b", "Beta", "draft", 1)));
    bench.press("ctrl-c");
    bench.ring();
    bench.reply(gone());
    assert_eq!(bench.shown(), ["a", "c"]);
}
