//! What of the findings a change brought, and what the object had before it.

use std::collections::BTreeSet;

use super::super::record::ObjectId;
use super::Finding;

/// How much there is of what is wrong. A sentence that says it changes with it, though the fault is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// It is so, or it is not.
    One,
    /// So many of this unit.
    Count(usize, &'static str),
    /// It is so of these ids.
    Ids(BTreeSet<ObjectId>),
}

/// What of these findings was not there before, in their order. What moved with its element, as one before it went, was
/// there; so was more of the same.
#[must_use]
pub fn brought<'a>(before: &[Finding], after: impl IntoIterator<Item = &'a Finding>) -> Vec<&'a Finding> {
    let mut left: Vec<&Finding> = before.iter().collect();
    // What stands where it stood goes first, lest it be taken for one that moved.
    let mut new: Vec<&Finding> = after.into_iter().filter(|finding| !take(&mut left, |old| old == *finding)).collect();
    new.retain(|finding| !take(&mut left, |old| is_no_more(finding, old)));
    new
}

/// Takes the first out of which this is true: each stands for one only.
fn take(left: &mut Vec<&Finding>, is_it: impl Fn(&Finding) -> bool) -> bool {
    let place = left.iter().position(|old| is_it(old));
    place.map(|place| left.remove(place)).is_some()
}

fn is_no_more(finding: &Finding, old: &Finding) -> bool {
    let is_same_place = || is_same_place(&finding.pointer, &old.pointer);
    (finding.concern, finding.severity) == (old.concern, old.severity)
        && match (&finding.amount, &old.amount) {
            (Amount::One, Amount::One) => finding.message == old.message && is_same_place(),
            (Amount::Count(count, unit), Amount::Count(before, old_unit)) => {
                count <= before && unit == old_unit && is_same_place()
            }
            // An id is itself wherever it stands.
            (Amount::Ids(ids), Amount::Ids(before)) => ids.is_subset(before),
            _ => false,
        }
}

/// Whether two JSON pointers are the same but for the indexes in them.
fn is_same_place(one: &str, other: &str) -> bool {
    let is_index = |segment: &str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
    let (mut one, mut other) = (one.split('/'), other.split('/'));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || (is_index(one) && is_index(other)) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::*;
    use crate::domain::Concern;

    fn one(pointer: &str, message: &str, amount: Amount) -> Finding {
        let (concern, severity) = (Concern::Body, Severity::Error);
        let (pointer, message) = (pointer.to_owned(), message.to_owned());
        Finding { concern, severity, pointer, message, says_this: false, amount }
    }

    fn is_new(before: &[Finding], after: &[Finding]) -> Vec<String> {
        brought(before, after).into_iter().map(|finding| finding.pointer.clone()).collect()
    }

    #[test]
    fn what_moved_is_the_same_and_one_more_is_new() {
        let at = |pointer: &str| one(pointer, "wrong", Amount::One);
        let before = [at("/a/1/b"), at("/a/2/b")];
        assert_eq!(is_new(&before, &[at("/a/0/b"), at("/a/1/b")]), [""; 0]);
        assert_eq!(is_new(&before, &[at("/a/0/b"), at("/a/1/b"), at("/a/2/b")]), ["/a/0/b"], "the others stand still");
        assert_eq!(is_new(&before, &[at("/a/1/c")]), ["/a/1/c"]);
        assert_eq!(is_new(&before, &[at("/a/1")]), ["/a/1"]);
        let otherwise = one("/a/1/b", "wrong in another way", Amount::One);
        assert_eq!(is_new(&before, std::slice::from_ref(&otherwise)), ["/a/1/b"]);
        assert_eq!(is_new(&before, &[Finding { severity: Severity::Hint, ..at("/a/1/b") }]), ["/a/1/b"]);
    }

    #[test]
    fn fewer_of_the_same_are_no_fault_of_the_change() {
        let many = |count: usize| one("/a", &format!("{count} of them"), Amount::Count(count, "of them"));
        assert_eq!(is_new(&[many(502)], &[many(501)]), [""; 0]);
        assert_eq!(is_new(&[many(502)], &[many(503)]), ["/a"]);
        assert_eq!(is_new(&[many(502)], &[one("/a", "31 levels", Amount::Count(31, "levels"))]), ["/a"]);
        let ids = |ids: &[&str], pointer: &str| {
            one(pointer, &ids.join(", "), Amount::Ids(ids.iter().map(|id| ObjectId::from(*id)).collect()))
        };
        assert_eq!(is_new(&[ids(&["x", "y"], "/a/0")], &[ids(&["y"], "/b")]), [""; 0]);
        assert_eq!(is_new(&[ids(&["x", "y"], "/a/0")], &[ids(&["y", "z"], "/a/0")]), ["/a/0"]);
    }
}
