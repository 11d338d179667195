//! A request and a response as plain values, so that everything that speaks HTTP can be tested without a socket.

use std::fmt;

use reqwest::Url;

/// The verbs that the Offer Library knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Read.
    Get,
    /// Create.
    Post,
    /// Replace as a whole.
    Put,
    /// Change by JSON Patch.
    Patch,
    /// Delete.
    Delete,
}

impl Method {
    /// The verb as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request, complete but for the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The verb.
    pub method: Method,
    /// Path and query exactly as sent, percent-encoding included: `/data/core/dps/offers?offer-type=personalized`.
    pub target: String,
    /// Header names and values in the order sent. Names compare without case.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

/// A response as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// Header names and values. Names compare without case.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

/// The first value of a header, whatever the case of its name.
#[must_use]
pub fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// A text of a URL with its `%41` as the bytes that they stand for; what is no such code stays.
#[must_use]
pub fn percent_decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let encoded = after.get(..2).filter(|_| *first == b'%').and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
            u8::from_str_radix(digits, 16).ok()
        });
        decoded.push(encoded.unwrap_or(*first));
        rest = if encoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    decoded
}

/// Scheme, host and port of a URL, said in one way however they are typed: `HTTPS://Host:443/` is `https://host`. `None`
/// where the text is no URL with a host.
#[must_use]
pub fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    url.has_host().then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_said_in_one_way_however_it_is_typed() {
        for typed in ["https://platform.adobe.io", "https://platform.adobe.io/", " HTTPS://Platform.Adobe.IO:443\n"] {
            assert_eq!(origin(typed).as_deref(), Some("https://platform.adobe.io"), "{typed}");
        }
        assert_eq!(origin("http://[::1]:80/").as_deref(), Some("http://[::1]"));
        assert_eq!(origin("http://127.0.0.1:8080").as_deref(), Some("http://127.0.0.1:8080"));
        for other in ["", "platform.adobe.io", "localhost:8080", "data:text"] {
            assert_eq!(origin(other), None, "{other}");
        }
    }
}
