//! The plan that frees an object from what uses it, and then deletes it: what would be sent, before anything leaves.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::iter;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::{Catalogue, DiffLine, Ids, Kind};
use crate::keys::Action;
use crate::widgets::{FRAME_COLUMNS, Noted, Scroll, Theme, clean, framed, render_noted, wrap};

use super::movement::{rows_inside, scroll};
use super::names::{Links, Spot};
use super::review::{diff_line, ids, payload};
use super::{Change, Deed, Doomed, Notice, Plan, Planned, Surroundings, Tone, Wish};

/// One that uses the object, and how it lets go of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is and its name: `collection "Spring"`.
    pub name: String,
    /// How its change reads, or why somebody has to change it by hand.
    pub change: Result<Box<Change>, String>,
    /// What else comes of the change.
    pub remarks: Vec<String>,
}

/// A line of the page.
#[derive(Clone, Debug, PartialEq)]
enum Row {
    Heading(String),
    Remark(Tone, String),
    /// The line of this number in a difference.
    Change(Arc<[DiffLine]>, usize),
    Patch(String),
    Blank,
}

impl Row {
    /// How many lines it takes at this width.
    fn height(&self, width: u16) -> usize {
        match self {
            Row::Remark(_, text) => wrap(text, width).len(),
            _ => 1,
        }
    }
}

/// The screen's state.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanScreen {
    steps: Vec<Step>,
    target: Doomed,
    /// How many others use the object and are left to the next plan, which deletes it once there are none.
    rest: usize,
    /// Whether all lists are read whose objects may use it.
    whole: bool,
    show_patches: bool,
    scroll: Scroll,
    /// What is shown.
    rows: Vec<Row>,
    /// The ids that its objects name, before or after.
    ids: Ids,
    /// Where they stand in the rows, and which of them is chosen.
    links: Links,
    spot: Option<Spot>,
}

impl PlanScreen {
    /// The plan that frees this object by these steps; those come first that somebody must take by hand. `whole` says
    /// whether all lists are read whose objects may use it, `rest` how many others use it as well: then these let go of
    /// it, and it is not deleted yet.
    #[must_use]
    pub fn new(target: Doomed, mut steps: Vec<Step>, whole: bool, rest: usize) -> Self {
        steps.sort_by_key(|step| step.change.is_ok());
        let (show_patches, scroll, spot) = (false, Scroll::default(), None);
        let changes = steps.iter().filter_map(|step| step.change.as_ref().ok());
        let ids = Ids::all(changes.map(|change| ids(change)));
        let (rows, links) = (Vec::new(), Links::default());
        let mut screen = PlanScreen { steps, target, rest, whole, show_patches, scroll, rows, ids, links, spot };
        screen.make_rows();
        screen
    }

    /// Makes the rows of what is to be shown, once and not at each frame: a plan can have tens of thousands.
    fn make_rows(&mut self) {
        self.rows = self.rows();
        self.links = self.links();
        (self.scroll, self.spot) = (Scroll::default(), None);
    }

    /// Whether it can be carried out: nobody has to do a part of it by hand.
    #[must_use]
    pub fn can_be_carried_out(&self) -> bool {
        self.steps.iter().all(|step| step.change.is_ok())
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        match action {
            Action::Confirm => self.confirm(),
            Action::ToggleForm => {
                self.show_patches = !self.show_patches;
                self.make_rows();
                Vec::new()
            }
            Action::Back => vec![Wish::Close],
            Action::Open | Action::NextLink | Action::PreviousLink => {
                let (width, height) = (width_inside(body), rows_inside(body));
                let mut at = Scroll { offset: self.row_at(self.scroll.offset, width) };
                let wishes = self.links.act(action, &mut self.spot, &mut at, height);
                if let Some((row, _)) = self.spot {
                    // A remark above it can take several lines.
                    let line = self.rows.iter().take(row).map(|row| row.height(width)).sum::<usize>();
                    let highest = (line + 1).saturating_sub(height);
                    self.scroll.offset = self.scroll.offset.clamp(highest, line.max(highest));
                }
                wishes
            }
            other => {
                let lines = self.height(width_inside(body));
                scroll(&mut self.scroll, other, lines, rows_inside(body));
                Vec::new()
            }
        }
    }

    /// The question whether to carry the plan out, unless somebody has to do a part of it by hand.
    fn confirm(&self) -> Vec<Wish> {
        if let Some((name, why)) =
            self.steps.iter().find_map(|step| step.change.as_ref().err().map(|why| (&step.name, why)))
        {
            return vec![Wish::Tell(Notice::error(format!("Nothing was sent: {name} {why}.")))];
        }
        let changes = self.steps.iter().filter_map(|step| step.change.as_ref().ok());
        let changes = changes.map(|change| Planned { stage: 0, deed: Deed::Change(change.clone()) });
        let plan = if self.rest > 0 {
            let intent = format!("Free \"{}\" from {} objects", self.target.record.title(), self.steps.len());
            Plan { intent, deeds: changes.collect() }
        } else {
            let delete = Planned { stage: 1, deed: Deed::Delete(self.target.clone()) };
            let intent = format!("Free and delete \"{}\"", self.target.record.title());
            Plan { intent, deeds: changes.chain([delete]).collect() }
        };
        vec![Wish::AskPlan(self.target.clone(), plan, self.rest)]
    }

    fn rows(&self) -> Vec<Row> {
        let count = |count: usize| if count == 1 { "1 object".to_owned() } else { format!("{count} objects") };
        let by_hand = self.steps.iter().filter(|step| step.change.is_err()).count();
        let changed = self.steps.len() - by_hand;
        let mut rows = vec![match by_hand {
            0 => Row::Remark(Tone::Info, format!("· {} let go of it first.", count(changed))),
            _ => Row::Remark(Tone::Error, format!("✗ {} must be changed by hand first.", count(by_hand))),
        }];
        rows.push(Row::Blank);
        if self.rest > 0 {
            let text = format!(
                "! {} others use it as well. Once these have let go of it, d on it goes on with the next; the last step \
                 deletes it.",
                self.rest
            );
            rows.extend([Row::Remark(Tone::Warning, text), Row::Blank]);
        }
        if !self.whole {
            let text = "! Not all lists are read: others may use it as well, and then it is not deleted in the end.";
            rows.extend([Row::Remark(Tone::Warning, text.to_owned()), Row::Blank]);
        }
        for step in &self.steps {
            rows.push(Row::Heading(step.name.clone()));
            let remarks = step.remarks.iter().map(|text| Row::Remark(Tone::Warning, format!("! {text}")));
            rows.extend(remarks);
            match &step.change {
                Err(why) => rows.push(Row::Remark(Tone::Error, format!("✗ {why}"))),
                Ok(change) if self.show_patches => {
                    rows.extend(payload(change).lines().map(|line| Row::Patch(line.to_owned())))
                }
                Ok(change) => {
                    let lines = &change.difference;
                    rows.extend((0..lines.len()).map(|line| Row::Change(Arc::clone(lines), line)));
                }
            }
            rows.push(Row::Blank);
        }
        let record = &self.target.record;
        let target = format!("the {} \"{}\"", record.kind.entry().noun, record.title());
        rows.push(match by_hand {
            0 if self.rest > 0 => Row::Heading(format!("then {target} is used by {} others", self.rest)),
            0 => Row::Heading(format!("then {target} is deleted")),
            _ => {
                let text = format!("· Nothing can be sent yet. Once that is done, d on {target} makes the plan anew.");
                Row::Remark(Tone::Info, text)
            }
        });
        rows
    }

    /// Where others are named in the rows.
    fn links(&self) -> Links {
        let mut links = Links::default();
        for (number, row) in self.rows.iter().enumerate() {
            let found = match row {
                Row::Change(lines, line) => {
                    Links::in_difference(lines.get(*line..=*line).unwrap_or_default(), &self.ids)
                }
                Row::Patch(text) => Links::in_lines(text.lines(), &self.ids),
                Row::Heading(_) | Row::Remark(..) | Row::Blank => Links::default(),
            };
            links.0.extend(found.moved(number).0);
        }
        links
    }

    /// The kinds of those that its objects name.
    #[must_use]
    pub fn named_kinds(&self) -> BTreeSet<Kind> {
        self.ids.kinds()
    }

    /// How many lines there are at this width.
    fn height(&self, width: u16) -> usize {
        self.rows.iter().map(|row| row.height(width)).sum()
    }

    /// The number of the row that this line is a part of.
    fn row_at(&self, line: usize, width: u16) -> usize {
        let mut rows = self.rows.iter().enumerate().flat_map(|(number, row)| iter::repeat_n(number, row.height(width)));
        rows.nth(line).unwrap_or(self.rows.len())
    }

    /// This part of the row of this number, with the names of those whose ids stand in it.
    fn line<'a>(
        &self,
        (number, row, part): (usize, &'a Row, usize),
        width: u16,
        catalogue: Catalogue<'_>,
        theme: &Theme,
    ) -> Noted<'a> {
        match row {
            Row::Heading(text) => Noted::from(Line::styled(clean(text).into_owned(), theme.heading)),
            Row::Remark(tone, text) => {
                let style = match tone {
                    Tone::Error => theme.bad,
                    Tone::Warning => theme.warn,
                    Tone::Info | Tone::Good => theme.dim,
                };
                Noted::from(Line::styled(wrap(text, width).into_iter().nth(part).unwrap_or_default(), style))
            }
            Row::Change(lines, line) => lines.get(*line).map_or_else(Noted::default, |line| {
                self.links.noted(
                    (number, || Cow::from(line.to_string())),
                    (diff_line(line, width, theme), width),
                    self.spot,
                    catalogue,
                    theme,
                )
            }),
            Row::Patch(text) => self.links.json((number, text), width, self.spot, catalogue, theme),
            Row::Blank => Noted::default(),
        }
    }

    /// Draws the plan.
    pub fn draw(&self, around: &Surroundings, catalogue: Catalogue<'_>, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let title = format!("Free and delete: {}", self.target.record.title());
        let foot = if self.can_be_carried_out() { "y asks to carry it out · esc back" } else { "esc back" };
        let inner = framed(area, buf, theme, &title, foot, true);
        let width = inner.width.saturating_sub(1);
        // Each line as a part of its row, so that only those that are seen are made.
        let lines = self.rows.iter().enumerate().flat_map(|(number, row)| {
            let parts = 0..row.height(width);
            parts.map(move |part| (number, row, part))
        });
        let shown = |_, (number, row, part)| self.line((number, row, part), width, catalogue, theme);
        render_noted(inner, buf, theme, (self.height(width), self.scroll), lines, shown);
    }
}

/// The columns of the lines in a panel of this size: one is left to the scrollbar.
fn width_inside(panel: Rect) -> u16 {
    panel.width.saturating_sub(FRAME_COLUMNS + 1)
}
