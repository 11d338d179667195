//! Both dialects against requests that can't be asked and answers that nobody documented.

use super::*;
use crate::domain::{ObjectId, Scope};
use crate::request::Locator;

const DPS: Generation = Generation::Dps;
const XCORE: Generation = Generation::Xcore;
const BOTH: [Generation; 2] = [DPS, XCORE];

fn platform() -> Platform {
    Platform::parse("https://platform.adobe.io").unwrap()
}

fn scope() -> Scope {
    Scope { sandbox: "dev".to_owned(), container: Some("c-1".to_owned()) }
}

fn list(from: PageFrom) -> Request {
    Request::List { scope: scope(), kind: Kind::Fallback, from }
}

fn read(at: Locator) -> Request {
    Request::Read { scope: scope(), kind: Kind::Fallback, at }
}

fn delete(address: &str) -> Request {
    Request::Delete { scope: scope(), kind: Kind::Fallback, address: address.into() }
}

fn create() -> Request {
    Request::Create { scope: scope(), kind: Kind::Fallback, body: "{}".into() }
}

fn scopes(from: PageFrom) -> Request {
    Request::ListScopes { from }
}

fn answer(body: impl AsRef<[u8]>) -> HttpResponse {
    HttpResponse { status: 200, headers: vec![line("X-Request-ID", "r-1")], body: body.as_ref().to_vec() }
}

/// A page in either generation's form, with `rows` as its list.
fn page_of(generation: Generation, rows: &str, rest: &str) -> HttpResponse {
    answer(match generation {
        DPS => format!(r#"{{"results":{rows}{rest}}}"#),
        XCORE => format!(r#"{{"_embedded":{{"results":{rows}{rest}}}}}"#),
    })
}

fn object_of(generation: Generation, id: &str) -> String {
    match generation {
        DPS => format!(r#"{{"id":"{id}","name":"A"}}"#),
        XCORE => format!(r#"{{"instanceId":"{id}","_instance":{{"@id":"ref-{id}","xdm:name":"A"}}}}"#),
    }
}

fn cause_of(result: Result<Reply, RequestError>) -> Cause {
    result.expect_err("should have failed").cause
}

#[test]
fn what_names_no_place_or_no_object_is_not_sent() {
    let nowhere = Scope { sandbox: String::new(), container: Some(String::new()) };
    for generation in BOTH {
        for request in [
            Request::List { scope: nowhere.clone(), kind: Kind::Fallback, from: PageFrom::Start },
            delete(""),
            delete(".."),
            read(Locator::Address(".".into())),
            list(PageFrom::Link("https://example.com/offers".to_owned())),
            list(PageFrom::Link("/../../foundation/sandbox-management/".to_owned())),
            scopes(PageFrom::Link("//example.com/".to_owned())),
        ] {
            let error = encode(generation, &platform(), &request).unwrap_err();
            assert_eq!(error.cause, Cause::NotSent, "{generation} {request:?}");
            assert!(!error.leaves_outcome_unknown());
        }
    }
}

#[test]
fn a_container_alone_is_enough_for_xcore() {
    let scope = Scope { sandbox: String::new(), container: Some("c/1".to_owned()) };
    let request = Request::List { scope, kind: Kind::Fallback, from: PageFrom::Start };
    let asked = encode(XCORE, &platform(), &request).unwrap();
    assert!(asked.target.starts_with("/data/core/xcore/c%2F1/queries/core/search?schema="), "{}", asked.target);
    assert!(!asked.headers.iter().any(|(name, _)| name == "x-sandbox-name"));
}

#[test]
fn odd_ids_reach_the_path_and_the_query_encoded() {
    let id = "a/../b?x=1&y#z %ü";
    let encoded = "a%2F..%2Fb%3Fx%3D1%26y%23z%20%25%C3%BC";
    let target = |generation, request: &Request| encode(generation, &platform(), request).unwrap().target;
    assert_eq!(target(DPS, &delete(id)), format!("/data/core/dps/offers/{encoded}?offer-type=fallback"));
    assert_eq!(target(XCORE, &delete(id)), format!("/data/core/xcore/c-1/instances/{encoded}"));
    let by_id = read(Locator::Id(ObjectId::from(id)));
    assert_eq!(target(DPS, &by_id), format!("/data/core/dps/offers/{encoded}?offer-type=fallback"));
    assert!(target(XCORE, &by_id).ends_with(&format!(";version=0.1&id={encoded}")));
}

#[test]
fn a_followed_link_keeps_its_letters_and_regains_its_filter() {
    let followed = |generation, href: &str| {
        encode(generation, &platform(), &list(PageFrom::Link(href.to_owned()))).unwrap().target
    };
    let link = "/c-1/queries/core/search?start=1603%2C2c&orderby=-repo%3AcreatedDate%2CinstanceId";
    let schema = "https://ns.adobe.com/experience/offer-management/fallback-offer;version=0.1";
    assert_eq!(followed(XCORE, link), format!("/data/core/xcore{link}&schema={schema}"));
    let whole = format!("{link}&SCHEMA={schema}");
    assert_eq!(followed(XCORE, &whole), format!("/data/core/xcore{whole}"));
    assert_eq!(
        followed(DPS, "/offers?orderby=-modified&start=2024-10-27T01:24:51.785Z"),
        "/data/core/dps/offers?orderby=-modified&start=2024-10-27T01:24:51.785Z&offer-type=fallback"
    );
}

#[test]
fn rows_that_cant_be_held_are_counted_and_the_rest_stays_verbatim() {
    for generation in BOTH {
        let odd = object_of(generation, "i-1").replace("\"A\"", "1.10, \"future\" : [1e2, 12345678901234567890123]");
        let deep = format!("{}1{}", "[".repeat(4000), "]".repeat(4000));
        let rows = format!(r#"[ {odd} , {{"name":"no id"}}, null, 7, "text", {deep}, {{"id":"","instanceId":3}} ]"#);
        let response = page_of(generation, &rows, r#","total":"many","count":[]"#);
        let Ok(Reply::Page(page)) = decode(generation, &list(PageFrom::Start), &response) else {
            panic!("{generation}: no page");
        };
        assert_eq!((page.records.len(), page.unreadable, page.total), (1, 6, None), "{generation}");
        assert_eq!(&*page.records[0].raw, odd, "not a character may change");
    }
}

#[test]
fn total_and_next_are_taken_where_they_make_sense() {
    let page = |body: &str, from| match decode(DPS, &list(from), &answer(body)) {
        Ok(Reply::Page(page)) => (page.total, page.next),
        other => panic!("{other:?}"),
    };
    let body = r#"{"results":[],"total":43,"_links":{"next":{"href":"/offers?start=2"}}}"#;
    assert_eq!(page(body, PageFrom::Start), (Some(43), Some("/offers?start=2".to_owned())));
    let itself = page(body, PageFrom::Link("/offers?start=2".to_owned()));
    assert_eq!(itself, (Some(43), Some("/offers?start=2".to_owned())), "whoever follows the links sees the circle");
    for links in [r#"{"next":{"href":""}}"#, r#"{"next":{"href":7}}"#, r#"{"next":null}"#, "[]", "null", "7"] {
        let body = format!(r#"{{"results":[],"total":-1,"_links":{links}}}"#);
        assert_eq!(page(&body, PageFrom::Start), (None, None), "{links}");
    }
}

#[test]
fn what_is_no_page_is_malformed_and_says_so() {
    let deep = "[".repeat(1_000_000);
    let deep_member = format!(r#"{{"results":{deep}"#);
    let html = "<!DOCTYPE html><html><head><TITLE>\n Sign  in </TITLE></head><body>…</body></html>";
    for generation in BOTH {
        for body in [
            "",
            " ",
            "null",
            "7",
            "\"text\"",
            "[]",
            "{}",
            "{",
            r#"{"results":{}}"#,
            r#"{"results":7}"#,
            r#"{"_embedded":[]}"#,
            r#"{"_embedded":{}}"#,
            r#"{"_embedded":{"results":null}}"#,
            r#"{"results":[}"#,
            "It works!",
            html,
            &deep,
            &deep_member,
        ] {
            let error = decode(generation, &list(PageFrom::Start), &answer(body)).unwrap_err();
            assert_eq!((error.cause, error.status), (Cause::Malformed, Some(200)), "{generation} {body:.40}");
            assert_eq!(error.request_id.as_deref(), Some("r-1"));
            assert!(!error.message.is_empty() && error.message.len() < 400, "{}", error.message);
            assert_eq!(
                cause_of(decode(generation, &read(Locator::Address("i-1".into())), &answer(body))),
                Cause::Malformed,
                "{generation} {body:.40}"
            );
        }
        for body in ["", "{}", "[]", r#"{"sandboxes":7,"_embedded":[]}"#, html, &deep] {
            assert_eq!(cause_of(decode(generation, &scopes(PageFrom::Start), &answer(body))), Cause::Malformed);
        }
        let error = decode(generation, &list(PageFrom::Start), &answer(html)).unwrap_err();
        assert!(error.message.ends_with("web page and not JSON: Sign in"), "{}", error.message);
        let error = decode(generation, &list(PageFrom::Start), &answer("<p>Please <b>wait</b>")).unwrap_err();
        assert!(error.message.ends_with(": Please wait"), "{}", error.message);
    }
}

#[test]
fn byte_order_marks_and_broken_utf_8_are_put_up_with() {
    for generation in BOTH {
        let mut body = b"\xEF\xBB\xBF\r\n".to_vec();
        body.extend(object_of(generation, "i-1").replace("\"A\"", "\"A?\"").bytes());
        let at = body.iter().position(|&byte| byte == b'?').unwrap();
        body[at] = 0xFF;
        let Ok(Reply::Record(record)) = decode(generation, &read(Locator::Address("i-1".into())), &answer(body)) else {
            panic!("{generation}: no record");
        };
        assert_eq!(record.title(), "A\u{FFFD}");
    }
}

#[test]
fn a_page_may_answer_for_an_object_but_only_for_the_one_that_was_asked_for() {
    for generation in BOTH {
        let own = object_of(generation, "i-1");
        let other = object_of(generation, "i-2");
        let ask =
            |rows: String| decode(generation, &read(Locator::Address("i-1".into())), &page_of(generation, &rows, ""));
        let Ok(Reply::Record(record)) = ask(format!("[{other},{own}]")) else { panic!("{generation}: no record") };
        assert_eq!((&*record.address, &*record.raw), ("i-1", own.as_str()));
        assert_eq!(cause_of(ask("[]".to_owned())), Cause::Gone);
        assert_eq!(cause_of(ask(format!("[{other}]"))), Cause::Malformed, "another object is no answer");
        assert_eq!(cause_of(ask("[7]".to_owned())), Cause::Malformed);
    }
    let by_id = read(Locator::Id(ObjectId::from("ref-i-1")));
    let found = decode(XCORE, &by_id, &page_of(XCORE, &format!("[{}]", object_of(XCORE, "i-1")), ""));
    assert!(matches!(found, Ok(Reply::Record(record)) if &*record.address == "i-1"));
    assert_eq!(cause_of(decode(XCORE, &by_id, &page_of(XCORE, "[]", ""))), Cause::Gone);
}

#[test]
fn a_write_succeeds_by_any_2xx_with_a_receipt_of_either_shape_or_none() {
    let receipt = |generation, status, body: &str| match decode(
        generation,
        &create(),
        &HttpResponse { status, ..answer(body) },
    ) {
        Ok(Reply::Created(receipt)) => (
            receipt.id.map(|id| id.as_str().to_owned()),
            receipt.address.map(|address| address.to_string()),
            receipt.revision,
        ),
        other => panic!("{other:?}"),
    };
    let text = |text: &str| Some(text.to_owned());
    let dps = r#"{"id":"d-1","etag":2,"sandboxId":"s"}"#;
    let xcore = r#"{"instanceId":"i-1","@id":"x-1","repo:etag":3}"#;
    assert_eq!(receipt(DPS, 201, dps), (text("d-1"), text("d-1"), Some(2)));
    assert_eq!(receipt(XCORE, 202, xcore), (text("x-1"), text("i-1"), Some(3)));
    assert_eq!(receipt(XCORE, 200, dps), (text("d-1"), text("d-1"), Some(2)));
    assert_eq!(receipt(DPS, 200, xcore), (text("x-1"), text("x-1"), Some(3)), "dps has but one id");
    assert_eq!(receipt(XCORE, 201, r#"{"@id":"x-1","repo:etag":"one"}"#), (text("x-1"), None, None));
    for generation in BOTH {
        for body in ["", "null", "[]", "OK", r#"{"id":7,"@id":"","etag":-1}"#] {
            assert_eq!(receipt(generation, 204, body), (None, None, None), "{body}");
            assert_eq!(decode(generation, &delete("i"), &answer(body)), Ok(Reply::DeleteAccepted));
        }
        let page = answer("<html><title>Sign in</title></html>");
        let error = decode(generation, &create(), &page).unwrap_err();
        assert!(error.cause == Cause::Malformed && error.leaves_outcome_unknown(), "nobody knows what a portal did");
        assert_eq!(cause_of(decode(generation, &delete("i"), &page)), Cause::Malformed);
    }
}

#[test]
fn both_generations_list_the_sandboxes_alike_and_learn_which_are_production() {
    let body = r#"{"sandboxes":[{"name":"prod","type":"production","state":"active"}],"_links":{"next":{"href":"x"}}}"#;
    let second = "/?limit=50&offset=1";
    for generation in BOTH {
        for (from, target) in [
            (PageFrom::Start, "/data/foundation/sandbox-management/?limit=50&offset=0"),
            (PageFrom::Link(second.to_owned()), "/data/foundation/sandbox-management/?limit=50&offset=1"),
        ] {
            let request = Request::ListSandboxes { from };
            let asked = encode(generation, &platform(), &request).unwrap();
            assert_eq!((asked.target.as_str(), asked.headers.len()), (target, 0));
        }
        let request = Request::ListSandboxes { from: PageFrom::Start };
        let Ok(Reply::Scopes { entries, next }) = decode(generation, &request, &answer(body)) else { panic!() };
        assert_eq!((entries[0].scope.sandbox.as_str(), entries[0].category.as_str()), ("prod", "production"));
        assert_eq!(next.as_deref(), Some(second));
    }
}

#[test]
fn sandboxes_are_paged_by_offset_and_come_to_an_end() {
    let page = |from: PageFrom, rows: usize, links: &str| {
        let rows = vec![r#"{"name":"dev","state":"active"}"#; rows].join(",");
        let body = format!(r#"{{"sandboxes":[{rows}],"_page":{{"count":1}},"_links":{links}}}"#);
        match decode(DPS, &scopes(from), &answer(body)) {
            Ok(Reply::Scopes { next, .. }) => next,
            other => panic!("{other:?}"),
        }
    };
    let templated =
        r#"{"next":{"href":"https://platform.adobe.io:443/x/?limit={limit}&offset={offset}","templated":true}}"#;
    let mut from = PageFrom::Start;
    let mut pages = 0;
    while let Some(next) = page(from.clone(), 50, templated) {
        assert!(encode(DPS, &platform(), &scopes(PageFrom::Link(next.clone()))).is_ok());
        from = PageFrom::Link(next);
        pages += 1;
        assert!(pages < 1000, "a server that always says next must not keep us for ever");
    }
    assert_eq!(page(PageFrom::Start, 3, templated), Some("/?limit=50&offset=3".to_owned()));
    assert_eq!(
        page(PageFrom::Link("/?limit=50&offset=53".to_owned()), 7, templated),
        Some("/?limit=50&offset=60".to_owned())
    );
    assert_eq!(page(PageFrom::Start, 0, templated), None, "an empty page ends it");
    assert_eq!(page(PageFrom::Start, 50, "{}"), None);
    assert_eq!(page(PageFrom::Link(format!("/?offset={}", u64::MAX)), 50, templated), None);
}

#[test]
fn odd_scopes_are_left_out_or_shown_as_far_as_they_go() {
    let body = r#"{"sandboxes":[{"name":"a","state":"ACTIVE","lastModifiedDate":7},{"name":"b","state":"deleted"},{"title":"c"},7,
        {"name":"d","title":" ","lastModifiedDate":"soon"}]}"#;
    let Ok(Reply::Scopes { entries, .. }) = decode(DPS, &scopes(PageFrom::Start), &answer(body)) else { panic!() };
    assert_eq!(entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["a", "d"]);
    assert!(entries.iter().all(|entry| matches!(entry.changed, crate::domain::Seen::Odd(_))));

    let body = r#"{"_embedded":{"https://ns.adobe.com/experience/xcore/container":[{"instanceId":"c-1"},{"_instance":{}},null]},
        "_links":{"next":{"href":"/?start=2"}}}"#;
    let Ok(Reply::Scopes { entries, next }) = decode(XCORE, &scopes(PageFrom::Start), &answer(body)) else { panic!() };
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].name.as_str(), entries[0].scope.label()), ("c-1", "c-1"));
    assert_eq!(
        encode(XCORE, &platform(), &scopes(PageFrom::Link(next.unwrap()))).unwrap().target,
        "/data/core/xcore/?start=2"
    );
    let none = decode(XCORE, &scopes(PageFrom::Start), &answer(r#"{"_embedded":{}}"#));
    assert_eq!(none, Ok(Reply::Scopes { entries: Vec::new(), next: None }));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]

    /// Wherever a link says it leads, the request goes to the platform or nowhere.
    #[test]
    fn no_link_leads_away_from_the_platform(
        href in r"(https?:)?[/\\]{0,3}(platform\.adobe\.io|evil\.example)?[:@a/.%2eE\\?#&=' ü]{0,12}(evil\.example)?[^\r]{0,6}",
    ) {
        for generation in BOTH {
            let Ok(asked) = encode(generation, &platform(), &list(PageFrom::Link(href.clone()))) else { continue };
            let url = reqwest::Url::parse(&format!("https://platform.adobe.io{}", asked.target)).unwrap();
            proptest::prop_assert_eq!(url.host_str(), Some("platform.adobe.io"));
            proptest::prop_assert!(url.username().is_empty() && url.port().is_none());
        }
    }

    /// Whatever comes in answer to whatever was asked, it ends in a reply or an error.
    #[test]
    fn no_body_is_too_odd(
        body in proptest::collection::vec(proptest::sample::select(b"{}[]\":,0e-.\\u\xFFnull \n<t/>".to_vec()), 0..60),
        member in proptest::sample::select(vec!["results", "_embedded", "sandboxes", "_links", "id", "instanceId", "title"]),
        status in 100u16..700,
    ) {
        let mut wrapped = format!("{{\"{member}\":").into_bytes();
        wrapped.extend(&body);
        wrapped.push(b'}');
        for body in [body, wrapped] {
            let response = HttpResponse { status, ..answer(&body) };
            let by_address = read(Locator::Address("a".into()));
            for request in [list(PageFrom::Start), by_address, scopes(PageFrom::Start), create(), delete("a")] {
                for generation in BOTH {
                    let ok = decode(generation, &request, &response).is_ok();
                    proptest::prop_assert!(!ok || (200..300).contains(&status));
                }
            }
        }
    }
}

#[test]
fn another_object_is_no_answer_to_a_read() {
    for (generation, body) in [
        (DPS, r#"{"id":"b","name":"B"}"#),
        (XCORE, r#"{"instanceId":"b","_instance":{"@id":"xcore:personalized-offer:b","xdm:name":"B"}}"#),
    ] {
        for at in [Locator::Address("a".into()), Locator::Id(ObjectId::from("a"))] {
            let error = decode(generation, &read(at.clone()), &answer(body)).unwrap_err();
            assert_eq!(error.cause, Cause::Malformed, "{generation} {at:?}");
        }
        assert!(decode(generation, &read(Locator::Address("b".into())), &answer(body)).is_ok(), "{generation}");
    }
}

#[test]
fn a_new_object_is_looked_for_by_its_name_among_the_newest() {
    let find = |generation, name: &str| {
        let request = Request::Find { scope: scope(), kind: Kind::Fallback, name: name.to_owned() };
        encode(generation, &platform(), &request).unwrap().target
    };
    let target = find(DPS, "50 % & more=\"x\"");
    assert!(target.contains("/offers?offer-type=fallback&orderby=-modified&limit="), "{target}");
    assert!(target.ends_with("&property=name%3D%3D50%20%25%20%26%20more%3D%22x%22"), "{target}");
    let target = find(XCORE, "Ä");
    assert!(target.starts_with("/data/core/xcore/c-1/instances?schema="), "{target}");
    assert!(target.ends_with("&property=_instance.xdm:name%3D%3D%C3%84"), "{target}");
    // A comma may part two expressions, and blanks at the ends may be cut off.
    for generation in BOTH {
        for name in ["a, b", " a", "a ", ""] {
            assert!(!find(generation, name).contains("property"), "{name:?}");
        }
    }
}
