//! The states of the screens, each played from the start by keys and answers.

/// A table of states.
macro_rules! states {
    ($($name:literal: $play:expr,)*) => { &[$(State { name: $name, play: $play }),*] };
}

pub mod contents;
pub mod editing;
pub mod forms;
pub mod kept;
pub mod kinds;
pub mod ways;

use std::sync::Arc;

use offerdeck::domain::Generation;
use offerdeck::request::{Cause, Receipt, Reply};
use serde_json::json;

use super::stage::{Stage, offers, record};

use Generation::{Dps, Xcore};
use ways::{
    clashing, delete, detail, editor, filtered, hostile, loading, marked, odd, picker, places, review, several,
};

/// A state by its name, and the way to it on a terminal of a size.
pub struct State {
    pub name: &'static str,
    pub play: fn((u16, u16)) -> Stage,
}

pub const STATES: &[State] = states! {
    "picker-loading": |size| Stage::without_place(Dps, size),
    "picker-loaded-dps": |size| picker(Dps, size),
    "picker-loaded-xcore": |size| picker(Xcore, size),
    "picker-from-a-list": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("esc");
        stage.answer(places(Dps));
        stage
    },
    "picker-forbidden": |size| {
        let mut stage = Stage::without_place(Dps, size);
        stage.fail(Cause::Forbidden, Some(403), "You do not have permission to list sandboxes.");
        stage
    },
    "picker-no-answer": |size| {
        let mut stage = Stage::without_place(Xcore, size);
        stage.fail_for_good(Cause::NoAnswer, None, "there was no connection to platform.adobe.io: the name is not known");
        stage
    },
    "picker-empty": |size| {
        let mut stage = Stage::without_place(Dps, size);
        stage.answer(Reply::Scopes { entries: Vec::new(), next: None });
        stage
    },
    "picker-typing-a-name": |size| {
        let mut stage = picker(Dps, size);
        stage.press("/");
        stage.type_text("staging-eu");
        stage
    },
    "list-waiting": |size| Stage::new(Dps, size),
    "list-loading": |size| loading(Dps, size),
    "list-complete-dps": |size| Stage::loaded(Dps, size),
    "list-complete-xcore": |size| Stage::loaded(Xcore, size),
    "list-scrolled-to-the-end": |size| {
        let mut stage = Stage::new(Dps, size);
        stage.answer_page(offers::many(Dps, 0, 100), Some(100), None);
        stage.press("G");
        stage
    },
    "list-repeating": |size| {
        let mut stage = loading(Dps, size);
        stage.put_off(Cause::Unavailable, 503, 4);
        stage
    },
    "list-repeating-under-a-notice": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("r");
        stage.put_off(Cause::SlowDown, 429, 12);
        stage.press("x :");
        stage.type_text("no-such-command");
        stage.press("enter");
        stage
    },
    "picker-repeating": |size| {
        let mut stage = Stage::without_place(Dps, size);
        stage.put_off(Cause::SlowDown, 429, 12);
        stage
    },
    "editor-repeating": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"priority\"", 2, "77");
        stage.press("ctrl-s y");
        stage.put_off(Cause::Unavailable, 503, 4);
        stage
    },
    "list-delete-repeating": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("j");
        delete(&mut stage);
        stage.put_off(Cause::SlowDown, 429, 12);
        stage
    },
    "list-partial": |size| {
        let mut stage = loading(Dps, size);
        stage.fail_for_good(Cause::Unavailable, Some(503), "Service Unavailable");
        stage
    },
    "list-cancelled": |size| {
        let mut stage = loading(Dps, size);
        stage.press("ctrl-c");
        stage
    },
    "list-failed": |size| {
        let mut stage = Stage::new(Dps, size);
        stage.fail(Cause::SignIn, Some(401), "Oauth token is not valid");
        stage
    },
    "list-not-refreshed": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("r");
        stage.fail_for_good(Cause::SlowDown, Some(429), "Too many requests");
        stage
    },
    "list-empty": |size| {
        let mut stage = Stage::new(Dps, size);
        stage.answer_page(Vec::new(), Some(0), None);
        stage
    },
    "list-fallback": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("tab");
        stage
    },
    "list-filtering": |size| filtered(size, "status:approved o"),
    "list-filtered": |size| {
        let mut stage = filtered(size, "priority:>30");
        stage.press("enter");
        stage
    },
    "list-without-match": |size| filtered(size, "no such offer"),
    "list-filter-problem": |size| filtered(size, "priority:many"),
    "list-unreadable-rows": |size| {
        let mut stage = Stage::new(Dps, size);
        let page = offerdeck::request::Page { records: offers::shop(Dps), unreadable: 3, ..Default::default() };
        stage.answer(Reply::Page(page));
        stage
    },
    "list-hostile": hostile,
    "list-odd": odd,
    "list-marks": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("j");
        delete(&mut stage);
        stage.answer(Reply::DeleteAccepted);
        let mut still_there = || {
            stage.answer_record(&offers::offer(Dps, 1));
            stage.ring();
        };
        (0..6).for_each(|_| still_there());
        stage.press("j j");
        delete(&mut stage);
        stage
    },
    "list-marked": marked,
    "dialog-delete-several": |size| {
        let mut stage = marked(size);
        stage.press("/");
        stage.type_text("status:draft");
        stage.press("enter d");
        stage.ring();
        stage.nobody_uses_them();
        stage
    },
    "dialog-delete-many": |size| {
        let mut stage = Stage::new(Dps, size);
        stage.answer_page(offers::many(Dps, 0, 100), Some(100), None);
        stage.press("* d pgdn");
        stage.ring();
        stage.type_text("10");
        stage
    },
    "actions-of-an-offer": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("a j down");
        stage
    },
    "actions-of-what-is-archived": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("/");
        stage.type_text("status:archived");
        stage.press("enter a");
        stage
    },
    "actions-of-an-odd-status": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("G a");
        stage
    },
    "actions-of-several": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("* a");
        stage
    },
    "dialog-undo-approve-several": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("* a down enter");
        stage.ring();
        stage
    },
    "review-approve": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("/");
        stage.type_text("status:draft");
        stage.press("enter a enter");
        stage
    },
    "several-begun": several,
    "several-stopped": |size| {
        let mut stage = several(size);
        stage.press("ctrl-c j j j j enter");
        stage
    },
    "list-read-only": |size| {
        let mut stage = Stage::loaded_in("production", Dps, size);
        stage.press("e");
        stage
    },
    "list-of-unknown-type": |size| {
        let mut stage = Stage::loaded_in("", Dps, size);
        stage.press("d");
        stage
    },
    "list-asking": |size| Stage::loaded_in("development", Dps, size),
    "list-loosening-production": |size| {
        let mut stage = Stage::loaded_in("production", Dps, size);
        stage.press(":");
        stage.type_text("mode ask");
        stage.press("enter");
        stage
    },
    "palette-new-token": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press(":");
        stage.type_text("token");
        stage.press("enter");
        stage.type_text("eyJhbGciOi");
        stage
    },
    "list-production": |size| {
        let mut stage = picker(Dps, size);
        stage.press("enter");
        stage.answer_page(offers::shop(Dps), None, None);
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
    "dialog-delete-draft": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("j j j d");
        stage.ring();
        stage.nobody_uses_them();
        stage
    },
    "dialog-delete-approved": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("d");
        stage.ring();
        stage.nobody_uses_them();
        stage.type_text("Black Fr");
        stage
    },
    "dialog-delete-by-id": |size| {
        let mut stage = hostile(size);
        stage.press("d");
        stage.ring();
        stage.nobody_uses_them();
        stage
    },
    "dialog-delete-long-name": |size| {
        let mut stage = hostile(size);
        stage.press("j j j j j d");
        stage.ring();
        stage.nobody_uses_them();
        stage
    },
    "dialog-delete-production": |size| {
        let mut stage = picker(Dps, size);
        stage.press("enter");
        stage.answer_page(offers::shop(Dps), None, None);
        stage.press("d");
        stage.ring();
        stage.nobody_uses_them();
        stage.type_text("Black Friday −40 %");
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
    "dialog-quit-unsaved": |size| {
        let mut stage = editor(Dps, size);
        stage.retype("\"priority\"", 2, "85");
        stage.press("ctrl-c ctrl-c tab");
        stage
    },
    "dialog-quit-open-write": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("j");
        delete(&mut stage);
        stage.press("q");
        stage
    },
    "notice-created": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("n");
        stage.type_text("Spring sale");
        stage.press("ctrl-s y");
        let mut whole = offers::whole(Dps, 12, 1);
        whole["name"] = json!("Spring sale");
        whole["status"] = json!("draft");
        let created = record(Dps, &whole);
        let receipt = Receipt { id: Some(created.id.clone()), address: Some(Arc::clone(&created.address)), revision: None };
        stage.answer(Reply::Created(receipt));
        // The list was asked for before the offer was there.
        stage.answer_record(&created);
        stage
    },
    "notice-delete-refused": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("j");
        delete(&mut stage);
        let reason = "The offer is used by collection \"Cyber week\" and collection \"Laptops and tablets\"; take it out first";
        stage.fail(Cause::Conflict, Some(409), reason);
        stage
    },
    "notice-too-long": |size| {
        let mut stage = Stage::new(Dps, size);
        stage.fail_for_good(Cause::Malformed, Some(200), &"<html>\u{1b}[31mnot what was asked for ".repeat(40));
        stage
    },
    "help": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("?");
        stage
    },
    "help-filtered": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press("? /");
        stage.type_text("delete");
        stage
    },
    "log": |size| {
        let mut stage = loading(Xcore, size);
        stage.fail(Cause::Unavailable, Some(503), "{\"title\":\"Service Unavailable\",\n\"detail\":\"\u{1b}[2Jthe service behind the gateway did not answer in time; nothing is known of what became of the request\"}");
        stage.press(":");
        stage.type_text("log");
        stage.press("enter");
        stage
    },
    "log-empty": |size| {
        let mut stage = Stage::without_place(Dps, size);
        stage.press(":");
        stage.type_text("log");
        stage.press("enter");
        stage
    },
    "palette": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press(":");
        stage
    },
    "palette-typed": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press(":");
        stage.type_text("fa");
        stage
    },
    "palette-unknown": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press(":");
        stage.type_text("offers");
        stage.press("enter");
        stage
    },
    "too-small": |_| Stage::loaded(Dps, (20, 5)),
};
