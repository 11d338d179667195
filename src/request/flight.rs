//! What was asked and not yet answered: pure bookkeeping.
//!
//! Every question carries a [`Ticket`]. An answer whose ticket is not live touches nothing. A newer read of the same
//! [`Lane`] supersedes the older; writes are never superseded; and a settled write supersedes every open read that
//! covers it, because such a read may have left before the write and would bring the old state back.

use crate::domain::Kind;

use super::{Locator, Request};

/// The identity of one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What a read is about: of two reads in one lane only the newer matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The list of scopes.
    Scopes,
    /// The pages of one kind.
    List(Kind),
    /// One object.
    Object(Kind, Locator),
    /// A write: each is a lane of its own.
    Write,
}

/// One open question.
#[derive(Clone, Debug, PartialEq)]
struct Open {
    ticket: Ticket,
    request: Request,
}

/// All open questions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct InFlight {
    last: u64,
    open: Vec<Open>,
}

fn lane(request: &Request) -> Lane {
    match request {
        Request::ListScopes { .. } => Lane::Scopes,
        Request::List { kind, .. } => Lane::List(*kind),
        Request::Read { kind, at, .. } => Lane::Object(*kind, at.clone()),
        Request::Create { .. } | Request::Update { .. } | Request::Delete { .. } => Lane::Write,
    }
}

impl InFlight {
    /// Enters a question; returns its ticket and the tickets that it supersedes.
    pub fn send(&mut self, request: Request) -> (Ticket, Vec<Ticket>) {
        self.last += 1;
        let ticket = Ticket(self.last);
        let lane_of_new = lane(&request);
        let superseded =
            if lane_of_new == Lane::Write { Vec::new() } else { self.take(|open| lane(&open.request) == lane_of_new) };
        self.open.push(Open { ticket, request });
        (ticket, superseded.into_iter().map(|open| open.ticket).collect())
    }

    /// Settles a question; `None` if its ticket is not live, in which case the answer must touch nothing.
    pub fn settle(&mut self, ticket: Ticket) -> Option<Request> {
        let index = self.open.iter().position(|open| open.ticket == ticket)?;
        Some(self.open.remove(index).request)
    }

    /// Takes out every open read that covers objects of this kind, because a write to one of them has settled.
    /// The caller asks them again.
    pub fn supersede_reads(&mut self, kind: Kind) -> Vec<(Ticket, Request)> {
        self.take(|open| match &open.request {
            Request::List { kind: covered, .. } | Request::Read { kind: covered, .. } => *covered == kind,
            Request::ListScopes { .. } | Request::Create { .. } | Request::Update { .. } | Request::Delete { .. } => {
                false
            }
        })
        .into_iter()
        .map(|open| (open.ticket, open.request))
        .collect()
    }

    /// Takes out every open read, because the user cancelled or left the scope.
    pub fn cancel_reads(&mut self) -> Vec<Ticket> {
        self.take(|open| !open.request.is_write()).into_iter().map(|open| open.ticket).collect()
    }

    /// Takes out the open reads of one lane.
    pub fn cancel_lane(&mut self, cancelled: &Lane) -> Vec<Ticket> {
        self.take(|open| lane(&open.request) == *cancelled).into_iter().map(|open| open.ticket).collect()
    }

    /// Whether nothing is open.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.open.is_empty()
    }

    /// How many writes are open.
    #[must_use]
    pub fn open_writes(&self) -> usize {
        self.open.iter().filter(|open| open.request.is_write()).count()
    }

    /// The open questions, oldest first.
    pub fn requests(&self) -> impl Iterator<Item = (Ticket, &Request)> {
        self.open.iter().map(|open| (open.ticket, &open.request))
    }

    fn take(&mut self, which: impl Fn(&Open) -> bool) -> Vec<Open> {
        let (taken, kept) = std::mem::take(&mut self.open).into_iter().partition(which);
        self.open = kept;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Scope;
    use crate::request::PageFrom;

    fn scope() -> Scope {
        Scope { sandbox: "dev".to_owned(), container: None }
    }

    fn list(kind: Kind) -> Request {
        Request::List { scope: scope(), kind, from: PageFrom::Start }
    }

    fn delete() -> Request {
        Request::Delete { scope: scope(), kind: Kind::Personalized, address: "a".into() }
    }

    #[test]
    fn a_newer_read_supersedes_the_older_of_its_lane_only() {
        let mut flight = InFlight::default();
        let (first, _) = flight.send(list(Kind::Personalized));
        let (other, superseded) = flight.send(list(Kind::Fallback));
        assert!(superseded.is_empty());
        let (_, superseded) = flight.send(list(Kind::Personalized));
        assert_eq!(superseded, [first]);
        assert_eq!(flight.settle(first), None);
        assert!(flight.settle(other).is_some());
        assert_eq!(flight.settle(other), None, "an answer settles once");
    }

    #[test]
    fn writes_are_never_superseded() {
        let mut flight = InFlight::default();
        let (first, _) = flight.send(delete());
        let (_, superseded) = flight.send(delete());
        assert!(superseded.is_empty());
        assert!(flight.cancel_reads().is_empty());
        assert_eq!(flight.open_writes(), 2);
        assert!(flight.settle(first).is_some());
    }

    #[test]
    fn a_settled_write_supersedes_the_reads_that_cover_it() {
        let mut flight = InFlight::default();
        let (covered, _) = flight.send(list(Kind::Personalized));
        let (apart, _) = flight.send(list(Kind::Fallback));
        let again = flight.supersede_reads(Kind::Personalized);
        assert_eq!(again, [(covered, list(Kind::Personalized))]);
        assert_eq!(flight.settle(covered), None);
        assert!(flight.settle(apart).is_some());
    }
}
