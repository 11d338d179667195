//! The one who has the access token: from memory, from the disk, from the token service, in this order, and asks for it
//! once however many requests wait.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OwnedMutexGuard;

use crate::http::{HttpResponse, Method};
use crate::profile::SecretSource;
use crate::request::{Cause, Culprit, Exchange, RequestError, Session};
use crate::secret::{Redactor, Secret};
use crate::store::tokens::{CachedToken, Lock, TokenCache};
use crate::vault::{self, VaultError};

use super::cleaning;
use super::connection::Credentials;
use super::dialect::{WORDS_LIMIT, cut, text};
use super::ims::{self, Granted};
use super::platform::Platform;
use super::token::{Moment, Token};
use super::transport::{Outgoing, Transport};

/// How long an early renewal is left alone after it failed.
const REST: Duration = Duration::from_secs(60);

/// How long another process may take to ask for the token that we need too.
const OTHERS_TURN: Duration = Duration::from_secs(30);

/// How often we look whether it has done.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Has the access token.
#[derive(Debug)]
pub(super) struct Signer {
    credentials: Credentials,
    transport: Arc<Transport>,
    redactor: Redactor,
    /// The platform's scheme and host, where its URL can be read: a token service there needs no host in the log.
    origin: Option<String>,
    known: Mutex<Known>,
    /// Held by the one who fetches a token. In it is the client secret, once that was fetched.
    fetching: Arc<tokio::sync::Mutex<Option<Secret>>>,
}

/// What is known at the moment.
#[derive(Debug, Default)]
struct Known {
    token: Option<Token>,
    /// No early renewal before this.
    rests_until: Option<Instant>,
    /// When the last fetching ended, and how: it answers everybody who waited for it.
    fetched: Option<(Instant, Result<Secret, RequestError>)>,
    /// The requests that fetching made and nobody entered in the log yet.
    unlogged: Vec<Exchange>,
}

/// A token at hand.
enum AtHand {
    /// Good for a while.
    Good(Secret),
    /// Good, but not for long.
    Due(Secret),
    None,
}

/// What a token is asked for with.
struct Asker<'a> {
    ims_url: &'a str,
    client_id: &'a str,
    secret: &'a SecretSource,
    account: &'a str,
    scopes: &'a [String],
}

impl Signer {
    /// A signer that has done nothing yet.
    pub(super) fn new(
        credentials: Credentials,
        transport: Arc<Transport>,
        redactor: Redactor,
        origin: Option<String>,
    ) -> Signer {
        let (Credentials::Token { source, .. } | Credentials::Client { secret: source, .. }) = &credentials;
        if let SecretSource::Plain(secret) = source {
            redactor.learn(secret);
        }
        Signer { credentials, transport, redactor, origin, known: Mutex::default(), fetching: Arc::default() }
    }

    /// What is known of being signed in.
    pub(super) fn session(&self) -> Option<Session> {
        let known = self.known();
        let token = known.token.as_ref()?;
        Some(Session { ends: token.ends(), renews: self.renews() })
    }

    /// Takes a ready-made token in place of the one there is. A client's credentials need none, and keep theirs.
    pub(super) fn use_token(&self, token: Secret) {
        self.redactor.learn(&token);
        if matches!(self.credentials, Credentials::Token { .. }) {
            self.known().token = Some(Token::pasted(token, Moment::now()));
        }
    }

    /// The requests that were made for a token since this was last asked.
    pub(super) fn take_unlogged(&self) -> Vec<Exchange> {
        std::mem::take(&mut self.known().unlogged)
    }

    /// Whether another token can be had without a person.
    fn renews(&self) -> bool {
        match &self.credentials {
            Credentials::Client { .. } => true,
            Credentials::Token { source, .. } => matches!(source, SecretSource::Command(_)),
        }
    }

    /// A token to go with a request.
    pub(super) async fn token(self: &Arc<Self>) -> Result<Secret, RequestError> {
        let arrived = Instant::now();
        let fetching = Arc::clone(&self.fetching);
        let turn = match self.at_hand() {
            AtHand::Good(token) => return Ok(token),
            AtHand::Due(token) => match fetching.try_lock_owned() {
                Ok(turn) => turn,
                // One renews it; the others go on with what is good still.
                Err(_) => return Ok(token),
            },
            AtHand::None => fetching.lock_owned().await,
        };
        if let Some(result) = self.fetched_since(arrived) {
            return result;
        }
        match self.at_hand() {
            AtHand::Good(token) => Ok(token),
            AtHand::Due(_) | AtHand::None => self.fetch(turn, None).await,
        }
    }

    /// Another token than the one that was refused; `None` where there is no other.
    pub(super) async fn renew(self: &Arc<Self>, refused: &Secret) -> Result<Option<Secret>, RequestError> {
        let arrived = Instant::now();
        let other = |token: Secret| (token != *refused).then_some(token);
        let turn = Arc::clone(&self.fetching).lock_owned().await;
        if let AtHand::Good(token) | AtHand::Due(token) = self.at_hand()
            && token != *refused
        {
            return Ok(Some(token));
        }
        match self.fetched_since(arrived) {
            Some(result) => result.map(other),
            None => self.fetch(turn, Some(refused.clone())).await.map(other),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fetched_since(&self, arrived: Instant) -> Option<Result<Secret, RequestError>> {
        self.known().fetched.as_ref().filter(|(at, _)| *at >= arrived).map(|(_, result)| result.clone())
    }

    fn at_hand(&self) -> AtHand {
        let known = self.known();
        let Some(token) = &known.token else { return AtHand::None };
        let at = Moment::now();
        let secret = token.secret.clone();
        match self.credentials {
            // Whether a ready-made token is at its end is for the server to say: our clock may be wrong.
            Credentials::Token { .. } => AtHand::Good(secret),
            Credentials::Client { .. } if !token.is_alive(at) => AtHand::None,
            Credentials::Client { .. } if token.is_due(at) && known.rests_until.is_none_or(|until| at.run >= until) => {
                AtHand::Due(secret)
            }
            Credentials::Client { .. } => AtHand::Good(secret),
        }
    }

    /// Fetches a token in a task of its own: whoever asked may stop waiting, and a password that somebody is typing for
    /// the secret's command is not to be asked for again.
    async fn fetch(
        self: &Arc<Self>,
        mut turn: OwnedMutexGuard<Option<Secret>>,
        refused: Option<Secret>,
    ) -> Result<Secret, RequestError> {
        let signer = Arc::clone(self);
        let task = tokio::spawn(async move {
            let result = signer.obtain(&mut turn, refused.as_ref()).await;
            let result =
                result.map_err(|error| RequestError { signing_in: true, ..cleaning::error(&signer.redactor, error) });
            signer.known().fetched = Some((Instant::now(), result.clone()));
            result
        });
        task.await.unwrap_or_else(|_| Err(RequestError::without_answer(Cause::Cancelled, "signing in was broken off")))
    }

    async fn obtain(&self, secret: &mut Option<Secret>, refused: Option<&Secret>) -> Result<Secret, RequestError> {
        match &self.credentials {
            Credentials::Token { source, account } => match refused {
                Some(refused) if !matches!(source, SecretSource::Command(_)) => Ok(refused.clone()),
                _ => {
                    let token = self.fetch_secret(source, account, Culprit::Token).await?;
                    Ok(self.hold(Token::pasted(token, Moment::now())))
                }
            },
            Credentials::Client { ims_url, client_id, secret: source, account, scopes, cache } => {
                let asker = Asker { ims_url, client_id, secret: source, account, scopes };
                let cache = cache.as_deref().map(|folder| cache_of(folder, &asker));
                self.obtain_as_client(&asker, cache.as_ref(), secret, refused).await
            }
        }
    }

    /// Whether the disk has a token for us; else asks for one, unless another process does so already.
    async fn obtain_as_client(
        &self,
        asker: &Asker<'_>,
        cache: Option<&TokenCache>,
        secret: &mut Option<Secret>,
        refused: Option<&Secret>,
    ) -> Result<Secret, RequestError> {
        if let Some(refused) = refused {
            if let Some(cache) = cache {
                // Where it can't be removed it is passed over all the same.
                let _ = cache.forget(refused);
            }
            self.known().token.take_if(|token| token.secret == *refused);
        }
        if let Some(token) = self.read_cache(cache, refused) {
            return Ok(token);
        }
        let _turn = match cache {
            Some(cache) => others_turn(cache).await,
            None => None,
        };
        if let Some(token) = self.read_cache(cache, refused) {
            return Ok(token);
        }
        let asked = Moment::now();
        match self.ask_service(asker, secret).await {
            Ok(Granted { token, life }) => {
                self.redactor.learn(&token);
                let token = Token::granted(token, life, asked);
                if let (Some(cache), Some(ends)) = (cache, token.ends()) {
                    // What can't be kept is asked for again the next time.
                    let _ = cache.put(&CachedToken { token: token.secret.clone(), obtained: asked.wall, ends });
                }
                Ok(self.hold(token))
            }
            Err(error) => {
                let mut known = self.known();
                known.rests_until = Instant::now().checked_add(REST);
                let at = Moment::now();
                match known.token.as_ref().filter(|token| token.is_alive(at)) {
                    Some(token) => Ok(token.secret.clone()),
                    None => Err(error),
                }
            }
        }
    }

    /// The token on the disk, unless it is the refused one or no better than the one in memory. One that ends soon is
    /// held, in case no other can be had.
    fn read_cache(&self, cache: Option<&TokenCache>, refused: Option<&Secret>) -> Option<Secret> {
        let at = Moment::now();
        let cached = cache?.get(at.wall).filter(|cached| Some(&cached.token) != refused)?;
        self.redactor.learn(&cached.token);
        let token = Token::cached(cached, at);
        if !token.is_alive(at) {
            return None;
        }
        let due = token.is_due(at);
        if due && self.known().token.as_ref().is_some_and(|held| held.is_alive(at)) {
            return None;
        }
        let secret = self.hold(token);
        (!due).then_some(secret)
    }

    fn hold(&self, token: Token) -> Secret {
        let secret = token.secret.clone();
        let mut known = self.known();
        known.token = Some(token);
        known.rests_until = None;
        secret
    }

    async fn fetch_secret(
        &self,
        source: &SecretSource,
        account: &str,
        culprit: Culprit,
    ) -> Result<Secret, RequestError> {
        let secret = vault::fetch(source, account).await.map_err(|error: VaultError| {
            RequestError::without_answer(Cause::NotSent, error.to_string()).blaming(culprit)
        })?;
        self.redactor.learn(&secret);
        Ok(secret)
    }

    /// Asks for a token. A secret from an earlier time may have been changed since: where it is refused, it is fetched
    /// once more.
    async fn ask_service(&self, asker: &Asker<'_>, kept: &mut Option<Secret>) -> Result<Granted, RequestError> {
        let service = Platform::of_token_service(asker.ims_url)
            .map_err(|message| RequestError::without_answer(Cause::NotSent, message).blaming(Culprit::TokenService))?;
        let earlier = kept.take();
        let secret = match &earlier {
            Some(secret) => secret.clone(),
            None => self.fetch_secret(asker.secret, asker.account, Culprit::Secret).await?,
        };
        let mut used = secret.clone();
        let mut result = self.post(&service, asker, &secret).await;
        let is_refused = |result: &Result<Granted, RequestError>| {
            result.as_ref().is_err_and(|error| error.code.as_deref() == Some("invalid_client"))
        };
        if is_refused(&result) && earlier.is_some() {
            used = self.fetch_secret(asker.secret, asker.account, Culprit::Secret).await?;
            if used != secret {
                result = self.post(&service, asker, &used).await;
            }
        }
        if !is_refused(&result) {
            *kept = Some(used);
        }
        result
    }

    /// One request for a token.
    async fn post(&self, service: &Platform, asker: &Asker<'_>, secret: &Secret) -> Result<Granted, RequestError> {
        let elsewhere = self.origin.as_deref() != Some(service.origin());
        let host = if elsewhere { service.origin() } else { "" };
        let mut exchange = Exchange::new(Method::Post, format!("{host}{}", ims::TARGET));
        // The service may repeat the form that it was sent.
        self.redactor.learn(&Secret::new(ims::encoded(secret.expose())));
        let form = ims::form(asker.client_id, secret, asker.scopes);
        let result = match self.transport.send(service, Outgoing::form(ims::TARGET, &form), &mut exchange).await {
            Ok(response) => self.read(response, &mut exchange),
            Err(error) => Err(error),
        };
        if let Err(error) = &result {
            exchange.error.get_or_insert_with(|| error.message.clone());
        }
        self.known().unlogged.push(cleaning::exchange(&self.redactor, exchange));
        result
    }

    /// Reads the service's answer. Secrets are taken out of it before any part is cut, for half of one would not be
    /// known again; only an answer that holds a token is read as it stands.
    fn read(&self, response: HttpResponse, exchange: &mut Exchange) -> Result<Granted, RequestError> {
        let read = |response: &HttpResponse| ims::decode(response, Moment::now().wall);
        let succeeded = (200..300).contains(&response.status);
        if succeeded && let Ok(granted) = read(&response) {
            return Ok(granted);
        }
        let said = self.redactor.clean(&text(&response.body)).into_owned();
        if !succeeded && !said.is_empty() {
            exchange.error = Some(cut(&said, WORDS_LIMIT));
        }
        read(&HttpResponse { body: said.into_bytes(), ..response })
    }
}

/// Where a token for this asker is kept.
fn cache_of(folder: &Path, asker: &Asker<'_>) -> TokenCache {
    TokenCache::at(folder, &format!("{} {} {}", asker.client_id, asker.ims_url, asker.scopes.join(",")))
}

/// Waits until no other process asks for the same token. Without a turn we ask all the same.
async fn others_turn(cache: &TokenCache) -> Option<Lock> {
    let began = Instant::now();
    loop {
        match cache.try_lock() {
            Ok(Some(lock)) => return Some(lock),
            Ok(None) if began.elapsed() < OTHERS_TURN => tokio::time::sleep(LOOK_AGAIN).await,
            Ok(None) | Err(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests;
