//! What is wrong with a file of profiles, and where.

use std::fmt::Display;
use std::ops::Range;

/// How bad a finding is. Errors sort before warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// What it stands in is not loaded.
    Error,
    /// It is loaded, but it is hardly what was meant, or not safe.
    Warning,
}

/// One thing found wrong. It holds nothing of a value that stands in the file: any of them may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl Finding {
    /// The finding with the file it was found in, as compilers write it: `FILE:LINE: message`.
    #[must_use]
    pub fn in_file(&self, file: impl Display) -> String {
        format!("{file}:{}: {}", self.line, self.message)
    }
}

/// Collects the findings of one text.
pub(super) struct Report<'t> {
    text: &'t str,
    /// Where each line begins.
    lines: Vec<usize>,
    findings: Vec<Finding>,
    errors: usize,
}

impl<'t> Report<'t> {
    pub fn new(text: &'t str) -> Report<'t> {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Report { text, lines: std::iter::once(0).chain(ends).collect(), findings: Vec::new(), errors: 0 }
    }

    pub fn error(&mut self, at: usize, message: impl Into<String>) {
        self.add(at, Severity::Error, message.into());
    }

    pub fn warning(&mut self, at: usize, message: impl Into<String>) {
        self.add(at, Severity::Warning, message.into());
    }

    /// The fault that keeps the whole text from being read. The error's own text quotes the line, which may be the one
    /// with the secret, so nothing but its message is taken.
    pub fn syntax(&mut self, error: &toml_edit::TomlError) {
        let at = error.span().map_or(self.text.len(), |span: Range<usize>| span.start);
        let what = if error.message().is_empty() { "it can't be read" } else { error.message() };
        self.error(at, format!("this is not TOML: {what}"));
    }

    /// How many errors there are so far.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// All findings in the order of the text.
    pub fn finish(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| (finding.line, finding.column));
        self.findings
    }

    fn add(&mut self, at: usize, severity: Severity, message: String) {
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines[line - 1];
        let column = 1 + self.text.get(start..at).map_or(0, |before| before.chars().count());
        self.errors += usize::from(severity == Severity::Error);
        self.findings.push(Finding { line, column, severity, message });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_stands_at_its_line_and_column() {
        let text = "a\nüb\n";
        let mut report = Report::new(text);
        for at in [text.len(), 0, 4] {
            report.warning(at, "x");
        }
        report.error(1, "y");
        assert_eq!(report.errors(), 1);
        let found = report.finish();
        let places: Vec<_> = found.iter().map(|finding| (finding.line, finding.column)).collect();
        assert_eq!(places, [(1, 1), (1, 2), (2, 2), (3, 1)]);
        assert_eq!(found[2].in_file("profiles.toml"), "profiles.toml:2: x");
    }

    #[test]
    fn an_empty_text_has_a_first_line() {
        let mut report = Report::new("");
        report.error(0, "x");
        assert_eq!(report.finish(), [Finding { line: 1, column: 1, severity: Severity::Error, message: "x".into() }]);
    }
}
