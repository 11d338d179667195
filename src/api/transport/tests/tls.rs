//! TLS for real, against servers on this machine with certificates of `tests/fixtures/tls`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::super::*;
use crate::api::{Client, Credentials};
use crate::domain::Generation;
use crate::request::{PageFrom, Request};
use crate::secret::Redactor;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls").join(name)
}

/// A server with this certificate that answers every connection's first request with an empty list.
async fn server(certificate: &str) -> SocketAddr {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let chain = vec![CertificateDer::from_pem_file(fixture(certificate)).unwrap()];
    let key = PrivateKeyDer::from_pem_file(fixture("leaf.key")).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut received = Vec::new();
                while !received.windows(4).any(|end| end == b"\r\n\r\n") {
                    if stream.read_buf(&mut received).await.unwrap_or(0) == 0 {
                        return;
                    }
                }
                let body = r#"{"sandboxes":[]}"#;
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    address
}

/// Asks for the list of sandboxes; the failure, if it fails.
async fn ask(platform_url: String, ca_file: Option<PathBuf>) -> Option<RequestError> {
    let connection = Connection {
        platform_url,
        generation: Generation::Dps,
        credentials: Credentials::token("secret-token-1234"),
        api_key: "key".to_owned(),
        org_id: "org@AdobeOrg".to_owned(),
        route: Route { ca_file, ..Route::within(Duration::from_secs(10)) },
    };
    let request = Request::ListSandboxes { from: PageFrom::Start };
    Client::new(connection, Redactor::default()).ask(&request).await.result.err()
}

#[tokio::test]
async fn a_server_is_trusted_only_with_the_file_that_vouches_for_it() {
    let address = server("localhost.pem").await;
    for host in [format!("https://{address}"), format!("https://localhost:{}", address.port())] {
        let error = ask(host.clone(), None).await.unwrap();
        assert_eq!((error.cause, error.culprit), (Cause::NoConnection, Some(Culprit::Issuer)), "{error:?}");
        assert!(error.message.contains(&host) && error.message.contains("certificate"), "{}", error.message);
        assert!(error.advice().contains("ca_file"));
        assert_eq!(ask(host, Some(fixture("ca.pem"))).await, None);
    }
}

#[tokio::test]
async fn a_certificate_of_another_day_or_name_is_refused_however_well_it_is_vouched_for() {
    for (certificate, culprit, words) in
        [("expired.pem", Culprit::Clock, "has expired"), ("elsewhere.pem", Culprit::Address, "another name")]
    {
        let address = server(certificate).await;
        let error = ask(format!("https://{address}"), Some(fixture("ca.pem"))).await.unwrap();
        assert_eq!((error.cause, error.culprit), (Cause::NoConnection, Some(culprit)), "{error:?}");
        assert!(error.message.contains(words), "{}", error.message);
    }
}

#[tokio::test]
async fn a_server_without_tls_is_told_of() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 1024]).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    });
    let error = ask(format!("https://{address}"), Some(fixture("ca.pem"))).await.unwrap();
    assert!(error.message.ends_with("does not speak TLS"), "{}", error.message);
}

#[tokio::test]
async fn a_file_of_certificates_that_is_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "# nothing here\n").unwrap();
    let damaged = folder.path().join("damaged.pem");
    std::fs::write(&damaged, "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n").unwrap();
    let hollow = folder.path().join("hollow.pem");
    std::fs::write(&hollow, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    let files = [empty, damaged, hollow, fixture("leaf.key"), folder.path().join("none.pem"), folder.path().to_owned()];
    for file in files {
        let error = ask("https://127.0.0.1:1".to_owned(), Some(file.clone())).await.unwrap();
        assert_eq!((error.cause, error.culprit), (Cause::NotSent, Some(Culprit::CaFile)), "{error:?}");
        assert!(error.message.contains(file.to_str().unwrap()), "{}", error.message);
    }
}

#[tokio::test]
async fn a_file_of_certificates_that_was_mended_is_read_again() {
    let address = server("localhost.pem").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let transport = Transport::new(Route { ca_file: Some(file.clone()), ..Route::within(Duration::from_secs(10)) });
    assert!(transport.client(Way::Here).is_err());
    std::fs::copy(fixture("ca.pem"), &file).unwrap();
    let client = transport.client(Way::Here).unwrap();
    assert!(client.get(format!("https://{address}")).send().await.is_ok());
}
