//! The ways to the states that several begin from, and what the server answers on them.

use offerdeck::domain::{Generation, Scope, ScopeEntry, Seen};
use offerdeck::request::Reply;
use serde_json::json;

use crate::stage::{Stage, offers, record};

use Generation::{Dps, Xcore};

/// The places that the picker lists.
pub fn places(generation: Generation) -> Reply {
    let place = |name: &str, title: &str, category: &str, region: &str, changed: &str| ScopeEntry {
        scope: Scope {
            sandbox: name.to_owned(),
            container: (generation == Xcore).then(|| format!("e0bd8463-0913-4ca1-bd84-{title:0<12.12}")),
        },
        name: title.to_owned(),
        category: category.to_owned(),
        region: region.to_owned(),
        changed: changed.parse().map_or(Seen::Absent, Seen::Is),
    };
    let entries = match generation {
        Dps => vec![
            place("prod", "Production", "production", "VA7", "2026-10-01T00:00:00Z"),
            place("dev", "Development", "development", "VA7", "2026-11-20T00:00:00Z"),
            place("emea-campaigns-2026-q4", "Kampagnen für EMEA, viertes Quartal 2026", "development", "NLD2", ""),
            place("hostile", "a\u{1b}[2Jb\u{202e}c", "\u{7}", "", ""),
        ],
        Xcore => vec![
            place("prod", "f9e6a1b0-71fd-11ed", "decisioning", "VA7", "2026-10-01T00:00:00Z"),
            place("dev", "08f8fb93-38ef-11eb", "decisioning", "VA7", "2026-11-20T00:00:00Z"),
        ],
    };
    Reply::Scopes { entries, next: None }
}

pub fn picker(generation: Generation, size: (u16, u16)) -> Stage {
    let mut stage = Stage::without_place(generation, size);
    stage.answer(places(generation));
    stage
}

/// Three pages of a hundred are here, the fourth is asked for.
pub fn loading(generation: Generation, size: (u16, u16)) -> Stage {
    let mut stage = Stage::new(generation, size);
    for page in 0..3 {
        let next = match generation {
            Dps => format!(
                "/offers?offer-type=personalized&orderby=-modified&limit=100&start=2026-0{}-01T00:00:00Z",
                page + 1
            ),
            Xcore => format!(
                "/e0bd8463-0913-4ca1-bd84-6309134ca1f6/queries/core/search?schema=https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5&orderby=-repo:createdDate&limit=100&start=166{page}"
            ),
        };
        stage.answer_page(offers::many(generation, page * 100, 100), Some(10_000), Some(&next));
    }
    stage
}

pub fn filtered(size: (u16, u16), typed: &str) -> Stage {
    let mut stage = Stage::loaded(Dps, size);
    stage.press("/");
    stage.type_text(typed);
    stage
}

pub fn hostile(size: (u16, u16)) -> Stage {
    let mut stage = Stage::new(Dps, size);
    stage.answer_page(offers::hostile(), None, None);
    stage
}

pub fn odd(size: (u16, u16)) -> Stage {
    let mut stage = Stage::new(Dps, size);
    stage.answer_page(offers::odd(), None, None);
    stage
}

/// The first offer on a screen of its own.
pub fn detail(generation: Generation, size: (u16, u16)) -> Stage {
    let mut stage = Stage::loaded(generation, size);
    stage.press("enter");
    stage
}

/// Deletes the selected offer, which is none that asks for its name; the look before the delete finds it as it is.
pub fn delete(stage: &mut Stage) {
    let selected = stage.selected();
    stage.press("d");
    stage.ring();
    stage.nobody_uses_them();
    stage.press("y");
    stage.answer_record(&selected);
}

/// Three offers are marked, two of them behind a filter.
pub fn marked(size: (u16, u16)) -> Stage {
    let mut stage = Stage::loaded(Dps, size);
    stage.press("space space j space k");
    stage
}

/// All offers are being deleted together: one was refused, one is gone, the others are on their way or wait.
pub fn several(size: (u16, u16)) -> Stage {
    let mut stage = Stage::loaded(Dps, size);
    let count = stage.shown();
    stage.press("* d");
    stage.ring();
    stage.nobody_uses_them();
    stage.type_text(&count.to_string());
    stage.press("enter");
    stage
}

/// The editor on the first offer.
pub fn editor(generation: Generation, size: (u16, u16)) -> Stage {
    let mut stage = Stage::loaded(generation, size);
    stage.press("e");
    stage.answer_record(&offers::offer(generation, 0));
    stage
}

/// A small change under review.
pub fn review(size: (u16, u16)) -> Stage {
    let mut stage = editor(Dps, size);
    stage.retype("\"priority\"", 2, "85");
    stage.retype("\"offer_code\"", 9, "\"SALE85\",");
    stage.press("ctrl-s");
    stage
}

/// Where two changes clash: a number, a short text, and a text longer than the list shows.
pub fn clashing(size: (u16, u16)) -> Stage {
    let mut stage = editor(Dps, size);
    stage.retype("\"priority\"", 2, "85");
    stage.retype("\"offer_code\"", 9, "\"SALE85\",");
    stage.retype("\"content\"", 1, " mine\"");
    stage.press("ctrl-s y");
    let mut theirs = offers::whole(Dps, 0, 4);
    theirs["rank"]["priority"] = json!(10);
    theirs["characteristics"].as_object_mut().unwrap().shift_remove("offer_code");
    theirs["representations"][0]["components"][0]["content"] = json!("<p>theirs</p>\n".repeat(20));
    theirs["representations"].as_array_mut().unwrap().pop();
    stage.answer_record(&record(Dps, &theirs));
    stage.ring();
    stage.press("y");
    stage
}
