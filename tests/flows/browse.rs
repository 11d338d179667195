//! Looking round: the picker, complete lists, filters, details, and the ways between them.

use offerdeck::domain::{Generation, Kind};

use crate::deck::{Deck, in_both_generations, requests};

#[test]
fn a_list_is_complete_across_its_pages() {
    in_both_generations(|generation| {
        let mut deck = Deck::start(generation);
        deck.sees("no place chosen").sees("▸ ").sees(" prod ").sees(" dev ").sees("1 of 2");
        deck.press("enter").until_sees("loading 100 of 150 personalized").until_idle();
        deck.sees("150 personalized").lacks("loading").sees("1 of 150");
        deck.press("G").sees("150 of 150");
        let last = deck.selected();
        let held = deck.held(Kind::Personalized);
        assert_eq!(held.len(), 150);
        assert_eq!(held.last().map(|record| &record.id), Some(&last.id), "the server's order is kept");
        deck.press("g").sees("1 of 150");
        assert_eq!(held.first().map(|record| &record.id), Some(&deck.selected().id));
    });
}

#[test]
fn a_production_sandbox_is_marked_wherever_one_works_in_it() {
    // A container does not say what its sandbox is for: there it is asked once one is in it.
    let mut deck = Deck::start(Generation::Xcore);
    deck.press("enter").until_idle().sees("· prod ▲ production · full · xcore");
    let mut deck = Deck::start(Generation::Dps);
    deck.sees("▸ Production prod ▲ production").press("enter").until_idle().sees("· prod ▲ production · full · dps");
    deck.press("d").sees("In prod ▲ production").press("esc");
    deck.press("esc").until_idle().press_each(&["j", "enter"]).until_idle().sees("· dev · full · dps").lacks("▲");
}

#[test]
fn loading_can_be_stopped_and_taken_up_again() {
    in_both_generations(|generation| {
        let mut deck = Deck::start(generation);
        deck.press("enter").until_sees("loading 100 of 150 personalized").press("ctrl-c").until_idle();
        deck.sees("! partial: 100 of 150 personalized (cancelled)").sees("Cancelled. Press ctrl-c again to quit.");
        assert_eq!(deck.ended, None);
        deck.press("r").until_idle().sees("150 personalized").lacks("partial");
    });
}

#[test]
fn the_picker_leads_to_any_place_and_back() {
    in_both_generations(|generation| {
        let mut deck = Deck::start(generation);
        deck.press("enter").until_idle().sees("150 personalized");
        deck.press("esc").until_idle().sees("(here) prod").press_each(&["j", "enter"]).until_idle();
        deck.sees("· dev ·").sees("89 personalized");
        deck.command("sandboxes").sees("(here) dev").press("esc").sees("89 personalized");
    });
}

#[test]
fn a_place_can_be_typed_and_one_that_is_not_there_is_told_of() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("esc").until_idle().press("/").type_text("nowhere").press("enter").until_idle();
        deck.sees("✗ The list could not be read: not").sees("nowhere ▲ type unknown ·").sees("What to do:");
        deck.press("esc").until_idle().press("enter").until_idle().sees("150 personalized");
    });
}

#[test]
fn each_kind_has_its_tab() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.sees("[Personalized] Fallback").press("tab").until_idle();
        deck.sees("Personalized [Fallback]").sees("10 fallback").sees("Standardkachel");
        deck.press("1")
            .sees("89 personalized")
            .press("2")
            .sees("10 fallback")
            .press("shift-tab")
            .sees("89 personalized");
        deck.command("fallback").sees("10 fallback");
    });
}

#[test]
fn a_filter_shows_what_matches_and_goes_with_esc() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("/").type_text("card con").sees("1 shown").sees("Card controls in the app").lacks("Basic account");
        deck.press("esc").lacks("shown").sees("Basic account");
        deck.filter("status:draft !card").lacks("Card controls in the app").sees("filter: status:draft !card");
        deck.filter("priority:>99999").sees("None of the 89 loaded personalized offers match the filter. esc");
        deck.filter("priority:high").sees("The filter shows nothing:");
        deck.press("esc").lacks("shown").sees("1 of 89");
    });
}

#[test]
fn details_are_shown_as_facts_and_as_received() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls");
        let (id, address) = (deck.selected().id.to_string(), deck.selected().address.to_string());
        deck.sees("○ draft priority 30").sees("── web · json ──").press("enter").lacks("[Personalized]");
        deck.press("G").sees(&id).sees("Revision 6").press("i").sees("JSON as received").sees(&address);
        deck.press("i").lacks("JSON as received");
        deck.press("r").until_idle().sees("· Read again.");
        deck.press("esc").sees("[Personalized]").sees("1 shown");
    });
}

#[test]
fn a_refresh_keeps_the_cursor_on_its_object() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press_each(&["j", "j", "j", "j"]);
        let before = deck.selected().id.clone();
        deck.press("r").until_idle().sees("89 personalized").sees("5 of 89");
        assert_eq!(deck.selected().id, before);
    });
}

#[test]
fn the_log_shows_every_request_and_no_secret() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.fault("400 GET x1").press("r").until_idle().command("log");
        deck.sees("✓ GET 200").sees("✗ GET 400").sees("Bad request");
        // Three that every program asks, and two lists in which the names stand of those that the first offer names.
        deck.sees(&requests(5, generation));
        deck.lacks(offerdeck::emulator::ACCESS_TOKEN).lacks("Bearer");
        deck.press("esc").sees("[Personalized]").command("help").sees("Lists").press("q").sees("[Personalized]");
    });
}

#[test]
fn the_palette_sets_faults_and_knows_what_it_does_not_know() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.command("fault 503 GET").sees("! In force: requests are answered 503, as a load balancer does; GET only;");
        deck.press("r").until_idle().sees("server in trouble (503): 503 Service Temporarily Unavailable");
        deck.command("fault explode").sees("✗ no fault \"explode\"; there are 400 to 599, html,").sees("pass and off");
        deck.command("fault off").sees("! No fault is in force.").press("r").until_idle().sees("89 personalized");
        deck.command("frobnicate").sees("✗ There is no command \"frobnicate\". Press ? for help.");
    });
}

#[test]
fn quitting_asks_only_where_something_would_be_lost() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("n").type_text("Half an idea").press("ctrl-c").press("ctrl-c");
        deck.sees("Quit?").sees("What you typed in the editor was not sent. Quitting drops it.");
        deck.press("enter").lacks("Quit?").sees("Half an idea");
        assert_eq!(deck.ended, None);
        deck.press_each(&["ctrl-c", "ctrl-c", "y"]);
        assert_eq!(deck.ended, Some(0));
        let mut deck = Deck::in_dev(generation);
        deck.press("q");
        assert_eq!(deck.ended, Some(0));
    });
}

#[test]
fn what_refers_to_an_offer_is_found_and_leads_to_it_and_back() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("dormant account").press("u").until_idle();
        deck.sees("Used by: Dormant account wake-up").sees("as offer").lacks("are not read").lacks("Nothing refers");
        deck.press("enter").until_idle().sees("Made of").press("u").until_idle().sees("Used by: ");
        deck.press_each(&["esc", "esc"]).sees("Used by: Dormant account wake-up").press("esc").sees("1 shown");
    });
}
