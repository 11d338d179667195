//! The drafts: what was typed and neither saved nor thrown away.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::relative;
use crate::keys::Action;
use crate::store::{Draft, FoundDraft, Holder};
use crate::widgets::{Align, Cell, Column, Row, Width};

use super::dialogs::Dialog;
use super::kept::KeptList;
use super::{Notice, Surroundings, Wish};

/// The screen's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DraftsScreen {
    drafts: KeptList<TitledDraft>,
}

/// A draft and what it is called, which may have to be read out of a long text: once, not at each drawing.
#[derive(Clone, Debug, PartialEq)]
struct TitledDraft {
    found: FoundDraft,
    title: String,
}

/// What a draft is called: the object's name, or the beginning of what was typed.
fn title(draft: &Draft) -> String {
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
        let titled = |found: FoundDraft| TitledDraft { title: title(&found.draft), found };
        self.drafts.take(drafts.into_iter().map(titled).collect());
    }

    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, body: Rect) {
        self.drafts.fit(body);
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        let selected = self.drafts.selected();
        match action {
            Action::Open => {
                selected.map(|selected| Wish::OpenDraft(Box::new(selected.found.clone()))).into_iter().collect()
            }
            Action::Delete => match selected {
                Some(selected) if selected.found.holder == Holder::Nobody => vec![throw_away(selected)],
                Some(_) => vec![Wish::Tell(Notice::warning("This draft is open in an editor: leave it there."))],
                None => Vec::new(),
            },
            Action::Refresh => vec![Wish::ShowDrafts],
            Action::Back => vec![Wish::Close],
            other => {
                self.drafts.step(other, body);
                Vec::new()
            }
        }
    }

    /// Draws the list.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column { hide_below: 100, ..Column::new("Kind", Width::Fixed(13), Align::Left) },
            Column::new("Where", Width::Fixed(14), Align::Left),
            Column { hide_below: 70, ..Column::new("What", Width::Fixed(16), Align::Left) },
            Column::new("Typed", Width::Fixed(9), Align::Right),
        ];
        self.drafts.draw(
            (around, area, buf),
            ("Drafts", "There is none: all is saved."),
            &columns,
            |TitledDraft { found: FoundDraft { draft, holder }, title }| {
                let what = match (holder, &draft.target) {
                    (Holder::Another, _) => "! open elsewhere",
                    (Holder::Us, _) => "open here",
                    (Holder::Nobody, _) if draft.sent.is_some() => "! no answer came",
                    (Holder::Nobody, Some(_)) => "an edit",
                    (Holder::Nobody, None) if draft.restores.is_some() => "from the trash",
                    (Holder::Nobody, None) => "a new one",
                };
                let style = if what.starts_with('!') { theme.warn } else { theme.base };
                Row::new(vec![
                    Cell::from(title.as_str()),
                    Cell::from(draft.place.kind.entry().short),
                    Cell::from(draft.place.scope.label()),
                    Cell::new(what, style),
                    Cell::new(relative(draft.written, around.now), theme.dim),
                ])
            },
        );
    }
}

fn throw_away(titled: &TitledDraft) -> Wish {
    Wish::Ask(Box::new(Dialog::Sure {
        title: "Throw this draft away?",
        name: titled.title.clone(),
        text: "What was typed is gone then. Press y to throw it away, esc to keep it.",
        yes: "Throw away",
        wish: Box::new(Wish::ThrowDraftAway(titled.found.draft.id.clone())),
        focus: 0,
    }))
}
