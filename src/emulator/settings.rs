//! How the emulator is to behave.

use std::time::Duration;

use crate::emulator::strictness::Strictness;

/// How the emulator is to behave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many personalized offers the production sandbox holds; as many as the seed has if `None`.
    pub offers: Option<usize>,
    /// Varies what is generated beyond the seed; the same number makes the same library.
    pub seed: u64,
    /// How long after its acceptance an xcore delete takes effect.
    pub delete_delay: Duration,
    /// How long after its making every answer leaves, but for those of the control endpoint.
    pub latency: Duration,
    /// How many seconds a token of the token service is good.
    pub token_lifetime: u64,
    /// What is checked.
    pub strictness: Strictness,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            offers: None,
            seed: 0,
            delete_delay: Duration::from_millis(150),
            latency: Duration::ZERO,
            token_lifetime: 86_399,
            strictness: Strictness::default(),
        }
    }
}
