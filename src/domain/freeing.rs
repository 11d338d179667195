//! What it takes that an object lets go of others, which shall be deleted: its body without their ids.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::details::{Gathering, take};
use super::kind::Kind;
use super::mentions::mentions;
use super::record::{ObjectId, Record};
use super::vocabulary::{Criterion, Field, Generation, NOBODY_DECIDES, Part, RULE_DECIDES};

/// How many of those that an object keeps are named in a sentence.
const NAMED: usize = 3;

/// An object that lets go of others.
#[derive(Clone, Debug, PartialEq)]
pub struct Freed {
    /// Its body without their ids.
    pub body: Value,
    /// What else comes of that, each in words behind the object's name.
    pub remarks: Vec<String>,
}

/// Why an object does not let go of others before somebody has chosen what takes their place.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Those that it keeps.
    pub of: Vec<ObjectId>,
    /// Why, in words behind the object's name.
    pub why: String,
}

/// A body that is to let go of others, and what comes of it.
pub(super) struct Release<'a> {
    generation: Generation,
    body: Value,
    /// Those that are let go of.
    of: &'a [&'a Record],
    by_id: &'a HashMap<&'a str, &'a Record>,
    remarks: Vec<String>,
    refusal: Option<Refusal>,
}

/// The body of `user` without any mention of these.
///
/// # Errors
/// Where something else has to take the place of some of them, which somebody must choose.
pub fn free(user: &Record, of: &[&Record]) -> Result<Freed, Refusal> {
    let (generation, body) = (user.generation, user.body());
    let by_id = of.iter().map(|record| (record.id.as_str(), *record)).collect();
    let mut release = Release { generation, body, of, by_id: &by_id, remarks: Vec::new(), refusal: None };
    (user.kind.entry().let_go)(&mut release);
    if release.refusal.is_none() {
        let left = mentions(generation, user.kind, &release.body);
        let left: HashSet<&str> = left.iter().map(|mention| mention.id.as_str()).collect();
        let kept: Vec<&Record> = of.iter().copied().filter(|record| left.contains(record.id.as_str())).collect();
        if !kept.is_empty() {
            let why = format!("names {} where another kind is meant: change that by hand first", names(&kept));
            release.refuse(&kept, why);
        }
    }
    let Release { body, remarks, refusal, .. } = release;
    match refusal {
        Some(refusal) => Err(refusal),
        None => Ok(Freed { body, remarks }),
    }
}

impl<'a> Release<'a> {
    /// The one that this is the id of, if it is to be let go of.
    fn one(&self, id: Option<&Value>) -> Option<&'a Record> {
        self.by_id.get(id?.as_str()?).copied()
    }

    fn at(&self, field: Field) -> Option<&'a Record> {
        self.one(self.body.pointer(self.generation.pointer(field)))
    }

    fn elements(&mut self, field: Field) -> Option<&mut Vec<Value>> {
        let pointer = self.generation.place(&self.body, field);
        self.body.pointer_mut(pointer)?.as_array_mut()
    }

    fn remark(&mut self, text: impl Into<String>) {
        self.remarks.push(text.into());
    }

    fn refuse(&mut self, kept: &[&Record], why: String) {
        self.refusal = Some(Refusal { of: kept.iter().map(|record| record.id.clone()).collect(), why });
    }

    /// Takes their ids, or those of one kind, out of an array of ids; returns how many are left, if any was there.
    fn drop_ids(&mut self, field: Field, kind: Option<Kind>) -> Option<usize> {
        let by_id = self.by_id;
        let ids = self.elements(field)?;
        let before = ids.len();
        ids.retain(|id| !is_one(by_id, Some(id), kind));
        (ids.len() < before).then_some(ids.len())
    }
}

/// Whether this is the id of one of these, which is of the kind, if one is meant.
fn is_one(by_id: &HashMap<&str, &Record>, id: Option<&Value>, kind: Option<Kind>) -> bool {
    let one = id.and_then(Value::as_str).and_then(|id| by_id.get(id));
    one.is_some_and(|record| kind.is_none_or(|kind| record.kind == kind))
}

/// The names of these in a sentence.
fn names(of: &[&Record]) -> String {
    let mut names: Vec<String> = of.iter().take(NAMED).map(|record| format!("\"{}\"", record.title())).collect();
    match (of.len().saturating_sub(NAMED), names.pop()) {
        (_, None) => String::new(),
        (0, Some(only)) if names.is_empty() => only,
        (0, Some(last)) => format!("{} and {last}", names.join(", ")),
        (more, Some(last)) => format!("{}, {last} and {more} more", names.join(", ")),
    }
}

/// Kinds that name nobody have nothing to let go of.
pub(super) fn nothing(_: &mut Release<'_>) {}

/// An offer lets go of placements with its contents for them, of a rule, and of qualifiers.
pub(super) fn offer(release: &mut Release<'_>) {
    let (generation, by_id) = (release.generation, release.by_id);
    let mut gone = BTreeSet::new();
    if let Some(representations) = release.elements(Field::Representations) {
        representations.retain(|one| {
            let placement = one.get(generation.member(Part::Placement));
            let goes = is_one(by_id, placement, Some(Kind::Placement));
            if goes {
                gone.extend(placement.and_then(Value::as_str).map(str::to_owned));
            }
            !goes
        });
        let end = if representations.is_empty() { ", and has no other" } else { "" };
        match gone.len() {
            0 => {}
            1 => release.remark(format!("loses its content for the placement{end}")),
            placements => release.remark(format!("loses its contents for {placements} placements{end}")),
        }
    }
    if release.at(Field::EligibilityRule).is_some_and(|rule| rule.kind == Kind::Rule) {
        take(&mut release.body, generation.pointer(Field::EligibilityRule));
        nobody_decides(&mut release.body, generation.pointer(Field::ProfileConstraint));
        release.remark("is then for everybody: no rule decides any more who qualifies");
    }
    release.drop_ids(Field::Qualifiers, Some(Kind::Qualifier));
}

/// A collection lets go of offers or of qualifiers.
pub(super) fn collection(release: &mut Release<'_>) {
    let wants_all = Gathering::of(release.generation, &release.body) == Some(Gathering::AllQualifiers);
    match release.drop_ids(Field::Ids, None) {
        Some(0) => release.remark("is then empty"),
        Some(_) if wants_all => {
            release.remark("then takes all offers with the qualifiers that are left, which may be more than before");
        }
        Some(_) | None => {}
    }
}

/// A decision lets go of placements, of collections and of rules; of its fallback offer it can't.
pub(super) fn decision(release: &mut Release<'_>) {
    let (generation, by_id) = (release.generation, release.by_id);
    if let Some(kept) = release.at(Field::Fallback) {
        let why = format!("falls back to {}: choose another fallback offer there first", names(&[kept]));
        release.refuse(&[kept], why);
        return;
    }
    if let Some(kept) = release.at(Field::OnePlacement).or_else(|| release.at(Field::OneCollection)) {
        let name = names(&[kept]);
        release
            .refuse(&[kept], format!("names {name} in its oldest form, and nothing else: change that by hand first"));
        return;
    }
    let Some(criteria) = release.elements(Field::Criteria) else { return };
    let before = criteria.len();
    let mut without_rule = 0;
    criteria.retain_mut(|criterion| {
        let collection = criterion.pointer(generation.in_criterion(Criterion::Collection));
        if is_one(by_id, collection, Some(Kind::Collection)) {
            return false;
        }
        let placements = criterion.pointer_mut(generation.in_criterion(Criterion::Placements));
        if let Some(ids) = placements.and_then(Value::as_array_mut) {
            let before = ids.len();
            ids.retain(|id| !is_one(by_id, Some(id), Some(Kind::Placement)));
            if ids.is_empty() && before > 0 {
                return false;
            }
        }
        let rule = generation.in_criterion(Criterion::EligibilityRule);
        if is_one(by_id, criterion.pointer(rule), Some(Kind::Rule)) {
            take(criterion, rule);
            nobody_decides(criterion, generation.in_criterion(Criterion::ProfileConstraint));
            without_rule += 1;
        }
        true
    });
    let left = criteria.len();
    if before > 0 && left == 0 {
        let is_needed = |record: &&Record| matches!(record.kind, Kind::Placement | Kind::Collection);
        let kept: Vec<&Record> = release.of.iter().copied().filter(is_needed).collect();
        let why = format!("has no criterion left without {}: give it another one first", names(&kept));
        release.refuse(&kept, why);
        return;
    }
    if left < before {
        release.remark(format!("loses {} of its {before} criteria", before - left));
    }
    match without_rule {
        0 => {}
        1 => release.remark("is then for everybody in a criterion: no rule decides any more who qualifies"),
        more => {
            release.remark(format!("is then for everybody in {more} criteria: no rule decides any more who qualifies"))
        }
    }
}

/// Where a rule decided who qualifies, nothing does any more. Where nothing was said of that, nothing is said.
fn nobody_decides(body: &mut Value, pointer: &str) {
    if let Some(way) = body.pointer_mut(pointer)
        && way == RULE_DECIDES
    {
        *way = Value::from(NOBODY_DECIDES);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::domain::KINDS;

    fn record(generation: Generation, kind: Kind, id: &str, body: &Value) -> Record {
        let mut whole = match generation {
            Generation::Dps => body.clone(),
            Generation::Xcore => json!({"instanceId": id, "_instance": body}),
        };
        let place = if generation == Generation::Dps { &mut whole } else { &mut whole["_instance"] };
        place[if generation == Generation::Dps { "id" } else { "@id" }] = json!(id);
        Record::read(generation, kind, &whole.to_string()).unwrap()
    }

    fn freed(user: (Kind, Value), of: &[(Kind, &str)]) -> Result<Freed, Refusal> {
        let user = record(Generation::Dps, user.0, "user", &user.1);
        let of = of.iter().map(|(kind, id)| record(Generation::Dps, *kind, id, &json!({"name": id})));
        let of: Vec<Record> = of.collect();
        free(&user, &of.iter().collect::<Vec<_>>())
    }

    #[test]
    fn what_is_let_go_of_is_gone_and_all_else_stays() {
        for (user, body, of, expected, remarks) in [
            (
                Kind::Collection,
                json!({"filterType": "offers", "ids": ["a", "x", "b"], "future": 1.10}),
                (Kind::Personalized, "x"),
                json!({"filterType": "offers", "ids": ["a", "b"], "future": 1.10}),
                vec![],
            ),
            (
                Kind::Collection,
                json!({"filterType": "any-tags", "ids": ["x"]}),
                (Kind::Qualifier, "x"),
                json!({"filterType": "any-tags", "ids": []}),
                vec!["is then empty"],
            ),
            (Kind::Personalized, json!({"tags": ["x", "y"]}), (Kind::Qualifier, "x"), json!({"tags": ["y"]}), vec![]),
            (
                Kind::Fallback,
                json!({"representations": [{"placement": "p"}, {"placement": "x"}, {"placement": "x"}]}),
                (Kind::Placement, "x"),
                json!({"representations": [{"placement": "p"}]}),
                vec!["loses its content for the placement"],
            ),
            (
                Kind::Personalized,
                json!({"selectionConstraint": {"startDate": "s", "eligibilityRule": "x",
                    "profileConstraintType": "eligibilityRule"}}),
                (Kind::Rule, "x"),
                json!({"selectionConstraint": {"startDate": "s", "profileConstraintType": "none"}}),
                vec!["is then for everybody: no rule decides any more who qualifies"],
            ),
            (
                Kind::Decision,
                json!({"fallback": "f", "criteria": [{"placements": ["p", "x"]}, {"placements": ["x"]}]}),
                (Kind::Placement, "x"),
                json!({"fallback": "f", "criteria": [{"placements": ["p"]}]}),
                vec!["loses 1 of its 2 criteria"],
            ),
            (
                Kind::Decision,
                json!({"criteria": [{"optionSelection": {"filter": "x"}}, {"optionSelection": {"filter": "c"}}]}),
                (Kind::Collection, "x"),
                json!({"criteria": [{"optionSelection": {"filter": "c"}}]}),
                vec!["loses 1 of its 2 criteria"],
            ),
            (
                Kind::Decision,
                json!({"criteria": [{"profileConstraint": {"eligibilityRule": "x", "more": 1}}]}),
                (Kind::Rule, "x"),
                json!({"criteria": [{"profileConstraint": {"more": 1}}]}),
                vec!["is then for everybody in a criterion: no rule decides any more who qualifies"],
            ),
        ] {
            let freed = freed((user, body.clone()), &[of]).unwrap();
            assert_eq!(freed.body, expected, "{body}");
            assert_eq!(freed.remarks, remarks, "{body}");
        }
    }

    #[test]
    fn what_somebody_must_choose_is_refused() {
        for (body, of) in [
            (json!({"fallback": "x", "criteria": [{}]}), (Kind::Fallback, "x")),
            (json!({"criteria": [{"placements": ["x"]}]}), (Kind::Placement, "x")),
            (json!({"criteria": [{"optionSelection": {"filter": "x"}}]}), (Kind::Collection, "x")),
            (json!({"placement": "x", "filter": "c"}), (Kind::Placement, "x")),
            (json!({"placement": "p", "filter": "x"}), (Kind::Collection, "x")),
        ] {
            let refusal = freed((Kind::Decision, body.clone()), &[of]).unwrap_err();
            assert_eq!(refusal.of, [ObjectId::from(of.1)], "{body}");
            assert!(refusal.why.contains("\"x\""), "{body}: {}", refusal.why);
        }
    }

    #[test]
    fn of_several_all_are_let_go_of_at_once_and_it_is_told_what_that_comes_to() {
        let (p, c, r) = (Kind::Placement, Kind::Collection, Kind::Rule);
        for (user, body, of, expected, remarks) in [
            (
                Kind::Personalized,
                json!({"representations": [{"placement": "p1"}, {"placement": "p2"}], "tags": ["q1", "t", "q2"],
                    "selectionConstraint": {"eligibilityRule": "r"}}),
                vec![(p, "p1"), (p, "p2"), (Kind::Qualifier, "q1"), (Kind::Qualifier, "q2"), (r, "r")],
                json!({"representations": [], "tags": ["t"], "selectionConstraint": {}}),
                vec![
                    "loses its contents for 2 placements, and has no other",
                    "is then for everybody: no rule decides any more who qualifies",
                ],
            ),
            (
                Kind::Collection,
                json!({"filterType": "offers", "ids": ["a", "b", "c"]}),
                vec![(Kind::Personalized, "a"), (Kind::Personalized, "c"), (Kind::Personalized, "b")],
                json!({"filterType": "offers", "ids": []}),
                vec!["is then empty"],
            ),
            (
                Kind::Decision,
                json!({"criteria": [
                    {"placements": ["p1"], "profileConstraint": {"eligibilityRule": "r"}},
                    {"placements": ["p1", "p"], "profileConstraint": {"eligibilityRule": "r"}},
                    {"placements": ["p"], "profileConstraint": {"eligibilityRule": "r"}},
                    {"placements": ["p"], "optionSelection": {"filter": "c"}}]}),
                vec![(p, "p1"), (c, "c"), (r, "r")],
                json!({"criteria": [
                    {"placements": ["p"], "profileConstraint": {}}, {"placements": ["p"], "profileConstraint": {}}]}),
                vec![
                    "loses 2 of its 4 criteria",
                    "is then for everybody in 2 criteria: no rule decides any more who qualifies",
                ],
            ),
        ] {
            let freed = freed((user, body.clone()), &of).unwrap();
            assert_eq!((&freed.body, freed.remarks), (&expected, remarks.iter().map(|r| (*r).to_owned()).collect()));
        }
    }

    #[test]
    fn what_can_go_alone_but_not_together_stays_together_and_all_else_is_no_part_of_the_choice() {
        let body = json!({"criteria": [{"placements": ["p"], "optionSelection": {"filter": "c"}},
            {"placements": ["p2"], "optionSelection": {"filter": "c2"}, "profileConstraint": {"eligibilityRule": "r"}}]});
        let (p, c, r) = ((Kind::Placement, "p"), (Kind::Collection, "c2"), (Kind::Rule, "r"));
        for of in [[p, r], [r, c]] {
            assert!(freed((Kind::Decision, body.clone()), &of).is_ok(), "{of:?}");
        }
        let refusal = freed((Kind::Decision, body), &[p, r, c]).unwrap_err();
        assert_eq!(refusal.of, [ObjectId::from("p"), ObjectId::from("c2")]);
        assert_eq!(refusal.why, "has no criterion left without \"p\" and \"c2\": give it another one first");
    }

    #[test]
    fn of_what_is_named_also_where_another_kind_is_meant_nothing_lets_go() {
        let body = json!({"criteria": [{"placements": ["x", "p"], "optionSelection": {"filter": "x"}}]});
        let refusal = freed((Kind::Decision, body), &[(Kind::Placement, "x")]).unwrap_err();
        assert_eq!(refusal.why, "names \"x\" where another kind is meant: change that by hand first");
    }

    #[test]
    fn many_names_in_a_sentence_are_counted() {
        let of = ["a", "b", "c", "d", "e"].map(|id| record(Generation::Dps, Kind::Rule, id, &json!({"name": id})));
        let of: Vec<&Record> = of.iter().collect();
        assert_eq!(names(&of), "\"a\", \"b\", \"c\" and 2 more");
        assert_eq!((names(&of[..2]), names(&of[..1])), ("\"a\" and \"b\"".to_owned(), "\"a\"".to_owned()));
    }

    /// Whatever names another object names it no more, in both generations, or says what stands against that.
    #[test]
    fn nothing_that_was_freed_still_names_the_other() {
        let bodies = [
            json!({"representations": [{"placement": "x3"}], "tags": ["x5"], "filterType": "offers", "ids": ["x1"],
                "selectionConstraint": {"eligibilityRule": "x6"},
                "criteria": [{"placements": ["x3", "p"], "optionSelection": {"filter": "c"},
                "profileConstraint": {"eligibilityRule": "x6"}}, {"placements": ["p"], "optionSelection": {"filter": "x4"}}]}),
            json!({"xdm:representations": [{"xdm:placement": "x3"}], "xdm:tags": ["x5"], "xdm:filterType": "anyTags",
                "xdm:ids": ["x5"], "xdm:selectionConstraint": {"xdm:eligibilityRule": "x6"},
                "xdm:criteria": [{"xdm:placements": ["x3", "p"], "xdm:optionSelection": {"xdm:filter": "c"},
                "xdm:profileConstraint": {"xdm:eligibilityRule": "x6"}},
                {"xdm:placements": ["p"], "xdm:optionSelection": {"xdm:filter": "x4"}}]}),
        ];
        let mut checked = 0;
        for generation in [Generation::Dps, Generation::Xcore] {
            let body = &bodies[generation as usize];
            for (user, of) in KINDS.iter().flat_map(|user| KINDS.iter().map(move |of| (user.kind, of.kind))) {
                let user = Arc::new(record(generation, user, "user", body));
                let id = format!("x{}", of as usize + 1);
                if !user.mentions_of(of).any(|named| named == id) {
                    continue;
                }
                checked += 1;
                let freed = free(&user, &[&record(generation, of, &id, &json!({}))]).unwrap();
                let after = record(generation, user.kind, "user", &freed.body);
                assert!(after.mentions_of(of).all(|named| named != id), "{generation} {user:?} {of:?}");
            }
        }
        assert_eq!(checked, 20, "both generations: six of offers, one of collections, three of decisions");
    }
}
