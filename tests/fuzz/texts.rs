//! Texts that should be JSON, and objects that hold what nobody expects: all that is made of them on their way to the
//! screen.

use std::sync::LazyLock;

use jiff::Timestamp;
use offerdeck::domain::{
    Details, Filter, Generation, KINDS, Kind, Record, absolute, check, duplicate_text, json, line_diff, relative,
};
use proptest::prelude::*;

use crate::answers::{odd, odd_body, spoiled_body};
use crate::long::try_out;

static FILTERS: LazyLock<Vec<Filter>> = LazyLock::new(|| {
    ["a", "status:draft priority:>50", "start:<2026-01-01 end:>=2025", "!((", "name:\u{1b} -tag:x"]
        .map(|text| Filter::parse(Kind::Personalized, text))
        .to_vec()
});

/// An object of the library whose members are what they should be, or anything.
fn object() -> impl Strategy<Value = String> {
    let names = vec![
        "id",
        "@id",
        "etag",
        "_instance",
        "name",
        "xdm:name",
        "status",
        "xdm:status",
        "rank",
        "xdm:rank",
        "priority",
        "representations",
        "xdm:representations",
        "components",
        "channel",
        "placement",
        "selectionConstraint",
        "xdm:selectionConstraint",
        "startDate",
        "xdm:startDate",
        "endDate",
        "profileConstraintType",
        "cappingConstraint",
        "xdm:cappingConstraint",
        "capping",
        "characteristics",
        "xdm:characteristics",
        "tags",
        "_links",
        "self",
        "href",
        "repo:createdDate",
        "created",
        "lastModified",
    ];
    let plain = prop::sample::select(vec![
        "\"x-1\"",
        "1",
        "\"draft\"",
        "\"approved\"",
        "true",
        "\"2026-01-01T00:00:00Z\"",
        "\"none\"",
        "[]",
        "{}",
    ]);
    let leaf = prop_oneof![3 => plain.prop_map(str::to_owned), 1 => odd()];
    leaf.prop_recursive(4, 30, 6, move |inner| {
        let name = prop::sample::select(names.clone());
        prop_oneof![
            3 => prop::collection::vec((name, inner.clone()), 0..6).prop_map(|members| {
                let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
            1 => prop::collection::vec(inner, 0..4).prop_map(|elements| format!("[{}]", elements.join(","))),
        ]
    })
}

#[test]
fn odd_json() {
    let spoiled = spoiled_body().prop_map(|body| String::from_utf8_lossy(&body).into_owned());
    let text = prop_oneof![2 => spoiled, 2 => odd_body(), 3 => object(), 1 => "\\PC{0,60}"];
    let pointer = "(/(a|results|0|-|~1|\\PC)){0,4}";
    try_out("odd JSON", &(text, pointer), |(text, pointer)| {
        _ = json::locate(&text, &pointer);
        if let Ok(value) = json::parse(&text) {
            prop_assert_eq!(json::read(&text), Ok(value.clone()), "what is taken from a person is taken from a server");
            let pretty = json::pretty(&value);
            prop_assert_eq!(json::parse(&pretty), Ok(value));
        }
        if let Ok(value) = json::read(&text) {
            let pretty = json::pretty(&value);
            prop_assert_eq!(json::read(&pretty), Ok(value));
            _ = line_diff(&pretty, &text, 2);
        }
        for generation in [Generation::Dps, Generation::Xcore] {
            for kind in KINDS.iter().map(|entry| entry.kind) {
                shows(generation, kind, &text);
            }
        }
        Ok(())
    });
}

/// All that is made of an object, once it is one.
fn shows(generation: Generation, kind: Kind, text: &str) {
    let Ok(record) = Record::read(generation, kind, text) else { return };
    _ = (record.title().len(), record.whole(), Details::of(&record), duplicate_text(&record));
    let now = Timestamp::UNIX_EPOCH;
    _ = check(kind, generation, &record.body(), now);
    for filter in FILTERS.iter() {
        _ = filter.matches(&record);
    }
    if let Some(changed) = record.audit.modified.value() {
        _ = (absolute(*changed), relative(*changed, now));
    }
}
