//! Stopped and gone on with, as a shell with job control does it.

use std::fs;

use crate::desk::{Desk, read_placements};
use crate::pty::{OFFERDECK, Terminal};

const CTRL_Z: &str = "\x1a";
const ALT_Z: &str = "\x1bz";
const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const ENTERED: &str = "\x1b[?1049h";

/// A shell with job control, in which nothing runs yet.
fn shell(desk: &Desk) -> Terminal {
    let path = std::env::var("PATH").unwrap();
    let mut environment = desk.environment().to_vec();
    environment.extend([("PATH", path.as_str()), ("PS1", "shell> "), ("OFFERDECK_MODE", "full")]);
    let mut shell = Terminal::start_other("/bin/sh", 100, 30, &["-i"], &environment);
    shell.sees("shell>");
    shell
}

/// The program as a shell's job, and its process id.
fn job(desk: &Desk) -> (Terminal, String) {
    let mut shell = shell(desk);
    let noted = desk.home().join("id");
    // It has the id of the shell that it replaces.
    shell.press(&format!("sh -c 'echo $$ > {}; exec {OFFERDECK}'{ENTER}", noted.display()));
    shell.sees("89 personalized").sees("1 of 89");
    let id = fs::read_to_string(noted).unwrap().trim().to_owned();
    (shell, id)
}

/// Asserts that the terminal was taken and given back so many times. Shells switch the marking of pastes on and off, too.
fn is_given_back(terminal: &Terminal, times: usize) {
    assert_eq!((terminal.wrote(ENTERED), terminal.wrote("\x1b[?1049l")), (times, times));
    let screen = terminal.state();
    assert!(!screen.alternate_screen() && !screen.hide_cursor());
}

/// Ends the program by `q`, and the shell.
fn quits(terminal: &mut Terminal) {
    // What stood on the screen before the program came is there again before the program has ended.
    let prompts = terminal.wrote("shell>");
    terminal.press("q").writes("shell>", prompts + 1).press("echo ended with $?\r").sees("ended with 0");
    terminal.press("exit\r");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn the_shell_gets_the_terminal_with_a_draft_on_disk_and_fg_brings_all_of_it_back() {
    let desk = Desk::new();
    let (mut terminal, _) = job(&desk);
    terminal.press("n").sees("New personalized offer").press("Half a thought").sees("Half a thought").press(ALT_Z);
    terminal.sees("offerdeck is suspended; type fg to come back.").sees("Stopped");
    assert!(desk.is_kept("Half a thought"), "it does not stop before that");
    is_given_back(&terminal, 1);
    terminal.press("stty -a | tr ' ;' '\\n\\n' | grep -x icanon\r").sees("icanon shell>");
    terminal.press("echo jjj''dyq\r").sees("jjjdyq");
    terminal.press("fg\r").sees("New personalized offer").sees("Half a thought").lacks("jjjdyq");
    assert!(terminal.state().alternate_screen() && terminal.state().bracketed_paste());
    terminal.press(" more").sees("Half a thought more").press(CTRL_Z).loses("Half a thought more");
    terminal.press(ESC).sees("Leave the editor?").press(CTRL_Z).writes("Stopped", 2).sees("shell>").press("fg\r");
    terminal.sees("Leave the editor?").press("y").loses("Leave the editor?").sees("1 of 89");
    quits(&mut terminal);
    is_given_back(&terminal, 3);
}

#[test]
fn what_is_typed_ahead_for_the_shell_or_behind_fg_is_no_key() {
    let desk = Desk::new();
    let (mut terminal, _) = job(&desk);
    for times in 1..5 {
        terminal.press(&format!("{CTRL_Z}jjj")).writes("Stopped", times).sees("shell>").press("fg\rjjj");
        terminal.writes(ENTERED, times + 1).sees("1 of 89").settle().sees("1 of 89").press("j").sees("2 of 89");
        terminal.press("k").sees("1 of 89");
    }
    quits(&mut terminal);
    is_given_back(&terminal, 5);
}

#[test]
fn a_signal_stops_it_too_with_the_script_that_began_it_and_it_comes_back_at_another_size() {
    let desk = Desk::new();
    let mut terminal = shell(&desk);
    let script = desk.home().join("script");
    let noted = desk.home().join("id");
    let lines = format!("sh -c 'echo $$ > {}; exec {OFFERDECK}'\necho the script goes on\n", noted.display());
    fs::write(&script, lines).unwrap();
    terminal.press(&format!("sh {}\r", script.display())).sees("1 of 89");
    let id = fs::read_to_string(&noted).unwrap().trim().to_owned();
    terminal.signal_to(&id, "TSTP").sees("offerdeck is suspended").sees("Stopped").sees("shell>");
    terminal.resize(60, 20).press("echo still''here\r").sees("stillhere");
    terminal.press("fg\r").sees("1 of 89").sees("╭").lacks("stillhere");
    assert!(terminal.screen().lines().all(|line| line.chars().count() <= 60), "{}", terminal.screen());
    terminal.press("j").sees("2 of 89").press("q").sees("the script goes on shell>").press("exit\r");
    assert_eq!(terminal.ends(), 0);
    is_given_back(&terminal, 2);
}

#[test]
fn one_that_was_stopped_without_being_asked_takes_the_terminal_again_as_if_it_had_given_it_back() {
    let desk = Desk::new();
    let (mut terminal, id) = job(&desk);
    terminal.signal_to(&id, "STOP").sees("Stopped");
    // Nobody has set the modes of the terminal back, so that enter is not what a shell expects.
    terminal.press("stty icrnl ixon opost icanon isig echo iexten\n").press("echo some''thing\n").sees("something");
    terminal.press("fg\n").loses("something").sees("1 of 89").press("j").sees("2 of 89");
    quits(&mut terminal);
    is_given_back(&terminal, 2);
}

#[test]
fn in_the_background_it_touches_nothing_and_waits() {
    let desk = Desk::new();
    let (mut terminal, _) = job(&desk);
    terminal.press(CTRL_Z).sees("Stopped").press("bg\r");
    while terminal.wrote("Stopped") < 2 {
        terminal.press("jobs\r").settle();
    }
    assert_eq!(terminal.wrote(ENTERED), 1);
    terminal.press("fg\r").sees("1 of 89").press("j").sees("2 of 89");
    quits(&mut terminal);
}

#[test]
fn one_that_is_told_to_end_while_it_is_stopped_does_not_come_back_for_it() {
    let desk = Desk::new();
    let (mut terminal, id) = job(&desk);
    let prompts = terminal.wrote("shell>");
    terminal.press(CTRL_Z).sees("Stopped").writes("shell>", prompts + 1).signal_to(&id, "TERM");
    // What is typed before the shell asks again may be meant for the program, and is dropped by it.
    terminal.press("fg\r").writes("shell>", prompts + 2).press("echo ended with $?\r");
    terminal.sees("ended with 143").press("exit 0\r");
    assert_eq!(terminal.ends(), 0);
    is_given_back(&terminal, 1);
}

#[test]
fn a_write_that_is_under_way_is_spoken_of_and_told_when_the_program_is_back() {
    let desk = Desk::new();
    let (mut terminal, _) = job(&desk);
    read_placements(&mut terminal);
    terminal.press("n").sees("New personalized offer").press("Slow boat").sees("Slow boat").press("\x13");
    terminal.sees("Review: new personalized offer");
    desk.emulator.set_fault("slow:4000 POST x1").unwrap();
    terminal.press("y").sees("Sending it").press(ALT_Z).sees("A write is still under way.").sees("Stopped");
    terminal.press("fg\r").sees("✓ Created \"Slow boat\"").sees("90 personalized");
    quits(&mut terminal);
}

#[test]
fn half_a_sequence_from_the_terminal_holds_nothing_up() {
    let desk = Desk::new();
    let (mut terminal, id) = job(&desk);
    terminal.press("\x1b[").settle().signal_to(&id, "TSTP").sees("offerdeck is suspended").sees("Stopped");
    // The first of these keys ends the sequence, whatever it meant.
    terminal.press("fg\r").sees("1 of 89").press("jj").sees("2 of 89").press("j").sees("3 of 89");
    quits(&mut terminal);
}

#[test]
fn without_a_shell_nothing_stops_for_ever() {
    let mut terminal = Terminal::demo();
    terminal.press(CTRL_Z).sees("There is no shell to go back to: nothing can be suspended here.");
    terminal.press("j").loses("There is no shell").sees("2 of 2").signal("TSTP").sees("There is no shell");
    terminal.press("k").sees("1 of 2").press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}
