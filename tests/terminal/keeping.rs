//! What the real program keeps of what was typed when it is killed.

use crate::desk::{Desk, read_placements};

#[test]
fn what_was_typed_before_a_kill_is_offered_at_the_next_start() {
    let desk = Desk::new();
    let mut terminal = desk.start();
    terminal.press("n").sees("New personalized offer").press("Typed in haste").sees("Typed in haste");
    while !desk.is_kept("Typed in haste") {
        terminal.settle();
    }
    terminal.press(" and lost").signal("KILL");
    drop(terminal);
    let mut terminal = desk.start();
    terminal.sees("1 draft waits: :drafts").press(":drafts\r").sees("Typed in haste").press("\r");
    terminal.sees("This is your draft").sees("Typed in haste").press("\x1b").sees("Leave the editor?").press("y");
    terminal.loses("Leave the editor?").press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
    assert!(!desk.is_kept("Typed in haste"), "what was dropped as confirmed is gone");
}

#[test]
fn the_journal_is_printed_as_json_a_line_for_each_write() {
    let desk = Desk::new();
    let mut terminal = desk.start();
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
    let json = desk.journal(&["--json"]);
    let line: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(
        (json.lines().count(), &line["result"], &line["intent"]["name"]),
        (1, &"done".into(), &"Noted é".into())
    );
    assert_eq!(line["intent"]["host"], desk.emulator.base_url());
    assert_eq!(line["intent"]["organisation"], desk.emulator.org_id());
    assert!(!json.contains(desk.emulator.access_token()));
    let lines = line["intent"]["diff"]["lines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line.as_str().unwrap().contains("Noted é")), "{lines:?}");
    let differences = desk.journal(&["--diff"]);
    assert!(differences.contains("\n    +   \"name\": \"Noted é\""), "{differences}");
    let table = desk.journal(&[]);
    assert_eq!(table.lines().count(), 1);
    assert!(table.contains("create") && table.contains("Noted é") && table.contains("done"), "{table}");
}

#[test]
fn a_signal_leaves_the_last_letter_on_the_disk() {
    let desk = Desk::new();
    let mut terminal = desk.start();
    terminal.press("n").sees("New personalized offer").press("To the last").sees("To the last").signal("TERM");
    assert_eq!(terminal.ends(), 143);
    terminal.is_given_back();
    assert!(desk.is_kept("To the last"));
}
