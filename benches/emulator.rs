//! What the emulator costs at two sizes: its start, pages at three places of a long list, and a disk.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that can't begin is to say so and end")]

mod library;

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use divan::Bencher;
use offerdeck::emulator::{ACCESS_TOKEN, API_KEY, Library, ORG_ID};
use offerdeck::http::{HttpRequest, Method};
use serde_json::Value;

const MANY: usize = 10_000;
const VERY_MANY: usize = 100_000;

static LIBRARIES: [LazyLock<Library>; 2] =
    [LazyLock::new(|| library::library(MANY)), LazyLock::new(|| library::library(VERY_MANY))];

const DPS: &str = "/data/core/dps";
const DPS_LIST: &str = "/offers?offer-type=personalized&limit=100";
const XCORE: &str = "/data/core/xcore";

fn main() {
    divan::main();
}

/// Offers made out of the seed.
#[divan::bench(args = [MANY, VERY_MANY], sample_count = 10)]
fn start(offers: usize) -> Library {
    library::library(offers)
}

/// A library on disk, opened again.
#[divan::bench(args = [MANY, VERY_MANY], sample_count = 10)]
fn reopen(bencher: Bencher<'_, '_>, offers: usize) {
    let directory = Directory::new();
    drop(library::kept(offers, &directory.0));
    bencher.bench_local(|| library::kept(offers, &directory.0));
}

/// A change that is on disk before it is answered.
#[divan::bench(args = [MANY, VERY_MANY])]
fn kept_patch(bencher: Bencher<'_, '_>, offers: usize) {
    let directory = Directory::new();
    let library = library::kept(offers, &directory.0);
    let first: Value = serde_json::from_slice(&ask(&library, &format!("{DPS}{DPS_LIST}"))).unwrap();
    let id = first["results"][0]["id"].as_str().unwrap();
    let patch = br#"[{"op":"add","path":"/description","value":"changed"}]"#;
    let asked = HttpRequest {
        method: Method::Patch,
        body: patch.to_vec(),
        ..request(&format!("{DPS}/offers/{id}?offer-type=personalized"))
    };
    bencher.bench_local(|| assert_eq!(library.answer(&asked).response.status, 200));
}

#[divan::bench(args = ["first", "middle", "last"], consts = [MANY, VERY_MANY])]
fn page_dps<const OFFERS: usize>(bencher: Bencher<'_, '_>, which: &str) {
    page::<OFFERS>(bencher, DPS, DPS_LIST, which);
}

#[divan::bench(args = ["first", "middle", "last"], consts = [MANY, VERY_MANY])]
fn page_xcore<const OFFERS: usize>(bencher: Bencher<'_, '_>, which: &str) {
    page::<OFFERS>(bencher, XCORE, &xcore_list(held::<OFFERS>()), which);
}

/// The first page of a list that takes a look at every offer, and the page behind it.
#[divan::bench(
    args = ["rank.priority%3E=50", "status==draft", "selectionConstraint.endDate%3E2027-01-01T00:00:00Z"],
    consts = [MANY, VERY_MANY], sample_count = 10
)]
fn filtered_dps<const OFFERS: usize>(bencher: Bencher<'_, '_>, filter: &str) {
    let library = held::<OFFERS>();
    let mut number = 0;
    bencher.bench_local(|| {
        // Another list each time, so that none is remembered.
        number += 1;
        ask(library, &format!("{DPS}{DPS_LIST}&property={filter}&property=name!={number}"))
    });
}

/// The first page in an order that has no index.
#[divan::bench(args = ["rank.priority", "-selectionConstraint.endDate"], consts = [MANY, VERY_MANY], sample_count = 10)]
fn sorted_dps<const OFFERS: usize>(bencher: Bencher<'_, '_>, order: &str) {
    let library = held::<OFFERS>();
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        ask(library, &format!("{DPS}{DPS_LIST}&orderby={order}&property=name!={number}"))
    });
}

/// A later page of a list whose first page was just read.
#[divan::bench(consts = [MANY, VERY_MANY])]
fn remembered_page_dps<const OFFERS: usize>(bencher: Bencher<'_, '_>) {
    let list = format!("{DPS_LIST}&orderby=rank.priority&property=status==draft");
    page::<OFFERS>(bencher, DPS, &list, "middle");
}

fn page<const OFFERS: usize>(bencher: Bencher<'_, '_>, base: &str, list: &str, which: &str) {
    let library = held::<OFFERS>();
    let mut targets = vec![list.to_owned()];
    while let Some(last) = targets.last()
        && let Some(next) = next_of(&ask(library, &format!("{base}{last}")))
    {
        targets.push(next);
    }
    let index = match which {
        "first" => 0,
        "middle" => targets.len() / 2,
        _ => targets.len() - 1,
    };
    let asked = request(&format!("{base}{}", targets[index]));
    bencher.bench_local(|| library.answer(&asked));
}

fn held<const OFFERS: usize>() -> &'static Library {
    &LIBRARIES[usize::from(OFFERS == VERY_MANY)]
}

/// The list of all personalized offers on xcore.
fn xcore_list(library: &Library) -> String {
    let home = ask(library, &format!("{XCORE}/?product=acp&property=_instance.parentName==prod"));
    let home: Value = serde_json::from_slice(&home).unwrap();
    let container = home.pointer("/_embedded/https:~1~1ns.adobe.com~1experience~1xcore~1container/0/instanceId");
    let schema = "https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5";
    format!("/{}/instances?schema={schema}&limit=100", container.and_then(Value::as_str).unwrap())
}

fn request(target: &str) -> HttpRequest {
    let headers = [
        ("authorization", format!("Bearer {ACCESS_TOKEN}")),
        ("x-api-key", API_KEY.to_owned()),
        ("x-gw-ims-org-id", ORG_ID.to_owned()),
        ("x-sandbox-name", "prod".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    HttpRequest {
        method: Method::Get,
        target: target.to_owned(),
        headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        body: Vec::new(),
    }
}

fn ask(library: &Library, target: &str) -> Vec<u8> {
    let answer = library.answer(&request(target));
    assert_eq!(answer.response.status, 200, "{target}");
    answer.response.body
}

/// A directory for a library, gone when it is dropped.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Directory {
        let path = std::env::temp_dir().join(format!("offerdeck-bench-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Directory(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Where the page behind this one is.
fn next_of(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).unwrap();
    body["_links"]["next"]["href"].as_str().map(str::to_owned)
}
