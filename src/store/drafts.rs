//! What is typed in an editor, on disk until it is saved or thrown away: `drafts/ID.json`, and `drafts/ID.lock` for as
//! long as an instance works on it.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cabinet::{self, Cabinet, Listing};
use super::error::StoreError;
use super::id::Id;
use super::place::Place;
use super::{private, words};
use crate::domain::ObjectId;

/// How often a lock is tried: another instance that lists the drafts has it for a moment.
const TRIES: u32 = 5;
/// How long that moment may last.
const MOMENT: Duration = Duration::from_millis(10);

/// A text that somebody is writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its id, made when the editor opens.
    pub id: Id,
    /// When it was last written.
    #[serde(with = "words")]
    pub written: Timestamp,
    /// Where the object is, or is to be.
    pub place: Place,
    /// The object that is edited; `None` where the text is to become a new one.
    pub target: Option<DraftTarget>,
    /// What of the trash the text makes again, where it does.
    #[serde(default)]
    pub restores: Option<Restores>,
    /// The text, JSON or not.
    #[serde(with = "words")]
    pub text: Arc<str>,
    /// The create that was sent of it, if the outcome was not known when the draft was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
}

/// A create that was sent and not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// When.
    #[serde(with = "words")]
    pub at: Timestamp,
    /// The body, which may be another than the text says by now.
    #[serde(with = "words")]
    pub body: Arc<str>,
}

/// The object that a draft began from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftTarget {
    /// Its id.
    #[serde(with = "words")]
    pub id: ObjectId,
    /// The id in its URL.
    #[serde(with = "words")]
    pub address: Arc<str>,
    /// Its name.
    pub name: String,
    /// The revision that the text began from.
    pub revision: Option<u64>,
    /// The body that the text began from.
    #[serde(with = "words")]
    pub body: Arc<str>,
}

/// An object of the trash that is to be made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restores {
    /// Its id in the trash.
    pub trash: Id,
    /// The id that it had in the library.
    #[serde(with = "words")]
    pub object: ObjectId,
}

/// A draft that was found on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDraft {
    /// The draft.
    pub draft: Draft,
    /// Who works on it.
    pub holder: Holder,
}

/// Who works on a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// Nobody: it may be offered.
    Nobody,
    /// This instance.
    Us,
    /// Another running instance.
    Another,
}

/// The drafts on disk, and those of them that are ours. Dropping it lets them all go, and so does the system when the
/// process is killed.
#[derive(Debug)]
pub struct Drafts {
    cabinet: Cabinet,
    held: Mutex<HashMap<Id, File>>,
}

impl Drafts {
    /// The drafts below the folder of the state, whether or not there are any.
    #[must_use]
    pub fn open(state: &Path) -> Drafts {
        Drafts { cabinet: Cabinet::at(state.join("drafts")), held: Mutex::default() }
    }

    /// Keeps a draft in place of what it was before. It is ours from now on.
    ///
    /// # Errors
    ///
    /// When the disk does not take it, or another instance works on it. What was there before is still there, then.
    pub fn put(&self, draft: &Draft) -> Result<(), StoreError> {
        self.hold(&draft.id)?;
        cabinet::write(&self.file(&draft.id), draft)
    }

    /// Takes a draft that nobody works on, as it is on disk now. It is ours from now on.
    ///
    /// # Errors
    ///
    /// When another instance works on it, when it is gone, or when it can't be read.
    pub fn claim(&self, id: &Id) -> Result<Draft, StoreError> {
        self.hold(id)?;
        let draft = self.read(id);
        match draft {
            // Its lock was made by our own attempt.
            Err(StoreError::Gone(_)) => self.remove(id).inspect_err(|_| self.release(id))?,
            Err(_) => self.release(id),
            Ok(_) => {}
        }
        draft
    }

    /// Leaves a draft on disk for whoever wants it.
    pub fn release(&self, id: &Id) {
        self.held().remove(id);
    }

    /// Deletes a draft, ours or nobody's. That it is gone already is no failure.
    ///
    /// # Errors
    ///
    /// When another instance works on it, or the system does not let us delete it. It is whose it was, then.
    pub fn remove(&self, id: &Id) -> Result<(), StoreError> {
        let was_ours = self.is_ours(id);
        self.hold(id)?;
        // The lock goes last: whoever gets it after us finds no draft.
        let removed = cabinet::remove(&self.file(id)).and_then(|()| cabinet::remove(&self.lock(id)));
        if removed.is_ok() || !was_ours {
            self.release(id);
        }
        removed
    }

    /// Whether this instance works on a draft.
    #[must_use]
    pub fn is_ours(&self, id: &Id) -> bool {
        self.held().contains_key(id)
    }

    /// Every draft, newest first, with who works on it. Each is read whole.
    ///
    /// # Errors
    ///
    /// When the folder can't be read. A draft that can't be read is listed as such.
    pub fn list(&self) -> Result<Listing<FoundDraft>, StoreError> {
        let mut listing = Listing { found: Vec::new(), unreadable: Vec::new() };
        for id in self.cabinet.ids()? {
            match self.read(&id) {
                Ok(draft) => listing.found.push(FoundDraft { draft, holder: self.holder(&id) }),
                // Deleted since the folder was read.
                Err(StoreError::Gone(_)) => {}
                Err(error) => listing.unreadable.push(error),
            }
        }
        listing.found.sort_by(|one, other| {
            let key = |found: &FoundDraft| (found.draft.written, found.draft.id.clone());
            key(other).cmp(&key(one))
        });
        Ok(listing)
    }

    fn read(&self, id: &Id) -> Result<Draft, StoreError> {
        let path = self.file(id);
        let draft: Draft = cabinet::read(&path)?;
        if draft.id != *id {
            return Err(StoreError::Damaged(path, format!("it holds the draft {}", draft.id)));
        }
        Ok(draft)
    }

    /// Takes the lock of a draft, unless we have it.
    fn hold(&self, id: &Id) -> Result<(), StoreError> {
        let mut held = self.held();
        if held.contains_key(id) {
            return Ok(());
        }
        let path = self.lock(id);
        let file = private::lock_file(&path).map_err(|error| StoreError::writing(&path, &error))?;
        for attempt in 1..=TRIES {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if attempt == TRIES => return Err(StoreError::InUse(self.file(id))),
                Err(TryLockError::WouldBlock) => thread::sleep(MOMENT),
                // A file system without locks: the text on disk is worth more than knowing whose it is.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => break,
                Err(TryLockError::Error(error)) => return Err(StoreError::writing(&path, &error)),
            }
        }
        held.insert(id.clone(), file);
        Ok(())
    }

    fn holder(&self, id: &Id) -> Holder {
        if self.is_ours(id) {
            return Holder::Us;
        }
        // Shared, so that two instances that look at the same time do not take each other for a holder.
        match File::open(self.lock(id)).map(|file| file.try_lock_shared()) {
            Ok(Err(TryLockError::WouldBlock)) => Holder::Another,
            _ => Holder::Nobody,
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Id, File>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, id: &Id) -> PathBuf {
        self.cabinet.path(id, "json")
    }

    fn lock(&self, id: &Id) -> PathBuf {
        self.cabinet.path(id, "lock")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::place::testing::place;
    use super::*;

    fn draft(seconds: i64, text: &str) -> Draft {
        let written = Timestamp::from_second(1_800_000_000 + seconds).unwrap();
        Draft {
            id: Id::new(written),
            written,
            place: place(),
            target: None,
            restores: None,
            text: text.into(),
            sent: None,
        }
    }

    fn edit(text: &str) -> Draft {
        let target = DraftTarget {
            id: ObjectId::from("xcore:fallback-offer:1"),
            address: "6d6a".into(),
            name: "Free \u{1b}[31m coffee".to_owned(),
            revision: Some(u64::MAX),
            body: "{\n  \"a\": 1.00\n}".into(),
        };
        let restores = Restores { trash: Id::new(Timestamp::UNIX_EPOCH), object: ObjectId::from("o") };
        Draft { target: Some(target), restores: Some(restores), ..draft(0, text) }
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    /// All that was found, as id and holder, when nothing was unreadable.
    fn found(drafts: &Drafts) -> Vec<(Id, Holder)> {
        let listing = drafts.list().unwrap();
        assert_eq!(listing.unreadable, []);
        listing.found.into_iter().map(|found| (found.draft.id, found.holder)).collect()
    }

    #[test]
    fn a_draft_comes_back_as_it_was_typed_newest_first() {
        let folder = folder();
        let drafts = Drafts::open(folder.path());
        assert_eq!(found(&drafts), []);
        let (old, new, edit) = (draft(1, "{ \"broken\": "), draft(2, ""), edit("tab\tline\nnull \0 smile 🙂"));
        for draft in [&old, &new, &edit] {
            drafts.put(draft).unwrap();
        }
        drop(drafts);
        let back = Drafts::open(folder.path()).list().unwrap();
        let expected = [new, old, edit].map(|draft| FoundDraft { draft, holder: Holder::Nobody });
        assert_eq!(back, Listing { found: expected.into(), unreadable: Vec::new() });
    }

    #[test]
    fn the_last_text_stands_and_a_deleted_draft_leaves_nothing() {
        let folder = folder();
        let drafts = Drafts::open(folder.path());
        let first = draft(0, "first");
        let second = Draft { text: "second".into(), ..first.clone() };
        drafts.put(&first).unwrap();
        drafts.put(&second).unwrap();
        assert_eq!(drafts.claim(&first.id), Ok(second));
        drafts.remove(&first.id).unwrap();
        drafts.remove(&first.id).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("drafts")).unwrap().count(), 0);
    }

    #[test]
    fn a_draft_in_use_is_neither_taken_nor_overwritten_nor_deleted_by_another_instance() {
        let folder = folder();
        let (ours, theirs) = (Drafts::open(folder.path()), Drafts::open(folder.path()));
        let draft = draft(0, "ours");
        ours.put(&draft).unwrap();
        assert_eq!(found(&ours), [(draft.id.clone(), Holder::Us)]);
        assert_eq!(found(&theirs), [(draft.id.clone(), Holder::Another)]);

        let in_use = StoreError::InUse(folder.path().join(format!("drafts/{}.json", draft.id)));
        assert_eq!(theirs.claim(&draft.id), Err(in_use.clone()));
        assert_eq!(theirs.put(&Draft { text: "theirs".into(), ..draft.clone() }), Err(in_use.clone()));
        assert_eq!(theirs.remove(&draft.id), Err(in_use));

        ours.release(&draft.id);
        assert_eq!(found(&theirs), [(draft.id.clone(), Holder::Nobody)]);
        assert_eq!(theirs.claim(&draft.id).as_ref(), Ok(&draft));
        assert_eq!(found(&ours), [(draft.id.clone(), Holder::Another)]);
        drop(theirs);
        assert_eq!(found(&ours), [(draft.id.clone(), Holder::Nobody)]);
    }

    #[test]
    fn a_draft_that_was_thrown_away_meanwhile_is_gone_and_leaves_no_lock() {
        let folder = folder();
        let (ours, theirs) = (Drafts::open(folder.path()), Drafts::open(folder.path()));
        let draft = draft(0, "text");
        ours.put(&draft).unwrap();
        ours.remove(&draft.id).unwrap();
        assert!(matches!(theirs.claim(&draft.id), Err(StoreError::Gone(_))));
        assert_eq!(fs::read_dir(folder.path().join("drafts")).unwrap().count(), 0);
    }

    #[test]
    fn a_draft_of_an_older_version_is_read() {
        let folder = folder();
        let drafts = Drafts::open(folder.path());
        let old = concat!(
            r#"{"id":"00000000002a-00000000000000ff","written":"2026-11-20T08:00:00Z","place":{"profile":"acme","#,
            r#""host":"https://PLATFORM.adobe.io:443 · ACME@AdobeOrg","generation":"xcore","#,
            r#""scope":{"sandbox":"dev","container":"e0bd8463"},"kind":"fallback"},"target":null,"text":"{ typed"}"#,
        );
        let id = Id::parse("00000000002a-00000000000000ff").unwrap();
        fs::create_dir_all(folder.path().join("drafts")).unwrap();
        fs::write(drafts.file(&id), old).unwrap();
        let draft = drafts.claim(&id).unwrap();
        assert_eq!((draft.place, &*draft.text, draft.restores), (place(), "{ typed", None));
    }

    #[test]
    fn what_is_damaged_is_reported_and_stays() {
        let folder = folder();
        let drafts = Drafts::open(folder.path());
        let (whole, cut) = (draft(0, "whole"), draft(1, "cut"));
        drafts.put(&whole).unwrap();
        drafts.put(&cut).unwrap();
        let path = drafts.file(&cut.id);
        let text = fs::read_to_string(&path).unwrap();
        for damaged in ["", "null", &text[..text.len() - 1], &text.replace("fallback", "sandwich")] {
            fs::write(&path, damaged).unwrap();
            let listing = drafts.list().unwrap();
            assert_eq!(listing.found.len(), 1);
            assert!(matches!(&listing.unreadable[..], [StoreError::Damaged(at, _)] if *at == path), "{listing:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
        }
        // Somebody's copy under another name is not taken for the draft of that name.
        fs::copy(drafts.file(&whole.id), &path).unwrap();
        assert!(matches!(drafts.claim(&cut.id), Err(StoreError::Damaged(..))));
    }

    #[test]
    fn sixty_four_megabytes_come_back_whole() {
        let folder = folder();
        let drafts = Drafts::open(folder.path());
        let text = format!("\"\\\n{}", "x".repeat(1021)).repeat(64 << 10);
        assert_eq!(text.len(), 64 << 20);
        let draft = edit(&text);
        drafts.put(&draft).unwrap();
        assert!(drafts.claim(&draft.id) == Ok(draft));
    }

    #[test]
    fn a_file_where_the_folder_should_be_is_told() {
        let folder = folder();
        let file = folder.path().join("drafts");
        fs::write(&file, "").unwrap();
        let drafts = Drafts::open(folder.path());
        assert_eq!(drafts.put(&draft(0, "")), Err(StoreError::NoFolder(file.clone())));
        assert!(matches!(drafts.list(), Err(StoreError::NotRead(path, _)) if path == file));
    }

    #[cfg(unix)]
    #[test]
    fn files_and_folders_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = folder();
        let drafts = Drafts::open(&folder.path().join("state"));
        let draft = draft(0, "");
        drafts.put(&draft).unwrap();
        assert_eq!((mode(&drafts.file(&draft.id)), mode(&drafts.lock(&draft.id))), (0o600, 0o600));
        assert_eq!(mode(&folder.path().join("state")), 0o700);
        assert_eq!(mode(&folder.path().join("state/drafts")), 0o700);
    }
}
