use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::arbitrary;
use crate::domain::patch::{apply, diff};

/// The merged body of two changes that do not clash.
fn clean(base: &Value, theirs: &Value, mine: &Value) -> Value {
    let merge = merge(base, theirs, mine);
    assert_eq!(merge.clashes, [], "{}", merge.merged);
    merge.merged
}

/// The same with the members in the order in which they come out.
fn clean_text(base: &Value, theirs: &Value, mine: &Value) -> String {
    clean(base, theirs, mine).to_string()
}

fn clash(pointer: &str, base: Option<Value>, theirs: Option<Value>, mine: Option<Value>) -> Clash {
    Clash { pointer: pointer.to_owned(), base, theirs, mine }
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn what_does_not_touch_is_taken_from_both() {
    let base = json!({"name": "A", "rank": {"priority": 0, "order": 1}, "gone": 1, "lost": 2});
    let theirs = json!({"name": "A", "rank": {"priority": 5, "order": 1}, "lost": 2, "theirs": true});
    let mine = json!({"name": "B", "rank": {"priority": 0, "order": 2}, "gone": 1, "mine": {"x": null}});
    assert_eq!(
        clean(&base, &theirs, &mine),
        json!({"name": "B", "rank": {"priority": 5, "order": 2}, "theirs": true, "mine": {"x": null}})
    );
}

#[test]
fn what_both_changed_differently_clashes_and_is_theirs_until_chosen() {
    let base = json!({"name": "A", "rank": {"priority": 0}});
    let theirs = json!({"name": "T", "rank": {"priority": 1}});
    let mine = json!({"name": "M", "rank": {"priority": 2}});
    let merge = merge(&base, &theirs, &mine);
    assert_eq!(
        merge.clashes,
        [
            clash("/name", Some(json!("A")), Some(json!("T")), Some(json!("M"))),
            clash("/rank/priority", Some(json!(0)), Some(json!(1)), Some(json!(2))),
        ]
    );
    assert_eq!(merge.merged, theirs);
    assert_eq!(merge.choose(&[]), theirs);
    assert_eq!(merge.choose(&[Side::Mine]), json!({"name": "M", "rank": {"priority": 1}}));
    assert_eq!(merge.choose(&[Side::Theirs, Side::Base]), json!({"name": "T", "rank": {"priority": 0}}));
    assert_eq!(merge.choose(&[Side::Mine, Side::Mine]), mine);
}

#[test]
fn a_member_that_one_removed_and_the_other_changed_clashes_and_keeps_its_place() {
    let base = json!({"a": 1, "b": {"x": 1}, "c": 1});
    let (without, changed) = (json!({"a": 1, "c": 2}), json!({"a": 1, "b": {"x": 2}, "c": 1}));
    let merge_one = merge(&base, &without, &changed);
    assert_eq!(merge_one.clashes, [clash("/b", Some(json!({"x": 1})), None, Some(json!({"x": 2})))]);
    assert_eq!(merge_one.merged, without);
    assert_eq!(merge_one.choose(&[Side::Mine]).to_string(), r#"{"a":1,"b":{"x":2},"c":2}"#);
    let merge_other = merge(&base, &changed, &without);
    assert_eq!(merge_other.clashes, [clash("/b", Some(json!({"x": 1})), Some(json!({"x": 2})), None)]);
    assert_eq!(merge_other.choose(&[Side::Mine]).to_string(), r#"{"a":1,"c":2}"#);
    assert_eq!(merge_other.choose(&[Side::Base]).to_string(), r#"{"a":1,"b":{"x":1},"c":2}"#);
}

#[test]
fn what_both_added_is_merged_as_if_both_had_filled_an_empty_one() {
    let (theirs, mine) = (json!({"c": {"a": 1, "s": 0}, "t": ["x"]}), json!({"c": {"b": 1, "s": 1}, "t": ["y"]}));
    let merge = merge(&json!({}), &theirs, &mine);
    assert_eq!(merge.clashes, [clash("/c/s", None, Some(json!(0)), Some(json!(1)))]);
    assert_eq!(merge.choose(&[Side::Base]), json!({"c": {"a": 1, "b": 1}, "t": ["x", "y"]}));
    // A text that became an object on both sides can't be put together: neither of the two meant a mixture.
    let merge = super::merge(&json!({"c": ""}), &json!({"c": {"a": 1}}), &json!({"c": {"b": 1}}));
    assert_eq!(merge.clashes, [clash("/c", Some(json!("")), Some(json!({"a": 1})), Some(json!({"b": 1})))]);
}

#[test]
fn members_stand_in_their_order_and_mine_after_what_they_follow_in_mine() {
    let (base, theirs) = (json!({"a": 1, "b": 1, "c": 1}), json!({"c": 1, "t": 1, "b": 1, "a": 2}));
    let mine = json!({"first": 1, "a": 1, "b": 1, "after b": 1, "c": 1, "after c": 1});
    assert_eq!(clean_text(&base, &theirs, &mine), r#"{"first":1,"c":1,"t":1,"after c":1,"b":1,"after b":1,"a":2}"#);
}

#[test]
fn what_both_appended_is_appended_once_and_theirs_first() {
    let tags = |tags: Value| json!({ "tags": tags });
    let base = tags(json!([{"n": 1}, {"n": 1}]));
    let theirs = tags(json!([{"n": 1}, {"n": 1}, {"n": 2, "m": 2}, {"n": 3}]));
    let mine = tags(json!([{"n": 1}, {"n": 1}, {"n": 4}, {"m": 2, "n": 2}, {"n": 4}]));
    assert_eq!(
        clean(&base, &theirs, &mine)["tags"],
        json!([{"n": 1}, {"n": 1}, {"n": 2, "m": 2}, {"n": 3}, {"n": 4}, {"n": 4}])
    );
    let (base, theirs, mine) = (tags(json!(["a"])), tags(json!(["a", "x", "y"])), tags(json!(["a", "y", "z", "x"])));
    assert_eq!(clean(&base, &theirs, &mine), tags(json!(["a", "x", "y", "z"])));
}

#[test]
fn plain_values_that_stand_once_are_added_and_removed_one_by_one() {
    let merged = |base: Value, theirs: Value, mine: Value| clean(&base, &theirs, &mine);
    assert_eq!(merged(json!(["a", "b", "c"]), json!(["b", "c", "t"]), json!(["a", "m", "b"])), json!(["m", "b", "t"]));
    assert_eq!(merged(json!([1, "1"]), json!(["1"]), json!([1, "1", null])), json!(["1", null]));
    // Only mine has another order.
    assert_eq!(merged(json!(["a", "b"]), json!(["a", "t", "b"]), json!(["b", "a"])), json!(["b", "a", "t"]));
    // Only theirs has.
    assert_eq!(merged(json!(["a", "b"]), json!(["b", "a"]), json!(["a", "m", "b"])), json!(["b", "a", "m"]));
}

#[test]
fn two_other_orders_of_an_array_clash_as_a_whole() {
    for [base, theirs, mine] in [
        [json!(["a", "b", "c"]), json!(["b", "a", "c"]), json!(["a", "c", "b"])],
        [json!(["a"]), json!(["x", "a"]), json!(["a", "x", "y"])],
        [json!(["a", "a", "b"]), json!(["a", "b"]), json!(["a", "a"])],
        [json!([[1], [2]]), json!([[1], [3]]), json!([[0], [2]])],
    ] {
        let merge = merge(&base, &theirs, &mine);
        assert_eq!(merge.clashes, [clash("", Some(base), Some(theirs), Some(mine.clone()))]);
        assert_eq!(merge.choose(&[Side::Mine]), mine);
    }
}

#[test]
fn representations_are_told_apart_by_their_placement() {
    for name in ["placement", "xdm:placement", "id", "@id"] {
        let one = |placement: &str, content: &str| json!({name: placement, "content": content});
        let body = |representations: &[Value]| json!({"r": representations});
        let base = body(&[one("p", "1"), one("q", "1"), one("r", "1")]);
        let theirs = body(&[one("q", "2"), one("p", "1"), one("t", "1")]);
        let mine = body(&[one("p", "2"), one("m", "1"), one("q", "3"), one("r", "2")]);
        let merge = merge(&base, &theirs, &mine);
        assert_eq!(
            merge.clashes,
            [
                clash("/r/0/content", Some(json!("1")), Some(json!("2")), Some(json!("3"))),
                clash("/r/1", Some(one("r", "1")), None, Some(one("r", "2"))),
            ]
        );
        assert_eq!(merge.merged, body(&[one("q", "2"), one("p", "2"), one("t", "1"), one("m", "1")]));
        assert_eq!(
            merge.choose(&[Side::Mine, Side::Mine]),
            body(&[one("q", "3"), one("r", "2"), one("p", "2"), one("t", "1"), one("m", "1")])
        );
    }
}

#[test]
fn an_element_that_theirs_removed_takes_no_place_until_it_is_chosen() {
    let one = |placement: &str, content: &str| json!({"placement": placement, "content": content});
    let base = json!([one("p", "1"), one("q", "1")]);
    let mine = json!([one("p", "2"), one("q", "3")]);
    let merge = merge(&base, &json!([one("q", "2")]), &mine);
    let pointers: Vec<&str> = merge.clashes.iter().map(|clash| clash.pointer.as_str()).collect();
    assert_eq!(pointers, ["/0", "/0/content"]);
    assert_eq!(merge.merged.pointer("/0/content"), Some(&json!("2")));
    assert_eq!(merge.choose(&[Side::Mine, Side::Mine]), mine);
}

#[test]
fn one_placement_twice_tells_nothing_apart() {
    let one = |placement: &str, content: &str| json!({"placement": placement, "content": content});
    let (base, theirs, mine) = (
        json!([one("p", "1"), one("q", "1")]),
        json!([one("p", "1"), one("p", "2"), one("q", "1")]),
        json!([one("p", "1"), one("q", "2")]),
    );
    assert_eq!(merge(&base, &theirs, &mine).clashes, [clash("", Some(base), Some(theirs), Some(mine))]);
}

#[test]
fn pointers_are_escaped_and_names_may_be_empty() {
    let body = |number: u8| json!({"": {"a/b": {"~1": number, "~": {"0": number}}}});
    let merge = merge(&body(0), &body(1), &body(2));
    let pointers: Vec<&str> = merge.clashes.iter().map(|clash| clash.pointer.as_str()).collect();
    assert_eq!(pointers, ["//a~1b/~01", "//a~1b/~0/0"]);
    assert_eq!(merge.choose(&[Side::Mine, Side::Mine]), body(2));
}

#[test]
fn numbers_differ_as_they_are_written_and_keep_their_digits() {
    let (base, theirs) = (read(r#"{"n":1,"big":9007199254740993.10}"#), read(r#"{"n":1.0,"big":9007199254740993.10}"#));
    assert_eq!(merge(&base, &theirs, &read(r#"{"n":1e0,"big":9007199254740993.10}"#)).clashes.len(), 1);
    let merged = clean_text(&base, &theirs, &read(r#"{"n":1,"big":9007199254740993.10,"m":0}"#));
    assert_eq!(merged, r#"{"n":1.0,"big":9007199254740993.10,"m":0}"#);
    assert_eq!(clean_text(&read("[1]"), &read("[1,1.0]"), &read("[1,1.0,1.00]")), "[1,1.0,1.00]");
}

/// `depth` objects, one in the other, and in the innermost what is given.
fn nested(depth: usize, innermost: Value) -> Value {
    (0..depth).fold(innermost, |inner, _| Value::Object(Map::from_iter([("n".to_owned(), inner)])))
}

#[test]
fn deep_nesting_is_merged_down_to_the_bound_and_compared_as_a_whole_below() {
    for (depth, found) in [(100, 100), (MAX_DEPTH, MAX_DEPTH), (1000, MAX_DEPTH)] {
        let merge = merge(&nested(depth, json!(0)), &nested(depth, json!(1)), &nested(depth, json!(2)));
        let [clash] = &merge.clashes[..] else { panic!("{:?}", merge.clashes) };
        assert_eq!(clash.pointer, "/n".repeat(found));
        assert_eq!(clash.mine, Some(nested(depth - found, json!(2))));
        assert_eq!(merge.choose(&[Side::Mine]), nested(depth, json!(2)));
    }
    let (base, theirs, mine) = (json!({"a": 0, "b": 0}), json!({"a": 1, "b": 0}), json!({"a": 0, "b": 1}));
    let at = |depth, innermost: &Value| nested(depth, innermost.clone());
    assert_eq!(clean(&at(100, &base), &at(100, &theirs), &at(100, &mine)), nested(100, json!({"a": 1, "b": 1})));
}

#[test]
fn a_hundred_thousand_elements_and_names_of_a_megabyte_are_merged() {
    let numbers = |range: std::ops::Range<u32>| range.map(Value::from).collect::<Vec<_>>();
    let name = "~".repeat(1 << 20);
    let body = |numbers: Vec<Value>, text: &str| json!({ "list": numbers, &name: text });
    let merge = merge(&body(numbers(1..99_999), "0"), &body(numbers(0..99_999), "1"), &body(numbers(1..100_000), "2"));
    assert_eq!(merge.merged["list"], Value::from(numbers(0..100_000)));
    let [clash] = &merge.clashes[..] else { panic!("{}", merge.clashes.len()) };
    assert_eq!(clash.pointer.len(), 1 + 2 * name.len());
    assert_eq!(merge.choose(&[Side::Mine])[&name], "2");
}

/// Whether `merged` holds what `side` made of `base`, as far as it was changed there.
fn keeps(base: Option<&Value>, side: Option<&Value>, merged: Option<&Value>) -> bool {
    if base == side || side == merged {
        return true;
    }
    match (side, merged) {
        (Some(Value::Object(members)), Some(Value::Object(found))) => {
            let before = base.and_then(Value::as_object);
            let names = before.into_iter().flat_map(Map::keys).chain(members.keys());
            names
                .into_iter()
                .all(|name| keeps(before.and_then(|before| before.get(name)), members.get(name), found.get(name)))
        }
        (Some(Value::Array(elements)), Some(Value::Array(found))) => {
            let before = base.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let same = |all: &[Value], one: &Value| {
                all.iter()
                    .find(|other| one.get("placement").is_some_and(|key| other.get("placement") == Some(key)))
                    .cloned()
            };
            let kept = |element: &Value| {
                before.contains(element)
                    || found.contains(element)
                    || same(found, element)
                        .is_some_and(|found| keeps(same(before, element).as_ref(), Some(element), Some(&found)))
            };
            elements.iter().all(kept) && before.iter().all(|gone| elements.contains(gone) || !found.contains(gone))
        }
        _ => false,
    }
}

/// The same without any order.
fn unordered(value: &Value) -> Value {
    match value {
        Value::Array(elements) => {
            let mut elements: Vec<Value> = elements.iter().map(unordered).collect();
            elements.sort_by_cached_key(Value::to_string);
            Value::Array(elements)
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(name, inner)| (name.clone(), unordered(inner))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            members.into_iter().collect()
        }
        plain => plain.clone(),
    }
}

/// The clashes in a form that does not depend on their order, nor on where elements stand in arrays.
fn told(merge: &Merge, [theirs, mine]: [Side; 2]) -> Vec<String> {
    let digits = |segment: &str| if segment.parse::<usize>().is_ok() { "#".to_owned() } else { segment.to_owned() };
    let tell = |clash: &Clash| {
        let pointer: Vec<String> = clash.pointer.split('/').map(digits).collect();
        let sides = [Side::Base, theirs, mine].map(|side| clash.side(side).map(unordered));
        format!("{pointer:?} {sides:?}")
    };
    let mut told: Vec<String> = merge.clashes.iter().map(tell).collect();
    told.sort();
    told
}

fn everywhere(merge: &Merge, side: Side) -> Value {
    merge.choose(&vec![side; merge.clashes.len()])
}

// How many cases are tried is up to the variable `PROPTEST_CASES`.
proptest! {
    #[test]
    fn a_side_that_changed_nothing_gives_way_and_the_same_change_is_taken_once((base, _, side) in arbitrary::three_bodies()) {
        for (theirs, mine) in [(&base, &side), (&side, &base), (&side, &side)] {
            let merge = merge(&base, theirs, mine);
            prop_assert_eq!(&merge.clashes, &[]);
            prop_assert_eq!(merge.merged.to_string(), side.to_string());
        }
    }

    #[test]
    fn changes_that_touch_nowhere_merge_as_the_one_applied_to_the_other((base, theirs, mine) in arbitrary::three_bodies()) {
        let below = |path: &str, other: &str| path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let my_patch = diff(&base, &mine);
        let apart: Vec<_> = diff(&base, &theirs)
            .into_iter()
            .filter(|their| my_patch.iter().all(|my| !below(my.path(), their.path()) && !below(their.path(), my.path())))
            .collect();
        let theirs = apply(&base, &apart).unwrap();
        let merge = merge(&base, &theirs, &mine);
        prop_assert_eq!(&merge.clashes, &[]);
        prop_assert_eq!(Ok(merge.merged), apply(&theirs, &my_patch));
    }

    #[test]
    fn what_a_side_changed_is_there_if_it_is_chosen((base, theirs, mine) in arbitrary::three_bodies()) {
        let merge = merge(&base, &theirs, &mine);
        let (as_theirs, as_mine) = (everywhere(&merge, Side::Theirs), everywhere(&merge, Side::Mine));
        prop_assert_eq!(&as_theirs, &merge.merged);
        prop_assert!(keeps(Some(&base), Some(&theirs), Some(&as_theirs)), "theirs: {as_theirs}");
        prop_assert!(keeps(Some(&base), Some(&mine), Some(&as_mine)), "mine: {as_mine}");
    }

    #[test]
    fn the_sides_can_change_places((base, theirs, mine) in arbitrary::three_bodies()) {
        let (one, other) = (merge(&base, &theirs, &mine), merge(&base, &mine, &theirs));
        prop_assert_eq!(told(&one, [Side::Theirs, Side::Mine]), told(&other, [Side::Mine, Side::Theirs]));
        for (here, there) in [(Side::Theirs, Side::Mine), (Side::Mine, Side::Theirs), (Side::Base, Side::Base)] {
            prop_assert_eq!(unordered(&everywhere(&one, here)), unordered(&everywhere(&other, there)));
        }
    }

    #[test]
    fn a_clash_says_where_it_is_and_its_sides_differ((base, theirs, mine) in arbitrary::three_bodies()) {
        let merge = merge(&base, &theirs, &mine);
        for clash in &merge.clashes {
            prop_assert!(clash.base != clash.theirs && clash.theirs != clash.mine && clash.mine != clash.base);
            if clash.theirs.is_some() {
                prop_assert_eq!(merge.merged.pointer(&clash.pointer), clash.theirs.as_ref());
            }
        }
    }
}
