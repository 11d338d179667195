//! Working with the program: keys, pastes, sizes.

use std::thread;
use std::time::Duration;

use crate::pty::Terminal;

const CTRL_S: &str = "\x13";
const CTRL_F: &str = "\x06";
const CTRL_T: &str = "\x14";
const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";
const RIGHT: &str = "\x1b[C";
const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const DELETE: &str = "\x1b[3~";

/// The list of the sandbox `dev`.
fn in_dev() -> Terminal {
    let mut terminal = Terminal::demo();
    terminal.press("j").sees("▸ Development").press(ENTER).sees("89 personalized");
    terminal
}

#[test]
fn a_session_from_the_picker_to_quitting() {
    let mut terminal = in_dev();
    terminal.sees("demo · dev · full · dps").sees("[Personalized] Fallback").sees("n new");
    terminal.press("/").sees("filter:").press("card con").sees("1 shown").sees("Card controls in the app");
    terminal.press(ENTER).sees("n new").press("e").sees("Edit Card controls in the app · revision 6");
    terminal.press(CTRL_F).sees("search:").press("30").press(ENTER).loses("search:");
    terminal.press(&DELETE.repeat(2)).press("42").sees("\"priority\": 42").press(CTRL_S).sees("y sends it");
    terminal.press("y").sees("✓ Saved \"Card controls in the app\" · revision 7.").sees("42");
    terminal.press(ESC).loses("shown");
    terminal.press("n").sees("New personalized offer").press("Über den Wolken").sees("Über den Wolken");
    terminal.press(CTRL_S).sees("Review: new personalized offer").press("y");
    terminal.sees("✓ Created \"Über den Wolken\" · revision 1.").sees("90 personalized").sees("▸ Über den Wolken");
    terminal.press("d").sees("Delete this personalized offer?").press_until_gone("y", "Delete this");
    terminal.sees("89 personalized").loses("▸ Über den Wolken").press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}

/// No brace is typed: the form alone makes the offer, and what opens over its rows is used as people use it.
#[test]
fn an_offer_is_made_and_changed_by_the_form_alone() {
    let mut terminal = in_dev();
    // Nothing is selected, so that there is no example to take ids from.
    terminal.press("/no such thing\r").sees("0 shown").press("n").sees("New personalized offer");
    terminal.press(CTRL_T).sees("form · row 1 of").sees("ctrl-t JSON");
    terminal.press("Über den Wolken").sees_in_a_line(&["▸", "Name", "Über den Wolken"]);
    // The status is chosen from a list, which says which keys work while it is open.
    terminal.press(DOWN).press(ENTER).sees("enter take · esc close").press(DOWN).press(ENTER).sees("● approved");
    terminal.press(&DOWN.repeat(2)).press(DELETE).press("77").sees_in_a_line(&["▸", "Priority", "77"]);
    // The start is a day later, at half past nine.
    terminal.press(DOWN).press(ENTER).sees("type a time or a whole date").press(RIGHT).press("0930").sees("09:30:00");
    terminal.press(ENTER).loses("type a time or a whole date").sees("09:30 UTC");
    terminal.press(&DOWN.repeat(3)).sees_in_a_line(&["▸", "Rule", "–"]).press(ENTER).sees("Choose a decision rule");
    terminal
        .press("adul")
        .sees("▸ Adults")
        .press(ENTER)
        .loses("Choose a decision rule")
        .sees_in_a_line(&["▸", "Rule", "Adults"]);
    terminal.press(CTRL_S).sees("Nothing was sent").sees_in_a_line(&["▸", "Placement", "PLACEMENT_ID"]);
    terminal.press(ENTER).sees("Choose a placement").press("tile").sees("▸ Online banking tile").press(ENTER);
    terminal.sees_in_a_line(&["▸", "Placement", "Online banking tile"]);
    terminal.press(CTRL_S).sees("Review: new personalized offer").press("y");
    terminal
        .sees("✓ Created \"Über den Wolken\" · revision 1.")
        .sees("90 personalized")
        .press(ESC)
        .sees("▸ Über den Wolken");
    // The same offer, changed by the form: one place is sent.
    terminal.press("e").sees("Edit Über den Wolken · revision 1").press(CTRL_T).sees("form · row");
    terminal.press(&UP.repeat(30)).sees("form · row 1 of").press(&DOWN.repeat(3)).press(DELETE).press("78");
    terminal.sees_in_a_line(&["▸", "Priority", "78"]).press(CTRL_S).sees("y sends it").press("y");
    terminal.sees("✓ Saved \"Über den Wolken\" · revision 2.").press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}

#[test]
fn the_older_generation_in_a_terminal() {
    let mut terminal = Terminal::start(80, 24, &["--demo", "--api", "xcore"], &[]);
    terminal.sees("Containers").sees("no place chosen · xcore").sees("1 of 2").press("j").sees("2 of 2");
    terminal.press(ENTER).sees("demo · dev · ask · xcore").sees("89 personalized").press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}

#[test]
fn a_terminal_that_becomes_too_small_says_so_and_one_that_grows_shows_everything_again() {
    let mut terminal = in_dev();
    terminal.sees("1 of 89").resize(20, 5).sees("offerdeck needs 40 by 12; this is 20 by 5.");
    terminal.resize(80, 24).sees("89 personalized").sees("[Personalized] Fallback").sees("1 of 89");
    terminal.press("j").sees("2 of 89").resize(300, 100).sees("── Record ──").sees("89 personalized");
    // At this size the whole list stands in one view.
    terminal.press("G").sees("89 of 89").sees("Multi-currency account").press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}

/// Whoever opens a terminal may give it its size a moment after the program began to look.
#[test]
fn a_terminal_that_gets_its_size_while_the_program_starts_is_drawn_on() {
    // Where in its start the program is by then is a matter of luck, so that many moments are tried.
    for moment in 0..30 {
        let mut terminal = Terminal::start(1, 1, &["--demo"], &[]);
        thread::sleep(Duration::from_micros(moment * 300));
        terminal.resize(80, 24).sees("Development").press("q");
        assert_eq!(terminal.ends(), 0);
    }
}

#[test]
fn a_terminal_that_changes_its_size_together_with_a_key_is_drawn_on_whole() {
    let mut terminal = in_dev();
    // Both wait for the program while it stands still, and are there at once when it goes on.
    for _ in 0..10 {
        terminal.resize(80, 8).sees("offerdeck needs 40 by 12; this is 80 by 8.");
        terminal.signal("STOP").press("j").resize(80, 24).signal("CONT").sees("89 personalized").sees("of 89");
    }
}

#[test]
fn a_large_terminal_is_drawn_from_the_beginning() {
    let mut terminal = Terminal::start(300, 100, &["--demo"], &[]);
    terminal.sees("Development").press(ENTER).sees("150 personalized").sees("── Record ──").press("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_dialog_survives_every_size_and_deletes_what_it_named() {
    let mut terminal = in_dev();
    terminal.press("/").press("card con").sees("1 shown").press(ENTER).sees("n new");
    terminal.press("d").sees("Delete this personalized offer?").sees("Name Card controls in the app");
    terminal.resize(40, 12).sees("Delete this personalized offer?").resize(20, 5).sees("this is 20 by 5.");
    terminal.resize(120, 40).sees("Delete this personalized offer?").sees("Name Card controls in the app");
    terminal.press_until_gone("y", "Delete this").sees("88 personalized").press("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_paste_as_large_as_a_book_is_kept_and_the_program_answers_on() {
    const LINES: usize = 4000;
    let line = "    \"content\": \"fifty characters that were typed elsewhere\",";
    let text = vec![line; LINES].join("\n");
    assert!(text.len() > 200_000);
    let mut terminal = in_dev();
    terminal.press("n").sees("New personalized offer").sees("line 2, column 12").paste(&text);
    terminal.sees(&format!("line {}, column {}", LINES + 1, line.chars().count() + 1)).sees("fifty characters");
    terminal.press("!").sees(&format!("column {}", line.chars().count() + 2)).press(ESC).sees("Leave the editor?");
    terminal.press("y").loses("Leave the editor?").sees("89 personalized").press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}

#[test]
fn a_paste_into_a_list_runs_no_keys() {
    let mut terminal = in_dev();
    terminal.paste("jjjdyq\r:quit\rn").sees("There is nothing here to paste into.").sees("1 of 89");
    terminal.lacks("Delete this").press("/").sees("filter:").paste("card con").sees("1 shown").press(ENTER).press("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn the_demo_can_be_made_to_fail_from_the_palette() {
    let mut terminal = in_dev();
    terminal.press(":fault 503").sees(":fault 503").press(ENTER).sees("In force: requests are answered 503");
    terminal.press("r").sees("server in trouble (503): 503 Service Temporarily Unavailable");
    terminal.press(":fault off\r").sees("No fault is in force.").press("r").loses("not refreshed").press("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn without_colours_there_are_none() {
    let mut terminal = Terminal::start(120, 40, &["--demo", "--mode", "full"], &[("NO_COLOR", "1")]);
    terminal.sees("Development").press(ENTER).sees("150 personalized").press("d").sees("Delete this").press(ESC);
    terminal.loses("Delete this").press("e").sees("Edit ").press(ESC).sees("[Personalized]").press("q");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(colours(&terminal.raw), Vec::<String>::new());
    let mut terminal = Terminal::demo();
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
    assert!(!colours(&terminal.raw).is_empty(), "this test can tell");
}

/// Every SGR sequence that sets a colour, other than back to the terminal's own.
fn colours(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ';' | ':')))?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    let sets_colour = |sequence: &String| {
        sequence
            .split([';', ':'])
            .filter_map(|number| number.parse::<u16>().ok())
            .any(|number| matches!(number, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107))
    };
    sequences.filter(sets_colour).collect()
}
