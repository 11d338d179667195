use super::*;
use crate::widgets::{
    Theme,
    testing::{at_every_size, rows, screen},
};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Position};

const OFFER: &str = "{\n  \"xdm:name\": \"春節優惠\",\n  \"priority\": 50,\n  \"tags\": []\n}";

fn drawn(area: &JsonArea, width: u16, height: u16, error: Option<(usize, usize)>) -> (Buffer, Option<Position>) {
    let mut buf = screen(width, height);
    let cursor = area.render(buf.area, &mut buf, &Theme::coloured(), error, true);
    (buf, cursor)
}

#[test]
fn newlines_keep_the_indent_and_go_deeper() {
    let mut area = JsonArea::new("");
    area.insert_char('{');
    area.newline();
    area.insert_str("\"a\": [");
    area.newline();
    area.insert_char('1');
    area.newline();
    assert_eq!(area.text(), "{\n  \"a\": [\n    1\n    ");
    assert_eq!(area.cursor(), (3, 4));
    area.undo();
    assert_eq!(area.text(), "{\n  \"a\": [\n    1");
    let mut area = JsonArea::new("\t{}");
    area.jump(1, 3);
    area.newline();
    assert_eq!(area.text(), "\t{\n\t  }");
}

#[test]
fn deleting_joins_lines_and_takes_whole_characters() {
    let mut area = JsonArea::new("a👨‍👩‍👧\nb");
    area.line_end();
    area.delete();
    assert_eq!(area.text(), "a👨‍👩‍👧b");
    area.backspace();
    assert_eq!((area.text().as_str(), area.cursor()), ("ab", (0, 1)));
    area.undo();
    area.undo();
    assert_eq!((area.text().as_str(), area.cursor().0), ("a👨‍👩‍👧\nb", 1));
    area.redo();
    assert_eq!(area.text(), "a👨‍👩‍👧b");
    area.top();
    area.backspace();
    area.bottom();
    area.delete();
    assert_eq!(area.text(), "a👨‍👩‍👧b");
}

#[test]
fn a_paste_is_one_step_and_its_newlines_are_made_one_kind() {
    let mut area = JsonArea::new("[]");
    area.right();
    area.insert_str("1,\r\n2,\r\t3\u{1b}");
    assert_eq!(area.text(), "[1,\n2,\n\t3\u{1b}]");
    let (buf, _) = drawn(&area, 20, 3, None);
    assert_eq!(rows(&buf), ["1  [1,", "2  2,", "3  → 3␛]"]);
    area.undo();
    assert_eq!(area.text(), "[]");
}

#[test]
fn up_and_down_keep_the_column() {
    let mut area = JsonArea::new("abcdef\n春節\nabcdef\n");
    area.jump(1, 6);
    area.down(1);
    assert_eq!(area.cursor(), (1, 2));
    area.down(1);
    assert_eq!(area.cursor(), (2, 5));
    area.down(9);
    assert_eq!(area.cursor(), (3, 0));
    area.up(2);
    assert_eq!(area.cursor(), (1, 2));
    area.left();
    area.up(1);
    assert_eq!(area.cursor(), (0, 2), "a move to the side sets the column anew");
}

#[test]
fn a_character_without_a_column_holds_nobody_up() {
    for text in ["a\u{301}\u{200d}b", "\u{301}x", "\u{200d}\u{200d}", "👩\u{200d}👧\u{fe0f}!"] {
        let mut area = JsonArea::new(text);
        let mut steps = 0;
        while area.cursor().1 < text.chars().count() {
            area.right();
            steps += 1;
            assert!(steps <= text.chars().count(), "{text:?} stops at {:?}", area.cursor());
        }
        for _ in 0..steps {
            area.left();
        }
        assert_eq!(area.cursor(), (0, 0), "{text:?}");
    }
}

#[test]
fn words_cross_lines() {
    let mut area = JsonArea::new("{\"a\": 10,\n\"b\": 2}");
    let mut stops = Vec::new();
    while area.cursor() != (1, 7) {
        area.word_right();
        stops.push(area.cursor());
    }
    assert!(stops.contains(&(1, 0)) && stops.is_sorted(), "{stops:?}");
    for _ in &stops {
        area.word_left();
    }
    assert_eq!(area.cursor().0, 0);
}

#[test]
fn a_parser_s_error_is_found_again() {
    for text in ["{\n  \"名\": tru\n}", "[1,\n 春]", "{", "[1, 2\n", "[\"\u{1b}\"]"] {
        let Err(error) = serde_json::from_str::<serde_json::Value>(text) else { panic!("{text} parses") };
        let mut area = JsonArea::new(text);
        // The parser counts in bytes, the editor in characters.
        let line = text.lines().nth(error.line() - 1).unwrap_or("");
        let column =
            line.get(..error.column().saturating_sub(1)).map_or(error.column(), |before| before.chars().count() + 1);
        area.jump(error.line(), column);
        assert_eq!(area.cursor().0 + 1, error.line(), "{text}");
        let (buf, cursor) = drawn(&area, 30, 4, Some((error.line(), column)));
        let marked: Vec<Position> = buf
            .area
            .positions()
            .filter(|at| buf[*at].fg == ratatui::style::Color::Red && at.y < 3 && at.x > 2)
            .collect();
        assert_eq!(marked.first().copied(), cursor, "{text}");
        assert!(rows(&buf)[usize::from(marked[0].y)].contains('✗'));
    }
    let mut area = JsonArea::new("abc");
    area.jump(usize::MAX, usize::MAX);
    assert_eq!(area.cursor(), (0, 3));
    area.jump(0, 0);
    assert_eq!(area.cursor(), (0, 0));
}

#[test]
fn search_goes_round_in_both_directions() {
    let mut area = JsonArea::new("Name name\n[x] NAME\nnone");
    let mut seen = Vec::new();
    assert!(area.search("name"));
    seen.push(area.cursor());
    for _ in 0..3 {
        assert!(area.search_next());
        seen.push(area.cursor());
    }
    assert_eq!(seen, [(0, 0), (0, 5), (1, 4), (0, 0)]);
    assert!(area.search_previous());
    assert_eq!(area.cursor(), (1, 4));
    assert!(area.search_previous());
    assert_eq!(area.cursor(), (0, 5));
    assert!(!area.search("absent") && !area.search("") && !area.search_next() && !area.search_previous());
    assert_eq!(area.cursor(), (0, 5));
    assert!(area.search("[X]"));
    assert_eq!(area.cursor(), (1, 0), "what is searched for is text, not a pattern");
    area.search("none");
    area.bottom();
    assert!(area.search_next());
    assert_eq!(area.cursor(), (2, 0));
}

#[test]
fn draws_numbers_colours_and_the_error() {
    let theme = Theme::coloured();
    let mut area = JsonArea::new(OFFER);
    area.jump(3, 15);
    let (buf, cursor) = drawn(&area, 30, 5, Some((3, 15)));
    assert_eq!(
        rows(&buf),
        ["1  {", "2    \"xdm:name\": \"春節優惠\",", "3✗   \"priority\": 50,", "4    \"tags\": []", "5  }",]
    );
    assert_eq!(cursor, Some(Position::new(17, 2)));
    assert_eq!(buf[(5, 1)].style().fg, theme.json_key.fg);
    assert_eq!(buf[(18, 1)].style().fg, theme.json_string.fg);
    assert_eq!(buf[(18, 2)].style().fg, theme.json_number.fg);
    assert_eq!(buf[(17, 2)].style().fg, theme.error_mark.fg);
    assert_eq!(buf[(1, 2)].style().fg, theme.bad.fg);
    assert!(area.render(buf.area, &mut screen(30, 5), &theme, None, false).is_none());
}

#[test]
fn a_long_line_and_a_long_text_follow_the_cursor() {
    let mut area = JsonArea::new(&"0123456789".repeat(20_000));
    area.line_end();
    let (buf, cursor) = drawn(&area, 20, 1, None);
    let Some(cursor) = cursor else { panic!("the focused editor has a cursor") };
    assert_eq!(buf[(cursor.x - 1, 0)].symbol(), "9");
    assert_eq!(buf[cursor].symbol(), " ");
    area.jump(1, 50_001);
    let (buf, cursor) = drawn(&area, 20, 1, None);
    assert_eq!(cursor.map(|at| buf[at].symbol().to_owned()), Some("0".to_owned()));
    assert_eq!(rows(&buf)[0].chars().last(), Some('…'));

    let mut area = JsonArea::new(&"x\n".repeat(10_000));
    area.jump(5000, 1);
    assert_eq!(rows(&drawn(&area, 20, 3, None).0), [" 4999  x", " 5000  x", " 5001  x"]);
    area.bottom();
    assert_eq!(rows(&drawn(&area, 20, 2, None).0), ["10000  x", "10001"]);
}

#[test]
fn equal_by_text_and_cursor() {
    let mut area = JsonArea::new("ab");
    let before = area.clone();
    area.right();
    assert_ne!(area, before);
    area.insert_char('x');
    area.undo();
    area.left();
    assert_eq!(area, before);
}

#[test]
fn draws_at_every_size() {
    let mut area = JsonArea::new(&format!("{OFFER}\n\t\u{1b}[31m\u{202e}\u{301}{}", "春".repeat(50)));
    for (line, column) in [(1, 1), (2, 17), (6, 150)] {
        area.jump(line, column);
        at_every_size(|at, buf| {
            let cursor = area.render(at, buf, &Theme::coloured(), Some((6, 9)), true);
            let seen = at.intersection(buf.area);
            assert_eq!(cursor.is_some(), !seen.is_empty());
            assert!(cursor.is_none_or(|cursor| seen.contains(cursor)), "{cursor:?} outside {seen:?}");
        });
    }
}

#[test]
fn a_text_put_in_place_of_another_is_one_step_back_and_one_on() {
    let mut area = JsonArea::new("old");
    area.line_end();
    area.insert_char('!');
    area.replace("new\ntext");
    area.insert_char('?');
    let last = area.text();
    assert!(area.undo() && area.undo());
    assert_eq!(area.text(), "old!");
    assert!(area.undo());
    assert_eq!(area.text(), "old");
    assert!(area.redo() && area.redo());
    assert_eq!(area.text(), "new\ntext");
    assert!(area.redo() && !area.redo());
    assert_eq!(area.text(), last);
}

#[test]
fn a_text_that_was_emptied_by_hand_comes_back_step_by_step() {
    let mut area = JsonArea::new("a");
    area.delete();
    area.insert_str("pasted");
    assert!(area.undo());
    assert_eq!(area.text(), "");
    assert!(area.undo() && area.redo());
    assert_eq!(area.text(), "");
    assert!(area.redo());
    assert_eq!(area.text(), "pasted");
}

#[test]
fn what_is_taken_back_or_done_again_has_the_cursor_where_it_changes() {
    let mut area = JsonArea::new(OFFER);
    area.bottom();
    let new = OFFER.replace("50", "52");
    area.replace(&new);
    assert_eq!((area.text(), area.cursor()), (new.clone(), (4, 1)), "the cursor stays in its line");
    assert!(area.undo());
    assert_eq!((area.text(), area.cursor()), (OFFER.to_owned(), (2, 15)), "at the digit that differs");
    area.bottom();
    assert!(area.redo());
    assert_eq!((area.text(), area.cursor()), (new, (2, 15)));
}

#[test]
fn a_line_that_comes_or_goes_is_one_step_like_any_other() {
    for (from, to) in
        [("a\nb\nc", "a\nc"), ("a\nb", "a\nb\nc"), ("", "a\nb"), ("a\n\nb", "a\nb"), ("a\na", "a"), ("a", "")]
    {
        for (from, to) in [(from, to), (to, from)] {
            let mut area = JsonArea::new(from);
            area.replace(to);
            assert_eq!(area.text(), to, "{from:?}");
            assert!(area.undo());
            assert_eq!(area.text(), from, "{to:?}");
            assert!(!area.undo() && area.redo());
            assert_eq!(area.text(), to, "{from:?}");
            assert!(!area.redo());
        }
    }
}

#[test]
fn a_text_of_any_length_can_be_replaced() {
    for old in ["x".repeat(70_000), format!("{}y", "x\n".repeat(70_000))] {
        let new = format!("{old}z\n");
        let mut area = JsonArea::new(&old);
        area.replace(&new);
        assert!(area.text() == new && area.undo() && area.text() == old && area.redo() && area.text() == new);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_takes_the_place_of_any_other_and_gives_it_back(
        texts in proptest::collection::vec("[ab春\u{301}]{1,3}(\n[ab]{1,2}){0,5}", 2..6),
    ) {
        let mut area = JsonArea::new(&texts[0]);
        let mut different = texts.clone();
        different.dedup();
        for text in &different[1..] {
            area.replace(text);
            prop_assert_eq!(&area.text(), text);
        }
        for text in different.iter().rev().skip(1) {
            prop_assert!(area.undo());
            prop_assert_eq!(&area.text(), text);
        }
        prop_assert!(!area.undo());
        for text in &different[1..] {
            prop_assert!(area.redo());
            prop_assert_eq!(&area.text(), text);
        }
        prop_assert!(!area.redo());
    }

    #[test]
    fn nothing_breaks_it(
        start in "([{}\\[\\]\":, \\n\\r\\ta春👨]|\\PC){0,30}",
        keys in proptest::collection::vec((0u8..22, 0usize..40, "([\\u{301}\\u{200d}\\n\\r\\t{👨🇩]|\\PC){0,4}"), 0..24),
    ) {
        let mut area = JsonArea::new(&start);
        for (key, n, text) in keys {
            match key {
                0 => area.left(),
                1 => area.right(),
                2 => area.up(n),
                3 => area.down(n),
                4 => area.word_left(),
                5 => area.word_right(),
                6 => area.line_start(),
                7 => area.line_end(),
                8 => area.top(),
                9 => area.bottom(),
                10 => area.delete_word(),
                11 => area.replace(&text),
                12 => area.jump(n, n),
                13 => area.newline(),
                14 => area.backspace(),
                15 => area.delete(),
                16 => _ = area.undo(),
                17 => _ = area.redo(),
                18 => _ = area.search(&text),
                19 => _ = area.search_next(),
                20 => _ = area.search_previous(),
                _ => area.insert_str(&text),
            }
            let again = JsonArea::new(&area.text());
            prop_assert_eq!(again.lines(), area.lines());
            let (buf, cursor) = drawn(&area, 24, 4, Some((n, n)));
            prop_assert!(cursor.is_some_and(|cursor| buf.area.contains(cursor)));
        }
        while area.undo() {}
        let original = JsonArea::new(&start);
        prop_assert_eq!(area.lines(), original.lines());
    }
}
