use super::*;
use crate::keys::Key;
use crate::widgets::testing::{at_every_size, rows, screen};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Id {
    Name,
    Secret,
    Mode,
    Extra,
}

fn form() -> Form<Id> {
    let mut form = Form::new(vec![
        Field::line(Id::Name, "Name").hint("Any word will do."),
        Field::masked(Id::Secret, "Client secret").blank("none yet"),
        Field::choice(Id::Mode, "Mode", vec!["ask", "full"]),
        Field::line(Id::Extra, "春節"),
    ]);
    form.show(Id::Extra, false);
    form
}

fn drawn(form: &Form<Id>, width: u16, height: u16) -> (Vec<String>, Option<Position>) {
    let mut buf = screen(width, height);
    let cursor = form.draw(buf.area, &mut buf, &Theme::plain());
    (rows(&buf), cursor)
}

#[test]
fn values_stand_below_each_other_and_the_field_with_the_focus_says_what_helps() {
    let mut form = form();
    form.type_text("dev");
    let (rows, cursor) = drawn(&form, 60, 5);
    assert_eq!(
        rows,
        [
            "▸ Name           dev",
            "                 Any word will do.",
            "  Client secret  none yet",
            "  Mode           ‹ ask ›",
            ""
        ]
    );
    assert_eq!(cursor, Some(Position::new(20, 0)));
}

#[test]
fn a_problem_stands_at_its_field_until_the_field_changes() {
    let mut form = form();
    form.complain(Id::Name, "It is blank.");
    assert!(drawn(&form, 60, 5).0.contains(&"                 ✗ It is blank.".to_owned()));
    form.type_text("x");
    assert!(!drawn(&form, 60, 5).0.concat().contains('✗'));
}

#[test]
fn in_a_narrow_form_sentences_stand_below_the_label() {
    let (rows, _) = drawn(&form(), 30, 2);
    assert_eq!(rows[1].trim_end_matches(['┃', '│']).trim_end(), "    Any word will do.");
}

#[test]
fn a_secret_is_typed_and_never_shown() {
    let mut form = form();
    form.next();
    form.type_text("p8e-1");
    form.edit(Stroke::plain(Key::Backspace));
    assert_eq!(form.secret(Id::Secret), Secret::from("p8e-"));
    let (rows, cursor) = drawn(&form, 60, 4);
    assert!(rows[1].ends_with("  ••••"), "{rows:?}");
    assert_eq!(cursor, Some(Position::new(21, 1)));
    assert!(!format!("{form:?}").contains("p8e"));
}

#[test]
fn a_paste_that_no_secret_can_be_is_refused_in_sight() {
    let mut form = form();
    form.next();
    assert!(!form.type_text(&"x".repeat(100_000)));
    assert!(form.secret(Id::Secret).is_empty());
    assert!(drawn(&form, 60, 5).0.concat().contains("✗ It is too long"));
}

#[test]
fn a_choice_is_changed_by_blank_left_and_right_and_by_no_letter() {
    let mut form = form();
    form.set_focus(Some(Id::Mode));
    assert!(form.type_text(" ") && form.chosen(Id::Mode) == 1);
    assert!(form.right() && form.chosen(Id::Mode) == 0);
    assert!(form.left() && form.chosen(Id::Mode) == 1);
    assert!(!form.type_text("a") && form.chosen(Id::Mode) == 1);
}

#[test]
fn the_focus_passes_over_hidden_fields_and_leaves_the_form_at_both_ends() {
    let mut form = form();
    assert!(form.is_at_start());
    let mut way = Vec::new();
    for _ in 0..4 {
        form.next();
        way.push(form.focus());
    }
    assert_eq!(way, [Some(Id::Secret), Some(Id::Mode), None, Some(Id::Name)]);
    form.previous();
    assert_eq!(form.focus(), None);
    form.previous();
    assert_eq!(form.focus(), Some(Id::Mode));
}

#[test]
fn a_form_higher_than_its_area_keeps_the_focus_in_sight() {
    let mut form = form();
    form.show(Id::Extra, true);
    for id in [Id::Name, Id::Secret, Id::Mode, Id::Extra] {
        form.set_focus(Some(id));
        for height in 1..6 {
            let (rows, _) = drawn(&form, 30, height);
            assert!(rows.iter().any(|row| row.starts_with('▸')), "{id:?} at {height}: {rows:?}");
        }
    }
}

#[test]
fn draws_at_every_size() {
    let mut form = form();
    form.show(Id::Extra, true);
    form.type_text("春節優惠 \u{1b}買一送一");
    form.complain(Id::Mode, "春節優惠 is \u{9b}nothing");
    for focus in [Some(Id::Name), Some(Id::Secret), Some(Id::Mode), Some(Id::Extra), None] {
        form.set_focus(focus);
        form.type_text("優惠優惠 and more");
        at_every_size(|area, buf| {
            let cursor = form.draw(area, buf, &Theme::coloured());
            assert!(cursor.is_none_or(|cursor| area.intersection(buf.area).contains(cursor)));
        });
    }
}
