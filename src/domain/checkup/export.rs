//! A look through the library as a file: for programs, for people, and for a terminal.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::check::Severity;
use super::super::record::Record;
use super::super::relative::absolute;
use super::{Checkup, Figure, Remark};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For programs.
    Json,
    /// For people who read it elsewhere.
    Markdown,
    /// For a terminal and for `grep`: a line each.
    Text,
}

/// Of which library it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The sandbox or the container.
    pub place: String,
    /// The generation of the API.
    pub generation: &'static str,
    /// The host.
    pub host: String,
}

impl Format {
    /// The format that a file's name asks for by its end.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Format> {
        let (_, end) = name.rsplit_once('.')?;
        match end.to_lowercase().as_str() {
            "json" => Some(Format::Json),
            "md" | "markdown" => Some(Format::Markdown),
            "txt" => Some(Format::Text),
            _ => None,
        }
    }

    /// The whole file, its last line ended.
    #[must_use]
    pub fn write(self, checkup: &Checkup, heading: &Heading) -> String {
        match self {
            Format::Json => format!("{:#}\n", as_json(checkup, heading)),
            Format::Markdown => as_markdown(checkup, heading),
            Format::Text => as_text(checkup),
        }
    }
}

fn as_json(checkup: &Checkup, heading: &Heading) -> Value {
    let about = |about: &Option<Arc<Record>>| {
        about
            .as_ref()
            .map(|about| json!({"kind": about.kind.entry().command, "id": about.id.as_str(), "name": about.title()}))
    };
    let remark = |remark: &Remark| {
        json!({
            "severity": remark.severity.as_str(),
            "check": remark.concern.entry().name,
            "object": about(&remark.about),
            "pointer": remark.pointer,
            "reason": remark.reason,
            "fix": remark.fix.as_ref().map(|fix| fix.told()),
        })
    };
    let figure = |figure: &Figure| {
        json!({
            "what": figure.what,
            "used": figure.used,
            "allowed": figure.allowed,
            "atLeast": figure.at_least,
            "disputed": !figure.undisputed,
            "object": about(&figure.holder),
        })
    };
    let looked = checkup.looked.iter().map(|looked| {
        let command = looked.kind.entry().command;
        json!({"kind": command, "count": looked.count, "complete": looked.missing.is_none(), "missing": looked.missing})
    });
    let unjudged = checkup.unjudged.iter().map(|unjudged| {
        let (check, missing) = (unjudged.concern.entry().name, unjudged.missing.entry().command);
        json!({"check": check, "missing": missing, "reason": unjudged.why})
    });
    json!({
        "place": heading.place,
        "api": heading.generation,
        "host": heading.host,
        "at": checkup.at.to_string(),
        "counts": {
            "error": checkup.count(Severity::Error),
            "warning": checkup.count(Severity::Warning),
            "hint": checkup.count(Severity::Hint),
        },
        "complete": checkup.looked.iter().all(|looked| looked.missing.is_none()),
        "lists": looked.collect::<Vec<_>>(),
        "ofOtherProducts": checkup.others,
        "remarks": checkup.remarks.iter().map(remark).collect::<Vec<_>>(),
        "guardrails": checkup.figures.iter().map(figure).collect::<Vec<_>>(),
        "notJudged": unjudged.collect::<Vec<_>>(),
    })
}

/// Text within a cell of a Markdown table: nothing in it is markup.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '&' | '!' => {
                cell.push('\\');
                cell.push(letter);
            }
            letter if letter.is_control() => cell.push(' '),
            letter => cell.push(letter),
        }
    }
    cell
}

fn as_markdown(checkup: &Checkup, heading: &Heading) -> String {
    let mut text = String::new();
    let Heading { place, generation, host } = heading;
    let _ = writeln!(text, "# Check of the library in {}\n", cell(place));
    let _ = writeln!(text, "As of {}, {generation} at {}: {}.\n", absolute(checkup.at), cell(host), checkup.counts());
    for gap in checkup.gaps() {
        let _ = writeln!(text, "- {}", cell(&gap));
    }
    if let Some(left_out) = checkup.left_out() {
        let _ = writeln!(text, "- {left_out}");
    }
    if checkup.remarks.is_empty() {
        let _ = writeln!(text, "\nNothing was found.");
    } else {
        let _ = writeln!(text, "\n| severity | check | object | id | what |\n|---|---|---|---|---|");
    }
    for remark in &checkup.remarks {
        let (object, id) = remark.about.as_ref().map_or(("the library".to_owned(), String::new()), |about| {
            (format!("{} {}", about.kind.entry().noun, about.title()), about.id.to_string())
        });
        let (severity, check) = (remark.severity.as_str(), remark.concern.entry().name);
        let fix = remark.fix.as_ref().map_or(String::new(), |fix| format!(" (fix: {})", fix.told()));
        let what = format!("{}{fix}", remark.reason);
        let _ = writeln!(text, "| {severity} | {check} | {} | {} | {} |", cell(&object), cell(&id), cell(&what));
    }
    let _ = writeln!(text, "\n## Guardrails\n\n| what | used of allowed | where |\n|---|---|---|");
    for figure in &checkup.figures {
        let holder = figure.holder.as_ref().map_or(String::new(), |about| about.title().to_owned());
        let disputed = if figure.undisputed { "" } else { " (the documents disagree)" };
        let _ = writeln!(text, "| {} | {}{disputed} | {} |", cell(&figure.what), figure.told(), cell(&holder));
    }
    text
}

fn as_text(checkup: &Checkup) -> String {
    let mut text = String::new();
    let line =
        |words: &str| words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>();
    for remark in &checkup.remarks {
        let object = remark.about.as_ref().map_or("the library".to_owned(), |about| {
            format!("{} \"{}\" ({})", about.kind.entry().noun, about.title(), about.id)
        });
        let (severity, check) = (remark.severity.as_str(), remark.concern.entry().name);
        let _ = writeln!(text, "{severity}: {}: {} [{check}]", line(&object), line(&remark.reason));
    }
    for gap in checkup.gaps() {
        let _ = writeln!(text, "note: {}", line(&gap));
    }
    let _ = writeln!(text, "{}", checkup.counts());
    text
}
