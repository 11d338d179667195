//! A library in another process that keeps what is written, and the home of a user with a profile for it.

use std::fs;
use std::path::PathBuf;

use offerdeck::emulator::{API_KEY, ORG_ID};
use tempfile::TempDir;

use crate::pty::{OFFERDECK, Terminal};
use crate::running::Running;

pub struct Desk {
    pub emulator: Running,
    home: TempDir,
    /// The library's folder, gone after the process that uses it.
    _data: TempDir,
}

impl Desk {
    pub fn new() -> Desk {
        let (home, data) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let emulator = Running::start(&["--offers", "400", "--data", data.path().to_str().unwrap()]);
        let url = emulator.setting("PLATFORM_URL");
        let secret = emulator.setting("CLIENT_SECRET");
        let profile = |name: &str, more: &str| {
            format!(
                "[profiles.{name}]\norganisation = \"{ORG_ID}\"\nclient_id = \"{API_KEY}\"\nplatform_url = \"{url}\"\n\
                 ims_url = \"{url}\"\nsecret = {{ command = \"printf '%s' '{secret}'\" }}\nmode = \"full\"\n\
                 timeouts = {{ connect = 2, first_byte = 3, whole = 5 }}\n{more}\n"
            )
        };
        let folder = home.path().join(".config/offerdeck");
        fs::create_dir_all(&folder).unwrap();
        let text = format!(
            "default = \"one\"\n{}{}",
            profile("one", "sandbox = \"dev\""),
            profile("two", "sandbox = \"dev\"\napi = \"xcore\"")
        );
        fs::write(folder.join("profiles.toml"), text).unwrap();
        Desk { emulator, home, _data: data }
    }

    /// The program with its list of offers on screen.
    pub fn start(&self) -> Terminal {
        let program = std::env::var("OFFERDECK_PROGRAM").unwrap_or_else(|_| OFFERDECK.to_owned());
        let environment = [("HOME", self.home.path().to_str().unwrap()), ("PATH", "/usr/bin:/bin")];
        let mut terminal = Terminal::start_other(&program, 100, 30, &[], &environment);
        terminal.sees(" personalized").sees("▸ ").sees("1 of ");
        terminal
    }

    /// Where the program keeps what is not to be lost.
    pub fn state(&self) -> PathBuf {
        self.home.path().join(".local/state/offerdeck")
    }
}
