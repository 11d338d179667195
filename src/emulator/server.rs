//! The library behind real HTTP, for this computer alone.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{self, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use futures_util::stream::{self, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::answer::{Answer, Delivery};
use super::library::Library;
use crate::http::{HttpRequest, HttpResponse, Method};

/// The largest body that is read at all; what the library takes is less.
const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// How long the first half of a cut answer has to leave before the connection dies.
const HALF_WAY: Duration = Duration::from_millis(20);

/// Serves the library until the future is dropped or the listener fails.
pub(super) async fn serve(listener: std::net::TcpListener, library: Library) -> io::Result<()> {
    let lines = Lines { listener: TcpListener::from_std(listener)? };
    let router = Router::new().fallback(handle).with_state(Arc::new(library));
    axum::serve(lines, router.into_make_service_with_connect_info::<Cutter>()).await
}

async fn handle(
    State(library): State<Arc<Library>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let method = match parts.method {
        http::Method::GET => Method::Get,
        http::Method::POST => Method::Post,
        http::Method::PUT => Method::Put,
        http::Method::PATCH => Method::Patch,
        http::Method::DELETE => Method::Delete,
        _ => return status_only(StatusCode::METHOD_NOT_ALLOWED),
    };
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else { return status_only(StatusCode::PAYLOAD_TOO_LARGE) };
    let request = HttpRequest {
        method,
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: body.to_vec(),
    };
    let Answer { response, delivery } = library.answer(&request);
    match delivery {
        Delivery::Whole => whole(response),
        Delivery::After(wait) => {
            tokio::time::sleep(wait).await;
            whole(response)
        }
        Delivery::Cut => cut(response),
        Delivery::Drop => {
            cutter.cut();
            // The connection is dead by now; nothing of this can leave.
            status_only(StatusCode::NO_CONTENT)
        }
        Delivery::Hang => std::future::pending().await,
    }
}

fn status_only(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn whole(response: HttpResponse) -> Response {
    with_head(&response, Body::from(response.body.clone()))
}

/// The whole length is promised, half of it comes.
fn cut(response: HttpResponse) -> Response {
    let mut head = response.clone();
    head.headers.push(("content-length".to_owned(), response.body.len().max(1).to_string()));
    let mut half = response.body;
    half.truncate(half.len() / 2);
    let end = stream::once(async {
        tokio::time::sleep(HALF_WAY).await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    let body = stream::once(async { Ok(Bytes::from(half)) }).chain(end);
    with_head(&head, Body::from_stream(body))
}

fn with_head(response: &HttpResponse, body: Body) -> Response {
    let mut built = Response::new(body);
    *built.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &response.headers {
        // A request id that the caller chose is the only value here that is not the library's own.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value)) {
            built.headers_mut().append(name, value);
        }
    }
    built
}

/// A switch that kills one connection.
#[derive(Clone, Debug, Default)]
struct Cutter {
    is_cut: Arc<AtomicBool>,
}

impl Cutter {
    fn cut(&self) {
        self.is_cut.store(true, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        if self.is_cut.load(Ordering::Acquire) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl Connected<IncomingStream<'_, Lines>> for Cutter {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Cutter {
        stream.io().cutter.clone()
    }
}

/// Accepts connections that can be killed.
struct Lines {
    listener: TcpListener,
}

impl Listener for Lines {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => return (Line { stream, cutter: Cutter::default() }, address),
                // Too many open files, or a caller that hung up at once: neither is a reason to stop.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection with its switch.
struct Line {
    stream: TcpStream,
    cutter: Cutter,
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.cutter.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.cutter.check()?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
