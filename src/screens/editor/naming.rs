//! Whom the text names where the cursor stands, and the way there. The editor stays below with its text and its cursor.

use std::collections::BTreeSet;

use crate::domain::{Extent, Kind, Named, json};
use crate::screens::library::Library;
use crate::screens::names::{Link, Links, ids_in, note};
use crate::screens::{Notice, Wish};
use crate::widgets::Theme;

use super::EditorScreen;

impl EditorScreen {
    /// The kinds of those that the text names.
    #[must_use]
    pub fn named_kinds(&self) -> BTreeSet<Kind> {
        self.ids.kinds()
    }

    /// The names of those whose ids stand in the line of the cursor, for so many columns; nothing as long as their lists are on their way.
    pub(super) fn named_at_cursor(&self, columns: u16, library: &Library, theme: &Theme) -> Option<String> {
        let (row, _) = self.area.cursor();
        let line = self.area.lines().get(row).map_or("", String::as_str);
        let catalogue = library.catalogue();
        let is_coming = |(kind, id): &(Option<Kind>, &str)| {
            kind.is_some_and(|kind| matches!(catalogue.named(kind, id), Named::NotRead(_, Extent::Coming)))
        };
        // A whole body can stand in the line: no more of it is looked at than the names of that fit.
        let named = ids_in(line, |text| self.ids.kind_of(text)).map(|(_, kind, id)| (kind, id));
        note(named.filter(|named| !is_coming(named)), columns, catalogue, theme).map(|names| names.to_string())
    }

    /// Goes to the object whose id the cursor stands on, else to the first one that is named in its line or row.
    pub(super) fn follow(&self) -> Vec<Wish> {
        let (column, line) = match &self.form {
            Some(form) => {
                let pointer = form.rows.get(form.focus).map(|row| row.pointer.as_str());
                let body = json::parse(&self.area.text()).unwrap_or_default();
                (0, pointer.and_then(|pointer| body.pointer(pointer)).map(ToString::to_string).unwrap_or_default())
            }
            None => {
                let (row, column) = self.area.cursor();
                let line = self.area.lines().get(row).cloned().unwrap_or_default();
                (line.char_indices().nth(column).map_or(line.len(), |(at, _)| at), line)
            }
        };
        let Links(links) = Links::in_lines(std::iter::once(line.as_str()), &self.ids);
        // The quotes belong to it.
        let is_there = |link: &&Link| link.within.is_some_and(|(from, to)| (from..=to + 1).contains(&(column + 1)));
        match links.iter().find(is_there).or(links.first()) {
            Some(link) => vec![Wish::Follow(link.kind, link.id.clone())],
            None => vec![Wish::Tell(Notice::info("No other object is named here."))],
        }
    }
}
