//! Several objects that are deleted together: what became of each, while it goes on and afterwards.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::keys::Action;
use crate::widgets::{Align, Cell, Column, Row, Viewport, Width, framed, render_table};

use super::movement::{move_cursor, table_rows};
use super::{Doomed, Notice, Surroundings, Wish};

/// How far one of them has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Its turn has not come.
    Waiting,
    /// It is on its way.
    UnderWay,
    /// The server no longer has it.
    Done,
    /// The server had it no more before its turn came.
    GoneAlready,
    /// It was not deleted, or nobody knows: in these words.
    Failed(String),
}

/// The objects that were confirmed together, in the order of the list. They begin from the top.
#[derive(Clone, Debug, PartialEq)]
pub struct Bulk {
    items: Vec<(Doomed, Progress)>,
    /// How many have begun.
    begun: usize,
    /// Why those that had not begun were dropped, if they were.
    pub stopped: Option<String>,
}

impl Bulk {
    /// All of them wait.
    #[must_use]
    pub fn new(targets: Vec<Doomed>) -> Self {
        let items = targets.into_iter().map(|target| (target, Progress::Waiting)).collect();
        Bulk { items, begun: 0, stopped: None }
    }

    /// The next one to begin with, if fewer than so many are on their way.
    pub fn next(&mut self, at_once: usize) -> Option<Doomed> {
        if self.under_way() >= at_once {
            return None;
        }
        let (target, progress) = self.items.get_mut(self.begun)?;
        if *progress != Progress::Waiting {
            return None;
        }
        self.begun += 1;
        *progress = Progress::UnderWay;
        Some(target.clone())
    }

    /// Notes what became of one that is on its way. False if it is not one of these.
    pub fn settle(&mut self, target: &Doomed, settled: Progress) -> bool {
        let mut begun = self.items.iter_mut().take(self.begun);
        match begun.find(|(other, progress)| *progress == Progress::UnderWay && other.is_the_same_as(target)) {
            Some((_, progress)) => {
                *progress = settled;
                true
            }
            None => false,
        }
    }

    /// Begins with none of those that wait, for this reason; returns them.
    pub fn stop(&mut self, why: &str) -> Vec<Doomed> {
        let mut dropped = Vec::new();
        for (target, progress) in self.items.iter_mut().skip(self.begun) {
            if *progress == Progress::Waiting {
                *progress = Progress::Failed(format!("not begun: {why}"));
                dropped.push(target.clone());
            }
        }
        if !dropped.is_empty() {
            self.stopped = Some(why.to_owned());
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
    pub fn open(&self) -> impl Iterator<Item = &Doomed> {
        let open = |progress: &Progress| matches!(progress, Progress::UnderWay | Progress::Waiting);
        self.items.iter().filter_map(move |(target, progress)| open(progress).then_some(target))
    }

    /// Those that were not deleted, or of which nobody knows.
    pub fn failed(&self) -> impl Iterator<Item = &Doomed> {
        self.items.iter().filter_map(|(target, progress)| matches!(progress, Progress::Failed(_)).then_some(target))
    }

    /// How many were gone before their turn came.
    #[must_use]
    pub fn gone_already(&self) -> usize {
        self.count(&Progress::GoneAlready)
    }

    /// How many are deleted.
    #[must_use]
    pub fn done(&self) -> usize {
        self.count(&Progress::Done)
    }

    /// How many are on their way.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.count(&Progress::UnderWay)
    }

    /// How many wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.count(&Progress::Waiting)
    }

    /// Whether none is on its way or waits.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.under_way() == 0 && self.waiting() == 0
    }

    fn count(&self, wanted: &Progress) -> usize {
        self.items.iter().filter(|(_, progress)| progress == wanted).count()
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
        let title = match (bulk.waiting() + bulk.under_way(), bulk.len()) {
            (0, all) => format!("Deleted {} of {all}", bulk.done()),
            (left, all) => format!("Deleting {all}, {left} to go · ctrl-c stops"),
        };
        let foot = format!("{} of {}", self.view.selected + 1, bulk.len());
        let inner = framed(area, buf, theme, &title, &foot, true);
        let columns = [
            Column::new("Name", Width::Fill, Align::Left),
            Column { hide_below: 70, ..Column::new("Kind", Width::Fixed(13), Align::Left) },
            Column::new("What became of it", Width::Fill, Align::Left),
        ];
        render_table(inner, buf, theme, &columns, &self.view, bulk.len(), |index| {
            let Some((target, progress)) = bulk.items.get(index) else { return Row::default() };
            let progress = match progress {
                Progress::Waiting => Cell::new("waits", theme.dim),
                Progress::UnderWay => Cell::new("… deleting", theme.accent),
                Progress::Done => Cell::new("✓ deleted", theme.good),
                Progress::GoneAlready => Cell::new("· gone already", theme.dim),
                Progress::Failed(why) => Cell::new(format!("✗ {why}"), theme.bad),
            };
            let kind = target.record.kind.entry().command;
            Row::new(vec![Cell::from(target.record.title().to_owned()), Cell::from(kind), progress])
        });
    }
}

/// What became of one, in all the words there are.
fn account((target, progress): &(Doomed, Progress)) -> Wish {
    let name = target.record.title();
    Wish::Tell(match progress {
        Progress::Waiting => Notice::info(format!("\"{name}\": waits for its turn")),
        Progress::UnderWay => Notice::info(format!("\"{name}\": on its way")),
        Progress::Done => Notice::good(format!("\"{name}\": deleted")),
        Progress::GoneAlready => Notice::info(format!("\"{name}\": somebody else deleted it before")),
        Progress::Failed(why) => Notice::warning(format!("\"{name}\": {why}")),
    })
}
