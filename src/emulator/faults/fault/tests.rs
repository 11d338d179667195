use super::*;

/// One request that any effect of the class can touch.
fn struck(faults: &Faults, method: Method, class: Class) -> Option<Effect> {
    let mut strikes = faults.meet(method);
    let effect = strikes.take(class, |_| true);
    strikes.end();
    effect
}

#[test]
fn a_spec_says_what_it_puts_in_force() {
    let faults = Faults::default();
    let says = |spec: &str| faults.set(spec).unwrap();
    assert_eq!(says("slow:300 GET x2"), "In force: answers are late, by 300 ms; GET only; the next 2 requests.");
    assert_eq!(says("429:7"), "In force: requests are answered 429, to be tried again after 7 s; until \"off\".");
    assert_eq!(
        says("html:504 x1, cut then 500 PUT"),
        "In force: requests are answered with a gateway's page in HTML, status 504; the next request only. \
         Also: answers break off half-way; until the next stage. One more stage follows."
    );
    assert!(says("500 then 404 then 409").ends_with(" 2 more stages follow."));
    assert!(says(" ").ends_with(" 2 more stages follow."), "nothing asks and changes nothing");
    assert_eq!(says("off"), "No fault is in force.");
    for name in FAULTS.iter().map(|(name, ..)| *name).chain(["400", "418", "599"]) {
        assert!(says(&format!("{name} patch x1")).ends_with("; PATCH only; the next request only."), "{name}");
    }
}

#[test]
fn an_unknown_spec_lists_the_names_and_changes_nothing() {
    let faults = Faults::default();
    faults.set("500").unwrap();
    let error = faults.set("explode").unwrap_err().to_string();
    assert!(error.contains("lost-answer") && error.contains("loop") && error.contains("off"), "{error}");
    assert!(error.len() <= 4 * 78, "it fills more than the four lines that there are for it: {}", error.len());
    for (wrong, hint) in [("off, 503", "stands alone"), ("503x1", "\"503 x1\""), ("cutx2 then 500", "\"cut x2\"")] {
        assert!(faults.set(wrong).unwrap_err().to_string().contains(hint), "{wrong}");
    }
    for wrong in [
        "slow:x",
        "cut:3",
        "500 HEAD",
        "500 x0",
        "500 x",
        "off GET",
        "slow:-1",
        "399",
        "600",
        "0500",
        "+500",
        "html:200",
        "html:x",
        "500,",
        "500 then",
        "then 500",
        "500 then off",
        "500 then then 500",
        "500\n\n500",
        "500:1",
    ] {
        assert!(faults.set(wrong).is_err(), "{wrong:?}");
    }
    assert_eq!(faults.in_force().0, "500");
}

#[test]
fn limits_count_only_the_requests_that_are_touched() {
    let faults = Faults::default();
    faults.set("500 PATCH x2").unwrap();
    assert_eq!(struck(&faults, Method::Get, Class::Refusal), None);
    let mut strikes = faults.meet(Method::Patch);
    assert_eq!(strikes.take(Class::Refusal, |_| false), None);
    assert_eq!(strikes.peek(Class::Refusal, |_| true), Some(Effect::Status(500)));
    assert_eq!(strikes.end(), None);
    assert_eq!(faults.in_force().0, "500 PATCH x2");
    assert!(struck(&faults, Method::Patch, Class::Refusal).is_some());
    assert!(struck(&faults, Method::Patch, Class::Refusal).is_some());
    assert_eq!(struck(&faults, Method::Patch, Class::Refusal), None);
    assert_eq!(faults.in_force().0, "off");
}

#[test]
fn one_fault_of_each_class_strikes_a_request() {
    let faults = Faults::default();
    faults.set("500 POST, 404 x1, 409, slow:5, odd-rows").unwrap();
    let mut strikes = faults.meet(Method::Get);
    assert_eq!(strikes.take(Class::Refusal, |_| true), Some(Effect::Status(404)));
    assert_eq!(strikes.take(Class::Wait, |_| true), Some(Effect::Slow(5)));
    assert_eq!(strikes.take(Class::Delivery, |_| true), None);
    assert_eq!(strikes.end().as_deref(), Some("404, slow:5"));
    assert_eq!(struck(&faults, Method::Get, Class::Refusal), Some(Effect::Status(409)));
    assert_eq!(faults.in_force().0, "500 POST, 409, slow:5, odd-rows", "what is not counted outlasts what is");
}

#[test]
fn a_script_goes_on_when_all_that_is_counted_is_used_up() {
    let faults = Faults::default();
    faults.set("429:1 x2, 500 POST x1, slow\npass x1 then lost-answer POST x1").unwrap();
    let stage = faults.stage();
    assert_eq!(struck(&faults, Method::Get, Class::Refusal), Some(Effect::TooMany(1)));
    assert_eq!(struck(&faults, Method::Get, Class::Refusal), Some(Effect::TooMany(1)));
    assert_eq!(faults.in_force().0, "500 POST x1, slow then pass x1 then lost-answer POST x1");
    assert_eq!(struck(&faults, Method::Post, Class::Refusal), Some(Effect::Status(500)));
    assert_eq!(faults.in_force().0, "pass x1 then lost-answer POST x1");
    assert_eq!(faults.stage(), stage + 1);
    assert_eq!(struck(&faults, Method::Post, Class::Delivery), None);
    let mut strikes = faults.meet(Method::Post);
    assert_eq!(strikes.take(Class::Pass, |_| true), Some(Effect::Pass));
    assert_eq!(strikes.take(Class::Delivery, |_| true), None, "no request is struck by two stages");
    assert_eq!(strikes.end(), None, "nothing struck");
    assert_eq!(struck(&faults, Method::Post, Class::Delivery), Some(Effect::LostAnswer));
    assert_eq!(faults.in_force(), ("off".to_owned(), "No fault is in force.".to_owned()));
}

#[test]
fn a_stage_without_a_count_lasts() {
    let faults = Faults::default();
    faults.set("500 then 404 x1").unwrap();
    for _ in 0..5 {
        assert_eq!(struck(&faults, Method::Get, Class::Refusal), Some(Effect::Status(500)));
    }
}

#[test]
fn faults_are_joined_unless_one_wants_to_be_alone() {
    let joined = |texts: &[&str]| {
        let faults = Faults::default();
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        faults.begin_with(&texts).map(|()| faults.in_force().0)
    };
    assert_eq!(joined(&[]).unwrap(), "off");
    assert_eq!(joined(&["429 x1 then cut"]).unwrap(), "429 x1 then cut");
    assert_eq!(joined(&["slow:5", "odd-rows"]).unwrap(), "slow:5, odd-rows");
    assert!(joined(&["slow:5", "429 x1 then cut"]).is_err() && joined(&["off", "cut"]).is_err());
    assert!(joined(&["slow:5", "404 x1\n500"]).is_err(), "a line's end makes stages, too");
    assert!(joined(&[""]).is_err(), "no text is no fault");
}
