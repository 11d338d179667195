//! Which library: the platform and the organisation there, said so that it is found again however it was typed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::http;

/// A library. Two organisations have each a sandbox "prod" of their own on the same platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Site {
    host: String,
    organisation: String,
}

/// What stood between the two when both were one text.
const BETWEEN: &str = " · ";

/// A library as it is read: as it is written now, or with both parts in the text of the host, where the platform stands
/// as somebody typed it.
#[derive(Deserialize)]
struct Written {
    host: String,
    organisation: Option<String>,
}

impl From<Written> for Site {
    fn from(Written { host, organisation }: Written) -> Site {
        match (organisation, host.split_once(BETWEEN)) {
            (Some(organisation), _) => Site::new(&host, &organisation),
            (None, Some((host, organisation))) => Site::new(host, organisation),
            (None, None) => Site::new(&host, ""),
        }
    }
}

impl Site {
    /// The library of an organisation on the platform with this URL, whichever way the URL is typed.
    #[must_use]
    pub fn new(platform_url: &str, organisation: &str) -> Site {
        let host = http::origin(platform_url).unwrap_or_else(|| platform_url.to_owned());
        Site { host, organisation: organisation.to_owned() }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        if self.organisation.is_empty() { Ok(()) } else { write!(f, "{BETWEEN}{}", self.organisation) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Site {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_library_is_the_same_however_its_platform_is_typed() {
        let site = Site::new("https://platform.example", "ACME@AdobeOrg");
        for typed in ["HTTPS://Platform.example:443", "https://platform.example/", " https://platform.example:443/ "] {
            assert_eq!(Site::new(typed, "ACME@AdobeOrg"), site, "{typed}");
        }
        assert_eq!((&*site.host, &*site.organisation), ("https://platform.example", "ACME@AdobeOrg"));
        assert_ne!(Site::new("https://platform.example:8443", "ACME@AdobeOrg"), site);
        assert_ne!(Site::new("https://platform.example", "OTHER@AdobeOrg"), site);
    }

    #[test]
    fn a_library_is_read_as_it_was_written() {
        let site = Site::new("https://platform.example", "ACME@AdobeOrg");
        let text = serde_json::to_string(&site).unwrap();
        assert_eq!(text, r#"{"host":"https://platform.example","organisation":"ACME@AdobeOrg"}"#);
        assert_eq!(read(&text), site);
        assert_eq!(site.to_string(), "https://platform.example · ACME@AdobeOrg");
    }

    #[test]
    fn what_was_written_in_one_text_and_as_typed_is_the_same_library() {
        let site = Site::new("https://platform.example", "ACME@AdobeOrg");
        for host in ["https://platform.example", "HTTPS://PLATFORM.example:443"] {
            assert_eq!(read(&format!("{{\"host\":\"{host} · ACME@AdobeOrg\"}}")), site, "{host}");
        }
        let alone = read(r#"{"host":"https://platform.example"}"#);
        assert_eq!((&*alone.organisation, alone.to_string().as_str()), ("", "https://platform.example"));
        assert_ne!(alone, site, "whose it was, nobody knows");
    }
}
