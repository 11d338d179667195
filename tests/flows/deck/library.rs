//! The library, asked past the application.

use std::sync::Arc;

use offerdeck::domain::{Fact, Field, Kind, Operation, Record, Scope, Seen};
use offerdeck::request::{Cause, Locator, PageFrom, Reply, Request};

use super::Deck;

impl Deck {
    fn scope(&self) -> Scope {
        self.model.scope.clone().expect("a place was chosen")
    }

    fn ask(&self, request: &Request) -> Result<Reply, Cause> {
        self.runtime.block_on(self.client.ask(request)).result.map_err(|error| error.cause)
    }

    /// What the library holds of a kind, asked past the application.
    pub fn held(&mut self, kind: Kind) -> Vec<Arc<Record>> {
        self.fault("off");
        let mut records = Vec::new();
        let mut from = PageFrom::Start;
        loop {
            let Ok(Reply::Page(page)) = self.ask(&Request::List { scope: self.scope(), kind, from }) else {
                panic!("the library does not answer");
            };
            records.extend(page.records);
            match page.next {
                Some(link) => from = PageFrom::Link(link),
                None => return records,
            }
        }
    }

    /// Puts a new object into the library, past the application.
    pub fn put(&mut self, kind: Kind, body: &str) {
        let request = Request::Create { scope: self.scope(), kind, body: body.into() };
        let answer = self.ask(&request);
        assert!(answer.is_ok(), "{answer:?}");
    }

    /// Somebody else changes an object, past the application.
    pub fn change_behind(&mut self, record: &Record) {
        let path = "/description".to_owned();
        let now = self.look_up(record).unwrap();
        let request = Request::Update {
            scope: self.scope(),
            kind: record.kind,
            address: Arc::clone(&record.address),
            patch: vec![Operation::Add { path, value: "Theirs.".into() }],
            guards: Vec::new(),
            revision: now.revision,
        };
        assert!(self.ask(&request).is_ok(), "{request:?}");
    }

    /// How many objects of a kind the library holds under this name.
    pub fn held_named(&mut self, kind: Kind, name: &str) -> usize {
        self.held(kind).iter().filter(|record| record.title() == name).count()
    }

    /// One object as the library holds it now; the cause where it does not.
    pub fn look_up(&mut self, record: &Record) -> Result<Arc<Record>, Cause> {
        self.fault("off");
        let at = Locator::Address(Arc::clone(&record.address));
        match self.ask(&Request::Read { scope: self.scope(), kind: record.kind, at })? {
            Reply::Record(record) => Ok(record),
            other => panic!("{other:?}"),
        }
    }
}

/// An offer's priority.
pub fn priority_of(record: &Record) -> Option<i64> {
    match record.fact(Field::Priority) {
        Seen::Is(Fact::Number(priority)) => Some(*priority),
        _ => None,
    }
}
