//! The library: what it holds, by what rules it answers, and its clock. How it answers is told in [`answering`].

mod answering;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::emulator::answer::{Cause, Problem};
use crate::emulator::clock::Clock;
use crate::emulator::faults::fault::{FaultSpecError, Faults};
use crate::emulator::gateway;
use crate::emulator::gateway::tokens::Tokens;
use crate::emulator::holdings::kind::{KINDS, KindEntry};
use crate::emulator::holdings::object::{Author, Ids};
use crate::emulator::holdings::sandbox::Sandbox;
use crate::emulator::holdings::seed::{self, SeedError};
use crate::emulator::holdings::state::State;
use crate::emulator::holdings::store::{Folder, OpenError};
use crate::emulator::log::Log;
use crate::emulator::settings::Settings;
use crate::emulator::strictness::{Check, Strictness};

/// Who the emulator says has written what comes in.
const CALLER: &str = "5B1E0A7761C2F3D80A495FD1@techacct.adobe.com";
/// The furthest that the clock moves: a century.
const FURTHEST: i64 = 36_525 * 24 * 60 * 60 * 1000;

/// An Offer Library with both generations of its API.
pub struct Library {
    state: Mutex<State>,
    tokens: Mutex<Tokens>,
    /// Apart from the objects' ids, so that these depend on what was written alone.
    request_ids: Mutex<Ids>,
    strictness: Mutex<Strictness>,
    found: Option<usize>,
    clock: Box<dyn Clock>,
    /// By how many milliseconds the clock was moved forward.
    ahead: AtomicI64,
    faults: Arc<Faults>,
    log: Log,
    settings: Settings,
    started: i64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

impl Library {
    /// The library as the seed has it, in memory alone.
    ///
    /// # Errors
    ///
    /// If the seed that is built in can't be read; a test holds that it can.
    pub fn new(settings: &Settings, clock: impl Clock + 'static) -> Result<Library, OpenError> {
        Library::begin(settings, None, clock, Arc::default(), Log::default())
    }

    /// The library that is kept in a directory. If there is none, the directory is made and a library that begins as
    /// the seed has it; if there is one, it is read, and the number of offers and the seed in the settings are not
    /// looked at. Every write is on disk before it is answered.
    ///
    /// # Errors
    ///
    /// If the directory or its library can't be used; each reason is a sentence of its own.
    pub fn open(settings: &Settings, directory: &Path, clock: impl Clock + 'static) -> Result<Library, OpenError> {
        Library::begin(settings, Some(directory), clock, Arc::default(), Log::default())
    }

    /// Either of the two, with faults that others set too, and a log.
    pub(super) fn begin(
        settings: &Settings,
        directory: Option<&Path>,
        clock: impl Clock + 'static,
        faults: Arc<Faults>,
        log: Log,
    ) -> Result<Library, OpenError> {
        let started = clock.now_millis();
        let (state, found) = match directory.map(Folder::take).transpose()? {
            None => (seeded(settings, started)?, None),
            Some(folder) if folder.is_used() => {
                let (store, found) = folder.open()?;
                let objects = found.objects;
                (State::found(found, caller()).kept_in(store), Some(objects))
            }
            Some(folder) => {
                let state = seeded(settings, started)?;
                let store = folder.create(&state.sandboxes, state.counts())?;
                (state.kept_in(store), None)
            }
        };
        Ok(Library {
            state: Mutex::new(state),
            found,
            tokens: Mutex::new(Tokens::new(settings.seed)),
            request_ids: Mutex::default(),
            strictness: Mutex::new(settings.strictness.clone()),
            clock: Box::new(clock),
            ahead: AtomicI64::new(0),
            faults,
            log,
            settings: settings.clone(),
            started,
        })
    }

    /// How many objects of all kinds the library held that was found when it was opened; `None` if it is a new one.
    #[must_use]
    pub fn found(&self) -> Option<usize> {
        self.found
    }

    /// Puts faults in force and says which; `off` clears them. See [`FaultSpecError`] for what can't be read.
    ///
    /// # Errors
    ///
    /// If the text names no fault; the error lists all there are.
    pub fn set_fault(&self, spec: &str) -> Result<String, FaultSpecError> {
        self.faults.set(spec)
    }

    pub(super) fn faults(&self) -> &Faults {
        &self.faults
    }

    pub(super) fn log(&self) -> &Log {
        &self.log
    }

    /// What is checked now.
    pub(super) fn strictness(&self) -> Strictness {
        lock(&self.strictness).clone()
    }

    /// Turns a check on or off.
    pub(super) fn turn(&self, check: Check, on: bool) {
        let mut strictness = lock(&self.strictness);
        *strictness = strictness.clone().with(check, on);
    }

    /// The time by the library's clock.
    pub(super) fn now(&self) -> i64 {
        self.clock.now_millis().saturating_add(self.ahead_millis())
    }

    /// By how much the clock was moved forward.
    pub(super) fn ahead_millis(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// How long the library has been there.
    pub(super) fn uptime_millis(&self) -> i64 {
        self.clock.now_millis().saturating_sub(self.started)
    }

    /// Moves the clock forward, unless it would go too far.
    pub(super) fn move_clock(&self, by: i64) -> bool {
        let moved = |ahead: i64| ahead.checked_add(by).filter(|ahead| *ahead <= FURTHEST);
        self.ahead.fetch_update(Ordering::Relaxed, Ordering::Relaxed, moved).is_ok()
    }

    /// Makes everything as it was at the start: objects, checks, faults and clock. Tokens stay good, and no request is
    /// remembered.
    pub(super) fn reset(&self) -> Result<(), Problem> {
        let beginning = seeded(&self.settings, self.started);
        let beginning = beginning.map_err(|error| Problem::new(Cause::Failed, error.to_string()))?;
        lock(&self.state).become_other(beginning)?;
        *lock(&self.strictness) = self.settings.strictness.clone();
        self.ahead.store(0, Ordering::Relaxed);
        self.faults.reset();
        self.log.clear();
        Ok(())
    }

    /// The sandboxes with their containers, and how many objects of each kind they hold.
    pub(super) fn count_objects(&self) -> Value {
        let state = lock(&self.state);
        let sandbox = |sandbox: &Sandbox| {
            let count = |entry: &KindEntry| (entry.word.to_owned(), Value::from(sandbox.shelf(entry.kind).len()));
            let objects: Map<String, Value> = KINDS.iter().map(count).collect();
            json!({"name": sandbox.facts.name, "container": sandbox.facts.container, "objects": objects})
        };
        state.sandboxes.iter().map(sandbox).collect()
    }

    /// The names of the sandboxes with their containers.
    pub(super) fn places(&self) -> Vec<(String, String)> {
        let state = lock(&self.state);
        let place = |sandbox: &Sandbox| (sandbox.facts.name.clone(), sandbox.facts.container.clone());
        state.sandboxes.iter().map(place).collect()
    }
}

/// The state that a new library begins with.
fn seeded(settings: &Settings, now: i64) -> Result<State, SeedError> {
    let mut ids = Ids::new(settings.seed, 0);
    let sandboxes = seed::sandboxes(settings.offers, now, &mut ids)?;
    Ok(State::new(sandboxes, ids, caller(), now))
}

#[cfg(test)]
impl Library {
    /// What the library holds, for tests that look behind the answers.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn caller() -> Author {
    Author { user: CALLER.to_owned(), client: gateway::API_KEY.to_owned() }
}
