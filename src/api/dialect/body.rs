//! Reading answers' bodies, whoever wrote them: nothing in here may fail harder than with an error.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::domain::{Generation, Kind, ObjectId, Record, Seen, json};
use crate::http::{HttpResponse, header};
use crate::request::{Cause, Culprit, Locator, Page, Receipt, RequestError};

use super::WORDS_LIMIT;

/// The members of a JSON object, their values unparsed and exactly as received. Of equal names the last counts.
pub(super) type Members<'a> = HashMap<String, &'a RawValue>;

/// A body as text: without a byte order mark, and with what is no UTF-8 replaced.
pub(crate) fn text(body: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body))
}

/// A text cut to at most `limit` bytes, between characters, with a sign that it was.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let end = (0..=limit).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    format!("{}…", text.get(..end).unwrap_or_default())
}

/// Whether a text is a web page and not what an API answers with.
pub(crate) fn is_page(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// A text as a person would read it: of an HTML page the title, or else its words without the tags.
pub(crate) fn words(text: &str) -> String {
    let text = text.trim();
    if !is_page(text) {
        return cut(text, WORDS_LIMIT);
    }
    // Searching is done in a copy with the same byte offsets.
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|tag| {
        let start = tag + lower.get(tag..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find("</title")?;
        text.get(start..end).map(str::trim).filter(|title| !title.is_empty())
    });
    let plain = title.map_or_else(|| without_tags(text), str::to_owned);
    cut(&plain.split_whitespace().collect::<Vec<_>>().join(" "), WORDS_LIMIT)
}

fn without_tags(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .filter_map(|c| match c {
            '<' => {
                inside = true;
                Some(' ')
            }
            '>' if inside => {
                inside = false;
                None
            }
            _ => (!inside).then_some(c),
        })
        .collect()
}

/// A 2xx that can't be read.
pub(super) fn malformed(response: &HttpResponse, message: impl Into<String>) -> RequestError {
    answered(Cause::Malformed, response, message)
}

/// A 2xx that says in its body that the object is not there.
pub(super) fn gone(response: &HttpResponse, message: impl Into<String>) -> RequestError {
    answered(Cause::Gone, response, message)
}

fn answered(cause: Cause, response: &HttpResponse, message: impl Into<String>) -> RequestError {
    RequestError {
        status: Some(response.status),
        request_id: request_id(&response.headers),
        ..RequestError::without_answer(cause, message)
    }
}

/// The members of the object that a body holds.
pub(super) fn members<'a>(text: &'a str, response: &HttpResponse) -> Result<Members<'a>, RequestError> {
    serde_json::from_str(text).map_err(|error| {
        let malformed = malformed(response, unreadable(text, &error));
        if is_page(text) { malformed.blaming(Culprit::Gateway) } else { malformed }
    })
}

fn unreadable(text: &str, error: &serde_json::Error) -> String {
    let start = text.trim_start();
    if start.is_empty() {
        "the answer is empty where JSON was expected".to_owned()
    } else if is_page(start) {
        format!("the answer is a web page and not JSON: {}", cut(&words(text), 200))
    } else if start.starts_with(['{', '[', '"']) {
        format!("the answer is not the JSON that was expected: {error}")
    } else {
        format!("the answer is not JSON; it begins: {}", cut(start, 200))
    }
}

/// The elements of an array, unparsed.
pub(super) fn elements<'a>(
    array: &'a RawValue,
    name: &str,
    response: &HttpResponse,
) -> Result<Vec<&'a RawValue>, RequestError> {
    serde_json::from_str(array.get()).map_err(|error| malformed(response, format!("{name} is not a list: {error}")))
}

/// `_links.next.href`, verbatim. Whether it leads in a circle is for the caller to see, who knows the links followed.
pub(super) fn next_link(members: &Members<'_>) -> Option<String> {
    let links = json::read(members.get("_links")?.get()).ok()?;
    let href = links.pointer("/next/href")?.as_str()?;
    (!href.is_empty()).then(|| href.to_owned())
}

/// A page of one kind: the rows as records, and the rest of it as far as it is there.
pub(super) fn page(
    generation: Generation,
    kind: Kind,
    rows: &[&RawValue],
    total: Option<&RawValue>,
    next: Option<String>,
) -> Page {
    let read = |row: &&RawValue| Record::read(generation, kind, row.get()).ok().map(Arc::new);
    let records: Vec<_> = rows.iter().filter_map(read).collect();
    Page {
        unreadable: rows.len() - records.len(),
        records,
        total: total.and_then(|total| total.get().parse().ok()),
        next,
    }
}

/// The object that was asked for, out of a page that answers in its place.
///
/// Only the very object will do, even where the page holds one row alone: a server that ignores the question would
/// otherwise have another object shown, edited and deleted in its name.
pub(super) fn pick(kind: Kind, at: &Locator, page: Page, response: &HttpResponse) -> Result<Arc<Record>, RequestError> {
    let noun = kind.entry().noun;
    let asked = match at {
        Locator::Address(address) => address,
        Locator::Id(id) => &id.0,
    };
    if page.records.is_empty() && page.unreadable == 0 {
        return Err(gone(response, format!("there is no {noun} with the id {asked}")));
    }
    let found = page.records.into_iter().find(|record| is_it(record, at));
    found.ok_or_else(|| malformed(response, format!("the answer does not hold the {noun} with the id {asked}")))
}

/// Whether this is the object that was asked for.
fn is_it(record: &Record, at: &Locator) -> bool {
    match at {
        Locator::Address(address) => record.address == *address,
        Locator::Id(id) => record.id == *id,
    }
}

/// The object that an answer holds by itself, if it is the one that was asked for; see [`pick`].
pub(super) fn alone(record: Record, at: &Locator, response: &HttpResponse) -> Result<Arc<Record>, RequestError> {
    if is_it(&record, at) {
        Ok(Arc::new(record))
    } else {
        Err(malformed(response, format!("the answer is another object, {}", record.id)))
    }
}

/// What a write answers with. Any 2xx is a success and a body is optional (contract section 18, row 1), so a body that
/// is no receipt is not held against it; only a web page is, for it comes from something that stands before the API.
/// Receipts of either generation are read in both (row 4).
pub(super) fn receipt(generation: Generation, response: &HttpResponse) -> Result<Receipt, RequestError> {
    let text = text(&response.body);
    if is_page(&text) {
        let message = format!("the answer is a web page and no receipt: {}", cut(&words(&text), 200));
        return Err(malformed(response, message).blaming(Culprit::Gateway));
    }
    let receipt = json::read(&text).unwrap_or(Value::Null);
    let name = |member: &str| receipt.get(member).and_then(Value::as_str).filter(|id| !id.is_empty());
    let id = name("@id").or_else(|| name("id"));
    let instance = name("instanceId");
    let address = match generation {
        Generation::Dps => id.or(instance),
        Generation::Xcore => instance.or_else(|| name("id")),
    };
    let revision = receipt.get("repo:etag").or_else(|| receipt.get("etag")).and_then(Value::as_u64);
    Ok(Receipt { id: id.map(ObjectId::from), address: address.map(Arc::from), revision })
}

/// A member that should be a text; empty where it is not.
pub(super) fn word(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A date-time, read with `read`.
pub(super) fn time(value: Option<&Value>, read: impl Fn(&str) -> Option<jiff::Timestamp>) -> Seen<jiff::Timestamp> {
    let odd = |text: &str| Seen::Odd(cut(text, 60).into_boxed_str());
    match value {
        None => Seen::Absent,
        Some(Value::String(text)) => read(text).map_or_else(|| odd(text), Seen::Is),
        Some(other) => odd(&other.to_string()),
    }
}

/// The id by which the server's people find this request again.
pub(crate) fn request_id(headers: &[(String, String)]) -> Option<String> {
    ["x-request-id", "x-adobe-requestid", "x-adobe-request-id"]
        .iter()
        .find_map(|name| header(headers, name))
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(|id| cut(id, 200))
}
