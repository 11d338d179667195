//! The control endpoint below `/_emulator`, by which tests in any language steer the emulator. It stands outside of
//! the gateway, and no fault strikes it.

use serde_json::{Value, json};

use crate::emulator::answer::{Cause, Problem, json_response};
use crate::emulator::clock::zulu_date;
use crate::emulator::library::Library;
use crate::emulator::log::{Entry, shown};
use crate::emulator::strictness::{CHECKS, Check};
use crate::http::{HttpRequest, HttpResponse, Method, header};

/// The path of the control endpoint.
pub const BASE: &str = "/_emulator";
const JSON: &str = "application/json";

/// What is done at a path: the method, and what answers it.
type Action<'a> = (Method, Box<dyn Fn() -> Result<Value, Problem> + 'a>);

/// Whether a target is the control endpoint's.
pub fn owns(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    path.strip_prefix(BASE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request for the control endpoint.
pub fn answer(library: &Library, request: &HttpRequest) -> HttpResponse {
    // Browsers name the page that asks, which programs do not.
    if header(&request.headers, "origin").is_some() {
        return Problem::new(Cause::FromPage, "no page of a browser may steer the emulator").response();
    }
    let path = request.target.split('?').next().unwrap_or_default();
    let rest = path.strip_prefix(BASE).unwrap_or_default().trim_matches('/');
    let segments: Vec<&str> = rest.split('/').collect();
    let text = || String::from_utf8_lossy(&request.body).trim().to_owned();
    let actions: Vec<Action<'_>> = match segments.as_slice() {
        [""] => vec![(Method::Get, Box::new(|| Ok(state(library))))],
        ["fault"] => vec![
            (Method::Get, Box::new(|| Ok(fault(library)))),
            (Method::Put, Box::new(move || set_fault(library, &text()))),
            (Method::Delete, Box::new(|| set_fault(library, "off"))),
        ],
        ["checks", name] => match Check::named(name) {
            Ok(check) => vec![
                (Method::Put, Box::new(move || Ok(turn(library, check, true)))),
                (Method::Delete, Box::new(move || Ok(turn(library, check, false)))),
            ],
            Err(unknown) => return Problem::new(Cause::NoSuchPath, shown(&unknown.to_string())).response(),
        },
        ["reset"] => vec![(Method::Post, Box::new(|| reset(library)))],
        ["requests"] => vec![
            (Method::Get, Box::new(|| Ok(requests(library)))),
            (
                Method::Delete,
                Box::new(|| {
                    library.log().clear();
                    Ok(requests(library))
                }),
            ),
        ],
        ["clock"] => vec![(Method::Put, Box::new(move || move_clock(library, &text())))],
        _ => {
            let detail = format!("there is nothing at {}", shown(path));
            return Problem::new(Cause::NoSuchPath, detail).response();
        }
    };
    let Some((_, act)) = actions.iter().find(|(method, _)| *method == request.method) else {
        let allowed = actions.iter().map(|(method, _)| method.as_str()).collect::<Vec<_>>().join(", ");
        let detail = format!("{} is not possible at {}; {allowed} is", request.method, shown(path));
        return Problem { allowed: allowed.into(), ..Problem::new(Cause::WrongMethod, detail) }.response();
    };
    match act() {
        Ok(body) => json_response(200, JSON, &body),
        Err(problem) => problem.response(),
    }
}

fn state(library: &Library) -> Value {
    let strictness = library.strictness();
    let named = |on: bool| -> Vec<&str> {
        CHECKS.iter().filter(|entry| strictness.holds(entry.check) == on).map(|entry| entry.name).collect()
    };
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "uptime": library.uptime_millis() / 1000,
        "clock": clock(library),
        "sandboxes": library.count_objects(),
        "checks": {"on": named(true), "off": named(false)},
        "fault": fault(library),
        "requests": library.log().count(),
    })
}

fn fault(library: &Library) -> Value {
    let (spec, says) = library.faults().in_force();
    json!({"fault": spec, "says": says})
}

fn set_fault(library: &Library, spec: &str) -> Result<Value, Problem> {
    library.set_fault(spec).map_err(|error| Problem::new(Cause::BadInstruction, error.to_string()))?;
    Ok(fault(library))
}

fn turn(library: &Library, check: Check, on: bool) -> Value {
    library.turn(check, on);
    json!({"check": check.entry().name, "on": on})
}

fn reset(library: &Library) -> Result<Value, Problem> {
    library.reset()?;
    Ok(state(library))
}

fn requests(library: &Library) -> Value {
    library.log().kept().iter().map(Entry::json).collect()
}

fn clock(library: &Library) -> Value {
    json!({"now": zulu_date(library.now()), "ahead": library.ahead_millis() / 1000})
}

fn move_clock(library: &Library, text: &str) -> Result<Value, Problem> {
    let wrong = || Problem::new(Cause::BadInstruction, "the clock moves by +SECONDS, a century at most");
    let seconds = text.strip_prefix('+').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let seconds: i64 = seconds.and_then(|digits| digits.parse().ok()).ok_or_else(wrong)?;
    if library.move_clock(seconds.saturating_mul(1000)) { Ok(clock(library)) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests;
