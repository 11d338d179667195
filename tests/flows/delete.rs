//! Deleting: asked about, carried out, verified, refused.

use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::request::Cause;

use crate::deck::{COLUMNS, Deck, ROWS, in_both_generations};

#[test]
fn a_draft_that_nothing_uses_goes_and_is_seen_to_be_gone() {
    in_both_generations(|generation| {
        for (key, filter, name, left) in [
            ("1", "card controls", "Card controls in the app", "88 personalized"),
            ("2", "default tile", "Default tile", "9 fallback"),
        ] {
            let mut deck = Deck::in_dev(generation);
            deck.press(key).until_idle().filter(filter);
            let doomed = deck.selected();
            deck.press("d").sees("Delete this").sees(name).sees(doomed.id.as_str()).sees("This can't be undone.");
            deck.until_idle().press("enter").lacks("Delete this").sees("1 shown");
            deck.press("d").until_idle().press("y").until_idle();
            deck.sees(&format!("✓ Deleted \"{name}\": the server no longer has it.")).sees("0 shown").sees(left);
            assert_eq!(deck.writes.len(), 1);
            assert_eq!(deck.look_up(&doomed), Err(Cause::Gone));
            deck.works_on(left);
        }
    });
}

#[test]
fn keys_typed_ahead_do_not_answer_the_question() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls").press_each(&["d", "y"]).sees("Delete this").until_idle().sees("Delete this");
        assert!(deck.writes.is_empty());
        deck.press("esc").sees("1 shown");
    });
}

#[test]
fn a_question_that_can_not_be_seen_can_not_be_answered() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls").press("d").until_idle().resize(20, 5).sees("offerdeck needs 40 by 12;");
        deck.press_each(&["y", "tab", "enter", "esc"]).until_idle().resize(COLUMNS, ROWS).sees("Delete this");
        assert!(deck.writes.is_empty());
        deck.press("y").until_idle().sees("✓ Deleted \"Card controls in the app\"");
    });
}

#[test]
fn what_is_in_use_stays_and_its_plan_frees_it_first() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        let name = "Dormant account wake-up";
        deck.filter("dormant account").press("d").until_idle();
        deck.sees(&format!("! \"{name}\" is in use and is not deleted before these let go of it."));
        deck.sees("Account openers").sees("as personalized").press("d").until_idle();
        deck.sees("collection \"Account openers\"").sees(&format!("then the personalized offer \"{name}\" is deleted"));
        deck.press("y").until_idle().sees("Change 1 object, then delete this personalized offer?").type_text(name);
        deck.press("enter").until_idle().sees(&format!("✓ Free and delete \"{name}\": all 2 done."));
        assert_eq!((deck.writes.len(), deck.held(Kind::Personalized).len()), (2, 88));
        deck.press_each(&["esc", "esc"]).works_on("88 personalized");
    });
}

#[test]
fn what_is_in_use_stays_where_nobody_could_tell_before() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("dormant account").until_idle();
        let used = deck.selected();
        // The collections, which tell what uses it, are not to be seen.
        deck.fault("403 GET x1").press("d").until_idle().sees("not known: collections are not read (not allowed)");
        deck.press("y").until_idle();
        match generation {
            Generation::Dps => deck
                .sees("✗ \"Dormant account wake-up\" was not deleted:")
                .sees("can't be deleted: it is used by")
                .sees("What uses it must let go of it first.")
                .sees("○ draft"),
            Generation::Xcore => {
                deck.sees("! \"Dormant account wake-up\" is still there: the delete was sent.").sees("! not gone")
            }
        };
        assert_eq!(deck.look_up(&used).as_ref(), Ok(&used));
        deck.works_on("89 personalized");
    });
}

#[test]
fn what_is_approved_wants_its_name_typed() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("2").until_idle().filter("tuile");
        let doomed = deck.selected();
        deck.press("d").until_idle().sees("It is not a draft: type its name to delete it.");
        deck.type_text("y").press("enter").lacks("Delete this").sees("1 shown");
        assert!(deck.writes.is_empty(), "y is a letter here, and Cancel has the focus");
        deck.press("d").until_idle().type_text("Tuile par défaut").press("enter").until_idle();
        deck.sees("✓ Deleted \"Tuile par défaut\": the server no longer has it.").sees("9 fallback");
        assert_eq!(deck.look_up(&doomed), Err(Cause::Gone));
        assert_eq!(deck.held_named(Kind::Fallback, "Tuile par défaut"), 0);
    });
}

#[test]
fn what_somebody_else_deleted_is_told_of_and_leaves_the_list() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls").press("d").until_idle().fault("lost-answer DELETE x1").press("y").until_idle();
        deck.sees("✓ Deleted \"Card controls in the app\"").sees("88 personalized");
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls").fault("404 GET x1").press("e").until_idle();
        deck.sees("✗ It could not be read for editing: not found (404):").sees("88 personalized · 0 shown");
        deck.works_on("89 personalized");
    });
}

#[test]
fn several_that_are_marked_are_freed_first_where_that_is_needed() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("dormant account").press("space").filter("card controls").press("space").filter("");
        deck.sees("2 marked").press("d").sees("Delete these 2?").sees("Card controls in the app");
        // By now it is known which of them a collection names.
        deck.until_idle().sees("1 of 2 is in use and is not deleted before").sees("Free and delete: 2 objects");
        deck.sees("collection \"Account openers\"").sees("then these 2 are deleted, in this order").press("y");
        deck.sees("Change 1 object, then delete 2?").until_idle().type_text("3").press("enter").until_idle();
        deck.sees("✓ Free and delete 2 objects: all 3 done.").press("esc").sees("87 personalized").lacks("marked");
        assert_eq!(deck.held_named(Kind::Personalized, "Card controls in the app"), 0);
        assert_eq!(deck.held_named(Kind::Personalized, "Dormant account wake-up"), 0);
    });
}

#[test]
fn several_are_deleted_through_all_that_may_happen_on_the_way() {
    in_both_generations(|generation| {
        for fault in ["429:1 DELETE x2", "lost-answer DELETE x2", "late-delete:30", "503 GET x2", "drop DELETE x1"] {
            let mut deck = Deck::in_small(generation);
            let all = deck.held(Kind::Personalized).len();
            for number in 0..5 {
                deck.press("n").type_text(&format!("Probe {number}")).save();
            }
            deck.filter("probe").press("*").fault(fault).press("d").until_idle().type_text("5").press("enter");
            deck.until_idle().sees("5 done");
            let left = deck.held(Kind::Personalized).len() - all;
            deck.sees(&format!("{} of 5 done", 5 - left));
            deck.press("esc").works_on("personalized");
        }
    });
}

#[test]
fn what_hangs_together_is_deleted_together_in_the_order_in_which_it_can_be() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        deck.press("5").until_idle().press("n").type_text("Probe qualifier").save().filter("probe");
        let qualifier = deck.selected();
        deck.press("4").until_idle().filter("no such thing").press("n").type_text("Probe collection");
        deck.replace("ids\": [", &format!("ids\": [\"{}\", ", qualifier.id)).save().filter("probe");
        let collection = deck.selected();

        deck.press("4").press("space").press("5").press("space").press("d").until_idle().sees("Delete these 2?");
        deck.sees("collection: Probe collection").sees("collection qualifier: Probe qualifier");
        deck.type_text("2").press("enter").until_idle().sees("✓ Delete 2 objects: all 2 done. z has them back, one");
        for gone in [&collection, &qualifier] {
            assert_eq!(deck.look_up(gone), Err(Cause::Gone));
        }
        deck.press("esc").press("esc").press("z").until_idle().sees("Probe qualifier").press("y").until_idle();
        deck.sees("points collection \"Probe collection\" in the trash").sees("z goes on with the next");
        deck.press("z").until_idle().sees("1 id in it is the new one").press("y").until_idle();
        deck.sees("Restored \"Probe collection\"");
        let named = |records: Vec<std::sync::Arc<Record>>, name: &str| {
            records.into_iter().find(|record| record.title() == name).unwrap()
        };
        let qualifier = named(deck.held(Kind::Qualifier), "Probe qualifier");
        let collection = named(deck.held(Kind::Collection), "Probe collection");
        assert!(collection.mentions_of(Kind::Qualifier).any(|id| id == qualifier.id.as_str()), "{}", collection.raw);
        deck.press("z").sees("is left to take back");
    });
}
