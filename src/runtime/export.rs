//! Writing what was found to a file of the user's own.

use std::io::{self, Write as _};
use std::path::Path;

use super::profiles::expanded;

/// Writes a text to a file that is not there yet, whole or not at all; returns the file's name. What is there already is
/// never replaced.
///
/// # Errors
/// Why it was not written, in a sentence.
pub fn write_new(file: &str, text: &str) -> Result<String, String> {
    let path = expanded(file);
    match write(&path, text) {
        Ok(()) => Ok(path.display().to_string()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(format!("{} is there already: nothing was written. Take another name.", path.display()))
        }
        Err(error) => Err(format!("{} can't be written: {error}.", path.display())),
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".offerdeck-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_once_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("check.md");
        let name = path.to_str().unwrap();
        assert_eq!(write_new(name, "one"), Ok(name.to_owned()));
        let refused = write_new(name, "two").unwrap_err();
        assert!(refused.contains("is there already"), "{refused}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        let nowhere = write_new(folder.path().join("no/such/folder.md").to_str().unwrap(), "x").unwrap_err();
        assert!(nowhere.contains("can't be written"), "{nowhere}");
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "nothing half written is left");
    }
}
