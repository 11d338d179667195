//! What can be asked of a library and what it answers, whatever the generation; and the bookkeeping of what was asked.

mod culprit;
mod error;
mod flight;
mod picture;
mod probe;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Guard, Kind, ObjectId, Patch, Record, Scope, ScopeEntry};
use crate::http::Method;

pub use culprit::Culprit;
pub use error::{Cause, MOST_REPEATS, RequestError};
pub use flight::{InFlight, Lane, Open, Pause, Ticket};
pub use picture::{FetchedPicture, Picture, PictureAddress, Pixels};
pub use probe::{Probe, Verdict};

/// A clock that is off by more than this makes dates misleading, and tokens look dead or alive wrongly.
pub const TOLERATED_SKEW: Duration = Duration::from_secs(120);

/// Which page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageFrom {
    /// The first.
    Start,
    /// The one that a former page's `_links.next.href` leads to, verbatim (contract section 5).
    Link(String),
}

/// How one object is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Locator {
    /// By the id that URLs use (xcore `instanceId`, dps `id`): the item itself.
    Address(Arc<str>),
    /// By the id that references use (xcore `@id`, dps `id`): on xcore a look-up by query, on dps the item itself.
    Id(ObjectId),
}

/// A question to the library.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// The places there are to work in: sandboxes (dps) or containers (xcore).
    ListScopes {
        /// Which page.
        from: PageFrom,
    },
    /// The sandboxes, whatever the generation: they tell which of them are production.
    ListSandboxes {
        /// Which page.
        from: PageFrom,
    },
    /// One page of one kind of object.
    List {
        /// Where.
        scope: Scope,
        /// What.
        kind: Kind,
        /// Which page.
        from: PageFrom,
    },
    /// The newest objects of this name, on one page: whether a create without an answer arrived.
    Find {
        /// Where.
        scope: Scope,
        /// What.
        kind: Kind,
        /// The name. The server may answer with others beside.
        name: String,
    },
    /// One object.
    Read {
        /// Where.
        scope: Scope,
        /// What.
        kind: Kind,
        /// Which.
        at: Locator,
    },
    /// A new object.
    Create {
        /// Where.
        scope: Scope,
        /// What.
        kind: Kind,
        /// The editable body as JSON text, sent as it is.
        body: Arc<str>,
    },
    /// A change to an object.
    Update {
        /// Where.
        scope: Scope,
        /// What.
        kind: Kind,
        /// Which, by the id that URLs use.
        address: Arc<str>,
        /// The change, with pointers into the editable body.
        patch: Patch,
        /// What must be true for it to be made, sent before it as `test` operations; empty where the server is not asked
        /// to look.
        guards: Vec<Guard>,
        /// The revision that the change was made from, sent as `If-Match`.
        revision: Option<u64>,
    },
    /// The end of an object.
    Delete {
        /// Where.
        scope: Scope,
        /// What.
        kind: Kind,
        /// Which, by the id that URLs use.
        address: Arc<str>,
    },
}

impl Request {
    /// The place that the request names; none for a list of places.
    #[must_use]
    pub fn scope(&self) -> Option<&Scope> {
        match self {
            Request::ListScopes { .. } | Request::ListSandboxes { .. } => None,
            Request::List { scope, .. }
            | Request::Find { scope, .. }
            | Request::Read { scope, .. }
            | Request::Create { scope, .. }
            | Request::Update { scope, .. }
            | Request::Delete { scope, .. } => Some(scope),
        }
    }

    /// Whether the request changes the library; a write is never superseded and never repeated blindly.
    #[must_use]
    pub fn is_write(&self) -> bool {
        self.method() != Method::Get
    }

    /// The method that it is sent with, in both generations.
    #[must_use]
    pub fn method(&self) -> Method {
        match self {
            Request::ListScopes { .. }
            | Request::ListSandboxes { .. }
            | Request::List { .. }
            | Request::Find { .. }
            | Request::Read { .. } => Method::Get,
            Request::Create { .. } => Method::Post,
            Request::Update { .. } => Method::Patch,
            Request::Delete { .. } => Method::Delete,
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Page {
    /// The objects that could be read.
    pub records: Vec<Arc<Record>>,
    /// How many rows could not: they carried no id or were no objects.
    pub unreadable: usize,
    /// How many objects the server says there are; `None` where it does not say.
    pub total: Option<u64>,
    /// `_links.next.href` verbatim, where there is a next page.
    pub next: Option<String>,
}

/// What a write answers with (contract sections 3 and 4): an acknowledgement, not the object.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Receipt {
    /// The id that references use, where given.
    pub id: Option<ObjectId>,
    /// The id that URLs use, where given.
    pub address: Option<Arc<str>>,
    /// The new revision, where given. Not to be relied on (contract section 8).
    pub revision: Option<u64>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// To [`Request::ListScopes`] and [`Request::ListSandboxes`].
    Scopes {
        /// The places.
        entries: Vec<ScopeEntry>,
        /// The link to the next page, where there is one.
        next: Option<String>,
    },
    /// To [`Request::List`] and [`Request::Find`].
    Page(Page),
    /// To [`Request::Read`].
    Record(Arc<Record>),
    /// To [`Request::Create`].
    Created(Receipt),
    /// To [`Request::Update`].
    Updated(Receipt),
    /// To [`Request::Delete`]: taken, which is not yet gone; look again (contract section 9).
    DeleteAccepted,
}

/// What is known of being signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When the access token ends, where that is known.
    pub ends: Option<Timestamp>,
    /// Whether another is fetched by itself.
    pub renews: bool,
}

/// One request as the log screen shows it. Holds no secret: headers are left out, and paths and bodies carry none.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// The verb.
    pub method: Method,
    /// Path and query, after scheme and host where those are another's than the platform's; empty where the request
    /// could not be built.
    pub target: String,
    /// The status, where there was an answer.
    pub status: Option<u16>,
    /// From sending to the last byte, or to giving up.
    pub elapsed: Duration,
    /// The size of the answer's body in bytes.
    pub bytes: usize,
    /// The server's error body (cut to 2 KB), or why there was no answer; `None` where all went well.
    pub error: Option<String>,
    /// The server's request id, where it gave one.
    pub request_id: Option<String>,
    /// By how much the server's clock is ahead of ours, where it told its time: both of the moment at which the answer
    /// began.
    pub skew: Option<SignedDuration>,
}

impl Exchange {
    /// A request of which nothing is known yet.
    #[must_use]
    pub fn new(method: Method, target: impl Into<String>) -> Exchange {
        Exchange {
            method,
            target: target.into(),
            status: None,
            elapsed: Duration::ZERO,
            bytes: 0,
            error: None,
            request_id: None,
            skew: None,
        }
    }
}
