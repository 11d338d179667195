//! What refers to one object, and the way there.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::{ObjectId, Record, Reference};
use crate::keys::Action;
use crate::widgets::{Align, Cell, Column, Row, Viewport, Width, framed, paragraph, render_table};

use super::columns::status;
use super::movement::{move_cursor, table_rows};
use super::{Kind, Surroundings, Wish};

/// The screen's state.
#[derive(Clone, Debug, PartialEq)]
pub struct UsedByScreen {
    /// The kind of the object that is referred to.
    pub kind: Kind,
    /// Its id.
    pub id: ObjectId,
    name: String,
    users: Vec<(Arc<Record>, Reference)>,
    /// Whether every list that may hold one is read whole.
    whole: bool,
    /// Whether it is in its list no more.
    gone: bool,
    view: Viewport,
}

impl UsedByScreen {
    /// Opens on an object; nothing is known yet.
    #[must_use]
    pub fn new(record: &Record) -> Self {
        UsedByScreen {
            kind: record.kind,
            id: record.id.clone(),
            name: record.title().to_owned(),
            users: Vec::new(),
            whole: false,
            gone: false,
            view: Viewport::default(),
        }
    }

    /// Takes in what refers to it, and whether that is all.
    pub fn take(&mut self, users: Vec<(Arc<Record>, Reference)>, whole: bool) {
        let selected = self.users.get(self.view.selected).map(|(record, _)| (record.kind, record.id.clone()));
        let place = users.iter().position(|(record, _)| Some((record.kind, record.id.clone())) == selected);
        self.view.selected = place.unwrap_or(self.view.selected);
        (self.users, self.whole) = (users, whole);
    }

    /// The object is in its list no more: what refers to it stays as it was seen last.
    pub fn lost(&mut self) {
        self.gone = true;
    }

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        self.view.follow(self.users.len(), table_rows(body));
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        let selected = self.users.get(self.view.selected).map(|(record, _)| Arc::clone(record));
        match action {
            Action::Open => selected.map(Wish::ShowDetail).into_iter().collect(),
            Action::UsedBy => selected.map(Wish::ShowUsedBy).into_iter().collect(),
            Action::Delete if self.gone => Vec::new(),
            Action::Delete => vec![Wish::PlanDelete(self.kind, self.id.clone())],
            Action::Refresh => vec![Wish::ReadUsers(self.kind)],
            Action::Back => vec![Wish::Close],
            other => {
                move_cursor(&mut self.view, other, self.users.len(), table_rows(body));
                Vec::new()
            }
        }
    }

    /// Draws one row for each object that refers to it.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let title = format!("Used by: {}", self.name);
        let foot = match self.users.len() {
            0 => String::new(),
            len => format!("{} of {len}", self.view.selected + 1),
        };
        let foot = if self.whole { foot } else { format!("{foot} ! not all lists are read").trim().to_owned() };
        let inner = framed(area, buf, theme, &title, &foot, true);
        if self.users.is_empty() {
            let text = if self.gone {
                "It is no longer in its list: what refers to it is not looked for."
            } else if self.whole {
                "Nothing refers to it."
            } else {
                "Nothing that is read refers to it; the lists are not read whole."
            };
            let entry = self.kind.entry();
            let outside = entry.used_outside.map(|other| {
                let noun = entry.noun;
                format!("Nothing in the library refers to a {noun}. Whether {other} uses it can't be seen from here.")
            });
            paragraph(inner, buf, theme.dim, outside.as_deref().unwrap_or(text));
            return;
        }
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column::new("Kind", Width::Fixed(13), Align::Left),
            Column::new("Status", Width::Fixed(10), Align::Left),
            Column { hide_below: 70, ..Column::new("How", Width::Fixed(14), Align::Left) },
        ];
        render_table(inner, buf, theme, &columns, &self.view, self.users.len(), |index| {
            let Some((record, how)) = self.users.get(index) else { return Row::default() };
            let how = match how {
                Reference::ById => "names it",
                Reference::ByQualifiers => "by qualifiers",
            };
            let kind = record.kind.entry().short;
            Row::new(vec![
                Cell::from(record.title().to_owned()),
                Cell::from(kind),
                status(record, theme),
                Cell::new(how, theme.dim),
            ])
        });
    }
}
