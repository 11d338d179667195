//! The way of a save.

use std::sync::Arc;

use offerdeck::app::{Effect, Msg};
use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::request::{Cause, Locator, Receipt, Reply, Request};
use offerdeck::screens::dialogs::Dialog;

use crate::bench::{Bench, failure, found, gone, is_list, is_read, page, record, record_with, scope, writes};

pub const TYPED: &str = "\n  \"description\": \"mine\",";

pub fn stored(revision: u64) -> Arc<Record> {
    record("a", "Alpha", "draft", revision)
}

pub fn with_mine(revision: u64) -> Arc<Record> {
    record_with("a", "Alpha", "draft", revision, r#""description":"mine","#)
}

pub fn with_theirs(revision: u64) -> Arc<Record> {
    record_with("a", "Alpha", "draft", revision, r#""tags":["theirs"],"#)
}

/// The editor is open on the only offer, and a description was typed.
pub fn typed() -> Bench {
    let mut bench = Bench::with_list(&[stored(3)]);
    bench.press("e");
    bench.reply(found(&stored(3)));
    bench.press("end");
    bench.happen(Msg::Paste(TYPED.to_owned()));
    bench
}

/// The change is confirmed; the object is being read again.
pub fn confirmed() -> Bench {
    let mut bench = typed();
    bench.press("ctrl-s");
    assert!(bench.review().is_some(), "{}", bench.screen());
    assert!(writes(&bench.press("y")).is_empty(), "first it is looked at");
    bench
}

/// The PATCH is on its way.
pub fn patching() -> Bench {
    let mut bench = confirmed();
    bench.reply(found(&stored(3)));
    bench
}

/// A new offer is on its way.
pub fn creating() -> Bench {
    let mut bench = Bench::with_list(&[stored(3)]);
    bench.press("D ctrl-s");
    assert!(bench.review().is_some(), "{}", bench.screen());
    assert!(matches!(writes(&bench.press("y"))[..], [Request::Create { .. }]));
    bench
}

pub fn changed_elsewhere(bench: &Bench) -> bool {
    matches!(bench.model.dialogs(), [Dialog::Elsewhere(_)])
}

pub fn text(bench: &Bench) -> String {
    bench.editor().map(|editor| editor.text()).unwrap_or_default()
}

#[test]
fn an_unchanged_object_is_patched_with_what_was_typed_and_read_back() {
    let mut bench = confirmed();
    let effects = bench.reply(found(&stored(3)));
    let writes = writes(&effects);
    let [Request::Update { address, patch, revision, kind, guards, scope: at }] = writes[..] else {
        panic!("{writes:?}")
    };
    assert_eq!((&**address, *revision, *kind, at), ("a", Some(3), Kind::Personalized, &scope()));
    let patch: Vec<String> = patch.iter().map(|operation| operation.to_json("").to_string()).collect();
    assert_eq!(patch, [r#"{"op":"add","path":"/description","value":"mine"}"#]);
    assert_eq!(guards[..], [], "what is new replaces nothing");
    assert!(bench.screen().contains("1 write open"), "{}", bench.screen());
    bench.reply(Ok(Reply::Updated(Receipt::default())));
    assert!(is_read(bench.only_request()) && bench.editor().is_some(), "not done before it is read back");
    bench.reply(found(&with_mine(4)));
    assert!(bench.editor().is_none());
    assert_eq!(bench.model.library.selected().unwrap().revision, Some(4));
    assert!(bench.notice().contains("revision 4"), "{}", bench.notice());
    assert!(bench.model.is_idle());
}

#[test]
fn what_was_changed_elsewhere_is_not_overwritten() {
    let mut bench = confirmed();
    let before = text(&bench);
    assert!(writes(&bench.reply(found(&with_theirs(4)))).is_empty());
    assert!(changed_elsewhere(&bench));
    assert_eq!(text(&bench), before);
    bench.press("y");
    assert!(changed_elsewhere(&bench), "what was typed ahead does not answer it");
    bench.ring();
    bench.press("enter");
    assert_eq!((text(&bench), bench.model.dialogs().len()), (before, 0), "enter goes back to the text");
}

#[test]
fn a_conflict_on_the_patch_is_told_by_what_is_there() {
    let mut bench = patching();
    bench.reply(failure(Cause::Conflict));
    assert!(is_read(bench.only_request()));
    bench.reply(found(&with_theirs(4)));
    assert!(changed_elsewhere(&bench));
    assert!(text(&bench).contains("mine"));

    let mut bench = patching();
    bench.reply(failure(Cause::Conflict));
    bench.reply(found(&stored(3)));
    assert!(bench.model.dialogs().is_empty(), "nothing was changed elsewhere: the server has another reason");
    assert!(bench.notice().contains("the server's own words"), "{}", bench.notice());
    assert!(text(&bench).contains("mine"));
}

#[test]
fn a_patch_without_an_answer_is_looked_after() {
    for cause in [Cause::NoAnswer, Cause::CutAnswer, Cause::Malformed, Cause::Unavailable] {
        let mut bench = patching();
        assert!(writes(&bench.reply(failure(cause))).is_empty(), "never sent twice");
        assert!(is_read(bench.only_request()));
        bench.reply(found(&with_mine(4)));
        assert!(bench.editor().is_none(), "{cause:?}: it arrived");
        assert!(bench.notice().contains("arrived"), "{}", bench.notice());
        assert_eq!(bench.model.library.selected().unwrap().revision, Some(4));

        let mut bench = patching();
        bench.reply(failure(cause));
        bench.reply(found(&stored(3)));
        assert!(text(&bench).contains("mine"), "{cause:?}: it did not arrive");
        assert!(bench.notice().contains("did not arrive"), "{}", bench.notice());
        assert!(bench.model.is_idle());

        let mut bench = patching();
        bench.reply(failure(cause));
        bench.reply(found(&with_theirs(4)));
        assert!(changed_elsewhere(&bench), "{cause:?}");
        assert!(text(&bench).contains("mine"));
    }
}

#[test]
fn an_object_deleted_elsewhere_becomes_a_new_one() {
    let mut bench = confirmed();
    bench.reply(gone());
    assert!(bench.shown().is_empty());
    assert!(bench.notice().contains("deleted elsewhere"), "{}", bench.notice());
    assert!(text(&bench).contains("mine"));
    assert!(bench.press("esc").is_empty() && bench.editor().is_some(), "leaving asks");
    bench.press("esc ctrl-s");
    assert!(bench.review().is_some_and(|review| review.change().is_none()));
    assert!(matches!(writes(&bench.press("y"))[..], [Request::Create { .. }]));
}

#[test]
fn a_new_object_is_read_back_by_the_id_that_the_server_gave() {
    let mut bench = creating();
    let receipt = Receipt { id: Some("n".into()), address: None, revision: None };
    bench.reply(Ok(Reply::Created(receipt)));
    assert!(matches!(bench.only_request(), Request::Read { at: Locator::Id(id), .. } if id.as_str() == "n"));
    bench.reply(found(&record("n", "Alpha (copy)", "draft", 1)));
    assert!(bench.editor().is_none());
    assert_eq!((bench.shown(), bench.selected()), (vec!["n".to_owned(), "a".to_owned()], Some("n".into())));

    let mut bench = creating();
    bench.reply(Ok(Reply::Created(Receipt::default())));
    assert!(bench.editor().is_none() && is_list(bench.only_request()), "without an id the list tells");
}

/// The answer to a create is missing; the new object is looked for.
fn seeking(cause: Cause) -> Bench {
    let mut bench = creating();
    assert!(writes(&bench.reply(failure(cause))).is_empty(), "never sent twice");
    assert!(matches!(bench.only_request(), Request::Find { name, .. } if name.contains("Alpha")));
    bench
}

/// What the review of the open editor would send, as the server holds it, with more members of its envelope.
fn arrived(bench: &Bench, envelope: &str) -> Arc<Record> {
    let raw = text(bench).replacen('{', &format!("{{\"id\":\"n\",\"etag\":1,{envelope}"), 1);
    Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap())
}

#[test]
fn a_create_without_an_answer_that_arrived_is_a_save() {
    for cause in [Cause::NoAnswer, Cause::CutAnswer, Cause::Malformed, Cause::Unavailable] {
        for (created, told) in [
            (r#""created":"2025-12-01T00:00:00Z","#, "arrived · revision 1"),
            (r#""created":"2025-11-30T23:51:00Z","#, "arrived · revision 1"),
            ("", "probably arrived"),
        ] {
            let mut bench = seeking(cause);
            let new = arrived(&bench, created);
            bench.reply(page(&[stored(3), new]));
            assert!(bench.notice().contains(told), "{}", bench.notice());
            assert!(bench.editor().is_none() && bench.model.is_idle());
            assert_eq!(bench.selected(), Some("n".into()));
        }
    }
}

#[test]
fn a_create_that_did_not_arrive_is_looked_for_three_times_and_leaves_the_text() {
    let mut bench = seeking(Cause::NoAnswer);
    let before = text(&bench);
    // One like it that was there long before is another.
    let older = arrived(&bench, r#""created":"2025-11-30T23:49:00Z","#);
    for _ in 0..2 {
        bench.reply(page(&[Arc::clone(&older)]));
        assert!(bench.screen().contains("1 write open"), "{}", bench.screen());
        bench.press("ctrl-c ctrl-c");
        assert!(matches!(bench.model.dialogs(), [Dialog::Quit { .. }]), "quitting asks first");
        bench.press("esc");
        bench.ring();
        assert!(matches!(bench.only_request(), Request::Find { .. }));
    }
    bench.reply(page(&[older]));
    assert!(bench.notice().contains("did not arrive; your text is kept"), "{}", bench.notice());
    assert!(bench.model.is_idle() && text(&bench) == before);
    bench.press("ctrl-s");
    assert!(!bench.screen().contains("got no answer"), "{}", bench.screen());
    assert!(matches!(writes(&bench.press("y"))[..], [Request::Create { .. }]));
}

#[test]
fn a_create_of_which_nobody_knows_warns_before_the_next() {
    let members = r#""created":"2025-12-01T00:00:00Z","tags":["another's"],"#;
    let other = record_with("x", "Alpha (copy)", "draft", 1, members);
    for answer in [failure(Cause::Forbidden), failure(Cause::Unavailable), page(&[other])] {
        let mut bench = seeking(Cause::NoAnswer);
        let before = text(&bench);
        let clear = answer.is_ok();
        bench.reply(answer);
        let told = if clear { "is there, but says something else" } else { "can't be told" };
        assert!(bench.notice().contains(told), "{}", bench.notice());
        assert!(is_list(bench.only_request()) && text(&bench) == before);
        bench.reply(page(&[stored(3)]));
        bench.press("ctrl-s");
        assert!(bench.screen().contains("got no answer"), "{}", bench.screen());
    }
}

#[test]
fn a_list_asked_for_before_the_patch_does_not_bring_the_old_state_back() {
    let mut bench = Bench::with_list(&[stored(3)]);
    bench.press("r e");
    let before = bench.ticket_of(is_list);
    bench.answer(bench.ticket_of(is_read), found(&stored(3)));
    bench.press("end");
    bench.happen(Msg::Paste(TYPED.to_owned()));
    bench.press("ctrl-s y");
    bench.answer(bench.ticket_of(is_read), found(&stored(3)));
    let effects = bench.answer(bench.ticket_of(Request::is_write), Ok(Reply::Updated(Receipt::default())));
    assert!(effects.contains(&Effect::Forget(before)));
    let after = bench.ticket_of(is_list);
    bench.answer(bench.ticket_of(is_read), found(&with_mine(4)));
    bench.answer(before, page(&[stored(3)]));
    assert_eq!(bench.model.library.selected().unwrap().revision, Some(4));
    bench.answer(after, page(&[with_mine(4)]));
    assert_eq!(bench.model.library.selected().unwrap().revision, Some(4));
}

#[test]
fn while_a_save_is_on_its_way_nothing_closes_the_editor() {
    let mut bench = patching();
    let before = text(&bench);
    bench.type_text("x");
    bench.press("esc ctrl-s backspace");
    assert_eq!(text(&bench), before);
    bench.press("f1");
    bench.command("fallback");
    bench.command("personalized");
    assert_eq!(text(&bench), before);
    assert!(bench.notice().contains("editor"), "{}", bench.notice());
    assert_eq!(bench.open.len(), 1, "one confirmation, one write");
}

#[test]
fn a_conflict_over_a_line_being_typed_closes_alone() {
    let mut bench = confirmed();
    bench.press("f1 :");
    bench.type_text("lo");
    bench.reply(found(&with_theirs(4)));
    bench.press("ctrl-c");
    assert!(bench.model.dialogs().is_empty());
    bench.press("enter");
    assert!(bench.screen().contains("Log"), "the line is still there: {}", bench.screen());
}

#[test]
fn leaving_and_quitting_ask_where_text_would_be_lost() {
    let mut bench = typed();
    bench.press("esc");
    assert!(matches!(bench.model.dialogs(), [Dialog::Leave { .. }]));
    bench.press("enter");
    assert!(text(&bench).contains("mine"), "enter keeps editing");
    assert!(bench.press("ctrl-c ctrl-c").is_empty());
    assert!(matches!(bench.model.dialogs(), [Dialog::Quit { .. }]));
    bench.press("n esc y");
    assert!(bench.editor().is_none());
    assert_eq!(bench.press("q"), [Effect::Quit(0)]);
}

#[test]
fn a_save_that_only_looks_can_be_cancelled_and_keeps_the_text() {
    let mut bench = confirmed();
    let before = text(&bench);
    bench.press("ctrl-c");
    assert!(bench.model.is_idle(), "nothing was written yet");
    assert_eq!(text(&bench), before);
    bench.press("ctrl-s y");
    assert!(is_read(bench.only_request()), "the text is open again, and can be saved");
}

#[test]
fn pressing_save_twice_sends_nothing_unseen() {
    let mut bench = patching();
    bench.reply(failure(Cause::Refused));
    assert!(writes(&bench.press("ctrl-s ctrl-s")).is_empty());
    assert!(bench.model.is_idle(), "the review waits for its own key");
}

#[test]
fn ctrl_c_waits_no_longer_for_the_answer_to_a_save_and_has_its_outcome_looked_for() {
    for (now, told) in [("Alpha", "did not arrive"), ("Beta", "arrived")] {
        let mut bench = Bench::renaming_alpha();
        let patch = bench.ticket_of(|request| matches!(request, Request::Update { .. }));
        let effects = bench.press("ctrl-c");
        assert!(effects.contains(&Effect::Forget(patch)), "{effects:?}");
        assert!(bench.notice().contains("looking whether it arrived"), "{}", bench.notice());
        let look = bench.ticket_of(crate::bench::is_read);
        let revision = if now == "Alpha" { 3 } else { 4 };
        bench.answer(look, found(&record("a", now, "draft", revision)));
        assert!(bench.notice().contains(told), "{}", bench.notice());
        assert_eq!(bench.editor().is_some(), now == "Alpha", "the text is kept where it did not arrive");
    }
}
