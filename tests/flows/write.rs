//! Creating, duplicating and editing, when nothing goes wrong but the text.

use offerdeck::domain::{Field, Generation, Kind, Record, Seen, Status};
use offerdeck::emulator::{Check, Strictness};
use offerdeck::request::Request;
use serde_json::Value;

use crate::deck::{Deck, in_both_generations, priority_of};

/// The object's body with another name.
fn renamed(record: &Record, name: &str) -> Value {
    let mut body = record.body();
    *body.pointer_mut(record.generation.pointer(Field::Name)).unwrap() = Value::from(name);
    body
}

/// The pointer of the name as a PATCH spells it.
fn name_on_the_wire(generation: Generation) -> &'static str {
    match generation {
        Generation::Dps => "\"path\": \"/name\"",
        Generation::Xcore => "\"path\": \"/_instance/xdm:name\"",
    }
}

#[test]
fn a_new_object_is_written_reviewed_sent_and_there() {
    in_both_generations(|generation| {
        for (kind, key, noun, count) in
            [(Kind::Personalized, "1", "personalized", 89), (Kind::Fallback, "2", "fallback", 10)]
        {
            let mut deck = Deck::in_dev(generation);
            deck.press(key).until_idle().sees(&format!("{count} {noun}"));
            deck.press("n").sees(&format!("New {noun} offer")).type_text("Ofertă de probă");
            deck.press("ctrl-s")
                .sees(&format!("Review: new {noun} offer"))
                .sees("A new object in dev — what is created");
            deck.press("tab").sees("the JSON that is sent");
            assert!(deck.writes.is_empty(), "nothing leaves before the review is confirmed");
            deck.press("y").until_idle().sees("✓ Created \"Ofertă de probă\" · revision 1.");
            deck.sees(&format!("{} {noun}", count + 1)).sees(&format!("1 of {}", count + 1)).sees("▸ Ofertă de probă");
            assert_eq!(deck.writes.len(), 1);
            assert_eq!(deck.held_named(kind, "Ofertă de probă"), 1);
            let stored = deck.look_up(&deck.selected()).unwrap();
            assert_eq!((stored.status.clone(), stored.revision), (Seen::Is(Status::Draft), Some(1)));
            deck.works_on(&format!("{} {noun}", count + 1));
        }
    });
}

#[test]
fn a_new_object_without_a_name_is_not_sent() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press_each(&["n", "ctrl-s"])
            .sees("✗ Nothing was sent:")
            .sees("Mend it and save again.")
            .sees("New personalized offer");
        assert!(deck.writes.is_empty());
        deck.press("esc").sees("[Personalized]");
    });
}

#[test]
fn a_duplicate_is_a_draft_of_its_own() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("isa season");
        let original = deck.selected();
        assert_eq!(original.status, Seen::Is(Status::Approved));
        deck.press("D").sees("New personalized offer").sees("ISA season opens (copy)").save();
        deck.sees("✓ Created \"ISA season opens (copy)\" · revision 1.").sees("90 personalized · 2 shown");
        let copy = deck.selected();
        assert_ne!(copy.id, original.id);
        assert_eq!(copy.status, Seen::Is(Status::Draft));
        let mut expected = renamed(&original, "ISA season opens (copy)");
        *expected.pointer_mut(generation.pointer(Field::Status)).unwrap() = Value::from("draft");
        assert_eq!(deck.look_up(&copy).unwrap().body(), expected);
        assert_eq!(deck.look_up(&original).unwrap().body(), original.body());
        deck.works_on("90 personalized");
    });
}

#[test]
fn an_edit_is_reviewed_as_difference_and_as_patch_and_the_revision_goes_up() {
    in_both_generations(|generation| {
        for (kind, key, filter, old, new) in [
            (Kind::Personalized, "1", "card controls", "Card controls in the app", "Card controls everywhere"),
            (Kind::Fallback, "2", "kachel", "Standardkachel", "Kachel für alle"),
        ] {
            let mut deck = Deck::in_dev(generation);
            deck.press(key).until_idle().filter(filter);
            let before = deck.selected();
            let revision = before.revision.unwrap();
            deck.press("e").until_idle().sees(&format!("Edit {old} · revision {revision}")).lacks("changed ·");
            deck.replace(old, new).sees("changed ·").press("ctrl-s").sees("1 member set · dev — what changes");
            let quoted = |sign: char, name: &str| format!("{sign} \"{}\": \"{name}\",", member(generation));
            deck.sees(&quoted('-', old)).sees(&quoted('+', new));
            deck.press("tab").sees("the JSON Patch that is sent").sees(name_on_the_wire(generation));
            assert!(deck.writes.is_empty(), "nothing leaves before the review is confirmed");
            deck.press("y").until_idle().sees(&format!("✓ Saved \"{new}\" · revision {}.", revision + 1));
            deck.sees(&format!("▸ {new}")).lacks(&format!("▸ {old}"));
            assert_eq!(deck.writes.len(), 1);
            let after = deck.look_up(&before).unwrap();
            assert_eq!((after.kind, after.revision), (kind, Some(revision + 1)));
            assert_eq!(after.body(), renamed(&before, new), "all else stays as it was");
            deck.press("r").until_idle().sees(&format!("▸ {new}")).lacks("partial");
        }
    });
}

/// The name's member.
fn member(generation: Generation) -> &'static str {
    generation.pointer(Field::Name).trim_start_matches('/')
}

#[test]
fn a_text_that_changes_nothing_is_not_sent() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls").press("e").until_idle();
        deck.press("end").press("space").press("ctrl-s").sees("· Nothing changed, so nothing was sent.");
        deck.sees("Edit Card controls in the app").press("ctrl-z").press("esc").sees("[Personalized]");
        assert!(deck.writes.is_empty());
    });
}

#[test]
fn broken_json_is_named_with_its_place_and_kept() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls").press("e").until_idle().replace("\"draft\"", "draft").sees("✗ line 3, column");
        deck.press("ctrl-s").sees("✗ Line 3, column").sees("Nothing was sent.").sees("status\": draft,");
        deck.press("esc").sees("Leave the editor?").sees("What you typed was not sent.");
        deck.press("enter").lacks("Leave the editor?").sees("status\": draft,");
        deck.press_each(&["esc", "y"]).sees("[Personalized]");
        assert!(deck.writes.is_empty());
        let stored = deck.look_up(&deck.selected()).unwrap();
        assert_eq!(stored.revision, Some(6));
    });
}

#[test]
fn a_priority_that_is_no_number_is_found_before_anything_is_sent() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls").press("e").until_idle().replace("priority\": 30", "priority\": \"high\"");
        deck.press("ctrl-s").sees("priority").sees("Nothing was sent:").sees("priority\": \"high\"");
        assert!(deck.writes.is_empty());
    });
}

#[test]
fn what_is_archived_stays_archived() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("basic account").sees("▪ archived").press("e").until_idle().replace("\"archived\"", "\"draft\"");
        deck.press("ctrl-s")
            .sees("archived is for good: duplicate the personalized offer instead")
            .sees("Nothing was sent:");
        deck.sees("status\": \"draft\"").sees("Edit Basic account");
        assert!(deck.writes.is_empty());
    });
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten_unseen() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls");
        let base = deck.selected();
        deck.press("e").until_idle().replace("priority\": 30", "priority\": 31").fault("other-writer x1").save();
        deck.sees("Changed elsewhere").sees("6 when you began, 7 now").sees("(changed by somebody else)");
        deck.press("enter").lacks("Changed elsewhere").sees("priority\": 31");
        deck.save().sees("Changed elsewhere").sees("It merges cleanly: 1 member of theirs, 1 of yours");
        deck.press("y").sees("✓ It merges cleanly onto revision 7: 1 member of theirs, 1 of yours.");
        deck.press("y").until_idle().sees("· revision 8.");
        let after = deck.look_up(&base).unwrap();
        assert_eq!(priority_of(&after), Some(31));
        assert_eq!(after.title(), "Card controls in the app (changed by somebody else)");
        deck.works_on("89 personalized");
    });
}

#[test]
fn where_somebody_else_changed_the_same_the_user_chooses_and_that_is_sent() {
    const OLD: &str = "Card controls in the app";
    for (choice, expected) in
        [("3", "Card controls everywhere"), ("2", "Card controls in the app (changed by somebody else)"), ("1", OLD)]
    {
        in_both_generations(|generation| {
            let mut deck = Deck::in_dev(generation);
            deck.filter("card controls");
            let base = deck.selected();
            deck.press("e").until_idle().replace(OLD, "Card controls everywhere");
            deck.replace("priority\": 30", "priority\": 31").fault("other-writer x1").save();
            deck.sees("Changed elsewhere").sees(&format!("You both changed {}.", member(generation)));
            deck.press("y").sees(&format!("Merge: {OLD} (changed by somebody else)")).sees("1 of 1 open");
            deck.press("ctrl-s").sees("! One place is open").press(choice).press("ctrl-s");
            deck.sees("✓ Merged onto revision 7").press("y").until_idle().sees("· revision 8.");
            let after = deck.look_up(&base).unwrap();
            assert_eq!((after.title(), priority_of(&after)), (expected, Some(31)));
            deck.works_on("89 personalized");
        });
    }
}

#[test]
fn what_is_replaced_is_tested_by_the_current_generation_and_the_review_shows_it() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("card controls").press("e").until_idle().replace("priority\": 30", "priority\": 31");
        deck.press_each(&["ctrl-s", "tab"]);
        if generation == Generation::Dps {
            deck.sees("The tests are guards").sees("\"op\": \"test\"").sees("\"value\": 30");
        } else {
            deck.lacks("The tests are guards").lacks("\"test\"");
        }
        deck.press("y").until_idle().sees("· revision 7.");
        let Some(Request::Update { guards, .. }) = deck.writes.first() else { panic!("{:?}", deck.writes) };
        assert_eq!(guards.len(), usize::from(generation == Generation::Dps));
    });
}

#[test]
fn a_library_that_takes_no_tests_is_asked_once_and_then_gets_patches_without() {
    let mut deck = Deck::in_dev_of(Generation::Dps, Strictness::default().with(Check::PatchTests, true));
    let guards = |deck: &Deck| -> Vec<usize> {
        let guards = |write: &Request| match write {
            Request::Update { guards, .. } => guards.len(),
            other => panic!("{other:?}"),
        };
        deck.writes.iter().map(guards).collect()
    };
    deck.filter("card controls").press("e").until_idle().replace("priority\": 30", "priority\": 31");
    deck.save().sees("· revision 7.");
    assert_eq!(guards(&deck), [1, 0], "refused whole, looked at, sent without");
    deck.press("e").until_idle().replace("priority\": 31", "priority\": 32").save().sees("· revision 8.");
    assert_eq!(guards(&deck), [1, 0, 0]);
    assert_eq!(priority_of(&deck.look_up(&deck.selected()).unwrap()), Some(32));
}

#[test]
fn a_library_that_overlooks_revisions_refuses_by_the_test_what_would_overwrite_another_change() {
    let mut deck = Deck::in_dev_of(Generation::Dps, Strictness::default().with(Check::Revisions, false));
    deck.filter("card controls");
    let base = deck.selected();
    deck.press("e").until_idle().replace("Card controls in the app", "Card controls everywhere");
    deck.fault("other-writer x1").save().sees("Changed elsewhere").sees("6 when you began, 7 now");
    assert_eq!(deck.look_up(&base).unwrap().title(), "Card controls in the app (changed by somebody else)");
    deck.press_each(&["y", "3", "ctrl-s", "y"]).until_idle().sees("· revision 8.");
    assert_eq!(deck.look_up(&base).unwrap().title(), "Card controls everywhere");
}
