//! What was asked and not yet answered: pure bookkeeping.
//!
//! Every question carries a [`Ticket`]. An answer whose ticket is not live touches nothing. A newer read of the same
//! [`Lane`] supersedes the older; what belongs to a write is never superseded; and a settled write supersedes every
//! open read that covers it, because such a read may have left before the write and would bring the old state back.

use std::sync::Arc;

use crate::domain::Kind;

use super::Request;

/// The identity of one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What a question is about: of two reads in one lane only the newer matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The list of scopes, in the picker.
    Scopes,
    /// The list that tells of what sort the present place is, beside everything else.
    SandboxType,
    /// The pages of one kind.
    List(Kind),
    /// One object, to be shown or edited.
    Object(Kind, Arc<str>),
    /// The look before a write: never superseded, but the user may cancel it, for nothing is written yet.
    Look,
    /// A write, or a read that follows one: never superseded, never dropped by navigation.
    Write,
}

/// An open question: what was asked, in which lane, and what the answer is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Open<P> {
    /// Its identity.
    pub ticket: Ticket,
    /// Its lane.
    pub lane: Lane,
    /// What was asked.
    pub request: Request,
    /// What the answer is for.
    pub purpose: P,
}

/// All open questions, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct InFlight<P> {
    last: u64,
    open: Vec<Open<P>>,
}

impl<P> Default for InFlight<P> {
    fn default() -> Self {
        InFlight { last: 0, open: Vec::new() }
    }
}

impl<P> InFlight<P> {
    /// Enters a question; returns its ticket and the tickets that it supersedes.
    pub fn send(&mut self, lane: Lane, request: Request, purpose: P) -> (Ticket, Vec<Ticket>) {
        let superseded = if matches!(lane, Lane::Look | Lane::Write) { Vec::new() } else { self.cancel(&lane) };
        self.last += 1;
        let ticket = Ticket(self.last);
        self.open.push(Open { ticket, lane, request, purpose });
        (ticket, superseded)
    }

    /// Settles a question; `None` if its ticket is not live, in which case the answer must touch nothing.
    pub fn settle(&mut self, ticket: Ticket) -> Option<Open<P>> {
        let index = self.open.iter().position(|open| open.ticket == ticket)?;
        Some(self.open.remove(index))
    }

    /// Takes out every open read that covers this object, because a write to it has settled. The caller asks again.
    pub fn supersede(&mut self, kind: Kind, address: Option<&str>) -> Vec<Open<P>> {
        self.take(|lane| match lane {
            Lane::List(covered) => *covered == kind,
            Lane::Object(covered, at) => *covered == kind && Some(&**at) == address,
            Lane::Scopes | Lane::SandboxType | Lane::Look | Lane::Write => false,
        })
    }

    /// Takes out the open reads of one lane.
    pub fn cancel(&mut self, cancelled: &Lane) -> Vec<Ticket> {
        self.take(|lane| lane == cancelled).into_iter().map(|open| open.ticket).collect()
    }

    /// Takes out every open read, because the user cancelled or went elsewhere.
    pub fn cancel_reads(&mut self) -> Vec<Open<P>> {
        self.take(|lane| *lane != Lane::Write)
    }

    /// Whether nothing is open.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.open.is_empty()
    }

    /// How many questions that belong to a write are open.
    #[must_use]
    pub fn open_writes(&self) -> usize {
        self.open.iter().filter(|open| open.lane == Lane::Write).count()
    }

    /// The open questions, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Open<P>> {
        self.open.iter()
    }

    fn take(&mut self, which: impl Fn(&Lane) -> bool) -> Vec<Open<P>> {
        let (taken, kept) = std::mem::take(&mut self.open).into_iter().partition(|open| which(&open.lane));
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

    fn ask(flight: &mut InFlight<u8>, kind: Kind) -> (Ticket, Vec<Ticket>) {
        flight.send(Lane::List(kind), Request::List { scope: scope(), kind, from: PageFrom::Start }, 7)
    }

    fn delete(flight: &mut InFlight<u8>) -> (Ticket, Vec<Ticket>) {
        flight.send(Lane::Write, Request::Delete { scope: scope(), kind: Kind::Personalized, address: "a".into() }, 9)
    }

    #[test]
    fn a_newer_read_supersedes_the_older_of_its_lane_only() {
        let mut flight = InFlight::default();
        let (first, _) = ask(&mut flight, Kind::Personalized);
        let (other, superseded) = ask(&mut flight, Kind::Fallback);
        assert!(superseded.is_empty());
        let (_, superseded) = ask(&mut flight, Kind::Personalized);
        assert_eq!(superseded, [first]);
        assert_eq!(flight.settle(first), None);
        assert!(flight.settle(other).is_some_and(|open| open.purpose == 7));
        assert_eq!(flight.settle(other), None, "an answer settles once");
    }

    #[test]
    fn writes_are_never_superseded() {
        let mut flight = InFlight::default();
        let (first, _) = delete(&mut flight);
        let (_, superseded) = delete(&mut flight);
        assert!(superseded.is_empty());
        assert!(flight.cancel_reads().is_empty());
        assert_eq!(flight.open_writes(), 2);
        assert!(flight.settle(first).is_some());
    }

    #[test]
    fn a_settled_write_supersedes_the_reads_that_cover_it() {
        let mut flight = InFlight::default();
        let (covered, _) = ask(&mut flight, Kind::Personalized);
        let (apart, _) = ask(&mut flight, Kind::Fallback);
        let again = flight.supersede(Kind::Personalized, None);
        assert_eq!(again.iter().map(|open| open.ticket).collect::<Vec<_>>(), [covered]);
        assert_eq!(flight.settle(covered), None);
        assert!(flight.settle(apart).is_some());
    }
}
