//! The check of a whole library: what the demo's holds, and the way from a fault to its end.

use offerdeck::domain::Kind;
use offerdeck::emulator::{Check, Strictness};

use crate::deck::{Deck, in_both_generations};

#[test]
fn the_library_is_looked_through_and_the_way_leads_to_an_object_and_back() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.command("check").until_sees("Check: 0 errors, ").sees("x export").lacks("f fix");
        deck.sees("approved but over since")
            .sees("no collection takes it")
            .lacks("is not judged")
            .lacks("leads nowhere");
        deck.filter("unused").sees("no decision takes it").press("enter").sees("Id");
        deck.press("esc").sees("filter: unused").press("esc").press("tab").sees("99 of 10,000").press("esc");
        deck.sees("89 personalized");
    });
}

#[test]
fn an_id_that_leads_nowhere_is_seen_while_it_is_typed_found_and_mended() {
    in_both_generations(|generation| {
        // The library takes ids that lead nowhere.
        let mut deck = Deck::in_dev_of(generation, Strictness::default().with(Check::References, false));
        deck.command("check").until_sees("Check: 0 errors, ");
        deck.press("esc").command("collections").filter("Savings picks").press("e").until_idle();
        let picked = deck.held(Kind::Collection).into_iter().find(|one| one.title() == "Savings picks").unwrap();
        let first = picked.mentions_of(Kind::Personalized).next().unwrap().to_owned();
        deck.replace(&format!("\"{first}\""), "\"nowhere\"").sees("an id leads nowhere: personalized offer nowhere");
        deck.press("ctrl-s").sees("! an id leads nowhere: personalized offer nowhere").press("y").until_idle();
        deck.command("check").until_sees("Check: 1 error, ").sees("an id leads nowhere: personalized offer nowhere");
        deck.sees("f fix").press("f").sees("Review: Savings picks").press("y").until_idle();
        deck.sees("! changed since, r looks again").press("r").until_sees("Check: 0 errors, ");
        let mended = deck.held(Kind::Collection).into_iter().find(|one| one.id == picked.id).unwrap();
        assert!(!mended.raw.contains("nowhere") && !mended.raw.contains(&first), "{}", mended.raw);
    });
}

#[test]
fn what_can_not_be_read_is_said_and_read_when_it_can_be() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.fault("403 GET x1").command("check").until_sees("! Not read (not allowed): ").sees("is not judged.");
        deck.press("r").until_idle().sees("Check: 0 errors, ").lacks("not allowed");
    });
}
