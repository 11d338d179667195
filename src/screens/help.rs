//! Help: every key from the live table, filtered by what is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::keys::{Action, Context, bindings_of};
use crate::widgets::{Theme, framed, render_lines};

use super::page::TextPage;
use super::{Surroundings, Wish};

/// Help's state.
#[derive(Clone, Debug, PartialEq)]
pub struct HelpScreen {
    page: TextPage,
    /// Where it was asked for: what counts there comes first.
    asked_in: Context,
}

impl HelpScreen {
    /// Opens help for somebody who is in this context.
    #[must_use]
    pub fn of(asked_in: Context) -> HelpScreen {
        HelpScreen { page: TextPage::default(), asked_in }
    }

    /// Shows only what holds these words.
    pub fn filter_by(&mut self, text: &str) {
        self.page.filter_by(text);
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, theme: &Theme, body: Rect) -> Vec<Wish> {
        self.page.act(action, body, |filter| lines(filter, self.asked_in, theme).len())
    }

    /// Draws help.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let foot = if self.page.filter.is_empty() { String::new() } else { format!("filter: {}", self.page.filter) };
        let inner = framed(area, buf, &around.theme, "Help", &foot, true);
        let lines = lines(&self.page.filter, self.asked_in, &around.theme);
        render_lines(inner, buf, &around.theme, &lines, self.page.scroll);
    }
}

/// Every binding that holds the filter's words, under the heading of its context; those of one context first.
fn lines(filter: &str, first: Context, theme: &Theme) -> Vec<Line<'static>> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let mut lines = Vec::new();
    let others = Context::ALL.into_iter().filter(|context| *context != first);
    for context in std::iter::once(first).chain(others) {
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
            lines(&help.page.filter, help.asked_in, &theme).iter().map(|line| format!("{line}\n")).collect::<String>()
        };
        let mut help = HelpScreen::of(Context::Form);
        let all = text(&help);
        assert!(all.starts_with(Context::Form.title()), "what counts where it was asked for comes first");
        assert_eq!(all.matches(Context::Form.title()).count(), 1);
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
