//! What is written to the library is noted before it leaves, and its outcome when it is known.

use std::path::PathBuf;

use offerdeck::app::{Effect, Msg, Order, Told};
use offerdeck::request::{Cause, Receipt, Reply, Ticket};
use offerdeck::store::{Id, Intent, Outcome, StoreError, WriteKind, WriteResult};

use crate::bench::{Bench, failure, found, gone, orders, record, writes};

const TYPED: &str = "\n  \"description\": \"mine\",";

fn tell(bench: &mut Bench, told: Told) -> Vec<Effect> {
    bench.happen(Msg::Disk(Box::new(told)))
}

fn begun(effects: &[Effect]) -> (Ticket, Intent) {
    let begun = orders(effects).into_iter().find_map(|order| match order {
        Order::Begin(ticket, intent) => Some((*ticket, (**intent).clone())),
        _ => None,
    });
    begun.expect("the write is noted")
}

fn settled(effects: &[Effect]) -> Vec<&Outcome> {
    let outcomes = orders(effects).into_iter().filter_map(|order| match order {
        Order::Settle(_, outcome) => Some(&**outcome),
        _ => None,
    });
    outcomes.collect()
}

/// A change was confirmed and is as good as sent: it waits for the journal.
fn noted() -> (Bench, Ticket, Intent) {
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    bench.press("e");
    bench.reply(found(&record("a", "Alpha", "draft", 3)));
    bench.press("end");
    bench.happen(Msg::Paste(TYPED.to_owned()));
    bench.press("ctrl-s y");
    let effects = bench.reply(found(&record("a", "Alpha", "draft", 3)));
    assert!(writes(&effects).is_empty(), "no PATCH before it is noted");
    let (ticket, intent) = begun(&effects);
    (bench, ticket, intent)
}

#[test]
fn a_write_leaves_once_it_is_noted() {
    let (mut bench, ticket, intent) = noted();
    assert_eq!((intent.operation, intent.name.as_str(), intent.before), (WriteKind::Update, "Alpha", Some(3)));
    assert_eq!(intent.sent, r#"[{"op":"add","path":"/description","value":"mine"}]"#);
    assert_eq!(writes(&tell(&mut bench, Told::Begun(ticket, Ok(())))).len(), 1);
}

#[test]
fn a_journal_that_cannot_be_written_is_told_of_and_stops_no_write() {
    let (mut bench, ticket, _) = noted();
    let full = StoreError::NoRoom(PathBuf::from("/state/journal.jsonl"));
    assert_eq!(writes(&tell(&mut bench, Told::Begun(ticket, Err(full)))).len(), 1);
    assert!(bench.notice().contains("can't be noted in the journal"), "{}", bench.notice());
}

#[test]
fn the_outcome_is_noted_as_far_as_it_is_known() {
    let refused = WriteResult::Refused("the server's own words".to_owned());
    let receipt = Receipt { revision: Some(4), ..Receipt::default() };
    for (answer, result, after) in [
        (Ok(Reply::Updated(receipt)), WriteResult::Done, Some(4)),
        (failure(Cause::Refused), refused, None),
        (failure(Cause::NoAnswer), WriteResult::Unknown, None),
        (failure(Cause::NoConnection), WriteResult::NotSent, None),
    ] {
        let (mut bench, ticket, _) = noted();
        tell(&mut bench, Told::Begun(ticket, Ok(())));
        let effects = bench.answer(ticket, answer);
        let [outcome] = settled(&effects)[..] else { panic!("{effects:?}") };
        assert_eq!((&outcome.result, outcome.after), (&result, after));
    }
}

#[test]
fn what_a_look_tells_of_a_write_without_an_answer_is_noted_in_its_place() {
    let mine = crate::bench::record_with("a", "Alpha", "draft", 4, r#""description":"mine","#);
    for (now, result) in [
        (mine, WriteResult::Done),
        (record("a", "Alpha", "draft", 3), WriteResult::Refused("it did not arrive".to_owned())),
    ] {
        let (mut bench, ticket, _) = noted();
        tell(&mut bench, Told::Begun(ticket, Ok(())));
        bench.answer(ticket, failure(Cause::NoAnswer));
        let look = bench.ticket_of(crate::bench::is_read);
        let effects = bench.answer(look, found(&now));
        let [outcome] = settled(&effects)[..] else { panic!("{effects:?}") };
        assert_eq!(outcome.result, result);
        assert!(orders(&effects).iter().any(|order| matches!(order, Order::Settle(under, _) if *under == ticket)));
    }
}

#[test]
fn a_delete_is_done_only_when_the_object_is_gone() {
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    bench.press("d");
    bench.ring();
    let effects = bench.press("y");
    let [Order::Trash { number, .. }] = orders(&effects)[..] else { panic!("{effects:?}") };
    let id = Id::parse("00000000002a-00000000000000ff").unwrap();
    let effects = tell(&mut bench, Told::Trashed(*number, Ok(id)));
    assert!(writes(&effects).is_empty(), "it is in the trash, and not in the journal yet");
    let (ticket, intent) = begun(&effects);
    assert_eq!(intent.operation, WriteKind::Delete);
    tell(&mut bench, Told::Begun(ticket, Ok(())));
    let effects = bench.reply(Ok(Reply::DeleteAccepted));
    assert_eq!(settled(&effects)[0].result, WriteResult::Unknown, "accepted is not gone");
    assert_eq!(settled(&bench.reply(gone()))[0].result, WriteResult::Done);
}
