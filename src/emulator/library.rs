//! The whole library behind one function: a request in, an answer out; no socket, and no clock but the one handed in.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::answer::{Answer, Cause, Delivery, Problem, blank_response};
use super::clock::Clock;
use super::fault::{Effect, FaultSpecError, Faults};
use super::kind::Kind;
use super::object::{Author, Ids, InstanceId, uuid};
use super::sandbox::Sandbox;
use super::seed::{self, SeedError};
use super::target::Target;
use super::{Settings, dps, gateway, sandboxes, spoil, xcore};
use crate::http::{HttpRequest, HttpResponse, Method, header};

/// Who the emulator says has written what comes in.
const CALLER: &str = "5B1E0A7761C2F3D80A495FD1@techacct.adobe.com";

/// An Offer Library with both generations of its API.
pub struct Library {
    state: Mutex<State>,
    clock: Box<dyn Clock>,
    faults: Arc<Faults>,
    delete_delay: i64,
}

/// All that requests change.
pub(super) struct State {
    pub sandboxes: Vec<Sandbox>,
    pub ids: Ids,
    /// The author of everything written through the API.
    pub caller: Arc<Author>,
    pending: Vec<PendingDelete>,
    last_stamp: i64,
}

/// A delete that was accepted and is still to be carried out.
struct PendingDelete {
    due: i64,
    sandbox: usize,
    kind: Kind,
    instance: InstanceId,
}

/// A request on its way through the library.
pub(super) struct Call<'a> {
    pub request: &'a HttpRequest,
    pub target: Target,
    pub now: i64,
    /// The fault that goes with this request, if it is one that the service itself acts out.
    pub effect: Option<Effect>,
    /// After how many milliseconds an xcore delete takes effect.
    pub delete_delay: i64,
}

impl Library {
    /// The library as the seed has it.
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
        let now = clock.now_millis();
        let mut ids = Ids::default();
        let sandboxes = seed::sandboxes(settings.offers, now, &mut ids)?;
        let caller = Arc::new(Author { user: CALLER.to_owned(), client: gateway::API_KEY.to_owned() });
        Ok(Library {
            state: Mutex::new(State { sandboxes, ids, caller, pending: Vec::new(), last_stamp: now }),
            clock: Box::new(clock),
            faults,
            delete_delay: i64::try_from(settings.delete_delay.as_millis()).unwrap_or(i64::MAX),
        })
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
        if let Some(refusal) = gateway::refusal(request) {
            return refusal;
        }
        let routed = Target::parse(&request.target).and_then(|target| {
            let segments: Vec<String> = target.segments.clone();
            let path: Vec<&str> = segments.iter().map(String::as_str).collect();
            let call = Call { request, target, now, effect, delete_delay: self.delete_delay };
            match path.as_slice() {
                ["data", "foundation", "sandbox-management", rest @ ..] => sandboxes::serve(state, &call, rest),
                ["data", "core", "dps", rest @ ..] => dps::serve(state, &call, rest),
                ["data", "core", "xcore", rest @ ..] => xcore::serve(state, &call, rest),
                _ => Err(no_such_path(&call)),
            }
        });
        routed.unwrap_or_else(|problem| problem.response())
    }
}

impl State {
    /// A moment for a write: now, but later than every earlier write.
    pub fn stamp(&mut self, now: i64) -> i64 {
        self.last_stamp = now.max(self.last_stamp.saturating_add(1));
        self.last_stamp
    }

    /// Accepts a delete that takes effect later.
    pub fn delete_later(&mut self, due: i64, sandbox: usize, kind: Kind, instance: InstanceId) {
        self.pending.push(PendingDelete { due, sandbox, kind, instance });
    }

    /// Carries out the deletes that are due. An object that something refers to simply stays (contract section 9).
    fn carry_out_deletes(&mut self, now: i64) {
        for PendingDelete { sandbox, kind, instance, .. } in self.pending.extract_if(.., |delete| delete.due <= now) {
            let Some(sandbox) = self.sandboxes.get_mut(sandbox) else { continue };
            let unused =
                sandbox.shelf(kind).get(instance).is_some_and(|object| sandbox.users_of(&object.id).is_empty());
            if unused {
                sandbox.shelf_mut(kind).remove(instance);
            }
        }
    }
}

/// 404 for a path that no API has.
pub(super) fn no_such_path(call: &Call<'_>) -> Problem {
    Problem::new(Cause::NoSuchPath, format!("there is nothing at {}", call.request.target))
}

/// 405 for a path that exists.
pub(super) fn wrong_method(call: &Call<'_>) -> Problem {
    let detail = format!("{} is not possible at {}", call.request.method, call.request.target);
    Problem::new(Cause::WrongMethod, detail)
}

impl Call<'_> {
    /// The body as JSON.
    pub fn json(&self, size_limit: usize) -> Result<Value, Problem> {
        let length = self.request.body.len();
        if length > size_limit {
            return Err(Problem::new(
                Cause::TooLarge,
                format!("the body holds {length} bytes; {size_limit} are allowed"),
            ));
        }
        serde_json::from_slice(&self.request.body)
            .map_err(|error| Problem::new(Cause::BadJson, format!("the body is not JSON: {error}")))
    }

    /// The `Content-Type`, without the doubled name that one document puts before it (contract section 18, row 2).
    pub fn content_type(&self) -> Result<MediaType, Problem> {
        let text = header(&self.request.headers, "content-type").map(str::trim).unwrap_or_default();
        let text = text.strip_prefix("Content-Type:").unwrap_or(text).trim();
        if text.is_empty() {
            return Err(Problem::new(Cause::MediaTypeMissing, "A valid content-type must be specified"));
        }
        Ok(MediaType { text: text.to_owned() })
    }

    /// Whether the condition that the request puts on the object's revision is met.
    pub fn if_match_holds(&self, etag: u64) -> bool {
        header(&self.request.headers, "if-match").is_none_or(|condition| names_etag(condition, etag))
    }

    /// Whether the request wants the object only if it changed, and it did not.
    pub fn not_modified(&self, etag: u64) -> bool {
        header(&self.request.headers, "if-none-match").is_some_and(|condition| names_etag(condition, etag))
    }

    /// The origin that the caller sees, for absolute links.
    pub fn origin(&self) -> String {
        match header(&self.request.headers, "host") {
            Some(host) => format!("http://{host}"),
            None => "https://platform.adobe.io:443".to_owned(),
        }
    }
}

/// Whether a condition names a revision, quoted or not, alone or in a list, or is `*`.
fn names_etag(condition: &str, etag: u64) -> bool {
    condition.split(',').any(|one| {
        let one = one.trim();
        let number = one.strip_prefix("W/").unwrap_or(one).trim_matches('"');
        number == "*" || number.parse() == Ok(etag)
    })
}

/// A media type with its parameters.
pub(super) struct MediaType {
    text: String,
}

impl MediaType {
    /// Whether the type itself, without parameters, is the one given.
    pub fn is(&self, wanted: &str) -> bool {
        self.text.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case(wanted))
    }

    /// The `schema` parameter. It holds a `;` itself and comes in either kind of quotes (contract section 18, row 10).
    pub fn schema(&self) -> Option<&str> {
        let (_, value) = self.text.split_once("schema=")?;
        match value.chars().next()? {
            quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
            _ => Some(value.trim()),
        }
    }

    /// 415.
    pub fn refused(&self, wanted: &[&str]) -> Problem {
        Problem::new(Cause::WrongMediaType, format!("{:?} is not taken here; send {}", self.text, wanted.join(" or ")))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, OFFERS, parsed};
    use super::*;

    #[test]
    fn media_types_are_read_as_the_documents_write_them() {
        let documented = MediaType {
            text: "application/schema-instance+json; version=1;  schema=\"https://a/b;version=0.5\"".to_owned(),
        };
        assert!(documented.is("application/schema-instance+json"));
        assert_eq!(documented.schema(), Some("https://a/b;version=0.5"));
        assert_eq!(MediaType { text: "x/y; schema='https://a/b'".to_owned() }.schema(), Some("https://a/b"));
        assert_eq!(MediaType { text: "x/y; schema=".to_owned() }.schema(), None);
        assert!(MediaType { text: "Application/JSON;charset=utf-8".to_owned() }.is("application/json"));
    }

    #[test]
    fn etags_compare_quoted_or_not() {
        for condition in ["3", "\"3\"", "W/\"3\"", "*", "\"1\", \"3\""] {
            assert!(names_etag(condition, 3), "{condition}");
        }
        for condition in ["2", "\"33\"", "", "x"] {
            assert!(!names_etag(condition, 3), "{condition}");
        }
    }

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
