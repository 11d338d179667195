//! What the guided form has done: a download read, a connection tried, a profile written.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use crate::api::{Client, Connection, Unfit};
use crate::app::{Errand, Msg};
use crate::doctor;
use crate::profile::{self, Imported, Profile, SecretSource};
use crate::request::{Probe, Verdict};
use crate::screens::setup::SetupDraft;
use crate::secret::Redactor;
use crate::store::{self, ReadError};
use crate::vault;

/// Reads a download of the Developer Console.
pub(super) fn read_import(path: &str) -> Result<Imported, String> {
    let path = expanded(path);
    // A pipe might never come to its end.
    if fs::metadata(&path).is_ok_and(|what| !what.is_file()) {
        return Err(format!("{} is no file", path.display()));
    }
    let file = store::private::read(&path).map_err(|error| error.to_string())?;
    profile::import(&file.text)
}

/// A path as people type it: `~/` is the home folder.
pub(super) fn expanded(path: &str) -> PathBuf {
    let path = path.trim();
    match (path.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

/// Tries what the form describes, step by step.
pub(super) async fn test(errand: Errand, draft: SetupDraft, redactor: Redactor, sender: Sender<Msg>) {
    let profile = with_secret(draft);
    let mut tell = |probe: Probe| {
        // The loop's end of the queue is open as long as anybody looks.
        let _ = sender.send(Msg::Probed(errand, probe));
    };
    // Nothing is kept of a test: what it tries is not yet what the user wants.
    match Connection::of(&profile, None) {
        Ok(connection) => {
            let client = Client::new(connection.clone(), redactor);
            let scope = profile.place(connection.generation);
            doctor::connection(&connection, &client, scope.as_ref(), &mut tell).await;
        }
        Err(unfit) => {
            let came = match unfit {
                Unfit::Wrong(message) => message,
                Unfit::Missing(missing) => {
                    let what: Vec<&str> = missing.iter().map(|missing| missing.what).collect();
                    format!("missing: {}", what.join(", "))
                }
            };
            tell(Probe {
                name: "profile",
                verdict: Verdict::Bad,
                tried: "put the connection together".to_owned(),
                came,
                advice: "fill it in above".to_owned(),
            });
        }
    }
    let _ = sender.send(Msg::Tested(errand));
}

/// The profile with the secret that was typed, which is not in the key store yet.
fn with_secret(draft: SetupDraft) -> Profile {
    match draft.secret {
        Some(secret) => Profile { secret: Some(SecretSource::Plain(secret)), ..draft.profile },
        None => draft.profile,
    }
}

/// Writes the profile, and before it the secret into the key store where that is chosen. Returns the file's path.
pub(super) async fn save(draft: SetupDraft, path: &Path, redactor: &Redactor) -> Result<String, String> {
    let before = match store::private::read(path) {
        Ok(file) => file.text,
        Err(ReadError::Missing(_)) => String::new(),
        Err(error) => return Err(error.to_string()),
    };
    let known = profile::read(&before);
    if known.names.contains(&draft.profile.name) {
        return Err(format!("There is a profile \"{}\" in the file already: take another name.", draft.profile.name));
    }
    let first = known.names.is_empty();
    let text = profile::with_profile(&before, &draft.profile, first)
        .map_err(|refusal| format!("{}: {refusal}", path.display()))?;
    if let Some(secret) = &draft.secret {
        redactor.learn(secret);
        vault::keep(&draft.profile.name, secret).await.map_err(|error| error.to_string())?;
    }
    store::private::write(path, text.as_bytes())
        .map_err(|error| format!("{} can't be written: {error}", path.display()))?;
    Ok(path.display().to_string())
}
