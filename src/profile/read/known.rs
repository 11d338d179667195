//! The keys that a file of profiles may hold, and what people write instead of them.

use crate::profile::nearest;

/// The keys of one kind of table.
pub struct Known {
    /// The keys themselves.
    pub keys: &'static [&'static str],
    /// Other words for some of them, from other programs and other spellings.
    others: &'static [(&'static str, &'static str)],
}

/// At the top of the file.
pub const TOP: Known = Known {
    keys: &["default", "profiles", "checks"],
    others: &[
        ("default_profile", "default"),
        ("current", "default"),
        ("current_profile", "default"),
        ("check", "checks"),
    ],
};

/// In a profile.
pub const PROFILE: Known = Known {
    keys: &[
        "organisation",
        "client_id",
        "secret",
        "access_token",
        "scopes",
        "api",
        "sandbox",
        "container",
        "mode",
        "accent",
        "platform_url",
        "ims_url",
        "proxy",
        "ca_file",
        "timeouts",
    ],
    others: &[
        ("organization", "organisation"),
        ("organization_id", "organisation"),
        ("organisation_id", "organisation"),
        ("org", "organisation"),
        ("org_id", "organisation"),
        ("ims_org", "organisation"),
        ("ims_org_id", "organisation"),
        ("api_key", "client_id"),
        ("x_api_key", "client_id"),
        ("client_secret", "secret"),
        ("client_secrets", "secret"),
        ("password", "secret"),
        ("token", "access_token"),
        ("bearer_token", "access_token"),
        ("generation", "api"),
        ("api_generation", "api"),
        ("sandbox_name", "sandbox"),
        ("container_id", "container"),
        ("color", "accent"),
        ("colour", "accent"),
        ("accent_color", "accent"),
        ("accent_colour", "accent"),
        ("url", "platform_url"),
        ("base_url", "platform_url"),
        ("ims", "ims_url"),
        ("ims_endpoint", "ims_url"),
        ("http_proxy", "proxy"),
        ("https_proxy", "proxy"),
        ("ca", "ca_file"),
        ("ca_cert", "ca_file"),
        ("ca_bundle", "ca_file"),
        ("cert_file", "ca_file"),
        ("certificate", "ca_file"),
    ],
};

/// In the table that says where a secret comes from.
pub const SOURCE: Known = Known {
    keys: &["env", "command", "keystore"],
    others: &[
        ("environment", "env"),
        ("variable", "env"),
        ("var", "env"),
        ("cmd", "command"),
        ("exec", "command"),
        ("run", "command"),
        ("keyring", "keystore"),
        ("keychain", "keystore"),
        ("key_store", "keystore"),
    ],
};

/// In the table of timeouts.
pub const TIMEOUTS: Known = Known {
    keys: &["connect", "first_byte", "whole"],
    others: &[
        ("connection", "connect"),
        ("first", "first_byte"),
        ("read", "first_byte"),
        ("total", "whole"),
        ("overall", "whole"),
        ("request", "whole"),
    ],
};

/// The keys by which other programs stop looking at certificates.
const TLS_SWITCHES: [&str; 11] = [
    "insecure",
    "verify",
    "verify_ssl",
    "verify_tls",
    "ssl_verify",
    "tls_verify",
    "skip_verify",
    "insecure_skip_verify",
    "insecure_skip_tls_verify",
    "danger_accept_invalid_certs",
    "accept_invalid_certs",
];

impl Known {
    /// The key that was meant by one that is not known.
    pub fn meant(&self, key: &str) -> Option<&'static str> {
        let spelled = spelled(key);
        let other = self.others.iter().find(|(other, _)| *other == spelled).map(|(_, meant)| *meant);
        other.or_else(|| nearest(&spelled, self.keys.iter().copied()))
    }
}

/// Whether a key is meant to switch off TLS verification.
pub fn is_tls_switch(key: &str) -> bool {
    TLS_SWITCHES.contains(&spelled(key).as_str())
}

fn spelled(key: &str) -> String {
    key.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_word_leads_to_a_key_and_is_none_itself() {
        for known in [TOP, PROFILE, SOURCE, TIMEOUTS] {
            for (other, meant) in known.others {
                assert!(known.keys.contains(meant) && !known.keys.contains(other), "{other}");
            }
        }
    }
}
