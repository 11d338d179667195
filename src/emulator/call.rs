//! A request on its way through the library: what it asks for, and by what rules it is judged.

use std::cell::Cell;

use serde_json::Value;

use crate::emulator::answer::{Cause, Problem};
use crate::emulator::faults::fault::{Effect, RowEffect};
use crate::emulator::lists::filter::Filter;
use crate::emulator::lists::page::{DEFAULT_LIMIT, Page, page_limit};
use crate::emulator::strictness::{Check, Strictness};
use crate::emulator::target::Target;
use crate::http::{HttpRequest, header};

/// How names begin that serde_json keeps to itself.
const PRIVATE: &[u8] = b"$serde_json::private";

/// A request on its way through the library.
pub(super) struct Call<'a> {
    pub request: &'a HttpRequest,
    pub target: Target,
    pub now: i64,
    /// The fault that goes with this request, if it is one that the service itself acts out.
    pub effect: Option<Effect>,
    /// Whether it was acted out.
    pub struck: Cell<bool>,
    /// The fault for lists that goes with this request.
    pub row_effect: Option<RowEffect>,
    /// What is checked.
    pub strictness: &'a Strictness,
    /// After how many milliseconds an xcore delete takes effect.
    pub delete_delay: i64,
}

/// 404 for a path that no API has.
pub(super) fn no_such_path(call: &Call<'_>) -> Problem {
    Problem::new(Cause::NoSuchPath, format!("there is nothing at {}", call.request.target))
}

/// 405 for a path that exists, with the methods that it takes.
pub(super) fn wrong_method(call: &Call<'_>, allowed: &'static str) -> Problem {
    let detail = format!("{} is not possible at {}", call.request.method, call.request.target);
    Problem { allowed: allowed.into(), ..Problem::new(Cause::WrongMethod, detail) }
}

impl Call<'_> {
    /// Acts out a fault if it is the one that goes with this request.
    pub fn strikes(&self, effect: Effect) -> bool {
        let strikes = self.effect == Some(effect);
        self.struck.set(self.struck.get() || strikes);
        strikes
    }

    /// Whether a check is made.
    pub fn checks(&self, check: Check) -> bool {
        self.strictness.holds(check)
    }

    /// How many objects a page holds, when the request and the library's limits allow this many.
    fn page_size(&self, limit: usize) -> usize {
        if self.row_effect == Some(RowEffect::Short) { limit.div_ceil(2) } else { limit }
    }

    /// The total that a page says.
    pub fn said_total(&self, page: &Page<'_>) -> usize {
        let before = if self.row_effect == Some(RowEffect::TotalFromHere) { page.before() } else { 0 };
        page.total.saturating_sub(before)
    }

    /// The body as JSON.
    pub fn json(&self, size_limit: usize) -> Result<Value, Problem> {
        let length = self.request.body.len();
        if length > size_limit {
            return Err(Problem::new(
                Cause::TooLarge,
                format!("the body holds {length} bytes; {size_limit} are allowed"),
            ));
        }
        // By these names the JSON library passes numbers to itself; a member of such a name would become a number.
        if self.request.body.windows(PRIVATE.len()).any(|bytes| bytes == PRIVATE) {
            return Err(Problem::new(Cause::BadJson, "member names of the JSON library's own are not taken"));
        }
        serde_json::from_slice(&self.request.body)
            .map_err(|error| Problem::new(Cause::BadJson, format!("the body is not JSON: {error}")))
    }

    /// The `Content-Type`, without the doubled name that one document puts before it (contract section 18, row 2).
    pub fn content_type(&self) -> Result<MediaType, Problem> {
        let text = header(&self.request.headers, "content-type").map(str::trim).unwrap_or_default();
        let text = match text.strip_prefix("Content-Type:") {
            Some(rest) if !self.checks(Check::DoubledContentType) => rest.trim(),
            _ => text,
        };
        if text.is_empty() {
            return Err(Problem::new(Cause::MediaTypeMissing, "A valid content-type must be specified"));
        }
        Ok(MediaType { text: text.to_owned() })
    }

    /// The `Content-Type`, which must be one of those given.
    pub fn expect_media_type(&self, wanted: &[&str]) -> Result<MediaType, Problem> {
        if !self.checks(Check::MediaType) {
            return Ok(self.content_type().unwrap_or(MediaType { text: String::new() }));
        }
        let media_type = self.content_type()?;
        if wanted.iter().any(|wanted| media_type.is(wanted)) {
            return Ok(media_type);
        }
        let detail = format!("{:?} is not taken here; send {}", media_type.text, wanted.join(" or "));
        Err(Problem::new(Cause::WrongMediaType, detail))
    }

    /// What was read from the query; what is unreadable is refused, or else as if it had not been sent.
    pub fn query<T>(&self, read: Result<T, Problem>, absent: impl FnOnce() -> T) -> Result<T, Problem> {
        if self.checks(Check::Query) { read } else { Ok(read.unwrap_or_else(|_| absent())) }
    }

    /// The filters of the `property` parameters.
    pub fn filters(&self) -> Result<Vec<Filter>, Problem> {
        let mut filters = Vec::new();
        for expression in self.target.property_expressions()? {
            filters.extend(self.query(Filter::parse(&expression).map(Some), || None)?);
        }
        Ok(filters)
    }

    /// How many objects a page is to hold.
    pub fn limit(&self) -> Result<usize, Problem> {
        let asked = self.query(self.target.number("limit"), || None)?;
        self.query(page_limit(asked), || DEFAULT_LIMIT).map(|limit| self.page_size(limit))
    }

    /// Whether the condition that the request puts on the object's revision is met.
    pub fn if_match_holds(&self, etag: u64) -> bool {
        !self.checks(Check::Revisions)
            || header(&self.request.headers, "if-match").is_none_or(|condition| names_etag(condition, etag))
    }

    /// Whether the request wants the object only if it changed, and it did not.
    pub fn not_modified(&self, etag: u64) -> bool {
        self.checks(Check::Revisions)
            && header(&self.request.headers, "if-none-match").is_some_and(|condition| names_etag(condition, etag))
    }

    /// The origin that the caller sees, for absolute links.
    pub fn origin(&self) -> String {
        match header(&self.request.headers, "host") {
            Some(host) => format!("http://{host}"),
            None => "https://platform.adobe.io:443".to_owned(),
        }
    }
}

/// Whether a condition names a revision, quoted or not, alone or in a list, or is `*`.
fn names_etag(condition: &str, etag: u64) -> bool {
    condition.split(',').any(|one| {
        let one = one.trim();
        let number = one.strip_prefix("W/").unwrap_or(one).trim_matches('"');
        number == "*" || number.parse() == Ok(etag)
    })
}

/// A media type with its parameters.
pub(super) struct MediaType {
    text: String,
}

impl MediaType {
    /// Whether the type itself, without parameters, is the one given.
    pub fn is(&self, wanted: &str) -> bool {
        self.text.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case(wanted))
    }

    /// The `schema` parameter. It holds a `;` itself and comes in either kind of quotes (contract section 18, row 10).
    pub fn schema(&self) -> Option<&str> {
        let (_, value) = self.text.split_once("schema=")?;
        match value.chars().next()? {
            quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
            _ => Some(value.trim()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_read_as_the_documents_write_them() {
        let documented = MediaType {
            text: "application/schema-instance+json; version=1;  schema=\"https://a/b;version=0.5\"".to_owned(),
        };
        assert!(documented.is("application/schema-instance+json"));
        assert_eq!(documented.schema(), Some("https://a/b;version=0.5"));
        assert_eq!(MediaType { text: "x/y; schema='https://a/b'".to_owned() }.schema(), Some("https://a/b"));
        assert_eq!(MediaType { text: "x/y; schema=".to_owned() }.schema(), None);
        assert!(MediaType { text: "Application/JSON;charset=utf-8".to_owned() }.is("application/json"));
    }

    #[test]
    fn etags_compare_quoted_or_not() {
        for condition in ["3", "\"3\"", "W/\"3\"", "*", "\"1\", \"3\""] {
            assert!(names_etag(condition, 3), "{condition}");
        }
        for condition in ["2", "\"33\"", "", "x"] {
            assert!(!names_etag(condition, 3), "{condition}");
        }
    }
}
