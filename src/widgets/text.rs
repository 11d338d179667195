//! Text from outside, made fit for the screen: cleaned, measured, cut and wrapped.

use std::borrow::Cow;

use ratatui::buffer::CellWidth;

use super::grapheme::{graphemes, is_plain};

/// Stands for a character that can't be shown.
const REPLACEMENT: char = '\u{fffd}';

/// The text with every character that is a command, or is invisible on purpose, shown as a symbol.
///
/// C0 controls become their pictures (`␛`, `␉`, `␊`), DEL becomes `␡`; C1 controls, line separators, the bidirectional
/// overrides that make a text read differently from what it is, and invisible format characters become `�`. Each
/// character becomes exactly one. The joiners and variation selectors that emoji and scripts need are kept.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(is_plain) || !text.chars().any(|c| symbol(c).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| symbol(c).unwrap_or(c)).collect())
}

/// The columns between two stops of a tab.
const TAB: usize = 4;

/// The text with blanks up to the next stop in the place of each tab.
#[must_use]
pub fn untabbed(text: &str) -> Cow<'_, str> {
    if !text.contains('\t') {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split('\t');
    let mut line = parts.next().unwrap_or_default().to_owned();
    let mut used = width(&clean(&line));
    for part in parts {
        let blanks = TAB - used % TAB;
        line.extend(std::iter::repeat_n(' ', blanks));
        line.push_str(part);
        used += blanks + width(&clean(part));
    }
    Cow::Owned(line)
}

/// What a character is shown as, where that is not the character itself.
fn symbol(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{ad}' // soft hyphen
        | '\u{34f}' // combining grapheme joiner, which joins nothing
        | '\u{61c}' // bidirectional mark
        | '\u{17b4}' | '\u{17b5}' // deprecated invisible vowels
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}' | '\u{200f}' // bidirectional marks
        | '\u{2028}'..='\u{202e}' // separators, embeddings and overrides
        | '\u{2060}'..='\u{206f}' // word joiner, invisible operators, isolates, deprecated controls
        | '\u{3164}' | '\u{ffa0}' // blank letters
        | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e00ff}' // tags, which can carry a hidden message
        | '\u{e01f0}'..='\u{e0fff}' => Some(REPLACEMENT),
        _ => None,
    }
}

/// How many columns a text takes when a [`Buffer`](ratatui::buffer::Buffer) draws it. Measure what is cleaned: the
/// buffer skips control characters.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.bytes().all(is_plain) {
        return text.len();
    }
    graphemes(text).map(|(_, cluster)| cluster_width(cluster)).sum()
}

/// The columns of one cluster.
pub(super) fn cluster_width(cluster: &str) -> usize {
    if cluster.contains(char::is_control) { 0 } else { usize::from(cluster.cell_width()) }
}

/// The text, or as much of its beginning as leaves room for `…` within the width.
#[must_use]
pub fn fit(text: &str, width: u16) -> Cow<'_, str> {
    let room = usize::from(width);
    if text.len() <= room && text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    // The longest beginning that leaves a column for the dots.
    let mut kept = 0;
    for (at, cluster) in graphemes(text) {
        used += cluster_width(cluster);
        if used > room {
            let dots = if room == 0 { "" } else { "…" };
            return Cow::Owned(format!("{}{dots}", text.get(..kept).unwrap_or_default()));
        }
        if used < room {
            kept = at + cluster.len();
        }
    }
    Cow::Borrowed(text)
}

/// As much of a text's beginning as fills more than so many columns, or all of it, and how many it takes: what stands
/// behind it is not looked at.
pub(super) fn beginning(text: &str, columns: usize) -> (&str, usize) {
    let mut used = 0;
    for (at, cluster) in graphemes(text) {
        if used > columns {
            return (text.get(..at).unwrap_or_default(), used);
        }
        used += cluster_width(cluster);
    }
    (text, used)
}

/// The text, or as much of its end as leaves room for `…` within the width.
#[must_use]
pub fn fit_end(text: &str, width: u16) -> Cow<'_, str> {
    let room = usize::from(width);
    let mut surplus = self::width(text).saturating_sub(room);
    if surplus == 0 {
        return Cow::Borrowed(text);
    }
    if room == 0 {
        return Cow::Borrowed("");
    }
    // A column for the dots.
    surplus += 1;
    for (at, cluster) in graphemes(text) {
        if surplus == 0 {
            return Cow::Owned(format!("…{}", text.get(at..).unwrap_or_default()));
        }
        surplus = surplus.saturating_sub(cluster_width(cluster));
    }
    Cow::Borrowed("…")
}

/// The text cut or filled with blanks to exactly the width.
#[must_use]
pub fn pad(text: &str, to: u16) -> String {
    let fitted = fit(text, to);
    let missing = usize::from(to).saturating_sub(width(&fitted));
    format!("{fitted}{}", " ".repeat(missing))
}

/// Prose cleaned and broken into lines of at most the width: between words where possible, within one that is longer
/// than a line. Newlines are kept. A single character wider than the width stands alone.
#[must_use]
pub fn wrap(text: &str, width: u16) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(
            &clean(paragraph.strip_suffix('\r').unwrap_or(paragraph)),
            usize::from(width.max(1)),
            &mut lines,
        );
    }
    lines
}

fn wrap_paragraph(text: &str, room: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    let mut used = 0;
    for (index, word) in text.split(' ').enumerate() {
        let size = width(word);
        if index > 0 {
            if used + 1 + size <= room {
                line.push(' ');
                used += 1;
            } else {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
        }
        if used + size <= room {
            line.push_str(word);
            used += size;
            continue;
        }
        for (_, cluster) in graphemes(word) {
            let size = cluster_width(cluster);
            if used + size > room && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(cluster);
            used += size;
        }
    }
    lines.push(line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::{buffer::Buffer, layout::Rect, style::Style};

    #[test]
    fn a_text_is_cut_to_its_end_within_the_width() {
        for (text, room, expected) in [
            ("dps:tag:1a", 10, "dps:tag:1a"),
            ("dps:tag:1a", 9, "…s:tag:1a"),
            ("dps:tag:1a", 1, "…"),
            ("dps:tag:1a", 0, ""),
            ("a春節", 4, "…節"),
            ("a春節", 5, "a春節"),
            ("a春節", 2, "…"),
        ] {
            assert_eq!(fit_end(text, room), expected, "{text} in {room}");
        }
    }

    #[test]
    fn commands_become_symbols() {
        assert_eq!(clean("\u{1b}[31mred\u{7}\t\r\n\u{7f}\0"), "␛[31mred␇␉␍␊␡␀");
        assert_eq!(clean("a\u{9b}31m\u{85}"), "a�31m�");
    }

    #[test]
    fn invisible_characters_become_visible() {
        for hidden in [
            '\u{202a}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{200e}',
            '\u{200f}',
            '\u{61c}',
            '\u{200b}',
            '\u{2060}',
            '\u{feff}',
            '\u{ad}',
            '\u{e0041}',
            '\u{2028}',
            '\u{3164}',
        ] {
            assert_eq!(clean(&format!("x{hidden}y")), "x�y", "{hidden:?}");
        }
    }

    #[test]
    fn scripts_and_emoji_are_left_alone() {
        for text in ["Black Friday −40 %", "春節優惠 買一送一", "👨‍👩‍👧 ☕\u{fe0f} 🇩🇪", "می\u{200c}خواهم", "e\u{301}"]
        {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn fits_by_columns() {
        assert_eq!(fit("春節優惠", 8), "春節優惠");
        assert_eq!(fit("春節優惠", 7), "春節優…");
        assert_eq!(fit("春節優惠", 6), "春節…");
        assert_eq!(fit("abc", 1), "…");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(pad("春", 5), "春   ");
        assert_eq!(pad("春節", 2), "… ");
    }

    #[test]
    fn wraps_between_words_and_keeps_newlines() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a\r\n\nb", 7), ["a", "", "b"]);
        assert_eq!(wrap("to https://example.test", 8), ["to", "https://", "example.", "test"]);
        assert_eq!(wrap("春節優惠", 5), ["春節", "優惠"]);
        assert_eq!(wrap("春節", 1), ["春", "節"]);
        assert_eq!(wrap("a🫟\u{acb}b", 2), ["a", "🫟\u{acb}", "b"]);
        assert_eq!(wrap("", 9), [""]);
        assert_eq!(wrap("a\u{1b}b", 9), ["a␛b"]);
    }

    /// Draws the text on a line between two fences and returns whether the fences still stand.
    fn stays_within(text: &str, columns: u16) -> bool {
        let mut buf = Buffer::empty(Rect::new(0, 0, columns + 2, 1));
        buf[(0, 0)].set_symbol("|");
        buf[(columns + 1, 0)].set_symbol("|");
        let (end, _) = buf.set_stringn(1, 0, text, usize::from(columns) + 1, Style::new());
        buf[(0, 0)].symbol() == "|" && buf[(columns + 1, 0)].symbol() == "|" && usize::from(end) == 1 + width(text)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_is_cleaned_and_fitted_never_overflows(text in "(\\PC|\\p{C}|[春ﾞ👨\\u{200d}👧\\u{fe0f}🇩]){0,30}", columns in 0u16..24) {
            let cleaned = clean(&text);
            prop_assert_eq!(cleaned.chars().count(), text.chars().count());
            prop_assert!(!cleaned.chars().any(|c| symbol(c).is_some()));
            let fitted = fit(&cleaned, columns);
            prop_assert!(stays_within(&fitted, columns), "{:?} in {}", fitted, columns);
            prop_assert_eq!(width(&pad(&cleaned, columns)), usize::from(columns));
        }

        #[test]
        fn wrapping_loses_nothing_but_blanks(text in "([a-z春👨 \\n]|\\PC){0,40}", columns in 2u16..16) {
            let lines = wrap(&text, columns);
            // One cluster may take three columns and more: an emoji with a vowel sign of another script.
            let alone = |line: &str| graphemes(line).count() == 1;
            prop_assert!(lines.iter().all(|line| width(line) <= usize::from(columns) || alone(line)));
            let bare = |text: &str| text.chars().filter(|c| !matches!(c, ' ' | '\n' | '\r')).collect::<String>();
            prop_assert_eq!(bare(&lines.concat()), bare(&clean(&text).replace('␊', "\n")));
        }
    }
}
