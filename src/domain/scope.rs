//! Where objects live: a sandbox, and with the older generation the container that belongs to it.

use jiff::Timestamp;

use super::record::Seen;

/// The place that every request about objects names. Never assumed: it is chosen or configured.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The sandbox's name, sent as `x-sandbox-name`. Empty only on xcore where a container was configured without one.
    pub sandbox: String,
    /// The container's id (xcore); `None` on dps, which has no containers.
    pub container: Option<String>,
}

impl Scope {
    /// What to call this place on screen: the sandbox, or the container where no sandbox is known.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.sandbox.is_empty() { self.container.as_deref().unwrap_or("") } else { &self.sandbox }
    }
}

/// What a production sandbox calls itself (contract section 15).
pub const PRODUCTION: &str = "production";

/// One line of the scope picker: a sandbox (dps, contract section 15) or a container (xcore, section 3).
#[derive(Clone, Debug, PartialEq)]
pub struct ScopeEntry {
    /// Where choosing this line leads.
    pub scope: Scope,
    /// The name shown: a sandbox's title or a container's `repo:name`.
    pub name: String,
    /// `production` or `development` for a sandbox, the container type for a container.
    pub category: String,
    /// The region of a sandbox or the data centre of a container; empty where unknown.
    pub region: String,
    /// When it was last changed.
    pub changed: Seen<Timestamp>,
}
