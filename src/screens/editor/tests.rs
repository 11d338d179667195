//! What the editor does with a text on its way to a save.

use super::*;
use crate::domain::Concern;
use crate::domain::Severity;
use crate::keys::{Key, Stroke};
use crate::request::Page;

fn record(revision: u64, body: &str) -> Arc<Record> {
    let raw = format!(r#"{{"id":"dps:personalized-offer:1","etag":{revision},{body}}}"#);
    Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap())
}

fn body(name: &str, priority: &str) -> String {
    format!(
        r#""name":"{name}","status":"draft","unknown":{{"kept":1.10}},"rank":{{"priority":{priority}}},
        "representations":[{{"placement":"p","components":[{{"type":"html","format":"text/html"}}]}}],
        "selectionConstraint":{{"startDate":"2026-01-01T00:00:00Z","endDate":"2026-02-01T00:00:00Z"}}"#
    )
}

fn scope() -> Scope {
    Scope { sandbox: "dev".to_owned(), container: None }
}

fn editor() -> EditorScreen {
    EditorScreen::stored(EditorId(1), scope(), record(3, &body("A", "1")))
}

fn now() -> Timestamp {
    "2025-12-01T00:00:00Z".parse().unwrap()
}

fn act(editor: &mut EditorScreen, action: Action) -> Vec<Wish> {
    editor.act(action, &aids(&Library::default(), &Policy::default()))
}

fn aids<'a>(library: &'a Library, policy: &'a Policy) -> Aids<'a> {
    Aids { library, now: now(), policy }
}

fn type_key(editor: &mut EditorScreen, key: Key) {
    editor.type_stroke(Stroke::plain(key), &aids(&Library::default(), &Policy::default()));
}

fn replace(editor: &mut EditorScreen, from: &str, to: &str) {
    let text = editor.area.text();
    assert!(text.contains(from), "{text}");
    editor.area.replace(&text.replace(from, to));
    editor.reparse();
}

#[test]
fn nothing_changed_sends_nothing() {
    let mut editor = editor();
    assert!(!editor.has_unsaved_text());
    let wishes = act(&mut editor, Action::Save);
    assert!(matches!(&wishes[..], [Wish::Tell(notice)] if notice.text.contains("Nothing changed")), "{wishes:?}");
}

#[test]
fn a_save_reviews_the_smallest_patch() {
    let mut editor = editor();
    replace(&mut editor, "\"A\"", "\"B\"");
    assert!(editor.has_unsaved_text());
    let wishes = act(&mut editor, Action::Save);
    let [Wish::Review(review)] = &wishes[..] else { panic!("{wishes:?}") };
    let patch = review.change().unwrap().patch.iter().map(|op| op.to_json("").to_string()).collect::<Vec<_>>();
    assert_eq!(patch, [r#"{"op":"add","path":"/name","value":"B"}"#]);
}

#[test]
fn broken_json_is_named_with_its_place_and_kept() {
    let mut editor = editor();
    replace(&mut editor, "\"status\"", "status\"");
    let problem = editor.problem.clone().unwrap();
    assert_eq!(problem.line, 3);
    let before = editor.area.text();
    let wishes = act(&mut editor, Action::Save);
    assert!(matches!(&wishes[..], [Wish::Tell(notice)] if notice.text.contains("Line 3")), "{wishes:?}");
    assert_eq!(editor.area.text(), before);
}

#[test]
fn a_finding_stops_the_save() {
    let mut editor = editor();
    replace(&mut editor, "\"priority\": 1", "\"priority\": \"high\"");
    let wishes = act(&mut editor, Action::Save);
    assert!(matches!(&wishes[..], [Wish::Tell(notice)] if notice.text.contains("priority")), "{wishes:?}");
}

#[test]
fn a_fault_that_was_there_before_does_not_stand_in_the_way() {
    let mut editor = EditorScreen::stored(EditorId(1), scope(), record(3, &body("A", "\"high\"")));
    replace(&mut editor, "\"A\"", "\"B\"");
    let wishes = act(&mut editor, Action::Save);
    assert!(matches!(&wishes[..], [Wish::Review(_)]), "{wishes:?}");
}

/// The editor on a stored offer after this change, judged as the settings want it.
fn judged(stored: &str, (from, to): (&str, &str), policy: &Policy) -> EditorScreen {
    let mut editor = EditorScreen::stored(EditorId(1), scope(), record(3, stored));
    replace(&mut editor, from, to);
    editor.judge(&aids(&Library::default(), policy));
    editor
}

#[test]
fn the_settings_say_what_counts_and_how_bad_it_is() {
    let high = ("\"priority\": 1", "\"priority\": \"high\"");
    let told = |policy: &Policy| {
        let mut editor = judged(&body("A", "1"), high, policy);
        let words = editor.live_words();
        let goes = matches!(editor.act(Action::Save, &aids(&Library::default(), policy))[..], [Wish::Review(_)]);
        (words.map(|words| words[..words.find(' ').unwrap()].to_owned()), goes)
    };
    let mut policy = Policy::default();
    assert_eq!(told(&policy), (Some("✗".to_owned()), false));
    policy.choose(Concern::Body, Some(Severity::Hint));
    assert_eq!(told(&policy), (Some("·".to_owned()), true));
    policy.choose(Concern::Body, None);
    assert_eq!(told(&policy), (None, true));

    let twice = |body: &str| body.replace("[{\"placement\"", "[{\"placement\":\"p\",\"components\":[]},{\"placement\"");
    let renamed = ("\"A\"", "\"B\"");
    policy.choose(Concern::SamePlacement, Some(Severity::Error));
    let editor = judged(&twice(&body("A", "1")), renamed, &policy);
    assert_eq!(editor.live[0].first().map(|finding| finding.severity), Some(Severity::Error), "as `:check` has it");
    let library = Library::default();
    let saved =
        |mut editor: EditorScreen| matches!(editor.act(Action::Save, &aids(&library, &policy))[..], [Wish::Review(_)]);
    assert!(saved(editor), "it stood there before");
    let new = ("\"representations\": [", "\"representations\": [{\"placement\": \"p\", \"components\": []},");
    let editor = judged(&body("A", "1"), new, &policy);
    assert_eq!(editor.live[0].first().map(|finding| finding.severity), Some(Severity::Error));
    assert!(!saved(editor), "it is new");
}

#[test]
fn what_is_wrong_says_where_it_is_in_the_words_of_the_form() {
    let change = ("\"unknown\"", "\"frequencyCappingConstraints\": [{\"limit\": 1, \"enabled\": 7}], \"unknown\"");
    let editor = judged(&body("A", "1"), change, &Policy::default());
    let words = editor.live_words().unwrap();
    assert_eq!(words, "✗ 1 Enabled of capping rule 1: this must be true or false");
}

/// A library with these offers, and with these qualifiers, of which it has all.
fn library(offers: &[&str], qualifiers: &[&str]) -> Library {
    let mut library = Library::default();
    for (kind, names) in [(Kind::Personalized, offers), (Kind::Qualifier, qualifiers)] {
        let records = names.iter().map(|name| {
            let raw = format!(r#"{{"id":"{name}","etag":1,"name":"{name}"}}"#);
            Arc::new(Record::read(Generation::Dps, kind, &raw).unwrap())
        });
        library.shelf_mut(kind).take_page(Page { records: records.collect(), ..Page::default() });
    }
    library
}

#[test]
fn what_the_others_tell_stops_a_save_only_where_the_user_wants_that_and_the_change_brought_it() {
    let library = library(&["Twin", "Two"], &[]);
    let saved = |stored: &str, severity, chosen: bool| {
        let mut policy = Policy::default();
        if chosen {
            policy.choose(Concern::DuplicateName, Some(severity));
        }
        let mut editor = EditorScreen::stored(EditorId(1), scope(), record(3, &body(stored, "1")));
        replace(&mut editor, &format!("\"{stored}\""), "\"Twin\"");
        replace(&mut editor, "\"priority\": 1", "\"priority\": 2");
        matches!(editor.act(Action::Save, &aids(&library, &policy))[..], [Wish::Review(_)])
    };
    assert!(saved("A", Severity::Warning, true));
    assert!(saved("A", Severity::Warning, false), "the server would take it");
    assert!(!saved("A", Severity::Error, true), "the user's choice stands");
    assert!(saved("twin", Severity::Error, true), "it was so before");
}

/// An offer with these tags, its description as long as this.
fn tagged(tags: &[&str], length: usize) -> String {
    let (tags, description) = (serde_json::to_string(tags).unwrap(), "x".repeat(length));
    format!(r#"{},"description":"{description}","tags":{tags}"#, body("A", "1"))
}

#[test]
fn no_way_to_a_review_leaves_out_the_look_among_the_others() {
    let library = library(&[], &["g"]);
    let mut policy = Policy::default();
    policy.choose(Concern::LeadsNowhere, Some(Severity::Error));
    let aids = aids(&library, &policy);
    let refused = |wishes: &[Wish]| matches!(wishes, [Wish::Tell(notice)] if notice.text.contains("leads nowhere"));
    for length in [1, LIVE] {
        let stored = || EditorScreen::stored(EditorId(1), scope(), record(3, &tagged(&["g"], length)));
        let wrong = record(3, &tagged(&["gone"], length)).body();
        assert!(refused(&stored().put_in(&wrong, &aids)), "{length}");
        let theirs = record(4, &tagged(&["g"], length));
        let rebase = Rebase { editor: EditorId(1), theirs, body: wrong.clone(), told: String::new() };
        assert!(refused(&stored().rebase(rebase, &aids)), "{length}");
        let text = json::pretty(&wrong);
        let origin = Origin::Stored(record(3, &tagged(&["g"], length)));
        let (kind, generation) = (Kind::Personalized, Generation::Dps);
        let mut restored = EditorScreen::restored(EditorId(1), kind, generation, scope(), origin, &text);
        assert!(refused(&restored.review_unasked(&aids)), "{length}");
        // Who does not take it for an error is told of it and may send it.
        let lenient = Policy::default();
        let wishes = stored().put_in(&wrong, &Aids { policy: &lenient, ..aids });
        assert!(matches!(&wishes[..], [Wish::Review(_)]), "{length}: {wishes:?}");
    }
}

#[test]
fn an_improvement_goes_though_not_all_is_mended() {
    let library = library(&[], &["g"]);
    let mut policy = Policy::default();
    policy.choose(Concern::LeadsNowhere, Some(Severity::Error));
    policy.choose(Concern::Guardrail, Some(Severity::Error));
    let aids = aids(&library, &policy);
    let goes = |before: &str, after: &str| {
        let mut editor = EditorScreen::stored(EditorId(1), scope(), record(3, before));
        let wishes = editor.put_in(&record(3, after).body(), &aids);
        matches!(&wishes[..], [Wish::Review(_)])
    };
    let three = tagged(&["g1", "g2", "g3"], 1);
    assert!(goes(&three, &tagged(&["g1", "g2", "g"], 1)));
    assert!(goes(&three, &tagged(&["g2", "g3"], 1)));
    assert!(!goes(&three, &tagged(&["g1", "g2", "g4"], 1)), "another one leads nowhere");
    let many = |count: usize| tagged(&vec!["g"; count], 1);
    assert!(goes(&many(23), &many(22)));
    assert!(!goes(&many(23), &many(24)));
    let capped = |switches: &[&str]| {
        let rules: Vec<String> = switches.iter().map(|switch| format!(r#"{{"limit":1,"enabled":{switch}}}"#)).collect();
        format!(r#"{},"frequencyCappingConstraints":[{}]"#, body("A", "1"), rules.join(","))
    };
    assert!(goes(&capped(&["true", "7"]), &capped(&["7"])), "the wrong one is the first by now");
    assert!(!goes(&capped(&["true", "7"]), &capped(&["7", "7"])));
}

#[test]
fn while_a_save_is_on_its_way_the_text_is_locked_and_kept() {
    let mut editor = editor();
    editor.stage = Stage::Saving("Sending the change");
    let before = editor.area.text();
    type_key(&mut editor, Key::Char('x'));
    editor.paste("y");
    assert!(matches!(&act(&mut editor, Action::Back)[..], [Wish::Tell(_)]));
    assert_eq!(editor.area.text(), before);
}

/// What both changes make, with a name and a priority; theirs has another priority alone.
fn rebased(editor: &mut EditorScreen, name: &str, priority: u32) -> Vec<Wish> {
    let theirs = record(4, &body("A", "9"));
    let mut merged = theirs.body();
    merged["name"] = Value::from(name);
    merged["rank"]["priority"] = Value::from(priority);
    editor.rebase(
        Rebase { editor: EditorId(1), theirs, body: merged, told: "merged".to_owned() },
        &aids(&Library::default(), &Policy::default()),
    )
}

#[test]
fn going_on_from_their_version_reviews_what_is_left_to_send_and_can_be_taken_back_at_once() {
    let mut editor = editor();
    replace(&mut editor, "\"A\"", "\"mine\"");
    type_key(&mut editor, Key::Char(' '));
    let typed = editor.text();
    let wishes = rebased(&mut editor, "mine", 9);
    let [Wish::Review(review)] = &wishes[..] else { panic!("{wishes:?}") };
    let Change { base, patch, edited, .. } = review.change().unwrap();
    assert_eq!((base.revision, patch.len(), &edited["rank"]["priority"]), (Some(4), 1, &Value::from(9)));
    act(&mut editor, Action::Undo);
    assert_eq!(editor.text(), typed);
    act(&mut editor, Action::Redo);
    assert!(editor.text().contains("\"priority\": 9"));
}

#[test]
fn where_their_version_holds_all_of_it_nothing_is_left_to_send_or_to_lose() {
    let mut editor = editor();
    replace(&mut editor, "\"priority\": 1", "\"priority\": 9");
    let wishes = rebased(&mut editor, "A", 9);
    assert!(matches!(&wishes[..], [Wish::Tell(notice)] if notice.text.contains("nothing left")), "{wishes:?}");
    assert!(!editor.has_unsaved_text());
}

#[test]
fn only_the_newer_generation_is_asked_to_test_what_is_replaced() {
    let mut editor = editor();
    replace(&mut editor, "\"A\"", "\"B\"");
    let wishes = act(&mut editor, Action::Save);
    let [Wish::Review(review)] = &wishes[..] else { panic!("{wishes:?}") };
    let guards: Vec<String> =
        review.change().unwrap().guards.iter().map(|guard| guard.to_json("").to_string()).collect();
    assert_eq!(guards, [r#"{"op":"test","path":"/name","value":"A"}"#]);

    let raw = r#"{"instanceId":"i","repo:etag":3,"_instance":{"@id":"x","xdm:name":"A","xdm:status":"draft",
        "xdm:rank":{"xdm:priority":1},"xdm:representations":[],
        "xdm:selectionConstraint":{"xdm:startDate":"2026-01-01T00:00:00Z","xdm:endDate":"2026-02-01T00:00:00Z"}}}"#;
    let older = Arc::new(Record::read(Generation::Xcore, Kind::Personalized, raw).unwrap());
    let mut editor = EditorScreen::stored(EditorId(2), scope(), older);
    replace(&mut editor, "\"A\"", "\"B\"");
    let wishes = act(&mut editor, Action::Save);
    let [Wish::Review(review)] = &wishes[..] else { panic!("{wishes:?}") };
    assert_eq!(review.change().unwrap().guards, []);
}

#[test]
fn leaving_asks_only_where_something_was_typed() {
    let mut editor = editor();
    assert_eq!(act(&mut editor, Action::Back), [Wish::CloseEditor]);
    type_key(&mut editor, Key::Char(' '));
    assert_eq!(act(&mut editor, Action::Back), [Wish::AskLeave]);
    act(&mut editor, Action::Undo);
    assert_eq!(act(&mut editor, Action::Back), [Wish::CloseEditor]);
}
