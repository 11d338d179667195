//! How long a target is tried.

use std::cell::Cell;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};

/// How many cases are tried between two looks at the clock.
const ROUND: u32 = 100;

/// Tries what a strategy makes for `OFFERDECK_FUZZ_SECONDS`, else as often as `PROPTEST_CASES` says, and prints how often
/// that was.
pub fn try_out<S: Strategy>(target: &str, strategy: &S, holds: impl Fn(S::Value) -> TestCaseResult) {
    let seconds = std::env::var("OFFERDECK_FUZZ_SECONDS").map_or(0, |text| text.parse().expect("a number of seconds"));
    let (long, begun) = (Duration::from_secs(seconds), Instant::now());
    let asked = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let round = if seconds == 0 { asked.cases } else { ROUND };
    let tried = Cell::new(0_u64);
    loop {
        let mut runner = TestRunner::new(ProptestConfig { cases: round, ..asked.clone() });
        let result = runner.run(strategy, |case| {
            tried.set(tried.get() + 1);
            holds(case)
        });
        if let Err(failure) = result {
            panic!("{target}, after {} cases: {failure}", tried.get());
        }
        if begun.elapsed() >= long {
            break;
        }
    }
    println!("fuzz: {target}: {} cases in {} s", tried.get(), begun.elapsed().as_secs());
}
