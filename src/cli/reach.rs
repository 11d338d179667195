//! The flags and variables that say how to reach a library. They stand over the profile that the program starts with.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use clap::builder::OsStringValueParser;
use secrecy::{ExposeSecret, SecretString};

use crate::domain::Generation;
use crate::profile::{Mode, Profile, SecretSource};
use crate::secret::Secret;

use super::Config;

/// The variable that brings the client secret. It has no flag: other users of the machine could read it there.
pub const SECRET_VARIABLE: &str = "OFFERDECK_CLIENT_SECRET";

/// One of several words, or a blank one: a variable that is set to nothing says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<T>(pub Option<T>);

/// How to reach a library.
#[derive(Debug, Args)]
pub struct Reach {
    /// Where the profiles are.
    #[command(flatten)]
    pub config: Config,

    /// The profile to use; without one, the file's default, or a list asks
    #[arg(long, env = "OFFERDECK_PROFILE", value_name = "NAME")]
    pub profile: Option<String>,

    /// The generation of the API (dps if nothing says another)
    #[arg(long, env = "OFFERDECK_API", value_name = "API", value_parser = api, default_value = "", hide_default_value = true)]
    pub api: Choice<Generation>,

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
    #[arg(long, env = "OFFERDECK_MODE", value_name = "MODE", value_parser = mode, default_value = "", hide_default_value = true)]
    pub mode: Choice<Mode>,

    /// A PEM file of certificates to trust beside the system's
    #[arg(long, env = "OFFERDECK_CA_FILE", value_name = "FILE", value_parser = OsStringValueParser::new())]
    pub ca_file: Option<OsString>,
}

fn mode(text: &str) -> Result<Choice<Mode>, String> {
    choice(text, &Mode::ALL, Mode::as_str)
}

fn api(text: &str) -> Result<Choice<Generation>, String> {
    choice(text, &[Generation::Dps, Generation::Xcore], Generation::as_str)
}

fn choice<T: Copy>(text: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Result<Choice<T>, String> {
    if text.trim().is_empty() {
        return Ok(Choice(None));
    }
    let found = all.iter().copied().find(|choice| name(*choice) == text.trim());
    let names = || all.iter().map(|choice| name(*choice)).collect::<Vec<_>>().join(", ");
    found.map(|choice| Choice(Some(choice))).ok_or_else(|| format!("there are {}", names()))
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
            api: self.api.0,
            sandbox: set(self.sandbox.as_ref()),
            container: set(self.container.as_ref()),
            mode: self.mode.0,
            platform_url: set(self.platform_url.as_ref()),
            ims_url: set(self.ims_url.as_ref()),
            ca_file: self.ca_file.as_deref().filter(|path| !path.is_empty()).map(PathBuf::from),
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
    fn a_choice_is_one_of_its_words_or_nothing() {
        let layer = reach(&["--mode", "ask", "--api", "xcore"]).layer(false);
        assert_eq!((layer.mode, layer.api), (Some(Mode::Ask), Some(Generation::Xcore)));
        let layer = reach(&["--mode", "", "--api", " "]).layer(false);
        assert_eq!((layer.mode, layer.api), (None, None));
        assert!(Alone::try_parse_from(["offerdeck", "--mode", "careful"]).is_err());
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
