//! The library on disk: one file in a directory, which outlives the process however it ends.
//!
//! The file is a redb database. A log of our own would have to find its torn end after a kill, be rewritten before it
//! grows without bounds, and tell a failed sync from a lost one; redb does all that, is written in Rust alone, and
//! its file is locked against a second process. Everything is read from memory, so its cache is kept small.
//!
//! Every request that changes something is one transaction, durable before the answer leaves. Each one also saves what
//! redb would otherwise have to rebuild after a kill by reading the whole file.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File, TryLockError};
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use redb::{
    Builder, Database, DatabaseError, ReadableDatabase, ReadableTable, StorageError, TableDefinition, WriteTransaction,
};

use super::kind::KINDS;
use super::object::{Address, InstanceId, Object};
use super::sandbox::{Sandbox, SandboxFacts};
use super::seed::SeedError;

mod record;

/// The layout of the tables below. A file of another one is not touched.
const LAYOUT: u64 = 1;
/// How much of the file redb keeps in memory.
const CACHE: usize = 16 * 1024 * 1024;
/// The file of the library.
const FILE: &str = "library.redb";
/// The file of a library whose first transaction is still under way.
const NEW_FILE: &str = "library.redb.new";
/// The file that the process which uses the directory has locked.
const LOCK_FILE: &str = "library.lock";

/// `layout`, `seed`, `ids` and `stamp`.
const META: TableDefinition<'_, &str, u64> = TableDefinition::new("meta");
/// The facts of each sandbox as JSON, by its place in the list.
const SANDBOXES: TableDefinition<'_, u64, &str> = TableDefinition::new("sandboxes");
/// See [`record`].
const OBJECTS: TableDefinition<'_, Key, &[u8]> = TableDefinition::new("objects");
/// The deletes that were accepted and not carried out. All are due when the library is opened again.
const DELETES: TableDefinition<'_, Key, ()> = TableDefinition::new("deletes");

/// A sandbox's place, a kind's place, an instance id.
type Key = (u64, u8, InstanceId);

/// A library that is kept in a directory can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory can't be made, or its files can't be made.
    #[error("the folder {0} can't be made or used: {1}")]
    Directory(PathBuf, #[source] io::Error),
    /// Another process has the library open.
    #[error("another process is using the library in {0}")]
    InUse(PathBuf),
    /// There is a file, but it holds no library.
    #[error("{0} is not a library: {1}")]
    NoLibrary(PathBuf, String),
    /// The library is one of another version of this program.
    #[error("the library {0} has the layout {1}, and this version reads the layout {LAYOUT} only")]
    OtherLayout(PathBuf, u64),
    /// The library can't be read or written.
    #[error("the library {0} can't be read or written: {1}")]
    Disk(PathBuf, String),
    /// The seed of a new library can't be read.
    #[error(transparent)]
    Seed(#[from] SeedError),
}

/// What is kept of a library beside its objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub seed: u64,
    /// How many ids were made.
    pub ids: u64,
    /// The date of the last write.
    pub stamp: i64,
}

/// A library as it was found.
pub struct Found {
    pub sandboxes: Vec<Sandbox>,
    pub deletes: Vec<Address>,
    pub counts: Counts,
    pub objects: usize,
}

/// What one transaction writes of one address: as it is in memory now.
pub struct Entry<'a> {
    pub at: Address,
    pub object: Option<&'a Object>,
    /// Whether its delete was accepted and is still to be carried out.
    pub is_going: bool,
}

/// The open file.
pub struct Store {
    /// `None` after a failure, until it could be opened again.
    database: Option<Database>,
    file: PathBuf,
    /// What was to be written when a transaction failed. Whether the disk has it is not known, so the next one
    /// writes it again.
    doubtful: BTreeSet<Address>,
    /// Locked for as long as this lives.
    _lock: File,
}

impl Store {
    /// Writes what a request changed, and returns when it is on disk.
    pub fn commit(&mut self, entries: &[Entry<'_>], counts: Counts) -> Result<(), String> {
        let written = self.transact(counts, |transaction| {
            let mut objects = transaction.open_table(OBJECTS)?;
            let mut deletes = transaction.open_table(DELETES)?;
            for entry in entries {
                let key = key(entry.at);
                match entry.object {
                    Some(object) => objects.insert(key, record::encode(object).as_slice())?,
                    None => objects.remove(key)?,
                };
                if entry.is_going {
                    deletes.insert(key, ())?;
                } else {
                    deletes.remove(key)?;
                }
            }
            Ok(())
        });
        if written.is_ok() {
            self.doubtful.clear();
        } else {
            self.doubtful.extend(entries.iter().map(|entry| entry.at));
        }
        written
    }

    /// What the next transaction has to write beside its own.
    pub fn doubtful(&self) -> impl Iterator<Item = Address> {
        self.doubtful.iter().copied()
    }

    /// Puts another library in the place of this one, and returns when it is on disk.
    pub fn replace(&mut self, old: &[Sandbox], new: &[Sandbox], counts: Counts) -> Result<(), String> {
        let written = self.transact(counts, |transaction| fill(transaction, new));
        if written.is_ok() {
            self.doubtful.clear();
        } else {
            self.doubtful.extend(addresses(old).chain(addresses(new)));
        }
        written
    }

    fn transact(&mut self, counts: Counts, change: impl FnOnce(&WriteTransaction) -> Kept) -> Result<(), String> {
        let written = || -> Kept {
            let database = match &self.database {
                Some(database) => database,
                None => self.database.insert(builder().open(&self.file)?),
            };
            transact(database, counts, change)
        };
        // redb panics over a file that somebody damages under it. Nothing of ours is half done then: what is written
        // next is written to a file that was opened anew.
        let written = panic::catch_unwind(AssertUnwindSafe(written)).unwrap_or_else(|_| Err(damaged()));
        if written.is_err() {
            // After a failure redb takes nothing more until the file is opened anew. Even closing it may panic then.
            let database = self.database.take();
            let _ = panic::catch_unwind(AssertUnwindSafe(|| drop(database)));
        }
        written.map_err(|error| error.to_string())
    }
}

type Kept = Result<(), redb::Error>;

fn damaged() -> redb::Error {
    redb::Error::Corrupted("the file is damaged".to_owned())
}

/// Runs what may panic, without the report of a panic: the caller has a sentence of its own for it.
fn without_report<T>(act: impl FnOnce() -> T) -> thread::Result<T> {
    static REPORTS: Mutex<()> = Mutex::new(());
    // One at a time, or the hook that is put back would not be the one that was there first.
    let _alone = REPORTS.lock().unwrap_or_else(PoisonError::into_inner);
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let done = panic::catch_unwind(AssertUnwindSafe(act));
    panic::set_hook(hook);
    done
}

/// One transaction.
fn transact(database: &Database, counts: Counts, change: impl FnOnce(&WriteTransaction) -> Kept) -> Kept {
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    change(&transaction)?;
    {
        let mut meta = transaction.open_table(META)?;
        for (name, number) in
            [("layout", LAYOUT), ("seed", counts.seed), ("ids", counts.ids), ("stamp", counts.stamp.cast_unsigned())]
        {
            meta.insert(name, number)?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// Writes a whole library in the place of what there is.
fn fill(transaction: &WriteTransaction, sandboxes: &[Sandbox]) -> Kept {
    transaction.delete_table(SANDBOXES)?;
    transaction.delete_table(OBJECTS)?;
    transaction.delete_table(DELETES)?;
    transaction.open_table(DELETES)?;
    let mut facts = transaction.open_table(SANDBOXES)?;
    for (index, sandbox) in sandboxes.iter().enumerate() {
        let text = serde_json::to_string(&sandbox.facts).map_err(io::Error::from)?;
        facts.insert(index as u64, text.as_str())?;
    }
    let mut objects = transaction.open_table(OBJECTS)?;
    for at in addresses(sandboxes) {
        let object = sandboxes.get(at.sandbox).and_then(|sandbox| sandbox.shelf(at.kind).get(at.instance));
        if let Some(object) = object {
            objects.insert(key(at), record::encode(object).as_slice())?;
        }
    }
    Ok(())
}

/// Where the objects are.
fn addresses(sandboxes: &[Sandbox]) -> impl Iterator<Item = Address> {
    sandboxes.iter().enumerate().flat_map(|(sandbox, held)| {
        let objects = KINDS.iter().flat_map(|entry| held.shelf(entry.kind).objects());
        objects.map(move |object| Address { sandbox, kind: object.kind, instance: object.instance })
    })
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE);
    builder
}

fn key(at: Address) -> Key {
    (at.sandbox as u64, at.kind as u8, at.instance)
}

/// The address behind a key, if this version knows such a kind.
fn address((sandbox, kind, instance): Key) -> Option<Address> {
    let kind = KINDS.get(usize::from(kind))?.kind;
    Some(Address { sandbox: usize::try_from(sandbox).ok()?, kind, instance })
}

/// A directory that is ours.
pub struct Folder {
    directory: PathBuf,
    lock: File,
}

impl Folder {
    /// Takes the directory. It is made if it is not there.
    pub fn take(directory: &Path) -> Result<Folder, OpenError> {
        let unusable = |error| OpenError::Directory(directory.to_owned(), error);
        fs::create_dir_all(directory).map_err(unusable)?;
        let lock = File::options().create(true).truncate(false).write(true).open(directory.join(LOCK_FILE));
        let lock = lock.map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Folder { directory: directory.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse(directory.to_owned())),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    /// Whether a library is kept here.
    pub fn is_used(&self) -> bool {
        self.directory.join(FILE).exists()
    }

    /// Keeps a new library here.
    pub fn create(self, sandboxes: &[Sandbox], counts: Counts) -> Result<Store, OpenError> {
        let (new, file) = (self.directory.join(NEW_FILE), self.directory.join(FILE));
        let unusable = |error| OpenError::Directory(self.directory.clone(), error);
        // What an earlier attempt left, if it was ended half way.
        if new.exists() {
            fs::remove_file(&new).map_err(unusable)?;
        }
        let made = || -> Kept {
            let database = builder().create(&new)?;
            transact(&database, counts, |transaction| fill(transaction, sandboxes))
        };
        made().map_err(|error| OpenError::Disk(new.clone(), error.to_string()))?;
        // Only now is it the library: whoever finds this name finds it whole.
        fs::rename(&new, &file).map_err(unusable)?;
        sync_directory(&self.directory).map_err(unusable)?;
        let database = open_file(&file)?;
        Ok(self.store(database, file))
    }

    /// Reads the library that is kept here.
    pub fn open(self) -> Result<(Store, Found), OpenError> {
        let file = self.directory.join(FILE);
        // redb trusts what it finds in a file that begins like one of its own, and panics if half of it is missing.
        let opened = without_report(|| {
            let database = open_file(&file)?;
            let found = read(&database, &file)?;
            Ok((database, found))
        });
        let (database, found) =
            opened.unwrap_or_else(|_| Err(OpenError::NoLibrary(file.clone(), damaged().to_string())))?;
        Ok((self.store(database, file), found))
    }

    fn store(self, database: Database, file: PathBuf) -> Store {
        Store { database: Some(database), file, doubtful: BTreeSet::new(), _lock: self.lock }
    }
}

/// Makes a rename outlive a loss of power, where directories can be synced.
fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}

fn open_file(file: &Path) -> Result<Database, OpenError> {
    let disk = |error: String| OpenError::Disk(file.to_owned(), error);
    let no_library = |error: String| OpenError::NoLibrary(file.to_owned(), error);
    // redb makes a library out of a file without a byte.
    if fs::metadata(file).map_err(|error| disk(error.to_string()))?.len() == 0 {
        return Err(no_library("it is empty".to_owned()));
    }
    builder().open(file).map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen => OpenError::InUse(file.to_owned()),
        DatabaseError::UpgradeRequired(_) | DatabaseError::Storage(StorageError::Corrupted(_)) => {
            no_library(error.to_string())
        }
        DatabaseError::Storage(StorageError::Io(ref inner))
            if matches!(inner.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) =>
        {
            no_library(error.to_string())
        }
        other => disk(other.to_string()),
    })
}

fn read(database: &Database, file: &Path) -> Result<Found, OpenError> {
    let disk = |error: redb::Error| OpenError::Disk(file.to_owned(), error.to_string());
    let no_library = |error: redb::Error| match error {
        redb::Error::TableDoesNotExist(_) | redb::Error::TableTypeMismatch { .. } => {
            OpenError::NoLibrary(file.to_owned(), error.to_string())
        }
        other => disk(other),
    };
    let broken = |what: String| OpenError::NoLibrary(file.to_owned(), what);
    let transaction = database.begin_read().map_err(|error| disk(error.into()))?;
    let meta = transaction.open_table(META).map_err(|error| no_library(error.into()))?;
    let number = |name: &str| -> Result<u64, OpenError> {
        let found = meta.get(name).map_err(|error| disk(error.into()))?;
        found.map(|number| number.value()).ok_or_else(|| broken(format!("it does not tell its {name}")))
    };
    let layout = number("layout")?;
    if layout != LAYOUT {
        return Err(OpenError::OtherLayout(file.to_owned(), layout));
    }
    let counts = Counts { seed: number("seed")?, ids: number("ids")?, stamp: number("stamp")?.cast_signed() };
    let mut sandboxes = Vec::new();
    let table = transaction.open_table(SANDBOXES).map_err(|error| no_library(error.into()))?;
    for entry in table.iter().map_err(|error| disk(error.into()))? {
        let (_, text) = entry.map_err(|error| disk(error.into()))?;
        let facts: SandboxFacts = serde_json::from_str(text.value()).map_err(|error| broken(error.to_string()))?;
        sandboxes.push(Sandbox::new(facts));
    }
    let table = transaction.open_table(OBJECTS).map_err(|error| no_library(error.into()))?;
    let mut authors = record::Authors::default();
    let mut shelves: HashMap<(usize, u8), Vec<Object>> = HashMap::new();
    let mut objects = 0;
    for entry in table.iter().map_err(|error| disk(error.into()))? {
        let (key, bytes) = entry.map_err(|error| disk(error.into()))?;
        let at = address(key.value()).filter(|at| at.sandbox < sandboxes.len());
        let object = at.and_then(|at| Some((at, record::decode(at, bytes.value(), &mut authors)?)));
        let (at, object) = object.ok_or_else(|| broken(format!("the object {:?} can't be read", key.value())))?;
        shelves.entry((at.sandbox, at.kind as u8)).or_default().push(object);
        objects += 1;
    }
    for ((sandbox, _), objects) in shelves {
        if let (Some(sandbox), Some(first)) = (sandboxes.get_mut(sandbox), objects.first()) {
            sandbox.shelf_mut(first.kind).fill(objects);
        }
    }
    let table = transaction.open_table(DELETES).map_err(|error| no_library(error.into()))?;
    let mut deletes = Vec::new();
    for entry in table.iter().map_err(|error| disk(error.into()))? {
        let (key, _) = entry.map_err(|error| disk(error.into()))?;
        deletes.extend(address(key.value()));
    }
    Ok(Found { sandboxes, deletes, counts, objects })
}

#[cfg(test)]
pub use tests::Disk;

#[cfg(test)]
mod tests;
