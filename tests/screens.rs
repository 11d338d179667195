//! Every screen in each of its states, as pictures at three sizes; and all of them drawn at hundreds of sizes.
//!
//! `INSTA_UPDATE=always cargo test --test screens` takes the pictures anew. Look at them before you commit them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that finds something else than it expects is to fail"
)]

mod stage;
mod states;

use std::collections::HashSet;

use offerdeck::app::view;
use offerdeck::widgets::{clean, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use stage::{picture, style_map};
use states::forms::{FORMS, Form};
use states::{State, contents, editing, everywhere, kinds, lists, offers};

/// The sizes of the pictures: the usual terminal, a large one, the smallest that is drawn on.
const SIZES: [(u16, u16); 3] = [(80, 24), (140, 45), (40, 12)];

/// Compares snapshots that are named and headed by the state alone.
fn as_pictures(compare: impl FnOnce()) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(compare);
}

#[test]
fn every_state_looks_as_it_was_accepted() {
    as_pictures(|| {
        for State { name, play } in states::all() {
            let pictures: Vec<String> = SIZES.iter().map(|size| picture(&play(*size).draw())).collect();
            insta::assert_snapshot!(*name, pictures.join("\n"));
        }
    });
}

#[test]
fn styles_lie_where_they_belong() {
    as_pictures(|| {
        for name in [
            "list-marks",
            "detail-json-dps",
            "editor-syntax-error",
            "review-diff",
            "dialog-delete-approved",
            "detail-html",
            "detail-rule-dps",
        ] {
            let state = states::all().find(|state| state.name == name).unwrap();
            insta::assert_snapshot!(format!("styles-{name}"), style_map(&(state.play)((80, 24)).draw().0));
        }
    });
}

#[test]
fn every_form_looks_as_it_was_accepted() {
    as_pictures(|| {
        for Form { name, play } in FORMS {
            // What the header, a notice and the footer leave of the terminal.
            let pictures: Vec<String> =
                SIZES.iter().map(|(columns, rows)| picture(&play().draw((*columns, rows - 3)))).collect();
            insta::assert_snapshot!(*name, pictures.join("\n"));
        }
    });
}

#[test]
fn forms_draw_at_many_sizes() {
    for Form { name, play } in FORMS {
        let shown = play();
        let small = (0..=24).flat_map(|rows| (0..=90).map(move |columns| (columns, rows)));
        for size in small.step_by(3).chain([(300, 12), (100, 24), (40, 300)]) {
            assert_sound(name, &shown.draw(size));
        }
    }
}

/// Before each frame the terminal is asked for its size; word that it changed comes later, as a message.
#[test]
fn every_state_draws_on_a_terminal_that_has_shrunk_before_word_of_it_came() {
    for State { name, play } in states::all() {
        let stage = play((100, 41));
        for (columns, rows) in [(196, 13), (60, 60), (45, 12), (3, 2), (0, 0)] {
            let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
            let cursor = view(&stage.model, &mut buf);
            assert!(cursor.is_none_or(|cursor| buf.area.contains(cursor)), "{name}: {cursor:?} in {:?}", buf.area);
        }
    }
}

#[test]
fn state_names_differ() {
    let mut seen = HashSet::new();
    for name in states::all().map(|state| state.name).chain(FORMS.iter().map(|form| form.name)) {
        assert!(seen.insert(name), "two states are called {name}");
    }
}

/// Draws the state at the size it comes to by resizing, as a window that is dragged does.
fn draw_at_many_sizes(states: &[State]) {
    let large = [(40, 300), (300, 12), (100, 24), (99, 24), (255, 80)];
    let all = (0..=20).flat_map(|height| (0..=60).map(move |width| (width, height)));
    // Every width with every other height; below the smallest that is drawn on, where one sentence takes the place of
    // every screen, a few will do.
    let small = all.filter(|(width, height)| {
        let drawn = *width >= 40 && *height >= 12;
        (width + height) % if drawn { 2 } else { 7 } == 0
    });
    let sizes: Vec<(u16, u16)> = small.chain(large).collect();
    for State { name, play } in states {
        let mut stage = play((80, 24));
        for (columns, rows) in &sizes {
            stage.resize(*columns, *rows);
            assert_sound(name, &stage.draw());
        }
    }
}

/// Nothing that is a command to the terminal stands in a cell, nothing hangs over the right edge, and the cursor is on
/// the screen.
fn assert_sound(name: &str, (buf, cursor): &(Buffer, Option<Position>)) {
    let Buffer { area, content, .. } = buf;
    for (cell, at) in content.iter().zip(0..) {
        let symbol = cell.symbol();
        if !matches!(symbol.as_bytes(), [b' '..=b'~']) {
            let column = at % usize::from(area.width);
            assert_eq!(clean(symbol), symbol, "{name}: raw character at {column} in {area:?}");
            assert!(column + width(symbol) <= usize::from(area.width), "{name}: {symbol} hangs over in {area:?}");
            // A terminal shows a wide character over its next cells, whatever else was drawn there.
            let covered = content.iter().skip(at + 1).take(width(symbol).saturating_sub(1));
            assert!(
                covered.into_iter().all(|cell| cell.symbol() == " "),
                "{name}: {symbol} lies over others in {area:?}"
            );
        }
    }
    if let Some(cursor) = cursor {
        assert!(area.contains(*cursor), "{name}: the cursor is at {cursor:?} of {area:?}");
    }
}

// A test for each table, so that several processors share the work.

#[test]
fn the_states_of_the_lists_draw_at_many_sizes() {
    draw_at_many_sizes(lists::STATES);
}

#[test]
fn the_states_of_one_offer_draw_at_many_sizes() {
    draw_at_many_sizes(offers::STATES);
}

#[test]
fn the_states_of_no_screen_draw_at_many_sizes() {
    draw_at_many_sizes(everywhere::STATES);
}

#[test]
fn the_states_of_the_other_kinds_draw_at_many_sizes() {
    draw_at_many_sizes(kinds::STATES);
}

#[test]
fn the_states_of_contents_draw_at_many_sizes() {
    draw_at_many_sizes(contents::STATES);
}

#[test]
fn the_states_of_the_form_draw_at_many_sizes() {
    draw_at_many_sizes(editing::STATES);
}
