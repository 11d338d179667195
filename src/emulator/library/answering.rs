//! The whole library behind one function: a request in, an answer out; no socket, and no clock but the one handed in.

use std::cell::Cell;
use std::time::Duration;

use super::{Library, lock, millis};
use crate::emulator::answer::{Answer, Delivery, Problem, blank_response};
use crate::emulator::call::{Call, no_such_path};
use crate::emulator::faults::fault::{Class, Effect, Strikes};
use crate::emulator::faults::spoil;
use crate::emulator::gateway::tokens::Moment;
use crate::emulator::gateway::{self, ims};
use crate::emulator::holdings::object::uuid;
use crate::emulator::holdings::state::State;
use crate::emulator::routes::{control, diagnostics, dps, sandboxes, xcore};
use crate::emulator::strictness::Check;
use crate::emulator::target::Target;
use crate::http::{HttpRequest, HttpResponse, Method, header};

/// Keeps the ids of requests apart from those of objects, which are mixed in the same way.
const REQUESTS_OWN: u128 = 0x5bd1_e995;

impl Library {
    /// Answers a request.
    #[must_use]
    pub fn answer(&self, request: &HttpRequest) -> Answer {
        let mut answer = if control::owns(&request.target) {
            Answer::whole(control::answer(self, request))
        } else if ims::owns(&request.target) {
            let response = self.token(request);
            Answer { wait: self.settings.latency, ..Answer::whole(response) }
        } else {
            self.meet_faults(request)
        };
        answer.response.headers.push(("x-request-id".to_owned(), self.request_id(&request.headers)));
        answer
    }

    /// Answers what is no request that the library can be asked.
    pub(in crate::emulator) fn refuse(&self, headers: &[(String, String)], problem: &Problem) -> Answer {
        let mut response = problem.response();
        response.headers.push(("x-request-id".to_owned(), self.request_id(headers)));
        Answer::whole(response)
    }

    /// The caller's own, if it can stand in a header; else a new one.
    fn request_id(&self, headers: &[(String, String)]) -> String {
        let printable = |id: &&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        let own = header(headers, "x-request-id").map(str::trim).filter(printable);
        own.map_or_else(|| uuid(lock(&self.request_ids).instance() ^ REQUESTS_OWN), str::to_owned)
    }

    fn moment(&self, stage: u64) -> Moment {
        Moment { now: self.now(), they_end: self.strictness().holds(Check::TokenExpiry), stage }
    }

    fn token(&self, request: &HttpRequest) -> HttpResponse {
        let strictness = self.strictness();
        let terms = ims::Terms {
            credentials: strictness.holds(Check::Credentials),
            media_type: strictness.holds(Check::MediaType),
            lifetime: self.settings.token_lifetime,
        };
        let at = self.moment(self.faults.stage());
        ims::answer(request, &mut lock(&self.tokens), at, terms)
    }

    fn meet_faults(&self, request: &HttpRequest) -> Answer {
        let mut state = lock(&self.state);
        let mut strikes = self.faults.meet(request.method);
        strikes.take(Class::Pass, |_| true);
        let writes = request.method != Method::Get;
        let is_lost = |effect| matches!(effect, Effect::Hang | Effect::Drop);
        let first = strikes.peek(Class::Delivery, |effect| writes || effect != Effect::LostAnswer);
        if let Some(effect) = first.filter(|effect| is_lost(*effect)) {
            strikes.take(Class::Delivery, is_lost);
            let delivery = if effect == Effect::Hang { Delivery::Hang } else { Delivery::Drop };
            // Nobody ever sees this response.
            return Answer { delivery, fault: strikes.end(), ..Answer::whole(blank_response(504)) };
        }
        let wait = match strikes.take(Class::Wait, |_| true) {
            Some(Effect::Slow(millis)) => Duration::from_millis(millis),
            _ => Duration::ZERO,
        };
        let refusal = self.refusal(request, &mut strikes);
        let is_refused = refusal.is_some();
        let mut response = refusal.unwrap_or_else(|| self.serve(&mut state, request, &mut strikes));
        let delivery = match strikes.take(Class::Delivery, |effect| match effect {
            Effect::LostAnswer => writes && !is_refused,
            other => !is_lost(other),
        }) {
            Some(Effect::Cut) => Delivery::Cut,
            Some(Effect::LostAnswer) => Delivery::Drop,
            Some(Effect::Malformed) => {
                spoil::garble(&mut response);
                Delivery::Whole
            }
            _ => Delivery::Whole,
        };
        Answer { response, delivery, wait: self.settings.latency.saturating_add(wait), fault: strikes.end() }
    }

    /// The refusal of a fault, if one strikes.
    fn refusal(&self, request: &HttpRequest, strikes: &mut Strikes<'_>) -> Option<HttpResponse> {
        let mut tokens = lock(&self.tokens);
        let at = self.moment(strikes.stage());
        let token = gateway::bearer(request);
        let effect = strikes.take(Class::Refusal, |effect| {
            effect != Effect::ExpiredToken || token.is_some_and(|token| tokens.can_be_ended(token, at))
        })?;
        if effect == Effect::ExpiredToken {
            token.into_iter().for_each(|token| tokens.end(token));
        }
        Some(spoil::refusal(effect))
    }

    fn serve(&self, state: &mut State, request: &HttpRequest, strikes: &mut Strikes<'_>) -> HttpResponse {
        let now = self.now();
        let strictness = self.strictness();
        state.carry_out_deletes(now, strictness.holds(Check::InUse));
        // What can't be kept now is still due at the next request.
        let _ = state.keep();
        if strictness.holds(Check::Credentials) {
            let refusal = gateway::refusal(request, &lock(&self.tokens), self.moment(strikes.stage()));
            if let Some(refusal) = refusal {
                return refusal;
            }
        }
        let for_method = |effect| match effect {
            Effect::OtherWriter => request.method == Method::Patch,
            _ => request.method == Method::Delete,
        };
        let effect = strikes.peek(Class::Write, for_method);
        let mut struck = false;
        let row_effect = match strikes.peek(Class::Rows, |_| true) {
            Some(Effect::Rows(effect)) if request.method == Method::Get => Some(effect),
            _ => None,
        };
        let routed = Target::parse(&request.target).and_then(|target| {
            let segments: Vec<String> = target.segments.clone();
            let path: Vec<&str> = segments.iter().map(String::as_str).collect();
            let delete_delay = millis(self.settings.delete_delay);
            let call = Call {
                request,
                target,
                now,
                effect,
                struck: Cell::new(false),
                row_effect,
                strictness: &strictness,
                delete_delay,
            };
            let answer = match path.as_slice() {
                ["data", "foundation", "sandbox-management", rest @ ..] => sandboxes::serve(state, &call, rest),
                ["data", "core", "dps", rest @ ..] => dps::serve(state, &call, rest),
                ["data", "core", "xcore", rest @ ..] => xcore::serve(state, &call, rest),
                ["data", "core", "ode", rest @ ..] => diagnostics::serve(state, &call, rest),
                _ => Err(no_such_path(&call)),
            };
            struck = call.struck.get();
            answer
        });
        if struck {
            strikes.take(Class::Write, for_method);
        }
        let mut response = routed.unwrap_or_else(|problem| problem.response());
        if row_effect.is_some() && response.status == 200 {
            spoil::list(state, request, &mut response, row_effect, strikes);
        }
        match state.keep() {
            Ok(()) => response,
            Err(problem) => problem.response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::testing::{Bench, OFFERS, parsed};
    use crate::http::header;

    #[test]
    fn paths_scopes_and_methods_are_told_apart() {
        let bench = Bench::new();
        let container = bench.container();
        let problem = |method: Method, target: &str, headers: &[(&str, &str)]| {
            let (status, body) = parsed(&bench.send(method, target, headers, ""));
            assert_eq!(body["status"], status, "{target}");
            (status, body["type"].as_str().unwrap_or_default().to_owned())
        };
        let instances = format!("/data/core/xcore/{container}/instances");
        let item = format!("{instances}/xcore:personalized-offer:124f513c290bb16e");
        for (method, target, headers, code) in [
            (Method::Get, OFFERS, &[("x-sandbox-name", "")][..], "1001-400"),
            (Method::Get, OFFERS, &[("x-sandbox-name", "nowhere")], "1002-404"),
            (Method::Get, "/data/core/xcore/e0bd8463-0913-4ca1-bd84-6309134ca1f6/instances", &[], "1003-403"),
            (Method::Get, "/", &[], "1004-404"),
            (Method::Get, "/data/core/offers?offer-type=personalized", &[], "1004-404"),
            (Method::Get, "/data/core/dps", &[], "1004-404"),
            (Method::Get, "/data/core/dps/offer-items", &[], "1004-404"),
            (Method::Get, "/data/core/xcore/containers/x", &[], "1004-404"),
            (Method::Post, "/data/core/xcore/", &[], "1006-405"),
            (Method::Put, OFFERS, &[], "1006-405"),
            (Method::Post, "/data/core/dps/offers/x?offer-type=personalized", &[], "1006-405"),
            (Method::Delete, &instances, &[], "1006-405"),
            (Method::Post, &item, &[], "1006-405"),
            (Method::Post, "/data/foundation/sandbox-management/", &[], "1006-405"),
            (Method::Get, "/data/core/dps/offers/a%20b?offer-type=personalized", &[], "1011-400"),
            (Method::Get, "/data/core/dps/offers/none?offer-type=personalized", &[], "1012-404"),
            (Method::Get, &item, &[], "1012-404"),
            (Method::Get, "/data/foundation/sandbox-management/sandboxes", &[], "1024-403"),
            (Method::Get, "/data/foundation/sandbox-management/?limit=1", &[], "1009-400"),
        ] {
            let (_, found) = problem(method, target, headers);
            assert_eq!(found, format!("https://ns.adobe.com/aep/errors/EMU-{code}"), "{method} {target}");
        }
    }

    #[test]
    fn what_is_not_possible_says_what_is() {
        let bench = Bench::new();
        let xcore = format!("/data/core/xcore/{}/instances", bench.container());
        for (method, target, allowed) in [
            (Method::Delete, "/data/core/dps/tags", "GET, POST"),
            (Method::Post, "/data/core/dps/tags/x", "GET, PATCH, PUT, DELETE"),
            (Method::Put, xcore.as_str(), "GET, POST"),
            (Method::Post, "/data/foundation/sandbox-management/", "GET"),
        ] {
            let response = bench.send(method, target, &[], "");
            assert_eq!(
                (response.status, header(&response.headers, "allow")),
                (405, Some(allowed)),
                "{method} {target}"
            );
        }
    }

    #[test]
    fn an_offer_is_not_found_under_the_other_type_or_in_the_other_sandbox() {
        let bench = Bench::new();
        let id = bench.created("Here only");
        let target = |offer_type: &str| format!("/data/core/dps/offers/{id}?offer-type={offer_type}");
        assert_eq!(bench.get(&target("PERSONALIZED")).0, 200);
        assert_eq!(bench.get(&target("fallback")).0, 404);
        assert_eq!(bench.get(&target("personalized").replace(':', "%3A")).0, 200);
        let other = [("x-sandbox-name", "dev")];
        assert_eq!(bench.send(Method::Get, &target("personalized"), &other, "").status, 404);
    }

    #[test]
    fn the_request_id_comes_back() {
        let bench = Bench::new();
        let id = "7d2b8c1e-0000-4000-8000-000000000001";
        for headers in [&[("X-Request-Id", id)][..], &[("X-Request-Id", id), ("authorization", "")]] {
            let response = bench.send(Method::Get, OFFERS, headers, "");
            assert_eq!(header(&response.headers, "x-request-id"), Some(id));
        }
    }
}
