//! What was written to libraries: a line before each write leaves, and a line when its outcome is known.
//!
//! `journal.jsonl` only grows, until it is large enough to become `journal.1.jsonl`; what was that becomes
//! `journal.2.jsonl`, and so on. Whoever appends or begins to read holds the lock of `journal.lock`, so that no reader
//! meets half a line and no two instances rotate at once.

mod diff;
mod entry;
mod reading;

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use diff::Diff;
pub use entry::{Entry, Intent, Outcome, WriteKind, WriteResult};
pub use reading::{Entries, Filter};

use super::error::StoreError;
use super::id::Id;
use super::private;
use crate::secret::Redactor;
use entry::Line;
use reading::Part;

/// At which size, in bytes, the file is put away and another one begun.
const LARGEST: u64 = 10 << 20;
/// How many of those that were put away are kept.
const KEPT: usize = 10;

/// The journal on disk.
#[derive(Clone, Debug)]
pub struct Journal {
    folder: PathBuf,
    redactor: Redactor,
    largest: u64,
}

impl Journal {
    /// The journal in the folder of the state, whether or not there is one. No secret that the redactor knows gets in.
    #[must_use]
    pub fn open(state: &Path, redactor: Redactor) -> Journal {
        Journal { folder: state.to_owned(), redactor, largest: LARGEST }
    }

    /// Notes a write, and of what it changes as much as is kept. When this returns, it may leave; its outcome is noted
    /// under the id.
    ///
    /// # Errors
    ///
    /// When the disk does not take it. Nothing is noted, then.
    pub fn begin(&self, intent: &Intent) -> Result<Id, StoreError> {
        let id = Id::new(intent.at);
        let diff = intent.diff.as_ref().map(|diff| diff.kept(&self.redactor));
        self.append(&Line { id: id.clone(), intent: Some(Intent { diff, ..intent.clone() }), outcome: None })?;
        Ok(id)
    }

    /// Notes the outcome of a write. Noted again, it stands in place of what was noted before: somebody looked whether
    /// a write without an answer had arrived.
    ///
    /// # Errors
    ///
    /// When the disk does not take it. Nothing is noted, then.
    pub fn settle(&self, id: &Id, outcome: &Outcome) -> Result<(), StoreError> {
        self.append(&Line { id: id.clone(), intent: None, outcome: Some(outcome.clone()) })
    }

    /// The entries as of now, newest last.
    ///
    /// # Errors
    ///
    /// When a file of the journal can't be read.
    pub fn read(&self, filter: &Filter) -> Result<Entries, StoreError> {
        Entries::of(self.parts()?, filter.clone())
    }

    /// Every file as far as it is written now, oldest first. They may be rotated away as soon as this returns.
    fn parts(&self) -> Result<VecDeque<Part>, StoreError> {
        let _lock = self.lock_to_read()?;
        let mut parts = VecDeque::new();
        for place in (0..=KEPT).rev() {
            let path = self.file(place);
            match File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file))) {
                Ok((length, file)) => parts.push_back(Part { path, file, length }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::reading(&path, &error)),
            }
        }
        Ok(parts)
    }

    fn append(&self, line: &Line) -> Result<(), StoreError> {
        let path = self.file(0);
        let failed = |error: io::Error| StoreError::writing(&path, &error);
        let mut bytes = self.cleaned(line).map_err(|error| failed(error.into()))?;
        bytes.push(b'\n');
        let _lock = self.lock_to_append()?;
        self.make_room(bytes.len() as u64);
        let mut file = open_to_append(&path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        if is_torn(&mut file, length).map_err(failed)? {
            bytes.insert(0, b'\n');
        }
        if let Err(error) = file.write_all(&bytes).and_then(|()| file.sync_data()) {
            // Half a line would be found by the next one; that this fails too leaves it to that.
            let _ = file.set_len(length);
            return Err(failed(error));
        }
        if length == 0 {
            private::sync_folder(&self.folder);
        }
        Ok(())
    }

    /// The line as JSON, every string in it without secrets.
    fn cleaned(&self, line: &Line) -> serde_json::Result<Vec<u8>> {
        let mut value = serde_json::to_value(line)?;
        self.clean(&mut value);
        serde_json::to_vec(&value)
    }

    fn clean(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.redactor.clean(text).into_owned(),
            Value::Array(values) => values.iter_mut().for_each(|value| self.clean(value)),
            Value::Object(members) => members.values_mut().for_each(|value| self.clean(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Puts the file away if a line would make it too large. One that can't be put away grows: no write is to fail for it.
    fn make_room(&self, bytes: u64) {
        let length = fs::metadata(self.file(0)).map_or(0, |facts| facts.len());
        if length == 0 || length + bytes <= self.largest {
            return;
        }
        // Up to the first number that is free: one that was cut short here left a gap, and the next one fills it.
        let free = (1..KEPT).find(|place| !self.file(*place).exists()).unwrap_or(KEPT);
        for place in (0..free).rev() {
            if fs::rename(self.file(place), self.file(place + 1)).is_err() {
                return;
            }
        }
    }

    /// The file that is written to is 0, the one before it 1.
    fn file(&self, place: usize) -> PathBuf {
        match place {
            0 => self.folder.join("journal.jsonl"),
            place => self.folder.join(format!("journal.{place}.jsonl")),
        }
    }

    /// It is never deleted: who waits for it and who made it anew would both have a lock.
    fn lock_file(&self) -> PathBuf {
        self.folder.join("journal.lock")
    }

    fn lock_to_append(&self) -> Result<File, StoreError> {
        let path = self.lock_file();
        let failed = |error: io::Error| StoreError::writing(&path, &error);
        let file = private::lock_file(&path).map_err(failed)?;
        unless_unsupported(private::lock(&file)).map_err(failed)?;
        Ok(file)
    }

    /// `None` where there is nothing to be locked: nobody ever appended here.
    fn lock_to_read(&self) -> Result<Option<File>, StoreError> {
        let path = self.lock_file();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::reading(&path, &error)),
        };
        unless_unsupported(file.lock_shared()).map_err(|error| StoreError::reading(&path, &error))?;
        Ok(Some(file))
    }
}

/// A file system without locks: single lines are appended whole there, too, and a journal is worth more than its order.
fn unless_unsupported(outcome: io::Result<()>) -> io::Result<()> {
    outcome.or_else(|error| if error.kind() == io::ErrorKind::Unsupported { Ok(()) } else { Err(error) })
}

fn open_to_append(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether the last line has no end: its process was killed, or the power failed.
fn is_torn(file: &mut File, length: u64) -> io::Result<bool> {
    if length == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests;
