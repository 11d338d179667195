//! Any key, any answer, any timer, in any order, with a disk that does what disks do, and without one: what must hold
//! whatever happens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets what it does not expect must fail"
)]

#[path = "../bench/mod.rs"]
mod bench;
mod disk;
mod server;
mod steps;
mod watch;

use proptest::prelude::*;

use disk::Manner;
use steps::{How, Step, session};
use watch::Watch;

/// As many cases as the environment asks for; without that few, for each is a session of its own.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { 64 };
    ProptestConfig { cases, max_shrink_iters: 4_000, ..asked }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_happens_in_whatever_order(begins_in_picker: bool, keeps in prop::bool::weighted(0.7), session in session()) {
        let mut watch = Watch::new(begins_in_picker, keeps);
        for step in &session {
            watch.take(step);
        }
        watch.come_to_rest();
    }
}

/// Found at random: the trash was asked for an object, the program ended, and only then the disk answered.
#[test]
fn what_was_asked_of_the_disk_opens_nothing_after_the_end() {
    let press = |name: &str| Step::Press(name.to_owned());
    let answer = || Step::Answer(0, How::Now);
    let mut watch = Watch::new(false, true);
    let deleted = [press("j"), press("d"), Step::Ring(0), press("y"), answer(), answer()];
    let gone = [Step::Settle, Step::Ring(0), answer()];
    let asked = [Step::Disk(Manner::Slow), press("z"), press("q")];
    for step in deleted.iter().chain(&gone).chain(&asked) {
        watch.take(step);
    }
    watch.come_to_rest();
}
