use super::*;
use crate::domain::Generation;
use crate::keys::Key;
use crate::profile::{Mode, SecretSource};
use crate::request::Verdict;

const BODY: Rect = Rect { x: 0, y: 0, width: 80, height: 21 };

const JSON: &str = " \u{feff}\n{\"CLIENT_ID\": \"0a1b\"}";

fn blank() -> SetupScreen {
    SetupScreen::new(vec!["prod".to_owned()])
}

fn imported() -> Imported {
    Imported {
        name: Some("acme-dev".to_owned()),
        organisation: Some("4A5B6C@AdobeOrg".to_owned()),
        client_id: "0a1b2c3d".to_owned(),
        secret: Some(Secret::from("p8e-very-secret")),
        scopes: vec!["openid".to_owned(), "AdobeID".to_owned()],
        several: Vec::new(),
    }
}

fn filled() -> SetupScreen {
    let mut setup = blank();
    setup.take_import(Ok(imported()));
    setup
}

fn probe(verdict: Verdict) -> Probe {
    Probe {
        name: "token",
        verdict,
        tried: "asked https://ims-na1.adobelogin.com".to_owned(),
        came: "good for 24 h".to_owned(),
        advice: String::new(),
    }
}

fn type_text(setup: &mut SetupScreen, text: &str) {
    for letter in text.chars() {
        setup.type_stroke(Stroke::plain(Key::Char(letter)));
    }
}

/// The form with this field in focus.
fn at(mut setup: SetupScreen, id: Slot) -> SetupScreen {
    setup.form.set_focus(Some(id));
    setup
}

fn tests(wishes: &[Wish]) -> bool {
    matches!(wishes, [Wish::TestSetup(_)])
}

fn saves(wishes: &[Wish]) -> bool {
    matches!(wishes, [Wish::SaveSetup(_)])
}

#[test]
fn json_that_is_pasted_anywhere_is_an_import_and_any_other_paste_is_text() {
    for id in [Slot::Name, Slot::Import, Slot::Secret, Slot::Mode] {
        let mut setup = at(blank(), id);
        assert_eq!(setup.paste(JSON), [Wish::ImportText(Secret::from(JSON))], "{id:?}");
        assert!(!setup.has_unsaved_text());
    }
    let mut setup = at(blank(), Slot::ClientId);
    assert_eq!(setup.paste("0a1b2c\n"), []);
    assert_eq!(setup.form.text(Slot::ClientId), "0a1b2c");
}

#[test]
fn leaving_the_field_of_the_import_imports_its_file_once() {
    let mut setup = at(blank(), Slot::Import);
    type_text(&mut setup, "~/down.json");
    assert_eq!(setup.act(Action::Press, BODY), [Wish::ImportFile("~/down.json".to_owned())]);
    assert_eq!(setup.act(Action::Up, BODY), []);
    assert_eq!(setup.act(Action::Down, BODY), []);
    setup.act(Action::Up, BODY);
    type_text(&mut setup, "x");
    assert_eq!(setup.act(Action::Up, BODY), [Wish::ImportFile("~/down.jsonx".to_owned())]);
}

#[test]
fn esc_leads_out_past_a_path_that_leads_nowhere() {
    let mut setup = at(blank(), Slot::Import);
    type_text(&mut setup, "nowhere");
    assert_eq!(setup.act(Action::Back, BODY), [], "what could not be read would lead back to its field");
    assert_eq!(setup.act(Action::Back, BODY), [Wish::AskLeave]);
    assert_eq!(setup.act(Action::Down, BODY), []);
    assert_eq!(setup.act(Action::Down, BODY), [Wish::ImportFile("nowhere".to_owned())]);
}

/// Types a text as a terminal sends it that does not mark what is pasted.
fn send(setup: &mut SetupScreen, text: &str) -> Vec<Wish> {
    let send = |letter: char| match letter {
        '\n' => setup.act(Action::Press, BODY),
        '\t' => setup.act(Action::Down, BODY),
        letter => setup.type_stroke(Stroke::plain(Key::Char(letter))),
    };
    text.chars().flat_map(send).collect()
}

#[test]
fn json_that_comes_as_keys_is_gathered_unseen_until_it_closes() {
    for id in [Slot::Name, Slot::Import, Slot::Organisation, Slot::Secret, Slot::Mode] {
        let mut setup = at(blank(), id);
        let before = setup.form.clone();
        assert_eq!(send(&mut setup, "{\n\t\"secret\": \"p8e-x\""), [], "{id:?}");
        assert!(drawn(&setup).contains("reading the pasted JSON … 20 characters"), "{}", drawn(&setup));
        assert!(!format!("{setup:?}{}", drawn(&setup)).contains("p8e"), "{id:?}");
        let whole = "{\n\n\"secret\": \"p8e-x\"\n}";
        assert_eq!(send(&mut setup, "\n}"), [Wish::ImportText(Secret::from(whole))], "{id:?}");
        assert!(setup.form == before && !setup.has_unsaved_text(), "{id:?}");
        assert!(!drawn(&setup).contains("reading"));
    }
}

#[test]
fn json_that_comes_as_keys_is_thrown_away_by_esc_or_when_its_brace_is_taken_back() {
    let mut setup = at(blank(), Slot::ClientId);
    send(&mut setup, "{\"secret\": 1");
    assert!(matches!(setup.act(Action::Back, BODY)[..], [Wish::Tell(_)]));
    assert_eq!((setup.form.focus(), setup.form.text(Slot::ClientId)), (Some(Slot::ClientId), ""));
    send(&mut setup, "{");
    setup.type_stroke(Stroke::plain(Key::Backspace));
    send(&mut setup, "0a1b{2c}");
    assert_eq!(setup.form.text(Slot::ClientId), "0a1b{2c}");
}

#[test]
fn a_piece_of_json_is_no_path_and_is_repeated_nowhere() {
    let mut setup = at(blank(), Slot::Import);
    assert_eq!(send(&mut setup, "\"CLIENT_SECRETS\": [\"p8e-x\"]\n"), []);
    assert!(drawn(&setup).contains("no path but a piece of JSON"), "{}", drawn(&setup));
    assert!(!format!("{setup:?}{}", drawn(&setup)).contains("p8e"));
}

#[test]
fn an_import_fills_the_form_and_the_focus_goes_to_what_is_left() {
    let mut setup = blank();
    let wishes = setup.take_import(Ok(imported()));
    assert!(matches!(&wishes[..], [Wish::Tell(Notice { text, .. })] if text.contains("0a1b2c3d")), "{wishes:?}");
    let SetupDraft { profile, secret } = draft(&setup.form);
    assert_eq!(profile.name, "acme-dev");
    assert_eq!(profile.organisation.as_deref(), Some("4A5B6C@AdobeOrg"));
    assert_eq!(profile.client_id.as_deref(), Some("0a1b2c3d"));
    assert_eq!(profile.scopes, ["openid", "AdobeID"]);
    assert_eq!((profile.secret, secret), (Some(SecretSource::KeyStore), Some(Secret::from("p8e-very-secret"))));
    assert_eq!(setup.form.focus(), None, "nothing is left, so the focus is on the test");
    let mut setup = blank();
    setup.take_import(Ok(Imported { secret: None, ..imported() }));
    assert_eq!(setup.form.focus(), Some(Slot::Secret));
}

#[test]
fn an_import_keeps_a_name_that_somebody_chose_and_names_the_other_credentials() {
    let mut setup = blank();
    type_text(&mut setup, "-mine");
    let wishes = setup.take_import(Ok(Imported { several: vec!["Second".to_owned()], ..imported() }));
    assert_eq!(setup.form.text(Slot::Name), "default-mine");
    assert!(matches!(&wishes[..], [Wish::Tell(Notice { text, .. })] if text.contains("Second")), "{wishes:?}");
}

#[test]
fn an_import_that_fails_is_told_at_its_field_and_can_be_tried_again() {
    let mut setup = at(blank(), Slot::Import);
    type_text(&mut setup, "a.json");
    setup.act(Action::Press, BODY);
    setup.take_import(Err("There is no file a.json.".to_owned()));
    assert_eq!(setup.form.focus(), Some(Slot::Import));
    assert_eq!(setup.act(Action::Press, BODY), [Wish::ImportFile("a.json".to_owned())]);
}

#[test]
fn nothing_is_tested_or_saved_while_a_field_is_wrong() {
    let wrong: [(Slot, &str); 5] = [
        (Slot::Name, "two words"),
        (Slot::Name, "prod"),
        (Slot::Organisation, "4A5B6C"),
        (Slot::ClientId, ""),
        (Slot::PlatformUrl, "http://platform.adobe.io"),
    ];
    for (id, text) in wrong {
        for button in [TEST, SAVE] {
            let mut setup = filled();
            setup.form.set_text(id, text);
            setup.button = button;
            assert_eq!(setup.act(Action::Press, BODY), [], "{id:?} {text}");
            assert_eq!(setup.form.focus(), Some(id), "{id:?} {text}");
        }
    }
    let mut setup = filled();
    setup.form.set_secret(Slot::Secret, Secret::from("one\ntwo"));
    assert_eq!(setup.act(Action::Save, BODY), []);
    assert_eq!(setup.form.focus(), Some(Slot::Secret));
}

#[test]
fn this_machine_is_reached_without_tls_and_no_other() {
    for (url, sound) in [
        ("https://platform.adobe.io", true),
        ("http://127.0.0.1:8080", true),
        ("http://localhost/", true),
        ("http://[::1]:99", true),
        ("http://localhost.evil.example", false),
        ("http://127.0.0.1@evil.example", false),
        ("platform.adobe.io", false),
        ("https://", false),
    ] {
        let mut setup = filled();
        setup.form.set_text(Slot::ImsUrl, url);
        assert_eq!(tests(&setup.act(Action::Save, BODY)), sound, "{url}");
    }
}

#[test]
fn the_way_of_the_secret_follows_the_choice() {
    let mut setup = filled();
    setup.form.choose(Slot::KeptIn, 1);
    setup.form.set_text(Slot::Command, "pass show adobe");
    let made = draft(&setup.form);
    assert_eq!((made.profile.secret, made.secret), (Some(SecretSource::Command("pass show adobe".to_owned())), None));
    setup.form.choose(Slot::KeptIn, 2);
    setup.form.set_text(Slot::Variable, "ADOBE_SECRET");
    let made = draft(&setup.form);
    assert_eq!((made.profile.secret, made.secret), (Some(SecretSource::Env("ADOBE_SECRET".to_owned())), None));
    setup.form.choose(Slot::KeptIn, 3);
    let made = draft(&setup.form);
    let plain = SecretSource::Plain(Secret::from("p8e-very-secret"));
    assert_eq!((made.profile.secret, made.secret), (Some(plain), None));
}

#[test]
fn what_is_usual_is_not_written_down() {
    let setup = blank();
    let made = draft(&setup.form).profile;
    assert_eq!((made.scopes.len(), made.mode, made.accent, made.platform_url), (0, None, None, None));
    assert_eq!(made.api, Some(Generation::Dps));
    let mut setup = blank();
    setup.form.choose(Slot::Mode, 1);
    assert_eq!(draft(&setup.form).profile.mode, Some(Mode::ReadOnly));
}

#[test]
fn fields_appear_with_the_choice_that_calls_for_them() {
    let way = |setup: &mut SetupScreen| {
        let mut ids = Vec::new();
        setup.form.set_focus(None);
        loop {
            setup.form.next();
            match setup.form.focus() {
                Some(id) => ids.push(id),
                None => return ids,
            }
        }
    };
    let mut setup = blank();
    let at_first = way(&mut setup);
    assert!(at_first.contains(&Slot::Secret) && !at_first.contains(&Slot::Command) && !at_first.contains(&Slot::Proxy));
    for id in [Slot::KeptIn, Slot::Api, Slot::More] {
        setup.form.set_focus(Some(id));
        type_text(&mut setup, " ");
    }
    let then = way(&mut setup);
    assert!(then.contains(&Slot::Command) && then.contains(&Slot::Container) && then.contains(&Slot::Proxy));
    assert!(!then.contains(&Slot::Secret));
}

#[test]
fn ctrl_s_tests_and_once_the_test_went_well_saves() {
    let mut setup = filled();
    let wishes = setup.act(Action::Save, BODY);
    assert_eq!(wishes, [Wish::TestSetup(Box::new(draft(&setup.form)))]);
    assert!(matches!(setup.act(Action::Save, BODY)[..], [Wish::Tell(_)]), "the test runs");
    setup.take_probe(probe(Verdict::Good));
    setup.finish_test();
    assert_eq!(setup.button, SAVE);
    assert!(saves(&setup.act(Action::Save, BODY)));
    assert!(matches!(setup.act(Action::Save, BODY)[..], [Wish::Tell(_)]), "it is being saved");
}

#[test]
fn after_a_test_that_failed_ctrl_s_tests_again_and_save_asks_once_more() {
    let mut setup = filled();
    setup.act(Action::Save, BODY);
    setup.take_probe(probe(Verdict::Bad));
    setup.finish_test();
    assert_eq!(setup.button, TEST);
    setup.act(Action::NextButton, BODY);
    let wishes = setup.act(Action::Press, BODY);
    assert!(matches!(&wishes[..], [Wish::Tell(Notice { text, .. })] if text.contains("again")), "{wishes:?}");
    assert!(saves(&setup.act(Action::Press, BODY)));
    let mut setup = filled();
    setup.act(Action::Save, BODY);
    setup.take_probe(probe(Verdict::Bad));
    setup.finish_test();
    assert!(tests(&setup.act(Action::Save, BODY)));
}

#[test]
fn a_test_of_what_was_changed_since_counts_for_nothing() {
    let mut setup = filled();
    setup.act(Action::Save, BODY);
    setup.take_probe(probe(Verdict::Good));
    setup.finish_test();
    let mut setup = at(setup, Slot::Sandbox);
    type_text(&mut setup, "dev");
    assert!(tests(&setup.act(Action::Save, BODY)));
    let mut setup = filled();
    setup.act(Action::Save, BODY);
    setup.finish_test();
    assert!(tests(&setup.act(Action::Save, BODY)), "a test without a step has shown nothing");
}

#[test]
fn a_save_asks_again_when_the_form_changed_after_the_first_press() {
    let mut setup = filled();
    setup.button = SAVE;
    assert!(!saves(&setup.act(Action::Press, BODY)));
    let mut setup = at(setup, Slot::Sandbox);
    type_text(&mut setup, "dev");
    setup.form.set_focus(None);
    assert!(!saves(&setup.act(Action::Press, BODY)));
    assert!(saves(&setup.act(Action::Press, BODY)));
}

#[test]
fn what_was_saved_is_used_and_what_was_not_stays() {
    let saved = |result| {
        let mut setup = filled();
        setup.button = SAVE;
        setup.act(Action::Press, BODY);
        setup.act(Action::Press, BODY);
        let wishes = setup.take_saved(result);
        (wishes, setup)
    };
    let (wishes, setup) = saved(Ok("/home/a/profiles.toml".to_owned()));
    assert_eq!(wishes.last(), Some(&Wish::UseProfile("acme-dev".to_owned())));
    assert!(!setup.has_unsaved_text());
    let (wishes, mut setup) = saved(Err("The disk is full.".to_owned()));
    assert!(matches!(wishes[..], [Wish::Tell(_)]));
    assert!(setup.has_unsaved_text());
    setup.act(Action::Press, BODY);
    assert!(saves(&setup.act(Action::Press, BODY)), "it can be tried again");
}

#[test]
fn esc_goes_back_field_by_field_and_leaves_unasked_only_while_nothing_was_typed() {
    let mut setup = blank();
    assert_eq!(setup.act(Action::Back, BODY), [Wish::CloseEditor]);
    setup.act(Action::Down, BODY);
    assert_eq!(setup.act(Action::Back, BODY), []);
    assert!(setup.form.is_at_start());
    type_text(&mut setup, "x");
    assert_eq!(setup.act(Action::Back, BODY), [Wish::AskLeave]);
}

#[test]
fn fields_and_buttons_make_one_circle() {
    let mut setup = blank();
    setup.act(Action::Up, BODY);
    assert_eq!((setup.form.focus(), setup.button), (None, BUTTONS.len() - 1));
    setup.act(Action::Down, BODY);
    assert!(setup.form.is_at_start());
    for _ in 0..BUTTONS.len() {
        setup.act(Action::Up, BODY);
    }
    assert_eq!((setup.form.focus(), setup.button), (None, TEST));
    setup.act(Action::Up, BODY);
    assert_eq!(setup.form.focus(), Some(Slot::More));
    setup.act(Action::Down, BODY);
    assert_eq!((setup.form.focus(), setup.button), (None, TEST));
    setup.act(Action::Up, BODY);
    setup.act(Action::Down, BODY);
    setup.act(Action::PreviousButton, BODY);
    assert_eq!(setup.act(Action::Press, BODY), [Wish::Quit]);
}

/// What is drawn at the usual size.
fn drawn(setup: &SetupScreen) -> String {
    let mut buf = Buffer::empty(BODY);
    let around = Surroundings {
        now: jiff::Timestamp::UNIX_EPOCH,
        generation: Generation::Dps,
        theme: crate::widgets::Theme::plain(),
        zone: jiff::tz::TimeZone::UTC,
    };
    setup.draw(&around, BODY, &mut buf);
    buf.content.iter().map(ratatui::buffer::Cell::symbol).collect()
}

#[test]
fn the_newest_step_is_in_sight_while_the_test_runs_and_the_first_fault_at_its_end() {
    let mut setup = filled();
    setup.act(Action::Save, BODY);
    let step = |number: usize, verdict| Probe { came: format!("step {number}."), ..probe(verdict) };
    for number in 0..30 {
        setup.take_probe(step(number, if number == 5 { Verdict::Bad } else { Verdict::Good }));
        assert!(drawn(&setup).contains(&format!("step {number}.")), "{number}");
    }
    assert!(!drawn(&setup).contains("step 5."));
    setup.finish_test();
    assert!(drawn(&setup).contains("step 5.") && !drawn(&setup).contains("step 29."));
    for _ in 0..10 {
        setup.act(Action::PageDown, BODY);
    }
    assert!(drawn(&setup).contains("step 29."), "the steps can be read to their end");
    for _ in 0..10 {
        setup.act(Action::PageUp, BODY);
    }
    assert!(drawn(&setup).contains("step 0."));
}

#[test]
fn no_debug_of_form_draft_or_wish_shows_the_secret() {
    let mut setup = filled();
    let wishes = setup.act(Action::Save, BODY);
    setup.form.choose(Slot::KeptIn, 3);
    let shown = format!("{setup:?}{wishes:?}{:?}{:?}", draft(&setup.form), setup.paste("{\"s\": \"p8e-x\"}"));
    assert!(!shown.contains("p8e"), "{shown}");
}
