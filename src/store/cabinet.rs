//! A folder with one JSON file for each id, which drafts and trash have in common.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use super::id::Id;
use super::private;

/// The largest file that is read, in bytes: two bodies of 64 MB, all of whose characters had to be escaped.
const LARGEST: u64 = 1 << 30;

/// The folder.
#[derive(Debug)]
pub(super) struct Cabinet {
    folder: PathBuf,
}

/// What a folder holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing<T> {
    /// What could be read, newest first.
    pub found: Vec<T>,
    /// Why the rest could not. Nothing of it was touched.
    pub unreadable: Vec<StoreError>,
}

impl Cabinet {
    /// The folder, which need not be there yet. What a killed process had half written is cleared away.
    pub fn at(folder: PathBuf) -> Cabinet {
        private::sweep(&folder);
        Cabinet { folder }
    }

    /// The file of an id.
    pub fn path(&self, id: &Id, extension: &str) -> PathBuf {
        self.folder.join(format!("{id}.{extension}"))
    }

    /// Every id that has a JSON file, in no order.
    pub fn ids(&self) -> Result<Vec<Id>, StoreError> {
        let failed = |error: io::Error| StoreError::NotRead(self.folder.clone(), error.to_string());
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut ids = Vec::new();
        for entry in entries {
            let name = entry.map_err(failed)?.file_name();
            ids.extend(name.to_str().and_then(|name| Id::parse(name.strip_suffix(".json")?)));
        }
        Ok(ids)
    }
}

/// Reads a file whole.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, StoreError> {
    let failed = |error: io::Error| StoreError::reading(path, &error);
    let length = fs::metadata(path).map_err(failed)?.len();
    if length > LARGEST {
        return Err(StoreError::Damaged(path.to_owned(), "it is larger than 1 GB".to_owned()));
    }
    let bytes = fs::read(path).map_err(failed)?;
    serde_json::from_slice(&bytes).map_err(|error| StoreError::Damaged(path.to_owned(), error.to_string()))
}

/// Writes a file whole: whoever reads it meets the old one or the new one.
pub(super) fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), StoreError> {
    let bytes =
        serde_json::to_vec(value).map_err(|error| StoreError::NotWritten(path.to_owned(), error.to_string()))?;
    private::write(path, &bytes).map_err(|error| StoreError::writing(path, &error))
}

/// Deletes a file. That somebody else did so first is no failure.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::NotDeleted(path.to_owned(), error.to_string()))
        }
        _ => Ok(()),
    }
}
