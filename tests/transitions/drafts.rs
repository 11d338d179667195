//! What is typed, on its way to the disk.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use offerdeck::app::{Effect, Msg, Order, Told, Typed};
use offerdeck::domain::{Generation, Kind, Seen};
use offerdeck::request::{Cause, Page, Receipt, Reply, Request, Ticket};
use offerdeck::screens::EditorId;
use offerdeck::screens::editor::Origin;
use offerdeck::store::{Draft, FoundDraft, Holder, Id, Listing, Place, Site, StoreError};

use crate::bench::kept::{tell, typed};
use crate::bench::{Bench, failure, found, orders, record, site};

/// A draft of a new offer that is on disk.
fn draft(number: u64, site: Site, holder: Holder) -> FoundDraft {
    let place = Place {
        profile: None,
        site,
        generation: Generation::Dps,
        scope: crate::bench::scope(),
        kind: Kind::Personalized,
    };
    let (id, text) = (Id::parse(&format!("00000000002a-{number:016x}")).unwrap(), "{}".into());
    let written = "2025-11-30T00:00:00Z".parse().unwrap();
    FoundDraft { draft: Draft { id, written, place, target: None, restores: None, text, sent: None }, holder }
}

fn drops(effects: &[Effect], editor: EditorId) -> bool {
    orders(effects).contains(&&Order::DropDraft(editor))
}

fn editor(bench: &Bench) -> EditorId {
    bench.editor().unwrap().id
}

#[test]
fn what_is_typed_is_written_within_a_second_once_and_not_at_each_key() {
    let mut bench = typed();
    assert!(orders(&bench.type_text("more")).is_empty(), "no key waits for the disk");
    assert!(matches!(bench.timers[..], [(_, pause)] if pause < Duration::from_secs(1)), "{:?}", bench.timers);
    let effects = bench.ring();
    let [Order::KeepDraft(kept)] = orders(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((&*kept.text, kept.editor), (&*bench.editor().unwrap().text(), editor(&bench)));
    assert_eq!(kept.place.site, site());
    let target = kept.target.as_ref().unwrap();
    assert_eq!((target.id.as_str(), target.revision), ("a", Some(3)));
    assert_eq!(*target.body, *record("a", "Alpha", "draft", 3).raw);
    assert!(bench.timers.is_empty(), "nothing is unwritten");
}

#[test]
fn what_is_typed_and_taken_back_leaves_no_draft() {
    let mut bench = typed();
    let id = editor(&bench);
    bench.ring();
    tell(&mut bench, Told::DraftKept(id, Ok(())));
    bench.press("ctrl-z");
    assert_eq!(orders(&bench.ring()), [&Order::DropDraft(id)]);
}

#[test]
fn a_draft_goes_only_once_its_save_is_acknowledged() {
    let mut bench = typed();
    let id = editor(&bench);
    bench.ring();
    bench.press("ctrl-s y");
    assert!(!drops(&bench.reply(failure(Cause::Unavailable)), id), "the look failed");
    for (answer, why) in
        [(failure(Cause::Refused), "the server refused"), (Ok(Reply::Updated(Receipt::default())), "not read back yet")]
    {
        bench.press("ctrl-s y");
        let effects = bench.reply(found(&record("a", "Alpha", "draft", 3)));
        let [Order::Begin(ticket, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
        tell(&mut bench, Told::Begun(*ticket, Ok(())));
        assert!(!drops(&bench.answer(*ticket, answer), id), "{why}");
    }
    let read_back = bench.ticket_of(crate::bench::is_read);
    assert!(drops(&bench.answer(read_back, found(&record("a", "Alpha", "draft", 4))), id));
}

#[test]
fn a_draft_goes_when_its_text_is_dropped_as_confirmed() {
    let mut bench = typed();
    let id = editor(&bench);
    bench.ring();
    assert!(orders(&bench.press("esc")).is_empty());
    assert_eq!(orders(&bench.press("y")), [&Order::DropDraft(id)]);
}

#[test]
fn a_disk_that_refuses_is_told_at_once_and_again_only_when_that_changes() {
    let mut bench = typed();
    let id = editor(&bench);
    let full = StoreError::NoRoom(PathBuf::from("/state/drafts/1.json"));
    bench.ring();
    tell(&mut bench, Told::DraftKept(id, Err(full.clone())));
    assert!(bench.notice().contains("no room left on the disk"), "{}", bench.notice());
    bench.type_text("x");
    assert_eq!(orders(&bench.ring()).len(), 1, "it is tried again");
    bench.press("left");
    tell(&mut bench, Told::DraftKept(id, Err(full)));
    assert!(!bench.notice().contains("no room left"), "{}", bench.notice());
    assert_eq!(orders(&bench.ring()).len(), 1, "and again, though nothing was typed");
    tell(&mut bench, Told::DraftKept(id, Ok(())));
    assert!(bench.notice().contains("kept on disk again"), "{}", bench.notice());
}

#[test]
fn drafts_of_this_library_are_counted_and_only_those_that_nobody_holds_can_be_opened() {
    let listing = || Listing {
        found: vec![
            draft(1, site(), Holder::Another),
            draft(2, site(), Holder::Nobody),
            draft(3, Site::new("https://elsewhere.test", "ACME@AdobeOrg"), Holder::Nobody),
        ],
        unreadable: Vec::new(),
    };
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    tell(&mut bench, Told::Drafts(Ok(listing())));
    assert_eq!(bench.notice(), "1 draft waits: :drafts");
    assert_eq!(orders(&bench.command("drafts")), [&Order::ListDrafts]);
    tell(&mut bench, Told::Drafts(Ok(listing())));
    assert!(orders(&bench.press("enter")).is_empty());
    assert!(bench.notice().contains("Another running offerdeck"), "{}", bench.notice());
    let effects = bench.press("j enter");
    let [Order::ClaimDraft(editor, id)] = orders(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*id, draft(2, site(), Holder::Nobody).draft.id);
    // Whoever has gone elsewhere meanwhile gets no editor, and the draft is free again.
    bench.press("esc");
    let draft = Box::new(draft(2, site(), Holder::Nobody).draft);
    assert_eq!(orders(&tell(&mut bench, Told::DraftClaimed(*editor, Ok(draft)))), [&Order::ReleaseDraft(*editor)]);
    assert!(bench.editor().is_none());
}

#[test]
fn a_draft_that_comes_when_another_library_is_open_does_not_open_there() {
    let theirs = Site::new("https://elsewhere.test", "ACME@AdobeOrg");
    let changes: [fn(&mut Bench, Site); 2] = [
        |bench, site| bench.model.settings.kept_under = Some(site),
        |bench, _| bench.model.settings.generation = Generation::Xcore,
    ];
    for change in changes {
        let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
        bench.command("drafts");
        let free = draft(2, site(), Holder::Nobody);
        tell(&mut bench, Told::Drafts(Ok(Listing { found: vec![free.clone()], unreadable: Vec::new() })));
        let effects = bench.press("enter");
        let [Order::ClaimDraft(editor, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
        // The disk is slow; the profile is another one by the time it answers.
        change(&mut bench, theirs.clone());
        let effects = tell(&mut bench, Told::DraftClaimed(*editor, Ok(Box::new(free.draft))));
        assert_eq!(orders(&effects), [&Order::ReleaseDraft(*editor)]);
        assert!(bench.editor().is_none() && bench.notice().contains("another library"), "{}", bench.notice());
    }
}

#[test]
fn drafts_that_can_not_be_read_are_told_beside_those_that_wait() {
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    let unreadable = vec![StoreError::Gone(PathBuf::from("/state/drafts/1.json"))];
    tell(&mut bench, Told::Drafts(Ok(Listing { found: vec![draft(2, site(), Holder::Nobody)], unreadable })));
    assert!(bench.notice().contains("1 of the drafts can't be read"), "{}", bench.notice());
    assert!(bench.notice().contains("1 draft waits: :drafts"), "{}", bench.notice());
}

#[test]
fn the_end_by_a_signal_or_by_a_yes_writes_what_is_not_written_yet() {
    let mut bench = typed();
    let effects = bench.happen(Msg::Terminate(143));
    assert!(matches!(&effects[..], [Effect::Disk(_), Effect::Quit(143), ..]), "{effects:?}");
    let mut bench = typed();
    let effects = bench.press("f1 q ctrl-c ctrl-c");
    assert!(matches!(orders(&effects)[..], [Order::KeepDraft(_)]), "{effects:?}");
    let effects = bench.press("y");
    assert!(matches!(&effects[..], [Effect::Quit(0)]), "{effects:?}");
}

/// A new offer whose create waits to be noted in the journal; with the draft that was ordered before.
fn sending() -> (Bench, Typed, Ticket) {
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    bench.press("D ctrl-s");
    let effects = bench.press("y");
    let [Order::KeepDraft(kept), Order::Begin(ticket, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
    (bench, (**kept).clone(), *ticket)
}

#[test]
fn before_a_create_leaves_its_draft_says_that_it_was_sent() {
    let (mut bench, kept, ticket) = sending();
    assert_eq!(kept.sent.as_ref().map(|sent| sent.at), Some(bench.model.now));
    tell(&mut bench, Told::DraftKept(kept.editor, Ok(())));
    tell(&mut bench, Told::Begun(ticket, Ok(())));
    bench.answer(ticket, failure(Cause::Refused));
    let effects = bench.ring();
    assert_eq!(orders(&effects), [&Order::DropDraft(kept.editor)], "the copy was not touched and was not sent");
    tell(&mut bench, Told::Done(Ok(())));
    // The same with a text that somebody typed.
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    bench.press("D");
    bench.type_text("Mine");
    bench.press("ctrl-s");
    let effects = bench.press("y");
    let [Order::KeepDraft(kept), Order::Begin(ticket, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
    assert!(kept.sent.is_some());
    let (editor, ticket) = (kept.editor, *ticket);
    tell(&mut bench, Told::DraftKept(editor, Ok(())));
    tell(&mut bench, Told::Begun(ticket, Ok(())));
    bench.answer(ticket, failure(Cause::Refused));
    let (keeps, _) = *bench.timers.last().unwrap();
    let effects = bench.happen(Msg::Timer(keeps));
    let [Order::KeepDraft(kept)] = orders(&effects)[..] else { panic!("{effects:?}") };
    assert!(kept.sent.is_none() && kept.text.contains("Mine"), "what was refused was not sent");
}

#[test]
fn a_draft_whose_create_was_never_answered_is_looked_for_when_it_is_opened() {
    let (_, kept, _) = sending();
    let id = Id::parse("00000000002a-0000000000000001").unwrap();
    let draft = Draft {
        id: id.clone(),
        written: kept.at,
        place: kept.place,
        target: None,
        restores: None,
        text: kept.text,
        sent: kept.sent,
    };
    let opened = || {
        let mut bench = Bench::keeping(&[]);
        let listing = || Listing {
            found: vec![FoundDraft { draft: draft.clone(), holder: Holder::Nobody }],
            unreadable: Vec::new(),
        };
        tell(&mut bench, Told::Drafts(Ok(listing())));
        assert!(bench.notice().contains("its answer never came"), "{}", bench.notice());
        bench.command("drafts");
        tell(&mut bench, Told::Drafts(Ok(listing())));
        assert!(bench.screen().contains("! no answer came"), "{}", bench.screen());
        let effects = bench.press("enter");
        let [Order::ClaimDraft(editor, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
        let editor = *editor;
        tell(&mut bench, Told::DraftClaimed(editor, Ok(Box::new(draft.clone()))));
        assert!(matches!(bench.only_request(), Request::Find { .. }));
        (bench, editor)
    };
    // It is there: the editor closes, the draft goes.
    let (mut bench, editor) = opened();
    let mut new = (*record("b", "Alpha (copy)", "draft", 1)).clone();
    new.audit.created = Seen::Is(bench.model.now);
    let name = bench.editor().unwrap().unanswered().unwrap().0.name;
    assert_eq!(name, "Alpha (copy)", "the duplicate's name");
    let effects = bench.reply(Ok(Reply::Page(Page { records: vec![Arc::new(new)], ..Page::default() })));
    assert!(drops(&effects, editor), "{effects:?}");
    assert!(bench.editor().is_none() && bench.notice().contains("arrived"), "{}", bench.notice());
    // What is looked for is what was sent, whatever the text says by now.
    let mut typed_on = draft.clone();
    typed_on.text = draft.text.replace("Alpha (copy)", "Quite another").into();
    let mut bench = Bench::keeping(&[]);
    bench.command("drafts");
    let listing =
        Listing { found: vec![FoundDraft { draft: typed_on.clone(), holder: Holder::Nobody }], unreadable: Vec::new() };
    tell(&mut bench, Told::Drafts(Ok(listing)));
    let effects = bench.press("enter");
    let [Order::ClaimDraft(editor, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
    tell(&mut bench, Told::DraftClaimed(*editor, Ok(Box::new(typed_on))));
    assert!(matches!(bench.only_request(), Request::Find { name, .. } if name == "Alpha (copy)"));
    assert!(bench.editor().unwrap().text().contains("Quite another"));
    // It is there: what was typed since is not lost, and becomes an edit of it.
    let mut new = (*record("b", "Alpha (copy)", "draft", 1)).clone();
    new.audit.created = Seen::Is(bench.model.now);
    let effects = bench.reply(Ok(Reply::Page(Page { records: vec![Arc::new(new)], ..Page::default() })));
    assert!(!orders(&effects).iter().any(|order| matches!(order, Order::DropDraft(_))), "{effects:?}");
    let editor = bench.editor().expect("it stays open");
    assert!(editor.text().contains("Quite another") && editor.sent.is_none());
    assert!(matches!(&editor.origin, Origin::Stored(record) if record.id.as_str() == "b"));
    assert!(bench.notice().contains("arrived") && bench.notice().contains("typed since"), "{}", bench.notice());
    // It is not: the text is there to be sent again.
    let (mut bench, editor) = opened();
    for _ in 0..3 {
        let effects = bench.reply(Ok(Reply::Page(Page::default())));
        assert!(!drops(&effects, editor), "{effects:?}");
        if bench.open.is_empty() && bench.editor().unwrap().sent.is_some() {
            let (look, _) = *bench.timers.last().unwrap();
            bench.happen(Msg::Timer(look));
        }
    }
    assert!(bench.notice().contains("did not arrive; your text is kept"), "{}", bench.notice());
    assert!(bench.editor().is_some_and(|editor| editor.sent.is_none()));
}
