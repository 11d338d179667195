//! What refers to one object, and the way there.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::{Ids, ObjectId, Record, Reference};
use crate::keys::Action;
use crate::widgets::{Align, Cell, Column, Row, Viewport, Width, framed, paragraph, render_table};

use super::columns::{marked_title, status};
use super::movement::{move_cursor, table_rows};
use super::prompt::Prompt;
use super::{Kind, Notice, Surroundings, Wish};

/// The lists that may tell of more that refers to an object, and are not read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Which, and why: `collections and decisions are not read (not allowed)`.
    pub lists: String,
    /// Whether it helps to ask for them: not all of them are on their way.
    pub can_be_asked: bool,
}

impl Unread {
    /// The same with the key that asks for them.
    #[must_use]
    pub fn told(&self) -> String {
        if self.can_be_asked { format!("{}; r reads them again", self.lists) } else { self.lists.clone() }
    }
}

/// The screen's state.
#[derive(Clone, Debug, PartialEq)]
pub struct UsedByScreen {
    /// The kind of the object that is referred to.
    pub kind: Kind,
    /// Its id.
    pub id: ObjectId,
    name: String,
    users: Vec<(Arc<Record>, Reference)>,
    /// What is typed as a filter: only those are shown whose name or kind holds each of its words.
    filter: String,
    /// The places of those that are shown.
    shown: Vec<usize>,
    /// Which lists that may hold one are not read whole, if there are any.
    unread: Option<Unread>,
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
            filter: String::new(),
            shown: Vec::new(),
            unread: None,
            gone: false,
            view: Viewport::default(),
        }
    }

    /// Takes in what refers to it, and which lists were not read that may tell of more.
    pub fn take(&mut self, users: Vec<(Arc<Record>, Reference)>, unread: Option<Unread>) {
        let selected = self.selected().map(|(record, _)| (record.kind, record.id.clone()));
        (self.users, self.unread) = (users, unread);
        self.sift();
        let is_selected = |(record, _): &(Arc<Record>, Reference)| Some((record.kind, record.id.clone())) == selected;
        let place = self.shown.iter().position(|index| self.users.get(*index).is_some_and(is_selected));
        self.view.selected = place.unwrap_or(self.view.selected);
    }

    /// Shows only what holds these words.
    pub fn filter_by(&mut self, text: &str) {
        text.clone_into(&mut self.filter);
        self.view = Viewport::default();
        self.sift();
    }

    fn sift(&mut self) {
        let words: Vec<String> = self.filter.split_whitespace().map(str::to_lowercase).collect();
        let holds = |(record, _): &(Arc<Record>, Reference)| {
            let text = format!("{} {}", record.title(), record.kind.entry().noun).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        self.shown = (0..self.users.len()).filter(|index| self.users.get(*index).is_some_and(holds)).collect();
    }

    fn shown_at(&self, place: usize) -> Option<&(Arc<Record>, Reference)> {
        self.shown.get(place).and_then(|index| self.users.get(*index))
    }

    fn selected(&self) -> Option<&(Arc<Record>, Reference)> {
        self.shown_at(self.view.selected)
    }

    /// Whether an action has something to act on as things are.
    #[must_use]
    pub fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open | Action::UsedBy => self.selected().is_some(),
            Action::Filter => !self.users.is_empty(),
            Action::Delete => !self.gone,
            _ => true,
        }
    }

    /// The object is in its list no more, and nobody uses what is not there.
    pub fn lost(&mut self) {
        self.gone = true;
        self.users.clear();
        self.shown.clear();
    }

    /// The object's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        self.view.follow(self.shown.len(), table_rows(body));
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        let selected = self.selected().map(|(record, _)| Arc::clone(record));
        match action {
            Action::Open => selected.map(Wish::ShowDetail).into_iter().collect(),
            Action::UsedBy => selected.map(Wish::ShowUsedBy).into_iter().collect(),
            Action::Delete if self.gone => {
                let text = format!("\"{}\" is in its list no more: there is nothing left to delete.", self.name);
                vec![Wish::Tell(Notice::info(text))]
            }
            Action::Delete => vec![Wish::PlanDelete(self.kind, self.id.clone())],
            Action::Refresh => vec![Wish::ReadUsers(self.kind)],
            Action::Filter => vec![Wish::Prompt(Prompt::filter(&self.filter))],
            Action::Back if !self.filter.is_empty() => {
                self.filter_by("");
                Vec::new()
            }
            Action::Back => vec![Wish::Close],
            other => {
                move_cursor(&mut self.view, other, self.shown.len(), table_rows(body));
                Vec::new()
            }
        }
    }

    /// The kind that is meant where the object is named, if that is not its own.
    fn meant_instead(&self, (user, how): &(Arc<Record>, Reference)) -> Option<Kind> {
        match how {
            // Of a collection that finds its offers in an unknown way nobody knows what it means.
            Reference::ById(kind) if *kind != self.kind => Ids::of(user).kind_of(self.id.as_str()).flatten(),
            Reference::ById(_) | Reference::ByQualifiers => None,
        }
    }

    /// Draws one row for each object that refers to it.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let mut title = format!("Used by: {}", self.name);
        if !self.filter.is_empty() {
            title = format!("{title} ── filter: {}", self.filter);
        }
        let foot = match self.shown.len() {
            0 => String::new(),
            len => format!("{} of {len}", self.view.selected + 1),
        };
        let meant = self.selected().and_then(|user| self.meant_instead(user));
        let wrong = meant.map(|kind| format!(" · names it where a {} is meant", kind.entry().noun)).unwrap_or_default();
        let unread = self.unread.as_ref().map(|unread| format!(" ! {}", unread.told())).unwrap_or_default();
        let foot = format!("{foot}{wrong}{unread}").trim().to_owned();
        let inner = framed(area, buf, theme, &title, &foot, true);
        if self.users.is_empty() {
            let text = match &self.unread {
                _ if self.gone => "It is no longer in its list: what refers to it is not looked for.".to_owned(),
                None => "Nothing refers to it.".to_owned(),
                Some(unread) => format!("Nothing that is read refers to it: {}", unread.told()),
            };
            let entry = self.kind.entry();
            let outside = entry.used_outside.map(|other| {
                let noun = entry.noun;
                format!("Nothing in the library refers to a {noun}. Whether {other} uses it can't be seen from here.")
            });
            paragraph(inner, buf, theme.dim, outside.as_deref().unwrap_or(&text));
            return;
        }
        if self.shown.is_empty() {
            paragraph(
                inner,
                buf,
                theme.dim,
                &format!("None of the {} match the filter. esc clears it.", self.users.len()),
            );
            return;
        }
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column::new("Kind", Width::Fixed(13), Align::Left),
            Column::new("Status", Width::Fixed(10), Align::Left),
            Column { hide_below: 70, ..Column::new("How", Width::Fixed(17), Align::Left) },
        ];
        render_table(inner, buf, theme, &columns, &self.view, self.shown.len(), |place| {
            let Some(user) = self.shown_at(place) else { return Row::default() };
            let (record, how) = user;
            let how = match (how, self.meant_instead(user)) {
                (_, Some(kind)) => Cell::new(format!("! as {}", kind.entry().role), theme.warn),
                (Reference::ById(_), None) => Cell::new(format!("as {}", self.kind.entry().role), theme.dim),
                (Reference::ByQualifiers, None) => Cell::new("by qualifiers", theme.dim),
            };
            let kind = record.kind.entry().short;
            Row::new(vec![Cell::from(marked_title(record)), Cell::from(kind), status(record, theme), how])
        });
    }
}
