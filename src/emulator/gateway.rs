//! The gateway in front of every API: it wants a token, a key and an organisation (contract sections 2 and 16).

use super::answer::gateway_response;
use crate::http::{HttpRequest, HttpResponse, header};

/// The access token that is accepted.
pub const ACCESS_TOKEN: &str = "emulator-access-token";
/// The API key that is accepted.
pub const API_KEY: &str = "emulator-api-key";
/// The organisation that is accepted.
pub const ORG_ID: &str = "0FFE4DEC00000000000000E0@AdobeOrg";

/// The gateway's refusal, if it refuses.
pub(super) fn refusal(request: &HttpRequest) -> Option<HttpResponse> {
    let present = |name: &str| header(&request.headers, name).map(str::trim).filter(|value| !value.is_empty());
    let Some(authorization) = present("authorization") else {
        return Some(gateway_response(403, "403010", "Oauth token is missing."));
    };
    // Some documents write two spaces behind `Bearer` (contract section 18, row 27).
    let token = authorization.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if token.is_none_or(|(_, token)| token.trim() != ACCESS_TOKEN) {
        return Some(token_not_valid());
    }
    match present("x-api-key") {
        None => return Some(gateway_response(403, "403000", "Api Key is required")),
        Some(key) if key != API_KEY => return Some(gateway_response(403, "403003", "Api Key is invalid")),
        Some(_) => {}
    }
    match present("x-gw-ims-org-id") {
        None => Some(gateway_response(400, "400003", "Missing header")),
        Some(org) if org != ORG_ID => Some(profile_not_valid()),
        Some(_) => None,
    }
}

/// 401: the token is wrong or at its end.
pub(super) fn token_not_valid() -> HttpResponse {
    gateway_response(401, "401013", "Oauth token is not valid")
}

/// 403: the token does not give access to the organisation.
pub(super) fn profile_not_valid() -> HttpResponse {
    gateway_response(403, "403025", "Profile is not valid")
}

/// 429, with the wait in seconds that the caller is asked to keep.
pub(super) fn too_many_requests(retry_after: u64) -> HttpResponse {
    let mut response = gateway_response(429, "429050", "Too many requests");
    response.headers.push(("retry-after".to_owned(), retry_after.to_string()));
    response
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, OFFERS, parsed};
    use super::*;
    use crate::http::Method;

    #[test]
    fn a_token_a_key_and_an_organisation_are_wanted_in_that_order() {
        let bench = Bench::new();
        let refusal = |headers: &[(&str, &str)]| {
            let (status, body) = parsed(&bench.send(Method::Get, OFFERS, headers, ""));
            (status, body["error_code"].as_str().unwrap_or_default().to_owned())
        };
        let code = |status: u16, code: &str| (status, code.to_owned());
        assert_eq!(refusal(&[("authorization", ""), ("x-api-key", "")]), code(403, "403010"));
        for wrong in ["Bearer nonsense", "Bearer", "Basic emulator-access-token", ACCESS_TOKEN] {
            assert_eq!(refusal(&[("authorization", wrong), ("x-api-key", "")]), code(401, "401013"), "{wrong}");
        }
        assert_eq!(refusal(&[("x-api-key", ""), ("x-gw-ims-org-id", "")]), code(403, "403000"));
        assert_eq!(refusal(&[("x-api-key", "other"), ("x-gw-ims-org-id", "")]), code(403, "403003"));
        assert_eq!(refusal(&[("x-gw-ims-org-id", "")]), code(400, "400003"));
        assert_eq!(refusal(&[("x-gw-ims-org-id", "other@AdobeOrg")]), code(403, "403025"));
        let two_spaces = format!("Bearer  {ACCESS_TOKEN}");
        assert_eq!(refusal(&[("authorization", &two_spaces)]), code(200, ""));
    }
}
