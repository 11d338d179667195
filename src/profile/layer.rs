//! Layers of settings: what the command line and the environment say stands over what the file says.

use crate::domain::{Generation, Scope};

use super::{Profile, Timeouts};

impl Profile {
    /// The place to begin in, where the profile names one. Never assumed: on xcore a sandbox alone names none.
    #[must_use]
    pub fn place(&self, generation: Generation) -> Option<Scope> {
        let sandbox = self.sandbox.clone();
        match generation {
            Generation::Dps => sandbox.map(|sandbox| Scope { sandbox, container: None }),
            Generation::Xcore => self
                .container
                .clone()
                .map(|container| Scope { sandbox: sandbox.unwrap_or_default(), container: Some(container) }),
        }
    }

    /// This profile with what it leaves out taken from the one below.
    ///
    /// A token and a secret are two ways to the same end: where this layer names either, the other of the layer below
    /// is out of force.
    #[must_use]
    pub fn over(self, below: Profile) -> Profile {
        let signs_in = self.access_token.is_some() || self.secret.is_some();
        let (access_token, secret) =
            if signs_in { (self.access_token, self.secret) } else { (below.access_token, below.secret) };
        Profile {
            name: if self.name.is_empty() { below.name } else { self.name },
            organisation: self.organisation.or(below.organisation),
            client_id: self.client_id.or(below.client_id),
            secret,
            access_token,
            scopes: if self.scopes.is_empty() { below.scopes } else { self.scopes },
            api: self.api.or(below.api),
            sandbox: self.sandbox.or(below.sandbox),
            container: self.container.or(below.container),
            mode: self.mode.or(below.mode),
            accent: self.accent.or(below.accent),
            platform_url: self.platform_url.or(below.platform_url),
            ims_url: self.ims_url.or(below.ims_url),
            proxy: self.proxy.or(below.proxy),
            ca_file: self.ca_file.or(below.ca_file),
            timeouts: Timeouts {
                connect: self.timeouts.connect.or(below.timeouts.connect),
                first_byte: self.timeouts.first_byte.or(below.timeouts.first_byte),
                whole: self.timeouts.whole.or(below.timeouts.whole),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::SecretSource;

    #[test]
    fn what_stands_above_wins_and_the_rest_shows_through() {
        let file = Profile {
            name: "acme".to_owned(),
            client_id: Some("id".to_owned()),
            sandbox: Some("dev".to_owned()),
            secret: Some(SecretSource::KeyStore),
            ..Profile::default()
        };
        let flags = Profile { sandbox: Some("stage".to_owned()), ..Profile::default() };
        let both = flags.over(file.clone());
        assert_eq!(both, Profile { sandbox: Some("stage".to_owned()), ..file });
    }

    #[test]
    fn a_token_above_puts_the_secret_below_out_of_force() {
        let token = SecretSource::Env("OFFERDECK_ACCESS_TOKEN".to_owned());
        let file = Profile { secret: Some(SecretSource::KeyStore), ..Profile::default() };
        let both = Profile { access_token: Some(token.clone()), ..Profile::default() }.over(file);
        assert_eq!((both.access_token, both.secret), (Some(token), None));
    }
}
