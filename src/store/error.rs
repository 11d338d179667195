//! Why something can't be kept, or had back.

use std::io;
use std::path::{Path, PathBuf};

/// Something can't be kept on disk, or had back. Every sentence names the file or the folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk is full, or what this user may have of it.
    #[error("there is no room left on the disk: {0}")]
    NoRoom(PathBuf),
    /// A file stands where a folder is needed.
    #[error("{0} is a file, and a folder is needed there")]
    NoFolder(PathBuf),
    /// The system does not let us write it.
    #[error("{0} can't be written: {1}")]
    NotWritten(PathBuf, String),
    /// The system does not let us delete it.
    #[error("{0} can't be deleted: {1}")]
    NotDeleted(PathBuf, String),
    /// The system does not let us read it.
    #[error("{0} can't be read: {1}")]
    NotRead(PathBuf, String),
    /// It was read, and it is not what was written.
    #[error("{0} is damaged: {1}")]
    Damaged(PathBuf, String),
    /// Another instance is working on it.
    #[error("another running offerdeck has this draft open: {0}")]
    InUse(PathBuf),
    /// An editor of our own is working on it.
    #[error("this draft is open in an editor already")]
    OpenHere,
    /// It was deleted meanwhile, or never there.
    #[error("there is no {0} any more")]
    Gone(PathBuf),
}

impl StoreError {
    /// What the system said to an attempt to write a file or to make its folder.
    pub(super) fn writing(path: &Path, error: &io::Error) -> StoreError {
        if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            return StoreError::NoRoom(path.to_owned());
        }
        // The system would say "file exists" of the folder, or "not a directory" of a path below it.
        match path.ancestors().skip(1).find(|above| above.exists()) {
            Some(above) if !above.is_dir() => StoreError::NoFolder(above.to_owned()),
            _ => StoreError::NotWritten(path.to_owned(), error.to_string()),
        }
    }

    /// What the system said to an attempt to read a file.
    pub(super) fn reading(path: &Path, error: &io::Error) -> StoreError {
        match error.kind() {
            io::ErrorKind::NotFound => StoreError::Gone(path.to_owned()),
            _ => StoreError::NotRead(path.to_owned(), error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_a_sentence_with_the_path() {
        let path = Path::new("/nowhere/drafts/1.json");
        let full = StoreError::writing(path, &io::ErrorKind::StorageFull.into());
        assert_eq!(full.to_string(), "there is no room left on the disk: /nowhere/drafts/1.json");
        let quota = StoreError::writing(path, &io::ErrorKind::QuotaExceeded.into());
        assert_eq!(quota, full);
        let denied = StoreError::writing(path, &io::ErrorKind::PermissionDenied.into());
        assert_eq!(denied.to_string(), "/nowhere/drafts/1.json can't be written: permission denied");
        let gone = StoreError::reading(path, &io::ErrorKind::NotFound.into());
        assert_eq!(gone.to_string(), "there is no /nowhere/drafts/1.json any more");
    }

    #[test]
    fn a_file_in_the_way_of_a_folder_is_the_one_that_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("drafts");
        std::fs::write(&file, "").unwrap();
        let error = StoreError::writing(&file.join("more/1.json"), &io::ErrorKind::NotADirectory.into());
        assert_eq!(error.to_string(), format!("{} is a file, and a folder is needed there", file.display()));
    }
}
