//! What reading, comparing, filtering and writing objects costs, on what the emulator answers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that can't begin is to say so and end")]

mod library;

use std::hint::black_box;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use offerdeck::api::dialect::decode;
use offerdeck::domain::checkup::{Subject, examine, look};
use offerdeck::domain::{
    Catalogue, Extent, Filter, Generation, Ids, KINDS, Kind, Policy, Record, Rows, Snapshot, check, diff, json,
    line_diff,
};
use offerdeck::http::HttpResponse;
use offerdeck::request::{Page, PageFrom, Reply, Request};
use serde_json::{Value, json};

const GENERATIONS: [Generation; 2] = [Generation::Dps, Generation::Xcore];

/// The answer to the question for the first page of a hundred, in either generation.
fn first_page(generation: Generation) -> &'static (Request, HttpResponse) {
    static PAGES: LazyLock<[(Request, HttpResponse); 2]> = LazyLock::new(|| {
        let library = library::library(1_000);
        GENERATIONS.map(|generation| {
            let scope = library::scope(&library, generation);
            library::answer(&library, generation, library::list(&scope, PageFrom::Start))
        })
    });
    &PAGES[generation as usize]
}

fn records(generation: Generation) -> Vec<Arc<Record>> {
    let (request, response) = first_page(generation);
    let Ok(Reply::Page(Page { records, .. })) = decode(generation, request, response) else { panic!("no page") };
    assert_eq!(records.len(), 100);
    records
}

/// An object's body with its representations repeated until its text is at least so many bytes long.
fn body_of(bytes: usize) -> Value {
    let mut body = records(Generation::Dps)[0].body();
    let pattern = body["representations"].clone();
    while json::pretty(&body).len() < bytes {
        let all = body["representations"].as_array_mut().unwrap();
        all.extend(pattern.as_array().unwrap().iter().cloned());
    }
    body
}

fn main() {
    divan::main();
}

/// The rows of a page, each by itself.
#[divan::bench(args = GENERATIONS)]
fn read_records(bencher: Bencher<'_, '_>, generation: Generation) {
    let rows: Vec<Arc<str>> = records(generation).iter().map(|record| Arc::clone(&record.raw)).collect();
    bencher
        .counter(ItemsCount::new(rows.len()))
        .bench_local(|| rows.iter().map(|row| Record::read(generation, Kind::Personalized, row)).collect::<Vec<_>>());
}

/// A page of a hundred as it comes from the network.
#[divan::bench(args = GENERATIONS)]
fn decode_page(bencher: Bencher<'_, '_>, generation: Generation) {
    let (request, response) = first_page(generation);
    bencher.counter(BytesCount::new(response.body.len())).bench_local(|| decode(generation, request, response));
}

/// What the editor does at each letter.
#[divan::bench(args = [10_000, 300_000])]
fn parse_json(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = json::pretty(&body_of(bytes));
    bencher.counter(BytesCount::new(text.len())).bench_local(|| json::parse(&text).unwrap());
}

#[divan::bench(args = [10_000, 300_000])]
fn pretty_json(bencher: Bencher<'_, '_>, bytes: usize) {
    let body = body_of(bytes);
    bencher.counter(BytesCount::new(bytes)).bench_local(|| json::pretty(&body));
}

/// The patch of a save that changes one number and one text at the end.
#[divan::bench(args = [10_000, 300_000])]
fn diff_to_patch(bencher: Bencher<'_, '_>, bytes: usize) {
    let (base, edited) = change(bytes);
    assert_eq!(diff(&base, &edited).len(), 2);
    bencher.bench_local(|| diff(&base, &edited));
}

/// The same as lines to be read.
#[divan::bench(args = [10_000, 300_000])]
fn diff_to_lines(bencher: Bencher<'_, '_>, bytes: usize) {
    let (base, edited) = change(bytes);
    let (base, edited) = (json::pretty(&base), json::pretty(&edited));
    bencher.bench_local(|| line_diff(&base, &edited, 2));
}

fn change(bytes: usize) -> (Value, Value) {
    let base = body_of(bytes);
    let mut edited = base.clone();
    edited["rank"]["priority"] = json!(4711);
    edited["name"] = json!("Another name");
    (base, edited)
}

/// Every row of a list held against a filter.
#[divan::bench(args = [10_000, 100_000], consts = [0, 1, 2])]
fn filter<const FILTER: usize>(bencher: Bencher<'_, '_>, rows: usize) {
    let filter = Filter::parse(Kind::Personalized, ["bla fr", "!status:archived priority:>50", "id:124c"][FILTER]);
    let page = records(Generation::Dps);
    let rows: Vec<Arc<Record>> = page.iter().cycle().take(rows).map(|record| Arc::new((**record).clone())).collect();
    bencher
        .counter(ItemsCount::new(rows.len()))
        .bench_local(|| rows.iter().filter(|record| filter.matches(record)).count());
}

/// So many collections, of which half find their offers by qualifiers.
fn collections(count: usize) -> Vec<Arc<Record>> {
    let collection = |number: usize| {
        let (how, name) = if number.is_multiple_of(2) { ("offers", "personalized-offer") } else { ("any-tags", "tag") };
        let ids: Vec<String> = (0..20).map(|place| format!("dps:{name}:{:016x}", number * 20 + place)).collect();
        let raw =
            json!({"id": format!("c{number}"), "name": format!("Collection {number}"), "filterType": how, "ids": ids});
        Arc::new(Record::read(Generation::Dps, Kind::Collection, &raw.to_string()).unwrap())
    };
    (0..count).map(collection).collect()
}

/// So many offers, each with an id of its own.
fn offers(count: usize) -> Vec<Arc<Record>> {
    let page = records(Generation::Dps);
    let offer = |(number, record): (usize, &Arc<Record>)| {
        let id = record.id.as_str();
        let raw = record.raw.replace(id, &format!("{id}{number}"));
        Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap())
    };
    page.iter().cycle().take(count).enumerate().map(offer).collect()
}

/// The index of two lists: who names whom is found in their bodies, and linked. (A record finds it where it is read, once;
/// here a set of ids is made of it, too.)
#[divan::bench(args = [1_000, 10_000])]
fn index_offers_and_collections(bencher: Bencher<'_, '_>, count: usize) {
    let records: Vec<Arc<Record>> = offers(count).into_iter().chain(collections(count)).collect();
    let bodies: Vec<Value> = records.iter().map(|record| record.body()).collect();
    bencher.counter(ItemsCount::new(records.len())).bench_local(|| {
        let mut lists: Vec<Rows> = KINDS.iter().map(|_| Rows::default()).collect();
        for (record, body) in records.iter().zip(&bodies) {
            black_box(Ids::in_body(record.generation, record.kind, body));
            lists[record.kind as usize].put(Arc::clone(record));
        }
        let catalogue = whole(&lists);
        let users = catalogue.users(&catalogue.rows(Kind::Personalized).all()[0]).len();
        (lists, users)
    });
}

/// The same from the texts, as the pages bring them: most of it is parsing, which goes on while pages are waited for.
#[divan::bench(args = [1_000, 10_000])]
fn index_from_texts(bencher: Bencher<'_, '_>, count: usize) {
    let texts: Vec<(Kind, Arc<str>)> =
        offers(count).iter().chain(&collections(count)).map(|record| (record.kind, Arc::clone(&record.raw))).collect();
    bencher.counter(ItemsCount::new(texts.len())).bench_local(|| {
        let mut lists: Vec<Rows> = KINDS.iter().map(|_| Rows::default()).collect();
        for (kind, raw) in &texts {
            let record = Record::read(Generation::Dps, *kind, raw).unwrap();
            lists[*kind as usize].put(Arc::new(record));
        }
        lists
    });
}

/// The linking alone, of objects that are read.
#[divan::bench(args = [1_000, 10_000])]
fn index_what_is_read(bencher: Bencher<'_, '_>, count: usize) {
    let (offers, collections) = (offers(count), collections(count));
    bencher.counter(ItemsCount::new(2 * count)).bench_local(|| {
        [&offers, &collections].map(|records| {
            let mut rows = Rows::default();
            for record in records {
                rows.put(Arc::clone(record));
            }
            rows
        })
    });
}

/// What refers to one offer, among so many offers and collections.
#[divan::bench(args = [1_000, 10_000])]
fn users_of_an_offer(bencher: Bencher<'_, '_>, count: usize) {
    let lists = lists(count);
    let catalogue = whole(&lists);
    let offer = &catalogue.rows(Kind::Personalized).all()[0];
    bencher.counter(ItemsCount::new(2 * count)).bench_local(|| catalogue.users(offer));
}

/// So many offers and collections, and nothing else.
fn lists(count: usize) -> Vec<Rows> {
    let mut lists: Vec<Rows> = KINDS.iter().map(|_| Rows::default()).collect();
    for record in offers(count).into_iter().chain(collections(count)) {
        lists[record.kind as usize].put(record);
    }
    lists
}

fn whole(lists: &[Rows]) -> Catalogue<'_> {
    Catalogue::new(std::array::from_fn(|kind| (&lists[kind], Extent::Whole)))
}

/// What the loop does so that the lists can be looked through elsewhere, and after each event once they were.
#[divan::bench(args = [1_000, 10_000])]
fn snapshot_and_compare(bencher: Bencher<'_, '_>, count: usize) {
    let lists = lists(count);
    let catalogue = whole(&lists);
    bencher.counter(ItemsCount::new(2 * count)).bench_local(|| {
        let snapshot = Snapshot::of(&catalogue, |_| String::new());
        assert!(snapshot.is_still(&catalogue));
        snapshot
    });
}

/// The look through all of them, on its own thread.
#[divan::bench(args = [1_000, 10_000])]
fn examine_offers_and_collections(bencher: Bencher<'_, '_>, count: usize) {
    let lists = lists(count);
    let snapshot = Snapshot::of(&whole(&lists), |_| String::new());
    let (policy, at) = (Policy::default(), library::now());
    bencher.counter(ItemsCount::new(2 * count)).bench_local(|| examine(&snapshot, at, &policy));
}

/// What the editor does at each letter beside parsing: the body by itself, and among so many others.
#[divan::bench(args = [10_000, 50_000])]
fn check_while_typing(bencher: Bencher<'_, '_>, bytes: usize) {
    let lists = lists(10_000);
    let catalogue = whole(&lists);
    let (body, policy, at) = (body_of(bytes), Policy::default(), library::now());
    let (kind, generation) = (Kind::Personalized, Generation::Dps);
    let subject = Subject { generation, kind, id: None, body: &body };
    bencher.bench_local(|| (check(kind, generation, &body, at), look(&catalogue, &subject, &policy)));
}
