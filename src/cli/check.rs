//! The command that looks through a library without a screen: for pipelines that are to stop on what is wrong.

use std::io::{self, Write};
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;

use crate::api::{Client, Connection};
use crate::domain::checkup::{Format, Heading, Severity, examine};
use crate::domain::{Catalogue, KINDS, Kind, Scope, Snapshot};
use crate::profile::Profile;
use crate::request::{PageFrom, Reply, Request, RequestError};
use crate::runtime::{UNKEPT, write_new};
use crate::screens::checkup::why_missing;
use crate::screens::shelf::Shelf;
use crate::secret::Redactor;
use crate::widgets::clean;

use super::begin::{File, explain, paths, resolve};
use super::{CheckCommand, CheckFormat, USAGE, wait_for};

/// The exit code where something is at least as bad as what is not to pass.
const FOUND: u8 = 1;

/// How long the first wait is before a page is asked for again, where the server names none; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Together, so long is waited for one page and no longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// Reads all lists of a place, looks through them and prints what it found. Returns the exit code: 0 where nothing is as
/// bad as what is not to pass, 1 where something is, 2 where nothing says how to reach a library, and 3 where nothing bad
/// was found but not all could be read, or the file could not be written.
#[must_use]
pub fn check(asked: &CheckCommand, redactor: &Redactor) -> u8 {
    let said = |message: &str| {
        // Whoever reads may be gone.
        let _ = writeln!(io::stderr(), "{}", redactor.clean(message));
    };
    let (file, connection, profile) = match reach(asked) {
        Ok(reached) => reached,
        Err(message) => {
            said(&message);
            return USAGE;
        }
    };
    if !file.cautions().is_empty() {
        said(&file.cautions());
    }
    let Some(scope) = profile.place(connection.generation) else {
        said("Which place? Name a sandbox with --sandbox; on xcore, a container with --container.");
        return USAGE;
    };
    let client = Client::new(connection.clone(), redactor.clone());
    let shelves = match wait_for(read(&client, &scope)) {
        Ok(shelves) => shelves,
        Err(message) => {
            said(&message);
            return USAGE;
        }
    };
    let catalogue = Catalogue::new(std::array::from_fn(|kind| (shelves[kind].rows(), shelves[kind].extent())));
    let snapshot = Snapshot::of(&catalogue, |kind| why_missing(&shelves[kind as usize]));
    let checkup = examine(&snapshot, Timestamp::now(), &file.reading.checks);
    let heading = Heading {
        place: scope.label().to_owned(),
        generation: connection.generation.as_str(),
        host: connection.host(),
    };
    let text = redactor.clean(&format_of(asked).write(&checkup, &heading)).into_owned();
    let written = match &asked.output {
        Some(file) => write_new(&file.to_string_lossy(), &text).map(drop),
        None => {
            for line in text.lines() {
                // Whoever reads may be gone.
                let _ = writeln!(io::stdout(), "{}", clean(line));
            }
            Ok(())
        }
    };
    if let Err(message) = &written {
        said(message);
    }
    let complete = checkup.looked.iter().all(|looked| looked.missing.is_none());
    let worst = Severity::from(asked.fail_on);
    if checkup.remarks.iter().any(|remark| remark.severity <= worst) {
        FOUND
    } else if written.is_err() || !complete {
        UNKEPT
    } else {
        0
    }
}

/// The format that is asked for, or that the file's name asks for.
fn format_of(asked: &CheckCommand) -> Format {
    match asked.format {
        Some(CheckFormat::Json) => Format::Json,
        Some(CheckFormat::Markdown) => Format::Markdown,
        Some(CheckFormat::Text) => Format::Text,
        None => {
            let by_name = asked.output.as_ref().and_then(|file| Format::of_file(&file.to_string_lossy()));
            by_name.unwrap_or(Format::Text)
        }
    }
}

/// The file of profiles, and the library that it and the command line lead to.
fn reach(asked: &CheckCommand) -> Result<(File, Connection, Profile), String> {
    let paths = paths(asked.reach.config.named());
    let file = File::read_named(&paths.profiles, asked.reach.config.named())?;
    let profile = resolve(&asked.reach, &file)?;
    if let Some(danger) = file.danger() {
        return Err(danger);
    }
    let connection =
        Connection::of(&profile, paths.state.as_deref()).map_err(|unfit| explain(&unfit, &profile.name))?;
    Ok((file, connection, profile))
}

/// All lists, as far as they can be read, in the order of the kinds.
async fn read(client: &Client, scope: &Scope) -> Vec<Shelf> {
    join_all(KINDS.iter().map(|entry| read_list(client, scope, entry.kind))).await
}

async fn read_list(client: &Client, scope: &Scope, kind: Kind) -> Shelf {
    let mut shelf = Shelf::new(kind);
    shelf.begin();
    let mut from = PageFrom::Start;
    loop {
        let request = Request::List { scope: scope.clone(), kind, from };
        match read_page(client, &request).await {
            Ok(Reply::Page(page)) => match shelf.take_page(page) {
                Some(link) => from = PageFrom::Link(link),
                None => return shelf,
            },
            Ok(_) => {
                shelf.stop("unreadable answer");
                return shelf;
            }
            Err(error) => {
                shelf.fail(error);
                return shelf;
            }
        }
    }
}

/// A page, asked for again after failures that pass.
async fn read_page(client: &Client, request: &Request) -> Result<Reply, RequestError> {
    let (mut waited, mut pause, mut repeats) = (Duration::ZERO, FIRST_PAUSE, 0);
    loop {
        let failed = match client.ask(request).await.result {
            Err(failed) => failed,
            answered => return answered,
        };
        let wait = failed.retry_after.unwrap_or_default().max(pause);
        if repeats >= failed.repeats_of_read() || waited + wait > PATIENCE {
            return Err(failed);
        }
        tokio::time::sleep(wait).await;
        (waited, pause, repeats) = (waited + wait, pause * 2, repeats + 1);
    }
}
