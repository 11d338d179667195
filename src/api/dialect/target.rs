//! Paths and queries: what is encoded where, and how a link to the next page is followed.

use std::fmt::Write as _;

use crate::request::RequestError;

use super::super::platform::Platform;
use super::not_sent;

/// An id as one segment of a path. `:` stays raw, as ids hold it and the documents print it so.
///
/// # Errors
/// An empty segment would address the collection, `.` and `..` would address its neighbours, percent-encoded or not:
/// none of the three can be an object's id in a URL.
pub(super) fn segment(id: &str) -> Result<String, RequestError> {
    match id {
        "" => Err(not_sent("the object has no id to address it by")),
        "." | ".." => Err(not_sent(format!("an object with the id {id:?} can't be addressed in a URL"))),
        _ => Ok(escape(id)),
    }
}

/// A query value with everything encoded that could end it or be read otherwise.
pub(super) fn escape(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len()), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing into a String can't fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

/// The target of a link to a next page (contract section 5, rules 2 to 4): relative to the API base and verbatim, but
/// for `filter`, the parameter without which the link would lead to objects of other kinds.
///
/// # Errors
/// A link to another host, with the access token in its hand, and a link that is no link.
pub(super) fn follow(
    platform: &Platform,
    base: &str,
    href: &str,
    filter: Option<(&str, &str)>,
) -> Result<String, RequestError> {
    if href.chars().any(|c| c.is_control() || c.is_whitespace() || c == '#') {
        return Err(refused(href, "it holds characters that no link may hold"));
    }
    let mut target = if is_absolute(href) { local_part(platform, href)? } else { under(base, href) };
    let path = target.split('?').next().unwrap_or_default();
    let climbs = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    if path.contains('\\') || path.split('/').any(climbs) {
        return Err(refused(href, "its path leads out of the API"));
    }
    if let Some((name, value)) = filter
        && !has_parameter(&target, name)
    {
        let joint = match target.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some((_, query)) if query.ends_with('&') => "",
            Some(_) => "&",
        };
        target.push_str(&format!("{joint}{name}={value}"));
    }
    Ok(target)
}

fn refused(href: &str, why: &str) -> RequestError {
    not_sent(format!(
        "the link to the next page is not followed: {why}: {}",
        super::cut(&href.escape_debug().to_string(), 200)
    ))
}

/// Whether a link names its host: it has a scheme, or begins with the two slashes that stand before one.
fn is_absolute(href: &str) -> bool {
    let scheme_like =
        |scheme: &str| !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    href.starts_with("//") || href.split_once(':').is_some_and(|(before, _)| scheme_like(before))
}

/// Path and query of an absolute link, if it leads to the platform.
fn local_part(platform: &Platform, href: &str) -> Result<String, RequestError> {
    let scheme = platform.origin().split("//").next().unwrap_or_default();
    let absolute = if href.starts_with("//") { format!("{scheme}{href}") } else { href.to_owned() };
    if !platform.serves(&absolute) {
        let why = format!("it leads away from {}, and the access token would travel along", platform.origin());
        return Err(refused(href, &why));
    }
    let after_scheme = absolute.split_once("//").map_or("", |(_, rest)| rest);
    let path = after_scheme.find(['/', '?']).and_then(|start| after_scheme.get(start..)).unwrap_or_default();
    Ok(if path.starts_with('/') { path.to_owned() } else { format!("/{path}") })
}

/// A relative link under the API base, joined with exactly one slash. Not `Url::join`: the leading slash of a link
/// means the base and not the host. A link that repeats the base is taken as it is; doubled it could lead nowhere.
fn under(base: &str, href: &str) -> String {
    let repeats_base = href.strip_prefix(base).is_some_and(|rest| rest.starts_with(['/', '?']));
    if repeats_base { href.to_owned() } else { format!("{base}/{}", href.trim_start_matches('/')) }
}

fn has_parameter(target: &str, name: &str) -> bool {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    query.split('&').any(|pair| pair.split('=').next().is_some_and(|given| given.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Cause;

    const BASE: &str = "/data/core/dps";

    fn platform() -> Platform {
        Platform::parse("https://platform.adobe.io").unwrap()
    }

    fn go(href: &str) -> Result<String, RequestError> {
        follow(&platform(), BASE, href, Some(("offer-type", "fallback")))
    }

    #[test]
    fn odd_ids_stay_one_segment() {
        assert_eq!(segment("dps:fallback-offer:1a4c").unwrap(), "dps:fallback-offer:1a4c");
        assert_eq!(segment("a/b c%?#ü'\"\\").unwrap(), "a%2Fb%20c%25%3F%23%C3%BC%27%22%5C");
        assert_eq!(segment("...").unwrap(), "...");
        for id in ["", ".", ".."] {
            assert_eq!(segment(id).unwrap_err().cause, Cause::NotSent, "{id:?}");
        }
    }

    #[test]
    fn a_link_is_relative_to_the_base_and_stays_as_it_is() {
        let href = "/offers?orderby=-repo%3AcreatedDate%2CinstanceId&start=1603,2c;x=/y'\"&OFFER-TYPE=FALLBACK&limit=2";
        assert_eq!(go(href).unwrap(), format!("{BASE}{href}"));
        assert_eq!(go("offers?offer-type=x").unwrap(), format!("{BASE}/offers?offer-type=x"));
        assert_eq!(go("/data/core/dps/offers?offer-type=x").unwrap(), format!("{BASE}/offers?offer-type=x"));
        assert_eq!(go("/data/core/dpsx?offer-type=x").unwrap(), format!("{BASE}/data/core/dpsx?offer-type=x"));
    }

    #[test]
    fn a_dropped_filter_is_added_again() {
        assert_eq!(go("/offers").unwrap(), format!("{BASE}/offers?offer-type=fallback"));
        assert_eq!(go("/offers?").unwrap(), format!("{BASE}/offers?offer-type=fallback"));
        assert_eq!(go("/offers?start=1").unwrap(), format!("{BASE}/offers?start=1&offer-type=fallback"));
        assert_eq!(
            go("/offers?not-offer-type=1&").unwrap(),
            format!("{BASE}/offers?not-offer-type=1&offer-type=fallback")
        );
        assert_eq!(follow(&platform(), BASE, "/tags?start=1", None).unwrap(), format!("{BASE}/tags?start=1"));
    }

    #[test]
    fn an_absolute_link_is_followed_to_the_configured_host_only() {
        let own = format!("{BASE}/offers?offer-type=fallback&start=1");
        for host in [
            "https://platform.adobe.io",
            "https://platform.adobe.io:443",
            "HTTPS://Platform.Adobe.IO",
            "//platform.adobe.io",
        ] {
            assert_eq!(go(&format!("{host}{own}")).unwrap(), own, "{host}");
        }
        for host in [
            "https://example.com",
            "http://platform.adobe.io",
            "https://platform.adobe.io:8443",
            "https://platform.adobe.io@example.com",
            "https://me:word@platform.adobe.io",
            "//example.com",
            "javascript:alert(1)//platform.adobe.io",
            "file://platform.adobe.io",
        ] {
            let error = go(&format!("{host}{own}")).unwrap_err();
            assert_eq!(error.cause, Cause::NotSent, "{host}");
            assert!(error.message.contains("platform.adobe.io"), "{}", error.message);
        }
    }

    #[test]
    fn a_link_that_is_no_link_is_refused() {
        for href in [
            "/offers?a=1\r\nx-evil: 1",
            "/offers?a=b c",
            "/offers\u{0}",
            "/offers#top",
            "/../foundation/sandbox-management/",
            "/offers/%2e%2E/%2e/tags",
            "/offers/.%2e/x",
            "/a\\..\\b",
            "https://platform.adobe.io/data/../x",
        ] {
            assert_eq!(go(href).unwrap_err().cause, Cause::NotSent, "{href:?}");
        }
        assert!(go("/offers?start=../..").is_ok(), "dots in a query climb nowhere");
    }
}
