//! The course of a test: its steps as they come, and what they come to.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::request::{Probe, Verdict};
use crate::widgets::{Scroll, Theme, clean, pad, width, wrap};

use super::SetupDraft;

/// The columns of the longest name of a step.
const NAME: u16 = 15;

/// Below this width the names of the steps have no column of their own.
const NARROW: u16 = 50;

/// A test of a connection.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Course {
    /// What is tested.
    pub(super) draft: SetupDraft,
    probes: Vec<Probe>,
    pub(super) running: bool,
    /// Where it was scrolled to; without, what matters most is shown.
    scroll: Option<Scroll>,
}

impl Course {
    /// A test that begins.
    pub(super) fn of(draft: SetupDraft) -> Self {
        Course { draft, probes: Vec::new(), running: true, scroll: None }
    }

    /// Takes a step in.
    pub(super) fn take(&mut self, probe: Probe) {
        self.probes.push(probe);
    }

    /// Whether it came to its end without a fault. A test without a step has shown nothing.
    pub(super) fn is_good(&self) -> bool {
        !self.running && !self.probes.is_empty() && !self.has_failed()
    }

    fn has_failed(&self) -> bool {
        self.probes.iter().any(|probe| probe.verdict == Verdict::Bad)
    }

    /// What it has come to; `stale` if the form no longer says what was tested.
    pub(super) fn summary(&self, stale: bool, theme: &Theme) -> Line<'static> {
        match () {
            () if self.running => Line::styled("Testing …", theme.heading),
            () if stale => Line::styled("! Changed since this test: test again.", theme.warn),
            () if self.has_failed() => Line::styled("✗ It does not work yet: mend it, and test again.", theme.bad),
            () if self.probes.is_empty() => Line::styled("! The test came to nothing: test again.", theme.warn),
            () => Line::styled("✓ It works. Save it.", theme.good),
        }
    }

    /// Scrolls over the steps.
    pub(super) fn scroll(&mut self, columns: u16, height: usize, step: impl FnOnce(&mut Scroll, usize)) {
        let (lines, mut scroll) = self.lines(&Theme::plain(), columns, height);
        step(&mut scroll, lines.len());
        self.scroll = Some(scroll);
    }

    /// The steps as lines, and which of them are seen: where nobody scrolled, the first fault, else the last step.
    pub(super) fn lines(&self, theme: &Theme, columns: u16, height: usize) -> (Vec<Line<'static>>, Scroll) {
        let mut lines = Vec::new();
        let mut fault = None;
        for probe in &self.probes {
            if probe.verdict == Verdict::Bad && fault.is_none() {
                fault = Some(lines.len());
            }
            lines.extend(lines_of(probe, theme, columns));
        }
        let end = lines.len().saturating_sub(height);
        let offset = fault.filter(|_| !self.running).map_or(end, |fault| fault.min(end));
        let mut scroll = self.scroll.unwrap_or(Scroll { offset });
        scroll.follow(lines.len(), height);
        (lines, scroll)
    }
}

/// A step: its sign and name, what was tried, what came back, and what to do.
fn lines_of(probe: &Probe, theme: &Theme, columns: u16) -> Vec<Line<'static>> {
    let style = match probe.verdict {
        Verdict::Good => theme.good,
        Verdict::Note => theme.warn,
        Verdict::Bad => theme.bad,
        Verdict::Skipped => theme.dim,
    };
    let came_style = if probe.verdict == Verdict::Good { theme.base } else { style };
    let (tried, came) = (clean(&probe.tried), clean(&probe.came));
    // Where it is narrow, no column is kept for the names.
    let (name, tried, indent) = if columns < NARROW {
        (String::new(), format!("{}: {tried}", probe.name).trim_end().to_owned(), 2)
    } else {
        (format!("{}  ", pad(probe.name, NAME)), tried.into_owned(), NAME + 4)
    };
    // A column is left to the scrollbar.
    let room = columns.saturating_sub(indent + 1).max(1);
    // What a step leaves out takes no row.
    let rows_of = |text: &str, style: Style| -> Vec<Vec<Span<'static>>> {
        let lines = wrap(text, room).into_iter().filter(|line| !line.is_empty());
        lines.map(|line| vec![Span::styled(line, style)]).collect()
    };
    let both = !tried.is_empty() && !came.is_empty();
    let mut texts = if both && width(&tried) + 2 + width(&came) <= usize::from(room) {
        vec![vec![Span::styled(format!("{tried}  "), theme.dim), Span::styled(came.into_owned(), came_style)]]
    } else {
        [rows_of(&tried, theme.dim), rows_of(&came, came_style)].concat()
    };
    if !probe.advice.is_empty() {
        texts.extend(rows_of(&format!("→ {}", probe.advice), theme.base));
    }
    let head = format!("{} {name}", probe.verdict.symbol());
    let heads = std::iter::once(head).chain(std::iter::repeat(" ".repeat(usize::from(indent))));
    let rows = heads.zip(texts).map(|(head, text)| Line::from([vec![Span::styled(head, style)], text].concat()));
    rows.collect()
}
