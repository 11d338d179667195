//! The client against a token service and a library written out by hand: how often a token is asked for, and what
//! becomes of a refusal.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::api::connection::Route;
use crate::api::{Answer, Client, Connection};
use crate::domain::{Generation, Kind, Scope};
use crate::request::{PageFrom, Request};

const SECRET: &str = "p8e-client secret~1";

/// Token service and library in one, on one address.
struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that answers every request, head and body as they came, as it is told.
    async fn start(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&seen), Arc::new(answer));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&log), Arc::clone(&answer)));
            }
        });
        Server { address, seen }
    }

    /// One that gives the tokens `token-1`, `token-2` and so on, each good for a day, and takes those of `good`.
    async fn giving(good: &'static [&'static str]) -> Server {
        let given = Mutex::new(0);
        Server::start(move |request| {
            if !request.starts_with("POST /ims/") {
                return library(request, good);
            }
            let mut given = given.lock().unwrap();
            *given += 1;
            granted(&format!("token-{given}"))
        })
        .await
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests began so.
    fn count(&self, beginning: &str) -> usize {
        self.seen.lock().unwrap().iter().filter(|request| request.starts_with(beginning)).count()
    }

    fn asked_for_tokens(&self) -> usize {
        self.count("POST /ims/token/v3 ")
    }
}

async fn serve(mut stream: TcpStream, log: Arc<Mutex<Vec<String>>>, answer: Arc<impl Fn(&str) -> String>) {
    let mut received = Vec::new();
    let whole = |received: &[u8]| {
        let text = String::from_utf8_lossy(received).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        (body.len() >= length.map_or(0, |length| length.parse().unwrap())).then_some(text)
    };
    let request = loop {
        if let Some(request) = whole(&received) {
            break request;
        }
        if stream.read_buf(&mut received).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let said = answer(&request);
    log.lock().unwrap().push(request);
    let _ = stream.write_all(said.as_bytes()).await;
}

fn response(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn granted(token: &str) -> String {
    let body = format!(r#"{{"access_token":"{token}","token_type":"bearer","expires_in":86399}}"#);
    response("200 OK", &body)
}

/// The library's answer: it takes these tokens.
fn library(request: &str, good: &[&str]) -> String {
    if good.iter().any(|token| request.contains(&format!("\r\nauthorization: Bearer {token}\r\n"))) {
        response("200 OK", r#"{"sandboxes":[]}"#)
    } else {
        response("401 Unauthorized", r#"{"error_code":"401013","message":"Oauth token is not valid"}"#)
    }
}

fn client_of(ims_url: &str, secret: SecretSource, cache: Option<&Path>) -> Credentials {
    Credentials::Client {
        ims_url: ims_url.to_owned(),
        client_id: "client-id".to_owned(),
        secret,
        account: "default".to_owned(),
        scopes: vec!["openid".to_owned(), "AdobeID".to_owned()],
        cache: cache.map(Path::to_owned),
    }
}

fn plain(secret: &str) -> SecretSource {
    SecretSource::Plain(Secret::from(secret))
}

fn connected(server: &Server, credentials: Credentials) -> Client {
    let connection = Connection {
        platform_url: server.url(),
        generation: Generation::Dps,
        credentials,
        api_key: "client-id".to_owned(),
        org_id: "org@AdobeOrg".to_owned(),
        route: Route::within(Duration::from_secs(20)),
    };
    Client::new(connection, Redactor::default())
}

/// A client that asks this server for tokens.
fn client(server: &Server) -> Client {
    connected(server, client_of(&server.url(), plain(SECRET), None))
}

fn read() -> Request {
    Request::ListSandboxes { from: PageFrom::Start }
}

fn delete() -> Request {
    let scope = Scope { sandbox: "dev".to_owned(), container: None };
    Request::Delete { scope, kind: Kind::Fallback, address: "a".into() }
}

/// What was done, in order: method, the end of the path, status.
fn steps(answer: &Answer) -> Vec<String> {
    let step = |exchange: &Exchange| {
        let path = exchange.target.split('?').next().unwrap();
        let name = if path.contains("/ims/") { "token" } else { "library" };
        format!("{} {name} {}", exchange.method, exchange.status.unwrap_or(0))
    };
    answer.exchanges.iter().map(step).collect()
}

fn failure(answer: &Answer) -> &RequestError {
    answer.result.as_ref().expect_err("should have failed")
}

#[tokio::test]
async fn a_token_is_asked_for_once_for_all_waiting_requests_and_in_the_body() {
    let server = Server::giving(&["token-1"]).await;
    let client = client(&server);
    assert_eq!(client.session(), None);
    let question = read();
    let answers = join_all((0..20).map(|_| client.ask(&question))).await;
    assert!(answers.iter().all(|answer| answer.result.is_ok()), "{answers:?}");
    assert_eq!((server.asked_for_tokens(), server.count("GET ")), (1, 20));
    let logged = answers.iter().flat_map(|answer| &answer.exchanges).filter(|exchange| exchange.method == Method::Post);
    assert_eq!(logged.map(|exchange| exchange.target.as_str()).collect::<Vec<_>>(), ["/ims/token/v3"]);

    let seen = server.seen.lock().unwrap().iter().find(|request| request.starts_with("POST")).cloned().unwrap();
    let (head, body) = seen.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: application/x-www-form-urlencoded") && !head.contains("authorization"));
    assert!(body.contains("grant_type=client_credentials") && body.ends_with("scope=openid%2CAdobeID"), "{body}");
    let session = client.session().unwrap();
    assert!(session.renews && session.ends.is_some_and(|ends| ends > Timestamp::now()));
}

#[tokio::test]
async fn a_service_in_trouble_is_asked_once_for_all_waiting_requests() {
    let trouble = r#"{"error":"internal_error","error_description":"Please try again later"}"#;
    let server = Server::start(|_| response("500 Error", trouble)).await;
    let client = client(&server);
    let question = delete();
    let answers = join_all((0..20).map(|_| client.ask(&question))).await;
    for answer in &answers {
        let error = failure(answer);
        assert_eq!((error.cause, error.status), (Cause::Unavailable, Some(500)));
        assert!(error.message.contains("the token service is in trouble: Please try again later"));
        assert!(!error.leaves_outcome_unknown(), "no delete left this machine");
        assert_eq!(steps(answer).last().unwrap(), "DELETE library 0");
    }
    assert_eq!((server.asked_for_tokens(), server.count("DELETE")), (1, 0));
    assert!(client.ask(&question).await.result.is_err());
    assert_eq!(server.asked_for_tokens(), 2, "a later request tries again");
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_request_repeated_a_write_too() {
    let server = Server::giving(&["token-2"]).await;
    let client = client(&server);
    let answer = client.ask(&delete()).await;
    assert!(answer.result.is_ok(), "{answer:?}");
    assert_eq!(steps(&answer), ["POST token 200", "DELETE library 401", "POST token 200", "DELETE library 200"]);
    assert_eq!(steps(&client.ask(&read()).await), ["GET library 200"], "the new token is kept");
}

#[tokio::test]
async fn a_token_that_the_gateway_misses_is_renewed_and_the_same_one_not_sent_again() {
    let server = Server::start(|request| {
        let missing = response("403 Forbidden", r#"{"error_code":"403010","message":"Oauth token is missing."}"#);
        if request.starts_with("POST /ims/") { granted("token-1") } else { missing }
    })
    .await;
    let answer = client(&server).ask(&read()).await;
    assert_eq!((failure(&answer).cause, failure(&answer).status), (Cause::SignIn, Some(403)));
    assert_eq!(steps(&answer), ["POST token 200", "GET library 403", "POST token 200"]);
}

#[tokio::test]
async fn twenty_requests_with_the_same_refused_token_renew_it_once() {
    let server = Server::giving(&["token-2"]).await;
    let client = client(&server);
    let question = read();
    let answers = join_all((0..20).map(|_| client.ask(&question))).await;
    assert!(answers.iter().all(|answer| answer.result.is_ok()), "{answers:?}");
    assert_eq!(server.asked_for_tokens(), 2);
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_is_told() {
    let server = Server::giving(&[]).await;
    let answer = client(&server).ask(&read()).await;
    assert_eq!((failure(&answer).cause, failure(&answer).culprit), (Cause::SignIn, Some(Culprit::FreshToken)));
    assert_eq!(steps(&answer), ["POST token 200", "GET library 401", "POST token 200", "GET library 401"]);
}

#[tokio::test]
async fn a_wrong_client_is_told_and_no_secret_with_it() {
    // The service repeats what it was sent, in three dresses.
    let server = Server::start(|request| {
        let form = request.split_once("\r\n\r\n").unwrap().1;
        let body =
            format!(r#"{{"error":"invalid_client","error_description":"{form} {SECRET} p8e-client%20secret~1"}}"#);
        response("401 Unauthorized", &body)
    })
    .await;
    let client = client(&server);
    let answer = client.ask(&read()).await;
    assert_eq!((failure(&answer).cause, failure(&answer).culprit), (Cause::SignIn, Some(Culprit::Credential)));
    assert_eq!(failure(&answer).code.as_deref(), Some("invalid_client"));
    assert_eq!(steps(&answer), ["POST token 401", "GET library 0"]);
    let shown = format!("{answer:?} {client:?} {}", failure(&answer));
    assert!(shown.contains("client_secret=(secret)") && !shown.contains("p8e-client"), "{shown}");
    assert_eq!(server.asked_for_tokens(), 1, "a secret that was fetched just now is not fetched again");
}

#[tokio::test]
async fn a_web_page_that_repeats_the_form_is_cut_after_the_secret_was_taken_out() {
    // The words are cut at 300 bytes, which is within the secret.
    for before in 280..300 {
        let server = Server::start(move |request| {
            let form = request.split_once("client_secret=").unwrap().1;
            response("200 OK", &format!("<html><title>{}{form}</title></html>", "x".repeat(before)))
        })
        .await;
        let answer = client(&server).ask(&read()).await;
        assert_eq!(failure(&answer).culprit, Some(Culprit::Gateway));
        assert!(!format!("{answer:?}").contains("xp"), "{answer:?}");
    }
}

#[tokio::test]
async fn a_web_page_in_the_librarys_place_leaves_the_token_as_it_is() {
    let server = Server::start(|request| {
        let page = "<html><title>Sign in to the hotel</title></html>";
        if request.starts_with("POST /ims/") { granted("token-1") } else { response("401 Unauthorized", page) }
    })
    .await;
    let client = client(&server);
    for expected in [vec!["POST token 200", "GET library 401"], vec!["GET library 401"]] {
        let answer = client.ask(&read()).await;
        assert_eq!(
            (failure(&answer).culprit, steps(&answer)),
            (Some(Culprit::Gateway), expected.iter().map(|step| step.to_string()).collect())
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_secret_that_was_changed_meanwhile_is_fetched_once_more() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "first-secret\n").unwrap();
    let changed = Arc::new(AtomicBool::new(false));
    let now = Arc::clone(&changed);
    let server = Server::start(move |request| {
        let (secret, token) = if now.load(Ordering::SeqCst) { ("second", "token-2") } else { ("first", "token-1") };
        if !request.starts_with("POST /ims/") {
            library(request, &[token])
        } else if request.contains(&format!("client_secret={secret}-secret&")) {
            granted(token)
        } else {
            response("401 Unauthorized", r#"{"error":"invalid_client"}"#)
        }
    })
    .await;
    let source = SecretSource::Command(format!("cat '{}'", file.display()));
    let client = connected(&server, client_of(&server.url(), source, None));
    assert!(client.ask(&read()).await.result.is_ok());
    std::fs::write(&file, "second-secret\n").unwrap();
    changed.store(true, Ordering::SeqCst);
    let answer = client.ask(&read()).await;
    assert!(answer.result.is_ok(), "{answer:?}");
    assert_eq!(steps(&answer), ["GET library 401", "POST token 401", "POST token 200", "GET library 200"]);
}

/// Puts a token into the cache that was given so long ago, to last a day.
fn put(folder: &Path, server: &Server, token: &str, ago: SignedDuration) {
    let url = server.url();
    let scopes = ["openid".to_owned(), "AdobeID".to_owned()];
    let secret = plain(SECRET);
    let asker = Asker { ims_url: &url, client_id: "client-id", secret: &secret, account: "default", scopes: &scopes };
    let obtained = Timestamp::now() - ago;
    let ends = obtained + SignedDuration::from_hours(24);
    cache_of(folder, &asker).put(&CachedToken { token: Secret::from(token), obtained, ends }).unwrap();
}

#[tokio::test]
async fn a_token_of_an_earlier_run_is_used_and_a_refused_one_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::giving(&["kept-token", "token-1"]).await;
    put(folder.path(), &server, "kept-token", SignedDuration::from_hours(1));
    let credentials = || client_of(&server.url(), plain(SECRET), Some(folder.path()));
    let answer = connected(&server, credentials()).ask(&read()).await;
    assert_eq!((steps(&answer), answer.result.is_ok()), (vec!["GET library 200".to_owned()], true));

    put(folder.path(), &server, "dead-token", SignedDuration::from_hours(1));
    let answer = connected(&server, credentials()).ask(&read()).await;
    assert_eq!(steps(&answer), ["GET library 401", "POST token 200", "GET library 200"]);
    let answer = connected(&server, credentials()).ask(&read()).await;
    assert_eq!(steps(&answer), ["GET library 200"], "the new token is on the disk");
}

#[tokio::test]
async fn a_token_that_ends_soon_is_renewed_before_it_does() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::giving(&["token-1"]).await;
    put(folder.path(), &server, "old-token", SignedDuration::from_mins(24 * 60 - 1));
    let client = connected(&server, client_of(&server.url(), plain(SECRET), Some(folder.path())));
    let answer = client.ask(&read()).await;
    assert_eq!(
        (steps(&answer), answer.result.is_ok()),
        (vec!["POST token 200".into(), "GET library 200".into()], true)
    );
}

#[tokio::test]
async fn an_early_renewal_that_fails_is_logged_and_left_alone_for_a_while() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(|request| {
        if request.starts_with("POST /ims/") { response("503 Busy", "") } else { library(request, &["old-token"]) }
    })
    .await;
    put(folder.path(), &server, "old-token", SignedDuration::from_mins(24 * 60 - 1));
    let client = connected(&server, client_of(&server.url(), plain(SECRET), Some(folder.path())));
    let answer = client.ask(&read()).await;
    assert!(answer.result.is_ok(), "{answer:?}");
    assert_eq!(steps(&answer), ["POST token 503", "GET library 200"]);
    assert!(answer.exchanges[0].error.is_some());
    assert_eq!(steps(&client.ask(&read()).await), ["GET library 200"], "not at every request");
}

#[tokio::test]
async fn two_programs_that_sign_in_at_once_ask_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::giving(&["token-1"]).await;
    let program = || connected(&server, client_of(&server.url(), plain(SECRET), Some(folder.path())));
    let (one, other, question) = (program(), program(), read());
    let (one, other) = tokio::join!(one.ask(&question), other.ask(&question));
    assert!(one.result.is_ok() && other.result.is_ok(), "{one:?} {other:?}");
    assert_eq!(server.asked_for_tokens(), 1);
}

#[tokio::test]
async fn who_stops_waiting_does_not_stop_the_signing_in() {
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = Mutex::new(released);
    let waits = Arc::new(AtomicBool::new(false));
    let waiting = Arc::clone(&waits);
    // The library has an answer at once; the token service keeps a thread of its own waiting until it is released.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let ims_url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        waiting.store(true, Ordering::SeqCst);
        let _ = released.lock().unwrap().recv();
        let _ = stream.write_all(granted("token-1").as_bytes());
    });
    let server = Server::giving(&["token-1"]).await;
    let client = connected(&server, client_of(&ims_url, plain(SECRET), None));
    let impatient = tokio::spawn({
        let client = client.clone();
        async move { client.ask(&read()).await }
    });
    while !waits.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    impatient.abort();
    assert!(impatient.await.is_err_and(|end| end.is_cancelled()));
    release.send(()).unwrap();
    let answer = client.ask(&read()).await;
    assert!(answer.result.is_ok(), "{answer:?}");
    assert_eq!(steps(&answer), ["POST token 200", "GET library 200"], "logged with the next question");
    assert_eq!(answer.exchanges[0].target, format!("{ims_url}/ims/token/v3"), "another host is named");
}

#[tokio::test]
async fn a_pasted_token_that_is_refused_is_told_and_replaced_by_another_in_the_running_program() {
    let server = Server::giving(&["pasted-token-2"]).await;
    let client = connected(&server, Credentials::token("pasted-token-1"));
    let answer = client.ask(&read()).await;
    assert_eq!((failure(&answer).cause, failure(&answer).culprit), (Cause::SignIn, Some(Culprit::Token)));
    assert_eq!(steps(&answer), ["GET library 401"]);
    assert_eq!(client.session(), Some(Session { ends: None, renews: false }));
    client.use_token(Secret::from("pasted-token-2"));
    assert!(client.ask(&read()).await.result.is_ok());
    assert_eq!(server.asked_for_tokens(), 0);
    assert!(!format!("{client:?} {answer:?}").contains("pasted-token"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_gives_tokens_is_run_once_more_after_a_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "printed-token-1\n").unwrap();
    let server = Server::giving(&["printed-token-2"]).await;
    let source = SecretSource::Command(format!("cat '{}'", file.display()));
    let client = connected(&server, Credentials::Token { source, account: "default".to_owned() });
    let answer = client.ask(&read()).await;
    assert_eq!(failure(&answer).culprit, Some(Culprit::Token));
    assert_eq!(steps(&answer), ["GET library 401"], "the same token is not sent twice");
    std::fs::write(&file, "printed-token-2\n").unwrap();
    let answer = client.ask(&read()).await;
    assert_eq!(
        (steps(&answer), answer.result.is_ok()),
        (vec!["GET library 401".into(), "GET library 200".into()], true)
    );
    assert!(client.session().is_some_and(|session| session.renews));
}

#[tokio::test]
async fn a_token_tells_its_end_and_signing_in_needs_no_question() {
    let server = Server::giving(&[]).await;
    let ends: Timestamp = "2100-01-01T00:00:00Z".parse().unwrap();
    let token = crate::api::testing::jwt(&format!(r#"{{"exp":{}}}"#, ends.as_second()));
    let client = connected(&server, Credentials::token(token));
    let (session, exchanges) = client.sign_in().await;
    assert_eq!(session, Ok(Session { ends: Some(ends), renews: false }));
    assert!(exchanges.is_empty() && server.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_token_service_in_the_clear_gets_no_secret() {
    let server = Server::giving(&[]).await;
    let client = connected(&server, client_of("http://ims.example", plain(SECRET), None));
    let (session, exchanges) = client.sign_in().await;
    let error = session.unwrap_err();
    assert_eq!((error.cause, error.culprit), (Cause::NotSent, Some(Culprit::TokenService)));
    assert!(error.message.contains("over http") && exchanges.is_empty());
}

#[tokio::test]
async fn a_secret_that_is_nowhere_is_told() {
    let server = Server::giving(&[]).await;
    let nowhere = SecretSource::Env("OFFERDECK_TEST_OF_A_VARIABLE_THAT_NOBODY_SETS".to_owned());
    let answer = connected(&server, client_of(&server.url(), nowhere, None)).ask(&read()).await;
    assert_eq!((failure(&answer).cause, failure(&answer).culprit), (Cause::NotSent, Some(Culprit::Secret)));
    assert_eq!(steps(&answer), ["GET library 0"]);
    assert!(server.seen.lock().unwrap().is_empty());
}
