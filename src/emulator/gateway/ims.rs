//! The token service: client credentials in, an access token out (contract section 14).

use serde_json::{Value, json};

use super::API_KEY;
use super::tokens::{Moment, Tokens};
use crate::emulator::answer::{Cause, Problem, json_response};
use crate::emulator::target::Target;
use crate::http::{HttpRequest, HttpResponse, Method, header};

/// The client secret that is accepted.
pub const CLIENT_SECRET: &str = "emulator-client-secret";
/// Below this path stands the token service.
const BASE: &str = "/ims/";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// How the token service is to judge.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Whether client id and secret must be the emulator's own.
    pub credentials: bool,
    /// Whether a body must say that it is a form.
    pub media_type: bool,
    /// How many seconds a token is good.
    pub lifetime: u64,
}

/// Whether a target is the token service's.
pub fn owns(target: &str) -> bool {
    target.starts_with(BASE)
}

/// Answers a request for a token. Both versions take the parameters in the body and in the query, and answer alike.
pub fn answer(request: &HttpRequest, tokens: &mut Tokens, at: Moment, terms: Terms) -> HttpResponse {
    let path = request.target.split('?').next().unwrap_or_default();
    if !matches!(path, "/ims/token/v2" | "/ims/token/v3") {
        return Problem::new(Cause::NoSuchPath, "the token service answers at /ims/token/v3 and /ims/token/v2")
            .response();
    }
    if request.method != Method::Post {
        let mut response = refusal(405, "invalid_request", "tokens are asked for with POST");
        response.headers.push(("allow".to_owned(), "POST".to_owned()));
        return response;
    }
    match asked_for(request, terms) {
        Ok(()) => {
            let lifetime = i64::try_from(terms.lifetime).unwrap_or(i64::MAX).saturating_mul(1000);
            let token = tokens.issue(at, lifetime);
            let body = json!({"access_token": token, "token_type": "bearer", "expires_in": terms.lifetime});
            private(200, &body)
        }
        Err(refusal) => refusal,
    }
}

/// Whether everything that is mandatory came and is right. A refusal never repeats what it was sent.
fn asked_for(request: &HttpRequest, terms: Terms) -> Result<(), HttpResponse> {
    let invalid = |description: &str| refusal(400, "invalid_request", description);
    let media_type = header(&request.headers, "content-type").and_then(|text| text.split(';').next());
    let is_form = media_type.is_some_and(|text| text.trim().eq_ignore_ascii_case(FORM));
    if terms.media_type && !request.body.is_empty() && !is_form {
        return Err(invalid("the body must be application/x-www-form-urlencoded"));
    }
    let body = std::str::from_utf8(&request.body).map_err(|_| invalid("the body is not text"))?;
    // A form is written as a query is.
    let form = Target::parse(&format!("/?{}", body.trim())).map_err(|_| invalid("the body is not a form"))?;
    let query = Target::parse(&request.target).map_err(|_| invalid("the query can't be read"))?;
    let sent = |name: &str| form.get(name).or_else(|| query.get(name));
    let mandatory = |name: &str| {
        sent(name).ok_or_else(|| invalid(&format!("the parameter {name} is missing; it belongs in the body")))
    };
    let grant_type = mandatory("grant_type")?;
    if grant_type != "client_credentials" {
        return Err(refusal(400, "unsupported_grant_type", "only client_credentials are taken"));
    }
    let (id, secret) = (mandatory("client_id")?, mandatory("client_secret")?);
    if terms.credentials && (id != API_KEY || secret != CLIENT_SECRET) {
        return Err(refusal(401, "invalid_client", "the client id or the client secret is wrong"));
    }
    if mandatory("scope")?.split(',').all(|scope| scope.trim().is_empty()) {
        return Err(refusal(400, "invalid_scope", "the scope is empty"));
    }
    Ok(())
}

fn refusal(status: u16, error: &str, description: &str) -> HttpResponse {
    private(status, &json!({"error": error, "error_description": description}))
}

/// An answer that nobody on its way may keep.
fn private(status: u16, body: &Value) -> HttpResponse {
    let mut response = json_response(status, JSON, body);
    response.headers.push(("cache-control".to_owned(), "no-store".to_owned()));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::settings::Settings;
    use crate::emulator::strictness::Check;
    use crate::emulator::strictness::Strictness;
    use crate::emulator::testing::{Bench, OFFERS, parsed};

    const GOOD: &str = "grant_type=client_credentials&client_id=emulator-api-key\
                        &client_secret=emulator-client-secret&scope=openid%2CAdobeID";

    fn ask(bench: &Bench, target: &str, body: &str) -> (u16, Value) {
        let form = [("content-type", "application/x-www-form-urlencoded;charset=utf-8"), ("authorization", "")];
        let response = bench.send(Method::Post, target, &form, body);
        if response.status != 404 {
            assert_eq!(header(&response.headers, "cache-control"), Some("no-store"));
        }
        parsed(&response)
    }

    fn status_with(bench: &Bench, token: &str) -> u16 {
        bench.send(Method::Get, OFFERS, &[("authorization", &format!("Bearer {token}"))], "").status
    }

    #[test]
    fn a_token_is_given_and_good_until_its_time_is_over() {
        let bench = Bench::with(&Settings { token_lifetime: 60, ..Settings::default() });
        for (target, body) in
            [("/ims/token/v3", GOOD), ("/ims/token/v2", GOOD), (&*format!("/ims/token/v2?{GOOD}"), "")]
        {
            let (status, answer) = ask(&bench, target, body);
            assert_eq!((status, &answer["token_type"], &answer["expires_in"]), (200, &json!("bearer"), &json!(60)));
            let token = answer["access_token"].as_str().unwrap();
            assert_eq!(status_with(&bench, token), 200);
            bench.clock.advance(59_999);
            assert_eq!(status_with(&bench, token), 200);
            bench.clock.advance(1);
            assert_eq!(status_with(&bench, token), 401);
            assert_eq!(status_with(&bench, crate::emulator::ACCESS_TOKEN), 200);
        }
    }

    #[test]
    fn without_the_check_tokens_never_end() {
        let strictness = Strictness::default().with(Check::TokenExpiry, false);
        let bench = Bench::with(&Settings { token_lifetime: 60, strictness, ..Settings::default() });
        let token = ask(&bench, "/ims/token/v3", GOOD).1["access_token"].as_str().unwrap().to_owned();
        bench.clock.advance(60_000);
        assert_eq!(status_with(&bench, &token), 200);
        assert_eq!(status_with(&bench, "made-up"), 401);
    }

    #[test]
    fn refusals_are_those_of_the_protocol() {
        let bench = Bench::new();
        for (body, status, error) in [
            (GOOD.replace("client_credentials", "password"), 400, "unsupported_grant_type"),
            (GOOD.replace("emulator-client-secret", "wrong"), 401, "invalid_client"),
            (GOOD.replace("emulator-api-key", "wrong"), 401, "invalid_client"),
            (GOOD.replace("openid%2CAdobeID", "%2C+"), 400, "invalid_scope"),
            (GOOD.replace("&scope=openid%2CAdobeID", ""), 400, "invalid_request"),
            (GOOD.replace("grant_type=client_credentials&", ""), 400, "invalid_request"),
            (GOOD.replace("%2C", "%zz"), 400, "invalid_request"),
            (String::new(), 400, "invalid_request"),
        ] {
            let (found, answer) = ask(&bench, "/ims/token/v3", &body);
            assert_eq!((found, &answer["error"]), (status, &json!(error)), "{body}");
            assert!(answer["error_description"].is_string());
        }
        assert_eq!(bench.send(Method::Post, "/ims/token/v3", &[], GOOD).status, 400, "not said to be a form");
        assert_eq!(bench.send(Method::Get, &format!("/ims/token/v2?{GOOD}"), &[], "").status, 405);
        assert_eq!(ask(&bench, "/ims/token/v1", GOOD).0, 404);
    }

    #[test]
    fn without_credentials_anybody_may_come() {
        let strictness = Strictness::default().with(Check::Credentials, false);
        let bench = Bench::with(&Settings { strictness, ..Settings::default() });
        assert_eq!(ask(&bench, "/ims/token/v3", &GOOD.replace("emulator-", "my-")).0, 200);
        let nothing = [("authorization", ""), ("x-api-key", ""), ("x-gw-ims-org-id", "")];
        assert_eq!(bench.send(Method::Get, OFFERS, &nothing, "").status, 200);
    }
}
