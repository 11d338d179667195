//! Answers that nobody documented: whatever bytes come in whatever order of members, reading them ends in a reply or in
//! an error.

use std::sync::LazyLock;

use offerdeck::api::dialect::decode;
use offerdeck::domain::{Generation, KINDS, ObjectId, Scope};
use offerdeck::http::HttpResponse;
use offerdeck::request::{Locator, PageFrom, Reply, Request};
use proptest::prelude::*;
use serde_json::Value;

use crate::long::try_out;

const STATUSES: &[u16] = &[0, 100, 200, 201, 202, 204, 299, 301, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503, 599];

/// Every kind of request, of every kind of object.
static REQUESTS: LazyLock<Vec<Request>> = LazyLock::new(|| {
    let link = || PageFrom::Link("/data/core/dps/offers?start=1".to_owned());
    let mut requests = Vec::new();
    for from in [PageFrom::Start, link()] {
        requests.push(Request::ListScopes { from: from.clone() });
        requests.push(Request::ListSandboxes { from });
    }
    for kind in KINDS.iter().map(|entry| entry.kind) {
        let scope = || Scope { sandbox: "dev".to_owned(), container: Some("c-1".to_owned()) };
        let address = || "x-1".into();
        for from in [PageFrom::Start, link()] {
            requests.push(Request::List { scope: scope(), kind, from });
        }
        requests.push(Request::Find { scope: scope(), kind, name: "A".to_owned() });
        for at in [Locator::Address(address()), Locator::Id(ObjectId::from("x-1"))] {
            requests.push(Request::Read { scope: scope(), kind, at });
        }
        requests.push(Request::Create { scope: scope(), kind, body: "{}".into() });
        let patch = Vec::new();
        requests.push(Request::Update {
            scope: scope(),
            kind,
            address: address(),
            patch,
            guards: Vec::new(),
            revision: Some(1),
        });
        requests.push(Request::Delete { scope: scope(), kind, address: address() });
    }
    requests
});

/// The documented bodies.
static BODIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/wire");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let exchange = |path| serde_json::from_str::<Value>(&std::fs::read_to_string(path).unwrap()).unwrap();
    paths.into_iter().map(|path| exchange(path)["response"]["body"].to_string()).collect()
});

/// What JSON can hold that few expect: depths, numbers, names that libraries give a meaning.
pub fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        Just("1e400".to_owned()),
        Just("-0.0E-9999999999".to_owned()),
        Just("123456789012345678901234567890.5".to_owned()),
        Just(r#""\ud800\u0000\u001b[2J""#.to_owned()),
        Just(r#"{"$serde_json::private::Number":"1x"}"#.to_owned()),
        Just(r#"{"$serde_json::private::RawValue":"{"}"#.to_owned()),
        Just(r#"{"id":"a","id":["b"],"id":{}}"#.to_owned()),
        Just(r#"[[],{},"",0,{"_instance":[{"@id":[]}]}]"#.to_owned()),
        (1_usize..4_000).prop_map(|depth| "[".repeat(depth) + &"]".repeat(depth)),
        (1_usize..4_000).prop_map(|depth| r#"{"a":"#.repeat(depth) + "1" + &"}".repeat(depth)),
        (1_usize..4_000).prop_map(|depth| r#"{"results":["#.repeat(depth)),
        "\\PC{0,40}".prop_map(|text| Value::String(text).to_string()),
    ]
}

/// Where a documented body is spoiled, and how.
#[derive(Clone, Debug)]
enum Spoil {
    Cut(usize),
    Byte(usize, u8),
    Insert(usize, String),
    /// One of its values is another.
    Value(usize, String),
    /// One of its names is another's.
    Name(usize, usize),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        1 => any::<usize>().prop_map(Spoil::Cut),
        2 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Spoil::Byte(at, byte)),
        1 => (any::<usize>(), odd()).prop_map(|(at, text)| Spoil::Insert(at, text)),
        4 => (any::<usize>(), odd()).prop_map(|(at, text)| Spoil::Value(at, text)),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(at, other)| Spoil::Name(at, other)),
    ]
}

/// The places of a body at which a byte stands.
fn places(body: &[u8], byte: u8) -> Vec<usize> {
    body.iter().enumerate().filter(|(_, other)| **other == byte).map(|(place, _)| place).collect()
}

fn spoiled(mut body: Vec<u8>, spoils: &[Spoil]) -> Vec<u8> {
    for spoil in spoils {
        let length = body.len().max(1);
        match spoil {
            Spoil::Cut(at) => body.truncate(at % length),
            Spoil::Byte(at, byte) => {
                if let Some(place) = body.get_mut(at % length) {
                    *place = *byte;
                }
            }
            Spoil::Insert(at, text) => {
                let at = (at % length).min(body.len());
                body.splice(at..at, text.bytes());
            }
            Spoil::Value(at, text) => {
                let colons = places(&body, b':');
                if let Some(colon) = colons.get(at % colons.len().max(1)) {
                    let rest = &body[colon + 1..];
                    let end = rest.iter().position(|byte| b",}]".contains(byte)).unwrap_or(rest.len());
                    body.splice(colon + 1..colon + 1 + end, text.bytes());
                }
            }
            Spoil::Name(at, other) => {
                let quotes = places(&body, b'"');
                let pairs: Vec<_> = quotes.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
                if !pairs.is_empty() {
                    let name = body[pairs[other % pairs.len()].clone()].to_vec();
                    body.splice(pairs[at % pairs.len()].clone(), name);
                }
            }
        }
    }
    body
}

/// A documented body, spoiled.
pub fn spoiled_body() -> impl Strategy<Value = Vec<u8>> {
    let spoils = prop::collection::vec(spoil(), 0..5);
    (any::<prop::sample::Index>(), spoils)
        .prop_map(|(body, spoils)| spoiled(body.get(&BODIES).clone().into_bytes(), &spoils))
}

/// Odd values where a body, or the rows of one, should be.
pub fn odd_body() -> impl Strategy<Value = String> {
    (prop::collection::vec(odd(), 1..4), any::<bool>()).prop_map(|(pieces, wrap)| {
        let pieces = pieces.join(",");
        if wrap { format!(r#"{{"results":[{pieces}],"_embedded":{{"results":[{pieces}]}}}}"#) } else { pieces }
    })
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![Just("Retry-After"), Just("X-Request-ID"), Just("Content-Type"), Just("Date"), Just("ETag")];
    prop::collection::vec((name.prop_map(str::to_owned), "\\PC{0,30}|-?[0-9]{1,25}"), 0..4)
}

/// What must hold of a body, whoever asked: a reply fits the request and the status, an error has words.
fn holds(status: u16, headers: &[(String, String)], body: &[u8]) {
    let response = HttpResponse { status, headers: headers.to_vec(), body: body.to_vec() };
    for request in REQUESTS.iter() {
        for generation in [Generation::Dps, Generation::Xcore] {
            let result = decode(generation, request, &response);
            let fits = match (&result, request) {
                (Err(error), _) => !error.message.is_empty(),
                (Ok(_), _) if !(200..300).contains(&status) => false,
                (Ok(Reply::Scopes { .. }), Request::ListScopes { .. } | Request::ListSandboxes { .. })
                | (Ok(Reply::Page(_)), Request::List { .. } | Request::Find { .. })
                | (Ok(Reply::Record(_)), Request::Read { .. })
                | (Ok(Reply::Created(_)), Request::Create { .. })
                | (Ok(Reply::Updated(_)), Request::Update { .. })
                | (Ok(Reply::DeleteAccepted), Request::Delete { .. }) => true,
                (Ok(_), _) => false,
            };
            assert!(fits, "{generation:?} {request:?}: {result:?}");
        }
    }
}

#[test]
fn decode_gives_a_reply_or_an_error() {
    let status = prop_oneof![2 => Just(200_u16), 1 => prop::sample::select(STATUSES)];
    let body = prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..300),
        3 => spoiled_body(),
        2 => odd_body().prop_map(String::into_bytes),
    ];
    try_out("decode", &(status, headers(), body), |(status, headers, body)| {
        holds(status, &headers, &body);
        Ok(())
    });
}
