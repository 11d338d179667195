//! A change that meets another one, and the tests that guard a patch.

use std::sync::Arc;

use offerdeck::domain::Record;
use offerdeck::keys::Context;
use offerdeck::request::{Cause, Receipt, Reply, Request, RequestError};
use offerdeck::screens::Screen;

use crate::bench::{Bench, failure, found, is_read, record_with, writes};
use crate::saves::{changed_elsewhere, confirmed, stored, text, with_mine, with_theirs};

/// Others gave the offer a description too.
fn clashing(revision: u64) -> Arc<Record> {
    record_with("a", "Alpha", "draft", revision, r#""description":"theirs","#)
}

/// The news has come, and the dialog was seen.
fn told(theirs: &Arc<Record>) -> Bench {
    let mut bench = confirmed();
    bench.reply(found(theirs));
    assert!(changed_elsewhere(&bench));
    bench.ring();
    bench
}

fn is_merging(bench: &Bench) -> bool {
    matches!(bench.model.screens().last(), Some(Screen::Merge(_)))
}

/// The only write among what was asked: its operations, its guards, and the revision it is for.
fn update(effects: &[offerdeck::app::Effect]) -> (Vec<String>, Vec<String>, Option<u64>) {
    let writes = writes(effects);
    let [Request::Update { patch, guards, revision, .. }] = writes[..] else { panic!("{writes:?}") };
    (
        patch.iter().map(|operation| operation.to_json("").to_string()).collect(),
        guards.iter().map(|guard| guard.to_json("").to_string()).collect(),
        *revision,
    )
}

const MINE: &str = r#"{"op":"add","path":"/description","value":"mine"}"#;

#[test]
fn changes_that_do_not_touch_each_other_merge_and_the_review_says_so_before_anything_is_sent() {
    let mut bench = told(&with_theirs(4));
    let screen = bench.screen();
    assert!(screen.contains("It merges cleanly: 1 member of theirs, 1 of yours"), "{screen}");
    assert!(writes(&bench.press("y")).is_empty());
    let change = bench.review().and_then(|review| review.change()).unwrap_or_else(|| panic!("{}", bench.screen()));
    assert_eq!((change.base.revision, change.patch.len()), (Some(4), 1));
    assert!(bench.screen().contains("✓ It merges cleanly onto revision 4"), "{}", bench.screen());
    assert!(text(&bench).contains("mine") && text(&bench).contains("theirs"));
    bench.press("y");
    let effects = bench.reply(found(&with_theirs(4)));
    assert_eq!(update(&effects), (vec![MINE.to_owned()], Vec::new(), Some(4)));
}

#[test]
fn where_others_made_the_same_change_nothing_is_left_to_send() {
    let mut bench = told(&with_mine(4));
    assert!(bench.screen().contains("holds all that you changed already"), "{}", bench.screen());
    bench.press("y");
    assert!(bench.review().is_none() && bench.model.is_idle(), "{}", bench.screen());
    assert!(bench.notice().contains("nothing left to send"), "{}", bench.notice());
    bench.press("esc");
    assert!(bench.editor().is_none(), "nothing would be lost");
}

#[test]
fn one_step_of_undoing_brings_back_what_was_typed_before_the_merge() {
    let mut bench = confirmed();
    let typed = text(&bench);
    bench.reply(found(&with_theirs(4)));
    bench.ring();
    bench.press("y esc");
    assert_ne!(text(&bench), typed);
    bench.press("ctrl-z");
    assert_eq!(text(&bench), typed);
}

#[test]
fn where_they_clash_nothing_is_reviewed_before_all_is_chosen() {
    let mut bench = told(&clashing(4));
    assert!(bench.screen().contains("You both changed description"), "{}", bench.screen());
    let typed = text(&bench);
    bench.press("y");
    assert!(is_merging(&bench), "{}", bench.screen());
    bench.press("ctrl-s");
    assert!(is_merging(&bench) && bench.notice().contains("open"), "{}", bench.notice());
    assert_eq!(text(&bench), typed, "the text waits");
    bench.press("3 ctrl-s");
    assert!(bench.screen().contains("✓ Merged onto revision 4"), "{}", bench.screen());
    bench.press("y");
    let effects = bench.reply(found(&clashing(4)));
    let guard = r#"{"op":"test","path":"/description","value":"theirs"}"#.to_owned();
    assert_eq!(update(&effects), (vec![MINE.to_owned()], vec![guard], Some(4)));
}

#[test]
fn leaving_the_clashes_goes_back_to_the_text_as_it_was_typed() {
    for key in ["esc", "q"] {
        let mut bench = told(&clashing(4));
        let typed = text(&bench);
        bench.press("y 2");
        bench.press(key);
        assert!(!is_merging(&bench) && text(&bench) == typed, "{}", bench.screen());
        bench.press("ctrl-s");
        let base = bench.review().and_then(|review| review.change()).and_then(|change| change.base.revision);
        assert_eq!(base, Some(3), "nothing was taken over");
    }
}

#[test]
fn choosing_theirs_everywhere_leaves_nothing_to_send_and_the_typed_text_a_step_back() {
    let mut bench = told(&clashing(4));
    let typed = text(&bench);
    bench.press("y T ctrl-s");
    assert!(bench.review().is_none() && !is_merging(&bench), "{}", bench.screen());
    assert!(bench.notice().contains("nothing left to send"), "{}", bench.notice());
    bench.press("ctrl-z");
    assert_eq!(text(&bench), typed);
    bench.press("ctrl-y esc");
    assert!(bench.editor().is_none(), "nothing would be lost");
}

#[test]
fn another_change_after_the_merge_starts_from_the_merged_one() {
    let mut bench = told(&clashing(4));
    bench.press("y 3 ctrl-s y");
    bench.reply(found(&record_with("a", "Beta", "draft", 5, r#""description":"theirs","#)));
    assert!(changed_elsewhere(&bench));
    assert!(bench.screen().contains("4 when you began, 5 now"), "{}", bench.screen());
    bench.ring();
    bench.press("y");
    assert!(bench.screen().contains("✓ It merges cleanly onto revision 5"), "the clash is settled: {}", bench.screen());
}

#[test]
fn the_help_of_the_clashes_is_a_key_away_and_comes_back() {
    let mut bench = told(&clashing(4));
    bench.press("y ? /");
    bench.type_text("mine everywhere");
    bench.press("enter");
    assert!(bench.screen().contains(Context::Merge.title()), "{}", bench.screen());
    while !is_merging(&bench) {
        bench.press("esc");
        assert!(bench.editor().is_some());
    }
}

/// The PATCH of another priority is on its way, its old value tested before it.
pub fn guarded() -> Bench {
    let mut bench = Bench::with_list(&[stored(3)]);
    edit_priority(&mut bench, &stored(3), '2');
    bench.press("y");
    let effects = bench.reply(found(&stored(3)));
    assert_eq!(update(&effects).1, [r#"{"op":"test","path":"/rank/priority","value":1}"#]);
    bench
}

/// Types another priority in place of that of one digit, and reviews it.
fn edit_priority(bench: &mut Bench, record: &Arc<Record>, digit: char) {
    bench.press("e");
    bench.reply(found(record));
    bench.press("ctrl-f");
    bench.type_text("\"priority\"");
    bench.press("enter end backspace");
    bench.type_text(&digit.to_string());
    bench.press("ctrl-s");
    assert!(bench.review().is_some(), "{}", bench.screen());
}

pub fn refusal(cause: Cause, status: u16, message: &str) -> Result<Reply, RequestError> {
    Err(RequestError { status: Some(status), ..RequestError::without_answer(cause, message) })
}

#[test]
fn a_server_that_takes_no_tests_gets_the_patch_without_them_from_then_on() {
    for (status, words) in [(400, "operation 0: \"test\" is not supported"), (422, "unknown op")] {
        let mut bench = guarded();
        assert!(writes(&bench.reply(refusal(Cause::Refused, status, words))).is_empty(), "it is looked at first");
        let effects = bench.reply(found(&stored(3)));
        let (patch, guards, revision) = update(&effects);
        assert_eq!((patch.len(), guards.len(), revision), (1, 0, Some(3)));
        bench.reply(Ok(Reply::Updated(Receipt::default())));
        bench.reply(found(&stored(4)));
        assert!(bench.editor().is_none(), "{}", bench.screen());
        edit_priority(&mut bench, &stored(4), '5');
        let guards = bench.review().and_then(|review| review.change()).map(|change| change.guards.len());
        assert_eq!(guards, Some(0), "it was learnt");
        bench.press("tab");
        assert!(!bench.screen().contains("guards"), "{}", bench.screen());
    }
}

#[test]
fn a_patch_that_is_refused_without_tests_too_is_not_sent_again() {
    let mut bench = guarded();
    bench.reply(refusal(Cause::Refused, 422, "operation 1 does not apply"));
    bench.reply(found(&stored(3)));
    assert!(bench.reply(refusal(Cause::Refused, 422, "operation 0 does not apply")).is_empty());
    assert!(bench.notice().contains("operation 0 does not apply") && bench.model.is_idle(), "{}", bench.notice());
    assert!(text(&bench).contains("\"priority\": 2"));
}

#[test]
fn a_test_that_failed_is_a_conflict() {
    for (cause, status) in [(Cause::Conflict, 409), (Cause::Conflict, 412), (Cause::Refused, 422)] {
        let mut bench = guarded();
        bench.reply(refusal(cause, status, "\"/rank/priority\" is not what the patch's test expects"));
        assert!(is_read(bench.only_request()));
        bench.reply(found(&with_theirs(4)));
        assert!(changed_elsewhere(&bench), "{status}: {}", bench.screen());
        assert!(text(&bench).contains("\"priority\": 2"));
    }
}

#[test]
fn a_test_that_fails_on_what_was_not_changed_is_left_out_this_once() {
    let mut bench = guarded();
    bench.reply(refusal(Cause::Conflict, 409, "a test failed"));
    let effects = bench.reply(found(&stored(3)));
    assert_eq!(update(&effects).1.len(), 0, "the server reads out what it does not find itself");
    bench.reply(Ok(Reply::Updated(Receipt::default())));
    bench.reply(found(&with_mine(4)));
    edit_priority(&mut bench, &with_mine(4), '5');
    assert_eq!(bench.review().and_then(|review| review.change()).map(|change| change.guards.len()), Some(1));
}

#[test]
fn a_refusal_that_speaks_of_no_test_is_told_and_nothing_is_sent_again() {
    for (cause, status) in [(Cause::Refused, Some(422)), (Cause::Refused, Some(415)), (Cause::Forbidden, Some(403))] {
        let mut bench = guarded();
        let message = if status == Some(422) { "rank: too high" } else { "the test operation is not allowed" };
        let error = RequestError { status, ..RequestError::without_answer(cause, message) };
        assert!(bench.reply(Err(error)).is_empty());
        assert!(bench.notice().contains(message), "{}", bench.notice());
    }
    let mut bench = guarded();
    bench.reply(failure(Cause::Conflict));
    assert!(bench.reply(found(&stored(3))).is_empty(), "another reason for a conflict");
    assert!(bench.notice().contains("the server's own words"), "{}", bench.notice());
}
