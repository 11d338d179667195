//! What it takes that an object lets go of another one, which shall be deleted: its body without the other's id.

use serde_json::Value;

use super::details::{Gathering, take};
use super::kind::Kind;
use super::record::Record;
use super::vocabulary::{Criterion, Field, Generation, NOBODY_DECIDES, Part, RULE_DECIDES};

/// An object that lets go of another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Freed {
    /// Its body without the other's id.
    pub body: Value,
    /// What else comes of that, each in words behind the object's name.
    pub remarks: Vec<String>,
}

/// A body that is to let go of an object, and what comes of it.
pub(super) struct Release<'a> {
    generation: Generation,
    body: Value,
    /// The one that is let go of.
    of: &'a Record,
    remarks: Vec<String>,
    /// Why it can't be done without somebody's choice.
    refusal: Option<String>,
}

/// The body of `user` without any mention of `of`.
///
/// # Errors
/// Where something else has to take its place, which somebody must choose: in words behind the object's name.
pub fn free(user: &Record, of: &Record) -> Result<Freed, String> {
    let (generation, body) = (user.generation, user.body());
    let mut release = Release { generation, body, of, remarks: Vec::new(), refusal: None };
    (user.kind.entry().let_go)(&mut release);
    let Release { body, remarks, refusal, .. } = release;
    match refusal {
        Some(why) => Err(why),
        None => Ok(Freed { body, remarks }),
    }
}

impl Release<'_> {
    fn is_it(&self, value: Option<&Value>) -> bool {
        value.and_then(Value::as_str) == Some(self.of.id.as_str())
    }

    fn elements(&mut self, field: Field) -> Option<&mut Vec<Value>> {
        let pointer = self.generation.place(&self.body, field);
        self.body.pointer_mut(pointer)?.as_array_mut()
    }

    fn remark(&mut self, text: impl Into<String>) {
        self.remarks.push(text.into());
    }

    /// Takes its id out of an array of ids; returns how many are left, if it was there.
    fn drop_id(&mut self, field: Field) -> Option<usize> {
        let id = self.of.id.clone();
        let ids = self.elements(field)?;
        let before = ids.len();
        ids.retain(|element| element.as_str() != Some(id.as_str()));
        (ids.len() < before).then_some(ids.len())
    }
}

/// Kinds that name nobody have nothing to let go of.
pub(super) fn nothing(_: &mut Release<'_>) {}

/// An offer lets go of a placement with its content for it, of a rule, or of a qualifier.
pub(super) fn offer(release: &mut Release<'_>) {
    let generation = release.generation;
    match release.of.kind {
        Kind::Placement => {
            let (member, id) = (generation.member(Part::Placement), release.of.id.clone());
            let Some(representations) = release.elements(Field::Representations) else { return };
            let before = representations.len();
            representations.retain(|one| one.get(member).and_then(Value::as_str) != Some(id.as_str()));
            let (gone, left) = (before - representations.len(), representations.len());
            match (gone, left) {
                (0, _) => {}
                (_, 0) => release.remark("loses its content for the placement, and has no other"),
                (_, _) => release.remark("loses its content for the placement"),
            }
        }
        Kind::Rule if release.is_it(release.body.pointer(generation.pointer(Field::EligibilityRule))) => {
            take(&mut release.body, generation.pointer(Field::EligibilityRule));
            nobody_decides(&mut release.body, generation.pointer(Field::ProfileConstraint));
            release.remark("is then for everybody: no rule decides any more who qualifies");
        }
        Kind::Qualifier => _ = release.drop_id(Field::Qualifiers),
        _ => {}
    }
}

/// A collection lets go of an offer or of a qualifier.
pub(super) fn collection(release: &mut Release<'_>) {
    let wants_all = Gathering::of(release.generation, &release.body) == Some(Gathering::AllQualifiers);
    match release.drop_id(Field::Ids) {
        Some(0) => release.remark("is then empty"),
        Some(_) if wants_all => {
            release.remark("then takes all offers with the qualifiers that are left, which may be more than before");
        }
        Some(_) | None => {}
    }
}

/// A decision lets go of a placement, of a collection or of a rule; of its fallback offer it can't.
pub(super) fn decision(release: &mut Release<'_>) {
    let generation = release.generation;
    let at = |release: &Release<'_>, field| release.is_it(release.body.pointer(generation.pointer(field)));
    if at(release, Field::Fallback) {
        release.refusal = Some("falls back to it: choose another fallback offer there first".to_owned());
        return;
    }
    if at(release, Field::OnePlacement) || at(release, Field::OneCollection) {
        release.refusal = Some("names it in its oldest form, and nothing else: change that by hand first".to_owned());
        return;
    }
    let (id, kind) = (release.of.id.clone(), release.of.kind);
    let Some(criteria) = release.elements(Field::Criteria) else { return };
    let before = criteria.len();
    let mut loses_rule = false;
    criteria.retain_mut(|criterion| match kind {
        Kind::Placement => {
            let ids = criterion.pointer_mut(generation.in_criterion(Criterion::Placements));
            let Some(ids) = ids.and_then(Value::as_array_mut) else { return true };
            let before = ids.len();
            ids.retain(|element| element.as_str() != Some(id.as_str()));
            ids.len() == before || !ids.is_empty()
        }
        Kind::Collection => {
            let collection = criterion.pointer(generation.in_criterion(Criterion::Collection));
            collection.and_then(Value::as_str) != Some(id.as_str())
        }
        _ => {
            let place = generation.in_criterion(Criterion::EligibilityRule);
            if criterion.pointer(place).and_then(Value::as_str) == Some(id.as_str()) {
                take(criterion, place);
                nobody_decides(criterion, generation.in_criterion(Criterion::ProfileConstraint));
                loses_rule = true;
            }
            true
        }
    });
    let left = criteria.len();
    if before > 0 && left == 0 {
        release.refusal = Some("has no other criterion: give it another one first".to_owned());
    } else if left < before {
        let gone = before - left;
        release.remark(format!("loses {gone} of its {before} criteria"));
    }
    if loses_rule {
        release.remark("is then for everybody in a criterion: no rule decides any more who qualifies");
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

    fn freed(user: (Kind, Value), of: (Kind, &str)) -> Result<Freed, String> {
        let user = record(Generation::Dps, user.0, "user", &user.1);
        free(&user, &record(Generation::Dps, of.0, of.1, &json!({})))
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
            let freed = freed((user, body.clone()), of).unwrap();
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
            assert!(freed((Kind::Decision, body.clone()), of).is_err(), "{body}");
        }
    }

    /// Whatever names another object names it no more, in both generations, or says what stands against that.
    #[test]
    fn nothing_that_was_freed_still_names_the_other() {
        let bodies = [
            json!({"representations": [{"placement": "x"}], "tags": ["x"], "filterType": "offers", "ids": ["x"],
                "selectionConstraint": {"eligibilityRule": "x"},
                "criteria": [{"placements": ["x", "p"], "optionSelection": {"filter": "c"},
                "profileConstraint": {"eligibilityRule": "x"}}, {"placements": ["p"], "optionSelection": {"filter": "x"}}]}),
            json!({"xdm:representations": [{"xdm:placement": "x"}], "xdm:tags": ["x"], "xdm:filterType": "anyTags",
                "xdm:ids": ["x"], "xdm:selectionConstraint": {"xdm:eligibilityRule": "x"},
                "xdm:criteria": [{"xdm:placements": ["x", "p"], "xdm:optionSelection": {"xdm:filter": "c"},
                "xdm:profileConstraint": {"xdm:eligibilityRule": "x"}},
                {"xdm:placements": ["p"], "xdm:optionSelection": {"xdm:filter": "x"}}]}),
        ];
        let mut checked = 0;
        for generation in [Generation::Dps, Generation::Xcore] {
            let body = &bodies[generation as usize];
            for (user, of) in KINDS.iter().flat_map(|user| KINDS.iter().map(move |of| (user.kind, of.kind))) {
                let user = Arc::new(record(generation, user, "user", body));
                if !user.mentions_of(of).any(|id| id == "x") {
                    continue;
                }
                checked += 1;
                let freed = free(&user, &record(generation, of, "x", &json!({}))).unwrap();
                let after = record(generation, user.kind, "user", &freed.body);
                assert!(after.mentions_of(of).all(|id| id != "x"), "{generation} {user:?} {of:?}");
            }
        }
        assert_eq!(checked, 20, "both generations: six of offers, one of collections, three of decisions");
    }
}
