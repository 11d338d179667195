//! One offer: its details, its editor, the review of a change, and what became of it elsewhere.

use offerdeck::domain::Generation;
use offerdeck::request::Cause;
use serde_json::json;

use crate::stage::{Stage, offers, record};

use super::State;
use super::ways::{clashing, detail, editor, hostile, odd, review};
use Generation::{Dps, Xcore};

pub const STATES: &[State] = states! {
    "editor-repeating": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"priority\"", 2, "77");
        stage.press("ctrl-s y");
        stage.put_off(Cause::Unavailable, 503, 4);
        stage
    },
    "review-approve": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("/");
        stage.type_text("status:draft");
        stage.press("enter a enter");
        stage
    },
    "detail-facts-dps": |size| detail(Dps, size),
    "detail-facts-xcore": |size| detail(Xcore, size),
    "detail-json-dps": |size| {
        let mut stage = detail(Dps, size);
        stage.press("i");
        stage
    },
    "detail-json-xcore": |size| {
        let mut stage = detail(Xcore, size);
        stage.press("i");
        stage
    },
    "detail-scrolled-to-the-end": |size| {
        let mut stage = detail(Dps, size);
        stage.press("G");
        stage
    },
    "detail-hostile": |size| {
        let mut stage = hostile(size);
        stage.press("enter");
        stage
    },
    "detail-hostile-json": |size| {
        let mut stage = hostile(size);
        stage.press("enter i");
        stage
    },
    "detail-odd": |size| {
        let mut stage = odd(size);
        stage.press("G enter");
        stage
    },
    "detail-gone": |size| {
        let mut stage = detail(Dps, size);
        stage.press("r");
        stage.fail(Cause::Gone, Some(404), "The offer was not found.");
        stage
    },
    "editor-clean-dps": |size| editor(Dps, size),
    "editor-clean-xcore": |size| editor(Xcore, size),
    "editor-new": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("n");
        stage
    },
    "editor-changed": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"priority\"", 2, "85");
        stage
    },
    "editor-searching": |size| {
        let mut stage = editor(Dps, size);
        stage.press("ctrl-f");
        stage.type_text("endDate");
        stage
    },
    "editor-syntax-error": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"endDate\"", 1, "");
        stage.press("ctrl-s");
        stage
    },
    "editor-findings": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"priority\"", 2, "-1");
        stage.retype("\"endDate\"", 13, "\",");
        stage.press("ctrl-s");
        stage
    },
    "editor-long-line": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"content\"", 0, "");
        stage
    },
    "editor-saving": |size| {
        let mut stage = review(size);
        stage.press("y");
        stage
    },
    "editor-not-saved": |size| {
        let mut stage = review(size);
        stage.press("y");
        stage.answer_record(&offers::offer(Dps, 0));
        stage.fail(Cause::Refused, Some(422), "representations[0].placement: no placement has the id dps:offer-placement:17");
        stage
    },
    "review-diff": review,
    "review-patch": |size| {
        let mut stage = review(size);
        stage.press("tab");
        stage
    },
    "review-patch-xcore": |size| {
        let mut stage = editor(Xcore, size);
        stage.retype("\"xdm:priority\"", 2, "85");
        stage.press("ctrl-s tab");
        stage
    },
    "review-new": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("n");
        stage.type_text("Spring sale");
        stage.press("ctrl-s");
        stage
    },
    "review-warnings": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"startDate\"", 23, "\"2026-11-25T00:00:00Z\",");
        stage.retype("\"offer_code\"", 9, "73,");
        stage.press("ctrl-s");
        stage
    },
    "dialog-leave": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"priority\"", 2, "85");
        stage.press("esc");
        stage
    },
    "dialog-elsewhere": |size| {
        let mut stage = review(size);
        stage.press("y");
        let mut theirs = offers::whole(Dps, 0, 4);
        theirs["rank"]["priority"] = json!(10);
        theirs["modified"] = json!("2026-11-21T11:58:00Z");
        stage.answer_record(&record(Dps, &theirs));
        stage
    },
    "dialog-elsewhere-clean": |size| {
        let mut stage = review(size);
        stage.press("y");
        let mut theirs = offers::whole(Dps, 0, 4);
        theirs["description"] = json!("Owner: the campaign team.");
        theirs["modified"] = json!("2026-11-21T11:58:00Z");
        stage.answer_record(&record(Dps, &theirs));
        stage
    },
    "review-merged": |size| {
        let mut stage = review(size);
        stage.press("y");
        let mut theirs = offers::whole(Dps, 0, 4);
        theirs["description"] = json!("Owner: the campaign team.");
        stage.answer_record(&record(Dps, &theirs));
        stage.ring();
        stage.press("y tab");
        stage
    },
    "merge": clashing,
    "merge-chosen": |size| {
        let mut stage = clashing(size);
        stage.press("2 j 3 j");
        stage
    },
    "merge-still-open": |size| {
        let mut stage = clashing(size);
        stage.press("2 ctrl-s");
        stage
    },
    "merge-whole": |size| {
        let mut stage = clashing(size);
        stage.press("3 enter");
        stage
    },
    "merge-hostile": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"offer_code\"", 9, "\"\u{202e}evil 春節優惠\\u0007\",");
        stage.press("ctrl-s y");
        let mut theirs = offers::whole(Dps, 0, 4);
        theirs["characteristics"]["offer_code"] = json!("\u{1b}[2J👨\u{200d}👩\u{200d}👧 عرض".repeat(30));
        stage.answer_record(&record(Dps, &theirs));
        stage.ring();
        stage.press("y");
        stage
    },
};
