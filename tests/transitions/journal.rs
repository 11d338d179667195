//! What is written to the library is noted before it leaves, and its outcome when it is known.

use std::path::PathBuf;
use std::sync::Arc;

use offerdeck::app::{Effect, Order, Told};
use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::request::{Cause, Receipt, Reply, Ticket};
use offerdeck::screens::editor::EditorScreen;
use offerdeck::store::{Intent, Outcome, StoreError, WriteKind, WriteResult};

use crate::bench::kept::{dooming, tell, trash_id, trash_number, typed};
use crate::bench::{Bench, failure, found, gone, orders, page, record, writes};

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
    let mut bench = typed();
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
    let lines: Vec<String> = intent.diff.unwrap().lines.iter().map(ToString::to_string).collect();
    let added = r#"+   "description": "mine","#;
    assert!(lines.iter().any(|line| line == added), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with('-')) && lines[0] == "  {", "{lines:?}");
    assert!(lines.last().unwrap().starts_with("  ⋯ "), "{lines:?}");
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
fn a_delete_that_is_answered_with_404_is_done_once_the_look_says_so() {
    let (mut bench, number) = dooming();
    let (ticket, _) = begun(&tell(&mut bench, Told::Trashed(number, Ok(trash_id()))));
    tell(&mut bench, Told::Begun(ticket, Ok(())));
    let effects = bench.answer(ticket, crate::bench::gone());
    let [outcome] = settled(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(outcome.result, WriteResult::Unknown, "nobody says that it was refused");
    let effects = bench.reply(crate::bench::gone());
    let [outcome] = settled(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(outcome.result, WriteResult::Done);
}

#[test]
fn a_delete_is_done_only_when_the_object_is_gone() {
    let (mut bench, number) = dooming();
    let effects = tell(&mut bench, Told::Trashed(number, Ok(trash_id())));
    assert!(writes(&effects).is_empty(), "it is in the trash, and not in the journal yet");
    let (ticket, intent) = begun(&effects);
    assert_eq!((intent.operation, intent.diff), (WriteKind::Delete, None), "the body is in the trash");
    tell(&mut bench, Told::Begun(ticket, Ok(())));
    let effects = bench.reply(Ok(Reply::DeleteAccepted));
    assert_eq!(settled(&effects)[0].result, WriteResult::Unknown, "accepted is not gone");
    assert_eq!(settled(&bench.reply(gone()))[0].result, WriteResult::Done);
}

/// A new offer was sent, its answer is missing, and it is looked for. With its ticket.
fn sought() -> (Bench, Ticket) {
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    bench.press("D ctrl-s");
    let (ticket, intent) = begun(&bench.press("y"));
    assert_eq!(intent.operation, WriteKind::Create);
    let lines = intent.diff.unwrap().lines;
    let whole = bench.editor().map(EditorScreen::text).unwrap();
    assert_eq!(
        lines.iter().map(|line| format!("{line}\n")).collect::<String>(),
        whole.lines().map(|line| format!("+ {line}\n")).collect::<String>()
    );
    tell(&mut bench, Told::Begun(ticket, Ok(())));
    let effects = bench.answer(ticket, failure(Cause::NoAnswer));
    assert_eq!(settled(&effects)[0].result, WriteResult::Unknown);
    (bench, ticket)
}

/// The new offer as the server holds it, with this in its envelope.
fn arrived(bench: &Bench, envelope: &str) -> Arc<Record> {
    let text = bench.editor().map(EditorScreen::text).expect("the editor waits");
    let raw = text.replacen('{', &format!("{{\"id\":\"n\",\"etag\":1,{envelope}"), 1);
    Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap())
}

#[test]
fn what_the_look_for_a_new_object_tells_is_noted_in_its_place() {
    let (mut bench, ticket) = sought();
    let new = arrived(&bench, r#""created":"2025-12-01T00:00:00Z","#);
    let effects = bench.reply(page(&[new]));
    let [outcome] = settled(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(
        (&outcome.result, outcome.object.as_ref().map(|id| id.as_str()), outcome.after),
        (&WriteResult::Done, Some("n"), Some(1))
    );
    assert!(orders(&effects).iter().any(|order| matches!(order, Order::Settle(under, _) if *under == ticket)));

    let (mut bench, _) = sought();
    for _ in 0..2 {
        assert!(settled(&bench.reply(page(&[]))).is_empty(), "it may be on its way");
        bench.ring();
    }
    let effects = bench.reply(page(&[]));
    assert_eq!(settled(&effects)[0].result, WriteResult::Refused("it did not arrive".to_owned()));
}

/// Whether no more is expected of what became of a write.
fn lets_go(effects: &[Effect]) -> bool {
    orders(effects).iter().any(|order| matches!(order, Order::LetGo(_)))
}

#[test]
fn a_new_object_stays_unknown_where_the_look_is_not_sure() {
    for envelope in ["", r#""created":"2025-12-01T00:00:00Z","tags":["another's"],"#] {
        let (mut bench, _) = sought();
        let like = arrived(&bench, envelope);
        let effects = bench.reply(page(&[like]));
        assert!(settled(&effects).is_empty() && lets_go(&effects), "{effects:?}");
    }
    let (mut bench, _) = sought();
    let effects = bench.reply(failure(Cause::Forbidden));
    assert!(settled(&effects).is_empty() && lets_go(&effects), "{effects:?}");
}

#[test]
fn a_change_stays_unknown_where_the_object_says_neither_and_a_later_look_speaks_of_the_later_write() {
    for seen in [found(&record("a", "Theirs", "draft", 5)), failure(Cause::Forbidden)] {
        let (mut bench, first, _) = noted();
        tell(&mut bench, Told::Begun(first, Ok(())));
        bench.answer(first, failure(Cause::NoAnswer));
        let look = bench.ticket_of(crate::bench::is_read);
        let refused = seen.is_err();
        let effects = bench.answer(look, seen);
        assert!(settled(&effects).is_empty());
        assert!(orders(&effects).contains(&&Order::LetGo(first)), "nobody looks any more: {effects:?}");
        if !refused {
            continue;
        }
        // The next save of the same text is answered; its delete later on is of no concern to the first.
        bench.ring();
        bench.press("ctrl-s y");
        let (second, _) = begun(&bench.reply(found(&record("a", "Alpha", "draft", 3))));
        tell(&mut bench, Told::Begun(second, Ok(())));
        bench.answer(second, Ok(Reply::Updated(Receipt { revision: Some(4), ..Receipt::default() })));
        let mine = crate::bench::record_with("a", "Alpha", "draft", 4, r#""description":"mine","#);
        bench.reply(found(&mine));
        bench.press("d");
        bench.ring();
        bench.press("y");
        let effects = bench.reply(found(&mine));
        let number = trash_number(&effects);
        let (third, _) = begun(&tell(&mut bench, Told::Trashed(number, Ok(trash_id()))));
        tell(&mut bench, Told::Begun(third, Ok(())));
        bench.reply(failure(Cause::Gone));
        let effects = bench.reply(gone());
        let under: Vec<Ticket> = orders(&effects)
            .into_iter()
            .filter_map(|order| match order {
                Order::Settle(under, _) => Some(*under),
                _ => None,
            })
            .collect();
        assert_eq!(under, [third], "the first write was no delete");
    }
}
