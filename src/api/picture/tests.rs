use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::domain::content::is_public;

/// The server of a test stands on this machine.
fn anywhere(_: IpAddr) -> bool {
    true
}

fn png() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(12, 8)).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len()).as_bytes(), body]
        .concat()
}

/// A server that gives these answers, one a connection, and then what it was asked.
async fn served(answers: Vec<Vec<u8>>) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            let (mut request, mut buffer) = (Vec::new(), [0; 1024]);
            while !request.ends_with(b"\r\n\r\n") {
                match socket.read(&mut buffer).await.unwrap() {
                    0 => break,
                    read => request.extend_from_slice(&buffer[..read]),
                }
            }
            asked.push(String::from_utf8(request).unwrap());
            // A client that has seen enough may be gone.
            let _ = socket.write_all(&answer).await;
        }
        asked
    });
    (base, asked)
}

async fn fetched(url: &str, may_ask: fn(IpAddr) -> bool) -> FetchedPicture {
    fetch(&PictureAddress::parse(url).unwrap(), may_ask).await
}

#[tokio::test]
async fn a_picture_comes_and_the_request_carries_nothing_of_ours() {
    let (base, asked) = served(vec![answer("200 OK\r\nset-cookie: a=b", &png())]).await;
    let FetchedPicture { result, exchange } = fetched(&format!("{base}/hero.png?w=1"), anywhere).await;
    let picture = result.unwrap();
    assert_eq!((picture.width, picture.height, picture.format, picture.bytes), (12, 8, "PNG", png().len()));
    assert_eq!((exchange.status, exchange.bytes, exchange.error), (Some(200), png().len(), None));
    let request = asked.await.unwrap().concat().to_lowercase();
    assert!(request.starts_with("get /hero.png?w=1 http/1.1\r\n"), "{request}");
    let headers: Vec<&str> = request.lines().skip(1).filter_map(|line| Some(line.split_once(':')?.0)).collect();
    assert!(headers.iter().all(|name| ["accept", "accept-encoding", "host", "user-agent"].contains(name)), "{request}");
}

#[tokio::test]
async fn nothing_is_asked_of_an_address_that_is_not_public() {
    for url in [
        "http://127.0.0.1:1/a.png",
        "http://localhost:1/a.png",
        "https://[::1]:1/",
        "http://0x7f.1:1/",
        "http://[::ffff:10.0.0.1]/",
    ] {
        let why = fetched(url, is_public).await.result.unwrap_err();
        assert!(why.ends_with(" is no public address, so it was not asked"), "{url}: {why}");
    }
}

#[tokio::test]
async fn redirects_are_followed_a_few_times_and_each_is_looked_at() {
    let to = |location: &str| answer(&format!("302 Found\r\nlocation: {location}"), b"");
    let (base, asked) = served(vec![to("/two"), to("three"), answer("200 OK", &png())]).await;
    assert!(fetched(&format!("{base}/one"), anywhere).await.result.is_ok());
    let asked: Vec<String> = asked.await.unwrap().iter().map(|request| request[..10].to_owned()).collect();
    assert_eq!(asked, ["GET /one H", "GET /two H", "GET /three"]);

    let (base, _) = served(vec![to("/1"), to("/2"), to("/3"), to("/4")]).await;
    assert_eq!(fetched(&base, anywhere).await.result.unwrap_err(), "it was sent on more than 3 times");

    let (base, _) = served(vec![to("http://169.254.169.254/latest/meta-data")]).await;
    let why = fetched(&base, |address| address.is_loopback()).await.result.unwrap_err();
    assert_eq!(why, "169.254.169.254 is no public address, so it was not asked");

    let (base, _) = served(vec![to("file:///etc/passwd")]).await;
    let why = fetched(&base, anywhere).await.result.unwrap_err();
    assert!(why.contains("begins with neither http"), "{why}");
}

#[tokio::test]
async fn what_is_too_large_refused_or_no_picture_says_so() {
    let huge = b"HTTP/1.1 200 OK\r\ncontent-length: 8000001\r\n\r\n".to_vec();
    let unannounced = [b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec(), vec![b'x'; 8_000_001]].concat();
    for (given, why) in [
        (huge, "it is larger than 8 MB"),
        (unannounced, "it is larger than 8 MB"),
        (answer("404 Not Found", b"no"), "127.0.0.1 answered 404 Not Found"),
        (answer("302 Found", b""), "127.0.0.1 sends on without saying where to"),
        (answer("200 OK", b"<html>"), "what came is no PNG, JPEG, GIF or WebP image"),
        (Vec::new(), "there was no answer from 127.0.0.1: "),
    ] {
        let (base, _) = served(vec![given]).await;
        let error = fetched(&base, anywhere).await.result.unwrap_err();
        assert!(error.starts_with(why), "{error}");
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_is_not_known() {
    let why = fetched("https://img.offerdeck.invalid/a.png", is_public).await.result.unwrap_err();
    assert_eq!(why, "the name img.offerdeck.invalid is not known");
}
