//! What goes wrong on the way to the library, and back.

use offerdeck::api::Client;
use offerdeck::domain::Kind;
use offerdeck::http::{HttpResponse, Method};
use offerdeck::request::Request;

use super::Deck;

impl Deck {
    /// Puts a fault on the emulator, behind the application's back.
    pub fn fault(&mut self, spec: &str) -> &mut Self {
        if let Err(error) = self.emulator.set_fault(spec) {
            panic!("{error}");
        }
        let words: Vec<&str> = spec.split(' ').collect();
        let methods = [Method::Get, Method::Post, Method::Patch, Method::Delete];
        let method = methods.into_iter().find(|method| words.contains(&method.as_str()));
        self.hanging = (words[0] == "hang").then(|| (method, words.contains(&"x1")));
        self
    }

    /// Has every request for these kinds refused from now on, as to somebody who lacks the permission.
    pub fn forbid(&mut self, kinds: &[Kind]) -> &mut Self {
        self.forbidden = kinds.to_vec();
        self
    }

    /// The client for a request: the impatient one where the request is going to hang.
    pub(super) fn client_for(&mut self, request: &Request) -> Client {
        match self.hanging {
            Some((method, once)) if method.is_none_or(|method| method == request.method()) => {
                if once {
                    self.hanging = None;
                }
                self.impatient.clone()
            }
            _ => self.client.clone(),
        }
    }
}

/// What a gateway answers to somebody who lacks a permission.
pub fn refusal() -> HttpResponse {
    HttpResponse {
        status: 403,
        headers: Vec::new(),
        body: br#"{"title": "Forbidden", "status": 403, "detail": "No permission for this kind."}"#.to_vec(),
    }
}

pub fn kind_of(request: &Request) -> Option<Kind> {
    match request {
        Request::ListScopes { .. } | Request::ListSandboxes { .. } => None,
        Request::List { kind, .. }
        | Request::Find { kind, .. }
        | Request::Read { kind, .. }
        | Request::Create { kind, .. }
        | Request::Update { kind, .. }
        | Request::Delete { kind, .. } => Some(*kind),
    }
}
