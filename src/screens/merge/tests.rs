//! What the screen makes of choices, and how it draws them.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use serde_json::{Value, json};

use super::*;
use crate::domain::{Generation, Kind, Scope, diff, merge};
use crate::screens::library::Library;
use crate::screens::{Author, EditorId, Surroundings};
use crate::widgets::Theme;

const BODY: Rect = Rect { x: 0, y: 0, width: 78, height: 20 };

fn record(revision: u64, body: &Value) -> Arc<Record> {
    let mut whole = body.clone();
    whole["id"] = json!("x");
    whole["etag"] = json!(revision);
    Arc::new(Record::read(Generation::Dps, Kind::Personalized, &whole.to_string()).unwrap())
}

fn clashing(base: &Value, theirs: &Value, mine: &Value) -> MergeScreen {
    let change = Change {
        author: Author::Editor(EditorId(1)),
        scope: Scope { sandbox: "dev".to_owned(), container: None },
        base: record(3, base),
        edited: mine.clone(),
        patch: diff(base, mine),
        guards: Vec::new(),
        difference: Arc::from([]),
    };
    MergeScreen::new(EditorId(1), Box::new(change), record(4, theirs), merge(base, theirs, mine))
}

/// Three places: a name, a priority deep within, and a member that theirs removed.
fn three() -> MergeScreen {
    clashing(
        &json!({"name": "A", "rank": {"priority": 1}, "note": "n", "kept": true}),
        &json!({"name": "B", "rank": {"priority": 2}, "kept": true, "added": 1}),
        &json!({"name": "C", "rank": {"priority": 3}, "note": "mine", "kept": true}),
    )
}

fn drawn(screen: &MergeScreen, area: Rect) -> String {
    let mut buf = Buffer::empty(area);
    let around = Surroundings {
        now: Timestamp::UNIX_EPOCH,
        generation: Generation::Dps,
        theme: Theme::coloured(),
        zone: jiff::tz::TimeZone::UTC,
    };
    screen.draw(&around, Library::default().catalogue(), area, &mut buf);
    let row = |y| (0..area.width).map(|x| buf[(x, y)].symbol()).collect::<String>() + "\n";
    (0..area.height).map(row).collect()
}

#[test]
fn nothing_is_chosen_at_first_and_the_review_waits_for_the_last_choice() {
    let mut screen = three();
    assert_eq!(screen.open(), 3);
    screen.act(Action::ChooseMine, BODY);
    let wishes = screen.act(Action::Save, BODY);
    assert!(matches!(&wishes[..], [Wish::Tell(notice)] if notice.text.contains("2 places are open")), "{wishes:?}");
    screen.act(Action::ChooseTheirs, BODY);
    screen.act(Action::Down, BODY);
    screen.act(Action::ChooseBase, BODY);
    let wishes = screen.act(Action::Save, BODY);
    let [Wish::Close, Wish::Rebase(rebase)] = &wishes[..] else { panic!("{wishes:?}") };
    let merged = json!({"name": "C", "rank": {"priority": 2}, "note": "n", "kept": true, "added": 1});
    assert_eq!((rebase.editor, rebase.theirs.revision, &rebase.body), (EditorId(1), Some(4), &merged));
    assert!(rebase.told.contains("onto revision 4") && rebase.told.contains("1 mine, 1 theirs, 1 as it was"));
}

#[test]
fn the_cursor_goes_to_the_first_place_that_is_still_open() {
    let mut screen = three();
    for action in [Action::ChooseMine, Action::Last, Action::ChooseMine, Action::Save, Action::ChooseTheirs] {
        screen.act(action, BODY);
    }
    assert_eq!(screen.open(), 0, "the middle one was chosen");
}

#[test]
fn one_key_chooses_everywhere_and_a_later_one_overrules_it_in_one_place() {
    for (all, name, priority) in [(Action::AllMine, "A", 3), (Action::AllTheirs, "A", 2)] {
        let mut screen = three();
        screen.act(all, BODY);
        screen.act(Action::ChooseBase, BODY);
        let wishes = screen.act(Action::Save, BODY);
        let [Wish::Close, Wish::Rebase(rebase)] = &wishes[..] else { panic!("{wishes:?}") };
        assert_eq!((&rebase.body["name"], &rebase.body["rank"]["priority"]), (&json!(name), &json!(priority)));
    }
}

#[test]
fn back_leaves_the_whole_values_first_and_then_the_screen() {
    let mut screen = three();
    screen.act(Action::Open, BODY);
    assert_eq!(screen.act(Action::Back, BODY), []);
    assert_eq!(screen.act(Action::Back, BODY), [Wish::Close]);
}

#[test]
fn each_place_shows_its_pointer_its_values_and_what_is_missing() {
    for width in [78, 138] {
        let text = drawn(&three(), Rect { width, ..BODY });
        for word in ["▸ ○ open", "note", "rank › priority", "( ) 1 base", "( ) 2 theirs", "( ) 3 mine", "\"C\""] {
            assert!(text.contains(word), "{word} at {width}:\n{text}");
        }
        assert!(text.contains("(not there)"), "{text}");
        assert!(text.contains("3 of 3 open"), "{text}");
    }
}

#[test]
fn the_selected_place_is_always_on_screen() {
    let members = |value: i64| Value::Object((0..40).map(|n| (format!("member{n:02}"), json!(value))).collect());
    let mut screen = clashing(&members(0), &members(1), &members(2));
    for number in 0..40 {
        for area in [Rect { height: 10, width: 38, ..BODY }, BODY, Rect { width: 138, height: 42, ..BODY }] {
            let text = drawn(&screen, area);
            let cursor = text.lines().find(|line| line.contains('▸')).unwrap_or_else(|| panic!("no cursor:\n{text}"));
            assert!(cursor.contains(&format!("member{number:02}")), "{text}");
        }
        screen.act(Action::Down, BODY);
    }
    assert!(drawn(&screen, BODY).contains("member38"), "what is before the last fills the rest");
}

#[test]
fn a_long_value_is_cut_in_the_list_and_whole_a_key_away() {
    let long = |letter: &str| json!({"name": format!("{}the end of {letter}", letter.repeat(2_000))});
    let mut screen = clashing(&long("a"), &long("b"), &long("c"));
    let list = drawn(&screen, BODY);
    assert!(list.contains("… enter shows it all") && !list.contains("the end of"), "{list}");
    screen.act(Action::Open, BODY);
    screen.act(Action::Last, BODY);
    assert!(drawn(&screen, BODY).contains("the end of c"), "{}", drawn(&screen, BODY));
}

#[test]
fn whole_values_are_laid_out_anew_for_another_width() {
    let of = |letter: &str| json!({"name": letter.repeat(200)});
    let mut screen = clashing(&of("x"), &of("y"), &of("z"));
    screen.act(Action::Open, BODY);
    let narrow = Rect { width: 40, height: 30, ..BODY };
    screen.fit(narrow);
    let text = drawn(&screen, narrow);
    assert_eq!((text.matches('x').count(), text.matches('z').count()), (200, 200), "{text}");
}

#[test]
fn long_values_that_begin_alike_are_shown_from_where_they_differ() {
    let list = |end: &str| json!({"list": format!("{}{end}", "the same beginning, 春節優惠 and more, ".repeat(20))});
    let screen = clashing(&list("one"), &list("two"), &list("three"));
    for width in [78, 138] {
        let text = drawn(&screen, Rect { width, ..BODY });
        for end in ["one", "two", "three"] {
            assert!(text.contains(&format!("{end}\"")), "{text}");
        }
    }
}

#[test]
fn pointers_are_read_without_their_escapes() {
    assert_eq!(readable("/selectionConstraint/startDate"), "selectionConstraint › startDate");
    assert_eq!(readable("/characteristics/a~1b~0c"), "characteristics › a/b~c");
    assert_eq!(readable(""), "the whole object");
}
