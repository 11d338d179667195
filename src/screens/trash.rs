//! The trash: what was deleted in this place, and what became of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::relative;
use crate::keys::Action;
use crate::store::{FoundTrash, TrashState};
use crate::widgets::{Align, Cell, Column, Row, Viewport, Width, framed, paragraph, render_table};

use super::dialogs::Dialog;
use super::movement::{move_cursor, table_rows};
use super::{Surroundings, Wish};

/// The screen's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TrashScreen {
    objects: Option<Vec<FoundTrash>>,
    view: Viewport,
}

impl TrashScreen {
    /// Takes the list in.
    pub fn take(&mut self, objects: Vec<FoundTrash>) {
        self.objects = Some(objects);
    }

    fn len(&self) -> usize {
        self.objects.as_ref().map_or(0, Vec::len)
    }

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        self.view.follow(self.len(), table_rows(body));
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        match action {
            Action::Open => {
                let selected = self.objects.as_ref().and_then(|objects| objects.get(self.view.selected));
                selected.map(restore).into_iter().collect()
            }
            Action::Refresh => vec![Wish::ShowTrash],
            Action::Back => vec![Wish::Close],
            other => {
                let len = self.len();
                move_cursor(&mut self.view, other, len, table_rows(body));
                Vec::new()
            }
        }
    }

    /// Draws the list.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let foot = match self.len() {
            0 => String::new(),
            len => format!("{} of {len}", self.view.selected + 1),
        };
        let inner = framed(area, buf, theme, "Trash", &foot, true);
        let Some(objects) = self.objects.as_ref().filter(|objects| !objects.is_empty()) else {
            let text = match self.objects {
                None => "Reading from the disk …",
                Some(_) => "Nothing was deleted here in the last 30 days.",
            };
            paragraph(inner, buf, theme.dim, text);
            return;
        };
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column { hide_below: 70, ..Column::new("Kind", Width::Fixed(13), Align::Left) },
            Column::new("What became of it", Width::Fixed(18), Align::Left),
            Column::new("Deleted", Width::Fixed(9), Align::Right),
        ];
        let row = |index: usize| match objects.get(index) {
            None => Row::default(),
            Some(FoundTrash { trashed, state }) => {
                let state = match state {
                    TrashState::Pending => Cell::new("! not known", theme.warn),
                    TrashState::Deleted => Cell::from("deleted"),
                    TrashState::Restored { .. } => Cell::new("created again", theme.good),
                };
                Row::new(vec![
                    Cell::from(trashed.name.as_str()),
                    Cell::from(trashed.place.kind.entry().command),
                    state,
                    Cell::new(relative(trashed.at, around.now), theme.dim),
                ])
            }
        };
        render_table(inner, buf, theme, &columns, &self.view, objects.len(), row);
    }
}

fn restore(found: &FoundTrash) -> Wish {
    Wish::Ask(Box::new(Dialog::Sure {
        title: "Create this again?",
        name: found.trashed.name.clone(),
        text: "It becomes a new object with a new id; what pointed to the old one still does. You see it before it is \
               sent. Press y to go on, esc to leave it.",
        yes: "Create again",
        wish: Box::new(Wish::Restore(found.trashed.id.clone())),
        focus: 0,
    }))
}
