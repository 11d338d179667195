//! The commands about profiles.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::profile::{self, Profile, SecretSource};
use crate::secret::Redactor;
use crate::store::{self, ReadError};
use crate::vault;
use crate::widgets::clean;

use super::begin::{File, paths, resolve};
use super::doctor::doctor;
use super::reach::SECRET_VARIABLE;
use super::{Config, Import, Keep, ProfileAct, Reach, USAGE, wait_for};

/// What a command says at its end: words for the standard output with an exit code, or a complaint.
type Said = Result<(String, u8), String>;

/// Carries out a command about profiles. Returns the exit code.
#[must_use]
pub fn profile(act: &ProfileAct, redactor: &Redactor) -> u8 {
    let said = match act {
        ProfileAct::Import(asked) => import(asked),
        ProfileAct::List(config) => list(config),
        ProfileAct::Show(reach) => show(reach),
        ProfileAct::Check(asked) => return doctor(asked, redactor),
    };
    end(said)
}

/// Prints what was said; the exit code. Whoever reads may be gone before the end, which is no failure.
fn end(said: Said) -> u8 {
    match said {
        Ok((text, code)) => {
            let _ = writeln!(io::stdout(), "{}", printable(&text));
            code
        }
        Err(message) => {
            let _ = writeln!(io::stderr(), "{}", printable(&message));
            USAGE
        }
    }
}

/// A text whose lines hold no control characters: names in a file are anybody's.
fn printable(text: &str) -> String {
    text.trim_end().lines().map(clean).collect::<Vec<_>>().join("\n")
}

fn import(asked: &Import) -> Said {
    let read = store::private::read(&asked.file).map_err(|error| error.to_string())?;
    let found = profile::import(&read.text)?;
    let name = asked.name.clone().or_else(|| found.name.clone()).unwrap_or_else(|| "default".to_owned());
    let path = paths(asked.config.named()).profiles;
    let before = match store::private::read(&path) {
        Ok(file) => file.text,
        Err(ReadError::Missing(_)) => String::new(),
        Err(error) => return Err(error.to_string()),
    };
    let known = profile::read(&before);
    if known.names.contains(&name) && !asked.replace {
        return Err(format!(
            "There is a profile \"{name}\" already. --replace replaces it, --name gives this one another name."
        ));
    }
    let secret = match (asked.secret, &found.secret) {
        (Keep::Env, _) => SecretSource::Env(SECRET_VARIABLE.to_owned()),
        (_, None) => {
            let text = "The file holds no client secret. Download it again, or import with --secret env.";
            return Err(text.to_owned());
        }
        (Keep::File, Some(secret)) => SecretSource::Plain(secret.clone()),
        (Keep::Keystore, Some(_)) => SecretSource::KeyStore,
    };
    let profile = Profile {
        name: name.clone(),
        organisation: found.organisation.clone(),
        client_id: Some(found.client_id.clone()),
        secret: Some(secret),
        scopes: found.scopes.clone(),
        sandbox: asked.sandbox.clone(),
        ..Profile::default()
    };
    let text = profile::with_profile(&before, &profile, known.names.is_empty())
        .map_err(|refusal| format!("{}: {refusal}", path.display()))?;
    // Only what can be written is worth an entry in the key store, which may replace an older one.
    if let (Keep::Keystore, Some(secret)) = (asked.secret, &found.secret) {
        wait_for(vault::keep(&name, secret))?.map_err(|error| {
            format!("{error}\nNothing was written. --secret file or --secret env keep the secret elsewhere.")
        })?;
    }
    let mut said = String::new();
    store::private::write(&path, text.as_bytes())
        .map_err(|error| format!("{}: it can't be written: {error}", path.display()))?;
    let _ = writeln!(said, "Wrote the profile \"{name}\" to {}.", path.display());
    let _ = writeln!(said, "{}", where_the_secret_is(&profile));
    if !found.several.is_empty() {
        let _ =
            writeln!(said, "The file holds further credentials, which were left alone: {}.", found.several.join(", "));
    }
    if let Some(mode) = read.exposed {
        let _ = writeln!(
            said,
            "! {} holds the secret and can be read by others (mode {mode:o}): delete it.",
            asked.file.display()
        );
    }
    let _ = writeln!(said, "Next: offerdeck doctor --profile {name}");
    Ok((said, 0))
}

fn where_the_secret_is(profile: &Profile) -> String {
    match &profile.secret {
        None => "No client secret is named.".to_owned(),
        Some(SecretSource::Env(name)) => format!("The client secret comes from the variable {name}."),
        Some(SecretSource::Command(_)) => "The client secret comes from a command.".to_owned(),
        Some(SecretSource::KeyStore) => "The client secret is in the system's key store.".to_owned(),
        Some(SecretSource::Plain(_)) => "! The client secret stands in the file, which only you may read.".to_owned(),
    }
}

fn list(config: &Config) -> Said {
    let path = paths(config.named()).profiles;
    let file = File::read_named(&path, config.named())?;
    if file.reading.profiles.is_empty() && file.errors().is_empty() {
        return Ok((format!("{} holds no profiles. offerdeck profile import FILE makes one.", path.display()), 0));
    }
    let mut said = String::new();
    for line in file.lines() {
        let default = if file.reading.default.as_ref() == Some(&line.name) { "  (default)" } else { "" };
        let sandbox = line.sandbox.as_deref().unwrap_or("–");
        let mode = line.mode.map_or("by sandbox", profile::Mode::as_str);
        let _ = writeln!(
            said,
            "{:<20} {:<36} {:<5} {sandbox:<16} {mode}{default}",
            line.name,
            line.organisation,
            line.api.as_str()
        );
    }
    let warnings = file.warnings().unwrap_or_default();
    let code = if file.errors().is_empty() { 0 } else { USAGE };
    Ok((format!("{said}{warnings}"), code))
}

fn show(reach: &Reach) -> Said {
    let file = File::read_named(&paths(reach.config.named()).profiles, reach.config.named())?;
    let profile = resolve(reach, &file)?;
    let source = |source: &Option<SecretSource>| {
        source.as_ref().map(|source| match source {
            SecretSource::Env(name) => format!("from the variable {name}"),
            // Its arguments may hold a secret of their own.
            SecretSource::Command(_) => "from a command (not shown)".to_owned(),
            SecretSource::KeyStore => "from the system's key store".to_owned(),
            SecretSource::Plain(_) => "(given in plain, not shown)".to_owned(),
        })
    };
    let seconds = |time: Option<std::time::Duration>| time.map(|time| format!("{} s", time.as_secs_f64()));
    let lines = [
        ("name", Some(profile.name.clone()).filter(|name| !name.is_empty())),
        ("organisation", profile.organisation.clone()),
        ("client_id", profile.client_id.clone()),
        ("secret", source(&profile.secret)),
        ("access_token", source(&profile.access_token)),
        ("scopes", Some(profile.scopes.join(",")).filter(|scopes| !scopes.is_empty())),
        ("api", profile.api.map(|api| api.as_str().to_owned())),
        ("sandbox", profile.sandbox.clone()),
        ("container", profile.container.clone()),
        ("mode", profile.mode.map(|mode| mode.as_str().to_owned())),
        ("accent", profile.accent.map(|accent| accent.as_str().to_owned())),
        ("platform_url", profile.platform_url.clone()),
        ("ims_url", profile.ims_url.clone()),
        ("proxy", profile.proxy.clone()),
        ("ca_file", profile.ca_file.as_ref().map(|path| path.display().to_string())),
        ("connect", seconds(profile.timeouts.connect)),
        ("first_byte", seconds(profile.timeouts.first_byte)),
        ("whole", seconds(profile.timeouts.whole)),
    ];
    let mut said = String::new();
    for (member, value) in lines {
        if let Some(value) = value {
            let _ = writeln!(said, "{member:<14}{value}");
        }
    }
    Ok((said, 0))
}
