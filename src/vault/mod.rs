//! Getting a secret from where a profile says it is.
//!
//! Placeholder of branch `api`: replaced at the merge by the room of branch `vault`.

use crate::profile::SecretSource;
use crate::secret::Secret;

/// Why a secret can't be had.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct VaultError(String);

/// Gets a secret.
///
/// # Errors
/// In a sentence.
#[expect(clippy::unused_async, reason = "the real one waits")]
pub async fn fetch(source: &SecretSource, _account: &str) -> Result<Secret, VaultError> {
    match source {
        SecretSource::Plain(secret) => Ok(secret.clone()),
        SecretSource::Env(name) => std::env::var(name).map(Secret::new).map_err(|error| VaultError(error.to_string())),
        SecretSource::Command(line) => {
            let output = std::process::Command::new("sh").args(["-c", line]).output();
            let output = output.map_err(|error| VaultError(error.to_string()))?;
            let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            if text.is_empty() {
                Err(VaultError("the command prints nothing".to_owned()))
            } else {
                Ok(Secret::new(text))
            }
        }
        SecretSource::KeyStore => Err(VaultError("no key store yet".to_owned())),
    }
}
