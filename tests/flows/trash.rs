//! What is deleted can be had back.

use std::fs;

use offerdeck::domain::{Generation, Kind};
use offerdeck::request::Cause;

use crate::deck::{Deck, in_both_generations};

/// Deletes the selected object, as its dialog asks.
fn delete(deck: &mut Deck) {
    let name = deck.selected().title().to_owned();
    deck.press("d").until_idle().sees("From the trash it can be created again").type_text(&name);
    deck.press("enter").until_idle();
}

#[test]
fn what_is_deleted_is_created_again_member_by_member() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.filter("status:approved");
        let lost = deck.selected();
        delete(&mut deck);
        deck.sees("the server no longer has it. z takes it back.");
        assert_eq!(deck.look_up(&lost), Err(Cause::Gone));
        deck.press("z").until_idle().sees("y sends it").press("y").until_idle();
        deck.sees("Restored").sees("nothing points to the old one");
        let back = deck.held(Kind::Personalized).into_iter().find(|record| record.title() == lost.title()).unwrap();
        assert_ne!(back.id, lost.id);
        assert_eq!(back.body(), lost.body());
    });
}

#[test]
fn the_trash_outlives_the_program_and_knows_what_was_restored() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.filter("status:approved");
        let name = deck.selected().title().to_owned();
        delete(&mut deck);
        deck.start_again().press("enter").until_idle().sees("4 personalized");
        deck.command("trash").sees(&name).sees("deleted").press("enter").sees("Create this again?").press("y");
        deck.until_idle().sees("y sends it").press("y").until_idle().sees("Restored").sees("5 personalized");
        deck.command("trash").sees("created again").press("enter").press("y").until_idle();
        deck.sees("was created again already");
    });
}

#[test]
fn nothing_is_deleted_when_the_trash_cannot_be_written() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        fs::write(deck.state_folder().join("trash"), "a file where the folder is to be").unwrap();
        deck.filter("status:approved");
        let target = deck.selected();
        delete(&mut deck);
        deck.sees("was not deleted: it can't be put into the trash").lacks("deleting");
        assert_eq!(deck.writes, []);
        assert!(deck.look_up(&target).is_ok());
    });
}

#[test]
fn a_delete_that_the_server_refuses_leaves_no_trash() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.filter("status:approved").fault("400 DELETE");
        delete(&mut deck);
        deck.sees("was not deleted").fault("off").command("trash").sees("Nothing was deleted here");
    });
}

#[test]
fn what_is_created_again_without_an_answer_is_known_to_be_restored() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.filter("status:approved");
        delete(&mut deck);
        deck.fault("lost-answer POST x1").press("z").until_idle().sees("y sends it").press("y").until_idle();
        deck.sees("arrived. Restored").sees("with the new id");
        deck.command("trash").sees("created again").press("enter").press("y").until_idle();
        deck.sees("was created again already");
        deck.press("esc").command("history").sees("restore").sees("done").lacks("unknown");
    });
}

/// What was deleted is to be had back, but is typed on first, and then the program is killed.
fn typed_on(generation: Generation) -> Deck {
    let mut deck = Deck::keeping(generation);
    deck.filter("status:approved");
    delete(&mut deck);
    deck.press("z").until_idle().sees("y sends it").press("e").replace("name\": \"", "name\": \"Back ").until_idle();
    deck.start_again().press("enter").until_idle().sees("4 personalized");
    deck
}

#[test]
fn what_is_to_be_had_back_is_so_from_its_draft_too() {
    in_both_generations(|generation| {
        let mut deck = typed_on(generation);
        deck.command("drafts").sees("from the trash").press("enter").until_idle().sees("of an object from the trash");
        deck.save().sees("Restored \"Back ").sees("5 personalized");
        deck.command("trash").sees("created again").lacks("deleted");
        deck.press("esc").command("history").sees("restore").sees("done");
    });
}

#[test]
fn a_draft_of_what_was_had_back_meanwhile_makes_a_new_object_and_says_no_more() {
    in_both_generations(|generation| {
        let mut deck = typed_on(generation);
        deck.command("trash").press("enter").press("y").until_idle().sees("y sends it").press("y").until_idle();
        deck.sees("Restored").command("drafts").press("enter").until_idle();
        deck.sees("This is your draft.").lacks("from the trash").save().sees("Created \"Back ").sees("6 personalized");
    });
}
