//! What the runtime that delivers offers says about a library: whether its live decisions hold together.
//!
//! No call of the library itself, but the documents list it beside them, and a team that lets ids lead nowhere
//! (check `references`) sees here what that does. Before the first decision is live there is nothing to say.

use serde_json::{Value, json};

use crate::emulator::answer::{Cause, Problem, json_response};
use crate::emulator::call::{Call, no_such_path, wrong_method};
use crate::emulator::clock::zulu_date;
use crate::emulator::holdings::kind::Kind;
use crate::emulator::holdings::object::{Object, uuid};
use crate::emulator::holdings::references::references;
use crate::emulator::holdings::sandbox::Sandbox;
use crate::emulator::holdings::shape::Form;
use crate::emulator::holdings::state::State;
use crate::http::{HttpResponse, Method};

/// Answers a request for what stands below the runtime's base.
pub fn serve(state: &State, call: &Call<'_>, path: &[&str]) -> Result<HttpResponse, Problem> {
    let [container, "diagnostics"] = path else { return Err(no_such_path(call)) };
    if call.request.method != Method::Get {
        return Err(wrong_method(call, "GET"));
    }
    let Some(sandbox) = state.sandboxes.iter().find(|sandbox| sandbox.facts.container == *container) else {
        let detail = format!("the container {container:?} does not exist or is not yours");
        return Err(Problem::new(Cause::ContainerUnknown, detail));
    };
    let live: Vec<&Object> =
        sandbox.shelf(Kind::Decision).objects().filter(|decision| *decision.status == *"live").collect();
    let mut operations = json!({});
    if let Some(latest) = live.iter().map(|decision| decision.modified).max() {
        let causes: Vec<Value> = live.iter().filter_map(|decision| trouble(decision, sandbox, call)).collect();
        let errors = if causes.is_empty() {
            json!([])
        } else {
            json!([said("Error(s) were found in instances related to a live activity", causes)])
        };
        operations = json!({"xdm:decisioningPackageUpdate": {"xdm:date": zulu_date(latest), "xdm:errors": errors}});
    }
    Ok(json_response(200, "application/json", &json!({"xdm:operations": operations})))
}

/// What is wrong with a decision, if anything.
fn trouble(decision: &Object, sandbox: &Sandbox, call: &Call<'_>) -> Option<Value> {
    let body = decision.body_in(Form::Dps);
    let lost = references(Kind::Decision, &body).into_iter();
    let lost = lost.filter(|one| sandbox.shelf(one.kind).find(one.id).is_none()).map(|one| {
        let why = format!("There is no {} with this id", one.kind.entry().noun);
        said(&format!("Encountered issues with the dependency: {}", one.id), vec![said(&why, Vec::new())])
    });
    let lost: Vec<Value> = lost.collect();
    if lost.is_empty() {
        return None;
    }
    let (id, instance) = (&decision.id, uuid(decision.instance));
    let href = format!("{}/data/core/xcore/{}/instances/{instance}", call.origin(), sandbox.facts.container);
    let details = json!({"@id": id, "instanceId": instance, "href": href, "etag": decision.etag.to_string()});
    let detailed = |text: String, causes: Vec<Value>| json!({"xdm:description": text, "xdm:details": details, "xdm:causes": causes});
    let inner = detailed(format!("The following issue(s) were encountered for {id}"), lost);
    Some(detailed(format!("Error(s) were found while compiling scopes in {id}"), vec![inner]))
}

fn said(text: &str, causes: Vec<Value>) -> Value {
    if causes.is_empty() {
        return json!({"xdm:description": text});
    }
    json!({"xdm:description": text, "xdm:causes": causes})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::settings::Settings;
    use crate::emulator::strictness::{Check, Strictness};
    use crate::emulator::testing::{Bench, collection, item_of};

    #[test]
    fn live_decisions_that_lead_nowhere_are_named_and_none_is_nothing_to_say() {
        let strictness = Strictness::default().with(Check::InUse, false);
        let bench = Bench::with(&Settings { strictness, ..Settings::default() });
        let target = format!("/data/core/ode/{}/diagnostics", bench.container());
        let update = |body: &Value| body["xdm:operations"]["xdm:decisioningPackageUpdate"].clone();
        assert_eq!(update(&bench.read(&target))["xdm:errors"], json!([]));

        let live = bench.read(&format!("{}&property=status==live&limit=1", collection(Kind::Decision)));
        let (decision, fallback) = (&live["results"][0]["id"], &live["results"][0]["fallback"]);
        let gone = item_of(Kind::Fallback, fallback.as_str().unwrap());
        assert_eq!(bench.write(Method::Delete, &gone, Kind::Fallback, &Value::Null).0, 200);
        let said = update(&bench.read(&target))["xdm:errors"].to_string();
        assert!(said.contains(fallback.as_str().unwrap()) && said.contains(decision.as_str().unwrap()), "{said}");

        for row in bench.read(&collection(Kind::Decision))["results"].as_array().unwrap() {
            let target = item_of(Kind::Decision, row["id"].as_str().unwrap());
            bench.write(Method::Delete, &target, Kind::Decision, &Value::Null);
        }
        assert_eq!(bench.read(&target), json!({"xdm:operations": {}}));
    }
}
