//! What becomes of what is typed into a row.

use serde_json::{Value, json};

use super::{Desk, OFFER, told};
use crate::domain::{Generation, Kind};
use crate::keys::{Action, Key};

#[test]
fn what_is_typed_in_a_row_is_one_step_and_the_rest_keeps_its_digits() {
    let mut desk = Desk::offer(OFFER);
    desk.to("Name").type_text("bcé");
    desk.key(Key::Backspace);
    assert_eq!(desk.editor.text().matches("1.10").count(), 1);
    assert_eq!(desk.editor.text().matches("1.50").count(), 1);
    assert_eq!(desk.body()["name"], "Abc");
    desk.act(Action::Down);
    desk.act(Action::Up);
    desk.type_text("d");
    assert_eq!(desk.body()["name"], "Abcd");
    desk.act(Action::Undo);
    assert_eq!(desk.body()["name"], "Abc", "another row in between, so another step");
    desk.act(Action::Undo);
    assert_eq!(desk.editor.text(), OFFER, "the text is as it was typed, blanks and all");
    desk.act(Action::Redo);
    assert_eq!(desk.body()["name"], "Abc");
}

#[test]
fn letters_that_are_gone_again_were_never_typed() {
    let mut desk = Desk::offer(OFFER);
    desk.to("Name").type_text("bc");
    desk.key(Key::Backspace);
    desk.key(Key::Backspace);
    assert_eq!(desk.editor.text(), OFFER);
    assert!(desk.editor.may_close());
    desk.type_text("z");
    desk.act(Action::Undo);
    assert_eq!(desk.editor.text(), OFFER);
}

#[test]
fn numbers_are_whole_and_may_be_long() {
    let mut desk = Desk::offer(r#"{"name": "A"}"#);
    desk.to("Priority").type_text("0012345678901234567890123");
    assert!(desk.editor.text().contains("\"priority\": 12345678901234567890123"));
    for _ in 0..25 {
        desk.key(Key::Backspace);
    }
    assert_eq!(desk.body(), json!({"name": "A"}), "the object that was made for it is gone with it");
}

#[test]
fn a_row_is_cleared_where_it_may_be_left_out() {
    let mut desk = Desk::offer(OFFER);
    desk.to("Qualifiers").act(Action::Delete);
    desk.to("Priority").act(Action::Delete);
    assert_eq!(desk.body().to_string(), r#"{"name":"A","rank":{},"future":1.50}"#);
    let wishes = desk.to("Name").act(Action::Delete);
    assert!(told(&wishes).contains("can't be left out"));
    assert_eq!(desk.body()["name"], "A");
}

#[test]
fn the_delete_key_takes_the_letter_at_the_cursor_first() {
    let mut desk = Desk::offer(r#"{"description": "abc"}"#);
    desk.to("Description").act(Action::PreviousButton);
    desk.act(Action::Delete);
    assert_eq!(desk.body()["description"], "ab");
    desk.act(Action::Delete);
    assert_eq!(desk.body(), json!({}));
}

#[test]
fn several_texts_stand_in_one_row() {
    let mut desk = Desk::offer(r#"{"labels": ["core/C1"]}"#);
    desk.to("Labels").type_text(", core/C2,");
    assert_eq!(desk.body()["labels"], json!(["core/C1", "core/C2"]));
}

/// An offer with this content, and its form on the content's row.
fn at_content(content: &str) -> Desk {
    let mut desk = Desk::offer(&json!({"representations": [{"components": [{"content": content}]}]}).to_string());
    desk.to("Content");
    desk
}

fn content(desk: &Desk) -> Value {
    desk.body()["representations"][0]["components"][0]["content"].clone()
}

#[test]
fn several_lines_open_over_the_rows_and_each_letter_is_in_the_text_at_once() {
    let mut desk = at_content("a\r\nb");
    let before = desk.editor.text();
    assert!(told(&desk.type_text("x")).contains("can't be typed"));
    desk.act(Action::Open);
    desk.act(Action::Down);
    desk.key(Key::End);
    assert_eq!(desk.editor.text(), before, "to look at it changes no byte");
    desk.type_text("c");
    desk.act(Action::Open);
    desk.type_text("\"d\"");
    assert_eq!(content(&desk), "a\nbc\n\"d\"");
    desk.act(Action::Undo);
    assert_eq!(content(&desk), "a\nbc\n\"d", "within the text a letter is a step");
    desk.act(Action::Redo);
    desk.editor.paste("\n<p>");
    assert_eq!(desk.act(Action::Back), []);
    assert_eq!(content(&desk), "a\nbc\n\"d\"\n<p>");
    desk.act(Action::Undo);
    assert_eq!(desk.editor.text(), before, "and outside of it all of it is one");
}

#[test]
fn what_is_open_for_typing_can_be_saved_and_seen_in_the_json() {
    let mut desk = at_content("");
    desk.act(Action::Open);
    desk.type_text("<p>");
    assert!(told(&desk.act(Action::Save)).contains("Nothing was sent"), "it lacks a name, not a closed text");
    let mut desk = at_content("");
    desk.act(Action::Open);
    desk.act(Action::ToggleForm);
    assert!(!desk.editor.shows_form());
    assert!(desk.editor.may_close());
}

#[test]
fn several_lines_are_pasted_whole() {
    let mut desk = at_content("");
    desk.editor.paste("<p>\r\n  x\n</p>\n");
    assert_eq!(content(&desk), "<p>\n  x\n</p>");
    desk.act(Action::Undo);
    assert_eq!(content(&desk), "");
}

#[test]
fn an_attribute_that_is_emptied_keeps_its_row_and_the_letters_after_go_into_it() {
    let text = r#"{"xdm:name": "A", "xdm:characteristics": {"color": "red", "size": "XL"}}"#;
    let mut desk = Desk::on(Kind::Fallback, Generation::Xcore, text);
    desk.to("color");
    for _ in 0..3 {
        desk.key(Key::Backspace);
    }
    assert_eq!(desk.body()["xdm:characteristics"], json!({"color": "", "size": "XL"}));
    desk.type_text("blue");
    assert_eq!(desk.body()["xdm:characteristics"], json!({"color": "blue", "size": "XL"}));
}

#[test]
fn digits_in_a_fraction_change_it_and_never_take_it_out() {
    let mut desk = Desk::offer(r#"{"name": "A", "rank": {"priority": 0.5}}"#);
    desk.to("Priority");
    desk.type_text("5");
    for _ in 0..2 {
        assert_eq!(desk.body()["rank"]["priority"].to_string(), "0.5", "neither 0.55 nor 0. is a whole number");
        desk.key(Key::Backspace);
    }
    assert_eq!(desk.body()["rank"]["priority"].to_string(), "0.5", "it is what it was");
    desk.key(Key::Backspace);
    assert_eq!(desk.body()["rank"]["priority"].to_string(), "0");
}

#[test]
fn what_makes_no_number_is_kept_as_it_was_typed_and_changes_nothing() {
    let text = r#"{"name": "A", "rank": {"priority": 7}}"#;
    for typed in ["1.5", "1e2", "x", "-", "5 5"] {
        let mut desk = Desk::offer(text);
        desk.to("Priority").key(Key::Backspace);
        desk.type_text(typed);
        assert_eq!(desk.editor.text(), text, "{typed}");
        assert!(!desk.editor.may_close());
        desk.to("Name").to("Priority");
        assert!(told(&desk.act(Action::Save)).contains(&format!("\"{typed}\" is no number")), "kept on other rows");
        assert!(told(&desk.act(Action::ToggleForm)).contains(typed));
        desk.type_text("x");
        assert_eq!(desk.editor.text(), text, "{typed}x");
        desk.act(Action::Delete);
        assert_eq!(desk.body()["rank"], json!({}));
        assert_eq!(told(&desk.act(Action::Save)).matches("no number").count(), 0);
    }
    let mut desk = Desk::offer(text);
    desk.to("Priority").key(Key::Backspace);
    desk.type_text("-5");
    assert_eq!(desk.body()["rank"]["priority"], -5, "a whole number: that it is too small is for the checks to say");
    desk.to("Priority").type_text(".");
    desk.to("Name").to("Priority").key(Key::Backspace);
    assert_eq!(desk.body()["rank"]["priority"], -5);
    assert!(desk.editor.form.as_ref().unwrap().unfit_findings().is_empty());
    desk.act(Action::Undo);
    assert_eq!(desk.editor.text(), text);
}

#[test]
fn a_list_that_a_line_can_not_say_is_not_typed_over() {
    for labels in [json!(["a, b", "c"]), json!(["a", 7])] {
        let mut desk = Desk::offer(&json!({"name": "A", "labels": labels}).to_string());
        desk.to("Labels");
        assert!(told(&desk.type_text("x")).contains("can't be typed"));
        assert_eq!(desk.body()["labels"], labels);
    }
}

#[test]
fn what_makes_no_number_stays_whatever_is_deleted_or_undone_elsewhere() {
    let unfit = |desk: &Desk| -> Vec<String> {
        desk.editor.form.as_ref().unwrap().unfit_findings().into_iter().map(|finding| finding.pointer).collect()
    };
    let rule = |limit: u8| json!({"limit": limit, "scope": "global"});
    let text =
        json!({"name": "A", "rank": {"priority": 7}, "frequencyCappingConstraints": [rule(3), rule(4), rule(5)]});
    let mut desk = Desk::offer(&text.to_string());
    desk.to("Priority").key(Key::Backspace);
    desk.type_text("1.5");
    let limits = |desk: &Desk| -> Vec<usize> {
        let rows = &desk.editor.form.as_ref().unwrap().rows;
        (0..rows.len()).filter(|place| rows[*place].label == "Limit").collect()
    };
    for number in [1, 2] {
        let place = limits(&desk)[number];
        desk.editor.form.as_mut().unwrap().go(place);
        desk.type_text("x");
    }
    let at = |number: usize| format!("/frequencyCappingConstraints/{number}/limit");
    desk.to("Name");
    assert_eq!(unfit(&desk), ["/rank/priority".to_owned(), at(1), at(2)]);
    desk.to("capping rule 2").act(Action::Delete);
    assert_eq!(unfit(&desk), ["/rank/priority".to_owned(), at(1)], "the third is the second now");
    let before = desk.editor.text();
    assert!(told(&desk.act(Action::Undo)).contains("would lose it"), "the third would be the third again");
    assert_eq!((unfit(&desk).len(), desk.editor.text()), (2, before));
    desk.to("Name").type_text("b");
    desk.act(Action::Undo);
    assert_eq!((unfit(&desk).len(), desk.body()["name"].as_str()), (2, Some("A")));
    desk.to("Priority").act(Action::Undo);
    assert_eq!((unfit(&desk), &desk.body()["rank"]["priority"]), (vec![at(1)], &json!(7)), "it is taken back itself");
}

#[test]
fn a_paste_where_something_is_chosen_says_where_to_paste() {
    let mut desk = Desk::offer(r#"{"name": "A", "selectionConstraint": {"profileConstraintType": "none"}}"#);
    desk.to("Qualifiers");
    assert!(told(&desk.editor.paste("dps:tag:1")).contains("enter opens the list"));
}
