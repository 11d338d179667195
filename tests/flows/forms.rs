//! Writing without a brace: objects made and changed by the editor's form alone.

use offerdeck::domain::{Field, Generation, Kind};
use serde_json::{Value, json};

use crate::deck::{Deck, in_both_generations};

/// The member of a body at the place of a field.
fn at(body: &Value, generation: Generation, field: Field) -> Value {
    body.pointer(generation.pointer(field)).cloned().unwrap_or_default()
}

#[test]
fn an_offer_is_made_by_the_form_alone() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("n").press("ctrl-t").until_idle().sees("form · row 1 of").sees("the name is empty");
        deck.type_text("Formular").lacks("the name is empty");
        deck.row("Status").press("enter").sees("for good: it can only be duplicated").press("down").press("enter");
        deck.row("Priority").press("del").type_text("77");
        deck.row("Starts").press("enter").press("right").type_text("0930").press("enter").sees("09:30 UTC");
        deck.row("Rule").press("enter").type_text("adul").press("enter").sees("Rule Adults");
        deck.row("Cap per profile").type_text("3");
        deck.row("Qualifiers").press("enter").type_text("loans").press("enter").sees("Qualifiers Loans");
        deck.row("representation 1").press("del").sees("! Representations none");
        deck.row("+ representation").press("enter").sees("Choose a placement");
        deck.type_text("mobile").press("enter").sees("Placement Mobile app teaser").sees("Type json");
        deck.row("Languages").type_text("en, de");
        deck.row("Content").type_text("{\"a\": 1}");
        deck.press("ctrl-s").sees("Review: new personalized offer").press("y").until_idle();
        deck.sees("✓ Created \"Formular\" · revision 1.");

        let body = deck.look_up(&deck.selected()).unwrap().body();
        let text = |field| at(&body, generation, field).as_str().unwrap_or_default().to_owned();
        assert_eq!(text(Field::Status), "approved");
        assert_eq!(at(&body, generation, Field::Priority), json!(77));
        assert!(text(Field::StartDate).contains("T09:30:00"), "{body}");
        let id_of = |deck: &mut Deck, kind, name: &str| {
            deck.held(kind).iter().find(|record| record.title() == name).unwrap().id.to_string()
        };
        assert_eq!(text(Field::EligibilityRule), id_of(&mut deck, Kind::Rule, "Adults"));
        assert_eq!(at(&body, generation, Field::ProfileCap), json!(3));
        assert_eq!(at(&body, generation, Field::Qualifiers), json!([id_of(&mut deck, Kind::Qualifier, "Loans")]));
        let placement = id_of(&mut deck, Kind::Placement, "Mobile app teaser");
        let representations = at(&body, generation, Field::Representations);
        let channel = "https://ns.adobe.com/xdm/channel-types/web";
        let expected = match generation {
            Generation::Dps => json!([{"channel": channel, "placement": placement, "components": [
                {"type": "json", "format": "application/json", "content": "{\"a\": 1}", "language": ["en", "de"]}]}]),
            Generation::Xcore => json!([{"xdm:channel": channel, "xdm:placement": placement, "xdm:components": [
                {"@type": "https://ns.adobe.com/experience/offer-management/content-component-json",
                    "dc:format": "application/json", "xdm:content": "{\"a\": 1}", "dc:language": ["en", "de"]}]}]),
        };
        assert_eq!(representations, expected);
        if generation == Generation::Dps {
            assert_eq!(text(Field::ProfileConstraint), "eligibilityRule");
        }
    });
}

#[test]
fn a_change_by_the_form_sends_the_place_that_changed() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("isa season").press("e").until_idle().press("ctrl-t").until_idle();
        deck.row("Priority").press("del").type_text("51").press("ctrl-s").press("tab").sees("1 member set");
        deck.press("y").until_idle().sees("✓ Saved \"ISA season opens\"");
        assert_eq!(at(&deck.selected().body(), generation, Field::Priority), json!(51));
    });
}

#[test]
fn a_decision_is_made_by_the_form_alone() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("7").until_idle().press("n").press("ctrl-t").until_idle().type_text("Formular");
        deck.row("Fallback").press("enter").type_text("default tile").press("enter").sees("Fallback Default tile");
        deck.row("Placements").press("enter");
        for name in ["advisor", "mobile"] {
            deck.press("ctrl-u").type_text(name).press("space");
        }
        deck.sees("3 marked").press("enter").sees("Placements 3: ");
        deck.row("Collection").press("enter").type_text("all loans").press("enter").sees("Collection All loans");
        deck.press("ctrl-s").press("y").until_idle().sees("✓ Created \"Formular\"");
        assert_eq!(deck.held_named(Kind::Decision, "Formular"), 1);
    });
}

#[test]
fn a_list_that_is_forbidden_leaves_the_rest_of_the_form() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.press("n").fault("403").press("ctrl-t").until_idle();
        deck.type_text("Anyway").row("Rule").press("enter").sees("! not read:");
        deck.sees("what it lacks can be typed or pasted here by its id")
            .type_text("abc")
            .press("enter")
            .sees("filter: abc");
        deck.press("ctrl-u")
            .type_text("dps:eligibility-rule:1a")
            .sees("enter takes the id as it is typed")
            .press("enter");
        deck.lacks("Choose a decision rule").press("enter").sees("✓not read").lacks("not read yet").press("esc");
        deck.sees("New personalized offer").press("ctrl-z").press("ctrl-z").press("esc").sees("[Personalized]");
    });
}

#[test]
fn a_whole_number_that_is_too_large_is_not_told_to_be_none() {
    let mut deck = Deck::in_dev(Generation::Dps);
    deck.press("3").until_idle().press("n").press("ctrl-t").until_idle();
    deck.row("Offers at once").press("del").type_text("31").sees("30 offers at most");
    deck.lacks("a whole number is wanted").type_text("x").sees("a whole number is wanted");
}

#[test]
fn undoing_in_the_json_what_the_form_did_leads_to_its_place() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_dev(generation);
        deck.filter("isa season").press("e").until_idle().press("ctrl-t").until_idle();
        deck.row("Priority").press("backspace").type_text("7").press("ctrl-t").press("ctrl-end").press("ctrl-z");
        deck.press("ctrl-t").until_idle().sees("▸ Priority 50");
    });
}
