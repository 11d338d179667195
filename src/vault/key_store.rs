//! A secret in the system's key store: the Secret Service, the Keychain, the Credential Manager.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::VaultError;
use super::words::shown;
use crate::secret::Secret;

/// What people call it.
pub(super) const NAME: &str = "the system's key store";

/// How long it may take. A locked store asks for its password in a window of its own, if there is a screen for one.
const LIMIT: Duration = Duration::from_secs(30);

/// The service of every entry. The user is the account.
const SERVICE: &str = "offerdeck";

pub(super) async fn get(account: &str) -> Result<Secret, VaultError> {
    ask(account, LIMIT, open, |entry| entry.get_password().map(Secret::new)).await
}

pub(super) async fn set(account: &str, secret: Secret) -> Result<(), VaultError> {
    ask(account, LIMIT, open, move |entry| entry.set_password(secret.expose())).await
}

/// The store of this system.
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    #[cfg(any(target_os = "linux", target_os = "freebsd"))]
    return Ok(dbus_secret_service_keyring_store::Store::new()?);
    #[cfg(target_os = "macos")]
    return Ok(apple_native_keyring_store::keychain::Store::new()?);
    #[cfg(windows)]
    return Ok(windows_native_keyring_store::Store::new()?);
    #[cfg(not(any(target_os = "linux", target_os = "freebsd", target_os = "macos", windows)))]
    return Err(Error::NotSupportedByStore("none is known for this system".to_owned()));
}

/// Asks a store about an account's entry, on a thread of its own: stores block, and a locked one does so until a person
/// acts. A thread that is still waiting when the time is up is left to itself.
async fn ask<T: Send + 'static>(
    account: &str,
    limit: Duration,
    open: impl FnOnce() -> keyring_core::Result<Arc<CredentialStore>> + Send + 'static,
    question: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, VaultError> {
    let (sender, receiver) = oneshot::channel();
    let account = account.to_owned();
    let work = move || {
        let answer = match open() {
            Ok(store) => Entry::new_in_store(&store, SERVICE, &account)
                .and_then(|entry| question(&entry))
                .map_err(|error| told(error, account)),
            Err(error) => Err(VaultError::NoKeyStore(reason(&error))),
        };
        // Nobody may wait for it any more.
        let _ = sender.send(answer);
    };
    let failed = |reason: String| VaultError::KeyStoreFailed(reason);
    thread::Builder::new().name("key store".to_owned()).spawn(work).map_err(|error| failed(error.to_string()))?;
    match timeout(limit, receiver).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(failed("it broke off".to_owned())),
        Err(_) => Err(VaultError::NoAnswer(limit.as_secs())),
    }
}

fn told(error: Error, account: String) -> VaultError {
    match error {
        Error::NoEntry => VaultError::NoEntry(account),
        Error::Ambiguous(_) => VaultError::SeveralEntries(account),
        // These two hold the secret itself.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => VaultError::NotText(NAME.to_owned()),
        Error::NoStorageAccess(_) => VaultError::Locked(reason(&error)),
        _ => VaultError::KeyStoreFailed(reason(&error)),
    }
}

/// What the system says about it, without the words that the crate puts before it.
fn reason(error: &Error) -> String {
    match error {
        Error::PlatformFailure(error) | Error::NoStorageAccess(error) => shown(&error.to_string()),
        error => shown(&error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use keyring_core::mock;

    use super::*;

    fn store() -> Arc<CredentialStore> {
        mock::Store::new().unwrap()
    }

    async fn get_from(store: &Arc<CredentialStore>) -> Result<Secret, VaultError> {
        let store = store.clone();
        ask("work", LIMIT, move || Ok(store), |entry| entry.get_password().map(Secret::new)).await
    }

    /// What is said when the store's next answer is this error.
    async fn said(error: Error) -> String {
        let store = store();
        let entry = Entry::new_in_store(&store, SERVICE, "work").unwrap();
        entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
        get_from(&store).await.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn a_secret_is_found_under_the_programs_name_and_the_accounts() {
        let store = store();
        assert_eq!(get_from(&store).await, Err(VaultError::NoEntry("work".to_owned())));
        Entry::new_in_store(&store, "offerdeck", "home").unwrap().set_password("another").unwrap();
        Entry::new_in_store(&store, "offerdeck", "work").unwrap().set_password("s3cret").unwrap();
        assert_eq!(get_from(&store).await, Ok(Secret::from("s3cret")));
    }

    #[tokio::test]
    async fn each_failure_says_what_to_do() {
        for (error, sentence) in [
            (
                Error::NoEntry,
                "the system's key store has no secret for the profile work: `offerdeck profile import` or the form of a new \
                 profile puts it there",
            ),
            (
                Error::NoStorageAccess("the prompt was\u{1b} dismissed".into()),
                "the system's key store is locked or has no default keyring (the prompt was\\u{1b} dismissed): unlock or \
                 create it, then try again",
            ),
            (
                Error::Ambiguous(Vec::new()),
                "the system's key store has several secrets for offerdeck and the profile work: delete all but one with the \
                 key store's own program",
            ),
            (Error::PlatformFailure("the bus is gone".into()), "the system's key store failed: the bus is gone"),
        ] {
            assert_eq!(said(error).await, sentence);
        }
    }

    #[tokio::test]
    async fn an_error_that_holds_the_secret_does_not_show_it() {
        for error in [
            Error::BadEncoding(b"p8e-secret".to_vec()),
            Error::BadDataFormat(b"p8e-secret".to_vec(), "p8e-secret".into()),
        ] {
            assert_eq!(
                said(error).await,
                "the system's key store gives bytes that are not text in UTF-8, and a secret is text"
            );
        }
    }

    #[tokio::test]
    async fn a_machine_without_a_store_hears_who_provides_one() {
        let open = || Err(Error::PlatformFailure("no session bus".into()));
        let error = ask("work", LIMIT, open, |_| Ok(())).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the system's key store does not answer (no session bus): GNOME Keyring, KDE Wallet or KeePassXC provides one; a \
             profile whose secret comes from an environment variable or a command works without"
        );
    }

    #[tokio::test]
    async fn a_store_that_waits_for_a_person_holds_nobody_up() {
        let store = store();
        let (sender, receiver) = mpsc::channel();
        let waits = move |_: &Entry| {
            receiver.recv().unwrap();
            Ok(())
        };
        let answer = ask("work", Duration::from_millis(1), move || Ok(store), waits).await;
        assert_eq!(answer, Err(VaultError::NoAnswer(0)));
        sender.send(()).unwrap();
    }
}
