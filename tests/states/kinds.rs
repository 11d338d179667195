//! The kinds besides personalized offers: their lists, their details, and what is asked about them.

use offerdeck::domain::{Generation, Kind};

use crate::stage::{Stage, library};

use super::State;
use Generation::{Dps, Xcore};

pub const STATES: &[State] = states! {
    "list-placements": |size| list(Dps, Kind::Placement, size),
    "list-collections": |size| list(Dps, Kind::Collection, size),
    "list-qualifiers": |size| list(Dps, Kind::Qualifier, size),
    "list-rules": |size| list(Dps, Kind::Rule, size),
    "list-decisions": |size| list(Dps, Kind::Decision, size),
    "list-fallback-loaded": |size| list(Dps, Kind::Fallback, size),
    "detail-placement-dps": |size| detail(Dps, Kind::Placement, size),
    "detail-placement-xcore": |size| detail(Xcore, Kind::Placement, size),
    "detail-collection-dps": |size| detail(Dps, Kind::Collection, size),
    "detail-collection-xcore": |size| detail(Xcore, Kind::Collection, size),
    "detail-qualifier-dps": |size| detail(Dps, Kind::Qualifier, size),
    "detail-qualifier-xcore": |size| detail(Xcore, Kind::Qualifier, size),
    "detail-rule-dps": |size| detail(Dps, Kind::Rule, size),
    "detail-rule-xcore": |size| detail(Xcore, Kind::Rule, size),
    "detail-decision-dps": |size| detail(Dps, Kind::Decision, size),
    "detail-decision-xcore": |size| detail(Xcore, Kind::Decision, size),
    "detail-of-odd-rule": |size| {
        let mut stage = list(Dps, Kind::Rule, size);
        stage.press("G k enter");
        stage
    },
    "detail-of-the-successor": |size| {
        let mut stage = list(Dps, Kind::Rule, size);
        stage.press("G enter");
        stage
    },
    "dialog-delete-in-app": |size| {
        let mut stage = list(Dps, Kind::Decision, size);
        stage.press("G d");
        stage.ring();
        stage.nobody_uses_them();
        stage
    },
    "detail-names": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("enter");
        stage.answer_names(&names());
        stage
    },
    "detail-name-chosen": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("enter");
        stage.answer_names(&names());
        stage.press("shift-tab tab tab");
        stage
    },
    "used-by-waiting": |size| {
        let mut stage = list(Dps, Kind::Qualifier, size);
        stage.press("u");
        stage
    },
    "used-by-nothing": |size| {
        let mut stage = list(Dps, Kind::Collection, size);
        stage.press("u");
        stage.answer_page(Vec::new(), None, None);
        stage
    },
    "used-by": |size| {
        let mut stage = list(Dps, Kind::Placement, size);
        stage.press("G u");
        let selected = stage.selected();
        for kind in [Kind::Fallback, Kind::Decision] {
            let names = |record: &std::sync::Arc<offerdeck::domain::Record>| {
                let mut whole = record.whole();
                whole["representations"] = serde_json::json!([{ "placement": selected.id.as_str() }]);
                crate::stage::record_of(Dps, kind, &whole)
            };
            stage.answer_page(library::rows(Dps, kind).iter().map(names).collect(), None, None);
        }
        stage.press("j");
        stage
    },
    "check-reading": |size| check(Dps, size, 3),
    "check": |size| check(Dps, size, 6),
    "check-xcore": |size| check(Xcore, size, 6),
    "check-of-a-part": |size| check_of_a_part(size),
    "check-guardrails-of-a-part": |size| {
        let mut stage = check_of_a_part(size);
        stage.press("tab");
        stage
    },
    "check-filtered": |size| {
        let mut stage = check(Dps, size, 6);
        stage.press("/");
        stage.type_text("odd hint");
        stage.press("enter");
        stage
    },
    "check-guardrails": |size| {
        let mut stage = check(Dps, size, 6);
        stage.press("tab");
        stage
    },
    "check-fix": |size| {
        let mut stage = check(Dps, size, 6);
        stage.press("/");
        stage.type_text("fix");
        stage.press("enter f");
        stage
    },
    "in-use": |size| in_use(size),
    "plan": |size| {
        let mut stage = in_use(size);
        stage.press("d");
        stage
    },
    "plan-patches": |size| {
        let mut stage = in_use(size);
        stage.press("d p");
        stage
    },
    "plan-asked": |size| {
        let mut stage = in_use(size);
        stage.press("d y");
        stage.ring();
        stage
    },
    "plan-several": |size| several_in_use(size),
    "plan-several-asked": |size| {
        let mut stage = several_in_use(size);
        stage.press("y");
        stage.ring();
        stage
    },
    "plan-by-hand": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("2");
        let fallback = serde_json::json!({"id": "xcore:fallback-offer:1e1dadf7aaba0cf9", "etag": 2, "name": "Winter fallback"});
        stage.answer_list(Kind::Fallback, vec![crate::stage::record_of(Dps, Kind::Fallback, &fallback)]);
        stage.press("d");
        stage.ring();
        stage.answer_list(Kind::Decision, library::rows(Dps, Kind::Decision));
        stage.press("d");
        stage
    },
    "review-with-names": |size| {
        let mut stage = with_another_qualifier(size);
        stage.press("ctrl-s");
        stage
    },
    "detail-json-with-names": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("enter i");
        stage.answer_names(&names());
        stage.press("tab tab");
        stage
    },
    "merge-with-names": merge_with_names,
    "merge-with-a-name-chosen": |size| {
        let mut stage = merge_with_names(size);
        stage.press("o o");
        stage
    },
    "merge-with-names-whole": |size| {
        let mut stage = merge_with_names(size);
        stage.press("enter");
        stage
    },
    "list-hiding": |size| {
        let mut stage = list(Dps, Kind::Rule, size);
        stage.press(":");
        stage.type_text("hide");
        stage.press("enter");
        stage
    },
    "list-hiding-all": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("6");
        let all = library::rows(Dps, Kind::Rule);
        stage.answer_page(all[3..].to_vec(), None, None);
        stage.press(":");
        stage.type_text("hide");
        stage.press("enter");
        stage
    },
    "list-filter-that-its-kind-lacks": |size| {
        let mut stage = list(Dps, Kind::Placement, size);
        stage.press("/");
        stage.type_text("status:draft");
        stage
    },
    "list-placements-being-deleted": |size| {
        let mut stage = list(Dps, Kind::Placement, size);
        let selected = stage.selected();
        stage.press("d");
        stage.ring();
        stage.nobody_uses_them();
        stage.type_text("Web hero");
        stage.press("enter");
        stage.answer_record(&selected);
        stage
    },
    "dialog-delete-placement": |size| {
        let mut stage = list(Dps, Kind::Placement, size);
        stage.press("d");
        stage.ring();
        stage.nobody_uses_them();
        stage
    },
    "dialog-delete-several-rules": |size| {
        let mut stage = list(Dps, Kind::Rule, size);
        stage.press("* d");
        stage.ring();
        stage.nobody_uses_them();
        stage
    },
    "dialog-delete-several-kinds": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("space");
        for kind in [Kind::Placement, Kind::Collection, Kind::Decision] {
            stage.press(&(kind as usize + 1).to_string());
            stage.answer_page(library::rows(Dps, kind), None, None);
            stage.press("space");
        }
        stage.press("d");
        stage.ring();
        stage.nobody_uses_them();
        stage
    },
    "actions-of-a-live-decision": |size| {
        let mut stage = list(Dps, Kind::Decision, size);
        stage.press("a");
        stage
    },
    "review-complete": |size| {
        let mut stage = list(Dps, Kind::Decision, size);
        stage.press("a down enter");
        stage
    },
    "actions-of-a-placement": |size| {
        let mut stage = list(Dps, Kind::Placement, size);
        stage.press("a");
        stage
    },
    "editor-new-decision": |size| {
        let mut stage = list(Dps, Kind::Decision, size);
        stage.press("G k n");
        stage.type_text("Till receipt");
        stage.press("ctrl-s");
        stage
    },
    "review-live-decision": |size| {
        let mut stage = list(Xcore, Kind::Decision, size);
        let selected = stage.selected();
        stage.press("e");
        stage.answer_record(&selected);
        stage.retype("\"xdm:endDate\"", 7, ".001Z\",");
        stage.press("ctrl-s");
        stage
    },
};

/// A kind's list.
fn list(generation: Generation, kind: Kind, size: (u16, u16)) -> Stage {
    let mut stage = Stage::loaded(generation, size);
    stage.press(&(kind as usize + 1).to_string());
    stage.answer_page(library::rows(generation, kind), None, None);
    stage
}

/// The first of a kind on a screen of its own.
fn detail(generation: Generation, kind: Kind, size: (u16, u16)) -> Stage {
    let mut stage = list(generation, kind, size);
    stage.press("enter");
    stage
}

/// Some of those that the first offer of the shop names; a qualifier of its is missing.
fn names() -> Vec<std::sync::Arc<offerdeck::domain::Record>> {
    use Kind::{Placement, Qualifier, Rule};
    let of = |(kind, id, name): (Kind, &str, &str)| {
        crate::stage::record_of(Dps, kind, &serde_json::json!({"id": id, "name": name}))
    };
    [
        (Placement, "dps:offer-placement:17cd8995efeba903", "Web hero"),
        (
            Placement,
            "xcore:offer-placement:1bf3e0b6e9aba45e",
            "Newsletter, a name that goes on for much longer than any line",
        ),
        (Qualifier, "xcore:tag:12a2bed27a584d21", "春節 \u{1b}[31mqualifier"),
        (Rule, "xcore:eligibility-rule:1641b0e812e92776", "Gold loyalty"),
    ]
    .map(of)
    .into()
}

/// A check for which the decisions can't be read.
fn check_of_a_part(size: (u16, u16)) -> Stage {
    let mut stage = check(Dps, size, 5);
    stage.fail_for_good(offerdeck::request::Cause::Forbidden, Some(403), "no");
    stage
}

/// The editor of an offer, in which it was given another qualifier; the names are read.
fn with_another_qualifier(size: (u16, u16)) -> Stage {
    let mut stage = Stage::loaded(Dps, size);
    stage.press("enter");
    stage.answer_names(&names());
    stage.press("e");
    let selected = stage.selected();
    stage.answer_record(&selected);
    stage.retype("\"tags\"", 2, ", \"xcore:tag:1\"],");
    stage
}

/// One gave the offer another qualifier, the other took all away.
fn merge_with_names(size: (u16, u16)) -> Stage {
    let mut stage = with_another_qualifier(size);
    let selected = stage.selected();
    stage.press("ctrl-s y");
    let mut theirs = selected.whole();
    theirs["etag"] = serde_json::json!(4);
    theirs.as_object_mut().unwrap().shift_remove("tags");
    stage.answer_record(&crate::stage::record_of(Dps, Kind::Personalized, &theirs));
    stage.ring();
    stage.press("y");
    stage
}

/// `:check` with so many of the lists that it asks for.
fn check(generation: Generation, size: (u16, u16), lists: usize) -> Stage {
    let mut stage = Stage::loaded(generation, size);
    stage.press(":");
    stage.type_text("check");
    stage.press("enter");
    let others = offerdeck::domain::KINDS.iter().map(|entry| entry.kind).filter(|kind| *kind != Kind::Personalized);
    for kind in others.take(lists) {
        stage.answer_list(kind, library::rows(generation, kind));
    }
    stage
}

/// An offer that shall be deleted, and two collections that name it.
fn in_use(size: (u16, u16)) -> Stage {
    let mut stage = Stage::loaded(Dps, size);
    stage.press("d");
    stage.ring();
    with_collections(stage, "dps:personalized-offer:12121c506bac0001")
}

/// Two offers are marked to be deleted, and one collection names both.
fn several_in_use(size: (u16, u16)) -> Stage {
    let mut stage = Stage::loaded(Dps, size);
    stage.press("j");
    let another = stage.selected();
    stage.press("g space space g d");
    stage.ring();
    with_collections(stage, another.id.as_str())
}

/// Two collections come that name the selected offer, and one of them another.
fn with_collections(mut stage: Stage, another: &str) -> Stage {
    let selected = stage.selected();
    let collection = |(id, ids): (&str, Vec<&str>)| {
        let whole = serde_json::json!({"id": format!("dps:offer-filter:{id}"), "etag": 4, "name": format!("Collection {id}"),
            "filterType": "offers", "ids": ids});
        crate::stage::record_of(Dps, Kind::Collection, &whole)
    };
    let id = selected.id.as_str();
    let collections = [("1", vec![id, another]), ("2", vec![id])].map(collection);
    stage.answer_list(Kind::Collection, collections.into());
    stage
}
