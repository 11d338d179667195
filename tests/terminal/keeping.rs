//! What the real program keeps of what was typed when it is killed.

use std::fs;
use std::path::Path;
use std::process::Command;

use offerdeck::emulator::{Emulator, Settings};
use tempfile::TempDir;

use crate::pty::{OFFERDECK, Terminal};

/// What the program finds the library of an emulator by, in a user's home that outlives it.
pub fn environment<'a>(emulator: &'a Emulator, home: &'a Path) -> [(&'a str, &'a str); 6] {
    [
        ("HOME", home.to_str().unwrap()),
        ("OFFERDECK_PLATFORM_URL", emulator.base_url()),
        ("OFFERDECK_ACCESS_TOKEN", emulator.access_token()),
        ("OFFERDECK_API_KEY", emulator.api_key()),
        ("OFFERDECK_ORG_ID", emulator.org_id()),
        ("OFFERDECK_SANDBOX", "dev"),
    ]
}

/// The program on a library of its own.
pub fn start(emulator: &Emulator, home: &Path) -> Terminal {
    let mut terminal = Terminal::start(100, 30, &[], &environment(emulator, home));
    terminal.sees("89 personalized");
    terminal
}

/// Has the placements read: a new offer names only one that is.
pub fn read_placements(terminal: &mut Terminal) {
    terminal.press("3").sees(" placements").loses("loading").press("1").sees(" personalized");
}

/// Whether a draft below this folder holds a text. A file that is still being written is not a draft yet.
pub fn is_kept(folder: &Path, text: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            is_kept(&path, text)
        } else {
            let is_whole = !entry.file_name().to_string_lossy().starts_with(".offerdeck-");
            is_whole && fs::read_to_string(&path).is_ok_and(|held| held.contains(text))
        }
    })
}

#[test]
fn what_was_typed_before_a_kill_is_offered_at_the_next_start() {
    let emulator = Emulator::start(Settings { offers: Some(5), ..Settings::default() }).unwrap();
    let home = TempDir::new().unwrap();
    let mut terminal = start(&emulator, home.path());
    terminal.press("n").sees("New personalized offer").press("Typed in haste").sees("Typed in haste");
    while !is_kept(home.path(), "Typed in haste") {
        terminal.settle();
    }
    terminal.press(" and lost").signal("KILL");
    drop(terminal);
    let mut terminal = start(&emulator, home.path());
    terminal.sees("1 draft waits: :drafts").press(":drafts\r").sees("Typed in haste").press("\r");
    terminal.sees("This is your draft").sees("Typed in haste").press("\x1b").sees("Leave the editor?").press("y");
    terminal.loses("Leave the editor?").press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
    assert!(!is_kept(home.path(), "Typed in haste"), "what was dropped as confirmed is gone");
}

#[test]
fn the_journal_is_printed_as_json_a_line_for_each_write() {
    let emulator = Emulator::start(Settings { offers: Some(5), ..Settings::default() }).unwrap();
    let home = TempDir::new().unwrap();
    let mut terminal = start(&emulator, home.path());
    read_placements(&mut terminal);
    terminal
        .press("n")
        .sees("New personalized offer")
        .press("Noted \u{e9}")
        .sees("Noted")
        .press("\x13")
        .sees("y sends it");
    terminal.press("y").sees("✓ Created").press("q");
    assert_eq!(terminal.ends(), 0);
    let journal = |arguments: &[&str]| {
        let output =
            Command::new(OFFERDECK).arg("journal").args(arguments).env_clear().env("HOME", home.path()).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let json = journal(&["--json"]);
    let line: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(
        (json.lines().count(), &line["result"], &line["intent"]["name"]),
        (1, &"done".into(), &"Noted é".into())
    );
    assert_eq!(line["intent"]["host"], emulator.base_url());
    assert_eq!(line["intent"]["organisation"], emulator.org_id());
    assert!(!json.contains(emulator.access_token()));
    let lines = line["intent"]["diff"]["lines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line.as_str().unwrap().contains("Noted é")), "{lines:?}");
    let differences = journal(&["--diff"]);
    assert!(differences.contains("\n    +   \"name\": \"Noted é\""), "{differences}");
    let table = journal(&[]);
    assert_eq!(table.lines().count(), 1);
    assert!(table.contains("create") && table.contains("Noted é") && table.contains("done"), "{table}");
}

#[test]
fn a_signal_leaves_the_last_letter_on_the_disk() {
    let emulator = Emulator::start(Settings { offers: Some(5), ..Settings::default() }).unwrap();
    let home = TempDir::new().unwrap();
    let mut terminal = start(&emulator, home.path());
    terminal.press("n").sees("New personalized offer").press("To the last").sees("To the last").signal("TERM");
    assert_eq!(terminal.ends(), 143);
    terminal.is_given_back();
    assert!(is_kept(home.path(), "To the last"));
}
