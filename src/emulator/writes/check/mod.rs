//! What an object must be to enter the library (contract sections 10, 12 and 13).
//!
//! Everything is checked in the dps spelling; messages name members as the writer spells them.

mod guardrails;
mod members;
mod offer;
mod spot;

use serde_json::{Map, Value};

use crate::emulator::answer::{Cause, Problem};
use crate::emulator::holdings::kind::Kind;
use crate::emulator::holdings::object::InstanceId;
use crate::emulator::holdings::references::references;
use crate::emulator::holdings::sandbox::Sandbox;
use crate::emulator::holdings::shape::{Form, foreign_member, pointer_in, translate};
use crate::emulator::strictness::{Check, Strictness};

/// The largest body of one object that is read at all, guardrails or not.
pub const SIZE_LIMIT: usize = 1024 * 1024;

/// What is wrong, and where in the dps spelling.
#[derive(Debug)]
struct Violation {
    cause: Cause,
    pointer: String,
    why: String,
}

type Checked = Result<(), Violation>;

fn wrong(pointer: impl Into<String>, why: impl Into<String>) -> Violation {
    Violation { cause: Cause::Invalid, pointer: pointer.into(), why: why.into() }
}

/// Where an object is about to stand, and by what rules it is judged.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    pub sandbox: &'a Sandbox,
    pub strictness: &'a Strictness,
    pub kind: Kind,
    /// The spelling of the body.
    pub form: Form,
    /// The object that is changed; `None` for a new one.
    pub instance: Option<InstanceId>,
}

impl Judge<'_> {
    fn checks(&self, check: Check) -> bool {
        self.strictness.holds(check)
    }

    /// Checks a complete body, and gives it back as it may be kept.
    pub fn admit(&self, body: Value) -> Result<Value, Problem> {
        let members = self.kind.entry().members;
        let Value::Object(mut object) = body else {
            return Err(Problem::new(Cause::BadJson, "the body is not an object"));
        };
        self.drop_protected(&mut object)?;
        let body = Value::Object(object);
        if self.checks(Check::Spelling)
            && let Some((pointer, wanted)) = foreign_member(&body, members, self.form)
        {
            let detail = format!("{pointer}: unknown here; it is spelled {wanted:?}");
            return Err(Problem::new(Cause::Invalid, detail));
        }
        let text = body.to_string();
        if text.len() > SIZE_LIMIT {
            return Err(Problem::new(Cause::TooLarge, format!("the object holds {} bytes", text.len())));
        }
        // A patch can nest deeper than any one document that is read.
        if serde_json::from_str::<Value>(&text).is_err() {
            return Err(Problem::new(Cause::Invalid, "the object is nested too deeply"));
        }
        let dps = translate(body.clone(), members, self.form, Form::Dps);
        self.check(&dps, text.len()).map_err(|violation| {
            let place = match pointer_in(self.form, members, &violation.pointer) {
                pointer if pointer.is_empty() => String::new(),
                pointer => format!("{pointer}: "),
            };
            Problem::new(violation.cause, format!("{place}{}", violation.why))
        })?;
        Ok(body)
    }

    /// The repository's own members are refused, or else dropped: they are never kept from what a client sends.
    fn drop_protected(&self, object: &mut Map<String, Value>) -> Result<(), Problem> {
        if let Some(member) = object.keys().find(|member| is_protected(member))
            && self.checks(Check::ReadOnly)
        {
            return Err(Problem::new(Cause::NotEditable, format!("/{member}: is set by the repository alone")));
        }
        object.retain(|member, _| !is_protected(member));
        Ok(())
    }

    fn check(&self, dps: &Value, length: usize) -> Checked {
        if self.checks(Check::Members) {
            members::check(dps, self.kind)?;
        }
        if self.checks(Check::Guardrails) {
            guardrails::check_object(dps, self.kind, length)?;
        }
        if self.checks(Check::References) {
            self.check_references(dps)?;
        }
        if self.checks(Check::UniqueNames) && self.kind == Kind::Qualifier {
            self.check_name_is_free(dps)?;
        }
        if self.checks(Check::Totals) {
            guardrails::check_totals(dps, self)?;
        }
        Ok(())
    }

    fn check_references(&self, dps: &Value) -> Checked {
        for reference in references(self.kind, dps) {
            if self.sandbox.shelf(reference.kind).find(reference.id).is_some() {
                continue;
            }
            let (noun, id) = (reference.kind.entry().noun, reference.id);
            // The documented words for tags (contract section 16).
            return Err(if reference.pointer.starts_with("/tags/") {
                Violation {
                    cause: Cause::UnknownReference,
                    pointer: reference.pointer,
                    why: "At least one of the tags is invalid".to_owned(),
                }
            } else {
                wrong(reference.pointer, format!("there is no {noun} {id:?}"))
            });
        }
        Ok(())
    }

    /// Qualifiers must differ in their names (contract section 10).
    fn check_name_is_free(&self, dps: &Value) -> Checked {
        let Some(name) = dps.get("name").and_then(Value::as_str) else { return Ok(()) };
        let taken = |instance: InstanceId, other: &str| other == name && Some(instance) != self.instance;
        if self.sandbox.shelf(self.kind).objects().any(|other| taken(other.instance, &other.name)) {
            return Err(wrong("/name", format!("there is a collection qualifier {name:?} already")));
        }
        Ok(())
    }
}

/// Whether a member on top of an object is the repository's own in either generation, and not for clients to write:
/// what one of them lets pass, the other would show beside its own.
pub fn is_protected(member: &str) -> bool {
    const NAMES: [&str; 14] = [
        "id",
        "@id",
        "instanceId",
        "sandboxId",
        "etag",
        "schemas",
        "created",
        "createdDate",
        "createdBy",
        "createdByClientId",
        "modified",
        "lastModifiedDate",
        "lastModifiedBy",
        "lastModifiedByClientId",
    ];
    NAMES.contains(&member) || member.starts_with("repo:")
}

/// Refuses a status that the lifecycle does not lead to (contract section 12).
pub fn check_transition(kind: Kind, from: &str, to: &str) -> Result<(), Problem> {
    let refused = match (kind, from) {
        _ if from == to => false,
        (Kind::Personalized | Kind::Fallback | Kind::Decision, "archived") => true,
        (Kind::Decision, "complete") => to != "archived",
        (Kind::Decision, "draft") => to == "complete",
        _ => false,
    };
    if refused {
        let detail = format!("a {} that is {from} can't become {to}", kind.entry().noun);
        return Err(Problem::new(Cause::Lifecycle, detail));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
