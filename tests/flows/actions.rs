//! What becomes of objects by their status.

use offerdeck::domain::{Kind, Seen, Status};
use offerdeck::emulator::{Check, Strictness};

use crate::deck::{Deck, in_both_generations};

/// A new draft of the kind in front, alone in the list.
fn draft(deck: &mut Deck, name: &str) {
    deck.press("n").type_text(name).save().sees(&format!("✓ Created \"{name}\""));
    deck.filter(name).sees("1 of 1");
}

/// Chooses the action that is so many steps below the first one that is open, and sends it.
fn take(deck: &mut Deck, steps: usize) {
    deck.press("a").sees("╭ Actions").sees("▸");
    (0..steps).for_each(|_| _ = deck.press("down"));
    deck.press("enter").sees("y sends it · esc back").press("y").until_idle();
}

#[test]
fn an_offer_is_approved_put_back_and_archived_for_good() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        draft(&mut deck, "Probe");
        let made = deck.selected();
        deck.press("a").sees("▸ approve").sees("draft → approved").sees("draft already").press("enter");
        deck.sees("1 member set").sees("status").sees("approved").press("tab").sees("the JSON Patch that is sent");
        assert!(deck.writes.len() == 1, "only the create has left: {:?}", deck.writes);
        deck.press("y").until_idle().sees("✓ Approved \"Probe\" · revision 2.").sees("● approved");
        assert_eq!(deck.look_up(&made).unwrap().status, Seen::Is(Status::Approved));

        take(&mut deck, 0);
        deck.sees("✓ Put back to draft \"Probe\" · revision 3.").sees("○ draft");
        deck.press("z").until_idle().sees("y sends it").press("y").until_idle().sees("● approved");

        deck.press("a")
            .sees("▸ undo approve")
            .press("down")
            .sees("▸ archive")
            .sees("There is no way back")
            .press("enter");
        deck.sees("! there is no way back: archived is final; only duplicate or delete").press("esc");
        assert_eq!(deck.look_up(&made).unwrap().status, Seen::Is(Status::Approved), "esc sends nothing");
        take(&mut deck, 1);
        deck.sees("✓ Archived \"Probe\" · revision 5.");
        assert_eq!(deck.look_up(&made).unwrap().status, Seen::Is(Status::Archived));
        deck.press("a")
            .sees("archived is final; only duplicate or delete")
            .press("enter")
            .sees("Not allowed: ")
            .press("esc");
        deck.works_on("6 personalized");
    });
}

#[test]
fn a_decision_goes_live_and_back_and_ends_complete() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("7").until_idle().filter("status:draft");
        let name = deck.selected().title().to_owned();
        deck.filter(&format!("\"{name}\""));
        let decision = deck.selected();
        take(&mut deck, 0);
        deck.sees("✓ Activated");
        deck.press("a").sees("▸ deactivate").press("enter");
        deck.sees("the decision is live: journeys that use it must be published again").press("y").until_idle();
        deck.sees("✓ Deactivated").press("a").sees("only what is live can be completed").press("esc");
        take(&mut deck, 0);
        deck.press("a").press("down").sees("▸ complete").press("enter");
        deck.sees("complete is final; only duplicate, delete or archive").press("y").until_idle().sees("✓ Completed");
        assert_eq!(deck.look_up(&decision).unwrap().status, Seen::Is(Status::Complete));
        deck.press("a").sees("▸ archive").press("enter").press("y").until_idle().sees("✓ Archived");
        assert_eq!(deck.look_up(&decision).unwrap().status, Seen::Is(Status::Archived));
    });
}

#[test]
fn a_step_without_a_way_back_is_told_wherever_it_is_taken() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev_of(generation, Strictness::default().with(Check::Lifecycle, false));
        deck.press("n").type_text("Probe").save().sees("✓ Created").filter("probe");
        deck.press("e").until_idle().replace("\"draft\"", "\"archived\"").press("ctrl-s");
        deck.sees("! there is no way back: archived is final; only duplicate or delete").press("y").until_idle();
        deck.sees("✓ Saved").press("a").sees("o asks the").press("o").press("y").until_idle().sees("✓ Approved");
        deck.press("z").until_idle().sees("! there is no way back: archived is final").press("esc");

        deck.press("7").until_idle().filter("status:live").press("e").until_idle();
        deck.replace("\"live\"", "\"complete\"").press("ctrl-s");
        deck.sees("! there is no way back: complete is final; only duplicate, delete or archive");
        deck.sees("! the decision is live: journeys");
    });
}

#[test]
fn whoever_overrides_the_lifecycle_hears_what_the_server_says_of_it() {
    for (is_strict, told, status) in
        [(true, "✗ \"Probe\" was not approved: ", Status::Archived), (false, "✓ Approved \"Probe\"", Status::Approved)]
    {
        in_both_generations(|generation| {
            let mut deck = Deck::in_dev_of(generation, Strictness::default().with(Check::Lifecycle, is_strict));
            deck.press("n").type_text("Probe").save().sees("✓ Created").filter("probe");
            let made = deck.selected();
            take(&mut deck, 2);
            deck.sees("✓ Archived").press("a").sees("o asks the").press("o");
            deck.sees("! not allowed: archived is final; only duplicate or delete. The server may refuse it");
            deck.press("y").until_idle().sees(told);
            assert_eq!(deck.look_up(&made).unwrap().status, Seen::Is(status.clone()));
        });
    }
}

#[test]
fn several_are_approved_together_and_those_that_may_not_be_are_left_alone() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        for number in 0..5 {
            draft(&mut deck, &format!("Probe {number}"));
            deck.filter("");
        }
        deck.filter("probe 0");
        take(&mut deck, 0);
        deck.filter("probe").press("*").press("a").sees("4 of 5; not for 1 approved").press("enter").until_idle();
        deck.sees("Approve 4 personalized offers?")
            .sees("Type 4 to send all 4")
            .type_text("4")
            .press("enter")
            .until_idle();
        deck.sees("✓ Approve 4 personalized offers: all 4 done.").sees("✓ approved").press("esc");
        let approved = |record: &&std::sync::Arc<offerdeck::domain::Record>| {
            record.title().starts_with("Probe") && record.status == Seen::Is(Status::Approved)
        };
        assert_eq!(deck.held(Kind::Personalized).iter().filter(approved).count(), 5);
        deck.press("z").sees("Several were changed together");
    });
}

#[test]
fn whatever_happens_on_the_way_a_step_is_taken_or_told_as_not_taken() {
    in_both_generations(|generation| {
        for (fault, told) in [
            ("lost-answer PATCH x1", "but the change to \"Probe\" arrived"),
            ("429:1 PATCH x1", "✓ Approved \"Probe\""),
            ("503 PATCH x1", "the change did not arrive, the object is as it was"),
            ("403 PATCH x1", "✗ \"Probe\" was not approved: "),
            ("409 PATCH x1", "✗ \"Probe\" was not approved: "),
            ("503 GET x2", "✓ Approved \"Probe\""),
        ] {
            let mut deck = Deck::in_small(generation);
            draft(&mut deck, "Probe");
            let made = deck.selected();
            deck.press("a").press("enter").fault(fault).press("y").until_idle().sees(told).lacks("saving");
            let status = deck.look_up(&made).unwrap().status.clone();
            let taken = told.contains("arrived") || told.starts_with('✓');
            assert_eq!(status, Seen::Is(if taken { Status::Approved } else { Status::Draft }), "{fault}");
            deck.works_on("6 personalized");
        }
    });
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        for name in ["Probe one", "Probe two"] {
            draft(&mut deck, name);
            deck.filter("");
        }
        deck.filter("probe");
        let stale = deck.selected();
        deck.press("a").press("enter").sees("y sends it");
        deck.change_behind(&stale);
        deck.press("y").until_idle().sees("was not approved: it was changed since it was listed.");
        assert_eq!(deck.look_up(&stale).unwrap().status, Seen::Is(Status::Draft));
        // What came to light is in the list now, so that doing it again works.
        take(&mut deck, 0);
        deck.sees("✓ Approved");

        deck.press("j").press("*").press("a").press("down").press("down").sees("all 2").press("enter").until_idle();
        let other = deck.selected();
        deck.change_behind(&other);
        deck.type_text("2").press("enter").until_idle();
        deck.sees("! Archive 2 personalized offers: 1 of 2 done. The others stay marked").press("esc").sees("1 marked");
        assert_eq!(deck.look_up(&other).unwrap().status, Seen::Is(Status::Draft));
    });
}
