//! The library outlives its process, however that ends.

use std::fs;

use serde_json::json;

use super::super::KINDS;
use super::{Disk, Scratch, change_layout, make_foreign};
use crate::emulator::holdings::object::Author;
use crate::emulator::holdings::object::Ids;
use crate::emulator::holdings::seed;
use crate::emulator::holdings::state::State;
use crate::emulator::holdings::store::OpenError;
use crate::emulator::settings::Settings;
use crate::emulator::testing::{Bench, OFFERS, item, parsed};
use crate::http::Method;

/// A small library, so that many can be opened.
fn small() -> Settings {
    Settings { offers: Some(5), ..Settings::default() }
}

/// The disk under a library.
fn watched(bench: &Bench) -> Disk {
    bench.library.state().watch().unwrap()
}

/// Everything that must be kept, as text.
fn contents(bench: &Bench) -> String {
    let state: &State = &bench.library.state();
    let objects = state.sandboxes.iter().flat_map(|s| KINDS.iter().flat_map(|entry| s.shelf(entry.kind).objects()));
    let facts: Vec<_> = state.sandboxes.iter().map(|sandbox| &sandbox.facts).collect();
    let lines: Vec<String> = objects.map(|object| format!("{object:?}")).collect();
    // When a delete is due is not kept: every process carries out what it finds.
    let deletes: Vec<_> = state.pending().keys().collect();
    format!("{facts:?}\n{}\n{deletes:?}", lines.join("\n"))
}

/// A write, which gives the status of its answer.
type Write = fn(&Bench) -> u16;

/// One write of each sort.
fn writes() -> Vec<(&'static str, Write)> {
    fn first(bench: &Bench) -> String {
        bench.read(&format!("{OFFERS}&orderby=id&limit=1"))["results"][0]["id"].as_str().unwrap().to_owned()
    }
    vec![
        ("create", |bench| bench.post(&bench.new_offer("One more")).0),
        ("patch", |bench| {
            let patch = json!([{"op": "add", "path": "/description", "value": "changed"}]);
            bench.patch(&first(bench), &[], &patch).0
        }),
        ("delete", |bench| bench.send(Method::Delete, &item(&newest(bench)), &[], "").status),
        ("delete later", |bench| {
            let id =
                bench.read(&format!("{OFFERS}&property=name==Kept"))["results"][0]["id"].as_str().unwrap().to_owned();
            bench.send(Method::Delete, &bench.instance_path(&id), &[], "").status
        }),
    ]
}

/// The offer that was created last; nothing refers to it.
fn newest(bench: &Bench) -> String {
    let list = format!("{OFFERS}&orderby=-created&limit=1");
    bench.read(&list)["results"][0]["id"].as_str().unwrap().to_owned()
}

/// A library on disk with two offers that nothing refers to.
fn prepared(scratch: &Scratch) -> Bench {
    let bench = Bench::open(&small(), scratch.path(), None).unwrap();
    bench.created("Kept");
    bench.created("Another");
    bench
}

/// The file of such a library, to begin from many times.
fn prepared_file() -> Vec<u8> {
    let scratch = Scratch::new();
    drop(prepared(&scratch));
    fs::read(scratch.file()).unwrap()
}

#[test]
fn what_was_answered_is_there_after_reopening() {
    let scratch = Scratch::new();
    let bench = prepared(&scratch);
    assert_eq!(bench.library.found(), None);
    for (what, write) in writes() {
        assert!(write(&bench) < 300, "{what}");
    }
    let before = contents(&bench);
    assert!(before.contains("One more") || before.contains("Another"), "the writes are in memory");
    let clock = bench.clock.clone();
    drop(bench);
    let bench = Bench::open(&small(), scratch.path(), Some(&clock)).unwrap();
    assert_eq!(contents(&bench), before);
    let lines = before.lines().count() - 2;
    assert_eq!(bench.library.found(), Some(lines), "each object is one line, between facts and deletes");
}

#[test]
fn an_accepted_delete_is_carried_out_by_the_next_process() {
    let scratch = Scratch::new();
    let bench = prepared(&scratch);
    let id = newest(&bench);
    let path = bench.instance_path(&id);
    assert_eq!(bench.send(Method::Delete, &path, &[], "").status, 202);
    let clock = bench.clock.clone();
    drop(bench);
    let bench = Bench::open(&small(), scratch.path(), Some(&clock)).unwrap();
    assert_eq!(bench.get(&item(&id)).0, 404, "whatever the clock says, which may have been moved before");
    drop(bench);
    let bench = Bench::open(&small(), scratch.path(), None).unwrap();
    assert_eq!(bench.get(&item(&id)).0, 404, "gone for good, though this clock is behind");
}

#[test]
fn no_id_and_no_date_is_given_out_twice() {
    let scratch = Scratch::new();
    let mut ids = std::collections::HashSet::new();
    for _ in 0..3 {
        let bench = Bench::open(&small(), scratch.path(), None).unwrap();
        for _ in 0..3 {
            let id = bench.created("Same name");
            let path = bench.instance_path(&id);
            assert!(ids.insert(id) && ids.insert(path));
        }
    }
    let bench = Bench::open(&small(), scratch.path(), None).unwrap();
    let list = bench.read(&format!("{OFFERS}&property=name==Same name"));
    let dates: std::collections::HashSet<_> =
        list["results"].as_array().unwrap().iter().map(|row| row["created"].to_string()).collect();
    assert_eq!(dates.len(), 9);
}

#[test]
fn an_existing_library_is_opened_whatever_the_settings_say() {
    let scratch = Scratch::new();
    let before = contents(&Bench::open(&Settings { seed: 5, ..small() }, scratch.path(), None).unwrap());
    let other = Settings { offers: Some(50), seed: 6, ..Settings::default() };
    assert_eq!(contents(&Bench::open(&other, scratch.path(), None).unwrap()), before);
}

#[test]
fn a_kill_at_any_step_leaves_the_writes_that_were_answered() {
    let scratch = Scratch::new();
    let bench = prepared(&scratch);
    let disk = watched(&bench);
    disk.take_steps();
    let mut image = fs::read(scratch.file()).unwrap();
    let mut looked = 0;
    for (what, write) in writes() {
        let before = contents(&bench);
        assert!(write(&bench) < 300, "{what}");
        let after = contents(&bench);
        let steps = disk.take_steps();
        assert!(steps.len() > 2, "{what}: {} steps", steps.len());
        let mut seen_new = false;
        for (number, step) in steps.iter().enumerate() {
            let copy = Scratch::holding(&image);
            let found = contents(&Bench::open(&small(), copy.path(), Some(&bench.clock)).unwrap());
            assert!(found == before || found == after, "{what}, killed before step {number}");
            assert!(!seen_new || found == after, "{what}: what was there is gone before step {number}");
            seen_new |= found == after && before != after;
            step.repeat(&mut image);
            looked += 1;
        }
        let copy = Scratch::holding(&image);
        assert_eq!(contents(&Bench::open(&small(), copy.path(), Some(&bench.clock)).unwrap()), after, "{what}, whole");
    }
    assert!(looked > 20, "{looked} moments");
}

#[test]
fn a_full_disk_refuses_the_write_and_changes_nothing() {
    let file = prepared_file();
    for (what, write) in writes() {
        let mut refused = 0;
        for steps in 0.. {
            let scratch = Scratch::holding(&file);
            let bench = Bench::open(&small(), scratch.path(), None).unwrap();
            let before = contents(&bench);
            watched(&bench).fail_after(steps);
            let status = write(&bench);
            if status < 300 {
                break;
            }
            assert_eq!(status, 500, "{what}, {steps} steps");
            assert_eq!(contents(&bench), before, "{what}, {steps} steps");
            refused += 1;
            // There is room again: the next write is taken, and what failed is not on disk.
            bench.created("After the failure");
            let after = contents(&bench);
            assert!(!after.contains("One more"));
            let clock = bench.clock.clone();
            drop(bench);
            assert_eq!(contents(&Bench::open(&small(), scratch.path(), Some(&clock)).unwrap()), after, "{what}");
        }
        assert!(refused > 2, "{what} was refused {refused} times");
    }
}

#[test]
fn a_library_that_becomes_another_one_is_the_other_one_on_disk_too() {
    let other = || {
        let sandboxes = seed::sandboxes(Some(2), 0, &mut Ids::new(3, 0)).unwrap();
        State::new(sandboxes, Ids::new(3, 0), Author { user: String::new(), client: String::new() }, 0)
    };
    let file = prepared_file();
    let mut refused = 0;
    // There are many steps, and most are alike.
    for steps in (0..).step_by(9) {
        let scratch = Scratch::holding(&file);
        let bench = Bench::open(&small(), scratch.path(), None).unwrap();
        let before = contents(&bench);
        watched(&bench).fail_after(steps);
        let became = bench.library.state().become_other(other());
        if became.is_err() {
            refused += 1;
            assert_eq!(contents(&bench), before);
            bench.created("After the failure");
        } else {
            assert_ne!(contents(&bench), before);
        }
        let after = contents(&bench);
        drop(bench);
        assert_eq!(contents(&Bench::open(&small(), scratch.path(), None).unwrap()), after, "{steps} steps");
        if became.is_ok() {
            break;
        }
    }
    assert!(refused > 2);
}

#[test]
fn a_change_that_can_not_be_kept_says_why() {
    let scratch = Scratch::new();
    let bench = prepared(&scratch);
    watched(&bench).fail_after(0);
    let (status, problem) = bench.post(&bench.new_offer("Too much"));
    assert_eq!(status, 500);
    assert_eq!(problem["title"], "Not kept");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.starts_with("the change could not be kept: ") && detail.contains("storage"), "{detail}");
    let (status, _) = parsed(&bench.send(Method::Get, OFFERS, &[], ""));
    assert_eq!(status, 200, "reading goes on");
}

#[test]
fn a_disk_that_panics_keeps_nothing_and_is_not_forgotten() {
    for steps in [0, 4, 8] {
        let scratch = Scratch::new();
        let bench = prepared(&scratch);
        let before = contents(&bench);
        watched(&bench).panic_after(steps);
        let (status, problem) = bench.post(&bench.new_offer("Too much"));
        assert_eq!((status, problem["title"].as_str()), (500, Some("Not kept")), "{steps} steps");
        assert_eq!(contents(&bench), before);
        bench.created("After the panic");
        let after = contents(&bench);
        drop(bench);
        assert_eq!(contents(&Bench::open(&small(), scratch.path(), None).unwrap()), after, "{steps} steps");
    }
}

fn refusal(scratch: &Scratch) -> OpenError {
    match Bench::open(&small(), scratch.path(), None) {
        Ok(_) => panic!("it was opened"),
        Err(error) => error,
    }
}

#[test]
fn a_directory_serves_one_process_at_a_time() {
    let scratch = Scratch::new();
    let bench = Bench::open(&small(), scratch.path(), None).unwrap();
    let error = refusal(&scratch);
    assert!(matches!(error, OpenError::InUse(_)), "{error}");
    assert!(error.to_string().starts_with("another process is using the library in "));
    drop(bench);
    assert!(Bench::open(&small(), scratch.path(), None).is_ok());
}

#[test]
fn what_is_no_library_is_refused_and_left_alone() {
    let library = {
        let scratch = Scratch::new();
        drop(Bench::open(&small(), scratch.path(), None).unwrap());
        fs::read(scratch.file()).unwrap()
    };
    let cut = &library[..library.len() / 2];
    for bytes in [&b""[..], b"x", b"{\"offers\": []}", &[0; 5000], &[0xff; 70_000], &library[..100], cut] {
        let scratch = Scratch::holding(bytes);
        let error = refusal(&scratch);
        assert!(matches!(error, OpenError::NoLibrary(..)), "{} bytes: {error:?}", bytes.len());
        assert_eq!(fs::read(scratch.file()).unwrap(), bytes, "{} bytes", bytes.len());
    }
}

#[test]
fn a_library_of_another_layout_is_told_from_what_is_none() {
    let scratch = Scratch::new();
    drop(Bench::open(&small(), scratch.path(), None).unwrap());
    change_layout(&scratch.file(), 7);
    let error = refusal(&scratch);
    assert!(matches!(error, OpenError::OtherLayout(_, 7)), "{error}");
    assert!(error.to_string().ends_with("has the layout 7, and this version reads the layout 1 only"), "{error}");
    let foreign = Scratch::new();
    make_foreign(&foreign.file());
    assert!(matches!(refusal(&foreign), OpenError::NoLibrary(..)));
}

#[test]
fn a_directory_that_can_not_be_made_is_told() {
    let scratch = Scratch::new();
    let file = scratch.path().join("a file");
    fs::write(&file, "x").unwrap();
    for directory in [file.clone(), file.join("below")] {
        let Err(error) = Bench::open(&small(), &directory, None) else { panic!("it was opened") };
        assert!(matches!(error, OpenError::Directory(..)), "{error}");
    }
}

#[test]
fn a_library_that_was_not_finished_is_begun_again() {
    let scratch = Scratch::new();
    fs::write(scratch.path().join("library.redb.new"), "half of it").unwrap();
    let bench = Bench::open(&small(), scratch.path(), None).unwrap();
    assert_eq!(bench.library.found(), None);
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 2, "the library and the lock");
}
