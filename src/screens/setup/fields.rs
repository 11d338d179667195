//! The fields of the form: what is asked, what is wrong with it, and the profile that it makes.

use std::path::PathBuf;

use crate::domain::Generation;
use crate::profile::{
    Accent, Imported, Mode, Profile, SCOPES, SecretSource, check_proxy, check_server, is_typeable, is_variable,
};
use crate::widgets::{Field, Form};

use super::SetupDraft;

/// The fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Name,
    Import,
    Organisation,
    ClientId,
    KeptIn,
    Secret,
    Command,
    Variable,
    Scopes,
    Api,
    Sandbox,
    Container,
    Mode,
    More,
    Accent,
    PlatformUrl,
    ImsUrl,
    CaFile,
    Proxy,
}

/// Where the secret may be kept, in the order of the choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeptIn {
    KeyStore,
    Command,
    Variable,
    File,
}

impl KeptIn {
    const ALL: [KeptIn; 4] = [KeptIn::KeyStore, KeptIn::Command, KeptIn::Variable, KeptIn::File];

    fn label(self) -> &'static str {
        match self {
            KeptIn::KeyStore => "the system's key store",
            KeptIn::Command => "a command prints it",
            KeptIn::Variable => "an environment variable",
            KeptIn::File => "! the profiles' file",
        }
    }
}

const GENERATIONS: [Generation; 2] = [Generation::Dps, Generation::Xcore];

/// The fields that are shown only on demand.
const MORE: [Slot; 5] = [Slot::Accent, Slot::PlatformUrl, Slot::ImsUrl, Slot::CaFile, Slot::Proxy];

/// The name that is proposed.
const DEFAULT_NAME: &str = "default";

const SECRET_HINT: &str = "Of the OAuth server-to-server credential. Nobody sees it here.";
const WARNED_HINT: &str = "! Whoever can read the file has the secret. The key store or a command is safer.";

/// The form as it is at first.
pub(super) fn form(taken: &[String]) -> Form<Slot> {
    let words = |first: &'static str, rest: Vec<&'static str>| [vec![first], rest].concat();
    let modes = words("automatic", Mode::ALL.iter().map(|mode| mode.as_str()).collect());
    let accents = words("none", Accent::ALL.iter().map(|accent| accent.as_str()).collect());
    let mut form = Form::new(vec![
        Field::line(Slot::Name, "Profile")
            .blank("required")
            .hint("What --profile and the picker call this connection."),
        Field::line(Slot::Import, "Import from")
            .blank("nothing yet")
            .hint("The path of the Developer Console's JSON. Enter reads it."),
        Field::line(Slot::Organisation, "Organisation").blank("required").hint("The IMS organisation: …@AdobeOrg"),
        Field::line(Slot::ClientId, "Client id").blank("required").hint("Also called the API key."),
        Field::choice(Slot::KeptIn, "Secret kept in", KeptIn::ALL.map(KeptIn::label).to_vec()),
        Field::masked(Slot::Secret, "Client secret").blank("required").hint(SECRET_HINT),
        Field::line(Slot::Command, "Command")
            .blank("required")
            .hint("Its first line is the secret: pass show adobe/secret"),
        Field::line(Slot::Variable, "Variable").blank("required").hint("Its name, such as OFFERDECK_CLIENT_SECRET."),
        Field::line(Slot::Scopes, "Scopes").blank("the usual ones").hint("Separated by commas. The usual ones do."),
        Field::choice(Slot::Api, "API", GENERATIONS.map(Generation::as_str).to_vec())
            .hint("dps is the current one; xcore the older, with containers."),
        Field::line(Slot::Sandbox, "Sandbox").blank("none: a list asks").hint("Where to begin, as in a header: dev"),
        Field::line(Slot::Container, "Container")
            .blank("none: a list asks")
            .hint("The id of the container to begin in."),
        Field::choice(Slot::Mode, "Mode", modes)
            .hint("What may be written. automatic: nothing in production, elsewhere what is confirmed."),
        Field::choice(Slot::More, "Advanced", vec!["hidden", "shown"]),
        Field::choice(Slot::Accent, "Accent", accents).hint("The colour of titles and keys, to tell profiles apart."),
        Field::line(Slot::PlatformUrl, "Platform").blank("Adobe's").hint("Scheme and host: https://platform.adobe.io"),
        Field::line(Slot::ImsUrl, "Token service")
            .blank("Adobe's")
            .hint("https://ims-na1.adobelogin.com, if no other."),
        Field::line(Slot::CaFile, "CA file")
            .blank("none")
            .hint("A PEM file of certificates to trust beside the system's."),
        Field::line(Slot::Proxy, "Proxy").blank("the environment's").hint("Such as http://proxy.example:3128"),
    ]);
    if !taken.iter().any(|name| name == DEFAULT_NAME) {
        form.set_text(Slot::Name, DEFAULT_NAME);
    }
    form.set_text(Slot::Scopes, &SCOPES.join(","));
    follow_choices(&mut form);
    form
}

fn kept_in(form: &Form<Slot>) -> KeptIn {
    KeptIn::ALL.get(form.chosen(Slot::KeptIn)).copied().unwrap_or(KeptIn::KeyStore)
}

fn generation(form: &Form<Slot>) -> Generation {
    GENERATIONS.get(form.chosen(Slot::Api)).copied().unwrap_or_default()
}

/// Shows the fields that the choices call for, and no others.
pub(super) fn follow_choices(form: &mut Form<Slot>) {
    let kept = kept_in(form);
    form.show(Slot::Secret, matches!(kept, KeptIn::KeyStore | KeptIn::File));
    form.show(Slot::Command, kept == KeptIn::Command);
    form.show(Slot::Variable, kept == KeptIn::Variable);
    let hint = match kept {
        KeptIn::KeyStore => "Saving puts it there, under the profile's name.",
        KeptIn::Command => "It is run whenever the secret is needed.",
        KeptIn::Variable => "It is read whenever the secret is needed.",
        KeptIn::File => WARNED_HINT,
    };
    form.set_hint(Slot::KeptIn, hint);
    form.set_hint(Slot::Secret, if kept == KeptIn::File { WARNED_HINT } else { SECRET_HINT });
    form.show(Slot::Container, generation(form) == Generation::Xcore);
    let more = form.chosen(Slot::More) == 1;
    MORE.into_iter().for_each(|id| form.show(id, more));
}

/// Says at the fields what is wrong with them, and puts the focus on the first. True if nothing is.
pub(super) fn check(form: &mut Form<Slot>, taken: &[String]) -> bool {
    form.clear_problems();
    let problems = problems(form, taken);
    for (id, problem) in &problems {
        form.complain(*id, problem.as_str());
    }
    if let Some((first, _)) = problems.first() {
        if MORE.contains(first) {
            form.choose(Slot::More, 1);
            follow_choices(form);
        }
        form.set_focus(Some(*first));
    }
    problems.is_empty()
}

/// What is wrong, in the order of the fields.
fn problems(form: &Form<Slot>, taken: &[String]) -> Vec<(Slot, String)> {
    let mut problems = Vec::new();
    let mut hold = |id: Slot, holds: bool, problem: &'static str| {
        if !holds {
            problems.push((id, problem.to_owned()));
        }
    };
    let name = form.text(Slot::Name);
    hold(
        Slot::Name,
        is_typeable(name),
        "A name is of letters from a to z, digits, - _ and dots, and begins with a letter or digit.",
    );
    hold(Slot::Name, !taken.iter().any(|other| other == name), "There is a profile of this name already.");
    let organisation = form.text(Slot::Organisation);
    let whole = organisation.strip_suffix("@AdobeOrg").is_some_and(|id| !id.is_empty() && !has_blank(id));
    hold(Slot::Organisation, whole, "An organisation ends in @AdobeOrg.");
    let client_id = form.text(Slot::ClientId);
    hold(Slot::ClientId, !client_id.is_empty(), "The client id is missing.");
    hold(Slot::ClientId, !has_blank(client_id), "A client id has no blanks.");
    match kept_in(form) {
        KeptIn::KeyStore | KeptIn::File => {
            let secret = form.secret(Slot::Secret);
            hold(Slot::Secret, !secret.is_empty(), "The client secret is missing.");
            hold(Slot::Secret, !has_blank(secret.expose()), "A secret has no blanks; ctrl-u empties the field.");
        }
        KeptIn::Command => hold(Slot::Command, !form.text(Slot::Command).is_empty(), "The command is missing."),
        KeptIn::Variable => {
            let name = form.text(Slot::Variable);
            hold(
                Slot::Variable,
                is_variable(name),
                "The name of a variable is of letters, digits and _, and begins with no digit.",
            );
        }
    }
    for id in [Slot::Sandbox, Slot::Container] {
        hold(id, !has_blank(form.text(id)), "It has no blanks.");
    }
    for (id, check) in [
        (Slot::PlatformUrl, check_server as fn(&str) -> Result<(), String>),
        (Slot::ImsUrl, check_server),
        (Slot::Proxy, check_proxy),
    ] {
        let url = form.text(id);
        if !url.is_empty()
            && let Err(fault) = check(url)
        {
            problems.push((id, format!("It {fault}.")));
        }
    }
    problems
}

fn has_blank(text: &str) -> bool {
    text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

/// The connection that the form describes.
pub(super) fn draft(form: &Form<Slot>) -> SetupDraft {
    let said = |id: Slot| Some(form.text(id).to_owned()).filter(|text| !text.is_empty());
    let scopes: Vec<String> =
        form.text(Slot::Scopes).split([',', ' ']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    let typed = form.secret(Slot::Secret);
    let (source, to_keep) = match kept_in(form) {
        KeptIn::KeyStore => (SecretSource::KeyStore, Some(typed)),
        KeptIn::Command => (SecretSource::Command(form.text(Slot::Command).to_owned()), None),
        KeptIn::Variable => (SecretSource::Env(form.text(Slot::Variable).to_owned()), None),
        KeptIn::File => (SecretSource::Plain(typed), None),
    };
    // The first word of each of these choices leaves it open.
    let after_first = |id: Slot| form.chosen(id).checked_sub(1);
    let profile = Profile {
        name: form.text(Slot::Name).to_owned(),
        organisation: said(Slot::Organisation),
        client_id: said(Slot::ClientId),
        secret: Some(source),
        // What is usual is not written down, so that it can change.
        scopes: if scopes == SCOPES { Vec::new() } else { scopes },
        api: Some(generation(form)),
        sandbox: said(Slot::Sandbox),
        container: said(Slot::Container).filter(|_| generation(form) == Generation::Xcore),
        mode: after_first(Slot::Mode).and_then(|place| Mode::ALL.get(place).copied()),
        accent: after_first(Slot::Accent).and_then(|place| Accent::ALL.get(place).copied()),
        platform_url: said(Slot::PlatformUrl),
        ims_url: said(Slot::ImsUrl),
        proxy: said(Slot::Proxy),
        ca_file: said(Slot::CaFile).map(PathBuf::from),
        ..Profile::default()
    };
    SetupDraft { profile, secret: to_keep }
}

/// Fills in what a file of the console says. The name stays if somebody has chosen one.
pub(super) fn fill(form: &mut Form<Slot>, imported: &Imported) {
    if let (Some(name), "" | DEFAULT_NAME) = (&imported.name, form.text(Slot::Name)) {
        form.set_text(Slot::Name, name);
    }
    if let Some(organisation) = &imported.organisation {
        form.set_text(Slot::Organisation, organisation);
    }
    form.set_text(Slot::ClientId, &imported.client_id);
    if let Some(secret) = &imported.secret {
        form.set_secret(Slot::Secret, secret.clone());
    }
    if !imported.scopes.is_empty() {
        form.set_text(Slot::Scopes, &imported.scopes.join(","));
    }
    form.clear_problems();
}

/// Whether nobody has typed anything into the field with the focus. None of them takes a text that begins with a brace.
pub(super) fn awaits_text(form: &Form<Slot>) -> bool {
    form.focus().is_some_and(|id| {
        let is_blank = form.text(id).is_empty() && form.secret(id).is_empty();
        is_blank || (id == Slot::Name && form.text(id) == DEFAULT_NAME)
    })
}

/// The first field that is still to be filled in.
pub(super) fn first_open(form: &Form<Slot>, taken: &[String]) -> Option<Slot> {
    problems(form, taken).first().map(|(id, _)| *id)
}
