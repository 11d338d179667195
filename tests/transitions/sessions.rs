//! The access token's end, a clock that is wrong, and going over to another profile.

use std::time::Duration;

use jiff::Timestamp;
use offerdeck::app::{Effect, Msg, Prepared, Settings};
use offerdeck::domain::Generation;
use offerdeck::profile::Mode;
use offerdeck::request::{Exchange, Request, Session};
use offerdeck::screens::Screen;
use offerdeck::secret::Secret;

use crate::bench::{Bench, exchange, is_list, page, record};
use crate::saves;

fn listed() -> Bench {
    Bench::with_list(&[record("a", "Alpha", "draft", 3)])
}

fn minutes(number: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_mins(number)
}

fn session(bench: &Bench, left: i64) -> Msg {
    let ends: Timestamp = bench.model.now + minutes(left);
    Msg::Session(Session { ends: Some(ends), renews: false })
}

#[test]
fn the_end_of_a_token_that_can_not_renew_itself_is_told_in_time_and_again() {
    let mut bench = listed();
    bench.happen(session(&bench, 45));
    assert_eq!(bench.timers[0].1, Duration::from_secs(15 * 60), "half an hour before its end");
    assert!(!bench.screen().contains("token ends"), "{}", bench.screen());
    bench.happen(session(&bench, 30));
    assert_eq!(bench.timers.last().unwrap().1, Duration::from_secs(25 * 60), "the next word comes five minutes before");
    assert!(bench.screen().contains("! token ends in 30 min"), "{}", bench.screen());
    let (timer, _) = *bench.timers.last().unwrap();
    bench.happen(Msg::Timer(timer));
    assert!(bench.notice().contains("ends in 30 min. :token takes"), "{}", bench.notice());
}

#[test]
fn a_token_that_has_ended_says_so_and_one_that_renews_says_nothing() {
    let mut bench = listed();
    bench.happen(session(&bench, 0));
    assert!(bench.screen().contains("! token ended") && bench.timers.is_empty(), "{}", bench.screen());
    let ends = Some(bench.model.now);
    bench.happen(Msg::Session(Session { ends, renews: true }));
    assert!(!bench.screen().contains("token"), "{}", bench.screen());
    bench.happen(Msg::Session(Session { ends: None, renews: false }));
    assert!(!bench.screen().contains("token") && bench.timers.is_empty());
}

#[test]
fn another_token_is_typed_unseen_and_handed_on() {
    let mut bench = listed();
    bench.command("token");
    bench.happen(Msg::Paste(" a-secret-token\n".to_owned()));
    assert!(bench.screen().contains("••••••••••••••") && !bench.screen().contains("a-secret"), "{}", bench.screen());
    assert_eq!(bench.press("enter"), [Effect::UseToken(Secret::from("a-secret-token"))]);
    bench.command("token");
    assert!(bench.press("enter").is_empty(), "nothing was typed");
}

#[test]
fn a_clock_that_is_off_is_told_of_once() {
    let mut bench = listed();
    let skewed = |skew: jiff::SignedDuration| Exchange { skew: Some(skew), ..exchange() };
    for (server, words) in [(minutes(1), None), (minutes(-180), Some("180 min ahead of the server's"))] {
        bench.press("r");
        let (ticket, exchanges) = (bench.only_ticket(), vec![skewed(server)]);
        bench.happen(Msg::Answered { ticket, result: page(&[record("a", "Alpha", "draft", 3)]), exchanges });
        assert_eq!(bench.notice().contains("clock"), words.is_some(), "{}", bench.notice());
        assert!(words.is_none_or(|words| bench.notice().contains(words)), "{}", bench.notice());
    }
    bench.press("r");
    let (ticket, exchanges) = (bench.only_ticket(), vec![skewed(minutes(-180))]);
    bench.happen(Msg::Answered { ticket, result: page(&[record("a", "Alpha", "draft", 3)]), exchanges });
    assert!(!bench.notice().contains("clock"), "once is enough");
}

fn prepared(name: &str) -> Msg {
    let settings = Settings {
        profile: Some(name.to_owned()),
        mode: Some(Mode::Ask),
        ..Settings::new(Generation::Xcore, "elsewhere.test")
    };
    Msg::Prepared(Ok(Box::new(Prepared { settings, profiles: Vec::new(), notice: None })))
}

#[test]
fn another_profile_begins_anew_and_nothing_of_the_old_one_reaches_it() {
    let mut bench = listed();
    bench.press("r");
    let old = bench.only_ticket();
    let entries = bench.model.log.len();
    assert_eq!(bench.command("profile other"), [Effect::Connect("other".to_owned())]);
    let effects = bench.happen(prepared("other"));
    let switch = effects.iter().position(|effect| *effect == Effect::Switch).unwrap();
    assert!(effects[..switch].contains(&Effect::Forget(old)), "{effects:?}");
    assert!(matches!(&effects[switch + 1..], [Effect::Ask(ticket, Request::ListScopes { .. })] if *ticket > old));
    assert!(bench.screen().contains("other · no place chosen · xcore"), "{}", bench.screen());
    assert_eq!(bench.model.log.len(), entries, "the log goes on");
    bench.happen(Msg::Answered { ticket: old, result: page(&[]), exchanges: vec![exchange()] });
    assert!(matches!(bench.model.screens(), [Screen::Scopes(_)]), "a late answer touches nothing");
}

#[test]
fn a_profile_is_not_left_while_something_would_be_lost() {
    let mut bench = saves::patching();
    bench.press("f1");
    assert!(bench.command("profile other").is_empty(), "a save is on its way");
    assert!(bench.notice().contains("not sent, or a save"), "{}", bench.notice());
    let mut bench = saves::typed();
    bench.press("f1");
    assert!(bench.command("profile other").is_empty(), "text is typed");
    let effects = bench.happen(prepared("other"));
    assert!(effects.is_empty(), "nor when the connection is ready a moment later: {effects:?}");
}

#[test]
fn a_profile_that_can_not_be_used_leaves_everything_as_it_is() {
    let mut bench = listed();
    bench.command("profile other");
    bench.happen(Msg::Prepared(Err("There is no profile \"other\".".to_owned())));
    assert!(bench.notice().contains("no profile \"other\""), "{}", bench.notice());
    assert_eq!(bench.shown(), ["a"]);
    let effects = bench.press("r");
    assert!(matches!(&effects[..], [Effect::Ask(_, request)] if is_list(request)));
}
