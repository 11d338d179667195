//! The access token's end, a clock that is wrong, and going over to another profile.

use std::time::Duration;

use jiff::Timestamp;
use offerdeck::app::{Effect, Errand, Msg, Prepared, Settings, Start};
use offerdeck::domain::{Generation, Scope};
use offerdeck::profile::Mode;
use offerdeck::request::{Exchange, Probe, Request, Session, Verdict};
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

/// Asks for another profile; returns the errand and everything that was asked of the shell.
fn ask_for(bench: &mut Bench, name: &str) -> (Errand, Vec<Effect>) {
    let effects = bench.command(&format!("profile {name}"));
    let errand = effects.iter().find_map(|effect| match effect {
        Effect::Connect(errand, asked) if asked == name => Some(*errand),
        _ => None,
    });
    (errand.unwrap_or_else(|| panic!("{effects:?}")), effects)
}

fn prepared(errand: Errand, name: &str) -> Msg {
    let settings = Settings {
        profile: Some(name.to_owned()),
        mode: Some(Mode::Ask),
        ..Settings::new(Generation::Xcore, "elsewhere.test")
    };
    Msg::Prepared(errand, Ok(Box::new(Prepared { settings, profiles: Vec::new(), notice: None })))
}

#[test]
fn another_profile_begins_anew_and_nothing_of_the_old_one_reaches_it() {
    let mut bench = listed();
    bench.press("r");
    let old = bench.only_ticket();
    let entries = bench.model.log.len();
    let (errand, effects) = ask_for(&mut bench, "other");
    assert_eq!(effects.len(), 1, "{effects:?}");
    let effects = bench.happen(prepared(errand, "other"));
    let switch = effects.iter().position(|effect| *effect == Effect::Switch(errand)).unwrap();
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
    let mut bench = listed();
    let (errand, _) = ask_for(&mut bench, "other");
    bench.press("D");
    bench.type_text("a letter");
    let effects = bench.happen(prepared(errand, "other"));
    assert!(effects.is_empty(), "nor when the connection is ready a moment later: {effects:?}");
}

#[test]
fn a_profile_that_can_not_be_used_leaves_everything_as_it_is() {
    let mut bench = listed();
    let (errand, _) = ask_for(&mut bench, "other");
    bench.happen(Msg::Prepared(errand, Err("There is no profile \"other\".".to_owned())));
    assert!(bench.notice().contains("no profile \"other\""), "{}", bench.notice());
    assert_eq!(bench.shown(), ["a"]);
    let effects = bench.press("r");
    assert!(matches!(&effects[..], [Effect::Ask(_, request)] if is_list(request)));
}

#[test]
fn of_two_profiles_asked_for_in_a_row_the_second_counts() {
    let mut bench = listed();
    let (first, _) = ask_for(&mut bench, "one");
    let (second, _) = ask_for(&mut bench, "two");
    assert!(bench.happen(prepared(first, "one")).is_empty(), "the first is no longer waited for");
    let effects = bench.happen(prepared(second, "two"));
    assert!(effects.contains(&Effect::Switch(second)), "{effects:?}");
    assert!(bench.screen().contains("two · no place chosen"), "{}", bench.screen());
    assert!(bench.happen(prepared(second, "two")).is_empty(), "an errand comes back once");
}

/// A program that begins with the form, filled in so that it can be tested.
fn form() -> Bench {
    let mut bench = listed();
    bench.model.settings.start = Start::Setup;
    bench.command("setup");
    bench.happen(Msg::Paste(
        r#"{"CLIENT_ID": "id", "CLIENT_SECRETS": ["a-client-secret"], "ORG_ID": "A@AdobeOrg", "SCOPES": ["openid"]}"#
            .to_owned(),
    ));
    bench
}

fn test_of(effects: &[Effect]) -> Errand {
    let test = effects.iter().find_map(|effect| match effect {
        Effect::Test(errand, _) => Some(*errand),
        _ => None,
    });
    test.unwrap_or_else(|| panic!("{effects:?}"))
}

fn good() -> Probe {
    Probe {
        name: "token",
        verdict: Verdict::Good,
        tried: "asked for a token".to_owned(),
        came: "good for a day".to_owned(),
        advice: String::new(),
    }
}

#[test]
fn the_steps_of_a_test_belong_to_the_form_that_asked_for_them() {
    let mut bench = form();
    let first = test_of(&bench.press("ctrl-s"));
    bench.happen(Msg::Probed(first, good()));
    assert!(bench.screen().contains("asked for a token"), "{}", bench.screen());
    // The form is left while the test runs, and another one is opened.
    bench.press("ctrl-c");
    while bench.model.screens().iter().any(|screen| matches!(screen, Screen::Setup(_))) {
        bench.press("esc");
        if !bench.model.dialogs().is_empty() {
            bench.press("y");
        }
    }
    bench.command("setup");
    bench.happen(Msg::Probed(first, good()));
    bench.happen(Msg::Tested(first));
    assert!(
        !bench.screen().contains("asked for a token") && !bench.screen().contains("It works"),
        "{}",
        bench.screen()
    );
    bench.happen(Msg::ProfileSaved(first, Ok("/home/a/profiles.toml".to_owned())));
    assert!(
        bench.notice().contains("/home/a/profiles.toml"),
        "what was saved all the same is told: {}",
        bench.notice()
    );
}

#[test]
fn what_was_typed_into_the_form_is_in_the_way_of_leaving_it() {
    let mut bench = form();
    bench.press("f1");
    let effects = bench.command("personalized");
    assert!(effects.is_empty() && bench.notice().contains("The form holds"), "{}", bench.notice());
    assert!(bench.model.screens().iter().any(|screen| matches!(screen, Screen::Setup(_))));
}

#[test]
fn a_form_that_is_open_further_down_is_said_to_be() {
    let mut bench = form();
    bench.press("f1");
    bench.command("setup");
    assert_eq!(bench.notice(), "The form is open already: esc leads back to it.");
    bench.press("esc");
    assert!(matches!(bench.model.screens().last(), Some(Screen::Setup(_))), "{}", bench.screen());
}

#[test]
fn a_token_is_not_taken_where_it_would_not_be_used() {
    let mut bench = listed();
    bench.happen(Msg::Session(Session { ends: None, renews: true }));
    bench.command("token");
    bench.type_text("a-secret-token");
    assert!(bench.press("enter").is_empty());
    assert!(bench.notice().contains("renews its tokens itself"), "{}", bench.notice());
}

#[test]
fn the_mode_is_seen_however_long_the_names_are() {
    let mut bench = listed();
    bench.model.settings.profile = Some("acme-offers-emea-personalisation-stage-2".to_owned());
    bench.model.scope = Some(Scope { sandbox: "marketing-production-emea-north".to_owned(), container: None });
    for columns in [40, 60, 80, 100] {
        bench.happen(Msg::Resize(columns, 24));
        let screen = bench.screen();
        let header = screen.lines().next().unwrap();
        assert!(header.contains("▲ type unknown · full · dps"), "{columns}: {header}");
        assert!(header.contains("marketing-p"), "{columns}: {header}");
    }
}
