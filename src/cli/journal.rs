//! The command that prints what was written to libraries.

use std::io::{self, Write};

use crate::domain::absolute;
use crate::screens::history::why_no_lines;
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
        let text = match (asked.json, asked.diff) {
            (true, _) => as_json(&entry)?,
            (false, false) => as_row(&entry),
            (false, true) => format!("{}\n{}", as_row(&entry), changed(&entry)),
        };
        if writeln!(out, "{text}").is_err() {
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

/// The lines that a write changed, or why there are none, below its row.
fn changed(entry: &Entry) -> String {
    let mut text = String::new();
    let mut add = |line: &str| {
        text.push_str("    ");
        text.push_str(&clean(line));
        text.push('\n');
    };
    match (&entry.intent.diff, why_no_lines(entry)) {
        (Some(diff), _) => {
            diff.lines.iter().for_each(|line| add(&line.to_string()));
            if diff.left_out > 0 {
                add(&format!("  ⋯ {} more lines are not kept here: --json has all that was sent", diff.left_out));
            }
        }
        (None, Some(why)) => add(why),
        (None, None) => add("The lines were not noted: --json has all that was sent."),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DiffLine, Generation, Kind, ObjectId, Scope};
    use crate::store::{Diff, Id, Intent, Outcome, Place, Site, WriteKind, WriteResult};

    fn entry(operation: WriteKind, diff: Option<Diff>) -> Entry {
        let at = "2026-11-28T08:00:00Z".parse().unwrap();
        let place = Place {
            profile: None,
            site: Site::new("https://platform.adobe.io", "ACME@AdobeOrg"),
            generation: Generation::Dps,
            scope: Scope { sandbox: "dev".to_owned(), container: None },
            kind: Kind::Personalized,
        };
        let (object, sent) = (Some(ObjectId::from("o-1")), String::new());
        let intent = Intent { at, place, operation, object, name: "Alpha".to_owned(), sent, before: None, diff };
        let outcome = Outcome { at, result: WriteResult::Done, object: None, after: None, request: None };
        Entry { id: Id::new(at), intent, outcome: Some(outcome) }
    }

    #[test]
    fn below_a_row_stand_the_lines_that_were_changed_and_nothing_that_controls_a_terminal() {
        let lines = [DiffLine::Gap(3), DiffLine::Removed("a\u{1b}[2J".to_owned()), DiffLine::Added("b".to_owned())];
        let diff = Diff { lines: lines.into(), left_out: 2 };
        let text = changed(&entry(WriteKind::Update, Some(diff)));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..3], ["      ⋯ 3 unchanged", "    - a␛[2J", "    + b"]);
        assert!(lines[3].contains("2 more lines are not kept"), "{text}");
    }

    #[test]
    fn where_there_are_no_lines_it_is_said_why() {
        assert!(changed(&entry(WriteKind::Delete, None)).contains("went into the trash first"));
        assert!(changed(&entry(WriteKind::Update, None)).contains("were not noted"));
    }
}
