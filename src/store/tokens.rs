//! Placeholder of branch `api`: replaced at the merge by the room of branch `vault`.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::secret::Secret;

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct CachedToken {
    /// The token.
    pub token: Secret,
    /// When it was given.
    pub obtained: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
}

/// Where one token is kept.
#[derive(Clone, Debug)]
pub struct TokenCache(PathBuf);

/// Held while a token is asked for.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl TokenCache {
    /// The place for this key.
    #[must_use]
    pub fn at(state: &Path, key: &str) -> TokenCache {
        let name: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
        TokenCache(state.join(format!("{name}.txt")))
    }

    /// The token, if it is good still.
    #[must_use]
    pub fn get(&self, now: Timestamp) -> Option<CachedToken> {
        let text = fs::read_to_string(&self.0).ok()?;
        let mut parts = text.split(' ');
        let obtained = parts.next()?.parse().ok()?;
        let ends = parts.next()?.parse().ok()?;
        (ends > now).then_some(CachedToken { token: Secret::from(parts.next()?), obtained, ends })
    }

    /// Keeps a token.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn put(&self, token: &CachedToken) -> io::Result<()> {
        fs::write(&self.0, format!("{} {} {}", token.obtained, token.ends, token.token.expose()))
    }

    /// Forgets this very token.
    ///
    /// # Errors
    /// If it can't be removed.
    pub fn forget(&self, token: &Secret) -> io::Result<()> {
        let is_it = fs::read_to_string(&self.0).is_ok_and(|text| text.ends_with(token.expose()));
        if is_it { fs::remove_file(&self.0) } else { Ok(()) }
    }

    /// The lock, unless another process has it.
    ///
    /// # Errors
    /// If it can't be made.
    pub fn try_lock(&self) -> io::Result<Option<Lock>> {
        let file = File::create(self.0.with_extension("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}
