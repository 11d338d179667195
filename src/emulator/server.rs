//! The library behind real HTTP.
//!
//! One thread answers, one request at a time: a page takes about a millisecond, and the library is behind a lock in any
//! case. What takes longer, a filter that looks into every object of a very large library, holds up the others for as
//! long. Waiting, hanging and sending do not keep the thread, so no fault for one request holds up another.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{self, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::emulator::answer::{Answer, Cause, Delivery, Problem};
use crate::emulator::library::Library;
use crate::emulator::log::{Entry, shown, shown_target};
use crate::emulator::routes::control;
use crate::emulator::target::mended;
use crate::http::{HttpRequest, HttpResponse, Method, header};

/// The largest body that is taken at all; what the library takes is less.
const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// How much of a larger body is read and thrown away, so that its sender reads the refusal.
const PATIENCE: usize = 64 * 1024 * 1024;
/// How many bytes are read at a time.
const PIECE: usize = 16 * 1024;
/// How long the first half of a cut answer has to leave before the connection dies.
const HALF_WAY: Duration = Duration::from_millis(20);
/// How long open requests have to end when the server stops.
const GRACE: Duration = Duration::from_secs(2);

/// What every request is handled with.
struct Host {
    library: Library,
    /// Whether no other computer can reach it.
    for_this_computer: bool,
    /// Becomes true when the server stops.
    stopping: watch::Receiver<bool>,
}

/// Serves the library until `stop` is there or the listener fails. Requests that are open then may end, for a while.
pub(super) async fn serve(
    listener: std::net::TcpListener,
    library: Library,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let for_this_computer = listener.local_addr()?.ip().is_loopback();
    let connections = Connections { listener: TcpListener::from_std(listener)? };
    let (stopping, stopped) = watch::channel(false);
    let host = Arc::new(Host { library, for_this_computer, stopping: stopped.clone() });
    let router = Router::new().fallback(handle).with_state(host);
    let service = router.into_make_service_with_connect_info::<Cutter>();
    let served = axum::serve(connections, service).with_graceful_shutdown(async move {
        stop.await;
        stopping.send_replace(true);
    });
    tokio::select! {
        result = async { served.await } => result,
        () = async { until_stopping(stopped).await; tokio::time::sleep(GRACE).await } => Ok(()),
    }
}

async fn until_stopping(mut stopping: watch::Receiver<bool>) {
    // An error means that the server is gone already.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

async fn handle(State(host): State<Arc<Host>>, ConnectInfo(cutter): ConnectInfo<Cutter>, request: Request) -> Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let headers: Vec<(String, String)> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let answer = if host.for_this_computer && control::owns(&target) && names_another(&headers) {
        host.library
            .refuse(&headers, &Problem::new(Cause::FromPage, "the emulator is steered by its own address alone"))
    } else {
        answer(&host.library, &parts.method, &target, headers, body).await
    };
    let entry = entry(&parts.method, &target, &answer);
    if !control::owns(&target) {
        host.library.log().keep(entry.clone());
    }
    let line = LogLine { host: Arc::clone(&host), entry, began };
    let Answer { response, delivery, wait, .. } = answer;
    if delivery == Delivery::Hang {
        // There is no end that the line could wait for, other than the server's.
        drop(line);
        until_stopping(host.stopping.clone()).await;
        cutter.cut();
    } else if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    match delivery {
        Delivery::Whole => whole(response),
        Delivery::Cut => cut(response),
        Delivery::Drop | Delivery::Hang => {
            cutter.cut();
            // The connection is dead by now; nothing of this can leave.
            Response::new(Body::empty())
        }
    }
}

/// Whether a request is for a computer of another name: a web page whose name leads here would send it.
fn names_another(headers: &[(String, String)]) -> bool {
    let Some(host) = header(headers, "host") else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let is_address = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    !(is_address || name.eq_ignore_ascii_case("localhost"))
}

async fn answer(
    library: &Library,
    method: &http::Method,
    target: &str,
    headers: Vec<(String, String)>,
    body: Body,
) -> Answer {
    let method = match *method {
        http::Method::GET => Method::Get,
        http::Method::POST => Method::Post,
        http::Method::PUT => Method::Put,
        http::Method::PATCH => Method::Patch,
        http::Method::DELETE => Method::Delete,
        _ => {
            let detail = format!("{} is not possible anywhere", shown(method.as_str()));
            let allowed = "GET, POST, PUT, PATCH, DELETE".into();
            return library.refuse(&headers, &Problem { allowed, ..Problem::new(Cause::WrongMethod, detail) });
        }
    };
    match read(body).await {
        Ok(body) => library.answer(&HttpRequest { method, target: target.to_owned(), headers, body }),
        Err(problem) => library.refuse(&headers, &problem),
    }
}

/// The body, if it is not too long and comes to its end.
async fn read(body: Body) -> Result<Vec<u8>, Problem> {
    let too_long = || Problem::new(Cause::TooLarge, format!("the body is longer than {BODY_LIMIT} bytes"));
    let mut pieces = body.into_data_stream();
    let mut read = Vec::new();
    let mut length: usize = 0;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Problem::new(Cause::BadJson, "the body broke off"))?;
        length = length.saturating_add(piece.len());
        if length <= BODY_LIMIT {
            read.extend_from_slice(&piece);
        } else if length > PATIENCE {
            return Err(too_long());
        }
    }
    if length <= BODY_LIMIT { Ok(read) } else { Err(too_long()) }
}

/// What the log says of an answer.
fn entry(method: &http::Method, target: &str, answer: &Answer) -> Entry {
    let response = &answer.response;
    let (status, bytes) = match answer.delivery {
        Delivery::Whole => (Some(response.status), response.body.len()),
        Delivery::Cut => (Some(response.status), response.body.len() / 2),
        Delivery::Drop | Delivery::Hang => (None, 0),
    };
    Entry {
        time: Timestamp::now(),
        method: shown(method.as_str()),
        target: shown_target(target),
        status,
        bytes,
        fault: answer.fault.clone(),
        code: status.filter(|status| *status >= 400).and_then(|_| refusal_code(&response.body)),
        request_id: shown(header(&response.headers, "x-request-id").unwrap_or_default()),
    }
}

/// The code that a refusal has of its own: of the service behind the gateway, of the gateway, of the token service.
fn refusal_code(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let kind = body.get("type").and_then(Value::as_str).and_then(|kind| kind.rsplit('/').next());
    let code = kind.or_else(|| body.get("error_code")?.as_str()).or_else(|| body.get("error")?.as_str());
    code.map(str::to_owned)
}

/// Writes a request's line when the request is over, also if that is because the caller left.
struct LogLine {
    host: Arc<Host>,
    entry: Entry,
    began: Instant,
}

impl Drop for LogLine {
    fn drop(&mut self) {
        self.host.library.log().write(&self.entry, self.began.elapsed());
    }
}

fn whole(response: HttpResponse) -> Response {
    with_head(response.status, &response.headers, Body::from(response.body))
}

/// The whole length is promised, half of it comes.
fn cut(response: HttpResponse) -> Response {
    let HttpResponse { status, mut headers, body: mut half } = response;
    headers.push(("content-length".to_owned(), half.len().max(1).to_string()));
    half.truncate(half.len() / 2);
    let end = stream::once(async {
        tokio::time::sleep(HALF_WAY).await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    let body = stream::once(async { Ok(Bytes::from(half)) }).chain(end);
    with_head(status, &headers, Body::from_stream(body))
}

fn with_head(status: u16, headers: &[(String, String)], body: Body) -> Response {
    let mut built = Response::new(body);
    *built.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
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

impl Connected<IncomingStream<'_, Connections>> for Cutter {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Cutter {
        stream.io().cutter.clone()
    }
}

/// Accepts connections that can be killed.
struct Connections {
    listener: TcpListener,
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    return (Connection { stream, cutter: Cutter::default(), read: Vec::new() }, address);
                }
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
struct Connection {
    stream: TcpStream,
    cutter: Cutter,
    /// What was read, its address mended, and not passed on yet.
    read: Vec<u8>,
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.cutter.check()?;
        if self.read.is_empty() {
            // The HTTP library's own first read is too short to hold an address.
            let mut piece = [0; PIECE];
            let mut piece = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut piece))?;
            self.read = mended(piece.filled()).unwrap_or_else(|| piece.filled().to_vec());
        }
        let fits = self.read.len().min(buffer.remaining());
        buffer.put_slice(&self.read[..fits]);
        self.read.drain(..fits);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Connection {
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
