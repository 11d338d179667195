//! `:check`: what is read for it, what is shown, and the ways on from there.

use std::sync::Arc;

use offerdeck::app::{Effect, Errand, Examination, Msg};
use offerdeck::domain::checkup::{Format, examine};
use offerdeck::domain::{Concern, Generation, KINDS, Kind, Record, Severity, json};
use offerdeck::request::{Cause, Request};
use offerdeck::screens::Screen;

use crate::bench::{Bench, failure, found, is_read, page, record_with, writes};

fn object(kind: Kind, id: &str, members: &str) -> Arc<Record> {
    let raw = format!(r#"{{"id":"{id}","etag":1,"name":"{id} name",{members}}}"#);
    Arc::new(Record::read(Generation::Dps, kind, &raw).unwrap())
}

fn offers() -> Vec<Arc<Record>> {
    vec![record_with("a", "Alpha", "draft", 1, ""), record_with("b", "Beta", "draft", 1, r#""tags":["t1","gone"],"#)]
}

fn rows(kind: Kind) -> Vec<Arc<Record>> {
    match kind {
        Kind::Placement => {
            vec![object(kind, "p", r#""componentType":"html","channel":"https://ns.adobe.com/xdm/channel-types/web""#)]
        }
        Kind::Qualifier => vec![object(kind, "t1", r#""description":"x""#), object(kind, "t2", r#""description":"x""#)],
        Kind::Collection => vec![object(kind, "c", r#""filterType":"any-tags","ids":["t1"]"#)],
        _ => Vec::new(),
    }
}

/// `:check` was asked for, and one list after the other comes but these; returns what the last one had for effects.
fn checked_but(bench: &mut Bench, refused: &[Kind]) -> Vec<Effect> {
    bench.command("check");
    let mut effects = Vec::new();
    for entry in KINDS.iter().filter(|entry| entry.kind != Kind::Personalized) {
        let ticket = bench.ticket_of(|request| matches!(request, Request::List { kind, .. } if *kind == entry.kind));
        let answer = if refused.contains(&entry.kind) { failure(Cause::Forbidden) } else { page(&rows(entry.kind)) };
        assert_eq!(examinations(&effects).len(), 0, "lists are still on their way");
        effects = bench.answer(ticket, answer);
    }
    effects
}

fn examinations(effects: &[Effect]) -> Vec<(Errand, &Examination)> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Examine(errand, examination) => Some((*errand, &**examination)),
        _ => None,
    });
    asked.collect()
}

/// What comes back of the only look that was asked for.
fn looked(effects: &[Effect]) -> Msg {
    let [(errand, examination)] = examinations(effects)[..] else { panic!("{effects:?}") };
    Msg::Examined(errand, Box::new(examine(&examination.snapshot, examination.at, &examination.policy)))
}

/// The look is over.
fn checked() -> Bench {
    let mut bench = Bench::asking_names(&offers());
    let effects = checked_but(&mut bench, &[]);
    bench.happen(looked(&effects));
    bench
}

#[test]
fn the_lists_are_read_first_and_then_looked_through_elsewhere() {
    let mut bench = Bench::asking_names(&offers());
    bench.command("check");
    assert!(bench.screen().contains("Reading from the server: fallback offers, placements"), "{}", bench.screen());
    let mut bench = Bench::asking_names(&offers());
    let effects = checked_but(&mut bench, &[]);
    assert!(bench.screen().contains("Looking through the library"), "{}", bench.screen());
    bench.happen(looked(&effects));
    let screen = bench.screen();
    for text in [
        "Check: 1 error, 0 warnings, 2 hints",
        "✗ error",
        "an id leads nowhere: collection qualifier gone",
        "as of 00:00 UTC",
    ] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    assert!(!screen.contains("not judged"), "{screen}");
}

#[test]
fn what_is_not_allowed_to_be_read_is_named_and_nothing_guessed_for_it() {
    let mut bench = Bench::asking_names(&offers());
    let effects = checked_but(&mut bench, &[Kind::Decision, Kind::Qualifier]);
    bench.happen(looked(&effects));
    let screen = bench.screen();
    assert!(screen.contains("! Not read (not allowed): collection qualifiers, decisions. What"), "{screen}");
    assert!(!screen.contains("leads nowhere") && !screen.contains("no decision takes it"), "{screen}");
    bench.press("r");
    let again: Vec<Kind> = bench
        .open
        .values()
        .filter_map(|request| match request {
            Request::List { kind, .. } => Some(*kind),
            _ => None,
        })
        .collect();
    assert_eq!(again, [Kind::Qualifier, Kind::Decision], "only what is missing is asked for again");
}

#[test]
fn the_settings_say_what_is_told() {
    let mut bench = Bench::asking_names(&offers());
    bench.model.settings.checks.choose(Concern::Unused, None);
    bench.model.settings.checks.choose(Concern::LeadsNowhere, Some(Severity::Hint));
    let effects = checked_but(&mut bench, &[]);
    bench.happen(looked(&effects));
    assert!(bench.screen().contains("Check: 0 errors, 0 warnings, 1 hint"), "{}", bench.screen());
}

#[test]
fn a_cancelled_list_ends_the_waiting_for_it() {
    let mut bench = Bench::asking_names(&offers());
    bench.command("check");
    let effects = bench.press("ctrl-c");
    let [(_, examination)] = examinations(&effects)[..] else { panic!("{effects:?}") };
    let checkup = examine(&examination.snapshot, examination.at, &examination.policy);
    assert!(checkup.gaps().iter().all(|gap| gap.contains("cancelled")), "{:?}", checkup.gaps());
}

#[test]
fn the_way_leads_to_the_object_and_back_to_its_remark() {
    let mut bench = checked();
    bench.press("j");
    let before = bench.screen();
    assert!(before.contains("2 of "), "{before}");
    bench.press("enter");
    assert!(matches!(bench.model.screens().last(), Some(Screen::Detail(_))), "{}", bench.screen());
    bench.press("esc");
    assert_eq!(bench.screen(), before);
    bench.press("g u");
    assert!(bench.screen().contains("Used by: Beta"), "{}", bench.screen());
    bench.press("esc esc");
    assert!(matches!(bench.model.screens(), [Screen::Library]));
}

#[test]
fn a_late_answer_finds_no_one() {
    let mut bench = Bench::asking_names(&offers());
    let effects = checked_but(&mut bench, &[]);
    let late = looked(&effects);
    bench.press("esc");
    let (lists, screen) = (bench.model.library.clone(), bench.screen());
    assert_eq!(bench.happen(late), []);
    assert!(bench.model.library == lists && bench.screen() == screen, "{}", bench.screen());
}

#[test]
fn however_often_it_is_asked_to_look_again_it_looks_once_at_a_time_and_once_more() {
    let mut bench = Bench::asking_names(&offers());
    let first = checked_but(&mut bench, &[]);
    for _ in 0..20 {
        assert_eq!(examinations(&bench.press("r")).len(), 0, "one look is under way");
    }
    let again = bench.happen(looked(&first));
    assert!(bench.screen().contains("as of 00:00 UTC · looking again …"), "{}", bench.screen());
    assert_eq!(examinations(&bench.happen(looked(&again))).len(), 0);
    assert!(
        bench.screen().contains("as of 00:00 UTC ") && !bench.screen().contains("looking again"),
        "{}",
        bench.screen()
    );
    // Leaving and coming back begins none beside it either, and what it finds is not taken for what was asked for since.
    let first = bench.press("r");
    for _ in 0..20 {
        bench.press("esc");
        assert_eq!(examinations(&bench.command("check")).len(), 0);
    }
    assert!(bench.screen().contains("Looking through the library …"), "{}", bench.screen());
    let again = bench.happen(looked(&first));
    assert!(bench.screen().contains("Looking through the library …"), "{}", bench.screen());
    bench.happen(looked(&again));
    assert!(bench.screen().contains("as of 00:00 UTC"), "{}", bench.screen());
}

#[test]
fn what_changed_since_is_said() {
    let mut bench = checked();
    assert!(!bench.screen().contains("changed since"), "{}", bench.screen());
    bench.press("enter r");
    let read = bench.ticket_of(is_read);
    bench.answer(read, found(&record_with("b", "Beta", "draft", 2, r#""tags":["t1"],"#)));
    bench.press("esc");
    assert!(bench.screen().contains("! changed since, r looks again"), "{}", bench.screen());
    let effects = bench.press("r");
    assert!(bench.screen().contains("looking again"), "{}", bench.screen());
    bench.happen(looked(&effects));
    assert!(bench.screen().contains("Check: 0 errors"), "{}", bench.screen());
    assert!(!bench.screen().contains("changed since"), "{}", bench.screen());
}

#[test]
fn a_fix_is_reviewed_before_anything_is_sent_and_goes_the_way_of_a_save() {
    let mut bench = checked();
    let effects = bench.press("f");
    assert_eq!(writes(&effects).len(), 0);
    let patch = &bench.review().expect("the review is open").change().unwrap().patch;
    assert_eq!(
        json::pretty(&patch[0].to_json("")).replace(['\n', ' '], ""),
        r#"{"op":"add","path":"/tags","value":["t1"]}"#
    );
    assert!(bench.screen().contains("- ") && bench.screen().contains("gone"), "{}", bench.screen());
    bench.press("esc");
    assert!(bench.editor().is_none() && bench.screen().contains("Check: "), "{}", bench.screen());
    bench.press("f e");
    assert!(bench.editor().is_some_and(|editor| !editor.text().contains("gone")));
    bench.press("ctrl-s y");
    let read = bench.ticket_of(is_read);
    let effects = bench.answer(read, found(&offers()[1]));
    assert_eq!(writes(&effects).len(), 1, "{effects:?}");
    let mut bench = checked();
    bench.press("j f");
    assert!(bench.notice().contains("no safe fix"), "{}", bench.notice());
    let mut bench = checked();
    bench.command("mode read-only");
    bench.press("f");
    assert!(bench.editor().is_none() && bench.notice().contains("read-only"), "{}", bench.notice());
}

#[test]
fn the_filter_leaves_what_holds_its_words() {
    let mut bench = checked();
    bench.press("/");
    bench.type_text("unused T2");
    bench.press("enter");
    assert!(bench.screen().contains("1 of 1") && bench.screen().contains("t2 name"), "{}", bench.screen());
    bench.press("esc");
    assert!(!bench.screen().contains("1 of 1 ") && matches!(bench.model.screens().last(), Some(Screen::Checkup(_))));
    bench.press("tab");
    assert!(bench.screen().contains("Guardrails") && bench.screen().contains("2 of 10,000"), "{}", bench.screen());
}

#[test]
fn what_is_left_out_for_it_belongs_to_other_products_is_said() {
    let mut bench = checked();
    assert!(!bench.screen().contains("other product"), "{}", bench.screen());
    let mut of_others = offers();
    of_others.push(record_with("m", "Of mobile", "draft", 1, r#""createdBy":"Mobile_Sheliak","#));
    bench = Bench::asking_names(&of_others);
    let effects = checked_but(&mut bench, &[]);
    bench.happen(looked(&effects));
    let said = "1 object belongs to another product and was not judged.";
    assert!(bench.screen().contains(said), "{}", bench.screen());
    bench.press("tab");
    let screen = bench.screen();
    assert!(screen.contains(said) && screen.contains("Totals count all."), "{screen}");
}

#[test]
fn the_selected_guardrail_is_told_in_full_with_the_object_that_has_the_most() {
    let mut bench = checked();
    bench.press("tab");
    assert!(bench.screen().contains("Offers: 2 of 10,000."), "{}", bench.screen());
    bench.press("/");
    bench.type_text("qualifiers of a personalized");
    bench.press("enter");
    let told = "Most of all in the personalized offer \"Beta\": 2 of 20 collection qualifiers of a personalized offer.";
    assert!(bench.screen().contains(told), "{}", bench.screen());
}

#[test]
fn it_is_written_to_the_file_that_is_named_in_the_format_of_its_name() {
    let mut bench = checked();
    bench.press("x");
    assert!(bench.screen().contains("write to the file: offerdeck-check-dev-2025-12-01.md"), "{}", bench.screen());
    let effects = bench.press("enter");
    let [Effect::Export(asked)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(asked.file, "offerdeck-check-dev-2025-12-01.md");
    let text = asked.format.write(&asked.checkup, &asked.heading);
    assert!(text.starts_with("# Check of the library in dev\n"), "{text}");
    bench.happen(Msg::Exported(Ok("/home/me/a.md".to_owned())));
    assert_eq!(bench.notice(), "Written to /home/me/a.md.");
    let effects = bench.command("check export report.json");
    let [Effect::Export(asked)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((asked.file.as_str(), asked.format), ("report.json", Format::Json));
    assert!(bench.command("check export report.pdf").is_empty() && bench.notice().contains(".md, .json or .txt"));
    let mut bench = Bench::asking_names(&offers());
    assert!(bench.command("check export report.json").is_empty() && bench.notice().contains(":check does that first"));
}

#[test]
fn what_is_typed_is_checked_among_the_objects_that_are_read() {
    let mut bench = checked();
    bench.press("esc j e");
    let read = bench.ticket_of(is_read);
    bench.answer(read, found(&offers()[1]));
    assert!(bench.screen().contains("✗ 1 an id leads nowhere: collection qualifier gone"), "{}", bench.screen());
    bench.press("ctrl-f");
    bench.type_text("\"gone\"");
    bench.press("enter");
    for _ in 0..6 {
        bench.press("del");
    }
    bench.type_text("\"t1\"");
    assert!(!bench.screen().contains("leads nowhere"), "{}", bench.screen());
    // What is in the text that is saved is told before it is sent.
    let mut bench = checked();
    bench.press("esc j e");
    let read = bench.ticket_of(is_read);
    bench.answer(read, found(&offers()[1]));
    bench.press("ctrl-f");
    bench.type_text("Beta");
    bench.press("enter");
    bench.type_text("New ");
    bench.press("ctrl-s");
    assert!(bench.review().is_some(), "{}", bench.screen());
    assert!(bench.screen().contains("! an id leads nowhere: collection qualifier gone"), "{}", bench.screen());
}

#[test]
fn a_list_that_comes_while_an_object_is_edited_tells_what_it_knows_of_it() {
    let mut bench = Bench::asking_names(&offers());
    bench.press("j e");
    let read = bench.ticket_of(is_read);
    bench.answer(read, found(&offers()[1]));
    assert!(bench.editor().is_some() && !bench.screen().contains("an id leads nowhere"), "{}", bench.screen());
    let qualifiers = |bench: &mut Bench| {
        let asks = |request: &Request| matches!(request, Request::List { kind: Kind::Qualifier, .. });
        let list = bench.ticket_of(asks);
        bench.answer(list, page(&rows(Kind::Qualifier)));
    };
    qualifiers(&mut bench);
    assert!(bench.screen().contains("✗ 1 an id leads nowhere: collection qualifier gone"), "{}", bench.screen());
}

#[test]
fn a_step_that_puts_an_object_to_use_warns_of_where_its_ids_lead() {
    let decision = object(
        Kind::Decision,
        "d",
        r#""status":"draft","startDate":"2025-01-01T00:00:00Z","endDate":"2027-01-01T00:00:00Z","fallback":"a",
        "criteria":[{"placements":["p"],"optionSelection":{"filter":"gone"}}]"#,
    );
    let mut bench = Bench::asking_names(&offers());
    bench.press("7");
    while let Some((ticket, kind)) = bench.open.iter().find_map(|(ticket, request)| match request {
        Request::List { kind, .. } => Some((*ticket, *kind)),
        _ => None,
    }) {
        let of_kind = if kind == Kind::Decision { vec![Arc::clone(&decision)] } else { rows(kind) };
        bench.answer(ticket, page(&of_kind));
    }
    bench.press("a enter");
    assert!(bench.review().is_some(), "{}", bench.screen());
    for told in [
        "! the personalized offer \"Alpha\" stands where a fallback offer is meant: a",
        "! an id leads nowhere: collection gone",
    ] {
        assert!(bench.screen().contains(told), "{told}: {}", bench.screen());
    }
    // What is put aside is left to :check.
    bench.press("esc a down down down enter");
    assert!(bench.review().is_some() && !bench.screen().contains("leads nowhere"), "{}", bench.screen());
}

#[test]
fn only_a_list_has_the_counts_of_a_list_in_the_header() {
    let mut bench = checked();
    bench.press("esc space");
    let header = |bench: &Bench| bench.screen().lines().next().unwrap_or_default().to_owned();
    assert!(header(&bench).contains("2 personalized · 1 marked"), "{}", header(&bench));
    for command in ["check", "history", "help", "log"] {
        bench.command(command);
        assert!(!header(&bench).contains("personalized") && !header(&bench).contains("marked"), "{}", header(&bench));
    }
}

#[test]
fn what_is_typed_is_as_bad_as_the_settings_take_it() {
    let typed = |concern, severity| {
        let mut bench = checked();
        bench.model.settings.checks.choose(concern, severity);
        bench.press("esc j e");
        let read = bench.ticket_of(is_read);
        bench.answer(read, found(&offers()[1]));
        bench.screen()
    };
    let nowhere = |sign| format!("{sign} 1 an id leads nowhere: collection qualifier gone");
    assert!(typed(Concern::LeadsNowhere, Some(Severity::Hint)).contains(&nowhere("·")));
    assert!(!typed(Concern::LeadsNowhere, None).contains("leads nowhere"));
    let new = |severity| {
        let mut bench = Bench::asking_names(&offers());
        bench.model.settings.checks.choose(Concern::Body, severity);
        bench.press("n ctrl-t");
        bench.screen()
    };
    assert!(new(Some(Severity::Hint)).contains("│ · the name is empty"), "{}", new(Some(Severity::Hint)));
    assert!(!new(None).contains("the name is empty"));
}

#[test]
fn a_save_looks_among_the_other_objects_however_long_its_text_is() {
    for length in [10, 60_000] {
        let mut bench = checked();
        bench.model.settings.checks.choose(Concern::LeadsNowhere, Some(Severity::Error));
        let members = format!(r#""description":"{}","tags":["t1"],"#, "x".repeat(length));
        bench.press("esc j e");
        let read = bench.ticket_of(is_read);
        bench.answer(read, found(&record_with("b", "Beta", "draft", 1, &members)));
        bench.press("ctrl-f");
        bench.type_text("t1\"");
        bench.press("enter z ctrl-s");
        assert!(bench.review().is_none(), "{length}: {}", bench.screen());
        let told = "Nothing was sent: an id leads nowhere: collection qualifier zt1. Mend it and save again.";
        assert_eq!(bench.notice(), told, "{length}");
    }
}

#[test]
fn an_id_is_found_letter_by_letter_as_it_is_when_it_is_pasted() {
    let named = "dps:tag:8e1bf5f8";
    let offers = [record_with("b", "Beta", "draft", 1, &format!(r#""tags":["t1","{named}"],"#))];
    let mut bench = Bench::asking_names(&offers);
    let effects = checked_but(&mut bench, &[]);
    bench.happen(looked(&effects));
    let is_found = |bench: &Bench| bench.screen().contains(named) && bench.screen().contains("1 of ");
    bench.press("/");
    bench.happen(Msg::Paste(named.to_owned()));
    assert!(is_found(&bench), "{}", bench.screen());
    bench.press("esc /");
    bench.type_text(&named[..named.len() - 1]);
    assert!(!is_found(&bench), "a part of an id finds nothing: {}", bench.screen());
    bench.type_text(&named[named.len() - 1..]);
    assert!(is_found(&bench), "{}", bench.screen());
}
