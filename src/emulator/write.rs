//! Creating, changing and deleting, the same for both generations.

use std::sync::Arc;

use serde_json::Value;

use super::answer::{Cause, Problem};
use super::call::Call;
use super::check::{SIZE_LIMIT, check, check_transition};
use super::fault::Effect;
use super::kind::Kind;
use super::object::Object;
use super::patch;
use super::shape::Form;
use super::state::{Address, State};

/// The largest patch that is read. It may be larger than an offer: it can hold old values to test.
const PATCH_SIZE_LIMIT: usize = 1024 * 1024;

/// Creates an object from a complete body.
pub(super) fn create<'s>(
    state: &'s mut State,
    call: &Call<'_>,
    sandbox: usize,
    kind: Kind,
    form: Form,
) -> Result<&'s Object, Problem> {
    let mut body = call.json(SIZE_LIMIT)?;
    if form == Form::Xcore {
        body = unwrapped(body);
    }
    if let Some(sandbox) = state.sandboxes.get(sandbox) {
        check(&body, kind, form, sandbox)?;
    }
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

/// The instance inside `{"_instance", "_links"}`, the older form that both media types may carry
/// (contract section 18, row 8).
fn unwrapped(mut body: Value) -> Value {
    let wrapped = body.as_object().is_some_and(|object| {
        object.contains_key("_instance") && object.keys().all(|key| key == "_instance" || key == "_links")
    });
    if wrapped { body["_instance"].take() } else { body }
}

/// Applies a JSON Patch as a whole or not at all.
pub(super) fn patch<'s>(state: &'s mut State, call: &Call<'_>, at: Address, form: Form) -> Result<&'s Object, Problem> {
    if call.effect == Some(Effect::OtherWriter) {
        change_by_somebody_else(state, call, at)?;
    }
    let object = state.existing(at)?;
    check_revision(call, object, form)?;
    let operations = patch::parse(&call.json(PATCH_SIZE_LIMIT)?, form)?;
    let mut changed = object.clone();
    let body = patch::apply(&changed.body_in(form), &operations, form)?;
    if let Some(sandbox) = state.sandboxes.get(at.sandbox) {
        check(&body, at.kind, form, sandbox)?;
    }
    let status_before = changed.status.clone();
    changed.set_body(&body, form);
    check_transition(&status_before, &changed.status)?;
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

/// Refuses a write that starts from another revision: 409 on xcore, 412 on dps (contract section 8).
fn check_revision(call: &Call<'_>, object: &Object, form: Form) -> Result<(), Problem> {
    if call.if_match_holds(object.etag) {
        return Ok(());
    }
    let cause = if form == Form::Xcore { Cause::StaleXcore } else { Cause::StaleDps };
    Err(Problem::new(cause, format!("the {} is at revision {} by now", object.kind.entry().noun, object.etag)))
}

/// Deletes an object. dps refuses at once if something refers to it; xcore accepts, and finds out later.
pub(super) fn delete(state: &mut State, call: &Call<'_>, at: Address, form: Form) -> Result<(), Problem> {
    let object = state.existing(at)?;
    check_revision(call, object, form)?;
    if form == Form::Dps
        && let Some(sandbox) = state.sandboxes.get(at.sandbox)
    {
        let users = sandbox.users_of(&object.id);
        if !users.is_empty() {
            let detail = format!("{:?} can't be deleted: it is used by {}", object.name, users.join(", "));
            return Err(Problem::new(Cause::InUse, detail));
        }
    }
    let delay = match (call.effect, form) {
        (Some(Effect::DeletesStay), _) => return Ok(()),
        (Some(Effect::LateDelete(millis)), _) => i64::try_from(millis).unwrap_or(i64::MAX),
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

#[cfg(test)]
mod tests;
