//! The drafts: what was typed and neither saved nor thrown away.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::relative;
use crate::keys::Action;
use crate::store::{Draft, FoundDraft, Holder};
use crate::widgets::{Align, Cell, Column, Row, Viewport, Width, framed, paragraph, render_table};

use super::dialogs::Dialog;
use super::movement::{move_cursor, table_rows};
use super::{Surroundings, Wish};

/// The screen's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DraftsScreen {
    drafts: Option<Vec<FoundDraft>>,
    view: Viewport,
}

/// What a draft is called: the object's name, or the beginning of what was typed.
#[must_use]
pub fn title(draft: &Draft) -> String {
    /// How much of a text without a name is shown, in characters.
    const SHOWN: usize = 60;
    match &draft.target {
        Some(target) => target.name.clone(),
        None => {
            let value = crate::domain::json::parse(&draft.text).ok();
            let pointer = draft.place.generation.pointer(crate::domain::Field::Name);
            let name =
                value.as_ref().and_then(|value| value.pointer(pointer)?.as_str()).filter(|name| !name.is_empty());
            name.map_or_else(|| draft.text.chars().take(SHOWN).collect(), str::to_owned)
        }
    }
}

impl DraftsScreen {
    /// Takes the list in.
    pub fn take(&mut self, drafts: Vec<FoundDraft>) {
        self.drafts = Some(drafts);
    }

    fn len(&self) -> usize {
        self.drafts.as_ref().map_or(0, Vec::len)
    }

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        self.view.follow(self.len(), table_rows(body));
    }

    fn selected(&self) -> Option<&FoundDraft> {
        self.drafts.as_ref()?.get(self.view.selected)
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        match action {
            Action::Open => self.selected().map(|found| Wish::OpenDraft(Box::new(found.clone()))).into_iter().collect(),
            Action::Delete => self.selected().map(throw_away).into_iter().collect(),
            Action::Refresh => vec![Wish::ShowDrafts],
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
        let inner = framed(area, buf, theme, "Drafts", &foot, true);
        let Some(drafts) = self.drafts.as_ref().filter(|drafts| !drafts.is_empty()) else {
            let text = if self.drafts.is_none() { "Reading from the disk …" } else { "There is none: all is saved." };
            paragraph(inner, buf, theme.dim, text);
            return;
        };
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column { hide_below: 100, ..Column::new("Kind", Width::Fixed(13), Align::Left) },
            Column::new("Where", Width::Fixed(14), Align::Left),
            Column { hide_below: 70, ..Column::new("What", Width::Fixed(16), Align::Left) },
            Column::new("Typed", Width::Fixed(9), Align::Right),
        ];
        let row = |index: usize| match drafts.get(index) {
            None => Row::default(),
            Some(FoundDraft { draft, holder }) => {
                let what = match (holder, &draft.target) {
                    (Holder::Another, _) => "! open elsewhere",
                    (Holder::Us, _) => "open here",
                    (Holder::Nobody, Some(_)) => "an edit",
                    (Holder::Nobody, None) => "a new one",
                };
                let style = if *holder == Holder::Another { theme.warn } else { theme.base };
                Row::new(vec![
                    Cell::from(title(draft)),
                    Cell::from(draft.place.kind.entry().command),
                    Cell::from(draft.place.scope.label()),
                    Cell::new(what, style),
                    Cell::new(relative(draft.written, around.now), theme.dim),
                ])
            }
        };
        render_table(inner, buf, theme, &columns, &self.view, drafts.len(), row);
    }
}

fn throw_away(found: &FoundDraft) -> Wish {
    Wish::Ask(Box::new(Dialog::Sure {
        title: "Throw this draft away?",
        name: title(&found.draft),
        text: "What was typed is gone then. Press y to throw it away, esc to keep it.",
        yes: "Throw away",
        wish: Box::new(Wish::ThrowDraftAway(found.draft.id.clone())),
        focus: 0,
    }))
}
