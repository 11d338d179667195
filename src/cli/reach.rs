//! The flags and variables that say how to reach a library. They stand over the profile that the program starts with.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use secrecy::{ExposeSecret, SecretString};

use crate::domain::Generation;
use crate::profile::{Mode, Profile, SecretSource};
use crate::secret::Secret;

/// The variable that brings the client secret. It has no flag: other users of the machine could read it there.
pub const SECRET_VARIABLE: &str = "OFFERDECK_CLIENT_SECRET";

/// The generation as the command line spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Api {
    /// The current API.
    Dps,
    /// The older API of containers and xdm: names.
    Xcore,
}

impl From<Api> for Generation {
    fn from(api: Api) -> Self {
        match api {
            Api::Dps => Generation::Dps,
            Api::Xcore => Generation::Xcore,
        }
    }
}

/// How to reach a library.
#[derive(Debug, Args)]
pub struct Reach {
    /// The file of profiles, instead of the one in your configuration folder
    #[arg(long, env = "OFFERDECK_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// The profile to use; without one, the file's default, or a list asks
    #[arg(long, env = "OFFERDECK_PROFILE", value_name = "NAME")]
    pub profile: Option<String>,

    /// The generation of the API (dps if nothing says another)
    #[arg(long, env = "OFFERDECK_API", value_enum)]
    pub api: Option<Api>,

    /// Where the platform is (platform.adobe.io if nothing says another)
    #[arg(long, env = "OFFERDECK_PLATFORM_URL", value_name = "URL")]
    pub platform_url: Option<String>,

    /// Where access tokens come from (ims-na1.adobelogin.com if nothing says another)
    #[arg(long, env = "OFFERDECK_IMS_URL", value_name = "URL")]
    pub ims_url: Option<String>,

    /// A ready-made access token; better set in the environment, where other users of this machine can't read it
    #[arg(long, env = "OFFERDECK_ACCESS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub access_token: Option<SecretString>,

    /// The API key, also called client id. Its client secret comes from the variable OFFERDECK_CLIENT_SECRET
    #[arg(long, env = "OFFERDECK_API_KEY", value_name = "KEY", hide_env_values = true)]
    pub api_key: Option<String>,

    /// The organisation, ending in @AdobeOrg
    #[arg(long, env = "OFFERDECK_ORG_ID", value_name = "ID")]
    pub org_id: Option<String>,

    /// The scopes to ask a token for, comma separated
    #[arg(long, env = "OFFERDECK_SCOPES", value_name = "LIST")]
    pub scopes: Option<String>,

    /// The sandbox to work in; without one, a list asks. On xcore the list of containers begins at this sandbox's
    #[arg(long, env = "OFFERDECK_SANDBOX", value_name = "NAME")]
    pub sandbox: Option<String>,

    /// The container to work in, on xcore only; without one, a list asks
    #[arg(long, env = "OFFERDECK_CONTAINER", value_name = "ID")]
    pub container: Option<String>,

    /// What may be written: read-only, ask or full. Without it, production is read-only and the rest asks
    #[arg(long, env = "OFFERDECK_MODE", value_name = "MODE", value_parser = mode)]
    pub mode: Option<Mode>,

    /// A PEM file of certificates to trust beside the system's
    #[arg(long, env = "OFFERDECK_CA_FILE", value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
}

fn mode(text: &str) -> Result<Mode, String> {
    Mode::named(text).ok_or_else(|| format!("there are {}", Mode::ALL.map(Mode::as_str).join(", ")))
}

/// A setting as text, where it is set to more than blanks.
fn set(value: Option<&String>) -> Option<String> {
    value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Reach {
    /// What the flags and variables say, as a layer to stand over a profile. `secret_is_set` tells whether the variable
    /// of the client secret holds something.
    #[must_use]
    pub fn layer(&self, secret_is_set: bool) -> Profile {
        let token =
            self.access_token.as_ref().map(|token| token.expose_secret().trim()).filter(|token| !token.is_empty());
        let scopes = set(self.scopes.as_ref()).unwrap_or_default();
        Profile {
            organisation: set(self.org_id.as_ref()),
            client_id: set(self.api_key.as_ref()),
            secret: secret_is_set.then(|| SecretSource::Env(SECRET_VARIABLE.to_owned())),
            access_token: token.map(|token| SecretSource::Plain(Secret::new(token))),
            scopes: scopes.split(',').map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect(),
            api: self.api.map(Generation::from),
            sandbox: set(self.sandbox.as_ref()),
            container: set(self.container.as_ref()),
            mode: self.mode,
            platform_url: set(self.platform_url.as_ref()),
            ims_url: set(self.ims_url.as_ref()),
            ca_file: self.ca_file.clone().filter(|path| !path.as_os_str().is_empty()),
            ..Profile::default()
        }
    }

    /// The profile that is named, where one is.
    #[must_use]
    pub fn named(&self) -> Option<String> {
        set(self.profile.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        reach: Reach,
    }

    fn reach(args: &[&str]) -> Reach {
        // Each setting is given, so that the environment of whoever runs the tests plays no part.
        let mut given = vec!["offerdeck"];
        for flag in
            ["--access-token", "--api-key", "--org-id", "--sandbox", "--container", "--scopes", "--platform-url"]
        {
            if !args.contains(&flag) {
                given.extend([flag, ""]);
            }
        }
        given.extend(args);
        Alone::try_parse_from(given).unwrap().reach
    }

    #[test]
    fn blanks_are_no_setting_and_no_part_of_one() {
        let empty = reach(&[]).layer(false);
        assert_eq!((empty.access_token, empty.client_id, empty.sandbox), (None, None, None));
        let layer =
            reach(&["--access-token", " secret-1\n", "--api-key", "k ", "--org-id", "o@AdobeOrg\n"]).layer(false);
        assert_eq!(layer.access_token, Some(SecretSource::Plain(Secret::from("secret-1"))));
        assert_eq!((layer.client_id.as_deref(), layer.organisation.as_deref()), (Some("k"), Some("o@AdobeOrg")));
    }

    #[test]
    fn the_token_never_shows() {
        let reach = reach(&["--access-token", "secret-1", "--api-key", "k"]);
        assert!(!format!("{reach:?} {:?}", reach.layer(true)).contains("secret-1"));
    }

    #[test]
    fn the_client_secret_stays_in_its_variable() {
        assert_eq!(reach(&[]).layer(true).secret, Some(SecretSource::Env(SECRET_VARIABLE.to_owned())));
    }

    #[test]
    fn scopes_are_a_list() {
        assert_eq!(reach(&["--scopes", "openid, AdobeID,,"]).layer(false).scopes, ["openid", "AdobeID"]);
    }
}
