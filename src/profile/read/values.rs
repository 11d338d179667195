//! The parts of a file of profiles: tables with their members, and the values of one type or another.

use std::time::Duration;

use toml_edit::{Item, TableLike};

use super::known::{self, Known};
use crate::profile::finding::Report;

/// What is said to whoever tries to switch off TLS verification.
pub const NO_TLS_SWITCH: &str = "TLS verification can't be switched off; name your certificate with `ca_file`";

/// The longest time to wait: a day.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The most of a key that is repeated in a message.
const MAX_KEY: usize = 40;

/// One member of a table.
pub struct Member<'i> {
    /// The table that it belongs to, as its own key; empty at the top and in a profile.
    within: &'static str,
    pub key: &'i str,
    /// Where the key begins in the text.
    pub at: usize,
    pub item: &'i Item,
}

impl Member<'_> {
    /// How it is called in messages: `mode`, `timeouts.connect`.
    pub fn path(&self) -> String {
        let key = printable(self.key);
        if self.within.is_empty() { key } else { format!("{}.{key}", self.within) }
    }
}

/// All members of a table, which begins at `at`.
pub fn members<'i>(table: &'i dyn TableLike, within: &'static str, at: usize) -> Vec<Member<'i>> {
    let member = |(key, item): (&'i str, &'i Item)| {
        let span = table.key(key).and_then(toml_edit::Key::span);
        Member { within, key, at: span.map_or(at, |span| span.start), item }
    };
    table.iter().map(member).collect()
}

/// Tells what is wrong with a key that is not known, and returns the one that was meant.
pub fn unknown(report: &mut Report<'_>, member: &Member<'_>, known: &Known) -> Option<&'static str> {
    let meant = known.meant(member.key);
    let message = match meant {
        _ if known::is_tls_switch(member.key) => NO_TLS_SWITCH.to_owned(),
        Some(meant) => format!("unknown key `{}`; did you mean `{meant}`?", member.path()),
        None if member.within.is_empty() => format!("unknown key `{}`", member.path()),
        // The key itself is not repeated: somebody may have put a secret where its source belongs.
        None => format!("unknown key in `{}`; known are {}", member.within, listed(known.keys, "and")),
    };
    report.error(member.at, message);
    meant
}

/// A text that is not blank.
pub fn text<'i>(report: &mut Report<'_>, member: &Member<'i>) -> Option<&'i str> {
    let Some(text) = member.item.as_str() else {
        report.error(member.at, format!("`{}` must be a string, and is {}", member.path(), a_kind_of(member.item)));
        return None;
    };
    if text.trim().is_empty() {
        report.error(member.at, format!("`{}` is blank; leave it out if there is nothing to say", member.path()));
        return None;
    }
    Some(text)
}

/// One of the values that have a name.
pub fn one_of<T: Copy>(
    report: &mut Report<'_>,
    member: &Member<'_>,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Option<T> {
    let text = text(report, member)?;
    let found = all.iter().copied().find(|one| name(*one) == text);
    if found.is_none() {
        let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
        report.error(member.at, format!("`{}` must be {}", member.path(), listed(&names, "or")));
    }
    found
}

/// A time to wait, in seconds.
pub fn seconds(report: &mut Report<'_>, member: &Member<'_>) -> Option<Duration> {
    // The file's integers and floats are both exact to far below a millisecond at a day's length.
    #[expect(clippy::cast_precision_loss, reason = "what is too large to be exact is out of range anyway")]
    let number = member.item.as_float().or_else(|| member.item.as_integer().map(|whole| whole as f64));
    let Some(number) = number else {
        let kind = a_kind_of(member.item);
        report.error(member.at, format!("`{}` must be a number of seconds, and is {kind}", member.path()));
        return None;
    };
    let duration = Duration::try_from_secs_f64(number).ok().filter(|time| !time.is_zero() && *time <= LONGEST);
    if duration.is_none() {
        let message = format!("`{}` must be more than no second and at most a day (86400 seconds)", member.path());
        report.error(member.at, message);
    }
    duration
}

/// What a value is, as people call it.
pub fn a_kind_of(item: &Item) -> &'static str {
    match item.type_name() {
        "string" => "a string",
        "integer" | "float" => "a number",
        "boolean" => "true or false",
        "datetime" => "a date or time",
        "array" | "array of tables" => "a list",
        _ => "a table",
    }
}

/// A key as it can be shown on any terminal: nothing that controls it, and no more than a line can hold.
pub fn printable(key: &str) -> String {
    let shown = key.chars().take(MAX_KEY).map(|letter| if letter.is_control() { '·' } else { letter });
    let more = if key.chars().nth(MAX_KEY).is_some() { "…" } else { "" };
    shown.chain(more.chars()).collect()
}

/// Words in a row: `a`, `b` or `c`.
pub fn listed(words: &[&str], last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, before)) => format!("{} {last} {end}", before.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_without_what_controls_a_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\u{85}"), "a·[31mb·");
        assert_eq!(printable(&"x".repeat(1000)).chars().count(), MAX_KEY + 1);
        assert_eq!(printable(&"x".repeat(MAX_KEY)), "x".repeat(MAX_KEY));
    }

    #[test]
    fn words_are_listed_as_in_a_sentence() {
        assert_eq!(listed(&["a"], "or"), "`a`");
        assert_eq!(listed(&["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }
}
