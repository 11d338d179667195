//! Any key, any answer, any timer, in any order: what must hold whatever happens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets what it does not expect must fail"
)]

#[path = "../bench/mod.rs"]
mod bench;
mod server;
mod steps;
mod watch;

use proptest::prelude::*;

use steps::session;
use watch::Watch;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_in_whatever_order(begins_in_picker: bool, session in session()) {
        let mut watch = Watch::new(begins_in_picker);
        for step in &session {
            watch.take(step);
        }
        watch.come_to_rest();
    }
}
