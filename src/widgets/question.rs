//! A dialog that asks: facts, a text, maybe a line to type in, and buttons, in a frame that fits them.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    dialog::{buttons, centred, fact_lines, frame},
    input::Input,
    lines::render_lines,
    panel::paragraph,
    text::wrap,
    theme::Theme,
    viewport::Scroll,
};

/// All that a dialog shows.
pub struct Question<'a> {
    /// Its title.
    pub title: &'a str,
    /// Whether it asks about something that can't be undone.
    pub danger: bool,
    /// Label and value of what it is about.
    pub facts: &'a [(&'a str, &'a str)],
    /// The question.
    pub text: &'a str,
    /// The line to type in.
    pub input: Option<&'a Input>,
    /// The buttons.
    pub buttons: &'a [&'a str],
    /// Which button has the focus.
    pub focus: usize,
}

/// As wide as a dialog gets.
const WIDEST: u16 = 76;

impl Question<'_> {
    /// Draws the dialog in the middle of the area; returns where the terminal's cursor goes, if there is a line to type
    /// in. Where the height does not suffice, facts give way first: the question and the buttons must be seen.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let width = area.width.min(WIDEST);
        let inner_width = width.saturating_sub(4);
        // A column is left to the scrollbar.
        let facts = fact_lines(theme, self.facts, inner_width.saturating_sub(1));
        let count = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
        let text = count(wrap(self.text, inner_width).len());
        let input = u16::from(self.input.is_some());
        let gap = u16::from(!facts.is_empty());
        // The question, the line to type in, a blank line and the buttons.
        let needed = text.saturating_add(input + 2);
        let height = needed.saturating_add(count(facts.len()).saturating_add(gap)).saturating_add(2);
        let inner = frame(centred(area, width, height), buf, theme, self.title, self.danger);
        // Of a question that is too long for the height, the end is cut: the answers must be seen.
        let text = text.min(inner.height.saturating_sub(input + 2));
        let for_facts = inner.height.saturating_sub(needed);
        let shown_facts = Rect { height: for_facts.saturating_sub(gap), ..inner };
        render_lines(shown_facts, buf, theme, &facts, Scroll::default());
        let below = |y: u16, height: u16| Rect { y: inner.y.saturating_add(y), height, ..inner }.intersection(inner);
        paragraph(below(for_facts, text), buf, theme.base, self.text);
        let cursor = self.input.and_then(|input| {
            let row = below(for_facts + text, 1);
            input.render(row, buf, theme, "› ")
        });
        buttons(below(inner.height.saturating_sub(1), 1), buf, theme, self.buttons, self.focus);
        cursor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::testing::{at_every_size, rows, screen};

    fn question<'a>(facts: &'a [(&'a str, &'a str)], input: Option<&'a Input>) -> Question<'a> {
        Question {
            title: "Delete?",
            danger: true,
            facts,
            text: "It can't be undone.",
            input,
            buttons: &["Cancel", "Delete"],
            focus: 0,
        }
    }

    #[test]
    fn shows_all_it_has_and_puts_the_cursor_into_the_line() {
        let mut buf = screen(40, 12);
        let input = Input::new("abc");
        let cursor = question(&[("Name", "春節優惠")], Some(&input)).draw(buf.area, &mut buf, &Theme::plain());
        let text = rows(&buf).join("\n");
        for word in ["! Delete?", "Name", "It can't be undone.", "› abc", "[ Cancel ]", "Delete"] {
            assert!(text.contains(word), "{word}: {text}");
        }
        assert!(cursor.is_some());
    }

    #[test]
    fn in_a_low_terminal_the_question_and_the_buttons_stay() {
        let mut buf = screen(40, 6);
        let many = [("A", "1"), ("B", "2"), ("C", "3"), ("D", "4"), ("E", "5")];
        question(&many, None).draw(buf.area, &mut buf, &Theme::plain());
        let text = rows(&buf).join("\n");
        assert!(text.contains("It can't be undone.") && text.contains("[ Cancel ]"), "{text}");
    }

    #[test]
    fn a_question_that_is_too_long_leaves_room_for_its_answers() {
        let mut buf = screen(40, 8);
        let (text, input) = ("all that there is to be said ".repeat(20), Input::new("abc"));
        Question { text: &text, ..question(&[], Some(&input)) }.draw(buf.area, &mut buf, &Theme::plain());
        let text = rows(&buf).join("\n");
        assert!(text.contains("› abc") && text.contains("[ Cancel ]"), "{text}");
    }

    #[test]
    fn draws_at_every_size() {
        let input = Input::new("春節優惠");
        at_every_size(|area, buf| {
            question(&[("Name", "a\u{1b}b"), ("Id", "x")], Some(&input)).draw(area, buf, &Theme::coloured());
        });
    }
}
