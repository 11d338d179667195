//! What is kept on disk, as its screens show it.

use jiff::{SignedDuration, Timestamp};
use offerdeck::domain::{DiffLine, Generation, Kind, ObjectId, Scope};
use offerdeck::keys::Action;
use offerdeck::screens::Wish;
use offerdeck::screens::dialogs::Dialog;
use offerdeck::screens::drafts::DraftsScreen;
use offerdeck::screens::history::HistoryScreen;
use offerdeck::screens::library::Library;
use offerdeck::screens::trash::TrashScreen;
use offerdeck::store::{
    Diff, Draft, DraftTarget, Entry, FoundDraft, FoundTrash, Holder, Id, Intent, Outcome, Place, Restores, Sent, Site,
    TrashState, Trashed, WriteKind, WriteResult,
};
use ratatui::layout::Rect;

use crate::stage::now;

const BODY: Rect = Rect { x: 0, y: 0, width: 80, height: 24 };

fn id(number: u64) -> Id {
    Id::parse(&format!("00000000002a-{number:016x}")).unwrap()
}

fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

fn place(kind: Kind) -> Place {
    Place {
        profile: Some("acme-dev".to_owned()),
        site: Site::new("https://platform.adobe.io", "ACME@AdobeOrg"),
        generation: Generation::Dps,
        scope: Scope { sandbox: "dev".to_owned(), container: None },
        kind,
    }
}

pub fn no_drafts() -> DraftsScreen {
    let mut screen = DraftsScreen::default();
    screen.take(Vec::new());
    screen
}

pub fn drafts() -> DraftsScreen {
    let draft = |number, minutes, kind, target: Option<&str>, text: &str, holder| {
        let target = target.map(|name| DraftTarget {
            id: ObjectId::from("dps:personalized-offer:1"),
            address: "dps:personalized-offer:1".into(),
            name: name.to_owned(),
            revision: Some(3),
            body: "{}".into(),
        });
        let sent = (number == 2).then(|| Sent { at: ago(minutes), body: "{}".into() });
        let restores = (number == 3).then(|| Restores { trash: id(9), object: ObjectId::from("o-1") });
        let (written, place, text) = (ago(minutes), place(kind), text.into());
        let draft = Draft { id: id(number), written, place, target, restores, text, sent };
        FoundDraft { draft, holder }
    };
    let mut screen = DraftsScreen::default();
    screen.take(vec![
        draft(1, 0, Kind::Personalized, Some("Black Friday 20 %"), "{}", Holder::Nobody),
        draft(2, 12, Kind::Fallback, None, "{\"name\": \"Free c\u{1b}[31moffee\"}", Holder::Nobody),
        draft(3, 95, Kind::Personalized, None, "{\"name\": \"broken", Holder::Nobody),
        draft(
            4,
            3000,
            Kind::Personalized,
            Some("春節優惠 for everybody who has a name that is long"),
            "{}",
            Holder::Another,
        ),
    ]);
    screen
}

pub fn throw_away() -> Dialog {
    asked(drafts().act(Action::Delete, BODY))
}

pub fn trash() -> TrashScreen {
    let object = |number, minutes, name: &str, state| {
        let trashed = Trashed {
            id: id(number),
            at: ago(minutes),
            place: place(Kind::Personalized),
            object: ObjectId::from("dps:personalized-offer:1"),
            address: "dps:personalized-offer:1".into(),
            name: name.to_owned(),
            revision: Some(3),
        };
        FoundTrash { trashed, state }
    };
    let mut screen = TrashScreen::default();
    let restored = TrashState::Restored { new_id: ObjectId::from("dps:personalized-offer:2") };
    screen.take(vec![
        object(1, 2, "Black Friday 20 %", TrashState::Deleted),
        object(2, 60, "春節優惠", TrashState::Pending),
        object(3, 9000, "Free shipping", restored),
    ]);
    screen
}

pub fn create_again() -> Dialog {
    asked(trash().act(Action::Open, BODY))
}

fn asked(wishes: Vec<Wish>) -> Dialog {
    match <[Wish; 1]>::try_from(wishes) {
        Ok([Wish::Ask(dialog)]) => *dialog,
        other => panic!("{other:?}"),
    }
}

pub fn history() -> HistoryScreen {
    let entry = |number, minutes, operation, name: &str, sent: &str, result: Option<WriteResult>| {
        let diff = (operation == WriteKind::Update).then(difference);
        let intent = Intent {
            at: ago(minutes),
            place: place(Kind::Personalized),
            operation,
            object: Some(ObjectId::from("dps:personalized-offer:1")),
            name: name.to_owned(),
            sent: sent.to_owned(),
            before: Some(3),
            diff,
        };
        let outcome = result.map(|result| Outcome {
            at: ago(minutes),
            result,
            object: None,
            after: Some(4),
            request: Some("7d2b8c1e-43f0-4a10".to_owned()),
        });
        Entry { id: id(number), intent, outcome }
    };
    let patch = r#"[{"op":"replace","path":"/rank/priority","value":42},{"op":"remove","path":"/tags"},
        {"op":"add","path":"/description","value":"a\u001b[2Jb"}]"#;
    let undone = r#"[{"op":"add","path":"/rank/priority","value":10}]"#;
    let mut screen = HistoryScreen::default();
    screen.take(vec![
        entry(1, 1, WriteKind::Update, "Black Friday 20 %", patch, Some(WriteResult::Done)),
        entry(2, 30, WriteKind::Delete, "Old", "", Some(WriteResult::Refused("409: it is in use".to_owned()))),
        entry(3, 50, WriteKind::Restore, "春節優惠", "{}", Some(WriteResult::Unknown)),
        entry(4, 3000, WriteKind::Create, "Free shipping", "{}", None),
        entry(5, 4000, WriteKind::Undo, "Free shipping", undone, Some(WriteResult::NotSent)),
    ]);
    screen
}

/// What the edit changes; more than is kept of it.
fn difference() -> Diff {
    let same = |text: &str| DiffLine::Same(text.to_owned());
    let lines = [
        DiffLine::Gap(12),
        same("  \"rank\": {"),
        DiffLine::Removed("    \"priority\": 10".to_owned()),
        DiffLine::Added("    \"priority\": 42".to_owned()),
        same("  },"),
        DiffLine::Gap(3),
        DiffLine::Removed("  \"tags\": [],".to_owned()),
        DiffLine::Added(format!("  \"description\": \"a\u{1b}[2Jb 春節 {}\"", "and so on ".repeat(20))),
        same("}"),
    ];
    Diff { lines: lines.into(), left_out: 7 }
}

/// Lists are not read here.
fn act(screen: &mut HistoryScreen, action: Action) {
    screen.act(action, BODY, (None, Library::default().catalogue()));
}

pub fn history_of_an_edit() -> HistoryScreen {
    let mut screen = history();
    act(&mut screen, Action::Open);
    screen
}

pub fn history_as_sent() -> HistoryScreen {
    let mut screen = history_of_an_edit();
    act(&mut screen, Action::ToggleForm);
    screen
}

/// What is told of a write without lines: a delete that was refused, and what an older version noted.
pub fn history_without_lines(below: usize) -> HistoryScreen {
    let mut screen = history();
    (0..below).for_each(|_| act(&mut screen, Action::Down));
    act(&mut screen, Action::Open);
    screen
}
