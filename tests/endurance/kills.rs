//! Killed at a random moment of a write.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use offerdeck::domain::ObjectId;
use offerdeck::store::{Entry, WriteKind, WriteResult};

use crate::agreement::{Offers, at_rest, is_kept, is_sent, journal, notice_of_drafts, offers, trash_agrees};
use crate::chance::{Chance, asked};
use crate::desk::Desk;
use crate::pty::Terminal;

/// How old a text must be to be on disk for sure.
const A_SECOND: Duration = Duration::from_secs(1);

/// When a late delete has taken effect for sure.
const LATEST_DELETE: Duration = Duration::from_millis(1600);

/// What is under way when the program is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Create,
    Edit,
    Delete,
    /// Several that are marked, whatever their status.
    DeleteSeveral,
    /// A draft is approved, without an editor.
    Step,
}

const WHAT: &[What] = &[What::Create, What::Edit, What::Delete, What::DeleteSeveral, What::Step];

/// How many are deleted together.
const SEVERAL: usize = 6;

impl What {
    /// How the journal calls it.
    fn operation(self) -> WriteKind {
        match self {
            What::Create => WriteKind::Create,
            What::Edit | What::Step => WriteKind::Update,
            What::Delete | What::DeleteSeveral => WriteKind::Delete,
        }
    }

    /// The verb that carries it.
    fn verb(self) -> &'static str {
        match self {
            What::Create => "POST",
            What::Edit | What::Step => "PATCH",
            What::Delete | What::DeleteSeveral => "DELETE",
        }
    }

    fn is_delete(self) -> bool {
        matches!(self, What::Delete | What::DeleteSeveral)
    }

    /// How many objects it is about.
    fn objects(self) -> usize {
        if self == What::DeleteSeveral { SEVERAL } else { 1 }
    }
}

/// What may go wrong with a write and the looks around it: mostly with the write alone, at times with whatever comes.
fn fault(chance: &mut Chance, what: What) -> String {
    let sort = chance.of(&["slow", "lost-answer", "hang", "drop", "429:1", "503", "late-delete", "cut"]);
    let verb = what.verb();
    let slow = format!("slow:{}", 1 + chance.below(150));
    match (sort, chance.below(3)) {
        ("slow", _) => slow,
        ("late-delete", _) => format!("late-delete:{}, {slow}", 300 + chance.below(1200)),
        (sort, 0) => format!("{sort} {verb}, {slow}"),
        (sort, 1) => format!("{sort} {verb} x1"),
        (sort, _) => format!("{sort} x1, {slow}"),
    }
}

/// A write, as far as it came.
struct Deed {
    what: What,
    /// What is typed before the name.
    marker: String,
    /// When that was seen on screen.
    typed: Option<Instant>,
    /// Whether it was confirmed, so that it may have left.
    confirmed: bool,
    fault: String,
}

impl Deed {
    /// Begins a write with a fault in force, and comes somewhere with it.
    fn begin(desk: &Desk, terminal: &mut Terminal, chance: &mut Chance, number: u64) -> Deed {
        let what = WHAT[chance.below(WHAT.len() as u64) as usize];
        let marker = format!("Kill {number}. ");
        let fault = fault(chance, what);
        // Of three texts, one is killed before it is confirmed.
        let confirmed = what.is_delete() || what == What::Step || chance.below(3) > 0;
        let mut typed = None;
        match what {
            What::Create | What::Edit => {
                if what == What::Create {
                    terminal.press("n").sees("New personalized offer");
                } else {
                    for _ in 0..chance.below(20) {
                        terminal.press("j");
                    }
                    terminal.listens(Duration::from_millis(100)).press("e").sees("Edit ");
                    // Into the name: it stands in the first line that has one.
                    terminal.press("\x06").sees("search:").press("\"name\": \"\r").loses("search:");
                    terminal.press(&"\x1b[C".repeat(9));
                }
                terminal.press(&marker).sees(marker.trim());
                typed = Some(Instant::now());
                terminal.listens(chance.millis(0, 2200));
                if confirmed {
                    desk.emulator.control("PUT", "/fault", &fault);
                    terminal.press("\x13").sees("y sends it").press("y");
                } else if chance.below(2) == 0 {
                    terminal.press("\x13");
                }
            }
            What::Step => {
                terminal.press("/").press("status:draft\r").listens(Duration::from_millis(150));
                desk.emulator.control("PUT", "/fault", &fault);
                terminal.press("a").sees("╭ Actions").press("\r").sees("y sends it").press("y");
            }
            What::Delete => {
                terminal.press("/").press("status:draft\r").listens(Duration::from_millis(150));
                desk.emulator.control("PUT", "/fault", &fault);
                // A draft needs no more than a yes, which counts once the dialog has stood for a moment.
                terminal.press("d").sees("Delete this").listens(Duration::from_millis(500)).press("y");
            }
            What::DeleteSeveral => {
                terminal.press(&" ".repeat(SEVERAL)).sees(&format!("{SEVERAL} marked"));
                desk.emulator.control("PUT", "/fault", &fault);
                terminal.press("d").sees(&format!("Delete these {SEVERAL}?")).listens(Duration::from_millis(500));
                terminal.press(&format!("{SEVERAL}\r"));
            }
        }
        // As a rule between the steps of the write; at times among the looks that follow on a failure.
        let long = if chance.below(4) == 0 { 5_000 } else { 900 };
        terminal.listens(chance.millis(0, long));
        Deed { what, marker, typed, confirmed, fault }
    }

    /// What a change leaves in the object, and in what is noted of it.
    fn trace(&self) -> &str {
        if self.what == What::Step { "approved" } else { self.marker.trim() }
    }

    /// Whether what was typed must be on disk, if it is nowhere else.
    fn is_old(&self) -> bool {
        self.typed.is_some_and(|typed| typed.elapsed() > A_SECOND)
    }

    /// The objects that were changed on the server, none but as it was meant.
    fn changed(&self, before: &Offers, after: &Offers) -> Vec<String> {
        let other = after.iter().filter(|(id, offer)| before.get(*id) != Some(offer)).map(|(id, _)| id);
        let gone = before.keys().filter(|id| !after.contains_key(*id));
        let changed: Vec<&String> = other.chain(gone).collect();
        assert!(changed.len() <= self.what.objects(), "{:?}, and {changed:?} changed", self.what);
        for id in &changed {
            let is_marked = after.get(*id).is_some_and(|offer| offer.to_string().contains(self.trace()));
            let as_meant = match self.what {
                What::Create => is_marked && !before.contains_key(*id),
                What::Edit | What::Step => is_marked && before.contains_key(*id),
                What::Delete | What::DeleteSeveral => !after.contains_key(*id),
            };
            assert!(as_meant && self.confirmed, "{id}: {:?} → {:?}", before.get(*id), after.get(*id));
        }
        changed.into_iter().cloned().collect()
    }

    /// Asserts that the journal and the server tell the same of this write, by the objects that it was about.
    fn agrees_with(&self, noted: &[&Entry], changed: &[String]) {
        let most = if self.confirmed { self.what.objects() } else { 0 };
        assert!(noted.len() <= most, "more was noted than confirmed: {noted:?}");
        let object = |entry: &Entry| entry.objects().last().map(ObjectId::to_string);
        for entry in noted {
            assert_eq!(entry.intent.operation, self.what.operation());
            if !self.what.is_delete() {
                assert!(entry.intent.sent.contains(self.trace()), "it tells what was sent: {entry:?}");
            }
            let of = object(entry);
            match entry.result() {
                WriteResult::Done => {
                    assert!(of.is_some_and(|of| changed.contains(&of)), "{changed:?}, {entry:?}");
                }
                // The id of a new object is known by the answer alone.
                WriteResult::Unknown => assert_eq!(of.is_none(), self.what == What::Create, "{entry:?}"),
                WriteResult::Refused(_) | WriteResult::NotSent => {
                    let carried_out = match of {
                        Some(of) => changed.contains(&of),
                        None => !changed.is_empty(),
                    };
                    assert!(!carried_out, "it was carried out, {}: {entry:?}", self.fault);
                }
            }
        }
        for id in changed {
            let mut told = noted.iter().map(|entry| object(entry));
            let is_told = told.any(|of| of.map_or(self.what == What::Create, |of| of == *id));
            assert!(is_told, "the journal does not tell of {id}, {}: {noted:?}", self.fault);
        }
    }

    /// Starts the program again on the same disk and looks at what it says of this write.
    fn is_told_of(&self, desk: &Desk, kept: bool, noted: Option<&Entry>, changed: &[String]) {
        let notice = notice_of_drafts(desk);
        let mut terminal = desk.start();
        if let Some(notice) = notice {
            terminal.sees(&notice);
        }
        let sent = kept && is_sent(desk, self.marker.trim());
        let (title, what, operation) = match self.what {
            What::Create if sent => (self.marker.trim(), "! no answer came", "create"),
            What::Create => (self.marker.trim(), "a new one", "create"),
            What::Edit | What::Step => ("", "an edit", "edit"),
            What::Delete | What::DeleteSeveral => ("", "", "delete"),
        };
        if let Some(entry) = noted {
            let result = word(Some(entry.result()));
            terminal.press(":history\r").sees("╭ History").sees_in_a_line(&["▸", operation, result]);
            terminal.press("\x1b").loses("╭ History");
            if self.what == What::Delete && !changed.is_empty() {
                let name: String = entry.intent.name.chars().take(12).collect();
                terminal.press(":trash\r").sees("╭ Trash").sees_in_a_line(&["▸", name.trim()]);
                terminal.press("\x1b").loses("╭ Trash");
            }
        }
        if sent && !changed.is_empty() {
            // It is found where it is, and no second one is made.
            terminal.press(":drafts\r").sees("╭ Drafts").sees_in_a_line(&["▸", title, what]).press("\r");
            terminal.loses("╭ Drafts").sees("There was no answer, but").press("q");
        } else if kept {
            // It goes on where it was left, and can be left once more.
            terminal.press(":drafts\r").sees("╭ Drafts").sees_in_a_line(&["▸", title, what]).press("\r");
            terminal.loses("╭ Drafts").sees(self.marker.trim());
            if sent {
                terminal.sees("did not arrive; your text is kept");
            }
            terminal.press("\x1bOP").sees("╭ Help");
            terminal.press(":quit\r").sees("It is kept: :drafts offers it").press("y");
        } else {
            terminal.press("q");
        }
        assert_eq!(terminal.ends(), 0);
        terminal.is_given_back();
        assert_eq!(is_kept(desk, self.marker.trim()), kept && (changed.is_empty() || !sent));
        if sent && let Some(entry) = noted {
            // What the look has told is noted with the write of the run that was killed.
            let now = journal(desk).into_iter().find(|now| now.id == entry.id).expect("it is still there");
            let told = matches!(
                (now.result(), changed.is_empty()),
                (WriteResult::Done, false) | (WriteResult::Refused(_), true)
            );
            assert!(told, "{now:?}");
        }
    }
}

/// The result of a write in the word that the screen has for it.
fn word(result: Option<&WriteResult>) -> &'static str {
    match result {
        None => "not noted",
        Some(WriteResult::Done) => "done",
        Some(WriteResult::Refused(_)) => "refused",
        Some(WriteResult::Unknown) => "unknown",
        Some(WriteResult::NotSent) => "not sent",
    }
}

/// What came of all the kills.
#[derive(Default)]
struct Counts {
    kills: BTreeMap<String, u64>,
    /// Of the confirmed ones.
    faults: BTreeMap<String, u64>,
    results: BTreeMap<String, u64>,
    old_texts: u64,
    old_texts_in_drafts: u64,
    old_texts_on_server: u64,
    deleted: u64,
}

impl Counts {
    fn enter(&mut self, deed: &Deed, old: bool, kept: bool, changed: &[String], noted: &[&Entry]) {
        let mut count = |counts: fn(&mut Counts) -> &mut BTreeMap<String, u64>, what: String| {
            *counts(self).entry(what).or_default() += 1;
        };
        let confirmed = if deed.confirmed { "confirmed" } else { "not confirmed" };
        count(|counts| &mut counts.kills, format!("{:?}, {confirmed}", deed.what));
        if deed.confirmed {
            let sort = deed.fault.split([':', ' ', ',']).next().unwrap_or_default();
            count(|counts| &mut counts.faults, sort.to_owned());
            if noted.is_empty() {
                count(|counts| &mut counts.results, word(None).to_owned());
            }
            for entry in noted {
                let of = entry.objects().last().map(ObjectId::as_str);
                let carried_out = of.map_or(!changed.is_empty(), |of| changed.iter().any(|id| id == of));
                let carried_out = if carried_out { "carried out" } else { "not carried out" };
                count(|counts| &mut counts.results, format!("{carried_out}, {}", word(Some(entry.result()))));
            }
        }
        self.old_texts += u64::from(old);
        self.old_texts_in_drafts += u64::from(old && kept);
        self.old_texts_on_server += u64::from(old && !changed.is_empty());
    }

    fn print(&self) {
        println!("kills: {:?}", self.kills);
        println!("kills: faults of those that were confirmed: {:?}", self.faults);
        println!("kills: on the server, and in the journal: {:?}; {} deleted", self.results, self.deleted);
        println!(
            "kills: {} texts were older than a second: {} in drafts, {} on the server",
            self.old_texts, self.old_texts_in_drafts, self.old_texts_on_server
        );
    }
}

#[test]
fn kills() {
    let mut chance = Chance::new("kills");
    let wanted = asked("OFFERDECK_KILLS", 4);
    let desk = Desk::new();
    let mut counts = Counts::default();
    let mut known: HashSet<String> = HashSet::new();
    for kill in 1..=wanted {
        let before = offers(&desk);
        let mut terminal = desk.start();
        let deed = Deed::begin(&desk, &mut terminal, &mut chance, kill);
        let old = deed.is_old();
        terminal.signal("KILL");
        drop(terminal);
        desk.emulator.control("PUT", "/fault", "off");
        // A late delete takes effect after all else.
        let late = if deed.fault.starts_with("late-delete") { LATEST_DELETE } else { Duration::ZERO };
        let after = at_rest(&desk, late);

        let changed = deed.changed(&before, &after);
        // The program was alone and killed before the next, so the new lines are of this deed.
        let entries = journal(&desk);
        let noted: Vec<&Entry> = entries.iter().filter(|entry| known.insert(entry.id.as_str().to_owned())).collect();
        deed.agrees_with(&noted, &changed);
        counts.deleted += trash_agrees(&desk, &before, &after);
        let kept = deed.typed.is_some() && is_kept(&desk, deed.marker.trim());
        if old {
            // A text goes from the disk only for a save that was acknowledged, or seen by a look.
            let done = noted.iter().any(|entry| *entry.result() == WriteResult::Done);
            assert!(kept || done, "{:?} is lost, {}: {noted:?}", deed.marker, deed.fault);
        }
        deed.is_told_of(&desk, kept, noted.last().copied(), &changed);
        counts.enter(&deed, old, kept, &changed, &noted);
        if kill % 10 == 0 {
            println!("kills: {kill} so far");
        }
    }
    counts.print();
}
