//! What an offer must be to enter the library (contract sections 10, 12 and 13).
//!
//! Everything is checked in the dps spelling; messages name members as the writer spells them.

use std::collections::HashSet;

use serde_json::Value;

use super::answer::{Cause, Problem};
use super::clock::parse_date;
use super::kind::Kind;
use super::patch::is_protected;
use super::sandbox::Sandbox;
use super::shape::{Form, foreign_member, pointer_in, translate};

/// The largest offer with its representations.
pub(super) const SIZE_LIMIT: usize = 300 * 1024;
/// As many collection qualifiers as an offer may carry.
const QUALIFIER_LIMIT: usize = 20;
const STATUSES: [&str; 5] = ["draft", "approved", "archived", "pending", "rejected"];

/// What is wrong, and where in the dps spelling.
struct Violation {
    cause: Cause,
    pointer: String,
    why: String,
}

type Checked = Result<(), Violation>;

fn wrong(pointer: impl Into<String>, why: impl Into<String>) -> Violation {
    Violation { cause: Cause::Invalid, pointer: pointer.into(), why: why.into() }
}

/// Checks a complete body as a writer of the given generation sends it.
pub(super) fn check(body: &Value, kind: Kind, form: Form, sandbox: &Sandbox) -> Result<(), Problem> {
    let members = kind.entry().members.unwrap_or_default();
    let invalid = |why: String| Problem::new(Cause::Invalid, why);
    let Value::Object(object) = body else { return Err(Problem::new(Cause::BadJson, "the body is not an object")) };
    if let Some(member) = object.keys().find(|member| is_protected(member, form)) {
        return Err(Problem::new(Cause::NotEditable, format!("/{member}: is set by the repository alone")));
    }
    if let Some((pointer, wanted)) = foreign_member(body, members, form) {
        return Err(invalid(format!("{pointer}: unknown here; it is spelled {wanted:?}")));
    }
    let text = body.to_string();
    if text.len() > SIZE_LIMIT {
        return Err(invalid(format!("the offer holds {} bytes; {SIZE_LIMIT} are allowed", text.len())));
    }
    // A patch can nest deeper than any one document that is read.
    if serde_json::from_str::<Value>(&text).is_err() {
        return Err(invalid("the offer is nested too deeply".to_owned()));
    }
    let dps = translate(body.clone(), members, form, Form::Dps);
    check_offer(&dps, kind, sandbox).map_err(|violation| {
        let pointer = pointer_in(form, members, &violation.pointer);
        Problem::new(violation.cause, format!("{pointer}: {}", violation.why))
    })
}

/// Refuses a way back from `archived` (contract section 12).
pub(super) fn check_transition(from: &str, to: &str) -> Result<(), Problem> {
    if from == "archived" && to != "archived" {
        let detail = format!("an archived offer can't become {to}; duplicate it instead");
        return Err(Problem::new(Cause::Lifecycle, detail));
    }
    Ok(())
}

fn check_offer(offer: &Value, kind: Kind, sandbox: &Sandbox) -> Checked {
    match offer.get("name") {
        Some(Value::String(name)) if !name.trim().is_empty() => {}
        Some(Value::String(_)) => return Err(wrong("/name", "must not be empty")),
        _ => return Err(wrong("/name", "is required and must be a string")),
    }
    if offer.get("description").is_some_and(|description| !description.is_string()) {
        return Err(wrong("/description", "must be a string"));
    }
    if !offer.get("status").and_then(Value::as_str).is_some_and(|status| STATUSES.contains(&status)) {
        return Err(wrong("/status", format!("is required and must be one of {}", STATUSES.join(", "))));
    }
    check_representations(offer, sandbox)?;
    check_tags(offer, sandbox)?;
    if let Some(characteristics) = offer.get("characteristics") {
        let strings = characteristics.as_object().is_some_and(|object| object.values().all(Value::is_string));
        if !strings {
            return Err(wrong("/characteristics", "must be an object of strings"));
        }
    }
    if let Some(labels) = offer.get("labels")
        && !labels.as_array().is_some_and(|labels| labels.iter().all(Value::is_string))
    {
        return Err(wrong("/labels", "must be an array of strings"));
    }
    // A fallback has neither constraints nor rank; sent all the same, they are kept and mean nothing.
    if kind == Kind::Personalized {
        check_selection(offer, sandbox)?;
        check_rank(offer)?;
        check_capping(offer)?;
    }
    Ok(())
}

fn check_representations(offer: &Value, sandbox: &Sandbox) -> Checked {
    let Some(Value::Array(representations)) = offer.get("representations") else {
        return Err(wrong("/representations", "is required and must be an array"));
    };
    let mut placements = HashSet::new();
    for (index, representation) in representations.iter().enumerate() {
        let at = |rest: &str| format!("/representations/{index}{rest}");
        let Some(placement) = representation.get("placement").and_then(Value::as_str) else {
            return Err(wrong(at("/placement"), "is required and must be a string"));
        };
        if sandbox.shelf(Kind::Placement).find(placement).is_none() {
            return Err(wrong(at("/placement"), format!("there is no placement {placement:?}")));
        }
        if !placements.insert(placement) {
            return Err(wrong(at("/placement"), "two representations name this placement"));
        }
        if representation.get("channel").is_some_and(|channel| !channel.is_string()) {
            return Err(wrong(at("/channel"), "must be a string"));
        }
        let Some(components) = representation.get("components") else { continue };
        let Some(components) = components.as_array() else {
            return Err(wrong(at("/components"), "must be an array"));
        };
        for (number, component) in components.iter().enumerate() {
            let at = |member: &str| at(&format!("/components/{number}/{member}"));
            let text = |member: &str| component.get(member).and_then(Value::as_str);
            for member in ["type", "format"] {
                if text(member).is_none_or(str::is_empty) {
                    return Err(wrong(at(member), "is required and must be a string that is not empty"));
                }
            }
            for member in ["content", "deliveryURL", "linkURL"] {
                if component.get(member).is_some_and(|value| !value.is_string()) {
                    return Err(wrong(at(member), "must be a string"));
                }
            }
        }
    }
    Ok(())
}

fn check_tags(offer: &Value, sandbox: &Sandbox) -> Checked {
    let Some(tags) = offer.get("tags") else { return Ok(()) };
    let Some(tags) = tags.as_array() else { return Err(wrong("/tags", "must be an array of ids")) };
    if tags.len() > QUALIFIER_LIMIT {
        return Err(wrong("/tags", format!("an offer has at most {QUALIFIER_LIMIT} collection qualifiers")));
    }
    let known = |tag: &Value| tag.as_str().is_some_and(|tag| sandbox.shelf(Kind::Qualifier).find(tag).is_some());
    match tags.iter().position(|tag| !known(tag)) {
        None => Ok(()),
        Some(index) => Err(Violation {
            cause: Cause::UnknownReference,
            pointer: format!("/tags/{index}"),
            why: "At least one of the tags is invalid".to_owned(),
        }),
    }
}

fn check_selection(offer: &Value, sandbox: &Sandbox) -> Checked {
    let date = |member: &str| {
        let text = offer.get("selectionConstraint").and_then(|constraint| constraint.get(member)?.as_str());
        text.and_then(parse_date)
            .ok_or_else(|| wrong(format!("/selectionConstraint/{member}"), "is required and must be an RFC 3339 date"))
    };
    if date("startDate")? >= date("endDate")? {
        return Err(wrong("/selectionConstraint/endDate", "must be later than the start date"));
    }
    let member = |name: &str| offer.get("selectionConstraint").and_then(|constraint| constraint.get(name));
    let declared = member("profileConstraintType").filter(|declared| !declared.is_null());
    if let Some(declared) = declared {
        let known = ["none", "eligibilityRule", "anySegments", "allSegments", "rules"];
        if !declared.as_str().is_some_and(|declared| known.contains(&declared)) {
            let why = format!("must be one of {}", known.join(", "));
            return Err(wrong("/selectionConstraint/profileConstraintType", why));
        }
    }
    let Some(rule) = member("eligibilityRule") else { return Ok(()) };
    let pointer = "/selectionConstraint/eligibilityRule";
    if declared.is_none() {
        return Err(Violation {
            cause: Cause::RuleWithoutType,
            pointer: pointer.to_owned(),
            why: "Cannot specify eligibilityRule without a declared profileConstraintType".to_owned(),
        });
    }
    match rule.as_str() {
        Some(id) if sandbox.shelf(Kind::Rule).find(id).is_some() => Ok(()),
        Some(id) => Err(wrong(pointer, format!("there is no decision rule {id:?}"))),
        None => Err(wrong(pointer, "must be the id of a decision rule")),
    }
}

/// A whole number as JSON writes it; `1.0` and `1e3` are not, and what is beyond 64 bits is no number to count with.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64()
}

fn check_rank(offer: &Value) -> Checked {
    let Some(rank) = offer.get("rank") else { return Ok(()) };
    if !rank.is_object() {
        return Err(wrong("/rank", "must be an object"));
    }
    match rank.get("priority") {
        Some(priority) if whole(priority).is_none_or(|priority| priority < 0) => {
            Err(wrong("/rank/priority", "must be a whole number, 0 or more"))
        }
        _ => Ok(()),
    }
}

fn check_capping(offer: &Value) -> Checked {
    let positive = |value: Option<&Value>, pointer: String| match value {
        Some(value) if whole(value).is_none_or(|count| count < 1) => {
            Err(wrong(pointer, "must be a whole number, 1 or more"))
        }
        _ => Ok(()),
    };
    if let Some(capping) = offer.get("cappingConstraint") {
        if !capping.is_object() {
            return Err(wrong("/cappingConstraint", "must be an object"));
        }
        for cap in ["globalCap", "profileCap"] {
            positive(capping.get(cap), format!("/cappingConstraint/{cap}"))?;
        }
    }
    let Some(rules) = offer.get("frequencyCappingConstraints") else { return Ok(()) };
    let base = "/frequencyCappingConstraints";
    let Some(rules) = rules.as_array() else { return Err(wrong(base, "must be an array")) };
    for (index, rule) in rules.iter().enumerate() {
        if !rule.is_object() {
            return Err(wrong(format!("{base}/{index}"), "must be an object"));
        }
        positive(rule.get("limit"), format!("{base}/{index}/limit"))?;
        for (member, allowed) in [("scope", &["global", "profile"]), ("entity", &["offer", "placement"])] {
            if let Some(value) = rule.get(member)
                && !value.as_str().is_some_and(|value| allowed.contains(&value))
            {
                let why = format!("must be one of {}", allowed.join(", "));
                return Err(wrong(format!("{base}/{index}/{member}"), why));
            }
        }
    }
    Ok(())
}
