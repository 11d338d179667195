//! The client against the documented exchanges in `tests/fixtures/wire`: each is asked for through the public client, a
//! small server compares what arrived with the documented request and replays the documented answer.
//!
//! What differs on purpose from a documented request is written down beside it, in [`Differs`]; two slips of the
//! documents are put right first: two spaces after `Bearer`, and `Content-Type: ` said twice. No documented exchange of
//! what the client knows is left out (`every_documented_exchange_is_held_against_the_client`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that meets what it does not expect must fail")]

mod errors;
mod places;
mod reads;
mod wire;
mod writes;

use offerdeck::domain::{Generation, Kind};
use offerdeck::request::{PageFrom, Request};
use serde_json::Value;

use wire::Golden;

const DPS: Generation = Generation::Dps;
const XCORE: Generation = Generation::Xcore;
const KINDS: [(Kind, &str); 2] = [(Kind::Personalized, "personalized"), (Kind::Fallback, "fallback")];

/// Every documented exchange, by the test that holds it against the client.
const COVERED: &[&str] = &[
    // Lists.
    "dps-personalized-list",
    "dps-personalized-list-page1",
    "dps-personalized-list-page2",
    "dps-personalized-list-prev",
    "dps-fallback-list",
    "xcore-personalized-list",
    "xcore-fallback-list",
    // Look-ups.
    "dps-personalized-lookup",
    "dps-fallback-lookup",
    "xcore-personalized-lookup",
    "xcore-fallback-lookup",
    // Creates.
    "dps-personalized-create",
    "dps-fallback-create",
    "xcore-personalized-create",
    "xcore-personalized-create-end-before-start",
    "xcore-fallback-create",
    "mixed-seed-002-fallback-create",
    // Updates.
    "dps-personalized-update",
    "dps-fallback-update",
    "xcore-personalized-update",
    "xcore-fallback-update",
    "xcore-personalized-update-calendar",
    "xcore-personalized-update-capping",
    "xcore-personalized-update-priority",
    "xcore-personalized-update-representation",
    "xcore-personalized-update-rule",
    "xcore-personalized-update-status",
    "xcore-personalized-update-tag",
    // Deletes.
    "dps-personalized-delete",
    "dps-fallback-delete",
    "xcore-personalized-delete",
    "xcore-personalized-delete-receipt",
    "xcore-fallback-delete",
    // Scopes.
    "xcore-container-list",
    "xcore-container-list-dma",
    "sandbox-list-available",
    "sandbox-list-all",
    // Errors.
    "error-gateway-400003-missing-org-header",
    "error-gateway-401013-invalid-token",
    "error-gateway-403000-missing-api-key",
    "error-gateway-403003-invalid-api-key",
    "error-gateway-403010-missing-token",
    "error-gateway-403025-profile-not-valid",
    "error-gateway-429050-too-many-requests",
    "error-aep-content-type",
    "error-aep-problem-sandbox",
    "error-ode-scope-not-found",
];

/// What else the client asks for, beside the objects in `KINDS` and what is refused.
const SCOPES: [&str; 2] = ["container", "sandbox"];

#[test]
fn every_documented_exchange_is_held_against_the_client() {
    let mut covered = COVERED.to_vec();
    covered.sort_unstable();
    let known = |word: &str| KINDS.iter().any(|(_, own)| *own == word) || SCOPES.contains(&word);
    assert_eq!(wire::names(|kind| kind.is_none_or(known)), covered);
}

fn list(golden: &Golden, kind: Kind, from: PageFrom) -> Request {
    Request::List { scope: golden.scope(), kind, from }
}

/// The rows of a documented result page.
fn rows(golden: &Golden) -> Vec<Value> {
    let rows = golden.answer().pointer("/results").or_else(|| golden.answer().pointer("/_embedded/results"));
    rows.and_then(Value::as_array).cloned().unwrap_or_default()
}
