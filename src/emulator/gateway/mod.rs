//! The gateway in front of every API: it wants a token, a key and an organisation (contract sections 2 and 16).

pub mod ims;
pub mod tokens;

use self::tokens::{Moment, Tokens};
use crate::emulator::answer::gateway_response;
use crate::http::{HttpRequest, HttpResponse, header};

/// The API key that is accepted, and the client id that the token service knows.
pub const API_KEY: &str = "emulator-api-key";
/// The organisation that is accepted.
pub const ORG_ID: &str = "0FFE4DEC00000000000000E0@AdobeOrg";

/// A header's value without the blanks around it, unless it is blank.
fn present<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    header(&request.headers, name).map(str::trim).filter(|value| !value.is_empty())
}

/// The access token that came with a request.
pub fn bearer(request: &HttpRequest) -> Option<&str> {
    // Some documents write two spaces behind `Bearer` (contract section 18, row 27).
    let parts = present(request, "authorization")?.split_once(' ');
    parts.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim())
}

/// The gateway's refusal, if it refuses.
pub fn refusal(request: &HttpRequest, tokens: &Tokens, at: Moment) -> Option<HttpResponse> {
    if present(request, "authorization").is_none() {
        return Some(gateway_response(403, "403010", "Oauth token is missing."));
    }
    if !bearer(request).is_some_and(|token| tokens.accepts(token, at)) {
        return Some(token_not_valid());
    }
    match present(request, "x-api-key") {
        None => return Some(gateway_response(403, "403000", "Api Key is required")),
        Some(key) if key != API_KEY => return Some(gateway_response(403, "403003", "Api Key is invalid")),
        Some(_) => {}
    }
    match present(request, "x-gw-ims-org-id") {
        None => Some(gateway_response(400, "400003", "Missing header")),
        Some(org) if org != ORG_ID => Some(profile_not_valid()),
        Some(_) => None,
    }
}

/// 401: the token is wrong or at its end.
pub fn token_not_valid() -> HttpResponse {
    gateway_response(401, "401013", "Oauth token is not valid")
}

/// 403: the token does not give access to the organisation.
pub fn profile_not_valid() -> HttpResponse {
    gateway_response(403, "403025", "Profile is not valid")
}

/// 429, with the wait in seconds that the caller is asked to keep.
pub fn too_many_requests(retry_after: u64) -> HttpResponse {
    let mut response = gateway_response(429, "429050", "Too many requests");
    response.headers.push(("retry-after".to_owned(), retry_after.to_string()));
    response
}

#[cfg(test)]
mod tests {
    use crate::emulator::gateway::tokens::ACCESS_TOKEN;
    use crate::emulator::testing::{Bench, OFFERS, parsed};
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
