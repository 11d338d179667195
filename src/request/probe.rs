//! One step of a check of the way to a library: what was tried, what came back, what to do.

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, but something is to be known.
    Note,
    /// It does not work.
    Bad,
    /// It was not tried, because something before it failed or it does not apply.
    Skipped,
}

impl Verdict {
    /// The word for it, which `--json` prints too.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Good => "ok",
            Verdict::Note => "note",
            Verdict::Bad => "failed",
            Verdict::Skipped => "skipped",
        }
    }

    /// The sign for it.
    #[must_use]
    pub fn symbol(self) -> char {
        match self {
            Verdict::Good => '✓',
            Verdict::Note => '!',
            Verdict::Bad => '✗',
            Verdict::Skipped => '–',
        }
    }
}

/// One step. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The step's short name: `token`, `sandbox`.
    pub name: &'static str,
    /// How it went.
    pub verdict: Verdict,
    /// What was tried.
    pub tried: String,
    /// What came back.
    pub came: String,
    /// What to do; empty where nothing is.
    pub advice: String,
}
