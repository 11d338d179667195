//! Signing in with a client's id and secret, and tokens that come to their end while somebody works.

use offerdeck::domain::Kind;

use crate::deck::{Deck, in_both_generations};

#[test]
fn a_token_that_ends_in_the_middle_of_a_long_list_loses_no_page() {
    in_both_generations(|generation| {
        let mut deck = Deck::start_as_client(generation);
        deck.press("enter").until_sees("loading 100 of 150 personalized").fault("expired-token x1");
        deck.until_idle().sees("150 personalized").lacks("partial").lacks("✗");
        deck.press_each(&["esc"]).until_idle().press("enter").until_idle().command("log");
        deck.press("g")
            .sees("POST")
            .sees("/ims/token/v3")
            .sees("401")
            .lacks("emulator-client-secret")
            .lacks("grant_type");
    });
}

#[test]
fn a_write_whose_token_has_ended_is_carried_out_once() {
    in_both_generations(|generation| {
        let mut deck = Deck::start_as_client(generation);
        deck.press("j").press("enter").until_idle().sees("89 personalized").filter("card controls");
        deck.press("d").until_idle().fault("expired-token DELETE x1").press("y").until_idle();
        deck.sees("✓ Deleted \"Card controls in the app\"").lacks("✗");
        assert_eq!((deck.writes.len(), deck.held(Kind::Personalized).len()), (1, 88));
    });
}

#[test]
fn a_wrong_secret_says_what_to_mend() {
    in_both_generations(|generation| {
        let mut deck = Deck::start_with_secret(generation, "another-secret");
        deck.sees("not signed in (401): the client id or the client secret is wrong").sees("OFFERDECK_CLIENT_SECRET");
        deck.lacks("another-secret");
    });
}
