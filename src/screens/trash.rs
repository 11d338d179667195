//! The trash: what was deleted in this place, and what became of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::relative;
use crate::keys::Action;
use crate::store::{FoundTrash, TrashState};
use crate::widgets::{Align, Cell, Column, Row, Width};

use super::dialogs::Dialog;
use super::kept::KeptList;
use super::{Surroundings, Wish};

/// The screen's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TrashScreen {
    objects: KeptList<FoundTrash>,
}

impl TrashScreen {
    /// Takes the list in.
    pub fn take(&mut self, objects: Vec<FoundTrash>) {
        self.objects.take(objects);
    }

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        self.objects.fit(body);
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        match action {
            Action::Open => self.objects.selected().map(restore).into_iter().collect(),
            Action::Refresh => vec![Wish::ShowTrash],
            Action::Back => vec![Wish::Close],
            other => {
                self.objects.step(other, body);
                Vec::new()
            }
        }
    }

    /// Draws the list.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column { hide_below: 70, ..Column::new("Kind", Width::Fixed(13), Align::Left) },
            Column::new("What became of it", Width::Fixed(18), Align::Left),
            Column::new("Deleted", Width::Fixed(9), Align::Right),
        ];
        let none = "Nothing was deleted here in the last 30 days.";
        self.objects.draw((around, area, buf), ("Trash", none), &columns, |FoundTrash { trashed, state }| {
            let state = match state {
                TrashState::Pending => Cell::new("! not known", theme.warn),
                TrashState::Deleted => Cell::from("deleted"),
                TrashState::Restored { .. } => Cell::new("created again", theme.good),
            };
            Row::new(vec![
                Cell::from(trashed.name.as_str()),
                Cell::from(trashed.place.kind.entry().short),
                state,
                Cell::new(relative(trashed.at, around.now), theme.dim),
            ])
        });
    }
}

fn restore(found: &FoundTrash) -> Wish {
    Wish::Ask(Box::new(Dialog::Sure {
        title: "Create this again?",
        name: found.trashed.name.clone(),
        text: "It becomes a new object with a new id; what pointed to the old one still does: it is told. You see it before it is \
               sent. Press y to go on, esc to leave it.",
        yes: "Create again",
        wish: Box::new(Wish::Restore(found.trashed.id.clone())),
        focus: 0,
    }))
}
