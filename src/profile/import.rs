//! What the Developer Console's JSON says about a connection.

use crate::secret::Secret;

/// What was found in a file of the console.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// A name for the profile, made of the project's.
    pub name: Option<String>,
    /// The organisation.
    pub organisation: Option<String>,
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub secret: Option<Secret>,
    /// The scopes of the credential.
    pub scopes: Vec<String>,
    /// Other OAuth credentials in the file, by name.
    pub several: Vec<String>,
}
