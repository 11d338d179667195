//! What is refused is refused in the documented words.

use offerdeck::emulator::Settings;
use offerdeck::http::{HttpRequest, Method};
use serde_json::Value;

use super::bench::{fixtures, json, library, text};
use super::cast::fill_placeholders;

/// The documented request; none of these has a body or names an object.
fn documented_request(fixture: &Value) -> HttpRequest {
    let documented = &fixture["request"];
    assert_eq!(documented["method"], "GET");
    let headers = documented["headers"].as_object().unwrap();
    HttpRequest {
        method: Method::Get,
        target: text(&documented["target"]),
        headers: headers.iter().map(|(name, value)| (name.clone(), fill_placeholders(&text(value)))).collect(),
        body: Vec::new(),
    }
}

#[test]
fn documented_refusals_are_word_for_word() {
    let all = fixtures("wire");
    let library = library(&Settings::default());
    let mut compared = 0;
    for (name, spoil) in [
        ("error-gateway-403010-missing-token", ("Authorization", None)),
        ("error-gateway-401013-invalid-token", ("Authorization", Some("Bearer expired"))),
        ("error-gateway-403000-missing-api-key", ("x-api-key", None)),
        ("error-gateway-403003-invalid-api-key", ("x-api-key", Some("other"))),
        ("error-gateway-400003-missing-org-header", ("x-gw-ims-org-id", None)),
        ("error-gateway-403025-profile-not-valid", ("x-gw-ims-org-id", Some("OTHER@AdobeOrg"))),
        ("error-gateway-429050-too-many-requests", ("none", None)),
    ] {
        let mut request = documented_request(&all[name]);
        request.headers.retain(|(header, _)| header != spoil.0);
        request.headers.extend(spoil.1.map(|value| (spoil.0.to_owned(), value.to_owned())));
        if name.contains("429") {
            library.set_fault("429 x1").unwrap();
        }
        let response = library.answer(&request).response;
        let documented = &all[name]["response"];
        assert_eq!(response.status, documented["status"], "{name}");
        assert_eq!(json(&response), documented["body"], "{name}");
        compared += 1;
    }
    assert_eq!(compared, all.keys().filter(|name| name.starts_with("error-gateway-")).count());

    let mut request = documented_request(&all["error-aep-content-type"]);
    request.method = Method::Post;
    request.body = b"{}".to_vec();
    let response = library.answer(&request).response;
    let said = json(&response);
    let documented = &all["error-aep-content-type"]["response"];
    assert_eq!(response.status, documented["status"]);
    for member in ["status", "title", "detail"] {
        assert_eq!(said[member], documented["body"][member]);
    }
}
