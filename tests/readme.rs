//! The README's tables are those that the program runs on.
//!
//! After a change of the bindings or the checks: `OFFERDECK_UPDATE_README=1 cargo test --test readme` writes them anew.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that meets what it does not expect must fail")]

use std::fs;
use std::path::{Path, PathBuf};

use offerdeck::domain::checkup::CONCERNS;
use offerdeck::emulator::{CHECKS, Clock, Library, Settings};
use offerdeck::keys::readme_table;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

fn readme() -> String {
    fs::read_to_string(path()).unwrap()
}

/// What stands before, between and behind the marks of a name.
fn around<'a>(readme: &'a str, name: &str) -> [&'a str; 3] {
    let marks = readme.split_once(&format!("<!-- {name} -->\n")).and_then(|(before, rest)| {
        let (between, after) = rest.split_once(&format!("<!-- /{name} -->"))?;
        Some([before, between, after])
    });
    marks.expect("the README has lost the marks around a table")
}

/// The table as the program has it, in Markdown: what each check does while it is on and while it is off.
fn table_of_checks() -> String {
    let mut table = "| check | by default | while it is on | while it is off |\n|---|---|---|---|\n".to_owned();
    for entry in &CHECKS {
        let default = if entry.default { "on" } else { "off" };
        let cell = |text: &str| text.replace('|', "\\|");
        table.push_str(&format!("| `{}` | {default} | {} | {} |\n", entry.name, cell(entry.on), cell(entry.off)));
    }
    table
}

/// What a look through the library tells of.
fn table_of_concerns() -> String {
    let mut table = "| name | by default | what it tells of |\n|---|---|---|\n".to_owned();
    for entry in CONCERNS {
        table.push_str(&format!("| `{}` | {} | {} |\n", entry.name, entry.severity.as_str(), entry.about));
    }
    table
}

// One test for all tables, since each writes the whole file.
#[test]
fn the_tables_are_those_that_the_program_runs_on() {
    for (name, wanted) in [("keys", readme_table()), ("checks", table_of_checks()), ("concerns", table_of_concerns())] {
        let readme = readme();
        let [before, table, after] = around(&readme, name);
        if std::env::var_os("OFFERDECK_UPDATE_README").is_some_and(|value| value == "1") {
            let text = format!("{before}<!-- {name} -->\n{wanted}<!-- /{name} -->{after}");
            fs::write(path(), text).unwrap();
        } else {
            assert_eq!(table, wanted, "run OFFERDECK_UPDATE_README=1 cargo test --test readme");
        }
    }
}

/// A clock that stands.
struct Noon;

impl Clock for Noon {
    fn now_millis(&self) -> i64 {
        1_767_268_800_000
    }
}

#[test]
fn the_example_of_a_profile_is_one() {
    let readme = readme();
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let reading = offerdeck::profile::read(example);
    assert_eq!((reading.findings.as_slice(), reading.profiles.len()), (&[][..], 1));
    let with_a_token = example.replace("# access_token", "access_token").replace("\nsecret", "\n# secret");
    assert_eq!(offerdeck::profile::read(&with_a_token).findings, []);
}

#[test]
fn every_fault_is_explained() {
    let library = Library::new(&Settings { offers: Some(0), ..Settings::default() }, Noon).unwrap();
    let error = library.set_fault("explode").unwrap_err().to_string();
    let (_, names) = error.split_once("there are ").unwrap();
    let readme = readme();
    let (_, section) = readme.split_once("### Faults\n").unwrap();
    let (section, _) = section.split_once("\n### ").unwrap();
    let names: Vec<&str> = names.split([',', ' ']).filter(|word| !matches!(*word, "" | "to" | "and")).collect();
    assert!(names.len() > 20, "{names:?}");
    let table: String = section.lines().filter(|line| line.starts_with('|')).collect();
    for name in names {
        let explained = [format!("`{name}`"), format!("`{name}:")].iter().any(|word| table.contains(word));
        assert!(explained, "{name} is not explained");
    }
}
