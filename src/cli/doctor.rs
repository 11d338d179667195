//! The command that checks what stands between this machine and a library.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use crossterm::terminal;
use serde_json::{Value, json};

use crate::api::{Client, Connection};
use crate::doctor::{self, terminal::Facts};
use crate::domain::Generation;
use crate::request::{Probe, Verdict};
use crate::secret::Redactor;
use crate::widgets::wrap;

use super::begin::{File, explain, paths, resolve};
use super::{Doctor, Reach, USAGE, wait_for};

/// Checks step by step and prints each as it is done, or all of them as JSON. Returns the exit code: 0 where everything
/// that was tried works, 1 where something does not, 2 where nothing says how to reach a library.
#[must_use]
pub fn doctor(asked: &Doctor, redactor: &Redactor) -> u8 {
    let mut steps = Vec::new();
    let facts = facts();
    let columns = facts.size.map_or(UNBOUND, |(columns, _)| columns);
    let mut tell = |probe: Probe| {
        let probe = cleaned(&probe, redactor);
        if !asked.json {
            // Whoever reads may be gone.
            let _ = writeln!(io::stdout(), "{}", line(&probe, columns));
        }
        steps.push(probe);
    };
    let code = match examine(&asked.reach, &facts, redactor, &mut tell) {
        Ok(()) => u8::from(steps.iter().any(|probe| probe.verdict == Verdict::Bad)),
        Err(()) => USAGE,
    };
    if asked.json {
        let whole = report(&asked.reach, &steps, code);
        let _ = writeln!(io::stdout(), "{whole:#}");
    } else {
        let _ = writeln!(io::stdout(), "\n{}", summary(&steps));
    }
    code
}

/// Goes through all the steps; an error where nothing says how to reach a library.
fn examine(reach: &Reach, facts: &Facts, redactor: &Redactor, tell: doctor::Tell<'_>) -> Result<(), ()> {
    let found = configuration(reach, tell);
    for probe in doctor::terminal::probes(facts) {
        tell(probe);
    }
    let (connection, profile) = found.ok_or(())?;
    let generation = connection.generation;
    let client = Client::new(connection.clone(), redactor.clone());
    let place = profile.place(generation).or_else(|| profile.place(Generation::Dps));
    let work = doctor::connection(&connection, &client, place.as_ref(), tell);
    wait_for(work).map(|_| ()).map_err(|_| ())
}

/// The steps about the file of profiles, and the connection that it leads to.
fn configuration(reach: &Reach, tell: doctor::Tell<'_>) -> Option<(Connection, crate::profile::Profile)> {
    let paths = paths(reach.config.named());
    let tried = format!("read {}", paths.profiles.display());
    let probe = |verdict, came: String, advice: &str| Probe {
        name: "config",
        verdict,
        tried: tried.clone(),
        came,
        advice: advice.to_owned(),
    };
    let file = match File::read_named(&paths.profiles, reach.config.named()) {
        Ok(file) => file,
        Err(message) => {
            tell(probe(Verdict::Bad, message, "mend the file, or name another with --config"));
            return None;
        }
    };
    for (text, verdict) in [(file.errors(), Verdict::Bad), (file.cautions(), Verdict::Note)] {
        for finding in text.lines() {
            tell(probe(verdict, finding.to_owned(), if verdict == Verdict::Bad { "mend that line" } else { "" }));
        }
    }
    let profile = match resolve(reach, &file) {
        Ok(profile) => profile,
        Err(message) => {
            if file.errors().is_empty() {
                tell(probe(Verdict::Bad, message, "name a profile that is there"));
            }
            return None;
        }
    };
    if let Some(danger) = file.danger() {
        tell(probe(Verdict::Bad, danger, "close the file to others"));
        return None;
    }
    // A token that was kept would hide a secret that is wrong by now: one is asked for anew, and not kept.
    match Connection::of(&profile, None) {
        Ok(connection) => {
            let from = match profile.name.as_str() {
                "" => "flags and environment, no profile".to_owned(),
                name => format!("profile \"{name}\", flags and environment over it"),
            };
            tell(probe(Verdict::Good, from, ""));
            Some((connection, profile))
        }
        Err(unfit) => {
            let told = explain(&unfit, &profile.name);
            tell(probe(Verdict::Bad, told, "set what is missing, or start offerdeck alone: a form helps"));
            None
        }
    }
}

/// A step without any secret, whoever's words it repeats.
fn cleaned(probe: &Probe, redactor: &Redactor) -> Probe {
    let clean = |text: &str| redactor.clean(text).into_owned();
    Probe {
        name: probe.name,
        verdict: probe.verdict,
        tried: clean(&probe.tried),
        came: clean(&probe.came),
        advice: clean(&probe.advice),
    }
}

/// Where what is said of a step begins, in columns.
const INDENT: usize = 20;

/// The width of lines that go into a file or a pipe.
const UNBOUND: u16 = 120;

/// A step as people read it, on lines of this width.
fn line(probe: &Probe, columns: u16) -> String {
    let Probe { name, verdict, tried, came, advice } = probe;
    let room = columns.saturating_sub(u16::try_from(INDENT).unwrap_or(0)).max(20);
    let advice = if advice.is_empty() { String::new() } else { format!("→ {advice}") };
    let said = [tried.as_str(), came.trim_end(), &advice];
    let mut lines = said.iter().filter(|text| !text.is_empty()).flat_map(|text| wrap(text, room));
    let first = lines.next().unwrap_or_default();
    let mut text = format!("{:<INDENT$}{first}", format!("{} {name}", verdict.symbol()));
    for line in lines {
        // Writing to a text never fails.
        let _ = write!(text, "\n{}{line}", " ".repeat(INDENT));
    }
    text
}

fn summary(steps: &[Probe]) -> String {
    let count = |verdict| steps.iter().filter(|probe| probe.verdict == verdict).count();
    let (failed, skipped) = (count(Verdict::Bad), count(Verdict::Skipped));
    format!("{} ok, {} to be known, {failed} failed, {skipped} skipped.", count(Verdict::Good), count(Verdict::Note))
}

/// All steps for support.
fn report(reach: &Reach, steps: &[Probe], code: u8) -> Value {
    let step = |probe: &Probe| {
        json!({
            "name": probe.name,
            "verdict": probe.verdict.as_str(),
            "tried": probe.tried,
            "came": probe.came,
            "advice": probe.advice,
        })
    };
    json!({
        "program": "offerdeck",
        "version": env!("CARGO_PKG_VERSION"),
        "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "time": jiff::Timestamp::now().to_string(),
        "profile": reach.named(),
        "ok": code == 0,
        "steps": steps.iter().map(step).collect::<Vec<_>>(),
    })
}

/// What is known of the terminal.
fn facts() -> Facts {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let interactive = io::stdin().is_terminal() && io::stdout().is_terminal();
    Facts {
        interactive,
        size: interactive.then(terminal::size).and_then(Result::ok),
        term: variable("TERM"),
        colour_term: variable("COLORTERM"),
        no_colour: set("NO_COLOR"),
        multiplexer: if set("TMUX") {
            Some("tmux")
        } else if set("STY") {
            Some("screen")
        } else {
            None
        },
        over_ssh: set("SSH_CONNECTION") || set("SSH_TTY"),
        tells_keys_apart: interactive.then(terminal::supports_keyboard_enhancement).and_then(Result::ok),
    }
}
