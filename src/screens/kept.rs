//! A list of what the disk keeps: what drafts, trash and history have in common.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::keys::Action;
use crate::widgets::{Column, Row, Viewport, framed, paragraph, render_table};

use super::Surroundings;
use super::movement::{move_cursor, table_rows};

/// The list with its cursor; empty-handed until the disk has answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KeptList<T> {
    items: Option<Vec<T>>,
    view: Viewport,
}

impl<T> Default for KeptList<T> {
    fn default() -> Self {
        KeptList { items: None, view: Viewport::default() }
    }
}

impl<T> KeptList<T> {
    /// Takes the list in.
    pub(super) fn take(&mut self, items: Vec<T>) {
        self.items = Some(items);
    }

    fn len(&self) -> usize {
        self.items.as_ref().map_or(0, Vec::len)
    }

    /// What the cursor stands on.
    pub(super) fn selected(&self) -> Option<&T> {
        self.items.as_ref()?.get(self.view.selected)
    }

    /// Keeps the cursor in view on a body of this height.
    pub(super) fn fit(&mut self, body: Rect) {
        self.view.follow(self.len(), table_rows(body));
    }

    /// Moves the cursor, if the action is a movement.
    pub(super) fn step(&mut self, action: Action, body: Rect) {
        let len = self.len();
        move_cursor(&mut self.view, action, len, table_rows(body));
    }

    /// Draws the list under its title, or what is to be said where there is nothing in it.
    pub(super) fn draw(
        &self,
        (around, area, buf): (&Surroundings, Rect, &mut Buffer),
        (title, none): (&str, &str),
        columns: &[Column],
        row: impl for<'a> Fn(&'a T) -> Row<'a>,
    ) {
        let theme = &around.theme;
        let foot = match self.len() {
            0 => String::new(),
            len => format!("{} of {len}", self.view.selected + 1),
        };
        let inner = framed(area, buf, theme, title, &foot, true);
        let Some(items) = self.items.as_ref().filter(|items| !items.is_empty()) else {
            let text = if self.items.is_none() { "Reading from the disk …" } else { none };
            paragraph(inner, buf, theme.dim, text);
            return;
        };
        let row = |index: usize| items.get(index).map_or_else(Row::default, &row);
        render_table(inner, buf, theme, columns, &self.view, items.len(), row);
    }
}
