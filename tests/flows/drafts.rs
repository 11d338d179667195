//! What is typed outlives the program.

use std::fs;

use crate::deck::{Deck, in_both_generations};

fn drafts_on_disk(deck: &Deck) -> usize {
    let entries = fs::read_dir(deck.state_folder().join("drafts")).map(Iterator::count);
    entries.unwrap_or_default()
}

#[test]
fn an_edit_outlives_a_kill_and_is_saved_from_its_draft() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        let target = deck.selected();
        deck.press("e").until_idle().replace("name\": \"", "name\": \"Typed ").until_idle();
        assert_eq!(drafts_on_disk(&deck), 2, "the draft and its lock");
        deck.start_again().sees("1 draft waits: :drafts");
        deck.command("drafts").sees("an edit").sees(target.title()).press("enter").until_idle();
        deck.sees("This is your draft").sees("name\": \"Typed ").save().sees("✓ Saved");
        assert!(deck.look_up(&target).unwrap().title().starts_with("Typed "));
        assert_eq!(drafts_on_disk(&deck), 0);
    });
}

#[test]
fn a_draft_goes_once_its_text_is_saved() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.press("D").until_idle().type_text("Kept ").until_idle();
        assert_eq!(drafts_on_disk(&deck), 2);
        deck.save().sees("Created").sees("6 personalized");
        assert_eq!(drafts_on_disk(&deck), 0);
        deck.start_again().lacks("draft");
    });
}

#[test]
fn a_draft_says_what_happened_to_its_object_meanwhile() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.press("e").until_idle().replace("name\": \"", "name\": \"Mine ").until_idle();
        deck.start_again().press("enter").until_idle().press("e").until_idle();
        deck.replace("name\": \"", "name\": \"Theirs ").save().sees("Saved");
        deck.command("drafts").press("enter").until_idle().sees("was changed since you typed this").sees("Mine ");
        deck.press("ctrl-s").sees("y sends it").press("y").until_idle().sees("Changed elsewhere");
    });
}
