//! Bodies at random: what two differ in, a patch on whatever it meets, and what becomes of three.

use offerdeck::domain::{
    Generation, KINDS, Merge, Operation, Side, apply, check_change, diff, guards, json, line_diff, merge,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::arbitrary;
use crate::long::try_out;

/// An operation on a body that has, or has not, what its path says.
fn operation() -> impl Strategy<Value = Operation> {
    let segment = prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "c", "xdm:d", "a~1b", "~0", "", "0", "1", "-", "~", "~2", "18446744073709551616"])
            .prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    let path = prop::collection::vec(segment, 0..4)
        .prop_map(|segments| segments.iter().fold(String::new(), |path, segment| format!("{path}/{segment}")));
    let path = prop_oneof![9 => path, 1 => "\\PC{0,6}"];
    prop_oneof![
        (path.clone(), arbitrary::value()).prop_map(|(path, value)| Operation::Add { path, value }),
        path.prop_map(|path| Operation::Remove { path }),
    ]
}

#[test]
fn diff_and_apply() {
    let cases = (arbitrary::two_bodies(), prop::collection::vec(operation(), 0..6));
    try_out("diff and apply", &cases, |((a, b), foreign)| {
        let (there, back) = (diff(&a, &b), diff(&b, &a));
        prop_assert_eq!(apply(&a, &there), Ok(b.clone()));
        prop_assert_eq!(apply(&b, &back), Ok(a.clone()));
        prop_assert_eq!(diff(&a, &a), []);
        for guard in guards(&a, &there) {
            prop_assert_eq!(a.pointer(&guard.path), Some(&guard.value), "a guard tells what was there");
        }
        for (entry, generation) in KINDS.iter().flat_map(|entry| [(entry, Generation::Dps), (entry, Generation::Xcore)])
        {
            _ = check_change(entry.kind, generation, &a, &b);
        }
        // What is shown of it, and read from it again.
        let (before, after) = (json::pretty(&a), json::pretty(&b));
        _ = line_diff(&before, &after, 2);
        prop_assert_eq!(json::parse(&after), Ok(b.clone()));
        prop_assert_eq!(json::read(&after), Ok(b));
        // A patch for another body fits or does not; where it fits, its reverse is found.
        if let Ok(patched) = apply(&a, &foreign) {
            prop_assert_eq!(apply(&patched, &diff(&patched, &a)), Ok(a));
        }
        Ok(())
    });
}

fn everywhere(merge: &Merge, side: Side) -> Value {
    merge.choose(&vec![side; merge.clashes.len()])
}

#[test]
fn merging() {
    let choices = prop::collection::vec(prop::sample::select(vec![Side::Base, Side::Theirs, Side::Mine]), 0..6);
    try_out("merge", &(arbitrary::three_bodies(), choices), |((base, theirs, mine), choices)| {
        let merged = merge(&base, &theirs, &mine);
        prop_assert_eq!(&everywhere(&merged, Side::Theirs), &merged.merged);
        // More choices than clashes, or fewer, are no reason to fall over.
        _ = merged.choose(&choices);
        let other = merge(&base, &mine, &theirs);
        prop_assert_eq!(merged.clashes.len(), other.clashes.len());
        for clash in &merged.clashes {
            prop_assert!(clash.base != clash.theirs && clash.theirs != clash.mine && clash.mine != clash.base);
            if clash.theirs.is_some() {
                prop_assert_eq!(merged.merged.pointer(&clash.pointer), clash.theirs.as_ref());
            }
        }
        for (theirs, mine, expected) in [(&base, &mine, &mine), (&theirs, &base, &theirs), (&mine, &mine, &mine)] {
            let merged = merge(&base, theirs, mine);
            prop_assert_eq!(&merged.clashes, &[]);
            prop_assert_eq!(merged.merged.to_string(), expected.to_string());
        }
        // What is sent for it makes it.
        prop_assert_eq!(apply(&theirs, &diff(&theirs, &merged.merged)), Ok(merged.merged));
        Ok(())
    });
}
