//! Every cause of a failure at every step: the text stays, and something is said that helps.

use offerdeck::app::Msg;
use offerdeck::request::{Cause, Receipt, Reply, RequestError};

use crate::bench::{Bench, CAUSES, failure, record};
use crate::saves::{confirmed, creating, patching, text};

/// Brings a save to a step of its way.
type Prepare = fn() -> Bench;

/// Whether what is told names the server's words and what to do.
fn helps(bench: &Bench, cause: Cause) -> bool {
    let error = RequestError::without_answer(cause, "the server's own words");
    bench.notice().contains(&error.message) && bench.notice().contains(error.advice())
}

/// Answers every question and every look that follows with the same failure.
fn fail_all(bench: &mut Bench, cause: Cause) {
    for _ in 0..100 {
        if let Some((&ticket, _)) = bench.open.iter().next() {
            bench.answer(ticket, failure(cause));
        } else if let Some(&(timer, _)) = bench.timers.first() {
            bench.happen(Msg::Timer(timer));
        } else {
            return;
        }
    }
    panic!("{cause:?} never comes to an end");
}

#[test]
fn a_read_that_fails_says_why_and_what_to_do() {
    for cause in CAUSES {
        let mut bench = Bench::new(None);
        bench.happen(Msg::Start);
        fail_all(&mut bench, cause);
        assert!(helps(&bench, cause), "picker, {cause:?}: {}", bench.notice());

        let mut bench = Bench::started();
        fail_all(&mut bench, cause);
        assert!(helps(&bench, cause), "list, {cause:?}: {}", bench.notice());
        bench.press("esc esc");
        assert!(bench.screen().contains("the server's own words"), "the list keeps saying it");

        for keys in ["e", "enter r"] {
            let mut bench = Bench::with_list(&[record("a", "Alpha", "draft", 1)]);
            bench.press(keys);
            fail_all(&mut bench, cause);
            let has_left = bench.notice().contains("it was deleted elsewhere, and is taken out of its list");
            assert_eq!(has_left, cause == Cause::Gone, "{keys}, {cause:?}: {}", bench.notice());
            assert!(has_left || helps(&bench, cause), "{keys}, {cause:?}: {}", bench.notice());
            assert_eq!(bench.shown().is_empty(), cause == Cause::Gone, "{keys}, {cause:?}");
        }
    }
}

#[test]
fn a_save_that_fails_at_any_step_keeps_the_text() {
    let conflicting = || {
        let mut bench = patching();
        bench.reply(failure(Cause::Conflict));
        bench
    };
    let unanswered = || {
        let mut bench = patching();
        bench.reply(failure(Cause::NoAnswer));
        bench
    };
    let steps: [(&str, Prepare); 5] = [
        ("the look before", confirmed),
        ("the patch", patching),
        ("the look after a conflict", conflicting),
        ("the look after no answer", unanswered),
        ("the create", creating),
    ];
    for (step, prepare) in steps {
        for cause in CAUSES {
            let mut bench = prepare();
            let before = text(&bench);
            fail_all(&mut bench, cause);
            assert!(!before.is_empty() && text(&bench) == before, "{step}, {cause:?}: the text is lost");
            let becomes_new = cause == Cause::Gone && bench.notice().contains("ctrl-s now makes a new object");
            assert!(helps(&bench, cause) || becomes_new, "{step}, {cause:?}: {}", bench.notice());
            assert!(bench.model.is_idle(), "{step}, {cause:?}");
            bench.press("end");
            bench.type_text(" ");
            assert_ne!(text(&bench), before, "{step}, {cause:?}: the text is open for typing again");
        }
    }
}

#[test]
fn a_save_that_was_acknowledged_is_done_even_if_it_can_not_be_read_back() {
    for cause in CAUSES {
        let mut bench = patching();
        bench.reply(Ok(Reply::Updated(Receipt::default())));
        fail_all(&mut bench, cause);
        assert!(helps(&bench, cause) && bench.notice().contains("Saved"), "{cause:?}: {}", bench.notice());
        assert!(!bench.screen().contains("saving"), "{cause:?}");
    }
}

#[test]
fn an_answer_to_another_question_is_a_failure_like_any() {
    let mut bench = patching();
    let before = text(&bench);
    bench.reply(Ok(Reply::DeleteAccepted));
    bench.reply(Ok(Reply::DeleteAccepted));
    assert_eq!(text(&bench), before);
    assert!(bench.notice().contains("another question"), "{}", bench.notice());
}

#[test]
fn what_a_notice_has_no_lines_for_is_in_the_log_as_it_says() {
    let mut bench = Bench::with_list(&[record("a", "Alpha", "draft", 1)]);
    bench.happen(Msg::Exported(Err(format!("The disk says: {}and that is the end of it.", "much ".repeat(200)))));
    assert!(bench.screen().contains("… :log has it all"), "{}", bench.screen());
    assert!(!bench.screen().contains("the end of it"), "{}", bench.screen());
    bench.command("log");
    assert!(bench.screen().contains("The disk says: much"), "{}", bench.screen());
    assert!(bench.screen().contains("and that is the end of it."), "{}", bench.screen());
    // A notice that fits is not in it, and one that is cut by a smaller terminal is.
    bench.happen(Msg::Exported(Ok("much/".repeat(40))));
    bench.press("/");
    bench.type_text("Written");
    assert!(!bench.screen().contains("a notice in full"), "{}", bench.screen());
    bench.happen(Msg::Exported(Ok("much/".repeat(40))));
    bench.happen(Msg::Resize(50, 30));
    assert!(bench.screen().contains("a notice in full"), "{}", bench.screen());
}
