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

/// What kind of sandbox a place is, as far as it is known (the sandbox list's `type`, contract section 15).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SandboxType {
    /// Nothing tells; to be treated with the care of a production one.
    #[default]
    Unknown,
    /// What customers see.
    Production,
    /// For trying things out.
    Development,
}

impl SandboxType {
    /// The type that the sandbox list calls by this word.
    #[must_use]
    pub fn named(word: &str) -> SandboxType {
        match word {
            "production" => SandboxType::Production,
            "development" => SandboxType::Development,
            _ => SandboxType::Unknown,
        }
    }

    /// The mark of a place that wants care; blank where none does.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            SandboxType::Production => "▲ production",
            SandboxType::Unknown => "▲ type unknown",
            SandboxType::Development => "",
        }
    }

    /// Whether a write here may be seen by customers, as far as anybody knows.
    #[must_use]
    pub fn counts_as_production(self) -> bool {
        self != SandboxType::Development
    }
}

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
