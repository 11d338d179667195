//! What is asked again by itself, when, and how that is cut short.

use std::sync::Arc;
use std::time::Duration;

use offerdeck::app::{Effect, Msg, TimerId};
use offerdeck::domain::{Record, Scope};
use offerdeck::profile::Mode;
use offerdeck::request::{Cause, PageFrom, Receipt, Reply, Request, RequestError};
use offerdeck::screens::dialogs::Dialog;
use offerdeck::screens::shelf::Load;

use crate::bench::{Bench, failure, found, is_list, is_read, page, page_of, record, scope, writes};
use crate::saves::{confirmed, creating, patching, text};

/// A failure with this status, after which the server wants to be left alone for so long.
pub fn busy(status: u16, retry_after: Option<u64>) -> Result<Reply, RequestError> {
    let cause = if status == 429 { Cause::SlowDown } else { Cause::Unavailable };
    let retry_after = retry_after.map(Duration::from_secs);
    let error = RequestError::without_answer(cause, "the server's own words");
    Err(RequestError { status: Some(status), retry_after, ..error })
}

fn offers(ids: &[&str]) -> Vec<Arc<Record>> {
    ids.iter().map(|id| record(id, id, "draft", 1)).collect()
}

/// The second page of a list is asked for.
fn second_page() -> Bench {
    let mut bench = Bench::started();
    bench.reply(page_of(&offers(&["a", "b"]), 4, "/2"));
    bench
}

/// The timers that were started.
fn started(effects: &[Effect]) -> Vec<(TimerId, Duration)> {
    let wake = |effect: &Effect| match effect {
        Effect::Wake(id, after) => Some((*id, *after)),
        _ => None,
    };
    effects.iter().filter_map(wake).collect()
}

/// Answers the only open question with a failure; how long it waits then, and the timer of that.
pub fn pause(bench: &mut Bench, answer: Result<Reply, RequestError>) -> (TimerId, Duration) {
    let effects = bench.reply(answer);
    assert!(bench.open.is_empty() && !bench.model.is_idle(), "{effects:?}");
    // The countdown's timer is started beside it, unless it runs already.
    started(&effects)[0]
}

/// Lets time go by, and the timer run out.
pub fn after(bench: &mut Bench, (timer, pause): (TimerId, Duration)) -> Vec<Effect> {
    bench.model.now = bench.model.now.checked_add(pause).unwrap();
    bench.happen(Msg::Timer(timer))
}

#[test]
fn a_page_is_asked_for_again_and_the_load_goes_on_at_it() {
    let mut bench = second_page();
    let waits = pause(&mut bench, busy(503, Some(4)));
    assert_eq!(waits.1, Duration::from_secs(4));
    assert_eq!(bench.shown(), ["a", "b"]);
    let told = "server in trouble (503): the list again in 4 s (1 of 5) · r now";
    assert!(bench.screen().contains(told), "{}", bench.screen());
    assert!(bench.screen().contains("loading 2 of 4"), "{}", bench.screen());
    assert!(matches!(after(&mut bench, waits)[..], [Effect::Ask(_, Request::List { from: PageFrom::Link(_), .. })]));
    assert!(!bench.screen().contains("again in"), "{}", bench.screen());
    bench.reply(page(&offers(&["c", "d"])));
    assert_eq!((bench.shown(), &bench.model.library.front().load), (offer_ids(), &Load::Complete));
    assert!(bench.model.is_idle());
}

fn offer_ids() -> Vec<String> {
    ["a", "b", "c", "d"].map(str::to_owned).to_vec()
}

#[test]
fn a_read_is_repeated_as_often_as_its_failure_is_worth() {
    let of_gateway = || {
        let error = busy(500, None).unwrap_err();
        Err(error.blaming(offerdeck::request::Culprit::Gateway))
    };
    let cases = [
        (busy(429, None), 5),
        (busy(502, None), 5),
        (busy(503, None), 5),
        (busy(504, None), 5),
        (of_gateway(), 5),
        (failure(Cause::NoConnection), 2),
        (failure(Cause::NoAnswer), 2),
        (failure(Cause::CutAnswer), 2),
        (failure(Cause::Malformed), 2),
        (busy(500, None), 2),
        (failure(Cause::SignIn), 0),
        (failure(Cause::Forbidden), 0),
        (failure(Cause::Refused), 0),
        (failure(Cause::Conflict), 0),
        (failure(Cause::Gone), 0),
        (failure(Cause::NotSent), 0),
        (failure(Cause::Cancelled), 0),
    ];
    for (answer, repeats) in cases {
        let mut bench = second_page();
        for _ in 0..repeats {
            let waits = pause(&mut bench, answer.clone());
            after(&mut bench, waits);
        }
        bench.reply(answer.clone());
        assert!(bench.model.is_idle(), "{answer:?} is repeated more than {repeats} times");
        assert!(bench.notice().contains("The list is not complete"), "{answer:?}: {}", bench.notice());
    }
}

#[test]
fn pauses_grow_where_the_server_names_none() {
    let mut bench = second_page();
    for whole in [500, 1000, 2000, 4000, 8000] {
        let waits = pause(&mut bench, busy(503, None));
        assert!(waits.1 <= Duration::from_millis(whole) && waits.1 >= Duration::from_millis(whole / 2), "{waits:?}");
        after(&mut bench, waits);
    }
}

#[test]
fn nothing_is_repeated_after_two_minutes() {
    let mut bench = second_page();
    bench.reply(busy(503, Some(121)));
    assert!(bench.model.is_idle() && bench.notice().contains("it asks for 121 s"), "{}", bench.notice());

    let mut bench = second_page();
    let waits = pause(&mut bench, busy(503, Some(100)));
    after(&mut bench, waits);
    bench.reply(busy(503, Some(21)));
    assert!(bench.model.is_idle(), "100 and 21 seconds are more than two minutes");
    assert!(bench.notice().contains("not complete"), "{}", bench.notice());
}

#[test]
fn the_countdown_goes_on_each_second_and_ends_with_the_wait() {
    let mut bench = second_page();
    let effects = bench.reply(busy(503, Some(4)));
    let [repeat, (mut second, length)] = started(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(length, Duration::from_secs(1));
    for left in ["3 s", "2 s", "1 s"] {
        let effects = after(&mut bench, (second, length));
        assert!(bench.screen().contains(&format!("again in {left}")), "{}", bench.screen());
        (second, _) = started(&effects)[0];
    }
    after(&mut bench, (repeat.0, length));
    assert_eq!(bench.open.len(), 1, "it is asked again");
    assert_eq!(bench.happen(Msg::Timer(second)), [], "nothing waits, so no countdown runs");
}

#[test]
fn refreshing_asks_at_once_and_at_the_same_page() {
    let mut bench = second_page();
    let (timer, _) = pause(&mut bench, busy(503, Some(60)));
    let effects = bench.press("r");
    assert!(matches!(effects[..], [Effect::Ask(_, Request::List { from: PageFrom::Link(_), .. })]), "{effects:?}");
    assert_eq!(bench.happen(Msg::Timer(timer)), [], "it is not asked a second time");
    bench.reply(page(&offers(&["c", "d"])));
    assert_eq!(bench.shown(), offer_ids());
}

#[test]
fn refreshing_asks_at_once_for_a_picker_and_for_an_object() {
    let mut bench = Bench::new(None);
    bench.happen(Msg::Start);
    pause(&mut bench, busy(503, Some(60)));
    assert!(bench.screen().contains("the list again in 60 s"), "{}", bench.screen());
    assert!(matches!(bench.press("r")[..], [Effect::Ask(_, Request::ListScopes { .. })]));

    let mut bench = Bench::with_list(&offers(&["a"]));
    bench.press("e");
    pause(&mut bench, busy(503, Some(60)));
    assert!(matches!(bench.press("r")[..], [Effect::Ask(_, Request::Read { .. })]), "not the list");
    bench.reply(found(&record("a", "a", "draft", 1)));
    assert!(bench.editor().is_some());
}

#[test]
fn a_newer_read_supersedes_the_one_that_waits() {
    let mut bench = Bench::with_list(&offers(&["a"]));
    bench.press("e");
    let (timer, _) = pause(&mut bench, busy(503, Some(60)));
    assert!(matches!(bench.press("e")[..], [Effect::Ask(_, Request::Read { .. })]), "nothing is there to forget");
    assert_eq!(bench.happen(Msg::Timer(timer)), []);
    bench.reply(found(&record("a", "a", "draft", 1)));
    assert!(bench.editor().is_some() && bench.model.is_idle());
}

#[test]
fn a_list_of_another_place_is_not_asked_for_again() {
    let mut bench = second_page();
    let (timer, _) = pause(&mut bench, busy(503, Some(60)));
    bench.command("sandboxes");
    bench.press("/");
    bench.type_text("elsewhere");
    bench.press("enter");
    assert_eq!(bench.happen(Msg::Timer(timer)), []);
    assert!(bench.open.values().all(|request| !matches!(request, Request::List { scope: at, .. } if *at == scope())));
}

#[test]
fn an_interrupt_cancels_what_waits() {
    let mut bench = second_page();
    let (timer, _) = pause(&mut bench, busy(503, Some(60)));
    bench.press("ctrl-c");
    assert!(bench.model.is_idle() && bench.screen().contains("partial: 2 of 4"), "{}", bench.screen());
    assert!(bench.notice().contains("Cancelled"), "{}", bench.notice());
    assert_eq!(bench.happen(Msg::Timer(timer)), []);

    let mut bench = confirmed();
    let before = text(&bench);
    pause(&mut bench, busy(503, Some(60)));
    assert!(bench.screen().contains("the look again in 60 s"), "{}", bench.screen());
    bench.press("ctrl-c");
    assert!(bench.model.is_idle() && text(&bench) == before);
}

#[test]
fn a_write_is_repeated_only_where_the_server_did_not_take_it() {
    for (prepare, asks) in [(patching as fn() -> Bench, "patch"), (creating, "create"), (deleting, "delete")] {
        let mut bench = prepare();
        let sent = bench.only_request().clone();
        let waits = pause(&mut bench, busy(429, Some(1)));
        assert!(bench.screen().contains("again in 1 s (1 of 5) · ctrl-c gives up"), "{asks}: {}", bench.screen());
        assert!(bench.screen().contains("1 write open"), "{asks}: {}", bench.screen());
        let effects = after(&mut bench, waits);
        assert_eq!(writes(&effects), [&sent], "{asks}");
        for answer in [busy(503, Some(1)), busy(502, None), failure(Cause::NoAnswer), failure(Cause::NoConnection)] {
            let mut bench = prepare();
            assert!(writes(&bench.reply(answer)).is_empty(), "{asks}");
            for (timer, _) in bench.timers.clone() {
                assert!(writes(&bench.happen(Msg::Timer(timer))).is_empty(), "{asks}");
            }
        }
    }
}

/// A delete is on its way.
fn deleting() -> Bench {
    let mut bench = Bench::with_list(&offers(&["a"]));
    bench.press("d");
    bench.ring();
    bench.press("y");
    bench.reply(found(&offers(&["a"])[0]));
    bench
}

#[test]
fn a_write_that_waits_is_asked_about_before_quitting_and_given_up_on_an_interrupt() {
    let mut bench = patching();
    let before = text(&bench);
    let (timer, _) = pause(&mut bench, busy(429, Some(60)));
    bench.press("ctrl-c");
    assert!(bench.notice().contains("was not saved; your text is kept: too many requests (429)"), "{}", bench.notice());
    assert!(bench.notice().ends_with("Press ctrl-c again to quit."), "{}", bench.notice());
    assert!(bench.model.is_idle() && text(&bench) == before);
    assert_eq!(bench.happen(Msg::Timer(timer)), [], "it is not sent any more");

    let mut bench = deleting();
    pause(&mut bench, busy(429, Some(60)));
    bench.press("q");
    let says_so =
        matches!(bench.model.dialogs(), [Dialog::Quit { reason, .. }] if reason.contains("Quitting drops it"));
    assert!(says_so, "it was not taken: {}", bench.screen());
    bench.press("esc ctrl-c");
    assert!(bench.model.is_idle() && bench.notice().contains("was not deleted"), "{}", bench.notice());
    assert!(!bench.screen().contains("deleting"), "{}", bench.screen());
}

#[test]
fn a_signal_does_not_wait_for_what_waits_to_be_sent_again() {
    let mut bench = deleting();
    pause(&mut bench, busy(429, Some(60)));
    assert!(bench.happen(Msg::Terminate(143)).contains(&Effect::Quit(143)));
    assert!(bench.model.is_idle() && bench.notice().contains("was not deleted"), "{}", bench.notice());
}

#[test]
fn a_write_that_is_overdue_when_its_wait_ends_is_not_sent_any_more() {
    // The machine slept meanwhile: its timer runs out hours later.
    for prepare in [patching as fn() -> Bench, creating, deleting] {
        let mut bench = prepare();
        let (timer, _) = pause(&mut bench, busy(429, Some(30)));
        let effects = after(&mut bench, (timer, Duration::from_secs(3 * 3600)));
        assert!(writes(&effects).is_empty(), "{effects:?}");
        assert!(bench.notice().contains("too many requests (429)"), "{}", bench.notice());
        assert!(bench.model.is_idle());
    }
    let mut bench = confirmed();
    let (timer, _) = pause(&mut bench, busy(503, Some(30)));
    assert_eq!(after(&mut bench, (timer, Duration::from_secs(3 * 3600))), []);
    assert!(bench.notice().contains("was not saved; your text is kept"), "{}", bench.notice());
}

#[test]
fn a_write_is_not_repeated_once_the_place_is_read_only() {
    let mut bench = deleting();
    let waits = pause(&mut bench, busy(429, Some(1)));
    bench.command(&format!("mode {}", Mode::ReadOnly.as_str()));
    assert_eq!(after(&mut bench, waits), []);
    assert!(bench.notice().contains("not sent"), "{}", bench.notice());
    assert!(bench.model.is_idle() && !bench.screen().contains("deleting"));
}

#[test]
fn a_write_that_waits_is_not_judged_by_the_mode_of_another_place() {
    let mut bench = deleting();
    let waits = pause(&mut bench, busy(429, Some(1)));
    bench.model.settings.mode = None;
    bench.model.scope = Some(Scope { sandbox: "elsewhere".to_owned(), container: None });
    assert_eq!(bench.model.mode(), Mode::ReadOnly, "the other place is");
    let effects = after(&mut bench, waits);
    assert!(matches!(writes(&effects)[..], [Request::Delete { .. }]), "{effects:?}");
}

#[test]
fn a_look_after_a_write_is_repeated_like_any_read() {
    let mut bench = patching();
    bench.reply(Ok(Reply::Updated(Receipt::default())));
    let waits = pause(&mut bench, busy(503, Some(1)));
    after(&mut bench, waits);
    assert!(is_read(bench.only_request()));
    bench.reply(found(&record("a", "Alpha", "draft", 4)));
    assert!(bench.notice().contains("Saved") && bench.editor().is_none(), "{}", bench.notice());
}

#[test]
fn a_settled_write_asks_at_once_for_the_list_that_waited() {
    let mut bench = Bench::with_list(&offers(&["a"]));
    bench.press("r");
    pause(&mut bench, busy(503, Some(60)));
    bench.press("d");
    let (arms, _) = *bench.timers.last().unwrap();
    bench.happen(Msg::Timer(arms));
    bench.press("y");
    bench.reply(found(&offers(&["a"])[0]));
    let effects = bench.reply(Ok(Reply::DeleteAccepted));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask(_, request) if is_list(request))), "{effects:?}");
}
