//! Getting a secret from where a profile says it is: an environment variable, a command, the system's key store, or the
//! profile itself.

use std::ffi::OsString;

use crate::profile::SecretSource;
use crate::secret::Secret;

mod command;
mod error;
mod key_store;
mod words;

pub use error::VaultError;

/// Gets a secret from its source, without what stands around it. In the key store it belongs to an account, which is the
/// profile's name. A command is ended when nobody waits for it any more.
///
/// # Errors
///
/// Says in one sentence what was tried and what to do.
pub async fn fetch(source: &SecretSource, account: &str) -> Result<Secret, VaultError> {
    match source {
        SecretSource::Env(name) => of_variable(name, std::env::var_os(name)),
        SecretSource::Command(command) => command::run(command, command::LIMIT).await,
        SecretSource::KeyStore => {
            let secret = key_store::get(account).await?;
            words::tidy(key_store::NAME, secret.expose())
        }
        SecretSource::Plain(secret) => words::tidy("the profile", secret.expose()),
    }
}

/// Puts a secret into the system's key store, in place of the account's old one.
///
/// # Errors
///
/// As [`fetch`]; a secret that `fetch` would refuse is not put there.
pub async fn keep(account: &str, secret: &Secret) -> Result<(), VaultError> {
    let secret = words::tidy("what was given", secret.expose())?;
    key_store::set(account, secret).await
}

fn of_variable(name: &str, value: Option<OsString>) -> Result<Secret, VaultError> {
    let origin = words::variable(name);
    match value.map(OsString::into_string) {
        None => Err(VaultError::NoVariable(origin)),
        Some(Err(_)) => Err(VaultError::NotText(origin)),
        Some(Ok(text)) => words::tidy(&origin, &text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(value: Option<&str>) -> Result<Secret, String> {
        of_variable("ADOBE_SECRET", value.map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_variable_gives_its_secret_or_a_sentence_that_names_it() {
        assert_eq!(variable(Some(" p8e-secret\n")), Ok(Secret::from("p8e-secret")));
        for (value, sentence) in [
            (
                None,
                "the environment variable ADOBE_SECRET is not set: set it to the secret before the start, or name another \
                 source in the profile",
            ),
            (
                Some(" \n"),
                "the environment variable ADOBE_SECRET gives an empty secret: put the secret there, or name another source \
                 in the profile",
            ),
            (
                Some("p8e-one\np8e-two"),
                "the secret from the environment variable ADOBE_SECRET holds line breaks or other control characters: it \
                 must be one line of plain text",
            ),
        ] {
            assert_eq!(variable(value), Err(sentence.to_owned()));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_no_text_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let value = OsString::from_vec(b"p8e-\xff".to_vec());
        let error = of_variable("ADOBE_SECRET", Some(value)).unwrap_err();
        assert_eq!(error, VaultError::NotText("the environment variable ADOBE_SECRET".to_owned()));
    }

    #[tokio::test]
    async fn every_source_but_the_key_store_gives_its_secret() {
        let path = Secret::new(std::env::var("PATH").unwrap());
        assert_eq!(fetch(&SecretSource::Env("PATH".to_owned()), "work").await, Ok(path));
        assert_eq!(fetch(&SecretSource::Plain(" s3cret ".into()), "work").await, Ok("s3cret".into()));
        assert_eq!(fetch(&SecretSource::Command("echo s3cret".to_owned()), "work").await, Ok("s3cret".into()));
    }

    #[tokio::test]
    async fn a_secret_that_could_not_be_fetched_is_not_kept() {
        let empty = "what was given gives an empty secret";
        let error = keep("work", &Secret::from(" ")).await.unwrap_err();
        assert!(error.to_string().starts_with(empty), "{error}");
    }
}
