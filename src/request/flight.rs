//! What was asked and not yet answered: pure bookkeeping.
//!
//! Every question carries a [`Ticket`]. An answer whose ticket is not live touches nothing. A newer read of the same
//! [`Lane`] supersedes the older; what belongs to a write is never superseded; and a settled write supersedes every
//! open read that covers it, because such a read may have left before the write and would bring the old state back.
//! A question that failed may wait to be sent again: it keeps its ticket and its lane, and whatever takes an open
//! question out takes it out too. A write waits before it leaves until it is noted on disk.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::domain::Kind;

use super::{Request, RequestError};

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
    /// When it was sent first.
    pub since: Timestamp,
    /// How often it was sent again.
    pub repeats: u32,
    /// Why and until when it waits to be sent again, if it does.
    pub pause: Option<Pause>,
    /// Whether it waits for its first sending: something has to be on disk before it may leave.
    pub held: bool,
}

/// The wait of a question that failed and is to be sent again.
#[derive(Clone, Debug, PartialEq)]
pub struct Pause {
    /// When it is sent again.
    pub until: Timestamp,
    /// How it failed.
    pub failed: RequestError,
    /// How often such a failure is followed by another attempt.
    pub most: u32,
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
    /// Enters a question that is sent now; returns its ticket and the questions that it supersedes.
    pub fn send(&mut self, lane: Lane, request: Request, purpose: P, now: Timestamp) -> (Ticket, Vec<Open<P>>) {
        let superseded = if matches!(lane, Lane::Look | Lane::Write) { Vec::new() } else { self.cancel(&lane) };
        self.last += 1;
        let ticket = Ticket(self.last);
        self.open.push(Open { ticket, lane, request, purpose, since: now, repeats: 0, pause: None, held: false });
        (ticket, superseded)
    }

    /// Has a question that was entered just now wait before it leaves.
    pub fn hold(&mut self, ticket: Ticket) {
        if let Some(open) = self.open.iter_mut().find(|open| open.ticket == ticket) {
            open.held = true;
        }
    }

    /// Ends that wait; what is to be sent, if it still waits.
    pub fn release(&mut self, ticket: Ticket) -> Option<Request> {
        let open = self.open.iter_mut().find(|open| open.ticket == ticket && open.held)?;
        open.held = false;
        Some(open.request.clone())
    }

    /// The questions that have not left yet, oldest first.
    pub fn held(&self) -> impl Iterator<Item = &Open<P>> {
        self.open.iter().filter(|open| open.held)
    }

    /// Settles a question; `None` if its ticket is not live, in which case the answer must touch nothing. The ticket of
    /// a question that waits to be sent, for the first time or again, is not live.
    pub fn settle(&mut self, ticket: Ticket) -> Option<Open<P>> {
        let live = |open: &Open<P>| open.ticket == ticket && open.pause.is_none() && !open.held;
        let index = self.open.iter().position(live)?;
        Some(self.open.remove(index))
    }

    /// Lets a question that failed wait to be sent again, in its old place.
    pub fn pause(&mut self, open: Open<P>, pause: Pause) {
        let place = self.open.partition_point(|other| other.ticket < open.ticket);
        self.open.insert(place, Open { pause: Some(pause), ..open });
    }

    /// Ends the wait of a question; what is to be sent again, if it still waits.
    pub fn resume(&mut self, ticket: Ticket) -> Option<Request> {
        let open = self.open.iter_mut().find(|open| open.ticket == ticket && open.pause.is_some())?;
        open.pause = None;
        open.repeats += 1;
        Some(open.request.clone())
    }

    /// For so long nothing could be done about any question: none of these is as old as it seems.
    pub fn excuse(&mut self, which: impl Fn(&Open<P>) -> bool, by: SignedDuration) {
        for open in self.open.iter_mut().filter(|open| which(open)) {
            open.since = open.since.checked_add(by).unwrap_or(open.since);
        }
    }

    /// The questions that wait to be sent again, oldest first, with their wait.
    pub fn paused(&self) -> impl Iterator<Item = (&Open<P>, &Pause)> {
        self.open.iter().filter_map(|open| open.pause.as_ref().map(|pause| (open, pause)))
    }

    /// Takes out every open read that covers this object, because a write to it has settled. The caller asks again.
    pub fn supersede(&mut self, kind: Kind, address: Option<&str>) -> Vec<Open<P>> {
        self.take(|open| match &open.lane {
            Lane::List(covered) => *covered == kind,
            Lane::Object(covered, at) => *covered == kind && Some(&**at) == address,
            Lane::Scopes | Lane::SandboxType | Lane::Look | Lane::Write => false,
        })
    }

    /// Takes out the open reads of one lane.
    pub fn cancel(&mut self, cancelled: &Lane) -> Vec<Open<P>> {
        self.take(|open| open.lane == *cancelled)
    }

    /// Takes out every open read, because the user cancelled.
    pub fn cancel_reads(&mut self) -> Vec<Open<P>> {
        self.take(|open| open.lane != Lane::Write)
    }

    /// Takes out every open read that only the place left behind wants: a look before a write stays.
    pub fn leave(&mut self) -> Vec<Open<P>> {
        self.take(|open| !matches!(open.lane, Lane::Look | Lane::Write))
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

    /// The open questions, oldest first, those that wait to be sent again among them.
    pub fn iter(&self) -> impl Iterator<Item = &Open<P>> {
        self.open.iter()
    }

    /// Takes out some questions: what waits among them is never sent, and no answer to the others is heard.
    pub fn take(&mut self, which: impl Fn(&Open<P>) -> bool) -> Vec<Open<P>> {
        let (taken, kept) = std::mem::take(&mut self.open).into_iter().partition(which);
        self.open = kept;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Scope;
    use crate::request::{Cause, PageFrom};

    fn scope() -> Scope {
        Scope { sandbox: "dev".to_owned(), container: None }
    }

    fn tickets((ticket, superseded): (Ticket, Vec<Open<u8>>)) -> (Ticket, Vec<Ticket>) {
        (ticket, superseded.iter().map(|open| open.ticket).collect())
    }

    fn ask(flight: &mut InFlight<u8>, kind: Kind) -> (Ticket, Vec<Ticket>) {
        let request = Request::List { scope: scope(), kind, from: PageFrom::Start };
        tickets(flight.send(Lane::List(kind), request, 7, Timestamp::UNIX_EPOCH))
    }

    fn delete(flight: &mut InFlight<u8>) -> (Ticket, Vec<Ticket>) {
        let request = Request::Delete { scope: scope(), kind: Kind::Personalized, address: "a".into() };
        tickets(flight.send(Lane::Write, request, 9, Timestamp::UNIX_EPOCH))
    }

    /// Has a question fail and wait.
    fn pause(flight: &mut InFlight<u8>, ticket: Ticket) {
        let failed = RequestError::without_answer(Cause::SlowDown, "slow down");
        let open = flight.settle(ticket).unwrap();
        flight.pause(open, Pause { until: Timestamp::UNIX_EPOCH, failed, most: 5 });
    }

    #[test]
    fn a_question_that_waits_hears_no_answer_until_it_is_sent_again() {
        let mut flight = InFlight::default();
        let (first, _) = ask(&mut flight, Kind::Personalized);
        let (second, _) = ask(&mut flight, Kind::Fallback);
        pause(&mut flight, first);
        assert_eq!(flight.settle(first), None);
        assert_eq!(flight.iter().map(|open| open.ticket).collect::<Vec<_>>(), [first, second], "it keeps its place");
        assert!(flight.resume(first).is_some() && flight.resume(first).is_none() && flight.resume(second).is_none());
        assert_eq!(flight.settle(first).unwrap().repeats, 1);
    }

    #[test]
    fn a_question_that_is_held_hears_no_answer_and_leaves_once_or_never() {
        let mut flight = InFlight::default();
        let (kept, _) = delete(&mut flight);
        let (dropped, _) = delete(&mut flight);
        flight.hold(kept);
        flight.hold(dropped);
        assert_eq!(flight.settle(kept), None, "it did not leave");
        assert_eq!(flight.open_writes(), 2);
        assert!(flight.release(kept).is_some() && flight.release(kept).is_none());
        assert_eq!(flight.take(|open| open.held).iter().map(|open| open.ticket).collect::<Vec<_>>(), [dropped]);
        assert_eq!(flight.release(dropped), None);
        assert!(flight.settle(kept).is_some());
    }

    #[test]
    fn a_question_that_waits_is_superseded_like_any_and_only_a_waiting_write_is_given_up() {
        let mut flight = InFlight::default();
        let (list, _) = ask(&mut flight, Kind::Personalized);
        pause(&mut flight, list);
        let (_, superseded) = ask(&mut flight, Kind::Personalized);
        assert_eq!(superseded, [list]);
        let (sent, _) = delete(&mut flight);
        let (waiting, _) = delete(&mut flight);
        pause(&mut flight, waiting);
        assert_eq!(flight.open_writes(), 2);
        let given_up = flight.take(|open| open.lane == Lane::Write && open.pause.is_some());
        assert_eq!(given_up.iter().map(|open| open.ticket).collect::<Vec<_>>(), [waiting]);
        assert!(flight.settle(sent).is_some());
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
