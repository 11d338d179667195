//! The form over the JSON of each kind, and what opens over its rows.

use std::sync::Arc;

use offerdeck::domain::{Generation, Kind, Record};
use serde_json::{Value, json};

use crate::stage::{Stage, library, offers, record, record_of};

use super::State;
use Generation::{Dps, Xcore};

pub const STATES: &[State] = states! {
    "form-personalized-dps": |size| form(Dps, Kind::Personalized, size),
    "form-personalized-xcore": |size| form(Xcore, Kind::Personalized, size),
    "form-fallback-dps": |size| form(Dps, Kind::Fallback, size),
    "form-fallback-xcore": |size| form(Xcore, Kind::Fallback, size),
    "form-placement-dps": |size| form(Dps, Kind::Placement, size),
    "form-placement-xcore": |size| form(Xcore, Kind::Placement, size),
    "form-collection-dps": |size| form(Dps, Kind::Collection, size),
    "form-collection-xcore": |size| form(Xcore, Kind::Collection, size),
    "form-qualifier-dps": |size| form(Dps, Kind::Qualifier, size),
    "form-qualifier-xcore": |size| form(Xcore, Kind::Qualifier, size),
    "form-rule-dps": |size| form(Dps, Kind::Rule, size),
    "form-rule-xcore": |size| form(Xcore, Kind::Rule, size),
    "form-decision-dps": |size| form(Dps, Kind::Decision, size),
    "form-decision-xcore": |size| form(Xcore, Kind::Decision, size),
    "form-of-a-new-offer": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("n ctrl-t");
        stage
    },
    "form-of-an-odd-offer": |size| {
        let mut odd = offers::whole(Dps, 0, 3);
        odd["rank"] = json!("high");
        odd["selectionConstraint"]["endDate"] = json!(5);
        odd["tags"] = json!("one");
        odd["representations"] = json!([7, {"components": [null, {"content": {"html": true}}]}]);
        opened(Dps, &record(Dps, &odd), size)
    },
    "form-of-a-hostile-offer": |size| opened(Dps, &offers::hostile()[0], size),
    "form-typing": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        stage.type_text(" and more");
        stage
    },
    "form-of-what-is-wrong": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        stage.press("down down down 0 down down del");
        stage.type_text("soon");
        stage.press("ctrl-s");
        stage
    },
    "form-content": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        to(&mut stage, "Content");
        stage.press("enter down end");
        stage.type_text(" & jackets");
        stage
    },
    "form-choosing-a-status": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        stage.press("down enter down");
        stage
    },
    "form-choosing-a-type": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        to(&mut stage, "Type");
        stage.press("enter");
        stage
    },
    "form-calendar": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        to(&mut stage, "Ends");
        stage.press("enter right 1 8");
        stage
    },
    "form-picking-a-rule": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        to(&mut stage, "Rule");
        stage.press("enter");
        stage
    },
    "form-picking-a-placement": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        to(&mut stage, "+ representation");
        stage.press("enter");
        stage
    },
    "form-picking-qualifiers": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        to(&mut stage, "Qualifiers");
        stage.press("enter down space");
        stage
    },
    "form-picking-while-reading": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("n ctrl-t");
        to(&mut stage, "Placement");
        stage.press("enter");
        stage.type_text("her");
        stage
    },
    "form-naming-an-attribute": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        to(&mut stage, "+ attribute");
        stage.press("enter");
        stage.type_text("season");
        stage
    },
    "form-with-capping-rules": |size| {
        let mut stage = form(Dps, Kind::Personalized, size);
        to(&mut stage, "+ capping rule");
        stage.press("enter");
        stage
    },
};

/// The form of an object of this kind, all that it names read.
fn form(generation: Generation, kind: Kind, size: (u16, u16)) -> Stage {
    let offer = offers::whole(generation, 0, 3);
    let record = match (kind, generation) {
        (Kind::Personalized | Kind::Fallback, _) => {
            // The shop's ids, made those of what the library holds.
            let mut text = offer.to_string();
            for (id, kind) in [
                ("dps:offer-placement:17cd8995efeba903", Kind::Placement),
                ("xcore:offer-placement:1bf3e0b6e9aba45e", Kind::Placement),
                ("xcore:eligibility-rule:1641b0e812e92776", Kind::Rule),
                ("xcore:tag:12a2bed27a584d21", Kind::Qualifier),
            ] {
                let rows = library::rows(generation, kind);
                let at = if id.ends_with("a45e") { rows.len().min(2) - 1 } else { 0 };
                text = text.replace(id, rows[at].id.as_str());
            }
            let whole: Value = serde_json::from_str(&text).unwrap();
            record_of(generation, kind, &whole)
        }
        _ => library::rows(generation, kind).into_iter().next().unwrap(),
    };
    opened(generation, &record, size)
}

/// The form of this object, all that it names read.
fn opened(generation: Generation, record: &Arc<Record>, size: (u16, u16)) -> Stage {
    let mut stage = Stage::loaded(generation, size);
    if record.kind != Kind::Personalized {
        stage.press(&(record.kind as usize + 1).to_string());
    } else {
        stage.press("r");
    }
    stage.answer_page(vec![record.clone()], None, None);
    stage.press("g e");
    stage.answer_record(record);
    stage.press("ctrl-t");
    stage.answer_lists(|kind| library::rows(generation, kind));
    stage
}

/// Goes down to the first row with this label.
fn to(stage: &mut Stage, label: &str) {
    for _ in 0..200 {
        for (sign, indent) in [' ', '!', '✗', '·'].into_iter().flat_map(|sign| [1, 3, 5].map(|indent| (sign, indent)))
        {
            if stage.reads(&format!("▸ {sign}{:indent$}{label}", "")) {
                return;
            }
        }
        stage.press("down");
    }
    panic!("there is no row {label}");
}
