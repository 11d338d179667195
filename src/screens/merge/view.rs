//! How the clashes are drawn: the three values side by side where there is room, else one below the other.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::domain::Side;
use crate::screens::Surroundings;
use crate::widgets::{FRAME_COLUMNS, Scroll, Theme, clean, fit, framed, pad, paragraph, render_lines, wrap};

use super::{MergeScreen, Place, SIDES, Text};

/// From this width on the three values stand side by side.
const WIDE: u16 = 100;

/// The most lines of a value that are shown in the list, one below the other and side by side.
const CUT: usize = 3;
const CUT_WIDE: usize = 6;

/// The columns of a side's choice and name, and of what is between two values.
const LABEL: u16 = 16;
const GAP: u16 = 2;

impl MergeScreen {
    /// Draws the clashes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let title = format!("Merge: {}", self.theirs.title());
        let open = match self.open() {
            0 => "all chosen: ctrl-s goes on to the review".to_owned(),
            open => format!("{open} of {} open", self.places.len()),
        };
        let at = self.selected + 1;
        let foot = if self.places.len() > 1 { format!("place {at} · {open}") } else { open };
        let inner = framed(area, buf, theme, &title, &foot, true);
        if let (Some(scroll), Some(place)) = (self.whole, self.places.get(self.selected)) {
            render_lines(inner, buf, theme, &whole(place, inner.width, theme), scroll);
            return;
        }
        let says = "You both changed these places. Choose what shall stand at each; the rest is merged already.";
        let head = u16::try_from(wrap(says, inner.width).len()).unwrap_or(u16::MAX).saturating_add(1);
        let head = if inner.height >= 15 { head } else { 0 };
        let [top, list] = Layout::vertical([Constraint::Length(head), Constraint::Fill(1)]).areas(inner);
        paragraph(top, buf, theme.dim, says);
        let lines = self.list(list.width, usize::from(list.height), theme);
        render_lines(list, buf, theme, &lines, Scroll::default());
    }

    /// As many places as fit from the selected one on; where room is left below the last, those before it too.
    fn list(&self, width: u16, height: usize, theme: &Theme) -> Vec<Line<'static>> {
        // In a low terminal the values get shorter, so that all three are seen.
        let most = match width {
            WIDE.. => height.saturating_sub(3).clamp(1, CUT_WIDE),
            _ => (height.saturating_sub(2) / 3).clamp(1, CUT),
        };
        let block =
            |index: usize| self.places.get(index).map(|place| block(place, index == self.selected, width, most, theme));
        let mut lines = Vec::new();
        let mut next = self.selected;
        while lines.len() < height
            && let Some(block) = block(next)
        {
            lines.extend(block);
            next += 1;
        }
        let mut first = self.selected;
        while let Some(mut before) = first.checked_sub(1).and_then(block)
            && before.len() + lines.len() <= height
        {
            before.append(&mut lines);
            lines = before;
            first -= 1;
        }
        lines.truncate(height);
        lines
    }

    /// How many lines the selected place takes when it is shown whole in a panel of this size.
    pub(super) fn whole_len(&self, panel: Rect) -> usize {
        let width = panel.width.saturating_sub(FRAME_COLUMNS);
        self.places.get(self.selected).map_or(0, |place| whole(place, width, &Theme::plain()).len())
    }
}

/// A place's heading: what is chosen there, in a word and a sign, and where it is.
fn heading(place: &Place, is_selected: bool, width: u16, theme: &Theme) -> Line<'static> {
    let chosen = match place.choice {
        None => "○ open",
        Some(Side::Base) => "● base",
        Some(Side::Theirs) => "● theirs",
        Some(Side::Mine) => "● mine",
    };
    let cursor = if is_selected { '▸' } else { ' ' };
    let text = format!("{cursor} {chosen:<8}  {}", clean(&place.name));
    let style = match (is_selected, place.choice) {
        (true, _) => theme.heading,
        (false, None) => theme.warn,
        (false, Some(_)) => theme.base,
    };
    Line::styled(fit(&text, width).into_owned(), style)
}

/// The name of a side with its key, and whether it is chosen.
fn label(place: &Place, number: usize, theme: &Theme) -> (String, ratatui::style::Style) {
    let Some((side, name)) = SIDES.get(number) else { return (String::new(), theme.base) };
    let is_chosen = place.choice == Some(*side);
    let sign = if is_chosen { '●' } else { ' ' };
    (format!("({sign}) {} {name}", number + 1), if is_chosen { theme.good } else { theme.key })
}

/// A value on one line, from shortly before the first place where the values differ.
fn beginning<'a>(place: &Place, text: Option<&'a Text>) -> Option<(&'static str, &'a str)> {
    let text = text?;
    match text.line.get(place.alike..) {
        Some(rest) if place.alike > 0 => Some(("…", rest)),
        _ => Some(("", &text.line)),
    }
}

/// The first lines of a value in this width, with a word where there is more.
fn cut(text: Option<(&str, &str)>, width: u16, most: usize) -> Vec<String> {
    let Some((before, text)) = text else { return vec!["(not there)".to_owned()] };
    let width = width.max(1);
    // A text of a hundred thousand letters need not be wrapped to its end to show its beginning.
    let letters = usize::from(width).saturating_mul(most.saturating_add(1));
    let end = text.char_indices().nth(letters).map_or(text.len(), |(at, _)| at);
    let shown = text.get(..end).unwrap_or(text);
    let mut lines = wrap(&format!("{before}{shown}"), width);
    if end < text.len() || lines.len() > most {
        lines.truncate(most.saturating_sub(1).max(1));
        lines.push(fit("… enter shows it all", width).into_owned());
    }
    lines
}

fn block(place: &Place, is_selected: bool, width: u16, most: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = vec![heading(place, is_selected, width, theme)];
    if width >= WIDE {
        side_by_side(place, width, most, theme, &mut lines);
    } else {
        let room = width.saturating_sub(LABEL);
        for (number, text) in place.texts.iter().enumerate() {
            let (label, style) = label(place, number, theme);
            for (row, line) in cut(beginning(place, text.as_ref()), room, most).into_iter().enumerate() {
                let label = if row == 0 { format!("  {label}") } else { String::new() };
                let value = if text.is_some() { theme.base } else { theme.dim };
                lines.push(Line::from(vec![Span::styled(pad(&label, LABEL), style), Span::styled(line, value)]));
            }
        }
    }
    lines.push(Line::default());
    lines
}

fn side_by_side(place: &Place, width: u16, most: usize, theme: &Theme, lines: &mut Vec<Line<'static>>) {
    let column = (width.saturating_sub(2) / 3).saturating_sub(GAP);
    let row = |cells: [(String, ratatui::style::Style); 3]| {
        let mut spans = vec![Span::raw("  ")];
        for (text, style) in cells {
            spans.push(Span::styled(pad(&text, column), style));
            spans.push(Span::raw(" ".repeat(usize::from(GAP))));
        }
        Line::from(spans)
    };
    lines.push(row([0, 1, 2].map(|number| label(place, number, theme))));
    let values = place.texts.each_ref().map(|text| {
        let style = if text.is_some() { theme.base } else { theme.dim };
        (cut(beginning(place, text.as_ref()), column, most), style)
    });
    let height = values.iter().map(|(lines, _)| lines.len()).max().unwrap_or_default();
    for at in 0..height {
        lines.push(row(values.each_ref().map(|(lines, style)| (lines.get(at).cloned().unwrap_or_default(), *style))));
    }
}

/// The selected place with its values to their ends, one below the other.
fn whole(place: &Place, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    // A column is left to the scrollbar.
    let width = width.saturating_sub(1).max(1);
    let mut lines = vec![heading(place, true, width, theme)];
    for (number, text) in place.texts.iter().enumerate() {
        lines.push(Line::default());
        let (label, style) = label(place, number, theme);
        lines.push(Line::styled(label, style));
        match text {
            Some(text) => lines.extend(wrap(&text.whole, width).into_iter().map(Line::from)),
            None => lines.push(Line::styled("(not there)", theme.dim)),
        }
    }
    lines
}
