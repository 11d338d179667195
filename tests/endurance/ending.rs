//! The end, in every way there is: the exit code is true, the terminal is given back, and what was typed and neither sent
//! nor thrown away is a draft of which the next start tells.

use std::time::{Duration, Instant};

use crate::agreement::{is_kept, notice_of_drafts};
use crate::chance::Chance;
use crate::desk::Desk;
use crate::pty::Terminal;
use crate::random;

/// Longer than it takes until what is typed is on disk.
const KEPT_BY_NOW: Duration = Duration::from_millis(1100);

/// Nothing here takes as long.
const WATCHDOG: Duration = Duration::from_secs(60);

const CTRL_C: &str = "\x03";
const ESC: &str = "\x1b";
const F1: &str = "\x1bOP";

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By `:quit`, which asks, after a no or at once.
    Quit,
    /// By `q` in the list, after what was typed was dropped as confirmed.
    Dropped,
    CtrlC,
    /// By a signal, with the exit code that goes with it.
    Signal(&'static str, u32),
    Kill,
}

const WAYS: &[Way] = &[
    Way::Quit,
    Way::Quit,
    Way::Dropped,
    Way::CtrlC,
    Way::Signal("TERM", 143),
    Way::Signal("HUP", 129),
    Way::Signal("INT", 130),
    Way::Kill,
    Way::Kill,
];

/// What is left over the editor when the end comes: nothing, a review, help, a page above it, a question, half a ctrl-c.
const OVER_IT: &[&[&str]] = &[&[], &["\x13"], &[F1], &[F1, ":log\r"], &[ESC], &[CTRL_C], &["\x06", "Mark"]];

/// Ends the program in one of the ways, wherever it is, with a text in an editor that nobody sent.
pub fn end(desk: &Desk, mut terminal: Terminal, chance: &mut Chance, number: u64) -> Way {
    let way = WAYS[chance.below(WAYS.len() as u64) as usize];
    let marker = format!("Mark {number}.");
    desk.emulator.control("PUT", "/fault", "off");
    terminal.resize(100, 30);
    write(&mut terminal, &marker);
    if chance.below(2) == 0 {
        random::fault(desk, chance);
    }
    for piece in chance.of(OVER_IT) {
        terminal.press(piece).listens(chance.millis(20, 200));
    }
    terminal.listens(KEPT_BY_NOW);
    assert_eq!(terminal.wrote("panicked"), 0, "{}", terminal.screen());

    let code = match way {
        Way::Quit => {
            to_the_editor(&mut terminal);
            let asks = |terminal: &mut Terminal| _ = terminal.press(F1).sees("╭ Help").press(":quit\r").sees("Quit?");
            asks(&mut terminal);
            if chance.below(2) == 0 {
                // Staying is the answer that has the focus.
                let stay = chance.of(&[ESC, "\r"]);
                terminal.press(stay).loses("Quit?").press(ESC).loses("╭ Help");
                asks(&mut terminal);
            }
            terminal.press("y");
            0
        }
        Way::Dropped => {
            to_the_editor(&mut terminal);
            terminal.press(ESC).sees("Leave the editor?").press("y").loses("Leave the editor?");
            quit_from_below(&mut terminal);
            0
        }
        Way::CtrlC => {
            interrupt(&mut terminal);
            0
        }
        Way::Signal(name, code) => {
            terminal.signal(name);
            code
        }
        Way::Kill => {
            terminal.signal("KILL");
            0
        }
    };
    if way == Way::Kill {
        drop(terminal);
    } else {
        assert_eq!(terminal.ends(), code, "{way:?}");
        terminal.is_given_back();
    }
    desk.emulator.control("PUT", "/fault", "off");
    assert_eq!(is_kept(desk, &marker), way != Way::Dropped, "{marker:?}, {way:?}");
    way
}

/// Starts the program again: its first screen tells of what waits.
pub fn begin_again(desk: &Desk) -> Terminal {
    let notice = notice_of_drafts(desk);
    let mut terminal = desk.start();
    if let Some(notice) = notice {
        terminal.sees(&notice);
    }
    terminal
}

/// Comes from wherever it is into a new editor, and types this.
fn write(terminal: &mut Terminal, marker: &str) {
    let watchdog = Instant::now() + WATCHDOG;
    let step = Duration::from_millis(200);
    loop {
        assert!(Instant::now() < watchdog, "no editor opens:\n{}", terminal.screen());
        terminal.press(ESC).listens(step);
        let screen = terminal.screen();
        if screen.contains("Leave the ") {
            terminal.press("y").listens(step);
        } else if screen.contains("╭ Sandboxes") || screen.contains("╭ Containers") {
            // A list that a fault kept out is read again.
            let kept_out = screen.contains("│ ✗ ") || screen.contains("There is none that you may use");
            terminal.press(if kept_out { "r" } else { "\r" }).listens(step);
        } else if screen.contains("╭ Set up a connection") {
            // Esc leads back field by field, as long as nothing is typed.
            continue;
        }
        terminal.press("n").listens(step);
        if terminal.screen().contains("╭ New ") {
            terminal.press(marker).listens(step);
            if terminal.screen().contains(marker) {
                return;
            }
        }
    }
}

/// Closes what lies over the editor.
fn to_the_editor(terminal: &mut Terminal) {
    let watchdog = Instant::now() + WATCHDOG;
    // The footer is the editor's own where nothing lies over it.
    while !terminal.screen().contains("ctrl-f search ·") {
        assert!(Instant::now() < watchdog, "the editor does not come back:\n{}", terminal.screen());
        terminal.press(ESC).listens(Duration::from_millis(200));
    }
}

/// Presses q until it ends: below may be another editor, or a page.
fn quit_from_below(terminal: &mut Terminal) {
    let watchdog = Instant::now() + WATCHDOG;
    let step = Duration::from_millis(200);
    while terminal.id().is_some() {
        assert!(Instant::now() < watchdog, "it does not end:\n{}", terminal.screen());
        let yes = ["Leave the ", "Quit?"].iter().any(|question| terminal.screen().contains(question));
        terminal.press(if yes { "y" } else { "q" }).listens(step);
        if terminal.id().is_some() && !yes && !terminal.screen().contains("Quit?") {
            terminal.press(ESC).listens(step);
        }
    }
}

/// Presses ctrl-c, which cancels what is open and then asks to be pressed again; a question takes a yes.
fn interrupt(terminal: &mut Terminal) {
    let watchdog = Instant::now() + WATCHDOG;
    while terminal.id().is_some() {
        assert!(Instant::now() < watchdog, "it does not end:\n{}", terminal.screen());
        let answer = if terminal.screen().contains("Quit?") { "y" } else { CTRL_C };
        terminal.press(answer).listens(Duration::from_millis(300));
    }
}
