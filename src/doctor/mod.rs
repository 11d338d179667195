//! What stands between this machine and a library, step by step: each step says what was tried, what came back and what
//! to do. Nothing is written anywhere on the way.

mod headers;
pub mod terminal;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::api::{Client, Connection, Credentials, Platform};
use crate::domain::{Generation, KINDS, SandboxType, Scope, ScopeEntry};
use crate::request::{Cause, Culprit, PageFrom, Probe, Reply, Request, RequestError, TOLERATED_SKEW, Verdict};

use headers::{header_probes, sandbox_probe};

/// The most pages of sandboxes or containers that are looked through for one.
const MOST_PAGES: usize = 20;

/// Takes each step as it is done.
pub type Tell<'a> = &'a mut (dyn FnMut(Probe) + Send);

/// One step that went as it should.
pub(super) fn good(name: &'static str, tried: impl Into<String>, came: impl Into<String>) -> Probe {
    Probe { name, verdict: Verdict::Good, tried: tried.into(), came: came.into(), advice: String::new() }
}

/// One step after which something is to be known.
pub(super) fn note(name: &'static str, tried: impl Into<String>, came: impl Into<String>, advice: &str) -> Probe {
    Probe { verdict: Verdict::Note, advice: advice.to_owned(), ..good(name, tried, came) }
}

/// One step that failed.
pub(super) fn bad(name: &'static str, tried: impl Into<String>, came: impl Into<String>, advice: &str) -> Probe {
    Probe { verdict: Verdict::Bad, advice: advice.to_owned(), ..good(name, tried, came) }
}

/// One step that was not tried.
pub(super) fn skipped(name: &'static str, tried: impl Into<String>, why: &str) -> Probe {
    Probe { verdict: Verdict::Skipped, ..good(name, tried, why) }
}

/// A step that failed for this reason.
fn failed(name: &'static str, tried: impl Into<String>, error: &RequestError) -> Probe {
    let code = error.code.as_deref().map_or(String::new(), |code| format!(" [{code}]"));
    bad(name, tried, format!("{}{code}", error.account()), error.advice())
}

/// Checks the way from this machine to a library: names, connections, clock, token, headers, sandbox, both generations,
/// what may be read. Returns whether everything that was tried works.
pub async fn connection(connection: &Connection, client: &Client, scope: Option<&Scope>, tell: Tell<'_>) -> bool {
    let mut all_well = true;
    let mut told = |probe: Probe| {
        all_well &= probe.verdict != Verdict::Bad;
        tell(probe);
    };
    hosts(connection, client, &mut told).await;
    if !token(connection, client, &mut told).await {
        skip_all(&["authorization", "x-api-key", "x-gw-ims-org-id"], "there is no token to try it with", &mut told);
        skip_all(&BEHIND_THE_GATEWAY, "there is no token to try it with", &mut told);
        return all_well;
    }
    let named = scope.map(|scope| scope.sandbox.as_str()).filter(|sandbox| !sandbox.is_empty());
    let sandboxes = pages(client, |from| Request::ListSandboxes { from }).await;
    if !header_probes(&sandboxes, &mut told) {
        skip_all(&BEHIND_THE_GATEWAY, "the gateway lets nothing pass", &mut told);
        return all_well;
    }
    let sandbox = sandbox(named, &sandboxes, &mut told);
    for generation in [Generation::Dps, Generation::Xcore] {
        let client = client.speaking(generation);
        let required = generation == connection.generation;
        library(&client, generation, sandbox.as_deref(), scope, required, &mut told).await;
    }
    all_well
}

/// The steps that need the gateway to let requests pass.
const BEHIND_THE_GATEWAY: [&str; 4] = ["sandbox", "x-sandbox-name", "dps", "xcore"];

fn skip_all(names: &[&'static str], why: &str, tell: Tell<'_>) {
    for name in names {
        tell(skipped(name, "not tried", why));
    }
}

/// Names, connections and clocks of the platform and, where tokens are asked for, of the token service.
async fn hosts(connection: &Connection, client: &Client, tell: Tell<'_>) {
    let mut hosts = vec![("platform", connection.platform_url.as_str())];
    if let Credentials::Client { ims_url, .. } = &connection.credentials {
        hosts.push(("token service", ims_url.as_str()));
    }
    let mut skew = None;
    for (what, url) in hosts {
        let Ok(platform) = Platform::parse(url) else {
            tell(bad("dns", format!("the {what}'s address {url}"), "it is no address", "mend it in the profile"));
            continue;
        };
        match client.goes_through(&platform) {
            Some(proxy) => {
                tell(skipped(
                    "dns",
                    format!("not looked up: the {what}, {}", platform.host()),
                    &format!("{proxy} does that"),
                ));
            }
            None => tell(name(what, &platform).await),
        }
        let tried = format!("asked {} for anything at all", platform.origin());
        match client.knock(&platform).await {
            Ok(exchange) => {
                skew = skew.or(exchange.skew);
                let status = exchange.status.map_or(String::new(), |status| format!(", answered {status}"));
                let elapsed = exchange.elapsed.as_millis();
                if !platform.is_plain() {
                    tell(good("tls", tried, format!("the certificate is trusted{status} in {elapsed} ms")));
                } else {
                    tell(note("tls", tried, format!("plain http to this machine{status} in {elapsed} ms"), ""));
                }
            }
            Err(error) => tell(failed("tls", tried, &error)),
        }
    }
    tell(clock(skew));
}

async fn name(what: &str, platform: &Platform) -> Probe {
    let tried = format!("looked up the {what}, {}", platform.host());
    match tokio::net::lookup_host((platform.host().as_str(), platform.port())).await {
        Ok(addresses) => {
            let addresses: Vec<String> = addresses.map(|address| address.ip().to_string()).take(3).collect();
            good("dns", tried, addresses.join(", "))
        }
        Err(error) => bad(
            "dns",
            tried,
            error.to_string(),
            "check the name in the profile, the network, and whether a VPN or a proxy is needed",
        ),
    }
}

/// What it means by how much the server's clock is ahead of this machine's.
fn clock(skew: Option<SignedDuration>) -> Probe {
    let tried = "compared this machine's clock with the server's";
    let Some(skew) = skew else {
        return skipped("clock", tried, "no answer told the time");
    };
    let ahead = -skew.as_secs();
    let came = match ahead {
        0 => "they agree".to_owned(),
        ahead if ahead > 0 => format!("this machine is {ahead} s ahead"),
        behind => format!("this machine is {} s behind", -behind),
    };
    if Duration::from_secs(ahead.unsigned_abs()) > TOLERATED_SKEW {
        bad("clock", tried, came, "set this machine's clock: dates and the ends of tokens are told by it")
    } else {
        good("clock", tried, came)
    }
}

/// Signs in. Returns whether there is a token to go on with.
async fn token(connection: &Connection, client: &Client, tell: Tell<'_>) -> bool {
    let tried = match &connection.credentials {
        Credentials::Token { .. } => "took the access token as it was given".to_owned(),
        Credentials::Client { ims_url, .. } => format!("asked {ims_url} for a token"),
    };
    match client.sign_in().await.0 {
        Ok(session) => {
            let left = session.ends.map(|ends| ends.as_second() - Timestamp::now().as_second());
            tell(match left {
                None => note("token", tried, "nothing tells when it ends", "its end will show as error 401013"),
                Some(left) if left <= 0 => bad(
                    "token",
                    tried,
                    format!("it ended {} min ago", -left / 60),
                    "paste a new one, or set client id and secret so that it renews by itself",
                ),
                Some(left) if session.renews => {
                    good("token", tried, format!("good for {}, renews by itself", span(left)))
                }
                Some(left) => good("token", tried, format!("good for {}", span(left))),
            });
            true
        }
        Err(error) => {
            tell(failed("token", tried, &error));
            false
        }
    }
}

fn span(seconds: i64) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3600),
    }
}

/// Reads a list of places whole.
async fn pages(client: &Client, request: impl Fn(PageFrom) -> Request) -> Result<Vec<ScopeEntry>, RequestError> {
    let mut all = Vec::new();
    let mut from = PageFrom::Start;
    for _ in 0..MOST_PAGES {
        match client.ask(&request(from)).await.result? {
            Reply::Scopes { entries, next } => {
                all.extend(entries);
                match next {
                    Some(link) => from = PageFrom::Link(link),
                    None => break,
                }
            }
            _ => break,
        }
    }
    Ok(all)
}

/// Whether the sandbox is there and of what type. Returns the one to go on with: the one named, else the first.
fn sandbox(named: Option<&str>, sandboxes: &Result<Vec<ScopeEntry>, RequestError>, tell: Tell<'_>) -> Option<String> {
    let tried = "read the list of sandboxes";
    let entries = match sandboxes {
        Ok(entries) => entries,
        Err(error) if error.cause == Cause::Forbidden && error.culprit == Some(Culprit::Permission) => {
            tell(note("sandbox", tried, error.message.clone(), "its type can't be told: it counts as production"));
            return named.map(str::to_owned);
        }
        Err(_) => {
            tell(skipped("sandbox", tried, "the list did not come"));
            return named.map(str::to_owned);
        }
    };
    let names: Vec<&str> = entries.iter().map(|entry| entry.scope.sandbox.as_str()).collect();
    let Some(name) = named else {
        let advice = if names.is_empty() {
            "have an administrator give the credential's technical account a role in a sandbox"
        } else {
            "none is named: a list will ask; `sandbox` in the profile names one"
        };
        let make = if names.is_empty() { bad } else { note };
        tell(make("sandbox", tried.to_owned(), format!("{} to choose from: {}", names.len(), few(&names)), advice));
        return names.first().map(|name| (*name).to_owned());
    };
    match entries.iter().find(|entry| entry.scope.sandbox == name) {
        Some(entry) => {
            let mode = match SandboxType::named(&entry.category) {
                SandboxType::Development => "writes ask",
                SandboxType::Production => "read-only unless the profile says otherwise",
                SandboxType::Unknown => "counts as production",
            };
            let category = if entry.category.is_empty() { "of unknown type" } else { &entry.category };
            tell(good("sandbox", tried, format!("\"{name}\" is {category}: {mode}")));
        }
        None => tell(bad(
            "sandbox",
            tried,
            format!("\"{name}\" is not among the {}: {}", names.len(), few(&names)),
            "mend `sandbox` in the profile, or have an administrator let the technical account in",
        )),
    }
    Some(name.to_owned())
}

/// The first of many names.
fn few(names: &[&str]) -> String {
    let shown = names.iter().take(6).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 6 { format!("{shown}, …") } else { shown }
}

/// Whether one generation answers, and what may be read through it.
async fn library(
    client: &Client,
    generation: Generation,
    sandbox: Option<&str>,
    scope: Option<&Scope>,
    required: bool,
    tell: Tell<'_>,
) {
    let name = generation.as_str();
    // The generation that the profile does not use may well be switched off for the organisation.
    let weigh = |probe: Probe| match probe.verdict {
        Verdict::Bad if !required => {
            Probe { verdict: Verdict::Note, advice: "the profile does not use this generation".to_owned(), ..probe }
        }
        _ => probe,
    };
    let place = match generation {
        Generation::Dps => sandbox.map(|sandbox| Scope { sandbox: sandbox.to_owned(), container: None }),
        Generation::Xcore => match container(client, sandbox, scope).await {
            Ok(place) => place,
            Err(error) => {
                tell(weigh(failed(name, "read the list of containers", &error)));
                return;
            }
        },
    };
    let Some(place) = place else {
        tell(weigh(bad(name, "looked for a place to read from", "there is none", "name a sandbox in the profile")));
        return;
    };
    let mut sandbox_header = generation == Generation::Dps;
    for kind in KINDS {
        let tried = format!("read the first {}s of \"{}\"", kind.noun, place.label());
        let request = Request::List { scope: place.clone(), kind: kind.kind, from: PageFrom::Start };
        let answer = client.ask(&request).await;
        if std::mem::take(&mut sandbox_header) {
            tell(weigh(sandbox_probe(&answer.result)));
        }
        match answer.result {
            Ok(Reply::Page(page)) => {
                let count = page.total.map_or_else(|| page.records.len().to_string(), |total| total.to_string());
                tell(good(name, tried, format!("{count} {}s; they may be read", kind.noun)));
            }
            Ok(_) => tell(weigh(bad(name, tried, "an answer to another question", ""))),
            Err(error) => tell(weigh(failed(name, tried, &error))),
        }
    }
    if required {
        tell(note("permissions", "nothing was written", "whether writes are allowed shows only when one is sent", ""));
    }
}

/// The container of the sandbox, or the one that is named.
async fn container(
    client: &Client,
    sandbox: Option<&str>,
    scope: Option<&Scope>,
) -> Result<Option<Scope>, RequestError> {
    if let Some(named) = scope.filter(|scope| scope.container.is_some()) {
        return Ok(Some(named.clone()));
    }
    let containers = pages(client, |from| Request::ListScopes { from }).await?;
    let of_sandbox = |entry: &&ScopeEntry| sandbox.is_none_or(|sandbox| entry.scope.sandbox == sandbox);
    Ok(containers.iter().find(of_sandbox).map(|entry| entry.scope.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_far_off_is_told_with_its_direction() {
        let verdict = |skew: i64| {
            let probe = clock(Some(SignedDuration::from_millis(skew)));
            (probe.verdict, probe.came)
        };
        // A server tells whole seconds: a difference within one is none.
        assert_eq!(verdict(-999), (Verdict::Good, "they agree".to_owned()));
        assert_eq!(verdict(-120_000).0, Verdict::Good);
        assert_eq!(verdict(-121_000), (Verdict::Bad, "this machine is 121 s ahead".to_owned()));
        assert_eq!(verdict(10_800_000), (Verdict::Bad, "this machine is 10800 s behind".to_owned()));
        assert_eq!(clock(None).verdict, Verdict::Skipped);
    }

    #[test]
    fn a_sandbox_is_looked_for_by_its_name() {
        let entry = |name: &str, category: &str| ScopeEntry {
            scope: Scope { sandbox: name.to_owned(), container: None },
            name: name.to_owned(),
            category: category.to_owned(),
            region: String::new(),
            changed: crate::domain::Seen::Absent,
        };
        let entries = Ok(vec![entry("prod", "production"), entry("dev", "development")]);
        let look = |named: Option<&str>| {
            let mut probes = Vec::new();
            let chosen = sandbox(named, &entries, &mut |probe| probes.push(probe));
            (chosen, probes[0].verdict, probes[0].came.clone())
        };
        assert_eq!(
            look(Some("dev")),
            (Some("dev".to_owned()), Verdict::Good, "\"dev\" is development: writes ask".to_owned())
        );
        assert_eq!(look(Some("devel")).1, Verdict::Bad);
        assert_eq!((look(None).0, look(None).1), (Some("prod".to_owned()), Verdict::Note));
    }
}
