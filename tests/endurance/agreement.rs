//! What the server has and what the disk says of it.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use offerdeck::domain::Scope;
use offerdeck::emulator::{ACCESS_TOKEN, ORG_ID};
use offerdeck::secret::Redactor;
use offerdeck::store::{Drafts, Entry, Filter, FoundDraft, Holder, Journal, Site, Trash, TrashState};
use serde_json::Value;

use crate::desk::Desk;
use crate::running::credentials;

/// Personalized offers by their ids.
pub type Offers = BTreeMap<String, Value>;

/// Every personalized offer of the sandbox.
pub fn offers(desk: &Desk) -> Offers {
    let bearer = format!("Bearer {ACCESS_TOKEN}");
    let mut headers = credentials(&bearer);
    headers[3].1 = "dev";
    let mut offers = BTreeMap::new();
    let mut next = Some("/data/core/dps/offers?offer-type=personalized&limit=100".to_owned());
    while let Some(target) = next {
        let path = target.find("/data/").expect("a link leads to the library");
        let reply = desk.emulator.send("GET", &target[path..], &headers, "");
        assert_eq!(reply.status, 200, "{}", reply.body);
        let page: Value = serde_json::from_str(&reply.body).unwrap();
        let rows = page["results"].as_array().unwrap().iter();
        offers.extend(rows.map(|row| (row["id"].as_str().unwrap().to_owned(), row.clone())));
        next = page.pointer("/_links/next/href").and_then(Value::as_str).map(str::to_owned);
    }
    offers
}

/// The offers once nothing changes any more: what was under way arrives or does not.
pub fn at_rest(desk: &Desk, first: Duration) -> Offers {
    thread::sleep(first);
    let mut before = offers(desk);
    loop {
        thread::sleep(Duration::from_millis(300));
        let now = offers(desk);
        if now == before {
            return now;
        }
        before = now;
    }
}

/// Every write that was noted, oldest first. A line may be torn where the program was killed in it, none before.
pub fn journal(desk: &Desk) -> Vec<Entry> {
    let entries = Journal::open(&desk.state(), Redactor::default()).read(&Filter::default()).unwrap();
    assert_eq!(entries.unreadable(), 0, "no line of the journal is torn but the last one");
    entries.map(Result::unwrap).collect()
}

/// Every draft on disk.
pub fn drafts(desk: &Desk) -> Vec<FoundDraft> {
    let drafts = Drafts::open(&desk.state()).list().unwrap();
    assert_eq!(drafts.unreadable, []);
    drafts.found
}

/// Whether a draft holds this text.
pub fn is_kept(desk: &Desk, text: &str) -> bool {
    drafts(desk).iter().any(|found| found.draft.text.contains(text))
}

/// Whether a draft holds this text and says that it was sent.
pub fn is_sent(desk: &Desk, text: &str) -> bool {
    drafts(desk).iter().any(|found| found.draft.text.contains(text) && found.draft.sent.is_some())
}

/// What the program says at its start of the drafts that wait; nothing where there is none.
pub fn notice_of_drafts(desk: &Desk) -> Option<String> {
    let mut waiting = drafts(desk);
    waiting.retain(|found| found.holder == Holder::Nobody);
    match waiting.len() {
        0 => None,
        _ if waiting.iter().any(|found| found.draft.sent.is_some()) => Some("its answer never came".to_owned()),
        1 => Some("1 draft waits: :drafts".to_owned()),
        count => Some(format!("{count} drafts wait: :drafts")),
    }
}

/// Asserts that what is gone is in the trash with all that it had, and that what the trash calls deleted is gone. Returns
/// how many objects went.
pub fn trash_agrees(desk: &Desk, before: &Offers, after: &Offers) -> u64 {
    let trash = Trash::open(&desk.state());
    let scope = Scope { sandbox: "dev".to_owned(), container: None };
    let site = Site::new(desk.emulator.setting("PLATFORM_URL"), ORG_ID);
    let found = trash.list(&site, &scope).unwrap();
    assert_eq!(found.unreadable, []);
    for entry in found.found.iter().filter(|entry| entry.state == TrashState::Deleted) {
        let id = entry.trashed.object.as_str();
        assert!(!after.contains_key(id), "the trash says that {id} is deleted");
    }
    let mut went = 0;
    for (id, offer) in before.iter().filter(|(id, _)| !after.contains_key(*id)) {
        went += 1;
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
    went
}
