//! What stands on screen when reading goes wrong, and that everything works on afterwards.

use offerdeck::domain::Generation;

use crate::deck::{Deck, in_both_generations, requests};

/// A fault, and what a read then fails with: the class of failure first, what to do last.
const FAILURES: [(&str, &str, &str); 13] = [
    ("401", "not signed in (401): Oauth token is not valid", "type token, or set OFFERDECK_ACCESS_TOKEN"),
    ("403", "not allowed (403): Profile is not valid", "set organisation in the profile or OFFERDECK_ORG_ID"),
    ("404", "not found (404):", "this server does not know the route or the scope"),
    ("409", "conflict (409): Conflict", "it was changed or is used elsewhere"),
    ("412", "conflict (412): Precondition failed", "it was changed or is used elsewhere"),
    ("422", "refused (422): Unprocessable content", "mend what the server names and try again"),
    ("429:7", "too many requests (429): Too many requests", "wait a moment, then try again (it asks for 7 s)"),
    ("500", "server in trouble (500): Internal server error", "try again in a while"),
    ("503", "server in trouble (503): 503 Service Temporarily Unavailable", "try again in a while"),
    (
        "hang",
        "no answer from http://127.0.0.1:",
        "within 300ms (timeout first_byte) — check the network, then try again",
    ),
    ("cut", "answer cut off (200): the answer from http://127.0.0.1:", "try again: the connection broke off"),
    ("drop", "no answer from http://127.0.0.1:", "check the network, then try again"),
    ("malformed", "unreadable answer (200): the answer is not the JSON that was expected", "send the request id to"),
];

#[test]
fn a_picker_that_can_not_be_read_says_why_and_is_read_again() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        for (fault, class, advice) in FAILURES {
            deck.fault(fault);
            deck.press("esc").until_idle().sees(&format!("✗ The list could not be read: {class}")).sees(advice);
            deck.fault("off").press("r").until_idle().lacks("✗").sees("(here) prod");
            deck.press("esc").sees("5 personalized");
        }
    });
}

#[test]
fn a_list_that_never_came_says_why_in_its_place() {
    in_both_generations(|generation| {
        let mut deck = Deck::start_small(generation);
        for (fault, class, _) in FAILURES {
            deck.fault(fault).press_each(&["k", "enter"]).until_idle();
            let headline = class.split([' ', '.']).next().unwrap();
            deck.sees(&format!("✗ The list could not be read: {class}")).sees(&format!("│ ✗ {headline}"));
            deck.sees("What to do:").lacks("partial").works_on("5 personalized").lacks("What to do");
            // Through another place and back, so that the list begins anew.
            deck.press("esc").until_idle().fault("401").press_each(&["j", "enter"]).until_idle().fault("off");
            deck.press("esc").until_idle();
        }
    });
}

#[test]
fn a_refresh_that_fails_leaves_the_list_as_it_was_and_says_so() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        for (fault, class, advice) in FAILURES {
            deck.fault(fault);
            deck.press("r").until_idle().sees(&format!("✗ The list was not refreshed: {class}")).sees(advice);
            deck.sees("5 personalized · ! not refreshed: ").sees("Black Friday −40 %");
            deck.works_on("5 personalized");
        }
    });
}

#[test]
fn a_second_page_that_fails_leaves_a_part_that_is_called_one() {
    in_both_generations(|generation| {
        let mut deck = Deck::start(generation);
        // One of each sort: the whole list is read again each time, which takes a while.
        let some = ["429:7", "cut", "malformed"];
        for (fault, class, advice) in FAILURES.into_iter().filter(|(fault, ..)| some.contains(fault)) {
            deck.press("enter").until_sees("loading 100 of 150 personalized");
            deck.fault(fault);
            deck.until_idle().sees(&format!("✗ The list is not complete: {class}")).sees(advice);
            deck.sees("! partial: 100 of 150 personalized (").sees("1 of 100");
            deck.works_on("150 personalized");
            // Through the other place and back, so that the list begins anew.
            deck.press("esc").until_idle().press_each(&["j", "enter"]).until_idle().press("esc").until_idle();
        }
    });
}

#[test]
fn an_object_that_can_not_be_read_is_not_edited() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        deck.filter("friday");
        for (fault, class, _) in FAILURES.into_iter().filter(|(fault, ..)| *fault != "404") {
            deck.fault(fault);
            deck.press("e").until_idle().sees(&format!("✗ It could not be read for editing: {class}"));
            deck.sees("5 personalized · 1 shown").fault("off");
            deck.press("e").until_idle().sees("Edit Black Friday −40 % · revision 7").press("esc");
        }
    });
}

#[test]
fn an_object_that_is_gone_leaves_the_list_when_it_is_read() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        deck.filter("friday").fault("404 GET x1").press("e").until_idle();
        deck.sees("✗ It could not be read for editing: not found (404):").sees("4 personalized · 0 shown");
        deck.works_on("5 personalized");
    });
}

#[test]
fn rows_that_no_row_should_be_are_shown_without_harm() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.fault("odd-rows").press("r").until_idle().sees("89 personalized").sees("? odd").sees("long long");
        for step in ["i", "i", "down"].into_iter().cycle().take(24) {
            let screen = deck.press(step).screen();
            let unfit = |c: char| {
                c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
            };
            assert!(!screen.contains(unfit), "{screen:?}");
        }
        deck.works_on("89 personalized").lacks("? odd");
    });
}

#[test]
fn a_list_without_a_total_is_complete_all_the_same() {
    in_both_generations(|generation| {
        let mut deck = Deck::start(generation);
        deck.fault("no-total").press("enter").until_sees("loading 100 personalized ·").until_idle();
        deck.sees("150 personalized").lacks("loading").works_on("150 personalized");
    });
}

#[test]
fn a_last_page_that_leads_to_itself_ends_the_list() {
    in_both_generations(|generation| {
        let mut deck = Deck::start(generation);
        deck.fault("loop")
            .press("enter")
            .until_idle()
            .sees("150 personalized")
            .command("log")
            // Each page of the list once, and two lists for names.
            .sees(&requests(6, generation));
        deck.press("esc").works_on("150 personalized");
    });
}

#[test]
fn an_empty_list_says_what_makes_the_first_object() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        deck.fault("empty").press("r").until_idle().sees("There are no personalized offers here. n makes one.");
        deck.press_each(&["e", "d", "D", "enter", "j", "G", "i", "J"]).until_idle().sees("n makes one.");
        deck.works_on("5 personalized");
    });
}

#[test]
fn an_empty_picker_lets_a_name_be_typed() {
    for (generation, typed) in [(Generation::Dps, "dev"), (Generation::Xcore, "08f8fb93-38ef-11eb-b585-22d43d5991b2")] {
        let mut deck = Deck::start(generation);
        deck.fault("empty").press("r").until_idle().sees("There is none that you may use. Press / to type a name.");
        deck.fault("off").press("/").type_text(typed).press("enter").until_idle().sees("89 personalized");
    }
}

#[test]
fn a_list_that_fails_for_a_while_comes_by_itself() {
    in_both_generations(|generation| {
        let mut deck = Deck::start(generation);
        for fault in ["429:1 x2", "503 GET x1", "html:502 x3", "drop x1", "cut x2", "malformed x1", "hang GET x1"] {
            // The second page fails, and the load goes on at it.
            deck.press("enter").until_sees("loading 100 of 150 personalized").fault(fault);
            deck.until_sees("the list again in 1 s (1 of ").sees("· r now").sees("1 of 100");
            deck.until_idle().sees("150 personalized").lacks("partial").lacks("again in").lacks("✗");
            deck.press("esc").until_idle().press_each(&["j", "enter"]).until_idle().press("esc").until_idle();
        }
    });
}

#[test]
fn a_picker_that_fails_for_a_while_comes_by_itself() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        deck.fault("503 x2").press("esc").until_sees("server in trouble (503): the list again in 1 s (1 of 5) · r now");
        deck.until_idle().sees("(here) prod").lacks("again in").lacks("✗");
    });
}
