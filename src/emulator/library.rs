//! The whole library behind one function: a request in, an answer out; no socket, and no clock but the one handed in.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::answer::{Answer, Cause, Delivery, Problem, blank_response};
use super::call::{Call, no_such_path};
use super::clock::Clock;
use super::fault::{Class, Effect, FaultSpecError, Faults, Strikes};
use super::kind::{KINDS, KindEntry};
use super::log::Log;
use super::object::{Author, Ids, uuid};
use super::sandbox::Sandbox;
use super::seed::{self, SeedError};
use super::state::State;
use super::store::{OpenError, Place};
use super::strictness::{Check, Strictness};
use super::target::Target;
use super::tokens::{Moment, Tokens};
use super::{Settings, control, diagnostics, dps, gateway, ims, sandboxes, spoil, xcore};
use crate::http::{HttpRequest, HttpResponse, Method, header};

/// Who the emulator says has written what comes in.
const CALLER: &str = "5B1E0A7761C2F3D80A495FD1@techacct.adobe.com";
/// The furthest that the clock moves: a century.
const FURTHEST: i64 = 36_525 * 24 * 60 * 60 * 1000;
/// Keeps the ids of requests apart from those of objects, which are mixed in the same way.
const REQUESTS_OWN: u128 = 0x5bd1_e995;

/// An Offer Library with both generations of its API.
pub struct Library {
    state: Mutex<State>,
    tokens: Mutex<Tokens>,
    /// Apart from the objects' ids, so that these depend on what was written alone.
    request_ids: Mutex<Ids>,
    strictness: Mutex<Strictness>,
    found: Option<usize>,
    clock: Box<dyn Clock>,
    /// By how many milliseconds the clock was moved forward.
    ahead: AtomicI64,
    faults: Arc<Faults>,
    log: Log,
    settings: Settings,
    started: i64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// What a library begins with.
struct Held {
    state: State,
    started: i64,
    found: Option<usize>,
}

impl Library {
    /// The library as the seed has it, in memory alone.
    ///
    /// # Errors
    ///
    /// If the seed that is built in can't be read; a test holds that it can.
    pub fn new(settings: &Settings, clock: impl Clock + 'static) -> Result<Library, SeedError> {
        Library::with_faults(settings, clock, Arc::default(), Log::default())
    }

    pub(super) fn with_faults(
        settings: &Settings,
        clock: impl Clock + 'static,
        faults: Arc<Faults>,
        log: Log,
    ) -> Result<Library, SeedError> {
        let started = clock.now_millis();
        let state = seeded(settings, started)?;
        Ok(Library::of(settings, clock, faults, log, Held { state, started, found: None }))
    }

    /// The library that is kept in a directory. If there is none, the directory is made and a library that begins as
    /// the seed has it; if there is one, it is read, and the number of offers and the seed in the settings are not
    /// looked at. Every write is on disk before it is answered.
    ///
    /// # Errors
    ///
    /// If the directory or its library can't be used; each reason is a sentence of its own.
    pub fn open(settings: &Settings, directory: &Path, clock: impl Clock + 'static) -> Result<Library, OpenError> {
        Library::open_with_faults(settings, directory, clock, Arc::default(), Log::default())
    }

    pub(super) fn open_with_faults(
        settings: &Settings,
        directory: &Path,
        clock: impl Clock + 'static,
        faults: Arc<Faults>,
        log: Log,
    ) -> Result<Library, OpenError> {
        let started = clock.now_millis();
        let place = Place::take(directory)?;
        let held = if place.is_used() {
            let (store, found) = place.open()?;
            let objects = found.objects;
            Held { state: State::found(found, caller()).kept_in(store), started, found: Some(objects) }
        } else {
            let state = seeded(settings, started)?;
            let store = place.create(&state.sandboxes, state.counts())?;
            Held { state: state.kept_in(store), started, found: None }
        };
        Ok(Library::of(settings, clock, faults, log, held))
    }

    fn of(settings: &Settings, clock: impl Clock + 'static, faults: Arc<Faults>, log: Log, held: Held) -> Library {
        let Held { state, started, found } = held;
        Library {
            state: Mutex::new(state),
            found,
            tokens: Mutex::new(Tokens::new(settings.seed)),
            request_ids: Mutex::default(),
            strictness: Mutex::new(settings.strictness.clone()),
            clock: Box::new(clock),
            ahead: AtomicI64::new(0),
            faults,
            log,
            settings: settings.clone(),
            started,
        }
    }

    /// How many objects of all kinds the library held that was found when it was opened; `None` if it is a new one.
    #[must_use]
    pub fn found(&self) -> Option<usize> {
        self.found
    }

    /// Puts faults in force and says which; `off` clears them. See [`FaultSpecError`] for what can't be read.
    ///
    /// # Errors
    ///
    /// If the text names no fault; the error lists all there are.
    pub fn set_fault(&self, spec: &str) -> Result<String, FaultSpecError> {
        self.faults.set(spec)
    }

    pub(super) fn faults(&self) -> &Faults {
        &self.faults
    }

    pub(super) fn log(&self) -> &Log {
        &self.log
    }

    /// What is checked now.
    pub(super) fn strictness(&self) -> Strictness {
        lock(&self.strictness).clone()
    }

    /// Turns a check on or off.
    pub(super) fn turn(&self, check: Check, on: bool) {
        let mut strictness = lock(&self.strictness);
        *strictness = strictness.clone().with(check, on);
    }

    /// The time by the library's clock.
    pub(super) fn now(&self) -> i64 {
        self.clock.now_millis().saturating_add(self.ahead_millis())
    }

    /// By how much the clock was moved forward.
    pub(super) fn ahead_millis(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// How long the library has been there.
    pub(super) fn uptime_millis(&self) -> i64 {
        self.clock.now_millis().saturating_sub(self.started)
    }

    /// Moves the clock forward, unless it would go too far.
    pub(super) fn move_clock(&self, by: i64) -> bool {
        let moved = |ahead: i64| ahead.checked_add(by).filter(|ahead| *ahead <= FURTHEST);
        self.ahead.fetch_update(Ordering::Relaxed, Ordering::Relaxed, moved).is_ok()
    }

    /// Makes everything as it was at the start: objects, checks, faults and clock. Tokens stay good, and no request is
    /// remembered.
    pub(super) fn reset(&self) -> Result<(), Problem> {
        let beginning = seeded(&self.settings, self.started);
        let beginning = beginning.map_err(|error| Problem::new(Cause::Failed, error.to_string()))?;
        lock(&self.state).become_other(beginning)?;
        *lock(&self.strictness) = self.settings.strictness.clone();
        self.ahead.store(0, Ordering::Relaxed);
        self.faults.reset();
        self.log.clear();
        Ok(())
    }

    /// The sandboxes with their containers, and how many objects of each kind they hold.
    pub(super) fn count_objects(&self) -> Value {
        let state = lock(&self.state);
        let sandbox = |sandbox: &Sandbox| {
            let count =
                |entry: &KindEntry| (entry.word.to_owned(), Value::from(sandbox.shelf(entry.kind).objects().count()));
            let objects: Map<String, Value> = KINDS.iter().map(count).collect();
            json!({"name": sandbox.facts.name, "container": sandbox.facts.container, "objects": objects})
        };
        state.sandboxes.iter().map(sandbox).collect()
    }

    /// The names of the sandboxes with their containers.
    pub(super) fn places(&self) -> Vec<(String, String)> {
        let state = lock(&self.state);
        let place = |sandbox: &Sandbox| (sandbox.facts.name.clone(), sandbox.facts.container.clone());
        state.sandboxes.iter().map(place).collect()
    }

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
    pub(super) fn refuse(&self, headers: &[(String, String)], problem: &Problem) -> Answer {
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
        let effect = strikes.take(Class::Write, |effect| match effect {
            Effect::OtherWriter => request.method == Method::Patch,
            _ => request.method == Method::Delete,
        });
        let row_effect = match strikes.peek(Class::Rows, |_| true) {
            Some(Effect::Rows(effect)) if request.method == Method::Get => Some(effect),
            _ => None,
        };
        let routed = Target::parse(&request.target).and_then(|target| {
            let segments: Vec<String> = target.segments.clone();
            let path: Vec<&str> = segments.iter().map(String::as_str).collect();
            let delete_delay = millis(self.settings.delete_delay);
            let call = Call { request, target, now, effect, row_effect, strictness: &strictness, delete_delay };
            match path.as_slice() {
                ["data", "foundation", "sandbox-management", rest @ ..] => sandboxes::serve(state, &call, rest),
                ["data", "core", "dps", rest @ ..] => dps::serve(state, &call, rest),
                ["data", "core", "xcore", rest @ ..] => xcore::serve(state, &call, rest),
                ["data", "core", "ode", rest @ ..] => diagnostics::serve(state, &call, rest),
                _ => Err(no_such_path(&call)),
            }
        });
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

/// The state that a new library begins with.
fn seeded(settings: &Settings, now: i64) -> Result<State, SeedError> {
    let mut ids = Ids::new(settings.seed, 0);
    let sandboxes = seed::sandboxes(settings.offers, now, &mut ids)?;
    Ok(State::new(sandboxes, ids, caller(), now))
}

#[cfg(test)]
impl Library {
    /// What the library holds, for tests that look behind the answers.
    pub(super) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn caller() -> Author {
    Author { user: CALLER.to_owned(), client: gateway::API_KEY.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, OFFERS, parsed};
    use super::*;
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
