//! Which documented exchanges there are, and that none is left out.

use crate::KINDS;
use crate::wire;

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
    "dps-placement-list",
    "xcore-placement-list",
    "dps-collection-list",
    "xcore-collection-list",
    "dps-qualifier-list",
    "xcore-qualifier-list",
    "dps-rule-list",
    "xcore-rule-list",
    "dps-decision-list",
    "xcore-decision-list",
    "dps-rule-list-exd",
    // Look-ups.
    "dps-personalized-lookup",
    "dps-fallback-lookup",
    "xcore-personalized-lookup",
    "xcore-fallback-lookup",
    "dps-placement-lookup",
    "xcore-placement-lookup",
    "dps-collection-lookup",
    "xcore-collection-lookup",
    "dps-qualifier-lookup",
    "xcore-qualifier-lookup",
    "dps-rule-lookup",
    "xcore-rule-lookup",
    "dps-decision-lookup",
    "xcore-decision-lookup",
    "xcore-decision-lookup-empty",
    // Creates.
    "dps-personalized-create",
    "dps-fallback-create",
    "xcore-personalized-create",
    "xcore-personalized-create-end-before-start",
    "xcore-fallback-create",
    "mixed-seed-002-fallback-create",
    "dps-placement-create",
    "xcore-placement-create",
    "dps-collection-create",
    "xcore-collection-create",
    "dps-qualifier-create",
    "xcore-qualifier-create",
    "dps-rule-create",
    "xcore-rule-create",
    "dps-decision-create",
    "xcore-decision-create",
    "xcore-collection-create-no-instanceid",
    "xcore-decision-create-wrapped",
    "xcore-rule-create-xdm-condition",
    // Updates.
    "dps-personalized-update",
    "dps-fallback-update",
    "xcore-personalized-update",
    "xcore-fallback-update",
    "dps-placement-update",
    "xcore-placement-update",
    "dps-collection-update",
    "xcore-collection-update",
    "dps-qualifier-update",
    "xcore-qualifier-update",
    "dps-rule-update",
    "xcore-rule-update",
    "dps-decision-update",
    "xcore-decision-update",
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
    "dps-placement-delete",
    "xcore-placement-delete",
    "dps-collection-delete",
    "xcore-collection-delete",
    "dps-qualifier-delete",
    "xcore-qualifier-delete",
    "dps-rule-delete",
    "xcore-rule-delete",
    "dps-decision-delete",
    "xcore-decision-delete",
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
