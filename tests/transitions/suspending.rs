//! Out of the way for a while, and back.

use std::time::Duration;

use offerdeck::app::{Effect, Msg, Order, Told};
use offerdeck::request::{Cause, Receipt, Reply, Request};
use offerdeck::store::WriteResult;

use crate::bench::kept::{dooming, tell};
use crate::bench::{Bench, failure, found, is_read, orders, record, writes};
use crate::conflicts::{guarded, refusal};
use crate::retries::{after, busy, pause};
use crate::saves::{confirmed, patching, typed};
use crate::several;
use crate::silence::{in_trash, noting, outcomes};

/// What is left on the terminal, if the program is to stop.
fn words(effects: &[Effect]) -> Option<&str> {
    effects.iter().find_map(|effect| match effect {
        Effect::Suspend(words) => Some(words.as_str()),
        _ => None,
    })
}

/// The program stops, and goes on after so long.
fn stop_for(bench: &mut Bench, long: Duration) -> Vec<Effect> {
    assert!(words(&bench.happen(Msg::Suspend)).is_some());
    bench.happen_after(long, Msg::Continued)
}

fn list() -> Bench {
    Bench::with_list(&[record("a", "Alpha", "draft", 3)])
}

#[test]
fn keys_the_palette_and_the_system_all_suspend_and_change_nothing_that_is_seen() {
    let mut bench = list();
    for keys in ["ctrl-z", "d ctrl-z", "esc / ctrl-z", "esc : ctrl-z", "esc ? ctrl-z"] {
        let effects = bench.press(keys);
        assert_eq!(words(&effects), Some("offerdeck is suspended; type fg to come back."), "{keys}");
    }
    let mut bench = list();
    assert!(words(&bench.command("suspend")).is_some());
    let before = bench.screen();
    assert_eq!(bench.happen(Msg::Suspend).len(), 1);
    assert_eq!(bench.happen(Msg::Continued), [Effect::TakeTerminal]);
    assert_eq!(bench.screen(), before);
}

#[test]
fn in_the_editor_ctrl_z_undoes_and_alt_z_suspends_even_while_a_save_is_on_its_way() {
    let mut bench = typed();
    let text = bench.editor().unwrap().text();
    assert_eq!(words(&bench.press("ctrl-z")), None);
    assert_ne!(bench.editor().unwrap().text(), text);
    assert!(words(&bench.press("ctrl-y alt-z")).is_some());
    assert_eq!(bench.editor().unwrap().text(), text);
    let mut bench = patching();
    assert!(words(&bench.press("alt-z")).is_some());
}

#[test]
fn what_was_typed_is_ordered_to_the_disk_before() {
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    bench.press("n");
    bench.type_text("Mine");
    let effects = bench.press("alt-z");
    assert!(matches!(orders(&effects)[..], [Order::KeepDraft(_)]), "{effects:?}");
    assert!(matches!(effects[..], [Effect::Disk(_), Effect::Suspend(_), ..]), "{effects:?}");
}

#[test]
fn an_open_write_is_spoken_of_and_settles_when_the_program_is_back() {
    let mut bench = patching();
    let effects = bench.happen(Msg::Suspend);
    assert_eq!(words(&effects), Some("offerdeck is suspended; type fg to come back. A write is still under way."));
    bench.model.now = bench.model.now.checked_add(Duration::from_secs(3600)).unwrap();
    bench.happen(Msg::Continued);
    bench.reply(Ok(Reply::Updated(Receipt::default())));
    bench.reply(found(&record("a", "Alpha", "draft", 4)));
    assert!(bench.notice().contains("Saved") && bench.model.is_idle(), "{}", bench.notice());
}

#[test]
fn where_nothing_can_be_suspended_it_says_so_and_goes_on() {
    let mut bench = list();
    bench.press("ctrl-z");
    assert_eq!(bench.happen(Msg::NotSuspended("There is no shell.".to_owned())), []);
    assert_eq!(bench.notice(), "There is no shell.");
}

#[test]
fn the_first_of_two_presses_of_ctrl_c_is_forgotten_meanwhile() {
    let mut bench = list();
    bench.press("ctrl-c ctrl-z");
    bench.happen(Msg::Continued);
    assert_eq!(bench.press("ctrl-c"), []);
    assert_eq!(bench.press("ctrl-c"), [Effect::Quit(0)]);
}

#[test]
fn the_time_is_not_held_against_a_read() {
    for answer in [failure(Cause::NoAnswer), busy(503, None)] {
        let mut bench = Bench::started();
        stop_for(&mut bench, Duration::from_secs(3600));
        let waits = pause(&mut bench, answer);
        assert!(matches!(after(&mut bench, waits)[..], [Effect::Ask(..)]));
    }
    // The same time without a stop is held against it.
    let mut bench = Bench::started();
    bench.model.now = bench.model.now.checked_add(Duration::from_secs(3600)).unwrap();
    bench.reply(failure(Cause::NoAnswer));
    assert!(bench.model.is_idle());
}

#[test]
fn a_write_that_waited_is_sent_after_a_short_stop_and_told_as_not_taken_after_a_long_one() {
    let mut bench = patching();
    let waits = pause(&mut bench, busy(429, Some(5)));
    stop_for(&mut bench, Duration::from_secs(60));
    assert!(matches!(after(&mut bench, waits)[..], [Effect::Ask(..)]));

    let mut bench = patching();
    let (timer, _) = pause(&mut bench, busy(429, Some(5)));
    stop_for(&mut bench, Duration::from_secs(3600));
    assert!(bench.notice().contains("was not saved; your text is kept"), "{}", bench.notice());
    assert!(bench.model.is_idle());
    assert_eq!(bench.happen(Msg::Timer(timer)), []);
}

#[test]
fn the_look_before_a_write_that_waited_too_long_is_not_made_and_nothing_is_sent() {
    let mut bench = confirmed();
    let (timer, _) = pause(&mut bench, busy(503, Some(5)));
    stop_for(&mut bench, Duration::from_secs(3600));
    assert!(bench.model.is_idle(), "{}", bench.notice());
    assert!(bench.notice().contains("not saved"), "{}", bench.notice());
    assert_eq!(bench.happen(Msg::Timer(timer)), []);
}

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn an_answer_that_comes_hours_after_the_look_before_a_write_sends_nothing() {
    // The program is stopped by the shell, or the whole machine sleeps and nobody tells us.
    let stops: [fn(&mut Bench); 2] =
        [|bench| _ = stop_for(bench, HOUR), |bench| bench.model.now = bench.model.now.checked_add(HOUR).unwrap()];
    for stop in stops {
        let mut bench = confirmed();
        let text = bench.editor().unwrap().text();
        stop(&mut bench);
        let effects = bench.reply(found(&record("a", "Alpha", "draft", 3)));
        assert!(writes(&effects).is_empty(), "{effects:?}");
        assert!(bench.notice().contains("was not saved; your text is kept"), "{}", bench.notice());
        assert!(bench.notice().contains("confirmed too long ago"), "{}", bench.notice());
        assert!(bench.model.is_idle() && bench.editor().unwrap().text() == text);

        // The tests in a patch were refused: what is found may send it once more, without them.
        let mut bench = guarded();
        bench.reply(refusal(Cause::Conflict, 409, "a test failed"));
        stop(&mut bench);
        let effects = bench.reply(found(&record("a", "Alpha", "draft", 3)));
        assert!(writes(&effects).is_empty() && bench.model.is_idle(), "{effects:?}");
    }
}

#[test]
fn what_waited_for_the_disk_through_a_long_stop_does_not_leave() {
    let (mut bench, number) = dooming();
    stop_for(&mut bench, Duration::from_secs(60));
    let effects = bench.happen(in_trash(number));
    assert!(matches!(orders(&effects)[..], [Order::Begin(..)]), "a short one: {effects:?}");

    let (mut bench, number) = dooming();
    let effects = stop_for(&mut bench, HOUR);
    assert!(orders(&effects).contains(&&Order::UndoTrash(number)), "{effects:?}");
    assert!(bench.notice().contains("\"Alpha\" was not deleted"), "{}", bench.notice());
    assert!(orders(&bench.happen(in_trash(number))).is_empty());

    let (mut bench, ticket) = noting();
    let effects = stop_for(&mut bench, HOUR);
    assert_eq!(outcomes(&effects), [(ticket, &WriteResult::NotSent)]);
    assert!(bench.notice().contains("was not saved; your text is kept"), "{}", bench.notice());
    let effects = tell(&mut bench, Told::Begun(ticket, Ok(())));
    assert!(writes(&effects).is_empty(), "{effects:?}");
}

#[test]
fn of_several_none_begins_after_a_long_stop() {
    let asked = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Ask(..)));
    let mut bench = several::confirmed(10);
    assert!(!asked(&stop_for(&mut bench, HOUR)));
    assert!(
        bench.notice().contains("Stopped (confirmed too long ago). Delete 10 personalized offers: 0 of 10 done"),
        "{}",
        bench.notice()
    );
    for (ticket, _) in std::mem::take(&mut bench.open) {
        assert!(!asked(&bench.answer(ticket, found(&record("o0", "Offer 0", "draft", 1)))));
    }

    // Those that were sent go on to their end. Who sleeps with the whole machine is not told when it wakes up.
    let stops: [fn(&mut Bench); 2] =
        [|bench| _ = stop_for(bench, HOUR), |bench| _ = bench.happen_after(HOUR, Msg::Resize(120, 36))];
    for stop in stops {
        let mut bench = several::confirmed(5);
        for number in 0..4 {
            let id = format!("o{number}");
            let look = bench.ticket_of(|request| is_read(request) && format!("{request:?}").contains(&id));
            bench.answer(look, found(&record(&id, &format!("Offer {number}"), "draft", 1)));
        }
        stop(&mut bench);
        assert!(bench.open.len() == 4 && bench.open.values().all(Request::is_write), "{:?}", bench.open);
        for (ticket, _) in bench.open.clone() {
            bench.answer(ticket, failure(Cause::Gone));
        }
        for (look, _) in bench.open.clone() {
            assert!(!asked(&bench.answer(look, failure(Cause::Gone))));
        }
        assert!(
            bench.notice().contains("Stopped (confirmed too long ago). Delete 5 personalized offers: 4 of 5 done"),
            "{}",
            bench.notice()
        );
    }
}
