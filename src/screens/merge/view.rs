//! How the clashes are drawn: the three values side by side where there is room, else one below the other.

use std::borrow::Cow;
use std::iter;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::{Catalogue, Named, Side};
use crate::screens::Surroundings;
use crate::screens::names::{Links, note};
use crate::widgets::{FRAME_COLUMNS, Noted, Scroll, Theme, clean, fit, framed, pad, paragraph, render_noted, wrap};

use super::whole::WholeLine;
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
    pub fn draw(&self, around: &Surroundings, catalogue: Catalogue<'_>, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let look = &Look { catalogue, theme };
        let title = format!("Merge: {}", self.theirs.title());
        let open = match self.open() {
            0 => "all chosen: ctrl-s goes on to the review".to_owned(),
            open => format!("{open} of {} open", self.places.len()),
        };
        let at = self.selected + 1;
        let foot = match self.chosen() {
            Some((kind, id)) => {
                let told = match catalogue.way(*kind, id) {
                    Some(Named::Here(record)) => format!("enter goes to {}", record.title()),
                    _ => {
                        let told = note(iter::once((*kind, &**id)), area.width, catalogue, theme).unwrap_or_default();
                        format!("{id} {told}")
                    }
                };
                fit(&clean(&told), area.width.saturating_sub(FRAME_COLUMNS)).into_owned()
            }
            None if self.places.len() > 1 => format!("place {at} · {open}"),
            None => open,
        };
        let inner = framed(area, buf, theme, &title, &foot, true);
        if let (Some(whole), Some(place)) = (&self.whole, self.places.get(self.selected)) {
            let shown = |_, line: &WholeLine| match line {
                WholeLine::Heading => Noted::from(heading(place, true, inner.width, theme)),
                WholeLine::Label(number) => {
                    let (label, style) = label(place, *number, theme);
                    Noted::from(Line::styled(label, style))
                }
                WholeLine::Text(text) => {
                    let links = Links::in_lines(iter::once(&**text), &self.ids);
                    let line = Line::raw(text.clone());
                    links.noted((0, || Cow::from(text)), (line, inner.width), None, catalogue, theme)
                }
                WholeLine::Absent => Noted::from(Line::styled("(not there)", theme.dim)),
                WholeLine::Blank => Noted::default(),
            };
            render_noted(inner, buf, theme, (whole.lines.len(), whole.scroll), whole.lines.iter(), shown);
            return;
        }
        let says = "You both changed these places. Choose what shall stand at each; the rest is merged already.";
        let head = u16::try_from(wrap(says, inner.width).len()).unwrap_or(u16::MAX).saturating_add(1);
        let head = if inner.height >= 15 { head } else { 0 };
        let [top, list] = Layout::vertical([Constraint::Length(head), Constraint::Fill(1)]).areas(inner);
        paragraph(top, buf, theme.dim, says);
        let lines = self.list(list.width, usize::from(list.height), look);
        render_noted(list, buf, theme, (lines.len(), Scroll::default()), lines.into_iter(), |_, line| line);
    }

    /// As many places as fit from the selected one on; where room is left below the last, those before it too.
    fn list(&self, width: u16, height: usize, look: &Look<'_>) -> Vec<Noted<'static>> {
        // In a low terminal the values get shorter, so that all three are seen.
        let most = match width {
            WIDE.. => height.saturating_sub(3).clamp(1, CUT_WIDE),
            _ => (height.saturating_sub(2) / 3).clamp(1, CUT),
        };
        let block =
            |index: usize| self.places.get(index).map(|place| block(place, index == self.selected, width, most, look));
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
fn label(place: &Place, number: usize, theme: &Theme) -> (String, Style) {
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

/// What the values are drawn with.
struct Look<'a> {
    catalogue: Catalogue<'a>,
    theme: &'a Theme,
}

impl Look<'_> {
    /// The names of those whose ids stand in a value, for so many columns.
    fn names(&self, text: Option<&Text>, columns: u16) -> Option<Line<'static>> {
        let ids = text?.named.iter().map(|(kind, id)| (*kind, &**id));
        note(ids, columns, self.catalogue, self.theme)
    }
}

fn block(place: &Place, is_selected: bool, width: u16, most: usize, look: &Look<'_>) -> Vec<Noted<'static>> {
    let theme = look.theme;
    let mut lines = vec![Noted::from(heading(place, is_selected, width, theme))];
    // In a low terminal the names take the room of a line of each value.
    let most = if place.texts.iter().flatten().any(|text| !text.named.is_empty()) { most.max(2) - 1 } else { most };
    if width >= WIDE {
        lines.extend(side_by_side(place, width, most, look).into_iter().map(Noted::from));
    } else {
        let room = width.saturating_sub(LABEL);
        for (number, text) in place.texts.iter().enumerate() {
            let (label, style) = label(place, number, theme);
            for (row, line) in cut(beginning(place, text.as_ref()), room, most).into_iter().enumerate() {
                let label = if row == 0 { format!("  {label}") } else { String::new() };
                let value = if text.is_some() { theme.base } else { theme.dim };
                let spans = vec![Span::styled(pad(&label, LABEL), style), Span::styled(line, value)];
                lines.push(Noted::from(Line::from(spans)));
            }
            if let Some(names) = look.names(text.as_ref(), width) {
                lines.push(Noted { line: Line::raw(" ".repeat(usize::from(LABEL))), note: Some(names), chosen: None });
            }
        }
    }
    lines.push(Noted::default());
    lines
}

/// The values side by side, and under them the names of those that they name.
fn side_by_side(place: &Place, width: u16, most: usize, look: &Look<'_>) -> Vec<Line<'static>> {
    let theme = look.theme;
    let column = (width.saturating_sub(2) / 3).saturating_sub(GAP);
    let row = |cells: [(String, Style); 3]| {
        let mut spans = vec![Span::raw("  ")];
        for (text, style) in cells {
            spans.push(Span::styled(pad(&text, column), style));
            spans.push(Span::raw(" ".repeat(usize::from(GAP))));
        }
        Line::from(spans)
    };
    let mut lines = vec![row([0, 1, 2].map(|number| label(place, number, theme)))];
    let values = place.texts.each_ref().map(|text| {
        let style = if text.is_some() { theme.base } else { theme.dim };
        (cut(beginning(place, text.as_ref()), column, most), style)
    });
    let height = values.iter().map(|(lines, _)| lines.len()).max().unwrap_or_default();
    for at in 0..height {
        lines.push(row(values.each_ref().map(|(lines, style)| (lines.get(at).cloned().unwrap_or_default(), *style))));
    }
    let names = place.texts.each_ref().map(|text| look.names(text.as_ref(), column));
    if names.iter().any(Option::is_some) {
        lines.push(row(names.map(|names| {
            let style = names.iter().flat_map(|names| &names.spans).map(|span| span.style).next().unwrap_or(theme.dim);
            (
                names.map_or(String::new(), |names| {
                    fit(&format!("← {}", clean(&names.to_string())), column).into_owned()
                }),
                style,
            )
        })));
    }
    lines
}
