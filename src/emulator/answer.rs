//! What comes back: an HTTP response, how it travels, and the forms in which a request is refused.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::{Value, json};

use crate::http::HttpResponse;

/// A response and the fate it meets on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The response; what is seen of it depends on the delivery.
    pub response: HttpResponse,
    /// How it travels.
    pub delivery: Delivery,
    /// How long it waits before it leaves.
    pub wait: Duration,
    /// The faults that struck it, as they were given.
    pub fault: Option<String>,
}

impl Answer {
    /// A response that nothing happens to.
    pub(super) fn whole(response: HttpResponse) -> Answer {
        Answer { response, delivery: Delivery::Whole, wait: Duration::ZERO, fault: None }
    }
}

/// How a response travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Complete.
    Whole,
    /// Half of the body, then the connection dies.
    Cut,
    /// The connection dies without a byte.
    Drop,
    /// Nothing ever comes, and the connection stays open.
    Hang,
}

/// A response with a JSON body.
pub(super) fn json_response(status: u16, media_type: &str, body: &Value) -> HttpResponse {
    text_response(status, media_type, body.to_string())
}

/// A response whose JSON body is text already.
pub(super) fn text_response(status: u16, media_type: &str, body: String) -> HttpResponse {
    HttpResponse { status, headers: vec![("content-type".to_owned(), media_type.to_owned())], body: body.into_bytes() }
}

/// A page of a list: the body as it is, with rows that are text already where its member `results` stands empty.
pub(super) fn rows_response(media_type: &str, body: &Value, rows: impl Iterator<Item = String>) -> HttpResponse {
    // No text inside the body can look like this, as its quotation marks would be escaped.
    const NO_ROWS: &str = "\"results\":[]";
    let frame = body.to_string();
    let (head, tail) = frame.split_once(NO_ROWS).unwrap_or((&frame, ""));
    let rows = rows.collect::<Vec<_>>().join(",");
    text_response(200, media_type, format!("{head}\"results\":[{rows}]{tail}"))
}

/// A response without a body.
pub(super) fn blank_response(status: u16) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: Vec::new() }
}

/// A refusal by the API gateway (contract section 16). The status is the code's first three digits.
pub(super) fn gateway_response(status: u16, code: &str, message: &str) -> HttpResponse {
    json_response(status, "application/json", &json!({"error_code": code, "message": message}))
}

/// Why the service behind the gateway refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    SandboxMissing,
    SandboxUnknown,
    ContainerUnknown,
    NoSuchPath,
    WrongMethod,
    WrongMediaType,
    MediaTypeMissing,
    BadQuery,
    BadJson,
    BadId,
    NotFound,
    Conflict,
    StaleDps,
    Invalid,
    UnknownReference,
    RuleWithoutType,
    Lifecycle,
    NotEditable,
    PatchFailed,
    TestFailed,
    TooLarge,
    InUse,
    AdministratorsOnly,
    Guardrail,
    /// An instruction to the emulator that can't be read.
    BadInstruction,
    /// An instruction to the emulator that a page of a browser gives.
    FromPage,
    /// The emulator itself can't do what it was told.
    Failed,
    /// What the request changed could not be kept.
    NotKept,
    /// Asked for with a fault, with this status.
    Injected(u16),
}

impl Cause {
    /// The number in the problem's type, the status, the title.
    fn facts(self) -> (u16, u16, &'static str) {
        match self {
            Cause::SandboxMissing => (1001, 400, "Sandbox header missing"),
            Cause::SandboxUnknown => (1002, 404, "Sandbox not found"),
            Cause::ContainerUnknown => (1003, 403, "Container not accessible"),
            Cause::NoSuchPath => (1004, 404, "Not found"),
            Cause::WrongMethod => (1006, 405, "Method not allowed"),
            Cause::WrongMediaType => (1007, 415, "Unsupported media type"),
            Cause::MediaTypeMissing => (1008, 400, "BadRequestError"),
            Cause::BadQuery => (1009, 400, "Invalid query parameter"),
            Cause::BadJson => (1010, 400, "Invalid request body"),
            Cause::BadId => (1011, 400, "Malformed id"),
            Cause::NotFound => (1012, 404, "Not found"),
            Cause::Conflict => (1013, 409, "Conflict"),
            Cause::StaleDps => (1014, 412, "Precondition failed"),
            Cause::Invalid => (1015, 422, "Invalid object"),
            Cause::UnknownReference => (1016, 400, "Invalid reference"),
            Cause::RuleWithoutType => (1017, 400, "Invalid selection constraint"),
            Cause::Lifecycle => (1018, 422, "Status change not allowed"),
            Cause::NotEditable => (1019, 422, "Member not editable"),
            Cause::PatchFailed => (1020, 422, "Patch not applicable"),
            Cause::TestFailed => (1021, 409, "Patch test failed"),
            Cause::TooLarge => (1022, 413, "Too large"),
            Cause::InUse => (1023, 409, "Still in use"),
            Cause::AdministratorsOnly => (1024, 403, "Not allowed"),
            Cause::Guardrail => (1025, 422, "Guardrail exceeded"),
            Cause::BadInstruction => (1901, 400, "Instruction not understood"),
            Cause::FromPage => (1902, 403, "Not for pages"),
            Cause::Failed => (1903, 500, "Not done"),
            Cause::NotKept => (1904, 500, "Not kept"),
            Cause::Injected(status) => (1900, status, injected_title(status)),
        }
    }
}

fn injected_title(status: u16) -> &'static str {
    match status {
        400 => "Bad request",
        404 => "Not found",
        405 => "Method not allowed",
        406 => "Not acceptable",
        408 => "Request timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition failed",
        413 => "Too large",
        415 => "Unsupported media type",
        422 => "Unprocessable content",
        428 => "Precondition required",
        501 => "Not implemented",
        502 => "Bad gateway",
        504 => "Gateway timeout",
        507 => "Insufficient storage",
        ..=499 => "Request refused",
        _ => "Internal server error",
    }
}

/// A refusal with its particulars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub cause: Cause,
    pub detail: String,
    /// The methods that are possible instead, as the header `Allow` lists them; empty where that is not the point.
    pub allowed: Cow<'static, str>,
}

impl Problem {
    pub fn new(cause: Cause, detail: impl Into<String>) -> Problem {
        Problem { cause, detail: detail.into(), allowed: Cow::Borrowed("") }
    }

    /// As problem+json. The type can't be mistaken for one of Adobe's own (contract section 16).
    pub fn response(&self) -> HttpResponse {
        let (number, status, title) = self.cause.facts();
        let body = json!({
            "type": format!("https://ns.adobe.com/aep/errors/EMU-{number:04}-{status}"),
            "title": title,
            "status": status,
            "detail": self.detail,
        });
        let mut response = json_response(status, "application/problem+json", &body);
        if !self.allowed.is_empty() {
            response.headers.push(("allow".to_owned(), self.allowed.to_string()));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_its_number_status_and_particulars() {
        let response = Problem::new(Cause::InUse, "used by a collection").response();
        assert_eq!(response.status, 409);
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(body["type"], "https://ns.adobe.com/aep/errors/EMU-1023-409");
        assert_eq!(body["status"], 409);
        assert_eq!(body["detail"], "used by a collection");
    }
}
