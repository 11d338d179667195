//! A bug ends the program with a report in which no secret stands.
//!
//! The report goes to the standard error output and the process ends, so each test starts this executable again, with
//! the one ignored test that panics under the program's own hook.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that meets what it does not expect must fail")]

use std::env;
use std::process::{Command, Output};
use std::thread;

use offerdeck::runtime::end_on_panic;
use offerdeck::secret::{Redactor, Secret};

/// The variable that holds the secret: it must not stand in this file, of which a report may show lines.
const SECRET: &str = "OFFERDECK_TEST_SECRET";
/// The variable that says on which thread the panic happens.
const THREAD: &str = "OFFERDECK_TEST_THREAD";

#[test]
#[ignore = "it panics; the other tests start it in a process of its own"]
fn a_bug_with_a_secret_in_its_words() {
    let (Ok(secret), Ok(name)) = (env::var(SECRET), env::var(THREAD)) else { return };
    let redactor = Redactor::default();
    end_on_panic(&redactor);
    // As when a token is fetched: the hook stands before the secret is known.
    redactor.learn(&Secret::from(secret.as_str()));
    let fail = move || panic!("an answer to Bearer {secret} that nobody thought of");
    if name == "main" {
        fail();
    }
    let _ = thread::Builder::new().name(name).spawn(fail).unwrap().join();
}

fn die(secret: &str, thread: &str) -> Output {
    let mut process = Command::new(env::current_exe().unwrap());
    process.args(["--ignored", "--exact", "a_bug_with_a_secret_in_its_words", "--nocapture", "--test-threads=1"]);
    process.env(SECRET, secret).env(THREAD, thread).env("RUST_BACKTRACE", "full").output().unwrap()
}

#[test]
fn the_report_of_a_panic_holds_no_secret_and_the_program_ends() {
    for thread in ["main", "worker"] {
        for secret in ["p8e-very-secret", "eyJ-with \"quotes\" and / slashes"] {
            let Output { status, stdout, stderr } = die(secret, thread);
            let said = String::from_utf8_lossy(&stderr);
            assert_eq!(status.code(), Some(101), "{said}");
            assert!(said.contains("an answer to Bearer (secret) that nobody thought of"), "{said}");
            assert!(!said.contains(secret) && !String::from_utf8_lossy(&stdout).contains(secret), "{said}");
        }
    }
}
