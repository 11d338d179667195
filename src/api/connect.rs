//! From a profile to a connection: what is still missing, and what a member left out means.

use std::path::Path;

use crate::domain::Generation;
use crate::profile::{IMS_URL, PLATFORM_URL, Profile, SCOPES};

use super::platform::Platform;
use super::{Connection, Credentials, Route};

/// What a profile lacks to reach a library, each with the profile's member, the variable and the flag that set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What it is.
    pub what: &'static str,
    /// What to call it in a profile.
    pub member: &'static str,
    /// The variable that sets it.
    pub variable: &'static str,
    /// The flag that sets it, where there is one: a secret has none, for other users could read it there.
    pub flag: &'static str,
}

const SIGN_IN: Missing = Missing {
    what: "a client secret",
    member: "secret",
    variable: "OFFERDECK_CLIENT_SECRET (or, ready-made, OFFERDECK_ACCESS_TOKEN)",
    flag: "",
};
const API_KEY: Missing =
    Missing { what: "the client id", member: "client_id", variable: "OFFERDECK_API_KEY", flag: "--api-key" };
const ORGANISATION: Missing =
    Missing { what: "the organisation", member: "organisation", variable: "OFFERDECK_ORG_ID", flag: "--org-id" };

/// Why a profile makes no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// These are missing.
    Missing(Vec<Missing>),
    /// This is wrong, in a sentence.
    Wrong(String),
}

impl Connection {
    /// The connection that a profile describes. `state` is the folder in which tokens are kept between runs; without
    /// one they are not.
    ///
    /// # Errors
    /// Names everything that is missing, or what is wrong.
    pub fn of(profile: &Profile, state: Option<&Path>) -> Result<Connection, Unfit> {
        let mut missing = Vec::new();
        if profile.access_token.is_none() && profile.secret.is_none() {
            missing.push(SIGN_IN);
        }
        if profile.client_id.is_none() {
            missing.push(API_KEY);
        }
        if profile.organisation.is_none() {
            missing.push(ORGANISATION);
        }
        let (Some(api_key), Some(org_id), true) =
            (profile.client_id.clone(), profile.organisation.clone(), missing.is_empty())
        else {
            return Err(Unfit::Missing(missing));
        };
        let platform_url = profile.platform_url.clone().unwrap_or_else(|| PLATFORM_URL.to_owned());
        Platform::parse(&platform_url).map_err(Unfit::Wrong)?;
        let account = profile.name.clone();
        let credentials = match (&profile.access_token, &profile.secret) {
            (None, Some(secret)) => {
                let ims_url = profile.ims_url.clone().unwrap_or_else(|| IMS_URL.to_owned());
                Platform::of_token_service(&ims_url).map_err(Unfit::Wrong)?;
                let scopes =
                    if profile.scopes.is_empty() { SCOPES.map(str::to_owned).to_vec() } else { profile.scopes.clone() };
                Credentials::Client {
                    ims_url,
                    client_id: api_key.clone(),
                    secret: secret.clone(),
                    account,
                    scopes,
                    cache: state.map(Path::to_path_buf),
                }
            }
            (Some(source), _) => Credentials::Token { source: source.clone(), account },
            (None, None) => return Err(Unfit::Missing(vec![SIGN_IN])),
        };
        let default = Route::default();
        let route = Route {
            connect: profile.timeouts.connect.unwrap_or(default.connect),
            first_byte: profile.timeouts.first_byte.unwrap_or(default.first_byte),
            whole: profile.timeouts.whole.unwrap_or(default.whole),
            proxy: profile.proxy.clone(),
            ca_file: profile.ca_file.clone(),
        };
        let generation = profile.api.unwrap_or(Generation::Dps);
        Ok(Connection { platform_url, generation, credentials, api_key, org_id, route })
    }
}
