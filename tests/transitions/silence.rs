//! A disk that does not answer: it is told, what waits for it can be dropped, and nothing is promised that it did not say.

use std::path::PathBuf;
use std::time::Duration;

use offerdeck::app::{Effect, Msg, Order, Told};
use offerdeck::request::{Reply, Ticket};
use offerdeck::screens::EditorId;
use offerdeck::screens::dialogs::Dialog;
use offerdeck::store::{StoreError, WriteResult};

use crate::bench::kept::{self, dooming, tell, trash_id};
use crate::bench::{Bench, found, gone, is_read, orders, record, writes};

fn full() -> StoreError {
    StoreError::NoRoom(PathBuf::from("/state/drafts/1.json"))
}

/// The editor is open on the only offer, and a description was typed.
fn typed() -> (Bench, EditorId) {
    let bench = kept::typed();
    let id = bench.editor().unwrap().id;
    (bench, id)
}

/// The change was confirmed and waits for the journal.
pub fn noting() -> (Bench, Ticket) {
    let (mut bench, id) = typed();
    bench.ring();
    tell(&mut bench, Told::DraftKept(id, Ok(())));
    bench.press("ctrl-s y");
    let effects = bench.reply(found(&record("a", "Alpha", "draft", 3)));
    let [Order::Begin(ticket, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
    (bench, *ticket)
}

/// The disk says that what this delete is about is in the trash.
pub fn in_trash(number: u64) -> Msg {
    Msg::Disk(Box::new(Told::Trashed(number, Ok(trash_id()))))
}

/// What the dialog says in which quitting is asked.
fn reason(bench: &Bench) -> &str {
    match bench.model.dialogs() {
        [Dialog::Quit { reason, .. }] => reason,
        other => panic!("{other:?}"),
    }
}

/// What became of writes, by what is ordered to be noted of them.
pub fn outcomes(effects: &[Effect]) -> Vec<(Ticket, &WriteResult)> {
    let outcomes = orders(effects).into_iter().filter_map(|order| match order {
        Order::Settle(ticket, outcome) => Some((*ticket, &outcome.result)),
        _ => None,
    });
    outcomes.collect()
}

#[test]
fn a_disk_that_answers_in_time_is_not_spoken_of() {
    let (mut bench, number) = dooming();
    assert!(!bench.screen().contains("does not answer"));
    tell(&mut bench, Told::Trashed(number, Ok(trash_id())));
    bench.ring_disk();
    assert!(bench.screen().contains("the delete of \"Alpha\" waits to be noted"), "{}", bench.screen());
}

#[test]
fn a_delete_that_the_disk_holds_is_told_and_dropped_and_its_body_leaves_the_trash() {
    let (mut bench, number) = dooming();
    bench.ring_disk();
    let told = "The disk does not answer: the delete of \"Alpha\" waits for its place in the trash · ctrl-c drops it";
    assert!(bench.screen().contains(told), "{}", bench.screen());
    bench.press("r");
    assert!(bench.screen().contains(told), "as long as it holds: {}", bench.screen());
    bench.press(":");
    assert!(bench.screen().contains("! disk silent"), "the palette covers the line: {}", bench.screen());
    bench.press("esc");
    let effects = bench.press("ctrl-c");
    assert_eq!(orders(&effects), [&Order::UndoTrash(number)]);
    assert!(bench.notice().contains("was not deleted"), "{}", bench.notice());
    assert!(bench.notice().contains("ctrl-c again"), "{}", bench.notice());
    assert!(!bench.screen().contains("deleting"), "{}", bench.screen());
    // The disk answers after all.
    let id = trash_id();
    assert!(writes(&tell(&mut bench, Told::Trashed(number, Ok(id)))).is_empty());
    assert!(!bench.screen().contains("does not answer"), "{}", bench.screen());
    assert!(bench.model.awaits_disk());
    assert!(tell(&mut bench, Told::Done(Ok(()))).is_empty());
    assert!(!bench.model.awaits_disk());
}

#[test]
fn a_save_that_the_disk_holds_is_dropped_noted_as_not_sent_and_its_text_is_kept() {
    let (mut bench, ticket) = noting();
    bench.ring_disk();
    let told = "the save of \"Alpha\" waits to be noted in the journal · ctrl-c drops it";
    assert!(bench.screen().contains(told), "{}", bench.screen());
    let text = bench.editor().unwrap().text();
    let effects = bench.press("ctrl-c");
    assert_eq!(outcomes(&effects), [(ticket, &WriteResult::NotSent)]);
    assert!(bench.notice().contains("was not saved; your text is kept: cancelled before it was sent"));
    for answer in [Ok(()), Err(full())] {
        let mut bench = Bench { model: bench.model.clone(), ..Bench::new(None) };
        let effects = tell(&mut bench, Told::Begun(ticket, answer));
        assert!(writes(&effects).is_empty(), "it never leaves: {effects:?}");
        assert!(!bench.notice().contains("all the same"), "{}", bench.notice());
    }
    // The editor takes typing again.
    bench.type_text("x");
    assert_ne!(bench.editor().unwrap().text(), text);
}

#[test]
fn what_is_typed_while_the_disk_is_silent_is_told_as_not_kept_and_ordered_once() {
    let (mut bench, id) = typed();
    assert_eq!(orders(&bench.ring()).len(), 1);
    bench.ring_disk();
    assert!(bench.screen().contains("The disk does not answer: what you type is in memory only"));
    bench.type_text("more");
    assert!(bench.screen().contains("! not kept on disk"), "{}", bench.screen());
    assert!(bench.timers.is_empty(), "the disk has one text to write already: {:?}", bench.timers);
    let unkept = bench.model.unkept();
    assert_eq!(unkept, ["What you typed in \"Alpha\" is not kept: the disk does not answer."]);
    // It has the older text now; the newer one follows.
    tell(&mut bench, Told::DraftKept(id, Ok(())));
    assert_eq!(bench.model.unkept().len(), 1);
    assert_eq!(orders(&bench.ring()).len(), 1);
    tell(&mut bench, Told::DraftKept(id, Ok(())));
    assert!(bench.model.unkept().is_empty() && !bench.screen().contains("not kept"), "{}", bench.screen());
}

#[test]
fn what_is_asked_of_a_silent_disk_is_told_too() {
    for (command, told) in [("drafts", "the drafts are"), ("trash", "the trash is"), ("history", "the history is")] {
        let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
        bench.command(command);
        bench.ring_disk();
        assert!(bench.screen().contains(&format!("does not answer: {told} waited for")), "{}", bench.screen());
    }
}

#[test]
fn quitting_promises_only_what_the_disk_has_said() {
    let (mut bench, id) = typed();
    let effects = bench.press("f1 q ctrl-c ctrl-c");
    assert!(matches!(orders(&effects)[..], [Order::KeepDraft(_)]), "it is written while the user reads: {effects:?}");
    assert!(reason(&bench).contains("on its way to the disk"), "{}", reason(&bench));
    tell(&mut bench, Told::DraftKept(id, Ok(())));
    assert!(reason(&bench).contains("It is kept: :drafts"), "{}", reason(&bench));

    let (mut bench, id) = typed();
    bench.press("f1 q ctrl-c ctrl-c");
    tell(&mut bench, Told::DraftKept(id, Err(full())));
    assert!(reason(&bench).contains("can't be kept: there is no room left"), "{}", reason(&bench));

    let (mut bench, _) = typed();
    bench.press("f1 q ctrl-c ctrl-c");
    bench.ring_disk();
    assert!(reason(&bench).contains("can't be kept: the disk does not answer"), "{}", reason(&bench));
}

#[test]
fn the_end_drops_what_waits_for_the_disk() {
    let ends: [fn(&mut Bench) -> Vec<Effect>; 2] =
        [|bench| bench.happen(Msg::Terminate(143)), |bench| bench.press("ctrl-c ctrl-c y")];
    for end in ends {
        let (mut bench, ticket) = noting();
        let effects = end(&mut bench);
        assert_eq!(outcomes(&effects), [(ticket, &WriteResult::NotSent)]);
        let (mut bench, number) = dooming();
        let effects = end(&mut bench);
        assert!(orders(&effects).contains(&&Order::UndoTrash(number)), "{effects:?}");
    }
    let (mut bench, _) = dooming();
    bench.press("q");
    assert!(reason(&bench).contains("waits for the disk and was not sent. Quitting drops it."), "{}", reason(&bench));
}

#[test]
fn an_end_names_all_that_the_disk_has_not_done() {
    const SILENT: &str = "the disk does not answer";
    let unkept = |bench: &Bench| bench.model.unkept();
    // The text was thrown away as confirmed, its draft is there yet.
    let (mut bench, id) = typed();
    bench.ring();
    tell(&mut bench, Told::DraftKept(id, Ok(())));
    bench.press("esc y");
    assert_eq!(unkept(&bench), [format!("A draft that is no longer needed may still be there: {SILENT}.")]);
    tell(&mut bench, Told::Done(Ok(())));
    assert!(unkept(&bench).is_empty());
    // A delete that waits for its place in the trash is dropped.
    let (mut bench, number) = dooming();
    bench.happen(Msg::Terminate(143));
    let in_the_trash = [format!("An object that was not deleted may be in the trash: {SILENT}.")];
    assert_eq!(unkept(&bench), in_the_trash);
    bench.happen(in_trash(number));
    assert_eq!(unkept(&bench), in_the_trash);
    tell(&mut bench, Told::Done(Ok(())));
    assert!(unkept(&bench).is_empty());
    // A save that waits to be noted is dropped.
    let (mut bench, ticket) = noting();
    bench.happen(Msg::Terminate(143));
    tell(&mut bench, Told::Begun(ticket, Ok(())));
    assert_eq!(unkept(&bench), [format!("What became of a write may not be noted: {SILENT}.")]);
    tell(&mut bench, Told::Settled(ticket, Ok(())));
    assert!(unkept(&bench).is_empty());
    // A delete was carried out.
    let mut bench = crate::trash::deleting();
    let ticket = bench.only_ticket();
    bench.reply(Ok(Reply::DeleteAccepted));
    tell(&mut bench, Told::Settled(ticket, Ok(())));
    let look = bench.ticket_of(is_read);
    bench.answer(look, gone());
    tell(&mut bench, Told::Settled(ticket, Ok(())));
    assert_eq!(unkept(&bench), [format!("What became of an object may not be noted in the trash: {SILENT}.")]);
    tell(&mut bench, Told::Done(Ok(())));
    assert!(unkept(&bench).is_empty());
}

#[test]
fn a_text_that_was_not_refused_does_not_wait_for_one_that_was() {
    let (mut bench, id) = typed();
    bench.ring();
    tell(&mut bench, Told::DraftKept(id, Err(full())));
    bench.press("esc y");
    bench.timers.clear();
    bench.press("D");
    bench.happen(Msg::Paste("x".to_owned()));
    assert!(matches!(bench.timers[..], [(_, pause)] if pause < Duration::from_secs(1)), "{:?}", bench.timers);
}

#[test]
fn a_profile_is_not_left_while_a_write_waits_for_the_disk() {
    let (mut bench, _) = dooming();
    assert!(bench.command("profile other").is_empty());
    assert!(bench.notice().contains("drop it with ctrl-c"), "{}", bench.notice());
}

#[test]
fn an_end_waits_for_what_is_to_be_kept_and_not_for_what_was_asked() {
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    bench.command("history");
    assert!(!bench.model.awaits_disk());
    let (mut bench, id) = typed();
    bench.ring();
    assert!(bench.model.awaits_disk());
    tell(&mut bench, Told::DraftKept(id, Ok(())));
    assert!(!bench.model.awaits_disk());
}
