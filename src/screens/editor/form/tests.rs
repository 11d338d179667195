//! What the form makes of keys, and the text of it.

mod typing;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::domain::checkup::Policy;
use crate::domain::{Generation, KINDS, Kind, Record, Scope, new_text};
use crate::keys::{Action, Key, Stroke};
use crate::request::Page;
use crate::screens::editor::{Aids, EditorScreen, Stage};
use crate::screens::library::Library;
use crate::screens::{EditorId, Wish};

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// An editor with its form open, and the library that it looks at.
struct Desk {
    editor: EditorScreen,
    library: Library,
}

impl Desk {
    fn on(kind: Kind, generation: Generation, text: &str) -> Desk {
        let scope = Scope { sandbox: "dev".to_owned(), container: None };
        let mut desk = Desk {
            editor: EditorScreen::new(EditorId(1), kind, generation, scope, text.to_owned()),
            library: Library::default(),
        };
        desk.act(Action::ToggleForm);
        desk
    }

    fn offer(text: &str) -> Desk {
        Desk::on(Kind::Personalized, Generation::Dps, text)
    }

    fn act(&mut self, action: Action) -> Vec<Wish> {
        self.editor.act(action, &Aids { library: &self.library, now: now(), policy: &Policy::default() })
    }

    fn key(&mut self, key: Key) -> Vec<Wish> {
        self.editor
            .type_stroke(Stroke::plain(key), &Aids { library: &self.library, now: now(), policy: &Policy::default() })
    }

    fn type_text(&mut self, text: &str) -> Vec<Wish> {
        text.chars().flat_map(|letter| self.key(Key::Char(letter))).collect()
    }

    /// Gives the keys to the row with this label.
    fn to(&mut self, label: &str) -> &mut Desk {
        let form = self.editor.form.as_mut().unwrap();
        let place = form.rows.iter().position(|row| row.label == label);
        form.go(place.unwrap_or_else(|| panic!("no row {label}")));
        self
    }

    fn focus(&self) -> &str {
        &self.editor.form.as_ref().unwrap().row().unwrap().label
    }

    fn body(&self) -> Value {
        serde_json::from_str(&self.editor.text()).unwrap()
    }

    fn hold(&mut self, kind: Kind, bodies: &[Value]) {
        let records = bodies.iter().map(|body| {
            let record = Record::read(Generation::Dps, kind, &body.to_string()).unwrap();
            Arc::new(record)
        });
        let total = Some(bodies.len() as u64);
        self.library.shelf_mut(kind).take_page(Page { records: records.collect(), unreadable: 0, total, next: None });
    }
}

fn told(wishes: &[Wish]) -> String {
    match wishes {
        [Wish::Tell(notice)] => notice.text.clone(),
        other => panic!("{other:?}"),
    }
}

const OFFER: &str = r#"{ "name": "A",   "rank": {"priority": 1.10},
  "future": 1.50, "tags": ["t"] }"#;

#[test]
fn to_look_at_the_form_changes_no_byte() {
    for entry in KINDS {
        for generation in [Generation::Dps, Generation::Xcore] {
            let text = new_text(entry.kind, generation, now(), None).replace("\": ", "\":   ");
            let mut desk = Desk::on(entry.kind, generation, &text);
            assert!(desk.editor.shows_form(), "{} {generation}", entry.noun);
            for _ in 0..60 {
                desk.act(Action::Down);
                desk.act(Action::NextButton);
            }
            desk.act(Action::ToggleForm);
            assert_eq!(desk.editor.text(), text);
            assert!(desk.editor.may_close());
        }
    }
}

#[test]
fn a_text_that_is_no_object_has_no_form() {
    let mut broken = Desk::offer("{\"name\": \"A\",\n  oops}");
    assert!(!broken.editor.shows_form());
    assert!(told(&broken.act(Action::ToggleForm)).contains("line 2, column 3"));
    assert_eq!(broken.editor.area.cursor(), (1, 2));
    assert!(told(&Desk::offer("[1]").act(Action::ToggleForm)).contains("no JSON object"));

    let mut desk = Desk::offer(OFFER);
    desk.act(Action::ToggleForm);
    desk.type_text("x");
    desk.key(Key::Backspace);
    desk.act(Action::ToggleForm);
    assert!(desk.editor.shows_form());
    desk.act(Action::Undo);
    assert!(!desk.editor.shows_form(), "an undo leads to a text that is none: the JSON shows it");
    desk.act(Action::ToggleForm);
    assert!(!desk.editor.shows_form());
}

#[test]
fn what_is_open_closes_before_the_form_is_left() {
    let mut desk = Desk::offer(OFFER);
    desk.to("Starts").act(Action::Open);
    for stroke in ["ctrl-s", "ctrl-t", "f2", "ctrl-z", "ctrl-y"] {
        let aids = Aids { library: &desk.library, now: now(), policy: &Policy::default() };
        let told = told(&desk.editor.type_stroke(Stroke::parse(stroke).unwrap(), &aids));
        assert!(told.contains("First take") && desk.editor.has_choice_open(), "{stroke}");
    }
    assert_eq!(desk.act(Action::Back), []);
    assert_eq!(desk.act(Action::Back), [Wish::CloseEditor]);
    desk.to("Name").type_text("x");
    assert_eq!(desk.act(Action::Back), [Wish::AskLeave]);
}

#[test]
fn a_date_is_taken_from_the_calendar_in_the_style_it_has() {
    let mut desk = Desk::offer(r#"{"selectionConstraint": {"startDate": "2026-11-30T23:00:00.000-0800"}}"#);
    desk.to("Starts").act(Action::Open);
    desk.act(Action::NextButton);
    desk.type_text("0730");
    desk.act(Action::Open);
    assert_eq!(desk.body()["selectionConstraint"]["startDate"], "2026-12-01T07:30:00.000-0800");
    desk.to("Ends").act(Action::Open);
    desk.act(Action::Open);
    assert_eq!(desk.body()["selectionConstraint"]["endDate"], "2026-11-21T00:00:00Z");
}

#[test]
fn the_calendar_gives_a_zone_to_a_date_without_one() {
    let mut desk = Desk::offer(r#"{"selectionConstraint": {"startDate": "2026-12-04T00:00:07"}}"#);
    desk.to("Starts").act(Action::Open);
    desk.act(Action::NextButton);
    desk.act(Action::Open);
    assert_eq!(desk.body()["selectionConstraint"]["startDate"], "2026-12-05T00:00:07Z");
}

#[test]
fn words_are_chosen_and_the_spelling_that_is_there_stays_with_its_meaning() {
    let mut desk = Desk::offer(
        r#"{"status": "draft", "representations": [{"placement": "p", "components":
        [{"type": "component-text", "format": "text/plain"}]}]}"#,
    );
    desk.to("Status").act(Action::Open);
    desk.act(Action::Down);
    desk.act(Action::Open);
    assert_eq!(desk.body()["status"], "approved");
    desk.to("Type").act(Action::Open);
    desk.act(Action::Open);
    assert_eq!(desk.body()["representations"][0]["components"][0]["type"], "component-text");
    desk.act(Action::Open);
    desk.type_text("h");
    desk.act(Action::Open);
    let component = &desk.body()["representations"][0]["components"][0];
    assert_eq!(component, &json!({"type": "html", "format": "text/html"}));
    desk.act(Action::Undo);
    assert_eq!(desk.body()["representations"][0]["components"][0]["type"], "component-text");
}

#[test]
fn ids_are_picked_from_what_is_loaded_and_what_is_not_in_the_list_stays() {
    let mut desk = Desk::offer(r#"{"tags": ["gone", 7, "QUALIFIER_ID", "t2"]}"#);
    desk.hold(Kind::Qualifier, &[json!({"id": "t1", "name": "Loans"}), json!({"id": "t2", "name": "Cards"})]);
    let wishes = desk.to("Qualifiers").act(Action::Open);
    assert_eq!(wishes, [Wish::NeedLists(vec![Kind::Qualifier])]);
    desk.type_text("loa ");
    desk.act(Action::Open);
    assert_eq!(desk.body()["tags"], json!(["gone", 7, "t2", "t1"]));
    desk.act(Action::Open);
    desk.type_text("  ");
    desk.act(Action::Open);
    assert_eq!(desk.body()["tags"], json!([7, "t2"]), "the first two rows lost their marks");
}

#[test]
fn a_name_that_holds_what_is_typed_comes_before_an_id_that_does() {
    let mut desk = Desk::offer(r#"{"tags": ["x-loans"], "selectionConstraint": {"eligibilityRule": "adults-7"}}"#);
    desk.hold(Kind::Qualifier, &[json!({"id": "t1", "name": "Loans"})]);
    desk.hold(Kind::Rule, &[json!({"id": "r1", "name": "Adults"}), json!({"id": "r2", "name": "Young adults"})]);
    desk.to("Qualifiers").act(Action::Open);
    desk.type_text("loan ");
    desk.act(Action::Open);
    assert_eq!(desk.body()["tags"], json!(["x-loans", "t1"]));
    desk.to("Rule").act(Action::Open);
    desk.type_text("young");
    for _ in 0..5 {
        desk.key(Key::Backspace);
    }
    desk.type_text("adults");
    desk.act(Action::Open);
    assert_eq!(desk.body()["selectionConstraint"]["eligibilityRule"], "r1");
}

#[test]
fn enter_is_called_by_what_it_does_in_the_row() {
    let mut desk = Desk::offer(r#"{"name": "A", "description": "a\nb"}"#);
    for (label, word) in [
        ("Name", "next"),
        ("Description", "open"),
        ("Priority", "next"),
        ("Starts", "calendar"),
        ("Eligibility", "choose"),
        ("Rule", "choose"),
        ("+ attribute", "add"),
    ] {
        assert_eq!(desk.to(label).editor.enter_means(), Some(word), "{label}");
    }
}

#[test]
fn a_letter_opens_what_there_is_to_choose() {
    let mut desk = Desk::offer(r#"{"status": "draft", "tags": ["t2"]}"#);
    desk.hold(Kind::Qualifier, &[json!({"id": "t1", "name": "Loans"}), json!({"id": "t2", "name": "Cards"})]);
    desk.to("Status").type_text("aa");
    desk.act(Action::Open);
    assert_eq!(desk.body()["status"], "archived");
    desk.to("Qualifiers").type_text("lo ");
    desk.act(Action::Open);
    assert_eq!(desk.body()["tags"], json!(["t2", "t1"]));
    assert_eq!(desk.to("+ representation").type_text("x"), []);
}

#[test]
fn one_id_is_picked_with_the_filter_and_rows_come_in_while_it_is_open() {
    let mut desk = Desk::offer(r#"{"name": "A"}"#);
    desk.to("Rule").act(Action::Open);
    desk.type_text("adu");
    assert_eq!(desk.act(Action::Open), [], "nothing is there to pick");
    desk.hold(Kind::Rule, &[json!({"id": "r1", "name": "Savers"}), json!({"id": "r2", "name": "Adults"})]);
    desk.act(Action::Open);
    let expected = json!({"eligibilityRule": "r2", "profileConstraintType": "eligibilityRule"});
    assert_eq!(desk.body()["selectionConstraint"], expected);
    desk.act(Action::Delete);
    assert_eq!(desk.body()["selectionConstraint"], json!({"profileConstraintType": "none"}));
}

#[test]
fn a_representation_is_added_for_a_placement_and_taken_out_again() {
    let mut desk = Desk::offer(r#"{"name": "A"}"#);
    desk.hold(
        Kind::Placement,
        &[json!({"id": "p", "name": "Hero", "componentType": "json",
        "channel": "https://ns.adobe.com/xdm/channel-types/email"})],
    );
    desk.to("+ representation").act(Action::Open);
    desk.act(Action::Open);
    let expected = json!([{"channel": "https://ns.adobe.com/xdm/channel-types/email", "placement": "p",
        "components": [{"type": "json", "format": "application/json", "content": ""}]}]);
    assert_eq!(desk.body()["representations"], expected);
    assert_eq!(desk.focus(), "representation 1");
    desk.act(Action::Delete);
    assert_eq!(desk.body()["representations"], json!([]));
    desk.act(Action::Undo);
    assert_eq!(desk.body()["representations"], expected);
    desk.to("+ capping rule").act(Action::Open);
    desk.to("Unit").act(Action::Open);
    desk.type_text("m");
    desk.act(Action::Open);
    assert_eq!(desk.body()["frequencyCappingConstraints"][0]["repeat"]["unit"], "month");
}

#[test]
fn an_attribute_is_named_and_filled_and_no_name_stands_twice() {
    let mut desk = Desk::on(Kind::Fallback, Generation::Xcore, r#"{"xdm:name": "A"}"#);
    desk.to("+ attribute").act(Action::Open);
    desk.type_text(" a/b~ ");
    desk.act(Action::Open);
    assert_eq!(desk.focus(), "a/b~");
    desk.type_text("1");
    assert_eq!(desk.body()["xdm:characteristics"], json!({"a/b~": "1"}));
    desk.to("+ attribute").act(Action::Open);
    desk.editor.paste("a/b~");
    desk.act(Action::Open);
    assert_eq!((desk.focus(), &desk.body()["xdm:characteristics"]), ("a/b~", &json!({"a/b~": "1"})));
    desk.act(Action::Delete);
    assert_eq!(desk.body(), json!({"xdm:name": "A"}), "the object that was made for it is gone with it");
}

#[test]
fn a_save_leads_to_the_row_of_what_is_wrong() {
    let mut desk = Desk::offer(r#"{"name": "A", "status": "draft", "selectionConstraint": {"startDate": "soon"}}"#);
    assert!(told(&desk.act(Action::Save)).contains("date"));
    assert_eq!(desk.focus(), "Starts");
}

#[test]
fn json_and_form_are_at_the_same_place() {
    let mut desk = Desk::offer(OFFER);
    desk.to("Priority").act(Action::ToggleForm);
    assert!(!desk.editor.shows_form());
    assert_eq!(desk.editor.area.cursor(), (0, OFFER.find("1.10").unwrap()));
    desk.act(Action::ToggleForm);
    assert_eq!(desk.focus(), "Priority");
}

#[test]
fn yes_and_no_change_places_and_what_is_as_it_was_is_unchanged() {
    let text = r#"{"name":"A", "allowDuplicatePlacements":false,"itemCount":1}"#;
    let mut desk = Desk::on(Kind::Placement, Generation::Dps, text);
    desk.to("Duplicates").act(Action::Open);
    assert_eq!(desk.body()["allowDuplicatePlacements"], true);
    desk.act(Action::Open);
    assert_eq!(desk.editor.text(), text);
    assert_eq!(desk.act(Action::Back), [Wish::CloseEditor]);
    desk.act(Action::Delete);
    assert_eq!(desk.body(), json!({"name": "A", "itemCount": 1}));
    desk.act(Action::Open);
    desk.act(Action::Open);
    assert!(desk.editor.may_close(), "another order of the members says the same");
}

#[test]
fn to_choose_everybody_takes_the_rule_out_as_one_step() {
    let text = r#"{"selectionConstraint": {"profileConstraintType": "eligibilityRule", "eligibilityRule": "r"}}"#;
    let mut desk = Desk::offer(text);
    desk.to("Eligibility").act(Action::Open);
    desk.act(Action::Up);
    assert!(told(&desk.act(Action::Open)).contains("the decision rule. ctrl-z"));
    assert_eq!(desk.body()["selectionConstraint"], json!({"profileConstraintType": "none"}));
    desk.act(Action::Undo);
    assert_eq!(desk.editor.text(), text);
}

#[test]
fn while_a_save_is_on_its_way_the_form_is_locked() {
    let mut desk = Desk::offer(OFFER);
    desk.editor.stage = Stage::Saving("Sending the change");
    desk.type_text("x");
    desk.editor.paste("y");
    assert!(told(&desk.act(Action::Delete)).contains("wait"));
    assert_eq!(desk.editor.text(), OFFER);
}
