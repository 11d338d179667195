//! Why a secret can't be had.

/// A secret can't be had, or can't be kept. Every sentence says what was tried and what to do, and shows no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The variable is not set.
    #[error("{0} is not set: set it to the secret before the start, or name another source in the profile")]
    NoVariable(String),
    /// There is nothing but blanks.
    #[error("{0} gives an empty secret: put the secret there, or name another source in the profile")]
    Empty(String),
    /// Bytes that are no text.
    #[error("{0} gives bytes that are not text in UTF-8, and a secret is text")]
    NotText(String),
    /// Text that can't be a secret.
    #[error("the secret from {0} holds line breaks or other control characters: it must be one line of plain text")]
    Unfit(String),
    /// The shell can't be started.
    #[error("{command} can't be started: {reason}")]
    NotStarted {
        /// The command, as far as it may be shown.
        command: String,
        /// The system's words.
        reason: String,
    },
    /// The command ended with a failure.
    #[error("{command} failed with {status}, {said}: run it in a shell to see what it needs")]
    Failed {
        /// The command, as far as it may be shown.
        command: String,
        /// Its exit code or the signal that ended it.
        status: String,
        /// What it said about it.
        said: String,
    },
    /// The command did not end.
    #[error(
        "{command} did not end within {seconds} seconds and was killed: it may be waiting for a password, which it can't \
         ask for here; unlock what it reads from and try again"
    )]
    TooSlow {
        /// The command, as far as it may be shown.
        command: String,
        /// How long it was given.
        seconds: u64,
    },
    /// The command printed nothing.
    #[error(
        "{0} printed nothing: the first line that it prints must be the secret; run it in a shell to see what it does"
    )]
    NothingPrinted(String),
    /// The command printed too much.
    #[error("{0} printed a first line of more than 64 KB: it must be the secret and nothing else")]
    LongLine(String),
    /// There is no key store.
    #[error(
        "the system's key store does not answer ({0}): GNOME Keyring, KDE Wallet or KeePassXC provides one; a profile whose \
         secret comes from an environment variable or a command works without"
    )]
    NoKeyStore(String),
    /// There is no such entry.
    #[error(
        "the system's key store has no secret for the profile {0}: `offerdeck profile import` or the form of a new profile \
         puts it there"
    )]
    NoEntry(String),
    /// There are several such entries.
    #[error(
        "the system's key store has several secrets for offerdeck and the profile {0}: delete all but one with the key \
         store's own program"
    )]
    SeveralEntries(String),
    /// The key store is locked.
    #[error("the system's key store is locked or has no default keyring ({0}): unlock or create it, then try again")]
    Locked(String),
    /// The key store keeps us waiting.
    #[error(
        "the system's key store did not answer within {0} seconds: it may be waiting for its password in a window of its \
         own; unlock it, then try again"
    )]
    NoAnswer(u64),
    /// The key store fails otherwise.
    #[error("the system's key store failed: {0}")]
    KeyStoreFailed(String),
}
