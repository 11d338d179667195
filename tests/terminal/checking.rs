//! The check of a library without a screen, as a pipeline runs it: what it prints, writes and ends with.

use std::fs;
use std::process::{Command, Output};

use offerdeck::emulator::{Emulator, Settings};
use serde_json::Value;
use tempfile::TempDir;

use crate::pty::OFFERDECK;

/// A library, a folder to run in, and a profile that leads to the sandbox "dev".
struct Desk {
    emulator: Emulator,
    home: TempDir,
}

impl Desk {
    fn new(checks: &str) -> Desk {
        let emulator = Emulator::start(Settings::default()).unwrap();
        let (url, key, org) = (emulator.base_url(), emulator.api_key(), emulator.org_id());
        let home = TempDir::new().unwrap();
        let profile = format!(
            "[profiles.a]\norganisation = \"{org}\"\nclient_id = \"{key}\"\nplatform_url = \"{url}\"\naccess_token = {{ \
             command = \"printf '%s' '{}'\" }}\nsandbox = \"dev\"\n{checks}",
            emulator.access_token()
        );
        fs::write(home.path().join("profiles.toml"), profile).unwrap();
        Desk { emulator, home }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(OFFERDECK);
        command.args(["check", "--config", "profiles.toml"]).args(arguments).env_clear();
        command
            .env("HOME", self.home.path())
            .env("PATH", "/usr/bin:/bin")
            .current_dir(self.home.path())
            .output()
            .unwrap()
    }

    /// The exit code, and what was printed.
    fn checked(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap() + &said)
    }
}

#[test]
fn it_passes_what_is_no_error_and_stops_at_what_is_not_to_pass() {
    let desk = Desk::new("");
    let (code, text) = desk.checked(&[]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("warning: personalized offer ") && text.contains("[expired]"), "{text}");
    assert!(text.lines().last().unwrap().starts_with("0 errors, "), "{text}");
    assert_eq!(desk.checked(&["--fail-on", "warning"]).0, 1);
    let strict = Desk::new("[checks]\nseverity = { expired = \"error\", unsued = \"off\" }\n");
    let (code, text) = strict.checked(&[]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("error: personalized offer ") && text.contains("did you mean `unused`?"), "{text}");
}

#[test]
fn programs_and_people_get_all_of_it() {
    let desk = Desk::new("");
    let output = desk.run(&["--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["place"], &json["complete"], &json["counts"]["error"]), (&"dev".into(), &true.into(), &0.into()));
    let offers = &json["lists"][0];
    assert_eq!((&offers["kind"], &offers["count"]), (&"personalized".into(), &89.into()), "every page was read");
    let (code, said) = desk.checked(&["--output", "report.md"]);
    assert_eq!((code, said.as_str()), (0, ""));
    let report = fs::read_to_string(desk.home.path().join("report.md")).unwrap();
    assert!(report.starts_with("# Check of the library in dev\n"), "{report}");
    let (code, said) = desk.checked(&["--output", "report.md"]);
    assert!(code == 3 && said.contains("is there already"), "{said}");
}

#[test]
fn a_list_that_can_not_be_read_is_said_and_no_success() {
    let desk = Desk::new("");
    desk.emulator.set_fault("403 GET x1").unwrap();
    let (code, text) = desk.checked(&[]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("are not read (not allowed)."), "{text}");
    desk.emulator.set_fault("429:1 GET x1").unwrap();
    let (code, text) = desk.checked(&[]);
    assert_eq!(code, 0, "what passes is asked again: {text}");
    let (code, said) = desk.checked(&["--profile", "none"]);
    assert!(code == 2 && said.contains("no profile"), "{said}");
    let (code, said) = desk.checked(&["--api", "xcore"]);
    assert!(code == 2 && said.contains("Which place?"), "{said}");
}
