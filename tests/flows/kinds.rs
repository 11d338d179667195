//! Every kind of object in both generations: read, made, changed, copied, deleted and had back.

use offerdeck::domain::{KINDS, Kind, KindEntry, Seen, Status};
use offerdeck::request::Cause;

use crate::deck::{Deck, in_both_generations};

/// Goes to a kind's list; returns how many objects it holds.
fn visit(deck: &mut Deck, entry: &KindEntry) -> usize {
    deck.press(&(entry.kind as usize + 1).to_string()).until_idle();
    let count = deck.held(entry.kind).len();
    deck.sees(&format!("[{}]", entry.tab)).sees(entry.title).sees(&format!("{count} {}", entry.command));
    count
}

/// In the editor on a template: puts in what it leaves open, as a user would who looked the ids up.
fn fill_in(deck: &mut Deck, kind: Kind) {
    if kind == Kind::Decision {
        for (placeholder, of) in
            [("PLACEMENT_ID", Kind::Placement), ("COLLECTION_ID", Kind::Collection), ("FALLBACK_ID", Kind::Fallback)]
        {
            let id = deck.held(of)[0].id.to_string();
            deck.replace(placeholder, &id);
        }
    }
    if kind == Kind::Rule {
        deck.replace("value\": \"\"", "value\": \"loyalty.points > 100\"");
    }
}

/// Deletes the selected object, as its dialog asks.
fn delete(deck: &mut Deck) {
    let doomed = deck.selected();
    deck.press("d").until_idle().sees("Delete this").sees(doomed.id.as_str());
    if matches!(doomed.status, Seen::Is(Status::Draft | Status::Archived)) {
        deck.press("y");
    } else {
        deck.sees("type its name").type_text(doomed.title()).press("enter");
    }
    deck.until_idle().sees(&format!("✓ Deleted \"{}\": the server no longer has it.", doomed.title()));
    assert_eq!(deck.look_up(&doomed), Err(Cause::Gone));
}

#[test]
fn every_kind_is_made_changed_copied_deleted_and_had_back() {
    in_both_generations(|generation| {
        let mut deck = Deck::keeping(generation);
        for entry in KINDS {
            let before = visit(&mut deck, entry);

            // Nothing is selected, so that there is no example.
            deck.filter("no such thing").press("n").sees(&format!("New {}", entry.noun)).type_text("Ofertă de probă");
            fill_in(&mut deck, entry.kind);
            deck.save().sees("✓ Created \"Ofertă de probă\" · revision 1.");
            let made = deck.filter("probă").selected();
            assert_eq!(made.status.value(), entry.statuses.first(), "{}", entry.noun);

            deck.press("e").until_idle().replace("Ofertă de probă", "Ofertă schimbată").save();
            deck.sees("✓ Saved \"Ofertă schimbată\" · revision 2.").filter("schimbată");
            let changed = deck.look_up(&made).unwrap();
            assert_eq!((changed.title(), changed.revision), ("Ofertă schimbată", Some(2)));

            deck.press("D").save().sees("✓ Created \"Ofertă schimbată (copy)\" · revision 1.").filter("copy");
            let copy = deck.selected();
            assert_ne!(copy.id, changed.id);
            delete(&mut deck);

            deck.press("z").until_idle().sees("y sends it").press("y").until_idle().sees("Restored");
            deck.filter("copy");
            let back = deck.selected();
            assert_eq!(back.body(), copy.body(), "{}", entry.noun);
            deck.command("history").sees("restore").sees("Ofertă schimbată (copy)").press("esc");

            delete(&mut deck);
            deck.filter("schimbată");
            delete(&mut deck);
            assert_eq!(deck.held(entry.kind).len(), before);
            deck.works_on(&format!("{before} {}", entry.command));
        }
    });
}

#[test]
fn several_of_a_kind_are_deleted_together_once_what_uses_one_of_them_has_let_go() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("5").until_idle().sees("8 qualifiers");
        for name in ["Probe one", "Probe two"] {
            deck.press("n").type_text(name).save().sees(&format!("✓ Created \"{name}\""));
        }
        let used = deck.filter("loans").selected();
        let names = |deck: &mut Deck| {
            let users = [Kind::Personalized, Kind::Fallback, Kind::Collection].map(|kind| deck.held(kind));
            users
                .iter()
                .flatten()
                .filter(|user| user.mentions_of(Kind::Qualifier).any(|id| id == used.id.as_str()))
                .count()
        };
        let users = names(&mut deck);
        assert!(users > 1, "{users}");
        deck.filter("probe").press("*").filter("loans").press("space").filter("").sees("3 marked").press("d");
        deck.until_idle().sees("1 of 3 is in use and is not deleted before").sees("Free and delete: 3 objects");
        deck.press("y").sees(&format!("Change {users} objects, then delete 3?"));
        deck.until_idle().type_text(&(users + 3).to_string()).press("enter").until_idle();
        deck.sees(&format!("✓ Free and delete 3 objects: all {} done.", users + 3)).press("esc").sees("7 qualifiers");
        assert_eq!((names(&mut deck), deck.held_named(Kind::Qualifier, "Loans")), (0, 0));
    });
}

#[test]
fn what_a_template_leaves_open_is_told_before_anything_is_sent() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        for (key, name, told) in [("6", "Empty", "the expression is required"), ("7", "Empty", "stands here for a")] {
            deck.press(key).until_idle().filter("no such thing").press("n").type_text(name).press("ctrl-s");
            deck.sees("Nothing was sent:").sees(told).press("esc").press("y");
        }
        assert!(deck.writes.is_empty());
    });
}

#[test]
fn a_decision_goes_live_and_then_wants_its_name_typed() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("7").until_idle().filter("mortgage").sees("○ draft").press("e").until_idle();
        deck.replace("\"draft\"", "\"live\"").save().sees("✓ Saved \"Mortgage season\"").sees("● live");
        deck.press("e").until_idle().replace("Mortgage season", "Mortgage spring").press("ctrl-s");
        deck.sees("the decision is live: journeys that use it must be published again").press("y").until_idle();
        deck.sees("✓ Saved")
            .press("d")
            .until_idle()
            .sees("It is not a draft: type its name to delete it.")
            .press("esc");
        deck.filter("spring card").sees("◆ complete").press("e").until_idle().replace("\"complete\"", "\"live\"");
        deck.press("ctrl-s").sees("complete is for good: archive or duplicate the decision instead");
    });
}

#[test]
fn a_rule_keeps_the_spelling_that_it_has() {
    let mut deck = Deck::in_dev(offerdeck::domain::Generation::Xcore);
    deck.press("6").until_idle().press("n").type_text("Plainly spelled");
    deck.replace("xdm:condition", "condition").replace("xdm:type", "type").replace("xdm:format", "format");
    deck.replace("xdm:value\": \"\"", "value\": \"a = 1\"").save().sees("✓ Created \"Plainly spelled\"");
    deck.filter("plainly").sees("a = 1").press("e").until_idle().replace("a = 1", "a = 2").press("ctrl-s").press("tab");
    deck.sees("\"path\": \"/_instance/condition/value\"").press("y").until_idle().sees("revision 2").sees("a = 2");
}

#[test]
fn what_other_products_made_is_marked_and_can_be_hidden_in_every_list() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("7").until_idle().sees("5 decisions").sees("◇ In-app message 81d07e");
        deck.filter("from:in-app").sees("1 shown").sees("made by in-app messages").press("d").until_idle();
        deck.sees("Note made by in-app messages, for themselves").press("esc").filter("");
        deck.command("hide").sees("is hidden. :hide shows it again.").lacks("In-app message").sees("1 hidden");
        deck.press("6")
            .until_idle()
            .sees("11 rules · 1 hidden")
            .lacks("Branch visitors")
            .filter("branch")
            .sees("0 shown");
        deck.sees("None of the 11 loaded decision rules match the filter").filter("");
        deck.command("sandboxes").press("enter").until_idle().press("6").until_idle().sees("16 rules · 1 hidden");
        deck.command("hide").sees("is shown again.").lacks("hidden").sees("◇ Web shop visitors");
    });
}

#[test]
fn whose_an_object_is_stands_before_every_change_of_it_and_every_copy() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("7").until_idle().filter("from:in-app").press("a").press("enter").sees("y sends it");
        deck.sees("! the decision is made by in-app messages, for themselves").press("esc").press("esc");
        deck.press("6").until_idle().filter("from:successor").press("e").until_idle();
        let told = "the decision rule is of the successor product, which shares the library";
        deck.sees(told).replace("name\": \"", "name\": \"Another ").press("ctrl-s").sees("Review").sees(told);
        deck.press("esc").press("ctrl-t").until_idle().sees("form · row").sees(told);
        deck.press("ctrl-t").press("esc").press("y").press("D").until_idle().sees("New decision rule").sees(told);
        deck.press("ctrl-s").sees("Review: new decision rule").sees(&format!("! {told}"));
    });
}

/// What can be asked and done where these are refused for good: the rest, which says what is missing.
#[test]
fn where_half_of_the_kinds_are_forbidden_the_rest_works_and_says_what_is_missing() {
    in_both_generations(|generation| {
        let mut deck = Deck::start(generation);
        let forbidden = [Kind::Fallback, Kind::Collection, Kind::Rule, Kind::Decision];
        deck.forbid(&forbidden).press("j").press("enter").until_idle().sees("89 personalized");
        for kind in forbidden {
            deck.press(&(kind as usize + 1).to_string()).until_idle().sees("✗ not allowed");
        }

        // What uses a placement is known in part, and the plan that frees it says so.
        deck.press("3").until_idle().press("u").until_idle().sees("are not read (not allowed)").sees("personalized");
        deck.press("d").until_idle().sees("Free and delete: ").sees("! Not all is known: ").sees("r reads them again");
        deck.press("esc").press("esc").press("1").filter("dormant account").press("d").until_idle();
        deck.sees("not known: collections are not read (not allowed)").press("esc");

        // An offer is changed in the form, whose picker of rules has nothing to offer.
        deck.press("e").until_idle().press("ctrl-t").row("Rule").press("enter").sees("not allowed").press("esc");
        deck.press_each(&["pgup"; 9]).row("Priority").type_text("7").save().sees("✓ Saved");
        deck.press("a").sees("╭ Actions").press("esc");

        deck.command("check").until_sees("! Not read (not allowed): ").sees("is not judged").press("esc");
        deck.works_on("89 personalized");
    });
}
