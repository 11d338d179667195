//! What was confirmed together: what became of each deed, while it goes on and afterwards.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::{Record, Scope};
use crate::keys::Action;
use crate::widgets::{Align, Cell, Column, Row, Viewport, Width, framed, render_table};

use super::movement::{move_cursor, table_rows};
use super::{Deed, Notice, Plan, Planned, Surroundings, Wish};

/// How far one of them has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Its turn has not come.
    Waiting,
    /// It is on its way.
    UnderWay,
    /// It is done. There may be something to know about it, in these words.
    Done(Option<String>),
    /// The object was to be deleted, and the server had it no more before its turn came.
    GoneAlready,
    /// It was not done, or nobody knows: in these words.
    Failed(String),
}

/// A deed and how far it has come.
#[derive(Clone, Debug, PartialEq)]
struct Item {
    stage: u8,
    deed: Deed,
    progress: Progress,
}

impl Item {
    fn is_open(&self) -> bool {
        matches!(self.progress, Progress::Waiting | Progress::UnderWay)
    }
}

/// A plan that is carried out. Its deeds begin from the top, those of a stage together, stage after stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Bulk {
    /// What it is for.
    pub intent: String,
    /// In the order of their stages.
    items: Vec<Item>,
    /// How many have begun.
    begun: usize,
    /// Why those that had not begun were dropped, if they were.
    pub stopped: Option<String>,
}

impl Bulk {
    /// All of them wait.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let Plan { intent, mut deeds } = plan;
        deeds.sort_by_key(|planned| planned.stage);
        let item = |Planned { stage, deed }| Item { stage, deed, progress: Progress::Waiting };
        Bulk { intent, items: deeds.into_iter().map(item).collect(), begun: 0, stopped: None }
    }

    /// The next one to begin with, if fewer than so many are on their way and the stages before its own are over.
    pub fn next(&mut self, at_once: usize) -> Option<Deed> {
        let under_way = self.under_way();
        let earliest = self.items.iter().find(|item| item.is_open())?.stage;
        let item = self.items.get_mut(self.begun)?;
        if under_way >= at_once || item.stage != earliest || item.progress != Progress::Waiting {
            return None;
        }
        self.begun += 1;
        item.progress = Progress::UnderWay;
        Some(item.deed.clone())
    }

    /// Notes what became of the one that is on its way with this object, and returns those that must not begin any more
    /// because it failed. `None` if it is not one of these.
    pub fn settle(&mut self, scope: &Scope, record: &Record, settled: Progress) -> Option<Vec<Deed>> {
        let of_it = |item: &&mut Item| item.progress == Progress::UnderWay && item.deed.is_about(scope, record);
        let item = self.items.iter_mut().find(of_it)?;
        let failed = matches!(settled, Progress::Failed(_));
        item.progress = settled;
        if !failed {
            return Some(Vec::new());
        }
        let (stage, why) = (item.stage, format!("\"{}\" was not {}", record.title(), item.deed.done()));
        // What is changed for the sake of what comes after it is changed for nothing once that can't come.
        let prepares = matches!(item.deed, Deed::Change(_)) && self.items.iter().any(|item| item.stage > stage);
        Some(self.drop_waiting(&why, |item| item.stage > stage || (prepares && item.stage == stage)))
    }

    /// Begins with none of those that wait, for this reason; returns them.
    pub fn stop(&mut self, why: &str) -> Vec<Deed> {
        let dropped = self.drop_waiting(why, |_| true);
        if !dropped.is_empty() {
            self.stopped = Some(why.to_owned());
        }
        dropped
    }

    fn drop_waiting(&mut self, why: &str, which: impl Fn(&Item) -> bool) -> Vec<Deed> {
        let mut dropped = Vec::new();
        for item in &mut self.items {
            if item.progress == Progress::Waiting && which(item) {
                item.progress = Progress::Failed(format!("not begun: {why}"));
                dropped.push(item.deed.clone());
            }
        }
        dropped
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Those that are on their way or wait.
    pub fn open(&self) -> impl Iterator<Item = &Deed> {
        self.items.iter().filter(|item| item.is_open()).map(|item| &item.deed)
    }

    /// Those that were not done, or of which nobody knows.
    pub fn failed(&self) -> impl Iterator<Item = &Deed> {
        self.items.iter().filter(|item| matches!(item.progress, Progress::Failed(_))).map(|item| &item.deed)
    }

    /// Those that are done.
    pub fn done(&self) -> impl Iterator<Item = &Deed> {
        self.items.iter().filter(|item| matches!(item.progress, Progress::Done(_))).map(|item| &item.deed)
    }

    /// How many were gone before their turn came.
    #[must_use]
    pub fn gone_already(&self) -> usize {
        self.count(&Progress::GoneAlready)
    }

    /// How many are on their way.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.count(&Progress::UnderWay)
    }

    /// How many are on their way or wait.
    #[must_use]
    pub fn left(&self) -> usize {
        self.open().count()
    }

    /// Whether none is on its way or waits.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.left() == 0
    }

    fn count(&self, wanted: &Progress) -> usize {
        self.items.iter().filter(|item| item.progress == *wanted).count()
    }
}

/// The screen's state; what it shows stands in the model, for it goes on without the screen.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct BulkScreen {
    view: Viewport,
}

impl BulkScreen {
    /// Keeps the cursor in view on a body of this height.
    pub fn fit(&mut self, len: usize, body: Rect) {
        self.view.follow(len, table_rows(body));
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, bulk: &Bulk, body: Rect) -> Vec<Wish> {
        match action {
            Action::Open => bulk.items.get(self.view.selected).map(account).into_iter().collect(),
            Action::Back => vec![Wish::Close],
            other => {
                move_cursor(&mut self.view, other, bulk.len(), table_rows(body));
                Vec::new()
            }
        }
    }

    /// Draws one row an object.
    pub fn draw(&self, bulk: &Bulk, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let (intent, all) = (&bulk.intent, bulk.len());
        let place = format!("{} of {all}", self.view.selected + 1);
        let (title, foot) = match bulk.left() {
            0 => (format!("{intent}: {} of {all} done", bulk.done().count()), place),
            left => (format!("{intent}: {left} to go"), format!("ctrl-c stops · {place}")),
        };
        let inner = framed(area, buf, theme, &title, &foot, true);
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column { hide_below: 70, ..Column::new("Kind", Width::Fixed(13), Align::Left) },
            Column::new("What became of it", Width::Fill, Align::Left),
        ];
        render_table(inner, buf, theme, &columns, &self.view, bulk.len(), |index| {
            let Some(Item { deed, progress, .. }) = bulk.items.get(index) else { return Row::default() };
            let progress = match (progress, deed) {
                (Progress::Waiting, _) => Cell::new("waits", theme.dim),
                (Progress::UnderWay, Deed::Delete(_)) => Cell::new("… deleting", theme.accent),
                (Progress::UnderWay, Deed::Change(_)) => Cell::new("… changing", theme.accent),
                (Progress::Done(None), _) => Cell::new(format!("✓ {}", deed.done()), theme.good),
                (Progress::Done(Some(remark)), _) => Cell::new(format!("✓ {}; {remark}", deed.done()), theme.warn),
                (Progress::GoneAlready, _) => Cell::new("· gone already", theme.dim),
                (Progress::Failed(why), _) => Cell::new(format!("✗ {why}"), theme.bad),
            };
            let record = deed.record();
            Row::new(vec![Cell::from(record.title().to_owned()), Cell::from(record.kind.entry().short), progress])
        });
    }
}

/// What became of one, in all the words there are.
fn account(Item { deed, progress, .. }: &Item) -> Wish {
    let (name, done) = (deed.record().title(), deed.done());
    Wish::Tell(match progress {
        Progress::Waiting => Notice::info(format!("\"{name}\": waits for its turn")),
        Progress::UnderWay => Notice::info(format!("\"{name}\": on its way")),
        Progress::Done(None) => Notice::good(format!("\"{name}\": {done}")),
        Progress::Done(Some(remark)) => Notice::warning(format!("\"{name}\": {done}; {remark}")),
        Progress::GoneAlready => Notice::info(format!("\"{name}\": somebody else deleted it before")),
        Progress::Failed(why) => Notice::warning(format!("\"{name}\": {why}")),
    })
}
