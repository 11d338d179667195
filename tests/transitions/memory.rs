//! What is done again and again leaves nothing behind.

use offerdeck::app::{Effect, Msg, Order, Told};
use offerdeck::request::{Cause, Reply, Request};
use offerdeck::screens::log::Log;
use offerdeck::store::Id;

use crate::bench::kept::tell;
use crate::bench::{Bench, failure, found, orders, page, record};

/// By how many letters the model is longer as a text because its tickets and timers have longer numbers by now.
const LONGER_NUMBERS: usize = 40;

/// How much the model holds, but for the log, which has a bound of its own.
fn held(bench: &Bench) -> usize {
    let mut model = bench.model.clone();
    model.log = Log::default();
    format!("{model:?}").len()
}

/// Presses keys, and carries out what the disk is asked for.
fn press(bench: &mut Bench, keys: &str) {
    let effects = bench.press(keys);
    carry_out(bench, effects);
}

/// Carries out what the disk is asked for.
fn carry_out(bench: &mut Bench, mut waiting: Vec<Effect>) {
    while let Some(effect) = waiting.pop() {
        let told = match orders(std::slice::from_ref(&effect))[..] {
            [Order::Trash { number, at, .. }] => Told::Trashed(*number, Ok(Id::new(*at))),
            [Order::Begin(ticket, _)] => Told::Begun(*ticket, Ok(())),
            [Order::KeepDraft(typed)] => Told::DraftKept(typed.editor, Ok(())),
            [Order::Settle(ticket, _)] => Told::Settled(*ticket, Ok(())),
            [_] => Told::Done(Ok(())),
            [..] => continue,
        };
        waiting.extend(tell(bench, told));
    }
}

/// Answers what is asked, and lets timers run out, until nothing is under way. The server takes deletes and carries none
/// out; the answers to other writes are lost, and what follows on one is refused.
fn come_to_rest(bench: &mut Bench) {
    let alpha = record("a", "Alpha", "draft", 3);
    let mut lost = false;
    while !bench.model.is_idle() {
        let Some((&ticket, request)) = bench.open.iter().next() else {
            let (timer, _) = bench.timers[0];
            let effects = bench.happen(Msg::Timer(timer));
            carry_out(bench, effects);
            continue;
        };
        let answer = match request {
            Request::Delete { .. } => Ok(Reply::DeleteAccepted),
            Request::Create { .. } | Request::Update { .. } => failure(Cause::NoAnswer),
            Request::List { .. } => page(std::slice::from_ref(&alpha)),
            Request::Read { .. } if !lost => found(&alpha),
            _ => failure(Cause::Forbidden),
        };
        lost |= matches!(request, Request::Create { .. } | Request::Update { .. });
        let effects = bench.answer(ticket, answer);
        carry_out(bench, effects);
    }
}

/// Does something often and looks whether the model holds more at the end than after a few times.
fn leaves_nothing(what: &str, deed: impl Fn(&mut Bench)) {
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    let mut after = [0; 2];
    for held_after in &mut after {
        for _ in 0..10 {
            deed(&mut bench);
            come_to_rest(&mut bench);
        }
        *held_after = held(&bench);
    }
    assert!(after[1] <= after[0] + LONGER_NUMBERS, "{what}: {after:?}: {:#?}", bench.model);
}

#[test]
fn deletes_that_are_never_carried_out_leave_nothing_in_memory() {
    leaves_nothing("a delete", |bench| {
        press(bench, "d");
        bench.ring();
        press(bench, "y");
        come_to_rest(bench);
        assert!(bench.notice().contains("still there"), "{}", bench.notice());
    });
}

#[test]
fn writes_of_which_nobody_knows_whether_they_arrived_leave_nothing_in_memory() {
    leaves_nothing("a create", |bench| {
        press(bench, "D ctrl-s y");
        come_to_rest(bench);
        assert!(bench.notice().contains("Whether \"Alpha (copy)\" was created can't be told"), "{}", bench.screen());
        press(bench, "esc y");
    });
    leaves_nothing("an edit", |bench| {
        press(bench, "e");
        come_to_rest(bench);
        press(bench, "down end left left x ctrl-s y");
        come_to_rest(bench);
        assert!(bench.notice().contains("Whether the change arrived can't be told"), "{}", bench.notice());
        press(bench, "esc y");
    });
}

#[test]
fn a_text_that_is_dropped_leaves_nothing_in_memory() {
    leaves_nothing("a text", |bench| {
        press(bench, "n x");
        come_to_rest(bench);
        press(bench, "esc y");
    });
}

#[test]
fn pages_that_are_opened_over_each_other_do_not_pile_up() {
    leaves_nothing("help and log", |bench| {
        press(bench, "f1");
        bench.command("log");
    });
}
