//! Reading a file of profiles: all that is wrong with it is told at once, and what is right with it is used.

mod checks;
mod known;
mod profile;
mod values;

use toml_edit::{Document, Item};

use crate::domain::Policy;

use super::finding::Report;
use super::{Finding, Profile, is_typeable, nearest};
use known::{PROFILE, TOP};
use values::{Member, a_kind_of, members, printable, text};

/// What is said where `profiles` is something else.
pub(super) const NOT_A_TABLE: &str = "`profiles` must be a table with a table for each profile, `[profiles.NAME]`";

/// What a file of profiles says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The profile to begin with. The file has it, though it may be one of those with errors.
    pub default: Option<String>,
    /// The profiles in the order of the file, without those that have an error.
    pub profiles: Vec<Profile>,
    /// What a look through a library is to tell of.
    pub checks: Policy,
    /// The names of all profiles, with errors or without.
    pub names: Vec<String>,
    /// Everything that was found wrong, in the order of the file.
    pub findings: Vec<Finding>,
    /// Whether a secret stands in the file itself, in a profile with errors too: nobody else may read such a file.
    /// A text that is not TOML tells nothing of it.
    pub has_plain_secret: bool,
}

/// Reads the text of a file of profiles. A byte order mark at its beginning is passed over.
#[must_use]
pub fn read(text: &str) -> Reading {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut report = Report::new(text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            report.syntax(&error);
            return Reading { findings: report.finish(), ..Reading::default() };
        }
    };
    let mut reading = Reading::default();
    let top = members(document.as_table(), "", 0);
    let mut names = Vec::new();
    for member in top.iter().filter(|member| member.key == "profiles") {
        names = profiles(&mut report, member, &mut reading);
    }
    for member in &top {
        match member.key {
            "default" => reading.default = default(&mut report, member, &names),
            "profiles" => {}
            "checks" => reading.checks = checks::checks(&mut report, member),
            _ => unknown_at_the_top(&mut report, member, &mut reading),
        }
    }
    reading.names = names.into_iter().map(str::to_owned).collect();
    reading.findings = report.finish();
    reading
}

/// Reads all profiles, and returns the names of those that the file has, with errors or without.
fn profiles<'i>(report: &mut Report<'_>, all: &Member<'i>, reading: &mut Reading) -> Vec<&'i str> {
    let Some(table) = all.item.as_table_like() else {
        let message = format!("{NOT_A_TABLE}, and is {}", a_kind_of(all.item));
        report.error(all.at, message);
        return Vec::new();
    };
    let mut names = Vec::new();
    for member in members(table, "profiles", all.at) {
        names.push(member.key);
        let before = report.errors();
        if !is_typeable(member.key) {
            report.error(
                member.at,
                "a profile's name can't be typed: it must be 1 to 64 letters from a to z, digits, `-`, `_` or `.`, and \
                 begin with a letter or a digit",
            );
        }
        let Some(table) = member.item.as_table_like() else {
            report.error(member.at, format!("`{}` must be a table, and is {}", member.path(), a_kind_of(member.item)));
            continue;
        };
        let mut profile = profile::profile(report, table, member.at, &mut reading.has_plain_secret);
        profile.name = member.key.to_owned();
        if report.errors() == before {
            reading.profiles.push(profile);
        }
    }
    names
}

fn default(report: &mut Report<'_>, member: &Member<'_>, names: &[&str]) -> Option<String> {
    let name = text(report, member)?;
    if names.contains(&name) {
        return Some(name.to_owned());
    }
    let message = match nearest(name, names.iter().copied()) {
        Some(near) => format!("`default` names a profile that is not there; did you mean `{}`?", printable(near)),
        None => "`default` names a profile that is not there".to_owned(),
    };
    report.error(member.at, message);
    None
}

/// A key that doesn't belong at the top: misspelled, or in the wrong place.
fn unknown_at_the_top(report: &mut Report<'_>, member: &Member<'_>, reading: &mut Reading) {
    let key = printable(member.key);
    let meant = PROFILE.keys.iter().copied().find(|known| *known == member.key).or_else(|| PROFILE.meant(member.key));
    reading.has_plain_secret |= is_plain_secret(meant, member.item);
    let message = if known::is_tls_switch(member.key) {
        values::NO_TLS_SWITCH.to_owned()
    } else if let Some(meant) = TOP.meant(member.key) {
        format!("unknown key `{key}`; did you mean `{meant}`?")
    } else if let (Some(meant), false) = (meant, matches!(member.item, Item::Table(_) | Item::ArrayOfTables(_))) {
        format!("`{key}` stands outside of a profile; `{meant}` belongs below `[profiles.NAME]`")
    } else if member.item.is_table_like() {
        format!("unknown table `{key}`; a profile is written as `[profiles.{key}]`")
    } else {
        format!("unknown key `{key}`")
    };
    report.error(member.at, message);
}

/// Whether what a key was meant for is a secret, and stands in the file.
fn is_plain_secret(meant: Option<&str>, item: &Item) -> bool {
    matches!(meant, Some("secret" | "access_token")) && (item.is_str() || item.is_array())
}

#[cfg(test)]
mod tests;
