//! Random keys against random faults: for as long as one likes in one run of the program, whose memory is watched, and in
//! many short ones on the same disk.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use crate::chance::{Chance, asked};
use crate::desk::Desk;
use crate::ending::{begin_again, end};
use crate::random::{self, Fingers};

/// After this time everything was on screen once.
const WARM: Duration = Duration::from_secs(60);

/// By how much it may grow from the first third of the time to the end, in kB. Runs of a quarter of an hour grew by 0.8 to
/// 2.8 MB from the fifth minute on: less than 0.5 MB of that was in use, the rest the allocator kept.
const MORE: u64 = 4 * 1024;

/// What the program has in memory for itself, in kB: without the pages of its file, which come in as they are first used.
fn resident(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[test]
fn soak() {
    let mut chance = Chance::new("soak");
    let long = Duration::from_secs(asked("OFFERDECK_SOAK", 5));
    let desk = Desk::new();
    let mut terminal = desk.start();
    let begun = Instant::now();
    let (mut faults, mut fingers, mut quits) = (0, Fingers::default(), 0);
    let mut figures: Vec<(u64, u64)> = Vec::new();
    // Where the keys ended the program last, the new one is run until there is a figure of it.
    while begun.elapsed() < long || (long >= WARM * 3 && figures.is_empty()) {
        let second = begun.elapsed().as_secs();
        if faults <= second {
            random::fault(&desk, &mut chance);
            faults = second + 1;
            if second.is_multiple_of(10) {
                figures.push((second, resident(terminal.id().expect("it lives")).unwrap()));
            }
        }
        if !fingers.press(&mut terminal, &mut chance) {
            desk.emulator.control("PUT", "/fault", "off");
            terminal = begin_again(&desk);
            quits += 1;
            figures.clear();
        }
    }
    let last = resident(terminal.id().expect("it lives")).unwrap();
    let (seconds, Fingers { scripts, keys, .. }) = (begun.elapsed().as_secs(), fingers);
    println!("soak: {seconds} s, {scripts} scripts, {keys} bytes of keys, {faults} faults, {quits} quits by the keys");
    println!("soak: kB in memory by seconds: {figures:?}, at the end {last}");
    assert_eq!(terminal.wrote("panicked"), 0);
    if long >= WARM * 3 {
        let before = figures.iter().find(|(second, _)| *second >= long.as_secs() / 3);
        let Some((_, before)) = before else { panic!("no figure stands from the second third on: {figures:?}") };
        assert!(last < before + MORE, "{before} kB after a third of the time, {last} kB at the end");
    }
    let way = end(&desk, terminal, &mut chance, 0);
    println!("soak: ended by {way:?}");
    begin_again(&desk);
}

#[test]
fn ends() {
    let mut chance = Chance::new("ends");
    let long = Duration::from_secs(asked("OFFERDECK_SOAK", 5));
    let desk = Desk::new();
    let begun = Instant::now();
    let (mut ways, mut fingers) = (BTreeMap::new(), Fingers::default());
    let mut number = 0;
    while number < 2 || begun.elapsed() < long {
        number += 1;
        let mut terminal = begin_again(&desk);
        let until = Instant::now() + chance.millis(0, 12_000).min(long / 4);
        let mut fault = Instant::now();
        while Instant::now() < until {
            if fault <= Instant::now() {
                random::fault(&desk, &mut chance);
                fault += Duration::from_secs(1);
            }
            if !fingers.press(&mut terminal, &mut chance) {
                desk.emulator.control("PUT", "/fault", "off");
                terminal = begin_again(&desk);
            }
        }
        let way = end(&desk, terminal, &mut chance, number);
        *ways.entry(way).or_insert(0_u64) += 1;
    }
    begin_again(&desk);
    println!("ends: {} s, {number} ends: {ways:?}", begun.elapsed().as_secs());
}
