//! What the emulator costs: its start, and a page at three places of a long list.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that can't begin is to say so and end")]

mod library;

use std::sync::LazyLock;

use divan::Bencher;
use offerdeck::domain::Generation;
use offerdeck::emulator::Library;
use offerdeck::request::{Page, PageFrom, Reply, Request};

const OFFERS: usize = 10_000;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| library::library(OFFERS));

/// The questions for all pages, in order.
fn questions(generation: Generation) -> Vec<Request> {
    let scope = library::scope(&LIBRARY, generation);
    let mut questions = vec![library::list(&scope, PageFrom::Start)];
    while let Some(last) = questions.last().cloned()
        && let Reply::Page(Page { next: Some(link), .. }) = library::reply(&LIBRARY, generation, last)
    {
        questions.push(library::list(&scope, PageFrom::Link(link)));
    }
    assert_eq!(questions.len(), OFFERS.div_ceil(100));
    questions
}

fn main() {
    divan::main();
}

/// Ten thousand offers made out of the seed.
#[divan::bench(sample_count = 10)]
fn start() -> Library {
    library::library(OFFERS)
}

#[divan::bench(args = ["first", "second", "middle", "last"])]
fn page_dps(bencher: Bencher<'_, '_>, which: &str) {
    page(bencher, Generation::Dps, which);
}

#[divan::bench(args = ["first", "second", "middle", "last"])]
fn page_xcore(bencher: Bencher<'_, '_>, which: &str) {
    page(bencher, Generation::Xcore, which);
}

fn page(bencher: Bencher<'_, '_>, generation: Generation, which: &str) {
    let questions = questions(generation);
    let index = match which {
        "first" => 0,
        "second" => 1,
        "middle" => questions.len() / 2,
        _ => questions.len() - 1,
    };
    bencher.bench_local(|| library::answer(&LIBRARY, generation, questions[index].clone()));
}
