//! A model of the server as plain values: what it holds, what it answers, and nothing of how that travels.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use offerdeck::domain::{Generation, KINDS, Kind, Record, Scope, ScopeEntry, Seen, apply};
use offerdeck::request::{Cause, Locator, Page, PageFrom, Receipt, Reply, Request, RequestError};
use serde_json::{Value, json};

/// The objects of one answer's page.
const PAGE: usize = 3;

/// Names and values that would break a terminal or a table if they got there raw.
const NAMES: [&str; 6] = ["Black Friday", "春節優惠", "a\u{1b}[2J\u{7}b", "", "Sommer 👨‍👩‍👧 Ärger", "\u{202e}x\ty\r\nz"];
const STATUSES: [&str; 4] = ["draft", "approved", "archived", "strange\u{1b}"];
const DECISION_STATUSES: [&str; 4] = ["draft", "live", "complete", "archived"];

/// Where an object is: the place, its kind and its id.
pub type Place = (Scope, Kind, String);

/// What the server holds.
#[derive(Clone)]
pub struct Server {
    objects: BTreeMap<(String, usize, String), (u64, Value)>,
    /// Accepted deletes that are not carried out yet.
    doomed: BTreeSet<(String, usize, String)>,
    last_id: u64,
    /// The sandbox in which each id was ever used; no id is used in two.
    homes: BTreeMap<String, String>,
    /// Whether its lists' links lead in a circle.
    pub circular: bool,
}

fn key(scope: &Scope, kind: Kind, id: &str) -> (String, usize, String) {
    (scope.sandbox.clone(), kind as usize, id.to_owned())
}

pub fn scope(name: &str) -> Scope {
    Scope { sandbox: name.to_owned(), container: None }
}

pub fn error(cause: Cause) -> RequestError {
    RequestError::without_answer(cause, "no \u{1b}[31mluck\r\nat all")
}

impl Server {
    /// Two sandboxes with objects of every kind.
    pub fn new() -> Server {
        let mut server = Server {
            objects: BTreeMap::new(),
            doomed: BTreeSet::new(),
            last_id: 0,
            homes: BTreeMap::new(),
            circular: false,
        };
        for (place, count) in [("alpha", 7), ("beta", 2)] {
            for entry in KINDS {
                for _ in 0..count {
                    server.add(&scope(place), entry.kind);
                }
            }
        }
        server
    }

    fn add(&mut self, place: &Scope, kind: Kind) -> String {
        self.last_id += 1;
        let number = usize::try_from(self.last_id).unwrap();
        let mut body = match kind {
            Kind::Personalized | Kind::Fallback => json!({"representations": [{"channel": "web", "placement": "p",
                "components": [{"type": "html", "format": "text/html", "content": "<p>\u{1b}[2J</p>"}]}]}),
            Kind::Placement => {
                json!({"componentType": "html", "channel": "https://ns.adobe.com/xdm/channel-types/web", "itemCount": 1})
            }
            Kind::Collection => json!({"filterType": "any-tags", "ids": ["t\u{1b}[2J"]}),
            Kind::Qualifier => json!({"description": "a\u{7}b"}),
            Kind::Rule => json!({"condition": {"type": "PQL", "format": "pql/text", "value": "a = \u{1b}b"}}),
            Kind::Decision => json!({"fallback": "f", "startDate": "2026-01-01T00:00:00Z",
                "criteria": [{"placements": ["p"], "optionSelection": {"filter": "c\u{1b}"}}]}),
        };
        body["name"] = json!(NAMES[number % NAMES.len()]);
        match kind {
            Kind::Personalized | Kind::Fallback => body["status"] = json!(STATUSES[number % STATUSES.len()]),
            Kind::Decision => body["status"] = json!(DECISION_STATUSES[number % DECISION_STATUSES.len()]),
            _ => {}
        }
        if number.is_multiple_of(5) {
            body["exdRule"] = json!(true);
        }
        if kind == Kind::Personalized {
            body["rank"] = json!({"priority": number});
            body["selectionConstraint"] = json!({"startDate": "2026-01-01T00:00:00Z",
                "endDate": "2026-02-01T00:00:00Z", "profileConstraintType": "none"});
        }
        self.put_new(place, kind, body)
    }

    fn put_new(&mut self, place: &Scope, kind: Kind, body: Value) -> String {
        let id = format!("id-{:03}", self.last_id);
        self.objects.insert(key(place, kind, &id), (1, body));
        self.homes.insert(id.clone(), place.sandbox.clone());
        id
    }

    /// Somebody else writes: a change, a delete or a new object.
    pub fn meddle(&mut self, what: u8, pick: usize) {
        let keys: Vec<_> = self.objects.keys().cloned().collect();
        let Some(picked) = keys.get(pick % keys.len().max(1)) else { return };
        match what % 3 {
            0 => {
                if let Some((revision, body)) = self.objects.get_mut(picked) {
                    *revision += 1;
                    body["tags"] = json!([format!("theirs {revision}")]);
                }
            }
            1 => {
                self.objects.remove(picked);
            }
            _ => {
                self.add(&scope(&picked.0), KINDS[picked.1].kind);
            }
        }
    }

    /// Carries out the deletes that were accepted.
    pub fn settle(&mut self) {
        for key in std::mem::take(&mut self.doomed) {
            self.objects.remove(&key);
        }
    }

    /// Whether the object is there.
    pub fn has(&self, place: &Place) -> bool {
        self.objects.contains_key(&key(&place.0, place.1, &place.2))
    }

    /// The sandbox in which this id was ever used.
    pub fn home(&self, id: &str) -> Option<&str> {
        self.homes.get(id).map(String::as_str)
    }

    /// The ids of one kind in one place.
    pub fn ids(&self, place: &Scope, kind: Kind) -> BTreeSet<String> {
        self.objects.keys().filter(|k| k.0 == place.sandbox && k.1 == kind as usize).map(|k| k.2.clone()).collect()
    }

    fn record(&self, key: &(String, usize, String)) -> Option<Arc<Record>> {
        let (revision, body) = self.objects.get(key)?;
        let mut whole = body.clone();
        whole["id"] = json!(key.2);
        whole["etag"] = json!(revision);
        Record::read(Generation::Dps, KINDS[key.1].kind, &whole.to_string()).ok().map(Arc::new)
    }

    /// Answers as the server would, and changes what it holds if it is a write.
    pub fn answer(&mut self, request: &Request) -> Result<Reply, RequestError> {
        match request {
            Request::ListScopes { from } | Request::ListSandboxes { from } => Ok(self.scopes(from)),
            Request::List { scope, kind, from } => Ok(Reply::Page(self.page(scope, *kind, from))),
            Request::Find { scope, kind, name } => {
                let of_kind = |key: &&(String, usize, String)| key.0 == scope.sandbox && key.1 == *kind as usize;
                let records = self.objects.keys().filter(of_kind).filter_map(|key| self.record(key));
                let records: Vec<_> = records.filter(|record| record.title() == name).collect();
                Ok(Reply::Page(Page { records, ..Page::default() }))
            }
            Request::Read { scope, kind, at } => {
                let id = match at {
                    Locator::Address(address) => address,
                    Locator::Id(id) => id.as_str(),
                };
                self.record(&key(scope, *kind, id)).map(Reply::Record).ok_or_else(|| error(Cause::Gone))
            }
            Request::Create { scope, kind, body } => {
                self.last_id += 1;
                let id = self.put_new(scope, *kind, serde_json::from_str(body).unwrap());
                let named = !self.last_id.is_multiple_of(3);
                let address = named.then(|| Arc::from(id.as_str()));
                Ok(Reply::Created(Receipt { id: None, address, revision: None }))
            }
            Request::Update { scope, kind, address, patch, guards, revision } => {
                let Some((now, body)) = self.objects.get_mut(&key(scope, *kind, address)) else {
                    return Err(error(Cause::Gone));
                };
                if revision.is_some_and(|revision| revision != *now) {
                    return Err(error(Cause::Conflict));
                }
                if guards.iter().any(|guard| body.pointer(&guard.path) != Some(&guard.value)) {
                    return Err(error(Cause::Conflict));
                }
                *body = apply(body, patch).map_err(|_| error(Cause::Refused))?;
                *now += 1;
                Ok(Reply::Updated(Receipt::default()))
            }
            Request::Delete { scope, kind, address } => {
                let key = key(scope, *kind, address);
                if !self.objects.contains_key(&key) {
                    return Err(error(Cause::Gone));
                }
                self.doomed.insert(key);
                Ok(Reply::DeleteAccepted)
            }
        }
    }

    fn scopes(&self, from: &PageFrom) -> Reply {
        let entry = |name: &str, category: &str| ScopeEntry {
            scope: scope(name),
            name: format!("{name}\u{7}"),
            category: category.to_owned(),
            region: "va7".to_owned(),
            changed: Seen::Absent,
        };
        match from {
            PageFrom::Start => {
                Reply::Scopes { entries: vec![entry("alpha", "production")], next: Some("/more".to_owned()) }
            }
            PageFrom::Link(_) => Reply::Scopes {
                entries: vec![entry("beta", "development")],
                next: self.circular.then(|| "/more".to_owned()),
            },
        }
    }

    fn page(&self, place: &Scope, kind: Kind, from: &PageFrom) -> Page {
        let after = match from {
            PageFrom::Start => "",
            PageFrom::Link(link) => link,
        };
        let all: Vec<_> = self.objects.keys().filter(|k| k.0 == place.sandbox && k.1 == kind as usize).collect();
        let rest: Vec<_> = all.iter().filter(|k| k.2.as_str() > after).collect();
        let next = match rest.get(PAGE) {
            Some(_) => Some(rest[PAGE - 1].2.clone()),
            None => self.circular.then(|| all.get(PAGE - 1).map(|k| k.2.clone())).flatten(),
        };
        let records = rest.iter().take(PAGE).filter_map(|key| self.record(key)).collect();
        Page { records, unreadable: 0, total: Some(all.len() as u64), next }
    }
}
