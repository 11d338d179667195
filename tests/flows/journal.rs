//! What was written can be read later, with what became of it.

use std::fs;

use crate::deck::{Deck, in_both_generations};

#[test]
fn every_write_stands_in_the_history_with_what_was_sent_and_what_came_of_it() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.press("e").until_idle().replace("name\": \"", "name\": \"Noted ").save().sees("✓ Saved");
        deck.fault("400 POST x1").press("D").until_idle().save().sees("was not created");
        deck.press("esc").press("y").until_idle();
        deck.command("history").sees("2").sees("create").sees("refused: 400").sees("edit").sees("done");
        deck.press("j").press("enter").sees("What it changed").sees("name\": \"Noted ").sees("- \"").sees("unchanged");
        deck.sees("Revision").sees("Request").lacks("Request –").lacks("+ /");
        deck.press("p").sees("What was sent").sees("+ /").sees("Noted ").lacks("unchanged");
        deck.press("tab").sees("What it changed").sees("unchanged");
        deck.press("esc").press("esc").press("H").until_idle().sees("History of Noted").sees("1 of 1").lacks("refused");
        deck.start_again().press("enter").until_idle().command("history").sees("refused: 400").sees("done");
    });
}

#[test]
fn a_write_whose_answer_was_lost_is_noted_as_what_the_look_told() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.fault("cut PATCH x1").press("e").until_idle().replace("name\": \"", "name\": \"Lost ").save();
        deck.command("history").sees("edit").lacks("unknown");
    });
}

#[test]
fn an_edit_that_is_taken_back_is_noted_as_such() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        let before = deck.selected();
        deck.press("e").until_idle().replace("name\": \"", "name\": \"Wrong ").save().sees("✓ Saved");
        deck.press("z").until_idle().sees("y sends it").press("y").until_idle().sees("✓ Saved");
        assert_eq!(deck.look_up(&before).unwrap().body(), before.body());
        deck.command("history").sees("take back");
        let journal = fs::read_to_string(deck.state_folder().join("journal.jsonl")).unwrap();
        assert_eq!(journal.lines().count(), 4, "a line before each write, and one after it");
    });
}

#[test]
fn a_create_whose_answer_was_lost_is_noted_with_the_id_that_was_found() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.fault("lost-answer POST x1").press("n").type_text("Lost").save().sees("arrived · revision 1.");
        deck.command("history").sees("create").sees("done").lacks("unknown");
        deck.press("esc").press("H").until_idle().sees("1 of 1").sees("done");
    });
}

#[test]
fn the_history_of_an_older_file_is_shown_with_its_outcomes() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.press("D").until_idle().type_text("Older ").save().sees("Created");
        let (now, older) = (deck.state_folder().join("journal.jsonl"), deck.state_folder().join("journal.1.jsonl"));
        fs::rename(&now, older).unwrap();
        deck.press("D").until_idle().type_text("Newer ").save().sees("Created");
        assert_eq!(fs::read_to_string(now).unwrap().lines().count(), 2);
        deck.command("history").sees("1 of 2").sees("Newer ").sees("Older ").lacks("unknown");
        deck.press("j").press("enter").sees("create Older ").sees("What it changed").sees("+ {");
    });
}

#[test]
fn the_history_of_a_delete_leads_to_the_trash() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.filter("status:approved");
        let name = deck.selected().title().to_owned();
        deck.press("d").until_idle().type_text(&name).press("enter").until_idle().sees("z takes it back");
        deck.command("history").press("enter").sees("went into the trash first");
    });
}
