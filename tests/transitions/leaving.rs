//! The end of the program, asked for by the system.

use std::time::Duration;

use offerdeck::app::{Effect, Msg, Order};
use offerdeck::request::{Cause, Receipt, Reply};
use offerdeck::store::WriteResult;

use crate::bench::{Bench, failure, found, is_read, orders, record, writes};
use crate::conflicts::{guarded, refusal};
use crate::retries::busy;
use crate::saves::{patching, stored, text, typed};
use crate::silence::outcomes;
use crate::trash;

fn quits(effects: &[Effect]) -> Option<u8> {
    effects.iter().find_map(|effect| match effect {
        Effect::Quit(code) => Some(*code),
        _ => None,
    })
}

#[test]
fn a_signal_ends_the_program_at_once_when_no_write_is_open() {
    assert_eq!(quits(&typed().happen(Msg::Terminate(129))), Some(129));
}

#[test]
fn a_signal_waits_for_an_open_write_and_for_its_read_back() {
    let mut bench = patching();
    assert_eq!(quits(&bench.happen(Msg::Terminate(143))), None);
    assert!(bench.notice().contains("its answer is waited for"), "{}", bench.notice());
    assert_eq!(quits(&bench.reply(Ok(Reply::Updated(Receipt::default())))), None, "it is read back");
    let read_back = bench.ticket_of(is_read);
    assert_eq!(quits(&bench.answer(read_back, found(&record("a", "Alpha", "draft", 4)))), Some(143));
}

#[test]
fn a_write_that_fails_is_the_end_of_the_wait_too() {
    let mut bench = patching();
    bench.happen(Msg::Terminate(143));
    assert_eq!(quits(&bench.reply(failure(Cause::Refused))), Some(143));
}

#[test]
fn the_wait_has_an_end_and_a_second_signal_ends_it_at_once() {
    let mut bench = patching();
    bench.happen(Msg::Terminate(143));
    assert!(matches!(bench.timers[..], [(_, pause)] if pause == Duration::from_secs(3)), "{:?}", bench.timers);
    assert_eq!(quits(&bench.ring()), Some(143));
    let mut bench = patching();
    bench.happen(Msg::Terminate(143));
    assert_eq!(quits(&bench.happen(Msg::Terminate(130))), Some(130));
}

#[test]
fn a_write_that_is_put_off_during_the_end_is_refused_and_does_not_wait() {
    let mut bench = trash::deleting();
    let ticket = bench.only_ticket();
    assert_eq!(quits(&bench.happen(Msg::Terminate(143))), None);
    let effects = bench.reply(busy(429, Some(1)));
    assert_eq!(quits(&effects), Some(143), "nobody will be there to send it again");
    assert!(matches!(outcomes(&effects)[..], [(of, WriteResult::Refused(_))] if of == ticket), "{effects:?}");
    assert!(orders(&effects).iter().any(|order| matches!(order, Order::TakeOutOfTrash(_))), "{effects:?}");
}

#[test]
fn a_patch_whose_tests_are_refused_during_the_end_is_not_sent_without_them() {
    let mut bench = guarded();
    bench.happen(Msg::Terminate(143));
    bench.reply(refusal(Cause::Conflict, 409, "a test failed"));
    let effects = bench.reply(found(&stored(3)));
    assert!(writes(&effects).is_empty(), "{effects:?}");
    assert_eq!(quits(&effects), Some(143));
}

#[test]
fn keys_and_pastes_begin_nothing_during_the_end_and_ctrl_c_ends_it_at_once() {
    // The delete of another offer was about to be confirmed.
    let mut bench = Bench::with_list(&[record("a", "Alpha", "draft", 3), record("b", "Beta", "draft", 3)]);
    bench.press("d");
    bench.ring();
    bench.press("y");
    bench.reply(found(&record("a", "Alpha", "draft", 3)));
    bench.press("j d");
    bench.ring();
    bench.happen(Msg::Terminate(143));
    let before = bench.model.clone();
    assert_eq!(bench.press("y enter esc ctrl-z q :"), []);
    assert_eq!(bench.happen(Msg::Paste("Beta".to_owned())), []);
    assert!(bench.model == before, "{}", bench.screen());
    assert!(bench.notice().contains("ctrl-c ends at once"), "{}", bench.notice());
    assert_eq!(quits(&bench.press("ctrl-c")), Some(143));

    let mut bench = patching();
    let before = text(&bench);
    bench.happen(Msg::Terminate(143));
    bench.happen(Msg::Paste("x".to_owned()));
    assert_eq!(text(&bench), before);
}
