//! Pictures: what is asked before one is fetched, and what becomes of one that comes.

use std::sync::Arc;

use offerdeck::app::{Effect, Errand, Msg};
use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::http::Method;
use offerdeck::request::{Exchange, FetchedPicture, Picture, Pixels};
use offerdeck::screens::Screen;

use crate::bench::Bench;

fn offer(id: &str, links: &[&str]) -> Arc<Record> {
    let components: Vec<_> = links
        .iter()
        .map(|link| serde_json::json!({"type": "imagelink", "format": "image/png", "deliveryURL": link}))
        .collect();
    let raw = serde_json::json!({"id": id, "etag": 1, "name": format!("Offer {id}"), "status": "draft",
        "representations": [{"placement": "p", "components": components}]});
    Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw.to_string()).unwrap())
}

/// The details of an offer with these images; the second offer in the list has none.
fn details(links: &[&str]) -> Bench {
    let mut bench = Bench::with_list(&[offer("a", links), offer("b", &[])]);
    bench.press("enter");
    bench
}

fn fetches(effects: &[Effect]) -> Vec<(Errand, String)> {
    let fetches = effects.iter().filter_map(|effect| match effect {
        Effect::FetchPicture(errand, address) => Some((*errand, address.url().to_string())),
        _ => None,
    });
    fetches.collect()
}

/// Confirms the question that `p` opens; returns what is fetched.
fn fetch(bench: &mut Bench) -> Errand {
    let fetches = fetches(&bench.press("p y"));
    assert_eq!(fetches.len(), 1, "{}", bench.screen());
    fetches[0].0
}

fn picture(width: u32) -> Arc<Picture> {
    let small = Pixels { width: 1, height: 1, rgba: Arc::from([1, 2, 3, 255]) };
    Arc::new(Picture { width, height: 20, format: "PNG", bytes: 5_000, small })
}

fn comes(bench: &mut Bench, errand: Errand, result: Result<Arc<Picture>, &str>) {
    let exchange = Exchange { bytes: 5_000, ..Exchange::new(Method::Get, "https://img.example/one.png") };
    let fetched = FetchedPicture { result: result.map_err(str::to_owned), exchange };
    assert_eq!(bench.happen(Msg::Picture(errand, Box::new(fetched))), []);
}

fn shows_picture(bench: &Bench) -> bool {
    matches!(bench.model.screens().last(), Some(Screen::Picture(_)))
}

const ONE: &str = "https://img.example/one.png";
const TWO: &str = "https://cdn.example/two.png";

#[test]
fn nothing_is_fetched_before_a_deliberate_yes() {
    let mut bench = details(&[ONE]);
    for keys in ["p enter", "p esc", "p n", "p ctrl-c", "p q q esc", "p tab tab enter"] {
        assert_eq!(fetches(&bench.press(keys)), [], "{keys}");
        assert!(bench.model.dialogs().is_empty(), "{keys}");
    }
    bench.press("p");
    for text in ["Fetch the picture?", "img.example", ONE, "none of your", "[ Cancel ]"] {
        assert!(bench.screen().contains(text), "{text}: {}", bench.screen());
    }
    let [(_, address)] = &fetches(&bench.press("tab enter"))[..] else { panic!("{}", bench.screen()) };
    assert_eq!(address, ONE);
}

#[test]
fn what_comes_is_shown_and_its_figures_stay_with_its_link() {
    let mut bench = details(&[ONE]);
    let errand = fetch(&mut bench);
    assert!(bench.screen().contains("Fetching the picture from img.example"), "{}", bench.screen());
    comes(&mut bench, errand, Ok(picture(30)));
    assert!(shows_picture(&bench) && bench.screen().contains("30 × 20, PNG, 5 kB"), "{}", bench.screen());
    bench.press("esc");
    assert!(bench.screen().contains("30 × 20, PNG, 5 kB"), "{}", bench.screen());
    assert_eq!(bench.press("p"), [], "it is there");
    assert!(shows_picture(&bench));
}

#[test]
fn behind_a_picture_the_details_stay_where_they_were() {
    let mut bench = details(&[ONE; 40]);
    // The scrollbar may move: the figures of the picture make the details longer.
    let top = |bench: &Bench| bench.screen().lines().nth(2).unwrap().trim_end_matches(['│', '┃', ' ']).to_owned();
    let begun = top(&bench);
    bench.press("j j j");
    let scrolled = top(&bench);
    assert_ne!(scrolled, begun);
    let errand = fetch(&mut bench);
    comes(&mut bench, errand, Ok(picture(30)));
    bench.press("esc");
    assert_eq!(top(&bench), scrolled);
}

#[test]
fn several_images_come_in_turn_and_those_that_were_not_shown_are_asked_for_again() {
    let mut bench = details(&[ONE, "", TWO]);
    let asks_for = |bench: &mut Bench, place: &str| {
        bench.press("p");
        assert!(bench.screen().contains(place), "{place}: {}", bench.screen());
    };
    asks_for(&mut bench, "1 of 2");
    assert!(bench.screen().contains(" Next image "), "{}", bench.screen());
    bench.press("esc");
    asks_for(&mut bench, "1 of 2");
    bench.press("shift-tab enter");
    assert!(bench.screen().contains("2 of 2") && bench.screen().contains(TWO), "{}", bench.screen());
    bench.press("shift-tab enter");
    assert!(bench.screen().contains("1 of 2"), "round and round: {}", bench.screen());
    bench.press("esc");
    // One that did not come, or was cancelled, was not shown.
    let errand = fetch(&mut bench);
    comes(&mut bench, errand, Err("the host says 404"));
    asks_for(&mut bench, "1 of 2");
    bench.press("y ctrl-c");
    let errand = fetch(&mut bench);
    comes(&mut bench, errand, Ok(picture(30)));
    bench.press("esc");
    asks_for(&mut bench, "2 of 2");
    bench.press("esc");
    asks_for(&mut bench, "2 of 2");
}

#[test]
fn an_address_that_can_not_be_one_does_not_stand_in_the_way_of_the_next() {
    let mut bench = details(&["hero.png", TWO]);
    bench.press("p");
    assert!(bench.screen().contains("can't be read"), "{}", bench.screen());
    bench.press("p");
    assert!(bench.screen().contains("2 of 2"), "{}", bench.screen());
}

#[test]
fn why_there_is_none_is_told() {
    let mut bench = details(&[ONE]);
    let errand = fetch(&mut bench);
    comes(&mut bench, errand, Err("img.example is at 10.0.0.1, which is no public address, so it was not asked"));
    assert!(bench.screen().contains("There is no picture: img.example is at 10.0.0.1"), "{}", bench.screen());
    assert!(!shows_picture(&bench));
    bench.command("log");
    assert!(bench.screen().contains(ONE), "what left this machine is in the log: {}", bench.screen());
}

#[test]
fn an_address_that_can_not_be_one_is_not_asked_about() {
    for (link, why) in [("hero.png", "can't be read"), ("https://me:word@img.example/", "holds a user name")] {
        let mut bench = details(&[link]);
        assert_eq!(bench.press("p"), []);
        assert!(bench.model.dialogs().is_empty() && bench.screen().contains(why), "{}", bench.screen());
    }
    let mut bench = details(&[]);
    bench.press("p");
    assert!(bench.screen().contains("It links to no image; images within HTML are not fetched."), "{}", bench.screen());
}

#[test]
fn what_comes_too_late_touches_nothing_but_the_log() {
    for leave in ["esc", "esc j enter", "esc esc"] {
        let mut bench = details(&[ONE]);
        let errand = fetch(&mut bench);
        bench.press(leave);
        let before = bench.screen();
        comes(&mut bench, errand, Ok(picture(30)));
        assert_eq!(bench.screen(), before, "{leave}");
    }
    let mut bench = details(&[ONE]);
    let first = fetch(&mut bench);
    let second = fetch(&mut bench);
    comes(&mut bench, first, Ok(picture(30)));
    assert!(!shows_picture(&bench), "another one is waited for");
    comes(&mut bench, second, Ok(picture(31)));
    assert!(bench.screen().contains("31 × 20"), "{}", bench.screen());
}

#[test]
fn what_was_cancelled_is_not_waited_for() {
    let mut bench = details(&[ONE]);
    let errand = fetch(&mut bench);
    assert_eq!(bench.press("ctrl-c"), [Effect::ForgetPicture(errand)]);
    assert!(bench.screen().contains("Cancelled."), "{}", bench.screen());
    comes(&mut bench, errand, Ok(picture(30)));
    assert!(!shows_picture(&bench));
}

#[test]
fn one_is_fetched_at_a_time() {
    let mut bench = details(&[ONE]);
    let mut under_way = vec![fetch(&mut bench)];
    for _ in 0..10 {
        for effect in bench.press("p y") {
            match effect {
                Effect::FetchPicture(errand, _) => under_way.push(errand),
                Effect::ForgetPicture(errand) => under_way.retain(|other| *other != errand),
                other => panic!("{other:?}"),
            }
            assert!(under_way.len() <= 1, "{under_way:?}");
        }
    }
    comes(&mut bench, under_way[0], Ok(picture(30)));
    assert!(shows_picture(&bench), "{}", bench.screen());
    assert!(bench.press("esc ctrl-c").is_empty(), "what has come is not cancelled");
}

#[test]
fn whoever_does_something_else_is_told_and_not_interrupted() {
    let mut bench = details(&[ONE]);
    let errand = fetch(&mut bench);
    bench.press("?");
    comes(&mut bench, errand, Ok(picture(30)));
    assert!(!shows_picture(&bench) && bench.screen().contains("The picture has come: 30 × 20, PNG, 5 kB."));
    bench.press("esc p");
    assert!(shows_picture(&bench), "{}", bench.screen());
}
