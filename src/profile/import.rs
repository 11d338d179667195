//! Reading what the Developer Console offers for download: a project, or one of its credentials.

use serde_json::{Map, Value};

use super::typeable;
use crate::secret::Secret;

/// Where to find the right file, for whoever brought another one.
const WHERE: &str = "take the JSON that the Adobe Developer Console offers for download, of the project or of its OAuth \
                     Server-to-Server credential";

/// What to do about a credential of the kind that Adobe has retired.
const RETIRED: &str = "this is a service account with JWT, a kind that Adobe has retired: in the Adobe Developer \
                       Console add an OAuth Server-to-Server credential to the project, and download its JSON";

/// What a downloaded file says of how to sign in.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// A name for the profile, made of the project's and the workspace's, where the file has them.
    pub name: Option<String>,
    /// The organisation.
    pub organisation: Option<String>,
    /// The client id.
    pub client_id: String,
    /// The client secret, the first if there are several.
    pub secret: Option<Secret>,
    /// The scopes that the credential has.
    pub scopes: Vec<String>,
    /// The names of the file's other OAuth Server-to-Server credentials, which were not taken.
    pub several: Vec<String>,
}

/// Reads a file from the Developer Console: the export of a project or workspace, the file of a credential, or the form
/// of it that Adobe's own command line takes.
///
/// # Errors
/// Says in a sentence what the file is instead, or where to find the right one, with nothing of what is in it.
pub fn import(text: &str) -> Result<Imported, String> {
    let text = text.trim_start_matches('\u{feff}');
    // An error's own text names a line and a column, and quotes nothing.
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        format!("the file is not JSON ({place}): {WHERE}")
    })?;
    let Some(file) = value.as_object() else {
        return Err(format!("the file is JSON, but of something else: {WHERE}"));
    };
    if let Some(project) = object(file, "project") {
        return from_project(project);
    }
    let spelling = if file.contains_key("CLIENT_ID") { &UPPER } else { &LOWER };
    if let Some(client_id) = string(file, spelling.client_id) {
        return Ok(Imported { client_id, ..credential(file, spelling) });
    }
    if ["API_KEY", "PUBLIC_KEYS_WITH_EXPIRY", "jwt"].iter().any(|key| file.contains_key(*key)) {
        return Err(RETIRED.to_owned());
    }
    Err(format!("the file holds no credential: {WHERE}"))
}

/// How a credential's members are called, the first name before the second.
struct Spelling {
    client_id: &'static str,
    secrets: [&'static str; 2],
    scopes: &'static str,
    organisation: &'static str,
}

const UPPER: Spelling = Spelling {
    client_id: "CLIENT_ID",
    secrets: ["CLIENT_SECRETS", "CLIENT_SECRET"],
    scopes: "SCOPES",
    organisation: "ORG_ID",
};

const LOWER: Spelling = Spelling {
    client_id: "client_id",
    secrets: ["client_secrets", "client_secret"],
    scopes: "scopes",
    organisation: "ims_org_id",
};

/// A credential without its id, which the caller has found.
fn credential(members: &Map<String, Value>, spelling: &Spelling) -> Imported {
    let secret = spelling.secrets.iter().flat_map(|key| strings(members, key)).next();
    Imported {
        name: None,
        organisation: string(members, spelling.organisation),
        client_id: String::new(),
        secret: secret.map(Secret::new),
        scopes: scopes(members, spelling.scopes),
        several: Vec::new(),
    }
}

fn from_project(project: &Map<String, Value>) -> Result<Imported, String> {
    let workspace = object(project, "workspace");
    let details = workspace.and_then(|workspace| object(workspace, "details"));
    let credentials = details.and_then(|details| details.get("credentials")).and_then(Value::as_array);
    let credentials: Vec<&Map<String, Value>> =
        credentials.into_iter().flatten().filter_map(Value::as_object).collect();
    // One that was migrated has a type of its own, and both members.
    let mut usable = credentials.iter().filter_map(|outer| {
        let inner = object(outer, "oauth_server_to_server")?;
        Some((*outer, inner, string(inner, LOWER.client_id)?))
    });
    let Some((_, inner, client_id)) = usable.next() else {
        let is_retired = |outer: &&Map<String, Value>| outer.contains_key("jwt");
        return Err(if credentials.iter().any(is_retired) {
            RETIRED.to_owned()
        } else {
            "the project has no OAuth Server-to-Server credential: in the Adobe Developer Console add one to it, with \
             the API that the offers are reached by, and download the project's JSON again"
                .to_owned()
        });
    };
    let several = usable.map(|(outer, _, id)| string(outer, "name").unwrap_or(id)).collect();
    let organisation = object(project, "org").and_then(|org| string(org, LOWER.organisation));
    let found = credential(inner, &LOWER);
    Ok(Imported {
        name: name(project, workspace),
        organisation: organisation.or(found.organisation.clone()),
        client_id,
        several,
        ..found
    })
}

/// A name for the profile: the project's title, and the workspace's where it is another than the one that every project
/// has.
fn name(project: &Map<String, Value>, workspace: Option<&Map<String, Value>>) -> Option<String> {
    let called = |of: &Map<String, Value>| ["title", "name"].iter().find_map(|key| typeable(&string(of, key)?));
    let project = called(project)?;
    match workspace.and_then(called) {
        Some(workspace) if workspace != "production" && workspace != "default" && workspace != project => {
            typeable(&format!("{project} {workspace}"))
        }
        _ => Some(project),
    }
}

fn object<'v>(of: &'v Map<String, Value>, key: &str) -> Option<&'v Map<String, Value>> {
    of.get(key).and_then(Value::as_object)
}

/// A text that is not blank, without blanks around it.
fn string(of: &Map<String, Value>, key: &str) -> Option<String> {
    strings(of, key).into_iter().next()
}

/// The texts of a member, be it a list of them or one alone, without the blank ones.
fn strings(of: &Map<String, Value>, key: &str) -> Vec<String> {
    let texts: Vec<&str> = match of.get(key) {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    texts.into_iter().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// The scopes, be they a list or one string with commas.
fn scopes(of: &Map<String, Value>, key: &str) -> Vec<String> {
    let parts = |text: &String| text.split(',').map(|scope| scope.trim().to_owned()).collect::<Vec<_>>();
    strings(of, key).iter().flat_map(parts).filter(|scope| !scope.is_empty()).collect()
}

#[cfg(test)]
mod tests;
