//! The bodies of deleted objects, so that they can be created again: `trash/ID.json`, written before the DELETE leaves
//! and never changed, and `trash/ID.state` beside it, which tells what became of it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::cabinet::{self, Cabinet, Listing};
use super::error::StoreError;
use super::id::Id;
use super::place::Place;
use super::site::Site;
use super::words;
use crate::domain::{ObjectId, Scope};

/// How long a body is kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many bodies are kept.
const KEPT: usize = 1000;
/// For how long a body is kept even if there are more.
const SAFE_FOR: SignedDuration = SignedDuration::from_hours(24);

/// An object that was deleted, or was about to be: all but its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trashed {
    /// The id in the trash.
    pub id: Id,
    /// When it went there.
    #[serde(with = "words")]
    pub at: Timestamp,
    /// Where the object was.
    pub place: Place,
    /// The id by which others referred to it.
    #[serde(with = "words")]
    pub object: ObjectId,
    /// The id in its URL.
    #[serde(with = "words")]
    pub address: Arc<str>,
    /// Its name.
    pub name: String,
    /// Its last revision.
    pub revision: Option<u64>,
}

/// What became of an object in the trash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrashState {
    /// Its deletion was begun, and nothing is known since.
    #[default]
    Pending,
    /// It is deleted.
    Deleted,
    /// It was created again.
    Restored {
        /// The id that it has now.
        #[serde(with = "words")]
        new_id: ObjectId,
    },
}

/// An object that was found in the trash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTrash {
    /// The object.
    pub trashed: Trashed,
    /// What became of it.
    pub state: TrashState,
}

/// The trash on disk.
#[derive(Debug)]
pub struct Trash {
    cabinet: Cabinet,
}

/// The file of a body, as it is written.
#[derive(Serialize)]
struct ToFile<'a> {
    trashed: &'a Trashed,
    body: &'a str,
}

/// The file of a body, as it is read.
#[derive(Deserialize)]
struct FromFile {
    trashed: Trashed,
    body: String,
}

/// The same without the body, which may be long.
#[derive(Deserialize)]
struct HeadOfFile {
    trashed: Trashed,
}

impl Trash {
    /// The trash below the folder of the state, whether or not there is any.
    #[must_use]
    pub fn open(state: &Path) -> Trash {
        Trash { cabinet: Cabinet::at(state.join("trash")) }
    }

    /// Deletes what is too old or too much, and says how many that were. To be called once after opening.
    ///
    /// # Errors
    ///
    /// When the folder can't be read, or the system does not let us delete a file.
    pub fn prune(&self, now: Timestamp) -> Result<usize, StoreError> {
        let found = self.every(|_| true)?.found;
        let is_due = |(place, found): &(usize, FoundTrash)| {
            let age = now.duration_since(found.trashed.at);
            age > SAFE_FOR && (age > KEPT_FOR || *place >= KEPT)
        };
        let due: Vec<Id> = found.into_iter().enumerate().filter(is_due).map(|(_, found)| found.trashed.id).collect();
        due.iter().try_for_each(|id| self.remove(id))?;
        Ok(due.len())
    }

    /// Keeps an object with its body exactly as received. When this returns, the DELETE may leave.
    ///
    /// # Errors
    ///
    /// When the disk does not take it.
    pub fn put(&self, trashed: &Trashed, body: &str) -> Result<(), StoreError> {
        cabinet::write(&self.file(&trashed.id), &ToFile { trashed, body })
    }

    /// Notes what became of an object.
    ///
    /// # Errors
    ///
    /// When it is not in the trash, or the disk does not take the note.
    pub fn settle(&self, id: &Id, state: &TrashState) -> Result<(), StoreError> {
        let file = self.file(id);
        fs::metadata(&file).map_err(|error| StoreError::reading(&file, &error))?;
        cabinet::write(&self.note(id), state)
    }

    /// Takes an object out: its deletion was refused. That it is gone already is no failure.
    ///
    /// # Errors
    ///
    /// When the system does not let us delete it.
    pub fn remove(&self, id: &Id) -> Result<(), StoreError> {
        // The note goes first: none is left behind that belongs to nothing.
        cabinet::remove(&self.note(id))?;
        cabinet::remove(&self.file(id))
    }

    /// What was deleted in a library and there in a sandbox or container, newest first, whatever became of it.
    ///
    /// # Errors
    ///
    /// When the folder can't be read. What can't be read in it is listed as such, from wherever it was deleted.
    pub fn list(&self, site: &Site, scope: &Scope) -> Result<Listing<FoundTrash>, StoreError> {
        self.every(|trashed| trashed.place.site == *site && trashed.place.scope == *scope)
    }

    /// An object and its body exactly as received.
    ///
    /// # Errors
    ///
    /// When it is not there, or can't be read.
    pub fn read(&self, id: &Id) -> Result<(FoundTrash, String), StoreError> {
        let file: FromFile = cabinet::read(&self.file(id))?;
        Ok((FoundTrash { trashed: file.trashed, state: self.state(id)? }, file.body))
    }

    /// Whether an object is there and was not created again. Where that can't be told, it counts as such.
    #[must_use]
    pub fn holds(&self, id: &Id) -> bool {
        let gone = matches!(fs::metadata(self.file(id)), Err(error) if error.kind() == ErrorKind::NotFound);
        !gone && !matches!(self.state(id), Ok(TrashState::Restored { .. }))
    }

    fn every(&self, wanted: impl Fn(&Trashed) -> bool) -> Result<Listing<FoundTrash>, StoreError> {
        let mut listing = Listing { found: Vec::new(), unreadable: Vec::new() };
        for id in self.cabinet.ids()? {
            let trashed = match self.head(&id) {
                Ok(trashed) => trashed,
                // Deleted since the folder was read.
                Err(StoreError::Gone(_)) => continue,
                Err(error) => {
                    listing.unreadable.push(error);
                    continue;
                }
            };
            if wanted(&trashed) {
                // A note that can't be read hides no body.
                let state = self.state(&id).unwrap_or_else(|error| {
                    listing.unreadable.push(error);
                    TrashState::Pending
                });
                listing.found.push(FoundTrash { trashed, state });
            }
        }
        listing.found.sort_by(|one, other| {
            let key = |found: &FoundTrash| (found.trashed.at, found.trashed.id.clone());
            key(other).cmp(&key(one))
        });
        Ok(listing)
    }

    fn head(&self, id: &Id) -> Result<Trashed, StoreError> {
        let path = self.file(id);
        let HeadOfFile { trashed } = cabinet::read(&path)?;
        if trashed.id != *id {
            return Err(StoreError::Damaged(path, format!("it holds the object {}", trashed.id)));
        }
        Ok(trashed)
    }

    fn state(&self, id: &Id) -> Result<TrashState, StoreError> {
        match cabinet::read(&self.note(id)) {
            Err(StoreError::Gone(_)) => Ok(TrashState::Pending),
            state => state,
        }
    }

    fn file(&self, id: &Id) -> PathBuf {
        self.cabinet.path(id, "json")
    }

    fn note(&self, id: &Id) -> PathBuf {
        self.cabinet.path(id, "state")
    }
}

#[cfg(test)]
mod tests {
    use super::super::place::testing::place;
    use super::*;

    const BODY: &str =
        "{\"@id\": \"x\",\n\t\"n\": 12345678901234567890.10, \"a\": 1, \"a\": 2, \"\\ud83d\": \"\u{7f}\"}";

    fn now() -> Timestamp {
        "2026-11-28T08:00:00Z".parse().unwrap()
    }

    fn trashed(at: Timestamp) -> Trashed {
        Trashed {
            id: Id::new(at),
            at,
            place: place(),
            object: ObjectId::from("xcore:fallback-offer:1"),
            address: "6d6a".into(),
            name: "Free coffee".to_owned(),
            revision: Some(9_007_199_254_740_993),
        }
    }

    fn trash() -> (tempfile::TempDir, Trash) {
        let folder = tempfile::tempdir().unwrap();
        let trash = Trash::open(folder.path());
        (folder, trash)
    }

    fn list(trash: &Trash) -> Vec<FoundTrash> {
        let listing = trash.list(&place().site, &place().scope).unwrap();
        assert_eq!(listing.unreadable, []);
        listing.found
    }

    #[test]
    fn an_object_that_an_older_version_put_there_is_found_by_its_library() {
        let folder = tempfile::tempdir().unwrap();
        let trash = Trash::open(folder.path());
        let old = concat!(
            r#"{"trashed":{"id":"00000000002a-00000000000000ff","at":"2026-11-20T08:00:00Z","place":{"profile":null,"#,
            r#""host":"https://platform.adobe.io:443 · ACME@AdobeOrg","generation":"xcore","#,
            r#""scope":{"sandbox":"dev","container":"e0bd8463"},"kind":"fallback"},"object":"o-1","address":"6d6a","#,
            r#""name":"Free coffee","revision":7},"body":"{}"}"#,
        );
        fs::create_dir_all(folder.path().join("trash")).unwrap();
        fs::write(folder.path().join("trash/00000000002a-00000000000000ff.json"), old).unwrap();
        let listing = trash.list(&place().site, &place().scope).unwrap();
        assert_eq!((listing.found.len(), listing.unreadable), (1, vec![]));
        assert_eq!(listing.found[0].trashed.name, "Free coffee");
    }

    #[test]
    fn a_body_comes_back_exactly_as_received_whatever_became_of_it() {
        let (_folder, trash) = trash();
        assert_eq!(list(&trash), []);
        let object = trashed(now());
        trash.put(&object, BODY).unwrap();
        let restored = TrashState::Restored { new_id: ObjectId::from("xcore:fallback-offer:2") };
        for state in [TrashState::Pending, TrashState::Deleted, restored] {
            if state != TrashState::Pending {
                trash.settle(&object.id, &state).unwrap();
            }
            let found = FoundTrash { trashed: object.clone(), state };
            assert_eq!(list(&trash), std::slice::from_ref(&found));
            assert_eq!(trash.read(&object.id), Ok((found, BODY.to_owned())));
        }
        trash.remove(&object.id).unwrap();
        trash.remove(&object.id).unwrap();
        assert!(matches!(trash.read(&object.id), Err(StoreError::Gone(_))));
        assert!(matches!(trash.settle(&object.id, &TrashState::Deleted), Err(StoreError::Gone(_))));
        assert_eq!(fs::read_dir(trash.file(&object.id).parent().unwrap()).unwrap().count(), 0);
    }

    #[test]
    fn the_newest_stands_first_and_other_places_are_left_out() {
        let (_folder, trash) = trash();
        let (old, new) = (trashed(now()), trashed(now() + SignedDuration::from_secs(1)));
        let mut elsewhere = trashed(now());
        elsewhere.place.scope.container = None;
        let mut on_another_host = trashed(now());
        on_another_host.place.site = Site::new("http://127.0.0.1:8080", "ACME@AdobeOrg");
        for object in [&old, &new, &elsewhere, &on_another_host] {
            trash.put(object, BODY).unwrap();
        }
        let ids: Vec<Id> = list(&trash).into_iter().map(|found| found.trashed.id).collect();
        assert_eq!(ids, [new.id, old.id]);
    }

    #[test]
    fn what_is_old_goes_and_what_is_a_day_old_stays_however_much_there_is() {
        let (_folder, trash) = trash();
        let ago = |hours: i64| now() - SignedDuration::from_hours(hours);
        for hours in [30 * 24, 30 * 24 + 1] {
            trash.put(&trashed(ago(hours)), "{}").unwrap();
        }
        trash.settle(&list(&trash)[1].trashed.id, &TrashState::Deleted).unwrap();
        assert_eq!(trash.prune(now()), Ok(1));
        assert_eq!(list(&trash).len(), 1);
        // Written as they stand: a thousand syncs would take their time.
        let put = |at: Timestamp| {
            let object = trashed(at);
            let text = serde_json::to_vec(&ToFile { trashed: &object, body: "{}" }).unwrap();
            fs::write(trash.file(&object.id), text).unwrap();
        };
        (0..KEPT).for_each(|_| put(ago(1)));
        put(ago(-100));
        put(ago(24));
        put(ago(25));
        // The one of 30 days and the one of 25 hours are beyond the thousand.
        assert_eq!(trash.prune(now()), Ok(2));
        assert_eq!(list(&trash).len(), KEPT + 2);
        assert_eq!(trash.prune(now()), Ok(0));
    }

    #[test]
    fn what_is_damaged_is_reported_and_outlives_the_pruning() {
        let (_folder, trash) = trash();
        let (cut, noted) = (trashed(Timestamp::UNIX_EPOCH), trashed(now()));
        trash.put(&cut, BODY).unwrap();
        trash.put(&noted, BODY).unwrap();
        let text = fs::read_to_string(trash.file(&cut.id)).unwrap();
        fs::write(trash.file(&cut.id), &text[..text.len() - 1]).unwrap();
        fs::write(trash.note(&noted.id), "\"sold\"").unwrap();
        assert_eq!(trash.prune(now()), Ok(0));
        let listing = trash.list(&place().site, &place().scope).unwrap();
        assert_eq!((listing.found.len(), &listing.found[0].state), (1, &TrashState::Pending));
        assert_eq!(listing.found[0].trashed, noted);
        let mut named: Vec<PathBuf> = Vec::new();
        for error in listing.unreadable {
            let StoreError::Damaged(path, _) = error else { panic!("{error}") };
            named.push(path);
        }
        named.sort();
        assert_eq!(named, [trash.file(&cut.id), trash.note(&noted.id)]);
        assert!(trash.read(&cut.id).is_err());
    }
}
