//! Files that nobody else is to read: read with a word about who can, written so that no reader ever meets half of one.

use std::fmt;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The largest file that is read, in bytes. Profiles and tokens are a few kilobytes.
const LARGEST: u64 = 1 << 20;

/// How many links are followed from one to the next, which is what Linux allows too.
const MOST_LINKS: usize = 40;

/// How the names of files begin that are still being written.
const HALF_WRITTEN: &str = ".offerdeck-";

/// After which time nobody is still writing a file.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// The text of a file that may hold secrets. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Private {
    /// The whole text.
    pub text: String,
    /// The file's mode, if its group or others may read or change it: who may change it may name a command for us to run.
    pub exposed: Option<u32>,
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Private({} bytes)", self.text.len())
    }
}

/// A file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is none.
    #[error("there is no file {0}")]
    Missing(PathBuf),
    /// It is a folder.
    #[error("{0} is a folder, and a file is needed")]
    Folder(PathBuf),
    /// The system does not let us.
    #[error("the file {0} can't be read: {1}")]
    Unreadable(PathBuf, #[source] io::Error),
    /// It is no text.
    #[error("the file {0} is not text in UTF-8: its byte {1} belongs to no character")]
    NotText(PathBuf, usize),
    /// It is too large to be one of ours.
    #[error("the file {0} is larger than 1 MB, which no file of this program is")]
    TooLarge(PathBuf),
}

/// Reads a file whole.
///
/// # Errors
///
/// Says in one sentence, with the path, why it can't be read.
pub fn read(path: &Path) -> Result<Private, ReadError> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ReadError::Missing(path.to_owned()),
        _ => ReadError::Unreadable(path.to_owned(), error),
    };
    // Asked before it is opened: Windows opens no folder, and would speak of permissions.
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Err(ReadError::Folder(path.to_owned()));
    }
    let file = File::open(path).map_err(unreadable)?;
    let exposed = exposed(&file.metadata().map_err(unreadable)?);
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(ReadError::TooLarge(path.to_owned()));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| ReadError::NotText(path.to_owned(), error.utf8_error().valid_up_to() + 1))?;
    Ok(Private { text, exposed })
}

/// The mode of a file that others than its owner may read or change. A pipe or a device holds nothing to be found later.
#[cfg(unix)]
fn exposed(facts: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = facts.permissions().mode() & 0o777;
    (facts.is_file() && mode & 0o066 != 0).then_some(mode)
}

/// Windows keeps others out of a user's folders by itself.
#[cfg(not(unix))]
fn exposed(_: &fs::Metadata) -> Option<u32> {
    None
}

/// Writes a file whole, for its owner alone: whoever reads it meets the old one or the new one. Where the path is a link,
/// what it leads to is replaced: people keep their settings elsewhere and link to them.
///
/// # Errors
///
/// When the system does not let us. What was there before is still there, then.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = behind_links(path)?;
    let folder = make_folder_of(&path)?;
    // A new temporary file is readable for its owner alone.
    let mut file = tempfile::Builder::new().prefix(HALF_WRITTEN).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    sync_folder(folder);
    Ok(())
}

/// Opens the file that is locked instead of another one, for as long as somebody works on that.
pub(super) fn lock_file(path: &Path) -> io::Result<File> {
    make_folder_of(path)?;
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Waits until nobody else has the lock of a file, however long, and takes it. Closing the file lets it go.
pub(super) fn lock(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

/// Deletes what processes that were killed had half written into a folder. Who is still writing is left alone, and what
/// can't be deleted is left for another time.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_old = || {
            let written = entry.metadata().and_then(|facts| facts.modified());
            written.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > ABANDONED))
        };
        if entry.file_name().as_encoded_bytes().starts_with(HALF_WRITTEN.as_bytes()) && is_old() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes the folder that a file goes into, and those above it, for its owner alone. Those that exist stay as they are.
fn make_folder_of(path: &Path) -> io::Result<&Path> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    Ok(folder)
}

/// Where a path leads in the end, whether or not there is something.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many links lead from one to the next"))
}

/// Has the name of a new file outlive a power failure. The file stands by now, so a folder that can't do that (some
/// networks' can't) is no failure.
pub(super) fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn what_was_written_is_read_and_nothing_else_is_left() {
        let folder = folder();
        let path = folder.path().join("file");
        for text in ["first, and longer", "second"] {
            write(&path, text.as_bytes()).unwrap();
            assert_eq!(read(&path).unwrap(), Private { text: text.to_owned(), exposed: None });
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn each_reason_is_a_sentence_with_the_path() {
        let folder = folder();
        let path = folder.path().join("file");
        let name = path.display().to_string();
        let missing = read(&path).unwrap_err();
        assert!(matches!(missing, ReadError::Missing(_)));
        assert_eq!(missing.to_string(), format!("there is no file {name}"));

        let is_folder = read(folder.path()).unwrap_err().to_string();
        assert_eq!(is_folder, format!("{} is a folder, and a file is needed", folder.path().display()));

        fs::write(&path, b"ab\xffcd").unwrap();
        let no_text = read(&path).unwrap_err().to_string();
        assert_eq!(no_text, format!("the file {name} is not text in UTF-8: its byte 3 belongs to no character"));

        fs::write(&path, "below").unwrap();
        let below = read(&path.join("more")).unwrap_err();
        assert!(matches!(below, ReadError::Unreadable(..)), "{below}");
        assert!(below.to_string().contains(&name), "{below}");
    }

    #[test]
    fn a_megabyte_is_read_and_not_a_byte_more() {
        let folder = folder();
        let path = folder.path().join("file");
        fs::write(&path, vec![b'a'; LARGEST as usize]).unwrap();
        assert_eq!(read(&path).unwrap().text.len(), LARGEST as usize);
        fs::write(&path, vec![b'a'; LARGEST as usize + 1]).unwrap();
        assert!(matches!(read(&path), Err(ReadError::TooLarge(_))));
    }

    #[test]
    fn what_was_left_half_written_goes_after_a_day_and_nothing_else_does() {
        let folder = folder();
        let long_ago = SystemTime::now() - ABANDONED - Duration::from_secs(60);
        for (name, at) in [(".offerdeck-new", SystemTime::now()), (".offerdeck-old", long_ago), ("old", long_ago)] {
            File::create(folder.path().join(name)).unwrap().set_modified(at).unwrap();
        }
        sweep(folder.path());
        sweep(&folder.path().join("none"));
        let left = |name: &str| folder.path().join(name).exists();
        assert!(left(".offerdeck-new") && !left(".offerdeck-old") && left("old"));
    }

    #[test]
    fn debug_shows_nothing_of_a_file() {
        let private = Private { text: "p8e-secret".to_owned(), exposed: Some(0o644) };
        assert_eq!(format!("{private:?}"), "Private(10 bytes)");
    }

    #[cfg(unix)]
    mod on_unix {
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o777
        }

        fn set_mode(path: &Path, mode: u32) {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }

        #[test]
        fn who_else_may_read_or_change_a_file_is_told() {
            let folder = folder();
            let path = folder.path().join("file");
            fs::write(&path, "").unwrap();
            for (mode, exposed) in [
                (0o600, None),
                (0o400, None),
                (0o711, None),
                (0o640, Some(0o640)),
                (0o604, Some(0o604)),
                (0o620, Some(0o620)),
                (0o644, Some(0o644)),
            ] {
                set_mode(&path, mode);
                assert_eq!(read(&path).unwrap().exposed, exposed, "{mode:o}");
            }
        }

        #[test]
        fn a_device_is_read_and_exposes_nothing() {
            assert_eq!(read(Path::new("/dev/null")).unwrap(), Private { text: String::new(), exposed: None });
            assert!(matches!(read(Path::new("/dev/zero")), Err(ReadError::TooLarge(_))));
        }

        #[test]
        fn files_and_new_folders_are_their_owners_alone_and_old_folders_stay() {
            let folder = folder();
            set_mode(folder.path(), 0o755);
            let path = folder.path().join("a/b/file");
            write(&path, b"text").unwrap();
            assert_eq!(
                (mode(&path), mode(&folder.path().join("a")), mode(&folder.path().join("a/b"))),
                (0o600, 0o700, 0o700)
            );
            assert_eq!(mode(folder.path()), 0o755);
            set_mode(&path, 0o644);
            write(&path, b"text").unwrap();
            assert_eq!(mode(&path), 0o600);
        }

        #[test]
        fn a_link_stays_and_what_it_leads_to_is_replaced() {
            let folder = folder();
            let (real, first, second) =
                (folder.path().join("elsewhere/real"), folder.path().join("first"), folder.path().join("second"));
            symlink("second", &first).unwrap();
            symlink("elsewhere/real", &second).unwrap();
            // The first time, it leads to nothing yet.
            for text in ["old", "new"] {
                write(&first, text.as_bytes()).unwrap();
                assert_eq!(fs::read_to_string(&real).unwrap(), text);
                assert!(first.is_symlink() && second.is_symlink() && !real.is_symlink());
            }
        }

        #[test]
        fn links_in_a_circle_are_refused() {
            let folder = folder();
            let (one, other) = (folder.path().join("one"), folder.path().join("other"));
            symlink(&one, &other).unwrap();
            symlink(&other, &one).unwrap();
            assert_eq!(write(&one, b"text").unwrap_err().to_string(), "too many links lead from one to the next");
        }

        #[test]
        fn a_write_that_fails_leaves_the_old_file_and_no_other() {
            let folder = folder();
            let path = folder.path().join("file");
            fs::create_dir(&path).unwrap();
            assert!(write(&path, b"text").is_err());
            assert!(path.is_dir());
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }
}
