//! The picker of places, the lists, and what opens over them.

use offerdeck::domain::Generation;
use offerdeck::request::{Cause, Reply};

use crate::stage::{Stage, offers};

use super::State;
use super::ways::{delete, filtered, hostile, loading, marked, odd, picker, places, several};
use Generation::{Dps, Xcore};

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
    "list-production": |size| {
        let mut stage = picker(Dps, size);
        stage.press("enter");
        stage.answer_page(offers::shop(Dps), None, None);
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
};
