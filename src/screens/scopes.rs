//! The picker: sandboxes (dps) or containers (xcore). No place is ever assumed; without one configured, this asks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::{Generation, Scope, ScopeEntry, Seen, relative};
use crate::keys::Action;
use crate::request::{Cause, RequestError};
use crate::widgets::{Align, Cell, Column, Row, Viewport, Width, framed, paragraph, render_table};

use super::movement::{move_cursor, table_rows};
use super::prompt::Prompt;
use super::{Surroundings, Wish, capitalized};

/// The picker's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ScopesScreen {
    entries: Vec<ScopeEntry>,
    view: Viewport,
    complete: bool,
    failed: Option<RequestError>,
}

impl ScopesScreen {
    /// Begins to read the list; what is on screen stays until the answer.
    pub fn begin(&mut self) {
        self.complete = false;
        self.failed = None;
    }

    /// Takes a page of the list in; returns the link to follow next, if there is one. `first` drops what was there
    /// before. A page that brings nothing new is the last, whatever it links to: else links in a circle had no end.
    pub fn take(&mut self, entries: Vec<ScopeEntry>, first: bool, next: Option<String>) -> Option<String> {
        if first {
            self.entries.clear();
        }
        let before = self.entries.len();
        for entry in entries {
            if !self.entries.iter().any(|known| known.scope == entry.scope) {
                self.entries.push(entry);
            }
        }
        let next = next.filter(|_| self.entries.len() > before);
        self.complete = next.is_none();
        self.view.selected = self.view.selected.min(self.entries.len().saturating_sub(1));
        next
    }

    /// Puts the cursor on this sandbox's line, as long as it stands on the first.
    pub fn begin_at(&mut self, sandbox: Option<&str>) {
        let place = self.entries.iter().position(|entry| Some(entry.scope.sandbox.as_str()) == sandbox);
        if let (0, Some(place)) = (self.view.selected, place) {
            self.view.set(place);
        }
    }

    /// Takes a failure in.
    pub fn fail(&mut self, error: RequestError) {
        self.failed = Some(error);
    }

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        self.view.follow(self.entries.len(), table_rows(body));
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        let (len, height) = (self.entries.len(), table_rows(body));
        match action {
            Action::Open => match self.entries.get(self.view.selected) {
                Some(entry) => vec![Wish::Enter(entry.scope.clone(), Some(entry.category.clone()))],
                // While the list is still coming, a key pressed in haste must not open anything.
                None if self.complete || self.failed.is_some() => vec![Wish::Prompt(Prompt::scope())],
                None => Vec::new(),
            },
            Action::Filter => vec![Wish::Prompt(Prompt::scope())],
            Action::Refresh => vec![Wish::ReadScopes],
            Action::Back => vec![Wish::Close],
            other => {
                move_cursor(&mut self.view, other, len, height);
                Vec::new()
            }
        }
    }

    /// Draws the picker.
    pub fn draw(&self, around: &Surroundings, current: Option<&Scope>, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let (title, region) = match around.generation {
            Generation::Dps => ("Sandboxes", "Region"),
            Generation::Xcore => ("Containers", "Data centre"),
        };
        let foot = match (&self.failed, self.complete, self.entries.len()) {
            (_, _, 0) => String::new(),
            (Some(error), _, len) => format!("! partial: {len} read, then {} · r reads again", error.headline()),
            (None, true, len) => format!("{} of {len}", self.view.selected + 1),
            (None, false, len) => format!("{len} so far"),
        };
        let inner = framed(area, buf, theme, title, &foot, true);
        if let Some(error) = &self.failed
            && self.entries.is_empty()
        {
            let how = match around.generation {
                Generation::Dps => "press / and type the sandbox's name",
                Generation::Xcore => "press / and type the container's id",
            };
            let advice = if error.cause == Cause::Forbidden {
                format!("You may not list them: {how}.")
            } else {
                format!("{}. r reads again; or {how}.", capitalized(error.advice()))
            };
            // What to do stands before the server's words, which may be longer than the screen.
            paragraph(inner, buf, theme.bad, &format!("✗ {}\n{advice}\n\n{}", error.headline(), error.message));
            return;
        }
        if self.entries.is_empty() {
            let text = if self.complete {
                "There is none that you may use. Press / to type a name."
            } else {
                "Reading from the server …"
            };
            paragraph(inner, buf, theme.dim, text);
            return;
        }
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column::new("Sandbox", Width::Fixed(18), Align::Left),
            Column::new("Type", Width::Fixed(13), Align::Left),
            Column { hide_below: 100, ..Column::new(region, Width::Fixed(11), Align::Left) },
            Column::new("Changed", Width::Fixed(9), Align::Right),
        ];
        let row = |index: usize| match self.entries.get(index) {
            None => Row::default(),
            Some(entry) => {
                let here = current == Some(&entry.scope);
                let name = if here { format!("{} (here)", entry.name) } else { entry.name.clone() };
                let category = match entry.category.as_str() {
                    "production" => Cell::new("▲ production", theme.warn),
                    other => Cell::from(other),
                };
                let changed = match &entry.changed {
                    Seen::Is(at) => relative(*at, around.now),
                    Seen::Odd(text) => text.to_string(),
                    Seen::Absent => "–".to_owned(),
                };
                Row::new(vec![
                    Cell::from(name),
                    Cell::from(entry.scope.sandbox.as_str()),
                    category,
                    Cell::from(entry.region.as_str()),
                    Cell::new(changed, theme.dim),
                ])
            }
        };
        render_table(inner, buf, theme, &columns, &self.view, self.entries.len(), row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_begins_at_the_sandbox_that_was_named_until_somebody_moves_it() {
        let entry = |sandbox: &str| ScopeEntry {
            scope: Scope { sandbox: sandbox.to_owned(), container: Some(format!("container of {sandbox}")) },
            name: sandbox.to_owned(),
            category: String::new(),
            region: String::new(),
            changed: Seen::Absent,
        };
        let mut screen = ScopesScreen::default();
        screen.take(vec![entry("prod"), entry("dev"), entry("stage")], true, None);
        screen.begin_at(None);
        assert_eq!(screen.view.selected, 0);
        screen.begin_at(Some("dev"));
        assert_eq!(screen.view.selected, 1);
        screen.begin_at(Some("stage"));
        assert_eq!(screen.view.selected, 1);
    }
}
