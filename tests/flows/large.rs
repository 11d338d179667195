//! Objects as large as the guardrails allow, and larger, on every screen that shows, changes, frees or checks them.

use std::sync::Arc;

use offerdeck::domain::{Field, Generation, Kind, Record};
use offerdeck::emulator::{Check, Strictness};
use serde_json::{Value, json};

use crate::deck::{Deck, in_both_generations};

/// A library that takes ids that lead nowhere, for it holds less than these objects name.
fn start(generation: Generation) -> Deck {
    Deck::in_dev_of(generation, Strictness::default().with(Check::References, false))
}

/// Puts an object into the library, of its template with this name and, at some fields, other values.
fn put(deck: &mut Deck, generation: Generation, kind: Kind, name: &str, fields: &[(Field, Value)]) {
    let mut body: Value = serde_json::from_str(kind.template(generation)).unwrap();
    for (field, value) in [(Field::Name, json!(name))].iter().chain(fields) {
        *body.pointer_mut(generation.pointer(*field)).unwrap() = value.clone();
    }
    deck.put(kind, &body.to_string());
}

/// So many ids: of what the library holds, and others that lead nowhere.
fn ids(held: &[Arc<Record>], count: usize) -> Vec<String> {
    let others = (0..).map(|number| format!("nowhere-{number}"));
    held.iter().map(|record| record.id.to_string()).chain(others).take(count).collect()
}

/// Changes the only object of a kind that has this name, once as JSON and once in the form; what is sent is reviewed.
fn edit(deck: &mut Deck, tab: &str, name: &str) {
    deck.press(tab).until_idle().filter(name).press("e").until_idle().replace(name, &format!("{name} again"));
    deck.press("ctrl-s").until_idle().sees("1 member set").press("y").until_idle().sees("✓ Saved");
    deck.press("e").until_idle().press("ctrl-t").sees("form · row 1 of").press("end").type_text(" and again");
    deck.press("ctrl-s").until_idle().sees(&format!("Review: {name}")).press("y").until_idle().sees("✓ Saved");
}

/// Shows what uses an object of a kind, at the end of it the one of this name, and the plan that frees it to its last line.
fn plan(deck: &mut Deck, tab: &str, id: &str, (user, last): (&str, &str)) {
    deck.press(tab).until_idle().filter(&format!("id:{id}")).press("u").until_idle().press("G").sees(user);
    deck.press("d").until_idle().sees("Free and delete: ").press("p").press("G").sees(last).press("esc");
    deck.press("esc");
}

#[test]
fn a_collection_of_five_hundred_offers() {
    in_both_generations(|generation| {
        let mut deck = start(generation);
        let offers = deck.held(Kind::Personalized);
        let fields = [(Field::FilterType, json!("offers")), (Field::Ids, json!(ids(&offers, 500)))];
        put(&mut deck, generation, Kind::Collection, "Nearly all", &fields);
        edit(&mut deck, "4", "Nearly all");
        plan(&mut deck, "1", offers[0].id.as_str(), ("Nearly all", "is deleted"));
        deck.command("check").until_sees("Check: ").press("/").type_text("nearly").press("enter");
        deck.sees("nowhere-").press("esc").press("esc");
        deck.works_on("89 personalized");
    });
}

/// The body of a decision whose only criterion names these.
fn decision(deck: &mut Deck, generation: Generation, placements: &[String], rule: &str) -> String {
    let [collection, fallback] = [Kind::Collection, Kind::Fallback].map(|kind| deck.held(kind)[0].id.to_string());
    let criterion = match generation {
        Generation::Dps => json!({"placements": placements, "optionSelection": {"filter": collection},
            "profileConstraint": {"profileConstraintType": "eligibilityRule", "eligibilityRule": rule}}),
        Generation::Xcore => json!({"xdm:placements": placements, "xdm:optionSelection": {"xdm:filter": collection},
            "xdm:profileConstraint": {"xdm:profileConstraintType": "eligibilityRule", "xdm:eligibilityRule": rule}}),
    };
    let mut body: Value = serde_json::from_str(Kind::Decision.template(generation)).unwrap();
    for (field, value) in [
        (Field::Name, json!("Everywhere")),
        (Field::Fallback, json!(fallback)),
        (Field::Criteria, json!([criterion])),
        (Field::ValidFrom, json!("2026-01-01T00:00:00Z")),
        (Field::ValidUntil, json!("2030-01-01T00:00:00Z")),
    ] {
        *body.pointer_mut(generation.pointer(field)).unwrap() = value;
    }
    body.to_string()
}

#[test]
fn a_decision_with_thirty_placements() {
    in_both_generations(|generation| {
        let mut deck = start(generation);
        let placements = deck.held(Kind::Placement);
        let body = decision(&mut deck, generation, &ids(&placements, 30), "nowhere");
        deck.put(Kind::Decision, &body);
        edit(&mut deck, "7", "Everywhere");
        plan(&mut deck, "3", placements[0].id.as_str(), ("Everywhere", "makes the plan anew"));
        deck.command("check").until_sees("Check: ").press("/").type_text("everywhere").press("enter");
        deck.sees("nowhere-").press("esc").press("esc").press("1").works_on("89 personalized");
    });
}

#[test]
fn a_rule_of_fifteen_kilobytes() {
    in_both_generations(|generation| {
        let mut deck = start(generation);
        let expression = format!("{}age > 17", "profile.loyalty.tier = \"gold\" and ".repeat(450));
        assert!(expression.len() > 15_000);
        put(&mut deck, generation, Kind::Rule, "Long", &[(Field::ConditionValue, json!(expression))]);
        let rule = deck.held(Kind::Rule).into_iter().find(|rule| rule.title() == "Long").unwrap();
        let placement = deck.held(Kind::Placement)[0].id.to_string();
        let body = decision(&mut deck, generation, &[placement], rule.id.as_str());
        deck.put(Kind::Decision, &body);
        edit(&mut deck, "6", "Long");
        plan(&mut deck, "6", rule.id.as_str(), ("Everywhere", "is deleted"));
        deck.command("check").until_sees("Check: ").press("esc").press("1").works_on("89 personalized");
    });
}
