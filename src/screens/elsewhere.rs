//! What to do where an object was changed elsewhere while it was edited here. It opens unasked, so its keys count only
//! once it has been seen, and its safe answer goes back to the text.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Merge, Record, Seen, absolute, diff, merge};
use crate::widgets::Question;

use super::merge::{MergeScreen, onto, readable};
use super::{Change, EditorId, Rebase, Surroundings, Wish, members};

/// The longest pointer that the dialog names, in characters.
const LONGEST_POINTER: usize = 100;

/// The dialog's state.
#[derive(Clone, Debug, PartialEq)]
pub struct ElsewhereDialog {
    /// The editor that waits for the answer.
    editor: EditorId,
    /// The change that was to be sent.
    change: Box<Change>,
    /// The object as it is now.
    theirs: Arc<Record>,
    /// Both changes put together.
    merge: Merge,
    /// How many members they changed.
    their_members: usize,
    /// Whether what others made of it holds what was made of it here.
    holds_all: bool,
    /// The button that has the focus.
    pub(super) focus: usize,
    /// Whether keys count yet: what was typed ahead must not answer it.
    pub(super) armed: bool,
}

impl ElsewhereDialog {
    /// Opens the question about this change and what is on the server by now.
    #[must_use]
    pub fn new(editor: EditorId, change: Box<Change>, theirs: Arc<Record>) -> Self {
        let (base, now) = (change.base.body(), theirs.body());
        let merge = merge(&base, &now, &change.edited);
        let their_members = diff(&base, &now).len();
        let holds_all = diff(&now, &merge.merged).is_empty();
        ElsewhereDialog { editor, change, theirs, merge, their_members, holds_all, focus: 0, armed: false }
    }

    /// What is wished once it is answered with yes.
    pub(super) fn yes(&self) -> Vec<Wish> {
        vec![if self.merge.clashes.is_empty() {
            let onto = onto(&self.theirs);
            let (theirs, mine) = (self.their_members, self.change.patch.len());
            Wish::Rebase(Box::new(Rebase {
                editor: self.editor,
                theirs: Arc::clone(&self.theirs),
                body: self.merge.merged.clone(),
                told: format!("It merges cleanly {onto}: {theirs} {} of theirs, {mine} of yours.", members(theirs)),
            }))
        } else {
            let screen =
                MergeScreen::new(self.editor, self.change.clone(), Arc::clone(&self.theirs), self.merge.clone());
            Wish::ShowMerge(Box::new(screen))
        }]
    }

    pub(super) fn buttons(&self) -> &'static [&'static str] {
        match &self.merge.clashes[..] {
            [] if self.holds_all => &["Back to my text", "Go on from their version"],
            [] => &["Back to my text", "Go on to the review"],
            _ => &["Back to my text", "Go on and choose"],
        }
    }

    fn text(&self) -> String {
        let (theirs, mine) = (self.their_members, self.change.patch.len());
        let outcome = match &self.merge.clashes[..] {
            [] if self.holds_all => {
                "Their version holds all that you changed already: going on leaves nothing to send.".to_owned()
            }
            [] => format!(
                "It merges cleanly: {theirs} {} of theirs, {mine} of yours, and they do not get in each \
                 other's way. Going on leads to the review of your change against their version.",
                members(theirs)
            ),
            [clash] => format!(
                "You both changed {}. Going on shows both, and you choose.",
                // The dialog is small; the screen that follows shows the whole of it.
                readable(&clash.pointer).chars().take(LONGEST_POINTER).collect::<String>()
            ),
            clashes => format!(
                "You both changed the same {} places. Going on shows them, and you choose at each.",
                clashes.len()
            ),
        };
        if self.merge.clashes.is_empty() && self.holds_all {
            return format!("{outcome} Your text is a step of undoing away.");
        }
        format!("{outcome} Nothing is sent before the review; your text is kept.")
    }

    /// Draws the dialog.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let revision = |record: &Record| record.revision.map_or("?".to_owned(), |number| number.to_string());
        let by = self.theirs.audit.modified_by.value().map_or("somebody", |name| name);
        let when = match &self.theirs.audit.modified {
            Seen::Is(at) => absolute(*at),
            Seen::Odd(text) => text.to_string(),
            Seen::Absent => "unknown".to_owned(),
        };
        let revisions = format!("{} when you began, {} now", revision(&self.change.base), revision(&self.theirs));
        let facts = [
            ("Name", self.theirs.title()),
            ("Revision", revisions.as_str()),
            ("Changed by", by),
            ("Changed", when.as_str()),
        ];
        let layout = Question {
            title: "Changed elsewhere",
            danger: false,
            facts: &facts,
            text: &self.text(),
            input: None,
            buttons: self.buttons(),
            focus: self.focus,
        };
        layout.draw(area, buf, &around.theme)
    }
}
