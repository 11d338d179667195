//! A disk that hangs, or takes nothing, under the real program. It hangs because somebody else holds the lock of the
//! journal, for which the thread of the disk waits however long.

use std::fs::{self, File};

use crate::desk::{Desk, read_placements};
use crate::pty::Terminal;

const CTRL_C: &str = "\x03";
const CTRL_S: &str = "\x13";

/// A new desk where the folder of what is kept is there already.
fn desk() -> Desk {
    let desk = Desk::new();
    fs::create_dir_all(desk.state()).unwrap();
    desk
}

/// Holds the lock of the journal until it is dropped.
fn hold_the_journal(desk: &Desk) -> File {
    let file = File::create(desk.state().join("journal.lock")).unwrap();
    file.lock().unwrap();
    file
}

/// An editor with a text in it, as its title says.
fn type_new(terminal: &mut Terminal, name: &str) {
    read_placements(terminal);
    terminal.press("n").sees("New personalized offer").press(name).sees(name);
}

#[test]
fn a_write_that_a_silent_disk_holds_is_told_and_dropped_and_never_leaves() {
    let desk = desk();
    let held = hold_the_journal(&desk);
    let mut terminal = desk.start();
    type_new(&mut terminal, "Held back");
    terminal.press(CTRL_S).sees("y sends it").press("y");
    terminal.sees("The disk does not answer: the save of \"Held back\" waits to be noted in the journal");
    terminal.press(CTRL_C).sees("\"Held back\" was not created; your text is kept: cancelled before it was sent");
    drop(held);
    terminal
        .loses("The disk does not answer")
        .sees("changed · line")
        .press("\x1b")
        .sees("Leave the editor?")
        .press("y");
    terminal.sees("89 personalized").press("r").sees("89 personalized").press("q");
    assert_eq!(terminal.ends(), 0);
    let journal = desk.journal(&["--json"]);
    assert!(journal.lines().count() == 1 && journal.contains("\"result\":\"not sent\""), "{journal}");
}

#[test]
fn a_delete_that_a_silent_disk_holds_is_dropped_and_leaves_nothing_in_the_trash() {
    let desk = desk();
    let held = hold_the_journal(&desk);
    let mut terminal = desk.start();
    // The history is read first, so that the body does not get into the trash, either.
    terminal.press(":history\r").sees("History").press("\x1b").sees("[Personalized]");
    terminal.press("/").press("status:draft\r").sees("shown").press("d").sees("Delete this personalized offer?");
    terminal.press_until_gone("y", "Delete this");
    terminal.sees("waits for its place in the trash").press(CTRL_C).sees("was not deleted");
    drop(held);
    terminal.loses("The disk does not answer").press("\x1b").loses("shown").press("q");
    assert_eq!(terminal.ends(), 0);
    let trash = fs::read_dir(desk.state().join("trash")).map_or(0, Iterator::count);
    assert_eq!((trash, desk.journal(&["--json"]).as_str()), (0, ""));
}

#[test]
fn the_end_does_not_wait_for_ever_for_a_silent_disk_and_says_what_is_not_kept() {
    for signal in [false, true] {
        let desk = desk();
        let held = hold_the_journal(&desk);
        let mut terminal = desk.start();
        terminal.press(":history\r").sees("History").press("\x1b").sees("[Personalized]");
        type_new(&mut terminal, "Typed in vain");
        terminal.sees("The disk does not answer");
        if signal {
            terminal.signal("TERM");
        } else {
            terminal.press(CTRL_C).sees("again to quit").press(CTRL_C).sees("Quit?").sees("can't be kept");
            terminal.lacks("It is kept").press("y");
        }
        assert_eq!(terminal.ends(), if signal { 143 } else { 3 });
        terminal.is_given_back();
        terminal.sees("offerdeck: What you typed for a new personalized offer is not kept: the disk does not answer.");
        assert!(!desk.is_kept("Typed in vain"));
        drop(held);
    }
}

#[test]
fn the_end_says_what_a_disk_did_not_take() {
    let desk = desk();
    fs::write(desk.state().join("drafts"), "a file in the folder's place").unwrap();
    let mut terminal = desk.start();
    type_new(&mut terminal, "Nowhere to go");
    terminal.sees("can't be kept on disk").press(CTRL_C).sees("again to quit").press(CTRL_C).sees("Quit?");
    terminal.lacks("It is kept").press("y");
    assert_eq!(terminal.ends(), 3);
    terminal.is_given_back();
    terminal.sees("offerdeck: What you typed for a new personalized offer is not kept:").sees("a folder is needed");
}

#[test]
fn quitting_at_once_after_the_last_letter_keeps_it_and_says_so_only_when_it_does() {
    let desk = desk();
    let mut terminal = desk.start();
    type_new(&mut terminal, "In the last moment");
    terminal.press(CTRL_C).press(CTRL_C).sees("It is kept: :drafts");
    assert!(desk.is_kept("In the last moment"));
    terminal.press("y");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}
