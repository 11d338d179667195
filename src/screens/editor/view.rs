//! How the editor looks: the JSON or the form, and below it what is wrong or to be known.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;

use crate::domain::Severity;
use crate::screens::Surroundings;
use crate::screens::columns::severity_style;
use crate::screens::library::Library;
use crate::widgets::{clean, fit, framed, width, wrap};

use super::form::Form;
use super::{EditorScreen, Origin, Stage};

/// The most lines that messages take below the text.
const MESSAGES: u16 = 4;

impl EditorScreen {
    /// Draws the editor; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, library: &Library, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let theme = &around.theme;
        let noun = self.kind.entry().noun;
        let title = match &self.origin {
            Origin::New => format!("New {noun}"),
            Origin::Stored(record) => match record.revision {
                Some(revision) => format!("Edit {} · revision {revision}", record.title()),
                None => format!("Edit {}", record.title()),
            },
        };
        let (row, column) = self.area.cursor();
        let state = match (&self.stage, self.has_unsaved_text()) {
            (Stage::Saving(doing), _) => format!("{doing} … · "),
            (Stage::Editing, true) => "changed · ".to_owned(),
            (Stage::Editing, false) => String::new(),
        };
        let place = match &self.form {
            Some(form) => format!("form · row {} of {}", form.focus + 1, form.rows.len()),
            None => format!("line {}, column {}", row + 1, column + 1),
        };
        let mut foot = format!("{state}{place}");
        if self.form.is_none()
            && let Some(names) = self.named_at_cursor(area.width / 3, library, theme)
        {
            foot = format!("{} · {foot}", fit(&clean(&names), area.width / 3));
        }
        if let Some(words) = self.live_words().filter(|_| self.form.is_none() && self.findings.is_empty()) {
            // Beside the frame and its blanks.
            let room = usize::from(area.width).saturating_sub(width(&foot) + 7);
            let words = clean(&words);
            foot = format!("{} · {foot}", fit(&words, u16::try_from(room).unwrap_or(0)));
        }
        let inner = framed(area, buf, theme, &title, &foot, true);
        // A long text is not checked while it is typed: then what a save found stands.
        let live = self.live.concat();
        let mut findings = if live.is_empty() { self.findings.clone() } else { live };
        findings.extend(self.form.iter().flat_map(Form::unfit_findings));
        let found = self.form.as_ref().map(|form| form.placed(&findings)).unwrap_or_default();
        let messages = match &self.form {
            // What is open needs the room.
            Some(form) if form.has_open() => Vec::new(),
            Some(form) => form.messages(&found),
            None => self.messages(),
        };
        let mut lines: Vec<(Style, String)> = messages
            .iter()
            .flat_map(|(severity, message)| {
                let style = severity_style(*severity, theme);
                let told = format!("{} {message}", severity.sign());
                wrap(&told, inner.width).into_iter().map(move |line| (style, line))
            })
            .collect();
        if let Some(told) = self.form.as_ref().and_then(|form| form.told(around, library, inner.width)) {
            lines.extend(wrap(&told, inner.width).into_iter().map(|line| (theme.dim, line)));
        }
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(MESSAGES).min(inner.height / 2);
        if lines.len() > usize::from(height)
            && let Some((_, last)) = lines.get_mut(usize::from(height.saturating_sub(1)))
        {
            last.push_str(" …");
        }
        let [text, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(height)]).areas(inner);
        for (row, (style, line)) in below.rows().zip(&lines) {
            buf.set_stringn(row.x, row.y, fit(line, row.width), usize::from(row.width), *style);
        }
        if let Some(form) = &self.form {
            let in_row = form.draw((around, library), &found, text, buf);
            let cursor = form.draw_open((around, library), area, buf).unwrap_or(in_row);
            return cursor.filter(|_| self.stage == Stage::Editing);
        }
        let error = self.problem.as_ref().map(|problem| (problem.line, problem.column));
        self.area.render(text, buf, theme, error, self.stage == Stage::Editing)
    }

    fn messages(&self) -> Vec<(Severity, String)> {
        if let Some(problem) = &self.problem {
            let text = format!("line {}, column {}: {}", problem.line, problem.column, problem.message);
            return vec![(Severity::Error, text)];
        }
        self.findings.iter().map(|finding| (finding.severity, finding.message.clone())).collect()
    }
}
