//! Killed at a random moment of a write.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::time::{Duration, Instant};

use offerdeck::domain::Scope;
use offerdeck::emulator::{ACCESS_TOKEN, ORG_ID};
use offerdeck::secret::Redactor;
use offerdeck::store::{Drafts, Entry, Filter, Journal, Site, Trash, WriteKind, WriteResult};
use serde_json::Value;

use crate::chance::{Chance, asked};
use crate::desk::Desk;
use crate::running::{Reply, credentials};

/// How old a text must be to be on disk for sure.
const A_SECOND: Duration = Duration::from_secs(1);

fn call(desk: &Desk, target: &str) -> Reply {
    let bearer = format!("Bearer {ACCESS_TOKEN}");
    let mut headers = credentials(&bearer);
    headers[3].1 = "dev";
    desk.emulator.send("GET", target, &headers, "")
}

/// Every personalized offer of the sandbox by its id.
fn offers(desk: &Desk) -> BTreeMap<String, Value> {
    let mut offers = BTreeMap::new();
    let mut next = Some("/data/core/dps/offers?offer-type=personalized&limit=100".to_owned());
    while let Some(target) = next {
        let path = target.find("/data/").expect("a link leads to the library");
        let reply = call(desk, &target[path..]);
        assert_eq!(reply.status, 200, "{}", reply.body);
        let page: Value = serde_json::from_str(&reply.body).unwrap();
        let rows = page["results"].as_array().unwrap().iter();
        offers.extend(rows.map(|row| (row["id"].as_str().unwrap().to_owned(), row.clone())));
        next = page.pointer("/_links/next/href").and_then(Value::as_str).map(str::to_owned);
    }
    offers
}

fn journal(state: &Path) -> Vec<Entry> {
    let entries = Journal::open(state, Redactor::default()).read(&Filter::default()).unwrap();
    assert_eq!(entries.unreadable(), 0, "no line of the journal is torn but the last one");
    entries.map(Result::unwrap).collect()
}

/// The writes that the server carried out since it was last asked, by their method.
fn carried_out(desk: &Desk) -> Vec<String> {
    let told = desk.emulator.control("GET", "/requests", "");
    desk.emulator.control("DELETE", "/requests", "");
    let requests = told.as_array().or_else(|| told["requests"].as_array()).unwrap().clone();
    let is_write = |request: &Value| {
        request["target"].as_str().unwrap().contains("/offers")
            && (200..300).contains(&request["status"].as_u64().unwrap_or(0))
    };
    let methods = requests.iter().filter(|request| is_write(request)).map(|request| &request["method"]);
    methods.map(|method| method.as_str().unwrap().to_owned()).filter(|method| method != "GET").collect()
}

fn method_of(kind: WriteKind) -> &'static str {
    match kind {
        WriteKind::Create | WriteKind::Restore => "POST",
        WriteKind::Update | WriteKind::Undo => "PATCH",
        WriteKind::Delete => "DELETE",
    }
}

#[test]
fn kills() {
    let mut chance = Chance::new("kills");
    let wanted = asked("OFFERDECK_KILLS", 4);
    let mut counts = [0_u64; 3];
    let (mut in_drafts, mut on_server, mut deleted) = (0, 0, 0);
    let desk = Desk::new();
    let state = desk.state();
    let mut journalled: HashSet<String> = HashSet::new();
    desk.emulator.control("DELETE", "/requests", "");
    for kill in 0..wanted {
        let before = offers(&desk);
        // Answers that take a while make the moments between the steps of a write as likely as those before.
        desk.emulator.control("PUT", "/fault", &format!("slow:{}", 1 + chance.below(150)));
        let mut terminal = desk.start();
        let marker = format!("Kill number {kill} ");
        let what = chance.below(3);
        counts[what as usize] += 1;
        let moment = chance.millis(0, 900);
        let mut typed = None;
        match what {
            0 => {
                terminal.press("n").sees("New personalized offer").press(&marker);
                typed = Some(Instant::now());
                terminal.listens(chance.millis(0, 2200));
                terminal.press("\x13").listens(Duration::from_millis(150)).press("y").listens(moment);
            }
            1 => {
                for _ in 0..chance.below(20) {
                    terminal.press("j");
                }
                terminal.listens(Duration::from_millis(100)).press("e").sees("Edit ");
                // Into the name: it stands in the first line that has one.
                terminal.press("\x06").sees("search:").press("\"name\": \"\r").loses("search:");
                terminal.press(&"\x1b[C".repeat(9)).press(&marker);
                typed = Some(Instant::now());
                terminal.listens(chance.millis(0, 2200));
                terminal.press("\x13").listens(Duration::from_millis(150)).press("y").listens(moment);
            }
            _ => {
                // A draft needs no more than a yes, which counts once the dialog has stood for a moment.
                terminal.press("/").press("status:draft\r").listens(Duration::from_millis(150));
                terminal.press("d").listens(Duration::from_millis(700)).press("y").listens(moment);
            }
        }
        let old = typed.is_some_and(|typed| typed.elapsed() > A_SECOND);
        terminal.signal("KILL");
        drop(terminal);
        desk.emulator.control("PUT", "/fault", "off");
        // What was under way when it was killed arrives or does not.
        let mut after = offers(&desk);
        loop {
            std::thread::sleep(Duration::from_millis(200));
            let again = offers(&desk);
            if again == after {
                break;
            }
            after = again;
        }

        // What was typed.
        if old {
            let drafts = Drafts::open(&state).list().unwrap();
            assert_eq!(drafts.unreadable, []);
            let kept = drafts.found.iter().any(|found| found.draft.text.contains(marker.trim()));
            let sent = after.values().any(|offer| offer.to_string().contains(marker.trim()));
            assert!(kept || sent, "{marker:?} is lost");
            in_drafts += u64::from(kept);
            on_server += u64::from(sent);
        }

        // What was deleted.
        let trash = Trash::open(&state);
        let scope = Scope { sandbox: "dev".to_owned(), container: None };
        let site = Site::new(desk.emulator.setting("PLATFORM_URL"), ORG_ID);
        let found = trash.list(&site, &scope).unwrap();
        assert_eq!(found.unreadable, []);
        for (id, offer) in before.iter().filter(|(id, _)| !after.contains_key(*id)) {
            deleted += 1;
            let entry = found.found.iter().find(|found| found.trashed.object.as_str() == id);
            let entry = entry.unwrap_or_else(|| panic!("{id} is gone and not in the trash"));
            let body: Value = serde_json::from_str(&trash.read(&entry.trashed.id).unwrap().1).unwrap();
            for (member, value) in body.as_object().unwrap() {
                assert_eq!(value, &offer[member], "{member} of {id}");
            }
            for member in ["name", "status", "rank", "representations", "selectionConstraint", "cappingConstraint"] {
                assert_eq!(body.get(member), offer.get(member), "{member} of {id}");
            }
        }

        // What was written. The program was alone and killed before the next, so the new lines are of this run.
        let entries = journal(&state);
        let new: Vec<&Entry> = entries.iter().filter(|entry| journalled.insert(entry.id.as_str().to_owned())).collect();
        for method in carried_out(&desk) {
            let told = new.iter().any(|entry| method_of(entry.intent.operation) == method);
            assert!(told, "the journal does not tell of a {method}: {new:?}");
        }
        for entry in new.iter().filter(|entry| *entry.result() == WriteResult::Done) {
            let id = entry.objects().last().expect("the object of a write that is done").as_str();
            match method_of(entry.intent.operation) {
                "DELETE" => assert!(!after.contains_key(id), "{id} is not gone: {entry:?}"),
                "POST" => assert!(after.contains_key(id), "{id} is not there: {entry:?}"),
                _ => assert!(after[id].to_string().contains(marker.trim()), "{id} has not changed: {entry:?}"),
            }
        }
        if kill % 10 == 9 {
            println!("kills: {} so far, {counts:?}", kill + 1);
        }
    }
    drop(desk.start());
    let entries = journal(&state);
    let results = |result: &WriteResult| entries.iter().filter(|entry| entry.result() == result).count();
    println!(
        "kills: {wanted}, of creates, edits and deletes {counts:?}; old texts in drafts {in_drafts}, on the server \
         {on_server}; deleted {deleted}; journal: {} done, {} unknown, of {}",
        results(&WriteResult::Done),
        results(&WriteResult::Unknown),
        entries.len()
    );
}
