//! What belongs to no screen: notices, the palette, the help, the log, and the ways out.

use std::sync::Arc;

use offerdeck::domain::Generation;
use offerdeck::request::{Cause, Receipt, Reply};
use serde_json::json;

use crate::stage::{Stage, offers, record};

use super::State;
use super::ways::{delete, editor, loading};
use Generation::{Dps, Xcore};

pub const STATES: &[State] = states! {
    "palette-new-token": |size| {
        let mut stage = Stage::loaded(Dps, size);
        stage.press(":");
        stage.type_text("token");
        stage.press("enter");
        stage.type_text("eyJhbGciOi");
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
