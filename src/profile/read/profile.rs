//! Reading one profile.

use std::path::PathBuf;

use toml_edit::TableLike;

use super::is_plain_secret;
use super::known::{PROFILE, SOURCE, TIMEOUTS};
use super::values::{Member, a_kind_of, members, one_of, seconds, text, unknown};
use crate::domain::Generation;
use crate::profile::finding::Report;
use crate::profile::{Accent, Mode, Profile, SecretSource, Timeouts, check_proxy, check_server, is_variable};
use crate::secret::Secret;

/// The ways to keep a secret out of the file, as a message offers them.
const BETTER: &str = "`{ keystore = true }`, `{ command = \"...\" }` or `{ env = \"NAME\" }`";

/// Reads a profile's table, whose name stands at `at`. What is wrong is reported, and left out.
pub fn profile(report: &mut Report<'_>, table: &dyn TableLike, at: usize, has_plain_secret: &mut bool) -> Profile {
    let mut profile = Profile::default();
    let all = members(table, "", at);
    let mut meant = Vec::new();
    for member in &all {
        match member.key {
            "organisation" => profile.organisation = organisation(report, member),
            "client_id" => profile.client_id = owned(report, member),
            "secret" => profile.secret = source(report, member, "secret"),
            "access_token" => profile.access_token = source(report, member, "access_token"),
            "scopes" => profile.scopes = scopes(report, member),
            "api" => {
                profile.api = one_of(report, member, &[Generation::Dps, Generation::Xcore], Generation::as_str);
            }
            "sandbox" => profile.sandbox = owned(report, member),
            "container" => profile.container = owned(report, member),
            "mode" => profile.mode = one_of(report, member, &Mode::ALL, Mode::as_str),
            "accent" => profile.accent = one_of(report, member, &Accent::ALL, Accent::as_str),
            "platform_url" => profile.platform_url = address(report, member, check_server),
            "ims_url" => profile.ims_url = address(report, member, check_server),
            "proxy" => profile.proxy = address(report, member, check_proxy),
            "ca_file" => profile.ca_file = file(report, member),
            "timeouts" => profile.timeouts = timeouts(report, member),
            _ => meant.extend(unknown(report, member, &PROFILE).map(|key| (key, member))),
        }
    }
    let known = all.iter().filter(|member| PROFILE.keys.contains(&member.key)).map(|member| (member.key, member));
    let named: Vec<(&str, &Member<'_>)> = known.chain(meant).collect();
    *has_plain_secret |= named.iter().any(|(key, member)| is_plain_secret(Some(key), member.item));
    missing(report, &named);
    profile
}

/// What doesn't go together. A key that was misspelled counts as what it was meant to be: one fault is told once.
fn missing(report: &mut Report<'_>, named: &[(&str, &Member<'_>)]) {
    let find = |key: &str| named.iter().find(|(name, _)| *name == key).map(|(_, member)| member.at);
    match (find("secret"), find("access_token")) {
        (Some(secret), Some(token)) => report.error(
            token.max(secret),
            "a profile has either `secret`, to ask for tokens with, or `access_token`, a token itself; not both",
        ),
        (Some(at), None) if find("client_id").is_none() => {
            report.error(at, "`client_id` is missing: `secret` is its secret, and gives no token without it");
        }
        _ => {}
    }
}

fn owned(report: &mut Report<'_>, member: &Member<'_>) -> Option<String> {
    text(report, member).map(str::to_owned)
}

fn organisation(report: &mut Report<'_>, member: &Member<'_>) -> Option<String> {
    let text = text(report, member)?;
    if !text.ends_with("@AdobeOrg") {
        report.warning(
            member.at,
            "`organisation` should end in `@AdobeOrg`: the IMS organisation's id is wanted, not its name",
        );
    }
    Some(text.to_owned())
}

fn scopes(report: &mut Report<'_>, member: &Member<'_>) -> Vec<String> {
    let Some(list) = member.item.as_array() else {
        if !member.item.is_str() {
            let kind = a_kind_of(member.item);
            report.error(
                member.at,
                format!("`scopes` must be a list of strings or one string with commas, and is {kind}"),
            );
            return Vec::new();
        }
        let parts = text(report, member).unwrap_or_default().split(',').map(str::trim);
        return parts.filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    };
    let texts: Vec<&str> = list.iter().filter_map(|scope| scope.as_str()).collect();
    if texts.len() < list.len() || texts.iter().any(|scope| scope.trim().is_empty()) {
        report.error(member.at, "`scopes` must hold nothing but strings, and none that is blank");
    }
    texts.into_iter().map(str::to_owned).collect()
}

fn address(report: &mut Report<'_>, member: &Member<'_>, check: fn(&str) -> Result<(), String>) -> Option<String> {
    let text = text(report, member)?;
    match check(text) {
        Ok(()) => Some(text.to_owned()),
        Err(fault) => {
            report.error(member.at, format!("`{}` {fault}", member.path()));
            None
        }
    }
}

fn file(report: &mut Report<'_>, member: &Member<'_>) -> Option<PathBuf> {
    let text = text(report, member)?;
    if text.starts_with("~/") {
        report.warning(member.at, "`ca_file` must be written out: `~` is a folder of that name here, not your home");
    }
    Some(PathBuf::from(text))
}

fn timeouts(report: &mut Report<'_>, member: &Member<'_>) -> Timeouts {
    let mut timeouts = Timeouts::default();
    let Some(table) = member.item.as_table_like() else {
        let kind = a_kind_of(member.item);
        report.error(member.at, format!("`timeouts` must be a table such as `{{ connect = 10 }}`, and is {kind}"));
        return timeouts;
    };
    for time in members(table, "timeouts", member.at) {
        match time.key {
            "connect" => timeouts.connect = seconds(report, &time),
            "first_byte" => timeouts.first_byte = seconds(report, &time),
            "whole" => timeouts.whole = seconds(report, &time),
            _ => {
                unknown(report, &time, &TIMEOUTS);
            }
        }
    }
    timeouts
}

/// Where a secret comes from. Nothing of it is told but what is wrong with it.
fn source(report: &mut Report<'_>, member: &Member<'_>, key: &'static str) -> Option<SecretSource> {
    if member.item.is_str() {
        let secret = text(report, member)?;
        let what = if key == "secret" { "secret" } else { "access token" };
        report.warning(member.at, format!("the {what} stands in this file; better have it come from {BETTER}"));
        return Some(SecretSource::Plain(Secret::from(secret)));
    }
    let Some(table) = member.item.as_table_like() else {
        report.error(member.at, format!("`{key}` must be one of {BETTER}, and is {}", a_kind_of(member.item)));
        return None;
    };
    let all = members(table, key, member.at);
    let mut sources = Vec::new();
    for one in &all {
        if SOURCE.keys.contains(&one.key) {
            sources.push(one);
        } else {
            unknown(report, one, &SOURCE);
        }
    }
    match sources[..] {
        [] if all.is_empty() => {
            report.error(member.at, format!("`{key}` is empty: it must be one of {BETTER}"));
            None
        }
        [] => None,
        [one] => match one.key {
            "env" => variable(report, one).map(SecretSource::Env),
            "command" => owned(report, one).map(SecretSource::Command),
            _ => key_store(report, one),
        },
        [_, second, ..] => {
            report.error(second.at, format!("`{key}` names several sources: it must be one of {BETTER}"));
            None
        }
    }
}

/// The name of an environment variable. Somebody may have put the secret itself there, which such a name can hardly be.
fn variable(report: &mut Report<'_>, member: &Member<'_>) -> Option<String> {
    let name = text(report, member)?;
    if !is_variable(name) {
        let message = "must be the name of an environment variable: letters, digits and `_`, no digit first";
        report.error(member.at, format!("`{}` {message}", member.path()));
        return None;
    }
    Some(name.to_owned())
}

fn key_store(report: &mut Report<'_>, member: &Member<'_>) -> Option<SecretSource> {
    if member.item.as_bool() == Some(true) {
        return Some(SecretSource::KeyStore);
    }
    report.error(member.at, format!("`{}` must be true; for another source leave it out", member.path()));
    None
}
