use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::{Generation, Kind};

fn record(id: &str, name: impl Into<Value>, status: &str, priority: impl Into<Value>) -> Record {
    let raw = json!({"id": id, "name": name.into(), "status": status, "rank": {"priority": priority.into()}});
    Record::read(Generation::Dps, Kind::Personalized, &raw.to_string()).unwrap()
}

/// Which of four records the filter keeps, as their numbers.
fn kept(filter: &str) -> String {
    let records = [
        record("dps:offer:1A", "Black Friday −40 %", "approved", 50),
        record("dps:offer:2b", "ÉTÉ: free Shipping, black", "draft", 5),
        record("dps:offer:3c", "春節優惠", "Archived", 0),
        record("dps:offer:4d", json!(null), "black", "black"),
    ];
    let filter = Filter::parse(Kind::Personalized, filter);
    (1..=4).zip(&records).filter(|(_, record)| filter.matches(record)).map(|(number, _)| number.to_string()).collect()
}

#[test]
fn each_form_keeps_what_it_says() {
    for (filter, expected) in [
        ("", "1234"),
        ("  ", "1234"),
        ("black", "12"),
        ("BLACK fri", "1"),
        ("fri black", "1"),
        ("\"black fri\"", "1"),
        ("\"fri black\"", ""),
        ("\"black fri", "1"),
        ("été", "2"),
        ("été:", "2"),
        ("節", "3"),
        ("!black", "34"),
        ("!\"black fri\" black", "2"),
        ("!", "1234"),
        ("\"\"", "1234"),
        ("\"!\"", ""),
        ("status:approved", "1"),
        ("status:A", "13"),
        ("!status:draft", "134"),
        ("status:", "1234"),
        ("\"status:draft\"", ""),
        ("id:1a", "1"),
        ("id:dps:OFFER:", "1234"),
        ("!id:4", "123"),
        ("priority:5", "2"),
        ("priority:>5", "1"),
        ("priority:>=5", "12"),
        ("priority:<5", "3"),
        ("priority:<=5", "23"),
        ("priority:5..50", "12"),
        ("priority:50..5", ""),
        ("priority:1..", "12"),
        ("priority:..5", "23"),
        ("!priority:5", "134"),
        ("priority:", "1234"),
        ("black !status:draft priority:>1", "1"),
        ("unknown:field", ""),
    ] {
        assert_eq!(kept(filter), expected, "{filter:?}");
        assert_eq!(Filter::parse(Kind::Personalized, filter).problem(), None, "{filter:?}");
    }
}

#[test]
fn a_malformed_number_keeps_nothing_and_says_why() {
    for filter in ["priority:x", "!priority:>", "black priority:5..x", "priority:..", "priority:9999999999999999999"] {
        assert_eq!(kept(filter), "", "{filter:?}");
        assert!(
            Filter::parse(Kind::Personalized, filter)
                .problem()
                .is_some_and(|problem| problem.contains("whole numbers")),
            "{filter:?}"
        );
    }
}

#[test]
fn an_id_is_found_by_its_address_too() {
    let raw = r#"{"instanceId":"fb2aad00-130e","_instance":{"@id":"xcore:personalized-offer:124c"}}"#;
    let record = Record::read(Generation::Xcore, Kind::Personalized, raw).unwrap();
    for (filter, expected) in [("id:FB2A", true), ("id:124c", true), ("id:124d", false), ("!id:130e", false)] {
        assert_eq!(Filter::parse(Kind::Personalized, filter).matches(&record), expected, "{filter:?}");
    }
}

#[test]
fn only_a_filter_without_terms_is_empty() {
    for (filter, empty) in [("", true), (" ! status: \"\"", true), ("a", false), ("priority:x", false)] {
        assert_eq!(Filter::parse(Kind::Personalized, filter).is_empty(), empty, "{filter:?}");
    }
}

#[test]
fn typing_on_mostly_refines() {
    for (earlier, later, expected) in [
        ("", "b", true),
        ("bl", "bla", true),
        ("bla", "bl", false),
        ("b", "b st", true),
        ("!bla", "!bl", true),
        ("!bl", "!bla", false),
        ("status:a", "status:ap", true),
        ("priority:>5", "priority:>50", true),
        ("priority:5", "priority:50", false),
        ("!priority:<9", "!priority:<5", false),
        ("!priority:<5", "!priority:<9", true),
        ("a", "\"b c", false),
        ("x", "priority:x", true),
    ] {
        assert_eq!(
            Filter::parse(Kind::Personalized, later).refines(&Filter::parse(Kind::Personalized, earlier)),
            expected,
            "{earlier:?} {later:?}"
        );
    }
}

fn filter_text() -> impl Strategy<Value = String> {
    let term = prop_oneof![
        "!?[ab]{0,3}",
        "!?status:[dDr]{0,2}",
        "!?id:[12]{0,2}",
        "!?priority:(<|>|<=|>=)?[0-4]",
        "!?priority:[0-4]?\\.\\.[0-4]?",
        "!?\"[ab ]{0,3}\"?",
    ];
    prop::collection::vec(term, 0..3).prop_map(|terms| terms.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn what_refines_keeps_no_row_that_the_earlier_filter_drops(
        earlier in filter_text(), later in filter_text(), same in any::<bool>(), more in "[ab\"]{0,2}",
        id in "[12]{1,3}", name in "[abA ]{0,4}", status in prop::sample::select(vec!["draft", "d", "x"]), priority in 0..5,
    ) {
        let later = if same { format!("{earlier}{more}") } else { later };
        let (old, new) = (Filter::parse(Kind::Personalized, &earlier), Filter::parse(Kind::Personalized, &later));
        let record = record(&id, name, status, priority);
        prop_assert!(
            !new.refines(&old) || !new.matches(&record) || old.matches(&record),
            "{earlier:?} {later:?} {record:?}"
        );
        prop_assert!(new.refines(&new));
    }

    #[test]
    fn any_text_is_a_filter(text in "[a!\":.<>=0-9 é]{0,12}", field in prop::sample::select(vec!["", "priority:", "id:"])) {
        let filter = Filter::parse(Kind::Personalized, &format!("{field}{text}"));
        let _ = filter.matches(&record("1", text, "draft", 1));
        prop_assert!(!filter.is_empty() || filter.problem().is_none());
    }
}

#[test]
fn what_another_product_made_is_found_and_left_out() {
    let record = |raw| Record::read(Generation::Dps, Kind::Rule, raw).unwrap();
    let [own, in_app, successor] =
        [r#"{"id":"a"}"#, r#"{"id":"b","createdBy":"Mobile_Sheliak"}"#, r#"{"id":"c","exdRule":true}"#].map(record);
    for (filter, expected) in [
        ("from:in", [false, true, false]),
        ("from:successor", [false, false, true]),
        ("!from:in-app !from:succ", [true, false, false]),
        ("from:", [true, true, true]),
    ] {
        let filter = Filter::parse(Kind::Rule, filter);
        assert_eq!([&own, &in_app, &successor].map(|record| filter.matches(record)), expected, "{filter:?}");
    }
}

#[test]
fn what_a_kind_does_not_have_is_no_filter_for_it() {
    for (kind, filter, problem) in [
        (Kind::Placement, "status:draft", Some("placements have no status")),
        (Kind::Rule, "!status:draft", Some("decision rules have no status")),
        (Kind::Decision, "priority:>5", Some("decisions have no priority")),
        (Kind::Fallback, "priority:", Some("fallback offers have no priority")),
        (Kind::Decision, "status:live", None),
        (Kind::Personalized, "priority:>5", None),
        (Kind::Placement, "\"status:draft\"", None),
    ] {
        let filter = Filter::parse(kind, filter);
        assert_eq!(filter.problem(), problem, "{filter:?}");
    }
}
