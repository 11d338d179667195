//! The looks: one style for each meaning.
//!
//! Only the terminal's own foreground, its sixteen colours and modifiers are used, so that the person's light or dark
//! palette decides. Colour always repeats what a symbol, a word or a modifier says already.

use std::ffi::OsStr;

use ratatui::style::{Color, Modifier, Style};

use crate::profile::Accent;

/// The colours that a picture may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// None.
    None,
    /// The 216 that nearly every terminal has beside its own sixteen.
    Few,
    /// All.
    All,
}

impl Palette {
    /// The palette for a value of the environment variable `COLORTERM`, by which terminals tell that they have all colours.
    fn from_env(colorterm: Option<&OsStr>) -> Palette {
        match colorterm.and_then(OsStr::to_str) {
            Some("truecolor" | "24bit") => Palette::All,
            _ => Palette::Few,
        }
    }

    /// The nearest that there is to this red, green and blue.
    pub(super) fn colour(self, [red, green, blue]: [u8; 3]) -> Color {
        // They stand at 0 and then at 95 and every 40 from there.
        let step = |part: u8| part.saturating_sub(35) / 40 + u8::from((48..75).contains(&part));
        match self {
            Palette::All => Color::Rgb(red, green, blue),
            Palette::None | Palette::Few => Color::Indexed(16 + 36 * step(red) + 6 * step(green) + step(blue)),
        }
    }
}

/// One style for each meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Ordinary text.
    pub base: Style,
    /// Secondary text.
    pub dim: Style,
    /// What the eye should find first.
    pub accent: Style,
    /// Titles and the active tab.
    pub heading: Style,
    /// In order, approved, done.
    pub good: Style,
    /// Wants attention.
    pub warn: Style,
    /// Failed, refused, destructive.
    pub bad: Style,
    /// The row or button that has the focus.
    pub selected: Style,
    /// The name of a key in the footer and in help.
    pub key: Style,
    /// The border of a pane at rest.
    pub border: Style,
    /// The border of the pane that has the focus.
    pub border_focus: Style,
    /// The place of an error in a text.
    pub error_mark: Style,
    /// A member's name in JSON.
    pub json_key: Style,
    /// A JSON string.
    pub json_string: Style,
    /// A JSON number.
    pub json_number: Style,
    /// `true`, `false`, `null`.
    pub json_word: Style,
    /// Braces, brackets, commas and colons.
    pub json_punct: Style,
    /// Line numbers in the gutter.
    pub line_number: Style,
    /// A line that a change adds.
    pub added: Style,
    /// A line that a change removes.
    pub removed: Style,
    /// What pictures are made of.
    pub palette: Palette,
}

impl Theme {
    /// Two colours and an accent on the terminal's own ground.
    #[must_use]
    pub fn coloured() -> Self {
        let ink = |colour| Style::new().fg(colour);
        Self {
            accent: ink(Color::Cyan),
            heading: ink(Color::Cyan).add_modifier(Modifier::BOLD),
            good: ink(Color::Green),
            warn: ink(Color::Yellow),
            bad: ink(Color::Red),
            key: ink(Color::Cyan),
            border_focus: ink(Color::Cyan),
            error_mark: ink(Color::Red).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            json_key: ink(Color::Cyan),
            json_string: ink(Color::Green),
            json_number: ink(Color::Magenta),
            json_word: ink(Color::Magenta),
            added: ink(Color::Green),
            removed: ink(Color::Red),
            palette: Palette::All,
            ..Self::plain()
        }
    }

    /// Modifiers only, for those who want no colour.
    #[must_use]
    pub fn plain() -> Self {
        let base = Style::new();
        let bold = base.add_modifier(Modifier::BOLD);
        let dim = base.add_modifier(Modifier::DIM);
        Self {
            base,
            dim,
            accent: bold,
            heading: bold,
            good: base,
            warn: bold,
            bad: bold,
            // One even bar: the colours of the cells below would turn into patches of background.
            selected: Style::new()
                .fg(Color::Reset)
                .bg(Color::Reset)
                .add_modifier(Modifier::REVERSED)
                .remove_modifier(Modifier::DIM | Modifier::UNDERLINED),
            key: bold,
            border: dim,
            border_focus: bold,
            error_mark: base.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            json_key: bold,
            json_string: base,
            json_number: base,
            json_word: base,
            json_punct: dim,
            line_number: dim,
            added: bold,
            removed: dim,
            palette: Palette::None,
        }
    }

    /// The theme for the values of two environment variables. Any value of `NO_COLOR` but the empty one turns colour off;
    /// `COLORTERM` tells of what pictures may be made.
    #[must_use]
    pub fn from_env(no_color: Option<&OsStr>, colorterm: Option<&OsStr>) -> Self {
        if no_color.is_some_and(|value| !value.is_empty()) {
            return Self::plain();
        }
        Self { palette: Palette::from_env(colorterm), ..Self::coloured() }
    }

    /// This theme with a profile's colour for what the accent marks: titles, keys, the border of the pane that has the
    /// focus. Where there is no colour, there is none of a profile's either.
    #[must_use]
    pub fn with_accent(self, accent: Accent) -> Self {
        if self.accent.fg.is_none() {
            return self;
        }
        let colour = match accent {
            Accent::Red => Color::Red,
            Accent::Green => Color::Green,
            Accent::Yellow => Color::Yellow,
            Accent::Blue => Color::Blue,
            Accent::Magenta => Color::Magenta,
            Accent::Cyan => Color::Cyan,
        };
        Self {
            accent: self.accent.fg(colour),
            heading: self.heading.fg(colour),
            key: self.key.fg(colour),
            border_focus: self.border_focus.fg(colour),
            ..self
        }
    }

    /// Every style, to hold them all against a rule.
    #[cfg(test)]
    fn all(&self) -> [Style; 20] {
        [
            self.base,
            self.dim,
            self.accent,
            self.heading,
            self.good,
            self.warn,
            self.bad,
            self.selected,
            self.key,
            self.border,
            self.border_focus,
            self.error_mark,
            self.json_key,
            self.json_string,
            self.json_number,
            self.json_word,
            self.json_punct,
            self.line_number,
            self.added,
            self.removed,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_counts_when_set_and_not_empty() {
        let all = Some(OsStr::new("truecolor"));
        assert_eq!(Theme::from_env(Some(OsStr::new("1")), all), Theme::plain());
        assert_eq!(Theme::from_env(Some(OsStr::new("")), all), Theme::coloured());
        assert_eq!(Theme::from_env(None, all), Theme::coloured());
        for unknown in [None, Some(OsStr::new("yes"))] {
            assert_eq!(Theme::from_env(None, unknown), Theme { palette: Palette::Few, ..Theme::coloured() });
        }
    }

    #[test]
    fn the_nearest_of_few_colours_is_found() {
        let levels = [0, 95, 135, 175, 215, 255];
        for part in 0..=u8::MAX {
            let Color::Indexed(index) = Palette::Few.colour([0, 0, part]) else { panic!("{part}") };
            let chosen = levels[usize::from(index - 16)];
            let nearest = levels.iter().map(|level: &u8| level.abs_diff(part)).min().unwrap();
            assert!(chosen.abs_diff(part) <= nearest + 1, "{part} becomes {chosen}");
        }
        assert_eq!(Palette::Few.colour([255, 0, 95]), Color::Indexed(16 + 36 * 5 + 1));
        assert_eq!(Palette::All.colour([1, 2, 3]), Color::Rgb(1, 2, 3));
    }

    #[test]
    fn an_accent_changes_its_four_styles_and_nothing_where_there_is_no_colour() {
        for accent in Accent::ALL {
            assert_eq!(Theme::plain().with_accent(accent), Theme::plain());
            let accented = Theme::coloured().with_accent(accent);
            let inks = [accented.accent, accented.heading, accented.key, accented.border_focus].map(|style| style.fg);
            assert!(inks.iter().all(|ink| *ink == inks[0]), "{inks:?}");
            assert_eq!(inks[0] == Some(Color::Cyan), accent == Accent::Cyan);
            assert_eq!(accented.with_accent(Accent::Cyan), Theme::coloured(), "all else is left alone");
        }
    }

    #[test]
    fn plain_has_no_colour() {
        for style in Theme::plain().all() {
            assert!(matches!(style.fg, None | Some(Color::Reset)), "{style:?}");
            assert!(matches!(style.bg, None | Some(Color::Reset)), "{style:?}");
        }
    }

    #[test]
    fn coloured_leaves_ground_and_extremes_to_the_terminal() {
        for style in Theme::coloured().all() {
            assert!(matches!(style.bg, None | Some(Color::Reset)), "{style:?}");
            assert!(
                !matches!(style.fg, Some(Color::White | Color::Black | Color::Rgb(..) | Color::Indexed(_))),
                "{style:?}"
            );
        }
    }
}
