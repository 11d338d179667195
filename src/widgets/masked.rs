//! A line of text that nobody may see: a secret that is typed or pasted.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::keys::{Key, Stroke};
use crate::secret::{LONGEST, Secret};

use super::{grapheme, input::behind_prompt, paint, theme::Theme};

/// A secret as it is typed. It is only ever changed at its end: who can't see a text can't edit within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked(Secret);

impl Default for Masked {
    fn default() -> Self {
        Masked(Secret::from(""))
    }
}

impl Masked {
    /// What was typed, without the blanks around it, which no secret has and many a paste.
    #[must_use]
    pub fn secret(&self) -> Secret {
        Secret::from(self.0.expose().trim())
    }

    /// Holds this secret instead.
    pub fn set(&mut self, secret: Secret) {
        self.0 = secret;
    }

    /// Adds a text at the end. False if it does not fit: nothing is taken then, for half a secret looks like a whole one.
    pub fn paste(&mut self, text: &str) -> bool {
        let fits = self.0.expose().len() + text.len() <= LONGEST;
        if fits {
            self.0 = Secret::new([self.0.expose(), text].concat());
        }
        fits
    }

    /// Takes a stroke that types nothing in: the last character goes, or all of them. False if it means nothing here.
    pub fn edit(&mut self, stroke: Stroke) -> bool {
        let kept = match (stroke.key, stroke.ctrl) {
            (Key::Backspace, false) => grapheme::before(self.0.expose(), self.0.expose().len()),
            // A secret has no words: what would delete one deletes all.
            (Key::Backspace | Key::Char('u' | 'w'), true) => 0,
            _ => return false,
        };
        self.0 = Secret::from(self.0.expose().get(..kept).unwrap_or_default());
        true
    }

    /// Draws the prompt and a dot for each character into the area's first line, the last ones if not all fit; returns where the
    /// terminal's cursor belongs.
    pub fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme, prompt: &str) -> Option<Position> {
        let area = behind_prompt(area, buf, theme, prompt)?;
        let room = area.width.saturating_sub(1);
        let dots = u16::try_from(self.0.expose().chars().count()).unwrap_or(u16::MAX).min(room);
        paint::text(Rect { height: 1, ..area }, buf, &"•".repeat(usize::from(dots)), theme.base);
        Some(Position::new(area.x + dots, area.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::testing::{at_every_size, rows, screen};

    fn masked(text: &str) -> Masked {
        let mut masked = Masked::default();
        assert!(masked.paste(text));
        masked
    }

    #[test]
    fn neither_the_screen_nor_debug_shows_it() {
        let masked = masked("p8e-sécret");
        let mut buf = screen(20, 1);
        assert_eq!(masked.render(buf.area, &mut buf, &Theme::plain(), ""), Some(Position::new(10, 0)));
        assert_eq!(rows(&buf), ["•".repeat(10)]);
        assert!(!format!("{masked:?}").contains("p8e"), "{masked:?}");
    }

    #[test]
    fn a_paste_loses_the_blanks_around_it() {
        assert_eq!(masked(" p8e-1 \r\n").secret(), Secret::from("p8e-1"));
    }

    #[test]
    fn a_paste_that_is_too_long_is_refused_as_a_whole() {
        let mut masked = masked(&"x".repeat(LONGEST - 1));
        assert!(!masked.paste("yz"));
        assert_eq!(masked.secret().expose().len(), LONGEST - 1);
        assert!(masked.paste("y") && masked.secret().expose().ends_with("xy"));
    }

    #[test]
    fn its_end_can_be_taken_back_and_all_of_it() {
        let mut masked = masked("abé");
        assert!(masked.edit(Stroke::plain(Key::Backspace)));
        assert_eq!(masked.secret(), Secret::from("ab"));
        assert!(!masked.edit(Stroke::plain(Key::Left)));
        assert!(masked.edit(Stroke { ctrl: true, ..Stroke::plain(Key::Char('u')) }));
        assert!(masked.secret().is_empty());
    }

    #[test]
    fn draws_at_every_size() {
        let masked = masked("春節優惠\u{1b}[2J and so on and on");
        at_every_size(|area, buf| {
            let cursor = masked.render(area, buf, &Theme::coloured(), "token: ");
            let seen = area.intersection(buf.area);
            assert!(cursor.is_none_or(|cursor| seen.contains(cursor)));
        });
    }
}
