//! What the editor does with a text on its way to a save.

use super::*;

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
    let wishes = editor.act(Action::Save, now());
    assert!(matches!(&wishes[..], [Wish::Tell(notice)] if notice.text.contains("Nothing changed")), "{wishes:?}");
}

#[test]
fn a_save_reviews_the_smallest_patch() {
    let mut editor = editor();
    replace(&mut editor, "\"A\"", "\"B\"");
    assert!(editor.has_unsaved_text());
    let wishes = editor.act(Action::Save, now());
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
    let wishes = editor.act(Action::Save, now());
    assert!(matches!(&wishes[..], [Wish::Tell(notice)] if notice.text.contains("Line 3")), "{wishes:?}");
    assert_eq!(editor.area.text(), before);
}

#[test]
fn a_finding_stops_the_save() {
    let mut editor = editor();
    replace(&mut editor, "\"priority\": 1", "\"priority\": \"high\"");
    let wishes = editor.act(Action::Save, now());
    assert!(matches!(&wishes[..], [Wish::Tell(notice)] if notice.text.contains("priority")), "{wishes:?}");
}

#[test]
fn a_fault_that_was_there_before_does_not_stand_in_the_way() {
    let mut editor = EditorScreen::stored(EditorId(1), scope(), record(3, &body("A", "\"high\"")));
    replace(&mut editor, "\"A\"", "\"B\"");
    let wishes = editor.act(Action::Save, now());
    assert!(matches!(&wishes[..], [Wish::Review(_)]), "{wishes:?}");
}

#[test]
fn while_a_save_is_on_its_way_the_text_is_locked_and_kept() {
    let mut editor = editor();
    editor.stage = Stage::Saving("Sending the change");
    let before = editor.area.text();
    assert!(!editor.type_stroke(Stroke::plain(Key::Char('x'))));
    editor.paste("y");
    assert!(matches!(&editor.act(Action::Back, now())[..], [Wish::Tell(_)]));
    assert_eq!(editor.area.text(), before);
}

#[test]
fn going_on_from_their_version_carries_over_what_does_not_touch() {
    let mut editor = editor();
    replace(&mut editor, "\"A\"", "\"mine\"");
    let wishes = editor.act(Action::Save, now());
    let [Wish::Review(review)] = &wishes[..] else { panic!("{wishes:?}") };
    let change = review.change().unwrap().clone();
    let notice = editor.rebase(&change, record(4, &body("A", "9")));
    assert!(notice.text.contains("carried over"));
    let wishes = editor.act(Action::Save, now());
    let [Wish::Review(review)] = &wishes[..] else { panic!("{wishes:?}") };
    assert_eq!(review.change().unwrap().patch.len(), 1);
    assert_eq!(review.change().unwrap().edited["rank"]["priority"].to_string(), "9");
    let mut second = EditorScreen::stored(EditorId(2), scope(), record(3, &body("A", "1")));
    replace(&mut second, "\"A\"", "\"mine\"");
    let notice = second.rebase(&change, record(4, &body("theirs", "9")));
    assert!(notice.text.contains("same place"));
    let wishes = second.act(Action::Save, now());
    let [Wish::Review(review)] = &wishes[..] else { panic!("{wishes:?}") };
    let patch = &review.change().unwrap().patch;
    assert!(matches!(&patch[..], [operation] if operation.path() == "/name"), "their priority stays: {patch:?}");
}

#[test]
fn leaving_asks_only_where_something_was_typed() {
    let mut editor = editor();
    assert_eq!(editor.act(Action::Back, now()), [Wish::CloseEditor]);
    editor.type_stroke(Stroke::plain(Key::Char(' ')));
    assert_eq!(editor.act(Action::Back, now()), [Wish::AskLeave]);
    editor.act(Action::Undo, now());
    assert_eq!(editor.act(Action::Back, now()), [Wish::CloseEditor]);
}
