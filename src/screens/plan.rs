//! The plan that frees an object from what uses it, and then deletes it: what would be sent, before anything leaves.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::{Catalogue, DiffLine, Ids, Kind, SandboxType};
use crate::keys::Action;
use crate::profile::Mode;
use crate::widgets::{FRAME_COLUMNS, Scroll, Theme, clean, framed, json_line, render_noted, wrap};

use super::delete::DeleteDialog;
use super::dialogs::Dialog;
use super::movement::{rows_inside, scroll};
use super::names::{Links, Spot};
use super::review::{diff_line, ids, payload};
use super::several::SeveralDialog;
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
    Change(DiffLine),
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
    sandbox_type: SandboxType,
    mode: Mode,
    has_trash: bool,
    /// How many others use the object and are left to the next plan, which deletes it once there are none.
    rest: usize,
    /// Whether all lists are read whose objects may use it.
    whole: bool,
    show_patches: bool,
    scroll: Scroll,
    /// The ids that its objects name, before or after.
    ids: Ids,
    /// Which of those that are shown is chosen.
    spot: Option<Spot>,
}

impl PlanScreen {
    /// The plan that frees this object by these steps; those come first that somebody must take by hand. `whole` says
    /// whether all lists are read whose objects may use it.
    #[must_use]
    pub fn new(target: Doomed, mut steps: Vec<Step>, whole: bool, sandbox_type: SandboxType, mode: Mode) -> Self {
        steps.sort_by_key(|step| step.change.is_ok());
        let (has_trash, rest, show_patches, scroll, spot) = (false, 0, false, Scroll::default(), None);
        let changes = steps.iter().filter_map(|step| step.change.as_ref().ok());
        let ids = changes.map(|change| ids(change)).fold(Ids::default(), Ids::and);
        PlanScreen { steps, target, sandbox_type, mode, has_trash, rest, whole, show_patches, scroll, ids, spot }
    }

    /// Says that the object's body goes to the trash first.
    pub fn with_trash(self, has_trash: bool) -> Self {
        PlanScreen { has_trash, ..self }
    }

    /// Says that so many others use the object as well: these let go of it, and it is not deleted yet.
    pub fn with_rest(self, rest: usize) -> Self {
        PlanScreen { rest, ..self }
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
                self.scroll = Scroll::default();
                self.spot = None;
                Vec::new()
            }
            Action::Back => vec![Wish::Close],
            Action::Open | Action::NextLink | Action::PreviousLink => {
                let links = self.links(&self.rows(), body.width.saturating_sub(FRAME_COLUMNS + 1));
                links.act(action, &mut self.spot, &mut self.scroll, rows_inside(body))
            }
            other => {
                let lines = self.height(body.width.saturating_sub(FRAME_COLUMNS + 1));
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
        if self.rest > 0 {
            let intent = format!("Free \"{}\" from {} objects", self.target.record.title(), self.steps.len());
            let plan = Plan { intent, deeds: changes.collect() };
            let outcome = format!("It is not deleted yet: {} others use it as well.", self.rest);
            let dialog = SeveralDialog::changing(plan, self.sandbox_type, self.mode, outcome);
            return vec![Wish::AskPlan(Box::new(Dialog::Several(dialog)))];
        }
        let delete = Planned { stage: 1, deed: Deed::Delete(self.target.clone()) };
        let intent = format!("Free and delete \"{}\"", self.target.record.title());
        let plan = Plan { intent, deeds: changes.chain([delete]).collect() };
        let mut dialog = DeleteDialog::of_plan(self.target.clone(), plan, self.sandbox_type, self.mode);
        dialog.has_trash = self.has_trash;
        vec![Wish::AskPlan(Box::new(Dialog::Delete(dialog)))]
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
                Ok(change) => rows.extend(change.difference.iter().cloned().map(Row::Change)),
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

    /// The lines of these rows at this width.
    fn lines(rows: &[Row], width: u16, theme: &Theme) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        for row in rows {
            match row {
                Row::Heading(text) => lines.push(Line::styled(clean(text).into_owned(), theme.heading)),
                Row::Remark(tone, text) => {
                    let style = match tone {
                        Tone::Error => theme.bad,
                        Tone::Warning => theme.warn,
                        Tone::Info | Tone::Good => theme.dim,
                    };
                    lines.extend(wrap(text, width).into_iter().map(|line| Line::styled(line, style)));
                }
                Row::Change(line) => lines.push(diff_line(line, theme)),
                Row::Patch(text) => {
                    lines.push(json_line(text, theme));
                }
                Row::Blank => lines.push(Line::default()),
            }
        }
        lines
    }

    /// Where others are named in the lines of these rows.
    fn links(&self, rows: &[Row], width: u16) -> Links {
        let mut links = Links::default();
        let mut first = 0;
        for row in rows {
            let found = match row {
                Row::Change(line) => Links::in_difference(std::slice::from_ref(line), &self.ids),
                Row::Patch(text) => Links::in_lines(text.lines(), &self.ids),
                Row::Heading(_) | Row::Remark(..) | Row::Blank => Links::default(),
            };
            links.0.extend(found.moved(first).0);
            first += row.height(width);
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
        self.rows().iter().map(|row| row.height(width)).sum()
    }

    /// Draws the plan.
    pub fn draw(&self, around: &Surroundings, catalogue: Catalogue<'_>, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let title = format!("Free and delete: {}", self.target.record.title());
        let foot = if self.can_be_carried_out() { "y asks to carry it out · esc back" } else { "esc back" };
        let inner = framed(area, buf, theme, &title, foot, true);
        let (rows, width) = (self.rows(), inner.width.saturating_sub(1));
        let links = self.links(&rows, width);
        let lines = PlanScreen::lines(&rows, width, theme);
        let shown = |number, line: &Line<'static>| {
            links.noted((number, &line.to_string()), line.clone(), self.spot, catalogue, theme)
        };
        render_noted(inner, buf, theme, (lines.len(), self.scroll), lines.iter(), shown);
    }
}
