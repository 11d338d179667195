//! Where the program works in these tests, and what it leaves on the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use offerdeck::emulator::{Emulator, Settings};
use tempfile::TempDir;

use crate::pty::{OFFERDECK, Terminal};

/// A library and a user's home that outlives the program, both new.
pub struct Desk {
    pub emulator: Emulator,
    home: TempDir,
}

impl Desk {
    pub fn new() -> Desk {
        let emulator = Emulator::start(Settings { offers: Some(5), ..Settings::default() }).unwrap();
        Desk { emulator, home: TempDir::new().unwrap() }
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The folder of what is kept.
    pub fn state(&self) -> PathBuf {
        self.home().join(".local/state/offerdeck")
    }

    /// What the program finds the library and the home by.
    pub fn environment(&self) -> [(&str, &str); 6] {
        [
            ("HOME", self.home().to_str().unwrap()),
            ("OFFERDECK_PLATFORM_URL", self.emulator.base_url()),
            ("OFFERDECK_ACCESS_TOKEN", self.emulator.access_token()),
            ("OFFERDECK_API_KEY", self.emulator.api_key()),
            ("OFFERDECK_ORG_ID", self.emulator.org_id()),
            ("OFFERDECK_SANDBOX", "dev"),
        ]
    }

    /// The program, its first list read.
    pub fn start(&self) -> Terminal {
        let mut terminal = Terminal::start(100, 30, &[], &self.environment());
        terminal.sees("89 personalized");
        terminal
    }

    /// What the command prints of the journal.
    pub fn journal(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(OFFERDECK);
        let output = command.arg("journal").args(arguments).env_clear().env("HOME", self.home()).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    }

    /// Whether a draft holds a text.
    pub fn is_kept(&self, text: &str) -> bool {
        holds(self.home(), text)
    }
}

/// Whether a file below a folder holds a text. One that is still being written is not yet what it will be.
fn holds(folder: &Path, text: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            holds(&path, text)
        } else {
            let is_whole = !entry.file_name().to_string_lossy().starts_with(".offerdeck-");
            is_whole && fs::read_to_string(&path).is_ok_and(|held| held.contains(text))
        }
    })
}

/// Has the placements read: a new offer names only one that is.
pub fn read_placements(terminal: &mut Terminal) {
    terminal.press("3").sees(" placements").loses("loading").press("1").sees(" personalized");
}
