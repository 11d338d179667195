//! What a person calls a character: stepping through text by grapheme clusters and words.
//!
//! Positions are byte offsets. One inside a cluster, which an edit can leave behind, is treated as belonging to that
//! cluster; one outside the text, or inside a character's encoding, counts as the nearest place before it.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// The clusters of a text with their offsets.
///
/// Where two neighbours are known never to combine, the tables of Unicode are not asked: a body that is one long line
/// is walked whole to find its columns.
pub fn graphemes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let mut characters = rest.chars();
        let first = characters.next()?;
        let alone = stands_alone(first) && characters.next().is_none_or(|next| stands_alone(next) || next.is_ascii());
        let cluster = if alone { rest.get(..first.len_utf8())? } else { rest.graphemes(true).next()? };
        let start = at;
        at += cluster.len();
        Some((start, cluster))
    })
}

/// Characters that combine with none of their own kind: those of ASCII that print, Latin, Cyrillic, kana, Han.
fn stands_alone(c: char) -> bool {
    matches!(c, ' '..='~' | 'À'..='ɏ' | 'Ѐ'..='ҁ' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}')
}

/// A printable ASCII character.
pub(super) fn is_plain(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte)
}

/// The nearest offset not after `at` that lies within the text and between two characters.
#[must_use]
pub fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the cluster before `at` begins; 0 at the beginning.
#[must_use]
pub fn before(text: &str, at: usize) -> usize {
    GraphemeCursor::new(floor(text, at), text.len(), true).prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// Where the cluster at `at` ends; the text's length at the end.
#[must_use]
pub fn after(text: &str, at: usize) -> usize {
    GraphemeCursor::new(floor(text, at), text.len(), true).next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

/// The beginning of the word at or before `at`; 0 if there is none.
#[must_use]
pub fn word_before(text: &str, at: usize) -> usize {
    let mut at = floor(text, at);
    while at > 0 && !is_word(text, before(text, at)) {
        at = before(text, at);
    }
    while at > 0 && is_word(text, before(text, at)) {
        at = before(text, at);
    }
    at
}

/// The beginning of the next word after `at`; the text's length if there is none.
#[must_use]
pub fn word_after(text: &str, at: usize) -> usize {
    let mut at = floor(text, at);
    while is_word(text, at) {
        at = after(text, at);
    }
    while at < text.len() && !is_word(text, at) {
        at = after(text, at);
    }
    at
}

/// Whether the cluster that begins at `at` belongs to a word.
fn is_word(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|first| first.is_alphanumeric() || first == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FAMILY: &str = "a👨‍👩‍👧é🇩🇪z";

    #[test]
    fn steps_over_whole_clusters() {
        let starts: Vec<usize> = graphemes(FAMILY).map(|(at, _)| at).collect();
        let mut at = 0;
        let mut walked = Vec::new();
        while at < FAMILY.len() {
            walked.push(at);
            at = after(FAMILY, at);
        }
        assert_eq!(walked, starts);
        assert_eq!(starts.len(), 5);
        let mut back = Vec::new();
        while at > 0 {
            at = before(FAMILY, at);
            back.push(at);
        }
        back.reverse();
        assert_eq!(back, starts);
    }

    #[test]
    fn words_are_runs_of_letters_digits_and_underscores() {
        let text = "\"start_date\": 2026, übung";
        assert_eq!(word_after(text, 0), 1);
        assert_eq!(word_after(text, 1), 14);
        assert_eq!(word_after(text, 14), 20);
        assert_eq!(word_after(text, 20), text.len());
        assert_eq!(word_before(text, text.len()), 20);
        assert_eq!(word_before(text, 20), 14);
        assert_eq!(word_before(text, 14), 1);
        assert_eq!(word_before(text, 1), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn the_short_cut_changes_nothing(text in "([ab春のöЖ\\u{600}\\u{301}\\u{200d}👨🇩\\r\\n\\t]|\\PC){0,24}") {
            let ours: Vec<(usize, &str)> = graphemes(&text).collect();
            let theirs: Vec<(usize, &str)> = text.grapheme_indices(true).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn every_step_stays_in_the_text(text in "\\PC{0,12}", at in 0usize..64) {
            for to in [before(&text, at), after(&text, at), word_before(&text, at), word_after(&text, at)] {
                prop_assert!(text.is_char_boundary(to));
            }
            prop_assert!(before(&text, at) <= floor(&text, at) && floor(&text, at) <= after(&text, at));
        }
    }
}
