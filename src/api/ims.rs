//! The token service's dialect: a client's credentials go out as a form, an access token comes back (contract
//! section 14).

use std::time::Duration;

use reqwest::Url;
use serde_json::Value;

use crate::domain::json;
use crate::http::HttpResponse;
use crate::request::{Cause, Culprit, RequestError};
use crate::secret::Secret;

use super::dialect::{cut, is_page, request_id, retry_after, silence, text, words};
use super::jwt;

/// Where tokens are asked for, after the service's host.
pub(super) const TARGET: &str = "/ims/token/v3";

/// How long a token is taken to be good where nobody says: as long as those that are known.
const USUAL_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest life that is believed. Renewing earlier than need be costs one request a day.
const LONGEST_LIFE: Duration = USUAL_LIFE;

/// A number of seconds beyond this is one of milliseconds.
const MOST_SECONDS: f64 = 10_000_000.0;

/// The longest piece of the service's words that is repeated, in bytes.
const WORDS_LIMIT: usize = 300;

/// An access token, and how long it is good.
#[derive(Debug, PartialEq)]
pub(super) struct Granted {
    pub(super) token: Secret,
    pub(super) life: Duration,
}

/// The body of a request for a token. It is a secret: it holds one, and never stands in a URL.
pub(super) fn form(client_id: &str, secret: &Secret, scopes: &[String]) -> Secret {
    Secret::new(format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&scope={}",
        encoded(client_id),
        encoded(secret.expose()),
        encoded(&scopes.join(","))
    ))
}

/// A text as a form writes it.
pub(super) fn encoded(text: &str) -> String {
    // The query of a URL is written as a form is.
    let Ok(mut url) = Url::parse("https://localhost/") else { return String::new() };
    url.query_pairs_mut().append_key_only(text);
    url.query().unwrap_or_default().to_owned()
}

/// What the service answers.
///
/// # Errors
/// In plain words: which of id, secret, scopes and address is to be mended, or that the service is in trouble.
pub(super) fn decode(response: &HttpResponse, now: jiff::Timestamp) -> Result<Granted, RequestError> {
    let text = text(&response.body);
    let answer = json::read(&text).unwrap_or(Value::Null);
    if !(200..300).contains(&response.status) {
        return Err(refusal(response, &text, &answer));
    }
    let token = answer.get("access_token").and_then(Value::as_str).map(str::trim).filter(|token| !token.is_empty());
    let Some(token) = token else {
        let message = if is_page(&text) {
            format!("the token service's answer is a web page: {}", cut(&words(&text), WORDS_LIMIT))
        } else {
            "the token service's answer holds no access token".to_owned()
        };
        let culprit = if is_page(&text) { Culprit::Gateway } else { Culprit::TokenService };
        return Err(failure(Cause::Malformed, response, message).blaming(culprit));
    };
    let life = answer.get("expires_in").and_then(life).or_else(|| {
        let left = jwt::ends(token)?.duration_since(now);
        Duration::try_from(left).ok().filter(|left| !left.is_zero())
    });
    Ok(Granted { token: Secret::from(token), life: life.unwrap_or(USUAL_LIFE).min(LONGEST_LIFE) })
}

/// How long a token is good, said in seconds or milliseconds, as a number or as text. A life that is none says nothing:
/// whether the token is good shows when it is used.
fn life(said: &Value) -> Option<Duration> {
    let number: f64 = match said {
        Value::String(text) => text.trim().parse().ok()?,
        // Numbers keep their digits here, and so are read from them.
        Value::Number(number) => number.to_string().parse().ok()?,
        _ => return None,
    };
    let seconds = if number > MOST_SECONDS { number / 1000.0 } else { number };
    (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_LIFE)).filter(|life| !life.is_zero())
}

fn refusal(response: &HttpResponse, text: &str, answer: &Value) -> RequestError {
    let member = |name: &str| {
        let said = answer.get(name).and_then(Value::as_str).map(str::trim).filter(|said| !said.is_empty())?;
        Some(cut(said, WORDS_LIMIT))
    };
    let code = member("error").or_else(|| member("error_code"));
    let description = member("error_description").or_else(|| member("message"));
    let described = |plain: &str| match &description {
        Some(words) if words != plain => format!("{plain}: {words}"),
        _ => plain.to_owned(),
    };
    let status = response.status;
    let (cause, culprit, message) = match (status, code.as_deref()) {
        (407, _) => (Cause::SignIn, Some(Culprit::Proxy), "the proxy wants a user name and a password".to_owned()),
        (429, _) => (Cause::SlowDown, None, described("the token service was asked too often")),
        (_, Some("internal_error")) | (500..=599, Some(_)) => {
            (Cause::Unavailable, None, described("the token service is in trouble"))
        }
        (_, Some("invalid_client")) => {
            (Cause::SignIn, Some(Culprit::Credential), described("the client id or the client secret is wrong"))
        }
        (_, Some("invalid_scope")) => {
            (Cause::SignIn, Some(Culprit::Scopes), described("the credential does not have the scopes asked for"))
        }
        (_, Some("unauthorized_client" | "unsupported_grant_type")) => {
            (Cause::SignIn, Some(Culprit::Grant), described("the credential may not ask for a token by its secret"))
        }
        (_, Some("invalid_request")) => {
            let message = described("the token service misses something in what was sent");
            (Cause::SignIn, Some(Culprit::Credential), message)
        }
        _ => {
            let said = description.clone().or_else(|| code.clone());
            let said = said.or_else(|| Some(cut(&words(text), WORDS_LIMIT)).filter(|words| !words.is_empty()));
            let message = match said {
                Some(said) => format!("the token service refuses: {said}"),
                None => format!("no token came: {}", silence(response)),
            };
            let cause = match status {
                500..=599 => Cause::Unavailable,
                400..=499 => Cause::SignIn,
                _ => Cause::Malformed,
            };
            let elsewhere = matches!(status, 300..=399 | 404 | 405 | 410);
            let culprit =
                if is_page(text) { Some(Culprit::Gateway) } else { elsewhere.then_some(Culprit::TokenService) };
            (cause, culprit.or_else(|| (cause == Cause::SignIn).then_some(Culprit::Credential)), message)
        }
    };
    RequestError { code, culprit, ..failure(cause, response, message) }
}

fn failure(cause: Cause, response: &HttpResponse, message: String) -> RequestError {
    RequestError {
        status: Some(response.status),
        request_id: request_id(&response.headers),
        retry_after: retry_after(&response.headers),
        ..RequestError::without_answer(cause, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> jiff::Timestamp {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }

    fn response(status: u16, body: &str) -> HttpResponse {
        HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    fn refused(status: u16, body: &str) -> RequestError {
        decode(&response(status, body), now()).unwrap_err()
    }

    #[test]
    fn the_form_is_encoded_and_shows_itself_to_nobody() {
        let form = form("id", &Secret::from("p8e-a+b&c=d é"), &["openid".to_owned(), "a.b".to_owned()]);
        assert_eq!(
            form.expose(),
            "grant_type=client_credentials&client_id=id&client_secret=p8e-a%2Bb%26c%3Dd+%C3%A9&scope=openid%2Ca.b"
        );
        assert!(!format!("{form:?}").contains("p8e"));
    }

    #[test]
    fn a_life_comes_in_seconds_or_milliseconds_and_in_any_dress() {
        for (said, seconds) in [
            ("86399", 86_399.0),
            ("86399992", 86_399.992),
            ("\"3600\"", 3600.0),
            ("\" 3600000000 \"", 86_400.0),
            ("3600.5", 3600.5),
            ("1", 1.0),
            ("9999999", 86_400.0),
            ("1e300", 86_400.0),
            ("0", 86_400.0),
            ("-5", 86_400.0),
            ("1e-300", 86_400.0),
            ("\"NaN\"", 86_400.0),
            ("null", 86_400.0),
            ("[]", 86_400.0),
        ] {
            let body = format!(r#"{{"access_token":" t ","token_type":"bearer","expires_in":{said}}}"#);
            let granted = decode(&response(200, &body), now()).unwrap();
            assert_eq!(granted.token, Secret::from("t"));
            assert_eq!(granted.life, Duration::from_secs_f64(seconds), "{said}");
        }
    }

    #[test]
    fn a_life_that_nobody_tells_is_read_from_the_token() {
        let token = crate::api::testing::jwt(&format!(r#"{{"exp":{}}}"#, now().as_second() + 60));
        let granted = decode(&response(200, &format!(r#"{{"access_token":"{token}"}}"#)), now()).unwrap();
        assert_eq!(granted.life, Duration::from_secs(60));
    }

    #[test]
    fn a_refusal_says_in_plain_words_what_to_mend() {
        let page = "<html><title>Access denied</title></html>";
        for (status, body, cause, culprit, words) in [
            (401, r#"{"error":"invalid_client"}"#, Cause::SignIn, Some(Culprit::Credential), "secret is wrong"),
            (400, r#"{"error":"invalid_client"}"#, Cause::SignIn, Some(Culprit::Credential), "secret is wrong"),
            (400, r#"{"error":"invalid_scope","error_description":"x"}"#, Cause::SignIn, Some(Culprit::Scopes), ": x"),
            (400, r#"{"error":"unauthorized_client"}"#, Cause::SignIn, Some(Culprit::Grant), "may not ask"),
            (400, r#"{"error":"invalid_request"}"#, Cause::SignIn, Some(Culprit::Credential), "misses something"),
            (400, r#"{"error":"internal_error"}"#, Cause::Unavailable, None, "in trouble"),
            (500, r#"{"error":"oops","error_description":"y"}"#, Cause::Unavailable, None, "in trouble: y"),
            (429, "", Cause::SlowDown, None, "too often"),
            (503, page, Cause::Unavailable, Some(Culprit::Gateway), "Access denied"),
            (403, page, Cause::SignIn, Some(Culprit::Gateway), "Access denied"),
            (407, page, Cause::SignIn, Some(Culprit::Proxy), "proxy"),
            (404, "", Cause::SignIn, Some(Culprit::TokenService), "404 Not Found"),
            (302, "", Cause::Malformed, Some(Culprit::TokenService), "302 Found"),
            (400, r#"{"error":["odd"]}"#, Cause::SignIn, Some(Culprit::Credential), "odd"),
            (200, page, Cause::Malformed, Some(Culprit::Gateway), "web page: Access denied"),
            (200, r#"{"access_token":""}"#, Cause::Malformed, Some(Culprit::TokenService), "no access token"),
            (200, r#"{"access_token":7}"#, Cause::Malformed, Some(Culprit::TokenService), "no access token"),
        ] {
            let error = refused(status, body);
            assert_eq!((error.cause, error.culprit, error.status), (cause, culprit, Some(status)), "{status} {body}");
            assert!(error.message.contains(words), "{words:?} in {}", error.message);
        }
    }

    #[test]
    fn a_long_explanation_is_cut() {
        let body = format!(r#"{{"error":"invalid_scope","error_description":"{}"}}"#, "ü".repeat(5000));
        assert!(refused(400, &body).message.len() < 500);
        assert!(refused(500, &"x".repeat(5000)).message.len() < 500);
    }
}
