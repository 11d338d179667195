//! How the program begins and ends: exit codes, what is said, and the terminal as it was found.

use std::process::{Command, Stdio};

use crate::pty::{OFFERDECK, Terminal};

const CTRL_C: &str = "\x03";

#[test]
fn ctrl_c_twice_quits_and_once_does_not() {
    let mut terminal = Terminal::demo();
    terminal.press(CTRL_C).sees("Press ctrl-c again to quit.").press("j").sees("▸ Development");
    terminal.press(CTRL_C).sees("Press ctrl-c again to quit.").press(CTRL_C);
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}

#[test]
fn a_signal_ends_the_program_even_with_an_editor_open_and_gives_the_terminal_back() {
    for (signal, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let mut terminal = Terminal::demo();
        terminal.press("\r").sees("150 personalized").press("n").sees("New personalized offer").press("Unsaved");
        terminal.sees("Unsaved").signal(signal);
        assert_eq!(terminal.ends(), code, "SIG{signal}");
        terminal.is_given_back();
    }
}

#[test]
fn settings_that_are_missing_are_all_named_and_nothing_is_drawn() {
    // One of them shows that no form is wanted.
    let mut terminal = Terminal::start(80, 24, &["--org-id", "a@AdobeOrg"], &[]);
    terminal.sees("offerdeck can't reach a library yet. Missing:");
    for variable in ["OFFERDECK_CLIENT_SECRET", "OFFERDECK_ACCESS_TOKEN", "OFFERDECK_API_KEY"] {
        terminal.sees(variable);
    }
    terminal.sees("offerdeck --demo");
    assert_eq!(terminal.ends(), 2);
    assert!(!terminal.raw.contains(&0x1b), "no terminal sequence at all");
}

#[test]
fn a_flag_that_does_not_exist_is_named() {
    let mut terminal = Terminal::start(80, 24, &["--demon"], &[]);
    terminal.sees("unexpected argument '--demon' found").sees("--help");
    assert_eq!(terminal.ends(), 2);
    assert_eq!(terminal.wrote("\x1b[?1049h"), 0);
}

#[test]
fn without_a_terminal_it_says_so_and_ends() {
    // With a terminal to fall back to, which must neither be taken nor drawn on, ...
    for (line, what) in
        [("--demo | cat", "output"), ("--demo < /dev/null", "input"), ("--demo < /dev/null | cat", "input")]
    {
        let mut terminal = Terminal::shell(&format!("{OFFERDECK} {line}"));
        terminal.sees(&format!("the screen can't be started or kept up: standard {what} is not a terminal"));
        terminal.ends();
        assert!(!terminal.raw.contains(&0x1b), "no terminal sequence at all");
    }
    // ... and maybe without one.
    let output = Command::new(OFFERDECK).arg("--demo").env_clear().stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("is not a terminal") && !said.contains('\u{1b}'), "{said}");
    assert_eq!(output.stdout, b"", "nothing is drawn into a pipe");
}

#[test]
fn version_and_help_need_no_terminal() {
    let said = |flag: &str| {
        let output = Command::new(OFFERDECK).arg(flag).env_clear().stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(said("--version").trim(), concat!("offerdeck ", env!("CARGO_PKG_VERSION")));
    let help = said("--help");
    assert!(help.contains("--demo") && help.contains("OFFERDECK_ACCESS_TOKEN"), "{help}");
}
