//! What becomes of objects by their status.

use std::sync::Arc;

use offerdeck::app::Msg;
use offerdeck::domain::{Concern, Generation, Kind, Record, SandboxType};
use offerdeck::profile::Mode;
use offerdeck::request::{Receipt, Reply, Request};
use offerdeck::screens::dialogs::Dialog;
use serde_json::json;

use crate::bench::{Bench, found, is_list, is_read, page, record, record_with, writes};

fn offers() -> Bench {
    Bench::with_list(&[record("a", "Alpha", "draft", 1), record("b", "Beta", "draft", 1)])
}

#[test]
fn nothing_leaves_before_the_review_is_confirmed_and_then_the_object_is_looked_at() {
    let mut bench = offers();
    assert!(bench.press("a enter").is_empty() && bench.review().is_some(), "{}", bench.screen());
    assert!(writes(&bench.press("y")).is_empty(), "first it is looked at");
    let effects = bench.reply(found(&record("a", "Alpha", "draft", 1)));
    let [Request::Update { patch, .. }] = writes(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(patch.len(), 1);
    bench.reply(Ok(Reply::Updated(Receipt::default())));
    bench.reply(found(&record("a", "Alpha", "approved", 2)));
    assert_eq!(bench.notice(), "Approved \"Alpha\" · revision 2. z takes it back.");
    assert!(bench.model.is_idle());
}

#[test]
fn the_footer_offers_actions_only_where_there_are_some() {
    let mut bench = offers();
    assert!(bench.screen().contains("a action"), "{}", bench.screen());
    bench.press("5");
    let raw = r#"{"id":"t","etag":1,"name":"Summer"}"#;
    let qualifier = Arc::new(Record::read(Generation::Dps, Kind::Qualifier, raw).unwrap());
    let list = bench.ticket_of(is_list);
    bench.answer(list, page(&[qualifier]));
    for keys in ["", "enter"] {
        bench.press(keys);
        assert!(bench.screen().contains("Summer") && !bench.screen().contains("a action"), "{}", bench.screen());
    }
}

#[test]
fn the_dialog_is_as_wide_as_its_facts() {
    let mut bench = Bench::with_list(&[record_with("a", "Alpha", "draft", 1, r#""createdBy":"Mobile_Sheliak","#)]);
    bench.happen(Msg::Resize(140, 45));
    bench.press("a");
    assert!(bench.screen().contains("made by in-app messages, for themselves "), "{}", bench.screen());
}

#[test]
fn the_footer_of_a_dialog_names_what_it_takes() {
    let mut bench = offers();
    bench.press("a");
    let screen = bench.screen();
    assert!(screen.contains("down next · up previous") && !screen.contains("y yes"), "{screen}");
    assert!(!screen.contains("o override"), "{screen}");
    let mut bench = offers();
    bench.press("d");
    bench.ring();
    let screen = bench.screen();
    assert!(screen.contains("y yes") && !screen.contains("up previous"), "{screen}");
}

#[test]
fn a_step_without_a_way_back_is_not_taken_back_and_opens_no_editor() {
    let mut bench = offers();
    bench.press("a down down enter y");
    bench.reply(found(&record("a", "Alpha", "draft", 1)));
    bench.reply(Ok(Reply::Updated(Receipt::default())));
    bench.reply(found(&record("a", "Alpha", "archived", 2)));
    assert_eq!(bench.notice(), "Archived \"Alpha\" · revision 2.", "no word of a way back");
    assert!(bench.press("z").is_empty());
    let told = "What was done to \"Alpha\" can't be taken back: archived is for good";
    assert!(bench.notice().starts_with(told), "{}", bench.notice());
    assert!(bench.editor().is_none() && bench.model.screens().len() == 1, "{}", bench.screen());
}

#[test]
fn a_review_that_is_left_leads_back_to_where_the_step_was_asked_for() {
    for key in ["esc", "n", "q"] {
        let mut bench = offers();
        bench.press("a enter");
        bench.press("e");
        assert!(bench.review().is_some() && bench.notice().contains("no text of its own"), "{}", bench.notice());
        bench.press(key);
        assert!(bench.editor().is_none() && bench.model.screens().len() == 1, "{key}: {}", bench.screen());
    }
}

#[test]
fn the_object_on_a_screen_of_its_own_has_its_actions_too() {
    let mut bench = offers();
    bench.press("j enter a");
    assert!(bench.screen().contains("What    Beta"), "{}", bench.screen());
    bench.press("enter esc");
    assert_eq!(bench.model.screens().len(), 2, "back to the object");
}

#[test]
fn where_nothing_may_be_written_it_says_so_at_once() {
    let mut bench = offers();
    bench.model.settings.mode = Some(Mode::ReadOnly);
    bench.press("a");
    assert!(bench.model.dialogs().is_empty() && bench.notice().contains("is read-only"), "{}", bench.notice());
}

#[test]
fn in_production_a_step_wants_the_name_of_the_sandbox_of_one_and_of_several() {
    let asking = || {
        let mut bench = offers();
        bench.model.settings.mode = Some(Mode::Ask);
        bench.model.sandbox_type = SandboxType::Production;
        bench
    };
    let mut bench = asking();
    assert!(bench.press("a enter y").iter().all(|effect| !matches!(effect, offerdeck::app::Effect::Ask(..))));
    assert!(matches!(bench.model.dialogs(), [Dialog::Production(_)]), "{}", bench.screen());
    bench.ring();
    bench.type_text("dev");
    bench.press("enter");
    assert!(is_read(bench.only_request()));

    // Whoever overrides the lifecycle is asked no less.
    let mut bench = Bench::with_list(&[record("a", "Alpha", "archived", 1)]);
    (bench.model.settings.mode, bench.model.sandbox_type) = (Some(Mode::Ask), SandboxType::Production);
    bench.press("a o y");
    assert!(bench.open.is_empty(), "{:?}", bench.open);
    assert!(matches!(bench.model.dialogs(), [Dialog::Production(_)]), "{}", bench.screen());

    let mut bench = asking();
    bench.press("* a enter");
    bench.ring();
    bench.type_text("2");
    assert!(bench.press("tab enter").is_empty(), "the number is not enough");
    bench.press("backspace");
    bench.type_text("dev");
    bench.press("enter");
    assert_eq!(bench.open.values().filter(|request| is_read(request)).count(), 2);
}

#[test]
fn only_a_key_of_its_own_overrides_the_lifecycle_and_only_of_one() {
    let mut bench = Bench::with_list(&[record("a", "Alpha", "archived", 1), record("b", "Beta", "archived", 1)]);
    assert!(bench.press("a enter").is_empty() && bench.review().is_none(), "{}", bench.screen());
    assert!(bench.press("o").is_empty() && bench.review().is_some(), "{}", bench.screen());
    assert!(bench.screen().contains("! not allowed: archived is final"), "{}", bench.screen());
    bench.press("esc * a o");
    assert!(matches!(bench.model.dialogs(), [Dialog::Actions(_)]), "{}", bench.screen());
    // What would change nothing is not asked for.
    let mut bench = offers();
    bench.press("a down o");
    assert!(matches!(bench.model.dialogs(), [Dialog::Actions(_)]), "{}", bench.screen());
}

#[test]
fn what_is_being_written_is_left_alone() {
    let mut bench = offers();
    bench.press("a enter y a");
    assert!(bench.model.dialogs().is_empty());
    assert_eq!(bench.notice(), "\"Alpha\" is being written just now. Wait for the answer.");
}

#[test]
fn of_several_only_those_are_changed_that_may_be() {
    let mut bench = Bench::with_list(&[
        record("a", "Alpha", "draft", 1),
        record("b", "Beta", "approved", 1),
        record("c", "Gamma", "draft", 1),
    ]);
    bench.press("* a");
    assert!(bench.screen().contains("2 of 3; not for 1 approved"), "{}", bench.screen());
    bench.press("enter");
    assert!(bench.screen().contains("Approve 2 personalized offers?"), "{}", bench.screen());
    bench.ring();
    assert!(bench.press("enter").is_empty(), "enter alone is no yes");
}

#[test]
fn a_step_warns_of_what_the_settings_want_to_be_told_of() {
    let over = json!({"id": "a", "etag": 1, "name": "Alpha", "status": "draft", "representations": [{"placement": "p",
        "components": [{"type": "html", "format": "text/html", "content": "x"}]}],
        "selectionConstraint": {"startDate": "2025-01-01T00:00:00Z", "endDate": "2025-02-01T00:00:00Z"}});
    let approving = |told: bool| {
        let record = Record::read(Generation::Dps, Kind::Personalized, &over.to_string()).unwrap();
        let mut bench = Bench::with_list(&[Arc::new(record)]);
        if !told {
            bench.model.settings.checks.choose(Concern::Expired, None);
        }
        bench.press("a enter");
        assert!(bench.review().is_some(), "{}", bench.screen());
        bench.screen()
    };
    assert!(approving(true).contains("approved but over since"));
    assert!(!approving(false).contains("over since"));
}
