//! Writing a profile into a file that people have written: what they wrote around it stays as it is.

use std::path::Path;
use std::time::Duration;

use toml_edit::{Array, Document, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value};

use super::finding::Report;
use super::read::NOT_A_TABLE;
use super::{Accent, Finding, Mode, Profile, SecretSource, Severity, Timeouts, read};
use crate::domain::Generation;

/// What a new file begins with.
const HEADER: &str = "\
# Profiles of Offerdeck: how to reach the offer libraries of one or more organisations.
# `offerdeck profile check` says what is wrong with this file.
";

/// What is said where no finding says more.
const UNEXPLAINED: &str = "the profile can't be written so that it comes back as it is";

/// The text of a file of profiles with this profile in it, in the place of one of its name or after the others. A
/// member that says the same as before is left as it stands, with its comment.
///
/// # Errors
/// Says why the text can't be changed, with the line where that is one of the text; or what in the profile itself could
/// not be read back, which stands in no text yet.
pub fn with_profile(text: &str, profile: &Profile, make_default: bool) -> Result<String, String> {
    check(profile)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = if text.trim().is_empty() { HEADER } else { text };
    let mut report = Report::new(text);
    edited(text, profile, make_default, &mut report).ok_or_else(|| match first_error(report.finish()) {
        Some(finding) => format!("line {}: {}", finding.line, finding.message),
        None => UNEXPLAINED.to_owned(),
    })
}

/// Writes a profile by itself and reads it back: only what comes back as it was can be kept in a file.
fn check(profile: &Profile) -> Result<(), String> {
    let mut document = DocumentMut::new();
    put(&mut document, profile, None);
    let reading = read(&document.to_string());
    if reading.profiles.first() == Some(profile) {
        return Ok(());
    }
    Err(first_error(reading.findings).map_or_else(|| UNEXPLAINED.to_owned(), |finding| finding.message))
}

/// The findings' first error. A warning alone keeps nothing from being read.
fn first_error(findings: Vec<Finding>) -> Option<Finding> {
    findings.into_iter().find(|finding| finding.severity == Severity::Error)
}

/// The text with the profile in it; what stands in the way is reported.
fn edited(text: &str, profile: &Profile, make_default: bool, report: &mut Report<'_>) -> Option<String> {
    let document = Document::parse(text).map_err(|error| report.syntax(&error)).ok()?;
    let place = |key: &str| document.key(key).and_then(Key::span).map_or(0, |span| span.start);
    let (default_at, profiles_at) = (place("default"), place("profiles"));
    // Comments alone are what a document ends with; they are to stand before what is put there.
    let is_bare = document.is_empty();
    let mut document = if is_bare { DocumentMut::new() } else { document.into_mut() };
    let before = read(text).profiles.into_iter().find(|before| before.name == profile.name);
    if !put(&mut document, profile, before.as_ref()) {
        report.error(profiles_at, NOT_A_TABLE);
        return None;
    }
    if make_default && !set_default(document.as_table_mut(), &profile.name) {
        report.error(default_at, "`default` must be a string, the name of a profile");
        return None;
    }
    let edited = if is_bare { format!("{}\n\n{document}", text.trim_end()) } else { document.to_string() };
    // The library ends the lines that it knows with a line feed. Nothing of ours has a line break within a value.
    let is_crlf = text.contains("\r\n") && text.matches('\n').count() == text.matches("\r\n").count();
    Some(if is_crlf { edited.replace("\r\n", "\n").replace('\n', "\r\n") } else { edited })
}

/// Puts the profile where it belongs; `before` is what the document says of it so far. Whether there is such a place.
fn put(document: &mut DocumentMut, profile: &Profile, before: Option<&Profile>) -> bool {
    let root = document.as_table_mut();
    if !root.contains_key("profiles") {
        let mut profiles = Table::new();
        profiles.set_implicit(true);
        root.insert("profiles", Item::Table(profiles));
    }
    let Some(profiles) = root.get_mut("profiles").and_then(Item::as_table_like_mut) else { return false };
    if !profiles.get(&profile.name).is_some_and(Item::is_table_like) {
        profiles.remove(&profile.name);
        // Where all profiles stand on one line, the library makes it stand there, too.
        profiles.insert(&profile.name, Item::Table(Table::new()));
    }
    let table = profiles.get_mut(&profile.name).and_then(Item::as_table_like_mut);
    table.map(|table| fill(table, profile, before)).is_some()
}

/// Makes a table say what the profile says, and nothing else.
fn fill(table: &mut dyn TableLike, profile: &Profile, before: Option<&Profile>) {
    let members = members(profile);
    let said: Vec<(&str, Option<Value>)> = before.map(self::members).unwrap_or_default();
    let strangers: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for key in strangers.iter().filter(|key| !members.iter().any(|(known, _)| known == key)) {
        table.remove(key);
    }
    for (key, value) in members {
        let is_same = |(said_key, said): &(&str, Option<Value>)| *said_key == key && said_of(said) == said_of(&value);
        if said.iter().any(is_same) {
            continue;
        }
        match value {
            Some(value) => set(table, key, value),
            None => drop(table.remove(key)),
        }
    }
}

fn said_of(value: &Option<Value>) -> Option<String> {
    value.as_ref().map(Value::to_string)
}

/// Sets a member; what stood around its value before, such as a comment, stands around the new one.
fn set(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        _ => {
            table.remove(key);
            table.insert(key, Item::Value(value));
        }
    }
}

/// Makes the profile of this name the default. Whether there is a place for it.
fn set_default(root: &mut Table, name: &str) -> bool {
    match root.get("default") {
        Some(Item::Value(_)) => set(root, "default", string(name)),
        Some(_) => return false,
        None => {
            let head = take_head(root);
            root.insert("default", Item::Value(string(name)));
            if let (Some(head), Some(mut key)) = (head, root.key_mut("default")) {
                key.leaf_decor_mut().set_prefix(head);
            }
        }
    }
    true
}

/// What a file without a member at its top begins with, taken from its first table: the comments as far as the last
/// empty line. They speak of the whole file, and what is put at its top is to stand after them.
fn take_head(root: &mut Table) -> Option<String> {
    if !root.get_values().is_empty() {
        return None;
    }
    let decor = first_table(root)?.decor_mut();
    let prefix = decor.prefix()?.as_str()?.replace("\r\n", "\n");
    let (head, rest) = prefix.rsplit_once("\n\n").map(|(head, rest)| (format!("{head}\n\n"), rest.to_owned()))?;
    decor.set_prefix(format!("\n{rest}"));
    Some(head)
}

/// The table whose header stands first.
fn first_table(root: &mut Table) -> Option<&mut Table> {
    fn collect<'t>(table: &'t mut Table, found: &mut Vec<(isize, &'t mut Table)>) {
        // A table without a header of its own has no position, and its decoration is shown nowhere.
        let position = table.position();
        if let (false, false, Some(position)) = (table.is_implicit(), table.is_dotted(), position) {
            found.push((position, table));
            return;
        }
        for (_, item) in table.iter_mut() {
            if let Item::Table(inner) = item {
                collect(inner, found);
            }
        }
    }
    let mut found = Vec::new();
    for (_, item) in root.iter_mut() {
        if let Item::Table(table) = item {
            collect(table, &mut found);
        }
    }
    found.into_iter().min_by_key(|(position, _)| *position).map(|(_, table)| table)
}

/// Every member that a profile may have, with its value if it has one, in the order of a file.
fn members(profile: &Profile) -> Vec<(&'static str, Option<Value>)> {
    let text = |text: &Option<String>| text.as_deref().map(string);
    vec![
        ("organisation", text(&profile.organisation)),
        ("client_id", text(&profile.client_id)),
        ("secret", profile.secret.as_ref().map(source)),
        ("access_token", profile.access_token.as_ref().map(source)),
        ("scopes", scopes(&profile.scopes)),
        ("api", profile.api.map(Generation::as_str).map(string)),
        ("sandbox", text(&profile.sandbox)),
        ("container", text(&profile.container)),
        ("mode", profile.mode.map(Mode::as_str).map(string)),
        ("accent", profile.accent.map(Accent::as_str).map(string)),
        ("platform_url", text(&profile.platform_url)),
        ("ims_url", text(&profile.ims_url)),
        ("proxy", text(&profile.proxy)),
        // A path that is not Unicode comes back as another, and is refused for that.
        ("ca_file", profile.ca_file.as_deref().map(Path::to_string_lossy).map(|path| string(&path))),
        ("timeouts", timeouts(profile.timeouts)),
    ]
}

fn source(source: &SecretSource) -> Value {
    let (key, value) = match source {
        SecretSource::Plain(secret) => return string(secret.expose()),
        SecretSource::Env(name) => ("env", string(name)),
        SecretSource::Command(command) => ("command", string(command)),
        SecretSource::KeyStore => ("keystore", Value::from(true)),
    };
    Value::InlineTable(InlineTable::from_iter([(key, value)]))
}

fn scopes(scopes: &[String]) -> Option<Value> {
    let list: Array = scopes.iter().map(|scope| string(scope)).collect();
    (!list.is_empty()).then_some(Value::Array(list))
}

fn timeouts(timeouts: Timeouts) -> Option<Value> {
    let Timeouts { connect, first_byte, whole } = timeouts;
    let times = [("connect", connect), ("first_byte", first_byte), ("whole", whole)];
    let table: InlineTable = times.into_iter().filter_map(|(key, time)| Some((key, seconds(time?)))).collect();
    (!table.is_empty()).then_some(Value::InlineTable(table))
}

fn seconds(time: Duration) -> Value {
    match i64::try_from(time.as_secs()) {
        Ok(whole) if time.subsec_nanos() == 0 => Value::from(whole),
        _ => Value::from(time.as_secs_f64()),
    }
}

/// A string on one line, whatever is in it: the library would spread one with line breaks over several.
fn string(text: &str) -> Value {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted.parse().unwrap_or_else(|_| Value::from(text))
}

#[cfg(test)]
mod tests;
