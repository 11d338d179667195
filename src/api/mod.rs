//! The Offer Library over HTTP: what is asked goes out in one generation's dialect and signed, what comes back is read
//! in it.

mod cleaning;
mod connect;
mod connection;
pub mod dialect;
mod ims;
mod jwt;
pub mod picture;
mod platform;
mod proxy;
mod signer;
#[cfg(test)]
mod testing;
mod token;
mod transport;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::domain::Generation;
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::request::{Cause, Culprit, Exchange, Reply, Request, RequestError, Session};
use crate::secret::{Redactor, Secret};

pub use connect::{Missing, Unfit};
pub use connection::{Connection, Credentials, Route};
pub use platform::Platform;

use signer::Signer;
use transport::{Outgoing, Transport};

/// Asks the library. Cheap to clone; all clones share their connections, their token, and the limit of requests at once.
#[derive(Clone, Debug)]
pub struct Client {
    connection: Arc<Connection>,
    transport: Arc<Transport>,
    signer: Arc<Signer>,
    /// One for each request that may be under way at once, in the order in which they are asked for.
    places: Arc<Semaphore>,
    redactor: Redactor,
}

/// How many requests may be under way to one host at once (contract section 17).
const MOST_AT_ONCE: usize = 4;

/// What came of a question, and how it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The answer.
    pub result: Result<Reply, RequestError>,
    /// Every request that was made for it, in their order, for the log: those for a token too. A question that could
    /// not be sent stands there by its failure.
    pub exchanges: Vec<Exchange>,
}

impl Client {
    /// A client that has done nothing yet: certificates are loaded, secrets fetched and connections opened at the first
    /// question. `redactor` learns every secret that it meets.
    #[must_use]
    pub fn new(connection: Connection, redactor: Redactor) -> Client {
        let transport = Arc::new(Transport::new(connection.route.clone()));
        transport.hide_password(&redactor);
        let origin = Platform::parse(&connection.platform_url).ok().map(|platform| platform.origin().to_owned());
        let credentials = connection.credentials.clone();
        let signer = Arc::new(Signer::new(credentials, Arc::clone(&transport), redactor.clone(), origin));
        let places = Arc::new(Semaphore::new(MOST_AT_ONCE));
        Client { connection: Arc::new(connection), transport, signer, places, redactor }
    }

    /// Asks one question. Where the gateway refuses the token, another is fetched and the question asked once more, a
    /// write too: nothing was carried out. Beyond that nothing is repeated or redirected.
    pub async fn ask(&self, request: &Request) -> Answer {
        let mut exchanges = Vec::new();
        let result = self.carry_out(request, &mut exchanges).await;
        Answer {
            result: result.map_err(|error| cleaning::error(&self.redactor, error)),
            exchanges: exchanges.into_iter().map(|exchange| cleaning::exchange(&self.redactor, exchange)).collect(),
        }
    }

    /// The same client, speaking this generation: it shares connections, token and limit.
    #[must_use]
    pub fn speaking(&self, generation: Generation) -> Client {
        Client { connection: Arc::new(Connection { generation, ..(*self.connection).clone() }), ..self.clone() }
    }

    /// Asks a host for nothing, without saying who asks: whether it can be reached, what its clock says. Any answer
    /// will do.
    ///
    /// # Errors
    /// Where there was no answer.
    pub async fn knock(&self, server: &Platform) -> Result<Exchange, RequestError> {
        let mut exchange = Exchange::new(Method::Get, "/");
        let answer = self.transport.send(server, Outgoing::knock(), &mut exchange).await;
        match answer {
            Ok(_) => Ok(exchange),
            Err(_) if exchange.status.is_some() => Ok(exchange),
            Err(error) => Err(cleaning::error(&self.redactor, error)),
        }
    }

    /// What stands between this machine and a server, in words that name it: the proxy of the profile or of the
    /// environment.
    #[must_use]
    pub fn goes_through(&self, server: &Platform) -> Option<String> {
        self.transport.proxies().before(server).map(|proxy| proxy.called)
    }

    /// What is known of being signed in; `None` before the first question.
    #[must_use]
    pub fn session(&self) -> Option<Session> {
        self.signer.session()
    }

    /// Signs in without a question, to see whether that works.
    pub async fn sign_in(&self) -> (Result<Session, RequestError>, Vec<Exchange>) {
        let token = self.signer.token().await;
        let signed_in = token.map(|_| self.session().unwrap_or(Session { ends: None, renews: false }));
        (signed_in, self.signer.take_unlogged())
    }

    /// Goes on with another ready-made token. A client that asks for its tokens itself needs none and keeps its own.
    pub fn use_token(&self, token: Secret) {
        self.signer.use_token(token);
    }

    /// What to enter in the log for a question that nobody waits for any more: it may have left.
    #[must_use]
    pub fn unanswered(&self, request: &Request, elapsed: Duration) -> Exchange {
        let target = self.prepare(request).map(|(_, asked)| asked.target).unwrap_or_default();
        let error = Some("cancelled before the answer".to_owned());
        Exchange { elapsed, error, ..Exchange::new(request.method(), target) }
    }

    async fn carry_out(&self, request: &Request, exchanges: &mut Vec<Exchange>) -> Result<Reply, RequestError> {
        let unsent = |target: String, error: &RequestError| Exchange {
            error: Some(error.message.clone()),
            ..Exchange::new(request.method(), target)
        };
        let (platform, asked) =
            self.prepare(request).inspect_err(|error| exchanges.push(unsent(String::new(), error)))?;
        let token = self.signer.token().await;
        exchanges.append(&mut self.signer.take_unlogged());
        let token = token.inspect_err(|error| exchanges.push(unsent(asked.target.clone(), error)))?;
        let answer = self.send(request, &platform, &asked, &token, exchanges).await;
        let Err(refusal) = answer else { return answer };
        // A web page in the library's place is the network's own sign-in, and says nothing of the token.
        if refusal.cause != Cause::SignIn || refusal.culprit == Some(Culprit::Gateway) {
            return Err(refusal);
        }
        let renewed = self.signer.renew(&token).await;
        exchanges.append(&mut self.signer.take_unlogged());
        let Some(renewed) = renewed? else { return Err(refusal) };
        self.send(request, &platform, &asked, &renewed, exchanges).await.map_err(|error| {
            let asked_for = matches!(self.connection.credentials, Credentials::Client { .. });
            if asked_for && error.culprit == Some(Culprit::Token) { error.blaming(Culprit::FreshToken) } else { error }
        })
    }

    fn prepare(&self, request: &Request) -> Result<(Platform, HttpRequest), RequestError> {
        let platform = Platform::parse(&self.connection.platform_url)
            .map_err(|message| RequestError::without_answer(Cause::NotSent, message).blaming(Culprit::Address))?;
        let asked = dialect::encode(self.connection.generation, &platform, request)?;
        Ok((platform, asked))
    }

    /// Sends a question once, as soon as there is a place for it, and reads the answer.
    async fn send(
        &self,
        request: &Request,
        platform: &Platform,
        asked: &HttpRequest,
        token: &Secret,
        exchanges: &mut Vec<Exchange>,
    ) -> Result<Reply, RequestError> {
        // It fails only where it was closed, which nobody does.
        let _place = self.places.acquire().await;
        let mut exchange = Exchange::new(asked.method, asked.target.clone());
        let result = match Outgoing::signed(&self.connection, token, asked) {
            Ok(outgoing) => self.transport.send(platform, outgoing, &mut exchange).await,
            Err(error) => Err(error),
        };
        let result = result.and_then(|response| self.read(request, response, &mut exchange));
        if let Err(error) = &result {
            exchange.error.get_or_insert_with(|| error.message.clone());
        }
        exchanges.push(exchange);
        result
    }

    /// Reads an answer. Secrets are taken out of it before any part is cut, for half of one would not be known again.
    fn read(&self, request: &Request, response: HttpResponse, exchange: &mut Exchange) -> Result<Reply, RequestError> {
        let read = |response: &HttpResponse| dialect::decode(self.connection.generation, request, response);
        let succeeded = (200..300).contains(&response.status);
        if succeeded && let Ok(reply) = read(&response) {
            return Ok(reply);
        }
        let said = self.redactor.clean(&dialect::text(&response.body)).into_owned();
        if !succeeded && !said.is_empty() {
            exchange.error = Some(dialect::cut(&said, dialect::WORDS_LIMIT));
        }
        read(&HttpResponse { body: said.into_bytes(), ..response })
    }
}
