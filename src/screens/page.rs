//! A page of text that is scrolled and filtered: what help and the log have in common.

use ratatui::layout::Rect;

use crate::keys::Action;
use crate::widgets::Scroll;

use super::Wish;
use super::movement::{rows_inside, scroll};
use super::prompt::Prompt;

/// Where somebody is on a page, and what it is filtered by.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TextPage {
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// The words that each line must hold.
    pub filter: String,
}

impl TextPage {
    /// Shows only what holds these words.
    pub fn filter_by(&mut self, text: &str) {
        text.clone_into(&mut self.filter);
        self.scroll = Scroll::default();
    }

    /// Makes of an action what a page makes of it; `lines` counts what a filter leaves.
    pub fn act(&mut self, action: Action, body: Rect, lines: impl FnOnce(&str) -> usize) -> Vec<Wish> {
        match action {
            Action::Back if self.filter.is_empty() => vec![Wish::Close],
            Action::Back => {
                self.filter_by("");
                Vec::new()
            }
            Action::Filter => vec![Wish::Prompt(Prompt::filter(&self.filter))],
            other => {
                scroll(&mut self.scroll, other, lines(&self.filter), rows_inside(body));
                Vec::new()
            }
        }
    }
}
