//! Two texts, line by line: what went, what came, and a little of what stands around it.

use std::fmt;

use similar::{ChangeTag, TextDiff};

/// One line of a difference, without its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffLine {
    /// A line of both texts, shown because it stands near a change.
    Same(String),
    /// A line of the earlier text that is gone.
    Removed(String),
    /// A line that only the later text has.
    Added(String),
    /// So many lines of both texts that are not shown.
    Gap(usize),
}

impl DiffLine {
    /// What stands before the line where it is read.
    #[must_use]
    pub fn sign(&self) -> &'static str {
        match self {
            DiffLine::Same(_) | DiffLine::Gap(_) => "  ",
            DiffLine::Removed(_) => "- ",
            DiffLine::Added(_) => "+ ",
        }
    }

    /// The line of the text; none for those that are not shown.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            DiffLine::Same(text) | DiffLine::Removed(text) | DiffLine::Added(text) => Some(text),
            DiffLine::Gap(_) => None,
        }
    }
}

impl fmt::Display for DiffLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())?;
        match self {
            DiffLine::Same(text) | DiffLine::Removed(text) | DiffLine::Added(text) => f.write_str(text),
            DiffLine::Gap(count) => write!(f, "⋯ {count} unchanged"),
        }
    }
}

/// The lines that differ, each with up to `context` unchanged lines on either side. Empty where no line differs; how
/// the lines end, and whether the last one does, makes no difference.
///
/// The search is Myers' with the bounds that Git puts on it, so its time does not explode on large texts that have
/// little in common; the price is that the result is then not always the shortest.
#[must_use]
pub fn line_diff(before: &str, after: &str, context: usize) -> Vec<DiffLine> {
    let [before, after] = [before, after].map(|text| text.lines().collect::<Vec<_>>());
    let diff = TextDiff::from_slices(&before, &after);
    let changes: Vec<_> = diff.iter_all_changes().collect();
    let mut shown = vec![false; changes.len()];
    for (index, _) in changes.iter().enumerate().filter(|(_, change)| change.tag() != ChangeTag::Equal) {
        let end = index.saturating_add(context).saturating_add(1).min(shown.len());
        shown[index.saturating_sub(context)..end].fill(true);
    }
    if !shown.contains(&true) {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for (change, shown) in changes.iter().zip(shown) {
        if !shown {
            match lines.last_mut() {
                Some(DiffLine::Gap(hidden)) => *hidden += 1,
                _ => lines.push(DiffLine::Gap(1)),
            }
            continue;
        }
        let line = change.value().to_owned();
        lines.push(match change.tag() {
            ChangeTag::Equal => DiffLine::Same(line),
            ChangeTag::Delete => DiffLine::Removed(line),
            ChangeTag::Insert => DiffLine::Added(line),
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;

    fn same(line: &str) -> DiffLine {
        DiffLine::Same(line.to_owned())
    }

    fn removed(line: &str) -> DiffLine {
        DiffLine::Removed(line.to_owned())
    }

    fn added(line: &str) -> DiffLine {
        DiffLine::Added(line.to_owned())
    }

    #[test]
    fn changes_stand_with_their_neighbours_and_the_rest_is_counted() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n";
        let after = "1\n2\n3\n4\nfive\n6\n7\n8\n9";
        assert_eq!(
            line_diff(before, after, 1),
            [
                DiffLine::Gap(3),
                same("4"),
                removed("5"),
                added("five"),
                same("6"),
                DiffLine::Gap(1),
                same("8"),
                added("9")
            ]
        );
        assert_eq!(
            line_diff(before, after, 0),
            [DiffLine::Gap(4), removed("5"), added("five"), DiffLine::Gap(3), added("9")]
        );
        assert_eq!(line_diff("a\nb", "a\nc", usize::MAX), [same("a"), removed("b"), added("c")]);
    }

    #[test]
    fn equal_texts_give_nothing() {
        assert_eq!(line_diff("", "", 3), []);
        assert_eq!(line_diff("a\nb", "a\r\nb\n", 3), []);
        assert_eq!(line_diff("", "a", 3), [added("a")]);
    }

    #[test]
    fn large_texts_with_little_in_common_take_little_time() {
        // The hardest case for Myers' search: the same few lines everywhere, in an order that never fits.
        let text = |seed: u64| {
            let mut state = seed;
            (0..12_500)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    [
                        "          { a one",
                        "          } b two",
                        "          [ c thr",
                        "          ] d fou",
                        "          , e fiv",
                    ][(state >> 33) as usize % 5]
                })
                .collect::<Vec<_>>()
                .join("\n")
        };
        let (before, after) = (text(1), text(2));
        assert!(before.len() > 200_000);
        let began = Instant::now();
        assert!(!line_diff(&before, &after, 3).is_empty());
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn each_text_can_be_read_out_of_the_difference(
            before in prop::collection::vec("[ab]{0,2}", 0..20),
            after in prop::collection::vec("[ab]{0,2}", 0..20),
        ) {
            let [old, new] = [&before, &after].map(|lines| lines.iter().map(|line| format!("{line}\n")).collect::<String>());
            let lines = line_diff(&old, &new, usize::MAX);
            if old == new {
                prop_assert_eq!(lines, []);
            } else {
                let side = |gone: bool| lines.iter().filter_map(|line| match line {
                    DiffLine::Same(text) => Some(text.clone()),
                    DiffLine::Removed(text) => gone.then(|| text.clone()),
                    DiffLine::Added(text) => (!gone).then(|| text.clone()),
                    DiffLine::Gap(_) => None,
                }).collect::<Vec<_>>();
                prop_assert_eq!(side(true), before);
                prop_assert_eq!(side(false), after);
            }
        }
    }
}
