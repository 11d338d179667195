//! The Offer Library over HTTP: what is asked goes out in one generation's dialect, what comes back is read in it.

pub mod dialect;
mod platform;
mod transport;

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};

use crate::domain::Generation;
use crate::http::Method;
use crate::request::{Cause, Exchange, Reply, Request, RequestError};

pub use platform::Platform;

use transport::Transport;

/// How long a request may take where nothing else is said.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Tokens shorter than this are stand-ins, found in any sentence, and guard nothing.
const SHORTEST_SECRET: usize = 16;

/// Where the library is and who asks.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Scheme and host, maybe a port: `https://platform.adobe.io`.
    pub platform_url: String,
    /// Which of the two APIs is spoken.
    pub generation: Generation,
    /// The access token.
    pub access_token: SecretString,
    /// The API key, which is the client id of the project in the developer console.
    pub api_key: String,
    /// The organisation, `...@AdobeOrg`.
    pub org_id: String,
    /// The longest that a whole request may take, from connecting to the last byte; see [`DEFAULT_TIMEOUT`].
    pub timeout: Duration,
}

impl Connection {
    /// The host that is asked, for people to see: the URL without its scheme.
    #[must_use]
    pub fn host(&self) -> String {
        self.platform_url.split_once("://").map_or(self.platform_url.as_str(), |(_, host)| host).to_owned()
    }
}

/// Checks a platform URL the way every request does, so that a wrong one is told of at start.
///
/// # Errors
/// Says in a sentence what is wrong with the URL.
pub fn check_platform_url(url: &str) -> Result<(), String> {
    Platform::parse(url).map(|_| ())
}

/// Asks the library. Cheap to clone; all clones share their connections.
#[derive(Clone, Debug)]
pub struct Client {
    connection: Arc<Connection>,
    transport: Arc<Transport>,
}

/// What came of a question, and how it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The answer.
    pub result: Result<Reply, RequestError>,
    /// The same for the log.
    pub exchange: Exchange,
}

impl Client {
    /// A client that has done nothing yet: certificates are loaded and connections opened at the first question.
    #[must_use]
    pub fn new(connection: Connection) -> Client {
        Client { connection: Arc::new(connection), transport: Arc::default() }
    }

    /// Asks one question, once: nothing is repeated, redirected or renewed here.
    pub async fn ask(&self, request: &Request) -> Answer {
        let started = Instant::now();
        let mut exchange = Exchange {
            method: method(request),
            target: String::new(),
            status: None,
            elapsed: Duration::ZERO,
            bytes: 0,
            error: None,
            request_id: None,
        };
        let result = self.carry_out(request, &mut exchange).await;
        let result = result.map_err(|error| RequestError { message: self.without_token(&error.message), ..error });
        if let Err(error) = &result {
            exchange.error.get_or_insert_with(|| error.message.clone());
        }
        exchange.elapsed = started.elapsed();
        Answer { result, exchange }
    }

    /// What to enter in the log for a question that nobody waits for any more: it may have left.
    #[must_use]
    pub fn unanswered(&self, request: &Request, elapsed: Duration) -> Exchange {
        let target = Platform::parse(&self.connection.platform_url)
            .ok()
            .and_then(|platform| dialect::encode(self.connection.generation, &platform, request).ok())
            .map_or_else(String::new, |asked| asked.target);
        Exchange {
            method: method(request),
            target,
            status: None,
            elapsed,
            bytes: 0,
            error: Some("cancelled before the answer".to_owned()),
            request_id: None,
        }
    }

    async fn carry_out(&self, request: &Request, exchange: &mut Exchange) -> Result<Reply, RequestError> {
        let platform = Platform::parse(&self.connection.platform_url)
            .map_err(|message| RequestError::without_answer(Cause::NotSent, message))?;
        let asked = dialect::encode(self.connection.generation, &platform, request)?;
        exchange.target.clone_from(&asked.target);
        let mut response = self.transport.send(&self.connection, &platform, &asked, exchange).await?;
        if !(200..300).contains(&response.status) && !response.body.is_empty() {
            let said = self.without_token(&dialect::text(&response.body));
            exchange.error = Some(dialect::cut(&said, dialect::WORDS_LIMIT));
            response.body = said.into_bytes();
        }
        dialect::decode(self.connection.generation, request, &response)
    }

    /// A server's words without the access token, should it repeat what it was sent.
    fn without_token(&self, words: &str) -> String {
        let token = self.connection.access_token.expose_secret();
        if token.len() < SHORTEST_SECRET { words.to_owned() } else { words.replace(token, "(access token)") }
    }
}

/// The verb of a request that may never become one.
fn method(request: &Request) -> Method {
    match request {
        Request::ListScopes { .. } | Request::List { .. } | Request::Read { .. } => Method::Get,
        Request::Create { .. } => Method::Post,
        Request::Update { .. } => Method::Patch,
        Request::Delete { .. } => Method::Delete,
    }
}
