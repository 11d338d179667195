//! What a write changes, line by line, as far as the journal keeps it.

use std::borrow::Cow;
use std::sync::Arc;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::DiffLine;
use crate::secret::Redactor;

/// How much text of a difference is kept, in bytes.
const MOST: usize = 16 << 10;
/// How much of one line is kept, in bytes: a page of HTML is one line of JSON.
const LONGEST: usize = 4 << 10;

/// The lines that a write changes, with a few around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// The lines.
    #[serde(with = "written")]
    pub lines: Arc<[DiffLine]>,
    /// How many more there were.
    pub left_out: usize,
}

impl Diff {
    /// A whole difference.
    #[must_use]
    pub fn of(lines: Arc<[DiffLine]>) -> Diff {
        Diff { lines, left_out: 0 }
    }

    /// As much of it as is kept. Secrets go before anything is cut: of half a one nobody would know that it is one.
    pub(super) fn kept(&self, redactor: &Redactor) -> Diff {
        let mut room = MOST;
        let mut lines = Vec::new();
        for line in self.lines.iter() {
            let line = match line {
                DiffLine::Same(text) => DiffLine::Same(shortened(&redactor.clean(text)).into_owned()),
                DiffLine::Removed(text) => DiffLine::Removed(shortened(&redactor.clean(text)).into_owned()),
                DiffLine::Added(text) => DiffLine::Added(shortened(&redactor.clean(text)).into_owned()),
                DiffLine::Gap(count) => DiffLine::Gap(*count),
            };
            let Some(left) = room.checked_sub(written::word(&line).len()) else { break };
            room = left;
            lines.push(line);
        }
        let rest = self.lines.iter().skip(lines.len()).filter(|line| !matches!(line, DiffLine::Gap(_)));
        let left_out = self.left_out.saturating_add(rest.count());
        Diff { lines: lines.into(), left_out }
    }
}

/// A line as far as it is kept, with a word on how much is missing.
fn shortened(line: &str) -> Cow<'_, str> {
    if line.len() <= LONGEST {
        return line.into();
    }
    let ends = line.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let (beginning, rest) = line.split_at(ends.take_while(|end| *end <= LONGEST).last().unwrap_or_default());
    format!("{beginning} … {} more characters", rest.chars().count()).into()
}

/// Each line as one text whose first letter says what it is: blank, `-`, `+`, or `@` before a number of lines that are
/// not shown.
mod written {
    use super::*;

    pub fn word(line: &DiffLine) -> String {
        match line {
            DiffLine::Same(text) => format!(" {text}"),
            DiffLine::Removed(text) => format!("-{text}"),
            DiffLine::Added(text) => format!("+{text}"),
            DiffLine::Gap(count) => format!("@{count}"),
        }
    }

    fn line(word: &str) -> Option<DiffLine> {
        let mut letters = word.chars();
        let sign = letters.next()?;
        let text = letters.as_str();
        match sign {
            ' ' => Some(DiffLine::Same(text.to_owned())),
            '-' => Some(DiffLine::Removed(text.to_owned())),
            '+' => Some(DiffLine::Added(text.to_owned())),
            '@' => text.parse().ok().map(DiffLine::Gap),
            _ => None,
        }
    }

    pub fn serialize<S: Serializer>(lines: &Arc<[DiffLine]>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(lines.iter().map(word))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[DiffLine]>, D::Error> {
        let words = Vec::<String>::deserialize(deserializer)?;
        let lines = words.iter().map(|word| line(word)).collect::<Option<Vec<_>>>();
        lines.map(Arc::from).ok_or_else(|| D::Error::custom("a text is no line of a difference"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn added(text: impl Into<String>) -> DiffLine {
        DiffLine::Added(text.into())
    }

    #[test]
    fn every_line_is_read_as_it_was_written() {
        let lines = [
            DiffLine::Gap(12),
            DiffLine::Same("  \"a\": 1,".to_owned()),
            DiffLine::Removed("-".to_owned()),
            added("春節 \u{1b}[2J"),
            DiffLine::Same(String::new()),
        ];
        let diff = Diff { lines: lines.into(), left_out: 3 };
        let text = serde_json::to_string(&diff).unwrap();
        assert!(text.starts_with(r#"{"lines":["@12","   \"a\": 1,","--","+春節 "#), "{text}");
        assert_eq!(serde_json::from_str::<Diff>(&text).unwrap(), diff);
        for wrong in ["", "=a", "@many"] {
            let text = format!("{{\"lines\":[\"{wrong}\"],\"left_out\":0}}");
            assert!(serde_json::from_str::<Diff>(&text).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_short_is_kept_whole() {
        let diff = Diff::of([DiffLine::Gap(1), DiffLine::Removed("a".to_owned()), added("b")].into());
        assert_eq!(diff.kept(&Redactor::default()), diff);
    }

    #[test]
    fn what_has_no_room_is_counted_without_the_gaps() {
        let line = || added("x".repeat(1023));
        let mut lines: Vec<DiffLine> = (0..20).map(|_| line()).collect();
        lines.push(DiffLine::Gap(9));
        lines.push(line());
        let kept = Diff::of(lines.into()).kept(&Redactor::default());
        assert_eq!((kept.lines.len(), kept.left_out), (16, 5));
    }

    #[test]
    fn a_long_line_is_cut_between_two_characters_and_says_so() {
        let kept = Diff::of([added("春".repeat(5000)), added("next")].into()).kept(&Redactor::default());
        let [DiffLine::Added(long), next] = &kept.lines[..] else { panic!("{kept:?}") };
        assert_eq!(*long, format!("{} … 3635 more characters", "春".repeat(1365)));
        assert_eq!((next, kept.left_out), (&added("next"), 0));
    }

    #[test]
    fn a_secret_across_a_cut_leaves_nothing_behind() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::from("p8e-very-secret"));
        let line = format!("{}p8e-very-secret and {}", "x".repeat(LONGEST - 8), "y".repeat(40));
        let kept = Diff::of([added(line)].into()).kept(&redactor);
        assert!(!format!("{kept:?}").contains("p8e"), "{kept:?}");
    }
}
