//! What is refused, by whom and why.

use offerdeck::domain::Kind;
use offerdeck::request::{Cause, PageFrom};

use crate::wire::{self, Golden};
use crate::{DPS, list};

#[tokio::test]
async fn errors() {
    let type_of =
        |id: &str| Some(format!("http{}://ns.adobe.com/aep/errors/{id}", if id.starts_with("SMS") { "" } else { "s" }));
    let gateway = |code: &str| Some(code.to_owned());
    for (name, cause, code, message) in [
        (
            "error-gateway-400003-missing-org-header",
            Cause::Refused,
            gateway("400003"),
            "Missing header (the organisation is missing)",
        ),
        ("error-gateway-401013-invalid-token", Cause::SignIn, gateway("401013"), "Oauth token is not valid"),
        ("error-gateway-403000-missing-api-key", Cause::Forbidden, gateway("403000"), "Api Key is required"),
        ("error-gateway-403003-invalid-api-key", Cause::Forbidden, gateway("403003"), "Api Key is invalid"),
        ("error-gateway-403010-missing-token", Cause::SignIn, gateway("403010"), "Oauth token is missing."),
        (
            "error-gateway-403025-profile-not-valid",
            Cause::Forbidden,
            gateway("403025"),
            "Profile is not valid (the token is not entitled for this organisation)",
        ),
        ("error-gateway-429050-too-many-requests", Cause::SlowDown, gateway("429050"), "Too many requests"),
        (
            "error-aep-content-type",
            Cause::Refused,
            Some("/placeholder/type/uri".to_owned()),
            "BadRequestError: A valid content-type must be specified",
        ),
        (
            "error-aep-problem-sandbox",
            Cause::Refused,
            type_of("SMS-2074-400"),
            "Sandbox `{SANDBOX_NAME}` cannot be reset. The identity graph hosted in this sandbox is also being used by Adobe Analytics for the Cross Device Analytics (CDA) feature.",
        ),
        (
            "error-ode-scope-not-found",
            Cause::Gone,
            type_of("ODE-0001-404"),
            "the list of personalized offers is not there: this server does not know the route or the scope: Not Found: The following scope was not found: xcore:offer-activity:1111111111111111/xcore:offer-placement:1111111111111111",
        ),
    ] {
        let golden = Golden::load(name);
        let (_, answer) = wire::send(&golden, DPS, list(&golden, Kind::Personalized, PageFrom::Start)).await;
        let error = answer.result.unwrap_err();
        assert_eq!((error.cause, error.code, error.message.as_str()), (cause, code, message), "{name}");
        assert_eq!(u64::from(error.status.unwrap()), golden.response()["status"].as_u64().unwrap());
        assert_eq!(
            answer.exchanges[0].error.as_deref(),
            Some(golden.answer().to_string().as_str()),
            "logged as it came"
        );
    }
}
