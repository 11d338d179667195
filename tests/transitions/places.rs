//! Sandboxes: the picker, typed names, and what becomes of the old place.

use offerdeck::app::{Effect, Msg};
use offerdeck::domain::checkup::examine;
use offerdeck::domain::{Scope, ScopeEntry, Seen};
use offerdeck::request::{Cause, Reply, Request, RequestError};
use offerdeck::screens::Screen;
use offerdeck::screens::editor::EditorScreen;

use crate::bench::{Bench, failure, found, is_list, is_read, orders, page, record, scope};
use crate::saves::{TYPED, text, typed};

pub fn sandbox(name: &str, category: &str) -> ScopeEntry {
    ScopeEntry {
        scope: Scope { sandbox: name.to_owned(), container: None },
        name: name.to_uppercase(),
        category: category.to_owned(),
        region: String::new(),
        changed: Seen::Absent,
    }
}

fn sandboxes(entries: &[ScopeEntry], next: Option<&str>) -> Result<Reply, RequestError> {
    Ok(Reply::Scopes { entries: entries.to_vec(), next: next.map(str::to_owned) })
}

fn picker() -> Bench {
    let mut bench = Bench::new(None);
    bench.happen(Msg::Start);
    bench
}

#[test]
fn without_a_place_the_picker_asks_and_enter_goes_in() {
    let mut bench = picker();
    assert!(matches!(bench.only_request(), Request::ListScopes { .. }));
    bench.reply(sandboxes(&[sandbox("dev", "development")], Some("/2")));
    bench.reply(sandboxes(&[sandbox("prod", "production")], None));
    bench.press("j enter");
    assert!(matches!(bench.only_request(), Request::List { scope, .. } if scope.sandbox == "prod"));
    assert!(bench.screen().contains("▲ production"), "{}", bench.screen());
}

#[test]
fn where_listing_is_forbidden_a_name_can_be_typed() {
    let mut bench = picker();
    bench.reply(failure(Cause::Forbidden));
    assert!(bench.screen().contains("press / and type"), "{}", bench.screen());
    bench.press("/");
    bench.type_text("my-sandbox");
    bench.press("enter");
    let list = |request: &Request| matches!(request, Request::List { scope, .. } if scope.sandbox == "my-sandbox");
    bench.answer(bench.ticket_of(list), page(&[record("a", "Alpha", "draft", 1)]));
    assert_eq!(bench.shown(), ["a"]);
    assert!(matches!(bench.only_request(), Request::ListSandboxes { .. }), "of what type it is is asked too");
}

#[test]
fn links_in_a_circle_come_to_an_end() {
    let mut bench = picker();
    bench.reply(sandboxes(&[sandbox("one", "")], Some("/2")));
    bench.reply(sandboxes(&[sandbox("two", "")], Some("/1")));
    bench.reply(sandboxes(&[sandbox("one", "")], Some("/2")));
    assert!(bench.model.is_idle(), "{:?}", bench.open);
}

#[test]
fn what_kind_of_place_was_configured_is_asked_beside_the_list() {
    let is_question = |request: &Request| matches!(request, Request::ListSandboxes { .. });
    let mut bench = Bench::new(Some(scope()));
    bench.happen(Msg::Start);
    bench.answer(bench.ticket_of(is_question), sandboxes(&[sandbox("other", "development")], Some("/2")));
    bench.answer(bench.ticket_of(is_question), sandboxes(&[sandbox("dev", "production")], Some("/3")));
    assert!(is_list(bench.only_request()), "what was looked for is found");
    assert!(bench.screen().contains("▲ production"), "{}", bench.screen());

    let mut bench = Bench::new(Some(scope()));
    bench.happen(Msg::Start);
    for next in ["/2", "/3", "/2"] {
        bench.answer(bench.ticket_of(is_question), sandboxes(&[sandbox("other", "")], Some(next)));
    }
    assert!(is_list(bench.only_request()), "links in a circle come to an end here too");
}

#[test]
fn asking_for_the_picker_on_the_picker_shows_the_answer() {
    for keys in ["", "?"] {
        let mut bench = picker();
        bench.press(keys);
        bench.command("sandboxes");
        bench.reply(sandboxes(&[sandbox("dev", "")], None));
        assert!(bench.screen().contains("DEV"), "{keys}: {}", bench.screen());
    }
}

#[test]
fn a_picker_cancelled_from_help_says_so() {
    let mut bench = picker();
    bench.press("? ctrl-c esc");
    assert!(bench.screen().contains("cancelled"), "{}", bench.screen());
}

#[test]
fn what_was_asked_about_the_old_place_is_forgotten() {
    let mut bench = Bench::with_list(&[record("a", "Alpha", "draft", 1)]);
    bench.press("r enter r esc tab shift-tab");
    let old: Vec<_> = bench.open.keys().copied().collect();
    assert_eq!(old.len(), 3, "both lists and an object: {:?}", bench.open);
    bench.press("esc");
    let scopes = |request: &Request| matches!(request, Request::ListScopes { .. });
    bench.answer(bench.ticket_of(scopes), sandboxes(&[sandbox("other", "development")], None));
    let effects = bench.press("enter");
    for ticket in old {
        assert!(effects.contains(&Effect::Forget(ticket)), "{ticket:?}");
        bench.answer(ticket, page(&[record("a", "Alpha", "draft", 1)]));
    }
    assert!(bench.shown().is_empty());
    bench.reply(page(&[record("z", "Omega", "draft", 1)]));
    assert_eq!(bench.shown(), ["z"]);
}

#[test]
fn a_delete_goes_on_in_the_old_place_and_touches_nothing_in_the_new_one() {
    let mut bench = Bench::with_list(&[record("a", "Alpha", "draft", 1)]);
    bench.press("d");
    bench.ring();
    bench.press("y");
    bench.reply(crate::bench::found(&record("a", "Alpha", "draft", 1)));
    let write = bench.only_ticket();
    bench.press("esc");
    bench.answer(
        bench.ticket_of(|request| matches!(request, Request::ListScopes { .. })),
        sandboxes(&[sandbox("other", "development")], None),
    );
    bench.press("enter");
    bench.answer(bench.ticket_of(is_list), page(&[record("a", "Same id, another place", "draft", 1)]));
    bench.answer(write, Ok(Reply::DeleteAccepted));
    assert!(matches!(bench.only_request(), Request::Read { scope, .. } if scope.sandbox == "dev"));
    bench.reply(failure(Cause::Gone));
    assert_eq!(bench.shown(), ["a"]);
    assert!(bench.notice().contains("Deleted \"Alpha\""), "{}", bench.notice());
}

#[test]
fn going_elsewhere_never_drops_what_was_typed() {
    for command in ["fallback", "personalized", "sandboxes"] {
        let mut bench = typed();
        let before = text(&bench);
        bench.press("f1");
        bench.command(command);
        if let Some((&ticket, _)) = bench.open.iter().next() {
            bench.answer(ticket, sandboxes(&[sandbox("other", "development")], None));
            bench.press("enter");
        }
        assert_eq!(text(&bench), before, "{command}");
        assert!(bench.notice().contains("editor"), "{command}: {}", bench.notice());
        assert_eq!(bench.model.scope.as_ref().map(Scope::label), Some("dev"), "{command}");
    }
}

#[test]
fn the_way_back_to_the_picker_drops_no_text_that_lies_over_it() {
    // Over the list, with nothing in the way, it leads back.
    let mut bench = Bench::with_list(&[record("a", "Alpha", "draft", 1)]);
    bench.press("esc");
    bench.command("history");
    bench.command("sandboxes");
    assert!(matches!(bench.model.screens(), [Screen::Library, Screen::Scopes(_)]), "{:?}", bench.model.screens());
    // A text that is typed there stays, and so does a form.
    let mut bench = typed_over_the_picker();
    let before = text(&bench);
    bench.press("f1");
    let effects = bench.command("sandboxes");
    assert_eq!((text(&bench), orders(&effects).len()), (before, 0), "{}", bench.screen());
    assert!(bench.notice().contains("The editor holds text"), "{}", bench.notice());
    let mut bench = Bench::with_list(&[record("a", "Alpha", "draft", 1)]);
    bench.press("esc");
    bench.command("setup");
    bench.type_text("x");
    bench.press("f1");
    bench.command("sandboxes");
    assert!(bench.model.screens().iter().any(|screen| matches!(screen, Screen::Setup(_))), "{}", bench.screen());
    assert!(bench.notice().contains("The form holds"), "{}", bench.notice());
}

/// From the picker over the library to its check, from there to an object, and there something is typed.
fn typed_over_the_picker() -> Bench {
    let alpha = record("a", "Alpha", "draft", 3);
    let mut bench = Bench::keeping(std::slice::from_ref(&alpha));
    bench.press("esc");
    bench.command("check");
    while let Some(list) = bench.open.iter().find(|(_, request)| is_list(request)).map(|(ticket, _)| *ticket) {
        let effects = bench.answer(list, page(&[]));
        for effect in &effects {
            if let Effect::Examine(errand, asked) = effect {
                let found = examine(&asked.snapshot, asked.at, &asked.policy);
                bench.happen(Msg::Examined(*errand, Box::new(found)));
            }
        }
    }
    bench.press("enter e");
    let read = bench.ticket_of(is_read);
    bench.answer(read, found(&alpha));
    bench.press("end");
    bench.happen(Msg::Paste(TYPED.to_owned()));
    assert!(bench.editor().is_some_and(EditorScreen::has_unsaved_text), "{}", bench.screen());
    bench
}
