//! What a frame and a key cost on the screens that show a whole change, where the body is huge: ten thousand lines of a
//! megabyte, or one line of 300 kB.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that can't begin is to say so and end")]

use std::sync::Arc;

use divan::Bencher;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use offerdeck::domain::{Catalogue, Extent, Generation, KINDS, Kind, ObjectId, Record, Rows, Scope, merge};
use offerdeck::keys::Action;
use offerdeck::screens::history::HistoryScreen;
use offerdeck::screens::merge::MergeScreen;
use offerdeck::screens::plan::{Freeing, PlanScreen, Step};
use offerdeck::screens::review::ReviewScreen;
use offerdeck::screens::{Author, Change, Doomed, EditorId, Surroundings};
use offerdeck::store::{Entry, Id, Intent, Place, Site, WriteKind};
use offerdeck::widgets::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::{Value, json};

const AREA: Rect = Rect { x: 0, y: 0, width: 140, height: 42 };
const AT: Timestamp = Timestamp::UNIX_EPOCH;

/// What is long in the body.
#[derive(Clone, Copy, Debug)]
enum Long {
    /// Ten thousand ids of a hundred bytes, a line each.
    Lines,
    /// One text of 300 kB.
    Line,
}

/// A body; that of another number differs from it in half of its lines, or at the end of its long one.
fn body(long: Long, number: usize) -> Value {
    let ids = |count: usize| -> Vec<String> {
        // Where one stands twice, two changes clash as a whole.
        let number_of = |line: usize| if line.is_multiple_of(2) { line.max(2) } else { line + 100_000 * number };
        (0..count).map(|line| format!("dps:tag:{:092}", number_of(line))).collect()
    };
    match long {
        Long::Lines => json!({"name": "A", "tags": ids(10_000)}),
        Long::Line => {
            json!({"name": "A", "description": format!("{}{number}", "a few words and ".repeat(20_000)), "tags": ids(5)})
        }
    }
}

fn record(revision: u64, body: &Value) -> Arc<Record> {
    let mut whole = body.clone();
    (whole["id"], whole["etag"]) = (json!("x"), json!(revision));
    Arc::new(Record::read(Generation::Dps, Kind::Personalized, &whole.to_string()).unwrap())
}

fn scope() -> Scope {
    Scope { sandbox: "dev".to_owned(), container: None }
}

fn change(long: Long) -> Change {
    Change::new(Author::Editor(EditorId(1)), scope(), record(3, &body(long, 0)), body(long, 1))
}

fn review(long: Long) -> ReviewScreen {
    ReviewScreen::of_change(change(long), Vec::new())
}

fn clashes(long: Long) -> MergeScreen {
    let [base, mine, theirs] = [0, 1, 2].map(|number| body(long, number));
    MergeScreen::new(EditorId(1), Box::new(change(long)), record(4, &theirs), merge(&base, &theirs, &mine))
}

fn plan(long: Long) -> PlanScreen {
    let step = Step { change: Box::new(change(long)), remarks: Vec::new() };
    let targets = vec![Doomed { scope: scope(), record: record(1, &json!({"name": "B"})) }];
    let freeing = Freeing { targets, steps: vec![step], stay: Vec::new(), by_hand: Vec::new(), rest: 0, unread: None };
    PlanScreen::new(freeing, 0)
}

fn history(long: Long) -> HistoryScreen {
    let place = Place {
        profile: None,
        site: Site::new("https://platform.adobe.io", "org"),
        generation: Generation::Dps,
        scope: scope(),
        kind: Kind::Personalized,
    };
    let intent = Intent {
        at: AT,
        place,
        operation: WriteKind::Create,
        object: Some(ObjectId::from("x")),
        name: "A".to_owned(),
        sent: body(long, 1).to_string(),
        before: None,
        diff: None,
    };
    let mut screen = HistoryScreen::default();
    screen.take(vec![Entry { id: Id::new(AT), intent, outcome: None }]);
    screen
}

/// Draws with lists in which nothing is, and takes a key in: what all of these screens can do.
struct Stage {
    around: Surroundings,
    rows: Vec<Rows>,
    buf: Buffer,
}

impl Stage {
    fn new() -> Stage {
        let around =
            Surroundings { now: AT, generation: Generation::Dps, theme: Theme::coloured(), zone: TimeZone::UTC };
        Stage { around, rows: KINDS.iter().map(|_| Rows::default()).collect(), buf: Buffer::empty(AREA) }
    }

    fn measure(
        mut self,
        bencher: Bencher<'_, '_>,
        keys: &[Action],
        mut press: impl FnMut(Action, Catalogue<'_>),
        mut draw: impl FnMut(&Surroundings, Catalogue<'_>, &mut Buffer),
    ) {
        let catalogue = Catalogue::new(std::array::from_fn(|kind| (&self.rows[kind], Extent::Whole)));
        let mut keys = keys.iter().cycle();
        bencher.bench_local(|| {
            press(*keys.next().unwrap(), catalogue);
            draw(&self.around, catalogue, &mut self.buf);
        });
    }
}

/// Which keys are pressed, each with the frame that follows.
#[derive(Clone, Copy, Debug)]
enum Keys {
    /// Down and up by a line.
    Move,
    /// On to the next of the others that are named.
    Names,
    /// To what is sent and back, or to the values and back.
    Turn,
}

impl Keys {
    fn actions(self, turn: Action) -> [Action; 2] {
        match self {
            Keys::Move => [Action::Down, Action::Up],
            Keys::Names => [Action::NextLink, Action::PreviousLink],
            Keys::Turn => [turn, turn],
        }
    }
}

const CASES: [(Long, Keys); 6] = [
    (Long::Lines, Keys::Move),
    (Long::Lines, Keys::Names),
    (Long::Lines, Keys::Turn),
    (Long::Line, Keys::Move),
    (Long::Line, Keys::Names),
    (Long::Line, Keys::Turn),
];

fn main() {
    divan::main();
}

#[divan::bench(args = CASES, sample_count = 30, sample_size = 2)]
fn review_of_a_change(bencher: Bencher<'_, '_>, (long, keys): (Long, Keys)) {
    let screen = &std::cell::RefCell::new(review(long));
    let press = |action, _: Catalogue<'_>| _ = screen.borrow_mut().act(action, AREA);
    let draw = |around: &Surroundings, catalogue: Catalogue<'_>, buf: &mut Buffer| {
        screen.borrow().draw(around, catalogue, AREA, buf);
    };
    Stage::new().measure(bencher, &keys.actions(Action::ToggleForm), press, draw);
}

#[divan::bench(args = CASES, sample_count = 30, sample_size = 2)]
fn plan_that_frees(bencher: Bencher<'_, '_>, (long, keys): (Long, Keys)) {
    let screen = &std::cell::RefCell::new(plan(long));
    let press = |action, _: Catalogue<'_>| _ = screen.borrow_mut().act(action, AREA);
    let draw = |around: &Surroundings, catalogue: Catalogue<'_>, buf: &mut Buffer| {
        screen.borrow().draw(around, catalogue, AREA, buf);
    };
    Stage::new().measure(bencher, &keys.actions(Action::ToggleForm), press, draw);
}

/// What was sent of an entry of the history.
#[divan::bench(args = CASES, sample_count = 30, sample_size = 2)]
fn history_entry(bencher: Bencher<'_, '_>, (long, keys): (Long, Keys)) {
    let (screen, here) = (&std::cell::RefCell::new(history(long)), &scope());
    let press = |action, catalogue: Catalogue<'_>| _ = screen.borrow_mut().act(action, AREA, (Some(here), catalogue));
    let draw = |around: &Surroundings, catalogue: Catalogue<'_>, buf: &mut Buffer| {
        screen.borrow().draw(around, (Some(here), catalogue), AREA, buf);
    };
    let rows: Vec<Rows> = KINDS.iter().map(|_| Rows::default()).collect();
    press(Action::Open, Catalogue::new(std::array::from_fn(|kind| (&rows[kind], Extent::Whole))));
    Stage::new().measure(bencher, &keys.actions(Action::ToggleForm), press, draw);
}

/// The values side by side, and whole for the movement.
#[divan::bench(args = CASES, sample_count = 30, sample_size = 2)]
fn merge_of_two(bencher: Bencher<'_, '_>, (long, keys): (Long, Keys)) {
    let screen = &std::cell::RefCell::new(clashes(long));
    let press = |action, _: Catalogue<'_>| _ = screen.borrow_mut().act(action, AREA);
    let draw = |around: &Surroundings, catalogue: Catalogue<'_>, buf: &mut Buffer| {
        screen.borrow().draw(around, catalogue, AREA, buf);
    };
    if matches!(keys, Keys::Move) {
        screen.borrow_mut().act(Action::Open, AREA);
    }
    Stage::new().measure(bencher, &keys.actions(Action::Open), press, draw);
}
