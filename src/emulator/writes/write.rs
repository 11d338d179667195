//! Creating, changing and deleting, the same for both generations.

use std::sync::Arc;

use serde_json::Value;

use super::check::{Judge, SIZE_LIMIT, check_transition, is_protected};
use super::literal::repeated_member;
use super::patch::{self, Operation, Rules};
use crate::emulator::answer::{Cause, Problem};
use crate::emulator::call::Call;
use crate::emulator::faults::fault::Effect;
use crate::emulator::holdings::kind::Kind;
use crate::emulator::holdings::object::{Address, Object};
use crate::emulator::holdings::references::users_of;
use crate::emulator::holdings::sandbox::Sandbox;
use crate::emulator::holdings::shape::Form;
use crate::emulator::holdings::state::State;
use crate::emulator::strictness::Check;

/// The largest patch that is read. It may be larger than an object: it can hold old values to test.
const PATCH_SIZE_LIMIT: usize = 2 * 1024 * 1024;

/// Creates an object from a complete body.
pub fn create<'s>(
    state: &'s mut State,
    call: &Call<'_>,
    sandbox: usize,
    kind: Kind,
    form: Form,
) -> Result<&'s Object, Problem> {
    let body = complete_body(call, form)?;
    let judge = Judge { sandbox: held(state, sandbox)?, strictness: call.strictness, kind, form, instance: None };
    let body = judge.admit(body)?;
    let now = state.stamp(call.now);
    let mut object = Object {
        kind,
        id: state.ids.object(kind),
        instance: state.ids.instance(),
        form,
        body: Box::default(),
        name: Box::default(),
        status: Box::default(),
        created: now,
        modified: now,
        etag: 1,
        created_by: Arc::clone(&state.caller),
        modified_by: Arc::clone(&state.caller),
    };
    object.set_body(&body, form);
    let at = Address { sandbox, kind, instance: object.instance };
    state.put(sandbox, object);
    state.existing(at)
}

fn held(state: &State, sandbox: usize) -> Result<&Sandbox, Problem> {
    let gone = || Problem::new(Cause::SandboxUnknown, "this sandbox is gone");
    state.sandboxes.get(sandbox).ok_or_else(gone)
}

/// The body as JSON in which no object says a member twice.
fn json_body(call: &Call<'_>, size_limit: usize) -> Result<Value, Problem> {
    let body = call.json(size_limit)?;
    match repeated_member(&call.request.body) {
        Some(member) => Err(Problem::new(Cause::BadJson, format!("the body says {member} twice in one object"))),
        None => Ok(body),
    }
}

/// The body of a create or a replacement. xcore's older form, `{"_instance", "_links"}`, may come with either of its
/// media types (contract section 18, row 8).
fn complete_body(call: &Call<'_>, form: Form) -> Result<Value, Problem> {
    let mut body = json_body(call, SIZE_LIMIT)?;
    let wrapped = form == Form::Xcore
        && body.as_object().is_some_and(|object| {
            object.contains_key("_instance") && object.keys().all(|key| key == "_instance" || key == "_links")
        });
    Ok(if wrapped { body["_instance"].take() } else { body })
}

/// Applies a JSON Patch as a whole or not at all.
pub fn patch<'s>(state: &'s mut State, call: &Call<'_>, at: Address, form: Form) -> Result<&'s Object, Problem> {
    if call.strikes(Effect::OtherWriter) {
        change_by_somebody_else(state, call, at)?;
    }
    let object = state.existing(at)?;
    check_revision(call, object, form)?;
    let rules = Rules { form, strictness: call.strictness };
    let operations = patch::parse(&json_body(call, PATCH_SIZE_LIMIT)?, rules)?;
    let changed = patch::apply(&view(held(state, at.sandbox)?, object, form), &operations, rules)?;
    if !operations.iter().any(Operation::writes) {
        return state.existing(at);
    }
    change(state, call, at, form, own_members(changed, form))
}

/// The object as a generation reads it.
fn view(sandbox: &Sandbox, object: &Object, form: Form) -> Value {
    let text = match form {
        Form::Dps => object.dps_view(),
        Form::Xcore => object.xcore_view(&sandbox.place(), false),
    };
    // It is the library's own writing.
    serde_json::from_str(&text).unwrap_or_default()
}

/// What in a view is the object's own.
fn own_members(mut view: Value, form: Form) -> Value {
    let mut own = if form == Form::Xcore { view["_instance"].take() } else { view };
    if let Value::Object(members) = &mut own {
        members.retain(|member, _| !is_protected(member));
    }
    own
}

/// Puts another body in the place of an object's, as PUT does. What the repository sets may come back as it was read.
pub fn replace<'s>(state: &'s mut State, call: &Call<'_>, at: Address, form: Form) -> Result<&'s Object, Problem> {
    let object = state.existing(at)?;
    check_revision(call, object, form)?;
    let mut body = complete_body(call, form)?;
    if let Value::Object(members) = &mut body {
        let view = view(held(state, at.sandbox)?, object, form);
        let view = if form == Form::Xcore { &view["_instance"] } else { &view };
        members.retain(|member, value| !(is_protected(member) && view.get(member) == Some(value)));
    }
    change(state, call, at, form, body)
}

/// The object with another body: one revision further.
fn change<'s>(
    state: &'s mut State,
    call: &Call<'_>,
    at: Address,
    form: Form,
    body: Value,
) -> Result<&'s Object, Problem> {
    let sandbox = held(state, at.sandbox)?;
    let judge = Judge { sandbox, strictness: call.strictness, kind: at.kind, form, instance: Some(at.instance) };
    let body = judge.admit(body)?;
    let mut changed = state.existing(at)?.clone();
    let status_before = changed.status.clone();
    changed.set_body(&body, form);
    if call.checks(Check::Lifecycle) {
        check_transition(at.kind, &status_before, &changed.status)?;
    }
    changed.etag += 1;
    changed.modified = state.stamp(call.now);
    changed.modified_by = Arc::clone(&state.caller);
    state.put(at.sandbox, changed);
    state.existing(at)
}

/// The fault `other-writer`: the name gets a suffix, and the revision goes up.
fn change_by_somebody_else(state: &mut State, call: &Call<'_>, at: Address) -> Result<(), Problem> {
    let mut changed = state.existing(at)?.clone();
    let mut body = changed.body_in(Form::Dps);
    body["name"] = format!("{} (changed by somebody else)", changed.name).into();
    changed.set_body(&body, Form::Dps);
    changed.etag += 1;
    changed.modified = state.stamp(call.now);
    changed.modified_by = Arc::clone(&changed.created_by);
    state.put(at.sandbox, changed);
    Ok(())
}

/// Refuses a write that starts from another revision: 409 on xcore, 412 on dps unless it is told otherwise
/// (contract section 8).
fn check_revision(call: &Call<'_>, object: &Object, form: Form) -> Result<(), Problem> {
    if call.if_match_holds(object.etag) {
        return Ok(());
    }
    let conflict = form == Form::Xcore || call.checks(Check::DpsConflict);
    let cause = if conflict { Cause::Conflict } else { Cause::StaleDps };
    Err(Problem::new(cause, format!("the {} is at revision {} by now", object.kind.entry().noun, object.etag)))
}

/// Deletes an object. dps refuses at once if something refers to it; xcore accepts, and finds out later.
pub fn delete(state: &mut State, call: &Call<'_>, at: Address, form: Form) -> Result<(), Problem> {
    let object = state.existing(at)?;
    check_revision(call, object, form)?;
    if form == Form::Dps && call.checks(Check::InUse) {
        let users = users_of(held(state, at.sandbox)?, at.kind, &object.id);
        if !users.is_empty() {
            let detail = format!("{:?} can't be deleted: it is used by {}", object.name, listed(&users));
            return Err(Problem::new(Cause::InUse, detail));
        }
    }
    if call.strikes(Effect::DeletesStay) {
        return Ok(());
    }
    let delay = match (call.effect, form) {
        (Some(late @ Effect::LateDelete(millis)), _) if call.strikes(late) => i64::try_from(millis).unwrap_or(i64::MAX),
        (_, Form::Xcore) => call.delete_delay,
        (_, Form::Dps) => 0,
    };
    if form == Form::Dps && delay == 0 {
        state.remove(at);
    } else {
        state.delete_later(call.now.saturating_add(delay), at);
    }
    Ok(())
}

/// The first few of many users.
fn listed(users: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = users.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if users.len() > SHOWN {
        text.push_str(&format!(" and {} more", users.len() - SHOWN));
    }
    text
}

#[cfg(test)]
mod tests;
