//! The transport, and the client on top of it, against servers written out by hand: what is sent byte for byte, and
//! every way in which an answer can fail to come.

mod places;
mod tls;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;
use crate::api::{Answer, Client, Credentials};
use crate::domain::{Generation, Kind, Scope};
use crate::request::{PageFrom, Reply, Request};
use crate::secret::Redactor;

const TOKEN: &str = "secret-token-1234";

/// How a server ends a connection after what it had to say.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    Close,
    Hang,
}

/// A server for one connection: it reads a request, says `answer`, and then closes or hangs. Gives back the request.
async fn server(answer: impl Into<Vec<u8>>, then: Then) -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = answer.into();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut received = Vec::new();
        while !received.windows(4).any(|end| end == b"\r\n\r\n") {
            if stream.read_buf(&mut received).await.unwrap() == 0 {
                break;
            }
        }
        stream.write_all(&answer).await.unwrap();
        if then == Then::Hang {
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_secs(60)).await;
                drop(stream);
            });
        }
        String::from_utf8(received).unwrap()
    });
    (address, task)
}

fn connection(platform_url: impl Into<String>) -> Connection {
    Connection {
        platform_url: platform_url.into(),
        generation: Generation::Dps,
        credentials: Credentials::token(TOKEN),
        api_key: "key".to_owned(),
        org_id: "org@AdobeOrg".to_owned(),
        route: Route { first_byte: Duration::from_millis(300), whole: Duration::from_millis(900), ..Route::default() },
    }
}

fn client(connection: Connection) -> Client {
    Client::new(connection, Redactor::default())
}

fn list(from: PageFrom) -> Request {
    let scope = Scope { sandbox: "dev".to_owned(), container: None };
    Request::List { scope, kind: Kind::Personalized, from }
}

async fn ask(address: SocketAddr, request: &Request) -> Answer {
    client(connection(format!("http://{address}"))).ask(request).await
}

async fn ask_for_list(answer: impl Into<Vec<u8>>, then: Then) -> (Answer, String) {
    let (address, task) = server(answer, then).await;
    let answer = ask(address, &list(PageFrom::Start)).await;
    assert!(!format!("{answer:?}").contains(TOKEN));
    (answer, task.await.unwrap())
}

fn response(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn failure(answer: &Answer) -> &RequestError {
    let error = answer.result.as_ref().expect_err("should have failed");
    assert!(exchange(answer).error.is_some(), "what fails is logged");
    error
}

/// The only request that was made.
fn exchange(answer: &Answer) -> &Exchange {
    let [exchange] = &answer.exchanges[..] else { panic!("{:?}", answer.exchanges) };
    exchange
}

#[tokio::test]
async fn a_request_arrives_with_its_credentials_and_its_answer_is_noted() {
    let asked = jiff::Timestamp::now();
    let body = r#"{"results":[],"total":0}"#;
    let (answer, sent) =
        ask_for_list(response("200 OK\r\nX-Request-Id: r-1\r\nDate: Wed, 21 Oct 2015 07:28:00 GMT", body), Then::Close)
            .await;
    assert!(matches!(answer.result, Ok(Reply::Page(_))));
    let exchange = exchange(&answer);
    assert_eq!((exchange.status, exchange.bytes, &exchange.error), (Some(200), body.len(), &None));
    let server: jiff::Timestamp = "2015-10-21T07:28:00Z".parse().unwrap();
    let skew = exchange.skew.unwrap();
    assert!((asked.duration_until(server) - skew).abs() <= asked.duration_until(jiff::Timestamp::now()), "{skew}");
    assert_eq!((exchange.method, exchange.request_id.as_deref()), (Method::Get, Some("r-1")));
    assert!(exchange.elapsed > Duration::ZERO);
    assert!(sent.starts_with(&format!("GET {} HTTP/1.1\r\n", exchange.target)), "{sent}");
    for line in [
        &format!("authorization: Bearer {TOKEN}"),
        "x-api-key: key",
        "x-gw-ims-org-id: org@AdobeOrg",
        "x-sandbox-name: dev",
        "accept: *,application/json",
        concat!("user-agent: offerdeck/", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(sent.contains(&format!("\r\n{line}\r\n")), "{line} in {sent}");
    }
    assert!(!sent.to_ascii_lowercase().contains("referer"));
}

#[tokio::test]
async fn a_target_arrives_byte_for_byte() {
    let empty = r#"{"results":[]}"#;
    let href = "/offers?OFFER-TYPE=x;version=0.5&schema=https://ns.adobe.com/a:b;c=/d&start=16%2C2c%3a,(*)!$~@[{|}]^`\\&q=%27%22+%20";
    let (address, task) = server(response("200 OK", empty), Then::Close).await;
    let answer = ask(address, &list(PageFrom::Link(href.to_owned()))).await;
    assert!(answer.result.is_ok(), "{answer:?}");
    assert!(task.await.unwrap().starts_with(&format!("GET /data/core/dps{href} HTTP/1.1\r\n")));

    // The quotes are the exception: the URL parser encodes them, which a query's reader undoes.
    let (address, task) = server(response("200 OK", empty), Then::Close).await;
    let answer = ask(address, &list(PageFrom::Link("/offers?offer-type=x&start='\"".to_owned()))).await;
    assert!(answer.result.is_ok(), "{answer:?}");
    assert!(task.await.unwrap().starts_with("GET /data/core/dps/offers?offer-type=x&start=%27%22 HTTP/1.1\r\n"));
}

#[test]
fn a_target_that_would_arrive_as_another_is_not_sent() {
    let platform = Platform::parse("http://127.0.0.1:8080").unwrap();
    for target in ["/a/../b", "/a/%2E%2e/b", "/a#b", "/a\\b", "/a\nb", ".evil.example/", "@evil.example/", "0/"] {
        assert_eq!(url(&platform, target).unwrap_err().cause, Cause::NotSent, "{target:?}");
    }
    assert!(url(&platform, "/a%2F..%2Fb/%25%+1?x=..").is_ok());
}

#[tokio::test]
async fn a_cut_answer_is_told_from_none_and_from_a_late_one() {
    let half = "HTTP/1.1 200 OK\r\nx-request-id: r-1\r\ncontent-length: 100\r\n\r\n{\"results\":[";
    let (answer, _) = ask_for_list(half, Then::Close).await;
    assert_eq!((failure(&answer).cause, failure(&answer).status), (Cause::CutAnswer, Some(200)));
    assert_eq!((exchange(&answer).status, exchange(&answer).bytes), (Some(200), 12));
    assert_eq!(failure(&answer).request_id.as_deref(), Some("r-1"));

    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"res\r\n";
    let (answer, _) = ask_for_list(chunked, Then::Close).await;
    assert_eq!(failure(&answer).cause, Cause::CutAnswer);

    let (answer, _) = ask_for_list(half, Then::Hang).await;
    assert_eq!((failure(&answer).cause, failure(&answer).status), (Cause::NoAnswer, Some(200)));

    for (said, then) in
        [("", Then::Close), ("HTTP/1.1 200", Then::Close), ("garbage\r\n\r\n", Then::Close), ("", Then::Hang)]
    {
        let (answer, _) = ask_for_list(said, then).await;
        assert_eq!((failure(&answer).cause, exchange(&answer).status), (Cause::NoAnswer, None), "{said:?}");
        assert!(failure(&answer).message.contains("127.0.0.1"), "{}", failure(&answer).message);
        if then == Then::Hang {
            assert!(
                failure(&answer).message.ends_with("within 300ms (timeout first_byte)"),
                "{}",
                failure(&answer).message
            );
            assert!(exchange(&answer).elapsed >= Duration::from_millis(300));
        }
    }
}

#[tokio::test]
async fn a_failure_whose_explanation_breaks_off_keeps_its_status() {
    let half = "HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\nno permission to";
    let (answer, _) = ask_for_list(half, Then::Close).await;
    assert_eq!((failure(&answer).cause, failure(&answer).message.as_str()), (Cause::Forbidden, "no permission to"));
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let answer = ask(address, &list(PageFrom::Start)).await;
    assert_eq!(failure(&answer).cause, Cause::NoConnection);
    assert!(!failure(&answer).leaves_outcome_unknown(), "a write that never left can't have been carried out");
    assert!(failure(&answer).message.contains("refused"), "{}", failure(&answer).message);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = server("", Then::Close).await;
    let head = format!("302 Found\r\nlocation: http://{}/data/core/dps/offers", target.0);
    let (answer, _) = ask_for_list(response(&head, ""), Then::Close).await;
    assert_eq!((failure(&answer).cause, failure(&answer).status), (Cause::Malformed, Some(302)));
    assert!(!target.1.is_finished(), "nobody came");
    target.1.abort();
}

#[tokio::test]
async fn an_error_body_is_logged_without_the_token_it_repeats() {
    let body = format!("{{\"message\":\"bad request: Authorization: Bearer {TOKEN}\"}}");
    let (answer, _) = ask_for_list(response("400 Bad Request", &body), Then::Close).await;
    assert_eq!(failure(&answer).message, "bad request: Authorization: Bearer (secret)");
    assert!(exchange(&answer).error.as_ref().unwrap().contains("(secret)"));
    let (answer, _) = ask_for_list(response("500 Error", &"x".repeat(100_000)), Then::Close).await;
    assert!(exchange(&answer).error.as_ref().unwrap().len() < 2100);
    assert_eq!(exchange(&answer).bytes, 100_000);
}

#[tokio::test]
async fn a_body_is_read_up_to_its_bound_and_no_further() {
    for (size, fits) in [(1000, true), (1001, false)] {
        let (address, _task) = server(response("200 OK", &"x".repeat(size)), Then::Close).await;
        let connection = connection(format!("http://{address}"));
        let client = build(&connection.route, Way::Plain).unwrap();
        let answer = client.get(&connection.platform_url).send().await.unwrap();
        let mut body = Vec::new();
        let end = receive(answer, &mut body, 1000).await;
        assert_eq!(end.is_ok(), fits);
        assert!(matches!(end, Ok(()) | Err(BrokenOff::TooLarge)) && body.len() <= 1000);
    }
    let platform = Platform::parse("http://127.0.0.1").unwrap();
    let error = failing::broken(&Route::default(), &platform, &BrokenOff::TooLarge);
    assert_eq!(error.cause, Cause::Malformed);
    assert!(error.message.contains("64 MB"), "{}", error.message);
}

#[tokio::test]
async fn what_no_header_may_hold_is_not_sent_and_the_setting_is_named() {
    let odd = "a\nb";
    let good = || connection("http://127.0.0.1:1");
    let named = [
        (Connection { api_key: odd.to_owned(), ..good() }, "the API key"),
        (Connection { org_id: "ü".to_owned(), ..good() }, "the organisation's id"),
    ];
    let token = Connection { credentials: Credentials::token("secret-a\nb"), ..good() };
    let answer = client(token).ask(&list(PageFrom::Start)).await;
    assert_eq!((failure(&answer).cause, failure(&answer).culprit), (Cause::NotSent, Some(Culprit::Token)));
    assert!(!format!("{answer:?}").contains("secret-a"));
    for (connection, setting) in named {
        let answer = client(connection).ask(&list(PageFrom::Start)).await;
        assert_eq!(failure(&answer).cause, Cause::NotSent);
        assert!(failure(&answer).message.starts_with(setting), "{}", failure(&answer).message);
    }
    let scope = Scope { sandbox: odd.to_owned(), container: None };
    let request = Request::List { scope, kind: Kind::Fallback, from: PageFrom::Start };
    let answer = client(good()).ask(&request).await;
    assert!(failure(&answer).message.starts_with("the sandbox's name"));
}

#[tokio::test]
async fn a_platform_in_the_clear_and_a_foreign_link_get_nothing() {
    let answer = client(connection("http://platform.adobe.io")).ask(&list(PageFrom::Start)).await;
    assert_eq!(failure(&answer).cause, Cause::NotSent);
    assert!(failure(&answer).message.contains("over http"));
    let (address, task) = server("", Then::Close).await;
    let link = PageFrom::Link(format!("http://{address}/data/core/dps/offers"));
    let answer = client(connection("http://127.0.0.1:1")).ask(&list(link)).await;
    assert_eq!((failure(&answer).cause, exchange(&answer).target.as_str()), (Cause::NotSent, ""));
    assert!(!task.is_finished());
    task.abort();
}

#[test]
fn no_secret_shows_in_debug() {
    let connection = connection("http://127.0.0.1:1");
    assert!(!format!("{connection:?}").contains(TOKEN));
    assert!(!format!("{:?}", client(connection.clone())).contains(TOKEN));
    let asked = HttpRequest { method: Method::Get, target: "/".to_owned(), headers: Vec::new(), body: Vec::new() };
    assert!(!format!("{:?}", headers(&connection, &Secret::from(TOKEN), &asked).unwrap()).contains(TOKEN));
}

#[test]
fn what_nobody_waits_for_any_more_stands_in_the_log_by_its_path() {
    let client = client(connection("http://127.0.0.1:1"));
    let exchange = client.unanswered(&list(PageFrom::Start), Duration::from_millis(7));
    assert!(exchange.target.starts_with("/data/core/dps/offers?offer-type=personalized"), "{}", exchange.target);
    assert_eq!((exchange.status, exchange.elapsed), (None, Duration::from_millis(7)));
    assert!(exchange.error.is_some_and(|error| error.contains("cancelled")));
}

#[tokio::test]
async fn a_proxy_stands_between_us_and_elsewhere_and_is_named_where_it_fails() {
    let (address, sent) = server("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", Then::Close).await;
    let proxy = Some(format!("http://{address}"));
    let route = Route { proxy, ..Route::within(Duration::from_millis(500)) };
    let elsewhere = Connection { route: route.clone(), ..connection("https://platform.example") };
    let answer = client(elsewhere).ask(&list(PageFrom::Start)).await;
    assert_eq!((failure(&answer).cause, failure(&answer).culprit), (Cause::NoConnection, Some(Culprit::Proxy)));
    let wants = format!("the proxy {address} wants a user name and a password");
    assert!(failure(&answer).message.ends_with(&wants), "{}", failure(&answer).message);
    assert!(sent.await.unwrap().starts_with("CONNECT platform.example:443 HTTP/1.1\r\n"));

    let (address, sent) = server(response("200 OK", r#"{"results":[]}"#), Then::Close).await;
    let here = Connection { route, ..connection(format!("http://{address}")) };
    assert!(client(here).ask(&list(PageFrom::Start)).await.result.is_ok(), "this machine is reached without");
    assert!(sent.await.unwrap().starts_with("GET /data"));
}

#[tokio::test]
async fn a_proxy_that_can_not_be_one_is_told_of() {
    let proxy = Some("socks5://127.0.0.1:1".to_owned());
    let route = Route { proxy, ..Route::default() };
    let answer =
        client(Connection { route, ..connection("https://platform.example") }).ask(&list(PageFrom::Start)).await;
    assert_eq!((failure(&answer).cause, failure(&answer).culprit), (Cause::NotSent, Some(Culprit::Proxy)));
}

#[tokio::test]
async fn a_proxy_that_is_not_there_or_speaks_no_tls_is_blamed_and_not_the_platform() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // What it is sent never ends as a request does: it answers at once.
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
            let _ = stream.read_buf(&mut Vec::new()).await;
        }
    });
    for (proxy, words) in [
        (format!("http://{closed}"), format!("the proxy {closed} leads nowhere: ")),
        (format!("https://{plain}"), format!("the proxy {plain} does not speak TLS")),
    ] {
        let route = Route { proxy: Some(proxy), ..Route::within(Duration::from_secs(5)) };
        let elsewhere = Connection { route, ..connection("https://platform.example") };
        let answer = client(elsewhere).ask(&list(PageFrom::Start)).await;
        assert_eq!((failure(&answer).cause, failure(&answer).culprit), (Cause::NoConnection, Some(Culprit::Proxy)));
        assert!(failure(&answer).message.contains(&words), "{}", failure(&answer).message);
    }
}

#[tokio::test]
async fn the_timeout_for_the_whole_answer_is_told_from_the_one_for_its_first_byte() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{";
    let (answer, _) = ask_for_list(half, Then::Hang).await;
    assert!(failure(&answer).message.ends_with("within 900ms (timeout whole)"), "{}", failure(&answer).message);
}
