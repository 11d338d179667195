//! The README's table of keys is the table that the program runs on.
//!
//! After a change of the bindings: `OFFERDECK_UPDATE_README=1 cargo test --test readme` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test that meets what it does not expect must fail")]

use std::fs;
use std::path::Path;

use offerdeck::keys::readme_table;

const BEGIN: &str = "<!-- keys -->\n";
const END: &str = "<!-- /keys -->";

#[test]
fn the_table_of_keys_is_the_one_that_the_program_runs_on() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has lost the mark before its table of keys");
    let (table, after) = rest.split_once(END).expect("the README has lost the mark after its table of keys");
    let wanted = readme_table();
    if std::env::var_os("OFFERDECK_UPDATE_README").is_some_and(|value| value == "1") {
        fs::write(&path, format!("{before}{BEGIN}{wanted}{END}{after}")).unwrap();
    } else {
        assert_eq!(table, wanted, "run OFFERDECK_UPDATE_README=1 cargo test --test readme");
    }
}
