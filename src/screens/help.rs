//! Help: every key from the live table, filtered by what is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::keys::{Action, Context, bindings_of};
use crate::widgets::{Theme, framed, render_lines};

use super::page::TextPage;
use super::{Surroundings, Wish};

/// Help's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct HelpScreen {
    page: TextPage,
}

impl HelpScreen {
    /// Shows only what holds these words.
    pub fn filter_by(&mut self, text: &str) {
        self.page.filter_by(text);
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, theme: &Theme, body: Rect) -> Vec<Wish> {
        self.page.act(action, body, |filter| lines(filter, theme).len())
    }

    /// Draws help.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let foot = if self.page.filter.is_empty() { String::new() } else { format!("filter: {}", self.page.filter) };
        let inner = framed(area, buf, &around.theme, "Help", &foot, true);
        render_lines(inner, buf, &around.theme, &lines(&self.page.filter, &around.theme), self.page.scroll);
    }
}

/// Every binding that holds the filter's words, under the heading of its context.
fn lines(filter: &str, theme: &Theme) -> Vec<Line<'static>> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let mut lines = Vec::new();
    for context in Context::ALL {
        let mut heading = Some(Line::styled(context.title(), theme.heading));
        for binding in bindings_of(context) {
            let keys = binding.strokes.join(" ");
            let searched = format!("{keys} {} {}", binding.help, context.title()).to_lowercase();
            if words.iter().all(|word| searched.contains(word)) {
                if let Some(heading) = heading.take() {
                    if !lines.is_empty() {
                        lines.push(Line::default());
                    }
                    lines.push(heading);
                }
                let keys = Span::styled(format!("  {keys:<18}"), theme.key);
                lines.push(Line::from(vec![keys, Span::styled(binding.help, theme.base)]));
            }
        }
    }
    if lines.is_empty() {
        lines.push(Line::styled(format!("No key does \"{}\".", filter), theme.dim));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::bindings;

    #[test]
    fn every_binding_is_in_help_and_the_filter_finds_it() {
        let theme = Theme::plain();
        let text = |help: &HelpScreen| {
            lines(&help.page.filter, &theme).iter().map(|line| format!("{line}\n")).collect::<String>()
        };
        let mut help = HelpScreen::default();
        let all = text(&help);
        for binding in bindings() {
            assert!(all.contains(binding.help), "{}", binding.help);
        }
        help.filter_by("Duplicate draft");
        let found = text(&help);
        assert!(found.contains("duplicate it; with a status, as a draft") && !found.contains("delete it"), "{found}");
        help.filter_by("no such key");
        assert!(text(&help).contains("No key does"));
    }
}
