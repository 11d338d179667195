use std::thread;

use jiff::Timestamp;

use super::*;
use crate::domain::{DiffLine, ObjectId, Scope};
use crate::secret::Secret;
use crate::store::place::testing::place;
use crate::store::site::Site;

fn now() -> Timestamp {
    "2026-11-28T08:00:00.5Z".parse().unwrap()
}

fn update(name: &str) -> Intent {
    Intent {
        at: now(),
        place: place(),
        operation: WriteKind::Update,
        object: Some(ObjectId::from("xcore:fallback-offer:1")),
        name: name.to_owned(),
        sent: "[{\"op\": \"add\",\n \"path\": \"/_instance/n\", \"value\": 1.00}]".to_owned(),
        before: Some(9_007_199_254_740_993),
        diff: Some(Diff::of([DiffLine::Gap(2), DiffLine::Added("  \"n\": 1.00".to_owned())].into())),
    }
}

fn create(name: &str) -> Intent {
    Intent { operation: WriteKind::Create, object: None, before: None, ..update(name) }
}

fn outcome(result: WriteResult) -> Outcome {
    Outcome { at: now(), result, object: None, after: Some(u64::MAX), request: Some("r-1".to_owned()) }
}

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&folder.path().join("state"), Redactor::default());
    (folder, journal)
}

/// The wanted entries, and how many lines can't be read.
fn read(journal: &Journal, filter: &Filter) -> (Vec<Entry>, usize) {
    let entries = journal.read(filter).unwrap();
    let unreadable = entries.unreadable();
    (entries.map(Result::unwrap).collect(), unreadable)
}

fn names(journal: &Journal) -> Vec<String> {
    read(journal, &Filter::default()).0.into_iter().map(|entry| entry.intent.name).collect()
}

fn lengths(journal: &Journal) -> Vec<Option<u64>> {
    (0..=KEPT).map(|place| fs::metadata(journal.file(place)).ok().map(|facts| facts.len())).collect()
}

#[test]
fn a_write_is_told_with_its_outcome_and_without_one_it_is_unknown() {
    let (_folder, journal) = journal();
    assert_eq!(read(&journal, &Filter::default()), (vec![], 0));
    let (first, second) = (journal.begin(&update("first")).unwrap(), journal.begin(&create("second")).unwrap());
    let killed = journal.begin(&update("killed")).unwrap();
    let refused = outcome(WriteResult::Refused("409: revision 8 is not 9".to_owned()));
    let made = Outcome { object: Some(ObjectId::from("xcore:fallback-offer:2")), ..outcome(WriteResult::Done) };
    journal.settle(&second, &made).unwrap();
    journal.settle(&first, &refused).unwrap();
    let entries = [
        Entry { id: first, intent: update("first"), outcome: Some(refused) },
        Entry { id: second, intent: create("second"), outcome: Some(made) },
        Entry { id: killed, intent: update("killed"), outcome: None },
    ];
    assert_eq!(*entries[2].result(), WriteResult::Unknown);
    assert_eq!(read(&journal, &Filter::default()), (entries.to_vec(), 0));
}

#[test]
fn what_was_learned_later_stands() {
    let (_folder, journal) = journal();
    let id = journal.begin(&update("offer")).unwrap();
    journal.settle(&id, &outcome(WriteResult::Unknown)).unwrap();
    journal.settle(&id, &outcome(WriteResult::Done)).unwrap();
    let (entries, unreadable) = read(&journal, &Filter::default());
    assert_eq!((entries.len(), entries[0].result(), unreadable), (1, &WriteResult::Done, 0));
}

#[test]
fn a_filter_takes_what_is_of_one_host_one_scope_and_one_object() {
    let (_folder, journal) = journal();
    let mut elsewhere = update("elsewhere");
    elsewhere.place.scope.container = None;
    let mut on_another_host = update("on another host");
    on_another_host.place.site = Site::new("http://127.0.0.1:8080", "ACME@AdobeOrg");
    let made = ObjectId::from("xcore:fallback-offer:2");
    for intent in [update("one"), create("two"), elsewhere, on_another_host] {
        let id = journal.begin(&intent).unwrap();
        let object = intent.object.is_none().then(|| made.clone());
        journal.settle(&id, &Outcome { object, ..outcome(WriteResult::Done) }).unwrap();
    }
    let taken = |filter: Filter| -> Vec<String> {
        read(&journal, &filter).0.into_iter().map(|entry| entry.intent.name).collect()
    };
    let (site, scope) = (Some(place().site), Some(place().scope));
    let old = Some(ObjectId::from("xcore:fallback-offer:1"));
    assert_eq!(taken(Filter { site: site.clone(), ..Filter::default() }), ["one", "two", "elsewhere"]);
    assert_eq!(taken(Filter { scope: scope.clone(), ..Filter::default() }), ["one", "two", "on another host"]);
    assert_eq!(taken(Filter { object: old.clone(), ..Filter::default() }), ["one", "elsewhere", "on another host"]);
    assert_eq!(taken(Filter { object: Some(made), ..Filter::default() }), ["two"]);
    assert_eq!(taken(Filter { site, scope, object: old }), ["one"]);
    let nowhere = Scope { sandbox: "prod".to_owned(), container: None };
    assert_eq!(taken(Filter { scope: Some(nowhere), ..Filter::default() }), [""; 0]);
}

#[test]
fn lines_of_an_older_version_are_found_by_the_library_that_they_name_as_it_was_typed() {
    let (_folder, journal) = journal();
    let lines = concat!(
        r#"{"id":"00000000002a-00000000000000ff","intent":{"at":"2026-11-20T08:00:00Z","profile":"acme","#,
        r#""host":"HTTPS://Platform.Adobe.io:443 · ACME@AdobeOrg","generation":"xcore","#,
        r#""scope":{"sandbox":"dev","container":"e0bd8463"},"kind":"fallback","operation":"update","#,
        r#""object":"xcore:fallback-offer:1","name":"Free coffee","#,
        r#""sent":"[{\"op\":\"remove\",\"path\":\"/_instance/n\"}]","before":7}}"#,
        "\n",
        r#"{"id":"00000000002a-00000000000000ff","outcome":{"at":"2026-11-20T08:00:01Z","result":"done","#,
        r#""object":null,"after":8,"request":"r-1"}}"#,
        "\n",
    );
    fs::create_dir_all(&journal.folder).unwrap();
    fs::write(journal.file(0), lines).unwrap();
    let (entries, unreadable) = read(&journal, &Filter { site: Some(place().site), ..Filter::default() });
    assert_eq!((entries.len(), unreadable), (1, 0));
    assert_eq!(entries[0].intent.place, place());
    assert_eq!((entries[0].result(), entries[0].intent.before), (&WriteResult::Done, Some(7)));
    assert_eq!(entries[0].intent.diff, None);
    let printed: Value = serde_json::from_str(&entries[0].to_json().unwrap()).unwrap();
    assert_eq!(printed["intent"]["host"], "https://platform.adobe.io");
    assert_eq!(printed["intent"]["organisation"], "ACME@AdobeOrg");
    let other = Site::new("https://platform.adobe.io", "OTHER@AdobeOrg");
    assert_eq!(read(&journal, &Filter { site: Some(other), ..Filter::default() }), (vec![], 0));
}

#[test]
fn a_torn_line_is_left_behind_and_costs_no_other() {
    let (_folder, journal) = journal();
    let id = journal.begin(&update("first")).unwrap();
    journal.settle(&id, &outcome(WriteResult::Done)).unwrap();
    let whole = fs::read(journal.file(0)).unwrap();
    // Without its last byte the second line is whole and only its end is missing.
    for cut in [1, 2, 50, whole.len() / 2] {
        fs::write(journal.file(0), &whole[..whole.len() - cut]).unwrap();
        let (before, torn) = read(&journal, &Filter::default());
        journal.begin(&update("next")).unwrap();
        let (after, unreadable) = read(&journal, &Filter::default());
        assert_eq!(unreadable, torn, "{cut}");
        assert_eq!(after[..before.len()], before, "{cut}");
        assert_eq!(after.last().unwrap().intent.name, "next");
        assert_eq!(torn, usize::from(cut > 1), "{cut}");
    }
}

#[test]
fn lines_that_can_not_be_read_are_counted_and_left_out() {
    let (_folder, journal) = journal();
    journal.begin(&update("first")).unwrap();
    let line = fs::read_to_string(journal.file(0)).unwrap();
    let mut file = open_to_append(&journal.file(0)).unwrap();
    let id = Id::new(now());
    let nothing = format!("{{\"id\":\"{id}\"}}\n");
    for bad in ["\n", "null\n", "\u{0}\u{0}\n", &nothing, &line.replace("fallback", "sandwich"), "{\"id\":\"../x\"}\n"]
    {
        file.write_all(bad.as_bytes()).unwrap();
    }
    file.write_all(b"\xff\xfe\n").unwrap();
    journal.begin(&update("last")).unwrap();
    assert_eq!(names(&journal), ["first", "last"]);
    assert_eq!(read(&journal, &Filter::default()).1, 7);
}

#[test]
fn no_secret_gets_in_wherever_it_stands() {
    let (_folder, journal) = journal();
    let secret = "p8e-a\"b/c";
    journal.redactor.learn(&Secret::from(secret));
    let quoted = serde_json::to_string(secret).unwrap();
    let diff = Some(Diff::of([DiffLine::Removed(format!("\"n\": {quoted}"))].into()));
    let intent = Intent { name: format!("x {secret} y"), sent: format!("[{quoted}]"), diff, ..update("") };
    let id = journal.begin(&intent).unwrap();
    let said = outcome(WriteResult::Refused(format!("bad token {secret}")));
    journal.settle(&id, &Outcome { request: Some(secret.to_owned()), ..said }).unwrap();
    assert!(!fs::read_to_string(journal.file(0)).unwrap().contains("p8e"));
    let (entries, _) = read(&journal, &Filter::default());
    assert_eq!((&*entries[0].intent.name, &*entries[0].intent.sent), ("x (secret) y", "[\"(secret)\"]"));
    assert_eq!(*entries[0].result(), WriteResult::Refused("bad token (secret)".to_owned()));
}

#[test]
fn of_a_large_difference_the_beginning_is_kept() {
    let (_folder, journal) = journal();
    let lines: Vec<DiffLine> = (0..5000).map(|number| DiffLine::Added(format!("line {number}"))).collect();
    journal.begin(&Intent { diff: Some(Diff::of(lines.into())), ..create("large") }).unwrap();
    let kept = read(&journal, &Filter::default()).0[0].intent.diff.clone().unwrap();
    assert_eq!(kept.lines.len() + kept.left_out, 5000);
    assert!(kept.lines.len() > 1000 && fs::metadata(journal.file(0)).unwrap().len() < 32 << 10, "{}", kept.lines.len());
}

#[test]
fn full_files_are_put_away_and_the_oldest_goes() {
    let (_folder, mut journal) = journal();
    // Two lines have room, three have not.
    journal.begin(&update("00")).unwrap();
    journal.largest = fs::metadata(journal.file(0)).unwrap().len() * 2;
    for number in 1..30 {
        journal.begin(&update(&format!("{number:02}"))).unwrap();
    }
    let kept: Vec<String> = (30 - 2 * (KEPT + 1)..30).map(|number| format!("{number:02}")).collect();
    assert_eq!(names(&journal), kept);
    assert!(!journal.file(KEPT + 1).exists());
}

#[test]
fn an_outcome_finds_its_write_in_an_older_file() {
    let (_folder, mut journal) = journal();
    let id = journal.begin(&update("offer")).unwrap();
    journal.largest = 1;
    journal.settle(&id, &outcome(WriteResult::Done)).unwrap();
    assert!(journal.file(1).exists());
    let (entries, unreadable) = read(&journal, &Filter::default());
    assert_eq!((entries.len(), entries[0].result(), unreadable), (1, &WriteResult::Done, 0));
}

#[test]
fn a_rotation_that_was_cut_short_loses_nothing() {
    let (_folder, mut journal) = journal();
    journal.largest = 1;
    let all: Vec<String> = (0..=KEPT).map(|number| format!("{number:02}")).collect();
    for name in &all[..KEPT] {
        journal.begin(&update(name)).unwrap();
    }
    // Killed after the first three renames.
    for place in (KEPT - 3..KEPT).rev() {
        fs::rename(journal.file(place), journal.file(place + 1)).unwrap();
    }
    assert_eq!(names(&journal), all[..KEPT]);
    journal.begin(&update(&all[KEPT])).unwrap();
    assert_eq!(names(&journal), all);
}

#[test]
fn a_file_that_can_not_be_put_away_grows() {
    let (_folder, mut journal) = journal();
    journal.largest = 1;
    // A folder that is not empty can't be replaced by a file.
    for place in 1..=KEPT {
        fs::create_dir_all(journal.file(place).join("more")).unwrap();
    }
    for name in ["first", "second"] {
        journal.begin(&update(name)).unwrap();
    }
    assert_eq!(fs::read_to_string(journal.file(0)).unwrap().lines().count(), 2);
}

#[test]
fn several_instances_that_append_rotate_and_read_at_once_lose_nothing() {
    let (_folder, mut journal) = journal();
    journal.largest = 8000;
    drop(private::lock_file(&journal.lock_file()).unwrap());
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let journal = journal.clone();
            thread::spawn(move || {
                for number in 0..20 {
                    let id = journal.begin(&update(&format!("{writer}-{number:02}"))).unwrap();
                    journal.settle(&id, &outcome(WriteResult::Done)).unwrap();
                }
            })
        })
        .collect();
    while !writers.iter().all(thread::JoinHandle::is_finished) {
        // Nobody appends or rotates while somebody begins to read.
        let lock = journal.lock_to_read().unwrap();
        let before = lengths(&journal);
        assert_eq!(read(&journal, &Filter::default()).1, 0);
        assert_eq!(lengths(&journal), before);
        drop(lock);
        thread::yield_now();
    }
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    let (entries, unreadable) = read(&journal, &Filter::default());
    assert!(journal.file(1).exists() && !journal.file(KEPT).exists());
    assert_eq!((entries.len(), unreadable), (60, 0));
    assert!(entries.iter().all(|entry| *entry.result() == WriteResult::Done));
    for writer in 0..3 {
        let mine: Vec<&str> =
            entries.iter().map(|e| &*e.intent.name).filter(|n| n.starts_with(&writer.to_string())).collect();
        assert!(mine.is_sorted() && mine.len() == 20, "{mine:?}");
    }
}

#[test]
fn whoever_reads_has_the_journal_of_that_moment_even_if_it_is_rotated_away() {
    let (_folder, mut journal) = journal();
    journal.begin(&update("00")).unwrap();
    let mut entries = journal.read(&Filter::default()).unwrap();
    journal.begin(&update("01")).unwrap();
    journal.largest = 1;
    for _ in 0..=KEPT {
        journal.begin(&update("later")).unwrap();
    }
    assert_eq!(entries.next().unwrap().unwrap().intent.name, "00");
    assert_eq!(entries.next(), None);
}

#[test]
fn a_body_of_sixty_four_megabytes_is_noted_and_read() {
    let (_folder, journal) = journal();
    let sent = format!("\"\\\n{}", "x".repeat(1021)).repeat(64 << 10);
    journal.begin(&Intent { sent: sent.clone(), ..create("large") }).unwrap();
    journal.begin(&update("next")).unwrap();
    assert_eq!(fs::read_to_string(journal.file(0)).unwrap().lines().count(), 1);
    let (entries, unreadable) = read(&journal, &Filter::default());
    assert!(entries[0].intent.sent == sent && entries[1].intent.name == "next" && unreadable == 0);
}

#[test]
fn a_printed_entry_is_one_line_that_says_the_result_first() {
    let (_folder, journal) = journal();
    let id = journal.begin(&update("a\nb")).unwrap();
    let entry = &read(&journal, &Filter::default()).0[0];
    let text = entry.to_json().unwrap();
    assert!(text.starts_with(&format!("{{\"id\":\"{id}\",\"result\":\"unknown\",\"intent\":{{\"at\":")), "{text}");
    assert!(!text.contains('\n'));
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["intent"]["before"].to_string(), "9007199254740993");
    assert_eq!(value["intent"]["scope"]["container"], "e0bd8463");
    assert_eq!(value["intent"]["diff"]["lines"][1], "+  \"n\": 1.00");
    assert_eq!(value["outcome"], Value::Null);
}

#[test]
fn a_file_where_the_folder_should_be_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    fs::write(&file, "").unwrap();
    let journal = Journal::open(&file, Redactor::default());
    assert_eq!(journal.begin(&update("offer")), Err(StoreError::NoFolder(file)));
    assert!(matches!(journal.read(&Filter::default()), Err(StoreError::NotRead(..))));
}

#[cfg(unix)]
#[test]
fn its_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, mut journal) = journal();
    journal.largest = 1;
    journal.begin(&update("first")).unwrap();
    journal.begin(&update("second")).unwrap();
    for path in [journal.file(0), journal.file(1), journal.lock_file()] {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
    assert_eq!(fs::metadata(&journal.folder).unwrap().permissions().mode() & 0o777, 0o700);
}
