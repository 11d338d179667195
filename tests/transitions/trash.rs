//! What is deleted goes to the trash first, and comes back as it was.

use std::path::PathBuf;
use std::sync::Arc;

use offerdeck::app::{Effect, Msg, Order, Prepared, Settings, Told};
use offerdeck::domain::{Generation, Kind, Record, SandboxType};
use offerdeck::profile::Mode;
use offerdeck::request::{Cause, Receipt, Reply, Request};
use offerdeck::screens::Screen;
use offerdeck::store::{
    Draft, FoundDraft, FoundTrash, Holder, Id, Listing, Place, Restores, Site, StoreError, TrashState, Trashed,
    WriteKind,
};

use crate::bench::kept::{dooming, tell, trash_id as id, trash_number};
use crate::bench::{Bench, failure, found, gone, orders, record, record_with, scope, site, writes};

/// The DELETE is on its way.
pub fn deleting() -> Bench {
    let (mut bench, number) = dooming();
    let effects = tell(&mut bench, Told::Trashed(number, Ok(id())));
    let [Order::Begin(ticket, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
    tell(&mut bench, Told::Begun(*ticket, Ok(())));
    bench
}

#[test]
fn the_delete_leaves_once_the_body_is_in_the_trash() {
    let (mut bench, number) = dooming();
    assert!(tell(&mut bench, Told::Trashed(number + 1, Ok(id()))).is_empty(), "that is another's");
    let effects = tell(&mut bench, Told::Trashed(number, Ok(id())));
    let [Order::Begin(ticket, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
    let effects = tell(&mut bench, Told::Begun(*ticket, Ok(())));
    assert!(matches!(writes(&effects)[..], [Request::Delete { .. }]), "{effects:?}");
    assert!(bench.screen().contains("deleting"));
}

#[test]
fn nothing_is_deleted_when_the_disk_refuses_and_the_reason_is_told() {
    let (mut bench, number) = dooming();
    let full = StoreError::NoRoom(PathBuf::from("/state/trash/1.json"));
    assert!(tell(&mut bench, Told::Trashed(number, Err(full))).is_empty());
    assert!(
        bench.notice().contains("was not deleted") && bench.notice().contains("no room left"),
        "{}",
        bench.notice()
    );
    assert!(!bench.screen().contains("deleting"));
    assert!(bench.model.is_idle());
}

#[test]
fn quitting_asks_while_a_delete_waits_for_the_trash() {
    let (mut bench, _) = dooming();
    assert!(!bench.press("q").contains(&Effect::Quit(0)));
    assert!(bench.screen().contains("was not sent. Quitting drops it."), "{}", bench.screen());
}

#[test]
fn what_was_refused_leaves_the_trash_and_what_is_gone_is_noted_there() {
    let mut bench = deleting();
    let effects = bench.reply(failure(Cause::Refused));
    assert!(orders(&effects).contains(&&Order::TakeOutOfTrash(id())), "{effects:?}");
    let mut bench = deleting();
    bench.reply(Ok(Reply::DeleteAccepted));
    let effects = bench.reply(gone());
    assert!(orders(&effects).contains(&&Order::SettleTrash(id(), TrashState::Deleted)), "{effects:?}");
    assert!(bench.notice().contains("z takes it back"), "{}", bench.notice());
    assert_eq!(orders(&bench.press("z")), [&Order::ReadTrash(id())]);
}

/// What was to be restored is sent, and made with the id "n".
fn send_and_be_answered(bench: &mut Bench) {
    let begun = bench.press("y");
    let [Order::KeepDraft(_), Order::Begin(ticket, _)] = orders(&begun)[..] else { panic!("{begun:?}") };
    tell(bench, Told::Begun(*ticket, Ok(())));
    let restored = record("n", "Gone", "draft", 1);
    let receipt = Receipt { id: Some(restored.id.clone()), address: Some("n".into()), revision: Some(1) };
    bench.answer(*ticket, Ok(Reply::Created(receipt)));
    bench.answer(bench.ticket_of(crate::bench::is_read), found(&restored));
}

/// "Alpha" is renamed to "Beta", which is to be taken back. The look after the edit found this.
fn taking_back(read_back: &Arc<Record>) -> Bench {
    let mut bench = Bench::renaming_alpha();
    bench.reply(Ok(Reply::Updated(Receipt::default())));
    let ticket = bench.ticket_of(crate::bench::is_read);
    bench.answer(ticket, found(read_back));
    bench.press("z");
    bench
}

#[test]
fn what_is_to_be_taken_back_and_is_not_leaves_no_editor_and_no_draft() {
    let after = record("a", "Beta", "draft", 4);
    let reviewing = || {
        let mut bench = taking_back(&after);
        bench.model.settings.kept_under = Some(site());
        bench.answer(bench.ticket_of(crate::bench::is_read), found(&after));
        assert!(bench.review().is_some() && bench.screen().contains("esc back"), "{}", bench.screen());
        assert!(!bench.screen().contains("back to the text"), "{}", bench.screen());
        bench
    };
    for keys in ["esc", "q", "n x x"] {
        let mut bench = reviewing();
        let effects = bench.press(keys);
        assert!(bench.editor().is_none() && bench.model.screens().len() == 1, "{keys}: {}", bench.screen());
        assert!(orders(&effects).is_empty() && bench.timers.is_empty(), "{keys}: {effects:?}");
        assert!(bench.press("q").contains(&Effect::Quit(0)), "{keys}: nothing is lost by leaving");
    }
    // Whoever goes elsewhere from the review leaves no text behind.
    let mut bench = reviewing();
    bench.command("placements");
    assert!(bench.editor().is_none() && bench.model.kind() == Kind::Placement, "{}", bench.screen());
    // The question for the sandbox's name is part of the same way.
    let mut bench = reviewing();
    bench.model.settings.mode = Some(Mode::Ask);
    bench.model.sandbox_type = SandboxType::Production;
    bench.press("y");
    assert!(!bench.model.dialogs().is_empty() && bench.editor().is_some(), "{}", bench.screen());
    bench.press("esc");
    assert!(bench.editor().is_none() && bench.model.screens().len() == 1, "{}", bench.screen());
    // Once it is sent, or somebody wants to type in it, it is a text like any other.
    let mut bench = reviewing();
    bench.press("y");
    assert!(bench.editor().is_some_and(|editor| editor.has_unsaved_text()));
    let mut bench = reviewing();
    bench.press("e x");
    assert!(bench.editor().is_some_and(|editor| editor.has_unsaved_text()), "{}", bench.screen());
    bench.press("esc");
    assert!(bench.screen().contains("What you typed was not sent"), "{}", bench.screen());
}

#[test]
fn an_edit_is_taken_back_by_its_reverse_as_long_as_nobody_changed_the_object_since() {
    let (before, after) = (record("a", "Alpha", "draft", 3), record("a", "Beta", "draft", 4));
    let edited = taking_back;
    let mut bench = edited(&after);
    bench.answer(bench.ticket_of(crate::bench::is_read), found(&after));
    let change = bench.review().and_then(|review| review.change()).expect("a review").clone();
    assert_eq!(change.edited, before.body());
    assert_eq!(change.base, after);

    let mut bench = edited(&after);
    bench.answer(bench.ticket_of(crate::bench::is_read), found(&record("a", "Gamma", "draft", 5)));
    assert!(bench.review().is_none());
    assert!(bench.notice().contains("was changed since your edit"), "{}", bench.notice());

    // Somebody else wrote between the edit and the look after it: taking back would take back theirs, too.
    let bench = edited(&record_with("a", "Beta", "draft", 5, r#""tags":["theirs"],"#));
    assert!(bench.open.is_empty() && bench.review().is_none(), "{:?}", bench.open);
}

#[test]
fn what_was_done_in_one_library_is_not_taken_back_in_another() {
    let mut bench = deleting();
    bench.reply(Ok(Reply::DeleteAccepted));
    bench.reply(gone());
    let effects = bench.command("profile other");
    let [Effect::Connect(errand, _)] = effects[..] else { panic!("{effects:?}") };
    let settings = Settings {
        kept_under: Some(Site::new("https://elsewhere.test", "ACME@AdobeOrg")),
        ..bench.model.settings.clone()
    };
    let prepared = Prepared { settings, profiles: Vec::new(), notice: None };
    bench.happen(Msg::Prepared(errand, Ok(Box::new(prepared))));
    let effects = bench.press("z");
    assert!(orders(&effects).is_empty() && bench.review().is_none(), "{effects:?}");
    // Nor by the trash, whatever it holds.
    let body = record("g", "Gone", "draft", 3).raw.to_string();
    let found = (gone_offer(&bench), body);
    tell(&mut bench, Told::TrashRead(Ok(Box::new(found))));
    assert!(bench.review().is_none() && bench.notice().contains("go there to have it back"), "{}", bench.notice());
}

/// What the trash holds of the offer "Gone", which was deleted here.
fn gone_offer(bench: &Bench) -> FoundTrash {
    let trashed = Trashed {
        id: id(),
        at: bench.model.now,
        place: Place {
            profile: None,
            site: site(),
            generation: Generation::Dps,
            scope: scope(),
            kind: Kind::Personalized,
        },
        object: record("g", "Gone", "draft", 3).id.clone(),
        address: "g".into(),
        name: "Gone".to_owned(),
        revision: Some(3),
    };
    FoundTrash { trashed, state: TrashState::Deleted }
}

/// From the help over the editor to the trash, and there the yes to have its only object back.
fn restored_over_the_editor(bench: &mut Bench) {
    bench.press("f1");
    bench.command("trash");
    let found = gone_offer(bench);
    tell(bench, Told::Trash(Ok(Listing { found: vec![found.clone()], unreadable: Vec::new() })));
    bench.press("enter");
    let effects = bench.press("y");
    assert_eq!(orders(&effects), [&Order::ReadTrash(id())]);
    let body = record("g", "Gone", "draft", 3).raw.to_string();
    tell(bench, Told::TrashRead(Ok(Box::new((found, body)))));
}

/// The editor is open on the only offer.
fn editing() -> Bench {
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    bench.press("e");
    bench.reply(found(&record("a", "Alpha", "draft", 3)));
    bench
}

fn editors(bench: &Bench) -> Vec<String> {
    let texts = bench.model.screens().iter().filter_map(|screen| match screen {
        Screen::Editor(editor) => Some(editor.text()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn nothing_is_had_back_over_text_that_was_not_sent_and_the_way_back_to_it_is_open() {
    let mut bench = editing();
    bench.type_text("typed");
    let typed = editors(&bench);
    restored_over_the_editor(&mut bench);
    assert_eq!(editors(&bench), typed);
    assert!(matches!(bench.model.screens().last(), Some(Screen::Trash(_))), "{}", bench.screen());
    assert!(bench.notice().contains("Go back with esc"), "{}", bench.notice());
    bench.press("esc esc");
    assert!(matches!(bench.model.screens().last(), Some(Screen::Editor(_))), "{}", bench.screen());
    assert_eq!(editors(&bench), typed);
}

#[test]
fn an_object_is_had_back_over_an_editor_with_nothing_to_lose_and_leaves_it_as_it_was() {
    let mut bench = editing();
    let before = editors(&bench);
    restored_over_the_editor(&mut bench);
    assert!(bench.review().is_some(), "{}", bench.screen());
    assert!(editors(&bench).len() == 2 && editors(&bench)[1].contains("Gone"));
    let begun = bench.press("y");
    let [Order::KeepDraft(_), Order::Begin(ticket, _)] = orders(&begun)[..] else { panic!("{begun:?}") };
    tell(&mut bench, Told::Begun(*ticket, Ok(())));
    let restored = record("n", "Gone", "draft", 1);
    let receipt = Receipt { id: Some(restored.id.clone()), address: Some("n".into()), revision: Some(1) };
    let effects = bench.answer(*ticket, Ok(Reply::Created(receipt)));
    let settled = TrashState::Restored { new_id: restored.id.clone() };
    assert!(orders(&effects).contains(&&Order::SettleTrash(id(), settled)), "{effects:?}");
    bench.answer(bench.ticket_of(crate::bench::is_read), found(&restored));
    assert_eq!(editors(&bench), before);
    bench.press("esc esc");
    assert_eq!(editors(&bench), [""; 0], "{}", bench.screen());
}

#[test]
fn what_is_to_be_had_back_and_is_not_leads_back_to_the_trash() {
    let mut bench = editing();
    let before = editors(&bench);
    restored_over_the_editor(&mut bench);
    bench.press("esc");
    assert!(matches!(bench.model.screens().last(), Some(Screen::Trash(_))), "{}", bench.screen());
    assert_eq!(editors(&bench), before);
}

#[test]
fn what_is_to_be_had_back_and_is_typed_on_first_is_still_had_back_from_its_draft() {
    let mut bench = editing();
    restored_over_the_editor(&mut bench);
    bench.press("e");
    bench.type_text(" ");
    let effects = bench.ring();
    let [Order::KeepDraft(kept)] = orders(&effects)[..] else { panic!("{effects:?}") };
    let restores = Restores { trash: id(), object: record("g", "Gone", "draft", 3).id.clone() };
    assert_eq!((&kept.target, &kept.restores), (&None, &Some(restores.clone())));

    // The program starts anew, and goes on with the draft.
    let draft = Draft {
        id: Id::parse("00000000002b-00000000000000ff").unwrap(),
        written: kept.at,
        place: kept.place.clone(),
        target: None,
        restores: Some(restores),
        text: kept.text.clone(),
        sent: None,
    };
    let mut bench = Bench::keeping(&[record("a", "Alpha", "draft", 3)]);
    bench.command("drafts");
    let waiting = FoundDraft { draft: draft.clone(), holder: Holder::Nobody };
    tell(&mut bench, Told::Drafts(Ok(Listing { found: vec![waiting], unreadable: Vec::new() })));
    assert!(bench.screen().contains("from the trash"), "{}", bench.screen());
    let effects = bench.press("enter");
    let [Order::ClaimDraft(editor, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
    tell(&mut bench, Told::DraftClaimed(*editor, Ok(Box::new(draft))));
    assert!(bench.notice().contains("from the trash"), "{}", bench.notice());
    bench.press("ctrl-s");
    let effects = bench.press("y");
    let [Order::KeepDraft(_), Order::Begin(ticket, intent)] = orders(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((intent.operation, intent.object.as_ref().map(|id| id.as_str())), (WriteKind::Restore, Some("g")));
    tell(&mut bench, Told::Begun(*ticket, Ok(())));
    let new_id = record("n", "Gone", "draft", 1).id.clone();
    let receipt = Receipt { id: Some(new_id.clone()), address: Some("n".into()), revision: Some(1) };
    let effects = bench.answer(*ticket, Ok(Reply::Created(receipt)));
    assert!(orders(&effects).contains(&&Order::SettleTrash(id(), TrashState::Restored { new_id })), "{effects:?}");
}

#[test]
fn what_still_points_to_the_old_id_is_named() {
    let has = |ids: &[&str]| {
        let ids = serde_json::json!(ids);
        let raw = format!(r#"{{"id":"c1","etag":1,"name":"Cyber week","filterType":"offers","ids":{ids}}}"#);
        vec![Arc::new(Record::read(Generation::Dps, Kind::Collection, &raw).unwrap())]
    };
    for (collections, told) in [
        (Some(has(&["x", "g"])), "to the old one, g, still point: collection \"Cyber week\""),
        (Some(has(&["x", "gg"])), "nothing points to the old one, g"),
        (None, "what pointed to the old one, g, still does"),
    ] {
        let mut bench = editing();
        bench.asks_names = true;
        restored_over_the_editor(&mut bench);
        let asks_collections = |request: &Request| matches!(request, Request::List { kind: Kind::Collection, .. });
        let list = bench.ticket_of(asks_collections);
        if let Some(collections) = collections {
            bench.answer(list, crate::bench::page(&collections));
        }
        send_and_be_answered(&mut bench);
        assert!(bench.notice().contains(told), "{told}: {}", bench.notice());
    }
}

/// What is gone of this kind, as the trash gives it back.
fn from_trash(bench: &mut Bench, id: &Id, record: &Record) {
    let mut found = gone_offer(bench);
    found.trashed.id = id.clone();
    found.trashed.place.kind = record.kind;
    found.trashed.object = record.id.clone();
    found.trashed.name = record.title().to_owned();
    tell(bench, Told::TrashRead(Ok(Box::new((found, record.raw.to_string())))));
}

#[test]
fn several_are_had_back_one_after_the_other_the_last_first_and_name_each_other_by_their_new_ids() {
    let offer = record("g", "Gone", "draft", 3);
    let raw = r#"{"id":"c","etag":1,"name":"Cyber week","filterType":"offers","ids":["x","g"]}"#;
    let collection = Arc::new(Record::read(Generation::Dps, Kind::Collection, raw).unwrap());
    let mut bench = Bench::keeping(std::slice::from_ref(&offer));
    bench.press("space 4");
    bench.reply(crate::bench::page(std::slice::from_ref(&collection)));
    bench.press("space d");
    bench.ring();
    bench.type_text("2");
    bench.press("enter");
    let ids = ["00000000002a-00000000000000f0", "00000000002a-00000000000000f1"].map(|id| Id::parse(id).unwrap());
    for (id, gone_one) in ids.iter().zip([&collection, &offer]) {
        let effects = bench.reply(found(gone_one));
        let number = trash_number(&effects);
        let effects = tell(&mut bench, Told::Trashed(number, Ok(id.clone())));
        let [Order::Begin(ticket, _)] = orders(&effects)[..] else { panic!("{effects:?}") };
        tell(&mut bench, Told::Begun(*ticket, Ok(())));
        bench.reply(Ok(Reply::DeleteAccepted));
        bench.reply(gone());
    }
    assert!(bench.notice().contains("z has them back, one after the other."), "{}", bench.notice());
    bench.press("esc");
    assert_eq!(orders(&bench.press("z")), [&Order::ReadTrash(ids[1].clone())]);
    from_trash(&mut bench, &ids[1], &offer);
    send_and_be_answered(&mut bench);
    for told in ["points collection \"Cyber week\" in the trash", "z goes on with the next, 1 to go"] {
        assert!(bench.notice().contains(told), "{told}: {}", bench.notice());
    }
    assert_eq!(orders(&bench.press("z")), [&Order::ReadTrash(ids[0].clone())]);
    from_trash(&mut bench, &ids[0], &collection);
    assert!(bench.notice().contains("1 id in it is the new one"), "{}", bench.notice());
    let text = editors(&bench).concat();
    assert!(text.contains("\"n\"") && text.contains("\"x\"") && !text.contains("\"g\""), "{text}");
}
