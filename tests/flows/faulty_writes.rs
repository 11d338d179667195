//! What becomes of a write when its answer is bad or missing: what is told, what is kept, what the library holds.

use std::sync::Arc;

use offerdeck::domain::{Kind, Record};
use offerdeck::request::Cause;

use crate::deck::{Deck, in_both_generations, priority_of};

/// A fault that refuses a write, and the class of failure that is told.
const REFUSALS: [(&str, &str); 7] = [
    ("401", "not signed in (401): Oauth token is not valid — press : and type token"),
    ("403", "not allowed (403): Profile is not valid"),
    ("404", "not found (404): Not found"),
    ("409", "conflict (409): Conflict"),
    ("412", "conflict (412): Precondition failed"),
    (
        "422",
        "refused (422): Unprocessable content: this answer was asked for with a fault — mend what the server names",
    ),
    ("429:7", "too many requests (429): Too many requests — wait a moment, then try again (it asks for 7 s)"),
];

/// A fault that leaves open whether a write was carried out, the class of failure that is told, and the truth.
const SILENCES: [(&str, &str, bool); 6] = [
    ("500", "server in trouble (500): Internal server error", false),
    ("503", "server in trouble (503): 503 Service Temporarily Unavailable", false),
    ("hang", "no answer from http://127.0.0.1:", false),
    ("drop", "no answer from http://127.0.0.1:", false),
    ("lost-answer", "no answer from http://127.0.0.1:", true),
    ("cut", "answer cut off (201):", true),
];

/// Puts a fault on the next request of a method; the one after which writes are repeated stays until it is taken away.
fn put(deck: &mut Deck, fault: &str, method: &str) {
    let times = if fault.starts_with("429") { "" } else { " x1" };
    deck.fault(&format!("{fault} {method}{times}"));
}

/// How often a write is repeated that the server does not take, because there are too many.
const REPEATS: usize = 5;

/// How many offers the library holds to begin with.
const AT_FIRST: usize = 5;

fn count(number: usize) -> String {
    format!("{number} personalized")
}

/// Opens the editor on an object and types another priority into it; returns its title and revision.
fn editing(deck: &mut Deck, priority: i64) -> (String, u64) {
    deck.filter("friday");
    let base = deck.selected();
    let (Some(before), Some(revision)) = (priority_of(&base), base.revision) else { panic!("{base:?}") };
    deck.press("e").until_idle().replace(&format!("priority\": {before}"), &format!("priority\": {priority}"));
    (base.title().to_owned(), revision)
}

/// Creates a draft and puts the cursor on it.
fn with_draft(deck: &mut Deck, name: &str) -> Arc<Record> {
    deck.press("n").type_text(name).save().sees(&format!("✓ Created \"{name}\" · revision 1."));
    deck.writes.clear();
    deck.selected()
}

#[test]
fn a_create_that_is_refused_keeps_the_text_and_succeeds_the_second_time() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        for (number, (fault, class)) in REFUSALS.into_iter().enumerate() {
            let name = format!("Probe {number}");
            put(&mut deck, fault, "POST");
            deck.press("n").type_text(&name).save();
            deck.sees(&format!("✗ \"{name}\" was not created; your text is kept: {class}"))
                .sees("New personalized offer");
            deck.fault("off");
            deck.sees(&format!("\"{name}\",")).save().sees(&format!("✓ Created \"{name}\" · revision 1."));
            assert_eq!(deck.held_named(Kind::Personalized, &name), 1);
            deck.works_on(&count(AT_FIRST + number + 1));
        }
        assert_eq!(deck.writes.len(), 2 * REFUSALS.len() + REPEATS, "nothing is repeated but what was not taken");
    });
}

#[test]
fn a_create_without_an_answer_is_looked_for() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        let mut held = AT_FIRST;
        for (number, (fault, class, carried_out)) in SILENCES.into_iter().enumerate() {
            // Names that a query could take for something else.
            let name = ["Sale 50 %, & more=\"x\"", "a==b~c!", "Ärger 春"][number % 3];
            let name = format!("{name} {number}");
            deck.writes.clear();
            put(&mut deck, fault, "POST");
            deck.press("n").type_text(&name.replace('"', "\\\"")).save();
            assert_eq!(deck.writes.len(), 1, "nothing is repeated unasked");
            assert_eq!(deck.held_named(Kind::Personalized, &name), usize::from(carried_out), "{fault}");
            if !carried_out {
                deck.sees(&format!("✗ \"{name}\" did not arrive; your text is kept: {class}"));
                deck.sees("Send it again with ctrl-s when you like.").save();
            }
            held += 1;
            deck.sees(&format!("\"{name}\"")).sees("· revision 1.").sees("[Personalized]").sees(&count(held));
            assert_eq!(deck.held_named(Kind::Personalized, &name), 1, "{fault}");
            deck.works_on(&count(held));
        }
    });
}

#[test]
fn a_create_that_can_not_be_looked_for_warns_before_it_is_sent_again() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        deck.fault("lost-answer POST x1, 503 GET").press("n").type_text("Probe").save();
        // What can't be told of the create is not talked over by the list, whose head says that it failed too.
        deck.sees("can't be told").sees("! list not refreshed: server in trouble").sees("\"Probe\",").fault("off");
        deck.press("ctrl-s").sees("! An earlier save of this text got no answer. Look for it in the list");
        assert_eq!((deck.writes.len(), deck.held_named(Kind::Personalized, "Probe")), (1, 1));
    });
}

#[test]
fn a_write_that_the_server_did_not_take_is_repeated_until_it_does() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        deck.fault("429:1 POST x2").press("n").type_text("Probe").press("ctrl-s").press("y");
        deck.until_sees("! too many requests (429): the save again in 1 s (1 of 5) · ctrl-c gives up");
        deck.until_idle().sees("✓ Created \"Probe\" · revision 1.").lacks("again in");
        assert_eq!((deck.writes.len(), deck.held_named(Kind::Personalized, "Probe")), (3, 1));
        deck.fault("429:1 DELETE x2").filter("probe").press("d").until_idle().press("y").until_idle();
        deck.sees("✓ Deleted \"Probe\": the server no longer has it.");
        assert_eq!(deck.writes.len(), 6);
    });
}

#[test]
fn a_create_with_an_unreadable_answer_was_carried_out_once() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        put(&mut deck, "malformed", "POST");
        deck.press("n").type_text("Probe").save().sees("✓ Created \"Probe\". The server named no id");
        assert_eq!((deck.writes.len(), deck.held_named(Kind::Personalized, "Probe")), (1, 1));
        deck.sees(&count(AT_FIRST + 1)).works_on(&count(AT_FIRST + 1));
    });
}

#[test]
fn a_change_that_is_refused_keeps_the_text_and_succeeds_the_second_time() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        for (priority, (fault, class)) in (11..).zip(REFUSALS.into_iter().filter(|(fault, _)| *fault != "404")) {
            let (title, revision) = editing(&mut deck, priority);
            put(&mut deck, fault, "PATCH");
            deck.save().sees(&format!("✗ \"{title}\" was not saved; your text is kept: {class}"));
            deck.sees(&format!("Edit {title} · revision {revision}")).sees(&format!("priority\": {priority}"));
            deck.fault("off").save().sees(&format!("✓ Saved \"{title}\" · revision {}.", revision + 1));
            assert_eq!(priority_of(&deck.look_up(&deck.selected()).unwrap()), Some(priority));
            deck.works_on(&count(AT_FIRST));
        }
    });
}

#[test]
fn a_change_without_an_answer_is_looked_for() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        let faults = SILENCES.into_iter().chain([("malformed", "", true)]);
        for (priority, (fault, _, carried_out)) in (11..).zip(faults) {
            let (_, revision) = editing(&mut deck, priority);
            deck.writes.clear();
            put(&mut deck, fault, "PATCH");
            deck.save();
            assert_eq!(deck.writes.len(), 1, "nothing is repeated unasked");
            if !carried_out {
                deck.sees("✗ The change did not arrive, the object is as it was; your text is kept:");
                deck.sees(&format!("priority\": {priority}")).save();
            }
            deck.sees("✓").sees(&format!("· revision {}.", revision + 1)).sees("[Personalized]");
            let stored = deck.look_up(&deck.selected()).unwrap();
            assert_eq!((priority_of(&stored), stored.revision), (Some(priority), Some(revision + 1)), "{fault}");
            deck.works_on(&count(AT_FIRST));
        }
    });
}

#[test]
fn a_change_to_what_is_gone_becomes_a_new_object() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        let (title, _) = editing(&mut deck, 11);
        put(&mut deck, "404", "PATCH");
        deck.save()
            .sees(&format!("✗ \"{title}\" was deleted elsewhere. Your text is kept: ctrl-s now makes a new object"));
        deck.sees("New personalized offer").sees("priority\": 11").save();
        deck.sees(&format!("✓ Created \"{title}\" · revision 1."));
        assert_eq!(deck.held_named(Kind::Personalized, &title), 2, "the fault had only hidden it");
        deck.works_on(&count(AT_FIRST + 1));
    });
}

#[test]
fn a_save_whose_first_read_fails_sends_nothing() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        let faults = [("401", "not signed in (401):"), ("500", "server in trouble (500):"), ("hang", "no answer from")];
        for (priority, (fault, class)) in (11..).zip(faults) {
            editing(&mut deck, priority);
            deck.writes.clear();
            deck.fault(&format!("{fault} GET")).save();
            deck.sees(&format!("was not saved; your text is kept: {class}"));
            deck.sees(&format!("priority\": {priority}"));
            assert!(deck.writes.is_empty());
            deck.fault("off").save().sees("✓ Saved");
        }
    });
}

#[test]
fn a_saved_change_that_can_not_be_read_back_is_called_saved() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        let (title, revision) = editing(&mut deck, 11);
        deck.press_each(&["ctrl-s", "y"]).until_sees("Sending the change").fault("503 GET").until_idle();
        deck.sees(&format!("✗ Saved \"{title}\", but it could not be read back: server in trouble (503):"));
        deck.sees("The list may show it as it was: r reads it again.").sees("[Personalized]");
        deck.works_on(&count(AT_FIRST)).filter("friday");
        assert_eq!(deck.selected().revision, Some(revision + 1));
    });
}

#[test]
fn a_delete_that_is_refused_leaves_the_row() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        let draft = with_draft(&mut deck, "Probe");
        for (fault, class) in REFUSALS.into_iter().filter(|(fault, _)| *fault != "404") {
            put(&mut deck, fault, "DELETE");
            deck.filter("probe").press("d").until_idle().press("y").until_idle();
            // A conflict is told in the server's own words: they name what is in the way.
            let class = if fault == "409" { class.split_once(": ").unwrap().1 } else { class };
            deck.sees(&format!("✗ \"Probe\" was not deleted: {class}")).sees("1 shown").sees("○ draft");
            assert_eq!(deck.look_up(&draft).as_ref(), Ok(&draft));
            deck.works_on(&count(AT_FIRST + 1));
        }
        assert_eq!(deck.writes.len(), 6 + REPEATS, "nothing is repeated but what was not taken");
    });
}

#[test]
fn a_delete_without_an_answer_is_looked_for() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        let others =
            [("malformed", "", true), ("404", "", false), ("deletes-stay", "", false), ("late-delete:30", "", true)];
        for (fault, _, carried_out) in SILENCES.into_iter().chain(others) {
            let doomed = with_draft(&mut deck, "Probe");
            put(&mut deck, fault, "DELETE");
            deck.press("d").until_idle().press("y").until_idle();
            assert_eq!(deck.writes.len(), 1, "nothing is repeated unasked");
            if carried_out {
                deck.sees("✓ Deleted \"Probe\": the server no longer has it.").sees(&count(AT_FIRST));
            } else {
                // Where the answer said something, that is told; where it did not, what may be the cause.
                deck.sees(match fault {
                    "deletes-stay" => "! \"Probe\" is still there: the delete was sent. It may be in use by a collection, or the server",
                    _ => "! \"Probe\" is still there: ",
                });
                deck.sees("! not gone");
                assert_eq!(deck.look_up(&doomed).as_ref(), Ok(&doomed), "{fault}");
                deck.works_on(&count(AT_FIRST + 1)).filter("probe");
                deck.press("d").until_idle().press("y").until_idle().sees("✓ Deleted");
            }
            assert_eq!(deck.look_up(&doomed), Err(Cause::Gone), "{fault}");
            deck.works_on(&count(AT_FIRST));
        }
    });
}
