//! What may be written, where, and how that changes.

use offerdeck::app::{Effect, Msg};
use offerdeck::domain::Scope;
use offerdeck::profile::Mode;
use offerdeck::request::{Cause, Reply, Request};
use offerdeck::screens::dialogs::Dialog;

use crate::bench::{Bench, failure, found, is_list, page, record, scope, writes};
use crate::places::sandbox;
use crate::saves;

/// A program that begins in a place and that no mode was set for.
fn started() -> Bench {
    let mut bench = Bench::new(Some(scope()));
    bench.model.settings.mode = None;
    bench.happen(Msg::Start);
    bench
}

/// A program in a sandbox of this type that no mode was set for, its list read.
fn in_sandbox(category: &str) -> Bench {
    let mut bench = started();
    let asks = |request: &Request| matches!(request, Request::ListSandboxes { .. });
    let ticket = bench.ticket_of(asks);
    bench.answer(ticket, Ok(Reply::Scopes { entries: vec![sandbox("dev", category)], next: None }));
    bench.reply(page(&[record("a", "Alpha", "draft", 3)]));
    bench
}

/// Lets keys count in the dialog that just opened.
fn arm(bench: &mut Bench) {
    for (timer, _) in bench.timers.clone() {
        bench.happen(Msg::Timer(timer));
    }
}

#[test]
fn the_type_of_the_sandbox_decides_where_nobody_said_anything() {
    for (category, mode) in [("production", Mode::ReadOnly), ("development", Mode::Ask), ("", Mode::ReadOnly)] {
        assert_eq!(in_sandbox(category).model.mode(), mode, "{category:?}");
    }
}

#[test]
fn until_the_type_is_known_nothing_is_written_and_a_list_that_can_not_be_read_tells_none() {
    let mut bench = started();
    assert_eq!(bench.model.mode(), Mode::ReadOnly);
    let ticket = bench.ticket_of(|request| matches!(request, Request::ListSandboxes { .. }));
    bench.answer(ticket, failure(Cause::Forbidden));
    assert_eq!(bench.model.mode(), Mode::ReadOnly);
    assert!(bench.screen().contains("type unknown"), "{}", bench.screen());
}

#[test]
fn in_a_read_only_place_no_key_leads_to_a_write_and_each_says_why() {
    for key in ["e", "n", "D", "d"] {
        let mut bench = in_sandbox("production");
        let effects = bench.press(key);
        assert!(effects.is_empty(), "{key}: {effects:?}");
        assert!(bench.notice().contains("read-only, as it is a production sandbox"), "{key}: {}", bench.notice());
        assert!(bench.editor().is_none() && bench.model.dialogs().is_empty(), "{key}");
    }
}

#[test]
fn a_stricter_mode_is_taken_at_once_and_a_looser_one_only_once_it_is_confirmed() {
    let mut bench = in_sandbox("development");
    bench.command("mode read-only");
    assert_eq!(bench.model.mode(), Mode::ReadOnly);
    bench.command("mode full");
    assert!(matches!(bench.model.dialogs(), [Dialog::Mode(_)]));
    assert_eq!(bench.model.mode(), Mode::ReadOnly);
    arm(&mut bench);
    bench.press("y");
    assert_eq!(bench.model.mode(), Mode::Full);
    bench.command("mode");
    assert!(bench.notice().contains("The mode is full"), "{}", bench.notice());
    bench.command("mode careful");
    assert!(bench.notice().contains("no mode \"careful\"") && bench.model.mode() == Mode::Full, "{}", bench.notice());
}

#[test]
fn a_mode_belongs_to_the_place_for_which_it_was_chosen() {
    let mut bench = in_sandbox("development");
    bench.command("mode full");
    arm(&mut bench);
    bench.press("y esc");
    bench.reply(Ok(Reply::Scopes { entries: vec![sandbox("prod", "production")], next: None }));
    bench.press("enter");
    assert_eq!(bench.model.scope, Some(Scope { sandbox: "prod".to_owned(), container: None }));
    assert_eq!(bench.model.mode(), Mode::ReadOnly);
}

#[test]
fn in_production_a_change_is_asked_about_once_more_and_sent_as_it_was_reviewed() {
    let mut bench = in_sandbox("production");
    bench.command("mode ask");
    arm(&mut bench);
    bench.type_text("dev");
    bench.press("enter D ctrl-s");
    assert!(bench.review().is_some(), "{}", bench.screen());
    assert!(writes(&bench.press("y")).is_empty());
    assert!(matches!(bench.model.dialogs(), [Dialog::Production(_)]));
    arm(&mut bench);
    assert!(writes(&bench.press("enter")).is_empty(), "enter alone sends nothing");
    assert!(bench.editor().is_some(), "the text is kept");
    bench.press("ctrl-s y");
    arm(&mut bench);
    bench.type_text("dev");
    assert!(matches!(writes(&bench.press("enter"))[..], [Request::Create { .. }]));
}

#[test]
fn a_write_that_was_confirmed_is_not_sent_once_the_mode_forbids_it() {
    // Between the confirmation and the PATCH the object is read again; meanwhile somebody thinks better of it.
    let mut bench = saves::confirmed();
    bench.press("f1");
    bench.command("mode read-only");
    bench.press("esc");
    let effects = bench.reply(found(&record("a", "Alpha", "draft", 3)));
    assert!(writes(&effects).is_empty(), "{effects:?}");
    assert!(bench.notice().contains("read-only") && bench.notice().contains(":mode ask"), "{}", bench.notice());
    assert!(bench.editor().is_some(), "the text is kept");
    assert!(bench.model.is_idle(), "{:?}", bench.open);
}

#[test]
fn a_refusal_by_the_mode_leaves_reading_alone() {
    let mut bench = in_sandbox("production");
    let effects = bench.press("r");
    assert!(matches!(&effects[..], [Effect::Ask(_, request)] if is_list(request)), "{effects:?}");
}
