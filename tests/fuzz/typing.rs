//! Any stroke and any paste, wherever text is taken, in a terminal of any size that is drawn after each: no panic, no
//! control character on screen, and the cursor within it.

use offerdeck::app::Msg;
use offerdeck::keys::{Key, Stroke, bindings};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use ratatui::buffer::Buffer;

use crate::bench::{Bench, found, page, record};
use crate::long::try_out;

/// Where text is taken.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// The editor on the template, on an object, and its search.
    New,
    Edit,
    Search,
    /// The editor's form on the template and on an object, and the form with its lists read.
    NewForm,
    EditForm,
    ReadForm,
    /// What opens over the form: a text, a calendar, a list of words, a picker.
    FormText,
    FormCalendar,
    FormWords,
    FormPicker,
    /// The line at the foot: the filter of the list and of a page, a command, the name of a place, a token.
    Filter,
    HelpFilter,
    Palette,
    Scope,
    Token,
    /// The form of a new connection.
    Form,
    /// A dialog that asks for a name.
    Dialog,
}

const EDITORS: &[Place] = &[Place::New, Place::Edit, Place::Search];
const EDITOR_FORMS: &[Place] = &[
    Place::NewForm,
    Place::EditForm,
    Place::ReadForm,
    Place::FormText,
    Place::FormCalendar,
    Place::FormWords,
    Place::FormPicker,
];
const LINES: &[Place] = &[Place::Filter, Place::HelpFilter, Place::Palette, Place::Scope, Place::Token, Place::Dialog];
const FORMS: &[Place] = &[Place::Form];

#[derive(Clone, Debug)]
enum Step {
    Stroke(Stroke),
    Paste(String),
    Resize(u16, u16),
    /// The terminal has another size already, of which no word came yet.
    DrawnOn(u16, u16),
}

/// A text that somebody pastes: now and then a long one, a deep one, one that is full of what a terminal obeys.
fn pasted() -> impl Strategy<Value = String> {
    let piece = "(\\PC|[\\n\\r\\t\\u{0}\\u{7}\\u{1b}\\u{7f}\\u{9b}\\u{202e}\\u{301}\\u{200d}👨🇩春{}\\[\\]\",:]){0,12}";
    prop_oneof![
        8 => piece,
        2 => (piece, 1_usize..2_000).prop_map(|(piece, times)| piece.repeat(times)),
        1 => (1_usize..3_000).prop_map(|depth| "[".repeat(depth)),
        1 => any::<Vec<u8>>().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        1 => Just("{\"CLIENT_ID\": \"x\", \"ORG_ID\": 1e400, \"SCOPES\": [null]}".to_owned()),
    ]
}

fn stroke() -> impl Strategy<Value = Stroke> {
    let bound: Vec<Stroke> =
        bindings().flat_map(|binding| binding.strokes).filter_map(|name| Stroke::parse(name)).collect();
    let named = vec![
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::Backspace,
        Key::Delete,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::F(1),
        Key::F(u8::MAX),
    ];
    let letter = prop_oneof![
        6 => prop::char::range(' ', '~'),
        1 => any::<char>(),
        1 => prop::sample::select(vec!['\u{0}', '\n', '\u{1b}', '\u{9b}', '\u{301}', '\u{200d}', '春', '👨']),
    ];
    let key = prop_oneof![2 => prop::sample::select(named), 3 => letter.prop_map(Key::Char)];
    let held = (prop::bool::weighted(0.2), prop::bool::weighted(0.1), prop::bool::weighted(0.1));
    let any = (key, held).prop_map(|(key, (ctrl, alt, shift))| Stroke {
        key,
        ctrl,
        alt,
        shift: shift && !matches!(key, Key::Char(_)),
    });
    prop_oneof![2 => prop::sample::select(bound), 3 => any]
}

fn size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![
        3 => (40_u16..130, 12_u16..40),
        2 => (0_u16..60, 0_u16..20),
        1 => prop::sample::select(vec![(0, 0), (0, 24), (80, 0), (1, 1), (40, 12), (1_000, 12), (40, 1_000)]),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => stroke().prop_map(Step::Stroke),
        4 => pasted().prop_map(Step::Paste),
        2 => size().prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        1 => size().prop_map(|(columns, rows)| Step::DrawnOn(columns, rows)),
    ]
}

/// The program at a place, with an object of this name.
fn at(place: Place, name: &str) -> Bench {
    let offer = record("x-1", name, "approved", 1);
    let mut bench = Bench::with_list(std::slice::from_ref(&offer));
    match place {
        Place::New => _ = bench.press("n"),
        Place::Edit | Place::Search => {
            bench.press("e");
            bench.reply(found(&offer));
            if matches!(place, Place::Search) {
                bench.press("ctrl-f");
            }
        }
        Place::NewForm => _ = bench.press("n ctrl-t"),
        Place::FormText => open_row(&mut bench, "Content"),
        Place::FormCalendar => open_row(&mut bench, "Ends"),
        Place::FormWords => open_row(&mut bench, "Status"),
        Place::FormPicker => open_row(&mut bench, "Qualifiers"),
        Place::EditForm | Place::ReadForm => {
            bench.press("e");
            bench.reply(found(&offer));
            bench.press("ctrl-t");
            if matches!(place, Place::ReadForm) {
                let asked: Vec<_> = bench.open.keys().copied().collect();
                for ticket in asked {
                    bench.answer(ticket, page(&[]));
                }
            }
        }
        Place::Filter => _ = bench.press("/"),
        Place::HelpFilter => _ = bench.press("f1 /"),
        Place::Palette => _ = bench.press(":"),
        Place::Scope => {
            bench.command("sandboxes");
            bench.press("/");
        }
        Place::Token => _ = bench.command("token"),
        Place::Form => _ = bench.command("setup"),
        Place::Dialog => {
            bench.press("d");
            bench.ring();
        }
    }
    bench
}

/// Opens what a row of the form of a new object has.
fn open_row(bench: &mut Bench, label: &str) {
    bench.press("n ctrl-t");
    let is_there = |bench: &Bench| {
        let screen = bench.screen();
        screen.lines().any(|line| line.contains('▸') && line.contains(label))
    };
    for _ in 0..60 {
        if is_there(bench) {
            bench.press("enter");
            return;
        }
        bench.press("down");
    }
    panic!("there is no row {label}");
}

/// Draws on a terminal of this size, whatever the program knows of it.
fn drawn(bench: &Bench, (columns, rows): (u16, u16)) -> TestCaseResult {
    let mut buf = Buffer::empty(ratatui::layout::Rect::new(0, 0, columns, rows));
    let cursor = offerdeck::app::view(&bench.model, &mut buf);
    prop_assert!(
        cursor.is_none_or(|cursor| buf.area.contains(cursor)),
        "the cursor is at {cursor:?} of {:?}",
        buf.area
    );
    for cell in &buf.content {
        prop_assert!(!cell.symbol().contains(char::is_control), "{:?} is on screen", cell.symbol());
    }
    Ok(())
}

fn typed(target: &str, places: &'static [Place]) {
    let session = prop::collection::vec(step(), 1..40);
    try_out(target, &(prop::sample::select(places), "\\PC{0,12}", session), |(place, name, session)| {
        let mut bench = at(place, &name);
        for step in session {
            let mut terminal = None;
            _ = match step {
                Step::Stroke(stroke) => bench.happen(Msg::Key(stroke)),
                Step::Paste(text) => bench.happen(Msg::Paste(text)),
                Step::Resize(columns, rows) => bench.happen(Msg::Resize(columns, rows)),
                Step::DrawnOn(columns, rows) => {
                    terminal = Some((columns, rows));
                    Vec::new()
                }
            };
            drawn(&bench, terminal.unwrap_or((bench.model.area.width, bench.model.area.height)))?;
        }
        Ok(())
    });
}

#[test]
fn the_places_are_what_they_are_called() {
    let shows = |place, words: &str| {
        let screen = at(place, "Coffee").screen();
        assert!(screen.contains(words), "{place:?} lacks {words:?}:\n{screen}");
    };
    shows(Place::New, "New personalized offer");
    shows(Place::Edit, "Edit Coffee");
    shows(Place::Search, "\nsearch:\n");
    shows(Place::NewForm, "form · row 1 of");
    shows(Place::EditForm, "form · row 1 of");
    shows(Place::ReadForm, "Coffee");
    shows(Place::FormText, "esc closes it");
    shows(Place::FormCalendar, "Mo Tu We");
    shows(Place::FormWords, "for good");
    shows(Place::FormPicker, "filter:");
    shows(Place::Filter, "\nfilter:\n");
    shows(Place::HelpFilter, "╭ Help ─");
    shows(Place::HelpFilter, "\nfilter:\n");
    shows(Place::Palette, "\n:\n");
    shows(Place::Scope, "\nname of the sandbox:\n");
    shows(Place::Token, "\nnew access token:\n");
    shows(Place::Form, "Set up a connection");
    shows(Place::Dialog, "type its name to delete it");
}

#[test]
fn keys_and_pastes_in_the_editor() {
    typed("keys and pastes in the editor", EDITORS);
}

#[test]
fn keys_and_pastes_in_the_editors_form() {
    typed("keys and pastes in the editor's form", EDITOR_FORMS);
}

#[test]
fn keys_and_pastes_in_lines() {
    typed("keys and pastes in lines", LINES);
}

#[test]
fn keys_and_pastes_in_the_form() {
    typed("keys and pastes in the form", FORMS);
}
