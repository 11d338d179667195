//! Where an object is, said so that it is found again from another start of the program.

use serde::{Deserialize, Serialize};

use super::site::Site;
use super::words;
use crate::domain::{Generation, Kind, Scope};

/// Where an object is: in which library, by which generation of the API, in which sandbox or container, of which kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The profile that led there, if one did.
    pub profile: Option<String>,
    /// The library.
    #[serde(flatten)]
    pub site: Site,
    /// The generation of the API.
    #[serde(with = "words")]
    pub generation: Generation,
    /// The sandbox or the container.
    #[serde(with = "ScopeForm")]
    pub scope: Scope,
    /// What the object is.
    #[serde(with = "words")]
    pub kind: Kind,
}

/// How a scope is written.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Scope")]
struct ScopeForm {
    sandbox: String,
    container: Option<String>,
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// A place on the older API, in a container.
    pub fn place() -> Place {
        Place {
            profile: Some("acme".to_owned()),
            site: Site::new("https://platform.adobe.io", "ACME@AdobeOrg"),
            generation: Generation::Xcore,
            scope: Scope { sandbox: "dev".to_owned(), container: Some("e0bd8463".to_owned()) },
            kind: Kind::Fallback,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::place;
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let text = serde_json::to_string(&place()).unwrap();
        assert_eq!(
            text,
            r#"{"profile":"acme","host":"https://platform.adobe.io","organisation":"ACME@AdobeOrg","generation":"xcore","scope":{"sandbox":"dev","container":"e0bd8463"},"kind":"fallback"}"#
        );
        assert_eq!(serde_json::from_str::<Place>(&text).unwrap(), place());
        for (from, to) in [("xcore", "other"), ("fallback", "other")] {
            assert!(serde_json::from_str::<Place>(&text.replace(from, to)).is_err(), "{to}");
        }
    }
}
