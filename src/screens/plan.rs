//! The plan that frees objects from what uses them, and then deletes them: what would be sent, before anything leaves.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::iter;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::{Catalogue, DiffLine, Ids, Kind, Record, Seen};
use crate::keys::Action;
use crate::widgets::{FRAME_COLUMNS, Noted, Scroll, Theme, clean, framed, render_noted, wrap};

use super::movement::{rows_inside, scroll};
use super::names::{Links, Spot};
use super::review::{diff_line, ids, payload};
use super::used_by::Unread;
use super::{Change, Deed, Doomed, Notice, Plan, Planned, Surroundings, Tone, Wish};

/// One that uses some of the objects, and how it lets go of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How its change reads.
    pub change: Box<Change>,
    /// What else comes of the change, each in words behind its name.
    pub remarks: Vec<String>,
}

/// One that uses some of the objects and that somebody has to change by hand before it lets go of them.
#[derive(Clone, Debug, PartialEq)]
pub struct ByHand {
    /// What has to be changed.
    pub user: Arc<Record>,
    /// Why, each in words behind its name.
    pub why: Vec<String>,
}

/// What it takes that objects which are in use are deleted.
#[derive(Clone, Debug, PartialEq)]
pub struct Freeing {
    /// Those that are deleted in the end, unless there is a rest.
    pub targets: Vec<Doomed>,
    /// What is changed before.
    pub steps: Vec<Step>,
    /// Those that were to be deleted and stay, because somebody has to choose first.
    pub stay: Vec<Arc<Record>>,
    /// Where that has to be done.
    pub by_hand: Vec<ByHand>,
    /// How many others use the targets and are left to the next plan, which deletes them once there are none.
    pub rest: usize,
    /// Which lists are not read whole whose objects may use them, if there are any.
    pub unread: Option<Unread>,
}

impl Freeing {
    /// All that were to be deleted.
    fn asked(&self) -> impl Iterator<Item = &Arc<Record>> {
        self.targets.iter().map(|target| &target.record).chain(&self.stay)
    }

    /// All of them, as a title names them.
    fn title(&self) -> String {
        let mut asked = self.asked();
        match (asked.next(), asked.count()) {
            (Some(only), 0) => only.title().to_owned(),
            (_, others) => objects(others + 1),
        }
    }

    /// What is done, in its order, and what for.
    fn plan(&self) -> Plan {
        let change = |step: &Step| Planned { stage: 0, deed: Deed::Change(step.change.clone()) };
        let changes: Vec<Planned> = self.steps.iter().map(change).collect();
        let name = match &self.targets[..] {
            [target] => format!("\"{}\"", target.record.title()),
            several => objects(several.len()),
        };
        if self.rest > 0 {
            let intent = format!("Free {name} from {} others", changes.len());
            return Plan { intent, deeds: changes };
        }
        let delete = |target: &Doomed| {
            let stage = target.record.kind.depth().saturating_add(1);
            Planned { stage, deed: Deed::Delete(target.clone()) }
        };
        let deeds = changes.into_iter().chain(self.targets.iter().map(delete)).collect();
        Plan { intent: format!("Free and delete {name}"), deeds }
    }
}

fn objects(count: usize) -> String {
    if count == 1 { "1 object".to_owned() } else { format!("{count} objects") }
}

/// What an object is and its name: `collection "Spring"`.
fn named(record: &Record) -> String {
    format!("{} \"{}\"", record.kind.entry().noun, record.title())
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
    freeing: Freeing,
    /// The edition of the lists that it was made from.
    pub edition: u64,
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
    /// Shows what it takes.
    #[must_use]
    pub fn new(mut freeing: Freeing, edition: u64) -> Self {
        freeing.targets.sort_by_key(|target| target.record.kind.depth());
        let (show_patches, scroll, spot) = (false, Scroll::default(), None);
        let ids = Ids::all(freeing.steps.iter().map(|step| ids(&step.change)));
        let (rows, links) = (Vec::new(), Links::default());
        let mut screen = PlanScreen { freeing, edition, show_patches, scroll, rows, ids, links, spot };
        screen.make_rows();
        screen
    }

    /// Makes the rows of what is to be shown, once and not at each frame: a plan can have tens of thousands.
    fn make_rows(&mut self) {
        self.rows = self.rows();
        self.links = self.links();
        (self.scroll, self.spot) = (Scroll::default(), None);
    }

    /// Shows what it takes as far as is known by now. Where that is the same, nothing moves.
    pub fn take(&mut self, freeing: Freeing, edition: u64) {
        let new = PlanScreen::new(freeing, edition);
        self.edition = edition;
        if new.freeing != self.freeing {
            *self = PlanScreen { show_patches: self.show_patches, ..new };
            self.make_rows();
        }
    }

    /// All that were to be deleted.
    pub fn asked(&self) -> impl Iterator<Item = &Arc<Record>> {
        self.freeing.asked()
    }

    /// Their kinds.
    #[must_use]
    pub fn kinds(&self) -> BTreeSet<Kind> {
        self.asked().map(|record| record.kind).collect()
    }

    /// Whether an action has something to act on as things are.
    #[must_use]
    pub fn offers(&self, action: Action) -> bool {
        match action {
            Action::Confirm => self.can_be_carried_out(),
            Action::Refresh => self.freeing.unread.is_some(),
            _ => true,
        }
    }

    /// Whether it can be carried out: there is one that need not wait for somebody's hand.
    #[must_use]
    pub fn can_be_carried_out(&self) -> bool {
        !self.freeing.targets.is_empty()
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
            Action::Refresh if self.offers(action) => vec![Wish::ReadMissing(self.kinds())],
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

    /// The question whether to carry the plan out, unless somebody has to change something by hand first.
    fn confirm(&self) -> Vec<Wish> {
        let freeing = &self.freeing;
        match freeing.by_hand.first() {
            Some(ByHand { user, why }) if !self.can_be_carried_out() => {
                let text = format!("Nothing was sent: {} {}.", named(user), why.join(", and "));
                vec![Wish::Tell(Notice::error(text))]
            }
            _ => vec![Wish::AskPlan(freeing.targets.clone(), freeing.plan(), freeing.rest)],
        }
    }

    fn rows(&self) -> Vec<Row> {
        let freeing = &self.freeing;
        let mut rows = self.rows_by_hand();
        let (others, it) = match (freeing.targets.len(), freeing.stay.is_empty()) {
            (0, _) => {
                let it = match &freeing.stay[..] {
                    [only] => format!("the {}", named(only)),
                    _ => "them".to_owned(),
                };
                let text = format!("· Nothing can be sent yet. Once that is done, d on {it} makes the plan anew.");
                rows.push(Row::Remark(Tone::Info, text));
                return rows;
            }
            (_, false) => ("the others", "them"),
            (1, true) => ("it", "it"),
            (_, true) => ("them", "them"),
        };
        let text = match freeing.steps.len() {
            0 => format!("· Nothing that is read uses {others}."),
            1 => format!("· 1 object lets go of {others} first."),
            changed => format!("· {changed} objects let go of {others} first."),
        };
        rows.extend([Row::Remark(Tone::Info, text), Row::Blank]);
        if freeing.rest > 0 {
            let text = format!(
                "! {} others use {it} as well. Once these have let go of {it}, d on {it} goes on with the next; the last \
                 step deletes {it}.",
                freeing.rest
            );
            rows.extend([Row::Remark(Tone::Warning, text), Row::Blank]);
        }
        if let Some(unread) = &freeing.unread {
            let it_is = if it == "it" { "it is" } else { "they are" };
            let known = format!("! Not all is known: {}", unread.told());
            let end = format!("! Others may use {it} as well, and then {it_is} not deleted in the end.");
            rows.extend([known, end].map(|text| Row::Remark(Tone::Warning, text)));
            rows.push(Row::Blank);
        }
        for step in &freeing.steps {
            rows.push(Row::Heading(named(&step.change.base)));
            let remarks = step.remarks.iter().map(|text| Row::Remark(Tone::Warning, format!("! {text}")));
            rows.extend(remarks);
            if self.show_patches {
                rows.extend(payload(&step.change).lines().map(|line| Row::Patch(line.to_owned())));
            } else {
                let lines = &step.change.difference;
                rows.extend((0..lines.len()).map(|line| Row::Change(Arc::clone(lines), line)));
            }
            rows.push(Row::Blank);
        }
        rows.extend(self.last_rows());
        rows
    }

    /// What has to be changed by hand, and what stays before that is done.
    fn rows_by_hand(&self) -> Vec<Row> {
        let Freeing { by_hand, stay, .. } = &self.freeing;
        if by_hand.is_empty() {
            return Vec::new();
        }
        let (count, all) = (stay.len(), self.freeing.asked().count());
        let stays = match count {
            _ if all == 1 => String::new(),
            1 => format!("1 of {all} stays: "),
            count => format!("{count} of {all} stay: "),
        };
        let text = format!("✗ {stays}{} must be changed by hand first.", objects(by_hand.len()));
        let mut rows = vec![Row::Remark(Tone::Error, text), Row::Blank];
        for ByHand { user, why } in by_hand {
            rows.push(Row::Heading(named(user)));
            rows.extend(why.iter().map(|why| Row::Remark(Tone::Error, format!("✗ {why}"))));
            rows.push(Row::Blank);
        }
        if all > 1 {
            rows.push(Row::Heading("so these stay".to_owned()));
            rows.extend(stay.iter().map(|record| Row::Remark(Tone::Info, target(record))));
            rows.push(Row::Blank);
        }
        rows
    }

    /// What becomes of the objects in the end.
    fn last_rows(&self) -> Vec<Row> {
        let Freeing { targets, rest, .. } = &self.freeing;
        match &targets[..] {
            [only] if *rest > 0 => {
                vec![Row::Heading(format!("then the {} is used by {rest} others", named(&only.record)))]
            }
            [only] => vec![Row::Heading(format!("then the {} is deleted", named(&only.record)))],
            several => {
                let end =
                    if *rest > 0 { format!("used by {rest} others") } else { "deleted, in this order".to_owned() };
                let mut rows = vec![Row::Heading(format!("then these {} are {end}", several.len()))];
                rows.extend(several.iter().map(|doomed| Row::Remark(Tone::Info, target(&doomed.record))));
                rows
            }
        }
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
        let title = format!("Free and delete: {}", self.freeing.title());
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

/// One of several that are to be deleted, and how it stands.
fn target(record: &Record) -> String {
    match &record.status {
        Seen::Is(status) => format!("· {} ({} {})", named(record), status.symbol(), status.as_str()),
        Seen::Odd(_) | Seen::Absent => format!("· {}", named(record)),
    }
}

/// The columns of the lines in a panel of this size: one is left to the scrollbar.
fn width_inside(panel: Rect) -> u16 {
    panel.width.saturating_sub(FRAME_COLUMNS + 1)
}
