//! The command that prints what was written to libraries.

use std::io::{self, Write};

use crate::domain::absolute;
use crate::secret::Redactor;
use crate::store::{Entry, Filter, Journal};
use crate::widgets::clean;

use super::begin::paths;
use super::{JournalCommand, USAGE};

/// Prints the journal, oldest first. Returns the exit code.
#[must_use]
pub fn journal(asked: &JournalCommand, redactor: &Redactor) -> u8 {
    match print(asked, redactor) {
        Ok(0) => 0,
        Ok(unreadable) => {
            let _ = writeln!(io::stderr(), "{unreadable} lines can't be read and are left out.");
            0
        }
        Err(message) => {
            let _ = writeln!(io::stderr(), "offerdeck: {message}");
            USAGE
        }
    }
}

/// Returns how many lines can't be read.
fn print(asked: &JournalCommand, redactor: &Redactor) -> Result<usize, String> {
    let Some(state) = paths(None).state else {
        return Err("this system has no folder for a journal".to_owned());
    };
    let entries =
        Journal::open(&state, redactor.clone()).read(&Filter::default()).map_err(|error| error.to_string())?;
    let unreadable = entries.unreadable();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for entry in entries {
        let entry = entry.map_err(|error| error.to_string())?;
        let line = if asked.json { as_json(&entry)? } else { as_row(&entry) };
        if writeln!(out, "{line}").is_err() {
            // Whoever reads is gone, which is no failure.
            return Ok(unreadable);
        }
    }
    let _ = out.flush();
    Ok(unreadable)
}

/// One line of JSON in which no character controls a terminal.
fn as_json(entry: &Entry) -> Result<String, String> {
    let line = entry.to_json().map_err(|error| error.to_string())?;
    let mut safe = String::with_capacity(line.len());
    for letter in line.chars() {
        // In JSON they stand within strings only.
        if letter.is_control() { safe.push_str(&format!("\\u{:04x}", u32::from(letter))) } else { safe.push(letter) }
    }
    Ok(safe)
}

fn as_row(entry: &Entry) -> String {
    let intent = &entry.intent;
    let object = entry.objects().last().map_or("–", |id| id.as_str());
    let row = format!(
        "{}  {:<8} {:<12} {:<14} {}  {object}  {}",
        absolute(intent.at),
        format!("{:?}", intent.operation).to_lowercase(),
        intent.place.kind.entry().command,
        intent.place.scope.label(),
        intent.name,
        entry.result(),
    );
    clean(&row).into_owned()
}
