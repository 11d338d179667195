//! What a key press and an answer cost, from the message to the picture, with many offers in the list.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that can't begin is to say so and end")]

mod library;

use std::sync::{LazyLock, Mutex};

use divan::Bencher;
use library::{answered, draw, load, press, send};
use offerdeck::app::{Model, Msg};
use offerdeck::domain::Generation;
use offerdeck::emulator::Library;
use offerdeck::profile::Mode;

/// How many offers are in the list.
const SIZES: [usize; 2] = [10_000, 100_000];

/// A library and the program with all of it loaded; made once for each size, as it takes long.
struct Loaded {
    library: Library,
    /// Behind a lock only because the text area of its editor is for one thread at a time.
    model: Mutex<Model>,
}

static LOADED: [LazyLock<Loaded>; 2] = [LazyLock::new(|| Loaded::of(SIZES[0])), LazyLock::new(|| Loaded::of(SIZES[1]))];

impl Loaded {
    fn of(offers: usize) -> Loaded {
        let library = library::library(offers);
        let (mut model, effects) = library::start(&library);
        load(&library, &mut model, effects, 0);
        assert_eq!(model.library.front().len(), offers);
        Loaded { library, model: Mutex::new(model) }
    }

    fn model(&self) -> Model {
        self.model.lock().unwrap().clone()
    }

    fn at(offers: usize) -> &'static Loaded {
        &LOADED[SIZES.iter().position(|size| *size == offers).unwrap()]
    }

    /// The program with a hundred rows still to come, and the message that brings them.
    fn before_the_last_page(&self, fresh: bool) -> (Model, Msg) {
        let (mut model, effects) = if fresh {
            library::start(&self.library)
        } else {
            let mut model = self.model();
            let effects = press(&mut model, "r");
            (model, effects)
        };
        let (ticket, request) = load(&self.library, &mut model, effects, 100).unwrap();
        (model, answered(ticket, library::reply(&self.library, Generation::Dps, request)))
    }
}

fn main() {
    divan::main();
}

/// The cursor moves by one row, and the details follow.
#[divan::bench(args = SIZES, sample_count = 100)]
fn key_down(bencher: Bencher<'_, '_>, offers: usize) {
    let mut model = Loaded::at(offers).model();
    press(&mut model, "ctrl-d");
    let mut keys = ["j", "k"].into_iter().cycle();
    bencher.bench_local(|| {
        press(&mut model, keys.next().unwrap());
        draw(&model)
    });
}

/// To the last row and back to the first.
#[divan::bench(args = SIZES, sample_count = 100)]
fn key_end_and_home(bencher: Bencher<'_, '_>, offers: usize) {
    let mut model = Loaded::at(offers).model();
    let mut keys = ["G", "g"].into_iter().cycle();
    bencher.bench_local(|| {
        press(&mut model, keys.next().unwrap());
        draw(&model)
    });
}

/// A letter is typed into the filter behind what stands there; the cursor is in the middle of the list.
#[divan::bench(args = SIZES, consts = [0, 1], sample_count = 50, sample_size = 1)]
fn filter_letter<const LETTERS_BEFORE: usize>(bencher: Bencher<'_, '_>, offers: usize) {
    let mut model = Loaded::at(offers).model();
    for _ in 0..100 {
        press(&mut model, "pgdn");
    }
    press(&mut model, "/");
    for letter in ["b", "l"].iter().take(LETTERS_BEFORE) {
        press(&mut model, letter);
    }
    bencher.with_inputs(|| model.clone()).bench_local_refs(|model| {
        press(model, "a");
        draw(model)
    });
}

/// A page of a hundred arrives while the list loads.
#[divan::bench(args = SIZES, sample_count = 30, sample_size = 1)]
fn page_arrives(bencher: Bencher<'_, '_>, offers: usize) {
    let before = Loaded::at(offers).before_the_last_page(true);
    bencher.with_inputs(|| before.clone()).bench_local_values(|(mut model, page)| {
        send(&mut model, page);
        (draw(&model), model)
    });
}

/// The last page of a refresh arrives, and the new rows take the place of the old.
#[divan::bench(args = SIZES, sample_count = 30, sample_size = 1)]
fn refresh_ends(bencher: Bencher<'_, '_>, offers: usize) {
    let before = Loaded::at(offers).before_the_last_page(false);
    bencher.with_inputs(|| before.clone()).bench_local_values(|(mut model, page)| {
        send(&mut model, page);
        (draw(&model), model)
    });
}

/// One object on a screen of its own.
#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn open_details(bencher: Bencher<'_, '_>, offers: usize) {
    let model = Loaded::at(offers).model();
    bencher.with_inputs(|| model.clone()).bench_local_values(|mut model| {
        press(&mut model, "enter");
        (draw(&model), model)
    });
}

/// A new collection in the editor's form, and over it the picker of its members, among which are all the offers.
fn picker(offers: usize) -> Model {
    let mut model = Loaded::at(offers).model();
    model.settings.mode = Some(Mode::Full);
    for key in ["4", "n", "ctrl-t", "down", "down", "enter", "o", "enter", "down", "enter"] {
        press(&mut model, key);
    }
    let text = draw(&model).content.iter().map(|cell| cell.symbol()).collect::<String>();
    assert!(text.contains("0 marked") && text.contains("filter:"), "{text}");
    model
}

/// The cursor of a picker moves by one row.
#[divan::bench(args = SIZES, sample_count = 50)]
fn picker_down(bencher: Bencher<'_, '_>, offers: usize) {
    let mut model = picker(offers);
    let mut keys = ["down", "up"].into_iter().cycle();
    bencher.bench_local(|| {
        press(&mut model, keys.next().unwrap());
        draw(&model)
    });
}

/// A letter is typed into the filter of a picker, behind what stands there.
#[divan::bench(args = SIZES, consts = [0, 1], sample_count = 50, sample_size = 1)]
fn picker_letter<const LETTERS_BEFORE: usize>(bencher: Bencher<'_, '_>, offers: usize) {
    let mut model = picker(offers);
    for letter in ["b", "l"].iter().take(LETTERS_BEFORE) {
        press(&mut model, letter);
    }
    bencher.with_inputs(|| model.clone()).bench_local_refs(|model| {
        press(model, "a");
        draw(model)
    });
}

/// One of a picker's is marked, and the cursor goes on.
#[divan::bench(args = SIZES, sample_count = 50)]
fn picker_mark(bencher: Bencher<'_, '_>, offers: usize) {
    let mut model = picker(offers);
    let mut keys = ["space", "up"].into_iter().cycle();
    bencher.bench_local(|| {
        press(&mut model, keys.next().unwrap());
        draw(&model)
    });
}
