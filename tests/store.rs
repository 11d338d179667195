//! What is on disk, against what happens to processes and disks: killed at any moment, several at once, no room left,
//! no right to write. The one that is killed is this very executable, run once more.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected must fail"
)]

use std::collections::HashMap;
use std::env;
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use offerdeck::domain::{Generation, Kind, ObjectId, Scope};
use offerdeck::secret::Redactor;
use offerdeck::store::{
    Draft, Drafts, Entry, Filter, Holder, Id, Intent, Journal, Outcome, Place, Site, StoreError, Trash, TrashState,
    Trashed, WriteKind, WriteResult,
};

/// Tells this executable, run once more, where to write.
const STATE: &str = "OFFERDECK_TEST_STATE";

/// How often the writer is killed.
const KILLS: u32 = 30;

fn place() -> Place {
    Place {
        profile: None,
        site: Site::new("http://127.0.0.1:1", "ACME@AdobeOrg"),
        generation: Generation::Dps,
        scope: Scope { sandbox: "dev".to_owned(), container: None },
        kind: Kind::Personalized,
    }
}

/// A text that tells its number and whether it is whole.
fn text(number: u64) -> String {
    format!("{number}|\n").repeat(1 + (number * 997 % 5000) as usize)
}

fn draft(id: &Id, text: &str) -> Draft {
    Draft {
        id: id.clone(),
        written: Timestamp::now(),
        place: place(),
        target: None,
        restores: None,
        text: text.into(),
        sent: None,
    }
}

fn trashed(id: &Id) -> Trashed {
    Trashed {
        id: id.clone(),
        at: Timestamp::now(),
        place: place(),
        object: ObjectId::from("offer-1"),
        address: "offer-1".into(),
        name: "offer".to_owned(),
        revision: Some(1),
    }
}

fn intent(sent: String) -> Intent {
    Intent {
        at: Timestamp::now(),
        place: place(),
        operation: WriteKind::Update,
        object: Some(ObjectId::from("offer-1")),
        name: "offer".to_owned(),
        sent,
        before: Some(1),
        diff: None,
    }
}

fn done() -> Outcome {
    Outcome { at: Timestamp::now(), result: WriteResult::Done, object: None, after: Some(2), request: None }
}

fn journal(state: &Path) -> Journal {
    Journal::open(state, Redactor::default())
}

/// All entries by their ids, and how many lines can't be read.
fn entries(state: &Path) -> (HashMap<Id, Entry>, usize) {
    let entries = journal(state).read(&Filter::default()).unwrap();
    let unreadable = entries.unreadable();
    (entries.map(|entry| entry.unwrap()).map(|entry| (entry.id.clone(), entry)).collect(), unreadable)
}

/// This executable again, with one of its ignored tests alone.
fn again(test: &str, state: &Path) -> Vec<String> {
    let variable = format!("{STATE}={}", state.display());
    let program = env::current_exe().unwrap().display().to_string();
    let arguments = ["--ignored", "--exact", test, "--nocapture", "--test-threads=1"];
    [vec!["env".to_owned(), variable, program], arguments.map(str::to_owned).to_vec()].concat()
}

#[test]
#[ignore = "run by another test, which kills it"]
fn writes_until_it_is_killed() {
    let Ok(state) = env::var(STATE).map(PathBuf::from) else { return };
    let (drafts, trash, journal) = (Drafts::open(&state), Trash::open(&state), journal(&state));
    let new_id = || Id::new(Timestamp::now());
    let say = |what: &str, id: &Id, number: u64| {
        let mut out = io::stdout().lock();
        writeln!(out, "{what} {id} {number}").and_then(|()| out.flush()).unwrap();
    };
    // The harness has left its own words on the line.
    writeln!(io::stdout()).unwrap();
    let draft_id = new_id();
    for number in 1.. {
        drafts.put(&draft(&draft_id, &text(number))).unwrap();
        say("draft", &draft_id, number);
        let trash_id = new_id();
        trash.put(&trashed(&trash_id), &text(number)).unwrap();
        say("trash", &trash_id, number);
        let write_id = journal.begin(&intent(text(number % 3))).unwrap();
        say("begun", &write_id, number);
        trash.settle(&trash_id, &TrashState::Deleted).unwrap();
        say("deleted", &trash_id, number);
        journal.settle(&write_id, &done()).unwrap();
        say("done", &write_id, number);
    }
}

/// A running writer, and what it has said so far.
struct Writer {
    process: Child,
    first: Receiver<()>,
    said: JoinHandle<Vec<String>>,
}

impl Writer {
    /// Starts one and waits until it has kept something.
    fn start(state: &Path) -> Writer {
        let command = again("writes_until_it_is_killed", state);
        let mut process = Command::new(&command[0]).args(&command[1..]).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let (sender, first) = mpsc::channel();
        let said = thread::spawn(move || {
            let mut said = Vec::new();
            let mut line = String::new();
            // The last line may be cut: it was not said, then.
            while out.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
                if line.starts_with("draft ") {
                    // Whoever waited for the first one may be gone.
                    let _ = sender.send(());
                }
                said.push(line.trim_end().to_owned());
                line.clear();
            }
            said
        });
        let writer = Writer { process, first, said };
        writer.first.recv().unwrap();
        writer
    }

    /// Kills it, and gives what it had said: what, the id, the number.
    fn kill(mut self) -> Vec<(String, Id, u64)> {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let mut said = Vec::new();
        for line in self.said.join().unwrap() {
            let mut words = line.split(' ');
            let (what, id, number) = (words.next(), words.next(), words.next());
            if let Some((id, number)) = id.and_then(Id::parse).zip(number) {
                said.push((what.unwrap().to_owned(), id, number.parse().unwrap()));
            }
        }
        said
    }
}

/// Everything that a killed writer said is there and whole.
fn holds(state: &Path, said: &[(String, Id, u64)]) {
    let (entries, _) = entries(state);
    let trash = Trash::open(state);
    let mut last_draft = None;
    for (what, id, number) in said {
        match what.as_str() {
            "draft" => last_draft = Some((id, *number)),
            "trash" => assert_eq!(trash.read(id).unwrap().1, text(*number)),
            "deleted" => assert_eq!(trash.read(id).unwrap().0.state, TrashState::Deleted),
            "begun" => assert_eq!(entries[id].intent.sent, text(number % 3)),
            "done" => assert_eq!(*entries[id].result(), WriteResult::Done),
            other => panic!("{other}"),
        }
    }
    let (id, number) = last_draft.expect("it had kept a draft");
    let draft = Drafts::open(state).claim(id).unwrap();
    // The next one may have been on disk before it could be said.
    assert!([number, number + 1].map(text).iter().any(|text| *draft.text == **text), "{number}: {}", draft.text);
}

#[test]
fn whatever_was_kept_when_a_process_is_killed_is_there_and_whole_and_free() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path();
    // Another instance works in the same folder all the while.
    let neighbour = Writer::start(state);
    for kill in 0..KILLS {
        let writer = Writer::start(state);
        thread::sleep(Duration::from_micros(RandomState::new().hash_one(kill) % 40_000));
        holds(state, &writer.kill());
    }
    let drafts = Drafts::open(state).list().unwrap();
    assert_eq!(drafts.unreadable, []);
    let in_use: Vec<Id> =
        drafts.found.into_iter().filter(|found| found.holder == Holder::Another).map(|found| found.draft.id).collect();
    let said = neighbour.kill();
    assert_eq!(in_use, [said[0].1.clone()]);
    holds(state, &said);
    assert!(entries(state).1 <= KILLS as usize + 1);
    assert_eq!(Trash::open(state).list(&place().site, &place().scope).unwrap().unreadable, []);
}

#[test]
#[ignore = "run by another test, which mounts a disk of its own for it"]
fn meets_a_full_disk_and_then_one_that_is_read_only() {
    let Ok(disk) = env::var(STATE).map(PathBuf::from) else { return };
    let state = disk.join("state");
    let (drafts, trash, journal) = (Drafts::open(&state), Trash::open(&state), journal(&state));
    let id = Id::new(Timestamp::now());
    let (json, much) = (format!("{id}.json"), "x".repeat(1 << 20));
    drafts.put(&draft(&id, "small")).unwrap();

    assert_eq!(drafts.put(&draft(&id, &much)), Err(StoreError::NoRoom(state.join("drafts").join(&json))));
    assert_eq!(*drafts.claim(&id).unwrap().text, *"small");
    assert_eq!(trash.put(&trashed(&id), &much), Err(StoreError::NoRoom(state.join("trash").join(&json))));
    assert_eq!(trash.list(&place().site, &place().scope).unwrap().found, []);
    assert_eq!(fs::read_dir(state.join("trash")).unwrap().count(), 0, "nothing half-written is left");

    let mut begun = Vec::new();
    let error = loop {
        match journal.begin(&intent(text(1))) {
            Ok(id) => begun.push(id),
            Err(error) => break error,
        }
    };
    assert_eq!(error, StoreError::NoRoom(state.join("journal.jsonl")));
    assert!(journal.settle(&begun[0], &Outcome { request: Some(much), ..done() }).is_err());
    let holds = |begun: &[Id]| {
        let (entries, unreadable) = entries(&state);
        assert_eq!((entries.len(), unreadable), (begun.len(), 0));
        assert!(begun.iter().all(|id| entries[id].intent.sent == text(1)));
    };
    holds(&begun);
    // A larger disk takes up where the full one left off.
    mount(&["-o", "remount,size=4m", &disk.display().to_string()]);
    begun.push(journal.begin(&intent(text(1))).unwrap());
    holds(&begun);

    // Mounted once more on itself: the first mount has files open for writing.
    let path = disk.display().to_string();
    mount(&["--bind", &path, &path]);
    mount(&["-o", "remount,bind,ro", &path]);
    assert!(File::create(disk.join("file")).is_err(), "the disk is read-only");
    assert!(matches!(journal.begin(&intent(text(1))), Err(StoreError::NotWritten(..))));
    assert!(matches!(drafts.put(&draft(&id, "more")), Err(StoreError::NotWritten(..))));
    assert!(matches!(drafts.remove(&id), Err(StoreError::NotDeleted(..))));
    assert!(matches!(trash.put(&trashed(&id), "{}"), Err(StoreError::NotWritten(..))));
    holds(&begun);
    drop(drafts);
    assert_eq!(*Drafts::open(&state).list().unwrap().found[0].draft.text, *"small");
}

fn mount(arguments: &[&str]) {
    assert!(Command::new("mount").args(arguments).status().unwrap().success(), "{arguments:?}");
}

/// Runs a command with a disk of 256 KB on a folder, which nobody else sees and which goes with the command; `None`
/// where the system does not let us.
fn on_a_small_disk(folder: &Path, command: &[String]) -> Option<Command> {
    let with = |script: &str| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount", "sh", "-c", script]).arg(folder);
        unshare
    };
    let mount = "mount -t tmpfs -o size=256k none \"$0\"";
    let is_possible = with(mount).output().is_ok_and(|output| output.status.success());
    is_possible.then(|| {
        let mut unshare = with(&format!("{mount} && exec \"$@\""));
        unshare.args(command);
        unshare
    })
}

#[test]
fn a_full_disk_and_one_that_is_read_only_are_told_and_cost_nothing_that_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let command = again("meets_a_full_disk_and_then_one_that_is_read_only", folder.path());
    let Some(mut command) = on_a_small_disk(folder.path(), &command) else {
        let _ = writeln!(io::stderr(), "skipped: the system does not let this user mount a disk");
        return;
    };
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "the test has run");
}
