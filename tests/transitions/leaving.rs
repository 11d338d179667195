//! The end of the program, asked for by the system.

use std::time::Duration;

use offerdeck::app::{Effect, Msg};
use offerdeck::request::{Cause, Receipt, Reply};

use crate::bench::{failure, found, is_read, record};
use crate::saves::{patching, typed};

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
