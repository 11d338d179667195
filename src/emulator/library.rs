//! The whole library behind one function: a request in, an answer out; no socket, and no clock but the one handed in.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::answer::{Answer, Delivery, blank_response};
use super::call::{Call, no_such_path};
use super::clock::Clock;
use super::fault::{Effect, FaultSpecError, Faults};
use super::object::{Author, Ids, uuid};
use super::seed::{self, SeedError};
use super::state::State;
use super::store::{OpenError, Place};
use super::strictness::Strictness;
use super::target::Target;
use super::{Settings, dps, gateway, sandboxes, spoil, xcore};
use crate::http::{HttpRequest, HttpResponse, Method, header};

/// Who the emulator says has written what comes in.
const CALLER: &str = "5B1E0A7761C2F3D80A495FD1@techacct.adobe.com";

/// An Offer Library with both generations of its API.
pub struct Library {
    state: Mutex<State>,
    found: Option<usize>,
    clock: Box<dyn Clock>,
    faults: Arc<Faults>,
    strictness: Strictness,
    delete_delay: i64,
}

impl Library {
    /// The library as the seed has it, in memory alone.
    ///
    /// # Errors
    ///
    /// If the seed that is built in can't be read; a test holds that it can.
    pub fn new(settings: &Settings, clock: impl Clock + 'static) -> Result<Library, SeedError> {
        Library::with_faults(settings, clock, Arc::default())
    }

    pub(super) fn with_faults(
        settings: &Settings,
        clock: impl Clock + 'static,
        faults: Arc<Faults>,
    ) -> Result<Library, SeedError> {
        let state = seeded(settings, clock.now_millis())?;
        Ok(Library::of(settings, clock, faults, state, None))
    }

    /// The library that is kept in a directory. If there is none, the directory is made and a library that begins as
    /// the seed has it; if there is one, it is read, and the number of offers and the seed in the settings are not
    /// looked at. Every write is on disk before it is answered.
    ///
    /// # Errors
    ///
    /// If the directory or its library can't be used; each reason is a sentence of its own.
    pub fn open(settings: &Settings, directory: &Path, clock: impl Clock + 'static) -> Result<Library, OpenError> {
        Library::open_with_faults(settings, directory, clock, Arc::default())
    }

    pub(super) fn open_with_faults(
        settings: &Settings,
        directory: &Path,
        clock: impl Clock + 'static,
        faults: Arc<Faults>,
    ) -> Result<Library, OpenError> {
        let place = Place::take(directory)?;
        if place.is_used() {
            let (store, found) = place.open()?;
            let objects = found.objects;
            let state = State::found(found, caller()).kept_in(store);
            return Ok(Library::of(settings, clock, faults, state, Some(objects)));
        }
        let state = seeded(settings, clock.now_millis())?;
        let store = place.create(&state.sandboxes, state.counts())?;
        Ok(Library::of(settings, clock, faults, state.kept_in(store), None))
    }

    fn of(
        settings: &Settings,
        clock: impl Clock + 'static,
        faults: Arc<Faults>,
        state: State,
        found: Option<usize>,
    ) -> Library {
        Library {
            state: Mutex::new(state),
            found,
            clock: Box::new(clock),
            faults,
            strictness: settings.strictness.clone(),
            delete_delay: i64::try_from(settings.delete_delay.as_millis()).unwrap_or(i64::MAX),
        }
    }

    /// How many objects of all kinds the library held that was found when it was opened; `None` if it is a new one.
    #[must_use]
    pub fn found(&self) -> Option<usize> {
        self.found
    }

    /// Puts a fault in force and says which; `off` clears it. See [`FaultSpecError`] for what can't be read.
    ///
    /// # Errors
    ///
    /// If the text names no fault; the error lists all there are.
    pub fn set_fault(&self, spec: &str) -> Result<String, FaultSpecError> {
        self.faults.set(spec)
    }

    /// Answers a request.
    #[must_use]
    pub fn answer(&self, request: &HttpRequest) -> Answer {
        let method = request.method;
        let effect = self.faults.take(method, |effect| match effect {
            Effect::Rows(_) => false,
            Effect::LostAnswer => method != Method::Get,
            Effect::OtherWriter => method == Method::Patch,
            Effect::LateDelete(_) | Effect::DeletesStay => method == Method::Delete,
            _ => true,
        });
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut response, delivery) = match effect {
            Some(Effect::Status(status)) => (spoil::refusal(status), Delivery::Whole),
            Some(Effect::TooMany(seconds)) => (gateway::too_many_requests(seconds), Delivery::Whole),
            // Nobody ever sees the response of these two.
            Some(Effect::Hang) => (blank_response(504), Delivery::Hang),
            Some(Effect::Drop) => (blank_response(504), Delivery::Drop),
            Some(Effect::Slow(millis)) => {
                (self.serve(&mut state, request, effect), Delivery::After(std::time::Duration::from_millis(millis)))
            }
            Some(Effect::Cut) => (self.serve(&mut state, request, effect), Delivery::Cut),
            Some(Effect::LostAnswer) => (self.serve(&mut state, request, effect), Delivery::Drop),
            Some(Effect::Malformed) => {
                let mut response = self.serve(&mut state, request, effect);
                spoil::garble(&mut response);
                (response, Delivery::Whole)
            }
            Some(Effect::OtherWriter | Effect::LateDelete(_) | Effect::DeletesStay | Effect::Rows(_)) | None => {
                (self.serve(&mut state, request, effect), Delivery::Whole)
            }
        };
        spoil::rows(&mut response, request, &self.faults);
        let request_id = match header(&request.headers, "x-request-id") {
            Some(id) => id.to_owned(),
            None => uuid(state.ids.instance()),
        };
        response.headers.push(("x-request-id".to_owned(), request_id));
        Answer { response, delivery }
    }

    fn serve(&self, state: &mut State, request: &HttpRequest, effect: Option<Effect>) -> HttpResponse {
        let now = self.clock.now_millis();
        state.carry_out_deletes(now);
        // What can't be kept now is still due at the next request.
        let _ = state.keep();
        if let Some(refusal) = gateway::refusal(request) {
            return refusal;
        }
        let routed = Target::parse(&request.target).and_then(|target| {
            let segments: Vec<String> = target.segments.clone();
            let path: Vec<&str> = segments.iter().map(String::as_str).collect();
            let call =
                Call { request, target, now, effect, strictness: &self.strictness, delete_delay: self.delete_delay };
            match path.as_slice() {
                ["data", "foundation", "sandbox-management", rest @ ..] => sandboxes::serve(state, &call, rest),
                ["data", "core", "dps", rest @ ..] => dps::serve(state, &call, rest),
                ["data", "core", "xcore", rest @ ..] => xcore::serve(state, &call, rest),
                _ => Err(no_such_path(&call)),
            }
        });
        let response = routed.unwrap_or_else(|problem| problem.response());
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
            (Method::Get, "/data/core/dps/placements", &[], "1005-404"),
            (Method::Post, "/data/core/xcore/", &[], "1006-405"),
            (Method::Put, OFFERS, &[], "1006-405"),
            (Method::Post, "/data/core/dps/offers/x?offer-type=personalized", &[], "1006-405"),
            (Method::Delete, &instances, &[], "1006-405"),
            (Method::Put, &item, &[], "1006-405"),
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
