//! Which of the things that people set up is wrong, and where it is mended.

use super::Cause;

/// What is to be mended before a request can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Culprit {
    /// The access token: missing, wrong or at its end.
    Token,
    /// An access token that the token service gave only just now, and that the platform refuses.
    FreshToken,
    /// The API key, which is the client id: missing or unknown.
    ApiKey,
    /// The organisation: missing, or not the token's.
    Organisation,
    /// The sandbox: unknown, or not open to the caller.
    Sandbox,
    /// The container, on xcore: unknown, or not open to the caller.
    Container,
    /// A permission that the caller was not given.
    Permission,
    /// Something before the library answered in its place.
    Gateway,
    /// Client id and secret: one of them is wrong.
    Credential,
    /// The client secret can't be had from where it should come from.
    Secret,
    /// The scopes that a token is asked for.
    Scopes,
    /// The credential is of another sort than OAuth server-to-server.
    Grant,
    /// The address of the token service.
    TokenService,
    /// The address of the platform.
    Address,
    /// The proxy.
    Proxy,
    /// A certificate that nobody vouches for whom this machine trusts.
    Issuer,
    /// A certificate that is not good today.
    Clock,
    /// The file of certificates to trust.
    CaFile,
    /// The mode, which lets nothing be written here.
    Mode,
}

impl Culprit {
    /// Where it is mended, in one clause.
    #[must_use]
    pub fn advice(self, cause: Cause) -> &'static str {
        match self {
            Culprit::Token => {
                "press : and type token, or set OFFERDECK_ACCESS_TOKEN or the profile's access_token and start again"
            }
            Culprit::FreshToken => {
                "a new token did not help: check that the profile's ims_url and platform_url belong together"
            }
            Culprit::ApiKey => "set client_id in the profile or OFFERDECK_API_KEY to the console's client id",
            Culprit::Organisation => {
                "set organisation in the profile or OFFERDECK_ORG_ID to the one that the token belongs to"
            }
            Culprit::Sandbox => "check sandbox in the profile or OFFERDECK_SANDBOX, and who may use it (Admin Console)",
            Culprit::Container => {
                "check container in the profile or OFFERDECK_CONTAINER, and who may use it (Admin Console)"
            }
            Culprit::Permission => {
                "ask an administrator for the permission in the Admin Console; for offers it is \"Manage offers\""
            }
            Culprit::Gateway if matches!(cause, Cause::Unavailable | Cause::SlowDown) => {
                "try again in a while: this came from a gateway or proxy, not from the library"
            }
            Culprit::Gateway => "this came from a gateway or proxy, not from the library: check platform_url and proxy",
            Culprit::Credential => {
                "set client_id and secret in the profile, or OFFERDECK_API_KEY and OFFERDECK_CLIENT_SECRET"
            }
            Culprit::Secret => "mend secret in the profile or set OFFERDECK_CLIENT_SECRET",
            Culprit::Scopes => "set scopes in the profile to those that the Developer Console shows",
            Culprit::Grant => "add an OAuth server-to-server credential to the project in the Developer Console",
            Culprit::TokenService => "check ims_url in the profile or OFFERDECK_IMS_URL",
            Culprit::Address => "check the network, and platform_url and ims_url in the profile",
            Culprit::Proxy => "check proxy in the profile or HTTPS_PROXY",
            Culprit::Issuer => {
                "if a proxy of your organisation signs what passes, name its certificate as ca_file in the profile"
            }
            Culprit::Clock => "check this machine's clock; if it is right, the server's owner has to renew it",
            Culprit::Mode => ":mode ask lets you write, as long as you work here",
            Culprit::CaFile => "set ca_file in the profile to a file of PEM certificates",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Culprit; 19] = [
        Culprit::Token,
        Culprit::FreshToken,
        Culprit::ApiKey,
        Culprit::Organisation,
        Culprit::Sandbox,
        Culprit::Container,
        Culprit::Permission,
        Culprit::Gateway,
        Culprit::Credential,
        Culprit::Secret,
        Culprit::Scopes,
        Culprit::Grant,
        Culprit::TokenService,
        Culprit::Address,
        Culprit::Proxy,
        Culprit::Issuer,
        Culprit::Clock,
        Culprit::CaFile,
        Culprit::Mode,
    ];

    /// A notice has four lines of 80 columns, and what failed is said before the advice.
    #[test]
    fn every_advice_leaves_room_for_what_went_wrong() {
        for culprit in ALL {
            for cause in [Cause::SignIn, Cause::Unavailable] {
                let advice = culprit.advice(cause);
                assert!(advice.len() <= 110, "{} in {advice}", advice.len());
                assert!(!advice.ends_with('.'), "the notice ends the sentence: {advice}");
            }
        }
    }
}
