//! The picker of profiles: the ways to reach a library that are written down.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::Generation;
use crate::keys::Action;
use crate::profile::{Accent, Mode, Profile};
use crate::widgets::{Align, Cell, Column, Row, Viewport, Width, framed, paragraph, render_table};

use super::movement::{move_cursor, table_rows};
use super::{Surroundings, Wish};

/// A profile as the picker shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileLine {
    /// Its name.
    pub name: String,
    /// The organisation; blank where the profile names none.
    pub organisation: String,
    /// The generation of the API.
    pub api: Generation,
    /// The sandbox to begin in.
    pub sandbox: Option<String>,
    /// What may be written; `None` where the sandbox decides.
    pub mode: Option<Mode>,
    /// Its colour.
    pub accent: Option<Accent>,
}

impl From<&Profile> for ProfileLine {
    fn from(profile: &Profile) -> Self {
        ProfileLine {
            name: profile.name.clone(),
            organisation: profile.organisation.clone().unwrap_or_default(),
            api: profile.api.unwrap_or_default(),
            sandbox: profile.sandbox.clone(),
            mode: profile.mode,
            accent: profile.accent,
        }
    }
}

/// The picker's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ProfilesScreen {
    lines: Vec<ProfileLine>,
    current: Option<String>,
    view: Viewport,
}

impl ProfilesScreen {
    /// The picker of these profiles, the cursor on the one that is in use.
    #[must_use]
    pub fn new(lines: Vec<ProfileLine>, current: Option<String>) -> Self {
        let place = lines.iter().position(|line| Some(&line.name) == current.as_ref()).unwrap_or(0);
        ProfilesScreen { lines, current, view: Viewport { selected: place, offset: 0 } }
    }

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        self.view.follow(self.lines.len(), table_rows(body));
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        match action {
            Action::Open => {
                let selected = self.lines.get(self.view.selected);
                selected.map(|line| Wish::UseProfile(line.name.clone())).into_iter().collect()
            }
            Action::New => vec![Wish::ShowSetup],
            Action::Back => vec![Wish::Close],
            other => {
                move_cursor(&mut self.view, other, self.lines.len(), table_rows(body));
                Vec::new()
            }
        }
    }

    /// Draws the picker.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let foot = match self.lines.len() {
            0 => String::new(),
            len => format!("{} of {len}", self.view.selected + 1),
        };
        let inner = framed(area, buf, theme, "Profiles", &foot, true);
        if self.lines.is_empty() {
            paragraph(inner, buf, theme.dim, "There is none yet. Press n to set up a connection.");
            return;
        }
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column { hide_below: 104, ..Column::new("Organisation", Width::Fixed(33), Align::Left) },
            Column { hide_below: 60, ..Column::new("API", Width::Fixed(5), Align::Left) },
            Column::new("Sandbox", Width::Fixed(16), Align::Left),
            Column::new("Mode", Width::Fixed(9), Align::Left),
            Column::new("Accent", Width::Fixed(9), Align::Left),
        ];
        let row = |index: usize| match self.lines.get(index) {
            None => Row::default(),
            Some(line) => {
                let here = self.current.as_ref() == Some(&line.name);
                let name = if here { format!("{} (here)", line.name) } else { line.name.clone() };
                let accent = match line.accent {
                    Some(accent) => Cell::new(format!("■ {}", accent.as_str()), theme.with_accent(accent).accent),
                    None => Cell::new("–", theme.dim),
                };
                Row::new(vec![
                    Cell::from(name),
                    Cell::from(line.organisation.as_str()),
                    Cell::from(line.api.as_str()),
                    Cell::from(line.sandbox.as_deref().unwrap_or("–")),
                    Cell::from(line.mode.map_or("automatic", Mode::as_str)),
                    accent,
                ])
            }
        };
        render_table(inner, buf, theme, &columns, &self.view, self.lines.len(), row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Rect = Rect { x: 0, y: 0, width: 80, height: 12 };

    fn screen() -> ProfilesScreen {
        let line = |name: &str| ProfileLine::from(&Profile { name: name.to_owned(), ..Profile::default() });
        ProfilesScreen::new(vec![line("dev"), line("prod")], Some("prod".to_owned()))
    }

    #[test]
    fn the_cursor_begins_at_the_one_in_use_and_enter_uses_the_selected_one() {
        let mut screen = screen();
        assert_eq!(screen.act(Action::Open, BODY), [Wish::UseProfile("prod".to_owned())]);
        screen.act(Action::Up, BODY);
        assert_eq!(screen.act(Action::Open, BODY), [Wish::UseProfile("dev".to_owned())]);
    }

    #[test]
    fn without_any_there_is_only_the_way_to_the_form() {
        let mut screen = ProfilesScreen::default();
        assert_eq!(screen.act(Action::Open, BODY), []);
        assert_eq!(screen.act(Action::New, BODY), [Wish::ShowSetup]);
        assert_eq!(screen.act(Action::Back, BODY), [Wish::Close]);
    }

    #[test]
    fn a_line_says_what_counts_where_the_profile_is_silent() {
        let line = ProfileLine::from(&Profile::default());
        assert_eq!((line.api, line.mode, line.organisation.as_str()), (Generation::Dps, None, ""));
    }
}
