//! Objects as large as the guardrails allow in the editor's form, in both generations: it opens, is moved through, picks and
//! saves.

use std::sync::Arc;

use offerdeck::domain::{Generation, Kind, Record};
use offerdeck::request::Request;
use offerdeck::screens::Screen;
use serde_json::{Map, Value, json};

use crate::bench::{Bench, found, is_read, page, writes};

const GENERATIONS: [Generation; 2] = [Generation::Dps, Generation::Xcore];

/// A body with the names of its generation, from one with those of dps.
fn spelled(generation: Generation, body: &Value, around: &str) -> Value {
    let named = |name: &String| match (generation, name.as_str()) {
        (Generation::Dps, name) => name.to_owned(),
        (Generation::Xcore, "type") if around == "components" => "@type".to_owned(),
        (Generation::Xcore, "format") if around == "components" => "dc:format".to_owned(),
        (Generation::Xcore, name) => format!("xdm:{name}"),
    };
    match body {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (named(name), spelled(generation, value, name)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(elements) => elements.iter().map(|element| spelled(generation, element, around)).collect(),
        other => other.clone(),
    }
}

fn object(generation: Generation, kind: Kind, id: &str, body: &Value) -> Arc<Record> {
    let mut body = spelled(generation, body, "");
    let whole = match generation {
        Generation::Dps => {
            body["id"] = json!(id);
            body["etag"] = json!(1);
            body
        }
        Generation::Xcore => {
            body["@id"] = json!(id);
            json!({"instanceId": format!("instance-{id}"), "repo:etag": 1, "_instance": body})
        }
    };
    Arc::new(Record::read(generation, kind, &whole.to_string()).unwrap())
}

/// What the lists hold that the form asks for: forty placements, two collections, six hundred offers.
fn listed(generation: Generation, kind: Kind) -> Vec<Arc<Record>> {
    let many = |count: usize, letter: &str, body: Value| {
        let one = |number: usize| {
            let mut body = body.clone();
            body["name"] = json!(format!("{} {number}", kind.entry().noun));
            object(generation, kind, &format!("{letter}{number}"), &body)
        };
        (0..count).map(one).collect()
    };
    match kind {
        Kind::Placement => many(40, "p", json!({"name": "", "componentType": "html"})),
        Kind::Collection => many(2, "c", json!({"name": "", "filterType": "offers", "ids": []})),
        Kind::Personalized => many(600, "o", json!({"name": "", "status": "draft"})),
        _ => Vec::new(),
    }
}

/// The form of an object, whose kind's tab has this number, with all lists read that it asks for.
fn form(generation: Generation, tab: &str, of: &Arc<Record>) -> Bench {
    let mut bench = Bench::asking_names(&listed(generation, Kind::Personalized));
    bench.model.settings.generation = generation;
    let is_shown = of.kind == Kind::Personalized;
    if is_shown {
        bench.press("r");
    } else {
        bench.press(tab);
    }
    answer_lists(&mut bench, generation, of);
    bench.press("g e");
    let read = bench.ticket_of(is_read);
    bench.answer(read, found(of));
    bench.press("ctrl-t");
    answer_lists(&mut bench, generation, of);
    assert!(bench.screen().contains("form · row 1 of"), "{}", bench.screen());
    bench
}

fn answer_lists(bench: &mut Bench, generation: Generation, of: &Arc<Record>) {
    let lists = bench.open.iter().filter_map(|(ticket, request)| match request {
        Request::List { kind, .. } => Some((*ticket, *kind)),
        _ => None,
    });
    for (ticket, kind) in lists.collect::<Vec<_>>() {
        let rows = if kind == of.kind { vec![Arc::clone(of)] } else { listed(generation, kind) };
        bench.answer(ticket, page(&rows));
    }
}

/// The row that has the keys.
fn focused(bench: &Bench) -> String {
    let screen = bench.screen();
    let line = screen.lines().find_map(|line| line.split_once("▸").map(|(_, row)| row));
    line.unwrap_or_default().trim_start_matches([' ', '✗', '!', '·']).to_owned()
}

/// Goes up to the next row with this label.
fn up_to(bench: &mut Bench, label: &str) {
    for _ in 0..40 {
        if focused(bench).starts_with(label) {
            return;
        }
        bench.press("up");
    }
    panic!("there is no row {label:?} further up:\n{}", bench.screen());
}

/// Goes to the last row, and says how many there are.
fn to_the_end(bench: &mut Bench) -> usize {
    for _ in 0..100 {
        bench.press("pgdn");
        let screen = bench.screen();
        let (_, told) = screen.split_once("form · row ").unwrap();
        let numbers: Vec<usize> = told.split([' ', '╯']).filter_map(|word| word.parse().ok()).take(2).collect();
        if let [row, rows] = numbers[..]
            && row == rows
        {
            return rows;
        }
    }
    panic!("there is no end: {}", bench.screen());
}

/// Saves, and returns what is sent in place of what stood there.
fn saved(bench: &mut Bench, of: &Arc<Record>) -> Value {
    bench.press("ctrl-s");
    assert!(bench.review().is_some(), "{}", bench.screen());
    bench.press("y");
    let read = bench.ticket_of(is_read);
    let effects = bench.answer(read, found(of));
    let [Request::Update { patch, .. }] = writes(&effects)[..] else { panic!("{effects:?}") };
    let ops: Vec<Value> = patch.iter().map(|op| op.to_json("")).collect();
    assert_eq!(ops.iter().filter(|op| op["op"] != "test").count(), 1, "{ops:?}");
    ops.last().unwrap()["value"].clone()
}

#[test]
fn an_offer_with_thirty_representations() {
    for generation in GENERATIONS {
        let one = |number: usize| {
            json!({"placement": format!("p{number}"), "channel": "https://ns.adobe.com/xdm/channel-types/web",
            "components": [{"type": "html", "format": "text/html", "content": format!("<p>{number}</p>")}]})
        };
        let body = json!({"name": "Many", "status": "draft",
            "representations": (0..30).map(one).collect::<Vec<_>>(),
            "selectionConstraint": {"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-02-01T00:00:00Z"}});
        let offer = object(generation, Kind::Personalized, "many", &body);
        let mut bench = form(generation, "1", &offer);
        assert!(to_the_end(&mut bench) > 300);
        up_to(&mut bench, "Content");
        bench.press("end");
        bench.type_text("!");
        up_to(&mut bench, "Placement");
        assert!(focused(&bench).contains("placement 29"), "{}", bench.screen());
        bench.press("enter");
        bench.type_text("placement 35");
        bench.press("enter");
        let sent = saved(&mut bench, &offer).to_string();
        assert!(sent.contains("<p>29</p>!") && sent.contains("p35") && !sent.contains("\"p29\""), "{sent}");
    }
}

#[test]
fn a_decision_with_thirty_criteria() {
    for generation in GENERATIONS {
        let one = |number: usize| json!({"placements": [format!("p{number}")], "optionSelection": {"filter": "c0"}});
        let body = json!({"name": "Home", "status": "draft", "fallback": "f",
            "criteria": (0..30).map(one).collect::<Vec<_>>()});
        let decision = object(generation, Kind::Decision, "d", &body);
        let mut bench = form(generation, "7", &decision);
        assert!(to_the_end(&mut bench) > 90);
        up_to(&mut bench, "Collection");
        bench.press("enter");
        bench.type_text("collection 1");
        bench.press("enter");
        up_to(&mut bench, "Placements");
        bench.press("enter");
        bench.type_text("39");
        bench.press("space enter");
        assert!(focused(&bench).contains("placement 29, placement 39"), "{}", bench.screen());
        let sent = saved(&mut bench, &decision).to_string();
        assert!(sent.contains("[\"p29\",\"p39\"]") && sent.contains("c1"), "{sent}");
    }
}

#[test]
fn a_rule_of_fifteen_kilobytes() {
    for generation in GENERATIONS {
        let expression = format!("{}last.one = \"here\"", "profile.loyalty.tier = \"gold\" and ".repeat(440));
        assert!(expression.len() > 14_500);
        let body = json!({"name": "Long", "condition": {"type": "PQL", "format": "pql/text", "value": expression}});
        let rule = object(generation, Kind::Rule, "r", &body);
        let mut bench = form(generation, "6", &rule);
        to_the_end(&mut bench);
        up_to(&mut bench, "Expression");
        bench.press("enter ctrl-end");
        bench.type_text(" or true");
        bench.press("esc");
        assert_eq!(saved(&mut bench, &rule), json!(format!("{expression} or true")));
    }
}

#[test]
fn a_collection_of_five_hundred_offers() {
    for generation in GENERATIONS {
        let ids: Vec<String> = (0..500).map(|number| format!("o{number}")).collect();
        let body = json!({"name": "All", "filterType": "offers", "ids": ids});
        let collection = object(generation, Kind::Collection, "c", &body);
        let mut bench = form(generation, "4", &collection);
        to_the_end(&mut bench);
        up_to(&mut bench, "Members");
        assert!(focused(&bench).contains("personalized offer 0"), "{}", bench.screen());
        bench.press("enter");
        assert!(bench.screen().contains("500 marked"), "{}", bench.screen());
        // The first is let go, and one is taken that was not among them.
        bench.press("space");
        bench.type_text("599");
        bench.press("space");
        assert!(bench.screen().contains("500 marked"), "{}", bench.screen());
        bench.press("enter");
        assert!(matches!(bench.model.screens().last(), Some(Screen::Editor(_))), "{}", bench.screen());
        let sent = saved(&mut bench, &collection);
        let kept: Vec<Value> = ids.iter().skip(1).map(|id| json!(id)).chain([json!("o599")]).collect();
        assert_eq!(sent, json!(kept));
    }
}
