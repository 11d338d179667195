//! What a status other than 2xx means, and what the server says about it (contract section 16).

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::StatusCode;
use serde_json::Value;

use crate::domain::json;
use crate::http::{HttpResponse, header};
use crate::request::{Cause, Culprit, Request, RequestError};

use super::body::{cut, is_page, request_id, text, words};
use super::{WORDS_LIMIT, subject};

/// The longest wait taken from a `Retry-After`: a server that asks for more is asked again by hand.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// The failure that a response other than 2xx tells of.
pub(super) fn read(request: &Request, response: &HttpResponse) -> RequestError {
    let said = Said::read(&text(&response.body));
    let culprit = culprit(response.status, &said);
    let mut message = said.message.unwrap_or_else(|| silence(response));
    if let Some(hint) = said.code.as_deref().and_then(hint) {
        message = format!("{message} ({hint})");
    }
    let whole_list = matches!(request, Request::List { .. } | Request::ListScopes { .. });
    if response.status == 404 && whole_list && culprit.is_none() {
        let what = subject(request);
        message = format!("{what} is not there: this server does not know the route or the scope: {message}");
    }
    RequestError {
        cause: cause(response.status, culprit),
        status: Some(response.status),
        code: said.code,
        message: cut(&message, WORDS_LIMIT),
        request_id: request_id(&response.headers),
        retry_after: retry_after(&response.headers),
        culprit,
        signing_in: false,
    }
}

/// What is to be mended, as far as an answer tells: the gateway's codes do, and words in the place where a service
/// says what it is about.
fn culprit(status: u16, said: &Said) -> Option<Culprit> {
    if let Some(culprit) = said.code.as_deref().and_then(of_gateway) {
        return Some(culprit);
    }
    let refused = matches!(status, 400 | 403 | 404);
    match status {
        407 => Some(Culprit::Proxy),
        _ if said.is_page => Some(Culprit::Gateway),
        401 => Some(Culprit::Token),
        _ if refused && said.is_about("sandbox", Some("SMS-")) => Some(Culprit::Sandbox),
        _ if refused && said.is_about("container", None) => Some(Culprit::Container),
        403 => Some(Culprit::Permission),
        _ => None,
    }
}

fn of_gateway(code: &str) -> Option<Culprit> {
    match code {
        "401013" | "403010" => Some(Culprit::Token),
        "403000" | "403003" => Some(Culprit::ApiKey),
        "400003" | "403025" => Some(Culprit::Organisation),
        _ => None,
    }
}

fn cause(status: u16, culprit: Option<Culprit>) -> Cause {
    match (status, culprit) {
        // "Oauth token is missing": the gateway says 403, yet a new token is what helps.
        (403, Some(Culprit::Token)) => return Cause::SignIn,
        // An object is not gone because its sandbox could not be found.
        (404, Some(Culprit::Sandbox | Culprit::Container)) => return Cause::Refused,
        _ => {}
    }
    match status {
        401 => Cause::SignIn,
        403 => Cause::Forbidden,
        404 | 410 => Cause::Gone,
        409 | 412 => Cause::Conflict,
        429 => Cause::SlowDown,
        400..=499 => Cause::Refused,
        500..=599 => Cause::Unavailable,
        // A redirect, or a number that means nothing here.
        _ => Cause::Malformed,
    }
}

/// What the gateway's shorter messages mean, where they do not say it themselves.
fn hint(code: &str) -> Option<&'static str> {
    match code {
        "400003" => Some("the organisation is missing"),
        "403025" => Some("the token is not entitled for this organisation"),
        _ => None,
    }
}

/// The words for an answer without any.
pub(crate) fn silence(response: &HttpResponse) -> String {
    let reason = StatusCode::from_u16(response.status).ok().and_then(|status| status.canonical_reason());
    let status = format!("{} {}", response.status, reason.unwrap_or("(unknown status)"));
    match header(&response.headers, "location") {
        Some(place) if (300..400).contains(&response.status) => {
            let place = cut(place, 200);
            format!(
                "the server answers {status} and points to {place}: not followed, as the access token would go along"
            )
        }
        _ => format!("the server answers {status} and says nothing more"),
    }
}

/// A server's own account of a failure.
struct Said {
    code: Option<String>,
    message: Option<String>,
    /// Whether it is a web page, which no API answers with.
    is_page: bool,
}

impl Said {
    /// Reads an error body: the gateway's form, problem+json, `{error, error_description}`, `{message}`, raw text.
    fn read(text: &str) -> Said {
        let whole = json::read(text).unwrap_or(Value::Null);
        let member = |name: &str| match whole.get(name)? {
            Value::String(text) if !text.trim().is_empty() => Some(cut(text.trim(), WORDS_LIMIT)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let gateway = member("error_code");
        let of_gateway = if gateway.is_some() { member("message") } else { None };
        let problem = match (member("title"), member("detail")) {
            (Some(title), Some(detail)) if detail.contains(&title) => Some(detail),
            (Some(title), Some(detail)) if title.contains(&detail) => Some(title),
            (Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
            (title, detail) => title.or(detail),
        };
        let raw = || Some(words(text)).filter(|words| !words.is_empty());
        Said {
            is_page: is_page(text),
            code: gateway.or_else(|| member("type")).or_else(|| member("error")),
            message: of_gateway
                .or(problem)
                .or_else(|| member("error_description"))
                .or_else(|| member("message"))
                .or_else(|| member("error"))
                .or_else(raw),
        }
    }

    /// Whether a failure is about this thing: its words begin with it, or its code is of the service that keeps them. A
    /// word further on is no sign, for a list of sandboxes can be forbidden and an offer's member be wrong in one.
    fn is_about(&self, thing: &str, service: Option<&str>) -> bool {
        let words = self.message.as_deref().unwrap_or_default().to_ascii_lowercase();
        let words =
            ["invalid ", "unknown ", "missing "].iter().find_map(|word| words.strip_prefix(word)).unwrap_or(&words);
        let begins =
            words.strip_prefix(thing).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
        let code = self.code.as_deref().and_then(|code| code.rsplit('/').next()).unwrap_or_default();
        begins || service.is_some_and(|service| code.starts_with(service))
    }
}

/// `Retry-After` in seconds, or as a date, which counts from the server's own `Date`.
pub(crate) fn retry_after(headers: &[(String, String)]) -> Option<Duration> {
    let wait = header(headers, "retry-after")?.trim();
    let wait = if let Ok(seconds) = wait.parse::<u64>() {
        Duration::from_secs(seconds)
    } else {
        let until = rfc2822::parse(wait).ok()?.timestamp();
        let now = server_time(headers)?;
        Duration::from_secs(u64::try_from(until.as_second() - now.as_second()).unwrap_or(0))
    };
    Some(wait.min(LONGEST_WAIT))
}

/// The server's own time, `Date`.
pub(crate) fn server_time(headers: &[(String, String)]) -> Option<Timestamp> {
    Some(rfc2822::parse(header(headers, "date")?.trim()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, Scope};
    use crate::request::PageFrom;

    fn delete() -> Request {
        let scope = Scope { sandbox: "dev".to_owned(), container: None };
        Request::Delete { scope, kind: Kind::Fallback, address: "a".into() }
    }

    fn failed(status: u16, headers: &[(&str, &str)], body: &str) -> RequestError {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        read(&delete(), &HttpResponse { status, headers, body: body.as_bytes().to_vec() })
    }

    #[test]
    fn every_status_has_one_cause() {
        for (status, cause) in [
            (302, Cause::Malformed),
            (400, Cause::Refused),
            (401, Cause::SignIn),
            (403, Cause::Forbidden),
            (404, Cause::Gone),
            (405, Cause::Refused),
            (409, Cause::Conflict),
            (410, Cause::Gone),
            (412, Cause::Conflict),
            (415, Cause::Refused),
            (422, Cause::Refused),
            (429, Cause::SlowDown),
            (500, Cause::Unavailable),
            (503, Cause::Unavailable),
            (599, Cause::Unavailable),
            (999, Cause::Malformed),
        ] {
            let error = failed(status, &[], "");
            assert_eq!((error.cause, error.status), (cause, Some(status)));
            assert!(error.message.contains(&status.to_string()), "{}", error.message);
        }
    }

    #[test]
    fn the_servers_words_are_found_in_every_shape() {
        for (body, code, message) in [
            (
                r#"{"error_code":"401013","message":"Oauth token is not valid"}"#,
                Some("401013"),
                "Oauth token is not valid",
            ),
            (r#"{"error_code":403003,"message":"Api Key is invalid"}"#, Some("403003"), "Api Key is invalid"),
            (r#"{"type":"t","title":"Bad","detail":"Worse","message":"no"}"#, Some("t"), "Bad: Worse"),
            (r#"{"title":"Bad","detail":"Bad name"}"#, None, "Bad name"),
            (r#"{"title":"","detail":" Worse "}"#, None, "Worse"),
            (
                r#"{"error":"invalid_scope","error_description":"No such scope"}"#,
                Some("invalid_scope"),
                "No such scope",
            ),
            (
                r#"{"status":500,"error":"Internal","message":"Error during deserialization"}"#,
                Some("Internal"),
                "Error during deserialization",
            ),
            (r#"{"error":"internal_error"}"#, Some("internal_error"), "internal_error"),
            (r#"{"message":"Invalid [tagId] id"}"#, None, "Invalid [tagId] id"),
            ("\u{FEFF}{\"message\":\"marked\"}", None, "marked"),
            (r#"{"message":7,"title":null,"detail":[]}"#, None, "7"),
            (r#"{"errors":["a"]}"#, None, r#"{"errors":["a"]}"#),
            ("upstream is gone", None, "upstream is gone"),
            ("<html><head><title>502 Bad\nGateway</title></head></html>", None, "502 Bad Gateway"),
            ("<title></title><h1>Sorry</h1> <p", None, "Sorry"),
            ("<title>never closed", None, "never closed"),
        ] {
            let error = failed(500, &[], body);
            assert_eq!((error.code.as_deref(), error.message.as_str()), (code, message), "{body}");
        }
    }

    #[test]
    fn the_gateways_codes_and_the_services_words_tell_what_is_to_be_mended() {
        for (status, body, cause, culprit) in [
            (401, r#"{"error_code":"401013","message":"m"}"#, Cause::SignIn, Some(Culprit::Token)),
            (403, r#"{"error_code":"403010","message":"m"}"#, Cause::SignIn, Some(Culprit::Token)),
            (403, r#"{"error_code":"403000","message":"m"}"#, Cause::Forbidden, Some(Culprit::ApiKey)),
            (403, r#"{"error_code":403003,"message":"m"}"#, Cause::Forbidden, Some(Culprit::ApiKey)),
            (403, r#"{"error_code":"403025","message":"m"}"#, Cause::Forbidden, Some(Culprit::Organisation)),
            (400, r#"{"error_code":"400003","message":"m"}"#, Cause::Refused, Some(Culprit::Organisation)),
            (429, r#"{"error_code":"429050","message":"m"}"#, Cause::SlowDown, None),
            (401, "", Cause::SignIn, Some(Culprit::Token)),
            (401, "<title>Sign in to the hotel</title>", Cause::SignIn, Some(Culprit::Gateway)),
            (403, r#"{"title":"Forbidden"}"#, Cause::Forbidden, Some(Culprit::Permission)),
            (403, r#"{"title":"No permission to list sandboxes"}"#, Cause::Forbidden, Some(Culprit::Permission)),
            (403, "<html><title>Blocked</title>", Cause::Forbidden, Some(Culprit::Gateway)),
            (502, "<html>Bad gateway", Cause::Unavailable, Some(Culprit::Gateway)),
            (407, "", Cause::Refused, Some(Culprit::Proxy)),
            (404, r#"{"title":"Sandbox not found","detail":"x"}"#, Cause::Refused, Some(Culprit::Sandbox)),
            (403, r#"{"detail":"sandbox [dev] is closed"}"#, Cause::Forbidden, Some(Culprit::Sandbox)),
            (400, r#"{"title":"Invalid sandbox"}"#, Cause::Refused, Some(Culprit::Sandbox)),
            (400, r#"{"type":"http://ns/SMS-2074-400","title":"no"}"#, Cause::Refused, Some(Culprit::Sandbox)),
            (403, r#"{"title":"Container not accessible"}"#, Cause::Forbidden, Some(Culprit::Container)),
            (404, r#"{"title":"Not found","detail":"in this sandbox"}"#, Cause::Gone, None),
            (422, r#"{"title":"Sandbox is no member"}"#, Cause::Refused, None),
        ] {
            let error = failed(status, &[], body);
            assert_eq!((error.cause, error.culprit), (cause, culprit), "{status} {body}");
        }
    }

    #[test]
    fn long_words_are_cut_between_characters() {
        let error = failed(500, &[], &"ü".repeat(5000));
        assert!(error.message.len() <= WORDS_LIMIT + '…'.len_utf8() && error.message.ends_with("ü…"));
        let deep = "[".repeat(100_000);
        assert_eq!(failed(500, &[], &deep).message, format!("{}…", &deep[..WORDS_LIMIT]));
    }

    /// Each of these names holds the text of the next one: a reader who follows them overflows its stack.
    #[test]
    fn words_that_nest_through_a_name_are_words_like_any_other() {
        let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(100), "]".repeat(100));
        let mut body = deep("");
        for _ in 0..8 {
            body = deep(&format!(r#"{{"$serde_json::private::RawValue":{}}}"#, Value::from(body)));
        }
        let error = failed(500, &[], &body);
        assert_eq!((error.cause, error.code), (Cause::Unavailable, None));
        assert!(error.message.starts_with("[[["), "{}", error.message);
    }

    #[test]
    fn a_missing_list_is_a_missing_route_or_scope() {
        let scopes = Request::ListScopes { from: PageFrom::Start };
        let response = HttpResponse { status: 404, headers: Vec::new(), body: b"{\"title\":\"Not Found\"}".to_vec() };
        let error = read(&scopes, &response);
        assert_eq!(error.cause, Cause::Gone);
        assert!(error.message.contains("route or the scope") && error.message.ends_with("Not Found"));
        assert_eq!(read(&delete(), &response).message, "Not Found");
    }

    #[test]
    fn the_request_id_and_the_wait_come_from_the_headers() {
        let date = ("Date", "Wed, 21 Oct 2015 07:28:00 GMT");
        let wait = |headers: &[(&str, &str)]| failed(503, headers, "").retry_after;
        assert_eq!(wait(&[("Retry-After", " 7 ")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT"), date]), Some(Duration::from_secs(30)));
        assert_eq!(wait(&[("retry-after", "Wed, 21 Oct 2015 07:00:00 GMT"), date]), Some(Duration::ZERO));
        assert_eq!(wait(&[("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT")]), None, "later than when?");
        assert_eq!(wait(&[("retry-after", &u64::MAX.to_string())]), Some(LONGEST_WAIT));
        assert_eq!(wait(&[("retry-after", "-1")]), None);
        assert_eq!(wait(&[("retry-after", "soon"), date]), None);
        assert_eq!(failed(500, &[("X-Adobe-RequestId", "r-2")], "").request_id.as_deref(), Some("r-2"));
        let both = [("x-adobe-requestid", "r-2"), ("x-request-id", "r-1")];
        assert_eq!(failed(500, &both, "").request_id.as_deref(), Some("r-1"));
    }

    #[test]
    fn a_redirect_says_where_to_and_why_not() {
        let error = failed(302, &[("Location", "https://example.com/login")], "");
        assert!(error.message.contains("https://example.com/login") && error.message.contains("not followed"));
    }
}
